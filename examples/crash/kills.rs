//! A program that is killed in the middle: what it had reported as committed is there, and the same command run again ends where it would
//! have ended.

use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command as Process, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, WatchCallback, WatchHandle, WritePtr};
use wiretrace::article::Article;
use wiretrace::index::Index;

use crate::Failure;
use crate::dice::Dice;
use crate::stories::{Answers, Command, DEEDS_DONE, Deed, SEED, answers, header, probes, texts};

/// Moments are spread over this share of the time that the command takes: some fall behind its end.
const SPREAD: f64 = 1.05;

/// Where a kill fell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    BeforeTheFirstCommit,
    BetweenCommits,
    DuringAMerge,
    AfterTheEnd,
}

/// A folder that tells on standard output what is done in it.
#[derive(Debug, Clone)]
struct Telling(MmapDirectory);

impl Directory for Telling {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.0.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.0.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.0.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        if std::thread::current().name().is_some_and(|name| name.starts_with("merge_thread")) {
            println!("merges");
        }
        self.0.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.0.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.0.atomic_write(path, data)?;
        if path == Path::new("meta.json") {
            println!("commits");
        }
        Ok(())
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.0.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        self.0.acquire_lock(lock)
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.0.watch(callback)
    }
}

/// What the child does: the command, and a line for each step that is done.
pub fn work(command: Command, folder: &str) -> Result<(), Failure> {
    drop(Index::create(folder, &header())?);
    let index = Index::in_directory(Box::new(Telling(MmapDirectory::open(folder)?)), folder, Some(&header()))?;
    command.run(&index, &mut |step| println!("done {step}"))?;
    println!("end");
    Ok(())
}

/// Starts a child on a folder, perhaps under another program.
fn start(command: Command, folder: &Path) -> Result<Child, Failure> {
    let mut process = Process::new(std::env::current_exe()?);
    process.args(["worker", &format!("{:?}", command.deed), &command.pieces.to_string(), &command.batch.to_string()]).arg(folder);
    Ok(process.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?)
}

/// Lets a child run to its end.
pub fn undisturbed(command: Command, folder: &Path) -> Result<Duration, Failure> {
    let begin = Instant::now();
    let ended = start(command, folder)?.wait_with_output()?;
    if ended.status.success() { Ok(begin.elapsed()) } else { Err(format!("{:?}: the undisturbed command failed", command.deed).into()) }
}

/// Lets a child run for a while, kills it, and gives the lines that it had written.
fn killed(command: Command, folder: &Path, after: Duration) -> Result<Vec<String>, Failure> {
    let mut child = start(command, folder)?;
    let out = child.stdout.take().ok_or("no pipe")?;
    let reader = std::thread::spawn(move || BufReader::new(out).lines().map_while(Result::ok).collect::<Vec<_>>());
    std::thread::sleep(after);
    // SIGKILL: nothing of the program runs after it.
    child.kill()?;
    child.wait()?;
    reader.join().map_err(|_| "the reader of the pipe ended".into())
}

fn phase(lines: &[String]) -> Phase {
    let last = lines.iter().rev().find(|line| !line.starts_with("done"));
    match last.map(String::as_str) {
        None => Phase::BeforeTheFirstCommit,
        Some("end") => Phase::AfterTheEnd,
        Some("merges") => Phase::DuringAMerge,
        Some(_) => Phase::BetweenCommits,
    }
}

/// One kind of command, its archive before, and how it ends.
pub struct Case {
    pub command: Command,
    before: tempfile::TempDir,
    probes: Vec<Article>,
    after: Answers,
    /// How long it takes.
    pub takes: Duration,
}

/// What one kill showed.
pub struct Killed {
    pub phase: Phase,
    /// Files of parts that the archive does not know, after the command had run again.
    pub left: usize,
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    for file in std::fs::read_dir(from)? {
        let file = file?;
        std::fs::copy(file.path(), to.join(file.file_name()))?;
    }
    Ok(())
}

fn open(folder: &Path) -> Result<Index, Failure> {
    Ok(Index::open(&folder.to_string_lossy())?)
}

/// Names the files of a folder that belong to nothing that the archive holds: parts of old segments, and commits that were not finished.
fn left_over(folder: &Path) -> Result<Vec<String>, Failure> {
    let meta = std::fs::read_to_string(folder.join("meta.json"))?.replace('-', "");
    let names = std::fs::read_dir(folder)?.filter_map(|file| Some(file.ok()?.file_name().to_string_lossy().into_owned()));
    let known = |name: &str| match name.split_once('.') {
        Some(("", rest)) => !rest.starts_with("tmp"),
        Some((segment, _)) if segment.len() == 32 => meta.contains(segment),
        _ => true,
    };
    Ok(names.filter(|name| !known(name)).collect())
}

impl Case {
    pub fn of(command: Command) -> Result<Self, Failure> {
        let (before, after) = (tempfile::tempdir()?, tempfile::tempdir()?);
        if command.deed != Deed::Add {
            command.prepare(&Index::create(&before.path().to_string_lossy(), &header())?)?;
        }
        let mut times = [Duration::ZERO; 3];
        for time in &mut times {
            let folder = tempfile::tempdir()?;
            copy(before.path(), folder.path())?;
            *time = undisturbed(command, folder.path())?;
        }
        times.sort_unstable();
        copy(before.path(), after.path())?;
        undisturbed(command, after.path())?;
        let (probes, index) = (probes(command.pieces, 12), open(after.path())?);
        let answers = answers(&index, &probes)?;
        if texts(&index)? != command.texts(command.steps()) {
            return Err("undisturbed, it does not hold what it should".into());
        }
        Ok(Self { command, before, probes, after: answers, takes: times[1] })
    }

    /// Kills the command at a moment, the `number`-th of so many, and runs it again; tells what is wrong, where something is.
    pub fn kill(&self, number: usize, of: usize) -> Result<Killed, Failure> {
        let folder = tempfile::tempdir()?;
        copy(self.before.path(), folder.path())?;
        let mut dice = Dice::of(SEED, "moments", &format!("{:?} {number}", self.command.deed));
        let share = (number as f64 + dice.below(1000) as f64 / 1000.0) / of as f64;
        let lines = killed(self.command, folder.path(), self.takes.mul_f64(share * SPREAD))?;
        let reported = lines.iter().filter(|line| line.starts_with("done")).count();
        // Before the first commit of all there may be no archive yet.
        if self.command.deed != Deed::Add || reported > 0 || folder.path().join("meta.json").is_file() {
            let index = open(folder.path())?;
            index.verify()?;
            let there = texts(&index)?;
            let held = (0..=self.command.steps()).filter(|step| there == self.command.texts(*step)).max();
            match held {
                None => return Err("holds half a batch".into()),
                Some(held) if held < reported => return Err(format!("{reported} steps were reported, {held} are there").into()),
                Some(_) => {}
            }
        }
        undisturbed(self.command, folder.path())?;
        let index = open(folder.path())?;
        index.verify()?;
        if let Some(other) = answers(&index, &self.probes)?.difference(&self.after) {
            return Err(format!("ends in other answers: {other}").into());
        }
        let left = left_over(folder.path())?;
        // An unfinished commit names segments; a part of a segment may hold the text of a piece.
        let parts: Vec<&String> = left.iter().filter(|name| !name.starts_with(".tmp")).collect();
        let removed = index.info()?.removed;
        if self.command.deed == Deed::Remove && (removed > 0 || !parts.is_empty()) {
            return Err(format!("keeps {removed} removed pieces, and {parts:?}").into());
        }
        Ok(Killed { phase: phase(&lines), left: left.len() })
    }
}

/// Reads a deed by its name.
pub fn deed(name: &str) -> Option<Deed> {
    DEEDS_DONE.into_iter().find(|deed| format!("{deed:?}") == name)
}
