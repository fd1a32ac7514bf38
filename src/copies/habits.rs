//! Finds the lines that outlets print under every story: in three or more pieces that have nothing else to do with each other.
//!
//! Repetition inside one family is evidence and stays. O(lines log lines), and a bounded look at each repeated line.

use std::ops::Range;

use rayon::prelude::*;

use super::print::Print;
use super::sets::{is_sampled, shared};
use super::spool::Spool;

/// Two pieces could be a copy; three with nothing else in common are a habit.
const FEWEST_PIECES: usize = 3;
/// How many of a line's pieces are compared with one another.
const LOOKED_AT: usize = 12;
/// A piece that holds less than this share of its words beside a line says nothing about the line.
const LEAST_BESIDE: f64 = 0.20;
/// Pieces that have this share of the shorter one's other words in repeated lines belong together.
const LEAST_IN_LINES: f64 = 0.30;
/// So do pieces that share this much of what stands in other lines, and two sampled shingles at least.
const LEAST_OUTSIDE: f64 = 0.05;

/// A piece in the light of its repeated lines.
struct Witness {
    /// Its repeated lines, sorted by key, with their words.
    lines: Vec<(u64, u32)>,
    /// Sampled shingles of its other lines, sorted.
    outside: Vec<u32>,
    words: u32,
}

/// Gives the keys of the lines that are habits, sorted.
pub(super) fn habits(prints: &[Print], k: usize, spool: &Spool) -> Vec<u64> {
    let mut keyed: Vec<(u64, u32)> = prints
        .par_iter()
        .enumerate()
        .flat_map_iter(|(at, print)| print.lines.iter().filter(|line| line.key != 0).map(move |line| (line.key, at)))
        .map(|(key, at)| (key, u32::try_from(at).unwrap_or(u32::MAX)))
        .collect();
    keyed.par_sort_unstable();
    keyed.dedup();
    let runs: Vec<&[(u64, u32)]> = keyed.chunk_by(|one, next| one.0 == next.0).filter(|run| run.len() >= FEWEST_PIECES).collect();
    let repeated: Vec<u64> = runs.iter().map(|run| run[0].0).collect();
    let chosen = |run: &&[(u64, u32)]| -> Vec<u32> {
        let step = run.len().div_ceil(LOOKED_AT);
        run.iter().step_by(step).map(|(_, piece)| *piece).collect()
    };
    let mut pieces: Vec<u32> = runs.iter().flat_map(chosen).collect();
    pieces.par_sort_unstable();
    pieces.dedup();
    let witnesses: Vec<Witness> = pieces.par_iter().map(|piece| witness(&prints[*piece as usize], &repeated, k, spool)).collect();
    runs.into_par_iter()
        .filter(|run| {
            let called: Vec<&Witness> =
                chosen(run).iter().filter_map(|piece| pieces.binary_search(piece).ok()).map(|at| &witnesses[at]).collect();
            is_habit(run[0].0, called)
        })
        .map(|run| run[0].0)
        .collect()
}

fn witness(print: &Print, repeated: &[u64], k: usize, spool: &Spool) -> Witness {
    let overlap = k - 1;
    let (mut lines, mut outside, mut room) = (Vec::new(), Vec::new(), Vec::new());
    let shingles = spool.all(&print.shingles, &mut room);
    for (words, key) in print.lines() {
        if repeated.binary_search(&key).is_ok() {
            lines.push((key, words.end - words.start));
        } else {
            let own: Range<usize> = words.start as usize..(words.end as usize).saturating_sub(overlap).max(words.start as usize);
            outside.extend(shingles.get(own).unwrap_or_default().iter().copied().filter(|shingle| is_sampled(*shingle)));
        }
    }
    lines.sort_unstable();
    lines.dedup_by_key(|(key, _)| *key);
    outside.sort_unstable();
    outside.dedup();
    Witness { lines, outside, words: print.words() }
}

/// Tells whether the pieces that hold a line tell three stories, or two of them twice each.
fn is_habit(line: u64, mut called: Vec<&Witness>) -> bool {
    called.retain(|piece| f64::from(piece.beside(line)) >= LEAST_BESIDE * f64::from(piece.words));
    let mut story: Vec<usize> = (0..called.len()).collect();
    for i in 0..called.len() {
        for j in i + 1..called.len() {
            if story[i] != story[j] && belong_together(line, called[i], called[j]) {
                let (from, to) = (story[j], story[i]);
                story.iter_mut().filter(|of| **of == from).for_each(|of| *of = to);
            }
        }
    }
    let mut sizes: Vec<usize> = (0..called.len()).map(|at| story.iter().filter(|of| **of == at).count()).filter(|size| *size > 0).collect();
    sizes.sort_unstable_by(|one, two| two.cmp(one));
    sizes.len() >= FEWEST_PIECES || sizes.get(1).is_some_and(|second| *second >= 2)
}

impl Witness {
    /// Counts the words outside a line that the piece holds.
    fn beside(&self, line: u64) -> u32 {
        self.words - self.lines.binary_search_by_key(&line, |(key, _)| *key).map_or(0, |at| self.lines[at].1)
    }
}

/// Tells whether two pieces have more in common than one line.
#[expect(clippy::cast_precision_loss, reason = "counts of shingles")]
fn belong_together(line: u64, one: &Witness, other: &Witness) -> bool {
    let (mut i, mut j, mut in_lines) = (0, 0, 0);
    while i < one.lines.len() && j < other.lines.len() {
        let (a, b) = (one.lines[i], other.lines[j]);
        in_lines += if a.0 == b.0 && a.0 != line { a.1 } else { 0 };
        i += usize::from(a.0 <= b.0);
        j += usize::from(b.0 <= a.0);
    }
    if f64::from(in_lines) >= LEAST_IN_LINES * f64::from(one.beside(line).min(other.beside(line))) {
        return true;
    }
    let outside = shared(&one.outside, &other.outside);
    outside >= 2 && f64::from(outside) >= LEAST_OUTSIDE * one.outside.len().min(other.outside.len()) as f64
}
