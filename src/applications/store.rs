//! SQL of applications.

use super::{Application, Counted};
use crate::clock::Timestamp;
use crate::db::{self, Db, Tx};
use crate::id::Id;
use crate::organizations::Organization;

const INSERT: &str = "
    INSERT INTO applications (id, organization_id, name, name_key, created_at, accepts_personal_tokens)
    VALUES ($1, $2, $3, $4, $5, FALSE)";
const LIST: &str = "
    SELECT id, name, created_at, archived_at, accepts_personal_tokens FROM applications
    WHERE organization_id = $1 AND deleted_at IS NULL ORDER BY name_key, id";
/// Counted apart from joining, so that each count is a walk along its index.
macro_rules! select_counted {
    () => {
        "SELECT a.id, a.name, a.created_at, a.archived_at, a.accepts_personal_tokens,
            (SELECT COUNT(*) FROM tokens t WHERE t.application_id = a.id AND t.deleted_at IS NULL) AS tokens
        FROM applications a WHERE a.organization_id = $1 AND a.deleted_at IS NULL "
    };
}
const COUNTED: &str = concat!(select_counted!(), "ORDER BY a.name_key, a.id");
const FIND: &str = concat!(select_counted!(), "AND a.id = $2");
const ORGANIZATION_OF: &str = "SELECT organization_id FROM applications WHERE id = $1 AND deleted_at IS NULL";
/// Changes nothing, and so keeps whoever would change it, or make a token for it, waiting.
const HOLD: &str = "
    UPDATE applications SET name = name WHERE id = $1 AND organization_id = $2 AND deleted_at IS NULL
    RETURNING id, name, created_at, archived_at, accepts_personal_tokens";
const ACCEPTING_PERSONAL: &str = "
    SELECT id FROM applications
    WHERE id = $1 AND organization_id = $2 AND accepts_personal_tokens AND archived_at IS NULL AND deleted_at IS NULL";
// What follows is done to an application that is held.
const RENAME: &str = "UPDATE applications SET name = $2, name_key = $3 WHERE id = $1";
const SET_ARCHIVED: &str = "UPDATE applications SET archived_at = $2 WHERE id = $1";
const ALLOW_PERSONAL: &str = "UPDATE applications SET accepts_personal_tokens = $2 WHERE id = $1";
const LIVING_TOKENS: &str = "SELECT COUNT(*) FROM tokens WHERE application_id = $1 AND deleted_at IS NULL";
const DELETE: &str = "UPDATE applications SET deleted_at = $2 WHERE id = $1";

pub async fn insert(
    tx: &mut Tx,
    id: Id<Application>,
    organization: Id<Organization>,
    name: &str,
    now: Timestamp,
) -> Result<(), db::Error> {
    db::run!(tx, INSERT, id, organization, name, db::fold(name), now).map(|_| ())
}

pub async fn list(db: &Db, organization: Id<Organization>) -> Result<Vec<Application>, db::Error> {
    db::all!(db, Application, LIST, organization)
}

pub async fn counted(db: &Db, organization: Id<Organization>) -> Result<Vec<Counted>, db::Error> {
    db::all!(db, Counted, COUNTED, organization)
}

pub async fn find(db: &Db, organization: Id<Organization>, id: Id<Application>) -> Result<Option<Counted>, db::Error> {
    db::one!(db, Counted, FIND, organization, id)
}

pub async fn organization_of(db: &Db, id: Id<Application>) -> Result<Option<Id<Organization>>, db::Error> {
    Ok(db::one!(db, (Id<Organization>,), ORGANIZATION_OF, id)?.map(|row| row.0))
}

pub async fn hold(
    tx: &mut Tx,
    organization: Id<Organization>,
    id: Id<Application>,
) -> Result<Option<Application>, db::Error> {
    db::one!(tx, Application, HOLD, id, organization)
}

pub async fn accepting_personal(
    db: &Db,
    organization: Id<Organization>,
    id: Id<Application>,
) -> Result<Option<Id<Application>>, db::Error> {
    Ok(db::one!(db, (Id<Application>,), ACCEPTING_PERSONAL, id, organization)?.map(|row| row.0))
}

pub async fn rename(tx: &mut Tx, id: Id<Application>, name: &str) -> Result<(), db::Error> {
    db::run!(tx, RENAME, id, name, db::fold(name)).map(|_| ())
}

pub async fn set_archived(tx: &mut Tx, id: Id<Application>, at: Option<Timestamp>) -> Result<(), db::Error> {
    db::run!(tx, SET_ARCHIVED, id, at).map(|_| ())
}

pub async fn allow_personal_tokens(tx: &mut Tx, id: Id<Application>, allow: bool) -> Result<(), db::Error> {
    db::run!(tx, ALLOW_PERSONAL, id, allow).map(|_| ())
}

pub async fn living_tokens(tx: &mut Tx, id: Id<Application>) -> Result<i64, db::Error> {
    Ok(db::one!(tx, (i64,), LIVING_TOKENS, id)?.map_or(0, |row| row.0))
}

pub async fn delete(tx: &mut Tx, id: Id<Application>, now: Timestamp) -> Result<(), db::Error> {
    db::run!(tx, DELETE, id, now).map(|_| ())
}
