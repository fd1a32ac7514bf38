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
    sort(&mut shingles);
    shingles.dedup();
    let sampled = shingles.partition_point(|shingle| is_sampled(*shingle)) as u32;
    (Set { shingles: shingles.into_boxed_slice(), sampled, words, furniture }, doomed.len())
}

/// Sorts hashes: into buckets by their upper bits, a few in each, then those that still stand wrong. O(n) for hashes, which spread evenly.
fn sort(hashes: &mut [u32]) {
    const BITS: u32 = 9;
    let bucket = |hash: u32| (hash >> (32 - BITS)) as usize;
    // Buckets of a few each; of many a comparing sort is as fast.
    if !(32..16 << BITS).contains(&hashes.len()) {
        return hashes.sort_unstable();
    }
    let mut starts = [0_u32; 1 << BITS];
    hashes.iter().for_each(|hash| starts[bucket(*hash)] += 1);
    let mut sum = 0;
    for start in &mut starts {
        sum += std::mem::replace(start, sum);
    }
    let unsorted = hashes.to_vec();
    for hash in unsorted {
        let start = &mut starts[bucket(hash)];
        hashes[*start as usize] = hash;
        *start += 1;
    }
    // What is left to do is inside the buckets: short moves.
    for at in 1..hashes.len() {
        let hash = hashes[at];
        let mut to = at;
        while to > 0 && hashes[to - 1] > hash {
            hashes[to] = hashes[to - 1];
            to -= 1;
        }
        hashes[to] = hash;
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::mix;
    use std::collections::BTreeSet;

    #[test]
    #[expect(clippy::cast_possible_truncation, reason = "any 32 bits will do")]
    fn hashes_are_sorted_however_many_and_however_uneven() {
        for n in [0, 1, 31, 32, 419, 9000] {
            for shift in [0, 8, 31] {
                let mut hashes: Vec<u32> = (0..n).map(|at| mix(at) as u32 >> shift).collect();
                let mut slow = hashes.clone();
                slow.sort_unstable();
                sort(&mut hashes);
                assert_eq!(hashes, slow, "{n} hashes of {} bits", 32 - shift);
            }
        }
    }

    #[test]
    #[expect(clippy::cast_possible_truncation, reason = "any 32 bits will do")]
    fn sorted_lists_share_what_sets_share() {
        let list = |seed: u64, n: u64| -> BTreeSet<u32> { (0..n).map(|at| (mix(at + seed) % 300) as u32).collect() };
        for (one, other) in [(list(0, 100), list(50, 200)), (list(0, 0), list(1, 9)), (list(7, 40), list(7, 40))] {
            let (a, b): (Vec<u32>, Vec<u32>) = (one.iter().copied().collect(), other.iter().copied().collect());
            assert_eq!(shared(&a, &b) as usize, one.intersection(&other).count());
        }
    }
}
