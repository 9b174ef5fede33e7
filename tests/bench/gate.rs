//! How fast the gate is beside a bare handler of the same framework: the program behind the command `gate`, whose
//! head says what is measured and how to read it. Here is the order of the measurements; `contents` is what the
//! database holds, `place` where it is, `servers` what is measured, `load` what is sent, `report` how it is printed.

mod at_scale;
mod bare;
mod contents;
mod load;
mod memory;
mod place;
mod report;
mod serve;
mod servers;
mod under_load;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use actix_web::rt;
use anyhow::{Context, Result, bail};
use clap::{Parser, Subcommand, ValueEnum};
use tempfile::TempDir;
use tokio::signal::unix::{SignalKind, signal};

use at_scale::Scale;
use bare::Bare;
use contents::Contents;
use load::{Asked, Rotation, Run, To};
use memory::Memory;
use report::{Goals, Pairs, median, print_end};
use serve::Gate;
use servers::{Machine, Server, What};
use under_load::Loads;

/// How long each of the flood's connections waits between requests, in milliseconds: some 8,000 requests a second.
const FLOOD_PAUSE: u32 = 4;
/// The same of a load that leaves both servers something: some 18,000 requests a second.
const PACE: u32 = 1;

#[derive(Parser)]
struct Line {
    #[command(subcommand)]
    server: Option<Child>,
    #[arg(long)]
    quick: bool,
    #[arg(long)]
    only: Vec<Part>,
    /// Pairs of runs for the figures that goals are about
    #[arg(long)]
    pairs: Option<usize>,
    /// The program that counts its memory
    #[arg(long)]
    counted: Option<PathBuf>,
    /// cargo bench says so
    #[arg(long, hide = true)]
    bench: bool,
}

#[derive(Subcommand)]
enum Child {
    Gate(Box<Gate>),
    Bare(Bare),
    Scale(Scale),
    Loads(Loads),
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Part {
    Noise,
    Server,
    Known,
    Paced,
    Processors,
    Hot,
    Longest,
    Forbidden,
    Unknown,
    Flood,
    Memory,
    Uncached,
    Postgres,
}

#[actix_web::main]
async fn main() -> ExitCode {
    let mut line = Line::parse();
    let result = match line.server.take() {
        Some(Child::Gate(gate)) => gate.serve(|| 0).await,
        Some(Child::Bare(bare)) => bare.serve().await,
        Some(Child::Scale(scale)) => tokio::select! {
            result = scale.measure() => result,
            result = stopped() => result,
        },
        Some(Child::Loads(loads)) => tokio::select! {
            result = loads.measure() => result,
            result = stopped() => result,
        },
        None => {
            // What is started is stopped and removed when the measurement is dropped.
            tokio::select! {
                result = Plan::new(line).measure() => result,
                result = stopped() => result,
            }
        }
    };
    if let Err(error) = result {
        eprintln!("tests/bench: {error:#}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

async fn stopped() -> Result<()> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let mut hangup = signal(SignalKind::hangup())?;
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
        _ = hangup.recv() => {}
    }
    bail!("stopped")
}

/// How much is measured.
struct Plan {
    only: Vec<Part>,
    counted: Option<PathBuf>,
    tokens: usize,
    /// Pairs of runs and the seconds of a run, for the figures that goals are about.
    long: (usize, u64),
    /// For the others.
    short: (usize, u64),
    quick: bool,
    processors: usize,
    goals: Goals,
}

impl Plan {
    fn new(line: Line) -> Self {
        let Line { quick, only, pairs, counted, .. } = line;
        let (tokens, mut long, short) = if quick { (20_000, (3, 1), (2, 1)) } else { (100_000, (5, 4), (3, 2)) };
        long.0 = pairs.unwrap_or(long.0).max(1);
        let processors = std::thread::available_parallelism().map_or(2, usize::from);
        Self { only, counted, tokens, long, short, quick, processors, goals: Goals::default() }
    }

    fn wants(&self, part: Part) -> bool {
        if self.only.is_empty() {
            !self.quick || !matches!(part, Part::Noise | Part::Server | Part::Paced | Part::Processors | Part::Hot)
        } else {
            self.only.contains(&part)
        }
    }

    async fn measure(mut self) -> Result<()> {
        let (began, machine) = (Instant::now(), Machine::now()?);
        println!(
            "The gate beside a bare handler. {} processors, shared with the load: CPU per request is the sharper \
             figure. One thread serves, unless all processors are named.",
            self.processors
        );
        self.parts().await?;
        self.goals.print();
        let others = print_end(began, &machine)?;
        if others > 10.0 {
            println!("So requests/s and p99 are worth little; CPU per request suffers least.");
        }
        Ok(())
    }

    async fn parts(&mut self) -> Result<()> {
        let filling = Instant::now();
        let contents = Contents::sqlite(self.tokens).await.context("filling SQLite")?;
        println!("SQLite holds {} tokens ({:.1} s).\n", contents.tokens.len(), filling.elapsed().as_secs_f64());
        let folder = TempDir::with_prefix(place::PREFIX)?;
        let asked = Asked::new(folder.path(), &contents)?;
        let bare = Server::start(What::Bare, 1)?;
        report::print_head();
        self.beside_bare(&contents, &asked, &bare).await?;
        if self.wants(Part::Uncached) {
            let gate = Server::start(What::Uncached(&contents.url), 1)?;
            self.pairs("known, SQLite without the cache", &gate, &bare, (&asked.known, None), self.short).await?;
        }
        if self.wants(Part::Postgres) {
            self.postgres(&bare).await?;
        }
        if self.wants(Part::Flood) {
            self.flood(&contents, &asked).await?;
        }
        if self.wants(Part::Memory) {
            self.memory(&contents, &asked).await?;
        }
        Ok(())
    }

    async fn beside_bare(&mut self, contents: &Contents, asked: &Asked, bare: &Server) -> Result<()> {
        for (part, name, what) in [
            (Part::Noise, "noise: bare beside itself", What::Bare),
            (Part::Server, "bare on the program's own server", What::Own),
        ] {
            if self.wants(part) {
                let other = Server::start(what, 1)?;
                let mut pairs = Pairs::default();
                for _ in 0..2 {
                    let first = load::run(To::Bare(&other), &asked.known, self.short.1, None).await?;
                    pairs.0.push((first, load::run(To::Bare(bare), &asked.known, self.short.1, None).await?));
                }
                pairs.print(name);
            }
        }
        let gate = Server::start(What::Gate(&contents.url), 1)?;
        if self.wants(Part::Known) {
            let pairs = self.pairs("known", &gate, bare, (&asked.known, None), self.long).await?;
            self.goals.at_least("known tokens: requests/s beside bare", 0.85, pairs.rate());
            self.goals.at_most("known tokens: CPU per request beside bare", 1.3, pairs.cpu());
            self.goals.at_most("known tokens: p99 beside bare", 1.5, pairs.p99());
        }
        if self.wants(Part::Paced) {
            self.pairs("known, with something left", &gate, bare, (&asked.known, Some(PACE)), self.long).await?;
        }
        if self.wants(Part::Processors) {
            let (gate, bare) = (
                Server::start(What::Gate(&contents.url), self.processors)?,
                Server::start(What::Bare, self.processors)?,
            );
            self.pairs("known, all processors serve", &gate, &bare, (&asked.known, None), self.short).await?;
        }
        for (part, name, rotation) in [
            (Part::Hot, "one hot token", &asked.hot),
            (Part::Longest, "known, longest identity headers", &asked.longest),
            (Part::Forbidden, "refused by permission (403)", &asked.forbidden),
        ] {
            if self.wants(part) {
                self.pairs(name, &gate, bare, (rotation, None), self.short).await?;
            }
        }
        if self.wants(Part::Unknown) {
            let often = (self.long.0, self.short.1);
            let pairs = self.pairs("unknown (401)", &gate, bare, (&asked.unknown, None), often).await?;
            self.goals.at_least("unknown tokens: requests/s beside bare", 0.5, pairs.rate());
        }
        Ok(())
    }

    async fn pairs(
        &self,
        name: &str,
        gate: &Server,
        bare: &Server,
        (rotation, pause): (&Rotation, Option<u32>),
        (count, seconds): (usize, u64),
    ) -> Result<Pairs> {
        let first = &rotation.questions[..rotation.questions.len().min(load::WORKING_SET)];
        load::ask_once(gate, first, rotation.status).await.with_context(|| name.to_owned())?;
        let mut pairs = Pairs::default();
        let gate_s =
            async || load::run(To::Gate(gate), rotation, seconds, pause).await.with_context(|| name.to_owned());
        let bare_s = async || load::run(To::Bare(bare), rotation, seconds, pause).await;
        for pair in 0..count {
            // What goes first finds the machine otherwise than what follows at once.
            pairs.0.push(if pair % 2 == 0 {
                let own = gate_s().await?;
                (own, bare_s().await?)
            } else {
                let other = bare_s().await?;
                (gate_s().await?, other)
            });
        }
        pairs.print(name);
        Ok(pairs)
    }

    async fn postgres(&self, bare: &Server) -> Result<()> {
        let contents = match Contents::postgres(self.tokens).await {
            Ok(contents) => contents,
            Err(error) => {
                println!("PostgreSQL is left out: {error:#}. LATCHKEY_TEST_POSTGRES names another server.");
                return Ok(());
            }
        };
        let folder = TempDir::with_prefix(place::PREFIX)?;
        let asked = Asked::new(folder.path(), &contents)?;
        let gate = Server::start(What::Gate(&contents.url), 1)?;
        self.pairs("known, PostgreSQL (no cache)", &gate, bare, (&asked.known, None), self.short).await?;
        Ok(())
    }

    /// Known tokens, alone and beside a flood of unknown ones. In the control the flood goes to the bare handler, so
    /// that both share the machine with the same flood.
    async fn flood(&mut self, contents: &Contents, asked: &Asked) -> Result<()> {
        let (gate, bare) =
            (Server::start(What::Gate(&contents.url), self.processors)?, Server::start(What::Bare, self.processors)?);
        load::ask_once(&gate, &asked.known.questions, 200).await?;
        let seconds = self.short.1;
        let alone = load::run(To::Gate(&gate), &asked.known, seconds, None).await?;
        let (mut control, mut flooded) = (Vec::new(), Vec::new());
        for _ in 0..=self.short.0 {
            flooded.push(beside_flood(&gate, To::Gate(&gate), asked, seconds).await?);
            control.push(beside_flood(&gate, To::Bare(&bare), asked, seconds).await?);
        }
        println!("\nKnown tokens beside a flood of unknown ones (all processors serve)");
        let rate = |runs: &[(Run, Run)]| median(runs.iter().map(|(known, _)| known.rate).collect());
        let p99 = |runs: &[(Run, Run)]| median(runs.iter().map(|(known, _)| known.p99).collect());
        let of_flood = |runs: &[(Run, Run)]| median(runs.iter().map(|(_, flood)| flood.rate).collect());
        println!("    {:<41} {:7.0}/s, p99 {:6.2} ms", "alone", alone.rate, alone.p99);
        for (what, runs) in [("flood at the gate", &flooded), ("control: the flood at the bare handler", &control)] {
            println!("    {what:<41} {:7.0}/s, p99 {:6.2} ms, flood {:.0}/s", rate(runs), p99(runs), of_flood(runs));
        }
        let ratios = flooded.iter().zip(&control).map(|((flooded, _), (control, _))| flooded.rate / control.rate);
        self.goals.at_least("known tokens beside a flood of unknown: of the control", 0.95, median(ratios.collect()));
        Ok(())
    }

    async fn memory(&mut self, contents: &Contents, asked: &Asked) -> Result<()> {
        let Some(program) = &self.counted else {
            println!("\nMemory is left out: tests/bench/gate builds the program that counts it.");
            return Ok(());
        };
        let [before, after] = Memory::measure(program, What::Gate(&contents.url), contents, asked).await?;
        let [bare_before, bare_after] =
            Memory::measure(program, What::Uncached(&contents.url), contents, asked).await?;
        let count = f64::from(u32::try_from(contents.tokens.len())?);
        println!("\nMemory of the gate in MB, before {count} tokens are presented and after");
        for (what, before, after) in [("with the cache", before, after), ("without", bare_before, bare_after)] {
            println!(
                "    {what:<16} in use {:6.1} and {:6.1}, the process {:6.1} and {:6.1}",
                before.in_use / 1e6,
                after.in_use / 1e6,
                before.process / 1e6,
                after.process / 1e6
            );
        }
        let there = (before.in_use - bare_before.in_use) / count;
        let presented = (after.in_use - before.in_use - bare_after.in_use + bare_before.in_use) / count;
        println!("    The cache uses {there:.0} bytes per token there is, and {presented:.0} per token presented.");
        self.goals.at_most("bytes per cached token", 100.0, there + presented);
        Ok(())
    }
}

async fn beside_flood(gate: &Server, flooded: To<'_>, asked: &Asked, seconds: u64) -> Result<(Run, Run)> {
    let flood = load::run(flooded, &asked.unknown, seconds + 1, Some(FLOOD_PAUSE));
    let known = async {
        rt::time::sleep(Duration::from_millis(500)).await;
        load::run(To::Gate(gate), &asked.known, seconds, None).await
    };
    tokio::try_join!(known, flood)
}
