//! Pages of a person's account.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use crate::access::{Granted, Membership, SignedIn};
use crate::app::State;
use crate::error::{Error, Result};
use crate::sessions;
use crate::web::{Flashed, Layout, page, see_other};

#[derive(Template)]
#[template(path = "users/account.html")]
struct AccountPage {
    layout: Layout,
    name: String,
    email: String,
    memberships: Vec<Membership>,
    sessions: i64,
}

/// The start: the list, or on the way to it signing in.
pub async fn home() -> HttpResponse {
    see_other("/integrations")
}

/// Who I am here, and how many sessions I have.
pub async fn account(may: Granted<SignedIn>, state: web::Data<State>, flashed: Flashed) -> Result<HttpResponse> {
    let person = may.person().ok_or(Error::NotFound)?;
    let shown = AccountPage {
        layout: may.layout("Account", "/account", flashed),
        name: person.name.clone(),
        email: person.email.clone(),
        memberships: person.memberships.clone(),
        sessions: sessions::count(&state.db, &state.clock, &may).await?,
    };
    page(StatusCode::OK, &shown)
}
