//! The check of the chain, from the page.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::HERE;
use crate::access::{Granted, VerifyAudit};
use crate::app::State;
use crate::audit::verify::{Broken, Chain, Head};
use crate::error::{Error, Result};
use crate::web::form::Faults;
use crate::web::time::Moment;
use crate::web::{Flashed, Form, Layout, page, see_other};

/// Characters of a noted head that are shown again.
const SHOWN: usize = 120;

#[derive(Template)]
#[template(path = "audit/verification.html")]
struct VerificationPage {
    layout: Layout,
    /// How many events were checked, if the chain was looked through.
    checked: Option<i64>,
    broken: Option<String>,
    /// The log holds in itself, and only not against the line.
    otherwise: bool,
    /// The line says of which organization it is.
    of_organization: bool,
    /// The place of the event that is still as in the line.
    agrees: Option<String>,
    head: Option<String>,
    /// A head that was noted before, as typed.
    noted: String,
    faults: Faults,
    /// When it was checked.
    as_of: Moment,
}

/// Checks the organization's chain, and against a head that was noted before, if one is given.
pub async fn verify(may: Granted<VerifyAudit>, state: web::Data<State>, form: Form) -> Result<HttpResponse> {
    form.check(&["noted"], &[]).map_err(Error::Malformed)?;
    let typed = form.one("noted").trim();
    let mut faults = Faults::default();
    let noted: Option<Head> = if typed.is_empty() { None } else { faults.take("noted", typed.parse()) };
    let chain = Chain::of(&may);
    if noted.as_ref().is_some_and(|noted| noted.is_elsewhere(&chain)) {
        faults.add("noted", t!("audit-line-elsewhere"));
    }
    let report = if faults.is_empty() {
        let turn = state.verifications.turn(chain).await?;
        Some(turn.verify(&state.db, noted.as_ref()).await?)
    } else {
        None
    };
    let now = state.clock.now();
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let title = t!("audit-verification-title");
    let broken = report.as_ref().and_then(|report| report.broken.as_ref());
    let shown = VerificationPage {
        layout: may.layout(title, HERE, Flashed::default()).with_faults(!faults.is_empty()),
        checked: report.as_ref().map(|report| report.checked),
        broken: broken.map(ToString::to_string),
        otherwise: broken.is_some_and(Broken::is_about_what_was_noted),
        of_organization: noted.as_ref().is_some_and(|noted| !noted.organization.is_empty()),
        agrees: noted.filter(|_| report.is_some() && broken.is_none()).map(|noted| noted.seq.to_string()),
        head: report.as_ref().and_then(|report| report.head.as_ref()).map(ToString::to_string),
        noted: typed.chars().take(SHOWN).collect(),
        faults,
        as_of: Moment::of(now, now),
    };
    page(status, &shown)
}

/// The address that the check is posted to, opened by itself: the log.
pub async fn back(_may: Granted<VerifyAudit>) -> HttpResponse {
    see_other(HERE)
}
