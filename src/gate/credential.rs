//! The credential of a request: exactly one, as `Authorization: Bearer`, or Basic with the token as password.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use zeroize::Zeroizing;

use super::Refusal;
use crate::tokens::{Prefixes, Recognized};

/// The longest header that is looked at; a token secret has at most 64 characters, Basic adds a user name.
const LONGEST: usize = 4_096;

/// What is wrong with a request's credential before its text is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialFault {
    /// There is none that we know how to read.
    None,
    /// There are several: which of them the API behind us would take can't be known.
    Many,
}

/// What a request presented.
#[derive(Debug)]
pub enum Credential<'a> {
    /// A secret of the right form.
    Bearer(Recognized<'a>),
    /// A secret of the right form, which was a password and had to be decoded.
    Basic(Decoded),
    /// A secret that is none of ours by its form or checksum.
    Malformed,
    /// No single credential.
    Faulty(CredentialFault),
}

/// A decoded secret, and the prefixes by which it was recognized.
pub struct Decoded(Zeroizing<String>, Prefixes);

impl fmt::Debug for Decoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Decoded(…)")
    }
}

impl<'a> Credential<'a> {
    /// Reads the `Authorization` headers of a request, in any number.
    pub fn read(mut headers: impl Iterator<Item = &'a [u8]>, prefixes: &Prefixes) -> Self {
        let header = match (headers.next(), headers.next()) {
            (None, _) => return Self::Faulty(CredentialFault::None),
            (Some(_), Some(_)) => return Self::Faulty(CredentialFault::Many),
            (Some(header), None) => header,
        };
        let Ok(header) = std::str::from_utf8(header) else {
            return Self::Faulty(CredentialFault::None);
        };
        if header.len() > LONGEST {
            return Self::Malformed;
        }
        let Some((scheme, rest)) = header.trim().split_once(' ') else {
            return Self::Faulty(CredentialFault::None);
        };
        let rest = rest.trim_start();
        if scheme.eq_ignore_ascii_case("bearer") {
            Recognized::parse(rest, prefixes).map_or_else(|| Self::none_in(rest), Self::Bearer)
        } else if scheme.eq_ignore_ascii_case("basic") {
            let password = basic_password(rest).filter(|password| Recognized::parse(password, prefixes).is_some());
            password.map_or_else(|| Self::none_in(rest), |password| Self::Basic(Decoded(password, prefixes.clone())))
        } else {
            Self::Faulty(CredentialFault::None)
        }
    }

    /// What holds no secret: a list of credentials in one header is what some proxies make of two headers.
    fn none_in(rest: &str) -> Self {
        if rest.contains(',') { Self::Faulty(CredentialFault::Many) } else { Self::Malformed }
    }

    /// A secret that came by itself, as a parameter.
    pub fn bare(secret: &'a str, prefixes: &Prefixes) -> Self {
        Recognized::parse(secret, prefixes).map_or(Self::Malformed, Self::Bearer)
    }

    /// The secret, or why there is none.
    pub fn recognized(&self) -> Result<Recognized<'_>, Refusal> {
        match self {
            Self::Bearer(secret) => Ok(*secret),
            Self::Basic(Decoded(secret, prefixes)) => Recognized::parse(secret, prefixes).ok_or(Refusal::Unknown),
            Self::Malformed => Err(Refusal::Unknown),
            Self::Faulty(fault) => Err(Refusal::Credential(*fault)),
        }
    }

    /// The handle of the secret, if it has the right form.
    pub fn handle(&self) -> Option<&str> {
        self.recognized().ok().map(|secret| secret.handle())
    }
}

/// The password of a Basic credential, percent-decoded if it has escapes: some clients encode it.
fn basic_password(encoded: &str) -> Option<Zeroizing<String>> {
    let decoded = Zeroizing::new(STANDARD.decode(encoded).ok()?);
    let text = std::str::from_utf8(&decoded).ok()?;
    let (_, password) = text.split_once(':')?;
    Some(Zeroizing::new(percent_decode_str(password).decode_utf8().ok()?.into_owned()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::chance::Chance;
    use crate::tokens::{Kind, TokenSecret};

    /// The handle of what was presented, or what was wrong with it.
    fn read(headers: &[&str]) -> Result<String, Refusal> {
        let prefixes = Prefixes::default();
        let credential = Credential::read(headers.iter().map(|h| h.as_bytes()), &prefixes);
        credential.recognized().map(|secret| secret.handle().to_owned())
    }

    fn secret() -> String {
        TokenSecret::generate(Kind::Application, &Prefixes::default(), &Chance::seeded(1)).reveal().to_string()
    }

    #[test]
    fn bearer_and_basic_carry_the_same_secret() {
        let secret = secret();
        let handle = Ok(secret[4..12].to_owned());
        let basic = |user: &str| format!("Basic {}", STANDARD.encode(format!("{user}:{secret}")));
        for header in [
            format!("Bearer {secret}"),
            format!("bearer  {secret}"),
            format!("BEARER {secret} "),
            basic(""),
            basic("BOOMI_TOKEN.ada@example.com"),
        ] {
            assert_eq!(read(&[&header]), handle, "{}", &header[..10]);
        }
    }

    #[test]
    fn what_is_no_single_credential_is_told_apart_from_a_wrong_one() {
        let secret = secret();
        let bearer = format!("Bearer {secret}");
        let none = Err(Refusal::Credential(CredentialFault::None));
        let many = Err(Refusal::Credential(CredentialFault::Many));
        assert_eq!(read(&[]), none);
        assert_eq!(read(&[&bearer, &bearer]), many);
        assert_eq!(read(&[&format!("{bearer}, {bearer}")]), many);
        for header in ["", "Bearer", "Digest username=x", &secret] {
            assert_eq!(read(&[header]), none, "{}", header.get(..6).unwrap_or_default());
        }
        let without_password = format!("Basic {}", STANDARD.encode(&secret));
        for header in ["Bearer x", "Basic", "Basic !!!", "Basic eDp5", &without_password, &"Bearer x".repeat(10_000)] {
            let read = read(&[header]);
            assert!(read == Err(Refusal::Unknown) || read == none, "{read:?}");
        }
    }

    proptest! {
        #[test]
        fn no_header_makes_the_reader_panic(headers in proptest::collection::vec("(?i:bearer|basic)? ?.{0,80}", 0..3)) {
            let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
            let _ = read(&headers);
        }
    }
}
