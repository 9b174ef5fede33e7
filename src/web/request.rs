//! Around every request of the portal and of the API: the id by which a person can ask the operator about it, its line in the
//! log, and its time among the metrics. The gate's entrances have none of it: they are asked for every request of an API.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web;

use crate::app::State;
use crate::clock::waiting_since;
use crate::metrics::Kind;
use crate::telemetry;

/// The header of an answer that tells the request's id.
const ID: HeaderName = HeaderName::from_static("x-request-id");

tokio::task_local! {
    static CURRENT: String;
}

/// The id of the request that is being answered, as the log has it.
pub fn id() -> Option<String> {
    CURRENT.try_with(String::clone).ok()
}

/// Answers a request under its id, and tells of it.
pub async fn told(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let began = waiting_since();
    let state = request.app_data::<web::Data<State>>().cloned();
    let kind = Kind::of(request.method(), request.match_pattern().as_deref());
    let id = telemetry::id_of(&request).unwrap_or_default();
    let shown = HeaderValue::from_str(&id).ok();
    let show = |headers: &mut HeaderMap| shown.map(|id| headers.insert(ID, id));
    let (status, answer) = match CURRENT.scope(id, next.call(request)).await {
        Ok(mut response) => {
            show(response.headers_mut());
            (response.status(), Ok(response))
        }
        Err(error) => {
            let mut response = error.error_response();
            show(response.headers_mut());
            (response.status(), Err(InternalError::from_response(error, response).into()))
        }
    };
    let took = began.elapsed();
    telemetry::answered(status, took, kind.is_asked_often());
    if let Some(state) = state {
        state.metrics.requests.took(kind, status, took);
    }
    answer
}
