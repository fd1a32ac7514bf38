//! How common each English word is, so that five files cannot make the words of their story look ordinary.
//!
//! Document frequencies of 58,886 words in 62,110 English documents (news of 1987 to 2026 and newsgroup posts), folded to
//! stems. Made from a table of counts by `cargo run --release --example background -- COUNTS.tsv.gz assets/background.bin`.
//! Looking a word up is O(1): most often one line of memory is touched, which matters for a table that no cache holds.

use std::num::NonZeroU32;
use std::sync::OnceLock;

use rust_stemmers::{Algorithm, Stemmer};

use super::classes::Classes;
use super::{relatives, spellings};
use crate::hash;

/// Names a stem: the top half of the hash of its letters.
pub type StemId = u32;

/// The weight of a word that the table does not hold (it occurs in fewer than 4 of 62,110 documents); also the cap.
pub const MAX_WEIGHT: f32 = 10.0;

const TABLE: &[u8] = include_bytes!("../../assets/background.bin");
/// Slots of the unpacked table: 2^17 for its 58,886 words, so that most stand in their own.
const SLOT_BITS: u32 = 17;
/// First bytes of the table file.
pub const MAGIC: &[u8; 4] = b"WTB1";

/// What is known of a word.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    /// Its stem.
    pub stem: StemId,
    /// How rare it is: 0 (in every document) to [`MAX_WEIGHT`].
    pub weight: f32,
    /// The closed lists that it stands in.
    pub classes: Classes,
}

/// The table, unpacked for look-ups: a word stands in the first free slot from the one that the top bits of its hash name.
pub struct Background {
    documents: u32,
    slots: Vec<Option<(NonZeroU32, Known)>>,
}

/// Gives the table that is compiled in.
pub fn shared() -> &'static Background {
    static SHARED: OnceLock<Background> = OnceLock::new();
    SHARED.get_or_init(|| unpack(TABLE))
}

fn unpack(table: &[u8]) -> Background {
    let number = |at: usize| u32::from_le_bytes([table[at], table[at + 1], table[at + 2], table[at + 3]]);
    let short = |at: usize| u16::from_le_bytes([table[at], table[at + 1]]);
    assert_eq!(&table[..4], MAGIC, "assets/background.bin is not a background table: make it anew");
    let (documents, words, stems) = (number(4), number(8) as usize, number(12) as usize);
    let keys = 16;
    let indexes = keys + 4 * words;
    let ids = indexes + 2 * words;
    let counts = ids + 4 * stems;
    let mut background = Background { documents, slots: vec![None; 1 << SLOT_BITS] };
    for word in 0..words {
        let stem = usize::from(short(indexes + 2 * word));
        let known = Known {
            stem: number(ids + 4 * stem),
            weight: weight(documents, u32::from(short(counts + 2 * stem))),
            classes: Classes::default(),
        };
        background.enter(name(number(keys + 4 * word)), known);
    }
    for (class, list) in Classes::LISTS {
        for word in list.split(['|', ' ']) {
            let mut word = word.to_owned();
            spellings::fold(&mut word);
            let key = hash::bytes(word.as_bytes());
            let known = background.look_up(&word, key);
            background.enter(name(top(key)), known).classes.add(class);
        }
    }
    background
}

/// Turns a document frequency into a weight: ln((N + 1) / (df + 1)), capped.
#[expect(clippy::cast_precision_loss, reason = "counts are below 2^24")]
fn weight(documents: u32, frequency: u32) -> f32 {
    ((documents + 1) as f32 / (frequency + 1) as f32).ln().min(MAX_WEIGHT)
}

/// Gives the weight of a word that the table does not hold, in a folder of so many pieces of which so many hold it.
#[must_use]
pub fn weight_of_unknown(pieces: usize, holders: usize) -> f32 {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX / 2);
    weight(shared().documents.saturating_add(count(pieces)), count(holders))
}

impl Background {
    /// Finds what is known of a normalised word, given its hash.
    #[must_use]
    pub fn look_up(&self, word: &str, key: u64) -> Known {
        match self.slots[self.slot(name(top(key)))] {
            Some((_, known)) => known,
            None => Known { stem: stem(word), weight: MAX_WEIGHT, classes: Classes::default() },
        }
    }

    /// Gives a word's entry; a new one says what is given.
    fn enter(&mut self, key: NonZeroU32, known: Known) -> &mut Known {
        let slot = self.slot(key);
        &mut self.slots[slot].get_or_insert((key, known)).1
    }

    /// Finds where a word stands, or would.
    fn slot(&self, key: NonZeroU32) -> usize {
        let mut slot = (key.get() >> (32 - SLOT_BITS)) as usize;
        while self.slots[slot].is_some_and(|(other, _)| other != key) {
            slot = (slot + 1) % self.slots.len();
        }
        slot
    }
}

/// The half of a hash by which the table knows words and stems.
fn top(key: u64) -> u32 {
    (key >> 32) as u32
}

/// What a slot calls a word: never 0, so that a vacant one costs nothing.
fn name(top: u32) -> NonZeroU32 {
    NonZeroU32::new(top).unwrap_or(NonZeroU32::MAX)
}

/// Names the stem of a word (Snowball's English stemmer, then the first of its relatives; other scripts pass through).
#[must_use]
pub fn stem(word: &str) -> StemId {
    if word.is_ascii() && !word.bytes().any(|byte| byte.is_ascii_digit()) {
        top(hash::bytes(relatives::first_of(&Stemmer::create(Algorithm::English).stem(word)).as_bytes()))
    } else {
        top(hash::bytes(word.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(word: &str) -> (StemId, f32) {
        let known = shared().look_up(word, hash::bytes(word.as_bytes()));
        (known.stem, known.weight)
    }

    #[test]
    fn common_words_weigh_nothing_and_unknown_ones_the_cap() {
        assert!(of("the").1 < 0.3);
        assert!(of("smuggling").1 > 5.0);
        assert!((of("zzyzzqx").1 - MAX_WEIGHT).abs() < 1e-6);
    }

    #[test]
    fn forms_of_a_word_share_their_stem() {
        assert_eq!(of("arrested").0, of("arrest").0);
        assert_eq!(of("arrested").0, stem("arrest"));
    }
}
