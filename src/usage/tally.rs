//! What is noted of one token between two writings, in bounded space: exact counts, the callers that came first, the
//! refusals that came last.

use std::collections::VecDeque;
use std::hash::BuildHasher;
use std::net::IpAddr;
use std::sync::{Arc, LazyLock};

use hashbrown::DefaultHashBuilder;

use super::{ADMITTED, Note, Refused};
use crate::clock::Timestamp;
use crate::id::Id;
use crate::tokens::{Token, shown_again};

/// Callers told apart between two writings, of those who were admitted and of those who weren't; requests of further ones
/// are counted, and their callers not told.
const CALLERS: usize = 32;
/// Refusals kept between two writings.
const REFUSALS: usize = 8;
/// Characters kept of what a program says it is, and of a path.
const KEPT: usize = 200;

static HASHER: LazyLock<DefaultHashBuilder> = LazyLock::new(DefaultHashBuilder::default);

/// Requests of one outcome on one day.
#[derive(Clone, Debug)]
pub struct Count {
    /// Days since 1970-01-01, in UTC.
    pub day: i64,
    pub outcome: &'static str,
    pub requests: i64,
}

#[derive(Debug)]
pub struct Caller {
    pub address: Option<IpAddr>,
    pub agent: Arc<str>,
    /// Of what the program said, before any of it was cut off or out.
    agent_hash: u64,
    pub reported_by: Option<Id<Token>>,
    pub first_at: Timestamp,
    pub last_at: Timestamp,
    pub admitted: i64,
    pub refused: i64,
}

/// Admitted requests from one address in one hour.
#[derive(Debug)]
pub struct Recent {
    /// Hours since 1970-01-01, in UTC.
    pub hour: i64,
    pub address: Option<IpAddr>,
    pub requests: i64,
}

#[derive(Debug)]
pub struct LastUse {
    pub at: Timestamp,
    pub address: Option<IpAddr>,
    pub agent: Arc<str>,
}

#[derive(Debug)]
pub struct Refusal {
    pub decision: String,
    pub at: Timestamp,
    pub reason: &'static str,
    pub application: String,
    pub address: Option<IpAddr>,
    pub method: String,
    pub path: String,
    pub agent: Arc<str>,
    pub reported_by: Option<Id<Token>>,
}

#[derive(Debug, Default)]
pub struct Tally {
    days: Vec<Count>,
    callers: Vec<Caller>,
    recent: Vec<Recent>,
    last: Option<LastUse>,
    refusals: VecDeque<Refusal>,
}

impl Tally {
    pub fn days(&self) -> &[Count] {
        &self.days
    }

    pub fn callers(&self) -> &[Caller] {
        &self.callers
    }

    pub fn recent(&self) -> &[Recent] {
        &self.recent
    }

    pub fn last(&self) -> Option<&LastUse> {
        self.last.as_ref()
    }

    pub fn refusals(&self) -> &VecDeque<Refusal> {
        &self.refusals
    }

    pub fn add(&mut self, note: &Note<'_>) {
        let outcome = note.refused.as_ref().map_or(ADMITTED, |refused| refused.reason);
        self.count(note.at.day(), outcome, 1);
        if note.hearsay {
            return;
        }
        let agent = self.caller(note);
        match &note.refused {
            None => {
                self.lately(note.at.hour(), note.address, 1);
                if self.last.as_ref().is_none_or(|last| last.at <= note.at) {
                    self.last = Some(LastUse { at: note.at, address: note.address, agent });
                }
            }
            Some(refused) => self.keep(Refusal::of(note, refused, agent)),
        }
    }

    fn count(&mut self, day: i64, outcome: &'static str, requests: i64) {
        match self.days.iter_mut().find(|c| c.day == day && c.outcome == outcome) {
            Some(count) => count.requests += requests,
            None => self.days.push(Count { day, outcome, requests }),
        }
    }

    fn lately(&mut self, hour: i64, address: Option<IpAddr>, requests: i64) {
        let of = |address| move |recent: &&mut Recent| recent.hour == hour && recent.address == address;
        if let Some(known) = self.recent.iter_mut().find(of(address)) {
            known.requests += requests;
            return;
        }
        let crowded = self.recent.iter().filter(|recent| recent.hour == hour).count() >= CALLERS;
        let address = if crowded { None } else { address };
        match self.recent.iter_mut().find(of(address)) {
            Some(known) => known.requests += requests,
            None => self.recent.push(Recent { hour, address, requests }),
        }
    }

    /// Counts the caller, and gives what is kept of the program they say they are.
    fn caller(&mut self, note: &Note<'_>) -> Arc<str> {
        let agent_hash = HASHER.hash_one(note.agent);
        let same = |c: &&mut Caller| {
            c.agent_hash == agent_hash && c.address == note.address && c.reported_by == note.reported_by
        };
        let (admitted, refused) = if note.refused.is_none() { (1, 0) } else { (0, 1) };
        if let Some(caller) = self.callers.iter_mut().find(same) {
            caller.last_at = caller.last_at.max(note.at);
            caller.admitted += admitted;
            caller.refused += refused;
            return Arc::clone(&caller.agent);
        }
        let agent: Arc<str> = kept(note.agent).into();
        if self.has_place_for(admitted > 0) {
            let (address, reported_by, agent, at) = (note.address, note.reported_by, Arc::clone(&agent), note.at);
            let caller =
                Caller { address, agent, agent_hash, reported_by, first_at: at, last_at: at, admitted, refused };
            self.callers.push(caller);
        }
        agent
    }

    /// Who is refused takes no place of who is admitted: a thief must not be able to push the traces of others out.
    fn has_place_for(&self, admitted: bool) -> bool {
        self.callers.iter().filter(|caller| (caller.admitted > 0) == admitted).count() < CALLERS
    }

    fn keep(&mut self, refusal: Refusal) {
        if self.refusals.len() == REFUSALS {
            self.refusals.pop_front();
        }
        self.refusals.push_back(refusal);
    }

    /// Adds what was noted after this.
    pub fn append(&mut self, later: Self) {
        for count in later.days {
            self.count(count.day, count.outcome, count.requests);
        }
        for caller in later.callers {
            let same = |c: &&mut Caller| {
                c.agent_hash == caller.agent_hash && c.address == caller.address && c.reported_by == caller.reported_by
            };
            if let Some(known) = self.callers.iter_mut().find(same) {
                known.last_at = known.last_at.max(caller.last_at);
                known.admitted += caller.admitted;
                known.refused += caller.refused;
            } else if self.has_place_for(caller.admitted > 0) {
                self.callers.push(caller);
            }
        }
        for recent in later.recent {
            self.lately(recent.hour, recent.address, recent.requests);
        }
        self.last = later.last.or(self.last.take());
        later.refusals.into_iter().for_each(|refusal| self.keep(refusal));
    }
}

impl Refusal {
    fn of(note: &Note<'_>, refused: &Refused<'_>, agent: Arc<str>) -> Self {
        Self {
            decision: refused.decision.to_owned(),
            at: note.at,
            reason: refused.reason,
            application: kept(refused.application),
            address: note.address,
            method: kept(refused.method),
            path: kept(refused.path),
            agent,
            reported_by: note.reported_by,
        }
    }
}

/// What may stay of a text that a caller chose: its beginning, without the secrets of tokens, and no NUL, which one of
/// the databases refuses.
fn kept(text: &str) -> String {
    // A secret that begins within the part kept is seen whole.
    let start: String = text.chars().take(KEPT + 100).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    shown_again(&start).chars().take(KEPT).collect()
}
