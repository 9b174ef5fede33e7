//! SQL of usage.

use super::Notes;
use crate::db::{self, Db};

const COUNT: &str = "
    INSERT INTO usage_days (token_id, day, outcome, requests) VALUES ($1, $2, $3, $4)
    ON CONFLICT (token_id, day, outcome) DO UPDATE SET requests = usage_days.requests + excluded.requests";
/// Never backwards: another node may have seen a later use.
const LAST: &str = "
    UPDATE tokens SET last_used_at = $2, last_used_address = $3, last_used_agent = $4
    WHERE id = $1 AND (last_used_at IS NULL OR last_used_at <= $2)";

/// Writes the notes in one transaction, in the order of their ids, so that two nodes can't block each other.
pub async fn write(db: &Db, notes: &Notes) -> Result<(), db::Error> {
    let mut counts: Vec<_> = notes.counts.iter().collect();
    counts.sort_unstable();
    let mut last: Vec<_> = notes.last.iter().collect();
    last.sort_unstable_by_key(|(token, _)| **token);
    let mut tx = db.begin().await?;
    for ((token, day, outcome), requests) in counts {
        db::run!(&mut tx, COUNT, *token, day, *outcome, requests)?;
    }
    for (token, used) in last {
        db::run!(&mut tx, LAST, *token, used.at, &used.address, &used.agent)?;
    }
    tx.commit().await
}
