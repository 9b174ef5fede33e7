//! The first start: a code, once, makes the first organization, application and administrator.

use latchkey::organizations::set_up;

use crate::harness::{Client, Fields, PASSWORD, TestApp};

async fn code(app: &TestApp) -> Option<String> {
    set_up::code(&app.db, &app.state.chance, &app.state.key).await.unwrap()
}

fn form(code: &str, email: &str) -> Fields {
    Fields::from([
        ("code", code),
        ("organization", "Acme & Söhne"),
        ("application", "Metering"),
        ("name", "Ada"),
        ("email", email),
        ("password", PASSWORD),
    ])
}

async fn sign_in(client: &Client, email: &str) -> u16 {
    client.post("/sign-in", [("email", email), ("password", PASSWORD)]).await.status
}

#[actix_web::test]
async fn before_there_is_anyone_everything_leads_to_setting_up() {
    let app = TestApp::empty().await;
    let client = app.anonymous();
    let page = client.follow(client.get("/").await).await;
    assert_eq!(page.text("h1"), "Set up Latchkey");
    let code = code(&app).await.unwrap();
    let printed = client.get(&format!("/set-up?code={code}")).await;
    assert_eq!(printed.fields("form").value("code"), Some(code.as_str()), "the printed address fills it in");
}

#[actix_web::test]
async fn the_code_makes_the_first_administrator_who_is_signed_in_then() {
    let app = TestApp::empty().await;
    let code = code(&app).await.unwrap();
    let client = app.anonymous();
    let answer = client.post("/set-up", form(&code, "ada@acme.example")).await;
    let list = client.follow(answer).await;
    assert_eq!(list.text("#flash-text"), "Latchkey is set up. You are its first administrator.");
    assert!(list.text("header").contains("Acme & Söhne") && list.text("header").contains("Ada administrator"));
    let new = client.get("/integrations/tokens/new").await.fields("form[action='/integrations/tokens']");
    let made = client.post("/integrations/tokens", new.with("name", "First")).await;
    assert_eq!(made.status, 201, "with an application to make tokens for");
    assert_eq!(sign_in(&app.anonymous(), "ADA@acme.example").await, 303, "and the password works");
    let actions = app.texts("SELECT action FROM audit_events ORDER BY organization_id, seq").await;
    assert!(actions.contains(&"installation.set_up".to_owned()), "{actions:?}");
}

#[actix_web::test]
async fn a_wrong_code_makes_nobody() {
    let app = TestApp::empty().await;
    let right = code(&app).await.unwrap();
    let client = app.anonymous();
    for wrong in ["", "x", "00000000000000000000", &right[..19], &format!("{right}0"), "a\0"] {
        let answer = client.post("/set-up", form(wrong, "ada@acme.example")).await;
        assert_eq!((answer.status, answer.faults().len()), (422, 1), "{wrong:?}: {:?}", answer.faults());
        assert_eq!(answer.fields("form").value("organization"), Some("Acme & Söhne"), "what was typed is kept");
        assert_eq!(answer.fields("form").value("password"), Some(""), "but not the password");
    }
    assert_eq!(app.number("SELECT COUNT(*) FROM users").await, 0);
    let retyped = format!(" {}-{} ", right[..10].to_uppercase(), &right[10..]);
    assert_eq!(client.post("/set-up", form(&retyped, "ada@acme.example")).await.status, 303, "as people type it");
}

#[actix_web::test]
async fn every_fault_of_the_form_is_told_at_once() {
    let app = TestApp::empty().await;
    let answer = app.anonymous().post("/set-up", Fields::default()).await;
    assert_eq!((answer.status, answer.faults().len()), (422, 6), "{:?}", answer.faults());
    let long = "x".repeat(101);
    let code = code(&app).await.unwrap();
    let typed = form(&code, "no address").with("organization", &long).with("application", "a\u{7}").with("name", &long);
    let answer = app.anonymous().post("/set-up", typed.with("password", "password1")).await;
    assert_eq!((answer.status, answer.faults().len()), (422, 5), "{:?}", answer.faults());
    assert!(answer.faults()[4].contains("easy to guess"), "{:?}", answer.faults());
}

#[actix_web::test]
async fn of_two_at_once_one_makes_an_organization() {
    let app = TestApp::empty().await;
    let code = code(&app).await.unwrap();
    let (first, second) = (app.anonymous(), app.anonymous());
    let (a, b) = tokio::join!(
        first.post("/set-up", form(&code, "ada@acme.example")),
        second.post("/set-up", form(&code, "eve@acme.example"))
    );
    // The slower one is told so, or that its code is used, by how far it had come.
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert!(matches!(statuses, [303, 409 | 422]), "{statuses:?}");
    for table in ["organizations", "users", "applications", "memberships"] {
        assert_eq!(app.number(&format!("SELECT COUNT(*) FROM {table}")).await, 1, "{table}");
    }
}

#[actix_web::test]
async fn once_set_up_the_page_leads_to_signing_in_and_the_code_is_worth_nothing() {
    let app = TestApp::empty().await;
    let used = code(&app).await.unwrap();
    app.anonymous().post("/set-up", form(&used, "ada@acme.example")).await;
    let client = app.anonymous();
    assert_eq!(client.get(&format!("/set-up?code={used}")).await.location(), "/sign-in");
    assert_eq!(client.post("/set-up", form(&used, "eve@acme.example")).await.status, 409);
    assert_eq!(app.number("SELECT COUNT(*) FROM users").await, 1);
    assert_eq!(code(&app).await, None, "and none is printed");
}

/// Every node of an installation, and every start of it, prints the same one.
#[actix_web::test]
async fn the_code_stays_the_same_until_it_is_used_and_is_not_stored() {
    let app = TestApp::empty().await;
    let first = code(&app).await.unwrap();
    assert_eq!(code(&app).await.as_deref(), Some(first.as_str()));
    for (table, rows) in app.everything().await {
        assert!(!rows.join("\n").contains(&first), "{table}");
    }
}
