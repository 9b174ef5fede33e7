//! The side of a node that remembers: joins, renews its lease, forgets what changes touch, and says so.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::PgNotification;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

use super::ear::Ear;
use super::lease::Asking;
use super::notice::{self, Notice};
use super::{LEASE, Nodes, RENEWED_EVERY, store};
use crate::chance::Chance;
use crate::db::{self, Db};

/// How long to wait before joining is tried again.
const AGAIN_AFTER: Duration = Duration::from_secs(1);
/// How long a notice to itself may take: what swallows notices is found out by it.
const HEARD_WITHIN: Duration = Duration::from_secs(5);

/// How often the others are asked whether they are there.
const OTHERS_ASKED_AFTER_EVERY: Duration = Duration::from_secs(10);

/// Why a node stopped being one.
#[derive(Debug, thiserror::Error)]
enum Left {
    #[error("its lease was revoked, since it did not acknowledge a change in time")]
    Revoked,
    #[error("its connection was lost")]
    Lost,
    #[error("notices don't arrive (does a pooler lend connections per transaction?)")]
    Deaf,
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl Nodes {
    /// Is a node for as long as it is polled: joins, and joins anew whenever it has to leave. `joined` is called each time
    /// it may remember from there on.
    pub async fn attend(self: &Arc<Self>, db: &Db, joined: impl Fn()) -> Infallible {
        loop {
            let Err(left) = self.attend_once(db, &joined).await;
            self.lease.end();
            tracing::warn!("this node answers nothing from memory for now: {left}");
            sleep(AGAIN_AFTER).await;
        }
    }

    /// Stops being a node, so that no change waits for this process.
    pub async fn leave(&self, db: &Db) {
        self.lease.end();
        if let Err(error) = store::leave(db, &self.process).await {
            tracing::warn!(%error, "this node could not say that it leaves; the next change will find out");
        }
    }

    async fn attend_once(self: &Arc<Self>, db: &Db, joined: &impl Fn()) -> Result<Infallible, Left> {
        let mut listener = Ear::at(self.url(), &self.channel).await?;
        let id = format!("{}.{}", self.process, Chance::system().hex::<4>());
        self.hears_itself(db, &mut listener, &id).await?;
        store::join(db, &id, &self.process).await?;
        // Whatever is remembered, or being read, may be of before.
        db.forget();
        self.renew(&mut listener, &id).await?;
        tracing::info!(node = %id, "this node answers from memory");
        joined();
        let asking_after_others = self.ask_after_others(db);
        tokio::pin!(asking_after_others);
        let mut renewing = interval(RENEWED_EVERY);
        renewing.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                biased;
                _ = renewing.tick() => self.renew(&mut listener, &id).await?,
                never = &mut asking_after_others => match never {},
                heard = listener.try_recv() => {
                    let first = heard?.ok_or(Left::Lost)?;
                    self.told(db, &mut listener, &id, first).await?;
                }
            }
        }
    }

    /// Sends a notice of nothing now and then, which finds out nodes that are gone before a change has to wait for them.
    async fn ask_after_others(self: &Arc<Self>, db: &Db) -> Infallible {
        let mut asking = interval(OTHERS_ASKED_AFTER_EVERY);
        asking.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            asking.tick().await;
            // What fails is tried the next time, and by every change.
            if let Ok(nothing) = self.announce_apart(db).await {
                let _ = nothing.is_known_everywhere(db).await;
            }
        }
    }

    /// Sends a notice to itself, and waits for it.
    async fn hears_itself(&self, db: &Db, listener: &mut Ear, id: &str) -> Result<(), Left> {
        let own = notice::channel_of(&self.channel, id);
        timeout(HEARD_WITHIN, listener.listen(&own)).await.map_err(|_| Left::Lost)??;
        store::notify_again(db, &own, &[id.to_owned()]).await?;
        let hearing = async {
            loop {
                match listener.try_recv().await? {
                    Some(heard) if heard.channel() == own => return Ok(()),
                    Some(_) => {}
                    None => return Err(Left::Lost),
                }
            }
        };
        timeout(HEARD_WITHIN, hearing).await.unwrap_or(Err(Left::Deaf))
    }

    async fn renew(&self, listener: &mut Ear, id: &str) -> Result<(), Left> {
        let asking = Asking::now();
        match timeout(LEASE, store::holds(listener, id)).await {
            Ok(Ok(true)) => {
                self.lease.granted(asking);
                Ok(())
            }
            Ok(Ok(false)) => Err(Left::Revoked),
            Ok(Err(error)) => Err(error.into()),
            Err(_) => Err(Left::Lost),
        }
    }

    /// Forgets what is touched, of this notice and of all that wait behind it, and acknowledges.
    async fn told(&self, db: &Db, listener: &mut Ear, id: &str, first: PgNotification) -> Result<(), Left> {
        let mut known: BTreeMap<String, Vec<u64>> = BTreeMap::new();
        let mut next = Some(first);
        while let Some(heard) = next {
            if heard.channel() == self.channel {
                match Notice::read(heard.payload()) {
                    // What this process changes it has seen to itself, but for what was lost on the way.
                    Some(notice) if notice.process == self.process => {
                        if self.lost().contains(&notice.change) {
                            db.was_changed(notice.touched);
                        }
                    }
                    Some(notice) => {
                        db.was_changed(notice.touched);
                        if notice.last {
                            known.entry(notice.process).or_default().push(notice.change);
                        }
                    }
                    // From another version of this program, perhaps.
                    None => db.forget(),
                }
            }
            next = listener.next_buffered();
        }
        for (process, changes) in known {
            // As many as fit into a notice.
            for changes in changes.chunks(300) {
                let channel = notice::channel_of(&self.channel, &process);
                let acknowledgement = notice::acknowledgement(id, changes);
                timeout(LEASE, store::answer(listener, &channel, &acknowledgement)).await.map_err(|_| Left::Lost)??;
            }
        }
        Ok(())
    }
}
