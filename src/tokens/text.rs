//! The words a token carries: its name and description, and the reason of a switch. A value that exists is good.

use super::secret::without_secrets;
use crate::web::form::is_disguise;

/// What is written here stays, and is seen by people who must not have a secret.
fn holds_secret() -> String {
    t!("token-form-holds-secret").into()
}

/// The joiners alone make no text.
fn is_unseen(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200c}' | '\u{200d}')
}

/// What was typed, to be shown again with its faults: without the secrets of tokens.
pub fn shown_again(text: &str) -> String {
    without_secrets(text).unwrap_or_else(|| text.to_owned())
}

fn has_control(text: &str, allowed: &[char]) -> bool {
    text.chars().any(|c| is_disguise(c) && !allowed.contains(&c))
}

/// What a token is called: 1 to 100 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenName(String);

impl TokenName {
    /// The most characters of a name.
    pub const LIMIT: usize = 100;

    /// Reads a name, without the space around it; the error is for its field.
    pub fn parse(text: &str) -> Result<Self, String> {
        let name = text.trim();
        let length = name.chars().count();
        if name.chars().all(is_unseen) {
            Err(t!("token-form-name-missing").into())
        } else if length > Self::LIMIT {
            Err(t!("token-form-name-long", length = length, limit = Self::LIMIT).into())
        } else if without_secrets(name).is_some() {
            Err(holds_secret())
        } else if has_control(name, &[]) {
            Err(t!("token-form-name-control").into())
        } else {
            Ok(Self(name.to_owned()))
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a token is for: up to 1,000 characters, lines allowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Description(String);

impl Description {
    /// The most characters of a description.
    pub const LIMIT: usize = 1_000;

    /// Reads a description, without the space around it; the error is for its field.
    pub fn parse(text: &str) -> Result<Self, String> {
        let read = long_text(text, Self::LIMIT);
        read.map(Self).map_err(|unfit| match unfit {
            Unfit::Long(length) => t!("token-form-description-long", length = length, limit = Self::LIMIT).into(),
            Unfit::Secret => holds_secret(),
            Unfit::Control => t!("token-form-description-control").into(),
        })
    }

    /// The description.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why someone shut a token off: up to 500 characters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reason(String);

impl Reason {
    /// The most characters of a reason.
    pub const LIMIT: usize = 500;

    /// Reads a reason, which may be empty; the error is for its field.
    pub fn parse(text: &str) -> Result<Self, String> {
        let read = long_text(text, Self::LIMIT);
        read.map(Self).map_err(|unfit| match unfit {
            Unfit::Long(length) => t!("token-form-reason-long", length = length, limit = Self::LIMIT).into(),
            Unfit::Secret => holds_secret(),
            Unfit::Control => t!("token-form-reason-control").into(),
        })
    }

    /// The reason.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether none was given.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Why a text of several lines can't be taken.
enum Unfit {
    /// It has so many characters.
    Long(usize),
    Secret,
    Control,
}

fn long_text(text: &str, limit: usize) -> Result<String, Unfit> {
    // Browsers send line ends as CR LF, and count them as one character.
    let text = text.replace("\r\n", "\n").trim().to_owned();
    if text.chars().all(is_unseen) {
        return Ok(String::new());
    }
    let length = text.chars().count();
    if length > limit {
        Err(Unfit::Long(length))
    } else if without_secrets(&text).is_some() {
        Err(Unfit::Secret)
    } else if has_control(&text, &['\n', '\t']) {
        Err(Unfit::Control)
    } else {
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_and_bounded_in_characters_not_bytes() {
        assert_eq!(TokenName::parse("  Billing export \n").unwrap().as_str(), "Billing export");
        assert!(TokenName::parse(&"🚀".repeat(100)).is_ok());
        assert!(TokenName::parse(&"a".repeat(101)).unwrap_err().contains("101 characters"));
        assert!(TokenName::parse("ייצוא חיובים").is_ok(), "right-to-left text is a name like any other");
        assert!(TokenName::parse("👩‍👩‍👧 family").is_ok(), "joined emoji are too");
        for empty in ["", "   ", "\t\n", "\u{200d}"] {
            assert!(TokenName::parse(empty).unwrap_err().contains("Give the token a name"));
        }
        for disguised in ["a\u{0}b", "a\nb", "a\u{1b}[31mb", "invoice\u{202e}fdp", "a\u{2066}b", "a\u{200b}b"] {
            assert!(TokenName::parse(disguised).unwrap_err().contains("control character"), "{disguised:?}");
        }
    }

    #[test]
    fn descriptions_keep_their_lines() {
        assert_eq!(Description::parse("one\r\ntwo\r\n").unwrap().as_str(), "one\ntwo");
        assert!(Description::parse(&"x".repeat(1_000)).is_ok());
        assert!(Description::parse(&"x".repeat(1_001)).is_err());
        assert!(Description::parse("bell\u{7}").is_err());
    }
}
