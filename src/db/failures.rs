//! What a failure of the database means.

use sqlx::error::DatabaseError;
use sqlx::sqlite::SqliteError;

use super::Error;

/// SQLite's result codes: of a file or disk that takes no more, …
const READONLY: i32 = 8;
const FULL: i32 = 13;
const IOERR_WRITE: i32 = 778;
const IOERR_TRUNCATE: i32 = 1546;
const IOERR_SHMSIZE: i32 = 4874;
/// … and of one that took it and could not keep it.
const IOERR_FSYNC: i32 = 1034;
const IOERR_DIR_FSYNC: i32 = 1290;
/// PostgreSQL's: `disk_full`, `read_only_sql_transaction`.
const NOT_WRITTEN: [&str; 2] = ["53100", "25006"];

/// The connection was lost while a transaction was being committed: it was, or it was not.
#[derive(Debug, thiserror::Error)]
#[error("the connection was lost at the commit, which may have happened")]
pub struct Ambiguous;

/// Whether a statement failed because its row exists already.
pub fn is_unique_violation(error: &Error) -> bool {
    error.as_database_error().is_some_and(DatabaseError::is_unique_violation)
}

/// Whether the database refused what it was given: a value it can't store, or one that refers to nothing. It would
/// refuse the same again.
pub fn is_refusal_of_data(error: &Error) -> bool {
    error.as_database_error().is_some_and(|error| {
        error.is_foreign_key_violation()
            || error.is_check_violation()
            // PostgreSQL: class 22, data exceptions.
            || error.code().is_some_and(|code| code.len() == 5 && code.starts_with("22"))
    })
}

/// Whether the database ended a transaction because it and another waited for each other. Nothing of it was done, and
/// done again it finds the other gone. SQLite knows no such thing: its writers queue.
pub fn is_deadlock(error: &Error) -> bool {
    // PostgreSQL: deadlock_detected, serialization_failure (what engines that speak its protocol say instead).
    error.as_database_error().is_some_and(|error| matches!(error.code().as_deref(), Some("40P01" | "40001")))
}

fn of_sqlite(error: &dyn DatabaseError) -> Option<i32> {
    error.try_downcast_ref::<SqliteError>()?.code()?.parse().ok()
}

/// Whether the database could be reached and could not write: its disk is full, read-only or broken.
pub fn is_unwritable(error: &Error) -> bool {
    error.as_database_error().is_some_and(|error| match of_sqlite(error) {
        Some(FULL | IOERR_WRITE | IOERR_TRUNCATE | IOERR_SHMSIZE | IOERR_FSYNC | IOERR_DIR_FSYNC) => true,
        Some(code) => code & 0xff == READONLY,
        None => error.code().is_some_and(|code| NOT_WRITTEN.contains(&&*code)),
    })
}

/// Whether a commit that failed so has left the change where it is found after a crash.
pub fn may_come_back(error: &Error) -> bool {
    let code = error.as_database_error().and_then(of_sqlite);
    matches!(code, Some(IOERR_FSYNC | IOERR_DIR_FSYNC))
}

/// Whether a commit that failed like this was not made for certain: the database said no. One that was going down while it
/// said so may have made it, and an engine may say that it doesn't know.
pub fn is_no(error: &Error) -> bool {
    let Error::Database(error) = error else { return false };
    if of_sqlite(&**error).is_some() {
        return true;
    }
    // PostgreSQL: classes 08, connection exceptions, 57, operator intervention, 58, system error, and XX, internal error;
    // statement_completion_unknown (what CockroachDB says of a commit whose answer it lost).
    error
        .code()
        .is_none_or(|code| !["08", "57", "58", "XX"].iter().any(|class| code.starts_with(class)) && code != "40003")
}
