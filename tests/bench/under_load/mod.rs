//! The portal under load: what is behind the command `loads`, whose head says what is measured and how to read it. Here is
//! the order of the measurements; `floor` is what a database does by itself, `sender` who asks.

mod floor;
mod sender;

use std::time::Instant;

use anyhow::{Context, Result, ensure};
use clap::{Args, ValueEnum};
use tempfile::TempDir;

use crate::at_scale::fill::Filled;
use crate::at_scale::person::{self, Person};
use crate::at_scale::program;
use crate::contents::Contents;
use crate::load::{self, Asked, Run, To};
use crate::place::{self, Place};
use crate::report::{Goals, median, print_end};
use crate::servers::{Machine, Server, What};
use floor::Floor;
use sender::{Answer, Sender};

/// Tokens there are, and audit events.
const TOKENS: usize = 1_000;
/// How many ask at once.
const CONNECTIONS: [usize; 2] = [1, 16];
/// How long each of the gate's connections waits between requests, in milliseconds: some 2,000 requests a second, so that
/// there is time left.
const PAUSE: u32 = 15;
/// How many try to sign in at once.
const GUESSERS: usize = 16;

/// Measures the portal under load.
#[derive(Args)]
pub struct Loads {
    /// Seconds of a run
    #[arg(long, default_value_t = 4)]
    seconds: u64,
    /// How often each is run
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    #[arg(long)]
    only: Vec<Part>,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Part {
    Sqlite,
    Postgres,
    SignIn,
}

impl Loads {
    /// All of it.
    pub async fn measure(self) -> Result<()> {
        let (began, machine) = (Instant::now(), Machine::now()?);
        let mut goals = Goals::default();
        for (part, database) in [(Part::Sqlite, "sqlite"), (Part::Postgres, "postgres")] {
            if self.wants(part) {
                self.portal(database, &mut goals).await.with_context(|| database.to_owned())?;
            }
        }
        if self.wants(Part::SignIn) {
            self.sign_in(&mut goals).await?;
        }
        goals.print();
        print_end(began, &machine)?;
        Ok(())
    }

    fn wants(&self, part: Part) -> bool {
        self.only.is_empty() || self.only.contains(&part)
    }

    async fn portal(&self, database: &str, goals: &mut Goals) -> Result<()> {
        let place = async || match database {
            "sqlite" => Place::on_disk(),
            _ => Place::postgres(&program::postgres()).await,
        };
        let filled = Filled::new(place().await?, TOKENS, 10 * TOKENS).await?;
        program::enlist(&filled.url, &filled.organization)?;
        let processors = std::thread::available_parallelism().map_or(2, usize::from);
        let portal = Server::start(What::Portal(&filled.url), processors)?;
        let person = Person::sign_in(&format!("http://{}", portal.address)).await?;
        let list = person.questions(&filled, 0).swap_remove(0);
        let said = person.ask(&list).await?;
        let folder = TempDir::with_prefix(place::PREFIX)?;
        let file = folder.path().join("page");
        std::fs::write(&file, &said)?;
        let bare = Server::start(What::Page(&file), processors)?;
        let floor = Floor::new(place().await?).await?;
        println!("\n{database}, {processors} processors shared with who asks; medians of {} runs", self.rounds);
        let form = person::creation("@".to_owned(), "@", &filled.tokens[0].1.application);
        let form = form.iter().map(|(name, value)| format!("{name}={}", value.replace(' ', "+")));
        let form = form.collect::<Vec<_>>().join("&");
        for connections in CONNECTIONS {
            let sender = Sender { cookie: person.cookie(), connections, seconds: self.seconds };
            let asked = Answer { status: 200, path: &list.path, form: None };
            let (mut pages, mut bares) = (Vec::new(), Vec::new());
            let (mut creations, mut commits) = (Vec::new(), Vec::new());
            for _ in 0..self.rounds {
                pages.push(sender.send(&portal, asked).await?);
                bares.push(sender.send(&bare, asked).await?);
                let made = Answer { status: 201, path: "/integrations/tokens", form: Some(&form) };
                creations.push(sender.send(&portal, made).await.context("creations")?);
                commits.push(floor.commits(connections, self.seconds).await?);
            }
            let (page, bare) = (rate(&pages), rate(&bares));
            println!(
                "    list, {connections} at once: {page:.0}/s, p99 {:.1} ms, CPU {:.2} ms; the same page from a bare handler {bare:.0}/s: {:.3}",
                middle(&pages, |run| run.p99),
                middle(&pages, |run| run.cpu) / 1e3,
                page / bare
            );
            let (creation, commit) = (rate(&creations), median(commits.clone()));
            let ratios = creations.iter().zip(&commits).map(|(run, commits)| commits / run.rate).collect();
            let slower = median(ratios);
            println!(
                "    creation, {connections} at once: {creation:.0}/s, p99 {:.1} ms, CPU {:.2} ms; commits of one row {commit:.0}/s: {slower:.2} times as many",
                middle(&creations, |run| run.p99),
                middle(&creations, |run| run.cpu) / 1e3
            );
            goals.at_most(&format!("{database}: commits per creation, {connections} at once"), 1.3, slower);
        }
        Ok(())
    }

    /// The gate while nobody signs in, and while many try with wrong passwords, each of another address for another
    /// account.
    async fn sign_in(&self, goals: &mut Goals) -> Result<()> {
        let contents = Contents::sqlite(TOKENS).await?;
        let folder = TempDir::with_prefix(place::PREFIX)?;
        let asked = Asked::new(folder.path(), &contents)?;
        let processors = std::thread::available_parallelism().map_or(2, usize::from);
        let gate = Server::start(What::Portal(&contents.url), processors)?;
        load::ask_once(&gate, &asked.known.questions, 200).await?;
        let known = || load::run(To::Gate(&gate), &asked.known, self.seconds, Some(PAUSE));
        let crowd = Sender { cookie: "none=none".to_owned(), connections: GUESSERS, seconds: self.seconds + 1 };
        let wrong = Answer {
            status: 422,
            path: "/sign-in",
            form: Some("email=guess@%40example.com&password=quarrel+lantern&return_to="),
        };
        let (mut quiet, mut flooded, mut attempts) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..self.rounds {
            quiet.push(known().await?);
            let later = async {
                tokio::time::sleep(std::time::Duration::from_millis(500)).await;
                known().await
            };
            let (run, tries) = tokio::try_join!(later, crowd.send(&gate, wrong))?;
            flooded.push(run);
            attempts.push(tries);
        }
        ensure!(rate(&attempts) > 1.0, "nobody tried to sign in");
        println!(
            "\nThe gate beside {GUESSERS} who try to sign in\n    quiet: {:.0}/s, p99 {:.2} ms; beside {:.0} attempts a second (p99 {:.0} ms): {:.0}/s, p99 {:.2} ms",
            rate(&quiet),
            middle(&quiet, |run| run.p99),
            rate(&attempts),
            middle(&attempts, |run| run.p99),
            rate(&flooded),
            middle(&flooded, |run| run.p99)
        );
        let ratios = flooded.iter().zip(&quiet).map(|(flooded, quiet)| flooded.p99 / quiet.p99).collect();
        goals.at_most("gate beside sign-ins: p99 of quiet", 1.5, median(ratios));
        Ok(())
    }
}

fn middle(runs: &[Run], of: impl Fn(&Run) -> f64) -> f64 {
    median(runs.iter().map(of).collect())
}

fn rate(runs: &[Run]) -> f64 {
    middle(runs, |run| run.rate)
}
