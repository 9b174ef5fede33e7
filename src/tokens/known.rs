//! Tokens of every organization that a look through leaks reaches, by their handles or ids. What it doesn't reach is as
//! if it were not there: the same statements are run for it, and give nothing.

use std::ops::Deref;

use super::{Presented, Token, store};
use crate::access::{Granted, SearchLeaks};
use crate::db::{self, Db};
use crate::id::Id;

/// A token of one of several organizations.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Known {
    /// Its facts.
    #[sqlx(flatten)]
    pub token: Token,
    /// The name of its organization.
    pub organization_name: String,
    digest: String,
}

impl Known {
    /// Whether this is its secret.
    pub fn has_secret(&self, presented: &Presented) -> bool {
        self.digest == presented.digest
    }
}

impl Deref for Known {
    type Target = Token;
    fn deref(&self) -> &Token {
        &self.token
    }
}

/// The tokens with these handles, tombstones included.
pub async fn known(db: &Db, may: &Granted<SearchLeaks>, handles: &[&str]) -> Result<Vec<Known>, db::Error> {
    let mut known = Vec::new();
    for handles in handles.chunks(db::LIST) {
        known.extend(store::known_by_handle(db, &may.reach(), handles).await?);
    }
    Ok(known)
}

/// The tokens with these ids, tombstones included.
pub async fn known_by_id(db: &Db, may: &Granted<SearchLeaks>, ids: &[Id<Token>]) -> Result<Vec<Known>, db::Error> {
    let ids: Vec<&str> = ids.iter().map(Id::as_str).collect();
    let mut known = Vec::new();
    for ids in ids.chunks(db::LIST) {
        known.extend(store::known_by_id(db, &may.reach(), ids).await?);
    }
    Ok(known)
}
