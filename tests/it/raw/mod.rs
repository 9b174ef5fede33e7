//! What no HTTP client sends: bytes on sockets, and what the server must do about them. A request that programs on the
//! way could read differently is refused, nobody holds a connection by sending or reading slowly, and whatever one
//! connection does, the others are served.

mod alike;
mod bodies;
mod credentials;
mod heads;
mod protocols;
mod senders;

use std::cell::Cell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

use actix_web::rt;
use latchkey::web::connection::Patience;

use crate::harness::TestApp;
use crate::harness::wire::{Heard, Wire};

/// What the server must do with what it is sent.
#[derive(Clone, Debug)]
enum Must {
    /// Answer once with this, and end the connection.
    End(u16),
    /// End the connection, with or without an answer to the head that came before the fault; never answer what follows.
    Cut,
    /// Answer with these, and go on.
    Answer(Vec<u16>),
}

const ADMITTED: u16 = 200;

fn admit() -> Must {
    Must::Answer(vec![ADMITTED])
}

/// A server, a token that passes at its gate, and the request that it passes with.
struct Raw {
    app: TestApp,
    secret: String,
}

impl Raw {
    async fn start() -> Self {
        Self::of(TestApp::start().await).await
    }

    /// A server that a test can wait for to lose its patience.
    async fn impatient() -> Self {
        Self::of(TestApp::with_patience(IMPATIENT).await).await
    }

    async fn of(app: TestApp) -> Self {
        let secret = app.token("Billing export").await.secret;
        Self { app, secret }
    }

    fn address(&self) -> SocketAddr {
        self.app.address
    }

    /// The address of the gate.
    fn gate(&self) -> String {
        format!("/gate/{}/nginx", self.app.people.application)
    }

    /// The headers that a proxy sends about the caller's request.
    fn question(&self) -> String {
        let devices = self.app.devices();
        format!("Authorization: Bearer {}\r\nX-Original-Method: GET\r\nX-Original-URI: {devices}\r\n", self.secret)
    }

    /// A request that passes, with more headers and a body.
    fn request(&self, headers: &str, body: &str) -> String {
        self.with_line(&format!("GET {} HTTP/1.1", self.gate()), headers, body)
    }

    /// The same with another request line.
    fn with_line(&self, line: &str, headers: &str, body: &str) -> String {
        format!("{line}\r\nHost: gate.example\r\n{}{headers}\r\n{body}", self.question())
    }

    /// One that passes and has nothing special.
    fn good(&self) -> String {
        self.request("", "")
    }

    /// A form to the portal from a page of its own; its length is `length`, its body isn't there.
    fn form(&self, length: &str) -> String {
        format!(
            "POST /sign-in HTTP/1.1\r\nHost: portal.example\r\nOrigin: {}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n{length}\r\n\r\n",
            self.app.base()
        )
    }

    async fn wire(&self) -> Wire {
        Wire::to(self.address()).await
    }

    /// The gate answers on a new connection.
    async fn assert_answers(&self) {
        let heard = self.wire().await.exchange(self.good(), true).await;
        assert_eq!((heard.statuses, heard.ended), (vec![ADMITTED], true), "afterwards");
    }

    /// Keeps a connection busy with good requests until told to stop, and counts them.
    fn meanwhile(&self) -> Meanwhile {
        let (address, good, stop) = (self.address(), self.good(), Rc::new(Cell::new(false)));
        let stopped = Rc::clone(&stop);
        let counting = rt::spawn(async move {
            let mut wire = Wire::to(address).await;
            let mut answered = 0;
            while answered == 0 || !stopped.get() {
                wire.send(&good).await;
                assert_eq!(wire.next().await, Some(ADMITTED), "meanwhile, after {answered} others");
                answered += 1;
                rt::time::sleep(Duration::from_millis(5)).await;
            }
        });
        Meanwhile { stop, counting }
    }

    /// Sends each of these on connections of its own, all at once, and holds the server to what it must do.
    async fn assert_all<N: std::fmt::Display>(&self, cases: Vec<(N, String, Must)>) {
        self.assert_all_bytes(cases.into_iter().map(|(name, text, must)| (name, text.into_bytes(), must)).collect())
            .await;
    }

    async fn assert_all_bytes<N: std::fmt::Display>(&self, cases: Vec<(N, Vec<u8>, Must)>) {
        let meanwhile = self.meanwhile();
        let mut faults = Vec::new();
        let mut exchanges = Vec::new();
        for (name, bytes, must) in cases {
            let going_on = matches!(must, Must::Answer(_));
            // On a new connection, and on one on which the gate has answered: from then on it does so by itself.
            for begun in [false, true] {
                let mut wire = self.wire().await;
                if begun {
                    wire.send(&self.good()).await;
                    assert_eq!(wire.next().await, Some(ADMITTED), "{name}: before it");
                }
                let name = format!("{name}{}", if begun { ", after another request" } else { "" });
                exchanges.push((name, begun, rt::spawn(wire.exchange(bytes.clone(), going_on)), must.clone()));
            }
        }
        for (name, begun, exchange, must) in exchanges {
            let heard = exchange.await.unwrap();
            if !keeps(&must, &heard, begun) {
                faults.push(format!("{name}: must {must:?}, but {:?}, ended: {}", heard.statuses, heard.ended));
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        meanwhile.end().await;
        self.assert_answers().await;
    }
}

/// A connection that is kept busy.
struct Meanwhile {
    stop: Rc<Cell<bool>>,
    counting: rt::task::JoinHandle<()>,
}

impl Meanwhile {
    async fn end(self) {
        self.stop.set(true);
        self.counting.await.unwrap();
    }
}

fn keeps(must: &Must, heard: &Heard, begun: bool) -> bool {
    // actix-http 3.20 ends a connection after a head that it can't read, and says so only if it was the first.
    let says_so = heard.count("connection");
    heard.ended
        && match must {
            Must::End(status) => heard.statuses == [*status] && (says_so == 1 || begun && says_so == 0),
            Must::Cut => heard.statuses.len() <= 1,
            Must::Answer(statuses) => heard.statuses == *statuses,
        }
}

/// Limits that a test can wait for, and that a busy machine keeps.
const IMPATIENT: Patience = Patience {
    head: Duration::from_secs(1),
    request: Duration::from_secs(2),
    answer: Duration::from_secs(1),
    idle: Duration::from_secs(2),
};
