//! A connection that listens.

use std::io::ErrorKind;
use std::ops::{Deref, DerefMut};
use std::time::Duration;

use sqlx::postgres::PgListener;
use tokio::runtime::Handle;
use tokio::time::timeout;

use crate::db;

/// How long connecting may take: what swallows packets says nothing.
const LISTENS_WITHIN: Duration = Duration::from_secs(5);

/// A listener that may be dropped anywhere: the driver's own spawns a task to say farewell, and panics where the runtime
/// is gone, as at the end of the program.
pub struct Ear {
    listener: Option<PgListener>,
}

impl Ear {
    /// Connects, and listens to a channel. What is lost with its connection stays lost: a new connection could not tell.
    pub async fn at(url: &str, channel: &str) -> Result<Self, db::Error> {
        let listening = async {
            let mut ear = Self { listener: Some(PgListener::connect(url).await?) };
            ear.eager_reconnect(false);
            ear.listen(channel).await?;
            Ok(ear)
        };
        timeout(LISTENS_WITHIN, listening).await.unwrap_or_else(|_| Err(db::Error::Io(ErrorKind::TimedOut.into())))
    }
}

impl Deref for Ear {
    type Target = PgListener;
    fn deref(&self) -> &PgListener {
        self.listener.as_ref().unwrap_or_else(|| unreachable!("it is taken out at the end only"))
    }
}

impl DerefMut for Ear {
    fn deref_mut(&mut self) -> &mut PgListener {
        self.listener.as_mut().unwrap_or_else(|| unreachable!("it is taken out at the end only"))
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        if Handle::try_current().is_err() {
            // With the program everything ends, the connection too.
            std::mem::forget(self.listener.take());
        }
    }
}
