//! What the mails say, in the language of whoever asks for them to be said.

use askama::Template;

use super::{Due, NAMED, Occasion};
use crate::audit::words::reason;
use crate::clock::Timestamp;
use crate::web::time;

/// A token that expires, in the mail.
struct Line<'a> {
    name: &'a str,
    application: &'a str,
    address: String,
    exact: String,
    relative: String,
    expired: bool,
    inactive: bool,
}

#[derive(Template)]
#[template(path = "reminders/mail.txt")]
struct ExpiryLetter<'a> {
    organization: &'a str,
    lines: Vec<Line<'a>>,
    more: Option<i64>,
    portal: &'a str,
}

/// A token that is compromised, in the mail.
struct Marked<'a> {
    name: &'a str,
    owner: &'a str,
    is_personal: bool,
    address: String,
    exact: String,
    by_token: bool,
    by: &'a str,
    reason: String,
}

#[derive(Template)]
#[template(path = "reminders/compromised.txt")]
struct CompromiseLetter<'a> {
    organization: &'a str,
    /// Otherwise it goes to the owner of personal tokens.
    to_administrator: bool,
    lines: Vec<Marked<'a>>,
    more: Option<i64>,
    portal: &'a str,
}

/// The subject and the text about these tokens of one organization, in the language of the task.
pub fn of(
    occasion: Occasion,
    to_administrator: bool,
    tokens: &[&Due],
    portal: &str,
    now: Timestamp,
) -> Result<(String, String), askama::Error> {
    // Of an organization's tokens only some are here, and of these an owner gets only their own.
    let count = tokens.first().filter(|_| to_administrator).map_or(0, |token| token.count);
    let count = count.max(i64::try_from(tokens.len()).unwrap_or(i64::MAX));
    let organization = tokens.first().map_or("", |token| token.organization_name.as_str());
    let more = Some(count - NAMED).filter(|more| *more > 0);
    match occasion {
        Occasion::Expiry => {
            let lines = tokens.iter().map(|token| line(token, now)).collect();
            let letter = ExpiryLetter { organization, lines, more, portal };
            Ok((expiry_subject(tokens, count, now), letter.render()?))
        }
        Occasion::Compromise => {
            let lines = tokens.iter().map(|token| marked(token, to_administrator, now)).collect();
            let letter = CompromiseLetter { organization, to_administrator, lines, more, portal };
            let subject = match tokens {
                [token] => t!("reminders-compromised-subject", name = cut(&token.name)),
                _ => t!("reminders-compromised-subject-many", count = count, organization = organization),
            };
            Ok((subject.into(), letter.render()?))
        }
    }
}

/// A name in a subject: whoever chose it may have had a headline in mind.
fn cut(name: &str) -> String {
    let start: String = name.chars().take(40).collect();
    if start.len() < name.len() { format!("{}…", start.trim_end()) } else { start }
}

fn page_of(token: &Due) -> String {
    format!("/integrations/tokens/{}", token.id)
}

fn line(token: &Due, now: Timestamp) -> Line<'_> {
    let end = token.expires_at.unwrap_or(now);
    Line {
        name: &token.name,
        application: &token.owner,
        address: page_of(token),
        exact: time::exact(end),
        relative: time::relative(end, now),
        expired: end <= now,
        inactive: !token.active,
    }
}

fn marked(token: &Due, to_administrator: bool, now: Timestamp) -> Marked<'_> {
    let place = if to_administrator { page_of(token) } else { "/account/tokens".to_owned() };
    Marked {
        name: &token.name,
        owner: &token.owner,
        is_personal: token.user_id.is_some(),
        address: place,
        exact: time::exact(token.compromised_at.unwrap_or(now)),
        by_token: token.compromised_by_kind == "token",
        by: &token.compromised_by_name,
        reason: reason(&token.compromised_reason),
    }
}

fn expiry_subject(tokens: &[&Due], count: i64, now: Timestamp) -> String {
    let expired = tokens.iter().filter(|token| token.expires_at.is_some_and(|end| end <= now)).count();
    match tokens {
        [] => String::new(),
        [token] if expired == 1 => t!("reminders-subject-expired", name = token.name).into(),
        [token] => {
            let distance = time::relative(token.expires_at.unwrap_or(now), now);
            t!("reminders-subject-expires", name = token.name, distance = distance).into()
        }
        [first, ..] => {
            let organization = &first.organization_name;
            let subject = match expired {
                0 => t!("reminders-subject-soon", count = count, organization = organization),
                all if all == tokens.len() => {
                    t!("reminders-subject-all-expired", count = count, organization = organization)
                }
                _ => t!("reminders-subject-some-expired", count = count, organization = organization),
            };
            subject.into()
        }
    }
}
