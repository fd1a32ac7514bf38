//! The invented stories through the public API, beside what a person says of them: `fixtures/truth.csv` and `fixtures/facts.csv`.
//!
//! A test that fails prints every row that is not as it should be, not only the first.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;

use wiretrace::article::Span;
use wiretrace::clean::words::words;
use wiretrace::lineage::Level;
use wiretrace::pipeline::{Scan, scan};
use wiretrace::read::ReadSettings;
use wiretrace::report::{FactRow, FamilyRow, MemberRow, PairRow, Part, Report};
use wiretrace::settings::Settings;
use wiretrace::verify::Verdict;

/// Of the numbers that a piece changed, this many are in the ledger now; the floor may only rise.
const NUMBERS_CHANGED_FOUND: usize = 6;
/// Of the quotations that a piece altered, this many are in the ledger now; the floor may only rise.
const QUOTATIONS_ALTERED_FOUND: usize = 2;

fn fixtures() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

fn scanned() -> Scan {
    let stories = fixtures().join("stories").to_string_lossy().into_owned();
    scan(&[stories], &ReadSettings::default(), Settings::default(), &|_, _, _| ()).expect("the fixtures are readable")
}

#[test]
fn a_step_that_counts_gets_to_its_end() {
    let steps: Mutex<BTreeMap<&str, (u64, u64)>> = Mutex::default();
    let hear = |step: &'static str, done: u64, all: u64| {
        let mut steps = steps.lock().expect("nobody panics");
        let so_far = steps.entry(step).or_insert((0, all));
        assert_eq!(so_far.1, all, "{step} counts to one number");
        so_far.0 = so_far.0.max(done);
    };
    let stories = fixtures().join("stories").to_string_lossy().into_owned();
    let told = scan(&[stories], &ReadSettings::default(), Settings::default(), &hear).expect("the fixtures are readable");
    let steps = steps.into_inner().expect("nobody panics");
    assert!(steps.values().all(|(done, all)| done == all), "{steps:?}");
    assert_eq!(steps["cleaning"].1, told.report.counts.pieces as u64);
    assert!(steps["reading"].1 > 50_000 && steps["verifying"].1 > 0 && steps["tracing"].1 > 0, "{steps:?}");
}

/// The rows of a table by the names of its columns.
fn table(name: &str) -> Vec<BTreeMap<String, String>> {
    let text = fs::read_to_string(fixtures().join(name)).expect("the truth is there");
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(|row| row.expect("the truth is a table")).collect()
}

/// What a person says of a piece.
struct Truth {
    file: String,
    /// Empty for a piece that belongs to none.
    family: String,
    /// Its original's file, or `missing:` and the outlet.
    original: String,
    verdicts: Vec<String>,
    credit: String,
    note: String,
}

impl Truth {
    /// The story that its file belongs to: `story05`.
    fn story(&self) -> &str {
        self.file.split('.').next().unwrap_or_default()
    }

    fn says(&self, verdict: &str) -> bool {
        self.verdicts.iter().any(|known| known == verdict)
    }

    /// Families that its note names: those that it is nearest to without being a member.
    fn near<'a>(&self, families: &BTreeSet<&'a str>) -> Vec<&'a str> {
        let words: BTreeSet<&str> = self.note.split(|c: char| !c.is_alphanumeric()).collect();
        families.iter().copied().filter(|family| words.contains(family)).collect()
    }
}

fn truth() -> Vec<Truth> {
    let rows = table("truth.csv").into_iter().map(|row| Truth {
        file: row["file"].clone(),
        family: row["family"].clone(),
        original: row["original"].clone(),
        verdicts: row["verdict"].split('|').map(str::to_owned).collect(),
        credit: row["credit"].clone(),
        note: row["note"].clone(),
    });
    rows.collect()
}

/// A row that is not as it should be: piece, what is compared, what a person says, what was found.
type Mismatch = [String; 4];

fn mismatch(piece: &str, what: &str, wanted: impl Into<String>, found: impl Into<String>) -> Mismatch {
    [piece.to_owned(), what.to_owned(), wanted.into(), found.into()]
}

/// Lays mismatches out in columns.
fn shown(title: &str, mismatches: &[Mismatch]) -> String {
    let heads = ["piece", "what", "truth", "found"].map(str::to_owned);
    let mut widths = [0; 4];
    for row in std::iter::once(&heads).chain(mismatches) {
        widths.iter_mut().zip(row).for_each(|(width, cell)| *width = (*width).max(cell.chars().count()));
    }
    let mut text = format!("\n{title}: {} mismatches\n", mismatches.len());
    for row in std::iter::once(&heads).chain(mismatches) {
        let cells: Vec<String> = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        let _ = writeln!(text, "  {}", cells.join("  ").trim_end());
    }
    text
}

fn require_none(title: &str, mismatches: &[Mismatch]) {
    assert!(mismatches.is_empty(), "{}", shown(title, mismatches));
}

fn member<'a>(report: &'a Report, piece: &str) -> Option<(&'a FamilyRow, &'a MemberRow)> {
    report.families.iter().find_map(|family| family.members.iter().find(|member| member.piece == piece).map(|member| (family, member)))
}

/// The family of the report that holds most of a truth family's pieces; of equals the first.
fn home<'a>(report: &'a Report, pieces: &[&str]) -> Option<&'a FamilyRow> {
    let held = |family: &FamilyRow| family.members.iter().filter(|member| pieces.contains(&member.piece.as_str())).count();
    report.families.iter().rev().max_by_key(|family| held(family)).filter(|family| held(family) > 0)
}

fn family_names(truth: &[Truth]) -> BTreeSet<&str> {
    truth.iter().map(|row| row.family.as_str()).filter(|family| !family.is_empty()).collect()
}

fn pieces_of<'a>(truth: &'a [Truth], family: &str) -> Vec<&'a str> {
    truth.iter().filter(|row| row.family == family).map(|row| row.file.as_str()).collect()
}

/// Pairs of one piece with others, whatever their verdict.
fn pairs_of<'a>(report: &'a Report, piece: &'a str) -> impl Iterator<Item = (&'a PairRow, &'a str)> {
    report.verified().filter_map(move |pair| match (pair.a == piece, pair.b == piece) {
        (true, _) => Some((pair, pair.b.as_str())),
        (_, true) => Some((pair, pair.a.as_str())),
        _ => None,
    })
}

#[test]
fn every_piece_of_the_truth_is_read_and_none_is_skipped() {
    let report = scanned().report;
    let read: BTreeSet<&str> = report.pieces.iter().map(|piece| piece.id.as_str()).collect();
    let truth = truth();
    assert_eq!(read, truth.iter().map(|row| row.file.as_str()).collect());
    assert_eq!(report.skipped, []);
}

#[test]
fn pieces_of_one_story_are_in_one_family_and_no_others_are() {
    let (report, truth) = (scanned().report, truth());
    let mut wrong = Vec::new();
    let mut homes: BTreeMap<&str, &str> = BTreeMap::new();
    for family in family_names(&truth) {
        let pieces = pieces_of(&truth, family);
        let Some(found) = home(&report, &pieces) else {
            wrong.push(mismatch(family, "family", format!("{} pieces", pieces.len()), "none"));
            continue;
        };
        if let Some(other) = homes.insert(&found.id, family) {
            wrong.push(mismatch(family, "family", "its own", format!("one with {other}")));
        }
        for piece in &pieces {
            let at = member(&report, piece).map_or("none", |(family, _)| family.id.as_str());
            if at != found.id {
                wrong.push(mismatch(piece, "family", format!("{family} ({})", found.id), at));
            }
        }
    }
    for row in truth.iter().filter(|row| row.family.is_empty()) {
        if let Some((family, found)) = member(&report, &row.file) {
            let known = homes.get(family.id.as_str()).copied().unwrap_or("no story's");
            wrong.push(mismatch(&row.file, "family", "none", format!("{} ({known}), {}", family.id, found.verdict.key())));
        }
    }
    require_none("families", &wrong);
}

#[test]
fn every_member_has_the_verdict_and_credit_that_a_person_gave() {
    let (report, truth) = (scanned().report, truth());
    let mut wrong = Vec::new();
    for row in truth.iter().filter(|row| !row.family.is_empty()) {
        let Some((_, found)) = member(&report, &row.file) else {
            wrong.push(mismatch(&row.file, "verdict", row.verdicts.join("|"), "in no family"));
            continue;
        };
        let verdict = if found.part == Part::Original { "original" } else { found.verdict.key() };
        if !row.says(verdict) {
            let share = pairs_of(&report, &row.file).find(|(_, other)| *other == row.original).map(|(pair, _)| pair);
            let why =
                share.map_or_else(String::new, |pair| format!(" (probability {:.2}, same words {:.2})", pair.probability, pair.same_words));
            wrong.push(mismatch(&row.file, "verdict", row.verdicts.join("|"), format!("{verdict}{why}")));
        }
        let credit = serde_json::to_value(found.credit).expect("a word");
        if credit != row.credit.as_str() {
            wrong.push(mismatch(&row.file, "credit", &row.credit, credit.as_str().unwrap_or_default()));
        }
    }
    require_none("verdicts and credits", &wrong);
}

#[test]
fn every_original_is_found_and_a_missing_one_is_named_with_its_stand_in() {
    let (report, truth) = (scanned().report, truth());
    let mut wrong = Vec::new();
    for family in family_names(&truth) {
        let rows: Vec<&Truth> = truth.iter().filter(|row| row.family == family).collect();
        let pieces = pieces_of(&truth, family);
        let Some(found) = home(&report, &pieces) else {
            wrong.push(mismatch(family, "original", &rows[0].original, "no family"));
            continue;
        };
        let original = &found.original;
        let how = serde_json::to_value(original.how).expect("a word");
        if let Some(outlet) = rows[0].original.strip_prefix("missing:") {
            let stand_in = rows.iter().find(|row| row.note.contains("stand-in")).map(|row| row.file.as_str());
            let said = original.outlet.as_deref().unwrap_or("no outlet");
            if said != outlet || how != "missing" || original.piece.is_some() {
                wrong.push(mismatch(family, "original", &rows[0].original, format!("{}:{said}", how.as_str().unwrap_or_default())));
            }
            if original.stand_in.as_deref() != stand_in {
                wrong.push(mismatch(family, "stand-in", stand_in.unwrap_or("?"), original.stand_in.as_deref().unwrap_or("none")));
            }
        } else if original.piece.as_ref() != Some(&rows[0].original) || how == "missing" {
            wrong.push(mismatch(family, "original", &rows[0].original, original.piece.as_deref().unwrap_or("missing")));
        }
    }
    require_none("originals", &wrong);
}

#[test]
fn pairs_of_one_template_are_series() {
    let (report, truth) = (scanned().report, truth());
    let mut wrong = Vec::new();
    let series: Vec<&Truth> = truth.iter().filter(|row| row.says("series")).collect();
    for (at, row) in series.iter().enumerate() {
        for other in series[at + 1..].iter().filter(|other| other.story() == row.story()) {
            let pair = report.pairs.iter().find(|pair| pair.a == row.file && pair.b == other.file);
            if pair.is_none_or(|pair| pair.verdict != Verdict::Series) {
                let found = pair.map_or("not listed", |pair| pair.verdict.key());
                wrong.push(mismatch(&row.file, &format!("beside {}", other.file), "series", found));
            }
        }
    }
    require_none("series", &wrong);
}

#[test]
fn pieces_of_no_family_are_as_near_to_each_story_as_a_person_says() {
    let (report, truth) = (scanned().report, truth());
    let families = family_names(&truth);
    let mut wrong = Vec::new();
    for row in truth.iter().filter(|row| row.family.is_empty()) {
        for family in row.near(&families) {
            let pieces = pieces_of(&truth, family);
            let nearest = pairs_of(&report, &row.file).filter(|(_, other)| pieces.contains(other)).max_by_key(|(pair, _)| pair.verdict);
            let verdict = nearest.map_or("never compared", |(pair, _)| pair.verdict.key());
            if !row.says(verdict) {
                let beside = nearest.map_or(family, |(_, other)| other);
                wrong.push(mismatch(&row.file, &format!("beside {beside}"), row.verdicts.join("|"), verdict));
            }
        }
    }
    require_none("nearest stories", &wrong);
}

#[test]
fn pieces_about_different_things_are_never_called_the_same_story() {
    let (report, truth) = (scanned().report, truth());
    let families = family_names(&truth);
    let row = |piece: &str| truth.iter().find(|row| row.file == piece).expect("in the truth");
    let related = |one: &Truth, other: &Truth| {
        one.story() == other.story() && !one.says("unrelated")
            || one.near(&families).contains(&other.family.as_str())
            || other.near(&families).contains(&one.family.as_str())
    };
    let wrong: Vec<Mismatch> = report
        .pairs
        .iter()
        .filter(|pair| !related(row(&pair.a), row(&pair.b)))
        .map(|pair| mismatch(&pair.a, &format!("beside {}", pair.b), "unrelated", pair.verdict.key()))
        .collect();
    require_none("different things", &wrong);
}

#[test]
fn shares_of_every_member_sum_to_a_hundred_and_the_base_is_all_kept() {
    let report = scanned().report;
    for family in &report.families {
        for member in &family.members {
            let (of, from) = (member.original_shares, member.piece_shares);
            let sums = [
                of.kept + of.reworded + of.altered + of.dropped,
                from.kept + from.reworded + from.altered + from.added + from.not_compared,
            ];
            assert!(sums.iter().all(|sum| (sum - 100.0).abs() < 0.01), "{}: {sums:?}", member.piece);
            if member.part != Part::Rewrite {
                assert!((of.kept - 100.0).abs() < 0.01 && (from.kept - 100.0).abs() < 0.01, "{}: {of:?} {from:?}", member.piece);
            }
        }
    }
}

/// Where a wording stands in a text, however its quotation marks and spaces are set.
fn places(text: &str, wording: &str) -> Vec<Span> {
    let sought: Vec<u64> = words(wording).iter().map(|word| word.key).collect();
    let all = words(text);
    let runs = all.windows(sought.len().max(1));
    runs.filter(|run| run.iter().map(|word| word.key).eq(sought.iter().copied()))
        .filter_map(|run| Some(run.first()?.span.cover(run.last()?.span)))
        .collect()
}

fn overlaps(fact: Option<Span>, places: &[Span]) -> bool {
    fact.is_some_and(|fact| places.iter().any(|place| fact.start < place.end && place.start < fact.end))
}

#[test]
fn the_ledger_holds_at_least_the_facts_that_it_held_before() {
    let scan = scanned();
    let text = |id: &str| scan.articles.iter().find(|article| article.id == id).map(|article| article.text.as_str());
    let mut tally: BTreeMap<(String, String), (usize, usize)> = BTreeMap::new();
    let mut missing = Vec::new();
    for row in table("facts.csv") {
        let (file, original, kind, change) = (&row["file"], &row["original"], &row["kind"], &row["change"]);
        let (Some(source), Some(piece)) = (text(original), text(file)) else { continue };
        if !matches!(kind.as_str(), "number" | "quotation") {
            continue;
        }
        let (before, after) = (places(source, &row["original_wording"]), places(piece, &row["piece_wording"]));
        assert!(!before.is_empty(), "{file}: facts.csv quotes what the original does not say: {}", row["original_wording"]);
        let same_kind =
            |fact: &&FactRow| fact.kind == *kind && (overlaps(fact.original_span, &before) || overlaps(fact.piece_span, &after));
        let facts: Vec<&FactRow> = member(&scan.report, file).into_iter().flat_map(|(_, member)| &member.facts).filter(same_kind).collect();
        let entry = tally.entry((kind.clone(), change.clone())).or_default();
        entry.1 += 1;
        if facts.iter().any(|fact| fact.change == *change) {
            entry.0 += 1;
        } else {
            let found = facts.first().map_or_else(
                || if member(&scan.report, file).is_some() { "not in the ledger".to_owned() } else { "not in its family".to_owned() },
                |fact| format!("called {}: {} -> {}", fact.change, fact.original, fact.piece),
            );
            let wording = format!("{} -> {}", row["original_wording"], row["piece_wording"]);
            missing.push(mismatch(file, &format!("{kind} {change}"), wording, found));
        }
    }
    println!("{}", shown("facts that the ledger lacks", &missing));
    for ((kind, change), (found, all)) in &tally {
        println!("  {kind} {change}: {found} of {all} found");
    }
    let found = |kind: &str, change: &str| tally.get(&(kind.to_owned(), change.to_owned())).map_or(0, |(found, _)| *found);
    let (numbers, quotations) = (found("number", "changed"), found("quotation", "altered"));
    assert!(numbers >= NUMBERS_CHANGED_FOUND, "{numbers} changed numbers found, {NUMBERS_CHANGED_FOUND} before");
    assert!(quotations >= QUOTATIONS_ALTERED_FOUND, "{quotations} altered quotations found, {QUOTATIONS_ALTERED_FOUND} before");
}

/// The lineage of some of the pieces in `fixtures/lineage`, as `from -> to`, and why.
fn kin_of(names: &[&str]) -> Vec<(String, String)> {
    let paths: Vec<String> = names.iter().map(|name| fixtures().join("lineage").join(name).to_string_lossy().into_owned()).collect();
    let report = scan(&paths, &ReadSettings::default(), Settings::default(), &|_, _, _| ()).expect("the fixtures are readable").report;
    assert_eq!(report.families.len(), 1, "one family");
    assert_eq!(report.families[0].members.len(), names.len());
    let end = |id: &str| id.rsplit('/').next().unwrap_or(id).split('.').take(2).collect::<Vec<_>>().join(".");
    report.families[0].lineage.iter().map(|row| (format!("{} -> {}", end(&row.from), end(&row.to)), row.why.clone())).collect()
}

const FERRY: [&str; 5] = [
    "slip.a.first_to_err.txt",
    "slip.b.copies_the_errors.txt",
    "slip.c.from_the_original.txt",
    "slip.d.from_the_original.txt",
    "slip.e.from_the_original.txt",
];

#[test]
fn a_wrong_figure_and_a_slip_that_two_share_make_them_kin() {
    let found = kin_of(&FERRY);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, "slip.a -> slip.b", "{found:?}");
    assert!(found[0].1.contains("the figure \"41\"") && found[0].1.contains("1 more such"), "{found:?}");
}

#[test]
fn a_star_with_nothing_to_tell_has_no_lineage() {
    assert_eq!(kin_of(&FERRY[2..]), []);
}

/// Truth: b was made from a or from what a was made from, c from b, d from c; d names the outlet of c.
const DAM: [&str; 4] =
    ["chain.a.from_the_original.txt", "chain.b.first_slip.txt", "chain.c.second_slip.txt", "chain.d.by_way_of_the_third.txt"];

#[test]
fn slips_that_pile_up_show_a_chain_of_four() {
    let found = kin_of(&DAM);
    let rows: Vec<&str> = found.iter().map(|(row, _)| row.as_str()).collect();
    assert_eq!(rows, ["chain.b -> chain.c", "Marl Heath Observer -> chain.d", "chain.c -> chain.d"], "{found:?}");
    assert!(found[0].1.contains("the slip \"resevoir\"") && found[0].1.contains("adds innovations of its own"), "{found:?}");
    assert!(found[2].1.contains("the slip \"sirnes\"") && found[2].1.contains("cannot tell"), "{found:?}");
}

#[test]
fn renaming_the_files_permutes_the_lineage() {
    for names in [&FERRY[..], &DAM[..]] {
        let told = |name: &dyn Fn(usize) -> String| {
            let folder = tempfile::tempdir().expect("a folder");
            for (at, file) in names.iter().enumerate() {
                std::fs::copy(fixtures().join("lineage").join(file), folder.path().join(name(at))).expect("a copy");
            }
            let paths = [folder.path().to_string_lossy().into_owned()];
            let report = scan(&paths, &ReadSettings::default(), Settings::default(), &|_, _, _| ()).expect("readable").report;
            let place = |id: &str| (0..names.len()).find(|at| name(*at) == id);
            // A pair of which nobody knows who was first has no order.
            let ends = |from, to, by| if by == Level::CannotTell { (to, from).min((from, to)) } else { (from, to) };
            let rows = report.families[0].lineage.iter();
            let mut rows: Vec<_> =
                rows.map(|row| (ends(place(&row.from), place(&row.to), row.by), row.by, row.support.to_string())).collect();
            rows.sort_unstable();
            (rows, report.families[0].estimated_points.as_ref().map(|range| (range.low, range.high)))
        };
        let forwards = told(&|at| format!("{at}.txt"));
        assert!(!forwards.0.is_empty());
        assert_eq!(forwards, told(&|at| format!("{}.txt", 9 - at)));
        assert_eq!(forwards, told(&|at| format!("{}.txt", (at * 3 + 1) % 7)));
    }
}
