//! Pieces -> what they are found by, and what is counted of that over all of them.

use super::{Place, Placed, Whole};
use crate::article::ArticleId;
use crate::candidates::grid::Listed;
use crate::candidates::sample;
use crate::lineage::Archive;
use crate::report::PieceRow;
use crate::report::rows;
use crate::settings::Settings;
use crate::sketch::sketch;

/// A piece as other pieces find it.
#[derive(Debug, Clone)]
pub struct Print {
    /// The keys of its bands, in their order; none of a piece without shingles.
    pub bands: Vec<u64>,
    /// Its weighted stems and sampled shingles, those of too many pieces among them.
    pub listed: Listed,
    /// Each of its frames with a fact, and what fills it.
    pub fillings: Vec<(u32, u32)>,
    /// What is reported of it; the family comes later.
    pub row: PieceRow,
}

/// Prints a piece. O(bytes).
#[must_use]
pub fn print(piece: &Placed, whole: &Whole, settings: &Settings) -> Print {
    let (text, profile) = whole.profile(&piece.article, settings);
    let signature = sketch(&profile.shingles);
    let bands = signature.map(|signature| (0..settings.bands).map(|band| signature.band(band, settings.rows)).collect());
    let sampled: Vec<u64> = sample(&profile.shingles).to_vec();
    let listed = Listed {
        place: piece.place,
        terms: profile.terms.as_slice().to_vec(),
        sampled: u32::try_from(sampled.len()).unwrap_or(u32::MAX),
        sample: sampled,
    };
    let fillings = profile.frame.fillings().collect();
    let (articles, texts) = (std::slice::from_ref(&piece.article), std::slice::from_ref(&text));
    let row = rows::piece(ArticleId(0).index(), None, Archive { articles, texts, profiles: &[profile], matches: &[] });
    Print { bands: bands.unwrap_or_default(), listed, fillings, row }
}

/// Leaves out the keys of too many pieces.
#[must_use]
pub fn uncrowded(mut listed: Listed, whole: &Whole) -> Listed {
    listed.terms.retain(|(stem, _)| !whole.terms.contains(stem));
    listed.sample.retain(|shingle| !whole.samples.contains(shingle));
    listed
}

/// Two places, the lower one first; none of one place.
#[must_use]
pub fn pair(one: Place, other: Place) -> Option<(Place, Place)> {
    (one != other).then(|| (one.min(other), one.max(other)))
}
