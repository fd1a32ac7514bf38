//! Where shingles, or texts, are kept: in memory up to a budget, past it in a temporary file that nobody else sees and that is gone when the run ends,
//! however it ends.
//!
//! A list is written once and may be written over by one that is no longer. What is read back is what was written, so that the budget
//! changes where things are and never what comes out.

use std::fs::File;
use std::io;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// A place for lists of hashes, and for texts.
#[derive(Debug)]
pub struct Spool {
    budget: u64,
    held: AtomicU64,
    end: AtomicU64,
    file: OnceLock<File>,
    failed: OnceLock<io::Error>,
}

/// A list of hashes in its place.
#[derive(Debug, Clone)]
pub(super) enum Kept {
    Held(Box<[u32]>),
    /// From this byte of the file on, so many hashes.
    Spilled(u64, u32),
}

/// A text in its place.
#[derive(Debug)]
pub enum KeptText {
    /// In memory.
    Held(String),
    /// From this byte of the file on, so many bytes.
    Spilled(u64, usize),
}

impl KeptText {
    /// Counts its bytes.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a piece has words")]
    pub fn len(&self) -> usize {
        match self {
            Self::Held(text) => text.len(),
            Self::Spilled(_, len) => *len,
        }
    }
}

impl Default for Kept {
    fn default() -> Self {
        Self::Held(Box::default())
    }
}

const WIDTH: usize = size_of::<u32>();

impl Spool {
    /// Makes a place that holds so many bytes in memory; all of them where there is no budget.
    #[must_use]
    pub fn new(budget: Option<u64>) -> Self {
        let (held, end) = (AtomicU64::new(0), AtomicU64::new(0));
        Self { budget: budget.unwrap_or(u64::MAX), held, end, file: OnceLock::new(), failed: OnceLock::new() }
    }

    /// Keeps a list. A failure is told by [`Spool::checked`]: what was lost until then is empty.
    pub(super) fn keep(&self, list: Vec<u32>) -> Kept {
        let bytes = (list.len() * WIDTH) as u64;
        if self.has_room(bytes) {
            return Kept::Held(list.into_boxed_slice());
        }
        let at = self.end.fetch_add(bytes, Ordering::Relaxed);
        self.write(at, &list)
    }

    /// Keeps a text. A failure is told by [`Spool::checked`].
    pub fn keep_text(&self, text: String) -> KeptText {
        let bytes = text.len() as u64;
        if self.has_room(bytes) {
            return KeptText::Held(text);
        }
        let at = self.end.fetch_add(bytes, Ordering::Relaxed);
        if let Err(error) = self.file().and_then(|file| write_at(file, text.as_bytes(), at)) {
            let _ = self.failed.set(error);
        }
        KeptText::Spilled(at, text.len())
    }

    /// Gives a text back.
    ///
    /// # Errors
    /// What the temporary file says.
    pub fn text(&self, kept: KeptText) -> io::Result<String> {
        match kept {
            KeptText::Held(text) => Ok(text),
            KeptText::Spilled(at, len) => {
                let mut bytes = vec![0; len];
                read_at(self.file()?, &mut bytes, at)?;
                String::from_utf8(bytes).map_err(io::Error::other)
            }
        }
    }

    /// Takes so many bytes of the budget, if they are left.
    fn has_room(&self, bytes: u64) -> bool {
        let fits = self.held.fetch_add(bytes, Ordering::Relaxed) + bytes <= self.budget;
        if !fits {
            self.held.fetch_sub(bytes, Ordering::Relaxed);
        }
        fits
    }

    /// Puts a list in the place of one that is as long or longer.
    pub(super) fn replace(&self, place: &Kept, list: Vec<u32>) -> Kept {
        match place {
            Kept::Held(_) => Kept::Held(list.into_boxed_slice()),
            Kept::Spilled(at, _) => self.write(*at, &list),
        }
    }

    fn write(&self, at: u64, list: &[u32]) -> Kept {
        let bytes: Vec<u8> = list.iter().flat_map(|hash| hash.to_le_bytes()).collect();
        match self.file().and_then(|file| write_at(file, &bytes, at)) {
            Ok(()) => Kept::Spilled(at, u32::try_from(list.len()).unwrap_or(u32::MAX)),
            Err(error) => {
                let _ = self.failed.set(error);
                Kept::default()
            }
        }
    }

    /// Gives the first hashes of a list, all of them where it has no more; what is not in memory is read into `room`.
    pub(super) fn first<'a>(&self, list: &'a Kept, count: usize, room: &'a mut Vec<u32>) -> &'a [u32] {
        match list {
            Kept::Held(list) => &list[..count.min(list.len())],
            Kept::Spilled(at, len) => {
                let mut bytes = vec![0; count.min(*len as usize) * WIDTH];
                room.clear();
                match self.file().and_then(|file| read_at(file, &mut bytes, *at)) {
                    Ok(()) => room.extend(bytes.as_chunks().0.iter().map(|bytes| u32::from_le_bytes(*bytes))),
                    Err(error) => drop(self.failed.set(error)),
                }
                room
            }
        }
    }

    /// Gives all hashes of a list.
    pub(super) fn all<'a>(&self, list: &'a Kept, room: &'a mut Vec<u32>) -> &'a [u32] {
        self.first(list, usize::MAX, room)
    }

    /// Gives itself back, or what went wrong with the file.
    ///
    /// # Errors
    /// No room for the temporary file, or no folder for such files.
    pub fn checked(mut self) -> io::Result<Self> {
        self.failed.take().map_or(Ok(self), Err)
    }

    fn file(&self) -> io::Result<&File> {
        if let Some(file) = self.file.get() {
            return Ok(file);
        }
        // Of two threads that come here at once one file is dropped unused.
        let file = tempfile::tempfile()?;
        Ok(self.file.get_or_init(|| file))
    }
}

#[cfg(unix)]
fn write_at(file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, at)
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(windows)]
fn write_at(file: &File, mut bytes: &[u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let written = std::os::windows::fs::FileExt::seek_write(file, bytes, at)?;
        bytes = &bytes[written..];
        at += written as u64;
    }
    Ok(())
}

#[cfg(windows)]
fn read_at(file: &File, mut bytes: &mut [u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, at)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => {
                bytes = &mut bytes[read..];
                at += read as u64;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_back_whole_from_memory_and_from_the_file() {
        let spool = Spool::new(Some(40));
        let lists: Vec<Vec<u32>> = (0..6).map(|n| (n * 10..n * 10 + 5).collect()).collect();
        let kept: Vec<Kept> = lists.iter().map(|list| spool.keep(list.clone())).collect();
        assert_eq!(kept.iter().filter(|kept| matches!(kept, Kept::Held(_))).count(), 2, "40 bytes are two lists");
        let mut room = Vec::new();
        for (kept, list) in kept.iter().zip(&lists) {
            assert_eq!(spool.all(kept, &mut room), list);
            assert_eq!(spool.first(kept, 2, &mut room), &list[..2]);
        }
        let shorter = spool.replace(&kept[5], vec![7, 8]);
        assert_eq!(spool.all(&shorter, &mut room), [7, 8]);
        assert_eq!(spool.all(&kept[4], &mut room), lists[4]);
        assert!(spool.checked().is_ok());
    }

    #[test]
    fn texts_come_back_whole_from_memory_and_from_the_file() {
        let spool = Spool::new(Some(30));
        let texts = ["The harbour wall fell.", "Två båtar sjönk i natten.", "", "Nobody was hurt."].map(str::to_owned);
        let kept = texts.clone().map(|text| spool.keep_text(text));
        assert_eq!(kept.iter().filter(|kept| matches!(kept, KeptText::Spilled(..))).count(), 2, "30 bytes are one text and the empty one");
        assert_eq!(kept.iter().map(KeptText::len).collect::<Vec<_>>(), texts.iter().map(String::len).collect::<Vec<_>>());
        assert_eq!(kept.map(|kept| spool.text(kept).unwrap()), texts);
    }
}
