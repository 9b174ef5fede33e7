//! A page of the log, and the way through all of it. Pages are sought by key, so that the last costs what the first does.

use super::query::{Filters, Query, Range};
use super::{Event, store};
use crate::access::{Granted, SeeAudit};
use crate::clock::Timestamp;
use crate::db::{self, Db};

/// Events on a page.
pub const LIMIT: usize = 50;
/// Events looked at for one page, at the most: where several filters meet, what they leave may be far apart.
pub const LOOKED_AT: usize = 20_000;
/// Where counting what filters leave stops.
pub const COUNTED: i64 = 1_000;
/// Events taken from the database at once.
const PIECE: usize = 1_000;

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

/// How many events a view has on all of its pages, up to [`COUNTED`] + 1, given one page of it; none if that would have to be
/// found out by looking at each: of several filters the database is asked for one.
pub async fn count_of(
    db: &Db,
    may: &Granted<SeeAudit>,
    query: &Query,
    range: Range,
    page: &Page,
) -> Result<Option<i64>, db::Error> {
    let whole = page.previous.is_none() && page.next.is_none() && page.stopped_at.is_none();
    if !query.filters.any() {
        count(db, may).await.map(Some)
    } else if whole {
        Ok(i64::try_from(page.events.len()).ok())
    } else if query.filters.several() {
        Ok(None)
    } else {
        store::count(db, may.organization().as_str(), &query.filters, range).await.map(Some)
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

/// The people who did something in the organization's log, by their latest names: id and name, at most 500.
pub async fn people(db: &Db, may: &Granted<SeeAudit>) -> Result<Vec<(String, String)>, db::Error> {
    let mut people = store::people(db, may.organization().as_str()).await?;
    people.sort_by_cached_key(|(id, name)| (db::fold(name), id.clone()));
    Ok(people)
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
