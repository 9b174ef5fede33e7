//! Why a person's own token did not pass for an application, and what to do: it has none of its own, and passes where
//! personal tokens are accepted.

use super::{Case, Step};
use crate::applications::Application;
use crate::gate::Refusal;
use crate::language::Message;
use crate::usage::reason;

/// How the application that was asked for stands to people's own tokens.
enum Asked<'a> {
    /// What was asked for is not kept any more.
    NotKept,
    /// None was named.
    None,
    /// None of the organization's.
    Outside(&'a str),
    /// It passes no token.
    Archived(&'a Application),
    /// It accepts none of them.
    Refusing(&'a Application),
    /// It accepts them, and the path names another one.
    PathElsewhere(&'a Application, &'a str),
    /// It accepts them now.
    Accepting(&'a Application),
}

impl Case<'_> {
    /// Whether it is a person's own token.
    pub(super) fn is_personal(&self) -> bool {
        self.token.user_id.is_some()
    }

    /// Why in a few words, as of now or of then.
    pub fn heading(&self, now: bool) -> Message {
        let in_catalogue = self.request.is_none_or(|asked| asked.action(self.catalogue).is_some());
        if self.refusal == Refusal::Permission && !in_catalogue {
            return t!("gate-no-such-action");
        }
        reason(self.refusal.as_str(), self.is_personal(), now)
    }

    fn asked(&self) -> Asked<'_> {
        let Some(request) = self.request else { return Asked::NotKept };
        let Some(id) = request.application_meant(self.catalogue) else { return Asked::None };
        let Some(known) = self.applications.iter().find(|a| a.id.as_str() == id) else { return Asked::Outside(id) };
        if known.archived_at.is_some() {
            Asked::Archived(known)
        } else if !known.accepts_personal_tokens {
            Asked::Refusing(known)
        } else if request.names_other_application(self.catalogue, id) {
            Asked::PathElsewhere(known, &request.path)
        } else {
            Asked::Accepting(known)
        }
    }

    pub(super) fn why_not_accepted(&self) -> Message {
        let person = &self.token.owner_name;
        match self.asked() {
            Asked::NotKept => t!("gate-why-personal-not-kept", person = person),
            Asked::None => t!("gate-why-personal-none-named", person = person),
            Asked::Outside(id) => t!("gate-why-personal-outside", person = person, asked = id),
            Asked::Archived(asked) => t!("gate-why-personal-archived", person = person, asked = asked.name),
            Asked::Refusing(asked) => t!("gate-why-personal-not-accepted", person = person, asked = asked.name),
            Asked::PathElsewhere(asked, path) => {
                t!("gate-why-personal-path-elsewhere", asked = asked.name, path = path)
            }
            Asked::Accepting(asked) => t!("gate-why-personal-accepted-since", person = person, asked = asked.name),
        }
    }

    pub(super) fn to_be_accepted(&self) -> Vec<Step> {
        match self.asked() {
            Asked::NotKept => vec![
                self.of_applications(t!("gate-do-accept-personal-somewhere"), "", t!("gate-to-applications")),
                self.application_token(),
            ],
            Asked::None => vec![Step::say(t!("gate-do-name-application"))],
            Asked::Outside(_) => vec![Step::say(t!("gate-do-own-organization"))],
            Asked::Archived(asked) => {
                let page = format!("/{}", asked.id);
                vec![self.of_applications(t!("gate-do-application-blocked"), &page, t!("gate-to-application"))]
            }
            Asked::Refusing(asked) => {
                let (text, page) =
                    (t!("gate-do-accept-personal", asked = asked.name), format!("/{}#personal-heading", asked.id));
                vec![self.of_applications(text, &page, t!("gate-to-application")), self.application_token()]
            }
            Asked::PathElsewhere(..) => vec![Step::say(t!("gate-do-name-one-application"))],
            Asked::Accepting(_) => vec![Step::say(t!("gate-do-again"))],
        }
    }

    /// To change an application, for those who may.
    fn of_applications(&self, text: Message, below: &str, words: Message) -> Step {
        if self.may_manage {
            Step::leading(text, format!("/applications{below}"), words)
        } else {
            Step::say(t!("gate-takes-administrator", what = text))
        }
    }

    fn application_token(&self) -> Step {
        let text = t!("gate-do-application-token");
        if self.may_manage {
            Step::leading(text, "/integrations/tokens/new".to_owned(), t!("token-form-new"))
        } else {
            Step::say(t!("gate-ask-for-one", what = text))
        }
    }

    /// What only its owner may do with a personal token.
    pub(super) fn for_its_owner(&self, text: Message) -> Step {
        if self.mine {
            Step::leading(text, "/account/tokens".to_owned(), t!("gate-to-own-tokens"))
        } else {
            Step::say(t!("gate-takes-owner", what = text, person = self.token.owner_name))
        }
    }
}
