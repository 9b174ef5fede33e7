//! The Integrations page: the list of application tokens.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::view::View;
use super::{HERE, LIST, address};
use crate::access::{Granted, ManageTokens, SeeTokens, ShutTokens};
use crate::app::State;
use crate::applications::{self, Application};
use crate::error::{Error, Result};
use crate::language::Message;
use crate::tokens::list::{self, COUNTED, Filters, Order, Particular, Query, Sort};
use crate::tokens::secret::handle_in;
use crate::tokens::{self, Presented, SOON_DAYS, Status, Token, endings};
use crate::usage::decision_in;
use crate::web::{Flash, Flashed, Form, Layout, page, query_field, see_other};

/// A column that the list can be ordered by.
struct Heading {
    word: Message,
    address: String,
    /// `ascending`, `descending` or nothing, as `aria-sort` says it.
    sorted: &'static str,
}

/// A filter in force, and the view without it.
struct Chip {
    text: String,
    without: String,
}

/// Tokens that someone should see to.
struct Banner {
    id: &'static str,
    words: Message,
    /// How many.
    count: i64,
    /// The view of them.
    address: String,
}

#[derive(Template)]
#[template(path = "tokens/index.html")]
struct IndexPage {
    layout: Layout,
    query: Query,
    tokens: Vec<View>,
    count: Message,
    /// The organization has no token at all.
    empty: bool,
    chips: Vec<Chip>,
    headings: Vec<Heading>,
    applications: Vec<Application>,
    previous: Option<String>,
    next: Option<String>,
    /// What to see to; nothing where the view is of just that.
    banners: Vec<Banner>,
    /// The address of this view, to come back to.
    here: String,
    may_manage: bool,
    may_shut: bool,
}

impl IndexPage {
    fn is_status(&self, word: &str) -> bool {
        self.query.filters.status.is_some_and(|s| s.as_str() == word)
    }

    fn is_application(&self, application: &Application) -> bool {
        self.query.filters.application == Some(application.id)
    }

    fn is_particular(&self, particular: Particular) -> bool {
        self.query.filters.particular == Some(particular)
    }

    fn statuses() -> [Status; 4] {
        [Status::Active, Status::Inactive, Status::Compromised, Status::Expired]
    }
}

/// The list.
pub async fn index(
    may: Granted<SeeTokens>,
    state: web::Data<State>,
    request: HttpRequest,
    flashed: Flashed,
) -> Result<HttpResponse> {
    let query = Query::parse(request.query_string());
    // A secret must not stay in an address: what is kept of it is its handle.
    let asked = query_field(&request, "q");
    if let Some(handle) = asked.and_then(|text| handle_in(&text, &state.config.token_prefix)) {
        return Ok(see_other(&only_of(handle).address()));
    }
    if let Some(decision) = decision_in(&query.filters.text) {
        return Ok(see_other(&decision_address(decision)));
    }
    let place = state.searches.acquire().await.map_err(|e| Error::Internal(e.to_string()))?;
    let found = list::page(&state.db, &state.clock, &may, &query).await?;
    let banners = banners(&state, &may, &query, &found.tokens).await?;
    drop(place);
    let applications = applications::list(&state.db, &may).await?;
    let (now, catalogue) = (state.clock.now(), state.catalogue.get());
    let shown = IndexPage {
        layout: may.layout(t!("place-integrations"), HERE, flashed),
        tokens: found.tokens.iter().map(|t| View::of(t, &may, &catalogue, now)).collect(),
        count: count_in_words(found.count),
        empty: found.count == 0 && !query.filters.any(),
        chips: chips(&query, &applications, &found.tokens),
        headings: headings(&query),
        applications,
        banners,
        previous: found.previous.map(|q| q.address()),
        next: found.next.map(|q| q.address()),
        here: query.address(),
        may_manage: may.can::<ManageTokens>(),
        may_shut: may.can::<ShutTokens>(),
        query,
    };
    page(StatusCode::OK, &shown)
}

/// The search form is posted, so that a token pasted into it gets into no address; the answer leads to the view.
pub async fn search(
    may: Granted<SeeTokens>,
    state: web::Data<State>,
    session: Session,
    form: Form,
) -> Result<HttpResponse> {
    form.check(&["q", "status", "application", "only", "creator", "sort", "order"], &[]).map_err(Error::Malformed)?;
    let mut fields = form_urlencoded::Serializer::new(String::new());
    for name in ["status", "application", "only", "creator", "sort", "order"] {
        fields.append_pair(name, form.one(name));
    }
    let query = Query::parse(&fields.finish());
    let typed = form.one("q").trim();
    let handle = handle_in(typed, &state.config.token_prefix);
    if let (None, Some(decision)) = (&handle, decision_in(typed)) {
        return Ok(see_other(&decision_address(decision)));
    }
    if let Some(handle) = handle {
        whose_secret(&may, &state, typed).await?.leave(&session)?;
        return Ok(see_other(&only_of(handle).address()));
    }
    Ok(see_other(&with_text(&query, typed.chars().take(200).collect()).address()))
}

/// Says whose secret was pasted: the list can only be searched for its public beginning.
async fn whose_secret(may: &Granted<SeeTokens>, state: &State, typed: &str) -> Result<Flash> {
    let mut words = typed.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    let Some(presented) = words.find_map(|word| Presented::parse(word, &state.config.token_prefix)) else {
        return Ok(Flash::said(t!("tokens-pasted-part")));
    };
    Ok(match tokens::by_secret(&state.db, may, &presented).await? {
        Some(token) => Flash::said(t!("tokens-pasted-known", name = token.name))
            .leading(address(token.id), &t!("tokens-pasted-open").to_string()),
        None => Flash::said(t!("tokens-pasted-unknown")),
    })
}

/// The address that the create form posts to, opened by itself: the list.
pub async fn back(_may: Granted<SeeTokens>) -> HttpResponse {
    see_other(LIST)
}

/// Where a refusal's id leads, when it is searched for.
fn decision_address(decision: &str) -> String {
    format!("/integrations/decisions/{decision}")
}

/// Of a pasted token: whatever else was filtered by would hide it.
fn only_of(handle: String) -> Query {
    Query::of(Filters { text: handle, ..Filters::default() })
}

fn with_text(query: &Query, text: String) -> Query {
    query.with(Filters { text, ..query.filters.clone() })
}

fn count_in_words(count: i64) -> Message {
    if count > COUNTED { t!("tokens-count-more", most = COUNTED) } else { t!("tokens-count", count = count) }
}

/// The banners over the list. Whoever looks for something else isn't kept from it.
async fn banners(state: &State, may: &Granted<SeeTokens>, query: &Query, listed: &[Token]) -> Result<Vec<Banner>> {
    let now = state.clock.now();
    let mut banners = Vec::new();
    if query.filters.any() {
        return Ok(banners);
    }
    let compromised = endings::compromised(&state.db, may).await?;
    if compromised > 0 {
        let filters = Filters { particular: Some(Particular::Unreplaced), ..Filters::default() };
        let words = if compromised > COUNTED {
            t!("tokens-banner-compromised-more", most = COUNTED)
        } else {
            t!("tokens-banner-compromised", count = compromised)
        };
        let address = Query::of(filters).address();
        banners.push(Banner { id: "compromised", words, count: compromised, address });
    }
    let soon = endings::soon(&state.db, &state.clock, may).await?;
    if soon > 0 {
        let filters = Filters { particular: Some(Particular::Expiring), ..Filters::default() };
        let words = if soon > COUNTED {
            t!("tokens-banner-expiring-more", most = COUNTED, days = SOON_DAYS)
        } else {
            t!("tokens-banner-expiring", count = soon, days = SOON_DAYS)
        };
        banners.push(Banner { id: "expiring", words, count: soon, address: Query::of(filters).address() });
    }
    // Not counted: all of the organization's would have to be looked at.
    if listed
        .iter()
        .any(|token| token.rule_blocked && !matches!(token.status(now), Status::Compromised | Status::Expired))
    {
        let filters = Filters { particular: Some(Particular::BreaksRules), ..Filters::default() };
        let (words, address) = (t!("tokens-banner-blocked"), Query::of(filters).address());
        banners.push(Banner { id: "blocked", words, count: COUNTED, address });
    }
    Ok(banners)
}

fn headings(query: &Query) -> Vec<Heading> {
    Sort::ALL
        .into_iter()
        .map(|sort| {
            let current = sort == query.sort;
            // Names begin at A, moments with the latest; a second press turns them round.
            let first = if matches!(sort, Sort::Name | Sort::Expires) { Order::Ascending } else { Order::Descending };
            let order = if current { query.order.reversed() } else { first };
            let sorted = match (current, query.order) {
                (false, _) => "",
                (true, Order::Ascending) => "ascending",
                (true, Order::Descending) => "descending",
            };
            Heading { word: sort.word(), address: Query { sort, order, ..query.from_start() }.address(), sorted }
        })
        .collect()
}

fn chips(query: &Query, applications: &[Application], tokens: &[Token]) -> Vec<Chip> {
    let Filters { text, status, application, particular, creator } = &query.filters;
    let without = |change: &dyn Fn(&mut Filters)| {
        let mut filters = query.filters.clone();
        change(&mut filters);
        query.with(filters).address()
    };
    let mut chips = Vec::new();
    if !text.is_empty() {
        chips.push(Chip { text: t!("tokens-filter-text", text = text).into(), without: without(&|f| f.text.clear()) });
    }
    if let Some(status) = status {
        chips.push(Chip { text: status.word().into(), without: without(&|f| f.status = None) });
    }
    if let Some(id) = application {
        let name = applications.iter().find(|a| a.id == *id).map(|a| a.name.clone());
        let text = name.unwrap_or_else(|| t!("tokens-filter-unknown-application").into());
        chips.push(Chip { text, without: without(&|f| f.application = None) });
    }
    if let Some(particular) = particular {
        chips.push(Chip { text: particular.words().into(), without: without(&|f| f.particular = None) });
    }
    if creator.is_some() {
        // The name that the tokens have it under: their creator may have left.
        let text = match tokens.first() {
            Some(token) => t!("tokens-filter-creator", name = token.created_by_name),
            None => t!("tokens-filter-creator-unknown"),
        };
        chips.push(Chip { text: text.into(), without: without(&|f| f.creator = None) });
    }
    chips
}
