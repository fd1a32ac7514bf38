//! [`Match`]es -> [`Family`]: which pieces go back to one original.
//!
//! Verified edges only, and no chains: inside each connected component pieces are joined by average linkage, so that A-B and B-C do not
//! make A-C a family when A and C have nothing to do with each other (a round-up joins no two stories). In components past
//! [`MOST_LINKED`] pieces each member must be verified against the one that most others go back to. Stubs are attached last and link
//! nobody. O(n^3) for a component of n pieces up to the limit, O(edges) past it.

mod linkage;

use rayon::prelude::*;

use crate::article::{ArticleId, Pair};
use crate::settings::Settings;
use crate::verify::{Match, Profile, judge};

/// Pieces that go back to one original.
#[derive(Debug, Clone, PartialEq)]
pub struct Family {
    /// Its pieces, in path order; two or more.
    pub members: Vec<ArticleId>,
    /// The linked pair with the least probability of a shared text.
    pub weakest: Option<(Pair, f64)>,
}

/// Components up to this size are clustered with every pair looked at.
const MOST_LINKED: usize = 200;
/// Shorter pieces are attached to a family and never link others (measured on 200,000 planted pieces: stubs with one footer
/// chained 41 stories).
const STUB: usize = 50;

/// Finds the families; gives also the matches that had to be made on the way, sorted by pair. Largest family first.
#[must_use]
pub fn clusters(matches: &[Match], profiles: &[Profile], settings: &Settings) -> (Vec<Family>, Vec<Match>) {
    let is_stub = |id: ArticleId| profiles[id.index()].words() < STUB;
    let edges: Vec<&Match> = matches.iter().filter(|found| found.verdict.is_derived()).collect();
    let firm: Vec<&Match> = edges.iter().copied().filter(|found| !is_stub(found.pair.a()) && !is_stub(found.pair.b())).collect();
    let mut groups: Vec<Vec<ArticleId>> = Vec::new();
    let mut made: Vec<Match> = Vec::new();
    let parts: Vec<(Vec<Vec<ArticleId>>, Vec<Match>)> =
        components(&firm, profiles.len()).into_par_iter().map(|part| split(&part, matches, profiles, settings)).collect();
    for (families, more) in parts {
        groups.extend(families);
        made.extend(more);
    }
    attach_stubs(&edges, is_stub, &mut groups);
    made.sort_unstable_by_key(|found| found.pair);
    let mut families: Vec<Family> = groups
        .into_iter()
        .filter(|group| group.len() >= 2)
        .map(|mut members| {
            members.sort_unstable();
            Family { weakest: None, members }
        })
        .collect();
    find_weakest(&mut families, &edges, &made, profiles.len());
    families.sort_by(|one, two| two.members.len().cmp(&one.members.len()).then(one.members.cmp(&two.members)));
    (families, made)
}

/// Connected components of two or more pieces, each sorted, in order of their first piece.
fn components(edges: &[&Match], pieces: usize) -> Vec<Vec<ArticleId>> {
    let mut parent: Vec<u32> = (0..).take(pieces).collect();
    fn root(parent: &mut [u32], mut at: u32) -> u32 {
        while parent[at as usize] != at {
            parent[at as usize] = parent[parent[at as usize] as usize];
            at = parent[at as usize];
        }
        at
    }
    for edge in edges {
        let (a, b) = (root(&mut parent, edge.pair.a().0), root(&mut parent, edge.pair.b().0));
        parent[a.max(b) as usize] = a.min(b);
    }
    let mut keyed: Vec<(u32, ArticleId)> =
        edges.iter().flat_map(|edge| [edge.pair.a(), edge.pair.b()]).map(|id| (root(&mut parent, id.0), id)).collect();
    keyed.sort_unstable();
    keyed.dedup();
    keyed.chunk_by(|one, next| one.0 == next.0).map(|run| run.iter().map(|(_, id)| *id).collect()).collect()
}

fn split(part: &[ArticleId], matches: &[Match], profiles: &[Profile], settings: &Settings) -> (Vec<Vec<ArticleId>>, Vec<Match>) {
    if part.len() == 2 {
        return (vec![part.to_vec()], Vec::new());
    }
    if part.len() > MOST_LINKED {
        return (stars(part, matches), Vec::new());
    }
    let pairs: Vec<Pair> = (0..part.len()).flat_map(|i| (i + 1..part.len()).filter_map(move |j| Pair::new(part[i], part[j]))).collect();
    let known = |pair: &Pair| matches.binary_search_by_key(pair, |found| found.pair).ok();
    let made: Vec<Match> = pairs
        .iter()
        .filter(|pair| known(pair).is_none())
        .map(|pair| judge(*pair, &profiles[pair.a().index()], &profiles[pair.b().index()], settings))
        .collect();
    let closeness = |pair: &Pair| {
        let found =
            known(pair).map(|at| &matches[at]).or_else(|| made.binary_search_by_key(pair, |found| found.pair).ok().map(|at| &made[at]));
        found.map_or(0.0, linkage::closeness)
    };
    let weights: Vec<f64> = pairs.iter().map(closeness).collect();
    let groups = linkage::average(part.len(), &weights);
    (groups.into_iter().map(|group| group.into_iter().map(|at| part[at]).collect()).collect(), made)
}

/// Star clusters: the piece with most edges and all that are verified against it; then the next among those that are left.
fn stars(part: &[ArticleId], matches: &[Match]) -> Vec<Vec<ArticleId>> {
    let place = |id: ArticleId| part.binary_search(&id).ok();
    let mut near: Vec<Vec<usize>> = vec![Vec::new(); part.len()];
    for found in matches.iter().filter(|found| found.verdict.is_derived()) {
        if let (Some(a), Some(b)) = (place(found.pair.a()), place(found.pair.b())) {
            near[a].push(b);
            near[b].push(a);
        }
    }
    let mut order: Vec<usize> = (0..part.len()).collect();
    order.sort_by_key(|at| (std::cmp::Reverse(near[*at].len()), *at));
    let mut taken = vec![false; part.len()];
    let mut groups = Vec::new();
    for centre in order {
        if std::mem::replace(&mut taken[centre], true) {
            continue;
        }
        let mut group = vec![part[centre]];
        for other in &near[centre] {
            if !std::mem::replace(&mut taken[*other], true) {
                group.push(part[*other]);
            }
        }
        groups.push(group);
    }
    groups
}

/// Attaches each stub to the family of the piece it is closest to; stubs left over form families among themselves.
fn attach_stubs(edges: &[&Match], is_stub: impl Fn(ArticleId) -> bool, groups: &mut Vec<Vec<ArticleId>>) {
    let mut home: std::collections::BTreeMap<ArticleId, usize> =
        groups.iter().enumerate().flat_map(|(at, group)| group.iter().map(move |id| (*id, at))).collect();
    let mut wishes: Vec<(ArticleId, ArticleId, f64)> = Vec::new();
    for edge in edges {
        for (stub, other) in [(edge.pair.a(), edge.pair.b()), (edge.pair.b(), edge.pair.a())] {
            if is_stub(stub) {
                wishes.push((stub, other, edge.probability));
            }
        }
    }
    // Whole pieces first, then the most probable, then the earliest.
    wishes.sort_by(|one, two| is_stub(one.1).cmp(&is_stub(two.1)).then(two.2.total_cmp(&one.2)).then((one.0, one.1).cmp(&(two.0, two.1))));
    for (stub, other, _) in wishes {
        if home.contains_key(&stub) {
            continue;
        }
        let at = match home.get(&other) {
            Some(at) if is_stub(other) && groups[*at].iter().any(|id| !is_stub(*id)) => continue,
            Some(at) => *at,
            None => {
                groups.push(vec![other]);
                home.insert(other, groups.len() - 1);
                groups.len() - 1
            }
        };
        groups[at].push(stub);
        home.insert(stub, at);
    }
}

fn find_weakest(families: &mut [Family], edges: &[&Match], made: &[Match], pieces: usize) {
    let mut home = vec![usize::MAX; pieces];
    for (at, family) in families.iter().enumerate() {
        family.members.iter().for_each(|id| home[id.index()] = at);
    }
    for found in edges.iter().copied().chain(made.iter().filter(|found| found.verdict.is_derived())) {
        let (a, b) = (home[found.pair.a().index()], home[found.pair.b().index()]);
        if a == b && a != usize::MAX {
            let weakest = &mut families[a].weakest;
            if weakest.is_none_or(|(_, least)| found.probability < least) {
                *weakest = Some((found.pair, found.probability));
            }
        }
    }
}
