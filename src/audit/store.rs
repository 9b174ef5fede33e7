//! SQL of the audit log: append and read, nothing else.

use super::Event;
use crate::db::{self, Db, Tx};

/// Takes the next place in the chain; the row stays locked until the transaction ends, so places have no gaps.
const NEXT: &str = "UPDATE audit_heads SET seq = seq + 1 WHERE organization_id = $1 RETURNING seq, hash";
const BEGIN: &str = "INSERT INTO audit_heads (organization_id, seq, hash) VALUES ($1, 0, '')";
const SET_HEAD: &str = "UPDATE audit_heads SET hash = $2 WHERE organization_id = $1";
const APPEND: &str = "
    INSERT INTO audit_events (organization_id, seq, at, actor_kind, actor_id, actor_name, action, subject_kind,
        subject_id, subject_name, address, detail, prev_hash, hash)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
const BY_SUBJECT: &str = "
    SELECT seq, at, actor_kind, actor_id, actor_name, action, subject_kind, subject_id, subject_name, address, detail,
        prev_hash, hash
    FROM audit_events WHERE organization_id = $1 AND subject_id = $2 ORDER BY seq DESC LIMIT 200";

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

pub async fn by_subject(db: &Db, chain: &str, subject_id: &str) -> Result<Vec<Event>, db::Error> {
    db::all!(db, Event, BY_SUBJECT, chain, subject_id)
}
