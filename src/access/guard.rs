//! How a request becomes a proof: the session's person, their membership in the current organization, its role.

use std::any::TypeId;
use std::future::Future;
use std::pin::Pin;

use actix_session::SessionExt;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::REFERER;
use actix_web::http::{Method, Uri};
use actix_web::middleware::Next;
use actix_web::{FromRequest, HttpRequest, web};

use super::{
    Granted, ManageApplications, ManageMembers, ManageSettings, Person, Privilege, Role, SearchLeaks, SeeAudit,
    SeeTokens, SignedIn,
};
use crate::app::State;
use crate::error::Error;
use crate::language::{self, Message};
use crate::sessions;
use crate::web::layout::{Choice, PersonBar, Place};
use crate::web::{Flashed, Layout, query_field, safe_return, sign_in_address};

/// The field of a form's address that names the organization of its page.
const WITHIN: &str = "within";

impl<P: Privilege> FromRequest for Granted<P> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let state = request.app_data::<web::Data<State>>().ok_or(Error::Internal("no state".to_owned()))?;
            let session = request.get_session();
            let needed = || Error::SignInNeeded { address: sign_in_address(&request) };
            let (user, organization) = sessions::pages::signed_in_as(&session).ok_or_else(needed)?;
            let person = sessions::person(&state.db, user, organization).await?;
            let person = person.ok_or(Error::NoPlace)?;
            speak_to(&person);
            if TypeId::of::<P>() != TypeId::of::<SignedIn>() {
                is_of_current_organization(&request, &person)?;
            }
            Self::to_person(person, state.client_address(&request))
        })
    }
}

/// Refuses the form of a page that is of another organization than the one that the person has switched to since, in another
/// tab: what it is about is not there, or is another's of the same name. What concerns the person alone doesn't come here.
fn is_of_current_organization(request: &HttpRequest, person: &Person) -> Result<(), Error> {
    let Some(within) = query_field(request, WITHIN).filter(|_| request.method() == Method::POST) else { return Ok(()) };
    let current = &person.current;
    if within == current.organization.as_str() {
        return Ok(());
    }
    let meant = person.memberships.iter().find(|membership| within == membership.organization.as_str());
    let (id, now) = (current.organization.to_string(), current.organization_name.as_str());
    Err(match meant {
        Some(meant) => {
            let name = &meant.organization_name;
            let to = Some((meant.organization.to_string(), name.clone(), came_from(request)));
            Error::Switched { why: t!("access-switched", meant = name, now = now).into(), now: id, to }
        }
        None => Error::Switched { why: t!("access-switched-from-none", now = now).into(), now: id, to: None },
    })
}

/// The page that a form was sent from, as its browser has it; the list if it doesn't say.
fn came_from(request: &HttpRequest) -> String {
    let referer = request.headers().get(REFERER).and_then(|value| value.to_str().ok());
    let path = referer.and_then(|address| address.parse::<Uri>().ok()).map(|uri| uri.path().to_owned());
    path.filter(|path| safe_return(path).is_some()).unwrap_or_else(|| "/integrations".to_owned())
}

/// Puts the pages of failed requests into the frame of whoever is signed in.
pub async fn frame_errors(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let response = next.call(request).await?.map_into_boxed_body();
    let error = response.response().error().and_then(actix_web::Error::as_error::<Error>);
    // Who is signed in can't be asked either, or it is what the page asks for.
    let Some(error) = error.filter(|e| !matches!(e, Error::Unavailable(_) | Error::SignInNeeded { .. })) else {
        return Ok(response);
    };
    let state = response.request().app_data::<web::Data<State>>();
    let signed_in = sessions::pages::signed_in_as(&response.request().get_session());
    let (Some(state), Some((user, organization))) = (state, signed_in) else { return Ok(response) };
    let Ok(Some(person)) = sessions::person(&state.db, user, organization).await else { return Ok(response) };
    speak_to(&person);
    let framed = error.page(Layout { person: Some(person_bar(&person)), ..Layout::default() });
    Ok(response.into_response(framed))
}

/// In the language that a person chose, from here on.
fn speak_to(person: &Person) {
    if let Some(chosen) = person.language {
        language::choose(chosen);
    }
}

/// A place in the navigation, for whoever's role holds the privilege.
fn place<P: Privilege>(role: Role, name: Message, address: &'static str) -> Option<Place> {
    P::held_by(role).then(|| Place { name: name.into(), address })
}

/// The navigation of a role.
fn places(role: Role) -> Vec<Place> {
    let places = [
        place::<SeeTokens>(role, t!("place-integrations"), "/integrations"),
        place::<ManageApplications>(role, t!("place-applications"), "/applications"),
        place::<ManageMembers>(role, t!("place-members"), "/members"),
        place::<SeeAudit>(role, t!("place-audit"), "/audit"),
        place::<SearchLeaks>(role, t!("place-support"), "/support"),
        place::<ManageSettings>(role, t!("place-settings"), "/settings"),
    ];
    places.into_iter().flatten().collect()
}

impl<P: Privilege> Granted<P> {
    /// The frame of a page for the signed-in person: there is none without a proof.
    pub fn layout(&self, title: impl Into<String>, here: &'static str, flashed: Flashed) -> Layout {
        let person = self.person().map(person_bar);
        let within = match self.person() {
            Some(person) if person.memberships.len() > 1 => format!("?{WITHIN}={}", person.current.organization),
            _ => String::new(),
        };
        Layout { title: title.into(), person, flash: flashed.0, here, faulty: false, within }
    }
}

fn person_bar(person: &Person) -> PersonBar {
    let organizations = person.memberships.iter().map(|m| Choice {
        id: m.organization.to_string(),
        name: m.organization_name.clone(),
        current: m.organization == person.current.organization,
    });
    PersonBar {
        name: person.name.clone(),
        email: person.email.clone(),
        role: person.current.role.word().into(),
        organization: person.current.organization_name.clone(),
        organizations: organizations.collect(),
        places: places(person.current.role),
    }
}
