//! What remembered tokens share: equal owners are kept once, and within a budget.

use std::collections::HashSet;
use std::hash::Hash;
use std::sync::Arc;

use super::policy::Owner;

/// Bytes that the values may take.
const BUDGET: usize = 32 << 20;

/// Values turned away from a full pool before it is swept again.
const SWEPT_AGAIN_AFTER: usize = 1_000;

/// Roughly the bytes that a value takes.
pub trait Weigh {
    fn weight(&self) -> usize;
}

impl Weigh for Owner {
    fn weight(&self) -> usize {
        192 + self.name.len()
    }
}

/// Equal values, kept once. What nobody refers to any more goes when the pool has doubled since it was last swept.
#[derive(Debug)]
pub struct Pool<T> {
    values: HashSet<Arc<T>>,
    weight: usize,
    swept_at: usize,
    /// Values that found no room since it was last swept.
    turned_away: usize,
}

impl<T> Default for Pool<T> {
    fn default() -> Self {
        Self { values: HashSet::new(), weight: 0, swept_at: BUDGET / 64, turned_away: 0 }
    }
}

impl<T: Eq + Hash + Weigh> Pool<T> {
    /// The one that is kept of a value; none if there is no room for another.
    pub fn one(&mut self, value: &Arc<T>) -> Option<Arc<T>> {
        if let Some(known) = self.values.get(value) {
            return Some(Arc::clone(known));
        }
        let weight = value.weight();
        // A look at everything must not be what each further one costs.
        let seldom = self.turned_away.is_multiple_of(SWEPT_AGAIN_AFTER);
        if self.weight + weight > (2 * self.swept_at).min(BUDGET) && seldom {
            self.values.retain(|value| Arc::strong_count(value) > 1);
            self.weight = self.values.iter().map(|value| value.weight()).sum();
            self.swept_at = self.weight.max(BUDGET / 64);
        }
        if self.weight + weight > BUDGET {
            self.turned_away += 1;
            return None;
        }
        self.turned_away = 0;
        self.weight += weight;
        self.values.insert(Arc::clone(value));
        Some(Arc::clone(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A value that says what it weighs.
    #[derive(PartialEq, Eq, Hash)]
    struct Of(usize, usize);

    impl Weigh for Of {
        fn weight(&self) -> usize {
            self.1
        }
    }

    fn of(n: usize, weight: usize) -> Arc<Of> {
        Arc::new(Of(n, weight))
    }

    #[test]
    fn what_nobody_refers_to_leaves_the_pool() {
        let mut pool = Pool::default();
        let kept = pool.one(&of(0, 100)).unwrap();
        for n in 1..50_000 {
            assert!(pool.one(&of(n, 100)).is_some());
        }
        assert!(pool.weight <= BUDGET / 16, "{} bytes", pool.weight);
        assert!(Arc::ptr_eq(&kept, &pool.one(&of(0, 100)).unwrap()));
    }

    #[test]
    fn no_number_of_heavy_values_fills_the_memory() {
        let mut pool = Pool::default();
        let kept: Vec<_> = (0..5_000).map_while(|n| pool.one(&of(n, 16_000))).collect();
        assert!(pool.weight <= BUDGET && kept.len() < 5_000, "{} values, {} bytes", kept.len(), pool.weight);
        drop(kept);
        let again = (0..=SWEPT_AGAIN_AFTER).any(|_| pool.one(&of(5_001, 16_000)).is_some());
        assert!(again, "there is room again");
    }
}
