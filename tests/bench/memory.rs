//! What the gate holds in memory as tokens are presented to it.

use std::path::Path;
use std::time::Duration;

use actix_web::rt;
use anyhow::{Context, Result};

use super::contents::Contents;
use super::load::{self, Asked, Question};
use super::servers::{Server, What};

/// For usage to be written.
const PATIENCE: Duration = Duration::from_mins(1);

/// The memory of a gate's process, in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    /// Allocated by the program and not freed.
    pub in_use: f64,
    /// Of the process, apart from files.
    pub process: f64,
}

impl Memory {
    fn of(server: &mut Server) -> Result<Self> {
        Ok(Self { in_use: server.in_use()?, process: server.memory()? })
    }

    /// Before any token is presented to a process of `program`, and after each was once and that is written.
    pub async fn measure(program: &Path, what: What<'_>, contents: &Contents, asked: &Asked) -> Result<[Self; 2]> {
        let mut gate = Server::start_of(program, what, 1)?;
        // What it does beside serving at its start.
        rt::time::sleep(Duration::from_secs(1)).await;
        load::ask_once(&gate, &asked.unknown.questions, 401).await?;
        let before = Self::of(&mut gate)?;
        let count = contents.written().await? + i64::try_from(contents.tokens.len())?;
        let questions: Vec<Question> = contents.tokens.iter().map(|token| Question::devices(token, "GET")).collect();
        load::ask_once(&gate, &questions, 200).await?;
        let written = async {
            while contents.written().await? < count {
                rt::time::sleep(Duration::from_millis(200)).await;
            }
            // What they were written from is dropped after the commit.
            rt::time::sleep(Duration::from_millis(500)).await;
            Ok::<_, anyhow::Error>(())
        };
        rt::time::timeout(PATIENCE, written).await.context("usage was not written")??;
        Ok([before, Self::of(&mut gate)?])
    }
}
