//! Invitations: a link that makes someone a member, once, within a week, in the role that an administrator chose. Here
//! are making, revoking and accepting one; mailing the link is in `letter`. Inviting tells nobody whether an e-mail address
//! has an account: it looks at the organization's own members only. Who holds a link and tries to make an account with it
//! does learn that. The link proves that someone had it, not that the address is theirs.

mod accept;
mod letter;
pub mod pages;
mod store;

use std::fmt;

use serde_json::json;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

pub use accept::{Acceptance, Joining, accept};
pub use letter::{Posted, post};

use crate::access::{Granted, ManageMembers, Role};
use crate::audit::{self, Subject};
use crate::chance::Chance;
use crate::clock::{Clock, DAY, Timestamp};
use crate::db::{self, Db, Tx};
use crate::error::{Error, Result};
use crate::id::{Id, hex};
use crate::members::{self, Member};
use crate::organizations::Organization;
use crate::users::Email;

/// How long a link works, in days.
pub const LASTS_DAYS: i64 = 7;
/// The most invitations of an organization within 24 hours.
pub const A_DAY: i64 = 200;
/// The most that are listed.
pub const LISTED: i64 = 200;
/// Characters of a link's secret: 128 random bits.
const SECRET: usize = 32;

/// An invitation that is neither accepted nor revoked.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Invitation {
    /// Its id, which is no secret.
    pub id: Id<Invitation>,
    /// Where to.
    pub organization_id: Id<Organization>,
    /// That organization's name.
    pub organization_name: String,
    /// Whom.
    pub email: String,
    /// The same for looking up.
    pub email_key: String,
    /// As what.
    #[sqlx(try_from = "String")]
    pub role: Role,
    /// With the privilege to have personal tokens.
    pub api_access: bool,
    /// Since when.
    pub created_at: Timestamp,
    /// By whom; their name at the time.
    pub created_by_name: String,
    /// Until when.
    pub expires_at: Timestamp,
    /// What became of the mail with the link: `none`, `sending`, `sent` or `failed`.
    pub mail: String,
}

/// The secret of a link. Shown once, and never stored.
pub struct LinkSecret(Zeroizing<String>);

impl LinkSecret {
    fn generate(chance: &Chance) -> Self {
        Self(Zeroizing::new(chance.hex::<{ SECRET / 2 }>()))
    }

    /// Reads what stands in an address.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = text.len() == SECRET && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        fits.then(|| Self(Zeroizing::new(text.to_owned())))
    }

    fn digest(&self) -> String {
        hex(&Sha256::digest(self.0.as_bytes()))
    }

    /// The link, below the portal's address: whoever has it can accept.
    pub fn link(&self, base_url: &str) -> Zeroizing<String> {
        Zeroizing::new(format!("{base_url}/invitations/{}", self.0.as_str()))
    }
}

impl fmt::Debug for LinkSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkSecret(…)")
    }
}

/// What a new invitation is to be.
#[derive(Clone, Debug)]
pub struct NewInvitation {
    /// Whom.
    pub email: Email,
    /// As what.
    pub role: Role,
    /// With the privilege to have personal tokens.
    pub api_access: bool,
    /// The link is going to be mailed, too.
    pub mailed: bool,
}

/// What became of inviting someone.
#[derive(Debug)]
pub enum Invited {
    /// The invitation, and its link's secret for the one time it is shown.
    Invited(Box<Invitation>, LinkSecret),
    /// This member has the address already.
    MemberAlready(Box<Member>),
    /// There were too many within a day.
    TooMany,
}

/// Invites someone. An earlier invitation of theirs works no longer.
pub async fn invite(
    db: &Db,
    clock: &Clock,
    chance: &Chance,
    may: &Granted<ManageMembers>,
    new: &NewInvitation,
) -> Result<Invited> {
    let (organization, now, key) = (may.organization(), clock.now(), new.email.key());
    let mut tx = db.begin().await?;
    members::lock(&mut tx, clock, may).await?;
    if let Some(member) = members::by_email(&mut tx, may, &key).await? {
        return Ok(Invited::MemberAlready(Box::new(member)));
    }
    if store::made_since(&mut tx, organization, now.plus(-DAY)).await? >= A_DAY {
        return Ok(Invited::TooMany);
    }
    if let Some(earlier) = store::by_email(&mut tx, organization, &key).await? {
        revoke_in(&mut tx, clock, may, &earlier, "Invited again.").await?;
    }
    let (id, secret) = (Id::new(clock, chance), LinkSecret::generate(chance));
    let times = (now, now.plus(LASTS_DAYS * DAY));
    store::insert(&mut tx, organization, id, new, &secret.digest(), &may.actor().principal, times).await?;
    let invitation = store::find(&mut tx, organization, id).await?.ok_or(sqlx::Error::RowNotFound)?;
    let detail = json!({ "after": { "role": new.role.as_str(), "api_access": new.api_access } });
    let subject = subject(&invitation);
    audit::record(&mut tx, clock, may.actor(), Some(organization), "member.invited", subject, &detail).await?;
    tx.commit().await?;
    Ok(Invited::Invited(Box::new(invitation), secret))
}

/// Takes an invitation back. One that was accepted or revoked already is not there.
pub async fn revoke(db: &Db, clock: &Clock, may: &Granted<ManageMembers>, id: Id<Invitation>) -> Result<Invitation> {
    let mut tx = db.begin().await?;
    let invitation = store::find(&mut tx, may.organization(), id).await?.ok_or(Error::NotFound)?;
    if !revoke_in(&mut tx, clock, may, &invitation, "").await? {
        return Err(Error::NotFound);
    }
    tx.commit().await?;
    Ok(invitation)
}

/// Invitations that were taken back with a member's right to have them, to be recorded at the transaction's end.
#[derive(Debug, Default)]
pub(crate) struct Revoked {
    invitations: Vec<Invitation>,
    why: String,
}

impl Revoked {
    /// Records them.
    pub(crate) async fn record(
        &self,
        tx: &mut Tx,
        clock: &Clock,
        may: &Granted<ManageMembers>,
    ) -> Result<(), db::Error> {
        let (organization, detail) = (Some(may.organization()), json!({ "reason": self.why }));
        for invitation in &self.invitations {
            let subject = subject(invitation);
            audit::record(tx, clock, may.actor(), organization, "invitation.revoked", subject, &detail).await?;
        }
        Ok(())
    }
}

/// Takes back what a member has invited, in the transaction that takes their right to; and what would let them in again, if
/// it is their place that goes.
pub(crate) async fn revoke_of(
    tx: &mut Tx,
    clock: &Clock,
    may: &Granted<ManageMembers>,
    member: &Member,
    leaves: bool,
) -> Result<Revoked, db::Error> {
    let organization = may.organization();
    let mut theirs = store::by_creator(tx, organization, member.id.as_str()).await?;
    if leaves && let Some(own) = store::by_email(tx, organization, &db::fold(&member.email)).await? {
        theirs.push(own);
    }
    theirs.sort_by_key(|invitation| invitation.id);
    theirs.dedup_by_key(|invitation| invitation.id);
    let mut revoked = Vec::new();
    for invitation in theirs {
        if store::revoke(tx, organization, invitation.id, clock.now()).await? {
            revoked.push(invitation);
        }
    }
    let why = if leaves { "doesn't belong to the organization" } else { "is no administrator" };
    Ok(Revoked { invitations: revoked, why: format!("{} {why} any more.", member.name) })
}

async fn revoke_in(
    tx: &mut Tx,
    clock: &Clock,
    may: &Granted<ManageMembers>,
    invitation: &Invitation,
    reason: &str,
) -> Result<bool, db::Error> {
    if !store::revoke(tx, may.organization(), invitation.id, clock.now()).await? {
        return Ok(false);
    }
    let detail = json!({ "reason": reason });
    let (organization, subject) = (Some(may.organization()), subject(invitation));
    audit::record(tx, clock, may.actor(), organization, "invitation.revoked", subject, &detail).await?;
    Ok(true)
}

/// The organization's invitations that nobody has accepted or revoked, those whose time is over included; the newest
/// first, at most [`LISTED`].
pub async fn pending(db: &Db, may: &Granted<ManageMembers>) -> Result<Vec<Invitation>, db::Error> {
    store::pending(db, may.organization(), LISTED).await
}

/// One of them.
pub async fn find(db: &Db, may: &Granted<ManageMembers>, id: Id<Invitation>) -> Result<Invitation> {
    store::find(db, may.organization(), id).await?.ok_or(Error::NotFound)
}

/// The invitation of a link that works. Takes no proof: the link is one.
pub async fn open(db: &Db, clock: &Clock, secret: &LinkSecret) -> Result<Option<Invitation>, db::Error> {
    store::by_digest(db, &secret.digest(), clock.now()).await
}

fn subject(invitation: &Invitation) -> Subject<'_> {
    Subject { kind: "invitation", id: invitation.id.as_str(), name: &invitation.email }
}
