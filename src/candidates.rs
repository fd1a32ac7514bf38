//! Signatures and anchors -> [`Pair`]s worth a closer look; all pairs are never compared.
//!
//! Three sources, all "keys in sorted arrays, scan the runs": *bands* of signatures find copies (the probability to find a pair of
//! Jaccard s with b bands of r rows is 1 - (1 - s^r)^b), *samples* of shingles find cuts, of which one piece holds the other, *anchors*
//! find rewrites by their rare stems, names and numbers. A key that very many pieces share is handled by representatives (bands) or
//! passed over (samples, anchors), so the cost stays near linear.

mod anchors;
mod bands;
pub mod grid;
mod postings;
mod samples;

use crate::article::{ArticleId, Pair};
use crate::settings::Settings;
use crate::shingle::Shingles;
use crate::sketch::Signature;
pub use anchors::{Terms, most_holders};
pub use bands::in_buckets;
pub use samples::{MOST_PIECES as MOST_SAMPLED, sample};

/// How many pairs each source brought forward.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Sources {
    /// Pairs that share a band.
    pub bands: usize,
    /// Pairs that share sampled shingles.
    pub samples: usize,
    /// Pairs that share anchors and weighty stems.
    pub anchors: usize,
    /// Keys passed over because too many pieces share them.
    pub capped: usize,
}

/// Finds the pairs worth verifying, sorted and unique.
///
/// Cost: O(n log n) for n pieces, times bands; samples and anchors add the postings of each piece's keys, capped.
#[must_use]
pub fn candidates(signatures: &[Option<Signature>], sets: &[Shingles], terms: &[Terms], settings: &Settings) -> (Vec<Pair>, Sources) {
    let (mut pairs, hot) = bands::all_pairs(signatures, settings);
    let (cuts, passed_over) = samples::all_pairs(sets, settings);
    let mut sources = Sources { bands: pairs.len(), samples: cuts.len(), anchors: 0, capped: hot + passed_over };
    pairs.extend(cuts);
    let (more, capped) = anchors::all_pairs(terms, settings);
    sources.anchors = more.len();
    sources.capped += capped;
    pairs.extend(more);
    pairs.sort_unstable();
    pairs.dedup();
    (pairs, sources)
}

/// Gives the chance that a pair of a given Jaccard shares a band: the S-curve.
#[must_use]
pub fn chance(jaccard: f64, settings: &Settings) -> f64 {
    let rows = i32::try_from(settings.rows).unwrap_or(i32::MAX);
    let bands = i32::try_from(settings.bands).unwrap_or(i32::MAX);
    1.0 - (1.0 - jaccard.powi(rows)).powi(bands)
}

#[expect(clippy::cast_possible_truncation, reason = "pieces are counted in 32 bits throughout")]
fn id(index: usize) -> ArticleId {
    ArticleId(index as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_is_steep_between_a_tenth_and_a_half() {
        let settings = Settings::default();
        assert!(chance(0.5, &settings) > 0.995);
        assert!(chance(0.1, &settings) < 0.05);
    }
}
