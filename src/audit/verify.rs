//! Whether a chain still holds: every event as it was recorded, none left out, moved or added, and the end where the
//! head says it is. A chain that was rewritten from some event on, with its head, holds in itself: that is found only by
//! a head that was noted elsewhere before.

use std::collections::HashSet;
use std::fmt;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

use tokio::sync::{Semaphore, SemaphorePermit};

use super::{Event, store};
use crate::access::{Granted, VerifyAudit};
use crate::db::{self, Db};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::organizations::Organization;
use crate::telemetry::spawn_blocking;

/// A chain that may be looked through.
#[derive(Clone, Debug)]
pub struct Chain {
    id: String,
    /// The organization's name; empty for the installation's own.
    pub name: String,
}

impl Chain {
    /// The chain of the organization that the proof is of.
    pub fn of(may: &Granted<VerifyAudit>) -> Self {
        let name = may.person().map(|person| person.current.organization_name.clone()).unwrap_or_default();
        Self { id: may.organization().to_string(), name }
    }

    /// Every chain of the installation, its own first: for whoever has the command line, and with it the database.
    pub(crate) async fn all(db: &Db) -> Result<Vec<Self>, db::Error> {
        Ok(store::chains(db).await?.into_iter().map(|(id, name)| Self { id, name }).collect())
    }

    /// Whether it is the installation's own, which concerns no organization.
    pub fn is_installations(&self) -> bool {
        self.id.is_empty()
    }
}

/// The end of a chain at some moment. Noted where whoever can change the database can't, it tells later whether
/// what was before it is still the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The organization's id; empty for the installation's own chain, and in lines that were given out before it was in
    /// them.
    pub organization: String,
    /// The place of the last event.
    pub seq: i64,
    /// Its hash.
    pub hash: String,
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.organization.is_empty() {
            write!(f, "{}:", self.organization)?;
        }
        write!(f, "{}:{}", self.seq, self.hash)
    }
}

impl Head {
    /// Whether it is known to be of another chain.
    pub fn is_elsewhere(&self, chain: &Chain) -> bool {
        !self.organization.is_empty() && self.organization != chain.id
    }
}

impl FromStr for Head {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || t!("audit-line-wrong").into();
        let (before, hash) = text.trim().rsplit_once(':').ok_or_else(wrong)?;
        let (organization, seq) = before.split_once(':').unwrap_or(("", before));
        let organization = organization.to_ascii_lowercase();
        let is_id = organization.is_empty() || organization.parse::<Id<Organization>>().is_ok();
        let seq: i64 = seq.parse().map_err(|_| wrong())?;
        let hash = hash.to_ascii_lowercase();
        let fits = is_id && seq > 0 && hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
        if fits { Ok(Self { organization, seq, hash }) } else { Err(wrong()) }
    }
}

/// The first thing that is wrong with a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// This event's hash is not that of what it says.
    Altered(i64),
    /// After the event `after` comes `found`.
    Gap {
        /// The last that is in order.
        after: i64,
        /// What follows it.
        found: i64,
    },
    /// This event was recorded after another than the one before it.
    Moved(i64),
    /// The chain ends at `last`, and its head says `head`.
    Truncated {
        /// The last event there is.
        last: i64,
        /// The last event there should be.
        head: i64,
    },
    /// There is an event at this place, after the end that the head says.
    BeyondHead(i64),
    /// The head has another hash than the last event, at this place.
    HeadDiffers(i64),
    /// The head is not there.
    NoHead,
    /// An organization's chain has not even the event of its founding.
    Empty,
    /// The event at the noted place has another hash.
    NotAsNoted(i64),
    /// The chain ends before the noted place.
    ShorterThanNoted {
        /// The last event there is.
        last: i64,
        /// What was noted.
        noted: i64,
    },
}

impl Broken {
    /// Whether the chain holds in itself, and only doesn't agree with what was noted: which of the two is right can't be told
    /// from here.
    pub fn is_about_what_was_noted(&self) -> bool {
        matches!(self, Self::NotAsNoted(_) | Self::ShorterThanNoted { .. })
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The places of events as they stand in a head that someone noted.
        let text = i64::to_string;
        let said = match self {
            Self::Altered(seq) => t!("audit-broken-altered", seq = text(seq)),
            Self::Gap { found: ..=0, .. } => t!("audit-broken-before-first"),
            Self::Gap { after, found } => {
                t!("audit-broken-gap", missing = text(&(after + 1)), after = text(after), found = text(found))
            }
            Self::Moved(seq) => t!("audit-broken-moved", seq = text(seq)),
            Self::Truncated { last, head } => t!("audit-broken-truncated", last = text(last), head = text(head)),
            Self::BeyondHead(seq) => t!("audit-broken-beyond-head", seq = text(seq)),
            Self::HeadDiffers(seq) => t!("audit-broken-head-differs", seq = text(seq)),
            Self::NoHead => t!("audit-broken-no-head"),
            Self::Empty => t!("audit-broken-empty"),
            Self::NotAsNoted(seq) => t!("audit-broken-not-as-noted", seq = text(seq)),
            Self::ShorterThanNoted { last, noted } => {
                t!("audit-broken-shorter", last = text(last), noted = text(noted))
            }
        };
        said.fmt(f)
    }
}

/// What became of looking through a chain.
#[derive(Clone, Debug)]
pub struct Report {
    /// Events that were checked.
    pub checked: i64,
    /// The head as it is.
    pub head: Option<Head>,
    /// What is wrong first, if anything is.
    pub broken: Option<Broken>,
}

/// Who may look through a chain now: one at a time in all, since that reads and hashes all there is. Others wait in the order
/// in which they came, each organization with one place in the queue: none can keep the others from theirs.
#[derive(Debug)]
pub struct Queue {
    waiting: Mutex<HashSet<String>>,
    turn: Semaphore,
}

/// The right to look through a chain, until it is dropped.
#[derive(Debug)]
pub struct Turn<'a> {
    place: Place<'a>,
    _permit: SemaphorePermit<'a>,
}

/// An organization's place in the queue, from when it asks to when it is done or goes away.
#[derive(Debug)]
struct Place<'a> {
    queue: &'a Queue,
    chain: Chain,
}

impl Default for Queue {
    fn default() -> Self {
        Self { waiting: Mutex::default(), turn: Semaphore::new(1) }
    }
}

impl Queue {
    /// Waits for the turn of this chain; refused if someone waits for it, or looks through it, already.
    pub async fn turn(&self, chain: Chain) -> Result<Turn<'_>> {
        if !self.waiting.lock().unwrap_or_else(PoisonError::into_inner).insert(chain.id.clone()) {
            return Err(Error::Busy(t!("audit-verified-already").into()));
        }
        let place = Place { queue: self, chain };
        let permit = self.turn.acquire().await.map_err(|e| Error::Internal(e.to_string()))?;
        Ok(Turn { place, _permit: permit })
    }
}

impl Turn<'_> {
    /// Looks through the chain whose turn it is.
    pub async fn verify(&self, db: &Db, noted: Option<&Head>) -> Result<Report> {
        verify(db, &self.place.chain, noted).await
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.queue.waiting.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.chain.id);
    }
}

/// How far along the chain all is well.
#[derive(Clone, Debug, Default)]
struct So {
    seq: i64,
    hash: String,
    checked: i64,
    /// The event at the noted place has another hash than was noted.
    not_as_noted: bool,
}

/// Looks through a chain, a piece at a time, off the threads that serve. What is appended meanwhile is left for the next
/// time.
pub async fn verify(db: &Db, chain: &Chain, noted: Option<&Head>) -> Result<Report> {
    let Some((seq, hash)) = store::head(db, &chain.id).await? else {
        return Ok(Report { checked: 0, head: None, broken: Some(Broken::NoHead) });
    };
    let head = Head { organization: chain.id.clone(), seq, hash };
    let (mut so, mut place, mut broken) = (So::default(), i64::MIN, None);
    while broken.is_none() && place < head.seq {
        let piece = store::along(db, &chain.id, place).await?;
        let Some(last) = piece.last() else { break };
        place = last.seq;
        let (id, end, noted) = (chain.id.clone(), head.seq, noted.cloned());
        (so, broken) = spawn_blocking(move || check(so, &piece, &id, end, noted.as_ref())).await?;
    }
    if broken.is_none() {
        broken = at_the_end(db, chain, &so, &head, noted).await?;
    }
    Ok(Report { checked: so.checked, head: Some(head), broken })
}

/// Checks a piece of a chain, from where all is well so far.
fn check(mut so: So, piece: &[Event], chain: &str, end: i64, noted: Option<&Head>) -> (So, Option<Broken>) {
    for event in piece.iter().take_while(|event| event.seq <= end) {
        so.checked += 1;
        let broken = if event.seq != so.seq + 1 {
            Some(Broken::Gap { after: so.seq, found: event.seq })
        } else if event.hash != event.expected_hash(chain) {
            Some(Broken::Altered(event.seq))
        } else if event.prev_hash != so.hash {
            Some(Broken::Moved(event.seq))
        } else {
            None
        };
        if broken.is_some() {
            return (so, broken);
        }
        // Told only of a chain that holds in itself: what is broken says more.
        so.not_as_noted |= noted.is_some_and(|noted| noted.seq == event.seq && noted.hash != event.hash);
        event.hash.clone_into(&mut so.hash);
        so.seq = event.seq;
    }
    (so, None)
}

async fn at_the_end(
    db: &Db,
    chain: &Chain,
    so: &So,
    head: &Head,
    noted: Option<&Head>,
) -> Result<Option<Broken>, db::Error> {
    if so.seq < head.seq {
        return Ok(Some(Broken::Truncated { last: so.seq, head: head.seq }));
    }
    if so.hash != head.hash {
        return Ok(Some(Broken::HeadDiffers(so.seq)));
    }
    // The head is read after the events: what was appended properly meanwhile it knows by then.
    let last = store::last(db, &chain.id).await?;
    let now = store::head(db, &chain.id).await?.map_or(0, |(seq, _)| seq);
    if last > now {
        return Ok(Some(Broken::BeyondHead(now + 1)));
    }
    if so.seq == 0 && !chain.is_installations() {
        return Ok(Some(Broken::Empty));
    }
    Ok(noted.and_then(|noted| match noted.seq {
        beyond if beyond > so.seq => Some(Broken::ShorterThanNoted { last: so.seq, noted: beyond }),
        seq => so.not_as_noted.then_some(Broken::NotAsNoted(seq)),
    }))
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    fn chain(id: &str) -> Chain {
        Chain { id: id.to_owned(), name: String::new() }
    }

    #[tokio::test]
    async fn chains_are_looked_through_one_after_the_other_and_none_has_two_places() {
        let queue = Queue::default();
        let first = queue.turn(chain("a")).await.unwrap();
        let mut second = Box::pin(queue.turn(chain("b")));
        assert!((&mut second).now_or_never().is_none(), "it waits, and isn't refused");
        for taken in ["a", "b"] {
            assert!(matches!(queue.turn(chain(taken)).await, Err(Error::Busy(_))), "{taken}");
        }
        drop(first);
        // The first asks again, and comes after the one that was there.
        let mut again = Box::pin(queue.turn(chain("a")));
        assert!((&mut again).now_or_never().is_none());
        let second = second.await.unwrap();
        assert!((&mut again).now_or_never().is_none());
        drop(second);
        drop(again.await.unwrap());
        // Who goes away while waiting leaves nothing behind.
        let held = queue.turn(chain("a")).await.unwrap();
        assert!(queue.turn(chain("c")).now_or_never().is_none());
        drop(held);
        drop(queue.turn(chain("c")).await.unwrap());
    }

    #[test]
    fn a_head_is_read_as_it_is_written() {
        let (id, hash) = ("0123456789abcdef01234567", "0a".repeat(32));
        let head = Head { organization: id.to_owned(), seq: 17, hash };
        assert_eq!(head.to_string(), format!("{id}:17:{}", head.hash));
        assert_eq!(head.to_string().parse(), Ok(head.clone()));
        let older = Head { organization: String::new(), ..head };
        assert_eq!(older.to_string().parse(), Ok(older.clone()));
        assert_eq!(format!(" 17:{} ", "0A".repeat(32)).parse(), Ok(older.clone()));
        assert!(!older.is_elsewhere(&chain("a")), "it doesn't say");
        let of_another = format!("{id}:{older}").parse::<Head>().unwrap();
        assert!(of_another.is_elsewhere(&chain("a")) && !of_another.is_elsewhere(&chain(id)));
        for wrong in [
            "",
            "17",
            "17:",
            "17:00",
            ":00",
            "0:",
            "x:y",
            &format!("-1:{}", "0a".repeat(32)),
            &format!("x:17:{}", "0a".repeat(32)),
        ] {
            assert!(wrong.parse::<Head>().is_err(), "{wrong}");
        }
    }
}
