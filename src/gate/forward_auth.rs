//! Forward-auth: a proxy asks about each request before it passes it on. The dialect in the address fixes where the
//! original request is told, so that a caller can't choose. Answers are 200, 401, 403 and 503 only.

use std::net::{IpAddr, SocketAddr};

use actix_http::{Request, Response};
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue, RETRY_AFTER};
use actix_web::web;

use super::policy::encode;
use super::told::{Dialect, Once, Told, visible};
use super::{
    Admission, Asked, Credential, For, From, Misconfiguration, Presentation, Scope, Verdict, Wants, is_method,
};
use crate::app::State;
use crate::catalogue::RequestPath;
use crate::clock::Timestamp;
use crate::tokens::Permissions;
use crate::web::plain::{Answer, Head};
use crate::web::server::First;
use crate::web::time::iso_bytes;

/// Headers as their lines begin: each answer is written with as few and as short steps as there can be.
const TOKEN_ID: &str = "x-latchkey-token-id: ";
const TOKEN_NAME: &str = "x-latchkey-token-name: ";
const OWNER: &str = "x-latchkey-owner: ";
const APPLICATION_ID: &str = "x-latchkey-application-id: ";
const ORGANIZATION_ID: &str = "x-latchkey-organization-id: ";
const SCOPE: &str = "x-latchkey-scope: ";
const EXPIRES_AT: &str = "x-latchkey-expires-at: ";
const CHALLENGE: &str = "www-authenticate: ";
/// By this a refused caller can ask the portal's people for the reason.
const DECISION: &str = "x-latchkey-decision-id: ";
/// The name of that header.
pub static DECISION_ID: HeaderName = HeaderName::from_static("x-latchkey-decision-id");

/// Everything at and below `/gate`, before the framework's routes and what it does around a handler: that costs more
/// than all that the gate does. What is answered from memory doesn't come to the framework at all.
#[derive(Clone)]
pub struct Entrances(pub web::Data<State>);

impl First for Entrances {
    fn takes(&self, path: &str) -> bool {
        path.strip_prefix("/gate").is_some_and(|below| below.is_empty() || below.starts_with('/'))
    }

    fn at_once(&self, request: &Head<'_>, peer: SocketAddr, answer: &mut Vec<u8>) -> Option<()> {
        let state = &*self.0;
        if !state.gate.remembers() {
            return None;
        }
        let now = state.clock.now();
        let headers = request.headers.iter().map(|header| (header.name, header.value));
        match Question::read(state, request.method, request.target, headers, Some(peer.ip())) {
            Ok(question) => {
                let catalogue = state.catalogue.get();
                let verdict = state.gate.recall(&catalogue, &question.presentation(), &question.asked(), now)?;
                write(&verdict, now, answer);
            }
            Err(why) => write(&state.gate.misconfigured(why), now, answer),
        }
        Some(())
    }

    async fn answer(self, request: Request) -> Response<()> {
        let (state, head) = (&*self.0, request.head());
        let address = head.uri.path_and_query().map_or("", |address| address.as_str());
        let headers = head.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
        let peer = head.peer_addr.map(|peer| peer.ip());
        let question = match Question::read(state, head.method.as_str(), address, headers, peer) {
            Ok(question) => question,
            Err(why) => return response(&state.gate.misconfigured(why)),
        };
        let catalogue = state.catalogue.get();
        match state.gate.ask(&catalogue, &question.presentation(), &question.asked()).await {
            Ok(verdict) => response(&verdict),
            Err(error) => {
                state.gate.unavailable(&error);
                let mut answer = Response::with_body(StatusCode::SERVICE_UNAVAILABLE, ());
                answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
                answer
            }
        }
    }
}

/// What a proxy asks.
struct Question<'a> {
    application: For<'a>,
    method: &'a str,
    path: Option<RequestPath>,
    asks_for_other_method: bool,
    credential: Credential<'a>,
    agent: &'a str,
    address: Option<IpAddr>,
}

impl<'a> Question<'a> {
    /// At every address below `/gate/`: an application or `any`, a dialect, and after `envoy` the original address. It
    /// is read as it came, undecoded: its first two parts the proxy's configuration has written, and nothing after them
    /// changes them.
    fn read(
        state: &State,
        method: &'a str,
        address: &'a str,
        headers: impl Iterator<Item = (&'a str, &'a [u8])>,
        peer: Option<IpAddr>,
    ) -> Result<Self, Misconfiguration> {
        let config = &state.config;
        let entrance = Entrance::read(address).ok_or(Misconfiguration::Address)?;
        let application = match entrance.application {
            "any" if config.gate_any => For::Any,
            "any" => return Err(Misconfiguration::Any),
            id => For::One(id),
        };
        let told = Told::by(headers, entrance.dialect, config);
        let (method, uri) = match (entrance.dialect, told.method, told.uri) {
            (Dialect::Itself, ..) => (method, entrance.rest),
            // What is in them comes from the caller, and is no fault of the proxy's.
            (Dialect::Headers { .. }, Once::This(method), Once::This(uri)) => (visible(method), visible(uri)),
            (Dialect::Headers { .. }, ..) => return Err(Misconfiguration::Headers),
        };
        Ok(Self {
            application,
            method,
            path: RequestPath::parse(uri).ok(),
            asks_for_other_method: told.asks_for_other_method,
            credential: Credential::read(told.authorization.values(), &config.token_prefix),
            agent: told.agent,
            address: told.client_address(peer, config),
        })
    }

    fn asked(&self) -> Asked<'_> {
        let (method, path) = (self.method, self.path.as_ref());
        let wants = match is_method(method) {
            true if self.asks_for_other_method => Wants::OtherMethod { method, path },
            true => Wants::Request { method, path },
            false => Wants::OtherMethod { method: "", path },
        };
        Asked { application: self.application, wants, from: From::Address(self.address), lists: false }
    }

    fn presentation(&self) -> Presentation<'_> {
        Presentation { credential: &self.credential, agent: self.agent, reported_by: None }
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

/// The status of a verdict.
fn status(verdict: &Verdict<'_>) -> StatusCode {
    match verdict {
        Verdict::Admitted(_) => StatusCode::OK,
        Verdict::Refused { refusal, .. } => refusal.class().status(),
    }
}

/// The value of a header.
#[derive(Clone, Copy)]
enum Value<'a> {
    /// As it stands: visible ASCII.
    Plain(&'a [u8]),
    /// An id.
    Id(&'a [u8; 24]),
    /// A name, which is to be percent-encoded.
    Name(&'a str),
}

impl Value<'_> {
    #[inline]
    fn write(self, bytes: &mut Vec<u8>) {
        match self {
            Self::Plain(value) => bytes.extend_from_slice(value),
            Self::Id(id) => bytes.extend_from_slice(id),
            Self::Name(name) => encode(name, bytes),
        }
    }
}

/// What is said of a verdict beside its status: the beginning of each line, and the value.
#[inline]
fn tell(verdict: &Verdict<'_>, mut put: impl FnMut(&'static str, Value<'_>)) {
    match verdict {
        Verdict::Admitted(admission) => identify(admission, put),
        Verdict::Refused { refusal, decision } => {
            put(CHALLENGE, Value::Plain(refusal.class().challenge().as_bytes()));
            put(DECISION, Value::Plain(decision.as_str().as_bytes()));
        }
    }
}

/// Every identity header, empty ones too: what is missing a proxy would take from the caller.
#[inline]
fn identify(admission: &Admission<'_>, mut put: impl FnMut(&'static str, Value<'_>)) {
    let owner = &admission.owner;
    put(TOKEN_ID, Value::Id(admission.token.as_bytes()));
    put(TOKEN_NAME, Value::Name(&admission.name));
    put(OWNER, Value::Plain(owner.name.as_bytes()));
    match owner.application.as_ref().or(admission.application.as_ref()) {
        Some(id) => put(APPLICATION_ID, Value::Id(id.as_bytes())),
        None => put(APPLICATION_ID, Value::Plain(&[])),
    }
    put(ORGANIZATION_ID, Value::Id(owner.organization.as_bytes()));
    let scope = match &admission.scope {
        Scope::All => Permissions::ALL,
        Scope::ReadOnly => Permissions::READ_ONLY,
        scope => scope.as_str(),
    };
    put(SCOPE, Value::Plain(scope.as_bytes()));
    match admission.end {
        Some(end) => put(EXPIRES_AT, Value::Plain(&iso_bytes(end))),
        None => put(EXPIRES_AT, Value::Plain(&[])),
    }
}

/// The answer as it goes to the peer.
fn write(verdict: &Verdict<'_>, now: Timestamp, bytes: &mut Vec<u8>) {
    let mut answer = Answer::new(bytes, status(verdict));
    tell(verdict, |name, value| answer.header(name, |bytes| value.write(bytes)));
    answer.end(now);
}

/// The answer as the framework takes it: exactly this status, and an empty body.
fn response(verdict: &Verdict<'_>) -> Response<()> {
    let mut answer = Response::with_body(status(verdict), ());
    let headers = answer.headers_mut();
    tell(verdict, |name, value| {
        let mut bytes = Vec::new();
        value.write(&mut bytes);
        // All of it is visible ASCII.
        let value = HeaderValue::try_from(bytes).unwrap_or_else(|_| HeaderValue::from_static(""));
        headers.append(HeaderName::from_static(name.trim_end_matches(": ")), value);
    });
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_by_which_a_refusal_is_looked_up_has_one_name() {
        assert_eq!(DECISION.strip_suffix(": "), Some(DECISION_ID.as_str()));
    }

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
