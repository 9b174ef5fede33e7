//! SQL of what was created through a token: by itself, or by what it created, to any depth. Deleted tokens are gone through and left as they
//! are: whoever holds a secret could delete what stands between.

use super::super::{Marked, Reason, Token};
use crate::access::{Actor, Role};
use crate::clock::Timestamp;
use crate::db::{self, Db, Tx};
use crate::id::Id;
use crate::organizations::Organization;

/// Everything that was created through the token $1 of the organization $2. `UNION` drops what was found before, so that it
/// ends, whatever the rows say.
///
/// CROSS keeps SQLite to the order in which the index of creators serves: left to itself it goes through all tokens of the
/// organization for each that was found. An organization that is part of an expression has no index, for the same reason.
macro_rules! created {
    () => {
        "WITH RECURSIVE created (id) AS ( \
            SELECT c.id FROM tokens c \
            WHERE c.created_by_id = $1 AND c.created_by_kind = 'token' AND c.organization_id = $2 \
            UNION \
            SELECT c.id FROM created b CROSS JOIN tokens c \
            WHERE c.created_by_id = b.id AND c.created_by_kind = 'token' AND c.organization_id = $2) "
    };
}
const MARK: &str = concat!(
    created!(),
    "UPDATE tokens SET compromised_at = $3, compromised_by_kind = $4, compromised_by_id = $5, \
        compromised_by_name = $6, compromised_reason = $7 \
     WHERE id IN (SELECT id FROM created) AND id <> $1 AND organization_id || '' = $2 AND deleted_at IS NULL \
        AND compromised_at IS NULL \
     RETURNING id, prefix, handle, name"
);
const DEACTIVATE: &str = concat!(
    created!(),
    "UPDATE tokens SET active = FALSE, paused_until = NULL, switched_at = $3, switched_by_kind = $4, \
        switched_by_id = $5, switched_by_name = $6, switched_by_role = $7, switched_reason = $8 \
     WHERE id IN (SELECT id FROM created) AND id <> $1 AND organization_id || '' = $2 AND deleted_at IS NULL \
        AND compromised_at IS NULL AND active \
     RETURNING id, prefix, handle, name"
);
const COUNT: &str = concat!(
    created!(),
    "SELECT COUNT(*) FROM created CROSS JOIN tokens t \
     WHERE t.id = created.id AND t.id <> $1 AND t.deleted_at IS NULL AND t.compromised_at IS NULL"
);

/// The tokens through which the token $1 was made, from the nearest on: is $3 one of them?
const IS_ANCESTOR: &str = "
    WITH RECURSIVE above (id) AS (
        SELECT created_by_id FROM tokens WHERE id = $1 AND organization_id = $2 AND created_by_kind = 'token'
        UNION
        SELECT c.created_by_id FROM above a CROSS JOIN tokens c
        WHERE c.id = a.id AND c.created_by_kind = 'token' AND c.organization_id = $2
    )
    SELECT COUNT(*) FROM above WHERE id = $3";

/// Whether `token` was made through `other`: by it, or by what was made through it.
pub async fn made_through(
    tx: &mut Tx,
    organization: Id<Organization>,
    token: Id<Token>,
    other: Id<Token>,
) -> Result<bool, db::Error> {
    Ok(db::one!(tx, (i64,), IS_ANCESTOR, token, organization, other)?.is_some_and(|row| row.0 > 0))
}

/// The statements, for the test that asks each database how it would run them.
pub fn statements() -> [&'static str; 4] {
    [MARK, DEACTIVATE, COUNT, IS_ANCESTOR]
}

/// Marks them compromised; gives those that were not, in the order of their making.
pub async fn mark_created_by(
    tx: &mut Tx,
    organization: Id<Organization>,
    id: Id<Token>,
    now: Timestamp,
    by: &Actor,
    reason: &str,
) -> Result<Vec<Marked>, db::Error> {
    let who = &by.principal;
    let mut marked: Vec<Marked> =
        db::all!(tx, Marked, MARK, id, organization, now, who.kind(), who.id(), who.name(), reason)?;
    marked.sort_by_key(|token| token.id);
    Ok(marked)
}

/// Switches them off; gives those that were on, in the order of their making.
pub async fn deactivate_created_by(
    tx: &mut Tx,
    organization: Id<Organization>,
    id: Id<Token>,
    now: Timestamp,
    by: &Actor,
    reason: &Reason,
) -> Result<Vec<Marked>, db::Error> {
    let (who, role) = (&by.principal, by.role.map_or("", Role::as_str));
    let (kind, by, name, reason) = (who.kind(), who.id(), who.name(), reason.as_str());
    let mut off: Vec<Marked> = db::all!(tx, Marked, DEACTIVATE, id, organization, now, kind, by, name, role, reason)?;
    off.sort_by_key(|token| token.id);
    Ok(off)
}

/// How many of them are neither deleted nor marked.
pub async fn count_created_by(db: &Db, organization: Id<Organization>, id: Id<Token>) -> Result<i64, db::Error> {
    Ok(db::one!(db, (i64,), COUNT, id, organization)?.ok_or(sqlx::Error::RowNotFound)?.0)
}
