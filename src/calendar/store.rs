//! SQL of calendars.

use crate::clock::Timestamp;
use crate::db::{self, Db, On, Tx};
use crate::id::Id;
use crate::organizations::Organization;

/// Changes nothing, and so keeps whoever else would change the calendar waiting.
const HOLD: &str = "UPDATE organizations SET name = name WHERE id = $1 RETURNING name";
const MADE_AT: &str = "SELECT created_at FROM calendars WHERE organization_id = $1 AND ended_at IS NULL";
const SET: &str = "
    INSERT INTO calendars (organization_id, digest, created_at) VALUES ($1, $2, $3)
    ON CONFLICT (organization_id) DO UPDATE
        SET digest = excluded.digest, created_at = excluded.created_at, ended_at = NULL";
const END: &str = "UPDATE calendars SET ended_at = $2 WHERE organization_id = $1 AND ended_at IS NULL";
const BY_DIGEST: &str = "
    SELECT o.id, o.name FROM calendars c JOIN organizations o ON o.id = c.organization_id
    WHERE c.digest = $1 AND c.ended_at IS NULL AND o.suspended_at IS NULL";

pub async fn hold_organization(tx: &mut Tx, organization: Id<Organization>) -> Result<String, db::Error> {
    Ok(db::one!(tx, (String,), HOLD, organization)?.ok_or(sqlx::Error::RowNotFound)?.0)
}

pub async fn made_at(on: impl Into<On<'_>>, organization: Id<Organization>) -> Result<Option<Timestamp>, db::Error> {
    Ok(db::one!(on, (Timestamp,), MADE_AT, organization)?.map(|row| row.0))
}

pub async fn set(tx: &mut Tx, organization: Id<Organization>, digest: &str, now: Timestamp) -> Result<(), db::Error> {
    db::run!(tx, SET, organization, digest, now).map(|_| ())
}

pub async fn end(tx: &mut Tx, organization: Id<Organization>, now: Timestamp) -> Result<bool, db::Error> {
    Ok(db::run!(tx, END, organization, now)? == 1)
}

pub async fn by_digest(db: &Db, digest: &str) -> Result<Option<(Id<Organization>, String)>, db::Error> {
    db::one!(db, (Id<Organization>, String), BY_DIGEST, digest)
}
