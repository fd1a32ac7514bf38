//! [`Pair`]s -> [`Match`]es: is one a rewrite of the other, or are they two reports of one event?
//!
//! A cheap look first (exact Jaccard and containments, cosine of weighted stems), then sentence alignment and shared word runs for what
//! is left. A logistic model over [`features::Features`] gives the probability that the two share a text; the shares of common words then part
//! copies from close and heavy rewrites. Independent reports of one event are *same story*: shared quotations do not make a rewrite.
//! O(words) a pair that passes the first look.

pub mod features;
pub mod frame;
mod model;
mod profile;
pub mod reasons;
mod series;
mod unquoted;

use rayon::prelude::*;

use crate::align::align;
use crate::article::{ArticleId, Pair};
use crate::settings::Settings;
use features::{Features, features};
pub use model::probability;
pub use profile::{Credited, Profile};

/// What two pieces are to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Too short, or in other languages.
    NotComparable,
    /// About different things.
    Unrelated,
    /// Two reports of one event, with no sign that one text was made from the other.
    SameStory,
    /// One template filled in with other facts.
    Series,
    /// Told anew, from the same text.
    HeavyRewrite,
    /// The same text with many small changes.
    CloseRewrite,
    /// The same text, whole or cut.
    Copy,
}

impl Verdict {
    /// Tells whether the two go back to one text about one thing.
    #[must_use]
    pub fn is_derived(self) -> bool {
        self >= Self::HeavyRewrite
    }

    /// The word that editors read.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::NotComparable => "not comparable",
            Self::Unrelated => "unrelated",
            Self::SameStory => "same story",
            Self::Series => "series",
            Self::HeavyRewrite => "heavy rewrite",
            Self::CloseRewrite => "close rewrite",
            Self::Copy => "copy",
        }
    }

    /// The word of the file formats.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::NotComparable => "not_comparable",
            Self::Unrelated => "unrelated",
            Self::SameStory => "same_story",
            Self::Series => "series",
            Self::HeavyRewrite => "heavy_rewrite",
            Self::CloseRewrite => "close_rewrite",
            Self::Copy => "copy",
        }
    }
}

/// A pair that was looked at, and what it is.
#[derive(Debug, Clone)]
pub struct Match {
    /// The two pieces.
    pub pair: Pair,
    /// What they are to each other.
    pub verdict: Verdict,
    /// The probability that they share a text, 0 to 1.
    pub probability: f64,
    /// Shared shingles over all shingles, exact, 0 to 1.
    pub jaccard: f64,
    /// Share of the first piece's shingles in the second, and the other way round.
    pub containment: (f64, f64),
    /// Share of the first piece's words in sentences that the second one tells too, and the other way round.
    pub reuse: (f64, f64),
    /// Share of the words, of the piece with the larger one, in runs that both have.
    pub same_words: f64,
    /// Share of the names and numbers of the piece with fewer that both have.
    pub same_facts: f64,
    /// How surely they are about one thing.
    pub same_story: f64,
    /// What it was judged by.
    pub features: Features,
}

impl Match {
    /// Tells how close the two are: the probability alone is near 1 for a long quotation and for a whole copy.
    #[must_use]
    pub fn closeness(&self) -> f64 {
        self.probability + self.same_words
    }
}

/// Pieces shorter than this give no verdict but a copy's.
pub const FEWEST_WORDS: usize = 12;
/// Below both of these a pair is unrelated without a closer look.
const LEAST_COSINE: f64 = 0.08;
const LEAST_CONTAINMENT: f64 = 0.04;
/// From this containment of shingles on (of one piece in the other), a derived piece is a copy; of labelled copies and close rewrites
/// `examples/calibrate.rs` finds 97 % on the right side of it.
pub const COPY: f64 = 0.68;
/// A copy that is not nearly whole ([`WHOLE`]) and changes a figure is more than a copy: an update.
const WHOLE: f64 = 0.90;
/// From this containment on it is a close rewrite; 84 % of labelled close and heavy rewrites are on the right side.
pub const CLOSE: f64 = 0.25;

/// A rewrite tells at least this share of one side's words again (of labelled heavy rewrites 98 % do), or shares this much of one side's
/// shingles; a follow-up that repeats a paragraph of background does neither.
const LEAST_TOLD: f64 = 0.45;
/// Where both credit one outlet, this much is enough.
const LEAST_TOLD_CREDITED: f64 = 0.30;
/// See [`LEAST_TOLD`].
const LEAST_SHARED: f64 = 0.20;
/// A house prints its background under every turn of a story. Between two pieces of one house the share that is told again and half the
/// mean share of their first sentences must come to this much, or this much of the shingles be shared (of `cnn_versions`' pairs of
/// different addresses one in five passes, of versions of one address nine in ten).
const LEAST_TOLD_BY_ONE_HOUSE: f64 = 1.0;
/// See [`LEAST_TOLD_BY_ONE_HOUSE`].
const LEAST_SHARED_BY_ONE_HOUSE: f64 = 0.50;

/// Two reports of one event have this share of their names and numbers in common.
const LEAST_FACTS: f64 = 0.26;

/// Gives those of a sorted list of matches in which a piece is the earlier one.
#[must_use]
pub fn matches_from(matches: &[Match], piece: ArticleId) -> &[Match] {
    let from = matches.partition_point(|found| found.pair.a() < piece);
    let to = matches.partition_point(|found| found.pair.a() <= piece);
    &matches[from..to]
}

/// Verifies pairs in parallel; the answer is in the order of the pairs.
#[must_use]
pub fn verify(pairs: &[Pair], profiles: &[Profile], settings: &Settings) -> Vec<Match> {
    pairs.par_iter().map(|pair| judge(*pair, &profiles[pair.a().index()], &profiles[pair.b().index()], settings)).collect()
}

/// Judges one pair.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts of shingles")]
pub fn judge(pair: Pair, a: &Profile, b: &Profile, settings: &Settings) -> Match {
    let shared = a.shingles.shared(&b.shingles) as f64;
    let union = (a.shingles.len() + b.shingles.len()) as f64 - shared;
    let of = |all: usize| if all == 0 { 0.0 } else { shared / all as f64 };
    let containment = (of(a.shingles.len()), of(b.shingles.len()));
    let jaccard = if union > 0.0 { shared / union } else { 0.0 };
    let cosine = f64::from(a.terms.cosine(&b.terms));
    let mut found = Match {
        pair,
        verdict: Verdict::Unrelated,
        probability: 0.0,
        jaccard,
        containment,
        reuse: (0.0, 0.0),
        same_words: 0.0,
        same_facts: 0.0,
        same_story: 0.0,
        features: Features::default(),
    };
    if a.words().min(b.words()) < FEWEST_WORDS || a.cjk != b.cjk {
        found.verdict = Verdict::NotComparable;
        return found;
    }
    let most = containment.0.max(containment.1);
    if cosine < LEAST_COSINE && most < LEAST_CONTAINMENT {
        return found;
    }
    // One orientation for both orders of a pair: a file's name must not move a probability.
    let turned = a.outline.order(&b.outline).is_gt();
    let (x, y) = if turned { (b, a) } else { (a, b) };
    let whole = containment.0.min(containment.1);
    let features = features(x, y, cosine, &align(&x.outline, &y.outline), turned);
    // Of what is the same the model need not be asked.
    found.probability = if whole >= WHOLE { probability(&features).max(whole) } else { probability(&features) };
    found.reuse = features.aligned;
    found.same_words = features.in_runs.0.max(features.in_runs.1).min(1.0);
    found.same_facts = (0.6 * features.names + 0.4 * features.numbers).min(1.0);
    found.same_story = 1.0 - (1.0 - (cosine / 0.5).min(1.0)) * (1.0 - found.same_facts);
    found.verdict = verdict(a, b, &found, &features, cosine, settings);
    found.features = features;
    found
}

/// Tells whether what two pieces share is the story, and not a paragraph of it.
fn tells_the_story(a: &Profile, b: &Profile, found: &Match, features: &Features) -> bool {
    let (told, shared) = (features.aligned.0.max(features.aligned.1), found.containment.0.max(found.containment.1));
    if a.house.is_some() && a.house == b.house {
        let lead = f64::midpoint(features.lead.0, features.lead.1);
        return told + lead / 2.0 >= LEAST_TOLD_BY_ONE_HOUSE || shared >= LEAST_SHARED_BY_ONE_HOUSE;
    }
    let least = if a.shared_credits(b).next().is_some() { LEAST_TOLD_CREDITED } else { LEAST_TOLD };
    told >= least || shared >= LEAST_SHARED
}

fn verdict(a: &Profile, b: &Profile, found: &Match, features: &Features, cosine: f64, settings: &Settings) -> Verdict {
    // Whatever the model says of a text in capitals or full of names: what is the same is the same.
    let whole = found.containment.0.min(found.containment.1);
    if whole >= 1.0 && a.table == b.table {
        return Verdict::Copy;
    }
    if series::is_series(a, b, found.same_words, features) {
        return Verdict::Series;
    }
    if whole >= WHOLE {
        return Verdict::Copy;
    }
    if features.foot_only {
        return Verdict::Unrelated;
    }
    if found.probability >= settings.threshold && tells_the_story(a, b, found, features) {
        let figures_differ = a.numbers.len().min(b.numbers.len()) >= 3 && features.numbers < 1.0;
        return match found.containment.0.max(found.containment.1) {
            share if share >= WHOLE || share >= COPY && !figures_differ => Verdict::Copy,
            share if share >= CLOSE => Verdict::CloseRewrite,
            _ => Verdict::HeavyRewrite,
        };
    }
    // Two reports of one event that both give figures share one; two of one desk about different things share its words. Where a piece
    // names nobody and counts nothing, their vocabulary must tell.
    let bare = |profile: &Profile| profile.names.len().max(profile.numbers.len()) < 2;
    let least_cosine = if bare(a) || bare(b) { 0.35 } else { 0.20 };
    let no_figure = a.numbers.len().min(b.numbers.len()) >= 4 && features.numbers == 0.0 && features.links < 4;
    if cosine >= least_cosine && features.links >= 2 && found.same_facts >= LEAST_FACTS && !no_figure {
        Verdict::SameStory
    } else {
        Verdict::Unrelated
    }
}
