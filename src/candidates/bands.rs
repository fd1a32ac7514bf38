//! Pairs that share a band of their signatures.

use rayon::prelude::*;

use super::id;
use crate::article::{ArticleId, Pair};
use crate::settings::Settings;
use crate::sketch::Signature;

/// Up to this many pieces in one bucket are paired with one another; more are paired with the first and with their neighbour.
const BUCKET: usize = 24;

/// Finds all pairs that share a band, sorted and unique, and counts the buckets that were too full.
pub(super) fn all_pairs(signatures: &[Option<Signature>], settings: &Settings) -> (Vec<Pair>, usize) {
    let per_band: Vec<(Vec<Pair>, usize)> =
        (0..settings.bands).into_par_iter().map(|band| in_band(signatures, band, settings.rows)).collect();
    let full = per_band.iter().map(|(_, full)| full).sum();
    let mut pairs: Vec<Pair> = per_band.into_iter().flat_map(|(pairs, _)| pairs).collect();
    pairs.par_sort_unstable();
    pairs.dedup();
    (pairs, full)
}

fn in_band(signatures: &[Option<Signature>], band: usize, rows: usize) -> (Vec<Pair>, usize) {
    let mut keyed: Vec<(u64, ArticleId)> = signatures
        .iter()
        .enumerate()
        .filter_map(|(at, signature)| signature.as_ref().map(|signature| (signature.band(band, rows), id(at))))
        .collect();
    let (pairs, full) = in_buckets(&mut keyed);
    (pairs.into_iter().filter_map(|(one, other)| Pair::new(one, other)).collect(), full)
}

/// Pairs the pieces of each bucket, the earlier one first, and counts the buckets that were too full. O(n log n), and 24 pairs a piece
/// at most.
pub fn in_buckets<P: Ord + Copy>(keyed: &mut [(u64, P)]) -> (Vec<(P, P)>, usize) {
    keyed.sort_unstable();
    let mut pairs = Vec::new();
    let mut full = 0;
    for bucket in keyed.chunk_by(|one, next| one.0 == next.0) {
        let pair = |i: usize, j: usize| (bucket[i].1, bucket[j].1);
        if bucket.len() <= BUCKET {
            pairs.extend((0..bucket.len()).flat_map(|i| (i + 1..bucket.len()).map(move |j| pair(i, j))));
        } else {
            full += 1;
            pairs.extend((1..bucket.len()).map(|i| pair(0, i)));
            pairs.extend((2..bucket.len()).map(|i| pair(i - 1, i)));
        }
    }
    (pairs, full)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::clean_text;
    use crate::shingle::shingles;
    use crate::sketch::sketch;

    #[test]
    fn buckets_give_the_same_pairs_as_comparing_every_band_of_every_pair() {
        let settings = Settings { bands: 64, rows: 2, ..Settings::default() };
        let texts: Vec<String> = (0..20)
            .map(|n| (0..60).map(|i| if (i + n) % 7 < n % 5 { format!("own{n}w{i} ") } else { format!("w{i} ") }).collect())
            .collect();
        let signatures: Vec<Option<Signature>> = texts.iter().map(|text| sketch(&shingles(&clean_text(text), 3))).collect();
        let mut naive = Vec::new();
        for i in 0..signatures.len() {
            for j in i + 1..signatures.len() {
                if let (Some(one), Some(two)) = (&signatures[i], &signatures[j])
                    && (0..settings.bands).any(|band| one.band(band, settings.rows) == two.band(band, settings.rows))
                {
                    naive.extend(Pair::new(id(i), id(j)));
                }
            }
        }
        assert!(!naive.is_empty() && naive.len() < 190);
        assert_eq!(all_pairs(&signatures, &settings).0, naive);
    }
}
