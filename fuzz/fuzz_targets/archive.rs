//! A small archive whose files are changed in named places: an error that says what is wrong, or an answer.
//!
//! The input is a list of edits, each `file, what, at (2 bytes), length, that many bytes`; file and what are taken modulo what there is. The
//! checksums of the small files, which are read here, are made anew where an edit asks for it. Those of the store's own files are not: what is
//! forged in them with checksums that fit is tantivy's to read, and it panics on some of it.
#![no_main]

use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use tantivy::directory::{Directory, RamDirectory};
use wiretrace::article::Article;
use wiretrace::error::Error;
use wiretrace::hash;
use wiretrace::index::{Header, Index};
use wiretrace::pipeline::{check, recent};
use wiretrace::report::json::write_value;
use wiretrace::settings::Settings;
use wiretrace_fuzz::{alone, bounded, written};

const BYTES: usize = 64 << 20;
const TIME: Duration = Duration::from_secs(4);
/// As `src/index/pages.rs` has it: the last line of a small file.
const LINE: usize = 18;

type File = (String, Vec<u8>);

/// The archive that the crate's tests keep.
static FILES: LazyLock<Vec<File>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/archives/format1");
    let file = |file: std::io::Result<std::fs::DirEntry>| {
        let file = file.expect("a file of the archive");
        (file.file_name().into_string().expect("a plain name"), std::fs::read(file.path()).expect("its bytes"))
    };
    let mut files: Vec<File> = std::fs::read_dir(folder).expect("the archive is there").map(file).collect();
    files.sort();
    files
});
/// What the archive answers as it is.
static INTACT: LazyLock<String> = LazyLock::new(|| asked(FILES.clone()).expect("the archive is whole"));

/// One change to one file.
struct Edit<'a> {
    file: usize,
    what: u8,
    at: usize,
    with: &'a [u8],
}

impl<'a> Edit<'a> {
    fn first(data: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let ([file, what, low, high, length], rest) = data.split_first_chunk()?;
        let (with, rest) = rest.split_at(rest.len().min(usize::from(*length)));
        let at = usize::from(u16::from_le_bytes([*low, *high]));
        Some((Self { file: usize::from(*file) % FILES.len(), what: what % 8, at, with }, rest))
    }

    /// Whether the checksum is made anew, as whoever forges an archive would.
    fn is_sealed(&self) -> bool {
        let name = &FILES[self.file].0;
        self.what >= 4 && (name.ends_with(".json") || name.ends_with(".archive"))
    }

    fn change(&self, bytes: &mut Vec<u8>) {
        let at = self.at.min(bytes.len());
        let end = (at + self.with.len()).min(bytes.len());
        match self.what % 4 {
            0 => drop(bytes.splice(at..end, self.with.iter().copied())),
            1 => drop(bytes.splice(at..at, self.with.iter().copied())),
            2 => drop(bytes.splice(at.., self.with.iter().copied())),
            _ => drop(bytes.drain(at..end)),
        }
    }

    fn apply(&self, bytes: &mut Vec<u8>) {
        if !self.is_sealed() {
            return self.change(bytes);
        }
        bytes.truncate(bytes.len().saturating_sub(LINE));
        self.change(bytes);
        let sum = hash::bytes(bytes);
        bytes.extend(format!("\n{sum:016x}\n").bytes());
    }
}

/// Opens an archive, reads all that it holds, and checks a piece against it.
fn asked(files: Vec<File>) -> Result<String, Error> {
    let folder = RamDirectory::create();
    for (name, bytes) in files {
        folder.atomic_write(Path::new(&name), &bytes).expect("memory takes all");
    }
    let index = Index::in_directory(Box::new(folder.clone()), "archive", None)?;
    let verified = index.verify();
    let info = index.info()?;
    let snapshot = index.snapshot()?;
    let pieces = recent(&snapshot, 100)?.articles;
    let story = "The harbour wall of Halden fell into the sea on Monday night, and the town has asked for money to build it again.";
    let mut said = format!("{} {} {}", info.pieces, info.segments, pieces.len());
    for article in pieces.into_iter().take(2).chain([Article::plain("new", story)]) {
        snapshot.find(&article.id)?;
        let report = check(article, &snapshot)?;
        said += &written(|out| write_value(&report, out));
    }
    snapshot.count_ahead()?;
    // Whoever goes on with it is refused or served, too.
    drop(Index::in_directory(Box::new(folder), "archive", Some(&Header::new(&Settings::default(), true, None))));
    verified.map(|count| format!("{count} {said}"))
}

fuzz_target!(
    init: {
        alone();
        LazyLock::force(&INTACT);
    },
    |data: &[u8]| {
        let mut files = FILES.clone();
        let (mut rest, mut is_sealed) = (data, false);
        while let Some((edit, next)) = Edit::first(rest) {
            edit.apply(&mut files[edit.file].1);
            is_sealed |= edit.is_sealed();
            rest = next;
        }
        let said = bounded(BYTES, TIME, || asked(files));
        match said {
            Err(error) => assert!(error.to_string().contains("archive")),
            // A flipped bit is an error, and never another answer.
            Ok(said) if !is_sealed => assert!(said == *INTACT, "damage is taken for an answer"),
            Ok(_) => {}
        }
    }
);
