//! Logging: one span per request with the route's pattern, never its address, and work on other threads that stays
//! in its span. What a span may hold is decided here, so that no secret can get into one by a query or a header.

use actix_web::Error as ActixError;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use tracing::Span;
use tracing_actix_web::RootSpanBuilder;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::writer::BoxMakeWriter;

use crate::error::Error;

/// It logs an error for every request that it can't parse. Whoever sends such requests would fill the log, and wake the
/// people who are called for errors; a filter that names it still shows them.
const PARSER: &str = "actix_http::h1::dispatcher";

/// Sends what is logged to standard error, as far as `filter` lets it. A panic is one line that says where: what it was about
/// may be what a caller sent, and with every step on the way there such lines would fill a disk. It ends the task and nothing
/// else, which `panic = "abort"` in the profile would change.
pub fn init(filter: &str) -> Result<(), String> {
    std::panic::set_hook(Box::new(|panicked| {
        let at = panicked.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(at, "a task panicked");
    }));
    init_with(&format!("{PARSER}=off,{filter}"), BoxMakeWriter::new(std::io::stderr))
}

/// Sends what is logged to `writer`: the tests read it.
pub fn init_with(filter: &str, writer: BoxMakeWriter) -> Result<(), String> {
    let filter = EnvFilter::try_new(filter).map_err(|e| format!("LATCHKEY_LOG: {e}"))?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(writer)
        .with_ansi(false)
        // It would say that standard error is gone on standard error, and panic: losing the log's reader must not stop
        // the gate.
        .log_internal_errors(false)
        .try_init()
        .map_err(|e| e.to_string())
}

/// Runs blocking work on a thread for it, in the present span.
pub async fn spawn_blocking<T: Send + 'static>(job: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    let span = Span::current();
    let work = tokio::task::spawn_blocking(move || span.in_scope(job));
    work.await.map_err(|e| Error::Internal(e.to_string()))
}

/// Begins the span of a request: method, route pattern and an id. No address, query, header or agent: a token that was
/// pasted into any of them must not get into a log.
#[derive(Debug)]
pub struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(request: &ServiceRequest) -> Span {
        let route = request.match_pattern().unwrap_or_else(|| "none".to_owned());
        tracing::info_span!("request", method = %request.method(), route, status = tracing::field::Empty)
    }

    fn on_request_end<B: MessageBody>(span: Span, outcome: &Result<ServiceResponse<B>, ActixError>) {
        let status = match outcome {
            Ok(response) => response.status(),
            Err(error) => error.as_response_error().status_code(),
        };
        span.record("status", status.as_u16());
        span.in_scope(|| tracing::debug!("answered"));
    }
}
