//! The list of keys that reports are signed with: fetched when one is needed, kept for an hour, and one fetch at a time.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use arc_swap::ArcSwapOption;
use serde::Deserialize;
use tokio::sync::Semaphore;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use url::Url;

use super::signature::PublicKey;
use crate::clock::{Clock, DAY, HOUR, Timestamp};
use crate::telemetry::spawn_blocking;

/// A list is used for so long without asking again.
const FRESH: i64 = HOUR;
/// And for so long if asking fails: whoever can cut us off from it must not keep a withdrawn key good for longer.
const USABLE: i64 = DAY;
/// A key that isn't in the list may be newer than the list: after so long it is asked again. Not sooner, because anybody can
/// name keys that there are none of.
const AGAIN: i64 = 60_000;
/// How long fetching may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most bytes of a list.
const LIMIT: u64 = 256 * 1024;

/// Why there is no key to check a signature with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// Reports are not taken here.
    NotConfigured,
    /// The list can't be had at the moment.
    Unavailable,
    /// The list has no such key, or says that it is not current.
    NotCurrent,
}

#[derive(Deserialize)]
struct List {
    public_keys: Vec<Listed>,
}

#[derive(Deserialize)]
struct Listed {
    key_identifier: String,
    key: String,
    is_current: bool,
}

/// The keys as they were at some moment.
struct Fetched {
    at: Timestamp,
    current: HashMap<String, PublicKey>,
    /// The names of those that are not current.
    withdrawn: HashSet<String>,
}

/// The keys that reports may be signed with.
pub struct Keys {
    address: Option<Url>,
    fetched: ArcSwapOption<Fetched>,
    /// When the list was last asked for, whatever came of it.
    asked: AtomicI64,
    one: Semaphore,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys")
    }
}

impl Keys {
    /// The keys listed at this address.
    pub fn listed_at(address: Option<Url>) -> Self {
        Self { address, fetched: ArcSwapOption::empty(), asked: AtomicI64::new(i64::MIN), one: Semaphore::new(1) }
    }

    /// The current key of this name.
    pub(super) async fn current(&self, name: &str, clock: &Clock) -> Result<PublicKey, Unusable> {
        let Some(address) = &self.address else { return Err(Unusable::NotConfigured) };
        if let Some(key) = self.kept(name, clock.now(), FRESH) {
            return Ok(key);
        }
        let Ok(_one) = self.one.acquire().await else { return Err(Unusable::Unavailable) };
        let now = clock.now();
        // Somebody may have fetched it meanwhile.
        if let Some(key) = self.kept(name, now, FRESH) {
            return Ok(key);
        }
        if !(0..AGAIN).contains(&now.0.saturating_sub(self.asked.load(Ordering::Relaxed))) {
            self.asked.store(now.0, Ordering::Relaxed);
            let address = address.clone();
            match spawn_blocking(move || fetch(&address)).await.unwrap_or_else(|error| Err(error.to_string())) {
                Ok(list) => {
                    let (current, others): (Vec<_>, Vec<_>) =
                        list.public_keys.into_iter().partition(|listed| listed.is_current);
                    let read = |listed: Listed| Some((listed.key_identifier, PublicKey::parse(&listed.key)?));
                    let current = current.into_iter().filter_map(read).collect();
                    let withdrawn = others.into_iter().map(|listed| listed.key_identifier).collect();
                    self.fetched.store(Some(Arc::new(Fetched { at: now, current, withdrawn })));
                }
                Err(error) => tracing::warn!(error, "the keys of GitHub's secret scanning can't be fetched"),
            }
        }
        self.kept(name, now, USABLE).ok_or_else(|| {
            let fetched = self.fetched.load();
            let usable = fetched.as_ref().filter(|fetched| is_within(fetched.at, now, USABLE));
            // Of a list that was fetched a moment ago, by whoever, a key may be newer: then it is to be reported again.
            let is_none = usable.is_some_and(|list| list.at == now || list.withdrawn.contains(name));
            if is_none { Unusable::NotCurrent } else { Unusable::Unavailable }
        })
    }

    fn kept(&self, name: &str, now: Timestamp, age: i64) -> Option<PublicKey> {
        let fetched = self.fetched.load();
        fetched.as_ref().filter(|fetched| is_within(fetched.at, now, age))?.current.get(name).cloned()
    }
}

fn is_within(at: Timestamp, now: Timestamp, age: i64) -> bool {
    // A clock that was set back makes nothing fresh for good.
    (0..age).contains(&(now.0 - at.0))
}

fn fetch(address: &Url) -> Result<List, String> {
    let own: Vec<_> = rustls_native_certs::load_native_certs().certs;
    let own = own.iter().map(|der| Certificate::from_der(der).to_owned());
    let roots: Vec<_> = own.collect();
    // A container may have none; then those that come with us.
    let roots = if roots.is_empty() { RootCerts::WebPki } else { RootCerts::new_with_certs(&roots) };
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .max_redirects(0)
        .user_agent("latchkey")
        .tls_config(TlsConfig::builder().root_certs(roots).build())
        .build()
        .into();
    let mut answer = agent.get(address.as_str()).call().map_err(|e| e.to_string())?;
    if answer.status() != 200 {
        return Err(format!("the answer is {}", answer.status().as_u16()));
    }
    let text = answer.body_mut().with_config().limit(LIMIT).read_to_string().map_err(|e| e.to_string())?;
    serde_json::from_str(&text).map_err(|_| "the answer is no list of keys".to_owned())
}
