//! The support desk: which tokens a pasted text holds, and shutting several of them at once. What was pasted is looked
//! through and dropped; it gets into no table, log, address or page. What is posted back are the ids of tokens that were
//! found, under a seal.

pub mod pages;
mod seal;

use std::collections::{HashMap, HashSet};
use std::fmt;

pub use seal::{Broken, Shown};
use zeroize::Zeroizing;

use crate::access::{Granted, SearchLeaks};
use crate::clock::{Clock, DAY};
use crate::db::Db;
use crate::error::Result;
use crate::id::Id;
use crate::tokens::{self, Fate, Known, Patience, Prefixes, Reason, Sightings, Status, Token};
use crate::usage::{self, LATELY_DAYS};

/// The most real tokens that are shown of one text, and shut at once.
pub const AT_ONCE: usize = 500;

/// What somebody pasted. It can't be printed, and is wiped when it is dropped.
pub struct Paste(Zeroizing<String>);

impl Paste {
    /// The most bytes of a text: 1 MB.
    pub const LIMIT: usize = 1024 * 1024;

    /// Takes what was pasted; the error is for its field, and repeats nothing of it.
    pub fn take(text: &str) -> Result<Self, String> {
        // Browsers send each line end as two bytes.
        let length = text.len() - text.matches("\r\n").count();
        if text.trim().is_empty() {
            Err(t!("support-text-missing").into())
        } else if length > Self::LIMIT {
            Err(t!("support-text-too-long").into())
        } else {
            Ok(Self(Zeroizing::new(text.to_owned())))
        }
    }

    /// What it holds, by form and checksum. A long text takes its time: not for a thread that serves.
    pub fn look_through(&self, prefixes: &Prefixes) -> Sightings {
        tokens::sightings(&self.0, prefixes)
    }
}

impl fmt::Debug for Paste {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Paste(…)")
    }
}

/// Something token-shaped that is no token within reach. Whether it is one of another organization isn't told.
#[derive(Clone, Debug)]
pub struct Unknown {
    /// As in `lka_4fT9kQ2m…`.
    pub handle: String,
    /// It has the right form and checksum: forged, or issued for somebody else.
    pub whole: bool,
}

/// How much a token is used lately.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lately {
    /// Requests in the last 24 hours.
    pub day: i64,
    /// Requests in the last 7 days.
    pub week: i64,
    /// Callers in the last 7 days.
    pub callers: i64,
}

/// What was found in a text.
#[derive(Debug)]
pub struct Findings {
    /// Tokens whose secret is in it: those in force first, at most [`AT_ONCE`].
    pub real: Vec<Known>,
    /// How many these would be in all.
    pub real_count: usize,
    /// Tokens of which it has the handle, in something cut off or mistyped.
    pub perhaps: Vec<Known>,
    /// How many these would be in all.
    pub perhaps_count: usize,
    /// What is no token here.
    pub unknown: Vec<Unknown>,
    /// The recent use of the tokens that were used.
    pub lately: HashMap<Id<Token>, Lately>,
    /// On which line each handle is first, where it stands in the text as it is.
    pub lines: HashMap<String, usize>,
    /// There was more than is looked up.
    pub more: bool,
}

/// Looks the sightings of a text up.
pub async fn search(db: &Db, clock: &Clock, may: &Granted<SearchLeaks>, sightings: Sightings) -> Result<Findings> {
    let handles: HashSet<&str> = sightings
        .whole
        .iter()
        .map(|whole| whole.handle.as_str())
        .chain(sightings.parts.iter().map(|part| part.handle.as_str()))
        .collect();
    let known = tokens::known(db, may, &handles.into_iter().collect::<Vec<_>>()).await?;
    let known: HashMap<&str, &Known> = known.iter().map(|known| (known.handle.as_str(), known)).collect();
    let (mut real, mut perhaps, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
    for whole in &sightings.whole {
        match known.get(whole.handle.as_str()).filter(|known| known.has_secret(whole)) {
            Some(known) => real.push(Known::clone(known)),
            // Even if it has the handle of a token: whoever knows a handle can make such a text, and nobody mistypes one.
            None => unknown.push(Unknown { handle: format!("{}_{}…", whole.prefix, whole.handle), whole: true }),
        }
    }
    let found: HashSet<Id<Token>> = real.iter().map(|known| known.id).collect();
    for part in &sightings.parts {
        match known.get(part.handle.as_str()) {
            Some(known) if found.contains(&known.id) => {}
            Some(known) => perhaps.push(Known::clone(known)),
            None => unknown.push(Unknown { handle: format!("{}_{}…", part.prefix, part.handle), whole: false }),
        }
    }
    let (real_count, perhaps_count) = (real.len(), perhaps.len());
    for tokens in [&mut real, &mut perhaps] {
        put_in_order(tokens, clock);
        tokens.truncate(AT_ONCE);
    }
    let lately = lately(db, clock, real.iter().chain(&perhaps)).await?;
    Ok(Findings {
        real,
        real_count,
        perhaps,
        perhaps_count,
        unknown,
        lately,
        lines: sightings.lines,
        more: sightings.more,
    })
}

/// Tokens that were found before, as they are now, and their recent use.
pub async fn look_again(
    db: &Db,
    clock: &Clock,
    may: &Granted<SearchLeaks>,
    ids: &[Id<Token>],
) -> Result<(Vec<Known>, HashMap<Id<Token>, Lately>)> {
    let mut known = tokens::known_by_id(db, may, ids).await?;
    put_in_order(&mut known, clock);
    let lately = lately(db, clock, known.iter()).await?;
    Ok((known, lately))
}

async fn lately(db: &Db, clock: &Clock, of: impl Iterator<Item = &Known>) -> Result<HashMap<Id<Token>, Lately>> {
    let (tokens, now): (Vec<&Token>, _) = (of.map(|known| &known.token).collect(), clock.now());
    let mut lately: HashMap<_, Lately> = HashMap::new();
    for (id, (day, week)) in usage::requests_of(db, tokens.iter().copied(), now).await? {
        lately.insert(id, Lately { day, week, callers: 0 });
    }
    for (id, callers) in usage::callers_since(db, &tokens, now.plus(-LATELY_DAYS * DAY)).await? {
        lately.entry(id).or_default().callers = callers;
    }
    Ok(lately)
}

/// What still works comes first, so that pasting again after shutting those goes on to the others.
fn put_in_order(tokens: &mut [Known], clock: &Clock) {
    let now = clock.now();
    let grave = |known: &Known| match known.status(now) {
        Status::Active => 0,
        Status::Inactive => 1,
        Status::Expired => 2,
        Status::Compromised => 3,
        Status::Deleted => 4,
    };
    tokens.sort_by_cached_key(|known| {
        (grave(known), known.organization_name.clone(), known.owner_name.clone(), known.name.clone(), known.id)
    });
}

/// How tokens are shut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Off, until an administrator switches them on.
    Deactivate,
    /// For good.
    Compromise,
}

impl Way {
    /// The word in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Deactivate => "deactivate",
            Self::Compromise => "compromise",
        }
    }

    /// Reads the choice; the error is for its field.
    pub fn parse(text: &str) -> Result<Self, String> {
        [Self::Deactivate, Self::Compromise]
            .into_iter()
            .find(|way| way.as_str() == text)
            .ok_or_else(|| t!("support-choose-way").into())
    }
}

/// A token that was to be shut.
#[derive(Debug)]
pub struct Shut {
    /// As it was before; none if it is out of reach.
    pub known: Option<Known>,
    /// What became of it.
    pub outcome: Fate,
}

/// Shuts each of these tokens by itself: with the proof of its own organization, in a transaction and with an event of
/// its own. What fails for one leaves the others alone; doing it again changes nothing more.
pub async fn shut(
    db: &Db,
    clock: &Clock,
    may: &Granted<SearchLeaks>,
    ids: &[Id<Token>],
    way: Way,
    reason: &Reason,
) -> Result<Vec<Shut>> {
    let known = tokens::known_by_id(db, may, ids).await?;
    let mut known: HashMap<Id<Token>, Known> = known.into_iter().map(|known| (known.id, known)).collect();
    let (mut shut, mut patience) = (Vec::new(), Patience::default());
    for id in ids {
        let known = known.remove(id);
        let outcome = match &known {
            _ if patience.is_over() => Fate::Unavailable,
            Some(known) => {
                let fate = shut_one(db, clock, may, known, way, reason).await?;
                patience.note(fate.is_failure());
                fate
            }
            None => Fate::Gone,
        };
        shut.push(Shut { known, outcome });
    }
    Ok(shut)
}

async fn shut_one(
    db: &Db,
    clock: &Clock,
    may: &Granted<SearchLeaks>,
    known: &Known,
    way: Way,
    reason: &Reason,
) -> Result<Fate> {
    let Some(may) = may.within(known.organization_id, &known.organization_name) else {
        return Ok(Fate::Gone);
    };
    let id = known.id;
    Fate::of(match way {
        Way::Deactivate if known.status(clock.now()) == Status::Compromised => Ok(None),
        Way::Deactivate => {
            tokens::deactivate(db, clock, &may, id, reason).await.map(|done| done.changed.then(Vec::new))
        }
        Way::Compromise => tokens::mark_compromised(db, clock, &may, id, reason)
            .await
            .map(|done| (done.changed || !done.others.is_empty()).then_some(done.others)),
    })
}
