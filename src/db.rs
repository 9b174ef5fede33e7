//! The database: SQLite or PostgreSQL behind one face. The only file that names a pool.
//!
//! A store writes each statement once, as a `&'static str` in the common dialect (the first migration states it),
//! and runs it through `db::all!`, `db::one!` or `db::run!`, which
//! type-check it against both drivers.

mod failures;
mod schema;
mod text;

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{PgConnection, Postgres, Sqlite, Transaction};
use tokio::runtime::Handle;

pub use failures::{Ambiguous, is_deadlock, is_refusal_of_data, is_unique_violation};
pub use text::{composed, fold, like};

use crate::coherence::{Touched, Watcher, Watchers};
use crate::nodes::Nodes;

/// Why a statement did not run: always "could not look", never "no".
pub type Error = sqlx::Error;

/// How long a request waits for a connection before it gives up.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
const SQLITE_READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 16;

/// A connected database, and who listens to its changes. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Db {
    pools: Pools,
    watchers: Watchers,
    /// The processes that share it, where there can be several and they can be told of changes.
    nodes: Option<Arc<Nodes>>,
    /// Where commits are carried out: a runtime that outlives the threads that serve.
    runtime: Handle,
}

/// The connections of a database.
#[derive(Clone, Debug)]
pub enum Pools {
    /// One writer, several readers: SQLite has a single write lock, and waiting for it in a queue loses nothing,
    /// while upgrading a read transaction to a write does.
    #[expect(missing_docs, reason = "the fields say what they are")]
    Sqlite { reader: SqlitePool, writer: SqlitePool },
    /// PostgreSQL, or an engine that speaks its protocol.
    Postgres(PgPool),
}

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
    Postgres(Transaction<'static, Postgres>),
}

/// What a statement runs on: a database (reading) or a transaction.
#[derive(Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub enum On<'a> {
    SqlitePool(&'a SqlitePool),
    SqliteTx(&'a mut SqliteConnection),
    PgPool(&'a PgPool),
    PgTx(&'a mut PgConnection),
}

impl<'a> From<&'a Db> for On<'a> {
    fn from(db: &'a Db) -> Self {
        match &db.pools {
            Pools::Sqlite { reader, .. } => On::SqlitePool(reader),
            Pools::Postgres(pool) => On::PgPool(pool),
        }
    }
}

impl<'a> From<&'a mut Tx> for On<'a> {
    fn from(tx: &'a mut Tx) -> Self {
        match &mut tx.connection {
            Writing::Sqlite(tx) => On::SqliteTx(tx),
            Writing::Postgres(tx) => On::PgTx(tx),
        }
    }
}

/// Runs one body on whichever connection it is given, type-checked for each.
macro_rules! on {
    ($on:expr, |$c:ident| $body:expr, |$done:ident| $then:expr) => {
        match Into::<$crate::db::On<'_>>::into($on) {
            $crate::db::On::SqlitePool($c) => $body.await.map(|$done| $then),
            $crate::db::On::SqliteTx($c) => $body.await.map(|$done| $then),
            $crate::db::On::PgPool($c) => $body.await.map(|$done| $then),
            $crate::db::On::PgTx($c) => $body.await.map(|$done| $then),
        }
    };
    ($on:expr, |$c:ident| $body:expr) => {
        match Into::<$crate::db::On<'_>>::into($on) {
            $crate::db::On::SqlitePool($c) => $body.await,
            $crate::db::On::SqliteTx($c) => $body.await,
            $crate::db::On::PgPool($c) => $body.await,
            $crate::db::On::PgTx($c) => $body.await,
        }
    };
}

/// All rows of a statement: `all!(db, Row, SQL, arguments…)`.
macro_rules! all {
    ($on:expr, $row:ty, $sql:expr $(, $arg:expr)* $(,)?) => {
        $crate::db::on!($on, |c| sqlx::query_as::<_, $row>($sql)$(.bind($arg))*.fetch_all(c))
    };
}

/// The only row of a statement, if there is one: `one!(db, Row, SQL, arguments…)`.
macro_rules! one {
    ($on:expr, $row:ty, $sql:expr $(, $arg:expr)* $(,)?) => {
        $crate::db::on!($on, |c| sqlx::query_as::<_, $row>($sql)$(.bind($arg))*.fetch_optional(c))
    };
}

/// Runs a statement and tells how many rows it touched: `run!(tx, SQL, arguments…)`.
macro_rules! run {
    ($on:expr, $sql:expr $(, $arg:expr)* $(,)?) => {
        $crate::db::on!($on, |c| sqlx::query($sql)$(.bind($arg))*.execute(c), |done| done.rows_affected())
    };
}

/// Runs a statement of many rows, each row binding the same number of arguments:
/// `run_rows!(tx, SQL, rows, |row| a, b, c)`.
macro_rules! run_rows {
    ($on:expr, $sql:expr, $rows:expr, |$row:ident| $($arg:expr),+ $(,)?) => {
        $crate::db::on!($on, |c| {
            let mut query = sqlx::query($sql);
            for $row in $rows {
                query = query$(.bind($arg))+;
            }
            query.execute(c)
        }, |done| done.rows_affected())
    };
}

/// All rows of a statement that takes a list of at most [`LIST`] texts as its last arguments, as [`list`] writes it:
/// `all_in!(db, Row, SQL, texts, arguments…)`. What is missing of the list is filled up with what nothing is equal to.
macro_rules! all_in {
    ($on:expr, $row:ty, $sql:expr, $texts:expr $(, $arg:expr)* $(,)?) => {
        $crate::db::on!($on, |c| {
            let mut query = sqlx::query_as::<_, $row>($sql)$(.bind($arg))*;
            for text in $texts.iter().map(|text| text.as_ref()).chain(std::iter::repeat("")).take($crate::db::LIST) {
                query = query.bind(text);
            }
            query.fetch_all(c)
        })
    };
}

pub(crate) use {all, all_in, on, one, run, run_rows};

/// How many texts a list in a statement has.
pub const LIST: usize = 256;

/// A list for `IN`, whose first text is the argument `$first`.
pub fn list(first: usize) -> String {
    let arguments: Vec<String> = (first..first + LIST).map(|n| format!("${n}")).collect();
    format!("({})", arguments.join(", "))
}

impl Db {
    /// Connects to `sqlite:PATH` (made if absent) or `postgres:…`.
    pub async fn connect(url: &str) -> Result<Self, Error> {
        if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let options = PgConnectOptions::from_str(url)?;
            let pool = PgPoolOptions::new()
                .max_connections(POSTGRES_CONNECTIONS)
                .acquire_timeout(ACQUIRE_TIMEOUT)
                .connect_with(options)
                .await?;
            let db = Self::of(Pools::Postgres(pool));
            let nodes = Nodes::of(url, &db).await?.map(Arc::new);
            return Ok(Self { nodes, ..db });
        }
        Self::connect_sqlite(SqliteConnectOptions::from_str(url)?).await
    }

    async fn connect_sqlite(options: SqliteConnectOptions) -> Result<Self, Error> {
        let options = options
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // FULL: an acknowledged change survives a power cut, not only a crash of the program.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(ACQUIRE_TIMEOUT);
        let pool = |connections| SqlitePoolOptions::new().max_connections(connections).acquire_timeout(ACQUIRE_TIMEOUT);
        let writer = pool(1).connect_with(options.clone()).await?;
        let reader = pool(SQLITE_READERS).connect_with(options.pragma("query_only", "on")).await?;
        Ok(Self::of(Pools::Sqlite { reader, writer }))
    }

    /// Connects to a SQLite file, whatever its name.
    pub async fn connect_file(file: &Path) -> Result<Self, Error> {
        Self::connect_sqlite(SqliteConnectOptions::new().filename(file)).await
    }

    fn of(pools: Pools) -> Self {
        Self { pools, watchers: Watchers::default(), nodes: None, runtime: Handle::current() }
    }

    /// Copies a SQLite database as it is at one moment into a file that is empty or not there. Others go on meanwhile.
    pub async fn copy_into(&self, file: &str) -> Result<(), Error> {
        match &self.pools {
            Pools::Sqlite { writer, .. } => sqlx::query("VACUUM INTO $1").bind(file).execute(writer).await.map(|_| ()),
            Pools::Postgres(_) => Err(Error::Configuration("only a SQLite file is copied so".into())),
        }
    }

    /// Begins a transaction that may write.
    pub async fn begin(&self) -> Result<Tx, Error> {
        let connection = match &self.pools {
            Pools::Sqlite { writer, .. } => Writing::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Pools::Postgres(pool) => Writing::Postgres(pool.begin().await?),
        };
        Ok(Tx { connection, touched: Vec::new(), held: Vec::new(), db: self.clone() })
    }

    /// The connections: the tests look around with them.
    pub fn pools(&self) -> &Pools {
        &self.pools
    }

    /// Whether nobody but this process changes what is in it. `serve` holds a lock on a SQLite file; a server's
    /// database other nodes may write to.
    pub fn is_ours_alone(&self) -> bool {
        matches!(self.pools, Pools::Sqlite { .. })
    }

    /// The processes that share it, where there can be several and they can be told of changes.
    pub fn nodes(&self) -> Option<&Arc<Nodes>> {
        self.nodes.as_ref()
    }

    /// Lets `watcher` hear of every change: those that go through this connection, and those that `nodes` hears of.
    pub fn watch(&self, watcher: Arc<dyn Watcher>) {
        self.watchers.add(watcher);
    }

    /// Another process has changed this.
    pub fn was_changed(&self, touched: Vec<Touched>) {
        self.watchers.announce(touched).settled();
    }

    /// Other processes may have changed anything.
    pub fn forget(&self) {
        self.watchers.forget();
    }

    /// Lets go of the connections that nobody uses. One to a server belongs to the thread that opened it, and with that thread
    /// it goes dead: for whoever goes on when threads that have asked the database are gone.
    pub fn let_go(&self) {
        let Pools::Postgres(pool) = &self.pools else { return };
        while let Some(mut connection) = pool.try_acquire() {
            connection.close_on_drop();
        }
    }

    /// Its connections by what they do: in use, and waiting for use.
    pub fn connections(&self) -> [(&'static str, i64); 2] {
        let of = |size: u32, idle: usize| {
            let idle = i64::try_from(idle).unwrap_or(i64::MAX);
            (i64::from(size).saturating_sub(idle), idle)
        };
        let (used, idle) = match &self.pools {
            Pools::Sqlite { reader, writer } => {
                let (reading, writing) = (of(reader.size(), reader.num_idle()), of(writer.size(), writer.num_idle()));
                (reading.0 + writing.0, reading.1 + writing.1)
            }
            Pools::Postgres(pool) => of(pool.size(), pool.num_idle()),
        };
        [("used", used), ("idle", idle)]
    }

    /// Closes every connection, after what they are doing.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { reader, writer } => {
                reader.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => {
                if let Some(nodes) = &self.nodes {
                    nodes.close();
                }
                pool.close().await;
            }
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
    async fn commit(&self, connection: Writing, touched: Vec<Touched>) -> Result<(), Error> {
        let mut change = None;
        let announced = self.watchers.announce(touched.clone());
        let committed = match connection {
            Writing::Sqlite(tx) => tx.commit().await,
            Writing::Postgres(mut tx) => {
                if let (Some(nodes), false) = (&self.nodes, touched.is_empty()) {
                    match nodes.announce(&mut tx, &touched).await {
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
        announced.settled();
        match (committed, change) {
            (Ok(()), Some(change)) => {
                change.is_known_everywhere(self).await.map_err(|unsettled| Error::AnyDriverError(Box::new(unsettled)))
            }
            (Ok(()), None) => Ok(()),
            // The database said no: nothing was changed.
            (Err(error @ Error::Database(_)), _) => Err(error),
            (Err(error), _) => {
                tracing::error!(%error, "the database was lost at a commit");
                Err(Error::AnyDriverError(Box::new(Ambiguous)))
            }
        }
    }
}

/// The file of a SQLite database, as the driver reads its address; none for a server.
pub fn file(url: &str) -> Option<PathBuf> {
    let options = url.starts_with("sqlite:").then(|| SqliteConnectOptions::from_str(url).ok())??;
    Some(options.get_filename().to_owned())
}
