//! A token's use as its page shows it: totals in words, the chart, callers, refusals, and who still presents a token
//! that is off.

use super::chart::Chart;
use super::report::{CALLERS, REFUSALS, Report};
use super::words::{OFF, reason};
use super::{ADMITTED, DAYS};
use crate::clock::{DAY, Timestamp};
use crate::language::{Html, Message, grouped};
use crate::tokens::{Status, Token};
use crate::web::time::Moment;

/// Addresses named of those that still present a token that is off.
const KNOCKING: usize = 3;

/// Someone who presented the token.
#[derive(Clone, Debug)]
pub struct CallerView {
    /// From where; empty if it could not be told.
    pub address: String,
    /// The program they say they are; empty if they don't.
    pub program: String,
    /// When they were first seen.
    pub first: Moment,
    /// When they were last seen.
    pub last: Moment,
    /// Requests that passed.
    pub admitted: String,
    /// Requests that didn't.
    pub refused: String,
    /// The name of the token whose holder reported them; empty if they came to the gate.
    pub reported_by: String,
}

impl CallerView {
    /// From where they came last, with what, and when, as it follows "last from".
    pub fn knocker(&self) -> Html {
        let (address, program, last) = (&self.address, &self.program, self.last.ago());
        match (address.is_empty(), program.is_empty()) {
            (true, true) => t_html!("usage-knocker-unknown", last = last),
            (true, false) => t_html!("usage-knocker-unknown-with", program = program, last = last),
            (false, true) => t_html!("usage-knocker", address = address, last = last),
            (false, false) => t_html!("usage-knocker-with", address = address, program = program, last = last),
        }
    }
}

/// A request that was refused.
#[derive(Clone, Debug)]
pub struct RefusalView {
    /// The id of the decision.
    pub decision: String,
    /// When.
    pub at: Moment,
    /// Why, in words.
    pub reason: Message,
    /// The method; may be empty.
    pub method: String,
    /// The path or action; may be empty.
    pub path: String,
    /// From where; empty if it could not be told.
    pub address: String,
}

/// Who still presents a token that is off.
#[derive(Clone, Debug)]
pub struct Knocking {
    /// How often, and since when: "Refused 12 times since it was switched off" or "… in the last 30 days".
    pub words: Message,
    /// From where last, each once: address, program, last seen.
    pub from: Vec<CallerView>,
}

/// Everything about a token's use, for its page.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "a template asks yes or no")]
pub struct UsageView {
    /// Nothing was ever seen of it.
    pub never: bool,
    /// Nothing in the days of the chart.
    pub quiet: bool,
    /// Requests that passed, in the days of the chart.
    pub admitted: String,
    /// Requests that didn't.
    pub refused: String,
    /// How many days those are.
    pub days: i64,
    /// The picture.
    pub chart: Chart,
    /// The callers seen last.
    pub callers: Vec<CallerView>,
    /// There may be more callers than are shown.
    pub more_callers: bool,
    /// Refusals of the chart's days by reason in words, the most frequent first.
    pub reasons: Vec<(Message, String)>,
    /// The latest refusals.
    pub refusals: Vec<RefusalView>,
    /// There may be more refusals than are shown.
    pub more_refusals: bool,
    /// Set while the token is off and was presented since.
    pub knocking: Option<Knocking>,
}

impl UsageView {
    /// The use of `token` as seen at `now`.
    pub fn of(token: &Token, report: &Report, now: Timestamp) -> Self {
        let shown = Self::of_report(report, token.user_id.is_some(), now);
        Self {
            never: shown.never && token.last_used_at.is_none(),
            knocking: knocking(token, report, &shown.callers, now),
            ..shown
        }
    }

    /// What a report tells by itself, of a person's own token or another.
    pub fn of_report(report: &Report, personal: bool, now: Timestamp) -> Self {
        let total = |admitted: bool| {
            report.days.iter().filter(|d| (d.outcome == ADMITTED) == admitted).map(|d| d.requests).sum::<i64>()
        };
        let callers: Vec<CallerView> = report
            .callers
            .iter()
            .map(|c| CallerView {
                address: c.address.clone(),
                program: c.user_agent.clone(),
                first: Moment::of(c.first_at, now),
                last: Moment::of(c.last_at, now),
                admitted: grouped(c.admitted),
                refused: grouped(c.refused),
                reported_by: c.reported_by.clone(),
            })
            .collect();
        let refusals = report.refusals.iter().map(|r| RefusalView {
            decision: r.decision.clone(),
            at: Moment::of(r.at, now),
            reason: reason(&r.reason, personal, false),
            method: r.method.clone(),
            path: r.path.clone(),
            address: r.address.clone(),
        });
        Self {
            never: report.days.is_empty() && callers.is_empty(),
            quiet: report.days.is_empty(),
            admitted: grouped(total(true)),
            refused: grouped(total(false)),
            days: DAYS,
            chart: Chart::of(report),
            more_callers: i64::try_from(callers.len()) == Ok(CALLERS),
            reasons: by_reason(report, personal),
            refusals: refusals.collect(),
            more_refusals: i64::try_from(report.refusals.len()) == Ok(REFUSALS),
            knocking: None,
            callers,
        }
    }
}

fn by_reason(report: &Report, personal: bool) -> Vec<(Message, String)> {
    let mut counts: Vec<(&str, i64)> = Vec::new();
    for day in report.days.iter().filter(|d| d.outcome != ADMITTED) {
        match counts.iter_mut().find(|(word, _)| *word == day.outcome) {
            Some((_, count)) => *count += day.requests,
            None => counts.push((&day.outcome, day.requests)),
        }
    }
    counts.sort_by_key(|(word, count)| (-count, *word));
    counts.into_iter().map(|(word, count)| (reason(word, personal, false), grouped(count))).collect()
}

/// Since when the token is off, if it is.
fn off_since(token: &Token, status: Status) -> Option<Timestamp> {
    match status {
        Status::Active => None,
        Status::Deleted => token.facts.deleted_at,
        Status::Compromised => token.facts.compromised_at,
        Status::Expired => token.facts.end(),
        Status::Inactive => token.switched_at,
    }
}

/// How often a token was refused since it is what it is.
fn refused_since(status: Status, times: i64) -> Message {
    match status {
        Status::Deleted => t!("usage-knocking-since-deleted", count = times),
        Status::Compromised => t!("usage-knocking-since-compromised", count = times),
        Status::Expired => t!("usage-knocking-since-expired", count = times),
        Status::Active | Status::Inactive => t!("usage-knocking-since-inactive", count = times),
    }
}

fn knocking(token: &Token, report: &Report, callers: &[CallerView], now: Timestamp) -> Option<Knocking> {
    let status = token.status(now);
    let since = off_since(token, status)?;
    let is_off = |d: &&super::Day| d.day >= since.day() && OFF.contains(&d.outcome.as_str());
    let times: i64 = report.days.iter().filter(is_off).map(|d| d.requests).sum();
    if times == 0 {
        return None;
    }
    let mut from: Vec<CallerView> = Vec::new();
    for (caller, view) in report.callers.iter().zip(callers) {
        // Whoever came since was refused; the latest comes first.
        if caller.last_at >= since && !from.iter().any(|known| known.address == caller.address) {
            from.push(view.clone());
        }
    }
    from.truncate(KNOCKING);
    let words = if since.0 >= report.from * DAY {
        refused_since(status, times)
    } else {
        t!("usage-knocking-lately", count = times, days = DAYS)
    };
    Some(Knocking { words, from })
}
