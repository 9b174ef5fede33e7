//! Pages of invitations: inviting someone, and the answer with the link. What whoever opens the link sees is in `accept`.

pub mod accept;

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_ENCODING, ContentEncoding};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use zeroize::Zeroizing;

use super::{A_DAY, Invitation, Invited, LASTS_DAYS, LinkSecret, NewInvitation, Posted};
use crate::access::{Granted, ManageMembers, Role};
use crate::app::State;
use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::language::Message;
use crate::members::pages::{HERE, RoleChoice};
use crate::tokens::shown_again;
use crate::users::Email;
use crate::web::form::Faults;
use crate::web::time::Moment;
use crate::web::{Flash, Flashed, Form, Layout, page, query_field, see_other};

/// Where a session keeps which form it sent last.
const LAST_SENT: &str = "invitation";
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
    pub mail: Message,
    /// The mail did not get there.
    pub unmailed: bool,
}

impl InvitationView {
    /// The invitation at `now`.
    pub fn of(invitation: &Invitation, now: Timestamp) -> Self {
        let late = now.0 - invitation.created_at.0 > SENDING;
        let mail = match invitation.mail.as_str() {
            "sent" => t!("invitations-mailed"),
            "failed" => t!("invitations-mailing-failed"),
            "sending" if late => t!("invitations-mailing-unknown"),
            "sending" => t!("invitations-being-mailed"),
            _ => t!("invitations-not-mailed"),
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
    roles: [RoleChoice; 3],
    /// A mail server is configured.
    mails: bool,
    days: i64,
    /// Tells this form from any other.
    submission: String,
}

fn ask(may: &Granted<ManageMembers>, state: &State, typed: Typed, faults: Faults) -> Result<HttpResponse> {
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let layout = may.layout(t!("invitations-new-title"), HERE, Flashed::default()).with_faults(!faults.is_empty());
    let (mails, submission) = (state.mailer.is_some(), state.chance.hex::<16>());
    page(status, &NewPage { layout, typed, faults, roles: RoleChoice::all(), mails, days: LASTS_DAYS, submission })
}

/// The form: empty, or filled in from a pending invitation with `?again=`.
pub async fn form(may: Granted<ManageMembers>, state: web::Data<State>, request: HttpRequest) -> Result<HttpResponse> {
    let typed = match query_field(&request, "again") {
        None => Typed { email: String::new(), role: Role::Member.as_str().to_owned(), api_access: false },
        Some(again) => {
            let invitation = super::find(&state.db, &may, id(&again)?).await?;
            let Invitation { email, role, api_access, .. } = invitation;
            Typed { email, role: role.as_str().to_owned(), api_access }
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
pub async fn invite(
    may: Granted<ManageMembers>,
    state: web::Data<State>,
    session: Session,
    form: Form,
) -> Result<HttpResponse> {
    let mut faults = Faults::default();
    if let Err(fault) = form.check(&["email", "role", "api_access", "submission"], &[]) {
        faults.add("", fault);
    }
    let typed = Typed {
        email: shown_again(form.one("email").trim()),
        role: form.one("role").to_owned(),
        api_access: form.one("api_access") == "yes",
    };
    let email = faults.take("email", Email::parse(&typed.email));
    let role = typed.role.parse().map_err(|_| t!("invitations-choose-role").into());
    let role = faults.take("role", role);
    let (Some(email), Some(role), true) = (email, role, faults.is_empty()) else {
        return ask(&may, &state, typed, faults);
    };
    // Loading the answer again sends its form again: that must not make the link void which was just passed on.
    let submission = form.one("submission");
    if !submission.is_empty() && session.get::<String>(LAST_SENT).unwrap_or(None).as_deref() == Some(submission) {
        Flash::said(t!("invitations-invited-already", email = email.as_str())).leave(&session)?;
        return Ok(see_other(HERE));
    }
    let new = NewInvitation { email, role, api_access: typed.api_access, mailed: state.mailer.is_some() };
    match super::invite(&state.db, &state.clock, &state.chance, &may, &new).await? {
        Invited::Invited(invitation, secret) => {
            session.insert(LAST_SENT, submission).map_err(|e| Error::Internal(e.to_string()))?;
            made(&may, &state, &invitation, &secret).await
        }
        Invited::MemberAlready(member) => {
            faults.add("email", t!("invitations-member-already", name = member.name, role = member.role.word()));
            ask(&may, &state, typed, faults)
        }
        Invited::TooMany => {
            faults.add("", t!("invitations-too-many", limit = A_DAY));
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
        layout: may.layout(t!("invitations-made-title"), HERE, Flashed::default()),
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
    Flash::said(t!("invitations-revoked", email = revoked.email)).leave(&session)?;
    Ok(see_other(HERE))
}

fn id(text: &str) -> Result<Id<Invitation>> {
    text.parse().map_err(|_| Error::NotFound)
}
