//! Letting the old secret of a rotated token last longer: the question until when.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::overlap::between;
use super::rotate::Choice;
use super::view::View;
use super::{HERE, address, find_manageable, leave, return_to, wanted_return};
use crate::access::{Granted, ManageTokens};
use crate::app::State;
use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::tokens::{self, Overlap, Token};
use crate::usage::MovedView;
use crate::web::form::Faults;
use crate::web::time::{Moment, exact};
use crate::web::{Flash, Flashed, Form, Layout, page, see_other};

/// What is chosen until something else is, where it is longer than what is left.
const USUAL: Overlap = Overlap::Day;

#[derive(Template)]
#[template(path = "tokens/prolong.html")]
struct ProlongPage {
    layout: Layout,
    token: View,
    /// When the old secret ends as it is.
    end: Moment,
    choices: Vec<Choice>,
    /// Who has gone over to the new one.
    moved: Option<MovedView>,
    return_to: String,
    faults: Faults,
}

fn choices(token: &Token, now: Timestamp) -> Vec<Choice> {
    let longer = tokens::prolongations(token, now);
    let usual = longer.iter().position(|(_, overlap, _)| *overlap == USUAL).unwrap_or(0);
    let choice = |(n, (value, overlap, until)): (usize, (&'static str, Overlap, _))| Choice {
        value,
        words: overlap.words(),
        end: Moment::of(until, now),
        cut_short: token.facts.expires_at == Some(until),
        chosen: n == usual,
    };
    longer.into_iter().enumerate().map(choice).collect()
}

async fn ask(
    may: &Granted<ManageTokens>,
    state: &State,
    token: &Token,
    return_to: String,
    faults: Faults,
) -> Result<HttpResponse> {
    let now = state.clock.now();
    let choices = choices(token, now);
    let (Some(end), false) = (token.facts.end(), choices.is_empty()) else {
        return Err(tokens::not_any_longer(token, now));
    };
    let see = may.also()?;
    let moved = match tokens::rotations(&state.db, &see, token).await?.successor {
        Some(next) => between(state, &see, token, &next, now).await?.map(|shown| shown.moved),
        None => None,
    };
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let title = t!("token-form-prolong-title", name = token.name);
    let shown = ProlongPage {
        layout: may.layout(title, HERE, Flashed::default()).with_faults(!faults.is_empty()),
        token: View::of(token, may, &state.catalogue.get(), now),
        end: Moment::of(end, now),
        choices,
        moved,
        return_to,
        faults,
    };
    page(status, &shown)
}

/// Asks until when the old secret is to pass, and shows who still uses it.
pub async fn form(
    may: Granted<ManageTokens>,
    state: web::Data<State>,
    path: web::Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let token = find_manageable(&state, &may, &path).await?;
    let back = wanted_return(&request, &address(token.id));
    ask(&may, &state, &token, back, Faults::default()).await
}

/// Lets it pass until then.
pub async fn prolong(
    may: Granted<ManageTokens>,
    state: web::Data<State>,
    session: Session,
    path: web::Path<String>,
    form: Form,
) -> Result<HttpResponse> {
    form.check(&["overlap", "return_to"], &[]).map_err(Error::Malformed)?;
    let token = find_manageable(&state, &may, &path).await?;
    let back = return_to(&form, &address(token.id));
    let mut faults = Faults::default();
    let Some(overlap) = faults.take("overlap", Overlap::parse(form.one("overlap"))) else {
        return ask(&may, &state, &token, back, faults).await;
    };
    let outcome = tokens::prolong(&state.db, &state.clock, &may, token.id, overlap).await?;
    let name = &outcome.token.name;
    let until = outcome.token.facts.end().map(exact).unwrap_or_default();
    let unchanged = t!("token-form-prolonged-already", name = name, until = until);
    leave(&session, outcome.changed, Flash::said(t!("token-form-prolonged", name = name, until = until)), unchanged)?;
    Ok(see_other(&back))
}
