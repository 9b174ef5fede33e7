//! What would break without a token: how much it is used lately, and by whom.

use std::collections::HashMap;

use super::store::recent;
use crate::access::{Granted, Privilege};
use crate::clock::{DAY, Timestamp};
use crate::db::{self, Db};
use crate::id::Id;
use crate::language::{Html, Message};
use crate::tokens::Token;
use crate::web::time::Moment;

/// Days looked back.
pub const LATELY_DAYS: i64 = 7;
/// Callers kept of a token.
const KEPT: usize = 100;
/// Callers named on a page.
pub const NAMED: usize = 5;

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
    /// Who was admitted in the last 7 times 24 hours, the latest first; those that are kept, which are at most [`KEPT`].
    pub callers: Vec<RecentCaller>,
    /// There may have been more callers than those.
    pub more: bool,
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
    let (hour, day) = (now.hour() - recent::HOURS_KEPT, now.day() - LATELY_DAYS + 1);
    let lately = recent::of(db, organization, token, hour, day).await?;
    let mut callers = recent::callers(db, organization, token, now.plus(-LATELY_DAYS * DAY)).await?;
    callers.retain(|caller| counts(&caller.address));
    let mut impact = Impact { more: callers.len() >= KEPT, callers, ..Impact::default() };
    for (address, of_day, of_week) in lately.iter().filter(|(address, _, _)| counts(address)) {
        impact.day += of_day;
        impact.week += of_week;
        // Under no address are those that could not be told apart.
        impact.more |= address.is_empty() && *of_week > 0;
    }
    // The two are counted apart; the first hour of the 24 may lie in a day that the week no longer has.
    impact.week = impact.week.max(impact.day);
    Ok(impact)
}

/// The requests of several tokens: in the last 24 hours and in the last 7 days, as [`Impact`] counts them. Those without any
/// are left out. Whoever has a token's facts may know.
pub async fn requests_of(
    db: &Db,
    tokens: impl IntoIterator<Item = &Token>,
    now: Timestamp,
) -> Result<HashMap<Id<Token>, (i64, i64)>, db::Error> {
    let ids: Vec<&str> = tokens.into_iter().map(|token| token.id.as_str()).collect();
    let (hour, day) = (now.hour() - recent::HOURS_KEPT, now.day() - LATELY_DAYS + 1);
    let mut requests = HashMap::new();
    for ids in ids.chunks(db::LIST) {
        let rows = recent::of_many(db, ids, hour, day).await?;
        requests.extend(rows.into_iter().map(|(id, day, week)| (id, (day, week.max(day)))));
    }
    Ok(requests)
}

impl Impact {
    /// Nobody was seen.
    pub fn is_none(&self) -> bool {
        self.week == 0 && self.callers.is_empty()
    }
}

/// The recent use of a token in words.
#[derive(Clone, Debug)]
pub struct ImpactView {
    /// What it answers.
    pub question: Message,
    /// The answer if nobody was seen.
    pub nothing: Message,
    /// Nobody was seen.
    pub none: bool,
    /// It was used in the last 24 hours.
    pub lately: bool,
    /// "1 request", "1,204 requests": in the last 24 hours.
    pub day: Message,
    /// The same in the last 7 days.
    pub week: Message,
    /// "1 caller", "at least 32 callers".
    callers: Message,
    /// How long ago the last of them was seen, if any is kept.
    last: Option<String>,
    /// The answer if somebody was seen.
    pub used: Html,
    /// The callers seen last: from where, with what, and when.
    pub named: Vec<Html>,
    /// That there are more.
    pub more: Option<Message>,
}

impl ImpactView {
    /// As seen at `now`.
    pub fn of(impact: &Impact, now: Timestamp) -> Self {
        let (day, week) = (t!("usage-requests", count = impact.day), t!("usage-requests", count = impact.week));
        let count = impact.callers.len();
        let callers = if impact.more {
            t!("usage-callers-at-least", count = count)
        } else {
            t!("usage-callers-counted", count = count)
        };
        let used = match impact.callers.first() {
            Some(last) => {
                let last = Moment::of(last.last_at, now).ago();
                t_html!("usage-impact-used-by", day = day, week = week, callers = callers, last = last)
            }
            None => t_html!("usage-impact-used", day = day, week = week),
        };
        Self {
            question: t!("usage-impact-what-breaks"),
            nothing: t!("usage-impact-nothing-breaks"),
            none: impact.is_none(),
            lately: impact.day > 0,
            day,
            week,
            callers,
            last: impact.callers.first().map(|caller| Moment::of(caller.last_at, now).relative),
            used,
            named: impact
                .callers
                .iter()
                .take(NAMED)
                .map(|c| named(&c.address, &c.user_agent, c.last_at, now))
                .collect(),
            more: (count > NAMED).then(|| t!("web-and-more", count = count - NAMED)),
        }
    }

    /// The same as the answer to the question who uses a token, where nothing breaks.
    #[must_use]
    pub fn of_users(self) -> Self {
        Self { question: t!("usage-impact-who-uses"), nothing: t!("usage-impact-nobody-uses"), ..self }
    }

    /// What a result adds to its sentence: " It was in use: 12 requests in the last 24 hours, …"; nothing if nobody was
    /// seen.
    pub fn aside(&self) -> String {
        let Self { day, week, callers, .. } = self;
        match &self.last {
            _ if self.none => String::new(),
            Some(last) if self.lately => {
                t!("usage-aside-lately", day = day, week = week, callers = callers, last = last).into()
            }
            Some(_) => t!("usage-aside-by", week = week, callers = callers).into(),
            None => t!("usage-aside", week = week).into(),
        }
    }
}

/// A caller as a page names them.
pub fn named(address: &str, program: &str, last_at: Timestamp, now: Timestamp) -> Html {
    let last = Moment::of(last_at, now).ago();
    match (address.is_empty(), program.is_empty()) {
        (true, true) => t_html!("usage-caller-unknown", last = last),
        (true, false) => t_html!("usage-caller-unknown-with", program = program, last = last),
        (false, true) => t_html!("usage-caller", address = address, last = last),
        (false, false) => t_html!("usage-caller-with", address = address, program = program, last = last),
    }
}
