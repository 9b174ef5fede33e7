//! An audit event in words: the sentence after the actor's name, and the particulars beneath it.

use serde_json::Value;

use super::Event;

/// Fields whose values before and after are told, with the words for each.
const FIELDS: [(&str, &str); 5] = [
    ("name", "Name"),
    ("description", "Description"),
    ("networks", "IP restriction"),
    ("role", "Role"),
    ("api_access", "API access"),
];

/// What was done, as it follows the actor's name: "deactivated the token". An action that has no words here is shown as
/// it is stored.
pub fn action(event: &Event) -> String {
    let words = match event.action.as_str() {
        "token.created" => "created the token",
        "token.activated" => "activated the token",
        "token.deactivated" => "deactivated the token",
        "token.compromised" => "marked the token compromised",
        "token.edited" => "edited the token",
        "token.deleted" => "deleted the token",
        "token.copy_confirmed" => "confirmed having copied the secret",
        "member.enlisted" => "made them a member",
        "member.invited" => "invited them",
        "invitation.revoked" => "revoked the invitation",
        "member.joined" => "accepted the invitation",
        "member.role_changed" => "changed the role",
        "member.api_access_granted" => "granted API access",
        "member.api_access_withdrawn" => "withdrew API access",
        "member.removed" => "removed them from the organization",
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
        if before == after {
            continue;
        }
        details.push(if detail["before"].is_null() {
            // It was not there before, or is not any more.
            format!("{words}: {}", shown(after))
        } else if detail["after"].is_null() {
            format!("{words}: {}", shown(before))
        } else {
            format!("{words}: {} became {}", shown(before), shown(after))
        });
    }
    if let Some(reason) = detail["reason"].as_str().filter(|reason| !reason.is_empty()) {
        details.push(format!("Reason: {reason}"));
    }
    details
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
