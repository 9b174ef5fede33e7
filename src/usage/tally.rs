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

/// What is noted of a token until it is written. Most requests are like the one before them; those are only counted, in
/// bytes that lie together: to go through all that is kept of a token costs more than all else that is done to note it.
#[derive(Debug, Default)]
pub struct Noted {
    again: Option<Again>,
    tally: Tally,
}

/// Admitted requests of one caller in one hour that came after one that was noted.
#[derive(Debug)]
struct Again {
    agent_hash: u64,
    address: Option<IpAddr>,
    last_at: Timestamp,
    requests: i64,
    agent: Arc<str>,
}

impl Noted {
    pub fn add(&mut self, note: &Note<'_>) {
        let agent_hash = HASHER.hash_one(note.agent);
        let admitted = note.refused.is_none() && note.reported_by.is_none() && !note.hearsay;
        if let Some(again) = &mut self.again
            && admitted
            && again.agent_hash == agent_hash
            && again.address == note.address
            && again.last_at.hour() == note.at.hour()
        {
            again.requests += 1;
            again.last_at = again.last_at.max(note.at);
            return;
        }
        self.settle();
        let agent = self.tally.add(note, agent_hash);
        self.again = agent.filter(|_| admitted).map(|agent| {
            let (address, last_at) = (note.address, note.at);
            Again { agent_hash, address, last_at, requests: 0, agent }
        });
    }

    fn settle(&mut self) {
        if let Some(again) = self.again.take().filter(|again| again.requests > 0) {
            self.tally.add_again(again);
        }
    }

    /// All of it.
    pub fn tally(mut self) -> Tally {
        self.settle();
        self.tally
    }
}

impl From<Tally> for Noted {
    fn from(tally: Tally) -> Self {
        Self { again: None, tally }
    }
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

    /// Adds a request, and gives what is kept of the program its caller says they are.
    fn add(&mut self, note: &Note<'_>, agent_hash: u64) -> Option<Arc<str>> {
        let outcome = note.refused.as_ref().map_or(ADMITTED, |refused| refused.reason);
        self.count(note.at.day(), outcome, 1);
        if note.hearsay {
            return None;
        }
        let agent = self.caller(note, agent_hash);
        match &note.refused {
            None => {
                self.lately(note.at.hour(), note.address, 1);
                self.used(note.at, note.address, &agent);
            }
            Some(refused) => self.keep(Refusal::of(note, refused, Arc::clone(&agent))),
        }
        Some(agent)
    }

    /// Adds what came again after a request that was added.
    fn add_again(&mut self, Again { agent_hash, address, last_at, requests, agent }: Again) {
        self.count(last_at.day(), ADMITTED, requests);
        self.lately(last_at.hour(), address, requests);
        self.used(last_at, address, &agent);
        let same = |c: &&mut Caller| c.agent_hash == agent_hash && c.address == address && c.reported_by.is_none();
        // If there was no place for the first, there is none now.
        if let Some(caller) = self.callers.iter_mut().find(same) {
            caller.last_at = caller.last_at.max(last_at);
            caller.admitted += requests;
        }
    }

    fn used(&mut self, at: Timestamp, address: Option<IpAddr>, agent: &Arc<str>) {
        if self.last.as_ref().is_none_or(|last| last.at <= at) {
            self.last = Some(LastUse { at, address, agent: Arc::clone(agent) });
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
    fn caller(&mut self, note: &Note<'_>, agent_hash: u64) -> Arc<str> {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::chance::Chance;
    use crate::clock::{Clock, HOUR};

    proptest! {
        /// What comes again is counted apart, and nothing of it is lost.
        #[test]
        fn what_comes_again_is_noted_as_if_each_had_been_noted(
            requests in proptest::collection::vec((0..3_i64, 0..HOUR, 0..40_u8, 0..3_u8, 0..8_u8, 1..4_usize), 0..120),
        ) {
            let reporter = Id::new(&Clock::fixed(Timestamp(1)), &Chance::seeded(1));
            let (mut noted, mut tally) = (Noted::default(), Tally::default());
            for (hours, within, address, agent, kind, times) in requests {
                let refused =
                    (kind == 1).then_some(Refused { decision: "d", reason: "path", application: "a", method: "GET", path: "/" });
                let note = Note {
                    at: Timestamp(23 * HOUR + hours * HOUR + within),
                    address: (address > 0).then(|| IpAddr::from([192, 0, 2, address])),
                    agent: ["", "curl", "meter-sync"][usize::from(agent)],
                    reported_by: (kind == 2).then_some(reporter),
                    refused,
                    hearsay: kind == 3,
                };
                for _ in 0..times {
                    noted.add(&note);
                    tally.add(&note, HASHER.hash_one(note.agent));
                }
            }
            prop_assert_eq!(format!("{:?}", noted.tally()), format!("{tally:?}"));
        }
    }
}
