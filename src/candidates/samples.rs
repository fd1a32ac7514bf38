//! Pairs of which one is largely inside the other: cuts, and stories with much added.
//!
//! A piece cut to a third has a Jaccard of a third with its original, too little for a band. So of each piece the shingles whose hash
//! falls into the lowest eighth are kept (mod-sampling, `FracMinHash`: Irber et al. 2022): the same shingle is sampled in all pieces or
//! in none, and the share of the samples estimates containment both ways. As shingles are sorted, a sample is a prefix.

use super::{id, postings};
use crate::article::Pair;
use crate::settings::Settings;
use crate::shingle::Shingles;

/// One shingle in so many is sampled. A stub of 50 words has six, and shares none of them by bad luck once in 500 times.
const ONE_IN: u64 = 8;
/// A shingle in more pieces than this is boilerplate, or of a family that bands and anchors find.
pub const MOST_PIECES: usize = 200;
/// The least share of the smaller sample that a pair has in common.
const LEAST: f32 = 0.15;

/// Gives the sample of a piece, sorted.
#[must_use]
pub fn sample(set: &Shingles) -> &[u64] {
    let all = set.as_slice();
    &all[..all.partition_point(|shingle| *shingle < u64::MAX / ONE_IN)]
}

/// Finds the pairs that share enough of the smaller sample, sorted and unique, and counts the shingles passed over.
pub(super) fn all_pairs(sets: &[Shingles], settings: &Settings) -> (Vec<Pair>, usize) {
    postings::closest(
        sets.len(),
        |at| sample(&sets[at]).iter().map(|shingle| (*shingle, 1.0)),
        MOST_PIECES,
        settings.candidates,
        |one, other, shared| share(shared, sample(&sets[one]).len(), sample(&sets[other]).len()),
    )
}

/// Gives the share of the smaller of two samples that both have, where that is enough.
pub(super) fn share(shared: f32, one: usize, other: usize) -> Option<f32> {
    #[expect(clippy::cast_precision_loss, reason = "a sample of a piece is small")]
    let share = shared / id(one.min(other)).0 as f32;
    (share >= LEAST).then_some(share)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::clean_text;
    use crate::shingle::shingles;

    fn words(from: usize, to: usize) -> Shingles {
        let text: Vec<String> = (from..to).map(|n| format!("word{n}")).collect();
        shingles(&clean_text(&text.join(" ")), 5)
    }

    #[test]
    fn a_cut_piece_meets_its_original_and_strangers_do_not() {
        let sets = [words(0, 1000), words(0, 150), words(2000, 2400)];
        assert_eq!(all_pairs(&sets, &Settings::default()).0, [Pair::new(id(0), id(1)).unwrap()]);
    }

    #[test]
    fn a_shared_footer_is_not_enough() {
        let with_footer = |from: usize| {
            let text: Vec<String> = (from..from + 400).chain(9000..9030).map(|n| format!("word{n}")).collect();
            shingles(&clean_text(&text.join(" ")), 5)
        };
        assert_eq!(all_pairs(&[with_footer(0), with_footer(1000)], &Settings::default()).0, []);
    }
}
