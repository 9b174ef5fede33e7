//! Pausing a token: it is off for a while, and on again by the clock, without anybody or anything that must remember.

use serde_json::json;

use super::{Outcome, Reason, Status, Token, living, must_say_why, record, store};
use crate::access::{Granted, ShutTokens};
use crate::clock::{Clock, DAY, HOUR};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::language::Message;

/// How long a token pauses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pause {
    /// 15 minutes.
    QuarterHour,
    /// An hour.
    Hour,
    /// 24 hours.
    Day,
}

impl Pause {
    /// All there are.
    pub const ALL: [Self; 3] = [Self::QuarterHour, Self::Hour, Self::Day];

    /// Reads a form's choice; the error is for its field.
    pub fn parse(text: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|pause| pause.as_str() == text);
        known.ok_or_else(|| t!("token-pause-length-unknown").into())
    }

    /// As forms name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::QuarterHour => "15m",
            Self::Hour => "1h",
            Self::Day => "1d",
        }
    }

    /// In words.
    pub fn words(self) -> Message {
        match self {
            Self::QuarterHour => t!("token-pause-quarter-hour"),
            Self::Hour => t!("token-pause-hour"),
            Self::Day => t!("token-pause-day"),
        }
    }

    fn millis(self) -> i64 {
        match self {
            Self::QuarterHour => HOUR / 4,
            Self::Hour => HOUR,
            Self::Day => DAY,
        }
    }
}

/// Pauses a token that is active, or prolongs its pause. A pause never ends one that lasts longer: ending it is
/// activating the token, which not everybody may. Support says why.
pub async fn pause(
    db: &Db,
    clock: &Clock,
    may: &Granted<ShutTokens>,
    id: Id<Token>,
    pause: Pause,
    reason: &Reason,
) -> Result<Outcome> {
    if must_say_why(may) && reason.is_empty() {
        return Err(Error::Malformed(t!("token-reason-paused-needed").into()));
    }
    let mut tx = db.begin().await?;
    let now = clock.now();
    let until = now.plus(pause.millis());
    let changed = store::pause(&mut tx, may.organization(), id, until, now, may.actor(), reason).await?;
    let token = living(&mut tx, may.organization(), id).await?;
    if changed {
        let detail = json!({ "until": until.utc().to_rfc3339(), "reason": reason.as_str() });
        record(&mut tx, clock, may, "token.paused", &token, &detail).await?;
        tx.commit().await?;
        return Ok(Outcome { token, changed });
    }
    match token.status(now) {
        Status::Inactive if token.paused(now).is_some() => Ok(Outcome { token, changed }),
        status => Err(Error::Conflict(t!("token-cant-pause", name = token.name, status = status.as_str()).into())),
    }
}
