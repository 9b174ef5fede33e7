//! Arguments, then telemetry, then one command.

use clap::Parser;
use latchkey::commands::{self, CommandLine};

#[actix_web::main]
async fn main() -> std::process::ExitCode {
    let line = CommandLine::parse();
    match commands::run(line).await {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("latchkey: {error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}
