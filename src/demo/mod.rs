//! The demo: a throw-away database with two organizations, three applications, 40 tokens in every status and weeks of
//! usage, and a token made for trying the gate. Everything in it comes about by the same operations as anywhere.

mod colours;
mod maker;
pub mod pages;
mod people;
mod uses;

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use maker::Maker;

use crate::access::{Granted, ManageApplications, ManageMembers, Role};
use crate::app::{App, Parts};
use crate::applications::{self, Application};
use crate::chance::Chance;
use crate::clock::{Clock, DAY};
use crate::config::{Config, SecretKey};
use crate::db::Db;
use crate::gate::Seal;
use crate::id::Id;
use crate::members;
use crate::organizations::{self, Founding};
use crate::tokens::Prefixes;
use crate::usage::Usage;
use crate::users::{self, Email, Hasher, Password};

/// Everybody's password in the demo.
pub const PASSWORD: &str = "latchkey-demo";
const PEOPLE: [(&str, &str, Role); 3] = [
    ("administrator@demo.example", "Ada Nakamura", Role::Administrator),
    ("member@demo.example", "Mika Oduya", Role::Member),
    ("support@demo.example", "Sam Reyes", Role::Support),
];
/// Tokens of the organization that opens first; the other has the rest of the 40.
const NAMES: [&str; 33] = [
    "Billing export",
    "Grafana dashboards",
    "Fleet firmware rollout",
    "Nightly warehouse sync",
    "Zapier: new device alerts",
    "Partner portal (Nordwind)",
    "Salesforce connector",
    "Field technician app",
    "CI smoke tests",
    "Load test harness",
    "Data lake ingestion",
    "Incident bot",
    "Meter readings Rotterdam",
    "Meter readings Antwerp",
    "Quarterly audit",
    "Terraform",
    "Customer success reports",
    "Device provisioning line 1",
    "Device provisioning line 2",
    "Edge gateway Hamburg",
    "Edge gateway Lyon",
    "Marketing site status page",
    "Power BI",
    "Old mobile app",
    "Contractor: Kestrel Labs",
    "SLA monitor",
    "Webhook relay",
    "Archive backfill",
    "Sandbox experiments",
    "Experience pages preview",
    "Notebook runner",
    "Energy forecast model",
    "Spare parts lookup",
];
const ELSEWHERE: [&str; 5] =
    ["Turbine telemetry", "Blade inspection", "Weather feed", "Dispatch console", "Investor dashboard"];

/// Serves the demo until it is stopped, and removes its database.
pub async fn run(config: Config) -> Result<()> {
    if !config.listen.ip().is_loopback() {
        bail!("the demo listens on loopback only: its passwords are known to everybody");
    }
    let chance = Chance::system();
    let folder = Folder::new(&chance)?;
    let url = format!("sqlite:{}", folder.0.join("demo.db").display());
    let db = Db::connect(&url).await.context("the demo's database can't be made")?;
    db.migrate().await?;
    let key = SecretKey::parse(&SecretKey::generate(&chance)).map_err(anyhow::Error::msg)?;
    let hasher = Hasher::new()?;
    let made = fill(&db, &chance, &hasher, &key, &config.token_prefix).await?;
    let config = Config { gate_any: true, demo: true, ..config };
    let parts = Parts { config, db, clock: Clock::system(), chance, hasher, key };
    let app = App::build(parts).map_err(anyhow::Error::msg)?;
    print(&app.state().base_url, &made)?;
    Ok(app.run().await?)
}

/// A folder that goes with the demo.
struct Folder(PathBuf);

impl Folder {
    fn new(chance: &Chance) -> Result<Self> {
        let path = std::env::temp_dir().join(format!("latchkey-demo-{}", chance.hex::<6>()));
        std::fs::create_dir(&path).with_context(|| path.display().to_string())?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What can't be removed is a temporary file like others.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What the demo prints.
#[derive(Debug)]
pub struct Made {
    /// The applications: organization, name, id.
    pub applications: Vec<(String, String, Id<Application>)>,
    /// The secret of the token to try the gate with, for the one line that shows it.
    pub secret: zeroize::Zeroizing<String>,
}

fn print(base: &str, made: &Made) -> Result<()> {
    let mut out = std::io::stdout();
    writeln!(out, "Latchkey demo: {base}\n\nSign in with the password {PASSWORD} as")?;
    for (email, _, role) in PEOPLE {
        writeln!(out, "    {email:<28} {role}")?;
    }
    writeln!(out, "\nApplications")?;
    for (organization, name, id) in &made.applications {
        writeln!(out, "    {id}  {name} ({organization})")?;
    }
    let application = made.applications[0].2;
    writeln!(
        out,
        "\nA request that passes the gate (a proxy would ask this for its caller):\n\n    curl -i \
         {base}/gate/{application}/nginx -H 'Authorization: Bearer {}' -H 'X-Original-Method: GET' -H 'X-Original-URI: \
         /applications/{application}/devices'\n\nEvery component in every state: {base}/style\n\nStop with Ctrl-C: nothing of it is kept.",
        made.secret.as_str()
    )?;
    out.flush()?;
    Ok(())
}

/// Fills a migrated, empty database.
pub async fn fill(db: &Db, chance: &Chance, hasher: &Hasher, key: &SecretKey, prefixes: &Prefixes) -> Result<Made> {
    let today = Clock::system().now();
    let start = Clock::fixed(today.plus(-400 * DAY));
    let hash = hasher.hash(Password::typed(PASSWORD)).await?;
    let mut tx = db.begin().await?;
    let founding = Founding::by_system();
    let first = organizations::found(&mut tx, &start, chance, &founding, "Acme Metering").await?;
    let second = organizations::found(&mut tx, &start, chance, &founding, "Windpark Nord").await?;
    let mut applications = Vec::new();
    for (organization, of, name) in [
        (first, "Acme Metering", "Metering platform"),
        (first, "Acme Metering", "Customer portal"),
        (second, "Windpark Nord", "Turbine monitoring"),
    ] {
        let may: Granted<ManageApplications> = Granted::to_system(organization);
        let id = applications::create(&mut tx, &start, chance, &may, name).await?;
        applications.push((of.to_owned(), name.to_owned(), id));
    }
    let mut people = Vec::new();
    for (email, name, role) in PEOPLE {
        let email = Email::parse(email).map_err(anyhow::Error::msg)?;
        let user = users::create(&mut tx, &start, chance, &email, name, &hash).await?;
        let organizations = if role == Role::Member { &[first][..] } else { &[first, second][..] };
        for organization in organizations {
            let may: Granted<ManageMembers> = Granted::to_system(*organization);
            members::enlist(&mut tx, &start, &may, (user, name), role, true).await?;
        }
        people.push(user);
    }
    tx.commit().await?;
    people::colleagues(db, chance, &hash, first, &people, today).await?;
    let mut maker =
        Maker { db, chance, prefixes, people, today, usage: Usage::default(), seal: Seal::new(key), made: 0 };
    for (index, name) in NAMES.iter().enumerate() {
        let application = applications[usize::from(index % 5 == 4)].2;
        maker.token(first, application, name).await?;
    }
    for name in ELSEWHERE {
        maker.token(second, applications[2].2, name).await?;
    }
    people::invitations(db, chance, &maker.granted(0, first).await?, today).await?;
    let secret = maker.for_trying(first, applications[0].2).await?;
    maker.usage.write(db).await?;
    Ok(Made { applications, secret })
}
