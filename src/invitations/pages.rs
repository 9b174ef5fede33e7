//! Pages of invitations: inviting someone, the answer with the link, and what whoever opens the link sees.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_ENCODING, ContentEncoding};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use zeroize::Zeroizing;

use super::{
    A_DAY, Acceptance, Invitation, Invited, Joining, LASTS_DAYS, LinkSecret, NewInvitation, Posted, accept as take,
};
use crate::access::{Granted, ManageMembers, Role};
use crate::app::State;
use crate::clock::{Clock, Timestamp};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::members::pages::{HERE, ROLES, RoleChoice};
use crate::sessions;
use crate::tokens::shown_again;
use crate::users::{self, Email, Password, User, parse_person_name};
use crate::web::form::Faults;
use crate::web::time::Moment;
use crate::web::{Flash, Flashed, Form, Layout, page, query_field, see_other};

/// After so long a mail whose fate is not known is called that.
const SENDING: i64 = 2 * 60 * 1_000;

/// A pending invitation in words.
pub struct InvitationView {
    /// Its id.
    pub id: String,
    /// Whom.
    pub email: String,
    /// As what.
    pub role: Role,
    /// With API access.
    pub api_access: bool,
    /// When.
    pub created: Moment,
    /// By whom.
    pub creator: String,
    /// Until when the link works.
    pub until: Moment,
    /// The link works no longer.
    pub expired: bool,
    /// What became of the mail.
    pub mail: &'static str,
    /// The mail did not get there.
    pub unmailed: bool,
}

impl InvitationView {
    /// The invitation at `now`.
    pub fn of(invitation: &Invitation, now: Timestamp) -> Self {
        let late = now.0 - invitation.created_at.0 > SENDING;
        let mail = match invitation.mail.as_str() {
            "sent" => "Mailed",
            "failed" => "Mailing failed",
            "sending" if late => "Not known whether it was mailed",
            "sending" => "Being mailed",
            _ => "Not mailed",
        };
        Self {
            id: invitation.id.to_string(),
            email: invitation.email.clone(),
            role: invitation.role,
            api_access: invitation.api_access,
            created: Moment::of(invitation.created_at, now),
            creator: invitation.created_by_name.clone(),
            until: Moment::of(invitation.expires_at, now),
            expired: invitation.expires_at <= now,
            mail,
            unmailed: invitation.mail == "failed" || (invitation.mail == "sending" && late),
        }
    }
}

/// What is typed in the form: kept as it is, whatever is wrong with it.
struct Typed {
    email: String,
    role: String,
    api_access: bool,
}

#[derive(Template)]
#[template(path = "invitations/new.html")]
struct NewPage {
    layout: Layout,
    typed: Typed,
    faults: Faults,
    roles: &'static [RoleChoice],
    /// A mail server is configured.
    mails: bool,
    days: i64,
}

fn ask(may: &Granted<ManageMembers>, state: &State, typed: Typed, faults: Faults) -> Result<HttpResponse> {
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let layout = may.layout("Invite someone · Members", HERE, Flashed::default()).with_faults(!faults.is_empty());
    let mails = state.mailer.is_some();
    page(status, &NewPage { layout, typed, faults, roles: &ROLES, mails, days: LASTS_DAYS })
}

/// The form: empty, or filled in from a pending invitation with `?again=`.
pub async fn form(may: Granted<ManageMembers>, state: web::Data<State>, request: HttpRequest) -> Result<HttpResponse> {
    let typed = match query_field(&request, "again") {
        None => Typed { email: String::new(), role: Role::Member.to_string(), api_access: false },
        Some(again) => {
            let invitation = super::find(&state.db, &may, id(&again)?).await?;
            let Invitation { email, role, api_access, .. } = invitation;
            Typed { email, role: role.to_string(), api_access }
        }
    };
    ask(&may, &state, typed, Faults::default())
}

#[derive(Template)]
#[template(path = "invitations/made.html")]
struct MadePage {
    layout: Layout,
    invitation: InvitationView,
    link: Zeroizing<String>,
    posted: Posted,
}

impl MadePage {
    fn is(&self, posted: Posted) -> bool {
        self.posted == posted
    }
}

/// Invites someone. The answer is the only place where the link ever is, a mail to them apart.
pub async fn invite(may: Granted<ManageMembers>, state: web::Data<State>, form: Form) -> Result<HttpResponse> {
    let mut faults = Faults::default();
    if let Err(fault) = form.check(&["email", "role", "api_access"], &[]) {
        faults.add("", fault);
    }
    let typed = Typed {
        email: shown_again(form.one("email").trim()),
        role: form.one("role").to_owned(),
        api_access: form.one("api_access") == "yes",
    };
    let email = faults.take("email", Email::parse(&typed.email));
    let role = typed.role.parse().map_err(|_| "Choose the role.".to_owned());
    let role = faults.take("role", role);
    let (Some(email), Some(role), true) = (email, role, faults.is_empty()) else {
        return ask(&may, &state, typed, faults);
    };
    let new = NewInvitation { email, role, api_access: typed.api_access, mailed: state.mailer.is_some() };
    match super::invite(&state.db, &state.clock, &state.chance, &may, &new).await? {
        Invited::Invited(invitation, secret) => made(&may, &state, &invitation, &secret).await,
        Invited::MemberAlready(member) => {
            faults.add("email", format!("{} ({}) is a member already.", member.name, member.role));
            ask(&may, &state, typed, faults)
        }
        Invited::TooMany => {
            faults.add("", format!("{A_DAY} people were invited within 24 hours, which is the most. Go on tomorrow."));
            ask(&may, &state, typed, faults)
        }
    }
}

async fn made(
    may: &Granted<ManageMembers>,
    state: &State,
    invitation: &Invitation,
    secret: &LinkSecret,
) -> Result<HttpResponse> {
    let link = secret.link(&state.base_url);
    let posted = super::post(&state.db, state.mailer.as_ref(), invitation, &link, &state.base_url).await?;
    let shown = MadePage {
        layout: may.layout("Invitation · Members", HERE, Flashed::default()),
        invitation: InvitationView::of(invitation, state.clock.now()),
        link,
        posted,
    };
    let html = Zeroizing::new(shown.render().map_err(|e| Error::Internal(e.to_string()))?);
    Ok(HttpResponse::Created()
        .content_type("text/html; charset=utf-8")
        .insert_header((CACHE_CONTROL, "no-store"))
        // Not compressed: the size of a compressed answer tells about a secret beside text that someone else chose.
        .insert_header((CONTENT_ENCODING, ContentEncoding::Identity))
        .body(html.to_string()))
}

/// The address that the form is sent to, opened: the list.
pub async fn back(_may: Granted<ManageMembers>) -> HttpResponse {
    see_other(HERE)
}

/// Takes an invitation back.
pub async fn revoke(
    may: Granted<ManageMembers>,
    state: web::Data<State>,
    session: Session,
    path: web::Path<String>,
    form: Form,
) -> Result<HttpResponse> {
    form.check(&[], &[]).map_err(Error::Malformed)?;
    let revoked = super::revoke(&state.db, &state.clock, &may, id(&path)?).await?;
    Flash::said(format!("Revoked the invitation of {}. Its link doesn't work any more.", revoked.email))
        .leave(&session)?;
    Ok(see_other(HERE))
}

fn id(text: &str) -> Result<Id<Invitation>> {
    text.parse().map_err(|_| Error::NotFound)
}

#[derive(Template)]
#[template(path = "invitations/gone.html")]
struct GonePage {
    layout: Layout,
    days: i64,
}

/// A link that doesn't work is like any other that doesn't: used, expired, revoked or never made.
fn gone() -> Result<HttpResponse> {
    page(StatusCode::NOT_FOUND, &GonePage { layout: Layout::public("Invitation"), days: LASTS_DAYS })
}

#[derive(Template)]
#[template(path = "invitations/accept.html")]
struct AcceptPage {
    layout: Layout,
    invitation: InvitationView,
    organization: String,
    role: &'static RoleChoice,
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
        let role = ROLES.iter().find(|choice| choice.role == invitation.role).unwrap_or(&ROLES[0]);
        Self {
            layout: Layout::public(format!("Join {}", invitation.organization_name)),
            invitation: InvitationView::of(invitation, clock.now()),
            organization: invitation.organization_name.clone(),
            role,
            here: secret.link(""),
            is_invited: signed_in.as_ref().is_some_and(|user| user.email_key() == invitation.email_key),
            signed_in,
            name: String::new(),
            faults: Faults::default(),
        }
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
pub async fn accept_form(state: web::Data<State>, session: Session, path: web::Path<String>) -> Result<HttpResponse> {
    let Some(secret) = LinkSecret::parse(&path) else { return gone() };
    let Some(invitation) = super::open(&state.db, &state.clock, &secret).await? else { return gone() };
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
    let Some(secret) = LinkSecret::parse(&path) else { return gone() };
    let Some(invitation) = super::open(&state.db, &state.clock, &secret).await? else { return gone() };
    let user = signed_in(&state, &session).await?;
    let mut shown = AcceptPage::of(&invitation, &secret, user.clone(), &state.clock);
    shown.name = shown_again(form.one("name"));
    let mut faults = Faults::default();
    let Some(joining) = joining(&state, user, &form, &invitation, &mut faults).await? else {
        return shown.answer(StatusCode::UNPROCESSABLE_ENTITY, faults);
    };
    let address = state.client_address(&request);
    match take(&state.db, &state.clock, &state.chance, &secret, joining, address).await? {
        Acceptance::Joined(user, invitation) => welcome(&state, &session, &request, &user, &invitation),
        Acceptance::Gone => gone(),
        Acceptance::HasAccount => {
            faults.add("", "This e-mail address has an account already. Sign in with it, and you come back here.");
            shown.answer(StatusCode::UNPROCESSABLE_ENTITY, faults)
        }
        Acceptance::SomeoneElse => shown.answer(StatusCode::CONFLICT, faults),
        Acceptance::MemberAlready => {
            Err(Error::Conflict(format!("You belong to {} already.", invitation.organization_name)))
        }
    }
}

/// Leads a new member to what they belong to now, signed in.
fn welcome(
    state: &State,
    session: &Session,
    request: &HttpRequest,
    user: &User,
    invitation: &Invitation,
) -> Result<HttpResponse> {
    if sessions::pages::signed_in_as(session).is_none_or(|(signed_in, _)| signed_in != user.id) {
        sessions::pages::begin(session, state, request, user.id)?;
    }
    sessions::pages::look_at(session, invitation.organization_id)?;
    let (organization, role) = (&invitation.organization_name, invitation.role);
    Flash::said(format!("You belong to {organization} now, as {role}.")).leave(session)?;
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
