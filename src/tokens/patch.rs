//! Changing a token as the API does it: what is sent is changed, all of it or nothing, on the state that the caller saw.

use serde_json::json;

use super::change::switched_word;
use super::powers::spares_ancestors;
use super::{Description, Reason, Status, Token, TokenName, living, manageable, record, store};
use crate::access::{Granted, ManageTokens};
use crate::applications::Application;
use crate::clock::{Clock, Timestamp};
use crate::db::{self, Db};
use crate::error::{Error, Result};
use crate::id::Id;

/// What is to be different.
#[derive(Clone, Debug, Default)]
pub struct Patch {
    /// Its name.
    pub name: Option<TokenName>,
    /// What it is for.
    pub description: Option<Description>,
    /// Whether it is switched on.
    pub active: Option<bool>,
    /// The states that this is based on, as [`tag`] names them; none: whatever it is.
    pub based_on: Option<Vec<String>>,
}

/// What became of it.
#[derive(Debug)]
pub enum Patched {
    /// It is in force; or nothing was different.
    Saved(Box<Token>),
    /// It is not what the caller saw.
    Overtaken(Box<Token>),
    /// The application has another living token of this name.
    NameTaken,
}

/// Names the state of a token: another for each change that the API shows.
pub fn tag(token: &Token, now: Timestamp) -> String {
    let switched = token.switched_at.map_or(0, |at| at.0);
    format!("{}-{switched:x}-{}", token.version, token.status(now).as_str())
}

/// Changes a token of the application.
pub async fn patch(
    db: &Db,
    clock: &Clock,
    may: &Granted<ManageTokens>,
    (application, id): (Id<Application>, Id<Token>),
    patch: &Patch,
) -> Result<Patched> {
    let (organization, now) = (may.organization(), clock.now());
    let mut tx = db.begin().await?;
    store::hold(&mut tx, organization, id).await?;
    let before = living(&mut tx, organization, id).await?;
    if before.application_id != Some(application) {
        return Err(Error::NotFound);
    }
    manageable(may, &before)?;
    spares_ancestors(&mut tx, may, &before).await?;
    if patch.based_on.as_ref().is_some_and(|tags| !tags.contains(&tag(&before, now))) {
        return Ok(Patched::Overtaken(Box::new(before)));
    }
    let edit = super::Edit {
        version: before.version,
        name: patch.name.clone().unwrap_or(TokenName::parse(&before.name).map_err(Error::Internal)?),
        description: patch
            .description
            .clone()
            .unwrap_or(Description::parse(&before.description).map_err(Error::Internal)?),
        networks: before.networks.clone(),
        shuts_out_knowingly: true,
    };
    let edited = edit.name.as_str() != before.name || edit.description.as_str() != before.description;
    if edited {
        if before.superseded_at.is_none()
            && store::name_taken(&mut tx, organization, application.as_str(), edit.name.as_str(), Some(id)).await?
        {
            return Ok(Patched::NameTaken);
        }
        match store::edit(&mut tx, organization, &before, now, &edit).await {
            Err(error) if db::is_unique_violation(&error) => return Ok(Patched::NameTaken),
            other => other?,
        };
    }
    let switched = match patch.active {
        // A paused token is off, but comes back by itself: that isn't what is asked for.
        Some(on) if on != (before.status(now) == Status::Active) || (!on && before.paused(now).is_some()) => {
            switchable(may, &before, on, now)?;
            store::switch(&mut tx, organization, id, on, now, may.actor(), &Reason::default()).await?
        }
        _ => false,
    };
    let token = living(&mut tx, organization, id).await?;
    if edited {
        let facts = |token: &Token| json!({ "name": token.name, "description": token.description });
        let detail = json!({ "before": facts(&before), "after": facts(&token) });
        record(&mut tx, clock, may, "token.edited", &token, &detail).await?;
    }
    if switched {
        record(&mut tx, clock, may, switched_word(&before, &token, now), &token, &json!({ "reason": "" })).await?;
    }
    if edited || switched {
        tx.commit().await?;
    }
    Ok(Patched::Saved(Box::new(token)))
}

/// Whether it was a token that switched it off, or made it so.
fn switched_by_a_token(token: &Token) -> bool {
    let by = if token.switched_at.is_some() { &token.switched_by_kind } else { &token.created_by_kind };
    by == "token"
}

/// Refuses to switch on what can't be, or what a token may not.
fn switchable(may: &Granted<ManageTokens>, token: &Token, on: bool, now: Timestamp) -> Result<()> {
    let name = &token.name;
    let why = match token.status(now) {
        Status::Compromised => format!("“{name}” is compromised: it never works again."),
        Status::Expired if on => format!("“{name}” has expired and can't be activated."),
        Status::Inactive if on && token.superseded_at.is_some() && !token.facts.active => {
            format!("“{name}” was rotated: another token took its place.")
        }
        // Off, it would be a token's to switch on.
        Status::Inactive if may.token().is_some() && token.paused(now).is_some() => {
            return Err(Error::Forbidden(format!("A person paused “{name}”: a token can't change that.")));
        }
        Status::Inactive if on && may.token().is_some() && !switched_by_a_token(token) => {
            return Err(Error::Forbidden(format!("A person deactivated “{name}”: a token can't lift that.")));
        }
        _ => return Ok(()),
    };
    Err(Error::Conflict(why))
}
