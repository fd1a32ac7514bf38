//! [`Shingles`] -> [`Signature`]: 128 values whose agreement estimates the Jaccard similarity of two pieces.
//!
//! One-permutation `MinHash` with optimal densification (Shrivastava 2017, arXiv 1703.04664): each shingle falls into one bin, a bin
//! keeps its least value, an empty bin borrows from a bin that a fixed random walk finds. O(shingles + 128). The estimate is unbiased
//! with a standard error of at most sqrt(J (1 - J) / 128); a test bounds both against exact Jaccard.

use crate::hash;
use crate::settings::Settings;
use crate::shingle::Shingles;

const BINS: usize = Settings::HASHES;
/// Pinned: signatures are kept on disk.
const SEED: u64 = 0x7769_7265_7472_6163;

/// The sketch of a piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature(Box<[u32; BINS]>);

/// Sketches a set of shingles; `None` for an empty set, because all empty sets would look alike.
#[must_use]
pub fn sketch(shingles: &Shingles) -> Option<Signature> {
    sketch_each(shingles.as_slice().iter().copied())
}

/// Sketches a set of shingles that were not sorted, each given as often as it stands in its text.
#[must_use]
pub fn sketch_each(shingles: impl IntoIterator<Item = u64>) -> Option<Signature> {
    bins(shingles).map(|bins| Signature(Box::new(bins)))
}

/// Sketches a set of hashes, without a place on the heap.
pub fn bins(set: impl IntoIterator<Item = u64>) -> Option<[u32; BINS]> {
    let mut least = [u64::MAX; BINS];
    for shingle in set {
        let value = hash::mix(shingle ^ SEED);
        let bin = (value >> 57) as usize;
        least[bin] = least[bin].min(value);
    }
    if least.iter().all(|value| *value == u64::MAX) {
        return None;
    }
    let mut bins = [0; BINS];
    for (bin, value) in bins.iter_mut().enumerate() {
        let mut from = bin;
        let mut step = 0;
        while least[from] == u64::MAX {
            step += 1;
            from = (hash::mix(SEED ^ ((bin as u64) << 32 | step)) >> 57) as usize;
        }
        // A borrowed value says from where, so that two bins that borrow alike agree and others do not.
        *value = (hash::mix(least[from]) >> 32) as u32;
    }
    Some(bins)
}

/// Gives the key of a band: the hash of `rows` values, different in each band.
#[must_use]
pub fn band(bins: &[u32; BINS], band: usize, rows: usize) -> u64 {
    hash::keys(bins[band * rows..(band + 1) * rows].iter().map(|value| u64::from(*value)).chain([band as u64]))
}

impl Signature {
    /// Estimates the Jaccard similarity of two sets, 0 to 1.
    #[must_use]
    pub fn similarity(&self, other: &Self) -> f64 {
        let equal = self.0.iter().zip(other.0.iter()).filter(|(one, two)| one == two).count();
        #[expect(clippy::cast_precision_loss, reason = "at most 128")]
        let share = equal as f64 / BINS as f64;
        share
    }

    /// Writes its values one after another, little-endian: 512 bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|value| value.to_le_bytes()).collect()
    }

    /// Reads what [`Signature::to_bytes`] wrote; `None` for another number of bytes.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (values, []) = bytes.as_chunks() else { return None };
        let values: Vec<u32> = values.iter().map(|value| u32::from_le_bytes(*value)).collect();
        values.try_into().ok().map(Self)
    }

    /// Gives the key of a band: the hash of `rows` values, different in each band.
    #[must_use]
    pub fn band(&self, band: usize, rows: usize) -> u64 {
        self::band(&self.0, band, rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::clean_text;
    use crate::shingle::shingles;

    /// Two sets of n words each (shingles of one word) with a given Jaccard.
    fn pair(n: usize, jaccard: f64, seed: u64) -> (Shingles, Shingles) {
        #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small numbers")]
        let shared = (2.0 * n as f64 * jaccard / (1.0 + jaccard)).round() as usize;
        let word = |kind: &str, i: usize| format!("{kind}{i}x{seed} ");
        let text = |own: &str| (0..shared).map(|i| word("s", i)).chain((shared..n).map(|i| word(own, i))).collect::<String>();
        (shingles(&clean_text(&text("a")), 1), shingles(&clean_text(&text("b")), 1))
    }

    #[test]
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    fn the_estimate_has_no_bias_and_the_error_of_minhash() {
        const TRIALS: u64 = 300;
        for (n, jaccard) in [(60, 0.05), (60, 0.6), (450, 0.05), (450, 0.3), (450, 0.6), (2000, 0.3)] {
            let (mut bias, mut square) = (0.0, 0.0);
            for seed in 0..TRIALS {
                let (one, two) = pair(n, jaccard, seed);
                let shared = one.shared(&two);
                let exact = shared as f64 / (one.len() + two.len() - shared) as f64;
                let (Some(a), Some(b)) = (sketch(&one), sketch(&two)) else { panic!("no set here is empty") };
                let error = a.similarity(&b) - exact;
                bias += error / TRIALS as f64;
                square += error * error / TRIALS as f64;
            }
            let theory = (jaccard * (1.0 - jaccard) / BINS as f64).sqrt();
            // Over 300 trials the mean has a standard error of theory / 17; four of those are allowed.
            assert!(bias.abs() < theory * 4.0 / 17.0, "n {n} J {jaccard}: bias {bias}");
            assert!((0.7..1.2).contains(&(square.sqrt() / theory)), "n {n} J {jaccard}: error {} of theory", square.sqrt() / theory);
        }
    }

    #[test]
    fn empty_sets_have_no_signature() {
        assert!(sketch(&Shingles::default()).is_none());
    }
}
