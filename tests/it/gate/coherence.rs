//! What the gate remembers is what the database says: from the reply of a change on nobody gets the old answer, and a
//! change that was cut off is wholly in force or wholly absent.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use latchkey::access::ShutTokens;
use latchkey::tokens::{self, Reason};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::harness::database::is_postgres;
use crate::harness::{Client, Fields, Issued, TestApp, eventually};

/// Tokens that are changed at the same time, each by an administrator of its own.
const CHANGED: usize = 4;
const CALLERS: usize = 4;

/// A token that is changed and asked about. The number is odd while a change is under way; the rest is what it led to.
struct Changing {
    number: AtomicU64,
    now: Mutex<(Issued, u16)>,
}

impl Changing {
    fn begin(&self) {
        self.number.fetch_add(1, Ordering::SeqCst);
    }

    fn settled(&self, token: &Issued, status: u16) {
        *self.now.lock().unwrap() = (token.clone(), status);
        self.number.fetch_add(1, Ordering::SeqCst);
    }
}

/// Makes changes one after the other, and asks the gate after each reply. Gives how many it made.
async fn change(app: Rc<TestApp>, client: Client, changing: Rc<Changing>, changes: usize, name: String) -> usize {
    let mut token = changing.now.lock().unwrap().0.clone();
    let mut version = 1;
    let mut made = 0;
    while made < changes {
        let edit = |version: u64, networks: &str| {
            let fields = [("version", &*version.to_string()), ("name", &name), ("networks", networks)];
            Fields::from(fields).and("description", "").and("shut_out", "yes")
        };
        let mut round = vec![
            ("/deactivation", Fields::default(), 401),
            ("/activation", Fields::default(), 200),
            ("/edit", edit(version, "203.0.113.7"), 403),
            ("/edit", edit(version + 1, ""), 200),
        ];
        version += 2;
        if made % 20 == 0 {
            // A token in use is deleted by typing its name.
            round.push(("/deletion", Fields::from([("name", name.as_str())]), 401));
        }
        for (below, fields, status) in round {
            changing.begin();
            let answer = client.post(&token.path(below), fields).await;
            changing.settled(&token, status);
            assert_eq!(answer.status, 303, "{below}: {}", answer.body);
            let asked = app.gate().get(&app.devices()).bearer(&token.secret).await.status;
            assert_eq!(asked, status, "{made} {below}: the answer after the change's reply");
            made += 1;
        }
        if made % 20 == 5 {
            changing.begin();
            token = app.token(&name).await;
            version = 1;
            changing.settled(&token, 200);
            made += 1;
        }
    }
    made
}

/// Asks about one token after the other until the changes are over. Gives how many answers could be checked.
async fn call(app: Rc<TestApp>, all: Rc<Vec<Rc<Changing>>>, over: Rc<AtomicBool>, first: usize) -> usize {
    let (mut checked, mut next) = (0, first);
    while !over.load(Ordering::SeqCst) {
        next += 1;
        let changing = &all[next % all.len()];
        let before = changing.number.load(Ordering::SeqCst);
        let (token, status) = changing.now.lock().unwrap().clone();
        let asked = app.gate().get(&app.devices()).bearer(&token.secret).await.status;
        // An answer to a request during which something changed may be either.
        if before.is_multiple_of(2) && changing.number.load(Ordering::SeqCst) == before {
            assert_eq!(asked, status, "a request that began after the change's reply got the old answer");
            checked += 1;
        }
    }
    checked
}

#[actix_web::test]
async fn no_request_that_begins_after_a_changes_reply_gets_the_old_answer() {
    // Where nothing is remembered there is less to show, and each request costs more.
    let changes = if is_postgres() { 1_000 } else { 10_000 };
    let app = Rc::new(TestApp::with_workers(4).await);
    let over = Rc::new(AtomicBool::new(false));
    let mut all = Vec::new();
    for n in 0..CHANGED {
        let token = app.token(&format!("Token {n}")).await;
        all.push(Rc::new(Changing { number: AtomicU64::new(0), now: Mutex::new((token, 200)) }));
    }
    let all = Rc::new(all);
    let callers: Vec<_> = (0..CALLERS)
        .map(|n| actix_web::rt::spawn(call(Rc::clone(&app), Rc::clone(&all), Rc::clone(&over), n)))
        .collect();
    let mut changers = Vec::new();
    for (n, changing) in all.iter().enumerate() {
        let client = app.administrator().await;
        let work = change(Rc::clone(&app), client, Rc::clone(changing), changes / CHANGED, format!("Token {n}"));
        changers.push(actix_web::rt::spawn(work));
    }
    let mut made = 0;
    for changer in changers {
        made += changer.await.unwrap();
    }
    over.store(true, Ordering::SeqCst);
    let mut checked = 0;
    for caller in callers {
        checked += caller.await.unwrap();
    }
    println!("{made} changes, {checked} answers of bystanders checked");
    assert!(made >= changes && checked > changes / 4, "{made} changes, {checked} answers checked");
}

/// A future that is dropped after so many polls: somewhere between two awaits.
struct Cut<F> {
    work: Pin<Box<F>>,
    polls: usize,
}

impl<F: Future> Future for Cut<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.polls == 0 {
            return Poll::Ready(None);
        }
        self.polls -= 1;
        self.work.as_mut().poll(context).map(Some)
    }
}

/// Whether the switch, its event and the gate say the same of a token.
async fn agree(app: &TestApp, token: &Issued) -> bool {
    let id = &token.id;
    let active = app.texts(&format!("SELECT CAST(active AS TEXT) FROM tokens WHERE id = '{id}'")).await;
    let active = ["1", "true", "t"].contains(&active[0].as_str());
    let events = "SELECT COUNT(*) FROM audit_events WHERE action = 'token.deactivated' AND subject_id";
    let events = app.number(&format!("{events} = '{id}'")).await;
    let admitted = app.gate().get(&app.devices()).bearer(&token.secret).await.status == 200;
    active == admitted && active == (events == 0)
}

/// Deactivates a token, cut off after so many polls. Gives whether it came to its end.
async fn deactivate_cut(app: &TestApp, name: &str, polls: usize) -> bool {
    let may = app.granted::<ShutTokens>(&app.people.administrator).await;
    let token = app.token(name).await;
    assert_eq!(app.gate().get(&app.devices()).bearer(&token.secret).await.status, 200, "it is remembered");
    let reason = Reason::default();
    let work = Box::pin(tokens::deactivate(&app.db, &app.clock, &may, token.id, &reason));
    let done = Cut { work, polls }.await;
    // As soon as what was begun has come to its end.
    eventually("the gate says what the database does", async || agree(app, &token).await).await;
    let Some(done) = done else { return false };
    assert!(done.unwrap().changed);
    assert_eq!(app.gate().get(&app.devices()).bearer(&token.secret).await.status, 401);
    true
}

/// How many polls there are between beginning and end is up to the database: PostgreSQL makes one wait at each await,
/// SQLite at some. So it is done again and again.
#[actix_web::test]
async fn a_change_that_is_cut_off_at_any_await_is_wholly_in_force_or_wholly_absent() {
    let app = TestApp::start().await;
    let mut cut = 0;
    for round in 0..24 {
        for polls in 0.. {
            if deactivate_cut(&app, &format!("Round {round}, cut after {polls}"), polls).await {
                break;
            }
            cut += 1;
            assert!(polls < 1_000, "it never comes to its end");
        }
    }
    println!("cut off {cut} times");
    assert!(cut >= if is_postgres() { 60 } else { 20 }, "cut off only {cut} times");
}

#[actix_web::test]
async fn a_connection_that_is_cut_leaves_a_change_whole() {
    let app = TestApp::start().await;
    let administrator = app.administrator().await;
    let cookie = administrator.cookie().unwrap();
    for n in 0..40_u64 {
        let token = app.token(&format!("Cut {n}")).await;
        assert_eq!(app.gate().get(&app.devices()).bearer(&token.secret).await.status, 200);
        let mut socket = TcpStream::connect(app.address).await.unwrap();
        let request = format!(
            "POST {} HTTP/1.1\r\nHost: {}\r\nOrigin: {}\r\nCookie: {cookie}\r\nContent-Length: 0\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n\r\n",
            token.path("/deactivation"),
            app.address,
            app.base(),
        );
        socket.write_all(request.as_bytes()).await.unwrap();
        tokio::time::sleep(Duration::from_micros(n * 150)).await;
        drop(socket);
        eventually("the gate says what the database does", async || agree(&app, &token).await).await;
    }
}

/// What another node may have changed is not answered from memory.
#[actix_web::test]
async fn a_node_without_a_lease_asks_the_database() {
    let app = TestApp::start().await;
    eventually("the gate may remember", async || app.state.gate.remembers()).await;
    let token = app.token("Billing export").await;
    assert_eq!(app.gate().get(&app.devices()).bearer(&token.secret).await.status, 200);
    assert_eq!(app.state.gate.remembered(), 1);
    if let Some(nodes) = app.db.nodes() {
        nodes.leave(&app.db).await;
        let off = "UPDATE tokens SET active = FALSE";
        crate::harness::database::try_execute(&app.db, off).await.unwrap();
        assert_eq!(app.gate().get(&app.devices()).bearer(&token.secret).await.status, 401, "as another node has it");
    }
}
