//! A way to PostgreSQL on which a connection can be lost at the one moment that matters: while a change is being committed.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use actix_web::rt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use url::Url;

/// When the connection of the next change is lost.
pub enum Lost {
    /// Before the server has the COMMIT: it rolls back.
    Before,
    /// After the server has carried it out, and before its answer arrives.
    After,
    /// With the COMMIT under way, which the server gets when the other end says so, and carries out.
    Underway(oneshot::Receiver<()>),
}

/// See the module.
pub struct Way {
    near: SocketAddr,
    next: Arc<Mutex<Option<Lost>>>,
    accepting: rt::task::JoinHandle<()>,
}

impl Drop for Way {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Way {
    /// A way to where `url` leads.
    pub async fn along(url: &str) -> Self {
        let url = Url::parse(url).unwrap();
        let far = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap_or(5432));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let near = listener.local_addr().unwrap();
        let next: Arc<Mutex<Option<Lost>>> = Arc::default();
        let lost = Arc::clone(&next);
        let accepting = rt::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(&far).await.unwrap();
                rt::spawn(carry(client, server, Arc::clone(&lost)));
            }
        });
        Self { near, next, accepting }
    }

    /// The same address by this way. What goes over it has to be readable.
    pub fn to(&self, url: &str) -> String {
        let mut url = Url::parse(url).unwrap();
        url.set_host(Some("127.0.0.1")).unwrap();
        url.set_port(Some(self.near.port())).unwrap();
        url.query_pairs_mut().append_pair("sslmode", "disable");
        url.into()
    }

    /// Loses the connection of the next change, once.
    pub fn lose(&self, lost: Lost) {
        *self.next.lock().unwrap() = Some(lost);
    }

    /// Whether that is still to come.
    pub fn is_to_lose(&self) -> bool {
        self.next.lock().unwrap().is_some()
    }
}

/// Carries everything in both directions until one of them ends, or the connection is to be lost.
async fn carry(mut client: TcpStream, mut server: TcpStream, next: Arc<Mutex<Option<Lost>>>) {
    let (mut asked, mut said) = (vec![0; 65_536], vec![0; 65_536]);
    // A change tells the nodes of itself, in its own transaction.
    let mut is_change = false;
    loop {
        tokio::select! {
            length = client.read(&mut asked) => {
                let Ok(length @ 1..) = length else { return };
                let asked = &asked[..length];
                is_change |= holds(asked, b"latchkey_");
                if holds(asked, b"COMMIT\0") {
                    let lost = if is_change { next.lock().unwrap().take() } else { None };
                    is_change = false;
                    match lost {
                        None => {}
                        Some(Lost::Before) => return,
                        Some(Lost::After) => {
                            server.write_all(asked).await.unwrap();
                            assert!(server.read(&mut said).await.unwrap() > 0, "the server has answered");
                            return;
                        }
                        Some(Lost::Underway(go_on)) => {
                            drop(client);
                            let _ = go_on.await;
                            server.write_all(asked).await.unwrap();
                            assert!(server.read(&mut said).await.unwrap() > 0, "the server has answered");
                            return;
                        }
                    }
                }
                if server.write_all(asked).await.is_err() {
                    return;
                }
            }
            length = server.read(&mut said) => {
                let Ok(length @ 1..) = length else { return };
                if client.write_all(&said[..length]).await.is_err() {
                    return;
                }
            }
        }
    }
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}
