//! Applications: the apps and APIs of an organization that tokens are issued for. What they are and what can be asked is
//! here; changing them is in `change`.

pub mod api;
mod change;
pub mod pages;
mod store;

pub use change::{
    Added, Deletion, Outcome, Renaming, add, allow_personal_tokens, archive, create, delete, rename, restore,
};

use crate::access::{Granted, ManageApplications, SeeTokens};
use crate::audit::Subject;
use crate::clock::Timestamp;
use crate::db::{self, Db, Tx};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::organizations::Organization;

/// What tokens are issued for.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Application {
    /// Its id, which stands in the gate's address.
    pub id: Id<Application>,
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Its tokens are blocked while this is set, and it takes no new ones.
    pub archived_at: Option<Timestamp>,
    /// People's own tokens pass for it, too.
    pub accepts_personal_tokens: bool,
}

impl Application {
    fn subject(&self) -> Subject<'_> {
        Subject { kind: "application", id: self.id.as_str(), name: &self.name }
    }
}

/// An application with the number of its tokens that are not deleted.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Counted {
    /// The application.
    #[sqlx(flatten)]
    pub application: Application,
    /// How many.
    pub tokens: i64,
}

/// The organization's applications that are not deleted, by name.
pub async fn list(db: &Db, may: &Granted<SeeTokens>) -> Result<Vec<Application>, db::Error> {
    store::list(db, may.organization()).await
}

/// The same with the numbers of their tokens.
pub async fn counted(db: &Db, may: &Granted<ManageApplications>) -> Result<Vec<Counted>, db::Error> {
    store::counted(db, may.organization()).await
}

/// An application of the organization, unless it is deleted, with the number of its tokens.
pub async fn find(db: &Db, may: &Granted<ManageApplications>, id: Id<Application>) -> Result<Counted> {
    store::find(db, may.organization(), id).await?.ok_or(Error::NotFound)
}

/// In which other organization of this person the application is, if it is: a link may lead across.
pub async fn elsewhere(
    db: &Db,
    may: &Granted<ManageApplications>,
    id: Id<Application>,
) -> Result<Option<(Id<Organization>, String)>> {
    let organization = store::organization_of(db, id).await?;
    let memberships = may.person().into_iter().flat_map(|person| &person.memberships);
    let mut others = memberships.filter(|m| m.organization != may.organization());
    let other = others.find(|m| Some(m.organization) == organization);
    Ok(other.map(|m| (m.organization, m.organization_name.clone())))
}

/// The application, if it is the organization's and takes new tokens; it does so until the transaction ends.
pub async fn accepting(
    tx: &mut Tx,
    organization: Id<Organization>,
    id: Id<Application>,
) -> Result<Option<Application>, db::Error> {
    let held = store::hold(tx, organization, id).await?;
    Ok(held.filter(|application| application.archived_at.is_none()))
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
