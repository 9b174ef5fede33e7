//! SQL of recent use: requests per address, by the hour for a day and by the day for a week.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::LazyLock;

use super::super::impact::RecentCaller;
use super::super::tally::{Recent, Tally};
use super::Batch;
use crate::clock::Timestamp;
use crate::db::{self, Db, Tx};
use crate::id::Id;
use crate::organizations::Organization;
use crate::tokens::Token;

/// Before the present hour and day, so many are kept of each: what 24 hours and 7 days reach into.
pub const HOURS_KEPT: i64 = 24;
pub const DAYS_KEPT: i64 = 7;
/// How often in a row some thousands of old rows are dropped.
const DROPS: usize = 10;

/// Addresses of a token are told apart up to so many in an hour or day (a writing may add a few more); the requests from
/// further ones are counted under no address. A token that is used from everywhere would have rows without end otherwise.
static LATELY: LazyLock<Batch> = LazyLock::new(|| {
    Batch::new(
        "INSERT INTO usage_recent (token_id, span, start, address, requests) \
         SELECT w.column1, w.column2, w.column3, w.address, CAST(SUM(w.column5) AS BIGINT) FROM (\
            SELECT v.column1, v.column2, v.column3, v.column5, \
                CASE WHEN EXISTS (SELECT 1 FROM usage_recent r WHERE r.token_id = v.column1 AND r.span = v.column2 \
                        AND r.start = v.column3 AND r.address = v.column4) \
                    OR (SELECT COUNT(*) FROM (SELECT 1 AS one FROM usage_recent r WHERE r.token_id = v.column1 \
                        AND r.span = v.column2 AND r.start = v.column3 LIMIT 256) AS few) < 256 \
                THEN v.column4 ELSE '' END AS address \
            FROM (VALUES ",
        &["TEXT", "TEXT", "BIGINT", "TEXT", "BIGINT"],
        ") AS v) AS w GROUP BY w.column1, w.column2, w.column3, w.address \
         ON CONFLICT (token_id, span, start, address) DO UPDATE SET requests = usage_recent.requests + excluded.requests",
    )
});
const OLD: &str = "
    DELETE FROM usage_recent WHERE (token_id, span, start, address) IN (
        SELECT token_id, span, start, address FROM usage_recent WHERE span = $1 AND start < $2 LIMIT 5000)";
const RECENT_CALLERS: &str = "
    SELECT c.address, c.user_agent, c.last_at FROM usage_callers c JOIN tokens t ON t.id = c.token_id
    WHERE c.token_id = $1 AND t.organization_id = $2 AND c.admitted > 0 AND c.last_at > $3
    ORDER BY c.last_at DESC, c.address, c.user_agent";
const RECENT: &str = "
    SELECT r.address,
        CAST(SUM(CASE WHEN r.span = 'hour' AND r.start >= $3 THEN r.requests ELSE 0 END) AS BIGINT) AS day,
        CAST(SUM(CASE WHEN r.span = 'day' AND r.start >= $4 THEN r.requests ELSE 0 END) AS BIGINT) AS week
    FROM usage_recent r JOIN tokens t ON t.id = r.token_id
    WHERE r.token_id = $1 AND t.organization_id = $2 GROUP BY r.address";

static RECENT_OF_MANY: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT r.token_id,
            CAST(SUM(CASE WHEN r.span = 'hour' AND r.start >= $1 THEN r.requests ELSE 0 END) AS BIGINT) AS day,
            CAST(SUM(CASE WHEN r.span = 'day' AND r.start >= $2 THEN r.requests ELSE 0 END) AS BIGINT) AS week
        FROM usage_recent r
        WHERE r.token_id IN {} GROUP BY r.token_id",
        db::list(3)
    )
});

/// Writes the recent requests of tallies.
pub async fn write(tx: &mut Tx, tallies: &[(Id<Token>, Tally)]) -> Result<(), db::Error> {
    let recent: Vec<_> = tallies
        .iter()
        .flat_map(|(token, tally)| {
            let spans = spans(tally.recent());
            spans.into_iter().map(move |((span, start, address), requests)| (*token, span, start, address, requests))
        })
        .collect();
    for (rows, sql) in LATELY.pieces(tx, recent.len()) {
        db::run_rows!(&mut *tx, sql, &recent[rows], |row| row.0, row.1, row.2, super::text(row.3), row.4)?;
    }
    Ok(())
}

/// Which requests go into which hours and days; those too old to be asked for go into none.
fn spans(recent: &[Recent]) -> BTreeMap<(&'static str, i64, Option<IpAddr>), i64> {
    let latest = recent.iter().map(|r| r.hour).max().unwrap_or_default();
    let mut spans = BTreeMap::new();
    for Recent { hour, address, requests } in recent {
        let day = hour.div_euclid(24);
        let hours = (*hour >= latest - HOURS_KEPT).then_some(("hour", *hour, *address));
        let days = (day >= latest.div_euclid(24) - DAYS_KEPT).then_some(("day", day, *address));
        for span in [hours, days].into_iter().flatten() {
            *spans.entry(span).or_insert(0) += requests;
        }
    }
    spans
}

/// Drops counts by the hour and by the day that are too old to be asked for, some thousands at a time: writers wait for
/// one another.
pub async fn drop_old(db: &Db, now: Timestamp) -> Result<(), db::Error> {
    for (span, first) in [("hour", now.hour() - HOURS_KEPT), ("day", now.day() - DAYS_KEPT)] {
        for _ in 0..DROPS {
            let mut tx = db.begin().await?;
            let dropped = db::run!(&mut tx, OLD, span, first)?;
            tx.commit().await?;
            if dropped < 5_000 {
                break;
            }
        }
    }
    Ok(())
}

/// Who was admitted since a moment, the latest first.
pub async fn callers(
    db: &Db,
    organization: Id<Organization>,
    token: Id<Token>,
    since: Timestamp,
) -> Result<Vec<RecentCaller>, db::Error> {
    db::all!(db, RecentCaller, RECENT_CALLERS, token, organization, since)
}

/// Requests per address: address, those since an hour, those since a day.
pub async fn of(
    db: &Db,
    organization: Id<Organization>,
    token: Id<Token>,
    hour: i64,
    day: i64,
) -> Result<Vec<(String, i64, i64)>, db::Error> {
    db::all!(db, (String, i64, i64), RECENT, token, organization, hour, day)
}

/// Requests of each of at most [`db::LIST`] tokens: those since an hour, those since a day.
pub async fn of_many(db: &Db, tokens: &[&str], hour: i64, day: i64) -> Result<Vec<(Id<Token>, i64, i64)>, db::Error> {
    db::all_in!(db, (Id<Token>, i64, i64), RECENT_OF_MANY.as_str(), tokens, hour, day)
}
