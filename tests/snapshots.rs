//! What a run prints, kept as text: a change of it shows as a difference to read, never as a checksum.
//!
//! After a change that is meant: `INSTA_UPDATE=always cargo test --test snapshots`, then read the difference.

use std::fs;
use std::path::Path;

use wiretrace::pipeline::{diff, scan};
use wiretrace::read::ReadSettings;
use wiretrace::report::{self, text};
use wiretrace::settings::Settings;

/// The stories of these families, as a user in the repository's folder would name them; in path order.
fn stories(families: &[&str]) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/stories");
    let entries = fs::read_dir(&folder).expect("the fixtures are there");
    let names = entries.map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned());
    let mut paths: Vec<String> = names
        .filter(|name| families.iter().any(|family| name.starts_with(family)))
        .map(|name| folder.join(name).to_string_lossy().into_owned())
        .collect();
    paths.sort();
    paths
}

#[test]
fn the_table_of_two_stories_is_this() {
    let found = scan(&stories(&["story01.", "story03."]), &ReadSettings::default(), Settings::default(), &|_, _, _| ()).expect("readable");
    let mut out = Vec::new();
    text::write(&found.report, text::Style { color: false, width: 120 }, &mut out).expect("memory takes all");
    insta::assert_snapshot!("table_of_story01_and_story03", String::from_utf8(out).expect("UTF-8"));
}

#[test]
fn the_diff_of_a_light_rewrite_is_this() {
    let [original, piece] = ["story01.01.", "story01.05."].map(|name| stories(&[name]).remove(0));
    let laid = diff(&original, &piece, &ReadSettings::default(), Settings::default()).expect("readable");
    let mut out = Vec::new();
    // The folder of the repository is no part of the answer.
    let name = Path::new(&original).file_name().expect("a file").to_string_lossy();
    report::diff::write_json(&laid.member, &name, &mut out).expect("memory takes all");
    let mut value: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
    value["probability"] = "[probability]".into();
    insta::assert_json_snapshot!("diff_of_story01_05", value);
}
