//! [`Units`] -> [`Kinship`]: which pieces of one line were made from which.
//!
//! The forest in which every point hangs together best, each of its links only where no other link would do as well, its arrow only where
//! those outside the kin tell it. "Cannot tell" is a common answer. Common errors prove kinship (stemmatology), but news repairs errors and
//! merges sources, so each step is a test. O(links x pieces^2 x points), beside the cost of the lines and the trees.

use super::lines::lines;
use super::poisson::at_least;
use super::star::Star;
use super::tree::support;
use super::units::Units;

/// Two pieces of which one was made from the other.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// The first of the two.
    pub one: usize,
    /// The second.
    pub other: usize,
    /// The one that the other was made from; none where that cannot be told.
    pub from: Option<usize>,
    /// Points that both tell and few others do.
    pub rare: usize,
    /// At most so many pieces tell each of those, these two among them.
    pub few: usize,
    /// How many such points a star would give the two.
    pub chance: f64,
    /// Points that pieces of other lines tell too, and of the two only the first; only the second.
    pub only: (usize, usize),
    /// How sure, 0 to 1: the share of trees that hold it; at most a half where it cannot be told who was first.
    pub support: f64,
}

/// Pieces that go back to each other.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Kinship {
    /// The line of each piece, numbered from 0 in the order of their first pieces: pieces of one line are kin.
    pub branch: Vec<usize>,
    /// Who was made from whom, as far as that can be told.
    pub links: Vec<Link>,
}

impl Kinship {
    /// Counts the lines.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.branch.iter().max().map_or(0, |most| most + 1)
    }
}

/// An alignment misses this share of the points or, as simulated, a tenth; half as much again is allowed for.
const MISSES: f64 = 0.15;
/// What chance adds to a count of misses: a false alignment now and then.
const SPURIOUS: f64 = 0.3;
/// A link is drawn where any other would need misses as unlikely as this.
const SURE_LINK: f64 = 0.20;
/// Two lines count as made independently where neither's being a part of the other needs misses as unlikely as this, over all lines.
const SURE_APART: f64 = 0.06;
/// The source tells three times as many of the common points alone as the other, and three at least (research notes, direction test).
const TIMES_MORE: usize = 3;

/// From so many pieces up trees are drawn; links that fewer of them hold than this are not (research notes).
const FEWEST_FOR_A_TREE: usize = 6;
const LEAST_SUPPORT: f64 = 0.70;
/// So many of the trees decide an arrow, where what each tells alone does not speak against it.
const SURE_TREES: f64 = 0.90;
/// A shared innovation ties its pieces like so many points.
const PROOF_POINTS: usize = 3;
/// What is said of a link by innovation where its arrow is known, at least.
const PROVED: f64 = 0.9;
/// What is said of a link of five pieces, where no trees are drawn, and at most of one that may go either way.
const UNTREED: f64 = 0.8;
const CANNOT_TELL: f64 = 0.5;

/// Finds the kin among pieces: `proofs` names pieces that share an innovation, which outranks the counts; `later(from, to)` forbids a
/// source that is known to be later than the piece.
#[must_use]
pub fn kinship(units: &Units, proofs: &[Vec<usize>], later: impl Fn(usize, usize) -> bool) -> Kinship {
    let branch = lines(units, proofs);
    let told_by = units.told_by.iter().chain(proofs.iter().flat_map(|proof| std::iter::repeat_n(proof, PROOF_POINTS))).cloned().collect();
    let proved = Units { pieces: units.pieces, told_by };
    let sets = proved.sets();
    let forest = forest(&branch, &sets);
    if forest.is_empty() {
        return Kinship { branch, links: Vec::new() };
    }
    let support = if units.pieces >= FEWEST_FOR_A_TREE { Some(support(&proved, &later)) } else { None };
    let star = Star::of(units);
    let merged = proved.merged(&branch);
    let context = Context { branch: &branch, sets: &sets, lines: &merged.sets(), forest: &forest, proofs };
    let firm = forest.iter().filter(|(i, j)| context.is_firm(*i, *j));
    let links = firm.filter_map(|(i, j)| {
        let trees = support.as_ref().map(|support| (support[*i][*j], support[*j][*i]));
        let holds = context.proves(*i, *j) || trees.is_none_or(|(there, back)| there + back >= LEAST_SUPPORT);
        holds.then(|| context.link(*i, *j, trees, &star, &later))
    });
    let links = links.collect();
    Kinship { branch, links }
}

/// Links the pieces of each line so that most points hang together: the spanning tree of most shared points.
fn forest(branch: &[usize], sets: &[Vec<bool>]) -> Vec<(usize, usize)> {
    let pairs = (0..branch.len()).flat_map(|i| (i + 1..branch.len()).map(move |j| (i, j)));
    let mut edges: Vec<(usize, usize, usize)> =
        pairs.filter(|(i, j)| branch[*i] == branch[*j]).map(|(i, j)| (count(&sets[i], &sets[j], |a, b| a && b), i, j)).collect();
    // Most points first; of equals the earlier pieces.
    edges.sort_unstable_by_key(|(shared, i, j)| (std::cmp::Reverse(*shared), *i, *j));
    let mut part: Vec<usize> = (0..branch.len()).collect();
    let mut links = Vec::new();
    for (_, i, j) in edges {
        let (one, other) = (part[i], part[j]);
        if one != other {
            part.iter_mut().filter(|part| **part == other).for_each(|part| *part = one);
            links.push((i, j));
        }
    }
    links.sort_unstable();
    links
}

fn count(one: &[bool], other: &[bool], holds: impl Fn(bool, bool) -> bool) -> usize {
    one.iter().zip(other).filter(|(a, b)| holds(**a, **b)).count()
}

/// What a link is judged by.
struct Context<'a> {
    branch: &'a [usize],
    sets: &'a [Vec<bool>],
    /// The points of each line.
    lines: &'a [Vec<bool>],
    forest: &'a [(usize, usize)],
    /// Pieces that share an innovation.
    proofs: &'a [Vec<usize>],
}

impl Context<'_> {
    /// The pieces on one side of a link.
    fn side(&self, from: usize, not: usize) -> Vec<usize> {
        let mut side = vec![from];
        let mut at = 0;
        while at < side.len() {
            let here = side[at];
            for (i, j) in self.forest {
                let next = if *i == here { *j } else { *i };
                let is_cut = (*i, *j) == (from.min(not), from.max(not));
                if (*i == here || *j == here) && !is_cut && !side.contains(&next) {
                    side.push(next);
                }
            }
            at += 1;
        }
        side
    }

    /// Tells whether no other link between the two sides would do: it would need too many misses.
    fn is_firm(&self, i: usize, j: usize) -> bool {
        let rivals = self.side(j, i);
        let mut pairs = self.side(i, j).into_iter().flat_map(|x| rivals.iter().map(move |y| (x, *y)));
        pairs.all(|(x, y)| (x, y) == (i, j) || self.beats((i, j), (x, y)))
    }

    fn beats(&self, link: (usize, usize), rival: (usize, usize)) -> bool {
        let (mut ours, mut theirs, mut both) = (0, 0, 0);
        for point in 0..self.sets[link.0].len() {
            let holds = |(x, y): (usize, usize)| self.sets[x][point] && self.sets[y][point];
            let (a, b) = (holds(link), holds(rival));
            ours += usize::from(a && !b);
            theirs += usize::from(b && !a);
            both += usize::from(a && b);
        }
        let ends = usize::from(rival.0 != link.0) + usize::from(rival.1 != link.1);
        // Of two links the one whose ends share an innovation that the other's do not both have is beyond counting.
        let proves = |(a, b): (usize, usize), (x, y): (usize, usize)| {
            self.proofs.iter().any(|proof| proof.contains(&a) && proof.contains(&b) && !(proof.contains(&x) && proof.contains(&y)))
        };
        match (proves(link, rival), proves(rival, link)) {
            (true, false) => return true,
            (false, true) => return false,
            _ => {}
        }
        ours > theirs && at_least(ours, MISSES * (ends * both) as f64 + SPURIOUS) < SURE_LINK
    }

    fn link(&self, one: usize, other: usize, trees: Option<(f64, f64)>, star: &Star, later: &impl Fn(usize, usize) -> bool) -> Link {
        let others = (self.side(one, other), self.side(other, one));
        let only = (self.alone(one, &others.1), self.alone(other, &others.0));
        let source = |from: usize, to: usize, (more, less): (usize, usize), trees: Option<(f64, f64)>| {
            let by_trees = trees.is_some_and(|(there, _)| there >= SURE_TREES) && more > less + 1;
            let against = trees.is_some_and(|(there, back)| there < back);
            !later(from, to) && !against && (by_trees || more >= TIMES_MORE * (less + 1)) && self.is_rooted(from)
        };
        let newer = |piece: usize, not: usize| self.proofs.iter().any(|proof| proof.contains(&piece) && !proof.contains(&not));
        let by_date = (later(other, one), later(one, other));
        // What a piece innovated, those made from it have too.
        let by_proof = (newer(other, one), newer(one, other));
        let from = match if by_date == (false, false) { by_proof } else { by_date } {
            (true, false) => Some(one),
            (false, true) => Some(other),
            _ if source(one, other, only, trees) => Some(one),
            _ if source(other, one, (only.1, only.0), trees.map(|(there, back)| (back, there))) => Some(other),
            _ => None,
        };
        let found = star.surprise(one, other, 0);
        let (rare, few, chance) = found.map_or((0, 2, 0.0), |found| (found.rare, found.few, found.chance));
        let proved = self.proves(one, other);
        let support = trees.map_or(if proved { PROVED } else { UNTREED }, |(there, back)| match from {
            Some(from) if from == one => there,
            Some(_) => back,
            None => CANNOT_TELL,
        });
        let support = if proved { support.max(PROVED) } else { support };
        Link { one, other, from, rare, few, chance, only, support: if from.is_none() { support.min(CANNOT_TELL) } else { support } }
    }

    fn proves(&self, one: usize, other: usize) -> bool {
        self.proofs.iter().any(|proof| proof.contains(&one) && proof.contains(&other))
    }

    /// Counts the points that a piece shares with other lines and that nobody on the other side of the link tells.
    fn alone(&self, piece: usize, others: &[usize]) -> usize {
        let outside = |point: usize| self.lines.iter().enumerate().any(|(line, told)| line != self.branch[piece] && told[point]);
        let lacking = |point: usize| !others.iter().any(|other| self.sets[*other][point]);
        (0..self.sets[piece].len()).filter(|point| self.sets[piece][*point] && lacking(*point) && outside(*point)).count()
    }

    /// Tells whether two other lines share points with a piece independently: else they may all be further links of one chain, which
    /// reads the same from both ends.
    fn is_rooted(&self, piece: usize) -> bool {
        let others: Vec<&Vec<bool>> =
            (0..self.lines.len()).filter(|line| *line != self.branch[piece]).map(|line| &self.lines[line]).collect();
        let apart = |one: &[bool], other: &[bool]| {
            let here = |holds: fn(bool, bool) -> bool| {
                (0..one.len()).filter(|point| self.sets[piece][*point] && holds(one[*point], other[*point])).count()
            };
            let misses = MISSES * here(|a, b| a && b) as f64 + SPURIOUS;
            let sure = SURE_APART / self.lines.len() as f64;
            at_least(here(|a, b| a && !b), misses) < sure && at_least(here(|a, b| b && !a), misses) < sure
        };
        others.iter().enumerate().any(|(at, one)| others[at + 1..].iter().any(|other| apart(one, other)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A star of so many pieces: each tells six in ten of sixty points, as a fixed scramble has it, and five of its own.
    fn star(pieces: usize) -> Units {
        let tells = |piece: usize, point: usize| crate::hash::mix((piece * 1000 + point) as u64 + 1) % 10 < 6;
        let mut told_by: Vec<Vec<usize>> = (0..60).map(|point| (0..pieces).filter(|piece| tells(*piece, point)).collect()).collect();
        told_by.extend((0..5 * pieces).map(|own| vec![own / 5]));
        told_by.retain(|tellers| !tellers.is_empty());
        Units { pieces, told_by }
    }

    /// The star with one more piece, made from the first: it drops every third point of its source, its additions too.
    fn with_a_copy(pieces: usize) -> Units {
        let mut units = star(pieces);
        let own: Vec<usize> = (0..units.told_by.len()).filter(|point| units.told_by[*point].contains(&0)).collect();
        own.iter().filter(|point| **point % 3 != 2).for_each(|point| units.told_by[*point].push(pieces));
        units.pieces += 1;
        units
    }

    fn permuted(units: &Units, place: impl Fn(usize) -> usize) -> Units {
        let moved = |tellers: &Vec<usize>| {
            let mut tellers: Vec<usize> = tellers.iter().map(|piece| place(*piece)).collect();
            tellers.sort_unstable();
            tellers
        };
        Units { pieces: units.pieces, told_by: units.told_by.iter().map(moved).collect() }
    }

    fn arrows(kinship: &Kinship) -> Vec<(usize, usize, Option<usize>)> {
        kinship.links.iter().map(|link| (link.one, link.other, link.from)).collect()
    }

    #[test]
    fn a_star_has_no_links() {
        for pieces in [3, 4, 5, 8, 12] {
            let found = kinship(&star(pieces), &[], |_, _| false);
            assert_eq!((found.links.len(), found.lines()), (0, pieces), "{pieces} pieces");
        }
    }

    #[test]
    fn a_copy_is_found_and_points_at_its_source() {
        let found = kinship(&with_a_copy(9), &[], |_, _| false);
        assert_eq!(arrows(&found), [(0, 9, Some(0))]);
        assert!(found.links[0].rare >= 3 && found.links[0].chance < 1.0 && found.links[0].support >= LEAST_SUPPORT);
    }

    #[test]
    fn permuting_the_pieces_permutes_the_answer() {
        let units = with_a_copy(9);
        let place = |piece: usize| (piece * 3 + 4) % 10;
        let expected: Vec<_> = arrows(&kinship(&units, &[], |_, _| false))
            .into_iter()
            .map(|(one, other, from)| (place(one).min(place(other)), place(one).max(place(other)), from.map(place)))
            .collect();
        assert_eq!(arrows(&kinship(&permuted(&units, place), &[], |_, _| false)), expected);
    }

    #[test]
    fn pieces_that_all_tell_the_same_are_no_kin_by_counts() {
        let units = Units { pieces: 9, told_by: vec![(0..9).collect(); 40] };
        assert!(kinship(&units, &[], |_, _| false).links.is_empty());
    }

    #[test]
    fn no_arrow_runs_against_a_date() {
        let against = kinship(&with_a_copy(9), &[], |from, to| from == 0 && to == 9);
        assert!(against.links.iter().all(|link| link.from != Some(0)), "{against:?}");
        let along = kinship(&with_a_copy(9), &[], |from, to| from == 9 && to == 0);
        assert_eq!(arrows(&along), [(0, 9, Some(0))]);
    }

    #[test]
    fn a_shared_innovation_is_enough_among_three() {
        let units = Units { pieces: 3, told_by: vec![vec![0, 1, 2]; 8] };
        assert_eq!(arrows(&kinship(&units, &[vec![0, 2]], |_, _| false)), [(0, 2, None)]);
    }

    #[test]
    fn slips_that_pile_up_show_a_chain() {
        let units = Units { pieces: 7, told_by: vec![(0..7).collect(); 12] };
        let proofs = [vec![0, 1, 2, 3], vec![1, 2, 3], vec![2, 3]];
        let found = kinship(&units, &proofs, |_, _| false);
        assert!(found.links.iter().all(|link| link.from.is_none_or(|from| from == link.one)), "{:?}", arrows(&found));
        assert!(arrows(&found).iter().any(|(one, other, _)| (*one, *other) == (2, 3)), "{:?}", arrows(&found));
        assert_eq!(found.lines(), 4);
    }
}
