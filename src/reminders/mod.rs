//! Reminders: mails to an organization's administrators about application tokens that expire in 30, 14, 7 and 1 day, and
//! that have expired; and, within a minute, about tokens that were marked compromised, of which a personal one's owner is told
//! as well. Once each, also across restarts and nodes; of several stages that passed meanwhile, the latest.
//!
//! A token that is switched off is told of too: whoever means to switch it on again should know. Not told of are tokens
//! that are deleted, compromised or superseded, and those of archived applications and suspended organizations.

mod letters;
mod store;

use std::time::Duration;

use tokio::sync::watch;

use crate::app::State;
use crate::chance::Chance;
use crate::clock::{Clock, DAY, HOUR, Timestamp};
use crate::db::{self, Db};
use crate::id::Id;
use crate::language::{Language, said_in};
use crate::mail::{Failure, Mail, Mailer};
use crate::organizations::Organization;
use crate::tokens::Token;
use crate::users::{Email, User};

/// How often it is looked for what was marked compromised.
pub const EVERY: Duration = Duration::from_mins(1);
/// And, each so many times of these, for what expires.
const EXPIRIES: u64 = 15;
/// Tokens that expired longer ago are no news.
const OVER: i64 = 7 * DAY;
/// Nor is what was marked compromised longer ago, as before the first start of a program that tells of it.
const NEWS: i64 = DAY;
/// An organization is told of compromised tokens at once, and then at most so often: whoever can make and end tokens must not
/// fill its mailboxes.
const CALM: i64 = HOUR;
/// What was not sent is tried again after so long: by then the run that took it has ended, one way or the other.
const RETRIED_AFTER: i64 = 3_600_000;
/// How often it is tried. That makes a day, and then the next stage is near.
const ATTEMPTS: i64 = 24;
/// Tokens named in one mail; how many more there are is told.
const NAMED: i64 = 200;
/// After so many mails in a row that the server didn't take at all, the rest of an organization's administrators is left
/// for the next time; and after so many organizations in a row of which nobody could be told, the rest of these.
const PATIENCE: usize = 3;

/// What is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Occasion {
    /// A token expires, or has expired.
    Expiry,
    /// A token was marked compromised.
    Compromise,
}

/// A token that is to be told of.
#[derive(Clone, Debug, sqlx::FromRow)]
struct Due {
    organization_id: Id<Organization>,
    organization_name: String,
    id: Id<Token>,
    name: String,
    /// The person it acts as, if it is a personal one.
    user_id: Option<Id<User>>,
    /// Its application's name, or the person's.
    owner: String,
    expires_at: Option<Timestamp>,
    active: bool,
    compromised_at: Option<Timestamp>,
    compromised_by_kind: String,
    compromised_by_name: String,
    compromised_reason: String,
    /// How many are to be told of in its organization.
    count: i64,
}

/// Who is told.
#[derive(Clone, Debug, sqlx::FromRow)]
struct Recipient {
    organization_id: Id<Organization>,
    user_id: Id<User>,
    email: String,
    /// The code of the language they chose; none if their browser chooses, which no mail knows.
    language: Option<String>,
    /// Of every token; otherwise of their own.
    of_all: bool,
}

impl Recipient {
    /// The language to write to them in.
    fn language(&self) -> Language {
        self.language.as_deref().and_then(Language::of_code).unwrap_or_default()
    }

    fn is_told_of(&self, token: &Due) -> bool {
        self.organization_id == token.organization_id && (self.of_all || token.user_id == Some(self.user_id))
    }
}

/// What a run came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// Mails that were taken.
    pub sent: usize,
    /// Mails that were not.
    pub failed: usize,
}

/// Reminds again and again until `ended` is, if there is a mail server to do it with.
pub async fn go_on(state: &State, mut ended: watch::Receiver<()>) {
    let Some(mailer) = &state.mailer else { return };
    let mut ticks = tokio::time::interval(EVERY);
    for turn in 0.. {
        tokio::select! {
            _ = ticks.tick() => {}
            _ = ended.changed() => return,
        }
        let goes_on = || ended.has_changed().is_ok();
        let both = turn % EXPIRIES == 0;
        for occasion in [Occasion::Compromise, Occasion::Expiry].into_iter().take(1 + usize::from(both)) {
            let parts =
                Parts { db: &state.db, clock: &state.clock, chance: &state.chance, mailer, portal: &state.base_url };
            match tell(&parts, occasion, &goes_on).await {
                Ok(run) if run == Run::default() => {}
                Ok(run) => tracing::info!(sent = run.sent, failed = run.failed, ?occasion, "told of tokens"),
                Err(error) => tracing::warn!(%error, "what is to be told could not be looked for; it is tried again"),
            }
        }
    }
}

/// What telling needs.
#[derive(Debug)]
struct Parts<'a> {
    db: &'a Db,
    clock: &'a Clock,
    chance: &'a Chance,
    mailer: &'a Mailer,
    portal: &'a str,
}

/// Mails everything that is due: one mail to each who is told, about all of an organization's tokens. It ends early when
/// `goes_on` says so, or when the mail server can't be used; the rest is done another time.
///
/// Whoever ends it between the sending of a mail and the note of that lets it be sent again: twice is better than never.
pub async fn remind(
    db: &Db,
    clock: &Clock,
    chance: &Chance,
    mailer: &Mailer,
    portal: &str,
    goes_on: impl Fn() -> bool,
) -> Result<Run, db::Error> {
    let parts = Parts { db, clock, chance, mailer, portal };
    let first = tell(&parts, Occasion::Compromise, &goes_on).await?;
    let second = tell(&parts, Occasion::Expiry, &goes_on).await?;
    Ok(Run { sent: first.sent + second.sent, failed: first.failed + second.failed })
}

async fn tell(parts: &Parts<'_>, occasion: Occasion, goes_on: &impl Fn() -> bool) -> Result<Run, db::Error> {
    let Parts { db, clock, chance, mailer, portal } = *parts;
    let (claim, began) = (chance.hex::<16>(), clock.now());
    let mut tx = db.begin().await?;
    let claimed = store::claim(&mut tx, occasion, &claim, began).await?;
    tx.commit().await?;
    if claimed == 0 {
        return Ok(Run::default());
    }
    let due = store::claimed(db, &claim, NAMED).await?;
    let recipients = store::recipients(db, &claim).await?;
    let (mut run, mut in_vain) = (Run::default(), 0);
    let mut organizations: Vec<&[Due]> = due.chunk_by(|a, b| a.organization_id == b.organization_id).collect();
    // Begun anywhere: mailboxes that keep a run busy until it gives up must not always be before the same others.
    let first = usize::from(u16::from_le_bytes(chance.bytes())) % organizations.len().max(1);
    organizations.rotate_left(first);
    for tokens in organizations {
        let organization = tokens[0].organization_id;
        // Another run may take the rest before long.
        if !goes_on() || in_vain >= PATIENCE || clock.now() > began.plus(RETRIED_AFTER / 2) {
            break;
        }
        let (mut told, mut not_taken) = (false, 0);
        for recipient in &recipients {
            let theirs: Vec<&Due> = tokens.iter().filter(|token| recipient.is_told_of(token)).collect();
            if theirs.is_empty() {
                continue;
            }
            match send(mailer, recipient, occasion, &theirs, portal, clock.now()).await {
                Ok(()) => {
                    (told, not_taken) = (true, 0);
                    run.sent += 1;
                }
                Err(error) => {
                    tracing::warn!(%error, %organization, "a reminder could not be mailed");
                    not_taken = if error.is_of_the_server() { not_taken + 1 } else { 0 };
                    run.failed += 1;
                    if not_taken >= PATIENCE {
                        break;
                    }
                }
            }
        }
        in_vain = if !told && not_taken > 0 { in_vain + 1 } else { 0 };
        // Whoever got it isn't mailed again because another's mailbox is full.
        if told {
            let mut tx = db.begin().await?;
            store::sent(&mut tx, &claim, organization, clock.now()).await?;
            tx.commit().await?;
        }
    }
    Ok(run)
}

async fn send(
    mailer: &Mailer,
    recipient: &Recipient,
    occasion: Occasion,
    tokens: &[&Due],
    portal: &str,
    now: Timestamp,
) -> Result<(), Failure> {
    let to = Email::parse(&recipient.email).map_err(|_| Failure::Address)?;
    let letter = || letters::of(occasion, recipient.of_all, tokens, portal, now);
    let (subject, text) = said_in(recipient.language(), letter).map_err(|_| Failure::Address)?;
    mailer.send(Mail::new(to, &subject, text)).await
}
