//! How figures are put together and printed.

use std::time::Instant;

use anyhow::Result;

use super::load::Run;
use super::servers::Machine;

/// The gate beside the bare handler, pair by pair.
#[derive(Debug, Default)]
pub struct Pairs(pub Vec<(Run, Run)>);

impl Pairs {
    fn ratios(&self, of: impl Fn(&Run) -> f64) -> Vec<f64> {
        self.0.iter().map(|(gate, bare)| of(gate) / of(bare)).collect()
    }

    /// The median ratio of requests per second.
    pub fn rate(&self) -> f64 {
        median(self.ratios(|run| run.rate))
    }

    /// The median ratio of processor time per request.
    pub fn cpu(&self) -> f64 {
        median(self.ratios(|run| run.cpu))
    }

    /// The median ratio of the 99th percentile.
    pub fn p99(&self) -> f64 {
        median(self.ratios(|run| run.p99))
    }

    /// A line of the table.
    pub fn print(&self, name: &str) {
        let cell = |of: fn(&Run) -> f64| {
            let ratios = self.ratios(of);
            let (low, high) =
                (ratios.iter().copied().fold(f64::MAX, f64::min), ratios.iter().copied().fold(0.0, f64::max));
            format!("{:5.2} ({low:.2}-{high:.2})", median(ratios))
        };
        let middle = |of: fn(&(Run, Run)) -> f64| median(self.0.iter().map(of).collect());
        println!(
            "{name:<34} {:<18} {:<18} {:<18} {:6.0} :{:7.0} {:6.1} :{:5.1} {:6.2} :{:5.2}",
            cell(|run| run.rate),
            cell(|run| run.cpu),
            cell(|run| run.p99),
            middle(|(gate, _)| gate.rate),
            middle(|(_, bare)| bare.rate),
            middle(|(gate, _)| gate.cpu),
            middle(|(_, bare)| bare.cpu),
            middle(|(gate, _)| gate.p99),
            middle(|(_, bare)| bare.p99),
        );
    }
}

/// The head of the table that [`Pairs::print`] fills.
pub fn print_head() {
    println!(
        "{:<34} {:<18} {:<18} {:<18} {:^15} {:^13} {:^13}",
        "", "requests/s", "CPU/request", "p99", "requests/s", "CPU us", "p99 ms"
    );
    println!("{:<34} {:<56} {:^43}", "", "median ratio to bare (lowest-highest)", "medians, gate : bare");
}

/// The value in the middle; of two, their mean.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values[..] {
        [] => f64::NAN,
        _ if values.len().is_multiple_of(2) => f64::midpoint(values[middle - 1], values[middle]),
        _ => values[middle],
    }
}

/// How long it took since it `began`, and how much of the machine others had meanwhile, which is returned in percent.
pub fn print_end(began: Instant, machine: &Machine) -> Result<f64> {
    let (took, others) = (began.elapsed().as_secs_f64(), machine.others_since()? * 100.0);
    println!("\nIt took {took:.0} s. Others used {others:.0} % of the processors meanwhile.");
    Ok(others)
}

/// What the figures are to come to, beside what they came to.
#[derive(Debug, Default)]
pub struct Goals(Vec<(String, String, f64, bool)>);

impl Goals {
    /// A figure that is to be at least `goal`.
    pub fn at_least(&mut self, what: &str, goal: f64, figure: f64) {
        self.0.push((what.to_owned(), format!(">= {goal}"), figure, figure >= goal));
    }

    /// A figure that is to be at most `goal`.
    pub fn at_most(&mut self, what: &str, goal: f64, figure: f64) {
        self.0.push((what.to_owned(), format!("<= {goal}"), figure, figure <= goal));
    }

    /// The last table.
    pub fn print(&self) {
        println!("\n{:<58} {:>9} {:>9}", "Summary", "goal", "figure");
        for (what, goal, figure, met) in &self.0 {
            println!("{what:<58} {goal:>9} {figure:>9.2}  {}", if *met { "met" } else { "missed" });
        }
    }
}
