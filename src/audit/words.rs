//! An audit event in words: the sentence after the actor's name, and the particulars beneath it.

use serde_json::Value;

use super::Event;
use crate::web::time::exact;

/// Fields whose values before and after are told, with the words for each.
const FIELDS: [(&str, &str); 3] = [("name", "Name"), ("description", "Description"), ("networks", "IP restriction")];

/// Fields whose values are told as they are; moments among them in words.
const PLAIN: [(&str, &str); 4] = [
    ("predecessor", "Replaces"),
    ("successor", "Replaced by"),
    ("ends_at", "The old secret ends"),
    ("until", "Paused until"),
];

/// What was done, as it follows the actor's name: "deactivated the token". An action that has no words here is shown as
/// it is stored.
pub fn action(event: &Event) -> String {
    let words = match event.action.as_str() {
        "token.created" => "created the token",
        "token.activated" => "activated the token",
        "token.deactivated" => "deactivated the token",
        "token.paused" => "paused the token",
        "token.resumed" => "ended the token's pause",
        "token.rotated" => "rotated the token",
        "token.compromised" => "marked the token compromised",
        "token.edited" => "edited the token",
        "token.deleted" => "deleted the token",
        "token.copy_confirmed" => "confirmed having copied the secret",
        other => other,
    };
    words.to_owned()
}

/// What changed from what to what, and why: a sentence each.
pub fn details(event: &Event) -> Vec<String> {
    let detail = event.detail();
    let mut details = Vec::new();
    for (field, words) in FIELDS {
        let (before, after) = (&detail["before"][field], &detail["after"][field]);
        if before != after {
            details.push(format!("{words}: {} became {}", shown(before), shown(after)));
        }
    }
    for (field, words) in PLAIN {
        if let Some(value) = detail[field].as_str().filter(|value| !value.is_empty()) {
            details.push(format!("{words}: {}", moment(value).unwrap_or_else(|| value.to_owned())));
        }
    }
    if let Some(reason) = detail["reason"].as_str().filter(|reason| !reason.is_empty()) {
        details.push(format!("Reason: {reason}"));
    }
    if let (Some(name), Some(handle)) = (detail["cause"]["name"].as_str(), detail["cause"]["handle"].as_str()) {
        details.push(format!("It was created through “{name}” ({handle})"));
    }
    details
}

fn moment(text: &str) -> Option<String> {
    let at = chrono::DateTime::parse_from_rfc3339(text).ok()?;
    Some(exact(at.to_utc().into()))
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::String(text) if text.is_empty() => "nothing".to_owned(),
        Value::String(text) => format!("“{text}”"),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        other => other.to_string(),
    }
}
