//! What became of each word inside a group of sentences that answer each other.
//!
//! An alignment of the words by stems (longest common subsequence, rare words first), then, of what it leaves, words that moved. A word
//! is *kept* in a run of four matched words or more (three, if two of them are not function words); matched outside such runs it is
//! *reworded*, and so is what stands in a gap that is open on both sides, up to twice the shorter side and three words. Numbers, names
//! and quoted words that face different ones are *altered*. The rest is dropped, or added.

use std::ops::Range;

use super::{Fate, Told};
use crate::align::Run;
use crate::clean::numbers::{Hedge, Number, Unit};

/// A fact of the original that faces another one in the piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faced {
    /// What the facts are.
    pub kind: Kind,
    /// Words of the original's clean text.
    pub original: Range<usize>,
    /// Words of the piece's clean text.
    pub piece: Range<usize>,
}

impl Faced {
    pub(super) fn swapped(self) -> Self {
        Self { kind: self.kind, original: self.piece, piece: self.original }
    }
}

/// What two facing facts are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Other values.
    Number,
    /// The same value, rounded.
    Rounded,
    /// Another day or year.
    Date,
    /// Other names in the same place.
    Name,
    /// A doubt that only one side has.
    Hedge,
    /// A negation that only one side has.
    Negation,
    /// A source that only one side names.
    Source,
}

/// Groups with more cells than this are compared by runs only: a table of 4 M cells takes 20 MB and some milliseconds.
const MOST_CELLS: usize = 4_000_000;

/// One side of a group: positions among the story's words.
pub(super) struct Half<'a> {
    pub told: Told<'a>,
    pub at: Vec<usize>,
}

impl<'a> Half<'a> {
    fn of(told: Told<'a>, lines: &[usize]) -> Self {
        Self { told, at: lines.iter().flat_map(|line| told.outline.lines[*line].words.clone()).collect() }
    }

    pub(super) fn word(&self, i: usize) -> &crate::clean::words::Word {
        &self.told.text.words[self.told.outline.words[self.at[i]] as usize]
    }

    /// The word of the clean text at a place of this group.
    pub(super) fn place(&self, i: usize) -> usize {
        self.told.outline.words[self.at[i]] as usize
    }

    pub(super) fn is_quoted(&self, i: usize) -> bool {
        self.told.text.quoted[self.place(i)]
    }

    /// The place of a word of the clean text in this group.
    pub(super) fn find(&self, word: usize) -> Option<usize> {
        let story = self.told.outline.words.binary_search(&u32::try_from(word).ok()?).ok()?;
        self.at.binary_search(&story).ok()
    }
}

/// Gives every word of a group its fate; returns the facts that face others.
pub(super) fn edit(
    a: Told<'_>,
    b: Told<'_>,
    lines_a: &[usize],
    lines_b: &[usize],
    runs: &[Run],
    fates: &mut (Vec<Fate>, Vec<Fate>),
) -> Vec<Faced> {
    let (one, two) = (Half::of(a, lines_a), Half::of(b, lines_b));
    let path = path(&one, &two);
    let mut of_one: Vec<Option<Fate>> = vec![None; one.at.len()];
    let mut of_two: Vec<Option<Fate>> = vec![None; two.at.len()];
    keep_runs(&one, &two, &path, &mut of_one, &mut of_two);
    keep_whole_lines(&one, &two, lines_a, lines_b, &mut of_one, &mut of_two);
    keep_moved_runs(&one, &two, runs, &mut of_one, &mut of_two);
    for (i, j) in &path {
        of_one[*i].get_or_insert(Fate::Reworded);
        of_two[*j].get_or_insert(Fate::Reworded);
    }
    match_moved_words(&one, &two, &mut of_one, &mut of_two);
    let mut faced = numbers(&one, &two, &path);
    faced.extend(super::claims::claims(&one, &two, &path));
    let bounds: Vec<(usize, usize)> = path.iter().copied().chain([(one.at.len(), two.at.len())]).collect();
    let mut from = (0, 0);
    for (i, j) in bounds {
        let inner = i > 0 && j > 0 && i < one.at.len() && j < two.at.len() && from != (0, 0);
        gap(&one, &two, from.0..i, from.1..j, inner, &mut of_one, &mut of_two, &mut faced);
        from = (i + 1, j + 1);
    }
    // One change may be found in two ways.
    let mut known = Vec::new();
    faced.retain(|fact| {
        let places = (fact.original.start, fact.piece.start);
        let first = !known.contains(&places);
        known.push(places);
        first
    });
    for fact in faced.iter().filter(|fact| fact.kind != Kind::Rounded) {
        fact.original.clone().filter_map(|word| one.find(word)).for_each(|i| of_one[i] = Some(Fate::Altered));
        fact.piece.clone().filter_map(|word| two.find(word)).for_each(|j| of_two[j] = Some(Fate::Altered));
    }
    one.at.iter().zip(&of_one).for_each(|(at, fate)| fates.0[*at] = fate.unwrap_or(Fate::Dropped));
    two.at.iter().zip(&of_two).for_each(|(at, fate)| fates.1[*at] = fate.unwrap_or(Fate::Added));
    faced
}

/// The best monotone matching of two lists of words: equal words before equal stems, rare before common, neighbours before strays.
fn path(one: &Half<'_>, two: &Half<'_>) -> Vec<(usize, usize)> {
    let (n, m) = (one.at.len(), two.at.len());
    if n * m > MOST_CELLS {
        return Vec::new();
    }
    let score = |i: usize, j: usize| {
        let (x, y) = (one.word(i), two.word(j));
        if x.stem != y.stem {
            return 0.0;
        }
        let follows = i > 0 && j > 0 && one.word(i - 1).key == two.word(j - 1).key;
        let leads = i + 1 < n && j + 1 < m && one.word(i + 1).key == two.word(j + 1).key;
        let base: f32 = if x.key == y.key { 0.5 } else { 0.3 };
        // A function word by itself ("the" here, "the" there) says nothing.
        base + x.weight * 0.12 + if follows { 0.35 } else { 0.0 } + if leads { 0.35 } else { 0.0 }
            - if x.weight < 1.0 && !follows && !leads { 0.45 } else { 0.0 }
    };
    let mut best = vec![0.0_f32; (n + 1) * (m + 1)];
    for i in (0..n).rev() {
        for j in (0..m).rev() {
            let here = score(i, j);
            let mut most = best[(i + 1) * (m + 1) + j].max(best[i * (m + 1) + j + 1]);
            if here > 0.0 {
                most = most.max(here + best[(i + 1) * (m + 1) + j + 1]);
            }
            best[i * (m + 1) + j] = most;
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut path = Vec::new();
    while i < n && j < m {
        let here = score(i, j);
        let most = best[i * (m + 1) + j];
        if here > 0.0 && (here + best[(i + 1) * (m + 1) + j + 1] - most).abs() < 1e-4 {
            path.push((i, j));
            i += 1;
            j += 1;
        } else if best[(i + 1) * (m + 1) + j] >= best[i * (m + 1) + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    path
}

fn is_run(words: usize, content: usize) -> bool {
    words >= 4 || words == 3 && content >= 2
}

/// Marks runs of equal words along the path as kept.
fn keep_runs(one: &Half<'_>, two: &Half<'_>, path: &[(usize, usize)], of_one: &mut [Option<Fate>], of_two: &mut [Option<Fate>]) {
    let same = |pair: &(usize, usize)| one.word(pair.0).key == two.word(pair.1).key;
    for run in path.chunk_by(|x, y| x.0 + 1 == y.0 && x.1 + 1 == y.1 && same(x) && same(y)) {
        let content = run.iter().filter(|(i, _)| one.word(*i).weight >= 2.0).count();
        if same(&run[0]) && is_run(run.len(), content) {
            for (i, j) in run {
                of_one[*i] = Some(Fate::Kept);
                of_two[*j] = Some(Fate::Kept);
            }
        }
    }
}

/// Equal sentences are kept however short they are.
fn keep_whole_lines(
    one: &Half<'_>,
    two: &Half<'_>,
    lines_a: &[usize],
    lines_b: &[usize],
    of_one: &mut [Option<Fate>],
    of_two: &mut [Option<Fate>],
) {
    for a in lines_a {
        for b in lines_b {
            let (x, y) = (&one.told.outline.lines[*a], &two.told.outline.lines[*b]);
            if x.whole == y.whole && x.words.len() == y.words.len() {
                one.at.iter().zip(of_one.iter_mut()).filter(|(at, _)| x.words.contains(at)).for_each(|(_, fate)| *fate = Some(Fate::Kept));
                two.at.iter().zip(of_two.iter_mut()).filter(|(at, _)| y.words.contains(at)).for_each(|(_, fate)| *fate = Some(Fate::Kept));
            }
        }
    }
}

/// Marks runs that moved inside the group as kept.
fn keep_moved_runs(one: &Half<'_>, two: &Half<'_>, runs: &[Run], of_one: &mut [Option<Fate>], of_two: &mut [Option<Fate>]) {
    // Runs stand in the order of the first piece: only those that reach into the group's lines matter.
    let (first, last) = (one.at.first().copied().unwrap_or(0), one.at.last().copied().unwrap_or(0));
    let reaching = runs.partition_point(|run| run.a + run.words <= first)..runs.partition_point(|run| run.a <= last);
    for run in &runs[reaching.start..reaching.end.max(reaching.start)] {
        let mut places: Vec<(usize, usize)> = Vec::new();
        for offset in 0..run.words {
            if let (Ok(i), Ok(j)) = (one.at.binary_search(&(run.a + offset)), two.at.binary_search(&(run.b + offset)))
                && of_one[i].is_none()
                && of_two[j].is_none()
            {
                places.push((i, j));
            }
        }
        for stretch in places.chunk_by(|x, y| x.0 + 1 == y.0 && x.1 + 1 == y.1) {
            let content = stretch.iter().filter(|(i, _)| one.word(*i).weight >= 2.0).count();
            if is_run(stretch.len(), content) {
                for (i, j) in stretch {
                    of_one[*i] = Some(Fate::Kept);
                    of_two[*j] = Some(Fate::Kept);
                }
            }
        }
    }
}

/// Words that stand on both sides in another order are reworded, not dropped and added.
fn match_moved_words(one: &Half<'_>, two: &Half<'_>, of_one: &mut [Option<Fate>], of_two: &mut [Option<Fate>]) {
    let mut free: Vec<(u32, usize)> =
        (0..two.at.len()).filter(|j| of_two[*j].is_none() && two.word(*j).weight >= 1.6).map(|j| (two.word(j).stem, j)).collect();
    free.sort_unstable();
    for (i, own) in of_one.iter_mut().enumerate() {
        if own.is_some() || one.word(i).weight < 1.6 {
            continue;
        }
        let from = free.partition_point(|(stem, _)| *stem < one.word(i).stem);
        if let Some((_, j)) = free[from..].iter().take_while(|(stem, _)| *stem == one.word(i).stem).find(|(_, j)| of_two[*j].is_none()) {
            *own = Some(Fate::Reworded);
            of_two[*j] = Some(Fate::Reworded);
        }
    }
}

/// Settles a gap between two matched words.
#[expect(clippy::too_many_arguments, reason = "both sides of everything")]
fn gap(
    one: &Half<'_>,
    two: &Half<'_>,
    x: Range<usize>,
    y: Range<usize>,
    inner: bool,
    of_one: &mut [Option<Fate>],
    of_two: &mut [Option<Fate>],
    faced: &mut Vec<Faced>,
) {
    let left: Vec<usize> = x.filter(|i| of_one[*i].is_none()).collect();
    let right: Vec<usize> = y.filter(|j| of_two[*j].is_none()).collect();
    if left.is_empty() || right.is_empty() {
        return;
    }
    let words = |half: &Half<'_>, places: &[usize]| -> Vec<usize> {
        places.iter().map(|i| half.told.outline.words[half.at[*i]] as usize).collect()
    };
    let (words_one, words_two) = (words(one, &left), words(two, &right));
    if inner
        && left.len() <= 4
        && right.len() <= 4
        && let Some(fact) = names(one, two, &words_one, &words_two)
    {
        faced.push(fact);
    }
    let quoted = words_one.iter().all(|word| one.told.text.quoted[*word]) && words_two.iter().all(|word| two.told.text.quoted[*word]);
    let weighty = |half: &Half<'_>, places: &[usize]| places.iter().any(|i| half.word(*i).weight >= 1.0);
    let fate = if quoted && inner && (weighty(one, &left) || weighty(two, &right)) { Fate::Altered } else { Fate::Reworded };
    let most = 2 * left.len().min(right.len()) + 3;
    left.iter().take(most).for_each(|i| of_one[*i] = Some(fate));
    right.iter().take(most).for_each(|j| of_two[*j] = Some(fate));
}

/// Two names in the same place that are not the same: every word on both sides is part of a name.
fn names(one: &Half<'_>, two: &Half<'_>, x: &[usize], y: &[usize]) -> Option<Faced> {
    let named = |half: &Half<'_>, words: &[usize]| words.iter().all(|word| half.told.text.names.iter().any(|name| name.contains(word)));
    let stem = |half: &Half<'_>, word: usize| half.told.text.words[word].stem;
    let elsewhere = |half: &Half<'_>, stem: u32| half.told.text.words.iter().any(|word| word.stem == stem && word.capital);
    let consecutive = |words: &[usize]| words.windows(2).all(|pair| pair[0] + 1 == pair[1]);
    let figure = |half: &Half<'_>, words: &[usize]| words.iter().any(|word| half.told.text.words[*word].numeric);
    if !named(one, x) || !named(two, y) || !consecutive(x) || !consecutive(y) || figure(one, x) || figure(two, y) {
        return None;
    }
    // A name that the other piece has elsewhere was moved or swapped for a description, not changed.
    if x.iter().any(|word| elsewhere(two, stem(one, *word))) || y.iter().any(|word| elsewhere(one, stem(two, *word))) {
        return None;
    }
    Some(Faced { kind: Kind::Name, original: x[0]..x[x.len() - 1] + 1, piece: y[0]..y[y.len() - 1] + 1 })
}

/// Pairs the numbers of a group that only one side has: in the same gap, or among the same words.
fn numbers(one: &Half<'_>, two: &Half<'_>, path: &[(usize, usize)]) -> Vec<Faced> {
    let own = |half: &Half<'_>| -> Vec<(usize, Number)> {
        half.told.text.numbers.iter().filter_map(|number| half.find(number.words.start).map(|at| (at, number.clone()))).collect()
    };
    let (all_one, all_two) = (own(one), own(two));
    let has = |list: &[(usize, Number)], number: &Number| list.iter().any(|(_, other)| same_value(number, other));
    let left: Vec<&(usize, Number)> = all_one.iter().filter(|(_, number)| !has(&all_two, number)).collect();
    let mut right: Vec<&(usize, Number)> = all_two.iter().filter(|(_, number)| !has(&all_one, number)).collect();
    let gap_one = |i: usize| path.partition_point(|(x, _)| *x < i);
    let gap_two = |j: usize| path.partition_point(|(_, y)| *y < j);
    let mut faced = Vec::new();
    for (i, number) in left {
        let close = |(j, value): &(usize, Number)| {
            let here = gap_one(*i) == gap_two(*j);
            let beside = neighbours(one, *i, number.words.len(), two, *j, value.words.len());
            // A number that the other piece has elsewhere may only have moved: then its neighbours on both sides must be the same.
            let moved = told(two, number) || told(one, value);
            // Days and years stand among the same words without being the same date: one neighbour must be the same.
            let calendar = matches!(number.unit, Unit::Day | Unit::Year);
            class(value.unit) == class(number.unit)
                && !(is_metres(one, number, value) || is_metres(two, value, number))
                && match (moved, calendar) {
                    (true, _) => here && beside == (true, true),
                    (false, true) => here && (beside.0 || beside.1),
                    (false, false) => here || context(one, *i, two, *j) >= 2,
                }
        };
        if let Some(at) = right.iter().position(|other| close(other)) {
            let (_, other) = right.remove(at);
            let kind = match number.unit {
                Unit::Day | Unit::Year => Kind::Date,
                _ if is_rounded(number, other) => Kind::Rounded,
                _ => Kind::Number,
            };
            faced.push(Faced { kind, original: number.words.clone(), piece: other.words.clone() });
        }
    }
    faced
}

/// Tells whether "340 m", read as millions, is another piece's 340 (metres).
fn is_metres(half: &Half<'_>, number: &Number, other: &Number) -> bool {
    let last = &half.told.text.words[number.words.end - 1];
    let short = last.span.len() == 1 || last.numeric && last.span.len() <= 6;
    short && (number.value - other.value * 1e6).abs() < 1.0
}

/// Tells whether a piece has a number's value anywhere.
fn told(half: &Half<'_>, number: &Number) -> bool {
    half.told.text.numbers.iter().any(|other| same_value(number, other))
}

/// Tells whether the words right before, and right after, two numbers are the same.
fn neighbours(one: &Half<'_>, i: usize, words_one: usize, two: &Half<'_>, j: usize, words_two: usize) -> (bool, bool) {
    let opens =
        |half: &Half<'_>, at: usize| at == 0 || half.told.outline.line_of[half.at[at - 1]] != half.told.outline.line_of[half.at[at]];
    let same = |x: Option<usize>, y: Option<usize>| match (x, y) {
        (Some(x), Some(y)) => x < one.at.len() && y < two.at.len() && one.word(x).stem == two.word(y).stem,
        _ => false,
    };
    (opens(one, i) && opens(two, j) || same(i.checked_sub(1), j.checked_sub(1)), same(Some(i + words_one), Some(j + words_two)))
}

fn same_value(one: &Number, other: &Number) -> bool {
    (one.value - other.value).abs() <= f64::EPSILON * one.value.abs().max(1.0) && class(one.unit) == class(other.unit)
}

/// Units within which numbers may face each other.
fn class(unit: Unit) -> u8 {
    match unit {
        Unit::Plain | Unit::Rank => 0,
        Unit::Percent => 1,
        Unit::Money(_) => 2,
        Unit::Day => 3,
        Unit::Year => 4,
    }
}

/// "1,987" and "nearly 2,000": within 5 %, with fewer digits; with a hedge within 8 % ("212", "more than 200").
fn is_rounded(one: &Number, other: &Number) -> bool {
    let hedged = one.hedge != Hedge::None || other.hedge != Hedge::None;
    let near = (one.value - other.value).abs() <= if hedged { 0.08 } else { 0.05 } * one.value.abs().max(other.value.abs());
    let digits = |value: f64| format!("{value}").trim_end_matches('0').chars().filter(char::is_ascii_digit).count();
    near && (digits(one.value) != digits(other.value)) && (hedged || one.value.abs() >= 100.0)
}

/// Counts the weighty stems that stand within six words of both places; names do not tell what a number counts.
pub(super) fn context(one: &Half<'_>, i: usize, two: &Half<'_>, j: usize) -> usize {
    let around = |half: &Half<'_>, at: usize| -> Vec<u32> {
        (at.saturating_sub(6)..(at + 7).min(half.at.len()))
            .filter(|k| *k != at && half.word(*k).weight >= 2.5 && !half.word(*k).numeric && !half.word(*k).capital)
            .map(|k| half.word(k).stem)
            .collect()
    };
    let mut others = around(two, j);
    others.sort_unstable();
    others.dedup();
    let mut own = around(one, i);
    own.sort_unstable();
    own.dedup();
    own.iter().filter(|stem| others.binary_search(stem).is_ok()).count()
}
