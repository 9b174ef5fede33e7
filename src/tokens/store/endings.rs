//! SQL of the ends of tokens. Each end has its index: that of the expiry, and that of the overlap, which few have.

use super::super::endings::Ending;
use super::super::status::status_sql;
use crate::clock::Timestamp;
use crate::db::{self, Db};
use crate::id::Id;
use crate::organizations::Organization;

/// Active tokens without a successor that end after $2 and by $3.
const COUNT: &str = concat!(
    "SELECT COUNT(*) FROM (SELECT t.id FROM tokens t WHERE t.organization_id = $1 AND t.kind = 'application' ",
    "AND COALESCE(t.expires_at, 9223372036854775807) > $2 AND COALESCE(t.expires_at, 9223372036854775807) <= $3 ",
    "AND t.superseded_at IS NULL AND ",
    status_sql!("$2"),
    " = 'active' LIMIT 1001) AS soon"
);

/// Compromised tokens that nobody has deleted or replaced.
const COMPROMISED: &str = "
    SELECT COUNT(*) FROM (SELECT t.id FROM tokens t WHERE t.organization_id = $1 AND t.compromised_at IS NOT NULL
        AND t.kind = 'application' AND t.deleted_at IS NULL AND t.superseded_at IS NULL LIMIT 1001) AS compromised";

/// Tokens whose end by one of the two lies from $2 until before $3, in the order of that end.
macro_rules! endings {
    ($end:literal, $direction:literal) => {
        concat!(
            "SELECT t.id, t.name, t.prefix, t.handle, COALESCE(a.name, '') AS application, t.expires_at, t.ends_at, ",
            "t.updated_at, t.superseded_at FROM tokens t LEFT JOIN applications a ON a.id = t.application_id ",
            "WHERE t.organization_id = $1 AND t.kind = 'application' AND ",
            $end,
            " >= $2 AND ",
            $end,
            " < $3 AND t.deleted_at IS NULL AND t.compromised_at IS NULL ORDER BY ",
            $end,
            " ",
            $direction,
            ", t.id LIMIT 1000"
        )
    };
}

const NEXT: [&str; 2] = [endings!("COALESCE(t.expires_at, 9223372036854775807)", "ASC"), endings!("t.ends_at", "ASC")];
const LATEST: [&str; 2] =
    [endings!("COALESCE(t.expires_at, 9223372036854775807)", "DESC"), endings!("t.ends_at", "DESC")];

pub async fn count(db: &Db, organization: Id<Organization>, now: Timestamp, soon: Timestamp) -> Result<i64, db::Error> {
    let row = db::one!(db, (i64,), COUNT, organization, now, soon)?;
    Ok(row.map_or(0, |row| row.0))
}

pub async fn compromised(db: &Db, organization: Id<Organization>) -> Result<i64, db::Error> {
    let row = db::one!(db, (i64,), COMPROMISED, organization)?;
    Ok(row.map_or(0, |row| row.0))
}

/// Those that end from `from` on, the soonest; by each of the two ends, so that a token may be there twice.
pub async fn next(
    db: &Db,
    organization: Id<Organization>,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Ending>, db::Error> {
    both(db, NEXT, organization, from, to).await
}

/// The same from the other side: those that ended last before `to`.
pub async fn latest(
    db: &Db,
    organization: Id<Organization>,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Ending>, db::Error> {
    both(db, LATEST, organization, from, to).await
}

async fn both(
    db: &Db,
    statements: [&'static str; 2],
    organization: Id<Organization>,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Ending>, db::Error> {
    let mut endings = Vec::new();
    for statement in statements {
        endings.extend(db::all!(db, Ending, statement, organization, from, to)?);
    }
    Ok(endings)
}
