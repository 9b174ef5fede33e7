//! The program: what its parts share, and the bound server made of them. The order of the middleware is here.

use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;

use actix_session::SessionMiddleware;
use actix_session::config::{CookieContentSecurity, PersistentSession};
use actix_web::cookie::{Key, SameSite, time::Duration};
use actix_web::dev::Server;
use actix_web::middleware::{Compress, from_fn};
use actix_web::rt::net::TcpSocket;
use actix_web::{App as ActixApp, HttpRequest, web};
use tokio::sync::{Semaphore, oneshot, watch};
use tracing_actix_web::TracingLogger;

use crate::access::guard::frame_errors;
use crate::api;
use crate::audit::verify;
use crate::catalogue::Current;
use crate::chance::Chance;
use crate::clock::{Clock, HOUR};
use crate::config::{Config, SecretKey};
use crate::db::Db;
use crate::gate::Gate;
use crate::mail::Mailer;
use crate::metrics::Metrics;
use crate::reminders;
use crate::routes;
use crate::scanning;
use crate::sessions;
use crate::signals;
use crate::telemetry::{RequestSpan, spawn_blocking};
use crate::tokens::indexing;
use crate::usage::{Usage, WRITTEN_EVERY};
use crate::users::Hasher;
use crate::web::back::Pages;
use crate::web::connection::Patience;
use crate::web::limit::Limiter;
use crate::web::{client_address, errors, language, protect, request, server};

/// Connections that may wait to be accepted: a proxy that starts opens many at once.
const BACKLOG: u32 = 1024;

/// Bytes that the system holds of what a connection sends and of what it is sent: a page or a form in flight. Left to
/// itself it would hold megabytes of each for whoever doesn't read.
const SOCKET_BUFFER: u32 = 128 * 1024;

/// How long a request in flight may take once the program is told to stop, in seconds.
const SHUTDOWN_TIMEOUT: u64 = 30;

/// How long to wait before the gate's preparation is tried again.
const PREPARED_AGAIN_AFTER: std::time::Duration = std::time::Duration::from_secs(5);

/// How many lists are looked through at once: fewer than there are connections to read with.
const SEARCHES: usize = 2;

/// Found tokens that may be reported from one network within an hour.
const REPORTS: u32 = 30;

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
    pub catalogue: Current,
    /// What decides about requests.
    pub gate: Gate,
    /// Places for looking through many rows: members who search must leave connections to the gate.
    pub searches: Semaphore,
    /// How often a found token may be reported.
    pub reports: Limiter,
    /// What reports of secret scanning are signed with.
    pub scanning_keys: scanning::Keys,
    /// Whose audit log is checked against its hashes.
    pub verifications: verify::Queue,
    /// Counts at the gate.
    pub usage: Arc<Usage>,
    /// What is measured.
    pub metrics: Arc<Metrics>,
    /// What hands mails over, if a mail server is configured.
    pub mailer: Option<Mailer>,
    /// The key of signatures and keyed hashes.
    pub key: SecretKey,
    /// The pages that one has to be signed in for.
    pub pages: Pages,
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
    patience: Patience,
    by_itself: bool,
}

impl App {
    /// Binds the port and reads the catalogue.
    pub fn build(parts: Parts) -> Result<Self, String> {
        let Parts { config, db, clock, chance, hasher, key } = parts;
        let catalogue = Current::read(config.catalogue.clone())?;
        let usage = Arc::new(Usage::default());
        let mailer = Mailer::of(&config, &clock, &chance)?;
        let listener = bind(config.listen).map_err(|e| format!("can't listen on {}: {e}", config.listen))?;
        let address = listener.local_addr().map_err(|e| e.to_string())?;
        let metrics = Metrics::new(usage.lost(), db.nodes().map(|nodes| nodes.measures()));
        let state = State {
            pages: routes::pages(),
            origins: config.origins(address),
            base_url: config.base_url(address),
            searches: Semaphore::new(SEARCHES),
            reports: Limiter::new(REPORTS, HOUR),
            scanning_keys: scanning::Keys::listed_at(config.secret_scanning_keys.clone()),
            verifications: verify::Queue::default(),
            gate: Gate::new(&db, &clock, &key, Arc::clone(&usage), metrics.verdicts.clone()),
            metrics,
            usage,
            mailer,
            config,
            db,
            clock,
            chance,
            hasher,
            catalogue,
            key,
        };
        let workers = std::thread::available_parallelism().map_or(2, usize::from);
        let (state, patience) = (web::Data::new(state), Patience::default());
        Ok(Self { address, state, listener, workers, patience, by_itself: true })
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

    /// Lets the gate remember nothing: each request asks the database. For measuring what that costs; it changes nothing
    /// once others share the state.
    #[must_use]
    pub fn without_gate_memory(self) -> Self {
        let mut state = self.state.into_inner();
        if let Some(state) = Arc::get_mut(&mut state) {
            state.gate.forget_for_good();
        }
        Self { state: web::Data::from(state), ..self }
    }

    /// Sets how long the peers of connections are waited for.
    #[must_use]
    pub fn with_patience(self, patience: Patience) -> Self {
        Self { patience, ..self }
    }

    /// Lets it neither send reminders nor index tokens by itself: whoever looks at what one run of them does must not share it
    /// with another.
    #[must_use]
    pub fn that_waits_to_be_told(self) -> Self {
        Self { by_itself: false, ..self }
    }

    /// Serves until told to stop; then finishes the requests in flight and writes what is buffered.
    pub async fn run(self) -> io::Result<()> {
        let state = self.state.clone();
        let preparing = actix_web::rt::spawn(be_prepared(state.clone()));
        let reloading = actix_web::rt::spawn(reload_on_hangup(state.clone()));
        let hurrying = actix_web::rt::spawn(signals::end_at_the_second());
        let (stop, stopped) = oneshot::channel();
        let writing = actix_web::rt::spawn(write_usage(state.clone(), stopped));
        let (end, ended) = watch::channel(());
        let (reminding, by_itself) = (state.clone(), self.by_itself);
        let (indexed, until) = (state.db.clone(), end.subscribe());
        let reminding = actix_web::rt::spawn(async move {
            if by_itself {
                reminders::go_on(&reminding, ended).await;
            }
        });
        let indexing = actix_web::rt::spawn(async move {
            if by_itself {
                indexing::go_on(&indexed, until).await;
            }
        });
        let served = self.server()?.await;
        preparing.abort();
        reloading.abort();
        // Asked to end, not cut off: what it has taken to write would be lost.
        drop(stop);
        if let Err(error) = writing.await {
            tracing::error!(%error, "the writing of usage has failed");
        }
        if let Err(error) = state.usage.write(&state.db).await {
            tracing::error!(%error, "the last counts of usage could not be written");
        }
        drop(end);
        if let Some(mailer) = &state.mailer {
            mailer.finish(reminding).await;
        }
        if let Err(error) = indexing.await {
            tracing::error!(%error, "the indexing of tokens has failed");
        }
        if let Some(nodes) = state.db.nodes() {
            nodes.leave(&state.db).await;
        }
        state.db.close().await;
        hurrying.abort();
        served
    }

    fn server(self) -> io::Result<Server> {
        let state = self.state;
        let settings =
            server::Settings { workers: self.workers, shutdown_timeout: SHUTDOWN_TIMEOUT, patience: self.patience };
        server::serve(self.listener, settings, routes::first(&state), move || {
            let portal = web::scope("")
                .configure(routes::portal)
                .default_service(web::to(errors::not_found))
                .wrap(from_fn(frame_errors))
                .wrap(session_middleware(&state))
                .wrap(from_fn(protect::same_origin))
                .wrap(from_fn(protect::headers))
                .wrap(from_fn(language::of_browser))
                .wrap(Compress::default())
                .wrap(from_fn(request::told))
                .wrap(TracingLogger::<RequestSpan>::new());
            ActixApp::new()
                .app_data(state.clone())
                // The gate comes first and has none of the above: it knows no cookies, and is asked for every request.
                .configure(routes::gate)
                .service(
                    web::scope("/api")
                        .configure(routes::api)
                        .route("/openapi.json", web::get().to(api::openapi::json))
                        .route("/docs", web::get().to(api::openapi::reference))
                        .default_service(web::to(api::not_found))
                        .wrap(from_fn(request::told))
                        .wrap(TracingLogger::<RequestSpan>::new()),
                )
                .service(portal)
        })
    }
}

fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // A restarted program takes its port again at once.
    socket.set_reuseaddr(true)?;
    // Those that it accepts take these over.
    socket.set_send_buffer_size(SOCKET_BUFFER)?;
    socket.set_recv_buffer_size(SOCKET_BUFFER)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)?.into_std()
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
            () = state.usage.filled() => {}
            _ = &mut stopped => return,
        }
        if let Err(error) = state.usage.write(&state.db).await {
            state.db.has_failed(&error);
            tracing::warn!(%error, "usage could not be written; it is kept for the next time");
        }
    }
}

/// Prepares the gate: once if this process alone changes the database, and else each time it has become a node of it.
async fn be_prepared(state: web::Data<State>) {
    let Some(nodes) = state.db.nodes().cloned() else { return prepare_gate(state).await };
    let joined = || drop(actix_web::rt::spawn(prepare_gate(state.clone())));
    nodes.attend(&state.db, joined).await;
}

/// Beside serving: until it is done the gate asks the database about each token it doesn't remember.
async fn prepare_gate(state: web::Data<State>) {
    while let Err(error) = state.gate.prepare().await {
        tracing::warn!(%error, "the handles of tokens could not be read; trying again");
        tokio::time::sleep(PREPARED_AGAIN_AFTER).await;
    }
}

/// Reads the catalogue again at SIGHUP, as a whole or not at all. What the gate remembers is forgotten with it, so that
/// whoever changed the database by hand has a way to say so.
#[cfg(unix)]
async fn reload_on_hangup(state: web::Data<State>) {
    use tokio::signal::unix::{SignalKind, signal};
    let mut hangups = match signal(SignalKind::hangup()) {
        Ok(hangups) => hangups,
        Err(error) => {
            tracing::warn!(%error, "SIGHUP can't be listened to: the catalogue is read at the start only");
            return;
        }
    };
    while hangups.recv().await.is_some() {
        // A large file takes its time, and this thread carries out commits.
        let reading = state.clone();
        let read = spawn_blocking(move || reading.catalogue.reload()).await;
        match read.unwrap_or_else(|error| Err(error.to_string())) {
            Ok(catalogue) => tracing::info!(actions = catalogue.len(), "the catalogue was read again"),
            Err(error) => tracing::error!("the catalogue stays as it was: {error}"),
        }
        state.gate.forget();
        actix_web::rt::spawn(prepare_gate(state.clone()));
    }
}

#[cfg(not(unix))]
async fn reload_on_hangup(_: web::Data<State>) {}
