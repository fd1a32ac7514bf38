//! The program as a user meets it: exit codes, files, formats, and what it says when something is wrong.

mod program;

use std::collections::BTreeSet;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use assert_cmd::Command;
use program::{PROGRAM, code, refused, said, wiretrace};
use serde_json::Value;
use tempfile::TempDir;

/// What `--out` writes, in alphabetical order.
const FILES: [&str; 8] =
    ["facts.csv", "matrix.csv", "matrix_directed.csv", "pairs.csv", "passages.csv", "pieces.csv", "report.html", "report.json"];
/// Those of them that are tables.
const TABLES: &[&str] = FILES.split_at(6).0;

/// A run that ends well and says nothing on standard error; gives its standard output.
fn done(args: &[&str]) -> String {
    let output = wiretrace(args);
    assert_eq!((code(&output), said(&output.stderr).as_str()), (0, ""), "{args:?}");
    said(&output.stdout)
}

fn home() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

/// Scans the stories into a folder; gives the folder.
fn scanned() -> (TempDir, PathBuf) {
    let home = home();
    let out = home.path().join("out");
    done(&["scan", "fixtures/stories", "--out", text(&out)]);
    (home, out)
}

fn report(out: &Path) -> Value {
    serde_json::from_slice(&fs::read(out.join("report.json")).expect("written")).expect("JSON")
}

/// A table as rows of cells; every row must have as many as the header.
fn rows(path: &Path) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(path).expect("written");
    reader.records().map(|row| row.expect("RFC 4180").iter().map(str::to_owned).collect()).collect()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("there");
    let mut names: Vec<String> = entries.map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap_or_else(|| panic!("no object: {value}")).keys().map(String::as_str).collect()
}

#[test]
fn a_clean_folder_ends_with_0_and_a_table_that_fits_one_screen() {
    let table = done(&["scan", "fixtures/stories"]);
    assert!(table.starts_with("51 pieces, 5 families, 0 skipped\n"), "{table}");
    assert!(table.lines().all(|line| line.chars().count() <= 120), "{table}");
    assert!(table.lines().count() <= 60, "{table}");
}

#[test]
fn a_folder_with_bad_files_ends_with_3_and_names_each_with_its_reason() {
    let home = home();
    let out = home.path().join("out");
    let output = wiretrace(&["scan", "fixtures/broken", "--out", text(&out)]);
    assert_eq!(code(&output), 3, "{}", said(&output.stderr));
    let report = report(&out);
    let skipped = report["skipped"].as_array().expect("a list");
    let path = |row: &Value| row["path"].as_str().expect("a path").to_owned();
    for name in ["binary.txt", "empty.txt", "one_word.txt", "not_csv.csv", "truncated.json", "wrong_shape.json", "records.jsonl"] {
        let row = skipped.iter().find(|row| path(row).contains(name)).unwrap_or_else(|| panic!("{name} is not in {skipped:?}"));
        assert!(!row["reason"].as_str().expect("a reason").is_empty(), "{name}");
        assert!(path(row).starts_with("fixtures/broken/"), "{row}");
    }
    assert_eq!(report["counts"]["skipped"], skipped.len());
    let ids: Vec<&str> = report["pieces"].as_array().expect("a list").iter().filter_map(|piece| piece["id"].as_str()).collect();
    for name in ["bad_utf8_latin1.txt", "bom.txt", "duplicate_a.txt", "duplicate_b.txt", "utf16.txt"] {
        assert!(ids.contains(&name), "{name} is not in {ids:?}");
    }
    let table = said(&output.stdout);
    assert!(table.contains(&format!(", {} skipped\n", skipped.len())), "{table}");
    assert!(table.contains("skipped fixtures/broken/binary.txt: "), "{table}");
}

#[test]
fn a_path_that_is_not_there_ends_with_2_and_the_way_out() {
    let complaint = refused(&["scan", "fixtures/no_such_folder"]);
    assert!(complaint.starts_with("wiretrace: fixtures/no_such_folder: no such file or folder; check the spelling"), "{complaint}");
    for args in [["diff", "fixtures/none.txt", "fixtures/broken/bom.txt"], ["diff", "fixtures/broken/bom.txt", "fixtures/none.txt"]] {
        assert!(refused(&args).contains("fixtures/none.txt: no such file"), "{args:?}");
    }
}

#[test]
fn a_folder_without_pieces_ends_with_2_and_says_what_can_be_read() {
    let home = home();
    let complaint = refused(&["scan", text(home.path())]);
    assert!(complaint.contains(text(home.path())) && complaint.contains("wiretrace reads .txt"), "{complaint}");
}

#[test]
fn wrong_usage_ends_with_2() {
    for args in [&[][..], &["scan"], &["scan", "fixtures/stories", "--format", "xml"], &["scna", "fixtures/stories"], &["diff", "a"]] {
        assert_eq!(code(&wiretrace(args)), 2, "{args:?}");
    }
    assert!(refused(&["scan", "fixtures/stories", "--threshold", "1.5"]).contains("--threshold = 1.5: must be 0 to 1"));
    assert!(refused(&["scan", "fixtures/stories", "--shingle", "1"]).contains("--shingle = 1: must be 2 to 16 words"));
}

#[test]
fn an_original_that_is_not_among_the_pieces_is_refused() {
    let complaint = refused(&["scan", "fixtures/stories", "--original", "nobody.txt"]);
    assert!(complaint.contains("nobody.txt: named by --original but not among the pieces read; add it to the paths"), "{complaint}");
}

#[test]
fn an_original_and_an_outlet_that_the_user_names_are_believed() {
    let home = home();
    let out = home.path().join("out");
    let named = "story01.05.light_rewrite_one_silent_number.txt";
    done(&["scan", "fixtures/stories", "--original", named, "--out", text(&out)]);
    let report = report(&out);
    let families = report["families"].as_array().expect("a list");
    let original = &families.iter().find(|family| family["original"]["piece"] == named).expect("its family")["original"];
    assert_eq!((&original["how"], &original["stand_in"]), (&Value::from("given"), &Value::Null));
}

#[test]
fn a_file_in_the_place_of_the_out_folder_is_refused_and_left_alone() {
    let home = home();
    let file = home.path().join("mine.txt");
    fs::write(&file, "mine").expect("writable");
    let complaint = refused(&["scan", "fixtures/stories", "--out", text(&file)]);
    assert!(complaint.contains(text(&file)) && complaint.contains("--out wants a folder"), "{complaint}");
    assert_eq!(fs::read(&file).expect("readable"), b"mine");
}

#[test]
fn out_holds_the_files_of_the_contract_and_nothing_else() {
    let (_home, out) = scanned();
    assert_eq!(names(&out), FILES);
    fs::write(out.join("notes.txt"), "mine").expect("writable");
    done(&["scan", "fixtures/stories", "--out", text(&out)]);
    assert_eq!(names(&out).len(), FILES.len() + 1, "a second run writes over the first and touches nothing else");
}

#[test]
fn both_matrices_are_square_in_path_order_with_ones_on_the_diagonal() {
    let (_home, out) = scanned();
    let ids: Vec<String> = rows(&out.join("pieces.csv"))[1..].iter().map(|row| row[0].clone()).collect();
    let mut sorted = ids.clone();
    sorted.sort();
    assert_eq!(ids, sorted);
    for (name, corner) in [("matrix.csv", "reuse"), ("matrix_directed.csv", "share of the row piece found in the column piece")] {
        let rows = rows(&out.join(name));
        assert_eq!((rows[0][0].as_str(), &rows[0][1..]), (corner, &ids[..]), "{name}");
        assert_eq!(rows[1..].iter().map(|row| row[0].clone()).collect::<Vec<_>>(), ids, "{name}");
        for (i, row) in rows.iter().enumerate().skip(1) {
            assert_eq!(row[i], "1.0000", "{name}: {}", row[0]);
            for (j, cell) in row.iter().enumerate().skip(1) {
                let value: f64 = cell.parse().expect("a number");
                assert!((0.0..=1.0).contains(&value) && cell.len() == 6, "{name}: {cell}");
                assert!(name != "matrix.csv" || *cell == rows[j][i], "{name}: {} and {} differ by direction", rows[0][j], row[0]);
            }
        }
    }
}

#[test]
fn the_symmetric_matrix_is_the_larger_direction_of_the_other() {
    let (_home, out) = scanned();
    let (both, directed) = (rows(&out.join("matrix.csv")), rows(&out.join("matrix_directed.csv")));
    for i in 1..both.len() {
        for j in 1..both.len() {
            assert_eq!(both[i][j], directed[i][j].clone().max(directed[j][i].clone()));
        }
    }
}

#[test]
fn tables_have_a_header_and_a_row_for_each_thing_of_the_report() {
    let (_home, out) = scanned();
    let report = report(&out);
    let list = |value: &Value| value.as_array().expect("a list").len();
    let members = || report["families"].as_array().expect("a list").iter().flat_map(|family| family["members"].as_array().expect("a list"));
    let facts: usize = members().map(|member| list(&member["facts"])).sum();
    for (name, first, all) in
        [("pieces.csv", "id", list(&report["pieces"])), ("pairs.csv", "a", list(&report["pairs"])), ("facts.csv", "family", facts)]
    {
        let rows = rows(&out.join(name));
        assert_eq!((rows[0][0].as_str(), rows.len()), (first, all + 1), "{name}");
    }
    let passages = rows(&out.join("passages.csv"));
    assert_eq!(passages[0][..4], ["family", "piece", "original", "fate"]);
    let fates: BTreeSet<&str> = passages[1..].iter().map(|row| row[3].as_str()).collect();
    assert_eq!(fates, BTreeSet::from(["added", "altered", "dropped", "kept", "not_compared", "reworded"]));
    for name in TABLES {
        let table = fs::read_to_string(out.join(name)).expect("written");
        assert!(table.ends_with("\r\n"), "{name}: RFC 4180 ends lines with CRLF");
    }
}

#[test]
fn a_cell_that_a_spreadsheet_would_run_is_defused() {
    let home = home();
    let news = home.path().join("news");
    fs::create_dir(&news).expect("writable");
    let story = "The harbour wall of Halden fell into the sea on Monday night, and two fishing boats were crushed, the town said.";
    for name in ["=HYPERLINK(A1).txt", "+plain.txt", "@who.txt", "-dash.txt"] {
        fs::write(news.join(name), format!("{story}\n\nNobody was hurt when the wall fell, said harbour master Ada Bell.\n"))
            .expect("writable");
    }
    let out = home.path().join("out");
    done(&["scan", text(&news), "--out", text(&out)]);
    for name in TABLES {
        for cell in rows(&out.join(name)).iter().flatten() {
            assert!(cell.parse::<f64>().is_ok() || !cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{name}: {cell}");
        }
    }
}

/// The keys of each object of `report.json` that DESIGN.md promises.
const CONTRACT: [(&str, &str); 13] = [
    ("", "format tool settings counts pieces skipped pairs families"),
    ("/pieces/0", "id path words furniture_words language title date outlet credits"),
    ("/pieces/0/credits/0", "outlet cue count"),
    ("/pairs/0", "a b verdict probability jaccard a_in_b b_in_a same_words same_facts same_story"),
    ("/families/0", "id original estimated_points independent_lines members lineage"),
    ("/families/0/original", "piece outlet how stand_in"),
    ("/families/0/members/1", "piece verdict original_shares piece_shares credit looks_like facts sentences"),
    ("/families/0/members/1/original_shares", "kept reworded altered dropped"),
    ("/families/0/members/1/piece_shares", "kept reworded altered added not_compared"),
    ("/families/0/members/4/facts/0", "kind change severity original piece original_span piece_span"),
    ("/families/0/members/1/sentences", "original piece"),
    ("/families/0/members/1/sentences/piece/0", "span fate with"),
    ("/families/0/lineage/0", "from to why support"),
];
/// Keys that the report holds beyond the contract; each is listed here, so that none comes or goes unseen.
const BEYOND: [(&str, &str); 6] = [
    ("/pieces/0", "spans_in disguises family"),
    ("/pairs/0", "reuse_a reuse_b reasons"),
    ("/families/0", "completed weakest"),
    ("/families/0/original", "why"),
    ("/families/0/members/1", "part probability confirmed completed"),
    ("/families/0/lineage/0", "by"),
];

#[test]
fn the_report_has_exactly_the_keys_of_the_contract_and_those_that_are_listed() {
    let (_home, out) = scanned();
    let report = report(&out);
    assert_eq!(report["format"], 1);
    for (place, promised) in CONTRACT {
        let value = report.pointer(place).unwrap_or_else(|| panic!("{place} is not there"));
        let more = BEYOND.iter().filter(|(beyond, _)| *beyond == place).flat_map(|(_, keys)| keys.split(' '));
        assert_eq!(keys(value), promised.split(' ').chain(more).collect(), "{place}");
    }
}

#[test]
fn the_values_of_the_report_are_those_of_the_contract() {
    const VERDICTS: [&str; 7] = ["copy", "close_rewrite", "heavy_rewrite", "series", "same_story", "unrelated", "not_comparable"];
    const FATES: [&str; 7] = ["kept", "reworded", "altered", "dropped", "added", "not_compared", "furniture"];
    let (_home, out) = scanned();
    let report = report(&out);
    let list = |value: &Value| value.as_array().expect("a list").clone();
    let one_of =
        |value: &Value, words: &[&str]| assert!(words.contains(&value.as_str().unwrap_or_default()), "{value} is none of {words:?}");
    let ids: BTreeSet<String> = list(&report["pieces"]).iter().map(|piece| piece["id"].as_str().expect("a word").to_owned()).collect();
    let known = |value: &Value| assert!(ids.contains(value.as_str().unwrap_or_default()), "{value} is no piece");
    for pair in list(&report["pairs"]) {
        one_of(&pair["verdict"], &VERDICTS[..5]);
        known(&pair["a"]);
        known(&pair["b"]);
        for measure in ["probability", "jaccard", "a_in_b", "b_in_a", "same_words", "same_facts", "same_story"] {
            assert!((0.0..=1.0).contains(&pair[measure].as_f64().expect("a number")), "{pair}");
        }
    }
    for family in list(&report["families"]) {
        one_of(&family["original"]["how"], &["given", "credited", "dated", "inferred", "missing"]);
        assert_eq!(family["original"]["piece"].is_null(), !family["original"]["stand_in"].is_null(), "{}", family["original"]);
        for member in list(&family["members"]) {
            known(&member["piece"]);
            one_of(&member["verdict"], &VERDICTS);
            one_of(&member["credit"], &["given", "lost", "none"]);
            for shares in ["original_shares", "piece_shares"] {
                let sum: f64 = member[shares].as_object().expect("an object").values().filter_map(Value::as_f64).sum();
                assert!((sum - 100.0).abs() < 0.01, "{} {shares}: {sum}", member["piece"]);
            }
            for (side, other) in [("original", "piece"), ("piece", "original")] {
                let most = list(&member["sentences"][other]).len() as u64;
                for sentence in list(&member["sentences"][side]) {
                    one_of(&sentence["fate"], &FATES);
                    assert!(sentence["span"][0].as_u64() <= sentence["span"][1].as_u64(), "{sentence}");
                    assert!(list(&sentence["with"]).iter().all(|at| at.as_u64().is_some_and(|at| at < most)), "{sentence}");
                }
            }
        }
    }
}

#[test]
fn spans_of_the_report_are_bytes_of_the_files() {
    let (_home, out) = scanned();
    let report = report(&out);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/stories");
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut checked = 0;
    for family in report["families"].as_array().expect("a list") {
        for member in family["members"].as_array().expect("a list") {
            let name = member["piece"].as_str().expect("a word");
            let plain = report["pieces"].as_array().expect("a list").iter().any(|piece| piece["id"] == name && piece["spans_in"] == "file");
            if !plain {
                continue;
            }
            let source = fs::read_to_string(folder.join(name)).expect("UTF-8");
            for fact in member["facts"].as_array().expect("a list").iter().filter(|fact| !fact["piece_span"].is_null()) {
                let end = |at: usize| usize::try_from(fact["piece_span"][at].as_u64().expect("bytes")).expect("small");
                assert_eq!(one_line(&source[end(0)..end(1)]), fact["piece"].as_str().expect("a wording"), "{name}");
                checked += 1;
            }
        }
    }
    assert!(checked >= 10, "only {checked} facts");
}

#[test]
fn the_json_on_standard_output_is_the_report_file() {
    let (_home, out) = scanned();
    assert!(done(&["scan", "fixtures/stories", "--format", "json"]) == fs::read_to_string(out.join("report.json")).expect("written"));
    assert!(done(&["scan", "fixtures/stories", "--format", "csv"]) == fs::read_to_string(out.join("pairs.csv")).expect("written"));
}

const ORIGINAL: &str = "fixtures/stories/story01.01.original_wire_report.txt";
const LIGHT: &str = "fixtures/stories/story01.05.light_rewrite_one_silent_number.txt";

#[test]
fn diff_as_json_is_a_member_with_the_path_of_its_original() {
    let (_home, out) = scanned();
    let report = report(&out);
    let diff: Value = serde_json::from_str(&done(&["diff", ORIGINAL, LIGHT, "--format", "json"])).expect("JSON");
    assert_eq!(diff["original"], ORIGINAL);
    let mut wanted = keys(&report["families"][0]["members"][1]);
    wanted.insert("original");
    assert_eq!(keys(&diff), wanted);
    let number = diff["facts"].as_array().expect("a list").iter().find(|fact| fact["kind"] == "number").expect("the silent number");
    assert!(number["original"].as_str().is_some_and(|text| text.starts_with("2.3")), "{number}");
    assert!(number["piece"].as_str().is_some_and(|text| text.starts_with("3.2")), "{number}");
}

#[test]
fn diff_and_scan_tell_the_same_of_a_pair() {
    let (_home, out) = scanned();
    let report = report(&out);
    let members = report["families"].as_array().expect("a list").iter().flat_map(|family| family["members"].as_array().expect("a list"));
    let scanned = members.clone().find(|member| LIGHT.ends_with(member["piece"].as_str().expect("a word"))).expect("in a family");
    let diff: Value = serde_json::from_str(&done(&["diff", ORIGINAL, LIGHT, "--format", "json"])).expect("JSON");
    for key in ["verdict", "probability", "original_shares", "piece_shares", "credit", "sentences", "looks_like"] {
        assert!(diff[key] == scanned[key], "{key}: diff says {}, scan says {}", diff[key], scanned[key]);
    }
}

#[test]
fn diff_for_people_shows_the_verdict_the_shares_and_every_fate() {
    let shown = done(&["diff", ORIGINAL, LIGHT]);
    assert!(shown.lines().next().is_some_and(|line| line.contains(" beside ")), "{shown}");
    for part in ["of the original: ", "of the piece: ", "look at\n", "= kept", "~ reworded", "! altered"] {
        assert!(shown.contains(part), "{part:?} is not in:\n{shown}");
    }
    assert!(!shown.contains('\u{1b}'), "no colour in a pipe");
}

#[test]
fn the_matrix_command_writes_what_scan_writes() {
    let (home, out) = scanned();
    let file = home.path().join("matrix.csv");
    assert_eq!(done(&["matrix", "fixtures/stories", "-o", text(&file)]), "");
    let written = fs::read_to_string(&file).expect("written");
    assert!(written == fs::read_to_string(out.join("matrix.csv")).expect("written"));
    assert!(done(&["matrix", "fixtures/stories"]) == written);
    for measure in ["reuse", "jaccard", "containment", "probability"] {
        let table = done(&["matrix", "fixtures/stories", "--measure", measure]);
        assert!(table.starts_with(&format!("{measure},story01.01")), "{measure}");
        assert_eq!(table.lines().count(), 52, "{measure}");
    }
}

#[test]
fn standard_input_is_read_as_a_piece() {
    let piece = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(LIGHT)).expect("there");
    let run = |args: &[&str]| {
        let output = Command::new(PROGRAM)
            .args(args)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .write_stdin(piece.clone())
            .output()
            .expect("the program starts");
        assert_eq!((code(&output), said(&output.stderr).as_str()), (0, ""), "{args:?}");
        serde_json::from_slice::<Value>(&output.stdout).expect("JSON")
    };
    let diff = run(&["diff", ORIGINAL, "-", "--format", "json"]);
    let file: Value = serde_json::from_str(&done(&["diff", ORIGINAL, LIGHT, "--format", "json"])).expect("JSON");
    assert_eq!(diff["original_shares"], file["original_shares"]);
    let scan = run(&["scan", ORIGINAL, "-", "--format", "json"]);
    assert_eq!(scan["families"][0]["members"].as_array().map(Vec::len), Some(2));
}

#[test]
fn one_thread_and_two_write_the_same_bytes() {
    let home = home();
    let out = |threads: &str| {
        let out = home.path().join(threads);
        done(&["scan", "fixtures/stories", "--threads", threads, "--out", text(&out)]);
        out
    };
    let (one, two) = (out("1"), out("2"));
    for name in FILES {
        assert!(fs::read(one.join(name)).expect("written") == fs::read(two.join(name)).expect("written"), "{name}");
    }
}

#[test]
fn the_order_of_the_paths_does_not_matter() {
    let stories = names(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/stories"));
    let mut paths: Vec<String> = stories.iter().map(|name| format!("fixtures/stories/{name}")).collect();
    let run = |paths: &[String]| done(&[&["scan", "--format", "json"], &paths.iter().map(String::as_str).collect::<Vec<_>>()[..]].concat());
    let wanted = run(&paths);
    paths.reverse();
    assert!(run(&paths) == wanted, "reversed");
    paths.rotate_left(13);
    assert!(run(&paths) == wanted, "turned");
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let mut child = std::process::Command::new(PROGRAM)
        .args(["scan", "fixtures/stories", "--format", "json"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut first = [0; 16];
    child.stdout.take().expect("a pipe").read_exact(&mut first).expect("something comes");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((code(&output), said(&output.stderr).as_str()), (0, ""));
}

#[test]
fn verbose_prints_the_curve_and_the_funnel_on_standard_error() {
    let output = wiretrace(&["scan", "fixtures/stories", "--verbose"]);
    let told = said(&output.stderr);
    assert_eq!(code(&output), 0);
    assert!(told.contains("s = 0.5") && told.contains("half of them at s = ") && told.contains("51 pieces, "), "{told}");
    assert_eq!(said(&output.stdout), done(&["scan", "fixtures/stories"]));
}

#[test]
fn help_names_every_command_and_the_manual_and_the_completions_are_printed() {
    let help = done(&["--help"]);
    for command in ["scan", "diff", "matrix", "completions", "man"] {
        assert!(help.lines().any(|line| line.trim_start().starts_with(command)), "{command} is not in:\n{help}");
    }
    assert!(done(&["man"]).contains(".TH wiretrace"));
    assert!(done(&["completions", "bash"]).contains("_wiretrace"));
    assert!(done(&["--version"]).starts_with("wiretrace "));
}

#[test]
fn every_page_that_a_manual_page_names_is_written_beside_it() {
    let home = home();
    let pages = home.path().join("new/man1");
    assert_eq!(done(&["man", "--out", text(&pages)]), "");
    let mut named = BTreeSet::from(["wiretrace.1".to_owned()]);
    let mut written = BTreeSet::new();
    for page in fs::read_dir(&pages).expect("pages").map(|page| page.expect("a page")) {
        let roff = fs::read_to_string(page.path()).expect("UTF-8").replace('\\', "");
        named.extend(roff.lines().filter_map(|line| line.strip_suffix("(1)")).map(|name| format!("{name}.1")));
        written.insert(page.file_name().into_string().expect("UTF-8"));
    }
    assert_eq!(named, written);
    assert!(written.contains("wiretrace-scan.1") && written.contains("wiretrace-index-build.1"), "{written:?}");
    assert_eq!(fs::read_to_string(pages.join("wiretrace.1")).expect("written"), done(&["man"]));
    let file = home.path().join("file");
    fs::write(&file, "taken").expect("a file");
    assert!(refused(&["man", "--out", text(&file)]).contains("cannot write"));
}

#[test]
fn a_scan_for_copies_says_the_same_in_any_memory_and_on_any_threads() {
    let usual = done(&["scan", "fixtures/stories", "--copies-only", "--format", "json"]);
    assert_eq!(done(&["scan", "fixtures/stories", "--copies-only", "--format", "json", "--memory", "64M", "--threads", "1"]), usual);
    let report: Value = serde_json::from_str(&usual).expect("JSON");
    let family = &report["families"][0];
    assert_eq!((family["original"]["how"].as_str(), family["original"]["piece"].as_str()), (Some("not_asked"), None));
    assert!(report["pairs"].as_array().is_some_and(|pairs| !pairs.is_empty()));
}

#[test]
fn a_size_of_memory_that_cannot_be_is_refused_with_the_way_out() {
    assert!(refused(&["scan", "fixtures/stories", "--copies-only", "--memory", "1M"]).contains("64M or more"));
    assert!(refused(&["scan", "fixtures/stories", "--copies-only", "--memory", "much"]).contains("such as 1.5G"));
    let home = home();
    let large = home.path().join("large.txt");
    fs::write(&large, "The harbour wall of Halden fell into the sea on Monday.\n".repeat(100_000)).expect("writable");
    assert!(refused(&["scan", text(&large), "--memory", "64M"]).contains("--copies-only"));
    assert_eq!(done(&["scan", "fixtures/stories", "--memory", "1G"]), done(&["scan", "fixtures/stories"]));
}
