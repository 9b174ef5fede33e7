//! The chart of requests per day: bars of an SVG as numbers, which the template writes down. Places along the days are
//! percents and heights are pixels, so that the picture takes any width and nothing in it is stretched.

use super::report::{Day, Report};
use super::{ADMITTED, DAYS};
use crate::clock::{DAY, Timestamp};
use crate::language::grouped;
use crate::web::time::date;

/// The height of the bars' place, in pixels.
const HEIGHT: i64 = 120;
/// Room above it, for half a line.
const ABOVE: i64 = 8;
/// The least height of a bar that stands for anything.
const LEAST: i64 = 2;
/// Of each day's place, what its bar takes.
const SHARE: f64 = 0.72;

/// A part of a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Pixels from the top.
    pub y: i64,
    /// Pixels.
    pub height: i64,
}

/// One day.
#[derive(Clone, Debug)]
pub struct Bar {
    /// The day, in words.
    pub day: String,
    /// Where its place begins, in percents.
    pub start: String,
    /// Where its bar begins, in percents.
    pub x: String,
    /// Requests that passed, in words.
    pub admitted: String,
    /// Requests that didn't, in words.
    pub refused: String,
    /// The lower part, if any passed.
    pub lower: Option<Part>,
    /// The upper part, if any were refused.
    pub upper: Option<Part>,
}

/// The whole picture.
#[derive(Clone, Debug)]
pub struct Chart {
    /// A bar per day, the first first.
    pub bars: Vec<Bar>,
    /// The width of a day's place, in percents.
    pub place: String,
    /// The width of a bar, in percents.
    pub width: String,
    /// The whole height, in pixels.
    pub height: i64,
    /// Lines across: pixels from the top, and what that height stands for.
    pub lines: [(i64, String); 3],
    /// The first day, the one in the middle, and the last.
    pub named: [String; 3],
}

/// Requests of a day: admitted and refused.
fn of_day(days: &[Day], day: i64) -> (i64, i64) {
    days.iter().filter(|d| d.day == day).fold((0, 0), |(admitted, refused), d| {
        if d.outcome == ADMITTED { (admitted + d.requests, refused) } else { (admitted, refused + d.requests) }
    })
}

/// The next number that is easy to read, and even: 1, 2 or 5 with zeros, or 2 at least.
fn top_of_scale(most: i64) -> i64 {
    let mut unit = 1_i64;
    loop {
        for step in [2, 4, 6, 10] {
            let top = unit.saturating_mul(step);
            if top >= most {
                return top;
            }
        }
        unit = unit.saturating_mul(10);
    }
}

fn percents(share: f64) -> String {
    format!("{:.3}", share * 100.0)
}

impl Chart {
    /// The picture of a report.
    pub fn of(report: &Report) -> Self {
        let counts: Vec<(i64, i64)> = (0..DAYS).map(|n| of_day(&report.days, report.from + n)).collect();
        let top = top_of_scale(counts.iter().map(|(a, r)| a + r).max().unwrap_or_default());
        let pixels = |count: i64| if count == 0 { 0 } else { (count * HEIGHT / top).max(LEAST) };
        let day_in_words = |n: i64| date(Timestamp((report.from + n) * DAY));
        let ground = ABOVE + HEIGHT;
        let mut bars = Vec::new();
        let mut start = 0.0;
        let place = 1.0 / f64::from(u32::try_from(DAYS).unwrap_or(1));
        for (n, (admitted, refused)) in (0..).zip(counts) {
            let (low, high) = (pixels(admitted), pixels(refused));
            bars.push(Bar {
                day: day_in_words(n),
                start: percents(start),
                x: percents(start + place * (1.0 - SHARE) / 2.0),
                admitted: grouped(admitted),
                refused: grouped(refused),
                lower: (low > 0).then_some(Part { y: ground - low, height: low }),
                upper: (high > 0).then_some(Part { y: (ground - low - high).max(0), height: high }),
            });
            start += place;
        }
        Self {
            bars,
            place: percents(place),
            width: percents(place * SHARE),
            height: ground + 1,
            lines: [(ABOVE, grouped(top)), (ABOVE + HEIGHT / 2, grouped(top / 2)), (ground, "0".to_owned())],
            named: [0, DAYS / 2, DAYS - 1].map(day_in_words),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(days: &[(i64, &str, i64)]) -> Report {
        let days = days.iter().map(|(day, outcome, requests)| Day {
            day: *day,
            outcome: (*outcome).to_owned(),
            requests: *requests,
        });
        Report { from: 100, days: days.collect(), callers: Vec::new(), refusals: Vec::new() }
    }

    #[test]
    fn the_scale_ends_at_a_number_that_halves() {
        for (most, top) in [(0, 2), (1, 2), (3, 4), (5, 6), (7, 10), (41, 60), (99, 100), (1_204, 2_000)] {
            assert_eq!(top_of_scale(most), top, "{most}");
        }
        assert!(top_of_scale(i64::MAX) == i64::MAX);
    }

    #[test]
    fn refused_stand_upon_admitted_and_a_single_one_is_seen() {
        let chart = Chart::of(&report(&[(100, "admitted", 1_000), (100, "address", 1), (129, "expired", 500)]));
        assert_eq!(chart.bars.len(), 30);
        let (first, last) = (&chart.bars[0], &chart.bars[29]);
        assert_eq!(first.lower, Some(Part { y: 68, height: 60 }));
        assert_eq!(first.upper, Some(Part { y: 66, height: 2 }));
        assert_eq!((last.lower, last.upper), (None, Some(Part { y: 98, height: 30 })));
        assert_eq!((chart.bars[1].lower, chart.bars[1].upper), (None, None));
    }
}
