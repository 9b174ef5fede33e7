//! What a failure of the database means.

use super::Error;

/// The connection was lost while a transaction was being committed: it was, or it was not.
#[derive(Debug, thiserror::Error)]
#[error("the connection was lost at the commit, which may have happened")]
pub struct Ambiguous;

/// Whether a statement failed because its row exists already.
pub fn is_unique_violation(error: &Error) -> bool {
    error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation)
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
