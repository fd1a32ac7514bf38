//! What became of the quotations: exact, trimmed, altered, without marks, with new ones, gone.
//!
//! O(words) for each quotation and its answer.

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

use super::answers::{Answer, LEAST_SHARED, answers, common, is_telling, weighty_stems};
use super::lists::{self, Part};
use super::{Change, Fact, Kind, WEIGHTY, speakers};
use crate::article::Span;
use crate::clean::quotations::Quotation;
use crate::clean::words::Word;
use crate::trace::{Side, Told, Trace, sentence_at};

/// Shorter quotations ("historic") are matched by nothing.
const FEWEST_WORDS: usize = 4;
/// From this share of its weighty stems on, a quotation is told without marks.
const INDIRECT: f64 = 0.6;
/// From this share of its words on, in order, a new quotation is the original's own text.
const MARKED: f64 = 0.7;
/// A further answer shares so much of its words with the quotation.
const SPLIT: f64 = 0.8;
/// So many words more at an end are a slip; more of them are what the original left out.
const LONGER: usize = 2;
/// Words of context on each side of a change.
const CONTEXT: usize = 2;

/// Lists what became of the quotations: other words, a part or the marks gone, new marks, another speaker or none.
pub(super) fn quotes(original: Told<'_>, piece: Told<'_>, trace: &Trace) -> Vec<Fact> {
    let (ours, theirs) = (wordy(original), wordy(piece));
    let named: HashSet<u32> = piece.text.words.iter().filter(|word| word.capital).map(|word| word.stem).collect();
    let mut facts = Vec::new();
    let (mut asked, mut answered) = (vec![false; ours.len()], vec![false; theirs.len()]);
    // Each has its own answer first; one that was answered may be cut in two, but then each part is in it.
    let (first, further): (Vec<Answer>, Vec<Answer>) = {
        let (mut one, mut other) = (vec![false; ours.len()], vec![false; theirs.len()]);
        answers(original, &ours, piece, &theirs, trace).into_iter().partition(|answer| {
            let free = !one[answer.ours] && !other[answer.theirs];
            one[answer.ours] |= free;
            other[answer.theirs] |= free;
            free
        })
    };
    for answer in first.into_iter().chain(further.into_iter().filter(|answer| answer.share >= SPLIT)) {
        if std::mem::replace(&mut answered[answer.theirs], true) {
            continue;
        }
        asked[answer.ours] = true;
        let (one, other) = (&ours[answer.ours], &theirs[answer.theirs]);
        if answer.share >= LEAST_SHARED {
            let altered = compare(original, one, piece, other, &answer.matched);
            if altered.is_empty() {
                facts.extend(trimmed(original, one, piece, other, &answer.matched));
            }
            facts.extend(altered);
        } else {
            // Translated and back: hardly a word is the same, so both are shown whole.
            facts.push(fact(Change::Altered, 2, whole(original, one), whole(piece, other)));
        }
        facts.extend(speakers::compare(original, one, piece, other, &named));
    }
    for (one, _) in ours.iter().zip(asked).filter(|(_, asked)| !asked) {
        facts.push(unmarked(original, one, piece, trace));
    }
    for (other, _) in theirs.iter().zip(answered).filter(|(_, answered)| !answered) {
        facts.extend(marked(original, piece, other, trace));
    }
    facts.extend(phrases(original, piece, &trace.original).into_iter().map(|(own, theirs)| fact(Change::Indirect, 1, own, theirs)));
    facts.extend(phrases(piece, original, &trace.piece).into_iter().map(|(own, theirs)| fact(Change::Marked, 1, theirs, own)));
    facts
}

/// Of a sentence so many words are looked at for a phrase, a speaker or a quotation's words: 20,000 phrases in one of 160,000 words took 3 s.
const LONGEST_SENTENCE: usize = 2_000;

/// Quoted phrases of a few words that the sentences which answer have without marks: "breadbasket".
fn phrases(a: Told<'_>, b: Told<'_>, side: &Side) -> Vec<(Option<Span>, Option<Span>)> {
    let key = |told: Told<'_>, word: usize| told.text.words[word].key;
    let short = a.text.quotations.iter().filter(|quotation| quotation.len() < FEWEST_WORDS).map(words);
    let says = short.filter(|own| own.iter().any(|word| a.text.words[*word].weight >= WEIGHTY));
    says.filter_map(|own| {
        let is_here =
            |at: usize, end: usize| at + own.len() <= end && own.iter().zip(at..).all(|(word, there)| key(a, *word) == key(b, there));
        side.sentences[sentence(a, own[0])].1.iter().find_map(|partner| {
            let words = b.text.sentences[*partner].words.clone();
            let there = words.clone().take(LONGEST_SENTENCE).find(|at| is_here(*at, words.end))?;
            let plain = !b.text.quoted[there..there + own.len()].contains(&true);
            plain.then(|| (whole(a, &own), Some(b.text.span(&(there..there + own.len())))))
        })
    })
    .collect()
}

fn fact(change: Change, severity: u8, original: Option<Span>, piece: Option<Span>) -> Fact {
    Fact { kind: Kind::Quotation, change, severity, original, piece }
}

/// A quotation of which words at an end are gone; with a negation or a condition of the same sentence gone, it may say something else.
fn trimmed(a: Told<'_>, one: &[usize], b: Told<'_>, other: &[usize], matched: &[(usize, usize)]) -> Option<Fact> {
    let (first, last) = (matched.first()?.0, matched.last()?.0);
    if one.len() - (last + 1 - first) < FEWEST_WORDS {
        return None;
    }
    let is = |at: usize, part: Part| lists::is(a.text.words[one[at]].key, part);
    let same = |x: usize, y: usize| sentence(a, one[x]) == sentence(a, one[y]);
    // "I do not think that …" cut in front, "… unless it rains" cut behind.
    let front = (0..first).any(|at| same(at, first) && is(at, Part::Not));
    let behind = last + 1 < one.len() && same(last, last + 1) && is(last + 1, Part::Condition);
    let severity = if front || behind { 2 } else { 1 };
    Some(fact(Change::Trimmed, severity, whole(a, one), whole(b, other)))
}

/// A quotation that the piece tells without marks, or not at all.
fn unmarked(a: Told<'_>, one: &[usize], b: Told<'_>, trace: &Trace) -> Fact {
    let partners = &trace.original.sentences[sentence(a, one[0])].1;
    let there = partners.iter().find(|partner| retold(a, one, b, **partner) >= INDIRECT);
    match there {
        Some(partner) => fact(Change::Indirect, 1, whole(a, one), Some(b.text.sentences[*partner].span)),
        None => fact(Change::Dropped, 1, whole(a, one), None),
    }
}

/// The share of a quotation's weighty stems that a sentence has outside quotations.
fn retold(a: Told<'_>, one: &[usize], b: Told<'_>, partner: usize) -> f64 {
    let words = b.text.sentences[partner].words.clone().take(LONGEST_SENTENCE).filter(|at| !b.text.quoted[*at]);
    let stems: BTreeSet<u32> = words.map(|at| b.text.words[at].stem).collect();
    let own = weighty_stems(a, one);
    if own.is_empty() { 0.0 } else { own.intersection(&stems).count() as f64 / own.len() as f64 }
}

/// Words that the original says itself and the piece puts between marks.
fn marked(a: Told<'_>, b: Told<'_>, other: &[usize], trace: &Trace) -> Option<Fact> {
    let partners = &trace.piece.sentences[sentence(b, other[0])].1;
    partners.iter().find_map(|partner| {
        let own: Vec<usize> = a.text.sentences[*partner].words.clone().take(LONGEST_SENTENCE).collect();
        let matched = common(a, &own, b, other);
        let (first, last) = (own[matched.first()?.0], own[matched.last()?.0]);
        let plain = !(first..=last).any(|at| a.text.quoted[at]);
        let told = matched.len() as f64 >= MARKED * other.len() as f64
            && last + 1 - first <= 2 * other.len()
            && is_telling(a, &own, b, other, &matched);
        (plain && told).then(|| fact(Change::Marked, 2, Some(a.text.span(&(first..last + 1))), whole(b, other)))
    })
}

/// The words of a word's sentence, of a very long one those around the word.
pub(super) fn around(told: Told<'_>, word: usize) -> Range<usize> {
    let words = &told.text.sentences[sentence(told, word)].words;
    let end = words.end.min(word + LONGEST_SENTENCE / 2);
    words.start.max(word.saturating_sub(LONGEST_SENTENCE / 2)).min(end)..end
}

fn wordy(told: Told<'_>) -> Vec<Vec<usize>> {
    told.text.quotations.iter().filter(|quotation| quotation.len() >= FEWEST_WORDS).map(words).collect()
}

/// The sentence in which a word stands.
pub(super) fn sentence(told: Told<'_>, word: usize) -> usize {
    sentence_at(told, word).min(told.text.sentences.len().saturating_sub(1))
}

/// The first part of a quotation, whole.
pub(super) fn whole(told: Told<'_>, words: &[usize]) -> Option<Span> {
    let end = words.windows(2).position(|pair| pair[0] + 1 != pair[1]).map_or(words.len(), |at| at + 1);
    (end > 0).then(|| told.text.span(&(words[0]..words[end - 1] + 1)))
}

fn words(quotation: &Quotation) -> Vec<usize> {
    quotation.words().collect()
}

/// Lists what changed between the first and the last word that both have, changes close together as one; what was cut from the ends is
/// a trim.
fn compare(a: Told<'_>, one: &[usize], b: Told<'_>, other: &[usize], matched: &[(usize, usize)]) -> Vec<Fact> {
    let mut changes: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    let mut from: Option<(usize, usize)> = None;
    for (i, j) in matched.iter().copied().chain([(one.len(), other.len())]) {
        let (x, y) = from.map_or((0, 0), |(x, y)| (x + 1, y + 1));
        let at_edge = from.is_none() || i == one.len();
        // Words missing at an end were trimmed; words in their place there are other words.
        let same = || spelled_out(a, &one[x..i]) == spelled_out(b, &other[y..j]);
        let slipped = i == x && j - y <= LONGER && one.len() >= FEWEST_WORDS + LONGER;
        if (i > x || j > y) && (!at_edge || (i > x && j > y) || slipped) && (tells(a, one, &(x..i)) || tells(b, other, &(y..j))) && !same()
        {
            match changes.last_mut() {
                Some(last) if x - last.0.end <= CONTEXT && y - last.1.end <= CONTEXT => *last = (last.0.start..i, last.1.start..j),
                _ => changes.push((x..i, y..j)),
            }
        }
        from = Some((i, j));
    }
    let stretch = |told: Told<'_>, words: &[usize], range: &Range<usize>| {
        let (mut from, mut to) = (range.start.saturating_sub(CONTEXT), (range.end + CONTEXT).min(words.len()));
        // Not across what the reporter says between two parts.
        let core = range.start.min(words.len() - 1);
        from = (from..core).rev().find(|at| words[*at] + 1 != words[*at + 1]).map_or(from, |at| at + 1);
        to = (core + 1..to).find(|at| words[*at - 1] + 1 != words[*at]).unwrap_or(to);
        (from < to).then(|| told.text.span(&(words[from]..words[to - 1] + 1)))
    };
    changes
        .iter()
        .map(|(x, y)| fact(Change::Altered, severity(a, one, x).max(severity(b, other, y)), stretch(a, one, x), stretch(b, other, y)))
        .collect()
}

/// Words with their contractions undone: "they've" is "they have".
fn spelled_out(told: Told<'_>, words: &[usize]) -> String {
    const SHORT: [(&str, &str); 7] = [
        ("can't", "can not"),
        ("cannot", "can not"),
        ("won't", "will not"),
        ("n't", " not"),
        ("'ve", " have"),
        ("'re", " are"),
        ("'ll", " will"),
    ];
    let mut all = words.iter().map(|word| told.written(*word).replace('’', "'").to_lowercase()).collect::<Vec<_>>().join(" ");
    for (short, long) in SHORT {
        all = all.replace(short, long);
    }
    all.replace("'m", " am").replace("'s", " is")
}

/// Tells whether a changed word says anything: an article more or less does not.
fn tells(told: Told<'_>, words: &[usize], range: &Range<usize>) -> bool {
    words[range.clone()].iter().any(|word| !lists::is(told.text.words[*word].key, Part::Article))
}

/// Negations, pronouns, modals and figures change what was said: they rank highest; nothing in a place is no change.
fn severity(told: Told<'_>, words: &[usize], range: &Range<usize>) -> u8 {
    let telling = |word: &Word| word.numeric || lists::is(word.key, Part::Telling);
    let changed = words[range.clone()].iter().map(|word| &told.text.words[*word]);
    changed.map(|word| if telling(word) { 3 } else { 2 }).max().unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::Outline;
    use crate::clean::clean_text;

    fn of(a: &str, b: &str) -> Vec<(String, String, u8)> {
        let (x, y) = (clean_text(a), clean_text(b));
        let (one, two) = (Outline::of(&x), Outline::of(&y));
        let (a_told, b_told) =
            (Told { source: a, text: &x, outline: &one, day: None }, Told { source: b, text: &y, outline: &two, day: None });
        quotes(a_told, b_told, &crate::trace::trace(a_told, b_told))
            .into_iter()
            .filter(|fact| fact.severity > 1)
            .map(|fact| {
                (fact.original.map_or("", |span| span.of(a)).to_owned(), fact.piece.map_or("", |span| span.of(b)).to_owned(), fact.severity)
            })
            .collect()
    }

    #[test]
    fn a_changed_word_is_shown_with_its_neighbours() {
        assert_eq!(
            of("“Using harbour charges here is not so uncommon,” he said.", "“Using harbour fees here is not so uncommon,” he said."),
            [("Using harbour charges here is".to_owned(), "Using harbour fees here is".to_owned(), 2)]
        );
    }

    #[test]
    fn a_lost_negation_ranks_highest() {
        assert_eq!(of("“We did not close the harbour that night.”", "“We did close the harbour that night.”")[0].2, 3);
    }

    #[test]
    fn a_trimmed_quotation_is_no_alarm() {
        assert_eq!(of("“We left the harbour at noon, and nobody saw us go.”", "“We left the harbour at noon.”"), []);
        assert_eq!(
            of(
                "“We left the harbour at noon,” she said, “and nobody saw us go.”",
                "“We left the harbour at noon, and nobody saw us go,” she said."
            ),
            []
        );
    }

    #[test]
    fn a_speech_of_many_words_is_compared_from_its_ends() {
        let word =
            |at: usize| ["harbour", "wall", "boat", "tide", "crew", "rope", "mast"][at * at % 7].to_owned() + ["", "s", "like"][at % 3];
        let speech = |other: usize| {
            let words = (0..1_300).map(|at| if at == other { "fire".to_owned() } else { word(at) });
            format!("“{}.”", words.collect::<Vec<_>>().join(" "))
        };
        assert_eq!(of(&speech(2_000), &speech(2_000)), []);
        let [(old, new, 2)] = &of(&speech(2_000), &speech(700))[..] else { panic!("one change") };
        assert!(new.contains("fire") && old.len().max(new.len()) < 100, "{old} -> {new}");
    }

    #[test]
    fn of_very_many_quotations_each_finds_its_own() {
        let name = |at: usize| {
            ["Ada", "Bo", "Cai", "Dag"][at % 4].to_owned() + &"aeiouy"[at / 4 % 6..=at / 4 % 6] + &"bdfglm"[at / 24 % 6..=at / 24 % 6]
        };
        let text = |other: usize| {
            let said = (0..600).map(|at| {
                let thing = if at == other { "mill" } else { "boat" };
                format!("“We lost the {thing} of {} that night,” said {}. It rained.", name(at), name(at + 1))
            });
            said.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(of(&text(1_000), &text(1_000)), []);
        let [(old, new, 2)] = &of(&text(1_000), &text(300))[..] else { panic!("one change") };
        assert!(old.contains("boat") && new.contains("mill"), "{old} -> {new}");
    }

    #[test]
    fn other_quotations_are_not_compared() {
        assert_eq!(of("“We left the harbour at noon.”", "“It was a bad day for the fishermen of Halden.”"), []);
    }
}
