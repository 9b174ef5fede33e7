//! SQL of the tokens; that of the list is in `list`, of what tokens created in `created`, of look-ups across
//! organizations in `known`. Every statement names the organization, the gate's look-ups by handle excepted.

use super::rules::breaks_rules_sql;

/// A token with the name of what owns it, and what blocks it beside its own status. A rule of the organization blocks it
/// only if the organization says so.
macro_rules! select_tokens {
    () => {
        select_tokens!("")
    };
    // With further columns.
    ($further:literal) => {
        concat!(
            "SELECT t.*, COALESCE(a.name, u.name, '') AS owner_name, ",
            "(a.archived_at IS NOT NULL) AS application_archived, ",
            "(o.block_rule_breakers AND ",
            breaks_rules_sql!("o.require_expiry", "o.require_network", "o.lifetime_cap_days"),
            ") AS rule_blocked",
            $further,
            " FROM tokens t ",
            // To the left is the one that is found by an index and in order.
            "LEFT JOIN organizations o ON o.id = t.organization_id ",
            "LEFT JOIN applications a ON a.id = t.application_id LEFT JOIN users u ON u.id = t.user_id "
        )
    };
}

mod created;
pub mod endings;
mod grams;
mod known;
mod list;
pub mod named;
pub mod of_application;
pub mod own;
pub mod rules;

pub use created::{
    count_created_by, deactivate_created_by, made_through, mark_created_by, statements as created_statements,
};
pub use grams::{index, to_index};
pub use known::{known_by_handle, known_by_id};
pub use list::{count, few, many, page, piece};

use super::issue::Owner;
use super::{Edit, NewToken, Policy, Presented, Reason, SubmissionKey, Token};
use crate::access::{Actor, Granted, Privilege};
use crate::clock::Timestamp;
use crate::db::{self, Db, On, Tx};
use crate::id::Id;
use crate::organizations::Organization;

const FIND: &str = concat!(select_tokens!(), "WHERE t.id = $1 AND t.organization_id = $2");
const BY_DIGEST: &str =
    concat!(select_tokens!(), "WHERE t.digest = $1 AND t.organization_id = $2 AND t.deleted_at IS NULL");
const ORGANIZATION_OF: &str = "SELECT organization_id FROM tokens WHERE id = $1 AND deleted_at IS NULL";
const BY_HANDLE: &str = concat!(select_tokens!(), "WHERE t.handle = $1 AND t.organization_id = $2");
const HANDLES: &str = "SELECT handle FROM tokens WHERE handle > $1 ORDER BY handle LIMIT $2";
/// A rule of the organization blocks a token at the gate only if the organization says so.
const POLICY: &str = concat!(
    "SELECT t.id, t.handle, t.digest, t.name, t.kind, t.organization_id, t.application_id,
        COALESCE(a.name, u.name, '') AS owner_name,
        t.active, t.deleted_at, t.compromised_at, t.expires_at, t.ends_at, t.paused_until,
        (a.archived_at IS NOT NULL OR a.deleted_at IS NOT NULL) AS application_blocked,
        (o.suspended_at IS NOT NULL) AS organization_blocked,
        (o.block_rule_breakers AND ",
    breaks_rules_sql!("o.require_expiry", "o.require_network", "o.lifetime_cap_days"),
    ") AS rule_blocked,
        (t.user_id IS NOT NULL AND (m.user_id IS NULL OR m.removed_at IS NOT NULL OR NOT m.api_access))
            AS person_blocked,
        COALESCE(m.role, '') AS person_role,
        t.scope, t.networks
    FROM tokens t JOIN organizations o ON o.id = t.organization_id
        LEFT JOIN applications a ON a.id = t.application_id
        LEFT JOIN users u ON u.id = t.user_id
        LEFT JOIN memberships m ON m.organization_id = t.organization_id AND m.user_id = t.user_id
    WHERE t.handle = $1"
);
const CLAIM: &str = "
    INSERT INTO submissions (organization_id, user_id, submission_key, token_id, created_at)
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT (organization_id, user_id, submission_key) DO NOTHING";
const CLAIM_BY_TOKEN: &str = "
    INSERT INTO token_submissions (token_id, submission_key, created_id, created_at)
    VALUES ($1, $2, $3, $4) ON CONFLICT (token_id, submission_key) DO NOTHING";
const CLAIMED_BY_TOKEN: &str = "SELECT created_id FROM token_submissions WHERE token_id = $1 AND submission_key = $2";
const CLAIMED: &str =
    "SELECT token_id FROM submissions WHERE organization_id = $1 AND user_id = $2 AND submission_key = $3";
const NAME_TAKEN: &str = "
    SELECT id FROM tokens WHERE organization_id = $1 AND owner_id = $2 AND name_key = $3
        AND deleted_at IS NULL AND superseded_at IS NULL AND id <> $4";
const LIVING_NAMES: &str = "
    SELECT name_key FROM tokens WHERE organization_id = $1 AND owner_id = $2
        AND deleted_at IS NULL AND superseded_at IS NULL";
const INSERT: &str = "
    INSERT INTO tokens (id, organization_id, kind, owner_id, application_id, user_id, name, name_key, description, search_key,
        prefix, handle, digest, scope, networks, created_at, created_by_kind, created_by_id, created_by_name,
        updated_at, version, expires_at, predecessor_id, active, switched_by_kind, switched_by_id, switched_by_name, switched_by_role,
        switched_reason, compromised_by_kind, compromised_by_id, compromised_by_name, compromised_reason,
        deleted_by_kind, deleted_by_id, deleted_by_name, last_used_address, last_used_agent)
    VALUES ($1, $2, $20, $3, $21, $22, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $13, 1, $17,
        $18, $19, '', '', '', '', '', '', '', '', '', '', '', '', '', '')
    RETURNING *, '' AS owner_name, FALSE AS application_archived, FALSE AS rule_blocked";
const HOLD: &str = "UPDATE tokens SET name = name WHERE id = $1 AND organization_id = $2";
/// Switching on is refused once the token's end has come or a successor took its place; a pause can be ended until then. What
/// a token switched off or made inactive, a person switches off once more: it is then no token's to switch on.
const SWITCH: &str = "
    UPDATE tokens SET active = $3, paused_until = NULL, switched_at = $4, switched_by_kind = $5, switched_by_id = $6,
        switched_by_name = $7, switched_by_role = $8, switched_reason = $9
    WHERE id = $1 AND organization_id = $2 AND deleted_at IS NULL AND compromised_at IS NULL
        AND (active <> $3 OR paused_until > $4 OR (NOT $3 AND $5 <> 'token' AND (switched_by_kind = 'token'
            OR (switched_at IS NULL AND NOT active AND created_by_kind = 'token'))))
        AND (NOT $3 OR ((superseded_at IS NULL OR active) AND (expires_at IS NULL OR expires_at > $4)
            AND (ends_at IS NULL OR ends_at > $4)))";
/// A pause is prolonged, never cut short: that is activating.
const PAUSE: &str = "
    UPDATE tokens SET paused_until = $3, switched_at = $4, switched_by_kind = $5, switched_by_id = $6,
        switched_by_name = $7, switched_by_role = $8, switched_reason = $9
    WHERE id = $1 AND organization_id = $2 AND deleted_at IS NULL AND compromised_at IS NULL AND active
        AND (expires_at IS NULL OR expires_at > $4) AND (ends_at IS NULL OR ends_at > $4)
        AND (paused_until IS NULL OR paused_until < $3)";
const SUPERSEDE: &str = "
    UPDATE tokens SET superseded_at = $3, ends_at = $4
    WHERE id = $1 AND organization_id = $2 AND version = $5 AND deleted_at IS NULL AND superseded_at IS NULL";
/// An overlap is never cut short so: that is switching off. What has ended stays so.
const PROLONG: &str = "
    UPDATE tokens SET ends_at = $3
    WHERE id = $1 AND organization_id = $2 AND deleted_at IS NULL AND compromised_at IS NULL AND active
        AND superseded_at IS NOT NULL AND ends_at > $4 AND ends_at < $3
        AND (expires_at IS NULL OR (expires_at > $4 AND expires_at >= $3))";
const SUCCESSOR: &str = concat!(select_tokens!(), "WHERE t.predecessor_id = $1 AND t.organization_id = $2");
/// The last of those that took its place, one after the other.
const LATEST: &str = concat!(
    select_tokens!(),
    "WHERE t.organization_id = $2 AND t.id = (WITH RECURSIVE after (id, place) AS (
        SELECT id, 1 FROM tokens WHERE predecessor_id = $1
        UNION ALL SELECT n.id, place + 1 FROM tokens n JOIN after ON n.predecessor_id = after.id WHERE place < 1000
    ) SELECT id FROM after ORDER BY place DESC LIMIT 1)"
);
const COMPROMISE: &str = "
    UPDATE tokens SET compromised_at = $3, compromised_by_kind = $4, compromised_by_id = $5, compromised_by_name = $6,
        compromised_reason = $7
    WHERE id = $1 AND organization_id = $2 AND deleted_at IS NULL AND compromised_at IS NULL";
const EDIT: &str = "
    UPDATE tokens SET name = $4, name_key = $5, description = $6, search_key = $7, networks = $8, updated_at = $9,
        version = version + 1
    WHERE id = $1 AND organization_id = $2 AND version = $3 AND deleted_at IS NULL";
const DELETE: &str = "
    UPDATE tokens SET deleted_at = $3, deleted_by_kind = $4, deleted_by_id = $5, deleted_by_name = $6
    WHERE id = $1 AND organization_id = $2 AND deleted_at IS NULL";
const CONFIRM: &str = "
    UPDATE tokens SET confirmed_at = $3
    WHERE id = $1 AND organization_id = $2 AND deleted_at IS NULL AND confirmed_at IS NULL";

pub async fn find(
    on: impl Into<On<'_>>,
    organization: Id<Organization>,
    id: Id<Token>,
) -> Result<Option<Token>, db::Error> {
    db::one!(on, Token, FIND, id, organization)
}

pub async fn by_digest(db: &Db, organization: Id<Organization>, digest: &str) -> Result<Option<Token>, db::Error> {
    db::one!(db, Token, BY_DIGEST, digest, organization)
}

pub async fn organization_of(db: &Db, id: Id<Token>) -> Result<Option<Id<Organization>>, db::Error> {
    Ok(db::one!(db, (Id<Organization>,), ORGANIZATION_OF, id)?.map(|row| row.0))
}

pub async fn by_handle(db: &Db, organization: Id<Organization>, handle: &str) -> Result<Option<Token>, db::Error> {
    db::one!(db, Token, BY_HANDLE, handle, organization)
}

pub async fn handles_after(db: &Db, after: &str, limit: i64) -> Result<Vec<String>, db::Error> {
    Ok(db::all!(db, (String,), HANDLES, after, limit)?.into_iter().map(|row| row.0).collect())
}

pub async fn policy(db: &Db, handle: &str) -> Result<Option<Policy>, db::Error> {
    db::one!(db, Policy, POLICY, handle)
}

/// Makes whoever would change the token wait until the transaction ends.
pub async fn hold(tx: &mut Tx, organization: Id<Organization>, id: Id<Token>) -> Result<(), db::Error> {
    db::run!(tx, HOLD, id, organization).map(|_| ())
}

/// Claims a submission key for a token about to be made, for the person or the token that makes it; gives the token of an
/// earlier claim if there was one. Others don't claim any.
pub async fn claim_submission<P: Privilege>(
    tx: &mut Tx,
    may: &Granted<P>,
    key: &SubmissionKey,
    token: Id<Token>,
    now: Timestamp,
) -> Result<Option<Id<Token>>, db::Error> {
    let organization = may.organization();
    if let Some(acting) = may.token() {
        if db::run!(&mut *tx, CLAIM_BY_TOKEN, acting.id, key.as_str(), token, now)? == 1 {
            return Ok(None);
        }
        return Ok(db::one!(tx, (Id<Token>,), CLAIMED_BY_TOKEN, acting.id, key.as_str())?.map(|row| row.0));
    }
    let Some(user) = may.person().map(|person| person.id) else { return Ok(None) };
    if db::run!(&mut *tx, CLAIM, organization, user, key.as_str(), token, now)? == 1 {
        return Ok(None);
    }
    Ok(db::one!(tx, (Id<Token>,), CLAIMED, organization, user, key.as_str())?.map(|row| row.0))
}

pub async fn name_taken(
    tx: &mut Tx,
    organization: Id<Organization>,
    owner: &str,
    name: &str,
    except: Option<Id<Token>>,
) -> Result<bool, db::Error> {
    let except = except.map(|id| id.to_string()).unwrap_or_default();
    Ok(db::one!(tx, (Id<Token>,), NAME_TAKEN, organization, owner, db::fold(name), &except)?.is_some())
}

pub async fn living_names(db: &Db, organization: Id<Organization>, owner: &str) -> Result<Vec<String>, db::Error> {
    Ok(db::all!(db, (String,), LIVING_NAMES, organization, owner)?.into_iter().map(|row| row.0).collect())
}

fn search_key(name: &str, description: &str, prefix: &str, handle: &str) -> String {
    db::fold(&format!("{name}\n{description}\n{prefix}_{handle}"))
}

/// Makes a token that keeps the rules, for an owner of that name who blocks nothing.
#[expect(clippy::too_many_arguments, reason = "all that a token is made of")]
pub async fn insert<P: Privilege>(
    tx: &mut Tx,
    now: Timestamp,
    may: &Granted<P>,
    id: Id<Token>,
    new: &NewToken<impl Copy + Into<Owner>>,
    secret: &Presented,
    predecessor: Option<Id<Token>>,
    owner_name: &str,
) -> Result<Token, db::Error> {
    let (name, description, by) = (new.name.as_str(), new.description.as_str(), &may.actor().principal);
    let owner: Owner = new.owner.into();
    let made = db::one!(
        tx,
        Token,
        INSERT,
        id,
        may.organization(),
        owner.id(),
        name,
        db::fold(name),
        description,
        search_key(name, description, &secret.prefix, &secret.handle),
        &secret.prefix,
        &secret.handle,
        &secret.digest,
        new.permissions.scope(),
        new.networks.stored(),
        now,
        by.kind(),
        by.id(),
        by.name(),
        new.expires_at,
        predecessor,
        new.active,
        owner.kind().as_str(),
        owner.application(),
        owner.user(),
    )?;
    let made = made.ok_or(sqlx::Error::RowNotFound)?;
    Ok(Token { owner_name: owner_name.to_owned(), ..made })
}

pub async fn switch(
    tx: &mut Tx,
    organization: Id<Organization>,
    id: Id<Token>,
    on: bool,
    now: Timestamp,
    by: &Actor,
    reason: &Reason,
) -> Result<bool, db::Error> {
    let who = &by.principal;
    let role = by.role.map_or("", crate::access::Role::as_str);
    let rows =
        db::run!(tx, SWITCH, id, organization, on, now, who.kind(), who.id(), who.name(), role, reason.as_str())?;
    Ok(rows == 1)
}

pub async fn pause(
    tx: &mut Tx,
    organization: Id<Organization>,
    id: Id<Token>,
    until: Timestamp,
    now: Timestamp,
    by: &Actor,
    reason: &Reason,
) -> Result<bool, db::Error> {
    let who = &by.principal;
    let role = by.role.map_or("", crate::access::Role::as_str);
    let rows =
        db::run!(tx, PAUSE, id, organization, until, now, who.kind(), who.id(), who.name(), role, reason.as_str())?;
    Ok(rows == 1)
}

/// Notes that a successor was issued; false if one was before, or the token was edited since it was read.
pub async fn supersede(
    tx: &mut Tx,
    organization: Id<Organization>,
    old: &Token,
    ends_at: Timestamp,
    now: Timestamp,
) -> Result<bool, db::Error> {
    Ok(db::run!(tx, SUPERSEDE, old.id, organization, now, ends_at, old.version)? == 1)
}

pub async fn prolong(
    tx: &mut Tx,
    organization: Id<Organization>,
    id: Id<Token>,
    end: Timestamp,
    now: Timestamp,
) -> Result<bool, db::Error> {
    Ok(db::run!(tx, PROLONG, id, organization, end, now)? == 1)
}

pub async fn successor(
    on: impl Into<On<'_>>,
    organization: Id<Organization>,
    id: Id<Token>,
) -> Result<Option<Token>, db::Error> {
    db::one!(on, Token, SUCCESSOR, id, organization)
}

pub async fn latest(
    on: impl Into<On<'_>>,
    organization: Id<Organization>,
    id: Id<Token>,
) -> Result<Option<Token>, db::Error> {
    db::one!(on, Token, LATEST, id, organization)
}

pub async fn mark_compromised(
    tx: &mut Tx,
    organization: Id<Organization>,
    id: Id<Token>,
    now: Timestamp,
    by: &Actor,
    reason: &str,
) -> Result<bool, db::Error> {
    let who = &by.principal;
    let rows = db::run!(tx, COMPROMISE, id, organization, now, who.kind(), who.id(), who.name(), reason)?;
    Ok(rows == 1)
}

pub async fn edit(
    tx: &mut Tx,
    organization: Id<Organization>,
    before: &Token,
    now: Timestamp,
    edit: &Edit,
) -> Result<bool, db::Error> {
    let (name, description) = (edit.name.as_str(), edit.description.as_str());
    let rows = db::run!(
        tx,
        EDIT,
        before.id,
        organization,
        before.version,
        name,
        db::fold(name),
        description,
        search_key(name, description, &before.prefix, &before.handle),
        edit.networks.stored(),
        now,
    )?;
    Ok(rows == 1)
}

pub async fn delete(
    tx: &mut Tx,
    organization: Id<Organization>,
    id: Id<Token>,
    now: Timestamp,
    by: &Actor,
) -> Result<bool, db::Error> {
    let who = &by.principal;
    Ok(db::run!(tx, DELETE, id, organization, now, who.kind(), who.id(), who.name())? == 1)
}

pub async fn confirm(
    tx: &mut Tx,
    organization: Id<Organization>,
    id: Id<Token>,
    now: Timestamp,
) -> Result<bool, db::Error> {
    Ok(db::run!(tx, CONFIRM, id, organization, now)? == 1)
}
