//! A server's connection that is lent by the pool, with an end to how long it is waited for. A server that is gone without
//! a word, or a network that swallows packets, says nothing to whoever waits for an answer: the request would hang, and its
//! place in the pool would be lost with it, one after the other until nobody gets any.

use std::future::Future;
use std::io;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::postgres::PgPool;
use sqlx::{Connection, PgConnection, Postgres};
use tokio::runtime::Handle;
use tokio::time::timeout;

use super::Error;
use super::runtime::within;

/// How long the answer to a statement is waited for: longer than any takes on a server that is well.
const ANSWERED_WITHIN: Duration = Duration::from_secs(15);
/// How long a connection may take to become usable again after someone went away in the middle.
const CLEAN_WITHIN: Duration = Duration::from_secs(5);

/// See the module. Whoever has it and goes away, at any await, leaves a connection that is clean again or closed.
#[derive(Debug)]
pub struct Lent {
    connection: Option<PoolConnection<Postgres>>,
    state: State,
    runtime: Handle,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Nobody waits for an answer, and no transaction is open.
    Clean,
    /// An answer may be on its way.
    Asked,
    /// A transaction may be open.
    Begun,
}

impl Lent {
    /// One that statements are run on.
    pub async fn by(pool: &PgPool, runtime: &Handle) -> Result<Self, Error> {
        Self::of(pool, runtime, State::Asked).await
    }

    /// One in a transaction, which ends with [`Lent::commit`] or is rolled back.
    pub async fn begin(pool: &PgPool, runtime: &Handle) -> Result<Self, Error> {
        let mut begun = Self::of(pool, runtime, State::Begun).await?;
        in_time(sqlx::raw_sql("BEGIN").execute(begun.connection())).await?;
        Ok(begun)
    }

    async fn of(pool: &PgPool, runtime: &Handle, state: State) -> Result<Self, Error> {
        let connection = within(runtime, pool.acquire()).await?;
        Ok(Self { connection: Some(connection), state, runtime: runtime.clone() })
    }

    /// Ends the transaction. If that fails, nobody knows whether it did.
    pub async fn commit(mut self) -> Result<(), Error> {
        in_time(sqlx::raw_sql("COMMIT").execute(self.connection())).await?;
        self.state = State::Clean;
        Ok(())
    }

    /// The answer has come, or an error that the server sent.
    pub fn is_answered<T>(&mut self, answer: &Result<T, Error>) {
        if matches!(answer, Ok(_) | Err(Error::Database(_))) {
            self.state = State::Clean;
        }
    }

    /// What statements are run on.
    pub fn connection(&mut self) -> &mut PgConnection {
        self.connection.as_mut().unwrap_or_else(|| unreachable!("it is taken when it is dropped"))
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take().filter(|_| self.state != State::Clean) else { return };
        let begun = self.state == State::Begun;
        self.runtime.spawn(async move {
            let clean = async {
                if begun {
                    sqlx::raw_sql("ROLLBACK").execute(&mut *connection).await.map(|_| ())
                } else {
                    connection.ping().await
                }
            };
            if !matches!(timeout(CLEAN_WITHIN, clean).await, Ok(Ok(()))) {
                connection.close_on_drop();
            }
        });
    }
}

/// What a server's answer comes to, or an error where none comes in time.
pub async fn in_time<T>(answer: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let late = || io::Error::new(io::ErrorKind::TimedOut, "the database did not answer in time");
    timeout(ANSWERED_WITHIN, answer).await.unwrap_or_else(|_| Err(Error::Io(late())))
}
