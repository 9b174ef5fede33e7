//! The one reveal: the answer to the create form, the only place where a secret ever is, and its confirmation.

use std::net::IpAddr;

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_ENCODING, ContentEncoding};
use actix_web::{HttpResponse, web};
use askama::Template;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use zeroize::Zeroizing;

use super::own::OWN;
use super::view::{Moment, View};
use super::{HERE, LIST, address, id, instructions};
use crate::access::{Granted, ManageTokens, Privilege};
use crate::app::State;
use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::tokens::{self, Token};
use crate::web::{Flash, Flashed, Form, Layout, page, see_other};

/// What a `data:` address takes as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'_');

#[derive(Template)]
#[template(path = "tokens/reveal.html")]
struct RevealPage {
    layout: Layout,
    token: View,
    secret: Zeroizing<String>,
    /// The secret for a `data:` address; base62 and `_` need no escape, and nothing else may get in.
    download: Zeroizing<String>,
    file_name: String,
    curl: String,
    /// Where the reader is, if the token doesn't work from there.
    not_from: Option<IpAddr>,
    /// It is one of the person's own.
    own: bool,
    /// What whoever is given it has to know; empty for one of the person's own, which is given to nobody.
    instructions: String,
    /// The token whose place it takes, and when that one's secret ends; none for a new one.
    replaces: Option<Replaced>,
}

impl RevealPage {
    /// Takes what is pasted into the variable of the curl line, without showing it.
    const READ_VARIABLE: &str = "read -rs LATCHKEY_TOKEN; export LATCHKEY_TOKEN";
}

/// The token that another took the place of, on the reveal of that one.
pub(super) struct Replaced {
    /// Its handle.
    handle: String,
    /// When its secret ends.
    ends: Moment,
    /// It has ended already.
    ended: bool,
}

impl Replaced {
    pub(super) fn of(old: &Token, now: Timestamp) -> Option<Self> {
        let end = old.facts.end()?;
        // A compromised one ended when it was marked.
        let ended = end <= now || old.facts.compromised_at.is_some();
        Some(Self { handle: old.shown_handle(), ends: Moment::of(end, now), ended })
    }
}

/// The reveal of a token just made.
pub(super) fn reveal<P: Privilege>(
    may: &Granted<P>,
    state: &State,
    token: &Token,
    secret: Zeroizing<String>,
    replaces: Option<Replaced>,
) -> Result<HttpResponse> {
    let now = state.clock.now();
    let file_name: String =
        token.name.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect::<String>().to_lowercase();
    let own = token.user_id.is_some();
    let here_now = may.actor().address;
    let not_from = here_now.filter(|_| !token.networks.admit(here_now));
    let (title, here) = match &replaces {
        _ if own => (t!("token-form-created-own-title"), OWN),
        Some(_) => (t!("token-form-new-secret-title"), HERE),
        None => (t!("token-form-created-title"), HERE),
    };
    let shown = RevealPage {
        layout: may.layout(title, here, Flashed::default()),
        own,
        instructions: if own { String::new() } else { instructions::text(may, state, token)? },
        token: View::of(token, may, &state.catalogue.get(), now),
        replaces,
        download: Zeroizing::new(format!("data:text/plain;charset=utf-8,{}", utf8_percent_encode(&secret, PLAIN))),
        secret,
        file_name: format!("{file_name}.txt"),
        curl: curl(state, token),
        not_from,
    };
    let html = Zeroizing::new(shown.render().map_err(|e| Error::Internal(e.to_string()))?);
    Ok(HttpResponse::Created()
        .content_type("text/html; charset=utf-8")
        .insert_header((CACHE_CONTROL, "no-store"))
        // Not compressed: the size of a compressed answer tells about a secret beside text that someone else chose.
        .insert_header((CONTENT_ENCODING, ContentEncoding::Identity))
        .body(html.to_string()))
}

/// A line that asks the gate whether the token passes, with a variable in the secret's place. A person's own is for no
/// application: it asks what it may do.
fn curl(state: &State, token: &Token) -> String {
    if token.user_id.is_some() {
        return format!("curl -i '{}/api/me' \\\n  -H \"Authorization: Bearer $LATCHKEY_TOKEN\"", state.base_url);
    }
    let application = token.application_id.map(|id| id.to_string()).unwrap_or_default();
    let catalogue = state.catalogue.get();
    let admitted =
        catalogue.resources().iter().flat_map(|r| &r.actions).filter(|a| token.permissions.admit(Some(a)) && !a.own);
    // Something short that reads, if there is such a thing.
    let action = admitted.min_by_key(|a| (a.method != "GET", a.path.matches('{').count(), a.path.len()));
    let (method, path) = action.map_or(("GET", "/"), |a| (&a.method, &a.path));
    let path = path.replace("{applicationId}", &application).replace(['{', '}'], "");
    format!(
        "curl -i '{}/gate/{application}/nginx' \\\n  -H \"Authorization: Bearer $LATCHKEY_TOKEN\" \\\n  \
         -H 'X-Original-Method: {method}' \\\n  -H 'X-Original-URI: {path}'",
        state.base_url
    )
}

#[derive(Template)]
#[template(path = "tokens/repeated.html")]
struct RepeatedPage {
    layout: Layout,
    /// The token that the first submit made, unless it is deleted since.
    token: Option<View>,
}

/// The form was submitted before: no second token, and no secret.
pub(super) async fn repeated(may: &Granted<ManageTokens>, state: &State, earlier: Id<Token>) -> Result<HttpResponse> {
    let token = tokens::find(&state.db, &may.also()?, earlier).await?;
    let living = token.facts.deleted_at.is_none();
    let view = View::of(&token, may, &state.catalogue.get(), state.clock.now());
    let layout = may.layout(t!("token-form-repeated-title"), HERE, Flashed::default());
    page(StatusCode::CONFLICT, &RepeatedPage { layout, token: living.then_some(view) })
}

/// Records that the secret was copied, and closes the reveal.
pub async fn confirm(
    may: Granted<ManageTokens>,
    state: web::Data<State>,
    session: Session,
    path: web::Path<String>,
    form: Form,
) -> Result<HttpResponse> {
    form.check(&["copied"], &[]).map_err(Error::Malformed)?;
    let id = id(&path)?;
    if form.one("copied") != "yes" {
        return Ok(see_other(&address(id)));
    }
    let outcome = tokens::confirm_copied(&state.db, &state.clock, &may, id).await?;
    // Whoever has rotated a token goes on to see who uses which secret.
    if outcome.token.predecessor_id.is_some() {
        Flash::said(t!("token-form-rotated", name = outcome.token.name)).leave(&session)?;
        return Ok(see_other(&address(id)));
    }
    Flash::said(t!("token-form-created", name = outcome.token.name)).leave(&session)?;
    Ok(see_other(LIST))
}
