//! "I found a token": the page where anybody who has come by one ends it. Whatever is typed, the answer is thanks: it tells
//! nobody whether they have a real one.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::app::State;
use crate::error::{Error, Result};
use crate::tokens::end_reported;
use crate::web::{Form, Layout, page};

#[derive(Template)]
#[template(path = "tokens/found.html")]
struct FoundPage {
    layout: Layout,
    thanks: bool,
}

/// The form.
pub async fn form() -> Result<HttpResponse> {
    page(StatusCode::OK, &FoundPage { layout: Layout::public(t!("tokens-found")), thanks: false })
}

/// Ends a living token, for good, with what it created.
pub async fn report(state: web::Data<State>, request: HttpRequest, form: Form) -> Result<HttpResponse> {
    form.check(&["token"], &[]).map_err(Error::Malformed)?;
    let from = state.client_address(&request);
    if !state.reports.admit(from, state.clock.now()) {
        return Err(Error::Busy(t!("tokens-found-too-many").into()));
    }
    end_reported(&state.db, &state.clock, &state.config.token_prefix, form.one("token"), from).await?;
    page(StatusCode::OK, &FoundPage { layout: Layout::public(t!("tokens-found-thanks")), thanks: true })
}
