//! The five real pieces that started the project, where they are at hand: `../shared/articles`, not part of this repository.
//!
//! All five go back to one NBC News story that is not among them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use wiretrace::clean::clean;
use wiretrace::lineage::{Credit, How};
use wiretrace::pipeline::{diff, scan};
use wiretrace::read::{ReadSettings, read_one};
use wiretrace::report::{FamilyRow, Level, Report, csv, json};
use wiretrace::settings::Settings;
use wiretrace::trace::Fate;
use wiretrace::verify::Verdict;

/// The five in path order; `None`, and a word about it, where they are not at hand.
fn articles() -> Option<Vec<PathBuf>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/articles");
    let Ok(entries) = fs::read_dir(&folder) else {
        println!("skipped: {} is not there", folder.display());
        return None;
    };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    assert_eq!(paths.len(), 5, "{paths:?}");
    Some(paths)
}

/// The id of the piece whose number begins so.
fn id(paths: &[PathBuf], number: &str) -> String {
    let names = paths.iter().filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
    names.into_iter().find(|name| name.starts_with(number)).expect("numbered 000 to 004")
}

fn scanned(paths: &[String], threads: usize) -> Report {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    let found = pool.install(|| scan(paths, &ReadSettings::default(), Settings::default(), &|_, _, _| ()));
    found.expect("readable").report
}

fn folder_of(paths: &[PathBuf]) -> Report {
    scanned(&[paths[0].parent().expect("in a folder").to_string_lossy().into_owned()], 0)
}

fn only_family(report: &Report) -> &FamilyRow {
    let [family] = report.families.as_slice() else { panic!("{} families", report.families.len()) };
    family
}

fn bytes(report: &Report) -> Vec<u8> {
    let mut out = Vec::new();
    json::write(report, &mut out).expect("memory takes all");
    out
}

#[test]
fn five_pieces_are_one_family_of_an_original_that_is_missing() {
    let Some(paths) = articles() else { return };
    let report = folder_of(&paths);
    let family = only_family(&report);
    assert_eq!(family.members.len(), 5);
    assert_eq!(family.original.outlet.as_deref(), Some("NBC News"));
    assert_eq!(family.original.how, How::Missing);
    assert_eq!(family.original.piece, None);
    assert_eq!(family.original.stand_in, Some(id(&paths, "002")));
    for member in &family.members {
        assert!(!matches!(member.verdict, Verdict::Unrelated | Verdict::SameStory), "{}: {}", member.piece, member.verdict.key());
    }
    assert_eq!(report.skipped, []);
}

#[test]
fn only_the_piece_that_cut_the_name_has_lost_its_credit() {
    let Some(paths) = articles() else { return };
    let report = folder_of(&paths);
    for member in &only_family(&report).members {
        let wanted = if member.piece.starts_with("000") { Credit::Lost } else { Credit::Given };
        assert_eq!(member.credit, wanted, "{}", member.piece);
        let told = member.facts.iter().any(|fact| fact.kind == "credit" && fact.change == "lost");
        assert_eq!(told, wanted == Credit::Lost, "{}: the ledger", member.piece);
    }
}

#[test]
fn the_changed_word_of_a_quotation_is_in_the_ledger_with_both_wordings() {
    let Some(paths) = articles() else { return };
    let report = folder_of(&paths);
    let fees = |fact: &&wiretrace::report::FactRow| fact.original.contains("fees") && fact.piece.contains("charges");
    let found: Vec<&str> = only_family(&report)
        .members
        .iter()
        .filter(|member| member.facts.iter().any(|fact| fees(&fact)))
        .map(|member| member.piece.as_str())
        .collect();
    assert_eq!(found, [id(&paths, "000")]);
}

#[test]
fn the_stand_in_is_told_as_confirmed_by_others_or_seen_only_there() {
    let Some(paths) = articles() else { return };
    let report = folder_of(&paths);
    for member in &only_family(&report).members {
        let is_stand_in = member.piece.starts_with("002");
        assert_eq!(member.confirmed.is_some(), is_stand_in, "{}", member.piece);
        assert!(member.confirmed.is_none_or(|share| share > 0.0 && share < 100.0), "{:?}", member.confirmed);
    }
}

#[test]
fn shares_of_both_sides_sum_to_a_hundred() {
    let Some(paths) = articles() else { return };
    for member in &only_family(&folder_of(&paths)).members {
        let (of, from) = (member.original_shares, member.piece_shares);
        let sums =
            [of.kept + of.reworded + of.altered + of.dropped, from.kept + from.reworded + from.altered + from.added + from.not_compared];
        assert!(sums.iter().all(|sum| (sum - 100.0).abs() <= 0.01), "{}: {sums:?}", member.piece);
    }
}

#[test]
fn the_matrix_is_five_by_five_symmetric_and_one_on_the_diagonal() {
    let Some(paths) = articles() else { return };
    let mut out = Vec::new();
    csv::matrix(&folder_of(&paths), csv::Measure::Reuse, &mut out).expect("memory takes all");
    let rows: Vec<Vec<String>> =
        String::from_utf8(out).expect("UTF-8").lines().map(|line| line.split(',').map(str::to_owned).collect()).collect();
    let ids: Vec<String> = ["000", "001", "002", "003", "004"].iter().map(|number| id(&paths, number)).collect();
    assert_eq!(rows.len(), 6);
    assert_eq!(rows[0][1..], ids);
    for (i, row) in rows.iter().enumerate().skip(1) {
        assert_eq!((row.len(), &row[0]), (6, &ids[i - 1]));
        assert_eq!(row[i], "1.0000");
        for (j, cell) in row.iter().enumerate().skip(1) {
            assert_eq!(*cell, rows[j][i]);
            let value: f64 = cell.parse().expect("a number");
            assert!(value > 0.0 && value <= 1.0, "{cell}");
        }
    }
}

/// A line of a piece, as furniture or story: the piece's number and how the line begins.
type Begins = (&'static str, &'static str);

/// What stands around the story on its page.
const FURNITURE: [Begins; 27] = [
    ("000", "Latest articles"),
    ("000", "Leaked iPhone 16 specifications"),
    ("000", "Leaks regarding the"),
    ("000", "UK to release thousands"),
    ("000", "The justice secretary has announced"),
    ("000", "Shabana Mahmood warned"),
    ("000", "EXPLAINED: US new International"),
    ("000", "The United States Department of"),
    ("000", "This rule allows"),
    ("000", "Apple headset enters"),
    ("000", "To gauge public interest"),
    ("000", "Related articles"),
    ("001", "To Read The Full Story"),
    ("001", "Are you already"),
    ("001", "Click to log in"),
    ("002", "Share on"),
    ("002", "Support fearless"),
    ("002", "We are not owned"),
    ("002", "Donate any amount"),
    ("002", "BNC Global Media"),
    ("002", "Help us to continue"),
    ("002", "Support us just once"),
    ("002", "We accept support"),
    ("002", "Related"),
    ("002", "More"),
    ("002", "1 2 3 5,768"),
    ("002", "Don't Miss"),
];
/// Labels and credits, which may be set aside too: they are harvested first.
const EITHER: [Begins; 4] = [("001", "By Hamodia Staff"), ("001", "(ICE)"), ("002", "News"), ("002", "This story originally appeared")];

#[test]
fn what_stands_around_the_story_is_furniture_and_nothing_of_the_story_is() {
    let Some(paths) = articles() else { return };
    let mut wrong = Vec::new();
    let mut met: BTreeMap<Begins, usize> = BTreeMap::new();
    for path in &paths {
        let article = read_one(&path.to_string_lossy(), &ReadSettings::default()).expect("readable");
        for sentence in clean(&article).sentences {
            let line = sentence.span.of(&article.text).trim();
            let begins = |list: &[Begins]| list.iter().copied().find(|(piece, start)| article.id.starts_with(piece) && starts(line, start));
            if let Some(known) = begins(&FURNITURE) {
                *met.entry(known).or_default() += 1;
                if sentence.is_story() {
                    wrong.push(format!("{}: taken for story: {}", article.id, opening(line)));
                }
            } else if begins(&EITHER).is_none() && !sentence.is_story() {
                wrong.push(format!("{}: taken for furniture: {}", article.id, opening(line)));
            }
        }
    }
    assert!(wrong.is_empty(), "\n  {}\n", wrong.join("\n  "));
    assert_eq!(met.get(&("002", "Share on")), Some(&9));
    let unmet: Vec<&Begins> = FURNITURE.iter().filter(|begins| !met.contains_key(begins)).collect();
    assert!(unmet.is_empty(), "no sentence begins so: {unmet:?}");
}

/// Tells whether a line begins with these words; one of a word or two must be all of it.
fn starts(line: &str, start: &str) -> bool {
    let whole = matches!(start, "Related" | "More" | "News" | "Don't Miss" | "Latest articles" | "Related articles");
    if whole { line == start } else { line.starts_with(start) }
}

/// The first words of a line, to be recognised by.
fn opening(line: &str) -> String {
    line.split_whitespace().take(6).collect::<Vec<_>>().join(" ")
}

#[test]
fn furniture_sentences_have_the_fate_furniture_in_the_report() {
    let Some(paths) = articles() else { return };
    let report = folder_of(&paths);
    for member in &only_family(&report).members {
        let path = paths.iter().find(|path| path.ends_with(&member.piece)).expect("one of the five");
        let article = read_one(&path.to_string_lossy(), &ReadSettings::default()).expect("readable");
        for row in &member.sentences.piece {
            let line = row.span.of(&article.text).trim();
            if FURNITURE.iter().any(|(piece, start)| member.piece.starts_with(piece) && starts(line, start)) {
                assert_eq!(row.fate, Fate::Furniture, "{}: {}", member.piece, opening(line));
            }
        }
    }
}

/// Copies files into a folder of their own, in this order.
fn copied(paths: &[&PathBuf]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for path in paths {
        fs::copy(path, folder.path().join(path.file_name().expect("a file"))).expect("readable");
    }
    folder
}

/// The same five files in the same place, named in any order: what is compared byte for byte.
fn named(folder: &TempDir, order: &[&PathBuf]) -> Vec<String> {
    let names = order.iter().map(|path| folder.path().join(path.file_name().expect("a file")));
    names.map(|path| path.to_string_lossy().into_owned()).collect()
}

fn verdicts(report: &Report) -> BTreeMap<String, Verdict> {
    only_family(report).members.iter().map(|member| (member.piece.clone(), member.verdict)).collect()
}

#[test]
fn any_four_of_the_five_keep_their_verdicts() {
    let Some(paths) = articles() else { return };
    let all = verdicts(&folder_of(&paths));
    let mut wrong = Vec::new();
    for left_out in 0..5 {
        let four: Vec<&PathBuf> = paths.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, path)| path).collect();
        let folder = copied(&four);
        let report = scanned(&[folder.path().to_string_lossy().into_owned()], 0);
        for path in four {
            let name = path.file_name().expect("a file").to_string_lossy().into_owned();
            let found = report.families.iter().flat_map(|family| &family.members).find(|member| member.piece == name);
            let (wanted, found) = (all[&name].key(), found.map_or("in no family", |member| member.verdict.key()));
            if wanted != found {
                wrong.push(format!("without {}: {name} is {found}, {wanted} among all five", id(&paths, &format!("00{left_out}"))));
            }
        }
        if report.families.len() != 1 {
            wrong.push(format!("without {}: {} families", id(&paths, &format!("00{left_out}")), report.families.len()));
        }
    }
    assert!(wrong.is_empty(), "\n  {}\n", wrong.join("\n  "));
}

#[test]
fn four_of_the_five_give_the_same_bytes_in_any_order_and_with_any_threads() {
    let Some(paths) = articles() else { return };
    for left_out in 0..5 {
        let four: Vec<&PathBuf> = paths.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, path)| path).collect();
        let folder = copied(&four);
        let wanted = bytes(&scanned(&named(&folder, &four), 1));
        for threads in [1, 2] {
            for turn in 0..4 {
                let mut order = four.clone();
                order.rotate_left(turn);
                assert_eq!(bytes(&scanned(&named(&folder, &order), threads)), wanted, "turned by {turn}, {threads} threads");
                order.reverse();
                assert_eq!(bytes(&scanned(&named(&folder, &order), threads)), wanted, "reversed, turned by {turn}, {threads} threads");
            }
        }
    }
}

#[test]
fn a_folder_filled_in_another_order_gives_the_same_bytes() {
    let Some(paths) = articles() else { return };
    let forwards: Vec<&PathBuf> = paths.iter().collect();
    let backwards: Vec<&PathBuf> = paths.iter().rev().collect();
    let found: Vec<Vec<u8>> = [forwards, backwards]
        .iter()
        .map(|order| {
            let folder = copied(order);
            let mut report = scanned(&[folder.path().to_string_lossy().into_owned()], 2);
            // The folders have different names; nothing else may differ.
            report.pieces.iter_mut().for_each(|piece| piece.path.clone_from(&piece.id));
            bytes(&report)
        })
        .collect();
    assert!(found[0] == found[1]);
}

#[test]
fn the_piece_that_names_the_post_goes_by_way_of_it() {
    let Some(paths) = articles() else { return };
    let report = folder_of(&paths);
    let family = only_family(&report);
    let rows: Vec<_> = family.lineage.iter().filter(|row| row.to == id(&paths, "001")).collect();
    assert_eq!(rows.iter().map(|row| row.from.as_str()).collect::<Vec<_>>(), ["New York Post", "NBC News"]);
    assert!(rows[1].why.ends_with("by way of New York Post"), "{}", rows[1].why);
    assert!(family.lineage.iter().all(|row| row.by == Level::Credit), "five pieces give no link by their points alone");
    assert_eq!(family.independent_lines, 1);
    let range = family.estimated_points.expect("five pieces give an estimate");
    assert!(range.low < range.high && range.shared >= 15, "{range:?}");
}

/// The rows of one piece beside another, by the numbers of the pieces.
fn beside(paths: &[PathBuf], original: &str, piece: &str) -> wiretrace::pipeline::Diff {
    let path = |number: &str| paths.iter().find(|path| path.ends_with(id(paths, number))).expect("there").to_string_lossy().into_owned();
    diff(&path(original), &path(piece), &ReadSettings::default(), Settings::default()).expect("two pieces")
}

#[test]
fn the_ledgers_of_the_retranslated_pieces_show_the_altered_quotations() {
    let Some(paths) = articles() else { return };
    for (original, piece, from, to) in [
        ("000", "002", "scrambling", "struggling"),
        ("000", "002", "charges", "fees"),
        ("001", "002", "a potential tie", "a potential link"),
        ("000", "004", "alarming", "concerning"),
        ("001", "004", "a potential tie", "potential links"),
    ] {
        let facts = beside(&paths, original, piece).member.facts;
        let told = facts
            .iter()
            .any(|fact| fact.kind == "quotation" && fact.change == "altered" && fact.original.contains(from) && fact.piece.contains(to));
        assert!(told, "{original} beside {piece}: {from} -> {to}");
    }
}

#[test]
fn the_lost_credit_is_the_first_row_of_its_ledger() {
    let Some(paths) = articles() else { return };
    let report = folder_of(&paths);
    let member = only_family(&report).members.iter().find(|member| member.piece.starts_with("000")).expect("a member");
    assert_eq!((member.facts[0].kind.as_str(), member.facts[0].change.as_str(), member.facts[0].severity), ("credit", "lost", 3));
}

#[test]
fn a_figure_that_only_the_piece_has_is_added_not_altered() {
    let Some(paths) = articles() else { return };
    let found = beside(&paths, "002", "001");
    let text = &found.articles[1].text;
    let holder = found.member.sentences.piece.iter().find(|row| row.span.of(text).contains("1,500")).expect("the figure");
    assert_eq!(holder.fate, Fate::Added);
    assert!(!found.member.facts.iter().any(|fact| fact.piece.contains("1,500") && fact.change != "added"));
}
