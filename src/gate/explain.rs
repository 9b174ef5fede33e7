//! A decision explained to people with a role: the six checks in their order, why one failed, and what to do about it.
//! Only here are the gate's reasons turned into advice; the short words for each are the usage room's.

use std::net::IpAddr;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::{Blocked, CredentialFault, Refusal};
use crate::applications::Application;
use crate::catalogue::{Action, Catalogue, RequestPath};
use crate::clock::Timestamp;
use crate::tokens::{Permissions, Token};
use crate::web::time::exact;

/// What a check asks.
pub const CHECKS: [&str; 6] = [
    "Exactly one credential",
    "A token that is known",
    "In force",
    "For this application",
    "From an address that is admitted",
    "An action that its permissions admit",
];
/// What must be escaped again in a path that was decoded.
const ESCAPED: &AsciiSet = &CONTROLS.add(b' ').add(b'%').add(b'"').add(b'<').add(b'>').add(b'`');

/// A check, as a page lists it.
#[derive(Clone, Debug)]
pub struct Check {
    /// What it asks.
    pub name: &'static str,
    /// `passed`, `failed` or `open`: its name in the stylesheet.
    pub class: &'static str,
    /// The same for its reader.
    pub word: &'static str,
    /// Why.
    pub note: String,
}

/// The checks of a verdict: those before the failed one passed, and those after it were not reached.
pub fn checks(refusal: Option<Refusal>, why: &str, passed: [String; 6]) -> Vec<Check> {
    let failed = refusal.map_or(usize::MAX, Refusal::check);
    let check = |(index, (name, note)): (usize, (&'static str, String))| {
        let number = index + 1;
        let (class, word, note) = match number.cmp(&failed) {
            std::cmp::Ordering::Less => ("passed", "Passed", note),
            std::cmp::Ordering::Equal => ("failed", "Failed", why.to_owned()),
            std::cmp::Ordering::Greater => ("open", "Not reached", String::new()),
        };
        Check { name, class, word, note }
    };
    CHECKS.into_iter().zip(passed).enumerate().map(check).collect()
}

/// Something to do, with the page to do it on if there is one.
#[derive(Clone, Debug)]
pub struct Step {
    /// The sentence.
    pub text: String,
    /// Address and words of a link.
    pub link: Option<(String, &'static str)>,
}

impl Step {
    fn say(text: impl Into<String>) -> Self {
        Self { text: text.into(), link: None }
    }
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

    fn in_words(&self) -> String {
        format!("{} {}", self.method, self.path).trim().to_owned()
    }
}

/// Why a request without a known token was refused, and what to do.
pub fn without_token(refusal: Refusal) -> (String, Vec<Step>) {
    let (why, steps): (&str, &[&str]) = match refusal {
        Refusal::Credential(CredentialFault::None) => (
            "The request had no token where one is looked for.",
            &[
                "Send it in the header Authorization, as Bearer or as the password of Basic.",
                "If the integration does, look for a proxy on the way that takes the header away.",
            ],
        ),
        Refusal::Credential(CredentialFault::Many) => (
            "The request had several credentials; which of them the API would take can't be known.",
            &["Send one header Authorization with one credential. A library and a proxy may each add one."],
        ),
        Refusal::Misconfigured => (
            "The proxy before the API did not say which request it asked about, so there was nothing to judge.",
            &[
                "Whoever runs the proxy finds the reason in Latchkey's log, under “misconfiguration”.",
                "The examples that come with Latchkey say what each proxy has to send.",
            ],
        ),
        _ => (
            "What was presented is the secret of no token: it is mistyped, cut off, or of another installation.",
            &[
                "Compare its first twelve characters with the handles in the list of tokens.",
                "Paste it into the search of the list: that says whose it is, and keeps nothing of it.",
            ],
        ),
    };
    (why.to_owned(), steps.iter().copied().map(Step::say).collect())
}

/// A refusal of a token that is known.
#[derive(Debug)]
pub struct Case<'a> {
    /// Why.
    pub refusal: Refusal,
    /// The token as it is now.
    pub token: &'a Token,
    /// What was asked; none once that is not kept any more.
    pub request: Option<&'a Request>,
    /// The catalogue as it is now.
    pub catalogue: &'a Catalogue,
    /// The organization's applications.
    pub applications: &'a [Application],
    /// Whether the reader may change the token.
    pub may_manage: bool,
    /// When the request came.
    pub at: Timestamp,
}

impl Case<'_> {
    /// Why, with the facts as they are now.
    pub fn why(&self) -> String {
        let token = self.token;
        match self.refusal {
            Refusal::Credential(_) | Refusal::Unknown | Refusal::Misconfigured => without_token(self.refusal).0,
            Refusal::Method => {
                "The method is none of HTTP's, or a header such as X-HTTP-Method-Override asks the API to \
                                take another one than the gate looks at."
                    .to_owned()
            }
            Refusal::Deleted => dated("It was deleted", token.facts.deleted_at, &token.deleted_by_name, ""),
            Refusal::Compromised => dated(
                "It was marked compromised",
                token.facts.compromised_at,
                &token.compromised_by_name,
                &token.compromised_reason,
            ),
            Refusal::Expired if token.superseded_at.is_some() => {
                dated("It was replaced by its successor, and ended", token.facts.end(), "", "")
            }
            Refusal::Expired => dated("It expired", token.facts.end(), "", ""),
            Refusal::Inactive => self.why_inactive(),
            Refusal::Blocked(by) => blocked(by).to_owned(),
            Refusal::OtherApplication => self.why_other_application(),
            Refusal::Address => self.why_address(),
            Refusal::Path => "The gate could admit one thing, and the API behind it serve another.".to_owned(),
            Refusal::Permission => self.why_permission(),
        }
    }

    fn why_inactive(&self) -> String {
        let token = self.token;
        if let Some(until) = token.facts.paused_until.filter(|until| self.at < *until) {
            return format!("It is paused until {}.", exact(until));
        }
        if token.facts.active {
            return dated(
                "It was off then. Since then it was activated",
                token.switched_at,
                &token.switched_by_name,
                "",
            );
        }
        dated("It was switched off", token.switched_at, &token.switched_by_name, &token.switched_reason)
    }

    /// The name of an application of the organization.
    fn application(&self, id: &str) -> String {
        let known = self.applications.iter().find(|a| a.id.as_str() == id);
        known.map_or_else(|| format!("“{id}”, which is none of this organization's"), |a| format!("“{}”", a.name))
    }

    fn why_other_application(&self) -> String {
        let own = &self.token.owner_name;
        match self.request {
            Some(asked) if !asked.application.is_empty() && asked.application != self.token.owner_id() => {
                format!("It was asked for at {}, and is a token for “{own}”.", self.application(&asked.application))
            }
            Some(asked) => format!("The path {} names another application than “{own}”, the token's.", asked.path),
            None => format!("It is a token for “{own}”, and the request was for another application."),
        }
    }

    fn why_address(&self) -> String {
        let networks = &self.token.networks;
        let listed = networks.entries().take(10).collect::<Vec<_>>().join(", ");
        let more = if networks.len() > 10 { format!(" and {} more", networks.len() - 10) } else { String::new() };
        let now = if networks.is_empty() {
            "It has been lifted since.".to_owned()
        } else {
            format!("It is: {listed}{more}.")
        };
        match self.request.map(|asked| asked.address.parse::<IpAddr>()) {
            None => format!("The caller's address was not in the IP restriction. {now}"),
            Some(Err(_)) => format!("The caller's address can't be told, so it is in no IP restriction. {now}"),
            Some(Ok(address)) if networks.admit(Some(address)) => {
                format!("{address} was not in the IP restriction, which was changed since and admits it now. {now}")
            }
            Some(Ok(address)) => format!("{address} is not in the IP restriction. {now}"),
        }
    }

    fn why_permission(&self) -> String {
        let Some(asked) = self.request else {
            return format!("Its permissions are: {}.", self.token.permissions.summary(self.catalogue));
        };
        let wanted = asked.in_words();
        let Some(action) = asked.action(self.catalogue) else {
            return format!("The catalogue has no action for {wanted}: that passes with All permissions only.");
        };
        let named = format!("{wanted} is {}: “{}”.", action.id, action.summary);
        match &self.token.permissions {
            permissions if permissions.admit(Some(action)) => {
                format!("{named} They admit it by the catalogue as it is now, which was changed since.")
            }
            Permissions::Custom(listed) => format!("{named} It is not among the {} actions chosen.", listed.len()),
            _ => format!("{named} Read only admits what reads, and this may change something."),
        }
    }

    /// The action whose path ends with what was asked for, as where the application was left out.
    fn near(&self, asked: &Request) -> Option<&Action> {
        let path = asked.path.trim_end_matches('/');
        let actions = self.catalogue.resources().iter().flat_map(|resource| &resource.actions);
        let near = actions.filter(|a| !a.own && a.method == asked.method && !path.is_empty() && a.path.ends_with(path));
        near.min_by_key(|action| action.path.len())
    }

    /// How what blocks a token is settled, and where.
    fn unblocking(&self, by: Blocked) -> Vec<Step> {
        let (text, link) = match by {
            Blocked::Organization => {
                ("Whoever runs this portal has suspended the organization: ask them. Nothing was changed in it.", None)
            }
            Blocked::Application => (
                "Its tokens pass again as they are once the application is restored.",
                Some((format!("/applications/{}", self.token.owner_id()), "Go to the application")),
            ),
            Blocked::Person => (
                "It passes again once the person is back, with the API access privilege.",
                Some(("/members".to_owned(), "Go to the members")),
            ),
            Blocked::Rule => (
                "What breaks the rule never changes: the integration needs a token that keeps it, or the rule has to go.",
                Some(("/settings".to_owned(), "Go to the rules")),
            ),
        };
        if self.may_manage { vec![Step { text: text.to_owned(), link }] } else { vec![Step::say(text)] }
    }

    /// What to do next.
    pub fn steps(&self) -> Vec<Step> {
        let page = format!("/integrations/tokens/{}", self.token.id);
        let another = |text: &str| {
            if self.may_manage {
                let link =
                    Some((format!("/integrations/tokens/new?like={}", self.token.id), "Create another like this"));
                Step { text: text.to_owned(), link }
            } else {
                Step::say(format!("{text} Ask an administrator for one."))
            }
        };
        let change = |text: &str, below: &str, words: &'static str| {
            if self.may_manage {
                Step { text: text.to_owned(), link: Some((format!("{page}{below}"), words)) }
            } else {
                Step::say(format!("{text} That takes an administrator."))
            }
        };
        match self.refusal {
            Refusal::Credential(_) | Refusal::Unknown | Refusal::Misconfigured => without_token(self.refusal).1,
            Refusal::Method => {
                vec![Step::say("Send the request with the method that is meant, and without that header.")]
            }
            Refusal::Deleted => vec![another("A deleted token never comes back: the integration needs another one.")],
            Refusal::Compromised => vec![
                another("It never works again: the integration needs another one."),
                Step::say("Find out where the old secret still is: whoever has it is refused, and goes on trying."),
            ],
            Refusal::Expired => vec![another("An end never moves: the integration needs another one.")],
            Refusal::Inactive if self.token.facts.active => vec![Step::say("Send the request again.")],
            Refusal::Inactive => vec![change("If it should work, activate it.", "#status-heading", "Go to its status")],
            Refusal::Blocked(by) => self.unblocking(by),
            Refusal::OtherApplication => vec![
                Step::say("Send the request to the token's own application, and name no other in its path."),
                another("For the other application it takes a token of that one."),
            ],
            Refusal::Address => vec![
                change("If that address is the integration's, add it.", "/edit#networks", "Edit the IP restriction"),
                Step::say("If you don't know it, someone else has the secret: mark the token compromised."),
            ],
            Refusal::Path => vec![Step::say(
                "Send it in its plain form: without “//”, “.” and “..” between slashes, “;”, “\\”, an encoded slash, or \
                 what is encoded twice.",
            )],
            Refusal::Permission => match self.request {
                Some(asked) if asked.action(self.catalogue).is_none() => {
                    let near = self.near(asked).map(|action| {
                        Step::say(format!(
                            "The catalogue has {} {}: look whether that is meant.",
                            action.method, action.path
                        ))
                    });
                    let missing = "Check the method and the path. What the catalogue doesn't have passes with All \
                                   permissions only: if the API has it, tell whoever runs this portal.";
                    near.into_iter().chain([Step::say(missing)]).collect()
                }
                _ => vec![another(
                    "Permissions never change after creation: what the integration needs beyond them takes another token.",
                )],
            },
        }
    }
}

fn blocked(by: Blocked) -> &'static str {
    match by {
        Blocked::Organization => "The organization is suspended, and with it all of its tokens.",
        Blocked::Application => "Its application is archived or deleted, and with it all of its tokens.",
        Blocked::Person => "The person it acts as has left the organization, or lost the API access privilege.",
        Blocked::Rule => "It breaks a rule of the organization, which wants such tokens blocked.",
    }
}

/// "It was deleted on … by …. Reason: …".
fn dated(what: &str, at: Option<Timestamp>, who: &str, reason: &str) -> String {
    let on = at.map(|at| format!(" on {}", exact(at))).unwrap_or_default();
    let by = if who.is_empty() { String::new() } else { format!(" by {who}") };
    let reason = if reason.is_empty() { String::new() } else { format!(" Reason: {reason}") };
    format!("{what}{on}{by}.{reason}")
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
            let said = |word: &str| -> String { reason(word).into() };
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
