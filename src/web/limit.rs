//! How often someone may do what anybody may: so many times in a while per network, so that nobody keeps the database busy
//! with it. In memory, for this process: it protects, and decides nothing.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

use crate::clock::Timestamp;

/// Networks that are remembered. With more of them at once all begin anew: to shut everyone out would be what an attacker
/// wants.
const NETWORKS: usize = 10_000;

/// So many times within so many milliseconds.
#[derive(Debug)]
pub struct Limiter {
    times: u32,
    within: i64,
    /// Since when, and how often since then.
    seen: Mutex<HashMap<Option<IpAddr>, (Timestamp, u32)>>,
}

impl Limiter {
    /// Lets `times` pass `within` milliseconds.
    pub fn new(times: u32, within: i64) -> Self {
        Self { times, within, seen: Mutex::default() }
    }

    /// Whether one more is let pass. Addresses that can't be told share one count.
    pub fn admit(&self, from: Option<IpAddr>, now: Timestamp) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = |since: Timestamp| (0..self.within).contains(&(now.0 - since.0));
        if seen.len() >= NETWORKS {
            seen.retain(|_, (since, _)| fresh(*since));
            if seen.len() >= NETWORKS {
                seen.clear();
            }
        }
        let (since, times) = seen.entry(from.map(network)).or_insert((now, 0));
        if !fresh(*since) {
            (*since, *times) = (now, 0);
        }
        *times = times.saturating_add(1);
        *times <= self.times
    }
}

/// Whoever has one IPv6 address has all of its /64.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 64))),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_network_has_its_own_count_and_a_new_one_after_a_while() {
        let limiter = Limiter::new(2, 1_000);
        let at = |ms| Timestamp(ms);
        let from = |text: &str| Some(text.parse().unwrap());
        for (address, ms, admitted) in [
            (from("192.0.2.1"), 0, true),
            (from("192.0.2.1"), 10, true),
            (from("::ffff:192.0.2.1"), 20, false),
            (from("192.0.2.2"), 20, true),
            (None, 20, true),
            (from("2001:db8::1"), 20, true),
            (from("2001:db8::2"), 20, true),
            (from("2001:db8::3"), 20, false),
            (from("2001:db8:0:1::3"), 20, true),
            (from("192.0.2.1"), 999, false),
            (from("192.0.2.1"), 1_000, true),
            // A clock that was set back shuts nobody out.
            (from("192.0.2.1"), 0, true),
        ] {
            assert_eq!(limiter.admit(address, at(ms)), admitted, "{address:?} at {ms}");
        }
    }

    #[test]
    fn no_number_of_networks_fills_the_memory() {
        let limiter = Limiter::new(1, 1_000);
        for n in 0..50_000_u32 {
            limiter.admit(Some(std::net::Ipv4Addr::from_bits(n).into()), Timestamp(0));
        }
        assert!(limiter.seen.lock().unwrap().len() <= NETWORKS);
    }
}
