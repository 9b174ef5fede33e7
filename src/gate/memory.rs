//! What the gate remembers of tokens, so that it need not ask the database about each request. It is coherent, not
//! timed: an entry is there only while it is what the database says.
//!
//! Why that holds. Every change announces what it touches before its COMMIT is sent and again once that is settled
//! (`coherence`); its reply waits for both.
//!
//! 1. From the announcement on, what is touched has no entry: `before` first marks it, then evicts it, and nothing
//!    marked is taken in. So no request that finds an entry began after the reply.
//! 2. An entry is made of what was read after its reading began. A reading notes how many changes were settled when it
//!    began, and is thrown away if any was settled since: what it read may be older than that change.
//! 3. The two conditions are looked at under the lock that `before` and `after` take, together with the taking in.
//!
//! It takes for granted that all changes go through this process, or are told to it. The first is so for a SQLite file,
//! which `serve` locks; for a server's database `nodes` sees to the second, and there the gate looks here only while it holds
//! a lease. What another process does to the file (the command line adds people) must not matter to an entry: that is why
//! personal tokens have none.
//!
//! Beside the entries are the handles of all tokens there are, tombstones too, from the first moment at which all were
//! read. A handle that isn't among them is no token's, so that inventing secrets costs the database nothing.

use std::collections::HashMap;
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError, RwLock};

use hashbrown::DefaultHashBuilder;

use super::policy::{Common, Entry, Handle, Read, Subject};
use super::shard::Shard;
use crate::coherence::{Touched, Watcher};
use crate::db::{self, Db};
use crate::tokens;

/// Parts that are locked apart, so that processors don't wait for each other.
const SHARDS: usize = 64;
/// The most entries: some 105 MB. The one that was longest there makes place for another.
const CAPACITY: usize = 1 << 20;
/// Handles read at once at the start.
const HANDLES_AT_ONCE: i64 = 10_000;

/// See the module.
#[derive(Debug)]
pub struct Memory {
    shards: Box<[RwLock<Shard>]>,
    common: Common,
    hasher: DefaultHashBuilder,
    /// Every handle there is has been read.
    complete: AtomicBool,
    /// Changes settled so far.
    settled: AtomicU64,
    /// How often it was told to forget everything.
    forgotten: AtomicU64,
    taking_in: Mutex<TakingIn>,
}

#[derive(Debug, Default)]
struct TakingIn {
    /// What is being changed, and by how many.
    changing: HashMap<Touched, usize>,
}

/// What is known of a handle.
#[derive(Debug)]
pub enum Known<R> {
    /// It is remembered; here is what was asked about it.
    Entry(R),
    /// There is no such token.
    NoToken,
    /// Only the database can tell.
    Ask,
}

/// A reading of the database that began: what it brings is taken in only if no change came in between.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    settled_before: u64,
}

impl Default for Memory {
    fn default() -> Self {
        Self::with_capacity(CAPACITY)
    }
}

impl Memory {
    fn with_capacity(entries: usize) -> Self {
        let capacity = entries.div_ceil(SHARDS);
        Self {
            shards: (0..SHARDS).map(|_| RwLock::new(Shard::new(capacity))).collect(),
            common: Common::default(),
            hasher: DefaultHashBuilder::default(),
            complete: AtomicBool::new(false),
            settled: AtomicU64::new(0),
            forgotten: AtomicU64::new(0),
            taking_in: Mutex::default(),
        }
    }

    /// Asks about a handle. `ask` runs under a lock: it must neither wait nor ask back.
    pub fn look<R>(&self, handle: &str, ask: impl FnOnce(&Entry, Subject<'_>) -> R) -> Known<R> {
        let Some(handle) = Handle::parse(handle) else { return Known::NoToken };
        let hash = self.hasher.hash_one(handle);
        let shard = self.shard(hash).read().unwrap_or_else(PoisonError::into_inner);
        if let Some((entry, subject)) = shard.find(hash, handle, &self.common.packed) {
            return Known::Entry(ask(entry, subject));
        }
        // All handles are there before this is set, and a new one before its token is. An entry that can't be read is none, and
        // the database is asked.
        if self.complete.load(Ordering::Acquire) && !shard.may_have(hash) && !shard.has(hash, handle) {
            return Known::NoToken;
        }
        Known::Ask
    }

    /// Begins a reading; call it before the database is asked.
    pub fn begin(&self) -> Reading {
        Reading { settled_before: self.settled.load(Ordering::SeqCst) }
    }

    /// Takes in what a reading brought, unless it may be old by now.
    pub fn take_in(&self, reading: Reading, read: &Read) {
        let owner = read.subject().owner;
        let taking_in = self.taking_in.lock().unwrap_or_else(PoisonError::into_inner);
        if self.settled.load(Ordering::SeqCst) != reading.settled_before {
            return;
        }
        let changing = |touched: Touched| taking_in.changing.contains_key(&touched);
        if !taking_in.changing.is_empty()
            && (changing(Touched::Token(read.handle().to_owned()))
                || changing(Touched::Organization(owner.organization.to_string()))
                || owner.application.is_some_and(|id| changing(Touched::Application(id.to_string()))))
        {
            return;
        }
        let Some((entry, text)) = Entry::of(read, &self.common) else { return };
        let hash = self.hasher.hash_one(entry.handle);
        // Within the lock, so that no announcement comes between the look and the taking in.
        let mut shard = self.shard(hash).write().unwrap_or_else(PoisonError::into_inner);
        shard.insert(&self.hasher, entry, &text, self.complete.load(Ordering::Acquire));
    }

    /// Reads every handle there is. Until that is done, handles without an entry are asked about one by one.
    pub async fn read_handles(&self, db: &Db) -> Result<(), db::Error> {
        let began = self.forgotten.load(Ordering::SeqCst);
        let mut last = String::new();
        loop {
            let handles = tokens::handles_after(db, &last, HANDLES_AT_ONCE).await?;
            let Some(end) = handles.last() else { break };
            for handle in &handles {
                self.note_handle(handle);
            }
            last.clone_from(end);
        }
        let _taking_in = self.taking_in.lock().unwrap_or_else(PoisonError::into_inner);
        // A change since is no harm, it has noted its handle; but someone may have told us to forget.
        if self.forgotten.load(Ordering::SeqCst) == began {
            self.complete.store(true, Ordering::Release);
        }
        Ok(())
    }

    /// Forgets every entry, and which handles there are.
    pub fn forget(&self) {
        // What is being read meanwhile may be older than whatever this is called for.
        let taking_in = self.taking_in.lock().unwrap_or_else(PoisonError::into_inner);
        self.settled.fetch_add(1, Ordering::SeqCst);
        self.forgotten.fetch_add(1, Ordering::SeqCst);
        self.complete.store(false, Ordering::Release);
        for shard in &self.shards {
            let mut shard = shard.write().unwrap_or_else(PoisonError::into_inner);
            *shard = Shard::new(shard.capacity());
        }
        // A token that is being made has been noted already, and may be read of too early to be noted once more.
        for touched in taking_in.changing.keys() {
            if let Touched::Token(handle) = touched {
                self.note_handle(handle);
            }
        }
    }

    /// How many tokens are remembered.
    pub fn len(&self) -> usize {
        self.shards.iter().map(|shard| shard.read().unwrap_or_else(PoisonError::into_inner).len()).sum()
    }

    fn note_handle(&self, handle: &str) {
        let Some(handle) = Handle::parse(handle) else { return };
        let shard = self.shard(self.hasher.hash_one(handle));
        shard.write().unwrap_or_else(PoisonError::into_inner).note(&self.hasher, handle);
    }

    fn shard(&self, hash: u64) -> &RwLock<Shard> {
        // The table below takes other bits of the hash.
        &self.shards[(hash >> 40) as usize % SHARDS]
    }

    fn evict(&self, touched: &Touched) {
        match touched {
            Touched::Token(handle) => {
                let Some(handle) = Handle::parse(handle) else { return };
                let hash = self.hasher.hash_one(handle);
                self.shard(hash).write().unwrap_or_else(PoisonError::into_inner).remove(hash, handle);
            }
            Touched::Application(id) => {
                self.evict_if(|entry| entry.owner().application.is_some_and(|own| own.as_str() == id));
            }
            Touched::Organization(id) => self.evict_if(|entry| entry.owner().organization.as_str() == id),
        }
    }

    fn evict_if(&self, mut touched: impl FnMut(&Entry) -> bool) {
        for shard in &self.shards {
            shard.write().unwrap_or_else(PoisonError::into_inner).retain(&self.hasher, |entry| !touched(entry));
        }
    }
}

impl Watcher for Memory {
    fn forget(&self) {
        Memory::forget(self);
    }

    fn before(&self, touched: &[Touched]) {
        {
            let mut taking_in = self.taking_in.lock().unwrap_or_else(PoisonError::into_inner);
            for touched in touched {
                *taking_in.changing.entry(touched.clone()).or_default() += 1;
            }
        }
        for touched in touched {
            if let Touched::Token(handle) = touched {
                self.note_handle(handle);
            }
            self.evict(touched);
        }
    }

    fn after(&self, touched: &[Touched]) {
        let mut taking_in = self.taking_in.lock().unwrap_or_else(PoisonError::into_inner);
        self.settled.fetch_add(1, Ordering::SeqCst);
        for touched in touched {
            if let Some(changes) = taking_in.changing.get_mut(touched) {
                *changes -= 1;
                if *changes == 0 {
                    taking_in.changing.remove(touched);
                }
            }
        }
    }
}

#[cfg(test)]
#[path = "memory_tests.rs"]
mod tests;
