//! Pages of the audit log: the log itself, the same as a file, and the check of its chain.

pub mod export;
pub mod index;
pub mod verification;

/// The place in the navigation.
const HERE: &str = "/audit";
