//! What two pieces have in common, as numbers: the input of the model and the ground of the reasons.

use super::Profile;
use super::unquoted::Unquoted;
use crate::align::{Alignment, Outline};

/// How many numbers describe a pair.
pub const COUNT: usize = 10;

/// Their names, in the order of [`Features::values`].
pub const NAMES: [&str; COUNT] =
    ["cosine", "rare_runs", "long_runs", "aligned_shorter", "link_similarity", "wording", "order", "in_step", "quotations", "credit"];

/// The description of a pair.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Features {
    /// One value a name, each about 0 to 1.
    pub values: [f64; COUNT],
    /// Shares of each piece's words in linked sentences.
    pub aligned: (f64, f64),
    /// Shares of the words of each piece's first sentences that stand in linked ones.
    pub lead: (f64, f64),
    /// Shares of each piece's words in shared runs.
    pub in_runs: (f64, f64),
    /// All that both tell is one foot under two texts: a footer that no folder has shown to be one.
    pub foot_only: bool,
    /// Linked sentences.
    pub links: usize,
    /// Unquoted shared runs of six words or more.
    pub long_runs: usize,
    /// The longest shared run outside quotations, in words.
    pub longest_run: usize,
    /// Standard deviations by which the order of the linked sentences agrees more than chance.
    pub order: f64,
    /// Words of quotations that both share.
    pub quoted_words: usize,
    /// Shares of the names and of the numbers of the piece with fewer that the other has too.
    pub names: f64,
    /// See `names`.
    pub numbers: f64,
}

/// What is new stands in so many first sentences.
const LEAD: usize = 4;

/// Describes a pair; `turned` tells that the caller swapped it, so that what is said of each side is swapped back.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts of words and sentences")]
pub fn features(a: &Profile, b: &Profile, cosine: f64, alignment: &Alignment, turned: bool) -> Features {
    let (words_a, words_b) = (a.words().max(1) as f64, b.words().max(1) as f64);
    let shorter = words_a.min(words_b).sqrt();
    let unquoted = Unquoted::of(a, b, alignment);
    let long_runs = unquoted.runs.iter().filter(|run| run.words >= 6).count();
    let longest_run = unquoted.runs.iter().map(|run| run.words).max().unwrap_or(0);
    let (of_a, of_b) = linked(alignment);
    let aligned = (told(&a.outline, &of_a, None), told(&b.outline, &of_b, None));
    let lead = (told(&a.outline, &of_a, Some(LEAD)), told(&b.outline, &of_b, Some(LEAD)));
    let run_words: usize = alignment.runs.iter().map(|run| run.words).sum();
    let in_runs_words = run_words as f64;
    let order = order(alignment);
    let quoted_words = run_words - unquoted.runs.iter().map(|run| run.words).sum::<usize>();
    let quoted = |profile: &Profile| profile.outline.quoted.iter().filter(|quoted| **quoted).count();
    let quoted_fewer = quoted(a).min(quoted(b));
    let names = share(&a.names, &b.names);
    let numbers = share(&a.numbers, &b.numbers);
    let similarity: f64 = alignment.links.iter().map(|link| f64::from(link.similarity)).sum();
    let values = [
        cosine,
        (unquoted.rare_runs() * 2.0 / shorter).ln_1p() / 4.0,
        (long_runs as f64 * 20.0 / shorter).ln_1p() / 3.0,
        if words_a <= words_b { aligned.0 } else { aligned.1 },
        similarity / alignment.links.len().max(1) as f64,
        unquoted.wording(),
        (order / 6.0).clamp(-0.5, 1.0),
        (unquoted.in_step() as f64).ln_1p() / 3.0,
        if quoted_fewer < 4 { 0.0 } else { (quoted_words as f64 / quoted_fewer as f64).min(1.0) },
        credit(a, b),
    ];
    let turn = |pair: (f64, f64)| if turned { (pair.1, pair.0) } else { pair };
    Features {
        values,
        aligned: turn(aligned),
        lead: turn(lead),
        in_runs: turn((in_runs_words / words_a, in_runs_words / words_b)),
        foot_only: is_foot(&a.outline, &of_a) && is_foot(&b.outline, &of_b) && alignment.links.iter().all(|link| link.similarity >= 0.999),
        links: alignment.links.len(),
        long_runs,
        longest_run,
        order,
        quoted_words,
        names,
        numbers,
    }
}

/// The lines of each piece that have a partner, sorted.
fn linked(alignment: &Alignment) -> (Vec<usize>, Vec<usize>) {
    let (mut lines_a, mut lines_b): (Vec<usize>, Vec<usize>) = alignment.links.iter().map(|link| (link.a, link.b)).unzip();
    lines_a.dedup();
    lines_b.sort_unstable();
    lines_b.dedup();
    (lines_a, lines_b)
}

/// The share of a piece's words that stand in linked lines; of its first sentences only, where so many are given.
fn told(outline: &Outline, linked: &[usize], first: Option<usize>) -> f64 {
    // A headline's scrap or a place line says nothing of what is told first.
    let fewest = if first.is_some() { 6 } else { 0 };
    let lines = (0..outline.lines.len()).filter(|line| outline.lines[*line].words.len() >= fewest).take(first.unwrap_or(usize::MAX));
    let (mut told, mut all) = (0, 0);
    for line in lines {
        let words = outline.lines[line].words.len();
        all += words;
        told += if linked.binary_search(&line).is_ok() { words } else { 0 };
    }
    told as f64 / all.max(1) as f64
}

/// A foot is at most so many words.
const FOOT: usize = 80;

/// Tells whether the linked lines are the last ones, few, and under more than themselves.
fn is_foot(outline: &Outline, linked: &[usize]) -> bool {
    let Some(first) = linked.first().copied() else { return false };
    let is_last = linked.len() == outline.lines.len() - first;
    let above = outline.lines[first].words.start;
    let below = outline.words() - above;
    is_last && first >= 2 && below <= FOOT && above > FOOT / 4
}

/// How many standard deviations the order of the links agrees more than chance would (Kendall's tau over its spread).
#[expect(clippy::cast_precision_loss, reason = "counts of sentences")]
fn order(alignment: &Alignment) -> f64 {
    let mut firsts: Vec<(usize, usize)> = alignment.links.iter().map(|link| (link.a, link.b)).collect();
    firsts.dedup_by_key(|(a, _)| *a);
    firsts.truncate(400);
    let n = firsts.len();
    if n < 3 {
        return 0.0;
    }
    let mut sum = 0_i64;
    for i in 0..n {
        for j in i + 1..n {
            sum += match firsts[j].1.cmp(&firsts[i].1) {
                std::cmp::Ordering::Greater => 1,
                std::cmp::Ordering::Less => -1,
                std::cmp::Ordering::Equal => 0,
            };
        }
    }
    let m = n as f64;
    let tau = 2.0 * sum as f64 / (m * (m - 1.0));
    tau / (2.0 * (2.0 * m + 5.0) / (9.0 * m * (m - 1.0))).sqrt()
}

/// The share of the smaller set that the larger one holds; of fewer than two nothing can be said.
#[expect(clippy::cast_precision_loss, reason = "counts of anchors")]
fn share(one: &[u64], other: &[u64]) -> f64 {
    let fewer = one.len().min(other.len());
    if fewer < 2 {
        return 0.3;
    }
    in_both(one, other) as f64 / fewer as f64
}

/// Counts the keys of one sorted list that the other holds too.
pub(super) fn in_both<K: Ord>(one: &[K], other: &[K]) -> usize {
    one.iter().filter(|key| other.binary_search(key).is_ok()).count()
}

/// 1 when one credits the other's outlet; when both credit one outlet, 0.5 and a quarter for each that does so firmly; else 0.
fn credit(a: &Profile, b: &Profile) -> f64 {
    let others = a.outlet != b.outlet;
    let names = |from: &Profile, outlet: &Option<String>| outlet.as_ref().filter(|_| others).is_some_and(|outlet| from.credits(outlet));
    if names(a, &b.outlet) || names(b, &a.outlet) {
        return 1.0;
    }
    a.shared_credits(b).map(|(_, firm)| 0.5 + 0.25 * f64::from(firm)).fold(0.0, f64::max)
}
