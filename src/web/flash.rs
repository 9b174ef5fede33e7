//! A result that is said once, on the next page: "Deactivated “Billing export”." with Undo where it can be undone.

use std::future::{Ready, ready};

use actix_session::{Session, SessionExt};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Where it is in a session.
pub const KEY: &str = "flash";

/// What is said, and how it is undone.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Flash {
    /// The sentence.
    pub text: String,
    /// The address that a POST to undoes it, if it can be.
    pub undo: Option<String>,
    /// Address and words of a link to what it is about.
    #[serde(default)]
    pub link: Option<(String, String)>,
    /// It has a consequence that one may not have meant, and is shown so.
    #[serde(default)]
    pub caution: bool,
}

impl Flash {
    /// A sentence alone.
    pub fn said(text: impl Into<String>) -> Self {
        Self { text: text.into(), undo: None, link: None, caution: false }
    }

    /// A sentence with Undo.
    pub fn undoable(text: impl Into<String>, undo: String) -> Self {
        Self { text: text.into(), undo: Some(undo), link: None, caution: false }
    }

    /// The same with a link to what it is about.
    #[must_use]
    pub fn leading(self, address: String, words: &str) -> Self {
        Self { link: Some((address, words.to_owned())), ..self }
    }

    /// The same as something to look at twice, if it is `caution`.
    #[must_use]
    pub fn with_caution(self, caution: bool) -> Self {
        Self { caution, ..self }
    }

    /// Leaves it for the next page of this session.
    pub fn leave(self, session: &Session) -> Result<()> {
        session.insert(KEY, self).map_err(|e| Error::Internal(e.to_string()))
    }
}

/// Takes what was left for this page.
#[derive(Debug, Default)]
pub struct Flashed(pub Option<Flash>);

impl FromRequest for Flashed {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let session = request.get_session();
        let left = session.get::<Flash>(KEY).unwrap_or(None);
        if left.is_some() {
            session.remove(KEY);
        }
        ready(Ok(Self(left)))
    }
}
