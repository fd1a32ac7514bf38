//! What became of the quotations: exact, trimmed, altered, without marks, with new ones, gone.
//!
//! O(quotations of one piece x the other's), and O(words of one x the other) for two that may be one: with hundreds in both pieces only
//! the likest of them.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

use super::lists::{self, Part};
use super::{Change, Fact, Kind, WEIGHTY, speakers};
use crate::article::Span;
use crate::clean::quotations::Quotation;
use crate::clean::words::Word;
use crate::trace::{Side, Told, Trace, in_both, sentence_at};

/// Shorter quotations ("historic") are matched by nothing.
const FEWEST_WORDS: usize = 4;
/// Two quotations that share less than this of the shorter one, in order, are two quotations.
const LEAST_SHARED: f64 = 0.5;
/// Two quotations in sentences that answer each other may share so little of their weighty stems and still be one.
const LEAST_STEMS: f64 = 0.35;
/// From this share of its weighty stems on, a quotation is told without marks.
const INDIRECT: f64 = 0.6;
/// From this share of its words on, in order, a new quotation is the original's own text.
const MARKED: f64 = 0.7;
/// What two quotations share reaches over so many times the words of the shorter one, or they are two that use the same words.
const SCATTERED: usize = 3;
/// A further answer shares so much of its words with the quotation.
const SPLIT: f64 = 0.8;
/// So many words more at an end are a slip; more of them are what the original left out.
const LONGER: usize = 2;
/// Words of context on each side of a change.
const CONTEXT: usize = 2;

/// How a quotation of the original may answer one of the piece.
struct Answer {
    share: f64,
    ours: usize,
    theirs: usize,
    matched: Vec<(usize, usize)>,
}

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

/// Two pieces with more pairs of quotations than this (500 in each) are full of quotations of one kind, and only so many of the likest by
/// their words are compared word by word with each, beside those in sentences that answer it.
const MOST_PAIRS: usize = 250_000;
const MOST_ALIKE: usize = 32;

/// Pairs the quotations that may be one, the likest first.
fn answers(original: Told<'_>, ours: &[Vec<usize>], piece: Told<'_>, theirs: &[Vec<usize>], trace: &Trace) -> Vec<Answer> {
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
fn is_telling(a: Told<'_>, one: &[usize], b: Told<'_>, other: &[usize], matched: &[(usize, usize)]) -> bool {
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
pub(super) fn sentence(told: Told<'_>, word: usize) -> usize {
    sentence_at(told, word).min(told.text.sentences.len().saturating_sub(1))
}

/// The share of the weighty stems of the quotation with fewer that both have; 0 where there are hardly any.
fn common_stems(a: Told<'_>, one: &[usize], b: Told<'_>, other: &[usize]) -> f64 {
    let (x, y) = (weighty_stems(a, one), weighty_stems(b, other));
    if x.len().min(y.len()) < 3 { 0.0 } else { x.intersection(&y).count() as f64 / x.len().min(y.len()) as f64 }
}

fn weighty_stems(told: Told<'_>, words: &[usize]) -> BTreeSet<u32> {
    words.iter().map(|word| &told.text.words[*word]).filter(|word| word.weight >= WEIGHTY).map(|word| word.stem).collect()
}

/// The first part of a quotation, whole.
pub(super) fn whole(told: Told<'_>, words: &[usize]) -> Option<Span> {
    let end = words.windows(2).position(|pair| pair[0] + 1 != pair[1]).map_or(words.len(), |at| at + 1);
    (end > 0).then(|| told.text.span(&(words[0]..words[end - 1] + 1)))
}

fn words(quotation: &Quotation) -> Vec<usize> {
    quotation.words().collect()
}

/// Quotations with more pairs of words than this (1,000 by 1,000) are compared from both ends to where they first differ.
const MOST_CELLS: usize = 1_000_000;

fn is_endless(one: &[usize], other: &[usize]) -> bool {
    one.len() * other.len() > MOST_CELLS
}

/// The words that two quotations have in common, in order: the longest such list, but for endless ones.
fn common(a: Told<'_>, one: &[usize], b: Told<'_>, other: &[usize]) -> Vec<(usize, usize)> {
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
