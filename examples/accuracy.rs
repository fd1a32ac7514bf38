//! Measures verdicts, candidates and fates against what people labelled.
//!
//!     cargo run --release --example accuracy -- CORPUS.jsonl PAIRS.tsv [SENTENCES.jsonl]
//!
//! The figures are those of the model that is compiled in; `calibrate` prints out-of-fold figures, which are the ones to quote for a
//! corpus that the model was fitted on.

#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts of a measuring run")]

mod labelled;

use std::collections::BTreeMap;
use std::error::Error;

use labelled::{Corpus, Labelled, auc, average_precision, labels};
use rayon::prelude::*;
use wiretrace::article::Pair;
use wiretrace::settings::Settings;
use wiretrace::trace::facts::facts;
use wiretrace::trace::{Fate, Told, trace};
use wiretrace::verify::{Match, Verdict, judge};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (corpus, pairs, sentences) = match args.as_slice() {
        [corpus, pairs] => (corpus, pairs, None),
        [corpus, pairs, sentences] => (corpus, pairs, Some(sentences)),
        _ => return Err("usage: accuracy CORPUS.jsonl PAIRS.tsv [SENTENCES.jsonl]".into()),
    };
    let corpus = Corpus::open(std::slice::from_ref(corpus))?;
    let labels = labels(pairs, &corpus)?;
    let settings = Settings::default();
    let found = corpus.candidates(&settings);
    let lost: Vec<&Labelled> = labels.iter().filter(|label| label.is_derived() && found.binary_search(&label.pair).is_err()).collect();
    println!("derived pairs lost by the candidates: {} of {}", lost.len(), labels.iter().filter(|label| label.is_derived()).count());
    let matches: Vec<Match> = labels
        .par_iter()
        .map(|label| judge(label.pair, &corpus.profiles[label.pair.a().index()], &corpus.profiles[label.pair.b().index()], &settings))
        .collect();
    for (name, sure) in [("all labels", false), ("high confidence", true)] {
        println!("\n{name}");
        let kept: Vec<(&Labelled, &Match)> = labels.iter().zip(&matches).filter(|(label, _)| label.sure || !sure).collect();
        verdicts(&kept);
    }
    if let Some(path) = sentences {
        fates(path, &corpus)?;
    }
    Ok(())
}

fn verdicts(kept: &[(&Labelled, &Match)]) {
    let scored: Vec<(f64, bool)> = kept.iter().map(|(label, found)| (found.probability, label.is_derived())).collect();
    let heavy: Vec<(f64, bool)> = kept
        .iter()
        .filter(|(label, _)| matches!(label.label.as_str(), "heavy" | "same_story" | "related"))
        .map(|(label, found)| (found.probability, label.is_derived()))
        .collect();
    println!(
        "  AUC derived {:.3}, average precision {:.3}; AUC heavy against same story and related {:.3}",
        auc(&scored),
        average_precision(&scored),
        auc(&heavy)
    );
    let count = |derived: bool, said: bool| {
        kept.iter().filter(|(label, found)| label.is_derived() == derived && found.verdict.is_derived() == said).count() as f64
    };
    let (hits, misses, alarms) = (count(true, true), count(true, false), count(false, true));
    println!(
        "  verdicts: precision {:.3}, recall {:.3}, F1 {:.3}",
        hits / (hits + alarms),
        hits / (hits + misses),
        2.0 * hits / (2.0 * hits + misses + alarms)
    );
    for label in ["copy", "close", "heavy", "same_story", "related"] {
        let mut said: BTreeMap<Verdict, usize> = BTreeMap::new();
        kept.iter().filter(|(pair, _)| pair.label == label).for_each(|(_, found)| *said.entry(found.verdict).or_default() += 1);
        let all: usize = said.values().sum();
        let derived: usize = said.iter().filter(|(verdict, _)| verdict.is_derived()).map(|(_, n)| n).sum();
        println!(
            "  {label:10} {:.3} called derived; {}",
            derived as f64 / all.max(1) as f64,
            said.iter().rev().map(|(verdict, n)| format!("{} {n}", verdict.words())).collect::<Vec<_>>().join(", ")
        );
    }
}

/// Compares the fate of every sentence with the labelled one that it overlaps most.
fn fates(path: &str, corpus: &Corpus) -> Result<(), Box<dyn Error>> {
    let ids = corpus.ids();
    let mut tallies: BTreeMap<(&str, String), [usize; 3]> = BTreeMap::new();
    let (mut linked, mut links_right, mut links_all) = (0, 0, 0);
    for line in std::fs::read_to_string(path)?.lines() {
        let record: serde_json::Value = serde_json::from_str(line)?;
        let id = |key: &str| record[key].as_str().and_then(|id| ids.get(id).copied()).ok_or_else(|| format!("{key}: not in the corpus"));
        let (original, piece) = (id("original_id")?, id("piece_id")?);
        Pair::new(original, piece).ok_or("a piece beside itself")?;
        let told = |at: wiretrace::article::ArticleId| Told {
            source: &corpus.articles[at.index()].text,
            text: &corpus.texts[at.index()],
            outline: &corpus.profiles[at.index()].outline,
            day: corpus.profiles[at.index()].day,
        };
        let mut laid = trace(told(original), told(piece));
        // The ledger marks what it finds in the trace, as in a report.
        let _ = facts(told(original), told(piece), &mut laid);
        for (side, name, at, other) in [(&laid.original, "original", original, piece), (&laid.piece, "piece", piece, original)] {
            let furniture: Vec<u64> = record[format!("{name}_furniture")]
                .as_array()
                .map(|list| list.iter().filter_map(serde_json::Value::as_u64).collect())
                .unwrap_or_default();
            let other_name = if name == "original" { "piece" } else { "original" };
            for (index, label) in record[format!("{name}_sentences")].as_array().ok_or("no sentences")?.iter().enumerate() {
                let (start, end, truth) =
                    (label[0].as_u64().unwrap_or(0) as u32, label[1].as_u64().unwrap_or(0) as u32, label[2].as_str().unwrap_or(""));
                if furniture.contains(&(index as u64)) {
                    continue;
                }
                let sentences = &corpus.texts[at.index()].sentences;
                let overlap = |i: usize| sentences[i].span.end.min(end).saturating_sub(sentences[i].span.start.max(start));
                let Some(best) = (0..sentences.len()).max_by_key(|i| (overlap(*i), std::cmp::Reverse(*i))).filter(|i| overlap(*i) > 0)
                else {
                    continue;
                };
                let said = match side.sentences[best].0 {
                    Fate::Kept => "kept",
                    Fate::Reworded => "reworded",
                    Fate::Altered => "altered",
                    Fate::Dropped => "dropped",
                    Fate::Added => "added",
                    Fate::NotCompared => "not_compared",
                    Fate::Furniture => "furniture",
                };
                if said == truth {
                    tallies.entry((name, truth.to_owned())).or_default()[0] += 1;
                } else {
                    tallies.entry((name, truth.to_owned())).or_default()[1] += 1;
                    tallies.entry((name, said.to_owned())).or_default()[2] += 1;
                    if std::env::var_os("SHOW").is_some() {
                        let text = |at: wiretrace::article::ArticleId, s: u32, e: u32| {
                            corpus.articles[at.index()].text[s as usize..e as usize].replace('\n', " ")
                        };
                        println!("{} {name} {truth} but said {said}: {}", record["pair"], text(at, start, end));
                        for with in &side.sentences[best].1 {
                            let span = corpus.texts[other.index()].sentences[*with].span;
                            println!("      said with: {}", text(other, span.start, span.end));
                        }
                        for with in label[3].as_array().into_iter().flatten().filter_map(serde_json::Value::as_u64) {
                            let partner = &record[format!("{other_name}_sentences")][with as usize];
                            println!(
                                "      labelled with: {}",
                                text(other, partner[0].as_u64().unwrap_or(0) as u32, partner[1].as_u64().unwrap_or(0) as u32)
                            );
                        }
                    }
                }
                let truth_linked = label[3].as_array().is_some_and(|with| !with.is_empty());
                let said_linked = !side.sentences[best].1.is_empty();
                links_all += usize::from(truth_linked);
                linked += usize::from(said_linked);
                links_right += usize::from(truth_linked && said_linked);
            }
        }
    }
    println!("\nfates of sentences: precision, recall, F1");
    for ((side, fate), [hit, missed, wrong]) in &tallies {
        let (hit, missed, wrong) = (*hit as f64, *missed as f64, *wrong as f64);
        println!(
            "  {side:8} {fate:12} {:.3} {:.3} {:.3}  ({} labelled)",
            hit / (hit + wrong).max(1.0),
            hit / (hit + missed).max(1.0),
            2.0 * hit / (2.0 * hit + missed + wrong).max(1.0),
            hit + missed
        );
    }
    println!(
        "  has a partner: precision {:.3}, recall {:.3}",
        links_right as f64 / f64::max(linked as f64, 1.0),
        links_right as f64 / f64::max(links_all as f64, 1.0)
    );
    Ok(())
}
