//! The gate's process once more, with an allocator that counts what is in use. Counting costs a little at each
//! allocation, so this program is measured for nothing but memory.

mod serve;

use std::alloc::System;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

#[derive(Parser)]
struct Line {
    #[command(subcommand)]
    server: Child,
}

#[derive(Subcommand)]
enum Child {
    Gate(serve::Gate),
}

#[actix_web::main]
async fn main() -> ExitCode {
    let Child::Gate(gate) = Line::parse().server;
    if let Err(error) = gate.serve(in_use).await {
        eprintln!("tests/bench/gate: {error:#}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn in_use() -> usize {
    let counts = ALLOCATOR.stats();
    counts.bytes_allocated.saturating_sub(counts.bytes_deallocated)
}
