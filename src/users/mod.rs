//! People: who they are and how their passwords are kept. What they may do is a membership, in `organizations`.

pub mod email_change;
mod letters;
pub mod pages;
mod password;
pub mod password_change;
mod store;
mod threads;

pub use password::{Hasher, Password, PasswordHash};
use serde_json::{Value, json};
use validator::ValidateEmail;

use crate::access::{Actor, Granted, Person, Principal, SignedIn};
use crate::audit::{self, Action, Subject};
use crate::chance::Chance;
use crate::clock::Clock;
use crate::db::{self, Db, On, Tx};
use crate::error::Error;
use crate::id::Id;
use crate::language::Language;
use crate::organizations::Organization;
use crate::web::form::is_disguise;

/// A person with an account.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct User {
    /// Their id.
    pub id: Id<User>,
    /// Their e-mail address as they wrote it.
    pub email: String,
    /// Their name.
    pub name: String,
    /// They are support for the whole installation.
    pub all_organizations: bool,
    /// The code of the language they chose; none if their browser chooses.
    pub language: Option<String>,
}

impl User {
    /// Their address for looking up: without regard to case.
    pub fn email_key(&self) -> String {
        db::fold(&self.email)
    }

    /// The language they chose, if it is still spoken.
    pub fn language(&self) -> Option<Language> {
        self.language.as_deref().and_then(Language::of_code)
    }
}

/// An e-mail address, as far as its form tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// Reads an address; the error is for its field.
    pub fn parse(text: &str) -> Result<Self, String> {
        let email = text.trim();
        if email.is_empty() {
            Err(t!("person-email-missing").into())
        } else if email.len() > 254 || !email.validate_email() {
            Err(t!("person-email-not-one").into())
        } else {
            Ok(Self(email.to_owned()))
        }
    }

    /// The address as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address for looking up: without regard to case.
    pub fn key(&self) -> String {
        db::fold(&self.0)
    }
}

/// Characters of a person's name at most.
const LONGEST_NAME: usize = 100;

/// Reads a person's name: 1 to 100 characters; the error is for its field.
pub fn parse_person_name(text: &str) -> Result<String, String> {
    let name = text.trim();
    match name.chars().count() {
        0 => Err(t!("person-name-missing").into()),
        length if length > LONGEST_NAME => Err(t!("person-name-too-long", most = LONGEST_NAME).into()),
        _ if name.chars().any(is_disguise) => Err(t!("person-name-disguised").into()),
        _ => Ok(name.to_owned()),
    }
}

/// Makes an account. Its address must be free.
pub async fn create(
    tx: &mut Tx,
    clock: &Clock,
    chance: &Chance,
    email: &Email,
    name: &str,
    password: &PasswordHash,
) -> Result<Id<User>, db::Error> {
    let id = Id::new(clock, chance);
    store::insert(tx, id, email, name, password, clock.now()).await?;
    Ok(id)
}

/// The account with this address.
pub async fn by_email(on: impl Into<On<'_>>, email_key: &str) -> Result<Option<(User, PasswordHash)>, db::Error> {
    store::by_email(on, email_key).await
}

/// The account with this id.
pub async fn find(db: &Db, id: Id<User>) -> Result<Option<User>, db::Error> {
    store::find(db, id).await
}

/// The mark of the password that a person has, which it stays until the transaction ends.
pub async fn hold_mark(tx: &mut Tx, id: Id<User>) -> Result<Option<String>, db::Error> {
    Ok(store::hold_password(tx, id).await?.map(|hash| hash.mark()))
}

/// Notes the language that a person chose for themselves; none: their browser chooses.
pub async fn choose_language(db: &Db, may: &Granted<SignedIn>, language: Option<Language>) -> Result<(), Error> {
    let person = may.person().ok_or(Error::NotFound)?;
    let mut tx = db.begin().await?;
    store::choose_language(&mut tx, person.id, language.map(Language::code)).await?;
    Ok(tx.commit().await?)
}

/// Changes the name that a person goes by, and tells whether it was another.
pub async fn rename(db: &Db, clock: &Clock, may: &Granted<SignedIn>, name: &str) -> Result<bool, Error> {
    let person = may.person().ok_or(Error::NotFound)?;
    if name == person.name {
        return Ok(false);
    }
    let mut tx = db.begin().await?;
    store::rename(&mut tx, person.id, name).await?;
    let detail = json!({ "before": { "name": person.name }, "after": { "name": name } });
    record(&mut tx, clock, may, person, "user.renamed", &detail).await?;
    tx.commit().await?;
    Ok(true)
}

/// Records what a person did with their own account, in each of their organizations.
async fn record(
    tx: &mut Tx,
    clock: &Clock,
    may: &Granted<SignedIn>,
    person: &Person,
    action: Action,
    detail: &Value,
) -> Result<(), db::Error> {
    let subject = Subject { kind: "user", id: person.id.as_str(), name: &person.name };
    audit::record_in_each(tx, clock, may.actor(), person.organizations(), action, subject, detail).await
}

/// Notes that a person signed in.
pub async fn signed_in(tx: &mut Tx, clock: &Clock, id: Id<User>) -> Result<(), db::Error> {
    store::signed_in(tx, id, clock.now()).await
}

/// Keeps a person's row for the rest of the transaction, so that what is decided by their other rows is decided by one at
/// a time.
pub async fn hold(tx: &mut Tx, id: Id<User>) -> Result<(), db::Error> {
    store::hold(tx, id).await
}

/// The right to what concerns all of the installation, which no role includes.
#[derive(Debug)]
pub struct Operator(Actor);

impl Operator {
    /// Someone at the server's command line: they hold the database itself.
    pub fn at_command_line() -> Self {
        Self(Actor { principal: Principal::CommandLine, role: None, address: None })
    }
}

/// Makes a person support of the whole installation. It is recorded as the installation's, and in an organization of theirs,
/// where its administrators can see it; nothing is if they were.
pub async fn grant_all_organizations(
    tx: &mut Tx,
    clock: &Clock,
    may: &Operator,
    (id, name): (Id<User>, &str),
    organization: Id<Organization>,
) -> Result<(), db::Error> {
    if store::grant_all_organizations(tx, id).await? {
        let subject = Subject { kind: "user", id: id.as_str(), name };
        for chain in [Some(organization), None] {
            audit::record(tx, clock, &may.0, chain, "user.all_organizations_granted", subject, &json!({})).await?;
        }
    }
    Ok(())
}

/// Whether there is any account at all.
pub async fn any(db: &Db) -> Result<bool, db::Error> {
    store::any(db).await
}
