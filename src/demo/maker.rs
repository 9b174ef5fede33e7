//! The demo's tokens: made, shut, rotated and paused at moments of the past, as their people would have.

use anyhow::{Context, Result, bail};

use crate::access::{Granted, ManageTokens, ShutTokens};
use crate::applications::Application;
use crate::catalogue::Catalogue;
use crate::chance::Chance;
use crate::clock::{Clock, DAY, HOUR, Timestamp};
use crate::db::Db;
use crate::gate::Seal;
use crate::id::Id;
use crate::organizations::Organization;
use crate::sessions;
use crate::tokens::{
    self, AllowedNetworks, Creation, Description, NewToken, Overlap, Pause, Permissions, Prefixes, Reason, Rotation,
    SubmissionKey, Token, TokenName,
};
use crate::usage::Usage;
use crate::users::User;

/// Which of the tokens is rotated, and which paused; both are in use.
const ROTATED: usize = 10;
const PAUSED: usize = 15;

/// Makes tokens at moments of the past, as their creators would have.
pub struct Maker<'a> {
    pub db: &'a Db,
    pub chance: &'a Chance,
    pub prefixes: &'a Prefixes,
    pub people: Vec<Id<User>>,
    pub today: Timestamp,
    pub usage: Usage,
    pub seal: Seal,
    pub made: usize,
}

impl Maker<'_> {
    /// A proof for one of the demo's people.
    pub async fn granted<P: crate::access::Privilege>(
        &self,
        who: usize,
        organization: Id<Organization>,
    ) -> Result<Granted<P>> {
        let person = sessions::person(self.db, self.people[who], Some(organization)).await?;
        let person = person.context("the demo's people belong to its organizations")?;
        Ok(Granted::to_person(person, "192.0.2.10".parse().ok())?)
    }

    fn new_token(&self, application: Id<Application>, name: &str, n: usize) -> Result<NewToken> {
        let catalogue = Catalogue::built_in().map_err(anyhow::Error::msg)?;
        let custom: &[&str] = match n % 3 {
            0 => &["devices.get", "device.get", "data.timeSeriesQuery", "data.lastValueQuery"],
            1 => &["devices.get", "devices.post", "device.patch", "device.sendCommand", "deviceRecipes.get"],
            _ => &["dataTables.get", "dataTableRows.get"],
        };
        let known = custom.iter().copied().filter(|id| catalogue.action(id).is_some());
        let choice = ["read", "custom", "custom", "all", "read"][n % 5];
        let networks =
            ["203.0.113.0/24", "198.51.100.7\n198.51.100.8\n2001:db8:40::/48", "", "10.20.0.0/16", ""][n % 5];
        let lifetime = match n {
            7 | 19 => None,
            _ => Some(match n % 8 {
                0 => 400 + 9,
                1 => 400 - 20,
                2 => 400 + 90,
                _ => 400 + 120 + i64::try_from(n)? * 6,
            }),
        };
        let described = format!("Used by {name}. Owner: integrations team.");
        Ok(NewToken {
            owner: application,
            name: TokenName::parse(name).map_err(anyhow::Error::msg)?,
            description: Description::parse(if n.is_multiple_of(3) { "" } else { &described })
                .map_err(anyhow::Error::msg)?,
            expires_at: lifetime.map(|days| self.today.plus((days - 400) * DAY + 5 * 3_600_000)),
            networks: AllowedNetworks::parse(networks).map_err(|faults| anyhow::anyhow!(faults.join(" ")))?,
            permissions: Permissions::parse(choice, known, &catalogue).map_err(anyhow::Error::msg)?,
            active: true,
            submission: Some(SubmissionKey::new(self.chance)),
        })
    }

    pub async fn token(
        &mut self,
        organization: Id<Organization>,
        application: Id<Application>,
        name: &str,
    ) -> Result<()> {
        let n = self.made;
        self.made += 1;
        let new = self.new_token(application, name, n)?;
        let created = self.today.plus(-(30 + i64::try_from(n * 41 % 300)?) * DAY - i64::try_from(n)? * 1_234_567);
        let clock = Clock::fixed(created);
        let may: Granted<ManageTokens> = self.granted(0, organization).await?;
        let made = tokens::create(self.db, &clock, self.chance, self.prefixes, &may, &new).await?;
        let Creation::Created(token, _) = made else { bail!("the demo's token {name} could not be made") };
        if n % 6 != 5 {
            clock.advance(40_000);
            tokens::confirm_copied(self.db, &clock, &may, token.id).await?;
        }
        let shut: Granted<ShutTokens> = self.granted(2, organization).await?;
        let lately = Clock::fixed(self.today.plus(-i64::try_from(n % 9 + 1)? * DAY - 7_000_000));
        match n % 11 {
            3 => {
                let reason = Reason::parse("Seen from an unknown network; ticket 4711.").map_err(anyhow::Error::msg)?;
                tokens::deactivate(self.db, &lately, &shut, token.id, &reason).await?;
            }
            6 => {
                tokens::deactivate(self.db, &lately, &may.also()?, token.id, &Reason::default()).await?;
            }
            8 => {
                let reason = Reason::parse("Found in a public repository.").map_err(anyhow::Error::msg)?;
                tokens::mark_compromised(self.db, &lately, &shut, token.id, &reason).await?;
            }
            _ => {}
        }
        if n == ROTATED {
            self.rotate(organization, &token, n).await?;
        }
        if n == PAUSED {
            let reason = Reason::parse("Odd calls at night; looking into it.").map_err(anyhow::Error::msg)?;
            let at = Clock::fixed(self.today.plus(-2 * HOUR));
            tokens::pause(self.db, &at, &shut, token.id, Pause::Day, &reason).await?;
        }
        if n % 7 != 2 {
            self.use_token(&token, n, if matches!(n % 11, 3 | 6 | 8) { lately.now() } else { self.today.plus(1) })?;
        }
        Ok(())
    }

    /// Rotates a token two days ago, with a week's overlap: the first of its callers has gone over since.
    async fn rotate(&mut self, organization: Id<Organization>, token: &Token, n: usize) -> Result<()> {
        let clock = Clock::fixed(self.today.plus(-2 * DAY));
        let may: Granted<ManageTokens> = self.granted(0, organization).await?;
        let how = (Overlap::Week, &SubmissionKey::new(self.chance));
        let made = tokens::rotate(self.db, &clock, self.chance, self.prefixes, &may, token.id, how).await?;
        let Rotation::Issued { successor, .. } = made else { bail!("{} could not be rotated", token.name) };
        clock.advance(50_000);
        tokens::confirm_copied(self.db, &clock, &may, successor.id).await?;
        self.go_over(&successor, n);
        Ok(())
    }

    /// The token that the printed line carries.
    pub async fn for_trying(
        &mut self,
        organization: Id<Organization>,
        application: Id<Application>,
    ) -> Result<zeroize::Zeroizing<String>> {
        let clock = Clock::fixed(self.today);
        let new = NewToken {
            name: TokenName::parse("Try the gate").map_err(anyhow::Error::msg)?,
            description: Description::parse("Made for the line that the demo prints.").map_err(anyhow::Error::msg)?,
            expires_at: Some(self.today.plus(DAY)),
            networks: AllowedNetworks::parse("127.0.0.0/8\n::1").map_err(|faults| anyhow::anyhow!(faults.join(" ")))?,
            permissions: Permissions::ReadOnly,
            owner: application,
            active: true,
            submission: Some(SubmissionKey::new(self.chance)),
        };
        let may: Granted<ManageTokens> = self.granted(0, organization).await?;
        match tokens::create(self.db, &clock, self.chance, self.prefixes, &may, &new).await? {
            Creation::Created(_, secret) => Ok(secret.reveal()),
            other => bail!("the demo's token could not be made: {other:?}"),
        }
    }
}
