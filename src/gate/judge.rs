//! The judgement: checks 3 to 6 of the gate on a token that is known, in their order, without asking anybody. The same
//! lines judge what the gate remembers, what it has just read, and what someone tries on a token's page.

use std::net::IpAddr;
use std::sync::Arc;

use super::policy::{GrantKind, Owner, Subject};
use super::{Blocked, Refusal};
use crate::applications::Application;
use crate::catalogue::{Action, Catalogue, RequestPath};
use crate::clock::Timestamp;
use crate::id::Id;
use crate::tokens::{AllowedNetworks, Permissions, Status, Token};

/// What is asked: may this token do this, from here, at this application?
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The application the request is for.
    pub application: For<'a>,
    /// What it wants to do.
    pub wants: Wants<'a>,
    /// Where it comes from.
    pub from: From,
    /// Whether the IP list is wanted, too, if it may pass.
    pub lists: bool,
}

/// Which application a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum For<'a> {
    /// The one that the entrance's address names, whether or not there is such a thing.
    One(&'a str),
    /// Whichever the token is for: one API serves all customers.
    Any,
}

/// What a request wants to do.
#[derive(Clone, Copy, Debug)]
pub enum Wants<'a> {
    /// This method at this path of the API behind the gate; no path if it has no single reading.
    #[expect(missing_docs, reason = "the fields say what they are")]
    Request { method: &'a str, path: Option<&'a RequestPath> },
    /// What can't be told: the method is none, or a header asks the API to take another than this.
    #[expect(missing_docs, reason = "the fields say what they are")]
    OtherMethod { method: &'a str, path: Option<&'a RequestPath> },
    /// One of Latchkey's own actions, by its id.
    Own(&'static str),
    /// That is left to whoever asks: check 6 is theirs.
    NotSaid,
}

/// Where a request comes from.
#[derive(Clone, Copy, Debug)]
pub enum From {
    /// The caller's address; none if it can't be told.
    Address(Option<IpAddr>),
    /// That is left to whoever asks: check 5 is theirs.
    NotSaid,
}

impl From {
    /// The address, as far as it is known.
    pub fn address(self) -> Option<IpAddr> {
        match self {
            Self::Address(address) => address,
            Self::NotSaid => None,
        }
    }
}

/// A request that may pass, and as whom.
#[derive(Clone, Debug)]
pub struct Admission<'a> {
    /// By this token.
    pub token: Id<Token>,
    /// Its name.
    pub name: compact_str::CompactString,
    /// Whose it is.
    pub owner: Arc<Owner>,
    /// The application that the request is for.
    pub application: Option<Id<Application>>,
    /// What of its permissions was needed; all of them, if it was not said what for.
    pub scope: Scope<'a>,
    /// Where it may be used from, if that was wanted.
    pub networks: Option<AllowedNetworks>,
    /// When it ends.
    pub end: Option<Timestamp>,
}

/// A scope as it is written to the wire.
#[derive(Clone, Debug)]
pub enum Scope<'a> {
    /// `all.Application`.
    All,
    /// `all.Application.read`.
    ReadOnly,
    /// The one action that was needed.
    Action(&'a str),
    /// Actions, separated by a space.
    Listed(String),
}

impl Scope<'_> {
    /// The text.
    pub fn as_str(&self) -> &str {
        match self {
            Self::All => Permissions::ALL,
            Self::ReadOnly => Permissions::READ_ONLY,
            Self::Action(id) => id,
            Self::Listed(text) => text,
        }
    }
}

/// The application a question is about, for a token that has none of its own: the one asked for, or at the entrance for
/// any the one that the route's template names.
pub fn application_meant<'a>(catalogue: &Catalogue, asked: &Asked<'a>) -> Option<&'a str> {
    match (asked.application, asked.wants) {
        // What a person's token does to Latchkey itself no application has to accept.
        (_, Wants::Own(_)) => None,
        (For::One(id), _) => Some(id),
        (For::Any, Wants::Request { method, path: Some(path) }) => catalogue.route(method, path)?.application,
        (For::Any, _) => None,
    }
}

/// Judges. `accepted` is the application that is known to accept a personal token for this question; an application's
/// own tokens need none.
pub fn judge<'a>(
    subject: &Subject<'_>,
    accepted: Option<Id<Application>>,
    now: Timestamp,
    catalogue: &'a Catalogue,
    asked: &Asked<'_>,
) -> Result<Admission<'a>, Refusal> {
    check_standing(subject, now)?;
    let wanted = Wanted::of(catalogue, asked);
    let application = check_application(subject, accepted, catalogue, asked, &wanted)?;
    if let From::Address(address) = asked.from
        && !subject.grants.admit_from(address)
    {
        return Err(Refusal::Address);
    }
    let scope = check_permission(subject, catalogue, &wanted)?;
    Ok(Admission {
        token: subject.id,
        name: subject.name.into(),
        owner: Arc::clone(subject.owner),
        application,
        scope,
        networks: asked.lists.then(|| subject.grants.networks()),
        end: subject.facts.end(),
    })
}

/// What the catalogue makes of what is wanted.
enum Wanted<'a, 'p> {
    /// This action, and the application that its path names.
    Action(&'a Action, Option<&'p str>),
    /// A method and path that the catalogue doesn't know.
    Uncatalogued(&'p RequestPath),
    /// A path that can be read in more than one way, or a method that isn't the one.
    Unreadable(Refusal),
    NotSaid,
}

impl<'a, 'p> Wanted<'a, 'p> {
    fn of(catalogue: &'a Catalogue, asked: &Asked<'p>) -> Self {
        match asked.wants {
            Wants::Request { path: None, .. } => Self::Unreadable(Refusal::Path),
            Wants::OtherMethod { .. } => Self::Unreadable(Refusal::Method),
            Wants::Request { method, path: Some(path) } => match catalogue.route(method, path) {
                Some(matched) => Self::Action(matched.action, matched.application),
                None => Self::Uncatalogued(path),
            },
            Wants::Own(id) => {
                let action = catalogue.action(id).map(|action| Self::Action(action, None));
                action.unwrap_or(Self::Unreadable(Refusal::Permission))
            }
            Wants::NotSaid => Self::NotSaid,
        }
    }
}

/// Check 3: the token's status, and the standing of whom it belongs to.
fn check_standing(subject: &Subject<'_>, now: Timestamp) -> Result<(), Refusal> {
    match subject.facts.status(now) {
        Status::Active => {}
        Status::Inactive => return Err(Refusal::Inactive),
        Status::Expired => return Err(Refusal::Expired),
        Status::Compromised => return Err(Refusal::Compromised),
        Status::Deleted => return Err(Refusal::Deleted),
    }
    if let Some(by) = subject.owner.blocked {
        return Err(Refusal::Blocked(by));
    }
    if subject.breaks_rule { Err(Refusal::Blocked(Blocked::Rule)) } else { Ok(()) }
}

/// Check 4: the application asked for is the token's, or one that accepts a personal token; and what the path says of an
/// application is no other.
fn check_application(
    subject: &Subject<'_>,
    accepted: Option<Id<Application>>,
    catalogue: &Catalogue,
    asked: &Asked<'_>,
    wanted: &Wanted<'_, '_>,
) -> Result<Option<Id<Application>>, Refusal> {
    let target = match subject.owner.application {
        Some(own) => own,
        // Latchkey's own actions, and the bare question whether a token is valid, need no application that accepts it. Whether
        // the one asked for is the organization's is for the operation.
        None if matches!(asked.wants, Wants::Own(_)) => return Ok(None),
        None if matches!(asked.wants, Wants::NotSaid) && asked.application == For::Any => return Ok(None),
        None => accepted.ok_or(Refusal::OtherApplication)?,
    };
    if let For::One(id) = asked.application
        && id.as_bytes() != target.as_bytes()
    {
        return Err(Refusal::OtherApplication);
    }
    let other = match wanted {
        Wanted::Action(_, named) => named.is_some_and(|named| named.as_bytes() != target.as_bytes()),
        Wanted::Uncatalogued(path) => catalogue.names_other_application(path, target.as_str()),
        Wanted::Unreadable(_) | Wanted::NotSaid => false,
    };
    if other { Err(Refusal::OtherApplication) } else { Ok(Some(target)) }
}

/// Check 6: the permissions, which a person's role may narrow, admit the action.
fn check_permission<'a>(
    subject: &Subject<'_>,
    catalogue: &Catalogue,
    wanted: &Wanted<'a, '_>,
) -> Result<Scope<'a>, Refusal> {
    let action = match wanted {
        Wanted::Unreadable(refusal) => return Err(*refusal),
        Wanted::NotSaid => return Ok(whole_scope(subject, catalogue)),
        Wanted::Action(action, _) => Some(*action),
        Wanted::Uncatalogued(_) => None,
    };
    let narrowed = subject.owner.at_most_read_only;
    if !subject.grants.admit(action) || (narrowed && !Permissions::ReadOnly.admit(action)) {
        return Err(Refusal::Permission);
    }
    Ok(match (subject.grants.kind(), action) {
        (GrantKind::Listed, Some(action)) => Scope::Action(&action.id),
        (GrantKind::All, _) if !narrowed => Scope::All,
        _ => Scope::ReadOnly,
    })
}

/// Everything the token may do at present: no action that the catalogue doesn't have any more, and nothing beyond the
/// role of the person it acts as. Whoever asks takes it at its word.
fn whole_scope(subject: &Subject<'_>, catalogue: &Catalogue) -> Scope<'static> {
    let narrowed = subject.owner.at_most_read_only;
    match &*subject.grants.permissions() {
        Permissions::All if !narrowed => Scope::All,
        Permissions::All | Permissions::ReadOnly => Scope::ReadOnly,
        Permissions::Custom(listed) => {
            let known = listed.iter().filter_map(|id| catalogue.action(id));
            let allowed = known.filter(|action| !narrowed || Permissions::ReadOnly.admit(Some(action)));
            Scope::Listed(allowed.map(|action| action.id.as_str()).collect::<Vec<_>>().join(" "))
        }
    }
}
