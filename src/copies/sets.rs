//! A print -> the set that pairs are verified on: without the lines set aside, sorted, unique.

use super::Extent;
use super::print::Print;

/// The shingles of a piece.
#[derive(Debug, Clone, Default)]
pub(super) struct Set {
    /// Sorted, unique.
    pub shingles: Box<[u32]>,
    /// How many of them, from the first, are sampled.
    pub sampled: u32,
    /// Words that are left of the text.
    pub words: u32,
    /// Words that were set aside.
    pub furniture: u32,
}

impl Set {
    #[expect(clippy::cast_possible_truncation, reason = "a text has less than 2^30 words")]
    pub fn len(&self) -> u32 {
        self.shingles.len() as u32
    }

    pub fn sample(&self) -> &[u32] {
        &self.shingles[..self.sampled as usize]
    }

    pub fn extent(&self) -> Extent {
        Extent { words: self.words, furniture: self.furniture, shingles: self.len() }
    }
}

/// One shingle in so many is sampled.
const ONE_IN: u32 = 8;

/// Tells whether a shingle is sampled.
pub(super) fn is_sampled(shingle: u32) -> bool {
    shingle < u32::MAX / ONE_IN
}

/// Makes the set of a print; tells also how many lines were set aside.
pub(super) fn set(print: Print, habits: &[u64], k: usize) -> (Set, usize) {
    let doomed: Vec<std::ops::Range<u32>> =
        print.lines().filter(|(_, key)| habits.binary_search(key).is_ok()).map(|(words, _)| words).collect();
    let furniture: u32 = doomed.iter().map(|words| words.end - words.start).sum();
    let words = print.words() - furniture;
    let mut shingles = print.shingles;
    let mut at = 0;
    let overlap = u32::try_from(k).unwrap_or(u32::MAX) - 1;
    if !doomed.is_empty() {
        shingles.retain(|_| {
            let keep = !doomed.iter().any(|words| at + overlap >= words.start && at < words.end);
            at += 1;
            keep
        });
    }
    shingles.sort_unstable();
    shingles.dedup();
    let sampled = shingles.partition_point(|shingle| is_sampled(*shingle)) as u32;
    (Set { shingles: shingles.into_boxed_slice(), sampled, words, furniture }, doomed.len())
}

/// Counts what two sorted lists share: one merge without branches.
pub(super) fn shared(one: &[u32], other: &[u32]) -> u32 {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < one.len() && j < other.len() {
        let (a, b) = (one[i], other[j]);
        shared += u32::from(a == b);
        i += usize::from(a <= b);
        j += usize::from(b <= a);
    }
    shared
}
