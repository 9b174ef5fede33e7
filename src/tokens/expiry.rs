//! When a new token ends: a preset, a date and time in the reader's zone, or never; and what of it a form offers under
//! the rules of an organization.

use chrono::{LocalResult, Months, NaiveDateTime, TimeDelta, TimeZone};
use chrono_tz::Tz;

use super::rules::{LONGEST_CAP_DAYS, Rules};
use crate::clock::Timestamp;
use crate::language::Message;

/// The preset lifetimes as the form names them. The last is the default.
pub const PRESETS: [&str; 4] = ["7d", "30d", "90d", "1y"];
/// The choice that is made until another one is.
pub const DEFAULT_CHOICE: &str = "1y";

/// A lifetime that a form offers.
#[derive(Clone, Debug)]
pub struct Lifetime {
    /// Its name in the form.
    pub choice: String,
    /// Its words.
    pub words: Message,
    /// When it would end.
    pub end: Timestamp,
}

/// The lifetimes that the rules allow, the longest last: the presets, and what is the longest where that is none of them.
pub fn lifetimes(rules: &Rules, now: Timestamp) -> Vec<Lifetime> {
    let offered = |choice: &str| {
        let end = preset_end(choice, now).filter(|end| rules.allow_end(now, *end))?;
        Some(Lifetime { choice: choice.to_owned(), words: in_words(choice), end })
    };
    let mut lifetimes: Vec<_> = PRESETS.iter().filter_map(|choice| offered(choice)).collect();
    if let Some(days) = rules.lifetime_cap_days.filter(|_| lifetimes.len() < PRESETS.len()) {
        let longest = offered(&format!("{days}d"));
        lifetimes.extend(longest.filter(|l| lifetimes.iter().all(|other| other.end < l.end)));
    }
    lifetimes
}

/// The same choice where the rules allow it, and otherwise the longest lifetime that they do.
pub fn allowed(choice: &str, rules: &Rules, now: Timestamp) -> String {
    let lifetimes = lifetimes(rules, now);
    let fits = lifetimes.iter().any(|l| l.choice == choice) || (choice == "never" && !rules.must_expire());
    if fits { choice.to_owned() } else { lifetimes.last().map_or(String::new(), |l| l.choice.clone()) }
}

/// When a preset chosen `now` ends, or a number of days as in `45d`; none for what is neither.
pub fn preset_end(preset: &str, now: Timestamp) -> Option<Timestamp> {
    let from = now.utc();
    if preset == "1y" {
        return from.checked_add_months(Months::new(12)).map(Timestamp::from);
    }
    days_of(preset).map(|days| (from + TimeDelta::days(days)).into())
}

/// The days of a choice that is a number of them, as in `45d`.
fn days_of(choice: &str) -> Option<i64> {
    choice.strip_suffix('d')?.parse().ok().filter(|days| (1..=LONGEST_CAP_DAYS).contains(days))
}

fn in_words(choice: &str) -> Message {
    days_of(choice).map_or_else(|| t!("token-form-expiry-year"), |days| t!("token-form-expiry-days", count = days))
}

/// Reads the form's choice. `at` is a local date and time (`2027-03-01T09:30`), `zone` an IANA name or empty for UTC.
/// The error is for the field of the choice.
pub fn parse(choice: &str, at: &str, zone: &str, now: Timestamp) -> Result<Option<Timestamp>, String> {
    match choice {
        "never" => return Ok(None),
        "at" => {}
        "" => return Err(t!("token-form-expiry-missing").into()),
        preset => {
            let end = preset_end(preset, now);
            return end.map(Some).ok_or_else(|| t!("token-form-expiry-unknown", choice = preset).into());
        }
    }
    if at.is_empty() {
        return Err(t!("token-form-expiry-no-moment").into());
    }
    let (end, year) = moment(at, zone)?;
    if end <= now {
        return Err(t!("token-form-expiry-passed").into());
    }
    if year > 9999 {
        return Err(t!("token-form-expiry-far").into());
    }
    Ok(Some(end))
}

/// Reads a local date and time in a zone, of which an empty name is UTC's: the moment, and the year as it was typed.
pub fn moment(at: &str, zone: &str) -> Result<(Timestamp, i32), String> {
    let zone: Tz = match zone {
        "" => Tz::UTC,
        name => name.parse().map_err(|_| t!("token-form-moment-zone", zone = name))?,
    };
    let local = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"]
        .iter()
        .find_map(|format| {
            NaiveDateTime::parse_from_str(at, format)
                .ok()
                .or_else(|| chrono::NaiveDate::parse_from_str(at, format).ok()?.and_hms_opt(0, 0, 0))
        })
        .ok_or_else(|| t!("token-form-moment-unreadable", text = at))?;
    let at: Timestamp = match zone.from_local_datetime(&local) {
        // Twice in an autumn night: the earlier one, which is the safer end.
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at.to_utc().into(),
        LocalResult::None => {
            let skipped = local.format("%Y-%m-%d %H:%M").to_string();
            return Err(t!("token-form-moment-skipped", moment = skipped, zone = zone.name()).into());
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
        for preset in ["5y", "0d", "-1d", "3651d", "d", "7 d"] {
            assert!(parse(preset, "", "", NOW).is_err(), "{preset}");
        }
        assert!(parse("", "", "", NOW).is_err());
    }

    #[test]
    fn a_form_offers_what_the_rules_allow_and_the_longest_is_chosen() {
        let capped = |days| Rules { lifetime_cap_days: days, ..Rules::default() };
        for (cap, offered) in [
            (None, "7d 30d 90d 1y"),
            (Some(3_650), "7d 30d 90d 1y"),
            (Some(365), "7d 30d 90d 1y"),
            (Some(364), "7d 30d 90d 364d"),
            (Some(90), "7d 30d 90d"),
            (Some(45), "7d 30d 45d"),
            (Some(7), "7d"),
            (Some(1), "1d"),
        ] {
            let lifetimes = lifetimes(&capped(cap), NOW);
            let choices: Vec<_> = lifetimes.iter().map(|l| l.choice.as_str()).collect();
            assert_eq!(choices.join(" "), offered, "{cap:?}");
            for l in &lifetimes {
                assert_eq!(parse(&l.choice, "", "", NOW), Ok(Some(l.end)), "what is offered is understood");
            }
        }
        assert_eq!(allowed("1y", &capped(None), NOW), "1y");
        assert_eq!(allowed("1y", &capped(Some(45)), NOW), "45d");
        assert_eq!(allowed("7d", &capped(Some(45)), NOW), "7d");
        assert_eq!(allowed("never", &capped(None), NOW), "never");
        assert_eq!(allowed("never", &capped(Some(90)), NOW), "90d");
        assert_eq!(allowed("never", &Rules { require_expiry: true, ..Rules::default() }, NOW), "1y");
    }

    #[test]
    fn presets_count_from_now_and_never_is_none() {
        assert_eq!(parse("7d", "", "", NOW).unwrap(), Some(NOW.plus(7 * crate::clock::DAY)));
        assert_eq!(parse("1y", "", "", NOW).unwrap().unwrap().utc().to_rfc3339(), "2027-11-22T00:00:00+00:00");
        assert_eq!(parse("never", "ignored", "", NOW).unwrap(), None);
    }
}
