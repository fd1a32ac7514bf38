//! What the measuring examples share: a corpus taken through the rooms, and its labelled pairs.

#![allow(dead_code, reason = "each example uses its part")]

use std::collections::HashMap;
use std::error::Error;

use rayon::prelude::*;
use wiretrace::article::{Article, ArticleId, Pair};
use wiretrace::candidates::{Terms, candidates};
use wiretrace::clean::local::weigh_by_folder;
use wiretrace::clean::repeats::set_aside_repeats;
use wiretrace::clean::{CleanText, clean};
use wiretrace::pipeline::{profiles, signatures};
use wiretrace::read::{ReadSettings, read};
use wiretrace::settings::Settings;
use wiretrace::shingle::{Shingles, shingles};
use wiretrace::verify::Profile;

/// A corpus as the rooms see it.
pub struct Corpus {
    pub articles: Vec<Article>,
    pub texts: Vec<CleanText>,
    pub sets: Vec<Shingles>,
    pub terms: Vec<Terms>,
    pub profiles: Vec<Profile>,
}

impl Corpus {
    /// Reads and prepares a corpus.
    pub fn open(paths: &[String]) -> Result<Self, Box<dyn Error>> {
        let articles = read(paths, &ReadSettings::default(), &|_, _| {})?.articles;
        let mut texts: Vec<CleanText> = articles.par_iter().map(clean).collect();
        weigh_by_folder(&mut texts);
        set_aside_repeats(&mut texts, &articles);
        let sets: Vec<Shingles> = texts.par_iter().map(|text| shingles(text, Settings::default().shingle)).collect();
        let terms: Vec<Terms> = texts.par_iter().map(Terms::of).collect();
        let profiles = profiles(&articles, &texts, sets.clone(), terms.clone());
        Ok(Self { articles, texts, sets, terms, profiles })
    }

    /// Finds the candidate pairs and prints how many there are.
    pub fn candidates(&self, settings: &Settings) -> Vec<Pair> {
        let (pairs, sources) = candidates(&signatures(&self.sets), &self.sets, &self.terms, settings);
        println!(
            "{} pieces, {} candidate pairs ({} by bands, {} by samples, {} by anchors), {:.1} a piece",
            self.articles.len(),
            pairs.len(),
            sources.bands,
            sources.samples,
            sources.anchors,
            pairs.len() as f64 / self.articles.len() as f64
        );
        pairs
    }

    /// Finds pieces by id.
    pub fn ids(&self) -> HashMap<&str, ArticleId> {
        self.articles.iter().zip(0..).map(|(article, at)| (article.id.as_str(), ArticleId(at))).collect()
    }
}

/// A pair that somebody read and labelled.
#[derive(Debug, Clone)]
pub struct Labelled {
    pub group: String,
    pub pair: Pair,
    pub label: String,
    pub sure: bool,
}

impl Labelled {
    /// Copy, close and heavy go back to one text.
    pub fn is_derived(&self) -> bool {
        matches!(self.label.as_str(), "copy" | "close" | "heavy")
    }
}

/// Reads `group id_a id_b label confidence why`, tab-separated.
pub fn labels(path: &str, corpus: &Corpus) -> Result<Vec<Labelled>, Box<dyn Error>> {
    let ids = corpus.ids();
    let mut all = Vec::new();
    for line in std::fs::read_to_string(path)?.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [group, a, b, label, confidence, ..] = cells.as_slice() else { return Err(format!("not five columns: {line}").into()) };
        let find = |id: &str| ids.get(id).copied().ok_or_else(|| format!("{id}: not in the corpus"));
        let pair = Pair::new(find(a)?, find(b)?).ok_or("a pair of one piece")?;
        all.push(Labelled { group: (*group).to_owned(), pair, label: (*label).to_owned(), sure: *confidence == "high" });
    }
    Ok(all)
}

/// Area under the ROC curve: the chance that a positive scores above a negative; ties count half.
#[allow(clippy::cast_precision_loss, reason = "counts")]
pub fn auc(scored: &[(f64, bool)]) -> f64 {
    let mut sorted = scored.to_vec();
    sorted.sort_by(|one, two| one.0.total_cmp(&two.0));
    let (mut below, mut sum, mut positives) = (0.0, 0.0, 0.0);
    for run in sorted.chunk_by(|one, two| one.0.total_cmp(&two.0).is_eq()) {
        let hits = run.iter().filter(|(_, positive)| *positive).count() as f64;
        let misses = run.len() as f64 - hits;
        sum += hits * (below + misses / 2.0);
        below += misses;
        positives += hits;
    }
    sum / (positives * below).max(1.0)
}

/// Average precision: the mean precision at each positive, best score first.
#[allow(clippy::cast_precision_loss, reason = "counts")]
pub fn average_precision(scored: &[(f64, bool)]) -> f64 {
    let mut sorted = scored.to_vec();
    sorted.sort_by(|one, two| two.0.total_cmp(&one.0));
    let (mut hits, mut sum) = (0.0, 0.0);
    for (at, (_, positive)) in sorted.iter().enumerate() {
        if *positive {
            hits += 1.0;
            sum += hits / (at as f64 + 1.0);
        }
    }
    sum / f64::max(hits, 1.0)
}
