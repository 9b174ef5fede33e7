//! Pausing a token: it is off for a while, and on again by the clock, without anybody or anything that must remember.

use serde_json::json;

use super::{Outcome, Reason, Status, Token, living, must_say_why, record, store};
use crate::access::{Granted, ShutTokens};
use crate::clock::{Clock, DAY, HOUR};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::id::Id;

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
    /// All there are, as forms name them, with their words.
    pub const ALL: [(&str, &str, Self); 3] =
        [("15m", "15 minutes", Self::QuarterHour), ("1h", "1 hour", Self::Hour), ("1d", "1 day", Self::Day)];

    /// Reads a form's choice; the error is for its field.
    pub fn parse(text: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|(value, _, _)| *value == text);
        known.map(|(_, _, pause)| pause).ok_or_else(|| "Choose how long: 15 minutes, 1 hour or 1 day.".to_owned())
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
        return Err(Error::Malformed("Say why the token is paused: its administrators will ask.".to_owned()));
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
        status => {
            let word = status.to_string().to_lowercase();
            Err(Error::Conflict(format!("“{}” is {word}: only an active token can be paused.", token.name)))
        }
    }
}
