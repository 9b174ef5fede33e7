//! Rotating a token: a successor with the same settings and a new secret. The old one is superseded: it ends at once or
//! after an overlap, in which both pass, and is never activated again.

use serde_json::json;

use super::expiry::{DEFAULT_CHOICE, preset_end};
use super::issue::{DRAWS, created_detail};
use super::rules::{self, Rules};
use super::{
    Description, Kind, NewToken, Prefixes, Status, SubmissionKey, Token, TokenName, TokenSecret, living, manageable,
    record, seen_by, store,
};
use crate::access::{Granted, ManageTokens, SeeTokens};
use crate::applications;
use crate::chance::Chance;
use crate::clock::{Clock, DAY, HOUR, Timestamp};
use crate::db::{self, Db};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::language::Message;

/// How long the old secret goes on beside the new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overlap {
    /// Not at all.
    Now,
    /// 15 minutes.
    QuarterHour,
    /// An hour.
    Hour,
    /// 24 hours.
    Day,
    /// 7 days.
    Week,
}

/// For so many days after a rotation the old secret goes on at the most, however often it is prolonged.
pub const LONGEST_DAYS: i64 = 30;

impl Overlap {
    /// All there are, as forms name them.
    pub const ALL: [(&str, Self); 5] =
        [("now", Self::Now), ("15m", Self::QuarterHour), ("1h", Self::Hour), ("24h", Self::Day), ("7d", Self::Week)];

    /// When the old secret ends, in words.
    pub fn words(self) -> Message {
        match self {
            Self::Now => t!("token-form-overlap-now"),
            Self::QuarterHour => t!("token-form-overlap-15-minutes"),
            Self::Hour => t!("token-form-overlap-1-hour"),
            Self::Day => t!("token-form-overlap-24-hours"),
            Self::Week => t!("token-form-overlap-7-days"),
        }
    }

    /// Reads a form's choice; the error is for its field.
    pub fn parse(text: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|(value, _)| *value == text);
        known.map(|(_, overlap)| overlap).ok_or_else(|| t!("token-form-overlap-missing").into())
    }

    /// When it is over, if nothing else ends it, beginning `now`.
    pub(super) fn from(self, now: Timestamp) -> Timestamp {
        now.plus(match self {
            Self::Now => 0,
            Self::QuarterHour => HOUR / 4,
            Self::Hour => HOUR,
            Self::Day => DAY,
            Self::Week => 7 * DAY,
        })
    }

    /// When the old secret of `token` ends if it is rotated `now`: never after its own end, and a compromised one's at
    /// once.
    pub fn end(self, token: &Token, now: Timestamp) -> Timestamp {
        let end = if token.status(now) == Status::Compromised { now } else { self.from(now) };
        token.facts.end().map_or(end, |own| own.min(end))
    }

    /// When it ends if it is prolonged `now`: never after the expiry that it was made with, nor more than
    /// [`LONGEST_DAYS`] after the rotation.
    pub(super) fn prolonged(self, token: &Token, now: Timestamp) -> Timestamp {
        let end = self.from(now).min(token.superseded_at.unwrap_or(now).plus(LONGEST_DAYS * DAY));
        token.facts.expires_at.map_or(end, |own| own.min(end))
    }
}

/// What became of a rotation.
#[derive(Debug)]
pub enum Rotation {
    /// The successor, its secret for the one reveal, and the old token as it is now.
    #[expect(missing_docs, reason = "the fields say what they are")]
    Issued { successor: Box<Token>, secret: TokenSecret, old: Box<Token> },
    /// The form was submitted before; this successor was made then.
    Repeated(Id<Token>),
}

/// Issues the successor of a token and ends the old one as `overlap` says. A token has one successor.
pub async fn rotate(
    db: &Db,
    clock: &Clock,
    chance: &Chance,
    prefixes: &Prefixes,
    may: &Granted<ManageTokens>,
    id: Id<Token>,
    (overlap, submission): (Overlap, &SubmissionKey),
) -> Result<Rotation> {
    for _ in 0..DRAWS {
        let (successor, now) = (Id::new(clock, chance), clock.now());
        let mut tx = db.begin().await?;
        // First of all: whoever renames the organization must not wait for us while we wait for them.
        let rules = rules::hold(&mut tx, may.organization()).await?;
        if let Some(earlier) = store::claim_submission(&mut tx, may, submission, successor, now).await? {
            return Ok(Rotation::Repeated(earlier));
        }
        let old = living(&mut tx, may.organization(), id).await?;
        manageable(may, &old)?;
        if old.superseded_at.is_some() {
            return Err(Error::Conflict(t!("token-form-rotated-already", name = old.name).into()));
        }
        let new = successor_of(&old, &rules, now, submission)?;
        let Some(application) = applications::accepting(&mut tx, may.organization(), new.owner).await? else {
            return Err(Error::Conflict(t!("token-form-rotate-archived", application = old.owner_name).into()));
        };
        // The claim of two that come at once; it frees the name, too. Someone who was between the look and this has rotated
        // or edited it: the next round tells which.
        if !store::supersede(&mut tx, may.organization(), &old, overlap.end(&old, now), now).await? {
            continue;
        }
        let secret = TokenSecret::generate(Kind::Application, prefixes, chance);
        let (facts, name) = (secret.facts(), &application.name);
        let token = match store::insert(&mut tx, now, may, successor, &new, facts, Some(id), name).await {
            // The handle is taken: another draw.
            Err(error) if db::is_unique_violation(&error) => continue,
            other => other?,
        };
        let old = living(&mut tx, may.organization(), id).await?;
        let ends_at = old.facts.ends_at.map(|at| at.utc().to_rfc3339());
        let detail = json!({ "successor": token.shown_handle(), "ends_at": ends_at });
        record(&mut tx, clock, may, "token.rotated", &old, &detail).await?;
        let mut detail = created_detail(&token);
        detail["predecessor"] = json!(old.shown_handle());
        record(&mut tx, clock, may, "token.created", &token, &detail).await?;
        tx.commit().await?;
        return Ok(Rotation::Issued { successor: Box::new(token), secret, old: Box::new(old) });
    }
    Err(sqlx::Error::Protocol("no free handle was found, or others were faster each time".to_owned()).into())
}

/// When the successor of a token expires that is rotated `now`: after as long a lifetime, unless the organization's
/// rules are narrower by now.
pub fn expiry_of_successor(old: &Token, rules: &Rules, now: Timestamp) -> Option<Timestamp> {
    let cap = rules.lifetime_cap_days.map(|days| now.plus(days.saturating_mul(DAY)));
    let as_long = old.facts.expires_at.map(|end| now.plus(end.0 - old.created_at.0));
    match as_long {
        None if rules.must_expire() => cap.or_else(|| preset_end(DEFAULT_CHOICE, now)),
        None => None,
        Some(end) => Some(cap.map_or(end, |cap| cap.min(end))),
    }
}

/// What the successor is to be: the same, with a lifetime as long, counted anew.
fn successor_of(old: &Token, rules: &Rules, now: Timestamp, submission: &SubmissionKey) -> Result<NewToken> {
    if rules::check_networks(rules, &old.networks).is_some() {
        return Err(Error::Conflict(t!("token-form-rotate-any-address", name = old.name).into()));
    }
    let stored = |error: String| Error::Internal(format!("a stored token can't be read: {error}"));
    Ok(NewToken {
        owner: old.application_id.ok_or(Error::NotFound)?,
        name: TokenName::parse(&old.name).map_err(stored)?,
        description: Description::parse(&old.description).map_err(stored)?,
        expires_at: expiry_of_successor(old, rules, now),
        networks: old.networks.clone(),
        permissions: old.permissions.clone(),
        active: true,
        submission: Some(submission.clone()),
    })
}

/// The tokens before and after one in its rotations, as far as the reader may see them.
#[derive(Debug, Default)]
pub struct Rotations {
    /// Which it took the place of.
    pub predecessor: Option<Token>,
    /// Which took its place.
    pub successor: Option<Token>,
}

/// What has to be used instead of a token that was rotated, however often: the last successor, as far as the reader may see it.
pub async fn latest(db: &Db, may: &Granted<SeeTokens>, token: &Token) -> Result<Option<Token>, db::Error> {
    if token.superseded_at.is_none() {
        return Ok(None);
    }
    Ok(store::latest(db, may.organization(), token.id).await?.filter(|token| seen_by(may, token)))
}

/// Which token this one took the place of, and which took its.
pub async fn rotations(db: &Db, may: &Granted<SeeTokens>, token: &Token) -> Result<Rotations, db::Error> {
    let organization = may.organization();
    let seen = |token: &Token| seen_by(may, token);
    let predecessor = match token.predecessor_id {
        Some(id) => store::find(db, organization, id).await?.filter(seen),
        None => None,
    };
    let successor = match token.superseded_at {
        Some(_) => store::successor(db, organization, token.id).await?.filter(seen),
        None => None,
    };
    Ok(Rotations { predecessor, successor })
}
