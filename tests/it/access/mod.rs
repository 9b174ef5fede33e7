//! Who may do what: every route, asked by everyone.

mod events;
mod matrix;
mod tenancy;

use latchkey::access::Role;
use latchkey::routes::RouteInfo;

use crate::harness::{Answer, Client, Fields, Issued, TestApp};

/// A form that the route accepts from someone who may send it; `{id}` is `token`'s.
fn form_for(app: &TestApp, route: &RouteInfo, token: &Issued) -> Fields {
    match route.path {
        "/set-up" => Fields::from([("code", "x"), ("organization", "x")]),
        "/sign-in" => Fields::from([("email", app.people.member.email), ("password", crate::harness::PASSWORD)]),
        "/sign-out"
        | "/account/sessions/deletion"
        | "/integrations/tokens/{id}/activation"
        | "/integrations/tokens/{id}/deletion"
        | "/members/invitations/{invitation}/revocation"
        | "/members/{member}/removal" => Fields::default(),
        "/current-organization" => Fields::from([("organization", app.people.organization.as_str())]),
        "/integrations/search" => Fields::from([("q", "billing")]),
        "/integrations/tokens" => app.new_token(&format!("Made beside {}", token.id)),
        "/integrations/tokens/new/networks" => Fields::from([("networks", "10.0.0.0/8")]),
        "/integrations/tokens/{id}/confirmation" => Fields::from([("copied", "yes")]),
        "/integrations/tokens/{id}/deactivation" | "/integrations/tokens/{id}/compromise" => {
            Fields::from([("reason", "Found in a ticket")])
        }
        "/integrations/tokens/{id}/status" => Fields::from([("status", "inactive"), ("reason", "Found in a ticket")]),
        "/integrations/tokens/{id}/edit" => Fields::from([
            ("version", "1"),
            ("name", &format!("Renamed {}", token.id)),
            ("description", ""),
            ("networks", ""),
        ]),
        "/integrations/tokens/{id}/simulation" => Fields::from([("method", "GET"), ("path", "/devices")]),
        "/members/invitations" => {
            Fields::from([("email", &*format!("invited.{}@acme.example", token.id)), ("role", "member")])
        }
        "/members/{member}/role" => Fields::from([("seen", "member"), ("role", "support")]),
        "/members/{member}/api-access" => Fields::from([("api_access", "granted")]),
        "/invitations/{secret}" => Fields::from([("name", "Nils"), ("password", crate::harness::PASSWORD)]),
        other => panic!("say here which form {other} takes"),
    }
}

/// Asks a route for `id`, with a form that is right for it.
async fn ask(app: &TestApp, client: &Client, route: &RouteInfo, token: &Issued, id: &str) -> Answer {
    let mut path = route.path.replace("{id}", id).replace("{path:.*}", "latchkey.css");
    if path.contains("{decision}") {
        let refused = app.gate().get("/..").bearer(&token.secret).await;
        path = path.replace("{decision}", refused.header("x-latchkey-decision-id").unwrap());
    }
    if path.contains("{member}") {
        path = path.replace("{member}", app.newcomer(Role::Member).await.as_str());
    }
    if path.contains("{invitation}") || path.contains("{secret}") {
        let (invitation, link) = app.invite(&format!("{}@acme.example", token.id), Role::Member).await;
        path = path.replace("{invitation}", invitation.as_str()).replace("/invitations/{secret}", &link);
    }
    match route.method {
        "GET" => client.get(&path).await,
        "POST" => client.post(&path, form_for(app, route, token)).await,
        other => panic!("say here how {other} is sent"),
    }
}
