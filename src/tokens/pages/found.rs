//! "I found a token": the page where anybody who has come by one ends it. Whatever whole token is typed, the answer is
//! thanks: it tells nobody whether they have a real one. That a text has no whole one anybody can see.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::app::State;
use crate::error::{Error, Result};
use crate::tokens::{REPORTED, Report, end_reported};
use crate::web::form::Faults;
use crate::web::{Form, Layout, page};

#[derive(Template)]
#[template(path = "tokens/found.html")]
struct FoundPage {
    layout: Layout,
    thanks: bool,
    faults: Faults,
}

/// The form.
pub async fn form() -> Result<HttpResponse> {
    let layout = Layout::public(t!("tokens-found"));
    page(StatusCode::OK, &FoundPage { layout, thanks: false, faults: Faults::default() })
}

/// Ends each living token that is in what was pasted, for good, with what it created. Nothing of that is shown again.
pub async fn report(state: web::Data<State>, request: HttpRequest, form: Form) -> Result<HttpResponse> {
    form.check(&["token"], &[]).map_err(Error::Malformed)?;
    let from = state.client_address(&request);
    if !state.reports.admit(from, state.clock.now()) {
        return Err(Error::Busy(t!("tokens-found-too-many").into()));
    }
    let prefixes = &state.config.token_prefix;
    let mut faults = Faults::default();
    let fault = match end_reported(&state.db, &state.clock, prefixes, form.one("token"), from).await? {
        Report::Ended => {
            let layout = Layout::public(t!("tokens-found-thanks"));
            return page(StatusCode::OK, &FoundPage { layout, thanks: true, faults });
        }
        Report::None => t!("tokens-found-none"),
        Report::TooMany => t!("tokens-found-many", most = REPORTED),
        Report::TooLong => t!("tokens-found-long"),
    };
    faults.add("token", fault);
    let layout = Layout::public(t!("tokens-found")).with_faults(true);
    page(StatusCode::UNPROCESSABLE_ENTITY, &FoundPage { layout, thanks: false, faults })
}
