//! Several tokens that were chosen in the list: what would break, and then switching them off or deleting them.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::view::View;
use super::{HERE, LIST, return_to};
use crate::access::{Granted, ManageTokens, Privilege, ShutTokens};
use crate::app::State;
use crate::clock::{DAY, Timestamp};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::language::{Message, grouped};
use crate::tokens::list::LIMIT;
use crate::tokens::{self, Fate, Reason, Status, Token, shown_again};
use crate::usage;
use crate::web::form::Faults;
use crate::web::{Flash, Flashed, Form, Layout, page, see_other};

/// Stands between ids in an address.
const BETWEEN: &str = "-";

/// What is to be done to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Deactivate,
    Delete,
}

impl Way {
    fn title(self, count: usize) -> Message {
        match self {
            Self::Deactivate => t!("tokens-deactivate-count", count = count),
            Self::Delete => t!("tokens-delete-count", count = count),
        }
    }

    fn question(self, count: usize) -> Message {
        match self {
            Self::Deactivate => t!("tokens-deactivate-count-ask", count = count),
            Self::Delete => t!("tokens-delete-count-ask", count = count),
        }
    }
}

/// What was done to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Done {
    /// They came back by Undo, without a question.
    Activated,
    Deactivated,
    Deleted,
}

impl Done {
    /// That it was done to `done` of `count`.
    fn result(self, done: usize, count: usize) -> Message {
        match (self, done) {
            (Self::Activated, _) if done == count => t!("tokens-activated-all", count = count),
            (Self::Activated, 0) => t!("tokens-activated-none", count = count),
            (Self::Activated, _) => t!("tokens-activated-some", done = done, count = count),
            (Self::Deactivated, _) if done == count => t!("tokens-deactivated-all", count = count),
            (Self::Deactivated, 0) => t!("tokens-deactivated-none", count = count),
            (Self::Deactivated, _) => t!("tokens-deactivated-some", done = done, count = count),
            (Self::Deleted, _) if done == count => t!("tokens-deleted-all", count = count),
            (Self::Deleted, 0) => t!("tokens-deleted-none", count = count),
            (Self::Deleted, _) => t!("tokens-deleted-some", done = done, count = count),
        }
    }

    /// That it was so before.
    fn already(self, name: &str) -> Message {
        match self {
            Self::Activated => t!("token-active-already", name = name),
            Self::Deactivated => t!("token-inactive-already", name = name),
            Self::Deleted => t!("tokens-deleted-already", name = name),
        }
    }
}

/// A token, with how much it is used.
struct Line {
    token: View,
    day: String,
    week: String,
    callers: String,
}

#[derive(Template)]
#[template(path = "tokens/selection.html")]
struct SelectionPage {
    layout: Layout,
    lines: Vec<Line>,
    /// The ids of the tokens.
    ids: String,
    way: Way,
    /// How many they are.
    count: usize,
    /// How many don't pass as it is, if that is what is to be brought about.
    off: usize,
    /// How many had requests in the last 7 days.
    used: usize,
    /// How many were used within the last 24 hours.
    in_use: usize,
    /// What was typed to confirm that.
    typed: String,
    /// The reason may be left out.
    optional: bool,
    reason: String,
    reason_limit: usize,
    return_to: String,
    faults: Faults,
}

impl SelectionPage {
    fn deletes(&self) -> bool {
        self.way == Way::Delete
    }
}

/// The tokens that a form names, each once: the list has a box for each, and the question carries all of them along.
fn ids(form: &Form) -> Result<Vec<Id<Token>>> {
    let mut ids: Vec<Id<Token>> = Vec::new();
    let texts: Vec<&str> = form.all("token").chain(form.one("tokens").split_whitespace()).take(LIMIT + 1).collect();
    if texts.len() > LIMIT {
        return Err(Error::Malformed(t!("tokens-chosen-too-many", limit = LIMIT).into()));
    }
    for text in texts {
        let id = text.parse().map_err(|_| Error::NotFound)?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

/// It passes, or does so again by itself.
fn still_on(token: &Token, now: Timestamp) -> bool {
    token.status(now) == Status::Active || token.paused(now).is_some()
}

async fn ask(may: &Granted<ShutTokens>, state: &State, form: &Form, way: Way, faults: Faults) -> Result<HttpResponse> {
    let back = return_to(form, LIST);
    let chosen = tokens::chosen(&state.db, may, &ids(form)?).await?;
    if chosen.is_empty() {
        return Ok(see_other(&back));
    }
    let (now, catalogue) = (state.clock.now(), state.catalogue.get());
    let used = usage::requests_of(&state.db, &chosen, now).await?;
    let callers =
        usage::callers_since(&state.db, &chosen.iter().collect::<Vec<_>>(), now.plus(-usage::LATELY_DAYS * DAY))
            .await?;
    let line = |token: &Token| {
        let (day, week) = used.get(&token.id).copied().unwrap_or_default();
        let callers = callers.get(&token.id).copied().unwrap_or_default();
        let token = View::of(token, may, &catalogue, now);
        Line { token, day: grouped(day), week: grouped(week), callers: grouped(callers) }
    };
    let shown = SelectionPage {
        layout: may.layout(way.title(chosen.len()), HERE, Flashed::default()).with_faults(!faults.is_empty()),
        lines: chosen.iter().map(line).collect(),
        ids: chosen.iter().map(|token| token.id.as_str()).collect::<Vec<_>>().join(" "),
        way,
        count: chosen.len(),
        off: chosen.iter().filter(|token| way == Way::Deactivate && !still_on(token, now)).count(),
        used: used.values().filter(|(_, week)| *week > 0).count(),
        in_use: chosen.iter().filter(|token| token.in_use(now)).count(),
        typed: shown_again(form.one("count")),
        optional: !tokens::must_say_why(may),
        reason: shown_again(form.one("reason")),
        reason_limit: Reason::LIMIT,
        return_to: back,
        faults,
    };
    page(if shown.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }, &shown)
}

/// Says what would break, and asks. Nothing is changed; it is posted because an address doesn't hold so many ids.
pub async fn form(may: Granted<ShutTokens>, state: web::Data<State>, form: Form) -> Result<HttpResponse> {
    form.check(&["way", "return_to"], &["token"]).map_err(Error::Malformed)?;
    let way = match form.one("way") {
        "deactivate" => Way::Deactivate,
        "delete" => {
            may.also::<ManageTokens>()?;
            Way::Delete
        }
        _ => return Err(Error::Malformed(t!("tokens-chosen-for-what").into())),
    };
    ask(&may, &state, &form, way, Faults::default()).await
}

/// The address that the forms post to, opened by itself: the list.
pub async fn back(_may: Granted<ShutTokens>) -> HttpResponse {
    see_other(LIST)
}

/// Switches them off.
pub async fn deactivate(
    may: Granted<ShutTokens>,
    state: web::Data<State>,
    session: Session,
    form: Form,
) -> Result<HttpResponse> {
    form.check(&["reason", "tokens", "return_to"], &["token"]).map_err(Error::Malformed)?;
    let mut faults = Faults::default();
    let reason = faults.take("reason", Reason::parse(form.one("reason")));
    if tokens::must_say_why(&may) && reason.as_ref().is_some_and(Reason::is_empty) {
        faults.add("reason", t!("tokens-reason-needed"));
    }
    let (Some(reason), true) = (reason, faults.is_empty()) else {
        return ask(&may, &state, &form, Way::Deactivate, faults).await;
    };
    let chosen = tokens::chosen(&state.db, &may, &ids(&form)?).await?;
    let ids: Vec<Id<Token>> = chosen.iter().map(|token| token.id).collect();
    let fates = tokens::deactivate_many(&state.db, &state.clock, &may, &ids, &reason).await?;
    told(&may, &session, &form, Done::Deactivated, &chosen, &fates)
}

/// Switches those on that were switched off together: their ids are in the address, since it is what Undo posts to.
pub async fn activate(
    may: Granted<ManageTokens>,
    state: web::Data<State>,
    session: Session,
    path: web::Path<String>,
    form: Form,
) -> Result<HttpResponse> {
    form.check(&["return_to"], &[]).map_err(Error::Malformed)?;
    let ids: Result<Vec<Id<Token>>, _> = path.split(BETWEEN).take(LIMIT).map(str::parse).collect();
    let chosen = tokens::chosen(&state.db, &may, &ids.map_err(|_| Error::NotFound)?).await?;
    if chosen.is_empty() {
        return Err(Error::NotFound);
    }
    let ids: Vec<Id<Token>> = chosen.iter().map(|token| token.id).collect();
    let fates = tokens::activate_many(&state.db, &state.clock, &may, &ids).await?;
    told(&may, &session, &form, Done::Activated, &chosen, &fates)
}

/// Deletes them. If some are in use, their number is to be typed.
pub async fn delete(
    may: Granted<ManageTokens>,
    state: web::Data<State>,
    session: Session,
    form: Form,
) -> Result<HttpResponse> {
    form.check(&["count", "tokens", "return_to"], &["token"]).map_err(Error::Malformed)?;
    let chosen = tokens::chosen(&state.db, &may, &ids(&form)?).await?;
    let now = state.clock.now();
    let in_use = chosen.iter().filter(|token| token.in_use(now)).count();
    if in_use > 0 && form.one("count").trim() != in_use.to_string() {
        let mut faults = Faults::default();
        faults.add("count", t!("tokens-how-many-used-wrong", count = in_use));
        return ask(&may.also()?, &state, &form, Way::Delete, faults).await;
    }
    let ids: Vec<Id<Token>> = chosen.iter().map(|token| token.id).collect();
    let fates = tokens::delete_many(&state.db, &state.clock, &may, &ids).await?;
    told(&may, &session, &form, Done::Deleted, &chosen, &fates)
}

/// Leads back to the list, which says what was done and what wasn't.
fn told<P: Privilege>(
    may: &Granted<P>,
    session: &Session,
    form: &Form,
    what: Done,
    chosen: &[Token],
    fates: &[Fate],
) -> Result<HttpResponse> {
    let done = fates.iter().filter(|fate| fate.is_done()).count();
    let mut sentences = vec![what.result(done, fates.len()).to_string()];
    for (token, fate) in chosen.iter().zip(fates) {
        sentences.push(match fate {
            Fate::Done(_) => continue,
            Fate::Already => what.already(&token.name).into(),
            Fate::Gone => t!("tokens-gone", name = token.name).into(),
            Fate::Refused(why) => why.clone(),
            Fate::Unsettled => t!("tokens-done-unsettled", name = token.name).into(),
            Fate::Unknown => t!("tokens-perhaps-done", name = token.name).into(),
            Fate::Unavailable => t!("tokens-not-asked", name = token.name).into(),
        });
    }
    let flash = Flash::said(sentences.join(" "));
    // Those that were off before stay off, and what would be refused isn't offered.
    let off = chosen.iter().zip(fates).filter(|(_, fate)| what == Done::Deactivated && fate.is_done());
    let ids: Vec<&str> = off.map(|(token, _)| token.id.as_str()).collect();
    let flash = if ids.is_empty() || !may.can::<ManageTokens>() {
        flash
    } else {
        Flash { undo: Some(format!("/integrations/selection/{}/activation", ids.join(BETWEEN))), ..flash }
    };
    flash.leave(session)?;
    Ok(see_other(&return_to(form, LIST)))
}
