//! Named writers -> files in one folder, all of them or none.
//!
//! Every file is first written whole under a temporary name (`.wiretrace-…`) in the same folder, and only when the last one is safe on
//! disk are they all renamed. A run that fails half-way leaves yesterday's files whole and takes its temporary ones away.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;
use tempfile::{Builder, NamedTempFile};

use crate::error::Error;

/// Temporary files that are being written: what an interrupted run has to take away.
static UNFINISHED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Removes the temporary files of a run that is about to end before its time. Files that are on their way to their places get there first,
/// all of them, and none is begun any more: who would write waits for the end of the process.
pub fn forget_unfinished() {
    let mut unfinished = unfinished();
    for path in std::mem::take(&mut *unfinished) {
        // Gone already is as good as removed.
        let _ = fs::remove_file(path);
    }
    std::mem::forget(unfinished);
}

fn unfinished() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a file's content is written to.
pub type Sink = BufWriter<NamedTempFile>;

/// A file to write: its plain name, and what writes its content.
pub type Output<'a> = (&'a str, &'a Content<'a>);

/// What writes the content of a file, from any thread.
pub type Content<'a> = dyn Fn(&mut Sink) -> io::Result<()> + Sync + 'a;

/// Writes all files into the folder, side by side; the folder is made when it is not there, and a file of the same name is replaced.
///
/// ```
/// # use std::io::Write as _;
/// # let home = tempfile::tempdir().unwrap();
/// let folder = home.path().join("out");
/// wiretrace::report::folder::write_all(&folder, &[("hello.txt", &|out| out.write_all(b"hello"))])?;
/// # Ok::<(), wiretrace::error::Error>(())
/// ```
///
/// # Errors
/// [`Error::Write`] names the file or folder; nothing is renamed unless every file was written.
pub fn write_all(folder: &Path, files: &[Output<'_>]) -> Result<(), Error> {
    let failed = |path: &Path, source| Error::Write { path: path.to_owned(), source };
    if folder.is_file() {
        return Err(failed(folder, io::Error::new(io::ErrorKind::NotADirectory, "it is a file, not a folder")));
    }
    fs::create_dir_all(folder).map_err(|source| failed(folder, source))?;
    let write = |(name, content): &Output<'_>| {
        let path = folder.join(name);
        // A rename onto a folder would fail only after others have been renamed.
        if path.is_dir() {
            return Err(failed(&path, io::Error::new(io::ErrorKind::IsADirectory, "a folder of this name is in the way")));
        }
        let file = write_aside(folder, *content).map_err(|source| failed(&path, source))?;
        Ok((path, file))
    };
    let written: Vec<Result<(PathBuf, NamedTempFile), Error>> = files.par_iter().map(write).collect();
    let written = written.into_iter().collect::<Result<Vec<_>, Error>>()?;
    let mut unfinished = unfinished();
    for (path, file) in written {
        unfinished.remove(file.path());
        file.persist(&path).map_err(|stopped| failed(&path, stopped.error))?;
    }
    Ok(())
}

/// Writes one file under a temporary name, down to the disk.
fn write_aside(folder: &Path, content: &Content<'_>) -> io::Result<NamedTempFile> {
    let file = begun(folder)?;
    let mut out = BufWriter::new(file);
    content(&mut out)?;
    out.flush()?;
    let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Makes a temporary file, and knows of it before anybody can end the run.
fn begun(folder: &Path) -> io::Result<NamedTempFile> {
    let mut unfinished = unfinished();
    let file = open_aside(folder)?;
    unfinished.insert(file.path().to_owned());
    Ok(file)
}

/// Makes a temporary file that others may read as far as the user's umask lets them; by default only the user could.
#[cfg(unix)]
fn open_aside(folder: &Path) -> io::Result<NamedTempFile> {
    use std::os::unix::fs::PermissionsExt as _;
    Builder::new().prefix(".wiretrace-").permissions(fs::Permissions::from_mode(0o666)).tempfile_in(folder)
}

#[cfg(not(unix))]
fn open_aside(folder: &Path) -> io::Result<NamedTempFile> {
    Builder::new().prefix(".wiretrace-").tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("the folder is there");
        let mut names: Vec<String> = entries.map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_folder_that_is_not_there_is_made_and_filled() {
        let home = tempfile::tempdir().expect("a temporary folder");
        let folder = home.path().join("deep/out");
        write_all(&folder, &[("a", &|out| out.write_all(b"1")), ("b", &|out| out.write_all(b"2"))]).expect("writable");
        assert_eq!(names(&folder), ["a", "b"]);
        assert_eq!(fs::read(folder.join("b")).expect("readable"), b"2");
    }

    #[test]
    fn a_failure_leaves_the_old_files_and_no_temporary_ones() {
        let home = tempfile::tempdir().expect("a temporary folder");
        fs::write(home.path().join("a"), "old").expect("writable");
        let full: &Content<'_> = &|_| Err(io::Error::other("disk full"));
        let error = write_all(home.path(), &[("a", &|out| out.write_all(b"new")), ("b", full)]).expect_err("the second one fails");
        assert!(error.to_string().contains("b: cannot write (disk full)"), "{error}");
        assert_eq!(names(home.path()), ["a"]);
        assert_eq!(fs::read(home.path().join("a")).expect("readable"), b"old");
    }

    #[test]
    fn a_folder_in_the_way_of_a_file_stops_the_run_before_any_rename() {
        let home = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir(home.path().join("b")).expect("writable");
        assert!(write_all(home.path(), &[("a", &|out| out.write_all(b"new")), ("b", &|_| Ok(()))]).is_err());
        assert_eq!(names(home.path()), ["b"]);
    }

    #[test]
    fn a_file_named_as_the_folder_is_refused_and_left_alone() {
        let home = tempfile::tempdir().expect("a temporary folder");
        let path = home.path().join("report");
        fs::write(&path, "mine").expect("writable");
        let error = write_all(&path, &[("a", &|_| Ok(()))]).expect_err("a file is no folder");
        assert!(error.to_string().contains("report: cannot write (it is a file, not a folder)"), "{error}");
        assert_eq!(fs::read(&path).expect("readable"), b"mine");
    }

    #[cfg(unix)]
    #[test]
    fn a_written_file_has_the_permissions_of_any_other() {
        use std::os::unix::fs::PermissionsExt as _;
        let home = tempfile::tempdir().expect("a temporary folder");
        fs::write(home.path().join("usual"), "").expect("writable");
        write_all(home.path(), &[("ours", &|_| Ok(()))]).expect("writable");
        let mode = |name: &str| fs::metadata(home.path().join(name)).expect("there").permissions().mode();
        assert_eq!(mode("ours"), mode("usual"));
    }
}
