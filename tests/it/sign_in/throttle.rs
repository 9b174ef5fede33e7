//! Slowing down guesses, for whoever guesses and for nobody else.

use super::{is_in, sign_in};
use crate::harness::{HOUR, PASSWORD, SECOND, TestApp};

const TRUSTING: [&str; 2] = ["--trusted-proxies", "127.0.0.1"];

/// Guesses from an address, and gives the statuses.
async fn guess(app: &TestApp, email: &str, from: &str, times: usize) -> Vec<u16> {
    let client = app.anonymous();
    let mut statuses = Vec::new();
    for _ in 0..times {
        let form = client.form("/sign-in", [("email", email), ("password", "wrong")]);
        statuses.push(client.send(form.header("x-forwarded-for", from)).await.status);
    }
    statuses
}

async fn right(app: &TestApp, email: &str, from: &str) -> u16 {
    let client = app.anonymous();
    let form = client.form("/sign-in", [("email", email), ("password", PASSWORD)]);
    client.send(form.header("x-forwarded-for", from)).await.status
}

#[actix_web::test]
async fn after_five_failures_even_the_right_password_waits() {
    let app = TestApp::start().await;
    let (client, email) = (app.anonymous(), app.people.member.email);
    for _ in 0..5 {
        assert_eq!(sign_in(&client, email, "wrong").await.status, 422);
    }
    let answer = sign_in(&client, email, PASSWORD).await;
    assert_eq!((answer.status, answer.header("retry-after")), (429, Some("1")));
    assert_eq!(answer.faults(), ["That failed too often. Try again in a second."]);
    app.clock.advance(SECOND);
    assert_eq!(sign_in(&client, email, PASSWORD).await.status, 303, "after the wait");
    assert!(is_in(&client).await);
    assert_eq!(sign_in(&app.anonymous(), email, "wrong").await.status, 422, "a success forgives");
}

#[actix_web::test]
async fn each_further_failure_doubles_the_wait_up_to_a_quarter_of_an_hour() {
    let app = TestApp::start().await;
    let (client, email) = (app.anonymous(), app.people.member.email);
    let mut waits = Vec::new();
    for n in 0..17 {
        let answer = sign_in(&client, email, "wrong").await;
        if n >= 5 {
            assert_eq!(answer.status, 429, "failure {n}");
            let wait: i64 = answer.header("retry-after").unwrap().parse().unwrap();
            waits.push(wait);
            app.clock.advance(wait * SECOND);
            assert_eq!(sign_in(&client, email, "wrong").await.status, 422, "after {wait} seconds");
        }
    }
    assert_eq!(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
}

#[actix_web::test]
async fn nobody_else_waits_for_one_persons_failures() {
    let app = TestApp::with(&TRUSTING).await;
    let (email, guesser) = (app.people.member.email, "198.51.100.7");
    guess(&app, email, guesser, 5).await;
    assert_eq!(right(&app, email, guesser).await, 429, "that account from that address");
    assert_eq!(right(&app, email, "198.51.100.8").await, 303, "that account from another address");
    assert_eq!(right(&app, app.people.support.email, guesser).await, 303, "another account from that address");
}

/// One person has a whole /64 of IPv6 addresses to come from.
#[actix_web::test]
async fn neighbours_in_one_ipv6_network_wait_together() {
    let app = TestApp::with(&TRUSTING).await;
    let email = app.people.member.email;
    guess(&app, email, "2001:db8::1", 5).await;
    assert_eq!(right(&app, email, "2001:db8::ffff:2").await, 429);
    assert_eq!(right(&app, email, "2001:db8:0:1::1").await, 303);
}

#[actix_web::test]
async fn an_unknown_account_waits_like_a_known_one() {
    let app = TestApp::with(&TRUSTING).await;
    let known = guess(&app, app.people.member.email, "198.51.100.7", 7).await;
    let unknown = guess(&app, "nobody@acme.example", "198.51.100.8", 7).await;
    assert_eq!(known, unknown);
    assert_eq!(known, [422, 422, 422, 422, 422, 429, 429]);
}

#[actix_web::test]
async fn an_hour_without_a_failure_forgives_all() {
    let app = TestApp::with(&TRUSTING).await;
    let (email, from) = (app.people.member.email, "198.51.100.7");
    guess(&app, email, from, 5).await;
    app.clock.advance(SECOND);
    guess(&app, email, from, 1).await;
    app.clock.advance(HOUR + 1);
    assert_eq!(guess(&app, email, from, 5).await, [422; 5], "counting begins anew");
}

/// Fifty failures over any accounts: then the address itself waits.
#[actix_web::test]
async fn an_address_that_fails_on_many_accounts_waits_as_well() {
    let app = TestApp::with(&TRUSTING).await;
    for n in 0..50 {
        let email = format!("guess{n}@acme.example");
        assert_eq!(guess(&app, &email, "198.51.100.7", 1).await, [422], "{n}");
    }
    assert_eq!(right(&app, app.people.member.email, "198.51.100.7").await, 429);
    assert_eq!(right(&app, app.people.member.email, "198.51.100.8").await, 303);
}

#[actix_web::test]
async fn what_is_stored_of_failures_names_nobody() {
    let app = TestApp::start().await;
    sign_in(&app.anonymous(), app.people.member.email, "wrong").await;
    sign_in(&app.anonymous(), "my password, typed here", "wrong").await;
    let rows = [app.contents("sign_in_throttle").await, app.contents("audit_events").await].concat().join("\n");
    assert!(!rows.contains("mika@") && !rows.contains("typed here") && !rows.contains("127.0.0.1 "), "{rows}");
    let failed = "SELECT COUNT(*) FROM audit_events WHERE action = 'user.sign_in_failed'";
    assert_eq!(app.number(failed).await, 2);
    assert_eq!(app.number(&format!("{failed} AND organization_id = ''")).await, 1);
}
