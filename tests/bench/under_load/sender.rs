//! Who asks: wrk, with one request over and over.

use std::process::Command;

use anyhow::{Result, ensure};

use crate::load::{Figures, Run, finish};
use crate::servers::Server;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bench/under_load/send.lua");

/// So many at once, for so many seconds.
pub struct Sender {
    /// The session's.
    pub cookie: String,
    pub connections: usize,
    pub seconds: u64,
}

/// What is asked, and the status of each answer.
#[derive(Clone, Copy)]
pub struct Answer<'a> {
    pub status: u16,
    pub path: &'a str,
    /// What is posted; `@` stands for another number each time.
    pub form: Option<&'a str>,
}

impl Sender {
    /// What it came to.
    pub async fn send(&self, to: &Server, asked: Answer<'_>) -> Result<Run> {
        let origin = format!("http://{}", to.address);
        let mut command = Command::new("wrk");
        command.args(["-t1", &format!("-c{}", self.connections), &format!("-d{}s", self.seconds), "-s", SCRIPT]);
        command.args([&origin, "--", &asked.status.to_string(), asked.path, &origin, &self.cookie]);
        command.args(asked.form);
        let before = to.cpu()?;
        let figures = Figures::of(&finish(command, self.seconds).await?)?;
        let cpu = to.cpu()? - before;
        let Figures { requests, others, faults, .. } = figures;
        ensure!(
            requests >= 1.0 && others + faults < 1.0,
            "{}: {others} of {requests} answers were not {}, {faults} connections failed",
            asked.path,
            asked.status
        );
        Ok(figures.run(cpu))
    }
}
