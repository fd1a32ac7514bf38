//! An archive on a machine where things go wrong: disks that are full, bytes that change, two who write at once. `cargo run --release
//! --example crash` does the same thousands of times, and kills the program besides.

#[allow(dead_code, reason = "the example needs the rest")]
#[path = "../examples/crash/damage.rs"]
mod damage;
#[allow(dead_code, reason = "the example needs the rest")]
#[path = "../examples/mutate/dice.rs"]
mod dice;
#[allow(dead_code, reason = "the example needs the rest")]
#[path = "../examples/crash/disk.rs"]
mod disk;
#[allow(dead_code, reason = "the example needs the rest")]
#[path = "../examples/crash/faults.rs"]
mod faults;
#[allow(dead_code, reason = "the example needs the rest")]
#[path = "../examples/crash/stories.rs"]
mod stories;

use std::path::{Path, PathBuf};
use std::process::Command as Process;
use std::sync::Once;

use damage::{Outcome, Sound};
use disk::{Disk, Fault};
use faults::{Case, Ending};
use stories::{Command, DEEDS_DONE, Deed, header, probes, story, texts};
use wiretrace::error::Error;
use wiretrace::index::Index;
use wiretrace::pipeline::check;

/// Names the folder of an archive to the tests that are run as a second process.
const FOLDER: &str = "WIRETRACE_TEST_ARCHIVE";

/// Panics of any thread are counted; a test that fails in one is the sum of its panics.
fn count_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(faults::count_panics);
}

fn on(disk: &Disk) -> Index {
    Index::in_directory(Box::new(disk.clone()), "archive", Some(&header())).unwrap()
}

#[test]
fn a_disk_that_fails_at_any_stage_leaves_what_was_committed_and_the_command_again_completes_it() {
    count_panics();
    for deed in DEEDS_DONE {
        let case = Case::of(Command { deed, pieces: 20, batch: if deed == Deed::Compact { 5 } else { 10 } }).unwrap();
        let mut refused = 0;
        for (number, fault) in case.faults(5, 9).into_iter().enumerate() {
            let ending = case.try_on(fault, number % 2 == 1).unwrap_or_else(|wrong| panic!("{deed:?} with {fault:?}: {wrong}"));
            refused += usize::from(matches!(ending, Ending::RefusedFirst | Ending::RefusedLater));
        }
        assert!(refused > 5, "{deed:?}: only {refused} faults were felt");
    }
}

#[test]
fn a_flipped_or_cut_byte_is_refused_or_answered_rightly_and_verification_always_finds_it() {
    count_panics();
    let sound = Sound::of(160, 1).unwrap();
    let mut refused = 0;
    for number in 0..300 {
        let damage = sound.draw(number);
        let outcome = sound.try_on(&damage).unwrap_or_else(|wrong| panic!("{damage:?}: {wrong}"));
        refused += usize::from(outcome == Outcome::Refused);
    }
    assert!(refused > 0, "no damage was felt");
}

#[test]
fn a_file_that_is_gone_is_missed() {
    let disk = Disk::empty(Fault::None);
    Command { deed: Deed::Update, pieces: 12, batch: 6 }.prepare(&on(&disk)).unwrap();
    for (file, _) in disk.files() {
        let less = disk.image(Fault::None);
        less.set(&file, |_| None);
        let verified = Index::in_directory(Box::new(less), "archive", None).and_then(|index| index.verify());
        // The list of files is the writer's: without it nothing is read otherwise.
        if file != Path::new(".managed.json") {
            assert!(matches!(verified, Err(Error::IndexDamaged { .. })), "{}: {verified:?}", file.display());
        }
    }
}

#[test]
fn verification_reads_files_that_the_list_of_files_does_not_name() {
    let disk = Disk::empty(Fault::None);
    Command { deed: Deed::Update, pieces: 12, batch: 6 }.prepare(&on(&disk)).unwrap();
    disk.set(Path::new(".managed.json"), |_| None);
    assert!(on(&disk).verify().is_ok());
    for (file, length) in disk.files().into_iter().filter(|(_, length)| *length > 0) {
        let damaged = disk.image(Fault::None);
        damaged.set(&file, |mut bytes| {
            bytes[length / 3] ^= 4;
            Some(bytes)
        });
        let verified = Index::in_directory(Box::new(damaged), "archive", None).and_then(|index| index.verify());
        assert!(matches!(verified, Err(Error::IndexDamaged { .. })), "{}: {verified:?}", file.display());
    }
}

#[test]
fn a_writer_that_failed_adds_nothing_twice() {
    count_panics();
    let command = Command { deed: Deed::Update, pieces: 12, batch: 12 };
    let before = Disk::empty(Fault::None);
    command.prepare(&on(&before)).unwrap();
    let mut failed = 0;
    for call in 1.. {
        let disk = before.image(Fault::Once(call));
        let index = on(&disk);
        let Ok(mut writer) = index.writer() else { continue };
        if command.step(0, &mut writer).is_err() {
            failed += 1;
            // Whoever goes on with the writer that failed: either it completes the batch, or it says that it cannot.
            let again = command.step(0, &mut writer);
            drop(writer);
            let there = texts(&index).unwrap_or_else(|wrong| panic!("call {call}: {wrong}"));
            assert!(there == command.texts(1) || there == command.texts(0) && again.is_err(), "call {call}: {again:?}");
        } else if disk.meter().failed == 0 {
            break;
        }
    }
    assert!(failed > 5, "only {failed} calls failed");
}

#[test]
fn removed_texts_leave_the_disk_though_the_removal_was_cut_short() {
    let command = Command { deed: Deed::Remove, pieces: 12, batch: 12 };
    let before = Disk::empty(Fault::None);
    command.prepare(&on(&before)).unwrap();
    let mut cut = 0;
    for call in 1.. {
        let disk = before.image(Fault::Broken(call));
        let ended = command.run(&on(&disk), &mut |_| ());
        let again = disk.image(Fault::None);
        let index = on(&again);
        cut += usize::from(ended.is_err() && texts(&index).unwrap() == command.texts(1));
        command.run(&index, &mut |_| ()).unwrap();
        let stores = again.files().iter().filter(|(file, _)| file.extension().is_some_and(|ending| ending == "store")).count();
        let segments = index.info().unwrap();
        assert_eq!((segments.removed, segments.segments), (0, stores), "call {call}");
        if disk.meter().failed == 0 {
            break;
        }
    }
    assert!(cut > 0, "no removal was cut short behind its commit");
}

/// Runs a test of this file as another process, on an archive; gives what it prints.
fn in_another_process(test: &str, folder: &Path, nobody: bool) -> Option<String> {
    let mut process = Process::new(std::env::current_exe().unwrap());
    process.args(["--exact", test, "--ignored", "--nocapture"]).env(FOLDER, folder);
    #[cfg(unix)]
    if nobody {
        std::os::unix::process::CommandExt::uid(&mut process, 65_534);
    }
    let ended = process.output().ok()?;
    let said = String::from_utf8_lossy(&ended.stdout).into_owned();
    assert!(ended.status.success() || said.is_empty(), "{test}: {said}{}", String::from_utf8_lossy(&ended.stderr));
    ended.status.success().then_some(said)
}

fn named() -> PathBuf {
    PathBuf::from(std::env::var_os(FOLDER).expect("run by another test"))
}

#[test]
#[ignore = "the second process of a test"]
fn another_process_writes() {
    let index = Index::open(&named().to_string_lossy()).unwrap();
    match index.writer() {
        Ok(_) => println!("it may write"),
        Err(error @ Error::IndexLocked { .. }) => println!("it is locked: {error}"),
        Err(error) => println!("another error: {error}"),
    }
}

#[test]
#[ignore = "the second process of a test"]
fn another_process_checks() {
    let folder = named();
    let may_write = std::fs::write(folder.join("new"), "").is_ok();
    let snapshot = Index::open(&folder.to_string_lossy()).unwrap().snapshot().unwrap();
    let report = check(story(1, 0), &snapshot).unwrap();
    println!("checked against {}, found {}, may write {may_write}", report.against, report.found());
}

fn made(folder: &Path, pieces: usize) -> Index {
    let index = Index::create(&folder.to_string_lossy(), &header()).unwrap();
    Command { deed: Deed::Add, pieces, batch: pieces }.run(&index, &mut |_| ()).unwrap();
    index
}

#[test]
fn a_second_writer_is_told_that_there_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let index = made(folder.path(), 8);
    let writer = index.writer().unwrap();
    assert!(matches!(index.writer(), Err(Error::IndexLocked { .. })));
    let said = in_another_process("another_process_writes", folder.path(), false).unwrap();
    assert!(said.contains("it is locked") && said.contains("another wiretrace is writing"), "{said}");
    drop(writer);
    let said = in_another_process("another_process_writes", folder.path(), false).unwrap();
    assert!(said.contains("it may write"), "{said}");
}

#[test]
fn a_reader_goes_on_with_what_was_committed_when_it_looked() {
    let folder = tempfile::tempdir().unwrap();
    drop(made(folder.path(), 8));
    let [reading, writing] = [(), ()].map(|()| Index::open(&folder.path().to_string_lossy()).unwrap());
    let old = reading.snapshot().unwrap();
    let said = |snapshot: &_| probes(8, 2).into_iter().map(|piece| stories::json(&check(piece, snapshot).unwrap())).collect::<Vec<_>>();
    let before = said(&old);
    let mut writer = writing.writer().unwrap();
    writer.add(&[story(8, 0), story(9, 0)], 0).unwrap();
    let gone = writer.seen().find(&story(0, 0).id).unwrap().map(|(at, _)| at);
    writer.remove(&Vec::from_iter(gone)).unwrap();
    writer.compact().unwrap();
    assert_eq!((old.pieces(), said(&old)), (8, before));
    assert_eq!(reading.snapshot().unwrap().pieces(), 9);
    writer.finish().unwrap();
    assert_eq!(reading.verify().unwrap(), 9);
}

#[test]
#[cfg(unix)]
fn a_pipe_in_the_place_of_any_file_is_damage_and_no_endless_wait() {
    let folder = tempfile::tempdir().unwrap();
    drop(made(folder.path(), 8));
    let path = folder.path().to_string_lossy().into_owned();
    for name in std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().path()).collect::<Vec<_>>() {
        let file = std::fs::read(&name).unwrap();
        std::fs::remove_file(&name).unwrap();
        assert!(Process::new("mkfifo").arg(&name).status().unwrap().success());
        let looked = Index::open(&path).and_then(|index| index.verify());
        let written = Index::open(&path).and_then(|index| index.writer().map(drop));
        assert!(looked.is_err() || written.is_err(), "{}", name.display());
        std::fs::remove_file(&name).unwrap();
        std::fs::write(&name, file).unwrap();
    }
    assert_eq!(Index::open(&path).unwrap().verify().unwrap(), 8);
}

#[test]
#[cfg(unix)]
fn an_archive_in_a_folder_without_write_permission_is_checked_against() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    drop(made(folder.path(), 8));
    let allow = |mode| std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(mode)).unwrap();
    for file in std::fs::read_dir(folder.path()).unwrap() {
        std::fs::set_permissions(file.unwrap().path(), std::fs::Permissions::from_mode(0o444)).unwrap();
    }
    allow(0o555);
    let probe = folder.path().join("probe");
    let is_root = std::fs::write(&probe, "").is_ok();
    if is_root {
        std::fs::remove_file(probe).unwrap();
    }
    // Permissions do not bind root: the other process is nobody then.
    let said = in_another_process("another_process_checks", folder.path(), is_root);
    allow(0o755);
    match said {
        Some(said) => assert!(said.contains("checked against 8, found true, may write false"), "{said}"),
        None => eprintln!("skipped: the test program cannot be run as nobody here"),
    }
}
