//! The join under anchors and samples: an inverted index, and for each piece those that share most of its keys.
//!
//! O(sum over a piece's keys of how many pieces hold them); keys in too many pieces are left out.

use std::ops::Range;

use rayon::prelude::*;

use super::id;
use crate::article::Pair;

/// Which pieces hold a key: its stretch of the postings.
struct Index<K> {
    keys: Vec<(K, Range<u32>)>,
    /// Piece and weight, sorted by key, then piece.
    postings: Vec<(u32, f32)>,
}

/// Pairs each piece with the others that rate highest; gives the pairs sorted and unique, and how many keys more than `most` pieces hold.
///
/// `keys(i)` lists the keys of piece i, sorted and unique, with their weights; what two pieces have in common is the sum over shared keys of
/// the products of both weights, and `rate(i, j, common)` turns it into a rank, or into nothing. Each piece brings forward at most `top`.
pub(super) fn closest<K, L>(
    pieces: usize,
    keys: impl Fn(usize) -> L + Sync + Send,
    most: usize,
    top: usize,
    rate: impl Fn(usize, usize, f32) -> Option<f32> + Sync + Send,
) -> (Vec<Pair>, usize)
where
    K: Copy + Ord + Send + Sync,
    L: Iterator<Item = (K, f32)> + Send,
{
    let (index, capped) = index(pieces, &keys, most);
    let found: Vec<Vec<Pair>> = (0..pieces)
        .into_par_iter()
        .map_init(
            || (vec![0.0_f32; pieces], Vec::new()),
            |(common, touched): &mut (Vec<f32>, Vec<u32>), at| {
                // Key by key in the same order whatever the threads do.
                for (key, weight) in keys(at) {
                    for (other, others) in index.holders(key) {
                        let sum = &mut common[*other as usize];
                        if *sum == 0.0 {
                            touched.push(*other);
                        }
                        *sum += weight * others;
                    }
                }
                let mut close: Vec<(u32, f32)> = touched
                    .drain(..)
                    .filter_map(|other| {
                        let sum = std::mem::take(&mut common[other as usize]);
                        (other as usize != at).then(|| rate(at, other as usize, sum))?.map(|rank| (other, rank))
                    })
                    .collect();
                // Highest rank first; of equal ones the earlier piece.
                close.sort_unstable_by(|one, two| two.1.total_cmp(&one.1).then(one.0.cmp(&two.0)));
                close.truncate(top);
                close.into_iter().filter_map(|(other, _)| Pair::new(id(at), id(other as usize))).collect()
            },
        )
        .collect();
    let mut pairs: Vec<Pair> = found.into_iter().flatten().collect();
    pairs.par_sort_unstable();
    pairs.dedup();
    (pairs, capped)
}

fn index<K, L>(pieces: usize, keys: &(impl Fn(usize) -> L + Sync + Send), most: usize) -> (Index<K>, usize)
where
    K: Copy + Ord + Send + Sync,
    L: Iterator<Item = (K, f32)> + Send,
{
    let mut all: Vec<(K, u32, f32)> =
        (0..pieces).into_par_iter().flat_map_iter(|at| keys(at).map(move |(key, weight)| (key, id(at).0, weight))).collect();
    all.par_sort_unstable_by_key(|(key, piece, _)| (*key, *piece));
    let mut index = Index { keys: Vec::new(), postings: Vec::new() };
    let mut capped = 0;
    for run in all.chunk_by(|one, next| one.0 == next.0) {
        if run.len() > most {
            capped += 1;
        } else if run.len() > 1 {
            let start = id(index.postings.len()).0;
            index.postings.extend(run.iter().map(|(_, piece, weight)| (*piece, *weight)));
            index.keys.push((run[0].0, start..id(index.postings.len()).0));
        }
    }
    (index, capped)
}

impl<K: Copy + Ord> Index<K> {
    fn holders(&self, key: K) -> &[(u32, f32)] {
        let Ok(at) = self.keys.binary_search_by_key(&key, |(known, _)| *known) else { return &[] };
        let range = &self.keys[at].1;
        &self.postings[range.start as usize..range.end as usize]
    }
}
