//! Who may do what: every route, asked by everyone.

mod events;
mod matrix;
mod tenancy;

use latchkey::access::Role;
use latchkey::routes::RouteInfo;
use latchkey::tokens::{Kind, TokenSecret};

use crate::harness::{Answer, Client, Fields, HOUR, Issued, TestApp};

/// The name of the application that a route is asked for.
fn beside(route: &RouteInfo, token: &Issued) -> String {
    format!("Beside {} for {} {}", token.id, route.method, route.path.rsplit('/').next().unwrap())
}

/// A whole secret that is no token's.
fn nobodys(app: &TestApp) -> String {
    TokenSecret::generate(Kind::Application, &app.state.config.token_prefix, &app.state.chance).reveal().to_string()
}

/// A form that the route accepts from someone who may send it; `{id}` is `token`'s.
fn form_for(app: &TestApp, route: &RouteInfo, token: &Issued) -> Fields {
    match route.path {
        "/set-up" => Fields::from([("code", "x"), ("organization", "x")]),
        "/sign-in" => Fields::from([("email", app.people.member.email), ("password", crate::harness::PASSWORD)]),
        "/sign-out"
        | "/account/sessions/deletion"
        | "/account/other-sessions/deletion"
        | "/account/sessions/{session}/deletion"
        | "/audit/verification"
        | "/account/tokens/{id}/activation"
        | "/account/tokens/{id}/deactivation"
        | "/account/tokens/{id}/deletion"
        | "/integrations/tokens/{id}/activation"
        | "/integrations/tokens/{id}/deletion"
        | "/integrations/selection/{ids}/activation"
        | "/members/invitations/{invitation}/revocation"
        | "/members/{member}/removal"
        | "/applications/{application}/archival"
        | "/applications/{application}/restoration"
        | "/applications/{application}/deletion"
        | "/settings/calendar/deletion" => Fields::default(),
        "/account/password" => {
            let new = "quarrel lantern mosaic 19";
            Fields::from([("present", "not the present one"), ("new", new), ("again", new)])
        }
        "/account/name" => Fields::from([("name", &*format!("Renamed {}", token.id))]),
        "/account/email" => Fields::from([("email", "new@acme.example"), ("present", "not the present one")]),
        "/account/language" => Fields::from([("language", "en")]),
        "/current-organization" => Fields::from([("organization", app.people.organization.as_str())]),
        "/integrations/selection" => Fields::from([("way", "deactivate"), ("token", token.id.as_str())]),
        "/integrations/selection/deactivation" => {
            Fields::from([("reason", "Found in a ticket"), ("token", token.id.as_str())])
        }
        "/integrations/selection/deletion" => Fields::from([("token", token.id.as_str())]),
        "/integrations/search" => Fields::from([("q", "billing")]),
        "/audit/search" => Fields::from([("token", token.handle.as_str())]),
        "/integrations/tokens" => app.new_token(&format!("Made beside {}", token.id)),
        "/integrations/tokens/new/networks" => Fields::from([("networks", "10.0.0.0/8")]),
        "/account/tokens/{id}/confirmation" | "/integrations/tokens/{id}/confirmation" => {
            Fields::from([("copied", "yes")])
        }
        "/integrations/tokens/{id}/deactivation" | "/integrations/tokens/{id}/compromise" => {
            Fields::from([("reason", "Found in a ticket")])
        }
        "/integrations/tokens/{id}/pause" => Fields::from([("reason", "Found in a ticket"), ("for", "1h")]),
        "/integrations/tokens/{id}/rotation" => {
            Fields::from([("submission", &*format!("{:0>32}", token.id.as_str())), ("overlap", "1h")])
        }
        "/integrations/tokens/{id}/overlap" => Fields::from([("overlap", "24h")]),
        "/integrations/tokens/{id}/status" => Fields::from([("status", "inactive"), ("reason", "Found in a ticket")]),
        "/integrations/tokens/{id}/edit" => Fields::from([
            ("version", "1"),
            ("name", &format!("Renamed {}", token.id)),
            ("description", ""),
            ("networks", ""),
        ]),
        "/applications" => Fields::from([("name", &*format!("Made beside {}", token.id))]),
        "/applications/{application}/name" => {
            let name = beside(route, token);
            Fields::from([("seen", &*name), ("name", &format!("{name}, renamed"))])
        }
        "/applications/{application}/personal-tokens" => Fields::from([("accept", "yes")]),
        "/account/tokens" => app.new_token(&beside(route, token)),
        "/found" => Fields::from([("token", nobodys(app).as_str())]),
        "/settings/name" => Fields::from([("seen", "Acme"), ("name", "Acme")]),
        "/settings/rules" => Fields::from([("seen", "0-0-0-0"), ("lifetime_cap_days", ""), ("existing", "keep")]),
        "/settings/calendar" => Fields::from([("seen", "")]),
        "/integrations/tokens/{id}/simulation" => Fields::from([("method", "GET"), ("path", "/devices")]),
        "/support" => Fields::from([("text", token.secret.as_str())]),
        "/members/invitations" => {
            Fields::from([("email", &*format!("invited.{}@acme.example", token.id)), ("role", "member")])
        }
        "/members/{member}/role" => Fields::from([("seen", "member"), ("role", "support")]),
        "/members/{member}/api-access" => Fields::from([("api_access", "granted")]),
        "/invitations/{secret}" => Fields::from([("name", "Nils"), ("password", crate::harness::PASSWORD)]),
        other => panic!("say here which form {other} takes"),
    }
}

/// As if it had been rotated, with an hour's overlap.
async fn supersede(app: &TestApp, id: &str) {
    let (now, end) = (app.clock.now().0, app.clock.now().plus(HOUR).0);
    let set = format!("superseded_at = {now}, ends_at = {end}");
    app.execute(&format!("UPDATE tokens SET {set} WHERE id = '{id}' AND superseded_at IS NULL")).await;
}

/// The form of a token that was found at the support desk; none for who finds nothing there.
async fn found_form(client: &Client, token: &Issued) -> Fields {
    let found = client.post("/support", [("text", token.secret.as_str())]).await;
    if found.count("form[action='/support/shutting']") == 0 {
        return Fields::default();
    }
    let form = found.fields("form[action='/support/shutting']").and("token", token.id.as_str());
    form.with("way", "deactivate").with("reason", "Found in a ticket")
}

/// The public id of the session that the client is in.
async fn own_session(client: &Client) -> String {
    let forms = client.get("/account").await.attributes("tbody form", "action");
    let id = forms.first().and_then(|action| action.split('/').nth(3).map(str::to_owned));
    id.unwrap_or_else(|| "0123456789abcdef".to_owned())
}

/// A request as someone would send it who may, made before anything is asked.
struct Prepared {
    path: String,
    form: Option<Fields>,
}

impl Prepared {
    async fn send(&self, client: &Client) -> Answer {
        match &self.form {
            Some(form) => client.post(&self.path, form).await,
            None => client.get(&self.path).await,
        }
    }
}

/// Asks a route for `id`, with a form that is right for it.
pub async fn ask(app: &TestApp, client: &Client, route: &RouteInfo, token: &Issued, id: &str) -> Answer {
    prepare(app, client, route, token, id).await.send(client).await
}

/// Makes what a route is asked for, beside the token; and the form that is right for it.
async fn prepare(app: &TestApp, client: &Client, route: &RouteInfo, token: &Issued, id: &str) -> Prepared {
    let mut path = route.path.replace("{id}", id).replace("{ids}", id).replace("{path:.*}", "latchkey.css");
    if path.contains("{decision}") {
        let refused = app.gate().get("/..").bearer(&token.secret).await;
        path = path.replace("{decision}", refused.header("x-latchkey-decision-id").unwrap());
    }
    if path.contains("{application}") {
        path = path.replace("{application}", app.application(&beside(route, token)).await.as_str());
    }
    if path.contains("{calendar}") {
        path = path.replace("{calendar}", &app.calendar().await);
    }
    if path.contains("{session}") {
        path = path.replace("{session}", &own_session(client).await);
    }
    if path.ends_with("/overlap") {
        supersede(app, id).await;
    }
    if path == "/audit/export" {
        path.push_str("?format=json");
    }
    if path.contains("{member}") {
        path = path.replace("{member}", app.newcomer(Role::Member).await.as_str());
    }
    if path.contains("{invitation}") || path.contains("{secret}") {
        let (invitation, link) = app.invite(&format!("{}@acme.example", token.id), Role::Member).await;
        path = path.replace("{invitation}", invitation.as_str()).replace("/invitations/{secret}", &link);
    }
    let form = match route.method {
        "GET" => None,
        "POST" if route.path == "/support/shutting" => Some(found_form(client, token).await),
        "POST" => Some(form_for(app, route, token)),
        other => panic!("say here how {other} is sent"),
    };
    Prepared { path, form }
}
