//! Corrections against invented stories: who still carries the old fact, held to what a person says of them in `fixtures/ripple/truth.csv`.

mod program;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use program::{PROGRAM, code, refused, said, wiretrace};
use serde_json::Value;

const PIECES: &str = "fixtures/ripple/pieces";

fn notice(name: &str) -> String {
    format!("fixtures/ripple/notices/{name}.txt")
}

fn json(name: &str) -> Value {
    let output = wiretrace(&["ripple", &notice(name), "--against", PIECES, "--format", "json"]);
    assert_eq!((code(&output), said(&output.stderr).as_str()), (1, ""), "{name}");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn rows<'a>(report: &'a Value, list: &str) -> &'a [Value] {
    report[list].as_array().unwrap_or_else(|| panic!("no {list}"))
}

fn word<'a>(row: &'a Value, field: &str) -> &'a str {
    row[field].as_str().unwrap_or_else(|| panic!("no {field} in {row}"))
}

/// What a person says of a piece under a notice.
struct Truth {
    fate: String,
    how: String,
    place: String,
}

fn truth() -> BTreeMap<String, BTreeMap<String, Truth>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/ripple/truth.csv");
    let mut all: BTreeMap<String, BTreeMap<String, Truth>> = BTreeMap::new();
    for row in csv::Reader::from_path(path).expect("the truth").records() {
        let row = row.expect("RFC 4180");
        let truth = Truth { fate: row[2].to_owned(), how: row[3].to_owned(), place: row[4].to_owned() };
        all.entry(row[0].to_owned()).or_default().insert(row[1].to_owned(), truth);
    }
    assert_eq!(all.len(), 21, "notices");
    all
}

#[test]
fn every_planted_survivor_is_found_and_nothing_else_is_accused() {
    for (name, pieces) in truth() {
        let report = json(&name);
        let found: BTreeSet<&str> = rows(&report, "survivors").iter().map(|row| word(row, "piece")).collect();
        // What a person says, with the known slips: `accused` wrongly, `missed` in vain. A slip that is mended must be taken off the table.
        let carries = |truth: &Truth| truth.fate == "survivor" || truth.fate == "accused";
        let wanted: BTreeSet<&str> = pieces.iter().filter(|(_, truth)| carries(truth)).map(|(piece, _)| piece.as_str()).collect();
        assert_eq!(found, wanted, "{name}");
        for (piece, truth) in pieces.iter().filter(|(_, truth)| !truth.how.is_empty()) {
            let mut carried = rows(&report, "survivors").iter().filter(|row| word(row, "piece") == piece);
            let agrees = |row: &Value| word(row, "how") == truth.how && word(row, "where") == truth.place;
            assert!(carried.any(agrees), "{name}: {piece} is not {} in the {}", truth.how, truth.place);
        }
    }
}

#[test]
fn the_pieces_that_are_right_are_named_and_the_silent_ones_too() {
    for (name, pieces) in truth() {
        let report = json(&name);
        let right: BTreeSet<&str> = rows(&report, "corrected").iter().map(|row| word(row, "piece")).collect();
        let wanted: BTreeSet<&str> =
            pieces.iter().filter(|(_, truth)| truth.fate == "corrected").map(|(piece, _)| piece.as_str()).collect();
        assert_eq!(right, wanted, "{name}");
        let silent: Vec<&str> = rows(&report, "silent").iter().filter_map(Value::as_str).collect();
        for (piece, _) in pieces.iter().filter(|(_, truth)| truth.fate == "silent") {
            assert!(silent.contains(&piece.as_str()), "{name}: {piece} is not among {silent:?}");
        }
    }
}

#[test]
fn spans_are_bytes_of_the_file_and_hold_the_wrong_words() {
    for name in truth().keys() {
        for row in rows(&json(name), "survivors") {
            let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(word(row, "path"))).expect("the piece");
            let span = |field: &str| -> Option<&str> {
                let ends = row[field].as_array()?;
                let end = |at: usize| usize::try_from(ends[at].as_u64()?).ok();
                text.get(end(0)?..end(1)?)
            };
            assert_eq!(span("span"), Some(word(row, "text")), "{row}");
            if row["wrong"].is_string() {
                assert_eq!(span("wrong_span"), Some(word(row, "wrong")), "{row}");
                assert!(word(row, "text").contains(word(row, "wrong")), "{row}");
            }
        }
    }
}

#[test]
fn same_bytes_for_any_threads_and_any_order_of_paths() {
    let name = notice("n1_number");
    let mut files: Vec<String> = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(PIECES))
        .expect("the pieces")
        .map(|entry| entry.expect("an entry").path().display().to_string())
        .collect();
    files.sort();
    let run = |files: &[String], threads: &str| {
        let mut args = vec!["ripple", &name, "--threads", threads, "--format", "json", "--against"];
        args.extend(files.iter().map(String::as_str));
        said(&wiretrace(&args).stdout)
    };
    let first = run(&files, "1");
    files.reverse();
    assert!(first.contains("\"survivors\""));
    assert_eq!(first, run(&files, "1"));
    assert_eq!(first, run(&files, "4"));
}

#[test]
fn a_rounded_number_is_less_sure_than_a_whole_one() {
    let report = json("n1_number");
    let sure = |piece: &str| rows(&report, "survivors").iter().find(|row| word(row, "piece") == piece).map(|row| word(row, "confidence"));
    assert_eq!((sure("wall06.rounded.txt"), sure("wall01.wire.txt")), (Some("medium"), Some("high")));
}

#[test]
fn a_mended_headline_over_an_unmended_text_is_told() {
    let report = json("n1_number");
    let both: Vec<&str> = rows(&report, "survivors").iter().filter(|row| row["says_both"] == true).map(|row| word(row, "piece")).collect();
    assert_eq!(both, ["wall12.headline_mended_body_not.txt"]);
}

#[test]
fn people_read_a_block_a_survivor_in_eighty_columns() {
    let output = wiretrace(&["ripple", &notice("n1_number"), "--against", PIECES]);
    let text = said(&output.stdout);
    assert_eq!(code(&output), 1, "{text}");
    assert!(text.contains("8 of 12 in the story still carry it; 3 corrected, 1 without the fact; 59 pieces"), "{text}");
    assert!(text.contains("sure, reworded, in a quotation: “Twelve” (bytes 27-178)"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
}

#[test]
fn a_table_has_one_row_a_place() {
    let output = wiretrace(&["ripple", &notice("n3_name"), "--against", PIECES, "--format", "csv"]);
    let mut table = csv::Reader::from_reader(output.stdout.as_slice());
    let wrong: Vec<String> = table.records().map(|row| row.expect("RFC 4180")[9].to_owned()).collect();
    assert_eq!(wrong, vec!["Grafstrom"; 5]);
}

#[test]
fn a_folder_without_the_story_ends_with_0_and_with_skipped_files_3() {
    let output = wiretrace(&["ripple", &notice("n1_number"), "--against", "fixtures/stories"]);
    assert_eq!(code(&output), 0, "{}", said(&output.stdout));
    let output = wiretrace(&["ripple", &notice("n1_number"), "--against", "fixtures/broken"]);
    assert_eq!(code(&output), 3, "{}", said(&output.stdout));
    assert!(said(&output.stdout).contains("skipped fixtures/broken/binary.txt"));
    // Survivors weigh more than what was skipped; both are in the report.
    let output = wiretrace(&["ripple", &notice("n1_number"), "--against", PIECES, "fixtures/broken"]);
    assert_eq!(code(&output), 1);
    assert!(said(&output.stdout).contains("skipped fixtures/broken/binary.txt"));
}

#[test]
fn a_notice_may_come_from_standard_input_and_as_json() {
    let run = |notice: &str| {
        let mut command = Command::new(PROGRAM);
        command.args(["ripple", "-", "--against", PIECES]).current_dir(env!("CARGO_MANIFEST_DIR"));
        command.write_stdin(notice).output().expect("the program starts")
    };
    let output =
        run(r#"{"headline": "Sea wall falls at Kestvik", "old": "12 fishing boats were crushed", "new": "21 fishing boats were crushed"}"#);
    assert_eq!(code(&output), 1, "{}", said(&output.stderr));
    assert!(said(&output.stdout).contains("8 of 12 in the story"));
}

#[test]
fn a_notice_that_tells_no_old_fact_ends_with_2_and_shows_how_to_write_it() {
    let home = tempfile::tempdir().expect("a folder");
    let path = home.path().join("vague.txt");
    for text in ["Correction: An earlier version of this story misstated the number of boats.", "Old: 12\nNew: 21", ""] {
        fs::write(&path, text).expect("written");
        let name = path.to_str().expect("UTF-8");
        let complaint = refused(&["ripple", name, "--against", PIECES]);
        assert!(complaint.starts_with(&format!("wiretrace: {name}: ")), "{complaint}");
        assert!(complaint.contains("Old: (the wrong wording), New: (the right one)"), "{complaint}");
    }
    let complaint = refused(&["ripple", "fixtures/no_such_notice.txt", "--against", PIECES]);
    assert!(complaint.contains("fixtures/no_such_notice.txt: no such file or folder"), "{complaint}");
    let complaint = refused(&["ripple", PIECES, "--against", PIECES]);
    assert!(complaint.contains("a folder, and one notice is needed"), "{complaint}");
    let complaint = refused(&["ripple", "-", "--against", "-"]);
    assert!(complaint.contains("give one of them as a file"), "{complaint}");
}

#[test]
fn a_notice_in_the_folder_that_it_is_held_against_is_no_survivor() {
    let output =
        wiretrace(&["ripple", &notice("n2_number_labelled"), "--against", PIECES, &notice("n2_number_labelled"), "--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert!(!rows(&report, "survivors").iter().any(|row| word(row, "piece").contains("n2_number")));
}
