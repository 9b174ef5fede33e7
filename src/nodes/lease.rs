//! The right to answer from memory, for a while.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::LEASE;
use crate::clock::{Clock, waiting_since};

/// See [`crate::nodes`]. It is looked at by every request, and never waits.
#[derive(Debug)]
pub struct Lease {
    since: Instant,
    /// When it ends, in milliseconds from `since`; zero if there is none.
    ends: AtomicU64,
    /// When it began by the time of day, in milliseconds.
    began_at: AtomicU64,
}

impl Default for Lease {
    fn default() -> Self {
        Self { since: waiting_since(), ends: AtomicU64::new(0), began_at: AtomicU64::new(0) }
    }
}

/// What a lease is counted from: the moment before it was asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asking {
    at: Instant,
    time_of_day: u64,
}

impl Asking {
    /// Now.
    pub fn now() -> Self {
        Self { at: waiting_since(), time_of_day: time_of_day() }
    }
}

/// How long its holder relies on it: a tenth less than others wait for it to end.
fn relied_on() -> Duration {
    LEASE * 9 / 10
}

impl Lease {
    /// Whether it is held now.
    pub fn is_held(&self) -> bool {
        let ends = self.ends.load(Ordering::Acquire);
        if ends == 0 || millis(self.since.elapsed()) >= ends {
            return false;
        }
        // A clock that stood still while the machine was frozen would not have told.
        let went = time_of_day().checked_sub(self.began_at.load(Ordering::Relaxed));
        went.is_some_and(|went| went < millis(relied_on()))
    }

    /// It was granted, to someone who asked at that moment.
    pub(super) fn granted(&self, asked: Asking) {
        self.began_at.store(asked.time_of_day, Ordering::Relaxed);
        let ends = asked.at.saturating_duration_since(self.since) + relied_on();
        self.ends.store(millis(ends), Ordering::Release);
    }

    /// It is let go.
    pub(super) fn end(&self) {
        self.ends.store(0, Ordering::Release);
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn time_of_day() -> u64 {
    u64::try_from(Clock::system().now().0).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_held_from_the_asking_for_less_than_others_wait() {
        let lease = Lease::default();
        assert!(!lease.is_held(), "nobody has granted it");
        let asked = Asking::now();
        lease.granted(asked);
        assert!(lease.is_held());
        let ago = |ago| Asking { at: asked.at.checked_sub(ago).unwrap(), time_of_day: asked.time_of_day - millis(ago) };
        // The process has run for less than that: such a lease ended before it began.
        lease.granted(ago(relied_on()));
        assert!(!lease.is_held());
        lease.granted(ago(Duration::from_millis(200)));
        assert!(lease.is_held());
        lease.end();
        assert!(!lease.is_held());
    }

    #[test]
    fn a_clock_that_stood_still_is_found_out_by_the_time_of_day() {
        let lease = Lease::default();
        let asked = Asking::now();
        lease.granted(Asking { time_of_day: asked.time_of_day - millis(LEASE), ..asked });
        assert!(!lease.is_held(), "by the time of day it is over");
        lease.granted(Asking { time_of_day: asked.time_of_day + 60_000, ..asked });
        assert!(!lease.is_held(), "the time of day was set back");
    }
}
