//! What the gate knows of a token: as it is judged, and in the compact form in which it is remembered.

use std::str::FromStr;
use std::sync::Arc;

use compact_str::CompactString;
use http::HeaderValue;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use subtle::ConstantTimeEq;

use super::Blocked;
use super::shared::{Grants, Shared};
use crate::access::Role;
use crate::applications::Application;
use crate::clock::Timestamp;
use crate::id::Id;
use crate::organizations::Organization;
use crate::tokens::{AllowedNetworks, Facts, Permissions, Policy, Token};

/// Bytes of a percent-encoded name in an identity header: all of them together stay under 2 KB.
const NAME_BYTES: usize = 600;
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// Bytes kept of a digest. To pass for a token whose handle is known, one would have to find a text with these 128
/// bits, which is out of anyone's reach; the other half would buy nothing and cost a sixth of the memory.
const KEPT_OF_DIGEST: usize = 16;
const NEVER: i64 = i64::MAX;

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
    let whole = utf8_percent_encode(name, PLAIN).to_string();
    if whole.len() <= NAME_BYTES {
        return whole;
    }
    let mut text = String::new();
    let mut buffer = [0; 4];
    for c in name.chars() {
        let before = text.len();
        text.extend(utf8_percent_encode(c.encode_utf8(&mut buffer), PLAIN));
        if text.len() > NAME_BYTES {
            text.truncate(before);
            break;
        }
    }
    text
}

/// A token as it is judged.
#[derive(Debug)]
pub struct Subject<'a> {
    pub id: Id<Token>,
    /// Its name, percent-encoded.
    pub name: &'a CompactString,
    pub facts: Facts,
    /// It breaks a rule of its organization, which wants such tokens blocked.
    pub breaks_rule: bool,
    pub owner: &'a Arc<Owner>,
    pub permissions: &'a Arc<Permissions>,
    pub networks: &'a Arc<AllowedNetworks>,
}

/// A token as it was just read.
#[derive(Debug)]
pub struct Read {
    policy: Policy,
    name: CompactString,
    owner: Arc<Owner>,
    permissions: Arc<Permissions>,
    networks: Arc<AllowedNetworks>,
}

impl Read {
    pub fn new(policy: Policy) -> Self {
        Self {
            name: CompactString::from(encoded(&policy.name)),
            owner: Arc::new(Owner::of(&policy)),
            permissions: Arc::new(policy.permissions.clone()),
            networks: Arc::new(policy.networks.clone()),
            policy,
        }
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
            name: &self.name,
            facts: self.policy.facts,
            breaks_rule: self.policy.rule_blocked,
            owner: &self.owner,
            permissions: &self.permissions,
            networks: &self.networks,
        }
    }
}

/// A token as it is remembered: 88 bytes, and what an encoded name of more than 24 bytes needs beside them.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "a byte each, in place of facts of 16 bytes each")]
pub struct Entry {
    pub handle: u64,
    /// Unix milliseconds; [`NEVER`] for none.
    end: i64,
    owner: Arc<Owner>,
    grants: Arc<Grants>,
    name: CompactString,
    digest: [u8; KEPT_OF_DIGEST],
    id: [u8; 12],
    active: bool,
    deleted: bool,
    compromised: bool,
    breaks_rule: bool,
}

impl Entry {
    /// What can be remembered of a token, or none: a pause is too rare to have a place in every entry, and what a
    /// personal token may do depends on its owner's place in the organization, which other processes may change.
    pub fn of(read: &Read, shared: &mut Shared) -> Option<Self> {
        let policy = &read.policy;
        let facts = policy.facts;
        if facts.paused_until.is_some() || read.is_personal() {
            return None;
        }
        let mut digest = [0; KEPT_OF_DIGEST];
        for (byte, pair) in digest.iter_mut().zip(policy.digest.as_bytes().chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        let permissions = shared.permissions.one(&read.permissions)?;
        let networks = shared.networks.one(&read.networks)?;
        Some(Self {
            handle: handle_number(&policy.handle)?,
            end: facts.end().map_or(NEVER, |end| end.0),
            owner: shared.owners.one(&read.owner)?,
            grants: shared.grants.one(&Arc::new(Grants { permissions, networks }))?,
            name: read.name.clone(),
            digest,
            id: policy.id.to_bytes(),
            active: facts.active,
            deleted: facts.deleted_at.is_some(),
            compromised: facts.compromised_at.is_some(),
            breaks_rule: policy.rule_blocked,
        })
    }

    /// Whether this is the token of a secret with this digest.
    pub fn has_digest(&self, digest: &[u8; 32]) -> bool {
        self.digest.ct_eq(&digest[..KEPT_OF_DIGEST]).into()
    }

    pub fn owner(&self) -> &Owner {
        &self.owner
    }

    pub fn subject(&self) -> Subject<'_> {
        let since = |happened: bool| happened.then_some(Timestamp(0));
        let facts = Facts {
            active: self.active,
            deleted_at: since(self.deleted),
            compromised_at: since(self.compromised),
            expires_at: (self.end != NEVER).then_some(Timestamp(self.end)),
            ends_at: None,
            paused_until: None,
        };
        Subject {
            id: Id::from_bytes(self.id),
            name: &self.name,
            facts,
            breaks_rule: self.breaks_rule,
            owner: &self.owner,
            permissions: &self.grants.permissions,
            networks: &self.grants.networks,
        }
    }
}

/// A handle as a number: its eight characters are eight bytes.
pub fn handle_number(handle: &str) -> Option<u64> {
    Some(u64::from_le_bytes(handle.as_bytes().try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_takes_the_bytes_it_says() {
        assert_eq!(size_of::<Entry>(), 88);
        assert_eq!(size_of::<Option<Entry>>(), 88);
    }

    #[test]
    fn names_are_encoded_and_never_cut_within_a_character() {
        assert_eq!(encoded("Billing export-1"), "Billing%20export-1");
        assert_eq!(encoded("a\r\nX-Evil: 1"), "a%0D%0AX-Evil%3A%201");
        let long = encoded(&"🚀".repeat(100));
        assert!(long.len() <= NAME_BYTES && long.len().is_multiple_of(12), "{}", long.len());
        assert_eq!(encoded(&"x".repeat(2_000)).len(), NAME_BYTES);
    }
}
