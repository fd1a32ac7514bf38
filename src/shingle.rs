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
    let mut set: Vec<u64> = keys.windows(k.max(1)).map(|run| hash::keys(run.iter().copied())).collect();
    set.sort_unstable();
    set.dedup();
    Shingles(set)
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

    /// Counts the shingles of both: one merge of two sorted lists.
    #[must_use]
    pub fn shared(&self, other: &Self) -> usize {
        let (mut i, mut j, mut shared) = (0, 0, 0);
        while i < self.0.len() && j < other.0.len() {
            let (one, two) = (self.0[i], other.0[j]);
            shared += usize::from(one == two);
            i += usize::from(one <= two);
            j += usize::from(two <= one);
        }
        shared
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::clean_text;

    #[test]
    fn a_text_shorter_than_k_has_no_shingles() {
        assert!(shingles(&clean_text("Only four words here"), 5).is_empty());
        assert_eq!(shingles(&clean_text("Only five words stand here"), 5).len(), 1);
    }

    #[test]
    fn repeats_count_once() {
        assert_eq!(shingles(&clean_text("rain rain rain rain rain rain rain"), 3).len(), 1);
    }
}
