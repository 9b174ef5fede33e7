//! The gate, asked as proxies and APIs ask it.

mod addresses;
mod answers;
mod coherence;
mod decisions;
mod entrances;
pub mod introspection;
mod pages;
pub mod personal;
mod requests;
mod spellings;
mod states;
mod usage;
mod verdicts;

/// What a refused caller learns: to present a token.
const CHALLENGE: &str = r#"Bearer realm="latchkey""#;
const INVALID_TOKEN: &str = r#"Bearer realm="latchkey", error="invalid_token""#;
const INSUFFICIENT_SCOPE: &str = r#"Bearer realm="latchkey", error="insufficient_scope""#;
