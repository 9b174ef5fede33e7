//! Numbers in base62, as secrets' checksums and decision ids write them: digits, then capitals, then small letters.

/// The digits, in the order of what they stand for.
pub const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The last `N` digits of a number, with zeros before them.
pub fn spelled<const N: usize>(mut number: u64) -> [u8; N] {
    let mut digits = [b'0'; N];
    for place in digits.iter_mut().rev() {
        *place = DIGITS[(number % 62) as usize];
        number /= 62;
    }
    digits
}

/// The number that digits spell; none if one of them isn't a digit, or the number is too large.
pub fn number(text: &str) -> Option<u64> {
    text.bytes().try_fold(0_u64, |number, digit| {
        let value = match digit {
            b'0'..=b'9' => digit - b'0',
            b'A'..=b'Z' => digit - b'A' + 10,
            b'a'..=b'z' => digit - b'a' + 36,
            _ => return None,
        };
        number.checked_mul(62)?.checked_add(u64::from(value))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_no_number_is_none() {
        assert_eq!(number("zzzzzzzzzzz"), None, "beyond 64 bits");
        assert_eq!(number("a-b"), None);
        assert_eq!(number("é"), None);
        assert_eq!(number(""), Some(0));
    }

    proptest! {
        #[test]
        fn a_number_comes_back_as_it_was_spelled(n: u64) {
            let digits: [u8; 11] = spelled(n);
            prop_assert_eq!(number(std::str::from_utf8(&digits).unwrap()), Some(n));
        }
    }
}
