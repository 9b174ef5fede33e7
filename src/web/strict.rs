//! What is refused before any part of the program reads it: requests that programs on the way could read differently.
//! The parser of requests refuses most of them; here is the rest. Every request is looked at, so a look costs little.

use actix_http::RequestHead;
use actix_web::http::header::HOST;
use actix_web::http::{Method, Uri};

/// Whether a request is one that nobody should answer: for no path, or for a host that is none.
pub fn is_malformed(head: &RequestHead) -> bool {
    let mut hosts = head.headers.get_all(HOST);
    is_no_address(&head.uri) || head.method == Method::CONNECT || hosts.any(|host| !is_host(host.as_bytes()))
}

/// Whether the target is not a path, with or without the scheme and the host in front of it.
fn is_no_address(uri: &Uri) -> bool {
    let strange_scheme = uri.scheme_str().is_some_and(|scheme| !matches!(scheme, "http" | "https"));
    let strange_host = uri.authority().is_some_and(|authority| authority.as_str().contains('@'));
    !uri.path().starts_with('/') || strange_scheme || strange_host
}

/// Whether it is a name or address, and perhaps a port. The grammar of URIs lets names have commas, percent signs and
/// more; no host has.
pub fn is_host(value: &[u8]) -> bool {
    let in_brackets = value.first() == Some(&b'[');
    let end = if in_brackets {
        value.iter().position(|b| *b == b']').map(|at| at + 1)
    } else {
        value.iter().position(|b| *b == b':')
    };
    let (host, port) = value.split_at(end.unwrap_or(value.len()));
    let fits = if in_brackets {
        end.is_some_and(|end| end > 2)
            && host[1..host.len() - 1].iter().all(|b| b.is_ascii_hexdigit() || matches!(b, b':' | b'.'))
    } else {
        !host.is_empty() && host.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
    };
    let port_fits = match port {
        [] => true,
        [b':', digits @ ..] => digits.len() <= 5 && digits.iter().all(u8::is_ascii_digit),
        _ => false,
    };
    fits && port_fits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_a_name_or_an_address_and_perhaps_a_port() {
        let host = |text: &str| is_host(text.as_bytes());
        for fine in
            ["a", "tokens.example.com", "tokens.example.com.", "my_app:8080", "127.0.0.1:80", "[::1]", "[::1]:80", "a:"]
        {
            assert!(host(fine), "{fine}");
        }
        for strange in [
            "", ":", ":80", "a b", "a,b", "a/b", "a@b", "a:x", "a:1:2", "a:999999", "é", "a\tb", "%61", "[", "[]",
            "[::1", "[::1]x", "[g]", "::1", "a?b", "a#b", "a\\b", "<a>",
        ] {
            assert!(!host(strange), "{strange:?}");
        }
    }
}
