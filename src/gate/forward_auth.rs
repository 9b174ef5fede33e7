//! Forward-auth: a proxy asks about each request before it passes it on. The dialect in the address fixes which
//! headers carry the original request, so that a caller can't choose. Answers are 200, 401, 403 and 503 only.

use actix_web::http::StatusCode;
use actix_web::http::header::{AUTHORIZATION, HeaderMap, HeaderValue, RETRY_AFTER, USER_AGENT, WWW_AUTHENTICATE};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, web};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{Asked, Class, Credential, Verdict, decide};
use crate::app::State;
use crate::catalogue::RequestPath;
use crate::tokens::Policy;
use crate::usage::ADMITTED;

const METHOD: &str = "x-original-method";
const URI: &str = "x-original-uri";
/// Headers by which a caller asks the API to take another method than the one the gate looks at.
const OVERRIDES: [&str; 3] = ["x-http-method-override", "x-http-method", "x-method-override"];
/// Bytes of a percent-encoded name in an identity header: all of them together stay under 2 KB.
const NAME_BYTES: usize = 600;
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The nginx dialect: `X-Original-Method` and `X-Original-URI`, each exactly once.
pub async fn nginx(state: web::Data<State>, application: web::Path<String>, request: HttpRequest) -> HttpResponse {
    let headers = request.headers();
    let (Some(method), Some(uri)) = (only(headers, METHOD), only(headers, URI)) else {
        // Counted before it is read: what is in them comes from the caller, and is no fault of the proxy's.
        tracing::warn!(
            dialect = "nginx",
            "misconfiguration: the proxy must send {METHOD} and {URI} exactly once each; the request was refused"
        );
        return forbidden("");
    };
    let Some(method) = method.to_str().ok().filter(|m| is_method(m)) else { return forbidden("") };
    if OVERRIDES.iter().any(|name| headers.contains_key(*name)) {
        return forbidden("");
    }
    let credential =
        Credential::read(headers.get_all(AUTHORIZATION).map(HeaderValue::as_bytes), &state.config.token_prefix);
    let path = uri.to_str().ok().and_then(|uri| RequestPath::parse(uri).ok());
    let client = state.client_address(&request);
    let asked = Asked { application: &application, method, path: path.as_ref(), client };
    match decide(&state.db, &state.clock, &state.catalogue, credential, &asked).await {
        Ok(Verdict::Admitted { policy, scope }) => {
            let agent = only(headers, USER_AGENT.as_str()).and_then(|v| v.to_str().ok()).unwrap_or_default();
            state.usage.note(policy.id, ADMITTED, state.clock.now(), client, agent);
            admitted(&policy, &scope)
        }
        Ok(Verdict::Refused { refusal, policy }) => {
            if let Some(policy) = policy {
                state.usage.note(policy.id, refusal.as_str(), state.clock.now(), client, "");
            }
            match refusal.class() {
                Class::Unauthenticated => unauthorized(""),
                Class::InvalidToken => unauthorized(r#", error="invalid_token""#),
                Class::Forbidden => forbidden(""),
                Class::InsufficientScope => forbidden(r#", error="insufficient_scope""#),
            }
        }
        Err(error) => {
            tracing::error!(%error, "the gate could not ask the database");
            HttpResponse::ServiceUnavailable().insert_header((RETRY_AFTER, "1")).finish()
        }
    }
}

/// The value of a header that is there exactly once.
fn only<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a HeaderValue> {
    let mut all = headers.get_all(name);
    all.next().filter(|_| all.next().is_none())
}

fn is_method(text: &str) -> bool {
    !text.is_empty() && text.len() <= 20 && text.bytes().all(|b| b.is_ascii_uppercase() || b == b'-')
}

/// Exactly 200, an empty body, and every identity header, empty ones too: what is missing a proxy would take from
/// the caller.
fn admitted(policy: &Policy, scope: &str) -> HttpResponse {
    let mut answer = HttpResponse::Ok();
    let mut set = |name: &'static str, value: String| {
        answer.insert_header((name, value));
    };
    set("x-latchkey-token-id", policy.id.to_string());
    set("x-latchkey-token-name", encoded(&policy.name));
    set("x-latchkey-owner", encoded(&policy.owner_name));
    set("x-latchkey-application-id", policy.application_id.map(|id| id.to_string()).unwrap_or_default());
    set("x-latchkey-organization-id", policy.organization_id.to_string());
    set("x-latchkey-scope", scope.to_owned());
    let expires = policy.facts.end().map(|at| at.utc().format("%Y-%m-%dT%H:%M:%SZ").to_string());
    set("x-latchkey-expires-at", expires.unwrap_or_default());
    answer.finish()
}

/// Percent-encoded UTF-8, cut between two characters if it is longer than a header should be.
fn encoded(name: &str) -> String {
    let mut text = String::new();
    let mut buffer = [0; 4];
    for c in name.chars() {
        let piece = utf8_percent_encode(c.encode_utf8(&mut buffer), PLAIN).to_string();
        if text.len() + piece.len() > NAME_BYTES {
            break;
        }
        text.push_str(&piece);
    }
    text
}

fn unauthorized(error: &str) -> HttpResponse {
    challenged(HttpResponse::build(StatusCode::UNAUTHORIZED), error)
}

fn forbidden(error: &str) -> HttpResponse {
    challenged(HttpResponse::build(StatusCode::FORBIDDEN), error)
}

fn challenged(mut answer: HttpResponseBuilder, error: &str) -> HttpResponse {
    answer.insert_header((WWW_AUTHENTICATE, format!(r#"Bearer realm="latchkey"{error}"#))).finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_encoded_and_never_cut_within_a_character() {
        assert_eq!(encoded("Billing export-1"), "Billing%20export-1");
        assert_eq!(encoded("a\r\nX-Evil: 1"), "a%0D%0AX-Evil%3A%201");
        let long = encoded(&"🚀".repeat(100));
        assert!(long.len() <= NAME_BYTES && long.len().is_multiple_of(12), "{}", long.len());
    }
}
