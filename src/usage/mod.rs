//! Usage: counts of what the gate admitted and refused, per token. Noted in memory on the request's path, written
//! every few seconds and at shutdown.

mod store;

use std::collections::HashMap;
use std::mem;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::clock::Timestamp;
use crate::db::{self, Db};
use crate::id::Id;
use crate::tokens::Token;

/// How often notes are written: the first use shows within 5 seconds.
pub const WRITTEN_EVERY: Duration = Duration::from_secs(2);
/// Bytes kept of a caller's user agent.
const AGENT: usize = 200;

/// The last time a token was admitted.
#[derive(Clone, Debug)]
struct LastUse {
    at: Timestamp,
    address: String,
    agent: String,
}

#[derive(Debug, Default)]
struct Notes {
    /// (token, UTC day, outcome) → requests.
    counts: HashMap<(Id<Token>, i64, &'static str), i64>,
    last: HashMap<Id<Token>, LastUse>,
}

/// What was noted since it was last written. Bounded by the tokens there are: unknown ones aren't noted.
#[derive(Debug, Default)]
pub struct Usage(Mutex<Notes>);

impl Usage {
    /// Notes a verdict on a known token: `admitted`, or the reason of the refusal.
    pub fn note(&self, token: Id<Token>, outcome: &'static str, at: Timestamp, address: Option<IpAddr>, agent: &str) {
        let mut notes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *notes.counts.entry((token, at.day(), outcome)).or_default() += 1;
        if outcome == ADMITTED {
            let agent = agent.chars().take(AGENT).collect();
            let address = address.map(|a| a.to_string()).unwrap_or_default();
            notes.last.insert(token, LastUse { at, address, agent });
        }
    }

    /// Writes what was noted. What can't be written is kept for the next time.
    pub async fn write(&self, db: &Db) -> Result<(), db::Error> {
        let notes = mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        if notes.counts.is_empty() {
            return Ok(());
        }
        let written = store::write(db, &notes).await;
        if written.is_err() {
            self.take_back(notes);
        }
        written
    }

    fn take_back(&self, unwritten: Notes) {
        let mut notes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, count) in unwritten.counts {
            *notes.counts.entry(key).or_default() += count;
        }
        for (token, last) in unwritten.last {
            notes.last.entry(token).or_insert(last);
        }
    }
}

/// The outcome of a request that passed.
pub const ADMITTED: &str = "admitted";
