//! The path of a request, as the gate reads it. A path that two programs could read in two ways is refused, not
//! repaired: the gate must not admit one thing while the API behind it serves another.

use percent_encoding::percent_decode_str;

/// A path in its one canonical reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestPath(String);

/// Why a path has no single reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathFault {
    /// It does not begin with `/`.
    #[error("the path does not begin with a slash")]
    NotAbsolute,
    /// `.`, `..` or nothing between two slashes.
    #[error("the path has a dot segment or an empty segment")]
    Segment,
    /// A broken escape, or one that is still an escape after decoding.
    #[error("the path has an escape that is broken or doubled")]
    Escape,
    /// `;`, backslash, an encoded slash, a control character, `#`, or a byte outside ASCII.
    #[error("the path has a character that programs read differently")]
    Character,
    /// It decodes to something that is not UTF-8.
    #[error("the path is not UTF-8")]
    NotUtf8,
}

impl RequestPath {
    /// Reads the path of an original request URI; its query is not part of it.
    pub fn parse(uri: &str) -> Result<Self, PathFault> {
        // Byte by byte: a search by character costs more than the path is long.
        let raw = uri.bytes().position(|byte| byte == b'?').map_or(uri, |end| &uri[..end]);
        if is_plain(raw) {
            return Ok(Self(raw.to_owned()));
        }
        if !raw.starts_with('/') {
            return Err(PathFault::NotAbsolute);
        }
        if !raw.bytes().all(|b| b.is_ascii_graphic()) || raw.contains('#') {
            return Err(PathFault::Character);
        }
        check_escapes(raw)?;
        let decoded = percent_decode_str(raw).decode_utf8().map_err(|_| PathFault::NotUtf8)?;
        if has_escape(&decoded) {
            return Err(PathFault::Escape);
        }
        if decoded.contains([';', '\\', '#', '?']) || decoded.chars().any(char::is_control) {
            return Err(PathFault::Character);
        }
        let mut segments = decoded[1..].split('/').peekable();
        while let Some(segment) = segments.next() {
            let last = segments.peek().is_none();
            if matches!(segment, "." | "..") || (segment.is_empty() && !last) {
                return Err(PathFault::Segment);
            }
        }
        Ok(Self(decoded.into_owned()))
    }

    /// The path without escapes.
    pub fn decoded(&self) -> &str {
        &self.0
    }
}

/// Whether a path is one of the ordinary ones that nobody reads in two ways, seen in one pass: most are, and each request
/// has one. What is not goes through every check.
fn is_plain(raw: &str) -> bool {
    let mut before = b'/';
    let bytes = raw.as_bytes();
    bytes.first() == Some(&b'/')
        && bytes[1..].iter().all(|byte| {
            let plain = match KINDS[usize::from(*byte)] {
                Kind::Plain => true,
                Kind::NotFirst => before != b'/',
                Kind::Odd => false,
            };
            before = *byte;
            plain
        })
}

/// What a byte is in a path.
#[derive(Clone, Copy)]
enum Kind {
    Odd,
    Plain,
    /// Plain, unless a segment begins with it: one that begins with a dot may be a dot segment.
    NotFirst,
}

const KINDS: [Kind; 256] = {
    let mut kinds = [Kind::Odd; 256];
    let (plain, mut at) = (*b"-_~:@,=+0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 0);
    while at < plain.len() {
        kinds[plain[at] as usize] = Kind::Plain;
        at += 1;
    }
    kinds[b'/' as usize] = Kind::NotFirst;
    kinds[b'.' as usize] = Kind::NotFirst;
    kinds
};

/// Every `%` begins an escape, and none is of a slash.
fn check_escapes(raw: &str) -> Result<(), PathFault> {
    for (at, _) in raw.match_indices('%') {
        match raw.as_bytes().get(at + 1..at + 3) {
            Some([b'2', b'f' | b'F']) => return Err(PathFault::Character),
            Some([a, b]) if a.is_ascii_hexdigit() && b.is_ascii_hexdigit() => {}
            _ => return Err(PathFault::Escape),
        }
    }
    Ok(())
}

fn has_escape(text: &str) -> bool {
    let bytes = text.as_bytes();
    let escape = |w: &[u8]| w[0] == b'%' && w[1].is_ascii_hexdigit() && w[2].is_ascii_hexdigit();
    // Some servers also read `%uXXXX`.
    bytes.windows(3).any(escape) || text.contains("%u") || text.contains("%U")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ordinary_paths_are_read() {
        for (uri, path) in [
            ("/", "/"),
            ("/a/b", "/a/b"),
            ("/a/", "/a/"),
            ("/a?x=../..", "/a"),
            ("/caf%C3%A9", "/café"),
            ("/100%25", "/100%"),
            ("/a.b/..c/...", "/a.b/..c/..."),
            ("/%7Euser", "/~user"),
        ] {
            assert_eq!(RequestPath::parse(uri).unwrap().decoded(), path, "{uri}");
        }
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_refused() {
        for (uri, fault) in [
            ("", PathFault::NotAbsolute),
            ("a", PathFault::NotAbsolute),
            ("http://x/a", PathFault::NotAbsolute),
            ("/a/../b", PathFault::Segment),
            ("/a/./b", PathFault::Segment),
            ("/a/..", PathFault::Segment),
            ("/%2e%2E/b", PathFault::Segment),
            ("/.%2e/b", PathFault::Segment),
            ("//a", PathFault::Segment),
            ("/a//b", PathFault::Segment),
            ("/%252e%252e/b", PathFault::Escape),
            ("/%25%32%65", PathFault::Escape),
            ("/a%", PathFault::Escape),
            ("/a%2", PathFault::Escape),
            ("/a%zz", PathFault::Escape),
            ("/a%u002e", PathFault::Escape),
            ("/a%25u002e", PathFault::Escape),
            ("/x%23y", PathFault::Character),
            ("/x%3Fy", PathFault::Character),
            ("/a;b", PathFault::Character),
            ("/..;/b", PathFault::Character),
            ("/a%3Bb", PathFault::Character),
            ("/a%2Fb", PathFault::Character),
            ("/a%2fb", PathFault::Character),
            ("/a\\b", PathFault::Character),
            ("/a%5Cb", PathFault::Character),
            ("/a%00", PathFault::Character),
            ("/a%0d%0a", PathFault::Character),
            ("/a#b", PathFault::Character),
            ("/caf\u{e9}", PathFault::Character),
            ("/a b", PathFault::Character),
            ("/%ff", PathFault::NotUtf8),
            ("/%c0%ae%c0%ae/", PathFault::NotUtf8),
        ] {
            assert_eq!(RequestPath::parse(uri), Err(fault), "{uri:?}");
        }
    }

    #[test]
    fn of_the_short_way_every_byte_has_its_kind() {
        for byte in 0..=u8::MAX {
            let text = [b'/', b'a', byte];
            let Ok(text) = std::str::from_utf8(&text) else { continue };
            let plain = byte.is_ascii_alphanumeric() || b"-_~:@,=+/.".contains(&byte);
            assert_eq!(is_plain(text), plain, "{byte:#x}");
        }
        assert!(KINDS[128..].iter().all(|kind| matches!(kind, Kind::Odd)));
    }

    proptest! {
        /// The short way agrees with the long one.
        #[test]
        fn what_looks_plain_is_what_every_check_lets_pass(path in "/?[a-c./:=+%;-]{0,8}") {
            if is_plain(&path) {
                let escaped = path.replacen('a', "%61", 1);
                prop_assert_eq!(RequestPath::parse(&escaped), Ok(RequestPath(path.clone())));
            }
        }

        #[test]
        fn what_is_read_has_neither_dot_segments_nor_escapes(uri in "/[a-zA-Z0-9./%;\\\\?#_-]{0,40}") {
            if let Ok(path) = RequestPath::parse(&uri) {
                prop_assert!(!path.decoded().split('/').any(|s| s == ".." || s == "."));
                prop_assert!(!path.decoded().contains("//") && !path.decoded().contains([';', '\\']));
                prop_assert!(!has_escape(path.decoded()));
            }
        }
    }
}
