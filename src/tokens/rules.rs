//! The rules of an organization for its tokens: whether a new one must have an expiry, how long it may last, whether it
//! must have an IP restriction. One definition, for whatever makes or changes a token ([`check`]) and, in SQL, for the
//! gate and the lists. Changing the rules is a setting of the organization.

use std::fmt;

use super::{AllowedNetworks, Token, store};
use crate::access::{Granted, ManageSettings, SeeTokens};
use crate::clock::{Clock, DAY, Timestamp};
use crate::db::{self, Db, Tx};
use crate::id::Id;
use crate::language::Message;
use crate::organizations::Organization;

/// Where counting those that break rules stops.
pub const COUNTED: i64 = 10_000;
/// The longest lifetime that can be a rule, in days.
pub const LONGEST_CAP_DAYS: i64 = 3_650;

/// What an organization asks of its tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Rules {
    /// A token must have an expiry.
    pub require_expiry: bool,
    /// A token must have an IP restriction, and one that restricts something.
    pub require_network: bool,
    /// For so many days a token may last at most; then it must have an expiry, too.
    pub lifetime_cap_days: Option<i64>,
    /// The gate refuses tokens that break the rules, which are older than the rules themselves.
    pub block_rule_breakers: bool,
}

impl Rules {
    /// Whether a token must have an expiry, for one reason or the other.
    pub fn must_expire(&self) -> bool {
        self.require_expiry || self.lifetime_cap_days.is_some()
    }

    /// Whether a token made `now` may end at `end`.
    pub fn allow_end(&self, now: Timestamp, end: Timestamp) -> bool {
        self.lifetime_cap_days.is_none_or(|days| end.0.saturating_sub(now.0) <= days.saturating_mul(DAY))
    }
}

/// A rule that a token breaks. In words it is a sentence for whoever makes the token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breach {
    /// It has no expiry.
    NoExpiry,
    /// It lasts too long.
    TooLong {
        /// So many days are allowed.
        days: i64,
    },
    /// It works from anywhere.
    AnyAddress,
}

impl Breach {
    /// What such a token does that it shouldn't: a word or two after "it".
    pub fn what_it_does(self) -> Message {
        match self {
            Self::NoExpiry => t!("token-form-breaks-expiry"),
            Self::TooLong { days } => t!("token-form-breaks-lifetime", days = days),
            Self::AnyAddress => t!("token-form-breaks-networks"),
        }
    }
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = match self {
            Self::NoExpiry => t!("token-form-rule-expiry"),
            Self::TooLong { days } => t!("token-form-rule-lifetime", days = days),
            Self::AnyAddress => t!("token-form-rule-networks"),
        };
        words.fmt(f)
    }
}

/// Which rules a token breaks that is, or would be, made at `created_at`.
pub fn check(
    rules: &Rules,
    created_at: Timestamp,
    expires_at: Option<Timestamp>,
    networks: &AllowedNetworks,
) -> Vec<Breach> {
    let mut breaches = Vec::new();
    match expires_at {
        None if rules.must_expire() => breaches.push(Breach::NoExpiry),
        Some(end) if !rules.allow_end(created_at, end) => {
            breaches.push(Breach::TooLong { days: rules.lifetime_cap_days.unwrap_or_default() });
        }
        _ => {}
    }
    breaches.extend(check_networks(rules, networks));
    breaches
}

/// The same for an IP restriction alone, which is all of it that an edit can change.
pub fn check_networks(rules: &Rules, networks: &AllowedNetworks) -> Option<Breach> {
    (rules.require_network && !networks.restrict()).then_some(Breach::AnyAddress)
}

/// What a token does that the rules don't want, in words after "it"; empty if it keeps them.
pub fn what_breaks(rules: &Rules, token: &Token) -> String {
    let breaches = check(rules, token.created_at, token.facts.expires_at, &token.networks);
    let mut said = breaches.into_iter().map(|breach| breach.what_it_does().to_string());
    let first = said.next().unwrap_or_default();
    said.fold(first, |before, next| t!("token-form-breaks-both", before = before, next = next).into())
}

/// What makes a token keep them that breaks them: an IP restriction can be edited, an end can't.
pub fn what_helps(rules: &Rules, token: &Token) -> &'static str {
    let breaches = check(rules, token.created_at, token.facts.expires_at, &token.networks);
    match &breaches[..] {
        // Nobody edits or rotates a personal one.
        _ if token.application_id.is_none() => "own",
        [Breach::AnyAddress] => "edit",
        breaches if breaches.contains(&Breach::AnyAddress) => "create",
        _ => "rotate",
    }
}

/// The rules of the organization, for showing them and for asking early.
pub async fn read(db: &Db, may: &Granted<SeeTokens>) -> Result<Rules, db::Error> {
    store::rules::read(db, may.organization()).await
}

/// The rules of the organization, which stay what they are until the transaction ends. Takes no proof: each operation
/// that makes or changes a token asks, and has its own.
pub async fn hold(tx: &mut Tx, organization: Id<Organization>) -> Result<Rules, db::Error> {
    store::rules::hold(tx, organization).await
}

/// Tokens that still work, or could be activated, and break certain rules.
#[derive(Debug)]
pub struct Breakers {
    /// How many there are, up to [`COUNTED`] + 1.
    pub count: i64,
    /// Those used last: at most 200.
    pub first: Vec<Token>,
}

/// The organization's tokens of every kind that break `rules`, whether these are in force or only thought of.
pub async fn breakers(
    db: &Db,
    clock: &Clock,
    may: &Granted<ManageSettings>,
    rules: &Rules,
) -> Result<Breakers, db::Error> {
    let (organization, now) = (may.organization(), clock.now());
    let count = store::rules::count_breakers(db, organization, rules, now).await?;
    let first = if count == 0 { Vec::new() } else { store::rules::breakers(db, organization, rules, now).await? };
    Ok(Breakers { count, first })
}

/// The same rules in SQL, over a token row `t` and whatever stands for the requirement of an expiry, that of an IP
/// restriction, and the cap in days. A test holds the two against each other.
macro_rules! breaks_rules_sql {
    ($expiry:literal, $network:literal, $cap:literal) => {
        concat!(
            "((",
            $expiry,
            " AND t.expires_at IS NULL) OR (",
            $cap,
            " IS NOT NULL AND (t.expires_at IS NULL OR t.expires_at - t.created_at > ",
            $cap,
            " * 86400000)) OR (",
            $network,
            " AND (t.networks = '' OR (' ' || t.networks || ' ') LIKE '% 0.0.0.0/0 %'",
            " OR (' ' || t.networks || ' ') LIKE '% ::/0 %')))"
        )
    };
}
pub(super) use breaks_rules_sql;

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000);

    fn networks(text: &str) -> AllowedNetworks {
        AllowedNetworks::parse(text).unwrap()
    }

    #[test]
    fn without_rules_nothing_breaks_any() {
        assert_eq!(check(&Rules::default(), NOW, None, &networks("")), []);
    }

    #[test]
    fn a_cap_is_kept_to_the_millisecond_and_asks_for_an_expiry() {
        let rules = Rules { lifetime_cap_days: Some(30), ..Rules::default() };
        let inside = networks("10.0.0.0/8");
        assert_eq!(check(&rules, NOW, Some(NOW.plus(30 * DAY)), &inside), []);
        assert_eq!(check(&rules, NOW, Some(NOW.plus(30 * DAY + 1)), &inside), [Breach::TooLong { days: 30 }]);
        assert_eq!(check(&rules, NOW, Some(Timestamp(i64::MAX)), &inside), [Breach::TooLong { days: 30 }]);
        assert_eq!(check(&rules, NOW, None, &inside), [Breach::NoExpiry]);
    }

    #[test]
    fn a_list_that_holds_the_whole_internet_is_no_restriction() {
        let rules = Rules { require_network: true, ..Rules::default() };
        for nothing in ["", "0.0.0.0/0", "::/0", "10.0.0.1 0.0.0.0/0", "::ffff:0.0.0.0/96"] {
            assert_eq!(check(&rules, NOW, None, &networks(nothing)), [Breach::AnyAddress], "{nothing}");
        }
        for something in ["0.0.0.0/1", "10.0.0.0/8", "::/1", "::", "0.0.0.0"] {
            assert_eq!(check(&rules, NOW, None, &networks(something)), [], "{something}");
        }
    }

    #[test]
    fn every_broken_rule_is_told_at_once() {
        let rules =
            Rules { require_expiry: true, require_network: true, lifetime_cap_days: Some(1), ..Rules::default() };
        assert_eq!(check(&rules, NOW, None, &networks("")), [Breach::NoExpiry, Breach::AnyAddress]);
    }
}
