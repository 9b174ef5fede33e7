//! Usage as a token's page tells it: days, callers, refusals.

use std::collections::HashMap;

use super::store;
use crate::access::{Granted, SeeTokens};
use crate::applications::Application;
use crate::clock::Timestamp;
use crate::db::{self, Db};
use crate::id::Id;
use crate::tokens::Token;

/// Days on the page.
pub const DAYS: i64 = 30;
/// Days that tell whether an application is in use.
const WEEK: i64 = 7;
/// Callers on the page; so many more are kept.
pub const CALLERS: i64 = 20;
/// Refusals on the page.
pub const REFUSALS: i64 = 10;

/// Requests of one outcome on one day.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Day {
    /// Days since 1970-01-01, in UTC.
    pub day: i64,
    /// `admitted`, or the word of a refusal.
    pub outcome: String,
    /// How many.
    pub requests: i64,
}

/// Someone who presented the token.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Caller {
    /// From where; empty if it could not be told.
    pub address: String,
    /// The program they say they are.
    pub user_agent: String,
    /// When they were first seen.
    pub first_at: Timestamp,
    /// When they were last seen.
    pub last_at: Timestamp,
    /// Requests that passed.
    pub admitted: i64,
    /// Requests that didn't.
    pub refused: i64,
    /// The name of the token whose holder reported them by introspection; empty if they came to the gate.
    pub reported_by: String,
}

/// A request that was refused.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Refusal {
    /// The id that its caller was given.
    pub decision: String,
    /// When.
    pub at: Timestamp,
    /// The word of the reason.
    pub reason: String,
    /// The application that the entrance's address named; empty for whichever the token's is.
    pub application: String,
    /// From where; empty if it could not be told.
    pub address: String,
    /// The method; empty if it was one of Latchkey's own actions, or not said.
    pub method: String,
    /// The path, or the action; empty if it has no single reading.
    pub path: String,
    /// The program that the caller said it was.
    pub user_agent: String,
    /// The name of the token whose holder reported it by introspection; empty if it came to the gate.
    pub reported_by: String,
}

/// Everything about a token's use.
#[derive(Clone, Debug)]
pub struct Report {
    /// The first of the days: days since 1970-01-01.
    pub from: i64,
    /// Counts of the last 30 days, the present one included.
    pub days: Vec<Day>,
    /// The callers seen last.
    pub callers: Vec<Caller>,
    /// The latest refusals.
    pub refusals: Vec<Refusal>,
}

/// What is known of a token's use at `now`.
pub async fn report(db: &Db, may: &Granted<SeeTokens>, token: Id<Token>, now: Timestamp) -> Result<Report, db::Error> {
    let (organization, from) = (may.organization(), now.day() - DAYS + 1);
    Ok(Report {
        from,
        days: store::days(db, organization, token, from).await?,
        callers: store::callers(db, organization, token, CALLERS).await?,
        refusals: store::refusals(db, organization, token, REFUSALS).await?,
    })
}

/// What is kept of one refusal of the organization's tokens; none once later ones took its place.
pub async fn refusal(db: &Db, may: &Granted<SeeTokens>, decision: &str) -> Result<Option<Refusal>, db::Error> {
    store::refusal(db, may.organization(), decision).await
}

/// How many callers, of those who were ever admitted, each of these tokens had since a moment; one without any is left out.
/// Whoever has a token's facts may know.
pub async fn callers_since(db: &Db, tokens: &[&Token], since: Timestamp) -> Result<HashMap<Id<Token>, i64>, db::Error> {
    let ids: Vec<&str> = tokens.iter().map(|token| token.id.as_str()).collect();
    let mut callers = HashMap::new();
    for ids in ids.chunks(db::LIST) {
        callers.extend(store::callers_since(db, ids, since).await?);
    }
    Ok(callers)
}

/// How many requests passed in the last 7 days, the present one included, with tokens of an application that are not
/// deleted.
pub async fn of_application(
    db: &Db,
    may: &Granted<SeeTokens>,
    application: Id<Application>,
    now: Timestamp,
) -> Result<i64, db::Error> {
    store::of_application(db, may.organization(), application, now.day() - WEEK + 1).await
}
