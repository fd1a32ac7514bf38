//! Does a check say what a scan says? Prints where they differ, and ends with 1 if they do.
//!
//! ```text
//! cargo run --release --example agreement -- 300 CORPUS.jsonl...
//! ```
//!
//! For each corpus so many pieces, drawn by a hash of their ids, are checked against an archive of the whole corpus and compared with a scan
//! of it: every pair from *same story* up must be found, with the same verdict, probability and shares; pairs that a check finds beyond
//! those must be pairs that the scan never looked at (either piece of a pair may bring it forward there, and both may be full).

use std::collections::BTreeMap;
use std::process::ExitCode;

use wiretrace::article::Article;
use wiretrace::clean::repeats::rank;
use wiretrace::pipeline::{archive_of, check, scan};
use wiretrace::read::ReadSettings;
use wiretrace::report::check::CheckReport;
use wiretrace::report::{PairRow, Report};
use wiretrace::settings::Settings;

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let pieces: usize = args.next().ok_or("usage: agreement PIECES CORPUS...")?.parse()?;
    let mut agrees = true;
    for corpus in args {
        let paths = [corpus.clone()];
        let whole = scan(&paths, &ReadSettings::default(), Settings::default(), &|_, _, _| ())?;
        let (index, _) = archive_of(&paths, &ReadSettings::default(), &|_, _, _| ())?;
        let snapshot = index.snapshot()?;
        let mut drawn: Vec<&Article> = whole.articles.iter().collect();
        drawn.sort_by_key(|article| rank(&article.id));
        let known = Known::of(&whole.report);
        let mut sum = Sum::default();
        for article in drawn.into_iter().take(pieces) {
            let found = check(article.clone(), &snapshot)?;
            compare(&known, &found, &mut sum);
        }
        println!("{corpus}: {sum:?}");
        agrees &= sum.missed + sum.other + sum.denied == 0;
    }
    Ok(if agrees { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What a scan found, by the ids of a pair.
struct Known<'a> {
    report: &'a Report,
    pairs: BTreeMap<(&'a str, &'a str), &'a PairRow>,
    of: BTreeMap<&'a str, Vec<&'a PairRow>>,
}

impl<'a> Known<'a> {
    fn of(report: &'a Report) -> Self {
        let pairs = report.verified().map(|pair| (key(&pair.a, &pair.b), pair)).collect();
        let mut of: BTreeMap<&str, Vec<&PairRow>> = BTreeMap::new();
        for pair in &report.pairs {
            of.entry(&pair.a).or_default().push(pair);
            of.entry(&pair.b).or_default().push(pair);
        }
        Self { report, pairs, of }
    }
}

fn key<'a>(one: &'a str, other: &'a str) -> (&'a str, &'a str) {
    if one <= other { (one, other) } else { (other, one) }
}

/// How often they agree.
#[derive(Debug, Default)]
struct Sum {
    pieces: usize,
    /// Pairs of which both say the same.
    same: usize,
    /// Pairs that only the scan has.
    missed: usize,
    /// Pairs of which they say different things.
    other: usize,
    /// Pairs that only the check has, though the scan looked at them.
    denied: usize,
    /// Pairs that only the check looked at.
    more: usize,
    /// Pieces with a family whose members, original and shares are those of the scan.
    families: usize,
    /// Pieces with another family.
    other_families: usize,
}

fn compare(known: &Known, found: &CheckReport, sum: &mut Sum) {
    sum.pieces += 1;
    let id = found.piece.id.as_str();
    let mut checked: BTreeMap<&str, &PairRow> =
        found.closest.iter().filter_map(|row| Some((row.piece.as_str(), row.pair.as_ref()?))).collect();
    for pair in known.of.get(id).into_iter().flatten() {
        let other = if pair.a == id { &pair.b } else { &pair.a };
        match checked.remove(other.as_str()) {
            None => {
                sum.missed += 1;
                println!(
                    "  {id}: {other} missed: {} {:.2} J {:.3} story {:.2}",
                    pair.verdict.words(),
                    pair.probability,
                    pair.jaccard,
                    pair.same_story
                );
            }
            Some(ours) if says(ours) == says(pair) => sum.same += 1,
            Some(ours) => {
                sum.other += 1;
                println!("  {id}: {other}: scan {} check {}", says(pair), says(ours));
            }
        }
    }
    for (other, ours) in checked {
        match known.pairs.get(&key(id, other)) {
            None => sum.more += 1,
            Some(pair) => {
                sum.denied += 1;
                println!("  {id}: {other}: scan {} check {}", said(pair), said(ours));
            }
        }
    }
    let theirs = known.report.families.iter().find(|family| family.members.iter().any(|member| member.piece == id));
    let row = |family: &wiretrace::report::FamilyRow| {
        let member = family.members.iter().find(|member| member.piece == id);
        let mut members: Vec<String> = family.members.iter().map(|member| member.piece.clone()).collect();
        members.sort();
        let mut original = serde_json::to_value(&family.original).unwrap_or_default();
        original["why"] = serde_json::Value::Null;
        (
            members,
            original.to_string(),
            serde_json::to_string(&member.map(|member| (&member.verdict, &member.original_shares, &member.piece_shares, &member.facts)))
                .unwrap_or_default(),
        )
    };
    match (theirs.map(row), found.family.as_ref().map(row)) {
        (None, None) => {}
        (one, other) if one == other => sum.families += 1,
        (one, other) => {
            sum.other_families += 1;
            let short = |family: &Option<(Vec<String>, String, String)>| {
                family.as_ref().map(|(members, original, _)| (members.len(), original.clone()))
            };
            println!("  {id}: family: scan {:?} check {:?}", short(&one), short(&other));
        }
    }
}

/// All that is said of a pair, whichever piece comes first.
fn says(pair: &PairRow) -> String {
    let turned = pair.a > pair.b;
    let turn = |one: f64, other: f64| if turned { (other, one) } else { (one, other) };
    let shares = (turn(pair.a_in_b, pair.b_in_a), turn(pair.reuse_a, pair.reuse_b));
    format!(
        "{:?} {} {} {shares:?} {} {} {}",
        pair.verdict, pair.probability, pair.jaccard, pair.same_words, pair.same_facts, pair.same_story
    )
}

fn said(pair: &PairRow) -> String {
    format!(
        "{} {:.3} J {:.3} told {:.2}/{:.2} words {:.2} facts {:.2}",
        pair.verdict.words(),
        pair.probability,
        pair.jaccard,
        pair.reuse_a,
        pair.reuse_b,
        pair.same_words,
        pair.same_facts
    )
}
