//! SQL of the rules: what they are, and which tokens break them.

use super::super::Token;
use super::super::rules::{Rules, breaks_rules_sql};
use super::super::status::status_sql;
use crate::clock::Timestamp;
use crate::db::{self, Db, Tx};
use crate::id::Id;
use crate::organizations::Organization;

const READ: &str = "
    SELECT require_expiry, require_network, lifetime_cap_days, block_rule_breakers FROM organizations WHERE id = $1";
/// Changes nothing, and so keeps whoever would change them waiting.
const HOLD: &str = "
    UPDATE organizations SET name = name WHERE id = $1
    RETURNING require_expiry, require_network, lifetime_cap_days, block_rule_breakers";

/// Tokens of $1 that still work or could be activated at $2, and break the rules $3, $4 and $5. What was replaced and is off
/// never comes back.
macro_rules! breakers {
    () => {
        concat!(
            "WHERE t.organization_id = $1 AND ",
            status_sql!("$2"),
            " IN ('active', 'inactive') AND (t.active OR t.superseded_at IS NULL) AND ",
            breaks_rules_sql!("$3", "$4", "$5")
        )
    };
}

/// Counting stops where a person stops caring: settings say "more than 10,000".
const COUNT: &str =
    concat!("SELECT COUNT(*) FROM (SELECT t.id FROM tokens t ", breakers!(), " LIMIT 10001) AS counted");
const FIRST: &str =
    concat!(select_tokens!(), breakers!(), " ORDER BY COALESCE(t.last_used_at, 0) DESC, t.id DESC LIMIT 200");

pub async fn read(db: &Db, organization: Id<Organization>) -> Result<Rules, db::Error> {
    db::one!(db, Rules, READ, organization)?.ok_or(sqlx::Error::RowNotFound)
}

pub async fn hold(tx: &mut Tx, organization: Id<Organization>) -> Result<Rules, db::Error> {
    db::one!(tx, Rules, HOLD, organization)?.ok_or(sqlx::Error::RowNotFound)
}

pub async fn count_breakers(
    db: &Db,
    organization: Id<Organization>,
    rules: &Rules,
    now: Timestamp,
) -> Result<i64, db::Error> {
    let Rules { require_expiry, require_network, lifetime_cap_days, .. } = *rules;
    let row = db::one!(db, (i64,), COUNT, organization, now, require_expiry, require_network, lifetime_cap_days)?;
    Ok(row.map_or(0, |row| row.0))
}

pub async fn breakers(
    db: &Db,
    organization: Id<Organization>,
    rules: &Rules,
    now: Timestamp,
) -> Result<Vec<Token>, db::Error> {
    let Rules { require_expiry, require_network, lifetime_cap_days, .. } = *rules;
    db::all!(db, Token, FIRST, organization, now, require_expiry, require_network, lifetime_cap_days)
}
