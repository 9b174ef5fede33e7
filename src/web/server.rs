//! The server under the program: how many connections it takes, how it treats each of them, and which requests never
//! reach the program. The framework's own server leaves no room for our `Connection` around a socket, so the same parts
//! are put together here with it.

use std::fmt;
use std::future::Future;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use actix_http::body::{EitherBody, MessageBody};
use actix_http::{HttpService, KeepAlive, Request, Response, StatusCode};
use actix_service::{
    IntoServiceFactory, Service, ServiceFactory, ServiceFactoryExt, apply_fn_factory, fn_service, map_config,
};
use actix_web::dev::{AppConfig, Server};
use actix_web::rt::net::TcpStream;

use super::connection::{Connection, Patience};
use super::plain::Head;
use super::strict::is_malformed;
use super::turn::Turn;

/// Connections per thread. An idle one costs some 10 KB, 20 KB once it has asked; more than this are left waiting, and then
/// turned away by the system, before they take the memory from those that are served.
const CONNECTIONS: usize = 8_192;

/// How long the rest of a body that nobody wanted is read after the answer: closed at once, the peer might see a reset
/// connection instead of its answer.
const LINGER: Duration = Duration::from_secs(1);

/// How a server is run.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Threads that serve.
    pub workers: usize,
    /// How long requests in flight may take once it is told to stop, in seconds.
    pub shutdown_timeout: u64,
    /// How long the peers of connections are waited for.
    pub patience: Patience,
}

/// What stands before the program and takes some requests for itself, without what the framework does around a handler:
/// for a small answer that is most of the work.
pub trait First: Clone + Send + Unpin + 'static {
    /// Whether requests for a path are for it.
    fn takes(&self, path: &str) -> bool;

    /// Writes its answer to such a request from `peer`, if it has one at once: without a body, and the same as
    /// [`First::answer`] would give. It gets only requests that can be read in one way.
    fn at_once(&self, request: &Head<'_>, peer: SocketAddr, answer: &mut Vec<u8>) -> Option<()>;

    /// Its answer, which has no body.
    fn answer(self, request: Request) -> impl Future<Output = Response<()>> + 'static;
}

/// Nothing stands before the program.
impl First for () {
    fn takes(&self, _: &str) -> bool {
        false
    }

    fn at_once(&self, _: &Head<'_>, _: SocketAddr, _: &mut Vec<u8>) -> Option<()> {
        None
    }

    async fn answer(self, _: Request) -> Response<()> {
        Response::with_body(StatusCode::NOT_FOUND, ())
    }
}

/// Who answers a request.
enum By<F, P> {
    First(F),
    Program(P),
    /// Nobody should.
    Nobody,
}

/// A server of the program that `program` makes for each thread.
pub fn serve<F, I, S, B>(listener: TcpListener, settings: Settings, first: impl First, program: F) -> io::Result<Server>
where
    F: Fn() -> I + Clone + Send + 'static,
    I: IntoServiceFactory<S, Request>,
    S: ServiceFactory<Request, Config = AppConfig> + 'static,
    S::Error: Into<actix_web::Error> + 'static,
    S::InitError: fmt::Debug,
    S::Response: Into<Response<B>> + 'static,
    S::Service: 'static,
    <S::Service as Service<Request>>::Future: 'static,
    B: MessageBody + 'static,
{
    let Settings { workers, shutdown_timeout, patience } = settings;
    let address = listener.local_addr()?;
    let server =
        Server::build().workers(workers).max_concurrent_connections(CONNECTIONS).shutdown_timeout(shutdown_timeout);
    let stopping = server.graceful_shutdown_signal();
    let server = server.listen("latchkey", listener, move || {
        let (stopping, first, before) = (stopping.clone(), first.clone(), first.clone());
        let program = program().into_factory().map_err(|error| error.into().error_response());
        // Its address is in our own configuration; nothing asks the framework for it.
        let program = map_config(program, |()| AppConfig::default());
        let http = HttpService::build()
            .local_addr(address)
            // For as long as the connection says.
            .keep_alive(KeepAlive::Os)
            .client_request_timeout(patience.head)
            .client_disconnect_timeout(LINGER)
            .graceful_shutdown_signal(move || {
                let stopping = stopping.clone();
                async move { stopping.notified().await }
            })
            .h1(apply_fn_factory(program, move |request: Request, program: &_| {
                let by = if is_malformed(request.head()) {
                    By::Nobody
                } else if first.takes(request.path()) {
                    // Boxed: each connection has room for what answers it, and this is far the largest.
                    By::First(Box::pin(first.clone().answer(request)))
                } else {
                    By::Program(Service::call(program, request))
                };
                // Not boxed, unlike the framework's middleware: it would cost more than the look.
                async move {
                    match by {
                        By::First(answer) => Ok(answer.await.map_body(|_, ()| EitherBody::right(()))),
                        By::Program(answer) => Ok(answer.await?.into().map_body(|_, body| EitherBody::left(body))),
                        By::Nobody => Ok(refusal()),
                    }
                }
            }));
        fn_service(move |stream: TcpStream| {
            let before = before.clone();
            async move {
                // An answer is written whole: waiting for more to send with it only delays it.
                stream.set_nodelay(true)?;
                let peer = stream.peer_addr().ok();
                Ok((Connection::new(stream, patience, Turn::new(before, peer)), peer))
            }
        })
        .and_then(http)
    })?;
    Ok(server.run())
}

/// The same as the parser answers.
fn refusal<B>() -> Response<EitherBody<B, ()>> {
    Response::build(StatusCode::BAD_REQUEST).force_close().finish().map_body(|_, _| EitherBody::right(()))
}
