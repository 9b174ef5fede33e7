//! Pages of signing in and out, and of the session's current organization.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::http::header::{RETRY_AFTER, USER_AGENT};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Serialize;

use super::{Attempt, Digest, own};
use crate::access::{Granted, SignedIn};
use crate::app::State;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::language::Message;
use crate::organizations::Organization;
use crate::users::{self, Password, User};
use crate::web::form::Faults;
use crate::web::{Flash, Flashed, Form, Layout, page, query_field, safe_return, see_other, tell_current};

pub(super) const USER: &str = "user";
pub(super) const ADDRESS: &str = "address";
pub(super) const AGENT: &str = "agent";
/// The digest of the session's key: for the time of a request, never stored with the rest.
pub(super) const DIGEST: &str = "digest";
/// What of the state matters for longer, as it was read: added for the time of a request, too.
pub(super) const LOADED: &str = "loaded";
/// Where a person's sessions are listed.
const SESSIONS: &str = "/account#sessions";
pub(super) const MARK: &str = "mark";
const ORGANIZATION: &str = "organization";
/// The field by which the sign-in page knows that something was sent in vain.
const UNDONE: &str = "undone";
/// Characters kept of a browser's user agent.
const AGENT_LENGTH: usize = 300;

#[derive(Template)]
#[template(path = "sessions/sign_in.html")]
struct SignInPage {
    layout: Layout,
    email: String,
    return_to: String,
    /// One was signed out when one sent something, which was not done.
    undone: bool,
    faults: Faults,
}

impl SignInPage {
    /// What describes the first field: who hears the page is there at once.
    fn help(&self) -> &'static str {
        if self.undone { "undone" } else { "" }
    }

    fn answer(self, status: StatusCode) -> Result<HttpResponse> {
        page(status, &self)
    }
}

/// The form; who is signed in already goes on.
pub async fn sign_in_form(state: web::Data<State>, session: Session, request: HttpRequest) -> Result<HttpResponse> {
    let return_to = return_to(&request);
    if signed_in_as(&session).is_some() {
        return Ok(see_other(&return_to));
    }
    if !users::any(&state.db).await? {
        return Ok(see_other("/set-up"));
    }
    let (layout, email, faults) = (Layout::public(t!("sign-in")), String::new(), Faults::default());
    let undone = query_field(&request, UNDONE).is_some();
    SignInPage { layout, email, return_to, undone, faults }.answer(StatusCode::OK)
}

#[derive(Template)]
#[template(path = "sessions/signed_in.html")]
struct SignedInPage {
    layout: Layout,
}

/// Says that one is signed in, and in which organization: to whoever signed in in a tab beside the one where a form waits, and to the script that
/// asks before it sends one.
pub async fn signed_in(may: Granted<SignedIn>) -> Result<HttpResponse> {
    // What is to be said once is for the page of which the script asks.
    let mut answer =
        page(StatusCode::OK, &SignedInPage { layout: may.layout(t!("signed-in"), "", Flashed::default()) })?;
    tell_current(answer.headers_mut(), may.organization().as_str());
    Ok(answer)
}

/// Signs in, in a new session.
pub async fn sign_in(
    state: web::Data<State>,
    session: Session,
    request: HttpRequest,
    form: Form,
) -> Result<HttpResponse> {
    let mut faults = Faults::default();
    if let Err(fault) = form.check(&["email", "password", "return_to", UNDONE], &[]) {
        faults.add("", fault);
    }
    let (email, password) = (form.one("email").trim(), form.one("password"));
    if email.is_empty() {
        faults.add("email", t!("sign-in-email-missing"));
    }
    if password.is_empty() {
        faults.add("password", t!("sign-in-password-missing"));
    }
    let return_to = safe_return(form.one("return_to")).unwrap_or("/integrations").to_owned();
    let again = |faults| SignInPage {
        layout: Layout::public(t!("sign-in")).with_faults(true),
        email: email.to_owned(),
        return_to: return_to.clone(),
        undone: form.has(UNDONE),
        faults,
    };
    if !faults.is_empty() {
        return again(faults).answer(StatusCode::UNPROCESSABLE_ENTITY);
    }
    let address = state.client_address(&request);
    let password = Password::typed(password);
    match super::sign_in(&state.db, &state.clock, &state.key, &state.hasher, email, password, address).await? {
        Attempt::Welcome(user, mark) => {
            begin(&session, &state, &request, user, &mark)?;
            Ok(see_other(&return_to))
        }
        Attempt::Wrong => {
            faults.add("", t!("sign-in-wrong"));
            again(faults).answer(StatusCode::UNPROCESSABLE_ENTITY)
        }
        Attempt::Wait(seconds) => {
            faults.add("", too_often(seconds));
            let mut answer = again(faults).answer(StatusCode::TOO_MANY_REQUESTS)?;
            answer.headers_mut().insert(RETRY_AFTER, seconds.into());
            Ok(answer)
        }
    }
}

/// Says how long to wait after too many failures.
pub fn too_often(seconds: i64) -> Message {
    match seconds {
        ..=90 => t!("sign-in-wait-seconds", count = seconds),
        _ => t!("sign-in-wait-minutes", count = (seconds + 59) / 60),
    }
}

/// Where to go after signing in.
fn return_to(request: &HttpRequest) -> String {
    query_field(request, "return_to").as_deref().and_then(safe_return).unwrap_or("/integrations").to_owned()
}

/// Begins a session for a person who has the password of this mark, with a new key: one that was known before signing in is
/// worth nothing after. It is not stored if the password is another by then.
pub fn begin(session: &Session, state: &State, request: &HttpRequest, user: Id<User>, mark: &str) -> Result<()> {
    session.clear();
    session.renew();
    let agent = request.headers().get(USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let agent: String = agent.chars().take(AGENT_LENGTH).collect();
    let address = state.client_address(request).map(|a| a.to_string()).unwrap_or_default();
    insert(session, USER, user)?;
    keep_mark(session, mark)?;
    insert(session, ADDRESS, address)?;
    insert(session, AGENT, agent)
}

/// Notes the mark of the password that the session goes by.
pub fn keep_mark(session: &Session, mark: &str) -> Result<()> {
    insert(session, MARK, mark)
}

fn insert(session: &Session, key: &str, value: impl Serialize) -> Result<()> {
    session.insert(key, value).map_err(|e| Error::Internal(e.to_string()))
}

/// Whose session it is, and which organization they look at.
pub fn signed_in_as(session: &Session) -> Option<(Id<User>, Option<Id<Organization>>)> {
    let text = |key: &str| session.get::<String>(key).unwrap_or(None);
    let user = text(USER)?.parse().ok()?;
    Some((user, text(ORGANIZATION).and_then(|id| id.parse().ok())))
}

/// Which session a request comes from.
pub fn present(session: &Session) -> Result<Digest> {
    Digest::of_state(&session.entries()).ok_or_else(|| Error::SignInNeeded { address: "/sign-in".to_owned() })
}

/// Looks at an organization of the person from now on.
pub fn look_at(session: &Session, organization: Id<Organization>) -> Result<()> {
    insert(session, ORGANIZATION, organization)
}

/// Signs out: the session ends on the server too.
pub async fn sign_out(state: web::Data<State>, session: Session, request: HttpRequest) -> Result<HttpResponse> {
    if let Some((user, _)) = signed_in_as(&session) {
        let address = state.client_address(&request);
        super::sign_out(&state.db, &state.clock, user, &present(&session)?, address).await?;
    }
    session.purge();
    Ok(see_other("/sign-in"))
}

/// Looks at another of the person's organizations from now on.
pub async fn switch_organization(may: Granted<SignedIn>, session: Session, form: Form) -> Result<HttpResponse> {
    form.check(&["organization", "return_to"], &[]).map_err(Error::Malformed)?;
    let person = may.person().ok_or(Error::NotFound)?;
    let wanted: Option<Id<Organization>> = form.one("organization").parse().ok();
    let member = person.memberships.iter().find(|m| Some(m.organization) == wanted).ok_or(Error::NotFound)?;
    look_at(&session, member.organization)?;
    Flash::said(t!("session-switched", organization = member.organization_name)).leave(&session)?;
    Ok(see_other(safe_return(form.one("return_to")).unwrap_or("/integrations")))
}

/// Ends one of the person's sessions; ending this one is signing out.
pub async fn end_one(
    may: Granted<SignedIn>,
    state: web::Data<State>,
    session: Session,
    path: web::Path<String>,
    form: Form,
) -> Result<HttpResponse> {
    form.check(&[], &[]).map_err(Error::Malformed)?;
    if own::end_one(&state.db, &state.clock, &may, &present(&session)?, &path).await? {
        session.purge();
        return Ok(see_other("/sign-in"));
    }
    Flash::said(t!("session-ended")).leave(&session)?;
    Ok(see_other(SESSIONS))
}

/// Ends every session of the person but this one.
pub async fn end_others(
    may: Granted<SignedIn>,
    state: web::Data<State>,
    session: Session,
    form: Form,
) -> Result<HttpResponse> {
    form.check(&[], &[]).map_err(Error::Malformed)?;
    let said = match own::end_others(&state.db, &state.clock, &may, &present(&session)?).await? {
        0 => t!("session-no-other"),
        n => t!("session-others-ended", count = n),
    };
    Flash::said(said).leave(&session)?;
    Ok(see_other(SESSIONS))
}

/// Ends every session of the person, this one included.
pub async fn end_all(
    may: Granted<SignedIn>,
    state: web::Data<State>,
    session: Session,
    form: Form,
) -> Result<HttpResponse> {
    form.check(&[], &[]).map_err(Error::Malformed)?;
    own::end_all(&state.db, &state.clock, &may, &present(&session)?).await?;
    session.purge();
    Ok(see_other("/sign-in"))
}
