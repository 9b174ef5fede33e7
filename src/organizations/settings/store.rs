//! SQL of the settings.

use crate::db::{self, Tx};
use crate::id::Id;
use crate::organizations::Organization;
use crate::tokens::rules::Rules;

/// Changes nothing, and so keeps whoever else would change the organization waiting.
const HOLD: &str = "UPDATE organizations SET name = name WHERE id = $1 RETURNING name";
const RENAME: &str = "UPDATE organizations SET name = $2, name_key = $3 WHERE id = $1";
const SET_RULES: &str = "
    UPDATE organizations SET require_expiry = $2, require_network = $3, lifetime_cap_days = $4, block_rule_breakers = $5
    WHERE id = $1";

pub async fn hold(tx: &mut Tx, organization: Id<Organization>) -> Result<String, db::Error> {
    Ok(db::one!(tx, (String,), HOLD, organization)?.ok_or(sqlx::Error::RowNotFound)?.0)
}

pub async fn rename(tx: &mut Tx, organization: Id<Organization>, name: &str) -> Result<(), db::Error> {
    db::run!(tx, RENAME, organization, name, db::fold(name)).map(|_| ())
}

pub async fn set_rules(tx: &mut Tx, organization: Id<Organization>, rules: &Rules) -> Result<(), db::Error> {
    let Rules { require_expiry, require_network, lifetime_cap_days, block_rule_breakers } = *rules;
    db::run!(tx, SET_RULES, organization, require_expiry, require_network, lifetime_cap_days, block_rule_breakers)
        .map(|_| ())
}
