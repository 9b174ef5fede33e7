//! The log as a page: a line per event, with what leads from it to others like it.

use std::collections::{BTreeMap, HashMap};

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::HERE;
use crate::access::{Granted, SeeAudit, VerifyAudit};
use crate::app::State;
use crate::audit::list::{self, COUNTED, Page};
use crate::audit::query::{Doer, Filters, Query};
use crate::audit::{Event, words};
use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::language::{Html, Message};
use crate::tokens::{self, Meant, Namesake, shown_again};
use crate::web::form::Faults;
use crate::web::time::Moment;
use crate::web::{Flashed, Form, Layout, page, see_other};

/// Tokens that are proposed for a part of a name, and characters of it that are looked for.
const PERHAPS: usize = 10;
const LONGEST: usize = 200;

/// Whom or what an event names.
struct Named {
    name: String,
    /// What it is, where its name alone doesn't tell.
    kind: Option<Message>,
    /// Its page, if it has one.
    page: Option<String>,
    /// The log of it alone, unless that is what is shown.
    only: Option<String>,
}

/// One event.
struct Line {
    seq: i64,
    at: Moment,
    precisely: String,
    actor: Named,
    /// What was done, with the subject's name.
    what: Html,
    subject: Option<Named>,
    details: Vec<String>,
    /// The handle of the token that it is about; empty if it is about something else.
    handle: String,
    address: String,
    /// The log of such events alone, unless that is what is shown.
    only: Option<String>,
}

/// A filter in force, and the view without it.
struct Chip {
    text: String,
    without: String,
}

/// Another token that may have been meant, and the log of it.
struct Other {
    handle: String,
    name: String,
    created: Moment,
    only: String,
}

impl Other {
    fn of(token: Namesake, query: &Query, now: Timestamp) -> Self {
        let only = query.with(|filters| filters.subject = Some(token.id.to_string())).address();
        Self { handle: token.handle, name: token.name, created: Moment::of(token.created_at, now), only }
    }
}

/// An action to choose.
struct Choice {
    action: String,
    words: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "audit/index.html")]
struct IndexPage {
    layout: Layout,
    query: Query,
    faults: Faults,
    lines: Vec<Line>,
    /// How many events there are, if that can be told.
    count: Option<Message>,
    /// The token that was typed to see the log of; empty once it is found.
    token: String,
    /// When it was read.
    as_of: Moment,
    chips: Vec<Chip>,
    /// Beside the one whose log this is: tokens of its name, or of its rotations. Or those that what was typed may mean.
    others: Vec<Other>,
    /// They are those.
    proposed: bool,
    /// Whom to choose: value, name, whether chosen.
    people: Vec<(String, String, bool)>,
    /// By noun.
    actions: BTreeMap<String, Vec<Choice>>,
    /// How far back was looked, if not to the end.
    stopped_at: Option<Moment>,
    previous: Option<String>,
    next: Option<String>,
    may_verify: bool,
}

impl IndexPage {
    /// The fields of days: name, label, what was typed.
    fn days(&self) -> [(&'static str, Message, &str); 2] {
        let filters = &self.query.filters;
        [("from", t!("audit-first-day"), &filters.from), ("to", t!("audit-last-day"), &filters.to)]
    }

    /// The newest and the oldest event of the page, where it isn't all there is: on paper nothing leads to the others.
    fn part(&self) -> Option<(String, String)> {
        self.previous.as_ref().or(self.next.as_ref())?;
        Some((self.lines.first()?.seq.to_string(), self.lines.last()?.seq.to_string()))
    }
}

/// The log.
pub async fn index(
    may: Granted<SeeAudit>,
    state: web::Data<State>,
    request: HttpRequest,
    flashed: Flashed,
) -> Result<HttpResponse> {
    let query = Query::parse(request.query_string());
    shown(&may, &state, flashed, query, (String::new(), Vec::new(), Faults::default())).await
}

/// The form of the filters is posted: what is typed for a token may be its secret, and gets into no address.
pub async fn search(may: Granted<SeeAudit>, state: web::Data<State>, form: Form) -> Result<HttpResponse> {
    const FIELDS: [&str; 5] = ["actor", "action", "subject", "from", "to"];
    form.check(&[&FIELDS[..], &["token"]].concat(), &[]).map_err(Error::Malformed)?;
    let mut fields = form_urlencoded::Serializer::new(String::new());
    for name in FIELDS {
        fields.append_pair(name, form.one(name));
    }
    let query = Query::parse(&fields.finish());
    let typed = form.one("token").trim();
    if typed.is_empty() {
        return Ok(see_other(&query.address()));
    }
    let (mut alike, mut faults) = (Vec::new(), Faults::default());
    match tokens::meant(&state.db, &may, typed, &state.config.token_prefix).await? {
        Meant::One(id) => {
            return Ok(see_other(&query.with(|filters| filters.subject = Some(id.to_string())).address()));
        }
        Meant::None => {
            alike = named_like(&may, &state, typed).await?;
            let fault = if alike.is_empty() { t!("audit-no-such-token") } else { t!("audit-perhaps-tokens") };
            faults.add("token", fault);
        }
        Meant::Several => faults.add("token", t!("audit-several-tokens")),
    }
    shown(&may, &state, Flashed::default(), query, (shown_again(typed), alike, faults)).await
}

/// The first of the tokens that the list finds by a text.
async fn named_like(may: &Granted<SeeAudit>, state: &State, text: &str) -> Result<Vec<Namesake>> {
    let filters = tokens::list::Filters { text: text.chars().take(LONGEST).collect(), ..Default::default() };
    let query = tokens::list::Query::of(filters);
    let _place = state.searches.acquire().await.map_err(|e| Error::Internal(e.to_string()))?;
    let found = tokens::list::page(&state.db, &state.clock, &may.also()?, &query).await?.tokens;
    Ok(found.iter().take(PERHAPS).map(Namesake::of).collect())
}

/// The address that the filters are posted to, opened by itself: the log.
pub async fn back(_may: Granted<SeeAudit>) -> HttpResponse {
    see_other(HERE)
}

/// The page of a view; what is wrong with a token that was typed is told, and so is what is wrong with the view.
async fn shown(
    may: &Granted<SeeAudit>,
    state: &State,
    flashed: Flashed,
    query: Query,
    (token, alike, mut faults): (String, Vec<Namesake>, Faults),
) -> Result<HttpResponse> {
    let place = state.searches.acquire().await.map_err(|e| Error::Internal(e.to_string()))?;
    let (found, count) = look(state, may, &query, &mut faults).await?;
    let actions = list::actions(&state.db, may).await?;
    let people = list::people(&state.db, may).await?;
    let names = list::names(&state.db, may, &query.filters).await?;
    let about = found.events.iter().filter(|event| event.subject_kind == "token").map(|event| &*event.subject_id);
    let handles = tokens::shown_handles(&state.db, may, &about.collect::<Vec<_>>()).await?;
    let proposed = !alike.is_empty();
    let others = match &query.filters.subject {
        Some(subject) if !proposed => tokens::namesakes(&state.db, may, subject).await?,
        _ => alike,
    };
    let people = doers(people, query.filters.actor.as_ref(), names.0.as_deref());
    let chips = chips(&query, names);
    drop(place);
    let now = state.clock.now();
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let index = IndexPage {
        layout: may.layout(t!("place-audit"), HERE, flashed).with_faults(!faults.is_empty()),
        lines: found.events.iter().map(|event| line(event, &handles, &query, now)).collect(),
        count: count.map(count_in_words),
        token,
        as_of: Moment::of(now, now),
        chips,
        proposed,
        others: others.into_iter().map(|other| Other::of(other, &query, now)).collect(),
        people,
        actions: choices(actions, query.filters.action.as_deref()),
        stopped_at: found.stopped_at.map(|at| Moment::of(at, now)),
        previous: found.previous.map(|q| q.address()),
        next: found.next.map(|q| q.address()),
        may_verify: may.can::<VerifyAudit>(),
        query,
        faults,
    };
    page(status, &index)
}

/// What the query leaves, and how much that is in all; nothing, if its days or the token can't be understood: a log that
/// ignored them would mislead.
async fn look(
    state: &State,
    may: &Granted<SeeAudit>,
    query: &Query,
    faults: &mut Faults,
) -> Result<(Page, Option<i64>)> {
    match query.filters.range() {
        Ok(range) if faults.is_empty() => {
            let found = list::page(&state.db, may, query, range).await?;
            let count = list::count_of(&state.db, may, query, range, &found).await?;
            return Ok((found, count));
        }
        Ok(_) => {}
        Err(wrong) => {
            for (field, fault) in wrong {
                faults.add(field, fault);
            }
        }
    }
    Ok((Page { events: Vec::new(), previous: None, next: None, stopped_at: None }, None))
}

fn count_in_words(count: i64) -> Message {
    if count > COUNTED { t!("audit-count-more", most = COUNTED) } else { t!("audit-count", count = count) }
}

fn line(event: &Event, handles: &HashMap<String, String>, query: &Query, now: Timestamp) -> Line {
    let Filters { actor, action, subject, .. } = &query.filters;
    let doer = Doer { kind: event.actor_kind.clone(), id: event.actor_id.clone() };
    let (name, kind) = match event.actor_kind.as_str() {
        "command_line" => (t!("audit-command-line").into(), None),
        "token" => (event.actor_name.clone(), Some(t!("audit-kind-token"))),
        "system" => (event.actor_name.clone(), Some(t!("audit-kind-system"))),
        // Nearly all are people, and it need not be said.
        _ => (event.actor_name.clone(), None),
    };
    let only_actor = (actor.as_ref() != Some(&doer)).then(|| query.with(|f| f.actor = Some(doer)).address());
    let only_subject = || query.with(|f| f.subject = Some(event.subject_id.clone())).address();
    let about = words::names_subject(event).then(|| Named {
        name: event.subject_name.clone(),
        kind: None,
        page: token_page(&event.subject_kind, &event.subject_id),
        only: (subject.as_ref() != Some(&event.subject_id)).then(only_subject),
    });
    let only_action = || query.with(|f| f.action = Some(event.action.clone())).address();
    Line {
        seq: event.seq,
        at: Moment::of(event.at, now),
        precisely: event.at.rfc3339(),
        actor: Named { name, kind, page: token_page(&event.actor_kind, &event.actor_id), only: only_actor },
        what: words::told_in_page(event),
        subject: about,
        details: [words::facts(event), words::details(event)].concat(),
        handle: handles.get(&event.subject_id).filter(|_| event.subject_kind == "token").cloned().unwrap_or_default(),
        address: event.address.clone(),
        only: (action.as_ref() != Some(&event.action)).then(only_action),
    }
}

/// A token's page: whoever sees the log sees those of deleted tokens, too.
fn token_page(kind: &str, id: &str) -> Option<String> {
    (kind == "token").then(|| format!("/integrations/tokens/{id}"))
}

/// Whom a form offers to choose; whoever is chosen already is among them, a token too.
fn doers(people: Vec<(String, String)>, chosen: Option<&Doer>, name: Option<&str>) -> Vec<(String, String, bool)> {
    let known = people.into_iter().map(|(id, name)| (Doer { kind: "user".to_owned(), id }, name));
    let programs = [("command_line", t!("audit-command-line")), ("system", t!("audit-latchkey-itself"))];
    let programs = programs.map(|(kind, name)| (Doer { kind: kind.to_owned(), id: String::new() }, name.into()));
    let mut doers: Vec<(Doer, String)> = known.chain(programs).collect();
    if let Some(chosen) = chosen.filter(|chosen| !doers.iter().any(|(doer, _)| doer == *chosen)) {
        let name = name.map_or_else(|| t!("audit-unknown-actor").into(), str::to_owned);
        doers.push((chosen.clone(), name));
    }
    doers.into_iter().map(|(doer, name)| (doer.text(), name, chosen == Some(&doer))).collect()
}

fn choices(actions: Vec<String>, chosen: Option<&str>) -> BTreeMap<String, Vec<Choice>> {
    let mut by_noun: BTreeMap<String, Vec<Choice>> = BTreeMap::new();
    // One that a shared address asks for may not have happened here.
    let missing = chosen.filter(|chosen| !actions.iter().any(|action| action == chosen)).map(str::to_owned);
    for action in actions.into_iter().chain(missing) {
        let chosen = chosen == Some(&action);
        let words = words::phrase(&action);
        by_noun.entry(words::noun(&action)).or_default().push(Choice { action, words, chosen });
    }
    for choices in by_noun.values_mut() {
        choices.sort_by(|a, b| a.words.cmp(&b.words));
    }
    by_noun
}

fn chips(query: &Query, (actor, subject): (Option<String>, Option<String>)) -> Vec<Chip> {
    let filters = &query.filters;
    let mut chips = Vec::new();
    let mut chip = |text: String, change: &dyn Fn(&mut Filters)| {
        chips.push(Chip { text, without: query.with(change).address() });
    };
    if let Some(doer) = &filters.actor {
        let by = match actor {
            None => t!("audit-by-unknown"),
            Some(_) if doer.kind == "command_line" => t!("audit-by-command-line"),
            Some(name) => t!("audit-by", name = name),
        };
        chip(by.into(), &|f| f.actor = None);
    }
    if let Some(action) = &filters.action {
        chip(words::phrase(action), &|f| f.action = None);
    }
    if filters.subject.is_some() {
        let about = subject.map_or_else(|| t!("audit-about-unknown"), |name| t!("audit-about", name = name));
        chip(about.into(), &|f| f.subject = None);
    }
    if !filters.from.is_empty() {
        chip(t!("audit-from-day", day = filters.from).into(), &|f| f.from.clear());
    }
    if !filters.to.is_empty() {
        chip(t!("audit-to-day", day = filters.to).into(), &|f| f.to.clear());
    }
    chips
}
