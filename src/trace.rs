//! Original, piece -> [`Trace`]: what became of every word and every sentence.
//!
//! Each story word of the original gets exactly one of kept, reworded, altered, dropped; each of the piece one of kept, reworded,
//! altered, added, not compared: so the shares of a side sum to 100 by construction. Sentences are paired first, words inside the pairs
//! second; a whole-document diff of a reordered rewrite would be red from end to end. Swapping the sides swaps dropped and added.
//! O(words) for the pairing, O(words of a group squared) inside it.

pub mod facts;
mod group;
mod words;

use std::borrow::Cow;
use std::ops::Range;

use serde::Serialize;

use crate::align::{Outline, align};
use crate::clean::CleanText;
use crate::clean::disguise::unmask;
use group::Whole;

/// What became of a word or a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// Word for word.
    Kept,
    /// In other words.
    Reworded,
    /// A fact that faces another fact.
    Altered,
    /// In the original only.
    Dropped,
    /// In the piece only.
    Added,
    /// In another language than the original.
    NotCompared,
    /// Not part of the article.
    Furniture,
}

impl Fate {
    /// The word of the file formats.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Reworded => "reworded",
            Self::Altered => "altered",
            Self::Dropped => "dropped",
            Self::Added => "added",
            Self::NotCompared => "not_compared",
            Self::Furniture => "furniture",
        }
    }
}

/// One side of a trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// The fate of each story word.
    pub words: Vec<Fate>,
    /// The fate of each sentence of the clean text, furniture included, and the sentences that answer it.
    pub sentences: Vec<(Fate, Vec<usize>)>,
}

impl Side {
    /// Counts the words of a fate.
    #[must_use]
    pub fn count(&self, fate: Fate) -> usize {
        self.words.iter().filter(|word| **word == fate).count()
    }

    /// Counts the words that come from, or went into, the other side.
    #[must_use]
    pub fn shared(&self) -> usize {
        self.words.iter().filter(|word| matches!(word, Fate::Kept | Fate::Reworded | Fate::Altered)).count()
    }
}

/// An original and a piece laid side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// What became of the original.
    pub original: Side,
    /// Where the piece comes from.
    pub piece: Side,
    /// The facts that face other ones inside sentences that answer each other, and names that differ in one word wherever they stand; as
    /// ranges of the words of both clean texts.
    pub faced: Vec<facts::Faced>,
}

/// What tracing needs of a piece.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// What its spans are cut from.
    pub source: &'a str,
    /// Its clean text.
    pub text: &'a CleanText,
    /// Its sentences.
    pub outline: &'a Outline,
    /// The day that its record states: year, month, day.
    pub day: Option<(u16, u8, u8)>,
}

impl<'a> Told<'a> {
    /// Gives the place of a word of the clean text among the story's words; `None` for furniture.
    #[must_use]
    pub fn story_word(&self, word: usize) -> Option<usize> {
        let sentence = sentence_at(*self, word);
        let line = self.outline.lines.binary_search_by_key(&sentence, |line| line.sentence).ok()?;
        let offset = word.checked_sub(self.text.sentences[sentence].words.start)?;
        Some(self.outline.lines[line].words.start + offset)
    }

    /// Gives a word of the clean text as it is written, without disguise.
    #[must_use]
    pub fn written(&self, word: usize) -> Cow<'a, str> {
        unmask(self.text.words[word].span.of(self.source)).text
    }
}

/// Lays a piece beside its original.
#[must_use]
pub fn trace(original: Told<'_>, piece: Told<'_>) -> Trace {
    if original.outline.order(piece.outline).is_gt() {
        return lay(piece, original).swapped().finished(original, piece);
    }
    lay(original, piece).finished(original, piece)
}

/// Lays two texts side by side, the sides being equal in rank: what only one has is dropped, or added.
fn lay(a: Told<'_>, b: Told<'_>) -> Trace {
    let alignment = align(a.outline, b.outline);
    let mut fates = (vec![Fate::Dropped; a.outline.words()], vec![Fate::Added; b.outline.words()]);
    let mut faced = Vec::new();
    let mut original = untold(a, Fate::Dropped);
    let mut piece = untold(b, Fate::Added);
    let (whole_a, whole_b) = (Whole::of(a), Whole::of(b));
    for (lines_a, lines_b) in alignment.groups() {
        faced.extend(words::edit(&whole_a, &whole_b, &lines_a, &lines_b, &alignment.runs, &mut fates));
    }
    for link in &alignment.links {
        let (one, other) = (a.outline.lines[link.a].sentence, b.outline.lines[link.b].sentence);
        original[one].1.push(other);
        piece[other].1.push(one);
    }
    for (_, with) in &mut piece {
        with.sort_unstable();
    }
    let (mut original, mut piece) = (Side { words: fates.0, sentences: original }, Side { words: fates.1, sentences: piece });
    facts::over_groups(a, b, &mut faced, [&mut original, &mut piece]);
    Trace { original, piece, faced }
}

/// Gives the fate of each word of two single lines that answer each other.
#[must_use]
pub fn edit_lines(a: Told<'_>, line_a: usize, b: Told<'_>, line_b: usize) -> (Vec<Fate>, Vec<Fate>) {
    let mut fates = (vec![Fate::Dropped; a.outline.words()], vec![Fate::Added; b.outline.words()]);
    words::edit(&Whole::of(a), &Whole::of(b), &[line_a], &[line_b], &[], &mut fates);
    let (one, two) = (a.outline.lines[line_a].words.clone(), b.outline.lines[line_b].words.clone());
    (fates.0[one].to_vec(), fates.1[two].to_vec())
}

fn untold(told: Told<'_>, fate: Fate) -> Vec<(Fate, Vec<usize>)> {
    told.text.sentences.iter().map(|sentence| (if sentence.is_story() { fate } else { Fate::Furniture }, Vec::new())).collect()
}

impl Trace {
    fn swapped(self) -> Self {
        let turn = |side: Side, from: Fate, to: Fate| Side {
            words: side.words.into_iter().map(|fate| if fate == from { to } else { fate }).collect(),
            sentences: side.sentences.into_iter().map(|(fate, with)| (if fate == from { to } else { fate }, with)).collect(),
        };
        Self {
            original: turn(self.piece, Fate::Added, Fate::Dropped),
            piece: turn(self.original, Fate::Dropped, Fate::Added),
            faced: self.faced.into_iter().map(facts::Faced::swapped).collect(),
        }
    }

    /// Sets aside what cannot be compared and gives each sentence its fate.
    fn finished(mut self, original: Told<'_>, piece: Told<'_>) -> Self {
        let speaks = |told: Told<'_>, line: &crate::align::Line| {
            let words = &told.text.words[told.text.sentences[line.sentence].words.clone()];
            words.iter().filter(|word| word.cjk).count() * 2 > words.len()
        };
        let original_has = original.outline.lines.iter().any(|line| speaks(original, line));
        let original_lacks = original.outline.lines.iter().all(|line| speaks(original, line));
        for line in &piece.outline.lines {
            let cjk = speaks(piece, line);
            if (cjk && !original_has || !cjk && original_lacks) && self.piece.sentences[line.sentence].1.is_empty() {
                self.piece.words[line.words.clone()].fill(Fate::NotCompared);
                self.piece.sentences[line.sentence].0 = Fate::NotCompared;
            }
        }
        sentence_fates(&mut self.original, original, piece, Fate::Dropped);
        sentence_fates(&mut self.piece, piece, original, Fate::Added);
        // What one side lacks has no word there to be altered.
        for fact in self.faced.iter().filter(|fact| fact.alters()) {
            alter_around(&mut self.original, original, &fact.original, sentence_at(piece, fact.piece.start));
            alter_around(&mut self.piece, piece, &fact.piece, sentence_at(original, fact.original.start));
        }
        self.faced.sort_by_key(|faced| (faced.original.start, faced.piece.start));
        self
    }
}

/// Marks the sentence in which something is missing as altered: of two that meet there, the one that answers the other side's.
fn alter_around(side: &mut Side, told: Told<'_>, words: &Range<usize>, other: usize) {
    if !words.is_empty() {
        return;
    }
    let touching = side
        .sentences
        .iter_mut()
        .zip(&told.text.sentences)
        .filter(|(_, sentence)| sentence.words.start <= words.start && words.start <= sentence.words.end);
    for ((fate, with), _) in touching {
        if with.contains(&other) && matches!(fate, Fate::Kept | Fate::Reworded) {
            *fate = Fate::Altered;
        }
    }
}

/// The sentence that holds a word.
fn sentence_at(told: Told<'_>, word: usize) -> usize {
    told.text.sentences.partition_point(|sentence| sentence.words.end <= word)
}

/// A sentence with a partner is altered when a fact in it is, kept when it and one of its partners have nearly all words in common, else
/// reworded.
fn sentence_fates(side: &mut Side, told: Told<'_>, other: Told<'_>, lone: Fate) {
    for line in &told.outline.lines {
        let (fate, with) = &mut side.sentences[line.sentence];
        if with.is_empty() {
            continue;
        }
        let words = &side.words[line.words.clone()];
        let count = |wanted: Fate| words.iter().filter(|word| **word == wanted).count();
        *fate = if count(Fate::Altered) > 0 {
            Fate::Altered
        } else if with.iter().any(|partner| is_kept(told, line.sentence, other, *partner)) {
            Fate::Kept
        } else if count(lone) == words.len() {
            with.clear();
            lone
        } else {
            Fate::Reworded
        };
    }
}

/// Tells whether two sentences are one but for a few words, or quote the same words with another tag ("she said", "Bell told the court").
fn is_kept(told: Told<'_>, sentence: usize, other: Told<'_>, partner: usize) -> bool {
    if keys(told, sentence).eq(keys(other, partner)) {
        return true;
    }
    let sorted = |told: Told<'_>, sentence: usize, quoted: bool| -> Vec<u64> {
        let words = told.text.sentences[sentence].words.clone();
        let mut keys: Vec<u64> = words.filter(|at| !quoted || told.text.quoted[*at]).map(|at| told.text.words[at].key).collect();
        keys.sort_unstable();
        keys
    };
    let (own, theirs) = (sorted(told, sentence, false), sorted(other, partner, false));
    let common = in_both(&own, &theirs);
    let (fewer, more) = (own.len().min(theirs.len()), own.len().max(theirs.len()));
    if common * 100 >= more * KEPT.0 && common * 100 >= fewer * KEPT.1 {
        return true;
    }
    let quotation = sorted(told, sentence, true);
    quotation.len() >= QUOTED
        && quotation.len() * 2 >= own.len()
        && in_both(&quotation, &sorted(other, partner, true)) * 100 >= quotation.len() * 95
}

/// The keys of a sentence's words.
fn keys(told: Told<'_>, sentence: usize) -> impl Iterator<Item = u64> {
    told.text.words[told.text.sentences[sentence].words.clone()].iter().map(|word| word.key)
}

/// Counts what two sorted lists have in common, each key as often as both have it.
fn in_both(one: &[u64], other: &[u64]) -> usize {
    let (mut i, mut j, mut common) = (0, 0, 0);
    while i < one.len() && j < other.len() {
        let (x, y) = (one[i], other[j]);
        common += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    common
}

/// From these shares of common words on, in percent of the longer and of the shorter sentence, a sentence counts as kept; set on the
/// sentences that people labelled (`cargo run --release --example accuracy`).
const KEPT: (usize, usize) = (85, 90);
/// A quotation of fewer words ("historic") makes no sentence.
const QUOTED: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::clean_text;

    fn of(a: &str, b: &str) -> (CleanText, CleanText, Trace) {
        let (x, y) = (clean_text(a), clean_text(b));
        let (one, two) = (Outline::of(&x), Outline::of(&y));
        let found = trace(Told { source: a, text: &x, outline: &one, day: None }, Told { source: b, text: &y, outline: &two, day: None });
        (x, y, found)
    }

    fn fates(a: &str, b: &str) -> (Vec<Fate>, Vec<Fate>) {
        let (_, _, found) = of(a, b);
        (found.original.sentences.iter().map(|s| s.0).collect(), found.piece.sentences.iter().map(|s| s.0).collect())
    }

    const A: &str = "The harbour wall of Halden fell into the sea on Monday night. Harbour master Ada Bell said 12 fishing boats were crushed. The ministry promised nine million crowns for a new wall.";

    #[test]
    fn a_text_beside_itself_is_all_kept() {
        let (_, _, found) = of(A, A);
        assert!(found.original.words.iter().chain(&found.piece.words).all(|fate| *fate == Fate::Kept));
        assert!(found.faced.is_empty());
    }

    #[test]
    fn a_changed_number_is_altered_not_reworded() {
        let (a, b, found) = of(A, &A.replace("12 fishing", "21 fishing"));
        assert_eq!(found.original.sentences[1].0, Fate::Altered);
        assert_eq!(found.original.count(Fate::Altered), 1);
        assert_eq!(found.faced.len(), 1);
        assert_eq!(
            (a.words[found.faced[0].original.start].key, b.words[found.faced[0].piece.start].key),
            (crate::hash::bytes(b"twelve"), crate::hash::bytes(b"21"))
        );
    }

    #[test]
    fn words_and_digits_of_one_number_are_not_altered() {
        assert!(of(A, &A.replace("nine million", "9 million")).2.faced.is_empty());
    }

    #[test]
    fn dropped_and_added_sentences_are_told() {
        let b = "The harbour wall of Halden fell into the sea on Monday night. Schools in the hills stayed shut because of snow, teachers reported.";
        assert_eq!(fates(A, b), (vec![Fate::Kept, Fate::Dropped, Fate::Dropped], vec![Fate::Kept, Fate::Added]));
    }

    #[test]
    fn swapping_the_sides_swaps_dropped_and_added() {
        let b = "A wall of the harbour at Halden collapsed on Monday. Nobody was hurt. Twelve fishing boats were crushed, Ada Bell told reporters.";
        let (_, _, one) = of(A, b);
        let (_, _, two) = of(b, A);
        assert_eq!(one.original.count(Fate::Dropped), two.piece.count(Fate::Added));
        assert_eq!(one.piece.count(Fate::Added), two.original.count(Fate::Dropped));
        assert_eq!(one.original.count(Fate::Kept), two.piece.count(Fate::Kept));
    }

    #[test]
    fn house_spelling_is_kept() {
        let a = "The organisers of the colourful harbour festival travelled 8 kilometres towards the centre of Halden, 20 per cent more than before.";
        let b = "The organizers of the colorful harbor festival traveled eight kilometers toward the center of Halden, 20 percent more than before.";
        let (_, _, found) = of(a, b);
        assert!(found.original.words.iter().all(|fate| *fate == Fate::Kept), "{:?}", found.original.words);
    }

    #[test]
    fn a_quotation_with_another_tag_is_kept() {
        let a = "“It was a bit bigger than the head of a match,” he said.";
        let b = "“It was a bit bigger than the head of a match,” Mr Quill told the newspaper on Monday.";
        assert_eq!(fates(a, b), (vec![Fate::Kept], vec![Fate::Kept]));
    }

    #[test]
    fn a_sentence_in_other_words_finds_its_answer() {
        let a =
            "Police detained four Syrian men over the explosion at the harbour.\n\nThe old lighthouse on the hill stayed dark all week.";
        let b = "The old lighthouse on the hill stayed dark all week.\n\nOfficers have arrested four people from Syria after a bomb blew up in port.";
        let (original, piece) = fates(a, b);
        assert!(
            matches!(original[0], Fate::Reworded | Fate::Altered) && matches!(piece[1], Fate::Reworded | Fate::Altered),
            "{original:?}"
        );
    }

    #[test]
    fn a_headline_in_another_script_is_not_compared() {
        let b = format!("港口大墙星期一夜里倒入海中\n\n{A}");
        let (_, _, found) = of(A, &b);
        assert_eq!(found.piece.sentences[0].0, Fate::NotCompared);
        assert_eq!(found.piece.count(Fate::Added), 0);
    }
}
