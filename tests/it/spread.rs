//! How "compromised" spreads: to everything that was created through a token, and to nothing else.

use latchkey::access::ShutTokens;
use latchkey::db::Pools;
use latchkey::tokens::{self, Reason};
use sqlx::AssertSqlSafe;

use crate::harness::{Answer, Fields, Issued, TestApp, eventually};

fn why() -> Fields {
    Fields::from([("reason", "Seen in a public log")])
}

/// Makes it so that `creator` created `token`: there is no way yet in which a token creates one.
async fn created_by(app: &TestApp, token: &Issued, creator: &Issued) {
    app.execute(&format!(
        "UPDATE tokens SET created_by_kind = 'token', created_by_id = '{}', created_by_name = 'x' WHERE id = '{}'",
        creator.id, token.id
    ))
    .await;
}

/// Tokens of these names, each created by the one before it.
async fn chain(app: &TestApp, names: &[&str]) -> Vec<Issued> {
    let mut chain: Vec<Issued> = Vec::new();
    for name in names {
        let token = app.token(name).await;
        if let Some(creator) = chain.last() {
            created_by(app, &token, creator).await;
        }
        chain.push(token);
    }
    chain
}

async fn at_gate(app: &TestApp, token: &Issued) -> u16 {
    app.gate().get(&app.devices()).bearer(&token.secret).await.status
}

/// The names of the tokens that are marked.
async fn marked(app: &TestApp) -> Vec<String> {
    app.texts("SELECT name FROM tokens WHERE compromised_at IS NOT NULL ORDER BY name").await
}

async fn events(app: &TestApp) -> Vec<String> {
    app.texts("SELECT subject_name FROM audit_events WHERE action = 'token.compromised' ORDER BY subject_name").await
}

async fn compromise(app: &TestApp, token: &Issued) -> Answer {
    let support = app.support().await;
    let answer = support.post(&token.path("/compromise"), why()).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    support.follow(answer).await
}

#[actix_web::test]
async fn what_a_compromised_token_created_is_compromised_too_to_any_depth_with_an_event_each() {
    let app = TestApp::start().await;
    let tokens = chain(&app, &["a root", "b child", "c grandchild", "d great-grandchild"]).await;
    let sibling = app.token("e sibling").await;
    created_by(&app, &sibling, &tokens[0]).await;
    app.token("unrelated").await;
    for token in &tokens {
        assert_eq!(at_gate(&app, token).await, 200);
    }
    let page = compromise(&app, &tokens[0]).await;
    assert!(page.text("#flash-text").contains("“a root” compromised, and 4 tokens created through it"));
    let all = ["a root", "b child", "c grandchild", "d great-grandchild", "e sibling"];
    assert_eq!(
        (marked(&app).await, events(&app).await),
        (all.map(str::to_owned).into(), all.map(str::to_owned).into())
    );
    // The very next request, from the gate's memory or not.
    for token in tokens.iter().chain([&sibling]) {
        assert_eq!(at_gate(&app, token).await, 401);
    }
}

#[actix_web::test]
async fn the_event_and_the_page_of_a_token_that_went_with_another_say_so() {
    let app = TestApp::start().await;
    let tokens = chain(&app, &["Root", "Child"]).await;
    compromise(&app, &tokens[0]).await;
    let page = app.administrator().await.get(&tokens[1].path("")).await;
    let danger = page.text(".caution.danger");
    assert!(danger.contains("It was created through “Root”, which is compromised: Seen in a public log"), "{danger}");
    let history = page.all(".history li").remove(0);
    let because = format!("It was created through “Root” (lka_{}…)", tokens[0].handle);
    assert!(history.contains("Sam Support marked the token as compromised") && history.contains(&because), "{history}");
    assert!(history.contains("Reason: Seen in a public log"), "{history}");
}

#[actix_web::test]
async fn it_spreads_across_tokens_that_are_off_marked_expired_or_deleted_and_brings_back_none() {
    let app = TestApp::start().await;
    let names = ["1 root", "2 off", "3 expired", "4 deleted", "5 marked", "6 last"];
    let tokens = chain(&app, &names).await;
    for (token, facts) in [
        (1, "active = FALSE"),
        (2, "expires_at = 1"),
        (3, "deleted_at = 1"),
        (4, "compromised_at = 1, compromised_reason = 'before'"),
    ] {
        app.execute(&format!("UPDATE tokens SET {facts} WHERE id = '{}'", tokens[token].id)).await;
    }
    let untouched = "SELECT name FROM tokens WHERE name = '4 deleted' AND compromised_at IS NULL \
                     OR name = '5 marked' AND compromised_at = 1 AND compromised_reason = 'before' ORDER BY name";
    compromise(&app, &tokens[0]).await;
    assert_eq!(app.texts(untouched).await, ["4 deleted", "5 marked"]);
    assert_eq!(events(&app).await, ["1 root", "2 off", "3 expired", "6 last"], "and nothing is said of those");
    assert_eq!(at_gate(&app, &tokens[5]).await, 401);
}

#[actix_web::test]
async fn creators_successors_other_organizations_and_people_are_left_alone() {
    let app = TestApp::start().await;
    let tokens = chain(&app, &["creator", "root"]).await;
    let [successor, by_person, foreign] =
        [app.token("successor").await, app.token("by a person").await, app.foreign_token("foreign").await];
    let root = tokens[1].id;
    created_by(&app, &foreign, &tokens[1]).await;
    app.execute(&format!("UPDATE tokens SET predecessor_id = '{root}' WHERE id = '{}'", successor.id)).await;
    app.execute(&format!("UPDATE tokens SET created_by_id = '{root}' WHERE id = '{}'", by_person.id)).await;
    compromise(&app, &tokens[1]).await;
    assert_eq!(marked(&app).await, ["root"]);
}

#[actix_web::test]
async fn tokens_that_are_said_to_have_created_each_other_end_it() {
    let app = TestApp::start().await;
    let tokens = chain(&app, &["a", "b", "c"]).await;
    created_by(&app, &tokens[0], &tokens[2]).await;
    created_by(&app, &tokens[1], &tokens[1]).await;
    compromise(&app, &tokens[0]).await;
    assert_eq!((marked(&app).await.len(), events(&app).await), (1, vec!["a".to_owned()]), "b is its own creator");
    created_by(&app, &tokens[1], &tokens[0]).await;
    let again = compromise(&app, &tokens[0]).await;
    assert!(again.text("#flash-text").contains("What was created through it is now, too: 2."), "{}", again.body);
    assert_eq!(events(&app).await, ["a", "b", "c"]);
    compromise(&app, &tokens[0]).await;
    assert_eq!(events(&app).await.len(), 3, "and once more changes nothing");
}

#[actix_web::test]
async fn whoever_marks_a_token_is_told_first_how_many_go_with_it() {
    let app = TestApp::start().await;
    let tokens = chain(&app, &["a", "b", "c", "d"]).await;
    app.execute(&format!("UPDATE tokens SET deleted_at = 1 WHERE id = '{}'", tokens[2].id)).await;
    let support = app.support().await;
    for (token, says) in [(0, Some("2 other tokens go with it")), (1, Some("1 other token goes with it")), (3, None)] {
        let asked = support.get(&tokens[token].path("/compromise")).await;
        let said = asked.all(".caution");
        assert_eq!(said.iter().any(|said| said.contains("with it")), says.is_some(), "{said:?}");
        assert!(says.is_none_or(|says| said[0].contains(says)), "{said:?}");
    }
}

#[actix_web::test]
async fn none_that_went_with_another_can_be_activated_by_anybody() {
    let app = TestApp::start().await;
    let tokens = chain(&app, &["a", "b"]).await;
    compromise(&app, &tokens[0]).await;
    let administrator = app.administrator().await;
    for (below, form) in [("/activation", Fields::default()), ("/status", [("status", "active")].into())] {
        assert_eq!(administrator.post(&tokens[1].path(below), form).await.status, 409, "{below}");
    }
    assert_eq!(at_gate(&app, &tokens[1]).await, 401);
    assert_eq!(administrator.post(&tokens[1].path("/deletion"), Fields::default()).await.status, 303);
}

#[actix_web::test]
async fn a_thousand_go_with_one() {
    let app = TestApp::start().await;
    let root = app.token("root").await;
    let columns = ["created_by_kind", "created_by_id"];
    // A tree: each was created by the one at a third of its place.
    let rows: Vec<Vec<String>> = (0..1_000)
        .map(|n: usize| {
            let creator = if n == 0 { root.id.to_string() } else { format!("{:024x}", n / 3) };
            vec!["'token'".to_owned(), format!("'{creator}'")]
        })
        .collect();
    app.copies(&root, &columns, &rows).await;
    app.execute(&format!("UPDATE tokens SET created_by_id = '{}' WHERE id = '{:024x}'", root.id, 0)).await;
    let may = app.granted::<ShutTokens>(&app.people.support).await;
    let reason = Reason::parse("Seen").unwrap();
    let done = tokens::mark_compromised(&app.db, &app.clock, &may, root.id, &reason).await.unwrap();
    assert_eq!((done.changed, done.others.len(), events(&app).await.len()), (true, 1_000, 1_001));
}

/// Deactivating ends nothing else unless that is asked for; what is asked for can be undone one by one.
#[actix_web::test]
async fn what_a_token_created_is_switched_off_with_it_only_if_that_is_asked_for() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let tokens = chain(&app, &["Root", "Child", "Grandchild"]).await;
    let page = administrator.get(&tokens[0].path("/deactivation")).await;
    assert_eq!(page.count("input[name='created']"), 1);
    assert!(page.text("main").contains("the 2 tokens created through it, too"), "{}", page.body);
    assert_eq!(administrator.get(&tokens[2].path("/deactivation")).await.count("input[name='created']"), 0);
    assert_eq!(administrator.get(&tokens[0].path("/pause")).await.count("input[name='created']"), 0);
    let off = async |fields: Fields| {
        let answer = administrator.post(&tokens[0].path("/deactivation"), fields).await;
        administrator.follow(answer).await.text("#flash-text")
    };
    assert!(off(Fields::default()).await.starts_with("Deactivated “Root”."));
    assert_eq!((at_gate(&app, &tokens[1]).await, at_gate(&app, &tokens[2]).await), (200, 200));
    let said = off(Fields::from([("created", "yes"), ("reason", "A clean-up")])).await;
    assert!(said.contains("and 2 tokens created through it"), "{said}");
    for token in &tokens {
        assert_eq!(at_gate(&app, token).await, 401);
    }
    let events = app
        .texts("SELECT subject_name FROM audit_events WHERE action = 'token.deactivated' ORDER BY subject_name")
        .await;
    assert_eq!(events, ["Child", "Grandchild", "Root"]);
    administrator.post(&tokens[2].path("/activation"), Fields::default()).await;
    assert_eq!(at_gate(&app, &tokens[2]).await, 200);
}

/// Others may hold some of the same rows, in an order of their own. The database then ends one of those that wait for each
/// other: that must not be how shutting a token fails.
#[actix_web::test]
async fn a_compromise_that_the_database_ends_for_the_sake_of_another_is_tried_again() {
    let app = TestApp::start().await;
    let Pools::Postgres(pool) = app.db.pools() else { return };
    let tokens = chain(&app, &["Root", "Child"]).await;
    let mut other = pool.begin().await.unwrap();
    let touch = |token: &Issued| format!("UPDATE tokens SET last_used_agent = 'x' WHERE id = '{}'", token.id);
    sqlx::query(AssertSqlSafe(touch(&tokens[1]))).execute(&mut *other).await.unwrap();
    let me: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut *other).await.unwrap();
    let waiting = format!("SELECT COUNT(*) FROM pg_stat_activity WHERE {me} = ANY (pg_blocking_pids(pid))");
    let crossing = async {
        eventually("the compromise waits for the child", async || app.number(&waiting).await > 0).await;
        // It has waited for longer, so it is the one that is ended.
        sqlx::query(AssertSqlSafe(touch(&tokens[0]))).execute(&mut *other).await.unwrap();
        other.commit().await.unwrap();
    };
    let (page, ()) = tokio::join!(compromise(&app, &tokens[0]), crossing);
    assert!(page.text("#flash-text").contains("“Root” compromised, and 1 token created through it"));
    assert_eq!(
        (marked(&app).await, events(&app).await),
        (vec!["Child".into(), "Root".into()], vec!["Child".into(), "Root".into()])
    );
}

/// A token may have made thousands: each further one is found by the index of creators, however many tokens there are.
#[actix_web::test]
async fn what_was_created_through_a_token_is_found_by_indexes() {
    use crate::harness::database::{is_postgres, texts};
    let app = TestApp::start().await;
    let tokens = chain(&app, &["root", "child"]).await;
    let rows: Vec<Vec<String>> = (0..5_000).map(|n| vec![format!("'someone {n}'")]).collect();
    app.copies(&tokens[1], &["created_by_id"], &rows).await;
    // SQLite is not told how its tables are filled: nobody tells it in service.
    if is_postgres() {
        app.execute("ANALYZE tokens").await;
    }
    for sql in tokens::created_statements() {
        let values = [&tokens[0].id.to_string(), &app.people.organization.to_string(), "1", "a", "b", "c", "d", "e"];
        let filled = (1..=8).rev().fold(sql.to_owned(), |sql, n| {
            // A moment is a number, all else is text.
            let moment = n == 3 && sql.contains("_at = $3");
            let value = if moment { "1".to_owned() } else { format!("'{}'", values[n - 1]) };
            sql.replace(&format!("${n}"), &value)
        });
        if is_postgres() {
            let plan = texts(&app.db, &format!("EXPLAIN {filled}")).await.join("\n");
            assert!(!plan.contains("Seq Scan on tokens c"), "{sql}\n{plan}");
        } else {
            let Pools::Sqlite { reader, .. } = app.db.pools() else { unreachable!() };
            let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {filled}"));
            let lines: Vec<(i64, i64, i64, String)> = sqlx::query_as(explain).fetch_all(reader).await.unwrap();
            let plan = lines.into_iter().map(|line| line.3).collect::<Vec<_>>().join("\n");
            let searches = plan.lines().filter(|line| line.starts_with("SEARCH"));
            let by = ["(created_by_id=?)", "(id=?)"];
            assert!(searches.clone().count() >= 2, "{sql}\n{plan}");
            assert!(searches.clone().all(|line| by.iter().any(|by| line.ends_with(by))), "{sql}\n{plan}");
            let whole = ["SCAN c", "SCAN t", "SCAN tokens"];
            assert!(!plan.lines().any(|line| whole.contains(&line)), "{sql}\n{plan}");
        }
    }
}
