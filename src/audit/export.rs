//! Events as CSV and JSON, a piece at a time: whoever sends them decides how the pieces come.

use serde_json::{Value, json};

use super::Event;
use crate::web::csv;

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
            Self::Csv => csv::MEDIA_TYPE,
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
    csv::append_line(
        text,
        &[
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
        ],
    );
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

    #[test]
    fn an_array_without_events_is_one_too() {
        let empty = format!("{}{}{}", Format::Json.start(), Format::Json.events(&[], true), Format::Json.end());
        assert_eq!(serde_json::from_str::<Value>(&empty).unwrap(), json!([]));
    }
}
