//! The audit log in the REST API: with an application's token what concerns that application and its tokens, with an
//! administrator's personal token all of the organization.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::Event;
use crate::api::{Allowed, Answer, Failures, Problem, ReadAudit, answer};
use crate::app::State;
use crate::web::form::Faults;
use crate::web::query_field;

/// Events of a page, unless it is asked for fewer or more; and the most.
const PER_PAGE: i64 = 100;
const MOST_PER_PAGE: i64 = 500;

/// Someone who did something, or what it was done to.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApiNamed {
    /// What it is, such as `user` or `token`.
    kind: String,
    /// Its id; empty if it has none.
    id: String,
    /// Its name at the time.
    name: String,
}

/// Something that was done.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApiEvent {
    /// Its place in the organization's log, from 1.
    place: i64,
    /// When.
    #[schema(format = DateTime)]
    at: String,
    /// Who did it.
    actor: ApiNamed,
    /// What: `noun.verb`, such as `token.created`.
    action: String,
    /// To what.
    subject: ApiNamed,
    /// From which address; empty if it could not be told.
    address: String,
    /// Before, after, reason.
    detail: Value,
}

/// A page of the log, newest first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApiEvents {
    /// The events.
    items: Vec<ApiEvent>,
    /// How many these are: may be none although there are more, further back.
    count: usize,
    /// Where the next page begins, if there may be one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next_cursor: Option<String>,
}

impl From<Event> for ApiEvent {
    fn from(event: Event) -> Self {
        Self {
            place: event.seq,
            at: event.at.rfc3339(),
            detail: event.detail(),
            actor: ApiNamed { kind: event.actor_kind, id: event.actor_id, name: event.actor_name },
            action: event.action,
            subject: ApiNamed { kind: event.subject_kind, id: event.subject_id, name: event.subject_name },
            address: event.address,
        }
    }
}

/// Read the audit log
///
/// What concerns the token's application and its tokens, newest first; with an administrator's personal token all of the
/// organization. `Read only` doesn't include it.
#[utoipa::path(
    get,
    path = "/api/audit-events",
    operation_id = "listAuditEvents",
    params(
        ("perPage" = Option<i64>, Query, description = "How many on a page; 100 unless said", minimum = 1, maximum = 500),
        ("cursor" = Option<String>, Query, description = "The nextCursor of the page before"),
    ),
    responses((status = 200, description = "A page of it", body = ApiEvents), Failures),
    security(("bearer" = []), ("basic" = []))
)]
pub async fn list(may: Allowed<ReadAudit>, state: web::Data<State>, request: HttpRequest) -> Answer {
    let mut faults = Faults::default();
    let mut number = |name: &'static str, most: i64| {
        let text = query_field(&request, name).filter(|text| !text.is_empty())?;
        let read = text.parse().ok().filter(|n| (1..=most).contains(n));
        read.or_else(|| {
            faults.add(name, format!("must be a whole number from 1 to {most}"));
            None
        })
    };
    let (limit, place) = (number("perPage", MOST_PER_PAGE), number("cursor", i64::MAX));
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let application = may.token()?.application_id;
    let (events, next) = super::before(&state.db, &may, application, place, limit.unwrap_or(PER_PAGE)).await?;
    let items: Vec<ApiEvent> = events.into_iter().map(ApiEvent::from).collect();
    let page = ApiEvents { count: items.len(), items, next_cursor: next.map(|place| place.to_string()) };
    answer(StatusCode::OK, &page)
}
