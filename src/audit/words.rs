//! An audit event in words: the sentence after the actor's name, and the particulars beneath it.

use serde_json::Value;

use super::Event;
use crate::web::time::exact;

/// Fields whose values before and after are told, with the words for each.
const FIELDS: [(&str, &str); 7] = [
    ("name", "Name"),
    ("description", "Description"),
    ("networks", "IP restriction"),
    ("require_expiry", "Expiry required"),
    ("lifetime_cap_days", "Longest lifetime in days"),
    ("require_network", "IP restriction required"),
    ("block_rule_breakers", "Tokens that break a rule blocked"),
];

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
        "application.created" => "created the application",
        "application.renamed" => "renamed the application",
        "application.archived" => "archived the application",
        "application.restored" => "restored the application",
        "application.deleted" => "deleted the application",
        "application.personal_tokens_allowed" => "let personal tokens pass for the application",
        "application.personal_tokens_disallowed" => "stopped letting personal tokens pass for the application",
        "organization.created" => "founded the organization",
        "organization.renamed" => "renamed the organization",
        "organization.rules_changed" => "changed the rules for tokens",
        "organization.calendar_created" => "made an address for the calendar of expiries",
        "organization.calendar_renewed" => "made a new address for the calendar of expiries",
        "organization.calendar_ended" => "ended the calendar of expiries",
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
