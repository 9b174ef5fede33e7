//! The log: what may be asked of it, and a page of the answer. A view is its address; pages are sought by key, so that
//! the last costs what the first does.

use chrono::{Days, NaiveDate, NaiveTime};

use super::{Event, store};
use crate::access::{Granted, SeeAudit};
use crate::clock::Timestamp;
use crate::db::{self, Db};

/// Events on a page.
pub const LIMIT: usize = 50;
/// Events looked at for one page, at the most: where several filters meet, what they leave may be far apart.
pub const LOOKED_AT: usize = 20_000;
/// Events taken from the database at once.
const PIECE: usize = 1_000;
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
    fn admit(&self, event: &Event) -> bool {
        let is_actor = |doer: &Doer| doer.kind == event.actor_kind && doer.id == event.actor_id;
        self.actor.as_ref().is_none_or(is_actor)
            && self.action.as_ref().is_none_or(|action| *action == event.action)
            && self.subject.as_ref().is_none_or(|subject| *subject == event.subject_id)
    }

    /// Whether the database is asked for one of them only, and the others are looked for in what it gives.
    fn several(&self) -> bool {
        let given = [self.actor.is_some(), self.action.is_some(), self.subject.is_some()];
        given.into_iter().filter(|given| *given).count() > 1
    }

    /// The days in moments of UTC; or what is wrong with them, by field.
    pub fn range(&self) -> Result<Range, Vec<(&'static str, String)>> {
        let mut faults = Vec::new();
        let mut day = |field, text: &str| {
            let read = parse_day(text);
            if read.is_none() && !text.is_empty() {
                faults.push((field, "Enter a day such as 2026-11-22.".to_owned()));
            }
            read
        };
        let (from, to) = (day("from", &self.from), day("to", &self.to));
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            faults.push(("to", "The last day is before the first.".to_owned()));
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

/// Where an event stands in the order of reading: by time, and those of one moment by their place in the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// When it was.
    pub at: Timestamp,
    /// Its place in the chain.
    pub seq: i64,
}

impl Place {
    fn of(event: &Event) -> Self {
        Self { at: event.at, seq: event.seq }
    }
}

/// Which way the log is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// As it is shown.
    NewestFirst,
    /// Back towards the first page.
    OldestFirst,
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

/// A page of the log.
#[derive(Debug)]
pub struct Page {
    /// The events, newest first.
    pub events: Vec<Event>,
    /// Where the page before ends, if there is one.
    pub previous: Option<Query>,
    /// Where the next page begins, if there is one.
    pub next: Option<Query>,
    /// How far was looked, if not to the end of what the filters might leave.
    pub stopped_at: Option<Timestamp>,
}

/// The page of the log that `query` asks for, of the events in `range`.
pub async fn page(db: &Db, may: &Granted<SeeAudit>, query: &Query, range: Range) -> Result<Page, db::Error> {
    let organization = may.organization();
    let chain = organization.as_str();
    let known = async |seq: Option<i64>| match seq {
        Some(seq) => store::place(db, chain, seq).await,
        None => Ok(None),
    };
    let (after, before) = (known(query.after).await?, known(query.before).await?);
    let first = Place { at: range.end, seq: 0 };
    // A place outside the range, from an address that someone put together, is the range's nearest.
    let (direction, mut place, end) = match (before, after) {
        (Some(before), _) if before.at < range.start => {
            (Direction::OldestFirst, Place { at: range.start, seq: i64::MIN }, range.end)
        }
        (Some(before), _) => (Direction::OldestFirst, before, range.end),
        (None, Some(after)) if after.at < range.end => (Direction::NewestFirst, after, range.start),
        (None, _) => (Direction::NewestFirst, first, range.start),
    };
    let several = query.filters.several();
    let (limit, most) = if several { (PIECE, LOOKED_AT) } else { (LIMIT + 1, LIMIT + 1) };
    let (mut events, mut looked, mut all) = (Vec::new(), 0, false);
    while !all && events.len() <= LIMIT && looked < most {
        let piece = store::piece(db, chain, &query.filters, direction, place, end, as_sql(limit)).await?;
        looked += piece.len();
        all = piece.len() < limit;
        place = piece.last().map_or(place, Place::of);
        events.extend(piece.into_iter().filter(|event| query.filters.admit(event)));
    }
    if events.is_empty() && all && direction == Direction::OldestFirst {
        // There is nothing before it: then it is the first page that was meant.
        return Box::pin(page(db, may, &query.with(|_| {}), range)).await;
    }
    let more = events.len() > LIMIT;
    events.truncate(LIMIT);
    let stopped = !all && !more;
    // Where it goes on: after the last that is shown, or that was looked at.
    let further = if stopped { Some(place.seq) } else { events.last().filter(|_| more).map(|e| e.seq) };
    let back = events.first().map(|e| e.seq);
    let at = |after, before| Query { after, before, ..query.with(|_| {}) };
    let (previous, next) = if direction == Direction::OldestFirst {
        events.reverse();
        let last = events.last().map(|e| e.seq).or(Some(place.seq));
        (further.map(|seq| at(None, Some(seq))), last.map(|seq| at(Some(seq), None)))
    } else {
        let back = back.or(query.after).filter(|_| after.is_some());
        (back.map(|seq| at(None, Some(seq))), further.map(|seq| at(Some(seq), None)))
    };
    Ok(Page { events, previous, next, stopped_at: stopped.then_some(place.at) })
}

fn as_sql(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

/// A way through all that filters leave, newest first, a piece at a time. It holds nothing of the database between two
/// pieces, and leaves out what was recorded after it began.
#[derive(Clone, Debug)]
pub struct Walk {
    filters: Filters,
    start: Timestamp,
    place: Place,
    head: i64,
    ended: bool,
}

impl Walk {
    /// Begins at the newest.
    pub async fn begin(db: &Db, may: &Granted<SeeAudit>, filters: Filters, range: Range) -> Result<Self, db::Error> {
        let head = count(db, may).await?;
        let place = Place { at: range.end, seq: 0 };
        Ok(Self { filters, start: range.start, place, head, ended: false })
    }

    /// The next piece, perhaps empty; none at the end.
    pub async fn next(&mut self, db: &Db, may: &Granted<SeeAudit>) -> Result<Option<Vec<Event>>, db::Error> {
        if self.ended {
            return Ok(None);
        }
        let (organization, newest_first) = (may.organization(), Direction::NewestFirst);
        let (filters, limit) = (&self.filters, as_sql(PIECE));
        let piece =
            store::piece(db, organization.as_str(), filters, newest_first, self.place, self.start, limit).await?;
        self.ended = piece.len() < PIECE;
        self.place = piece.last().map_or(self.place, Place::of);
        Ok(Some(piece.into_iter().filter(|e| e.seq <= self.head && self.filters.admit(e)).collect()))
    }
}

/// How many events the organization's log has: its last place, since places have no gaps.
pub async fn count(db: &Db, may: &Granted<SeeAudit>) -> Result<i64, db::Error> {
    Ok(store::head(db, may.organization().as_str()).await?.map_or(0, |(seq, _)| seq))
}

/// The actions that there are in the organization's log, in alphabetical order.
pub async fn actions(db: &Db, may: &Granted<SeeAudit>) -> Result<Vec<String>, db::Error> {
    store::actions(db, may.organization().as_str()).await
}

/// The latest names of the actor and the subject that are asked for; none for what is not in the log.
pub async fn names(
    db: &Db,
    may: &Granted<SeeAudit>,
    filters: &Filters,
) -> Result<(Option<String>, Option<String>), db::Error> {
    let organization = may.organization();
    let actor = match &filters.actor {
        Some(doer) => store::actor_name(db, organization.as_str(), &doer.kind, &doer.id).await?,
        None => None,
    };
    let subject = match &filters.subject {
        Some(id) => store::subject_name(db, organization.as_str(), id).await?,
        None => None,
    };
    Ok((actor, subject))
}

/// The statements that read the log, for the test that asks each database how it would run them.
#[doc(hidden)]
pub fn statements() -> Vec<&'static str> {
    store::statements()
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
