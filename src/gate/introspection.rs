//! Introspection (RFC 7662): an API asks about a token it was shown. The one who asks authenticates with a token of the
//! same application that may do so; about any other token the answer is the constant `{"active":false}`.

use std::net::IpAddr;

use actix_web::http::StatusCode;
use actix_web::http::header::{
    ALLOW, AUTHORIZATION, CACHE_CONTROL, HeaderValue, PRAGMA, RETRY_AFTER, USER_AGENT, WWW_AUTHENTICATE,
};
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::forward_auth::DECISION_ID;
use super::policy::header;
use super::{
    Admission, Asked, Credential, CredentialFault, DecisionId, For, From, Presentation, Refusal, Verdict, Wants,
    is_method,
};
use crate::app::State;
use crate::catalogue::{Catalogue, RequestPath};
use crate::db;
use crate::error::Error;
use crate::tokens::AllowedNetworks;
use crate::web::Form;

/// The most bytes of a question: a token, and a path as long as a proxy lets it be.
const LIMIT: usize = 64 * 1024;
const ACTION: &str = "tokenIntrospection.post";
/// Parameters that we read; RFC 7662 lets a server ignore others.
const READ: [&str; 6] = ["token", "token_type_hint", "client_ip", "method", "path", "user_agent"];

/// `POST /oauth2/introspect`.
pub async fn introspect(state: web::Data<State>, request: HttpRequest, body: web::Payload) -> HttpResponse {
    let catalogue = state.catalogue.get();
    let caller = match authenticate(&state, &catalogue, &request).await {
        Ok(caller) => caller,
        Err(refused) => return refused,
    };
    // Read only now: nobody whom we don't know keeps us busy with it.
    let form = match Form::read(&request, body, LIMIT).await {
        Ok(form) => form,
        Err(Error::TooLarge { .. }) => return problem(StatusCode::PAYLOAD_TOO_LARGE, "the request is too large"),
        Err(error) => return problem(StatusCode::BAD_REQUEST, &error.to_string()),
    };
    let question = match Question::read(&form) {
        Ok(question) => question,
        Err(text) => return problem(StatusCode::BAD_REQUEST, text),
    };
    match question.put(&state, &catalogue, &caller).await {
        Ok(Ok(admission)) => answer(&active(&admission), None),
        Ok(Err(decision)) => answer(&json!({ "active": false }), Some(&decision)),
        Err(error) => unavailable(&state, &error),
    }
}

/// Any other method.
pub async fn other_method() -> HttpResponse {
    let mut answer = problem(StatusCode::METHOD_NOT_ALLOWED, "introspection is asked with POST");
    answer.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
    answer
}

/// The caller's own token, if it may ask.
async fn authenticate<'a>(
    state: &State,
    catalogue: &'a Catalogue,
    request: &HttpRequest,
) -> Result<Box<Admission<'a>>, HttpResponse> {
    let headers = request.headers();
    let credential =
        Credential::read(headers.get_all(AUTHORIZATION).map(HeaderValue::as_bytes), &state.config.token_prefix);
    let agent = headers.get(USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let from = From::Address(state.client_address(request));
    let asked = Asked { application: For::Any, wants: Wants::Own(ACTION), from, lists: false };
    let presented = Presentation { credential: &credential, agent, reported_by: None };
    match state.gate.ask(catalogue, &presented, &asked).await {
        Ok(Verdict::Admitted(admission)) => Ok(admission),
        Ok(Verdict::Refused { refusal, decision }) => Err(refused(refusal, &decision)),
        Err(error) => Err(unavailable(state, &error)),
    }
}

/// What is asked about a token.
struct Question<'a> {
    token: Zeroizing<String>,
    client: Option<IpAddr>,
    request: Option<(&'a str, Option<RequestPath>)>,
    agent: &'a str,
}

impl<'a> Question<'a> {
    fn read(form: &'a Form) -> Result<Self, &'static str> {
        for name in READ {
            if form.all(name).count() > 1 {
                return Err("a parameter is there more than once");
            }
        }
        if !form.has("token") {
            return Err("the parameter token is missing");
        }
        let client = match form.one("client_ip") {
            _ if !form.has("client_ip") => None,
            // Whoever can't tell the address must not be told that it doesn't matter.
            text => Some(text.parse().map_err(|_| "client_ip is not an IP address: leave it out if you don't ask")?),
        };
        let request = match (form.has("method"), form.has("path")) {
            (false, false) => None,
            (true, true) => Some((form.one("method"), RequestPath::parse(form.one("path")).ok())),
            _ => return Err("method and path go together"),
        };
        let token = Zeroizing::new(form.one("token").to_owned());
        Ok(Self { token, client, request, agent: form.one("user_agent") })
    }

    /// Asks the gate, as if the token's holder stood before it.
    async fn put<'c>(
        &self,
        state: &State,
        catalogue: &'c Catalogue,
        caller: &Admission<'_>,
    ) -> Result<Result<Box<Admission<'c>>, DecisionId>, db::Error> {
        let credential = Credential::bare(&self.token, &state.config.token_prefix);
        let wants = match &self.request {
            Some((method, path)) if is_method(method) => Wants::Request { method, path: path.as_ref() },
            Some((_, path)) => Wants::OtherMethod { method: "", path: path.as_ref() },
            None => Wants::NotSaid,
        };
        let from = self.client.map_or(From::NotSaid, |address| From::Address(Some(address.to_canonical())));
        // A personal token, of which the caller has none, belongs to no application, and asks about none.
        let own = caller.application.as_ref().map_or("", |id| id.as_str());
        let asked = Asked { application: For::One(own), wants, from, lists: true };
        let presented = Presentation { credential: &credential, agent: self.agent, reported_by: Some(caller.token) };
        Ok(match state.gate.ask(catalogue, &presented, &asked).await? {
            Verdict::Admitted(admission) => Ok(admission),
            Verdict::Refused { decision, .. } => Err(decision),
        })
    }
}

/// What RFC 7662 calls the members, and the IP list, which checking is left to the caller unless it told the address.
fn active(admission: &Admission<'_>) -> Value {
    let mut answer = json!({
        "active": true,
        "scope": admission.scope.as_str(),
        "token_type": "Bearer",
        "sub": admission.token.as_str(),
        "jti": admission.token.as_str(),
        "name": admission.name.as_str(),
        "organization_id": admission.owner.organization.as_str(),
        "ip_networks": admission.networks.iter().flat_map(AllowedNetworks::entries).collect::<Vec<_>>(),
    });
    if let Some(application) = &admission.application {
        answer["client_id"] = json!(application.as_str());
        answer["aud"] = json!(application.as_str());
    }
    if let Some(end) = admission.end {
        // Whole seconds, rounded down: not valid a moment longer than it is.
        answer["exp"] = json!(end.0.div_euclid(1_000));
    }
    answer
}

fn answer(body: &Value, decision: Option<&DecisionId>) -> HttpResponse {
    let mut answer = HttpResponse::Ok();
    answer.insert_header((CACHE_CONTROL, "no-store")).insert_header((PRAGMA, "no-cache"));
    if let Some(decision) = decision {
        answer.insert_header((DECISION_ID.clone(), decision.as_str()));
    }
    answer.json(body)
}

fn refused(refusal: Refusal, decision: &DecisionId) -> HttpResponse {
    let class = refusal.class();
    let several = refusal == Refusal::Credential(CredentialFault::Many);
    let (status, text) = match class.status() {
        _ if several => (StatusCode::BAD_REQUEST, "several credentials were sent: send one"),
        status @ StatusCode::UNAUTHORIZED => (status, "authenticate with a token that is in force"),
        status => (status, "this token may not ask about tokens"),
    };
    let mut answer = problem(status, text);
    let headers = answer.headers_mut();
    let invalid_request = HeaderValue::from_static(r#"Bearer realm="latchkey", error="invalid_request""#);
    headers.insert(WWW_AUTHENTICATE, if several { invalid_request } else { class.challenge() });
    headers.insert(DECISION_ID.clone(), header(decision.as_str()));
    answer
}

fn unavailable(state: &State, error: &db::Error) -> HttpResponse {
    state.gate.unavailable(error);
    let mut answer = problem(StatusCode::SERVICE_UNAVAILABLE, "the database can't be asked at the moment");
    answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
    answer
}

/// An error as OAuth 2.0 clients read it (RFC 6749 §5.2) and as problem details (RFC 9457) at once.
fn problem(status: StatusCode, text: &str) -> HttpResponse {
    let (kind, error) = match status {
        StatusCode::UNAUTHORIZED => ("Unauthorized", "invalid_client"),
        StatusCode::FORBIDDEN => ("Forbidden", "insufficient_scope"),
        StatusCode::METHOD_NOT_ALLOWED => ("MethodNotAllowed", "invalid_request"),
        StatusCode::PAYLOAD_TOO_LARGE => ("PayloadTooLarge", "invalid_request"),
        StatusCode::SERVICE_UNAVAILABLE => ("Unavailable", "temporarily_unavailable"),
        _ => ("Validation", "invalid_request"),
    };
    let body = json!({
        "type": kind,
        "title": status.canonical_reason(),
        "status": status.as_u16(),
        "detail": text,
        "message": text,
        "error": error,
        "error_description": text,
    });
    HttpResponse::build(status)
        .content_type("application/problem+json")
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(body.to_string())
}
