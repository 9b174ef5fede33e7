//! Several tokens at once, each by itself: in a transaction and with an event of its own. What fails for one leaves the
//! others alone, and doing it again changes nothing more.

use super::{Marked, Reason, Token, activate, deactivate, delete, store};
use crate::access::{Granted, ManageTokens, Privilege, ShutTokens};
use crate::clock::Clock;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::id::Id;

/// What became of one token.
#[derive(Debug)]
pub enum Fate {
    /// It is done, and these were marked compromised with it.
    Done(Vec<Marked>),
    /// It was so before.
    Already,
    /// It is deleted, or out of reach by now.
    Gone,
    /// Its state doesn't allow it: why.
    Refused(String),
    /// It is done, and whether every node knows of it yet could not be found out.
    Unsettled,
    /// The database was lost on the way: it is done, or it is not.
    Unknown,
    /// The database could not be asked, and nothing was done.
    Unavailable,
}

impl Fate {
    /// What an operation came to that gives those that went with a token, or none if it changed nothing.
    pub fn of(done: Result<Option<Vec<Marked>>>) -> Result<Self> {
        match done {
            Ok(Some(others)) => Ok(Self::Done(others)),
            Ok(None) => Ok(Self::Already),
            Err(Error::NotFound) => Ok(Self::Gone),
            Err(Error::Conflict(why) | Error::Forbidden(why)) => Ok(Self::Refused(why)),
            Err(Error::Unavailable(error)) => {
                tracing::error!(%error, "one of several tokens could not be changed: the database can't be asked");
                Ok(Self::Unavailable)
            }
            // Those that come after it are tried, and told of, all the same. Both are in the log already.
            Err(Error::MadeUnsettled) => Ok(Self::Unsettled),
            Err(Error::PerhapsMade) => Ok(Self::Unknown),
            Err(error) => Err(error),
        }
    }

    /// Whether it is done.
    pub fn is_done(&self) -> bool {
        matches!(self, Self::Done(_) | Self::Unsettled)
    }

    /// Whether the database failed.
    pub fn is_failure(&self) -> bool {
        matches!(self, Self::Unsettled | Self::Unknown | Self::Unavailable)
    }
}

/// How often in a row the database may fail to answer before the rest of many isn't tried.
#[derive(Debug, Default)]
pub struct Patience(usize);

impl Patience {
    const FAILURES: usize = 3;

    /// Whether the rest isn't worth trying.
    pub fn is_over(&self) -> bool {
        self.0 >= Self::FAILURES
    }

    /// How the last one went.
    pub fn note(&mut self, failed: bool) {
        self.0 = if failed { self.0 + 1 } else { 0 };
    }
}

/// The tokens of these ids, in their order, as far as there are such; at most [`crate::db::LIST`].
pub async fn chosen<P: Privilege>(db: &Db, may: &Granted<P>, ids: &[Id<Token>]) -> Result<Vec<Token>> {
    let ids: Vec<&str> = ids.iter().map(Id::as_str).collect();
    let mut tokens = store::many(db, may.organization(), &ids).await?;
    tokens.sort_by_key(|token| ids.iter().position(|id| *id == token.id.as_str()));
    Ok(tokens)
}

/// Switches each of these tokens off; gives what became of each, in their order.
pub async fn deactivate_many(
    db: &Db,
    clock: &Clock,
    may: &Granted<ShutTokens>,
    ids: &[Id<Token>],
    reason: &Reason,
) -> Result<Vec<Fate>> {
    each(ids, async |id| deactivate(db, clock, may, id, reason).await.map(|done| done.changed)).await
}

/// Switches each of these tokens back on; gives what became of each, in their order.
pub async fn activate_many(
    db: &Db,
    clock: &Clock,
    may: &Granted<ManageTokens>,
    ids: &[Id<Token>],
) -> Result<Vec<Fate>> {
    each(ids, async |id| activate(db, clock, may, id).await.map(|done| done.changed)).await
}

/// Deletes each of these tokens; gives what became of each, in their order.
pub async fn delete_many(db: &Db, clock: &Clock, may: &Granted<ManageTokens>, ids: &[Id<Token>]) -> Result<Vec<Fate>> {
    each(ids, async |id| delete(db, clock, may, id).await.map(|done| done.changed)).await
}

async fn each(ids: &[Id<Token>], change: impl AsyncFn(Id<Token>) -> Result<bool>) -> Result<Vec<Fate>> {
    let (mut fates, mut patience) = (Vec::with_capacity(ids.len()), Patience::default());
    for id in ids {
        if patience.is_over() {
            fates.push(Fate::Unavailable);
            continue;
        }
        let fate = Fate::of(change(*id).await.map(|changed| changed.then(Vec::new)))?;
        patience.note(fate.is_failure());
        fates.push(fate);
    }
    Ok(fates)
}
