//! What a token can be told of itself, and its end by whoever holds it.

use latchkey::tokens::Permissions;
use serde_json::json;

use super::{custom, issued, networks, problem};
use crate::gate::personal::personal;
use crate::harness::{Fields, TestApp};

#[actix_web::test]
async fn every_token_in_force_learns_what_it_is_and_may_do() {
    let app = TestApp::start().await;
    let token = app.token_with("Export", |new| new.permissions = custom(&["devices.get"])).await;
    let me = app.api(&token.secret).ask("GET", "/me").await;
    assert_eq!(me.status, 200, "{}", me.body);
    let body = me.json();
    assert_eq!((&body["id"], &body["name"]), (&json!(token.id.as_str()), &json!("Export")));
    assert_eq!((&body["scope"], &body["ownerName"]), (&json!(["devices.get"]), &json!("Metering")));
    assert_eq!(body["organizationId"], app.people.organization.as_str());
    assert!(!me.body.contains(&token.secret[12..]));
    let own = personal(&app, &app.people.member, "all.Application.read").await;
    let body = app.api(&own).ask("GET", "/me").await.json();
    assert_eq!((&body["ownerType"], &body["ownerId"]), (&json!("user"), &json!(app.people.member.id.as_str())));
    let elsewhere = app.token_with("Elsewhere", |new| new.networks = networks("203.0.113.1")).await;
    assert_eq!(app.api(&elsewhere.secret).ask("GET", "/me").await.status, 403, "from there only");
}

#[actix_web::test]
async fn applications_are_listed_as_far_as_they_are_the_tokens() {
    let app = TestApp::start().await;
    let token = app.token("Export").await;
    let (ours, second, foreign) =
        (app.people.application, app.people.second_application, app.people.foreign_application);
    let ids = |answer: crate::harness::Answer| -> Vec<String> {
        let body = answer.json();
        body["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
    };
    let api = app.api(&token.secret);
    assert_eq!(ids(api.ask("GET", "/applications").await), [ours.to_string()]);
    assert_eq!(api.ask("GET", &format!("/applications/{ours}")).await.json()["name"], "Metering");
    for other in [second.as_str(), foreign.as_str(), "x"] {
        assert_eq!(problem(&api.ask("GET", &format!("/applications/{other}")).await), "NotFound");
    }
    let own = personal(&app, &app.people.member, "all.Application.read").await;
    assert_eq!(ids(app.api(&own).ask("GET", "/applications").await).len(), 2);
}

#[actix_web::test]
async fn whoever_holds_a_living_token_ends_it_whatever_it_may_do_and_wherever_it_works() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let narrow = app
        .token_with("Narrow", |new| {
            new.permissions = Permissions::ReadOnly;
            new.networks = networks("203.0.113.1");
        })
        .await;
    let off = app.token("Off").await;
    administrator.post(&off.path("/deactivation"), Fields::default()).await;
    let expired = app.token("Expired").await;
    app.execute(&format!("UPDATE tokens SET expires_at = 1 WHERE id = '{}'", expired.id)).await;
    let archived = app.token_with("Archived", |new| new.owner = app.people.second_application).await;
    app.execute(&format!("UPDATE applications SET archived_at = 1 WHERE id = '{}'", app.people.second_application))
        .await;
    let maker = app.token("Maker").await;
    let child = issued(&app.api(&maker.secret).create(&json!({ "name": "Child" })).await);
    for token in [&narrow, &off, &expired, &archived, &maker] {
        let ended = app.api(&token.secret).ask("DELETE", "/me").await;
        assert_eq!((ended.status, ended.json()), (200, json!({ "success": true })), "{}", ended.body);
        let again = app.api(&token.secret).ask("DELETE", "/me").await;
        assert_eq!((again.status, problem(&again).as_str()), (401, "Unauthorized"));
    }
    assert_eq!(app.number("SELECT COUNT(*) FROM tokens WHERE compromised_at IS NULL").await, 0, "the child, too");
    assert_eq!(app.gate().get(&app.devices()).bearer(&child.secret).await.status, 401);
    let events = app.texts("SELECT actor_kind || ' ' || actor_name || ' ' || subject_name FROM audit_events WHERE action = 'token.compromised' ORDER BY seq").await;
    assert_eq!(
        events,
        [
            "token Narrow Narrow",
            "token Off Off",
            "token Expired Expired",
            "token Archived Archived",
            "token Maker Maker",
            "token Maker Child"
        ]
    );
    let page = administrator.get(&narrow.path("")).await;
    assert!(page.text("main").contains("Its holder ended it."), "{}", page.body);
    let deleted = app.token("Deleted").await;
    administrator.post(&deleted.path("/deletion"), Fields::default()).await;
    let other = app.token("Other").await;
    let (start, last) = other.secret.split_at(49);
    let forged = format!("{start}{}", if last == "0" { "1" } else { "0" });
    for secret in [deleted.secret.as_str(), "nonsense", &forged] {
        assert_eq!(app.api(secret).ask("DELETE", "/me").await.status, 401);
    }
}
