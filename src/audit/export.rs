//! Events as CSV and JSON, a piece at a time: whoever sends them decides how the pieces come.

use serde_json::{Value, json};

use super::Event;

/// Which way a file of events is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// RFC 4180, with a line of headings; for spreadsheets.
    Csv,
    /// One array of objects; exactly what is stored.
    Json,
}

const COLUMNS: [&str; 13] = [
    "seq",
    "at",
    "actor_kind",
    "actor_id",
    "actor_name",
    "action",
    "subject_kind",
    "subject_id",
    "subject_name",
    "address",
    "detail",
    "prev_hash",
    "hash",
];

impl Format {
    /// Reads the word in an address.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "csv" => Some(Self::Csv),
            "json" => Some(Self::Json),
            _ => None,
        }
    }

    /// The ending of the file's name.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Json => "application/json",
        }
    }

    /// What comes before the first event.
    pub fn start(self) -> String {
        match self {
            Self::Csv => format!("{}\r\n", COLUMNS.join(",")),
            Self::Json => "[".to_owned(),
        }
    }

    /// Some events; `first` if there were none before them.
    pub fn events(self, events: &[Event], first: bool) -> String {
        let mut text = String::new();
        for (index, event) in events.iter().enumerate() {
            match self {
                Self::Csv => append_line(&mut text, event),
                Self::Json => {
                    text.push_str(if first && index == 0 { "\n" } else { ",\n" });
                    text.push_str(&object(event).to_string());
                }
            }
        }
        text
    }

    /// What comes after the last event.
    pub fn end(self) -> &'static str {
        match self {
            Self::Csv => "",
            Self::Json => "\n]\n",
        }
    }
}

fn moment(event: &Event) -> String {
    event.at.rfc3339()
}

fn append_line(text: &mut String, event: &Event) {
    let (seq, at) = (event.seq.to_string(), moment(event));
    let cells = [
        &seq,
        &at,
        &event.actor_kind,
        &event.actor_id,
        &event.actor_name,
        &event.action,
        &event.subject_kind,
        &event.subject_id,
        &event.subject_name,
        &event.address,
        &event.detail,
        &event.prev_hash,
        &event.hash,
    ];
    for (index, cell) in cells.into_iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        append_cell(text, cell);
    }
    text.push_str("\r\n");
}

/// A spreadsheet takes a cell that begins so for a formula, in quotes or not; an apostrophe before it makes it text.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

fn append_cell(text: &mut String, cell: &str) {
    // Where `;` or a tab parts the cells, what follows one begins another, quoted or not.
    let mut guarded = String::new();
    for part in cell.split_inclusive([';', '\t']) {
        if part.trim_start_matches(' ').starts_with(FORMULA) {
            guarded.push('\'');
        }
        guarded.push_str(part);
    }
    if guarded == cell && !cell.contains([',', ';', '"', '\r', '\n']) {
        text.push_str(cell);
        return;
    }
    text.push('"');
    text.push_str(&guarded.replace('"', "\"\""));
    text.push('"');
}

fn object(event: &Event) -> Value {
    json!({
        "seq": event.seq,
        "at": moment(event),
        "actor": { "kind": event.actor_kind, "id": event.actor_id, "name": event.actor_name },
        "action": event.action,
        "subject": { "kind": event.subject_kind, "id": event.subject_id, "name": event.subject_name },
        "address": event.address,
        "detail": serde_json::from_str(&event.detail).unwrap_or_else(|_| Value::from(event.detail.clone())),
        "prev_hash": event.prev_hash,
        "hash": event.hash,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str) -> String {
        let mut cell = String::new();
        append_cell(&mut cell, text);
        cell
    }

    #[test]
    fn a_cell_is_quoted_where_it_must_be() {
        for (text, written) in [
            ("", ""),
            ("plain – naïve 🚀", "plain – naïve 🚀"),
            ("a,b", "\"a,b\""),
            ("a \"b\"", "\"a \"\"b\"\"\""),
            ("two\r\nlines", "\"two\r\nlines\""),
            ("{\"a\":1}", "\"{\"\"a\"\":1}\""),
        ] {
            assert_eq!(cell(text), written);
        }
    }

    #[test]
    fn a_cell_that_would_be_a_formula_is_text() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "="] {
            assert!(cell(text).starts_with("\"'"), "{text:?}: {}", cell(text));
        }
        assert_eq!(cell("=HYPERLINK(\"http://evil\",\"x\")"), "\"'=HYPERLINK(\"\"http://evil\"\",\"\"x\"\")\"");
        assert_eq!(cell("a=1"), "a=1");
    }

    #[test]
    fn an_array_without_events_is_one_too() {
        let empty = format!("{}{}{}", Format::Json.start(), Format::Json.events(&[], true), Format::Json.end());
        assert_eq!(serde_json::from_str::<Value>(&empty).unwrap(), json!([]));
    }
}
