//! Tokens: the heart. What a token is, and every operation on one; each takes the proof it needs and leaves one
//! audit event in its own transaction. Deciding about requests is the gate's business; HTML is in `pages`.

mod expiry;
pub mod list;
mod network;
pub mod pages;
mod permissions;
mod secret;
mod status;
mod store;
mod text;

use std::net::IpAddr;

use serde_json::{Value, json};

pub use network::AllowedNetworks;
pub use permissions::Permissions;
pub use secret::{Kind, Prefixes, Presented, TokenSecret, handle_in};
pub use status::{Facts, Status};
pub use text::{Description, Reason, TokenName};

use crate::access::{Granted, ManageTokens, Role, SeeTokens, SeeTombstones, ShutTokens};
use crate::applications::{self, Application};
use crate::audit::{self, Subject};
use crate::chance::Chance;
use crate::clock::{Clock, DAY, Timestamp};
use crate::db::{self, Db, Tx};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::organizations::Organization;
use crate::users::User;

/// "Expires soon" is within so many days.
pub const SOON_DAYS: i64 = 14;
/// An address seen within so many days is not shut out without asking.
const SEEN_DAYS: i64 = 7;
/// How often a secret is drawn anew when its handle is taken: 47 bits make a second time a rarity.
const DRAWS: usize = 4;

/// The facts of a token; never its secret.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Token {
    /// Its id.
    pub id: Id<Token>,
    /// Whose it is.
    pub organization_id: Id<Organization>,
    /// The application it is issued for; none for a personal token.
    pub application_id: Option<Id<Application>>,
    /// That application's name, or the person's.
    pub owner_name: String,
    /// What it is called.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// The start of its secret, as in `lka`.
    pub prefix: String,
    /// The eight public characters after that.
    pub handle: String,
    /// What it may do.
    #[sqlx(rename = "scope", try_from = "String")]
    pub permissions: Permissions,
    /// Where it may be used from.
    #[sqlx(try_from = "String")]
    pub networks: AllowedNetworks,
    /// When it was made.
    pub created_at: Timestamp,
    /// By what kind of principal.
    pub created_by_kind: String,
    /// By whom.
    pub created_by_id: String,
    /// Their name at the time.
    pub created_by_name: String,
    /// Counts its changes by edit.
    pub version: i64,
    /// What its status is derived from.
    #[sqlx(flatten)]
    pub facts: Facts,
    /// When it was last switched on or off.
    pub switched_at: Option<Timestamp>,
    /// By whom.
    pub switched_by_name: String,
    /// In which role; empty for none.
    pub switched_by_role: String,
    /// Why.
    pub switched_reason: String,
    /// By whom it was marked compromised.
    pub compromised_by_name: String,
    /// Why.
    pub compromised_reason: String,
    /// By whom it was deleted.
    pub deleted_by_name: String,
    /// When its successor was issued.
    pub superseded_at: Option<Timestamp>,
    /// When its creator said that the secret was copied.
    pub confirmed_at: Option<Timestamp>,
    /// When it was last presented and admitted.
    pub last_used_at: Option<Timestamp>,
    /// From where.
    pub last_used_address: String,
    /// By which program.
    pub last_used_agent: String,
}

impl Token {
    /// Its status at `now`.
    pub fn status(&self, now: Timestamp) -> Status {
        self.facts.status(now)
    }

    /// How it is named in lists and logs: `lka_4fT9kQ2m…`.
    pub fn shown_handle(&self) -> String {
        format!("{}_{}…", self.prefix, self.handle)
    }

    /// Whether it ends within [`SOON_DAYS`], while it still works.
    pub fn expires_soon(&self, now: Timestamp) -> bool {
        self.status(now) == Status::Active && self.facts.end().is_some_and(|end| end <= now.plus(SOON_DAYS * DAY))
    }

    /// Whether it was admitted within the last 24 hours.
    pub fn in_use(&self, now: Timestamp) -> bool {
        self.last_used_at.is_some_and(|at| at > now.plus(-DAY))
    }

    fn subject(&self) -> Subject<'_> {
        Subject { kind: "token", id: self.id.as_str(), name: &self.name }
    }
}

/// Marks a form as one act: a second submit of the same form makes nothing. 32 lowercase hex characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubmissionKey(String);

impl SubmissionKey {
    /// A key for a new form.
    pub fn new(chance: &Chance) -> Self {
        Self(chance.hex::<16>())
    }

    /// Reads a key that came back with its form.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        fits.then(|| Self(text.to_owned()))
    }

    /// The key.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a new application token is to be.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// Whose.
    pub application: Id<Application>,
    /// Its name.
    pub name: TokenName,
    /// What it is for.
    pub description: Description,
    /// When it expires; none: never.
    pub expires_at: Option<Timestamp>,
    /// Where it may be used from.
    pub networks: AllowedNetworks,
    /// What it may do.
    pub permissions: Permissions,
    /// The form it came with.
    pub submission: SubmissionKey,
}

/// What became of a creation.
#[derive(Debug)]
pub enum Creation {
    /// The token, and its secret for the one reveal.
    Created(Box<Token>, TokenSecret),
    /// The form was submitted before; this token was made then.
    Repeated(Id<Token>),
    /// The application has a living token of this name.
    NameTaken,
    /// The application doesn't exist, or takes no new tokens.
    NoSuchApplication,
}

/// Which edit of a token was based on which version of it, and what it changes.
#[derive(Clone, Debug)]
pub struct Edit {
    /// The version that the editor saw.
    pub version: i64,
    /// Its name.
    pub name: TokenName,
    /// What it is for.
    pub description: Description,
    /// Where it may be used from.
    pub networks: AllowedNetworks,
    /// The editor was told that this shuts out an address lately in use, and wants it.
    pub shuts_out_knowingly: bool,
}

/// What became of an edit.
#[derive(Debug)]
pub enum Edited {
    /// It is in force; or nothing was different.
    Saved(Box<Token>),
    /// Someone else edited it meanwhile: here is what it is now.
    Overtaken(Box<Token>),
    /// The application has another living token of this name.
    NameTaken,
    /// The new IP list shuts out an address that used the token within the last days: asked first, not saved.
    ShutsOut {
        /// The address.
        address: String,
        /// When it was last seen.
        at: Timestamp,
    },
}

/// A token after an operation, and whether that changed anything.
#[derive(Debug)]
pub struct Outcome {
    /// As it is now.
    pub token: Token,
    /// Whether it was different before.
    pub changed: bool,
}

/// What the gate needs to know of a token to decide, and nothing that the clock decides.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Policy {
    /// Its id.
    pub id: Id<Token>,
    /// Its name.
    pub name: String,
    /// Whose kind it is.
    #[sqlx(try_from = "String")]
    pub kind: Kind,
    /// Its organization.
    pub organization_id: Id<Organization>,
    /// Its application; none for a personal token.
    pub application_id: Option<Id<Application>>,
    /// That application's name.
    pub owner_name: String,
    /// What its status is derived from.
    #[sqlx(flatten)]
    pub facts: Facts,
    /// The application is archived or deleted.
    pub application_blocked: bool,
    /// The organization is suspended.
    pub organization_blocked: bool,
    /// What it may do.
    #[sqlx(rename = "scope", try_from = "String")]
    pub permissions: Permissions,
    /// Where it may be used from.
    #[sqlx(try_from = "String")]
    pub networks: AllowedNetworks,
}

/// Issues an application token. Fails only if the database can't be asked.
pub async fn create(
    db: &Db,
    clock: &Clock,
    chance: &Chance,
    prefixes: &Prefixes,
    may: &Granted<ManageTokens>,
    new: &NewToken,
) -> Result<Creation, db::Error> {
    for _ in 0..DRAWS {
        let id = Id::new(clock, chance);
        let mut tx = db.begin().await?;
        if let Some(person) = may.person()
            && let Some(earlier) =
                store::claim_submission(&mut tx, may.organization(), person.id, &new.submission, id, clock.now())
                    .await?
        {
            return Ok(Creation::Repeated(earlier));
        }
        let Some(application) = applications::accepting(&mut tx, may.organization(), new.application).await? else {
            return Ok(Creation::NoSuchApplication);
        };
        if store::name_taken(&mut tx, may.organization(), application.id.as_str(), new.name.as_str(), None).await? {
            return Ok(Creation::NameTaken);
        }
        let secret = TokenSecret::generate(Kind::Application, prefixes, chance);
        match store::insert(&mut tx, clock.now(), may, id, new, secret.facts()).await {
            // The handle, or in a race the name: the next round tells which.
            Err(error) if db::is_unique_violation(&error) => continue,
            other => other?,
        }
        let token = store::find(&mut tx, may.organization(), id).await?.ok_or(sqlx::Error::RowNotFound)?;
        record(&mut tx, clock, may, "token.created", &token, &created_detail(&token)).await?;
        tx.commit().await?;
        return Ok(Creation::Created(Box::new(token), secret));
    }
    Err(sqlx::Error::Protocol("no free handle was found".to_owned()))
}

/// A token of the organization. A deleted one is there only for those who may see tombstones.
pub async fn find(db: &Db, may: &Granted<SeeTokens>, id: Id<Token>) -> Result<Token> {
    let token = store::find(db, may.organization(), id).await?.ok_or(Error::NotFound)?;
    if token.facts.deleted_at.is_some() && !may.can::<SeeTombstones>() {
        return Err(Error::NotFound);
    }
    Ok(token)
}

/// In which other organization of this person the token is, if it is: a link may lead across.
pub async fn elsewhere(db: &Db, may: &Granted<SeeTokens>, id: Id<Token>) -> Result<Option<(Id<Organization>, String)>> {
    let Some(person) = may.person() else {
        return Ok(None);
    };
    let organization = store::organization_of(db, id).await?;
    let other = person.memberships.iter().find(|m| Some(m.organization) == organization);
    Ok(other.map(|m| (m.organization, m.organization_name.clone())))
}

/// Switches a token off. Support says why.
pub async fn deactivate(
    db: &Db,
    clock: &Clock,
    may: &Granted<ShutTokens>,
    id: Id<Token>,
    reason: &Reason,
) -> Result<Outcome> {
    if may.actor().role == Some(Role::Support) && reason.is_empty() {
        return Err(Error::Malformed("Say why the token is deactivated: its administrators will ask.".to_owned()));
    }
    switch(db, clock, may, id, false, reason).await
}

/// Switches a token back on. Not one whose end has come, and never a compromised one.
pub async fn activate(db: &Db, clock: &Clock, may: &Granted<ManageTokens>, id: Id<Token>) -> Result<Outcome> {
    switch(db, clock, may, id, true, &Reason::default()).await
}

async fn switch<P: crate::access::Privilege>(
    db: &Db,
    clock: &Clock,
    may: &Granted<P>,
    id: Id<Token>,
    on: bool,
    reason: &Reason,
) -> Result<Outcome> {
    let mut tx = db.begin().await?;
    let now = clock.now();
    let changed = store::switch(&mut tx, may.organization(), id, on, now, may.actor(), reason).await?;
    let token = living(&mut tx, may.organization(), id).await?;
    if changed {
        let action = if on { "token.activated" } else { "token.deactivated" };
        record(&mut tx, clock, may, action, &token, &json!({ "reason": reason.as_str() })).await?;
        tx.commit().await?;
        return Ok(Outcome { token, changed });
    }
    match token.status(now) {
        Status::Compromised => Err(Error::Conflict(format!(
            "“{}” is marked compromised: it never works again. Create another token instead.",
            token.name
        ))),
        Status::Expired if on => Err(Error::Conflict(format!(
            "“{}” has expired and can't be activated. Create another like it instead.",
            token.name
        ))),
        _ => Ok(Outcome { token, changed }),
    }
}

/// Marks a token compromised: from then on it never works again, whoever asks.
pub async fn mark_compromised(
    db: &Db,
    clock: &Clock,
    may: &Granted<ShutTokens>,
    id: Id<Token>,
    reason: &Reason,
) -> Result<Outcome> {
    if reason.is_empty() {
        return Err(Error::Malformed("Say how it is known that the token is compromised.".to_owned()));
    }
    let mut tx = db.begin().await?;
    let changed = store::mark_compromised(&mut tx, may.organization(), id, clock.now(), may.actor(), reason).await?;
    let token = living(&mut tx, may.organization(), id).await?;
    if changed {
        record(&mut tx, clock, may, "token.compromised", &token, &json!({ "reason": reason.as_str() })).await?;
        tx.commit().await?;
    }
    Ok(Outcome { token, changed })
}

/// Changes a token's name, description and IP restriction.
pub async fn edit(db: &Db, clock: &Clock, may: &Granted<ManageTokens>, id: Id<Token>, edit: &Edit) -> Result<Edited> {
    let mut tx = db.begin().await?;
    let before = living(&mut tx, may.organization(), id).await?;
    let owner = before.application_id.ok_or(Error::NotFound)?;
    let after = json!({
        "name": edit.name.as_str(),
        "description": edit.description.as_str(),
        "networks": edit.networks.stored(),
    });
    let was = json!({ "name": before.name, "description": before.description, "networks": before.networks.stored() });
    if was == after {
        return Ok(Edited::Saved(Box::new(before)));
    }
    if edit.version != before.version {
        return Ok(Edited::Overtaken(Box::new(before)));
    }
    if before.superseded_at.is_none()
        && store::name_taken(&mut tx, may.organization(), owner.as_str(), edit.name.as_str(), Some(id)).await?
    {
        return Ok(Edited::NameTaken);
    }
    if !edit.shuts_out_knowingly
        && let Some((address, at)) = shut_out(&before, &edit.networks, clock.now())
    {
        return Ok(Edited::ShutsOut { address, at });
    }
    match store::edit(&mut tx, may.organization(), &before, clock.now(), edit).await {
        Err(error) if db::is_unique_violation(&error) => return Ok(Edited::NameTaken),
        Err(error) => return Err(error.into()),
        // Someone was between the look and the change.
        Ok(false) => {
            drop(tx);
            let now = store::find(db, may.organization(), id).await?.ok_or(Error::NotFound)?;
            return Ok(Edited::Overtaken(Box::new(now)));
        }
        Ok(true) => {}
    }
    let token = living(&mut tx, may.organization(), id).await?;
    record(&mut tx, clock, may, "token.edited", &token, &json!({ "before": was, "after": after })).await?;
    tx.commit().await?;
    Ok(Edited::Saved(Box::new(token)))
}

/// The last address that used the token, if that was lately and the new list doesn't admit it any more.
fn shut_out(token: &Token, networks: &AllowedNetworks, now: Timestamp) -> Option<(String, Timestamp)> {
    let at = token.last_used_at.filter(|at| *at > now.plus(-SEEN_DAYS * DAY))?;
    let address: IpAddr = token.last_used_address.parse().ok()?;
    let lost = token.networks.admit(Some(address)) && !networks.admit(Some(address));
    lost.then(|| (token.last_used_address.clone(), at))
}

/// Deletes a token for good; its handle and digest stay as a tombstone.
pub async fn delete(db: &Db, clock: &Clock, may: &Granted<ManageTokens>, id: Id<Token>) -> Result<Outcome> {
    let mut tx = db.begin().await?;
    let changed = store::delete(&mut tx, may.organization(), id, clock.now(), may.actor()).await?;
    let token = store::find(&mut tx, may.organization(), id).await?.ok_or(Error::NotFound)?;
    if changed {
        record(&mut tx, clock, may, "token.deleted", &token, &json!({})).await?;
        tx.commit().await?;
    }
    Ok(Outcome { token, changed })
}

/// Records that the creator has copied the secret to a safe place.
pub async fn confirm_copied(db: &Db, clock: &Clock, may: &Granted<ManageTokens>, id: Id<Token>) -> Result<Outcome> {
    let mut tx = db.begin().await?;
    let changed = store::confirm(&mut tx, may.organization(), id, clock.now()).await?;
    let token = living(&mut tx, may.organization(), id).await?;
    if changed {
        record(&mut tx, clock, may, "token.copy_confirmed", &token, &json!({})).await?;
        tx.commit().await?;
    }
    Ok(Outcome { token, changed })
}

/// What the gate must know of the token with this digest; none if there is no such token.
/// Takes no proof: the digest of a 190-bit secret is one.
pub async fn policy(db: &Db, digest: &str) -> Result<Option<Policy>, db::Error> {
    store::policy(db, digest).await
}

/// A name like `name` that the application has free: `name`, `name 2`, `name 3` …
pub async fn free_name(
    db: &Db,
    may: &Granted<SeeTokens>,
    owner: Id<Application>,
    name: &str,
) -> Result<String, db::Error> {
    let taken = store::living_names(db, may.organization(), owner.as_str()).await?;
    let base = name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
    let base = if base.is_empty() || base.len() == name.len() { name } else { base };
    let candidates = std::iter::once(name.to_owned()).chain((2..).map(|n| {
        let tail = format!(" {n}");
        let kept: String = base.chars().take(TokenName::LIMIT - tail.len()).collect();
        format!("{}{tail}", kept.trim_end())
    }));
    // There is one more candidate than there are names in the way.
    Ok(candidates.take(taken.len() + 2).find(|c| !taken.contains(&db::fold(c))).unwrap_or_default())
}

/// The token, unless it is deleted: what is changed must live.
async fn living(tx: &mut Tx, organization: Id<Organization>, id: Id<Token>) -> Result<Token> {
    let token = store::find(tx, organization, id).await?.ok_or(Error::NotFound)?;
    if token.facts.deleted_at.is_some() { Err(Error::NotFound) } else { Ok(token) }
}

async fn record<P: crate::access::Privilege>(
    tx: &mut Tx,
    clock: &Clock,
    may: &Granted<P>,
    action: audit::Action,
    token: &Token,
    detail: &Value,
) -> Result<(), db::Error> {
    audit::record(tx, clock, may.actor(), Some(may.organization()), action, token.subject(), detail).await
}

fn created_detail(token: &Token) -> Value {
    json!({
        "handle": token.shown_handle(),
        "application": token.owner_name,
        "name": token.name,
        "description": token.description,
        "expires_at": token.facts.expires_at.map(|at| at.utc().to_rfc3339()),
        "networks": token.networks.stored(),
        "scope": token.permissions.scope(),
    })
}

/// The user who made a token, if a person did.
pub fn creator(token: &Token) -> Option<Id<User>> {
    if token.created_by_kind == "user" { token.created_by_id.parse().ok() } else { None }
}
