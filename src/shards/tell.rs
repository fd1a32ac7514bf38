//! Pieces that are linked, directly or through others -> their families, told.

use super::judge::{Met, in_order, row};
use super::{Place, Placed, Whole};
use crate::cluster::clusters;
use crate::lineage::{Archive, tell};
use crate::report::{FamilyRow, PairRow, rows};
use crate::settings::Settings;
use crate::verify::Match;

/// A family as told.
#[derive(Debug, Clone)]
pub struct ToldFamily {
    /// Its pieces, sorted: the first one names it until all families are numbered.
    pub members: Vec<Place>,
    /// What is reported of it; its number and its independent lines are known when all families are.
    pub row: FamilyRow,
}

/// What one component holds.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// Its families, largest first.
    pub families: Vec<ToldFamily>,
    /// Pairs that were looked at on the way, from *same story* up.
    pub pairs: Vec<(Met, PairRow)>,
}

/// Tells the families of one component: all pieces that are linked, and every judged pair of them. Cost: that of [`clusters`] and [`tell`].
#[must_use]
pub fn told(pieces: Vec<Placed>, met: &[Met], whole: &Whole, settings: &Settings) -> Told {
    let (places, articles) = in_order(pieces);
    let (texts, profiles) = whole.profiles(&articles, settings);
    let mut matches: Vec<Match> = met.iter().filter_map(|met| met.found(&places)).collect();
    matches.sort_unstable_by_key(|found| found.pair);
    matches.dedup_by_key(|found| found.pair);
    let (families, more) = clusters(&matches, &profiles, settings);
    let archive = Archive { articles: &articles, texts: &texts, profiles: &profiles, matches: &[] };
    let pairs = more.iter().filter_map(|found| Some((Met::of(found, &places), row(found, archive)?))).collect();
    matches.extend(more);
    matches.sort_unstable_by_key(|found| found.pair);
    let archive = Archive { matches: &matches, ..archive };
    let families = families.iter().map(|family| ToldFamily {
        members: family.members.iter().map(|id| places[id.index()]).collect(),
        row: rows::family_row(0, family, &tell(family, archive, settings), 0, archive),
    });
    Told { families: families.collect(), pairs }
}
