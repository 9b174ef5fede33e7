//! What the gate counts: days, callers, the last use, and those who go on knocking.

use latchkey::clock::DAY;

use crate::harness::{MINUTE, TestApp};

async fn written(app: &TestApp) {
    app.state.usage.write(&app.db).await.unwrap();
}

async fn callers(app: &TestApp) -> Vec<String> {
    app.texts(
        "SELECT address || ' ' || user_agent || ' ' || CAST(admitted AS TEXT) || '+' || CAST(refused AS TEXT) || ' ' ||
            CAST(first_at AS TEXT) || '-' || CAST(last_at AS TEXT) FROM usage_callers ORDER BY user_agent",
    )
    .await
}

#[actix_web::test]
async fn callers_are_told_apart_by_address_and_program() {
    let app = TestApp::start().await;
    let token = app.token("Billing export").await;
    let ask = app.gate().get(&app.devices()).bearer(&token.secret);
    let began = app.clock.now().0;
    for agent in ["a/1", "b/1", "a/1"] {
        assert_eq!(ask.clone().set("user-agent", agent).await.status, 200);
        app.clock.advance(MINUTE);
    }
    written(&app).await;
    app.execute("UPDATE tokens SET active = FALSE").await;
    assert_eq!(ask.clone().set("user-agent", "b/1").await.status, 401, "still knocking");
    written(&app).await;
    assert_eq!(
        callers(&app).await,
        [
            format!("127.0.0.1 a/1 2+0 {began}-{}", began + 2 * MINUTE),
            format!("127.0.0.1 b/1 1+1 {}-{}", began + MINUTE, began + 3 * MINUTE),
        ]
    );
}

#[actix_web::test]
async fn days_are_counted_in_utc_and_apart() {
    let app = TestApp::start().await;
    let token = app.token("Billing export").await;
    let ask = app.gate().get(&app.devices()).bearer(&token.secret);
    let today = app.clock.now().day();
    for _ in 0..3 {
        ask.clone().await;
        ask.clone().get("/..").await;
        app.clock.advance(DAY);
    }
    written(&app).await;
    let days = "SELECT CAST(day AS TEXT) || ' ' || outcome || ' ' || CAST(requests AS TEXT) FROM usage_days \
                ORDER BY day, outcome";
    let expected: Vec<String> =
        (today..today + 3).flat_map(|day| [format!("{day} admitted 1"), format!("{day} path 1")]).collect();
    assert_eq!(app.texts(days).await, expected);
}

#[actix_web::test]
async fn the_last_use_never_goes_backwards() {
    let app = TestApp::start().await;
    let token = app.token("Billing export").await;
    let later = app.clock.now().0 + DAY;
    app.execute(&format!("UPDATE tokens SET last_used_at = {later}, last_used_agent = 'another node'")).await;
    assert_eq!(app.gate().get(&app.devices()).bearer(&token.secret).await.status, 200);
    written(&app).await;
    assert_eq!(
        app.texts("SELECT last_used_agent || CAST(last_used_at AS TEXT) FROM tokens").await,
        [format!("another node{later}")]
    );
}

/// Callers are anyone's to invent; what is kept of them has a limit.
#[actix_web::test]
async fn distinct_callers_and_refusals_are_kept_up_to_a_limit() {
    let app = TestApp::start().await;
    let token = app.token("Billing export").await;
    let ask = app.gate().get("/..").bearer(&token.secret);
    for round in 0..5 {
        for n in 0..30 {
            ask.clone().set("user-agent", &format!("agent {round}-{n}")).await;
            app.clock.advance(1);
        }
        written(&app).await;
    }
    assert_eq!(app.number("SELECT CAST(SUM(requests) AS BIGINT) FROM usage_days").await, 150, "each is counted");
    assert_eq!(app.number("SELECT COUNT(*) FROM usage_callers").await, 100);
    assert_eq!(app.number("SELECT COUNT(*) FROM usage_callers WHERE user_agent = 'agent 4-29'").await, 1);
    assert_eq!(app.number("SELECT COUNT(*) FROM usage_callers WHERE user_agent = 'agent 0-0'").await, 0);
    let refusals = app.number("SELECT COUNT(*) FROM refusals").await;
    assert!((30..=50).contains(&refusals), "{refusals}");
}

#[actix_web::test]
async fn unknown_tokens_leave_nothing() {
    let app = TestApp::start().await;
    for _ in 0..20 {
        let secret = super::verdicts::unknown_secret();
        assert_eq!(app.gate().get(&app.devices()).bearer(&secret).await.status, 401);
    }
    written(&app).await;
    for table in ["usage_days", "usage_callers", "refusals"] {
        assert_eq!(app.number(&format!("SELECT COUNT(*) FROM {table}")).await, 0, "{table}");
    }
}

/// What programs say of themselves is kept, and so must not hold a secret, nor anything a database refuses.
#[actix_web::test]
async fn what_callers_say_is_kept_without_secrets() {
    let app = TestApp::start().await;
    let token = app.token("Billing export").await;
    let ask = app.gate().get(&format!("/x/{}", token.secret)).bearer(&token.secret);
    ask.clone().set("user-agent", &format!("curl {} {}", token.secret, "x".repeat(5_000))).await;
    ask.at("elsewhere").set("user-agent", "a\tb").await;
    written(&app).await;
    for (table, rows) in app.everything().await {
        assert!(!rows.join(" ").contains(&token.secret), "{table}");
    }
    assert!(callers(&app).await.iter().all(|caller| caller.len() < 300), "{:?}", callers(&app).await);
}

/// A row that the database refuses, as one whose token was removed by hand, takes no other with it.
#[actix_web::test]
async fn what_the_database_refuses_is_let_go_alone() {
    let app = TestApp::start().await;
    let now = app.clock.now();
    let (address, reported_by, refused) = (None, None, None);
    let note = latchkey::usage::Note { at: now, address, agent: "", reported_by, refused, hearsay: false };
    let mut ids = Vec::new();
    for n in 0..9 {
        ids.push(app.token(&format!("Token {n}")).await.id);
    }
    let gone = latchkey::id::Id::new(&app.clock, &app.state.chance);
    ids.iter().chain([&gone]).for_each(|id| app.state.usage.note(*id, &note));
    written(&app).await;
    assert_eq!(app.number("SELECT COUNT(*) FROM usage_days").await, 9);
}

/// A thief's noise must not push the traces of others out.
#[actix_web::test]
async fn refused_callers_take_no_place_of_admitted_ones() {
    let app = TestApp::start().await;
    let token = app.token("Billing export").await;
    let ask = app.gate().get(&app.devices()).bearer(&token.secret);
    assert_eq!(ask.clone().set("user-agent", "the integration").await.status, 200);
    written(&app).await;
    for n in 0..150 {
        assert_eq!(ask.clone().get("/..").set("user-agent", &format!("noise {n}")).await.status, 403);
        if n % 30 == 29 {
            written(&app).await;
        }
    }
    assert_eq!(app.number("SELECT COUNT(*) FROM usage_callers WHERE user_agent = 'the integration'").await, 1);
}

/// Thousands of tokens in one writing, in statements of many sizes.
#[actix_web::test]
async fn many_tokens_are_written_at_once() {
    let app = TestApp::start().await;
    let one = app.token("Billing export").await;
    app.copies(&one, &[], &vec![vec![]; 1_234]).await;
    let now = app.clock.now();
    for id in app.texts("SELECT id FROM tokens").await {
        let (address, reported_by, refused) = (None, None, None);
        let note = latchkey::usage::Note { at: now, address, agent: "", reported_by, refused, hearsay: false };
        app.state.usage.note(id.parse().unwrap(), &note);
    }
    written(&app).await;
    assert_eq!(app.number("SELECT COUNT(*) FROM usage_days WHERE requests = 1").await, 1_235);
    assert_eq!(app.number(&format!("SELECT COUNT(*) FROM tokens WHERE last_used_at = {}", now.0)).await, 1_235);
}
