//! Tokens by what people call them who look for one in the log: a handle or a name, tombstones included.

use std::collections::HashMap;

use super::secret::{HANDLE, Prefixes, handle_in};
use super::{Token, store};
use crate::access::{Granted, SeeAudit};
use crate::clock::Timestamp;
use crate::db::{self, Db};
use crate::id::Id;

/// What a handle or a name may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meant {
    /// This token.
    One(Id<Token>),
    /// None of the organization's.
    None,
    /// More than one.
    Several,
}

/// The handles of these tokens of the organization as they are shown, by id; at most [`db::LIST`] are looked for.
pub async fn shown_handles(
    db: &Db,
    may: &Granted<SeeAudit>,
    ids: &[&str],
) -> Result<HashMap<String, String>, db::Error> {
    let rows = store::named::handles(db, may.organization(), ids).await?;
    Ok(rows.into_iter().map(|(id, prefix, handle)| (id, format!("{prefix}_{handle}…"))).collect())
}

/// A token that could be meant beside another: it has or had its name, or is before or after it in its rotations.
#[derive(Clone, Debug)]
pub struct Namesake {
    /// Which.
    pub id: Id<Token>,
    /// As it is shown.
    pub handle: String,
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Namesake {
    /// A token as one that could be meant.
    pub fn of(token: &Token) -> Self {
        Self { id: token.id, handle: token.shown_handle(), name: token.name.clone(), created_at: token.created_at }
    }
}

/// Those beside this token, the latest first; ten at most, and none if the id is no token's of the organization.
pub async fn namesakes(db: &Db, may: &Granted<SeeAudit>, id: &str) -> Result<Vec<Namesake>, db::Error> {
    let Ok(id) = id.parse() else { return Ok(Vec::new()) };
    let found = store::named::namesakes(db, may.organization(), id).await?;
    let shown = |(id, prefix, handle, name, created_at)| Namesake {
        id,
        handle: format!("{prefix}_{handle}…"),
        name,
        created_at,
    };
    Ok(found.into_iter().map(shown).collect())
}

/// The token that a text means: a handle, also one with its prefix or a whole secret, or a name. Of several of one name it is
/// the one that lives and has not been replaced.
pub async fn meant(db: &Db, may: &Granted<SeeAudit>, text: &str, prefixes: &Prefixes) -> Result<Meant, db::Error> {
    let organization = may.organization();
    let public = handle_in(text, prefixes);
    let public = public.as_deref().unwrap_or(text).trim_end_matches('…');
    let handle = public.rsplit_once('_').map_or(public, |(_, handle)| handle);
    if handle.len() == HANDLE
        && let Some(token) = store::by_handle(db, organization, handle).await?
    {
        return Ok(Meant::One(token.id));
    }
    let named = store::named::named(db, organization, text).await?;
    let present: Vec<Id<Token>> = named.iter().filter(|(_, present)| *present).map(|(id, _)| *id).collect();
    Ok(match (&present[..], &named[..]) {
        ([only], _) | ([], [(only, _)]) => Meant::One(*only),
        (_, []) => Meant::None,
        _ => Meant::Several,
    })
}
