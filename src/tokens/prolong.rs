//! Prolonging an overlap: whoever has not gone over to the new secret has more time with the old one.

use serde_json::json;

use super::rotate::LONGEST_DAYS;
use super::{Outcome, Overlap, Status, Token, living, manageable, record, store};
use crate::access::{Granted, ManageTokens};
use crate::clock::{Clock, HOUR, Timestamp};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::id::Id;

/// What lasts so little longer is not offered: a minute, in milliseconds.
const WORTH_IT: i64 = HOUR / 60;

/// The choices that would let the old secret of a rotated token last longer than it does, as forms name them, and until when;
/// none if it doesn't pass any more, or lasts as long as it may.
pub fn prolongations(token: &Token, now: Timestamp) -> Vec<(&'static str, Overlap, Timestamp)> {
    let Some(end) = token.facts.ends_at.filter(|_| lasts(token, now)) else { return Vec::new() };
    let all = Overlap::ALL.into_iter().map(|(value, overlap)| (value, overlap, overlap.prolonged(token, now)));
    // One that would end sooner than it says, and not because the token expires, isn't what it is called.
    let as_said =
        all.filter(|(_, overlap, until)| *until == overlap.from(now) || Some(*until) == token.facts.expires_at);
    let mut longer: Vec<_> = as_said.filter(|(_, _, until)| *until >= end.plus(WORTH_IT)).collect();
    // Of several that its expiry cuts short the first says all.
    longer.dedup_by_key(|(_, _, until)| *until);
    longer
}

/// It was rotated, and its secret goes on for now.
fn lasts(token: &Token, now: Timestamp) -> bool {
    let goes_on = matches!(token.status(now), Status::Active | Status::Inactive);
    token.superseded_at.is_some() && token.facts.active && goes_on
}

/// Lets the old secret of a rotated token last until `overlap` from now: not beyond its own expiry, nor [`LONGEST_DAYS`]
/// after its rotation. It is never cut short by this, and one that has ended stays so.
pub async fn prolong(
    db: &Db,
    clock: &Clock,
    may: &Granted<ManageTokens>,
    id: Id<Token>,
    overlap: Overlap,
) -> Result<Outcome> {
    let mut tx = db.begin().await?;
    // Whoever waits for another reads what that one has made of it, and looks at the clock after that.
    store::hold(&mut tx, may.organization(), id).await?;
    let now = clock.now();
    let before = living(&mut tx, may.organization(), id).await?;
    manageable(may, &before)?;
    let end = overlap.prolonged(&before, now);
    let changed = store::prolong(&mut tx, may.organization(), id, end, now).await?;
    let token = living(&mut tx, may.organization(), id).await?;
    if changed {
        let at = |token: &Token| json!({ "ends_at": token.facts.ends_at.map(|at| at.utc().to_rfc3339()) });
        let detail = json!({ "before": at(&before), "after": at(&token) });
        record(&mut tx, clock, may, "token.overlap_prolonged", &token, &detail).await?;
        tx.commit().await?;
        return Ok(Outcome { token, changed });
    }
    if lasts(&token, now) { Ok(Outcome { token, changed }) } else { Err(not_any_longer(&token, now)) }
}

/// Why its old secret can't last any longer.
pub fn not_any_longer(token: &Token, now: Timestamp) -> Error {
    Error::Conflict(if token.status(now) == Status::Compromised {
        t!("token-is-compromised", name = token.name).into()
    } else {
        t!("token-form-prolong-too-late", name = token.name, days = LONGEST_DAYS).into()
    })
}
