//! Usage: what the gate admitted and refused, per token. Noted in memory on the request's path, written every few
//! seconds and at shutdown. What is kept of one token is in `tally`, SQL in `store`, reading for pages in `report` and `impact`, and
//! how they show it in `view`, `chart` and `words`.

mod chart;
mod impact;
mod moved;
mod report;
mod store;
mod tally;
mod view;
mod words;

use std::hash::BuildHasher;
use std::mem;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use hashbrown::{DefaultHashBuilder, HashTable};
use prometheus_client::metrics::counter::Counter;
use tokio::sync::Notify;

pub use impact::{Impact, ImpactView, LATELY_DAYS, RecentCaller, impact, requests_of};
pub use moved::{Moved, MovedView, moved};
pub use report::{Caller, DAYS, Day, Refusal, Report, callers_since, of_application, refusal, report};
use tally::{Noted, Tally};
pub use view::UsageView;
pub use words::{decision_in, reason};

use crate::clock::Timestamp;
use crate::db::{self, Db};
use crate::id::Id;
use crate::tokens::Token;

/// How often notes are written: the first use shows within 5 seconds, and writing keeps both processors of a small machine
/// from answering for a while.
pub const WRITTEN_EVERY: Duration = Duration::from_secs(4);
/// The outcome of a request that passed.
pub const ADMITTED: &str = "admitted";
/// Writings from one look for old rows to the next: two minutes.
const OLD_DROPPED_EVERY: usize = 32;
/// Parts that are locked apart.
const SHARDS: usize = 16;
/// Tokens noted at which writing doesn't wait for its time.
const WRITTEN_FROM: usize = 20_000;
/// The most tokens noted at once. If so many are used between two writings, or the database can't be written to for
/// long, the uses of further ones are not counted; how many were not is logged.
const LIMIT: usize = 100_000;

/// What is noted of a request.
#[derive(Debug)]
pub struct Note<'a> {
    /// When it was decided.
    pub at: Timestamp,
    /// From where it came, if that is known.
    pub address: Option<IpAddr>,
    /// The program it says it is; may be empty.
    pub agent: &'a str,
    /// The token of whoever reported it, if it didn't come to the gate itself.
    pub reported_by: Option<Id<Token>>,
    /// What is to be told of a refusal; none if it passed.
    pub refused: Option<Refused<'a>>,
    /// It was reported by someone who has nothing to do with the token: it is counted, and nothing of it is kept.
    pub hearsay: bool,
}

/// What is to be told of a refusal.
#[derive(Debug)]
pub struct Refused<'a> {
    /// The id that the caller was given.
    pub decision: &'a str,
    /// The word it is counted under.
    pub reason: &'static str,
    /// The application that the entrance's address named.
    pub application: &'a str,
    /// The method asked for.
    pub method: &'a str,
    /// The path asked for, or the action.
    pub path: &'a str,
}

/// By the hash that chooses the part, too.
type Tallies = HashTable<(Id<Token>, Noted)>;

/// What was noted since it was last written.
#[derive(Debug, Default)]
pub struct Usage {
    shards: [Mutex<Tallies>; SHARDS],
    hasher: DefaultHashBuilder,
    /// Tokens noted.
    tokens: AtomicUsize,
    not_counted: AtomicU64,
    /// The same since the start.
    lost: Counter,
    writings: AtomicUsize,
    full: Notify,
}

impl Usage {
    /// Notes a verdict on a known token; unknown ones aren't noted, or anyone could fill the memory.
    pub fn note(&self, token: Id<Token>, note: &Note<'_>) {
        let hash = self.hasher.hash_one(token);
        let mut tallies = self.shard(hash).lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, noted)) = tallies.find_mut(hash, |(noted, _)| *noted == token) {
            noted.add(note);
            return;
        }
        let tokens = self.tokens.fetch_add(1, Ordering::Relaxed) + 1;
        if tokens > LIMIT {
            self.tokens.fetch_sub(1, Ordering::Relaxed);
            self.not_counted.fetch_add(1, Ordering::Relaxed);
            self.lost.inc();
            return;
        }
        let mut noted = Noted::default();
        noted.add(note);
        tallies.insert_unique(hash, (token, noted), |(token, _)| self.hasher.hash_one(token));
        drop(tallies);
        if tokens == WRITTEN_FROM {
            self.full.notify_one();
        }
    }

    /// How many tokens are noted.
    pub fn noted(&self) -> usize {
        self.tokens.load(Ordering::Relaxed)
    }

    /// Counts what was not counted.
    pub fn lost(&self) -> &Counter {
        &self.lost
    }

    /// Comes back when there is so much to write that it should not wait.
    pub async fn filled(&self) {
        self.full.notified().await;
    }

    /// Writes what was noted. What can't be written is kept for the next time.
    pub async fn write(&self, db: &Db) -> Result<(), db::Error> {
        let not_counted = self.not_counted.swap(0, Ordering::Relaxed);
        if not_counted > 0 {
            tracing::warn!(not_counted, "more tokens were used than can be counted at once");
        }
        let mut tallies: Vec<(Id<Token>, Tally)> = Vec::new();
        for shard in &self.shards {
            let noted = mem::take(&mut *shard.lock().unwrap_or_else(PoisonError::into_inner));
            tallies.extend(noted.into_iter().map(|(token, noted)| (token, noted.tally())));
        }
        self.tokens.fetch_sub(tallies.len(), Ordering::Relaxed);
        // In the order of their ids, so that two nodes can't block each other.
        tallies.sort_unstable_by_key(|(token, _)| *token);
        let latest = tallies.iter().filter_map(|(_, tally)| Some(tally.last()?.at)).max();
        // In parts, so that a change by a person needn't wait for all of it.
        while !tallies.is_empty() {
            let part = tallies.split_off(tallies.len().saturating_sub(store::AT_ONCE));
            if let Err((error, unwritten)) = Self::write_part(db, part).await {
                unwritten.into_iter().chain(tallies).for_each(|(token, tally)| self.take_back(token, tally));
                return Err(error);
            }
        }
        if let Some(latest) = latest
            && self.writings.fetch_add(1, Ordering::Relaxed).is_multiple_of(OLD_DROPPED_EVERY)
        {
            // It isn't what was noted that failed then; there is a next time.
            if let Err(error) = store::recent::drop_old(db, latest).await {
                tracing::warn!(%error, "old counts of usage could not be dropped");
            }
        }
        Ok(())
    }

    /// Writes a part. If the database refuses what is in it (not: can't be reached), the halves are tried, down to the one
    /// token whose notes are let go: it must not keep all others from being written, now and for ever.
    async fn write_part(db: &Db, part: Vec<(Id<Token>, Tally)>) -> Result<(), (db::Error, Vec<(Id<Token>, Tally)>)> {
        let mut parts = vec![part];
        while let Some(mut part) = parts.pop() {
            match store::write(db, &part).await {
                Ok(()) => {}
                Err(error) if db::is_refusal_of_data(&error) && part.len() > 1 => {
                    let half = part.split_off(part.len() / 2);
                    parts.extend([part, half]);
                }
                Err(error) if db::is_refusal_of_data(&error) => {
                    let token = part.first().map(|(token, _)| token.to_string()).unwrap_or_default();
                    tracing::error!(token, %error, "the database refuses the counts of a token: they are let go");
                }
                Err(error) => {
                    parts.push(part);
                    return Err((error, parts.into_iter().flatten().collect()));
                }
            }
        }
        Ok(())
    }

    fn take_back(&self, token: Id<Token>, tally: Tally) {
        let hash = self.hasher.hash_one(token);
        let mut tallies = self.shard(hash).lock().unwrap_or_else(PoisonError::into_inner);
        let mut whole = tally;
        if let Some((_, later)) = tallies.find_mut(hash, |(noted, _)| *noted == token) {
            whole.append(mem::take(later).tally());
            *later = whole.into();
        } else {
            self.tokens.fetch_add(1, Ordering::Relaxed);
            tallies.insert_unique(hash, (token, whole.into()), |(token, _)| self.hasher.hash_one(token));
        }
    }

    fn shard(&self, hash: u64) -> &Mutex<Tallies> {
        // The table looks at other bits.
        &self.shards[(hash >> 40) as usize % SHARDS]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;
    use crate::clock::Clock;

    fn note(address: Option<IpAddr>, agent: &str) -> Note<'_> {
        Note { at: Timestamp(1), address, agent, reported_by: None, refused: None, hearsay: false }
    }

    #[test]
    fn a_flood_of_tokens_and_of_callers_fills_no_memory() {
        let usage = Usage::default();
        let (clock, chance) = (Clock::fixed(Timestamp(1)), Chance::seeded(1));
        for _ in 0..LIMIT + 1_000 {
            usage.note(Id::new(&clock, &chance), &note(None, ""));
        }
        let noted: usize = usage.shards.iter().map(|s| s.lock().unwrap().len()).sum();
        assert_eq!((noted, usage.not_counted.load(Ordering::Relaxed)), (LIMIT, 1_000));
        let usage = Usage::default();
        let one = Id::new(&clock, &chance);
        for n in 0..10_000_u32 {
            usage.note(one, &note(Some(std::net::Ipv4Addr::from(n).into()), &"x".repeat(5_000)));
        }
        let noted = usage.shards.iter().find_map(|shard| mem::take(&mut *shard.lock().unwrap()).into_iter().next());
        let tally = noted.unwrap().1.tally();
        assert!(tally.callers().len() <= 32 && tally.callers().iter().all(|c| c.agent.len() <= 200));
        assert_eq!(tally.days().iter().map(|d| d.requests).sum::<i64>(), 10_000, "and yet each is counted");
    }

    #[test]
    fn what_could_not_be_written_is_added_to_what_has_come_since() {
        let usage = Usage::default();
        let one = Id::new(&Clock::fixed(Timestamp(1)), &Chance::seeded(1));
        let take = || usage.shards.iter().find_map(|s| mem::take(&mut *s.lock().unwrap()).into_iter().next()).unwrap();
        let again = |times| (0..times).for_each(|_| usage.note(one, &note(None, "curl")));
        again(3);
        let (_, unwritten) = take();
        usage.tokens.store(0, Ordering::Relaxed);
        again(4);
        usage.take_back(one, unwritten.tally());
        again(5);
        let tally = take().1.tally();
        assert_eq!(tally.days().iter().map(|d| d.requests).collect::<Vec<_>>(), [12]);
        assert_eq!(tally.callers().iter().map(|c| c.admitted).collect::<Vec<_>>(), [12]);
        assert_eq!(tally.recent().iter().map(|r| r.requests).collect::<Vec<_>>(), [12]);
        assert_eq!(usage.noted(), 1);
    }
}
