//! Points of a lost original that its stand-in lacks: told by two or more other pieces.

use super::Archive;
use super::collation::{Aligned, FEWEST_WORDS, is_copy};
use crate::article::ArticleId;
use crate::trace::{Fate, Trace, edit_lines};

/// Two lines tell one point from this likeness on.
const LEAST_LIKENESS: f32 = 0.35;

/// A point that the stand-in lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completed {
    /// Who tells it and in which line of its outline, in path order; two pieces or more.
    pub told_by: Vec<(ArticleId, usize)>,
}

/// Finds the points that two or more members share and the stand-in lacks.
pub(super) fn find(aligned: &Aligned, base: ArticleId, archive: Archive<'_>) -> Vec<Completed> {
    let pieces = &aligned.pieces;
    let at_base = pieces.iter().position(|id| *id == base).unwrap_or(pieces.len());
    let lacking = |at: usize| -> Vec<bool> {
        let outline = &archive.profiles[pieces[at].index()].outline;
        let mut free: Vec<bool> = outline.lines.iter().map(|line| line.words.len() >= FEWEST_WORDS).collect();
        if at < at_base && at_base < pieces.len() {
            aligned.links(at, at_base).iter().for_each(|link| free[link.a] = false);
        } else if at > at_base {
            aligned.links(at_base, at).iter().for_each(|link| free[link.b] = false);
        }
        free
    };
    let free: Vec<Vec<bool>> = (0..pieces.len()).map(lacking).collect();
    let mut points: Vec<Vec<(ArticleId, usize)>> = Vec::new();
    for i in (0..pieces.len()).filter(|i| *i != at_base) {
        for j in (i + 1..pieces.len()).filter(|j| *j != at_base && !is_copy(pieces[i], pieces[*j], archive)) {
            for link in aligned.links(i, j) {
                if free[i][link.a] && free[j][link.b] && link.similarity >= LEAST_LIKENESS {
                    add(&mut points, (pieces[i], link.a), (pieces[j], link.b));
                }
            }
        }
    }
    for point in &mut points {
        point.sort_unstable();
        point.dedup_by_key(|(piece, _)| *piece);
    }
    points.sort_unstable();
    points.into_iter().filter(|point| point.len() >= 2).map(|told_by| Completed { told_by }).collect()
}

fn add(points: &mut Vec<Vec<(ArticleId, usize)>>, one: (ArticleId, usize), other: (ArticleId, usize)) {
    match points.iter_mut().find(|point| point.contains(&one) || point.contains(&other)) {
        Some(point) => {
            for told in [one, other] {
                if !point.contains(&told) {
                    point.push(told);
                }
            }
        }
        None => points.push(vec![one, other]),
    }
}

/// Counts the completed points into a member's trace, each only where two pieces other than this one tell it: gives their words by fate
/// (kept, reworded, altered, dropped) and which of them the member tells.
pub(super) fn count(
    piece: ArticleId,
    base: ArticleId,
    points: &[Completed],
    trace: &mut Trace,
    archive: Archive<'_>,
) -> ([usize; 4], Vec<usize>) {
    let mut beyond = [0; 4];
    let mut told = Vec::new();
    if piece == base {
        return (beyond, told);
    }
    for (at, point) in points.iter().enumerate() {
        let others: Vec<&(ArticleId, usize)> = point.told_by.iter().filter(|(id, _)| *id != piece).collect();
        let own = point.told_by.iter().find(|(id, _)| *id == piece);
        if own.is_some() {
            told.push(at);
        }
        if others.len() >= 2 {
            beyond_of(others[0], own, trace, archive, &mut beyond, piece);
        }
    }
    (beyond, told)
}

fn beyond_of(
    witness: &(ArticleId, usize),
    own: Option<&(ArticleId, usize)>,
    trace: &mut Trace,
    archive: Archive<'_>,
    beyond: &mut [usize; 4],
    piece: ArticleId,
) {
    let outline = &archive.profiles[witness.0.index()].outline;
    let Some((_, line)) = own else {
        beyond[3] += outline.lines[witness.1].words.len();
        return;
    };
    let fates = edit_lines(archive.told(witness.0), witness.1, archive.told(piece), *line);
    for fate in fates.0 {
        beyond[match fate {
            Fate::Kept => 0,
            Fate::Reworded => 1,
            Fate::Altered => 2,
            _ => 3,
        }] += 1;
    }
    let target = &archive.profiles[piece.index()].outline.lines[*line];
    trace.piece.words[target.words.clone()].copy_from_slice(&fates.1);
    trace.piece.sentences[target.sentence].0 = Fate::Reworded;
}
