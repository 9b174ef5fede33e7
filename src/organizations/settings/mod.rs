//! The settings of an organization: its name, and its rules for tokens. What the rules mean is the tokens' business; here
//! they are changed, with one event for each change and none for what changes nothing.

pub mod pages;
mod store;

use serde_json::{Value, json};

use crate::access::{Granted, ManageSettings};
use crate::audit::{self, Subject};
use crate::clock::Clock;
use crate::db::{self, Db};
use crate::error::Result;
use crate::tokens::rules::{self, Rules};

/// What became of renaming the organization.
#[derive(Debug)]
pub enum Renaming {
    /// It has the name.
    Renamed {
        /// It had another one before.
        changed: bool,
    },
    /// Another organization has it.
    NameTaken,
    /// Someone else has renamed it meanwhile: this is what it is called now.
    Overtaken(String),
}

/// What became of changing the rules.
#[derive(Debug)]
pub enum Ruling {
    /// They are in force.
    InForce {
        /// Others were before.
        changed: bool,
    },
    /// Someone else has changed them meanwhile: these are in force now.
    Overtaken(Rules),
}

/// Renames the organization, which was seen under the name `seen`.
pub async fn rename(db: &Db, clock: &Clock, may: &Granted<ManageSettings>, seen: &str, name: &str) -> Result<Renaming> {
    let organization = may.organization();
    let mut tx = db.begin().await?;
    let before = store::hold(&mut tx, organization).await?;
    if before == name {
        return Ok(Renaming::Renamed { changed: false });
    }
    if before != seen {
        return Ok(Renaming::Overtaken(before));
    }
    match store::rename(&mut tx, organization, name).await {
        Err(error) if db::is_unique_violation(&error) => return Ok(Renaming::NameTaken),
        other => other?,
    }
    let subject = Subject { kind: "organization", id: organization.as_str(), name };
    let detail = json!({ "before": { "name": before }, "after": { "name": name } });
    audit::record(&mut tx, clock, may.actor(), Some(organization), "organization.renamed", subject, &detail).await?;
    tx.commit().await?;
    Ok(Renaming::Renamed { changed: true })
}

/// Puts rules in force on top of those that were seen, which [`mark`] tells.
pub async fn change_rules(
    db: &Db,
    clock: &Clock,
    may: &Granted<ManageSettings>,
    seen: &str,
    rules: &Rules,
) -> Result<Ruling> {
    let organization = may.organization();
    let mut tx = db.begin().await?;
    let before = rules::hold(&mut tx, organization).await?;
    if before == *rules {
        return Ok(Ruling::InForce { changed: false });
    }
    if mark(&before) != seen {
        return Ok(Ruling::Overtaken(before));
    }
    store::set_rules(&mut tx, organization, rules).await?;
    let name = store::hold(&mut tx, organization).await?;
    let subject = Subject { kind: "organization", id: organization.as_str(), name: &name };
    let detail = json!({ "before": told(&before), "after": told(rules) });
    audit::record(&mut tx, clock, may.actor(), Some(organization), "organization.rules_changed", subject, &detail)
        .await?;
    tx.commit().await?;
    Ok(Ruling::InForce { changed: true })
}

/// Which rules these are, in a word: a form carries it along, so that others in their place are noticed.
pub fn mark(rules: &Rules) -> String {
    let Rules { require_expiry, require_network, lifetime_cap_days, block_rule_breakers } = rules;
    let cap = lifetime_cap_days.unwrap_or_default();
    format!("{}-{cap}-{}-{}", u8::from(*require_expiry), u8::from(*require_network), u8::from(*block_rule_breakers))
}

fn told(rules: &Rules) -> Value {
    json!({
        "require_expiry": rules.require_expiry,
        "lifetime_cap_days": rules.lifetime_cap_days,
        "require_network": rules.require_network,
        "block_rule_breakers": rules.block_rule_breakers,
    })
}
