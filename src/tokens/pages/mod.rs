//! Pages of tokens: the list, the create dialog and the reveal, the page of one token, and what changes it.

pub mod create;
pub mod delete;
pub mod edit;
pub mod export;
pub mod found;
pub mod instructions;
pub mod list;
mod overlap;
pub mod own;
pub mod prolong;
pub mod reveal;
pub mod rotate;
pub mod selection;
pub mod show;
pub mod switch;
pub mod view;

use std::net::IpAddr;

use actix_session::Session;
use actix_web::HttpRequest;

use super::Token;
use crate::access::{Granted, ManageTokens, Privilege, SeeTokens};
use crate::app::State;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::web::{Flash, Form, query_field, safe_return};

/// The place in the navigation.
const HERE: &str = "/integrations";
/// The list.
const LIST: &str = "/integrations#application-tokens";

fn address(id: Id<Token>) -> String {
    format!("/integrations/tokens/{id}")
}

/// A typed IP list with one more address.
fn with_address(typed: &str, address: IpAddr) -> String {
    format!("{}\n{address}", typed.trim_end()).trim_start().to_owned()
}

/// Where a form wants to go back to; `otherwise` if it doesn't say.
fn return_to(form: &Form, otherwise: &str) -> String {
    safe_return(form.one("return_to")).unwrap_or(otherwise).to_owned()
}

/// Where an address wants to go back to; `otherwise` if it doesn't say.
fn wanted_return(request: &HttpRequest, otherwise: &str) -> String {
    query_field(request, "return_to").as_deref().and_then(safe_return).unwrap_or(otherwise).to_owned()
}

/// Leaves a result for the next page, if anything was changed.
fn leave(session: &Session, changed: bool, flash: Flash, unchanged: impl Into<String>) -> Result<()> {
    if changed { flash } else { Flash::said(unchanged) }.leave(session)
}

/// The id in an address; what is no id is nothing's.
fn id(text: &str) -> Result<Id<Token>> {
    text.parse().map_err(|_| Error::NotFound)
}

/// The token of an address, or in which other of the person's organizations it is.
pub(crate) async fn find<P: Privilege>(state: &State, may: &Granted<P>, text: &str) -> Result<Token> {
    let id = id(text)?;
    let see = may.also::<SeeTokens>()?;
    match super::find(&state.db, &see, id).await {
        Err(Error::NotFound) => Err(match super::elsewhere(&state.db, &see, id).await? {
            Some((organization, name)) => Error::Elsewhere { organization: organization.to_string(), name },
            None => Error::NotFound,
        }),
        other => other,
    }
}

/// The same for what only managers do, and for a personal token nobody but its owner.
async fn find_manageable(state: &State, may: &Granted<ManageTokens>, text: &str) -> Result<Token> {
    let token = find_living(state, may, text).await?;
    super::manageable(may, &token)?;
    Ok(token)
}

/// The token of an address, unless it is deleted: what is changed must live.
async fn find_living<P: Privilege>(state: &State, may: &Granted<P>, text: &str) -> Result<Token> {
    let token = find(state, may, text).await?;
    if token.facts.deleted_at.is_some() { Err(Error::NotFound) } else { Ok(token) }
}
