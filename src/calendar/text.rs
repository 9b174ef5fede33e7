//! A calendar as programs read it: iCalendar, RFC 5545.

use super::Feed;
use crate::clock::Timestamp;
use crate::tokens::endings::Ending;

/// Octets of a line, its end not counted (RFC 5545, 3.1).
const LINE: usize = 75;

/// The calendar, with an event for each end. `base` is the portal's address.
pub fn write(feed: &Feed, base: &str) -> String {
    let mut text = Text::default();
    let name = escaped(&format!("{}: tokens", feed.organization));
    text.line("BEGIN:VCALENDAR");
    text.line("VERSION:2.0");
    text.line("PRODID:-//Latchkey//Expiries of tokens//EN");
    text.line("CALSCALE:GREGORIAN");
    // RFC 7986, and what older programs read in its stead.
    text.line(&format!("NAME:{name}"));
    text.line(&format!("X-WR-CALNAME:{name}"));
    text.line("REFRESH-INTERVAL;VALUE=DURATION:PT6H");
    text.line("X-PUBLISHED-TTL:PT6H");
    for ending in &feed.endings {
        event(&mut text, ending, base);
    }
    text.line("END:VCALENDAR");
    text.0
}

fn event(text: &mut Text, ending: &Ending, base: &str) {
    let Some(end) = ending.at() else { return };
    let Ending { id, name, prefix, handle, application, .. } = ending;
    let rotated = if ending.ends_at == Some(end) { " It was rotated: this is the end of its overlap." } else { "" };
    text.line("BEGIN:VEVENT");
    text.line(&format!("UID:{id}@latchkey"));
    text.line(&format!("DTSTAMP:{}", moment(ending.changed_at())));
    text.line(&format!("DTSTART:{}", moment(end)));
    text.line(&format!("SUMMARY:{}", escaped(&format!("Token “{name}” expires ({application})"))));
    let described = format!("{prefix}_{handle}… of {application}. Its requests are refused from then on.{rotated}");
    text.line(&format!("DESCRIPTION:{}", escaped(&described)));
    text.line(&format!("URL:{base}/integrations/tokens/{id}"));
    text.line("TRANSP:TRANSPARENT");
    text.line("END:VEVENT");
}

/// A moment in UTC, whole seconds.
fn moment(at: Timestamp) -> String {
    at.utc().format("%Y%m%dT%H%M%SZ").to_string()
}

/// Text as a value: what would end it or part it is escaped, and of control characters only the line's end is known.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// Lines that end and are folded as programs expect it.
#[derive(Default)]
struct Text(String);

impl Text {
    /// Adds a line. A long one goes on in the next, which begins with a space; no character is cut.
    fn line(&mut self, line: &str) {
        let mut octets = 0;
        for c in line.chars() {
            if octets + c.len_utf8() > LINE {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(c);
            octets += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_part_or_end_a_value_is_escaped() {
        assert_eq!(escaped("a;b,c\\d\ne\r\u{7}\u{85}f:\"g\""), "a\\;b\\,c\\\\d\\nef:\"g\"");
    }

    #[test]
    fn no_line_is_longer_than_75_octets_and_no_character_is_cut() {
        for length in 0..400 {
            for unit in ["x", "é", "€", "🚀"] {
                let mut text = Text::default();
                let line = unit.repeat(length);
                text.line(&line);
                let lines: Vec<_> = text.0.strip_suffix("\r\n").unwrap().split("\r\n").collect();
                assert!(lines.iter().all(|line| line.len() <= 75), "{length} of {unit}");
                assert!(lines.iter().skip(1).all(|line| line.starts_with(' ') && line.len() > 1));
                assert_eq!(text.0.replace("\r\n ", "").trim_end_matches("\r\n"), line);
            }
        }
    }
}
