//! The caller's address: the peer's, unless the peer is a trusted proxy, which then says whom it speaks for.

use std::net::{IpAddr, SocketAddr};

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use ipnet::IpNet;

static FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The address of the caller, or none if it can't be told for certain.
///
/// `X-Forwarded-For` (all its lines in order) is read from the right, past trusted hops, to the first address that
/// isn't one: what stands further left the caller could have written, and is not read. A malformed entry on the way
/// makes the answer unknown.
pub fn client_address(
    peer: Option<IpAddr>,
    headers: &HeaderMap,
    trusted: &[IpNet],
    header: Option<&str>,
) -> Option<IpAddr> {
    let peer = peer?.to_canonical();
    if !is_trusted(peer, trusted) {
        return Some(peer);
    }
    if let Some(name) = header {
        let name = HeaderName::try_from(name).ok()?;
        let mut values = headers.get_all(name);
        return match (values.next(), values.next()) {
            (Some(value), None) => parse(value.to_str().ok()?),
            _ => None,
        };
    }
    let mut lines = headers.get_all(&FORWARDED_FOR);
    // Nearly always there is one.
    let (Some(first), second) = (lines.next(), lines.next()) else { return Some(peer) };
    let Some(second) = second else { return by_hops([first].into_iter(), peer, trusted) };
    let all: Vec<&HeaderValue> = [first, second].into_iter().chain(lines).collect();
    by_hops(all.into_iter().rev(), peer, trusted)
}

/// The first address that isn't trusted, through lines that are given from the last to the first.
fn by_hops<'a>(lines: impl Iterator<Item = &'a HeaderValue>, peer: IpAddr, trusted: &[IpNet]) -> Option<IpAddr> {
    let mut last = peer;
    for line in lines {
        // Byte for byte: what a caller wrote far on the left is not looked at, so it can't make the answer unknown.
        for hop in line.as_bytes().rsplit(|byte| *byte == b',') {
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
    use proptest::prelude::*;

    use super::*;

    fn told(peer: &str, lines: &[&str], trusted: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED_FOR.clone(), HeaderValue::from_bytes(line.as_bytes()).unwrap());
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
            headers.insert(FORWARDED_FOR.clone(), HeaderValue::from_static("6.6.6.6"));
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
