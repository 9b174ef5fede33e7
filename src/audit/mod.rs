//! Audit events: what was done, recorded in the transaction that did it, append-only, and chained by hash
//! per organization. Here is recording; reading is in `query` and `list`, and whether the chain still holds in `verify`.

pub mod api;
mod details;
pub mod export;
pub mod list;
pub mod pages;
pub mod query;
mod store;
pub mod verify;
pub mod words;

use std::collections::BTreeSet;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::access::{Actor, Granted, NoLongerHeld, Principal, Role, SeeAudit, SeeTokens};
use crate::applications::Application;
use crate::clock::{Clock, Timestamp};
use crate::coherence::Touched;
use crate::db::{self, Db, Tx};
use crate::id::{Id, hex};
use crate::organizations::Organization;
use crate::tokens::Status;
use crate::users::User;

/// What was done, as stored: `noun.verb`.
pub type Action = &'static str;

/// What an event is about.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The noun: `token`, `user`, `organization`, `application`.
    pub kind: &'static str,
    /// Its id; empty if it has none.
    pub id: &'a str,
    /// Its name at the time.
    pub name: &'a str,
}

/// An event as stored.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Event {
    /// Place in the organization's chain, from 1.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// `user`, `token`, `command_line` or `system`.
    pub actor_kind: String,
    /// The actor's id; empty if the kind has none.
    pub actor_id: String,
    /// The actor's name at the time.
    pub actor_name: String,
    /// What was done: `noun.verb`.
    pub action: String,
    /// The noun it was done to.
    pub subject_kind: String,
    /// Its id.
    pub subject_id: String,
    /// Its name at the time.
    pub subject_name: String,
    /// From which address; empty if it could not be told.
    pub address: String,
    /// Before, after, reason: JSON.
    pub detail: String,
    /// The hash of the event before it; empty for the first.
    pub prev_hash: String,
    /// SHA-256 over all of the above.
    pub hash: String,
}

impl Event {
    /// The detail as JSON; null if it is not JSON, which only a tampered row is.
    pub fn detail(&self) -> Value {
        serde_json::from_str(&self.detail).unwrap_or(Value::Null)
    }

    /// The hash that this event must have in `organization`'s chain. Each field is preceded by its length,
    /// so that text can't move from one to the next.
    pub fn expected_hash(&self, organization: &str) -> String {
        let (seq, at) = (self.seq.to_string(), self.at.0.to_string());
        let fields = [
            &self.prev_hash,
            organization,
            &seq,
            &at,
            &self.actor_kind,
            &self.actor_id,
            &self.actor_name,
            &self.action,
            &self.subject_kind,
            &self.subject_id,
            &self.subject_name,
            &self.address,
            &self.detail,
        ];
        let mut hasher = Sha256::new();
        for field in fields {
            hasher.update((field.len() as u64).to_be_bytes());
            hasher.update(field.as_bytes());
        }
        hex(&hasher.finalize())
    }
}

/// Records that `actor` did `action` to `subject`, in the transaction that does it.
/// `organization` is none for what concerns the installation alone.
///
/// Since no change goes without its event, two things are done here for all of them. What is remembered of the subject is
/// forgotten. And the actor's standing is looked at once more: it was read when the request began to arrive, which may be
/// half a minute ago, and someone may have taken it since. It stays what it is until the transaction ends.
pub async fn record(
    tx: &mut Tx,
    clock: &Clock,
    actor: &Actor,
    organization: Option<Id<Organization>>,
    action: Action,
    subject: Subject<'_>,
    detail: &Value,
) -> Result<(), db::Error> {
    if let Some(organization) = organization {
        still_held(tx, clock, actor, organization).await?;
    }
    append(tx, clock, actor, organization, action, subject, detail).await
}

/// Fails if the actor is a person who doesn't hold their role in the organization any more, or a token that isn't in force
/// any more; if they do, they go on holding it until the transaction ends, or takes it itself: whoever takes it asks this
/// before.
///
/// For a token it is also what lets nothing that it makes escape from its being marked compromised: one of the two waits for
/// the other, and then finds what the other did.
pub async fn still_held(
    tx: &mut Tx,
    clock: &Clock,
    actor: &Actor,
    organization: Id<Organization>,
) -> Result<(), db::Error> {
    let holds = match &actor.principal {
        Principal::User { id, .. } => holds_role(tx, actor.role, *id, organization).await?,
        Principal::Token { id, user, .. } => {
            // Once is enough, however many events there are.
            let stands = !tx.hold(id.to_string())
                || match store::hold_token(tx, organization, *id).await? {
                    Some(facts) => facts.status(clock.now()) == Status::Active,
                    None => false,
                };
            stands
                && match user {
                    Some(user) => {
                        store::hold_api_access(tx, organization, *user).await?
                            && holds_role(tx, actor.role, *user, organization).await?
                    }
                    None => true,
                }
        }
        Principal::CommandLine | Principal::System => true,
    };
    if holds { Ok(()) } else { Err(NoLongerHeld.into()) }
}

async fn holds_role(
    tx: &mut Tx,
    role: Option<Role>,
    user: Id<User>,
    organization: Id<Organization>,
) -> Result<bool, db::Error> {
    let Some(role) = role else { return Ok(true) };
    Ok(!tx.hold(format!("{role} {user} {organization}"))
        || store::hold_role(tx, organization, user).await? == Some(role))
}

async fn append(
    tx: &mut Tx,
    clock: &Clock,
    actor: &Actor,
    organization: Option<Id<Organization>>,
    action: Action,
    subject: Subject<'_>,
    detail: &Value,
) -> Result<(), db::Error> {
    match subject.kind {
        "application" => tx.touch(Touched::Application(subject.id.to_owned())),
        "organization" => tx.touch(Touched::Organization(subject.id.to_owned())),
        // The operations on tokens note theirs, which they know by its handle.
        _ => {}
    }
    let chain = organization.map(|id| id.to_string()).unwrap_or_default();
    let (seq, prev_hash) = store::next_in_chain(tx, &chain).await?;
    let mut event = Event {
        seq,
        at: clock.now(),
        actor_kind: actor.principal.kind().to_owned(),
        actor_id: actor.principal.id().to_owned(),
        actor_name: actor.principal.name().to_owned(),
        action: action.to_owned(),
        subject_kind: subject.kind.to_owned(),
        subject_id: subject.id.to_owned(),
        subject_name: subject.name.to_owned(),
        address: actor.address.map(|a| a.to_string()).unwrap_or_default(),
        detail: detail.to_string(),
        prev_hash,
        hash: String::new(),
    };
    event.hash = event.expected_hash(&chain);
    store::append(tx, &chain, &event).await
}

/// Records the same in the chain of each of these organizations, or in the installation's own if there are none: what a
/// person does with their account concerns every organization they belong to.
pub async fn record_in_each(
    tx: &mut Tx,
    clock: &Clock,
    actor: &Actor,
    organizations: impl IntoIterator<Item = Id<Organization>>,
    action: Action,
    subject: Subject<'_>,
    detail: &Value,
) -> Result<(), db::Error> {
    // In one order: of two that take the ends of the same chains, neither then holds what the other waits for.
    let organizations: BTreeSet<_> = organizations.into_iter().collect();
    if organizations.is_empty() {
        return append(tx, clock, actor, None, action, subject, detail).await;
    }
    for organization in organizations {
        append(tx, clock, actor, Some(organization), action, subject, detail).await?;
    }
    Ok(())
}

/// Begins the chain of a new organization.
pub async fn begin_chain(tx: &mut Tx, organization: Id<Organization>) -> Result<(), db::Error> {
    store::begin_chain(tx, organization.as_str()).await
}

/// The events about one subject of the organization, newest first, at most 200.
pub async fn history(db: &Db, may: &Granted<SeeTokens>, subject_id: &str) -> Result<Vec<Event>, db::Error> {
    store::history(db, may.organization().as_str(), subject_id).await
}

/// What became of a person's place in the organization, newest first, at most 200. Other events about them, such as attempts to
/// sign in with their address, push none of it out.
pub async fn member_history(db: &Db, may: &Granted<SeeTokens>, user: Id<User>) -> Result<Vec<Event>, db::Error> {
    store::member_history(db, may.organization().as_str(), user.as_str()).await
}

/// How far back one look for an application's events goes: they may be few among many.
pub const LOOKED_BACK: i64 = 20_000;

/// Events before a place in the organization's chain, newest first; only what concerns `application` and its tokens, if one is
/// given. And the place before which it goes on, if there may be more.
pub async fn before(
    db: &Db,
    may: &Granted<SeeAudit>,
    application: Option<Id<Application>>,
    place: Option<i64>,
    limit: i64,
) -> Result<(Vec<Event>, Option<i64>), db::Error> {
    let chain = may.organization();
    let end = match place {
        Some(place) => place,
        None => store::head(db, chain.as_str()).await?.map_or(0, |(seq, _)| seq).saturating_add(1),
    };
    let from = end.saturating_sub(LOOKED_BACK).max(0);
    let of = application.map(|id| id.to_string()).unwrap_or_default();
    let events = store::before(db, chain.as_str(), &of, (from, end), limit).await?;
    let full = i64::try_from(events.len()).is_ok_and(|count| count == limit);
    let next = if full { events.last().map_or(from, |event| event.seq) } else { from };
    Ok((events, (next > 1).then_some(next)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> Event {
        Event {
            seq: 1,
            at: Timestamp(0),
            actor_kind: "user".into(),
            actor_id: "a".into(),
            actor_name: "b".into(),
            action: "token.created".into(),
            subject_kind: "token".into(),
            subject_id: "c".into(),
            subject_name: "d".into(),
            address: String::new(),
            detail: "{}".into(),
            prev_hash: String::new(),
            hash: String::new(),
        }
    }

    #[test]
    fn text_that_moves_between_fields_changes_the_hash() {
        let moved = Event { actor_id: "ab".into(), actor_name: String::new(), ..event() };
        assert_ne!(event().expected_hash("o"), moved.expected_hash("o"));
        assert_ne!(event().expected_hash("o"), event().expected_hash("p"));
    }
}
