//! Pages of the gate: a decision looked up by its id, and a request tried on a token. They decide nothing; that is the
//! gate's, and its words are in `explain`.

pub mod decision;
pub mod simulation;

/// The place in the navigation.
const HERE: &str = "/integrations";
