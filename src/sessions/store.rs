//! SQL of sessions and of failures to sign in, and the store that the session middleware asks for.

use std::collections::HashMap;

use actix_session::storage::{LoadError, SaveError, SessionKey, SessionStore, UpdateError};
use actix_web::cookie::time::Duration;
use anyhow::{Context, anyhow};
use sha2::{Digest, Sha256};

use crate::chance::Chance;
use crate::clock::{Clock, Timestamp};
use crate::db::{self, Db, Tx};
use crate::id::{Id, hex};
use crate::users::User;

/// How often a look at a session is written down as its last activity.
const SEEN_EVERY: i64 = 5 * 60 * 1_000;

const LOAD: &str = "SELECT state, last_seen_at FROM sessions WHERE key_digest = $1 AND expires_at > $2";
const SEEN: &str = "UPDATE sessions SET last_seen_at = $2 WHERE key_digest = $1";
const SAVE: &str = "
    INSERT INTO sessions (key_digest, user_id, state, created_at, last_seen_at, expires_at, address, user_agent)
    VALUES ($1, $2, $3, $4, $4, $5, $6, $7)";
const UPDATE: &str = "UPDATE sessions SET state = $2 WHERE key_digest = $1";
const DELETE: &str = "DELETE FROM sessions WHERE key_digest = $1";
const END_ALL: &str = "DELETE FROM sessions WHERE user_id = $1";
const END_EXPIRED: &str = "DELETE FROM sessions WHERE expires_at <= $1";
const COUNT: &str = "SELECT COUNT(*) FROM sessions WHERE user_id = $1 AND expires_at > $2";
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

pub async fn end_all(tx: &mut Tx, user: Id<User>) -> Result<u64, db::Error> {
    db::run!(tx, END_ALL, user)
}

pub async fn count(db: &Db, user: Id<User>, now: Timestamp) -> Result<i64, db::Error> {
    Ok(db::one!(db, (i64,), COUNT, user, now)?.map_or(0, |row| row.0))
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
        let state = serde_json::to_string(state)?;
        let mut tx = self.db.begin().await?;
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
            seen.await.map_err(|e: db::Error| LoadError::Other(e.into()))?;
        }
        serde_json::from_str(&state).map(Some).map_err(|e| LoadError::Deserialization(e.into()))
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
        let state = serde_json::to_string(&state).map_err(|e| UpdateError::Serialization(e.into()))?;
        let change = async {
            let mut tx = self.db.begin().await?;
            // No row: the session was ended meanwhile, and must not come back by a late write.
            db::run!(&mut tx, UPDATE, digest(&key), &state)?;
            tx.commit().await
        };
        change.await.map_err(|e: db::Error| UpdateError::Other(e.into()))?;
        Ok(key)
    }

    /// A session ends when it was to end; using it doesn't prolong it.
    async fn update_ttl(&self, _key: &SessionKey, _ttl: &Duration) -> Result<(), anyhow::Error> {
        Ok(())
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), anyhow::Error> {
        Ok(self.change(&digest(key), DELETE).await?)
    }
}
