//! A family -> [`Collation`]: which sentences of which pieces tell one point.
//!
//! Sentences of two pieces are paired by their alignment; pairs grow to points by average linkage, so that one false pair cannot glue two
//! points together. Copies of one version are one witness: the longest of them stands for all. Beside the base at most 15 members, the
//! longest, are collated, so that a family of hundreds costs what one of 16 does. The witnesses stand in the order of a hash of their
//! texts: whatever the files are called and whichever is read first, ties fall alike and the same trees are drawn. O(members^2) alignments.

use super::Archive;
use super::units::Units;
use crate::align::{Link, align};
use crate::article::ArticleId;
use crate::cluster::Family;
use crate::hash;
use crate::verify::Verdict;

/// Of larger families only this many members are collated: 120 alignments.
const MOST_WITNESSES: usize = 16;
/// Shorter lines ("He did.") are no points.
pub(super) const FEWEST_WORDS: usize = 6;
/// Groups of sentences join where their mean likeness is this, pairs that the alignment left apart counting as 0: the cut of the research
/// notes (0.35) for pairs that were all measured, less because one pair in ten or more is missed.
const LEAST_MEAN: f32 = 0.25;
/// Sentences of one piece in a point.
const MOST_LINES: usize = 3;

/// Members of a family and how each two answer each other.
pub(super) struct Aligned {
    /// Who is collated, in the order of their texts' hashes.
    pub pieces: Vec<ArticleId>,
    /// For i < j the lines of both that answer each other; none for copies, but for those of the base.
    links: Vec<Vec<Vec<Link>>>,
}

impl Aligned {
    /// Aligns the base and the longest other members with each other.
    pub fn of(family: &Family, base: ArticleId, archive: Archive<'_>) -> Self {
        let mut pieces: Vec<ArticleId> = family.members.clone();
        pieces.sort_by_cached_key(|id| (hash::bytes(archive.articles[id.index()].text.as_bytes()), *id));
        let longest = {
            let mut longest = pieces.clone();
            longest.sort_by_key(|id| (*id != base, std::cmp::Reverse(archive.profiles[id.index()].words())));
            longest.truncate(MOST_WITNESSES);
            longest
        };
        pieces.retain(|id| longest.contains(id));
        let outline = |id: ArticleId| &archive.profiles[id.index()].outline;
        let answers = |i: usize, j: usize| {
            let (one, other) = (pieces[i], pieces[j]);
            let needed = one == base || other == base || !is_copy(one, other, archive);
            if needed { align(outline(one), outline(other)).links } else { Vec::new() }
        };
        let links = (0..pieces.len()).map(|i| (i + 1..pieces.len()).map(|j| answers(i, j)).collect()).collect();
        Self { pieces, links }
    }

    /// Walks over the pairs of lines of two pieces, the earlier one's first; `i` is before `j`.
    pub fn links(&self, i: usize, j: usize) -> &[Link] {
        &self.links[i][j - i - 1]
    }
}

/// Two copies of one version are one witness; a close rewrite is a witness of its own, however much it keeps.
pub(super) fn is_copy(one: ArticleId, other: ArticleId, archive: Archive<'_>) -> bool {
    archive.matched(one, other).is_some_and(|found| found.verdict == Verdict::Copy)
}

/// The points of a family.
pub(super) struct Collation {
    /// The witnesses, one for each group of copies, in the order of their texts' hashes.
    pub pieces: Vec<ArticleId>,
    /// Each point as the sorted lines that tell it: place of the witness, line of its outline.
    pub points: Vec<Vec<(usize, usize)>>,
}

impl Collation {
    /// Groups the sentences of the witnesses.
    pub fn of(aligned: &Aligned, archive: Archive<'_>) -> Self {
        let kept = witnesses(aligned, archive);
        let lines: Vec<(usize, usize)> = kept
            .iter()
            .enumerate()
            .flat_map(|(place, at)| {
                let lines = archive.profiles[aligned.pieces[*at].index()].outline.lines.iter().enumerate();
                lines.filter(|(_, line)| line.words.len() >= FEWEST_WORDS).map(move |(line, _)| (place, line))
            })
            .collect();
        let mut answers: Vec<(f32, usize, usize)> = Vec::new();
        for one in 0..kept.len() {
            for other in one + 1..kept.len() {
                for link in aligned.links(kept[one], kept[other]) {
                    let (a, b) = (lines.binary_search(&(one, link.a)), lines.binary_search(&(other, link.b)));
                    if let (Ok(a), Ok(b)) = (a, b) {
                        answers.push((link.similarity, a, b));
                    }
                }
            }
        }
        let pieces = kept.iter().map(|at| aligned.pieces[*at]).collect();
        Self { pieces, points: points(&lines, answers) }
    }

    /// The plain table of who tells what, without one piece if it is named: the original is no witness of itself.
    pub fn units(&self, without: Option<usize>) -> Units {
        let place = |piece: usize| piece - usize::from(without.is_some_and(|gone| gone < piece));
        let tellers = |point: &Vec<(usize, usize)>| {
            let mut tellers: Vec<usize> =
                point.iter().filter(|(piece, _)| Some(*piece) != without).map(|(piece, _)| place(*piece)).collect();
            tellers.dedup();
            tellers
        };
        let told_by = self.points.iter().map(tellers).filter(|tellers| !tellers.is_empty()).collect();
        Units { pieces: self.pieces.len() - usize::from(without.is_some()), told_by }
    }
}

/// Of each group of copies the longest; of equals the first.
fn witnesses(aligned: &Aligned, archive: Archive<'_>) -> Vec<usize> {
    let words = |at: usize| archive.profiles[aligned.pieces[at].index()].words();
    let mut order: Vec<usize> = (0..aligned.pieces.len()).collect();
    order.sort_by_key(|at| (std::cmp::Reverse(words(*at)), *at));
    let mut kept: Vec<usize> = Vec::new();
    for at in order {
        if !kept.iter().any(|known| is_copy(aligned.pieces[*known], aligned.pieces[at], archive)) {
            kept.push(at);
        }
    }
    kept.sort_unstable();
    kept
}

/// Average linkage over the pairs that answer each other, the most alike first.
fn points(lines: &[(usize, usize)], mut answers: Vec<(f32, usize, usize)>) -> Vec<Vec<(usize, usize)>> {
    answers.sort_unstable_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    let mut beside: Vec<Vec<(usize, f32)>> = vec![Vec::new(); lines.len()];
    for (likeness, a, b) in &answers {
        beside[*a].push((*b, *likeness));
        beside[*b].push((*a, *likeness));
    }
    let mut home: Vec<usize> = (0..lines.len()).collect();
    let mut groups: Vec<Vec<usize>> = (0..lines.len()).map(|line| vec![line]).collect();
    for (_, a, b) in &answers {
        let (one, other) = (home[*a], home[*b]);
        if one == other || !may_join(&groups[one], &groups[other], lines, &beside, &home, other) {
            continue;
        }
        let joined = std::mem::take(&mut groups[other]);
        for line in &joined {
            home[*line] = one;
        }
        groups[one].extend(joined);
    }
    let sorted = |group: Vec<usize>| {
        let mut point: Vec<(usize, usize)> = group.into_iter().map(|line| lines[line]).collect();
        point.sort_unstable();
        point
    };
    let mut points: Vec<Vec<(usize, usize)>> = groups.into_iter().filter(|group| !group.is_empty()).map(sorted).collect();
    points.sort_unstable();
    points
}

fn may_join(one: &[usize], other: &[usize], lines: &[(usize, usize)], beside: &[Vec<(usize, f32)>], home: &[usize], at: usize) -> bool {
    let piece = |line: &usize| lines[*line].0;
    let crossing: usize = one.iter().map(|a| other.iter().filter(|b| piece(a) != piece(b)).count()).sum();
    let likeness: f32 = one.iter().flat_map(|a| &beside[*a]).filter(|(b, _)| home[*b] == at).map(|(_, likeness)| likeness).sum();
    let crowded = one.iter().any(|a| one.iter().chain(other).filter(|b| piece(a) == piece(b)).count() > MOST_LINES);
    !crowded && likeness >= LEAST_MEAN * crossing as f32
}
