//! The process that is the gate, as it ships.

use std::io::{self, Write};
use std::net::SocketAddr;

use anyhow::Result;
use clap::Args;
use latchkey::app::{App, Parts};
use latchkey::chance::Chance;
use latchkey::clock::Clock;
use latchkey::config::{Config, SecretKey};
use latchkey::db::Db;
use latchkey::telemetry;
use latchkey::users::Hasher;

/// The gate's process.
#[derive(Args)]
pub struct Gate {
    #[command(flatten)]
    config: Config,
    #[arg(long)]
    workers: usize,
    #[arg(long)]
    without_cache: bool,
}

impl Gate {
    /// Serves as the program does, and ends with its parent.
    pub async fn serve(self, in_use: fn() -> usize) -> Result<()> {
        telemetry::init(&self.config.log, self.config.log_format).map_err(anyhow::Error::msg)?;
        let (chance, hasher) = (Chance::system(), Hasher::new()?);
        let db = Db::connect(self.config.database_url.expose()).await?;
        let key = SecretKey::parse(&SecretKey::generate(&chance)).map_err(anyhow::Error::msg)?;
        let parts = Parts { config: self.config, db, clock: Clock::system(), chance, hasher, key };
        let app = App::build(parts).map_err(anyhow::Error::msg)?.with_workers(self.workers);
        let app = if self.without_cache { app.without_gate_memory() } else { app };
        announce(app.address, in_use)?;
        Ok(app.run().await?)
    }
}

/// Tells the parent where we listen, and how much is `in_use` whenever it sends a line. Its end of our standard input
/// closes when it ends, however it does, and so do we.
pub fn announce(address: SocketAddr, in_use: fn() -> usize) -> Result<()> {
    writeln!(io::stdout(), "{address}")?;
    std::thread::spawn(move || {
        for _ in io::stdin().lines().map_while(Result::ok) {
            if writeln!(io::stdout(), "{}", in_use()).is_err() {
                break;
            }
        }
        std::process::exit(0);
    });
    Ok(())
}
