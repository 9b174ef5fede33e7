//! Shutting what was chosen of the tokens that were found, and the page that says of each what became of it.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::desk::{FoundPage, ask, sealed};
use super::{HERE, Row, can_be_shut};
use crate::access::{Granted, SearchLeaks};
use crate::app::State;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::language::Message;
use crate::support::{self, Broken, Shown, Shut, Way};
use crate::tokens::{self, Fate, Known, Reason, Token, shown_again};
use crate::web::form::Faults;
use crate::web::time::exact;
use crate::web::{Flash, Flashed, Form, Layout, page, query_field, see_other};

/// The most bytes of an address: some 150 tokens. Servers and browsers take twice as many.
const LONGEST_ADDRESS: usize = 4_096;

/// What became of one token.
struct Line {
    row: Option<Row>,
    /// In words.
    outcome: String,
    /// As a badge: `done`, `same` or `failed`.
    class: &'static str,
    /// Those that went with it: name and handle.
    others: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "support/shut.html")]
struct ShutPage {
    layout: Layout,
    lines: Vec<Line>,
    /// What was found with them, was not chosen, and could be shut, too.
    left: Vec<Row>,
    /// To copy into the ticket.
    ticket: String,
    /// Some could not be done because the database can't be asked.
    unavailable: bool,
    /// Where what was found can be looked at again.
    stands_at: String,
}

impl ShutPage {
    fn can_go_back(&self) -> bool {
        self.stands_at != HERE
    }
}

/// What the form asks for.
struct Order {
    ids: Vec<Id<Token>>,
    way: Way,
    reason: Reason,
}

/// Shuts the chosen tokens, each by itself, and tells what became of them.
pub async fn shut(may: Granted<SearchLeaks>, state: web::Data<State>, form: Form) -> Result<HttpResponse> {
    if form.check(&["found", "all", "way", "reason"], &["token"]).is_err() {
        return Err(Error::Malformed(t!("support-not-our-form").into()));
    }
    let person = may.person().ok_or(Error::NotFound)?.id;
    let shown = match Shown::open(form.one("found"), &state.key, person, state.clock.now()) {
        Ok(shown) => shown,
        Err(broken) => return start_again(&may, broken),
    };
    let order = match read(&may, &state, &form, &shown).await? {
        Ok(order) => order,
        Err(faults) => return show_again(&may, &state, &form, &shown, faults).await,
    };
    // Before: once something is done, nothing may come between that and its telling.
    let others: Vec<_> = shown.ids.iter().copied().filter(|id| !order.ids.contains(id)).collect();
    let mut left = tokens::known_by_id(&state.db, &may, &others).await?;
    left.retain(|known| can_be_shut(known, &state));
    left.sort_by_key(|known| shown.ids.iter().position(|id| *id == known.id));
    let shut = support::shut(&state.db, &state.clock, &may, &order.ids, order.way, &order.reason).await?;
    let went_along =
        |id| shut.iter().any(|one| matches!(&one.outcome, Fate::Done(with) if with.iter().any(|w| w.id == id)));
    left.retain(|known| !went_along(known.id));
    told(&may, &state, &shown, &order, (&shut, &left))
}

fn start_again(may: &Granted<SearchLeaks>, broken: Broken) -> Result<HttpResponse> {
    let mut faults = Faults::default();
    faults.add(
        "text",
        match broken {
            Broken::TooOld => t!("support-list-too-old"),
            Broken::NotShown => t!("support-list-not-shown"),
        },
    );
    ask(may, Flashed::default(), StatusCode::UNPROCESSABLE_ENTITY, faults)
}

/// Reads what is asked for, or everything that is wrong with it.
async fn read(may: &Granted<SearchLeaks>, state: &State, form: &Form, shown: &Shown) -> Result<Result<Order, Faults>> {
    let mut faults = Faults::default();
    let ids = if form.has("all") {
        let known = tokens::known_by_id(&state.db, may, &shown.ids).await?;
        let open: HashMap<Id<Token>, bool> = known.iter().map(|known| (known.id, can_be_shut(known, state))).collect();
        // What is out of reach by now is told like what is shut.
        shown.ids.iter().copied().filter(|id| open.get(id).copied().unwrap_or(true)).collect()
    } else {
        let chosen: Vec<&str> = form.all("token").collect();
        if chosen.iter().any(|text| !shown.ids.iter().any(|id| id.as_str() == *text)) {
            return Err(Error::Malformed(t!("support-not-in-text").into()));
        }
        shown.ids.iter().copied().filter(|id| chosen.contains(&id.as_str())).collect::<Vec<_>>()
    };
    if ids.is_empty() {
        faults.add("tokens", t!("support-choose-tokens"));
    }
    let way = faults.take("way", Way::parse(form.one("way")));
    let reason = faults.take("reason", Reason::parse(form.one("reason")));
    if reason.as_ref().is_some_and(Reason::is_empty) {
        faults.add("reason", t!("tokens-reason-needed"));
    }
    Ok(match (way, reason) {
        (Some(way), Some(reason)) if faults.is_empty() => Ok(Order { ids, way, reason }),
        _ => Err(faults),
    })
}

/// What was shown as real, as it is by now: where Back leads from a token that was looked at. The address has their ids under
/// the seal, and nothing of the text.
pub async fn again(may: Granted<SearchLeaks>, state: web::Data<State>, request: HttpRequest) -> Result<HttpResponse> {
    let person = may.person().ok_or(Error::NotFound)?.id;
    let Some(list) = query_field(&request, "list") else { return Ok(see_other(HERE)) };
    match Shown::open(&list, &state.key, person, state.clock.now()) {
        Ok(shown) => page(StatusCode::OK, &filled(&may, &state, &Form::default(), &shown, Faults::default()).await?),
        Err(broken) => start_again(&may, broken),
    }
}

/// Where what was shown can be looked at again, if it is short enough for an address.
pub(super) fn address_of(sealed: &str) -> String {
    let address = format!(
        "{HERE}/found?{}",
        form_urlencoded::Serializer::new(String::new()).append_pair("list", sealed).finish()
    );
    if address.len() <= LONGEST_ADDRESS { address } else { HERE.to_owned() }
}

/// The list again, as it was filled in. Of the text nothing is there any more: only the real tokens are.
async fn show_again(
    may: &Granted<SearchLeaks>,
    state: &State,
    form: &Form,
    shown: &Shown,
    faults: Faults,
) -> Result<HttpResponse> {
    page(StatusCode::UNPROCESSABLE_ENTITY, &filled(may, state, form, shown, faults).await?)
}

async fn filled(
    may: &Granted<SearchLeaks>,
    state: &State,
    form: &Form,
    shown: &Shown,
    faults: Faults,
) -> Result<FoundPage> {
    let (known, lately) = support::look_again(&state.db, &state.clock, may, &shown.ids).await?;
    let chosen: Vec<&str> = form.all("token").collect();
    let all = form.has("all");
    // Where there is but one, there is nothing to choose.
    let only = known.len() == 1 && faults.is_empty();
    let rows = known.iter().map(|known| {
        let is_chosen = all || only || chosen.contains(&known.id.as_str());
        Row::of(known, may, state, (&lately, &HashMap::new()), is_chosen)
    });
    let is_answer = !faults.is_empty();
    Ok(FoundPage {
        layout: may.layout(t!("support-found-title"), HERE, Flashed::default()).with_faults(is_answer),
        summary: t!("support-found-again").into(),
        real: rows.collect(),
        left_out: 0,
        sealed: sealed(may, state, shown),
        all,
        way: Way::parse(form.one("way")).ok(),
        reason: shown_again(form.one("reason")),
        reason_limit: Reason::LIMIT,
        perhaps: Vec::new(),
        perhaps_left_out: 0,
        unknown: Vec::new(),
        unknown_left_out: 0,
        more: false,
        faults,
    })
}

/// The page about what became of them; 503 if of any of them it isn't certain that it was done: again, then.
fn told(
    may: &Granted<SearchLeaks>,
    state: &State,
    shown: &Shown,
    order: &Order,
    (shut, left): (&[Shut], &[Known]),
) -> Result<HttpResponse> {
    let done = shut.iter().filter(|one| one.outcome.is_done()).count();
    let unavailable = shut.iter().any(|one| matches!(one.outcome, Fate::Unknown | Fate::Unavailable));
    let said = done_of_all(order.way, done, shut.len());
    let told = ShutPage {
        layout: may.layout(t!("support-done-title"), HERE, Flashed(Some(Flash::said(said)))),
        lines: shut.iter().map(|one| line(one, order.way, may, state)).collect(),
        left: left.iter().map(|known| row(known, may, state)).collect(),
        ticket: ticket(may, state, order, (shut, left)),
        unavailable,
        stands_at: address_of(&sealed(may, state, shown)),
    };
    let status = if unavailable { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
    let mut answer = page(status, &told)?;
    if unavailable {
        answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("5"));
    }
    Ok(answer)
}

/// "Deactivated 1 token.", "Deactivated 2 of 3 tokens.", "Deactivated none of 3 tokens."
fn done_of_all(way: Way, done: usize, all: usize) -> Message {
    match way {
        Way::Deactivate if done == 0 => t!("support-deactivated-none", all = all),
        Way::Deactivate if done == all => t!("support-deactivated-all", all = all),
        Way::Deactivate => t!("support-deactivated-some", done = done, all = all),
        Way::Compromise if done == 0 => t!("support-marked-none", all = all),
        Way::Compromise if done == all => t!("support-marked-all", all = all),
        Way::Compromise => t!("support-marked-some", done = done, all = all),
    }
}

fn row(known: &Known, may: &Granted<SearchLeaks>, state: &State) -> Row {
    Row::of(known, may, state, (&HashMap::new(), &HashMap::new()), false)
}

fn line(one: &Shut, way: Way, may: &Granted<SearchLeaks>, state: &State) -> Line {
    let row = one.known.as_ref().map(|known| row(known, may, state));
    let (outcome, class) = in_words(one, way);
    let others = match &one.outcome {
        Fate::Done(others) => others.iter().map(|other| (other.name.clone(), other.shown_handle())).collect(),
        _ => Vec::new(),
    };
    Line { row, outcome, class, others }
}

/// What became of a token, as a sentence without its subject, and as a kind.
fn in_words(one: &Shut, way: Way) -> (String, &'static str) {
    let was_compromised = one.known.as_ref().is_some_and(|known| known.facts.compromised_at.is_some());
    let (words, class) = match (&one.outcome, way) {
        (Fate::Done(_), Way::Deactivate) => (t!("support-fate-deactivated"), "done"),
        (Fate::Done(_), Way::Compromise) => (t!("support-fate-marked"), "done"),
        (Fate::Already, Way::Deactivate) if !was_compromised => (t!("support-fate-inactive-already"), "same"),
        (Fate::Already, _) => (t!("support-fate-marked-already"), "same"),
        (Fate::Gone, _) => (t!("support-fate-gone"), "failed"),
        (Fate::Unsettled, Way::Deactivate) => (t!("support-fate-deactivated-unsettled"), "done"),
        (Fate::Unsettled, Way::Compromise) => (t!("support-fate-marked-unsettled"), "done"),
        (Fate::Unknown, _) => (t!("support-fate-unknown"), "failed"),
        (Fate::Unavailable, _) => (t!("support-fate-not-done"), "failed"),
        (Fate::Refused(why), _) => return (why.clone(), "failed"),
    };
    (words.into(), class)
}

/// What happened, as text for a ticket: handles and names, by whom and when, and no secret.
fn ticket(may: &Granted<SearchLeaks>, state: &State, order: &Order, (shut, left): (&[Shut], &[Known])) -> String {
    let who = may.actor().principal.name();
    let mut lines = vec![format!("{}, {who}: {}", exact(state.clock.now()), order.reason.as_str())];
    for one in shut {
        let (outcome, _) = in_words(one, order.way);
        lines.push(match &one.known {
            Some(known) => t!(
                "support-ticket-token",
                handle = known.shown_handle(),
                name = known.name,
                owner = known.owner_name,
                organization = known.organization_name,
                outcome = outcome,
            )
            .into(),
            None => t!("support-ticket-a-token", outcome = outcome).into(),
        });
        if let Fate::Done(others) = &one.outcome {
            let with =
                |other: &tokens::Marked| t!("support-ticket-through", handle = other.shown_handle(), name = other.name);
            lines.extend(others.iter().map(|other| String::from(with(other))));
        }
    }
    // The ticket may be one organization's: it hears nothing of another's tokens.
    let theirs = |known: &&Known| {
        shut.iter().any(|one| one.known.as_ref().is_some_and(|shut| shut.organization_id == known.organization_id))
    };
    lines.extend(left.iter().filter(theirs).map(|known| {
        t!(
            "support-ticket-left",
            handle = known.shown_handle(),
            name = known.name,
            owner = known.owner_name,
            organization = known.organization_name,
        )
        .into()
    }));
    lines.join("\n")
}
