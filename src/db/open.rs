//! Opening a database: how each kind of it is connected to.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, PgConnection};

use super::{Db, Error, Pools};
use crate::nodes::Nodes;

/// How long a request waits for a connection before it gives up.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
const SQLITE_READERS: u32 = 4;
/// What a connection keeps of a file, in KiB (as a negative number): what one list of ten thousand tokens is counted from
/// has room, which by itself it hadn't.
const SQLITE_CACHE: &str = "-16384";
const POSTGRES_CONNECTIONS: u32 = 16;

/// A node that falls silent in a transaction holds its locks until the server gives up on it, which by itself takes hours.
/// Between two statements of a transaction we never wait for anything that takes so long.
const SILENT_AT_MOST: &str = "SET idle_in_transaction_session_timeout = '15s'";
const IS_READ_ONLY: &str = "SHOW transaction_read_only";

impl Db {
    /// Connects to `sqlite:PATH` (made if absent) or `postgres:…`.
    pub async fn connect(url: &str) -> Result<Self, Error> {
        if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let options = PgConnectOptions::from_str(url)?;
            let pool = PgPoolOptions::new()
                .max_connections(POSTGRES_CONNECTIONS)
                .acquire_timeout(ACQUIRE_TIMEOUT)
                .after_connect(|connection, _| Box::pin(greet(connection)))
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
            .pragma("cache_size", SQLITE_CACHE)
            .busy_timeout(ACQUIRE_TIMEOUT);
        // For as long as one is open, nobody reads the log's end as after a crash: what a failed commit left there stays out
        // of force (see `tx`).
        let pool = |connections| {
            let pool = SqlitePoolOptions::new().max_connections(connections).acquire_timeout(ACQUIRE_TIMEOUT);
            pool.idle_timeout(None).max_lifetime(None)
        };
        // When a commit fails, SQLite has rolled back by itself, and the driver goes on counting a transaction that is not
        // there any more: nobody could begin one ever again.
        let writer = pool(1).before_acquire(|connection, _| Box::pin(async { Ok(!connection.is_in_transaction()) }));
        let writer = writer.connect_with(options.clone()).await?;
        let reader = pool(SQLITE_READERS).connect_with(options.pragma("query_only", "on")).await?;
        Ok(Self::of(Pools::Sqlite { reader, writer }))
    }

    /// Connects to a SQLite file, whatever its name.
    pub async fn connect_file(file: &Path) -> Result<Self, Error> {
        Self::connect_sqlite(SqliteConnectOptions::new().filename(file)).await
    }
}

/// Refuses a server that takes no changes: a standby that is not promoted yet, or a primary that became one, tells what was.
/// A verdict from it could be one of before a change that is acknowledged.
async fn greet(connection: &mut PgConnection) -> Result<(), Error> {
    let (read_only,): (String,) = sqlx::query_as(IS_READ_ONLY).fetch_one(&mut *connection).await?;
    if read_only == "on" {
        return Err(Error::Configuration("the server takes no changes: is it a standby?".into()));
    }
    match sqlx::query(SILENT_AT_MOST).execute(connection).await {
        // An engine that only speaks the protocol.
        Ok(_) | Err(Error::Database(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// The file of a SQLite database, as the driver reads its address; none for a server.
pub fn file(url: &str) -> Option<PathBuf> {
    let options = url.starts_with("sqlite:").then(|| SqliteConnectOptions::from_str(url).ok())??;
    Some(options.get_filename().to_owned())
}
