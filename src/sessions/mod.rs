//! Signing in and out. A session is a row that its cookie's key finds; ending one is deleting it.

pub mod browser;
pub mod own;
pub mod pages;
mod sign_in;
mod store;
pub(crate) mod throttle;

use std::collections::HashMap;
use std::sync::Arc;

pub use sign_in::{Attempt, sign_in, sign_out, welcome};
pub use store::Sessions;

use crate::access::Person;
use crate::chance::Chance;
use crate::clock::Clock;
use crate::db::{self, Db, Tx};
use crate::error::Result;
use crate::id::Id;
use crate::organizations::Organization;
use crate::users::User;

/// How long a session lasts at the most, in days.
pub const LASTS_DAYS: i64 = 14;

/// Which session a request comes from: the SHA-256 of its key, which finds its row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest(String);

impl Digest {
    /// The one that the store adds to a session's state for the time of a request.
    pub fn of_state(state: &HashMap<String, String>) -> Option<Self> {
        serde_json::from_str(state.get(pages::DIGEST)?).ok().map(Self)
    }
}

/// The person with this id, looking at `current` if they belong to it, else at their first organization.
/// None if there is no such person or they belong to no organization any more.
pub async fn person(db: &Db, user: Id<User>, current: Option<Id<Organization>>) -> Result<Option<Arc<Person>>> {
    let Some((user, memberships)) = store::person(db, user).await? else {
        return Ok(None);
    };
    let language = user.language();
    let User { id, name, email, all_organizations, .. } = user;
    let wanted = memberships.iter().find(|m| Some(m.organization) == current);
    let Some(current) = wanted.or(memberships.first()).cloned() else {
        return Ok(None);
    };
    Ok(Some(Arc::new(Person { id, name, email, current, memberships, all_organizations, language })))
}

/// Ends every session of a person, in the transaction that takes their place in an organization or their password; tells
/// how many those were.
pub(crate) async fn end_all_of(tx: &mut Tx, clock: &Clock, user: Id<User>) -> Result<u64, db::Error> {
    store::end_all_but(tx, user, None, clock.now()).await
}

/// How many sessions there are that have not ended.
pub async fn count(db: &Db, clock: &Clock) -> Result<i64, db::Error> {
    store::count(db, clock.now()).await
}

/// The store that the session middleware keeps its sessions in.
pub fn store(db: &Db, clock: &Clock, chance: &Chance) -> Sessions {
    Sessions::new(db.clone(), clock.clone(), chance.clone())
}
