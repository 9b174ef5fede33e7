//! The page of one application: its facts, its gate, its settings.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::{HERE, View, find};
use crate::access::{Granted, ManageApplications};
use crate::app::State;
use crate::applications::{Application, Counted};
use crate::error::{Error, Result};
use crate::usage;
use crate::web::form::Faults;
use crate::web::{Flashed, Layout, page};

/// Proxies that ask the gate in the same dialect, and the word of it in the gate's address.
const DIALECTS: [(&str, &str); 3] = [("nginx", "nginx"), ("Traefik, Caddy, HAProxy", "forwarded"), ("Envoy", "envoy")];

/// Where a kind of proxy asks.
struct Entrance {
    proxies: &'static str,
    dialect: &'static str,
    address: String,
}

#[derive(Template)]
#[template(path = "applications/show.html")]
struct ShowPage {
    layout: Layout,
    application: View,
    /// Requests that passed in the last 7 days.
    requests: i64,
    entrances: Vec<Entrance>,
    /// The name that is typed, and the one that it is based on.
    typed: String,
    seen: String,
    faults: Faults,
}

/// What is typed into the field of the name, and what is wrong with it.
pub struct Typed {
    /// The name.
    pub name: String,
    /// What is wrong with it.
    pub faults: Faults,
}

/// The page.
pub async fn show(
    may: Granted<ManageApplications>,
    state: web::Data<State>,
    path: web::Path<String>,
    flashed: Flashed,
) -> Result<HttpResponse> {
    let found = find(&state, &may, &path).await?;
    shown(&may, &state, found, flashed, None, StatusCode::OK).await
}

/// The page as it stands, or around a name that could not be saved.
pub async fn shown(
    may: &Granted<ManageApplications>,
    state: &State,
    found: Counted,
    flashed: Flashed,
    typed: Option<Typed>,
    status: StatusCode,
) -> Result<HttpResponse> {
    let id = found.application.id;
    let requests = requests(state, may, &found.application).await?;
    let seen = found.application.name.clone();
    let typed = typed.unwrap_or_else(|| Typed { name: seen.clone(), faults: Faults::default() });
    let entrance = |(proxies, dialect)| {
        let address = format!("{}/gate/{id}/{dialect}", state.base_url);
        Entrance { proxies, dialect, address }
    };
    let layout = may.layout(format!("{seen} · {}", t!("place-applications")), HERE, flashed);
    let shown = ShowPage {
        layout: layout.with_faults(!typed.faults.is_empty()),
        application: View::of(found, state),
        requests,
        entrances: DIALECTS.into_iter().map(entrance).collect(),
        typed: typed.name,
        seen,
        faults: typed.faults,
    };
    page(status, &shown)
}

/// How many requests passed with its tokens in the last 7 days.
pub async fn requests(state: &State, may: &Granted<ManageApplications>, application: &Application) -> Result<i64> {
    let place = state.searches.acquire().await.map_err(|e| Error::Internal(e.to_string()))?;
    let requests = usage::of_application(&state.db, &may.also()?, application.id, state.clock.now()).await?;
    drop(place);
    Ok(requests)
}
