//! A database of some size: tokens of 100 organizations, what became of them, and an audit log that holds.

use std::fmt::Write;
use std::time::Instant;

use anyhow::{Context, Result};
use latchkey::audit::Event;
use latchkey::clock::{DAY, HOUR, Timestamp};
use latchkey::db::{Db, On, Pools, Tx};
use latchkey::id::Id;
use latchkey::organizations::Organization;
use latchkey::tokens::indexing::index_some;
use sqlx::AssertSqlSafe;
use sqlx::postgres::PgPoolCopyExt;

use crate::contents::{APPLICATIONS, Issued, Maker, Owner, ROWS, columns, copies, execute, named};
use crate::place::Place;

const ORGANIZATIONS: usize = 100;
/// The organization that is looked at has so many more than its share: its pages are full at any size.
const AT_LEAST: usize = 900;
/// And so many more events than its share.
const EVENTS_AT_LEAST: usize = 9_000;
/// Statements in a transaction.
const STATEMENTS: usize = 100;
/// Who did what is in the log, in each organization.
const PEOPLE: usize = 20;
const ACTIONS: [&str; 8] = [
    "token.created",
    "token.edited",
    "token.deactivated",
    "token.activated",
    "user.signed_in",
    "token.confirmed",
    "token.rotated",
    "user.sign_in_failed",
];

/// A filled database.
pub struct Filled {
    /// Its address.
    pub url: String,
    /// The tokens of the organization that is looked at, and their ids.
    pub tokens: Vec<(String, Issued)>,
    /// The name of that organization.
    pub organization: String,
    /// One who did things there.
    pub actor: String,
    /// When the middle of those two years was, and its day.
    pub middle: Timestamp,
    /// As a person types it.
    pub day: String,
    _place: Place,
}

impl Filled {
    /// So many tokens and events.
    pub async fn new(place: Place, tokens: usize, events: usize) -> Result<Self> {
        let db = Db::connect(&place.url).await?;
        db.migrate().await?;
        let maker = Maker::of(ORGANIZATIONS)?;
        let (applications, _) = maker.applications(&db).await?;
        let first = maker.first(&db, applications[0]).await?;
        let columns = columns(&db).await?;
        let later = Later::take(&db, &["tokens", "token_grams", "audit_events"]).await?;
        let mut statements = Statements::begin(&db).await?;
        let mut looked_at = Vec::new();
        for from in (0..tokens).step_by(ROWS) {
            let rows: Vec<_> =
                (from..tokens.min(from + ROWS)).map(|n| aged(&maker, n, owner(&applications, n))).collect();
            statements.run(&copies(first, &columns, &rows)).await?;
            let ours = rows.into_iter().filter(|row| row.owner.organization == applications[0].organization);
            looked_at.extend(ours.map(|row| (row.id.to_string(), row.issued())));
        }
        statements.end().await?;
        let began = Instant::now();
        let mut indexed = 0;
        while let some @ 1.. = index_some(&db).await? {
            indexed += some;
        }
        println!("{indexed} tokens were indexed for the search, {:.0} a second.", {
            f64::from(u32::try_from(indexed)?) / began.elapsed().as_secs_f64()
        });
        Log::of(&maker, &applications, &looked_at, events).write(&db).await?;
        later.put(&db).await?;
        let organization = organization(&db, applications[0].organization).await?;
        db.close().await;
        let middle = maker.clock.now().plus(-365 * DAY);
        let day = chrono::DateTime::from_timestamp_millis(middle.0).context("a time of our years")?;
        Ok(Self {
            url: place.url.clone(),
            tokens: looked_at,
            organization,
            actor: person(0, 7),
            middle,
            day: day.format("%Y-%m-%d").to_string(),
            _place: place,
        })
    }
}

/// The first are of the organization that is looked at, the others of each in turn.
fn owner(applications: &[Owner], n: usize) -> Owner {
    let at = if n < AT_LEAST { n % (APPLICATIONS / ORGANIZATIONS) * ORGANIZATIONS } else { n % APPLICATIONS };
    applications[at]
}

/// A token with a past: made within two years, seven of ten in use, some switched off, expired, or compromised.
fn aged(maker: &Maker, n: usize, owner: Owner) -> crate::contents::Row {
    let mut row = maker.row(n, owner);
    // Of its organization: each has some of every kind.
    let first = n < AT_LEAST;
    let place = if first { n } else { n / ORGANIZATIONS };
    // Other tokens meet in an application than those that the maker counts on.
    row.name = format!("{} for {n}", named(place));
    let (now, n) = (maker.clock.now(), i64::try_from(place).unwrap_or(0));
    row.created_at = now.plus(-(n * 7_919 % 727) * DAY - n % 86_400_000);
    row.last_used_at = (n % 10 < 7).then(|| now.plus(-(n * 31 % 3_001) * HOUR - n % 3_600_000));
    row.active = n % 53 != 3;
    // Of the first there are enough of each kind for a whole page.
    row.compromised_at = (if first { n % 10 == 4 } else { n % 101 == 77 }).then(|| now.plus(-DAY));
    if if first { n % 10 == 5 } else { n % 23 == 11 } {
        row.expires_at = now.plus(-(n % 100 + 1) * DAY);
    } else if first && n % 10 == 6 {
        row.expires_at = now.plus((n % 5 + 1) * DAY);
    }
    if n % 8 == 5 {
        row.networks = String::new();
    }
    row
}

fn person(organization: usize, n: usize) -> String {
    format!("{:024x}", organization * 1_000 + n % PEOPLE)
}

/// Statements, so many in a transaction.
struct Statements<'a> {
    db: &'a Db,
    tx: Tx,
    ran: usize,
}

impl<'a> Statements<'a> {
    async fn begin(db: &'a Db) -> Result<Self> {
        Ok(Self { db, tx: db.begin().await?, ran: 0 })
    }

    async fn run(&mut self, sql: &str) -> Result<()> {
        execute(&mut self.tx, sql).await?;
        self.ran += 1;
        if self.ran.is_multiple_of(STATEMENTS) {
            // The one writer there is has to be back before the next begins.
            let next = async { self.db.begin().await };
            if let Pools::Sqlite { .. } = self.db.pools() {
                let (sql, tx) = ("COMMIT; BEGIN IMMEDIATE", &mut self.tx);
                let On::SqliteTx(connection) = On::from(tx) else { unreachable!("it is SQLite") };
                sqlx::raw_sql(sql).execute(connection).await?;
            } else {
                std::mem::replace(&mut self.tx, next.await?).commit().await?;
            }
        }
        Ok(())
    }

    async fn end(self) -> Result<()> {
        Ok(self.tx.commit().await?)
    }
}

/// Indexes that are made once all rows are there, which is much faster.
struct Later(Vec<String>);

impl Later {
    async fn take(db: &Db, tables: &[&str]) -> Result<Self> {
        let mut definitions = Vec::new();
        for table in tables {
            let found: Vec<(String, String)> = match db.pools() {
                Pools::Sqlite { reader, .. } => {
                    let sql = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = $1 AND sql IS NOT NULL";
                    sqlx::query_as(sql).bind(table).fetch_all(reader).await?
                }
                Pools::Postgres(pool) => {
                    let sql = "SELECT indexname::text, indexdef FROM pg_indexes WHERE schemaname = current_schema() \
                               AND tablename = $1 AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = indexname)";
                    sqlx::query_as(sql).bind(table).fetch_all(pool).await?
                }
            };
            for (name, definition) in found {
                on(db, &format!("DROP INDEX {name}")).await?;
                definitions.push(definition);
            }
        }
        Ok(Self(definitions))
    }

    async fn put(self, db: &Db) -> Result<()> {
        for definition in self.0 {
            on(db, &definition).await?;
        }
        if let Pools::Postgres(_) = db.pools() {
            // It would do so by itself in the midst of the measurement.
            on(db, "VACUUM ANALYZE").await?;
        }
        Ok(())
    }
}

async fn on(db: &Db, sql: &str) -> Result<()> {
    let query = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
    match db.pools() {
        Pools::Sqlite { writer, .. } => query.execute(writer).await.map(|_| ())?,
        Pools::Postgres(pool) => query.execute(pool).await.map(|_| ())?,
    }
    Ok(())
}

async fn organization(db: &Db, id: Id<Organization>) -> Result<String> {
    let sql = "SELECT name FROM organizations WHERE id = $1";
    Ok(match db.pools() {
        Pools::Sqlite { reader, .. } => sqlx::query_scalar(sql).bind(id).fetch_one(reader).await?,
        Pools::Postgres(pool) => sqlx::query_scalar(sql).bind(id).fetch_one(pool).await?,
    })
}

/// The events: each organization's in turn, over two years.
struct Log {
    organizations: Vec<Id<Organization>>,
    /// Those of the organization that is looked at: its events are about them.
    tokens: Vec<String>,
    events: usize,
    begin: Timestamp,
    step: i64,
}

/// The end of a chain.
struct Head {
    chain: String,
    seq: i64,
    hash: String,
}

impl Log {
    fn of(maker: &Maker, applications: &[Owner], tokens: &[(String, Issued)], events: usize) -> Self {
        let organizations = applications[..ORGANIZATIONS].iter().map(|owner| owner.organization).collect();
        let tokens = tokens.iter().map(|(id, _)| id.clone()).collect();
        let step = 730 * DAY / i64::try_from(events.max(1)).unwrap_or(i64::MAX);
        Self { organizations, tokens, events, begin: maker.clock.now().plus(-730 * DAY), step }
    }

    async fn write(&self, db: &Db) -> Result<()> {
        let mut heads = Vec::new();
        for organization in &self.organizations {
            heads.push(head(db, organization).await?);
        }
        match db.pools() {
            Pools::Sqlite { .. } => {
                let mut statements = Statements::begin(db).await?;
                let mut values = String::new();
                for n in 0..self.events {
                    let (chain, event) = self.event(n, &mut heads);
                    let begin = if values.is_empty() { "('" } else { ",('" };
                    write_fields(&mut values, begin, "','", "')", chain, &event)?;
                    if (n + 1) % ROWS == 0 || n + 1 == self.events {
                        statements.run(&format!("INSERT INTO audit_events VALUES {values}")).await?;
                        values.clear();
                    }
                }
                statements.end().await?;
            }
            Pools::Postgres(pool) => {
                let mut copy = pool.copy_in_raw("COPY audit_events FROM STDIN").await?;
                let mut lines = String::new();
                for n in 0..self.events {
                    let (chain, event) = self.event(n, &mut heads);
                    write_fields(&mut lines, "", "\t", "\n", chain, &event)?;
                    if lines.len() > 1 << 20 || n + 1 == self.events {
                        copy.send(lines.as_bytes()).await?;
                        lines.clear();
                    }
                }
                copy.finish().await?;
            }
        }
        let mut statements = Statements::begin(db).await?;
        for Head { chain, seq, hash } in heads {
            let sql = format!("UPDATE audit_heads SET seq = {seq}, hash = '{hash}' WHERE organization_id = '{chain}'");
            statements.run(&sql).await?;
        }
        statements.end().await
    }

    fn event<'a>(&self, n: usize, heads: &'a mut [Head]) -> (&'a str, Event) {
        let organization = if n < EVENTS_AT_LEAST { 0 } else { n % ORGANIZATIONS };
        let head = &mut heads[organization];
        let place = if n < EVENTS_AT_LEAST { n } else { n / ORGANIZATIONS };
        let subject = match &self.tokens[..] {
            [] => format!("{n:024x}"),
            tokens if organization == 0 => tokens[place * 13 % tokens.len()].clone(),
            _ => format!("{:024x}", organization * 100_000 + place % 10_000),
        };
        head.seq += 1;
        let mut event = Event {
            seq: head.seq,
            at: self.begin.plus(self.step * i64::try_from(n).unwrap_or(0)),
            actor_kind: "user".into(),
            actor_id: person(organization, place),
            actor_name: format!("Person {}", place % PEOPLE),
            action: ACTIONS[place * 7 % ACTIONS.len()].into(),
            subject_kind: "token".into(),
            subject_name: format!("Token {}", place % 10_000),
            subject_id: subject,
            address: "192.0.2.10".into(),
            detail: r#"{"after":{"name":"b"},"before":{"name":"a"}}"#.into(),
            prev_hash: std::mem::take(&mut head.hash),
            hash: String::new(),
        };
        event.hash = event.expected_hash(&head.chain);
        head.hash.clone_from(&event.hash);
        (&head.chain, event)
    }
}

async fn head(db: &Db, organization: &Id<Organization>) -> Result<Head> {
    let sql = "SELECT seq, hash FROM audit_heads WHERE organization_id = $1";
    let head: Option<(i64, String)> = match db.pools() {
        Pools::Sqlite { reader, .. } => sqlx::query_as(sql).bind(organization.as_str()).fetch_optional(reader).await?,
        Pools::Postgres(pool) => sqlx::query_as(sql).bind(organization.as_str()).fetch_optional(pool).await?,
    };
    let (seq, hash) = head.context("an organization has a chain")?;
    Ok(Head { chain: organization.to_string(), seq, hash })
}

/// A row's fields in the order of the table. None has a character that either way of writing them would have to escape; a
/// number in quotes is one for SQLite, too.
fn write_fields(to: &mut String, begin: &str, between: &str, end: &str, chain: &str, e: &Event) -> Result<()> {
    let (seq, at) = (e.seq.to_string(), e.at.0.to_string());
    let fields = [
        chain,
        &seq,
        &at,
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
    write!(to, "{begin}{}{end}", fields.join(between))?;
    Ok(())
}
