//! SQL of people's own tokens.

use super::super::Token;
use super::super::rules::breaks_rules_sql;
use crate::db::{self, Db, Tx};
use crate::id::Id;
use crate::organizations::Organization;
use crate::users::User;

/// More than anybody has: those that were rotated aside.
const LISTED: i64 = 100;
const LIST: &str = concat!(
    select_tokens!(),
    "WHERE t.organization_id = $1 AND t.owner_id = $2 AND t.kind = 'personal' AND t.deleted_at IS NULL ",
    "ORDER BY t.created_at DESC, t.id DESC LIMIT $3"
);
/// Changes nothing, and so makes a person's requests for tokens come one after the other.
const HOLD_PRIVILEGE: &str = "
    UPDATE memberships SET role = role WHERE organization_id = $1 AND user_id = $2 AND removed_at IS NULL
    RETURNING api_access";
const PRIVILEGE: &str =
    "SELECT api_access FROM memberships WHERE organization_id = $1 AND user_id = $2 AND removed_at IS NULL";
const COUNT: &str = "
    SELECT COUNT(*) FROM tokens WHERE organization_id = $1 AND owner_id = $2 AND kind = 'personal'
        AND deleted_at IS NULL AND superseded_at IS NULL";

pub async fn list(db: &Db, organization: Id<Organization>, user: Id<User>) -> Result<Vec<Token>, db::Error> {
    db::all!(db, Token, LIST, organization, user, LISTED)
}

/// Whether a person may have tokens of their own; it stays so until the transaction ends.
pub async fn hold_privilege(tx: &mut Tx, organization: Id<Organization>, user: Id<User>) -> Result<bool, db::Error> {
    Ok(db::one!(tx, (bool,), HOLD_PRIVILEGE, organization, user)?.is_some_and(|row| row.0))
}

pub async fn privilege(db: &Db, organization: Id<Organization>, user: Id<User>) -> Result<bool, db::Error> {
    Ok(db::one!(db, (bool,), PRIVILEGE, organization, user)?.is_some_and(|row| row.0))
}

pub async fn count(tx: &mut Tx, organization: Id<Organization>, user: Id<User>) -> Result<i64, db::Error> {
    Ok(db::one!(tx, (i64,), COUNT, organization, user)?.map_or(0, |row| row.0))
}
