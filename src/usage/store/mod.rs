//! SQL of usage: writing in batches, many rows to a statement. What is counted by the hour and by the day, to tell what would
//! break, is in `recent`.

pub mod recent;

use std::fmt::Write;
use std::net::IpAddr;
use std::ops::Range;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU8, Ordering};

use super::moved::Moved;
use super::report::{Caller, Day, Refusal};
use super::tally::{self, Tally};
use crate::applications::Application;
use crate::clock::Timestamp;
use crate::db::{self, Db, Tx};
use crate::id::Id;
use crate::organizations::Organization;
use crate::tokens::Token;

/// Tokens written in one transaction.
pub const AT_ONCE: usize = 500;
/// Callers kept per token, of those who were ever admitted and of those who never were.
const CALLERS: usize = 100;
/// Refusals kept per token.
const REFUSALS: usize = 50;
/// New rows of a token from which on its oldest are looked for at once; of one with fewer every so many writings.
const MANY: usize = 4;
const PRUNED_EVERY: u8 = 16;

/// One statement in several sizes, so that any number of rows is written by few of them.
struct Batch {
    numbered: [(usize, String); 4],
    in_order: [(usize, String); 4],
}

impl Batch {
    /// `row` has a type for each of a row's arguments; it is told to a database that couldn't infer it.
    fn new(before: &str, row: &[&str], after: &str) -> Self {
        let of = |rows: usize, numbered: bool| {
            let mut sql = before.to_owned();
            for n in 0..rows {
                sql.push_str(if n == 0 { "(" } else { ", (" });
                for (column, of) in row.iter().enumerate() {
                    let comma = if column == 0 { "" } else { ", " };
                    // Writing to a string can't fail.
                    let _ = match n * row.len() + column + 1 {
                        number if numbered => write!(sql, "{comma}CAST(${number} AS {of})"),
                        _ => write!(sql, "{comma}?"),
                    };
                }
                sql.push(')');
            }
            (rows, sql + after)
        };
        let sizes = [64, 16, 4, 1];
        Self { numbered: sizes.map(|rows| of(rows, true)), in_order: sizes.map(|rows| of(rows, false)) }
    }

    /// Which rows go into which statement of a transaction.
    fn pieces(&'static self, tx: &Tx, rows: usize) -> impl Iterator<Item = (Range<usize>, &'static str)> + use<> {
        let statements = if tx.takes_arguments_in_order() { &self.in_order } else { &self.numbered };
        let mut done = 0;
        std::iter::from_fn(move || {
            let (size, sql) = statements.iter().find(|(size, _)| *size <= rows - done)?;
            done += size;
            Some((done - size..done, sql.as_str()))
        })
    }
}

static COUNT: LazyLock<Batch> = LazyLock::new(|| {
    Batch::new(
        "INSERT INTO usage_days (token_id, day, outcome, requests) VALUES ",
        &["TEXT", "BIGINT", "TEXT", "BIGINT"],
        " ON CONFLICT (token_id, day, outcome) DO UPDATE SET requests = usage_days.requests + excluded.requests",
    )
});
/// Never backwards: another node may have seen a later use.
static LAST: LazyLock<Batch> = LazyLock::new(|| {
    Batch::new(
        "UPDATE tokens SET last_used_at = v.column2, last_used_address = v.column3, last_used_agent = v.column4 \
         FROM (VALUES ",
        &["TEXT", "BIGINT", "TEXT", "TEXT"],
        ") AS v WHERE tokens.id = v.column1 AND (tokens.last_used_at IS NULL OR tokens.last_used_at <= v.column2)",
    )
});
static SEEN: LazyLock<Batch> = LazyLock::new(|| {
    Batch::new(
        "INSERT INTO usage_callers \
         (token_id, address, user_agent, reported_by, first_at, last_at, admitted, refused) VALUES ",
        &["TEXT", "TEXT", "TEXT", "TEXT", "BIGINT", "BIGINT", "BIGINT", "BIGINT"],
        " ON CONFLICT (token_id, address, user_agent, reported_by) DO UPDATE SET \
         first_at = CASE WHEN excluded.first_at < usage_callers.first_at THEN excluded.first_at \
            ELSE usage_callers.first_at END, \
         last_at = CASE WHEN excluded.last_at > usage_callers.last_at THEN excluded.last_at \
            ELSE usage_callers.last_at END, \
         admitted = usage_callers.admitted + excluded.admitted, refused = usage_callers.refused + excluded.refused",
    )
});
static REFUSED: LazyLock<Batch> = LazyLock::new(|| {
    Batch::new(
        "INSERT INTO refusals \
         (decision, token_id, at, reason, application, address, method, path, user_agent, reported_by) VALUES ",
        &["TEXT", "TEXT", "BIGINT", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT"],
        " ON CONFLICT (decision) DO NOTHING",
    )
});
/// The callers that were not seen for longest go.
static FEWER_CALLERS: LazyLock<Batch> = LazyLock::new(|| {
    Batch::new(
        "DELETE FROM usage_callers WHERE (token_id, address, user_agent, reported_by) IN (\
         SELECT token_id, address, user_agent, reported_by FROM (\
            SELECT token_id, address, user_agent, reported_by, ROW_NUMBER() OVER (\
                PARTITION BY token_id, CASE WHEN admitted > 0 THEN 1 ELSE 0 END \
                ORDER BY last_at DESC, address, user_agent, reported_by) AS place \
            FROM usage_callers WHERE token_id IN (",
        &["TEXT"],
        &format!(")) AS ranked WHERE place > {CALLERS})"),
    )
});
static FEWER_REFUSALS: LazyLock<Batch> = LazyLock::new(|| {
    Batch::new(
        "DELETE FROM refusals WHERE decision IN (SELECT decision FROM (\
            SELECT decision, ROW_NUMBER() OVER (PARTITION BY token_id ORDER BY at DESC, decision DESC) AS place \
            FROM refusals WHERE token_id IN (",
        &["TEXT"],
        &format!(")) AS ranked WHERE place > {REFUSALS})"),
    )
});

const DAYS: &str = "
    SELECT d.day, d.outcome, d.requests FROM usage_days d JOIN tokens t ON t.id = d.token_id
    WHERE d.token_id = $1 AND t.organization_id = $2 AND d.day >= $3 ORDER BY d.day";
const CALLERS_OF: &str = "
    SELECT c.address, c.user_agent, c.first_at, c.last_at, c.admitted, c.refused, COALESCE(r.name, '') AS reported_by
    FROM usage_callers c JOIN tokens t ON t.id = c.token_id
        LEFT JOIN tokens r ON r.id = c.reported_by AND r.organization_id = t.organization_id
    WHERE c.token_id = $1 AND t.organization_id = $2 ORDER BY c.last_at DESC, c.address, c.user_agent LIMIT $3";
const REFUSALS_OF: &str = "
    SELECT r.decision, r.at, r.reason, r.application, r.address, r.method, r.path, r.user_agent,
        COALESCE(b.name, '') AS reported_by
    FROM refusals r JOIN tokens t ON t.id = r.token_id
        LEFT JOIN tokens b ON b.id = r.reported_by AND b.organization_id = t.organization_id
    WHERE r.token_id = $1 AND t.organization_id = $2 ORDER BY r.at DESC, r.decision DESC LIMIT $3";
const REFUSAL: &str = "
    SELECT r.decision, r.at, r.reason, r.application, r.address, r.method, r.path, r.user_agent,
        COALESCE(b.name, '') AS reported_by
    FROM refusals r JOIN tokens t ON t.id = r.token_id
        LEFT JOIN tokens b ON b.id = r.reported_by AND b.organization_id = t.organization_id
    WHERE r.decision = $1 AND t.organization_id = $2";
const MOVED: &str = "
    SELECT o.address, o.user_agent, o.last_at AS old_at, (
        SELECT MAX(n.last_at) FROM usage_callers n
        WHERE n.token_id = $3 AND n.address = o.address AND n.user_agent = o.user_agent AND n.admitted > 0) AS new_at
    FROM usage_callers o JOIN tokens t ON t.id = o.token_id
    WHERE o.token_id = $1 AND t.organization_id = $2 AND o.admitted > 0 AND o.last_at > $4";
static CALLERS_SINCE: LazyLock<String> = LazyLock::new(|| {
    let tokens = db::list(2);
    format!(
        "SELECT token_id, COUNT(*) FROM usage_callers WHERE last_at > $1 AND admitted > 0 AND token_id IN {tokens} \
         GROUP BY token_id"
    )
});

const OF_APPLICATION: &str = "
    SELECT CAST(COALESCE(SUM(d.requests), 0) AS BIGINT) FROM tokens t JOIN usage_days d ON d.token_id = t.id
    WHERE t.application_id = $1 AND t.organization_id = $2 AND t.deleted_at IS NULL
        AND d.day >= $3 AND d.outcome = 'admitted'";

/// Writes tallies in one transaction.
pub async fn write(db: &Db, tallies: &[(Id<Token>, Tally)]) -> Result<(), db::Error> {
    let mut tx = db.begin().await?;
    write_counts(&mut tx, tallies).await?;
    recent::write(&mut tx, tallies).await?;
    write_callers(&mut tx, tallies).await?;
    write_refusals(&mut tx, tallies).await?;
    tx.commit().await
}

async fn write_counts(tx: &mut Tx, tallies: &[(Id<Token>, Tally)]) -> Result<(), db::Error> {
    let counts: Vec<_> = tallies.iter().flat_map(|(token, t)| t.days().iter().map(move |c| (*token, c))).collect();
    for (rows, sql) in COUNT.pieces(tx, counts.len()) {
        db::run_rows!(&mut *tx, sql, &counts[rows], |row| row.0, row.1.day, row.1.outcome, row.1.requests)?;
    }
    let last: Vec<_> = tallies.iter().filter_map(|(token, t)| Some((*token, t.last()?))).collect();
    for (rows, sql) in LAST.pieces(tx, last.len()) {
        db::run_rows!(&mut *tx, sql, &last[rows], |row| row.0, row.1.at, text(row.1.address), &*row.1.agent)?;
    }
    Ok(())
}

async fn write_callers(tx: &mut Tx, tallies: &[(Id<Token>, Tally)]) -> Result<(), db::Error> {
    let seen = distinct_callers(tallies);
    for (rows, sql) in SEEN.pieces(tx, seen.len()) {
        db::run_rows!(
            &mut *tx,
            sql,
            &seen[rows],
            |row| row.0,
            text(row.1.address),
            &*row.1.agent,
            reporter(row.1.reported_by),
            row.1.first_at,
            row.1.last_at,
            row.2,
            row.3,
        )?;
    }
    let tokens = pruned(tallies, |tally| tally.callers().len());
    for (rows, sql) in FEWER_CALLERS.pieces(tx, tokens.len()) {
        db::run_rows!(&mut *tx, sql, &tokens[rows], |token| *token)?;
    }
    Ok(())
}

/// The callers with what was admitted and refused. Two programs may be alike once what is kept of them was cut; a
/// statement must not touch one row twice.
fn distinct_callers(tallies: &[(Id<Token>, Tally)]) -> Vec<(Id<Token>, &tally::Caller, i64, i64)> {
    let mut seen: Vec<(Id<Token>, &tally::Caller, i64, i64)> = Vec::new();
    for (token, tally) in tallies {
        let first = seen.len();
        for caller in tally.callers() {
            let alike = |(_, known, _, _): &&mut (Id<Token>, &tally::Caller, i64, i64)| {
                known.address == caller.address
                    && known.agent == caller.agent
                    && known.reported_by == caller.reported_by
            };
            match seen[first..].iter_mut().find(alike) {
                Some((_, _, admitted, refused)) => {
                    *admitted += caller.admitted;
                    *refused += caller.refused;
                }
                None => seen.push((*token, caller, caller.admitted, caller.refused)),
            }
        }
    }
    seen
}

async fn write_refusals(tx: &mut Tx, tallies: &[(Id<Token>, Tally)]) -> Result<(), db::Error> {
    let refused: Vec<_> = tallies.iter().flat_map(|(token, t)| t.refusals().iter().map(move |r| (*token, r))).collect();
    for (rows, sql) in REFUSED.pieces(tx, refused.len()) {
        db::run_rows!(
            &mut *tx,
            sql,
            &refused[rows],
            |row| &row.1.decision,
            row.0,
            row.1.at,
            row.1.reason,
            &row.1.application,
            text(row.1.address),
            &row.1.method,
            &row.1.path,
            &*row.1.agent,
            reporter(row.1.reported_by),
        )?;
    }
    let tokens = pruned(tallies, |tally| tally.refusals().len());
    for (rows, sql) in FEWER_REFUSALS.pieces(tx, tokens.len()) {
        db::run_rows!(&mut *tx, sql, &tokens[rows], |token| *token)?;
    }
    Ok(())
}

/// The tokens of which the oldest rows are to go: those that got many new ones, and each of the others now and then. To
/// look for them at every writing would cost more than the writing.
fn pruned(tallies: &[(Id<Token>, Tally)], rows: impl Fn(&Tally) -> usize) -> Vec<Id<Token>> {
    static WRITING: AtomicU8 = AtomicU8::new(0);
    let turn = WRITING.fetch_add(1, Ordering::Relaxed) % PRUNED_EVERY;
    let its_turn = |token: &Id<Token>| token.to_bytes()[11] % PRUNED_EVERY == turn;
    let due = tallies.iter().filter(|(token, tally)| match rows(tally) {
        0 => false,
        1..MANY => its_turn(token),
        _ => true,
    });
    due.map(|(token, _)| *token).collect()
}

fn text(address: Option<IpAddr>) -> String {
    address.map(|a| a.to_string()).unwrap_or_default()
}

fn reporter(token: Option<Id<Token>>) -> String {
    token.map(|id| id.to_string()).unwrap_or_default()
}

pub async fn days(db: &Db, organization: Id<Organization>, token: Id<Token>, from: i64) -> Result<Vec<Day>, db::Error> {
    db::all!(db, Day, DAYS, token, organization, from)
}

pub async fn callers(
    db: &Db,
    organization: Id<Organization>,
    token: Id<Token>,
    limit: i64,
) -> Result<Vec<Caller>, db::Error> {
    db::all!(db, Caller, CALLERS_OF, token, organization, limit)
}

pub async fn refusals(
    db: &Db,
    organization: Id<Organization>,
    token: Id<Token>,
    limit: i64,
) -> Result<Vec<Refusal>, db::Error> {
    db::all!(db, Refusal, REFUSALS_OF, token, organization, limit)
}

pub async fn refusal(db: &Db, organization: Id<Organization>, decision: &str) -> Result<Option<Refusal>, db::Error> {
    db::one!(db, Refusal, REFUSAL, decision, organization)
}

pub async fn callers_since(db: &Db, tokens: &[&str], since: Timestamp) -> Result<Vec<(Id<Token>, i64)>, db::Error> {
    db::all_in!(db, (Id<Token>, i64), CALLERS_SINCE.as_str(), tokens, since)
}

/// The callers of one token since a moment, and when each was last admitted with another.
pub async fn moved(
    db: &Db,
    organization: Id<Organization>,
    old: Id<Token>,
    new: Id<Token>,
    since: Timestamp,
) -> Result<Vec<Moved>, db::Error> {
    db::all!(db, Moved, MOVED, old, organization, new, since)
}

pub async fn of_application(
    db: &Db,
    organization: Id<Organization>,
    application: Id<Application>,
    from: i64,
) -> Result<i64, db::Error> {
    let row = db::one!(db, (i64,), OF_APPLICATION, application, organization, from)?;
    Ok(row.map_or(0, |row| row.0))
}
