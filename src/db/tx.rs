//! A transaction that writes, and how it ends. Each has its own commit on SQLite, although several could share the disk's
//! one: the second of them would see what the first has not made durable, and could answer from it ("it is off already")
//! while the gate still reads what was before.

use std::time::Duration;

use sqlx::{Sqlite, Transaction};
use tokio::time::sleep;

use super::failures::{is_no, may_come_back};
use super::lent::{Lent, in_time};
use super::{Ambiguous, Db, Error, On, Pools, is_unwritable};
use crate::coherence::Touched;

/// How often at once, and how long between two times, a log is written over before nobody waits for it any more.
const TRIES: u32 = 3;
const BETWEEN_TRIES: Duration = Duration::from_millis(100);
/// And how long from one time to the next after that.
const AGAIN_AFTER: Duration = Duration::from_secs(1);

/// A transaction that writes. Dropped without [`Tx::commit`], it changes nothing.
#[derive(Debug)]
pub struct Tx {
    connection: Writing,
    touched: Vec<Touched>,
    held: Vec<String>,
    db: Db,
}

#[derive(Debug)]
enum Writing {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Lent),
}

impl<'a> From<&'a mut Tx> for On<'a> {
    fn from(tx: &'a mut Tx) -> Self {
        match &mut tx.connection {
            Writing::Sqlite(tx) => On::SqliteTx(tx),
            Writing::Postgres(tx) => On::PgTx(tx.connection()),
        }
    }
}

impl Tx {
    /// Notes what this transaction changes, for whoever remembers it.
    pub fn touch(&mut self, touched: Touched) {
        if !self.touched.contains(&touched) {
            self.touched.push(touched);
        }
    }

    /// Whether arguments may be written as `?`, and are taken in order. With numbers SQLite goes through the names of all
    /// arguments of a statement for each of them.
    pub fn takes_arguments_in_order(&self) -> bool {
        matches!(self.connection, Writing::Sqlite(_))
    }

    /// Notes what this transaction has looked at and keeps as it is until its end; false if it had noted that before.
    pub fn hold(&mut self, what: String) -> bool {
        let new = !self.held.contains(&what);
        if new {
            self.held.push(what);
        }
        new
    }

    /// Makes the changes durable and visible to others. Once begun it goes on to its end, whatever becomes of whoever
    /// waits for it: the change is then wholly in force, also in what watchers and other nodes remember, or wholly absent.
    pub async fn commit(self) -> Result<(), Error> {
        let Self { connection, touched, db, .. } = self;
        let runtime = db.runtime.clone();
        let committing = runtime.spawn(async move { db.commit(connection, touched).await });
        committing.await.unwrap_or_else(|_| Err(Error::AnyDriverError(Box::new(Ambiguous))))
    }
}

impl Db {
    /// One of a server's connections; a file has none to lend.
    pub async fn lend(&self) -> Result<Option<Lent>, Error> {
        match &self.pools {
            Pools::Sqlite { .. } => Ok(None),
            Pools::Postgres(pool) => Lent::by(pool, &self.runtime).await.map(Some),
        }
    }

    /// Begins a transaction that may write.
    pub async fn begin(&self) -> Result<Tx, Error> {
        let connection = match &self.pools {
            Pools::Sqlite { writer, .. } => Writing::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Pools::Postgres(pool) => Writing::Postgres(Lent::begin(pool, &self.runtime).await?),
        };
        Ok(Tx { connection, touched: Vec::new(), held: Vec::new(), db: self.clone() })
    }

    async fn commit(&self, connection: Writing, touched: Vec<Touched>) -> Result<(), Error> {
        let mut change = None;
        let announced = self.watchers.announce(touched.clone());
        let committed = match connection {
            Writing::Sqlite(tx) => self.settle(tx.commit().await).await,
            Writing::Postgres(mut tx) => {
                if let (Some(nodes), false) = (&self.nodes, touched.is_empty()) {
                    match in_time(nodes.announce(tx.connection(), &touched)).await {
                        Ok(told) => change = Some(told),
                        Err(error) => {
                            announced.settled();
                            return Err(error);
                        }
                    }
                }
                tx.commit().await
            }
        };
        // Before what is touched may be remembered again: it may be as it was, and change yet.
        if let (Err(error), Some(change)) = (&committed, &change)
            && !is_no(error)
        {
            change.may_come_yet();
        }
        announced.settled();
        if committed.is_ok() {
            self.disk_works();
        }
        match (committed, change) {
            (Ok(()), Some(change)) => {
                change.is_known_everywhere(self).await.map_err(|unsettled| Error::AnyDriverError(Box::new(unsettled)))
            }
            (Ok(()), None) => Ok(()),
            // It is known to be not known.
            (Err(error @ Error::AnyDriverError(_)), _) => Err(error),
            // The database said no: nothing was changed.
            (Err(error), _) if is_no(&error) => Err(error),
            (Err(error), _) => {
                tracing::error!(%error, "the database was lost at a commit");
                Err(Error::AnyDriverError(Box::new(Ambiguous)))
            }
        }
    }

    /// Sees to it that what failed stays undone. When syncing the log fails, the change lies in it as a whole; it is not in
    /// force, since the log's index doesn't have it, but were the program killed now, the next one would read it there. The
    /// next commit writes over it, so one is made.
    async fn settle(&self, committed: Result<(), Error>) -> Result<(), Error> {
        let Err(error) = committed else { return Ok(()) };
        self.has_failed(&error);
        if !may_come_back(&error) {
            return Err(error);
        }
        tracing::error!(%error, "the disk failed at a commit");
        for _ in 0..TRIES {
            if self.write_over().await.is_ok() {
                self.disk_works();
                return Err(error);
            }
            sleep(BETWEEN_TRIES).await;
        }
        self.write_over_at_last();
        Err(Error::AnyDriverError(Box::new(Ambiguous)))
    }

    /// Writes over it until that works.
    fn write_over_at_last(&self) {
        if !self.unsettled.set(true) {
            return;
        }
        let db = self.clone();
        self.runtime.spawn(async move {
            while db.unsettled.holds() {
                match db.write_over().await {
                    Ok(()) => db.disk_works(),
                    Err(error) => {
                        tracing::warn!(%error, "the disk still fails: a crash could bring a change that is not in force");
                        sleep(AGAIN_AFTER).await;
                    }
                }
            }
        });
    }

    /// Notes that a change failed: whoever asks whether changes can be written is told.
    pub fn has_failed(&self, error: &Error) {
        if is_unwritable(error) && self.unwritable.set(true) {
            tracing::error!(%error, "changes can't be written: is the disk full or broken?");
        }
    }

    /// A commit has succeeded, and has written over whatever may have been left before it.
    fn disk_works(&self) {
        if self.unwritable.set(false) {
            tracing::info!("changes can be written again");
        }
        self.unsettled.set(false);
    }

    /// Commits something that nobody reads.
    async fn write_over(&self) -> Result<(), Error> {
        let Pools::Sqlite { writer, .. } = &self.pools else { return Ok(()) };
        let mut tx = writer.begin_with("BEGIN IMMEDIATE").await?;
        let (mark,): (i64,) = sqlx::query_as("PRAGMA user_version").fetch_one(&mut *tx).await?;
        let other = if mark == 0 { "PRAGMA user_version = 1" } else { "PRAGMA user_version = 0" };
        sqlx::query(other).execute(&mut *tx).await?;
        tx.commit().await
    }
}
