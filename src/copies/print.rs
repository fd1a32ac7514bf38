//! A text -> its print: the shingles in text order and the lines they stand in.

use super::spool::{Kept, Spool};
use crate::clean::keys::keys;
use crate::hash;
use crate::shingle::rolled;

/// What is kept of a text until it is known which lines its outlet prints under every story.
#[derive(Debug, Clone)]
pub struct Print {
    /// The hash of the words from each word on, the top half of it; in text order.
    pub(super) shingles: Kept,
    /// The words with digits: where each stands, and the top half of its hash; in text order.
    pub(super) figures: Box<[(u32, u32)]>,
    /// The lines that hold words.
    pub(super) lines: Vec<Line>,
}

/// One line of a print.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    /// One past its last word.
    pub end: u32,
    /// The hash of its words; 0 where they are too few to be told from chance.
    pub key: u64,
}

/// Shorter lines ("He did not elaborate.") repeat by chance.
const FEWEST_WORDS: usize = 8;

/// Makes the print of a text, with shingles of k words, and keeps them in the spool.
#[must_use]
pub fn print(text: &str, k: usize, spool: &Spool) -> Print {
    let half = |hash: u64| (hash >> 32) as u32;
    let found = keys(text);
    let figures = found.figures.iter().map(|at| (*at, half(found.words[*at as usize]))).collect();
    let mut start = 0;
    let lines = found
        .lines
        .iter()
        .map(|end| {
            let words = &found.words[std::mem::replace(&mut start, *end as usize)..*end as usize];
            Line { end: *end, key: if words.len() < FEWEST_WORDS { 0 } else { hash::run(words).max(1) } }
        })
        .collect();
    Print { shingles: spool.keep(rolled(&found.words, k).map(half).collect()), figures, lines }
}

impl Print {
    /// Counts the words of the text.
    #[must_use]
    pub fn words(&self) -> u32 {
        self.lines.last().map_or(0, |line| line.end)
    }

    /// Walks over the lines: the range of each one's words, and its key.
    pub(super) fn lines(&self) -> impl Iterator<Item = (std::ops::Range<u32>, u64)> {
        let starts = std::iter::once(0).chain(self.lines.iter().map(|line| line.end));
        starts.zip(&self.lines).map(|(start, line)| (start..line.end, line.key))
    }
}
