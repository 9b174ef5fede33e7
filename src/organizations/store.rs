//! SQL of organizations and memberships, and of the facts about the installation before there are any.

use super::Organization;
use crate::access::Membership;
use crate::clock::Timestamp;
use crate::db::{self, Db, On, Tx};
use crate::id::Id;
use crate::users::User;

const INSERT: &str = "
    INSERT INTO organizations (id, name, name_key, created_at, require_expiry, require_network, block_rule_breakers)
    VALUES ($1, $2, $3, $4, FALSE, FALSE, FALSE)";
const BY_NAME: &str = "SELECT id, name FROM organizations WHERE name_key = $1";
const MEMBERSHIPS: &str = "
    SELECT m.organization_id, o.name AS organization_name, m.role FROM memberships m JOIN organizations o ON o.id = m.organization_id
    WHERE m.user_id = $1 AND m.removed_at IS NULL ORDER BY o.name_key, o.id";
const OFFER_NONCE: &str =
    "INSERT INTO installation (name, value) VALUES ('set_up_nonce', $1) ON CONFLICT (name) DO NOTHING";
const NONCE: &str = "SELECT value FROM installation WHERE name = 'set_up_nonce'";
const END: &str = "DELETE FROM installation WHERE name = 'set_up_nonce'";

pub async fn insert(tx: &mut Tx, id: Id<Organization>, name: &str, now: Timestamp) -> Result<(), db::Error> {
    db::run!(tx, INSERT, id, name, db::fold(name), now).map(|_| ())
}

pub async fn by_name(tx: &mut Tx, name: &str) -> Result<Option<Organization>, db::Error> {
    db::one!(tx, Organization, BY_NAME, db::fold(name))
}

pub async fn memberships(on: impl Into<On<'_>>, user: Id<User>) -> Result<Vec<Membership>, db::Error> {
    db::all!(on, Membership, MEMBERSHIPS, user)
}

pub async fn set_up_nonce(tx: &mut Tx, offered: &str) -> Result<String, db::Error> {
    db::run!(&mut *tx, OFFER_NONCE, offered)?;
    Ok(db::one!(tx, (String,), NONCE)?.ok_or(sqlx::Error::RowNotFound)?.0)
}

pub async fn existing_nonce(db: &Db) -> Result<Option<String>, db::Error> {
    Ok(db::one!(db, (String,), NONCE)?.map(|row| row.0))
}

pub async fn end_set_up(tx: &mut Tx) -> Result<bool, db::Error> {
    Ok(db::run!(tx, END)? == 1)
}
