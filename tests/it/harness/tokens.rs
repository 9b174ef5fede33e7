//! Tokens, made by the same operation as anywhere, and the fields of the form that makes one.

use latchkey::access::ManageTokens;
use latchkey::app::State;
use latchkey::clock::DAY;
use latchkey::id::Id;
use latchkey::tokens::{
    self, AllowedNetworks, Creation, Description, NewToken, Permissions, SubmissionKey, Token, TokenName,
};

use super::{Fields, Person, TestApp};

/// A token that was just issued.
#[derive(Clone, Debug)]
pub struct Issued {
    pub id: Id<Token>,
    pub secret: String,
    /// As stored: eight characters.
    pub handle: String,
}

impl Issued {
    /// The address of its page, or of something below it.
    pub fn path(&self, below: &str) -> String {
        format!("/integrations/tokens/{}{below}", self.id)
    }
}

impl TestApp {
    /// A token of the first application that may do everything, from anywhere, for a month.
    pub async fn token(&self, name: &str) -> Issued {
        self.token_with(name, |_| {}).await
    }

    /// The same, changed.
    pub async fn token_with(&self, name: &str, change: impl FnOnce(&mut NewToken)) -> Issued {
        self.token_by(&self.people.administrator, name, change).await
    }

    /// The same, made by someone.
    pub async fn token_by(&self, person: &Person, name: &str, change: impl FnOnce(&mut NewToken)) -> Issued {
        let mut new = NewToken {
            owner: self.people.application,
            name: TokenName::parse(name).unwrap(),
            description: Description::default(),
            expires_at: Some(self.clock.now().plus(30 * DAY)),
            networks: AllowedNetworks::default(),
            permissions: Permissions::All,
            active: true,
            submission: Some(SubmissionKey::new(&self.state.chance)),
        };
        change(&mut new);
        let may = self.granted::<ManageTokens>(person).await;
        let State { db, clock, chance, config, .. } = &**self.state;
        let made = tokens::create(db, clock, chance, &config.token_prefix, &may, &new).await.unwrap();
        let Creation::Created(token, secret) = made else { panic!("“{name}” was not made: {made:?}") };
        Issued { id: token.id, secret: secret.reveal().to_string(), handle: token.handle }
    }

    /// A token of the other organization.
    pub async fn foreign_token(&self, name: &str) -> Issued {
        self.token_by(&self.people.foreigner, name, |new| new.owner = self.people.foreign_application).await
    }

    /// What the create form sends for a Read only token that lasts a year.
    pub fn new_token(&self, name: &str) -> Fields {
        Fields::from([
            ("submission", SubmissionKey::new(&self.state.chance).as_str()),
            ("name", name),
            ("description", ""),
            ("application", self.people.application.as_str()),
            ("expiry", "1y"),
            ("expires_at", ""),
            ("time_zone", ""),
            ("networks", ""),
            ("permissions", "read"),
        ])
    }
}

impl TestApp {
    /// Writes copies of a token's row in one statement, each with its own id, handle, digest and name, and with
    /// `columns` as `rows` say it in SQL.
    pub async fn copies(&self, of: &Issued, columns: &[&str], rows: &[Vec<String>]) {
        let own = ["id", "handle", "digest", "name", "name_key", "search_key"];
        let values: Vec<String> = rows
            .iter()
            .enumerate()
            .map(|(n, row)| {
                let name = format!("copy {n:03}");
                let own = format!("'{n:024x}', 'c{n:07}', 'digest {n}', '{name}', '{name}', '{name}'");
                format!("({})", [&[own], row.as_slice()].concat().join(", "))
            })
            .collect();
        let columns = [&own, columns].concat();
        let all = self.columns("tokens").await;
        // An override that comes later counts.
        let place = |column: &String| columns.iter().rposition(|c| c == column);
        let selected: Vec<String> = all
            .iter()
            .map(|column| place(column).map_or_else(|| format!("t.{column}"), |at| format!("v.column{}", at + 1)))
            .collect();
        let sql = format!(
            "INSERT INTO tokens ({}) SELECT {} FROM tokens t, (VALUES {}) AS v WHERE t.id = '{}'",
            all.join(", "),
            selected.join(", "),
            values.join(", "),
            of.id
        );
        assert_eq!(self.execute(&sql).await, rows.len() as u64);
    }
}
