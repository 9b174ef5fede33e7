//! A person's own sessions: which there are, and ending them. A session that was ended itself ends no others: each of
//! these asks first, in the transaction, whether the one that it comes from is still there.

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{Digest, browser, store};
use crate::access::{Granted, Person, SignedIn};
use crate::audit::{self, Action, Subject};
use crate::clock::{Clock, Timestamp};
use crate::db::{self, Db, Tx};
use crate::error::{Error, Result};
use crate::id::hex;
use crate::users;

/// Sessions that are shown, the ones used last.
pub const SHOWN: usize = 50;
/// Characters of a session's public id.
const ID_LENGTH: usize = 16;

/// A session of the person who looks at it.
#[derive(Clone, Debug)]
pub struct OwnSession {
    /// What names it in addresses. It finds the session, and is of no use for anything else.
    pub id: String,
    /// It is the one that is looking.
    pub is_present: bool,
    /// Since when.
    pub created_at: Timestamp,
    /// When it was last heard of, give or take five minutes.
    pub last_seen_at: Timestamp,
    /// From where it began; empty if that could not be told.
    pub address: String,
    /// What the browser said it is.
    pub user_agent: String,
}

/// The hash of a hash: whoever knows it can't find the row by it, much less the key in the cookie.
fn public_id(digest: &str) -> String {
    hex(&Sha256::digest(digest.as_bytes()))[..ID_LENGTH].to_owned()
}

/// The person's sessions, the present one first, then as they were used last; and how many there are.
pub async fn list(
    db: &Db,
    clock: &Clock,
    may: &Granted<SignedIn>,
    present: &Digest,
) -> Result<(Vec<OwnSession>, usize)> {
    let rows = store::of_person(db, person(may)?.id, clock.now()).await?;
    let count = rows.len();
    let mut sessions: Vec<OwnSession> = rows
        .into_iter()
        .map(|row| OwnSession {
            id: public_id(&row.key_digest),
            is_present: row.key_digest == present.0,
            created_at: row.created_at,
            last_seen_at: row.last_seen_at,
            address: row.address,
            user_agent: row.user_agent,
        })
        .collect();
    sessions.sort_by_key(|session| !session.is_present);
    sessions.truncate(SHOWN);
    Ok((sessions, count))
}

/// Ends one session of the person, and tells whether it was the present one.
pub async fn end_one(db: &Db, clock: &Clock, may: &Granted<SignedIn>, present: &Digest, id: &str) -> Result<bool> {
    let person = person(may)?;
    let rows = store::of_person(db, person.id, clock.now()).await?;
    let row = rows.into_iter().find(|row| public_id(&row.key_digest) == id).ok_or(Error::NotFound)?;
    let mut tx = begin(db, clock, person, present).await?;
    if store::end(&mut tx, person.id, &Digest(row.key_digest.clone())).await? {
        let detail = json!({ "session_address": row.address, "browser": browser::recognized(&row.user_agent) });
        record(&mut tx, clock, may, "user.session_ended", &detail).await?;
        tx.commit().await?;
    }
    Ok(row.key_digest == present.0)
}

/// Ends every session of the person but the present one; tells how many those were.
pub async fn end_others(db: &Db, clock: &Clock, may: &Granted<SignedIn>, present: &Digest) -> Result<u64> {
    end_many(db, clock, may, present, Some(present)).await
}

/// Ends every session of the person, the present one included.
pub async fn end_all(db: &Db, clock: &Clock, may: &Granted<SignedIn>, present: &Digest) -> Result<u64> {
    end_many(db, clock, may, present, None).await
}

async fn end_many(
    db: &Db,
    clock: &Clock,
    may: &Granted<SignedIn>,
    present: &Digest,
    kept: Option<&Digest>,
) -> Result<u64> {
    let person = person(may)?;
    let mut tx = begin(db, clock, person, present).await?;
    let ended = store::end_all_but(&mut tx, person.id, kept, clock.now()).await?;
    if ended > 0 {
        record(&mut tx, clock, may, "user.sessions_ended", &json!({ "sessions": ended })).await?;
        tx.commit().await?;
    }
    Ok(ended)
}

/// Ends every session of the person, in the transaction of a change that the present one makes; it goes on under a new
/// key if the session is renewed. Fails if the present one is not there any more.
pub(crate) async fn end_for_change(
    tx: &mut Tx,
    clock: &Clock,
    may: &Granted<SignedIn>,
    present: &Digest,
) -> Result<u64> {
    let person = person(may)?;
    must_be_there(tx, clock, person, present).await?;
    Ok(store::end_all_but(tx, person.id, None, clock.now()).await?)
}

fn person(may: &Granted<SignedIn>) -> Result<&Person> {
    may.person().ok_or(Error::NotFound)
}

/// Begins a transaction in which the person's sessions stay as they are for everyone else who begins one here.
async fn begin(db: &Db, clock: &Clock, person: &Person, present: &Digest) -> Result<Tx> {
    let mut tx = db.begin().await?;
    users::hold(&mut tx, person.id).await?;
    must_be_there(&mut tx, clock, person, present).await?;
    Ok(tx)
}

async fn must_be_there(tx: &mut Tx, clock: &Clock, person: &Person, present: &Digest) -> Result<()> {
    if store::is_there(tx, person.id, present, clock.now()).await? {
        return Ok(());
    }
    Err(Error::SignInNeeded { address: "/sign-in".to_owned() })
}

async fn record(
    tx: &mut Tx,
    clock: &Clock,
    may: &Granted<SignedIn>,
    action: Action,
    detail: &Value,
) -> Result<(), db::Error> {
    let Some(person) = may.person() else { return Ok(()) };
    let subject = Subject { kind: "user", id: person.id.as_str(), name: &person.name };
    audit::record_in_each(tx, clock, may.actor(), person.organizations(), action, subject, detail).await
}
