//! How a failed request looks: a page that says what happened and what to do next. Rendered and logged here, once.

use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, CACHE_CONTROL, ContentType, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse, ResponseError, web};
use askama::Template;

use super::protect::be_strict;
use super::{Layout, safe_return, see_other};
use crate::app::State;
use crate::db;
use crate::error::Error;
use crate::language::Message;

#[derive(Template)]
#[template(path = "web/error.html")]
struct ErrorPage {
    layout: Layout,
    heading: String,
    what: String,
    /// What to do next; may be empty.
    next: String,
    /// Another organization of the person, to which the thing belongs: its id and name.
    elsewhere: Option<(String, String, String)>,
    /// There is nowhere to go but out.
    only_out: bool,
    /// Where it says whom to ask.
    to_account: bool,
    /// What to tell the operator: the request's id in the log. Of what is no fault of the server's there is nothing to ask.
    request: Option<String>,
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::SignInNeeded { .. } => StatusCode::SEE_OTHER,
            Self::Forbidden(_) | Self::NoPlace | Self::ForeignOrigin => StatusCode::FORBIDDEN,
            Self::NotFound | Self::Elsewhere { .. } => StatusCode::NOT_FOUND,
            Self::Conflict(_) | Self::Switched { .. } => StatusCode::CONFLICT,
            Self::Malformed(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::WrongType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Busy(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::MadeUnsettled | Self::PerhapsMade | Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        if let Self::Unavailable(cause) = self {
            tracing::error!(error = %cause, "the database can't be asked");
        }
        if let Self::Internal(cause) = self {
            tracing::error!(error = %cause, "a fault of ours");
        }
        self.page(Layout::public(""))
    }
}

impl Error {
    /// The page of it in a frame: the signed-in one, where that can be had.
    pub fn page(&self, frame: Layout) -> HttpResponse {
        if let Self::SignInNeeded { address } = self {
            return see_other(address);
        }
        let (heading, next) = self.words();
        let (heading, next) = (heading.to_string(), next.map(String::from).unwrap_or_default());
        let what = match self {
            // A database's own words are for the log.
            Self::Unavailable(cause) if db::is_unwritable(cause) => t!("error-unwritable").into(),
            Self::Unavailable(_) => t!("error-unavailable").into(),
            Self::Internal(_) => t!("error-internal").into(),
            Self::MadeUnsettled => t!("error-made-unsettled").into(),
            Self::PerhapsMade => t!("error-perhaps-made").into(),
            Self::NotFound => t!("error-not-found").into(),
            Self::NoPlace => t!("error-no-place").into(),
            Self::Elsewhere { name, .. } => t!("error-elsewhere", name = name).into(),
            Self::TooLarge { limit } => t!("error-too-large", limit = limit).into(),
            Self::WrongType => t!("error-wrong-type").into(),
            Self::ForeignOrigin => t!("error-foreign-origin").into(),
            Self::MethodNotAllowed => t!("error-method").into(),
            Self::Forbidden(why)
            | Self::Conflict(why)
            | Self::Switched { why, .. }
            | Self::Malformed(why)
            | Self::Busy(why) => sentence(why),
            Self::SignInNeeded { .. } => String::new(),
        };
        let elsewhere = match self {
            Self::Elsewhere { organization, name } => Some((organization.clone(), name.clone(), String::new())),
            Self::Switched { to, .. } => to.clone(),
            _ => None,
        };
        let layout = Layout { title: heading.clone(), ..frame };
        let page = ErrorPage {
            layout,
            heading: heading.clone(),
            what,
            next,
            elsewhere,
            only_out: matches!(self, Self::NoPlace),
            to_account: matches!(self, Self::Forbidden(_)),
            request: super::request::id().filter(|_| self.status_code().is_server_error()),
        };
        let mut answer = HttpResponse::build(self.status_code());
        answer.insert_header(ContentType::html()).insert_header((CACHE_CONTROL, "no-store"));
        if matches!(self, Self::Unavailable(_) | Self::Busy(_)) {
            answer.insert_header((RETRY_AFTER, "5"));
        }
        if matches!(self, Self::MethodNotAllowed) {
            answer.insert_header((ALLOW, "GET, HEAD, POST"));
        }
        let mut answer = answer.body(page.render().unwrap_or(heading));
        if let Self::Switched { now, .. } = self {
            super::tell_current(answer.headers_mut(), now);
        }
        be_strict(answer.headers_mut());
        answer
    }

    /// The heading, and what to do next, if there is anything.
    fn words(&self) -> (Message, Option<Message>) {
        match self {
            Self::SignInNeeded { .. } => (t!("sign-in"), None),
            Self::Forbidden(_) => (t!("error-heading-forbidden"), Some(t!("error-next-forbidden"))),
            Self::NoPlace => (t!("error-heading-no-place"), Some(t!("error-next-no-place"))),
            Self::ForeignOrigin => (t!("error-heading-foreign-origin"), Some(t!("error-next-foreign-origin"))),
            Self::NotFound => (t!("error-heading-not-found"), Some(t!("error-next-not-found"))),
            Self::Elsewhere { .. } => (t!("error-heading-elsewhere"), None),
            Self::Conflict(_) => (t!("error-heading-conflict"), Some(t!("error-next-conflict"))),
            Self::Switched { .. } => (t!("error-heading-conflict"), None),
            Self::Malformed(_) => (t!("error-heading-malformed"), Some(t!("error-next-malformed"))),
            Self::TooLarge { .. } => (t!("error-heading-too-large"), Some(t!("error-next-too-large"))),
            Self::WrongType => (t!("error-heading-wrong-type"), Some(t!("error-next-wrong-type"))),
            Self::MethodNotAllowed => (t!("error-heading-method"), Some(t!("error-next-method"))),
            Self::MadeUnsettled => (t!("error-heading-made-unsettled"), Some(t!("error-next-conflict"))),
            Self::PerhapsMade => (t!("error-heading-perhaps-made"), Some(t!("error-next-conflict"))),
            Self::Busy(_) => (t!("error-heading-busy"), Some(t!("error-next-moment"))),
            Self::Unavailable(_) => (t!("error-heading-unavailable"), Some(t!("error-next-moment"))),
            Self::Internal(_) => (t!("error-heading-internal"), Some(t!("error-next-internal"))),
        }
    }
}

fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(char::to_uppercase);
    let start: String = first.into_iter().flatten().collect();
    let end = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{start}{}{end}", chars.as_str())
}

/// The sign-in page, which comes back to this request's page if it is one that can be come back to. Of a form it says
/// that what was sent was not done, and comes back to the form's page.
pub fn sign_in_address(request: &HttpRequest) -> String {
    if request.method() == actix_web::http::Method::POST {
        let state = request.app_data::<web::Data<State>>();
        let back = state.and_then(|state| state.pages.of_form(request, &state.origins));
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("undone", "yes").extend_pairs(back.map(|back| ("return_to", back)));
        return format!("/sign-in?{}", query.finish());
    }
    let back = request.uri().path_and_query().map(actix_web::http::uri::PathAndQuery::as_str).unwrap_or_default();
    let carried = safe_return(back).is_some() && back != "/" && back != "/integrations";
    if request.method() == actix_web::http::Method::GET && carried {
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("return_to", back).finish();
        return format!("/sign-in?{query}");
    }
    "/sign-in".to_owned()
}

/// What stands for every address that has no page.
pub async fn not_found() -> Result<HttpResponse, Error> {
    Err(Error::NotFound)
}

/// What stands for the methods that an address doesn't take.
pub async fn method_not_allowed() -> Result<HttpResponse, Error> {
    Err(Error::MethodNotAllowed)
}
