//! How many of the facts that a reader listed are in the ledger, and what the ledger says of updates of one article.
//!
//! ```text
//! cargo run --release --example ledger -- facts fnc1.jsonl fnc1_sentences.jsonl
//! cargo run --release --example ledger -- versions cnn_versions.jsonl [HOW_MANY] [SEED]
//! ```
//! A listed fact is found when a row of the ledger overlaps its wording on one side, and on the other stands in the same sentence.

#![allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "measurements")]

mod labelled;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;

use labelled::Corpus;
use rayon::prelude::*;
use wiretrace::article::{ArticleId, Span};
use wiretrace::trace::facts::{Fact, facts};
use wiretrace::trace::{Told, trace};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["facts", corpus, labels] => listed(&Corpus::open(&[(*corpus).to_owned()])?, labels),
        ["versions", corpus, more @ ..] => {
            let number = |at: usize, usual: u64| more.get(at).map_or(Ok(usual), |value| value.parse());
            versions(&Corpus::open(&[(*corpus).to_owned()])?, number(0, 40)? as usize, number(1, 1)?);
            Ok(())
        }
        _ => Err("usage: ledger facts CORPUS.jsonl SENTENCES.jsonl | ledger versions CORPUS.jsonl [HOW_MANY] [SEED]".into()),
    }
}

fn ledger(corpus: &Corpus, original: ArticleId, piece: ArticleId) -> Vec<Fact> {
    let told = |at: ArticleId| Told {
        source: &corpus.articles[at.index()].text,
        text: &corpus.texts[at.index()],
        outline: &corpus.profiles[at.index()].outline,
        day: corpus.profiles[at.index()].day,
    };
    facts(told(original), told(piece), &mut trace(told(original), told(piece)))
}

/// Prints each listed fact beside the row that tells it.
fn listed(corpus: &Corpus, labels: &str) -> Result<(), Box<dyn Error>> {
    let ids = corpus.ids();
    let mut tallies: BTreeMap<String, [usize; 2]> = BTreeMap::new();
    let (mut alarms, mut pairs) = (0, 0);
    for line in std::fs::read_to_string(labels)?.lines() {
        let record: serde_json::Value = serde_json::from_str(line)?;
        let id = |key: &str| record[key].as_str().and_then(|id| ids.get(id).copied()).ok_or_else(|| format!("{key}: not in the corpus"));
        let (original, piece) = (id("original_id")?, id("piece_id")?);
        let rows = ledger(corpus, original, piece);
        pairs += 1;
        alarms += rows.iter().filter(|row| row.severity > 1).count();
        for fact in record["facts_changed"].as_array().into_iter().flatten() {
            let word = |key: &str| fact[key].as_str().unwrap_or_default();
            let (one, other) = (Place::of(corpus, original, word("original")), Place::of(corpus, piece, word("piece")));
            let tells = |row: &&Fact| {
                (one.overlaps(row.original) && other.is_near(row.piece)) || (other.overlaps(row.piece) && one.is_near(row.original))
            };
            let row = rows.iter().find(tells);
            let cut = |at: ArticleId, span: Option<Span>| {
                span.map_or_else(String::new, |span| span.of(&corpus.articles[at.index()].text).replace('\n', " "))
            };
            let said = row.map_or_else(
                || "not in the ledger".to_owned(),
                |row| {
                    format!("{} {}: {:?} -> {:?}", row.kind.word(), row.change.word(), cut(original, row.original), cut(piece, row.piece))
                },
            );
            println!("{} {}: {:?} -> {:?}\n    {said}", record["pair"], word("kind"), word("original"), word("piece"));
            tallies.entry(word("kind").to_owned()).or_default()[usize::from(row.is_some())] += 1;
        }
    }
    let all: usize = tallies.values().flatten().sum();
    let hits: usize = tallies.values().map(|[_, hit]| hit).sum();
    for (kind, [missed, hit]) in &tallies {
        println!("{kind:12} {hit} of {}", hit + missed);
    }
    println!(
        "in the ledger: {hits} of {all} ({:.2}); {:.1} alarms a pair",
        hits as f64 / all.max(1) as f64,
        f64::from(alarms as u32) / f64::from(pairs)
    );
    Ok(())
}

/// Where a reader's wording stands: its parts, and the sentences that hold them.
struct Place {
    parts: Vec<Span>,
    sentences: Vec<Span>,
}

impl Place {
    /// Finds a wording whose parts are joined by `...`; one that is paraphrased has no place.
    fn of(corpus: &Corpus, id: ArticleId, wording: &str) -> Self {
        let source = corpus.articles[id.index()].text.to_ascii_lowercase();
        let wanted: Vec<String> = wording
            .split("...")
            .map(|part| part.trim().trim_matches(|c| matches!(c, '"' | '“' | '”' | '\'')).to_ascii_lowercase())
            .filter(|part| !part.is_empty())
            .collect();
        // Of several places those where the parts stand closest together.
        let chain = |from: usize| {
            let mut at = from;
            let mut parts = Vec::new();
            for part in &wanted {
                let start = at + source[at..].find(part.as_str())?;
                parts.push(Span::new(start, start + part.len()));
                at = start + part.len();
            }
            Some(parts)
        };
        let starts = wanted.first().into_iter().flat_map(|first| source.match_indices(first.as_str()).map(|(at, _)| at));
        let chains: Vec<Vec<Span>> = starts.filter_map(chain).collect();
        let length = |parts: &[Span]| parts.last().map_or(0, |last| last.end) - parts.first().map_or(0, |first| first.start);
        let shortest = chains.iter().map(|parts| length(parts)).min();
        let parts: Vec<Span> = chains.into_iter().filter(|parts| Some(length(parts)) == shortest).flatten().collect();
        let holds = |span: &Span| parts.iter().any(|part| part.start < span.end && span.start < part.end);
        let sentences = corpus.texts[id.index()].sentences.iter().map(|sentence| sentence.span).filter(holds).collect();
        Self { parts, sentences }
    }

    fn overlaps(&self, span: Option<Span>) -> bool {
        span.is_some_and(|span| self.parts.iter().any(|part| part.start < span.end && span.start < part.end))
    }

    /// A wording that is nowhere (lost, added, paraphrased) is near everything.
    fn is_near(&self, span: Option<Span>) -> bool {
        let touches = |span: Span| self.sentences.iter().any(|part| part.start <= span.end && span.start <= part.end);
        self.parts.is_empty() || span.is_none_or(touches)
    }
}

/// Prints, for versions of one address drawn by seed, sentences in which a figure or quoted words changed beside what the ledger says. The
/// sentences are found without the rooms that are measured here: as bags of words, cut at full stops.
fn versions(corpus: &Corpus, most: usize, seed: u64) {
    let mut addresses: BTreeMap<&str, Vec<ArticleId>> = BTreeMap::new();
    for (article, at) in corpus.articles.iter().zip(0..) {
        if let Some(url) = &article.url {
            addresses.entry(url).or_default().push(ArticleId(at));
        }
    }
    let text = |id: ArticleId| corpus.articles[id.index()].text.as_str();
    let pairs: Vec<[ArticleId; 2]> = addresses.values().flat_map(|ids| ids.windows(2).map(|pair| [pair[0], pair[1]])).collect();
    let mut found: Vec<_> =
        pairs.par_iter().map(|pair| (*pair, changed(text(pair[0]), text(pair[1])))).filter(|(_, changed)| !changed.is_empty()).collect();
    println!("{} pairs of consecutive versions, {} with a sentence whose figures or quoted words changed", pairs.len(), found.len());
    found.sort_by_key(|([a, b], _)| xxhash_rust::xxh3::xxh3_64_with_seed(&[a.0.to_le_bytes(), b.0.to_le_bytes()].concat(), seed));
    for ([a, b], changed) in found.iter().take(most) {
        println!("\n## {} > {}", corpus.articles[a.index()].id, corpus.articles[b.index()].id);
        for (one, other) in changed {
            println!("  changed\n    {one}\n    {other}");
        }
        for row in ledger(corpus, *a, *b).iter().filter(|row| row.severity > 1) {
            let (one, other) = (around(text(*a), row.original), around(text(*b), row.piece));
            println!("  ledger: {} {} {}\n    {one}\n    {other}", row.severity, row.kind.word(), row.change.word());
        }
    }
}

/// Pairs the sentences that only one text has by the words that they share, and keeps those whose figures or quoted words differ.
fn changed(one: &str, other: &str) -> Vec<(String, String)> {
    let (ours, theirs) = (sentences(one), sentences(other));
    let lone = |own: &[String], others: &[String]| own.iter().filter(|sentence| !others.contains(sentence)).cloned().collect::<Vec<_>>();
    let (left, right) = (lone(&ours, &theirs), lone(&theirs, &ours));
    let bag = |sentence: &str| -> BTreeSet<String> {
        sentence
            .split(|c: char| !c.is_alphanumeric() && c != '.' && c != ',')
            .map(str::to_lowercase)
            .filter(|word| !word.is_empty())
            .collect()
    };
    let alike = |a: &str, b: &str| {
        let (x, y) = (bag(a), bag(b));
        2.0 * x.intersection(&y).count() as f64 / (x.len() + y.len()).max(1) as f64
    };
    let figures =
        |sentence: &str| bag(sentence).into_iter().filter(|word| word.starts_with(|c: char| c.is_ascii_digit())).collect::<BTreeSet<_>>();
    let quoted = |sentence: &str| sentence.replace(['“', '”'], "\"").split('"').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    left.iter()
        .filter_map(|own| {
            let best = right.iter().max_by(|x, y| alike(own, x).total_cmp(&alike(own, y)))?;
            let differs = figures(own) != figures(best) || quoted(own) != quoted(best);
            (alike(own, best) >= 0.7 && differs).then(|| (own.clone(), best.clone()))
        })
        .collect()
}

fn sentences(text: &str) -> Vec<String> {
    let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let ends = [". ", "? ", "! ", ".” ", "?” ", "!” ", ".\" ", "?\" ", ": “"];
    let mut marked = folded;
    for end in ends {
        marked = marked.replace(end, &format!("{}\n", end.trim_end()));
    }
    marked.lines().map(|sentence| sentence.trim().to_owned()).filter(|sentence| sentence.len() > 30).collect()
}

/// A wording between brackets, with its neighbours.
fn around(text: &str, span: Option<Span>) -> String {
    let Some(span) = span else { return String::new() };
    let before = text[..span.start as usize].char_indices().rev().nth(70).map_or(0, |(at, _)| at);
    let after = text[span.end as usize..].char_indices().nth(70).map_or(text.len(), |(at, _)| span.end as usize + at);
    let shown = format!("{}[{}]{}", &text[before..span.start as usize], span.of(text), &text[span.end as usize..after]);
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}
