//! Text as statements compare it, and statements of several parts.

use sqlx::AssertSqlSafe;

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
