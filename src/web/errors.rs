//! How a failed request looks: a page that says what happened and what to do next. Rendered and logged here, once.

use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, CACHE_CONTROL, ContentType, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use askama::Template;

use super::protect::be_strict;
use super::{Layout, safe_return, see_other};
use crate::error::Error;

#[derive(Template)]
#[template(path = "web/error.html")]
struct ErrorPage {
    layout: Layout,
    heading: &'static str,
    what: String,
    next: &'static str,
    /// Another organization of the person, to which the thing belongs: its id and name.
    elsewhere: Option<(String, String)>,
    /// There is nowhere to go but out.
    only_out: bool,
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::SignInNeeded { .. } => StatusCode::SEE_OTHER,
            Self::Forbidden(_) | Self::NoPlace | Self::ForeignOrigin => StatusCode::FORBIDDEN,
            Self::NotFound | Self::Elsewhere { .. } => StatusCode::NOT_FOUND,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::Malformed(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::WrongType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Busy(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
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
        let what = match self {
            // A database's own words are for the log.
            Self::Unavailable(_) => "Latchkey can't reach its database at the moment. Nothing was changed.".to_owned(),
            Self::Internal(_) => "Something went wrong on our side. It has been logged.".to_owned(),
            Self::NotFound => "There is nothing at this address, or it isn't yours to see.".to_owned(),
            other => sentence(&other.to_string()),
        };
        let elsewhere = match self {
            Self::Elsewhere { organization, name } => Some((organization.clone(), name.clone())),
            _ => None,
        };
        let layout = Layout { title: heading.to_owned(), ..frame };
        let page = ErrorPage { layout, heading, what, next, elsewhere, only_out: matches!(self, Self::NoPlace) };
        let mut answer = HttpResponse::build(self.status_code());
        answer.insert_header(ContentType::html()).insert_header((CACHE_CONTROL, "no-store"));
        if matches!(self, Self::Unavailable(_) | Self::Busy(_)) {
            answer.insert_header((RETRY_AFTER, "5"));
        }
        if matches!(self, Self::MethodNotAllowed) {
            answer.insert_header((ALLOW, "GET, HEAD, POST"));
        }
        let mut answer = answer.body(page.render().unwrap_or_else(|_| heading.to_owned()));
        be_strict(answer.headers_mut());
        answer
    }

    /// The heading, and what to do next.
    fn words(&self) -> (&'static str, &'static str) {
        match self {
            Self::SignInNeeded { .. } => ("Sign in", ""),
            Self::Forbidden(_) => ("Not for your role", "Ask an administrator of your organization."),
            Self::NoPlace => (
                "No place in any organization",
                "Ask an administrator to invite you again, or sign out and in with another account.",
            ),
            Self::ForeignOrigin => (
                "Not accepted from there",
                "Open the portal at its own address and try again. If this is its address, its operator has to set \
                 LATCHKEY_PUBLIC_URL to it.",
            ),
            Self::NotFound => ("Not found", "Check the address, or begin at the start page."),
            Self::Elsewhere { .. } => ("In another organization", ""),
            Self::Conflict(_) => ("That can't be done now", "Go back and look at its present state."),
            Self::Malformed(_) => ("That can't be understood", "Go back and try again: what you typed is still there."),
            Self::TooLarge { .. } => ("Too much text", "Go back and shorten it: what you typed is still there."),
            Self::WrongType => ("Not a form", "Go back and send the form again."),
            Self::MethodNotAllowed => ("Not that way", "Go back to the page you came from."),
            Self::Busy(_) => ("One at a time", "Try again in a moment."),
            Self::Unavailable(_) => ("Not available right now", "Try again in a moment."),
            Self::Internal(_) => ("Our fault", "Try again. If it happens again, tell whoever runs this portal."),
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

/// The sign-in page, which comes back to this request's page if it is one that can be come back to.
pub fn sign_in_address(request: &HttpRequest) -> String {
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
