//! What would break without a token: how much it is used lately, and by whom.

use std::collections::HashMap;

use super::store::recent;
use crate::access::{Granted, Privilege};
use crate::clock::{DAY, Timestamp};
use crate::db::{self, Db};
use crate::id::Id;
use crate::language::grouped;
use crate::tokens::Token;
use crate::web::time::Moment;

/// Days looked back.
const DAYS: i64 = 7;
/// Callers named on a page.
const NAMED: usize = 5;

/// Someone who was admitted lately.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct RecentCaller {
    /// From where; empty if it could not be told.
    pub address: String,
    /// The program they say they are.
    pub user_agent: String,
    /// When they were last seen.
    pub last_at: Timestamp,
}

/// The recent use of a token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Impact {
    /// Requests in the last 24 hours, counted in whole hours: up to one more.
    pub day: i64,
    /// Requests today (UTC) and on the six days before.
    pub week: i64,
    /// Who was admitted in the last 7 times 24 hours, the latest first; those that are kept, which are at most 100.
    pub callers: Vec<RecentCaller>,
}

/// How much a token was used lately from the addresses that `counts` picks. `may` need not be more than seeing: every
/// privilege includes that.
pub async fn impact<P: Privilege>(
    db: &Db,
    may: &Granted<P>,
    token: Id<Token>,
    now: Timestamp,
    counts: impl Fn(&str) -> bool,
) -> Result<Impact, db::Error> {
    let organization = may.organization();
    let (hour, day) = (now.hour() - recent::HOURS_KEPT, now.day() - DAYS + 1);
    let lately = recent::of(db, organization, token, hour, day).await?;
    let mut callers = recent::callers(db, organization, token, now.plus(-DAYS * DAY)).await?;
    callers.retain(|caller| counts(&caller.address));
    let (mut last_day, mut last_week) = (0, 0);
    for (_, of_day, of_week) in lately.iter().filter(|(address, _, _)| counts(address)) {
        last_day += of_day;
        last_week += of_week;
    }
    // The two are counted apart; the first hour of the 24 may lie in a day that the week no longer has.
    Ok(Impact { day: last_day, week: last_week.max(last_day), callers })
}

/// The requests of several tokens, at most [`db::LIST`]: in the last 24 hours and in the last 7 days, as [`Impact`] counts
/// them. Those without any are left out.
pub async fn requests_of<P: Privilege>(
    db: &Db,
    may: &Granted<P>,
    tokens: &[Token],
    now: Timestamp,
) -> Result<HashMap<Id<Token>, (i64, i64)>, db::Error> {
    let ids: Vec<&str> = tokens.iter().map(|token| token.id.as_str()).collect();
    let (hour, day) = (now.hour() - recent::HOURS_KEPT, now.day() - DAYS + 1);
    let rows = recent::of_many(db, may.organization(), &ids, hour, day).await?;
    Ok(rows.into_iter().map(|(id, day, week)| (id, (day, week.max(day)))).collect())
}

impl Impact {
    /// Nobody was seen.
    pub fn is_none(&self) -> bool {
        self.week == 0 && self.callers.is_empty()
    }
}

/// A caller, as a page names them.
#[derive(Clone, Debug)]
pub struct Named {
    /// From where; empty if it could not be told.
    pub address: String,
    /// The program they say they are; may be empty.
    pub program: String,
    /// When they were last seen.
    pub last: Moment,
}

/// The recent use of a token in words.
#[derive(Clone, Debug)]
pub struct ImpactView {
    /// What it answers.
    pub question: &'static str,
    /// The answer if nobody was seen.
    pub nothing: &'static str,
    /// Nobody was seen.
    pub none: bool,
    /// "1 request", "1,204 requests": in the last 24 hours.
    pub day: String,
    /// The same in the last 7 days.
    pub week: String,
    /// "1 caller", "3 callers".
    pub callers: String,
    /// The callers seen last.
    pub named: Vec<Named>,
    /// How many more there are.
    pub more: usize,
    /// The last call.
    pub last: Option<Moment>,
}

impl ImpactView {
    /// As seen at `now`.
    pub fn of(impact: &Impact, now: Timestamp) -> Self {
        let named = |caller: &RecentCaller| Named {
            address: caller.address.clone(),
            program: caller.user_agent.clone(),
            last: Moment::of(caller.last_at, now),
        };
        let callers = impact.callers.len();
        Self {
            question: "What will break?",
            nothing: "Nothing that Latchkey knows of: nobody has used it in the last 7 days.",
            none: impact.is_none(),
            day: counted(impact.day, "request"),
            week: counted(impact.week, "request"),
            callers: counted(i64::try_from(callers).unwrap_or(i64::MAX), "caller"),
            named: impact.callers.iter().take(NAMED).map(named).collect(),
            more: callers.saturating_sub(NAMED),
            last: impact.callers.first().map(|caller| Moment::of(caller.last_at, now)),
        }
    }

    /// The same as the answer to the question who uses a token, where nothing breaks.
    #[must_use]
    pub fn of_users(self) -> Self {
        Self { question: "Who uses the old secret?", nothing: "Nobody has in the last 7 days.", ..self }
    }

    /// What a result adds to its sentence: " It had 12 requests from 2 callers in the last 7 days."; nothing if it had
    /// none.
    pub fn aside(&self) -> String {
        match (self.none, self.named.is_empty()) {
            (true, _) => String::new(),
            (false, true) => format!(" It had {} in the last 7 days.", self.week),
            (false, false) => format!(" It had {} from {} in the last 7 days.", self.week, self.callers),
        }
    }
}

fn counted(count: i64, noun: &str) -> String {
    format!("{} {noun}{}", grouped(count), if count == 1 { "" } else { "s" })
}
