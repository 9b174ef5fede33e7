//! SQL of people.

use super::{Email, PasswordHash, User};
use crate::clock::Timestamp;
use crate::db::{self, Db, On, Tx};
use crate::id::Id;

const INSERT: &str = "
    INSERT INTO users (id, email, email_key, name, password_hash, created_at, all_organizations)
    VALUES ($1, $2, $3, $4, $5, $6, FALSE)";
const BY_EMAIL: &str =
    "SELECT id, email, name, all_organizations, language, password_hash FROM users WHERE email_key = $1";
const FIND: &str = "SELECT id, email, name, all_organizations, language FROM users WHERE id = $1";
/// Reads by a write that changes nothing: it locks the row.
const HOLD_PASSWORD: &str = "UPDATE users SET created_at = created_at WHERE id = $1 RETURNING password_hash";
const CHOOSE_LANGUAGE: &str = "UPDATE users SET language = $2 WHERE id = $1";
const SIGNED_IN: &str = "UPDATE users SET last_signed_in_at = $2 WHERE id = $1";
const PASSWORD: &str = "SELECT password_hash FROM users WHERE id = $1";
const CHANGE_PASSWORD: &str = "UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash = $2";
const RENAME: &str = "UPDATE users SET name = $2 WHERE id = $1";
const CHANGE_EMAIL: &str = "
    UPDATE users SET email = $4, email_key = $5 WHERE id = $1 AND email_key = $2 AND password_hash = $3";
const SET_PASSWORD: &str = "UPDATE users SET password_hash = $2 WHERE id = $1";
/// A write that changes nothing: it locks the row.
const HOLD: &str = "UPDATE users SET name = name WHERE id = $1";
const ALL_ORGANIZATIONS: &str = "UPDATE users SET all_organizations = TRUE WHERE id = $1 AND NOT all_organizations";
const ANY: &str = "SELECT id FROM users LIMIT 1";

pub async fn insert(
    tx: &mut Tx,
    id: Id<User>,
    email: &Email,
    name: &str,
    password: &PasswordHash,
    now: Timestamp,
) -> Result<(), db::Error> {
    db::run!(tx, INSERT, id, email.as_str(), email.key(), name, password.stored(), now).map(|_| ())
}

pub async fn by_email(on: impl Into<On<'_>>, email_key: &str) -> Result<Option<(User, PasswordHash)>, db::Error> {
    let row = db::one!(on, (Id<User>, String, String, bool, Option<String>, String), BY_EMAIL, email_key)?;
    Ok(row.map(|(id, email, name, all_organizations, language, hash)| {
        (User { id, email, name, all_organizations, language }, PasswordHash::from_stored(hash))
    }))
}

pub async fn find(db: &Db, id: Id<User>) -> Result<Option<User>, db::Error> {
    db::one!(db, User, FIND, id)
}

pub async fn choose_language(tx: &mut Tx, id: Id<User>, language: Option<&str>) -> Result<(), db::Error> {
    db::run!(tx, CHOOSE_LANGUAGE, id, language).map(|_| ())
}

pub async fn hold_password(tx: &mut Tx, id: Id<User>) -> Result<Option<PasswordHash>, db::Error> {
    Ok(db::one!(tx, (String,), HOLD_PASSWORD, id)?.map(|row| PasswordHash::from_stored(row.0)))
}

pub async fn signed_in(tx: &mut Tx, id: Id<User>, now: Timestamp) -> Result<(), db::Error> {
    db::run!(tx, SIGNED_IN, id, now).map(|_| ())
}

pub async fn password(db: &Db, id: Id<User>) -> Result<Option<PasswordHash>, db::Error> {
    Ok(db::one!(db, (String,), PASSWORD, id)?.map(|row| PasswordHash::from_stored(row.0)))
}

/// Whether it was still `old`.
pub async fn change_password(
    tx: &mut Tx,
    id: Id<User>,
    old: &PasswordHash,
    new: &PasswordHash,
) -> Result<bool, db::Error> {
    Ok(db::run!(tx, CHANGE_PASSWORD, id, old.stored(), new.stored())? == 1)
}

pub async fn rename(tx: &mut Tx, id: Id<User>, name: &str) -> Result<(), db::Error> {
    db::run!(tx, RENAME, id, name).map(|_| ())
}

/// Whether the address was still `old`, and the password the hashed one.
pub async fn change_email(
    tx: &mut Tx,
    id: Id<User>,
    old: &str,
    password: &PasswordHash,
    new: &Email,
) -> Result<bool, db::Error> {
    Ok(db::run!(tx, CHANGE_EMAIL, id, old, password.stored(), new.as_str(), new.key())? == 1)
}

pub async fn set_password(tx: &mut Tx, id: Id<User>, new: &PasswordHash) -> Result<(), db::Error> {
    db::run!(tx, SET_PASSWORD, id, new.stored()).map(|_| ())
}

pub async fn hold(tx: &mut Tx, id: Id<User>) -> Result<(), db::Error> {
    db::run!(tx, HOLD, id).map(|_| ())
}

pub async fn grant_all_organizations(tx: &mut Tx, id: Id<User>) -> Result<bool, db::Error> {
    Ok(db::run!(tx, ALL_ORGANIZATIONS, id)? == 1)
}

pub async fn any(db: &Db) -> Result<bool, db::Error> {
    Ok(db::one!(db, (Id<User>,), ANY)?.is_some())
}
