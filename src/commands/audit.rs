//! The audit log, from the command line.

use std::io::Write;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};

use crate::audit::verify::{Chain, Head, verify};
use crate::config::Config;
use crate::db::{self, Db};

#[derive(Subcommand, Debug)]
pub enum AuditCommand {
    /// Check every event against its hash and its place; fails if anything was changed, moved, added or left out
    Verify(Verify),
}

#[derive(Args, Debug)]
#[command(group(clap::ArgGroup::new("chain").args(["organization", "installation"])))]
pub struct Verify {
    /// Only the chain of this organization
    #[arg(long)]
    organization: Option<String>,
    /// Only the installation's own chain: what concerns no organization
    #[arg(long, conflicts_with = "organization")]
    installation: bool,
    /// The head that an earlier run printed, as ORGANIZATION:NUMBER:HASH or NUMBER:HASH: fails if that event is not in the
    /// chain any more
    #[arg(long, value_name = "HEAD", requires = "chain")]
    expect: Option<Head>,
}

pub async fn run(config: &Config, command: AuditCommand) -> Result<()> {
    let AuditCommand::Verify(wanted) = command;
    if let Some(file) = config.database_url.file().filter(|file| !file.exists()) {
        bail!("LATCHKEY_DATABASE_URL: there is no {}", file.display());
    }
    let db = super::connect(config).await?;
    let chains = chosen(&db, &wanted).await?;
    let mut out = std::io::stdout();
    let mut broken = 0;
    for chain in &chains {
        if wanted.expect.as_ref().is_some_and(|head| head.is_elsewhere(chain)) {
            bail!("the head is of another organization than {}", chain.name);
        }
        let report = verify(&db, chain, wanted.expect.as_ref()).await.context("the audit log can't be read")?;
        let name = if chain.is_installations() { "the installation" } else { &chain.name };
        let events = if report.checked == 1 { "event" } else { "events" };
        match &report.broken {
            None => writeln!(out, "{name}: {} {events}, intact", report.checked)?,
            Some(what) if what.is_about_what_was_noted() => {
                broken += 1;
                let told = "it was miscopied, is of another chain, or the chain was rewritten";
                writeln!(out, "{name}: {} {events}, NOT AS EXPECTED: {what}; {told}", report.checked)?;
            }
            Some(what) => {
                broken += 1;
                writeln!(out, "{name}: BROKEN after {} {events}: {what}", report.checked)?;
            }
        }
        if let Some(head) = report.head.filter(|head| head.seq > 0) {
            writeln!(out, "    head {head}")?;
        }
    }
    db.close().await;
    match broken {
        0 => Ok(()),
        1 => bail!("the audit log is not as it was recorded: one chain is broken"),
        n => bail!("the audit log is not as it was recorded: {n} chains are broken"),
    }
}

async fn chosen(db: &Db, by: &Verify) -> Result<Vec<Chain>> {
    let mut chains = Chain::all(db).await.context("the audit log can't be read")?;
    if by.installation {
        chains.retain(Chain::is_installations);
    }
    let Some(organization) = &by.organization else { return Ok(chains) };
    let wanted = db::fold(organization);
    let chains: Vec<_> = chains.into_iter().filter(|c| !c.is_installations() && db::fold(&c.name) == wanted).collect();
    if chains.is_empty() {
        bail!("there is no organization “{organization}”");
    }
    Ok(chains)
}
