//! Ids: 24 lowercase hex characters, made by the server, ordered by the time they were made,
//! and typed per noun, so that a token's id can't be taken for an application's.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::{Database, Decode, Encode, Type};

use crate::chance::Chance;
use crate::clock::Clock;

const LENGTH: usize = 24;

/// The id of a `T`: 12 hex characters of Unix milliseconds, then 12 random ones.
pub struct Id<T> {
    hex: [u8; LENGTH],
    noun: PhantomData<fn() -> T>,
}

impl<T> Id<T> {
    /// Makes an id that no other row has: 48 random bits within a millisecond.
    pub fn new(clock: &Clock, chance: &Chance) -> Self {
        let mut bytes = [0; 12];
        bytes[..6].copy_from_slice(&clock.now().0.to_be_bytes()[2..]);
        chance.fill(&mut bytes[6..]);
        Self::from_bytes(bytes)
    }

    /// The 12 bytes that the characters spell.
    pub fn to_bytes(self) -> [u8; LENGTH / 2] {
        let digit = |c: u8| if c.is_ascii_digit() { c - b'0' } else { c - b'a' + 10 };
        std::array::from_fn(|i| digit(self.hex[2 * i]) << 4 | digit(self.hex[2 * i + 1]))
    }

    /// The id that these bytes are of.
    pub fn from_bytes(bytes: [u8; LENGTH / 2]) -> Self {
        let digit = |nibble: u8| if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 };
        let hex = std::array::from_fn(|i| digit(if i % 2 == 0 { bytes[i / 2] >> 4 } else { bytes[i / 2] & 15 }));
        Self { hex, noun: PhantomData }
    }

    /// The 24 characters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.hex).unwrap_or_default()
    }

    /// The same, not looked at again: for what is written with each request.
    pub fn as_bytes(&self) -> &[u8; LENGTH] {
        &self.hex
    }
}

/// Lowercase hex of `bytes`.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|b| [DIGITS[usize::from(b >> 4)] as char, DIGITS[usize::from(b & 15)] as char]).collect()
}

/// The text is not 24 lowercase hex characters.
#[derive(Debug, thiserror::Error)]
#[error("an id is 24 lowercase hexadecimal characters")]
pub struct NotAnId;

impl<T> FromStr for Id<T> {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let hex: [u8; LENGTH] = text.as_bytes().try_into().map_err(|_| NotAnId)?;
        if hex.iter().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            Ok(Self { hex, noun: PhantomData })
        } else {
            Err(NotAnId)
        }
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.hex == other.hex
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.hex.cmp(&other.hex)
    }
}
impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.hex.hash(state);
    }
}
impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
impl<T> serde::Serialize for Id<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
impl<'de, T> serde::Deserialize<'de> for Id<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl<DB: Database, T> Type<DB> for Id<T>
where
    String: Type<DB>,
{
    fn type_info() -> DB::TypeInfo {
        <String as Type<DB>>::type_info()
    }
    fn compatible(ty: &DB::TypeInfo) -> bool {
        <String as Type<DB>>::compatible(ty)
    }
}
impl<'q, DB: Database, T> Encode<'q, DB> for Id<T>
where
    String: Encode<'q, DB>,
{
    fn encode_by_ref(&self, buf: &mut <DB as Database>::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
        <String as Encode<'q, DB>>::encode(self.as_str().to_owned(), buf)
    }
}
impl<'r, DB: Database, T> Decode<'r, DB> for Id<T>
where
    &'r str: Decode<'r, DB>,
{
    fn decode(value: <DB as Database>::ValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(<&'r str as Decode<'r, DB>>::decode(value)?.parse()?)
    }
}
