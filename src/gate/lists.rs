//! Lists that several tokens have: where a team gives all its tokens the same permissions and networks, they are kept once.
//! A list is taken in when it comes for the second time. What was taken in stays, within a budget, so that whoever has a
//! list's number can read it without a lock.

use std::hash::BuildHasher;
use std::sync::{Mutex, OnceLock, PoisonError};

use hashbrown::{DefaultHashBuilder, HashTable};

/// The most lists, and the most bytes of each: a budget of four megabytes. When it is used up, each further token keeps its
/// lists for itself.
const MOST: usize = 4_096;
const LONGEST: usize = 1_024;
/// How many lists are remembered that came once.
const SEEN: usize = 4_096;

/// See the module.
#[derive(Debug)]
pub struct Lists {
    kept: Box<[OnceLock<Box<[u8]>>]>,
    finding: Mutex<Finding>,
}

#[derive(Debug)]
struct Finding {
    /// Numbers, by the hashes of what they stand for.
    numbers: HashTable<u16>,
    hasher: DefaultHashBuilder,
    /// Hashes of what came once, each in its place until another takes it.
    seen: Box<[u32]>,
}

impl Default for Lists {
    fn default() -> Self {
        let finding = Finding {
            numbers: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
            seen: vec![0; SEEN].into_boxed_slice(),
        };
        Self { kept: (0..MOST).map(|_| OnceLock::new()).collect(), finding: Mutex::new(finding) }
    }
}

impl Lists {
    /// The number of a list, if it is kept here.
    pub fn number(&self, list: &[u8]) -> Option<u16> {
        if list.len() > LONGEST {
            return None;
        }
        let mut finding = self.finding.lock().unwrap_or_else(PoisonError::into_inner);
        let Finding { numbers, hasher, seen } = &mut *finding;
        let hash = hasher.hash_one(list);
        if let Some(number) = numbers.find(hash, |number| self.get(*number) == Some(list)) {
            return Some(*number);
        }
        let (place, mark) = split(hash);
        if seen[place] != mark {
            seen[place] = mark;
            return None;
        }
        let number = u16::try_from(numbers.len()).ok()?;
        self.kept.get(usize::from(number))?.set(list.into()).ok()?;
        numbers.insert_unique(hash, number, |number| hasher.hash_one(self.get(*number).unwrap_or_default()));
        Some(number)
    }

    /// The list of a number that was given.
    pub fn get(&self, number: u16) -> Option<&[u8]> {
        Some(self.kept.get(usize::from(number))?.get()?)
    }
}

/// The place of a hash among those that came once, and what is kept of it there, which is never 0.
#[expect(clippy::cast_possible_truncation, reason = "that is what is kept")]
fn split(hash: u64) -> (usize, u32) {
    (hash as usize % SEEN, (hash >> 32) as u32 | 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_again_has_a_number_and_comes_back_by_it() {
        let lists = Lists::default();
        assert_eq!(lists.number(b"devices"), None, "it may be the only one");
        let number = lists.number(b"devices").unwrap();
        assert_eq!((lists.number(b"devices"), lists.get(number)), (Some(number), Some(&b"devices"[..])));
        assert_eq!((lists.number(b"data"), lists.get(number + 1)), (None, None));
        assert_ne!(lists.number(b"data"), Some(number));
        let long = [1; LONGEST + 1];
        assert_eq!([lists.number(&long), lists.number(&long)], [None; 2]);
    }

    #[test]
    fn more_lists_than_there_is_room_for_are_turned_away() {
        let lists = Lists::default();
        let list = |n: u32| n.to_be_bytes();
        for n in 0..3 * u32::try_from(MOST).unwrap() {
            lists.number(&list(n));
            lists.number(&list(n));
        }
        assert_eq!(lists.finding.lock().unwrap().numbers.len(), MOST);
        for n in 0..u32::try_from(MOST).unwrap() {
            let number = lists.number(&list(n)).unwrap();
            assert_eq!(lists.get(number), Some(&list(n)[..]));
        }
    }
}
