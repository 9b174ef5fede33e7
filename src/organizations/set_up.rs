//! The first start: a one-time code, printed where the server was started, lets its reader make the first
//! organization, its first application and its first administrator.

use std::net::IpAddr;

use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::{Founding, found, store};
use crate::access::{Granted, ManageApplications, ManageMembers, Role};
use crate::applications;
use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::SecretKey;
use crate::db::{self, Db};
use crate::error::Result;
use crate::id::{Id, hex};
use crate::members;
use crate::sessions;
use crate::users::{self, Email, PasswordHash, User};

/// Characters of the code, without the dash.
const CODE_LENGTH: usize = 20;

/// What the set-up page makes.
#[derive(Debug)]
pub struct First {
    /// Name of the organization.
    pub organization: String,
    /// Name of its first application.
    pub application: String,
    /// Name of the administrator.
    pub name: String,
    /// Their e-mail address.
    pub email: Email,
}

/// The code of this installation, or none once it was used. It is not stored: it follows from a stored nonce and
/// the secret key, so every node of an installation prints and accepts the same one.
pub async fn code(db: &Db, chance: &Chance, key: &SecretKey) -> Result<Option<String>, db::Error> {
    if users::any(db).await? {
        return Ok(None);
    }
    let mut tx = db.begin().await?;
    let nonce = store::set_up_nonce(&mut tx, &chance.hex::<16>()).await?;
    tx.commit().await?;
    Ok(Some(code_of(&nonce, key)))
}

fn code_of(nonce: &str, key: &SecretKey) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.expose()).unwrap_or_else(|_| unreachable!("any length is a key"));
    mac.update(b"set-up ");
    mac.update(nonce.as_bytes());
    hex(&mac.finalize().into_bytes())[..CODE_LENGTH].to_owned()
}

/// Whether `given` is the code, in a time that doesn't tell how much of it is right.
pub async fn accepts(db: &Db, key: &SecretKey, given: &str) -> Result<bool, db::Error> {
    let Some(nonce) = store::existing_nonce(db).await? else {
        return Ok(false);
    };
    let given: String = given.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    Ok(code_of(&nonce, key).as_bytes().ct_eq(given.to_lowercase().as_bytes()).into())
}

/// Makes the first organization, application and administrator, who is signed in by it, and ends the code; none if
/// someone was faster.
pub async fn carry_out(
    db: &Db,
    clock: &Clock,
    chance: &Chance,
    first: &First,
    password: &PasswordHash,
    address: Option<IpAddr>,
) -> Result<Option<Id<User>>> {
    let may = Founding::by_system();
    let mut tx = db.begin().await?;
    // The row goes to one of two that come at once: deleting it is the claim.
    if !store::end_set_up(&mut tx).await? {
        return Ok(None);
    }
    let organization = found(&mut tx, clock, chance, &may, &first.organization).await?;
    let system: Granted<ManageMembers> = Granted::to_system(organization);
    let for_applications: Granted<ManageApplications> = Granted::to_system(organization);
    applications::create(&mut tx, clock, chance, &for_applications, &first.application).await?;
    let user = users::create(&mut tx, clock, chance, &first.email, &first.name, password).await?;
    members::enlist(&mut tx, clock, &system, (user, &first.name), Role::Administrator, true).await?;
    let subject = crate::audit::Subject { kind: "organization", id: organization.as_str(), name: &first.organization };
    crate::audit::record(
        &mut tx,
        clock,
        system.actor(),
        Some(organization),
        "installation.set_up",
        subject,
        &json!({}),
    )
    .await?;
    let person = User {
        id: user,
        email: first.email.as_str().to_owned(),
        name: first.name.clone(),
        all_organizations: false,
        language: None,
    };
    // The page signs them in.
    sessions::welcome(&mut tx, clock, &person, address).await?;
    tx.commit().await?;
    Ok(Some(user))
}
