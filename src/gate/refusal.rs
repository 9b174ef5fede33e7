//! Why a request doesn't pass: for people with a role each reason, for the caller its class.

use http::{HeaderValue, StatusCode};

use super::CredentialFault;

/// Who or what keeps a token from passing although it is in force itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Blocked {
    /// The organization is suspended.
    Organization,
    /// The application is archived or deleted.
    Application,
    /// The person it acts as has left, or lost the privilege.
    Person,
    /// A rule of the organization, which blocks the tokens that break it.
    Rule,
}

/// Why a request doesn't pass, in the order of the checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No credential, or more than one, or one of a form we don't know.
    Credential(CredentialFault),
    /// No token has this secret.
    Unknown,
    /// The token is a tombstone.
    Deleted,
    /// The token is marked compromised.
    Compromised,
    /// The token's end has come.
    Expired,
    /// The token is switched off or paused.
    Inactive,
    /// Its owner, application or organization is not in good standing, or it breaks a rule.
    Blocked(Blocked),
    /// It is a token for another application.
    OtherApplication,
    /// The caller's address is not in its IP list, or can't be told.
    Address,
    /// The path can be read in more than one way.
    Path,
    /// The method is none, or a header asks the API to take another one.
    Method,
    /// Its permissions don't admit the action.
    Permission,
    /// The proxy did not say what was asked.
    Misconfigured,
}

/// What the caller learns of a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Nothing usable was presented: 401 without an error code.
    Unauthenticated,
    /// The token is not valid, for whatever reason: 401 `invalid_token`.
    InvalidToken,
    /// Valid, but not for this: 403.
    Forbidden,
    /// Valid, but its permissions are too narrow: 403 `insufficient_scope`.
    InsufficientScope,
}

impl Class {
    /// The HTTP status.
    pub fn status(self) -> StatusCode {
        match self {
            Self::Unauthenticated | Self::InvalidToken => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::InsufficientScope => StatusCode::FORBIDDEN,
        }
    }

    /// `WWW-Authenticate`, as RFC 6750 §3 has it.
    pub fn challenge(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Unauthenticated | Self::Forbidden => r#"Bearer realm="latchkey""#,
            Self::InvalidToken => r#"Bearer realm="latchkey", error="invalid_token""#,
            Self::InsufficientScope => r#"Bearer realm="latchkey", error="insufficient_scope""#,
        })
    }
}

/// Every refusal, by the number it has in decision ids (its place, from 1) and the word it is counted under.
pub(super) const REFUSALS: [(Refusal, &str); 17] = [
    (Refusal::Credential(CredentialFault::None), "no-credential"),
    (Refusal::Credential(CredentialFault::Many), "many-credentials"),
    (Refusal::Unknown, "unknown"),
    (Refusal::Deleted, "deleted"),
    (Refusal::Compromised, "compromised"),
    (Refusal::Expired, "expired"),
    (Refusal::Inactive, "inactive"),
    (Refusal::Blocked(Blocked::Organization), "organization-blocked"),
    (Refusal::Blocked(Blocked::Application), "application-blocked"),
    (Refusal::Blocked(Blocked::Person), "person-blocked"),
    (Refusal::Blocked(Blocked::Rule), "rule-blocked"),
    (Refusal::OtherApplication, "other-application"),
    (Refusal::Address, "address"),
    (Refusal::Path, "path"),
    (Refusal::Permission, "permission"),
    (Refusal::Method, "method"),
    (Refusal::Misconfigured, "misconfigured"),
];

impl Refusal {
    /// What the caller may learn.
    pub fn class(self) -> Class {
        match self {
            Self::Credential(_) => Class::Unauthenticated,
            Self::Unknown | Self::Deleted | Self::Compromised | Self::Expired | Self::Inactive | Self::Blocked(_) => {
                Class::InvalidToken
            }
            Self::OtherApplication | Self::Address | Self::Path | Self::Method | Self::Misconfigured => {
                Class::Forbidden
            }
            Self::Permission => Class::InsufficientScope,
        }
    }

    /// Which of the six checks it failed; 0 if it came to none.
    pub fn check(self) -> usize {
        match self {
            Self::Misconfigured => 0,
            Self::Credential(_) => 1,
            Self::Unknown => 2,
            Self::Deleted | Self::Compromised | Self::Expired | Self::Inactive | Self::Blocked(_) => 3,
            Self::OtherApplication => 4,
            Self::Address => 5,
            Self::Path | Self::Method | Self::Permission => 6,
        }
    }

    /// The word it is counted under.
    pub fn as_str(self) -> &'static str {
        REFUSALS.iter().find(|(refusal, _)| *refusal == self).map_or("", |(_, word)| word)
    }

    /// The refusal that is counted under a word.
    pub fn from_word(word: &str) -> Option<Self> {
        REFUSALS.iter().find(|(_, known)| *known == word).map(|(refusal, _)| *refusal)
    }

    pub(super) fn code(self) -> u8 {
        let place = REFUSALS.iter().position(|(refusal, _)| *refusal == self);
        u8::try_from(place.map_or(0, |place| place + 1)).unwrap_or_default()
    }

    pub(super) fn from_code(code: u8) -> Option<Self> {
        REFUSALS.get(usize::from(code).checked_sub(1)?).map(|(refusal, _)| *refusal)
    }
}
