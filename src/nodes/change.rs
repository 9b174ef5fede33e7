//! The side of a change: tells the nodes, and waits until none can answer with what was before.

use std::collections::{HashMap, HashSet};
use std::io::ErrorKind;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sqlx::PgConnection;
use tokio::sync::Notify;
use tokio::time::{sleep, timeout};

use super::ear::Ear;
use super::{LEASE, Nodes, PATIENCE, notice, store};
use crate::clock::waiting_since;
use crate::coherence::Touched;
use crate::db::{self, Db};

/// How often a notice is sent again to a node that hasn't acknowledged: it may have begun to listen too late for the first.
const SENT_AGAIN_AFTER: Duration = Duration::from_millis(150);
/// How long nothing is heard before it is asked whether the connection is still there.
const SILENT: Duration = Duration::from_secs(5);
/// How long a change waits at the most while the database can't be asked.
const LONGEST: Duration = Duration::from_secs(15);

/// The change was made, and whether every node knows could not be found out.
#[derive(Debug, thiserror::Error)]
#[error("the change was made, and the database could not be asked whether every node knows of it")]
pub struct Unsettled;

/// Who has acknowledged a change.
#[derive(Debug, Default)]
pub struct Waiting {
    acknowledged: Mutex<HashSet<String>>,
    more: Notify,
}

impl Waiting {
    fn add(&self, node: &str) {
        self.acknowledged.lock().unwrap_or_else(PoisonError::into_inner).insert(node.to_owned());
        self.more.notify_one();
    }

    fn has(&self, node: &str) -> bool {
        self.acknowledged.lock().unwrap_or_else(PoisonError::into_inner).contains(node)
    }
}

/// A change of which the nodes are told.
#[derive(Debug)]
#[must_use = "nobody waits for the nodes"]
pub struct Change {
    nodes: Arc<Nodes>,
    number: u64,
    notices: Vec<String>,
    /// It touches something: it isn't one of those that ask after nodes.
    touches: bool,
    waiting: Arc<Waiting>,
}

impl Drop for Change {
    fn drop(&mut self) {
        self.nodes.waiting().remove(&self.number);
    }
}

impl Nodes {
    /// Puts the notice of a change into its transaction.
    pub async fn announce(
        self: &Arc<Self>,
        connection: &mut PgConnection,
        touched: &[Touched],
    ) -> Result<Change, db::Error> {
        let change = self.prepare(touched).await?;
        store::notify(connection, &self.channel, &change.notices).await?;
        Ok(change)
    }

    /// Sends the notice of no change at all.
    pub(super) async fn announce_apart(self: &Arc<Self>, db: &Db) -> Result<Change, db::Error> {
        let change = self.prepare(&[]).await?;
        store::notify_again(db, &self.channel, &change.notices).await?;
        Ok(change)
    }

    async fn prepare(self: &Arc<Self>, touched: &[Touched]) -> Result<Change, db::Error> {
        self.hear().await?;
        let number = self.next_change();
        let waiting = Arc::new(Waiting::default());
        self.waiting().insert(number, Arc::clone(&waiting));
        let (notices, is_one) = (notice::written(&self.process, number, touched), !touched.is_empty());
        Ok(Change { nodes: Arc::clone(self), number, notices, touches: is_one, waiting })
    }

    /// Begins to hear acknowledgements, if it hasn't yet.
    async fn hear(self: &Arc<Self>) -> Result<(), db::Error> {
        let begin = || async {
            let listener = self.listener().await?;
            let nodes = Arc::clone(self);
            Ok(tokio::spawn(async move { nodes.go_on_hearing(listener).await }).abort_handle())
        };
        self.hearing.get_or_try_init(begin).await.map(|_| ())
    }

    async fn listener(&self) -> Result<Ear, db::Error> {
        Ear::at(self.url(), &notice::channel_of(&self.channel, &self.process)).await
    }

    /// What is lost with a connection is said again: notices are sent again until they are acknowledged.
    async fn go_on_hearing(&self, mut listener: Ear) {
        loop {
            let lost = match timeout(SILENT, listener.recv()).await {
                Ok(Ok(heard)) => {
                    self.heard(heard.payload());
                    continue;
                }
                Ok(Err(error)) => error.to_string(),
                // Silent because there is nothing to hear, or because the network swallows it: each change would wait for
                // acknowledgements that never come.
                Err(_) => match timeout(LEASE, store::is_there(&mut listener)).await {
                    Ok(Ok(())) => continue,
                    Ok(Err(error)) => error.to_string(),
                    Err(_) => "it doesn't answer".to_owned(),
                },
            };
            tracing::warn!(%lost, "acknowledgements of nodes can't be heard; connecting again");
            match timeout(LEASE, self.listener()).await {
                Ok(Ok(anew)) => listener = anew,
                _ => sleep(PATIENCE).await,
            }
        }
    }

    fn heard(&self, text: &str) {
        let Some((node, changes)) = notice::read_acknowledgement(text) else { return };
        let waiting = self.waiting();
        for change in changes.iter().filter_map(|change| waiting.get(change)) {
            change.add(node);
        }
    }
}

impl Change {
    /// The connection was lost at its COMMIT: if there is a notice of it after all, it is heard as another's would be.
    pub fn may_come_yet(&self) {
        self.nodes.lost().insert(self.number);
    }

    /// Waits until no node can answer with what was before the change, which is committed.
    pub async fn is_known_everywhere(self, db: &Db) -> Result<(), Unsettled> {
        let began = waiting_since();
        // Those that are still waited for, each with the moment from which its lease can't be renewed.
        let mut missing: Option<HashMap<String, Option<Instant>>> = None;
        loop {
            let step = timeout(LONGEST.saturating_sub(began.elapsed()), self.step(db, began, &mut missing));
            let late = || db::Error::Io(ErrorKind::TimedOut.into());
            match step.await.unwrap_or_else(|_| Err(late())) {
                Ok(true) => {
                    if self.touches {
                        self.nodes.waited.took(began.elapsed());
                    }
                    return Ok(());
                }
                Ok(false) => {}
                Err(error) if began.elapsed() < LONGEST => {
                    tracing::warn!(%error, "nodes can't be asked whether they know of a change; trying again");
                }
                Err(error) => {
                    tracing::error!(%error, "a change was made that nodes may not know of until their leases end");
                    return Err(Unsettled);
                }
            }
            tokio::select! {
                () = self.waiting.more.notified() => {}
                () = sleep(SENT_AGAIN_AFTER) => {}
            }
        }
    }

    /// Whether nobody is missing any more.
    async fn step(
        &self,
        db: &Db,
        began: Instant,
        missing: &mut Option<HashMap<String, Option<Instant>>>,
    ) -> Result<bool, db::Error> {
        let missing = match missing {
            Some(missing) => missing,
            // Read after the COMMIT. Of one that is revoked already nobody says since when: it counts from here.
            none => {
                let others = store::others(db, &self.nodes.process).await?;
                let now = waiting_since();
                none.insert(others.into_iter().map(|(id, revoked)| (id, revoked.then_some(now))).collect())
            }
        };
        missing.retain(|id, _| !self.waiting.has(id));
        if missing.is_empty() {
            return Ok(true);
        }
        if began.elapsed() < SENT_AGAIN_AFTER {
            return Ok(false);
        }
        if missing.values().any(Option::is_none) {
            store::notify_again(db, &self.nodes.channel, &self.notices).await?;
        }
        if began.elapsed() >= PATIENCE {
            self.do_without(db, missing).await?;
        }
        Ok(missing.is_empty())
    }

    /// Revokes the leases of those that don't answer, and stops waiting for those whose lease is over for certain.
    async fn do_without(&self, db: &Db, missing: &mut HashMap<String, Option<Instant>>) -> Result<(), db::Error> {
        let there: HashSet<_> = store::others(db, &self.nodes.process).await?.into_iter().map(|(id, _)| id).collect();
        // Whoever takes a row away has seen its lease end, or is its node, which has let go of it.
        missing.retain(|id, _| there.contains(id));
        for (id, revoked) in missing.iter_mut() {
            match revoked {
                None => {
                    store::revoke(db, id).await?;
                    self.nodes.revoked.inc();
                    tracing::warn!(node = %id, "a node doesn't acknowledge a change; its lease is revoked");
                    *revoked = Some(waiting_since());
                }
                Some(since) if since.elapsed() >= LEASE => store::remove(db, id).await?,
                Some(_) => {}
            }
        }
        missing.retain(|_, revoked| revoked.is_none_or(|since| since.elapsed() < LEASE));
        Ok(())
    }
}
