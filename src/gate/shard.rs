//! A part of the gate's memory: the handles that there are, entries in chunks (which never move, and never double), and
//! the texts that belong to them.

use std::hash::BuildHasher;

use hashbrown::DefaultHashBuilder;

use super::packed::{Packed, Shared};
use super::places::Places;
use super::policy::{Entry, Handle, REST_OF_ID, Subject};
use super::texts::Texts;

/// Entries whose memory is taken at once.
const CHUNK: usize = 32;
/// Bytes of text for each entry that there may be, thrice what is usual: someone with many tokens, each with long lists of
/// its own, must not fill the memory.
const TEXT: usize = 120;

type Chunks = Vec<Box<[Option<Entry>]>>;

/// See the module.
#[derive(Debug, Default)]
pub struct Shard {
    places: Places,
    chunks: Chunks,
    free: Vec<u32>,
    texts: Texts,
    /// The most entries.
    capacity: usize,
    /// The next to make place for another.
    oldest: u32,
}

impl Shard {
    /// An empty one, for so many entries.
    pub fn new(capacity: usize) -> Self {
        Self { capacity, ..Self::default() }
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// The token of a handle.
    pub fn find<'a>(&'a self, hash: u64, handle: Handle, shared: &'a Shared) -> Option<(&'a Entry, Subject<'a>)> {
        let place = self.places.find(hash, |place| is_at(&self.chunks, place, handle))?;
        let entry = at(&self.chunks, place)?;
        let (rest_of_id, packed) = self.texts.get(entry.text()).split_first_chunk::<REST_OF_ID>()?;
        Some((entry, entry.subject(*rest_of_id, Packed::read(packed, shared)?)))
    }

    /// Whether there is an entry of a handle, even one that can't be read.
    pub fn has(&self, hash: u64, handle: Handle) -> bool {
        self.places.find(hash, |place| is_at(&self.chunks, place, handle)).is_some()
    }

    /// How many places its table has taken.
    #[cfg(test)]
    pub fn slots(&self) -> usize {
        self.places.slots()
    }

    /// How many entries it takes.
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// Whether there may be a handle that has no entry; surely not, if this is false.
    pub fn may_have(&self, hash: u64) -> bool {
        self.places.may_have(hash)
    }

    /// Notes that there is a handle.
    pub fn note(&mut self, hasher: &DefaultHashBuilder, handle: Handle) {
        let (hash, chunks) = (hasher.hash_one(handle), &self.chunks);
        if self.places.find(hash, |place| is_at(chunks, place, handle)).is_none() {
            self.places.note(hash, |place| hash_at(hasher, chunks, place));
        }
    }

    /// Lets the entry of a handle go, if there is one.
    pub fn remove(&mut self, hash: u64, handle: Handle) {
        let chunks = &self.chunks;
        if let Some(place) = self.places.take(hash, |place| is_at(chunks, place, handle)) {
            if let Some(entry) = self.chunks[place as usize / CHUNK][place as usize % CHUNK].take() {
                self.texts.remove(entry.text());
            }
            self.free.push(place);
        }
    }

    /// Takes an entry in, in place of the one that its handle may have. `noted` says that every handle there is was noted.
    pub fn insert(&mut self, hasher: &DefaultHashBuilder, mut entry: Entry, packed: &[u8], noted: bool) {
        let hash = hasher.hash_one(entry.handle);
        self.remove(hash, entry.handle);
        let budget = (self.capacity * TEXT).max(Texts::PAGE);
        while self.len() > 0 && (self.len() >= self.capacity || self.texts.there() + packed.len() > budget) {
            self.make_place(hasher);
        }
        if self.texts.are_scattered() {
            self.gather();
        }
        let Some(text) = self.texts.add(packed) else { return };
        entry.lies_at(text);
        let place = self.free.pop().unwrap_or_else(|| self.grow());
        self.chunks[place as usize / CHUNK][place as usize % CHUNK] = Some(entry);
        let chunks = &self.chunks;
        self.places.put(hash, place, noted, |place| hash_at(hasher, chunks, place));
    }

    /// Moves the texts together.
    fn gather(&mut self) {
        let mut texts = Texts::default();
        for entry in self.chunks.iter_mut().flatten().flatten() {
            // None is longer than it was.
            let text = texts.add(self.texts.get(entry.text())).unwrap_or_default();
            entry.lies_at(text);
        }
        self.texts = texts;
    }

    /// Takes memory for one more chunk, and gives its first place.
    #[expect(clippy::cast_possible_truncation, reason = "the capacity is far below 2^32")]
    fn grow(&mut self) -> u32 {
        let first = (self.chunks.len() * CHUNK) as u32;
        self.chunks.push((0..CHUNK).map(|_| None).collect());
        self.free.extend((first + 1..first + CHUNK as u32).rev());
        first
    }

    /// Lets one entry go: in turn, so that nobody's stays for ever.
    #[expect(clippy::cast_possible_truncation, reason = "the capacity is far below 2^32")]
    fn make_place(&mut self, hasher: &DefaultHashBuilder) {
        let places = (self.chunks.len() * CHUNK) as u32;
        for _ in 0..places {
            let place = self.oldest;
            self.oldest = (self.oldest + 1) % places;
            if let Some(handle) = at(&self.chunks, place).map(|entry| entry.handle) {
                self.remove(hasher.hash_one(handle), handle);
                return;
            }
        }
    }

    /// Lets all go but those to keep.
    pub fn retain(&mut self, hasher: &DefaultHashBuilder, mut keep: impl FnMut(&Entry) -> bool) {
        let entries = self.chunks.iter().flatten().flatten();
        let go: Vec<Handle> = entries.filter(|entry| !keep(entry)).map(|entry| entry.handle).collect();
        for handle in go {
            self.remove(hasher.hash_one(handle), handle);
        }
    }
}

fn at(chunks: &Chunks, place: u32) -> Option<&Entry> {
    chunks.get(place as usize / CHUNK)?[place as usize % CHUNK].as_ref()
}

fn is_at(chunks: &Chunks, place: u32, handle: Handle) -> bool {
    at(chunks, place).is_some_and(|entry| entry.handle == handle)
}

fn hash_at(hasher: &DefaultHashBuilder, chunks: &Chunks, place: u32) -> u64 {
    at(chunks, place).map_or(0, |entry| hasher.hash_one(entry.handle))
}
