//! What a text can be searched for by an index: its grams, each three characters in a row, in the order of the text and with
//! the organization that the text is of. Whatever has a text in it has that text's grams; the reverse need not be so, hence
//! what the index gives is looked at once more.

use sha2::{Digest, Sha256};

use super::Token;
use crate::db;
use crate::id::Id;
use crate::organizations::Organization;

/// Characters in a gram. A shorter text has none.
const LENGTH: usize = 3;
/// Of a text that is searched for, so many are asked for at most: more leave out nothing more.
const ASKED: usize = 12;

/// A token's text that is to be indexed.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Unindexed {
    /// Where it stands among those that are to be indexed.
    pub number: i64,
    pub id: Id<Token>,
    pub organization_id: Id<Organization>,
    /// The token's version that has it.
    pub version: i64,
    /// Folded.
    pub search_key: String,
    /// It is to be taken out of the index.
    pub deleted: bool,
}

impl Unindexed {
    /// Every gram, as [`asked`] writes them.
    pub fn grams(&self) -> String {
        written(&all(self.organization_id, &self.search_key))
    }
}

/// What to ask the index for, to find what has the text in it: numbers separated by spaces. None if the text is too short.
pub fn asked(organization: Id<Organization>, text: &str) -> Option<String> {
    let all = all(organization, &db::fold(text));
    let every = all.len().div_ceil(ASKED).max(1);
    let some: Vec<u32> = all.into_iter().step_by(every).collect();
    (!some.is_empty()).then(|| written(&some))
}

/// A number for each gram of a folded text, of 31 bits: both databases take it. Two grams in a million share one.
fn all(organization: Id<Organization>, folded: &str) -> Vec<u32> {
    let of_organization = Sha256::new_with_prefix(organization.to_bytes());
    let characters: Vec<char> = folded.chars().collect();
    let number = |gram: &[char]| {
        let gram: String = gram.iter().collect();
        let digest = of_organization.clone().chain_update(gram).finalize();
        u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]) >> 1
    };
    let mut numbers: Vec<u32> = characters.windows(LENGTH).map(number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

fn written(numbers: &[u32]) -> String {
    numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn organization(n: u8) -> Id<Organization> {
        Id::from_bytes([n; 12])
    }

    fn unindexed(text: &str) -> Unindexed {
        let (id, organization_id) = (Id::from_bytes([9; 12]), organization(1));
        Unindexed { number: 1, id, organization_id, version: 1, search_key: db::fold(text), deleted: false }
    }

    fn numbers(grams: &str) -> Vec<&str> {
        grams.split(' ').collect()
    }

    proptest! {
        /// Nothing that has the text is left out by its grams.
        #[test]
        fn whatever_has_a_text_has_all_that_is_asked_for(before in "\\PC{0,9}", text in "\\PC{0,60}", after in "\\PC{0,9}") {
            let whole = unindexed(&format!("{before}{text}{after}"));
            if let Some(asked) = asked(organization(1), &text)
                && whole.search_key.contains(&db::fold(&text))
            {
                let grams = whole.grams();
                let all = numbers(&grams);
                prop_assert!(numbers(&asked).iter().all(|gram| all.contains(gram)));
                prop_assert!(numbers(&asked).len() <= ASKED);
            }
        }
    }

    #[test]
    fn grams_are_of_three_characters_and_of_one_organization() {
        assert_eq!(asked(organization(1), "ab"), None);
        assert_eq!(
            asked(organization(1), "  äé "),
            None,
            "characters, not bytes; and none at the ends that are cut off"
        );
        let (one, other) = (asked(organization(1), "abc").unwrap(), asked(organization(2), "abc").unwrap());
        assert_ne!(one, other);
        assert_eq!(one, unindexed("ABC").grams());
        assert_eq!(one, "1100143792", "what databases have in them stays found");
        assert!(!numbers(&unindexed("xbc abx").grams()).contains(&&*one));
    }
}
