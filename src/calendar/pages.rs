//! The calendar's address on the Settings page, the one page that shows it, and what is fetched at it.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_ENCODING, ContentEncoding};
use actix_web::{HttpResponse, web};
use askama::Template;
use zeroize::Zeroizing;

use super::text;
use crate::access::{Granted, ManageSettings};
use crate::app::State;
use crate::error::{Error, Result};
use crate::organizations::settings::pages::HERE;
use crate::web::{Flash, Flashed, Form, Layout, page, see_other};

#[derive(Template)]
#[template(path = "calendar/reveal.html")]
struct RevealPage {
    layout: Layout,
    address: Zeroizing<String>,
}

/// What is asked before a present address stops.
#[derive(Template)]
#[template(path = "calendar/ask.html")]
struct AskPage {
    layout: Layout,
    /// It is to be ended, not replaced.
    end: bool,
    seen: String,
}

async fn ask(may: &Granted<ManageSettings>, state: &State, end: bool) -> Result<HttpResponse> {
    let seen = super::mark(super::made_at(&state.db, may).await?);
    let title = if end { t!("calendar-end-title") } else { t!("calendar-make-title") };
    page(StatusCode::OK, &AskPage { layout: may.layout(title, HERE, Flashed::default()), end, seen })
}

/// Says what a new address means.
pub async fn renewal_form(may: Granted<ManageSettings>, state: web::Data<State>) -> Result<HttpResponse> {
    ask(&may, &state, false).await
}

/// Says what ending means.
pub async fn end_form(may: Granted<ManageSettings>, state: web::Data<State>) -> Result<HttpResponse> {
    ask(&may, &state, true).await
}

/// Makes an address, and shows it: only here.
pub async fn renew(may: Granted<ManageSettings>, state: web::Data<State>, form: Form) -> Result<HttpResponse> {
    form.check(&["seen"], &[]).map_err(Error::Malformed)?;
    let made = super::renew(&state.db, &state.clock, &state.chance, &may, form.one("seen")).await?;
    let Some(secret) = made else {
        return Err(Error::Conflict(t!("calendar-overtaken").into()));
    };
    let address = Zeroizing::new(format!("{}/calendar/{}.ics", state.base_url, secret.reveal().as_str()));
    let shown = RevealPage { layout: may.layout(t!("calendar-reveal"), HERE, Flashed::default()), address };
    let html = Zeroizing::new(shown.render().map_err(|e| Error::Internal(e.to_string()))?);
    Ok(HttpResponse::Created()
        .content_type("text/html; charset=utf-8")
        .insert_header((CACHE_CONTROL, "no-store"))
        // Not compressed: the size of a compressed answer tells about a secret beside text that someone else chose.
        .insert_header((CONTENT_ENCODING, ContentEncoding::Identity))
        .body(html.to_string()))
}

/// Ends the address.
pub async fn end(
    may: Granted<ManageSettings>,
    state: web::Data<State>,
    session: Session,
    form: Form,
) -> Result<HttpResponse> {
    form.check(&[], &[]).map_err(Error::Malformed)?;
    let ended = super::end(&state.db, &state.clock, &may).await?;
    Flash::said(if ended { t!("calendar-ended") } else { t!("calendar-none") }).leave(&session)?;
    Ok(see_other(HERE))
}

/// The calendar, for whoever has its address.
pub async fn feed(state: web::Data<State>, path: web::Path<String>) -> Result<HttpResponse> {
    let place = state.searches.acquire().await.map_err(|e| Error::Internal(e.to_string()))?;
    let found = super::feed(&state.db, &path, state.clock.now()).await?;
    drop(place);
    let (status, kind, body) = match found {
        Some(feed) => (StatusCode::OK, "text/calendar; charset=utf-8", text::write(&feed, &state.base_url)),
        None => (StatusCode::NOT_FOUND, "text/plain; charset=utf-8", "There is no calendar here.\n".to_owned()),
    };
    Ok(HttpResponse::build(status).content_type(kind).insert_header((CACHE_CONTROL, "private, no-store")).body(body))
}
