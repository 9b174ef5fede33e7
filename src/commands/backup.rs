//! Copies of the database file, from the command line.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::backups;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::Db;
use crate::language::grouped;
use crate::web::time::exact;

#[derive(Args, Debug)]
pub struct Backup {
    /// The file to make; one that exists is left alone
    file: PathBuf,
}

/// Copies the database, also while it is served.
pub async fn make(config: &Config, wanted: Backup) -> Result<()> {
    let Some(source) = config.database_url.file() else {
        bail!("the database is PostgreSQL's: make backups with its own tools, such as pg_dump");
    };
    if !source.exists() {
        bail!("LATCHKEY_DATABASE_URL: there is no {}", source.display());
    }
    let db = super::connect(config).await?;
    // Else it would make what the running program of another version doesn't know.
    db.check_schema().await.context("the database's schema is not this program's")?;
    let file = &wanted.file;
    super::write_private(file, "").with_context(|| format!("{} can't be made", file.display()))?;
    if let Err(error) = backups::make(&db, &Clock::system(), file).await {
        // Half a copy must not be taken for one.
        let _ = std::fs::remove_file(file);
        return Err(error).with_context(|| format!("the database can't be copied into {}", file.display()));
    }
    db.close().await;
    let mut out = std::io::stdout();
    writeln!(out, "Copied {} into {}.", source.display(), file.display())?;
    let key = super::beside(&source, "key");
    if config.secret_key.is_none() && key.exists() {
        writeln!(out, "Keep its key with it, as safely: {}", key.display())?;
    }
    Ok(())
}

/// Says that a restored copy was looked through.
pub async fn reviewed(config: &Config) -> Result<()> {
    if let Some(file) = config.database_url.file().filter(|file| !file.exists()) {
        bail!("LATCHKEY_DATABASE_URL: there is no {}", file.display());
    }
    let db = super::connect(config).await?;
    let was = backups::reviewed(&db, &Clock::system()).await.context("the database can't be asked")?;
    db.close().await;
    let said = if was { "From now on it is like any other database." } else { "It is no backup." };
    writeln!(std::io::stdout(), "{said}")?;
    Ok(())
}

/// What is printed at the start if this is a copy: nothing otherwise.
pub async fn warning(db: &Db, base: &str) -> Result<Option<String>> {
    let restored = backups::restored(db, &Clock::system()).await.context("the database can't be asked")?;
    Ok(restored.map(|restored| {
        let (made, tokens) = (exact(restored.made_at), grouped(restored.in_force));
        format!(
            "\nThis database is a backup of {made}. What was done after that is not in it: tokens that were switched \
             off,\nmarked compromised or deleted since then work again, and people have the roles and passwords they \
             had.\n{tokens} of its tokens are in force. Look through them, with the mails and tickets of that time and the \
             audit log\nof the lost database if you have it exported:\n\n    {base}/integrations?status=active\n\nThen say so, \
             and this is said no more:\n\n    latchkey restored\n"
        )
    }))
}
