//! The archive on disk: every piece by its keys, so that one new piece is checked against all of them in a blink.
//!
//! An inverted index over bands, sentences and weighted stems, with the pieces themselves in it. Segments, commits, deletions, merges and
//! compression are tantivy's (terms in its block-wise dictionary, which is built in a third of the time of the other one); ours are the schema, the
//! candidate query, the header, and pages that are checked before they are believed ([`Index::open`] costs the same for any archive).
//!
//! What a folder knows of itself (which words and sentences many pieces hold) is not stored but counted over the keys when a piece is
//! checked, so the answers depend on the pieces that are there and on nothing else: not on the order in which they came, on batches, on
//! segments, or on what was there before. One writer at a time; readers go on with what was committed last.
//!
//! ```
//! use wiretrace::article::Article;
//! use wiretrace::index::{Header, Index};
//! use wiretrace::settings::Settings;
//!
//! let index = Index::in_memory(&Header::new(&Settings::default(), true, None))?;
//! let mut writer = index.writer()?;
//! writer.add(&[Article::plain("wall.txt", "The harbour wall of Halden fell into the sea on Monday night.")], 0)?;
//! writer.finish()?;
//! assert_eq!(index.snapshot()?.pieces(), 1);
//! # Ok::<(), wiretrace::error::Error>(())
//! ```

mod fields;
mod header;
mod keys;
mod like;
mod near;
mod pages;
mod snapshot;
mod tally;
mod writer;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use tantivy::directory::error::{LockError, OpenDirectoryError, OpenReadError};
use tantivy::directory::{Directory, MmapDirectory, RamDirectory};
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::{IndexReader, IndexSettings, ReloadPolicy, TantivyError};

use crate::error::Error;
use crate::read::ARCHIVE_FILE;
use fields::Fields;
pub use fields::Kept;
pub use header::{FORMAT, Header};
pub use keys::{Keys, Stem};
pub use near::{Near, near};
use pages::Pages;
pub use snapshot::{DocAt, Snapshot};
pub use writer::{Added, Writer};

/// The file that makes a folder an archive; whoever reads articles passes over a folder that has it.
pub const HEADER_FILE: &str = ARCHIVE_FILE;
/// The commit: which segments there are.
const META_FILE: &str = "meta.json";
/// Every file that the store made and did not delete yet.
const MANAGED_FILE: &str = ".managed.json";

/// An archive.
pub struct Index {
    store: tantivy::Index,
    reader: IndexReader,
    fields: Fields,
    header: Header,
    /// The folder on disk, where it is in one.
    folder: Option<PathBuf>,
    path: String,
}

/// How often a commit is read anew before it is called damaged.
const ATTEMPTS: usize = 3;

/// What an archive holds.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Info {
    /// Where it lies.
    pub path: String,
    /// What it says of itself.
    pub header: Header,
    /// Its pieces.
    pub pieces: u64,
    /// Pieces that were removed and whose place is not given back yet.
    pub removed: u64,
    /// Its segments; `compact` makes them one.
    pub segments: usize,
    /// Bytes on disk.
    pub bytes: u64,
    /// Bytes a piece.
    pub bytes_a_piece: u64,
}

/// Turns what the store says into an error that names the archive and the way out.
fn trouble(path: &str, error: impl Into<TantivyError>) -> Error {
    let error = error.into();
    let damage = |error: &std::io::Error| {
        use std::io::ErrorKind::{InvalidData, NotFound, UnexpectedEof};
        matches!(error.kind(), InvalidData | UnexpectedEof | NotFound).then(|| error.to_string())
    };
    let found = match &error {
        TantivyError::LockFailure(LockError::LockBusy, _) => return Error::IndexLocked { path: path.to_owned() },
        TantivyError::IoError(error) | TantivyError::LockFailure(LockError::IoError(error), _) => {
            damage(error).ok_or_else(|| error.to_string())
        }
        TantivyError::OpenReadError(OpenReadError::IoError { io_error, .. }) => damage(io_error).ok_or_else(|| io_error.to_string()),
        TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(file)) => Ok(format!("{} is missing", file.display())),
        TantivyError::OpenReadError(error) => Ok(error.to_string()),
        TantivyError::DataCorruption(error) => Ok(format!("{error:?}")),
        TantivyError::IncompatibleIndex(error) => Ok(format!("{error:?}")),
        TantivyError::DeserializeError(error) => Ok(error.to_string()),
        error => Err(error.to_string()),
    };
    let path = path.to_owned();
    found.map_or_else(|reason| Error::Index { path: path.clone(), reason }, |reason| Error::IndexDamaged { path: path.clone(), reason })
}

/// Tells whether a path is an archive's folder.
#[must_use]
pub fn is_index(path: &Path) -> bool {
    path.join(HEADER_FILE).is_file()
}

impl Index {
    /// Opens an archive. O(segments), whatever they hold.
    ///
    /// # Errors
    /// A path that is not there, that is no archive, one of another version, damage.
    pub fn open(path: &str) -> Result<Self, Error> {
        let folder = Path::new(path);
        if !folder.exists() {
            return Err(Error::NotFound { path: path.to_owned() });
        }
        if !is_index(folder) {
            return Err(if folder.join(META_FILE).is_file() {
                Error::IndexDamaged { path: path.to_owned(), reason: format!("{HEADER_FILE} is missing") }
            } else {
                Error::NotAnIndex { path: path.to_owned() }
            });
        }
        Self::on(&mapped(folder)?, path, None)
    }

    /// Makes an archive in a folder that is new or empty, or opens the one that is there.
    ///
    /// # Errors
    /// A folder that holds something else; an archive that was made by other rules or with other settings than the header's.
    pub fn create(path: &str, header: &Header) -> Result<Self, Error> {
        let folder = Path::new(path);
        let write = |source| Error::Write { path: folder.to_owned(), source };
        if folder.is_file() {
            return Err(Error::Unreadable { path: path.to_owned(), reason: "is a file; an archive is a folder".to_owned() });
        }
        std::fs::create_dir_all(folder).map_err(write)?;
        let mut files = std::fs::read_dir(folder).map_err(write)?.filter_map(Result::ok);
        if !is_index(folder) && files.any(|file| !file.file_name().to_string_lossy().starts_with('.')) {
            let reason = "holds other files; name a folder that is new or empty for the archive".to_owned();
            return Err(Error::Unreadable { path: path.to_owned(), reason });
        }
        Self::on(&mapped(folder)?, path, Some(header))
    }

    /// Makes an archive in memory, for as long as it is looked at.
    ///
    /// # Errors
    /// What the store says.
    pub fn in_memory(header: &Header) -> Result<Self, Error> {
        Self::in_directory(Box::new(RamDirectory::create()), "memory", Some(header))
    }

    /// Opens an archive in any directory of tantivy's, or makes one where a header is given; `path` is what errors call it.
    ///
    /// # Errors
    /// Those of [`Index::open`] and [`Index::create`].
    pub fn in_directory(directory: Box<dyn Directory>, path: &str, new: Option<&Header>) -> Result<Self, Error> {
        Self::on(&Pages::over(directory), path, new)
    }

    fn on(pages: &Pages, path: &str, new: Option<&Header>) -> Result<Self, Error> {
        let at = |error: TantivyError| trouble(path, error);
        let there = |file: &str| pages.exists(Path::new(file)).map_err(|error| at(error.into()));
        let has_store = there(META_FILE)?;
        let header = match (there(HEADER_FILE)?, new) {
            (true, _) => {
                let bytes = pages.atomic_read(Path::new(HEADER_FILE)).map_err(|error| at(error.into()))?;
                let header = Header::read(&bytes, path)?;
                new.map_or(Ok(()), |asked| header.agrees(asked, path))?;
                header
            }
            (false, Some(header)) if !has_store => {
                let bytes = serde_json::to_vec_pretty(header).map_err(|error| at(std::io::Error::from(error).into()))?;
                pages.atomic_write(Path::new(HEADER_FILE), &bytes).map_err(|error| at(error.into()))?;
                pages.sync_directory().map_err(|error| at(error.into()))?;
                header.clone()
            }
            _ => return Err(Error::IndexDamaged { path: path.to_owned(), reason: format!("{HEADER_FILE} is missing") }),
        };
        let (schema, fields) = fields::schema();
        let store = if has_store {
            tantivy::Index::open(pages.clone()).map_err(at)?
        } else if new.is_some() && !was_written(pages).map_err(|error| at(error.into()))? {
            let settings = IndexSettings {
                docstore_compression: Compressor::Zstd(ZstdCompressor { compression_level: Some(1) }),
                docstore_compress_dedicated_thread: false,
                ..IndexSettings::default()
            };
            tantivy::Index::builder().schema(schema.clone()).settings(settings).open_or_create(pages.clone()).map_err(at)?
        } else {
            return Err(if was_written(pages).map_err(|error| at(error.into()))? {
                Error::IndexDamaged { path: path.to_owned(), reason: format!("{META_FILE} is missing") }
            } else {
                let reason = "an archive whose making was cut short before its first piece; run the same index build again".to_owned();
                Error::Unreadable { path: path.to_owned(), reason }
            });
        };
        if store.schema() != schema {
            return Err(Error::IndexDamaged { path: path.to_owned(), reason: "its fields are not those of its format".to_owned() });
        }
        let reader = store.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().map_err(at)?;
        Ok(Self { store, reader, folder: pages.folder(), fields, header, path: path.to_owned() })
    }

    /// What the archive says of itself.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Gives what was committed last, as it is whatever a writer does next.
    ///
    /// # Errors
    /// Damage.
    pub fn snapshot(&self) -> Result<Snapshot, Error> {
        let once = || {
            self.reader.reload().map_err(|error| trouble(&self.path, error))?;
            Snapshot::of(self.reader.searcher(), self.fields, &self.header, &self.path)
        };
        // Who may not lock the folder may find files gone that a writer has just merged; the next commit names others.
        (1..ATTEMPTS).find_map(|_| once().ok()).map_or_else(once, Ok)
    }

    /// Begins to write; there is one writer at a time.
    ///
    /// # Errors
    /// [`Error::IndexLocked`] where there is one already; no permission.
    pub fn writer(&self) -> Result<Writer<'_>, Error> {
        Writer::of(self)
    }

    /// Tells what the archive holds. O(files).
    ///
    /// # Errors
    /// Damage.
    pub fn info(&self) -> Result<Info, Error> {
        let metas = self.store.searchable_segment_metas().map_err(|error| trouble(&self.path, error))?;
        let pieces = metas.iter().map(|meta| u64::from(meta.num_docs())).sum();
        let files =
            self.folder.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().filter_map(|file| file.ok()?.metadata().ok());
        let bytes = files.filter(std::fs::Metadata::is_file).map(|data| data.len()).sum();
        Ok(Info {
            path: self.path.clone(),
            header: self.header.clone(),
            pieces,
            removed: metas.iter().map(|meta| u64::from(meta.num_deleted_docs())).sum(),
            segments: metas.len(),
            bytes,
            bytes_a_piece: bytes.checked_div(pieces).unwrap_or(0),
        })
    }

    /// Reads every byte of the archive and checks it, and that every piece can be read; gives how many there are. O(bytes).
    ///
    /// # Errors
    /// [`Error::IndexDamaged`] names the first file that is not as it was written.
    pub fn verify(&self) -> Result<u64, Error> {
        let at = |error: TantivyError| trouble(&self.path, error);
        // The store's own validation passes over every file that its list of files does not name; the commit names them all.
        let (metas, folder) = (self.store.load_metas().map_err(at)?, self.store.directory());
        for file in metas.list_segment_files().into_iter().collect::<BTreeSet<_>>() {
            let is_there = folder.exists(&file).map_err(|error| at(error.into()))?;
            if is_there && !folder.validate_checksum(&file).map_err(|error| at(error.into()))? {
                return Err(Error::IndexDamaged { path: self.path.clone(), reason: format!("{} fails its checksum", file.display()) });
            }
        }
        let snapshot = self.snapshot()?;
        snapshot.each(|_| ())?;
        // A writer may have committed meanwhile: what was read is not what was checked then.
        if self.store.load_metas().map_err(at)?.opstamp == metas.opstamp { Ok(snapshot.pieces()) } else { self.verify() }
    }
}

/// Tells whether pieces were ever added: the store lists the files that it makes, and before the first piece there is the commit alone.
///
/// An archive whose commit is lost must not be taken for a new one: its pieces would be cleared away as files that nobody needs.
fn was_written(pages: &Pages) -> Result<bool, OpenReadError> {
    match pages.atomic_read(Path::new(MANAGED_FILE)) {
        Ok(list) => Ok(serde_json::from_slice::<Vec<String>>(&list).map_or(true, |files| files.iter().any(|file| file != META_FILE))),
        Err(OpenReadError::FileDoesNotExist(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Opens a folder whose files are mapped into memory.
fn mapped(folder: &Path) -> Result<Pages, Error> {
    let path = || folder.display().to_string();
    MmapDirectory::open(folder).map(|directory| Pages::of(folder, Box::new(directory))).map_err(|error| match error {
        OpenDirectoryError::DoesNotExist(_) => Error::NotFound { path: path() },
        OpenDirectoryError::NotADirectory(_) => Error::NotAnIndex { path: path() },
        error => trouble(&path(), TantivyError::from(error)),
    })
}
