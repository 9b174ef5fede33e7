//! The servers that are measured, as their parent sees them. What a process used is read from `/proc`.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, bail};

/// Seconds in a tick of `/proc`.
const TICK: f64 = 0.01;
/// The places of processor times in `/proc/PID/stat`, counted from 0 after the program's name.
const UTIME: usize = 11;
const STIME: usize = 12;
const CHILDRENS_UTIME: usize = 13;
const CHILDRENS_STIME: usize = 14;

/// A process that is killed when it is dropped.
pub struct Process(pub Child);

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Which of the servers.
#[derive(Clone, Copy, Debug)]
pub enum What<'a> {
    /// The gate on the database at this address.
    Gate(&'a str),
    /// The same program as a portal, which logs each request; nobody reads it.
    Portal(&'a str),
    /// The gate without its cache.
    Uncached(&'a str),
    /// The bare handler.
    Bare,
    /// The bare handler on the program's own server.
    Own,
    /// A bare handler that answers everything with what is in this file.
    Page(&'a Path),
}

/// A running server.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    process: Process,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Server {
    /// Starts one with so many threads that serve.
    pub fn start(what: What<'_>, workers: usize) -> Result<Self> {
        Self::start_of(&std::env::current_exe()?, what, workers)
    }

    /// Starts one of another program.
    pub fn start_of(program: &Path, what: What<'_>, workers: usize) -> Result<Self> {
        let workers = workers.to_string();
        let mut flags = match what {
            What::Gate(_) | What::Portal(_) | What::Uncached(_) => vec!["gate"],
            What::Bare => vec!["bare"],
            What::Own => vec!["bare", "--own-server"],
            What::Page(file) => vec!["bare", "--page", file.to_str().context("its name is text")?],
        };
        flags.extend(["--workers", &workers]);
        if let What::Gate(url) | What::Portal(url) | What::Uncached(url) = what {
            // As behind a proxy on this machine, which says for whom it asks.
            flags.extend(["--database-url", url, "--trusted-proxies", "127.0.0.1", "--listen", "127.0.0.1:0"]);
            flags.extend(["--log", "info,actix_server=warn"]);
        }
        if let What::Uncached(_) = what {
            flags.push("--without-cache");
        }
        let mut command = Command::new(program);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("LATCHKEY_")) {
            command.env_remove(name);
        }
        if let What::Portal(_) = what {
            command.stderr(Stdio::null());
        }
        let mut process = Process(command.args(flags).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?);
        let questions = process.0.stdin.take().context("a child's input is piped")?;
        let answers = BufReader::new(process.0.stdout.take().context("a child's output is piped")?);
        let mut server = Self { address: SocketAddr::from(([127, 0, 0, 1], 0)), process, questions, answers };
        server.address = server.line()?.parse().with_context(|| format!("{what:?} did not start"))?;
        Ok(server)
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        Ok(line.trim().to_owned())
    }

    /// The bytes that its program has allocated and not freed, if it counts them.
    pub fn in_use(&mut self) -> Result<f64> {
        writeln!(self.questions)?;
        Ok(self.line()?.parse()?)
    }

    /// The processor time it has used so far, in seconds.
    pub fn cpu(&self) -> Result<f64> {
        seconds(&format!("/proc/{}/stat", self.process.0.id()), &[UTIME, STIME])
    }

    /// The memory it holds that is no file's, in bytes.
    pub fn memory(&self) -> Result<f64> {
        memory_of(self.process.0.id())
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

/// The memory that a process holds that is no file's, in bytes.
pub fn memory_of(process: u32) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let Some(line) = status.lines().find_map(|line| line.strip_prefix("RssAnon:")) else {
        bail!("/proc/PID/status has no RssAnon");
    };
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kilobytes * 1024.0)
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
