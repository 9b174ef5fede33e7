//! What the demo's tokens were used for: weeks of requests by several programs, and refused ones of several kinds.

use std::net::IpAddr;

use anyhow::Result;

use super::maker::Maker;
use crate::clock::{DAY, HOUR, Timestamp};
use crate::gate::Refusal;
use crate::tokens;
use crate::usage::{Note, Refused};

/// Days of usage.
const WEEKS: i64 = 5 * 7;

/// A program that uses a token.
struct Caller {
    address: Option<IpAddr>,
    agent: &'static str,
    /// One more than its most requests a day.
    up_to: u8,
}

impl Caller {
    /// The programs of the n-th token, from within its IP restriction.
    fn of(n: usize) -> Vec<Self> {
        let from = |end: usize| match n % 5 {
            1 => ["198.51.100.7", "198.51.100.8"][end % 2].parse().ok(),
            3 => format!("10.20.0.{end}").parse().ok(),
            _ => format!("203.0.113.{end}").parse().ok(),
        };
        let mut callers = vec![Self { address: from(n % 200 + 1), agent: "meter-sync/2.4", up_to: 40 }];
        if n.is_multiple_of(2) {
            callers.push(Self { address: from(n % 200 + 2), agent: "meter-sync/2.3", up_to: 12 });
        }
        if n.is_multiple_of(5) {
            callers.push(Self { address: from(n % 200 + 40), agent: "curl/8.5.0", up_to: 2 });
        }
        callers
    }

    fn elsewhere(n: usize) -> Self {
        let address = format!("192.0.2.{}", n % 200 + 1).parse().ok();
        Self { address, agent: "python-requests/2.32", up_to: 1 }
    }

    fn note(&self, at: Timestamp) -> Note<'_> {
        Note { at, address: self.address, agent: self.agent, reported_by: None, refused: None, hearsay: false }
    }
}

impl Maker<'_> {
    /// Weeks of requests, more on some days than on others, and refused ones: some for what they asked, some from
    /// elsewhere, and all once the token was shut.
    pub fn use_token(&self, token: &tokens::Token, n: usize, shut: Timestamp) -> Result<()> {
        let last = if n.is_multiple_of(5) { 0 } else { i64::try_from(n % 40)? };
        let callers = Caller::of(n);
        for back in (0..WEEKS.max(last + 1)).rev() {
            let at = self.today.plus(-back * DAY - i64::try_from(n)? * 97_000);
            let random = self.chance.bytes::<4>();
            let in_force = token.facts.end().is_none_or(|end| at < end);
            if at < token.created_at || (back < last && at < shut && in_force) {
                continue;
            }
            if at >= shut || !in_force {
                // Only some integrations go on trying.
                let refusal = if in_force { shut_as(n) } else { Refusal::Expired };
                for _ in 0..if n.is_multiple_of(2) { 2 + random[0] % 9 } else { 0 } {
                    self.refuse(token, at, &callers[0], (refusal, "GET", "devices"));
                }
                continue;
            }
            for caller in &callers {
                for _ in 0..=self.chance.bytes::<1>()[0] % caller.up_to {
                    self.usage.note(token.id, &caller.note(at));
                }
            }
            if random[1].is_multiple_of(5) {
                self.refuse(token, at, &callers[0], (Refusal::Permission, "DELETE", "devices"));
            }
            if random[2].is_multiple_of(7) && !token.networks.is_empty() {
                self.refuse(token, at.plus(-3_000), &Caller::elsewhere(n), (Refusal::Address, "GET", "devices"));
            }
            if random[3].is_multiple_of(19) {
                self.refuse(token, at.plus(-5_000), &callers[callers.len() - 1], (Refusal::Path, "GET", ""));
            }
        }
        Ok(())
    }

    /// The first caller of the n-th token uses another one since a day ago.
    pub fn go_over(&self, successor: &tokens::Token, n: usize) {
        for hour in 0..20 {
            self.usage.note(successor.id, &Caller::of(n)[0].note(self.today.plus(-hour * HOUR - 90_000)));
        }
    }

    fn refuse(&self, token: &tokens::Token, at: Timestamp, caller: &Caller, what: (Refusal, &'static str, &str)) {
        let (refusal, method, below) = what;
        let decision = self.seal.seal(at, refusal, Some(&token.handle));
        let path = match below {
            "" => String::new(),
            below => format!("/applications/{}/{below}", token.owner_id()),
        };
        let application = token.owner_id();
        let refused =
            Refused { decision: decision.as_str(), reason: refusal.as_str(), application, method, path: &path };
        self.usage.note(token.id, &Note { refused: Some(refused), ..caller.note(at) });
    }
}

/// What a token is refused for, once it was shut.
fn shut_as(n: usize) -> Refusal {
    if n % 11 == 8 { Refusal::Compromised } else { Refusal::Inactive }
}
