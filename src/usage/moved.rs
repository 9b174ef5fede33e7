//! Which callers of a rotated token have gone over to its successor.

use super::impact::{NAMED, named};
use super::store;
use crate::access::{Granted, SeeTokens};
use crate::clock::{DAY, Timestamp};
use crate::db::{self, Db};
use crate::id::Id;
use crate::language::{Html, Message};
use crate::tokens::Token;
use crate::web::time::Moment;

/// A caller not seen for so many days is not waited for.
const DAYS: i64 = 30;

/// A caller of the old token.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Moved {
    /// From where; empty if it could not be told.
    pub address: String,
    /// The program they say they are.
    pub user_agent: String,
    /// When they were last seen with the old token.
    pub old_at: Timestamp,
    /// When they were last seen with the new one; none if they were not.
    pub new_at: Option<Timestamp>,
}

/// The callers of `old` in the last 30 days, and when each was seen with `new`: those that weren't come first.
pub async fn moved(
    db: &Db,
    may: &Granted<SeeTokens>,
    old: Id<Token>,
    new: Id<Token>,
    now: Timestamp,
) -> Result<Vec<Moved>, db::Error> {
    let mut callers = store::moved(db, may.organization(), old, new, now.plus(-DAYS * DAY)).await?;
    callers.sort_by_key(|caller| (caller.new_at.is_some(), std::cmp::Reverse(caller.old_at)));
    Ok(callers)
}

/// The same for a page.
#[derive(Clone, Debug)]
pub struct MovedView {
    /// "2 of 3 callers have been seen with the new secret", or that all have.
    pub words: Message,
    /// Nobody is left.
    pub all: bool,
    /// Address, program, last seen with the old secret, and with the new one.
    pub callers: Vec<(String, String, Moment, Option<Moment>)>,
    /// The first of those that were not seen with the new one, in words.
    pub left: Vec<Html>,
    /// That there are more.
    pub more: Option<Message>,
}

impl MovedView {
    /// As seen at `now`.
    pub fn of(callers: &[Moved], now: Timestamp) -> Self {
        let (there, of) = (callers.iter().filter(|c| c.new_at.is_some()).count(), callers.len());
        let words = match (there, of) {
            (_, 0) => t!("usage-moved-nobody", days = DAYS),
            (there, of) if there == of => t!("usage-moved-all", count = of),
            (0, of) => t!("usage-moved-none", count = of),
            (there, of) => t!("usage-moved-some", moved = there, count = of),
        };
        let view = |c: &Moved| {
            let new = c.new_at.map(|at| Moment::of(at, now));
            (c.address.clone(), c.user_agent.clone(), Moment::of(c.old_at, now), new)
        };
        let left = callers.iter().filter(|c| c.new_at.is_none()).take(NAMED);
        Self {
            words,
            all: there == of,
            callers: callers.iter().map(view).collect(),
            left: left.map(|c| named(&c.address, &c.user_agent, c.old_at, now)).collect(),
            more: (of - there > NAMED).then(|| t!("web-and-more", count = of - there - NAMED)),
        }
    }
}
