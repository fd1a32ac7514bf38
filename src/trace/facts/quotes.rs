//! Which quotations of the original the piece quotes in other words.

use std::collections::HashMap;
use std::ops::Range;

use super::Fact;
use crate::article::Span;
use crate::clean::quotations::Quotation;
use crate::hash;
use crate::trace::{Told, Trace, in_both};

/// Shorter quotations ("historic") are matched by nothing.
const FEWEST_WORDS: usize = 4;
/// Two quotations that share less than this of the shorter one, in order, are two quotations.
const LEAST_SHARED: f64 = 0.5;
/// Two quotations in sentences that answer each other may share so little of their weighty stems and still be one.
const LEAST_STEMS: f64 = 0.30;
/// Words of context on each side of a change.
const CONTEXT: usize = 2;

/// How a quotation of the original may answer one of the piece.
struct Answer {
    share: f64,
    ours: usize,
    theirs: usize,
    matched: Vec<(usize, usize)>,
}

/// Lists the quotations whose words changed.
pub(super) fn altered(original: Told<'_>, piece: Told<'_>, trace: &Trace) -> Vec<Fact> {
    let (ours, theirs) = (wordy(original), wordy(piece));
    let (keys_one, keys_other) = (sorted_keys(original, &ours), sorted_keys(piece, &theirs));
    let mut answers: Vec<Answer> = Vec::new();
    for (i, one) in ours.iter().enumerate() {
        for (j, other) in theirs.iter().enumerate() {
            let linked = || trace.original.sentences[sentence(original, one[0])].1.contains(&sentence(piece, other[0]));
            let fewest = one.len().min(other.len()) as f64;
            // As sets first: the order of the words is dear to compare.
            let possible = in_both(&keys_one[i], &keys_other[j]) as f64 / fewest >= LEAST_SHARED;
            let matched = if possible { common(original, one, piece, other) } else { Vec::new() };
            let share = matched.len() as f64 / fewest;
            if share >= LEAST_SHARED || common_stems(original, one, piece, other) >= LEAST_STEMS && linked() {
                answers.push(Answer { share, ours: i, theirs: j, matched });
            }
        }
    }
    answers.sort_by(|x, y| y.share.total_cmp(&x.share).then((x.ours, x.theirs).cmp(&(y.ours, y.theirs))));
    let mut facts = Vec::new();
    let mut answered = vec![false; theirs.len()];
    for answer in answers {
        if std::mem::replace(&mut answered[answer.theirs], true) {
            continue;
        }
        let (one, other) = (&ours[answer.ours], &theirs[answer.theirs]);
        if answer.share >= LEAST_SHARED {
            facts.extend(compare(original, one, piece, other, &answer.matched));
        } else {
            // Translated and back: hardly a word is the same, so both are shown whole.
            facts.push(Fact {
                kind: "quotation",
                change: "altered",
                severity: 2,
                original: whole(original, one),
                piece: whole(piece, other),
            });
        }
    }
    facts
}

fn wordy(told: Told<'_>) -> Vec<Vec<usize>> {
    told.text.quotations.iter().filter(|quotation| quotation.len() >= FEWEST_WORDS).map(words).collect()
}

/// The keys of each quotation's words, sorted.
fn sorted_keys(told: Told<'_>, quotations: &[Vec<usize>]) -> Vec<Vec<u64>> {
    let sorted = |words: &Vec<usize>| {
        let mut keys: Vec<u64> = words.iter().map(|word| told.text.words[*word].key).collect();
        keys.sort_unstable();
        keys
    };
    quotations.iter().map(sorted).collect()
}

/// The sentence in which a word stands.
fn sentence(told: Told<'_>, word: usize) -> usize {
    told.text.sentences.partition_point(|sentence| sentence.words.end <= word).min(told.text.sentences.len().saturating_sub(1))
}

/// The share of the weighty stems of the quotation with fewer that both have; 0 where there are hardly any.
fn common_stems(a: Told<'_>, one: &[usize], b: Told<'_>, other: &[usize]) -> f64 {
    let stems = |told: Told<'_>, words: &[usize]| -> std::collections::BTreeSet<u32> {
        words.iter().map(|word| &told.text.words[*word]).filter(|word| word.weight >= 1.6).map(|word| word.stem).collect()
    };
    let (x, y) = (stems(a, one), stems(b, other));
    if x.len().min(y.len()) < 3 { 0.0 } else { x.intersection(&y).count() as f64 / x.len().min(y.len()) as f64 }
}

/// The first part of a quotation, whole.
fn whole(told: Told<'_>, words: &[usize]) -> Option<Span> {
    let end = words.windows(2).position(|pair| pair[0] + 1 != pair[1]).map_or(words.len(), |at| at + 1);
    (end > 0).then(|| told.text.span(&(words[0]..words[end - 1] + 1)))
}

fn words(quotation: &Quotation) -> Vec<usize> {
    quotation.words().collect()
}

/// The longest common subsequence of the words of two quotations.
fn common(a: Told<'_>, one: &[usize], b: Told<'_>, other: &[usize]) -> Vec<(usize, usize)> {
    let (n, m) = (one.len(), other.len());
    if n * m > 1_000_000 {
        return Vec::new();
    }
    let equal = |i: usize, j: usize| a.text.words[one[i]].key == b.text.words[other[j]].key;
    let mut longest = vec![0_u32; (n + 1) * (m + 1)];
    for i in (0..n).rev() {
        for j in (0..m).rev() {
            longest[i * (m + 1) + j] = if equal(i, j) {
                longest[(i + 1) * (m + 1) + j + 1] + 1
            } else {
                longest[(i + 1) * (m + 1) + j].max(longest[i * (m + 1) + j + 1])
            };
        }
    }
    let (mut i, mut j, mut matched) = (0, 0, Vec::new());
    while i < n && j < m {
        if equal(i, j) {
            matched.push((i, j));
            i += 1;
            j += 1;
        } else if longest[(i + 1) * (m + 1) + j] >= longest[i * (m + 1) + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    matched
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
        if (i > x || j > y) && (!at_edge || (i > x && j > y)) && (tells(a, one, &(x..i)) || tells(b, other, &(y..j))) {
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
        .map(|(x, y)| Fact {
            kind: "quotation",
            change: "altered",
            severity: severity(a, one, x).max(severity(b, other, y)),
            original: stretch(a, one, x),
            piece: stretch(b, other, y),
        })
        .collect()
}

/// Tells whether a changed word says anything: an article more or less does not.
fn tells(told: Told<'_>, words: &[usize], range: &Range<usize>) -> bool {
    words[range.clone()].iter().any(|word| told.text.words[*word].weight >= 1.2 || rank(told.text.words[*word].key) > 1)
}

fn severity(told: Told<'_>, words: &[usize], range: &Range<usize>) -> u8 {
    words[range.clone()]
        .iter()
        .map(|word| {
            if told.text.words[*word].numeric {
                3
            } else {
                rank(told.text.words[*word].key).max(if told.text.words[*word].weight >= 1.2 { 2 } else { 1 })
            }
        })
        .max()
        .unwrap_or(1)
}

/// Negations, pronouns and modals change what was said: they rank highest.
fn rank(key: u64) -> u8 {
    const TELLING: &str = "not no never nobody nothing none neither nor without cannot can't won't don't didn't doesn't isn't wasn't aren't weren't wouldn't couldn't shouldn't haven't hasn't hadn't i we you he she they me us him them my our your his their must may might can could should would will shall";
    static RANKS: std::sync::OnceLock<HashMap<u64, u8>> = std::sync::OnceLock::new();
    RANKS.get_or_init(|| TELLING.split(' ').map(|word| (hash::bytes(word.as_bytes()), 3)).collect()).get(&key).copied().unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::Outline;
    use crate::clean::clean_text;

    fn of(a: &str, b: &str) -> Vec<(String, String, u8)> {
        let (x, y) = (clean_text(a), clean_text(b));
        let (one, two) = (Outline::of(&x), Outline::of(&y));
        let (a_told, b_told) = (Told { text: &x, outline: &one }, Told { text: &y, outline: &two });
        altered(a_told, b_told, &crate::trace::trace(a_told, b_told))
            .into_iter()
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
    fn other_quotations_are_not_compared() {
        assert_eq!(of("“We left the harbour at noon.”", "“It was a bad day for the fishermen of Halden.”"), []);
    }
}
