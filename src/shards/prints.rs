//! Pieces -> what they are found by, and what is counted of that over all of them.

use super::{Place, Placed, Whole};
use crate::article::ArticleId;
use crate::candidates::grid::Listed;
use crate::candidates::{MOST_SAMPLED, Terms, most_holders, sample};
use crate::clean::background::StemId;
use crate::hash::KeyMap;
use crate::lineage::Archive;
use crate::report::PieceRow;
use crate::report::rows;
use crate::settings::Settings;
use crate::shingle::shingles;
use crate::sketch::sketch;
use crate::verify::Profile;

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
    let text = whole.clean(&piece.article);
    let set = shingles(&text, settings.shingle);
    let signature = sketch(&set);
    let bands = signature.map(|signature| (0..settings.bands).map(|band| signature.band(band, settings.rows)).collect());
    let sampled: Vec<u64> = sample(&set).to_vec();
    let profile = Profile::of(&piece.article, &text, set, Terms::of(&text));
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

/// How many of some pieces hold each key.
pub fn held<K: Copy + Eq + std::hash::Hash + Ord>(keys: impl IntoIterator<Item = (K, u64)>) -> Vec<(K, u64)> {
    let mut held: KeyMap<K, u64> = KeyMap::default();
    for (key, count) in keys {
        *held.entry(key).or_insert(0) += count;
    }
    let mut held: Vec<(K, u64)> = held.into_iter().collect();
    held.sort_unstable();
    held
}

/// Names the stems that too many of so many pieces hold, given how many hold each.
#[must_use]
pub fn crowded_terms(held: &[(StemId, u64)], pieces: usize) -> Vec<StemId> {
    let most = most_holders(pieces) as u64;
    held.iter().filter(|(_, count)| *count > most).map(|(stem, _)| *stem).collect()
}

/// Names the sampled shingles that too many pieces hold, given how many hold each.
#[must_use]
pub fn crowded_samples(held: &[(u64, u64)]) -> Vec<u64> {
    held.iter().filter(|(_, count)| *count > MOST_SAMPLED as u64).map(|(shingle, _)| *shingle).collect()
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
