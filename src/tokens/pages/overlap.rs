//! An old secret and the one that took its place: whether both pass, and who has gone over.

use super::view::is_blocked;
use crate::access::{Granted, SeeTokens};
use crate::app::State;
use crate::clock::{DAY, Timestamp};
use crate::error::Result;
use crate::tokens::{self, Rotations, Status, Token};
use crate::usage::{self, MovedView};
use crate::web::time::Moment;

/// For so many days after an old secret has ended the pages name who was not seen with the new one.
const LEFT_BEHIND_DAYS: i64 = 7;

/// See the module.
pub struct Overlapping {
    /// When the old one ends, or did.
    pub end: Moment,
    /// It has ended.
    pub over: bool,
    /// It has not, and yet one of the two doesn't pass at present, for it is off, blocked, or gone: which one does, `old`,
    /// `new` or `none`.
    pub held: Option<&'static str>,
    /// If the old one ended, nothing would pass: the new one doesn't, and none took its place.
    pub alone: bool,
    /// The old one passes, and could do so for longer.
    pub prolongable: bool,
    /// Who has gone over to the new one.
    pub moved: MovedView,
    /// The id of the old one.
    pub old: String,
}

impl Overlapping {
    /// Both pass.
    pub fn passing(&self) -> bool {
        !self.over && self.held.is_none()
    }
}

/// Between an old token and its successor: until the old one ends, and then for as long as someone may still be without the
/// new one.
pub async fn between(
    state: &State,
    may: &Granted<SeeTokens>,
    old: &Token,
    new: &Token,
    now: Timestamp,
) -> Result<Option<Overlapping>> {
    let (ended, status) = (old.ended(now), old.status(now));
    let Some(end) = ended.or(old.facts.end()) else { return Ok(None) };
    // What is told about these is their leak, or that they are gone.
    if matches!(status, Status::Compromised | Status::Deleted) {
        return Ok(None);
    }
    let over = ended.is_some();
    if over && now.0 >= end.plus(LEFT_BEHIND_DAYS * DAY).0 {
        return Ok(None);
    }
    let passes = |token: &Token| token.status(now) == Status::Active && !is_blocked(token);
    let held = match (passes(old), passes(new)) {
        _ if over => None,
        (true, true) => None,
        (true, false) => Some("old"),
        (false, true) => Some("new"),
        (false, false) => Some("none"),
    };
    let alone = held == Some("old") && new.superseded_at.is_none();
    let prolongable = passes(old) && !tokens::prolongations(old, now).is_empty();
    let moved = MovedView::of(&usage::moved(&state.db, may, old.id, new.id, now).await?, now);
    let shown =
        Overlapping { end: Moment::of(end, now), over, held, alone, prolongable, moved, old: old.id.to_string() };
    Ok(Some(shown).filter(|shown| !(shown.over && shown.moved.all)))
}

/// The token that this one took the place of, while both pass: its handle, and when it ends. If this one goes, nothing is left
/// after that.
pub async fn left_without(
    state: &State,
    may: &Granted<SeeTokens>,
    token: &Token,
    related: &Rotations,
    now: Timestamp,
) -> Result<Option<(String, Moment)>> {
    // Another has taken its place: that one is left.
    if token.superseded_at.is_some() {
        return Ok(None);
    }
    let Some(before) = &related.predecessor else { return Ok(None) };
    let shown = between(state, may, before, token, now).await?.filter(Overlapping::passing);
    Ok(shown.map(|shown| (before.shown_handle(), shown.end)))
}

/// Between a token and the one after it, or before it: rather what is not over yet.
pub async fn around(
    state: &State,
    may: &Granted<SeeTokens>,
    token: &Token,
    related: &Rotations,
    now: Timestamp,
) -> Result<Option<Overlapping>> {
    let after = match &related.successor {
        Some(next) => between(state, may, token, next, now).await?,
        None => None,
    };
    if after.as_ref().is_some_and(|shown| !shown.over) {
        return Ok(after);
    }
    let before = match &related.predecessor {
        Some(before) => between(state, may, before, token, now).await?,
        None => None,
    };
    Ok(if after.is_some() && before.as_ref().is_none_or(|shown| shown.over) { after } else { before })
}
