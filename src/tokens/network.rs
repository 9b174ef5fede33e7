//! The IP restriction: up to 50 addresses and networks a token may be used from.

use std::net::{IpAddr, Ipv4Addr};

use ipnet::{IpNet, Ipv4Net, Ipv4Subnets, Ipv6Subnets};

use super::text::shown_again;
use crate::language::Message;

/// The most entries a token may have.
pub const LIMIT: usize = 50;
/// How many bad entries are named one by one.
const NAMED_FAULTS: usize = 10;
/// Of a range that is several networks so many are named, and of one that is more, none.
const RANGE_NAMED: usize = 4;
/// Bits of `::ffff:0:0`, under which IPv6 carries IPv4 addresses.
const MAPPED_BITS: u8 = 96;

/// A list of networks without host bits and without repeats; an empty one admits any address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct AllowedNetworks(Vec<IpNet>);

impl AllowedNetworks {
    /// Reads what a person typed: entries separated by line ends, spaces or commas.
    /// The errors name each entry that is wrong, its line and what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, Vec<String>> {
        Ok(Self(read(text)?.into_iter().map(|(_, network)| network).collect()))
    }

    /// What each entry that a person typed means, in words.
    pub fn explain(text: &str) -> Result<Vec<Explained>, Vec<String>> {
        Ok(read(text)?.into_iter().map(|(typed, network)| explained(typed.to_owned(), &network)).collect())
    }

    /// Whether the list admits a caller; an address that could not be told passes an empty list only.
    pub fn admit(&self, address: Option<IpAddr>) -> bool {
        self.0.is_empty() || address.is_some_and(|a| self.0.iter().any(|network| network.contains(&a.to_canonical())))
    }

    /// Whether it admits no address that `others` don't.
    pub fn within(&self, others: &Self) -> bool {
        others.is_empty()
            || (!self.is_empty() && self.0.iter().all(|own| others.0.iter().any(|other| other.contains(own))))
    }

    /// Whether there is no restriction.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether there is a restriction that restricts something: an entry for the whole internet undoes all others.
    pub fn restrict(&self) -> bool {
        !self.0.is_empty() && self.0.iter().all(|network| network.prefix_len() > 0)
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The networks.
    pub fn iter(&self) -> impl Iterator<Item = &IpNet> {
        self.0.iter()
    }

    /// The entries as they are stored and shown: an address alone without its full prefix length.
    pub fn entries(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(display)
    }

    /// What each entry covers, in words, with a note on any that covers the whole internet.
    pub fn explained(&self) -> Vec<Explained> {
        self.0.iter().map(|network| explained(display(network), network)).collect()
    }

    /// As stored: entries separated by a space.
    pub fn stored(&self) -> String {
        self.entries().collect::<Vec<_>>().join(" ")
    }
}

/// One entry of the list, for its reader.
#[derive(Clone, Debug)]
pub struct Explained {
    /// The entry: as stored, or as it was typed.
    pub entry: String,
    /// Its first and last address.
    pub range: String,
    /// It restricts nothing of its address family.
    pub whole_internet: bool,
}

impl TryFrom<String> for AllowedNetworks {
    type Error = String;
    fn try_from(stored: String) -> Result<Self, String> {
        Self::parse(&stored).map_err(|faults| faults.join(" "))
    }
}

/// Reads entries with what was typed of each, without repeats.
fn read(text: &str) -> Result<Vec<(&str, IpNet)>, Vec<String>> {
    let mut networks: Vec<(&str, IpNet)> = Vec::new();
    let mut faults = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let pieces = line.split([',', ';']).map(str::trim);
        // A range may have spaces in it.
        let entries = pieces.flat_map(|piece| match ends(piece) {
            Some(_) => vec![piece],
            None => piece.split([' ', '\t']).collect(),
        });
        for entry in entries.filter(|entry| !entry.is_empty()) {
            match ends(entry).map_or_else(|| parse_entry(entry), |(first, last)| parse_range(entry, first, last)) {
                // A paste of thousands of entries is refused below anyhow: don't search all of them.
                Ok(network) if networks.len() <= LIMIT && networks.iter().any(|(_, known)| *known == network) => {}
                Ok(network) => networks.push((entry, network)),
                Err(fault) => faults.push(t!("token-form-network-line", line = number + 1, fault = fault)),
            }
        }
    }
    if networks.len() > LIMIT {
        faults.push(t!("token-form-network-many", count = networks.len(), limit = LIMIT));
    }
    if faults.is_empty() {
        return Ok(networks);
    }
    if faults.len() > NAMED_FAULTS {
        let more = faults.len() - NAMED_FAULTS;
        faults.truncate(NAMED_FAULTS);
        faults.push(t!("token-form-network-more", count = more));
    }
    Err(faults.into_iter().map(String::from).collect())
}

fn explained(entry: String, network: &IpNet) -> Explained {
    let range = if network.prefix_len() == network.max_prefix_len() {
        t!("token-form-network-alone").into()
    } else {
        format!("{}–{}", network.network(), network.broadcast())
    };
    Explained { entry, range, whole_internet: network.prefix_len() == 0 }
}

fn display(network: &IpNet) -> String {
    if network.prefix_len() == network.max_prefix_len() { network.addr().to_string() } else { network.to_string() }
}

/// The ends of a range: two addresses of one kind with a dash between them, as programs and our own pages write it.
fn ends(text: &str) -> Option<(IpAddr, IpAddr)> {
    let (first, last) = text.split_once(['-', '–'])?;
    let (first, last): (IpAddr, IpAddr) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    (first.is_ipv4() == last.is_ipv4()).then_some((first, last))
}

/// A range that is one network. Of one that is several it is said which.
fn parse_range(entry: &str, first: IpAddr, last: IpAddr) -> Result<IpNet, Message> {
    let shown: String = shown_again(entry).chars().take(90).collect();
    if first > last {
        return Err(t!("token-form-network-range", entry = shown));
    }
    let networks: Vec<IpNet> = match (first, last) {
        (IpAddr::V4(first), IpAddr::V4(last)) => {
            Ipv4Subnets::new(first, last, 0).take(RANGE_NAMED + 1).map(IpNet::V4).collect()
        }
        (IpAddr::V6(first), IpAddr::V6(last)) => {
            Ipv6Subnets::new(first, last, 0).take(RANGE_NAMED + 1).map(IpNet::V6).collect()
        }
        _ => Vec::new(),
    };
    match &networks[..] {
        [network] => Ok(canonical(*network)),
        several if (1..=RANGE_NAMED).contains(&several.len()) => {
            let named = several.iter().map(display).collect::<Vec<_>>().join(", ");
            Err(t!("token-form-network-range-several", entry = shown, networks = named))
        }
        _ => Err(t!("token-form-network-range", entry = shown)),
    }
}

fn parse_entry(entry: &str) -> Result<IpNet, Message> {
    let shown: String = shown_again(entry).chars().take(60).collect();
    let (address, length) = entry.split_once('/').map_or((entry, None), |(a, l)| (a, Some(l)));
    let Ok(address) = address.parse::<IpAddr>() else {
        return Err(if address.contains('%') {
            t!("token-form-network-interface", entry = shown)
        } else if entry.contains('-') || entry.contains('*') {
            t!("token-form-network-range", entry = shown)
        } else if address.starts_with('[') {
            t!("token-form-network-brackets", entry = shown)
        } else {
            t!("token-form-network-unreadable", entry = shown)
        });
    };
    let longest = if address.is_ipv4() { 32 } else { 128 };
    let length = match length {
        None => longest,
        // Only digits: `parse` would also take a leading plus.
        Some(l) => match l.parse::<u8>() {
            Ok(n) if n <= longest && l.bytes().all(|b| b.is_ascii_digit()) => n,
            _ => return Err(t!("token-form-network-length", entry = shown, longest = longest)),
        },
    };
    let network = IpNet::new(address, length)
        .map_err(|e| t!("token-form-network-fault", entry = shown, fault = e.to_string()))?
        .trunc();
    Ok(canonical(network))
}

/// An IPv4 network written as IPv6 is stored as the IPv4 network it is: callers' addresses are canonical too.
fn canonical(network: IpNet) -> IpNet {
    if let IpNet::V6(v6) = network
        && v6.prefix_len() >= MAPPED_BITS
        && let Some(v4) = v6.addr().to_ipv4_mapped()
        && let Ok(mapped) = Ipv4Net::new(Ipv4Addr::from(v4.octets()), v6.prefix_len() - MAPPED_BITS)
    {
        return IpNet::V4(mapped);
    }
    network
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn list(text: &str) -> AllowedNetworks {
        AllowedNetworks::parse(text).unwrap()
    }

    #[test]
    fn entries_are_read_and_given_back_normalized() {
        for (typed, stored) in [
            ("", ""),
            ("203.0.113.7", "203.0.113.7"),
            ("203.0.113.7/32", "203.0.113.7"),
            ("10.0.0.7/24", "10.0.0.0/24"),
            ("0.0.0.0/0", "0.0.0.0/0"),
            ("::/0", "::/0"),
            ("2001:DB8::1", "2001:db8::1"),
            ("2001:db8::1/32", "2001:db8::/32"),
            ("::ffff:10.1.2.3", "10.1.2.3"),
            ("::ffff:10.1.2.3/104", "10.0.0.0/8"),
            ("203.0.113.0 - 203.0.113.255", "203.0.113.0/24"),
            ("10.0.0.7, 203.0.113.0–203.0.113.255;10.0.0.8 10.0.0.9", "10.0.0.7 203.0.113.0/24 10.0.0.8 10.0.0.9"),
            ("10.0.0.7-10.0.0.7", "10.0.0.7"),
            ("2001:db8::-2001:db8::ffff", "2001:db8::/112"),
            ("::ffff:10.0.0.0-::ffff:10.0.0.255", "10.0.0.0/24"),
            ("0.0.0.0-255.255.255.255", "0.0.0.0/0"),
            ("10.0.0.1, 10.0.0.2 10.0.0.3\n10.0.0.4\r\n\t10.0.0.1", "10.0.0.1 10.0.0.2 10.0.0.3 10.0.0.4"),
        ] {
            assert_eq!(list(typed).stored(), stored, "{typed:?}");
        }
    }

    #[test]
    fn each_wrong_entry_is_named_with_its_line_and_what_is_wrong() {
        for (typed, says) in [
            ("10.0.0.256", "Line 1: “10.0.0.256” is not an IP address"),
            ("10.0.0.1\nexample.com", "Line 2: “example.com” is not an IP address"),
            ("10.0.0.0/33", "from 0 to 32"),
            ("10.0.0.0/", "from 0 to 32"),
            ("10.0.0.0/-1", "from 0 to 32"),
            ("10.0.0.0/+8", "from 0 to 32"),
            ("2001:db8::/129", "from 0 to 128"),
            ("fe80::1%eth0", "network interface"),
            ("10.0.0.1-10.0.0.9", "write it as 10.0.0.1, 10.0.0.2/31, 10.0.0.4/30, 10.0.0.8/31."),
            ("10.0.0.1 - 10.0.1.9", "as a network"),
            ("10.0.0.9-10.0.0.1", "as a network"),
            ("10.0.0.1-::1", "as a network"),
            ("10.0.0.1 -", "“-” is not understood"),
            ("10.0.0.*", "as a network"),
            ("[::1]", "without brackets"),
            ("010.0.0.1", "not an IP address"),
        ] {
            let faults = AllowedNetworks::parse(typed).unwrap_err();
            assert!(faults[0].contains(says), "{typed:?}: {faults:?}");
        }
    }

    #[test]
    fn fifty_entries_fit_and_fifty_one_do_not() {
        let entries = |n: usize| (1..=n).map(|i| format!("10.0.0.{i}")).collect::<Vec<_>>().join("\n");
        assert_eq!(list(&entries(50)).len(), 50);
        assert_eq!(list(&format!("{}\n10.0.0.1", entries(50))).len(), 50, "a repeat is one entry");
        let faults = AllowedNetworks::parse(&entries(51)).unwrap_err();
        assert_eq!(faults, ["These are 51 entries; a token can have at most 50."]);
    }

    #[test]
    fn ten_thousand_wrong_lines_are_summed_up() {
        let faults = AllowedNetworks::parse(&"nonsense\n".repeat(10_000)).unwrap_err();
        assert_eq!(faults.len(), NAMED_FAULTS + 1);
        assert_eq!(faults[NAMED_FAULTS], "… and 9,990 more lines like these.");
    }

    #[test]
    fn a_list_admits_what_it_covers_and_nothing_else() {
        let address = |text: &str| Some(text.parse().unwrap());
        for (entries, caller, admitted) in [
            ("", None, true),
            ("", address("203.0.113.7"), true),
            ("10.0.0.0/24", None, false),
            ("10.0.0.0/24", address("10.0.0.0"), true),
            ("10.0.0.0/24", address("10.0.0.255"), true),
            ("10.0.0.0/24", address("10.0.1.0"), false),
            ("10.0.0.7/24", address("10.0.0.200"), true),
            ("10.0.0.7", address("::ffff:10.0.0.7"), true),
            ("::ffff:10.0.0.7", address("10.0.0.7"), true),
            ("::/0", address("10.0.0.7"), false),
            ("::/0", address("::ffff:10.0.0.7"), false),
            ("0.0.0.0/0", address("2001:db8::1"), false),
            ("0.0.0.0/0", address("255.255.255.255"), true),
            ("2001:db8::/32", address("2001:db8:ffff::1"), true),
            ("2001:db8::/32", address("2001:db9::1"), false),
        ] {
            assert_eq!(list(entries).admit(caller), admitted, "{entries:?} {caller:?}");
        }
    }

    #[test]
    fn a_network_that_covers_the_whole_internet_is_pointed_out() {
        let explained = list("0.0.0.0/0 10.0.0.7/24 10.0.0.1").explained();
        assert!(explained[0].whole_internet && !explained[1].whole_internet);
        assert_eq!(explained[1].range, "10.0.0.0–10.0.0.255");
        assert_eq!(explained[2].range, "this address alone");
        let typed = AllowedNetworks::explain("10.0.0.7/24").unwrap();
        assert_eq!((typed[0].entry.as_str(), typed[0].range.as_str()), ("10.0.0.7/24", "10.0.0.0–10.0.0.255"));
    }

    proptest! {
        #[test]
        fn no_text_panics_and_what_parses_survives_storing(text in ".{0,200}") {
            if let Ok(list) = AllowedNetworks::parse(&text) {
                prop_assert_eq!(AllowedNetworks::try_from(list.stored()), Ok(list));
            }
        }
    }
}
