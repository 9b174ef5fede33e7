//! Moments in words. The server knows no reader's zone: it writes UTC, which a script turns into the reader's.

use chrono::Datelike;

use crate::clock::{DAY, HOUR, Timestamp};
use crate::language::{Html, Message};

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

    /// How far away, for a page; the exact moment is in its title.
    pub fn ago(&self) -> Html {
        self.tag("data-relative", &self.relative)
    }

    /// The day, for a page.
    pub fn day(&self) -> Html {
        self.tag("data-day", &self.date)
    }

    /// The exact moment, for a page.
    pub fn exactly(&self) -> Html {
        Html::of_escaped(format!(r#"<time datetime="{}" data-exact>{}</time>"#, self.iso, self.exact))
    }

    /// The words are made of digits and names of months: there is nothing to escape.
    fn tag(&self, kind: &str, words: &str) -> Html {
        Html::of_escaped(format!(r#"<time datetime="{}" title="{}" {kind}>{words}</time>"#, self.iso, self.exact))
    }
}

/// As `<time datetime>` wants it: RFC 3339 in UTC, whole seconds.
pub fn iso(at: Timestamp) -> String {
    iso_bytes(at).iter().map(|b| char::from(*b)).collect()
}

/// The same without a string of its own: each request that the gate admits carries one, and a format string is read anew
/// each time. Years after 9999 are written as that.
pub fn iso_bytes(at: Timestamp) -> [u8; 20] {
    let second = at.0.div_euclid(1_000);
    let (year, month, day) = date_of(second.div_euclid(86_400));
    let of_day = second.rem_euclid(86_400);
    let mut text = *b"0000-00-00T00:00:00Z";
    let mut write = |end: usize, mut number: i64| {
        for place in text[..end].iter_mut().rev().take_while(|place| place.is_ascii_digit()) {
            *place = b'0' + u8::try_from(number % 10).unwrap_or_default();
            number /= 10;
        }
    };
    write(4, year.clamp(0, 9_999));
    write(7, month);
    write(10, day);
    write(13, of_day / 3_600);
    write(16, of_day / 60 % 60);
    write(19, of_day % 60);
    text
}

/// Year, month and day of a day counted from 1970-01-01, in the Gregorian calendar: in years that begin with March leap
/// days are the last, and months are 153 days in five.
fn date_of(day: i64) -> (i64, i64, i64) {
    const IN_400_YEARS: i64 = 146_097;
    let since_march_0 = day + 719_468;
    let (cycle, day) = (since_march_0.div_euclid(IN_400_YEARS), since_march_0.rem_euclid(IN_400_YEARS));
    let year = (day - day / 1_460 + day / 36_524 - day / (IN_400_YEARS - 1)) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let (day, month) = (day - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
    (400 * cycle + year + i64::from(month <= 2), month, day)
}

/// The exact moment: "22 November 2026, 14:05 UTC".
pub fn exact(at: Timestamp) -> String {
    let at = at.utc();
    let (day, month, year) = (at.day(), t!("time-month", month = at.month()), at.year().to_string());
    t!("time-exact", day = day, month = month, year = year, clock = at.format("%H:%M").to_string()).into()
}

/// The day: "22 Nov 2026".
pub fn date(at: Timestamp) -> String {
    let at = at.utc();
    let (day, month, year) = (at.day(), t!("time-month-short", month = at.month()), at.year().to_string());
    t!("time-day", day = day, month = month, year = year).into()
}

/// How far away: "4 minutes ago", "in 12 days", "just now"; in the largest unit that fits. What was chosen to be an hour away
/// is an hour away a moment later, too; what has been is told in whole units.
pub fn relative(at: Timestamp, now: Timestamp) -> String {
    let distance = at.0 - now.0;
    let ahead = distance > 0;
    let to_come = |unit| if ahead { unit / 2 } else { 0 };
    let words: Message = match distance.abs() {
        d if d < MINUTE && ahead => t!("time-under-a-minute"),
        d if d < MINUTE => t!("time-just-now"),
        d if d + to_come(MINUTE) < HOUR => {
            let count = (d + to_come(MINUTE)) / MINUTE;
            if ahead { t!("time-in-minutes", count = count) } else { t!("time-minutes-ago", count = count) }
        }
        d if d + to_come(HOUR) < DAY => {
            let count = (d + to_come(HOUR)) / HOUR;
            if ahead { t!("time-in-hours", count = count) } else { t!("time-hours-ago", count = count) }
        }
        d if d < 100 * DAY => {
            let count = rounded(d, DAY);
            if ahead { t!("time-in-days", count = count) } else { t!("time-days-ago", count = count) }
        }
        d if d < 730 * DAY => {
            let count = rounded(d, 30 * DAY);
            if ahead { t!("time-in-months", count = count) } else { t!("time-months-ago", count = count) }
        }
        d => {
            let count = rounded(d, 365 * DAY);
            if ahead { t!("time-in-years", count = count) } else { t!("time-years-ago", count = count) }
        }
    };
    words.into()
}

/// To the nearest: 90 days from now are 90 days a minute later, too.
fn rounded(distance: i64, unit: i64) -> i64 {
    (distance + unit / 2) / unit
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Language, said_in};

    #[test]
    fn a_day_is_the_calendars() {
        let days = (-800_000..2_900_000).step_by(97).chain(-1_500..1_500).chain(18_000..21_000);
        for day in days.filter(|day| (-719_528..2_932_897).contains(day)) {
            let at = Timestamp(day * DAY + 86_399_999 - (day % 86_400).abs() * 1_000);
            assert_eq!(iso(at), at.utc().format("%Y-%m-%dT%H:%M:%SZ").to_string());
        }
        assert_eq!(&iso(Timestamp(i64::MAX))[..4], "9999");
    }

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
        said_in(Language::German, || {
            assert_eq!(exact(now), "22. November 2026, 00:00 UTC");
            assert_eq!(relative(now.plus(-HOUR), now), "vor 1 Stunde");
            assert_eq!(relative(now.plus(12 * DAY), now), "in 12 Tagen");
        });
        assert_eq!(iso(now), "2026-11-22T00:00:00Z");
    }
}
