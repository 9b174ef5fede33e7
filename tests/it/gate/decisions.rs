//! The id that a refused caller gets.

use latchkey::gate::{DecisionId, Refusal};
use latchkey::tokens::Permissions;

use crate::harness::TestApp;

#[actix_web::test]
async fn an_admitted_request_has_none_and_each_refused_one_its_own() {
    let app = TestApp::start().await;
    let token = app.token_with("Reader", |new| new.permissions = Permissions::ReadOnly).await;
    let ask = app.gate().get(&app.devices()).bearer(&token.secret);
    assert_eq!(ask.clone().await.header("x-latchkey-decision-id"), None);
    let refused = ask.request("POST", &app.devices());
    let (one, two) = (refused.clone().await, refused.await);
    let id = |answer: &crate::harness::Answer| answer.header("x-latchkey-decision-id").unwrap().to_owned();
    assert_ne!(id(&one), id(&two));
}

#[actix_web::test]
async fn an_id_says_when_and_why_and_which_token() {
    let app = TestApp::start().await;
    let token = app.token_with("Reader", |new| new.permissions = Permissions::ReadOnly).await;
    let ask = app.gate().get(&app.devices()).bearer(&token.secret);
    for (case, ask, refusal, known) in [
        ("permission", ask.clone().request("POST", &app.devices()), Refusal::Permission, true),
        ("path", ask.clone().get("/.."), Refusal::Path, true),
        ("method", ask.clone().set("x-http-method", "GET"), Refusal::Method, true),
        ("none", ask.clone().without("x-original-uri"), Refusal::Misconfigured, false),
        ("application", ask.clone().at("another"), Refusal::OtherApplication, true),
        ("unknown", app.gate().get("/").bearer(&super::verdicts::unknown_secret()), Refusal::Unknown, false),
    ] {
        let answer = ask.await;
        let id = DecisionId::parse(answer.header("x-latchkey-decision-id").unwrap()).unwrap();
        let decision = app.state.gate.open(&id).unwrap();
        assert_eq!((decision.refusal, decision.at), (refusal, app.clock.now()), "{case}");
        assert_eq!(decision.handle.as_deref(), known.then_some(token.handle.as_str()), "{case}");
    }
}

#[actix_web::test]
async fn what_was_asked_is_kept_by_the_id() {
    let app = TestApp::start().await;
    let token = app.token_with("Reader", |new| new.permissions = Permissions::ReadOnly).await;
    let ask = app.gate().request("POST", "/caf%C3%A9?secret=1").bearer(&token.secret);
    let answer = ask.set("user-agent", "meter-sync/2.4").await;
    app.state.usage.write(&app.db).await.unwrap();
    let kept = "SELECT decision || '|' || token_id || '|' || reason || '|' || application || '|' || address || '|' ||
        method || '|' || path || '|' || user_agent FROM refusals";
    let id = answer.header("x-latchkey-decision-id").unwrap();
    let application = app.people.application;
    let expected = format!("{id}|{}|permission|{application}|127.0.0.1|POST|/café|meter-sync/2.4", token.id);
    assert_eq!(app.texts(kept).await, [expected]);
}
