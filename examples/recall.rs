//! Measures how many true copies a scan finds, against the exact truth by brute force.
//!
//!     cargo run --release --example recall -- jaccard CORPUS.jsonl      pairs of exact Jaccard 0.5 and more that become candidates
//!     cargo run --release --example recall -- versions CORPUS.jsonl     versions of one URL, containment 0.5 and more, by verdict
//!     cargo run --release --example recall -- planted CORPUS.jsonl TRUTH.tsv
//!                                       copies of each kind in one family with their original, and the precision of pairs in families
//!
//! The truth compares every pair of pieces, shingle by shingle (through an inverted index of all shingles, nothing left out).

#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts of a measuring run")]

mod labelled;

use std::collections::{BTreeMap, HashMap};

use labelled::Corpus;
use rayon::prelude::*;
use wiretrace::article::{ArticleId, Pair};
use wiretrace::candidates::{Terms, candidates};
use wiretrace::cluster::{Family, clusters};
use wiretrace::pipeline::signatures;
use wiretrace::settings::Settings;
use wiretrace::verify::{Match, Verdict, verify};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (what, path, truth) = match args.as_slice() {
        [what, path] => (what, path, None),
        [what, path, truth] => (what, path, Some(truth)),
        _ => return Err("usage: recall jaccard|versions CORPUS.jsonl, or recall planted CORPUS.jsonl TRUTH.tsv".into()),
    };
    let corpus = Corpus::open(std::slice::from_ref(path))?;
    let settings = Settings::default();
    let pairs = corpus.candidates(&settings);
    match what.as_str() {
        "jaccard" => {
            let of_copies = candidates(&signatures(&corpus.sets), &corpus.sets, &vec![Terms::default(); corpus.terms.len()], &settings).0;
            let truth: Vec<Pair> = exact(&corpus).into_iter().filter(|(_, jaccard, _)| *jaccard >= 0.5).map(|(pair, _, _)| pair).collect();
            for (name, found) in [("all candidates", &pairs), ("without anchors", &of_copies)] {
                let hits = truth.iter().filter(|pair| found.binary_search(pair).is_ok()).count();
                println!(
                    "exact Jaccard >= 0.5: {} pairs; {name}: {hits} found, recall {:.4}",
                    truth.len(),
                    hits as f64 / truth.len().max(1) as f64
                );
            }
        }
        "versions" => versions(&corpus, &pairs, &settings),
        "planted" => planted(&corpus, &pairs, &settings, truth.ok_or("planted needs TRUTH.tsv")?)?,
        _ => return Err("jaccard, versions or planted".into()),
    }
    Ok(())
}

/// Every pair that shares a shingle, with its exact Jaccard and the larger containment.
fn exact(corpus: &Corpus) -> Vec<(Pair, f64, f64)> {
    let mut postings: Vec<(u64, u32)> = corpus
        .sets
        .par_iter()
        .zip(0_u32..corpus.sets.len() as u32)
        .flat_map_iter(|(set, at)| set.as_slice().iter().map(move |shingle| (*shingle, at)))
        .collect();
    postings.par_sort_unstable();
    let mut shared: HashMap<(u32, u32), u32> = HashMap::new();
    for run in postings.chunk_by(|one, two| one.0 == two.0) {
        for i in 0..run.len() {
            for j in i + 1..run.len() {
                *shared.entry((run[i].1, run[j].1)).or_default() += 1;
            }
        }
    }
    let mut all: Vec<(Pair, f64, f64)> = shared
        .into_iter()
        .filter_map(|((i, j), shared)| {
            let (one, two, shared) = (corpus.sets[i as usize].len() as f64, corpus.sets[j as usize].len() as f64, f64::from(shared));
            Pair::new(ArticleId(i), ArticleId(j)).map(|pair| (pair, shared / (one + two - shared), shared / one.min(two)))
        })
        .collect();
    all.sort_unstable_by_key(|(pair, _, _)| *pair);
    all
}

/// Verifies the candidates and gives each piece its family.
fn families(corpus: &Corpus, pairs: &[Pair], settings: &Settings) -> (Vec<Match>, Vec<Family>, Vec<usize>) {
    let mut matches = verify(pairs, &corpus.profiles, settings);
    let (families, more) = clusters(&matches, &corpus.profiles, settings);
    matches.extend(more);
    matches.sort_unstable_by_key(|found| found.pair);
    let mut home = vec![usize::MAX; corpus.articles.len()];
    families.iter().enumerate().for_each(|(at, family)| family.members.iter().for_each(|id| home[id.index()] = at));
    (matches, families, home)
}

/// Invented articles with planted copies; the truth has the columns `id cluster parent kind rate`.
fn planted(corpus: &Corpus, pairs: &[Pair], settings: &Settings, truth: &str) -> Result<(), Box<dyn std::error::Error>> {
    let (_, families, home) = families(corpus, pairs, settings);
    let ids = corpus.ids();
    let mut cluster: HashMap<ArticleId, String> = HashMap::new();
    let mut kinds: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    for line in std::fs::read_to_string(truth)?.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [id, of, parent, kind, rate] = cells.as_slice() else { return Err(format!("not five columns: {line}").into()) };
        let Some(piece) = ids.get(id) else { return Err(format!("{id}: not in the corpus").into()) };
        cluster.insert(*piece, (*of).to_owned());
        if let Some(parent) = ids.get(parent) {
            let tally = kinds.entry(format!("{kind} {rate}")).or_default();
            tally.0 += u32::from(home[piece.index()] == home[parent.index()] && home[piece.index()] != usize::MAX);
            tally.1 += 1;
        }
    }
    for (kind, (together, all)) in kinds {
        println!("  {kind:20} {:.4} of {all} in one family with their original", f64::from(together) / f64::from(all));
    }
    let (mut right, mut all) = (0_u64, 0_u64);
    let squares = |n: usize| (n * (n - 1) / 2) as u64;
    for family in &families {
        let mut of: BTreeMap<&str, usize> = BTreeMap::new();
        family.members.iter().filter_map(|id| cluster.get(id)).for_each(|name| *of.entry(name).or_default() += 1);
        right += of.values().map(|n| squares(*n)).sum::<u64>();
        all += squares(family.members.len());
    }
    println!("  pairs in families: {all}, of one cluster {right}, precision {:.5}", right as f64 / all.max(1) as f64);
    Ok(())
}

/// Same-URL pairs: true versions of one article.
fn versions(corpus: &Corpus, pairs: &[Pair], settings: &Settings) {
    let (matches, families, home) = families(corpus, pairs, settings);
    let url = |id: ArticleId| corpus.articles[id.index()].url.as_deref();
    let find = |pair: &Pair| matches.binary_search_by_key(pair, |found: &Match| found.pair).ok().map(|at| &matches[at]);
    let mut said: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut all, mut together) = (0_u32, 0_u32);
    for (pair, _, containment) in exact(corpus) {
        if containment < 0.5 || url(pair.a()).is_none() || url(pair.a()) != url(pair.b()) {
            continue;
        }
        all += 1;
        let verdict = find(&pair).map_or("no candidate", |found| found.verdict.key());
        *said.entry(verdict).or_default() += 1;
        let joined = home[pair.a().index()] == home[pair.b().index()] && home[pair.a().index()] != usize::MAX;
        together += u32::from(joined);
        let right = find(&pair).is_some_and(|found| matches!(found.verdict, Verdict::Copy | Verdict::CloseRewrite));
        if !right || !joined {
            println!(
                "  {} {} containment {containment:.2}: {verdict}{}",
                corpus.articles[pair.a().index()].id,
                corpus.articles[pair.b().index()].id,
                if joined { "" } else { ", not in one family" }
            );
        }
    }
    let right = said.get("copy").unwrap_or(&0) + said.get("close_rewrite").unwrap_or(&0);
    println!(
        "same URL, containment >= 0.5: {all} pairs; {said:?}; copy or close rewrite {:.4}; in one family {:.4}",
        right as f64 / f64::from(all.max(1)),
        f64::from(together) / f64::from(all.max(1))
    );
    let mut by_url: BTreeMap<&str, Vec<ArticleId>> = BTreeMap::new();
    for at in 0..corpus.articles.len() as u32 {
        if let Some(url) = url(ArticleId(at)) {
            by_url.entry(url).or_default().push(ArticleId(at));
        }
    }
    let consecutive: Vec<(ArticleId, ArticleId)> = by_url.values().flat_map(|ids| ids.windows(2).map(|pair| (pair[0], pair[1]))).collect();
    let joined = consecutive.iter().filter(|(one, two)| home[one.index()] != usize::MAX && home[one.index()] == home[two.index()]).count();
    println!(
        "consecutive versions in one family: {joined} of {}; {} families, the largest of {}",
        consecutive.len(),
        families.len(),
        families.first().map_or(0, |family| family.members.len())
    );
}
