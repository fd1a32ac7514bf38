//! Which pieces of an archive are worth laying beside a new one: those that share its bands, its sentences or its heavy stems.
//!
//! The same three grounds as for a folder (copies, cuts, rewrites), asked for one piece; wider, for in a folder either piece of a pair may
//! bring it forward. Of a key that very many pieces hold, those of the least rank stand for all. O(holders of its keys).

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::keys::{Keys, Stem, entry};
use super::snapshot::{DocAt, Kind, Snapshot};
use crate::candidates::most_holders;
use crate::error::Error;
use crate::hash::KeyMap;

/// Pieces that stems bring forward, the closest; in a folder each piece brings 40, and is brought by others. Of the pieces of `cnn_versions` and
/// `fnc1` half have 60 and nineteen in twenty 360 above [`LEAST_COSINE`].
const BY_STEMS: usize = 300;
/// A word is not even looked up where so many times the pieces that may hold it are expected to.
const SURELY: usize = 4;
/// Pieces that bands bring forward, and that sentences do.
const BY_KEYS: usize = 48;
/// Below this cosine with the heaviest stems of the other piece they do not speak for a pair. In a folder all stems must come to 0.15: of 7,217 pairs
/// that a scan finds for 300 pieces each of `cnn_versions` and `fnc1`, 0.08 misses none, 0.09 two and 0.10 twenty or so (`examples/agreement.rs`).
const LEAST_COSINE: f32 = 0.08;

/// Finds the pieces that may share a text with one, sorted, and tells whether there are more of them.
pub(super) fn like(keys: &Keys, snapshot: &Snapshot) -> Result<(Vec<DocAt>, bool), Error> {
    let ways = [
        (by_stems(keys, snapshot)?, BY_STEMS),
        (by_keys(&keys.bands, Kind::Bands, snapshot)?, BY_KEYS),
        (by_keys(&keys.lines, Kind::Lines, snapshot)?, BY_KEYS),
    ];
    let full = ways.iter().any(|(found, most)| found.len() > *most);
    let mut found: Vec<DocAt> = ways.into_iter().flat_map(|(found, most)| found.into_iter().take(most)).collect();
    found.sort_unstable();
    found.dedup();
    Ok((found, full))
}

/// Finds those with a cosine over heavy stems, the highest first.
fn by_stems(keys: &Keys, snapshot: &Snapshot) -> Result<Vec<DocAt>, Error> {
    let pieces = usize::try_from(snapshot.pieces()).unwrap_or(usize::MAX);
    let most = most_holders(pieces);
    let rare = |stem: &&Stem| stem.count > 0 && expected(stem.weight, pieces) <= most.saturating_mul(SURELY);
    let stems: Vec<&Stem> = keys.stems.iter().filter(rare).collect();
    let found = stems.par_iter().map(|stem| snapshot.stem_holders(stem.id, most)).collect::<Result<Vec<_>, Error>>()?;
    let mut sums: KeyMap<u64, (DocAt, f32)> = KeyMap::default();
    for (stem, holders) in stems.into_iter().zip(found) {
        for (at, times, length) in holders {
            let both = stem.entry() * entry(stem.weight, times) / (keys.length * length).max(f32::MIN_POSITIVE);
            sums.entry(at.rank).or_insert((at, 0.0)).1 += both;
        }
    }
    let mut close: Vec<(DocAt, f32)> = sums.into_values().filter(|(_, cosine)| *cosine >= LEAST_COSINE).collect();
    close.sort_unstable_by(|one, two| two.1.total_cmp(&one.1).then(one.0.cmp(&two.0)));
    Ok(close.into_iter().map(|(at, _)| at).collect())
}

/// The pieces that hold a word of such a weight, if the archive is like the background.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a share of the pieces")]
fn expected(weight: f32, pieces: usize) -> usize {
    (pieces as f32 * (-weight).exp()) as usize
}

/// Finds those that share keys of a kind, the most first; a key counts less the more pieces hold it.
fn by_keys(keys: &[u64], kind: Kind, snapshot: &Snapshot) -> Result<Vec<DocAt>, Error> {
    let mut shared: BTreeMap<DocAt, f32> = BTreeMap::new();
    for key in keys {
        let holders = snapshot.holders(kind, *key, BY_KEYS + 1)?;
        #[expect(clippy::cast_precision_loss, reason = "a few")]
        let worth = 1.0 / holders.len().max(1) as f32;
        for at in holders {
            *shared.entry(at).or_insert(0.0) += worth;
        }
    }
    let mut close: Vec<(DocAt, f32)> = shared.into_iter().collect();
    close.sort_by(|one, two| two.1.total_cmp(&one.1).then(one.0.cmp(&two.0)));
    Ok(close.into_iter().map(|(at, _)| at).collect())
}
