//! Which quotation of the one piece is which of the other, the likest first.
//!
//! O(quotations of one piece x the other's), and O(words of one x the other) for two that may be one: with hundreds in both pieces only
//! the likest of them.

use std::collections::{BTreeSet, HashMap};

use super::WEIGHTY;
use super::quotes::sentence;
use crate::trace::{Told, Trace, in_both};

/// Two quotations that share less than this of the shorter one, in order, are two quotations.
pub(super) const LEAST_SHARED: f64 = 0.5;
/// Two quotations in sentences that answer each other may share so little of their weighty stems and still be one.
const LEAST_STEMS: f64 = 0.35;
/// What two quotations share reaches over so many times the words of the shorter one, or they are two that use the same words.
const SCATTERED: usize = 3;

/// Two pieces with more pairs of quotations than this (500 in each) are full of quotations of one kind, and only so many of the likest by
/// their words are compared word by word with each, beside those in sentences that answer it.
const MOST_PAIRS: usize = 250_000;
const MOST_ALIKE: usize = 32;

/// How a quotation of the original may answer one of the piece.
pub(super) struct Answer {
    pub share: f64,
    pub ours: usize,
    pub theirs: usize,
    pub matched: Vec<(usize, usize)>,
}

/// Pairs the quotations that may be one, the likest first.
pub(super) fn answers(original: Told<'_>, ours: &[Vec<usize>], piece: Told<'_>, theirs: &[Vec<usize>], trace: &Trace) -> Vec<Answer> {
    let (keys_one, keys_other) = (sorted_keys(original, ours), sorted_keys(piece, theirs));
    let homes: Vec<usize> = theirs.iter().map(|other| sentence(piece, other[0])).collect();
    let is_crowded = ours.len() * theirs.len() > MOST_PAIRS;
    let near = is_crowded.then(|| Near::of(&keys_other));
    let mut answers: Vec<Answer> = Vec::new();
    for (i, one) in ours.iter().enumerate() {
        let partners = &trace.original.sentences[sentence(original, one[0])].1;
        // As sets first: the order of the words is dear to compare.
        let alike = |j: usize| in_both(&keys_one[i], &keys_other[j]) as f64 / one.len().min(theirs[j].len()) as f64;
        let others = match &near {
            None => (0..theirs.len()).collect(),
            Some(near) => near.to(&keys_one[i], i * theirs.len() / ours.len(), partners, &homes),
        };
        let mut pairs: Vec<(usize, f64, bool)> = others.into_iter().map(|j| (j, alike(j), partners.contains(&homes[j]))).collect();
        pairs.retain(|(_, alike, linked)| *alike >= LEAST_SHARED || *linked);
        if is_crowded && pairs.len() > MOST_ALIKE {
            pairs.select_nth_unstable_by(MOST_ALIKE, |x, y| y.2.cmp(&x.2).then(y.1.total_cmp(&x.1)).then(x.0.cmp(&y.0)));
            pairs.truncate(MOST_ALIKE);
        }
        for (j, alike, linked) in pairs {
            let possible = alike >= LEAST_SHARED;
            let other = &theirs[j];
            let fewest = one.len().min(other.len()) as f64;
            let matched = if possible { common(original, one, piece, other) } else { Vec::new() };
            let share = if possible && is_endless(one, other) {
                // Where they differ is not known in full, and so not how much.
                alike
            } else if possible && is_telling(original, one, piece, other, &matched) {
                matched.len() as f64 / fewest
            } else {
                0.0
            };
            if share >= LEAST_SHARED || linked && common_stems(original, one, piece, other) >= LEAST_STEMS {
                answers.push(Answer { share, ours: i, theirs: j, matched });
            }
        }
    }
    answers.sort_by(|x, y| {
        // Of two quotations that hold a third, its twin comes first.
        let excess = |answer: &Answer| ours[answer.ours].len() + theirs[answer.theirs].len() - 2 * answer.matched.len();
        y.share.total_cmp(&x.share).then(excess(x).cmp(&excess(y))).then((x.ours, x.theirs).cmp(&(y.ours, y.theirs)))
    });
    answers
}

/// Where to look for the likes of a quotation among very many.
struct Near {
    /// The quotations that have a word, in order.
    holders: HashMap<u64, Vec<usize>>,
    count: usize,
}

impl Near {
    fn of(keys: &[Vec<u64>]) -> Self {
        let mut holders: HashMap<u64, Vec<usize>> = HashMap::new();
        for (at, keys) in keys.iter().enumerate() {
            for key in keys.chunk_by(|x, y| x == y) {
                holders.entry(key[0]).or_default().push(at);
            }
        }
        Self { holders, count: keys.len() }
    }

    /// Those that share a word of which there are few, those around the same place, and those in sentences that answer.
    fn to(&self, keys: &[u64], place: usize, partners: &[usize], homes: &[usize]) -> BTreeSet<usize> {
        let rare = keys.iter().filter_map(|key| self.holders.get(key)).filter(|holders| holders.len() <= MOST_ALIKE);
        let around = place.saturating_sub(MOST_ALIKE)..(place + MOST_ALIKE).min(self.count);
        let linked = partners.iter().map(|home| homes.partition_point(|at| at < home)..homes.partition_point(|at| at <= home));
        // Where a sentence is full of them those around the same place do.
        let linked = linked.filter(|range| range.len() <= MOST_ALIKE).flatten();
        rare.flatten().copied().chain(around).chain(linked).collect()
    }
}

/// Tells whether what two quotations share says something: half of the weighty words of the one that has fewer, and two of them where it has
/// as many. "The … that … and it" is in any two.
pub(super) fn is_telling(a: Told<'_>, one: &[usize], b: Told<'_>, other: &[usize], matched: &[(usize, usize)]) -> bool {
    let weighty = |told: Told<'_>, words: &[usize]| words.iter().filter(|word| told.text.words[**word].weight >= WEIGHTY).count();
    let shared = matched.iter().filter(|(i, _)| a.text.words[one[*i]].weight >= WEIGHTY).count();
    let fewest = weighty(a, one).min(weighty(b, other));
    let reach = |first: usize, last: usize| last + 1 - first;
    let compact = matched.first().zip(matched.last()).is_some_and(|(first, last)| {
        let most = SCATTERED * one.len().min(other.len());
        reach(first.0, last.0) <= most && reach(first.1, last.1) <= most
    });
    shared * 2 >= fewest && shared >= fewest.min(2) && compact
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

/// The share of the weighty stems of the quotation with fewer that both have; 0 where there are hardly any.
fn common_stems(a: Told<'_>, one: &[usize], b: Told<'_>, other: &[usize]) -> f64 {
    let (x, y) = (weighty_stems(a, one), weighty_stems(b, other));
    if x.len().min(y.len()) < 3 { 0.0 } else { x.intersection(&y).count() as f64 / x.len().min(y.len()) as f64 }
}

pub(super) fn weighty_stems(told: Told<'_>, words: &[usize]) -> BTreeSet<u32> {
    words.iter().map(|word| &told.text.words[*word]).filter(|word| word.weight >= WEIGHTY).map(|word| word.stem).collect()
}

/// Quotations with more pairs of words than this (1,000 by 1,000) are compared from both ends to where they first differ.
const MOST_CELLS: usize = 1_000_000;

fn is_endless(one: &[usize], other: &[usize]) -> bool {
    one.len() * other.len() > MOST_CELLS
}

/// The words that two quotations have in common, in order: the longest such list, but for endless ones.
pub(super) fn common(a: Told<'_>, one: &[usize], b: Told<'_>, other: &[usize]) -> Vec<(usize, usize)> {
    if !is_endless(one, other) {
        return longest_common(a, one, b, other);
    }
    let (n, m) = (one.len(), other.len());
    let equal = |i: usize, j: usize| a.text.words[one[i]].key == b.text.words[other[j]].key;
    let front = (0..n.min(m)).take_while(|at| equal(*at, *at)).count();
    let back = (0..n.min(m) - front).take_while(|at| equal(n - 1 - at, m - 1 - at)).count();
    let (x, y) = (&one[front..n - back], &other[front..m - back]);
    let inner = if is_endless(x, y) { Vec::new() } else { longest_common(a, x, b, y) };
    let inner = inner.into_iter().map(|(i, j)| (front + i, front + j));
    (0..front).map(|at| (at, at)).chain(inner).chain((0..back).rev().map(|at| (n - 1 - at, m - 1 - at))).collect()
}

/// The longest common subsequence.
fn longest_common(a: Told<'_>, one: &[usize], b: Told<'_>, other: &[usize]) -> Vec<(usize, usize)> {
    let (n, m) = (one.len(), other.len());
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
