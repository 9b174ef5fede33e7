//! "Would it pass?": a request tried on a token. The gate says what it would say; nothing is counted.

use std::net::IpAddr;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::HERE;
use super::decision::passing_instead;
use crate::access::{Granted, ManageTokens, SeeTokens, ShutTokens};
use crate::app::State;
use crate::applications;
use crate::catalogue::{Catalogue, PathFault, RequestPath};
use crate::clock::Timestamp;
use crate::error::Result;
use crate::gate::explain::{Case, Check, Request, Step, checks};
use crate::gate::{Asked, For, From, Refusal, Wants};
use crate::language::{Html, Message};
use crate::tokens::pages::find;
use crate::tokens::pages::view::View;
use crate::tokens::{self, Permissions, Token, shown_again};
use crate::web::form::Faults;
use crate::web::time::{Moment, exact};
use crate::web::{Flashed, Form, Layout, page, query_field};

const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
/// The most characters of a path.
const LONGEST_PATH: usize = 2_000;

/// What is typed: kept as it is, whatever is wrong with it.
#[derive(Default)]
struct Typed {
    address: String,
    method: String,
    path: String,
    time: String,
    time_zone: String,
}

/// What is tried.
struct Trial {
    address: Option<IpAddr>,
    at: Timestamp,
}

/// What the gate would say.
struct Verdict {
    admitted: bool,
    /// In a few words.
    words: String,
    why: String,
    at: Moment,
    checks: Vec<Check>,
    steps: Vec<Step>,
}

#[derive(Template)]
#[template(path = "gate/simulation.html")]
struct SimulationPage {
    layout: Layout,
    token: View,
    typed: Typed,
    faults: Faults,
    verdict: Option<Verdict>,
    methods: [&'static str; 7],
    my_address: Option<String>,
    restricted: bool,
}

impl SimulationPage {
    /// The badge, for a place of a sentence: its words are ours, and none has anything to escape.
    fn badge(&self) -> Html {
        let badge = &self.token.badge;
        Html::of_escaped(format!(r#"<span class="badge {}">{}</span>"#, badge.class, badge.word))
    }
}

/// The address of the form for a token, filled in with a request if one is given.
pub(super) fn address(token: &Token, request: Option<&Request>) -> String {
    let form = format!("/integrations/tokens/{}/simulation", token.id);
    let Some(request) = request.filter(|request| request.path.starts_with('/')) else { return form };
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("method", &request.method).append_pair("path", &request.sent_path());
    query.append_pair("address", &request.address);
    format!("{form}?{}", query.finish())
}

fn simulation_page(
    may: &Granted<SeeTokens>,
    state: &State,
    request: &HttpRequest,
    token: &Token,
    typed: Typed,
) -> SimulationPage {
    SimulationPage {
        layout: may.layout(t!("gate-simulation-title", name = token.name), HERE, Flashed::default()),
        token: View::of(token, may, &state.catalogue.get(), state.clock.now()),
        my_address: state.client_address(request).map(|a| a.to_string()),
        restricted: !token.networks.is_empty(),
        methods: METHODS,
        faults: Faults::default(),
        verdict: None,
        typed,
    }
}

/// A path of the API that this token may be tried with. A person's own has no application: one that accepts it, or any.
async fn example(state: &State, may: &Granted<SeeTokens>, token: &Token) -> Result<String> {
    let catalogue = state.catalogue.get();
    let applications = applications::list(&state.db, may).await?;
    let accepting = applications.iter().filter(|a| a.accepts_personal_tokens && a.archived_at.is_none());
    let any = accepting.chain(&applications).next();
    let application = token.application_id.or(any.map(|application| application.id));
    let parameter = format!("{{{}}}", catalogue.application_parameter());
    let reads = catalogue.resources().iter().flat_map(|r| &r.actions).filter(|a| !a.own && a.method == "GET");
    let usable = reads.filter(|action| application.is_some() || !action.path.contains(&parameter));
    let shortest = usable.min_by_key(|a| (a.path.matches('{').count(), a.path.len()));
    let path = shortest.map_or("/", |action| &action.path);
    Ok(path.replace(&parameter, application.as_ref().map_or("", |id| id.as_str())))
}

/// The form.
pub async fn form(
    may: Granted<SeeTokens>,
    state: web::Data<State>,
    request: HttpRequest,
    path: web::Path<String>,
) -> Result<HttpResponse> {
    let token = find(&state, &may, &path).await?;
    let given = |name| shown_again(query_field(&request, name).unwrap_or_default().trim());
    let mut typed =
        Typed { method: given("method"), path: given("path"), address: given("address"), ..Typed::default() };
    if typed.path.is_empty() {
        typed.path = example(&state, &may, &token).await?;
    }
    page(StatusCode::OK, &simulation_page(&may, &state, &request, &token, typed))
}

/// Tries what was typed.
pub async fn simulate(
    may: Granted<SeeTokens>,
    state: web::Data<State>,
    request: HttpRequest,
    (path, form): (web::Path<String>, Form),
) -> Result<HttpResponse> {
    let token = find(&state, &may, &path).await?;
    let mut faults = Faults::default();
    let mut typed = Typed {
        address: shown_again(form.one("address").trim()),
        method: shown_again(form.one("method")),
        path: shown_again(path_of(form.one("path").trim())),
        time: shown_again(form.one("time").trim()),
        time_zone: shown_again(form.one("time_zone")),
    };
    if form.has("use_my_address") {
        typed.address = state.client_address(&request).map(|a| a.to_string()).unwrap_or_default();
    }
    if let Err(fault) = form.check(&["address", "method", "path", "time", "time_zone", "use_my_address"], &[]) {
        faults.add("", fault);
    }
    let Some(trial) = read(&typed, &token, state.clock.now(), &mut faults) else {
        let mut shown = simulation_page(&may, &state, &request, &token, typed);
        shown.layout = shown.layout.with_faults(true);
        return page(StatusCode::UNPROCESSABLE_ENTITY, &SimulationPage { faults, ..shown });
    };
    let verdict = Some(judge(&state, &may, &token, &typed, &trial).await?);
    let shown = simulation_page(&may, &state, &request, &token, typed);
    page(StatusCode::OK, &SimulationPage { verdict, ..shown })
}

fn read(typed: &Typed, token: &Token, now: Timestamp, faults: &mut Faults) -> Option<Trial> {
    if !METHODS.contains(&typed.method.as_str()) {
        faults.add("method", t!("gate-simulation-choose-method"));
    }
    if typed.path.chars().count() > LONGEST_PATH {
        faults.add("path", t!("gate-simulation-path-too-long", limit = LONGEST_PATH));
    } else if !typed.path.starts_with('/') {
        faults.add("path", t!("gate-simulation-path-missing"));
    }
    let address = match typed.address.as_str() {
        "" if token.networks.is_empty() => None,
        "" => {
            faults.add("address", t!("gate-simulation-address-missing"));
            None
        }
        text => {
            let wrong = || t!("gate-simulation-no-address", typed = cut(text)).into();
            faults.take("address", text.parse::<IpAddr>().map_err(|_| wrong()))
        }
    };
    let at = if typed.time.is_empty() {
        Some(now)
    } else {
        let read = tokens::moment(&typed.time, &typed.time_zone);
        faults.take("time", read.map(|(at, _)| at))
    };
    if faults.is_empty() { Some(Trial { address, at: at? }) } else { None }
}

/// The path of a whole address that was pasted, with its query; other text as it is.
fn path_of(text: &str) -> &str {
    let Some((_, rest)) = text.split_once("://").filter(|(scheme, _)| matches!(*scheme, "http" | "https")) else {
        return text;
    };
    rest.find('/').map_or("/", |at| &rest[at..])
}

/// Enough of a text to be recognized.
fn cut(text: &str) -> String {
    text.chars().take(60).collect()
}

async fn judge(
    state: &State,
    may: &Granted<SeeTokens>,
    token: &Token,
    typed: &Typed,
    trial: &Trial,
) -> Result<Verdict> {
    let catalogue = state.catalogue.get();
    let parsed = RequestPath::parse(&typed.path);
    let own = token.owner_id();
    let asked = Asked {
        application: if own.is_empty() { For::Any } else { For::One(own) },
        wants: Wants::Request { method: &typed.method, path: parsed.as_ref().ok() },
        from: From::Address(trial.address),
        lists: false,
    };
    let policy = tokens::policy_of(&state.db, may, token).await?;
    let refusal = state.gate.simulate(policy, trial.at, &catalogue, &asked).await?.err();
    let request = Request {
        application: own.to_owned(),
        address: trial.address.map(|a| a.to_string()).unwrap_or_default(),
        method: typed.method.clone(),
        path: parsed.as_ref().map_or(typed.path.as_str(), RequestPath::decoded).to_owned(),
    };
    let notes = passed(token, &request, trial, &catalogue);
    let at = Moment::of(trial.at, state.clock.now());
    let Some(refusal) = refusal else {
        let (words, why) = (t!("gate-simulation-passes").into(), t!("gate-simulation-all-pass").into());
        let checks = checks(None, "", notes);
        return Ok(Verdict { admitted: true, words, why, at, checks, steps: Vec::new() });
    };
    let applications = applications::list(&state.db, may).await?;
    let instead = passing_instead(state, may, token, state.clock.now()).await?;
    let case = Case {
        refusal,
        token,
        successor: instead.as_ref(),
        request: Some(&request),
        catalogue: &catalogue,
        applications: &applications,
        may_manage: may.can::<ManageTokens>(),
        may_shut: may.can::<ShutTokens>(),
        mine: may.person().is_some_and(|person| token.user_id == Some(person.id)),
        came: false,
        at: trial.at,
    };
    let why = match (refusal, &parsed) {
        (Refusal::Path, Err(fault)) => format!("{} {}", case.why(), here(*fault)),
        _ => case.why(),
    };
    Ok(Verdict {
        admitted: false,
        words: case.heading(true).into(),
        checks: checks(Some(refusal), &why, notes),
        why,
        at,
        steps: case.steps(),
    })
}

/// What is wrong with the path that was typed.
fn here(fault: PathFault) -> Message {
    match fault {
        PathFault::NotAbsolute => t!("gate-here-not-absolute"),
        PathFault::Segment => t!("gate-here-segment"),
        PathFault::Escape => t!("gate-here-escape"),
        PathFault::Character => t!("gate-here-character"),
        PathFault::NotUtf8 => t!("gate-here-not-utf8"),
    }
}

/// What is said of each check, if it passes.
fn passed(token: &Token, request: &Request, trial: &Trial, catalogue: &Catalogue) -> [String; 6] {
    let admitting = match &token.permissions {
        Permissions::All => t!("gate-tried-all"),
        Permissions::ReadOnly => t!("gate-tried-read-only"),
        Permissions::Custom(listed) => t!("gate-tried-custom", count = listed.len()),
    };
    let action = match request.action(catalogue) {
        Some(action) => {
            t!("gate-tried-action", action = action.id, summary = action.summary, admitting = admitting)
        }
        None => t!("gate-tried-no-action", admitting = admitting),
    };
    [
        t!("gate-tried-credential").into(),
        t!("gate-tried-known").into(),
        match token.facts.end() {
            Some(end) => t!("gate-tried-ends", end = exact(end)).into(),
            None => t!("gate-tried-never-ends").into(),
        },
        if token.user_id.is_some() {
            t!("gate-tried-accepting").into()
        } else {
            t!("gate-tried-application", name = token.owner_name).into()
        },
        match trial.address {
            _ if token.networks.is_empty() => t!("gate-tried-any-address").into(),
            Some(address) => t!("gate-tried-address", address = address.to_string()).into(),
            None => String::new(),
        },
        action.into(),
    ]
}
