//! Tokens: the heart. What a token is, and every operation on one; each takes the proof it needs and leaves one
//! audit event in its own transaction. Issuing is in `issue` and `rotate`, changing in `change` and `pause`, several at
//! once in `many`, shutting for
//! good in `compromise`, for many found in public in `leaked`, looking through pasted texts in `find` and `known`, finding
//! one by what people call it in `named`, what the list finds texts by in `grams` and `indexing`, HTML in `pages`. Deciding about requests is
//! the gate's business.

pub mod api;
mod change;
mod compromise;
pub mod endings;
mod expiry;
mod find;
mod grams;
pub mod indexing;
mod issue;
mod known;
mod leaked;
pub mod list;
mod many;
mod named;
mod network;
mod of_application;
mod own;
pub mod pages;
mod patch;
mod pause;
mod permissions;
mod powers;
mod prolong;
mod rotate;
pub mod rules;
mod secret;
mod status;
mod store;
mod text;
pub mod walk;

use serde_json::Value;

pub use change::{
    Edit, Edited, activate, confirm_copied, confirm_own, deactivate, delete, delete_own, edit, must_say_why, switch_own,
};
pub use compromise::{
    Compromised, Marked, REPORTED, REPORTED_TEXT, Report, deactivate_created, end_by_holder, end_reported, going_with,
    mark_compromised,
};
pub use expiry::moment;
pub use find::{MOST, Part, Sightings, sightings};
pub use issue::{Creation, NewToken, SubmissionKey, create, free_name};
pub use known::{Known, known, known_by_id};
pub use leaked::{Leaked, Reported, end_leaked};
pub use many::{Fate, Patience, activate_many, chosen, deactivate_many, delete_many};
pub use named::{Meant, Namesake, meant, namesakes, shown_handles};
pub use network::AllowedNetworks;
pub use of_application::{Listed, Listing, SortBy, of_application, one_of_application};
pub(crate) use own::shut_all_of;
pub use own::{OwnCreation, create_own, may_own, own, own_one};
pub use patch::{Patch, Patched, patch, tag};
pub use pause::{Pause, pause};
pub use permissions::Permissions;
pub use powers::Excess;
pub use prolong::{not_any_longer, prolong, prolongations};
pub use rotate::{Overlap, Rotation, Rotations, expiry_of_successor, latest, rotate, rotations};
pub use secret::{Kind, Prefixes, Presented, Recognized, TokenSecret, handle_in};
pub use status::{Facts, Status};
pub use text::{Description, Reason, TokenName, shown_again};

use crate::access::{Granted, Privilege, SeeOthersTokens, SeeTokens, SeeTombstones};
use crate::applications::Application;
use crate::audit::{self, Subject};
use crate::clock::{Clock, DAY, Timestamp};
use crate::coherence::Touched;
use crate::db::{self, Db, Tx};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::organizations::Organization;
use crate::users::User;

/// "Expires soon" is within so many days.
pub const SOON_DAYS: i64 = 14;

/// The facts of a token; never its secret.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Token {
    /// Its id.
    pub id: Id<Token>,
    /// Whose it is.
    pub organization_id: Id<Organization>,
    /// The application it is issued for; none for a personal token.
    pub application_id: Option<Id<Application>>,
    /// The person it acts as; none for an application token.
    pub user_id: Option<Id<User>>,
    /// That application's name, or the person's.
    pub owner_name: String,
    /// What it is called.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// The start of its secret, as in `lka`.
    pub prefix: String,
    /// The eight public characters after that.
    pub handle: String,
    /// What it may do.
    #[sqlx(rename = "scope", try_from = "String")]
    pub permissions: Permissions,
    /// Where it may be used from.
    #[sqlx(try_from = "String")]
    pub networks: AllowedNetworks,
    /// When it was made.
    pub created_at: Timestamp,
    /// By what kind of principal.
    pub created_by_kind: String,
    /// By whom.
    pub created_by_id: String,
    /// Their name at the time.
    pub created_by_name: String,
    /// When it was last edited.
    pub updated_at: Timestamp,
    /// Counts its changes by edit.
    pub version: i64,
    /// What its status is derived from.
    #[sqlx(flatten)]
    pub facts: Facts,
    /// When it was last switched on or off.
    pub switched_at: Option<Timestamp>,
    /// By what kind of principal; empty if it never was.
    pub switched_by_kind: String,
    /// By whom: their id.
    pub switched_by_id: String,
    /// By whom.
    pub switched_by_name: String,
    /// In which role; empty for none.
    pub switched_by_role: String,
    /// Why.
    pub switched_reason: String,
    /// By whom it was marked compromised.
    pub compromised_by_name: String,
    /// Why.
    pub compromised_reason: String,
    /// By whom it was deleted.
    pub deleted_by_name: String,
    /// Which token it took the place of.
    pub predecessor_id: Option<Id<Token>>,
    /// When its successor was issued.
    pub superseded_at: Option<Timestamp>,
    /// When its creator said that the secret was copied.
    pub confirmed_at: Option<Timestamp>,
    /// When it was last presented and admitted.
    pub last_used_at: Option<Timestamp>,
    /// From where.
    pub last_used_address: String,
    /// By which program.
    pub last_used_agent: String,
    /// Its application is archived, which blocks it at the gate.
    pub application_archived: bool,
    /// It breaks a rule of the organization, which blocks it for that.
    pub rule_blocked: bool,
}

impl Token {
    /// Its status at `now`.
    pub fn status(&self, now: Timestamp) -> Status {
        self.facts.status(now)
    }

    /// How it is named in lists and logs: `lka_4fT9kQ2m…`.
    pub fn shown_handle(&self) -> String {
        format!("{}_{}…", self.prefix, self.handle)
    }

    /// Whether it ends within [`SOON_DAYS`], while it still works and nothing has taken its place.
    pub fn expires_soon(&self, now: Timestamp) -> bool {
        self.status(now) == Status::Active
            && self.superseded_at.is_none()
            && self.facts.end().is_some_and(|end| end <= now.plus(SOON_DAYS * DAY))
    }

    /// Whether it was admitted within the last 24 hours.
    pub fn in_use(&self, now: Timestamp) -> bool {
        self.last_used_at.is_some_and(|at| at > now.plus(-DAY))
    }

    /// When a token that another took the place of has ended: it was switched off, which is for good then, or its time is over.
    pub fn ended(&self, now: Timestamp) -> Option<Timestamp> {
        let superseded = self.superseded_at?;
        let off = (!self.facts.active).then(|| self.switched_at.unwrap_or(superseded));
        let over = self.facts.end().filter(|end| now >= *end);
        [off, over].into_iter().flatten().min()
    }

    /// Whether nothing says that its secret was copied: nobody confirmed it, and it was never admitted.
    pub fn is_unconfirmed(&self) -> bool {
        self.confirmed_at.is_none() && self.last_used_at.is_none()
    }

    /// Whether it is a personal token that somebody else than its owner has switched off, or paused: the owner doesn't lift that.
    pub fn shut_by_another(&self, now: Timestamp) -> bool {
        let off = !self.facts.active || self.paused(now).is_some();
        let by_owner = self.user_id.is_none_or(|owner| self.switched_by_id == owner.as_str());
        off && self.switched_at.is_some() && !by_owner
    }

    /// Until when it is paused, if it is.
    pub fn paused(&self, now: Timestamp) -> Option<Timestamp> {
        self.facts
            .paused_until
            .filter(|until| self.status(now) == Status::Inactive && self.facts.active && now < *until)
    }

    /// The application's id; empty for a personal token.
    pub fn owner_id(&self) -> &str {
        self.application_id.as_ref().map_or("", |id| id.as_str())
    }

    fn subject(&self) -> Subject<'_> {
        Subject { kind: "token", id: self.id.as_str(), name: &self.name }
    }
}

/// A token after an operation, and whether that changed anything.
#[derive(Debug)]
pub struct Outcome {
    /// As it is now.
    pub token: Token,
    /// Whether it was different before.
    pub changed: bool,
}

/// What the gate needs to know of a token to decide, and nothing that the clock decides.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(clippy::struct_excessive_bools, reason = "the reasons to block a token are told apart")]
pub struct Policy {
    /// Its id.
    pub id: Id<Token>,
    /// The eight public characters of its secret.
    pub handle: String,
    /// SHA-256 of its secret, in lowercase hex.
    pub digest: String,
    /// Its name.
    pub name: String,
    /// Whose kind it is.
    #[sqlx(try_from = "String")]
    pub kind: Kind,
    /// Its organization.
    pub organization_id: Id<Organization>,
    /// Its application; none for a personal token.
    pub application_id: Option<Id<Application>>,
    /// That application's name, or the person's.
    pub owner_name: String,
    /// What its status is derived from.
    #[sqlx(flatten)]
    pub facts: Facts,
    /// The application is archived or deleted.
    pub application_blocked: bool,
    /// The organization is suspended.
    pub organization_blocked: bool,
    /// It breaks a rule of the organization, which wants such tokens blocked.
    pub rule_blocked: bool,
    /// The person it acts as has left the organization, or lost the privilege to have personal tokens.
    pub person_blocked: bool,
    /// The role of the person it acts as; empty for an application token.
    pub person_role: String,
    /// What it may do.
    #[sqlx(rename = "scope", try_from = "String")]
    pub permissions: Permissions,
    /// Where it may be used from.
    #[sqlx(try_from = "String")]
    pub networks: AllowedNetworks,
}

/// The statements about what was created through a token, for the test that asks each database how it would run them.
#[doc(hidden)]
pub fn created_statements() -> [&'static str; 4] {
    store::created_statements()
}

/// A token of the organization. A deleted one is there only for those who may see tombstones, and another person's own
/// only for those who may see such.
pub async fn find(db: &Db, may: &Granted<SeeTokens>, id: Id<Token>) -> Result<Token> {
    store::find(db, may.organization(), id).await?.filter(|token| seen_by(may, token)).ok_or(Error::NotFound)
}

/// Whether a token of the organization is there for whoever holds `may`.
fn seen_by(may: &Granted<SeeTokens>, token: &Token) -> bool {
    let lives = token.facts.deleted_at.is_none() || may.can::<SeeTombstones>();
    let anybodys = token.user_id.is_none() || token.user_id == may.person().map(|person| person.id);
    lives && (anybodys || may.can::<SeeOthersTokens>())
}

/// Refuses to manage a personal token, which is its owner's alone, and what is beyond the powers of a token that acts.
pub fn manageable<P: Privilege>(may: &Granted<P>, token: &Token) -> Result<()> {
    if let Some(acting) = may.token() {
        powers::may_manage(acting, token)?;
    }
    match token.user_id {
        None => Ok(()),
        Some(_) => Err(Error::Forbidden(t!("token-personal", name = token.name, owner = token.owner_name).into())),
    }
}

/// The token that acts, as its proof needs it. Takes no proof: the gate has just admitted it.
pub(crate) async fn acting(db: &Db, organization: Id<Organization>, id: Id<Token>) -> Result<Token> {
    Ok(store::find(db, organization, id).await?.ok_or(sqlx::Error::RowNotFound)?)
}

/// The organization's token with this secret, unless it is deleted.
pub async fn by_secret(db: &Db, may: &Granted<SeeTokens>, presented: &Presented) -> Result<Option<Token>> {
    Ok(store::by_digest(db, may.organization(), &presented.digest).await?.filter(|token| seen_by(may, token)))
}

/// In which other organization of this person the token is, if it is: a link may lead across.
pub async fn elsewhere(db: &Db, may: &Granted<SeeTokens>, id: Id<Token>) -> Result<Option<(Id<Organization>, String)>> {
    let Some(person) = may.person() else {
        return Ok(None);
    };
    let organization = store::organization_of(db, id).await?;
    let other = person
        .memberships
        .iter()
        .find(|m| Some(m.organization) == organization && m.organization != may.organization());
    Ok(other.map(|m| (m.organization, m.organization_name.clone())))
}

/// What the gate must know of the token with this handle; none if there is no such token. Takes no proof: whoever asks
/// has a secret, whose digest must still be compared.
pub async fn policy(db: &Db, handle: &str) -> Result<Option<Policy>, db::Error> {
    store::policy(db, handle).await
}

/// The same for a token that someone may see, to try what the gate would say.
pub async fn policy_of(db: &Db, _: &Granted<SeeTokens>, token: &Token) -> Result<Policy> {
    store::policy(db, &token.handle).await?.ok_or(Error::NotFound)
}

/// The organization's token with this handle, unless the reader may not see it.
pub async fn by_handle(db: &Db, may: &Granted<SeeTokens>, handle: &str) -> Result<Token> {
    store::by_handle(db, may.organization(), handle).await?.filter(|token| seen_by(may, token)).ok_or(Error::NotFound)
}

/// Handles of all tokens there are, tombstones included, in their order: at most `limit` after `after`.
pub async fn handles_after(db: &Db, after: &str, limit: i64) -> Result<Vec<String>, db::Error> {
    store::handles_after(db, after, limit).await
}

/// The token, unless it is deleted: what is changed must live.
async fn living(tx: &mut Tx, organization: Id<Organization>, id: Id<Token>) -> Result<Token> {
    let token = store::find(tx, organization, id).await?.ok_or(Error::NotFound)?;
    if token.facts.deleted_at.is_some() { Err(Error::NotFound) } else { Ok(token) }
}

async fn record<P: Privilege>(
    tx: &mut Tx,
    clock: &Clock,
    may: &Granted<P>,
    action: audit::Action,
    token: &Token,
    detail: &Value,
) -> Result<(), db::Error> {
    tx.touch(Touched::Token(token.handle.clone()));
    audit::record(tx, clock, may.actor(), Some(may.organization()), action, token.subject(), detail).await
}

/// The user who made a token, if a person did.
pub fn creator(token: &Token) -> Option<Id<User>> {
    if token.created_by_kind == "user" { token.created_by_id.parse().ok() } else { None }
}
