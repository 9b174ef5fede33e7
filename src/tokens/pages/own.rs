//! API tokens of one's own: the list, the form, and what changes one.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::create::{SINGLE, Typed, add_my_address, new_page, note, read_for};
use super::reveal::reveal;
use super::view::View;
use super::{id, leave};
use crate::access::{Granted, SignedIn};
use crate::app::State;
use crate::applications;
use crate::error::{Error, Result};
use crate::language::Message;
use crate::tokens::rules;
use crate::tokens::{self, OwnCreation};
use crate::web::form::Faults;
use crate::web::{Flash, Flashed, Form, Layout, page, see_other};

/// The list.
pub(super) const OWN: &str = "/account/tokens";

/// The form's title.
pub(super) fn own_title() -> Message {
    t!("tokens-own-new-title")
}

#[derive(Template)]
#[template(path = "tokens/own.html")]
struct OwnPage {
    layout: Layout,
    tokens: Vec<View>,
    /// One may have such tokens.
    privileged: bool,
    limit: i64,
    /// Where one is.
    organization: String,
    /// The applications there that accept such tokens, by name.
    accepting: String,
    full: bool,
    /// Such a token only reads, whatever it says: the role's name.
    at_most_reads_as: Option<Message>,
}

/// One's own tokens; without the privilege, whom to ask.
pub async fn index(may: Granted<SignedIn>, state: web::Data<State>, flashed: Flashed) -> Result<HttpResponse> {
    let (own, catalogue, now) = (tokens::own(&state.db, &may).await?, state.catalogue.get(), state.clock.now());
    let counted = own.iter().filter(|token| token.superseded_at.is_none()).count();
    let limit = state.config.personal_tokens;
    let role = may.actor().role.filter(|role| *role != crate::access::Role::Administrator);
    let applications = applications::list(&state.db, &may.also()?).await?;
    let accepting = applications.into_iter().filter(|a| a.accepts_personal_tokens && a.archived_at.is_none());
    let organization = may.person().map(|person| person.current.organization_name.clone());
    let shown = OwnPage {
        organization: organization.unwrap_or_default(),
        accepting: accepting.map(|application| application.name).collect::<Vec<_>>().join(", "),
        layout: may.layout(t!("tokens-own"), OWN, flashed),
        privileged: tokens::may_own(&state.db, &may).await?,
        full: i64::try_from(counted).is_ok_and(|counted| counted >= limit),
        limit,
        at_most_reads_as: role.map(crate::access::Role::word),
        tokens: own.iter().map(|token| View::of(token, &may, &catalogue, now)).collect(),
    };
    page(StatusCode::OK, &shown)
}

/// The form.
pub async fn form(may: Granted<SignedIn>, state: web::Data<State>, request: HttpRequest) -> Result<HttpResponse> {
    let rules = rules::read(&state.db, &may.also()?).await?;
    let typed = Typed::fresh(&state).under(&rules, state.clock.now());
    page(StatusCode::OK, &new_page(&state, &may, &request, (true, typed), Faults::default()).await?)
}

/// Creates one. The answer is the reveal: the only place where its secret ever is.
pub async fn create(
    may: Granted<SignedIn>,
    state: web::Data<State>,
    request: HttpRequest,
    form: Form,
) -> Result<HttpResponse> {
    let typed = Typed::of(&form, &state);
    if form.has("add_my_address") {
        return add_my_address(&may, &state, &request, (true, typed)).await;
    }
    let mut faults = Faults::default();
    if let Err(fault) = form.check(&SINGLE, &["action"]) {
        faults.add("", fault);
    }
    let rules = rules::read(&state.db, &may.also()?).await?;
    let me = may.person().map(|person| person.id).ok_or(Error::NotFound)?;
    if let Some(new) = read_for("", Ok(me), (&form, &typed), &rules, &state, &mut faults) {
        // The dialog asks before it sends for good, so that faults are told in it and not on another page.
        if form.has("check") {
            return Ok(HttpResponse::NoContent().insert_header((CACHE_CONTROL, "no-store")).finish());
        }
        let (db, clock, chance, config) = (&state.db, &state.clock, &state.chance, &state.config);
        let issuing = (&config.token_prefix, config.personal_tokens);
        match tokens::create_own(db, clock, chance, issuing, &may, &new).await? {
            OwnCreation::Created(token, secret) => return reveal(&may, &state, &token, secret.reveal(), None),
            OwnCreation::Repeated(earlier) => return repeated(&may, &state, earlier).await,
            OwnCreation::NameTaken => faults.add("name", t!("tokens-own-name-taken")),
            OwnCreation::TooMany => {
                faults.add("", t!("tokens-own-too-many", limit = config.personal_tokens));
            }
            OwnCreation::NoPrivilege => {
                faults.add("", t!("tokens-own-may-not"));
            }
            OwnCreation::BreaksRules(breaches) => note(&mut faults, &breaches),
        }
    }
    let status = if form.has("check") { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page(status, &new_page(&state, &may, &request, (true, typed), faults).await?)
}

/// The form was submitted before: no second token, and no secret.
async fn repeated(
    may: &Granted<SignedIn>,
    state: &State,
    earlier: crate::id::Id<tokens::Token>,
) -> Result<HttpResponse> {
    let what = match tokens::own_one(&state.db, may, earlier).await {
        Ok(token) => t!("tokens-own-repeated", name = token.name),
        Err(Error::NotFound) => t!("tokens-own-repeated-gone"),
        Err(error) => return Err(error),
    };
    Err(Error::Conflict(what.into()))
}

/// Records that the secret was copied, and closes the reveal.
pub async fn confirm(
    may: Granted<SignedIn>,
    state: web::Data<State>,
    session: Session,
    path: web::Path<String>,
    form: Form,
) -> Result<HttpResponse> {
    form.check(&["copied"], &[]).map_err(Error::Malformed)?;
    if form.one("copied") == "yes" {
        let outcome = tokens::confirm_own(&state.db, &state.clock, &may, id(&path)?).await?;
        Flash::said(t!("tokens-own-created", name = outcome.token.name)).leave(&session)?;
    }
    Ok(see_other(OWN))
}

/// Switches one on.
pub async fn activate(
    may: Granted<SignedIn>,
    state: web::Data<State>,
    session: Session,
    path: web::Path<String>,
    form: Form,
) -> Result<HttpResponse> {
    switch(&may, &state, &session, &path, &form, true).await
}

/// Switches one off.
pub async fn deactivate(
    may: Granted<SignedIn>,
    state: web::Data<State>,
    session: Session,
    path: web::Path<String>,
    form: Form,
) -> Result<HttpResponse> {
    switch(&may, &state, &session, &path, &form, false).await
}

async fn switch(
    may: &Granted<SignedIn>,
    state: &State,
    session: &Session,
    path: &str,
    form: &Form,
    on: bool,
) -> Result<HttpResponse> {
    form.check(&["return_to"], &[]).map_err(Error::Malformed)?;
    let outcome = tokens::switch_own(&state.db, &state.clock, may, id(path)?, on).await?;
    let name = &outcome.token.name;
    let (done, already) = if on {
        (t!("token-activated", name = name), t!("token-active-already", name = name))
    } else {
        (t!("token-deactivated", name = name, created = 0), t!("token-inactive-already", name = name))
    };
    leave(session, outcome.changed, Flash::said(done), already)?;
    Ok(see_other(OWN))
}

#[derive(Template)]
#[template(path = "tokens/own_delete.html")]
struct OwnDeletePage {
    layout: Layout,
    token: View,
}

/// Asks before one is deleted.
pub async fn delete_form(
    may: Granted<SignedIn>,
    state: web::Data<State>,
    path: web::Path<String>,
) -> Result<HttpResponse> {
    let token = tokens::own_one(&state.db, &may, id(&path)?).await?;
    let layout = may.layout(t!("token-form-delete-title", name = token.name), OWN, Flashed::default());
    page(
        StatusCode::OK,
        &OwnDeletePage { layout, token: View::of(&token, &may, &state.catalogue.get(), state.clock.now()) },
    )
}

/// Deletes one for good.
pub async fn delete(
    may: Granted<SignedIn>,
    state: web::Data<State>,
    session: Session,
    path: web::Path<String>,
    form: Form,
) -> Result<HttpResponse> {
    form.check(&[], &[]).map_err(Error::Malformed)?;
    let outcome = tokens::delete_own(&state.db, &state.clock, &may, id(&path)?).await?;
    Flash::said(t!("tokens-own-deleted", name = outcome.token.name)).leave(&session)?;
    Ok(see_other(OWN))
}
