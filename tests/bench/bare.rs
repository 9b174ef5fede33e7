//! The process that is the bare handler: the least that a server of this framework can do.

use std::net::TcpListener;
use std::path::PathBuf;

use actix_web::http::KeepAlive;
use actix_web::{App as ActixApp, HttpResponse, HttpServer, web};
use anyhow::Result;
use clap::Args;
use latchkey::web::connection::Patience;
use latchkey::web::server::{self, Settings};

use super::serve::announce;

/// Its one address, as long as the gate's.
pub const PATH: &str = "/gate/000000000000000000000000/nginx";

/// The bare handler's process.
#[derive(Args)]
pub struct Bare {
    #[arg(long)]
    workers: usize,
    /// On the server that the program brings, not on the framework's
    #[arg(long)]
    own_server: bool,
    /// A page that everything is answered with
    #[arg(long)]
    page: Option<PathBuf>,
}

impl Bare {
    /// Serves with the settings that the program has.
    pub async fn serve(self) -> Result<()> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        listener.set_nonblocking(true)?;
        announce(listener.local_addr()?, || 0)?;
        let Self { workers, own_server, page } = self;
        let page = page.map(std::fs::read).transpose()?.map(web::Bytes::from);
        let program = move || {
            let page = page.clone();
            ActixApp::new().route(PATH, web::to(async || HttpResponse::Ok().finish())).default_service(web::to(
                move || {
                    let page = page.clone().unwrap_or_default();
                    async move { HttpResponse::Ok().content_type("text/html; charset=utf-8").body(page) }
                },
            ))
        };
        let serving = if own_server {
            server::serve(
                listener,
                Settings { workers, shutdown_timeout: 1, patience: Patience::default() },
                (),
                program,
            )?
        } else {
            let settings = HttpServer::new(program).workers(workers).keep_alive(KeepAlive::Os).tcp_nodelay(true);
            settings.listen(listener)?.run()
        };
        Ok(serving.await?)
    }
}
