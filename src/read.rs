//! Reads paths into pieces: the first room.
//!
//! Finds files in folders and patterns, unpacks and decodes them, and takes the article out of pages and records. One bad file is passed
//! over with its reason and never ends a run. With `news/a.txt` and an empty `news/b.txt`:
//!
//! ```no_run
//! use wiretrace::read::{ReadSettings, read};
//!
//! let intake = read(&["news".to_owned()], &ReadSettings::default(), &|_, _| ())?;
//! assert_eq!(intake.articles[0].id, "a.txt");
//! assert_eq!(intake.skipped[0].reason, "empty");
//! # Ok::<(), wiretrace::error::Error>(())
//! ```
//!
//! Costs O(bytes) time over all threads, and the memory of the pieces themselves. The order is that of the paths, whatever the threads do.

mod decode;
mod fields;
mod find;
mod html;
mod kind;
mod matter;
mod open;
mod piece;
mod records;
mod remade;
mod sidecar;
mod structured;
mod table;
mod tree;

use std::collections::HashSet;
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

pub use fields::RecordFields;
pub use find::{ARCHIVE_FILE, is_walked};

use crate::article::{Article, TextSource};
use crate::error::{Error, Skipped};
use find::{Found, Input, Source};
use kind::{Kind, Packing};
use piece::{About, Draft, admit};
use records::Origin;
use sidecar::Sidecars;

/// What reading needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadSettings {
    /// What the fields of records and the columns of tables are called.
    pub fields: RecordFields,
    /// The most that one piece may hold, in bytes after unpacking; never more than 1 GiB. A `.jsonl` or `.csv` file may hold more, a record
    /// of it not.
    pub max_bytes: u64,
}

impl Default for ReadSettings {
    fn default() -> Self {
        Self { fields: RecordFields::default(), max_bytes: 256 << 20 }
    }
}

impl ReadSettings {
    /// Gives the cap that holds: the one that was set, but never more than spans can count.
    fn cap(&self) -> u64 {
        self.max_bytes.min(piece::LARGEST_PIECE)
    }
}

/// What was read: the pieces in path order, and what was passed over.
#[derive(Debug, Clone, Default)]
pub struct Intake {
    /// The pieces, by the path that their ids are made from, records in the order of their file.
    pub articles: Vec<Article>,
    /// The files and records that were passed over, with reasons.
    pub skipped: Vec<Skipped>,
}

impl Intake {
    /// Gives the pieces their texts back, which [`read_each`] took off them.
    pub fn put_back(&mut self, texts: Vec<String>) {
        for (article, text) in self.articles.iter_mut().zip(texts) {
            article.text = text;
        }
    }
}

/// Reads files, folders and patterns; `-` is standard input. `progress` hears the bytes read and the bytes in all (packed, as they lie
/// in the files; of standard input it is not known how many there are), from any thread.
///
/// # Errors
///
/// [`Error::NotFound`] for a path that is not there or a pattern that matches nothing, [`Error::Pattern`] for one that cannot be understood,
/// [`Error::NothingToRead`] when there is no piece at all.
pub fn read(paths: &[String], settings: &ReadSettings, progress: &(dyn Fn(u64, u64) + Sync)) -> Result<Intake, Error> {
    let (mut intake, texts) = read_each(paths, settings, &|text| text, progress)?;
    intake.put_back(texts);
    Ok(intake)
}

/// Reads as [`read`] does, but holds of each text only what `keep` makes of it: the pieces come back with empty texts, and beside them what
/// was kept, in the same order. The memory of a few megabytes of texts at a time, and of what is kept.
///
/// # Errors
///
/// Those of [`read`].
pub fn read_each<T: Send>(
    paths: &[String],
    settings: &ReadSettings,
    keep: &(dyn Fn(String) -> T + Sync),
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<(Intake, Vec<T>), Error> {
    let (intake, kept) = gather(find::find(paths, settings)?, settings, keep, progress);
    if intake.articles.is_empty() {
        return Err(Error::NothingToRead { path: paths.join(", "), skipped: intake.skipped.len() });
    }
    Ok((intake, kept))
}

/// Tells whether there is anything to read, without reading it.
///
/// # Errors
///
/// Those of [`read`], as far as names tell.
pub fn require(paths: &[String], settings: &ReadSettings) -> Result<(), Error> {
    let Found { sources, skipped, .. } = find::find(paths, settings)?;
    if sources.is_empty() { Err(Error::NothingToRead { path: paths.join(", "), skipped: skipped.len() }) } else { Ok(()) }
}

/// Reads what one file holds, where no piece at all is an answer too: why is among what was skipped.
///
/// # Errors
///
/// [`Error::NotFound`] when the file is not there.
pub fn read_file(path: &str, settings: &ReadSettings) -> Result<Intake, Error> {
    let (mut intake, texts) = gather(find::find(&[path.to_owned()], settings)?, settings, &|text| text, &|_, _| ());
    intake.put_back(texts);
    Ok(intake)
}

/// Reads what was found.
fn gather<T: Send>(found: Found, settings: &ReadSettings, keep: Keep<T>, progress: &(dyn Fn(u64, u64) + Sync)) -> (Intake, Vec<T>) {
    let Found { sources, sidecars, skipped } = found;
    let said = sidecar::read(&sidecars, settings);
    let sizes: Vec<u64> = sources.par_iter().map(Source::bytes).collect();
    let (done, all) = (Arc::new(AtomicU64::new(0)), sizes.iter().sum());
    let hear = || progress(done.load(Ordering::Relaxed), all);
    let keep = |text: String| {
        hear();
        keep(text)
    };
    let loads: Vec<Load<T>> = sources
        .par_iter()
        .zip(sizes)
        .map(|(source, bytes)| {
            let load = completed(load(source, bytes, settings, &keep, &done), source, &said);
            hear();
            load
        })
        .collect();

    let count = loads.iter().map(|load| load.articles.len()).sum();
    let (mut articles, mut kept) = (Vec::with_capacity(count), Vec::with_capacity(count));
    let mut passed_over: Vec<(String, Skipped)> = skipped.into_iter().map(|skipped| (skipped.path.clone(), skipped)).collect();
    for (source, load) in sources.iter().zip(loads) {
        articles.extend(load.articles);
        kept.extend(load.kept);
        passed_over.extend(load.skipped.into_iter().map(|skipped| (source.shown.clone(), skipped)));
    }
    // By file, and within a file as it was read: line 9 before line 17.
    passed_over.sort_by(|a, b| a.0.cmp(&b.0));
    let skipped: Vec<Skipped> = passed_over.into_iter().map(|(_, skipped)| skipped).collect();
    tell_apart(&mut articles);
    (Intake { articles, skipped }, kept)
}

/// Reads the one piece that a file holds; `-` is standard input.
///
/// # Errors
///
/// [`Error::NotFound`] when the path is not there, [`Error::Unreadable`] when it is a folder or holds no piece or several.
pub fn read_one(path: &str, settings: &ReadSettings) -> Result<Article, Error> {
    let unreadable = |reason: String| Error::Unreadable { path: path.to_owned(), reason };
    if path != "-" && std::path::Path::new(path).is_dir() {
        return Err(unreadable("a folder, and one piece is needed; name a file in it".to_owned()));
    }
    let Found { sources, sidecars, skipped } = find::find(&[path.to_owned()], settings)?;
    let [source] = sources.as_slice() else {
        let reason = skipped.into_iter().next().map(|skipped| skipped.reason);
        return Err(unreadable(reason.unwrap_or_else(|| format!("names {} files, and one piece is needed", sources.len()))));
    };
    let load = load(source, source.bytes(), settings, &|text| text, &Arc::default());
    only(completed(load, source, &sidecar::read(&sidecars, settings)), path)
}

/// Reads the one piece that bytes hold, as if they lay in a file of this name; one that does not tell its kind is told by its first bytes.
///
/// # Errors
///
/// [`Error::Unreadable`] when they hold no piece or several, or more than may be read.
pub fn read_bytes(name: &str, bytes: Vec<u8>, settings: &ReadSettings) -> Result<Article, Error> {
    read_sent(name, "", bytes, settings)
}

/// Reads the one piece that bytes hold as [`read_bytes`] does; where the name does not tell the kind, a media type such as `text/html` may.
///
/// # Errors
///
/// Those of [`read_bytes`].
pub fn read_sent(name: &str, media: &str, bytes: Vec<u8>, settings: &ReadSettings) -> Result<Article, Error> {
    let source = Source { id: name.to_owned(), shown: name.to_owned(), place: std::path::PathBuf::new(), input: Input::Standard };
    let keep = |text: String| text;
    let told = kind::of_name(std::path::Path::new(name)).or_else(|| Some((kind::of_media(media)?, Packing::Plain)));
    let load = match told {
        None => standard_input(Box::new(std::io::Cursor::new(bytes)), &source, settings, &keep),
        Some((kind, packing)) => {
            let packed = bytes.len() as u64;
            match open::unpacked(std::io::Cursor::new(bytes), packed, packing, believed(kind, settings)) {
                Ok(reader) => content(reader, packed, kind, packing == Packing::Plain, &source, settings, &keep),
                Err(error) => Load::skip(name, open::why(&error)),
            }
        }
    };
    only(load, name)
}

/// Takes the only piece of what was read.
fn only(mut load: Load<String>, path: &str) -> Result<Article, Error> {
    let unreadable = |reason: String| Error::Unreadable { path: path.to_owned(), reason };
    match (load.articles.pop(), load.articles.len(), load.skipped.into_iter().next()) {
        (Some(article), 0, _) => Ok(Article { text: load.kept.pop().unwrap_or_default(), ..article }),
        (Some(_), more, _) => Err(unreadable(format!("holds {} pieces, and one is needed; put the one into a file of its own", more + 1))),
        (None, _, skipped) => Err(unreadable(skipped.map_or_else(|| "holds no piece".to_owned(), |skipped| skipped.reason))),
    }
}

/// Reads a record of a file, as JSON: the n-th, which matters where it has no id of its own; the file has an id and a path.
///
/// # Errors
///
/// What is wrong with it.
pub fn read_record(record: &[u8], number: u64, (id, path): (&str, &str), settings: &ReadSettings) -> Result<Article, Skipped> {
    records::one_line(number, record, Origin { id, path }, settings)
}

/// Reads the bare text of a file that is no piece, such as a notice; `-` is standard input.
///
/// # Errors
///
/// [`Error::NotFound`] when the path is not there, [`Error::Unreadable`] when it is a folder or no text.
pub fn read_text(path: &str, settings: &ReadSettings) -> Result<String, Error> {
    let unreadable = |reason: String| Error::Unreadable { path: path.to_owned(), reason };
    let file = std::path::Path::new(path);
    let reader: Box<dyn Read + Send> = if path == "-" {
        Box::new(std::io::stdin())
    } else if file.is_dir() {
        return Err(unreadable("a folder, and one notice is needed; name a file in it".to_owned()));
    } else {
        Box::new(std::fs::File::open(file).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Error::NotFound { path: path.to_owned() },
            _ => unreadable(open::why(&error)),
        })?)
    };
    let decoded = open::whole(reader, settings.cap(), 0).and_then(|bytes| decode::decode(bytes, decode::Form::Plain));
    decoded.map(|decoded| decoded.text).map_err(unreadable)
}

/// What one file gave: its pieces with empty texts, and what was kept of each text.
#[derive(Debug)]
struct Load<T> {
    articles: Vec<Article>,
    kept: Vec<T>,
    skipped: Vec<Skipped>,
}

/// Makes of a text what is held of it.
type Keep<'a, T> = &'a (dyn Fn(String) -> T + Sync);

/// Parts a piece from its text.
fn part<T>(mut article: Article, keep: Keep<T>) -> (Article, T) {
    let kept = keep(std::mem::take(&mut article.text));
    (article, kept)
}

impl<T> Load<T> {
    fn empty() -> Self {
        Self { articles: Vec::new(), kept: Vec::new(), skipped: Vec::new() }
    }

    fn skip(path: &str, reason: String) -> Self {
        Self { skipped: vec![Skipped { path: path.to_owned(), reason }], ..Self::empty() }
    }

    fn one(path: &str, read: Result<Article, String>, keep: Keep<T>) -> Self {
        match read {
            Ok(article) => {
                let (article, kept) = part(article, keep);
                Self { articles: vec![article], kept: vec![kept], skipped: Vec::new() }
            }
            Err(reason) => Self::skip(path, reason),
        }
    }

    /// Takes in a block of records; returns how many broken ones are too many to list.
    fn take_in(&mut self, read: Vec<Result<(Article, T), Skipped>>) -> usize {
        let mut unlisted = 0;
        for record in read {
            match record {
                Ok((article, kept)) => {
                    self.articles.push(article);
                    self.kept.push(kept);
                }
                Err(skipped) if self.skipped.len() < records::MOST_LISTED => self.skipped.push(skipped),
                Err(_) => unlisted += 1,
            }
        }
        unlisted
    }

    /// Says at the end what was not listed, and that a file without records is empty.
    fn close(&mut self, path: &str, unlisted: usize) {
        if unlisted > 0 {
            self.skipped.push(Skipped { path: path.to_owned(), reason: format!("{unlisted} more records like these, not listed") });
        } else if self.articles.is_empty() && self.skipped.is_empty() {
            self.skipped.push(Skipped { path: path.to_owned(), reason: "empty".to_owned() });
        }
    }
}

/// Bytes that a packed file may unpack to, whatever its ratio.
fn believed(kind: Kind, settings: &ReadSettings) -> u64 {
    if matches!(kind, Kind::JsonLines | Kind::Table) { settings.cap().min(open::BELIEVED) } else { settings.cap() }
}

/// Reads one source of so many bytes; `read` counts them.
fn load<T: Send>(source: &Source, bytes: u64, settings: &ReadSettings, keep: Keep<T>, read: &Arc<AtomicU64>) -> Load<T> {
    let opened = match &source.input {
        Input::Standard => {
            let counted = open::Counted { inner: std::io::stdin(), read: Arc::clone(read) };
            return standard_input(Box::new(counted), source, settings, keep);
        }
        Input::File { path, kind, packing } => {
            open::open(path, *packing, believed(*kind, settings), read).map(|reader| (reader, *kind, *packing))
        }
    };
    match opened {
        Ok((reader, kind, packing)) => {
            if bytes > settings.cap() && !matches!(kind, Kind::JsonLines | Kind::Table) {
                return Load::skip(&source.shown, open::too_large(settings.cap()));
            }
            content(reader, bytes, kind, packing == Packing::Plain, source, settings, keep)
        }
        Err(error) => Load::skip(&source.shown, open::why(&error)),
    }
}

/// Reads standard input: what it holds is told by its first bytes.
fn standard_input<T: Send>(reader: Box<dyn Read + Send>, source: &Source, settings: &ReadSettings, keep: Keep<T>) -> Load<T> {
    const SNIFFED: u64 = 1 << 20;
    let (mut reader, converted) = match open::as_utf8(reader, settings.cap()) {
        Ok(both) => both,
        Err(reason) => return Load::skip(&source.shown, reason),
    };
    let mut start = Vec::new();
    if let Err(error) = reader.by_ref().take(SNIFFED).read_to_end(&mut start) {
        return Load::skip(&source.shown, open::why(&error));
    }
    let kind = kind::of_bytes(&start);
    content(Box::new(std::io::Cursor::new(start).chain(reader)), 0, kind, !converted, source, settings, keep)
}

/// Makes pieces of what a source holds; `as_is` when the bytes are the file's own, neither unpacked nor converted.
fn content<T: Send>(
    reader: Box<dyn Read + Send>,
    expected: u64,
    kind: Kind,
    as_is: bool,
    source: &Source,
    settings: &ReadSettings,
    keep: Keep<T>,
) -> Load<T> {
    let origin = Origin { id: &source.id, path: &source.shown };
    if matches!(kind, Kind::JsonLines | Kind::Table) {
        return match open::as_utf8(reader, settings.cap()) {
            Ok((reader, _)) if kind == Kind::Table => table::rows(reader, origin, settings, keep),
            Ok((reader, _)) => records::lines(reader, origin, settings, keep),
            Err(reason) => Load::skip(&source.shown, reason),
        };
    }
    let form = if kind == Kind::Page { decode::Form::Page } else { decode::Form::Plain };
    let decoded = match open::whole(reader, settings.cap(), expected).and_then(|bytes| decode::decode(bytes, form)) {
        Ok(decoded) => decoded,
        Err(reason) => return Load::skip(&source.shown, reason),
    };
    if piece::words_up_to(&decoded.text, 1) == 0 {
        return Load::skip(&source.shown, "empty".to_owned());
    }
    let draft = match kind {
        Kind::Json => return records::document(&decoded.text, origin, settings, keep),
        Kind::Page => html::page(&decoded.text),
        _ => {
            let (about, prose) = if kind == Kind::Markdown { matter::read(&decoded.text, &settings.fields) } else { (About::default(), 0) };
            let source = if decoded.untouched && as_is { TextSource::File } else { TextSource::Decoded };
            Ok(Draft { text: decoded.text, source, about, prose })
        }
    };
    Load::one(&source.shown, draft.and_then(|draft| admit(source.id.clone(), &source.shown, draft)), keep)
}

/// Fills in from the sidecar what the pieces of a file do not say themselves.
fn completed<T>(mut load: Load<T>, source: &Source, said: &Sidecars) -> Load<T> {
    if let Some(known) = said.get(&source.place) {
        for article in &mut load.articles {
            let known = known.clone();
            article.title = article.title.take().or(known.title);
            article.date = article.date.take().or(known.date);
            article.outlet = article.outlet.take().or(known.outlet);
            article.byline = article.byline.take().or(known.byline);
            article.url = article.url.take().or(known.url);
        }
    }
    load
}

/// Gives the second piece of one name the name and `#2`; names that were there from the start are never taken.
fn tell_apart(articles: &mut [Article]) {
    let mut taken: HashSet<String> = articles.iter().map(|article| article.id.clone()).collect();
    if taken.len() == articles.len() {
        return;
    }
    let mut met: std::collections::HashMap<String, u32> = std::collections::HashMap::new();
    for article in articles {
        let count = met.entry(article.id.clone()).or_insert(0);
        *count += 1;
        if *count == 1 {
            continue;
        }
        let mut id = format!("{}#{count}", article.id);
        while !taken.insert(id.clone()) {
            *count += 1;
            id = format!("{}#{count}", article.id);
        }
        article.id = id;
    }
}
