//! The list of application tokens: what may be asked of it, and a page of the answer. A view is its address,
//! so that it can be shared; pages are sought by key, so that the last costs what the first does.

use super::{Status, Token, store};
use crate::access::{Granted, SeeTokens};
use crate::applications::Application;
use crate::clock::Clock;
use crate::db::{self, Db};
use crate::id::Id;
use crate::language::Message;
use crate::users::User;

/// Where the list is.
const HERE: &str = "/integrations";
/// Tokens on a page.
pub const LIMIT: usize = 50;
/// "Unused" is for at least so many days.
pub const UNUSED_DAYS: i64 = 90;
/// The order of a list of which nothing else is said.
const NEWEST_FIRST: (Sort, Order) = (Sort::Created, Order::Descending);
/// Where counting stops.
pub const COUNTED: i64 = 1_000;

/// What the list is ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Its name, without regard to case.
    Name,
    /// When it was made.
    Created,
    /// When it was last admitted; never comes before ever.
    LastUsed,
    /// When it expires; never comes after any date.
    Expires,
}

impl Sort {
    /// Every order.
    pub const ALL: [Self; 4] = [Self::Name, Self::Created, Self::LastUsed, Self::Expires];

    /// The word in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Created => "created",
            Self::LastUsed => "last-used",
            Self::Expires => "expires",
        }
    }

    /// The heading of its column.
    pub fn word(self) -> Message {
        match self {
            Self::Name => t!("web-name"),
            Self::Created => t!("web-created"),
            Self::LastUsed => t!("web-last-used"),
            Self::Expires => t!("tokens-head-expires"),
        }
    }
}

/// Which way the list runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// A to Z, old to new.
    Ascending,
    /// Z to A, new to old.
    Descending,
}

impl Order {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Ascending, Self::Descending];

    /// The other one.
    #[must_use]
    pub fn reversed(self) -> Self {
        if self == Self::Ascending { Self::Descending } else { Self::Ascending }
    }

    /// The word in addresses.
    pub fn as_str(self) -> &'static str {
        if self == Self::Ascending { "up" } else { "down" }
    }
}

/// A particular that tokens may share, for finding those that want attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Particular {
    /// Active, and ends within 14 days.
    Expiring,
    /// Never admitted.
    NeverUsed,
    /// Not admitted for 90 days.
    Unused,
    /// Works from any address.
    AnyAddress,
    /// Nobody said that the secret was copied, and it was never admitted.
    Unconfirmed,
    /// Breaks a rule of the organization, and still works or could be activated.
    BreaksRules,
    /// Compromised, and nothing took its place.
    Unreplaced,
}

impl Particular {
    /// Every particular.
    pub const ALL: [Self; 7] = [
        Self::Expiring,
        Self::NeverUsed,
        Self::Unused,
        Self::AnyAddress,
        Self::Unconfirmed,
        Self::BreaksRules,
        Self::Unreplaced,
    ];

    /// The word in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Expiring => "expiring",
            Self::NeverUsed => "never-used",
            Self::Unused => "unused",
            Self::AnyAddress => "any-address",
            Self::Unconfirmed => "unconfirmed",
            Self::BreaksRules => "breaks-rules",
            Self::Unreplaced => "unreplaced",
        }
    }

    /// The order in which they are looked through, unless another is chosen: who cleans up or renews begins with what has
    /// waited longest.
    fn usual_order(self) -> (Sort, Order) {
        match self {
            Self::Expiring => (Sort::Expires, Order::Ascending),
            Self::NeverUsed => (Sort::Created, Order::Ascending),
            Self::Unused => (Sort::LastUsed, Order::Ascending),
            Self::AnyAddress | Self::Unconfirmed | Self::BreaksRules | Self::Unreplaced => NEWEST_FIRST,
        }
    }

    /// Its words on the page.
    pub fn words(self) -> Message {
        match self {
            Self::Expiring => t!("tokens-only-expiring"),
            Self::NeverUsed => t!("tokens-only-never-used"),
            Self::Unused => t!("tokens-only-unused", days = UNUSED_DAYS),
            Self::AnyAddress => t!("tokens-only-any-address"),
            Self::Unconfirmed => t!("tokens-only-unconfirmed"),
            Self::BreaksRules => t!("tokens-only-breaks-rules"),
            Self::Unreplaced => t!("tokens-only-unreplaced"),
        }
    }
}

/// Which tokens are meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    /// Found in name, description or handle; empty for all.
    pub text: String,
    /// Only of this status.
    pub status: Option<Status>,
    /// Only of this application.
    pub application: Option<Id<Application>>,
    /// Only with this particular.
    pub particular: Option<Particular>,
    /// Only those that this person created.
    pub creator: Option<Id<User>>,
}

impl Filters {
    /// Whether any is in force.
    pub fn any(&self) -> bool {
        *self != Self::default()
    }

    /// The order in which what they leave is listed, unless another is chosen.
    fn usual_order(&self) -> (Sort, Order) {
        self.particular.map_or(NEWEST_FIRST, Particular::usual_order)
    }
}

/// A place in the list: just after a token, by what the list is ordered by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The value of the ordered column, as text.
    pub key: String,
    /// The token's id, which tells equal values apart.
    pub id: Id<Token>,
}

impl Cursor {
    fn of(token: &Token, sort: Sort) -> Self {
        let key = match sort {
            Sort::Name => db::fold(&token.name),
            Sort::Created => token.created_at.0.to_string(),
            Sort::LastUsed => token.last_used_at.map_or(0, |at| at.0).to_string(),
            Sort::Expires => token.facts.expires_at.map_or(i64::MAX, |at| at.0).to_string(),
        };
        Self { key, id: token.id }
    }

    /// As it stands in an address: the id, then the key.
    pub fn text(&self) -> String {
        format!("{}-{}", self.id, self.key)
    }

    fn parse(text: &str) -> Option<Self> {
        let (id, key) = text.split_once('-')?;
        Some(Self { key: key.to_owned(), id: id.parse().ok()? })
    }
}

/// A question to the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Which tokens.
    pub filters: Filters,
    /// Ordered by what.
    pub sort: Sort,
    /// Which way.
    pub order: Order,
    /// The page that begins after here.
    pub after: Option<Cursor>,
    /// The page that ends before here.
    pub before: Option<Cursor>,
}

impl Query {
    /// Reads the query of an address; what can't be understood is as if it were not there.
    pub fn parse(query: &str) -> Self {
        let mut read = Self::of(Filters::default());
        let (mut sort, mut order) = (None, None);
        let statuses = [Status::Active, Status::Inactive, Status::Compromised, Status::Expired];
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                // A handle as it is shown ends in dots.
                "q" => read.filters.text = value.trim().trim_end_matches('…').chars().take(200).collect(),
                "status" => read.filters.status = statuses.into_iter().find(|s| s.as_str() == value),
                "application" => read.filters.application = value.parse().ok(),
                "only" => {
                    read.filters.particular = Particular::ALL.into_iter().find(|it| it.as_str() == value);
                }
                "creator" => read.filters.creator = value.parse().ok(),
                "sort" => sort = Sort::ALL.into_iter().find(|sort| sort.as_str() == value),
                "order" => order = Order::ALL.into_iter().find(|order| order.as_str() == value),
                "after" => read.after = Cursor::parse(&value),
                "before" => read.before = Cursor::parse(&value),
                _ => {}
            }
        }
        let usual = read.filters.usual_order();
        // Of a column that was chosen the latest come first.
        let unsaid = if sort.is_some() { Order::Descending } else { usual.1 };
        Self { sort: sort.unwrap_or(usual.0), order: order.unwrap_or(unsaid), ..read }
    }

    /// What filters leave, from its first page, in the order that is usual for them.
    pub fn of(filters: Filters) -> Self {
        let (sort, order) = filters.usual_order();
        Self { filters, sort, order, after: None, before: None }
    }

    /// The same question of what other filters leave: an order that was chosen stays.
    #[must_use]
    pub fn with(&self, filters: Filters) -> Self {
        if self.is_usual() { Self::of(filters) } else { Self { filters, ..self.from_start() } }
    }

    /// Nobody has chosen another order than that of its filters.
    pub fn is_usual(&self) -> bool {
        (self.sort, self.order) == self.filters.usual_order()
    }

    /// The address of this view.
    pub fn address(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let Filters { text, status, application, particular, creator } = &self.filters;
        if !text.is_empty() {
            query.append_pair("q", text);
        }
        if let Some(status) = status {
            query.append_pair("status", status.as_str());
        }
        if let Some(application) = application {
            query.append_pair("application", application.as_str());
        }
        if let Some(particular) = particular {
            query.append_pair("only", particular.as_str());
        }
        if let Some(creator) = creator {
            query.append_pair("creator", creator.as_str());
        }
        if !self.is_usual() {
            query.append_pair("sort", self.sort.as_str()).append_pair("order", self.order.as_str());
        }
        if let Some(cursor) = &self.after {
            query.append_pair("after", &cursor.text());
        }
        if let Some(cursor) = &self.before {
            query.append_pair("before", &cursor.text());
        }
        let query = query.finish();
        if query.is_empty() { HERE.to_owned() } else { format!("{HERE}?{query}") }
    }

    /// The address of a file of all that it shows.
    pub fn export_address(&self) -> String {
        Self::of(self.filters.clone()).address().replacen(HERE, "/integrations/export", 1)
    }

    /// The same view from its first page.
    #[must_use]
    pub fn from_start(&self) -> Self {
        Self { after: None, before: None, ..self.clone() }
    }
}

/// A page of the list.
#[derive(Debug)]
pub struct Page {
    /// The tokens, in order.
    pub tokens: Vec<Token>,
    /// How many the filters leave, up to [`COUNTED`] + 1.
    pub count: i64,
    /// Where the page before ends, if there is one.
    pub previous: Option<Query>,
    /// Where the next page begins, if there is one.
    pub next: Option<Query>,
}

/// The page of the list that `query` asks for.
pub async fn page(db: &Db, clock: &Clock, may: &Granted<SeeTokens>, query: &Query) -> Result<Page, db::Error> {
    let now = clock.now();
    let backwards = query.before.is_some();
    let cursor = query.before.as_ref().or(query.after.as_ref());
    let order = if backwards { query.order.reversed() } else { query.order };
    let few = store::few(db, may.organization(), &query.filters).await?;
    let mut tokens = store::page(db, may.organization(), query, few.as_ref(), cursor, order, now).await?;
    let more = tokens.len() > LIMIT;
    tokens.truncate(LIMIT);
    if backwards {
        tokens.reverse();
    }
    let at = |token: Option<&Token>| token.map(|t| Cursor::of(t, query.sort));
    let has_previous = if backwards { more } else { query.after.is_some() };
    let has_next = if backwards { true } else { more };
    let previous = at(tokens.first()).filter(|_| has_previous).map(|c| Query { before: Some(c), ..query.from_start() });
    let next = at(tokens.last()).filter(|_| has_next).map(|c| Query { after: Some(c), ..query.from_start() });
    let is_all = cursor.is_none() && !more;
    let count = match i64::try_from(tokens.len()) {
        Ok(all) if is_all => all,
        _ => store::count(db, may.organization(), &query.filters, few.as_ref(), now).await?,
    };
    Ok(Page { tokens, count, previous, next })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_is_its_address() {
        let address = "/integrations?q=caf%C3%A9+%26+co&status=inactive&application=0123456789abcdef01234567&only=unused\
                       &sort=name&order=up&after=0123456789abcdef01234567-caf%C3%A9-2";
        let query = Query::parse(address.split_once('?').unwrap().1);
        assert_eq!(query.address(), address);
        assert_eq!(query.after.unwrap().key, "café-2");
        assert_eq!(Query::parse("").address(), "/integrations");
        let export = Query::parse(address.split_once('?').unwrap().1).export_address();
        assert!(export.starts_with("/integrations/export?q=caf%C3%A9") && export.ends_with("&only=unused"), "{export}");
    }

    #[test]
    fn nonsense_in_an_address_is_ignored() {
        let query = Query::parse("status=weird&application=x&only=y&sort=z&after=q&order=sideways&%ff=%00&unknown=1");
        assert_eq!(query, Query::parse(""));
    }
}
