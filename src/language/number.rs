//! Numbers as people read them.

use super::{Language, current};

/// A count with its thousands apart: "1,204", in German "1.204".
pub fn grouped(count: i64) -> String {
    let between = match current() {
        Language::English => ',',
        Language::German => '.',
    };
    let digits = count.unsigned_abs().to_string();
    let mut text = String::from(if count < 0 { "−" } else { "" });
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(between);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::said_in;
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        for (count, text) in [(0, "0"), (999, "999"), (1_204, "1,204"), (-1_000, "−1,000"), (1_234_567, "1,234,567")]
        {
            assert_eq!(grouped(count), text);
        }
        assert_eq!(said_in(Language::German, || grouped(1_234_567)), "1.234.567");
    }
}
