//! When a new token ends: a preset, a date and time in the reader's zone, or never.

use chrono::{LocalResult, Months, NaiveDateTime, TimeDelta, TimeZone};
use chrono_tz::Tz;

use crate::clock::Timestamp;

/// The preset lifetimes as the form names them, with their words. The last is the default.
pub const PRESETS: [(&str, &str); 4] = [("7d", "7 days"), ("30d", "30 days"), ("90d", "90 days"), ("1y", "1 year")];
/// The choice that is made until another one is.
pub const DEFAULT_CHOICE: &str = "1y";

/// When a preset chosen `now` ends; none for an unknown preset.
pub fn preset_end(preset: &str, now: Timestamp) -> Option<Timestamp> {
    let from = now.utc();
    let end = match preset {
        "7d" => from + TimeDelta::days(7),
        "30d" => from + TimeDelta::days(30),
        "90d" => from + TimeDelta::days(90),
        "1y" => from.checked_add_months(Months::new(12))?,
        _ => return None,
    };
    Some(end.into())
}

/// Reads the form's choice. `at` is a local date and time (`2027-03-01T09:30`), `zone` an IANA name or empty for UTC.
/// The error is for the field of the choice.
pub fn parse(choice: &str, at: &str, zone: &str, now: Timestamp) -> Result<Option<Timestamp>, String> {
    match choice {
        "never" => return Ok(None),
        "at" => {}
        "" => return Err("Choose when the token expires.".to_owned()),
        preset => {
            let end = preset_end(preset, now);
            return end.map(Some).ok_or_else(|| format!("“{preset}” is not a choice of expiry."));
        }
    }
    if at.is_empty() {
        return Err("Enter the date and time at which the token expires.".to_owned());
    }
    let (end, year) = moment(at, zone)?;
    if end <= now {
        return Err("This moment has passed. Choose one in the future.".to_owned());
    }
    if year > 9999 {
        return Err("Choose a date before the year 10000, or Never expires.".to_owned());
    }
    Ok(Some(end))
}

/// Reads a local date and time in a zone, of which an empty name is UTC's: the moment, and the year as it was typed.
pub fn moment(at: &str, zone: &str) -> Result<(Timestamp, i32), String> {
    let zone: Tz = match zone {
        "" => Tz::UTC,
        name => name.parse().map_err(|_| format!("“{name}” is not a time zone that this server knows."))?,
    };
    let local = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"]
        .iter()
        .find_map(|format| {
            NaiveDateTime::parse_from_str(at, format)
                .ok()
                .or_else(|| chrono::NaiveDate::parse_from_str(at, format).ok()?.and_hms_opt(0, 0, 0))
        })
        .ok_or_else(|| format!("“{at}” is not a date and time, such as 2027-03-01T09:30."))?;
    let at: Timestamp = match zone.from_local_datetime(&local) {
        // Twice in an autumn night: the earlier one, which is the safer end.
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at.to_utc().into(),
        LocalResult::None => {
            return Err(format!(
                "{} does not exist in {zone}: the clocks are set forward over it. Choose a time an hour later.",
                local.format("%Y-%m-%d %H:%M")
            ));
        }
    };
    Ok((at, chrono::Datelike::year(&local)))
}

#[cfg(test)]
mod tests {
    use super::*;

    // 2026-11-22T00:00:00Z
    const NOW: Timestamp = Timestamp(1_795_305_600_000);

    fn at(text: &str, zone: &str) -> Result<String, String> {
        parse("at", text, zone, NOW).map(|end| end.unwrap().utc().to_rfc3339())
    }

    #[test]
    fn a_local_time_is_read_in_its_zone() {
        assert_eq!(at("2027-01-15T09:30", "Europe/Berlin").unwrap(), "2027-01-15T08:30:00+00:00");
        assert_eq!(at("2027-07-15T09:30", "Europe/Berlin").unwrap(), "2027-07-15T07:30:00+00:00");
        assert_eq!(at("2027-01-15T09:30", "").unwrap(), "2027-01-15T09:30:00+00:00");
        assert_eq!(at("2027-01-15T09:30:15", "Asia/Kathmandu").unwrap(), "2027-01-15T03:45:15+00:00");
    }

    #[test]
    fn a_time_that_the_clocks_skip_is_refused_and_a_doubled_one_is_the_earlier() {
        assert!(at("2027-03-28T02:30", "Europe/Berlin").unwrap_err().contains("does not exist in Europe/Berlin"));
        assert_eq!(at("2027-10-31T02:30", "Europe/Berlin").unwrap(), "2027-10-31T00:30:00+00:00");
    }

    #[test]
    fn what_is_not_a_future_moment_is_refused_in_words() {
        for (typed, zone, says) in [
            ("", "", "Enter the date"),
            ("tomorrow", "", "not a date and time"),
            ("2027-02-30T10:00", "", "not a date and time"),
            ("2020-01-01T00:00", "", "has passed"),
            ("2026-11-22T00:00", "", "has passed"),
            ("2027-01-01T00:00", "Mars/Olympus", "not a time zone"),
        ] {
            let error = at(typed, zone).unwrap_err();
            assert!(error.contains(says), "{typed:?}: {error}");
        }
        assert!(parse("5y", "", "", NOW).is_err());
        assert!(parse("", "", "", NOW).is_err());
    }

    #[test]
    fn presets_count_from_now_and_never_is_none() {
        assert_eq!(parse("7d", "", "", NOW).unwrap(), Some(NOW.plus(7 * crate::clock::DAY)));
        assert_eq!(parse("1y", "", "", NOW).unwrap().unwrap().utc().to_rfc3339(), "2027-11-22T00:00:00+00:00");
        assert_eq!(parse("never", "ignored", "", NOW).unwrap(), None);
    }
}
