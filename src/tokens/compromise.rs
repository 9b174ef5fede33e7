//! Marking a token compromised, and with it everything that was created through it, by itself or by what it created:
//! whoever has the secret may have the secrets of these too. A successor by rotation is no creation of its predecessor.

use std::net::IpAddr;
use std::sync::Arc;

use serde_json::json;
use subtle::ConstantTimeEq;

use super::{Prefixes, Reason, Token, record, sightings, store};
use crate::access::{Granted, ShutTokens};
use crate::audit::{self, Subject};
use crate::clock::Clock;
use crate::coherence::Touched;
use crate::db::{self, Db, Tx};
use crate::error::{Error, Result, again};
use crate::id::{Id, hex};

/// Secrets that are ended of one text that somebody reports.
pub const REPORTED: usize = 20;
/// The most bytes of such a text: anybody may send one, and it is looked through where requests are served.
pub const REPORTED_TEXT: usize = 16_384;
/// Why they are, as it is stored: `audit::details::reason` has it in other languages.
const HELD: &str = "Its holder ended it.";
const REPORTED_WHY: &str = "Reported as found, by somebody who had its secret.";

/// A token that was marked with the one through which it was created.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Marked {
    /// Its id.
    pub id: Id<Token>,
    /// The start of its secret, as in `lka`.
    pub prefix: String,
    /// The eight public characters after that.
    pub handle: String,
    /// What it is called.
    pub name: String,
}

impl Marked {
    /// How it is named in lists and logs: `lka_4fT9kQ2m…`.
    pub fn shown_handle(&self) -> String {
        format!("{}_{}…", self.prefix, self.handle)
    }
}

/// A token that is compromised now, and what changed for that.
#[derive(Debug)]
pub struct Compromised {
    /// As it is now.
    pub token: Token,
    /// Whether it was different before.
    pub changed: bool,
    /// The others that were marked with it.
    pub others: Vec<Marked>,
}

/// Marks a token compromised, and what was created through it: from then on they never work again, whoever asks.
/// If it was marked before, what was created through it and isn't marked yet is.
pub async fn mark_compromised(
    db: &Db,
    clock: &Clock,
    may: &Granted<ShutTokens>,
    id: Id<Token>,
    reason: &Reason,
) -> Result<Compromised> {
    if reason.is_empty() {
        return Err(Error::Malformed(t!("token-reason-compromised-needed").into()));
    }
    // Several rows of which others may hold some, in an order of their own.
    again(async || mark(db, clock, may, id, reason).await).await
}

async fn mark(
    db: &Db,
    clock: &Clock,
    may: &Granted<ShutTokens>,
    id: Id<Token>,
    reason: &Reason,
) -> Result<Compromised> {
    let mut tx = db.begin().await?;
    let (organization, now) = (may.organization(), clock.now());
    match may.token() {
        // Whatever its state: to end itself a token needs no standing.
        Some(acting) if acting.id == id => {
            tx.hold(id.to_string());
        }
        Some(_) => {
            return Err(Error::Forbidden("A token can mark no other compromised: that is for people.".to_owned()));
        }
        None => {}
    }
    let changed = store::mark_compromised(&mut tx, organization, id, now, may.actor(), reason.as_str()).await?;
    // A deleted one stays what it is; what was created through it may live on, in the hands of whoever has its secret.
    let token = store::find(&mut tx, organization, id).await?.ok_or(Error::NotFound)?;
    let why = format!("It was created through “{}”, which is compromised: {}", token.name, reason.as_str());
    // Until nothing is left: what one of these made while it was waited for is there once it is marked.
    let mut others = Vec::new();
    loop {
        let further = store::mark_created_by(&mut tx, organization, id, now, may.actor(), &why).await?;
        if further.is_empty() {
            break;
        }
        others.extend(further);
    }
    if token.facts.deleted_at.is_some() && others.is_empty() {
        return Err(Error::NotFound);
    }
    // The rows first and the events last: the end of the log is what everyone waits for.
    if changed {
        record(&mut tx, clock, may, "token.compromised", &token, &json!({ "reason": reason.as_str() })).await?;
    }
    record_others(&mut tx, clock, may, ("token.compromised", &others), &token, reason).await?;
    if changed || !others.is_empty() {
        tx.commit().await?;
    }
    Ok(Compromised { token, changed, others })
}

/// Records what was done to others for a token's sake, an event each.
async fn record_others(
    tx: &mut Tx,
    clock: &Clock,
    may: &Granted<ShutTokens>,
    (action, others): (audit::Action, &[Marked]),
    token: &Token,
    reason: &Reason,
) -> Result<(), db::Error> {
    let cause = json!({ "id": token.id, "handle": token.shown_handle(), "name": token.name });
    let detail = json!({ "reason": reason.as_str(), "cause": cause });
    for other in others {
        tx.touch(Touched::Token(other.handle.clone()));
        let subject = Subject { kind: "token", id: other.id.as_str(), name: &other.name };
        audit::record(tx, clock, may.actor(), Some(may.organization()), action, subject, &detail).await?;
    }
    Ok(())
}

/// Marks a token compromised for whoever holds its secret, whatever else is the matter with it, and what was created through
/// it, also if it is deleted by now; false if nothing was left to mark. Takes no proof: the secret is one.
pub async fn end_by_holder(
    db: &Db,
    clock: &Clock,
    digest: &[u8; 32],
    handle: &str,
    from: Option<IpAddr>,
) -> Result<bool> {
    end(db, clock, (&hex(digest), handle), from, HELD).await
}

/// What came of a text in which somebody says that tokens are. Whether they are tokens of this installation isn't told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Report {
    /// It is longer than is looked through for nobody in particular.
    TooLong,
    /// There is no whole secret in it.
    None,
    /// There are more than [`REPORTED`]: none was ended.
    TooMany,
    /// Each that is in force is ended.
    Ended,
}

/// The same for each whole secret that is in a text.
pub async fn end_reported(
    db: &Db,
    clock: &Clock,
    prefixes: &Prefixes,
    text: &str,
    from: Option<IpAddr>,
) -> Result<Report> {
    if text.len() > REPORTED_TEXT {
        return Ok(Report::TooLong);
    }
    let whole = sightings(text, prefixes).whole;
    if whole.len() > REPORTED {
        return Ok(Report::TooMany);
    }
    let mut failed = None;
    for secret in &whole {
        let ended = end(db, clock, (&secret.digest, &secret.handle), from, REPORTED_WHY).await;
        // The others are ended all the same.
        failed = failed.or(ended.err());
    }
    match failed {
        Some(error) => Err(error),
        None if whole.is_empty() => Ok(Report::None),
        None => Ok(Report::Ended),
    }
}

async fn end(
    db: &Db,
    clock: &Clock,
    (digest, handle): (&str, &str),
    from: Option<IpAddr>,
    why: &'static str,
) -> Result<bool> {
    let Some(policy) = super::policy(db, handle).await? else { return Ok(false) };
    let same: bool = digest.as_bytes().ct_eq(policy.digest.as_bytes()).into();
    if !same {
        return Ok(false);
    }
    let token = super::acting(db, policy.organization_id, policy.id).await?;
    let may = Granted::to_token(Arc::new(token), false, from);
    let reason = Reason::parse(why).map_err(Error::Internal)?;
    match mark_compromised(db, clock, &may, policy.id, &reason).await {
        Ok(done) => Ok(done.changed || !done.others.is_empty()),
        Err(Error::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Switches off what was created through a token, for whoever has switched that one off and means these too. They can be
/// activated again one by one.
pub async fn deactivate_created(
    db: &Db,
    clock: &Clock,
    may: &Granted<ShutTokens>,
    token: &Token,
    reason: &Reason,
) -> Result<Vec<Marked>> {
    if may.token().is_some() {
        return Err(Error::Forbidden("A token can't switch off what another created.".to_owned()));
    }
    again(async || {
        let mut tx = db.begin().await?;
        let (organization, now) = (may.organization(), clock.now());
        let off = store::deactivate_created_by(&mut tx, organization, token.id, now, may.actor(), reason).await?;
        record_others(&mut tx, clock, may, ("token.deactivated", &off), token, reason).await?;
        if !off.is_empty() {
            tx.commit().await?;
        }
        Ok(off)
    })
    .await
}

/// How many others would be marked with a token.
pub async fn going_with(db: &Db, may: &Granted<ShutTokens>, token: &Token) -> Result<i64> {
    Ok(store::count_created_by(db, may.organization(), token.id).await?)
}
