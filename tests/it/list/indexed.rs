//! What is searched for is found by an index, which is kept up with the tokens beside requests: whatever is in it by now.

use latchkey::db::Pools;
use latchkey::tokens::indexing::index_some;
use sqlx::AssertSqlSafe;

use super::found;
use crate::harness::database::{Place, is_postgres};
use crate::harness::{Client, Fields, Issued, TestApp};

const WAITING: &str = "SELECT COUNT(*) FROM tokens_to_index";

/// Puts everything in the index.
async fn index(app: &TestApp) {
    while index_some(&app.db).await.unwrap() > 0 {}
    assert_eq!(app.number(WAITING).await, 0);
}

async fn edit(client: &Client, token: &Issued, version: usize, name: &str) {
    let version = version.to_string();
    let fields = Fields::from([("version", &*version), ("name", name), ("description", ""), ("networks", "")]);
    assert_eq!(client.post(&token.path("/edit"), fields).await.status, 303, "{name}");
}

async fn search(client: &Client, text: &str) -> Vec<String> {
    found(client, &format!("?{}", Fields::from([("q", text)]).encoded())).await
}

/// A search goes by what is indexed: without that it finds nothing.
#[actix_web::test]
async fn only_what_is_indexed_or_waits_for_it_is_looked_at() {
    let app = TestApp::start().await;
    app.token("Billing export").await;
    let member = app.member().await;
    index(&app).await;
    app.execute("DELETE FROM token_grams").await;
    assert!(search(&member, "billing").await.is_empty(), "the index is not asked");
    app.execute("UPDATE tokens SET search_key = search_key || 'x'").await;
    assert_eq!(search(&member, "billing").await, ["Billing export"], "what waits is not looked at");
}

#[actix_web::test]
async fn a_new_name_is_found_at_once_and_the_old_one_no_more() {
    let app = TestApp::start().await;
    let (administrator, token) = (app.administrator().await, app.token("Billing export").await);
    index(&app).await;
    edit(&administrator, &token, 1, "Grafana boards").await;
    for state in ["waiting", "indexed"] {
        assert_eq!(search(&administrator, "grafana").await, ["Grafana boards"], "{state}");
        assert!(search(&administrator, "billing").await.is_empty(), "{state}");
        index(&app).await;
    }
    // Twice in one portion.
    edit(&administrator, &token, 2, "Third name").await;
    edit(&administrator, &token, 3, "Fourth name").await;
    index(&app).await;
    assert_eq!(search(&administrator, "fourth").await, ["Fourth name"]);
    assert!(search(&administrator, "third").await.is_empty());
}

/// What nobody finds any more doesn't stay in the way of what is looked for.
#[actix_web::test]
async fn what_is_deleted_leaves_the_index() {
    let app = TestApp::start().await;
    let (administrator, token) = (app.administrator().await, app.token("Billing export").await);
    app.token("Grafana").await;
    index(&app).await;
    assert_eq!(app.number("SELECT COUNT(*) FROM token_grams").await, 2);
    assert_eq!(administrator.post(&token.path("/deletion"), Fields::default()).await.status, 303);
    assert!(search(&administrator, "billing").await.is_empty(), "at once");
    index(&app).await;
    assert_eq!(app.number("SELECT COUNT(*) FROM token_grams").await, 1);
    assert_eq!(search(&administrator, "grafana").await, ["Grafana"]);
}

#[actix_web::test]
async fn no_organization_finds_what_is_anothers() {
    let app = TestApp::start().await;
    app.token("Billing export").await;
    app.foreign_token("Billing import").await;
    let (member, foreigner) = (app.member().await, app.foreigner().await);
    for state in ["waiting", "indexed"] {
        assert_eq!(search(&member, "billing").await, ["Billing export"], "{state}");
        assert_eq!(search(&foreigner, "billing").await, ["Billing import"], "{state}");
        index(&app).await;
    }
}

/// A backup has the index, and what it says of which token.
#[actix_web::test]
async fn a_copy_of_the_database_finds_what_it_found() {
    if is_postgres() {
        return;
    }
    let app = TestApp::start().await;
    for name in ["Billing export", "Grafana", "Grid forecast"] {
        app.token(name).await;
    }
    index(&app).await;
    // Numbers of rows that nothing holds fast are given anew.
    app.execute("DELETE FROM token_numbers WHERE token_id = (SELECT id FROM tokens WHERE name = 'Billing export')")
        .await;
    let place = Place::new().await;
    app.db.copy_into(place.url.strip_prefix("sqlite:").unwrap()).await.unwrap();
    let copy = app.of_copy(place).await;
    assert_eq!(copy.number(WAITING).await, 0);
    let administrator = copy.administrator().await;
    assert_eq!(search(&administrator, "grid fo").await, ["Grid forecast"]);
    assert_eq!(search(&administrator, "rafana").await, ["Grafana"]);
}

/// Whoever puts rows back has no search path, as `pg_restore`.
#[actix_web::test]
async fn what_is_written_from_anywhere_waits_for_the_index() {
    let app = TestApp::start().await;
    let Pools::Postgres(pool) = app.db.pools() else { return };
    app.token("Billing export").await;
    index(&app).await;
    let schema = app.texts("SELECT CAST(current_schema() AS TEXT)").await.remove(0);
    let update = format!("UPDATE \"{schema}\".tokens SET search_key = 'grid forecast'");
    let sql = format!("BEGIN; SET LOCAL search_path = pg_catalog; {update}; COMMIT");
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(pool).await.unwrap();
    assert_eq!(app.number(WAITING).await, 1);
}

/// Whoever indexes what it read a while ago doesn't undo what another has indexed since.
#[actix_web::test]
async fn several_that_index_while_names_change_leave_the_last_name() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let mut tokens = Vec::new();
    for n in 0..4 {
        tokens.push(app.token(&format!("Token {n} of 0")).await);
    }
    let changes = async {
        for version in 1..=12 {
            for (n, token) in tokens.iter().enumerate() {
                edit(&administrator, token, version, &format!("Token {n} of {version}")).await;
            }
        }
    };
    let indexing = async || {
        for _ in 0..200 {
            index_some(&app.db).await.unwrap();
            tokio::task::yield_now().await;
        }
    };
    tokio::join!(changes, indexing(), indexing());
    index(&app).await;
    for n in 0..4 {
        let last = format!("Token {n} of 12");
        assert_eq!(search(&administrator, &last).await, [last]);
    }
}

/// Too many to look at each: they are gone through in the list's order.
#[actix_web::test]
async fn a_frequent_text_is_found_as_a_rare_one_is() {
    let app = TestApp::start().await;
    let template = app.token("The first").await;
    let rows: Vec<Vec<String>> = (0..3_110).map(|n| vec![format!("{n}")]).collect();
    app.copies(&template, &["created_at"], &rows).await;
    let member = app.member().await;
    for state in ["waiting", "indexed"] {
        for (text, count, first) in [
            ("copy", "more than 1,000 tokens", "copy 3109"),
            ("copy 1", "more than 1,000 tokens", "copy 1999"),
            ("copy 30", "110 tokens", "copy 3099"),
            ("copy 310", "11 tokens", "copy 3109"),
            ("copy 3110", "", ""),
            ("he fir", "1 token", "The first"),
        ] {
            let view = member.get(&format!("/integrations?{}", Fields::from([("q", text)]).encoded())).await;
            let names = view.all("tbody a.name");
            assert_eq!(names.first().map_or("", String::as_str), first, "{text}, {state}");
            if !count.is_empty() {
                assert_eq!(view.text("#count"), count, "{text}, {state}");
            }
        }
        let second = member.get("/integrations?q=copy+30&sort=name&order=up").await;
        let second = member.get(&second.attributes("a[rel='next']", "href")[0]).await;
        assert_eq!(second.all("tbody a.name").len(), 50, "{state}");
        index(&app).await;
    }
}
