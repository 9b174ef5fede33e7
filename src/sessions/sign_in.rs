//! Signing in and out, and what is recorded of it: in the log of every organization that the person belongs to.

use std::net::IpAddr;

use serde_json::json;

use super::{Digest, store, throttle};
use crate::access::{Actor, Principal};
use crate::audit::{self, Action, Subject};
use crate::clock::Clock;
use crate::config::SecretKey;
use crate::db::{self, Db, Tx};
use crate::error::Result;
use crate::id::Id;
use crate::organizations;
use crate::users::{self, Hasher, Password, User};

/// What became of an attempt to sign in.
#[derive(Debug)]
pub enum Attempt {
    /// It is this person, by the password of this mark.
    Welcome(Id<User>, String),
    /// There is no such account, or the password is another: which of them is not told.
    Wrong,
    /// There were too many failures: not before so many seconds.
    Wait(i64),
}

/// Checks an e-mail address and a password. The work is the same for an unknown account, and failures slow down the
/// pair of account and address they came from, and nobody else.
pub async fn sign_in(
    db: &Db,
    clock: &Clock,
    key: &SecretKey,
    hasher: &Hasher,
    email: &str,
    password: Password,
    address: Option<IpAddr>,
) -> Result<Attempt> {
    let email_key = db::fold(email);
    let attempt = throttle::Attempt::of(key, &email_key, address);
    if let Some(seconds) = throttle::begin(db, clock.now(), &attempt).await? {
        return Ok(Attempt::Wait(seconds));
    }
    let account = users::by_email(db, &email_key).await?;
    let (user, hash) = account.map_or((None, None), |(user, hash)| (Some(user), Some(hash)));
    let right = hasher.verify(password, hash.clone()).await?;
    let (Some(user), Some(hash)) = (user.as_ref().filter(|_| right), hash) else {
        failed(db, clock, &attempt, user.as_ref(), address).await?;
        return Ok(Attempt::Wrong);
    };
    let mut tx = db.begin().await?;
    throttle::succeed(&mut tx, clock.now(), &attempt).await?;
    // Comparing takes its time, in which the password may have been changed.
    let mark = hash.mark();
    if users::hold_mark(&mut tx, user.id).await?.as_ref() != Some(&mark) {
        return Ok(Attempt::Wrong);
    }
    welcome(&mut tx, clock, user, address).await?;
    tx.commit().await?;
    Ok(Attempt::Welcome(user.id, mark))
}

/// Notes that a person signs in, whatever proved that it is they.
pub async fn welcome(tx: &mut Tx, clock: &Clock, user: &User, address: Option<IpAddr>) -> Result<(), db::Error> {
    users::signed_in(&mut *tx, clock, user.id).await?;
    record(tx, clock, user, address, "user.signed_in").await
}

/// Ends the session that someone signs out of. None that is there any more is no signing out.
pub async fn sign_out(db: &Db, clock: &Clock, user: Id<User>, session: &Digest, address: Option<IpAddr>) -> Result<()> {
    let Some(user) = users::find(db, user).await? else {
        return Ok(());
    };
    let mut tx = db.begin().await?;
    if store::end(&mut tx, user.id, session).await? {
        record(&mut tx, clock, &user, address, "user.signed_out").await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn record(
    tx: &mut Tx,
    clock: &Clock,
    user: &User,
    address: Option<IpAddr>,
    action: Action,
) -> Result<(), db::Error> {
    let memberships = organizations::memberships(&mut *tx, user.id).await?;
    let principal = Principal::User { id: user.id, name: user.name.clone() };
    let actor = Actor { principal, role: None, address };
    let subject = Subject { kind: "user", id: user.id.as_str(), name: &user.name };
    let organizations = memberships.into_iter().map(|m| m.organization);
    audit::record_in_each(tx, clock, &actor, organizations, action, subject, &json!({})).await
}

/// Records a failure, with the same work whether there is such an account or not: where there is, for the organizations
/// of whoever it belongs to; where there is none, for the installation, with what was typed as a keyed hash only, because
/// people type passwords there too.
async fn failed(
    db: &Db,
    clock: &Clock,
    attempt: &throttle::Attempt,
    user: Option<&User>,
    address: Option<IpAddr>,
) -> Result<()> {
    let nobody = User {
        id: Id::from_bytes([0; 12]),
        email: String::new(),
        name: String::new(),
        all_organizations: false,
        language: None,
    };
    let mut tx = db.begin().await?;
    let memberships = organizations::memberships(&mut tx, user.unwrap_or(&nobody).id).await?;
    let actor = Actor { principal: Principal::System, role: None, address };
    let (subject, detail) = match user {
        Some(user) => (Subject { kind: "user", id: user.id.as_str(), name: &user.name }, json!({})),
        None => (Subject { kind: "user", id: "", name: "" }, json!({ "account": attempt.account_hash() })),
    };
    let organizations = memberships.into_iter().map(|m| m.organization);
    audit::record_in_each(&mut tx, clock, &actor, organizations, "user.sign_in_failed", subject, &detail).await?;
    tx.commit().await?;
    Ok(())
}
