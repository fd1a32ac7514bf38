//! What a file says, read again when the file is another: one question to the file system a request.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use crate::error::Error;

/// Tells one state of a file from the next; whoever writes these files puts a new one in their place.
type Stamp = Option<(Option<SystemTime>, u64, u64)>;

/// A value that was read from a file, with the number of its reading.
pub(super) struct Watched<T> {
    file: PathBuf,
    known: Mutex<Option<(Stamp, Arc<T>)>>,
}

impl<T> Watched<T> {
    pub(super) fn new(file: PathBuf) -> Self {
        Self { file, known: Mutex::new(None) }
    }

    /// Gives what the file says now. A failure is not kept: the next one who asks reads again.
    pub(super) fn now(&self, read: impl FnOnce() -> Result<T, Error>) -> Result<Arc<T>, Error> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        // Before it is read: a change meanwhile is another stamp, and the next one who asks reads again.
        let stamp = stamp(&self.file);
        if let Some((_, value)) = known.as_ref().filter(|(of, _)| *of == stamp) {
            return Ok(Arc::clone(value));
        }
        *known = None;
        let value = Arc::new(read()?);
        *known = Some((stamp, Arc::clone(&value)));
        Ok(value)
    }
}

fn stamp(file: &Path) -> Stamp {
    let data = std::fs::metadata(file).ok()?;
    #[cfg(unix)]
    let inode = std::os::unix::fs::MetadataExt::ino(&data);
    #[cfg(not(unix))]
    let inode = 0;
    Some((data.modified().ok(), data.len(), inode))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_again_only_when_it_is_another() {
        let home = tempfile::tempdir().expect("a temporary folder");
        let file = home.path().join("file");
        let watched = Watched::new(file.clone());
        let read = || Ok(std::fs::read_to_string(&file).unwrap_or_default());
        assert_eq!(*watched.now(read).expect("none yet"), "");
        std::fs::write(&file, "one").expect("writable");
        assert_eq!(*watched.now(read).expect("readable"), "one");
        assert_eq!(*watched.now(|| panic!("nothing changed")).expect("known"), "one");
        std::fs::write(&file, "three").expect("writable");
        assert_eq!(*watched.now(read).expect("readable"), "three");
    }
}
