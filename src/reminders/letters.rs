//! What the mails say.

use askama::Template;

use super::{Due, NAMED, Occasion};
use crate::clock::Timestamp;
use crate::language::grouped;
use crate::web::time;

/// A token that expires, in the mail.
struct Line<'a> {
    name: &'a str,
    application: &'a str,
    id: String,
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
    more: Option<String>,
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
    reason: &'a str,
}

#[derive(Template)]
#[template(path = "reminders/compromised.txt")]
struct CompromiseLetter<'a> {
    organization: &'a str,
    /// Otherwise it goes to the owner of personal tokens.
    to_administrator: bool,
    lines: Vec<Marked<'a>>,
    more: Option<String>,
    portal: &'a str,
}

/// The subject and the text about these tokens of one organization.
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
    let more = Some(count - NAMED).filter(|more| *more > 0).map(grouped);
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
                [token] => format!("“{}” is compromised and no longer works", cut(&token.name)),
                _ => format!("{} tokens of {organization} are compromised and no longer work", grouped(count)),
            };
            Ok((subject, letter.render()?))
        }
    }
}

/// A name in a subject: whoever chose it may have had a headline in mind.
fn cut(name: &str) -> String {
    let start: String = name.chars().take(40).collect();
    if start.len() < name.len() { format!("{}…", start.trim_end()) } else { start }
}

fn line(token: &Due, now: Timestamp) -> Line<'_> {
    let end = token.expires_at.unwrap_or(now);
    Line {
        name: &token.name,
        application: &token.owner,
        id: token.id.to_string(),
        exact: time::exact(end),
        relative: time::relative(end, now),
        expired: end <= now,
        inactive: !token.active,
    }
}

fn marked(token: &Due, to_administrator: bool, now: Timestamp) -> Marked<'_> {
    let place =
        if to_administrator { format!("/integrations/tokens/{}", token.id) } else { "/account/tokens".to_owned() };
    Marked {
        name: &token.name,
        owner: &token.owner,
        is_personal: token.user_id.is_some(),
        address: place,
        exact: time::exact(token.compromised_at.unwrap_or(now)),
        by_token: token.compromised_by_kind == "token",
        by: &token.compromised_by_name,
        reason: &token.compromised_reason,
    }
}

fn expiry_subject(tokens: &[&Due], count: i64, now: Timestamp) -> String {
    let expired = tokens.iter().filter(|token| token.expires_at.is_some_and(|end| end <= now)).count();
    match tokens {
        [] => String::new(),
        [token] if expired == 1 => format!("“{}” has expired", token.name),
        [token] => format!("“{}” expires {}", token.name, time::relative(token.expires_at.unwrap_or(now), now)),
        [first, ..] => {
            let what = match expired {
                0 => "expire soon",
                all if all == tokens.len() => "have expired",
                _ => "expire soon or have expired",
            };
            format!("{} application tokens of {} {what}", grouped(count), first.organization_name)
        }
    }
}
