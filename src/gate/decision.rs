//! The decision id that a refused caller gets: opaque to them, and in the portal the answer to "why?".
//!
//! It is one block of AES under a key of the installation, so that it needs no place to be kept: whatever the flood of
//! refusals, each id says when, about which token and why. What else was asked (address, path) is kept for the latest
//! refusals of each token, by the usage room.

use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};

use aes::Aes128;
use aes::cipher::{BlockDecrypt, BlockEncrypt, KeyInit as _};
use hmac::{Hmac, KeyInit as _, Mac};
use sha2::Sha256;

use super::Refusal;
use crate::base62;
use crate::clock::Timestamp;
use crate::config::SecretKey;

const START: &str = "dec_";
/// Characters of each half of the block.
const HALF: usize = 11;
const HANDLE: usize = 8;
/// Bits of each part of the block, from the top: time in milliseconds, reason, handle, a number that tells refusals of
/// one millisecond apart, and zeros by which a made-up id is told.
const REASON_BITS: u32 = 5;
const HANDLE_BITS: u32 = 48;
const SERIAL_BITS: u32 = 17;
const ZERO_BITS: u32 = 16;

/// `dec_` and 22 letters and digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionId(String);

impl DecisionId {
    /// Recognizes an id by its form, whether or not it was ever given.
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text.trim().strip_prefix(START)?;
        let fits = rest.len() == 2 * HALF && rest.bytes().all(|b| b.is_ascii_alphanumeric());
        fits.then(|| Self(format!("{START}{rest}")))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What an id says by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// When it was decided.
    pub at: Timestamp,
    /// Why the request was refused.
    pub refusal: Refusal,
    /// The handle of the token it was about; none if no known token was presented.
    pub handle: Option<String>,
}

/// Makes ids, and reads them.
pub struct Seal {
    cipher: Aes128,
    serial: AtomicU32,
}

impl Seal {
    /// The seal of an installation: every node that has its key reads what another has made.
    pub fn new(key: &SecretKey) -> Self {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(key.expose()).unwrap_or_else(|_| unreachable!("any length is a key"));
        mac.update(b"decision id");
        let derived: [u8; 32] = mac.finalize().into_bytes().into();
        let mut half = [0; 16];
        half.copy_from_slice(&derived[..16]);
        Self { cipher: Aes128::new(&half.into()), serial: AtomicU32::new(0) }
    }

    /// The id of a refusal.
    pub fn seal(&self, at: Timestamp, refusal: Refusal, handle: Option<&str>) -> DecisionId {
        let serial = self.serial.fetch_add(1, Ordering::Relaxed) & ((1 << SERIAL_BITS) - 1);
        let mut block = u128::from(at.0.unsigned_abs());
        block = block << REASON_BITS | u128::from(refusal.code());
        // Numbers of handles begin with 1, so that 0 is none.
        block = block << HANDLE_BITS | u128::from(handle.and_then(number).map_or(0, |n| n + 1));
        block = (block << SERIAL_BITS | u128::from(serial)) << ZERO_BITS;
        let mut bytes = block.to_be_bytes().into();
        self.cipher.encrypt_block(&mut bytes);
        let block = u128::from_be_bytes(bytes.into());
        let mut text = String::with_capacity(START.len() + 2 * HALF);
        text.push_str(START);
        text.extend(letters(base62::spelled::<HALF>((block >> 64) as u64)));
        #[expect(clippy::cast_possible_truncation, reason = "the lower half")]
        text.extend(letters(base62::spelled::<HALF>(block as u64)));
        DecisionId(text)
    }

    /// What an id says; none if it isn't one of ours.
    pub fn open(&self, id: &DecisionId) -> Option<Decision> {
        let digits = id.0.strip_prefix(START)?;
        let (high, low) = (base62::number(digits.get(..HALF)?)?, base62::number(digits.get(HALF..)?)?);
        let mut bytes = (u128::from(high) << 64 | u128::from(low)).to_be_bytes().into();
        self.cipher.decrypt_block(&mut bytes);
        let mut block = u128::from_be_bytes(bytes.into());
        let mut take = |bits: u32| {
            let part = block & ((1 << bits) - 1);
            block >>= bits;
            u64::try_from(part).unwrap_or_default()
        };
        let (zero, _serial, handle, reason) =
            (take(ZERO_BITS), take(SERIAL_BITS), take(HANDLE_BITS), take(REASON_BITS));
        let refusal = Refusal::from_code(u8::try_from(reason).ok()?)?;
        let at = Timestamp(i64::try_from(block).ok()?);
        (zero == 0).then(|| Decision { at, refusal, handle: handle.checked_sub(1).map(spelled) })
    }
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal(…)")
    }
}

/// A handle as a number below 62 to the 8th, which has 48 bits.
fn number(handle: &str) -> Option<u64> {
    if handle.len() == HANDLE { base62::number(handle) } else { None }
}

fn spelled(number: u64) -> String {
    letters(base62::spelled::<HANDLE>(number)).collect()
}

fn letters<const N: usize>(digits: [u8; N]) -> impl Iterator<Item = char> {
    digits.into_iter().map(char::from)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn seal(key: char) -> Seal {
        Seal::new(&SecretKey::parse(&key.to_string().repeat(64)).unwrap())
    }

    #[test]
    fn an_id_says_when_what_and_why_to_its_own_installation_only() {
        let (ours, theirs) = (seal('a'), seal('b'));
        let at = Timestamp(1_795_341_600_123);
        for code in (1..=u8::MAX).map_while(|code| Refusal::from_code(code).map(|_| code)) {
            let refusal = Refusal::from_code(code).unwrap();
            for handle in [None, Some("00000000"), Some("zzzzzzzz"), Some("4fT9kQ2m")] {
                let id = ours.seal(at, refusal, handle);
                let said = Decision { at, refusal, handle: handle.map(str::to_owned) };
                assert_eq!(DecisionId::parse(id.as_str()), Some(id.clone()));
                assert_eq!(ours.open(&id), Some(said));
                assert_eq!(theirs.open(&id), None);
                assert!(handle.is_none_or(|handle| !id.as_str().contains(handle)), "it is opaque");
            }
        }
    }

    #[test]
    fn two_refusals_in_one_millisecond_have_two_ids() {
        let seal = seal('a');
        let one = || seal.seal(Timestamp(1), Refusal::Unknown, None);
        assert_ne!(one(), one());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(dec_)?[0-9A-Za-z]{0,24}|dec_[0-9A-Za-z]{22}|.{0,40}") {
            if let Some(id) = DecisionId::parse(&text) {
                // One in 65,536 made-up ids says something, about a token that almost surely isn't there.
                let _ = seal('a').open(&id);
            }
        }
    }
}
