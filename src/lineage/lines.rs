//! [`Units`] -> lines: which pieces share points in a way that a star around one lost original does not explain.
//!
//! The null: every piece took its points from the lost original by itself. Given that f pieces tell a point, which f they are then
//! depends on nothing but how much each of them tells; two pieces that share clearly more of the points that few tell are kin. One pair
//! is joined at a time and counts as one piece from then on, so that a chain does not make its neighbours look odd; a pair is joined only
//! where one tells nearly all that the other shares with the rest. O(pieces^3 x pieces told by).

use super::star::Star;
use super::units::Units;

/// How strict the test is in a group of some size.
struct Strictness {
    /// Chance, over all pairs, of joining two pieces of a star.
    alpha: f64,
    /// Least number of rare points that two kin share.
    least: usize,
    /// Of what one shares with other lines the other may lack this share at most.
    gap: f64,
}

/// Beside fewer lines than this no pair is joined: with three lines a pair and the rest are the same split.
const FEWEST_LINES: usize = 4;
/// With four pieces a pair and its complement cannot be told apart. The rest from `examples/lineage.rs` on seeds 1 to 7: false links at
/// most 2 % from five pieces up, most links found from eight up.
fn strictness(pieces: usize) -> Option<Strictness> {
    match pieces {
        0..=4 => None,
        5 => Some(Strictness { alpha: 0.00003, least: 5, gap: 0.12 }),
        6..=7 => Some(Strictness { alpha: 0.0002, least: 4, gap: 0.15 }),
        8..=9 => Some(Strictness { alpha: 0.08, least: 3, gap: 0.26 }),
        _ => Some(Strictness { alpha: 0.05, least: 3, gap: 0.35 }),
    }
}

/// Joins pieces to lines, the surest pair first: gives the line of each piece, numbered in the order of their first pieces.
pub(super) fn lines(units: &Units, proofs: &[Vec<usize>]) -> Vec<usize> {
    let mut branch: Vec<usize> = (0..units.pieces).collect();
    for pair in proofs.iter().flat_map(|proof| proof.windows(2)) {
        join(&mut branch, pair[0], pair[1]);
    }
    let Some(strictness) = strictness(units.pieces) else { return branch };
    let mut count = branch.iter().max().map_or(0, |most| most + 1);
    while count >= FEWEST_LINES {
        let merged = units.merged(&branch);
        let star = Star::of(&merged);
        let pairs = (count * (count - 1) / 2) as f64;
        let candidates = (0..count).flat_map(|i| (i + 1..count).map(move |j| (i, j)));
        let surest = candidates
            .filter(|(i, j)| merged.is_nested(*i, *j, strictness.gap))
            .filter_map(|(i, j)| star.surprise(i, j, strictness.least).map(|found| (found.tail, i, j)))
            .min_by(|x, y| x.0.total_cmp(&y.0).then((x.1, x.2).cmp(&(y.1, y.2))));
        let Some((_, one, other)) = surest.filter(|(tail, ..)| *tail < strictness.alpha / pairs) else { break };
        let first = |wanted: usize| branch.iter().position(|line| *line == wanted).unwrap_or_default();
        let (one, other) = (first(one), first(other));
        join(&mut branch, one, other);
        count -= 1;
    }
    branch
}

/// Makes one line of the lines of two pieces; the lines stay numbered in the order of their first pieces.
fn join(branch: &mut [usize], one: usize, other: usize) {
    let (stays, goes) = (branch[one].min(branch[other]), branch[one].max(branch[other]));
    if stays < goes {
        for line in branch {
            *line = if *line == goes { stays } else { *line - usize::from(*line > goes) };
        }
    }
}

impl Units {
    /// Tells whether one of two lines tells nearly all points that the other shares with the rest: it may then have been its source.
    fn is_nested(&self, one: usize, other: usize, gap: f64) -> bool {
        let (mut both, mut only) = (0, (0, 0));
        for tellers in &self.told_by {
            let (a, b) = (tellers.contains(&one), tellers.contains(&other));
            if tellers.len() > usize::from(a) + usize::from(b) {
                both += usize::from(a && b);
                only.0 += usize::from(a && !b);
                only.1 += usize::from(b && !a);
            }
        }
        let lacking = only.0.min(only.1);
        both >= 3 && lacking as f64 <= gap * (both + lacking) as f64
    }
}
