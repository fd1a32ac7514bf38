//! Sentences that answer each other, and which of their words match.
//!
//! The matching is the best monotone one by stems: equal words before equal stems, rare before common, neighbours before strays. What
//! it leaves out lies in gaps between matched words, and a gap is where a fact can have changed. O(words of one side x the other's).

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::{Range, RangeInclusive};

use super::Told;
use crate::clean::background::StemId;
use crate::clean::numbers::Number;
use crate::clean::words::Word;

/// Groups with more cells than this are compared by runs only, and no facts are looked for in them: a table of 4 M cells takes 20 MB and some
/// milliseconds, and 40,000 figures in one sentence took 20 s.
const MOST_CELLS: usize = 4_000_000;
/// The start and the end of both halves hold a gap as well as so many matched words.
const EDGE: usize = 2;

/// A whole piece in which words are looked up.
pub(super) struct Whole<'a> {
    pub told: Told<'a>,
    /// Its words by stem, then place; listed when the first one is asked for.
    by_stem: OnceCell<Vec<(StemId, usize)>>,
    /// Its numbers by value; listed when the first one is asked for.
    by_value: OnceCell<Vec<usize>>,
}

impl<'a> Whole<'a> {
    pub fn of(told: Told<'a>) -> Self {
        Self { told, by_stem: OnceCell::new(), by_value: OnceCell::new() }
    }

    /// Walks over the words of the clean text that have a stem. O(log words) for each.
    pub fn with(&self, stem: StemId) -> impl Iterator<Item = usize> + '_ {
        let all = self.by_stem.get_or_init(|| {
            let mut all: Vec<(StemId, usize)> = self.told.text.words.iter().map(|word| word.stem).zip(0..).collect();
            all.sort_unstable();
            all
        });
        all[all.partition_point(|(known, _)| *known < stem)..].iter().take_while(move |(known, _)| *known == stem).map(|(_, at)| *at)
    }

    /// Walks over the numbers from one value to another. O(log numbers), and one step for each.
    pub fn numbers(&self, values: RangeInclusive<f64>) -> impl Iterator<Item = &Number> {
        let numbers = &self.told.text.numbers;
        let all = self.by_value.get_or_init(|| {
            let mut all: Vec<usize> = (0..numbers.len()).collect();
            all.sort_unstable_by(|x, y| numbers[*x].value.total_cmp(&numbers[*y].value));
            all
        });
        let from = all.partition_point(|at| numbers[*at].value < *values.start());
        all[from..].iter().map(|at| &numbers[*at]).take_while(move |number| number.value <= *values.end())
    }
}

/// One side of a group: positions among the story's words.
#[derive(Clone)]
pub(super) struct Half<'a> {
    pub told: Told<'a>,
    pub whole: &'a Whole<'a>,
    pub at: Vec<usize>,
    /// The same as positions in the clean text.
    places: Vec<usize>,
}

impl<'a> Half<'a> {
    fn of(whole: &'a Whole<'a>, lines: &[usize]) -> Self {
        let told = whole.told;
        let lines = || lines.iter().map(|line| &told.outline.lines[*line]);
        let places = lines().flat_map(|line| told.text.sentences[line.sentence].words.clone());
        Self { told, whole, at: lines().flat_map(|line| line.words.clone()).collect(), places: places.collect() }
    }

    pub fn len(&self) -> usize {
        self.at.len()
    }

    pub fn word(&self, i: usize) -> &'a Word {
        &self.told.text.words[self.places[i]]
    }

    /// The word of the clean text at a place of this group.
    pub fn place(&self, i: usize) -> usize {
        self.places[i]
    }

    /// The words of the clean text at places that follow one another; an empty range stands before the word at its start.
    pub fn places(&self, range: &Range<usize>) -> Range<usize> {
        if range.is_empty() {
            let last = || self.len().checked_sub(1).map_or(0, |last| self.place(last) + 1);
            let at = if range.start < self.len() { self.place(range.start) } else { last() };
            return at..at;
        }
        self.place(range.start)..self.place(range.end - 1) + 1
    }

    /// A word as it is written.
    pub fn written(&self, i: usize) -> Cow<'a, str> {
        self.told.written(self.place(i))
    }

    pub fn is_quoted(&self, i: usize) -> bool {
        self.told.text.quoted[self.place(i)]
    }

    pub fn is_name(&self, i: usize) -> bool {
        let (names, place) = (&self.told.text.names, self.place(i));
        names[..names.partition_point(|name| name.start <= place)].last().is_some_and(|name| name.contains(&place))
    }

    /// Tells whether a word opens its sentence.
    pub fn opens(&self, i: usize) -> bool {
        let outline = self.told.outline;
        i == 0 || outline.lines[outline.line_at(self.at[i])].words.start == self.at[i]
    }

    /// The place of a word of the clean text in this group.
    pub fn find(&self, word: usize) -> Option<usize> {
        self.places.binary_search(&word).ok()
    }
}

/// Sentences of an original and of a piece that answer each other.
pub(super) struct Group<'a> {
    pub one: Half<'a>,
    pub two: Half<'a>,
    /// Matched words, in order on both sides.
    pub path: Vec<(usize, usize)>,
    /// The share of the words of the longer side that stand on both, 0 to 1.
    pub closeness: f64,
}

/// What lies between two matched words, or before the first, or after the last: nothing on one side, or other words on each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Gap {
    pub one: Range<usize>,
    pub two: Range<usize>,
    /// How many equal words in a row stand right before it on both sides.
    pub before: usize,
    /// How many stand right after it.
    pub after: usize,
}

impl Gap {
    /// Tells whether equal words hold it from both sides, so that its two halves stand in the same place.
    pub fn is_held(&self) -> bool {
        self.before > 0 && self.after > 0 && self.before + self.after >= 3
    }
}

impl<'a> Group<'a> {
    pub fn of(a: &'a Whole<'a>, b: &'a Whole<'a>, lines_a: &[usize], lines_b: &[usize]) -> Self {
        let (one, two) = (Half::of(a, lines_a), Half::of(b, lines_b));
        let path = path(&one, &two);
        let closeness = closeness(&one, &two, &path);
        Self { one, two, path, closeness }
    }

    /// The same group from the other side.
    pub fn turned(&self) -> Self {
        let path = self.path.iter().map(|(i, j)| (*j, *i)).collect();
        Self { one: self.two.clone(), two: self.one.clone(), path, closeness: self.closeness }
    }

    /// Tells whether it is too long to be compared word by word.
    pub fn is_endless(&self) -> bool {
        is_endless(&self.one, &self.two)
    }

    /// Tells whether both sides are the same words.
    pub fn is_equal(&self) -> bool {
        self.path.len() == self.one.len() && self.path.len() == self.two.len() && self.path.iter().all(|pair| self.is_same(*pair))
    }

    /// Tells whether two matched words are one word, not only one stem.
    pub fn is_same(&self, (i, j): (usize, usize)) -> bool {
        self.one.word(i).key == self.two.word(j).key
    }

    /// The word of the second half that a word of the first is matched with.
    pub fn partner(&self, i: usize) -> Option<usize> {
        self.path.binary_search_by_key(&i, |pair| pair.0).ok().map(|at| self.path[at].1)
    }

    /// Lists the gaps in order.
    pub fn gaps(&self) -> Vec<Gap> {
        let ends = (self.one.len(), self.two.len());
        let mut gaps = Vec::new();
        let (mut from, mut run) = ((0, 0), EDGE);
        for (at, (i, j)) in self.path.iter().copied().chain([ends]).enumerate() {
            if (i > from.0 || j > from.1) && !self.is_glue(from.0..i, from.1..j) {
                gaps.push(Gap { one: from.0..i, two: from.1..j, before: run, after: self.run_from(at) });
                run = 0;
            }
            run += 1;
            from = (i + 1, j + 1);
        }
        gaps
    }

    /// Tells whether a gap holds the same letters, cut into words in another way: "in 2003", "in2003".
    fn is_glue(&self, x: Range<usize>, y: Range<usize>) -> bool {
        x.len() != y.len() && x.len().min(y.len()) > 0 && x.len().max(y.len()) <= 3 && {
            let joined = |half: &Half<'_>, range: Range<usize>| range.map(|at| half.written(at).to_lowercase()).collect::<String>();
            joined(&self.one, x) == joined(&self.two, y)
        }
    }

    /// How many matched words follow one another from a place of the path on.
    fn run_from(&self, at: usize) -> usize {
        let rest = &self.path[at..];
        let run = rest.iter().zip(0..).take_while(|((i, j), k)| (*i, *j) == (rest[0].0 + k, rest[0].1 + k)).count();
        let is_last = run == rest.len() && rest.last().is_none_or(|(i, j)| i + 1 == self.one.len() && j + 1 == self.two.len());
        run + if is_last { EDGE } else { 0 }
    }
}

fn is_endless(one: &Half<'_>, two: &Half<'_>) -> bool {
    one.len() * two.len() > MOST_CELLS
}

#[expect(clippy::cast_precision_loss, reason = "words of some sentences")]
fn closeness(one: &Half<'_>, two: &Half<'_>, path: &[(usize, usize)]) -> f64 {
    let same = path.iter().filter(|(i, j)| one.word(*i).key == two.word(*j).key).count();
    same as f64 / one.len().max(two.len()).max(1) as f64
}

/// The best monotone matching of two lists of words.
fn path(one: &Half<'_>, two: &Half<'_>) -> Vec<(usize, usize)> {
    let (n, m) = (one.at.len(), two.at.len());
    if is_endless(one, two) {
        return Vec::new();
    }
    // No word scores as high elsewhere as in its own place.
    if n == m && (0..n).all(|i| one.word(i).key == two.word(i).key) {
        return (0..n).zip(0..n).collect();
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
    let stems: Vec<StemId> = (0..m).map(|j| two.word(j).stem).collect();
    let mut best = vec![0.0_f32; (n + 1) * (m + 1)];
    for i in (0..n).rev() {
        let stem = one.word(i).stem;
        let (row, below) = best[i * (m + 1)..(i + 2) * (m + 1)].split_at_mut(m + 1);
        for j in (0..m).rev() {
            let mut most = below[j].max(row[j + 1]);
            if stem == stems[j] {
                let here = score(i, j);
                if here > 0.0 {
                    most = most.max(here + below[j + 1]);
                }
            }
            row[j] = most;
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
