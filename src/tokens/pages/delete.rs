//! Deleting a token, after asking.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::overlap::left_without;
use super::view::View;
use super::{HERE, LIST, find_manageable, return_to, wanted_return};
use crate::access::{Granted, ManageTokens};
use crate::app::State;
use crate::error::{Error, Result};
use crate::tokens::{self, Token, shown_again};
use crate::usage::{self, ImpactView};
use crate::web::form::Faults;
use crate::web::time::Moment;
use crate::web::{Flash, Flashed, Form, Layout, page, see_other};

#[derive(Template)]
#[template(path = "tokens/delete.html")]
struct DeletePage {
    layout: Layout,
    token: View,
    typed: String,
    /// What to do after it: `again` goes on to create another like it.
    then: String,
    /// Where to go then.
    return_to: String,
    impact: ImpactView,
    /// The token that it took the place of and the end of that, while both pass.
    old: Option<(String, Moment)>,
    faults: Faults,
}

/// What the form carries along.
struct Carried<'a> {
    typed: &'a str,
    then: &'a str,
    return_to: &'a str,
}

async fn ask(
    may: &Granted<ManageTokens>,
    state: &State,
    token: &Token,
    carried: &Carried<'_>,
    faults: Faults,
) -> Result<HttpResponse> {
    let now = state.clock.now();
    let see = may.also()?;
    let related = tokens::rotations(&state.db, &see, token).await?;
    let impact = usage::impact(&state.db, may, token.id, now, |_| true).await?;
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shown = DeletePage {
        layout: may
            .layout(t!("token-form-delete-title", name = token.name), HERE, Flashed::default())
            .with_faults(!faults.is_empty()),
        token: View::of(token, may, &state.catalogue.get(), now),
        impact: ImpactView::of(&impact, now),
        old: left_without(state, &see, token, &related, now).await?,
        typed: carried.typed.to_owned(),
        then: carried.then.to_owned(),
        return_to: carried.return_to.to_owned(),
        faults,
    };
    page(status, &shown)
}

/// Names the token and its application, and says what deleting means.
pub async fn form(
    may: Granted<ManageTokens>,
    state: web::Data<State>,
    path: web::Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let token = find_manageable(&state, &may, &path).await?;
    let return_to = wanted_return(&request, LIST);
    ask(&may, &state, &token, &Carried { typed: "", then: "", return_to: &return_to }, Faults::default()).await
}

/// Deletes. A token that is in use wants its name typed; `then=again` goes on to create another like it.
pub async fn delete(
    may: Granted<ManageTokens>,
    state: web::Data<State>,
    session: Session,
    path: web::Path<String>,
    form: Form,
) -> Result<HttpResponse> {
    form.check(&["name", "then", "return_to"], &[]).map_err(Error::Malformed)?;
    let token = find_manageable(&state, &may, &path).await?;
    let typed = shown_again(form.one("name").trim());
    if token.in_use(state.clock.now()) && typed != token.name {
        let mut faults = Faults::default();
        faults.add("name", t!("token-form-delete-mistyped", name = token.name));
        return ask(
            &may,
            &state,
            &token,
            &Carried { typed: &typed, then: form.one("then"), return_to: &return_to(&form, LIST) },
            faults,
        )
        .await;
    }
    tokens::delete(&state.db, &state.clock, &may, token.id).await?;
    Flash::said(t!("token-form-deleted", name = token.name)).leave(&session)?;
    if form.one("then") == "again" {
        return Ok(see_other(&format!("/integrations/tokens/new?like={}", token.id)));
    }
    Ok(see_other(&return_to(&form, LIST)))
}
