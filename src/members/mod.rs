//! Members: who belongs to an organization, in which role, and whether they may have personal tokens. How someone
//! becomes one is in `invitations`; people themselves, with their passwords, are in `users`.

pub mod pages;
mod store;

use serde_json::{Value, json};

use crate::access::{Actor, Granted, ManageMembers, Role, SignedIn};
use crate::audit::{self, Event, Subject};
use crate::clock::{Clock, Timestamp};
use crate::db::{self, Db, Tx};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::organizations::Organization;
use crate::tokens::{self, Token};
use crate::users::User;
use crate::{invitations, sessions};

/// Members on a page.
pub const LIMIT: usize = 50;
/// Where counting someone's tokens stops.
pub const COUNTED: i64 = 1_000;
/// Tokens named of those that someone leaves behind.
const LISTED: i64 = 10;

/// A person in an organization.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Member {
    /// Who.
    pub id: Id<User>,
    /// Their name.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// As what.
    #[sqlx(try_from = "String")]
    pub role: Role,
    /// They may have personal tokens.
    pub api_access: bool,
    /// Since when; of someone who returned, since the first time.
    pub joined_at: Timestamp,
    /// When they last signed in, to whichever organization.
    pub last_signed_in_at: Option<Timestamp>,
    /// How many application tokens of the organization they created that are not deleted, up to [`COUNTED`] + 1.
    pub tokens: i64,
}

/// A token that someone created.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Created {
    /// Its id.
    pub id: Id<Token>,
    /// Its name.
    pub name: String,
    /// Its application's name.
    pub application: String,
}

/// What someone leaves behind, or takes along, when they are removed.
#[derive(Debug)]
pub struct Legacy {
    /// The newest of the application tokens they created: these go on working.
    pub created: Vec<Created>,
    /// How many personal tokens in force they have, or would if they had the privilege: these stop.
    pub personal: i64,
}

/// Which part of the list is meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Found in the e-mail address; empty for all.
    pub text: String,
    /// From after this person on.
    pub after: Option<Id<User>>,
    /// Up to before this person.
    pub before: Option<Id<User>>,
}

/// A page of the list, in the order of e-mail addresses.
#[derive(Debug)]
pub struct Page {
    /// The members.
    pub members: Vec<Member>,
    /// How many the search leaves.
    pub count: i64,
    /// There are some before these.
    pub has_previous: bool,
    /// There are some after these.
    pub has_next: bool,
}

/// A member after an operation, and whether that changed anything.
#[derive(Debug)]
pub struct Outcome {
    /// As they are now, or were when they were removed.
    pub member: Member,
    /// Whether it was different before.
    pub changed: bool,
}

/// A page of the organization's members.
pub async fn page(db: &Db, may: &Granted<ManageMembers>, query: &Query) -> Result<Page, db::Error> {
    let organization = may.organization();
    let pattern = if query.text.is_empty() { String::new() } else { db::like(&query.text) };
    let one_more = i64::try_from(LIMIT + 1).unwrap_or(i64::MAX);
    let mut members = match query.before {
        Some(before) => store::before(db, organization, before, &pattern, one_more).await?,
        None => store::after(db, organization, query.after, &pattern, one_more).await?,
    };
    let more = members.len() > LIMIT;
    members.truncate(LIMIT);
    if query.before.is_some() {
        members.reverse();
    }
    let backwards = query.before.is_some();
    Ok(Page {
        members,
        count: store::count(db, organization, &pattern).await?,
        has_previous: if backwards { more } else { query.after.is_some() },
        has_next: backwards || more,
    })
}

/// A member of the organization.
pub async fn find(db: &Db, may: &Granted<ManageMembers>, id: Id<User>) -> Result<Member> {
    store::find(db, may.organization(), id).await?.ok_or(Error::NotFound)
}

/// The names of those who administer the organizations that a person belongs to, in each: whom to ask for what one may not
/// do oneself. Of a thousand at most.
pub async fn administrators(db: &Db, may: &Granted<SignedIn>) -> Result<Vec<(Id<Organization>, String)>, db::Error> {
    let Some(person) = may.person() else { return Ok(Vec::new()) };
    store::administrators(db, person.id).await
}

/// The member with this e-mail address, if there is one.
pub async fn by_email(tx: &mut Tx, may: &Granted<ManageMembers>, email_key: &str) -> Result<Option<Member>, db::Error> {
    store::by_email(tx, may.organization(), email_key).await
}

/// What a member leaves behind.
pub async fn legacy(
    db: &Db,
    clock: &Clock,
    may: &Granted<ManageMembers>,
    member: &Member,
) -> Result<Legacy, db::Error> {
    let organization = may.organization();
    Ok(Legacy {
        created: store::created(db, organization, member.id).await?,
        personal: store::personal_tokens(db, organization, member.id, clock.now()).await?,
    })
}

/// What became of a membership, newest first.
pub async fn history(db: &Db, may: &Granted<ManageMembers>, member: &Member) -> Result<Vec<Event>> {
    Ok(audit::member_history(db, &may.also()?, member.id).await?)
}

/// Gives a member another role than `from`, which the caller saw. Not to the last administrator. Whoever was an
/// administrator takes along the invitations they made.
pub async fn change_role(
    db: &Db,
    clock: &Clock,
    may: &Granted<ManageMembers>,
    id: Id<User>,
    from: Role,
    to: Role,
) -> Result<Outcome> {
    let mut tx = begin(db, clock, may).await?;
    let outcome = give_role(&mut tx, clock, may, id, from, to).await?;
    if outcome.changed {
        tx.commit().await?;
    }
    Ok(outcome)
}

async fn give_role(
    tx: &mut Tx,
    clock: &Clock,
    may: &Granted<ManageMembers>,
    id: Id<User>,
    from: Role,
    to: Role,
) -> Result<Outcome> {
    let changed = store::change_role(tx, may.organization(), id, from, to).await?;
    let member = store::find(&mut *tx, may.organization(), id).await?.ok_or(Error::NotFound)?;
    if changed {
        let revoked = match from {
            Role::Administrator => invitations::revoke_of(tx, clock, may, &member, false).await?,
            _ => invitations::Revoked::default(),
        };
        let detail = json!({ "before": { "role": from.as_str() }, "after": { "role": to.as_str() } });
        record(tx, clock, may, "member.role_changed", &member, &detail).await?;
        revoked.record(tx, clock, may).await?;
    } else if member.role != to {
        return Err(Error::Conflict(if member.role == from {
            last_administrator(&member)
        } else {
            t!("members-role-changed-meanwhile", name = member.name, role = member.role.word()).into()
        }));
    }
    Ok(Outcome { member, changed })
}

/// Grants or withdraws the privilege to have personal tokens. Withdrawn, those there are stop with the next request.
pub async fn set_api_access(
    db: &Db,
    clock: &Clock,
    may: &Granted<ManageMembers>,
    id: Id<User>,
    on: bool,
) -> Result<Outcome> {
    let mut tx = begin(db, clock, may).await?;
    let outcome = give_api_access(&mut tx, clock, may, id, on).await?;
    if outcome.changed {
        tx.commit().await?;
    }
    Ok(outcome)
}

async fn give_api_access(
    tx: &mut Tx,
    clock: &Clock,
    may: &Granted<ManageMembers>,
    id: Id<User>,
    on: bool,
) -> Result<Outcome> {
    let changed = store::set_api_access(tx, may.organization(), id, on).await?;
    let member = store::find(&mut *tx, may.organization(), id).await?.ok_or(Error::NotFound)?;
    if changed {
        let action = if on { "member.api_access_granted" } else { "member.api_access_withdrawn" };
        let detail = json!({ "before": { "api_access": !on }, "after": { "api_access": on } });
        record(tx, clock, may, action, &member, &detail).await?;
    }
    Ok(Outcome { member, changed })
}

/// Makes a person a member without an invitation. Whoever is one gets the role, under the conditions of [`change_role`], and
/// the privilege to have personal tokens if it is given here; it isn't taken. What changes nothing leaves no event.
pub async fn enlist(
    tx: &mut Tx,
    clock: &Clock,
    may: &Granted<ManageMembers>,
    (user, name): (Id<User>, &str),
    role: Role,
    api_access: bool,
) -> Result<()> {
    lock(tx, clock, may).await?;
    let organization = may.organization();
    if store::join(tx, organization, user, role, api_access, clock.now()).await? {
        let detail = json!({ "role": role.as_str(), "api_access": api_access });
        let subject = Subject { kind: "user", id: user.as_str(), name };
        audit::record(tx, clock, may.actor(), Some(organization), "member.enlisted", subject, &detail).await?;
        return Ok(());
    }
    let member = store::find(&mut *tx, organization, user).await?.ok_or(Error::NotFound)?;
    give_role(tx, clock, may, user, member.role, role).await?;
    if api_access {
        give_api_access(tx, clock, may, user, true).await?;
    }
    Ok(())
}

/// Removes a member, who may be the caller; not the last administrator. Their sessions end with it, and their personal
/// tokens stop: the gate looks at the membership, and they are switched off, so that coming back revives none. What they
/// created for applications goes on working.
pub async fn remove(db: &Db, clock: &Clock, may: &Granted<ManageMembers>, id: Id<User>) -> Result<Outcome> {
    let mut tx = begin(db, clock, may).await?;
    let member = store::find(&mut tx, may.organization(), id).await?.ok_or(Error::NotFound)?;
    if !store::remove(&mut tx, may.organization(), id, clock.now()).await? {
        return Err(Error::Conflict(last_administrator(&member)));
    }
    // The rows first and the events last, here and wherever both are: the end of the log is what everyone waits for.
    sessions::end_all_of(&mut tx, clock, id).await?;
    let reason = format!("{} doesn't belong to the organization any more.", member.name);
    let shut = tokens::shut_all_of(&mut tx, clock, may, id, reason).await?;
    let revoked = invitations::revoke_of(&mut tx, clock, may, &member, true).await?;
    let detail = json!({ "before": { "role": member.role.as_str(), "api_access": member.api_access } });
    record(&mut tx, clock, may, "member.removed", &member, &detail).await?;
    shut.record(&mut tx, clock, may).await?;
    revoked.record(&mut tx, clock, may).await?;
    tx.commit().await?;
    Ok(Outcome { member, changed: true })
}

/// Makes a person a member, in the transaction that takes their invitation; false if they are one already. Takes no
/// proof: it is the invitation, which only `invitations` can vouch for.
pub(crate) async fn join(
    tx: &mut Tx,
    clock: &Clock,
    actor: &Actor,
    organization: Id<Organization>,
    user: &User,
    (role, api_access): (Role, bool),
    invitation: &str,
) -> Result<bool, db::Error> {
    if !store::join(tx, organization, user.id, role, api_access, clock.now()).await? {
        return Ok(false);
    }
    let detail = json!({ "after": { "role": role.as_str(), "api_access": api_access }, "invitation": invitation });
    let subject = Subject { kind: "user", id: user.id.as_str(), name: &user.name };
    audit::record(tx, clock, actor, Some(organization), "member.joined", subject, &detail).await?;
    Ok(true)
}

/// Makes changes to the organization's people wait for each other, until the transaction ends.
pub(crate) async fn lock(tx: &mut Tx, clock: &Clock, may: &Granted<ManageMembers>) -> Result<(), db::Error> {
    store::lock(tx, may.organization()).await?;
    audit::still_held(tx, clock, may.actor(), may.organization()).await
}

/// Begins a change. Two at once would each still see the other's administrator, so they go one after the other.
async fn begin(db: &Db, clock: &Clock, may: &Granted<ManageMembers>) -> Result<Tx, db::Error> {
    let mut tx = db.begin().await?;
    lock(&mut tx, clock, may).await?;
    Ok(tx)
}

fn last_administrator(member: &Member) -> String {
    t!("members-last-administrator", name = member.name).into()
}

async fn record(
    tx: &mut Tx,
    clock: &Clock,
    may: &Granted<ManageMembers>,
    action: audit::Action,
    member: &Member,
    detail: &Value,
) -> Result<(), db::Error> {
    let subject = Subject { kind: "user", id: member.id.as_str(), name: &member.name };
    audit::record(tx, clock, may.actor(), Some(may.organization()), action, subject, detail).await
}
