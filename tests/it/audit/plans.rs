//! How each database would run the statements that read the log: by an index, and without sorting.

use latchkey::audit::list::statements;

use super::append;
use crate::harness::TestApp;
use crate::harness::database::{is_postgres, texts, try_execute};

#[actix_web::test]
async fn the_log_is_read_by_an_index_and_never_sorted() {
    let app = TestApp::start().await;
    append(&app, 20_000, |event| latchkey::audit::Event {
        action: format!("token.action_{}", event.seq % 20),
        actor_id: format!("{:024x}", event.seq % 50),
        ..event
    })
    .await;
    if is_postgres() {
        try_execute(&app.db, "ANALYZE audit_events").await.unwrap();
    }
    let statements = statements();
    assert!(statements.len() >= 14);
    for sql in statements {
        let plan = plan(&app, sql).await;
        for (column, index) in [("actor_id = $", "actor"), ("action = $", "action"), ("subject_id = $", "subject")] {
            let named = !sql.contains(column) || plan.contains(&format!("audit_events_by_{index}"));
            assert!(named, "another index than that of the filter: {sql}\n{plan}");
        }
        assert!(!sql.contains("at + 0") || plan.contains("audit_events_by_time"), "{sql}\n{plan}");
        if is_postgres() {
            assert!(plan.contains("Index") && !plan.contains("Seq Scan on audit_events"), "{sql}\n{plan}");
            assert!(!plan.contains("Sort"), "{sql}\n{plan}");
        } else {
            assert!(plan.contains("SEARCH") && plan.contains("INDEX"), "{sql}\n{plan}");
            assert!(!plan.contains("SCAN audit_events") && !plan.contains("SCAN e"), "{sql}\n{plan}");
            assert!(!plan.contains("B-TREE"), "{sql}\n{plan}");
        }
    }
}

async fn plan(app: &TestApp, sql: &str) -> String {
    if is_postgres() {
        return texts(&app.db, &format!("EXPLAIN {}", with_values(app, sql))).await.join("\n");
    }
    let latchkey::db::Pools::Sqlite { reader, .. } = app.db.pools() else { unreachable!() };
    let explain = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
    let lines: Vec<(i64, i64, i64, String)> = sqlx::query_as(explain).fetch_all(reader).await.unwrap();
    lines.into_iter().map(|line| line.3).collect::<Vec<_>>().join("\n")
}

/// The statement with values in the places of its arguments, which PostgreSQL plans by.
fn with_values(app: &TestApp, sql: &str) -> String {
    let argument = |n: usize| {
        let before = sql.split(&format!("${n}")).next().unwrap();
        let text = before.trim_end().trim_end_matches(['=', '<', '>', '(', ' ']);
        match text.rsplit(|c: char| !(c.is_ascii_lowercase() || c == '_')).next().unwrap() {
            "organization_id" => format!("'{}'", app.people.organization),
            "actor_kind" => "'user'".to_owned(),
            "actor_id" | "subject_id" => format!("'{:024x}'", 7),
            "action" => "'token.action_3'".to_owned(),
            _ => "1795341610000".to_owned(),
        }
    };
    (1..=7).rev().fold(sql.to_owned(), |filled, n| match sql.contains(&format!("${n}")) {
        true if sql.ends_with(&format!("LIMIT ${n}")) => filled.replace(&format!("${n}"), "51"),
        true => filled.replace(&format!("${n}"), &argument(n)),
        false => filled,
    })
}
