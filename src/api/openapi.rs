//! The description of the API: an OpenAPI 3.1 document made of its handlers, and the same as a page to read. A test holds it
//! against the table of routes.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{HttpResponse, web};
use askama::Template;
use serde_json::Value;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

use super::problem::ProblemBody;
use crate::app::State;
use crate::error::{Error, Result};
use crate::web::protect::be_strict;
use crate::web::{Layout, page};
use crate::{applications, audit, scanning, tokens};

/// Where the document is.
const ADDRESS: &str = "/api/openapi.json";

#[derive(OpenApi)]
#[openapi(
    info(title = "Latchkey", description = "Application tokens, made and managed by programs. Authenticate with a token."),
    paths(
        applications::api::list,
        applications::api::get,
        audit::api::list,
        tokens::api::list,
        tokens::api::create,
        tokens::api::get,
        tokens::api::patch,
        tokens::api::delete,
        tokens::api::me::get,
        tokens::api::me::end,
        tokens::api::found::report,
        scanning::api::report,
    ),
    components(schemas(ProblemBody)),
    modifiers(&Security)
)]
struct Document;

struct Security;

impl Modify for Security {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let scheme = |scheme| SecurityScheme::Http(HttpBuilder::new().scheme(scheme).build());
        components.add_security_scheme("bearer", scheme(HttpAuthScheme::Bearer));
        // The token is the password; the user name says nothing.
        components.add_security_scheme("basic", scheme(HttpAuthScheme::Basic));
    }
}

/// The document, for the server at `base_url`.
pub fn document(base_url: &str) -> Result<String> {
    let mut document = Document::openapi();
    document.servers = Some(vec![utoipa::openapi::Server::new(base_url)]);
    document.to_pretty_json().map_err(|e| Error::Internal(e.to_string()))
}

/// `GET /api/openapi.json`.
pub async fn json(state: web::Data<State>) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/json"))
        .insert_header((CACHE_CONTROL, "no-cache"))
        .body(document(&state.base_url)?))
}

#[derive(Template)]
#[template(path = "api/reference.html")]
struct ReferencePage {
    layout: Layout,
    base_url: String,
    address: &'static str,
    operations: Vec<Operation>,
    /// The answers that every operation may give: status and meaning.
    failures: Vec<(String, String)>,
}

/// A thing that can be asked.
struct Operation {
    anchor: String,
    method: String,
    path: String,
    summary: String,
    description: String,
    parameters: Vec<Field>,
    body: Vec<Field>,
    answers: Vec<(String, String)>,
}

/// Something that is sent along.
struct Field {
    name: String,
    place: String,
    required: bool,
    description: String,
}

/// `GET /api/docs`: the document for people.
pub async fn reference(state: web::Data<State>) -> Result<HttpResponse> {
    let document: Value =
        serde_json::from_str(&document(&state.base_url)?).map_err(|e| Error::Internal(e.to_string()))?;
    let mut operations = operations(&document);
    let mut failures = operations.first().map(|first| first.answers.clone()).unwrap_or_default();
    failures.retain(|answer| operations.iter().all(|operation| operation.answers.contains(answer)));
    // Said once for all.
    for operation in &mut operations {
        operation.answers.retain(|answer| !failures.contains(answer));
    }
    let layout = Layout::public("REST API");
    let shown = ReferencePage { layout, base_url: state.base_url.clone(), address: ADDRESS, operations, failures };
    let mut answer = page(StatusCode::OK, &shown)?;
    be_strict(answer.headers_mut());
    Ok(answer)
}

/// A text of the document, whose marks for code a page doesn't need.
fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().replace('`', "")
}

fn operations(document: &Value) -> Vec<Operation> {
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let method = method.to_uppercase();
            let parameters = operation["parameters"].as_array().into_iter().flatten().map(|parameter| Field {
                name: text(&parameter["name"]),
                place: text(&parameter["in"]),
                required: parameter["required"] == true,
                description: text(&parameter["description"]),
            });
            let answers = operation["responses"].as_object().into_iter().flatten();
            all.push(Operation {
                anchor: text(&operation["operationId"]),
                path: path.clone(),
                summary: text(&operation["summary"]),
                description: text(&operation["description"]),
                parameters: parameters.collect(),
                body: body(document, operation),
                answers: answers.map(|(status, answer)| (status.clone(), text(&answer["description"]))).collect(),
                method,
            });
        }
    }
    all
}

/// The members of what an operation is sent.
fn body(document: &Value, operation: &Value) -> Vec<Field> {
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
    let Some(name) = schema.as_str().and_then(|at| at.rsplit('/').next()) else { return Vec::new() };
    let schema = &document["components"]["schemas"][name];
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let members = schema["properties"].as_object().into_iter().flatten();
    let members = members.map(|(name, member)| Field {
        name: name.clone(),
        place: String::new(),
        required: required.contains(&name.as_str()),
        description: text(&member["description"]),
    });
    members.collect()
}
