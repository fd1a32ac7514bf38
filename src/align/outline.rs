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
    /// Its words, as a range of the story's words.
    pub words: Range<usize>,
    /// The hash of all its words: equal for equal sentences.
    pub whole: u64,
    /// The hash of all its words but the figures, where there are some of both: "Closed at 67", "Closed at 219".
    pub frame: Option<u64>,
    /// How many equal lines stand before it: the third "He did." answers the third.
    pub turn: u32,
    /// The sum of its stems' weights.
    pub total: f32,
    /// Where it stands: 0 first, 1 last, by words.
    pub position: f32,
    /// Its stems and its anchors, as ranges of the outline's.
    stems: Range<u32>,
    anchors: Range<u32>,
}

/// A weighty stem of a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stem {
    /// Its place in the list of the piece's stems.
    place: u32,
    pub weight: f32,
    /// It is part of a name or of a number here: it ties no lines alone, since "19" is a day here and a toll there.
    pub is_name: bool,
}

impl Stem {
    pub fn place(self) -> usize {
        self.place as usize
    }
}

/// The lines of a piece; what a line holds lies in the lists of the piece, one behind the other.
#[derive(Debug, Clone, Default)]
pub struct Outline {
    /// Story sentences in order.
    pub lines: Vec<Line>,
    /// The keys of the story's words, cut to their first half: as many words as two pieces have are told apart by it.
    pub keys: Vec<u32>,
    /// Their weights.
    pub weights: Vec<f32>,
    /// For each of them: stands in a quotation.
    pub quoted: Vec<bool>,
    /// The weighty stems of each line, in the order of the piece's stems, each once.
    stems: Vec<Stem>,
    /// The names, numbers and dates of each line as keys, sorted and unique.
    anchors: Vec<u64>,
    /// The piece's stems in order, each with its first holder; one more at the end.
    known: Vec<(StemId, u32)>,
    /// The lines that hold a stem, stem by stem.
    holders: Vec<u32>,
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
        let count = text.word_count();
        let mut outline = Self {
            keys: Vec::with_capacity(count),
            weights: Vec::with_capacity(count),
            quoted: Vec::with_capacity(count),
            ..Self::default()
        };
        let all_anchors = anchors(text);
        let is_figure = figures(text);
        let dateline = text.credits.list.iter().find(|credit| credit.cue == "dateline").map(|credit| credit.span).unwrap_or_default();
        // The stems of all lines with their places in that list, as one number each; and the line of each.
        let (mut held, mut line_of): (Vec<u64>, Vec<u32>) = (Vec::with_capacity(count), Vec::with_capacity(count));
        let (mut stems, mut numbers): (Vec<(StemId, f32)>, Vec<StemId>) = (Vec::new(), Vec::new());
        for (sentence, cut) in text.sentences.iter().enumerate().filter(|(_, sentence)| sentence.is_story() && !sentence.words.is_empty()) {
            let words = &text.words[cut.words.clone()];
            let weigh = |at: usize| {
                let word = &text.words[at];
                (word.stem, if is_figure[at] { word.weight.min(FIGURE_WEIGHT) } else { word.weight })
            };
            // A dateline says who sent it from where, not what happened.
            let told = cut.words.start + words.iter().filter(|word| cut.span.contains(dateline) && word.span.end <= dateline.end).count()
                ..cut.words.end;
            stems.clear();
            stems.extend(told.clone().map(weigh).filter(|(_, weight)| *weight >= LEAST_WEIGHT));
            stems.sort_unstable_by_key(|(stem, _)| *stem);
            stems.dedup_by_key(|(stem, _)| *stem);
            // With the word that it counts: "2.2 billion crowns".
            let counted = |at: &usize| *at > told.start && is_figure[at - 1];
            numbers.clear();
            numbers.extend(told.clone().filter(|at| is_figure[*at] || counted(at)).map(|at| text.words[at].stem));
            let (from, to) = (
                all_anchors.partition_point(|(word, _)| (*word as usize) < told.start),
                all_anchors.partition_point(|(word, _)| (*word as usize) < cut.words.end),
            );
            let mut anchors: Vec<u64> = all_anchors[from..to].iter().map(|(_, key)| *key).collect();
            anchors.sort_unstable();
            anchors.dedup();
            numbers.sort_unstable();
            let is_name = |stem: StemId| anchors.binary_search(&u64::from(stem)).is_ok() || numbers.binary_search(&stem).is_ok();
            let (line, first_stem, first_anchor) = (outline.lines.len() as u32, outline.stems.len() as u32, outline.anchors.len() as u32);
            held.extend(stems.iter().zip(first_stem..).map(|((stem, _), at)| u64::from(*stem) << 32 | u64::from(at)));
            line_of.resize(held.len(), line);
            outline.stems.extend(stems.iter().map(|(stem, weight)| Stem { place: 0, weight: *weight, is_name: is_name(*stem) }));
            outline.anchors.extend(&anchors);
            outline.lines.push(Line {
                sentence,
                words: outline.keys.len()..outline.keys.len() + cut.words.len(),
                whole: hash::keys(words.iter().map(|word| word.key)),
                frame: frame(words),
                turn: 0,
                total: stems.iter().map(|(_, weight)| weight).sum(),
                position: outline.keys.len() as f32 / count.max(1) as f32,
                stems: first_stem..outline.stems.len() as u32,
                anchors: first_anchor..outline.anchors.len() as u32,
            });
            outline.keys.extend(words.iter().map(|word| (word.key >> 32) as u32));
            outline.weights.extend(words.iter().map(|word| word.weight));
            outline.quoted.extend_from_slice(&text.quoted[cut.words.clone()]);
        }
        outline.hold(held, &line_of);
        outline.take_turns();
        outline
    }

    /// Lists the piece's stems and who holds them.
    #[expect(clippy::cast_possible_truncation, reason = "words and sentences are counted in 32 bits throughout")]
    fn hold(&mut self, mut held: Vec<u64>, line_of: &[u32]) {
        held.sort_unstable();
        let parted = || held.iter().map(|both| ((both >> 32) as StemId, (both & u64::from(u32::MAX)) as usize));
        self.holders = parted().map(|(_, at)| line_of[at]).collect();
        for (first, (stem, at)) in (0..).zip(parted()) {
            if self.known.last().is_none_or(|(last, _)| *last != stem) {
                self.known.push((stem, first));
            }
            self.stems[at].place = self.known.len() as u32 - 1;
        }
        self.known.push((StemId::MAX, self.holders.len() as u32));
        self.known.shrink_to_fit();
        self.stems.shrink_to_fit();
        self.anchors.shrink_to_fit();
        self.lines.shrink_to_fit();
    }

    fn take_turns(&mut self) {
        let mut equal: Vec<(u64, usize)> = self.lines.iter().map(|line| line.whole).zip(0..).collect();
        equal.sort_unstable();
        for run in equal.chunk_by(|one, next| one.0 == next.0) {
            (0..).zip(run).for_each(|(turn, (_, line))| self.lines[*line].turn = turn);
        }
    }

    /// Counts the story's words.
    #[must_use]
    pub fn words(&self) -> usize {
        self.keys.len()
    }

    /// Walks over the story's words, as indexes into the clean text.
    pub fn places<'a>(&'a self, text: &'a CleanText) -> impl Iterator<Item = usize> + 'a {
        self.lines.iter().flat_map(|line| text.sentences[line.sentence].words.clone())
    }

    /// Gives the line in which a word of the story stands. O(log lines).
    #[must_use]
    pub fn line_at(&self, word: usize) -> usize {
        self.lines.partition_point(|line| line.words.end <= word)
    }

    /// Gives the first line that stands at a share of the piece's words or behind it. O(log lines).
    pub(super) fn line_after(&self, position: f32) -> usize {
        self.lines.partition_point(|line| line.position < position)
    }

    /// The weighty stems of a line.
    pub(super) fn stems(&self, line: usize) -> &[Stem] {
        let range = &self.lines[line].stems;
        &self.stems[range.start as usize..range.end as usize]
    }

    /// The names, numbers and dates of a line as keys, sorted and unique.
    pub(super) fn anchors(&self, line: usize) -> &[u64] {
        let range = &self.lines[line].anchors;
        &self.anchors[range.start as usize..range.end as usize]
    }

    /// The stem at a place of the piece's list.
    pub(super) fn stem(&self, place: usize) -> StemId {
        self.known[place].0
    }

    /// Tells whether a line holds a stem.
    pub(super) fn line_holds(&self, line: usize, stem: StemId) -> bool {
        self.stems(line).binary_search_by_key(&stem, |known| self.stem(known.place())).is_ok()
    }

    /// Tells whether any line holds a stem.
    #[must_use]
    pub fn holds(&self, stem: StemId) -> bool {
        self.known[..self.count()].binary_search_by_key(&stem, |(known, _)| *known).is_ok()
    }

    /// Counts the piece's stems.
    fn count(&self) -> usize {
        self.known.len().saturating_sub(1)
    }

    /// The lines that hold the stem at a place.
    fn at(&self, place: usize) -> &[u32] {
        &self.holders[self.known[place].1 as usize..self.known[place + 1].1 as usize]
    }

    /// Tells whether the stem at a place stands in more than half of the lines: it ties none of them to another's.
    fn is_story_wide(&self, place: usize) -> bool {
        self.lines.len() >= 4 && self.at(place).len() * 2 > self.lines.len()
    }

    /// Lays the stems of two pieces side by side; each stem weighs less the more lines of either hold it. O(stems).
    #[must_use]
    pub(super) fn beside<'a>(&self, other: &'a Self, spread: f32) -> Beside<'a> {
        let factor = |lines: usize| if lines <= 1 { 1.0 } else { 1.0 / (1.0 + spread * (lines as f32).ln()) };
        let mut factors: Vec<f32> = (0..self.count()).map(|place| factor(self.at(place).len())).collect();
        let mut others: Vec<f32> = (0..other.count()).map(|place| factor(other.at(place).len())).collect();
        let mut held = vec![Held { lines: &[], common: false }; factors.len()];
        let (mut i, mut j) = (0, 0);
        while i < factors.len() && j < others.len() {
            let (one, two) = (self.known[i].0, other.known[j].0);
            if one == two {
                let less = factors[i].min(others[j]);
                (factors[i], others[j]) = (less, less);
                held[i] = Held { lines: other.at(j), common: self.is_story_wide(i) && other.is_story_wide(j) };
            }
            i += usize::from(one <= two);
            j += usize::from(two <= one);
        }
        Beside { sums: (self.sums(&factors), other.sums(&others)), factors, held }
    }

    fn sums(&self, factors: &[f32]) -> Vec<Sums> {
        let of_line = |line: usize| {
            let (mut total, mut squares) = (0.0, 0.0);
            for stem in self.stems(line) {
                let weight = stem.weight * factors[stem.place()];
                total += weight;
                squares += weight * weight;
            }
            Sums { total: total.max(f32::MIN_POSITIVE), length: squares.sqrt() }
        };
        (0..self.lines.len()).map(of_line).collect()
    }

    /// Orders outlines by what they say, not by their names, so that a pair has one orientation.
    #[must_use]
    pub fn order(&self, other: &Self) -> Ordering {
        self.words()
            .cmp(&other.words())
            .then_with(|| self.lines.iter().map(|line| line.whole).cmp(other.lines.iter().map(|line| line.whole)))
    }
}

/// The stems of two pieces in one comparison.
pub(super) struct Beside<'a> {
    /// For each stem of the first piece: what its weight is multiplied with.
    pub factors: Vec<f32>,
    /// Where it stands in the second.
    pub held: Vec<Held<'a>>,
    /// What the lines of both weigh.
    pub sums: (Vec<Sums>, Vec<Sums>),
}

/// Where a stem of one piece stands in the other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Held<'a> {
    /// The lines of the other piece that hold it.
    pub lines: &'a [u32],
    /// It stands in more than half of the lines of both.
    pub common: bool,
}

/// What the stems of a line weigh in one comparison: their sum, and the root of the sum of their squares.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sums {
    pub total: f32,
    pub length: f32,
}

/// Marks the words that say numbers.
fn figures(text: &CleanText) -> Vec<bool> {
    let mut figures = vec![false; text.words.len()];
    text.numbers.iter().for_each(|number| figures[number.words.clone()].fill(true));
    figures
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

/// Counts the anchors that both lists hold.
#[must_use]
pub(super) fn shared_anchors(one: &[u64], other: &[u64]) -> usize {
    one.iter().filter(|anchor| other.binary_search(anchor).is_ok()).count()
}

/// Gives the Dice coefficient of two lines' anchors, so many of which both hold.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "a sentence has few anchors")]
pub(super) fn anchor_dice(one: &[u64], other: &[u64], shared: usize) -> f32 {
    let all = one.len() + other.len();
    if all == 0 { 0.0 } else { 2.0 * shared as f32 / all as f32 }
}

/// Fewer words beside the figures make no sentence of their own.
const FEWEST_IN_FRAME: usize = 4;

fn frame(words: &[Word]) -> Option<u64> {
    let plain = words.iter().filter(|word| !word.numeric);
    let count = plain.clone().count();
    (count >= FEWEST_IN_FRAME && count < words.len()).then(|| hash::keys(plain.map(|word| word.key)))
}
