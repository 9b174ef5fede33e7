//! The page of one token: its facts, its switch, what it may do, its history.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::instructions::can_be_passed_on;
use super::overlap::{Overlapping, around};
use super::switch::seen_switch;
use super::view::{Moment, View};
use super::{HERE, find};
use crate::access::{Granted, ManageTokens, Role, SeeAudit, SeeTokens, ShutTokens};
use crate::app::State;
use crate::audit::{self, Event, words};
use crate::catalogue::{ActionKind, Catalogue};
use crate::error::Result;
use crate::tokens::network::Explained;
use crate::tokens::{self, Permissions, Reason, Token, must_say_why, rules};
use crate::usage::{self, ImpactView, UsageView};
use crate::web::{Flashed, Layout, page};

/// What a token may do of one resource.
struct Allowed {
    resource: String,
    actions: Vec<AllowedAction>,
}

struct AllowedAction {
    name: String,
    summary: String,
    /// What kind it is; none if the catalogue doesn't have it any more.
    kind: Option<ActionKind>,
}

/// One line of the history.
struct Line {
    at: Moment,
    who: String,
    what: String,
    details: Vec<String>,
    address: String,
}

/// Who did what with the status, when and why.
struct LastChange {
    who: String,
    at: Moment,
    reason: String,
}

/// The token before or after this one in its rotations.
struct Relative {
    id: String,
    name: String,
    handle: String,
}

impl Relative {
    fn of(token: &Token) -> Self {
        Self { id: token.id.to_string(), name: token.name.clone(), handle: token.shown_handle() }
    }
}

#[derive(Template)]
#[template(path = "tokens/show.html")]
#[expect(clippy::struct_excessive_bools, reason = "a template asks yes or no")]
struct ShowPage {
    layout: Layout,
    /// When it was looked at, for paper.
    as_of: Moment,
    token: View,
    networks: Vec<Explained>,
    permissions: Permissions,
    allowed: Vec<Allowed>,
    switched: Option<LastChange>,
    /// Which switching the page shows.
    seen: String,
    compromised: Option<LastChange>,
    deleted: Option<LastChange>,
    /// What it does that the rules of the organization don't want; empty for nothing.
    breaks: String,
    /// What would mend that: `edit`, `rotate` or `create`.
    helps: &'static str,
    usage: UsageView,
    impact: ImpactView,
    predecessor: Option<Relative>,
    successor: Option<Relative>,
    /// While the old secret lasts, and for a while after: who has gone over to the new one.
    overlap: Option<Overlapping>,
    history: Vec<Line>,
    may_manage: bool,
    /// It can be handed over to somebody.
    passes_on: bool,
    may_shut: bool,
    may_see_log: bool,
    /// The reader may switch it on.
    may_activate: bool,
    /// The reader must say why they deactivate.
    must_give_reason: bool,
    reason_limit: usize,
}

/// The page.
pub async fn show(
    may: Granted<SeeTokens>,
    state: web::Data<State>,
    path: web::Path<String>,
    flashed: Flashed,
) -> Result<HttpResponse> {
    let token = find(&state, &may, &path).await?;
    let (now, catalogue) = (state.clock.now(), state.catalogue.get());
    let used = usage::report(&state.db, &may, token.id, now).await?;
    let impact = usage::impact(&state.db, &may, token.id, now, |_| true).await?;
    let related = tokens::rotations(&state.db, &may, &token).await?;
    let overlap = around(&state, &may, &token, &related, now).await?;
    let events = audit::history(&state.db, &may, token.id.as_str()).await?;
    let rules = rules::read(&state.db, &may).await?;
    let title = match token.user_id {
        Some(_) => t!("token-title-own", name = token.name),
        None => t!("token-title", name = token.name),
    };
    let shown = ShowPage {
        layout: may.layout(title, HERE, flashed),
        as_of: Moment::of(now, now),
        networks: token.networks.explained(),
        allowed: allowed(&token.permissions, &catalogue),
        permissions: token.permissions.clone(),
        seen: seen_switch(&token),
        switched: change(
            token.switched_at,
            &token.switched_by_name,
            &token.switched_reason,
            &token.switched_by_role,
            now,
        ),
        compromised: change(token.facts.compromised_at, &token.compromised_by_name, &token.compromised_reason, "", now),
        deleted: change(token.facts.deleted_at, &token.deleted_by_name, "", "", now),
        impact: ImpactView::of(&impact, now),
        predecessor: related.predecessor.as_ref().map(Relative::of),
        successor: related.successor.as_ref().map(Relative::of),
        overlap,
        breaks: rules::what_breaks(&rules, &token),
        helps: rules::what_helps(&rules, &token),
        usage: UsageView::of(&token, &used, now),
        history: events.iter().map(|e| line(e, now, may.can::<SeeAudit>())).collect(),
        may_manage: may.can::<ManageTokens>() && token.user_id.is_none(),
        passes_on: may.can::<ManageTokens>() && can_be_passed_on(&token, now),
        may_shut: may.can::<ShutTokens>(),
        may_see_log: may.can::<SeeAudit>(),
        may_activate: may.can::<ManageTokens>() && (token.user_id.is_none() || token.shut_by_another(now)),
        must_give_reason: must_say_why(&may),
        reason_limit: Reason::LIMIT,
        token: View::of(&token, &may, &catalogue, now),
    };
    page(StatusCode::OK, &shown)
}

fn change(
    at: Option<crate::clock::Timestamp>,
    who: &str,
    reason: &str,
    role: &str,
    now: crate::clock::Timestamp,
) -> Option<LastChange> {
    let who = if role == Role::Support.as_str() { t!("token-as-support", who = who).into() } else { who.to_owned() };
    at.map(|at| LastChange { who, at: Moment::of(at, now), reason: words::reason(reason) })
}

fn allowed(permissions: &Permissions, catalogue: &Catalogue) -> Vec<Allowed> {
    let Permissions::Custom(listed) = permissions else {
        return Vec::new();
    };
    let mut allowed: Vec<Allowed> = Vec::new();
    for id in listed {
        let (resource, name) = id.rsplit_once('.').unwrap_or((id, ""));
        let action = catalogue.action(id);
        let summary = action.map(|a| a.summary.clone()).unwrap_or_default();
        let action = AllowedAction { name: name.to_owned(), summary, kind: action.map(|a| a.kind) };
        match allowed.last_mut() {
            Some(last) if last.resource == resource => last.actions.push(action),
            _ => allowed.push(Allowed { resource: resource.to_owned(), actions: vec![action] }),
        }
    }
    allowed
}

/// An audit event in words.
fn line(event: &Event, now: crate::clock::Timestamp, with_address: bool) -> Line {
    Line {
        at: Moment::of(event.at, now),
        who: words::actor(event),
        what: words::action(event),
        details: words::history(event),
        address: if with_address { event.address.clone() } else { String::new() },
    }
}

impl ShowPage {
    fn is(&self, status: &str) -> bool {
        self.token.status.as_str() == status
    }

    fn all(&self) -> bool {
        self.permissions == Permissions::All
    }

    fn read_only(&self) -> bool {
        self.permissions == Permissions::ReadOnly
    }
}
