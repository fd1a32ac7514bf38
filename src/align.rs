//! Two [`Outline`]s -> [`Alignment`]: which sentence of one piece answers which of the other.
//!
//! Greedy best match, not a monotone diff: rewrites move, split and merge sentences, and greedy beats ordered search on them (Hwang et
//! al. 2015; Buck and Koehn 2016). A sentence may have up to three partners if each covers something new. Swapping the pieces swaps the
//! answer. Seeds follow the PAN 2014 winner (cosine > 0.30; Sanchez-Perez et al.), but a stem weighs less the more lines hold it, and less
//! likeness is enough where nothing else is as near; shared word runs seed too. O(sum over shared stems of the sentences that hold them, 128 at most).

mod outline;
mod runs;

use std::cell::OnceCell;
use std::collections::BTreeMap;

use outline::{Beside, Stem};
pub use outline::{Line, Outline};
pub use runs::{Run, runs};

/// Two sentences that tell the same point, as indexes into the lines of both outlines.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    /// The line of the first piece.
    pub a: usize,
    /// The line of the second piece.
    pub b: usize,
    /// How alike they are, 0 to 1.
    pub similarity: f32,
}

/// How two pieces answer each other.
#[derive(Debug, Clone, Default)]
pub struct Alignment {
    /// Pairs of lines, ordered by the first piece, then the second.
    pub links: Vec<Link>,
    /// Word runs that both share, in the order of the first piece.
    pub runs: Vec<Run>,
}

/// What the two lines of a possible link share.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    a: usize,
    b: usize,
    cosine: f32,
    similarity: f32,
    seed: bool,
}

/// Partners that a sentence may have.
const MOST_PARTNERS: usize = 3;
/// Least share of a sentence's weight that a further partner must newly cover.
const LEAST_GAIN: f32 = 0.15;

/// Beside a link so much likeness is enough.
const LEAST_COSINE: f32 = 0.17;

/// Aligns two pieces.
#[must_use]
pub fn align(a: &Outline, b: &Outline) -> Alignment {
    if a.order(b).is_gt() {
        return align(b, a).swapped();
    }
    let runs = runs(a, b);
    let mut candidates = candidates(a, b, &runs);
    // Best first; between equals the pair that stands at more similar places, then the earlier one: the same from both sides.
    candidates.sort_unstable_by(|x, y| {
        y.similarity
            .total_cmp(&x.similarity)
            .then((x.a.abs_diff(x.b)).cmp(&y.a.abs_diff(y.b)))
            .then((x.a + x.b).cmp(&(y.a + y.b)))
            .then(x.a.cmp(&y.a))
    });
    let mut links: Vec<Link> = Vec::new();
    let mut covered = Covered::new(a, b);
    for candidate in candidates.iter().filter(|candidate| candidate.seed) {
        if covered.accepts(candidate) {
            covered.add(candidate);
            links.push(Link { a: candidate.a, b: candidate.b, similarity: candidate.similarity });
        }
    }
    // A weaker likeness is enough beside a link: the neighbours vouch for it.
    let seeds = covered.of_a.partners.clone();
    for candidate in candidates.iter().filter(|candidate| !candidate.seed && candidate.cosine > LEAST_COSINE) {
        let around = candidate.a.saturating_sub(2)..(candidate.a + 3).min(seeds.len());
        let vouched = seeds[around].iter().flat_map(Partners::list).any(|b| b.abs_diff(candidate.b) <= 2);
        if vouched && covered.is_free(candidate) {
            covered.add(candidate);
            links.push(Link { a: candidate.a, b: candidate.b, similarity: candidate.similarity });
        }
    }
    links.sort_unstable_by_key(|link| (link.a, link.b));
    Alignment { links, runs }
}

impl Alignment {
    fn swapped(mut self) -> Self {
        for link in &mut self.links {
            std::mem::swap(&mut link.a, &mut link.b);
        }
        self.links.sort_unstable_by_key(|link| (link.a, link.b));
        for run in &mut self.runs {
            std::mem::swap(&mut run.a, &mut run.b);
        }
        self.runs.sort_unstable_by_key(|run| run.a);
        self
    }

    /// Groups linked lines: each group as the sorted lines of both sides, in the order of the first piece.
    #[must_use]
    pub fn groups(&self) -> Vec<(Vec<usize>, Vec<usize>)> {
        let mut groups: Vec<(Vec<usize>, Vec<usize>)> = Vec::new();
        let mut of_a: BTreeMap<usize, usize> = BTreeMap::new();
        let mut of_b: BTreeMap<usize, usize> = BTreeMap::new();
        for link in &self.links {
            let (one, other) = (of_a.get(&link.a).copied(), of_b.get(&link.b).copied());
            let mut at = one.or(other).unwrap_or_else(|| {
                groups.push((Vec::new(), Vec::new()));
                groups.len() - 1
            });
            if let Some(other) = other.filter(|other| *other != at) {
                // The smaller one goes over to the larger, so that a line moves a few times only.
                let size = |group: usize| groups[group].0.len() + groups[group].1.len();
                let merged = if size(other) > size(at) { std::mem::replace(&mut at, other) } else { other };
                let (more_a, more_b) = std::mem::take(&mut groups[merged]);
                of_a.extend(more_a.iter().map(|line| (*line, at)));
                of_b.extend(more_b.iter().map(|line| (*line, at)));
                groups[at].0.extend(more_a);
                groups[at].1.extend(more_b);
            }
            groups[at].0.push(link.a);
            groups[at].1.push(link.b);
            of_a.insert(link.a, at);
            of_b.insert(link.b, at);
        }
        groups.retain(|(a, _)| !a.is_empty());
        for (a, b) in &mut groups {
            a.sort_unstable();
            a.dedup();
            b.sort_unstable();
            b.dedup();
        }
        groups.sort_unstable();
        groups
    }
}

/// How much a stem ties two lines falls with the lines that hold it: a story on scorpions has scorpions in every other line.
const SPREAD: f32 = 1.2;
/// A pair of lines answers from this cosine on; less is enough for each side to which nothing else is as near.
const SEED: f32 = 0.30;
const NEAREST: f32 = 0.11;
/// Least weight of what the two lines of a seed share.
const LEAST_SHARED: f32 = 6.0;

/// Least weight of what two lines share beside names and numbers, unless they share many of those.
const LEAST_OWN: f32 = 3.0;

/// Scores every pair of lines that share a stem, an anchor or a run.
fn candidates(a: &Outline, b: &Outline, runs: &[Run]) -> Vec<Candidate> {
    let mut found = Vec::new();
    let mut long_runs: Vec<(usize, usize)> =
        runs.iter().filter(|run| run.words >= 5 && run.weight >= 7.0).flat_map(|run| run.lines(a, b)).collect();
    long_runs.sort_unstable();
    long_runs.dedup();
    let Beside { factors, held, sums } = a.beside(b, SPREAD);
    let mut nearest = (vec![0.0_f32; a.lines.len()], vec![0.0_f32; b.lines.len()]);
    let mut shares = vec![Shared::default(); b.lines.len()];
    let mut touched = Vec::new();
    let mut scored = Vec::new();
    let equals = OnceCell::new();
    for (i, line) in a.lines.iter().enumerate() {
        let mut is_cut = false;
        let runs = &long_runs[long_runs.partition_point(|run| run.0 < i)..long_runs.partition_point(|run| run.0 <= i)];
        for stem in a.stems(i) {
            let there = &held[stem.place()];
            if there.lines.is_empty() {
                continue;
            }
            let weight = stem.weight * factors[stem.place()];
            let own = if there.common || stem.is_name { 0.0 } else { weight };
            is_cut |= there.lines.len() > MOST_HOLDERS;
            for j in nearest_holders(there.lines, || b.line_after(line.position)).iter().map(|line| *line as usize) {
                let entry = &mut shares[j];
                if entry.stems == 0 {
                    touched.push(j);
                }
                entry.squares += weight * weight;
                entry.weight += weight;
                entry.stems += 1;
                entry.own += own;
            }
        }
        if is_cut {
            let equal = equal_line(equals.get_or_init(|| numbered(b, 0..b.lines.len())), line);
            let others = runs.iter().map(|run| run.1).filter(|j| Some(*j) != equal);
            touched.extend(equal.into_iter().chain(others).filter(|j| shares[*j].stems == 0));
        }
        for j in touched.drain(..) {
            let shared: Shared = std::mem::take(&mut shares[j]);
            let other = &b.lines[j];
            let cosine = shared.squares / (sums.0[i].length * sums.1[j].length).max(f32::MIN_POSITIVE);
            nearest.0[i] = nearest.0[i].max(cosine);
            nearest.1[j] = nearest.1[j].max(cosine);
            let whole = line.whole == other.whole;
            // Other figures in the same words: an update of the same sentence.
            let updated = line.frame.is_some() && line.frame == other.frame;
            let run = updated || runs.binary_search(&(i, j)).is_ok();
            if if whole { line.turn == other.turn } else { run || cosine > LEAST_COSINE } {
                scored.push((i, j, cosine, shared, whole, run));
            }
        }
    }
    for (i, j, cosine, shared, whole, run) in scored {
        let (own, others) = (a.anchors(i), b.anchors(j));
        let anchors = outline::shared_anchors(own, others);
        let containment = (shared.weight / sums.0[i].total).max(shared.weight / sums.1[j].total).min(1.0);
        let position = 1.0 - (a.lines[i].position - b.lines[j].position).abs();
        let similarity = if whole {
            1.0
        } else {
            (0.45 * cosine + 0.25 * containment + 0.20 * outline::anchor_dice(own, others, anchors) + 0.10 * position).min(0.999)
        };
        let best = u8::from(cosine >= nearest.0[i] - 1e-6) + u8::from(cosine >= nearest.1[j] - 1e-6);
        let tied = shared.own >= LEAST_OWN || anchors >= 3 && shared.own > 0.0;
        let seed = whole
            || run
            || tied
                && cosine > SEED - NEAREST * f32::from(best)
                && shared.weight >= LEAST_SHARED
                && (shared.stems > 1 || best == 2 && cosine > SEED);
        if seed || tied && shared.weight >= LEAST_SHARED && shared.stems > 1 {
            found.push(Candidate { a: i, b: j, cosine, similarity, seed });
        }
    }
    found.extend(bare(a, b));
    found
}

/// So many of the lines that hold a stem are looked at. Where every line is "There were 12 boats and 40 men.", each pair of 7,000 and 7,000 took 5 GB;
/// a stem of more lines than this weighs a seventh of one that stands once.
const MOST_HOLDERS: usize = 128;

/// Of the lines that hold a stem those around a place, in order.
fn nearest_holders(lines: &[u32], place: impl Fn() -> usize) -> &[u32] {
    if lines.len() <= MOST_HOLDERS {
        return lines;
    }
    let place = place();
    let at = lines.partition_point(|line| (*line as usize) < place);
    let first = at.saturating_sub(MOST_HOLDERS / 2).min(lines.len() - MOST_HOLDERS);
    &lines[first..first + MOST_HOLDERS]
}

/// The lines of a piece by what they say and how many equal ones stand before them.
type Numbered = Vec<(u64, u32, usize)>;

fn numbered(outline: &Outline, lines: impl Iterator<Item = usize>) -> Numbered {
    let mut numbered: Numbered = lines.map(|line| (outline.lines[line].whole, outline.lines[line].turn, line)).collect();
    numbered.sort_unstable();
    numbered
}

/// The line that is a line's equal: the third "He did." is that of the third.
fn equal_line(others: &Numbered, line: &Line) -> Option<usize> {
    let at = others.binary_search_by_key(&(line.whole, line.turn), |(whole, turn, _)| (*whole, *turn)).ok()?;
    Some(others[at].2)
}

/// Lines without a weighty stem ("He did.") answer only their equals.
fn bare<'a>(a: &'a Outline, b: &'a Outline) -> impl Iterator<Item = Candidate> + 'a {
    let lines = |outline: &'a Outline| (0..outline.lines.len()).filter(|line| outline.stems(*line).is_empty());
    let others = numbered(b, lines(b));
    lines(a).filter_map(move |i| {
        let j = equal_line(&others, &a.lines[i])?;
        Some(Candidate { a: i, b: j, cosine: 1.0, similarity: 1.0, seed: true })
    })
}

/// What two lines share.
#[derive(Debug, Clone, Copy, Default)]
struct Shared {
    squares: f32,
    weight: f32,
    stems: u32,
    /// The weight of stems that are neither name nor number nor in most lines of both pieces.
    own: f32,
}

/// The partners that a line has so far.
#[derive(Debug, Clone, Copy, Default)]
struct Partners {
    lines: [usize; MOST_PARTNERS],
    count: usize,
}

impl Partners {
    fn list(&self) -> &[usize] {
        &self.lines[..self.count]
    }

    fn add(&mut self, line: usize) {
        self.lines[self.count] = line;
        self.count += 1;
    }
}

/// The partners that each line of both pieces has so far.
struct Covered<'a> {
    of_a: Side<'a>,
    of_b: Side<'a>,
}

impl<'a> Covered<'a> {
    fn new(a: &'a Outline, b: &'a Outline) -> Self {
        Self { of_a: Side::new(a), of_b: Side::new(b) }
    }

    fn is_free(&self, candidate: &Candidate) -> bool {
        self.of_a.partners[candidate.a].count + self.of_b.partners[candidate.b].count == 0
    }

    /// A first link is welcome; a further one must cover enough that the others do not.
    fn accepts(&mut self, candidate: &Candidate) -> bool {
        if self.is_free(candidate) {
            return true;
        }
        let (of_a, of_b) = (self.of_a.partners[candidate.a].count, self.of_b.partners[candidate.b].count);
        if of_a >= MOST_PARTNERS || of_b >= MOST_PARTNERS || candidate.similarity >= 1.0 {
            return false;
        }
        let (a, b) = (self.of_a.outline, self.of_b.outline);
        (of_a == 0 || self.of_a.gain(candidate.a, b, candidate.b) >= LEAST_GAIN)
            && (of_b == 0 || self.of_b.gain(candidate.b, a, candidate.a) >= LEAST_GAIN)
    }

    fn add(&mut self, candidate: &Candidate) {
        self.of_a.add(candidate.a, candidate.b);
        self.of_b.add(candidate.b, candidate.a);
    }
}

/// The lines of one piece, their partners in the other, and what those leave open.
struct Side<'a> {
    outline: &'a Outline,
    partners: Vec<Partners>,
    /// The stems of a line that none of its partners holds; listed when the first further partner asks.
    open: Vec<Option<Vec<Stem>>>,
}

impl<'a> Side<'a> {
    fn new(outline: &'a Outline) -> Self {
        Self { outline, partners: vec![Partners::default(); outline.lines.len()], open: vec![None; outline.lines.len()] }
    }

    fn add(&mut self, line: usize, partner: usize) {
        self.partners[line].add(partner);
        self.open[line] = None;
    }

    /// The share of a line's weight that a new partner in the other piece covers and the old ones do not.
    fn gain(&mut self, line: usize, other: &Outline, new: usize) -> f32 {
        let holds = |partner: usize, stem: &Stem| other.line_holds(partner, self.outline.stem(stem.place()));
        let old = self.partners[line].list();
        let open = self.open[line].get_or_insert_with(|| {
            self.outline.stems(line).iter().filter(|stem| !old.iter().any(|partner| holds(*partner, stem))).copied().collect()
        });
        let fresh: f32 = open.iter().filter(|stem| holds(new, stem)).map(|stem| stem.weight).sum();
        fresh / self.outline.lines[line].total.max(f32::MIN_POSITIVE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::clean_text;

    fn links(a: &str, b: &str) -> Vec<(usize, usize)> {
        align(&Outline::of(&clean_text(a)), &Outline::of(&clean_text(b))).links.iter().map(|link| (link.a, link.b)).collect()
    }

    const A: &str = "The harbour wall of Halden fell into the sea on Monday night. Harbour master Ada Bell said two fishing boats were crushed. The ministry promised nine million crowns for a new wall.";

    #[test]
    fn a_text_answers_itself_sentence_by_sentence() {
        assert_eq!(links(A, A), [(0, 0), (1, 1), (2, 2)]);
    }

    #[test]
    fn a_sentence_of_which_there_are_hundreds_answers_its_equal_and_few_others() {
        let count = 5 * MOST_HOLDERS;
        let all = |from: usize| {
            (from..count).map(|at| format!("There were {at} boats off Halden. The old mill burned.")).collect::<Vec<_>>().join(" ")
        };
        let (a, b) = (clean_text(&all(0)), clean_text(&all(2 * MOST_HOLDERS)));
        let (one, other) = (Outline::of(&a), Outline::of(&b));
        let found = candidates(&one, &other, &[]);
        assert!(found.len() <= one.lines.len() * (MOST_HOLDERS + 1), "{} candidates of {} lines", found.len(), one.lines.len());
        let equal = |link: &Link| one.lines[link.a].whole == other.lines[link.b].whole;
        let links = align(&one, &other).links;
        assert_eq!(links.iter().filter(|link| equal(link)).count(), other.lines.len());
    }

    #[test]
    fn moved_sentences_find_each_other() {
        let b = "The ministry has promised nine million crowns to build a new wall. Two fishing boats were crushed, harbour master Ada Bell said.";
        assert_eq!(links(A, b), [(1, 1), (2, 0)]);
    }

    #[test]
    fn a_split_sentence_has_two_partners() {
        let one =
            "Harbour master Ada Bell said two fishing boats were crushed, and the ministry promised nine million crowns for a new wall.";
        let two = "Two fishing boats were crushed, said harbour master Ada Bell. The ministry promised nine million crowns for a new wall.";
        assert_eq!(links(one, two), [(0, 0), (0, 1)]);
        assert_eq!(links(two, one), [(0, 0), (1, 0)]);
    }

    #[test]
    fn sentences_that_share_only_a_name_do_not_answer() {
        assert_eq!(links("Ada Bell was born in the hills.", "Ada Bell resigned over the pension scandal."), []);
    }
}
