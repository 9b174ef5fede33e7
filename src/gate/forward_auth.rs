//! Forward-auth: a proxy asks about each request before it passes it on. The dialect in the address fixes where the
//! original request is told, so that a caller can't choose. Answers are 200, 401, 403 and 503 only.

use actix_http::{Request, RequestHead, Response};
use actix_web::http::StatusCode;
use actix_web::http::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::web;

use super::policy::header;
use super::{
    Admission, Asked, Class, Credential, DecisionId, For, From, Misconfiguration, Presentation, Scope, Verdict, Wants,
    is_method,
};
use crate::app::State;
use crate::catalogue::RequestPath;
use crate::tokens::Permissions;
use crate::web::server::First;
use crate::web::time::iso_bytes;

static TOKEN_ID: HeaderName = HeaderName::from_static("x-latchkey-token-id");
static TOKEN_NAME: HeaderName = HeaderName::from_static("x-latchkey-token-name");
static OWNER: HeaderName = HeaderName::from_static("x-latchkey-owner");
static APPLICATION_ID: HeaderName = HeaderName::from_static("x-latchkey-application-id");
static ORGANIZATION_ID: HeaderName = HeaderName::from_static("x-latchkey-organization-id");
static SCOPE: HeaderName = HeaderName::from_static("x-latchkey-scope");
static EXPIRES_AT: HeaderName = HeaderName::from_static("x-latchkey-expires-at");
/// By this a refused caller can ask the portal's people for the reason.
pub static DECISION_ID: HeaderName = HeaderName::from_static("x-latchkey-decision-id");

/// Headers by which a caller asks the API to take another method than the one the gate looks at.
const OVERRIDES: [&str; 3] = ["http-method-override", "http-method", "method-override"];

/// How a proxy tells the original request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dialect {
    /// In these two headers, for the method and for the address, each exactly once.
    Headers { method: &'static str, uri: &'static str },
    /// The request's own method, and what follows the dialect in its address. Whatever reads HTTP here has cut off a
    /// fragment by then, which the other dialects refuse; Envoy itself answers 400 to one and never asks.
    Itself,
}

impl Dialect {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "nginx" => Self::Headers { method: "x-original-method", uri: "x-original-uri" },
            "forwarded" => Self::Headers { method: "x-forwarded-method", uri: "x-forwarded-uri" },
            "envoy" => Self::Itself,
            _ => return None,
        })
    }
}

/// Everything at and below `/gate`, before the framework's routes and what it does around a handler: that costs more
/// than all that the gate does.
#[derive(Clone)]
pub struct Entrances(pub web::Data<State>);

impl First for Entrances {
    fn takes(&self, head: &RequestHead) -> bool {
        head.uri.path().strip_prefix("/gate").is_some_and(|below| below.is_empty() || below.starts_with('/'))
    }

    async fn answer(self, request: Request) -> Response<()> {
        entrance(&self.0, request.head()).await
    }
}

/// Every address below `/gate/`: an application or `any`, a dialect, and after `envoy` the original address. It is read
/// as it came, undecoded: its first two parts the proxy's configuration has written, and nothing after them changes them.
async fn entrance(state: &State, request: &RequestHead) -> Response<()> {
    let address = request.uri.path_and_query().map_or("", |address| address.as_str());
    let Some(entrance) = Entrance::read(address) else {
        return misconfigured(state, Misconfiguration::Address);
    };
    let application = match entrance.application {
        "any" if state.config.gate_any => For::Any,
        "any" => return misconfigured(state, Misconfiguration::Any),
        id => For::One(id),
    };
    let told = Told::by(&request.headers, entrance.dialect);
    let (method, uri) = match (entrance.dialect, told.method, told.uri) {
        (Dialect::Itself, ..) => (request.method.as_str(), entrance.rest),
        (Dialect::Headers { .. }, Once::This(method), Once::This(uri)) => {
            // What is in them comes from the caller, and is no fault of the proxy's.
            (method.to_str().unwrap_or_default(), uri.to_str().unwrap_or_default())
        }
        (Dialect::Headers { .. }, ..) => {
            return misconfigured(state, Misconfiguration::Headers);
        }
    };
    let credential =
        Credential::read(request.headers.get_all(AUTHORIZATION).map(HeaderValue::as_bytes), &state.config.token_prefix);
    let path = RequestPath::parse(uri).ok();
    let wants = match is_method(method) {
        true if told.asks_for_other_method => Wants::OtherMethod { method, path: path.as_ref() },
        true => Wants::Request { method, path: path.as_ref() },
        false => Wants::OtherMethod { method: "", path: path.as_ref() },
    };
    let asked = Asked { application, wants, from: From::Address(state.client_address_of(request)) };
    let presented = Presentation { credential: &credential, agent: told.agent, reported_by: None };
    answer(state, &presented, &asked).await
}

async fn answer(state: &State, presented: &Presentation<'_>, asked: &Asked<'_>) -> Response<()> {
    let catalogue = state.catalogue.get();
    match state.gate.ask(&catalogue, presented, asked).await {
        Ok(Verdict::Admitted(admission)) => admitted(&admission),
        Ok(Verdict::Refused { refusal, decision }) => refused(refusal.class(), &decision),
        Err(error) => {
            state.gate.unavailable(&error);
            let mut answer = empty(StatusCode::SERVICE_UNAVAILABLE);
            answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
            answer
        }
    }
}

/// The address of a question.
struct Entrance<'a> {
    application: &'a str,
    dialect: Dialect,
    /// What follows the dialect.
    rest: &'a str,
}

impl<'a> Entrance<'a> {
    fn read(address: &'a str) -> Option<Self> {
        let (application, after) = address.strip_prefix("/gate/")?.split_once('/')?;
        let end = after.find(['/', '?']).unwrap_or(after.len());
        let (dialect, rest) = after.split_at(end);
        let dialect = Dialect::named(dialect)?;
        // A proxy may append the caller's query, and nothing else: the original address is in the headers.
        let fits = dialect == Dialect::Itself || !rest.starts_with('/');
        fits.then_some(Self { application, dialect, rest })
    }
}

/// A header, of which there should be one.
#[derive(Clone, Copy, Debug)]
enum Once<'a> {
    None,
    This(&'a HeaderValue),
    More,
}

impl<'a> Once<'a> {
    fn add(&mut self, value: &'a HeaderValue) {
        *self = if matches!(self, Self::None) { Self::This(value) } else { Self::More };
    }
}

/// What the headers tell, read in one go.
struct Told<'a> {
    method: Once<'a>,
    uri: Once<'a>,
    agent: &'a str,
    asks_for_other_method: bool,
}

impl<'a> Told<'a> {
    fn by(headers: &'a HeaderMap, dialect: Dialect) -> Self {
        let mut told = Self { method: Once::None, uri: Once::None, agent: "", asks_for_other_method: false };
        for (name, value) in headers {
            let name = name.as_str();
            match dialect {
                Dialect::Headers { method, .. } if method == name => told.method.add(value),
                Dialect::Headers { uri, .. } if uri == name => told.uri.add(value),
                _ if name == "user-agent" => told.agent = value.to_str().unwrap_or_default(),
                _ if is_override(name) => told.asks_for_other_method = true,
                _ => {}
            }
        }
        told
    }
}

/// Whether a header is one of those, with or without `x-`, in whatever way it is written: to many programs `_`, `.` and
/// `-` are one. Every header of every request is looked at.
fn is_override(name: &str) -> bool {
    let name = name.as_bytes();
    let is = |name: &[u8], known: &[u8]| {
        name.len() == known.len()
            && name.iter().zip(known).all(|(a, b)| a == b || (*b == b'-' && matches!(a, b'_' | b'.')))
    };
    OVERRIDES.iter().any(|known| {
        let known = known.as_bytes();
        match name.len().checked_sub(known.len()) {
            Some(0) => is(name, known),
            Some(2) => name[0] == b'x' && is(&name[2..], known) && is(&name[1..2], b"-"),
            _ => false,
        }
    })
}

/// Exactly 200, an empty body, and every identity header, empty ones too: what is missing a proxy would take from
/// the caller.
fn admitted(admission: &Admission<'_>) -> Response<()> {
    let owner = &admission.owner;
    let application = match (owner.application, admission.application) {
        (None, Some(asked)) => header(asked.as_str()),
        _ => owner.headers.application.clone(),
    };
    let scope = match &admission.scope {
        Scope::All => HeaderValue::from_static(Permissions::ALL),
        Scope::ReadOnly => HeaderValue::from_static(Permissions::READ_ONLY),
        scope => header(scope.as_str()),
    };
    let expires = match admission.end {
        Some(end) => HeaderValue::from_bytes(&iso_bytes(end)).unwrap_or_else(|_| HeaderValue::from_static("")),
        None => HeaderValue::from_static(""),
    };
    let mut answer = empty(StatusCode::OK);
    let headers = answer.headers_mut();
    // To a map that is empty, appending is inserting without a look.
    headers.append(TOKEN_ID.clone(), header(admission.token.as_str()));
    headers.append(TOKEN_NAME.clone(), header(&admission.name));
    headers.append(OWNER.clone(), owner.headers.name.clone());
    headers.append(APPLICATION_ID.clone(), application);
    headers.append(ORGANIZATION_ID.clone(), owner.headers.organization.clone());
    headers.append(SCOPE.clone(), scope);
    headers.append(EXPIRES_AT.clone(), expires);
    answer
}

fn empty(status: StatusCode) -> Response<()> {
    Response::with_body(status, ())
}

fn refused(class: Class, decision: &DecisionId) -> Response<()> {
    let mut answer = empty(class.status());
    let headers = answer.headers_mut();
    headers.insert(WWW_AUTHENTICATE, class.challenge());
    headers.insert(DECISION_ID.clone(), header(decision.as_str()));
    answer
}

/// The proxy asks in a way that says nothing of the request. That is for its administrator to mend: the caller is
/// refused.
fn misconfigured(state: &State, why: Misconfiguration) -> Response<()> {
    refused(Class::Forbidden, &state.gate.misconfigured(why))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_after_the_dialect_changes_application_or_dialect() {
        let read = |address: &'static str| Entrance::read(address).map(|e| (e.application, e.dialect, e.rest));
        let envoy = |rest| Some(("A", Dialect::Itself, rest));
        assert_eq!(read("/gate/A/envoy/devices?x=1"), envoy("/devices?x=1"));
        assert_eq!(read("/gate/A/envoy/../../B/nginx"), envoy("/../../B/nginx"));
        assert_eq!(read("/gate/A/envoy//gate/B/nginx"), envoy("//gate/B/nginx"));
        assert_eq!(read("/gate/A/envoy"), envoy(""));
        assert_eq!(read("/gate/A/envoy?/B/nginx"), envoy("?/B/nginx"));
        assert!(read("/gate/A/nginx?x=/B/envoy").is_some_and(|(a, d, _)| a == "A" && d != Dialect::Itself));
        for other in ["/gate/A", "/gate/A/", "/gate/A/Nginx", "/gate/A/nginx/", "/gate/A/forwarded/x", "/gate//", "/"] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
