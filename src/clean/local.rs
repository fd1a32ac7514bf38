//! Weighs the words that the background table does not know by how many pieces of the folder hold them.
//!
//! A name that nobody has heard of is rare; a word of another language, or of a trade, that stands in every tenth piece of a large folder
//! is not. The folder's pieces are counted on top of the table's documents, so a folder of five on one story hardly moves a weight and
//! one of fifty thousand has its own idea of what is rare. O(words).

use std::collections::HashMap;

use rayon::prelude::*;

use super::CleanText;
use super::background::{self, MAX_WEIGHT, StemId};

/// Lowers the weights of unknown words that many pieces hold.
pub fn weigh_by_folder(texts: &mut [CleanText]) {
    let mut held: Vec<StemId> = texts.par_iter().flat_map_iter(unknown).collect();
    held.par_sort_unstable();
    let weights: HashMap<StemId, f32> = held
        .chunk_by(|one, next| one == next)
        .filter(|run| run.len() >= 2)
        .map(|run| (run[0], background::weight_of_unknown(texts.len(), run.len())))
        .collect();
    texts.par_iter_mut().for_each(|text| weigh(text, |stem| weights.get(&stem).copied()));
}

/// Gives the unknown words of a text the weights that are known for them.
pub fn weigh(text: &mut CleanText, weight: impl Fn(StemId) -> Option<f32>) {
    for word in text.words.iter_mut().filter(|word| word.weight >= MAX_WEIGHT) {
        word.weight = weight(word.stem).unwrap_or(word.weight);
    }
}

/// The stems of a piece that the table does not know, each once, furniture included.
#[must_use]
pub fn unknown(text: &CleanText) -> Vec<StemId> {
    let mut stems: Vec<StemId> = text.words.iter().filter(|word| word.weight >= MAX_WEIGHT).map(|word| word.stem).collect();
    stems.sort_unstable();
    stems.dedup();
    stems
}

#[cfg(test)]
mod tests {
    use super::super::clean_text;
    use super::*;

    fn first_weight(texts: &[CleanText]) -> f32 {
        texts[0].words[0].weight
    }

    #[test]
    fn an_unknown_word_of_every_piece_is_rare_in_five_and_common_in_thousands() {
        let folder = |pieces: usize| {
            let mut texts: Vec<CleanText> = (0..pieces).map(|n| clean_text(&format!("zuppelig word{n} word{n}b"))).collect();
            weigh_by_folder(&mut texts);
            texts
        };
        assert!(first_weight(&folder(5)) > 9.0);
        assert!(first_weight(&folder(20_000)) < 1.5);
        assert!(folder(20_000)[7].words[1].weight >= MAX_WEIGHT, "a word of one piece keeps its weight");
    }

    #[test]
    fn known_words_keep_their_weight() {
        let mut texts: Vec<CleanText> = (0..50).map(|_| clean_text("smuggling")).collect();
        let before = first_weight(&texts);
        weigh_by_folder(&mut texts);
        assert!((first_weight(&texts) - before).abs() < 1e-6);
    }
}
