//! An audit event in words: the sentence after the actor's name, and the particulars beneath it, which are those of
//! `details`. What is stored stays as it is; here it is said in the reader's language.

use super::Event;
use super::details::capitalized;
pub use super::details::{details, facts, history, reason};
use crate::language::{Html, Message, ToArgument};

/// Who did it, where nothing else tells what they are: a token can have a person's name.
pub fn actor(event: &Event) -> String {
    match event.actor_kind.as_str() {
        "token" => t!("audit-actor-token", name = event.actor_name).into(),
        "command_line" => t!("audit-actor-command-line").into(),
        _ => event.actor_name.clone(),
    }
}

/// What was done, as it follows the actor's name, where it is clear to what: "deactivated the token".
pub fn action(event: &Event) -> String {
    said(&event.action, "plain", "").into()
}

/// The same with what it was done to, if that is something else than its actor: "deactivated the token Billing export".
pub fn told(event: &Event) -> String {
    if names_subject(event) { said(&event.action, "about", &event.subject_name).into() } else { action(event) }
}

/// The same for a page.
pub fn told_in_page(event: &Event) -> Html {
    if names_subject(event) {
        let subject = t_html!("audit-subject", name = event.subject_name);
        said(&event.action, "about", &subject).html()
    } else {
        said(&event.action, "plain", "").html()
    }
}

/// What is stored of an action as something to choose: "Deactivated the token".
pub fn phrase(action: &str) -> String {
    said(action, "choice", "").into()
}

/// The words for what is stored of an action, in the form of a `choice`, with what it is `about`, or `plain`. An action that
/// has no words here is shown as it is stored.
fn said<T: ToArgument + ?Sized>(action: &str, form: &str, about: &T) -> Message {
    match action {
        "token.created" => t!("audit-token-created", form = form, about = about),
        "token.activated" => t!("audit-token-activated", form = form, about = about),
        "token.deactivated" => t!("audit-token-deactivated", form = form, about = about),
        "token.ended" => t!("audit-token-ended", form = form, about = about),
        "token.paused" => t!("audit-token-paused", form = form, about = about),
        "token.resumed" => t!("audit-token-resumed", form = form, about = about),
        "token.rotated" => t!("audit-token-rotated", form = form, about = about),
        "token.overlap_prolonged" => t!("audit-token-overlap-prolonged", form = form, about = about),
        "token.compromised" => t!("audit-token-compromised", form = form, about = about),
        "token.edited" => t!("audit-token-edited", form = form, about = about),
        "token.deleted" => t!("audit-token-deleted", form = form, about = about),
        "token.copy_confirmed" => t!("audit-token-copy-confirmed", form = form, about = about),
        "application.created" => t!("audit-application-created", form = form, about = about),
        "application.renamed" => t!("audit-application-renamed", form = form, about = about),
        "application.archived" => t!("audit-application-archived", form = form, about = about),
        "application.restored" => t!("audit-application-restored", form = form, about = about),
        "application.deleted" => t!("audit-application-deleted", form = form, about = about),
        "application.personal_tokens_allowed" => {
            t!("audit-application-personal-tokens-allowed", form = form, about = about)
        }
        "application.personal_tokens_disallowed" => {
            t!("audit-application-personal-tokens-disallowed", form = form, about = about)
        }
        "organization.created" => t!("audit-organization-created", form = form, about = about),
        "organization.renamed" => t!("audit-organization-renamed", form = form, about = about),
        "organization.rules_changed" => t!("audit-organization-rules-changed", form = form, about = about),
        "organization.calendar_created" => t!("audit-organization-calendar-created", form = form, about = about),
        "organization.calendar_renewed" => t!("audit-organization-calendar-renewed", form = form, about = about),
        "organization.calendar_ended" => t!("audit-organization-calendar-ended", form = form, about = about),
        "installation.backed_up" => t!("audit-installation-backed-up", form = form, about = about),
        "installation.restored" => t!("audit-installation-restored", form = form, about = about),
        "installation.set_up" => t!("audit-installation-set-up", form = form, about = about),
        "member.enlisted" => t!("audit-member-enlisted", form = form, about = about),
        "member.invited" => t!("audit-member-invited", form = form, about = about),
        "invitation.revoked" => t!("audit-invitation-revoked", form = form, about = about),
        "member.joined" => t!("audit-member-joined", form = form, about = about),
        "member.role_changed" => t!("audit-member-role-changed", form = form, about = about),
        "member.api_access_granted" => t!("audit-member-api-access-granted", form = form, about = about),
        "member.api_access_withdrawn" => t!("audit-member-api-access-withdrawn", form = form, about = about),
        "member.removed" => t!("audit-member-removed", form = form, about = about),
        "user.signed_in" => t!("audit-user-signed-in", form = form, about = about),
        "user.signed_out" => t!("audit-user-signed-out", form = form, about = about),
        "user.sign_in_failed" => t!("audit-user-sign-in-failed", form = form, about = about),
        "user.password_changed" => t!("audit-user-password-changed", form = form, about = about),
        "user.renamed" => t!("audit-user-renamed", form = form, about = about),
        "user.email_changed" => t!("audit-user-email-changed", form = form, about = about),
        "user.email_change_failed" => t!("audit-user-email-change-failed", form = form, about = about),
        "user.all_organizations_granted" => t!("audit-user-all-organizations-granted", form = form, about = about),
        "user.password_set" => t!("audit-user-password-set", form = form, about = about),
        "user.password_change_failed" => t!("audit-user-password-change-failed", form = form, about = about),
        "user.session_ended" => t!("audit-user-session-ended", form = form, about = about),
        "user.sessions_ended" => t!("audit-user-sessions-ended", form = form, about = about),
        other => {
            let other = if form == "choice" { capitalized(other) } else { other.to_owned() };
            t!("audit-unknown-action", form = form, action = other, about = about)
        }
    }
}

/// The plural of an action's noun, to list actions under: "Tokens".
pub fn noun(action: &str) -> String {
    let noun = match action.split('.').next().unwrap_or_default() {
        "token" => t!("audit-noun-token"),
        "user" => t!("audit-noun-user"),
        "application" => t!("audit-noun-application"),
        "organization" => t!("audit-noun-organization"),
        "installation" => t!("audit-noun-installation"),
        "member" => t!("audit-noun-member"),
        "invitation" => t!("audit-noun-invitation"),
        other => return capitalized(other),
    };
    noun.into()
}

/// Whether the event is about something else than its own actor, and so has a name to tell.
pub fn names_subject(event: &Event) -> bool {
    let itself = event.actor_kind == event.subject_kind && event.actor_id == event.subject_id;
    !itself && !event.subject_name.is_empty()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::clock::Timestamp;
    use crate::language::{Language, said_in};

    pub fn event(action: &str, detail: &str) -> Event {
        Event {
            seq: 1,
            at: Timestamp(0),
            actor_kind: "user".into(),
            actor_id: "a".into(),
            actor_name: "Ada".into(),
            action: action.into(),
            subject_kind: "token".into(),
            subject_id: "c".into(),
            subject_name: "CI".into(),
            address: String::new(),
            detail: detail.into(),
            prev_hash: String::new(),
            hash: String::new(),
        }
    }

    #[test]
    fn what_was_done_is_said_in_the_readers_order() {
        let event = event("token.compromised", "{}");
        assert_eq!(
            (action(&event).as_str(), told(&event).as_str()),
            ("marked the token as compromised", "marked the token CI as compromised")
        );
        said_in(Language::German, || {
            assert_eq!(phrase(&event.action), "Token als kompromittiert markiert");
            assert_eq!(told(&event), "hat das Token CI als kompromittiert markiert");
        });
    }
}
