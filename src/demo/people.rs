//! The demo's people beside those whose accounts it prints: so that the list of members looks like one.

use anyhow::{Result, bail};

use crate::access::{Granted, ManageMembers, Role};
use crate::chance::Chance;
use crate::clock::{Clock, DAY, Timestamp};
use crate::db::Db;
use crate::id::Id;
use crate::invitations::{self, Invited, NewInvitation};
use crate::members;
use crate::organizations::Organization;
use crate::users::{self, Email, PasswordHash, User};

/// E-mail address, name, role, API access; how many days ago they joined, and signed in last.
type Colleague = (&'static str, &'static str, Role, bool, i64, Option<i64>);
const COLLEAGUES: [Colleague; 5] = [
    ("noor.haddad@demo.example", "Noor Haddad", Role::Administrator, true, 310, Some(2)),
    ("jonas.lindqvist@demo.example", "Jonas Lindqvist", Role::Member, true, 240, Some(9)),
    ("priya.raman@demo.example", "Priya Raman", Role::Member, false, 130, Some(1)),
    ("tomasz.wolny@demo.example", "Tomasz Wolny", Role::Support, false, 75, Some(31)),
    ("lea.dubois@demo.example", "Léa Dubois", Role::Member, false, 6, None),
];
/// E-mail address, role, API access; how many days ago they were invited.
const INVITED: [(&str, Role, bool, i64); 2] =
    [("ines.carvalho@demo.example", Role::Member, true, 1), ("field-support@demo.example", Role::Support, false, 9)];

/// Makes them members of the organization, all with the same password.
pub async fn colleagues(
    db: &Db,
    chance: &Chance,
    hash: &PasswordHash,
    organization: Id<Organization>,
    signed_in: &[Id<User>],
    today: Timestamp,
) -> Result<()> {
    let may: Granted<ManageMembers> = Granted::to_system(organization);
    let mut tx = db.begin().await?;
    for (email, name, role, api_access, joined, last) in COLLEAGUES {
        let clock = Clock::fixed(today.plus(-joined * DAY));
        let email = Email::parse(email).map_err(anyhow::Error::msg)?;
        let user = users::create(&mut tx, &clock, chance, &email, name, hash).await?;
        members::enlist(&mut tx, &clock, &may, (user, name), role, api_access).await?;
        if let Some(last) = last {
            users::signed_in(&mut tx, &Clock::fixed(today.plus(-last * DAY)), user).await?;
        }
    }
    for (hours, user) in (3..).step_by(20).zip(signed_in) {
        users::signed_in(&mut tx, &Clock::fixed(today.plus(-hours * 3_600_000)), *user).await?;
    }
    Ok(tx.commit().await?)
}

/// Invites some more, whose links nobody gets to see.
pub async fn invitations(db: &Db, chance: &Chance, may: &Granted<ManageMembers>, today: Timestamp) -> Result<()> {
    for (email, role, api_access, ago) in INVITED {
        let clock = Clock::fixed(today.plus(-ago * DAY));
        let email = Email::parse(email).map_err(anyhow::Error::msg)?;
        let new = NewInvitation { email, role, api_access, mailed: false };
        let Invited::Invited(..) = invitations::invite(db, &clock, chance, may, &new).await? else {
            bail!("the demo's invitations could not be made");
        };
    }
    Ok(())
}
