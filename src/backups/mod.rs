//! Backups: a copy of a database file that is being served, and what whoever serves such a copy has to know. What was
//! switched off, marked compromised or deleted after it was made is as it was before: it works again.

mod store;

use std::path::Path;

use serde_json::json;

use crate::access::{Actor, Principal};
use crate::audit::{self, Subject};
use crate::clock::{Clock, Timestamp};
use crate::db::{self, Db};

/// A copy that is served in place of what it was copied from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Restored {
    /// When the copy was made.
    pub made_at: Timestamp,
    /// How many tokens are in force in it: those that may work again among them.
    pub in_force: i64,
}

fn at_command_line() -> Actor {
    Actor { principal: Principal::CommandLine, role: None, address: None }
}

/// Copies the database into `file`, as it is at one moment, while others go on using it. The copy says of itself that it is one.
pub async fn make(db: &Db, clock: &Clock, file: &Path) -> Result<(), db::Error> {
    let made_at = clock.now();
    let text = file.to_str().ok_or_else(|| db::Error::Configuration("the path is not UTF-8".into()))?;
    db.copy_into(text).await?;
    let copy = Db::connect_file(file).await?;
    let mut tx = copy.begin().await?;
    store::mark(&mut tx, made_at).await?;
    tx.commit().await?;
    copy.close().await;
    let mut tx = db.begin().await?;
    let subject = Subject { kind: "installation", id: "", name: "" };
    audit::record(&mut tx, clock, &at_command_line(), None, "installation.backed_up", subject, &json!({})).await?;
    tx.commit().await
}

/// Whether this is a copy that nobody has looked through yet.
pub async fn restored(db: &Db, clock: &Clock) -> Result<Option<Restored>, db::Error> {
    let Some(made_at) = store::made_at(db).await? else { return Ok(None) };
    Ok(Some(Restored { made_at, in_force: store::in_force(db, clock.now()).await? }))
}

/// Notes that it was looked through: it is like any other database from then on. False if it was no copy.
pub async fn reviewed(db: &Db, clock: &Clock) -> Result<bool, db::Error> {
    let mut tx = db.begin().await?;
    let Some(made_at) = store::made_at(&mut tx).await? else { return Ok(false) };
    store::unmark(&mut tx).await?;
    let subject = Subject { kind: "installation", id: "", name: "" };
    let detail = json!({ "made_at": made_at.rfc3339() });
    audit::record(&mut tx, clock, &at_command_line(), None, "installation.restored", subject, &detail).await?;
    tx.commit().await?;
    Ok(true)
}
