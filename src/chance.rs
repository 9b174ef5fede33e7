//! The only file that draws random numbers. Everything else takes a [`Chance`],
//! so that tests and the demo can repeat a draw.

use std::sync::{Arc, Mutex, PoisonError};

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// A source of random bytes: the operating system's (through a reseeded generator), or a seeded one.
#[derive(Clone, Default)]
pub struct Chance(Option<Arc<Mutex<StdRng>>>);

impl Chance {
    /// The cryptographic source that everything outside tests uses.
    pub fn system() -> Self {
        Self(None)
    }

    /// A repeatable source; its secrets are worthless.
    pub fn seeded(seed: u64) -> Self {
        Self(Some(Arc::new(Mutex::new(StdRng::seed_from_u64(seed)))))
    }

    /// Fills `bytes` with random ones.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the system")]
    pub fn fill(&self, bytes: &mut [u8]) {
        match &self.0 {
            None => rand::rng().fill_bytes(bytes),
            // A generator has no state that a panic elsewhere could leave half changed.
            Some(seeded) => seeded.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(bytes),
        }
    }

    /// So many random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// `2 * N` random lowercase hex characters.
    pub fn hex<const N: usize>(&self) -> String {
        crate::id::hex(&self.bytes::<N>())
    }
}

impl std::fmt::Debug for Chance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Chance")
    }
}
