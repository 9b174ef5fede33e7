//! SQL of sessions and of failures to sign in, and the store that the session middleware asks for.

use std::collections::{BTreeMap, HashMap};

use actix_session::storage::{LoadError, SaveError, SessionKey, SessionStore, UpdateError};
use actix_web::cookie::time::Duration;
use anyhow::{Context, anyhow};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::access::Membership;
use crate::chance::Chance;
use crate::clock::{Clock, Timestamp};
use crate::db::{self, Db, Tx};
use crate::id::{Id, hex};
use crate::users::{self, User};
use crate::web::flash;

/// How often a look at a session is written down as its last activity.
const SEEN_EVERY: i64 = 5 * 60 * 1_000;

const LOAD: &str = "SELECT state, last_seen_at FROM sessions WHERE key_digest = $1 AND expires_at > $2";
const SEEN: &str = "UPDATE sessions SET last_seen_at = $2 WHERE key_digest = $1";
const SAVE: &str = "
    INSERT INTO sessions (key_digest, user_id, state, created_at, last_seen_at, expires_at, address, user_agent)
    VALUES ($1, $2, $3, $4, $4, $5, $6, $7)";
const UPDATE: &str = "UPDATE sessions SET state = $2 WHERE key_digest = $1";
const DELETE: &str = "DELETE FROM sessions WHERE key_digest = $1";
const END: &str = "DELETE FROM sessions WHERE key_digest = $2 AND user_id = $1";
const END_ALL_BUT: &str = "DELETE FROM sessions WHERE user_id = $1 AND key_digest <> $2 AND expires_at > $3";
const END_EXPIRED: &str = "DELETE FROM sessions WHERE expires_at <= $1";
const COUNT: &str = "SELECT COUNT(*) FROM sessions WHERE expires_at > $1";
const IS_THERE: &str = "SELECT user_id FROM sessions WHERE key_digest = $2 AND user_id = $1 AND expires_at > $3";
/// A person in each organization that they belong to, by name: of each page this is asked.
const PERSON: &str = "
    SELECT u.id, u.email, u.name, u.all_organizations, u.language, m.organization_id, o.name AS organization_name, m.role
    FROM memberships m JOIN organizations o ON o.id = m.organization_id JOIN users u ON u.id = m.user_id
    WHERE m.user_id = $1 AND m.removed_at IS NULL ORDER BY o.name_key, o.id";
/// Of someone whose script signs in again and again the latest are enough.
const OF_PERSON: &str = "
    SELECT key_digest, created_at, last_seen_at, address, user_agent FROM sessions
    WHERE user_id = $1 AND expires_at > $2 ORDER BY last_seen_at DESC, created_at DESC, key_digest LIMIT 1000";
/// Reads by a write that changes nothing: it locks the row, so that of many attempts at once each sees the one before.
const FAILURES: &str = "
    INSERT INTO sign_in_throttle (throttle_key, failures, last_failure_at) VALUES ($1, 0, $2)
    ON CONFLICT (throttle_key) DO UPDATE SET failures = sign_in_throttle.failures
    RETURNING failures AS count, last_failure_at, succeeded_at";
const COUNT_FAILURE: &str = "
    INSERT INTO sign_in_throttle (throttle_key, failures, last_failure_at) VALUES ($1, 1, $2)
    ON CONFLICT (throttle_key) DO UPDATE SET
        failures = CASE WHEN sign_in_throttle.last_failure_at < $3 THEN 1 ELSE sign_in_throttle.failures + 1 END,
        last_failure_at = $2";
const SUCCEED: &str = "UPDATE sign_in_throttle SET failures = 0, succeeded_at = $2 WHERE throttle_key = $1";
const DROP_OLD_ATTEMPTS: &str = "
    DELETE FROM sign_in_throttle WHERE last_failure_at < $1 AND (succeeded_at IS NULL OR succeeded_at < $1)";
const TAKE_BACK_FAILURE: &str =
    "UPDATE sign_in_throttle SET failures = failures - 1 WHERE throttle_key = $1 AND failures > 0";

/// What is known of a throttle key.
#[derive(sqlx::FromRow)]
pub struct Failures {
    pub count: i64,
    pub last_failure_at: Timestamp,
    pub succeeded_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct Place {
    #[sqlx(flatten)]
    user: User,
    #[sqlx(flatten)]
    membership: Membership,
}

/// A person and their places; none if they have none.
pub async fn person(db: &Db, user: Id<User>) -> Result<Option<(User, Vec<Membership>)>, db::Error> {
    let (mut person, mut memberships) = (None, Vec::new());
    for Place { user, membership } in db::all!(db, Place, PERSON, user)? {
        let role = membership.role.with_support(user.all_organizations);
        memberships.push(Membership { role, ..membership });
        person = Some(user);
    }
    Ok(person.map(|person| (person, memberships)))
}

pub async fn count(db: &Db, now: Timestamp) -> Result<i64, db::Error> {
    Ok(db::one!(db, (i64,), COUNT, now)?.map_or(0, |row| row.0))
}

pub async fn failures(tx: &mut Tx, key: &str, now: Timestamp) -> Result<Failures, db::Error> {
    db::one!(tx, Failures, FAILURES, key, now)?.ok_or(sqlx::Error::RowNotFound)
}

/// Counts one more; those before `forgiven` count no longer.
pub async fn count_failure(tx: &mut Tx, key: &str, now: Timestamp, forgiven: Timestamp) -> Result<(), db::Error> {
    db::run!(tx, COUNT_FAILURE, key, now, forgiven).map(|_| ())
}

pub async fn succeed(tx: &mut Tx, key: &str, now: Timestamp) -> Result<(), db::Error> {
    db::run!(tx, SUCCEED, key, now).map(|_| ())
}

/// Drops what nothing was heard of since `before`: anybody can make such rows.
pub async fn drop_old_attempts(tx: &mut Tx, before: Timestamp) -> Result<(), db::Error> {
    db::run!(tx, DROP_OLD_ATTEMPTS, before).map(|_| ())
}

pub async fn take_back_failure(tx: &mut Tx, key: &str) -> Result<(), db::Error> {
    db::run!(tx, TAKE_BACK_FAILURE, key).map(|_| ())
}

/// A session, as its person may see it.
#[derive(sqlx::FromRow)]
pub struct Row {
    pub key_digest: String,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
    pub address: String,
    pub user_agent: String,
}

pub async fn of_person(db: &Db, user: Id<User>, now: Timestamp) -> Result<Vec<Row>, db::Error> {
    db::all!(db, Row, OF_PERSON, user, now)
}

pub async fn is_there(tx: &mut Tx, user: Id<User>, session: &super::Digest, now: Timestamp) -> Result<bool, db::Error> {
    Ok(db::one!(tx, (Id<User>,), IS_THERE, user, &session.0, now)?.is_some())
}

pub async fn end(tx: &mut Tx, user: Id<User>, session: &super::Digest) -> Result<bool, db::Error> {
    Ok(db::run!(tx, END, user, &session.0)? == 1)
}

/// Ends every session of a person but one, if there is one to keep.
pub async fn end_all_but(
    tx: &mut Tx,
    user: Id<User>,
    kept: Option<&super::Digest>,
    now: Timestamp,
) -> Result<u64, db::Error> {
    db::run!(tx, END_ALL_BUT, user, kept.map_or("", |digest| &digest.0), now)
}

/// Sessions in our own database. The cookie holds a random key; the table holds its digest, so that a copy of the
/// table signs nobody in.
#[derive(Clone, Debug)]
pub struct Sessions {
    db: Db,
    clock: Clock,
    chance: Chance,
}

impl Sessions {
    pub(super) fn new(db: Db, clock: Clock, chance: Chance) -> Self {
        Self { db, clock, chance }
    }

    async fn insert(&self, digest: &str, state: &HashMap<String, String>, ttl: &Duration) -> anyhow::Result<()> {
        let text = |name: &str| -> String {
            state.get(name).and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
        };
        let user: Id<User> = text(super::pages::USER).parse().context("a session belongs to a person")?;
        let now = self.clock.now();
        let expires_at = now.plus(i64::try_from(ttl.whole_milliseconds())?);
        let (address, agent) = (text(super::pages::ADDRESS), text(super::pages::AGENT));
        let state = stored(state)?;
        let mut tx = self.db.begin().await?;
        // What began by a password that is changed meanwhile must not outlast the change.
        let mark = users::hold_mark(&mut tx, user).await?;
        anyhow::ensure!(
            mark.is_some_and(|mark| mark == text(super::pages::MARK)),
            "the password was changed meanwhile"
        );
        db::run!(&mut tx, END_EXPIRED, now)?;
        db::run!(&mut tx, SAVE, digest, user, &state, now, expires_at, &address, &agent)?;
        Ok(tx.commit().await?)
    }

    async fn change(&self, digest: &str, sql: &'static str) -> Result<(), db::Error> {
        let mut tx = self.db.begin().await?;
        db::run!(&mut tx, sql, digest)?;
        tx.commit().await
    }
}

/// The state without what was added to it for the request.
fn stored(state: &HashMap<String, String>) -> serde_json::Result<String> {
    let added = |name: &str| name == super::pages::DIGEST || name == super::pages::LOADED;
    let kept: HashMap<_, _> = state.iter().filter(|(name, _)| !added(name)).collect();
    serde_json::to_string(&kept)
}

/// What of a state matters beyond the next page, always written the same.
fn lasting(state: &HashMap<String, String>) -> String {
    let passing = |name: &str| matches!(name, super::pages::DIGEST | super::pages::LOADED | flash::KEY);
    let lasting: BTreeMap<_, _> = state.iter().filter(|(name, _)| !passing(name)).collect();
    Value::from(format!("{lasting:?}")).to_string()
}

fn digest(key: &SessionKey) -> String {
    hex(&Sha256::digest(key.as_ref().as_bytes()))
}

impl SessionStore for Sessions {
    async fn load(&self, key: &SessionKey) -> Result<Option<HashMap<String, String>>, LoadError> {
        let (digest, now) = (digest(key), self.clock.now());
        let row =
            db::one!(&self.db, (String, Timestamp), LOAD, &digest, now).map_err(|e| LoadError::Other(e.into()))?;
        let Some((state, last_seen_at)) = row else {
            return Ok(None);
        };
        if now.0 - last_seen_at.0 > SEEN_EVERY {
            let seen = async {
                let mut tx = self.db.begin().await?;
                db::run!(&mut tx, SEEN, &digest, now)?;
                tx.commit().await
            };
            // Whose disk is full can still look at what there is.
            if let Err::<(), db::Error>(error) = seen.await {
                tracing::warn!(%error, "when a session was last seen could not be written");
            }
        }
        let read: serde_json::Result<HashMap<String, String>> = serde_json::from_str(&state);
        let mut state = read.map_err(|e| LoadError::Deserialization(e.into()))?;
        let lasting = lasting(&state);
        state.insert(super::pages::LOADED.to_owned(), lasting);
        // So that a request can tell which of a person's sessions it comes from.
        state.insert(super::pages::DIGEST.to_owned(), Value::from(digest).to_string());
        Ok(Some(state))
    }

    async fn save(&self, state: HashMap<String, String>, ttl: &Duration) -> Result<SessionKey, SaveError> {
        let key = SessionKey::try_from(self.chance.hex::<32>()).map_err(|e| SaveError::Other(anyhow!(e)))?;
        self.insert(&digest(&key), &state, ttl).await.map_err(SaveError::Other)?;
        Ok(key)
    }

    async fn update(
        &self,
        key: SessionKey,
        state: HashMap<String, String>,
        _ttl: &Duration,
    ) -> Result<SessionKey, UpdateError> {
        let only_passing = state.get(super::pages::LOADED) == Some(&lasting(&state));
        let state = stored(&state).map_err(|e| UpdateError::Serialization(e.into()))?;
        let change = async {
            let mut tx = self.db.begin().await?;
            // No row: the session was ended meanwhile, and must not come back by a late write.
            db::run!(&mut tx, UPDATE, digest(&key), &state)?;
            tx.commit().await
        };
        match change.await {
            Ok(()) => Ok(key),
            // What the request did is done, or the page can be shown: what is only to be said must not make an error of it.
            Err(error) if only_passing => {
                tracing::warn!(%error, "what is to be said on the next page could not be written");
                Ok(key)
            }
            Err(error) => Err(UpdateError::Other(error.into())),
        }
    }

    /// A session ends when it was to end; using it doesn't prolong it.
    async fn update_ttl(&self, _key: &SessionKey, _ttl: &Duration) -> Result<(), anyhow::Error> {
        Ok(())
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), anyhow::Error> {
        Ok(self.change(&digest(key), DELETE).await?)
    }
}
