//! Applications: the apps and APIs of an organization that tokens are issued for.

mod store;

use serde_json::json;

use crate::access::{Granted, ManageApplications, SeeTokens};
use crate::audit::{self, Subject};
use crate::chance::Chance;
use crate::clock::{Clock, Timestamp};
use crate::db::{self, Db, Tx};
use crate::id::Id;
use crate::organizations::Organization;

/// What tokens are issued for.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Application {
    /// Its id, which stands in the gate's address.
    pub id: Id<Application>,
    /// Its name.
    pub name: String,
    /// Its tokens are blocked while this is set, and it takes no new ones.
    pub archived_at: Option<Timestamp>,
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

/// The organization's applications that are not deleted, by name.
pub async fn list(db: &Db, may: &Granted<SeeTokens>) -> Result<Vec<Application>, db::Error> {
    store::list(db, may.organization()).await
}

/// The application, if it is the organization's and takes new tokens; it does so until the transaction ends.
pub async fn accepting(
    tx: &mut Tx,
    organization: Id<Organization>,
    id: Id<Application>,
) -> Result<Option<Application>, db::Error> {
    store::accepting(tx, organization, id).await
}

/// The application with this id, if it is the organization's, in good standing, and accepts personal tokens.
/// Takes no proof: the gate asks, for the organization of a token it was shown.
pub async fn accepting_personal(
    db: &Db,
    organization: Id<Organization>,
    id: &str,
) -> Result<Option<Id<Application>>, db::Error> {
    match id.parse() {
        Ok(id) => store::accepting_personal(db, organization, id).await,
        Err(_) => Ok(None),
    }
}
