//! Which pieces of an archive are worth laying beside a new one: those that share its bands, its sentences or its heavy stems.
//!
//! The same three grounds as for a folder (copies, cuts, rewrites), asked for one piece; wider, for in a folder either piece of a pair may
//! bring it forward. Of a key that very many pieces hold, those of the least rank stand for all. O(holders of its keys).

use std::collections::BTreeMap;

use super::keys::{Keys, entry};
use super::snapshot::{DocAt, Kind, Snapshot};
use crate::candidates::most_holders;
use crate::error::Error;
use crate::hash::KeyMap;

/// Pieces that stems bring forward, the closest; in a folder each piece brings 40, and is brought by others.
const BY_STEMS: usize = 96;
/// Pieces that bands bring forward, and that sentences do.
const BY_KEYS: usize = 48;
/// Below this share of the cosine, over the heaviest stems only, no stem speaks for a pair.
const LEAST_COSINE: f32 = 0.10;

/// Finds the pieces that may share a text with one, sorted.
pub(super) fn like(keys: &Keys, snapshot: &Snapshot) -> Result<Vec<DocAt>, Error> {
    let mut found = by_stems(keys, snapshot)?;
    found.extend(by_keys(&keys.bands, Kind::Bands, snapshot)?);
    found.extend(by_keys(&keys.lines, Kind::Lines, snapshot)?);
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Finds those with the highest cosine over heavy stems.
fn by_stems(keys: &Keys, snapshot: &Snapshot) -> Result<Vec<DocAt>, Error> {
    let most = most_holders(usize::try_from(snapshot.pieces()).unwrap_or(usize::MAX));
    let mut sums: KeyMap<u64, (DocAt, f32)> = KeyMap::default();
    for stem in keys.stems.iter().filter(|stem| stem.count > 0) {
        if snapshot.count_stem(stem.id)? > most {
            continue;
        }
        for (at, times, length) in snapshot.stem_holders(stem.id)? {
            if times > 0 {
                let both = stem.entry() * entry(stem.weight, times) / (keys.length * length).max(f32::MIN_POSITIVE);
                sums.entry(at.rank).or_insert((at, 0.0)).1 += both;
            }
        }
    }
    let mut close: Vec<(DocAt, f32)> = sums.into_values().filter(|(_, cosine)| *cosine >= LEAST_COSINE).collect();
    close.sort_unstable_by(|one, two| two.1.total_cmp(&one.1).then(one.0.cmp(&two.0)));
    close.truncate(BY_STEMS);
    Ok(close.into_iter().map(|(at, _)| at).collect())
}

/// Finds those that share the most keys of a kind; a key counts less the more pieces hold it.
fn by_keys(keys: &[u64], kind: Kind, snapshot: &Snapshot) -> Result<Vec<DocAt>, Error> {
    let mut shared: BTreeMap<DocAt, f32> = BTreeMap::new();
    for key in keys {
        let holders = snapshot.holders(kind, *key, BY_KEYS)?;
        #[expect(clippy::cast_precision_loss, reason = "at most BY_KEYS")]
        let worth = 1.0 / holders.len().max(1) as f32;
        for at in holders {
            *shared.entry(at).or_insert(0.0) += worth;
        }
    }
    let mut close: Vec<(DocAt, f32)> = shared.into_iter().collect();
    close.sort_by(|one, two| two.1.total_cmp(&one.1).then(one.0.cmp(&two.0)));
    close.truncate(BY_KEYS);
    Ok(close.into_iter().map(|(at, _)| at).collect())
}
