//! The credential of a request: exactly one, as `Authorization: Bearer`, or Basic with the token as password.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use zeroize::Zeroizing;

use crate::tokens::{Prefixes, Presented};

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
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    /// A secret of the right form.
    Presented(Presented),
    /// A secret that is none of ours by its form or checksum.
    Malformed,
    /// No single credential.
    Faulty(CredentialFault),
}

impl Credential {
    /// Reads the `Authorization` headers of a request, in any number.
    pub fn read<'a>(mut headers: impl Iterator<Item = &'a [u8]>, prefixes: &Prefixes) -> Self {
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
        let secret = if scheme.eq_ignore_ascii_case("bearer") {
            // A list of credentials in one header is what some proxies make of two headers.
            if rest.contains(',') {
                return Self::Faulty(CredentialFault::Many);
            }
            Zeroizing::new(rest.to_owned())
        } else if scheme.eq_ignore_ascii_case("basic") {
            match basic_password(rest) {
                Some(password) => password,
                None => return Self::Malformed,
            }
        } else {
            return Self::Faulty(CredentialFault::None);
        };
        Presented::parse(&secret, prefixes).map_or(Self::Malformed, Self::Presented)
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
    use super::*;
    use crate::chance::Chance;
    use crate::tokens::{Kind, TokenSecret};

    fn read(headers: &[&str]) -> Credential {
        Credential::read(headers.iter().map(|h| h.as_bytes()), &Prefixes::default())
    }

    fn secret() -> String {
        TokenSecret::generate(Kind::Application, &Prefixes::default(), &Chance::seeded(1)).reveal().to_string()
    }

    #[test]
    fn bearer_and_basic_carry_the_same_secret() {
        let secret = secret();
        let presented = Credential::Presented(Presented::parse(&secret, &Prefixes::default()).unwrap());
        let basic = |user: &str| format!("Basic {}", STANDARD.encode(format!("{user}:{secret}")));
        for header in [
            format!("Bearer {secret}"),
            format!("bearer  {secret}"),
            format!("BEARER {secret} "),
            basic(""),
            basic("BOOMI_TOKEN.ada@example.com"),
        ] {
            assert_eq!(read(&[&header]), presented, "{}", &header[..10]);
        }
    }

    #[test]
    fn what_is_no_single_credential_is_told_apart_from_a_wrong_one() {
        let secret = secret();
        let bearer = format!("Bearer {secret}");
        let (none, many) = (Credential::Faulty(CredentialFault::None), Credential::Faulty(CredentialFault::Many));
        assert_eq!(read(&[]), none);
        assert_eq!(read(&[&bearer, &bearer]), many);
        assert_eq!(read(&[&format!("{bearer}, {bearer}")]), many);
        for header in ["", "Bearer", "Digest username=x", &secret] {
            assert_eq!(read(&[header]), none, "{}", header.get(..6).unwrap_or_default());
        }
        let without_password = format!("Basic {}", STANDARD.encode(&secret));
        for header in ["Bearer x", "Basic", "Basic !!!", "Basic eDp5", &without_password, &"Bearer x".repeat(10_000)] {
            let read = read(&[header]);
            assert!(read == Credential::Malformed || read == none, "{read:?}");
        }
    }
}
