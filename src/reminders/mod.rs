//! Reminders: mails to an organization's administrators about application tokens that expire in 30, 14, 7 and 1 day, and
//! that have expired. Once each, also across restarts and nodes; of several stages that passed meanwhile, the latest.
//!
//! A token that is switched off is told of too: whoever means to switch it on again should know. Not told of are tokens
//! that are deleted, compromised or superseded, and those of archived applications and suspended organizations.

mod store;

use std::time::Duration;

use askama::Template;
use tokio::sync::watch;

use crate::app::State;
use crate::chance::Chance;
use crate::clock::{Clock, DAY, Timestamp};
use crate::db::{self, Db};
use crate::id::Id;
use crate::mail::{Failure, Mail, Mailer};
use crate::organizations::Organization;
use crate::tokens::Token;
use crate::users::Email;
use crate::web::number::grouped;
use crate::web::time;

/// How often it is looked for what is due.
pub const EVERY: Duration = Duration::from_mins(15);
/// Tokens that expired longer ago are no news.
const OVER: i64 = 7 * DAY;
/// What was not sent is tried again after so long: by then the run that took it has ended, one way or the other.
const RETRIED_AFTER: i64 = 3_600_000;
/// How often it is tried. That makes a day, and then the next stage is near.
const ATTEMPTS: i64 = 24;
/// Tokens named in one mail; how many more there are is told.
const NAMED: i64 = 200;
/// After so many mails in a row that the server didn't take at all, the rest of an organization's administrators is left
/// for the next time; and after so many organizations in a row of which nobody could be told, the rest of these.
const PATIENCE: usize = 3;

/// A token that is to be told of.
#[derive(Clone, Debug, sqlx::FromRow)]
struct Due {
    organization_id: Id<Organization>,
    organization_name: String,
    id: Id<Token>,
    name: String,
    application: String,
    expires_at: Timestamp,
    active: bool,
    /// How many are to be told of in its organization.
    count: i64,
}

/// What a run came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// Mails that were taken.
    pub sent: usize,
    /// Mails that were not.
    pub failed: usize,
}

/// A token in the mail.
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
struct Letter<'a> {
    organization: &'a str,
    lines: Vec<Line<'a>>,
    more: Option<String>,
    portal: &'a str,
}

/// Reminds again and again until `ended` is, if there is a mail server to do it with.
pub async fn go_on(state: &State, mut ended: watch::Receiver<()>) {
    let Some(mailer) = &state.mailer else { return };
    let mut ticks = tokio::time::interval(EVERY);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            _ = ended.changed() => return,
        }
        let goes_on = || ended.has_changed().is_ok();
        match remind(&state.db, &state.clock, &state.chance, mailer, &state.base_url, goes_on).await {
            Ok(run) if run == Run::default() => {}
            Ok(run) => tracing::info!(sent = run.sent, failed = run.failed, "told of tokens that expire"),
            Err(error) => tracing::warn!(%error, "what expires could not be looked for; it is tried again"),
        }
    }
}

/// Mails what is due: one mail to each administrator of an organization, about all of its tokens. It ends early when
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
    let (claim, began) = (chance.hex::<16>(), clock.now());
    let mut tx = db.begin().await?;
    let claimed = store::claim(&mut tx, &claim, began).await?;
    tx.commit().await?;
    if claimed == 0 {
        return Ok(Run::default());
    }
    let due = store::claimed(db, &claim, NAMED).await?;
    let administrators = store::administrators(db, &claim).await?;
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
        for (_, email) in administrators.iter().filter(|(of, _)| *of == organization) {
            match send(mailer, email, tokens, portal, clock.now()).await {
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

async fn send(mailer: &Mailer, email: &str, tokens: &[Due], portal: &str, now: Timestamp) -> Result<(), Failure> {
    let to = Email::parse(email).map_err(|_| Failure::Address)?;
    let text = letter(tokens, portal, now).render().map_err(|_| Failure::Address)?;
    mailer.send(Mail::new(to, &subject(tokens, now), text)).await
}

fn subject(tokens: &[Due], now: Timestamp) -> String {
    let expired = tokens.iter().filter(|token| token.expires_at <= now).count();
    match tokens {
        [] => String::new(),
        [token] if expired == 1 => format!("“{}” has expired", token.name),
        [token] => format!("“{}” expires {}", token.name, time::relative(token.expires_at, now)),
        [first, ..] => {
            let what = match expired {
                0 => "expire soon",
                all if all == tokens.len() => "have expired",
                _ => "expire soon or have expired",
            };
            format!("{} application tokens of {} {what}", grouped(first.count), first.organization_name)
        }
    }
}

fn letter<'a>(tokens: &'a [Due], portal: &'a str, now: Timestamp) -> Letter<'a> {
    let lines = tokens.iter().map(|token| Line {
        name: &token.name,
        application: &token.application,
        id: token.id.to_string(),
        exact: time::exact(token.expires_at),
        relative: time::relative(token.expires_at, now),
        expired: token.expires_at <= now,
        inactive: !token.active,
    });
    let count = tokens.first().map_or(0, |token| token.count);
    Letter {
        organization: tokens.first().map_or("", |token| &token.organization_name),
        lines: lines.collect(),
        more: Some(count - NAMED).filter(|more| *more > 0).map(grouped),
        portal,
    }
}
