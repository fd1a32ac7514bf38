//! Finds where a piece says a fact, with the wrong value or with the right one: [`Fact`], piece -> [`Spot`]s.
//!
//! A value alone proves nothing: twelve boats are not twelve people. What stands beside the value must be what stands beside it in the
//! notice, by weight, word for word or by another word for the same count; a number belongs to the words up to the next number or comma.
//! Where that is not so the spot is kept as doubtful, for whoever knows more. O(words of the piece).

use std::ops::Range;

use super::fact::{Core, Fact, Figure, LEAST_WEIGHT, Term, mark, month_beside, written};
use super::kinds;
use crate::article::Span;
use crate::clean::CleanText;
use crate::clean::background::StemId;
use crate::clean::numbers::{Hedge, Number, Unit, numbers};
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
    seen: Vec<Seen>,
}

/// A number of a page.
#[derive(Debug)]
struct Seen {
    number: Number,
    month: Option<StemId>,
    /// "A dozen", "a hundred".
    loose: bool,
    /// "At least 400" is the count itself, as far as it is known; "more than 400" is a round number for another.
    least: bool,
}

/// Share of the words beside a number that must stand beside it here: `boats` of `boats crushed`.
const BESIDE_NUMBER: f32 = 0.35;
/// The same where the whole sentence counts as beside it.
const IN_SENTENCE: f32 = 0.5;
/// The same for a day or a year of our time.
const OF_DATED: f32 = 0.6;
/// The same for words, which stand in more sentences than a number does.
const BESIDE_WORDS: f32 = 0.4;
/// Share of a claim that makes it told.
const OF_CLAIM: f32 = 0.55;
/// Share of the wrong or right words that makes them said.
const OF_CORE: f32 = 0.6;
/// Below this share of a claim a sentence is not even doubtful.
const DOUBTFUL: f32 = 0.4;
/// Words after and before a number that it can belong to.
const AFTER: usize = 6;
const BEFORE: usize = 5;
/// A name's words weigh at least this; `New` and `North` are in too many.
pub(super) const TELLING_NAME: f32 = 4.0;
/// Rounding moves a number by a tenth at most, and by half of that where nothing says that it is rounded.
const ROUNDING: f64 = 0.1;
const SILENT_ROUNDING: f64 = 0.05;

impl<'a> Page<'a> {
    pub fn of(text: &'a str, clean: &'a CleanText) -> Self {
        let words = &clean.words;
        let mut seen: Vec<Seen> = numbers(text, words)
            .into_iter()
            .map(|number| {
                let before = number.words.start.checked_sub(1).map(|at| words[at].span.of(text));
                let least = before.is_some_and(|word| word.eq_ignore_ascii_case("least"));
                Seen { month: month_beside(text, words, &number), number, loose: false, least }
            })
            .collect();
        for (at, word) in words.iter().enumerate() {
            let value = match word.span.of(text).to_ascii_lowercase().as_str() {
                "dozen" => 12.0,
                "hundred" => 100.0,
                "thousand" => 1000.0,
                _ => continue,
            };
            let place = seen.partition_point(|known| known.number.words.end <= at);
            if seen.get(place).is_some_and(|known| known.number.words.start <= at) {
                continue;
            }
            let back = |steps: usize| at.checked_sub(steps).map(|at| words[at].span.of(text).to_lowercase()).unwrap_or_default();
            let half = back(1) == "a" && back(2) == "half" || back(1) == "half";
            let number =
                Number { words: at..at + 1, value: if half { value / 2.0 } else { value }, unit: Unit::Plain, hedge: Hedge::About };
            seen.insert(place, Seen { number, month: None, loose: true, least: false });
        }
        Self { text, clean, seen }
    }

    /// Tells whether a word begins a new clause.
    fn parts(&self, at: usize) -> bool {
        let (one, other) = (self.clean.words[at - 1].span, self.clean.words[at].span);
        self.text[one.end as usize..other.start as usize].contains([',', ';', ':', '—', '–', '(', ')', '.', '!', '?'])
    }

    fn share(&self, terms: &[Term], at: impl Iterator<Item = usize>) -> f32 {
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
    fn names_others(&self, fact: &Fact, inside: &Range<usize>) -> bool {
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
        Core::Number(old, new) => number_spots(fact, page, old, new.as_ref()),
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

fn number_spots(fact: &Fact, page: &Page<'_>, old: &Figure, new: Option<&Figure>) -> Vec<Spot> {
    let mut found = Vec::new();
    let mut sentence = 0;
    for (place, seen) in page.seen.iter().enumerate() {
        let how = |figure: &Figure, other: Option<&Figure>| fits(seen, figure, other);
        let Some((value, how)) = how(old, new)
            .map(|how| (Value::Old, how))
            .or_else(|| new.and_then(|new| how(new, Some(old))).filter(|how| *how != How::Rounded).map(|how| (Value::New, how)))
        else {
            continue;
        };
        let words = seen.number.words.clone();
        let sentences = &page.clean.sentences;
        while sentence + 1 < sentences.len() && sentences[sentence].words.end <= words.start {
            sentence += 1;
        }
        let inside = sentences[sentence].words.clone();
        if !inside.contains(&words.start) {
            continue;
        }
        let (before, after) = around(page, place, &inside);
        let group = |at: usize| kinds::counted(page.clean.words[at].stem);
        let groups: Vec<u8> = fact.near.iter().filter_map(|term| kinds::counted(term.0)).collect();
        let counts_another = !groups.is_empty()
            && seen.number.unit != Unit::Year
            && after.clone().find_map(group).is_some_and(|group| !groups.contains(&group));
        if counts_another {
            continue;
        }
        let same = |other: &&Seen| inside.contains(&other.number.words.start) && other.number.unit == seen.number.unit;
        let alone = page.seen.iter().filter(same).count() == 1;
        let close = page.share(&fact.near, after.clone().chain(before));
        let wide = page.share(&fact.near, inside.clone());
        // Dates stand in every other sentence: they need more beside them.
        let dated = matches!(seen.number.unit, Unit::Day | Unit::Year) && !is_rare(seen);
        let settled = if dated { wide >= OF_DATED } else { close >= BESIDE_NUMBER || alone && wide >= IN_SENTENCE };
        let sure = fact.near.is_empty() || settled && !page.names_others(fact, &inside);
        let figure = if value == Value::Old { Some(old) } else { new };
        let how = match how {
            How::Rounded => How::Rounded,
            _ if figure.is_some_and(|figure| figure.written == page.span(&words).of(page.text).to_lowercase())
                && repeats(fact, page, after.clone()) =>
            {
                How::WordForWord
            }
            _ => How::Reworded,
        };
        found.push(Spot { value, sentence, words, how, beside: close.max(wide), sure, rare: how != How::Rounded && is_rare(seen) });
    }
    found
}

/// The words that belong to a number: before it and after it, up to the next number or clause.
fn around(page: &Page<'_>, place: usize, inside: &Range<usize>) -> (Range<usize>, Range<usize>) {
    let words = &page.seen[place].number.words;
    let last = place.checked_sub(1).map_or(0, |last| page.seen[last].number.words.end).max(inside.start);
    let start_of = |place: usize| page.seen.get(place).map_or(usize::MAX, |next| next.number.words.start).min(inside.end);
    // Eight of the nine skiers are eight skiers.
    let share =
        (words.end..start_of(place + 1)).all(|at| matches!(page.clean.words[at].span.of(page.text), "of" | "the" | "those" | "its"));
    let next = if share && start_of(place + 1) > words.end { start_of(place + 2) } else { start_of(place + 1) };
    let end = (words.end..next.min(words.end + AFTER)).find(|at| page.parts(*at)).unwrap_or(next.min(words.end + AFTER));
    let first = last.max(words.start.saturating_sub(BEFORE));
    let start = (first + 1..=words.start).rev().find(|at| page.parts(*at)).unwrap_or(first);
    // What stands between two numbers is the first one's: "14 people were killed and 12 injured".
    let start = if last > inside.start && end > words.end { words.start } else { start };
    (start..words.start, words.end.min(end)..end)
}

/// Tells whether a number says a figure and not the other one.
fn fits(seen: &Seen, figure: &Figure, other: Option<&Figure>) -> Option<How> {
    let (number, value) = (&seen.number, figure.value);
    if !kinds::same_unit(number.unit, figure.unit) || figure.month.is_some() && figure.month != seen.month {
        return None;
    }
    let off = |from: f64| (number.value - from).abs() / from.abs().max(f64::MIN_POSITIVE);
    if off(value) < 1e-9 && !seen.loose {
        // "More than 400" is right for 408, unless the notice too takes back "more than 400".
        let holds = |right: f64| match number.hedge {
            Hedge::Over => right >= value && !seen.least,
            Hedge::Under => right <= value,
            Hedge::About => true,
            Hedge::None => false,
        };
        let round = value % 10.0 == 0.0 && digits(value) <= 2;
        let right = |other: &Figure| round && off(other.value) <= ROUNDING && holds(other.value);
        return (number.hedge == figure.hedge || !other.is_some_and(right)).then_some(How::Reworded);
    }
    let whole = matches!(number.unit, Unit::Plain | Unit::Money(_) | Unit::Percent) && value >= 10.0;
    let near = match number.hedge {
        Hedge::Over => number.value <= value,
        Hedge::Under => number.value >= value,
        Hedge::About | Hedge::None => true,
    };
    let near = near && (seen.loose || digits(number.value) <= 2 && (number.hedge != Hedge::None || is_round(number.value, value)));
    // "About a dozen" is right for 13 too.
    let clear = other.is_none_or(|other| off(other.value) > ROUNDING);
    let most = if number.hedge == Hedge::None { SILENT_ROUNDING } else { ROUNDING };
    (whole && near && clear && off(value) <= most).then_some(How::Rounded)
}

/// Tells whether a number is another one rounded to one digit or two.
fn is_round(round: f64, value: f64) -> bool {
    let digits = value.abs().log10().floor();
    [digits, digits - 1.0].iter().any(|place| {
        let step = 10_f64.powf(*place);
        step >= 10.0 && ((value / step).round() * step - round).abs() < 1e-9 * value.abs()
    })
}

/// Counts the digits of a number without the noughts at its end; one with a fraction has many.
fn digits(value: f64) -> usize {
    if value.fract() == 0.0 { format!("{value:.0}").trim_end_matches('0').len() } else { usize::from(value >= 10.0) + 2 }
}

/// Three digits and more that are not round, or a year of old: in one story they are seldom two facts.
fn is_rare(seen: &Seen) -> bool {
    match seen.number.unit {
        Unit::Year => seen.number.value < 1990.0,
        Unit::Day | Unit::Rank => false,
        _ => digits(seen.number.value) >= 3,
    }
}

/// Tells whether the next words of weight after a number are the notice's own.
fn repeats(fact: &Fact, page: &Page<'_>, after: Range<usize>) -> bool {
    let heavy: Vec<u64> =
        after.map(|at| &page.clean.words[at]).filter(|word| word.weight >= LEAST_WEIGHT).take(3).map(|word| word.key).collect();
    !heavy.is_empty() && heavy.iter().all(|key| fact.known.binary_search(key).is_ok())
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
    let spot = |value, beside, sure| {
        let long = run_with(fact, page, &inside, &(inside.start..inside.start)) * 5 >= fact.keys.len() * 4;
        let how = if long { How::WordForWord } else { How::Reworded };
        Spot { value, sentence, words: inside.clone(), how, beside, sure, rare: false }
    };
    let denied = inside.clone().any(|at| kinds::denies(&written(page.text, &page.clean.words[at])));
    if right >= OF_CORE && right > wrong && (holds(new) == denied || !holds(new)) {
        return vec![spot(Value::New, right, true)];
    }
    if wrong < DOUBTFUL || holds(old) && !denied {
        return Vec::new();
    }
    vec![spot(Value::Old, wrong, wrong >= OF_CLAIM)]
}

/// The length of the longest run of the old wording that a sentence repeats around some words.
fn run_with(fact: &Fact, page: &Page<'_>, sentence: &Range<usize>, core: &Range<usize>) -> usize {
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
