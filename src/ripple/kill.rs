//! A killed story -> the pieces that tell it: the story itself, and what was made from it.
//!
//! The story is known by its headline, in a piece's title or first line; what was made from it by the verdicts of a scan. Another report
//! of the same affair is not accused, as far as the verdicts can tell it from a rewrite: the kill does not speak of it. O(words), and a verdict for each piece that is like the story.

use rayon::prelude::*;

use super::fact::{LEAST_WEIGHT, Term, sorted};
use super::story::Story;
use super::tellers::{share, stems, title};
use super::{Carried, Confidence, Corrected, Place, Ripple, Survivor, Why, id, kinds};
use crate::article::{Article, ArticleId, Pair, Span};
use crate::candidates::Terms;
use crate::clean::background::StemId;
use crate::clean::words::Word;
use crate::clean::{CleanText, Sentence, clean_text};
use crate::settings::Settings;
use crate::shingle::shingles;
use crate::verify::{Profile, judge};

/// What the title or first line of a piece must hold of the killed headline, by weight, to be the story itself.
const OF_HEADLINE: f32 = 0.75;
/// What a whole piece must hold of it to tell the story.
const OF_STORY: f32 = 0.6;
/// Least cosine of a piece that is worth a verdict, as in a scan.
const LEAST_COSINE: f32 = 0.15;
/// So many pieces that are the story itself are compared with the others.
const MOST_SEEDS: usize = 12;

/// Finds the pieces that a kill leaves standing.
pub(super) fn kill(story: &Story, articles: &[Article], texts: &[CleanText], found: &mut Ripple) {
    let wanted: &[Term] = if story.headline.is_empty() { &story.terms } else { &story.headline };
    let named = |stems: &[StemId]| story.names.is_empty() || story.names.iter().any(|name| stems.binary_search(&name.0).is_ok());
    let shares: Vec<(f32, f32)> = texts
        .par_iter()
        .zip(articles)
        .map(|(text, article)| {
            let all = stems(text);
            if named(&all) { (headed(wanted, article, text), share(wanted, &all)) } else { (0.0, 0.0) }
        })
        .collect();
    let withdrawn = |at: usize| {
        let sentences = texts[at].sentences.iter().filter(|_| shares[at].1 >= OF_STORY);
        sentences.map(|sentence| sentence.span).find(|span| kinds::withdraws(span.of(&articles[at].text)))
    };
    let mut seeds: Vec<usize> = (0..texts.len()).filter(|at| shares[*at].0 >= OF_HEADLINE && withdrawn(*at).is_none()).collect();
    seeds.sort_by(|one, other| shares[*other].1.total_cmp(&shares[*one].1).then(one.cmp(other)));
    seeds.truncate(MOST_SEEDS);
    let settings = Settings::default();
    let profile = |at: usize, terms: Terms| Profile::of(&articles[at], &texts[at], shingles(&texts[at], settings.shingle), terms);
    let models: Vec<(usize, Terms, Profile)> = seeds
        .iter()
        .map(|at| {
            let terms = Terms::of(&texts[*at]);
            (*at, terms.clone(), profile(*at, terms))
        })
        .collect();
    let carried: Vec<Option<(Carried, Confidence)>> = (0..texts.len())
        .into_par_iter()
        .map(|at| {
            if shares[at].0 >= OF_HEADLINE {
                return Some((Carried::Story, Confidence::High));
            }
            let terms = Terms::of(&texts[at]);
            let near = models.iter().filter(|(_, model, _)| model.cosine(&terms) >= LEAST_COSINE).collect::<Vec<_>>();
            let own = (!near.is_empty()).then(|| profile(at, terms));
            let verdicts = near.iter().filter_map(|(seed, _, model)| {
                let (own, pair) = (own.as_ref()?, Pair::new(id(*seed), id(at))?);
                let (one, other) = if *seed < at { (model, own) } else { (own, model) };
                Some(judge(pair, one, other, &settings).verdict)
            });
            match verdicts.filter(|verdict| verdict.is_derived()).max() {
                Some(verdict) => Some((Carried::Derived(verdict), Confidence::High)),
                // Where the story itself is here, verdicts tell what was made from it; else its words must do.
                None => (models.is_empty() && shares[at].1 >= OF_STORY).then_some((Carried::Story, Confidence::Medium)),
            }
        })
        .collect();
    for (at, carried) in carried.into_iter().enumerate() {
        let piece: ArticleId = id(at);
        if let Some(span) = withdrawn(at) {
            found.in_story += 1;
            found.corrected.push(Corrected { piece, fact: 0, why: Why::Withdraws, span: Some(span) });
        } else if let Some((how, confidence)) = carried {
            found.in_story += 1;
            let (span, place) = head(&texts[at]);
            found.survivors.push(Survivor { piece, fact: 0, how, place, span, core: None, confidence, says_both: false });
        }
    }
}

/// The share of the killed headline that a piece's own holds, else its first sentence. Where a piece has a headline, its lead does not
/// count: a history of the museum also opens with "The museum from which the crown was stolen".
fn headed(wanted: &[Term], article: &Article, text: &CleanText) -> f32 {
    let words = |sentence: &Sentence| terms(&text.words[sentence.words.clone()]);
    let mut lines: Vec<Vec<Term>> = title(article).map(|title| terms(&clean_text(title).words)).into_iter().collect();
    lines.extend(text.sentences.iter().find(|sentence| sentence.is_story()).map(words));
    let held = |line: &Vec<Term>| share(wanted, &line.iter().map(|term| term.0).collect::<Vec<_>>());
    lines.iter().map(held).fold(0.0, f32::max)
}

fn terms(words: &[Word]) -> Vec<Term> {
    sorted(words.iter().filter(|word| word.weight >= LEAST_WEIGHT).map(|word| (word.stem, word.weight)).collect())
}

/// What a piece is known by: its headline, else its first sentence.
fn head(text: &CleanText) -> (Option<Span>, Place) {
    match text.headline {
        Some(span) => (Some(span), Place::Headline),
        None => (text.sentences.iter().find(|sentence| sentence.is_story()).map(|sentence| sentence.span), Place::Text),
    }
}
