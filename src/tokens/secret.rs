//! The token secret: `<prefix><kind>_<handle 8><secret 32><checksum 6>`, how it is made and how it is recognized.
//! The plaintext exists here between generation and the one reveal, and while a request is parsed; nowhere else.

use std::fmt;
use std::str::FromStr;

use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::base62;
use crate::chance::Chance;
use crate::id::hex;

pub(super) const HANDLE: usize = 8;
const SECRET: usize = 32;
const CHECKSUM: usize = 6;
/// The most letters of a prefix.
const PREFIX_LIMIT: usize = 10;
/// Characters after the underscore.
const BODY: usize = HANDLE + SECRET + CHECKSUM;

/// Whose token it is: an application's, or a person's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Owned by an application.
    Application,
    /// Owned by a user, acting as that user.
    Personal,
}

impl Kind {
    /// The letter in the secret.
    fn letter(self) -> char {
        match self {
            Self::Application => 'a',
            Self::Personal => 'u',
        }
    }

    /// The word stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Personal => "personal",
        }
    }
}

impl TryFrom<String> for Kind {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        [Self::Application, Self::Personal]
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| format!("unknown kind of token {text}"))
    }
}

/// The prefixes in use: the first issues, all parse. Each is 2 to 10 lowercase letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prefixes(Vec<String>);

impl Prefixes {
    /// The prefix that new secrets get.
    fn issuing(&self) -> &str {
        &self.0[0]
    }

    /// The kind, if `start` is one of the prefixes with a kind's letter.
    fn kind_of(&self, start: &str) -> Option<Kind> {
        [Kind::Application, Kind::Personal].into_iter().find(|kind| {
            start.strip_suffix(kind.letter()).is_some_and(|prefix| self.0.iter().any(|known| known == prefix))
        })
    }
}

impl Default for Prefixes {
    fn default() -> Self {
        Self(vec!["lk".to_owned()])
    }
}

impl FromStr for Prefixes {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let prefixes: Vec<String> = text.split(',').map(|prefix| prefix.trim().to_owned()).collect();
        for prefix in &prefixes {
            if !(2..=PREFIX_LIMIT).contains(&prefix.len()) || !prefix.bytes().all(|b| b.is_ascii_lowercase()) {
                return Err(format!("“{prefix}” is not a token prefix: it is 2 to 10 letters from a to z"));
            }
        }
        Ok(Self(prefixes))
    }
}

/// A secret that was just made: the only value that can show it, once.
pub struct TokenSecret {
    text: SecretString,
    presented: Presented,
}

impl TokenSecret {
    /// Makes a secret: 190 random bits after a public handle.
    pub fn generate(kind: Kind, prefixes: &Prefixes, chance: &Chance) -> Self {
        let mut text = Zeroizing::new(format!("{}{}_", prefixes.issuing(), kind.letter()));
        text.reserve(BODY);
        push_random(&mut text, HANDLE + SECRET, chance);
        let checksum = checksum(text.as_bytes());
        text.extend(checksum.map(char::from));
        let body = text.len() - BODY;
        let presented = Presented::of(&Recognized { text: &text, kind, body });
        Self { text: SecretString::from(text.as_str()), presented }
    }

    /// The public facts of it, to store.
    pub fn facts(&self) -> &Presented {
        &self.presented
    }

    /// The plaintext, for the one answer that shows it.
    pub fn reveal(self) -> Zeroizing<String> {
        Zeroizing::new(self.text.expose_secret().to_owned())
    }
}

impl fmt::Debug for TokenSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenSecret(…)")
    }
}

/// A text that has the form and the checksum of a secret. It borrows the text, and shows nothing of it but what is
/// public.
#[derive(Clone, Copy)]
pub struct Recognized<'a> {
    text: &'a str,
    kind: Kind,
    /// Where the body begins.
    body: usize,
}

impl<'a> Recognized<'a> {
    /// Recognizes a secret by its form and checksum; whether it exists only the database knows.
    pub fn parse(text: &'a str, prefixes: &Prefixes) -> Option<Self> {
        let end = text.bytes().position(|byte| byte == b'_')?;
        let (start, body) = (&text[..end], &text[end + 1..]);
        let kind = prefixes.kind_of(start)?;
        if body.len() != BODY || !body.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return None;
        }
        let (covered, given) = text.split_at(text.len() - CHECKSUM);
        (checksum(covered.as_bytes()) == given.as_bytes()).then_some(Self { text, kind, body: start.len() + 1 })
    }

    /// The eight public characters.
    pub fn handle(&self) -> &'a str {
        &self.text[self.body..self.body + HANDLE]
    }

    /// SHA-256 of the whole secret.
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.text.as_bytes()).into()
    }
}

impl fmt::Debug for Recognized<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Recognized({}…)", self.handle())
    }
}

/// What is kept of a secret that was presented and has the right form: nothing that could be presented again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presented {
    /// Whose token it claims to be.
    pub kind: Kind,
    /// Its start, as in `lka`.
    pub prefix: String,
    /// The eight public characters.
    pub handle: String,
    /// SHA-256 of the whole secret, in lowercase hex.
    pub digest: String,
}

impl Presented {
    /// Recognizes a secret by its form and checksum; whether it exists only the database knows.
    pub fn parse(text: &str, prefixes: &Prefixes) -> Option<Self> {
        Recognized::parse(text, prefixes).map(|recognized| Self::of(&recognized))
    }

    pub(super) fn of(secret: &Recognized<'_>) -> Self {
        Self {
            kind: secret.kind,
            prefix: secret.text[..secret.body - 1].to_owned(),
            handle: secret.handle().to_owned(),
            digest: hex(&secret.digest()),
        }
    }
}

/// The first token-shaped text in `text`, by form alone, even with a wrong checksum or cut off after its handle's end:
/// gives what may be kept of it, as in `lka_4fT9kQ2m`.
pub fn handle_in(text: &str, prefixes: &Prefixes) -> Option<String> {
    let place = places(text.as_bytes(), prefixes).find(|place| place.body.len() > HANDLE)?;
    Some(format!("{}_{}", place.start, &place.body[..HANDLE]))
}

/// A place in a text that begins like a secret, by form alone.
pub(super) struct Place<'a> {
    /// Where its underscore is.
    pub at: usize,
    /// A prefix with its kind, as in `lka`.
    pub start: &'a str,
    /// The letters and digits after the underscore, at most as many as a secret has.
    body: &'a str,
    /// The whole secret, if it is one by its checksum.
    pub whole: Option<Recognized<'a>>,
}

impl<'a> Place<'a> {
    /// The eight public characters, if there are so many.
    pub fn handle(&self) -> Option<&'a str> {
        self.body.get(..HANDLE)
    }
}

/// Every place in `text` that begins like a secret. What a secret is glued to, before it or after, doesn't hide it.
pub(super) fn places<'a>(text: &'a [u8], prefixes: &'a Prefixes) -> impl Iterator<Item = Place<'a>> {
    let underscores = text.iter().enumerate().filter(|(_, byte)| **byte == b'_');
    underscores.filter_map(move |(at, _)| {
        let (before, body) = (letters_before(&text[..at]), word_at(&text[at + 1..]));
        // Any end of the letters before may be the prefix.
        let starts = || (0..before.len()).map(|from| &before[from..]).filter(|start| prefixes.kind_of(start).is_some());
        let start = starts().next()?;
        let whole = starts().filter(|_| body.len() == BODY).find_map(|start| {
            let whole = std::str::from_utf8(&text[at - start.len()..=at + BODY]).ok()?;
            Recognized::parse(whole, prefixes)
        });
        Some(Place { at, start, body, whole })
    })
}

/// `text` with each whole secret in it cut down to its handle, or none if there is no secret. Whatever its prefix:
/// the checksum tells a secret from any other word.
pub fn without_secrets(text: &str) -> Option<String> {
    let mut kept = String::new();
    let mut done = 0;
    for (at, _) in text.match_indices('_') {
        let before = letters_before(&text.as_bytes()[..at]);
        let Some(body) = text.get(at + 1..at + 1 + BODY).filter(|b| b.bytes().all(|c| c.is_ascii_alphanumeric()))
        else {
            continue;
        };
        let end = at + 1 + BODY;
        let whole = |from: &usize| {
            let sum = checksum(&text.as_bytes()[at - before.len() + from..end - CHECKSUM]);
            sum == body.as_bytes()[BODY - CHECKSUM..]
        };
        if (0..before.len()).any(|from| whole(&from)) {
            kept.push_str(&text[done..=at + HANDLE]);
            kept.push('…');
            done = end;
        }
    }
    (done > 0).then(|| kept + &text[done..])
}

/// The lowercase letters that `text` ends with, at most as many as a prefix with its kind can have.
fn letters_before(text: &[u8]) -> &str {
    let letters = text.iter().rev().take(PREFIX_LIMIT + 1).take_while(|b| b.is_ascii_lowercase()).count();
    std::str::from_utf8(&text[text.len() - letters..]).unwrap_or_default()
}

/// The letters and digits that `text` begins with, at most as many as a secret has after its underscore.
fn word_at(text: &[u8]) -> &str {
    let length = text.iter().take(BODY).take_while(|b| b.is_ascii_alphanumeric()).count();
    std::str::from_utf8(&text[..length]).unwrap_or_default()
}

/// Uniform base62 by rejection: of 256 byte values the first 248 are four rounds of the alphabet.
fn push_random(text: &mut String, mut count: usize, chance: &Chance) {
    while count > 0 {
        for byte in Zeroizing::new(chance.bytes::<48>()).iter().filter(|b| **b < 248).take(count) {
            text.push(char::from(base62::DIGITS[usize::from(byte % 62)]));
            count -= 1;
        }
    }
}

/// CRC-32 of `covered` in six base62 characters, padded with `0`.
fn checksum(covered: &[u8]) -> [u8; CHECKSUM] {
    base62::spelled(u64::from(crc32fast::hash(covered)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn secret(seed: u64, kind: Kind) -> String {
        let made = TokenSecret::generate(kind, &Prefixes::default(), &Chance::seeded(seed));
        made.reveal().to_string()
    }

    proptest! {
        #[test]
        fn every_generated_secret_parses_to_what_was_stored(seed: u64, personal: bool) {
            let kind = if personal { Kind::Personal } else { Kind::Application };
            let made = TokenSecret::generate(kind, &Prefixes::default(), &Chance::seeded(seed));
            let facts = made.facts().clone();
            let text = made.reveal();
            prop_assert_eq!(Presented::parse(&text, &Prefixes::default()), Some(facts));
            prop_assert_eq!(text.len(), 4 + BODY);
        }

        #[test]
        fn any_single_changed_character_is_refused(seed: u64, at in 0..50_usize, with in any::<char>()) {
            let text = secret(seed, Kind::Application);
            let mut changed: Vec<char> = text.chars().collect();
            prop_assume!(changed[at] != with);
            changed[at] = with;
            let changed: String = changed.into_iter().collect();
            prop_assert_eq!(Presented::parse(&changed, &Prefixes::default()), None);
        }

        #[test]
        fn no_text_at_all_makes_the_parser_panic(text in ".*") {
            Presented::parse(&text, &Prefixes::default());
            handle_in(&text, &Prefixes::default());
            without_secrets(&text);
        }
    }

    #[test]
    fn every_single_changed_base62_character_is_refused_at_every_place() {
        let text = secret(1, Kind::Application);
        for at in 0..text.len() {
            for with in base62::DIGITS {
                let mut changed = text.clone().into_bytes();
                if changed[at] == *with {
                    continue;
                }
                changed[at] = *with;
                let changed = String::from_utf8(changed).unwrap();
                assert_eq!(Presented::parse(&changed, &Prefixes::default()), None, "place {at}");
            }
        }
    }

    #[test]
    fn all_prefixes_parse_and_the_first_issues() {
        let old = secret(7, Kind::Application);
        let both: Prefixes = "acme, lk".parse().unwrap();
        assert!(Presented::parse(&old, &both).is_some());
        let new = TokenSecret::generate(Kind::Personal, &both, &Chance::seeded(1)).reveal().to_string();
        assert!(new.starts_with("acmeu_"), "issued {}", &new[..6]);
        assert!(Presented::parse(&new, &Prefixes::default()).is_none());
    }

    #[test]
    fn prefixes_that_could_not_be_told_apart_are_refused() {
        for wrong in ["", "l", "LK", "lk_", "abcdefghijk", "lk,,ab", "l1"] {
            assert!(wrong.parse::<Prefixes>().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_pasted_secret_is_cut_down_to_its_handle() {
        let text = secret(3, Kind::Application);
        let handle = &text[..12];
        let plain = [format!("Bearer {text}"), format!("token={text}&x"), text[..30].to_owned(), format!("{text}zz")];
        let glued = [format!("token_{text}"), format!("X_{text}_y"), format!("Bearer{text}"), format!("é_{text}")];
        for pasted in plain.into_iter().chain(glued) {
            assert_eq!(handle_in(&pasted, &Prefixes::default()).as_deref(), Some(handle), "{pasted}");
        }
        assert_eq!(handle_in("lka_4fT9kQ2m", &Prefixes::default()), None, "a handle alone is no secret");
        assert_eq!(handle_in("billing export", &Prefixes::default()), None);
    }

    #[test]
    fn whole_secrets_in_a_text_are_cut_down_whatever_their_prefix() {
        let text = secret(3, Kind::Application);
        let foreign = TokenSecret::generate(Kind::Personal, &"acme".parse().unwrap(), &Chance::seeded(4)).reveal();
        let cut = without_secrets(&format!("see {text}, x{} é", foreign.as_str())).unwrap();
        assert_eq!(cut, format!("see {}…, x{}… é", &text[..12], &foreign[..14]));
        assert_eq!(without_secrets(&text[..49]), None, "a part of one opens nothing");
        assert_eq!(without_secrets("a_b snake_case_name __ é_é"), None);
    }

    #[test]
    fn what_is_printed_of_a_secret_is_not_the_secret() {
        let made = TokenSecret::generate(Kind::Application, &Prefixes::default(), &Chance::seeded(5));
        let printed = format!("{made:?}");
        assert_eq!(printed, "TokenSecret(…)");
    }
}
