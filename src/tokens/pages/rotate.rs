//! Rotating a token: the question when the old secret ends, and the reveal of the new one.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::reveal::{Replaced, repeated, reveal};
use super::view::{Moment, View};
use super::{HERE, find_manageable};
use crate::access::{Granted, ManageTokens};
use crate::app::State;
use crate::error::{Error, Result};
use crate::language::Message;
use crate::tokens::rules::{self, Rules};
use crate::tokens::{self, Overlap, Rotation, Status, SubmissionKey, Token};
use crate::usage::{self, ImpactView};
use crate::web::form::Faults;
use crate::web::{Flashed, Form, Layout, page};

/// A choice of overlap.
pub(super) struct Choice {
    pub value: &'static str,
    pub words: Message,
    /// When the old secret ends then.
    pub end: Moment,
    /// It ends when it was to end anyway, which is sooner than the choice says.
    pub cut_short: bool,
    pub chosen: bool,
}

#[derive(Template)]
#[template(path = "tokens/rotate.html")]
struct RotatePage {
    layout: Layout,
    token: View,
    submission: SubmissionKey,
    /// Empty for a token whose secret passes no more: there is nothing to overlap.
    choices: Vec<Choice>,
    /// When the new secret expires; none: never.
    expires: Option<Moment>,
    /// It has no IP restriction, and needs one by now before it can be rotated.
    needs_network: bool,
    /// That is sooner than the old one's lifetime would have it.
    shorter: bool,
    impact: ImpactView,
    faults: Faults,
}

impl RotatePage {
    fn compromised(&self) -> bool {
        self.token.status == Status::Compromised
    }
}

/// What is chosen until something else is: a day to put the new secret in place, if anything uses the old one.
fn usual(in_use: bool) -> &'static str {
    if in_use { "24h" } else { "now" }
}

fn choices(token: &Token, chosen: &str, now: crate::clock::Timestamp) -> Vec<Choice> {
    if !matches!(token.status(now), Status::Active | Status::Inactive) {
        return Vec::new();
    }
    let choice = |(value, overlap): (&'static str, Overlap)| {
        let end = overlap.end(token, now);
        let cut_short = overlap != Overlap::Now && token.facts.end() == Some(end);
        Choice { value, words: overlap.words(), end: Moment::of(end, now), cut_short, chosen: value == chosen }
    };
    Overlap::ALL.into_iter().map(choice).collect()
}

async fn ask(
    may: &Granted<ManageTokens>,
    state: &State,
    token: &Token,
    chosen: Option<&str>,
    submission: SubmissionKey,
    faults: Faults,
) -> Result<HttpResponse> {
    let now = state.clock.now();
    if token.superseded_at.is_some() {
        return Err(Error::Conflict(t!("token-form-rotated-already", name = token.name).into()));
    }
    let impact = usage::impact(&state.db, may, token.id, now, |_| true).await?;
    let rules = rules::read(&state.db, &may.also()?).await?;
    let expires = tokens::expiry_of_successor(token, &rules, now);
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shown = RotatePage {
        layout: may
            .layout(t!("token-form-rotate-title", name = token.name), HERE, Flashed::default())
            .with_faults(!faults.is_empty()),
        token: View::of(token, may, &state.catalogue.get(), now),
        submission,
        needs_network: rules::check_networks(&rules, &token.networks).is_some(),
        shorter: expires != tokens::expiry_of_successor(token, &Rules::default(), now),
        expires: expires.map(|at| Moment::of(at, now)),
        choices: choices(token, chosen.unwrap_or(usual(!impact.is_none())), now),
        impact: ImpactView::of(&impact, now).of_users(),
        faults,
    };
    page(status, &shown)
}

/// Asks when the old secret ends, and shows who uses it.
pub async fn form(
    may: Granted<ManageTokens>,
    state: web::Data<State>,
    path: web::Path<String>,
) -> Result<HttpResponse> {
    let token = find_manageable(&state, &may, &path).await?;
    ask(&may, &state, &token, None, SubmissionKey::new(&state.chance), Faults::default()).await
}

/// Rotates. The answer is the reveal of the new secret: the only place where it ever is.
pub async fn rotate(
    may: Granted<ManageTokens>,
    state: web::Data<State>,
    path: web::Path<String>,
    form: Form,
) -> Result<HttpResponse> {
    form.check(&["submission", "overlap"], &[]).map_err(Error::Malformed)?;
    let token = find_manageable(&state, &may, &path).await?;
    let submission = SubmissionKey::parse(form.one("submission")).unwrap_or_else(|| SubmissionKey::new(&state.chance));
    let now = state.clock.now();
    // Where there is nothing to overlap the form doesn't ask.
    let chosen = if choices(&token, "", now).is_empty() { "now" } else { form.one("overlap") };
    let mut faults = Faults::default();
    let Some(overlap) = faults.take("overlap", Overlap::parse(chosen)) else {
        return ask(&may, &state, &token, Some(chosen), submission, faults).await;
    };
    let State { db, clock, chance, config, .. } = &**state;
    match tokens::rotate(db, clock, chance, &config.token_prefix, &may, token.id, (overlap, &submission)).await? {
        Rotation::Issued { successor, secret, old } => {
            // As of now: what was to end at once has.
            reveal(&may, &state, &successor, secret.reveal(), Replaced::of(&old, state.clock.now()))
        }
        Rotation::Repeated(earlier) => repeated(&may, &state, earlier).await,
    }
}
