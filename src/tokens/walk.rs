//! All that the filters of the list leave, a piece at a time, for a file of it.

use super::list::Filters;
use super::{Token, store};
use crate::access::{Granted, SeeTokens};
use crate::clock::{Clock, Timestamp};
use crate::db::{self, Db};

/// Tokens in a piece.
pub const PIECE: usize = 500;

/// A way through every token that the filters leave, in the order of their making, a piece at a time: whoever carries a file
/// away takes their time, and holds nothing meanwhile.
#[derive(Debug)]
pub struct Walk {
    filters: Filters,
    now: Timestamp,
    after: (Timestamp, String),
    ended: bool,
}

impl Walk {
    /// Begins at the oldest. Statuses are those of now, however long it takes.
    pub fn begin(filters: Filters, clock: &Clock) -> Self {
        Self { filters, now: clock.now(), after: (Timestamp(i64::MIN), String::new()), ended: false }
    }

    /// The moment that it shows.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The next piece; none at the end.
    pub async fn next(&mut self, db: &Db, may: &Granted<SeeTokens>) -> Result<Option<Vec<Token>>, db::Error> {
        if self.ended {
            return Ok(None);
        }
        let after = (self.after.0, self.after.1.as_str());
        let piece = store::piece(db, may.organization(), &self.filters, after, self.now).await?;
        self.ended = piece.len() < PIECE;
        if let Some(last) = piece.last() {
            self.after = (last.created_at, last.id.to_string());
        }
        Ok(Some(piece))
    }
}
