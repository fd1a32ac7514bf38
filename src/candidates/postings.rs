//! The join under anchors and samples: an inverted index, and for each piece those that share most of its keys.
//!
//! O(sum over a piece's keys of how many pieces hold them); keys in too many pieces are left out.

use std::ops::{Range, RangeInclusive};

use rayon::prelude::*;

use super::id;
use crate::article::Pair;

/// Which pieces hold a key: its stretch of the postings.
pub(super) struct Index<K> {
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
    let (index, capped) = index(pieces, &keys, 2..=most);
    let found: Vec<Vec<Pair>> = (0..pieces)
        .into_par_iter()
        .map_init(
            || Sums::of(pieces),
            |sums, at| {
                let others = sums.common(&index, keys(at)).filter(|(other, _)| *other as usize != at);
                let mut close: Vec<(u32, f32)> = others.filter_map(|(other, sum)| Some((other, rate(at, other as usize, sum)?))).collect();
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

/// What a piece has in common with each piece of an index.
pub(super) struct Sums {
    common: Vec<f32>,
    touched: Vec<u32>,
}

impl Sums {
    /// Makes room for an index of so many pieces.
    pub(super) fn of(pieces: usize) -> Self {
        Self { common: vec![0.0; pieces], touched: Vec::new() }
    }

    /// Walks over the pieces that share a key of a list, with the sum of the products of weights.
    pub(super) fn common<K: Copy + Ord>(
        &mut self,
        index: &Index<K>,
        keys: impl Iterator<Item = (K, f32)>,
    ) -> impl Iterator<Item = (u32, f32)> {
        // Key by key in the same order whatever the threads do.
        for (key, weight) in keys {
            for (other, others) in index.holders(key) {
                let sum = &mut self.common[*other as usize];
                if *sum == 0.0 {
                    self.touched.push(*other);
                }
                *sum += weight * others;
            }
        }
        self.touched.drain(..).map(|other| (other, std::mem::take(&mut self.common[other as usize])))
    }
}

/// Lists who holds a key; keys of more or fewer pieces than are told are left out, and those of more are counted.
pub(super) fn index<K, L>(pieces: usize, keys: &(impl Fn(usize) -> L + Sync + Send), holders: RangeInclusive<usize>) -> (Index<K>, usize)
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
        if run.len() > *holders.end() {
            capped += 1;
        } else if run.len() >= *holders.start() {
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
