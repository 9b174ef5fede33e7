//! Several processes on one PostgreSQL database, each of which may answer from memory. [`crate::coherence`] keeps the
//! memory of one process coherent; this keeps those of all of them: the reply to a change is sent when no node can answer
//! with what was before it any more.
//!
//! **Leases.** A node may answer from memory while it holds a lease ([`Lease`]). It has a row in `nodes`; a lease begins
//! whenever the node has seen its row there and not revoked, and lasts [`LEASE`], counted from before it asked, by its own
//! clock. It asks again every [`RENEWED_EVERY`].
//!
//! **A change** puts a notice of what it touches into its own transaction (`NOTIFY`), so that there is a notice exactly if
//! there is the change, and no notice comes before the change can be seen. After its COMMIT it reads which nodes there are,
//! and replies once each of them has either acknowledged, or can't hold a lease. A node that doesn't acknowledge within
//! [`PATIENCE`] has its row revoked, and [`LEASE`] after that it can hold none. Nodes ask after each other now and then, so
//! that it is rarely a change that finds out that one was killed.
//!
//! **A node** that is told of a change forgets what is touched and throws away what it is reading, and only then
//! acknowledges. It listens before its row is there, and takes in nothing it began to read before its row was there.
//!
//! Why no request that begins after the reply gets the old answer, on any node N:
//!
//! 1. N's row was not there when the change read the rows. Then it came after the COMMIT, and so did everything that N
//!    remembers: it forgot all before, once its row was there.
//! 2. N acknowledged. It had forgotten what is touched by then. What it read before that was thrown away, and what it reads
//!    later is of after the COMMIT, since notices come after it.
//! 3. N's row was revoked. N saw its row unrevoked before the revocation, so its last lease was counted from before it too,
//!    and was over [`LEASE`] later, when the reply was sent. A request that begins then finds no lease. N finds its row
//!    revoked, forgets all, and joins anew under another name.
//!
//! **A COMMIT whose connection breaks** may have been carried out, or not, or may be later: the database still has it before
//! itself. Its reply says that this isn't known. Until then the node that made it may read, and remember, what was before; so it
//! forgets once more if the notice of such a change comes back to it.
//!
//! A node that loses the connection it listens with has perhaps missed a notice: it lets go of its lease at once and joins
//! anew. One that doesn't notice the loss, because the network swallows packets, can't renew its lease: it asks for its row
//! through that same connection.
//!
//! No clock is compared with another; what is taken for granted is that clocks run at the same speed, to a tenth
//! ([`Lease`] stops a tenth early). A process that is stopped (SIGSTOP) finds its lease over when it goes on, since the clock
//! has gone on. A virtual machine that is frozen and thawed may find its clock frozen, too; the time of day is looked at as
//! well for that, which helps once it has been set again. PostgreSQL must not be two: a primary that was replaced must be
//! stopped before its successor takes changes, as any failover has to see to.
//!
//! Where the database knows no `LISTEN` (engines that only speak PostgreSQL's protocol), or something in between swallows
//! notices (a pooler that lends connections per transaction), no node remembers anything, and each request asks the
//! database: as immediate, and slower. What it costs a change otherwise: two round trips more, and the slowest node's.

mod change;
mod ear;
mod lease;
mod member;
mod notice;
mod store;

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use prometheus_client::metrics::counter::Counter;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::OnceCell;
use tokio::task::AbortHandle;

pub use change::{Change, Unsettled};
pub use lease::Lease;

use crate::chance::Chance;
use crate::db::{self, Db};
use crate::metrics::Seconds;
use change::Waiting;

/// How long a lease lasts after it was asked for.
pub const LEASE: Duration = Duration::from_secs(3);
/// How often a node asks for its lease.
pub const RENEWED_EVERY: Duration = Duration::from_millis(750);
/// How long a change waits for a node to acknowledge before it revokes its lease.
pub const PATIENCE: Duration = Duration::from_millis(500);

/// The nodes of a database, as seen from this process, which may be one of them.
pub struct Nodes {
    /// Where to listen: a connection of its own.
    url: SecretString,
    /// Where notices go: one per schema, so that installations in one database don't hear each other.
    channel: String,
    /// This process, by a random name.
    process: String,
    lease: Arc<Lease>,
    changes: AtomicU64,
    waiting: Mutex<HashMap<u64, Arc<Waiting>>>,
    /// Changes of this process that were lost at their COMMIT, which may come to its end at any time later.
    lost: Mutex<HashSet<u64>>,
    /// How long changes waited for the nodes.
    waited: Seconds,
    /// Leases that this process revoked.
    revoked: Counter,
    /// What hears acknowledgements, from the first change on.
    hearing: OnceCell<AbortHandle>,
}

impl fmt::Debug for Nodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Nodes").field("channel", &self.channel).field("process", &self.process).finish_non_exhaustive()
    }
}

impl Nodes {
    /// The nodes of a database; none if it has no way to tell them of changes, and then no node remembers anything.
    pub async fn of(url: &str, db: &Db) -> Result<Option<Self>, db::Error> {
        let Some(schema) = store::schema_with_notices(db).await? else {
            tracing::info!("the database has no LISTEN and NOTIFY: the gate asks it about each request");
            return Ok(None);
        };
        let chance = Chance::system();
        Ok(Some(Self {
            url: SecretString::from(url),
            channel: notice::channel(&schema),
            process: chance.hex::<8>(),
            lease: Arc::default(),
            changes: AtomicU64::new(0),
            waiting: Mutex::default(),
            lost: Mutex::default(),
            waited: Seconds::default(),
            revoked: Counter::default(),
            hearing: OnceCell::new(),
        }))
    }

    /// This process's lease.
    pub fn lease(&self) -> Arc<Lease> {
        Arc::clone(&self.lease)
    }

    /// How long changes waited for the nodes, and how many leases were revoked for it.
    pub fn measures(&self) -> (&Seconds, &Counter) {
        (&self.waited, &self.revoked)
    }

    /// Stops hearing.
    pub fn close(&self) {
        self.lease.end();
        if let Some(hearing) = self.hearing.get() {
            hearing.abort();
        }
    }

    fn url(&self) -> &str {
        self.url.expose_secret()
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, HashMap<u64, Arc<Waiting>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lost(&self) -> std::sync::MutexGuard<'_, HashSet<u64>> {
        self.lost.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next_change(&self) -> u64 {
        self.changes.fetch_add(1, Ordering::Relaxed)
    }
}
