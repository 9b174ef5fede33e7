//! What the gate's process holds in memory as tokens are presented to it.

use std::time::Duration;

use actix_web::rt;
use anyhow::{Context, Result};

use super::contents::{Contents, Issued};
use super::load::{self, Asked, Question};
use super::servers::Server;

/// Tokens presented in a second: so many that it doesn't take long, and so few that a process without the cache keeps
/// up on a busy machine.
const PACE: u32 = 8_000;
/// For usage to be written.
const PATIENCE: Duration = Duration::from_mins(1);

/// The memory of a gate's process, in bytes.
pub struct Memory {
    /// It has answered some requests, and no token was presented.
    pub start: f64,
    /// Half of the tokens were presented, twice: the counting has the memory it needs at this pace.
    pub half: f64,
    /// The other half was too.
    pub all: f64,
}

impl Memory {
    /// Presents all tokens to a process of its own.
    pub async fn measure(contents: &Contents, asked: &Asked, cache: bool) -> Result<Self> {
        let gate = Server::gate(&contents.url, 1, cache)?;
        // What it does beside serving at its start.
        rt::time::sleep(Duration::from_secs(1)).await;
        load::ask_once(&gate, &asked.unknown.questions, 401, None).await?;
        let start = gate.memory()?;
        let (first, second) = contents.tokens.split_at(contents.tokens.len() / 2);
        present(contents, &gate, &[first, first].concat()).await?;
        let half = gate.memory()?;
        present(contents, &gate, second).await?;
        Ok(Self { start, half, all: gate.memory()? })
    }

    /// What is there per token before any is presented, and per token presented. `count` is how many there are.
    pub fn per_token(&self, count: usize) -> Result<(f64, f64)> {
        let count = f64::from(u32::try_from(count)?);
        Ok((self.start / count, (self.all - self.half) / (count / 2.0)))
    }
}

/// Presents each token once, at the pace, and waits until that is written.
async fn present(contents: &Contents, gate: &Server, tokens: &[Issued]) -> Result<()> {
    let count = contents.written().await? + i64::try_from(tokens.len())?;
    let questions: Vec<Question> = tokens.iter().map(|token| Question::devices(token, "GET")).collect();
    load::ask_once(gate, &questions, 200, Some(PACE)).await?;
    let written = async {
        while contents.written().await? < count {
            rt::time::sleep(Duration::from_millis(200)).await;
        }
        // What they were written from is dropped after the commit.
        rt::time::sleep(Duration::from_millis(500)).await;
        Ok(())
    };
    rt::time::timeout(PATIENCE, written).await.context("usage was not written")?
}
