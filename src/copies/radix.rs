//! Sorts words of 64 bits by their upper half, and leaves those with equal upper halves as they stood.
//!
//! Keys stand in the upper half and pieces in the lower one, in order from the start: three passes of 11 bits, where comparing takes 20.
//! O(n), one scratch of the same size.

const BITS: u32 = 11;
const BUCKETS: usize = 1 << BITS;
const PASSES: u32 = 3;

/// Sorts by the upper 32 bits, stably.
pub(super) fn sort_by_key(list: &mut Vec<u64>) {
    #[expect(clippy::cast_possible_truncation, reason = "the lower bits of it are wanted")]
    let digit = |word: u64, pass: u32| (word >> (32 + BITS * pass)) as usize % BUCKETS;
    let mut counts = vec![[0_usize; BUCKETS]; PASSES as usize];
    for word in list.iter() {
        for pass in 0..PASSES {
            counts[pass as usize][digit(*word, pass)] += 1;
        }
    }
    let mut other = vec![0; list.len()];
    for pass in 0..PASSES {
        let starts = &mut counts[pass as usize];
        if starts.contains(&list.len()) {
            continue;
        }
        let mut sum = 0;
        for start in starts.iter_mut() {
            sum += std::mem::replace(start, sum);
        }
        for word in list.iter() {
            let start = &mut starts[digit(*word, pass)];
            other[*start] = *word;
            *start += 1;
        }
        std::mem::swap(list, &mut other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::mix;

    #[test]
    fn it_sorts_as_comparing_does() {
        for n in [0, 1, 2, 1000, 20_000] {
            // Few keys, so that many are equal.
            let mut list: Vec<u64> = (0..n).map(|at| (mix(at) % 5000 * 800_000) << 32 | at).collect();
            let mut slow = list.clone();
            slow.sort_by_key(|word| word >> 32);
            sort_by_key(&mut list);
            assert_eq!(list, slow);
        }
    }
}
