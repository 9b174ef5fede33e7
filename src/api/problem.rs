//! How a request of the API fails: problem details (RFC 9457), with the members `type` (a word), `message` and, for what was
//! sent, `errors` with each fault by its field.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use utoipa::ToSchema;

use crate::db;
use crate::error::Error;
use crate::web::form::Faults;

/// Why something failed, as a client reads it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemBody<'a> {
    /// A word, such as `NotFound`.
    r#type: &'a str,
    /// What the status means.
    title: &'a str,
    /// The status.
    status: u16,
    /// What is the matter, in a sentence.
    detail: &'a str,
    /// The same.
    message: &'a str,
    /// Each fault of what was sent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<Fault<'a>>,
}

/// A fault of what was sent.
#[derive(Debug, Serialize, ToSchema)]
struct Fault<'a> {
    /// The member or parameter it is about; empty for the whole.
    field: &'a str,
    /// What is wrong with it.
    message: &'a str,
}

/// Why a request of the API was not carried out.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    kind: &'static str,
    message: String,
    faults: Faults,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Problem {
    /// A failure of this status; the word for its type is that status's.
    pub fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, kind: word(status), message: message.into(), faults: Faults::default(), headers: Vec::new() }
    }

    /// What was sent is faulty: every fault at once.
    pub fn invalid(faults: Faults) -> Self {
        let first = faults.iter().next().map_or_else(String::new, |(field, fault)| match field {
            "" => fault.to_owned(),
            field => format!("{field}: {fault}"),
        });
        Self { faults, ..Self::new(StatusCode::BAD_REQUEST, first) }
    }

    /// The same with a header.
    #[must_use]
    pub fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// As a client reads it.
    pub fn body(&self) -> ProblemBody<'_> {
        ProblemBody {
            r#type: self.kind,
            title: self.status.canonical_reason().unwrap_or_default(),
            status: self.status.as_u16(),
            detail: &self.message,
            message: &self.message,
            errors: self.faults.iter().map(|(field, message)| Fault { field, message }).collect(),
        }
    }
}

fn word(status: StatusCode) -> &'static str {
    match status {
        StatusCode::UNAUTHORIZED => "Unauthorized",
        StatusCode::FORBIDDEN => "Forbidden",
        StatusCode::NOT_FOUND => "NotFound",
        StatusCode::METHOD_NOT_ALLOWED => "MethodNotAllowed",
        StatusCode::CONFLICT => "Conflict",
        StatusCode::PRECONDITION_FAILED => "PreconditionFailed",
        StatusCode::PAYLOAD_TOO_LARGE => "PayloadTooLarge",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "UnsupportedMediaType",
        StatusCode::TOO_MANY_REQUESTS => "TooManyRequests",
        StatusCode::SERVICE_UNAVAILABLE => "Unavailable",
        StatusCode::INTERNAL_SERVER_ERROR => "Internal",
        _ => "Validation",
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        let mut answer = HttpResponse::build(self.status);
        answer.content_type("application/problem+json").insert_header((CACHE_CONTROL, "no-store"));
        for header in &self.headers {
            answer.append_header(header.clone());
        }
        if self.status == StatusCode::UNAUTHORIZED && !self.headers.iter().any(|(name, _)| name == WWW_AUTHENTICATE) {
            answer.insert_header((WWW_AUTHENTICATE, r#"Bearer realm="latchkey""#));
        }
        let told = self.headers.iter().any(|(name, _)| name == RETRY_AFTER);
        if !told && matches!(self.status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS) {
            answer.insert_header((RETRY_AFTER, "1"));
        }
        answer.body(serde_json::to_string(&self.body()).unwrap_or_default())
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        // A database's own words, and a fault's, are for the log.
        let (status, message) = match &error {
            Error::Unavailable(cause) => {
                tracing::error!(error = %cause, "the database can't be asked");
                let words = if db::is_unwritable(cause) {
                    "The database can't write anything at the moment. Nothing was changed."
                } else {
                    "The database can't be asked at the moment. Nothing was changed."
                };
                (StatusCode::SERVICE_UNAVAILABLE, words.into())
            }
            Error::Internal(cause) => {
                tracing::error!(error = %cause, "a fault of ours");
                (StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong on our side. It has been logged.".into())
            }
            Error::NotFound | Error::Elsewhere { .. } => {
                (StatusCode::NOT_FOUND, "There is no such thing, or it isn't this token's to see.".to_owned())
            }
            Error::Malformed(_) => (StatusCode::BAD_REQUEST, error.to_string()),
            other => (other.status_code(), other.to_string()),
        };
        Self::new(status, message)
    }
}

impl From<db::Error> for Problem {
    fn from(error: db::Error) -> Self {
        Error::from(error).into()
    }
}
