//! The calendar of an organization: an address, known to whoever was given it, where calendar programs fetch when
//! application tokens expire. Making and ending the address is here; what is fetched is written in `text`.

pub mod pages;
mod store;
mod text;

use serde_json::json;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::access::{Granted, ManageSettings};
use crate::audit::{self, Action, Subject};
use crate::chance::Chance;
use crate::clock::{Clock, Timestamp};
use crate::db::{self, Db, Tx};
use crate::id::{Id, hex};
use crate::organizations::Organization;
use crate::tokens::endings::{self, Ending};

/// Random bytes of the secret: 192 bits.
const SECRET_BYTES: usize = 24;

/// The secret in the address, which is shown once. It can't speak by itself.
pub struct Secret(Zeroizing<String>);

impl Secret {
    fn new(chance: &Chance) -> Self {
        Self(Zeroizing::new(chance.hex::<SECRET_BYTES>()))
    }

    /// The plaintext, for the one page that shows it.
    pub fn reveal(self) -> Zeroizing<String> {
        self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

/// What of an organization is in its calendar.
#[derive(Debug)]
pub struct Feed {
    /// The organization's name.
    pub organization: String,
    /// The ends, in the order in which they are told.
    pub endings: Vec<Ending>,
}

/// When the organization's present address was made, if it has one.
pub async fn made_at(db: &Db, may: &Granted<ManageSettings>) -> Result<Option<Timestamp>, db::Error> {
    store::made_at(db, may.organization()).await
}

/// Which address this is, in a word: a form carries it along, so that another in its place is noticed.
pub fn mark(made_at: Option<Timestamp>) -> String {
    made_at.map(|at| at.0.to_string()).unwrap_or_default()
}

/// Makes an address in the place of the one that was seen, which [`mark`] tells, and which ends now. None if someone else
/// has made or ended one meanwhile.
pub async fn renew(
    db: &Db,
    clock: &Clock,
    chance: &Chance,
    may: &Granted<ManageSettings>,
    seen: &str,
) -> Result<Option<Secret>, db::Error> {
    let (organization, now) = (may.organization(), clock.now());
    let mut tx = db.begin().await?;
    let name = store::hold_organization(&mut tx, organization).await?;
    let before = store::made_at(&mut tx, organization).await?;
    if mark(before) != seen {
        return Ok(None);
    }
    let secret = Secret::new(chance);
    // Two that are made within a millisecond are told apart all the same.
    let made = before.map_or(now, |before| now.max(before.plus(1)));
    store::set(&mut tx, organization, &digest(&secret.0), made).await?;
    let action = if before.is_some() { "organization.calendar_renewed" } else { "organization.calendar_created" };
    record(&mut tx, clock, may, action, &name).await?;
    tx.commit().await?;
    Ok(Some(secret))
}

/// Ends the organization's address. Whether there was one.
pub async fn end(db: &Db, clock: &Clock, may: &Granted<ManageSettings>) -> Result<bool, db::Error> {
    let mut tx = db.begin().await?;
    let name = store::hold_organization(&mut tx, may.organization()).await?;
    let ended = store::end(&mut tx, may.organization(), clock.now()).await?;
    if ended {
        record(&mut tx, clock, may, "organization.calendar_ended", &name).await?;
        tx.commit().await?;
    }
    Ok(ended)
}

/// What the address with this secret tells at `now`; none if there is no such address, or its organization is suspended.
/// Takes no proof: the secret is it.
pub async fn feed(db: &Db, secret: &str, now: Timestamp) -> Result<Option<Feed>, db::Error> {
    // What can't be one is not looked for.
    if secret.len() != 2 * SECRET_BYTES || !secret.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
        return Ok(None);
    }
    let Some((id, organization)) = store::by_digest(db, &digest(secret)).await? else {
        return Ok(None);
    };
    let endings = endings::told(db, id, now).await?;
    Ok(Some(Feed { organization, endings }))
}

fn digest(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}

async fn record(
    tx: &mut Tx,
    clock: &Clock,
    may: &Granted<ManageSettings>,
    action: Action,
    name: &str,
) -> Result<(), db::Error> {
    let organization: Id<Organization> = may.organization();
    let subject = Subject { kind: "organization", id: organization.as_str(), name };
    audit::record(tx, clock, may.actor(), Some(organization), action, subject, &json!({})).await
}
