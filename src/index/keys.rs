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
use crate::shingle::runs;
use crate::sketch::{Signature, sketch_each};

/// Bands that are keys, of [`ROWS`] values each: a pair of Jaccard 0.5 shares one of them four times in five, one of 0.8 always. What they miss,
/// sentences and stems find.
const BANDS: usize = 12;
/// See [`BANDS`].
const ROWS: usize = 3;
/// Stems of a piece that are keys, the heaviest; and every one that the background table does not know.
const STEMS: usize = 96;
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
    /// The length of the vector of the heaviest of them.
    pub length: f32,
    /// Its signature.
    pub signature: Option<Signature>,
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
    /// A word of it is one that the background table does not know; how many pieces hold such a word is what weighs it.
    pub unknown: bool,
}

impl Stem {
    /// Its key on disk: the stem above, the count below.
    pub(super) fn key(self) -> u64 {
        first_of(self.id) | u64::from(self.unknown) << 8 | u64::from(self.count)
    }

    /// What it adds to a vector: (1 + ln count) times rarity.
    pub(super) fn entry(self) -> f32 {
        if self.count == 0 { 0.0 } else { entry(self.weight, self.count) }
    }
}

/// The least key of a stem.
pub(super) fn first_of(stem: StemId) -> u64 {
    u64::from(stem) << 9
}

/// The stem of a key.
#[expect(clippy::cast_possible_truncation, reason = "what is above the ninth bit is a stem")]
pub(super) fn stem_of(key: u64) -> StemId {
    (key >> 9) as StemId
}

/// The greatest key of a stem.
pub(super) fn last_of(stem: StemId) -> u64 {
    first_of(stem) | 0x1ff
}

/// Tells from a key of a stem whether a word of it is unknown, and how often the stem stands there.
pub(super) fn told_by(key: &[u8]) -> (bool, u8) {
    let [.., above, count] = key else { return (false, 0) };
    (above & 1 == 1, *count)
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
        Self::with_stems(text, shingle, STEMS)
    }

    /// Makes the keys by which a text asks for others: all its stems.
    #[must_use]
    pub fn asking(text: &CleanText, shingle: usize) -> Self {
        Self::with_stems(text, shingle, usize::MAX)
    }

    fn with_stems(text: &CleanText, shingle: usize, most: usize) -> Self {
        let words: Vec<u64> = text.story_words().map(|word| word.key).collect();
        let signature = sketch_each(runs(&words, shingle));
        let bands = signature.iter().flat_map(|signature| (0..BANDS).map(|band| signature.band(band, ROWS))).collect();
        let mut met: KeyMap<u64, usize> = KeyMap::default();
        let lines = repeats::sentence_keys(text)
            .map(|(line, _)| {
                let times = met.entry(line).or_insert(0);
                *times += 1;
                nth(line, *times - 1)
            })
            .collect();
        let (stems, length) = stems(text, most);
        Self { bands, lines, stems, length, signature }
    }
}

/// The heaviest stems and the unknown ones, and the length of the vector of the heaviest.
fn stems(text: &CleanText, most: usize) -> (Vec<Stem>, f32) {
    let mut all: Vec<(StemId, f32)> =
        text.story_words().filter(|word| word.weight >= LEAST_WEIGHT).map(|word| (word.stem, word.weight)).collect();
    all.sort_unstable_by_key(|(stem, _)| *stem);
    let unknown = local::unknown(text);
    let counted = |run: &[(StemId, f32)]| {
        let (id, weight) = run[0];
        Stem { id, count: u8::try_from(run.len()).unwrap_or(u8::MAX), weight, unknown: unknown.binary_search(&id).is_ok() }
    };
    let mut stems: Vec<Stem> = all.chunk_by(|one, next| one.0 == next.0).map(counted).collect();
    let light = if stems.len() > most {
        stems.select_nth_unstable_by(most, |one, two| two.entry().total_cmp(&one.entry()).then(one.id.cmp(&two.id)));
        stems.split_off(most)
    } else {
        Vec::new()
    };
    stems.sort_unstable_by_key(|stem| stem.id);
    let length = stems.iter().map(|stem| stem.entry() * stem.entry()).sum::<f32>().sqrt();
    stems.extend(light.into_iter().filter(|stem| stem.unknown));
    stems.sort_unstable_by_key(|stem| stem.id);
    let aside = unknown.iter().filter(|id| stems.binary_search_by_key(*id, |stem| stem.id).is_err());
    let aside: Vec<Stem> = aside.map(|id| Stem { id: *id, count: 0, weight: MAX_WEIGHT, unknown: true }).collect();
    stems.extend(aside);
    (stems, length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::clean_text;

    const TEXT: &str = "The harbour wall of Zuppelheim fell into the sea on Monday night. Twelve fishing boats of the harbour were crushed by it. The harbour wall of Zuppelheim fell into the sea on Monday night.";

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
    fn the_heaviest_stems_are_kept_and_a_text_asks_with_all() {
        let words = "carpenter plumber baker lawyer surgeon sculptor cabbage velvet thunder marmalade glacier orchard violin cathedral pirate lantern
            saddle walnut copper tulip badger canal barrel anchor feather mustard parrot pepper puzzle rocket saffron salmon scarf shovel skeleton
            spider sponge squirrel statue stove suitcase syrup tailor tapestry teapot temple thimble tiger toad tomato torch tortoise tractor
            trumpet tunnel turkey turnip umbrella vase vinegar volcano waffle wagon walrus whale whistle wizard wolf zebra acorn almond apron
            arrow avocado bagel balcony bamboo banjo beaver beetle biscuit blanket blossom bonfire bracelet bucket buffalo butter button cactus
            candle cannon caravan carrot castle catapult cherry chimney chisel cinnamon clarinet cobra coconut comet compass cottage cricket";
        let text = clean_text(&format!("The harbour of Zuppelheim has a {words}."));
        let keys = Keys::of(&text, 5);
        assert!((STEMS..STEMS + 3).contains(&keys.stems.len()), "{}", keys.stems.len());
        let asking = Keys::asking(&text, 5);
        assert!(asking.stems.len() > keys.stems.len() && asking.length > keys.length);
        assert!(keys.stems.iter().any(|stem| stem.unknown) && keys.stems.iter().all(|stem| asking.stems.contains(stem)));
    }
}
