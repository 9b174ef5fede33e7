//! A change and its audit event: never one without the other.

use latchkey::access::Role;
use latchkey::routes::ROUTES;

use super::tenancy::{all_rows, differences};
use super::{ask, prepare, supersede};
use crate::harness::{Client, Fields, TestApp};

async fn events(app: &TestApp) -> Vec<String> {
    let token_events = "SELECT action FROM audit_events WHERE subject_kind = 'token' ORDER BY organization_id, seq";
    app.texts(token_events).await
}

/// Posts, and tells which events that left.
async fn left_by(app: &TestApp, client: &Client, path: &str, fields: Fields) -> (u16, Vec<String>) {
    let before = events(app).await.len();
    let status = client.post(path, fields).await.status;
    (status, events(app).await.split_off(before))
}

#[actix_web::test]
async fn each_change_leaves_one_event_and_what_changes_nothing_leaves_none() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let token = app.token("Billing export").await;
    let edit = |version: &str| {
        Fields::from([("version", version), ("name", "Billing"), ("description", "x"), ("networks", "10.0.0.0/8")])
    };
    let none = Fields::default;
    let why = || Fields::from([("reason", "Found in a ticket")]);
    let status = |status: &str| Fields::from([("status", status), ("reason", "")]);
    for (below, fields, code, event) in [
        ("/confirmation", none(), 303, None),
        ("/confirmation", none().with("copied", "yes"), 303, Some("token.copy_confirmed")),
        ("/confirmation", none().with("copied", "yes"), 303, None),
        ("/activation", none(), 303, None),
        ("/deactivation", why(), 303, Some("token.deactivated")),
        ("/deactivation", why(), 303, None),
        ("/status", status("inactive"), 303, None),
        ("/status", status("active"), 303, Some("token.activated")),
        ("/status", status("active"), 303, None),
        ("/status", status("asleep"), 422, None),
        ("/edit", edit("1"), 303, Some("token.edited")),
        // The same text again is no change, even on top of the version before.
        ("/edit", edit("1"), 303, None),
        ("/edit", edit("2"), 303, None),
        ("/edit", edit("2").with("name", ""), 422, None),
        ("/edit", edit("1").with("name", "Overtaken"), 409, None),
        ("/edit", edit("2").with("add_my_address", "yes"), 200, None),
        ("/compromise", none(), 422, None),
        ("/compromise", why(), 303, Some("token.compromised")),
        ("/compromise", why(), 303, None),
        ("/activation", none(), 409, None),
        ("/deactivation", why(), 409, None),
        ("/deletion", none(), 303, Some("token.deleted")),
        ("/deletion", none(), 404, None),
        ("/compromise", why(), 404, None),
        ("/confirmation", none().with("copied", "yes"), 404, None),
    ] {
        let left = left_by(&app, &administrator, &token.path(below), fields.clone()).await;
        let expected = event.map(str::to_owned).into_iter().collect::<Vec<_>>();
        assert_eq!(left, (code, expected), "{below} {fields:?}");
    }
}

#[actix_web::test]
async fn a_creation_leaves_one_event_and_a_repeated_or_faulty_one_none() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let form = app.new_token("Billing export");
    for (case, fields, code, event) in [
        ("a faulty form", form.clone().with("name", ""), 422, None),
        ("a form to be filled in further", form.clone().with("add_my_address", "yes"), 200, None),
        ("a good one", form.clone(), 201, Some("token.created")),
        ("the same again", form.clone(), 409, None),
        ("another with its name", app.new_token("Billing export"), 422, None),
    ] {
        let left = left_by(&app, &administrator, "/integrations/tokens", fields).await;
        let expected = event.map(str::to_owned).into_iter().collect::<Vec<_>>();
        assert_eq!(left, (code, expected), "{case}");
    }
}

#[actix_web::test]
async fn an_event_says_who_did_what_to_what_from_where_and_why() {
    let app = TestApp::start().await;
    let support = app.support().await;
    let token = app.token("Billing export").await;
    support.post(&token.path("/deactivation"), [("reason", "Ticket 4711")]).await;
    let last = app
        .texts(
            "SELECT actor_kind || '|' || actor_id || '|' || actor_name || '|' || action || '|' || subject_kind || '|' \
             || subject_id || '|' || subject_name || '|' || address || '|' || detail || '|' || CAST(at AS TEXT) \
             FROM audit_events WHERE action = 'token.deactivated'",
        )
        .await;
    let (sam, now) = (&app.people.support, app.clock.now().0);
    let expected = format!(
        "user|{}|{}|token.deactivated|token|{}|Billing export|127.0.0.1|{{\"reason\":\"Ticket 4711\"}}|{now}",
        sam.id, sam.name, token.id
    );
    assert_eq!(last, [expected]);
}

/// Every form that changes a token, sent while its event can't be written.
#[actix_web::test]
async fn a_change_whose_event_can_not_be_written_is_not_made() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let (active, inactive) = (app.token("Active").await, app.token("Inactive").await);
    let replaced = app.token("Replaced").await;
    supersede(&app, replaced.id.as_str()).await;
    app.execute(&format!("UPDATE tokens SET active = FALSE WHERE id = '{}'", inactive.id)).await;
    app.execute("UPDATE audit_heads SET organization_id = 'gone ' || organization_id").await;
    let kept = async || (app.contents("tokens").await, app.contents("submissions").await, events(&app).await);
    let before = kept().await;
    let mut tried = 0;
    for route in ROUTES.iter().filter(|r| r.method == "POST" && r.path.starts_with("/integrations/tokens")) {
        // These two change nothing.
        if ["/networks", "/simulation"].iter().any(|end| route.path.ends_with(end)) {
            continue;
        }
        let token = match route.path.rsplit('/').next() {
            Some("activation") => &inactive,
            Some("overlap") => &replaced,
            _ => &active,
        };
        let answer = ask(&app, &administrator, route, token, token.id.as_str()).await;
        assert_eq!((answer.status, answer.header("retry-after")), (503, Some("5")), "{}", route.path);
        assert!(!answer.body.contains("no rows"), "the database's own words are for the log");
        assert_eq!(kept().await, before, "{}", route.path);
        tried += 1;
    }
    assert_eq!(tried, 11);
}

#[actix_web::test]
async fn nobody_is_signed_in_whose_signing_in_can_not_be_recorded() {
    let app = TestApp::start().await;
    app.execute("UPDATE audit_heads SET organization_id = 'gone ' || organization_id").await;
    let client = app.anonymous();
    let form = [("email", app.people.member.email), ("password", crate::harness::PASSWORD)];
    assert_eq!(client.post("/sign-in", form).await.status, 503);
    assert_eq!((client.cookie(), app.number("SELECT COUNT(*) FROM sessions").await), (None, 0));
}

/// Routes that are posted to and change nothing that an event tells of: they look, or keep what is the reader's own affair.
const WITHOUT_EVENT: [&str; 12] = [
    "/account/language",
    "/audit/search",
    "/audit/verification",
    "/current-organization",
    "/found",
    "/integrations/search",
    "/integrations/selection",
    "/integrations/tokens/new/networks",
    "/integrations/tokens/{id}/simulation",
    "/sign-in",
    "/support",
    // There is an administrator already.
    "/set-up",
];
/// These do one token after the other, and say of each what became of it.
const ONE_BY_ONE: [&str; 3] = [
    "/integrations/selection/deactivation",
    "/integrations/selection/{ids}/activation",
    "/integrations/selection/deletion",
];

/// Where no event can be written, nothing is changed: by no route at all.
#[actix_web::test]
async fn without_its_event_no_route_changes_anything() {
    let app = TestApp::start().await;
    app.newcomer(Role::Administrator).await;
    let ours = app.people.organization;
    let (away, back) = (
        "UPDATE audit_heads SET organization_id = 'gone ' || organization_id",
        "UPDATE audit_heads SET organization_id = REPLACE(organization_id, 'gone ', '')",
    );
    app.execute(&format!("UPDATE memberships SET api_access = TRUE WHERE organization_id = '{ours}'")).await;
    let (mut refused, mut unchanged) = (Vec::new(), Vec::new());
    for route in ROUTES.iter().filter(|route| route.method == "POST" && !WITHOUT_EVENT.contains(&route.path)) {
        let client = if route.path == "/invitations/{secret}" { app.anonymous() } else { app.administrator().await };
        let token = app.token(&format!("Token of {}", route.path)).await;
        let id = if route.path.starts_with("/account/tokens/{id}") {
            let own = app.token(&format!("Own of {}", route.path)).await.id;
            let me = app.people.administrator.id;
            app.execute(&format!(
                "UPDATE tokens SET kind = 'personal', owner_id = '{me}', user_id = '{me}', application_id = NULL \
                 WHERE id = '{own}'"
            ))
            .await;
            own
        } else {
            token.id
        };
        if route.path.ends_with("/activation") {
            app.execute("UPDATE tokens SET active = FALSE").await;
        }
        if route.path == "/settings/calendar/deletion" {
            app.calendar().await;
        }
        let mut prepared = prepare(&app, &client, route, &token, id.as_str()).await;
        // These would leave it as it is otherwise.
        let other = match route.path {
            "/settings/name" => Some(("name", "Another name")),
            "/settings/rules" => Some(("lifetime_cap_days", "60")),
            _ => None,
        };
        if let Some((name, value)) = other {
            prepared.form = prepared.form.map(|form| form.with(name, value));
        }
        app.execute("UPDATE applications SET archived_at = NULL").await;
        if route.path == "/applications/{application}/restoration" {
            app.execute("UPDATE applications SET archived_at = 1 WHERE name LIKE 'Beside %'").await;
        }
        app.execute(away).await;
        let before = all_rows(&app).await;
        let answer = prepared.send(&client).await;
        let changed = differences(&before, &all_rows(&app).await);
        app.execute(back).await;
        app.execute("UPDATE tokens SET active = TRUE").await;
        assert!(changed.is_empty(), "{}: {}: {changed:#?}", route.path, answer.status);
        match answer.status {
            303 if ONE_BY_ONE.contains(&route.path) => {}
            503 => refused.push(route.path),
            status => unchanged.push(format!("{} {status}", route.path)),
        }
    }
    assert!(unchanged.is_empty(), "asked in vain: {unchanged:?}");
    assert!(refused.len() >= 40, "only {} were tried", refused.len());
}
