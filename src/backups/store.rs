//! SQL of backups.

use crate::clock::Timestamp;
use crate::db::{self, Db, On, Tx};

const MARK: &str = "INSERT INTO backups (made_at) VALUES ($1)";
/// The latest: a copy may have been made of a copy.
const MADE_AT: &str = "SELECT made_at FROM backups ORDER BY made_at DESC LIMIT 1";
const UNMARK: &str = "DELETE FROM backups";
const IN_FORCE: &str = "
    SELECT COUNT(*) FROM tokens WHERE deleted_at IS NULL AND compromised_at IS NULL AND active
        AND (expires_at IS NULL OR expires_at > $1) AND (ends_at IS NULL OR ends_at > $1)";

pub async fn mark(tx: &mut Tx, made_at: Timestamp) -> Result<(), db::Error> {
    db::run!(tx, MARK, made_at).map(|_| ())
}

pub async fn made_at(on: impl Into<On<'_>>) -> Result<Option<Timestamp>, db::Error> {
    Ok(db::one!(on, (Timestamp,), MADE_AT)?.map(|row| row.0))
}

pub async fn unmark(tx: &mut Tx) -> Result<(), db::Error> {
    db::run!(tx, UNMARK).map(|_| ())
}

/// Those that are paused are among them: they come back by themselves.
pub async fn in_force(db: &Db, now: Timestamp) -> Result<i64, db::Error> {
    Ok(db::one!(db, (i64,), IN_FORCE, now)?.map_or(0, |row| row.0))
}
