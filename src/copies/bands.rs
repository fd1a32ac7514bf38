//! Sets -> pairs that share a band of their signatures.

use rayon::prelude::*;

use super::pair;
use super::radix::sort_by_key;
use super::sets::Sets;
use crate::settings::Settings;
use crate::sketch;

/// Up to this many pieces in one bucket are paired with one another; of more, each with the fullest.
const BUCKET: usize = 24;
/// Bands that are worked on before equal pairs are made one, so that near copies do not stand in all 42 at once.
const AT_ONCE: usize = 8;

/// Finds the pairs that share a band, sorted and unique, and counts the buckets that were too full.
pub(super) fn pairs(sets: &Sets, settings: &Settings) -> (Vec<u64>, usize) {
    let keys = keys(sets, settings);
    let bands: Vec<usize> = (0..settings.bands).collect();
    let (mut pairs, mut full) = (Vec::new(), 0);
    for some in bands.chunks(AT_ONCE) {
        let found: Vec<(Vec<u64>, usize)> = some.par_iter().map(|band| in_band(&keys, *band, sets, settings.bands)).collect();
        for (more, too_full) in found {
            pairs.extend(more);
            full += too_full;
        }
        pairs.par_sort_unstable();
        pairs.dedup();
    }
    (pairs, full)
}

/// The top half of each band's key, band after band for piece after piece: all that is kept of a signature.
#[expect(clippy::cast_possible_truncation, reason = "the top half of a key, and pieces are counted in 32 bits")]
fn keys(sets: &Sets, settings: &Settings) -> Vec<u32> {
    let mut keys = vec![0; sets.len() * settings.bands];
    keys.par_chunks_mut(settings.bands).enumerate().for_each_init(Vec::new, |room, (piece, keys)| {
        if let Some(bins) = sketch::bins(sets.shingles(piece as u32, room).iter().map(|shingle| u64::from(*shingle))) {
            for (band, key) in keys.iter_mut().enumerate() {
                *key = (sketch::band(&bins, band, settings.rows) >> 32) as u32;
            }
        }
    });
    keys
}

fn in_band(keys: &[u32], band: usize, sets: &Sets, bands: usize) -> (Vec<u64>, usize) {
    let of_band = keys[band..].iter().step_by(bands);
    let mut keyed: Vec<u64> = (0..)
        .zip(of_band)
        .zip(sets.iter())
        .filter(|(_, set)| set.shingled > 0)
        .map(|((piece, key), _): ((u32, &u32), _)| u64::from(*key) << 32 | u64::from(piece))
        .collect();
    sort_by_key(&mut keyed);
    let (mut pairs, mut full) = (Vec::new(), 0);
    for bucket in keyed.chunk_by(|one, next| one >> 32 == next >> 32) {
        full += usize::from(each_pair(bucket, BUCKET, sets, |one| pairs.push(one)));
    }
    (pairs, full)
}

/// Gives the pairs of the pieces that share a key: all of them, or each piece with the fullest where they are more than `most`; tells whether
/// they were. Of equally full ones the earliest stands for all.
#[expect(clippy::cast_possible_truncation, reason = "the lower half is the piece")]
pub(super) fn each_pair(bucket: &[u64], most: usize, sets: &Sets, mut found: impl FnMut(u64)) -> bool {
    let piece = |keyed: u64| keyed as u32;
    if bucket.len() <= most {
        for (at, one) in bucket.iter().enumerate() {
            bucket[at + 1..].iter().for_each(|other| found(pair(piece(*one), piece(*other))));
        }
        return false;
    }
    let fullest = bucket.iter().map(|keyed| piece(*keyed)).min_by_key(|at| (std::cmp::Reverse(sets.get(*at).shingled), *at));
    if let Some(fullest) = fullest {
        bucket.iter().map(|keyed| piece(*keyed)).filter(|at| *at != fullest).for_each(|at| found(pair(fullest, at)));
    }
    true
}
