//! Switching a token off and on, pausing it, and marking it compromised. The switch in the list and the radio buttons on the
//! token's page do the same.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::overlap::{Overlapping, between, left_without};
use super::view::View;
use super::{HERE, LIST, address, find_living, id, leave, return_to, wanted_return};
use crate::access::{Granted, ManageTokens, ShutTokens};
use crate::app::State;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::tokens::{self, Pause, Reason, Token, shown_again};
use crate::usage::{self, ImpactView, MovedView};
use crate::web::form::Faults;
use crate::web::time::{Moment, exact};
use crate::web::{Flash, Flashed, Form, Layout, page, see_other};

/// A page that asks why, before a token is shut.
#[derive(Template)]
#[template(path = "tokens/shut.html")]
struct ShutPage {
    layout: Layout,
    token: View,
    /// Marking compromised, not switching off.
    compromise: bool,
    /// Pausing, not switching off for good.
    pausing: bool,
    /// How many others would be marked with it, or could be switched off with it.
    others: i64,
    /// The reason may be left out.
    optional: bool,
    reason: String,
    reason_limit: usize,
    return_to: String,
    impact: ImpactView,
    /// Who has gone over to the new secret, if this is the old one.
    moved: Option<MovedView>,
    /// The old one and its end, if this is the new one.
    old: Option<(String, Moment)>,
    faults: Faults,
}

impl ShutPage {
    fn pauses() -> [Pause; 3] {
        Pause::ALL
    }
}

/// How a token is to be shut.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Deactivate,
    Pause,
    Compromise,
}

struct Asking {
    way: Way,
    reason: String,
    return_to: String,
    faults: Faults,
}

async fn ask(may: &Granted<ShutTokens>, state: &State, id: &str, asking: Asking) -> Result<HttpResponse> {
    let token = find_living(state, may, id).await?;
    let Asking { way, reason, return_to, faults } = asking;
    let compromise = way == Way::Compromise;
    let now = state.clock.now();
    let impact = had(state, may, token.id).await?;
    let see = may.also()?;
    let related = tokens::rotations(&state.db, &see, &token).await?;
    let moved = match &related.successor {
        Some(next) => between(state, &see, &token, next, now).await?.filter(Overlapping::passing),
        None => None,
    };
    let moved = moved.map(|shown| shown.moved);
    let shown = View::of(&token, may, &state.catalogue.get(), now);
    // Nothing breaks that has gone over to the new secret, or is refused already.
    let impact = if moved.is_some() || shown.blocked.is_some() { impact.of_users() } else { impact };
    let title = match way {
        Way::Deactivate => t!("token-shut-title-deactivate", name = token.name),
        Way::Pause => t!("token-shut-title-pause", name = token.name),
        Way::Compromise => t!("token-shut-title-compromise", name = token.name),
    };
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let others = if way == Way::Pause { 0 } else { tokens::going_with(&state.db, may, &token).await? };
    let asked = ShutPage {
        layout: may.layout(title, HERE, Flashed::default()).with_faults(!faults.is_empty()),
        token: shown,
        impact,
        moved,
        old: if way == Way::Pause { None } else { left_without(state, &see, &token, &related, now).await? },
        compromise,
        pausing: way == Way::Pause,
        others,
        optional: !compromise && !tokens::must_say_why(may),
        reason,
        reason_limit: Reason::LIMIT,
        return_to,
        faults,
    };
    page(status, &asked)
}

/// Asks why a token is to be deactivated: the way for support, and for whoever wants to leave a reason.
pub async fn deactivation(
    may: Granted<ShutTokens>,
    state: web::Data<State>,
    path: web::Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let return_to = wanted_return(&request, LIST);
    ask(
        &may,
        &state,
        &path,
        Asking { way: Way::Deactivate, reason: String::new(), return_to, faults: Faults::default() },
    )
    .await
}

/// Asks for how long a token is to pause, and why.
pub async fn pause_form(
    may: Granted<ShutTokens>,
    state: web::Data<State>,
    path: web::Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let return_to = wanted_return(&request, &address(id(&path)?));
    ask(&may, &state, &path, Asking { way: Way::Pause, reason: String::new(), return_to, faults: Faults::default() })
        .await
}

/// Switches a token off, at once.
pub async fn deactivate(
    may: Granted<ShutTokens>,
    state: web::Data<State>,
    session: Session,
    path: web::Path<String>,
    form: Form,
) -> Result<HttpResponse> {
    form.check(&["reason", "return_to", "for", "created"], &[]).map_err(Error::Malformed)?;
    let back = return_to(&form, LIST);
    switch_off(&may, &state, &session, &path, &form, back).await
}

async fn switch_off(
    may: &Granted<ShutTokens>,
    state: &State,
    session: &Session,
    text: &str,
    form: &Form,
    back: String,
) -> Result<HttpResponse> {
    let mut faults = Faults::default();
    let Some(reason) = read_reason(may, form, &mut faults) else {
        let asking = Asking { way: Way::Deactivate, reason: shown_again(form.one("reason")), return_to: back, faults };
        return ask(may, state, text, asking).await;
    };
    let id = id(text)?;
    let outcome = tokens::deactivate(&state.db, &state.clock, may, id, &reason).await?;
    let created = match form.one("created") {
        "yes" => tokens::deactivate_created(&state.db, &state.clock, may, &outcome.token, &reason).await?.len(),
        _ => 0,
    };
    let name = &outcome.token.name;
    let flash = if outcome.token.superseded_at.is_some() {
        Flash::said(t!("token-ended-old-secret", name = name, created = created))
    } else {
        let had = had(state, may, id).await?;
        let done = format!("{}{}", t!("token-deactivated", name = name, created = created), had.aside());
        // The switch doesn't ask, as the form with a reason does: whoever pressed it hears of this only now.
        undoable_by(may, &outcome.token, done).with_caution(had.lately && !form.has("reason"))
    };
    let changed = outcome.changed || created > 0;
    leave(session, changed, flash, t!("token-inactive-already", name = name))?;
    Ok(see_other(&back))
}

/// What a token was used for lately.
async fn had(state: &State, may: &Granted<ShutTokens>, id: Id<Token>) -> Result<ImpactView> {
    let now = state.clock.now();
    Ok(ImpactView::of(&usage::impact(&state.db, may, id, now, |_| true).await?, now))
}

/// Pauses a token: it comes back by itself.
pub async fn pause(
    may: Granted<ShutTokens>,
    state: web::Data<State>,
    session: Session,
    path: web::Path<String>,
    form: Form,
) -> Result<HttpResponse> {
    form.check(&["reason", "return_to", "for"], &[]).map_err(Error::Malformed)?;
    let back = return_to(&form, LIST);
    let mut faults = Faults::default();
    let reason = read_reason(&may, &form, &mut faults);
    let pause = faults.take("for", Pause::parse(form.one("for")));
    let (Some(reason), Some(pause)) = (reason, pause) else {
        let asking = Asking { way: Way::Pause, reason: shown_again(form.one("reason")), return_to: back, faults };
        return ask(&may, &state, &path, asking).await;
    };
    let id = id(&path)?;
    let outcome = tokens::pause(&state.db, &state.clock, &may, id, pause, &reason).await?;
    let name = &outcome.token.name;
    let until = outcome.token.facts.paused_until.map(exact).unwrap_or_default();
    let flash = undoable_by(&may, &outcome.token, t!("token-paused", name = name, until = until).into());
    leave(&session, outcome.changed, flash, t!("token-paused-already", name = name, until = until))?;
    Ok(see_other(&back))
}

/// Why, if whoever shuts the token says so or has to.
fn read_reason(may: &Granted<ShutTokens>, form: &Form, faults: &mut Faults) -> Option<Reason> {
    let reason = faults.take("reason", Reason::parse(form.one("reason")));
    if tokens::must_say_why(may) && reason.as_ref().is_some_and(Reason::is_empty) {
        faults.add("reason", t!("token-reason-needed"));
        return None;
    }
    reason
}

/// Switches a token on.
pub async fn activate(
    may: Granted<ManageTokens>,
    state: web::Data<State>,
    session: Session,
    path: web::Path<String>,
    form: Form,
) -> Result<HttpResponse> {
    form.check(&["return_to"], &[]).map_err(Error::Malformed)?;
    let back = return_to(&form, LIST);
    switch_on(&may, &state, &session, id(&path)?, &back).await
}

async fn switch_on(
    may: &Granted<ManageTokens>,
    state: &State,
    session: &Session,
    id: Id<Token>,
    back: &str,
) -> Result<HttpResponse> {
    let was_paused = find_living(state, may, id.as_str()).await?.paused(state.clock.now()).is_some();
    let outcome = tokens::activate(&state.db, &state.clock, may, id).await?;
    let name = &outcome.token.name;
    let flash = if was_paused {
        // Switching it off would be no way back to a pause, from which it returns by itself.
        Flash::said(t!("token-resumed", name = name))
    } else {
        undoable(t!("token-activated", name = name).into(), id, "deactivation")
    };
    leave(session, outcome.changed, flash, t!("token-active-already", name = name))?;
    Ok(see_other(back))
}

/// That a token is off, with Undo for those who may switch it on, if anybody can.
fn undoable_by(may: &Granted<ShutTokens>, token: &Token, text: String) -> Flash {
    let returns = token.superseded_at.is_none();
    let may_undo = returns && may.can::<ManageTokens>() && tokens::manageable(may, token).is_ok();
    if may_undo { undoable(text, token.id, "activation") } else { Flash::said(text) }
}

fn undoable(text: String, id: Id<Token>, by: &str) -> Flash {
    Flash::undoable(text, format!("{}/{by}", address(id)))
}

/// Which switching of a token a page shows: saving an old page must not undo what someone did since.
pub(super) fn seen_switch(token: &Token) -> String {
    token.switched_at.map(|at| at.0.to_string()).unwrap_or_default()
}

/// Saves the radio buttons of the token's page.
pub async fn save_status(
    may: Granted<ShutTokens>,
    state: web::Data<State>,
    session: Session,
    path: web::Path<String>,
    form: Form,
) -> Result<HttpResponse> {
    form.check(&["status", "reason", "seen", "switched"], &[]).map_err(Error::Malformed)?;
    let id = id(&path)?;
    if !form.one("seen").is_empty() {
        let token = find_living(&state, &may, &path).await?;
        if form.one("switched") != seen_switch(&token) {
            let text = t!("token-switched-meanwhile", who = token.switched_by_name, name = token.name);
            return Err(Error::Conflict(text.into()));
        }
        if form.one("seen") == form.one("status") {
            Flash::said(t!("token-unchanged", name = token.name)).leave(&session)?;
            return Ok(see_other(&address(id)));
        }
    }
    match form.one("status") {
        "active" => switch_on(&may.also()?, &state, &session, id, &address(id)).await,
        "inactive" => switch_off(&may, &state, &session, &path, &form, address(id)).await,
        other => Err(Error::Malformed(t!("token-status-unknown", status = other).into())),
    }
}

/// Asks before a token is marked compromised: it is for good.
pub async fn compromise_form(
    may: Granted<ShutTokens>,
    state: web::Data<State>,
    path: web::Path<String>,
) -> Result<HttpResponse> {
    let return_to = address(id(&path)?);
    ask(
        &may,
        &state,
        &path,
        Asking { way: Way::Compromise, reason: String::new(), return_to, faults: Faults::default() },
    )
    .await
}

/// Marks a token compromised.
pub async fn compromise(
    may: Granted<ShutTokens>,
    state: web::Data<State>,
    session: Session,
    path: web::Path<String>,
    form: Form,
) -> Result<HttpResponse> {
    form.check(&["reason", "return_to"], &[]).map_err(Error::Malformed)?;
    let id = id(&path)?;
    let mut faults = Faults::default();
    let reason = faults.take("reason", Reason::parse(form.one("reason")));
    if reason.as_ref().is_some_and(Reason::is_empty) {
        faults.add("reason", t!("token-reason-compromised-needed"));
    }
    let (Some(reason), true) = (reason, faults.is_empty()) else {
        let asking =
            Asking { way: Way::Compromise, reason: shown_again(form.one("reason")), return_to: address(id), faults };
        return ask(&may, &state, &path, asking).await;
    };
    let outcome = tokens::mark_compromised(&state.db, &state.clock, &may, id, &reason).await?;
    let (name, others) = (&outcome.token.name, outcome.others.len());
    let done = if outcome.changed {
        t!("token-marked-compromised", name = name, others = others)
    } else {
        t!("token-compromised-already", name = name, others = others)
    };
    Flash::said(done).leave(&session)?;
    Ok(see_other(&address(id)))
}
