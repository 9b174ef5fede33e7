//! Signing in and out. A session is a row that its cookie's key finds; ending one is deleting it.

pub mod pages;
mod store;
mod throttle;

use std::net::IpAddr;
use std::sync::Arc;

use serde_json::json;

pub use store::Sessions;

use crate::access::{Actor, Granted, Person, Principal, SignedIn};
use crate::audit::{self, Subject};
use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::SecretKey;
use crate::db::{self, Db, Tx};
use crate::error::Result;
use crate::id::Id;
use crate::organizations::{self, Organization};
use crate::users::{self, Hasher, Password, User};

/// How long a session lasts at the most, in days.
pub const LASTS_DAYS: i64 = 14;

/// What became of an attempt to sign in.
#[derive(Debug)]
pub enum Attempt {
    /// It is this person, who belongs to these organizations.
    Welcome(Id<User>),
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
    let right = hasher.verify(password, hash).await?;
    let Some(user) = user.filter(|_| right) else {
        failed(db, clock, &attempt, address).await?;
        return Ok(Attempt::Wrong);
    };
    let memberships = organizations::memberships(db, user.id).await?;
    let mut tx = db.begin().await?;
    throttle::succeed(&mut tx, clock.now(), &attempt).await?;
    users::signed_in(&mut tx, clock, user.id).await?;
    let principal = Principal::User { id: user.id, name: user.name.clone() };
    let organization = memberships.first().map(|m| m.organization);
    let actor = Actor { principal, role: memberships.first().map(|m| m.role), address };
    let subject = Subject { kind: "user", id: user.id.as_str(), name: &user.name };
    audit::record(&mut tx, clock, &actor, organization, "user.signed_in", subject, &json!({})).await?;
    tx.commit().await?;
    Ok(Attempt::Welcome(user.id))
}

/// Records a failure. Whose account it was meant for is kept as a keyed hash only: people type passwords there too.
async fn failed(db: &Db, clock: &Clock, attempt: &throttle::Attempt, address: Option<IpAddr>) -> Result<()> {
    let mut tx = db.begin().await?;
    let actor = Actor { principal: Principal::System, role: None, address };
    let subject = Subject { kind: "user", id: "", name: "" };
    let detail = json!({ "account": attempt.account_hash() });
    audit::record(&mut tx, clock, &actor, None, "user.sign_in_failed", subject, &detail).await?;
    tx.commit().await?;
    Ok(())
}

/// The person with this id, looking at `current` if they belong to it, else at their first organization.
/// None if there is no such person or they belong to no organization any more.
pub async fn person(db: &Db, user: Id<User>, current: Option<Id<Organization>>) -> Result<Option<Arc<Person>>> {
    let Some(user) = users::find(db, user).await? else {
        return Ok(None);
    };
    let memberships = organizations::memberships(db, user.id).await?;
    let wanted = memberships.iter().find(|m| Some(m.organization) == current);
    let Some(current) = wanted.or(memberships.first()).cloned() else {
        return Ok(None);
    };
    let User { id, name, email } = user;
    Ok(Some(Arc::new(Person { id, name, email, current, memberships })))
}

/// Ends every session of the person, the present one included.
pub async fn end_all(db: &Db, clock: &Clock, may: &Granted<SignedIn>) -> Result<()> {
    let Some(person) = may.person() else {
        return Ok(());
    };
    let mut tx = db.begin().await?;
    if store::end_all(&mut tx, person.id).await? > 0 {
        let subject = Subject { kind: "user", id: person.id.as_str(), name: &person.name };
        let organization = Some(may.organization());
        audit::record(&mut tx, clock, may.actor(), organization, "user.sessions_ended", subject, &json!({})).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Ends every session of a person, in the transaction that takes their place in an organization.
pub(crate) async fn end_all_of(tx: &mut Tx, user: Id<User>) -> Result<(), db::Error> {
    store::end_all(tx, user).await.map(|_| ())
}

/// How many sessions of the person last.
pub async fn count(db: &Db, clock: &Clock, may: &Granted<SignedIn>) -> Result<i64> {
    let Some(person) = may.person() else {
        return Ok(0);
    };
    Ok(store::count(db, person.id, clock.now()).await?)
}

/// The store that the session middleware keeps its sessions in.
pub fn store(db: &Db, clock: &Clock, chance: &Chance) -> Sessions {
    Sessions::new(db.clone(), clock.clone(), chance.clone())
}
