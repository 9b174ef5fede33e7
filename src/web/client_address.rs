//! The caller's address: the peer's, unless the peer is a trusted proxy, which then says whom it speaks for.

use std::net::{IpAddr, SocketAddr};

use actix_web::http::header::HeaderMap;
use ipnet::IpNet;

const FORWARDED_FOR: &str = "x-forwarded-for";

/// The lines of the header that says for whom a proxy speaks, in order.
#[derive(Debug, Default)]
pub struct Lines<'a> {
    first: Option<&'a [u8]>,
    /// Nearly always there are none.
    more: Vec<&'a [u8]>,
}

impl<'a> Lines<'a> {
    /// Adds one.
    pub fn push(&mut self, line: &'a [u8]) {
        if self.first.is_none() {
            self.first = Some(line);
        } else {
            self.more.push(line);
        }
    }
}

/// The address of the caller, or none if it can't be told for certain: as [`client_of`] reads it from these headers, of
/// which `header` is the one to believe, if one is named.
pub fn client_address(
    peer: Option<IpAddr>,
    headers: &HeaderMap,
    trusted: &[IpNet],
    header: Option<&str>,
) -> Option<IpAddr> {
    let mut lines = Lines::default();
    headers.get_all(header.unwrap_or(FORWARDED_FOR)).for_each(|value| lines.push(value.as_bytes()));
    client_of(peer, &lines, trusted, header.is_some())
}

/// The address of the caller, or none if it can't be told for certain.
///
/// `X-Forwarded-For` (all its lines in order) is read from the right, past trusted hops, to the first address that
/// isn't one: what stands further left the caller could have written, and is not read. A malformed entry on the way
/// makes the answer unknown. A header that was `named` instead must be there once.
pub fn client_of(peer: Option<IpAddr>, lines: &Lines<'_>, trusted: &[IpNet], named: bool) -> Option<IpAddr> {
    let peer = peer?.to_canonical();
    if !is_trusted(peer, trusted) {
        return Some(peer);
    }
    if named {
        let line = lines.first.filter(|_| lines.more.is_empty())?;
        return parse(std::str::from_utf8(line).ok().filter(|text| text.is_ascii())?);
    }
    let mut last = peer;
    for line in lines.more.iter().rev().copied().chain(lines.first) {
        // Byte for byte: what a caller wrote far on the left is not looked at, so it can't make the answer unknown.
        for hop in line.rsplit(|byte| *byte == b',') {
            last = parse(std::str::from_utf8(hop).ok()?)?;
            if !is_trusted(last, trusted) {
                return Some(last);
            }
        }
    }
    Some(last)
}

fn is_trusted(address: IpAddr, trusted: &[IpNet]) -> bool {
    trusted.iter().any(|network| network.contains(&address))
}

/// An address, perhaps with a port.
fn parse(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')).unwrap_or(text);
    let with_port = || text.parse::<SocketAddr>().map(|a| a.ip());
    bare.parse::<IpAddr>().or_else(|_| with_port()).ok().map(|a| a.to_canonical())
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderName, HeaderValue};
    use proptest::prelude::*;

    use super::*;

    fn told(peer: &str, lines: &[&str], trusted: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(HeaderName::from_static(FORWARDED_FOR), HeaderValue::from_bytes(line.as_bytes()).unwrap());
        }
        let trusted: Vec<IpNet> = trusted.split_whitespace().map(|n| n.parse().unwrap()).collect();
        client_address(peer.parse().ok(), &headers, &trusted, None).map(|a| a.to_string())
    }

    #[test]
    fn only_a_trusted_proxy_is_believed_and_only_as_far_as_it_is_trusted() {
        let proxies = "10.0.0.0/8 ::1/128";
        for (peer, lines, client) in [
            ("203.0.113.7", &[][..], Some("203.0.113.7")),
            ("203.0.113.7", &["198.51.100.1"], Some("203.0.113.7")),
            ("10.0.0.1", &["198.51.100.1"], Some("198.51.100.1")),
            ("10.0.0.1", &["6.6.6.6, 198.51.100.1"], Some("198.51.100.1")),
            ("10.0.0.1", &["6.6.6.6", "198.51.100.1, 10.0.0.2"], Some("198.51.100.1")),
            ("10.0.0.1", &["::ffff:198.51.100.1"], Some("198.51.100.1")),
            ("10.0.0.1", &["198.51.100.1:4711"], Some("198.51.100.1")),
            ("10.0.0.1", &["[2001:db8::1]:4711"], Some("2001:db8::1")),
            ("::ffff:10.0.0.1", &["198.51.100.1"], Some("198.51.100.1")),
            ("10.0.0.1", &["198.51.100.1, unknown"], None),
            ("10.0.0.1", &["198.51.100.1,"], None),
            ("10.0.0.1", &["unknown, 198.51.100.1"], Some("198.51.100.1")),
            ("10.0.0.1", &["é", "198.51.100.1"], Some("198.51.100.1")),
            ("10.0.0.1", &["198.51.100.1", ""], None),
            ("10.0.0.1", &["198.51.100.1 10.0.0.2"], None),
            ("10.0.0.1", &["198.51.100.256"], None),
            ("10.0.0.1", &["0xc6.51.100.1"], None),
            ("10.0.0.1", &["fe80::1%eth0"], None),
            ("10.0.0.1", &["::ffff:10.0.0.9"], Some("10.0.0.9")),
            ("10.0.0.1", &["10.0.0.9"], Some("10.0.0.9")),
            ("10.0.0.1", &[], Some("10.0.0.1")),
        ] {
            assert_eq!(told(peer, lines, proxies).as_deref(), client, "{peer} {lines:?}");
        }
    }

    #[test]
    fn a_named_header_replaces_the_list_and_must_be_there_once() {
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let told = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(HeaderName::from_static("cf-connecting-ip"), HeaderValue::from_str(value).unwrap());
            }
            headers.insert(HeaderName::from_static(FORWARDED_FOR), HeaderValue::from_static("6.6.6.6"));
            client_address("10.0.0.1".parse().ok(), &headers, &trusted, Some("CF-Connecting-IP")).map(|a| a.to_string())
        };
        assert_eq!(told(&["198.51.100.1"]).as_deref(), Some("198.51.100.1"));
        assert_eq!(told(&[]), None);
        assert_eq!(told(&["198.51.100.1", "198.51.100.2"]), None);
        assert_eq!(told(&["198.51.100.1, 198.51.100.2"]), None);
    }

    #[test]
    fn a_header_of_any_length_is_read_from_its_end() {
        let long = format!("{}198.51.100.1", "6.6.6.6, ".repeat(100_000));
        assert_eq!(told("10.0.0.1", &[&long], "10.0.0.0/8").as_deref(), Some("198.51.100.1"));
        let trusted = "10.0.0.9, ".repeat(100_000) + "10.0.0.9";
        assert_eq!(told("10.0.0.1", &[&trusted], "10.0.0.0/8").as_deref(), Some("10.0.0.9"));
    }

    proptest! {
        /// Whatever a caller sends, it can only be told as an address that our own proxy has added.
        #[test]
        fn what_the_caller_wrote_is_never_believed(sent in "[ -~]{0,60}") {
            let line = format!("{sent}, 198.51.100.1");
            prop_assert_eq!(told("10.0.0.1", &[&line], "10.0.0.0/8"), Some("198.51.100.1".to_owned()));
            prop_assert_eq!(told("203.0.113.7", &[&sent], "10.0.0.0/8"), Some("203.0.113.7".to_owned()));
            told("10.0.0.1", &[&sent], "10.0.0.0/8");
        }
    }
}
