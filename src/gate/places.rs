//! Where the entries of handles are, and which other handles there are: one table for both, with four bytes for each. A
//! handle with an entry is told by that; of the others only a mark is kept, some bits of their hashes: enough to tell of
//! nearly every handle that there is no such token. What is taken for one of them only costs a question to the database.
//!
//! Never may a handle that there is be taken for none. Several may have one mark, so a mark that was noted again stands
//! for any number from then on, and stays when an entry comes; one that was noted once gives its place to the entry, and
//! gets it back.

use hashbrown::HashTable;

/// Of a place: nothing. Of a mark: that it is one, and that it is one for several.
const MARK: u32 = 1 << 31;
const SEVERAL: u32 = 1 << 30;

/// See the module. Handles are known by their hashes, of which marks have the lowest `BITS`.
#[derive(Debug, Default)]
pub struct Places<const BITS: u32 = 30> {
    table: HashTable<u32>,
    entries: usize,
}

impl<const BITS: u32> Places<BITS> {
    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries
    }

    /// How many places are taken, those of mere marks too.
    #[cfg(test)]
    pub fn slots(&self) -> usize {
        self.table.len()
    }

    /// The place of the entry with this hash that `is` recognizes.
    pub fn find(&self, hash: u64, is: impl Fn(u32) -> bool) -> Option<u32> {
        self.table.find(spread(Self::mark(hash)), |slot| slot & MARK == 0 && is(*slot)).copied()
    }

    /// Whether there may be a handle with this hash and without an entry; surely not, if this is false.
    pub fn may_have(&self, hash: u64) -> bool {
        let mark = Self::mark(hash);
        self.table.find(spread(mark), |slot| slot & !SEVERAL == mark).is_some()
    }

    /// Notes a handle that has no entry. `hash_at` gives the hash of the entry at a place.
    pub fn note(&mut self, hash: u64, hash_at: impl Fn(u32) -> u64) {
        let mark = Self::mark(hash);
        match self.table.find_mut(spread(mark), |slot| slot & !SEVERAL == mark) {
            Some(slot) => *slot |= SEVERAL,
            None => self.add(mark, mark, hash_at),
        }
    }

    /// Gives the entry of a handle a place. `noted` says that the handle was noted, and has none.
    pub fn put(&mut self, hash: u64, place: u32, noted: bool, hash_at: impl Fn(u32) -> u64) {
        let mark = Self::mark(hash);
        self.entries += 1;
        match self.table.find_mut(spread(mark), |slot| *slot == mark).filter(|_| noted) {
            Some(slot) => *slot = place,
            None => self.add(mark, place, hash_at),
        }
    }

    /// Takes the place of an entry away, whose handle is noted again.
    pub fn take(&mut self, hash: u64, is: impl Fn(u32) -> bool) -> Option<u32> {
        let mark = Self::mark(hash);
        let slot = self.table.find_mut(spread(mark), |slot| slot & MARK == 0 && is(*slot))?;
        self.entries -= 1;
        Some(std::mem::replace(slot, mark))
    }

    fn add(&mut self, mark: u32, slot: u32, hash_at: impl Fn(u32) -> u64) {
        self.table.insert_unique(spread(mark), slot, |slot| {
            spread(if slot & MARK == 0 { Self::mark(hash_at(*slot)) } else { slot & !SEVERAL })
        });
    }

    #[expect(clippy::cast_possible_truncation, reason = "that is what is kept")]
    fn mark(hash: u64) -> u32 {
        MARK | (hash as u32 & ((1 << BITS) - 1))
    }
}

/// A hash of a mark: the table looks at its upper bits and at its lower ones.
fn spread(mark: u32) -> u64 {
    u64::from(mark).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_not_there_is_nearly_always_known_not_to_be() {
        let mut places: Places = Places::default();
        let hash = |n: u64| n.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 7;
        (0..10_000).for_each(|n| places.note(hash(n), |_| 0));
        assert!((0..10_000).all(|n| places.may_have(hash(n))));
        assert!((10_000..20_000).filter(|n| places.may_have(hash(*n))).count() < 10);
        (0..10_000).for_each(|n| places.put(hash(n), u32::try_from(n).unwrap(), true, |place| hash(place.into())));
        assert_eq!((places.len(), places.table.len()), (10_000, 10_000), "an entry is in the place of its mark");
    }

    proptest! {
        /// Handles are numbers here, which are their own hashes, and of which many have one mark.
        #[test]
        fn no_handle_that_there_is_is_taken_for_none(steps in prop::collection::vec((0..4_u8, 0..40_u64), 0..200)) {
            let mut places = Places::<3>::default();
            // The handles that there are; those with an entry have their place.
            let mut there: BTreeMap<u64, Option<u32>> = BTreeMap::new();
            let mut handle_at: Vec<u64> = Vec::new();
            for (step, handle) in steps {
                let at = handle_at.clone();
                let entry = there.get(&handle).copied().flatten();
                match step {
                    0 | 1 if entry.is_none() => {
                        places.note(handle, |place| at[place as usize]);
                        there.insert(handle, None);
                    }
                    2 if entry.is_none() => {
                        let place = u32::try_from(handle_at.len()).unwrap();
                        handle_at.push(handle);
                        let at = handle_at.clone();
                        places.put(handle, place, there.contains_key(&handle), |place| at[place as usize]);
                        there.insert(handle, Some(place));
                    }
                    3 => {
                        prop_assert_eq!(places.take(handle, |place| at[place as usize] == handle), entry);
                        there.entry(handle).and_modify(|entry| *entry = None);
                    }
                    _ => {}
                }
                for (handle, entry) in &there {
                    prop_assert_eq!(places.find(*handle, |place| handle_at[place as usize] == *handle), *entry);
                    prop_assert!(entry.is_some() || places.may_have(*handle), "{} is there", handle);
                }
                prop_assert_eq!(places.len(), there.values().flatten().count());
            }
        }
    }
}
