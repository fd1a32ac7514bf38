//! [`CleanText`] -> [`Shingles`]: the set of k words in a row, as sorted 64-bit hashes.
//!
//! A text of n words has at most n - k + 1 of them; one shorter than k has none. Furniture is left out. O(n log n).
//!
//! ```
//! use wiretrace::{clean::clean_text, shingle::shingles};
//!
//! let one = shingles(&clean_text("The harbour wall fell into the sea on Monday."), 5);
//! let two = shingles(&clean_text("The harbour wall fell into the sea on Tuesday."), 5);
//! assert_eq!((one.len(), one.shared(&two)), (5, 4));
//! ```

use crate::clean::CleanText;
use crate::hash;

/// The shingles of a piece: sorted, unique.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shingles(Vec<u64>);

/// Cuts a text into shingles of k words.
#[must_use]
pub fn shingles(text: &CleanText, k: usize) -> Shingles {
    let keys: Vec<u64> = text.story_words().map(|word| word.key).collect();
    let mut set: Vec<u64> = runs(&keys, k).collect();
    set.sort_unstable();
    set.dedup();
    Shingles(set)
}

/// Hashes each k keys in a row to a shingle, in the order of the keys.
pub fn runs(keys: &[u64], k: usize) -> impl Iterator<Item = u64> {
    keys.windows(k.max(1)).map(|run| hash::keys(run.iter().copied()))
}

/// Hashes each k keys in a row as [`hash::run`] would, in the order of the keys: the polynomial rolls over them. O(keys).
pub fn rolled(keys: &[u64], k: usize) -> impl Iterator<Item = u64> {
    let k = k.max(1);
    let power = (0..k).fold(1_u64, |power, _| power.wrapping_mul(hash::BASE));
    let head = &keys[..keys.len().min(k - 1)];
    let mut sum = head.iter().fold(0_u64, |sum, key| sum.wrapping_mul(hash::BASE).wrapping_add(*key));
    let leaving = std::iter::once(0).chain(keys.iter().copied());
    keys.iter().skip(k - 1).zip(leaving).map(move |(entering, leaving)| {
        sum = sum.wrapping_mul(hash::BASE).wrapping_add(*entering).wrapping_sub(leaving.wrapping_mul(power));
        hash::mix(sum)
    })
}

impl Shingles {
    /// Counts them.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Tells whether the text was shorter than k words.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The hashes, sorted and unique.
    #[must_use]
    pub fn as_slice(&self) -> &[u64] {
        &self.0
    }

    /// Counts the shingles of both.
    #[must_use]
    pub fn shared(&self, other: &Self) -> usize {
        shared(&self.0, &other.0)
    }
}

/// Counts what two sorted lists without repeats share: one merge without branches.
#[must_use]
pub fn shared<T: Copy + Ord>(one: &[T], other: &[T]) -> usize {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < one.len() && j < other.len() {
        let (a, b) = (one[i], other[j]);
        shared += usize::from(a == b);
        i += usize::from(a <= b);
        j += usize::from(b <= a);
    }
    shared
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::clean_text;
    use std::collections::BTreeSet;

    #[test]
    fn a_text_shorter_than_k_has_no_shingles() {
        assert!(shingles(&clean_text("Only four words here"), 5).is_empty());
        assert_eq!(shingles(&clean_text("Only five words stand here"), 5).len(), 1);
    }

    #[test]
    fn sorted_lists_share_what_sets_share() {
        let list = |seed: u64, n: u64| -> BTreeSet<u64> { (0..n).map(|at| hash::mix(at + seed) % 300).collect() };
        for (one, other) in [(list(0, 100), list(50, 200)), (list(0, 0), list(1, 9)), (list(7, 40), list(7, 40))] {
            let (a, b): (Vec<u64>, Vec<u64>) = (one.iter().copied().collect(), other.iter().copied().collect());
            assert_eq!(shared(&a, &b), one.intersection(&other).count());
        }
    }

    #[test]
    fn rolling_gives_the_hash_of_each_run() {
        let keys: Vec<u64> = (1..40).map(hash::mix).collect();
        for k in [1, 2, 5, 16, 39, 40] {
            let slow: Vec<u64> = keys.windows(k).map(hash::run).collect();
            assert_eq!(rolled(&keys, k).collect::<Vec<_>>(), slow, "k {k}");
        }
    }

    #[test]
    fn repeats_count_once() {
        assert_eq!(shingles(&clean_text("rain rain rain rain rain rain rain"), 3).len(), 1);
    }
}
