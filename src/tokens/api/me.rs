//! `/api/me`: what a token is and may do, asked with the token itself; and the end of one, for whoever holds it.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::super::end_by_holder;
use super::shape::{ApiToken, Me, Success};
use crate::api::{Allowed, Answer, BeValid, Failures, Problem, answer, credential};
use crate::app::State;

/// What this token is and may do
#[utoipa::path(
    get,
    path = "/api/me",
    operation_id = "getMe",
    responses((status = 200, description = "The token that asks", body = Me), Failures),
    security(("bearer" = []), ("basic" = []))
)]
pub async fn get(may: Allowed<BeValid>, state: web::Data<State>) -> Answer {
    let token = may.token()?;
    let me = Me {
        token: ApiToken::of(token, state.clock.now()),
        owner_name: token.owner_name.clone(),
        organization_id: token.organization_id.to_string(),
    };
    answer(StatusCode::OK, &me)
}

/// End this token for good
///
/// It is marked compromised, with what it created. Neither its address list nor its permissions nor its being switched off
/// stand in the way: whoever finds a token can end it.
#[utoipa::path(
    delete,
    path = "/api/me",
    operation_id = "endMe",
    responses((status = 200, description = "It never works again", body = Success), Failures),
    security(("bearer" = []), ("basic" = []))
)]
pub async fn end(state: web::Data<State>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let refused = || Problem::new(StatusCode::UNAUTHORIZED, "This is no living token.");
    let credential = credential(request.headers(), &state);
    let secret = credential.recognized().map_err(|_| refused())?;
    let from = state.client_address(&request);
    if !end_by_holder(&state.db, &state.clock, &secret.digest(), secret.handle(), from).await? {
        return Err(refused());
    }
    answer(StatusCode::OK, &Success { success: true })
}
