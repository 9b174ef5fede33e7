//! Changing what one is known by: one's name, and the e-mail address that one signs in with.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::http::header::RETRY_AFTER;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::HERE;
use crate::access::{Granted, SignedIn};
use crate::app::State;
use crate::error::{Error, Result};
use crate::sessions::pages as sessions;
use crate::users::email_change::{self, EmailChange, Means};
use crate::users::{self, Email, Password, parse_person_name};
use crate::web::form::Faults;
use crate::web::{Flash, Flashed, Form, Layout, page, see_other};

#[derive(Template)]
#[template(path = "users/name.html")]
struct NamePage {
    layout: Layout,
    typed: String,
    faults: Faults,
}

fn ask_name(may: &Granted<SignedIn>, typed: String, faults: Faults) -> Result<HttpResponse> {
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let layout = may.layout(t!("account-name-title"), HERE, Flashed::default()).with_faults(!faults.is_empty());
    page(status, &NamePage { layout, typed, faults })
}

/// Asks for another name.
pub async fn name_form(may: Granted<SignedIn>) -> Result<HttpResponse> {
    let name = may.person().ok_or(Error::NotFound)?.name.clone();
    ask_name(&may, name, Faults::default())
}

/// Changes the name.
pub async fn rename(
    may: Granted<SignedIn>,
    state: web::Data<State>,
    session: Session,
    form: Form,
) -> Result<HttpResponse> {
    form.check(&["name"], &[]).map_err(Error::Malformed)?;
    let mut faults = Faults::default();
    let Some(name) = faults.take("name", parse_person_name(form.one("name"))) else {
        return ask_name(&may, form.one("name").chars().take(300).collect(), faults);
    };
    let changed = users::rename(&state.db, &state.clock, &may, &name).await?;
    let said =
        if changed { t!("account-name-changed", name = name) } else { t!("account-name-unchanged", name = name) };
    Flash::said(said).leave(&session)?;
    Ok(see_other(HERE))
}

#[derive(Template)]
#[template(path = "users/email.html")]
struct EmailPage {
    layout: Layout,
    /// The one that they have.
    present: String,
    /// The one that is to be.
    email: String,
    /// It was mailed a code, which is asked for now.
    asks_for_code: bool,
    /// A mail server is configured.
    mails: bool,
    faults: Faults,
}

fn ask_email(
    may: &Granted<SignedIn>,
    state: &State,
    (email, asks_for_code): (&str, bool),
    status: StatusCode,
    faults: Faults,
) -> Result<HttpResponse> {
    let shown = EmailPage {
        layout: may.layout(t!("account-email-title"), HERE, Flashed::default()).with_faults(!faults.is_empty()),
        present: may.person().ok_or(Error::NotFound)?.email.clone(),
        email: email.chars().take(300).collect(),
        asks_for_code,
        mails: state.mailer.is_some(),
        faults,
    };
    page(status, &shown)
}

/// Asks for another e-mail address.
pub async fn email_form(may: Granted<SignedIn>, state: web::Data<State>) -> Result<HttpResponse> {
    ask_email(&may, &state, ("", false), StatusCode::OK, Faults::default())
}

/// Changes the e-mail address, or asks for the code that was mailed to it. This session goes on, with a new key; all others
/// end.
pub async fn change_email(
    may: Granted<SignedIn>,
    state: web::Data<State>,
    session: Session,
    form: Form,
) -> Result<HttpResponse> {
    form.check(&["email", "present", "code"], &[]).map_err(Error::Malformed)?;
    let by_code = form.has("code");
    let mut faults = Faults::default();
    let new = faults.take("email", Email::parse(form.one("email")));
    if new.as_ref().is_some_and(|new| Some(new.as_str()) == may.person().map(|person| person.email.as_str())) {
        faults.add("email", t!("account-email-same"));
    }
    match by_code {
        true if form.one("code").trim().is_empty() => faults.add("code", t!("account-email-code-missing")),
        false if form.one("present").is_empty() => faults.add("present", t!("account-password-present-missing")),
        _ => {}
    }
    let (mut status, mut wait) = (StatusCode::UNPROCESSABLE_ENTITY, None);
    if let Some(new) = new.filter(|_| faults.is_empty()) {
        match attempt(&may, &state, &session, &form, &new).await? {
            EmailChange::Changed => {
                session.renew();
                Flash::said(t!("account-email-changed", email = new.as_str())).leave(&session)?;
                return Ok(see_other(HERE));
            }
            EmailChange::Asked => {
                return ask_email(&may, &state, (new.as_str(), true), StatusCode::OK, Faults::default());
            }
            EmailChange::NotMailed => faults.add("email", t!("account-email-not-mailed")),
            EmailChange::Taken => faults.add("email", t!("account-email-taken")),
            EmailChange::WrongPassword => faults.add("present", t!("account-password-present-wrong")),
            EmailChange::WrongCode => faults.add("code", t!("account-email-code-wrong")),
            EmailChange::Wait(seconds) => {
                faults.add("", sessions::too_often(seconds));
                (status, wait) = (StatusCode::TOO_MANY_REQUESTS, Some(seconds));
            }
        }
    }
    // What is wrong with the address is said where it can be typed.
    let asks_for_code = by_code && !faults.has("email");
    let mut answer = ask_email(&may, &state, (form.one("email"), asks_for_code), status, faults)?;
    if let Some(seconds) = wait {
        answer.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    Ok(answer)
}

async fn attempt(
    may: &Granted<SignedIn>,
    state: &State,
    session: &Session,
    form: &Form,
    new: &Email,
) -> Result<EmailChange> {
    let means = Means {
        db: &state.db,
        clock: &state.clock,
        key: &state.key,
        mailer: state.mailer.as_ref(),
        portal: &state.base_url,
    };
    let present = sessions::present(session)?;
    if form.has("code") {
        email_change::confirm(means, may, &present, form.one("code"), new).await
    } else {
        let password = Password::typed(form.one("present"));
        email_change::begin(means, &state.hasher, may, &present, password, new).await
    }
}
