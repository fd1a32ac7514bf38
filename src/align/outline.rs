//! A piece as a list of lines with their weighty stems and anchors: made once, aligned often.

use std::cmp::Ordering;
use std::ops::Range;

use crate::clean::CleanText;
use crate::clean::background::StemId;
use crate::hash;

/// Stems that weigh less than this (in half of all documents and more) tie no sentences together.
const LEAST_WEIGHT: f32 = 0.7;

/// One sentence of the story, ready to be compared.
#[derive(Debug, Clone)]
pub struct Line {
    /// Which sentence of the clean text it is.
    pub sentence: usize,
    /// Its weighty stems and their weights, sorted and unique.
    pub stems: Vec<(StemId, f32)>,
    /// Its names, numbers and dates as keys, sorted and unique.
    pub anchors: Vec<u64>,
    /// The hash of all its words: equal for equal sentences.
    pub whole: u64,
    /// The sum of its weights.
    pub total: f32,
    /// The length of its weight vector.
    pub length: f32,
    /// Where it stands: 0 first, 1 last, by words.
    pub position: f32,
    /// Its words, as a range of the story's words.
    pub words: Range<usize>,
}

impl Line {
    /// Tells whether a stem is part of a name here.
    #[must_use]
    pub fn is_name(&self, stem: StemId) -> bool {
        self.anchors.binary_search(&u64::from(stem)).is_ok()
    }
}

/// The lines of a piece.
#[derive(Debug, Clone, Default)]
pub struct Outline {
    /// Story sentences in order.
    pub lines: Vec<Line>,
    /// The story's words, as indexes into the clean text.
    pub words: Vec<u32>,
    /// Their keys.
    pub keys: Vec<u64>,
    /// Their weights.
    pub weights: Vec<f32>,
    /// For each of them, its line.
    pub line_of: Vec<u32>,
    /// For each of them: stands in a quotation.
    pub quoted: Vec<bool>,
    holders: Vec<(StemId, u32)>,
}

impl Outline {
    /// Lists the story's sentences.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "words and sentences are counted in 32 bits throughout"
    )]
    pub fn of(text: &CleanText) -> Self {
        let mut outline = Self::default();
        let all = text.word_count().max(1) as f32;
        let anchors = anchors(text);
        for (sentence, cut) in text.sentences.iter().enumerate().filter(|(_, sentence)| sentence.is_story() && !sentence.words.is_empty()) {
            let words = &text.words[cut.words.clone()];
            let mut stems: Vec<(StemId, f32)> =
                words.iter().filter(|word| word.weight >= LEAST_WEIGHT).map(|word| (word.stem, word.weight)).collect();
            stems.sort_unstable_by_key(|(stem, _)| *stem);
            stems.dedup_by_key(|(stem, _)| *stem);
            let (from, to) = (
                anchors.partition_point(|(word, _)| (*word as usize) < cut.words.start),
                anchors.partition_point(|(word, _)| (*word as usize) < cut.words.end),
            );
            let mut own: Vec<u64> = anchors[from..to].iter().map(|(_, key)| *key).collect();
            own.sort_unstable();
            own.dedup();
            let line = outline.lines.len() as u32;
            outline.holders.extend(stems.iter().map(|(stem, _)| (*stem, line)));
            outline.lines.push(Line {
                sentence,
                whole: hash::keys(words.iter().map(|word| word.key)),
                total: stems.iter().map(|(_, weight)| weight).sum(),
                length: stems.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt(),
                position: outline.words.len() as f32 / all,
                words: outline.words.len()..outline.words.len() + cut.words.len(),
                stems,
                anchors: own,
            });
            for at in cut.words.clone() {
                outline.words.push(at as u32);
                outline.keys.push(text.words[at].key);
                outline.weights.push(text.words[at].weight);
                outline.line_of.push(line);
                outline.quoted.push(text.quoted[at]);
            }
        }
        outline.holders.sort_unstable();
        outline
    }

    /// Walks over the lines that hold a stem.
    pub fn holders(&self, stem: StemId) -> impl Iterator<Item = usize> + '_ {
        let from = self.holders.partition_point(|(known, _)| *known < stem);
        self.holders[from..].iter().take_while(move |(known, _)| *known == stem).map(|(_, line)| *line as usize)
    }

    /// Tells whether a stem stands in more than half of the lines: it ties none of them to another's.
    #[must_use]
    pub fn is_story_wide(&self, stem: StemId) -> bool {
        self.lines.len() >= 4 && self.holders(stem).count() * 2 > self.lines.len()
    }

    /// Weighs the stems of each line for a comparison with another piece: less the more lines of either hold the stem.
    #[must_use]
    pub(super) fn local(&self, other: &Self, spread: f32) -> Vec<Local> {
        let fewer = |stem: StemId, weight: f32| {
            let lines = self.holders(stem).count().max(other.holders(stem).count()).max(1);
            if lines == 1 { weight } else { weight / (1.0 + spread * (lines as f32).ln()) }
        };
        let weigh = |line: &Line| {
            let weights: Vec<f32> = line.stems.iter().map(|(stem, weight)| fewer(*stem, *weight)).collect();
            Local {
                total: weights.iter().sum::<f32>().max(f32::MIN_POSITIVE),
                length: weights.iter().map(|weight| weight * weight).sum::<f32>().sqrt(),
                weights,
            }
        };
        self.lines.iter().map(weigh).collect()
    }

    /// Orders outlines by what they say, not by their names, so that a pair has one orientation.
    #[must_use]
    pub fn order(&self, other: &Self) -> Ordering {
        self.words
            .len()
            .cmp(&other.words.len())
            .then_with(|| self.lines.iter().map(|line| line.whole).cmp(other.lines.iter().map(|line| line.whole)))
    }
}

/// The weights of a line's stems in one comparison, in the order of its stems.
#[derive(Debug)]
pub(super) struct Local {
    pub weights: Vec<f32>,
    pub total: f32,
    pub length: f32,
}

/// Keys the names (each weighty word of them), numbers and dates of a text by the word where they stand.
#[expect(clippy::cast_possible_truncation, reason = "words are counted in 32 bits throughout")]
fn anchors(text: &CleanText) -> Vec<(u32, u64)> {
    const NUMBER: u64 = 0x6e75_6d62;
    let names = text
        .names
        .iter()
        .flat_map(Clone::clone)
        .filter(|at| text.words[*at].weight >= 2.0)
        .map(|at| (at as u32, u64::from(text.words[at].stem)));
    let numbers = text.numbers.iter().map(|number| (number.words.start as u32, hash::keys([NUMBER, number.value.to_bits()])));
    let mut all: Vec<(u32, u64)> = names.chain(numbers).collect();
    all.sort_unstable();
    all
}

/// Counts the anchors of both lines.
#[must_use]
pub(super) fn shared_anchors(one: &Line, other: &Line) -> usize {
    one.anchors.iter().filter(|anchor| other.anchors.binary_search(anchor).is_ok()).count()
}

/// Gives the Dice coefficient of two lines' anchors.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "a sentence has few anchors")]
pub(super) fn anchor_dice(one: &Line, other: &Line, shared: usize) -> f32 {
    let all = one.anchors.len() + other.anchors.len();
    if all == 0 { 0.0 } else { 2.0 * shared as f32 / all as f32 }
}
