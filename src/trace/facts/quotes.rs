//! Which quotations of the original the piece quotes in other words.

use std::collections::HashMap;
use std::ops::Range;

use super::Fact;
use crate::clean::quotations::Quotation;
use crate::hash;
use crate::trace::Told;

/// Shorter quotations ("historic") are matched by nothing.
const FEWEST_WORDS: usize = 4;
/// Two quotations that share less than this of the shorter one, in order, are two quotations.
const LEAST_SHARED: f64 = 0.5;
/// Words of context on each side of a change.
const CONTEXT: usize = 2;

/// Lists the quotations whose words changed.
pub(super) fn altered(original: Told<'_>, piece: Told<'_>) -> Vec<Fact> {
    let wordy = |told: Told<'_>| -> Vec<(usize, Vec<usize>)> {
        told.text
            .quotations
            .iter()
            .enumerate()
            .filter(|(_, quotation)| quotation.len() >= FEWEST_WORDS)
            .map(|(at, quotation)| (at, words(quotation)))
            .collect()
    };
    let (ours, theirs) = (wordy(original), wordy(piece));
    let mut possible: Vec<(f64, usize, usize, Vec<(usize, usize)>)> = Vec::new();
    for (i, (_, one)) in ours.iter().enumerate() {
        for (j, (_, other)) in theirs.iter().enumerate() {
            let matched = common(original, one, piece, other);
            #[expect(clippy::cast_precision_loss, reason = "counts of words")]
            let share = matched.len() as f64 / one.len().min(other.len()) as f64;
            if share >= LEAST_SHARED {
                possible.push((share, i, j, matched));
            }
        }
    }
    possible.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    let mut facts = Vec::new();
    let mut answered = vec![false; theirs.len()];
    for (_, i, j, matched) in possible {
        if std::mem::replace(&mut answered[j], true) {
            continue;
        }
        facts.extend(compare(original, &ours[i].1, piece, &theirs[j].1, &matched));
    }
    facts
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
        let (from, to) = (range.start.saturating_sub(CONTEXT), (range.end + CONTEXT).min(words.len()));
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
        altered(Told { text: &x, outline: &one }, Told { text: &y, outline: &two })
            .into_iter()
            .map(|fact| {
                (fact.original.map_or("", |span| span.of(a)).to_owned(), fact.piece.map_or("", |span| span.of(b)).to_owned(), fact.severity)
            })
            .collect()
    }

    #[test]
    fn a_changed_word_is_shown_with_its_neighbours() {
        assert_eq!(
            of(
                "“Using harbour charges here is not so uncommon,” he said.",
                "“Using harbour fees here is not so uncommon,” he said."
            ),
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
