//! The real program, as a process of its own.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::servers::{Process, memory_of};

const PROGRAM: &str = env!("CARGO_BIN_EXE_latchkey");
const PATIENCE: Duration = Duration::from_mins(1);
pub const EMAIL: &str = "ada@acme.example";
pub const PASSWORD: &str = "quarrel lantern mosaic 19";

/// A running one.
pub struct Program {
    /// Where it is.
    pub base: String,
    process: Process,
}

impl Program {
    /// Starts it on a database, and waits until it says that it is ready.
    pub fn start(url: &str) -> Result<Self> {
        // Nobody else takes it in between: the system gives out ports in turn.
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let mut command = command(url);
        command.args(["serve", "--listen", &address.to_string()]);
        let process = Process(command.stdin(Stdio::null()).stdout(Stdio::null()).spawn()?);
        let began = Instant::now();
        while !is_ready(address).unwrap_or(false) {
            if began.elapsed() > PATIENCE {
                bail!("it is not ready after a minute");
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(Self { base: format!("http://{address}"), process })
    }

    /// The memory it holds that is no file's, in bytes.
    pub fn memory(&self) -> Result<f64> {
        memory_of(self.process.0.id())
    }
}

/// The server for databases of ours.
pub fn postgres() -> String {
    std::env::var("LATCHKEY_TEST_POSTGRES").unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432/postgres".to_owned())
}

/// Makes an administrator of an organization.
pub fn enlist(url: &str, organization: &str) -> Result<()> {
    let mut command = command(url);
    command.args(["user", "add", "--email", EMAIL, "--organization", organization, "--role", "administrator"]);
    let mut process = Process(command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn()?);
    process.0.stdin.take().context("its input is piped")?.write_all(PASSWORD.as_bytes())?;
    if !process.0.wait()?.success() {
        bail!("the administrator could not be made");
    }
    Ok(())
}

fn command(url: &str) -> Command {
    let mut command = Command::new(PROGRAM);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("LATCHKEY_")) {
        command.env_remove(name);
    }
    command.env("LATCHKEY_DATABASE_URL", url).env("LATCHKEY_SECRET_KEY", "5c".repeat(48)).env("LATCHKEY_LOG", "error");
    command
}

fn is_ready(address: SocketAddr) -> Result<bool> {
    let mut stream = TcpStream::connect(address)?;
    stream.write_all(b"GET /health/ready HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")?;
    let mut said = String::new();
    stream.read_to_string(&mut said)?;
    Ok(said.starts_with("HTTP/1.1 200"))
}
