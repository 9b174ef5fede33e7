//! Creating a token: the form, the one reveal, and everything that can be wrong.

mod form;
mod input;
mod instructions;
mod repeats;
mod reveal;

use crate::harness::Answer;

const FORM: &str = "form[action='/integrations/tokens']";

/// The secret on the reveal page.
fn revealed(answer: &Answer) -> String {
    assert_eq!(answer.status, 201, "{:?}", answer.faults());
    answer.text("#secret")
}

/// Whether a text holds anything that looks like a whole secret.
fn holds_a_secret(text: &str) -> bool {
    text.match_indices("lka_").any(|(at, _)| {
        let body = &text[at + 4..];
        body.len() >= 46 && body.bytes().take(46).all(|b| b.is_ascii_alphanumeric())
    })
}
