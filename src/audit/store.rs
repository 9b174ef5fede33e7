//! SQL of the audit log: append and read, nothing else.

use super::Event;
use super::list::{Direction, Place};
use super::query::{Filters, Range};
use crate::access::Role;
use crate::clock::Timestamp;
use crate::db::{self, Db, Tx};
use crate::id::Id;
use crate::organizations::Organization;
use crate::tokens::{Facts, Token};
use crate::users::User;

macro_rules! select_events {
    () => {
        "SELECT seq, at, actor_kind, actor_id, actor_name, action, subject_kind, subject_id, subject_name, address, \
         detail, prev_hash, hash FROM audit_events "
    };
}

/// Takes the next place in the chain; the row stays locked until the transaction ends, so places have no gaps.
/// Reads by a write that changes nothing: it locks the row, so that nobody takes the role meanwhile.
const HOLD_ROLE: &str = "
    UPDATE memberships SET role = role WHERE organization_id = $1 AND user_id = $2 AND removed_at IS NULL
    RETURNING role, COALESCE((SELECT u.all_organizations FROM users u WHERE u.id = $2), FALSE) AS everywhere";
/// The same of the privilege to have personal tokens.
const HOLD_API_ACCESS: &str = "
    UPDATE memberships SET role = role WHERE organization_id = $1 AND user_id = $2 AND removed_at IS NULL
    RETURNING api_access";
/// The same of a token.
const HOLD_TOKEN: &str = "
    UPDATE tokens SET name = name WHERE organization_id = $1 AND id = $2
    RETURNING active, deleted_at, compromised_at, expires_at, ends_at, paused_until";
const ALL_ORGANIZATIONS: &str = "SELECT all_organizations FROM users WHERE id = $1";
const NEXT: &str = "UPDATE audit_heads SET seq = seq + 1 WHERE organization_id = $1 RETURNING seq, hash";
const BEGIN: &str = "INSERT INTO audit_heads (organization_id, seq, hash) VALUES ($1, 0, '')";
const SET_HEAD: &str = "UPDATE audit_heads SET hash = $2 WHERE organization_id = $1";
const APPEND: &str = "
    INSERT INTO audit_events (organization_id, seq, at, actor_kind, actor_id, actor_name, action, subject_kind,
        subject_id, subject_name, address, detail, prev_hash, hash)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
const HISTORY: &str =
    concat!(select_events!(), "WHERE organization_id = $1 AND subject_id = $2 ORDER BY at DESC, seq DESC LIMIT 200");
/// Said so that the index of actions is not taken for it, which has everybody's.
const MEMBER_HISTORY: &str = concat!(
    select_events!(),
    "WHERE organization_id = $1 AND subject_id = $2 AND SUBSTR(action, 1, 7) = 'member.' \
     ORDER BY at DESC, seq DESC LIMIT 200"
);
const BEFORE: &str = concat!(
    select_events!(),
    "WHERE organization_id = $1 AND seq >= $3 AND seq < $4 \
        AND ($2 = '' OR (subject_kind = 'application' AND subject_id = $2) OR (subject_kind = 'token' \
            AND EXISTS (SELECT 1 FROM tokens t WHERE t.id = subject_id AND t.application_id = $2))) \
     ORDER BY seq DESC LIMIT $5"
);
const HEAD: &str = "SELECT seq, hash FROM audit_heads WHERE organization_id = $1";
const LAST: &str = "SELECT seq FROM audit_events WHERE organization_id = $1 ORDER BY seq DESC LIMIT 1";
const ALONG: &str = concat!(select_events!(), "WHERE organization_id = $1 AND seq > $2 ORDER BY seq LIMIT 1000");
const PLACE: &str = "SELECT at, seq FROM audit_events WHERE organization_id = $1 AND seq = $2";
const LATEST_OF_ACTOR: &str = "
    SELECT actor_name FROM audit_events WHERE organization_id = $1 AND actor_kind = $2 AND actor_id = $3
    ORDER BY at DESC, seq DESC LIMIT 1";
const LATEST_OF_SUBJECT: &str = "
    SELECT subject_name FROM audit_events WHERE organization_id = $1 AND subject_id = $2
    ORDER BY at DESC, seq DESC LIMIT 1";
/// Goes from each action to the next in the index, instead of through all events.
const ACTIONS: &str = "
    WITH RECURSIVE known (action) AS (
        SELECT MIN(action) FROM audit_events WHERE organization_id = $1
        UNION ALL
        SELECT (SELECT MIN(e.action) FROM audit_events e WHERE e.organization_id = $1 AND e.action > known.action)
        FROM known WHERE known.action IS NOT NULL
    )
    SELECT action FROM known WHERE action IS NOT NULL";
/// The same from person to person, with the latest name of each; the first 500.
const PEOPLE: &str = "
    WITH RECURSIVE known (id) AS (
        SELECT MIN(actor_id) FROM audit_events WHERE organization_id = $1 AND actor_kind = 'user'
        UNION ALL
        SELECT (SELECT MIN(e.actor_id) FROM audit_events e
            WHERE e.organization_id = $1 AND e.actor_kind = 'user' AND e.actor_id > known.id)
        FROM known WHERE known.id IS NOT NULL
    )
    SELECT known.id, (SELECT n.actor_name FROM audit_events n
            WHERE n.organization_id = $1 AND n.actor_kind = 'user' AND n.actor_id = known.id
            ORDER BY n.at DESC, n.seq DESC LIMIT 1) AS name
    FROM known WHERE known.id IS NOT NULL LIMIT 500";
/// Every chain that there is or should be, with the name of whose it is; the installation's own has none.
const CHAINS: &str = "
    WITH RECURSIVE known (chain) AS (
        SELECT MIN(organization_id) FROM audit_events
        UNION ALL
        SELECT (SELECT MIN(e.organization_id) FROM audit_events e WHERE e.organization_id > known.chain)
        FROM known WHERE known.chain IS NOT NULL
    )
    SELECT c.chain, COALESCE(o.name, '') AS name
    FROM (SELECT chain FROM known WHERE chain IS NOT NULL
          UNION SELECT organization_id FROM audit_heads UNION SELECT id FROM organizations) c
    LEFT JOIN organizations o ON o.id = c.chain ORDER BY name, c.chain";

/// A piece of the log, newest first and oldest first: after the place ($3, $4), not beyond the moment $2. One statement
/// per filter, so that each can use its index.
macro_rules! pieces {
    ($at:literal, $filter:literal) => {
        [
            concat!(
                select_events!(),
                "WHERE organization_id = $1 AND ",
                $at,
                " >= $2 AND (",
                $at,
                ", seq) < ($3, $4) ",
                $filter,
                "ORDER BY ",
                $at,
                " DESC, seq DESC LIMIT $5"
            ),
            concat!(
                select_events!(),
                "WHERE organization_id = $1 AND ",
                $at,
                " < $2 AND (",
                $at,
                ", seq) > ($3, $4) ",
                $filter,
                "ORDER BY ",
                $at,
                ", seq LIMIT $5"
            ),
        ]
    };
}

/// As its index spells the moment, and no other.
const ALL: [&str; 2] = pieces!("at + 0", "");
const BY_ACTOR: [&str; 2] = pieces!("at", "AND actor_kind = $6 AND actor_id = $7 ");
const BY_ACTION: [&str; 2] = pieces!("at", "AND action = $6 ");
const BY_SUBJECT: [&str; 2] = pieces!("at", "AND subject_id = $6 ");

/// How many events a filter leaves from the moment $2 until before $3; counting stops where nobody cares any more.
macro_rules! counting {
    ($at:literal, $filter:literal) => {
        concat!(
            "SELECT COUNT(*) FROM (SELECT seq FROM audit_events WHERE organization_id = $1 AND ",
            $at,
            " >= $2 AND ",
            $at,
            " < $3 ",
            $filter,
            "LIMIT 1001) AS counted"
        )
    };
}

const COUNT: &str = counting!("at + 0", "");
const COUNT_BY_ACTOR: &str = counting!("at", "AND actor_kind = $4 AND actor_id = $5 ");
const COUNT_BY_ACTION: &str = counting!("at", "AND action = $4 ");
const COUNT_BY_SUBJECT: &str = counting!("at", "AND subject_id = $4 ");

/// The role that a person has in an organization, also as support for the whole installation.
pub async fn hold_role(tx: &mut Tx, organization: Id<Organization>, user: Id<User>) -> Result<Option<Role>, db::Error> {
    let Some((role, everywhere)) = db::one!(&mut *tx, (String, bool), HOLD_ROLE, organization, user)? else {
        let everywhere = db::one!(tx, (bool,), ALL_ORGANIZATIONS, user)?.is_some_and(|row| row.0);
        return Ok(everywhere.then_some(Role::Support));
    };
    let role: Role = role.parse().map_err(|e: String| sqlx::Error::Decode(e.into()))?;
    Ok(Some(role.with_support(everywhere)))
}

/// What the status of a token is derived from.
pub async fn hold_token(
    tx: &mut Tx,
    organization: Id<Organization>,
    token: Id<Token>,
) -> Result<Option<Facts>, db::Error> {
    db::one!(tx, Facts, HOLD_TOKEN, organization, token)
}

/// Events in a range of places, of an application or, with an empty text, of all; newest first.
pub async fn before(
    db: &Db,
    chain: &str,
    application: &str,
    (from, end): (i64, i64),
    limit: i64,
) -> Result<Vec<Event>, db::Error> {
    db::all!(db, Event, BEFORE, chain, application, from, end, limit)
}

pub async fn next_in_chain(tx: &mut Tx, chain: &str) -> Result<(i64, String), db::Error> {
    db::one!(tx, (i64, String), NEXT, chain)?.ok_or(sqlx::Error::RowNotFound)
}

pub async fn begin_chain(tx: &mut Tx, chain: &str) -> Result<(), db::Error> {
    db::run!(tx, BEGIN, chain).map(|_| ())
}

pub async fn append(tx: &mut Tx, chain: &str, e: &Event) -> Result<(), db::Error> {
    db::run!(
        &mut *tx,
        APPEND,
        chain,
        e.seq,
        e.at,
        &e.actor_kind,
        &e.actor_id,
        &e.actor_name,
        &e.action,
        &e.subject_kind,
        &e.subject_id,
        &e.subject_name,
        &e.address,
        &e.detail,
        &e.prev_hash,
        &e.hash,
    )?;
    db::run!(tx, SET_HEAD, chain, &e.hash).map(|_| ())
}

pub async fn history(db: &Db, chain: &str, subject_id: &str) -> Result<Vec<Event>, db::Error> {
    db::all!(db, Event, HISTORY, chain, subject_id)
}

pub async fn member_history(db: &Db, chain: &str, subject_id: &str) -> Result<Vec<Event>, db::Error> {
    db::all!(db, Event, MEMBER_HISTORY, chain, subject_id)
}

/// The end of a chain: place and hash of its last event; none if there is no such chain.
pub async fn head(db: &Db, chain: &str) -> Result<Option<(i64, String)>, db::Error> {
    db::one!(db, (i64, String), HEAD, chain)
}

/// The last place that any event of the chain has; 0 if there is none.
pub async fn last(db: &Db, chain: &str) -> Result<i64, db::Error> {
    Ok(db::one!(db, (i64,), LAST, chain)?.map_or(0, |row| row.0))
}

/// Up to 1,000 events after `seq`, along the chain.
pub async fn along(db: &Db, chain: &str, seq: i64) -> Result<Vec<Event>, db::Error> {
    db::all!(db, Event, ALONG, chain, seq)
}

/// Where an event stands in the order of reading.
pub async fn place(db: &Db, chain: &str, seq: i64) -> Result<Option<Place>, db::Error> {
    let row = db::one!(db, (Timestamp, i64), PLACE, chain, seq)?;
    Ok(row.map(|(at, seq)| Place { at, seq }))
}

pub async fn actor_name(db: &Db, chain: &str, kind: &str, id: &str) -> Result<Option<String>, db::Error> {
    Ok(db::one!(db, (String,), LATEST_OF_ACTOR, chain, kind, id)?.map(|row| row.0))
}

pub async fn subject_name(db: &Db, chain: &str, id: &str) -> Result<Option<String>, db::Error> {
    Ok(db::one!(db, (String,), LATEST_OF_SUBJECT, chain, id)?.map(|row| row.0))
}

pub async fn hold_api_access(tx: &mut Tx, organization: Id<Organization>, user: Id<User>) -> Result<bool, db::Error> {
    Ok(db::one!(tx, (bool,), HOLD_API_ACCESS, organization, user)?.is_some_and(|row| row.0))
}

pub async fn actions(db: &Db, chain: &str) -> Result<Vec<String>, db::Error> {
    Ok(db::all!(db, (String,), ACTIONS, chain)?.into_iter().map(|row| row.0).collect())
}

pub async fn people(db: &Db, chain: &str) -> Result<Vec<(String, String)>, db::Error> {
    db::all!(db, (String, String), PEOPLE, chain)
}

pub async fn chains(db: &Db) -> Result<Vec<(String, String)>, db::Error> {
    db::all!(db, (String, String), CHAINS)
}

/// Up to `limit` events after `place` and not beyond `end`. Of several filters only the one that is likely to leave the
/// least is asked of the database; whoever asked looks for the others in what comes.
pub async fn piece(
    db: &Db,
    chain: &str,
    filters: &Filters,
    direction: Direction,
    place: Place,
    end: Timestamp,
    limit: i64,
) -> Result<Vec<Event>, db::Error> {
    let Place { at, seq } = place;
    let way = usize::from(direction == Direction::OldestFirst);
    if let Some(subject) = &filters.subject {
        return db::all!(db, Event, BY_SUBJECT[way], chain, end, at, seq, limit, subject);
    }
    if let Some(actor) = &filters.actor {
        return db::all!(db, Event, BY_ACTOR[way], chain, end, at, seq, limit, actor.kind.as_str(), &actor.id);
    }
    if let Some(action) = &filters.action {
        return db::all!(db, Event, BY_ACTION[way], chain, end, at, seq, limit, action);
    }
    db::all!(db, Event, ALL[way], chain, end, at, seq, limit)
}

/// How many events there are in the range of the one filter that is asked of the database, up to 10,001.
pub async fn count(db: &Db, chain: &str, filters: &Filters, range: Range) -> Result<i64, db::Error> {
    let Range { start, end } = range;
    let row = if let Some(subject) = &filters.subject {
        db::one!(db, (i64,), COUNT_BY_SUBJECT, chain, start, end, subject)?
    } else if let Some(actor) = &filters.actor {
        db::one!(db, (i64,), COUNT_BY_ACTOR, chain, start, end, actor.kind.as_str(), &actor.id)?
    } else if let Some(action) = &filters.action {
        db::one!(db, (i64,), COUNT_BY_ACTION, chain, start, end, action)?
    } else {
        db::one!(db, (i64,), COUNT, chain, start, end)?
    };
    Ok(row.map_or(0, |row| row.0))
}

/// The statements that read the log, for the test that asks each database how it would run them.
pub fn statements() -> Vec<&'static str> {
    let pieces = [ALL, BY_ACTOR, BY_ACTION, BY_SUBJECT].into_iter().flatten();
    let counts = [COUNT, COUNT_BY_ACTOR, COUNT_BY_ACTION, COUNT_BY_SUBJECT];
    pieces
        .chain(counts)
        .chain([HISTORY, MEMBER_HISTORY, ALONG, PLACE, LAST, LATEST_OF_ACTOR, LATEST_OF_SUBJECT, ACTIONS, PEOPLE])
        .collect()
}
