//! What whoever uses a token has to know, as a text to pass on: how it is sent, what it may do, from where and until when,
//! and whom to ask. It is made of the token's facts alone, which have no secret: that goes another way.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::view::View;
use super::{HERE, find_manageable};
use crate::access::{Granted, ManageTokens, Person, Privilege};
use crate::app::State;
use crate::error::{Error, Result};
use crate::tokens::{Permissions, Status, Token};
use crate::web::time::exact;
use crate::web::{Flashed, Layout, page};

/// Actions that are listed; of more it is said how many there are.
const LISTED: usize = 40;

/// An action as it is called.
struct Call {
    summary: String,
    method: String,
    path: String,
}

#[derive(Template)]
#[template(path = "tokens/instructions.txt")]
struct Text<'a> {
    token: &'a Token,
    handle: String,
    organization: &'a str,
    permissions: &'a Permissions,
    /// Those that a list has.
    actions: Vec<Call>,
    /// How many others there are.
    more: usize,
    /// Empty for any address.
    networks: String,
    until: Option<String>,
    /// Whom to ask.
    person: &'a Person,
    portal: &'a str,
}

impl Text<'_> {
    const HEADER: &'static str = "Authorization: Bearer TOKEN";
}

/// The text about a token of an application, in the reader's language and with the reader as whom to ask.
pub(super) fn text<P: Privilege>(may: &Granted<P>, state: &State, token: &Token) -> Result<String> {
    let person = may.person().ok_or(Error::NotFound)?;
    let (actions, more) = actions(state, token);
    let text = Text {
        token,
        handle: token.shown_handle(),
        organization: &person.current.organization_name,
        permissions: &token.permissions,
        actions,
        more,
        networks: token.networks.stored().replace(' ', ", "),
        until: token.facts.end().map(exact),
        person,
        portal: &state.base_url,
    };
    text.render().map_err(|e| Error::Internal(e.to_string()))
}

/// The actions of a list, with the token's own application in their paths. What the catalogue doesn't
/// have any more admits nothing.
fn actions(state: &State, token: &Token) -> (Vec<Call>, usize) {
    let Permissions::Custom(listed) = &token.permissions else {
        return (Vec::new(), 0);
    };
    let catalogue = state.catalogue.get();
    let application = token.application_id.map(|id| id.to_string()).unwrap_or_default();
    let known: Vec<_> = listed.iter().filter_map(|id| catalogue.action(id)).collect();
    let shown = known.iter().take(LISTED).map(|action| Call {
        summary: action.summary.trim_end_matches('.').to_owned(),
        method: action.method.clone(),
        path: action.path.replace("{applicationId}", &application),
    });
    (shown.collect(), known.len().saturating_sub(LISTED))
}

#[derive(Template)]
#[template(path = "tokens/instructions.html")]
struct InstructionsPage {
    layout: Layout,
    token: View,
    instructions: String,
}

/// The text, to be passed on later than at the reveal.
pub async fn instructions(
    may: Granted<ManageTokens>,
    state: web::Data<State>,
    path: web::Path<String>,
) -> Result<HttpResponse> {
    let token = find_manageable(&state, &may, &path).await?;
    let now = state.clock.now();
    if !can_be_passed_on(&token, now) {
        return Err(Error::Conflict(t!("token-instructions-over", name = token.name).into()));
    }
    let shown = InstructionsPage {
        layout: may.layout(t!("token-instructions-title", name = token.name), HERE, Flashed::default()),
        instructions: text(&may, &state, &token)?,
        token: View::of(&token, &may, &state.catalogue.get(), now),
    };
    page(StatusCode::OK, &shown)
}

/// Whether the token can still be of use to anybody new.
pub(super) fn can_be_passed_on(token: &Token, now: crate::clock::Timestamp) -> bool {
    token.user_id.is_none()
        && token.superseded_at.is_none()
        && matches!(token.status(now), Status::Active | Status::Inactive)
}

impl InstructionsPage {
    fn back(&self) -> String {
        format!("/integrations/tokens/{}", self.token.id)
    }
}
