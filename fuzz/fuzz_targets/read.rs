//! Bytes as a file of any kind: pieces, or a reason. The first byte picks the kind, the rest is the file.
#![no_main]

use std::fs;
use std::path::Path;
use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use wiretrace::article::TextSource;
use wiretrace::read::{Intake, ReadSettings, read, read_file, read_sent, read_text};
use wiretrace::report::marks::Marks;
use wiretrace_fuzz::{alone, bounded};

/// Every kind that a name tells, packed in every way; a sidecar, the marks of an archive, and bytes that nothing names.
const KINDS: [&str; 21] = [
    "a.txt",
    "a.md",
    "a.html",
    "a.json",
    "a.jsonl",
    "a.csv",
    "a.txt.gz",
    "a.md.gz",
    "a.html.gz",
    "a.json.gz",
    "a.jsonl.gz",
    "a.csv.gz",
    "a.txt.zst",
    "a.md.zst",
    "a.html.zst",
    "a.json.zst",
    "a.jsonl.zst",
    "a.csv.zst",
    "info.csv",
    "marks.json",
    "",
];
/// What one piece may hold: little, so that small inputs go past it.
const CAP: usize = 64 << 10;
/// Characters of other encodings take up to three bytes in UTF-8, and a piece is cut from nothing larger.
const MOST_TEXT: usize = 3 * CAP;
/// A file may unpack to 200 times its bytes where its records are pieces of their own, and a byte of a page or a record takes some 100 more
/// while it is read. What is fixed: blocks of lines, 100,000 reasons, and what zstd's window may ask for.
const BYTES_FOR_A_BYTE: usize = 2_000;
const BYTES: usize = 96 << 20;
/// A page of 100,000 elements, which 5 KB of open tags become, takes 0.2 s where nothing counts coverage, and 4 s here on a busy machine.
const TIME: Duration = Duration::from_secs(12);

fn settings() -> ReadSettings {
    ReadSettings { max_bytes: CAP as u64, ..ReadSettings::default() }
}

fn check(intake: &Intake, file: &[u8], name: &str) {
    assert!(!intake.articles.is_empty() || !intake.skipped.is_empty(), "neither a piece nor a reason");
    assert!(intake.skipped.iter().all(|skipped| !skipped.reason.is_empty() && !skipped.path.is_empty()));
    for article in &intake.articles {
        assert!(article.text.len() <= MOST_TEXT && !article.text.trim().is_empty(), "{} bytes of text", article.text.len());
        assert!(!article.id.is_empty(), "a piece without an id");
        // Spans of such a piece count bytes of the file itself.
        assert!(article.source != TextSource::File || name == "info.csv" || article.text.as_bytes() == file);
    }
    let ids: std::collections::HashSet<&str> = intake.articles.iter().map(|article| article.id.as_str()).collect();
    assert_eq!(ids.len(), intake.articles.len(), "two pieces of one id");
}

/// Reads a folder that holds the file, and a story beside a sidecar.
fn read_in(folder: &Path, name: &str) -> Intake {
    let path = |name: &str| folder.join(name).display().to_string();
    if name == "info.csv" {
        read(&[folder.display().to_string()], &settings(), &|_, _| ()).expect("the story is there")
    } else {
        read_file(&path(name), &settings()).expect("the file is there")
    }
}

fuzz_target!(init: alone(), |data: &[u8]| {
    let Some((kind, file)) = data.split_first() else { return };
    let name = KINDS[usize::from(*kind) % KINDS.len()];
    bounded(BYTES + BYTES_FOR_A_BYTE * file.len(), TIME, || {
        if name.is_empty() {
            if let Ok(article) = read_sent("", "", file.to_vec(), &settings()) {
                assert!(article.text.len() <= MOST_TEXT && !article.text.trim().is_empty());
            }
            return;
        }
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join(name), file).expect("a file");
        if name == "marks.json" {
            if let Ok(marks) = Marks::open(folder.path()) {
                marks.save(folder.path()).expect("marks are written");
                assert_eq!(Marks::open(folder.path()).expect("what was written is read"), marks);
            }
            return;
        }
        if name == "info.csv" {
            fs::write(folder.path().join("a.txt"), "The harbour wall of Halden fell into the sea.").expect("a story");
        }
        let intake = read_in(folder.path(), name);
        check(&intake, file, name);
        let again = read_in(folder.path(), name);
        assert_eq!(format!("{:?}", intake.articles), format!("{:?}", again.articles));
        if let Ok(text) = read_text(&folder.path().join(name).display().to_string(), &settings()) {
            assert!(text.len() <= MOST_TEXT);
        }
    });
});
