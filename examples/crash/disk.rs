//! A folder in memory that behaves as one on a disk does when it is full, slow to tell, or damaged: what was written of a file stays there
//! though the file was never finished, and a call fails when it is told to.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, Directory, DirectoryLock, FileHandle, Lock, OwnedBytes, TerminatingWrite, WatchCallback, WatchHandle, WritePtr,
};

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// There is room for so many bytes; what does not fit is refused whole.
    Full(u64),
    /// There is room for so many bytes; what does not fit is written as far as it does.
    Short(u64),
    /// From the call of this number on every call that writes fails.
    Broken(u64),
    /// The call of this number fails, and the next ones do not.
    Once(u64),
}

/// What was done so far.
#[derive(Debug, Clone, Copy, Default)]
pub struct Meter {
    /// Bytes written.
    pub bytes: u64,
    /// Calls that write: open, finish, replace, delete a file, sync the folder.
    pub calls: u64,
    /// How often something failed.
    pub failed: u64,
}

/// The folder.
#[derive(Clone)]
pub struct Disk(Arc<Inner>);

struct Inner {
    files: Mutex<BTreeMap<PathBuf, Arc<[u8]>>>,
    meter: Mutex<Meter>,
    fault: Fault,
    locks: Mutex<BTreeSet<PathBuf>>,
    unlocked: Condvar,
}

impl std::fmt::Debug for Disk {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "a disk with {:?}", self.0.fault)
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn full() -> io::Error {
    io::Error::new(io::ErrorKind::StorageFull, "no space left on the device")
}

impl Disk {
    /// An empty one.
    pub fn empty(fault: Fault) -> Self {
        Self::of(BTreeMap::new(), fault)
    }

    fn of(files: BTreeMap<PathBuf, Arc<[u8]>>, fault: Fault) -> Self {
        let inner =
            Inner { files: Mutex::new(files), meter: Mutex::default(), fault, locks: Mutex::default(), unlocked: Condvar::default() };
        Self(Arc::new(inner))
    }

    /// What is on it at this moment, as the machine finds it when it starts again: no locks, other faults.
    pub fn image(&self, fault: Fault) -> Self {
        Self::of(held(&self.0.files).clone(), fault)
    }

    /// Waits until nobody holds it but whoever asks, twice.
    pub fn settle(&self) {
        while Arc::strong_count(&self.0) > 2 {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
    }

    pub fn meter(&self) -> Meter {
        *held(&self.0.meter)
    }

    /// Its files and their lengths.
    pub fn files(&self) -> Vec<(PathBuf, usize)> {
        held(&self.0.files).iter().map(|(path, bytes)| (path.clone(), bytes.len())).collect()
    }

    /// Replaces what a file holds, or takes it away.
    pub fn set(&self, path: &Path, to: impl FnOnce(Vec<u8>) -> Option<Vec<u8>>) {
        let mut files = held(&self.0.files);
        let old = files.remove(path).map(|bytes| bytes.to_vec()).unwrap_or_default();
        if let Some(new) = to(old) {
            files.insert(path.to_owned(), new.into());
        }
    }

    /// Counts a call that writes, and fails where it is to fail.
    fn call(&self) -> io::Result<()> {
        let mut meter = held(&self.0.meter);
        meter.calls += 1;
        let fails = match self.0.fault {
            Fault::Broken(from) => meter.calls >= from,
            Fault::Once(at) => meter.calls == at,
            _ => false,
        };
        if fails {
            meter.failed += 1;
            return Err(io::Error::other("the device does not answer"));
        }
        Ok(())
    }

    /// Takes room for bytes: for as many as fit, or for all or none.
    fn take(&self, bytes: usize, whole: bool) -> io::Result<usize> {
        let mut meter = held(&self.0.meter);
        let (room, short) = match self.0.fault {
            Fault::Full(room) => (room, false),
            Fault::Short(room) => (room, !whole),
            _ => (u64::MAX, false),
        };
        let left = usize::try_from(room.saturating_sub(meter.bytes)).unwrap_or(usize::MAX);
        let taken = if bytes <= left { bytes } else { left * usize::from(short) };
        if taken == 0 && bytes > 0 {
            meter.failed += 1;
            return Err(full());
        }
        meter.bytes += taken as u64;
        Ok(taken)
    }
}

/// A file that is being written.
struct Open {
    disk: Disk,
    path: PathBuf,
}

impl Write for Open {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = self.disk.take(bytes.len(), false)?;
        let mut files = held(&self.disk.0.files);
        let old = files.remove(&self.path).ok_or_else(|| io::Error::other("the file was deleted while it was written"))?;
        files.insert(self.path.clone(), [&old, &bytes[..taken]].concat().into());
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl TerminatingWrite for Open {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        self.disk.call()
    }
}

/// Gives a lock back.
struct Held {
    disk: Disk,
    path: PathBuf,
}

impl Drop for Held {
    fn drop(&mut self) {
        held(&self.disk.0.locks).remove(&self.path);
        self.disk.0.unlocked.notify_all();
    }
}

impl Directory for Disk {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let files = held(&self.0.files);
        let bytes = files.get(path).ok_or_else(|| OpenReadError::FileDoesNotExist(path.to_owned()))?;
        Ok(Arc::new(OwnedBytes::new(bytes.clone())))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.call().map_err(|error| DeleteError::IoError { io_error: Arc::new(error), filepath: path.to_owned() })?;
        held(&self.0.files).remove(path).map(drop).ok_or_else(|| DeleteError::FileDoesNotExist(path.to_owned()))
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        Ok(held(&self.0.files).contains_key(path))
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.call().map_err(|error| OpenWriteError::wrap_io_error(error, path.to_owned()))?;
        let mut files = held(&self.0.files);
        if files.contains_key(path) {
            return Err(OpenWriteError::FileAlreadyExists(path.to_owned()));
        }
        files.insert(path.to_owned(), Arc::from([]));
        Ok(io::BufWriter::new(Box::new(Open { disk: self.clone(), path: path.to_owned() })))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        held(&self.0.files).get(path).map(|bytes| bytes.to_vec()).ok_or_else(|| OpenReadError::FileDoesNotExist(path.to_owned()))
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.call()?;
        self.take(data.len(), true)?;
        held(&self.0.files).insert(path.to_owned(), data.into());
        Ok(())
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.call()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        let mut locks = held(&self.0.locks);
        while locks.contains(&lock.filepath) {
            if !lock.is_blocking {
                return Err(LockError::LockBusy);
            }
            locks = self.0.unlocked.wait(locks).unwrap_or_else(PoisonError::into_inner);
        }
        locks.insert(lock.filepath.clone());
        Ok(DirectoryLock::from(Box::new(Held { disk: self.clone(), path: lock.filepath.clone() })))
    }

    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}
