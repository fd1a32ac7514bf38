//! Prints -> the sets that pairs are verified on: without the lines set aside, sorted, unique.

use std::ops::Range;

use rayon::prelude::*;

use super::Extent;
use super::print::Print;
use super::spool::{Kept, Spool};
use crate::shingle::shared;

/// The shingles of all pieces, by number.
#[derive(Debug)]
pub(super) struct Sets {
    list: Vec<Set>,
    spool: Spool,
}

/// Room for two sets that are not in memory.
#[derive(Debug, Default)]
pub(super) struct Rooms(Vec<u32>, Vec<u32>);

/// The shingles of a piece.
#[derive(Debug)]
pub(super) struct Set {
    /// Sorted, unique.
    shingles: Kept,
    /// How many they are.
    pub shingled: u32,
    /// How many of them, from the first, are sampled.
    pub sampled: u32,
    /// The words with digits: sorted, unique.
    pub figures: Box<[u32]>,
    /// Words that are left of the text.
    pub words: u32,
    /// Words that were set aside.
    pub furniture: u32,
}

impl Set {
    pub fn extent(&self) -> Extent {
        Extent { words: self.words, furniture: self.furniture, shingles: self.shingled }
    }
}

/// One shingle in eight is sampled: those below this value.
pub(super) const SAMPLED: u32 = u32::MAX / 8;

/// Tells whether a shingle is sampled.
pub(super) fn is_sampled(shingle: u32) -> bool {
    shingle < SAMPLED
}

impl Sets {
    /// Makes the sets of prints; tells also how many lines were set aside.
    pub fn of(prints: Vec<Print>, habits: &[u64], k: usize, spool: Spool) -> (Self, usize) {
        let (list, lines): (Vec<Set>, Vec<usize>) = prints.into_par_iter().map(|print| set(print, habits, k, &spool)).unzip();
        (Self { list, spool }, lines.into_iter().sum())
    }

    /// Counts the pieces.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Walks over the pieces.
    pub fn iter(&self) -> std::slice::Iter<'_, Set> {
        self.list.iter()
    }

    /// Gives what is known of a piece without its shingles.
    pub fn get(&self, piece: u32) -> &Set {
        &self.list[piece as usize]
    }

    /// Gives the shingles of a piece, sorted and unique.
    pub fn shingles<'a>(&'a self, piece: u32, room: &'a mut Vec<u32>) -> &'a [u32] {
        self.spool.all(&self.get(piece).shingles, room)
    }

    /// Gives those of them that are sampled.
    pub fn sample<'a>(&'a self, piece: u32, room: &'a mut Vec<u32>) -> &'a [u32] {
        let set = self.get(piece);
        self.spool.first(&set.shingles, set.sampled as usize, room)
    }

    /// Counts what two pieces share.
    pub fn shared(&self, one: u32, other: u32, rooms: &mut Rooms) -> u32 {
        number(shared(self.shingles(one, &mut rooms.0), self.shingles(other, &mut rooms.1)))
    }

    /// Ends the use of the sets: tells what is known of each piece, or what went wrong with their file.
    pub fn close(self) -> std::io::Result<Vec<Extent>> {
        self.spool.checked()?;
        Ok(self.list.iter().map(Set::extent).collect())
    }
}

/// A count as it is kept: a text has less than 2^30 words.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn set(print: Print, habits: &[u64], k: usize, spool: &Spool) -> (Set, usize) {
    let doomed: Vec<Range<u32>> = print.lines().filter(|(_, key)| habits.binary_search(key).is_ok()).map(|(words, _)| words).collect();
    let furniture: u32 = doomed.iter().map(|words| words.end - words.start).sum();
    let words = print.words() - furniture;
    let (kept, figures) = (print.shingles, print.figures);
    let mut shingles = spool.all(&kept, &mut Vec::new()).to_vec();
    let mut at = 0;
    let mut gone = Gone(&doomed);
    if !doomed.is_empty() {
        shingles.retain(|_| {
            at += 1;
            !gone.touches(at - 1, at - 1 + number(k))
        });
    }
    sort(&mut shingles);
    shingles.dedup();
    let mut gone = Gone(&doomed);
    let mut figures: Vec<u32> = figures.iter().filter(|(at, _)| !gone.touches(*at, at + 1)).map(|(_, hash)| *hash).collect();
    figures.sort_unstable();
    figures.dedup();
    let (shingled, sampled) = (number(shingles.len()), number(shingles.partition_point(|shingle| is_sampled(*shingle))));
    let figures = figures.into_boxed_slice();
    (Set { shingles: spool.replace(&kept, shingles), shingled, sampled, figures, words, furniture }, doomed.len())
}

/// Ranges of words that were set aside, asked from left to right.
struct Gone<'a>(&'a [Range<u32>]);

impl Gone<'_> {
    /// Tells whether some words, none of them before those asked for last, are among them.
    fn touches(&mut self, from: u32, to: u32) -> bool {
        while self.0.first().is_some_and(|range| range.end <= from) {
            self.0 = &self.0[1..];
        }
        self.0.first().is_some_and(|range| range.start < to)
    }
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
    for hash in hashes.iter() {
        starts[bucket(*hash)] += 1;
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::mix;

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
}
