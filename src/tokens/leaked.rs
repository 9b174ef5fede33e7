//! Tokens that someone who is to be believed has found in public, many at once and of any organization.

use std::collections::{HashMap, HashSet};

use super::{Known, Patience, Presented, Reason, mark_compromised, store};
use crate::access::{Granted, Reach};
use crate::clock::Clock;
use crate::db::{self, Db};
use crate::error::{Error, Result};

/// A secret that was found.
#[derive(Clone, Debug)]
pub struct Reported {
    /// Whose it claims to be.
    pub secret: Presented,
    /// How it is known that it leaked.
    pub reason: Reason,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaked {
    /// Its token is compromised now, or what was created through it.
    Ended,
    /// Its token was compromised or deleted before.
    Before,
    /// There is and was no such token.
    Unknown,
    /// The database could not be asked.
    Undone,
}

/// Marks each living token among these compromised, in a transaction of its own; gives what became of each, in their order.
/// Takes no proof: their secrets are one.
pub async fn end_leaked(db: &Db, clock: &Clock, reported: &[Reported]) -> Result<Vec<Leaked>> {
    let handles: HashSet<&str> = reported.iter().map(|one| one.secret.handle.as_str()).collect();
    let handles: Vec<&str> = handles.into_iter().collect();
    let mut known = HashMap::new();
    for handles in handles.chunks(db::LIST) {
        let found = store::known_by_handle(db, &Reach::Everywhere, handles).await?;
        known.extend(found.into_iter().map(|token| (token.handle.clone(), token)));
    }
    let (mut fates, mut patience) = (Vec::with_capacity(reported.len()), Patience::default());
    for Reported { secret, reason } in reported {
        let fate = match known.get(&secret.handle).filter(|known| known.has_secret(secret)) {
            None => Leaked::Unknown,
            Some(_) if patience.is_over() => Leaked::Undone,
            Some(known) => {
                let fate = end(db, clock, known, reason).await;
                patience.note(fate == Leaked::Undone);
                fate
            }
        };
        fates.push(fate);
    }
    Ok(fates)
}

async fn end(db: &Db, clock: &Clock, known: &Known, reason: &Reason) -> Leaked {
    let may = Granted::to_system(known.organization_id);
    match mark_compromised(db, clock, &may, known.id, reason).await {
        Ok(done) if done.changed || !done.others.is_empty() => Leaked::Ended,
        // Also what is deleted: it was a token.
        Ok(_) | Err(Error::NotFound) => Leaked::Before,
        Err(error) => {
            tracing::error!(%error, token = %known.id, "a token that was found in public could not be ended");
            Leaked::Undone
        }
    }
}
