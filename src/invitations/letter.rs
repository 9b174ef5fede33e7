//! The mail with an invitation's link: what it says, and sending it beside the request that invites.

use std::time::Duration;

use askama::Template;
use zeroize::Zeroizing;

use super::{Invitation, LASTS_DAYS, store};
use crate::db::{self, Db};
use crate::error::{Error, Result};
use crate::mail::{Mail, Mailer};
use crate::users::Email;
use crate::web::time;

/// How long whoever invites is kept waiting for what the mail server says.
const PATIENCE: Duration = Duration::from_secs(4);

/// What is known of the mail when the page is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Posted {
    /// No mail server is configured.
    Never,
    /// The mail server took it.
    Sent,
    /// It didn't.
    Failed,
    /// It has not said yet; the list of invitations tells it later.
    OnItsWay,
}

#[derive(Template)]
#[template(path = "invitations/letter.txt")]
struct Letter<'a> {
    invitation: &'a Invitation,
    link: &'a str,
    until: String,
    days: i64,
    portal: &'a str,
}

/// Mails the link to whom it is for, in the language of whoever invites, and notes what became of that.
pub async fn post(
    db: &Db,
    mailer: Option<&Mailer>,
    invitation: &Invitation,
    link: &Zeroizing<String>,
    portal: &str,
) -> Result<Posted> {
    let Some(mailer) = mailer else {
        return Ok(Posted::Never);
    };
    let letter = Letter { invitation, link, until: time::exact(invitation.expires_at), days: LASTS_DAYS, portal };
    let text = letter.render().map_err(|e| Error::Internal(e.to_string()))?;
    let (who, organization) = (&invitation.created_by_name, &invitation.organization_name);
    let subject = t!("invitations-mail-subject", who = who, organization = organization).to_string();
    let mail = Mail::new(Email::parse(&invitation.email).map_err(Error::Internal)?, &subject, text);
    let Some(sending) = mailer.beside(send(db.clone(), mailer.clone(), invitation.clone(), mail)) else {
        tracing::warn!(invitation = %invitation.id, "an invitation was not mailed: too many mails are on their way");
        note(db, invitation, Posted::Failed).await?;
        return Ok(Posted::Failed);
    };
    match tokio::time::timeout(PATIENCE, sending).await {
        Ok(Ok(posted)) => Ok(posted),
        Ok(Err(_)) => Ok(Posted::Failed),
        Err(_) => Ok(Posted::OnItsWay),
    }
}

async fn send(db: Db, mailer: Mailer, invitation: Invitation, mail: Mail) -> Posted {
    let sent = mailer.send(mail).await;
    if let Err(error) = &sent {
        tracing::warn!(%error, invitation = %invitation.id, "an invitation could not be mailed");
    }
    let posted = if sent.is_ok() { Posted::Sent } else { Posted::Failed };
    if let Err(error) = note(&db, &invitation, posted).await {
        tracing::warn!(%error, invitation = %invitation.id, "what became of a mail could not be noted");
    }
    posted
}

async fn note(db: &Db, invitation: &Invitation, posted: Posted) -> Result<(), db::Error> {
    let what = if posted == Posted::Sent { "sent" } else { "failed" };
    let mut tx = db.begin().await?;
    store::note_mail(&mut tx, invitation.organization_id, invitation.id, what).await?;
    tx.commit().await
}
