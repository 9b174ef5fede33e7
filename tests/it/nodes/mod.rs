//! Several nodes on one database: each answers from memory, and from the reply of a change on none has the old answer. Only
//! PostgreSQL has several; on SQLite there is nothing here to show.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use latchkey::nodes::{LEASE, PATIENCE};

use crate::harness::database::is_postgres;
use crate::harness::{Client, Fields, Issued, Node, TestApp, eventually};

mod lost;
mod shared;

/// Where the test's own schema is looked at and changed behind the program's back.
async fn sql(app: &TestApp, statement: &str) -> u64 {
    crate::harness::database::try_execute(&app.db, statement).await.unwrap()
}

async fn three_nodes() -> (TestApp, Vec<Node>) {
    let app = TestApp::start().await;
    let others = vec![app.another_node().await, app.another_node().await];
    for state in others.iter().map(|node| &node.state).chain([&app.state]) {
        eventually("a node may remember", async || state.gate.remembers()).await;
    }
    assert_eq!(app.number("SELECT COUNT(*) FROM nodes").await, 3);
    (app, others)
}

async fn everyone_says(app: &TestApp, others: &[Node], token: &Issued, status: u16, when: &str) {
    let path = app.devices();
    assert_eq!(app.gate().get(&path).bearer(&token.secret).await.status, status, "{when}, at the first node");
    for (n, node) in others.iter().enumerate() {
        let answer = node.gate().get(&path).bearer(&token.secret).await.status;
        assert_eq!(answer, status, "{when}, at another node ({n})");
    }
}

/// Switches a token off and on, edits it, and asks everyone after each reply. Gives how many changes it made.
async fn change(app: Rc<TestApp>, others: Rc<Vec<Node>>, first: Client, rounds: usize, name: String) -> usize {
    let mut browsers = vec![first];
    for node in &*others {
        browsers.push(node.client_like(&browsers[0]));
    }
    let token = app.token(&name).await;
    let mut made = 0;
    for round in 0..rounds {
        let version = (2 * round + 1).to_string();
        let after = (2 * round + 2).to_string();
        let edit = |version: &str, networks: &str| {
            let fields = [("version", version), ("name", &name), ("networks", networks)];
            Fields::from(fields).and("description", "").and("shut_out", "yes")
        };
        let steps = [
            ("/deactivation", Fields::default(), 401),
            ("/activation", Fields::default(), 200),
            ("/edit", edit(&version, "203.0.113.7"), 403),
            ("/edit", edit(&after, ""), 200),
        ];
        for (below, fields, status) in steps {
            let browser = &browsers[made % browsers.len()];
            let answer = browser.post(&token.path(below), fields).await;
            assert_eq!(answer.status, 303, "{below}: {}", answer.body);
            everyone_says(&app, &others, &token, status, &format!("after {made} changes, {below}")).await;
            made += 1;
        }
    }
    made
}

#[actix_web::test]
async fn from_the_reply_of_a_change_on_no_node_has_the_old_answer() {
    if !is_postgres() {
        return;
    }
    let (app, others) = three_nodes().await;
    let (app, others) = (Rc::new(app), Rc::new(others));
    let began = Instant::now();
    let mut changers = Vec::new();
    for n in 0..3 {
        let client = app.administrator().await;
        let work = change(Rc::clone(&app), Rc::clone(&others), client, 40, format!("Token {n}"));
        changers.push(actix_web::rt::spawn(work));
    }
    let mut made = 0;
    for changer in changers {
        made += changer.await.unwrap();
    }
    let remembered: Vec<_> = others.iter().map(|node| node.state.gate.remembered()).collect();
    println!("{made} changes in {:?}; the other nodes remember {remembered:?} tokens", began.elapsed());
    assert_eq!(made, 480);
    assert!(remembered.iter().all(|tokens| *tokens > 0), "the nodes remembered nothing, so nothing was shown");
    // Nobody was given up meanwhile.
    assert_eq!(app.number("SELECT COUNT(*) FROM nodes WHERE NOT revoked").await, 3);
}

#[actix_web::test]
async fn a_new_token_is_known_at_once_where_all_handles_are() {
    if !is_postgres() {
        return;
    }
    let (app, others) = three_nodes().await;
    for n in 0..20 {
        let token = app.token(&format!("New {n}")).await;
        everyone_says(&app, &others, &token, 200, "right after its creation").await;
    }
}

#[actix_web::test]
async fn a_node_that_hangs_holds_a_change_up_for_its_lease_and_no_longer() {
    if !is_postgres() {
        return;
    }
    let (app, others) = three_nodes().await;
    let token = app.token("Switched").await;
    // One that never answers: it was killed, or is stopped.
    sql(&app, "INSERT INTO nodes (id, process) VALUES ('hung.1', 'hung')").await;
    let admin = app.administrator().await;
    let began = Instant::now();
    assert_eq!(admin.post(&token.path("/deactivation"), Fields::default()).await.status, 303);
    let took = began.elapsed();
    assert!(took >= LEASE, "the reply came while the node could still hold its lease, after {took:?}");
    assert!(took < LEASE + PATIENCE + Duration::from_secs(2), "it took {took:?}");
    everyone_says(&app, &others, &token, 401, "after the reply").await;
    assert_eq!(app.number("SELECT COUNT(*) FROM nodes").await, 3, "who hangs is no node any more");
    let began = Instant::now();
    assert_eq!(admin.post(&token.path("/activation"), Fields::default()).await.status, 303);
    assert!(began.elapsed() < LEASE, "the next change waits for nobody");
    // One that another change has revoked already counts from when it is seen.
    sql(&app, "INSERT INTO nodes (id, process, revoked) VALUES ('hung.2', 'hung', TRUE)").await;
    let began = Instant::now();
    assert_eq!(admin.post(&token.path("/deactivation"), Fields::default()).await.status, 303);
    assert!(began.elapsed() >= LEASE);
}

#[actix_web::test]
async fn a_node_whose_lease_was_revoked_remembers_nothing_and_joins_anew() {
    if !is_postgres() {
        return;
    }
    let (app, others) = three_nodes().await;
    let token = app.token("Known").await;
    everyone_says(&app, &others, &token, 200, "at first").await;
    sql(&app, "UPDATE nodes SET revoked = TRUE").await;
    let lost = Cell::new(0);
    eventually("the revoked nodes have let go", async || {
        let held = others.iter().filter(|node| node.state.gate.remembers()).count();
        lost.set(lost.get().max(others.len() - held));
        lost.get() == others.len()
    })
    .await;
    everyone_says(&app, &others, &token, 200, "without memory").await;
    for node in &others {
        eventually("it has joined anew", async || node.state.gate.remembers()).await;
    }
    eventually("so has the first", async || app.number("SELECT COUNT(*) FROM nodes WHERE revoked").await == 0).await;
}

#[actix_web::test]
async fn a_node_that_loses_its_connection_forgets_and_joins_anew() {
    if !is_postgres() {
        return;
    }
    let (app, others) = three_nodes().await;
    let token = app.token("Known").await;
    everyone_says(&app, &others, &token, 200, "at first").await;
    let before = app.texts("SELECT id FROM nodes ORDER BY id").await;
    // The connections that listen, and those that wait for acknowledgements.
    let cut = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE application_name = current_setting('application_name') AND pid <> pg_backend_pid()
        AND (query LIKE 'LISTEN%' OR query LIKE '%FROM nodes WHERE id%' OR query LIKE '%pg_notify%')";
    let admin = app.administrator().await;
    for n in 0..6 {
        assert!(app.number(cut).await >= 2, "no connection was cut");
        let (below, status) = if n % 2 == 0 { ("/deactivation", 401) } else { ("/activation", 200) };
        let answer = admin.post(&token.path(below), Fields::default()).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        everyone_says(&app, &others, &token, status, "after a change while connections were lost").await;
        for node in &others {
            eventually("it has joined anew", async || node.state.gate.remembers()).await;
        }
    }
    let after = app.texts("SELECT id FROM nodes ORDER BY id").await;
    assert!(before.iter().all(|id| !after.contains(id)), "{before:?} {after:?}");
}

#[actix_web::test]
async fn whoever_is_signed_in_at_one_node_is_so_at_all_and_a_node_leaves_when_it_ends() {
    if !is_postgres() {
        return;
    }
    let (app, others) = three_nodes().await;
    let here = app.administrator().await;
    for node in &others {
        let there = node.client_like(&here);
        assert_eq!(there.get("/integrations").await.status, 200);
    }
    assert_eq!(others[0].client_like(&here).post("/sign-out", Fields::default()).await.status, 303);
    assert_eq!(here.get("/integrations").await.status, 303, "the session ended at another node");
    let nodes = others[0].db.nodes().unwrap();
    nodes.leave(&others[0].db).await;
    assert!(!others[0].state.gate.remembers());
    assert_eq!(app.number("SELECT COUNT(*) FROM nodes").await, 2);
}
