//! The real binary, as it is started.

mod audit;
mod backup;
mod configuration;
mod demo;
mod reload;
mod reminders;
mod serve;
mod users;

use std::io::{BufRead, BufReader, Lines, Read, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::time::Duration;

use crate::harness::client::Answer;
use crate::harness::database::Place;
use crate::harness::{Client, eventually};

/// The last line that a first start prints.
const LAST: &str = "/set-up?code=";
const KEY: &str = "a key for tests, which is no secret, of at least sixty-four characters";

/// The binary with these arguments, in an environment of its own.
fn latchkey(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_latchkey"));
    command.args(arguments).env_clear().env("TMPDIR", folder).current_dir(folder);
    command
}

/// The binary on a test's database.
fn on(place: &Place, arguments: &[&str]) -> Command {
    let mut command = latchkey(place.folder(), arguments);
    command.env("LATCHKEY_DATABASE_URL", &place.url).env("LATCHKEY_LISTEN", "127.0.0.1:0");
    if crate::harness::database::is_postgres() {
        command.env("LATCHKEY_SECRET_KEY", KEY);
    }
    command
}

/// Runs to the end, with this on standard input.
fn run(mut command: Command, input: &str) -> Output {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A command that reads nothing may be gone before it is written to.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    // One that should have refused to start would run for ever.
    for _ in 0..500 {
        if child.try_wait().unwrap().is_some() {
            return child.wait_with_output().unwrap();
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    panic!("it goes on: {}", text(&child.wait_with_output().unwrap().stdout));
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A running server; killed when dropped.
struct Running {
    child: Child,
    /// What it goes on to print: without a reader its next line would fail.
    output: Lines<BufReader<ChildStdout>>,
    printed: String,
    /// Where it listens.
    base: String,
}

impl Running {
    /// Starts it, and reads what it prints up to a line that holds `last`.
    fn start(mut command: Command, last: &str) -> Self {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut printed = String::new();
        while !printed.contains(last) {
            let Some(line) = lines.next() else {
                let output = child.wait_with_output().unwrap();
                panic!("it ended after: {printed}{}", text(&output.stderr));
            };
            printed.push_str(&line.unwrap());
            printed.push('\n');
        }
        let at = printed.find("http://").unwrap();
        let base = printed[at..].split(|c: char| c.is_whitespace()).next().unwrap().to_owned();
        Self { child, output: lines, printed, base }
    }

    fn client(&self) -> Client {
        Client::new(http(), &self.base)
    }

    /// Asks it to stop, and gives everything it printed.
    async fn stop_and_read(&mut self) -> String {
        assert_eq!(self.client().get("/health/live").await.status, 200);
        self.signal("-TERM");
        let rest: Vec<String> = self.output.by_ref().map(Result::unwrap).collect();
        format!("{}{}", self.printed, rest.join("\n"))
    }

    /// Waits for a line of its log that says this.
    async fn logged(&mut self, what: &str) -> String {
        let errors = self.child.stderr.take().unwrap();
        let what = what.to_owned();
        let read = tokio::task::spawn_blocking(move || {
            BufReader::new(errors).lines().map(Result::unwrap).find(|line| line.contains(&what))
        });
        tokio::time::timeout(Duration::from_secs(10), read).await.unwrap().unwrap().unwrap()
    }

    fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Where it listens, for a socket.
    fn address(&self) -> SocketAddr {
        self.base.strip_prefix("http://").unwrap().parse().unwrap()
    }

    /// Stops it, and gives everything that it logged.
    async fn stop_and_read_log(mut self) -> String {
        let mut log = self.child.stderr.take().unwrap();
        assert_eq!(self.stop().await, Some(0));
        let mut text = String::new();
        log.read_to_string(&mut text).unwrap();
        text
    }

    /// Asks it to stop, and waits for that as long as is decent; gives its exit code.
    async fn stop(mut self) -> Option<i32> {
        // What is told to stop before it serves stops without further ado.
        assert_eq!(self.client().get("/health/live").await.status, 200);
        self.signal("-TERM");
        let mut status = None;
        eventually("it stops when it is told to", async || {
            status = self.child.try_wait().unwrap();
            status.is_some()
        })
        .await;
        status.and_then(|status| status.code())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn http() -> reqwest::Client {
    let builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    builder.timeout(Duration::from_secs(20)).build().unwrap()
}

/// Sends what a `curl` line says.
async fn curl(line: &str) -> Answer {
    let words = shell_words(line);
    let mut words = words.iter().skip_while(|word| *word != "curl").skip(1);
    let (mut address, mut headers) = (None, Vec::new());
    while let Some(word) = words.next() {
        match word.as_str() {
            "-i" => {}
            "-H" => headers.push(words.next().unwrap().split_once(": ").unwrap()),
            word => address = Some(word.to_owned()),
        }
    }
    let request = headers.into_iter().fold(http().get(address.unwrap()), |r, (name, value)| r.header(name, value));
    Answer::read(request.send().await.unwrap()).await
}

/// The words of a line as a shell would see them, quotes apart and nothing else.
fn shell_words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for c in line.chars().chain([' ']) {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '\'' | '"') => quote = Some(c),
            (None, ' ') => {
                words.push(std::mem::take(&mut word));
            }
            (_, c) => word.push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
