//! SQL of applications.

use super::Application;
use crate::clock::Timestamp;
use crate::db::{self, Db, Tx};
use crate::id::Id;
use crate::organizations::Organization;

const INSERT: &str = "
    INSERT INTO applications (id, organization_id, name, name_key, created_at, accepts_personal_tokens)
    VALUES ($1, $2, $3, $4, $5, FALSE)";
const LIST: &str = "
    SELECT id, name, archived_at FROM applications
    WHERE organization_id = $1 AND deleted_at IS NULL ORDER BY name_key, id";
/// Changes nothing, and so keeps whoever would archive or delete it waiting.
const HOLD_ACCEPTING: &str = "
    UPDATE applications SET name = name
    WHERE id = $1 AND organization_id = $2 AND archived_at IS NULL AND deleted_at IS NULL
    RETURNING id, name, archived_at";

const ACCEPTING_PERSONAL: &str = "
    SELECT id FROM applications
    WHERE id = $1 AND organization_id = $2 AND accepts_personal_tokens AND archived_at IS NULL AND deleted_at IS NULL";

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

pub async fn accepting(
    tx: &mut Tx,
    organization: Id<Organization>,
    id: Id<Application>,
) -> Result<Option<Application>, db::Error> {
    db::one!(tx, Application, HOLD_ACCEPTING, id, organization)
}

pub async fn accepting_personal(
    db: &Db,
    organization: Id<Organization>,
    id: Id<Application>,
) -> Result<Option<Id<Application>>, db::Error> {
    Ok(db::one!(db, (Id<Application>,), ACCEPTING_PERSONAL, id, organization)?.map(|row| row.0))
}
