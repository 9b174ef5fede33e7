//! Keeps the index of texts up with the tokens, beside requests: who makes or edits a token waits for none of it, and a
//! search looks at what is not indexed yet by itself. Several nodes may do it at once.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::sleep;

use super::store;
use crate::db::{self, Db};

/// How often it is looked for what is to be indexed.
pub const EVERY: Duration = Duration::from_secs(3);
/// Between two portions, each of which takes about as long: others want to write, too.
const PAUSE: Duration = Duration::from_millis(50);

/// Indexes again and again until `ended` is.
pub async fn go_on(db: &Db, mut ended: watch::Receiver<()>) {
    loop {
        let pause = match index_some(db).await {
            Ok(0) => EVERY,
            Ok(_) => PAUSE,
            Err(error) => {
                db.has_failed(&error);
                tracing::warn!(%error, "new tokens could not be indexed; it is tried again");
                EVERY
            }
        };
        tokio::select! {
            () = sleep(pause) => {}
            _ = ended.changed() => return,
        }
    }
}

/// Indexes a portion of what has waited longest, and says of how many texts.
pub async fn index_some(db: &Db) -> Result<usize, db::Error> {
    let texts = store::to_index(db).await?;
    if !texts.is_empty() {
        let mut tx = db.begin().await?;
        store::index(db, &mut tx, &texts).await?;
        tx.commit().await?;
    }
    Ok(texts.len())
}
