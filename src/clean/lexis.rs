//! What a normalised word is taken for: its key, its stem, its weight and its lists.
//!
//! A few thousand words make up most of any text, so each thread remembers what it worked out for those that it met last: 40 bytes a
//! word, in the place that the word's letters name. What is remembered is what would be worked out again. O(1) for a word met before;
//! else O(letters).

use std::cell::RefCell;

use super::background::{self, Known};
use super::spellings;
use crate::hash;

/// Places of the memory: with 2^12 cleaning takes a tenth longer, with 2^15 it gains nothing that can be measured.
const PLACE_BITS: u32 = 13;

/// Letters of the longest word that is remembered.
pub(super) const LONGEST: usize = 16;

/// A normalised word of few letters, zeros after it.
pub(super) type Letters = [u8; LONGEST];

/// A word, its key and what is known of it.
type Met = (Letters, u64, Known);

/// Gives the key of a normalised word and what is known of it.
pub(super) fn known(word: &str) -> (u64, Known) {
    let mut letters = Letters::default();
    match letters.get_mut(..word.len()) {
        Some(place) => {
            place.copy_from_slice(word.as_bytes());
            known_letters(letters)
        }
        None => work_out(word),
    }
}

/// Gives the key of a word of few letters and what is known of it.
pub(super) fn known_letters(letters: Letters) -> (u64, Known) {
    thread_local!(static MET: RefCell<Vec<Met>> = const { RefCell::new(Vec::new()) });
    MET.with_borrow_mut(|met| {
        if met.is_empty() {
            let (key, known) = work_out("");
            met.resize(1 << PLACE_BITS, (Letters::default(), key, known));
        }
        let place = &mut met[place(letters)];
        if place.0 != letters {
            let word = letters.split(|byte| *byte == 0).next().unwrap_or_default();
            let (key, known) = work_out(&String::from_utf8_lossy(word));
            *place = (letters, key, known);
        }
        (place.1, place.2)
    })
}

/// Names the place of a word in the memory.
#[expect(clippy::cast_possible_truncation, reason = "the upper half was mixed into the lower")]
fn place(letters: Letters) -> usize {
    let all = u128::from_le_bytes(letters);
    ((all ^ all >> 59) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) as usize >> (usize::BITS - PLACE_BITS)
}

/// Folds a word's spelling and looks it up.
fn work_out(word: &str) -> (u64, Known) {
    let mut word = word.to_owned();
    spellings::fold(&mut word);
    let key = hash::bytes(word.as_bytes());
    (key, background::shared().look_up(&word, key))
}
