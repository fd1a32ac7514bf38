//! A piece as a list of lines with their weighty stems and anchors: made once, aligned often.

use std::cmp::Ordering;
use std::ops::Range;

use crate::clean::CleanText;
use crate::clean::background::StemId;
use crate::clean::words::Word;
use crate::hash;

/// Stems that weigh less than this (in half of all documents and more) tie no sentences together.
const LEAST_WEIGHT: f32 = 0.7;
/// A figure is in no table of words, so it would weigh as much as the rarest of them.
const FIGURE_WEIGHT: f32 = 8.0;

/// One sentence of the story, ready to be compared.
#[derive(Debug, Clone)]
pub struct Line {
    /// Which sentence of the clean text it is.
    pub sentence: usize,
    /// Its weighty stems and their weights, sorted and unique.
    pub stems: Vec<(StemId, f32)>,
    /// For each of its stems, its place in the list of the piece's stems.
    places: Vec<u32>,
    /// The stems of its numbers, sorted: they tie no lines alone, since "19" is a day here and a toll there.
    figures: Vec<StemId>,
    /// Its names, numbers and dates as keys, sorted and unique.
    pub anchors: Vec<u64>,
    /// The hash of all its words: equal for equal sentences.
    pub whole: u64,
    /// The hash of all its words but the figures, where there are some of both: "Closed at 67", "Closed at 219".
    pub frame: Option<u64>,
    /// The sum of its weights.
    pub total: f32,
    /// Where it stands: 0 first, 1 last, by words.
    pub position: f32,
    /// Its words, as a range of the story's words.
    pub words: Range<usize>,
}

impl Line {
    /// Walks over its stems with their places in the list of the piece's stems.
    pub(super) fn placed(&self) -> impl Iterator<Item = (StemId, usize)> + '_ {
        self.stems.iter().zip(&self.places).map(|((stem, _), place)| (*stem, *place as usize))
    }

    /// Tells whether a stem is part of a name or of a number here.
    #[must_use]
    pub fn is_name(&self, stem: StemId) -> bool {
        self.anchors.binary_search(&u64::from(stem)).is_ok() || self.figures.binary_search(&stem).is_ok()
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
    /// The lines that hold a stem, stem by stem.
    holders: Vec<u32>,
    /// Its stems in order, each with its first holder; one more at the end.
    stems: Vec<(StemId, u32)>,
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
        let figures = figures(text);
        let dateline = text.credits.list.iter().find(|credit| credit.cue == "dateline").map(|credit| credit.span).unwrap_or_default();
        let mut holders: Vec<(StemId, u32)> = Vec::new();
        for (sentence, cut) in text.sentences.iter().enumerate().filter(|(_, sentence)| sentence.is_story() && !sentence.words.is_empty()) {
            let words = &text.words[cut.words.clone()];
            let is_figure = |at: &usize| figures.binary_search(at).is_ok();
            let weigh = |at: usize| {
                let word = &text.words[at];
                (word.stem, if is_figure(&at) { word.weight.min(FIGURE_WEIGHT) } else { word.weight })
            };
            // A dateline says who sent it from where, not what happened.
            let told = cut.words.start + words.iter().filter(|word| cut.span.contains(dateline) && word.span.end <= dateline.end).count()
                ..cut.words.end;
            let mut stems: Vec<(StemId, f32)> = told.clone().map(weigh).filter(|(_, weight)| *weight >= LEAST_WEIGHT).collect();
            // With the word that it counts: "2.2 billion crowns".
            let counted = |at: &usize| *at > told.start && is_figure(&(at - 1));
            let mut numbers: Vec<StemId> = told.clone().filter(|at| is_figure(at) || counted(at)).map(|at| text.words[at].stem).collect();
            numbers.sort_unstable();
            stems.sort_unstable_by_key(|(stem, _)| *stem);
            stems.dedup_by_key(|(stem, _)| *stem);
            let (from, to) = (
                anchors.partition_point(|(word, _)| (*word as usize) < told.start),
                anchors.partition_point(|(word, _)| (*word as usize) < cut.words.end),
            );
            let mut own: Vec<u64> = anchors[from..to].iter().map(|(_, key)| *key).collect();
            own.sort_unstable();
            own.dedup();
            let line = outline.lines.len() as u32;
            holders.extend(stems.iter().map(|(stem, _)| (*stem, line)));
            outline.lines.push(Line {
                sentence,
                whole: hash::keys(words.iter().map(|word| word.key)),
                frame: frame(words),
                total: stems.iter().map(|(_, weight)| weight).sum(),
                position: outline.words.len() as f32 / all,
                words: outline.words.len()..outline.words.len() + cut.words.len(),
                stems,
                places: Vec::new(),
                figures: numbers,
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
        holders.sort_unstable();
        for (stem, line) in holders {
            if outline.stems.last().is_none_or(|(last, _)| *last != stem) {
                outline.stems.push((stem, outline.holders.len() as u32));
            }
            outline.lines[line as usize].places.push(outline.stems.len() as u32 - 1);
            outline.holders.push(line);
        }
        outline.stems.push((StemId::MAX, outline.holders.len() as u32));
        outline
    }

    /// Tells whether any line holds a stem.
    #[must_use]
    pub fn holds(&self, stem: StemId) -> bool {
        let stems = &self.stems[..self.stems.len().saturating_sub(1)];
        stems.binary_search_by_key(&stem, |(known, _)| *known).is_ok()
    }

    /// The lines that hold the stem at a place.
    fn at(&self, place: usize) -> &[u32] {
        &self.holders[self.stems[place].1 as usize..self.stems[place + 1].1 as usize]
    }

    /// Tells whether the stem at a place stands in more than half of the lines: it ties none of them to another's.
    fn is_story_wide(&self, place: usize) -> bool {
        self.lines.len() >= 4 && self.at(place).len() * 2 > self.lines.len()
    }

    /// Lays the stems of two pieces side by side; each stem weighs less the more lines of either hold it. O(stems).
    #[must_use]
    pub(super) fn beside<'a>(&self, other: &'a Self, spread: f32) -> (Vec<Local>, Vec<Local>, Vec<Held<'a>>) {
        let factor = |lines: usize| if lines <= 1 { 1.0 } else { 1.0 / (1.0 + spread * (lines as f32).ln()) };
        let count = |outline: &Self| outline.stems.len().saturating_sub(1);
        let mut of_self: Vec<f32> = (0..count(self)).map(|place| factor(self.at(place).len())).collect();
        let mut of_other: Vec<f32> = (0..count(other)).map(|place| factor(other.at(place).len())).collect();
        let mut shared = vec![Held { lines: &[], common: false }; count(self)];
        let (mut i, mut j) = (0, 0);
        while i < of_self.len() && j < of_other.len() {
            let (one, two) = (self.stems[i].0, other.stems[j].0);
            if one == two {
                let less = of_self[i].min(of_other[j]);
                (of_self[i], of_other[j]) = (less, less);
                shared[i] = Held { lines: other.at(j), common: self.is_story_wide(i) && other.is_story_wide(j) };
            }
            i += usize::from(one <= two);
            j += usize::from(two <= one);
        }
        (self.weighed(&of_self), other.weighed(&of_other), shared)
    }

    fn weighed(&self, factors: &[f32]) -> Vec<Local> {
        let weigh = |line: &Line| {
            let weights: Vec<f32> =
                line.stems.iter().zip(&line.places).map(|((_, weight), place)| weight * factors[*place as usize]).collect();
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

/// Where a stem of one piece stands in the other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Held<'a> {
    /// The lines of the other piece that hold it.
    pub lines: &'a [u32],
    /// It stands in more than half of the lines of both.
    pub common: bool,
}

/// The weights of a line's stems in one comparison, in the order of its stems.
#[derive(Debug)]
pub(super) struct Local {
    pub weights: Vec<f32>,
    pub total: f32,
    pub length: f32,
}

/// The words that say numbers, in order.
fn figures(text: &CleanText) -> Vec<usize> {
    text.numbers.iter().flat_map(|number| number.words.clone()).collect()
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

/// Fewer words beside the figures make no sentence of their own.
const FEWEST_IN_FRAME: usize = 4;

fn frame(words: &[Word]) -> Option<u64> {
    let plain = words.iter().filter(|word| !word.numeric);
    let count = plain.clone().count();
    (count >= FEWEST_IN_FRAME && count < words.len()).then(|| hash::keys(plain.map(|word| word.key)))
}
