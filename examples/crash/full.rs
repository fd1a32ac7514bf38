//! A real disk that is full: a small file system in memory of our own, and a limit on the length of files, where the system allows them.

use std::path::Path;
use std::process::Command as Process;

use wiretrace::index::Index;

use crate::Failure;
use crate::kills::undisturbed;
use crate::stories::{Command, Deed, header, texts};

/// Rooms, in KiB: too little for the first batch, for some, for most; the whole archive takes less than half a megabyte.
const ROOMS: [u32; 6] = [4, 40, 100, 200, 300, 400];
/// Lengths of a file, in blocks of 512 bytes: the parts of a batch fit, those of a merge do not.
const LENGTHS: [u32; 4] = [1, 24, 80, 160];
/// What a script says where the system does not let it make such a disk.
const NOT_ALLOWED: i32 = 99;

const ADD: Command = Command { deed: Deed::Add, pieces: 240, batch: 8 };
const COMPACT: Command = Command { deed: Deed::Compact, ..ADD };

/// Tells, for a script, whether an archive is whole and how many steps of a command it holds.
pub fn look(command: Command, folder: &str) -> Result<(), Failure> {
    let index = Index::open(folder)?;
    index.verify()?;
    let there = texts(&index)?;
    let held = (0..=command.steps()).filter(|step| there == command.texts(*step)).max().ok_or("holds half a batch")?;
    println!("holds {held}");
    Ok(())
}

/// What a script printed: how each run of the command ended, what it reported, and what was found there afterwards.
struct Told(Vec<String>);

impl Told {
    fn count(&self, begins: &str) -> usize {
        self.0.iter().filter(|line| line.starts_with(begins)).count()
    }

    fn says(&self, line: &str) -> bool {
        self.0.iter().any(|said| said == line)
    }
}

/// Runs a script in which `$worker` and `$look` are this program, on a folder; `None` where it is not allowed.
fn run(command: Command, script: &str, folder: &Path, under: &[&str]) -> Result<Option<Told>, Failure> {
    let program = std::env::current_exe()?;
    let call = |verb: &str| format!("'{}' {verb} {:?} {} {} {}", program.display(), command.deed, command.pieces, command.batch, "archive");
    let script = script.replace("$worker", &call("worker")).replace("$look", &call("look"));
    let words: Vec<&str> = under.iter().copied().chain(["sh", "-c", &script]).collect();
    let Ok(ended) = Process::new(words[0]).args(&words[1..]).current_dir(folder).output() else { return Ok(None) };
    if ended.status.code() == Some(NOT_ALLOWED) || !under.is_empty() && ended.stdout.is_empty() {
        return Ok(None);
    }
    let lines = [ended.stdout, ended.stderr].concat();
    Ok(Some(Told(String::from_utf8_lossy(&lines).lines().map(str::to_owned).collect())))
}

/// Adds to a file system of so many KiB, then gives it room and adds again.
fn in_a_small_room(kib: u32) -> Result<Option<Told>, Failure> {
    let folder = tempfile::tempdir()?;
    let script = format!(
        "mkdir disk && mount -t tmpfs -o size={kib}k none disk && cd disk || exit {NOT_ALLOWED}
         $worker || echo refused
         echo then; [ -f archive/meta.json ] && $look
         cd .. && mount -o remount,size=64m disk && cd disk || exit {NOT_ALLOWED}
         $worker >/dev/null && echo completed
         $look"
    );
    run(ADD, &script, folder.path(), &["unshare", "-rm"])
}

/// Compacts an archive with a limit on the length of files, then without one.
fn with_short_files(blocks: u32) -> Result<Option<Told>, Failure> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("archive");
    COMPACT.prepare(&Index::create(&path.to_string_lossy(), &header())?)?;
    // Where the signal is ignored, the write fails instead.
    let script = format!(
        "trap '' XFSZ || exit {NOT_ALLOWED}
         (ulimit -f {blocks} || exit {NOT_ALLOWED}; $worker || echo refused)
         echo then; $look"
    );
    let told = run(COMPACT, &script, folder.path(), &[])?;
    let Some(Told(mut lines)) = told else { return Ok(None) };
    undisturbed(COMPACT, &path)?;
    lines.extend(["completed".to_owned(), format!("holds {}", COMPACT.steps())]);
    let index = Index::open(&path.to_string_lossy())?;
    index.verify()?;
    if index.info()?.segments != 1 || texts(&index)? != COMPACT.texts(1) {
        return Err("is not compact in the end".into());
    }
    Ok(Some(Told(lines)))
}

/// Tells what is wrong with what a script saw.
fn judge(command: Command, told: &Told) -> Result<usize, String> {
    let (reported, all) = (told.count("done"), told.0.join("; "));
    let held: Vec<usize> = told.0.iter().filter_map(|line| line.strip_prefix("holds ")?.parse().ok()).collect();
    match held.as_slice() {
        _ if !told.says("refused") && reported < command.steps() => Err(format!("neither done nor refused: {all}")),
        _ if told.count("thread ") > 0 => Err(format!("panics: {all}")),
        _ if !told.says("completed") => Err(format!("was not completed: {all}")),
        [.., last] if *last != command.steps() => Err(format!("ends with {last} steps of {}: {all}", command.steps())),
        [first, _] if *first < reported => Err(format!("{reported} steps were reported, {first} are there: {all}")),
        [_, _] => Ok(reported),
        [_] if reported == 0 => Ok(0),
        _ => Err(format!("was not whole: {all}")),
    }
}

/// Fills real disks; gives how often something was wrong.
pub fn fill() -> usize {
    println!("full disks of the system");
    let small = ROOMS.map(|kib| (format!("Add with {kib} KiB of room"), ADD, in_a_small_room(kib)));
    let short = LENGTHS.map(|blocks| (format!("Compact with files of {} bytes", blocks * 512), COMPACT, with_short_files(blocks)));
    let mut wrong = 0;
    for (name, command, told) in small.into_iter().chain(short) {
        match told.map_err(|error| error.to_string()).and_then(|told| told.map(|told| (judge(command, &told), told)).ok_or(String::new())) {
            Ok((Ok(reported), told)) => {
                let ended = if told.says("refused") { "refused" } else { "done" };
                println!("  {name:<36} {ended} after {reported} of {} steps, whole, and completed", command.steps());
            }
            Err(nothing) if nothing.is_empty() => println!("  {name:<36} skipped: the system does not let us make such a disk"),
            Ok((Err(error), _)) | Err(error) => {
                wrong += 1;
                println!("  WRONG  {name}: {error}");
            }
        }
    }
    wrong
}
