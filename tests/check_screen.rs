//! What `check` prints, kept as text: a change of it shows as a difference to read, never as a checksum.
//!
//! After a change that is meant: `INSTA_UPDATE=always cargo test --test check_screen`, then read the difference.

use std::path::Path;

use wiretrace::index::{Header, Index};
use wiretrace::pipeline::{archive_of, check};
use wiretrace::read::{ReadSettings, read, read_one};
use wiretrace::report::check::{CheckReport, write_text};
use wiretrace::report::text::Style;
use wiretrace::settings::Settings;

const STORIES: &str = "fixtures/stories";

/// The paths of all stories but those that begin so.
fn stories_without(names: &[&str]) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(STORIES);
    let entries = std::fs::read_dir(&folder).expect("the fixtures are there");
    let all = entries.map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned());
    let mut paths: Vec<String> = all
        .filter(|name| !names.iter().any(|without| name.starts_with(without)))
        .map(|name| folder.join(name).to_string_lossy().into_owned())
        .collect();
    paths.sort();
    paths
}

/// Checks a story against a folder of all of them but those that begin so.
fn checked(name: &str, without: &[&str]) -> CheckReport {
    let reading = ReadSettings::default();
    let piece = read_one(&format!("{}/{STORIES}/{name}", env!("CARGO_MANIFEST_DIR")), &reading).expect("a piece");
    let (index, _) = archive_of(&stories_without(without), &reading, &|_, _, _| ()).expect("readable");
    check(piece, &index.snapshot().expect("whole")).expect("whole")
}

fn told(report: &CheckReport) -> String {
    let mut out = Vec::new();
    write_text(report, Style { color: false, width: 80 }, &mut out).expect("memory takes all");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn a_light_rewrite_with_a_silent_number_reads_like_this() {
    let name = "story01.05.light_rewrite_one_silent_number.txt";
    insta::assert_snapshot!("check_of_a_light_rewrite", told(&checked(name, &[name])));
}

#[test]
fn a_rewrite_whose_original_is_not_there_reads_like_this() {
    let name = "story02.03.by_way_of_second_outlet_breaks_off.txt";
    insta::assert_snapshot!("check_of_a_rewrite_of_a_missing_original", told(&checked(name, &[name])));
}

#[test]
fn an_original_that_the_archive_holds_reads_like_this() {
    insta::assert_snapshot!("check_of_an_original_that_is_held", told(&checked("story01.01.original_wire_report.txt", &[])));
}

#[test]
fn an_independent_report_reads_like_this() {
    let name = "story01.11.independent_report_same_press_conference.txt";
    insta::assert_snapshot!("check_of_an_independent_report", told(&checked(name, &[name])));
}

#[test]
fn one_of_a_series_reads_like_this() {
    insta::assert_snapshot!("check_of_one_of_a_series", told(&checked("story05.01.bond_template_kestrel_bank.txt", &["story05.01."])));
}

#[test]
fn a_piece_that_has_nothing_in_common_with_any_reads_like_this() {
    let name = "story08.01.unrelated_cheese_festival.txt";
    insta::assert_snapshot!("check_of_an_unrelated_piece", told(&checked(name, &[name])));
}

#[test]
fn against_fingerprints_alone_it_reads_like_this() {
    let name = "story01.03.copy_cut_from_bottom.txt";
    let reading = ReadSettings::default();
    let articles = read(&stories_without(&[name]), &reading, &|_, _| ()).expect("readable").articles;
    let index = Index::in_memory(&Header::new(&Settings::default(), false, None)).expect("memory");
    let mut writer = index.writer().expect("memory");
    writer.add(&articles, 0).expect("memory");
    writer.finish().expect("memory");
    let piece = read_one(&format!("{}/{STORIES}/{name}", env!("CARGO_MANIFEST_DIR")), &reading).expect("a piece");
    let report = check(piece, &index.snapshot().expect("whole")).expect("whole");
    insta::assert_snapshot!("check_against_fingerprints", told(&report));
}

#[test]
fn every_story_beside_all_others_is_told_in_a_screen() {
    let reading = ReadSettings::default();
    let (index, _) = archive_of(&stories_without(&[]), &reading, &|_, _, _| ()).expect("readable");
    let snapshot = index.snapshot().expect("whole");
    for path in stories_without(&[]) {
        let text = told(&check(read_one(&path, &reading).expect("a piece"), &snapshot).expect("whole"));
        assert!(text.lines().count() <= 24, "{path}:\n{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{path}:\n{text}");
        assert!(text.contains("The archive holds this very piece already"), "{path}:\n{text}");
    }
}
