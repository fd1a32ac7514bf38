//! Finds what a family goes back to.
//!
//! In this order: the piece that the user names; a piece of the outlet that the others credit; the earliest, where dates tell; the one
//! that the others hold least beside; else it is missing, and the fullest surviving version stands in.

use super::Archive;
use crate::article::ArticleId;
use crate::clean::{credits, dates};
use crate::cluster::Family;
use crate::settings::Settings;
use crate::verify::{Verdict, matches_from};

/// How an original was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// The user named it.
    Given,
    /// The pieces credit its outlet.
    Credited,
    /// It is the earliest.
    Dated,
    /// The others are closer to it than to one another.
    Inferred,
    /// It is not among the pieces.
    Missing,
    /// Only copies were asked for.
    NotAsked,
}

/// What a family goes back to.
#[derive(Debug, Clone, PartialEq)]
pub struct Origin {
    /// The original, if it is here.
    pub piece: Option<ArticleId>,
    /// The outlet whose story it is.
    pub outlet: Option<String>,
    /// How it was found.
    pub how: How,
    /// The fullest surviving version.
    pub stand_in: ArticleId,
    /// Why, in words.
    pub why: String,
}

/// Cues by which one piece alone names its source; a "told" may be one voice among others.
const STRONG: [&str; 5] = ["appeared", "published", "reported by", "according to a report", "dateline"];

/// Finds what a family goes back to.
pub(super) fn find(family: &Family, archive: Archive<'_>, settings: &Settings) -> Origin {
    let stand_in = fullest(family, archive);
    let found = |piece, outlet, how, why: String| Origin { piece: Some(piece), outlet, how, stand_in, why };
    if let Some(name) = &settings.original
        && let Some(piece) = family.members.iter().find(|id| is_named(name, &archive.articles[id.index()]))
    {
        return found(*piece, settings.outlet.clone().or_else(|| outlet_of(*piece, archive)), How::Given, "named by --original".to_owned());
    }
    if let Some(outlet) = settings.outlet.as_deref().map(credits::usual).filter(|outlet| may_be(outlet, family, archive)) {
        let named = "its outlet is named by --outlet";
        return match own_piece(family, &credits::key(&outlet), archive) {
            Some(piece) => found(piece, Some(outlet), How::Credited, format!("{named}, and this is its piece")),
            None => {
                Origin { piece: None, outlet: Some(outlet), how: How::Missing, stand_in, why: format!("{named}, and none is its piece") }
            }
        };
    }
    if let Some((outlet, pieces)) = credited(family, archive) {
        if let Some(piece) = own_piece(family, &credits::key(&outlet), archive) {
            let why = format!("{pieces} {} {outlet}, and this is its piece", if pieces == 1 { "piece credits" } else { "pieces credit" });
            return found(piece, Some(outlet), How::Credited, why);
        }
        let why = format!(
            "{pieces} of {} pieces {} {outlet}, and none is its piece",
            family.members.len(),
            if pieces == 1 { "credits" } else { "credit" }
        );
        return Origin { piece: None, outlet: Some(outlet), how: How::Missing, stand_in, why };
    }
    if let Some(piece) = earliest(family, archive) {
        return found(piece, outlet_of(piece, archive), How::Dated, "the earliest by its date, and the others go back to it".to_owned());
    }
    if let Some((piece, why)) = inferred(family, stand_in, archive) {
        return found(piece, outlet_of(piece, archive), How::Inferred, why);
    }
    Origin {
        piece: None,
        outlet: None,
        how: How::Missing,
        stand_in,
        why: "no credit, no dates, and no piece that the others go back to".to_owned(),
    }
}

/// Tells whether a user's name means an article: its id, its path, or the end of one.
#[must_use]
pub fn is_named(name: &str, article: &crate::article::Article) -> bool {
    let name = name.trim_start_matches("./");
    let path = article.path.trim_start_matches("./");
    article.id == name || path == name || std::path::Path::new(path).ends_with(name) || std::path::Path::new(name).ends_with(&article.id)
}

/// An outlet that the user names is meant for the families that credit it, and for those that credit nobody.
fn may_be(outlet: &str, family: &Family, archive: Archive<'_>) -> bool {
    let key = credits::key(outlet);
    let is_own = |id: &ArticleId| archive.profiles[id.index()].outlet.as_ref() == Some(&key);
    family.members.iter().any(|id| archive.profiles[id.index()].credits(&key) || is_own(id)) || credited(family, archive).is_none()
}

/// Gives a piece's own outlet: what its record says, else the agency of its dateline.
#[must_use]
pub fn outlet_of(piece: ArticleId, archive: Archive<'_>) -> Option<String> {
    archive.articles[piece.index()].outlet.as_deref().map(credits::usual).or_else(|| archive.texts[piece.index()].credits.dateline.clone())
}

/// The piece that tells most of what the others tell (what it is not verified against counts a quarter); of equals the longest, then
/// the first.
fn fullest(family: &Family, archive: Archive<'_>) -> ArticleId {
    let words = |id: ArticleId| archive.profiles[id.index()].words();
    let mut explained = vec![0.0; family.members.len()];
    let place = |id: ArticleId| family.members.binary_search(&id).ok();
    for (at, piece) in family.members.iter().enumerate() {
        for found in matches_from(archive.matches, *piece) {
            let Some(other) = place(found.pair.b()) else { continue };
            let weight = if found.verdict.is_derived() { 1.0 } else { 0.25 };
            explained[at] += weight * found.reuse.1 * words(found.pair.b()) as f64;
            explained[other] += weight * found.reuse.0 * words(*piece) as f64;
        }
    }
    let mut best = 0;
    for at in 1..explained.len() {
        let (share, most) = (explained[at].round(), explained[best].round());
        if share > most || (share - most).abs() < 0.5 && words(family.members[at]) > words(family.members[best]) {
            best = at;
        }
    }
    family.members[best]
}

/// The outlet that most pieces credit, and how many do: two at least and a third of the family, or one with a strong cue.
fn credited(family: &Family, archive: Archive<'_>) -> Option<(String, usize)> {
    let mut mentions: Vec<(String, String, ArticleId, bool)> = Vec::new();
    for piece in &family.members {
        let own = archive.articles[piece.index()].outlet.as_deref().map(|outlet| credits::key(&credits::usual(outlet)));
        for credit in archive.texts[piece.index()].credits.list.iter().filter(|credit| own.as_ref() != Some(&credit.key)) {
            mentions.push((credit.key.clone(), credit.outlet.clone(), *piece, STRONG.iter().any(|cue| credit.cue.contains(cue))));
        }
    }
    mentions.sort();
    let ranked = mentions.chunk_by(|one, next| one.0 == next.0).filter_map(|run| {
        let mut pieces: Vec<ArticleId> = run.iter().map(|(_, _, piece, _)| *piece).collect();
        pieces.dedup();
        pieces.sort_unstable();
        pieces.dedup();
        let strong = run.iter().any(|(_, _, _, strong)| *strong);
        let enough = pieces.len() * 3 >= family.members.len() && (pieces.len() >= 2 || strong);
        enough.then(|| (pieces.len(), run.len(), most_frequent(run.iter().map(|(_, outlet, _, _)| outlet))))
    });
    // Most pieces, then most mentions, then the first name in order.
    ranked.max_by(|one, two| (one.0, one.1).cmp(&(two.0, two.1)).then(two.2.cmp(&one.2))).map(|(pieces, _, outlet)| (outlet, pieces))
}

fn most_frequent<'a>(names: impl Iterator<Item = &'a String>) -> String {
    let mut sorted: Vec<&String> = names.collect();
    sorted.sort();
    sorted
        .chunk_by(|one, next| one == next)
        .max_by_key(|run| (run.len(), std::cmp::Reverse(run[0])))
        .map_or_else(String::new, |run| run[0].clone())
}

/// The piece of an outlet: what its record says, else the fullest of those whose dateline names it and that no other outlet's page carries.
fn own_piece(family: &Family, key: &str, archive: Archive<'_>) -> Option<ArticleId> {
    let by_record =
        |id: &&ArticleId| archive.articles[id.index()].outlet.as_deref().is_some_and(|outlet| credits::key(&credits::usual(outlet)) == key);
    let by_dateline = |id: &&ArticleId| {
        let text = &archive.texts[id.index()];
        let republished = text
            .credits
            .list
            .iter()
            .any(|credit| credit.key == key && (credit.cue.contains("appeared") || credit.cue.contains("published")));
        archive.articles[id.index()].outlet.is_none()
            && text.credits.dateline.as_deref().is_some_and(|agency| credits::key(agency) == key)
            && !republished
    };
    let recorded: Vec<ArticleId> = family.members.iter().filter(by_record).copied().collect();
    let candidates = if recorded.is_empty() { family.members.iter().filter(by_dateline).copied().collect() } else { recorded };
    if candidates.len() < 2 {
        return candidates.first().copied();
    }
    if let Some(first) = unique_earliest(&candidates, archive) {
        return Some(first);
    }
    // Of several, the plainest page (least furniture), since a copy carries its own outlet's; then the fullest.
    let fewest = candidates.iter().map(|id| archive.texts[id.index()].furniture_count()).min()?;
    let plain: Vec<ArticleId> = candidates.into_iter().filter(|id| archive.texts[id.index()].furniture_count() <= fewest + 8).collect();
    Some(fullest(&Family { members: plain.clone(), weakest: None }, archive))
        .filter(|_| plain.len() > 1)
        .or(plain.first().copied())
        .map(|best| closest_to_all(family, &plain, best, archive))
}

/// Of candidates the one that explains the whole family best: an update carries more, but the others go back to the first version.
fn closest_to_all(family: &Family, candidates: &[ArticleId], first: ArticleId, archive: Archive<'_>) -> ArticleId {
    let mut near = vec![0.0; family.members.len()];
    let place = |id: ArticleId| family.members.binary_search(&id).ok();
    for (at, piece) in family.members.iter().enumerate() {
        for found in matches_from(archive.matches, *piece) {
            let Some(other) = place(found.pair.b()) else { continue };
            near[at] += found.same_words + found.reuse.1;
            near[other] += found.same_words + found.reuse.0;
        }
    }
    let near = |piece: ArticleId| place(piece).map_or(0.0, |at| near[at]);
    candidates
        .iter()
        .copied()
        .fold((first, near(first)), |best, piece| if near(piece) > best.1 + 1e-9 { (piece, near(piece)) } else { best })
        .0
}

pub(super) fn day(id: ArticleId, archive: Archive<'_>) -> Option<dates::Day> {
    let article = &archive.articles[id.index()];
    article
        .date
        .as_deref()
        .and_then(dates::day)
        .or_else(|| archive.texts[id.index()].stamp.and_then(|span| dates::day(span.of(&article.text))))
}

fn unique_earliest(pieces: &[ArticleId], archive: Archive<'_>) -> Option<ArticleId> {
    let mut dated: Vec<(dates::Day, ArticleId)> = pieces.iter().map(|id| day(*id, archive).map(|day| (day, *id))).collect::<Option<_>>()?;
    dated.sort_unstable();
    (dated.len() >= 2 && dated[0].0 < dated[1].0).then(|| dated[0].1)
}

/// The earliest piece, where all are dated, one is first, and each of the others is verified against it.
fn earliest(family: &Family, archive: Archive<'_>) -> Option<ArticleId> {
    let first = unique_earliest(&family.members, archive)?;
    let goes_back = |other: &ArticleId| *other == first || archive.matched(*other, first).is_some_and(|found| found.verdict.is_derived());
    family.members.iter().all(goes_back).then_some(first)
}

/// The piece that all others are closer to than to one another (three pieces and more), or of which the other is a cut (two).
fn inferred(family: &Family, fullest: ArticleId, archive: Archive<'_>) -> Option<(ArticleId, String)> {
    let others: Vec<ArticleId> = family.members.iter().copied().filter(|id| *id != fullest).collect();
    if let [other] = others.as_slice() {
        let found = archive.matched(*other, fullest)?;
        let (kept, words) = (archive.reuse(*other, fullest), |id: ArticleId| archive.profiles[id.index()].words());
        let is_cut = found.verdict == Verdict::Copy && kept >= 0.95 && words(*other) * 10 <= words(fullest) * 9;
        return is_cut.then(|| (fullest, "the other is a cut of it".to_owned()));
    }
    // How close each member is to the closest other one beside the fullest; one pass, since families may hold thousands.
    let mut to_rest = vec![0.0_f64; family.members.len()];
    for (at, piece) in family.members.iter().enumerate().filter(|(_, piece)| **piece != fullest) {
        for found in matches_from(archive.matches, *piece).iter().filter(|found| found.pair.b() != fullest) {
            let Ok(other) = family.members.binary_search(&found.pair.b()) else { continue };
            to_rest[at] = to_rest[at].max(found.same_words);
            to_rest[other] = to_rest[other].max(found.same_words);
        }
    }
    let (mut closer, mut margin) = (0, 0.0);
    for (one, to_rest) in family.members.iter().zip(&to_rest).filter(|(one, _)| **one != fullest) {
        let found = archive.matched(*one, fullest);
        let to_it = found.map_or(0.0, |found| found.same_words);
        closer += usize::from(to_it >= to_rest - 0.02 && found.is_some_and(|found| found.verdict.is_derived()));
        #[expect(clippy::cast_precision_loss, reason = "members of a family")]
        let share = (to_it - to_rest) / others.len() as f64;
        margin += share;
    }
    (closer == others.len() && margin >= 0.10).then(|| (fullest, "the others are closer to it than to one another".to_owned()))
}
