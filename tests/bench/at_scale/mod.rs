//! How the program goes with a thousand, a hundred thousand and a million tokens: what is behind the command `scale`, whose
//! head says what is measured and how to read it. Here is the order of the measurements; `fill` is what the databases hold,
//! `person` who asks, `program` what is asked.

pub mod fill;
pub mod person;
pub mod program;

use std::time::{Duration, Instant};

use actix_web::rt;
use anyhow::{Context, Result};
use clap::Args;

use crate::place::Place;
use crate::report::{Goals, median, print_end};
use crate::servers::Machine;
use fill::Filled;
use person::Person;
use program::Program;

/// How often the program is started for the time of its start.
const STARTS: usize = 5;

/// Measures how it goes with many tokens.
#[derive(Args)]
pub struct Scale {
    /// How many tokens, smallest first
    #[arg(long, value_delimiter = ',', default_values_t = [1_000, 100_000, 1_000_000])]
    sizes: Vec<usize>,
    /// How many audit events for each
    #[arg(long, default_value_t = 10)]
    events: usize,
    /// How often each question is asked
    #[arg(long, default_value_t = 200)]
    rounds: usize,
    /// Only on this database
    #[arg(long, value_parser = ["sqlite", "postgres"])]
    only: Option<String>,
}

/// A database of some size, and the program on it.
struct Stage {
    size: usize,
    filled: Filled,
    program: Program,
    person: Person,
    starts: Vec<f64>,
    /// Milliseconds, for each question.
    took: Vec<Vec<f64>>,
    /// How often each answer said what it has to: the rows of a list.
    rows: Vec<Vec<f64>>,
}

impl Scale {
    /// All of it.
    pub async fn measure(self) -> Result<()> {
        let (began, machine) = (Instant::now(), Machine::now()?);
        let mut goals = Goals::default();
        for database in ["sqlite", "postgres"] {
            if self.only.as_deref().is_none_or(|only| only == database) {
                self.on(database, &mut goals).await.with_context(|| database.to_owned())?;
            }
        }
        goals.print();
        print_end(began, &machine)?;
        Ok(())
    }

    async fn on(&self, database: &str, goals: &mut Goals) -> Result<()> {
        let mut stages = Vec::new();
        for &size in &self.sizes {
            stages.push(self.stage(database, size).await?);
        }
        let names: Vec<&'static str> =
            stages[0].person.questions(&stages[0].filled, 0).iter().map(|q| q.name).collect();
        // A first time for each: what the system has to read from its disk, it reads then.
        for turn in 0..=self.rounds {
            for stage in &mut stages {
                stage.turn(turn).await?;
            }
        }
        print(database, &names, &stages, goals)
    }

    async fn stage(&self, database: &str, size: usize) -> Result<Stage> {
        let place = match database {
            "sqlite" => Place::on_disk()?,
            _ => Place::postgres(&program::postgres()).await?,
        };
        let began = Instant::now();
        let filled = Filled::new(place, size, self.events * size).await?;
        println!(
            "{database} holds {size} tokens and {} audit events ({:.0} s); {} tokens are of the organization that is looked at.",
            self.events * size,
            began.elapsed().as_secs_f64(),
            filled.tokens.len()
        );
        let mut starts = Vec::new();
        let mut program = None;
        for _ in 0..STARTS {
            drop(program.take());
            let start = Instant::now();
            program = Some(Program::start(&filled.url)?);
            starts.push(start.elapsed().as_secs_f64() * 1e3);
        }
        let program = program.context("it was started")?;
        program::enlist(&filled.url, &filled.organization)?;
        rt::time::sleep(Duration::from_secs(1)).await;
        let person = Person::sign_in(&program.base).await?;
        let questions = person.questions(&filled, 0).len();
        let (took, rows) = (vec![Vec::new(); questions], vec![Vec::new(); questions]);
        Ok(Stage { size, filled, program, person, starts, took, rows })
    }
}

impl Stage {
    async fn turn(&mut self, turn: usize) -> Result<()> {
        for (n, question) in self.person.questions(&self.filled, turn).into_iter().enumerate() {
            let start = Instant::now();
            let answer = self.person.ask(&question).await;
            self.took[n].push(start.elapsed().as_secs_f64() * 1e3);
            let said = answer.with_context(|| format!("{}, {} tokens", question.name, self.size))?;
            let rows = u32::try_from(said.matches(question.expected.0).count())?;
            self.rows[n].push(f64::from(rows));
        }
        Ok(())
    }
}

/// The table, and the goals of its last column.
fn print(database: &str, names: &[&str], stages: &[Stage], goals: &mut Goals) -> Result<()> {
    print!("\n{database:<34}");
    for stage in stages {
        print!(" {:>28}", format!("{} tokens", stage.size));
    }
    println!("  {:>8}", "ratio");
    let of = |stage: &Stage, n: usize| stage.took[n][1..].to_vec();
    for (n, name) in names.iter().enumerate() {
        print!("{name:<34}");
        for stage in stages {
            let (took, rows) = (of(stage, n), median(stage.rows[n].clone()));
            print!(" {:>9.2} (p99 {:>6.1}) {rows:>5.0}", median(took.clone()), p99(took));
        }
        let [first, last] = [&stages[0], &stages[stages.len() - 1]].map(|stage| median(of(stage, n)));
        println!("  {:>8.2}", last / first);
        goals.at_most(&format!("{database}: {name}"), 1.5, last / first);
    }
    print!("{:<34}", "start to ready, ms");
    for stage in stages {
        print!(
            " {:>9.0} (max {:>6.0})      ",
            median(stage.starts.clone()),
            stage.starts.iter().copied().fold(0.0, f64::max)
        );
    }
    println!();
    print!("{:<34}", "memory of the process, MB");
    for stage in stages {
        print!(" {:>22.1}      ", stage.program.memory()? / 1e6);
    }
    println!();
    let start = median(stages[stages.len() - 1].starts.clone());
    goals.at_most(&format!("{database}: start in ms"), 1_000.0, start);
    Ok(())
}

/// Of a hundred values the second largest, and so on.
fn p99(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = values.len() * 99 / 100;
    values.get(at.min(values.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
}
