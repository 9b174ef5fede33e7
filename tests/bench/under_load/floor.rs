//! What a database itself does on the same disk: commits of one row, by as many connections as ask.

use std::time::{Duration, Instant};

use anyhow::Result;
use latchkey::db::{Db, Pools};
use sqlx::AssertSqlSafe;

use crate::contents::execute;
use crate::place::Place;

/// As many bytes as the rows of a token and its event have together.
const BYTES: usize = 800;

/// A database with one table.
pub struct Floor {
    db: Db,
    _place: Place,
}

impl Floor {
    /// Beside the other databases, opened as the program opens its own.
    pub async fn new(place: Place) -> Result<Self> {
        let db = Db::connect(&place.url).await?;
        let mut tx = db.begin().await?;
        execute(&mut tx, "CREATE TABLE floor (text TEXT NOT NULL)").await?;
        tx.commit().await?;
        Ok(Self { db, _place: place })
    }

    /// Commits per second.
    pub async fn commits(&self, connections: usize, seconds: u64) -> Result<f64> {
        let until = Instant::now() + Duration::from_secs(seconds);
        let began = Instant::now();
        let working: Vec<_> = (0..connections).map(|_| tokio::spawn(commit_until(self.db.clone(), until))).collect();
        let mut commits = 0;
        for work in working {
            commits += work.await??;
        }
        Ok(f64::from(commits) / began.elapsed().as_secs_f64())
    }
}

/// The driver and nothing else of ours.
async fn commit_until(db: Db, until: Instant) -> Result<u32> {
    let insert = format!("INSERT INTO floor (text) VALUES ('{}')", "x".repeat(BYTES));
    let mut commits = 0;
    while Instant::now() < until {
        match db.pools() {
            Pools::Sqlite { writer, .. } => {
                let mut tx = writer.begin_with("BEGIN IMMEDIATE").await?;
                sqlx::query(AssertSqlSafe(insert.clone())).execute(&mut *tx).await?;
                tx.commit().await?;
            }
            Pools::Postgres(pool) => {
                sqlx::query(AssertSqlSafe(insert.clone())).execute(pool).await?;
            }
        }
        commits += 1;
    }
    Ok(commits)
}
