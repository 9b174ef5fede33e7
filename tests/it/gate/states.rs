//! The table: every state of a token at every entrance: forward-auth in each dialect, introspection, and each route of the
//! API that a token opens. One function decides, so the columns agree, but for what introspection makes of a refusal, and
//! for what a route of the API needs beyond being let in.

use latchkey::clock::DAY;
use latchkey::tokens::{AllowedNetworks, NewToken, Permissions};

use latchkey::routes::{API, ApiRoute};
use serde_json::json;

use super::introspection::introspect;
use crate::api::filled;
use crate::harness::{Answer, Issued, TestApp};

struct Row {
    state: &'static str,
    /// What is written to the token's row, its application or its organization.
    facts: String,
    /// The answer of forward-auth.
    status: u16,
    challenge: &'static str,
}

fn rows(app: &TestApp) -> Vec<Row> {
    let now = app.clock.now().0;
    let token = |facts: &str| format!("UPDATE tokens SET {facts} WHERE name = 'Billing export'");
    let organization = |facts: &str| format!("UPDATE organizations SET {facts} WHERE name = 'Acme'");
    let invalid = super::INVALID_TOKEN;
    let row = |state, facts, status, challenge| Row { state, facts, status, challenge };
    vec![
        row("active", token("name = name"), 200, ""),
        row("inactive", token("active = FALSE"), 401, invalid),
        row("paused", token(&format!("paused_until = {}", now + 1)), 401, invalid),
        row("a pause that is over", token(&format!("paused_until = {now}")), 200, ""),
        row("expired", token(&format!("expires_at = {now}")), 401, invalid),
        row("superseded", token(&format!("superseded_at = 1, ends_at = {now}")), 401, invalid),
        row("compromised", token("compromised_at = 1"), 401, invalid),
        row("deleted", token("deleted_at = 1"), 401, invalid),
        row("breaks a rule, unenforced", organization("require_network = TRUE"), 200, ""),
        row(
            "breaks the rule of an IP restriction",
            organization("require_network = TRUE, block_rule_breakers = TRUE"),
            401,
            invalid,
        ),
        row(
            "breaks the rule of a lifetime",
            organization("lifetime_cap_days = 29, block_rule_breakers = TRUE"),
            401,
            invalid,
        ),
        row("keeps the rule", organization("lifetime_cap_days = 30, block_rule_breakers = TRUE"), 200, ""),
        row(
            "breaks the rule of an expiry",
            format!(
                "{}; {}",
                token("expires_at = NULL"),
                organization("require_expiry = TRUE, block_rule_breakers = TRUE")
            ),
            401,
            invalid,
        ),
        row("from elsewhere", token("networks = '203.0.113.7'"), 403, super::CHALLENGE),
        row("read only", token("scope = 'all.Application.read'"), 200, ""),
        row("without the permission", token("scope = 'devices.post'"), 403, super::INSUFFICIENT_SCOPE),
    ]
}

/// A new application token and one that may ask about it, which no row of the table touches.
async fn tokens(app: &TestApp) -> (Issued, Issued) {
    let asker = app.token_with("Asker", |new| {
        new.permissions = Permissions::Custom(["tokenIntrospection.post".to_owned()].into());
        // It keeps every rule of the table.
        new.networks = AllowedNetworks::parse("127.0.0.0/8").unwrap();
        new.expires_at = Some(app.clock.now().plus(DAY));
    });
    (app.token("Billing export").await, asker.await)
}

/// What a route of the API answers to a token that the gate answers so: status and challenge.
fn at_the_api(row: &Row, route: &ApiRoute) -> (u16, &'static str) {
    // What others did is no reading of one's own.
    let reads = route.method == "GET" && route.action != Some("auditEvents.get");
    match row.state {
        // These routes want no permission.
        "without the permission" if route.action.is_none() => (200, ""),
        "read only" if !reads => (403, super::INSUFFICIENT_SCOPE),
        // It is let in, and what it would make has to keep the rules.
        "breaks a rule, unenforced" if route.method == "POST" => (400, ""),
        _ if row.status == 200 && route.method == "POST" => (201, ""),
        _ => (row.status, row.challenge),
    }
}

/// What a caller learns of a refusal, and that only refusals by the gate can be looked up.
fn told(answer: &Answer, case: &str) -> (u16, String) {
    let refused = matches!(answer.status, 401 | 403);
    assert_eq!(answer.header("x-latchkey-decision-id").is_some(), refused, "{case}: {}", answer.body);
    (answer.status, answer.header("www-authenticate").unwrap_or_default().to_owned())
}

#[actix_web::test]
async fn every_state_is_answered_alike_at_every_entrance() {
    let names: Vec<&str> = rows(&TestApp::start().await).iter().map(|row| row.state).collect();
    let routes: Vec<&ApiRoute> = API.iter().filter(|route| !route.by_secret).collect();
    assert!(routes.len() >= 9);
    for (index, state) in names.iter().enumerate() {
        let app = TestApp::with(&["--gate-any"]).await;
        let row = rows(&app).remove(index);
        let (token, asker) = tokens(&app).await;
        // What the routes of the API are asked about; each its own, because one deletes it.
        let mut targets = Vec::new();
        for route in &routes {
            let read_only = |new: &mut NewToken| new.permissions = Permissions::ReadOnly;
            targets.push(app.token_with(&format!("{} {}", route.method, route.path), read_only).await);
        }
        for statement in row.facts.split("; ") {
            app.execute(statement).await;
        }
        // Once as it is read, once as it is remembered.
        for known in ["read", "remembered"] {
            for entrance in [app.people.application.as_str(), "any"] {
                for dialect in ["nginx", "forwarded", "envoy"] {
                    let ask = app.gate().at(entrance).dialect(dialect).get(&app.devices()).bearer(&token.secret);
                    let case = format!("{state}, {known}, at {entrance}/{dialect}");
                    assert_eq!(told(&ask.await, &case), (row.status, row.challenge.to_owned()), "{case}");
                }
            }
        }
        let asked = [("token", token.secret.as_str()), ("client_ip", "127.0.0.1"), ("method", "GET")];
        let answer = introspect(&app, &asker.secret, &[&asked[..], &[("path", &app.devices())]].concat()).await;
        let active = answer.json()["active"].as_bool();
        assert_eq!((answer.status, active), (200, Some(row.status == 200)), "{state}: {}", answer.body);
        for (route, target) in routes.iter().zip(&targets) {
            let body = json!({ "name": format!("{} of {}", route.method, route.path) });
            let answer = app.api(&token.secret).send(route.method, &filled(route.path, &app, target), &body).await;
            let case = format!("{state}, {} {}: {}", route.method, route.path, answer.body);
            let (status, challenge) = at_the_api(&row, route);
            assert_eq!(told(&answer, &case), (status, challenge.to_owned()), "{case}");
        }
    }
}
