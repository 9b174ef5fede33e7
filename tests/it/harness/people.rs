//! Who there is: an organization with one person per role and two applications, and another one beside it.

use std::sync::Arc;

use latchkey::access::{Granted, ManageApplications, ManageMembers, Privilege, Role};
use latchkey::applications::{self, Application};
use latchkey::calendar;
use latchkey::chance::Chance;
use latchkey::clock::{Clock, Timestamp};
use latchkey::db::Db;
use latchkey::id::Id;
use latchkey::invitations::{self, Invitation, Invited, NewInvitation};
use latchkey::members;
use latchkey::organizations::{self, Founding, Organization};
use latchkey::users::{self, Email, PasswordHash, User};

use super::TestApp;

/// Everybody's password.
pub const PASSWORD: &str = "violet harbour tactful onion";

/// Someone with an account.
#[derive(Clone, Debug)]
pub struct Person {
    pub id: Id<User>,
    pub email: &'static str,
    pub name: &'static str,
}

/// Who and what there is before a test begins.
#[derive(Clone, Debug)]
pub struct People {
    pub organization: Id<Organization>,
    pub application: Id<Application>,
    pub second_application: Id<Application>,
    pub administrator: Person,
    pub member: Person,
    pub support: Person,
    pub other_organization: Id<Organization>,
    pub foreign_application: Id<Application>,
    /// An administrator of the other organization.
    pub foreigner: Person,
}

impl People {
    pub async fn found(db: &Db, clock: &Clock, chance: &Chance, hash: &PasswordHash) -> Self {
        let founding = Founding::at_command_line();
        let mut tx = db.begin().await.unwrap();
        let organization = organizations::found(&mut tx, clock, chance, &founding, "Acme").await.unwrap();
        let other = organizations::found(&mut tx, clock, chance, &founding, "Borealis").await.unwrap();
        let mut made = Vec::new();
        for (of, name) in [(organization, "Metering"), (organization, "Portal"), (other, "Turbines")] {
            let may: Granted<ManageApplications> = Granted::to_command_line(of);
            made.push(applications::create(&mut tx, clock, chance, &may, name).await.unwrap());
        }
        let mut people = Vec::new();
        for (of, email, name, role) in [
            (organization, "ada@acme.example", "Ada Administrator", Role::Administrator),
            (organization, "mika@acme.example", "Mika Member", Role::Member),
            (organization, "sam@acme.example", "Sam Support", Role::Support),
            (other, "fay@borealis.example", "Fay Foreigner", Role::Administrator),
        ] {
            let address = Email::parse(email).unwrap();
            let id = users::create(&mut tx, clock, chance, &address, name, hash).await.unwrap();
            let may: Granted<ManageMembers> = Granted::to_command_line(of);
            members::enlist(&mut tx, clock, &may, (id, name), role, false).await.unwrap();
            people.push(Person { id, email, name });
        }
        tx.commit().await.unwrap();
        let mut people = people.into_iter();
        let mut next = || people.next().unwrap();
        Self {
            organization,
            application: made[0],
            second_application: made[1],
            administrator: next(),
            member: next(),
            support: next(),
            other_organization: other,
            foreign_application: made[2],
            foreigner: next(),
        }
    }

    /// Before the first start; the ids are of nothing.
    pub fn nobody() -> Self {
        let (clock, chance) = (Clock::fixed(Timestamp(0)), Chance::seeded(0));
        let nobody = || Person { id: Id::new(&clock, &chance), email: "", name: "" };
        Self {
            organization: Id::new(&clock, &chance),
            application: Id::new(&clock, &chance),
            second_application: Id::new(&clock, &chance),
            administrator: nobody(),
            member: nobody(),
            support: nobody(),
            other_organization: Id::new(&clock, &chance),
            foreign_application: Id::new(&clock, &chance),
            foreigner: nobody(),
        }
    }
}

impl TestApp {
    /// The proof that a person holds a privilege.
    pub async fn granted<P: Privilege>(&self, person: &Person) -> Granted<P> {
        let signed_in: Arc<_> = latchkey::sessions::person(&self.db, person.id, None).await.unwrap().unwrap();
        Granted::to_person(signed_in, "192.0.2.10".parse().ok()).unwrap()
    }

    /// Makes an application of the first organization.
    pub async fn application(&self, name: &str) -> Id<Application> {
        let may: Granted<ManageApplications> = Granted::to_command_line(self.people.organization);
        let mut tx = self.db.begin().await.unwrap();
        let id = applications::create(&mut tx, &self.clock, &self.state.chance, &may, name).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// Makes the first organization's calendar, in the place of one that it has; gives the secret of the address.
    pub async fn calendar(&self) -> String {
        let may = Granted::to_command_line(self.people.organization);
        let seen = calendar::mark(calendar::made_at(&self.db, &may).await.unwrap());
        let made = calendar::renew(&self.db, &self.clock, &self.state.chance, &may, &seen).await.unwrap();
        made.unwrap().reveal().to_string()
    }

    /// Makes a person a member of an organization too.
    pub async fn enlist(&self, person: &Person, organization: Id<Organization>, role: Role) {
        let may: Granted<ManageMembers> = Granted::to_command_line(organization);
        let mut tx = self.db.begin().await.unwrap();
        members::enlist(&mut tx, &self.clock, &may, (person.id, person.name), role, false).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Makes a new person a member of the first organization, who can't sign in.
    pub async fn newcomer(&self, role: Role) -> Id<User> {
        let may: Granted<ManageMembers> = Granted::to_command_line(self.people.organization);
        let email = Email::parse(&format!("{}@acme.example", self.state.chance.hex::<6>())).unwrap();
        let hash = PasswordHash::from_stored("none".to_owned());
        let mut tx = self.db.begin().await.unwrap();
        let (clock, chance) = (&self.clock, &self.state.chance);
        let id = users::create(&mut tx, clock, chance, &email, "Nils Newcomer", &hash).await.unwrap();
        members::enlist(&mut tx, clock, &may, (id, "Nils Newcomer"), role, false).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// Invites someone, as the administrator does; gives the invitation and the path of its link.
    pub async fn invite(&self, email: &str, role: Role) -> (Id<Invitation>, String) {
        self.invite_by(&self.people.administrator, email, role).await
    }

    /// The same by another administrator, perhaps of the other organization.
    pub async fn invite_by(&self, person: &Person, email: &str, role: Role) -> (Id<Invitation>, String) {
        self.invite_as(person, email, role, false).await
    }

    /// Invites somebody who may have personal tokens then.
    pub async fn invite_with_access(&self, email: &str, role: Role) -> (Id<Invitation>, String) {
        self.invite_as(&self.people.administrator, email, role, true).await
    }

    async fn invite_as(&self, by: &Person, email: &str, role: Role, api_access: bool) -> (Id<Invitation>, String) {
        let may = self.granted::<ManageMembers>(by).await;
        let new = NewInvitation { email: Email::parse(email).unwrap(), role, api_access, mailed: false };
        let invited = invitations::invite(&self.db, &self.clock, &self.state.chance, &may, &new).await.unwrap();
        let Invited::Invited(invitation, secret) = invited else { panic!("{email} is not invited: {invited:?}") };
        (invitation.id, secret.link("").to_string())
    }
}
