//! SQL of invitations. Every statement names the organization, the look-up by a link's digest excepted.

use super::{Invitation, NewInvitation};
use crate::access::Principal;
use crate::clock::Timestamp;
use crate::db::{self, Db, On, Tx};
use crate::id::Id;
use crate::organizations::Organization;

macro_rules! select_invitations {
    () => {
        "SELECT i.id, i.organization_id, o.name AS organization_name, i.email, i.email_key, i.role, i.api_access, \
            i.created_at, i.created_by_name, i.expires_at, i.mail \
         FROM invitations i JOIN organizations o ON o.id = i.organization_id \
         WHERE i.accepted_at IS NULL AND i.revoked_at IS NULL "
    };
}

const INSERT: &str = "
    INSERT INTO invitations (id, organization_id, email, email_key, role, api_access, digest, created_at, created_by_id,
        created_by_name, expires_at, mail)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
const FIND: &str = concat!(select_invitations!(), "AND i.organization_id = $1 AND i.id = $2");
const BY_EMAIL: &str = concat!(select_invitations!(), "AND i.organization_id = $1 AND i.email_key = $2");
const BY_CREATOR: &str = concat!(select_invitations!(), "AND i.organization_id = $1 AND i.created_by_id = $2");
const BY_DIGEST: &str = concat!(select_invitations!(), "AND i.digest = $1 AND i.expires_at > $2");
const PENDING: &str =
    concat!(select_invitations!(), "AND i.organization_id = $1 ORDER BY i.created_at DESC, i.id DESC LIMIT $2");
const MADE_SINCE: &str = "SELECT COUNT(*) FROM invitations WHERE organization_id = $1 AND created_at > $2";
const REVOKE: &str = "
    UPDATE invitations SET revoked_at = $3
    WHERE organization_id = $1 AND id = $2 AND accepted_at IS NULL AND revoked_at IS NULL";
/// Of two that come at once with the same link the later finds it taken.
const ACCEPT: &str = "
    UPDATE invitations SET accepted_at = $2
    WHERE digest = $1 AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $2";
const NOTE_MAIL: &str = "UPDATE invitations SET mail = $3 WHERE organization_id = $1 AND id = $2";

pub async fn insert(
    tx: &mut Tx,
    organization: Id<Organization>,
    id: Id<Invitation>,
    new: &NewInvitation,
    digest: &str,
    by: &Principal,
    (now, expires_at): (Timestamp, Timestamp),
) -> Result<(), db::Error> {
    db::run!(
        tx,
        INSERT,
        id,
        organization,
        new.email.as_str(),
        new.email.key(),
        new.role.as_str(),
        new.api_access,
        digest,
        now,
        by.id(),
        by.name(),
        expires_at,
        if new.mailed { "sending" } else { "none" },
    )
    .map(|_| ())
}

pub async fn find(
    on: impl Into<On<'_>>,
    organization: Id<Organization>,
    id: Id<Invitation>,
) -> Result<Option<Invitation>, db::Error> {
    db::one!(on, Invitation, FIND, organization, id)
}

pub async fn by_email(
    tx: &mut Tx,
    organization: Id<Organization>,
    email_key: &str,
) -> Result<Option<Invitation>, db::Error> {
    db::one!(tx, Invitation, BY_EMAIL, organization, email_key)
}

pub async fn by_creator(
    tx: &mut Tx,
    organization: Id<Organization>,
    creator: &str,
) -> Result<Vec<Invitation>, db::Error> {
    db::all!(tx, Invitation, BY_CREATOR, organization, creator)
}

pub async fn by_digest(on: impl Into<On<'_>>, digest: &str, now: Timestamp) -> Result<Option<Invitation>, db::Error> {
    db::one!(on, Invitation, BY_DIGEST, digest, now)
}

pub async fn pending(db: &Db, organization: Id<Organization>, limit: i64) -> Result<Vec<Invitation>, db::Error> {
    db::all!(db, Invitation, PENDING, organization, limit)
}

pub async fn made_since(tx: &mut Tx, organization: Id<Organization>, since: Timestamp) -> Result<i64, db::Error> {
    Ok(db::one!(tx, (i64,), MADE_SINCE, organization, since)?.map_or(0, |row| row.0))
}

pub async fn revoke(
    tx: &mut Tx,
    organization: Id<Organization>,
    id: Id<Invitation>,
    now: Timestamp,
) -> Result<bool, db::Error> {
    Ok(db::run!(tx, REVOKE, organization, id, now)? == 1)
}

pub async fn accept(tx: &mut Tx, digest: &str, now: Timestamp) -> Result<bool, db::Error> {
    Ok(db::run!(tx, ACCEPT, digest, now)? == 1)
}

pub async fn note_mail(
    tx: &mut Tx,
    organization: Id<Organization>,
    id: Id<Invitation>,
    what: &str,
) -> Result<(), db::Error> {
    db::run!(tx, NOTE_MAIL, organization, id, what).map(|_| ())
}
