//! `check --watch`: each piece as it lands in a folder, a line each.
//!
//! A plain loop: a file that the system tells of waits until it is at rest; the one that rested first is read, checked, told and forgotten.
//! Memory grows with the files that wait, never with those that came.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant, SystemTime};

use notify::event::{AccessKind, AccessMode, ModifyKind};
use notify::{Event, EventKind, RecursiveMode, Watcher};
use wiretrace::error::{Error, Skipped};
use wiretrace::index::{Index, is_index};
use wiretrace::pipeline;
use wiretrace::read::{self, Intake, ReadSettings};
use wiretrace::report::check::{self, LineRow};

use super::args::CheckFormat;
use super::complain;

/// A file whose size and time stay the same for so long is whole.
const REST: Duration = Duration::from_millis(200);
/// One that its writer has not closed yet, where the system tells that (Linux): uploads over a slow line pause for longer than [`REST`].
const OPEN: Duration = Duration::from_secs(2);

/// Checks what lands in a folder until it is stopped; ends by itself only when something is wrong with the folder, the archive or the output.
pub fn watch(named: &str, archive: &Index, format: CheckFormat) -> Result<u8, Error> {
    let refused = |reason: String| Error::Unreadable { path: named.to_owned(), reason };
    let root = fs::canonicalize(named).map_err(|_| Error::NotFound { path: named.to_owned() })?;
    if !root.is_dir() {
        return Err(refused("is no folder; name the one where pieces land, or check a single piece without --watch".to_owned()));
    }
    if is_index(&root) {
        return Err(refused("is an archive; name the folder where pieces land".to_owned()));
    }
    let (tell, heard) = mpsc::channel();
    let unwatched = |error: notify::Error| refused(format!("cannot be watched ({error})"));
    let mut watcher = notify::recommended_watcher(tell).map_err(unwatched)?;
    watcher.watch(&root, RecursiveMode::Recursive).map_err(unwatched)?;
    complain(&format!("watching {named}; Ctrl-C ends"));
    let mut drops = Drops { root, waiting: BTreeMap::new(), calm: SystemTime::now() };
    loop {
        let first = if let Some(due) = drops.due() {
            heard.recv_timeout(due.saturating_duration_since(Instant::now()))
        } else {
            drops.calm = SystemTime::now();
            heard.recv().map_err(|_| RecvTimeoutError::Disconnected)
        };
        if matches!(first, Err(RecvTimeoutError::Disconnected)) || !drops.root.is_dir() {
            return Err(refused("is gone, or can be watched no longer; make it again and start again".to_owned()));
        }
        for event in first.into_iter().chain(heard.try_iter()) {
            match event {
                Ok(event) => drops.hear(&event),
                Err(error) => complain(&format!("{named}: {error}")),
            }
        }
        if let Some(path) = drops.rested() {
            let below = path.strip_prefix(&drops.root).unwrap_or(&path);
            tell_of(&Path::new(named).join(below), archive, format)?;
        }
    }
}

/// Reads a file, checks each of its pieces, and tells what came of it.
fn tell_of(path: &Path, archive: &Index, format: CheckFormat) -> Result<(), Error> {
    let intake = match read::read_file(&path.to_string_lossy(), &ReadSettings::default()) {
        // It was moved on meanwhile.
        _ if !path.exists() => return Ok(()),
        Err(error) => {
            Intake { skipped: vec![Skipped { path: path.display().to_string(), reason: error.to_string() }], ..Intake::default() }
        }
        intake => intake?,
    };
    let mut out = io::stdout().lock();
    let mut say = |line: String| writeln!(out, "{line}").and_then(|()| out.flush()).map_err(Error::Output);
    let snapshot = archive.snapshot()?;
    for article in intake.articles {
        let report = pipeline::check(article, &snapshot)?;
        say(match format {
            CheckFormat::Text => check::in_a_line(&report),
            CheckFormat::Json => serde_json::to_string(&LineRow::of(&report)).map_err(|error| Error::Output(error.into()))?,
        })?;
    }
    intake.skipped.iter().try_for_each(|skipped| {
        let Skipped { path, reason } = skipped;
        say(match format {
            CheckFormat::Text => check::unread(skipped),
            CheckFormat::Json => serde_json::json!({ "path": path, "error": reason }).to_string(),
        })
    })
}

/// The files that wait until they are at rest.
struct Drops {
    root: PathBuf,
    waiting: BTreeMap<PathBuf, Waiting>,
    /// When last nothing waited.
    calm: SystemTime,
}

struct Waiting {
    /// Size and time; `None` for a folder, whose files are looked for.
    stamp: Option<(u64, Option<SystemTime>)>,
    due: Instant,
}

fn stamp(data: &Metadata) -> Option<(u64, Option<SystemTime>)> {
    data.is_file().then(|| (data.len(), data.modified().ok()))
}

impl Drops {
    /// When the first of them should be at rest.
    fn due(&self) -> Option<Instant> {
        self.waiting.values().map(|waiting| waiting.due).min()
    }

    fn hear(&mut self, event: &Event) {
        if event.need_rescan() {
            // More came at once than the system remembers: whatever changed since it was quiet may be new.
            let since = self.calm - Duration::from_secs(1);
            self.walk(&self.root.clone(), &|data| changed(data).is_none_or(|time| time >= since));
        }
        let (for_long, moved) = match event.kind {
            EventKind::Create(_) => (if cfg!(target_os = "linux") { OPEN } else { REST }, true),
            EventKind::Modify(ModifyKind::Name(_)) => (REST, true),
            EventKind::Modify(ModifyKind::Data(_) | ModifyKind::Any) => (if cfg!(target_os = "linux") { OPEN } else { REST }, false),
            EventKind::Access(AccessKind::Close(AccessMode::Write)) | EventKind::Any => (REST, false),
            _ => return,
        };
        for path in &event.paths {
            match fs::metadata(path) {
                // Files may have come into a new folder before the system told of them.
                Ok(data) if data.is_dir() && moved => self.wait(path, &data, REST),
                Ok(data) if data.is_file() => self.wait(path, &data, for_long),
                Ok(_) => {}
                Err(_) => drop(self.waiting.remove(path)),
            }
        }
    }

    /// A file waits anew at each change; a folder is looked through once, before the files that came into it later.
    fn wait(&mut self, path: &Path, data: &Metadata, for_long: Duration) {
        let waiting = Waiting { stamp: stamp(data), due: Instant::now() + for_long };
        if waiting.stamp.is_some() {
            self.waiting.insert(path.to_owned(), waiting);
        } else {
            self.waiting.entry(path.to_owned()).or_insert(waiting);
        }
    }

    /// Takes out the file that was to be at rest first, if it is.
    fn rested(&mut self) -> Option<PathBuf> {
        let (path, first) = self.waiting.iter().min_by_key(|(_, waiting)| waiting.due)?;
        if first.due > Instant::now() {
            return None;
        }
        let (path, was) = self.waiting.remove_entry(&path.clone())?;
        let data = fs::metadata(&path).ok()?;
        if data.is_dir() {
            self.walk(&path, &|_| true);
        } else if stamp(&data) != was.stamp {
            self.wait(&path, &data, REST);
        } else if read::is_walked(&self.root, &path, &ReadSettings::default()) {
            return Some(path);
        }
        None
    }

    /// Lets the files below a folder wait that do not wait already.
    fn walk(&mut self, folder: &Path, takes: &dyn Fn(&Metadata) -> bool) {
        for entry in fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
            let path = entry.path();
            match entry.metadata() {
                Ok(data) if data.is_dir() => self.walk(&path, takes),
                Ok(data) if takes(&data) && !self.waiting.contains_key(&path) => {
                    // A link to a folder is left: it may lead back here.
                    if let Some(data) = fs::metadata(&path).ok().filter(Metadata::is_file) {
                        self.wait(&path, &data, REST);
                    }
                }
                _ => {}
            }
        }
    }
}

/// When a file came to where it is, or changed: a rename leaves the time of its content alone.
#[cfg(unix)]
fn changed(data: &Metadata) -> Option<SystemTime> {
    use std::os::unix::fs::MetadataExt as _;
    let since = Duration::from_secs(u64::try_from(data.ctime()).ok()?);
    Some(SystemTime::UNIX_EPOCH + since + Duration::from_secs(1))
}

#[cfg(not(unix))]
fn changed(data: &Metadata) -> Option<SystemTime> {
    data.modified().ok()
}
