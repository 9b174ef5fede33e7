//! Bytes on a socket, and what is answered to them: for what no HTTP client would send.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

/// Longer than the server takes for anything it does of itself, on a machine with other things to do.
const PATIENCE: Duration = Duration::from_secs(20);

/// What came back on a connection until it ended.
#[derive(Debug, Default)]
pub struct Heard {
    /// The status of every answer in order, those that only say to go on included.
    pub statuses: Vec<u16>,
    /// All of it.
    pub text: String,
    /// Whether it ended; if not, it was waited for in vain.
    pub ended: bool,
}

impl Heard {
    fn of(bytes: &[u8], ended: bool) -> Self {
        let statuses = answers(bytes).map(|(status, _)| status).collect();
        Self { statuses, text: String::from_utf8_lossy(bytes).into_owned(), ended }
    }

    /// How often a header is in all of it.
    pub fn count(&self, header: &str) -> usize {
        self.text.lines().filter(|l| l.split(':').next().is_some_and(|n| n.eq_ignore_ascii_case(header))).count()
    }
}

/// The status and the length of every whole answer.
fn answers(bytes: &[u8]) -> impl Iterator<Item = (u16, usize)> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let head = rest.windows(4).position(|w| w == b"\r\n\r\n")?;
        let text = std::str::from_utf8(&rest[..head]).ok()?;
        let status: u16 = text.strip_prefix("HTTP/1.")?.get(2..5)?.parse().ok()?;
        let length = text.lines().find_map(|l| l.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
        let length = head + 4 + length.unwrap_or(0);
        rest = rest.get(length..)?;
        Some((status, length))
    })
}

/// A connection, and what was read from it and belongs to no answer yet.
pub struct Wire {
    from: OwnedReadHalf,
    to: OwnedWriteHalf,
    read: Vec<u8>,
}

impl Wire {
    pub async fn to(address: SocketAddr) -> Self {
        Self::over(TcpStream::connect(address).await.unwrap())
    }

    pub fn over(stream: TcpStream) -> Self {
        stream.set_nodelay(true).unwrap();
        let (from, to) = stream.into_split();
        Self { from, to, read: Vec::new() }
    }

    /// Sends all of this, if the other side still takes it.
    pub async fn send(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        send(&mut self.to, bytes.as_ref()).await
    }

    /// Sends as much as the other side takes before it stops for as long as `stopped`.
    pub async fn send_until_stopped(&mut self, bytes: &[u8], stopped: Duration) -> usize {
        let mut sent = 0;
        while sent < bytes.len() {
            match tokio::time::timeout(stopped, self.to.write(&bytes[sent..])).await {
                Ok(Ok(n)) => sent += n,
                _ => break,
            }
        }
        sent
    }

    /// Breaks the connection off without a word.
    pub fn reset(self) {
        self.to.as_ref().set_zero_linger().unwrap();
    }

    /// The status of the next answer; none if the connection ends first.
    pub async fn next(&mut self) -> Option<u16> {
        loop {
            let answer = answers(&self.read).next();
            if let Some((status, length)) = answer {
                self.read.drain(..length);
                return Some(status);
            }
            let more = tokio::time::timeout(PATIENCE, self.from.read_buf(&mut self.read)).await;
            if more.expect("neither an answer nor an end").unwrap_or(0) == 0 {
                return None;
            }
        }
    }

    /// Sends a piece again and again, with a pause after each, until the other side ends the connection or the time is
    /// up; then everything that it answered.
    pub async fn send_on(mut self, piece: &[u8], pause: Duration, time: Duration) -> Heard {
        let sending = async {
            let mut open = true;
            loop {
                open = open && send(&mut self.to, piece).await;
                tokio::time::sleep(pause).await;
            }
        };
        let sending = async { tokio::time::timeout(time, sending).await };
        let ended = tokio::select! {
            () = read_all(&mut self.from, &mut self.read) => true,
            _ = sending => false,
        };
        Heard::of(&self.read, ended)
    }

    /// Sends all of this and reads this many bytes at a time at most, with a pause after each.
    pub async fn exchange_slowly(mut self, bytes: impl AsRef<[u8]>, at_once: usize, pause: Duration) -> Heard {
        let sending = send(&mut self.to, bytes.as_ref());
        let reading = async {
            let mut piece = vec![0; at_once];
            while let Ok(n @ 1..) = self.from.read(&mut piece).await {
                self.read.extend_from_slice(&piece[..n]);
                tokio::time::sleep(pause).await;
            }
        };
        let ended = tokio::time::timeout(PATIENCE, async { tokio::join!(sending, reading) }).await.is_ok();
        Heard::of(&self.read, ended)
    }

    /// Sends all of this in pieces of so many bytes, and reads meanwhile: answers that nobody takes would fill what the
    /// system holds of them, and the other side would wait with what it is sent.
    pub async fn exchange_in_pieces(mut self, bytes: impl AsRef<[u8]>, size: usize) -> Heard {
        let sending = async {
            for piece in bytes.as_ref().chunks(size) {
                if !send(&mut self.to, piece).await {
                    break;
                }
                tokio::task::yield_now().await;
            }
        };
        let both = async { tokio::join!(sending, read_all(&mut self.from, &mut self.read)) };
        let ended = tokio::time::timeout(PATIENCE, both).await.is_ok();
        Heard::of(&self.read, ended)
    }

    /// Sends all of this and reads until the other side ends the connection, by its end or by a reset: it may have
    /// enough before it has all. With `finished` it is told that no more will come, and ends after its last answer.
    pub async fn exchange(mut self, bytes: impl AsRef<[u8]>, finished: bool) -> Heard {
        let sending = async {
            if send(&mut self.to, bytes.as_ref()).await && finished {
                // The other side may have ended already.
                let _ = self.to.shutdown().await;
            }
        };
        let both = async { tokio::join!(sending, read_all(&mut self.from, &mut self.read)) };
        let ended = tokio::time::timeout(PATIENCE, both).await.is_ok();
        Heard::of(&self.read, ended)
    }
}

async fn send(to: &mut OwnedWriteHalf, bytes: &[u8]) -> bool {
    to.write_all(bytes).await.is_ok()
}

async fn read_all(from: &mut OwnedReadHalf, read: &mut Vec<u8>) {
    while from.read_buf(read).await.is_ok_and(|n| n > 0) {}
}
