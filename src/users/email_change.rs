//! A person's change of the e-mail address that they sign in with. Like a change of the password it takes the present one,
//! and ends every other session. Where mail can be sent, the new address has to be shown to be theirs: it gets a code, and
//! the old one is told what became of it. Whether an address has an account is then told to nobody but its owner.

use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::Sha256;

use super::{Email, Hasher, Password, PasswordHash, letters, record, store};
use crate::access::{Granted, Person, SignedIn};
use crate::clock::Clock;
use crate::config::SecretKey;
use crate::db::{self, Db};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::mail::{Mail, Mailer};
use crate::sessions::{self, own, throttle};

/// Characters of a code: 50 bits.
const LENGTH: usize = 10;
/// What codes are written with: what could be taken for something else is left out.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// How long whoever asks is kept waiting for what the mail server says.
const PATIENCE: Duration = Duration::from_secs(4);

/// What the change needs of the portal.
#[derive(Clone, Copy, Debug)]
pub struct Means<'a> {
    /// Where people are.
    pub db: &'a Db,
    /// The time.
    pub clock: &'a Clock,
    /// What codes are made with.
    pub key: &'a SecretKey,
    /// Sends mails, if a mail server is configured.
    pub mailer: Option<&'a Mailer>,
    /// Where the portal is, as mails tell it.
    pub portal: &'a str,
}

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum EmailChange {
    /// The new one is in force, and every session of the person has ended. The one that asked goes on if it is renewed.
    Changed,
    /// A code was mailed to the new address; or to its owner that somebody wanted it, if it has an account.
    Asked,
    /// The mail server did not take the mail.
    NotMailed,
    /// Another account has the address. Told only where nothing can be mailed.
    Taken,
    /// The present password is another.
    WrongPassword,
    /// It is not the code that was mailed, or it is too old.
    WrongCode,
    /// There were too many failures: not before so many seconds.
    Wait(i64),
}

/// Changes the address of whoever is signed in; where mail can be sent, asks for a code first.
pub async fn begin(
    means: Means<'_>,
    hasher: &Hasher,
    may: &Granted<SignedIn>,
    session: &sessions::Digest,
    present: Password,
    new: &Email,
) -> Result<EmailChange> {
    let person = may.person().ok_or(Error::NotFound)?;
    let (attempt, password) = match attempt(means, may, person).await? {
        Ok(attempt) => attempt,
        Err(seconds) => return Ok(EmailChange::Wait(seconds)),
    };
    if !hasher.verify(present, Some(password.clone())).await? {
        failed(means, may, person).await?;
        return Ok(EmailChange::WrongPassword);
    }
    // Signing in anew doesn't make up for these: so many mails can be asked for, and so many addresses tried.
    let asked = format!("e-mail address for {}", person.id);
    let asking = throttle::Attempt::of(means.key, &asked, may.actor().address);
    if let Some(seconds) = throttle::begin(means.db, means.clock.now(), &asking).await? {
        return Ok(EmailChange::Wait(seconds));
    }
    match means.mailer {
        Some(mailer) => ask(means, mailer, person, &password, new).await,
        None => change(means, may, session, &attempt, &password, new).await,
    }
}

/// Changes the address if the code is the one that was mailed to it.
pub async fn confirm(
    means: Means<'_>,
    may: &Granted<SignedIn>,
    session: &sessions::Digest,
    typed: &str,
    new: &Email,
) -> Result<EmailChange> {
    let person = may.person().ok_or(Error::NotFound)?;
    let (attempt, password) = match attempt(means, may, person).await? {
        Ok(attempt) => attempt,
        Err(seconds) => return Ok(EmailChange::Wait(seconds)),
    };
    let hour = means.clock.now().hour();
    let typed = read(typed);
    let fits = [hour, hour - 1].map(|hour| is_same(&code(means.key, person, &password, new, hour), &typed));
    if means.mailer.is_none() || !(fits[0] | fits[1]) {
        failed(means, may, person).await?;
        return Ok(EmailChange::WrongCode);
    }
    change(means, may, session, &attempt, &password, new).await
}

/// An attempt that counts like one at the sign-in page, with the password that the person has; or, after too many, how many
/// seconds to wait for it.
async fn attempt(
    means: Means<'_>,
    may: &Granted<SignedIn>,
    person: &Person,
) -> Result<Result<(throttle::Attempt, PasswordHash), i64>> {
    let attempt = throttle::Attempt::of(means.key, &db::fold(&person.email), may.actor().address);
    if let Some(seconds) = throttle::begin(means.db, means.clock.now(), &attempt).await? {
        return Ok(Err(seconds));
    }
    Ok(Ok((attempt, store::password(means.db, person.id).await?.ok_or(Error::NotFound)?)))
}

async fn failed(means: Means<'_>, may: &Granted<SignedIn>, person: &Person) -> Result<()> {
    let mut tx = means.db.begin().await?;
    record(&mut tx, means.clock, may, person, "user.email_change_failed", &json!({})).await?;
    Ok(tx.commit().await?)
}

async fn ask(
    means: Means<'_>,
    mailer: &Mailer,
    person: &Person,
    password: &PasswordHash,
    new: &Email,
) -> Result<EmailChange> {
    let owner = store::by_email(means.db, &new.key()).await?.map(|(user, _)| user.id);
    let mail = if owner.is_some_and(|owner| owner != person.id) {
        letters::taken(new, means.portal)
    } else {
        let code = code(means.key, person, password, new, means.clock.now().hour());
        letters::code(new, &code, means.portal)
    };
    let Some(sending) = beside(mailer, person.id, mail.map_err(|e| Error::Internal(e.to_string()))?) else {
        return Ok(EmailChange::NotMailed);
    };
    Ok(match tokio::time::timeout(PATIENCE, sending).await {
        Ok(Ok(true)) | Err(_) => EmailChange::Asked,
        Ok(_) => EmailChange::NotMailed,
    })
}

async fn change(
    means: Means<'_>,
    may: &Granted<SignedIn>,
    session: &sessions::Digest,
    attempt: &throttle::Attempt,
    password: &PasswordHash,
    new: &Email,
) -> Result<EmailChange> {
    let person = may.person().ok_or(Error::NotFound)?;
    let mut tx = means.db.begin().await?;
    // In the order in which signing in takes these rows.
    throttle::succeed(&mut tx, means.clock.now(), attempt).await?;
    match store::change_email(&mut tx, person.id, &db::fold(&person.email), password, new).await {
        Err(error) if db::is_unique_violation(&error) => return Ok(EmailChange::Taken),
        changed => {
            if !changed? {
                return Err(Error::Conflict(t!("account-email-overtaken").into()));
            }
        }
    }
    let ended = own::end_for_change(&mut tx, means.clock, may, session).await?;
    let detail = json!({
        "before": { "email": person.email }, "after": { "email": new.as_str() }, "sessions": ended.saturating_sub(1),
    });
    record(&mut tx, means.clock, may, person, "user.email_changed", &detail).await?;
    tx.commit().await?;
    if let (Some(mailer), Ok(old)) = (means.mailer, Email::parse(&person.email)) {
        let mail = letters::changed(&old, new, means.portal, means.clock.now(), may.actor().address);
        // It is done; nobody waits for this.
        drop(beside(mailer, person.id, mail.map_err(|e| Error::Internal(e.to_string()))?));
    }
    Ok(EmailChange::Changed)
}

/// Sends a mail beside the request, and tells whether it was taken; none if too many are on their way.
fn beside(mailer: &Mailer, person: Id<super::User>, mail: Mail) -> Option<tokio::task::JoinHandle<bool>> {
    let own = mailer.clone();
    let sending = mailer.beside(async move {
        let sent = own.send(mail).await;
        if let Err(error) = &sent {
            tracing::warn!(%error, %person, "a mail about a change of an e-mail address could not be sent");
        }
        sent.is_ok()
    });
    if sending.is_none() {
        tracing::warn!(%person, "a mail about a change of an e-mail address was not sent: too many are on their way");
    }
    sending
}

/// The code that shows that mail to `new` reaches the person: of their present address and password, so that either's
/// change ends it, and of an hour.
fn code(key: &SecretKey, person: &Person, password: &PasswordHash, new: &Email, hour: i64) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.expose()).unwrap_or_else(|_| unreachable!("any length is a key"));
    for part in ["e-mail address", person.id.as_str(), &person.email, &password.mark(), new.as_str(), &hour.to_string()]
    {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part.as_bytes());
    }
    let bytes = mac.finalize().into_bytes();
    bytes[..LENGTH].iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect()
}

/// What was typed, as codes are written: letters that aren't used stand for the digits that they look like.
fn read(typed: &str) -> String {
    let letters = typed.chars().filter(char::is_ascii_alphanumeric).take(2 * LENGTH);
    letters
        .map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect()
}

/// Whether two codes are the same, in a time that doesn't tell how much of them is.
fn is_same(one: &str, other: &str) -> bool {
    let differences = one.bytes().zip(other.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
    one.len() == other.len() && differences == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_may_be_typed_as_it_is_read() {
        assert_eq!(read(" ab1o2-iLxyz "), "AB10211XYZ");
        assert!(is_same("AB10211XYZ", &read("ab1O2 llxyz")));
        assert!(!is_same("AB10211XYZ", "AB10211XY") && !is_same("AB10211XYZ", "AB10211XYY") && !is_same("A", ""));
    }
}
