//! Organizations and who belongs to them. An organization owns applications, tokens, members and audit events;
//! nothing crosses from one to another.

pub mod pages;
pub mod set_up;
pub mod settings;
mod store;

use serde_json::json;

use crate::access::{Actor, Membership, Principal};
use crate::audit::{self, Subject};
use crate::chance::Chance;
use crate::clock::Clock;
use crate::db::{self, On, Tx};
use crate::id::Id;
use crate::language::Message;
use crate::users::User;
use crate::web::form::is_disguise;

/// A customer.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Organization {
    /// Its id.
    pub id: Id<Organization>,
    /// Its name.
    pub name: String,
}

/// The right to found an organization, which no role includes: whoever has the command line or the set-up code.
#[derive(Debug)]
pub struct Founding(Actor);

impl Founding {
    /// Someone at the server's command line.
    pub fn at_command_line() -> Self {
        Self(Actor { principal: Principal::CommandLine, role: None, address: None })
    }

    /// The program itself: the demo, and the set-up page once its code was accepted.
    pub(crate) fn by_system() -> Self {
        Self(Actor { principal: Principal::System, role: None, address: None })
    }
}

/// What a name is given to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// An organization.
    Organization,
    /// An application.
    Application,
}

impl Named {
    /// Says that it has no name.
    pub fn missing(self) -> Message {
        match self {
            Self::Organization => t!("organization-name-missing"),
            Self::Application => t!("application-name-missing"),
        }
    }

    fn too_long(self, length: usize) -> Message {
        match self {
            Self::Organization => t!("organization-name-too-long", length = length, most = LONGEST_NAME),
            Self::Application => t!("application-name-too-long", length = length, most = LONGEST_NAME),
        }
    }

    fn disguised(self) -> Message {
        match self {
            Self::Organization => t!("organization-name-disguised"),
            Self::Application => t!("application-name-disguised"),
        }
    }
}

/// Characters of a name at most.
const LONGEST_NAME: usize = 100;

/// Reads the name of an organization or application: 1 to 100 characters; the error is for its field.
pub fn parse_name(text: &str, what: Named) -> Result<String, String> {
    let name = text.trim();
    match name.chars().count() {
        0 => Err(what.missing().into()),
        length if length > LONGEST_NAME => Err(what.too_long(length).into()),
        _ if name.chars().any(is_disguise) => Err(what.disguised().into()),
        _ => Ok(name.to_owned()),
    }
}

/// Makes an organization. Its name must be free.
pub async fn found(
    tx: &mut Tx,
    clock: &Clock,
    chance: &Chance,
    may: &Founding,
    name: &str,
) -> Result<Id<Organization>, db::Error> {
    let id = Id::new(clock, chance);
    store::insert(tx, id, name, clock.now()).await?;
    audit::begin_chain(tx, id).await?;
    let subject = Subject { kind: "organization", id: id.as_str(), name };
    audit::record(tx, clock, &may.0, Some(id), "organization.created", subject, &json!({ "name": name })).await?;
    Ok(id)
}

/// The organization of this name, ignoring case.
pub async fn by_name(tx: &mut Tx, name: &str) -> Result<Option<Organization>, db::Error> {
    store::by_name(tx, name).await
}

/// The organizations a person belongs to, by name, with their role in each.
pub async fn memberships(on: impl Into<On<'_>>, user: Id<User>) -> Result<Vec<Membership>, db::Error> {
    store::memberships(on, user).await
}
