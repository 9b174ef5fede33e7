//! What GitHub signs with: ECDSA on the curve P-256 over the SHA-256 of the body as it came.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};

/// What stands before the point in the DER of a public key on this curve (RFC 5480).
const BEFORE_THE_POINT: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
    0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];
/// The bytes of a point that isn't compressed.
const POINT: usize = 65;

/// A key that signatures are checked with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey(Vec<u8>);

impl PublicKey {
    /// Reads one from its PEM; none if it is of another curve, or no key.
    pub fn parse(pem: &str) -> Option<Self> {
        let body = pem.trim().strip_prefix("-----BEGIN PUBLIC KEY-----")?.strip_suffix("-----END PUBLIC KEY-----")?;
        let body: String = body.split_whitespace().collect();
        let der = STANDARD.decode(body).ok()?;
        let point = der.strip_prefix(&BEFORE_THE_POINT)?;
        (point.len() == POINT).then(|| Self(point.to_vec()))
    }

    /// Whether `signature`, Base64 of its DER, is one of `body` by this key.
    pub fn verifies(&self, body: &[u8], signature: &str) -> bool {
        let Ok(signature) = STANDARD.decode(signature.trim()) else { return false };
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, &self.0).verify(body, &signature).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEYAGMWO8XgCamYKMJS6jc/qgvSlAd\n\
        AjPuDPRcXU22YxgBrz+zoN19MzuRyW87qEt9/AmtoNP5GrobzUvQSyJFVw==\n-----END PUBLIC KEY-----\n";

    #[test]
    fn what_is_no_key_of_the_curve_is_none() {
        assert!(PublicKey::parse(KEY).is_some());
        for bad in ["", "MFkw", &KEY.replace("MFkw", "MFkx"), &KEY.replace("JFVw==", ""), &KEY.replace("BEGIN", "END")]
        {
            assert_eq!(PublicKey::parse(bad), None, "{bad}");
        }
    }
}
