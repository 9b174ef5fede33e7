//! What can be done to a token that exists. Each operation takes its proof and leaves one event, or none if it changes
//! nothing.

use serde_json::json;

use super::powers::spares_ancestors;
use super::rules::{self, Breach};
use super::{
    AllowedNetworks, Description, Outcome, Reason, Status, Token, TokenName, living, manageable, record, store,
};
use crate::access::{Granted, ManageTokens, Privilege, Role, ShutTokens, SignedIn};
use crate::audit;
use crate::clock::{Clock, Timestamp};
use crate::db::{self, Db};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::usage::{self, Impact};

/// Which edit of a token was based on which version of it, and what it changes.
#[derive(Clone, Debug)]
pub struct Edit {
    /// The version that the editor saw.
    pub version: i64,
    /// Its name.
    pub name: TokenName,
    /// What it is for.
    pub description: Description,
    /// Where it may be used from.
    pub networks: AllowedNetworks,
    /// The editor was told that this shuts out an address lately in use, and wants it.
    pub shuts_out_knowingly: bool,
}

/// What became of an edit.
#[derive(Debug)]
pub enum Edited {
    /// It is in force; or nothing was different.
    Saved(Box<Token>),
    /// Someone else edited it meanwhile: here is what it is now.
    Overtaken(Box<Token>),
    /// The application has another living token of this name.
    NameTaken,
    /// The new IP list breaks a rule of the organization. One that broke it before can stay as it is.
    BreaksRule(Breach),
    /// The new IP list shuts out addresses that used the token within the last 7 days, in this way: asked first, not
    /// saved.
    ShutsOut(Impact),
}

/// Whether whoever holds `may` has to give a reason for switching a token off: support does, always.
pub fn must_say_why<P: Privilege>(may: &Granted<P>) -> bool {
    may.actor().role == Some(Role::Support)
}

/// Switches a token off. Support says why.
pub async fn deactivate(
    db: &Db,
    clock: &Clock,
    may: &Granted<ShutTokens>,
    id: Id<Token>,
    reason: &Reason,
) -> Result<Outcome> {
    if must_say_why(may) && reason.is_empty() {
        return Err(Error::Malformed(t!("token-reason-deactivated-needed").into()));
    }
    let by_a_token = |before: &Token| if may.token().is_some() { manageable(may, before) } else { Ok(()) };
    switch(db, clock, may, id, false, reason, by_a_token).await
}

/// Switches a token back on. Not one whose end has come, and never a compromised one.
pub async fn activate(db: &Db, clock: &Clock, may: &Granted<ManageTokens>, id: Id<Token>) -> Result<Outcome> {
    // What others have shut of a person's own is an administrator's to open.
    let opens = |before: &Token| may.person().is_some() && before.shut_by_another(clock.now());
    let check = |before: &Token| if opens(before) { Ok(()) } else { manageable(may, before) };
    switch(db, clock, may, id, true, &Reason::default(), check).await
}

/// Switches a personal token of one's own on or off.
pub async fn switch_own(db: &Db, clock: &Clock, may: &Granted<SignedIn>, id: Id<Token>, on: bool) -> Result<Outcome> {
    let check = |before: &Token| {
        own(may, before)?;
        if on && before.shut_by_another(clock.now()) {
            let why = t!("token-shut-by-another", who = before.switched_by_name, name = before.name);
            return Err(Error::Conflict(why.into()));
        }
        Ok(())
    };
    switch(db, clock, may, id, on, &Reason::default(), check).await
}

/// Deletes a personal token of one's own.
pub async fn delete_own(db: &Db, clock: &Clock, may: &Granted<SignedIn>, id: Id<Token>) -> Result<Outcome> {
    delete_if(db, clock, may, id, |before| own(may, before)).await
}

/// Records that the secret of one's own is copied to a safe place.
pub async fn confirm_own(db: &Db, clock: &Clock, may: &Granted<SignedIn>, id: Id<Token>) -> Result<Outcome> {
    confirm_if(db, clock, may, id, |before| own(may, before)).await
}

/// What a switching was: switching on ends a pause, too.
pub(super) fn switched_word(before: &Token, after: &Token, now: Timestamp) -> audit::Action {
    match (after.facts.active, before.facts.active) {
        (true, true) => "token.resumed",
        (true, false) => "token.activated",
        // That is for good, unless it was over already.
        (false, _) if before.superseded_at.is_some() && before.ended(now).is_none() => "token.ended",
        (false, _) => "token.deactivated",
    }
}

/// What isn't one's own is not there.
fn own(may: &Granted<SignedIn>, token: &Token) -> Result<()> {
    let mine = may.person().is_some_and(|person| token.user_id == Some(person.id));
    if mine { Ok(()) } else { Err(Error::NotFound) }
}

async fn switch<P: Privilege>(
    db: &Db,
    clock: &Clock,
    may: &Granted<P>,
    id: Id<Token>,
    on: bool,
    reason: &Reason,
    check: impl Fn(&Token) -> Result<()>,
) -> Result<Outcome> {
    let mut tx = db.begin().await?;
    let now = clock.now();
    let before = living(&mut tx, may.organization(), id).await?;
    check(&before)?;
    spares_ancestors(&mut tx, may, &before).await?;
    let changed = store::switch(&mut tx, may.organization(), id, on, now, may.actor(), reason).await?;
    let token = living(&mut tx, may.organization(), id).await?;
    if changed {
        record(&mut tx, clock, may, switched_word(&before, &token, now), &token, &json!({ "reason": reason.as_str() }))
            .await?;
        tx.commit().await?;
        return Ok(Outcome { token, changed });
    }
    match token.status(now) {
        Status::Compromised => Err(Error::Conflict(t!("token-is-compromised", name = token.name).into())),
        Status::Inactive if on && token.superseded_at.is_some() => {
            Err(Error::Conflict(t!("token-is-superseded", name = token.name).into()))
        }
        Status::Expired if on => Err(Error::Conflict(t!("token-has-expired", name = token.name).into())),
        _ => Ok(Outcome { token, changed }),
    }
}

/// Changes a token's name, description and IP restriction.
pub async fn edit(db: &Db, clock: &Clock, may: &Granted<ManageTokens>, id: Id<Token>, edit: &Edit) -> Result<Edited> {
    let shut_out =
        if edit.shuts_out_knowingly { Impact::default() } else { shut_out(db, clock, may, id, edit).await? };
    let mut tx = db.begin().await?;
    let before = living(&mut tx, may.organization(), id).await?;
    manageable(may, &before)?;
    let owner = before.application_id.ok_or(Error::NotFound)?;
    let after = json!({
        "name": edit.name.as_str(),
        "description": edit.description.as_str(),
        "networks": edit.networks.stored(),
    });
    let was = json!({ "name": before.name, "description": before.description, "networks": before.networks.stored() });
    if was == after {
        return Ok(Edited::Saved(Box::new(before)));
    }
    if edit.version != before.version {
        return Ok(Edited::Overtaken(Box::new(before)));
    }
    if before.superseded_at.is_none()
        && store::name_taken(&mut tx, may.organization(), owner.as_str(), edit.name.as_str(), Some(id)).await?
    {
        return Ok(Edited::NameTaken);
    }
    if before.networks != edit.networks
        && let Some(breach) = rules::check_networks(&rules::hold(&mut tx, may.organization()).await?, &edit.networks)
    {
        return Ok(Edited::BreaksRule(breach));
    }
    if !shut_out.is_none() {
        return Ok(Edited::ShutsOut(shut_out));
    }
    match store::edit(&mut tx, may.organization(), &before, clock.now(), edit).await {
        Err(error) if db::is_unique_violation(&error) => return Ok(Edited::NameTaken),
        Err(error) => return Err(error.into()),
        // Someone was between the look and the change.
        Ok(false) => {
            drop(tx);
            let now = store::find(db, may.organization(), id).await?.ok_or(Error::NotFound)?;
            return Ok(Edited::Overtaken(Box::new(now)));
        }
        Ok(true) => {}
    }
    let token = living(&mut tx, may.organization(), id).await?;
    record(&mut tx, clock, may, "token.edited", &token, &json!({ "before": was, "after": after })).await?;
    tx.commit().await?;
    Ok(Edited::Saved(Box::new(token)))
}

/// The recent use from addresses that the present list admits and the new one doesn't.
async fn shut_out(
    db: &Db,
    clock: &Clock,
    may: &Granted<ManageTokens>,
    id: Id<Token>,
    edit: &Edit,
) -> Result<Impact, db::Error> {
    let Some(token) = store::find(db, may.organization(), id).await? else {
        return Ok(Impact::default());
    };
    // Of those that were counted under no address nothing tells whether the new list has them, unless it has all that the old
    // one has: their address could not be told, or there were too many to tell apart.
    let some_are = !token.networks.within(&edit.networks);
    let is_shut_out = |address: &str| match address.parse().ok() {
        Some(address) => token.networks.admit(Some(address)) && !edit.networks.admit(Some(address)),
        None => some_are,
    };
    usage::impact(db, may, id, clock.now(), is_shut_out).await
}

/// Deletes a token for good; its handle and digest stay as a tombstone.
pub async fn delete(db: &Db, clock: &Clock, may: &Granted<ManageTokens>, id: Id<Token>) -> Result<Outcome> {
    delete_if(db, clock, may, id, |before| manageable(may, before)).await
}

async fn delete_if<P: Privilege>(
    db: &Db,
    clock: &Clock,
    may: &Granted<P>,
    id: Id<Token>,
    check: impl Fn(&Token) -> Result<()>,
) -> Result<Outcome> {
    let mut tx = db.begin().await?;
    let before = store::find(&mut tx, may.organization(), id).await?.ok_or(Error::NotFound)?;
    check(&before)?;
    spares_ancestors(&mut tx, may, &before).await?;
    let changed = store::delete(&mut tx, may.organization(), id, clock.now(), may.actor()).await?;
    let token = store::find(&mut tx, may.organization(), id).await?.ok_or(Error::NotFound)?;
    if changed {
        record(&mut tx, clock, may, "token.deleted", &token, &json!({})).await?;
        tx.commit().await?;
    }
    Ok(Outcome { token, changed })
}

/// Records that the creator has copied the secret to a safe place.
pub async fn confirm_copied(db: &Db, clock: &Clock, may: &Granted<ManageTokens>, id: Id<Token>) -> Result<Outcome> {
    confirm_if(db, clock, may, id, |before| manageable(may, before)).await
}

async fn confirm_if<P: Privilege>(
    db: &Db,
    clock: &Clock,
    may: &Granted<P>,
    id: Id<Token>,
    check: impl Fn(&Token) -> Result<()>,
) -> Result<Outcome> {
    let mut tx = db.begin().await?;
    check(&living(&mut tx, may.organization(), id).await?)?;
    let changed = store::confirm(&mut tx, may.organization(), id, clock.now()).await?;
    let token = living(&mut tx, may.organization(), id).await?;
    if changed {
        record(&mut tx, clock, may, "token.copy_confirmed", &token, &json!({})).await?;
        tx.commit().await?;
    }
    Ok(Outcome { token, changed })
}
