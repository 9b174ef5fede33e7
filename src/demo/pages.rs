//! The page of every component in every state, for whoever changes the stylesheet: the demo's only.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::colours::{self, Colour, Pair};
use crate::app::State;
use crate::clock::{DAY, HOUR, Timestamp};
use crate::error::{Error, Result};
use crate::tokens::Status;
use crate::tokens::pages::view::{Badge, Moment, badge};
use crate::usage::{self, ADMITTED, DAYS, Report, UsageView};
use crate::web::form::Faults;
use crate::web::{Layout, page};

#[derive(Template)]
#[template(path = "demo/style.html")]
struct StylePage {
    layout: Layout,
    colours: Vec<Colour>,
    pairs: Vec<Pair>,
    badges: Vec<Badge>,
    usage: UsageView,
    faults: Faults,
    /// Where the pages before and after a list's are.
    beside: Option<&'static str>,
    /// A moment that has been.
    before: Moment,
    /// A moment that is to come.
    after: Moment,
}

impl StylePage {
    /// The sizes of text: class, name, and what has it.
    fn sizes() -> [(&'static str, &'static str, &'static str); 4] {
        [
            ("xl", "--text-xl", "The heading of a page"),
            ("l", "--text-l", "The heading of a section"),
            ("m", "--text-m", "What is read: text, fields, buttons"),
            ("s", "--text-s", "What stands beside: help, tables, badges"),
        ]
    }

    /// The lengths with a name: class, name, and what has it.
    fn lengths() -> [(&'static str, &'static str, &'static str); 6] {
        [
            ("radius", "--radius", "Corners of controls"),
            ("radius-l", "--radius-l", "Corners of frames"),
            ("choice", "--choice", "Height of a choice"),
            ("control-s", "--control-s", "Height of a small button"),
            ("control", "--control", "Height of a control"),
            ("gutter", "--gutter", "Room at the page's sides"),
        ]
    }

    /// The distances in use, in rem.
    fn distances() -> [&'static str; 7] {
        ["0.25", "0.5", "0.625", "0.875", "1.25", "1.75", "2.5"]
    }
}

/// Every component in every state.
pub async fn style(state: web::Data<State>) -> Result<HttpResponse> {
    if !state.config.demo {
        return Err(Error::NotFound);
    }
    let now = state.clock.now();
    let mut faults = Faults::default();
    faults.add("faulty-name", "Enter a name.");
    faults.add("faulty-networks", "“10.0.0.0/99” has a prefix length that is too long: at most 32.");
    faults.add("", "The form as a whole can have a fault, too.");
    let statuses = [Status::Active, Status::Inactive, Status::Compromised, Status::Expired, Status::Deleted];
    let soon = badge(Status::Active, true);
    let shown = StylePage {
        layout: Layout::public("Styles"),
        colours: colours::all(),
        pairs: colours::pairs(),
        badges: statuses.into_iter().map(|status| badge(status, false)).chain([soon]).collect(),
        usage: UsageView::of_report(&report(now), false, now),
        faults,
        beside: Some("#finding"),
        before: Moment::of(now.plus(-3 * HOUR), now),
        after: Moment::of(now.plus(12 * DAY), now),
    };
    page(StatusCode::OK, &shown)
}

/// A month of use that grows, with a few refusals.
fn report(now: Timestamp) -> Report {
    let from = now.day() - DAYS + 1;
    let day = |n: i64, outcome: &str, requests| usage::Day { day: from + n, outcome: outcome.to_owned(), requests };
    let days = (0..DAYS).flat_map(|n| {
        let refused = if n % 6 == 4 { 12 * n } else { 0 };
        [day(n, ADMITTED, 120 + 31 * n + 97 * (n % 7)), day(n, "address", refused)]
    });
    let caller = usage::Caller {
        address: "203.0.113.7".to_owned(),
        user_agent: "meter-agent/2.4".to_owned(),
        first_at: now.plus(-40 * DAY),
        last_at: now.plus(-HOUR),
        admitted: 12_408,
        refused: 31,
        reported_by: String::new(),
    };
    let refusal = usage::Refusal {
        decision: "dec_0123456789abcdefABCDEF".to_owned(),
        at: now.plus(-2 * HOUR),
        reason: "address".to_owned(),
        application: String::new(),
        method: "GET".to_owned(),
        path: "/applications/0123/devices".to_owned(),
        address: "198.51.100.20".to_owned(),
        user_agent: String::new(),
        reported_by: String::new(),
    };
    Report { from, days: days.collect(), callers: vec![caller], refusals: vec![refusal] }
}
