//! SQL of the nodes. Only PostgreSQL has any.

use sqlx::PgConnection;
use sqlx::postgres::PgListener;

use crate::db::{self, Db};

/// PostgreSQL's own, and what engines say that don't have it: undefined function, feature not supported.
const NOT_THERE: [&str; 2] = ["42883", "0A000"];

const SCHEMA: &str = "SELECT COALESCE(current_schema(), '')";
const NOTIFY: &str = "SELECT pg_notify($1, $2)";
const NOTIFY_ALL: &str = "SELECT pg_notify($1, notice) FROM UNNEST($2::TEXT[]) AS notices(notice)";
const LEAVE_ALL: &str = "DELETE FROM nodes WHERE process = $1";
const JOIN: &str = "INSERT INTO nodes (id, process) VALUES ($1, $2)";
const HOLDS: &str = "SELECT COUNT(*) FROM nodes WHERE id = $1 AND NOT revoked";
const OTHERS: &str = "SELECT id, revoked FROM nodes WHERE process <> $1";
const REVOKE: &str = "UPDATE nodes SET revoked = TRUE WHERE id = $1 AND NOT revoked";
const REMOVE: &str = "DELETE FROM nodes WHERE id = $1";

/// The schema, if the database has notices at all.
pub async fn schema_with_notices(db: &Db) -> Result<Option<String>, db::Error> {
    let db::Pools::Postgres(pool) = db.pools() else { return Ok(None) };
    let (schema,): (String,) = sqlx::query_as(SCHEMA).fetch_one(pool).await?;
    match sqlx::query(NOTIFY).bind("latchkey").bind("").execute(pool).await {
        Ok(_) => Ok(Some(schema)),
        Err(error) => {
            let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
            if code.is_some_and(|code| NOT_THERE.contains(&&*code)) { Ok(None) } else { Err(error) }
        }
    }
}

/// Sends notices with the transaction, or at once outside of one.
pub async fn notify(on: &mut PgConnection, channel: &str, notices: &[String]) -> Result<(), db::Error> {
    sqlx::query(NOTIFY_ALL).bind(channel).bind(notices).execute(on).await.map(|_| ())
}

/// Sends notices at once.
pub async fn notify_again(db: &Db, channel: &str, notices: &[String]) -> Result<(), db::Error> {
    let Some(mut lent) = db.lend().await? else { return Ok(()) };
    let sent = db::in_time(notify(lent.connection(), channel, notices)).await;
    lent.is_answered(&sent);
    sent
}

/// Sends one notice by the connection that listens.
pub async fn answer(listener: &mut PgListener, channel: &str, notice: &str) -> Result<(), db::Error> {
    sqlx::query(NOTIFY).bind(channel).bind(notice).execute(listener).await.map(|_| ())
}

/// Whether the connection that listens is still there.
pub async fn is_there(listener: &mut PgListener) -> Result<(), db::Error> {
    sqlx::query("SELECT 1").execute(listener).await.map(|_| ())
}

/// Whether a node's row is there and not revoked; by the connection that listens.
pub async fn holds(listener: &mut PgListener, id: &str) -> Result<bool, db::Error> {
    let (count,): (i64,) = sqlx::query_as(HOLDS).bind(id).fetch_one(listener).await?;
    Ok(count > 0)
}

/// Makes a node's row, the only one of its process.
pub async fn join(db: &Db, id: &str, process: &str) -> Result<(), db::Error> {
    let mut tx = db.begin().await?;
    db::run!(&mut tx, LEAVE_ALL, process)?;
    db::run!(&mut tx, JOIN, id, process)?;
    tx.commit().await
}

/// Takes away every row of a process.
pub async fn leave(db: &Db, process: &str) -> Result<(), db::Error> {
    db::run!(db, LEAVE_ALL, process).map(|_| ())
}

/// The nodes of other processes, each with whether it is revoked.
pub async fn others(db: &Db, process: &str) -> Result<Vec<(String, bool)>, db::Error> {
    db::all!(db, (String, bool), OTHERS, process)
}

/// Revokes a node's lease.
pub async fn revoke(db: &Db, id: &str) -> Result<(), db::Error> {
    db::run!(db, REVOKE, id).map(|_| ())
}

/// Takes away a node's row.
pub async fn remove(db: &Db, id: &str) -> Result<(), db::Error> {
    db::run!(db, REMOVE, id).map(|_| ())
}
