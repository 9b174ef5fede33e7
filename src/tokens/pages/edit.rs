//! Editing a token's name, description and IP restriction.

use std::collections::BTreeSet;
use std::net::IpAddr;

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::view::View;
use super::{HERE, address, find_manageable, with_address};
use crate::access::{Granted, ManageTokens};
use crate::app::State;
use crate::error::Result;
use crate::language::Message;
use crate::tokens::network::Explained;
use crate::tokens::rules;
use crate::tokens::{self, AllowedNetworks, Description, Edit, Edited, Token, TokenName, shown_again};
use crate::usage::{Impact, ImpactView};
use crate::web::form::Faults;
use crate::web::{Flash, Flashed, Form, Layout, page, query_field, see_other};

/// What is typed: kept as it is, whatever is wrong with it.
struct Typed {
    version: i64,
    name: String,
    description: String,
    networks: String,
    /// An address that was refused, to be added at one's choice.
    refused: Option<IpAddr>,
    shuts_out_knowingly: bool,
}

impl Typed {
    fn of(token: &Token) -> Self {
        Self {
            shuts_out_knowingly: false,
            version: token.version,
            name: token.name.clone(),
            description: token.description.clone(),
            networks: token.networks.entries().collect::<Vec<_>>().join("\n"),
            refused: None,
        }
    }

    fn refused_address(&self) -> Option<String> {
        self.refused.map(|address| address.to_string())
    }
}

#[derive(Template)]
#[template(path = "tokens/edit.html")]
struct EditPage {
    layout: Layout,
    token: View,
    typed: Typed,
    faults: Faults,
    explained: Vec<Explained>,
    my_address: Option<String>,
    /// The organization requires an IP restriction, and the token has one.
    network_required: bool,
    /// It requires one, and the token, which is older than the rule, has none.
    network_missing: bool,
    /// What someone else has saved meanwhile.
    theirs: Option<Typed>,
    /// Who lately used it from addresses that the typed list would shut out.
    shut_out: Option<ImpactView>,
}

async fn edit_page(
    may: &Granted<ManageTokens>,
    state: &State,
    request: &HttpRequest,
    token: &Token,
    typed: Typed,
    faults: Faults,
) -> Result<EditPage> {
    let rules = rules::read(&state.db, &may.also()?).await?;
    Ok(EditPage {
        layout: may
            .layout(t!("token-form-edit-title", name = token.name), HERE, Flashed::default())
            .with_faults(!faults.is_empty()),
        token: View::of(token, may, &state.catalogue.get(), state.clock.now()),
        explained: AllowedNetworks::explain(&typed.networks).unwrap_or_default(),
        my_address: state.client_address(request).map(|a| a.to_string()),
        network_required: rules.require_network && token.networks.restrict(),
        network_missing: rules.require_network && !token.networks.restrict(),
        typed,
        faults,
        theirs: None,
        shut_out: None,
    })
}

/// The form.
pub async fn form(
    may: Granted<ManageTokens>,
    state: web::Data<State>,
    request: HttpRequest,
    path: web::Path<String>,
) -> Result<HttpResponse> {
    let token = find_manageable(&state, &may, &path).await?;
    let refused = query_field(&request, "refused").and_then(|address| refused_by(&token, &address));
    let typed = Typed { refused, ..Typed::of(&token) };
    page(StatusCode::OK, &edit_page(&may, &state, &request, &token, typed, Faults::default()).await?)
}

/// An address that the token's IP restriction doesn't admit.
fn refused_by(token: &Token, address: &str) -> Option<IpAddr> {
    address.parse().ok().filter(|address| !token.networks.admit(Some(*address)))
}

/// Saves, unless someone else has saved since the form was shown.
pub async fn save(
    may: Granted<ManageTokens>,
    state: web::Data<State>,
    session: Session,
    request: HttpRequest,
    (path, form): (web::Path<String>, Form),
) -> Result<HttpResponse> {
    let token = find_manageable(&state, &may, &path).await?;
    let mut faults = Faults::default();
    let mut typed = Typed {
        version: form.one("version").parse().unwrap_or(0),
        name: shown_again(form.one("name")),
        description: shown_again(form.one("description")),
        networks: shown_again(form.one("networks")),
        refused: refused_by(&token, form.one("refused")),
        shuts_out_knowingly: form.one("shut_out") == "yes",
    };
    if form.has("add_my_address") || form.has("add_refused") {
        let address = if form.has("add_refused") { typed.refused } else { state.client_address(&request) };
        if let Some(address) = address {
            typed.networks = with_address(&typed.networks, address);
        }
        return page(StatusCode::OK, &edit_page(&may, &state, &request, &token, typed, faults).await?);
    }
    if let Err(fault) = form.check(&["version", "name", "description", "networks", "refused", "shut_out"], &[]) {
        faults.add("", fault);
    }
    if let Some(edit) = read(&form, &typed, &mut faults) {
        match tokens::edit(&state.db, &state.clock, &may, token.id, &edit).await? {
            Edited::Saved(token) => {
                Flash::said(t!("token-form-saved", name = token.name)).leave(&session)?;
                return Ok(see_other(&address(token.id)));
            }
            Edited::NameTaken => {
                faults.add("name", t!("token-form-name-taken"));
            }
            Edited::BreaksRule(breach) => faults.add("networks", breach.to_string()),
            Edited::ShutsOut(impact) => {
                faults.add("networks", shuts_out(&impact));
                let shut_out = Some(ImpactView::of(&impact, state.clock.now()));
                let shown = EditPage { shut_out, ..edit_page(&may, &state, &request, &token, typed, faults).await? };
                return page(StatusCode::UNPROCESSABLE_ENTITY, &shown);
            }
            Edited::Overtaken(now) => {
                faults.add("", overtaken(&state, &may, &now).await?);
                // Saving once more is then a decision, not an accident.
                typed.version = now.version;
                let theirs = Some(Typed::of(&now));
                let shown = EditPage { theirs, ..edit_page(&may, &state, &request, &now, typed, faults).await? };
                return page(StatusCode::CONFLICT, &shown);
            }
        }
    }
    page(StatusCode::UNPROCESSABLE_ENTITY, &edit_page(&may, &state, &request, &token, typed, faults).await?)
}

/// Says which address an edit shuts out, and of how many.
fn shuts_out(impact: &Impact) -> Message {
    let known = impact.callers.iter().map(|caller| caller.address.as_str()).filter(|address| !address.is_empty());
    let latest = known.clone().next();
    match (latest, known.collect::<BTreeSet<_>>().len()) {
        (Some(only), 1) => t!("token-form-shuts-out-one", address = only),
        (Some(latest), n) => t!("token-form-shuts-out-several", count = n, address = latest),
        (None, _) if impact.callers.is_empty() => t!("token-form-shuts-out"),
        (None, _) => t!("token-form-shuts-out-unknown"),
    }
}

/// Says who saved meanwhile, and when.
async fn overtaken(state: &State, may: &Granted<ManageTokens>, now: &Token) -> Result<Message> {
    let events = crate::audit::history(&state.db, &may.also()?, now.id.as_str()).await?;
    Ok(match events.iter().find(|e| e.action == "token.edited") {
        Some(edit) => t!("token-form-overtaken", who = edit.actor_name, when = crate::web::time::exact(edit.at)),
        None => t!("token-form-overtaken-by-someone"),
    })
}

fn read(form: &Form, typed: &Typed, faults: &mut Faults) -> Option<Edit> {
    let name = faults.take("name", TokenName::parse(form.one("name")));
    let description = faults.take("description", Description::parse(form.one("description")));
    let networks = faults.take_all("networks", AllowedNetworks::parse(&typed.networks));
    if !faults.is_empty() {
        return None;
    }
    Some(Edit {
        version: typed.version,
        name: name?,
        description: description?,
        networks: networks?,
        shuts_out_knowingly: typed.shuts_out_knowingly,
    })
}
