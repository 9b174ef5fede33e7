//! The seal around the ids that a person was shown as real: what they post back is of these. A token of which the text
//! had the handle alone can't be slipped among them, nor can another person's list, nor an old one.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::clock::Timestamp;
use crate::config::SecretKey;
use crate::id::{Id, hex};
use crate::tokens::Token;
use crate::users::User;

/// How long a list may be used: an hour.
const LASTS: i64 = 60 * 60 * 1_000;

/// Why a list can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// It is not one that this person was shown.
    NotShown,
    /// It is too old.
    TooOld,
}

/// The tokens that a person was shown as real.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Their ids.
    pub ids: Vec<Id<Token>>,
    until: Timestamp,
}

impl Shown {
    /// What is shown now.
    pub fn now(ids: Vec<Id<Token>>, now: Timestamp) -> Self {
        Self { ids, until: now.plus(LASTS) }
    }

    /// As it stands in the form: until when, the seal, the ids.
    pub fn sealed(&self, key: &SecretKey, person: Id<User>) -> String {
        let ids: Vec<&str> = self.ids.iter().map(Id::as_str).collect();
        let (until, ids) = (self.until.0.to_string(), ids.join(" "));
        let seal = hex(&mac(key, person, &until, &ids).finalize().into_bytes());
        format!("{until}.{seal}.{ids}")
    }

    /// Reads what a form sends back.
    pub fn open(text: &str, key: &SecretKey, person: Id<User>, now: Timestamp) -> Result<Self, Broken> {
        let mut pieces = text.splitn(3, '.');
        let (Some(until), Some(seal), Some(ids)) = (pieces.next(), pieces.next(), pieces.next()) else {
            return Err(Broken::NotShown);
        };
        mac(key, person, until, ids).verify_slice(&bytes(seal)).map_err(|_| Broken::NotShown)?;
        let until = until.parse().map(Timestamp).map_err(|_| Broken::NotShown)?;
        if now >= until {
            return Err(Broken::TooOld);
        }
        let ids: Result<_, _> = ids.split(' ').filter(|id| !id.is_empty()).map(str::parse).collect();
        Ok(Self { ids: ids.map_err(|_| Broken::NotShown)?, until })
    }
}

fn mac(key: &SecretKey, person: Id<User>, until: &str, ids: &str) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.expose()).unwrap_or_else(|_| unreachable!("any length is a key"));
    for part in ["support desk", person.as_str(), until, ids] {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part.as_bytes());
    }
    mac
}

/// The bytes that lowercase hex is of; anything else is of none.
fn bytes(text: &str) -> Vec<u8> {
    let digit = |b: u8| char::from(b).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pairs = text.as_bytes().chunks(2).map(|pair| Some(digit(pair[0])? << 4 | digit(*pair.get(1)?)?));
    pairs.collect::<Option<_>>().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;
    use crate::clock::Clock;

    const NOW: Timestamp = Timestamp(1_000);

    fn id<T>(seed: u64) -> Id<T> {
        Id::new(&Clock::fixed(NOW), &Chance::seeded(seed))
    }

    fn key(letter: char) -> SecretKey {
        SecretKey::parse(&letter.to_string().repeat(64)).unwrap()
    }

    #[test]
    fn what_was_shown_comes_back_for_an_hour() {
        let shown = Shown::now(vec![id(1), id(2)], NOW);
        let sealed = shown.sealed(&key('k'), id(9));
        assert_eq!(Shown::open(&sealed, &key('k'), id(9), NOW.plus(LASTS - 1)), Ok(shown));
        assert_eq!(Shown::open(&sealed, &key('k'), id(9), NOW.plus(LASTS)), Err(Broken::TooOld));
        let nothing = Shown::now(Vec::new(), NOW);
        assert_eq!(Shown::open(&nothing.sealed(&key('k'), id(9)), &key('k'), id(9), NOW), Ok(nothing));
    }

    #[test]
    fn nothing_can_be_slipped_in_made_up_or_used_by_another() {
        let sealed = Shown::now(vec![id(1)], NOW).sealed(&key('k'), id(9));
        let (until, rest) = sealed.split_once('.').unwrap();
        let (seal, ids) = rest.split_once('.').unwrap();
        let other: Id<Token> = id(2);
        for text in [
            format!("{sealed} {other}"),
            format!("{until}.{seal}.{other}"),
            format!("{until}.{seal}."),
            format!("{until}9.{seal}.{ids}"),
            format!("{until}..{ids}"),
            format!("{until}.{}.{ids}", &seal[..62]),
            format!("{until}.{}é.{ids}", &seal[..62]),
            format!("{until}.{ids}"),
            String::new(),
            "..".to_owned(),
        ] {
            assert_eq!(Shown::open(&text, &key('k'), id(9), NOW), Err(Broken::NotShown), "{text}");
        }
        assert_eq!(Shown::open(&sealed, &key('k'), id(8), NOW), Err(Broken::NotShown), "another person");
        assert_eq!(Shown::open(&sealed, &key('l'), id(9), NOW), Err(Broken::NotShown), "another installation");
    }
}
