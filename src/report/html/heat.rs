//! The similarity matrix -> a picture of squares: the darker, the more of one piece stands in the other.
//!
//! Rows and columns are ordered by family, so that a family is a block on the diagonal. Only pairs that tell one story or share a text are
//! drawn (short pieces about different things can share a phrase that is half of one), and only pieces that have such a pair.
//! Cells of one shade in a row are one stroke, so that the picture of 2,000 pieces stays small. What a pointer or the arrow keys are over is
//! read from a table in the page by its script; without scripts every family's block is a link with a name (the list of families is for the keyboard). O(pieces + pairs).

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use askama::Template;
use serde::Serialize;

use super::Html;
use crate::report::fit::plain;
use crate::report::{PairRow, Report};
use crate::verify::Verdict;

/// Pieces in one picture; the families come first.
const MOST_ROWS: usize = 2_000;
/// The least share that is drawn; less is chance.
const LEAST: f64 = 0.05;
/// From these shares on a cell is darker.
const SHADES: [f64; 5] = [LEAST, 0.2, 0.4, 0.6, 0.8];
/// Pairs in the table that the page's script reads: about a megabyte.
const MOST_PAIRS: usize = 40_000;
/// Rows that leave room for their names.
const MOST_NAMED: usize = 60;

/// Pixels of a cell beside a name, and of one that is seen close up.
const NAMED_CELL: usize = 22;
const CELL: usize = 8;

/// The verdicts by their numbers.
const VERDICTS: [Verdict; 7] = [
    Verdict::NotComparable,
    Verdict::Unrelated,
    Verdict::SameStory,
    Verdict::Series,
    Verdict::HeavyRewrite,
    Verdict::CloseRewrite,
    Verdict::Copy,
];

/// A family's block.
struct Block {
    name: String,
    from: usize,
    size: usize,
    href: String,
}

#[derive(Template)]
#[template(path = "heat.html")]
struct Heat {
    size: usize,
    /// Pixels of a cell, close up.
    cell: usize,
    shades: Vec<String>,
    blocks: Vec<Block>,
    names: Vec<String>,
    left_out: usize,
    too_many: usize,
    data: Html,
    threshold: f64,
}

/// What the page's script reads: rows by number.
#[derive(Serialize)]
struct Data<'a> {
    /// The id of each row's piece.
    ids: Vec<&'a str>,
    /// Where each row's piece is laid out; empty where it is not.
    at: Vec<String>,
    /// The row of the piece that each is measured against.
    base: Vec<Option<usize>>,
    /// Whether only the closest pairs are in the table.
    is_cut: bool,
    /// Two rows, the share in percent, the verdict as a number, the probability in percent.
    pairs: Vec<(usize, usize, u32, usize, f64)>,
    /// The verdicts by number.
    verdicts: [&'static str; 7],
    /// What a click on two rows that are not laid out leads to; empty where nothing does.
    beside: &'a str,
}

/// The order of rows and columns, and what is known of each row.
#[derive(Default)]
struct Rows<'a> {
    place: HashMap<&'a str, usize>,
    ids: Vec<&'a str>,
    at: Vec<String>,
    base: Vec<Option<usize>>,
    blocks: Vec<Block>,
}

impl<'a> Rows<'a> {
    /// Families one after another, behind each the other pieces that are like it; then the rest, what is alike together.
    fn of(report: &'a Report, shared: &[&'a PairRow], href: &dyn Fn(usize, Option<usize>) -> String) -> Self {
        let mut like: HashMap<&str, Vec<&str>> = HashMap::new();
        for pair in shared {
            like.entry(&pair.a).or_default().push(&pair.b);
            like.entry(&pair.b).or_default().push(&pair.a);
        }
        let members = || report.families.iter().flat_map(|family| &family.members);
        let in_family: HashSet<&str> = members().map(|member| member.piece.as_str()).collect();
        let mut rows = Self::default();
        for (number, family) in report.families.iter().enumerate() {
            let from = rows.ids.len();
            let centre = family.base();
            let centre = family.members.iter().position(|member| Some(member.piece.as_str()) == centre).map(|place| from + place);
            for (place, member) in family.members.iter().enumerate() {
                rows.put(&member.piece, href(number, Some(place)), centre.filter(|centre| *centre != from + place));
            }
            let name = format!("{}: {} pieces", family.id, family.members.len());
            rows.blocks.push(Block { name, from, size: family.members.len(), href: href(number, None) });
            for member in &family.members {
                rows.follow(&member.piece, &like, &in_family);
            }
        }
        for id in shared.iter().flat_map(|pair| [pair.a.as_str(), pair.b.as_str()]) {
            if !rows.place.contains_key(id) {
                rows.follow(id, &like, &in_family);
            }
        }
        rows
    }

    fn put(&mut self, id: &'a str, at: String, base: Option<usize>) {
        self.place.insert(id, self.ids.len());
        self.ids.push(id);
        self.at.push(at);
        self.base.push(base);
    }

    /// Adds what is like a piece, and what is like that, as far as it is in no family and not there already.
    fn follow(&mut self, id: &'a str, like: &HashMap<&str, Vec<&'a str>>, in_family: &HashSet<&str>) {
        let mut open = vec![id];
        let mut waiting = HashSet::from([id]);
        while let Some(id) = open.pop() {
            waiting.remove(id);
            if !in_family.contains(id) && !self.place.contains_key(id) {
                self.put(id, String::new(), None);
            }
            let next = like.get(id).into_iter().flatten().rev();
            let is_new = |other: &&&str| !in_family.contains(**other) && !self.place.contains_key(**other) && !waiting.contains(**other);
            let next: Vec<&str> = next.filter(is_new).copied().collect();
            waiting.extend(&next);
            open.extend(next);
        }
    }

    /// Leaves out the rows past so many; a block that is cut is none.
    fn cut(&mut self, size: usize) {
        self.ids.truncate(size);
        self.at.truncate(size);
        self.base.truncate(size);
        self.blocks.retain(|block| block.from + block.size <= size && block.size > 1);
    }
}

/// Draws the matrix of a report; nothing where no piece is like another. `href` says where a family or a member of it is laid out, `beside`
/// what lays out any two.
pub(super) fn heat(report: &Report, href: &dyn Fn(usize, Option<usize>) -> String, beside: &str) -> Option<Html> {
    let shared: Vec<&PairRow> = report.pairs.iter().filter(|pair| pair.reuse() >= LEAST).collect();
    let mut rows = Rows::of(report, &shared, href);
    let (all, size) = (rows.ids.len(), rows.ids.len().min(MOST_ROWS));
    if all == 0 {
        return None;
    }
    rows.cut(size);
    let mut pairs: Vec<(usize, usize, &PairRow)> = shared
        .iter()
        .map(|pair| (rows.place[pair.a.as_str()], rows.place[pair.b.as_str()], *pair))
        .map(|(a, b, pair)| (a.min(b), a.max(b), pair))
        .filter(|(_, b, _)| *b < size)
        .collect();
    pairs.sort_by_key(|(a, b, _)| (*a, *b));
    let shades = strokes(&pairs, size);
    let is_cut = pairs.len() > MOST_PAIRS;
    if is_cut {
        pairs.sort_by(|one, two| two.2.reuse().total_cmp(&one.2.reuse()));
        pairs.truncate(MOST_PAIRS);
    }
    let Rows { ids, at, base, blocks, .. } = rows;
    let is_named = size <= MOST_NAMED;
    let names = if is_named { ids.iter().map(|id| plain(id)).collect() } else { Vec::new() };
    let pairs = pairs.iter().map(|(a, b, pair)| (*a, *b, percent(pair.reuse()), pair.verdict as usize, round(pair.probability))).collect();
    let data = Data { is_cut, ids, at, base, pairs, verdicts: VERDICTS.map(Verdict::words), beside };
    Some(Html::of(&Heat {
        size,
        cell: if is_named { NAMED_CELL } else { CELL },
        shades,
        blocks,
        names,
        left_out: report.pieces.len().saturating_sub(all),
        too_many: all - size,
        data: Html::json(&data),
        threshold: report.settings.threshold,
    }))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 0 to 1")]
fn percent(share: f64) -> u32 {
    (100.0 * share).round() as u32
}

/// Four decimals of a probability in percent: a threshold has two.
fn round(probability: f64) -> f64 {
    (probability * 1e4).round() / 1e2
}

/// The strokes of each shade: runs of equal cells in a row are one.
fn strokes(pairs: &[(usize, usize, &PairRow)], size: usize) -> Vec<String> {
    let shade = |share: f64| SHADES.iter().rposition(|least| share >= *least).unwrap_or_default();
    let mut cells: Vec<(usize, usize, usize)> = pairs
        .iter()
        .flat_map(|(a, b, pair)| {
            let shade = shade(pair.reuse());
            [(*a, *b, shade), (*b, *a, shade)]
        })
        .chain((0..size).map(|at| (at, at, SHADES.len())))
        .collect();
    cells.sort_unstable();
    let mut strokes = vec![String::new(); SHADES.len() + 1];
    for run in cells.chunk_by(|one, next| one.0 == next.0 && one.1 + 1 == next.1 && one.2 == next.2) {
        // Text in memory takes all.
        let _ = write!(strokes[run[0].2], "M{} {}.5h{}", run[0].1, run[0].0, run.len());
    }
    strokes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::json::sample;
    use crate::verify::Verdict;

    fn drawn(report: &Report) -> String {
        heat(report, &|family, member| format!("#f{family}{}", member.map(|at| format!("-{at}")).unwrap_or_default()), "")
            .expect("pieces share")
            .to_string()
    }

    #[test]
    fn a_family_is_a_block_and_what_shares_nothing_is_left_out() {
        let mut report = sample::report();
        report.pieces.push(sample::piece("lonely.txt", None));
        let page = drawn(&report);
        assert!(page.contains("M0 0.5h1") && page.contains("href=\"#f0\"") && page.contains("\"#f0-1\""), "{page}");
        assert!(page.contains("1 piece is like no other"), "{page}");
    }

    #[test]
    fn cells_of_one_shade_are_one_stroke() {
        let pairs = [("a.txt", "b.txt"), ("a.txt", "c.txt")].map(|(a, b)| sample::pair(a, b, Verdict::Copy, (0.9, 0.9)));
        let pairs: Vec<(usize, usize, &PairRow)> = vec![(0, 1, &pairs[0]), (0, 2, &pairs[1])];
        assert_eq!(strokes(&pairs, 3)[4], "M1 0.5h2M0 1.5h1M0 2.5h1");
    }

    #[test]
    fn the_names_of_the_verdicts_stand_at_their_numbers() {
        let verdicts = [
            Verdict::NotComparable,
            Verdict::Unrelated,
            Verdict::SameStory,
            Verdict::Series,
            Verdict::HeavyRewrite,
            Verdict::CloseRewrite,
            Verdict::Copy,
        ];
        let names: Vec<String> = verdicts.iter().map(|verdict| format!("\"{}\"", verdict.words())).collect();
        assert!(drawn(&sample::report()).contains(&format!("[{}]", names.join(","))));
    }

    #[test]
    fn past_two_thousand_rows_the_rest_is_counted() {
        let mut report = sample::report();
        report.pairs = (0..1_200).map(|at| sample::pair(&format!("x{at}"), &format!("y{at}"), Verdict::SameStory, (0.1, 0.1))).collect();
        report.pieces = report.pairs.iter().flat_map(|pair| [&pair.a, &pair.b]).map(|id| sample::piece(id, None)).collect();
        report.families.clear();
        assert!(drawn(&report).contains("400 more are not drawn"));
    }
}
