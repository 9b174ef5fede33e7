//! Coherence: what a change touches, told to whoever remembers it, before the change is committed and after. The gate's
//! memory listens here; what it does with it is its own business. Nothing here knows a database or a feature.
//!
//! The order is what makes a memory coherent: `before` returns before COMMIT is sent, `after` is called once the commit
//! is settled, and the reply to the change waits for both. They are called from a task of their own, so that neither a
//! request that is dropped nor a connection that is cut leaves one out. Were the program itself to end between the two,
//! `after` would never come: what is touched then stays forgotten, which is the safe side. Other processes on the same
//! database are told by [`crate::nodes`].

use std::fmt::Debug;
use std::sync::{Arc, PoisonError, RwLock};

/// What a change is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Touched {
    /// The token with this handle.
    Token(String),
    /// Everything of the application with this id.
    Application(String),
    /// Everything of the organization with this id.
    Organization(String),
}

/// Whoever remembers something that changes touch.
pub trait Watcher: Debug + Send + Sync {
    /// These are about to change: forget them, and take in nothing about them until `after`.
    fn before(&self, touched: &[Touched]);
    /// They are changed, or stay as they were; what is read from now on is what they are.
    fn after(&self, touched: &[Touched]);
    /// Anything may have changed: forget all, and take in nothing that is being read.
    fn forget(&self);
}

/// Everyone who listens to the changes of one database. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Watchers(Arc<RwLock<Vec<Arc<dyn Watcher>>>>);

impl Watchers {
    /// Lets `watcher` hear of every change from now on.
    pub fn add(&self, watcher: Arc<dyn Watcher>) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).push(watcher);
    }

    /// Makes everyone forget everything.
    pub fn forget(&self) {
        for watcher in &*self.0.read().unwrap_or_else(PoisonError::into_inner) {
            watcher.forget();
        }
    }

    /// Announces a change; whoever gets the announcement ends it once the change is settled.
    pub fn announce(&self, touched: Vec<Touched>) -> Announced {
        // Most commits touch nothing that anyone remembers.
        let watchers =
            if touched.is_empty() { Vec::new() } else { self.0.read().unwrap_or_else(PoisonError::into_inner).clone() };
        for watcher in &watchers {
            watcher.before(&touched);
        }
        Announced { watchers, touched }
    }
}

/// A change that was announced and is not settled yet.
#[derive(Debug)]
#[must_use = "a change that is never settled stays forgotten"]
pub struct Announced {
    watchers: Vec<Arc<dyn Watcher>>,
    touched: Vec<Touched>,
}

impl Announced {
    /// The change is settled, one way or the other.
    pub fn settled(self) {
        for watcher in &self.watchers {
            watcher.after(&self.touched);
        }
    }
}
