//! Pages of members: the list with the pending invitations beneath, one member, and removing one.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{COUNTED, Legacy, Member, Query};
use crate::access::{Granted, ManageMembers, Role};
use crate::app::State;
use crate::audit::{Event, words};
use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::invitations::pages::InvitationView;
use crate::invitations::{self, LASTS_DAYS, LISTED};
use crate::language::{Message, grouped};
use crate::tokens::shown_again;
use crate::users::User;
use crate::web::time::Moment;
use crate::web::{Flash, Flashed, Form, Layout, page, query_field, see_other};

/// The place in the navigation.
pub const HERE: &str = "/members";

/// A role and what it means, for choosing one.
pub struct RoleChoice {
    /// The role.
    pub role: Role,
    /// Its name.
    pub name: Message,
    /// What it may do.
    pub means: Message,
}

impl RoleChoice {
    /// The choice of this role.
    pub fn of(role: Role) -> Self {
        let name = match role {
            Role::Member => t!("members-role-member"),
            Role::Support => t!("members-role-support"),
            Role::Administrator => t!("members-role-administrator"),
        };
        Self { role, name, means: role.means() }
    }

    /// The roles there are.
    pub fn all() -> [Self; 3] {
        [Role::Member, Role::Support, Role::Administrator].map(Self::of)
    }
}

/// A member in words.
struct View {
    id: String,
    name: String,
    email: String,
    role: Role,
    api_access: bool,
    joined: Moment,
    last_signed_in: Option<Moment>,
    tokens: String,
    has_tokens: bool,
    you: bool,
}

impl View {
    fn of(member: &Member, may: &Granted<ManageMembers>, now: Timestamp) -> Self {
        Self {
            id: member.id.to_string(),
            name: member.name.clone(),
            email: member.email.clone(),
            role: member.role,
            api_access: member.api_access,
            joined: Moment::of(member.joined_at, now),
            last_signed_in: member.last_signed_in_at.map(|at| Moment::of(at, now)),
            has_tokens: member.tokens > 0,
            tokens: match member.tokens {
                0 => t!("members-tokens-none").into(),
                count if count > COUNTED => t!("members-tokens-many", count = COUNTED).into(),
                count => grouped(count),
            },
            you: is_you(member.id, may),
        }
    }

    /// Whom a sentence is about, for it to choose its words.
    fn who(&self) -> &'static str {
        if self.you { "you" } else { "they" }
    }
}

fn is_you(id: Id<User>, may: &Granted<ManageMembers>) -> bool {
    may.person().is_some_and(|person| person.id == id)
}

#[derive(Template)]
#[template(path = "members/index.html")]
struct IndexPage {
    layout: Layout,
    members: Vec<View>,
    count: String,
    /// What is searched for.
    text: String,
    /// There are so many that searching is worth its place.
    searchable: bool,
    previous: Option<String>,
    next: Option<String>,
    invitations: Vec<InvitationView>,
    /// There are more invitations than these.
    more_invitations: bool,
    days: i64,
}

/// The list.
pub async fn index(
    may: Granted<ManageMembers>,
    state: web::Data<State>,
    request: HttpRequest,
    flashed: Flashed,
) -> Result<HttpResponse> {
    let field = |name| query_field(&request, name);
    let id = |name| field(name).and_then(|id| id.parse().ok());
    let text = shown_again(field("q").unwrap_or_default().trim());
    let query = Query { text: text.chars().take(254).collect(), after: id("after"), before: id("before") };
    let (now, list) = (state.clock.now(), super::page(&state.db, &may, &query).await?);
    let pending = invitations::pending(&state.db, &may).await?;
    let address = |which: &str, member: Option<&Member>| {
        let mut address = form_urlencoded::Serializer::new(format!("{HERE}?"));
        if !query.text.is_empty() {
            address.append_pair("q", &query.text);
        }
        member.map(|member| address.append_pair(which, member.id.as_str()).finish())
    };
    let shown = IndexPage {
        layout: may.layout(t!("place-members"), HERE, flashed),
        members: list.members.iter().map(|member| View::of(member, &may, now)).collect(),
        count: grouped(list.count),
        searchable: list.has_previous || list.has_next || !query.text.is_empty(),
        previous: address("before", list.members.first().filter(|_| list.has_previous)),
        next: address("after", list.members.last().filter(|_| list.has_next)),
        text: query.text,
        more_invitations: i64::try_from(pending.len()).is_ok_and(|count| count >= LISTED),
        invitations: pending.iter().map(|invitation| InvitationView::of(invitation, now)).collect(),
        days: LASTS_DAYS,
    };
    page(StatusCode::OK, &shown)
}

/// One line of what became of a membership.
struct Line {
    at: Moment,
    who: String,
    what: String,
    details: Vec<String>,
}

#[derive(Template)]
#[template(path = "members/show.html")]
struct ShowPage {
    layout: Layout,
    member: View,
    roles: [RoleChoice; 3],
    personal: i64,
    history: Vec<Line>,
}

/// One member.
pub async fn show(
    may: Granted<ManageMembers>,
    state: web::Data<State>,
    path: web::Path<String>,
    flashed: Flashed,
) -> Result<HttpResponse> {
    let member = super::find(&state.db, &may, id(&path)?).await?;
    let now = state.clock.now();
    let line = |event: &Event| Line {
        at: Moment::of(event.at, now),
        who: words::actor(event),
        what: told(event),
        details: words::details(event),
    };
    let shown = ShowPage {
        layout: may.layout(t!("members-title-of", name = member.name), HERE, flashed),
        roles: RoleChoice::all(),
        personal: super::legacy(&state.db, &state.clock, &may, &member).await?.personal,
        history: super::history(&state.db, &may, &member).await?.iter().map(line).collect(),
        member: View::of(&member, &may, now),
    };
    page(StatusCode::OK, &shown)
}

/// Asks before someone becomes an administrator, who may then do everything.
#[derive(Template)]
#[template(path = "members/promotion.html")]
struct PromotionPage {
    layout: Layout,
    member: View,
}

/// Gives a member another role; whom it would make an administrator, after asking.
pub async fn change_role(
    may: Granted<ManageMembers>,
    state: web::Data<State>,
    session: Session,
    path: web::Path<String>,
    form: Form,
) -> Result<HttpResponse> {
    form.check(&["role", "seen", "confirmed"], &[]).map_err(Error::Malformed)?;
    let role = |name| {
        let word = form.one(name);
        word.parse::<Role>().map_err(|_| Error::Malformed(t!("members-no-such-role", word = word).into()))
    };
    let (id, from, to) = (id(&path)?, role("seen")?, role("role")?);
    if to == Role::Administrator && from != to && form.one("confirmed") != "yes" {
        let member = super::find(&state.db, &may, id).await?;
        // Whoever saw another role than there is is told that first.
        if member.role == from {
            let layout = may.layout(t!("members-title-promotion", name = member.name), HERE, Flashed::default());
            let member = View::of(&member, &may, state.clock.now());
            return page(StatusCode::OK, &PromotionPage { layout, member });
        }
    }
    let outcome = super::change_role(&state.db, &state.clock, &may, id, from, to).await?;
    let (name, role) = (&outcome.member.name, to.as_str());
    Flash::said(if outcome.changed {
        t!("members-role-is-now", name = name, role = role)
    } else {
        t!("members-role-was-already", name = name, role = role)
    })
    .leave(&session)?;
    // Who is no administrator any more has no place among the members.
    let lost = is_you(id, &may) && to != Role::Administrator;
    Ok(see_other(&if lost { "/integrations".to_owned() } else { address(id) }))
}

/// Grants or withdraws API access.
pub async fn set_api_access(
    may: Granted<ManageMembers>,
    state: web::Data<State>,
    session: Session,
    path: web::Path<String>,
    form: Form,
) -> Result<HttpResponse> {
    form.check(&["api_access"], &[]).map_err(Error::Malformed)?;
    let on = match form.one("api_access") {
        "granted" => true,
        "withdrawn" => false,
        other => return Err(Error::Malformed(t!("members-api-access-neither", word = other).into())),
    };
    let id = id(&path)?;
    let outcome = super::set_api_access(&state.db, &state.clock, &may, id, on).await?;
    let name = &outcome.member.name;
    Flash::said(match (on, outcome.changed) {
        (true, true) => t!("members-api-access-is-granted", name = name),
        (false, true) => t!("members-api-access-is-withdrawn", name = name),
        (true, false) => t!("members-api-access-was-granted", name = name),
        (false, false) => t!("members-api-access-was-withdrawn", name = name),
    })
    .leave(&session)?;
    Ok(see_other(&address(id)))
}

#[derive(Template)]
#[template(path = "members/removal.html")]
struct RemovalPage {
    layout: Layout,
    member: View,
    legacy: Legacy,
    /// How many tokens they created that are not listed.
    more: Option<Message>,
}

/// Asks before a member is removed, and says what happens to what they made.
pub async fn removal(
    may: Granted<ManageMembers>,
    state: web::Data<State>,
    path: web::Path<String>,
) -> Result<HttpResponse> {
    let member = super::find(&state.db, &may, id(&path)?).await?;
    let legacy = super::legacy(&state.db, &state.clock, &may, &member).await?;
    let left = member.tokens - i64::try_from(legacy.created.len()).unwrap_or(0);
    let more = match left {
        ..=0 => None,
        _ if member.tokens > COUNTED => Some(t!("members-removal-many-more", count = COUNTED - super::LISTED)),
        left => Some(t!("web-and-more", count = left)),
    };
    let shown = RemovalPage {
        layout: may.layout(t!("members-title-removal", name = member.name), HERE, Flashed::default()),
        member: View::of(&member, &may, state.clock.now()),
        legacy,
        more,
    };
    page(StatusCode::OK, &shown)
}

/// Removes a member; whoever removes themselves is signed out with it.
pub async fn remove(
    may: Granted<ManageMembers>,
    state: web::Data<State>,
    session: Session,
    path: web::Path<String>,
    form: Form,
) -> Result<HttpResponse> {
    form.check(&[], &[]).map_err(Error::Malformed)?;
    let id = id(&path)?;
    let outcome = super::remove(&state.db, &state.clock, &may, id).await?;
    if is_you(id, &may) {
        session.purge();
        return Ok(see_other("/sign-in"));
    }
    Flash::said(t!("members-removed", name = outcome.member.name)).leave(&session)?;
    Ok(see_other(HERE))
}

fn address(id: Id<User>) -> String {
    format!("{HERE}/{id}")
}

/// The id in an address; what is no id is nobody's.
fn id(text: &str) -> Result<Id<User>> {
    text.parse().map_err(|_| Error::NotFound)
}

/// What was done, with whom it was done to: most of it was, on the page of a person.
fn told(event: &Event) -> String {
    words::told(event)
}
