//! A mail server that keeps what it is sent, or refuses it, or says nothing at all.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use super::{TestApp, eventually};

/// How the server behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// It takes every mail.
    Takes,
    /// It has no mailbox for addresses that begin so.
    Refuses(&'static str),
    /// It takes connections, and says nothing.
    Hangs,
}

/// A mail that was taken.
#[derive(Clone, Debug)]
pub struct Letter {
    pub to: Vec<String>,
    /// Everything that came, headers and text.
    pub raw: String,
}

impl Letter {
    /// A header's value, unfolded and in words.
    pub fn header(&self, name: &str) -> String {
        let head = self.raw.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ");
        let found: Vec<&str> =
            head.lines().filter_map(|line| line.split_once(": ")).filter(|(n, _)| *n == name).map(|p| p.1).collect();
        assert_eq!(found.len(), 1, "{name} in {head}");
        words(found[0])
    }

    /// The text, as its reader sees it.
    pub fn text(&self) -> String {
        let (head, body) = self.raw.split_once("\r\n\r\n").unwrap();
        let text = match head.lines().find_map(|line| line.strip_prefix("Content-Transfer-Encoding: ")) {
            Some("base64") => decoded(&body.replace("\r\n", "")),
            Some("quoted-printable") => unquoted(&body.replace("=\r\n", "")),
            _ => body.to_owned(),
        };
        text.replace("\r\n", "\n")
    }

    /// The path of the one link below this address.
    pub fn link(&self, base: &str) -> String {
        let text = self.text();
        let links: Vec<&str> = text.split_whitespace().filter_map(|word| word.strip_prefix(base)).collect();
        let paths: Vec<&&str> = links.iter().filter(|path| path.len() > 1).collect();
        assert_eq!(paths.len(), 1, "{text}");
        (*paths[0]).to_owned()
    }
}

fn decoded(text: &str) -> String {
    String::from_utf8(STANDARD.decode(text).unwrap()).unwrap()
}

fn unquoted(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let digits: Vec<u8> = if byte == b'=' { rest.by_ref().take(2).collect() } else { vec![] };
        let hex = String::from_utf8(digits).unwrap();
        bytes.push(if hex.is_empty() { byte } else { u8::from_str_radix(&hex, 16).unwrap() });
    }
    String::from_utf8(bytes).unwrap()
}

/// Encoded words of a header; white space between two of them belongs to neither.
fn words(value: &str) -> String {
    let mut plain = String::new();
    for (n, piece) in value.replace("?= =?", "?==?").split("=?utf-8?").enumerate() {
        let Some((word, after)) = piece.split_once("?=").filter(|_| n > 0) else {
            plain.push_str(piece);
            continue;
        };
        let text = word.split_once('?').unwrap().1;
        plain.push_str(&if word.starts_with('b') { decoded(text) } else { unquoted(&text.replace('_', " ")) });
        plain.push_str(after);
    }
    plain
}

/// The server; what it took is kept in the order of its coming.
pub struct Sink {
    pub address: SocketAddr,
    taken: Arc<Mutex<Vec<Letter>>>,
    manner: Arc<Mutex<Manner>>,
    serving: tokio::task::JoinHandle<()>,
}

impl Sink {
    pub async fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (taken, manner) = (Arc::<Mutex<Vec<Letter>>>::default(), Arc::new(Mutex::new(manner)));
        let (letters, how) = (Arc::clone(&taken), Arc::clone(&manner));
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (letters, how) = (Arc::clone(&letters), *how.lock().unwrap());
                // Whoever breaks off a conversation is the test's own business.
                tokio::spawn(async move { drop(converse(stream, how, &letters).await) });
            }
        });
        Self { address, taken, manner, serving }
    }

    /// A portal whose mail server can't be reached, and what keeps its port from everyone else for that long: a port
    /// that was given up is another test's mail server a moment later.
    pub async fn absent() -> (TcpSocket, TestApp) {
        let port = TcpSocket::new_v4().unwrap();
        port.bind(([127, 0, 0, 1], 0).into()).unwrap();
        let app = portal_at(port.local_addr().unwrap(), &[]).await;
        (port, app)
    }

    /// A portal that mails through it.
    pub async fn portal(&self) -> TestApp {
        self.portal_with(&[]).await
    }

    /// The same with more flags.
    pub async fn portal_with(&self, flags: &[&str]) -> TestApp {
        portal_at(self.address, flags).await
    }

    pub fn behave(&self, manner: Manner) {
        *self.manner.lock().unwrap() = manner;
    }

    /// Everything taken so far.
    pub fn letters(&self) -> Vec<Letter> {
        self.taken.lock().unwrap().clone()
    }

    /// Waits until so many were taken.
    pub async fn received(&self, count: usize) -> Vec<Letter> {
        eventually("the mail is there", async || self.letters().len() >= count).await;
        assert_eq!(self.letters().len(), count, "{:?}", self.letters());
        self.letters()
    }
}

async fn portal_at(address: SocketAddr, flags: &[&str]) -> TestApp {
    let url = format!("smtp://{address}");
    let mail = ["--smtp-url", &url, "--mail-from", "Latchkey <latchkey@portal.example>"];
    TestApp::with(&[&mail, flags].concat()).await
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn converse(stream: TcpStream, manner: Manner, taken: &Mutex<Vec<Letter>>) -> std::io::Result<()> {
    let (reading, mut writing) = stream.into_split();
    let mut lines = BufReader::new(reading).lines();
    if manner == Manner::Hangs {
        while lines.next_line().await?.is_some() {}
        return Ok(());
    }
    writing.write_all(b"220 sink.example ESMTP\r\n").await?;
    let mut to = Vec::new();
    while let Some(line) = lines.next_line().await? {
        let answer = if line.starts_with("EHLO") {
            "250-sink.example\r\n250 8BITMIME"
        } else if let Some(address) = line.strip_prefix("RCPT TO:<") {
            let refused = matches!(manner, Manner::Refuses(start) if address.starts_with(start));
            if !refused {
                to.push(address.split('>').next().unwrap().to_owned());
            }
            if refused { "550 no mailbox for hunter2 here" } else { "250 fine" }
        } else if line == "DATA" {
            writing.write_all(b"354 go on\r\n").await?;
            let mut raw = String::new();
            while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                raw.push_str(line.strip_prefix('.').unwrap_or(&line));
                raw.push_str("\r\n");
            }
            taken.lock().unwrap().push(Letter { to: std::mem::take(&mut to), raw });
            "250 taken"
        } else if line == "QUIT" {
            writing.write_all(b"221 bye\r\n").await?;
            return Ok(());
        } else {
            "250 fine"
        };
        writing.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
    Ok(())
}
