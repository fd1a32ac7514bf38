//! From paths to files: folders walked, patterns expanded, each file once, in path order.
//!
//! `news` with `news/a.txt` and `news/.draft.txt` gives `a.txt`. Names decide; nothing but folders, `info.csv` and `report.json` is
//! opened. Costs O(files log files).

use std::collections::HashMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Component, MAIN_SEPARATOR, Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};
use ignore::WalkBuilder;

use super::kind::{self, Kind, Packing};
use super::{ReadSettings, open, sidecar};
use crate::error::{Error, Skipped};

/// A file to be read, or standard input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Source {
    /// What its piece is called.
    pub id: String,
    /// The path as the user named it.
    pub shown: String,
    /// The real folder and the name in it: what sidecars are asked for.
    pub place: PathBuf,
    pub input: Input,
}

impl Source {
    /// Gives how many bytes lie in the file, packed or not; 0 of standard input, and of a file that has gone.
    pub(super) fn bytes(&self) -> u64 {
        match &self.input {
            Input::Standard => 0,
            Input::File { path, .. } => fs::metadata(path).map_or(0, |data| data.len()),
        }
    }
}

/// Where the bytes of a source come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Input {
    Standard,
    File { path: PathBuf, kind: Kind, packing: Packing },
}

/// What was found in the paths.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub sources: Vec<Source>,
    pub sidecars: Vec<PathBuf>,
    pub skipped: Vec<Skipped>,
}

/// Finds all files in paths, folders and patterns; `-` is standard input.
pub(super) fn find(paths: &[String], settings: &ReadSettings) -> Result<Found, Error> {
    let mut hunt = Hunt { settings, files: Vec::new(), sidecars: Vec::new(), skipped: Vec::new(), folders: HashMap::new() };
    let mut standard = false;
    for path in paths {
        match fs::symlink_metadata(path) {
            _ if path == "-" => standard = true,
            Ok(_) if paths.len() == 1 && is_archive(Path::new(path)) => {
                return Err(Error::Unreadable { path: path.clone(), reason: ARCHIVE.to_owned() });
            }
            Ok(_) => hunt.named(path),
            Err(error) if is_absent(&error) && path.contains(['*', '?', '[', '{']) => hunt.pattern(path)?,
            Err(error) if is_absent(&error) => return Err(Error::NotFound { path: path.clone() }),
            Err(error) => hunt.skip(path.clone(), open::why(&error)),
        }
    }
    let Hunt { files, sidecars, mut skipped, .. } = hunt;
    let mut sources = once_each(files);
    if standard {
        sources.push(Source { id: "-".to_owned(), shown: "-".to_owned(), place: PathBuf::new(), input: Input::Standard });
    }
    sources.sort_by(|a, b| (&a.id, &a.shown).cmp(&(&b.id, &b.shown)));
    skipped.sort();
    skipped.dedup();
    Ok(Found { sources, sidecars, skipped })
}

const OTHER_KIND: &str =
    "not a kind that is read; name it .txt .md .html .json .jsonl or .csv (each also .gz or .zst), or send it through standard input as -";

const NO_FILE: &str = "a pipe, socket or device, not a file; send it through standard input as -";

/// The file that makes a folder an archive of wiretrace.
pub const ARCHIVE_FILE: &str = "wiretrace.archive";

const ARCHIVE: &str = "an archive of wiretrace, not articles; hold a piece against it with: wiretrace check PIECE --against ARCHIVE";

/// Tells whether a folder is an archive, whose files are keys and no articles.
fn is_archive(folder: &Path) -> bool {
    folder.join(ARCHIVE_FILE).is_file()
}

/// Tells whether a walk of a folder takes a file below it: nothing hidden, nothing of an archive, a kind that is read, no sidecar, and
/// nothing that wiretrace wrote.
#[must_use]
pub fn is_walked(root: &Path, path: &Path, settings: &ReadSettings) -> bool {
    let Ok(below) = path.strip_prefix(root) else { return false };
    let is_hidden = below.components().any(|part| part.as_os_str().to_string_lossy().starts_with('.'));
    let mut folders = path.ancestors().skip(1).take_while(|folder| *folder != root);
    let is_output = OUTPUTS.iter().any(|name| below.ends_with(name)) && holds_report(&path.with_file_name("report.json"));
    !is_hidden && !is_output && kind::of_name(path).is_some() && !sidecar::is_sidecar(path, settings) && !folders.any(is_archive)
}

/// What wiretrace writes with `--out`: reading it back would make pieces of its own tables.
const OUTPUTS: [&str; 9] = [
    "report.json",
    "report.html",
    "marks.json",
    "matrix.csv",
    "matrix_directed.csv",
    "pieces.csv",
    "pairs.csv",
    "passages.csv",
    "facts.csv",
];

/// A file on its way to becoming a source.
struct Candidate {
    /// The path below its root; the file name for a file that was named itself.
    below: String,
    path: PathBuf,
    place: PathBuf,
    /// The file itself, behind all links.
    real: PathBuf,
    linked: bool,
    kind: Kind,
    packing: Packing,
}

struct Hunt<'a> {
    settings: &'a ReadSettings,
    files: Vec<Candidate>,
    sidecars: Vec<PathBuf>,
    skipped: Vec<Skipped>,
    /// Of each folder: its real path, and whether it holds a report of wiretrace.
    folders: HashMap<PathBuf, (PathBuf, bool)>,
}

impl Hunt<'_> {
    fn skip(&mut self, path: String, reason: String) {
        self.skipped.push(Skipped { path, reason });
    }

    /// Takes a path that the user named and that is there.
    fn named(&mut self, shown: &str) {
        let path = Path::new(shown);
        match fs::metadata(path) {
            Err(error) if is_absent(&error) => self.skip(shown.to_owned(), "a link that points nowhere".to_owned()),
            Err(error) => self.skip(shown.to_owned(), open::why(&error)),
            Ok(data) if data.is_dir() && is_archive(path) => self.skip(shown.to_owned(), ARCHIVE.to_owned()),
            Ok(data) if data.is_dir() => self.walk(path, None, None),
            Ok(data) if data.is_file() => {
                let sidecar = path.with_file_name("info.csv");
                if sidecar.is_file() && sidecar::is_sidecar(&sidecar, self.settings) {
                    self.sidecar(&sidecar);
                }
                let below = path.file_name().map(slashed).unwrap_or_default();
                let linked = fs::symlink_metadata(path).is_ok_and(|data| data.is_symlink());
                if kind::of_name(path).is_none() {
                    self.skip(shown.to_owned(), OTHER_KIND.to_owned());
                } else if self.is_output(path) {
                    self.skip(shown.to_owned(), "written by wiretrace itself".to_owned());
                } else {
                    self.file(path, below, linked);
                }
            }
            Ok(_) => self.skip(shown.to_owned(), NO_FILE.to_owned()),
        }
    }

    /// Takes the files that a pattern matches, as a shell would name them; folders that match are not entered (`**` enters them).
    fn pattern(&mut self, pattern: &str) -> Result<(), Error> {
        let glob = GlobBuilder::new(pattern)
            .literal_separator(true)
            .build()
            .map_err(|error| Error::Pattern { path: pattern.to_owned(), reason: error.kind().to_string() })?;
        let parts: Vec<Component> = Path::new(pattern).components().collect();
        let fixed = parts.iter().take_while(|part| !part.as_os_str().to_string_lossy().contains(['*', '?', '[', '{'])).count();
        let mut root: PathBuf = parts[..fixed].iter().collect();
        if root.as_os_str().is_empty() {
            root.push(".");
        }
        let depth = if pattern.contains("**") { None } else { Some(parts.len() - fixed) };
        let before = self.files.len() + self.skipped.len();
        if root.is_dir() {
            self.walk(&root, depth, Some(&glob.compile_matcher()));
        }
        if self.files.len() + self.skipped.len() == before {
            return Err(Error::NotFound { path: pattern.to_owned() });
        }
        Ok(())
    }

    /// Walks a folder: hidden files and archives left out, links followed, loops and other kinds of file passed over.
    fn walk(&mut self, root: &Path, depth: Option<usize>, pattern: Option<&GlobMatcher>) {
        let mut walker = WalkBuilder::new(root);
        walker.standard_filters(false).hidden(true).follow_links(true).max_depth(depth);
        walker.filter_entry(|entry| !(entry.file_type().is_some_and(|form| form.is_dir()) && is_archive(entry.path())));
        for entry in walker.build() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.lost(&error, root);
                    continue;
                }
            };
            let Some(form) = entry.file_type().filter(|form| !form.is_dir()) else { continue };
            // A walk from "." names "./a.txt" what the pattern calls "a.txt".
            let path = if pattern.is_some() { entry.path().strip_prefix(".").unwrap_or(entry.path()) } else { entry.path() };
            let named_as = |glob: &GlobMatcher| glob.is_match(path) || glob.is_match(entry.path());
            if pattern.is_some_and(|glob| !named_as(glob)) || kind::of_name(path).is_none() || self.is_output(path) {
                continue;
            }
            if !form.is_file() {
                self.skip(slashed(path), NO_FILE.to_owned());
            } else if sidecar::is_sidecar(path, self.settings) {
                self.sidecar(path);
            } else {
                let below = match pattern {
                    Some(_) => path.file_name().map(slashed).unwrap_or_default(),
                    None => slashed(path.strip_prefix(root).unwrap_or(path)),
                };
                let linked = entry.path_is_symlink();
                self.file(path, below, linked);
            }
            if pattern.is_some() {
                let sidecar = path.with_file_name("info.csv");
                if sidecar.is_file() && sidecar::is_sidecar(&sidecar, self.settings) {
                    self.sidecar(&sidecar);
                }
            }
        }
    }

    fn file(&mut self, path: &Path, below: String, linked: bool) {
        if sidecar::is_sidecar(path, self.settings) {
            return self.sidecar(path);
        }
        let Some((kind, packing)) = kind::of_name(path) else { return };
        let place = self.folder(path).0.join(path.file_name().unwrap_or_default());
        let real = if linked { fs::canonicalize(path).unwrap_or_else(|_| place.clone()) } else { place.clone() };
        self.files.push(Candidate { below, path: path.to_owned(), place, real, linked, kind, packing });
    }

    fn sidecar(&mut self, path: &Path) {
        let place = self.folder(path).0.join(path.file_name().unwrap_or_default());
        if !self.sidecars.contains(&place) {
            self.sidecars.push(place);
        }
    }

    fn is_output(&mut self, path: &Path) -> bool {
        let named = path.file_name().is_some_and(|name| OUTPUTS.iter().any(|output| name == *output));
        named && self.folder(path).1
    }

    /// Looks up the folder that a path lies in, each one once.
    fn folder(&mut self, path: &Path) -> &(PathBuf, bool) {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        self.folders
            .entry(folder.to_owned())
            .or_insert_with(|| (fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned()), holds_report(&folder.join("report.json"))))
    }

    /// Records what the walk could not enter; a loop of links is nothing lost.
    fn lost(&mut self, error: &ignore::Error, root: &Path) {
        let mut path = root.to_owned();
        let mut inner = error;
        while let ignore::Error::WithPath { err, .. } | ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } =
            inner
        {
            if let ignore::Error::WithPath { path: lost, .. } = inner {
                path.clone_from(lost);
            }
            inner = err;
        }
        match inner {
            ignore::Error::Loop { .. } => {}
            ignore::Error::Io(error) if is_absent(error) => {
                if kind::of_name(&path).is_some() {
                    self.skip(slashed(&path), "a link that points nowhere".to_owned());
                }
            }
            ignore::Error::Io(error) => self.skip(slashed(&path), open::why(error)),
            other => self.skip(slashed(&path), other.to_string()),
        }
    }
}

/// Keeps each real file once and gives out ids: below their roots where that tells them apart, else as the user named them.
///
/// Of several ways to one file the best is the one without a link, then the longest below its root, then the first in path order.
fn once_each(mut files: Vec<Candidate>) -> Vec<Source> {
    let depth = |file: &Candidate| std::cmp::Reverse(file.below.matches('/').count());
    files.sort_by(|a, b| (&a.real, a.linked, depth(a), &a.path).cmp(&(&b.real, b.linked, depth(b), &b.path)));
    files.dedup_by(|later, first| later.real == first.real);
    files.sort_by(|a, b| (&a.below, &a.path).cmp(&(&b.below, &b.path)));
    let clash = files.windows(2).any(|two| two[0].below == two[1].below);
    let source = |file: Candidate| {
        let shown = slashed(&file.path);
        let id = if clash { shown.clone() } else { file.below };
        Source { id, shown, place: file.place, input: Input::File { path: file.path, kind: file.kind, packing: file.packing } }
    };
    files.into_iter().map(source).collect()
}

/// Tells whether a `report.json` is one of wiretrace: its first keys are the format and the tool.
fn holds_report(path: &Path) -> bool {
    let mut start = Vec::new();
    // Only a plain file is opened: a pipe of that name would wait for ever.
    if !path.is_file() || fs::File::open(path).and_then(|file| file.take(4096).read_to_end(&mut start)).is_err() {
        return false;
    }
    let start = String::from_utf8_lossy(&start);
    let value = start.split_once("\"tool\"").and_then(|(_, rest)| rest.trim_start().strip_prefix(':'));
    value.is_some_and(|value| value.trim_start().starts_with("\"wiretrace"))
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// Writes a path with `/` between its parts; what is not UTF-8 in it shows as replacement characters.
fn slashed(path: impl AsRef<Path>) -> String {
    path.as_ref().to_string_lossy().replace(MAIN_SEPARATOR, "/")
}
