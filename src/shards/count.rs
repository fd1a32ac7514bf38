//! Pieces -> what is counted over all of them before anything is weighed: unknown words and long sentences.

use std::hash::Hash;

use serde::{Deserialize, Serialize};

use super::{Place, Placed};
use crate::clean::background::{MAX_WEIGHT, StemId, weight_of_unknown};
use crate::clean::repeats::{FEWEST_PIECES, SAMPLE, rank, sentence_keys};
use crate::clean::{clean, local};
use crate::hash::KeyMap;

/// A sentence that may be a habit, in a piece that holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Line {
    /// Of the sentence: what brings its holders together.
    pub key: u64,
    /// Of the piece: by which a sample is drawn.
    pub rank: u64,
    /// The piece.
    pub place: Place,
}

/// What some pieces hold.
#[derive(Debug, Default)]
pub struct Count {
    /// How many of the pieces hold a word that the background table lacks.
    pub stems: KeyMap<StemId, u64>,
    /// Every long sentence of the pieces.
    pub lines: Vec<Line>,
}

impl Count {
    /// Counts a piece. O(bytes).
    pub fn add(&mut self, piece: &Placed) {
        let text = clean(&piece.article);
        for stem in local::unknown(&text) {
            *self.stems.entry(stem).or_insert(0) += 1;
        }
        let rank = rank(&piece.article.id);
        self.lines.extend(sentence_keys(&text).map(|(key, _)| Line { key, rank, place: piece.place }));
    }
}

/// Gives the unknown words that weigh less than the most, given how many pieces hold each (a stem may come in several counts): of all but a
/// bounded number of words the weight stays, for a word must stand in one of some 22,000 pieces to lose any.
#[must_use]
pub fn weights(stems: impl IntoIterator<Item = (StemId, u64)>, pieces: usize) -> Vec<(StemId, f32)> {
    let weigh = |count: u64| weight_of_unknown(pieces, usize::try_from(count).unwrap_or(usize::MAX));
    let several = held(stems).into_iter().filter(|(_, count)| *count >= 2);
    several.map(|(stem, count)| (stem, weigh(count))).filter(|(_, weight)| *weight < MAX_WEIGHT).collect()
}

/// Sums how many pieces hold each key; gives them sorted by key.
fn held<K: Copy + Eq + Hash + Ord>(counts: impl IntoIterator<Item = (K, u64)>) -> Vec<(K, u64)> {
    let mut held: KeyMap<K, u64> = KeyMap::default();
    for (key, count) in counts {
        *held.entry(key).or_insert(0) += count;
    }
    let mut held: Vec<(K, u64)> = held.into_iter().collect();
    held.sort_unstable();
    held
}

/// Names the keys that more than `most` pieces hold, sorted, given how many hold each (a key may come in several counts): stems more than
/// [`crate::candidates::most_holders`] of all, sampled shingles more than [`crate::candidates::MOST_SAMPLED`].
#[must_use]
pub fn crowded<K: Copy + Eq + Hash + Ord>(counts: impl IntoIterator<Item = (K, u64)>, most: usize) -> Vec<K> {
    held(counts).into_iter().filter(|(_, count)| *count > most as u64).map(|(key, _)| key).collect()
}

/// A sentence that stands in several pieces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repeat {
    /// Of the sentence.
    pub key: u64,
    /// How often it stands anywhere.
    pub count: u64,
    /// The pieces by which it is judged.
    pub sample: Vec<Place>,
    /// Every piece that holds it, sorted.
    pub holders: Vec<Place>,
}

/// Finds the sentences that stand somewhere often enough to be judged; takes all lines of their keys. O(lines log lines).
#[must_use]
pub fn repeats(mut lines: Vec<Line>) -> Vec<Repeat> {
    lines.sort_unstable();
    let runs = lines.chunk_by(|one, next| one.key == next.key).filter(|run| run.len() >= FEWEST_PIECES);
    runs.map(|run| {
        let mut ranked: Vec<(u64, Place)> = run.iter().map(|line| (line.rank, line.place)).collect();
        ranked.dedup();
        let sample = ranked.iter().take(SAMPLE).map(|(_, place)| *place).collect();
        let mut holders: Vec<Place> = ranked.into_iter().map(|(_, place)| place).collect();
        holders.sort_unstable();
        Repeat { key: run[0].key, count: run.len() as u64, sample, holders }
    })
    .collect()
}
