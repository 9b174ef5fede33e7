//! SQL of people's own tokens.

use super::super::Token;
use super::super::rules::breaks_rules_sql;
use crate::access::{Actor, Role};
use crate::clock::Timestamp;
use crate::db::{self, Db, Tx};
use crate::id::Id;
use crate::organizations::Organization;
use crate::users::User;

/// What an event says of a token, and what it is known by at the gate.
#[derive(Debug, sqlx::FromRow)]
pub struct Named {
    pub id: Id<Token>,
    pub name: String,
    pub handle: String,
}

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
const SHUT_ALL: &str = "
    UPDATE tokens SET active = FALSE, paused_until = NULL, switched_at = $3, switched_by_kind = $4, switched_by_id = $5,
        switched_by_name = $6, switched_by_role = $7, switched_reason = $8
    WHERE organization_id = $1 AND owner_id = $2 AND kind = 'personal' AND deleted_at IS NULL AND compromised_at IS NULL
        AND (active OR paused_until > $3)
    RETURNING id, name, handle";
const COUNT: &str = "
    SELECT COUNT(*) FROM tokens WHERE organization_id = $1 AND owner_id = $2 AND kind = 'personal'
        AND deleted_at IS NULL AND superseded_at IS NULL";

pub async fn list(db: &Db, organization: Id<Organization>, user: Id<User>) -> Result<Vec<Token>, db::Error> {
    db::all!(db, Token, LIST, organization, user, LISTED)
}

/// Switches all of a person's tokens off, and tells which were on.
pub async fn shut_all(
    tx: &mut Tx,
    organization: Id<Organization>,
    user: Id<User>,
    now: Timestamp,
    by: &Actor,
    reason: &str,
) -> Result<Vec<Named>, db::Error> {
    let (who, role) = (&by.principal, by.role.map_or("", Role::as_str));
    db::all!(tx, Named, SHUT_ALL, organization, user, now, who.kind(), who.id(), who.name(), role, reason)
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
