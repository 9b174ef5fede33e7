//! What is sent: wrk for the measured load, and a small client that presents each token once and looks at each answer.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use actix_web::rt;
use anyhow::{Context, Result, bail};

use super::bare;
use super::contents::{self, Contents, Issued};
use super::servers::{Process, Server};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bench/load.lua");
/// Tokens in rotation.
pub const WORKING_SET: usize = 1_000;
/// Secrets that no token has, in rotation.
const UNKNOWN: usize = 20_000;
/// Connections of wrk.
const CONNECTIONS: usize = 32;
/// Connections of the small client.
const CLIENTS: usize = 8;

/// A question to the gate, as nginx asks it.
#[derive(Clone, Debug)]
pub struct Question {
    path: String,
    method: String,
    uri: String,
    secret: String,
}

impl Question {
    /// May this token do `method` at `uri`?
    pub fn new(token: &Issued, method: &str, uri: &str) -> Self {
        let path = format!("/gate/{}/nginx", token.application);
        Self { path, method: method.to_owned(), uri: uri.to_owned(), secret: token.secret.clone() }
    }

    /// May this token do `method` with the devices of its application?
    pub fn devices(token: &Issued, method: &str) -> Self {
        Self::new(token, method, &format!("/applications/{}/devices?page=2", token.application))
    }
}

/// As a line of the file that wrk's script reads.
impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {} {}", self.path, self.method, self.uri, self.secret)
    }
}

/// Questions that are asked in rotation, and the one status that all of them are answered with.
pub struct Rotation {
    /// The questions.
    pub questions: Vec<Question>,
    /// 200, 401 or 403.
    pub status: u16,
    file: PathBuf,
}

impl Rotation {
    /// Writes the questions into a file in `folder`.
    pub fn new(folder: &Path, name: &str, status: u16, questions: Vec<Question>) -> Result<Self> {
        let file = folder.join(name);
        let lines: Vec<String> = questions.iter().map(ToString::to_string).collect();
        fs::write(&file, lines.join("\n") + "\n")?;
        Ok(Self { questions, status, file })
    }
}

/// What is asked of a database's tokens.
pub struct Asked {
    /// Of a working set of tokens, all admitted.
    pub known: Rotation,
    /// Of one of them.
    pub hot: Rotation,
    /// With the longest identity headers.
    pub longest: Rotation,
    /// Of the working set, refused by permission.
    pub forbidden: Rotation,
    /// Of secrets that no token has.
    pub unknown: Rotation,
}

impl Asked {
    /// Writes the questions into files in `folder`.
    pub fn new(folder: &Path, contents: &Contents) -> Result<Self> {
        // Next to none of them of the same application.
        let every = (contents.tokens.len() / WORKING_SET).max(1) + 1;
        let chosen: Vec<&Issued> = contents.tokens.iter().cycle().step_by(every).take(WORKING_SET).collect();
        let devices = |method: &str| chosen.iter().map(|token| Question::devices(token, method)).collect::<Vec<_>>();
        let (longest, method, uri) = &contents.longest;
        let longest = longest.iter().map(|token| Question::new(token, method, uri)).collect();
        let unknown = contents::unknown(&contents.tokens, UNKNOWN);
        let unknown = unknown.iter().map(|token| Question::devices(token, "GET")).collect();
        Ok(Self {
            hot: Rotation::new(folder, "hot", 200, devices("GET")[..1].to_vec())?,
            known: Rotation::new(folder, "known", 200, devices("GET"))?,
            longest: Rotation::new(folder, "longest", 200, longest)?,
            forbidden: Rotation::new(folder, "forbidden", 403, devices("POST"))?,
            unknown: Rotation::new(folder, "unknown", 401, unknown)?,
        })
    }
}

/// To whom the questions go.
#[derive(Clone, Copy)]
pub enum To<'a> {
    /// The gate.
    Gate(&'a Server),
    /// The bare handler, which answers all of them with 200.
    Bare(&'a Server),
}

impl<'a> To<'a> {
    /// The server.
    pub fn server(self) -> &'a Server {
        match self {
            Self::Gate(server) | Self::Bare(server) => server,
        }
    }
}

/// What a run of wrk came to.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    /// Requests per second.
    pub rate: f64,
    /// Processor time of the server per request, in microseconds.
    pub cpu: f64,
    /// The time within which 99 of 100 requests were answered, in milliseconds.
    pub p99: f64,
}

/// Runs wrk for so many seconds. With a pause, each connection waits that many milliseconds before each request.
pub async fn run(to: To<'_>, rotation: &Rotation, seconds: u64, pause: Option<u32>) -> Result<Run> {
    let mut command = Command::new("wrk");
    command.args(["-t1", &format!("-c{CONNECTIONS}"), &format!("-d{seconds}s"), "-s", SCRIPT]);
    command.arg(format!("http://{}/", to.server().address)).arg("--").arg(&rotation.file);
    command.arg(if matches!(to, To::Bare(_)) { bare::PATH } else { "" });
    command.args(pause.map(|pause| pause.to_string()));
    let before = to.server().cpu()?;
    let figures = Figures::of(&finish(command, seconds).await?)?;
    let cpu = to.server().cpu()? - before;
    let Figures { requests, others: refused, faults, .. } = figures;
    let expected = if matches!(to, To::Gate(_)) && rotation.status != 200 { requests } else { 0.0 };
    if requests < 1.0 || faults > 0.0 || (refused - expected).abs() > 0.0 {
        bail!("{refused} of {requests} answers were refusals, {faults} connections failed");
    }
    Ok(figures.run(cpu))
}

/// The line that our scripts for wrk print.
pub struct Figures {
    /// How many were answered.
    pub requests: f64,
    micros: f64,
    p99: f64,
    /// With another status than was asked for.
    pub others: f64,
    /// Connections that failed.
    pub faults: f64,
}

impl Figures {
    /// From what wrk printed.
    pub fn of(output: &str) -> Result<Self> {
        let line = output.lines().find_map(|line| line.strip_prefix("figures "));
        let line = line.with_context(|| format!("wrk printed no figures: {output}"))?;
        let figures: Vec<f64> = line.split(' ').map(str::parse).collect::<Result<_, _>>()?;
        let [requests, micros, p99, others, faults] = figures[..] else { bail!("wrk's figures: {output}") };
        Ok(Self { requests, micros, p99, others, faults })
    }

    /// With the seconds of processor time that the server used for them.
    pub fn run(&self, cpu: f64) -> Run {
        Run { rate: self.requests / self.micros * 1e6, cpu: cpu / self.requests * 1e6, p99: self.p99 / 1e3 }
    }
}

/// Waits for a command, which is killed when we are stopped, or if it takes far longer than it should.
pub async fn finish(mut command: Command, seconds: u64) -> Result<String> {
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().context("wrk could not be started")?;
    let mut process = Process(child);
    let patience = Duration::from_secs(seconds + 20);
    let ended = rt::time::timeout(patience, async {
        while process.0.try_wait()?.is_none() {
            rt::time::sleep(Duration::from_millis(20)).await;
        }
        Ok::<_, std::io::Error>(())
    });
    ended.await.context("wrk did not end")??;
    let mut output = String::new();
    process.0.stdout.take().context("wrk's output is piped")?.read_to_string(&mut output)?;
    Ok(output)
}

/// Asks each question once; all have to be answered with `status`.
pub async fn ask_once(server: &Server, questions: &[Question], status: u16) -> Result<()> {
    let share = questions.len().div_ceil(CLIENTS).max(1);
    let clients: Vec<_> = questions
        .chunks(share)
        .map(|questions| {
            let (questions, address) = (questions.to_vec(), server.address);
            rt::task::spawn_blocking(move || client(address, &questions))
        })
        .collect();
    let mut all = BTreeMap::new();
    for answers in clients {
        for (status, count) in answers.await?? {
            *all.entry(status).or_insert(0) += count;
        }
    }
    if all.keys().any(|given| *given != status) {
        bail!("answers other than {status}: {all:?}");
    }
    Ok(())
}

/// How often each status was answered. The gate's answers have no body.
fn client(address: SocketAddr, questions: &[Question]) -> Result<BTreeMap<u16, usize>> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    let mut answers = BTreeMap::new();
    let mut answer = Vec::new();
    let mut piece = [0; 8_192];
    for Question { path, method, uri, secret } in questions {
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: gate.example.com\r\nUser-Agent: meter-sync/2.4 (linux; x86_64)\r\n\
             Authorization: Bearer {secret}\r\nX-Original-Method: {method}\r\nX-Original-URI: {uri}\r\n\
             X-Forwarded-For: 203.0.113.77\r\n\r\n"
        );
        stream.write_all(request.as_bytes())?;
        answer.clear();
        while !answer.ends_with(b"\r\n\r\n") {
            match stream.read(&mut piece)? {
                0 => bail!("the server closed the connection"),
                length => answer.extend_from_slice(&piece[..length]),
            }
        }
        let status = answer.get(9..12).and_then(|digits| std::str::from_utf8(digits).ok());
        *answers.entry(status.context("an answer has a status")?.parse()?).or_insert(0) += 1;
    }
    Ok(answers)
}
