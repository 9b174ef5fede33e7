//! What no node keeps to itself: failures to sign in, the set-up code, and what was sent already. Sent to several nodes at the
//! same time, it is as if there were one.

use reqwest::Method;
use serde_json::json;

use super::three_nodes;
use crate::harness::database::is_postgres;
use crate::harness::{Answer, Client, Fields, Node, PASSWORD, SECOND, TestApp};

/// The answers of all nodes to what is sent to each of them at the same time.
async fn at_once(requests: Vec<(&Client, reqwest::RequestBuilder)>) -> Vec<Answer> {
    futures_util::future::join_all(requests.into_iter().map(|(client, request)| client.send(request))).await
}

fn statuses(answers: &[Answer]) -> Vec<u16> {
    let mut all: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    all.sort_unstable();
    all
}

/// Someone at each node: the same person, if `like` is one who is signed in.
fn at_each(app: &TestApp, others: &[Node], like: Option<&Client>) -> Vec<Client> {
    let first = like.map_or_else(|| app.anonymous(), |like| like.at(&app.base()));
    let others = others.iter().map(|node| like.map_or_else(|| node.anonymous(), |like| node.client_like(like)));
    std::iter::once(first).chain(others).collect()
}

#[actix_web::test]
async fn failures_to_sign_in_count_wherever_they_were() {
    if !is_postgres() {
        return;
    }
    let (app, others) = three_nodes().await;
    let clients = at_each(&app, &others, None);
    let sign_in = |email: &str, password: &str| Fields::from([("email", email), ("password", password)]);
    let email = app.people.member.email;
    for n in 0..5 {
        assert_eq!(clients[n % 3].post("/sign-in", sign_in(email, "wrong")).await.status, 422, "failure {n}");
    }
    for client in &clients {
        assert_eq!(client.post("/sign-in", sign_in(email, PASSWORD)).await.status, 429, "it waits at every node");
    }
    app.clock.advance(SECOND);
    assert_eq!(clients[1].post("/sign-in", sign_in(email, PASSWORD)).await.status, 303, "after the wait");
    assert_eq!(clients[2].post("/sign-in", sign_in(email, "wrong")).await.status, 422, "a success forgives everywhere");
    // At the same time: no more of them are looked at than one after the other.
    let guess = sign_in(app.people.support.email, "wrong");
    let guesses = (0..24).map(|n| (&clients[n % 3], clients[n % 3].form("/sign-in", &guess))).collect();
    let said = statuses(&at_once(guesses).await);
    assert_eq!(said.iter().filter(|status| **status == 422).count(), 5, "{said:?}");
    assert!(said[5..].iter().all(|status| *status == 429), "{said:?}");
}

#[actix_web::test]
async fn the_set_up_code_is_one_and_works_once_at_any_node() {
    if !is_postgres() {
        return;
    }
    let app = TestApp::empty().await;
    let others = [app.another_node().await, app.another_node().await];
    let code = latchkey::organizations::set_up::code;
    let printed = code(&app.db, &app.state.chance, &app.state.key).await.unwrap().unwrap();
    for node in &others {
        let there = code(&node.db, &node.state.chance, &node.state.key).await.unwrap();
        assert_eq!(there.as_ref(), Some(&printed), "every node prints the same");
    }
    let clients = at_each(&app, &others, None);
    let form = |email: &str| {
        let fields = [("code", &*printed), ("organization", "Acme"), ("application", "Metering"), ("name", "Ada")];
        Fields::from(fields).and("email", email).and("password", PASSWORD)
    };
    let emails = ["ada@acme.example", "eve@acme.example", "eva@acme.example"];
    let forms =
        clients.iter().zip(emails).map(|(client, email)| (client, client.form("/set-up", form(email)))).collect();
    let answers = at_once(forms).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 303).count(), 1, "{:?}", statuses(&answers));
    assert!(answers.iter().all(|answer| answer.status < 500), "{:?}", statuses(&answers));
    assert_eq!(app.number("SELECT COUNT(*) FROM organizations").await, 1);
    assert_eq!(app.number("SELECT COUNT(*) FROM users").await, 1);
    for (node, client) in others.iter().zip(&clients[1..]) {
        assert_eq!(
            code(&node.db, &node.state.chance, &node.state.key).await.unwrap(),
            None,
            "it is used up everywhere"
        );
        assert_ne!(client.post("/set-up", form("late@acme.example")).await.status, 500);
    }
    assert_eq!(app.number("SELECT COUNT(*) FROM users").await, 1);
}

#[actix_web::test]
async fn a_form_that_reaches_several_nodes_makes_one_token() {
    if !is_postgres() {
        return;
    }
    let (app, others) = three_nodes().await;
    let administrator = app.administrator().await;
    let clients = at_each(&app, &others, Some(&administrator));
    let form = app.new_token("Billing export");
    let sent = clients.iter().map(|client| (client, client.form("/integrations/tokens", &form))).collect();
    let answers = at_once(sent).await;
    assert_eq!(statuses(&answers), [201, 409, 409]);
    for answer in answers.iter().filter(|answer| answer.status == 409) {
        assert_eq!(answer.text("h1"), "This token was created already");
    }
    // The same name from different forms.
    let names = ["Import", "import", "IMPORT"].map(|name| app.new_token(name));
    let sent = clients.iter().zip(&names).map(|(client, form)| (client, client.form("/integrations/tokens", form)));
    assert_eq!(statuses(&at_once(sent.collect()).await), [201, 422, 422]);
    assert_eq!(app.number("SELECT COUNT(*) FROM tokens").await, 2);
}

#[actix_web::test]
async fn a_request_of_the_api_with_one_key_is_carried_out_by_one_node() {
    if !is_postgres() {
        return;
    }
    let (app, others) = three_nodes().await;
    let manager = app.token("Manager").await;
    let clients = at_each(&app, &others, None);
    let path = format!("/api/applications/{}/tokens", app.people.application);
    let create = |client: &Client, name: &str| {
        let request =
            client.request(Method::POST, &path).bearer_auth(&manager.secret).header("Idempotency-Key", "7f0c");
        request.header("Content-Type", "application/json").body(json!({ "name": name }).to_string())
    };
    let sent = clients.iter().map(|client| (client, create(client, "Export"))).collect();
    let answers = at_once(sent).await;
    assert_eq!(statuses(&answers), [201, 409, 409]);
    let made = app.texts("SELECT id FROM tokens WHERE name = 'Export'").await;
    assert_eq!(made.len(), 1);
    for client in &clients {
        let later = client.send(create(client, "Another")).await;
        assert!(later.status == 409 && later.body.contains(&made[0]), "it says which was made: {}", later.body);
    }
}
