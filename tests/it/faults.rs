//! A database that fails at a change: what is said of it, and that it works again when the database does. What takes a real
//! disk or server that fails is in tests/long.

use latchkey::db::Db;

use crate::harness::database::is_postgres;
use crate::harness::{Fields, MINUTE, TestApp};

/// Lets no session be changed from here on.
async fn refuse_sessions(app: &TestApp) {
    if is_postgres() {
        let body = "AS 'BEGIN RAISE ''refused by a test''; END'";
        app.execute(&format!("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql {body}")).await;
        app.execute("CREATE TRIGGER refuse BEFORE UPDATE ON sessions FOR EACH ROW EXECUTE FUNCTION refuse()").await;
    } else {
        let body = "BEGIN SELECT RAISE(ABORT, 'refused by a test'); END";
        app.execute(&format!("CREATE TRIGGER refuse BEFORE UPDATE ON sessions {body}")).await;
    }
}

/// SQLite rolls back by itself when a commit fails; whoever counts on still being in a transaction begins none any more.
#[actix_web::test]
async fn changes_go_on_after_one_that_sqlite_rolled_back_by_itself() {
    if is_postgres() {
        return;
    }
    let app = TestApp::start().await;
    let (administrator, stuck) = (app.administrator().await, app.token("Stuck").await);
    let other = app.token("Billing export").await;
    app.execute(
        "CREATE TRIGGER refuse BEFORE UPDATE ON tokens WHEN (OLD.name = 'Stuck') \
         BEGIN SELECT RAISE(ROLLBACK, 'refused by a test'); END",
    )
    .await;
    for _ in 0..2 {
        assert_eq!(administrator.post(&stuck.path("/deactivation"), Fields::default()).await.status, 503);
        assert_eq!(app.gate().get(&app.devices()).bearer(&stuck.secret).await.status, 200, "nothing was changed");
    }
    assert_eq!(administrator.post(&other.path("/deactivation"), Fields::default()).await.status, 303);
    assert_eq!(app.gate().get(&app.devices()).bearer(&other.secret).await.status, 401);
}

#[actix_web::test]
async fn a_disk_that_was_full_is_written_to_again() {
    if is_postgres() {
        return;
    }
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    // Of the connection that writes: no more pages than there are.
    app.execute("PRAGMA max_page_count = 1").await;
    let long = "x".repeat(1_000);
    let mut made = 0;
    let failed = loop {
        let form = app.new_token(&format!("Number {made}")).with("description", &long);
        let answer = administrator.post("/integrations/tokens", form).await;
        if answer.status != 201 {
            break answer;
        }
        made += 1;
    };
    assert_eq!((failed.status, failed.header("retry-after")), (503, Some("5")));
    assert!(failed.body.contains("write to its database at the moment: its disk may be full."), "{}", failed.body);
    let there = app.number("SELECT COUNT(*) FROM tokens").await;
    assert_eq!(there, made, "nothing of the one that failed");
    for name in ["Once more", "And again"] {
        assert_eq!(administrator.post("/integrations/tokens", app.new_token(name)).await.status, 201, "{name}");
    }
}

#[actix_web::test]
async fn a_change_is_made_though_what_is_said_of_it_can_not_be_written() {
    let app = TestApp::start().await;
    let (administrator, token) = (app.administrator().await, app.token("Billing export").await);
    refuse_sessions(&app).await;
    let answer = administrator.post(&token.path("/deactivation"), Fields::default()).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_eq!(app.gate().get(&app.devices()).bearer(&token.secret).await.status, 401);
}

#[actix_web::test]
async fn pages_are_shown_though_the_session_can_not_be_written() {
    let app = TestApp::start().await;
    let (administrator, token) = (app.administrator().await, app.token("Billing export").await);
    administrator.post(&token.path("/deactivation"), Fields::default()).await;
    refuse_sessions(&app).await;
    app.clock.advance(6 * MINUTE);
    for _ in 0..2 {
        let page = administrator.get("/integrations").await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("Billing export"));
    }
}

/// The request has done what it does by then: nobody may be told that nothing was changed.
#[actix_web::test]
async fn a_session_that_can_not_keep_what_it_must_is_no_success() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    refuse_sessions(&app).await;
    let organization = [("organization", app.people.organization.as_str())];
    let answer = administrator.post("/current-organization", organization).await;
    assert_eq!((answer.status, answer.text("h1")), (500, "Not known whether it was made".to_owned()));
    assert!(answer.header("content-security-policy").is_some());
}

/// A standby tells what was: a token that was shut a moment ago might pass.
#[actix_web::test]
async fn a_server_that_takes_no_changes_is_not_asked() {
    if !is_postgres() {
        return;
    }
    let app = TestApp::start().await;
    let url = format!("{}&options[default_transaction_read_only]=on", app.database_url());
    let error = Db::connect(&url).await.unwrap_err();
    assert!(matches!(error, latchkey::db::Error::PoolTimedOut), "{error}");
}

/// Who falls silent in the middle of a change must not keep others from theirs for hours.
#[actix_web::test]
async fn a_silent_transaction_is_ended_by_the_server() {
    if !is_postgres() {
        return;
    }
    let app = TestApp::start().await;
    assert_eq!(app.texts("SHOW idle_in_transaction_session_timeout").await, ["15s"]);
}

/// One that waits for a standby is made by then.
#[actix_web::test]
async fn a_commit_that_the_server_breaks_off_is_not_said_to_be_undone() {
    if !is_postgres() {
        return;
    }
    let app = TestApp::start().await;
    let (administrator, token) = (app.administrator().await, app.token("Billing export").await);
    let body = "AS 'BEGIN RAISE EXCEPTION ''broken off'' USING ERRCODE = ''57P01''; END'";
    app.execute(&format!("CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql {body}")).await;
    app.execute(
        "CREATE CONSTRAINT TRIGGER break_off AFTER UPDATE ON tokens DEFERRABLE INITIALLY DEFERRED \
         FOR EACH ROW EXECUTE FUNCTION break_off()",
    )
    .await;
    let answer = administrator.post(&token.path("/deactivation"), Fields::default()).await;
    assert_eq!((answer.status, answer.text("h1")), (500, "Not known whether it was made".to_owned()));
}
