//! Moments in words. The server knows no reader's zone: it writes UTC, which a script turns into the reader's.

use chrono::{Datelike, Timelike};

use crate::clock::{DAY, HOUR, Timestamp};

const MINUTE: i64 = 60_000;

/// A moment in words, with what a script needs to say it in the reader's zone.
#[derive(Clone, Debug)]
pub struct Moment {
    /// For `<time datetime>`.
    pub iso: String,
    /// The exact moment, in UTC.
    pub exact: String,
    /// The day.
    pub date: String,
    /// How far away.
    pub relative: String,
}

impl Moment {
    /// The moment `at`, seen from `now`.
    pub fn of(at: Timestamp, now: Timestamp) -> Self {
        Self { iso: iso(at), exact: exact(at), date: date(at), relative: relative(at, now) }
    }
}

/// As `<time datetime>` wants it: RFC 3339 in UTC, whole seconds.
pub fn iso(at: Timestamp) -> String {
    iso_bytes(at).iter().map(|b| char::from(*b)).collect()
}

/// The same without a string of its own: each request that the gate admits carries one, and a format string is read anew
/// each time. Years after 9999 are written as that.
pub fn iso_bytes(at: Timestamp) -> [u8; 20] {
    let at = at.utc();
    let (date, time) = (at.date_naive(), at.time());
    let mut text = *b"0000-00-00T00:00:00Z";
    let mut write = |end: usize, mut number: u32| {
        for place in text[..end].iter_mut().rev().take_while(|place| place.is_ascii_digit()) {
            *place = b'0' + (number % 10) as u8;
            number /= 10;
        }
    };
    write(4, u32::try_from(date.year().min(9_999)).unwrap_or(0));
    write(7, date.month());
    write(10, date.day());
    write(13, time.hour());
    write(16, time.minute());
    write(19, time.second());
    text
}

/// The exact moment: "22 November 2026, 14:05 UTC".
pub fn exact(at: Timestamp) -> String {
    at.utc().format("%-d %B %Y, %H:%M UTC").to_string()
}

/// The day: "22 Nov 2026".
pub fn date(at: Timestamp) -> String {
    at.utc().format("%-d %b %Y").to_string()
}

/// How far away: "4 minutes ago", "in 12 days", "just now"; in the largest unit that fits. What was chosen to be an hour away
/// is an hour away a moment later, too; what has been is told in whole units.
pub fn relative(at: Timestamp, now: Timestamp) -> String {
    let distance = at.0 - now.0;
    let to_come = |unit| if distance > 0 { unit / 2 } else { 0 };
    let (count, unit) = match distance.abs() {
        d if d < 60_000 => {
            return if distance > 0 { "in under a minute".to_owned() } else { "just now".to_owned() };
        }
        d if d + to_come(MINUTE) < HOUR => ((d + to_come(MINUTE)) / MINUTE, "minute"),
        d if d + to_come(HOUR) < DAY => ((d + to_come(HOUR)) / HOUR, "hour"),
        d if d < 100 * DAY => (rounded(d, DAY), "day"),
        d if d < 730 * DAY => (rounded(d, 30 * DAY), "month"),
        d => (rounded(d, 365 * DAY), "year"),
    };
    let plural = if count == 1 { "" } else { "s" };
    if distance > 0 { format!("in {count} {unit}{plural}") } else { format!("{count} {unit}{plural} ago") }
}

/// To the nearest: 90 days from now are 90 days a minute later, too.
fn rounded(distance: i64, unit: i64) -> i64 {
    (distance + unit / 2) / unit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_told_in_the_largest_unit_that_fits() {
        let now = Timestamp(1_795_305_600_000);
        for (millis, words) in [
            (0, "just now"),
            (-59_999, "just now"),
            (30_000, "in under a minute"),
            (-60_000, "1 minute ago"),
            (-4 * 60_000, "4 minutes ago"),
            (-59 * 60_000 - 59_999, "59 minutes ago"),
            (60 * 60_000 - 1_000, "in 1 hour"),
            (59 * 60_000 + 29_000, "in 59 minutes"),
            (15 * 60_000 - 1, "in 15 minutes"),
            (24 * HOUR - 1_000, "in 1 day"),
            (23 * HOUR, "in 23 hours"),
            (12 * DAY, "in 12 days"),
            (-DAY, "1 day ago"),
            (90 * DAY - 1_000, "in 90 days"),
            (365 * DAY, "in 12 months"),
            (-800 * DAY, "2 years ago"),
        ] {
            assert_eq!(relative(now.plus(millis), now), words);
        }
        assert_eq!(exact(now), "22 November 2026, 00:00 UTC");
        assert_eq!(iso(now), "2026-11-22T00:00:00Z");
    }
}
