//! The servers that are measured, each a process of its own: the gate as it ships, and the bare handler beside it.
//! What a process used is read from `/proc`.

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};

use actix_web::{App as ActixApp, HttpResponse, HttpServer, web};
use anyhow::{Context, Result, bail};
use clap::Args;
use latchkey::app::{App, Parts};
use latchkey::chance::Chance;
use latchkey::clock::Clock;
use latchkey::config::{Config, SecretKey};
use latchkey::db::Db;
use latchkey::telemetry;
use latchkey::users::Hasher;

/// The bare handler's one address, as long as the gate's.
pub const BARE_PATH: &str = "/gate/000000000000000000000000/nginx";
/// Seconds in a tick of `/proc`.
const TICK: f64 = 0.01;
/// The places of processor times in `/proc/PID/stat`, counted from 0 after the program's name.
const UTIME: usize = 11;
const STIME: usize = 12;
const CHILDRENS_UTIME: usize = 13;
const CHILDRENS_STIME: usize = 14;

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

/// The bare handler's process.
#[derive(Args)]
pub struct Bare {
    #[arg(long)]
    workers: usize,
}

impl Gate {
    /// Serves as the program does, and ends with its parent.
    pub async fn serve(self) -> Result<()> {
        telemetry::init(&self.config.log).map_err(anyhow::Error::msg)?;
        let (chance, hasher) = (Chance::system(), Hasher::new()?);
        let db = Db::connect(self.config.database_url.expose()).await?;
        let key = SecretKey::parse(&SecretKey::generate(&chance)).map_err(anyhow::Error::msg)?;
        let parts = Parts { config: self.config, db, clock: Clock::system(), chance, hasher, key };
        let app = App::build(parts).map_err(anyhow::Error::msg)?.with_workers(self.workers);
        let app = if self.without_cache { app.without_gate_memory() } else { app };
        announce(app.address)?;
        Ok(app.run().await?)
    }
}

impl Bare {
    /// Serves the least that a server of this framework can do, with the settings of the gate's.
    pub async fn serve(self) -> Result<()> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let server =
            HttpServer::new(|| ActixApp::new().route(BARE_PATH, web::to(async || HttpResponse::Ok().finish())))
                .workers(self.workers)
                .listen(listener)?
                .run();
        announce(address)?;
        Ok(server.await?)
    }
}

/// Tells the parent where we listen. Its end of our standard input closes when it ends, however it does.
fn announce(address: SocketAddr) -> Result<()> {
    std::thread::spawn(|| {
        let _ = io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    let mut out = io::stdout();
    writeln!(out, "{address}")?;
    Ok(out.flush()?)
}

/// A process that is killed when it is dropped.
pub struct Process(pub Child);

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A running server.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    process: Process,
}

impl Server {
    /// The gate on a database, with so many threads that serve.
    pub fn gate(url: &str, workers: usize, cache: bool) -> Result<Self> {
        let workers = workers.to_string();
        // As behind a proxy on this machine, which says for whom it asks.
        let mut flags = vec!["gate", "--database-url", url, "--workers", &workers, "--trusted-proxies", "127.0.0.1"];
        flags.extend(["--listen", "127.0.0.1:0", "--log", "info,actix_server=warn"]);
        if !cache {
            flags.push("--without-cache");
        }
        Self::start(&flags)
    }

    /// The bare handler, with so many threads that serve.
    pub fn bare(workers: usize) -> Result<Self> {
        Self::start(&["bare", "--workers", &workers.to_string()])
    }

    fn start(flags: &[&str]) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("LATCHKEY_")) {
            command.env_remove(name);
        }
        let mut child = command.args(flags).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let out = child.stdout.take();
        let process = Process(child);
        let mut line = String::new();
        BufReader::new(out.context("a child's output is piped")?).read_line(&mut line)?;
        let address = line.trim().parse().with_context(|| format!("the server “{}” did not start", flags[0]))?;
        Ok(Self { address, process })
    }

    /// The processor time it has used so far, in seconds.
    pub fn cpu(&self) -> Result<f64> {
        seconds(&format!("/proc/{}/stat", self.process.0.id()), &[UTIME, STIME])
    }

    /// The memory it holds that is no file's, in bytes.
    pub fn memory(&self) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.0.id()))?;
        let Some(line) = status.lines().find_map(|line| line.strip_prefix("RssAnon:")) else {
            bail!("/proc/PID/status has no RssAnon");
        };
        let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kilobytes * 1024.0)
    }
}

/// The processor time that the machine and our own processes had used at some moment, in seconds.
pub struct Machine {
    all: f64,
    idle: f64,
    ours: f64,
}

impl Machine {
    /// At this moment. Processes of ours that still run are not ours yet.
    pub fn now() -> Result<Self> {
        let all = seconds("/proc/stat", &[1, 2, 3, 4, 5, 6, 7, 8])?;
        let idle = seconds("/proc/stat", &[4, 5])?;
        let ours = seconds("/proc/self/stat", &[UTIME, STIME, CHILDRENS_UTIME, CHILDRENS_STIME])?;
        Ok(Self { all, idle, ours })
    }

    /// Which part of the processors others have used since then.
    pub fn others_since(&self) -> Result<f64> {
        let now = Self::now()?;
        let all = now.all - self.all;
        Ok((all - (now.idle - self.idle) - (now.ours - self.ours)) / all)
    }
}

/// The sum of fields of the first line of a file in `/proc`, counted from 0 and given in ticks.
fn seconds(file: &str, fields: &[usize]) -> Result<f64> {
    let stat = fs::read_to_string(file)?;
    let line = stat.lines().next().unwrap_or_default();
    // A program's name may have spaces.
    let line = line.rsplit_once(')').map_or(line, |(_, after)| after);
    let words: Vec<&str> = line.split_whitespace().collect();
    let mut ticks = 0.0;
    for field in fields {
        ticks += words.get(*field).with_context(|| file.to_owned())?.parse::<f64>()?;
    }
    Ok(ticks * TICK)
}
