//! Who may do what: roles, the privileges they include, and the proof of one that every operation asks for.
//! Here is policy only; how a request becomes a proof is in `guard`.

pub mod guard;
mod reach;

use std::fmt;
use std::marker::PhantomData;
use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;

pub use reach::Reach;

use crate::error::Error;
use crate::id::Id;
use crate::language::{Language, Message};
use crate::organizations::Organization;
use crate::tokens::Token;
use crate::users::User;

/// What a person is in an organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Manages everything of the organization.
    Administrator,
    /// Sees the applications and their tokens.
    Member,
    /// Sees what members see, and shuts tokens off.
    Support,
}

impl Role {
    /// The word stored, and shown to programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Member => "member",
            Self::Support => "support",
        }
    }

    /// What it is called.
    pub fn word(self) -> Message {
        match self {
            Self::Administrator => t!("role-administrator"),
            Self::Member => t!("role-member"),
            Self::Support => t!("role-support"),
        }
    }

    /// What it may do, in a sentence.
    pub fn means(self) -> Message {
        match self {
            Self::Administrator => t!("members-role-administrator-means"),
            Self::Member => t!("members-role-member-means"),
            Self::Support => t!("members-role-support-means"),
        }
    }

    /// The role of someone who is support for the whole installation too: a member's is less than that.
    #[must_use]
    pub fn with_support(self, all_organizations: bool) -> Self {
        if all_organizations && self == Self::Member { Self::Support } else { self }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        [Self::Administrator, Self::Member, Self::Support]
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or_else(|| format!("“{text}” is not a role: it is administrator, member or support"))
    }
}

impl TryFrom<String> for Role {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

/// Who is acting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Principal {
    /// A signed-in person.
    User {
        /// Who.
        id: Id<User>,
        /// Their name at the time.
        name: String,
    },
    /// A token, through the API.
    Token {
        /// Which.
        id: Id<Token>,
        /// Its name at the time.
        name: String,
        /// Whom it acts as, if it is a personal one.
        user: Option<Id<User>>,
    },
    /// Someone at the server's command line.
    CommandLine,
    /// The program itself, as in the demo.
    System,
}

impl Principal {
    /// The word stored: `user`, `token`, `command_line`, `system`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::User { .. } => "user",
            Self::Token { .. } => "token",
            Self::CommandLine => "command_line",
            Self::System => "system",
        }
    }

    /// The id stored; empty where the kind has none.
    pub fn id(&self) -> &str {
        match self {
            Self::User { id, .. } => id.as_str(),
            Self::Token { id, .. } => id.as_str(),
            Self::CommandLine | Self::System => "",
        }
    }

    /// The name shown.
    pub fn name(&self) -> &str {
        match self {
            Self::User { name, .. } | Self::Token { name, .. } => name,
            Self::CommandLine => "the command line",
            Self::System => "Latchkey",
        }
    }
}

/// Who acts, in which role, and from where: what an audit event says about the doer.
#[derive(Clone, Debug)]
pub struct Actor {
    /// Who.
    pub principal: Principal,
    /// In which role; none for the command line and the system.
    pub role: Option<Role>,
    /// From which address; none if it could not be told.
    pub address: Option<IpAddr>,
}

/// A person's place in an organization.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Membership {
    /// Which organization.
    #[sqlx(rename = "organization_id")]
    pub organization: Id<Organization>,
    /// Its name.
    pub organization_name: String,
    /// As what.
    #[sqlx(try_from = "String")]
    pub role: Role,
}

/// A signed-in person, with the organization they are looking at.
#[derive(Clone, Debug)]
pub struct Person {
    /// Who.
    pub id: Id<User>,
    /// Their name.
    pub name: String,
    /// Their e-mail address, which they sign in with.
    pub email: String,
    /// The current organization and their role in it.
    pub current: Membership,
    /// Every organization they belong to, the current one included, by name.
    pub memberships: Vec<Membership>,
    /// They are support for the whole installation.
    pub all_organizations: bool,
    /// The language they chose; none if their browser chooses.
    pub language: Option<Language>,
}

impl Person {
    /// The ids of all their organizations.
    pub fn organizations(&self) -> impl Iterator<Item = Id<Organization>> {
        self.memberships.iter().map(|membership| membership.organization)
    }
}

/// Something a role may include.
pub trait Privilege: 'static {
    /// What to call it in the access matrix and in refusals.
    const NAME: &'static str;
    /// The end of the sentence "You can't do this: …".
    fn needs() -> Message;
    /// Whether `role` includes it.
    fn held_by(role: Role) -> bool;
}

macro_rules! privileges {
    ($($(#[$doc:meta])* $name:ident: $roles:pat, $needs:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub enum $name {}
        impl Privilege for $name {
            const NAME: &'static str = stringify!($name);
            fn needs() -> Message {
                $needs
            }
            fn held_by(role: Role) -> bool {
                matches!(role, $roles)
            }
        }
    )*};
}

privileges! {
    /// Be signed in with a place in an organization.
    SignedIn: _, t!("access-needs-place");
    /// See the organization's applications, application tokens and their usage.
    SeeTokens: _, t!("access-needs-place");
    /// Create, activate, edit and delete application tokens.
    ManageTokens: Role::Administrator, t!("access-needs-administrator");
    /// Deactivate a token or mark it compromised.
    ShutTokens: Role::Administrator | Role::Support, t!("access-needs-support");
    /// See the page of a deleted token.
    SeeTombstones: Role::Administrator | Role::Support, t!("access-needs-support");
    /// See another person's personal token.
    SeeOthersTokens: Role::Administrator | Role::Support, t!("access-needs-support");
    /// See the audit log, and in a token's history from where people acted.
    SeeAudit: Role::Administrator | Role::Support, t!("access-needs-support");
    /// Have the audit log checked against its hashes.
    VerifyAudit: Role::Administrator, t!("access-needs-administrator");
    /// Look through a paste for tokens, of every organization in which one may shut them.
    SearchLeaks: Role::Administrator | Role::Support, t!("access-needs-support");
    /// Invite people, give them roles and privileges, remove them.
    ManageMembers: Role::Administrator, t!("access-needs-administrator");
    /// Create, rename, archive, restore and delete applications.
    ManageApplications: Role::Administrator, t!("access-needs-administrator");
    /// Change the organization's name and its rules for tokens.
    ManageSettings: Role::Administrator, t!("access-needs-administrator");
}

/// The role in which something was asked is not held any more, now that it would be done. It travels as a failure of the
/// transaction, which it is: every operation passes those on.
#[derive(Debug, thiserror::Error)]
#[error("the role in which this was asked is not held any more")]
pub struct NoLongerHeld;

impl From<NoLongerHeld> for crate::db::Error {
    fn from(lost: NoLongerHeld) -> Self {
        Self::AnyDriverError(Box::new(lost))
    }
}

/// Whom a proof was given to.
#[derive(Clone)]
enum Holder {
    Person(Arc<Person>),
    Token(Arc<Token>),
    /// The command line or the system.
    Program,
}

/// The proof that someone holds privilege `P` in one organization. It can only come from this room, and
/// every operation takes the one it needs, so a forgotten check does not compile. It carries the
/// organization, so every query has its tenant.
pub struct Granted<P> {
    actor: Actor,
    organization: Id<Organization>,
    holder: Holder,
    privilege: PhantomData<fn() -> P>,
}

impl<P: Privilege> Granted<P> {
    /// The proof for a signed-in person in their current organization, if their role includes `P`.
    pub fn to_person(person: Arc<Person>, address: Option<IpAddr>) -> Result<Self, Error> {
        let role = person.current.role;
        if !P::held_by(role) {
            return Err(Error::Forbidden(t!("access-cant", role = role.word(), needs = P::needs()).into()));
        }
        let principal = Principal::User { id: person.id, name: person.name.clone() };
        Ok(Self {
            actor: Actor { principal, role: Some(role), address },
            organization: person.current.organization,
            holder: Holder::Person(person),
            privilege: PhantomData,
        })
    }

    /// The proof for whoever has the server's command line: they hold the database itself.
    pub fn to_command_line(organization: Id<Organization>) -> Self {
        Self::to_program(Principal::CommandLine, organization)
    }

    /// The proof for a token: only for `api`, once the gate has admitted the action that stands for `P`. As an
    /// administrator if it is the personal token of one, and of a kind that may do more than read.
    pub(crate) fn to_token(token: Arc<Token>, as_administrator: bool, address: Option<IpAddr>) -> Self {
        let principal = Principal::Token { id: token.id, name: token.name.clone(), user: token.user_id };
        let role = as_administrator.then_some(Role::Administrator);
        Self {
            actor: Actor { principal, role, address },
            organization: token.organization_id,
            holder: Holder::Token(token),
            privilege: PhantomData,
        }
    }

    /// The proof for the program itself, for the demo's contents and the first start.
    pub(crate) fn to_system(organization: Id<Organization>) -> Self {
        Self::to_program(Principal::System, organization)
    }

    fn to_program(principal: Principal, organization: Id<Organization>) -> Self {
        let actor = Actor { principal, role: None, address: None };
        Self { actor, organization, holder: Holder::Program, privilege: PhantomData }
    }

    /// The proof of another privilege for the same holder, if they hold it. What a token was admitted for leads to nothing
    /// further but what every role includes.
    pub fn also<Q: Privilege>(&self) -> Result<Granted<Q>, Error> {
        match &self.holder {
            Holder::Person(person) => Granted::to_person(Arc::clone(person), self.actor.address),
            Holder::Program => Ok(Granted::to_program(self.actor.principal.clone(), self.organization)),
            Holder::Token(token) if self.can::<Q>() => Ok(Granted {
                actor: self.actor.clone(),
                organization: self.organization,
                holder: Holder::Token(Arc::clone(token)),
                privilege: PhantomData,
            }),
            Holder::Token(_) => Err(Error::Forbidden(t!("access-token-cant").into())),
        }
    }

    /// Whether the same holder also holds `Q`: for showing only what may be done.
    pub fn can<Q: Privilege>(&self) -> bool {
        match &self.holder {
            Holder::Person(person) => Q::held_by(person.current.role),
            Holder::Token(_) => Q::held_by(Role::Member),
            Holder::Program => true,
        }
    }

    /// The organization it was granted in.
    pub fn organization(&self) -> Id<Organization> {
        self.organization
    }

    /// Who acts.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The signed-in person; none at the command line, and none for a token, which may act as one.
    pub fn person(&self) -> Option<&Person> {
        if let Holder::Person(person) = &self.holder { Some(person) } else { None }
    }

    /// The token that acts, as it was when it was admitted.
    pub fn token(&self) -> Option<&Token> {
        if let Holder::Token(token) = &self.holder { Some(token) } else { None }
    }
}

impl<P> fmt::Debug for Granted<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Granted({:?} in {})", self.actor, self.organization)
    }
}
