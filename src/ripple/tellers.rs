//! Which pieces tell the story that a notice speaks of. O(words), and a cosine with each seed for pieces that share some of its words.

use rayon::prelude::*;

use super::fact::{self, Term};
use super::story::Story;
use crate::article::Article;
use crate::candidates::Terms;
use crate::clean::background::StemId;
use crate::clean::{CleanText, clean_text};

/// What a piece must hold of the names that a notice gives to tell its story, by weight.
const OF_NAMES: f32 = 0.4;
/// The same of all weighty words, beside names.
const OF_TERMS: f32 = 0.35;
/// The same where the notice gives no name.
const OF_NAMELESS: f32 = 0.6;
/// Below this a piece is not even asked whether it is like one that tells the story.
const LEAST_OF_TERMS: f32 = 0.12;
/// A piece without the notice's names tells the story when it is as like one that has them as rewrites of one text are.
const LIKE: f32 = 0.40;
/// So many pieces that surely tell the story are compared with others.
const MOST_SEEDS: usize = 40;

/// How a piece is known to tell the story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tells {
    /// It has the notice's names and words.
    Itself,
    /// It is like a piece that has.
    Like,
}

/// The stems of a piece's story, sorted and unique.
pub(super) fn stems(text: &CleanText) -> Vec<StemId> {
    let mut stems: Vec<StemId> = text.story_words().filter(|word| word.weight >= fact::LEAST_WEIGHT).map(|word| word.stem).collect();
    stems.sort_unstable();
    stems.dedup();
    stems
}

/// The share of some terms that a piece holds, by weight.
pub(super) fn share(terms: &[Term], stems: &[StemId]) -> f32 {
    let all: f32 = terms.iter().map(|term| term.1).sum();
    let held: f32 = terms.iter().filter(|term| stems.binary_search(&term.0).is_ok()).map(|term| term.1).sum();
    if all > 0.0 { held / all } else { 0.0 }
}

/// Tells for each piece whether it tells the story of the notice.
pub(super) fn tellers(story: &Story, articles: &[Article], texts: &[CleanText]) -> Vec<Option<Tells>> {
    let shares: Vec<(f32, f32)> = texts
        .par_iter()
        .zip(articles)
        .map(|(text, article)| {
            let mut stems = stems(text);
            if let Some(title) = title(article) {
                stems.extend(clean_text(title).words.iter().map(|word| word.stem));
                stems.sort_unstable();
            }
            (share(&story.names, &stems), share(&story.terms, &stems))
        })
        .collect();
    let direct = |(names, terms): &(f32, f32)| {
        if story.names.is_empty() { story.terms.is_empty() || *terms >= OF_NAMELESS } else { *names >= OF_NAMES && *terms >= OF_TERMS }
    };
    // The fullest first; between equals the earlier piece.
    let mut seeds: Vec<usize> = (0..texts.len()).filter(|at| direct(&shares[*at])).collect();
    seeds.sort_by(|one, other| shares[*other].1.total_cmp(&shares[*one].1).then(one.cmp(other)));
    seeds.truncate(MOST_SEEDS);
    let seeds: Vec<(Terms, Vec<StemId>)> = seeds.into_iter().map(|at| (Terms::of(&texts[at]), names(&texts[at]))).collect();
    let like = |text: &CleanText| {
        let (terms, own) = (Terms::of(text), names(text));
        let meets = |others: &[StemId]| others.iter().any(|name| own.binary_search(name).is_ok());
        seeds.iter().any(|(seed, names)| meets(names) && seed.cosine(&terms) >= LIKE)
    };
    shares
        .par_iter()
        .zip(texts)
        .map(
            |(shares, text)| {
                if direct(shares) { Some(Tells::Itself) } else { (shares.1 >= LEAST_OF_TERMS && like(text)).then_some(Tells::Like) }
            },
        )
        .collect()
}

/// The stems of the telling words in a piece's names, sorted.
pub(super) fn names(text: &CleanText) -> Vec<StemId> {
    const TELLING: f32 = 4.0;
    let words = text.names.iter().flat_map(Clone::clone).map(|at| &text.words[at]);
    let mut stems: Vec<StemId> = words.filter(|word| word.weight >= TELLING).map(|word| word.stem).collect();
    stems.sort_unstable();
    stems.dedup();
    stems
}

/// The title of a piece, where its text does not hold it.
pub(super) fn title(article: &Article) -> Option<&str> {
    article.title.as_deref().map(str::trim).filter(|title| !title.is_empty() && !article.text.contains(title))
}
