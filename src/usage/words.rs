//! The words of usage: each reason of a refusal as a sentence for people with a role, and a decision's id in a text.

use crate::language::Message;

/// What a decision's id begins with.
const ID_START: &str = "dec_";
/// The fewest characters after that by which a text is taken for an id, whole or cut off.
const ID_LEAST: usize = 12;

/// The reasons under which only a token that is off is refused.
pub const OFF: [&str; 4] = ["deleted", "compromised", "expired", "inactive"];

/// Why a request was refused, by the word it is counted under: of a person's own token or another, as it was or as it is
/// `now`. A sentence without its end.
pub fn reason(word: &str, personal: bool, now: bool) -> Message {
    let when = if now { "now" } else { "then" };
    match word {
        "no-credential" => t!("usage-reason-no-credential"),
        "many-credentials" => t!("usage-reason-many-credentials"),
        "unknown" => t!("usage-reason-unknown"),
        "deleted" => t!("usage-reason-deleted", when = when),
        "compromised" => t!("usage-reason-compromised", when = when),
        "expired" => t!("usage-reason-expired", when = when),
        "inactive" => t!("usage-reason-inactive", when = when),
        "organization-blocked" => t!("usage-reason-organization-blocked", when = when),
        "application-blocked" => t!("usage-reason-application-blocked", when = when),
        "person-blocked" => t!("usage-reason-person-blocked", when = when),
        "rule-blocked" => t!("usage-reason-rule-blocked", when = when),
        "other-application" if personal => t!("usage-reason-not-accepted"),
        "other-application" => t!("usage-reason-other-application"),
        "address" => t!("usage-reason-address", when = when),
        "path" => t!("usage-reason-path"),
        "method" => t!("usage-reason-method"),
        "misconfigured" => t!("usage-reason-misconfigured"),
        "permission" => t!("usage-reason-permission"),
        _ => t!("usage-reason-not-known"),
    }
}

/// The decision's id in a text, if it is one or has one in it, such as the header it came in. By its form alone; one
/// that was cut off too, whose page then says that nothing is known of it.
pub fn decision_in(text: &str) -> Option<&str> {
    let mut words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    words.find(|word| {
        let rest = word.strip_prefix(ID_START);
        rest.is_some_and(|rest| rest.len() >= ID_LEAST && rest.bytes().all(|b| b.is_ascii_alphanumeric()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_is_found_in_what_a_caller_copies() {
        let id = "dec_0123456789abcdefABCDEF";
        for text in [id, &format!(" {id}\n"), &format!("x-latchkey-decision-id: {id}"), &format!("“{id}”.")] {
            assert_eq!(decision_in(text), Some(id), "{text}");
        }
        assert_eq!(decision_in(&id[..20]), Some(&id[..20]), "cut off");
        for text in ["", "dec_", "dec_2026", "december", "decoder dec_12_34567890123456"] {
            assert_eq!(decision_in(text), None, "{text}");
        }
    }
}
