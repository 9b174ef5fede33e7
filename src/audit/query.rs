//! What may be asked of the log: which events, and which page of them. A view is its address.

use chrono::{Days, NaiveDate, NaiveTime};

use super::Event;
use crate::clock::Timestamp;

/// Characters of a word in an address: a longer one may be a secret that was pasted there.
const LONGEST: usize = 40;
/// Characters of a day.
const DAY_LENGTH: usize = 10;

/// Who did it, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doer {
    /// `user`, `token`, `command_line` or `system`.
    pub kind: String,
    /// Its id; empty where the kind has none.
    pub id: String,
}

impl Doer {
    /// As it stands in an address: `user-0123…`, `system`.
    pub fn text(&self) -> String {
        if self.id.is_empty() { self.kind.clone() } else { format!("{}-{}", self.kind, self.id) }
    }

    fn parse(text: &str) -> Option<Self> {
        let (kind, id) = text.split_once('-').unwrap_or((text, ""));
        let known = ["user", "token", "command_line", "system"].contains(&kind);
        known.then(|| Self { kind: kind.to_owned(), id: id.to_owned() })
    }
}

/// Which events are meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    /// Only what this actor did.
    pub actor: Option<Doer>,
    /// Only this: `noun.verb`.
    pub action: Option<String>,
    /// Only what was done to the subject with this id.
    pub subject: Option<String>,
    /// From this day on, as typed.
    pub from: String,
    /// Up to this day, it included, as typed.
    pub to: String,
}

impl Filters {
    /// Whether any is in force.
    pub fn any(&self) -> bool {
        *self != Self::default()
    }

    /// Whether they leave this event, the days apart.
    pub(super) fn admit(&self, event: &Event) -> bool {
        let is_actor = |doer: &Doer| doer.kind == event.actor_kind && doer.id == event.actor_id;
        self.actor.as_ref().is_none_or(is_actor)
            && self.action.as_ref().is_none_or(|action| *action == event.action)
            && self.subject.as_ref().is_none_or(|subject| *subject == event.subject_id)
    }

    /// Whether the database is asked for one of them only, and the others are looked for in what it gives.
    pub(super) fn several(&self) -> bool {
        let given = [self.actor.is_some(), self.action.is_some(), self.subject.is_some()];
        given.into_iter().filter(|given| *given).count() > 1
    }

    /// The days in moments of UTC; or what is wrong with them, by field.
    pub fn range(&self) -> Result<Range, Vec<(&'static str, String)>> {
        let mut faults = Vec::new();
        let mut day = |field, text: &str| {
            let read = parse_day(text);
            if read.is_none() && !text.is_empty() {
                faults.push((field, t!("audit-not-a-day").into()));
            }
            read
        };
        let (from, to) = (day("from", &self.from), day("to", &self.to));
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            faults.push(("to", t!("audit-days-reversed").into()));
        }
        let start = |day: NaiveDate| Timestamp::from(day.and_time(NaiveTime::MIN).and_utc());
        let next = |day: NaiveDate| day.checked_add_days(Days::new(1)).map(start);
        let range = Range {
            start: from.map_or(Timestamp(i64::MIN), start),
            end: to.and_then(next).unwrap_or(Timestamp(i64::MAX)),
        };
        if faults.is_empty() { Ok(range) } else { Err(faults) }
    }

    fn append_to(&self, query: &mut form_urlencoded::Serializer<'_, String>) {
        if let Some(actor) = &self.actor {
            query.append_pair("actor", &actor.text());
        }
        for (name, value) in [("action", &self.action), ("subject", &self.subject)] {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        }
        for (name, value) in [("from", &self.from), ("to", &self.to)] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
    }
}

/// A day as typed. What is longer is none, and stays so without being carried on: it may be a secret that was pasted.
fn typed_day(text: &str) -> String {
    text.trim().chars().take(DAY_LENGTH + 1).collect()
}

fn parse_day(text: &str) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    (1970..=9999).contains(&chrono::Datelike::year(&day)).then_some(day)
}

/// From `start` until before `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The first moment in it.
    pub start: Timestamp,
    /// The first moment after it.
    pub end: Timestamp,
}

/// A question to the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Which events.
    pub filters: Filters,
    /// The page that begins after this event.
    pub after: Option<i64>,
    /// The page that ends before this event.
    pub before: Option<i64>,
}

impl Query {
    /// Reads the query of an address; what can't be understood is as if it were not there, the days apart, which
    /// people type.
    pub fn parse(query: &str) -> Self {
        let mut read = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            // Whatever else it is, it is nothing that is stored.
            let fits = !value.is_empty() && value.len() <= LONGEST && value.chars().all(|c| c.is_ascii_graphic());
            let word = || fits.then(|| value.clone().into_owned());
            match &*name {
                "actor" => read.filters.actor = word().as_deref().and_then(Doer::parse),
                "action" => read.filters.action = word(),
                "subject" => read.filters.subject = word(),
                "from" => read.filters.from = typed_day(&value),
                "to" => read.filters.to = typed_day(&value),
                "after" => read.after = value.parse().ok(),
                "before" => read.before = value.parse().ok(),
                _ => {}
            }
        }
        read
    }

    /// The address of this view.
    pub fn address(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        self.filters.append_to(&mut query);
        for (name, seq) in [("after", self.after), ("before", self.before)] {
            if let Some(seq) = seq {
                query.append_pair(name, &seq.to_string());
            }
        }
        let query = query.finish();
        if query.is_empty() { "/audit".to_owned() } else { format!("/audit?{query}") }
    }

    /// The address of all that the filters leave, as a file.
    pub fn export_address(&self, format: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("format", format);
        self.filters.append_to(&mut query);
        format!("/audit/export?{}", query.finish())
    }

    /// The first page of the same view with other filters.
    #[must_use]
    pub fn with(&self, change: impl FnOnce(&mut Filters)) -> Self {
        let mut filters = self.filters.clone();
        change(&mut filters);
        Self { filters, after: None, before: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_is_its_address() {
        let address = "/audit?actor=user-0123456789abcdef01234567&action=token.created&subject=fedcba987654321001234567\
                       &from=2026-01-02&to=2026-02-03&after=17";
        let query = Query::parse(address.split_once('?').unwrap().1);
        assert_eq!(query.address(), address);
        assert_eq!(Query::parse("").address(), "/audit");
        assert_eq!(Query::parse("actor=system").filters.actor.unwrap().text(), "system");
    }

    #[test]
    fn nonsense_in_an_address_is_ignored() {
        let long = format!("subject={}", "x".repeat(41));
        for query in
            ["actor=god-1&after=x&before=&action=&subject=%00", "subject=a%20b&x=y", &long, "action=%F0%9F%9A%80"]
        {
            assert_eq!(Query::parse(query), Query::default(), "{query}");
        }
    }

    #[test]
    fn days_are_whole_days_of_utc_and_the_last_is_included() {
        let range =
            |from: &str, to: &str| Filters { from: from.to_owned(), to: to.to_owned(), ..Filters::default() }.range();
        let day = range("2026-11-22", "2026-11-22").unwrap();
        assert_eq!((day.start.0, day.end.0 - day.start.0), (1_795_305_600_000, crate::clock::DAY));
        assert_eq!(range("", "").unwrap(), Range { start: Timestamp(i64::MIN), end: Timestamp(i64::MAX) });
        for (from, to, field) in [
            ("yesterday", "", "from"),
            (&typed_day("2026-11-22 and more"), "", "from"),
            ("2026-02-30", "", "from"),
            ("", "22.11.2026", "to"),
            ("", "99999-01-01", "to"),
            ("0000-01-01", "", "from"),
            ("2026-11-23", "2026-11-22", "to"),
        ] {
            let faults = range(from, to).unwrap_err();
            assert_eq!(faults.iter().map(|(field, _)| *field).collect::<Vec<_>>(), [field], "{from} {to}");
        }
    }
}
