//! The real server on a port of its own, with two organizations and their people, and clients typed by who they are.

pub mod client;
pub mod database;
pub mod fields;
pub mod gate;
pub mod log;
mod people;
pub mod smtp;
mod tokens;
pub mod way;
pub mod wire;

use std::net::SocketAddr;

use actix_web::rt;
use actix_web::web::Data;
use clap::Parser;
use latchkey::app::{App, Parts, State};
use latchkey::chance::Chance;
use latchkey::clock::{Clock, Timestamp};
use latchkey::config::{Config, SecretKey};
use latchkey::db::Db;
use latchkey::users::{Hasher, Password};
use latchkey::web::connection::Patience;

pub use client::{Answer, Client};
pub use fields::Fields;
pub use gate::Ask;
pub use people::{PASSWORD, People, Person};
pub use tokens::Issued;

use database::Place;
use way::Way;

/// Sunday, 22 November 2026, 10:00 UTC.
pub const NOW: Timestamp = Timestamp(1_795_341_600_000);
pub const SECOND: i64 = 1_000;
pub const MINUTE: i64 = 60 * SECOND;
pub const HOUR: i64 = 60 * MINUTE;
/// What cookies are signed with.
const KEY: &str = "a key for tests, which is no secret, of at least sixty-four characters";

/// A running server with its people.
pub struct TestApp {
    pub db: Db,
    pub clock: Clock,
    pub state: Data<State>,
    pub address: SocketAddr,
    pub people: People,
    http: reqwest::Client,
    server: rt::task::JoinHandle<std::io::Result<()>>,
    /// Dropped last, and with it the database.
    place: Place,
}

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    config: Config,
}

impl TestApp {
    /// A server with the configuration nobody changed.
    pub async fn start() -> Self {
        Self::with(&[]).await
    }

    /// A server configured by these flags.
    pub async fn with(flags: &[&str]) -> Self {
        Self::build(flags, true, 1, Patience::default()).await
    }

    /// A server with several threads: what they share is shared in earnest.
    pub async fn with_workers(workers: usize) -> Self {
        Self::build(&[], true, workers, Patience::default()).await
    }

    /// A server that nobody has set up.
    pub async fn empty() -> Self {
        Self::build(&[], false, 1, Patience::default()).await
    }

    /// A server that waits for its peers no longer than this.
    pub async fn with_patience(patience: Patience) -> Self {
        Self::build(&[], true, 1, patience).await
    }

    /// A server that is the demo, but for what the demo fills it with.
    pub async fn demo() -> Self {
        Self::built(|config| config.demo = true, &[], true, 1, Patience::default()).await
    }

    async fn build(flags: &[&str], populated: bool, workers: usize, patience: Patience) -> Self {
        Self::built(|_| {}, flags, populated, workers, patience).await
    }

    /// `set` sets what no flag does.
    async fn built(
        set: impl FnOnce(&mut Config),
        flags: &[&str],
        populated: bool,
        workers: usize,
        patience: Patience,
    ) -> Self {
        let place = Place::new().await;
        let mut config = configured(&place.url, flags);
        set(&mut config);
        let db = Db::connect(&place.url).await.unwrap();
        db.migrate().await.unwrap();
        let (clock, chance) = (Clock::fixed(NOW), Chance::system());
        // One hash for everyone: making it is what costs.
        let hash = Hasher::new().unwrap().hash(Password::typed(PASSWORD)).await.unwrap();
        let people = if populated { People::found(&db, &clock, &chance, &hash).await } else { People::nobody() };
        Self::serving(place, db, config, clock, people, workers, patience)
    }

    /// A server of a database that this one's people are in, as it is, at this one's time.
    pub async fn of_copy(&self, place: Place) -> Self {
        let db = Db::connect(&place.url).await.unwrap();
        let config = configured(&place.url, &[]);
        Self::serving(place, db, config, self.clock.clone(), self.people.clone(), 1, Patience::default())
    }

    fn serving(
        place: Place,
        db: Db,
        config: Config,
        clock: Clock,
        people: People,
        workers: usize,
        patience: Patience,
    ) -> Self {
        let (chance, hasher) = (Chance::system(), Hasher::new().unwrap());
        let key = SecretKey::parse(KEY).unwrap();
        let parts = Parts { config, db: db.clone(), clock: clock.clone(), chance, hasher, key };
        let app = App::build(parts).unwrap().with_workers(workers).with_patience(patience).that_waits_to_be_told();
        let (address, state) = (app.address, app.state());
        let server = rt::spawn(app.run());
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { db, clock, state, address, people, http, server, place }
    }

    /// Another node on the same database.
    pub async fn another_node(&self) -> Node {
        self.node_by(&self.place.url).await
    }

    /// Another node that comes to the same database by this way.
    pub async fn node_by_way(&self, way: &Way) -> Node {
        self.node_by(&way.to(&self.place.url)).await
    }

    /// Where its database is.
    pub fn place(&self) -> &Place {
        &self.place
    }

    async fn node_by(&self, url: &str) -> Node {
        let db = Db::connect(url).await.unwrap();
        let config = configured(url, &[]);
        let (clock, chance, hasher) = (self.clock.clone(), Chance::system(), Hasher::new().unwrap());
        let parts = Parts { config, db: db.clone(), clock, chance, hasher, key: SecretKey::parse(KEY).unwrap() };
        let app = App::build(parts).unwrap().with_workers(1);
        let (address, state) = (app.address, app.state());
        let server = rt::spawn(app.run());
        Node {
            db,
            state,
            base: format!("http://{address}"),
            http: self.http.clone(),
            application: self.people.application.to_string(),
            server,
        }
    }

    /// Where its database is.
    pub fn database_url(&self) -> &str {
        &self.place.url
    }

    /// The portal's address under the loopback address.
    pub fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Someone who isn't signed in.
    pub fn anonymous(&self) -> Client {
        Client::new(self.http.clone(), &self.base())
    }

    pub async fn administrator(&self) -> Client {
        self.signed_in(&self.people.administrator).await
    }

    pub async fn member(&self) -> Client {
        self.signed_in(&self.people.member).await
    }

    pub async fn support(&self) -> Client {
        self.signed_in(&self.people.support).await
    }

    /// An administrator of the other organization.
    pub async fn foreigner(&self) -> Client {
        self.signed_in(&self.people.foreigner).await
    }

    pub async fn signed_in(&self, person: &Person) -> Client {
        let client = self.anonymous();
        let answer = client.post("/sign-in", [("email", person.email), ("password", PASSWORD)]).await;
        assert_eq!((answer.status, client.cookie().is_some()), (303, true), "{} signs in", person.email);
        client
    }

    /// The gate of the first application.
    pub fn gate(&self) -> Ask {
        Ask::new(self.http.clone(), &self.base(), self.people.application.as_str())
    }

    /// A path of the first application that reads, in the built-in catalogue.
    pub fn devices(&self) -> String {
        format!("/applications/{}/devices", self.people.application)
    }

    /// Runs a statement that a test writes out in full. The gate can't know what is changed behind its back, so it has to
    /// be told.
    pub async fn execute(&self, sql: &str) -> u64 {
        let rows = database::try_execute(&self.db, sql).await.unwrap();
        self.state.gate.forget();
        rows
    }

    pub async fn texts(&self, sql: &str) -> Vec<String> {
        database::texts(&self.db, sql).await
    }

    pub async fn number(&self, sql: &str) -> i64 {
        database::number(&self.db, sql).await
    }

    /// Everything in one table, a string per row.
    pub async fn contents(&self, table: &str) -> Vec<String> {
        database::contents(&self.db, table, &self.columns(table).await).await
    }

    pub async fn columns(&self, table: &str) -> Vec<String> {
        database::tables(&self.db).await.into_iter().find(|(name, _)| name == table).unwrap().1
    }

    /// Everything in every table.
    pub async fn everything(&self) -> Vec<(String, Vec<String>)> {
        let mut all = Vec::new();
        for (table, columns) in database::tables(&self.db).await {
            // Who is a node is of the moment: the server joins when it comes to it.
            if table != "nodes" {
                let rows = database::contents(&self.db, &table, &columns).await;
                all.push((table, rows));
            }
        }
        all
    }
}

/// A further node of an installation.
pub struct Node {
    pub db: Db,
    pub state: Data<State>,
    base: String,
    http: reqwest::Client,
    application: String,
    server: rt::task::JoinHandle<std::io::Result<()>>,
}

fn configured(url: &str, flags: &[&str]) -> Config {
    let line = ["latchkey", "--listen", "127.0.0.1:0", "--database-url", url];
    Line::try_parse_from([&line, flags].concat()).unwrap().config
}

impl Node {
    /// Someone at its portal who isn't signed in.
    pub fn anonymous(&self) -> Client {
        Client::new(self.http.clone(), &self.base)
    }

    /// Its gate of the first application.
    pub fn gate(&self) -> Ask {
        Ask::new(self.http.clone(), &self.base, &self.application)
    }

    /// Someone at its portal, with the cookie that another node gave.
    pub fn client_like(&self, other: &Client) -> Client {
        other.at(&self.base)
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Waits for what happens beside a request, for as long as is promised: 5 seconds.
pub async fn eventually(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    for _ in 0..100 {
        if holds().await {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("not within 5 seconds: {what}");
}
