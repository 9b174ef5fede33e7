//! When tokens end: how many soon, and how many have by a leak, for the banners over the list; and which, for the
//! organization's calendar.

use super::{SOON_DAYS, Token, store};
use crate::access::{Granted, SeeTokens};
use crate::clock::{Clock, DAY, Timestamp};
use crate::db::{self, Db};
use crate::id::Id;
use crate::organizations::Organization;

/// An end that is past is told for so many days.
pub const TOLD_DAYS: i64 = 30;
/// The most endings that are told at once.
pub const LIMIT: usize = 1_000;

/// A token that ends.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Ending {
    /// The token.
    pub id: Id<Token>,
    /// Its name.
    pub name: String,
    /// The start of its secret, as in `lka`.
    pub prefix: String,
    /// The eight public characters after that.
    pub handle: String,
    /// Its application's name.
    pub application: String,
    /// When it expires.
    pub expires_at: Option<Timestamp>,
    /// When its overlap with its successor ends.
    pub ends_at: Option<Timestamp>,
    /// When it was last edited.
    pub updated_at: Timestamp,
    /// When its successor was issued.
    pub superseded_at: Option<Timestamp>,
}

impl Ending {
    /// The first moment at which it no longer works.
    pub fn at(&self) -> Option<Timestamp> {
        [self.expires_at, self.ends_at].into_iter().flatten().min()
    }

    /// When anything of this was last different.
    pub fn changed_at(&self) -> Timestamp {
        self.superseded_at.map_or(self.updated_at, |at| at.max(self.updated_at))
    }
}

/// How many of the organization's active application tokens end within [`SOON_DAYS`], up to 1,001. Those that the list
/// shows under "Expires soon".
pub async fn soon(db: &Db, clock: &Clock, may: &Granted<SeeTokens>) -> Result<i64, db::Error> {
    let now = clock.now();
    store::endings::count(db, may.organization(), now, now.plus(SOON_DAYS * DAY)).await
}

/// How many of the organization's application tokens are compromised and neither deleted nor replaced, up to 1,001.
pub async fn compromised(db: &Db, may: &Granted<SeeTokens>) -> Result<i64, db::Error> {
    store::endings::compromised(db, may.organization()).await
}

/// The ends of the organization's application tokens, the soonest first, and then of those that ended within the last
/// [`TOLD_DAYS`]: at most [`LIMIT`] altogether. Takes no proof: who asks has the secret of the calendar.
pub async fn told(db: &Db, organization: Id<Organization>, now: Timestamp) -> Result<Vec<Ending>, db::Error> {
    let mut endings = within(store::endings::next(db, organization, now, Timestamp(i64::MAX)).await?, |at| at >= now);
    endings.truncate(LIMIT);
    let from = now.plus(-TOLD_DAYS * DAY);
    let mut past = within(store::endings::latest(db, organization, from, now).await?, |at| at >= from && at < now);
    past.reverse();
    endings.extend(past.into_iter().take(LIMIT - endings.len()));
    Ok(endings)
}

/// Those that end where they are looked for, each once and in the order of their ends: of two ends the earlier counts.
fn within(mut endings: Vec<Ending>, fits: impl Fn(Timestamp) -> bool) -> Vec<Ending> {
    endings.retain(|ending| ending.at().is_some_and(&fits));
    endings.sort_by_key(|ending| (ending.at(), ending.id));
    endings.dedup_by_key(|ending| ending.id);
    endings
}
