//! Applications in the REST API: an application's token sees its own, a person's sees all of the organization.

use actix_web::http::StatusCode;
use actix_web::web;
use serde::Serialize;
use utoipa::ToSchema;

use super::Application;
use crate::api::{Allowed, Answer, BeValid, Failures, answer, id};
use crate::app::State;
use crate::error::Error;

/// An application.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApiApplication {
    /// Its id: 24 hexadecimal characters.
    id: String,
    /// The same.
    application_id: String,
    /// Its name.
    name: String,
    /// When it was made.
    #[schema(format = DateTime)]
    creation_date: String,
    /// Its tokens are blocked, and it takes no new ones.
    archived: bool,
    /// People's own tokens pass for it, too.
    accepts_personal_tokens: bool,
}

impl From<&Application> for ApiApplication {
    fn from(application: &Application) -> Self {
        Self {
            id: application.id.to_string(),
            application_id: application.id.to_string(),
            name: application.name.clone(),
            creation_date: application.created_at.rfc3339(),
            archived: application.archived_at.is_some(),
            accepts_personal_tokens: application.accepts_personal_tokens,
        }
    }
}

/// Applications.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApiApplications {
    /// All of them.
    items: Vec<ApiApplication>,
    /// How many these are.
    count: usize,
    /// The same.
    total_count: usize,
}

async fn visible(may: &Allowed<BeValid>, state: &State) -> Result<Vec<Application>, crate::api::Problem> {
    let own = may.token()?.application_id;
    let mut known = super::list(&state.db, may).await?;
    known.retain(|application| own.is_none_or(|own| own == application.id));
    Ok(known)
}

/// List the applications
///
/// The token's own; with a personal token all of the organization, by name.
#[utoipa::path(
    get,
    path = "/api/applications",
    operation_id = "listApplications",
    responses((status = 200, description = "All of them", body = ApiApplications), Failures),
    security(("bearer" = []), ("basic" = []))
)]
pub async fn list(may: Allowed<BeValid>, state: web::Data<State>) -> Answer {
    let known = visible(&may, &state).await?;
    let items: Vec<ApiApplication> = known.iter().map(ApiApplication::from).collect();
    answer(StatusCode::OK, &ApiApplications { count: items.len(), total_count: items.len(), items })
}

/// See an application
#[utoipa::path(
    get,
    path = "/api/applications/{id}",
    operation_id = "getApplication",
    params(("id" = String, Path, description = "The id of the application")),
    responses((status = 200, description = "The application", body = ApiApplication), Failures),
    security(("bearer" = []), ("basic" = []))
)]
pub async fn get(may: Allowed<BeValid>, state: web::Data<State>, path: web::Path<String>) -> Answer {
    let wanted = id(&path)?;
    let known = visible(&may, &state).await?;
    let found = known.iter().find(|application| application.id == wanted).ok_or(Error::NotFound)?;
    answer(StatusCode::OK, &ApiApplication::from(found))
}
