//! Slowing down guesses. After a few failures each further attempt waits, twice as long every time, for the pair of
//! account and address it came from; nobody else is kept out. An address that fails on many accounts waits as well.

use std::net::IpAddr;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::store;
use crate::clock::{DAY, Timestamp};
use crate::config::SecretKey;
use crate::db::{self, Db, Tx};
use crate::id::hex;

/// Failures of one account and address before waiting begins.
const FREE: i64 = 5;
/// Failures of one address, over all accounts, before waiting begins.
const FREE_OF_ADDRESS: i64 = 50;
/// The longest wait of an account and address.
const LONGEST: i64 = 15 * 60 * 1_000;
/// The longest wait of an address: short, because others may share it.
const LONGEST_OF_ADDRESS: i64 = 5_000;
/// For so long a success is remembered: 30 days.
const KNOWN: i64 = 30 * DAY;
/// After so long without a failure all is forgotten.
const FORGIVEN: i64 = 60 * 60 * 1_000;

/// What an attempt is counted under: keyed hashes, never an e-mail address.
pub struct Attempt {
    pair: String,
    address: String,
    account: String,
}

impl Attempt {
    pub fn of(key: &SecretKey, email_key: &str, address: Option<IpAddr>) -> Self {
        let address = address.map(|a| network_of(a).to_string()).unwrap_or_default();
        Self {
            pair: keyed(key, &format!("pair {address} {email_key}")),
            address: keyed(key, &format!("address {address}")),
            account: keyed(key, &format!("account {email_key}")),
        }
    }

    pub fn account_hash(&self) -> &str {
        &self.account
    }
}

/// One person has a whole /64 of IPv6 addresses to come from.
fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let mut segments = v6.segments();
            segments[4..].fill(0);
            IpAddr::from(segments)
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

fn keyed(key: &SecretKey, text: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.expose()).unwrap_or_else(|_| unreachable!("any length is a key"));
    mac.update(b"sign-in ");
    mac.update(text.as_bytes());
    hex(&mac.finalize().into_bytes()[..16])
}

/// Begins an attempt: counts it, or tells how many seconds it has to wait.
pub async fn begin(db: &Db, now: Timestamp, attempt: &Attempt) -> Result<Option<i64>, db::Error> {
    let mut tx = db.begin().await?;
    let pair = store::failures(&mut tx, &attempt.pair, now).await?;
    let address = store::failures(&mut tx, &attempt.address, now).await?;
    let mut left = wait(pair.count - FREE, pair.last_failure_at, now, LONGEST);
    // Whoever signed in from here lately is not slowed down by others who share the address.
    if pair.succeeded_at.is_none_or(|at| now.0 - at.0 > KNOWN) {
        left = left.max(wait(address.count - FREE_OF_ADDRESS, address.last_failure_at, now, LONGEST_OF_ADDRESS));
    }
    if left.is_some() {
        return Ok(left);
    }
    for key in [&attempt.pair, &attempt.address] {
        store::count_failure(&mut tx, key, now, now.plus(-FORGIVEN)).await?;
    }
    tx.commit().await?;
    Ok(None)
}

/// Forgets the failures of an account and address that has signed in.
pub async fn succeed(tx: &mut Tx, now: Timestamp, attempt: &Attempt) -> Result<(), db::Error> {
    store::succeed(tx, &attempt.pair, now).await?;
    store::drop_old_attempts(tx, now.plus(-KNOWN)).await?;
    store::take_back_failure(tx, &attempt.address).await
}

/// Seconds left to wait after `over` failures too many, the last of them at `last`.
fn wait(over: i64, last: Timestamp, now: Timestamp, longest: i64) -> Option<i64> {
    if over < 0 || now.0 - last.0 > FORGIVEN {
        return None;
    }
    let delay = (1_000_i64 << over.min(20)).min(longest);
    let left = last.plus(delay).0 - now.0;
    (left > 0).then_some((left + 999) / 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_doubles_up_to_a_quarter_of_an_hour_and_is_forgiven() {
        let last = Timestamp(1_000_000);
        assert_eq!(wait(-1, last, last, LONGEST), None);
        assert_eq!(wait(0, last, last, LONGEST), Some(1));
        assert_eq!(wait(3, last, last, LONGEST), Some(8));
        assert_eq!(wait(3, last, last.plus(8_000), LONGEST), None);
        assert_eq!(wait(40, last, last, LONGEST), Some(900));
        assert_eq!(wait(40, last, last.plus(FORGIVEN + 1), LONGEST), None);
    }

    #[test]
    fn neighbours_in_one_ipv6_network_count_as_one() {
        let network = |text: &str| network_of(text.parse().unwrap());
        assert_eq!(network("2001:db8::1"), network("2001:db8::ffff:1"));
        assert_ne!(network("2001:db8::1"), network("2001:db8:0:1::1"));
        assert_ne!(network("10.0.0.1"), network("10.0.0.2"));
        assert_eq!(network("::ffff:10.0.0.1"), network("10.0.0.1"));
    }
}
