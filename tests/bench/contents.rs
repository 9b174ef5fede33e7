//! What is in the database: 20 organizations with 25 applications each, and tokens with realistic names, IP lists and
//! Custom permissions. The first token comes about by the operation that makes tokens; the others are copies of its
//! row, each with a secret, name, lists and end of its own.

use anyhow::{Context, Result, bail};
use latchkey::access::{Granted, ManageApplications, ManageTokens};
use latchkey::applications::{self, Application};
use latchkey::catalogue::Catalogue;
use latchkey::chance::Chance;
use latchkey::clock::{Clock, DAY, Timestamp};
use latchkey::db::{self, Db, On, Tx};
use latchkey::id::Id;
use latchkey::organizations::{self, Founding, Organization};
use latchkey::tokens::{
    self, AllowedNetworks, Creation, Description, Kind, NewToken, Permissions, Prefixes, SubmissionKey, Token,
    TokenName, TokenSecret,
};
use sqlx::AssertSqlSafe;

use super::place::Place;

const ORGANIZATIONS: usize = 20;
pub const APPLICATIONS: usize = 500;
/// Rows in a statement.
pub const ROWS: usize = 500;
/// Tokens with the longest identity headers.
const LONGEST: usize = 1_000;
const WHAT: [&str; 16] = [
    "Meter readings",
    "Billing export",
    "Grafana dashboards",
    "Fleet firmware rollout",
    "Warehouse sync",
    "Salesforce connector",
    "Field technician app",
    "CI smoke tests",
    "Data lake ingestion",
    "Incident bot",
    "Device provisioning",
    "Edge gateway",
    "Energy forecast model",
    "Webhook relay",
    "SLA monitor",
    "Spare parts lookup",
];
const WHERE: [&str; 12] = [
    "Rotterdam",
    "Antwerp",
    "Hamburg",
    "Lyon",
    "Gdańsk",
    "Bilbao",
    "Aarhus",
    "Torino",
    "Kraków",
    "Graz",
    "Porto",
    "Cork",
];

/// A token that can be presented.
#[derive(Clone, Debug)]
pub struct Issued {
    /// The application in whose name the gate is asked.
    pub application: String,
    /// Its secret.
    pub secret: String,
}

/// A filled database, removed when it is dropped.
pub struct Contents {
    /// Its address.
    pub url: String,
    /// The tokens.
    pub tokens: Vec<Issued>,
    /// Tokens with the longest identity headers, and the method and path of the one action that they may do.
    pub longest: (Vec<Issued>, String, String),
    db: Db,
    _place: Place,
}

/// What the fill goes by.
pub struct Maker {
    /// Of a fixed seed.
    pub chance: Chance,
    /// The system's.
    pub clock: Clock,
    prefixes: Prefixes,
    catalogue: Catalogue,
    organizations: usize,
}

impl Contents {
    /// A SQLite database with so many tokens.
    pub async fn sqlite(count: usize) -> Result<Self> {
        Self::fill(Place::sqlite()?, count).await
    }

    /// The same on a PostgreSQL server; the error says why there is none.
    pub async fn postgres(count: usize) -> Result<Self> {
        let server = std::env::var("LATCHKEY_TEST_POSTGRES")
            .unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432/postgres".to_owned());
        Self::fill(Place::postgres(&server).await?, count).await
    }

    async fn fill(place: Place, count: usize) -> Result<Self> {
        let db = Db::connect(&place.url).await?;
        db.migrate().await?;
        let maker = Maker::of(ORGANIZATIONS)?;
        let (applications, longest_name) = maker.applications(&db).await?;
        let first = maker.first(&db, applications[0]).await?;
        let columns = columns(&db).await?;
        let mut tx = db.begin().await?;
        let rows: Vec<Row> = (0..count).map(|n| maker.row(n, applications[n % APPLICATIONS])).collect();
        for rows in rows.chunks(ROWS) {
            execute(&mut tx, &copies(first, &columns, rows)).await?;
        }
        let tokens = rows.into_iter().map(Row::issued).collect();
        let (rows, method, path) = maker.longest(longest_name)?;
        for rows in rows.chunks(ROWS) {
            execute(&mut tx, &copies(first, &columns, rows)).await?;
        }
        let longest = (rows.into_iter().map(Row::issued).collect(), method, path);
        if matches!(On::from(&mut tx), On::PgTx(_)) {
            // It would do so by itself in the midst of the measurement. SQLite doesn't, and is worse off with it: each
            // statement would be planned anew for each of its arguments.
            execute(&mut tx, "ANALYZE tokens").await?;
        }
        tx.commit().await?;
        Ok(Self { url: place.url.clone(), tokens, longest, db, _place: place })
    }

    /// How many presentations have been written.
    pub async fn written(&self) -> Result<i64> {
        let sql = "SELECT CAST(COALESCE(SUM(requests), 0) AS BIGINT) FROM usage_days";
        Ok(match On::from(&self.db) {
            On::SqlitePool(pool) => sqlx::query_scalar(sql).fetch_one(pool).await?,
            On::PgPool(pool, _) => sqlx::query_scalar(sql).fetch_one(pool).await?,
            On::SqliteTx(_) | On::PgTx(_) => unreachable!("a database is no transaction"),
        })
    }
}

/// Secrets with a right checksum that no token has, each with an application to ask for.
pub fn unknown(tokens: &[Issued], count: usize) -> Vec<Issued> {
    let (chance, prefixes) = (Chance::seeded(2), Prefixes::default());
    let secret = || TokenSecret::generate(Kind::Application, &prefixes, &chance).reveal().to_string();
    tokens
        .iter()
        .cycle()
        .take(count)
        .map(|like| Issued { application: like.application.clone(), secret: secret() })
        .collect()
}

/// Where a token belongs.
#[derive(Clone, Copy)]
pub struct Owner {
    pub organization: Id<Organization>,
    pub application: Id<Application>,
}

/// What a copy has of its own.
pub struct Row {
    pub id: Id<Token>,
    pub owner: Owner,
    pub name: String,
    pub secret: TokenSecret,
    pub scope: String,
    pub networks: String,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
    pub compromised_at: Option<Timestamp>,
    pub active: bool,
}

/// What a token is for, and where.
pub fn named(n: usize) -> String {
    format!("{} {}", WHAT[n % WHAT.len()], WHERE[n / 7 % WHERE.len()])
}

impl Row {
    /// As it can be presented.
    pub fn issued(self) -> Issued {
        Issued { application: self.owner.application.to_string(), secret: self.secret.reveal().to_string() }
    }
}

impl Maker {
    /// One for so many organizations.
    pub fn of(organizations: usize) -> Result<Self> {
        let catalogue = Catalogue::built_in().map_err(anyhow::Error::msg)?;
        let (chance, clock, prefixes) = (Chance::seeded(1), Clock::system(), Prefixes::default());
        Ok(Self { chance, clock, prefixes, catalogue, organizations })
    }

    /// [`APPLICATIONS`] of them, each organization's by turns, and one with the longest name.
    pub async fn applications(&self, db: &Db) -> Result<(Vec<Owner>, Owner)> {
        let mut tx = db.begin().await?;
        let founding = Founding::at_command_line();
        let mut organizations = Vec::new();
        for n in 0..self.organizations {
            let name = format!("{} Utilities {n}", WHERE[n % WHERE.len()]);
            organizations.push(organizations::found(&mut tx, &self.clock, &self.chance, &founding, &name).await?);
        }
        let mut applications = Vec::new();
        for n in 0..=APPLICATIONS {
            let organization = organizations[n % self.organizations];
            let may: Granted<ManageApplications> = Granted::to_command_line(organization);
            let name = if n == APPLICATIONS { "🚀".repeat(100) } else { format!("{} platform {n}", WHAT[n % 16]) };
            let application = applications::create(&mut tx, &self.clock, &self.chance, &may, &name).await?;
            applications.push(Owner { organization, application });
        }
        tx.commit().await?;
        let longest = applications.pop().context("there is one more")?;
        Ok((applications, longest))
    }

    /// The token that the others are copied from.
    pub async fn first(&self, db: &Db, owner: Owner) -> Result<Id<Token>> {
        let new = NewToken {
            owner: owner.application,
            name: TokenName::parse("The first").map_err(anyhow::Error::msg)?,
            description: Description::parse("Reads devices for the nightly job. Owner: integrations team.")
                .map_err(anyhow::Error::msg)?,
            expires_at: Some(self.clock.now().plus(DAY)),
            networks: AllowedNetworks::default(),
            permissions: Permissions::All,
            active: true,
            submission: Some(SubmissionKey::new(&self.chance)),
        };
        let may: Granted<ManageTokens> = Granted::to_command_line(owner.organization);
        match tokens::create(db, &self.clock, &self.chance, &self.prefixes, &may, &new).await? {
            Creation::Created(token, _) => Ok(token.id),
            other => bail!("the first token was not made: {other:?}"),
        }
    }

    /// Seven of ten tokens have the IP list of their organization's network and a set of permissions that others have
    /// too; three have lists of their own.
    pub fn row(&self, n: usize, owner: Owner) -> Row {
        let organization = n % self.organizations;
        let mut networks = format!("203.0.113.0/24 198.51.100.{organization} 2001:db8:{organization:x}::/48");
        let mut kind = n / APPLICATIONS % 12 + 12 * organization;
        if (n + n / APPLICATIONS) % 10 < 3 {
            networks = format!("203.0.113.0/24 10.{}.{}.0/24 2001:db8:1:{:x}::/64", n / 250 % 250, n % 250, n % 65_521);
            kind = n;
        }
        let per_application = n / APPLICATIONS;
        let name = format!("{} {per_application}", named(n));
        self.copy(owner, name, self.scope(kind), networks, n)
    }

    /// `devices.get` and three to ten others.
    fn scope(&self, kind: usize) -> String {
        let all: Vec<&str> =
            self.catalogue.resources().iter().flat_map(|r| &r.actions).map(|a| a.id.as_str()).collect();
        let others = (0..3 + kind % 8).map(|n| all[(kind * 31 + n * (17 + kind % 13)) % all.len()]);
        // What the requests that are refused would need.
        let chosen = others.filter(|id| *id != "devices.post").chain(["devices.get"]);
        Permissions::Custom(chosen.map(str::to_owned).collect()).scope()
    }

    /// Tokens whose identity headers can't be longer: name, owner and scope.
    fn longest(&self, owner: Owner) -> Result<(Vec<Row>, String, String)> {
        let actions = self.catalogue.resources().iter().flat_map(|r| &r.actions).filter(|action| !action.own);
        let action = actions.max_by_key(|action| action.id.len()).context("the catalogue has actions")?;
        let segments = action.path.split('/').map(|segment| match segment {
            "{applicationId}" => owner.application.to_string(),
            parameter if parameter.starts_with('{') => "0".repeat(24),
            fixed => fixed.to_owned(),
        });
        let path = segments.collect::<Vec<_>>().join("/");
        let animals: Vec<char> = ('🐀'..='🐉').collect();
        let named = |n: usize| {
            let digits = [n / 100 % 10, n / 10 % 10, n % 10].map(|digit| animals[digit]);
            "🚀".repeat(TokenName::LIMIT - digits.len()) + &String::from_iter(digits)
        };
        let networks = "203.0.113.0/24";
        let rows = (0..LONGEST).map(|n| self.copy(owner, named(n), action.id.clone(), networks.to_owned(), n));
        Ok((rows.collect(), action.method.clone(), path))
    }

    fn copy(&self, owner: Owner, name: String, scope: String, networks: String, n: usize) -> Row {
        let day = i64::try_from(n % 360).unwrap_or(0) + 7;
        Row {
            id: Id::new(&self.clock, &self.chance),
            owner,
            name,
            secret: TokenSecret::generate(Kind::Application, &self.prefixes, &self.chance),
            scope,
            networks,
            created_at: self.clock.now(),
            expires_at: self.clock.now().plus(day * DAY),
            last_used_at: None,
            compromised_at: None,
            active: true,
        }
    }
}

/// The statement that writes copies of a token's row.
pub fn copies(of: Id<Token>, columns: &[String], rows: &[Row]) -> String {
    const OWN: [&str; 17] = [
        "id",
        "organization_id",
        "owner_id",
        "application_id",
        "name",
        "name_key",
        "search_key",
        "prefix",
        "handle",
        "digest",
        "scope",
        "networks",
        "created_at",
        "expires_at",
        "last_used_at",
        "compromised_at",
        "active",
    ];
    let null = |at: Option<Timestamp>| at.map_or("NULL".to_owned(), |at| at.0.to_string());
    let values: Vec<String> = rows
        .iter()
        .map(|row| {
            let Owner { organization, application } = row.owner;
            let (name, key, secret) = (&row.name, db::fold(&row.name), row.secret.facts());
            let (prefix, handle, digest) = (&secret.prefix, &secret.handle, &secret.digest);
            let (scope, networks, active) = (&row.scope, &row.networks, row.active);
            let searched = db::fold(&format!("{name}\n\n{prefix}_{handle}"));
            let (begin, end) = (row.created_at.0, row.expires_at.0);
            let (used, compromised) = (null(row.last_used_at), null(row.compromised_at));
            format!(
                "('{}', '{organization}', '{application}', '{application}', '{name}', '{key}', '{searched}', '{prefix}', \
                 '{handle}', '{digest}', '{scope}', '{networks}', {begin}, {end}, {used}, {compromised}, {active})",
                row.id
            )
        })
        .collect();
    let selected: Vec<String> = columns
        .iter()
        .map(|column| match OWN.iter().position(|own| own == column) {
            // Where all of them are NULL, it isn't known of what type.
            Some(at) if column.ends_with("_at") => format!("CAST(v.column{} AS BIGINT)", at + 1),
            Some(at) => format!("v.column{}", at + 1),
            None => format!("t.{column}"),
        })
        .collect();
    format!(
        "INSERT INTO tokens ({}) SELECT {} FROM tokens t, (VALUES {}) AS v WHERE t.id = '{of}'",
        columns.join(", "),
        selected.join(", "),
        values.join(", ")
    )
}

/// The columns of the tokens' table.
pub async fn columns(db: &Db) -> Result<Vec<String>> {
    Ok(match On::from(db) {
        On::SqlitePool(pool) => {
            sqlx::query_scalar("SELECT name FROM pragma_table_info('tokens')").fetch_all(pool).await?
        }
        On::PgPool(pool, _) => {
            let sql = "SELECT column_name::text FROM information_schema.columns \
                       WHERE table_schema = current_schema() AND table_name = 'tokens'";
            sqlx::query_scalar(sql).fetch_all(pool).await?
        }
        On::SqliteTx(_) | On::PgTx(_) => unreachable!("a database is no transaction"),
    })
}

/// Runs a statement that is like no other.
pub async fn execute(tx: &mut Tx, sql: &str) -> Result<()> {
    let sql = AssertSqlSafe(sql.to_owned());
    match On::from(tx) {
        On::SqliteTx(tx) => sqlx::query(sql).persistent(false).execute(tx).await.map(|_| ())?,
        On::PgTx(tx) => sqlx::query(sql).persistent(false).execute(tx).await.map(|_| ())?,
        On::SqlitePool(_) | On::PgPool(..) => unreachable!("a transaction is no pool"),
    }
    Ok(())
}
