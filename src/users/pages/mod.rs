//! Pages of a person's account.

pub mod identity;

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::http::header::RETRY_AFTER;
use actix_web::{HttpResponse, web};
use askama::Template;

use crate::access::{Granted, Membership, SignedIn};
use crate::app::State;
use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::language::{self, Language};
use crate::members;
use crate::organizations::Organization;
use crate::sessions::own::{self, OwnSession};
use crate::sessions::{browser, pages as sessions};
use crate::users::Password;
use crate::users::password_change::{self, NewPassword, PasswordChange};
use crate::web::form::Faults;
use crate::web::time::Moment;
use crate::web::{Flash, Flashed, Form, Layout, page, see_other};

/// The account page.
const HERE: &str = "/account";
/// Administrators of an organization that are named there.
const NAMED: usize = 5;

/// A session as its person sees it.
struct SessionLine {
    id: String,
    browser: String,
    address: String,
    signed_in: Moment,
    last_seen: Moment,
    is_present: bool,
}

impl SessionLine {
    fn of(session: OwnSession, now: Timestamp) -> Self {
        Self {
            browser: browser::words(&session.user_agent),
            address: session.address,
            signed_in: Moment::of(session.created_at, now),
            last_seen: Moment::of(session.last_seen_at, now),
            is_present: session.is_present,
            id: session.id,
        }
    }
}

#[derive(Template)]
#[template(path = "users/account.html")]
struct AccountPage {
    layout: Layout,
    name: String,
    email: String,
    /// The languages to choose from, each with whether it is chosen.
    languages: [(Language, bool); 2],
    memberships: Vec<Membership>,
    administrators: Vec<(Id<Organization>, String)>,
    sessions: Vec<SessionLine>,
    /// Sessions that are not shown.
    more: usize,
    faults: Faults,
}

impl AccountPage {
    /// Some of whom to ask for what one may not do, and how many more there are.
    fn asked(&self, of: &Membership) -> (Vec<&str>, usize) {
        let here = self.administrators.iter().filter(|(organization, _)| *organization == of.organization);
        let mut names: Vec<&str> = here.map(|(_, name)| name.as_str()).collect();
        let more = names.len().saturating_sub(NAMED);
        names.truncate(NAMED);
        (names, more)
    }

    async fn answer(
        status: StatusCode,
        may: &Granted<SignedIn>,
        state: &State,
        session: &Session,
        layout: Layout,
        faults: Faults,
    ) -> Result<HttpResponse> {
        let person = may.person().ok_or(Error::NotFound)?;
        let (own, count) = own::list(&state.db, &state.clock, may, &sessions::present(session)?).await?;
        let now = state.clock.now();
        let shown = Self {
            layout: layout.with_faults(!faults.is_empty()),
            name: person.name.clone(),
            email: person.email.clone(),
            languages: Language::ALL.map(|language| (language, person.language == Some(language))),
            memberships: person.memberships.clone(),
            administrators: members::administrators(&state.db, may).await?,
            more: count - own.len(),
            sessions: own.into_iter().map(|session| SessionLine::of(session, now)).collect(),
            faults,
        };
        page(status, &shown)
    }
}

/// The start: the list, or on the way to it signing in.
pub async fn home() -> HttpResponse {
    see_other("/integrations")
}

/// Who I am here, my password, and my sessions.
pub async fn account(
    may: Granted<SignedIn>,
    state: web::Data<State>,
    session: Session,
    flashed: Flashed,
) -> Result<HttpResponse> {
    let layout = may.layout(t!("account-title"), HERE, flashed);
    AccountPage::answer(StatusCode::OK, &may, &state, &session, layout, Faults::default()).await
}

/// Changes the password. This session goes on, with a new key; all others end.
pub async fn change_password(
    may: Granted<SignedIn>,
    state: web::Data<State>,
    session: Session,
    form: Form,
) -> Result<HttpResponse> {
    let mut faults = Faults::default();
    let mut wait = None;
    if let Some(passwords) = read(&may, &form, &mut faults) {
        let (db, clock) = (&state.db, &state.clock);
        let present = sessions::present(&session)?;
        match password_change::change_password(db, clock, &state.key, &state.hasher, &may, &present, passwords).await? {
            PasswordChange::Changed(mark) => {
                sessions::keep_mark(&session, &mark)?;
                session.renew();
                Flash::said(t!("account-password-changed")).leave(&session)?;
                return Ok(see_other(HERE));
            }
            PasswordChange::Wrong => faults.add("present", t!("account-password-present-wrong")),
            PasswordChange::Wait(seconds) => {
                faults.add("", sessions::too_often(seconds));
                wait = Some(seconds);
            }
        }
    }
    let status = if wait.is_some() { StatusCode::TOO_MANY_REQUESTS } else { StatusCode::UNPROCESSABLE_ENTITY };
    let layout = may.layout(t!("account-title"), HERE, Flashed::default());
    let mut answer = AccountPage::answer(status, &may, &state, &session, layout, faults).await?;
    if let Some(seconds) = wait {
        answer.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    Ok(answer)
}

/// Chooses the language of the portal; an empty one leaves it to the browser.
pub async fn choose_language(
    may: Granted<SignedIn>,
    state: web::Data<State>,
    session: Session,
    form: Form,
) -> Result<HttpResponse> {
    form.check(&["language"], &[]).map_err(Error::Malformed)?;
    let chosen = match form.one("language") {
        "" => None,
        code => Some(Language::of_code(code).ok_or_else(|| Error::Malformed(t!("account-language-unknown").into()))?),
    };
    crate::users::choose_language(&state.db, &may, chosen).await?;
    // What the browser asked for can't be told here any more; the next page can.
    if let Some(chosen) = chosen {
        language::choose(chosen);
        Flash::said(t!("account-language-chosen")).leave(&session)?;
    }
    Ok(see_other(HERE))
}

/// Reads the form; none if anything in it is wrong, and then every fault is noted.
fn read(may: &Granted<SignedIn>, form: &Form, faults: &mut Faults) -> Option<NewPassword> {
    if let Err(fault) = form.check(&["present", "new", "again"], &[]) {
        faults.add("", fault);
    }
    let (present, new) = (form.one("present"), form.one("new"));
    if present.is_empty() {
        faults.add("present", t!("account-password-present-missing"));
    }
    let person = may.person()?;
    let names = person.memberships.iter().map(|m| m.organization_name.as_str());
    let known: Vec<&str> = [person.name.as_str(), person.email.as_str()].into_iter().chain(names).collect();
    let chosen = faults.take("new", Password::choose(new, &known));
    if chosen.is_some() && new == present {
        faults.add("new", t!("account-password-new-is-present"));
    } else if chosen.is_some() && new != form.one("again") {
        faults.add("again", t!("account-password-again-differs"));
    }
    let new = chosen.filter(|_| faults.is_empty())?;
    Some(NewPassword { present: Password::typed(present), new })
}
