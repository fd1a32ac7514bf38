//! What the pieces say of their sources, and what their texts say: [`Descent`].
//!
//! In order of trust: what a piece says itself; then shared innovations; then the points that only kin share, with the arrow where dates or
//! the texts give one. What stands higher is not said again lower down.

use std::collections::{HashMap, HashSet};

use super::collation::Collation;
use super::innovations::{self, Innovation};
use super::links::{Kinship, Link, kinship};
use super::units::Units;
use super::{Archive, Member, Origin, origin};
use crate::article::ArticleId;
use crate::clean::credits::{self, Credit};

/// Who was made from whom.
#[derive(Debug, Clone, PartialEq)]
pub struct Descent {
    /// A piece, or an outlet whose piece is not here.
    pub from: Result<ArticleId, String>,
    /// The piece that was made.
    pub to: ArticleId,
    /// By what that is known.
    pub level: Level,
    /// Why, in words.
    pub why: String,
    /// How sure, 0 to 1.
    pub support: f64,
}

/// By what a descent is known, most trusted first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The piece says so.
    Credit,
    /// The original is here, and the piece has its words.
    Original,
    /// They share an innovation.
    Innovation,
    /// They share points that few others tell.
    Points,
    /// They are kin, and nothing tells which was first; the earlier in path order stands first.
    CannotTell,
}

/// Who is kin in a family.
pub(super) struct Kin {
    /// The witnesses that the table counts; the original is not among them.
    pieces: Vec<ArticleId>,
    /// Who tells what.
    pub units: Units,
    innovations: Vec<Innovation>,
    /// What follows.
    pub found: Kinship,
}

/// Finds the kin among the witnesses of a family.
pub(super) fn kin(collation: &Collation, original: Option<ArticleId>, archive: Archive<'_>) -> Kin {
    let at = original.and_then(|piece| collation.pieces.iter().position(|id| *id == piece));
    let mut innovations = innovations::find(collation, at, archive);
    let pieces: Vec<ArticleId> = collation.pieces.iter().copied().filter(|piece| Some(*piece) != original).collect();
    if let Some(gone) = at {
        innovations.iter_mut().flat_map(|new| &mut new.sharers).for_each(|place| *place -= usize::from(*place > gone));
    }
    let units = collation.units(at);
    let proofs: Vec<Vec<usize>> = innovations.iter().map(|new| new.sharers.clone()).collect();
    let found = kinship(&units, &proofs, |from, to| is_later(pieces[from], pieces[to], archive));
    Kin { pieces, units, innovations, found }
}

/// A day is later than another; the hour counts where both have one.
fn is_later(one: ArticleId, other: ArticleId, archive: Archive<'_>) -> bool {
    let (Some(one), Some(other)) = (origin::day(one, archive), origin::day(other, archive)) else { return false };
    let days = |day: (u16, u8, u8, u16)| (day.0, day.1, day.2);
    days(one) > days(other) || days(one) == days(other) && one.3 > other.3 && other.3 > 0
}

/// Puts everything together, no link twice.
pub(super) fn descent(origin: &Origin, members: &[Member], kin: Option<&Kin>, archive: Archive<'_>) -> Vec<Descent> {
    let outlets = outlets(members, archive);
    let mut found: Vec<Descent> = members
        .iter()
        .filter(|member| Some(member.piece) != origin.piece)
        .flat_map(|member| said(member.piece, origin, &outlets, archive))
        .collect();
    let mut by_text: Vec<Descent> = kin.map(|kin| kin.found.links.iter().map(|link| kin.told(link, archive)).collect()).unwrap_or_default();
    by_text.retain(|link| {
        let ends = |known: &Descent| (known.from.clone().ok(), Some(known.to));
        let (from, to) = (link.from.clone().ok(), Some(link.to));
        !found.iter().any(|known| ends(known) == (from, to) || ends(known) == (to, from))
    });
    if let Some(original) = origin.piece {
        let named: HashSet<ArticleId> = found.iter().filter(|known| known.from == Ok(original)).map(|known| known.to).collect();
        let by_way = |piece: ArticleId| by_text.iter().any(|link| link.to == piece && link.level < Level::CannotTell);
        let silent = members.iter().filter(|member| member.piece != original && !named.contains(&member.piece) && !by_way(member.piece));
        let rows: Vec<Descent> = silent.map(|member| from_original(original, member)).collect();
        found.extend(rows);
    }
    found.extend(by_text);
    // By piece in path order, then the most trusted first.
    found.sort_by(|x, y| x.to.cmp(&y.to).then(x.level.cmp(&y.level)));
    found
}

fn from_original(original: ArticleId, member: &Member) -> Descent {
    let share = 100.0 * member.trace.piece.shared() as f64 / member.trace.piece.words.len().max(1) as f64;
    Descent {
        from: Ok(original),
        to: member.piece,
        level: Level::Original,
        why: format!("{share:.0}% of its words come from the original, which it does not name"),
        support: member.probability,
    }
}

/// Whom a piece names as its source: the original's outlet wherever it stands, another where the story is laid out, in its first third.
fn said(piece: ArticleId, origin: &Origin, outlets: &Outlets, archive: Archive<'_>) -> Vec<Descent> {
    let is_origin = |key: &str| origin.outlet.as_ref().is_some_and(|outlet| credits::key(outlet) == key);
    let mut said: Vec<&Credit> = Vec::new();
    for credit in &archive.texts[piece.index()].credits.list {
        let early = (credit.span.start as usize) * 3 <= archive.articles[piece.index()].text.len();
        let by_report = ["report", "appeared", "published"].iter().any(|word| credit.cue.contains(word))
            || ["citing", "dateline", "via"].contains(&credit.cue);
        if !(is_origin(&credit.key) || early && by_report) {
            continue;
        }
        match said.iter_mut().find(|known| known.key == credit.key) {
            Some(known) if credits::strength(credit.cue) > credits::strength(known.cue) => *known = credit,
            Some(_) => {}
            None => said.push(credit),
        }
    }
    // "The Post reported ... told NBC News": the Post is where the piece has it from, NBC where the Post has it from.
    let way = said.iter().find(|credit| !is_origin(&credit.key)).map(|credit| credit.outlet.clone());
    let row = |credit: &&Credit| {
        let phrase = credits::phrase(&credit.outlet, credit.cue);
        let by_way = way.as_ref().filter(|_| is_origin(&credit.key) && !credits::is_strong(credit.cue));
        let why = match by_way {
            Some(way) => format!("says so itself: {phrase}, by way of {way}"),
            None => format!("says so itself: {phrase}"),
        };
        Descent { from: source(credit, piece, origin, outlets, archive), to: piece, level: Level::Credit, why, support: 1.0 }
    };
    let mut rows: Vec<(bool, Descent)> = said.iter().map(|credit| (is_origin(&credit.key), row(credit))).collect();
    // The nearer source first.
    rows.sort_by_key(|(is_origin, _)| *is_origin);
    rows.into_iter().map(|(_, row)| row).collect()
}

/// The members of each outlet, by its key.
type Outlets = HashMap<String, Vec<ArticleId>>;

fn outlets(members: &[Member], archive: Archive<'_>) -> Outlets {
    let mut outlets = Outlets::new();
    for piece in members.iter().map(|member| member.piece) {
        if let Some(outlet) = archive.articles[piece.index()].outlet.as_deref() {
            outlets.entry(credits::key(&credits::usual(outlet))).or_default().push(piece);
        }
    }
    outlets
}

/// The piece of the outlet that is credited, if it is here, else the outlet.
fn source(credit: &Credit, piece: ArticleId, origin: &Origin, outlets: &Outlets, archive: Archive<'_>) -> Result<ArticleId, String> {
    let outlet = origin.outlet.as_ref().filter(|outlet| credits::key(outlet) == credit.key);
    if let (Some(original), Some(_)) = (origin.piece, outlet) {
        return Ok(original);
    }
    let mut here = outlets.get(&credit.key).into_iter().flatten().copied().filter(|id| *id != piece);
    match (here.next(), here.next()) {
        (Some(only), None) if !is_later(only, piece, archive) => Ok(only),
        _ => Err(credit.outlet.clone()),
    }
}

impl Kin {
    /// Puts a link in words, with its numbers.
    fn told(&self, link: &Link, archive: Archive<'_>) -> Descent {
        let in_path_order = if self.pieces[link.one] < self.pieces[link.other] { (link.one, link.other) } else { (link.other, link.one) };
        let (from, to) = link.from.map_or(in_path_order, |from| (from, link.one + link.other - from));
        let name = |place: usize| archive.articles[self.pieces[place].index()].id.as_str();
        let shared = self.innovations.iter().filter(|new| new.sharers.contains(&link.one) && new.sharers.contains(&link.other));
        // The fewer share it the more it says.
        let mut shared: Vec<&Innovation> = shared.collect();
        shared.sort_by_key(|new| new.sharers.len());
        let reason = match shared.first() {
            Some(new) if shared.len() > 1 => format!("both have {}, and {} more such", new.what, shared.len() - 1),
            Some(new) => format!("both have {}", new.what),
            None => {
                let few = if link.few == 2 { "nobody else has".to_owned() } else { format!("at most {} others have", link.few - 2) };
                format!("they share {} points that {few} (chance would give {:.1})", link.rare, link.chance)
            }
        };
        let (more, less) = if from == link.one { link.only } else { (link.only.1, link.only.0) };
        let arrow = match link.from {
            None => format!("cannot tell whether {} or {} was first, or both come from a version that is not here", name(from), name(to)),
            Some(_) if is_later(self.pieces[to], self.pieces[from], archive) => format!("{} is the earlier by its date", name(from)),
            Some(_) if self.is_newer(to, from) => format!("{} adds innovations of its own", name(to)),
            Some(_) => format!(
                "of what others tell too {} has {more} points that {} lacks, the other way round it is {less}",
                name(from),
                name(to)
            ),
        };
        let level = match link.from {
            None => Level::CannotTell,
            Some(_) if shared.is_empty() => Level::Points,
            Some(_) => Level::Innovation,
        };
        Descent { from: Ok(self.pieces[from]), to: self.pieces[to], level, why: format!("{reason}; {arrow}"), support: link.support }
    }

    fn is_newer(&self, piece: usize, than: usize) -> bool {
        self.innovations.iter().any(|new| new.sharers.contains(&piece) && !new.sharers.contains(&than))
    }
}
