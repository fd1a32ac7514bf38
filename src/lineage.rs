//! [`Family`] -> [`Story`]: what the family goes back to, each member laid beside it, and who says whom it was made from.
//!
//! An original that is not among the pieces is replaced by its fullest surviving version, completed with the points that two or more
//! other pieces share and it lacks; a piece never vouches for itself. O(members) traces, O(members squared) alignments for the
//! completion, of at most 16 members.

mod collation;
mod completed;
mod descent;
pub mod estimate;
mod innovations;
mod lines;
pub mod links;
mod origin;
mod poisson;
mod star;
pub mod tree;
pub mod units;

use rayon::prelude::*;

use crate::article::{Article, ArticleId, Pair};
use crate::clean::CleanText;
use crate::clean::credits;
use crate::cluster::Family;
use crate::settings::Settings;
use crate::trace::facts::{Fact, facts};
use crate::trace::{Fate, Told, Trace, trace};
use crate::verify::{Match, Profile, Verdict, matches_from};
use collation::{Aligned, Collation};
pub use completed::Completed;
pub use descent::{Descent, Level};
use estimate::{Estimate, estimate};
pub use origin::{How, Origin, is_named, outlet_of};

/// All pieces and what the rooms above made of them, by id.
#[derive(Clone, Copy)]
pub struct Archive<'a> {
    /// As read.
    pub articles: &'a [Article],
    /// As cleaned.
    pub texts: &'a [CleanText],
    /// As prepared for verification.
    pub profiles: &'a [Profile],
    /// Verified pairs, sorted.
    pub matches: &'a [Match],
}

impl<'a> Archive<'a> {
    /// Gives what tracing needs of a piece.
    #[must_use]
    pub fn told(&self, id: ArticleId) -> Told<'a> {
        let profile = &self.profiles[id.index()];
        Told { source: &self.articles[id.index()].text, text: &self.texts[id.index()], outline: &profile.outline, day: profile.day }
    }

    /// Finds the match of two pieces, if they were verified.
    #[must_use]
    pub fn matched(&self, one: ArticleId, other: ArticleId) -> Option<&'a Match> {
        let pair = Pair::new(one, other)?;
        self.matches.binary_search_by_key(&pair, |found| found.pair).ok().map(|at| &self.matches[at])
    }

    /// Gives the share of a piece's words that another one tells too, 0 where they were not verified.
    #[must_use]
    pub fn reuse(&self, of: ArticleId, by: ArticleId) -> f64 {
        self.matched(of, by).map_or(0.0, |found| if found.pair.a() == of { found.reuse.0 } else { found.reuse.1 })
    }
}

/// Whether a piece says where its story comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Credit {
    /// It names the original's outlet.
    Given,
    /// The original's outlet is known, and the piece does not name it.
    Lost,
    /// There is no outlet to credit, or the piece is the original.
    None,
}

/// One piece of a family beside what it goes back to.
#[derive(Debug, Clone)]
pub struct Member {
    /// The piece.
    pub piece: ArticleId,
    /// What it is to the original or stand-in.
    pub verdict: Verdict,
    /// The probability behind it.
    pub probability: f64,
    /// The two laid side by side.
    pub trace: Trace,
    /// Words of completed points, counted as the original's: kept, reworded, altered, dropped.
    pub beyond: [usize; 4],
    /// The completed points that it tells.
    pub completed: Vec<usize>,
    /// Whether it names the original's outlet.
    pub credit: Credit,
    /// Facts whose wording changed.
    pub facts: Vec<Fact>,
    /// For a stand-in: the share of its words that others confirm, 0 to 1.
    pub confirmed: Option<f64>,
}

/// A family with its story told.
#[derive(Debug, Clone)]
pub struct Story {
    /// What it goes back to.
    pub origin: Origin,
    /// The original or its stand-in.
    pub base: ArticleId,
    /// All members in path order, the base among them.
    pub members: Vec<Member>,
    /// Points that others share and the stand-in lacks; none where the original is here.
    pub completed: Vec<Completed>,
    /// Who was made from whom.
    pub descent: Vec<Descent>,
    /// How many points a lost original held; none where that cannot be told.
    pub held: Option<Estimate>,
}

/// Two pieces can be laid side by side; a third is needed to tell what they owe to whom.
const FEWEST_COLLATED: usize = 3;

/// Tells the story of a family.
#[must_use]
pub fn tell(family: &Family, archive: Archive<'_>, settings: &Settings) -> Story {
    let origin = origin::find(family, archive, settings);
    let base = origin.piece.unwrap_or(origin.stand_in);
    let aligned = (family.members.len() >= FEWEST_COLLATED).then(|| Aligned::of(family, base, archive));
    let lost = aligned.as_ref().filter(|_| origin.piece.is_none());
    let completed = lost.map(|aligned| completed::find(aligned, base, archive)).unwrap_or_default();
    let strongest = strongest(family, archive);
    let mut members: Vec<Member> =
        family.members.par_iter().zip(&strongest).map(|(piece, link)| member(*piece, base, *link, &origin, &completed, archive)).collect();
    confirm(&mut members, base, archive);
    let collation = aligned.map(|aligned| Collation::of(&aligned, archive)).filter(|collation| collation.pieces.len() >= FEWEST_COLLATED);
    let kin = collation.map(|collation| descent::kin(&collation, origin.piece, archive));
    let held = kin.as_ref().filter(|_| origin.piece.is_none()).and_then(|kin| estimate(&kin.units.merged(&kin.found.branch)));
    let descent = descent::descent(&origin, &members, kin.as_ref(), archive);
    Story { origin, base, members, completed, descent, held }
}

/// A verdict and the probability behind it.
type Judged = (Verdict, f64);

fn derived(found: &Match) -> Option<Judged> {
    found.verdict.is_derived().then_some((found.verdict, found.probability))
}

/// Gives what each member is to the member that it is closest to. O(matches of the family).
fn strongest(family: &Family, archive: Archive<'_>) -> Vec<Option<Judged>> {
    let mut strongest: Vec<Option<Judged>> = vec![None; family.members.len()];
    for (at, piece) in family.members.iter().enumerate() {
        for (found, link) in matches_from(archive.matches, *piece).iter().filter_map(|found| Some((found, derived(found)?))) {
            let Ok(other) = family.members.binary_search(&found.pair.b()) else { continue };
            for side in [at, other] {
                let is_stronger = |known: Judged| link.0.cmp(&known.0).then(link.1.total_cmp(&known.1)).is_gt();
                strongest[side] = strongest[side].filter(|known| !is_stronger(*known)).or(Some(link));
            }
        }
    }
    strongest
}

fn member(
    piece: ArticleId,
    base: ArticleId,
    strongest: Option<Judged>,
    origin: &Origin,
    points: &[Completed],
    archive: Archive<'_>,
) -> Member {
    let (one, two) = (archive.told(base), archive.told(piece));
    let mut laid = trace(one, two);
    let facts = if piece == base { Vec::new() } else { facts(one, two, &mut laid) };
    let (beyond, completed) = completed::count(piece, base, points, &mut laid, archive);
    // Beside the base where that says enough, else beside the member that it is closest to: that is why it is in the family.
    let (verdict, probability) = match origin.piece {
        Some(original) if original == piece => (Verdict::Copy, 1.0),
        _ => archive.matched(piece, base).and_then(derived).or(strongest).unwrap_or((Verdict::HeavyRewrite, 0.0)),
    };
    Member { piece, verdict, probability, trace: laid, beyond, completed, credit: credit(piece, origin, archive), facts, confirmed: None }
}

/// A member's weakest excuse: any mention of the outlet's name counts as a credit, since a false alarm costs more than a miss.
fn credit(piece: ArticleId, origin: &Origin, archive: Archive<'_>) -> Credit {
    let Some(outlet) = &origin.outlet else { return Credit::None };
    if origin.piece == Some(piece) {
        return Credit::None;
    }
    let key = credits::key(outlet);
    let profile = &archive.profiles[piece.index()];
    let article = &archive.articles[piece.index()];
    if profile.outlet.as_ref() == Some(&key) && archive.texts[piece.index()].credits.dateline.is_none() && article.outlet.is_some() {
        return Credit::None;
    }
    if profile.credits(&key) || article.text.contains(outlet.as_str()) { Credit::Given } else { Credit::Lost }
}

/// Counts how much of the base other members tell too.
fn confirm(members: &mut [Member], base: ArticleId, archive: Archive<'_>) {
    let outline = &archive.profiles[base.index()].outline;
    let told = |line: &crate::align::Line| {
        members.iter().any(|member| member.piece != base && !member.trace.original.sentences[line.sentence].1.is_empty())
    };
    let words: usize = outline.lines.iter().filter(|line| told(line)).map(|line| line.words.len()).sum();
    #[expect(clippy::cast_precision_loss, reason = "counts of words")]
    let share = words as f64 / outline.words().max(1) as f64;
    if let Some(member) = members.iter_mut().find(|member| member.piece == base) {
        member.confirmed = Some(share);
    }
}

/// Percent-free counts of a side, in the order of the report: kept, reworded, altered, and the fate of what stands alone.
#[must_use]
pub fn counts(side: &crate::trace::Side, alone: Fate) -> [usize; 4] {
    [side.count(Fate::Kept), side.count(Fate::Reworded), side.count(Fate::Altered), side.count(alone)]
}
