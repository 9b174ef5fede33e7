//! A connection that listens.

use std::ops::{Deref, DerefMut};

use sqlx::postgres::PgListener;
use tokio::runtime::Handle;

use crate::db;

/// A listener that may be dropped anywhere: the driver's own spawns a task to say farewell, and panics where the runtime
/// is gone, as at the end of the program.
pub struct Ear {
    listener: Option<PgListener>,
}

impl Ear {
    /// Connects, and listens to a channel. What is lost with its connection stays lost: a new connection could not tell.
    pub async fn at(url: &str, channel: &str) -> Result<Self, db::Error> {
        let mut listener = PgListener::connect(url).await?;
        listener.eager_reconnect(false);
        listener.listen(channel).await?;
        Ok(Self { listener: Some(listener) })
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
