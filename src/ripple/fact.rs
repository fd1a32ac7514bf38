//! A [`Correction`] -> its [`Fact`]s: what differs between the wordings is the fact, what stands beside it says which fact it is.
//!
//! `12 boats were crushed` and `21 boats were crushed` differ in a number; boats and crushed are what it counts. `Grafstrom` and
//! `Grafström` match as words, so they are compared letter by letter. When the wordings share next to nothing the old one is a claim as a
//! whole. O(words squared) of the notice.

use std::ops::Range;

use super::kinds;
use super::notice::Correction;
use super::spot::TELLING_NAME;
use super::wording;
use crate::clean::background::StemId;
use crate::clean::numbers::{Hedge, Number, Unit, numbers};
use crate::clean::words::{self, Word};

/// A stem and how much it tells.
pub type Term = (StemId, f32);

/// A fact that a notice takes back.
#[derive(Debug, Clone)]
pub struct Fact {
    /// The wording that was wrong, as in the notice.
    pub old: String,
    /// The wording that is right; empty when nothing takes its place.
    pub new: String,
    /// What of it is wrong.
    pub core: Core,
    /// The stems that stand beside it in the notice, sorted, and their weights.
    pub near: Vec<Term>,
    /// Those of them that are parts of names, sorted.
    pub names: Vec<StemId>,
    /// The keys of the old wording in order, for what is repeated word for word.
    pub keys: Vec<u64>,
    /// The keys of everything that the notice says of this fact, sorted.
    pub known: Vec<u64>,
}

/// What is wrong in a fact.
#[derive(Debug, Clone)]
pub enum Core {
    /// A number, and the one that is right.
    Number(Figure, Option<Figure>),
    /// Letters: words as written, in small letters, wrong and right.
    Spelling(Vec<String>, Vec<String>),
    /// Words, wrong and right; either may be none.
    Words(Vec<Term>, Vec<Term>),
    /// A whole claim, and the claim in its place.
    Claim(Vec<Term>, Vec<Term>),
}

/// A number as the notice says it.
#[derive(Debug, Clone)]
pub struct Figure {
    /// Its value.
    pub value: f64,
    /// What it measures.
    pub unit: Unit,
    /// How it is written, in small letters.
    pub written: String,
    /// How exact it claims to be.
    pub hedge: Hedge,
    /// The month that it is a day of.
    pub month: Option<StemId>,
}

/// Words beside the core that are taken for what it is about, on each side.
const REACH: usize = 7;
/// A word that weighs less ties nothing: it stands in two documents of five.
pub(super) const LEAST_WEIGHT: f32 = 1.0;
/// Of "the number of people killed in the strike on a hospital in Kabul" the first words are what is counted; names say which story.
const ABOUT: usize = 7;
/// A wording with less than this beside its fact is bare: one word of middling weight.
const LEAST_NEAR: f32 = 5.0;
/// Wordings that share less of the old one's weight are two claims, not one fact with two values.
const LEAST_SHARED: f32 = 0.3;

/// Gives the facts of a correction: one for each number that differs, else one.
pub(super) fn facts(correction: &Correction) -> Vec<Fact> {
    let (old, new, about) = (Said::of(&correction.old), Said::of(&correction.new), Said::of(&correction.about));
    let gaps = gaps(&old.words, &new.words);
    if gaps.is_empty() && !correction.new.is_empty() {
        return letters(&old, &new).map(|core| fact(correction, core, &old, &about, &[])).into_iter().collect();
    }
    // A number that is only taken back is still what a sentence must hold: "21 boats were crushed" is no "12 boats were crushed".
    if correction.new.is_empty() && old.numbers.len() == 1 {
        return vec![number_fact(correction, &old, &new, &about, 0, None)];
    }
    let pairs = number_pairs(&old, &new, &gaps);
    if !pairs.is_empty() {
        return pairs.into_iter().map(|(from, to)| number_fact(correction, &old, &new, &about, from, to)).collect();
    }
    if let Some((from, to)) = name_pair(&old, &new, &gaps, correction.spelling) {
        let core = Core::Spelling(old.letters(&from), new.letters(&to));
        return vec![fact(correction, core, &old, &about, &[from])];
    }
    let telling = telling(&old, &new, &gaps);
    let total: f32 = old.words.iter().map(weigh).sum();
    let lost: f32 = gaps.iter().flat_map(|gap| &old.words[gap.0.clone()]).map(weigh).sum();
    // "He was questioned and was not arrested" for "the driver had been arrested": another claim, with the old one denied.
    let says_no = |said: &Said<'_>| said.words.iter().any(|word| mark(said.text, word).0 == kinds::NOT);
    let says_more = |said: &Said<'_>| {
        gaps.iter().flat_map(|gap| &said.words[gap.1.clone()]).any(|word| weigh(word) > 0.0 && mark(said.text, word).0 != kinds::NOT)
    };
    let denied = says_no(&new) && !says_no(&old) && says_more(&new);
    let other = !telling.names && (denied || total - lost < LEAST_SHARED * total);
    if correction.new.is_empty() || gaps.is_empty() || other {
        let core = Core::Claim(old.claim(), new.claim());
        return vec![fact(correction, core, &old, &about, std::slice::from_ref(&(0..old.words.len())))];
    }
    let side = |said: &Said<'_>, ranges: &mut dyn Iterator<Item = Range<usize>>| said.marks(&ranges.collect::<Vec<_>>());
    let core = Core::Words(
        side(&old, &mut telling.gaps.iter().map(|gap| gap.0.clone())),
        side(&new, &mut telling.gaps.iter().map(|gap| gap.1.clone())),
    );
    let ranges: Vec<Range<usize>> = telling.gaps.into_iter().map(|gap| gap.0).collect();
    vec![fact(correction, core, &old, &about, &ranges)]
}

/// Words of a wording with their numbers.
pub(super) struct Said<'a> {
    text: &'a str,
    pub words: Vec<Word>,
    pub numbers: Vec<Number>,
}

/// Words of the old wording and of the new one that stand in each other's place.
type Gap = (Range<usize>, Range<usize>);

impl<'a> Said<'a> {
    pub fn of(text: &'a str) -> Self {
        let words = words::words(text);
        let numbers = numbers(text, &words);
        Self { text, words, numbers }
    }

    fn letters(&self, range: &Range<usize>) -> Vec<String> {
        self.words[range.clone()].iter().map(|word| written(self.text, word)).collect()
    }

    /// The telling words of some ranges: light ones only where there is nothing else.
    fn marks(&self, ranges: &[Range<usize>]) -> Vec<Term> {
        let all = || ranges.iter().flat_map(|range| &self.words[range.clone()]).map(|word| mark(self.text, word));
        let heavy: Vec<Term> = all().filter(|(stem, weight)| *weight >= LEAST_WEIGHT || *stem == kinds::NOT).collect();
        sorted(if heavy.is_empty() { all().map(|(stem, weight)| (stem, weight.max(LEAST_WEIGHT))).collect() } else { heavy })
    }

    /// What a claim says, without whom it says it of: a name stands in other sentences too.
    fn claim(&self) -> Vec<Term> {
        let plain: Vec<usize> = (0..self.words.len()).filter(|at| !self.words[*at].capital || self.words[*at].weight < 2.0).collect();
        let ranges: Vec<Range<usize>> = plain.into_iter().map(|at| at..at + 1).collect();
        let mut marks = self.marks(&ranges);
        marks.retain(|(_, weight)| *weight > 0.0);
        marks
    }

    fn figure(&self, number: &Number) -> Figure {
        let (from, to) = (self.words[number.words.start].span, self.words[number.words.end - 1].span);
        let month = month_beside(self.text, &self.words, number);
        Figure { value: number.value, unit: number.unit, hedge: number.hedge, written: from.cover(to).of(self.text).to_lowercase(), month }
    }
}

/// A word as written, in small letters and without an ending of possession.
pub(super) fn written(text: &str, word: &Word) -> String {
    let lower = word.span.of(text).to_lowercase();
    lower.strip_suffix("'s").or_else(|| lower.strip_suffix("’s")).map_or(lower.clone(), str::to_owned)
}

/// The stem of a word; all words that say no are one.
pub(super) fn mark(text: &str, word: &Word) -> Term {
    match written(text, word).as_str() {
        no if kinds::denies(no) => (kinds::NOT, 3.0),
        // Who "lost their lives" was killed.
        "lives" => (kinds::killed(), word.weight),
        _ => (word.stem, word.weight),
    }
}

/// The stem of the month that stands beside a day.
pub(super) fn month_beside(text: &str, words: &[Word], number: &Number) -> Option<StemId> {
    let beside = [number.words.start.checked_sub(1), Some(number.words.end), Some(number.words.end + 1)];
    let mut near = beside.into_iter().flatten().filter_map(|at| words.get(at));
    (number.unit == Unit::Day).then(|| near.find(|word| kinds::is_month(&written(text, word))).map(|word| word.stem)).flatten()
}

fn weigh(word: &Word) -> f32 {
    if word.weight >= LEAST_WEIGHT { word.weight } else { 0.0 }
}

/// Sorts terms and keeps each stem once, with its greatest weight.
pub(super) fn sorted(mut terms: Vec<Term>) -> Vec<Term> {
    terms.sort_unstable_by(|one, other| one.0.cmp(&other.0).then(other.1.total_cmp(&one.1)));
    terms.dedup_by_key(|term| term.0);
    terms
}

/// Finds what differs between two lists of words, around their longest common subsequence.
fn gaps(old: &[Word], new: &[Word]) -> Vec<Gap> {
    let (n, m) = (old.len(), new.len());
    let mut longest = vec![vec![0_u32; m + 1]; n + 1];
    for i in (0..n).rev() {
        for j in (0..m).rev() {
            longest[i][j] = if old[i].key == new[j].key { longest[i + 1][j + 1] + 1 } else { longest[i + 1][j].max(longest[i][j + 1]) };
        }
    }
    let mut found: Vec<Gap> = Vec::new();
    let (mut i, mut j) = (0, 0);
    let (mut from, mut to) = (0, 0);
    while i < n || j < m {
        if i < n && j < m && old[i].key == new[j].key {
            if from < i || to < j {
                found.push((from..i, to..j));
            }
            (i, j) = (i + 1, j + 1);
            (from, to) = (i, j);
        } else if j < m && (i == n || longest[i][j + 1] > longest[i + 1][j]) {
            j += 1;
        } else {
            i += 1;
        }
    }
    if from < n || to < m {
        found.push((from..n, to..m));
    }
    found
}

/// Words that match and are written in other letters: `Grafstrom`, `Grafström`.
fn letters(old: &Said<'_>, new: &Said<'_>) -> Option<Core> {
    let differ = |at: &usize| written(old.text, &old.words[*at]) != written(new.text, &new.words[*at]);
    let at: Vec<usize> = (0..old.words.len().min(new.words.len())).filter(differ).collect();
    let range = *at.first()?..at.last()? + 1;
    Some(Core::Spelling(old.letters(&range), new.letters(&range)))
}

/// Pairs the numbers of the old wording that the new one lacks with those that it has instead, unit by unit.
fn number_pairs(old: &Said<'_>, new: &Said<'_>, gaps: &[Gap]) -> Vec<(usize, Option<usize>)> {
    let inside = |numbers: &[Number], ranges: &mut dyn Iterator<Item = &Range<usize>>| -> Vec<usize> {
        let ranges: Vec<&Range<usize>> = ranges.collect();
        let touches = |number: &Number| ranges.iter().any(|range| number.words.start < range.end && range.start < number.words.end);
        (0..numbers.len()).filter(|at| touches(&numbers[*at])).collect()
    };
    let from = inside(&old.numbers, &mut gaps.iter().map(|gap| &gap.0));
    let mut to = inside(&new.numbers, &mut gaps.iter().map(|gap| &gap.1));
    let mut pairs = Vec::new();
    for at in from {
        let number = &old.numbers[at];
        let same = |other: &usize| kinds::same_unit(new.numbers[*other].unit, number.unit);
        if let Some(place) = to.iter().position(same) {
            let taken = to.remove(place);
            if (new.numbers[taken].value - number.value).abs() > f64::EPSILON {
                pairs.push((at, Some(taken)));
            }
        }
    }
    pairs
}

/// A name in the place of a name that is written almost alike, or is said to be only misspelled.
fn name_pair(old: &Said<'_>, new: &Said<'_>, gaps: &[Gap], spelling: bool) -> Option<Gap> {
    let capitals = |said: &Said<'_>, range: &Range<usize>| -> Range<usize> {
        let capital = |at: &usize| said.words[*at].capital;
        let first = range.clone().find(capital).unwrap_or(range.end);
        first..range.clone().rev().find(capital).map_or(first, |last| last + 1)
    };
    gaps.iter().map(|gap| (capitals(old, &gap.0), capitals(new, &gap.1))).find(|(one, other)| {
        let alike = |(one, other): (String, String)| kinds::edits(&one, &other) * 3 <= one.chars().count().max(other.chars().count());
        !one.is_empty()
            && one.len() <= 3
            && one.len() == other.len()
            && (spelling || old.letters(one).into_iter().zip(new.letters(other)).all(alike))
    })
}

/// The gaps that tell what is wrong.
struct Telling {
    gaps: Vec<Gap>,
    /// They put a name in the place of a name.
    names: bool,
}

/// Of the gaps those that tell: a name for a name ("It bought the bridge in Osterby" for "The firm bought the bridge in Tarnby"), else a
/// word of weight for a word of weight, else all.
fn telling(old: &Said<'_>, new: &Said<'_>, gaps: &[Gap]) -> Telling {
    const LONGEST_NAME: usize = 4;
    let heavy =
        |said: &Said<'_>, range: &Range<usize>| said.words[range.clone()].iter().any(|word| mark(said.text, word).1 >= LEAST_WEIGHT);
    let named = |said: &Said<'_>, range: &Range<usize>| {
        range.len() <= LONGEST_NAME && said.words[range.clone()].iter().any(|word| word.capital && word.weight >= LEAST_WEIGHT)
    };
    let names: Vec<Gap> = gaps.iter().filter(|gap| named(old, &gap.0) && named(new, &gap.1)).cloned().collect();
    if !names.is_empty() {
        return Telling { gaps: names, names: true };
    }
    let both: Vec<Gap> = gaps.iter().filter(|gap| heavy(old, &gap.0) && heavy(new, &gap.1)).cloned().collect();
    Telling { gaps: if both.is_empty() { gaps.to_vec() } else { both }, names: false }
}

fn number_fact(correction: &Correction, old: &Said<'_>, new: &Said<'_>, about: &Said<'_>, from: usize, to: Option<usize>) -> Fact {
    let core = Core::Number(old.figure(&old.numbers[from]), to.map(|to| new.figure(&new.numbers[to])));
    fact(correction, core, old, about, &[old.numbers[from].words.clone()])
}

fn fact(correction: &Correction, core: Core, old: &Said<'_>, about: &Said<'_>, places: &[Range<usize>]) -> Fact {
    let whole = matches!(core, Core::Claim(..));
    // The month of a day is part of what is wrong.
    let dated = matches!(&core, Core::Number(figure, _) if figure.month.is_some());
    let is_core = |at: usize| places.iter().any(|range| range.contains(&at));
    let reached = |at: usize| places.iter().any(|range| at + REACH >= range.start && at < range.end + REACH);
    let is_number = |said: &Said<'_>, at: usize| said.numbers.iter().any(|number| number.words.contains(&at));
    let counts = |said: &Said<'_>, at: usize| {
        let word = &said.words[at];
        let month = dated && kinds::is_month(&written(said.text, word));
        weigh(word) > 0.0
            && !is_number(said, at)
            && !month
            && !wording::is_of_notices(word.span.of(said.text))
            && !kinds::denies(&written(said.text, word))
    };
    let mut near: Vec<Term> = (0..old.words.len())
        .filter(|at| !whole && !is_core(*at) && reached(*at) && counts(old, *at))
        .map(|at| (old.words[at].stem, old.words[at].weight))
        .collect();
    let named = |at: &usize| {
        *at > 0 && old.words[*at].capital && old.words[*at].weight >= TELLING_NAME && !kinds::is_month(&written(old.text, &old.words[*at]))
    };
    let mut names: Vec<StemId> =
        (0..old.words.len()).filter(|at| !whole && !is_core(*at) && reached(*at)).filter(named).map(|at| old.words[at].stem).collect();
    names.sort_unstable();
    // "There were 12" says little; what the sentence before it was about says the rest.
    let bare = near.iter().map(|term| term.1).sum::<f32>() < LEAST_NEAR;
    near.extend(
        (0..about.words.len().min(ABOUT))
            .filter(|at| bare && counts(about, *at) && !about.words[*at].capital)
            .map(|at| (about.words[at].stem, about.words[at].weight)),
    );
    let keys: Vec<u64> = old.words.iter().map(|word| word.key).collect();
    let mut known: Vec<u64> = keys.iter().copied().chain(about.words.iter().map(|word| word.key)).collect();
    known.sort_unstable();
    Fact { old: correction.old.clone(), new: correction.new.clone(), core, near: sorted(near), names, keys, known }
}
