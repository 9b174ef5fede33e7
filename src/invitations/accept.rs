//! Accepting an invitation: whoever has the link becomes a member, with a new account or with the one that has the
//! invitation's e-mail address. Role and address are the invitation's; nothing that the invitee sends changes them.

use std::net::IpAddr;

use super::{Invitation, LinkSecret, store};
use crate::access::{Actor, Principal};
use crate::chance::Chance;
use crate::clock::Clock;
use crate::db::{self, Db, Tx};
use crate::error::Result;
use crate::members;
use crate::sessions;
use crate::users::{self, Email, PasswordHash, User};

/// As whom someone accepts.
#[derive(Debug)]
pub enum Joining {
    /// As a new person, who chose this.
    New {
        /// Their name.
        name: String,
        /// Their password.
        password: PasswordHash,
    },
    /// As the person who is signed in.
    SignedIn(User),
}

/// What became of accepting.
#[derive(Debug)]
pub enum Acceptance {
    /// This person belongs to the organization now.
    Joined(User, Box<Invitation>),
    /// The link doesn't work, or not any more.
    Gone,
    /// There is an account with the invitation's address: a new one can't be made.
    HasAccount,
    /// The person who is signed in is not the one who is invited.
    SomeoneElse,
    /// The person belongs to the organization already.
    MemberAlready,
}

/// Takes an invitation, from this address. Of two at once one joins, and the other finds it gone.
pub async fn accept(
    db: &Db,
    clock: &Clock,
    chance: &Chance,
    secret: &LinkSecret,
    joining: Joining,
    address: Option<IpAddr>,
) -> Result<Acceptance> {
    let (digest, now) = (secret.digest(), clock.now());
    let mut tx = db.begin().await?;
    let Some(invitation) = store::by_digest(&mut tx, &digest, now).await? else {
        return Ok(Acceptance::Gone);
    };
    // What is not committed is not taken: every other end than joining leaves the link as it was.
    if !store::accept(&mut tx, &digest, now).await? {
        return Ok(Acceptance::Gone);
    }
    let is_new = matches!(joining, Joining::New { .. });
    let user = match joining {
        Joining::SignedIn(user) if user.email_key() == invitation.email_key => user,
        Joining::SignedIn(_) => return Ok(Acceptance::SomeoneElse),
        Joining::New { name, password } => match create(&mut tx, clock, chance, &invitation, &name, &password).await? {
            Some(user) => user,
            None => return Ok(Acceptance::HasAccount),
        },
    };
    let principal = Principal::User { id: user.id, name: user.name.clone() };
    // They hold no role yet: it is the link that lets them in.
    let actor = Actor { principal, role: None, address };
    let granted = (invitation.role, invitation.api_access);
    let (organization, id) = (invitation.organization_id, invitation.id);
    if !members::join(&mut tx, clock, &actor, organization, &user, granted, id.as_str()).await? {
        return Ok(Acceptance::MemberAlready);
    }
    if is_new {
        // The page signs them in.
        sessions::welcome(&mut tx, clock, &user, address).await?;
    }
    tx.commit().await?;
    Ok(Acceptance::Joined(user, Box::new(invitation)))
}

/// Makes the account; none if there is one with this address.
async fn create(
    tx: &mut Tx,
    clock: &Clock,
    chance: &Chance,
    invitation: &Invitation,
    name: &str,
    password: &PasswordHash,
) -> Result<Option<User>, db::Error> {
    if users::by_email(&mut *tx, &invitation.email_key).await?.is_some() {
        return Ok(None);
    }
    let unreadable = |e: String| sqlx::Error::Decode(e.into());
    let email = Email::parse(&invitation.email).map_err(unreadable)?;
    let id = match users::create(tx, clock, chance, &email, name, password).await {
        // Someone was between the look and the making.
        Err(error) if db::is_unique_violation(&error) => return Ok(None),
        other => other?,
    };
    Ok(Some(User {
        id,
        email: invitation.email.clone(),
        name: name.to_owned(),
        all_organizations: false,
        language: None,
    }))
}
