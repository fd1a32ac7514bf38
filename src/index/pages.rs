//! A folder whose every byte is checked before it is believed.
//!
//! tantivy keeps a checksum of each whole file, which nobody computes on opening, and none of `meta.json`. Here each file is written in
//! pages and ends in their checksums; a page is checked when it is first read, so a check that touches a hundredth of an archive checks a
//! hundredth of it, and a flipped bit or a cut file is an error and never an answer. O(bytes touched).
//!
//! ```text
//! page 0 | page 1 | ... | last page | checksum of each page | length of the pages, checksum of the sums, "WTPAGES1"
//! ```

use std::fmt;
use std::io::{self, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tantivy::HasLen;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, Directory, DirectoryLock, FileHandle, Lock, META_LOCK, OwnedBytes, TerminatingWrite, WatchCallback, WatchHandle,
    WritePtr,
};

use crate::hash;

/// Bytes that one checksum covers: a block of terms has 4 KiB, a block of texts 16.
const PAGE: usize = 8 << 10;
/// Ends every file.
const MAGIC: &[u8; 8] = b"WTPAGES1";
/// Length, checksum of the sums, magic.
const FOOTER: usize = 8 + 8 + MAGIC.len();

/// A directory of tantivy's whose files carry the checksums of their pages.
#[derive(Debug, Clone)]
pub(super) struct Pages {
    inner: Box<dyn Directory>,
    /// The folder on disk, where it is one.
    folder: Option<PathBuf>,
}

impl Pages {
    pub(super) fn over(inner: Box<dyn Directory>) -> Self {
        Self { inner, folder: None }
    }

    /// The folder on disk, where it is one.
    pub(super) fn folder(&self) -> Option<PathBuf> {
        self.folder.clone()
    }

    /// Puts pages over the files of a folder.
    pub(super) fn of(folder: &Path, inner: Box<dyn Directory>) -> Self {
        Self { inner, folder: Some(folder.to_owned()) }
    }

    /// Refuses what is no file: a pipe would be waited for without end, and a device gives as much as memory holds.
    fn must_be_a_file(&self, path: &Path) -> io::Result<()> {
        let is_none = |folder: &PathBuf| std::fs::metadata(folder.join(path)).is_ok_and(|data| !data.is_file());
        if self.folder.as_ref().is_some_and(is_none) { Err(damaged(path, "is no file")) } else { Ok(()) }
    }
}

/// What the name of a file begins with that is not in its place yet.
pub(super) const TEMPORARY: &str = ".tmp-wiretrace-";

/// Writes a small file beside its place and moves it there; others may read it as they may read the rest, which the store's own way forbids.
fn replace(folder: &Path, path: &Path, data: &[u8]) -> io::Result<()> {
    let mut file = tempfile::Builder::new();
    file.prefix(TEMPORARY);
    #[cfg(unix)]
    file.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = file.tempfile_in(folder)?;
    file.write_all(data)?;
    file.as_file().sync_all()?;
    file.persist(folder.join(path))?;
    Ok(())
}

/// Says that bytes are not what was written.
fn damaged(path: &Path, what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("{}: {what}", path.display()))
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half of a hash")]
fn sum(page: &[u8]) -> u32 {
    hash::bytes(page) as u32
}

fn open_error(error: io::Error, path: &Path) -> OpenReadError {
    OpenReadError::IoError { io_error: Arc::new(error), filepath: path.to_owned() }
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// A file of checked pages.
struct Checked {
    file: Arc<dyn FileHandle>,
    path: PathBuf,
    length: usize,
    sums: OwnedBytes,
    /// One bit a page: it was checked.
    seen: Vec<AtomicU64>,
}

impl fmt::Debug for Checked {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} of {} bytes in checked pages", self.path.display(), self.length)
    }
}

impl Checked {
    fn open(file: Arc<dyn FileHandle>, path: &Path) -> io::Result<Self> {
        let all = file.len();
        let cut = || damaged(path, "is cut short");
        let footer = file.read_bytes(all.checked_sub(FOOTER).ok_or_else(cut)?..all)?;
        if &footer[16..] != MAGIC {
            return Err(damaged(path, "does not end as it was written: it is cut short, or its last bytes are damaged"));
        }
        let length = usize::try_from(number(&footer[..8])).map_err(|_| cut())?;
        let pages = length.div_ceil(PAGE);
        if length.checked_add(pages * 4 + FOOTER) != Some(all) {
            return Err(damaged(path, "has another length than when it was written"));
        }
        let sums = file.read_bytes(length..length + pages * 4)?;
        if hash::bytes(&sums) ^ number(&footer[..8]) != number(&footer[8..16]) {
            return Err(damaged(path, "has damaged checksums"));
        }
        let seen = (0..pages.div_ceil(64)).map(|_| AtomicU64::new(0)).collect();
        Ok(Self { file, path: path.to_owned(), length, sums, seen })
    }

    /// Checks the pages that a range touches, each once.
    fn check(&self, range: &Range<usize>) -> io::Result<()> {
        for page in range.start / PAGE..range.end.div_ceil(PAGE) {
            let (word, bit) = (&self.seen[page / 64], 1 << (page % 64));
            if word.load(Ordering::Relaxed) & bit != 0 {
                continue;
            }
            let bytes = self.file.read_bytes(page * PAGE..self.length.min((page + 1) * PAGE))?;
            if u64::from(sum(&bytes)) != number(&self.sums[page * 4..page * 4 + 4]) {
                return Err(damaged(&self.path, &format!("is damaged between bytes {} and {}", page * PAGE, (page + 1) * PAGE)));
            }
            word.fetch_or(bit, Ordering::Relaxed);
        }
        Ok(())
    }
}

impl HasLen for Checked {
    fn len(&self) -> usize {
        self.length
    }
}

impl FileHandle for Checked {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.start > range.end || range.end > self.length {
            return Err(damaged(&self.path, "points outside itself"));
        }
        self.check(&range)?;
        self.file.read_bytes(range)
    }
}

/// Sums pages while they are written.
struct Summing {
    inner: WritePtr,
    page: Vec<u8>,
    sums: Vec<u8>,
    length: u64,
}

impl Summing {
    fn end_page(&mut self) {
        self.sums.extend(sum(&self.page).to_le_bytes());
        self.page.clear();
    }
}

impl Write for Summing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(&bytes[..bytes.len().min(PAGE - self.page.len())])?;
        self.page.extend(&bytes[..written]);
        self.length += written as u64;
        if self.page.len() == PAGE {
            self.end_page();
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl TerminatingWrite for Summing {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        if !self.page.is_empty() {
            self.end_page();
        }
        self.inner.write_all(&self.sums)?;
        self.inner.write_all(&self.length.to_le_bytes())?;
        self.inner.write_all(&(hash::bytes(&self.sums) ^ self.length).to_le_bytes())?;
        self.inner.write_all(MAGIC)?;
        self.inner.terminate_ref(token)
    }
}

impl Directory for Pages {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.must_be_a_file(path).map_err(|error| open_error(error, path))?;
        let file = self.inner.get_file_handle(path)?;
        Ok(Arc::new(Checked::open(file, path).map_err(|error| open_error(error, path))?))
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let inner = self.inner.open_write(path)?;
        Ok(io::BufWriter::new(Box::new(Summing { inner, page: Vec::with_capacity(PAGE), sums: Vec::new(), length: 0 })))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.must_be_a_file(path).map_err(|error| open_error(error, path))?;
        let mut data = self.inner.atomic_read(path)?;
        let sum = data.len().checked_sub(SUM).map(|at| data.split_off(at));
        match sum {
            Some(sum) if sum == line(&data) => Ok(data),
            _ => Err(open_error(damaged(path, "is damaged or cut short"), path)),
        }
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        let data = [data, &line(data)].concat();
        match &self.folder {
            Some(folder) => replace(folder, path, &data),
            None => self.inner.atomic_write(path, &data),
        }
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.inner.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.inner.sync_directory()
    }

    /// Locks as the folder does; where nobody may write, readers need not be told from a writer.
    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        self.must_be_a_file(&lock.filepath).map_err(|error| LockError::IoError(Arc::new(error)))?;
        match self.inner.acquire_lock(lock) {
            Err(LockError::IoError(error)) if lock.filepath == META_LOCK.filepath && is_read_only(&error) => {
                Ok(DirectoryLock::from(Box::new(())))
            }
            other => other,
        }
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.inner.watch(callback)
    }
}

fn is_read_only(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

/// Bytes of the last line of a small file: a line break, 16 digits, a line break.
const SUM: usize = 18;

/// The last line of a small file: its checksum.
fn line(data: &[u8]) -> Vec<u8> {
    format!("\n{:016x}\n", hash::bytes(data)).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tantivy::directory::RamDirectory;

    fn stored(ram: &RamDirectory, data: &[u8]) -> Vec<u8> {
        let mut file = Pages::over(Box::new(ram.clone())).open_write(Path::new("one")).unwrap();
        file.write_all(data).unwrap();
        file.terminate().unwrap();
        ram.open_read(Path::new("one")).unwrap().read_bytes().unwrap().to_vec()
    }

    fn read(raw: &[u8], range: Range<usize>) -> io::Result<Vec<u8>> {
        let file = Checked::open(Arc::new(OwnedBytes::new(raw.to_vec())), Path::new("one"))?;
        file.read_bytes(range).map(|bytes| bytes.to_vec())
    }

    #[test]
    fn what_was_written_is_read() {
        for length in [0, 1, PAGE - 1, PAGE, PAGE + 1, 5 * PAGE + 17] {
            let data: Vec<u8> = (0..=250).cycle().step_by(7).take(length).collect();
            let raw = stored(&RamDirectory::create(), &data);
            assert_eq!(read(&raw, 0..length).unwrap(), data);
        }
    }

    #[test]
    fn every_flipped_bit_and_every_cut_is_noticed() {
        let data: Vec<u8> = (0..=250).cycle().step_by(7).take(2 * PAGE + 100).collect();
        let raw = stored(&RamDirectory::create(), &data);
        for at in (0..raw.len()).step_by(37).chain(raw.len() - FOOTER - 12..raw.len()) {
            let mut flipped = raw.clone();
            flipped[at] ^= 1 << (at % 8);
            assert!(read(&flipped, 0..data.len()).is_err(), "byte {at}");
            assert!(read(&raw[..at], 0..data.len()).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn only_what_is_touched_is_checked() {
        let data = vec![7; 3 * PAGE];
        let mut raw = stored(&RamDirectory::create(), &data);
        raw[PAGE + 5] ^= 1;
        assert!(read(&raw, 0..PAGE).is_ok() && read(&raw, 2 * PAGE..3 * PAGE).is_ok());
        assert!(read(&raw, PAGE - 1..PAGE + 1).is_err());
    }

    #[test]
    fn a_small_file_ends_in_its_checksum() {
        let ram = RamDirectory::create();
        let pages = Pages::over(Box::new(ram.clone()));
        pages.atomic_write(Path::new("meta.json"), b"{}").unwrap();
        assert_eq!(pages.atomic_read(Path::new("meta.json")).unwrap(), b"{}");
        ram.atomic_write(Path::new("meta.json"), b"{ }\n0123456789abcdef\n").unwrap();
        assert!(pages.atomic_read(Path::new("meta.json")).is_err());
        ram.atomic_write(Path::new("meta.json"), b"{}").unwrap();
        assert!(pages.atomic_read(Path::new("meta.json")).is_err());
    }
}
