//! Finds where a piece says a fact, with the wrong value or with the right one: [`Fact`], piece -> [`Spot`]s.
//!
//! A value alone proves nothing: twelve boats are not twelve people. What stands beside the value must be what stands beside it in the
//! notice, by weight, word for word or by another word for the same count; a number belongs to the words up to the next number or comma.
//! Where that is not so the spot is kept as doubtful, for whoever knows more. O(words of the piece).

use std::ops::Range;

use super::fact::{Core, Fact, Term, mark, written};
use super::figures::{self, Seen};
use super::kinds;
use crate::article::Span;
use crate::clean::CleanText;
use crate::clean::background::StemId;
use crate::clean::words::Word;

/// Which value stands at a spot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// The one that the notice takes back.
    Old,
    /// The one that is right.
    New,
}

/// How the value is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// As in the notice, with the words beside it.
    WordForWord,
    /// In other words.
    Reworded,
    /// By a rounder number.
    Rounded,
}

/// A place where a value stands.
#[derive(Debug, Clone)]
pub(super) struct Spot {
    pub value: Value,
    /// Which sentence of the clean text.
    pub sentence: usize,
    /// The words that say it.
    pub words: Range<usize>,
    pub how: How,
    /// The share of what stands beside the fact in the notice that stands beside it here, 0 to 1.
    pub beside: f32,
    /// What stands beside it settles that it is this fact.
    pub sure: bool,
    /// A number that is seldom another's; it needs fewer words beside it.
    pub rare: bool,
}

/// A piece, or its title alone, with all its numbers: those that were set aside too, since captions and teasers say facts as well.
pub(super) struct Page<'a> {
    pub text: &'a str,
    pub clean: &'a CleanText,
    pub seen: Vec<Seen>,
}

/// Share of the words beside the fact in the notice that must stand in the sentence: words stand in more sentences than a number does.
const BESIDE_WORDS: f32 = 0.4;
/// A right claim that brings fewer words of its own is not known by them.
const LEAST_BESIDES: usize = 2;
/// Share of a claim that makes it told.
const OF_CLAIM: f32 = 0.55;
/// Share of the wrong or right words that makes them said.
const OF_CORE: f32 = 0.6;
/// Below this share of a claim a sentence is not even doubtful.
const DOUBTFUL: f32 = 0.4;
/// A name's words weigh at least this; `New` and `North` are in too many.
pub(super) const TELLING_NAME: f32 = 4.0;
impl<'a> Page<'a> {
    pub fn of(text: &'a str, clean: &'a CleanText) -> Self {
        Self { text, clean, seen: figures::seen(text, &clean.words) }
    }

    /// Tells whether a word begins a new clause.
    pub fn parts(&self, at: usize) -> bool {
        let (one, other) = (self.clean.words[at - 1].span, self.clean.words[at].span);
        self.text[one.end as usize..other.start as usize].contains([',', ';', ':', '—', '–', '(', ')', '.', '!', '?'])
    }

    pub fn share(&self, terms: &[Term], at: impl Iterator<Item = usize>) -> f32 {
        let all: f32 = terms.iter().map(|term| term.1).sum();
        if all <= 0.0 {
            return 0.0;
        }
        let marks: Vec<StemId> = at.map(|at| mark(self.text, &self.clean.words[at]).0).collect();
        let groups: Vec<u8> = marks.iter().filter_map(|stem| kinds::counted(*stem)).collect();
        let here = |stem: StemId| marks.contains(&stem) || kinds::counted(stem).is_some_and(|group| groups.contains(&group));
        terms.iter().filter(|term| here(term.0)).map(|term| term.1).sum::<f32>() / all
    }

    /// Tells whether a sentence names others than the fact does: "Etihad flies again on March 4" for "Lufthansa flies again on March 4".
    pub fn names_others(&self, fact: &Fact, inside: &Range<usize>) -> bool {
        if fact.names.is_empty() {
            return false;
        }
        let own = self.clean.names.iter().filter(|name| inside.contains(&name.start)).flat_map(Clone::clone);
        let telling: Vec<&Word> = own.map(|at| &self.clean.words[at]).filter(|word| word.weight >= TELLING_NAME).collect();
        let shared = inside.clone().any(|at| fact.names.binary_search(&self.clean.words[at].stem).is_ok());
        !telling.is_empty() && !shared
    }

    pub fn sentence(&self, at: usize) -> &'a str {
        self.clean.sentences[at].span.of(self.text)
    }

    pub fn span(&self, words: &Range<usize>) -> Span {
        self.clean.span(words)
    }
}

/// Finds every place where the page says the fact, or may say it.
pub(super) fn spots(fact: &Fact, page: &Page<'_>) -> Vec<Spot> {
    match &fact.core {
        Core::Number(old, new) => figures::number_spots(fact, page, old, new.as_ref()),
        Core::Spelling(old, new) => {
            let mut found = spelling_spots(page, old, Value::Old);
            found.extend(spelling_spots(page, new, Value::New));
            found
        }
        Core::Words(old, new) => each_sentence(page, |at| word_spots(fact, page, at, old, new)),
        Core::Claim(old, new) => each_sentence(page, |at| claim_spots(fact, page, at, old, new)),
    }
}

fn each_sentence(page: &Page<'_>, find: impl FnMut(usize) -> Vec<Spot>) -> Vec<Spot> {
    (0..page.clean.sentences.len()).filter(|at| !page.clean.sentences[*at].words.is_empty()).flat_map(find).collect()
}

fn spelling_spots(page: &Page<'_>, letters: &[String], value: Value) -> Vec<Spot> {
    let words = &page.clean.words;
    let mut found = Vec::new();
    if letters.is_empty() {
        return found;
    }
    for (sentence, cut) in page.clean.sentences.iter().enumerate() {
        for at in cut.words.clone().filter(|at| at + letters.len() <= cut.words.end && words[*at].capital) {
            if letters.iter().zip(&words[at..]).all(|(wanted, word)| *wanted == written(page.text, word)) {
                let words = at..at + letters.len();
                found.push(Spot { value, sentence, words, how: How::WordForWord, beside: 1.0, sure: true, rare: false });
            }
        }
    }
    found
}

/// Finds the words of one side in a sentence: the range that holds them, when enough of them stand close together.
fn said(page: &Page<'_>, sentence: &Range<usize>, terms: &[Term]) -> Option<Range<usize>> {
    let stem = |at: usize| mark(page.text, &page.clean.words[at]).0;
    let at: Vec<usize> = sentence.clone().filter(|at| terms.iter().any(|term| term.0 == stem(*at))).collect();
    let (first, last) = (*at.first()?, *at.last()?);
    let enough = |range: &Range<usize>| page.share(terms, range.clone()) >= OF_CORE;
    let room = terms.len() * 2 + 3;
    if last - first < room {
        return Some(first..last + 1).filter(enough);
    }
    at.iter().map(|at| *at..(*at + room).min(sentence.end)).find(enough)
}

fn word_spots(fact: &Fact, page: &Page<'_>, sentence: usize, old: &[Term], new: &[Term]) -> Vec<Spot> {
    let inside = page.clean.sentences[sentence].words.clone();
    let (wrong, right) = (said(page, &inside, old), said(page, &inside, new));
    let beside = page.share(&fact.near, inside.clone());
    // Where one side is a word less, its lack says it: "the bridge was open", "the bridge was not open".
    let told = beside >= OF_CORE;
    let wrong = if old.is_empty() && right.is_none() && told { Some(inside.clone()) } else { wrong };
    let right = if new.is_empty() && wrong.is_none() && told && !fact.new.is_empty() { Some(inside.clone()) } else { right };
    let spot = |value, words: Range<usize>| {
        let how = if run_with(fact, page, &inside, &words) >= fact.keys.len().min(4) { How::WordForWord } else { How::Reworded };
        Spot {
            value,
            sentence,
            words,
            how,
            beside,
            sure: fact.near.is_empty() || beside >= BESIDE_WORDS && !page.names_others(fact, &inside),
            rare: false,
        }
    };
    // A sentence that says no says it of anything: doubt is not worth a look there.
    let plain = |terms: &[Term]| terms.iter().all(|term| term.0 == kinds::NOT);
    let sides = [(Value::Old, wrong, plain(old)), (Value::New, right, plain(new))];
    let all = sides.into_iter().filter_map(|(value, words, plain)| Some((spot(value, words?), plain)));
    all.filter(|(spot, plain)| spot.sure || !plain).map(|(spot, _)| spot).collect()
}

fn claim_spots(fact: &Fact, page: &Page<'_>, sentence: usize, old: &[Term], new: &[Term]) -> Vec<Spot> {
    let inside = page.clean.sentences[sentence].words.clone();
    let holds = |terms: &[Term]| terms.iter().any(|term| term.0 == kinds::NOT);
    let (wrong, right) = (page.share(old, inside.clone()), page.share(new, inside.clone()));
    // What the new claim says besides denying the old one: "he was questioned as a witness".
    let besides: Vec<Term> =
        new.iter().filter(|term| term.0 != kinds::NOT && !old.iter().any(|known| known.0 == term.0)).copied().collect();
    let spot = |value, beside, sure| {
        let long = run_with(fact, page, &inside, &(inside.start..inside.start)) * 5 >= fact.keys.len() * 4;
        let how = if long { How::WordForWord } else { How::Reworded };
        Spot { value, sentence, words: inside.clone(), how, beside, sure, rare: false }
    };
    let denied = inside.clone().any(|at| kinds::denies(&written(page.text, &page.clean.words[at])));
    let says_other = if besides.len() >= LEAST_BESIDES { page.share(&besides, inside.clone()) } else { 0.0 };
    if right >= OF_CORE && right > wrong && (holds(new) == denied || !holds(new))
        || holds(new) && says_other >= OF_CORE && says_other > wrong
    {
        let right = right.max(says_other);
        return vec![spot(Value::New, right, true)];
    }
    if wrong < DOUBTFUL || holds(old) && !denied {
        return Vec::new();
    }
    vec![spot(Value::Old, wrong, wrong >= OF_CLAIM)]
}

/// The length of the longest run of the old wording that a sentence repeats around some words.
pub(super) fn run_with(fact: &Fact, page: &Page<'_>, sentence: &Range<usize>, core: &Range<usize>) -> usize {
    let key = |at: usize| page.clean.words[at].key;
    let mut longest = 0;
    for start in sentence.clone() {
        for from in 0..fact.keys.len() {
            let length = fact.keys[from..].iter().zip(start..sentence.end).take_while(|(wanted, at)| **wanted == key(*at)).count();
            let holds = start <= core.start && core.end <= start + length || core.is_empty();
            longest = longest.max(if holds { length } else { 0 });
        }
    }
    longest
}
