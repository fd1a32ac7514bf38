//! Candidate pairs and their pieces -> what they are to each other.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Place, Placed, Whole};
use crate::article::{Article, ArticleId, Pair};
use crate::lineage::Archive;
use crate::report::{PairRow, rows};
use crate::settings::Settings;
use crate::verify::features::Features;
use crate::verify::{Match, Verdict, judge};

/// What a judged pair is kept as between tasks: everything but what it was judged by.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Met {
    /// The earlier piece.
    pub a: Place,
    /// The later one.
    pub b: Place,
    /// See [`Match`]; so are the others.
    pub verdict: Verdict,
    /// See [`Match`].
    pub probability: f64,
    /// See [`Match`].
    pub jaccard: f64,
    /// See [`Match`].
    pub containment: (f64, f64),
    /// See [`Match`].
    pub reuse: (f64, f64),
    /// See [`Match`].
    pub same_words: f64,
    /// See [`Match`].
    pub same_facts: f64,
    /// See [`Match`].
    pub same_story: f64,
}

impl Met {
    pub(super) fn of(found: &Match, places: &[Place]) -> Self {
        let Match { verdict, probability, jaccard, containment, reuse, same_words, same_facts, same_story, .. } = *found;
        let (a, b) = (places[found.pair.a().index()], places[found.pair.b().index()]);
        Self { a, b, verdict, probability, jaccard, containment, reuse, same_words, same_facts, same_story }
    }

    pub(super) fn found(&self, places: &[Place]) -> Option<Match> {
        let Self { verdict, probability, jaccard, containment, reuse, same_words, same_facts, same_story, .. } = *self;
        let pair = pair_of(self.a, self.b, places)?;
        let features = Features::default();
        Some(Match { pair, verdict, probability, jaccard, containment, reuse, same_words, same_facts, same_story, features })
    }

    /// Tells whether the two pieces must be told on together: as one family, or because a round-up may take from both.
    #[must_use]
    pub fn links(&self) -> bool {
        self.verdict.is_derived() || self.verdict == Verdict::SameStory && self.reuse.0.max(self.reuse.1) >= crate::cluster::ITEM
    }
}

/// Finds two pieces among sorted places.
fn pair_of(a: Place, b: Place, places: &[Place]) -> Option<Pair> {
    let id = |place: Place| u32::try_from(places.binary_search(&place).ok()?).ok().map(ArticleId);
    Pair::new(id(a)?, id(b)?)
}

/// Parts pieces into sorted places and their articles.
pub(super) fn in_order(mut pieces: Vec<Placed>) -> (Vec<Place>, Vec<Article>) {
    pieces.sort_unstable_by_key(|piece| piece.place);
    pieces.dedup_by_key(|piece| piece.place);
    pieces.into_iter().map(|piece| (piece.place, piece.article)).unzip()
}

/// Judges pairs of the pieces that are given (a pair of another one is left out); from *same story* up with the row of the report.
/// Cost: that of [`judge`] a pair, and a cleaning a piece.
#[must_use]
pub fn judged(mut pairs: Vec<(Place, Place)>, pieces: Vec<Placed>, whole: &Whole, settings: &Settings) -> Vec<(Met, Option<PairRow>)> {
    let (places, articles) = in_order(pieces);
    let (texts, profiles) = whole.profiles(&articles, settings);
    pairs.sort_unstable();
    pairs.dedup();
    let archive = Archive { articles: &articles, texts: &texts, profiles: &profiles, matches: &[] };
    pairs
        .par_iter()
        .filter_map(|(a, b)| {
            let pair = pair_of(*a, *b, &places)?;
            let found = judge(pair, &profiles[pair.a().index()], &profiles[pair.b().index()], settings);
            Some((Met::of(&found, &places), row(&found, archive)))
        })
        .collect()
}

pub(super) fn row(found: &Match, archive: Archive<'_>) -> Option<PairRow> {
    (found.verdict >= Verdict::SameStory).then(|| rows::reasoned(found, archive))
}
