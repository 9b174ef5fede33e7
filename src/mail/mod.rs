//! Mail: handing one over to the configured SMTP server, within a time that has an end. What a mail says is the business
//! of the room that sends it. Nothing of a mail is logged: it may hold a link that is as good as a password.

mod settings;

use std::error::Error as _;
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use lettre::message::Mailbox;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::transport::smtp;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

pub use settings::{Sender, SmtpUrl};

use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::Config;
use crate::users::Email;

/// How long it may take to get a connection.
const CONNECT: Duration = Duration::from_secs(10);
/// How long the whole conversation may.
const WHOLE: Duration = Duration::from_secs(20);
/// Mails on their way at once; further ones are not taken.
const AT_ONCE: u32 = 16;

/// A mail in plain text.
pub struct Mail {
    to: Email,
    subject: String,
    text: String,
}

impl Mail {
    /// A mail to one person. Its subject is one line, whatever the names in it hold.
    pub fn new(to: Email, subject: &str, text: String) -> Self {
        let subject = subject.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        Self { to, subject, text }
    }
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mail(…)")
    }
}

/// Why a mail was not taken. What the server said beside a code is left out: it repeats what it was sent.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The address, or our own, can't be written into a mail.
    #[error("no mail can be made for this address")]
    Address,
    /// The server kept us waiting.
    #[error("the mail server did not take it in time")]
    Late,
    /// The server, or what it has to offer, could not be got at.
    #[error("the mail server can't be used: {0}")]
    Unreachable(String),
    /// The server said no, with these three digits.
    #[error("the mail server refused it with {0}")]
    Refused(String),
}

impl Failure {
    fn of(error: &smtp::Error) -> Self {
        if let Some(code) = error.status() {
            return Self::Refused(code.to_string());
        }
        if error.is_timeout() {
            return Self::Late;
        }
        // An answer that is no SMTP isn't repeated.
        let told = error.source().filter(|_| !error.is_response());
        Self::Unreachable(told.map_or_else(|| "it speaks no SMTP".to_owned(), ToString::to_string))
    }

    /// Whether the server took part in nothing: the next mail will hardly fare better.
    pub fn is_of_the_server(&self) -> bool {
        matches!(self, Self::Late | Self::Unreachable(_))
    }
}

/// Hands mails over. Cheap to clone.
#[derive(Clone)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    clock: Clock,
    chance: Chance,
    /// Where mails are sent beside requests: a runtime that outlives the threads that serve.
    runtime: Handle,
    places: Arc<Semaphore>,
}

impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mailer")
    }
}

impl Mailer {
    /// The mailer that is configured, if one is.
    pub fn of(config: &Config, clock: &Clock, chance: &Chance) -> Result<Option<Self>, String> {
        let (Some(url), Some(from)) = (&config.smtp_url, &config.mail_from) else {
            return Ok(None);
        };
        let own = config.public_url.as_ref().and_then(url::Url::domain);
        Ok(Some(Self {
            transport: url.transport(own, CONNECT).map_err(|e| format!("LATCHKEY_SMTP_URL: {e}"))?,
            from: from.mailbox().clone(),
            clock: clock.clone(),
            chance: chance.clone(),
            runtime: Handle::current(),
            places: Arc::new(Semaphore::new(AT_ONCE as usize)),
        }))
    }

    /// Hands a mail over, and waits until it is taken or refused.
    pub async fn send(&self, mail: Mail) -> Result<(), Failure> {
        let message = self.message(mail)?;
        match tokio::time::timeout(WHOLE, self.transport.send(message)).await {
            Err(_) => Err(Failure::Late),
            Ok(Err(error)) => Err(Failure::of(&error)),
            Ok(Ok(_)) => Ok(()),
        }
    }

    /// Does what has to do with a mail beside the request that asks for it: it goes on to its end, whatever becomes of
    /// the request. None if too much is being done already.
    pub fn beside<T: Send + 'static>(&self, job: impl Future<Output = T> + Send + 'static) -> Option<JoinHandle<T>> {
        let place = Arc::clone(&self.places).try_acquire_owned().ok()?;
        Some(self.runtime.spawn(async move {
            let done = job.await;
            drop(place);
            done
        }))
    }

    /// Waits for what is being done beside requests and by `other`, not longer than one mail may take.
    pub async fn finish(&self, other: JoinHandle<()>) {
        let abort = other.abort_handle();
        let all = async {
            let (places, other) = tokio::join!(self.places.acquire_many(AT_ONCE), other);
            drop(places);
            if let Err(error) = other {
                tracing::error!(%error, "the sending of mails has failed");
            }
        };
        if tokio::time::timeout(WHOLE, all).await.is_err() {
            abort.abort();
            tracing::warn!("a mail was still on its way at the end");
        }
    }

    fn message(&self, mail: Mail) -> Result<Message, Failure> {
        let to = mail.to.as_str().parse().map_err(|_| Failure::Address)?;
        let millis = u64::try_from(self.clock.now().0).unwrap_or(0);
        let id = format!("<{}@{}>", self.chance.hex::<16>(), self.from.email.domain());
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(mail.subject)
            .date(UNIX_EPOCH + Duration::from_millis(millis))
            .message_id(Some(id))
            // Nobody's holiday notice is wanted in return.
            .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()))
            .header(ContentType::TEXT_PLAIN)
            .body(mail.text)
            .map_err(|_| Failure::Address)
    }
}
