//! The tokens of one application as the API lists them: by page and number, or from one on in the order of their making.

use super::{Token, store};
use crate::access::{Granted, SeeTokens};
use crate::applications::Application;
use crate::clock::Clock;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::id::Id;

/// What the list is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortBy {
    /// Its name, without regard to case.
    Name,
    /// Active or not.
    Status,
    /// Its id: the order of their making.
    Id,
    /// When it was made.
    Created,
    /// When it was last edited or switched.
    Updated,
    /// When it expires; never comes last.
    Expires,
}

/// What is asked of the list.
#[derive(Clone, Debug)]
pub struct Listing {
    /// Only names that this pattern fits, with `*` and `?`; empty for all.
    pub name: String,
    /// Only those that are active, or that aren't.
    pub active: Option<bool>,
    /// Sorted by.
    pub sort: SortBy,
    /// Z to A, new to old.
    pub descending: bool,
    /// How many are left out before the first.
    pub offset: i64,
    /// How many at most.
    pub limit: i64,
    /// Only those made after this one, in the order of their making: in place of `sort` and `offset`.
    pub after: Option<String>,
}

/// A page of the list.
#[derive(Debug)]
pub struct Listed {
    /// The tokens.
    pub tokens: Vec<Token>,
    /// How many the filters leave in all.
    pub total: i64,
}

/// The living tokens of an application of the organization.
pub async fn of_application(
    db: &Db,
    clock: &Clock,
    may: &Granted<SeeTokens>,
    application: Id<Application>,
    listing: &Listing,
) -> Result<Listed> {
    let (organization, now) = (may.organization(), clock.now());
    let tokens = store::of_application::page(db, organization, application, listing, now).await?;
    let total = store::of_application::count(db, organization, application, listing, now).await?;
    Ok(Listed { tokens, total })
}

/// One of them.
pub async fn one_of_application(
    db: &Db,
    may: &Granted<SeeTokens>,
    application: Id<Application>,
    id: Id<Token>,
) -> Result<Token> {
    let token = store::find(db, may.organization(), id).await?;
    token
        .filter(|token| token.application_id == Some(application) && token.facts.deleted_at.is_none())
        .ok_or(Error::NotFound)
}
