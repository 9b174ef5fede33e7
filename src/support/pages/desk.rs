//! The box to paste into, and what was found in the text. The answer to the form is the page itself: there is no address
//! for it, and nothing of the text is in it but handles.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::shut::address_of;
use super::{HERE, Row};
use crate::access::{Granted, SearchLeaks};
use crate::app::State;
use crate::error::{Error, Result};
use crate::language::Message;
use crate::support::{self, Findings, Paste, Shown, Unknown, Way};
use crate::telemetry::spawn_blocking;
use crate::tokens::{MOST, Reason};
use crate::usage::LATELY_DAYS;
use crate::web::form::Faults;
use crate::web::{Flashed, Form, Layout, page};

/// The most bytes of the form: the longest text with every byte escaped, and every line end sent as two.
const FORM_LIMIT: usize = 6 * Paste::LIMIT + 1_024;
/// The most that is listed of what is no token.
const LISTED: usize = 100;

#[derive(Template)]
#[template(path = "support/index.html")]
struct DeskPage {
    layout: Layout,
    faults: Faults,
}

/// The page with the box, which is empty whatever was in it before.
pub(super) fn ask(
    may: &Granted<SearchLeaks>,
    flashed: Flashed,
    status: StatusCode,
    faults: Faults,
) -> Result<HttpResponse> {
    let layout = may.layout(t!("place-support"), HERE, flashed).with_faults(!faults.is_empty());
    page(status, &DeskPage { layout, faults })
}

/// The box.
pub async fn index(may: Granted<SearchLeaks>, flashed: Flashed) -> Result<HttpResponse> {
    ask(&may, flashed, StatusCode::OK, Faults::default())
}

/// What was found, and the form that shuts it.
#[derive(Template)]
#[template(path = "support/found.html")]
pub(super) struct FoundPage {
    pub layout: Layout,
    /// What was found, in a sentence.
    pub summary: String,
    pub real: Vec<Row>,
    /// How many real ones there are beside these.
    pub left_out: usize,
    /// The real ones under their seal.
    pub sealed: String,
    /// All that can be are chosen.
    pub all: bool,
    pub way: Option<Way>,
    pub reason: String,
    pub reason_limit: usize,
    pub perhaps: Vec<Row>,
    pub perhaps_left_out: usize,
    pub unknown: Vec<Unknown>,
    pub unknown_left_out: usize,
    pub more: bool,
    pub faults: Faults,
}

impl FoundPage {
    /// How many can be shut.
    fn open(&self) -> usize {
        self.real.iter().filter(|row| row.can_be_shut).count()
    }

    fn is(&self, way: &str) -> bool {
        self.way.is_some_and(|chosen| chosen.as_str() == way)
    }

    /// Where the same tokens can be looked at again: not the text, of which nothing is kept.
    fn stands_at(&self) -> String {
        address_of(&self.sealed)
    }

    fn days() -> i64 {
        LATELY_DAYS
    }

    fn most() -> usize {
        MOST
    }
}

/// Looks through what was pasted. Who asks is known before their text is read.
pub async fn search(
    may: Granted<SearchLeaks>,
    state: web::Data<State>,
    request: HttpRequest,
    body: web::Payload,
) -> Result<HttpResponse> {
    let paste = match read(&request, body).await? {
        Ok(paste) => paste,
        Err((status, fault)) => {
            let mut faults = Faults::default();
            faults.add("text", fault);
            return ask(&may, Flashed::default(), status, faults);
        }
    };
    let place = state.searches.acquire().await.map_err(|e| Error::Internal(e.to_string()))?;
    let prefixes = state.config.token_prefix.clone();
    let sightings = spawn_blocking(move || paste.look_through(&prefixes)).await?;
    let findings = support::search(&state.db, &state.clock, &may, sightings).await?;
    drop(place);
    page(StatusCode::OK, &found(&may, &state, findings))
}

/// Reads the form. What is wrong with it is told without a word of it.
async fn read(request: &HttpRequest, body: web::Payload) -> Result<Result<Paste, (StatusCode, String)>> {
    let form = match Form::read(request, body, FORM_LIMIT).await {
        Err(Error::TooLarge { .. }) => {
            return Ok(Err((StatusCode::PAYLOAD_TOO_LARGE, t!("support-text-too-long").into())));
        }
        form => form?,
    };
    if form.check(&["text"], &[]).is_err() {
        return Err(Error::Malformed(t!("support-not-our-form").into()));
    }
    Ok(Paste::take(form.one("text")).map_err(|fault| (StatusCode::UNPROCESSABLE_ENTITY, fault)))
}

fn found(may: &Granted<SearchLeaks>, state: &State, mut findings: Findings) -> FoundPage {
    let shown = Shown::now(findings.real.iter().map(|known| known.id).collect(), state.clock.now());
    let row = |known, chosen| Row::of(known, may, state, (&findings.lately, &findings.lines), chosen);
    // Where there is but one, there is nothing to choose.
    let only = findings.real_count == 1;
    let (real, perhaps): (Vec<Row>, Vec<Row>) = (
        findings.real.iter().map(|known| row(known, only)).collect(),
        findings.perhaps.iter().map(|known| row(known, false)).collect(),
    );
    let summary = summary(&findings).into();
    let unknown_left_out = findings.unknown.len().saturating_sub(LISTED);
    findings.unknown.truncate(LISTED);
    FoundPage {
        layout: may.layout(t!("support-found-title"), HERE, Flashed::default()),
        summary,
        left_out: findings.real_count - real.len(),
        sealed: sealed(may, state, &shown),
        real,
        all: false,
        way: None,
        reason: String::new(),
        reason_limit: Reason::LIMIT,
        perhaps_left_out: findings.perhaps_count - perhaps.len(),
        perhaps,
        unknown: findings.unknown,
        unknown_left_out,
        more: findings.more,
        faults: Faults::default(),
    }
}

pub(super) fn sealed(may: &Granted<SearchLeaks>, state: &State, shown: &Shown) -> String {
    may.person().map(|person| shown.sealed(&state.key, person.id)).unwrap_or_default()
}

/// What a text holds, in a sentence.
fn summary(findings: &Findings) -> Message {
    let (real, perhaps, unknown) = (findings.real_count, findings.perhaps_count, findings.unknown.len());
    let parts: Vec<Message> = [
        (real, t!("support-found-real", count = real)),
        (perhaps, t!("support-found-perhaps", count = perhaps)),
        (unknown, t!("support-found-unknown", count = unknown)),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(_, part)| part)
    .collect();
    match parts.as_slice() {
        [one] => t!("support-found-one", one = one),
        [one, two] => t!("support-found-two", one = one, two = two),
        [one, two, three] => t!("support-found-three", one = one, two = two, three = three),
        _ => t!("support-found-nothing"),
    }
}
