//! What the headers of a proxy's question tell, read in one go. Names are compared without regard to case: the
//! framework writes them small, and who answers before it has them as they were sent.

use std::net::IpAddr;

use crate::config::Config;
use crate::web::client_address::{Lines, client_of};

/// Headers by which a caller asks the API to take another method than the one the gate looks at.
const OVERRIDES: [&str; 3] = ["http-method-override", "http-method", "method-override"];
const AUTHORIZATION: &str = "authorization";
const FORWARDED_FOR: &str = "x-forwarded-for";
const USER_AGENT: &str = "user-agent";

/// How a proxy tells the original request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// In these two headers, for the method and for the address, each exactly once.
    Headers { method: &'static str, uri: &'static str },
    /// The request's own method, and what follows the dialect in its address. Whatever reads HTTP here has cut off a
    /// fragment by then, which the other dialects refuse; Envoy itself answers 400 to one and never asks.
    Itself,
}

impl Dialect {
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "nginx" => Self::Headers { method: "x-original-method", uri: "x-original-uri" },
            "forwarded" => Self::Headers { method: "x-forwarded-method", uri: "x-forwarded-uri" },
            "envoy" => Self::Itself,
            _ => return None,
        })
    }
}

/// A header, of which there should be one.
#[derive(Clone, Copy, Debug)]
pub enum Once<'a> {
    None,
    This(&'a [u8]),
    More(&'a [u8]),
}

impl<'a> Once<'a> {
    fn add(&mut self, value: &'a [u8]) {
        *self = if matches!(self, Self::None) { Self::This(value) } else { Self::More(value) };
    }

    /// As many as matter: two, if there are more.
    pub fn values(self) -> impl Iterator<Item = &'a [u8]> {
        let (one, another) = match self {
            Self::None => (None, None),
            Self::This(value) => (Some(value), None),
            Self::More(value) => (Some(value), Some(value)),
        };
        one.into_iter().chain(another)
    }
}

/// See the module.
pub struct Told<'a> {
    pub authorization: Once<'a>,
    pub method: Once<'a>,
    pub uri: Once<'a>,
    pub agent: &'a str,
    pub asks_for_other_method: bool,
    /// For whom it says it asks.
    client: Lines<'a>,
}

impl<'a> Told<'a> {
    pub fn by(headers: impl Iterator<Item = (&'a str, &'a [u8])>, dialect: Dialect, config: &Config) -> Self {
        let client = config.client_address_header.as_deref().unwrap_or(FORWARDED_FOR);
        let mut told = Self {
            authorization: Once::None,
            method: Once::None,
            uri: Once::None,
            agent: "",
            asks_for_other_method: false,
            client: Lines::default(),
        };
        for (name, value) in headers {
            // Most are none of these, and their lengths say so.
            let is = |known: &str| name.len() == known.len() && name.eq_ignore_ascii_case(known);
            if is(client) {
                told.client.push(value);
            }
            match dialect {
                Dialect::Headers { method, .. } if is(method) => told.method.add(value),
                Dialect::Headers { uri, .. } if is(uri) => told.uri.add(value),
                _ if is(AUTHORIZATION) => told.authorization.add(value),
                _ if is(USER_AGENT) => told.agent = visible(value),
                _ if is_override(name) => told.asks_for_other_method = true,
                _ => {}
            }
        }
        told
    }

    /// The caller's address, or none if it can't be told for certain.
    pub fn client_address(&self, peer: Option<IpAddr>, config: &Config) -> Option<IpAddr> {
        client_of(peer, &self.client, &config.trusted_proxies, config.client_address_header.is_some())
    }
}

/// A value that is text; what isn't says nothing.
pub fn visible(value: &[u8]) -> &str {
    // Without an end before the last byte: then many are looked at in one step.
    let is_text = value.iter().fold(true, |so_far, byte| so_far & matches!(byte, b' '..=b'~' | b'\t'));
    if is_text { std::str::from_utf8(value).unwrap_or_default() } else { "" }
}

/// Whether a header is one of those, with or without `x-`, in whatever way it is written: to many programs `_`, `.` and
/// `-` are one. Every header of every request is looked at.
fn is_override(name: &str) -> bool {
    let name = name.as_bytes();
    let is = |name: &[u8], known: &[u8]| {
        let alike = |(a, b): (&u8, &u8)| a.eq_ignore_ascii_case(b) || (*b == b'-' && matches!(a, b'_' | b'.'));
        name.iter().zip(known).all(alike)
    };
    OVERRIDES.iter().any(|known| match name.len().checked_sub(known.len()) {
        Some(0) => is(name, known.as_bytes()),
        Some(2) => is(name, b"x-") && is(&name[2..], known.as_bytes()),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_for_another_method_is_seen_in_every_spelling() {
        for name in
            ["x-http-method-override", "X_HTTP_METHOD_OVERRIDE", "Http.Method", "x-method-override", "METHOD-override"]
        {
            assert!(is_override(name), "{name}");
        }
        for name in ["x-http-method-overrides", "xxhttp-method", "http", "method", "x-http+method", ""] {
            assert!(!is_override(name), "{name}");
        }
    }

    #[test]
    fn what_is_not_visible_ascii_is_no_text() {
        assert_eq!((visible(b"curl/8.0\t(x)"), visible(b"caf\xc3\xa9"), visible(b"\xff")), ("curl/8.0\t(x)", "", ""));
    }
}
