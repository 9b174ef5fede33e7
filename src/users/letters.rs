//! What mails about an account say, in the language of the task.

use std::net::IpAddr;

use askama::Template;

use super::Email;
use crate::clock::Timestamp;
use crate::mail::Mail;
use crate::web::time::exact;

#[derive(Template)]
#[template(path = "users/code.txt")]
struct CodeLetter<'a> {
    code: String,
    portal: &'a str,
}

#[derive(Template)]
#[template(path = "users/taken.txt")]
struct TakenLetter<'a> {
    portal: &'a str,
}

#[derive(Template)]
#[template(path = "users/changed.txt")]
struct ChangedLetter<'a> {
    new: &'a str,
    moment: String,
    /// Empty if it could not be told.
    address: String,
    portal: &'a str,
}

/// To an address that somebody wants for their account: what shows that they read its mail. It has nothing that they chose.
pub fn code(to: &Email, code: &str, portal: &str) -> Result<Mail, askama::Error> {
    let (start, end) = code.split_at(code.len() / 2);
    let text = CodeLetter { code: format!("{start}-{end}"), portal }.render()?;
    Ok(Mail::new(to.clone(), &t!("account-email-code-subject").to_string(), text))
}

/// To the owner of an account whose address somebody else wants for theirs.
pub fn taken(to: &Email, portal: &str) -> Result<Mail, askama::Error> {
    let text = TakenLetter { portal }.render()?;
    Ok(Mail::new(to.clone(), &t!("account-email-taken-subject").to_string(), text))
}

/// To the address that an account had.
pub fn changed(
    to: &Email,
    new: &Email,
    portal: &str,
    at: Timestamp,
    from: Option<IpAddr>,
) -> Result<Mail, askama::Error> {
    let address = from.map(|address| address.to_string()).unwrap_or_default();
    let text = ChangedLetter { new: new.as_str(), moment: exact(at), address, portal }.render()?;
    Ok(Mail::new(to.clone(), &t!("account-email-changed-subject").to_string(), text))
}
