//! A scan in tasks, for more pieces than one machine holds: the same rooms, and between them only what can be told by key.
//!
//! [`crate::pipeline::scan`] holds every piece at once. Here each function does one task of it on some of the pieces, and says what another task
//! needs to know; an engine carries that to where all of one key meets (`python/wiretrace/spark` has Spark do it). What all pieces
//! together say of one ([`Whole`]) is small: the words, sentences, frames and keys that *many* pieces share.
//!
//! ```text
//! pieces -> count -> words' weights, repeated sentences -> habits     what is set aside
//!        -> prints -> bands; keys of too many; templates              what pieces are found by
//!        -> cells of a grid -> pairs -> judge -> links                what they are to each other
//!        -> components -> tell                                        families, each whole in one task
//! ```
//!
//! A test runs the tasks in memory, on parts of any number, and compares with a scan: same pairs, same families, to the last bit. Pieces are
//! named by a [`Place`]; in their order ties fall as they do in a scan of pieces in that order.

pub mod count;
pub mod habits;
pub mod judge;
pub mod prints;
pub mod tell;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::article::Article;
use crate::candidates::Terms;
use crate::clean::background::StemId;
use crate::clean::repeats::set_aside_habits;
use crate::clean::{CleanText, clean, local};
use crate::hash::{KeyMap, KeySet};
use crate::settings::Settings;
use crate::shingle::shingles;
use crate::verify::Profile;

/// Names a piece among all: any number, ascending in the order of the pieces.
pub type Place = u64;

/// A piece with its place.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Placed {
    /// Its place.
    pub place: Place,
    /// The piece.
    pub article: Article,
}

/// What all pieces together say of one: made by the first tasks, sent to the later ones.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Whole {
    /// How many pieces there are.
    pub pieces: u64,
    /// Unknown words that many pieces hold, and what they weigh for that ([`count::weights`]).
    pub weights: KeyMap<StemId, f32>,
    /// Sentences that are furniture wherever they stand ([`habits::habits`]).
    pub habits: KeySet<u64>,
    /// Stems that too many pieces hold to bring pairs forward ([`count::crowded`]).
    pub terms: KeySet<StemId>,
    /// Shingles that too many pieces hold ([`count::crowded`]).
    pub samples: KeySet<u64>,
    /// Frames that belong to a template, sorted ([`crate::verify::frame::stock`]).
    pub stock: Vec<u32>,
}

impl Whole {
    /// Counts the pieces; no machine's memory counts more.
    #[must_use]
    pub fn pieces(&self) -> usize {
        usize::try_from(self.pieces).unwrap_or(usize::MAX)
    }

    /// Cleans a piece, its unknown words weighed by all pieces.
    fn weighed(&self, article: &Article) -> CleanText {
        let mut text = clean(article);
        local::weigh(&mut text, |stem| self.weights.get(&stem).copied());
        text
    }

    /// Cleans a piece as a scan of all pieces would: unknown words weighed by all, repeated sentences set aside.
    #[must_use]
    pub fn clean(&self, article: &Article) -> CleanText {
        let mut text = self.weighed(article);
        set_aside_habits(&mut text, &self.habits);
        text
    }

    /// Cleans a piece, and sums up what verification compares; its frames are not marked yet.
    fn profile(&self, article: &Article, settings: &Settings) -> (CleanText, Profile) {
        let text = self.clean(article);
        let profile = Profile::of(article, &text, shingles(&text, settings.shingle), Terms::of(&text));
        (text, profile)
    }

    /// Prepares pieces for verification as a scan of all pieces would.
    #[must_use]
    pub fn profiles(&self, pieces: &[Article], settings: &Settings) -> (Vec<CleanText>, Vec<Profile>) {
        let prepared = pieces.par_iter().map(|article| {
            let (text, mut profile) = self.profile(article, settings);
            profile.frame.mark(&self.stock);
            (text, profile)
        });
        prepared.unzip()
    }
}
