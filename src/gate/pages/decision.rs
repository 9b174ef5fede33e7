//! The page of one decision: what the id that a refused caller got says to people with a role.

use std::net::IpAddr;
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::{HERE, simulation};
use crate::access::{Granted, ManageTokens, SeeTokens, ShutTokens};
use crate::app::State;
use crate::applications::{self, Application};
use crate::catalogue::Catalogue;
use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::gate::explain::{Case, Check, Request, Step, checks, without_token};
use crate::gate::{Asked, Decision, DecisionId, For, From, Refusal, Wants};
use crate::language::Message;
use crate::members;
use crate::tokens::pages::view::{View, is_blocked};
use crate::tokens::{self, Status, Token, shown_again};
use crate::usage::{self, reason};
use crate::web::time::Moment;
use crate::web::{Flashed, Layout, page};

/// Characters kept of a path: one of so many may have had more.
const KEPT_OF_PATH: usize = 200;

/// Administrators that are named.
const NAMED: usize = 5;

/// Milliseconds within which what was asked is written.
const WRITTEN_AFTER: i64 = 5_000;

/// What was asked, for its reader.
struct RequestView {
    request: Request,
    /// The name of the application that the entrance was for, or its id if it is none of the organization's.
    application: String,
    program: String,
}

#[derive(Template)]
#[template(path = "gate/decision.html")]
struct DecisionPage {
    layout: Layout,
    id: String,
    at: Moment,
    reason: String,
    why: String,
    steps: Vec<Step>,
    checks: Vec<Check>,
    token: Option<View>,
    /// None if nothing of it is kept, or not any more.
    request: Option<RequestView>,
    /// It may not be written yet.
    just_now: bool,
    /// Where the same request can be tried.
    try_again: String,
    /// What the gate would say to the same request now.
    now: Option<String>,
}

impl DecisionPage {
    /// The token is somebody's own, which is in no list of the organization's.
    fn personal(&self) -> bool {
        self.token.as_ref().is_some_and(|token| token.personal)
    }
}

#[derive(Template)]
#[template(path = "gate/unknown.html")]
struct UnknownPage {
    layout: Layout,
    /// What was asked for, to be mended.
    asked: String,
}

/// One and the same page, whether there is no such decision or it isn't the reader's to see.
fn unknown(may: &Granted<SeeTokens>, asked: &str) -> Result<HttpResponse> {
    let layout = may.layout(t!("gate-unknown"), HERE, Flashed::default());
    page(StatusCode::NOT_FOUND, &UnknownPage { layout, asked: shown_again(asked) })
}

/// The page.
pub async fn decision(
    may: Granted<SeeTokens>,
    state: web::Data<State>,
    path: web::Path<String>,
    flashed: Flashed,
) -> Result<HttpResponse> {
    let Some(id) = DecisionId::parse(&path) else { return unknown(&may, &path) };
    let Some(said) = state.gate.open(&id) else { return unknown(&may, &path) };
    let titled = |reason: Message| may.layout(t!("gate-decision-title", reason = reason), HERE, flashed);
    let Some(handle) = &said.handle else {
        let reason = reason(said.refusal.as_str(), false, false);
        return page(StatusCode::OK, &of_nobody(titled(reason), &id, &said, state.clock.now()));
    };
    let token = match tokens::by_handle(&state.db, &may, handle).await {
        Err(Error::NotFound) => return unknown(&may, &path),
        token => token?,
    };
    let layout = titled(reason(said.refusal.as_str(), token.user_id.is_some(), false));
    page(StatusCode::OK, &of_token(layout, &may, &state, &id, &said, &token).await?)
}

/// About a request that came with no token that we know.
fn of_nobody(layout: Layout, id: &DecisionId, said: &Decision, now: Timestamp) -> DecisionPage {
    let (why, steps) = without_token(said.refusal);
    let mut notes: [String; 6] = Default::default();
    notes[0] = t!("gate-passed-credential").into();
    DecisionPage {
        layout,
        id: id.as_str().to_owned(),
        at: Moment::of(said.at, now),
        reason: reason(said.refusal.as_str(), false, false).into(),
        checks: checks(Some(said.refusal), &why, notes),
        why,
        steps,
        token: None,
        request: None,
        just_now: false,
        try_again: String::new(),
        now: None,
    }
}

async fn of_token(
    layout: Layout,
    may: &Granted<SeeTokens>,
    state: &State,
    id: &DecisionId,
    said: &Decision,
    token: &Token,
) -> Result<DecisionPage> {
    let (now, catalogue) = (state.clock.now(), state.catalogue.get());
    let mut kept = usage::refusal(&state.db, may, id.as_str()).await?;
    if kept.is_none() && now <= said.at.plus(WRITTEN_AFTER) {
        // Whoever looks at once needn't wait until it is written by itself. In a task of its own: it is taken from where it
        // was counted, and must get into the database whatever becomes of this request.
        let (usage, db) = (Arc::clone(&state.usage), state.db.clone());
        let written = actix_web::rt::spawn(async move { usage.write(&db).await });
        written.await.map_err(|e| Error::Internal(e.to_string()))??;
        kept = usage::refusal(&state.db, may, id.as_str()).await?;
    }
    let applications = applications::list(&state.db, may).await?;
    let request = kept.as_ref().map(|kept| Request {
        application: kept.application.clone(),
        address: kept.address.clone(),
        method: kept.method.clone(),
        path: kept.path.clone(),
    });
    let instead = passing_instead(state, may, token, now).await?;
    let case = Case {
        refusal: said.refusal,
        token,
        successor: instead.as_ref(),
        request: request.as_ref(),
        catalogue: &catalogue,
        applications: &applications,
        may_manage: may.can::<ManageTokens>(),
        may_shut: may.can::<ShutTokens>(),
        mine: may.person().is_some_and(|person| token.user_id == Some(person.id)),
        came: true,
        at: said.at,
    };
    let why = case.why();
    let same = match &request {
        Some(request) => again(state, may, token, request, said.refusal, &catalogue).await?,
        None => None,
    };
    Ok(DecisionPage {
        layout,
        id: id.as_str().to_owned(),
        at: Moment::of(said.at, now),
        reason: case.heading(false).into(),
        checks: checks(Some(said.refusal), &why, passed(token, request.as_ref())),
        steps: case.steps().into_iter().chain(whom_to_ask(state, may, &case).await?).collect(),
        why,
        token: Some(View::of(token, may, &catalogue, now)),
        now: same,
        just_now: now <= said.at.plus(WRITTEN_AFTER),
        try_again: simulation::address(token, request.as_ref()),
        request: kept.zip(request).map(|(kept, request)| RequestView {
            application: named(&request.application, &applications, token),
            program: kept.user_agent,
            request,
        }),
    })
}

/// The token that took its place and passes, so that it can be used instead.
pub(super) async fn passing_instead(
    state: &State,
    may: &Granted<SeeTokens>,
    token: &Token,
    now: Timestamp,
) -> Result<Option<Token>> {
    let latest = tokens::latest(&state.db, may, token).await?;
    Ok(latest.filter(|latest| latest.status(now) == Status::Active && !is_blocked(latest)))
}

/// Who may change tokens, for whoever may not and needs it.
async fn whom_to_ask(state: &State, may: &Granted<SeeTokens>, case: &Case<'_>) -> Result<Option<Step>> {
    let about_the_token = matches!(
        case.refusal,
        Refusal::Deleted
            | Refusal::Compromised
            | Refusal::Expired
            | Refusal::Inactive
            | Refusal::Blocked(_)
            | Refusal::Address
            | Refusal::Permission
    );
    if may.can::<ManageTokens>() || !about_the_token || case.token.user_id.is_some() {
        return Ok(None);
    }
    let here = may.organization();
    let all = members::administrators(&state.db, &may.also()?).await?;
    let mut names: Vec<String> = all.into_iter().filter(|(of, _)| *of == here).map(|(_, name)| name).collect();
    names.truncate(NAMED);
    Ok((!names.is_empty()).then(|| Step::say(t!("gate-administrators", names = names.join(", ")))))
}

/// What is said of the checks that came before the one that failed. Only what can't have changed since.
fn passed(token: &Token, request: Option<&Request>) -> [String; 6] {
    let address = request.map(|r| r.address.as_str()).filter(|address| !address.is_empty());
    [
        t!("gate-passed-credential").into(),
        t!("gate-passed-known", name = token.name).into(),
        t!("gate-passed-in-force").into(),
        if token.user_id.is_some() {
            t!("gate-passed-accepting").into()
        } else {
            t!("gate-passed-application", name = token.owner_name).into()
        },
        match address {
            Some(address) => t!("gate-passed-address", address = address).into(),
            None => t!("gate-passed-unknown-address").into(),
        },
        String::new(),
    ]
}

fn named(id: &str, applications: &[Application], token: &Token) -> String {
    match applications.iter().find(|a| a.id.as_str() == id) {
        Some(application) => application.name.clone(),
        None if id.is_empty() && token.user_id.is_some() => t!("web-not-said").into(),
        None if id.is_empty() => token.owner_name.clone(),
        None => id.to_owned(),
    }
}

/// What the gate would say to the same request now; none if too little of it is kept to ask.
async fn again(
    state: &State,
    may: &Granted<SeeTokens>,
    token: &Token,
    request: &Request,
    then: Refusal,
    catalogue: &Catalogue,
) -> Result<Option<String>> {
    // Which other method was asked for is not kept.
    if then == Refusal::Method {
        return Ok(None);
    }
    let altered = request.path.contains(['…', '\u{fffd}']) || request.path.chars().count() >= KEPT_OF_PATH;
    let path = request.parsed_path();
    let wants = match (&path, request.method.as_str()) {
        (_, "") if request.path.is_empty() && then != Refusal::Path => Wants::NotSaid,
        (Some(_), method) if !altered && !method.is_empty() => Wants::Request { method, path: path.as_ref() },
        _ => return Ok(None),
    };
    let from = match request.address.parse::<IpAddr>() {
        Ok(address) => From::Address(Some(address)),
        Err(_) if then == Refusal::Address => From::Address(None),
        Err(_) => From::NotSaid,
    };
    let application = if request.application.is_empty() { For::Any } else { For::One(&request.application) };
    let policy = tokens::policy_of(&state.db, may, token).await?;
    let asked = Asked { application, wants, from, lists: false };
    let words = match state.gate.simulate(policy, state.clock.now(), catalogue, &asked).await? {
        Ok(_) => t!("gate-now-admitted"),
        Err(refusal) if refusal == then => t!("gate-now-same"),
        Err(refusal) => t!("gate-now-other", reason = reason(refusal.as_str(), token.user_id.is_some(), true)),
    };
    Ok(Some(words.into()))
}
