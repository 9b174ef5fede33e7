//! A token that someone found, reported by a program: ended if it is a living one, and thanks for any whole one.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use actix_web::{HttpRequest, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::{REPORTED, REPORTED_TEXT, Report, end_reported};
use crate::api::{Answer, Body, BodyFailures, Failures, Problem, ProblemBody, answer};
use crate::app::State;

/// A token that was found.
#[derive(Debug, Deserialize, ToSchema)]
#[expect(dead_code, reason = "it describes what is read below")]
pub struct FoundToken {
    /// The whole of it, or a text of at most 16,384 bytes that has it in it, and at most 20.
    token: String,
}

/// Thanks.
#[derive(Debug, Serialize, ToSchema)]
pub struct Thanks {
    /// Always true.
    pub thanks: bool,
}

/// Report a token that was found
///
/// Without authentication: the token is enough. A living one is ended for good; whether it was one the answer doesn't tell.
#[utoipa::path(
    post,
    path = "/api/found-tokens",
    operation_id = "reportToken",
    request_body = FoundToken,
    responses(
        (status = 202, description = "Thanks", body = Thanks),
        (status = 422, description = "No whole token in it, or too many", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many from one network", body = ProblemBody, content_type = "application/problem+json"),
        Failures,
        BodyFailures,
    )
)]
pub async fn report(state: web::Data<State>, request: HttpRequest, body: Body) -> Answer {
    let from = state.client_address(&request);
    if !state.reports.admit(from, state.clock.now()) {
        let problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "Many tokens were reported from your network.");
        return Err(problem.with(RETRY_AFTER, HeaderValue::from_static("3600")));
    }
    let Some(token) = body.0.get("token").and_then(serde_json::Value::as_str) else {
        return Err(Problem::new(StatusCode::BAD_REQUEST, "The member token is missing, or no string."));
    };
    let why = match end_reported(&state.db, &state.clock, &state.config.token_prefix, token, from).await? {
        Report::Ended => return answer(StatusCode::ACCEPTED, &Thanks { thanks: true }),
        Report::None => "There is no whole token in it.".to_owned(),
        Report::TooMany => format!("There are more than {REPORTED} tokens in it: nothing was ended."),
        Report::TooLong => format!("It is longer than {REPORTED_TEXT} bytes: nothing was ended."),
    };
    Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, why))
}
