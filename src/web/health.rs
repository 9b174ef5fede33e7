//! Whether the program lives, and whether it can serve: for whoever restarts and balances it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use crate::app::State;
use crate::db;

const UNWRITABLE: &str = "changes can't be written to the database: is its disk full or broken?\n";

/// The program runs.
pub async fn live() -> HttpResponse {
    said(StatusCode::OK, "live\n")
}

/// The program can answer: its database does, and is as this program knows it. The second line tells whether the gate answers
/// from memory, which a node without a lease doesn't: it is slower then, and as right. A third one says that changes can't be
/// made: the gate goes on, and whoever restarted the program for it would take that away as well.
pub async fn ready(state: web::Data<State>) -> HttpResponse {
    match state.db.check_schema().await {
        Ok(()) => {
            let gate = if state.gate.remembers() {
                "ready\nthe gate answers from memory\n"
            } else {
                "ready\nthe gate asks the database about each request\n"
            };
            let changes = if state.db.is_writable() { "" } else { UNWRITABLE };
            said(StatusCode::OK, format!("{gate}{changes}"))
        }
        Err(error) => {
            tracing::warn!(%error, "not ready");
            let why = match error {
                db::Error::Configuration(_) => "not ready: the database's schema is of another version\n",
                _ => "not ready: the database can't be asked\n",
            };
            said(StatusCode::SERVICE_UNAVAILABLE, why)
        }
    }
}

fn said(status: StatusCode, text: impl Into<String>) -> HttpResponse {
    HttpResponse::build(status).content_type("text/plain; charset=utf-8").body(text.into())
}
