//! Text as statements compare it, and statements of several parts.

use sqlx::AssertSqlSafe;

use super::{Db, Pools};

/// Text folded for comparing and searching: the databases disagree about doing it themselves. A NUL, which one of
/// them refuses in any text, becomes a sign that nothing stored has.
pub fn fold(text: &str) -> String {
    text.trim().to_lowercase().replace('\0', "\u{fffd}")
}

/// A pattern for `LIKE … ESCAPE '\'` that finds `text` anywhere in a folded column.
pub fn like(text: &str) -> String {
    let escaped = fold(text).replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}

/// A statement of several parts, none of which was typed by anyone: they stand in the program.
pub fn composed(parts: &[&'static str]) -> AssertSqlSafe<String> {
    AssertSqlSafe(parts.concat())
}

/// A statement, or a part of one, for which the databases have no words in common.
#[derive(Debug)]
pub struct Own {
    /// SQLite's words.
    pub sqlite: &'static str,
    /// PostgreSQL's.
    pub postgres: &'static str,
}

impl Own {
    /// The words of that database.
    pub fn of(&self, db: &Db) -> &'static str {
        match db.pools {
            Pools::Sqlite { .. } => self.sqlite,
            Pools::Postgres(_) => self.postgres,
        }
    }
}
