//! "I found a token": whoever has one ends it, and learns nothing.

use serde_json::json;

use crate::harness::{Answer, Fields, TestApp};

async fn report(app: &TestApp, token: &str) -> Answer {
    app.anonymous().post("/found", [("token", token)]).await
}

async fn by_program(app: &TestApp, body: serde_json::Value) -> Answer {
    let request = reqwest::Client::new().post(format!("{}/api/found-tokens", app.base()));
    let request = request.header("Content-Type", "application/json").body(body.to_string());
    Answer::read(request.send().await.unwrap()).await
}

#[actix_web::test]
async fn a_living_token_is_ended_and_every_answer_is_the_same_thanks() {
    let app = TestApp::start().await;
    let token = app.token("Found").await;
    let deleted = app.token("Deleted").await;
    app.administrator().await.post(&deleted.path("/deletion"), Fields::default()).await;
    assert_eq!(app.gate().get(&app.devices()).bearer(&token.secret).await.status, 200);
    let thanks = report(&app, &format!("  {}\n", token.secret)).await;
    assert_eq!((thanks.status, thanks.text("h1").as_str()), (200, "Thank you"));
    assert_eq!(thanks.header("cache-control"), Some("no-store"));
    assert_eq!(app.gate().get(&app.devices()).bearer(&token.secret).await.status, 401);
    for other in [token.secret.as_str(), &deleted.secret, "lka_4fT9kQ2mnonsense", "", "<script>"] {
        let answer = report(&app, other).await;
        assert_eq!((answer.status, &answer.body), (200, &thanks.body), "{other}");
    }
    let page = app.administrator().await.get(&token.path("")).await;
    assert!(page.text("main").contains("Its holder ended it."), "{}", page.body);
    assert_eq!(app.number("SELECT COUNT(*) FROM audit_events WHERE action = 'token.compromised'").await, 1);
    // A program does the same.
    let second = app.token("Second").await;
    for secret in [second.secret.as_str(), "nonsense"] {
        let answer = by_program(&app, json!({ "token": secret })).await;
        assert_eq!((answer.status, answer.json()), (202, json!({ "thanks": true })));
    }
    assert_eq!(app.gate().get(&app.devices()).bearer(&second.secret).await.status, 401);
    assert_eq!(by_program(&app, json!({ "token": 7 })).await.status, 400);
}

#[actix_web::test]
async fn reports_are_counted_per_network_and_by_the_hour() {
    let app = TestApp::start().await;
    for _ in 0..30 {
        assert_eq!(report(&app, "x").await.status, 200);
    }
    let token = app.token("Found").await;
    let full = report(&app, &token.secret).await;
    assert_eq!(full.status, 429);
    assert!(full.header("retry-after").is_some());
    assert_eq!(by_program(&app, json!({ "token": token.secret })).await.status, 429);
    assert_eq!(app.gate().get(&app.devices()).bearer(&token.secret).await.status, 200);
    app.clock.advance(crate::harness::HOUR);
    assert_eq!(report(&app, &token.secret).await.status, 200);
    assert_eq!(app.gate().get(&app.devices()).bearer(&token.secret).await.status, 401);
}
