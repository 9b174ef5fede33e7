//! People, from the command line.

use std::io::{IsTerminal, Read, Write};

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};

use crate::access::{Granted, ManageApplications, ManageMembers, Role};
use crate::applications;
use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::Config;
use crate::members;
use crate::organizations::{self, Founding, Named};
use crate::users::{self, Email, Hasher, Operator, Password, password_change};

#[derive(Subcommand, Debug)]
pub enum UserCommand {
    /// Add a person to an organization, or give a member another role. The password is read from standard input
    Add(UserAdd),
    /// Set a new password for somebody who has forgotten theirs, and sign them out everywhere. The password is read from
    /// standard input
    Password(UserPassword),
}

#[derive(Args, Debug)]
pub struct UserAdd {
    /// Their e-mail address, which they sign in with
    #[arg(long, value_parser = Email::parse)]
    email: Email,
    /// The name of the organization; one not known yet is made, with one application
    #[arg(long)]
    organization: String,
    /// administrator, member or support
    #[arg(long)]
    role: Role,
    /// Their name, if it is not the start of the e-mail address
    #[arg(long)]
    name: Option<String>,
    /// The account with this e-mail address exists, and is meant: it keeps its password, and none is read
    #[arg(long)]
    existing_account: bool,
    /// May have personal tokens; a member who may goes on without it
    #[arg(long)]
    api_access: bool,
    /// Support for every organization of this installation
    #[arg(long)]
    all_organizations: bool,
}

#[derive(Args, Debug)]
pub struct UserPassword {
    /// The e-mail address that they sign in with
    #[arg(long, value_parser = Email::parse)]
    email: Email,
}

pub async fn run(config: &Config, command: UserCommand) -> Result<()> {
    match command {
        UserCommand::Add(wanted) => add(config, wanted).await,
        UserCommand::Password(wanted) => set_password(config, wanted).await,
    }
}

async fn add(config: &Config, add: UserAdd) -> Result<()> {
    if add.all_organizations && add.role != Role::Support {
        bail!("--all-organizations is for the role support");
    }
    let organization = organizations::parse_name(&add.organization, Named::Organization).map_err(anyhow::Error::msg)?;
    let start = add.email.as_str().split('@').next().unwrap_or_default();
    let name = users::parse_person_name(add.name.as_deref().unwrap_or(start)).map_err(anyhow::Error::msg)?;
    let db = super::connect(config).await?;
    db.migrate().await.context("the database's schema can't be brought up to this program's")?;
    let (clock, chance) = (Clock::system(), Chance::system());
    // An account that exists keeps its password, so it has to be meant: whoever invites can have made one in a name that is
    // not theirs.
    let existing = users::by_email(&db, &add.email.key()).await?;
    if let (Some((user, _)), false) = (&existing, add.existing_account) {
        let places = organizations::memberships(&db, user.id).await?;
        let places: Vec<_> = places.iter().map(|m| m.organization_name.as_str()).collect();
        bail!(
            "{} has an account already, as “{}” (organizations: {}). It keeps its password, and yours was not read. If \
             that is who you mean, say --existing-account",
            add.email.as_str(),
            user.name,
            if places.is_empty() { "none".to_owned() } else { places.join(", ") },
        );
    }
    let hash = match existing {
        Some(_) => None,
        None => Some(Hasher::new()?.hash(password_from_input(&[&name, add.email.as_str()])?).await?),
    };
    let mut tx = db.begin().await?;
    let founding = Founding::at_command_line();
    let (organization_id, made) = match organizations::by_name(&mut tx, &organization).await? {
        Some(known) => (known.id, false),
        None => (organizations::found(&mut tx, &clock, &chance, &founding, &organization).await?, true),
    };
    let may: Granted<ManageMembers> = Granted::to_command_line(organization_id);
    if made {
        let may: Granted<ManageApplications> = Granted::to_command_line(organization_id);
        applications::create(&mut tx, &clock, &chance, &may, &organization).await?;
    }
    let (user, name) = match (existing, hash) {
        (Some((user, _)), _) => (user.id, user.name),
        (None, Some(hash)) => (users::create(&mut tx, &clock, &chance, &add.email, &name, &hash).await?, name),
        (None, None) => unreachable!("a new account has a password"),
    };
    members::enlist(&mut tx, &clock, &may, (user, &name), add.role, add.api_access).await?;
    if add.all_organizations {
        let operator = Operator::at_command_line();
        users::grant_all_organizations(&mut tx, &clock, &operator, (user, &name), organization_id).await?;
    }
    tx.commit().await?;
    db.close().await;
    let role = add.role;
    writeln!(std::io::stdout(), "{} is {role} of {organization}.", add.email.as_str())?;
    Ok(())
}

async fn set_password(config: &Config, wanted: UserPassword) -> Result<()> {
    if let Some(file) = config.database_url.file().filter(|file| !file.exists()) {
        bail!("LATCHKEY_DATABASE_URL: there is no {}", file.display());
    }
    let db = super::connect(config).await?;
    db.check_schema().await.context("the database's schema is not this program's")?;
    let email = wanted.email.as_str();
    let Some((user, _)) = users::by_email(&db, &wanted.email.key()).await? else {
        bail!("{email} has no account");
    };
    let hash = Hasher::new()?.hash(password_from_input(&[&user.name, email])?).await?;
    let may = Operator::at_command_line();
    let ended = password_change::reset(&db, &Clock::system(), &may, &user, &hash).await?;
    db.close().await;
    let sessions = if ended == 1 { "session has" } else { "sessions have" };
    writeln!(std::io::stdout(), "{} ({email}) has the new password. {ended} {sessions} ended.", user.name)?;
    Ok(())
}

fn password_from_input(known: &[&str]) -> Result<Password> {
    let mut input = std::io::stdin();
    if input.is_terminal() {
        eprintln!("Type the password and end with Ctrl-D (it will be seen):");
    }
    let mut text = zeroize::Zeroizing::new(String::new());
    input.read_to_string(&mut text).context("the password could not be read from standard input")?;
    Password::choose(text.trim_end_matches(['\n', '\r']), known).map_err(anyhow::Error::msg)
}
