//! A decision explained to people with a role: the six checks in their order, why one failed, and what to do about it.
//! Only here are the gate's reasons turned into advice; the short words for each are the usage room's. What to do is in
//! `steps`, and what is peculiar to people's own tokens in `personal`.

mod personal;
mod steps;

use std::net::IpAddr;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

pub use steps::Step;

use super::{Blocked, CredentialFault, Refusal};
use crate::applications::Application;
use crate::audit::words::reason as told;
use crate::catalogue::{Action, ActionKind, Catalogue, RequestPath};
use crate::clock::Timestamp;
use crate::language::Message;
use crate::tokens::{Permissions, Token};
use crate::web::time::exact;

/// What each check asks.
pub fn check_names() -> [Message; 6] {
    [
        t!("gate-check-credential"),
        t!("gate-check-known"),
        t!("gate-check-in-force"),
        t!("gate-check-application"),
        t!("gate-check-address"),
        t!("gate-check-action"),
    ]
}

/// Networks that are listed of an IP restriction.
const LISTED: usize = 10;
/// What must be escaped again in a path that was decoded.
const ESCAPED: &AsciiSet = &CONTROLS.add(b' ').add(b'%').add(b'"').add(b'<').add(b'>').add(b'`');

/// A check, as a page lists it.
#[derive(Clone, Debug)]
pub struct Check {
    /// What it asks.
    pub name: Message,
    /// `passed`, `failed` or `open`: its name in the stylesheet.
    pub class: &'static str,
    /// The same for its reader.
    pub word: Message,
    /// Why.
    pub note: String,
}

/// The checks of a verdict: those before the failed one passed, and those after it were not reached.
pub fn checks(refusal: Option<Refusal>, why: &str, passed: [String; 6]) -> Vec<Check> {
    let failed = refusal.map_or(usize::MAX, Refusal::check);
    let check = |(index, (name, note)): (usize, (Message, String))| {
        let number = index + 1;
        let (class, word, note) = match number.cmp(&failed) {
            std::cmp::Ordering::Less => ("passed", t!("gate-check-passed"), note),
            std::cmp::Ordering::Equal => ("failed", t!("gate-check-failed"), why.to_owned()),
            std::cmp::Ordering::Greater => ("open", t!("gate-check-open"), String::new()),
        };
        Check { name, class, word, note }
    };
    check_names().into_iter().zip(passed).enumerate().map(check).collect()
}

/// What was asked, as far as it is known.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The application that the entrance named; empty for whichever the token's is.
    pub application: String,
    /// From where; empty if that is not known.
    pub address: String,
    /// The method; empty for one of Latchkey's own actions, or if it was not said.
    pub method: String,
    /// The path without escapes, or the action.
    pub path: String,
}

impl Request {
    /// The path as it may be sent; none if it has no single reading.
    pub fn parsed_path(&self) -> Option<RequestPath> {
        RequestPath::parse(&self.sent_path()).ok()
    }

    /// The path with its escapes.
    pub fn sent_path(&self) -> String {
        utf8_percent_encode(&self.path, ESCAPED).to_string()
    }

    /// The action that it names in the catalogue.
    pub fn action<'c>(&self, catalogue: &'c Catalogue) -> Option<&'c Action> {
        if self.method.is_empty() {
            return catalogue.action(&self.path);
        }
        Some(catalogue.route(&self.method, &self.parsed_path()?)?.action)
    }

    /// The application that it is for: the one that the entrance named, or else the one of the path.
    fn application_meant<'r>(&'r self, catalogue: &Catalogue) -> Option<&'r str> {
        if !self.application.is_empty() {
            return Some(&self.application);
        }
        let path = self.parsed_path()?;
        let named = catalogue.route(&self.method, &path)?.application?;
        // The same text in what is kept here: a path's segments are read without their escapes.
        self.path.split('/').find(|segment| *segment == named)
    }

    /// Whether its path names another application than this one.
    fn names_other_application(&self, catalogue: &Catalogue, id: &str) -> bool {
        let Some(path) = self.parsed_path() else { return false };
        match catalogue.route(&self.method, &path) {
            Some(matched) => matched.application.is_some_and(|named| named != id),
            None => catalogue.names_other_application(&path, id),
        }
    }

    fn in_words(&self) -> String {
        format!("{} {}", self.method, self.path).trim().to_owned()
    }
}

/// Why a request without a known token was refused, and what to do.
pub fn without_token(refusal: Refusal) -> (String, Vec<Step>) {
    let (why, steps) = match refusal {
        Refusal::Credential(CredentialFault::None) => (
            t!("gate-why-no-credential"),
            vec![Step::say(t!("gate-do-no-credential")), Step::say(t!("gate-do-no-credential-proxy"))],
        ),
        Refusal::Credential(CredentialFault::Many) => {
            (t!("gate-why-many-credentials"), vec![Step::say(t!("gate-do-many-credentials"))])
        }
        Refusal::Misconfigured => (
            t!("gate-why-misconfigured"),
            vec![Step::say(t!("gate-do-misconfigured-log")), Step::say(t!("gate-do-misconfigured-examples"))],
        ),
        _ => (
            t!("gate-why-unknown"),
            vec![Step::say(t!("gate-do-unknown-compare")), Step::say(t!("gate-do-unknown-search"))],
        ),
    };
    (why.into(), steps)
}

/// A refusal of a token that is known.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "what the reader may do is told apart")]
pub struct Case<'a> {
    /// Why.
    pub refusal: Refusal,
    /// The token as it is now.
    pub token: &'a Token,
    /// The one that passes in its place.
    pub successor: Option<&'a Token>,
    /// What was asked; none once that is not kept any more.
    pub request: Option<&'a Request>,
    /// The catalogue as it is now.
    pub catalogue: &'a Catalogue,
    /// The organization's applications.
    pub applications: &'a [Application],
    /// Whether the reader may change the organization's tokens.
    pub may_manage: bool,
    /// Whether the reader may shut it off.
    pub may_shut: bool,
    /// Whether it is one of the reader's own.
    pub mine: bool,
    /// Whether the request came; otherwise it is one that someone imagines.
    pub came: bool,
    /// When the request came.
    pub at: Timestamp,
}

impl Case<'_> {
    /// Why, with the facts as they are now.
    pub fn why(&self) -> String {
        let token = self.token;
        match self.refusal {
            Refusal::Credential(_) | Refusal::Unknown | Refusal::Misconfigured => without_token(self.refusal).0,
            Refusal::Method => t!("gate-why-method").into(),
            Refusal::Deleted => {
                let (known, when, who) = by(token.facts.deleted_at, &token.deleted_by_name);
                t!("gate-why-deleted", known = known, when = when, who = who).into()
            }
            Refusal::Compromised => {
                let (known, when, who) = by(token.facts.compromised_at, &token.compromised_by_name);
                let why = t!("gate-why-compromised", known = known, when = when, who = who);
                with_reason(why, &token.compromised_reason)
            }
            Refusal::Expired => {
                let (known, when, who) = by(token.facts.end(), "");
                if token.superseded_at.is_some() {
                    t!("gate-why-superseded", known = known, when = when, who = who).into()
                } else {
                    t!("gate-why-expired", known = known, when = when, who = who).into()
                }
            }
            Refusal::Inactive => self.why_inactive(),
            Refusal::Blocked(by) => blocked(by).into(),
            Refusal::OtherApplication if self.is_personal() => self.why_not_accepted().into(),
            Refusal::OtherApplication => self.why_other_application().into(),
            Refusal::Address => self.why_address().into(),
            Refusal::Path => t!("gate-why-path").into(),
            Refusal::Permission => self.why_permission().into(),
        }
    }

    fn why_inactive(&self) -> String {
        let token = self.token;
        if let Some(until) = token.facts.paused_until.filter(|until| self.at < *until) {
            return t!("gate-why-paused", until = exact(until)).into();
        }
        let (known, when, who) = by(token.switched_at, &token.switched_by_name);
        if token.facts.active {
            return t!("gate-why-activated-since", known = known, when = when, who = who).into();
        }
        let why = t!("gate-why-switched-off", known = known, when = when, who = who);
        with_reason(why, &token.switched_reason)
    }

    fn why_other_application(&self) -> Message {
        let own = &self.token.owner_name;
        match self.request {
            Some(asked) if !asked.application.is_empty() && asked.application != self.token.owner_id() => {
                match self.applications.iter().find(|a| a.id.as_str() == asked.application) {
                    Some(known) => t!("gate-why-asked-elsewhere", asked = known.name, own = own),
                    None => t!("gate-why-asked-outside", asked = asked.application, own = own),
                }
            }
            Some(asked) => t!("gate-why-path-elsewhere", path = asked.path, own = own),
            None => t!("gate-why-other-application", own = own),
        }
    }

    fn why_address(&self) -> Message {
        let networks = &self.token.networks;
        let listed = networks.entries().take(LISTED).collect::<Vec<_>>().join(", ");
        let now = match networks.len() {
            0 => t!("gate-networks-lifted"),
            1..=LISTED => t!("gate-networks-now", listed = listed),
            n => t!("gate-networks-now-more", listed = listed, more = n - LISTED),
        };
        match self.request.map(|asked| asked.address.parse::<IpAddr>()) {
            None => t!("gate-why-address-not-kept", now = now),
            Some(Err(_)) => t!("gate-why-address-unreadable", now = now),
            Some(Ok(address)) => {
                let text = address.to_string();
                if networks.admit(Some(address)) {
                    t!("gate-why-address-changed", address = text, now = now)
                } else {
                    t!("gate-why-address", address = text, now = now)
                }
            }
        }
    }

    fn why_permission(&self) -> Message {
        let Some(asked) = self.request else {
            let permissions = self.token.permissions.summary(self.catalogue);
            return t!("gate-why-permission-not-kept", permissions = permissions);
        };
        let wanted = asked.in_words();
        let Some(action) = asked.action(self.catalogue) else {
            return t!("gate-why-no-action", wanted = wanted);
        };
        let (id, summary) = (&action.id, &action.summary);
        match &self.token.permissions {
            permissions if permissions.admit(Some(action)) && self.is_personal() && action.kind != ActionKind::Read => {
                t!(
                    "gate-why-role-reads",
                    wanted = wanted,
                    action = id,
                    summary = summary,
                    person = self.token.owner_name
                )
            }
            permissions if permissions.admit(Some(action)) => {
                t!("gate-why-permission-changed", wanted = wanted, action = id, summary = summary)
            }
            Permissions::Custom(listed) => {
                t!("gate-why-not-chosen", wanted = wanted, action = id, summary = summary, count = listed.len())
            }
            _ => t!("gate-why-read-only", wanted = wanted, action = id, summary = summary),
        }
    }
}

fn blocked(by: Blocked) -> Message {
    match by {
        Blocked::Organization => t!("gate-why-organization-blocked"),
        Blocked::Application => t!("gate-why-application-blocked"),
        Blocked::Person => t!("gate-why-person-blocked"),
        Blocked::Rule => t!("gate-why-rule-blocked"),
    }
}

/// Which of these is known, as a sentence asks for it, with the moment in words: "on …", "on … by …".
fn by(at: Option<Timestamp>, who: &str) -> (&'static str, String, &str) {
    let known = match at {
        None => "nothing",
        Some(_) if who.is_empty() => "when",
        Some(_) => "when-and-who",
    };
    (known, at.map(exact).unwrap_or_default(), who)
}

fn with_reason(why: Message, reason: &str) -> String {
    if reason.is_empty() { why.into() } else { t!("gate-why-with-reason", why = why, reason = told(reason)).into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::refusal::REFUSALS;
    use crate::usage::reason;

    #[test]
    fn every_refusal_has_words_of_its_own() {
        let mut known = std::collections::BTreeSet::new();
        for (refusal, word) in REFUSALS {
            let said = |word: &str| -> String { reason(word, false, false).into() };
            assert_ne!(said(word), said("never heard of"), "{refusal:?}");
            assert!(known.insert(said(word)), "{refusal:?} shares its words");
        }
    }

    #[test]
    fn a_decoded_path_is_sent_as_it_came() {
        for path in ["/a/b", "/café 100%/x", "/a'b\"c<d>"] {
            let request = Request { path: path.to_owned(), ..Request::default() };
            assert_eq!(request.parsed_path().as_ref().map(RequestPath::decoded), Some(path));
        }
    }
}
