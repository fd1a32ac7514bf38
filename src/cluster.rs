//! [`Match`]es -> [`Family`]: which pieces go back to one original.
//!
//! Verified edges only, and no chains: a family is a centre, the piece that most others are verified against, and those others; then
//! pieces that are verified against half of it. So A-B and B-C do not make A-C a family, and a footer joins nobody. A piece that is a
//! stranger to most members does not join, and a round-up, which takes from two families less than most of itself, joins neither. Stubs
//! of under 50 words are attached last and link nobody. O(edges log edges), and a few verifications a piece.
//!
//! ```text
//! lost original ─┬─ A ── A'        one family: each is verified against A, the fullest
//!                ├─ B
//!                └─ C ── round-up ── D   another story: the round-up is in neither
//! ```

use std::collections::BTreeMap;

use crate::article::{ArticleId, Pair};
use crate::settings::Settings;
use crate::verify::{Match, Profile, Verdict, judge, matches_from, verify};

/// Pieces that go back to one original.
#[derive(Debug, Clone, PartialEq)]
pub struct Family {
    /// Its pieces, in path order; two or more.
    pub members: Vec<ArticleId>,
    /// The linked pair with the least probability of a shared text.
    pub weakest: Option<(Pair, f64)>,
}

/// Shorter pieces are attached to a family and never link others (measured on 200,000 planted pieces: stubs with one footer
/// chained 41 stories).
const STUB: usize = 50;
/// A newcomer is compared with up to so many members, the closest to the centre, to see whether it is a stranger.
const WITNESSES: usize = 8;
/// Less than this share of a round-up comes from any one of its stories.
const ROUND_UP: f64 = 0.60;

/// A story that gives a round-up less than this share is a mention.
pub const ITEM: f64 = 0.20;

/// Finds the families, largest first; gives also the matches that had to be made on the way, sorted by pair.
#[must_use]
pub fn clusters(matches: &[Match], profiles: &[Profile], settings: &Settings) -> (Vec<Family>, Vec<Match>) {
    let mut desk = Desk { matches, made: BTreeMap::new(), profiles, settings };
    let is_stub = |id: ArticleId| profiles[id.index()].words() < STUB;
    let (firm, stubby): (Vec<&Match>, Vec<&Match>) =
        matches.iter().filter(|found| found.verdict.is_derived()).partition(|found| !is_stub(found.pair.a()) && !is_stub(found.pair.b()));
    let mut home: Vec<Option<usize>> = vec![None; profiles.len()];
    let mut groups = stars(&firm, &mut home, &mut desk);
    part_round_ups(&mut home, &mut groups, &mut desk);
    attach_stubs(&stubby, is_stub, &mut home, &mut groups, &mut desk);
    let mut made: Vec<Match> = desk.made.into_values().collect();
    made.extend(inside(&groups, matches, &made, profiles, settings));
    made.sort_unstable_by_key(|found| found.pair);
    let mut families: Vec<Family> = groups
        .into_iter()
        .filter(|group| group.len() >= 2)
        .map(|mut members| {
            members.sort_unstable();
            Family { weakest: weakest(&members, matches, &made), members }
        })
        .collect();
    families.sort_by(|one, two| two.members.len().cmp(&one.members.len()).then(one.members.cmp(&two.members)));
    (families, made)
}

/// Families up to this size have every pair inside them verified, so that tables and matrix have no holes; of larger ones the pairs that
/// the candidates brought.
const MOST_PAIRED: usize = 200;

/// Verifies the pairs inside families that nobody has looked at.
fn inside(groups: &[Vec<ArticleId>], matches: &[Match], made: &[Match], profiles: &[Profile], settings: &Settings) -> Vec<Match> {
    let known = |list: &[Match], pair: &Pair| list.binary_search_by_key(pair, |found| found.pair).is_ok();
    let missing: Vec<Pair> = groups
        .iter()
        .filter(|group| group.len() <= MOST_PAIRED)
        .flat_map(|group| group.iter().enumerate().flat_map(|(at, one)| group[at + 1..].iter().filter_map(|other| Pair::new(*one, *other))))
        .filter(|pair| !known(matches, pair) && !known(made, pair))
        .collect();
    verify(&missing, profiles, settings)
}

/// Pieces that share a text with a piece that is checked and are asked for others of their family; of more, the closest. With these, 223 of 289 families
/// that a scan finds around pieces of `cnn_versions` and `fnc1` are the same; with derived pieces alone, 168 (`examples/agreement.rs`).
const MOST_KIN: usize = 16;
/// Pieces that they are compared with: one another, then reports of the same story, which may be rewrites of a rewrite.
const MOST_AROUND: usize = 24;

/// Lists the pairs to look at besides those of a piece, so that its family can be told.
#[must_use]
pub fn among_kin(piece: ArticleId, matches: &[Match]) -> Vec<Pair> {
    let mut around: Vec<&Match> = matches.iter().filter(|found| found.verdict >= Verdict::SameStory).collect();
    around.sort_by(|one, two| {
        let derived = |found: &Match| found.verdict.is_derived();
        derived(two).cmp(&derived(one)).then(two.closeness().total_cmp(&one.closeness())).then(one.pair.cmp(&two.pair))
    });
    let kin = around.iter().take_while(|found| found.verdict.is_derived()).count().min(MOST_KIN);
    let around: Vec<ArticleId> = around.iter().take(MOST_AROUND).filter_map(|found| found.pair.other(piece)).collect();
    let with = |at: usize| around[at + 1..].iter().filter_map(|other| Pair::new(around[at], *other)).collect::<Vec<_>>();
    (0..kin).flat_map(with).collect()
}

/// Where pairs are looked up, and verified when nobody did before.
struct Desk<'a> {
    matches: &'a [Match],
    made: BTreeMap<Pair, Match>,
    profiles: &'a [Profile],
    settings: &'a Settings,
}

impl Desk<'_> {
    fn verdict(&mut self, one: ArticleId, other: ArticleId) -> Verdict {
        let Some(pair) = Pair::new(one, other) else { return Verdict::Copy };
        if let Ok(at) = self.matches.binary_search_by_key(&pair, |found| found.pair) {
            return self.matches[at].verdict;
        }
        let (profiles, settings) = (self.profiles, self.settings);
        self.made.entry(pair).or_insert_with(|| judge(pair, &profiles[pair.a().index()], &profiles[pair.b().index()], settings)).verdict
    }

    /// Tells whether a piece is unrelated to most of a family's first members, or of one series with them; asks as many as decide it.
    fn is_stranger(&mut self, piece: ArticleId, group: &[ArticleId]) -> bool {
        let witnesses = &group[..group.len().min(WITNESSES)];
        let (mut strange, mut kin) = (0, 0);
        for member in witnesses {
            *if is_apart(self.verdict(piece, *member)) { &mut strange } else { &mut kin } += 1;
            if strange * 2 > witnesses.len() || kin * 2 >= witnesses.len() {
                break;
            }
        }
        strange * 2 > witnesses.len()
    }
}

/// Tells whether two pieces are about different things.
fn is_apart(verdict: Verdict) -> bool {
    verdict <= Verdict::Unrelated || verdict == Verdict::Series
}

/// A piece's neighbours over verified edges, closest first, of equals the earlier one.
type Near = BTreeMap<ArticleId, Vec<(ArticleId, f64)>>;

fn near(edges: &[&Match]) -> Near {
    let mut near = Near::new();
    for edge in edges {
        near.entry(edge.pair.a()).or_default().push((edge.pair.b(), edge.closeness()));
        near.entry(edge.pair.b()).or_default().push((edge.pair.a(), edge.closeness()));
    }
    for others in near.values_mut() {
        others.sort_by(|one, two| two.1.total_cmp(&one.1).then(one.0.cmp(&two.0)));
    }
    near
}

/// Makes families around centres: the piece with the most evidence first (of equals the earlier one).
fn stars(edges: &[&Match], home: &mut [Option<usize>], desk: &mut Desk<'_>) -> Vec<Vec<ArticleId>> {
    let near = near(edges);
    let mut centres: Vec<(ArticleId, f64)> = near.iter().map(|(id, others)| (*id, others.iter().map(|(_, close)| close).sum())).collect();
    centres.sort_by(|one, two| two.1.total_cmp(&one.1).then(one.0.cmp(&two.0)));
    let mut groups: Vec<Vec<ArticleId>> = Vec::new();
    for (centre, _) in centres {
        if home[centre.index()].is_some() {
            continue;
        }
        let mut group = vec![centre];
        for (other, _) in &near[&centre] {
            if home[other.index()].is_none() && prefers(&near, *other, centre) && !desk.is_stranger(*other, &group) {
                group.push(*other);
                home[other.index()] = Some(groups.len());
            }
        }
        home[centre.index()] = Some(groups.len());
        second_ring(&near, groups.len(), &mut group, home);
        groups.push(group);
    }
    groups
}

/// A piece that is much closer to another one, which has nothing to do with the centre, waits for that one's family.
const MUCH_CLOSER: f64 = 0.25;

/// Tells whether a piece belongs with a centre rather than with the piece that it is closest to.
fn prefers(near: &Near, piece: ArticleId, centre: ArticleId) -> bool {
    let Some((closest, most)) = near[&piece].first() else { return false };
    let here = near[&piece].iter().find(|(other, _)| *other == centre).map_or(0.0, |(_, close)| *close);
    *closest == centre || most - here < MUCH_CLOSER || near[closest].iter().any(|(other, _)| *other == centre)
}

/// Adds pieces that are verified against half of a family, though not against its centre.
fn second_ring(near: &Near, at: usize, group: &mut Vec<ArticleId>, home: &mut [Option<usize>]) {
    let mut votes: BTreeMap<ArticleId, usize> = BTreeMap::new();
    for member in group.iter() {
        for (other, _) in &near[member] {
            if home[other.index()].is_none() {
                *votes.entry(*other).or_default() += 1;
            }
        }
    }
    let members = group.len();
    for (piece, votes) in votes {
        if votes >= 2 && votes * 2 >= members {
            home[piece.index()] = Some(at);
            group.push(piece);
        }
    }
}

/// Takes out each piece that comes less than mostly from its own family, and in good part from another one's centre, where the two
/// families have nothing to do with each other. A round-up of many may be the centre of a family itself.
fn part_round_ups(home: &mut [Option<usize>], groups: &mut [Vec<ArticleId>], desk: &mut Desk<'_>) {
    let centres: BTreeMap<ArticleId, usize> =
        groups.iter().zip(0..).filter_map(|(group, at)| group.first().map(|centre| (*centre, at))).collect();
    let mut own: BTreeMap<ArticleId, f64> = BTreeMap::new();
    let mut others: BTreeMap<ArticleId, Vec<(usize, f64)>> = BTreeMap::new();
    for found in desk.matches.iter().filter(|found| found.verdict.is_derived() || found.verdict == Verdict::SameStory) {
        for (piece, other, share) in [(found.pair.a(), found.pair.b(), found.reuse.0), (found.pair.b(), found.pair.a(), found.reuse.1)] {
            let Some(at) = home[piece.index()] else { continue };
            if home[other.index()] == Some(at) {
                let most = own.entry(piece).or_default();
                *most = most.max(share);
            } else if let Some(theirs) = centres.get(&other).filter(|_| share >= ITEM) {
                others.entry(piece).or_default().push((*theirs, share));
            }
        }
    }
    for (piece, stories) in others {
        let mostly = stories.iter().map(|(_, share)| *share).chain(own.get(&piece).copied()).any(|share| share >= ROUND_UP);
        let Some(at) = home[piece.index()].filter(|_| !mostly) else { continue };
        let Some(sibling) = groups[at].iter().copied().find(|id| *id != piece) else { continue };
        let apart = stories
            .iter()
            .any(|(theirs, _)| groups[*theirs].first().is_some_and(|centre| desk.verdict(sibling, *centre) <= Verdict::Unrelated));
        if apart {
            groups[at].retain(|id| *id != piece);
            home[piece.index()] = None;
        }
    }
}

/// Attaches each stub to the family of the piece it is closest to; stubs left over form families among themselves.
fn attach_stubs(
    edges: &[&Match],
    is_stub: impl Fn(ArticleId) -> bool,
    home: &mut [Option<usize>],
    groups: &mut Vec<Vec<ArticleId>>,
    desk: &mut Desk<'_>,
) {
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
        if home[stub.index()].is_some() {
            continue;
        }
        let at = match home[other.index()] {
            // A stub is no bridge to a family of whole pieces.
            Some(at) if is_stub(other) && groups[at].iter().any(|id| !is_stub(*id)) => continue,
            Some(at) if desk.is_stranger(stub, &groups[at]) => continue,
            Some(at) => at,
            None => {
                groups.push(vec![other]);
                home[other.index()] = Some(groups.len() - 1);
                groups.len() - 1
            }
        };
        groups[at].push(stub);
        home[stub.index()] = Some(at);
    }
}

/// The derived pair inside a family with the least probability.
fn weakest(members: &[ArticleId], matches: &[Match], made: &[Match]) -> Option<(Pair, f64)> {
    let inside = |found: &&Match| found.verdict.is_derived() && members.binary_search(&found.pair.b()).is_ok();
    let of = |list: &[Match]| -> Option<(Pair, f64)> {
        members
            .iter()
            .flat_map(|id| matches_from(list, *id))
            .filter(inside)
            .map(|found| (found.pair, found.probability))
            .min_by(|one, two| one.1.total_cmp(&two.1).then(one.0.cmp(&two.0)))
    };
    [of(matches), of(made)].into_iter().flatten().min_by(|one, two| one.1.total_cmp(&two.1).then(one.0.cmp(&two.0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::candidates::Terms;
    use crate::clean::clean_text;
    use crate::shingle::shingles;

    fn families(texts: &[&str]) -> Vec<Vec<u32>> {
        let settings = Settings::default();
        let profiles: Vec<Profile> = texts
            .iter()
            .map(|text| {
                let clean = clean_text(text);
                Profile::of(&Article::plain("x", text), &clean, shingles(&clean, 5), Terms::of(&clean))
            })
            .collect();
        let ids: Vec<ArticleId> = (0..).take(texts.len()).map(ArticleId).collect();
        let pairs: Vec<Pair> =
            ids.iter().flat_map(|i| ids.iter().filter_map(move |j| if i < j { Pair::new(*i, *j) } else { None })).collect();
        clusters(&verify(&pairs, &profiles, &settings), &profiles, &settings)
            .0
            .into_iter()
            .map(|family| family.members.into_iter().map(|id| id.0).collect())
            .collect()
    }

    const WALL: &str = "The harbour wall of Port Halden fell into the sea on Monday night after three days of storm. Harbour master Ada Bell said that twelve fishing boats were crushed behind it. Divers searched the basin until dawn and found nobody. The ministry promised nine million crowns for a new wall, and engineers will come from the capital on Thursday to measure the damage.";
    const COMET: &str = "A night watchman at the Brennick observatory discovered a comet while he was warming his soup. Director Ulla Stenmark confirmed that the object had not been catalogued before. It will pass the sun in October at a distance of forty million kilometres. Schoolchildren were invited to the dome on Friday, and the watchman will choose the name of the comet himself.";

    #[test]
    fn copies_are_a_family_and_other_stories_are_not_in_it() {
        assert_eq!(families(&[WALL, COMET, WALL]), [[0, 2]]);
    }

    #[test]
    fn a_round_up_joins_neither_story() {
        let half = |text: &str| text.split(". ").take(2).collect::<Vec<_>>().join(". ") + ".";
        let more = "In sport, Lowland beat Ottering by three goals to one on Saturday and moved up to second place in the northern league table. The weather stays wet until Wednesday, forecasters said, with gales along the whole of the western coast.";
        let round_up = format!("{}\n\n{}\n\n{more}", half(WALL), half(COMET));
        assert_eq!(families(&[WALL, COMET, WALL, COMET, &round_up]), [[0, 2], [1, 3]]);
    }

    #[test]
    fn a_stub_links_nobody() {
        let stub = format!("{}. {}.", WALL.split(". ").next().unwrap_or(""), COMET.split(". ").next().unwrap_or(""));
        assert!(families(&[WALL, COMET, &stub]).iter().all(|family| !(family.contains(&0) && family.contains(&1))));
    }
}
