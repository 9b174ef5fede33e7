//! A connection with an end to its patience and to what it takes in. The server underneath times the head of a
//! connection's first request and nothing else: later a peer could keep its place for ever with a byte a minute, and
//! one that sends requests without reading the answers would have them piled up in memory. What can be answered at once
//! is answered here (`turn` says when), before the server underneath wakes.

use std::io;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use actix_web::rt::net::TcpStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

use super::server::First;
use super::turn::Turn;

/// How long a peer is waited for. What is late is cut up to a quarter of the shortest later than this says.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For the head of the first request, which is then answered with 408.
    pub head: Duration,
    /// From the first byte of a request to the first byte of its answer: the rest of its head, its body, and ourselves.
    pub request: Duration,
    /// Until the peer takes some of an answer that waits for it.
    pub answer: Duration,
    /// Between an answer and the next request.
    pub idle: Duration,
}

impl Default for Patience {
    /// Browsers open connections before they need them: 10 seconds for the first. A form of a megabyte over a bad line
    /// arrives in 30. Proxies keep connections in a pool, and it is they who must close them first, or they send a
    /// request into one that we are closing: nginx keeps them for 60 seconds, Traefik 90, Caddy 120.
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { head: seconds(10), request: seconds(30), answer: seconds(30), idle: seconds(130) }
    }
}

/// What a connection is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// Everything is answered.
    Rest,
    /// Some of a request has come, and nothing of its answer has gone.
    Request,
    /// Some of an answer waits for the peer to take it.
    Answer,
}

/// A TCP connection. When a peer's time to send is up, it reads as if the peer had ended: who waits for a body learns
/// that it did not arrive whole, and what is answered still goes out. When its time to take an answer is up, it breaks.
pub struct Connection<F> {
    stream: TcpStream,
    turn: Turn<F>,
    /// What is left of an answer of our own.
    unsent: Vec<u8>,
    at: At,
    /// Ticks since it is at this.
    ticks: u32,
    /// Whether reading was put off until the peer takes what waits for it.
    put_off: bool,
    /// Ticks without end, and without a look at the clock at each request: setting a timer costs more than the rest of
    /// this together.
    timer: Pin<Box<Sleep>>,
    tick: Duration,
    limits: Limits,
}

/// In ticks.
#[derive(Clone, Copy, Debug)]
struct Limits {
    request: u32,
    answer: u32,
    idle: u32,
}

impl<F: First> Connection<F> {
    /// A connection that was just accepted.
    pub fn new(stream: TcpStream, patience: Patience, turn: Turn<F>) -> Self {
        let Patience { request, answer, idle, .. } = patience;
        let tick = (request.min(answer).min(idle) / 4).max(Duration::from_millis(1));
        let ticks = |limit: Duration| u32::try_from(limit.as_nanos().div_ceil(tick.as_nanos())).unwrap_or(u32::MAX);
        let limits = Limits { request: ticks(request), answer: ticks(answer), idle: ticks(idle) };
        let timer = Box::pin(sleep(tick));
        Self { stream, turn, unsent: Vec::new(), at: At::Rest, ticks: 0, put_off: false, timer, tick, limits }
    }

    fn go(&mut self, at: At) {
        self.at = at;
        self.ticks = 0;
    }

    /// Whether the time for what it is at is up; if not, the task is woken to look again.
    fn is_late(&mut self, context: &mut Context<'_>) -> bool {
        while self.timer.as_mut().poll(context).is_ready() {
            let next = self.timer.deadline() + self.tick;
            self.timer.as_mut().reset(next);
            self.ticks += 1;
        }
        // The first tick came at any time after the start.
        self.ticks
            > match self.at {
                At::Rest => self.limits.idle,
                At::Request => self.limits.request,
                At::Answer => self.limits.answer,
            }
    }

    /// Writes, within the peer's time to take it.
    fn write(&mut self, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        if written.is_ready() {
            self.go(At::Rest);
            return written;
        }
        if self.at != At::Answer {
            self.go(At::Answer);
        }
        if self.is_late(context) {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        Poll::Pending
    }

    /// Sends what is left of an answer of our own.
    fn send(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.unsent.is_empty() {
            return Poll::Ready(Ok(()));
        }
        let mut unsent = mem::take(&mut self.unsent);
        let mut sent = 0;
        let result = loop {
            if sent == unsent.len() {
                break Poll::Ready(Ok(()));
            }
            match self.write(context, &unsent[sent..]) {
                Poll::Ready(Ok(0)) => break Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                Poll::Ready(Ok(bytes)) => sent += bytes,
                Poll::Ready(Err(error)) => break Poll::Ready(Err(error)),
                Poll::Pending => break Poll::Pending,
            }
        };
        // Its place is kept for the next.
        unsent.drain(..sent);
        self.unsent = unsent;
        result
    }
}

impl<F: First> AsyncRead for Connection<F> {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(this.send(context))?;
        if this.at == At::Answer {
            // Whoever doesn't take answers isn't asked for more requests. Writing again wakes the task.
            this.put_off = true;
            return Poll::Pending;
        }
        // A peer that sends faster than we read is never waited for: then it is now that its time is looked at.
        if this.at == At::Request && this.is_late(context) {
            return Poll::Ready(Ok(()));
        }
        let before = buffer.filled().len();
        loop {
            let read = Pin::new(&mut this.stream).poll_read(context, buffer);
            match read {
                Poll::Ready(Ok(())) if this.turn.heard(&buffer.filled()[before..], &mut this.unsent) => {
                    buffer.set_filled(before);
                    ready!(this.send(context))?;
                    continue;
                }
                Poll::Ready(_) if this.at == At::Rest => this.go(At::Request),
                Poll::Pending if this.is_late(context) => return Poll::Ready(Ok(())),
                _ => {}
            }
            return read;
        }
    }
}

impl<F: First> AsyncWrite for Connection<F> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        ready!(this.send(context))?;
        let written = this.write(context, bytes);
        if let Poll::Ready(Ok(length)) = written {
            this.turn.written(length == bytes.len());
        }
        if written.is_ready() && mem::take(&mut this.put_off) {
            context.waker().wake_by_ref();
        }
        written
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(this.send(context))?;
        Pin::new(&mut this.stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(this.send(context))?;
        Pin::new(&mut this.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use actix_web::rt::net::TcpListener;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    const MILLISECOND: Duration = Duration::from_millis(1);
    const SHORT: Patience =
        Patience { head: MILLISECOND, request: MILLISECOND, answer: MILLISECOND, idle: Duration::from_mins(1) };

    /// A connection, and its peer.
    async fn pair(patience: Patience) -> (Connection<()>, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let peer = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        (Connection::new(listener.accept().await.unwrap().0, patience, Turn::new((), None)), peer)
    }

    #[actix_web::test]
    async fn a_peer_that_is_never_waited_for_has_an_end_too() {
        let (mut connection, mut peer) = pair(SHORT).await;
        peer.write_all(&vec![0; 100_000]).await.unwrap();
        let mut read = 0;
        while connection.read(&mut [0]).await.unwrap() == 1 {
            read += 1;
            tokio::task::yield_now().await;
        }
        assert!(read > 0 && read < 100_000, "{read} bytes");
    }

    #[actix_web::test]
    async fn each_answer_gives_the_peer_its_time_anew() {
        let (mut connection, mut peer) = pair(Patience { request: MILLISECOND * 400, ..SHORT }).await;
        for _ in 0..20 {
            peer.write_all(b"?").await.unwrap();
            assert_eq!(connection.read(&mut [0]).await.unwrap(), 1);
            sleep(MILLISECOND * 50).await;
            connection.write_all(b"!").await.unwrap();
            assert_eq!(peer.read(&mut [0]).await.unwrap(), 1);
        }
        peer.write_all(b"?").await.unwrap();
        assert_eq!(connection.read(&mut [0; 2]).await.unwrap(), 1);
        assert_eq!(connection.read(&mut [0]).await.unwrap(), 0, "no more came, and its time is up");
    }
}
