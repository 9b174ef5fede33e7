//! What to do about a refusal, with the page to do it on for those who may.

use std::net::IpAddr;

use super::{Case, Request, without_token};
use crate::catalogue::Action;
use crate::gate::{Blocked, Refusal};
use crate::language::Message;

/// Something to do, with the page to do it on if there is one.
#[derive(Clone, Debug)]
pub struct Step {
    /// The sentence.
    pub text: String,
    /// Address and words of a link.
    pub link: Option<(String, Message)>,
}

impl Step {
    /// A sentence alone.
    pub fn say(text: impl Into<String>) -> Self {
        Self { text: text.into(), link: None }
    }

    pub(super) fn leading(text: impl Into<String>, address: String, words: Message) -> Self {
        Self { text: text.into(), link: Some((address, words)) }
    }
}

impl Case<'_> {
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
            Blocked::Organization => (t!("gate-do-organization-blocked"), None),
            Blocked::Application => {
                let page = format!("/applications/{}", self.token.owner_id());
                (t!("gate-do-application-blocked"), Some((page, t!("gate-to-application"))))
            }
            Blocked::Person => (t!("gate-do-person-blocked"), Some(("/members".to_owned(), t!("gate-to-members")))),
            Blocked::Rule => (t!("gate-do-rule-blocked"), Some(("/settings".to_owned(), t!("gate-to-rules")))),
        };
        vec![Step { text: text.into(), link: link.filter(|_| self.may_manage) }]
    }

    /// To create another token, for those who may; one that may do this, too.
    fn another(&self, text: Message, missing: Option<&Action>) -> Step {
        if self.is_personal() {
            self.for_its_owner(text)
        } else if self.may_manage {
            let missing = missing.map(|action| format!("&missing={}", action.id)).unwrap_or_default();
            let form = format!("/integrations/tokens/new?like={}{missing}", self.token.id);
            Step::leading(text, form, t!("tokens-create-alike"))
        } else {
            Step::say(t!("gate-ask-for-one", what = text))
        }
    }

    /// To change the token, for those who may, on this page below its own.
    fn change(&self, text: Message, below: &str, words: Message) -> Step {
        if self.may_manage {
            Step::leading(text, format!("/integrations/tokens/{}{below}", self.token.id), words)
        } else {
            Step::say(t!("gate-takes-administrator", what = text))
        }
    }

    /// To use the one that took its place, if that is what a caller has missed.
    fn instead(&self) -> Option<Step> {
        let next = self.successor?;
        let missed = match self.refusal {
            Refusal::Expired | Refusal::Compromised | Refusal::Deleted => true,
            Refusal::Inactive => !self.token.facts.active,
            _ => false,
        };
        let text = t!("gate-do-successor", name = next.name, handle = next.shown_handle());
        missed.then(|| Step::leading(text, format!("/integrations/tokens/{}", next.id), t!("gate-to-successor")))
    }

    /// What to do next.
    pub fn steps(&self) -> Vec<Step> {
        if let Some(step) = self.instead() {
            let find = (self.refusal == Refusal::Compromised).then(|| Step::say(t!("gate-do-compromised-find")));
            return std::iter::once(step).chain(find).collect();
        }
        match self.refusal {
            Refusal::Credential(_) | Refusal::Unknown | Refusal::Misconfigured => without_token(self.refusal).1,
            Refusal::Method => vec![Step::say(t!("gate-do-method"))],
            Refusal::Deleted => vec![self.another(t!("gate-do-deleted"), None)],
            Refusal::Compromised => {
                vec![self.another(t!("gate-do-compromised"), None), Step::say(t!("gate-do-compromised-find"))]
            }
            Refusal::Expired => vec![self.another(t!("gate-do-expired"), None)],
            Refusal::Inactive if self.token.facts.active => vec![Step::say(t!("gate-do-again"))],
            // What somebody else switched off its owner doesn't lift.
            Refusal::Inactive if self.is_personal() && !self.shut_by_another() => {
                vec![self.for_its_owner(t!("gate-do-activate"))]
            }
            Refusal::Inactive => {
                vec![self.change(t!("gate-do-activate"), "#status-heading", t!("gate-to-status"))]
            }
            Refusal::Blocked(by) => self.unblocking(by),
            Refusal::OtherApplication if self.is_personal() => self.to_be_accepted(),
            Refusal::OtherApplication => {
                vec![Step::say(t!("gate-do-own-application")), self.another(t!("gate-do-token-of-other"), None)]
            }
            Refusal::Address => self.about_the_address(),
            Refusal::Path => vec![Step::say(t!("gate-do-path"))],
            Refusal::Permission => match self.request {
                Some(asked) if asked.action(self.catalogue).is_none() => {
                    let near = self
                        .near(asked)
                        .map(|action| Step::say(t!("gate-do-near-action", method = action.method, path = action.path)));
                    near.into_iter().chain([Step::say(t!("gate-do-check-path"))]).collect()
                }
                asked => {
                    let missing = asked.and_then(|asked| asked.action(self.catalogue));
                    let missing = missing.filter(|action| !self.token.permissions.admit(Some(action)));
                    vec![self.another(t!("gate-do-permission"), missing)]
                }
            },
        }
    }

    fn shut_by_another(&self) -> bool {
        self.token.user_id.is_some_and(|owner| self.token.switched_by_id != owner.as_str())
    }

    /// To admit the address, or, if someone came from it, to shut off whoever that was.
    fn about_the_address(&self) -> Vec<Step> {
        let address = self.request.and_then(|asked| asked.address.parse::<IpAddr>().ok());
        let mut steps = vec![if self.is_personal() {
            self.for_its_owner(t!("gate-do-address-other"))
        } else {
            let refused = address.map(|address| format!("?refused={address}")).unwrap_or_default();
            let below = format!("/edit{refused}#networks");
            self.change(t!("gate-do-add-address"), &below, t!("token-form-rotate-edit-networks"))
        }];
        if self.came {
            let text = t!("gate-do-mark-compromised");
            steps.push(if self.may_shut {
                let page = format!("/integrations/tokens/{}/compromise", self.token.id);
                Step::leading(text, page, t!("tokens-mark-compromised"))
            } else {
                Step::say(text)
            });
        }
        steps
    }
}
