//! The audit log: what gets into it, how it is read, as a page and as a file, and whether it still holds.

pub mod export;
mod filters;
mod page;
mod plans;
mod recorded;
mod size;
mod verify;
mod words;

use latchkey::audit::Event;
use latchkey::clock::Timestamp;
use sqlx::{AssertSqlSafe, FromRow};

use crate::harness::database::try_execute;
use crate::harness::{NOW, TestApp};

/// Events written in one statement.
const AT_ONCE: usize = 500;

/// The last events of the first organization, oldest first, in a line each.
async fn lately(app: &TestApp, of: &str, count: usize) -> Vec<String> {
    let lines = format!(
        "SELECT actor_kind || '|' || actor_name || '|' || action || '|' || subject_name || '|' || detail \
         FROM audit_events WHERE organization_id = '{of}' ORDER BY seq"
    );
    let mut lines = app.texts(&lines).await;
    lines.split_off(lines.len() - count.min(lines.len()))
}

/// An event that looks like one of an administrator, to be changed.
fn event(app: &TestApp, seq: i64) -> Event {
    Event {
        seq,
        at: Timestamp(NOW.0 + seq),
        actor_kind: "user".into(),
        actor_id: app.people.administrator.id.to_string(),
        actor_name: app.people.administrator.name.into(),
        action: "token.edited".into(),
        subject_kind: "token".into(),
        subject_id: format!("{seq:024x}"),
        subject_name: format!("Token {seq}"),
        address: "192.0.2.10".into(),
        detail: r#"{"after":{"name":"b"},"before":{"name":"a"}}"#.into(),
        prev_hash: String::new(),
        hash: String::new(),
    }
}

/// One of these, by turns.
fn one_of(all: &[&str], n: i64) -> String {
    all[usize::try_from(n).unwrap() % all.len()].to_owned()
}

/// Appends so many events to the first organization's chain, properly linked.
async fn append(app: &TestApp, count: usize, make: impl Fn(Event) -> Event) {
    let chain = app.people.organization.to_string();
    let head = format!("SELECT CAST(seq AS TEXT) || ' ' || hash FROM audit_heads WHERE organization_id = '{chain}'");
    let head = app.texts(&head).await.remove(0);
    let (seq, mut hash) =
        head.split_once(' ').map(|(seq, hash)| (seq.parse::<i64>().unwrap(), hash.to_owned())).unwrap();
    let mut rows = Vec::new();
    for seq in seq + 1..=seq + i64::try_from(count).unwrap() {
        let mut event = Event { prev_hash: hash, ..make(event(app, seq)) };
        event.hash = event.expected_hash(&chain);
        hash = event.hash.clone();
        rows.push(values(&chain, &event));
        if rows.len() == AT_ONCE {
            insert(app, &mut rows).await;
        }
    }
    insert(app, &mut rows).await;
    let end = seq + i64::try_from(count).unwrap();
    let head = format!("UPDATE audit_heads SET seq = {end}, hash = '{hash}' WHERE organization_id = '{chain}'");
    try_execute(&app.db, &head).await.unwrap();
}

fn values(chain: &str, e: &Event) -> String {
    let texts = [
        &e.actor_kind,
        &e.actor_id,
        &e.actor_name,
        &e.action,
        &e.subject_kind,
        &e.subject_id,
        &e.subject_name,
        &e.address,
        &e.detail,
        &e.prev_hash,
        &e.hash,
    ];
    let texts: Vec<String> = texts.into_iter().map(|text| format!("'{}'", text.replace('\'', "''"))).collect();
    format!("('{chain}', {}, {}, {})", e.seq, e.at.0, texts.join(", "))
}

async fn insert(app: &TestApp, rows: &mut Vec<String>) {
    if rows.is_empty() {
        return;
    }
    let columns = "organization_id, seq, at, actor_kind, actor_id, actor_name, action, subject_kind, subject_id, \
                   subject_name, address, detail, prev_hash, hash";
    let sql = format!("INSERT INTO audit_events ({columns}) VALUES {}", rows.join(", "));
    try_execute(&app.db, &sql).await.unwrap();
    rows.clear();
}

/// The chain of an organization, oldest first.
async fn chain(app: &TestApp, organization: &str) -> Vec<Event> {
    rows(app, &format!("SELECT * FROM audit_events WHERE organization_id = '{organization}' ORDER BY seq")).await
}

async fn rows(app: &TestApp, sql: &str) -> Vec<Event> {
    use latchkey::db::Pools;
    use sqlx::query;
    let sql = AssertSqlSafe(sql.to_owned());
    match app.db.pools() {
        Pools::Sqlite { reader, .. } => {
            let rows = query(sql).fetch_all(reader).await.unwrap();
            rows.iter().map(|row| Event::from_row(row).unwrap()).collect()
        }
        Pools::Postgres(pool) => {
            let rows = query(sql).fetch_all(pool).await.unwrap();
            rows.iter().map(|row| Event::from_row(row).unwrap()).collect()
        }
    }
}
