//! "I found a token": whoever has one ends it, and learns nothing.

use latchkey::tokens::{Kind, TokenSecret};
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
    let made_up = TokenSecret::generate(Kind::Application, &app.state.config.token_prefix, &app.state.chance);
    let made_up = made_up.reveal();
    for other in [token.secret.as_str(), &deleted.secret, &made_up] {
        let answer = report(&app, other).await;
        assert_eq!((answer.status, &answer.body), (200, &thanks.body), "{other}");
    }
    let page = app.administrator().await.get(&token.path("")).await;
    assert!(page.text("main").contains("Reported as found, by somebody who had its secret."), "{}", page.body);
    assert_eq!(app.number("SELECT COUNT(*) FROM audit_events WHERE action = 'token.compromised'").await, 1);
    // A program does the same.
    let second = app.token("Second").await;
    for secret in [second.secret.as_str(), second.secret.as_str(), &made_up] {
        let answer = by_program(&app, json!({ "token": secret })).await;
        assert_eq!((answer.status, answer.json()), (202, json!({ "thanks": true })));
    }
    assert_eq!(by_program(&app, json!({ "token": "nonsense" })).await.status, 422);
    assert_eq!(app.gate().get(&app.devices()).bearer(&second.secret).await.status, 401);
    assert_eq!(by_program(&app, json!({ "token": 7 })).await.status, 400);
}

/// Whoever comes across a token rarely has it by itself.
#[actix_web::test]
async fn what_stands_around_a_token_keeps_none_from_being_ended() {
    let app = TestApp::start().await;
    let tokens = [app.token("First").await, app.token("Second").await, app.token("Third").await];
    let [first, second, third] = tokens.each_ref().map(|token| token.secret.as_str());
    let lines =
        format!("2026-11-30 GET /v1?token={first}&x=1\n  Authorization: Bearer {second}\r\n{{\"key\":\"{third}\"}}");
    assert_eq!(report(&app, &lines).await.text("h1"), "Thank you");
    for secret in [first, second, third] {
        assert_eq!(app.gate().get(&app.devices()).bearer(secret).await.status, 401);
    }
    let text = format!("{first} ").repeat(30);
    let fourth = app.token("Fourth").await;
    assert_eq!(report(&app, &format!("{text}{}", fourth.secret)).await.status, 200);
    assert_eq!(app.gate().get(&app.devices()).bearer(&fourth.secret).await.status, 401, "each counts once");
}

/// That there is no whole token in a text anybody can see; of thanks for it they would believe that all is well.
#[actix_web::test]
async fn nobody_is_thanked_for_what_holds_no_whole_token() {
    let app = TestApp::start().await;
    let token = app.token("Found").await;
    for text in [&token.secret[..40], "lka_4fT9kQ2mnonsense", "", "<script>", "\0"] {
        let answer = report(&app, text).await;
        assert_eq!(answer.status, 422, "{text}");
        assert!(answer.text("#token-fault").starts_with("There is no whole token in that"), "{}", answer.body);
        assert_eq!(answer.text("#token"), "", "what was pasted isn't shown again");
    }
    assert_eq!(app.gate().get(&app.devices()).bearer(&token.secret).await.status, 200);
}

/// Whoever pastes more than is looked at is told so, rather than that all is well.
#[actix_web::test]
async fn of_too_much_at_once_nothing_is_ended_and_that_is_said() {
    let app = TestApp::start().await;
    let token = app.token("Found").await;
    let one = || TokenSecret::generate(Kind::Application, &app.state.config.token_prefix, &app.state.chance).reveal();
    let twenty: Vec<String> = (0..20).map(|_| one().to_string()).collect();
    let many = format!("{}\n{}", twenty.join("\n"), token.secret.as_str());
    let long = format!("{}{}", " ".repeat(20_000), token.secret.as_str());
    for (text, said) in [(&many, "There are more than 20 tokens in that"), (&long, "That is very long")] {
        let answer = report(&app, text).await;
        assert_eq!(answer.status, 422);
        assert!(answer.text("#token-fault").starts_with(said), "{}", answer.text("#token-fault"));
        assert_eq!(by_program(&app, json!({ "token": text })).await.status, 422);
    }
    assert_eq!(app.gate().get(&app.devices()).bearer(&token.secret).await.status, 200);
    let few = format!("{}\n{}", twenty[1..].join("\n"), token.secret.as_str());
    assert_eq!(report(&app, &few).await.status, 200);
    assert_eq!(app.gate().get(&app.devices()).bearer(&token.secret).await.status, 401);
}

#[actix_web::test]
async fn reports_are_counted_per_network_and_by_the_hour() {
    let app = TestApp::start().await;
    for _ in 0..30 {
        assert_eq!(report(&app, "x").await.status, 422);
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
