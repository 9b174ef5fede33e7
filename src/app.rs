//! The program: what its parts share, and the bound server made of them. The order of the middleware is here.

use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;

use actix_session::SessionMiddleware;
use actix_session::config::{CookieContentSecurity, PersistentSession};
use actix_web::cookie::{Key, SameSite, time::Duration};
use actix_web::dev::Server;
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App as ActixApp, HttpRequest, HttpServer, web};
use tokio::sync::{Semaphore, oneshot};
use tracing_actix_web::TracingLogger;

use crate::access::guard::frame_errors;
use crate::catalogue::Catalogue;
use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::{Config, SecretKey};
use crate::db::Db;
use crate::routes;
use crate::sessions;
use crate::telemetry::RequestSpan;
use crate::usage::{Usage, WRITTEN_EVERY};
use crate::users::Hasher;
use crate::web::{client_address, errors, protect};

/// How long a request in flight may take once the program is told to stop, in seconds.
const SHUTDOWN_TIMEOUT: u64 = 30;

/// How many lists are looked through at once: fewer than there are connections to read with.
const SEARCHES: usize = 2;

/// What the parts share.
#[derive(Debug)]
pub struct State {
    /// The configuration.
    pub config: Config,
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// Random numbers.
    pub chance: Chance,
    /// Passwords.
    pub hasher: Hasher,
    /// The resources and actions of the API.
    pub catalogue: Catalogue,
    /// Places for looking through many rows: members who search must leave connections to the gate.
    pub searches: Semaphore,
    /// Counts at the gate.
    pub usage: Arc<Usage>,
    /// The key of signatures and keyed hashes.
    pub key: SecretKey,
    /// Origins whose pages may send forms.
    pub origins: Vec<String>,
    /// The address to write into examples.
    pub base_url: String,
}

impl State {
    /// The caller's address, or none if it can't be told for certain.
    pub fn client_address(&self, request: &HttpRequest) -> Option<IpAddr> {
        let peer = request.peer_addr().map(|a| a.ip());
        let header = self.config.client_address_header.as_deref();
        client_address::client_address(peer, request.headers(), &self.config.trusted_proxies, header)
    }
}

/// What a server is built of; tests bring their own.
#[derive(Debug)]
pub struct Parts {
    /// The configuration.
    pub config: Config,
    /// A connected and migrated database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// Random numbers.
    pub chance: Chance,
    /// Passwords.
    pub hasher: Hasher,
    /// The key of signatures.
    pub key: SecretKey,
}

/// A server that is bound to its port, and not yet running.
#[derive(Debug)]
pub struct App {
    /// Where it listens.
    pub address: SocketAddr,
    state: web::Data<State>,
    listener: TcpListener,
    workers: usize,
}

impl App {
    /// Binds the port and reads the catalogue.
    pub fn build(parts: Parts) -> Result<Self, String> {
        let Parts { config, db, clock, chance, hasher, key } = parts;
        let catalogue = match &config.catalogue {
            None => Catalogue::built_in(),
            Some(file) => read_catalogue(file),
        }?;
        let listener = bind(config.listen).map_err(|e| format!("can't listen on {}: {e}", config.listen))?;
        let address = listener.local_addr().map_err(|e| e.to_string())?;
        let state = State {
            origins: config.origins(address),
            base_url: config.base_url(address),
            searches: Semaphore::new(SEARCHES),
            usage: Arc::new(Usage::default()),
            config,
            db,
            clock,
            chance,
            hasher,
            catalogue,
            key,
        };
        let workers = std::thread::available_parallelism().map_or(2, usize::from);
        Ok(Self { address, state: web::Data::new(state), listener, workers })
    }

    /// What the parts share, for the demo and for tests.
    pub fn state(&self) -> web::Data<State> {
        self.state.clone()
    }

    /// Sets the number of threads that serve; it is the number of processors otherwise.
    #[must_use]
    pub fn with_workers(self, workers: usize) -> Self {
        Self { workers, ..self }
    }

    /// Serves until told to stop; then finishes the requests in flight and writes what is buffered.
    pub async fn run(self) -> io::Result<()> {
        let state = self.state.clone();
        let (stop, stopped) = oneshot::channel();
        let writing = actix_web::rt::spawn(write_usage(state.clone(), stopped));
        let served = self.server()?.await;
        // Asked to end, not cut off: what it has taken to write would be lost.
        drop(stop);
        if let Err(error) = writing.await {
            tracing::error!(%error, "the writing of usage has failed");
        }
        if let Err(error) = state.usage.write(&state.db).await {
            tracing::error!(%error, "the last counts of usage could not be written");
        }
        state.db.close().await;
        served
    }

    fn server(self) -> io::Result<Server> {
        let state = self.state;
        let server = HttpServer::new(move || {
            let portal = web::scope("")
                .configure(routes::portal)
                .default_service(web::to(errors::not_found))
                .wrap(from_fn(frame_errors))
                .wrap(session_middleware(&state))
                .wrap(from_fn(protect::same_origin))
                .wrap(from_fn(protect::headers))
                .wrap(Compress::default())
                .wrap(TracingLogger::<RequestSpan>::new());
            ActixApp::new()
                .app_data(state.clone())
                // The gate comes first and has none of the above: it knows no cookies, and is asked for every request.
                .service(web::scope("/gate").configure(routes::gate))
                .service(portal)
        });
        Ok(server.workers(self.workers).shutdown_timeout(SHUTDOWN_TIMEOUT).listen(self.listener)?.run())
    }
}

/// Reads and checks a catalogue file; what there is to remark on it is logged.
pub fn read_catalogue(file: &std::path::Path) -> Result<Catalogue, String> {
    let read = Catalogue::read(file).map_err(|error| format!("LATCHKEY_CATALOGUE: {error}"))?;
    for remark in read.remarks {
        tracing::warn!("LATCHKEY_CATALOGUE: {}: {remark}", file.display());
    }
    Ok(read.catalogue)
}

fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let listener = TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

fn session_middleware(state: &State) -> SessionMiddleware<sessions::Sessions> {
    let https = state.config.is_https();
    let name = if https { "__Host-latchkey" } else { "latchkey" };
    let lifetime = PersistentSession::default().session_ttl(Duration::days(sessions::LASTS_DAYS));
    SessionMiddleware::builder(
        sessions::store(&state.db, &state.clock, &state.chance),
        Key::derive_from(state.key.expose()),
    )
    .cookie_name(name.to_owned())
    .cookie_secure(https)
    .cookie_http_only(true)
    .cookie_same_site(SameSite::Lax)
    .cookie_path("/".to_owned())
    .cookie_content_security(CookieContentSecurity::Signed)
    .session_lifecycle(lifetime)
    .build()
}

async fn write_usage(state: web::Data<State>, mut stopped: oneshot::Receiver<()>) {
    let mut ticks = tokio::time::interval(WRITTEN_EVERY);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            _ = &mut stopped => return,
        }
        if let Err(error) = state.usage.write(&state.db).await {
            tracing::warn!(%error, "usage could not be written; it is kept for the next time");
        }
    }
}
