//! The gate: one function decides, for every entrance, whether the request that a token came with may pass.
//! The entrances translate their protocol to its question and its verdict to their answer, and decide nothing.

mod credential;
pub mod forward_auth;

use std::net::IpAddr;

pub use credential::{Credential, CredentialFault};

use crate::catalogue::{Catalogue, RequestPath};
use crate::clock::{Clock, Timestamp};
use crate::db::{self, Db};
use crate::tokens::{self, Policy, Presented, Status};

/// What is asked: may this token do this, from here, at this application?
#[derive(Debug)]
pub struct Asked<'a> {
    /// The application the request is for, as its address names it.
    pub application: &'a str,
    /// The method of the request.
    pub method: &'a str,
    /// Its path; none if it has no single reading.
    pub path: Option<&'a RequestPath>,
    /// The caller's address; none if it can't be told.
    pub client: Option<IpAddr>,
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
    /// Its application or organization is not in good standing.
    Blocked,
    /// It is a token for another application.
    OtherApplication,
    /// The caller's address is not in its IP list, or can't be told.
    Address,
    /// The path can be read in more than one way.
    Path,
    /// Its permissions don't admit the action.
    Permission,
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

impl Refusal {
    /// What the caller may learn.
    pub fn class(self) -> Class {
        match self {
            Self::Credential(_) => Class::Unauthenticated,
            Self::Unknown | Self::Deleted | Self::Compromised | Self::Expired | Self::Inactive | Self::Blocked => {
                Class::InvalidToken
            }
            Self::OtherApplication | Self::Address | Self::Path => Class::Forbidden,
            Self::Permission => Class::InsufficientScope,
        }
    }

    /// The word it is counted under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Credential(CredentialFault::None) => "no-credential",
            Self::Credential(CredentialFault::Many) => "many-credentials",
            Self::Unknown => "unknown",
            Self::Deleted => "deleted",
            Self::Compromised => "compromised",
            Self::Expired => "expired",
            Self::Inactive => "inactive",
            Self::Blocked => "blocked",
            Self::OtherApplication => "other-application",
            Self::Address => "address",
            Self::Path => "path",
            Self::Permission => "permission",
        }
    }
}

/// The answer. A database that can't be asked is no verdict, but an error.
#[derive(Debug)]
pub enum Verdict {
    /// The request may pass.
    Admitted {
        /// By this token.
        policy: Box<Policy>,
        /// What of its permissions was needed, as the identity headers name it.
        scope: String,
    },
    /// It may not.
    Refused {
        /// Why.
        refusal: Refusal,
        /// By this token, if it is a known one.
        policy: Option<Box<Policy>>,
    },
}

/// Decides. `presented` is what the credential turned out to be: parsing needs no database, and a secret that is not
/// well-formed never reaches it.
pub async fn decide(
    db: &Db,
    clock: &Clock,
    catalogue: &Catalogue,
    credential: Credential,
    asked: &Asked<'_>,
) -> Result<Verdict, db::Error> {
    let refused = |refusal, policy| Ok(Verdict::Refused { refusal, policy });
    let digest = match credential {
        Credential::Presented(Presented { digest, .. }) => digest,
        Credential::Malformed => return refused(Refusal::Unknown, None),
        Credential::Faulty(fault) => return refused(Refusal::Credential(fault), None),
    };
    let Some(policy) = tokens::policy(db, &digest).await? else {
        return refused(Refusal::Unknown, None);
    };
    Ok(match judge(&policy, clock.now(), catalogue, asked) {
        Ok(scope) => Verdict::Admitted { policy: Box::new(policy), scope },
        Err(refusal) => Verdict::Refused { refusal, policy: Some(Box::new(policy)) },
    })
}

/// Checks 3 to 6 on a known token: its standing, its application, the caller's address, its permissions.
fn judge(policy: &Policy, now: Timestamp, catalogue: &Catalogue, asked: &Asked<'_>) -> Result<String, Refusal> {
    match policy.facts.status(now) {
        Status::Active => {}
        Status::Inactive => return Err(Refusal::Inactive),
        Status::Expired => return Err(Refusal::Expired),
        Status::Compromised => return Err(Refusal::Compromised),
        Status::Deleted => return Err(Refusal::Deleted),
    }
    if policy.application_blocked || policy.organization_blocked {
        return Err(Refusal::Blocked);
    }
    // A personal token has no application; none accepts one yet.
    if policy.application_id.is_none_or(|own| own.as_str() != asked.application) {
        return Err(Refusal::OtherApplication);
    }
    let matched = asked.path.and_then(|path| catalogue.route(asked.method, path));
    let other = match (&matched, asked.path) {
        (Some(matched), _) => matched.application.as_deref().is_some_and(|named| named != asked.application),
        (None, Some(path)) => catalogue.names_other_application(path, asked.application),
        (None, None) => false,
    };
    if other {
        return Err(Refusal::OtherApplication);
    }
    if !policy.networks.admit(asked.client) {
        return Err(Refusal::Address);
    }
    if asked.path.is_none() {
        return Err(Refusal::Path);
    }
    let action = matched.map(|m| m.action);
    if !policy.permissions.admit(action) {
        return Err(Refusal::Permission);
    }
    Ok(match (&policy.permissions, action) {
        (tokens::Permissions::Custom(_), Some(action)) => action.id.clone(),
        (permissions, _) => permissions.scope(),
    })
}
