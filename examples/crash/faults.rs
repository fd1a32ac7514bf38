//! A disk that is full or breaks in the middle: the command ends in an error that says so, what was committed is whole, and the command
//! run again on a sound disk ends where it would have ended.

use std::sync::mpsc;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use wiretrace::article::Article;
use wiretrace::error::Error;
use wiretrace::index::Index;

use crate::disk::{Disk, Fault, Meter};
use crate::stories::{Answers, Command, answers, header, probes, texts};

/// Nothing here takes longer than a second or two; what takes this long hangs.
const PATIENCE: Duration = Duration::from_mins(2);

static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Counts every panic from now on, in whichever thread.
pub fn count_panics() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        PANICS.lock().unwrap_or_else(PoisonError::into_inner).push(panic.to_string());
        before(panic);
    }));
}

/// The panics since this was asked last.
pub fn panics() -> Vec<String> {
    std::mem::take(&mut *PANICS.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Does something beside, and gives up when it does not end.
pub fn in_time<T: Send + 'static>(what: impl FnOnce() -> T + Send + 'static) -> Result<T, String> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || sender.send(what()));
    receiver.recv_timeout(PATIENCE).map_err(|error| match error {
        mpsc::RecvTimeoutError::Timeout => "hangs".to_owned(),
        mpsc::RecvTimeoutError::Disconnected => format!("panics: {}", panics().join("; ")),
    })
}

/// A command, an archive to begin with, and how it ends where nothing goes wrong.
pub struct Case {
    pub command: Command,
    before: Disk,
    probes: Vec<Article>,
    after: Answers,
    /// What the command writes where nothing goes wrong.
    pub meter: Meter,
}

/// How a command on a bad disk ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ending {
    /// Nothing failed before it was done.
    Untouched,
    /// Something failed beside it (a merge, a file that was to be deleted), and it was done all the same.
    DoneAllTheSame,
    /// It said that it failed before anything was committed.
    RefusedFirst,
    /// It said that it failed after something was committed.
    RefusedLater,
}

fn open(disk: &Disk) -> Result<Index, Error> {
    Index::in_directory(Box::new(disk.clone()), "archive", Some(&header()))
}

fn told(what: &str) -> impl Fn(Error) -> String + '_ {
    move |error| format!("{what}: {error}")
}

impl Case {
    pub fn of(command: Command) -> Result<Self, String> {
        let before = Disk::empty(Fault::None);
        if !command.before().is_empty() {
            command.prepare(&open(&before).map_err(told("making it"))?).map_err(told("preparing it"))?;
        }
        let probes = probes(command.pieces, 4);
        let disk = before.image(Fault::None);
        let index = open(&disk).map_err(told("opening it"))?;
        command.run(&index, &mut |_| ()).map_err(told("undisturbed"))?;
        let after = answers(&index, &probes).map_err(told("asking it"))?;
        if texts(&index)? != command.texts(command.steps()) {
            return Err("undisturbed, it does not hold what it should".to_owned());
        }
        Ok(Self { command, before, probes, after, meter: disk.meter() })
    }

    /// Runs the command on a disk with a fault, then again on a sound one; tells what is wrong with the outcome, where something is.
    ///
    /// Merges may still run behind the back of whoever gave up: the disk is looked at as it is at once, or when they have `settled`.
    pub fn try_on(&self, fault: Fault, settled: bool) -> Result<Ending, String> {
        let (command, disk) = (self.command, self.before.image(fault));
        let bad = disk.clone();
        let (steps, ended) = in_time(move || {
            let mut steps = 0;
            let ended = open(&bad).and_then(|index| command.run(&index, &mut |step| steps = step + 1));
            (steps, ended)
        })?;
        let failed = disk.meter().failed;
        if settled {
            in_time({
                let disk = disk.clone();
                move || disk.settle()
            })?;
        }
        let sound = disk.image(Fault::None);
        let index = open(&sound).map_err(told("opened again"))?;
        index.verify().map_err(told("opened again"))?;
        let there = texts(&index)?;
        let held = (0..=command.steps()).filter(|step| there == command.texts(*step)).max().ok_or("holds half a batch")?;
        if held < steps {
            return Err(format!("{steps} steps were reported, {held} are there"));
        }
        let ending = match (ended, failed) {
            (Ok(()), 0) => Ending::Untouched,
            (Ok(()), _) if held == command.steps() => Ending::DoneAllTheSame,
            (Ok(()), _) => return Err("says that it is done, and is not".to_owned()),
            (Err(error), 0) => return Err(format!("nothing failed, and yet: {error}")),
            (Err(Error::Index { .. }), _) if steps == 0 => Ending::RefusedFirst,
            (Err(Error::Index { .. }), _) => Ending::RefusedLater,
            (Err(error), _) => return Err(format!("calls it by another name: {error}")),
        };
        command.run(&index, &mut |_| ()).map_err(told("run again"))?;
        index.verify().map_err(told("verified at the end"))?;
        if let Some(other) = answers(&index, &self.probes).map_err(told("asked at the end"))?.difference(&self.after) {
            return Err(format!("ends in other answers: {other}"));
        }
        match panics().as_slice() {
            [] => Ok(ending),
            panics => Err(format!("a thread panics: {}", panics.join("; "))),
        }
    }

    /// Every so-many-th call that writes, failing by itself and failing for good, and as many rooms between nothing and all that is written.
    pub fn faults(&self, rooms: u64, every: u64) -> Vec<Fault> {
        let Meter { bytes, calls, .. } = self.meter;
        let full = (0..rooms).map(|n| n * bytes / rooms).flat_map(|room| [Fault::Full(room), Fault::Short(room)]);
        let calls = (1..=calls).step_by(usize::try_from(every).unwrap_or(1)).flat_map(|call| [Fault::Broken(call), Fault::Once(call)]);
        full.chain(calls).collect()
    }
}
