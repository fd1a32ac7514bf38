//! Pairs that share rare stems, names and numbers: how rewrites are found that share no five words in a row.
//!
//! Cosine of weighted stems through an inverted index; the weights come from the background table, so that the words of a story
//! count in a folder of five pieces too. O(sum over a piece's terms of how many pieces hold them), terms in too many pieces left out.

use super::postings;
use crate::article::Pair;
use crate::clean::CleanText;
use crate::clean::background::StemId;
use crate::settings::Settings;

/// Stems that weigh less than this stand in one document of 7 or more and tell nothing.
const LEAST_WEIGHT: f32 = 2.0;
/// A term in more pieces than this, and than one in so many of them, is passed over.
const MOST_PIECES: usize = 100;
const MOST_SHARE: usize = 200;
/// From 100,000 pieces on a term may stand in no more than this: else the work of a piece grows with their number. At 200,000 planted pieces,
/// whose words are 60,000 in all, 20,245 families are found and 315,140 pairs, without it 20,244 and 317,874: pairs inside families of up to
/// 200 are looked at in any case.
const MOST_EVER: usize = 500;
/// In small folders everything may be one story: there a term may stand in this many pieces divided by their number, so that the work
/// stays that of about 1,400 pieces compared with one another.
const SMALL: usize = 2_000_000;

/// The weighted stems of a piece, scaled to length 1: sorted by stem, unique.
#[derive(Debug, Clone, Default)]
pub struct Terms(Vec<(StemId, f32)>);

impl Terms {
    /// Weighs the stems of a text: (1 + ln tf) times rarity.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of words")]
    pub fn of(text: &CleanText) -> Self {
        let mut all: Vec<(StemId, f32)> =
            text.story_words().filter(|word| word.weight >= LEAST_WEIGHT).map(|word| (word.stem, word.weight)).collect();
        all.sort_unstable_by_key(|(stem, _)| *stem);
        let mut terms: Vec<(StemId, f32)> =
            all.chunk_by(|one, next| one.0 == next.0).map(|run| (run[0].0, run[0].1 * (1.0 + (run.len() as f32).ln()))).collect();
        let length = terms.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
        for (_, weight) in &mut terms {
            *weight /= length;
        }
        terms.shrink_to_fit();
        Self(terms)
    }

    /// Gives the stems and their weights, sorted by stem.
    #[must_use]
    pub fn as_slice(&self) -> &[(StemId, f32)] {
        &self.0
    }

    /// Gives the cosine of two pieces, 0 to 1.
    #[must_use]
    pub fn cosine(&self, other: &Self) -> f32 {
        let (mut i, mut j, mut sum) = (0, 0, 0.0);
        while i < self.0.len() && j < other.0.len() {
            let ((one, weight), (two, others)) = (self.0[i], other.0[j]);
            if one == two {
                sum += weight * others;
            }
            i += usize::from(one <= two);
            j += usize::from(two <= one);
        }
        sum
    }
}

/// Gives the most pieces of a collection that may hold a term which brings pairs forward.
#[must_use]
pub fn most_holders(pieces: usize) -> usize {
    MOST_PIECES.max(pieces / MOST_SHARE).min(MOST_EVER).max(SMALL / pieces.max(1))
}

/// Finds for each piece the earlier and later ones most like it; gives the pairs sorted and unique, and how many terms were passed over.
pub(super) fn all_pairs(terms: &[Terms], settings: &Settings) -> (Vec<Pair>, usize) {
    let most = most_holders(terms.len());
    postings::closest(
        terms.len(),
        |at| terms[at].0.iter().copied(),
        most,
        settings.candidates,
        |_, _, cosine| (cosine >= settings.least_cosine).then_some(cosine),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::candidates::id;
    use crate::clean::clean_text;

    #[test]
    fn the_index_gives_the_pairs_that_comparing_all_gives() {
        let texts = [
            "Smugglers crossed the harbour of Halden with stolen paintings.",
            "Stolen paintings crossed Halden harbour, smugglers said.",
            "A comet was seen by the watchman of the observatory.",
            "The observatory watchman saw a comet.",
        ];
        let terms: Vec<Terms> = texts.iter().map(|text| Terms::of(&clean_text(text))).collect();
        let settings = Settings::default();
        let mut naive = Vec::new();
        for i in 0..terms.len() {
            for j in i + 1..terms.len() {
                if terms[i].cosine(&terms[j]) >= settings.least_cosine {
                    naive.extend(Pair::new(id(i), id(j)));
                }
            }
        }
        assert_eq!(naive.len(), 2);
        assert_eq!(all_pairs(&terms, &settings).0, naive);
    }

    #[test]
    fn a_folder_of_five_on_one_story_still_knows_its_words() {
        let terms: Vec<Terms> = (0..5).map(|_| Terms::of(&clean_text("Smugglers crossed the harbour of Halden."))).collect();
        assert_eq!(all_pairs(&terms, &Settings::default()).0.len(), 10);
    }

    #[test]
    fn a_folder_of_many_pieces_on_one_story_still_knows_its_words() {
        let story = |n: usize| format!("Smugglers crossed the harbour of Halden with item{n} and stolen paintings{n}.");
        let terms: Vec<Terms> = (0..150).map(|n| Terms::of(&clean_text(&story(n)))).collect();
        assert!(all_pairs(&terms, &Settings::default()).0.len() >= 150 * 20);
    }
}
