//! Sets -> pairs of which one is in good part inside the other: cuts, rewrites, stories with much added.
//!
//! Of each piece the shingles in the lowest eighth of all hashes are taken (mod-sampling, `FracMinHash`: Irber et al. 2022): the same shingle
//! is sampled in all pieces or in none, so that the share of common samples estimates containment both ways. As sets are sorted, a sample
//! is a prefix.

use rayon::prelude::*;

use super::bands::each_pair;
use super::parts;
use super::radix::sort_by_key;
use super::sets::Set;

/// Up to this many pieces that hold one shingle are paired with one another; of more, each with the fullest.
const MOST_PIECES: usize = 24;
/// The least share of the smaller sample that a pair has in common, and the fewest of them.
const LEAST_SHARE: f64 = 0.10;
const FEWEST: usize = 2;

/// Finds the pairs that share enough of the smaller sample, sorted and unique, and counts the shingles that went by a representative.
pub(super) fn pairs(sets: &[Set]) -> (Vec<u64>, usize) {
    let mut keyed: Vec<u64> = (0_u32..)
        .zip(sets)
        .flat_map(|(at, set)| set.sample().iter().map(move |shingle| u64::from(*shingle) << 32 | u64::from(at)))
        .collect();
    sort_by_key(&mut keyed);
    let (mut met, mut full) = (Vec::new(), 0);
    for holders in keyed.chunk_by(|one, next| one >> 32 == next >> 32) {
        full += usize::from(each_pair(holders, MOST_PIECES, sets, |pair| met.push(pair)));
    }
    met.par_sort_unstable();
    let enough = |run: &[u64]| {
        let (a, b) = parts(run[0]);
        let fewer = sets[a as usize].sampled.min(sets[b as usize].sampled);
        run.len() >= FEWEST && run.len() as f64 >= LEAST_SHARE * f64::from(fewer)
    };
    (met.chunk_by(|one, next| one == next).filter(|run| enough(run)).map(|run| run[0]).collect(), full)
}
