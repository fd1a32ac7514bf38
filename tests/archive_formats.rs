//! Archives of every released format stay readable: one of each lies in `tests/archives`, and what it answers is a snapshot.
//!
//! The archive of the present format is made anew by
//!
//!     cargo test --test archive_formats make_the_archive -- --ignored
//!
//! and its answers, where they are meant to change, by `INSTA_UPDATE=always cargo test --test archive_formats`. That of a format that was
//! released is never made anew.

#[allow(dead_code, reason = "the example needs the rest")]
#[path = "../examples/mutate/dice.rs"]
mod dice;
#[allow(dead_code, reason = "the example needs the rest")]
#[path = "../examples/crash/stories.rs"]
mod stories;

use std::fs;
use std::path::{Path, PathBuf};

use stories::story;
use tempfile::TempDir;
use wiretrace::error::Error;
use wiretrace::hash;
use wiretrace::index::{FORMAT, HEADER_FILE, Header, Index};
use wiretrace::pipeline::check;
use wiretrace::report::check::CheckReport;
use wiretrace::settings::Settings;

/// Three families of four pieces.
const PIECES: usize = 12;

fn header() -> Header {
    Header::new(&Settings::default(), true, None)
}

fn kept(format: u32) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/archives/format{format}"))
}

/// A copy of the archive of a format: opening must not change the one that is kept.
fn copied(format: u32) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in fs::read_dir(kept(format)).expect("the archive is there: see the head of this file") {
        let file = file.unwrap();
        fs::copy(file.path(), folder.path().join(file.file_name())).unwrap();
    }
    folder
}

fn open(folder: &Path) -> Result<Index, Error> {
    Index::open(&folder.to_string_lossy())
}

/// Writes a small file as the archive does: with its checksum as its last line.
fn write(file: &Path, data: &str) {
    fs::write(file, format!("{data}\n{:016x}\n", hash::bytes(data.as_bytes()))).unwrap();
}

/// Opens an archive whose header says something else.
fn with_header(change: impl FnOnce(&mut serde_json::Value)) -> Result<Index, Error> {
    let folder = copied(FORMAT);
    let mut header = serde_json::to_value(header()).unwrap();
    change(&mut header);
    write(&folder.path().join(HEADER_FILE), &header.to_string());
    open(folder.path())
}

fn refused<T>(said: Result<T, Error>) -> Error {
    said.err().expect("it must not open")
}

/// What a report says of its piece: enough to see that keys, texts and counts were read as they were written, and short enough to be read.
fn told(report: &CheckReport) -> serde_json::Value {
    let closest = report.closest.iter().map(|row| {
        let close = [row.jaccard, row.piece_in_other, row.other_in_piece];
        serde_json::json!({ "piece": row.piece, "title": row.title, "verdict": row.verdict, "shingles": close })
    });
    serde_json::json!({
        "piece": report.piece.id,
        "against": report.against,
        "held": report.held,
        "verdict": report.verdict,
        "closest": closest.collect::<Vec<_>>(),
        "beside": report.beside.as_ref().map(|beside| (&beside.original, beside.member.facts.len())),
        "family": report.family.as_ref().map(|family| family.members.iter().map(|member| member.piece.clone()).collect::<Vec<_>>()),
    })
}

#[test]
#[ignore = "makes the archive of the present format anew"]
fn make_the_archive() {
    let folder = kept(FORMAT);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    let index = Index::create(&folder.to_string_lossy(), &header()).unwrap();
    let mut writer = index.writer().unwrap();
    // Two segments, one of them with a piece that was replaced.
    let first: Vec<_> = (0..8).map(|n| story(n, 0)).collect();
    let second: Vec<_> = (8..PIECES).map(|n| story(n, 0)).chain([story(2, 1)]).collect();
    writer.add(&first, 0).unwrap();
    writer.add(&second, 0).unwrap();
    writer.finish().unwrap();
    for file in fs::read_dir(&folder).unwrap() {
        let file = file.unwrap().path();
        if file.extension().is_some_and(|ending| ending == "lock") {
            fs::remove_file(file).unwrap();
        }
    }
}

#[test]
fn an_archive_of_every_format_opens_is_whole_and_answers_as_it_did() {
    for format in 1..=FORMAT {
        let folder = copied(format);
        let index = open(folder.path()).unwrap();
        assert_eq!(index.verify().unwrap(), PIECES as u64);
        let snapshot = index.snapshot().unwrap();
        let mut ids = snapshot.each(|kept| kept.id).unwrap();
        ids.sort();
        let mut desk = story(1, 2);
        (desk.id, desk.path) = ("desk.txt".to_owned(), "desk.txt".to_owned());
        let answers = [story(2, 1), desk, story(40, 0)].map(|piece| told(&check(piece, &snapshot).unwrap()));
        insta::assert_json_snapshot!(format!("archive_of_format_{format}"), (ids, answers));
    }
}

#[test]
fn an_archive_of_every_format_takes_more_pieces() {
    for format in 1..=FORMAT {
        let folder = copied(format);
        let index = Index::create(&folder.path().to_string_lossy(), &header()).unwrap();
        let mut writer = index.writer().unwrap();
        let added = writer.add(&[story(0, 0), story(1, 4), story(40, 0)], 0).unwrap();
        assert_eq!((added.there, added.replaced, added.new), (1, 1, 1));
        writer.compact().unwrap();
        writer.finish().unwrap();
        assert_eq!(index.verify().unwrap(), PIECES as u64 + 1);
    }
}

#[test]
fn another_format_is_refused_with_both_named_and_the_way_out() {
    let error = refused(with_header(|header| {
        header["format"] = (FORMAT + 1).into();
        header["tool"] = "wiretrace 77.0".into();
        // What another format says besides is not known.
        header.as_object_mut().unwrap().remove("shingle");
    }));
    let said = error.to_string();
    assert!(matches!(error, Error::IndexVersion { .. }), "{said}");
    for part in ["wiretrace 77.0", &format!("format {}", FORMAT + 1), &format!("reads format {FORMAT}"), "index build"] {
        assert!(said.contains(part), "{said}");
    }
}

#[test]
fn another_cleaning_and_another_hash_are_refused_by_name() {
    for (field, value, name) in [("cleaning", 4711.into(), "cleaning version 4711"), ("scheme", "md5".into(), "hash scheme md5")] {
        let error = refused(with_header(|header| header[field] = value));
        let said = error.to_string();
        assert!(matches!(error, Error::IndexVersion { .. }) && said.contains(name) && said.contains("index build"), "{said}");
    }
}

#[test]
fn other_settings_are_refused_by_the_name_of_the_option() {
    let folder = copied(FORMAT);
    let asked = |header: &Header| Index::create(&folder.path().to_string_lossy(), header);
    for (other, option) in [
        (Header { shingle: 7, ..header() }, "--shingle"),
        (Header { keeps_text: false, ..header() }, "--no-text"),
        (Header { keep_days: Some(30), ..header() }, "--keep-days"),
    ] {
        let error = refused(asked(&other));
        let said = error.to_string();
        assert!(matches!(error, Error::IndexSettings { .. }) && said.contains(option) && said.contains("build another archive"), "{said}");
    }
    assert!(asked(&header()).is_ok());
}

#[test]
fn what_is_missing_is_named() {
    for (file, name) in [(HEADER_FILE, HEADER_FILE), ("meta.json", "meta.json")] {
        let folder = copied(FORMAT);
        fs::remove_file(folder.path().join(file)).unwrap();
        let error = refused(open(folder.path()));
        let said = error.to_string();
        assert!(
            matches!(error, Error::IndexDamaged { .. }) && said.contains(&format!("{name} is missing")) && said.contains("restore"),
            "{said}"
        );
    }
}

#[test]
fn a_lost_commit_is_never_taken_for_a_new_archive() {
    let folder = copied(FORMAT);
    fs::remove_file(folder.path().join("meta.json")).unwrap();
    let error = refused(Index::create(&folder.path().to_string_lossy(), &header()));
    assert!(matches!(error, Error::IndexDamaged { .. }), "{error}");
}

#[test]
fn a_folder_that_is_no_archive_is_told_from_one_that_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let said = refused(open(folder.path()));
    assert!(matches!(said, Error::NotAnIndex { .. }) && said.to_string().contains("index build"), "{said}");
    let said = refused(open(&folder.path().join("nowhere")));
    assert!(matches!(said, Error::NotFound { .. }), "{said}");
    fs::write(folder.path().join("story.txt"), "The ferry is late.").unwrap();
    let said = refused(Index::create(&folder.path().to_string_lossy(), &header()));
    assert!(said.to_string().contains("holds other files"), "{said}");
}
