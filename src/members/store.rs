//! SQL of members. Every statement names the organization.

use super::{Created, LISTED, Member};
use crate::access::Role;
use crate::clock::Timestamp;
use crate::db::{self, Db, On, Tx};
use crate::id::Id;
use crate::organizations::Organization;
use crate::users::User;

/// Tokens are counted up to one more than [`super::COUNTED`].
macro_rules! select_members {
    () => {
        "SELECT u.id, u.name, u.email, m.role, m.api_access, m.created_at AS joined_at, u.last_signed_in_at, \
            (SELECT COUNT(*) FROM (SELECT t.id FROM tokens t WHERE t.created_by_id = m.user_id \
                AND t.organization_id = m.organization_id AND t.kind = 'application' AND t.deleted_at IS NULL \
                LIMIT 1001) AS made) AS tokens \
         FROM memberships m JOIN users u ON u.id = m.user_id \
         WHERE m.organization_id = $1 AND m.removed_at IS NULL "
    };
}

/// The place of the person `$2` in the order; only of someone who belongs, or belonged, to the organization.
macro_rules! place {
    () => {
        "(SELECT p.email_key FROM users p JOIN memberships q ON q.user_id = p.id \
            WHERE p.id = $2 AND q.organization_id = $1)"
    };
}
/// In the order of e-mail addresses, from after the person `$2`, if there is one, on.
const AFTER: &str = concat!(
    select_members!(),
    "AND ($2 = '' OR u.email_key > ",
    place!(),
    ") AND ($3 = '' OR u.email_key LIKE $3 ESCAPE '\\') ORDER BY u.email_key LIMIT $4"
);
const BEFORE: &str = concat!(
    select_members!(),
    "AND u.email_key < ",
    place!(),
    " AND ($3 = '' OR u.email_key LIKE $3 ESCAPE '\\') ORDER BY u.email_key DESC LIMIT $4"
);
const COUNT: &str = "
    SELECT COUNT(*) FROM memberships m JOIN users u ON u.id = m.user_id
    WHERE m.organization_id = $1 AND m.removed_at IS NULL AND ($2 = '' OR u.email_key LIKE $2 ESCAPE '\\')";
const FIND: &str = concat!(select_members!(), "AND m.user_id = $2");
const BY_EMAIL: &str = concat!(select_members!(), "AND u.email_key = $2");
/// Of each organization that a person belongs to.
const ADMINISTRATORS: &str = "
    SELECT m.organization_id, u.name FROM memberships mine JOIN memberships m ON m.organization_id = mine.organization_id
        JOIN users u ON u.id = m.user_id
    WHERE mine.user_id = $1 AND mine.removed_at IS NULL AND m.role = 'administrator' AND m.removed_at IS NULL
    ORDER BY m.organization_id, u.email_key LIMIT 1000";
/// A write that changes nothing: it locks the row, so that of two changes at once the later sees what the earlier did.
const LOCK: &str = "UPDATE organizations SET created_at = created_at WHERE id = $1";
/// Whether there is an administrator beside `$2`: an organization without one could never have one again.
macro_rules! another_administrator {
    () => {
        "EXISTS (SELECT 1 FROM memberships o WHERE o.organization_id = $1 AND o.user_id <> $2 \
            AND o.role = 'administrator' AND o.removed_at IS NULL)"
    };
}
const CHANGE_ROLE: &str = concat!(
    "UPDATE memberships SET role = $4 \
     WHERE organization_id = $1 AND user_id = $2 AND removed_at IS NULL AND role = $3 AND role <> $4 \
        AND (role <> 'administrator' OR ",
    another_administrator!(),
    ")"
);
const SET_API_ACCESS: &str = "
    UPDATE memberships SET api_access = $3
    WHERE organization_id = $1 AND user_id = $2 AND removed_at IS NULL AND api_access <> $3";
const REMOVE: &str = concat!(
    "UPDATE memberships SET removed_at = $3 \
     WHERE organization_id = $1 AND user_id = $2 AND removed_at IS NULL AND (role <> 'administrator' OR ",
    another_administrator!(),
    ")"
);
/// Someone who was removed is taken up again; someone who belongs to it stays as they are.
const JOIN: &str = "
    INSERT INTO memberships (organization_id, user_id, role, api_access, created_at) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (organization_id, user_id) DO UPDATE
        SET role = excluded.role, api_access = excluded.api_access, removed_at = NULL
        WHERE memberships.removed_at IS NOT NULL";
const CREATED: &str = "
    SELECT t.id, t.name, COALESCE(a.name, '') AS application FROM tokens t
        LEFT JOIN applications a ON a.id = t.application_id
    WHERE t.organization_id = $1 AND t.created_by_id = $2 AND t.kind = 'application' AND t.deleted_at IS NULL
    ORDER BY t.created_at DESC, t.id DESC LIMIT $3";
const PERSONAL: &str = "
    SELECT COUNT(*) FROM tokens WHERE organization_id = $1 AND owner_id = $2 AND kind = 'personal'
        AND deleted_at IS NULL AND superseded_at IS NULL AND active AND compromised_at IS NULL
        AND (expires_at IS NULL OR expires_at > $3)";

pub async fn after(
    db: &Db,
    organization: Id<Organization>,
    after: Option<Id<User>>,
    pattern: &str,
    limit: i64,
) -> Result<Vec<Member>, db::Error> {
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    db::all!(db, Member, AFTER, organization, &after, pattern, limit)
}

pub async fn before(
    db: &Db,
    organization: Id<Organization>,
    before: Id<User>,
    pattern: &str,
    limit: i64,
) -> Result<Vec<Member>, db::Error> {
    db::all!(db, Member, BEFORE, organization, before, pattern, limit)
}

pub async fn count(db: &Db, organization: Id<Organization>, pattern: &str) -> Result<i64, db::Error> {
    Ok(db::one!(db, (i64,), COUNT, organization, pattern)?.map_or(0, |row| row.0))
}

pub async fn find(
    on: impl Into<On<'_>>,
    organization: Id<Organization>,
    user: Id<User>,
) -> Result<Option<Member>, db::Error> {
    db::one!(on, Member, FIND, organization, user)
}

pub async fn by_email(
    tx: &mut Tx,
    organization: Id<Organization>,
    email_key: &str,
) -> Result<Option<Member>, db::Error> {
    db::one!(tx, Member, BY_EMAIL, organization, email_key)
}

pub async fn administrators(db: &Db, user: Id<User>) -> Result<Vec<(Id<Organization>, String)>, db::Error> {
    db::all!(db, (Id<Organization>, String), ADMINISTRATORS, user)
}

pub async fn lock(tx: &mut Tx, organization: Id<Organization>) -> Result<(), db::Error> {
    db::run!(tx, LOCK, organization).map(|_| ())
}

pub async fn change_role(
    tx: &mut Tx,
    organization: Id<Organization>,
    user: Id<User>,
    from: Role,
    to: Role,
) -> Result<bool, db::Error> {
    Ok(db::run!(tx, CHANGE_ROLE, organization, user, from.as_str(), to.as_str())? == 1)
}

pub async fn set_api_access(
    tx: &mut Tx,
    organization: Id<Organization>,
    user: Id<User>,
    on: bool,
) -> Result<bool, db::Error> {
    Ok(db::run!(tx, SET_API_ACCESS, organization, user, on)? == 1)
}

pub async fn remove(
    tx: &mut Tx,
    organization: Id<Organization>,
    user: Id<User>,
    now: Timestamp,
) -> Result<bool, db::Error> {
    Ok(db::run!(tx, REMOVE, organization, user, now)? == 1)
}

pub async fn join(
    tx: &mut Tx,
    organization: Id<Organization>,
    user: Id<User>,
    role: Role,
    api_access: bool,
    now: Timestamp,
) -> Result<bool, db::Error> {
    Ok(db::run!(tx, JOIN, organization, user, role.as_str(), api_access, now)? == 1)
}

pub async fn created(db: &Db, organization: Id<Organization>, user: Id<User>) -> Result<Vec<Created>, db::Error> {
    db::all!(db, Created, CREATED, organization, user, LISTED)
}

/// Personal tokens that are neither over nor switched off.
pub async fn personal_tokens(
    db: &Db,
    organization: Id<Organization>,
    user: Id<User>,
    now: Timestamp,
) -> Result<i64, db::Error> {
    Ok(db::one!(db, (i64,), PERSONAL, organization, user, now)?.map_or(0, |row| row.0))
}
