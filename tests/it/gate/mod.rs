//! The gate, asked as nginx asks it.

mod addresses;
mod answers;
mod pages;
mod requests;
mod verdicts;

/// What a refused caller learns: to present a token.
const CHALLENGE: &str = r#"Bearer realm="latchkey""#;
const INVALID_TOKEN: &str = r#"Bearer realm="latchkey", error="invalid_token""#;
const INSUFFICIENT_SCOPE: &str = r#"Bearer realm="latchkey", error="insufficient_scope""#;
