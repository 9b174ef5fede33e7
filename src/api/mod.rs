//! The REST API's kit: how a request becomes a proof by the token it came with, how its body is read, and how it fails. What
//! can be asked of tokens and of applications is in `api` of their rooms.
//!
//! A token is let in by the gate, like every other request to any API: Latchkey's own actions are part of the catalogue, and
//! a token's permissions name them or don't. There are no cookies here, and so nothing that a foreign page could abuse.

pub mod openapi;
mod problem;

use std::future::Future;
use std::marker::PhantomData;
use std::ops::Deref;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    ALLOW, AUTHORIZATION, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue, USER_AGENT,
    WWW_AUTHENTICATE,
};
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::IntoResponses;

pub use problem::{Problem, ProblemBody};

use crate::access::{Granted, ManageTokens, Privilege, SeeAudit, SeeTokens};
use crate::app::State;
use crate::gate::forward_auth::DECISION_ID;
use crate::gate::{Asked, Credential, CredentialFault, DecisionId, For, From, Presentation, Refusal, Verdict, Wants};
use crate::id::Id;
use crate::tokens::{self, Token};

/// The most bytes of a body: every action of a large catalogue fits.
const LIMIT: usize = 256 * 1024;

/// What a handler of the API returns.
pub type Answer = Result<HttpResponse, Problem>;

/// One of Latchkey's own actions, and the privilege that a token has which may do it.
pub trait OwnAction: 'static {
    /// Its id in the catalogue; none: every token in force may.
    const ID: Option<&'static str>;
    /// What the handler gets the proof of.
    type Privilege: Privilege;
}

macro_rules! own_actions {
    ($($(#[$doc:meta])* $name:ident: $id:expr => $privilege:ty;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub enum $name {}
        impl OwnAction for $name {
            const ID: Option<&'static str> = $id;
            type Privilege = $privilege;
        }
    )*};
}

own_actions! {
    /// Be a token in force.
    BeValid: None => SeeTokens;
    /// List an application's tokens.
    ListTokens: Some("applicationApiTokens.get") => SeeTokens;
    /// Create one.
    CreateToken: Some("applicationApiTokens.post") => ManageTokens;
    /// See one.
    GetToken: Some("applicationApiToken.get") => SeeTokens;
    /// Rename one, or switch it on and off.
    PatchToken: Some("applicationApiToken.patch") => ManageTokens;
    /// Delete one.
    DeleteToken: Some("applicationApiToken.delete") => ManageTokens;
    /// Read what was done.
    ReadAudit: Some("auditEvents.get") => SeeAudit;
}

/// The proof that a token may do `A`, as a handler of the API takes it first. If the address names an application, the token
/// is of that one, or a personal one.
#[derive(Debug)]
pub struct Allowed<A: OwnAction> {
    may: Granted<A::Privilege>,
    action: PhantomData<fn() -> A>,
}

impl<A: OwnAction> Deref for Allowed<A> {
    type Target = Granted<A::Privilege>;
    fn deref(&self) -> &Self::Target {
        &self.may
    }
}

impl<A: OwnAction> Allowed<A> {
    /// The token that asks.
    pub fn token(&self) -> Result<&Token, Problem> {
        let none = || Problem::from(crate::error::Error::Internal("a proof of the API without a token".to_owned()));
        self.may.token().ok_or_else(none)
    }
}

impl<A: OwnAction> FromRequest for Allowed<A> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let no_state = || Problem::from(crate::error::Error::Internal("no state".to_owned()));
            let state = request.app_data::<web::Data<State>>().ok_or_else(no_state)?;
            let (headers, catalogue) = (request.headers(), state.catalogue.get());
            let address = state.client_address(&request);
            let credential = credential(headers, state);
            let application = request.match_info().get("application").map_or(For::Any, For::One);
            let wants = A::ID.map_or(Wants::NotSaid, Wants::Own);
            let asked = Asked { application, wants, from: From::Address(address), lists: false };
            let presented = Presentation { credential: &credential, agent: agent(headers), reported_by: None };
            match state.gate.ask(&catalogue, &presented, &asked).await {
                Ok(Verdict::Admitted(admission)) => {
                    let token = tokens::acting(&state.db, admission.owner.organization, admission.token).await?;
                    // The gate has held its owner's role against what it wants.
                    let as_administrator = token.user_id.is_some() && !admission.owner.at_most_read_only;
                    let may = Granted::to_token(Arc::new(token), as_administrator, address);
                    Ok(Self { may, action: PhantomData })
                }
                Ok(Verdict::Refused { refusal, decision }) => Err(refused(headers, refusal, &decision)),
                Err(error) => {
                    state.gate.unavailable(&error);
                    Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "The database can't be asked at the moment."))
                }
            }
        })
    }
}

/// What the request authenticates with.
pub fn credential<'a>(headers: &'a HeaderMap, state: &State) -> Credential<'a> {
    Credential::read(headers.get_all(AUTHORIZATION).map(HeaderValue::as_bytes), &state.config.token_prefix)
}

fn agent(headers: &HeaderMap) -> &str {
    headers.get(USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default()
}

/// The caller learns the class of the refusal, and an id by which people find the reason.
fn refused(headers: &HeaderMap, refusal: Refusal, decision: &DecisionId) -> Problem {
    let class = refusal.class();
    let (status, message) = match refusal {
        Refusal::Credential(CredentialFault::Many) => {
            (StatusCode::BAD_REQUEST, "Several credentials were sent: send one.")
        }
        Refusal::Credential(_) => (StatusCode::UNAUTHORIZED, no_credential(headers)),
        _ if class.status() == StatusCode::UNAUTHORIZED => {
            (StatusCode::UNAUTHORIZED, "This is no token that is in force.")
        }
        _ => (StatusCode::FORBIDDEN, "This token may not do that, or not from there."),
    };
    let id = HeaderValue::from_str(decision.as_str()).unwrap_or_else(|_| HeaderValue::from_static(""));
    Problem::new(status, message).with(WWW_AUTHENTICATE, class.challenge()).with(DECISION_ID.clone(), id)
}

fn no_credential(headers: &HeaderMap) -> &'static str {
    if headers.contains_key(AUTHORIZATION) {
        "The Authorization header can't be read. Send the word Bearer, a space, and the token; or the token as the \
         password of Basic, with any user name."
    } else {
        "Authenticate with a token: Authorization: Bearer, a space, and the token."
    }
}

/// The body of a request: a JSON object.
pub struct Body(pub Map<String, Value>);

impl FromRequest for Body {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = web::Payload::from_request(request, payload).into_inner();
        let request = request.clone();
        Box::pin(async move {
            let essence = request.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
            let essence = essence.split(';').next().unwrap_or_default().trim();
            // Nobody compresses so little; a few bytes that inflate to gigabytes are no token.
            if request.headers().contains_key(CONTENT_ENCODING) || !essence.eq_ignore_ascii_case("application/json") {
                return Err(Problem::new(
                    StatusCode::UNSUPPORTED_MEDIA_TYPE,
                    "Send JSON: application/json, uncompressed.",
                ));
            }
            let unreadable = || Problem::new(StatusCode::BAD_REQUEST, "The body did not arrive whole.");
            let too_large =
                || Problem::new(StatusCode::PAYLOAD_TOO_LARGE, format!("The body has more than {LIMIT} bytes."));
            let body = body.map_err(|_| unreadable())?;
            let body = body.to_bytes_limited(LIMIT).await.map_err(|_| too_large())?.map_err(|_| unreadable())?;
            match serde_json::from_slice(&body) {
                Ok(Value::Object(members)) => Ok(Self(members)),
                Ok(_) => Err(Problem::new(StatusCode::BAD_REQUEST, "The body is not a JSON object.")),
                Err(error) => {
                    // Where, and not what: its words would repeat what was sent.
                    let place = format!("line {}, column {}", error.line(), error.column());
                    Err(Problem::new(StatusCode::BAD_REQUEST, format!("The body is not JSON: {place}.")))
                }
            }
        })
    }
}

/// An id in an address. What is none is nobody's.
pub fn id<T>(text: &str) -> Result<Id<T>, Problem> {
    text.parse().map_err(|_| crate::error::Error::NotFound.into())
}

/// An answer that is nobody else's.
pub fn answer(status: StatusCode, body: &impl Serialize) -> Result<HttpResponse, Problem> {
    let text = serde_json::to_string(body).map_err(|e| crate::error::Error::Internal(e.to_string()))?;
    Ok(HttpResponse::build(status)
        .content_type("application/json")
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(text))
}

/// How every request can fail.
#[derive(IntoResponses)]
pub enum Failures<'a> {
    /// Several credentials, or what was sent is faulty: `errors` names each fault.
    #[response(status = 400, content_type = "application/problem+json")]
    Invalid(ProblemBody<'a>),
    /// There is no token, or none that is in force.
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthorized(ProblemBody<'a>),
    /// The token may not do that, or not from there.
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(ProblemBody<'a>),
    /// There is no such thing, or it isn't the token's to see.
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(ProblemBody<'a>),
    /// The database can't be asked at the moment.
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(ProblemBody<'a>),
}

/// How a request with a body can fail besides.
#[derive(IntoResponses)]
pub enum BodyFailures<'a> {
    /// It can't be done in the present state: the name is taken, the request was carried out before, the token has expired.
    #[response(status = 409, content_type = "application/problem+json")]
    Conflict(ProblemBody<'a>),
    /// The body is too large.
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(ProblemBody<'a>),
    /// The body is not JSON.
    #[response(status = 415, content_type = "application/problem+json")]
    NotJson(ProblemBody<'a>),
}

/// What stands for every address below `/api` that is none.
pub async fn not_found() -> Answer {
    Err(Problem::new(StatusCode::NOT_FOUND, "The API has nothing at this address."))
}

/// What stands for the methods that an address doesn't take.
pub async fn method_not_allowed() -> Answer {
    let allow = HeaderValue::from_static("GET, HEAD, POST, PATCH, DELETE");
    Err(Problem::new(StatusCode::METHOD_NOT_ALLOWED, "This address doesn't take that method.").with(ALLOW, allow))
}
