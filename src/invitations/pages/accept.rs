//! What a link leads to: accepting as someone new, or as who is signed in; and what it is when it doesn't work.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use zeroize::Zeroizing;

use super::InvitationView;
use crate::app::State;
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::invitations::{self, Acceptance, Invitation, Joining, LASTS_DAYS, LinkSecret};
use crate::members::pages::RoleChoice;
use crate::sessions;
use crate::tokens::shown_again;
use crate::users::{self, Password, User, parse_person_name};
use crate::web::form::Faults;
use crate::web::{Flash, Form, Layout, page, see_other};

#[derive(Template)]
#[template(path = "invitations/gone.html")]
struct GonePage {
    layout: Layout,
    days: i64,
    /// Somebody is signed in.
    signed_in: bool,
}

/// A link that doesn't work is like any other that doesn't: used, expired, revoked or never made.
async fn gone(state: &State, session: &Session) -> Result<HttpResponse> {
    let signed_in = signed_in(state, session).await?.is_some();
    let layout = Layout::public(t!("invitations-gone-title"));
    page(StatusCode::NOT_FOUND, &GonePage { layout, days: LASTS_DAYS, signed_in })
}

#[derive(Template)]
#[template(path = "invitations/accept.html")]
struct AcceptPage {
    layout: Layout,
    invitation: InvitationView,
    organization: String,
    role: RoleChoice,
    /// The page's own address, to come back to after signing in.
    here: Zeroizing<String>,
    /// Who is signed in.
    signed_in: Option<User>,
    /// They are the one who is invited.
    is_invited: bool,
    name: String,
    faults: Faults,
}

impl AcceptPage {
    fn of(invitation: &Invitation, secret: &LinkSecret, signed_in: Option<User>, clock: &Clock) -> Self {
        Self {
            layout: Layout::public(t!("invitations-join", organization = invitation.organization_name)),
            invitation: InvitationView::of(invitation, clock.now()),
            organization: invitation.organization_name.clone(),
            role: RoleChoice::of(invitation.role),
            here: secret.link(""),
            is_invited: signed_in.as_ref().is_some_and(|user| user.email_key() == invitation.email_key),
            signed_in,
            name: String::new(),
            faults: Faults::default(),
        }
    }

    /// The sign-in page, which comes back here.
    fn sign_in(&self) -> String {
        form_urlencoded::Serializer::new("/sign-in?".to_owned()).append_pair("return_to", &self.here).finish()
    }

    fn answer(mut self, status: StatusCode, faults: Faults) -> Result<HttpResponse> {
        self.layout = self.layout.with_faults(!faults.is_empty());
        self.faults = faults;
        page(status, &self)
    }
}

async fn signed_in(state: &State, session: &Session) -> Result<Option<User>> {
    match sessions::pages::signed_in_as(session) {
        Some((user, _)) => Ok(users::find(&state.db, user).await?),
        None => Ok(None),
    }
}

/// What a link leads to.
pub async fn form(state: web::Data<State>, session: Session, path: web::Path<String>) -> Result<HttpResponse> {
    let Some(secret) = LinkSecret::parse(&path) else { return gone(&state, &session).await };
    let Some(invitation) = invitations::open(&state.db, &state.clock, &secret).await? else {
        return gone(&state, &session).await;
    };
    let user = signed_in(&state, &session).await?;
    AcceptPage::of(&invitation, &secret, user, &state.clock).answer(StatusCode::OK, Faults::default())
}

/// Accepts: as the person who is signed in, or as a new one.
pub async fn accept(
    state: web::Data<State>,
    session: Session,
    request: HttpRequest,
    path: web::Path<String>,
    form: Form,
) -> Result<HttpResponse> {
    let Some(secret) = LinkSecret::parse(&path) else { return gone(&state, &session).await };
    let Some(invitation) = invitations::open(&state.db, &state.clock, &secret).await? else {
        return gone(&state, &session).await;
    };
    let user = signed_in(&state, &session).await?;
    let mut shown = AcceptPage::of(&invitation, &secret, user.clone(), &state.clock);
    shown.name = shown_again(form.one("name"));
    let mut faults = Faults::default();
    let Some(joining) = joining(&state, user, &form, &invitation, &mut faults).await? else {
        return shown.answer(StatusCode::UNPROCESSABLE_ENTITY, faults);
    };
    let mark = match &joining {
        Joining::New { password, .. } => password.mark(),
        // They go on in the session that they have.
        Joining::SignedIn(_) => String::new(),
    };
    let address = state.client_address(&request);
    match invitations::accept(&state.db, &state.clock, &state.chance, &secret, joining, address).await? {
        Acceptance::Joined(user, invitation) => welcome(&state, &session, &request, (&user, &mark), &invitation),
        Acceptance::Gone => gone(&state, &session).await,
        Acceptance::HasAccount => {
            faults.add("", t!("invitations-account-already"));
            shown.answer(StatusCode::UNPROCESSABLE_ENTITY, faults)
        }
        Acceptance::SomeoneElse => shown.answer(StatusCode::CONFLICT, faults),
        Acceptance::MemberAlready => {
            let organization = &invitation.organization_name;
            Err(Error::Conflict(t!("invitations-belong-already", organization = organization).into()))
        }
    }
}

/// Leads a new member to what they belong to now, signed in.
fn welcome(
    state: &State,
    session: &Session,
    request: &HttpRequest,
    (user, mark): (&User, &str),
    invitation: &Invitation,
) -> Result<HttpResponse> {
    if sessions::pages::signed_in_as(session).is_none_or(|(signed_in, _)| signed_in != user.id) {
        sessions::pages::begin(session, state, request, user.id, mark)?;
    }
    sessions::pages::look_at(session, invitation.organization_id)?;
    let (organization, role) = (&invitation.organization_name, invitation.role.word());
    Flash::said(t!("invitations-welcome", organization = organization, role = role)).leave(session)?;
    Ok(see_other("/integrations"))
}

/// As whom someone accepts: as who is signed in, or else as the new person that the form tells of. None if anything in
/// it is wrong, and then every fault is noted.
async fn joining(
    state: &State,
    signed_in: Option<User>,
    form: &Form,
    invitation: &Invitation,
    faults: &mut Faults,
) -> Result<Option<Joining>> {
    if let Some(user) = signed_in {
        return Ok(Some(Joining::SignedIn(user)));
    }
    if let Err(fault) = form.check(&["name", "password"], &[]) {
        faults.add("", fault);
    }
    let name = faults.take("name", parse_person_name(form.one("name")));
    let known = [form.one("name"), &invitation.email, &invitation.organization_name];
    let password = faults.take("password", Password::choose(form.one("password"), &known));
    let (Some(name), Some(password), true) = (name, password, faults.is_empty()) else { return Ok(None) };
    Ok(Some(Joining::New { name, password: state.hasher.hash(password).await? }))
}
