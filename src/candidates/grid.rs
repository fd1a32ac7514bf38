//! The join of [`super::candidates`] in cells, for pieces that no one machine holds: some pieces against some others.
//!
//! Every piece is of one group; a cell holds two groups, or one against itself, and finds for each of its pieces the others in the cell that
//! are most like it. The best of all cells ([`best`]) are what one join over all pieces finds, to the last bit: a pair meets in one cell
//! alone, and its sum runs over the same keys in the same order. Keys in too many pieces are left out before ([`Listed`]).

use std::cmp::Ordering;

use super::postings::{Sums, index};
use super::samples::share;
use crate::clean::background::StemId;
use crate::settings::Settings;

/// A piece as the join sees it; keys of too many pieces are left out.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Listed {
    /// Names the piece; pieces are in the order of their places.
    pub place: u64,
    /// Its weighted stems, sorted.
    pub terms: Vec<(StemId, f32)>,
    /// Its sampled shingles, sorted.
    pub sample: Vec<u64>,
    /// How many they were before any was left out.
    pub sampled: u32,
}

/// By what a piece was found near another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum By {
    /// Sampled shingles.
    Samples,
    /// Weighted stems.
    Anchors,
}

/// A piece and one of those that are most like it.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Near {
    /// By what.
    pub by: By,
    /// The piece.
    pub piece: u64,
    /// The one that is like it.
    pub other: u64,
    /// How much, above 0.
    pub rank: f32,
}

/// Finds the nearest of a cell: of one group, or of one against another. O(sum over keys of the products of their holders on both sides).
#[must_use]
pub fn cell(here: &[Listed], there: Option<&[Listed]>, settings: &Settings) -> Vec<Near> {
    let cosine = |_: &Listed, _: &Listed, cosine: f32| (cosine >= settings.least_cosine).then_some(cosine);
    let mut found = join(By::Anchors, here, there, |piece| piece.terms.iter().copied(), cosine, settings.candidates);
    let rate = |one: &Listed, other: &Listed, shared| share(shared, one.sampled as usize, other.sampled as usize);
    found.extend(join(By::Samples, here, there, |piece| piece.sample.iter().map(|shingle| (*shingle, 1.0)), rate, settings.candidates));
    found
}

/// Keeps what is nearest in all cells together.
#[must_use]
pub fn best(mut found: Vec<Near>, settings: &Settings) -> Vec<Near> {
    found.sort_unstable_by(|one, two| (one.by, one.piece).cmp(&(two.by, two.piece)).then_with(|| foremost(one, two)));
    let runs = found.chunk_by(|one, two| (one.by, one.piece) == (two.by, two.piece));
    runs.flat_map(|run| run.iter().take(settings.candidates)).copied().collect()
}

/// Highest rank first; of equal ones the earlier piece.
fn foremost(one: &Near, two: &Near) -> Ordering {
    two.rank.total_cmp(&one.rank).then(one.other.cmp(&two.other))
}

/// What is near one piece, cut to the nearest whenever it has grown to some times as many.
#[derive(Default)]
struct Nearest(Vec<Near>);

impl Nearest {
    fn push(&mut self, near: Near, most: usize) {
        self.0.push(near);
        if self.0.len() >= 4 * most {
            self.cut(most);
        }
    }

    fn cut(&mut self, most: usize) {
        self.0.sort_unstable_by(foremost);
        self.0.truncate(most);
    }
}

fn join<'a, K: Copy + Ord + Send + Sync, L: Iterator<Item = (K, f32)> + Send>(
    by: By,
    here: &'a [Listed],
    there: Option<&'a [Listed]>,
    keys: impl Fn(&'a Listed) -> L + Sync + Send,
    rate: impl Fn(&Listed, &Listed, f32) -> Option<f32>,
    most: usize,
) -> Vec<Near> {
    let (index, _) = index(here.len(), &|at| keys(&here[at]), 1..=usize::MAX);
    let mut sums = Sums::of(here.len());
    let mut backward: Vec<Nearest> = here.iter().map(|_| Nearest::default()).collect();
    let mut found = Vec::new();
    for piece in there.unwrap_or(here) {
        let mut forward = Nearest::default();
        for (at, sum) in sums.common(&index, keys(piece)) {
            let other = &here[at as usize];
            let Some(rank) = rate(piece, other, sum).filter(|_| other.place != piece.place) else { continue };
            forward.push(Near { by, piece: piece.place, other: other.place, rank }, most);
            if there.is_some() {
                backward[at as usize].push(Near { by, piece: other.place, other: piece.place, rank }, most);
            }
        }
        forward.cut(most);
        found.extend(forward.0);
    }
    for mut nearest in backward {
        nearest.cut(most);
        found.extend(nearest.0);
    }
    found
}

/// Gives the group of a piece; neighbours in a file fall into different ones.
#[must_use]
pub fn group(place: u64, groups: u32) -> u32 {
    u32::try_from(crate::hash::mix(place) % u64::from(groups.max(1))).unwrap_or_default()
}

/// Names the cells of a group: itself against each group, the lower one first.
pub fn cells(group: u32, groups: u32) -> impl Iterator<Item = (u32, u32)> {
    (0..groups.max(1)).map(move |other| (group.min(other), group.max(other)))
}
