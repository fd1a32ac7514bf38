//! Sets -> pairs of which one is in good part inside the other: cuts, rewrites, stories with much added.
//!
//! Of each piece the shingles in the lowest eighth of all hashes are taken (mod-sampling, `FracMinHash`: Irber et al. 2022): the same shingle
//! is sampled in all pieces or in none, so that the share of common samples estimates containment both ways. As sets are sorted, a sample
//! is a prefix.

use std::ops::Range;

use rayon::prelude::*;

use super::bands::each_pair;
use super::parts;
use super::radix::sort_by_key;
use super::sets::{SAMPLED, Sets};

/// Up to this many pieces that hold one shingle are paired with one another; of more, each with the fullest.
const MOST_PIECES: usize = 24;
/// The least share of the smaller sample that a pair has in common, and the fewest of them.
const LEAST_SHARE: f64 = 0.10;
const FEWEST: u32 = 2;

/// Bytes that one sampled shingle takes while pairs are found: its key twice, for sorting, and the pairs that it makes, three on average of
/// planted pieces.
const BYTES: u64 = 40;

/// Finds the pairs that share enough of the smaller sample, sorted and unique, and counts the shingles that went by a representative.
///
/// In about `budget` bytes, if one is given: the shingles are then taken in stretches of their values, one after the other. The pairs that were
/// met are held in any case.
pub(super) fn pairs(sets: &Sets, budget: Option<u64>) -> (Vec<u64>, usize) {
    let sampled: u64 = sets.iter().map(|set| u64::from(set.sampled)).sum();
    let stretches = budget.map_or(1, |budget| (sampled * BYTES).div_ceil(budget.max(1))).clamp(1, 1 << 10);
    let bound = |stretch: u64| u32::try_from(u64::from(SAMPLED) * stretch / stretches).unwrap_or(SAMPLED);
    let (mut met, mut full): (Vec<Met>, usize) = (Vec::new(), 0);
    for stretch in 0..stretches {
        let (more, too_full) = in_stretch(sets, bound(stretch)..bound(stretch + 1));
        full += too_full;
        met.extend(more);
        if stretch > 0 {
            met.par_sort_unstable();
            met.dedup_by(|next, one| {
                let again = next.pair == one.pair;
                one.times += if again { next.times } else { 0 };
                again
            });
        }
    }
    let enough = |met: &Met| {
        let (a, b) = parts(met.pair);
        let fewer = sets.get(a).sampled.min(sets.get(b).sampled);
        met.times >= FEWEST && f64::from(met.times) >= LEAST_SHARE * f64::from(fewer)
    };
    (met.into_iter().filter(enough).map(|met| met.pair).collect(), full)
}

/// A pair, and how many sampled shingles both have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Met {
    pair: u64,
    times: u32,
}

/// Counts what pairs share of the sampled shingles in a range of values.
fn in_stretch(sets: &Sets, range: Range<u32>) -> (Vec<Met>, usize) {
    let mut keyed: Vec<u64> = Vec::new();
    let mut room = Vec::new();
    for (at, _) in (0_u32..).zip(sets.iter()) {
        let sample = sets.sample(at, &mut room);
        let sample = &sample[sample.partition_point(|shingle| *shingle < range.start)..];
        keyed.extend(sample.iter().take_while(|shingle| **shingle < range.end).map(|shingle| u64::from(*shingle) << 32 | u64::from(at)));
    }
    sort_by_key(&mut keyed);
    let (mut pairs, mut full) = (Vec::new(), 0);
    for holders in keyed.chunk_by(|one, next| one >> 32 == next >> 32) {
        full += usize::from(each_pair(holders, MOST_PIECES, sets, |pair| pairs.push(pair)));
    }
    drop(keyed);
    pairs.par_sort_unstable();
    let times = |run: &[u64]| u32::try_from(run.len()).unwrap_or(u32::MAX);
    (pairs.chunk_by(|one, next| one == next).map(|run| Met { pair: run[0], times: times(run) }).collect(), full)
}
