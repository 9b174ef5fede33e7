//! Around every page: the check that a form comes from our own pages, and the headers that tell browsers to be strict.

use actix_session::storage::UpdateError;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web;

use crate::app::State;
use crate::db;
use crate::error::Error;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
const HSTS: &str = "max-age=31536000; includeSubDomains";

/// Refuses a change that was not sent from a page at our own address. Fails closed: browsers send `Origin` with every
/// POST, so one without it was not sent by a page at all. It is compared with the configured address, never with
/// `Host`, which a rebound name makes the attacker's.
pub async fn same_origin(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if !safe && !is_own(request.headers(), request.app_data::<web::Data<State>>().map(|s| s.origins.as_slice())) {
        return Err(Error::ForeignOrigin.into());
    }
    next.call(request).await
}

fn is_own(headers: &HeaderMap, origins: Option<&[String]>) -> bool {
    let site = headers.get("sec-fetch-site");
    let mut origin = headers.get_all(header::ORIGIN);
    let (Some(origin), None) = (origin.next(), origin.next()) else {
        return false;
    };
    let known = origins.unwrap_or_default().iter().any(|own| own.as_bytes() == origin.as_bytes());
    known && site.is_none_or(|site| site == "same-origin")
}

/// Adds the headers that every answer of the portal has.
pub async fn headers(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let https = request.app_data::<web::Data<State>>().is_some_and(|state| state.config.is_https());
    let strict = |headers: &mut HeaderMap| {
        be_strict(headers);
        if https {
            headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(HSTS));
        }
    };
    let mut response = match next.call(request).await {
        Ok(response) => response,
        Err(error) => {
            // What is no error of ours is the session's store: its database could not be asked.
            let error = if error.as_error::<Error>().is_some() {
                error
            } else if error.as_error::<InternalError<UpdateError>>().is_some() {
                // By then the request had done what it does.
                tracing::error!(%error, "a session could not be written after a request");
                Error::PerhapsMade.into()
            } else {
                Error::Unavailable(db::Error::Protocol(error.to_string())).into()
            };
            let mut answer = error.error_response();
            strict(answer.headers_mut());
            return Err(InternalError::from_response(error, answer).into());
        }
    };
    strict(response.headers_mut());
    if is_style_or_script(response.headers()) {
        // They say something of documents only, and a first visit brings many such files.
        for name in ["cross-origin-opener-policy", "permissions-policy"] {
            response.headers_mut().remove(name);
        }
    }
    Ok(response)
}

fn is_style_or_script(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("text/css") || kind.starts_with("text/javascript"))
}

/// The headers that don't depend on the configuration: for the answers that a middleware gives, too.
pub fn be_strict(headers: &mut HeaderMap) {
    let mut set = |name: HeaderName, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    set(header::CONTENT_SECURITY_POLICY, POLICY);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::X_FRAME_OPTIONS, "DENY");
    // Not no-referrer: with that, Chromium sends `Origin: null` on our own forms.
    set(header::REFERRER_POLICY, "same-origin");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()");
}
