//! The page of the log: what it tells of each event, and to whom.

use super::append;
use crate::harness::{Fields, TestApp};

#[actix_web::test]
async fn a_line_tells_when_who_what_and_from_where_and_unfolds_into_why() {
    let app = TestApp::start().await;
    let token = app.token("Billing export").await;
    let support = app.support().await;
    support.post(&token.path("/deactivation"), [("reason", "Ticket 4711")]).await;
    let page = support.get("/audit").await;
    assert_eq!(page.status, 200);
    let first = |selector: &str| page.all(&format!(".events > li:first-child {selector}"))[0].clone();
    assert_eq!(first(".what"), format!("Sam Support deactivated the token Billing export lka_{}…", token.handle));
    assert_eq!(first(".from"), "from 127.0.0.1");
    assert_eq!(first(".when"), "22 November 2026, 10:00 UTC");
    assert_eq!(first(".particulars li"), "Reason: Ticket 4711");
    let head = format!("SELECT seq FROM audit_heads WHERE organization_id = '{}'", app.people.organization);
    let count = app.number(&head).await;
    assert_eq!(first(".particulars .help"), format!("Event {count}, 2026-11-22T10:00:00.000Z, from 127.0.0.1"));
    assert_eq!(page.text("h1 .count"), format!("{count} events"));
    let links = page.attributes(".events > li:first-child .links a", "href");
    let sam = &app.people.support.id;
    let expected = [
        token.path(""),
        format!("/audit?actor=user-{sam}"),
        format!("/audit?subject={}", token.id),
        "/audit?action=token.deactivated".to_owned(),
    ];
    assert_eq!(links, expected);
    for link in links {
        assert_eq!(support.get(&link).await.status, 200, "{link}");
    }
}

#[actix_web::test]
async fn a_deleted_tokens_page_is_a_link_too() {
    let app = TestApp::start().await;
    let token = app.token("Billing export").await;
    let administrator = app.administrator().await;
    administrator.post(&token.path("/deletion"), Fields::default()).await;
    let page = administrator.get("/audit").await;
    let told = format!("Ada Administrator deleted the token Billing export lka_{}…", token.handle);
    assert_eq!(page.all(".what")[0], told);
    let link = page.attributes(".events > li:first-child .links a", "href").remove(0);
    assert!(administrator.get(&link).await.text("main").contains("This page is all that is left of it"));
}

#[actix_web::test]
async fn what_changed_is_told_with_what_it_was() {
    let app = TestApp::start().await;
    let token = app.token("Billing export").await;
    let administrator = app.administrator().await;
    let edit = Fields::from([("version", "1"), ("name", "Billing"), ("description", "x"), ("networks", "10.0.0.0/8")]);
    administrator.post(&token.path("/edit"), edit).await;
    let page = administrator.get("/audit").await;
    let details = page.all(".events > li:first-child .particulars li");
    let expected = [
        "Name: “Billing export” became “Billing”",
        "Description: “x”, none before",
        "IP restriction: “10.0.0.0/8”, none before",
    ];
    assert_eq!(details, expected);
    let created = administrator.get("/audit?action=token.created").await.all(".particulars li");
    assert_eq!(created[0], "Name: Billing export");
    assert!(created.iter().any(|line| line == "Expires: 22 December 2026, 10:00 UTC"), "{created:?}");
}

#[actix_web::test]
async fn it_is_told_in_the_readers_language_and_stored_in_none() {
    let app = TestApp::start().await;
    let token = app.token("Billing export").await;
    let support = app.support().await;
    support.post(&token.path("/deactivation"), [("reason", "Ticket 4711")]).await;
    assert_eq!(support.post("/account/language", [("language", "de")]).await.status, 303);
    let page = support.get("/audit").await;
    let first = |selector: &str| page.all(&format!(".events > li:first-child {selector}"))[0].clone();
    assert_eq!(first(".what"), format!("Sam Support hat das Token Billing export deaktiviert lka_{}…", token.handle));
    assert_eq!(first(".from"), "von 127.0.0.1");
    assert_eq!(first(".particulars li"), "Grund: Ticket 4711");
    let created = support.get("/audit?action=token.created").await;
    assert_eq!(created.all(".chip bdi"), ["Token erstellt"]);
    assert!(created.all(".particulars li").contains(&"Alle Berechtigungen".to_owned()), "{}", created.text("main"));
    let file = support.get("/audit/export?format=json&action=token.deactivated").await.json();
    assert_eq!(
        (&file[0]["action"], &file[0]["detail"]["reason"]),
        (&"token.deactivated".into(), &"Ticket 4711".into())
    );
}

/// A member is refused altogether, which the access matrix shows; support sees the log and can't have it verified.
#[actix_web::test]
async fn the_navigation_and_the_button_are_for_those_who_may() {
    let app = TestApp::start().await;
    for (client, place, button) in
        [(app.administrator().await, 1, 1), (app.support().await, 1, 0), (app.member().await, 0, 0)]
    {
        assert_eq!(client.get("/account").await.count("nav.places a[href='/audit']"), place);
        assert_eq!(client.get("/audit").await.count("form[action='/audit/verification']"), button);
    }
}

#[actix_web::test]
async fn another_organizations_events_are_not_in_it() {
    let app = TestApp::start().await;
    let theirs = app.foreign_token("Theirs").await;
    app.token("Ours").await;
    let (administrator, foreigner) = (app.administrator().await, app.foreigner().await);
    let page = administrator.get("/audit").await;
    assert!(page.body.contains("Ours") && !page.body.contains("Theirs") && !page.body.contains("Fay"));
    let fay = &app.people.foreigner.id;
    for filter in [format!("subject={}", theirs.id), format!("actor=user-{fay}")] {
        let page = administrator.get(&format!("/audit?{filter}")).await;
        assert_eq!((page.status, page.count(".events")), (200, 0), "{filter}");
        assert!(!page.body.contains("Theirs") && !page.body.contains("Fay"), "not even the name: {filter}");
        let file = administrator.get(&format!("/audit/export?format=json&{filter}")).await;
        assert_eq!(file.json(), serde_json::json!([]), "{filter}");
        assert!(foreigner.get(&format!("/audit?{filter}")).await.count(".events > li") > 0, "theirs to see: {filter}");
    }
    assert!(!foreigner.get("/audit").await.body.contains("Ours"));
}

/// Names are anybody's text; so is the address that someone opens.
#[actix_web::test]
async fn nothing_that_is_shown_is_markup() {
    let app = TestApp::start().await;
    let evil = "<script>alert(1)</script>\"'><img src=x>";
    append(&app, 1, |event| latchkey::audit::Event {
        actor_name: evil.into(),
        subject_name: evil.into(),
        action: evil.into(),
        address: evil.into(),
        detail: serde_json::json!({ evil: evil, "reason": evil, "before": { evil: 1 } }).to_string(),
        ..event
    })
    .await;
    let administrator = app.administrator().await;
    let asked = Fields::from([("action", evil), ("subject", evil), ("from", evil), ("to", evil)]).encoded();
    for path in ["/audit".to_owned(), format!("/audit?{asked}"), "/audit?actor=user-<script>".to_owned()] {
        let page = administrator.get(&path).await;
        assert_eq!((page.count("main script"), page.count("main img")), (0, 0), "{path}");
    }
    assert!(administrator.get("/audit").await.text("ol.events").contains(evil));
}

/// A row that was tampered with is shown as far as it goes.
#[actix_web::test]
async fn a_detail_that_is_no_json_breaks_nothing() {
    let app = TestApp::start().await;
    for detail in ["", "{", "[1,2]", "\"text\"", "{\"before\":[],\"after\":{\"x\":{\"y\":[null]}}}", "{\"reason\":{}}"]
    {
        append(&app, 1, |event| latchkey::audit::Event { detail: detail.into(), ..event }).await;
    }
    let administrator = app.administrator().await;
    assert_eq!(administrator.get("/audit").await.status, 200);
    assert_eq!(administrator.get("/audit/export?format=csv").await.status, 200);
    let file = administrator.get("/audit/export?format=json").await.json();
    assert!(file.as_array().unwrap().iter().any(|event| event["detail"] == "{"), "as it is stored");
}
