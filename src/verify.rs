//! [`Pair`]s -> [`Match`]es: is one a rewrite of the other, or are they two reports of one event?
//!
//! A cheap look first (exact Jaccard and containments, cosine of weighted stems), then sentence alignment and shared word runs for what
//! is left. A logistic model over [`features::Features`] gives the probability that the two share a text; the shares of common words then part
//! copies from close and heavy rewrites. Independent reports of one event are *same story*: shared quotations do not make a rewrite.
//! O(words) a pair that passes the first look.

pub mod features;
pub mod frame;
mod model;
pub mod reasons;
mod series;
mod unquoted;

use rayon::prelude::*;

use crate::align::{Outline, align};
use crate::article::{Article, ArticleId, Pair};
use crate::candidates::Terms;
use crate::clean::background::StemId;
use crate::clean::{CleanText, credits, dates, words::words};
use crate::settings::Settings;
use crate::shingle::Shingles;
use features::{Features, features};
use frame::Frame;
pub use model::probability;

/// What two pieces are to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
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

/// What verification needs of a piece, made once.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    /// Its shingles.
    pub shingles: Shingles,
    /// Its weighted stems.
    pub terms: Terms,
    /// Its sentences.
    pub outline: Outline,
    /// For each story word: part of a name or a number.
    pub is_name: Vec<bool>,
    /// Its words with the facts masked.
    pub frame: Frame,
    /// The weighty stems of the headline that its record states, sorted and unique.
    pub title: Vec<StemId>,
    /// The day that its record states.
    pub day: Option<(u16, u8, u8)>,
    /// Its name words, sorted and unique.
    pub names: Vec<u64>,
    /// Its numbers, sorted and unique.
    pub numbers: Vec<u64>,
    /// The figures of a table that was set aside, sorted and unique; empty where what was set aside is words.
    pub table: Vec<u64>,
    /// The outlets that it credits, by key.
    pub credits: Vec<Credited>,
    /// Its own outlet, as a key.
    pub outlet: Option<String>,
    /// Most of it is written in Chinese or Japanese characters.
    pub cjk: bool,
}

/// An outlet that a piece credits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credited {
    /// Its letters.
    pub key: String,
    /// Its usual name.
    pub name: String,
    /// Credited twice, or as the source of the story.
    pub firm: bool,
}

fn credited(text: &CleanText) -> Vec<Credited> {
    let mut mentions: Vec<(&str, bool, &str)> =
        text.credits.list.iter().map(|credit| (credit.key.as_str(), credits::is_strong(credit.cue), credit.outlet.as_str())).collect();
    mentions.sort_unstable();
    let of =
        |run: &[(&str, bool, &str)]| Credited { key: run[0].0.to_owned(), name: run[0].2.to_owned(), firm: run.len() >= 2 || run[0].1 };
    mentions.chunk_by(|x, y| x.0 == y.0).map(of).collect()
}

/// Gives the figures of what was set aside, where a third of its words are figures.
fn table(text: &CleanText) -> Vec<u64> {
    let aside = || text.sentences.iter().filter(|sentence| !sentence.is_story()).flat_map(|sentence| &text.words[sentence.words.clone()]);
    let mut figures: Vec<u64> = aside().filter(|word| word.numeric).map(|word| word.key).collect();
    if figures.len() * 3 < aside().count() {
        return Vec::new();
    }
    figures.sort_unstable();
    figures.dedup();
    figures
}

impl Profile {
    /// Prepares a piece.
    #[must_use]
    pub fn of(article: &Article, text: &CleanText, shingles: Shingles, terms: Terms) -> Self {
        let outline = Outline::of(text);
        let mut named = vec![false; text.words.len()];
        let mut numeric = named.clone();
        text.names.iter().for_each(|name| named[name.clone()].fill(true));
        text.numbers.iter().for_each(|number| numeric[number.words.clone()].fill(true));
        let mut title: Vec<StemId> = words(article.title.as_deref().unwrap_or_default())
            .list
            .iter()
            .filter(|word| word.weight >= 2.0 && !word.numeric)
            .map(|word| word.stem)
            .collect();
        title.sort_unstable();
        title.dedup();
        let day = article.date.as_deref().and_then(dates::day).map(|(year, month, day, _)| (year, month, day));
        let mut names: Vec<u64> = text
            .names
            .iter()
            .flat_map(Clone::clone)
            .filter(|at| text.words[*at].weight >= 2.0 && !text.words[*at].numeric)
            // Whom both credit says nothing of what they are about.
            .filter(|at| !text.credits.list.iter().any(|credit| credit.span.contains(text.words[*at].span)))
            .map(|at| u64::from(text.words[at].stem))
            .collect();
        names.sort_unstable();
        names.dedup();
        let mut numbers: Vec<u64> = text.numbers.iter().map(|number| number.value.to_bits()).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let credited = credited(text);
        let outlet = article
            .outlet
            .as_deref()
            .map(|outlet| credits::key(&credits::usual(outlet)))
            .or_else(|| text.credits.dateline.as_deref().map(credits::key));
        let is_name: Vec<bool> = outline.words.iter().map(|word| named[*word as usize] || numeric[*word as usize]).collect();
        let is_fact: Vec<bool> =
            outline.words.iter().zip(&is_name).map(|(word, name)| *name || text.words[*word as usize].numeric).collect();
        let frame = Frame::of(text, &outline, &is_fact);
        let cjk = outline.words.iter().filter(|word| text.words[**word as usize].cjk).count() * 2 > outline.words.len();
        Self { shingles, terms, outline, is_name, frame, title, day, names, numbers, table: table(text), credits: credited, outlet, cjk }
    }

    /// Tells whether it credits an outlet.
    #[must_use]
    pub fn credits(&self, outlet: &str) -> bool {
        self.credits.iter().any(|known| known.key == outlet)
    }

    /// Walks over the outlets that both credit, and how many of the two do so firmly.
    pub fn shared_credits<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = (&'a str, u8)> + 'a {
        self.credits.iter().filter_map(|ours| {
            let theirs = other.credits.iter().find(|theirs| theirs.key == ours.key)?;
            Some((ours.name.as_str(), u8::from(ours.firm) + u8::from(theirs.firm)))
        })
    }

    /// Counts the words of the story.
    #[must_use]
    pub fn words(&self) -> usize {
        self.outline.words.len()
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

/// Pieces shorter than this give no verdict but a copy's.
pub const FEWEST_WORDS: usize = 12;
/// Below both of these a pair is unrelated without a closer look.
const LEAST_COSINE: f64 = 0.08;
const LEAST_CONTAINMENT: f64 = 0.04;
/// From this containment of shingles on (of one piece in the other), a derived piece is a copy; of labelled copies and close rewrites
/// `examples/calibrate.rs` finds 97 % on the right side of it.
const COPY: f64 = 0.68;
/// A copy that is not nearly whole ([`WHOLE`]) and changes a figure is more than a copy: an update.
const WHOLE: f64 = 0.90;
/// From this containment on it is a close rewrite; 84 % of labelled close and heavy rewrites are on the right side.
const CLOSE: f64 = 0.25;

/// A rewrite tells at least this share of one side's words again (of labelled heavy rewrites 95 % tell 0.51 and more), or shares this
/// much of one side's shingles; follow-ups that repeat a paragraph of background do neither.
const LEAST_TOLD: f64 = 0.45;
/// Where both credit one outlet, this much is enough.
const LEAST_TOLD_CREDITED: f64 = 0.30;
/// See [`LEAST_TOLD`].
const LEAST_SHARED: f64 = 0.20;

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
    let features = features(x, y, cosine, &align(&x.outline, &y.outline), turned);
    found.probability = probability(&features);
    found.reuse = features.aligned;
    found.same_words = features.in_runs.0.max(features.in_runs.1).min(1.0);
    found.same_facts = (0.6 * features.names + 0.4 * features.numbers).min(1.0);
    found.same_story = 1.0 - (1.0 - (cosine / 0.5).min(1.0)) * (1.0 - found.same_facts);
    found.verdict = verdict(a, b, &found, &features, cosine, settings);
    found.features = features;
    found
}

fn verdict(a: &Profile, b: &Profile, found: &Match, features: &Features, cosine: f64, settings: &Settings) -> Verdict {
    if series::is_series(a, b, found.same_words, features) {
        return Verdict::Series;
    }
    // A paragraph of background that an outlet prints under every turn of a story is no rewrite of it.
    let least = if a.shared_credits(b).next().is_some() { LEAST_TOLD_CREDITED } else { LEAST_TOLD };
    let told = features.aligned.0.max(features.aligned.1) >= least || found.containment.0.max(found.containment.1) >= LEAST_SHARED;
    if found.probability >= settings.threshold && told {
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
