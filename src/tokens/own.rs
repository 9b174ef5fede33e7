//! People's own tokens: each acts as its person, with their present role and never more, and ends with their place in the
//! organization or their privilege. Nobody manages another's; administrators and support can shut one off.

use serde_json::json;

use super::issue::{DRAWS, created_detail};
use super::rules::{self, Breach};
use super::{Kind, NewToken, Prefixes, Token, TokenSecret, record, store};
use crate::access::{Granted, ManageMembers, SignedIn};
use crate::audit::{self, Subject};
use crate::chance::Chance;
use crate::clock::Clock;
use crate::coherence::Touched;
use crate::db::{self, Db, Tx};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::users::User;

/// What became of the creation of a token of one's own.
#[derive(Debug)]
pub enum OwnCreation {
    /// The token, and its secret for the one reveal.
    Created(Box<Token>, TokenSecret),
    /// The form was submitted before; this token was made then.
    Repeated(Id<Token>),
    /// The person has a living token of this name.
    NameTaken,
    /// They have as many as one may have.
    TooMany,
    /// They don't have the privilege (any more).
    NoPrivilege,
    /// It would break rules of the organization.
    BreaksRules(Vec<Breach>),
}

fn me(may: &Granted<SignedIn>) -> Result<Id<User>> {
    may.person().map(|person| person.id).ok_or(Error::NotFound)
}

/// One's own tokens that are not deleted, the newest first.
pub async fn own(db: &Db, may: &Granted<SignedIn>) -> Result<Vec<Token>> {
    Ok(store::own::list(db, may.organization(), me(may)?).await?)
}

/// One of them.
pub async fn own_one(db: &Db, may: &Granted<SignedIn>, id: Id<Token>) -> Result<Token> {
    let (found, me) = (store::find(db, may.organization(), id).await?, me(may)?);
    found.filter(|token| token.user_id == Some(me) && token.facts.deleted_at.is_none()).ok_or(Error::NotFound)
}

/// Whether one has the privilege to have tokens of one's own here.
pub async fn may_own(db: &Db, may: &Granted<SignedIn>) -> Result<bool> {
    Ok(store::own::privilege(db, may.organization(), me(may)?).await?)
}

/// The personal tokens that went off with somebody's place in the organization, for their events.
#[derive(Debug)]
pub(crate) struct Shut {
    tokens: Vec<store::own::Named>,
    reason: String,
}

impl Shut {
    /// Records them.
    pub(crate) async fn record(
        &self,
        tx: &mut Tx,
        clock: &Clock,
        may: &Granted<ManageMembers>,
    ) -> Result<(), db::Error> {
        let detail = json!({ "reason": self.reason });
        for token in &self.tokens {
            tx.touch(Touched::Token(token.handle.clone()));
            let subject = Subject { kind: "token", id: token.id.as_str(), name: &token.name };
            let organization = Some(may.organization());
            audit::record(tx, clock, may.actor(), organization, "token.deactivated", subject, &detail).await?;
        }
        Ok(())
    }
}

/// Switches the personal tokens of somebody off, in the transaction that takes their place in the organization. They stop with
/// it anyhow; and if they are taken up again some day, none of them is in force because of that alone.
pub(crate) async fn shut_all_of(
    tx: &mut Tx,
    clock: &Clock,
    may: &Granted<ManageMembers>,
    user: Id<User>,
    reason: String,
) -> Result<Shut, db::Error> {
    let organization = may.organization();
    let tokens = store::own::shut_all(tx, organization, user, clock.now(), may.actor(), &reason).await?;
    Ok(Shut { tokens, reason })
}

/// Issues a token of one's own; one has at most `limit`.
pub async fn create_own(
    db: &Db,
    clock: &Clock,
    chance: &Chance,
    (prefixes, limit): (&Prefixes, i64),
    may: &Granted<SignedIn>,
    new: &NewToken<Id<User>>,
) -> Result<OwnCreation> {
    let (organization, me) = (may.organization(), me(may)?);
    if new.owner != me {
        return Err(Error::NotFound);
    }
    let my_name = may.person().map(|person| person.name.clone()).unwrap_or_default();
    for _ in 0..DRAWS {
        let (id, now) = (Id::new(clock, chance), clock.now());
        let mut tx = db.begin().await?;
        let rules = rules::hold(&mut tx, organization).await?;
        if let Some(key) = &new.submission
            && let Some(earlier) = store::claim_submission(&mut tx, may, key, id, now).await?
        {
            return Ok(OwnCreation::Repeated(earlier));
        }
        if !store::own::hold_privilege(&mut tx, organization, me).await? {
            return Ok(OwnCreation::NoPrivilege);
        }
        let breaches = rules::check(&rules, now, new.expires_at, &new.networks);
        if !breaches.is_empty() {
            return Ok(OwnCreation::BreaksRules(breaches));
        }
        if store::own::count(&mut tx, organization, me).await? >= limit {
            return Ok(OwnCreation::TooMany);
        }
        if store::name_taken(&mut tx, organization, me.as_str(), new.name.as_str(), None).await? {
            return Ok(OwnCreation::NameTaken);
        }
        let secret = TokenSecret::generate(Kind::Personal, prefixes, chance);
        let token = match store::insert(&mut tx, now, may, id, new, secret.facts(), None, &my_name).await {
            // The handle is taken: another draw.
            Err(error) if db::is_unique_violation(&error) => continue,
            other => other?,
        };
        record(&mut tx, clock, may, "token.created", &token, &created_detail(&token)).await?;
        tx.commit().await?;
        return Ok(OwnCreation::Created(Box::new(token), secret));
    }
    Err(sqlx::Error::Protocol("no free handle was found".to_owned()).into())
}
