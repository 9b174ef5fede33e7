//! The set-up page of the first start.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use validator::Validate;

use super::set_up::{self, First};
use super::{Named, parse_name};
use crate::app::State;
use crate::error::{Error, Result};
use crate::language::Message;
use crate::sessions;
use crate::users::{self, Email, Password, parse_person_name};
use crate::web::form::Faults;
use crate::web::{Flash, Form, Layout, page, query_field, see_other};

/// What is typed on the set-up page, the password apart. The messages are names of sentences, which [`sentence`] says.
#[derive(Default, Validate)]
struct Typed {
    #[validate(length(min = 1, message = "set-up-code-missing"))]
    code: String,
    #[validate(length(min = 1, message = "organization-name-missing"))]
    organization: String,
    #[validate(length(min = 1, message = "application-name-missing"))]
    application: String,
    #[validate(length(min = 1, message = "set-up-name-missing"))]
    name: String,
    #[validate(length(min = 1, message = "set-up-email-missing"))]
    email: String,
}

const FIELDS: [&str; 5] = ["code", "organization", "application", "name", "email"];

fn sentence(name: &str) -> Message {
    match name {
        "set-up-code-missing" => t!("set-up-code-missing"),
        "organization-name-missing" => Named::Organization.missing(),
        "application-name-missing" => Named::Application.missing(),
        "set-up-name-missing" => t!("set-up-name-missing"),
        "set-up-email-missing" => t!("sign-in-email-missing"),
        _ => t!("form-not-valid"),
    }
}

fn set_up_already() -> Error {
    Error::Conflict(t!("set-up-already").into())
}

impl Typed {
    fn of(form: &Form) -> Self {
        let text = |name| form.one(name).trim().to_owned();
        Self {
            code: text("code"),
            organization: text("organization"),
            application: text("application"),
            name: text("name"),
            email: text("email"),
        }
    }
}

#[derive(Template)]
#[template(path = "organizations/set_up.html")]
struct SetUpPage {
    layout: Layout,
    typed: Typed,
    faults: Faults,
}

/// The form, as long as there is nobody to sign in.
pub async fn set_up_form(state: web::Data<State>, request: HttpRequest) -> Result<HttpResponse> {
    if users::any(&state.db).await? {
        return Ok(see_other("/sign-in"));
    }
    let typed = Typed { code: query_field(&request, "code").unwrap_or_default(), ..Typed::default() };
    page(StatusCode::OK, &SetUpPage { layout: Layout::public(t!("set-up")), typed, faults: Faults::default() })
}

/// Makes the first organization, application and administrator, and signs them in.
pub async fn set_up(
    state: web::Data<State>,
    session: Session,
    request: HttpRequest,
    form: Form,
) -> Result<HttpResponse> {
    if users::any(&state.db).await? {
        return Err(set_up_already());
    }
    let typed = Typed::of(&form);
    let mut faults = Faults::default();
    let Some((first, password)) = read(&state, &form, &typed, &mut faults).await? else {
        // Of two at once the later finds the code gone while it reads.
        if users::any(&state.db).await? {
            return Err(set_up_already());
        }
        let layout = Layout::public(t!("set-up")).with_faults(true);
        return page(StatusCode::UNPROCESSABLE_ENTITY, &SetUpPage { layout, typed, faults });
    };
    let hash = state.hasher.hash(password).await?;
    let address = state.client_address(&request);
    let made = set_up::carry_out(&state.db, &state.clock, &state.chance, &first, &hash, address).await?;
    let Some(user) = made else {
        return Err(set_up_already());
    };
    sessions::pages::begin(&session, &state, &request, user, &hash.mark())?;
    Flash::said(t!("set-up-done")).leave(&session)?;
    Ok(see_other("/integrations"))
}

/// Reads the whole form; none if anything in it is wrong, and then every fault is noted.
async fn read(state: &State, form: &Form, typed: &Typed, faults: &mut Faults) -> Result<Option<(First, Password)>> {
    if let Err(fault) = form.check(&["code", "organization", "application", "name", "email", "password"], &[]) {
        faults.add("", fault);
    }
    if let Err(errors) = typed.validate() {
        faults.add_validated(&FIELDS, &errors, sentence);
    }
    if !faults.has("code") && !set_up::accepts(&state.db, &state.key, &typed.code).await? {
        faults.add("code", t!("set-up-code-wrong"));
    }
    let once = |faults: &mut Faults, field, read: Result<_, String>| {
        // An empty field was named already.
        if faults.has(field) { None } else { faults.take(field, read) }
    };
    let organization = once(faults, "organization", parse_name(&typed.organization, Named::Organization));
    let application = once(faults, "application", parse_name(&typed.application, Named::Application));
    let name = once(faults, "name", parse_person_name(&typed.name));
    let email = if faults.has("email") { None } else { faults.take("email", Email::parse(&typed.email)) };
    let known = [typed.name.as_str(), typed.email.as_str(), typed.organization.as_str()];
    let password = faults.take("password", Password::choose(form.one("password"), &known));
    if !faults.is_empty() {
        return Ok(None);
    }
    let read = || {
        Some((First { organization: organization?, application: application?, name: name?, email: email? }, password?))
    };
    Ok(read())
}
