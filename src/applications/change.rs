//! Making, renaming, archiving and deleting applications. Each operation takes its proof and leaves one event, or none if
//! it changes nothing.

use serde_json::{Value, json};

use super::{Application, store};
use crate::access::{Granted, ManageApplications};
use crate::audit::{self, Action, Subject};
use crate::chance::Chance;
use crate::clock::Clock;
use crate::db::{self, Db, Tx};
use crate::error::{Error, Result};
use crate::id::Id;

/// What became of adding an application.
#[derive(Debug)]
pub enum Added {
    /// It is there.
    Made(Id<Application>),
    /// The organization has one of this name.
    NameTaken,
}

/// What became of renaming one.
#[derive(Debug)]
pub enum Renaming {
    /// It has the name, now or before already.
    Renamed(Outcome),
    /// The organization has another one of this name.
    NameTaken,
    /// Someone else has renamed it meanwhile: this is what it is now.
    Overtaken(Application),
}

/// What became of deleting one.
#[derive(Debug)]
pub enum Deletion {
    /// It is gone.
    Deleted(Application),
    /// It has so many tokens, which have to be deleted first.
    HasTokens(i64),
}

/// An application after an operation, and whether that changed anything.
#[derive(Debug)]
pub struct Outcome {
    /// As it is now.
    pub application: Application,
    /// Whether it was different before.
    pub changed: bool,
}

/// Makes an application. Its name must be free in the organization.
pub async fn create(
    tx: &mut Tx,
    clock: &Clock,
    chance: &Chance,
    may: &Granted<ManageApplications>,
    name: &str,
) -> Result<Id<Application>, db::Error> {
    let id = Id::new(clock, chance);
    store::insert(tx, id, may.organization(), name, clock.now()).await?;
    let subject = Subject { kind: "application", id: id.as_str(), name };
    let detail = json!({ "name": name });
    audit::record(tx, clock, may.actor(), Some(may.organization()), "application.created", subject, &detail).await?;
    Ok(id)
}

/// Makes an application, unless its name is taken.
pub async fn add(
    db: &Db,
    clock: &Clock,
    chance: &Chance,
    may: &Granted<ManageApplications>,
    name: &str,
) -> Result<Added> {
    let mut tx = db.begin().await?;
    match create(&mut tx, clock, chance, may, name).await {
        Err(error) if db::is_unique_violation(&error) => Ok(Added::NameTaken),
        Err(error) => Err(error.into()),
        Ok(id) => {
            tx.commit().await?;
            Ok(Added::Made(id))
        }
    }
}

/// Renames an application that was seen under the name `seen`.
pub async fn rename(
    db: &Db,
    clock: &Clock,
    may: &Granted<ManageApplications>,
    id: Id<Application>,
    seen: &str,
    name: &str,
) -> Result<Renaming> {
    let mut tx = db.begin().await?;
    let before = held(&mut tx, may, id).await?;
    if before.name == name {
        return Ok(Renaming::Renamed(Outcome { application: before, changed: false }));
    }
    if before.name != seen {
        return Ok(Renaming::Overtaken(before));
    }
    match store::rename(&mut tx, id, name).await {
        Err(error) if db::is_unique_violation(&error) => return Ok(Renaming::NameTaken),
        other => other?,
    }
    let after = Application { name: name.to_owned(), ..before.clone() };
    let detail = json!({ "before": { "name": before.name }, "after": { "name": name } });
    let application = record(tx, clock, may, "application.renamed", after, &detail).await?;
    Ok(Renaming::Renamed(Outcome { application, changed: true }))
}

/// Archives an application: its tokens are refused from the next request on, and it takes no new ones.
pub async fn archive(
    db: &Db,
    clock: &Clock,
    may: &Granted<ManageApplications>,
    id: Id<Application>,
) -> Result<Outcome> {
    let mut tx = db.begin().await?;
    let before = held(&mut tx, may, id).await?;
    if before.archived_at.is_some() {
        return Ok(Outcome { application: before, changed: false });
    }
    let after = Application { archived_at: Some(clock.now()), ..before };
    store::set_archived(&mut tx, id, after.archived_at).await?;
    let application = record(tx, clock, may, "application.archived", after, &json!({})).await?;
    Ok(Outcome { application, changed: true })
}

/// Takes an application back from the archive: its tokens are again what they are by themselves.
pub async fn restore(
    db: &Db,
    clock: &Clock,
    may: &Granted<ManageApplications>,
    id: Id<Application>,
) -> Result<Outcome> {
    let mut tx = db.begin().await?;
    let before = held(&mut tx, may, id).await?;
    if before.archived_at.is_none() {
        return Ok(Outcome { application: before, changed: false });
    }
    let after = Application { archived_at: None, ..before };
    store::set_archived(&mut tx, id, None).await?;
    let application = record(tx, clock, may, "application.restored", after, &json!({})).await?;
    Ok(Outcome { application, changed: true })
}

/// Lets people's own tokens pass for an application, or no longer.
pub async fn allow_personal_tokens(
    db: &Db,
    clock: &Clock,
    may: &Granted<ManageApplications>,
    id: Id<Application>,
    allow: bool,
) -> Result<Outcome> {
    let mut tx = db.begin().await?;
    let before = held(&mut tx, may, id).await?;
    if before.accepts_personal_tokens == allow {
        return Ok(Outcome { application: before, changed: false });
    }
    let after = Application { accepts_personal_tokens: allow, ..before };
    store::allow_personal_tokens(&mut tx, id, allow).await?;
    let action = if allow { "application.personal_tokens_allowed" } else { "application.personal_tokens_disallowed" };
    let application = record(tx, clock, may, action, after, &json!({})).await?;
    Ok(Outcome { application, changed: true })
}

/// Deletes an application that has no token left. Whoever makes one at the same moment holds it, too: one of the two
/// comes first.
pub async fn delete(
    db: &Db,
    clock: &Clock,
    may: &Granted<ManageApplications>,
    id: Id<Application>,
) -> Result<Deletion> {
    let mut tx = db.begin().await?;
    let application = held(&mut tx, may, id).await?;
    let tokens = store::living_tokens(&mut tx, id).await?;
    if tokens > 0 {
        return Ok(Deletion::HasTokens(tokens));
    }
    store::delete(&mut tx, id, clock.now()).await?;
    record(tx, clock, may, "application.deleted", application, &json!({})).await.map(Deletion::Deleted)
}

/// The application, unless it is deleted; whoever else would change it waits until the transaction ends.
async fn held(tx: &mut Tx, may: &Granted<ManageApplications>, id: Id<Application>) -> Result<Application> {
    store::hold(tx, may.organization(), id).await?.ok_or(Error::NotFound)
}

/// Records what was done to the application, and makes it durable.
async fn record(
    mut tx: Tx,
    clock: &Clock,
    may: &Granted<ManageApplications>,
    action: Action,
    after: Application,
    detail: &Value,
) -> Result<Application> {
    audit::record(&mut tx, clock, may.actor(), Some(may.organization()), action, after.subject(), detail).await?;
    tx.commit().await?;
    Ok(after)
}
