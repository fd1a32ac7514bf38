//! How common each English word is, so that five files cannot make the words of their story look ordinary.
//!
//! Document frequencies of 58,886 words in 62,110 English documents (news of 1987 to 2026 and newsgroup posts), folded to
//! stems. Made from a table of counts by `cargo run --release --example background -- COUNTS.tsv.gz assets/background.bin`.
//! Looking a word up is O(1): a jump by its top 16 bits, then about one comparison.

use std::sync::OnceLock;

use rust_stemmers::{Algorithm, Stemmer};

use super::relatives;
use crate::hash;

/// Names a stem: the top half of the hash of its letters.
pub type StemId = u32;

/// The weight of a word that the table does not hold (it occurs in fewer than 4 of 62,110 documents); also the cap.
pub const MAX_WEIGHT: f32 = 10.0;

const TABLE: &[u8] = include_bytes!("../../assets/background.bin");
/// First bytes of the table file.
pub const MAGIC: &[u8; 4] = b"WTB1";

/// The table, unpacked for look-ups.
pub struct Background {
    documents: u32,
    first: Vec<u32>,
    words: Vec<(u32, u16)>,
    stems: Vec<(StemId, f32)>,
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
    let words: Vec<(u32, u16)> = (0..words).map(|i| (number(keys + 4 * i), short(indexes + 2 * i))).collect();
    let stems = (0..stems).map(|i| (number(ids + 4 * i), weight(documents, u32::from(short(counts + 2 * i))))).collect();
    let mut first = vec![0; (1 << 16) + 1];
    for (key, _) in &words {
        first[(key >> 16) as usize + 1] += 1;
    }
    for i in 1..first.len() {
        first[i] += first[i - 1];
    }
    Background { documents, first, words, stems }
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
    /// Finds the stem and the weight of a normalised word, given its hash.
    #[must_use]
    pub fn look_up(&self, word: &str, key: u64) -> (StemId, f32) {
        let top = (key >> 32) as u32;
        let bucket = (top >> 16) as usize;
        let range = self.first[bucket] as usize..self.first[bucket + 1] as usize;
        self.words[range]
            .iter()
            .find(|(known, _)| *known == top)
            .map_or_else(|| (stem(word), MAX_WEIGHT), |(_, index)| self.stems[*index as usize])
    }
}

/// Names the stem of a word (Snowball's English stemmer, then the first of its relatives; other scripts pass through).
#[must_use]
pub fn stem(word: &str) -> StemId {
    if word.is_ascii() && !word.bytes().any(|byte| byte.is_ascii_digit()) {
        (hash::bytes(relatives::first_of(&Stemmer::create(Algorithm::English).stem(word)).as_bytes()) >> 32) as StemId
    } else {
        (hash::bytes(word.as_bytes()) >> 32) as StemId
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(word: &str) -> (StemId, f32) {
        shared().look_up(word, hash::bytes(word.as_bytes()))
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
