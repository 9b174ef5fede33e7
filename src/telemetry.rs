//! Logging: each event on a line of its own, as text or as JSON; one span per request with the route's pattern, never its
//! address, and work on other threads that stays in its span. What a span may hold is decided here, so that no secret can
//! get into one by a query or a header.

use std::io::{self, Write};
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, StatusCode};
use actix_web::{Error as ActixError, HttpMessage};
use clap::ValueEnum;
use tracing::{Dispatch, Span};
use tracing_actix_web::{RequestId, RootSpanBuilder};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::writer::BoxMakeWriter;
use tracing_subscriber::util::SubscriberInitExt;

use crate::error::Error;

/// It logs an error for every request that it can't parse. Whoever sends such requests would fill the log, and wake the
/// people who are called for errors; a filter that names it still shows them.
const PARSER: &str = "actix_http::h1::dispatcher";

/// How many of its random digits tell a request from others: few enough to be read out, and of a million requests no two
/// have the same in all likelihood.
const ID_DIGITS: usize = 12;

/// How an event is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people to read.
    #[default]
    Text,
    /// A JSON object: timestamp, level, target, message, what else the event says, and the request's span
    Json,
}

/// Sends what is logged to standard error, as far as `filter` lets it. A panic is one line that says where: what it was about
/// may be what a caller sent, and with every step on the way there such lines would fill a disk. It ends the task and nothing
/// else, which `panic = "abort"` in the profile would change.
pub fn init(filter: &str, format: Format) -> Result<(), String> {
    std::panic::set_hook(Box::new(|panicked| {
        let at = panicked.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(at, "a task panicked");
    }));
    init_with(&format!("{PARSER}=off,{filter}"), format, BoxMakeWriter::new(io::stderr))
}

/// Sends what is logged to `writer`: the tests read it.
pub fn init_with(filter: &str, format: Format, writer: BoxMakeWriter) -> Result<(), String> {
    log_to(filter, format, writer)?.try_init().map_err(|e| e.to_string())
}

/// What takes events and writes them.
fn log_to(filter: &str, format: Format, writer: BoxMakeWriter) -> Result<Dispatch, String> {
    let filter = EnvFilter::try_new(filter).map_err(|e| format!("LATCHKEY_LOG: {e}"))?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(Lines(writer))
        .with_ansi(false)
        // It would say that standard error is gone on standard error, and panic: losing the log's reader must not stop
        // the gate.
        .log_internal_errors(false);
    Ok(match format {
        Format::Text => log.finish().into(),
        Format::Json => log.json().flatten_event(true).with_span_list(false).finish().into(),
    })
}

/// Keeps each event on one line. Its words may be another's, such as the database's, and a line end in them would begin what
/// looks like an event.
struct Lines(BoxMakeWriter);

/// What one event is written with.
struct Line<'a>(<BoxMakeWriter as MakeWriter<'a>>::Writer);

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Line<'a> {
        Line(self.0.make_writer())
    }
}

impl Write for Line<'_> {
    /// Gets a whole event, with the end of its line.
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let words = event.strip_suffix(b"\n").unwrap_or(event);
        if !words.iter().any(u8::is_ascii_control) {
            self.0.write_all(event)?;
            return Ok(event.len());
        }
        let mut line = Vec::with_capacity(event.len() + 16);
        for byte in words {
            if byte.is_ascii_control() {
                line.extend(byte.escape_ascii());
            } else {
                line.push(*byte);
            }
        }
        line.push(b'\n');
        self.0.write_all(&line)?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Runs blocking work on a thread for it, in the present span.
pub async fn spawn_blocking<T: Send + 'static>(job: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    let span = Span::current();
    let work = tokio::task::spawn_blocking(move || span.in_scope(job));
    work.await.map_err(|e| Error::Internal(e.to_string()))
}

/// Begins the span of a request: an id, method and route pattern; how it was answered is added at its end. No address, query,
/// header or agent: a token that was pasted into any of them must not get into a log.
#[derive(Debug)]
pub struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(request: &ServiceRequest) -> Span {
        let route = request.match_pattern().unwrap_or_else(|| "none".to_owned());
        let (id, method) = (id_of(request).unwrap_or_default(), name_of(request.method()));
        let nothing = tracing::field::Empty;
        tracing::info_span!("request", id, method, route, status = nothing, duration_ms = nothing)
    }

    fn on_request_end<B: MessageBody>(_: Span, _: &Result<ServiceResponse<B>, ActixError>) {
        // It is told of by whoever knows how long it took.
    }
}

/// By what a request is told from others, in the log and to whoever made it.
pub fn id_of(request: &ServiceRequest) -> Option<String> {
    let id = request.extensions().get::<RequestId>()?.simple().to_string();
    id.get(..ID_DIGITS).map(str::to_owned)
}

/// A method in common use by its name. Any other is the caller's own word, and may be a secret.
fn name_of(method: &Method) -> &'static str {
    const COMMON: [Method; 7] =
        [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS];
    const NAMES: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    COMMON.iter().position(|common| common == method).map_or("other", |place| NAMES[place])
}

/// Notes in the present span how its request was answered, and after how long the answer began. A line says so, of those that
/// are asked `often` only if the log is to tell everything.
pub fn answered(status: StatusCode, took: Duration, often: bool) {
    let span = Span::current();
    span.record("status", status.as_u16());
    span.record("duration_ms", u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
    if often {
        tracing::debug!("answered");
    } else {
        tracing::info!("answered");
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What is logged of something that can hold anything.
    fn logged(format: Format, words: &str) -> String {
        let kept = Kept::default();
        let writer = kept.clone();
        let log = log_to("info", format, BoxMakeWriter::new(move || writer.clone())).unwrap();
        tracing::dispatcher::with_default(&log, || {
            tracing::info_span!("request", id = "a1", route = "/x")
                .in_scope(|| tracing::error!(error = %words, "{words}"));
        });
        String::from_utf8(kept.0.lock().unwrap().clone()).unwrap()
    }

    const HOSTILE: &str =
        "it said \"no\"\r\n2026-11-30T01:00:00Z ERROR forged: \u{1b}[31mred\0 \\ é \t{\"level\":\"INFO\"}\n";

    #[test]
    fn an_event_is_one_line_whatever_its_words_are() {
        for format in [Format::Text, Format::Json] {
            let line = logged(format, HOSTILE);
            let words = line.strip_suffix('\n').unwrap();
            assert!(!words.contains(char::is_control), "{line:?}");
            assert!(words.contains("forged") && words.contains("ERROR") && words.contains('é'), "{line:?}");
        }
    }

    #[test]
    fn an_event_in_json_has_its_words_as_they_were() {
        let event: serde_json::Value = serde_json::from_str(&logged(Format::Json, HOSTILE)).unwrap();
        assert_eq!((event["message"].as_str(), event["error"].as_str()), (Some(HOSTILE), Some(HOSTILE)));
        assert_eq!((&event["level"], &event["target"]), (&"ERROR".into(), &"latchkey::telemetry::tests".into()));
        assert_eq!(event["span"], serde_json::json!({"name": "request", "id": "a1", "route": "/x"}));
        assert!(event["timestamp"].as_str().unwrap().ends_with('Z'), "{event}");
    }

    #[test]
    fn a_method_that_is_the_callers_own_word_is_not_named() {
        for (method, name) in [("GET", "GET"), ("DELETE", "DELETE"), ("get", "other"), ("lka_secret", "other")] {
            assert_eq!(name_of(&Method::from_bytes(method.as_bytes()).unwrap()), name);
        }
    }
}
