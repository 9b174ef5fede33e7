//! Where GitHub's secret scanning reports what it found in public.

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_ENCODING, HeaderMap};
use actix_web::{HttpRequest, web};

use super::{Labelled, Match, Unusable, end, read};
use crate::api::{Answer, Problem, ProblemBody, answer};
use crate::app::State;

/// The most bytes of a batch.
const LIMIT: usize = 1024 * 1024;
/// The name of the key that a batch is signed with.
const IDENTIFIER: &str = "github-public-key-identifier";
/// The signature of its bytes.
const SIGNATURE: &str = "github-public-key-signature";

/// Report tokens that were found in public
///
/// For GitHub's secret scanning partner programme: the body is signed with a current key of GitHub's. Each living token in it
/// is ended for good, and its administrators are told.
#[utoipa::path(
    post,
    path = "/api/secret-scanning/github",
    operation_id = "reportLeaks",
    params(
        ("Github-Public-Key-Identifier" = String, Header, description = "The name of the key it is signed with"),
        ("Github-Public-Key-Signature" = String, Header, description = "ECDSA P-256 over the SHA-256 of the body, DER in Base64"),
    ),
    request_body = Vec<Match>,
    responses(
        (status = 200, description = "What each of them was", body = Vec<Labelled>),
        (status = 400, description = "It is not signed, or is no list", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "The signature is not one of a current key", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "Reports are not taken here", body = ProblemBody, content_type = "application/problem+json"),
        (status = 413, description = "The body is too large", body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "The body is compressed", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The keys or the database can't be asked at the moment: report it again", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn report(state: web::Data<State>, request: HttpRequest, body: web::Payload) -> Answer {
    let (name, signature) = signed(request.headers())?;
    if request.headers().contains_key(CONTENT_ENCODING) {
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Send the body uncompressed, as it was signed."));
    }
    let key = state.scanning_keys.current(name, &state.clock).await.map_err(unusable)?;
    let unreadable = || Problem::new(StatusCode::BAD_REQUEST, "The body did not arrive whole.");
    let too_large = || {
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, format!("The body has more than {LIMIT} bytes: send it in parts."))
    };
    let body = body.to_bytes_limited(LIMIT).await.map_err(|_| too_large())?.map_err(|_| unreadable())?;
    if !key.verifies(&body, signature) {
        return Err(Problem::new(StatusCode::FORBIDDEN, "The signature is not that of this body by this key."));
    }
    let no_list = || Problem::new(StatusCode::BAD_REQUEST, "The body is no JSON list of tokens that were found.");
    let (matches, unreadable) = read(&body).ok_or_else(no_list)?;
    let outcome = end(&state.db, &state.clock, &state.config.token_prefix, &matches).await?;
    let (reported, ended, undone) = (matches.len(), outcome.ended, outcome.undone);
    tracing::info!(reported, ended, undone, unreadable, "GitHub's secret scanning reported tokens");
    if undone > 0 {
        let message = format!("{ended} tokens were ended, {undone} could not be: report it again.");
        return Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, message));
    }
    answer(StatusCode::OK, &outcome.labels)
}

fn signed(headers: &HeaderMap) -> Result<(&str, &str), Problem> {
    let one = |name: &str| {
        let mut values = headers.get_all(name).filter_map(|value| value.to_str().ok());
        values.next().filter(|_| values.next().is_none())
    };
    let unsigned = || {
        let message = "Send Github-Public-Key-Identifier and Github-Public-Key-Signature, each once.";
        Problem::new(StatusCode::BAD_REQUEST, message)
    };
    one(IDENTIFIER).zip(one(SIGNATURE)).ok_or_else(unsigned)
}

fn unusable(why: Unusable) -> Problem {
    match why {
        Unusable::NotConfigured => {
            Problem::new(StatusCode::NOT_FOUND, "Reports of secret scanning are not taken here.")
        }
        Unusable::NotCurrent => Problem::new(StatusCode::FORBIDDEN, "It is not signed with a current key."),
        Unusable::Unavailable => Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "GitHub's keys can't be fetched at the moment: report it again.",
        ),
    }
}
