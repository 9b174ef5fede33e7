//! Issuing an application token: what it is to be, and the one operation that makes it with its secret.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::rules::{self, Breach};
use super::{
    AllowedNetworks, Description, Excess, Kind, Permissions, Prefixes, Token, TokenName, TokenSecret, powers, record,
    store,
};
use crate::access::{Granted, ManageTokens, SeeTokens};
use crate::applications::{self, Application};
use crate::audit;
use crate::chance::Chance;
use crate::clock::{Clock, Timestamp};
use crate::db::{self, Db};
use crate::id::Id;
use crate::users::User;

/// How often a secret is drawn anew when its handle is taken: 47 bits make a second time a rarity.
pub(super) const DRAWS: usize = 4;

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

/// What a new token is to be: an application's, or a person's own.
#[derive(Clone, Debug)]
pub struct NewToken<O = Id<Application>> {
    /// Whose.
    pub owner: O,
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
    /// Switched on.
    pub active: bool,
    /// The form it came with, or the request that must not be carried out twice.
    pub submission: Option<SubmissionKey>,
}

/// Whom a token belongs to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Owner {
    Application(Id<Application>),
    Person(Id<User>),
}

impl From<Id<Application>> for Owner {
    fn from(id: Id<Application>) -> Self {
        Self::Application(id)
    }
}

impl From<Id<User>> for Owner {
    fn from(id: Id<User>) -> Self {
        Self::Person(id)
    }
}

impl Owner {
    pub fn kind(self) -> Kind {
        match self {
            Self::Application(_) => Kind::Application,
            Self::Person(_) => Kind::Personal,
        }
    }

    pub fn id(self) -> String {
        match self {
            Self::Application(id) => id.to_string(),
            Self::Person(id) => id.to_string(),
        }
    }

    pub fn application(self) -> Option<Id<Application>> {
        if let Self::Application(id) = self { Some(id) } else { None }
    }

    pub fn user(self) -> Option<Id<User>> {
        if let Self::Person(id) = self { Some(id) } else { None }
    }
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
    /// It would be broader than the token that asks for it.
    Exceeds(Vec<Excess>),
    /// It would break rules of the organization.
    BreaksRules(Vec<Breach>),
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
    for draw in 0..DRAWS {
        let (id, now) = (Id::new(clock, chance), clock.now());
        let mut tx = db.begin().await?;
        // First of all: whoever renames the organization must not wait for us while we wait for them.
        let rules = rules::hold(&mut tx, may.organization()).await?;
        if let Some(key) = &new.submission
            && let Some(earlier) = store::claim_submission(&mut tx, may, key, id, now).await?
        {
            return Ok(Creation::Repeated(earlier));
        }
        if let Some(acting) = may.token() {
            // As it is now, and stays: what it may pass on may have become less since it was admitted.
            audit::still_held(&mut tx, clock, may.actor(), may.organization()).await?;
            let acting = store::find(&mut tx, may.organization(), acting.id).await?.ok_or(sqlx::Error::RowNotFound)?;
            let excess = powers::excess(&acting, &new.permissions, new.expires_at, &new.networks);
            if !excess.is_empty() {
                return Ok(Creation::Exceeds(excess));
            }
            if acting.application_id.is_some_and(|own| own != new.owner) {
                return Ok(Creation::NoSuchApplication);
            }
        }
        let breaches = rules::check(&rules, now, new.expires_at, &new.networks);
        if !breaches.is_empty() {
            return Ok(Creation::BreaksRules(breaches));
        }
        let Some(application) = applications::accepting(&mut tx, may.organization(), new.owner).await? else {
            return Ok(Creation::NoSuchApplication);
        };
        let (owner, name) = (application.id.as_str(), new.name.as_str());
        // Only the second round asks, once the first was refused: a name is rarely taken.
        if draw > 0 && store::name_taken(&mut tx, may.organization(), owner, name, None).await? {
            return Ok(Creation::NameTaken);
        }
        let secret = TokenSecret::generate(Kind::Application, prefixes, chance);
        let made = store::insert(&mut tx, now, may, id, new, secret.facts(), None, &application.name).await;
        let token = match made {
            // The name or the handle: the next round tells which.
            Err(error) if db::is_unique_violation(&error) => continue,
            other => other?,
        };
        record(&mut tx, clock, may, "token.created", &token, &created_detail(&token)).await?;
        tx.commit().await?;
        return Ok(Creation::Created(Box::new(token), secret));
    }
    Err(sqlx::Error::Protocol("no free handle was found".to_owned()))
}

/// A name like `name` that the application has free: `name`, `name 2`, `name 3` …
pub async fn free_name(
    db: &Db,
    may: &Granted<SeeTokens>,
    owner: Id<Application>,
    name: &str,
) -> Result<String, db::Error> {
    let taken: HashSet<String> =
        store::living_names(db, may.organization(), owner.as_str()).await?.into_iter().collect();
    // "Sensor 30" goes on with "Sensor 31", "Sensor" with "Sensor 2".
    let numbered = name.rsplit_once(' ').and_then(|(base, number)| Some((base, number.parse::<u32>().ok()?)));
    let (base, first) = numbered.map_or((name, 2), |(base, number)| (base, u64::from(number) + 1));
    let candidates = std::iter::once(name.to_owned()).chain((first..).map(|n| {
        let tail = format!(" {n}");
        let kept: String = base.chars().take(TokenName::LIMIT - tail.len()).collect();
        format!("{}{tail}", kept.trim_end())
    }));
    // There is one more candidate than there are names in the way.
    Ok(candidates.take(taken.len() + 2).find(|c| !taken.contains(&db::fold(c))).unwrap_or_default())
}

pub(super) fn created_detail(token: &Token) -> Value {
    let owner = if token.user_id.is_some() { "acts_as" } else { "application" };
    json!({
        "handle": token.shown_handle(),
        owner: token.owner_name,
        "name": token.name,
        "description": token.description,
        "expires_at": token.facts.expires_at.map(|at| at.utc().to_rfc3339()),
        "networks": token.networks.stored(),
        "scope": token.permissions.scope(),
    })
}
