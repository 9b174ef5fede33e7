//! The database: SQLite or PostgreSQL behind one face. Nothing outside of here names a pool.
//!
//! A store writes each statement once, as a `&'static str` in the common dialect (the first migration states it),
//! and runs it through `db::all!`, `db::one!` or `db::run!`, which
//! type-check it against both drivers.

mod failures;
mod lent;
mod open;
mod runtime;
mod schema;
mod text;
mod tx;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sqlx::PgConnection;
use sqlx::postgres::PgPool;
use sqlx::sqlite::{SqliteConnection, SqlitePool};
use tokio::runtime::Handle;

pub use failures::{Ambiguous, is_deadlock, is_refusal_of_data, is_unique_violation, is_unwritable};
pub use lent::{Lent, in_time};
pub use open::file;
pub use text::{Own, composed, fold, like};
pub use tx::Tx;

use crate::coherence::{Touched, Watcher, Watchers};
use crate::nodes::Nodes;

/// Why a statement did not run: always "could not look", never "no".
pub type Error = sqlx::Error;

/// A connected database, and who listens to its changes. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Db {
    pools: Pools,
    watchers: Watchers,
    /// The processes that share it, where there can be several and they can be told of changes.
    nodes: Option<Arc<Nodes>>,
    /// Where commits are carried out, and what drives connections to a server: a runtime that outlives the threads that serve.
    runtime: Handle,
    /// The latest commit failed, for what the disk said to it.
    unwritable: Flag,
    /// Something may be in the log that must not come into force, and is being written over.
    unsettled: Flag,
}

/// Something that holds or doesn't, for everyone who has it.
#[derive(Clone, Debug, Default)]
struct Flag(Arc<AtomicBool>);

impl Flag {
    fn holds(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Whether that is another than before.
    fn set(&self, holds: bool) -> bool {
        self.0.swap(holds, Ordering::Relaxed) != holds
    }
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

/// What a statement runs on: a database (reading) or a transaction.
#[derive(Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub enum On<'a> {
    SqlitePool(&'a SqlitePool),
    SqliteTx(&'a mut SqliteConnection),
    PgPool(&'a PgPool, &'a Handle),
    PgTx(&'a mut PgConnection),
}

impl<'a> From<&'a Db> for On<'a> {
    fn from(db: &'a Db) -> Self {
        match &db.pools {
            Pools::Sqlite { reader, .. } => On::SqlitePool(reader),
            Pools::Postgres(pool) => On::PgPool(pool, &db.runtime),
        }
    }
}

/// Runs one body on whichever connection it is given, type-checked for each.
macro_rules! on {
    ($on:expr, |$c:ident| $body:expr, |$done:ident| $then:expr) => {
        match Into::<$crate::db::On<'_>>::into($on) {
            $crate::db::On::SqlitePool($c) => $body.await.map(|$done| $then),
            $crate::db::On::SqliteTx($c) => $body.await.map(|$done| $then),
            $crate::db::On::PgPool(pool, runtime) => $crate::db::asked!(pool, runtime, |$c| $body).map(|$done| $then),
            $crate::db::On::PgTx($c) => $crate::db::in_time($body).await.map(|$done| $then),
        }
    };
    ($on:expr, |$c:ident| $body:expr) => {
        match Into::<$crate::db::On<'_>>::into($on) {
            $crate::db::On::SqlitePool($c) => $body.await,
            $crate::db::On::SqliteTx($c) => $body.await,
            $crate::db::On::PgPool(pool, runtime) => $crate::db::asked!(pool, runtime, |$c| $body),
            $crate::db::On::PgTx($c) => $crate::db::in_time($body).await,
        }
    };
}

/// Runs a body on one of a server's connections.
macro_rules! asked {
    ($pool:expr, $runtime:expr, |$c:ident| $body:expr) => {
        match $crate::db::Lent::by($pool, $runtime).await {
            Ok(mut lent) => {
                let answer = {
                    let $c = lent.connection();
                    $crate::db::in_time($body).await
                };
                lent.is_answered(&answer);
                answer
            }
            Err(error) => Err(error),
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

pub(crate) use {all, all_in, asked, on, one, run, run_rows};

/// How many texts a list in a statement has.
pub const LIST: usize = 256;

/// A list for `IN`, whose first text is the argument `$first`.
pub fn list(first: usize) -> String {
    let arguments: Vec<String> = (first..first + LIST).map(|n| format!("${n}")).collect();
    format!("({})", arguments.join(", "))
}

impl Db {
    fn of(pools: Pools) -> Self {
        Self {
            pools,
            watchers: Watchers::default(),
            nodes: None,
            runtime: Handle::current(),
            unwritable: Flag::default(),
            unsettled: Flag::default(),
        }
    }

    /// Copies a SQLite database as it is at one moment into a file that is empty or not there. Others go on meanwhile.
    pub async fn copy_into(&self, file: &str) -> Result<(), Error> {
        match &self.pools {
            Pools::Sqlite { writer, .. } => sqlx::query("VACUUM INTO $1").bind(file).execute(writer).await.map(|_| ()),
            Pools::Postgres(_) => Err(Error::Configuration("only a SQLite file is copied so".into())),
        }
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

    /// Whether changes could be written the last time that one was: a disk that is full can still be read.
    pub fn is_writable(&self) -> bool {
        !self.unwritable.holds()
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
