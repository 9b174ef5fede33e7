//! What the gate knows of a token: as it is judged, and in the compact form in which it is remembered.

use std::borrow::Cow;
use std::net::IpAddr;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

use http::HeaderValue;
use subtle::ConstantTimeEq;

use super::Blocked;
use super::packed::{Packed, Shared, pack};
use super::shared::Pool;
use super::texts::Text;
use crate::access::Role;
use crate::applications::Application;
use crate::base62;
use crate::catalogue::Action;
use crate::clock::Timestamp;
use crate::id::Id;
use crate::organizations::Organization;
use crate::tokens::{AllowedNetworks, Facts, Permissions, Policy, Token};

/// Bytes of a percent-encoded name in an identity header: all of them together stay under 2 KB.
const NAME_BYTES: usize = 600;
/// Bytes kept of a digest. To pass for a token whose handle is known, one would have to find a text with these 128
/// bits, which is out of anyone's reach; the other half would buy nothing and cost a sixth of the memory.
const KEPT_OF_DIGEST: usize = 16;
/// Bytes of an id that lie with what is packed; the others lie with the entry.
pub const REST_OF_ID: usize = 4;
/// The beginning of 2020, from which ends are counted in milliseconds: 42 bits reach beyond 2150.
const EPOCH: i64 = 1_577_836_800_000;
const END_BITS: u32 = 42;
/// An end that is none.
const NEVER: u64 = (1 << END_BITS) - 1;

/// Whose a token is, and what they say about it. Shared by all tokens of an application.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Owner {
    /// The application; none for a personal token.
    pub application: Option<Id<Application>>,
    /// The organization.
    pub organization: Id<Organization>,
    /// The application's name, or the person's, percent-encoded.
    pub name: Box<str>,
    /// Why none of its tokens passes, if none does.
    pub blocked: Option<Blocked>,
    /// The person's present role lets a token of theirs read at most.
    pub at_most_read_only: bool,
}

impl Owner {
    fn of(policy: &Policy) -> Self {
        let blocked = if policy.organization_blocked {
            Some(Blocked::Organization)
        } else if policy.application_blocked {
            Some(Blocked::Application)
        } else {
            policy.person_blocked.then_some(Blocked::Person)
        };
        let personal = policy.application_id.is_none();
        // A role that isn't known is no administrator's.
        let administrator = Role::from_str(&policy.person_role) == Ok(Role::Administrator);
        Self {
            application: policy.application_id,
            organization: policy.organization_id,
            name: encoded(&policy.owner_name).into(),
            blocked,
            at_most_read_only: personal && !administrator,
        }
    }
}

/// Visible ASCII as a header's value: ids, and what was percent-encoded.
pub fn header(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// Percent-encoded UTF-8, cut between two characters if it is longer than a header should be.
pub fn encoded(name: &str) -> String {
    let mut bytes = Vec::with_capacity(name.len() + 32);
    encode(name, &mut bytes);
    // All of it is ASCII.
    String::from_utf8(bytes).unwrap_or_default()
}

/// The same behind what there is already: each admitted request carries a name that is written so.
pub fn encode(name: &str, bytes: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    let end = bytes.len() + NAME_BYTES;
    let mut rest = name;
    loop {
        let plain = rest.bytes().take_while(is_plain).count();
        bytes.extend_from_slice(&rest.as_bytes()[..plain]);
        // Of these each is a character.
        bytes.truncate(end);
        rest = &rest[plain..];
        let Some(c) = rest.chars().next() else { return };
        if bytes.len() + 3 * c.len_utf8() > end {
            return;
        }
        let (escaped, after) = rest.split_at(c.len_utf8());
        for byte in escaped.bytes() {
            bytes.extend([b'%', DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
        }
        rest = after;
    }
}

/// A token as it is judged.
#[derive(Debug)]
pub struct Subject<'a> {
    pub id: Id<Token>,
    pub name: &'a str,
    pub facts: Facts,
    /// It breaks a rule of its organization, which wants such tokens blocked.
    pub breaks_rule: bool,
    pub owner: &'a Arc<Owner>,
    pub grants: Grants<'a>,
}

/// What a token may do, and from where.
#[derive(Debug)]
pub enum Grants<'a> {
    /// As it was read.
    Read(&'a Permissions, &'a AllowedNetworks),
    /// As it is remembered.
    Packed(Packed<'a>),
}

impl Grants<'_> {
    pub fn admit_from(&self, address: Option<IpAddr>) -> bool {
        match self {
            Self::Read(_, networks) => networks.admit(address),
            Self::Packed(packed) => packed.admits_from(address),
        }
    }

    pub fn admit(&self, action: Option<&Action>) -> bool {
        match self {
            Self::Read(permissions, _) => permissions.admit(action),
            Self::Packed(packed) => packed.admits(action),
        }
    }

    /// Which of the three choices the permissions are: if they are a list, only that.
    pub fn kind(&self) -> GrantKind {
        match self {
            Self::Read(Permissions::All, _) => GrantKind::All,
            Self::Read(Permissions::ReadOnly, _) => GrantKind::ReadOnly,
            Self::Read(Permissions::Custom(_), _) => GrantKind::Listed,
            Self::Packed(packed) => packed.kind(),
        }
    }

    pub fn permissions(&self) -> Cow<'_, Permissions> {
        match self {
            Self::Read(permissions, _) => Cow::Borrowed(permissions),
            Self::Packed(packed) => Cow::Owned(packed.permissions()),
        }
    }

    pub fn networks(&self) -> AllowedNetworks {
        match self {
            Self::Read(_, networks) => (*networks).clone(),
            Self::Packed(packed) => packed.networks(),
        }
    }
}

/// The choice that permissions are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantKind {
    All,
    ReadOnly,
    Listed,
}

/// A token as it was just read.
#[derive(Debug)]
pub struct Read {
    policy: Policy,
    owner: Arc<Owner>,
}

impl Read {
    pub fn new(policy: Policy) -> Self {
        Self { owner: Arc::new(Owner::of(&policy)), policy }
    }

    /// Whether this is the token of a secret with this digest.
    pub fn has_digest(&self, digest: &[u8; 32]) -> bool {
        crate::id::hex(digest).as_bytes().ct_eq(self.policy.digest.as_bytes()).into()
    }

    pub fn handle(&self) -> &str {
        &self.policy.handle
    }

    pub fn is_personal(&self) -> bool {
        self.policy.application_id.is_none()
    }

    pub fn organization(&self) -> Id<Organization> {
        self.policy.organization_id
    }

    pub fn subject(&self) -> Subject<'_> {
        Subject {
            id: self.policy.id,
            name: &self.policy.name,
            facts: self.policy.facts,
            breaks_rule: self.policy.rule_blocked,
            owner: &self.owner,
            grants: Grants::Read(&self.policy.permissions, &self.policy.networks),
        }
    }
}

/// What entries have in common.
#[derive(Debug, Default)]
pub struct Common {
    pub owners: Mutex<Pool<Owner>>,
    pub packed: Shared,
}

/// A token as it is remembered: 48 bytes, and beside them what is packed, which lies with that of other tokens.
#[derive(Debug)]
pub struct Entry {
    owner: Arc<Owner>,
    digest: [u8; KEPT_OF_DIGEST],
    id: [u8; 12 - REST_OF_ID],
    pub handle: Handle,
    /// From the lowest bit on: where what is packed lies, in [`Text::BITS`]; the end, in [`END_BITS`]; and which of [`ACTIVE`]
    /// and so on hold, in four.
    bits: [u8; 10],
}

const ACTIVE: u8 = 1;
const DELETED: u8 = 2;
const COMPROMISED: u8 = 4;
const BREAKS_RULE: u8 = 8;

impl Entry {
    /// What can be remembered of a token, with what is packed of it; or none. A pause is too rare to have a place in
    /// every entry, and what a personal token may do depends on its owner's place in the organization, which other
    /// processes may change.
    pub fn of(read: &Read, common: &Common) -> Option<(Self, Vec<u8>)> {
        let policy = &read.policy;
        let facts = policy.facts;
        if facts.paused_until.is_some() || read.is_personal() {
            return None;
        }
        let mut digest = [0; KEPT_OF_DIGEST];
        for (byte, pair) in digest.iter_mut().zip(policy.digest.as_bytes().chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        let end = match facts.end() {
            // One that doesn't fit would be taken for another.
            Some(end) => u64::try_from(end.0.checked_sub(EPOCH)?).ok().filter(|end| *end < NEVER)?,
            None => NEVER,
        };
        let id = policy.id.to_bytes();
        let mut text = id.last_chunk::<REST_OF_ID>()?.to_vec();
        text.extend(pack(&policy.name, &policy.permissions, &policy.networks, &common.packed)?);
        let flag = |holds: bool, flag: u8| if holds { flag } else { 0 };
        let facts = flag(facts.active, ACTIVE)
            | flag(facts.deleted_at.is_some(), DELETED)
            | flag(facts.compromised_at.is_some(), COMPROMISED)
            | flag(policy.rule_blocked, BREAKS_RULE);
        let mut entry = Self {
            owner: common.owners.lock().unwrap_or_else(PoisonError::into_inner).one(&read.owner)?,
            digest,
            id: *id.first_chunk()?,
            handle: Handle::parse(&policy.handle)?,
            bits: [0; 10],
        };
        entry.set_bits(u128::from(end) << Text::BITS | u128::from(facts) << (Text::BITS + END_BITS));
        Some((entry, text))
    }

    fn bits(&self) -> u128 {
        let mut bytes = [0; 16];
        bytes[..10].copy_from_slice(&self.bits);
        u128::from_le_bytes(bytes)
    }

    fn set_bits(&mut self, bits: u128) {
        self.bits.copy_from_slice(&bits.to_le_bytes()[..10]);
    }

    /// Where what is packed lies.
    #[expect(clippy::cast_possible_truncation, reason = "those are its bits")]
    pub fn text(&self) -> Text {
        Text::from_bits(self.bits() as u64 & ((1 << Text::BITS) - 1))
    }

    /// Notes where it lies now.
    pub fn lies_at(&mut self, text: Text) {
        self.set_bits(self.bits() >> Text::BITS << Text::BITS | u128::from(text.to_bits()));
    }

    /// Whether this is the token of a secret with this digest.
    pub fn has_digest(&self, digest: &[u8; 32]) -> bool {
        self.digest.ct_eq(&digest[..KEPT_OF_DIGEST]).into()
    }

    pub fn owner(&self) -> &Owner {
        &self.owner
    }

    /// The token, with what lay beside it: the rest of its id, and what was packed.
    #[expect(clippy::cast_possible_truncation, reason = "those are its bits")]
    pub fn subject<'a>(&'a self, rest_of_id: [u8; REST_OF_ID], packed: Packed<'a>) -> Subject<'a> {
        let bits = self.bits() >> Text::BITS;
        let (end, facts) = (bits as u64 & NEVER, (bits >> END_BITS) as u8);
        let is = |flag: u8| facts & flag != 0;
        let since = |flag: u8| is(flag).then_some(Timestamp(0));
        let facts = Facts {
            active: is(ACTIVE),
            deleted_at: since(DELETED),
            compromised_at: since(COMPROMISED),
            expires_at: (end != NEVER).then(|| Timestamp(EPOCH + end.cast_signed())),
            ends_at: None,
            paused_until: None,
        };
        let mut id = [0; 12];
        id[..12 - REST_OF_ID].copy_from_slice(&self.id);
        id[12 - REST_OF_ID..].copy_from_slice(&rest_of_id);
        Subject {
            id: Id::from_bytes(id),
            name: packed.name,
            facts,
            breaks_rule: is(BREAKS_RULE),
            owner: &self.owner,
            grants: Grants::Packed(packed),
        }
    }
}

/// A handle in six bytes: its eight characters are digits of base62.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Handle([u8; 6]);

impl Handle {
    /// None if it is none.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 8 {
            return None;
        }
        bytes_of(base62::number(text)?).map(Self)
    }
}

/// The lower 48 bits of a number that has no others.
fn bytes_of(number: u64) -> Option<[u8; 6]> {
    let [0, 0, bytes @ ..] = number.to_be_bytes() else { return None };
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_takes_the_bytes_it_says() {
        assert_eq!((size_of::<Entry>(), size_of::<Option<Entry>>()), (48, 48));
    }

    #[test]
    fn what_fits_into_six_bytes_comes_back() {
        let handle = |text: &str| Handle::parse(text);
        assert_ne!(handle("4fT9kQ2m"), handle("4fT9kQ2n"));
        assert!(handle("zzzzzzzz").is_some() && handle("00000000").is_some());
        for other in ["", "4fT9kQ2", "4fT9kQ2m1", "4fT9kQ2-", "4fT9kQé"] {
            assert_eq!(handle(other), None, "{other}");
        }
        assert_eq!(bytes_of(1 << 48), None);
    }

    #[test]
    fn names_are_encoded_and_never_cut_within_a_character() {
        assert_eq!(encoded("Billing export-1"), "Billing%20export-1");
        assert_eq!(encoded("a\r\nX-Evil: 1"), "a%0D%0AX-Evil%3A%201");
        assert_eq!(encoded("Größe & 100%~"), "Gr%C3%B6%C3%9Fe%20%26%20100%25~");
        assert_eq!(encoded(&("x".repeat(599) + "é")), "x".repeat(599));
        let long = encoded(&"🚀".repeat(100));
        assert!(long.len() <= NAME_BYTES && long.len().is_multiple_of(12), "{}", long.len());
        assert_eq!(encoded(&"x".repeat(2_000)).len(), NAME_BYTES);
    }
}
