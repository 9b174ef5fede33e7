//! Pages of applications: the list, the page of one, and what changes it.

pub mod change;
pub mod show;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::{Application, Counted};
use crate::access::{Granted, ManageApplications};
use crate::app::State;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::web::time::Moment;
use crate::web::{Flashed, Layout, page};

/// The place in the navigation.
const HERE: &str = "/applications";

fn address(id: Id<Application>) -> String {
    format!("/applications/{id}")
}

/// An application, for its row and its page.
struct View {
    id: String,
    name: String,
    created: Moment,
    archived: Option<Moment>,
    accepts_personal_tokens: bool,
    /// How many.
    tokens: i64,
}

impl View {
    fn of(counted: Counted, state: &State) -> Self {
        let (Counted { application, tokens }, now) = (counted, state.clock.now());
        Self {
            id: application.id.to_string(),
            name: application.name,
            created: Moment::of(application.created_at, now),
            archived: application.archived_at.map(|at| Moment::of(at, now)),
            accepts_personal_tokens: application.accepts_personal_tokens,
            tokens,
        }
    }
}

#[derive(Template)]
#[template(path = "applications/index.html")]
struct IndexPage {
    layout: Layout,
    applications: Vec<View>,
}

/// The list.
pub async fn index(
    may: Granted<ManageApplications>,
    state: web::Data<State>,
    flashed: Flashed,
) -> Result<HttpResponse> {
    let place = state.searches.acquire().await.map_err(|e| Error::Internal(e.to_string()))?;
    let found = super::counted(&state.db, &may).await?;
    drop(place);
    let layout = may.layout(t!("place-applications"), HERE, flashed);
    let applications = found.into_iter().map(|counted| View::of(counted, &state)).collect();
    page(StatusCode::OK, &IndexPage { layout, applications })
}

/// The application of an address, or in which other of the person's organizations it is.
async fn find(state: &State, may: &Granted<ManageApplications>, text: &str) -> Result<Counted> {
    let id = text.parse().map_err(|_| Error::NotFound)?;
    let place = state.searches.acquire().await.map_err(|e| Error::Internal(e.to_string()))?;
    let found = super::find(&state.db, may, id).await;
    drop(place);
    match found {
        Err(Error::NotFound) => Err(match super::elsewhere(&state.db, may, id).await? {
            Some((organization, name)) => Error::Elsewhere { organization: organization.to_string(), name },
            None => Error::NotFound,
        }),
        other => other,
    }
}
