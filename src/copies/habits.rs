//! Finds the lines that outlets print under every story: in three or more pieces that have nothing else to do with each other.
//!
//! Repetition inside one family is evidence and stays. O(lines log lines), and a bounded look at each repeated line.

use rayon::prelude::*;

use super::print::Print;
use super::sets::is_sampled;
use super::spool::Spool;
use crate::shingle::shared;

/// Two pieces could be a copy; three with nothing else in common are a habit.
const FEWEST_PIECES: usize = 3;
/// How many of a line's pieces are compared with one another.
const LOOKED_AT: usize = 12;
/// A piece that holds less than this share of its words beside a line says nothing about the line.
const LEAST_BESIDE: f64 = 0.20;
/// A line that is more than this share of most of its pieces is their story.
const MOST_OF_PIECE: f64 = 0.50;
/// Pieces that have this share of the shorter one's other words in repeated lines belong together.
const LEAST_IN_LINES: f64 = 0.30;
/// So do pieces that share this much of what stands in other lines, and two sampled shingles at least.
const LEAST_OUTSIDE: f64 = 0.05;

/// A piece in the light of its repeated lines.
struct Witness {
    /// Its repeated lines, sorted by key, with their words.
    lines: Vec<(u64, u32)>,
    /// Sampled shingles of its other lines, sorted.
    outside: Vec<u32>,
    words: u32,
}

/// A repeated line, and some of the pieces that hold it.
struct Repeated {
    pieces: Vec<u32>,
    key: u64,
}

/// Gives the keys of the lines that are habits, sorted.
pub(super) fn habits(prints: &[Print], k: usize, spool: &Spool) -> Vec<u64> {
    let mut keyed: Vec<(u64, u32)> = prints
        .par_iter()
        .enumerate()
        .flat_map_iter(|(at, print)| print.lines.iter().filter(|line| line.key != 0).map(move |line| (line.key, at)))
        .map(|(key, at)| (key, u32::try_from(at).unwrap_or(u32::MAX)))
        .collect();
    keyed.par_sort_unstable();
    keyed.dedup();
    let runs: Vec<&[(u64, u32)]> = keyed.chunk_by(|one, next| one.0 == next.0).filter(|run| run.len() >= FEWEST_PIECES).collect();
    let keys: Vec<u64> = runs.iter().map(|run| run[0].0).collect();
    let looked_at = |run: &&[(u64, u32)]| Repeated {
        pieces: run.iter().step_by(run.len().div_ceil(LOOKED_AT)).map(|(_, piece)| *piece).collect(),
        key: run[0].0,
    };
    let mut repeated: Vec<Repeated> = runs.par_iter().map(looked_at).collect();
    drop(keyed);
    let mut called: Vec<u32> = repeated.iter().flat_map(|line| line.pieces.iter().copied()).collect();
    called.par_sort_unstable();
    called.dedup();
    let witnesses: Vec<Witness> = called.par_iter().map(|piece| witness(&prints[*piece as usize], &keys, k, spool)).collect();
    let place = |piece: &u32| called.binary_search(piece).unwrap_or_default();
    // Lines of the same pieces are asked together, so that what these pieces share is counted once, however many lines they have.
    repeated.par_sort_unstable_by(|one, two| one.pieces.cmp(&two.pieces).then(one.key.cmp(&two.key)));
    let together: Vec<&[Repeated]> = repeated.chunk_by(|one, next| one.pieces == next.pieces).collect();
    let mut habits: Vec<u64> = together
        .into_par_iter()
        .flat_map_iter(|lines| {
            let asked: Vec<&Witness> = lines[0].pieces.iter().map(|piece| &witnesses[place(piece)]).collect();
            let common = Common::of(&asked);
            lines.iter().map(|line| line.key).filter(move |line| is_habit(*line, &asked, &common)).collect::<Vec<_>>()
        })
        .collect();
    habits.par_sort_unstable();
    habits
}

fn witness(print: &Print, repeated: &[u64], k: usize, spool: &Spool) -> Witness {
    let (mut lines, mut outside, mut room) = (Vec::new(), Vec::new(), Vec::new());
    let shingles = spool.all(&print.shingles, &mut room);
    // Stretches of lines that nobody repeats: shingles may cross lines inside them.
    let mut start = 0;
    let mut stretch = |from: u32, to: u32| {
        let last = (to as usize + 1).saturating_sub(k).min(shingles.len());
        let first = (from as usize).min(last);
        outside.extend(shingles[first..last].iter().copied().filter(|shingle| is_sampled(*shingle)));
    };
    for (words, key) in print.lines() {
        if repeated.binary_search(&key).is_ok() {
            lines.push((key, words.end - words.start));
            stretch(start, words.start);
            start = words.end;
        }
    }
    stretch(start, print.words());
    lines.sort_unstable();
    lines.dedup_by(|next, line| {
        let again = next.0 == line.0;
        line.1 += if again { next.1 } else { 0 };
        again
    });
    outside.sort_unstable();
    outside.dedup();
    Witness { lines, outside, words: print.words() }
}

impl Witness {
    /// Counts the words that the piece has in a line.
    fn within(&self, line: u64) -> u32 {
        self.lines.binary_search_by_key(&line, |(key, _)| *key).map_or(0, |at| self.lines[at].1)
    }

    /// Counts the words that it has beside it.
    fn beside(&self, line: u64) -> u32 {
        self.words - self.within(line)
    }
}

/// What each two of some pieces have in common: words in repeated lines, and whether enough outside them.
struct Common(Vec<(u32, bool)>);

impl Common {
    fn of(asked: &[&Witness]) -> Self {
        Self(asked.iter().enumerate().flat_map(|(at, one)| asked[..at].iter().map(|other| Self::both(one, other))).collect())
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of shingles")]
    fn both(one: &Witness, other: &Witness) -> (u32, bool) {
        let (mut i, mut j, mut in_lines) = (0, 0, 0);
        while i < one.lines.len() && j < other.lines.len() {
            let (a, b) = (one.lines[i], other.lines[j]);
            in_lines += if a.0 == b.0 { a.1.min(b.1) } else { 0 };
            i += usize::from(a.0 <= b.0);
            j += usize::from(b.0 <= a.0);
        }
        let outside = shared(&one.outside, &other.outside);
        (in_lines, outside >= 2 && outside as f64 >= LEAST_OUTSIDE * one.outside.len().min(other.outside.len()) as f64)
    }

    /// Gives what the pieces at two places have in common, the later place first.
    fn at(&self, later: usize, earlier: usize) -> (u32, bool) {
        self.0[later * (later - 1) / 2 + earlier]
    }
}

/// Tells whether the pieces that hold a line, and mostly other text, tell three stories, or two of them twice each.
fn is_habit(line: u64, asked: &[&Witness], common: &Common) -> bool {
    let share_beside = |piece: &Witness| f64::from(piece.beside(line)) / f64::from(piece.words.max(1));
    if asked.iter().filter(|piece| share_beside(piece) < MOST_OF_PIECE).count() * 2 > asked.len() {
        return false;
    }
    let heard: Vec<usize> = (0..asked.len()).filter(|at| share_beside(asked[*at]) >= LEAST_BESIDE).collect();
    let mut story: Vec<usize> = (0..asked.len()).collect();
    for (at, later) in heard.iter().enumerate() {
        for earlier in &heard[..at] {
            let (one, other) = (asked[*later], asked[*earlier]);
            let (in_lines, outside) = common.at(*later, *earlier);
            let in_others = in_lines - one.within(line).min(other.within(line));
            if outside || f64::from(in_others) >= LEAST_IN_LINES * f64::from(one.beside(line).min(other.beside(line))) {
                let (from, to) = (story[*later], story[*earlier]);
                story.iter_mut().filter(|of| **of == from).for_each(|of| *of = to);
            }
        }
    }
    let mut sizes: Vec<usize> =
        heard.iter().map(|at| heard.iter().filter(|other| story[**other] == *at).count()).filter(|size| *size > 0).collect();
    sizes.sort_unstable_by(|one, two| two.cmp(one));
    sizes.len() >= FEWEST_PIECES || sizes.get(1).is_some_and(|second| *second >= 2)
}
