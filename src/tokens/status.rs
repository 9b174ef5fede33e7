//! The status of a token: derived by one function from stored facts and the time, never stored.

use crate::clock::Timestamp;
use crate::language::Message;

/// What a token is at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// A tombstone.
    Deleted,
    /// The secret is known to someone else; it never works again.
    Compromised,
    /// Its end has come.
    Expired,
    /// Switched off, or paused.
    Inactive,
    /// In force.
    Active,
}

impl Status {
    /// The word in addresses and filters.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Deleted => "deleted",
            Self::Compromised => "compromised",
            Self::Expired => "expired",
            Self::Inactive => "inactive",
            Self::Active => "active",
        }
    }

    /// What it is called.
    pub fn word(self) -> Message {
        match self {
            Self::Deleted => t!("token-deleted"),
            Self::Compromised => t!("token-compromised"),
            Self::Expired => t!("token-expired"),
            Self::Inactive => t!("token-inactive"),
            Self::Active => t!("token-active"),
        }
    }
}

/// The facts a status is derived from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Facts {
    /// The switch.
    pub active: bool,
    /// When it was deleted.
    pub deleted_at: Option<Timestamp>,
    /// When it was marked compromised.
    pub compromised_at: Option<Timestamp>,
    /// When it expires.
    pub expires_at: Option<Timestamp>,
    /// When its overlap with its successor ends.
    pub ends_at: Option<Timestamp>,
    /// Until when it is paused.
    pub paused_until: Option<Timestamp>,
}

impl Facts {
    /// The status at `now`. An end is the first moment at which the token no longer works.
    pub fn status(&self, now: Timestamp) -> Status {
        if self.deleted_at.is_some() {
            Status::Deleted
        } else if self.compromised_at.is_some() {
            Status::Compromised
        } else if self.end().is_some_and(|end| now >= end) {
            Status::Expired
        } else if !self.active || self.paused_until.is_some_and(|until| now < until) {
            Status::Inactive
        } else {
            Status::Active
        }
    }

    /// The earlier of expiry and end of overlap.
    pub fn end(&self) -> Option<Timestamp> {
        [self.expires_at, self.ends_at].into_iter().flatten().min()
    }
}

/// The same derivation in SQL, over a token row `t` and the time in `$now`, for filters.
/// A test holds the two against each other over every combination of facts.
macro_rules! status_sql {
    ($now:literal) => {
        concat!(
            "(CASE WHEN t.deleted_at IS NOT NULL THEN 'deleted' ",
            "WHEN t.compromised_at IS NOT NULL THEN 'compromised' ",
            "WHEN t.expires_at <= ",
            $now,
            " OR t.ends_at <= ",
            $now,
            " THEN 'expired' ",
            "WHEN NOT t.active OR t.paused_until > ",
            $now,
            " THEN 'inactive' ",
            "ELSE 'active' END)"
        )
    };
}
pub(super) use status_sql;

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000);
    const ON: Facts = Facts {
        active: true,
        deleted_at: None,
        compromised_at: None,
        expires_at: None,
        ends_at: None,
        paused_until: None,
    };

    #[test]
    fn a_token_expires_on_the_exact_millisecond() {
        let expiring = Facts { expires_at: Some(NOW), ..ON };
        assert_eq!(expiring.status(NOW.plus(-1)), Status::Active);
        assert_eq!(expiring.status(NOW), Status::Expired);
        let superseded = Facts { ends_at: Some(NOW), expires_at: Some(NOW.plus(5)), ..ON };
        assert_eq!(superseded.status(NOW.plus(-1)), Status::Active);
        assert_eq!(superseded.status(NOW), Status::Expired, "the earlier end counts");
    }

    #[test]
    fn a_pause_ends_on_the_exact_millisecond() {
        let paused = Facts { paused_until: Some(NOW), ..ON };
        assert_eq!(paused.status(NOW.plus(-1)), Status::Inactive);
        assert_eq!(paused.status(NOW), Status::Active);
    }

    #[test]
    fn the_graver_status_wins() {
        let mut facts = Facts { active: false, ..ON };
        assert_eq!(facts.status(NOW), Status::Inactive);
        facts.expires_at = Some(NOW);
        assert_eq!(facts.status(NOW), Status::Expired);
        facts.compromised_at = Some(NOW);
        assert_eq!(facts.status(NOW), Status::Compromised);
        facts.deleted_at = Some(NOW);
        assert_eq!(facts.status(NOW), Status::Deleted);
    }
}
