//! [`CleanText`] -> [`Keys`]: what points to a piece in an archive.
//!
//! Bands of its signature find copies; its long sentences find cuts, and tell how often a sentence stands in all pieces; its heaviest
//! stems find rewrites, and tell how many pieces hold a word that the background table does not know. Keys are made of the piece alone, before
//! anything is set aside because others repeat it: what an archive's habits are changes with every piece, and is asked when a piece is
//! checked. O(words log words).

use crate::clean::CleanText;
use crate::clean::background::{MAX_WEIGHT, StemId};
use crate::clean::{local, repeats};
use crate::hash::{self, KeyMap};
use crate::shingle::shingles;
use crate::sketch::{Signature, sketch};

/// Bands that are keys, of [`ROWS`] values each: a pair of Jaccard 0.5 shares one of them four times in five, one of 0.8 always. What they miss,
/// sentences and stems find.
const BANDS: usize = 12;
/// See [`BANDS`].
const ROWS: usize = 3;
/// Stems of a piece that are keys, the heaviest; and every one that the background table does not know.
const STEMS: usize = 64;
/// Lighter stems stand in one document of 7 or more and tell nothing.
const LEAST_WEIGHT: f32 = 2.0;

/// The keys of a piece.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    /// Of the bands of its signature; none for a text without shingles.
    pub bands: Vec<u64>,
    /// Of its sentences of eight words and more: one key for each time that a sentence stands there.
    pub lines: Vec<u64>,
    /// Of its stems, with how often each stands there.
    pub stems: Vec<Stem>,
    /// The length of the vector of all its weighted stems.
    pub length: f32,
    /// Its signature.
    pub signature: Option<Signature>,
    /// How many shingles it has.
    pub shingles: usize,
}

/// A stem that points to a piece.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stem {
    /// The stem.
    pub id: StemId,
    /// How often it stands in the story; 0 for one that stands in furniture only.
    pub count: u8,
    /// Its rarity.
    pub weight: f32,
}

impl Stem {
    /// Its key on disk: the stem above, the count below.
    pub(super) fn key(self) -> u64 {
        first_of(self.id) | u64::from(self.count)
    }

    /// What it adds to a vector: (1 + ln count) times rarity.
    pub(super) fn entry(self) -> f32 {
        if self.count == 0 { 0.0 } else { entry(self.weight, self.count) }
    }
}

/// The least key of a stem.
pub(super) fn first_of(stem: StemId) -> u64 {
    u64::from(stem) << 8
}

/// What a stem adds to the vector of a piece in which it stands so often.
pub(super) fn entry(weight: f32, count: u8) -> f32 {
    weight * (1.0 + f32::from(count).ln())
}

/// Tells the n-th time that a sentence stands in one piece from the first, 0.
pub(super) fn nth(line: u64, n: usize) -> u64 {
    if n == 0 { line } else { hash::keys([line, n as u64]) }
}

impl Keys {
    /// Makes the keys of a text.
    #[must_use]
    pub fn of(text: &CleanText, shingle: usize) -> Self {
        let set = shingles(text, shingle);
        let signature = sketch(&set);
        let bands = signature.iter().flat_map(|signature| (0..BANDS).map(|band| signature.band(band, ROWS))).collect();
        let mut met: KeyMap<u64, usize> = KeyMap::default();
        let lines = repeats::sentence_keys(text)
            .map(|(line, _)| {
                let times = met.entry(line).or_insert(0);
                *times += 1;
                nth(line, *times - 1)
            })
            .collect();
        let (stems, length) = stems(text);
        Self { bands, lines, stems, length, signature, shingles: set.len() }
    }
}

/// The heaviest stems and the unknown ones, and the length of the vector of all that weigh.
fn stems(text: &CleanText) -> (Vec<Stem>, f32) {
    let mut all: Vec<(StemId, f32)> =
        text.story_words().filter(|word| word.weight >= LEAST_WEIGHT).map(|word| (word.stem, word.weight)).collect();
    all.sort_unstable_by_key(|(stem, _)| *stem);
    let counted = |run: &[(StemId, f32)]| Stem { id: run[0].0, count: u8::try_from(run.len()).unwrap_or(u8::MAX), weight: run[0].1 };
    let mut stems: Vec<Stem> = all.chunk_by(|one, next| one.0 == next.0).map(counted).collect();
    let length = stems.iter().map(|stem| stem.entry() * stem.entry()).sum::<f32>().sqrt();
    stems.sort_by(|one, two| two.entry().total_cmp(&one.entry()).then(one.id.cmp(&two.id)));
    let light = stems.split_off(stems.len().min(STEMS));
    stems.extend(light.into_iter().filter(|stem| stem.weight >= MAX_WEIGHT));
    stems.sort_unstable_by_key(|stem| stem.id);
    let aside: Vec<Stem> = local::unknown(text)
        .into_iter()
        .filter(|id| stems.binary_search_by_key(id, |stem| stem.id).is_err())
        .map(|id| Stem { id, count: 0, weight: MAX_WEIGHT })
        .collect();
    stems.extend(aside);
    (stems, length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::clean_text;

    const TEXT: &str = "The harbour wall of Zuppelheim fell into the sea on Monday night. Twelve fishing boats were crushed by it. The harbour wall of Zuppelheim fell into the sea on Monday night.";

    #[test]
    fn a_sentence_that_stands_twice_has_two_keys() {
        let keys = Keys::of(&clean_text(TEXT), 5);
        assert_eq!(keys.lines.len(), 3);
        assert_eq!(keys.lines[2], nth(keys.lines[0], 1));
        assert_eq!(keys.bands.len(), BANDS);
    }

    #[test]
    fn unknown_words_of_furniture_are_counted_too() {
        let text = clean_text(&format!("{TEXT}\n\nShare on qwortzbook\n"));
        assert!(text.furniture_count() > 0, "the case is gone");
        assert!(Keys::of(&text, 5).stems.iter().any(|stem| stem.count == 0));
    }

    #[test]
    fn the_heaviest_stems_are_kept_and_the_length_is_of_all() {
        let long: String = (0..300).map(|n| format!("smuggling{n} crossed harbour{n} painted{n}. ")).collect();
        let text = clean_text(&long);
        let keys = Keys::of(&text, 5);
        let unknown = local::unknown(&text).len();
        assert!(keys.stems.len() >= unknown && keys.stems.len() <= unknown + STEMS);
        assert!(keys.stems.iter().map(|stem| stem.entry() * stem.entry()).sum::<f32>().sqrt() <= keys.length * 1.001);
    }
}
