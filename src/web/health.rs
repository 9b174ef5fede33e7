//! Whether the program lives, and whether it can serve: for whoever restarts and balances it.

use actix_web::{HttpResponse, web};

use crate::app::State;

/// The program runs.
pub async fn live() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("live\n")
}

/// The program can answer: its database does.
pub async fn ready(state: web::Data<State>) -> HttpResponse {
    match state.db.ping().await {
        Ok(()) => HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ready\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            let text = "not ready: the database can't be asked\n";
            HttpResponse::ServiceUnavailable().content_type("text/plain; charset=utf-8").body(text)
        }
    }
}
