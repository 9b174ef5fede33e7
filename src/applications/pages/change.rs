//! What changes applications: the form of a new one, and the forms of the page of one.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::show::{Typed, requests, shown};
use super::{HERE, View, address, find};
use crate::access::{Granted, ManageApplications};
use crate::app::State;
use crate::applications::{self, Added, Application, Deletion, Renaming};
use crate::audit;
use crate::error::{Error, Result};
use crate::language::Message;
use crate::organizations::{Named, parse_name};
use crate::tokens::shown_again;
use crate::web::form::Faults;
use crate::web::time::exact;
use crate::web::{Flash, Flashed, Form, Layout, page, see_other};

#[derive(Template)]
#[template(path = "applications/new.html")]
struct NewPage {
    layout: Layout,
    typed: String,
    faults: Faults,
}

fn new_page(may: &Granted<ManageApplications>, typed: String, faults: Faults) -> Result<HttpResponse> {
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let layout = may.layout(t!("application-new-title"), HERE, Flashed::default()).with_faults(!faults.is_empty());
    page(status, &NewPage { layout, typed, faults })
}

/// The form of a new application.
pub async fn form(may: Granted<ManageApplications>) -> Result<HttpResponse> {
    new_page(&may, String::new(), Faults::default())
}

/// Makes an application.
pub async fn create(
    may: Granted<ManageApplications>,
    state: web::Data<State>,
    session: Session,
    form: Form,
) -> Result<HttpResponse> {
    let mut faults = Faults::default();
    if let Err(fault) = form.check(&["name"], &[]) {
        faults.add("", fault);
    }
    let name = faults.take("name", parse_name(form.one("name"), Named::Application));
    if let (Some(name), true) = (name, faults.is_empty()) {
        match applications::add(&state.db, &state.clock, &state.chance, &may, &name).await? {
            Added::Made(id) => {
                Flash::said(t!("application-created", name = name)).leave(&session)?;
                return Ok(see_other(&address(id)));
            }
            Added::NameTaken => faults.add("name", t!("application-name-taken")),
        }
    }
    new_page(&may, shown_again(form.one("name")), faults)
}

/// Renames, unless someone else has since the page was shown.
pub async fn rename(
    may: Granted<ManageApplications>,
    state: web::Data<State>,
    session: Session,
    path: web::Path<String>,
    form: Form,
) -> Result<HttpResponse> {
    let mut found = find(&state, &may, &path).await?;
    let mut faults = Faults::default();
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if let Err(fault) = form.check(&["name", "seen"], &[]) {
        faults.add("", fault);
    }
    let name = faults.take("name", parse_name(form.one("name"), Named::Application));
    if let (Some(name), true) = (name, faults.is_empty()) {
        let id = found.application.id;
        match applications::rename(&state.db, &state.clock, &may, id, form.one("seen"), &name).await? {
            Renaming::Renamed(outcome) => {
                let said = if outcome.changed { t!("application-renamed", name = name) } else { unchanged(&name) };
                Flash::said(said).leave(&session)?;
                return Ok(see_other(&address(id)));
            }
            Renaming::NameTaken => faults.add("name", t!("application-name-taken")),
            Renaming::Overtaken(now) => {
                faults.add("name", overtaken(&state, &may, &now).await?);
                status = StatusCode::CONFLICT;
                found.application = now;
            }
        }
    }
    let typed = Typed { name: shown_again(form.one("name")), faults };
    shown(&may, &state, found, Flashed::default(), Some(typed), status).await
}

fn unchanged(name: &str) -> Message {
    t!("application-unchanged", name = name)
}

/// Says who renamed it meanwhile, and when.
async fn overtaken(state: &State, may: &Granted<ManageApplications>, now: &Application) -> Result<Message> {
    let events = audit::history(&state.db, &may.also()?, now.id.as_str()).await?;
    let renaming = events.iter().find(|e| e.action == "application.renamed");
    Ok(match renaming {
        Some(event) => {
            t!("application-overtaken", who = event.actor_name, name = now.name, when = exact(event.at))
        }
        None => t!("application-overtaken-by-someone", name = now.name),
    })
}

/// Lets people's own tokens pass for it, or no longer.
pub async fn personal_tokens(
    may: Granted<ManageApplications>,
    state: web::Data<State>,
    session: Session,
    path: web::Path<String>,
    form: Form,
) -> Result<HttpResponse> {
    form.check(&["accept"], &[]).map_err(Error::Malformed)?;
    let (id, accept) = (find(&state, &may, &path).await?.application.id, form.one("accept") == "yes");
    let outcome = applications::allow_personal_tokens(&state.db, &state.clock, &may, id, accept).await?;
    let name = outcome.application.name;
    let said = match (outcome.changed, accept) {
        (false, _) => unchanged(&name),
        (true, true) => t!("application-accepts-personal", name = name),
        (true, false) => t!("application-accepts-personal-no-longer", name = name),
    };
    Flash::said(said).leave(&session)?;
    Ok(see_other(&address(id)))
}

/// What is asked before an application is archived or deleted.
#[derive(Template)]
#[template(path = "applications/shut.html")]
struct ShutPage {
    layout: Layout,
    application: View,
    /// How many requests passed in the last 7 days.
    requests: i64,
    /// It is to be deleted, not archived.
    delete: bool,
}

async fn ask(
    may: &Granted<ManageApplications>,
    state: &State,
    text: &str,
    delete: bool,
    status: StatusCode,
) -> Result<HttpResponse> {
    let found = find(state, may, text).await?;
    let requests = requests(state, may, &found.application).await?;
    let name = &found.application.name;
    let title =
        if delete { t!("token-form-delete-title", name = name) } else { t!("application-archive-title", name = name) };
    let layout = may.layout(title, HERE, Flashed::default());
    page(status, &ShutPage { layout, requests, application: View::of(found, state), delete })
}

/// Says what archiving stops.
pub async fn archive_form(
    may: Granted<ManageApplications>,
    state: web::Data<State>,
    path: web::Path<String>,
) -> Result<HttpResponse> {
    ask(&may, &state, &path, false, StatusCode::OK).await
}

/// Archives.
pub async fn archive(
    may: Granted<ManageApplications>,
    state: web::Data<State>,
    session: Session,
    path: web::Path<String>,
    form: Form,
) -> Result<HttpResponse> {
    form.check(&[], &[]).map_err(Error::Malformed)?;
    let id = find(&state, &may, &path).await?.application.id;
    let outcome = applications::archive(&state.db, &state.clock, &may, id).await?;
    let said = t!("application-was-archived", name = outcome.application.name);
    Flash::undoable(said, format!("{}/restoration", address(id))).leave(&session)?;
    Ok(see_other(&address(id)))
}

/// Takes back from the archive.
pub async fn restore(
    may: Granted<ManageApplications>,
    state: web::Data<State>,
    session: Session,
    path: web::Path<String>,
    form: Form,
) -> Result<HttpResponse> {
    form.check(&["return_to"], &[]).map_err(Error::Malformed)?;
    let id = find(&state, &may, &path).await?.application.id;
    let outcome = applications::restore(&state.db, &state.clock, &may, id).await?;
    Flash::said(t!("application-was-restored", name = outcome.application.name)).leave(&session)?;
    Ok(see_other(&address(id)))
}

/// Says what deleting means, or that its tokens have to go first.
pub async fn delete_form(
    may: Granted<ManageApplications>,
    state: web::Data<State>,
    path: web::Path<String>,
) -> Result<HttpResponse> {
    ask(&may, &state, &path, true, StatusCode::OK).await
}

/// Deletes an application that has no token left.
pub async fn delete(
    may: Granted<ManageApplications>,
    state: web::Data<State>,
    session: Session,
    path: web::Path<String>,
    form: Form,
) -> Result<HttpResponse> {
    form.check(&[], &[]).map_err(Error::Malformed)?;
    let id = find(&state, &may, &path).await?.application.id;
    match applications::delete(&state.db, &state.clock, &may, id).await? {
        Deletion::Deleted(application) => {
            Flash::said(t!("application-was-deleted", name = application.name)).leave(&session)?;
            Ok(see_other(HERE))
        }
        Deletion::HasTokens(_) => ask(&may, &state, &path, true, StatusCode::CONFLICT).await,
    }
}
