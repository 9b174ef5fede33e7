//! A person's change of their own password. Whoever found a browser signed in must not be able to take the account over:
//! it takes the present password, and guesses at it are slowed down and recorded like those at the sign-in page. And the
//! new one that whoever has the command line gives to somebody who has forgotten theirs.

use serde_json::json;

use super::{Hasher, Operator, Password, PasswordHash, User, record, store};
use crate::access::{Granted, SignedIn};
use crate::audit::{self, Subject};
use crate::clock::Clock;
use crate::config::SecretKey;
use crate::db::{self, Db};
use crate::error::{Error, Result};
use crate::organizations;
use crate::sessions::{self, own, throttle};

/// A password to be changed, and what to.
#[derive(Debug)]
pub struct NewPassword {
    /// As typed.
    pub present: Password,
    /// The one chosen in its place.
    pub new: Password,
}

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum PasswordChange {
    /// The new one, of this mark, is in force, and every session of the person has ended. The one that asked goes on if it is
    /// renewed.
    Changed(String),
    /// The present one is another.
    Wrong,
    /// There were too many failures: not before so many seconds.
    Wait(i64),
}

/// Changes the password of whoever is signed in.
pub async fn change_password(
    db: &Db,
    clock: &Clock,
    key: &SecretKey,
    hasher: &Hasher,
    may: &Granted<SignedIn>,
    session: &sessions::Digest,
    passwords: NewPassword,
) -> Result<PasswordChange> {
    let person = may.person().ok_or(Error::NotFound)?;
    let attempt = throttle::Attempt::of(key, &db::fold(&person.email), may.actor().address);
    if let Some(seconds) = throttle::begin(db, clock.now(), &attempt).await? {
        return Ok(PasswordChange::Wait(seconds));
    }
    let present = store::password(db, person.id).await?.ok_or(Error::NotFound)?;
    if !hasher.verify(passwords.present, Some(present.clone())).await? {
        let mut tx = db.begin().await?;
        record(&mut tx, clock, may, person, "user.password_change_failed", &json!({})).await?;
        tx.commit().await?;
        return Ok(PasswordChange::Wrong);
    }
    let new = hasher.hash(passwords.new).await?;
    let mut tx = db.begin().await?;
    // In the order in which signing in takes these rows.
    throttle::succeed(&mut tx, clock.now(), &attempt).await?;
    if !store::change_password(&mut tx, person.id, &present, &new).await? {
        return Err(Error::Conflict(t!("account-password-overtaken").into()));
    }
    let ended = own::end_for_change(&mut tx, clock, may, session).await?;
    let detail = json!({ "sessions": ended.saturating_sub(1) });
    record(&mut tx, clock, may, person, "user.password_changed", &detail).await?;
    tx.commit().await?;
    Ok(PasswordChange::Changed(new.mark()))
}

/// Sets a person's password without the present one, which no role includes: an account may belong to several
/// organizations, and an administrator of one must not get at what it may do in another. Every session of theirs ends;
/// tells how many those were.
pub async fn reset(db: &Db, clock: &Clock, may: &Operator, user: &User, new: &PasswordHash) -> Result<u64, db::Error> {
    let mut tx = db.begin().await?;
    store::set_password(&mut tx, user.id, new).await?;
    let ended = sessions::end_all_of(&mut tx, clock, user.id).await?;
    let places = organizations::memberships(&mut tx, user.id).await?.into_iter().map(|place| place.organization);
    let subject = Subject { kind: "user", id: user.id.as_str(), name: &user.name };
    let detail = json!({ "sessions": ended });
    audit::record_in_each(&mut tx, clock, &may.0, places, "user.password_set", subject, &detail).await?;
    tx.commit().await?;
    Ok(ended)
}
