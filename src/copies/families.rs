//! Links -> families: a star around the piece with the most evidence.
//!
//! Verified links only, and no chains: every member is verified against the centre, or against half of the family. A piece that is
//! about as much of one stranger as of another (a round-up) is no centre. Stubs are attached last and link nobody. O(links log links).

use super::Link;
use super::sets::{Rooms, Sets};
use crate::verify::COPY;

/// Pieces that go back to one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    /// The piece that the others are verified against.
    pub centre: u32,
    /// Its pieces, in path order; two or more, the centre among them.
    pub members: Vec<Member>,
}

/// A piece of a family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Member {
    /// The piece, by its number.
    pub piece: u32,
    /// Shingles that it shares with the centre.
    pub shared: u32,
}

/// Shorter pieces are attached to a family and never link others.
const STUB: u32 = 50;
/// A round-up takes less than this share of itself from any one story.
const ROUND_UP: f64 = 0.60;
/// So many of a centre's closest pieces are compared with one another.
const WITNESSES: usize = 8;

/// A neighbour.
#[derive(Debug, Clone, Copy)]
struct Near {
    piece: u32,
    /// Shingles that both have.
    shared: u32,
    /// Their share of the smaller set of the two.
    share: f32,
}

/// Finds the families, largest first, of equals the earliest.
pub(super) fn families(links: &[Link], sets: &Sets) -> Vec<Family> {
    let is_stub = |piece: u32| sets.get(piece).words < STUB;
    // Two stubs that are the same both ways are a family like any other; a stub beside a whole piece links nobody.
    let is_whole = |link: &Link| {
        let most = sets.get(link.a).shingled.max(sets.get(link.b).shingled);
        f64::from(link.shared) >= COPY * f64::from(most)
    };
    let is_firm = |link: &&Link| is_stub(link.a) == is_stub(link.b) && (!is_stub(link.a) || is_whole(link));
    let (firm, stubby): (Vec<Link>, Vec<Link>) = links.iter().partition(is_firm);
    let near = Neighbours::of(&firm, sets);
    let mut home: Vec<Option<u32>> = vec![None; sets.len()];
    let mut groups: Vec<Vec<u32>> = Vec::new();
    for centre in near.centres(sets) {
        if home[centre as usize].is_some() || near.is_round_up(centre, sets) {
            continue;
        }
        let mut group = vec![centre];
        group.extend(near.around(centre, sets).filter(|other| home[*other as usize].is_none()));
        if group.len() < 2 {
            continue;
        }
        let at = u32::try_from(groups.len()).unwrap_or(u32::MAX);
        for piece in &group {
            home[*piece as usize] = Some(at);
        }
        second_ring(&near, at, &mut group, &mut home);
        groups.push(group);
    }
    // Pieces beside a round-up are left, and what hangs on a member only; two of them may be a pair, but nobody joins a family by one.
    attach(&firm, sets, &mut home, &mut groups, |home: &[Option<u32>], one, other| {
        home[one as usize].is_none() && home[other as usize].is_none()
    });
    attach(&stubby, sets, &mut home, &mut groups, |home: &[Option<u32>], one, other| {
        home[one as usize].is_none() && is_stub(one) && (home[other as usize].is_none() || !is_stub(other))
    });
    let mut families: Vec<Family> = groups
        .into_iter()
        .map(|mut group| {
            let centre = group[0];
            group.sort_unstable();
            let member = |piece: u32| Member { piece, shared: with_centre(centre, piece, links, sets) };
            Family { centre, members: group.into_iter().map(member).collect() }
        })
        .collect();
    families.sort_unstable_by(|one, two| two.members.len().cmp(&one.members.len()).then_with(|| one.members.cmp(&two.members)));
    families
}

/// Links from both ends, flat: those of piece i are `list[starts[i]..starts[i + 1]]`, closest first.
struct Neighbours {
    starts: Vec<usize>,
    list: Vec<Near>,
}

impl Neighbours {
    fn of(links: &[Link], sets: &Sets) -> Self {
        let mut ends: Vec<(u32, Near)> = Vec::with_capacity(links.len() * 2);
        for link in links {
            let near = |piece| Near { piece, shared: link.shared, share: share(*link, sets) };
            ends.push((link.a, near(link.b)));
            ends.push((link.b, near(link.a)));
        }
        let closest = |one: &Near, two: &Near| two.share.total_cmp(&one.share).then(one.piece.cmp(&two.piece));
        ends.sort_unstable_by(|one, two| one.0.cmp(&two.0).then_with(|| closest(&one.1, &two.1)));
        let mut starts = vec![0; sets.len() + 1];
        for (piece, _) in &ends {
            starts[*piece as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        Self { starts, list: ends.into_iter().map(|(_, near)| near).collect() }
    }

    fn of_piece(&self, piece: u32) -> &[Near] {
        &self.list[self.starts[piece as usize]..self.starts[piece as usize + 1]]
    }

    /// Lists the pieces with links, the one with the most evidence first, of equals the fullest, then the earliest.
    fn centres(&self, sets: &Sets) -> Vec<u32> {
        let mut centres: Vec<(u32, f32)> = (0..)
            .take(sets.len())
            .map(|piece| (piece, self.of_piece(piece).iter().map(|near| near.share).sum()))
            .filter(|(_, evidence)| *evidence > 0.0)
            .collect();
        let size = |piece: u32| sets.get(piece).shingled;
        centres.sort_unstable_by(|one, two| two.1.total_cmp(&one.1).then(size(two.0).cmp(&size(one.0))).then(one.0.cmp(&two.0)));
        centres.into_iter().map(|(piece, _)| piece).collect()
    }

    /// Lists the pieces that belong with a centre, closest first: not those that have nothing of the closest one and are mostly not the centre's
    /// either, for that is what pieces have which it was put together from.
    fn around<'a>(&'a self, centre: u32, sets: &'a Sets) -> impl Iterator<Item = u32> + 'a {
        let others = self.of_piece(centre);
        let closest = others.first().map_or(centre, |near| near.piece);
        let mut rooms = Rooms::default();
        let belongs = move |near: &&Near| {
            f64::from(near.shared) >= ROUND_UP * f64::from(sets.get(near.piece).shingled)
                || near.piece == closest
                || sets.shared(closest, near.piece, &mut rooms) > 0
        };
        others.iter().filter(belongs).map(|near| near.piece)
    }

    /// Tells whether a piece takes from strangers, and from none of them most of itself.
    fn is_round_up(&self, piece: u32, sets: &Sets) -> bool {
        let others = self.of_piece(piece);
        let most = ROUND_UP * f64::from(sets.get(piece).shingled);
        let witnesses = &others[..others.len().min(WITNESSES)];
        let Some((closest, rest)) = witnesses.split_first() else { return false };
        let mut rooms = Rooms::default();
        others.iter().all(|near| f64::from(near.shared) < most)
            && rest.iter().any(|near| sets.shared(closest.piece, near.piece, &mut rooms) == 0)
    }
}

/// Looks up what a piece shares with its centre; counts it where no link says it.
fn with_centre(centre: u32, piece: u32, links: &[Link], sets: &Sets) -> u32 {
    if centre == piece {
        return sets.get(centre).shingled;
    }
    let ends = (centre.min(piece), centre.max(piece));
    links
        .binary_search_by_key(&ends, |link| (link.a, link.b))
        .map_or_else(|_| sets.shared(centre, piece, &mut Rooms::default()), |at| links[at].shared)
}

#[expect(clippy::cast_possible_truncation, reason = "a share")]
fn share(link: Link, sets: &Sets) -> f32 {
    let least = sets.get(link.a).shingled.min(sets.get(link.b).shingled);
    (f64::from(link.shared) / f64::from(least.max(1))) as f32
}

/// Adds pieces that are verified against half of a family, though not against its centre.
fn second_ring(near: &Neighbours, at: u32, group: &mut Vec<u32>, home: &mut [Option<u32>]) {
    let mut met: Vec<u32> = group
        .iter()
        .flat_map(|member| near.of_piece(*member))
        .map(|near| near.piece)
        .filter(|other| home[*other as usize].is_none())
        .collect();
    met.sort_unstable();
    let members = group.len();
    for votes in met.chunk_by(|one, next| one == next).filter(|votes| votes.len() >= 2 && votes.len() * 2 >= members) {
        home[votes[0] as usize] = Some(at);
        group.push(votes[0]);
    }
}

/// Attaches pieces to the family of the piece that they are closest to, where they may; where that one has none, the two make one.
fn attach(
    links: &[Link],
    sets: &Sets,
    home: &mut [Option<u32>],
    groups: &mut Vec<Vec<u32>>,
    may: impl Fn(&[Option<u32>], u32, u32) -> bool,
) {
    let mut wishes: Vec<(u32, u32, f32)> = links
        .iter()
        .flat_map(|link| [(link.a, link.b, share(*link, sets)), (link.b, link.a, share(*link, sets))])
        .filter(|(piece, other, _)| may(home, *piece, *other))
        .collect();
    wishes.sort_unstable_by(|one, two| two.2.total_cmp(&one.2).then((one.0, one.1).cmp(&(two.0, two.1))));
    for (piece, other, _) in wishes {
        if !may(home, piece, other) {
            continue;
        }
        let at = home[other as usize].unwrap_or_else(|| {
            groups.push(vec![other]);
            u32::try_from(groups.len() - 1).unwrap_or(u32::MAX)
        });
        home[other as usize] = Some(at);
        home[piece as usize] = Some(at);
        groups[at as usize].push(piece);
    }
}
