//! What the binary does: one function per command. Here is what concerns the process (files, locks, printing);
//! what a command does to the data is an operation of its room.

mod audit;
mod backup;
mod user;

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::{Parser, Subcommand};

use crate::api::openapi;
use crate::app::{App, Parts};
use crate::catalogue::{Catalogue, Counts};
use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::{Config, SecretKey};
use crate::db::Db;
use crate::organizations::set_up;
use crate::users::Hasher;
use crate::{demo, telemetry};

/// Latchkey: application tokens for your API, and the gate that enforces them.
#[derive(Parser, Debug)]
#[command(name = "latchkey", version, about, propagate_version = true)]
pub struct CommandLine {
    #[command(flatten)]
    config: Config,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Serve the portal and the gate (what happens without a command, too)
    Serve,
    /// Serve a throw-away database with two organizations and 40 tokens, to try everything
    Demo,
    /// Bring the database's schema up to this program's
    Migrate,
    /// Copy the database file, also while it is served
    Backup(backup::Backup),
    /// Say that a restored backup was looked through, so that its start doesn't tell of it any more
    Restored,
    /// People
    #[command(subcommand)]
    User(user::UserCommand),
    /// The audit log
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Read the configuration and the catalogue, and say what they come to
    CheckConfig,
    /// Print the description of the REST API (OpenAPI 3.1, JSON)
    Openapi,
}

/// Runs what the command line says.
pub async fn run(line: CommandLine) -> Result<()> {
    let config = line.config;
    config.check().map_err(anyhow::Error::msg)?;
    telemetry::init(&config.log, config.log_format).map_err(anyhow::Error::msg)?;
    match line.command {
        None | Some(Command::Serve) => serve(config).await,
        Some(Command::Demo) => demo::run(config).await,
        Some(Command::Migrate) => migrate(&config).await,
        Some(Command::Backup(wanted)) => backup::make(&config, wanted).await,
        Some(Command::Restored) => backup::reviewed(&config).await,
        Some(Command::User(command)) => user::run(&config, command).await,
        Some(Command::Audit(command)) => audit::run(&config, command).await,
        Some(Command::CheckConfig) => check_config(&config),
        Some(Command::Openapi) => {
            writeln!(std::io::stdout(), "{}", openapi::document(&config.base_url(config.listen))?)?;
            Ok(())
        }
    }
}

async fn serve(config: Config) -> Result<()> {
    allow_connections();
    let _lock = lock(&config)?;
    let db = connect(&config).await?;
    db.migrate().await.context("the database's schema can't be brought up to this program's")?;
    let chance = Chance::system();
    let key = secret_key(&config, &chance)?;
    let restored = backup::warning(&db, &config.base_url(config.listen)).await?;
    let code = set_up::code(&db, &chance, &key).await?;
    let app = App::build(parts(config, db, chance, key)?).map_err(anyhow::Error::msg)?;
    let base = app.state().base_url.clone();
    let mut out = std::io::stdout();
    writeln!(out, "Latchkey listens on {base}")?;
    if let Some(code) = code {
        writeln!(out, "\nNobody has an account yet. Set it up at\n\n    {base}/set-up?code={code}\n")?;
    }
    if let Some(restored) = restored {
        tracing::warn!("the database is a restored backup that nobody has looked through");
        writeln!(out, "{restored}")?;
    }
    out.flush()?;
    Ok(app.run().await?)
}

/// As many open files as the system lets us have: each connection is one, and a shell or a service gets a thousand by itself,
/// out of care for programs that don't expect more.
#[cfg(unix)]
fn allow_connections() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    if limit.current == limit.maximum {
        return;
    }
    let most = Rlimit { current: limit.maximum, ..limit };
    if let Err(error) = setrlimit(Resource::Nofile, most) {
        tracing::warn!(%error, "no more than {:?} files can be open: connections beyond that have to wait", limit.current);
    }
}

#[cfg(not(unix))]
fn allow_connections() {}

fn parts(config: Config, db: Db, chance: Chance, key: SecretKey) -> Result<Parts> {
    let hasher = Hasher::new()?;
    Ok(Parts { config, db, clock: Clock::system(), chance, hasher, key })
}

/// Connects, to a SQLite file made for its owner alone if there is none yet.
async fn connect(config: &Config) -> Result<Db> {
    if let Some(file) = config.database_url.file() {
        make_private(&file)?;
    }
    Db::connect(config.database_url.expose()).await.context("LATCHKEY_DATABASE_URL: the database can't be opened")
}

async fn migrate(config: &Config) -> Result<()> {
    let _lock = lock(config)?;
    let db = connect(config).await?;
    db.migrate().await.context("the database's schema can't be brought up to this program's")?;
    db.close().await;
    writeln!(std::io::stdout(), "The schema is up to date.")?;
    Ok(())
}

fn check_config(config: &Config) -> Result<()> {
    let mut out = std::io::stdout();
    let (catalogue, source, remarks) = match &config.catalogue {
        None => (Catalogue::built_in().map_err(anyhow::Error::msg)?, "built-in example".to_owned(), Vec::new()),
        Some(file) => {
            let read = Catalogue::read(file).map_err(|error| anyhow::anyhow!("LATCHKEY_CATALOGUE: {error}"))?;
            (read.catalogue, format!("{} ({})", file.display(), read.format), read.remarks)
        }
    };
    if config.database_url.file().is_none() && config.secret_key.is_none() {
        bail!("LATCHKEY_SECRET_KEY: it is required with postgres:");
    }
    writeln!(out, "listen             {}", config.listen)?;
    writeln!(out, "database           {:?}", config.database_url)?;
    let public = config.public_url.as_ref().map_or("none: forms only from loopback".to_owned(), ToString::to_string);
    writeln!(out, "public address     {public}")?;
    writeln!(out, "trusted proxies    {}", config.trusted_proxies.len())?;
    match (&config.smtp_url, &config.mail_from) {
        (Some(server), Some(sender)) => writeln!(out, "mail               {server}, from {sender}")?,
        _ => writeln!(out, "mail               none is sent")?,
    }
    let keys = config.secret_scanning_keys.as_ref().map_or("no reports are taken".to_owned(), ToString::to_string);
    writeln!(out, "secret scanning    {keys}")?;
    let (actions, resources) = (catalogue.len(), catalogue.resources().len());
    writeln!(out, "catalogue          {source}: {actions} actions in {resources} resources")?;
    let Counts { resources, read, write, with_application } = catalogue.counts();
    let (own, application) = (actions - read - write, catalogue.application_parameter());
    writeln!(out, "  of the API       {} actions in {resources} resources: {read} read, {write} write", read + write)?;
    writeln!(out, "                   {with_application} of their paths carry {{{application}}}")?;
    writeln!(out, "  Latchkey's own   {own} actions")?;
    if !remarks.is_empty() {
        writeln!(out, "remarks            {}", remarks.len())?;
    }
    for remark in remarks {
        writeln!(out, "  - {remark}")?;
    }
    Ok(())
}

/// Locks a SQLite database for this process; the lock goes with the file handle. It is of the file itself, not of a
/// name: by whatever path, link or spelling another process comes to it, it finds it locked. What the gate remembers
/// rests on that.
///
/// The handle must be held until the database is closed: letting go of any handle of it lets go of SQLite's own locks.
pub fn lock(config: &Config) -> Result<Option<File>> {
    let Some(file) = config.database_url.file() else {
        return Ok(None);
    };
    make_private(&file)?;
    // Elsewhere than on Unix such a lock would keep SQLite itself out.
    let path = if cfg!(unix) { file.clone() } else { beside(&file, "lock") };
    let lock = OpenOptions::new().create(!cfg!(unix)).truncate(false).write(true).open(&path);
    let lock = lock.with_context(|| format!("{} can't be opened", path.display()))?;
    if lock.try_lock().is_err() {
        bail!("{} is in use by another latchkey: stop that one first", file.display());
    }
    Ok(Some(lock))
}

/// Makes a SQLite file that isn't there yet, readable for its owner only; what SQLite makes beside it takes after it.
fn make_private(file: &Path) -> Result<()> {
    if file.exists() {
        return Ok(());
    }
    write_private(file, "").with_context(|| format!("LATCHKEY_DATABASE_URL: {}", file.display()))
}

/// The configured key, or the one kept beside a SQLite database, made if there is none.
pub fn secret_key(config: &Config, chance: &Chance) -> Result<SecretKey> {
    if let Some(key) = &config.secret_key {
        return Ok(key.clone());
    }
    let Some(file) = config.database_url.file() else {
        bail!("LATCHKEY_SECRET_KEY: it is required with postgres:, so that all nodes have the same");
    };
    let path = beside(&file, "key");
    if !path.exists() {
        write_private(&path, &SecretKey::generate(chance)).with_context(|| path.display().to_string())?;
    }
    let text = zeroize::Zeroizing::new(std::fs::read_to_string(&path).with_context(|| path.display().to_string())?);
    SecretKey::parse(&text).map_err(|e| anyhow::anyhow!("{}: {e}", path.display()))
}

fn beside(database: &Path, ending: &str) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

/// Writes a file that only its owner may read, from the first byte on.
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
