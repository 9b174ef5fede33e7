//! What a token is called, may do and may be used from, in as few bytes as it can be judged by: most of what the gate
//! remembers of a token is this. Actions have numbers here that are as good as their names: a number is given once, to
//! a name and not to its place in a catalogue, so that it means the same in every catalogue that comes later.
//!
//! The bytes: how many networks, and of each its length and the bytes of its address that are within it; which kind of
//! permissions, and of a list how many actions and the distances between their numbers; the name. What stands before the name
//! may be kept elsewhere (`lists`), for other tokens have the same: then there are two bytes that say where.

use std::collections::{BTreeSet, HashMap};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use hashbrown::DefaultHashBuilder;
use ipnet::IpNet;

use super::lists::Lists;
use super::policy::GrantKind;
use crate::catalogue::{Action, ActionKind};
use crate::tokens::{AllowedNetworks, Permissions};

/// Added to the length of a network of IPv6, to tell it from one of IPv4.
const IPV6: u8 = 100;
/// Kinds of permissions.
const ALL: u8 = 0;
const READ_ONLY: u8 = 1;
const CUSTOM: u8 = 2;
/// Added to the first byte of the two that say where networks and permissions are kept, which no number of networks comes to.
const ELSEWHERE: u8 = 0xc0;
/// The most names that get numbers. There are as many as all catalogues together had that tokens were made for.
const NAMES: usize = 1 << 16;

/// What packed tokens have in common.
#[derive(Debug, Default)]
pub struct Shared {
    pub names: Names,
    pub lists: Lists,
}

/// The numbers of actions.
#[derive(Debug, Default)]
pub struct Names {
    known: ArcSwap<Known>,
    /// Held while one is added.
    adding: Mutex<()>,
}

#[derive(Clone, Debug, Default)]
struct Known {
    numbers: HashMap<Arc<str>, usize, DefaultHashBuilder>,
    names: Vec<Arc<str>>,
}

impl Names {
    /// The numbers of some names, in order; none if there are too many.
    fn numbers(&self, names: &BTreeSet<String>) -> Option<Vec<usize>> {
        let look = |known: &Known| names.iter().map(|name| known.numbers.get(name.as_str()).copied()).collect();
        let mut numbers: Option<Vec<usize>> = look(&self.known.load());
        if numbers.is_none() {
            let _adding = self.adding.lock().unwrap_or_else(PoisonError::into_inner);
            // No place for one more: nothing is copied for it.
            if self.known.load().names.len() >= NAMES {
                return look(&self.known.load());
            }
            let mut known = Known::clone(&self.known.load());
            for name in names {
                if !known.numbers.contains_key(name.as_str()) {
                    let name: Arc<str> = name.as_str().into();
                    known.numbers.insert(Arc::clone(&name), known.names.len());
                    known.names.push(name);
                }
            }
            if known.names.len() > NAMES {
                return None;
            }
            numbers = look(&known);
            self.known.store(Arc::new(known));
        }
        let mut numbers = numbers?;
        numbers.sort_unstable();
        Some(numbers)
    }
}

/// Packs a token's name and lists; none if that can't be done.
pub fn pack(name: &str, permissions: &Permissions, networks: &AllowedNetworks, shared: &Shared) -> Option<Vec<u8>> {
    let mut bytes = pack_lists(permissions, networks, &shared.names)?;
    // Where it is kept takes two bytes, and as many as fit into fourteen bits are kept.
    if bytes.len() > 2
        && let Some([high @ 0..=0x3f, low]) = shared.lists.number(&bytes).map(u16::to_be_bytes)
    {
        bytes = vec![ELSEWHERE + high, low];
    }
    bytes.extend_from_slice(name.as_bytes());
    Some(bytes)
}

fn pack_lists(permissions: &Permissions, networks: &AllowedNetworks, names: &Names) -> Option<Vec<u8>> {
    let mut bytes = vec![u8::try_from(networks.len()).ok().filter(|count| *count < ELSEWHERE)?];
    for network in networks.iter() {
        let length = network.prefix_len();
        let within = usize::from(length.div_ceil(8));
        match network {
            IpNet::V4(network) => {
                bytes.push(length);
                bytes.extend_from_slice(&network.addr().octets()[..within]);
            }
            IpNet::V6(network) => {
                bytes.push(IPV6 + length);
                bytes.extend_from_slice(&network.addr().octets()[..within]);
            }
        }
    }
    match permissions {
        Permissions::All => bytes.push(ALL),
        Permissions::ReadOnly => bytes.push(READ_ONLY),
        Permissions::Custom(listed) => {
            bytes.push(CUSTOM);
            push(&mut bytes, listed.len());
            let mut before = 0;
            for number in names.numbers(listed)? {
                push(&mut bytes, number - before);
                before = number;
            }
        }
    }
    Some(bytes)
}

/// Seven bits a byte, the lowest first; the eighth says that there is more.
#[expect(clippy::cast_possible_truncation, reason = "below 128 each")]
fn push(bytes: &mut Vec<u8>, mut number: usize) {
    while number >= 128 {
        bytes.push((number % 128) as u8 + 128);
        number /= 128;
    }
    bytes.push(number as u8);
}

fn pull(bytes: &mut &[u8]) -> Option<usize> {
    let (mut number, mut shift) = (0, 0);
    loop {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= usize::from(byte % 128) << shift;
        if *byte < 128 {
            return Some(number);
        }
        shift += 7;
        if shift > 21 {
            return None;
        }
    }
}

/// What was packed.
#[derive(Clone, Debug)]
pub struct Packed<'a> {
    networks: Networks<'a>,
    kind: u8,
    listed: Listed<'a>,
    names: &'a Names,
    /// The name.
    pub name: &'a str,
}

impl<'a> Packed<'a> {
    /// Reads bytes; none if nobody packed them.
    pub fn read(bytes: &'a [u8], shared: &'a Shared) -> Option<Self> {
        match bytes {
            [high @ ELSEWHERE..=u8::MAX, low, name @ ..] => {
                let lists = shared.lists.get(u16::from_be_bytes([*high - ELSEWHERE, *low]))?;
                let packed = Self::read_lists(lists, shared)?;
                Some(Self { name: std::str::from_utf8(name).ok()?, ..packed })
            }
            _ => Self::read_lists(bytes, shared),
        }
    }

    /// What stands behind the lists is the name.
    fn read_lists(bytes: &'a [u8], shared: &'a Shared) -> Option<Self> {
        let (count, rest) = bytes.split_first()?;
        let networks = Networks { left: *count, bytes: rest };
        let mut passed = networks.clone();
        while passed.left > 0 {
            passed.next()?;
        }
        let (kind, mut rest) = passed.bytes.split_first()?;
        let left = if *kind == CUSTOM { pull(&mut rest)? } else { 0 };
        let listed = Listed { left, last: 0, bytes: rest };
        let mut passed = listed.clone();
        while passed.left > 0 {
            passed.next()?;
        }
        let name = std::str::from_utf8(passed.bytes).ok()?;
        Some(Self { networks, kind: *kind, listed, names: &shared.names, name })
    }

    /// As [`AllowedNetworks::admit`].
    pub fn admits_from(&self, address: Option<IpAddr>) -> bool {
        self.networks.left == 0 || address.is_some_and(|address| self.networks.clone().hold(address.to_canonical()))
    }

    /// As [`Permissions::admit`].
    pub fn admits(&self, action: Option<&Action>) -> bool {
        match self.kind {
            ALL => true,
            READ_ONLY => action.is_some_and(|action| action.kind == ActionKind::Read),
            _ => action.is_some_and(|action| {
                let number = self.names.known.load().numbers.get(action.id.as_str()).copied();
                number.is_some_and(|number| self.listed.clone().take_while(|n| *n <= number).any(|n| n == number))
            }),
        }
    }

    /// The permissions as they were.
    pub fn permissions(&self) -> Permissions {
        let known = self.names.known.load();
        match self.kind {
            ALL => Permissions::All,
            READ_ONLY => Permissions::ReadOnly,
            _ => Permissions::Custom(
                self.listed.clone().filter_map(|n| known.names.get(n)).map(ToString::to_string).collect(),
            ),
        }
    }

    /// The networks as they were.
    pub fn networks(&self) -> AllowedNetworks {
        let stored: Vec<String> =
            self.networks.clone().filter_map(|network| Some(network.unpacked()?.to_string())).collect();
        AllowedNetworks::try_from(stored.join(" ")).unwrap_or_default()
    }

    /// Which choice the permissions are.
    pub fn kind(&self) -> GrantKind {
        match self.kind {
            ALL => GrantKind::All,
            READ_ONLY => GrantKind::ReadOnly,
            _ => GrantKind::Listed,
        }
    }
}

/// The networks of a list.
#[derive(Clone, Debug)]
struct Networks<'a> {
    left: u8,
    bytes: &'a [u8],
}

/// A network, and the beginning of its address.
#[derive(Clone, Copy, Debug)]
struct Network<'a> {
    ipv6: bool,
    length: u8,
    start: &'a [u8],
}

impl<'a> Iterator for Networks<'a> {
    type Item = Network<'a>;

    fn next(&mut self) -> Option<Network<'a>> {
        self.left = self.left.checked_sub(1)?;
        let (code, rest) = self.bytes.split_first()?;
        let (ipv6, length) = code.checked_sub(IPV6).map_or((false, *code), |length| (true, length));
        if length > if ipv6 { 128 } else { 32 } {
            return None;
        }
        let (start, rest) = rest.split_at_checked(usize::from(length.div_ceil(8)))?;
        self.bytes = rest;
        Some(Network { ipv6, length, start })
    }
}

impl Networks<'_> {
    fn hold(mut self, address: IpAddr) -> bool {
        match address {
            IpAddr::V4(address) => self.any(|network| !network.ipv6 && network.holds(&address.octets())),
            IpAddr::V6(address) => self.any(|network| network.ipv6 && network.holds(&address.octets())),
        }
    }
}

impl Network<'_> {
    fn holds(self, octets: &[u8]) -> bool {
        let (whole, bits) = (usize::from(self.length / 8), self.length % 8);
        self.start[..whole] == octets[..whole] && (bits == 0 || (self.start[whole] ^ octets[whole]) >> (8 - bits) == 0)
    }

    fn unpacked(self) -> Option<IpNet> {
        let mut octets = [0; 16];
        octets[..self.start.len()].copy_from_slice(self.start);
        let [a, b, c, d, ..] = octets;
        let address = if self.ipv6 { IpAddr::from(octets) } else { IpAddr::from([a, b, c, d]) };
        IpNet::new(address, self.length).ok()
    }
}

/// The numbers of a list, in order.
#[derive(Clone, Debug)]
struct Listed<'a> {
    left: usize,
    last: usize,
    bytes: &'a [u8],
}

impl Iterator for Listed<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        self.left = self.left.checked_sub(1)?;
        self.last += pull(&mut self.bytes)?;
        Some(self.last)
    }
}

#[cfg(test)]
#[path = "packed_tests.rs"]
mod tests;
