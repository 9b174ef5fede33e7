//! Secrets in a text that somebody pasted: what it holds of them, whatever they are glued to and in the wrappings that
//! logs, mails and settings have. By form and checksum alone; whether they exist only the database knows. Of the text
//! nothing is kept but what may be kept of a secret.

use std::collections::{HashMap, HashSet};
use std::fmt;

use percent_encoding::percent_decode;
use zeroize::Zeroizing;

use super::secret::{Place, Prefixes, Presented, places};

/// The most that is looked up of one text.
pub const MOST: usize = 10_000;
/// The fewest characters of Base64 that can hold a secret's handle.
const SHORTEST: usize = 16;

/// What begins like a secret and is none: cut off, or mistyped.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Part {
    /// Its start, as in `lka`.
    pub prefix: String,
    /// The eight public characters.
    pub handle: String,
}

/// What a text holds, each once, in the order in which it was found.
#[derive(Default)]
pub struct Sightings {
    /// What has the form and the checksum of a secret.
    pub whole: Vec<Presented>,
    /// What only begins like one.
    pub parts: Vec<Part>,
    /// The line, counted from 1, on which each handle is first; of one that is wrapped in something there is none.
    pub lines: HashMap<String, usize>,
    /// There is more than is looked up.
    pub more: bool,
}

impl fmt::Debug for Sightings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sightings({} whole, {} parts)", self.whole.len(), self.parts.len())
    }
}

/// Looks through `text`, in time that grows with its length and no faster, whatever is in it.
pub fn sightings(text: &str, prefixes: &Prefixes) -> Sightings {
    let mut seen = Seen { prefixes, digests: HashSet::new(), handles: HashSet::new(), found: Sightings::default() };
    let text = text.as_bytes();
    seen.look(text);
    let (once, no_break, no_escape) = (percent_decoded(text), without_soft_breaks(text), without_backslashes(text));
    let twice = once.as_deref().and_then(|once| percent_decoded(once));
    for unwrapped in [once, twice, no_break, no_escape].into_iter().flatten() {
        seen.look(&unwrapped);
    }
    if let Some(joined) = joined(text) {
        seen.look_at(&joined);
    }
    let mut found = seen.found();
    found.lines = lines(text, prefixes, &found);
    found
}

/// On which line of a text each handle of what was found in it is first.
fn lines(text: &[u8], prefixes: &Prefixes, found: &Sightings) -> HashMap<String, usize> {
    let whole = found.whole.iter().map(|whole| whole.handle.as_str());
    let wanted: HashSet<&str> = whole.chain(found.parts.iter().map(|part| part.handle.as_str())).collect();
    let (mut lines, mut line, mut counted) = (HashMap::new(), 1, 0);
    for place in places(text, prefixes) {
        line += text[counted..place.at].split(|b| *b == b'\n').count() - 1;
        counted = place.at;
        if let Some(handle) = place.handle().filter(|handle| wanted.contains(handle)) {
            lines.entry(handle.to_owned()).or_insert(line);
        }
    }
    lines
}

/// What was found so far.
struct Seen<'a> {
    prefixes: &'a Prefixes,
    digests: HashSet<String>,
    handles: HashSet<String>,
    found: Sightings,
}

impl Seen<'_> {
    /// Looks through a text as it stands, and through what it holds in Base64.
    fn look(&mut self, text: &[u8]) {
        self.look_at(text);
        for run in text.split(|b| sextet(*b).is_none() && !matches!(b, b'\r' | b'\n')) {
            let sextets: Zeroizing<Vec<u8>> = Zeroizing::new(run.iter().filter_map(|b| sextet(*b)).collect());
            if sextets.len() < SHORTEST {
                continue;
            }
            // Where in what it is glued to it begins isn't known: it is one of four.
            for skipped in 0..4 {
                self.look_at(&decoded(&sextets[skipped..]));
            }
        }
    }

    fn look_at(&mut self, text: &[u8]) {
        let prefixes = self.prefixes;
        for place in places(text, prefixes) {
            self.note(&place);
        }
    }

    fn note(&mut self, place: &Place<'_>) {
        if let Some(whole) = &place.whole {
            let presented = Presented::of(whole);
            if !self.digests.contains(&presented.digest) {
                if self.found.whole.len() == MOST {
                    self.found.more = true;
                    return;
                }
                self.digests.insert(presented.digest.clone());
                self.found.whole.push(presented);
            }
        } else if let Some(handle) = place.handle().filter(|handle| !self.handles.contains(*handle)) {
            if self.found.parts.len() == MOST {
                self.found.more = true;
                return;
            }
            self.handles.insert(handle.to_owned());
            self.found.parts.push(Part { prefix: place.start.to_owned(), handle: handle.to_owned() });
        }
    }

    /// Whole ones go before parts where there are too many.
    fn found(self) -> Sightings {
        let Sightings { whole, mut parts, more, .. } = self.found;
        let left = MOST - whole.len();
        let more = more || parts.len() > left;
        parts.truncate(left);
        Sightings { whole, parts, lines: HashMap::new(), more }
    }
}

/// The text with its percent escapes decoded, if it has any.
fn percent_decoded(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    text.contains(&b'%').then(|| Zeroizing::new(percent_decode(text).collect()))
}

/// The text without the line ends of quoted-printable that are none, and its escapes decoded, if it has any.
fn without_soft_breaks(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let hex = |b: Option<&u8>| b.and_then(|b| char::from(*b).to_digit(16));
    let mut kept = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        let escape = hex(text.get(at + 1)).zip(hex(text.get(at + 2)));
        match (byte, text.get(at + 1), escape) {
            (b'=', Some(b'\r' | b'\n'), _) => {
                at += if text[at + 1..].starts_with(b"\r\n") { 3 } else { 2 };
            }
            (b'=', _, Some((high, low))) => {
                kept.push(u8::try_from(high << 4 | low).unwrap_or_default());
                at += 3;
            }
            _ => {
                kept.push(*byte);
                at += 1;
            }
        }
    }
    (kept.len() < text.len()).then_some(kept)
}

/// The text with its lines joined, as a mail or a window has broken a long word: without the line ends, and without the space
/// and the marks of a quotation at the begin of the next line. None if it has one line.
fn joined(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut lines = text.split(|b| *b == b'\n');
    let mut kept = Zeroizing::new(Vec::with_capacity(text.len()));
    kept.extend_from_slice(lines.next()?.trim_ascii_end());
    for line in lines {
        let begin = line.iter().position(|b| !b.is_ascii_whitespace() && *b != b'>').unwrap_or(line.len());
        kept.extend_from_slice(line[begin..].trim_ascii_end());
    }
    (kept.len() < text.trim_ascii_end().len()).then_some(kept)
}

/// The text without the backslashes that JSON puts before slashes, and Markdown before underscores, if it has any.
fn without_backslashes(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    text.contains(&b'\\').then(|| Zeroizing::new(text.iter().copied().filter(|b| *b != b'\\').collect()))
}

/// What a character of Base64 stands for, in either alphabet.
fn sextet(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    }
}

/// The bytes that these sextets are of; what is left at the end and makes no byte is dropped.
fn decoded(sextets: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(sextets.len() * 3 / 4 + 3));
    for four in sextets.chunks(4) {
        let bits = (0..4).fold(0_u32, |bits, n| bits << 6 | u32::from(four.get(n).copied().unwrap_or(0)));
        bytes.extend_from_slice(&bits.to_be_bytes()[1..four.len().max(1)]);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    use proptest::prelude::*;

    use super::super::{Kind, TokenSecret};
    use super::*;
    use crate::chance::Chance;

    fn secret(seed: u64, kind: Kind) -> String {
        TokenSecret::generate(kind, &Prefixes::default(), &Chance::seeded(seed)).reveal().to_string()
    }

    fn look(text: &str) -> Sightings {
        sightings(text, &Prefixes::default())
    }

    /// The handles of whole secrets, and of parts.
    fn handles(text: &str) -> (Vec<String>, Vec<String>) {
        let found = look(text);
        let whole = found.whole.into_iter().map(|w| w.handle).collect();
        (whole, found.parts.into_iter().map(|p| p.handle).collect())
    }

    #[test]
    fn a_secret_is_found_once_whatever_it_is_glued_to_and_wrapped_in() {
        for (seed, kind) in [(1, Kind::Application), (2, Kind::Personal), (3, Kind::Application)] {
            let secret = secret(seed, kind);
            let basic = STANDARD.encode(format!("api:{secret}"));
            let mime: Vec<String> = STANDARD
                .encode(format!("From: x\nsome text before {secret} and after"))
                .as_bytes()
                .chunks(60)
                .map(|line| String::from_utf8_lossy(line).into_owned())
                .collect();
            let (first, second) = secret.split_at(30);
            for text in [
                secret.clone(),
                format!("{{\"token\":\"{secret}\",\"n\":1}}"),
                format!("{{\\\"token\\\":\\\"{secret}\\\"}}"),
                format!("line\\n{secret}\\nline"),
                format!("https://api.example/x?access_token={secret}&y=1#z"),
                format!("https://api:{secret}@api.example/"),
                format!("LATCHKEY_TOKEN={secret}\nOTHER=1"),
                format!("export T='{secret}';"),
                format!("-token: {secret}\n+token: ${{TOKEN}}"),
                format!("\u{1b}[32m{secret}\u{1b}[0m"),
                format!("token_{secret}_x"),
                format!("Bearer{secret}Bearer"),
                format!("é{secret}é"),
                format!("<{secret}>, “{secret}” {secret}{secret}"),
                format!("a%3Flk={secret}%26b"),
                secret.replace('_', "%5F"),
                secret.replace('_', "%255F"),
                secret.replace('_', "\\_"),
                secret.replace('_', "=5F"),
                format!("{first}=\r\n{second}"),
                format!("{first}=\n{second}"),
                format!("{first}\n{second}"),
                format!("> {first}\r\n> > {second}\r\n> x"),
                format!("token: {first}\n       {second}\nother: 1"),
                format!("Authorization: Basic {basic}"),
                format!("curl -H 'authorization:basic {basic}' x"),
                format!("auth={}", basic.trim_end_matches('=')),
                format!("x{basic}"),
                format!("xy/{basic}"),
                format!("xyz-{}", URL_SAFE_NO_PAD.encode(format!("ü?>:{secret}"))),
                basic.replace('/', "\\/"),
                form_urlencoded::byte_serialize(format!("Basic {basic}").as_bytes()).collect(),
                mime.join("\r\n"),
                format!("{secret}\n{}\n{basic}", format_args!("{}…", &secret[..12])),
            ] {
                let found = look(&text);
                let whole: Vec<&str> = found.whole.iter().map(|w| w.handle.as_str()).collect();
                assert_eq!(whole, [&secret[4..12]], "{text}");
                assert!(found.whole[0].kind == kind && !found.more, "{text}");
                let others = found.parts.iter().filter(|p| p.handle != secret[4..12]).count();
                assert_eq!(others, 0, "{text}: {:?}", found.parts);
            }
        }
    }

    #[test]
    fn what_is_cut_off_or_mistyped_is_a_part() {
        let secret = secret(4, Kind::Application);
        let mistyped = format!("{}{}", &secret[..49], if secret.ends_with('a') { 'b' } else { 'a' });
        let basic = STANDARD.encode(format!("api:{secret}"));
        let handle = secret[4..12].to_owned();
        for text in [
            &secret[..12],
            &secret[..30],
            &secret[..49],
            &format!("{}…", &secret[..12]),
            &format!("{}...", &secret[..12]),
            &mistyped,
            &format!("{} {}", &secret[..40], &secret[..20]),
            &format!("{} {}", &secret[..20], &secret[20..]),
            &format!("Basic {}", &basic[..40]),
        ] {
            assert_eq!(handles(text), (vec![], vec![handle.clone()]), "{text}");
        }
        assert_eq!(handles(&secret[..11]), (vec![], vec![]), "less than a handle");
        assert_eq!(handles("snake_case and lkb_4fT9kQ2mabcdef LKA_4fT9kQ2m xy_12345678"), (vec![], vec![]));
    }

    #[test]
    fn every_configured_prefix_is_found_and_the_longest_that_fits() {
        let prefixes: Prefixes = "alk, lk, acme".parse().unwrap();
        let mut text = String::new();
        let mut made = Vec::new();
        for (n, of) in ["alk", "lk", "acme"].into_iter().enumerate() {
            let secret =
                TokenSecret::generate(Kind::Personal, &of.parse().unwrap(), &Chance::seeded(n as u64)).reveal();
            made.push(secret[secret.len() - 46..][..8].to_owned());
            text += &["x", &secret, " y", &secret, "z a", &secret, " "].concat();
        }
        let found: Vec<String> = sightings(&text, &prefixes).whole.into_iter().map(|w| w.handle).collect();
        assert_eq!(found, made);
    }

    #[test]
    fn no_more_is_looked_up_than_is_said_and_whole_secrets_go_before_parts() {
        let secret = secret(5, Kind::Application);
        let parts: Vec<String> = (0..30_000).map(|n| format!("lka_{n:08}")).collect();
        let parts = parts.join(" ");
        let found = look(&format!("{parts} {secret}"));
        assert_eq!((found.whole.len(), found.parts.len(), found.more), (1, MOST - 1, true));
        let found = look(&secret.repeat(20_000));
        assert_eq!((found.whole.len(), found.parts.len(), found.more), (1, 0, false));
    }

    #[test]
    fn hostile_texts_take_no_longer_than_their_length() {
        let secret = secret(6, Kind::Application);
        for piece in ["lka_", "_", "a", "lkalkalkalka_", "%25", "%", "=\n", "\\", "lka_aaaaaaaa%5F", "=3D=\r\n", "é"] {
            let text = piece.repeat(1_000_000 / piece.len()) + " " + &secret;
            let found = look(&text);
            assert_eq!(found.whole.len(), 1, "{piece:?}");
        }
    }

    #[test]
    fn what_is_printed_of_it_is_no_secret() {
        let secret = secret(7, Kind::Application);
        let found = look(&format!("{secret} lka_hunter2hunter2"));
        assert_eq!(format!("{found:?}"), "Sightings(1 whole, 1 parts)");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".*") {
            look(&text);
        }

        #[test]
        fn a_secret_is_found_in_any_text_without_letters(before in "[^a-zA-Z0-9_%=\\\\]*", after in "[^a-zA-Z0-9]*") {
            let secret = secret(8, Kind::Application);
            let found = look(&format!("{before}{secret}{after}"));
            prop_assert_eq!(found.whole.len(), 1);
        }

        #[test]
        fn base64_is_decoded_as_by_others(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            let sextets: Vec<u8> = URL_SAFE_NO_PAD.encode(&bytes).bytes().filter_map(sextet).collect();
            prop_assert_eq!(decoded(&sextets).to_vec(), bytes);
        }
    }
}
