//! Fits the model of the probability that two pieces share a text, and prints the table that is compiled in.
//!
//!     cargo run --release --example calibrate -- CORPUS.jsonl PAIRS.tsv
//!
//! Logistic regression with an L2 penalty on standardised features, by Newton's method; ten folds by story group for the figures, so
//! that no story is judged by a model that has seen it. The same input gives the same table.

#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts of a measuring run")]

mod labelled;

use labelled::{Corpus, Labelled, auc, average_precision, labels};
use rayon::prelude::*;
use wiretrace::hash;
use wiretrace::settings::Settings;
use wiretrace::verify::features::{COUNT, NAMES};
use wiretrace::verify::judge;

const FOLDS: u64 = 10;
/// The weight of the penalty on the squares of the coefficients: of those tried, the figures hardly differ up to here.
const PENALTY: f64 = 3.0;
/// Pairs of low confidence count half.
const UNSURE: f64 = 0.5;

struct Example {
    values: [f64; COUNT],
    derived: bool,
    weight: f64,
    fold: u64,
    label: Labelled,
    same_words: f64,
    /// Nothing but the probability stands between it and a derived verdict.
    passes: bool,
}

/// What is left out together to see what it adds.
const FAMILIES: [(&str, &[&str]); 6] = [
    ("vocabulary", &["cosine"]),
    ("word runs outside quotations", &["rare_runs", "long_runs"]),
    ("sentences that answer each other", &["aligned_shorter", "link_similarity"]),
    ("wording of these without names", &["wording"]),
    ("their order", &["order", "in_step"]),
    ("quotations and credits", &["quotations", "credit"]),
];

/// Intercept first.
type Model = Vec<f64>;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [corpus, pairs] = args.as_slice() else { return Err("usage: calibrate CORPUS.jsonl PAIRS.tsv".into()) };
    let corpus = Corpus::open(std::slice::from_ref(corpus))?;
    let labels = labels(pairs, &corpus)?;
    let examples: Vec<Example> = labels
        .into_par_iter()
        .map(|label| {
            let any = Settings { threshold: 0.0, ..Settings::default() };
            let found = judge(label.pair, &corpus.profiles[label.pair.a().index()], &corpus.profiles[label.pair.b().index()], &any);
            Example {
                values: found.features.values,
                derived: label.is_derived(),
                weight: if label.sure { 1.0 } else { UNSURE },
                fold: hash::bytes(label.group.as_bytes()) % FOLDS,
                same_words: found.same_words,
                passes: found.verdict.is_derived(),
                label,
            }
        })
        .collect();
    for penalty in [0.3, 1.0, 3.0, 10.0] {
        let scores = out_of_fold(&examples, penalty, &|_| true);
        println!("penalty {penalty:4}: {}", figures(&examples, &scores));
    }
    println!("\nwithout one feature (penalty {PENALTY}):");
    for (skip, name) in NAMES.iter().enumerate() {
        let scores = out_of_fold(&examples, PENALTY, &|at| at != skip);
        println!("  {:16} {}", name, figures(&examples, &scores));
    }
    println!("\nwithout one family of features (penalty {PENALTY}):");
    for (family, names) in FAMILIES {
        let scores = out_of_fold(&examples, PENALTY, &|at| !names.contains(&NAMES[at]));
        println!("  {family:34} {}", figures(&examples, &scores));
    }
    shipped(&examples, &out_of_fold(&examples, PENALTY, &|_| true));
    println!("\nlabels by share of same words:");
    for label in ["copy", "close", "heavy", "same_story", "related"] {
        let mut shares: Vec<f64> =
            examples.iter().filter(|example| example.label.label == label).map(|example| example.same_words).collect();
        shares.sort_by(f64::total_cmp);
        let at = |q: f64| shares[((shares.len() - 1) as f64 * q) as usize];
        println!("  {label:10} 10% {:.2}  25% {:.2}  50% {:.2}  75% {:.2}  90% {:.2}", at(0.1), at(0.25), at(0.5), at(0.75), at(0.9));
    }
    let all: Vec<&Example> = examples.iter().collect();
    let model = fit(&all, PENALTY, &|_| true);
    println!("\nconst INTERCEPT: f64 = {:.4};\nconst COEFFICIENTS: [f64; COUNT] = [", model[0]);
    for (name, coefficient) in NAMES.iter().zip(&model[1..]) {
        println!("    {coefficient:.4}, // {name}");
    }
    println!("];");
    Ok(())
}

/// The verdicts at the shipped threshold, by out-of-fold probabilities and the other conditions of a derived verdict.
fn shipped(examples: &[Example], scores: &[f64]) {
    let threshold = Settings::default().threshold;
    println!("\ncalled derived at the shipped threshold of {threshold}, out of fold:");
    for label in ["copy", "close", "heavy", "same_story", "related"] {
        let share = |sure: bool| {
            let said: Vec<bool> = examples
                .iter()
                .zip(scores)
                .filter(|(example, _)| example.label.label == label && (example.label.sure || !sure))
                .map(|(example, score)| example.passes && *score >= threshold)
                .collect();
            (said.iter().filter(|said| **said).count() as f64 / said.len().max(1) as f64, said.len())
        };
        let ((all, n), (sure, m)) = (share(false), share(true));
        println!("  {label:10} {all:.3} of {n}; high confidence {sure:.3} of {m}");
    }
}

fn figures(examples: &[Example], scores: &[f64]) -> String {
    let of = |keep: &dyn Fn(&Example) -> bool| -> Vec<(f64, bool)> {
        examples.iter().zip(scores).filter(|(example, _)| keep(example)).map(|(example, score)| (*score, example.derived)).collect()
    };
    let heavy = |example: &Example| matches!(example.label.label.as_str(), "heavy" | "same_story" | "related");
    let share = |label: &str, least: f64| {
        let all: Vec<f64> =
            examples.iter().zip(scores).filter(|(example, _)| example.label.label == label).map(|(_, score)| *score).collect();
        all.iter().filter(|score| **score >= least).count() as f64 / all.len() as f64
    };
    // The threshold at which one same-story pair in ten is accused.
    let mut same: Vec<f64> =
        examples.iter().zip(scores).filter(|(example, _)| example.label.label == "same_story").map(|(_, score)| *score).collect();
    same.sort_by(f64::total_cmp);
    let tenth = same[same.len() * 9 / 10];
    format!(
        "AUC derived {:.3} AP {:.3}, heavy {:.3}; sure {:.3} {:.3}; at .5 heavy {:.2} accused {:.2}; at {tenth:.2} heavy {:.2}",
        auc(&of(&|_| true)),
        average_precision(&of(&|_| true)),
        auc(&of(&heavy)),
        auc(&of(&|example| example.label.sure)),
        auc(&of(&|example| example.label.sure && heavy(example))),
        share("heavy", 0.5),
        share("same_story", 0.5),
        share("heavy", tenth)
    )
}

fn out_of_fold(examples: &[Example], penalty: f64, keep: &(dyn Fn(usize) -> bool + Sync)) -> Vec<f64> {
    let models: Vec<Model> = (0..FOLDS)
        .into_par_iter()
        .map(|fold| fit(&examples.iter().filter(|example| example.fold != fold).collect::<Vec<_>>(), penalty, keep))
        .collect();
    examples.iter().map(|example| predict(&models[example.fold as usize], &example.values)).collect()
}

fn predict(model: &Model, values: &[f64; COUNT]) -> f64 {
    let sum: f64 = model[0] + values.iter().zip(&model[1..]).map(|(value, coefficient)| value * coefficient).sum::<f64>();
    1.0 / (1.0 + (-sum).exp())
}

/// Fits on standardised features and gives the coefficients of the raw ones.
fn fit(examples: &[&Example], penalty: f64, keep: &dyn Fn(usize) -> bool) -> Model {
    let n = examples.len() as f64;
    let mean: Vec<f64> = (0..COUNT).map(|at| examples.iter().map(|example| example.values[at]).sum::<f64>() / n).collect();
    let spread: Vec<f64> = (0..COUNT)
        .map(|at| (examples.iter().map(|example| (example.values[at] - mean[at]).powi(2)).sum::<f64>() / n).sqrt().max(1e-9))
        .collect();
    let row = |example: &Example| -> Vec<f64> {
        std::iter::once(1.0).chain((0..COUNT).map(|at| if keep(at) { (example.values[at] - mean[at]) / spread[at] } else { 0.0 })).collect()
    };
    let rows: Vec<Vec<f64>> = examples.iter().map(|example| row(example)).collect();
    let mut model = vec![0.0; COUNT + 1];
    for _ in 0..40 {
        let mut gradient = vec![0.0; COUNT + 1];
        let mut curvature = vec![vec![0.0; COUNT + 1]; COUNT + 1];
        for (example, row) in examples.iter().zip(&rows) {
            let sum: f64 = row.iter().zip(&model).map(|(x, w)| x * w).sum();
            let p = 1.0 / (1.0 + (-sum).exp());
            let error = example.weight * (p - f64::from(u8::from(example.derived)));
            let slope = example.weight * p * (1.0 - p);
            for i in 0..=COUNT {
                gradient[i] += error * row[i];
                for j in 0..=COUNT {
                    curvature[i][j] += slope * row[i] * row[j];
                }
            }
        }
        for at in 1..=COUNT {
            gradient[at] += penalty * model[at];
            curvature[at][at] += penalty;
        }
        let step = solve(curvature, gradient);
        model.iter_mut().zip(&step).for_each(|(w, s)| *w -= s);
        if step.iter().all(|s| s.abs() < 1e-9) {
            break;
        }
    }
    for at in 0..COUNT {
        model[at + 1] /= spread[at];
        model[0] -= model[at + 1] * mean[at];
    }
    model
}

/// Solves a system of linear equations by Gaussian elimination with pivoting.
fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let n = right.len();
    for at in 0..n {
        let pivot = (at..n).max_by(|i, j| matrix[*i][at].abs().total_cmp(&matrix[*j][at].abs())).unwrap_or(at);
        matrix.swap(at, pivot);
        right.swap(at, pivot);
        if matrix[at][at].abs() < 1e-12 {
            matrix[at][at] = 1e-12;
        }
        for i in at + 1..n {
            let factor = matrix[i][at] / matrix[at][at];
            let above = matrix[at].clone();
            matrix[i][at..].iter_mut().zip(&above[at..]).for_each(|(cell, above)| *cell -= factor * above);
            right[i] -= factor * right[at];
        }
    }
    for at in (0..n).rev() {
        let known: f64 = (at + 1..n).map(|j| matrix[at][j] * right[j]).sum();
        right[at] -= known;
        right[at] /= matrix[at][at];
    }
    right
}
