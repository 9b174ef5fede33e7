//! What may befall every request, such as a proxy that asks in a wrong way: logged now and then, with how often.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use crate::clock::Timestamp;

/// How often it is logged, in milliseconds.
const LOGGED_EVERY: i64 = 10_000;

/// What may befall every request, and is logged now and then.
#[derive(Debug, Default)]
pub struct Recurring {
    requests: AtomicU64,
    /// In Unix milliseconds.
    logged_at: AtomicI64,
}

impl Recurring {
    /// Notes a request. Tells how many there were since the last time it told, if it is time for that.
    pub fn note(&self, now: Timestamp) -> Option<u64> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        let before = self.logged_at.load(Ordering::Relaxed);
        // A clock that was set back must not silence it.
        let due = !(0..LOGGED_EVERY).contains(&(now.0 - before))
            && self.logged_at.compare_exchange(before, now.0, Ordering::Relaxed, Ordering::Relaxed).is_ok();
        due.then(|| self.requests.swap(0, Ordering::Relaxed))
    }
}

/// How a proxy can ask so that it says nothing of the request.
#[derive(Clone, Copy, Debug)]
pub enum Misconfiguration {
    /// At an address that is no entrance.
    Address,
    /// At the entrance for any application, which isn't open.
    Any,
    /// Without the dialect's headers, each exactly once.
    Headers,
}

impl Misconfiguration {
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Address => "the address is not /gate/APPLICATION/DIALECT",
            Self::Any => "/gate/any is asked, and LATCHKEY_GATE_ANY is not on",
            Self::Headers => "the proxy must send the dialect's two headers exactly once each",
        }
    }
}
