//! How a run ends when it may not end well: told to stop in the middle, the disk full, nobody reading, a folder of others. The exit
//! code tells which, standard error says it in one line, and what stood before stands whole. Archives that are killed and filled at every
//! stage are in `archive_faults.rs`.

#![cfg(unix)]

mod program;

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Read as _, Write};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use program::{PROGRAM, code, said};
use tempfile::TempDir;
use wiretrace::report::folder;

const STORIES: &str = "fixtures/stories";
const FEW: &str = "fixtures/stories/story01.*";
const ORIGINAL: &str = "fixtures/stories/story01.01.original_wire_report.txt";
const REWRITE: &str = "fixtures/stories/story01.05.light_rewrite_one_silent_number.txt";
const NOTICE: &str = "fixtures/ripple/notices/n10_two_pairs.txt";
const WIRES: &str = "fixtures/ripple/pieces";
/// The signals that end a run, and its exit code as shells count it.
const SIGNALS: [(&str, i32, &str); 2] = [("INT", 130, "interrupted"), ("TERM", 143, "told to stop")];
/// Long enough for the slowest machine; nothing waits for it that goes right.
const PATIENCE: Duration = Duration::from_mins(1);
/// More than a pipe holds: when so much has gone in, somebody reads.
const MUCH: usize = 1 << 20;

fn home() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

fn program(args: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(args).current_dir(env!("CARGO_MANIFEST_DIR")).env_remove("WIRETRACE_TOKEN");
    command
}

/// The program under a shell that sets something up first.
fn program_after(set_up: &str, args: &[&str]) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{set_up}; exec \"$@\""), "sh", PROGRAM]).args(args).current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

/// A program that waits for more to read.
fn fed(mut command: Command) -> (Child, ChildStdin) {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    let input = child.stdin.take().expect("a pipe");
    (child, input)
}

fn send(signal: &str, child: &Child) {
    let sent = Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status().expect("kill is there");
    assert!(sent.success());
}

fn wait_for(what: &str, happens: impl Fn() -> bool) {
    let until = Instant::now() + PATIENCE;
    while !happens() {
        assert!(Instant::now() < until, "it never happened: {what}");
        thread::sleep(Duration::from_millis(2));
    }
}

/// Records of invented words, one a line, without end.
fn records() -> impl Iterator<Item = String> {
    (0_usize..).map(|number| {
        let words: Vec<String> = (0..200).map(|at| format!("w{}", (number * 7919 + at * at * 31) % 99_991)).collect();
        format!("{{\"id\": \"wire {number}\", \"text\": \"{}.\"}}\n", words.join(" "))
    })
}

fn much() -> Vec<u8> {
    let mut bytes = Vec::new();
    records()
        .take_while(|record| {
            bytes.extend(record.bytes());
            bytes.len() < MUCH
        })
        .for_each(drop);
    bytes
}

/// Everything in a folder, by name.
fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let read = |entry: io::Result<fs::DirEntry>| {
        let entry = entry.expect("readable");
        (entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).unwrap_or_default())
    };
    let mut contents: Vec<_> = fs::read_dir(folder).expect("there").map(read).collect();
    contents.sort();
    contents
}

/// A folder with what an earlier run wrote.
fn written(home: &TempDir) -> PathBuf {
    let out = home.path().join("out");
    let output = program(&["scan", WIRES, "--out", text(&out)]).output().expect("the program starts");
    assert_eq!(code(&output), 0, "{}", said(&output.stderr));
    fs::write(out.join("notes.txt"), "mine").expect("writable");
    out
}

/// Checks that a run that could not be done ended with 2 and one line that has these words.
fn refused(output: &Output, words: &str) {
    let complaint = said(&output.stderr);
    assert_eq!(code(output), 2, "{complaint}");
    assert!(complaint.starts_with("wiretrace: ") && complaint.lines().count() == 1 && complaint.contains(words), "{complaint}");
}

/// Checks that a run ended as a signal ends one.
fn stopped(output: &Output, expected: i32, how: &str) {
    assert_eq!(code(output), expected);
    assert_eq!(said(&output.stderr), format!("wiretrace: {how}; no file was left half written\n"));
    assert_eq!(said(&output.stdout), "");
}

#[test]
fn a_scan_that_is_told_to_stop_while_it_reads_leaves_the_old_files() {
    let home = home();
    let out = written(&home);
    let before = contents(&out);
    for (signal, expected, how) in SIGNALS {
        let (child, mut input) = fed(program(&["scan", "-", "--out", text(&out)]));
        input.write_all(&much()).expect("it reads");
        send(signal, &child);
        stopped(&child.wait_with_output().expect("it ends"), expected, how);
        assert!(contents(&out) == before, "{signal}");
    }
}

#[test]
fn a_scan_that_is_told_to_stop_while_it_writes_leaves_the_old_files_or_the_new_ones() {
    let home = home();
    let out = written(&home);
    let before = contents(&out);
    let is_writing =
        || fs::read_dir(&out).expect("there").any(|entry| entry.expect("an entry").file_name().to_string_lossy().starts_with('.'));
    let (mut old, mut new) = (0, 0);
    for _ in 0..4 {
        let mut child =
            program(&["scan", STORIES, "--out", text(&out)]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("starts");
        let until = Instant::now() + PATIENCE;
        while !is_writing() && child.try_wait().expect("a child").is_none() {
            assert!(Instant::now() < until, "it never wrote");
        }
        // It may have ended by itself meanwhile.
        let _ = Command::new("kill").args(["-INT", &child.id().to_string()]).stderr(Stdio::null()).status();
        let ended = child.wait().expect("it ends").code();
        assert!(matches!(ended, Some(130 | 0)), "{ended:?}");
        let now = contents(&out);
        let names = |contents: &[(String, Vec<u8>)]| contents.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&now), names(&before));
        let changed = now.iter().zip(&before).filter(|(now, before)| now != before).count();
        match (ended, changed) {
            (Some(130), 0) => old += 1,
            // All but the notes, which are nobody's business.
            (_, all) if all == before.len() - 1 => {
                new += 1;
                written(&home);
            }
            (_, some) => panic!("{some} of {} files are new", before.len() - 1),
        }
    }
    assert_eq!(old + new, 4);
}

#[test]
fn who_ends_a_run_while_it_writes_takes_its_temporary_files_away() {
    let home = home();
    let out = home.path().to_owned();
    fs::write(out.join("a"), "old").expect("writable");
    let ((begun, is_begun), (go_on, goes_on)) = (mpsc::channel(), mpsc::channel::<()>());
    let goes_on = std::sync::Mutex::new(goes_on);
    let into = out.clone();
    thread::spawn(move || {
        let slow: &folder::Content<'_> = &|file| {
            file.write_all(b"half of it").and_then(|()| file.flush())?;
            begun.send(()).map_err(io::Error::other)?;
            goes_on.lock().map_err(|error| io::Error::other(error.to_string()))?.recv().map_err(io::Error::other)
        };
        folder::write_all(&into, &[("a", slow)])
    });
    is_begun.recv_timeout(PATIENCE).expect("it writes");
    assert_eq!(contents(&out).len(), 2);
    // As a run that ends does it; from here on this process writes no results.
    folder::forget_unfinished();
    go_on.send(()).expect("it waits");
    assert_eq!(contents(&out), [("a".to_owned(), b"old".to_vec())]);
}

/// The files that a process holds open below a folder, named or not.
#[cfg(target_os = "linux")]
fn held_open(process: u32, folder: &Path) -> usize {
    let links = fs::read_dir(format!("/proc/{process}/fd")).into_iter().flatten().flatten();
    links.filter(|link| fs::read_link(link.path()).is_ok_and(|file| file.starts_with(folder))).count()
}

#[cfg(target_os = "linux")]
#[test]
fn a_scan_for_copies_that_is_told_to_stop_leaves_no_temporary_file() {
    let home = home();
    let (out, room) = (written(&home), home.path().join("tmp"));
    fs::create_dir(&room).expect("writable");
    let before = contents(&out);
    let (signal, expected, how) = SIGNALS[1];
    let mut command = program(&["scan", "-", "--copies-only", "--memory", "64M", "--out", text(&out)]);
    command.env("TMPDIR", &room);
    let (child, mut input) = fed(command);
    // Until it ends it is never told all.
    let feeding = thread::spawn(move || records().try_for_each(|record| input.write_all(record.as_bytes())));
    wait_for("shingles in a temporary file", || held_open(child.id(), &room) > 0);
    send(signal, &child);
    stopped(&child.wait_with_output().expect("it ends"), expected, how);
    assert!(feeding.join().expect("no panic").is_err(), "nobody reads any more");
    assert_eq!(contents(&room), []);
    assert!(contents(&out) == before);
}

#[test]
fn an_archive_that_is_added_to_when_the_run_is_told_to_stop_holds_what_it_held() {
    for (signal, expected, how) in SIGNALS {
        let home = home();
        let index = home.path().join("archive");
        let index = text(&index);
        let run = |args: &[&str]| {
            let output = program(args).output().expect("the program starts");
            assert_eq!(code(&output), 0, "{args:?}: {}", said(&output.stderr));
            said(&output.stdout)
        };
        run(&["index", "build", index, WIRES]);
        let check = ["index", "info", index, "--format", "json"];
        let held = run(&check);
        let (child, mut input) = fed(program(&["index", "add", index, "-"]));
        input.write_all(&much()).expect("it reads");
        send(signal, &child);
        stopped(&child.wait_with_output().expect("it ends"), expected, how);
        assert_eq!(run(&check), held);
        run(&["index", "verify", index]);
        // Nobody holds the lock of the one that was stopped.
        assert!(run(&["index", "add", index, ORIGINAL]).contains("1 new"));
    }
}

#[test]
fn a_new_archive_whose_building_is_told_to_stop_is_completed_by_the_same_command() {
    let home = home();
    let index = home.path().join("archive");
    let (child, mut input) = fed(program(&["index", "build", text(&index), "-"]));
    input.write_all(&much()).expect("it reads");
    send("TERM", &child);
    stopped(&child.wait_with_output().expect("it ends"), 143, "told to stop");
    let again = program(&["index", "build", text(&index), WIRES]).output().expect("the program starts");
    assert_eq!(code(&again), 0, "{}", said(&again.stderr));
}

#[test]
fn a_watch_ends_with_the_number_of_the_signal_and_one_line() {
    for (signal, expected, how) in SIGNALS {
        let home = home();
        let watched = home.path().to_owned();
        let mut command = program(&["check", "--watch", text(&watched), "--against", WIRES]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program starts");
        let mut told = BufReader::new(child.stderr.take().expect("a pipe")).lines().map_while(Result::ok);
        assert!(told.next().is_some_and(|line| line.contains("watching")));
        send(signal, &child);
        assert_eq!(told.collect::<Vec<_>>(), [format!("wiretrace: {how}; no file was left half written")]);
        assert_eq!(child.wait().expect("it ends").code(), Some(expected));
    }
}

#[cfg(feature = "serve")]
#[test]
fn a_desk_that_is_told_to_stop_closes_and_that_is_no_failure() {
    let home = home();
    let index = home.path().join("archive");
    let built = program(&["index", "build", text(&index), WIRES]).output().expect("the program starts");
    assert_eq!(code(&built), 0, "{}", said(&built.stderr));
    for (signal, ..) in SIGNALS {
        let mut command = program(&["serve", "--index", text(&index), "--port", "0"]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program starts");
        let mut told = BufReader::new(child.stderr.take().expect("a pipe")).lines().map_while(Result::ok);
        let first = told.next().expect("a line");
        let address = first.split("http://").nth(1).and_then(|rest| rest.split('/').next()).expect("an address");
        // What answers listens for signals too.
        let mut line = std::net::TcpStream::connect(address).expect("it listens");
        line.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").expect("it reads");
        line.read_to_end(&mut Vec::new()).expect("it answers");
        send(signal, &child);
        assert_eq!(told.collect::<Vec<_>>(), ["wiretrace: the desk is closed; no file was left half written"]);
        assert_eq!(child.wait().expect("it ends").code(), Some(0), "{signal}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_run_that_should_outlive_its_terminal_does() {
    let (child, mut input) = fed(program_after("trap '' HUP", &["scan", "-", "--copies-only", "--format", "csv"]));
    input.write_all(&much()).expect("it reads");
    send("HUP", &child);
    // Were the signal heard the program would be gone before it has read so much again.
    input.write_all(&much()).expect("it still reads");
    drop(input);
    assert_eq!(code(&child.wait_with_output().expect("it ends")), 0);
}

/// Every command that prints, in each of its formats.
const PRINTING: [&[&str]; 21] = [
    &["scan", FEW],
    &["scan", FEW, "--format", "json"],
    &["scan", FEW, "--format", "csv"],
    &["scan", FEW, "--copies-only"],
    &["matrix", FEW],
    &["diff", ORIGINAL, REWRITE],
    &["diff", ORIGINAL, REWRITE, "--format", "json"],
    &["diff", ORIGINAL, REWRITE, "--format", "html"],
    &["check", REWRITE, "--against", FEW],
    &["check", REWRITE, "--against", FEW, "--format", "json"],
    &["ripple", NOTICE, "--against", WIRES],
    &["ripple", NOTICE, "--against", WIRES, "--format", "json"],
    &["ripple", NOTICE, "--against", WIRES, "--format", "csv"],
    &["index", "add", "ARCHIVE", ORIGINAL],
    &["index", "info", "ARCHIVE"],
    &["index", "info", "ARCHIVE", "--format", "json"],
    &["index", "verify", "ARCHIVE"],
    &["index", "remove", "ARCHIVE", "--id", "nobody"],
    &["completions", "bash"],
    &["completions", "zsh"],
    &["man"],
];

/// Runs every command that prints, with this as standard output.
fn print_to(out: impl Fn() -> Stdio, judge: impl Fn(&[&str], Output)) {
    let home = home();
    let index = home.path().join("archive");
    let built = program(&["index", "build", text(&index), WIRES]).output().expect("the program starts");
    assert_eq!(code(&built), 0, "{}", said(&built.stderr));
    for args in PRINTING {
        let args: Vec<&str> = args.iter().map(|arg| if *arg == "ARCHIVE" { text(&index) } else { arg }).collect();
        let child = program(&args).stdout(out()).stderr(Stdio::piped()).spawn().expect("the program starts");
        judge(&args, child.wait_with_output().expect("it ends"));
    }
}

#[test]
fn who_has_seen_enough_of_any_output_meets_no_complaint() {
    // Nobody reads from the start: no output is short enough to have gone through before.
    let closed = || Stdio::from(io::pipe().expect("a pipe").1);
    print_to(closed, |args, output| {
        let complaint = said(&output.stderr);
        let notice = "no piece has the id nobody\n";
        assert!(complaint.is_empty() || complaint.ends_with(notice), "{args:?}: {complaint}");
        assert_eq!(code(&output), 0, "{args:?}");
    });
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_standard_output_is_a_failure_that_says_so() {
    let full = || Stdio::from(File::options().write(true).open("/dev/full").expect("a device"));
    print_to(full, |args, output| {
        let complaint = said(&output.stderr);
        assert_eq!(code(&output), 2, "{args:?}: {complaint}");
        assert!(
            complaint.lines().last().is_some_and(|line| line.starts_with("wiretrace: standard output: No space left")),
            "{args:?}: {complaint}"
        );
        assert!(complaint.lines().count() <= 2, "{args:?}: {complaint}");
    });
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_standard_error_changes_no_exit_code() {
    let run = |args: &[&str]| {
        let full = File::options().write(true).open("/dev/full").expect("a device");
        program(args).stdout(Stdio::null()).stderr(full).status().expect("the program starts").code()
    };
    assert_eq!(run(&["scan", "fixtures/none"]), Some(2));
    assert_eq!(run(&["scan", "fixtures/broken"]), Some(3));
    assert_eq!(run(&["check", ORIGINAL, "--against", "fixtures/broken"]), Some(3));
}

#[test]
fn results_that_find_no_room_leave_the_old_ones() {
    let home = home();
    let out = written(&home);
    let before = contents(&out);
    // A file may grow to so many blocks of 512 bytes: the small tables fit, the report does not.
    for blocks in ["1", "40", "200"] {
        let output = program_after(&format!("ulimit -f {blocks}"), &["scan", STORIES, "--out", text(&out)]).output().expect("starts");
        refused(&output, "cannot write (File too large");
        assert_eq!(said(&output.stdout), "");
        assert!(contents(&out) == before, "{blocks}");
    }
    let matrix = home.path().join("matrix.csv");
    fs::write(&matrix, "old").expect("writable");
    refused(
        &program_after("ulimit -f 1", &["matrix", STORIES, "-o", text(&matrix)]).output().expect("starts"),
        "cannot write (File too large",
    );
    assert_eq!(fs::read(&matrix).expect("there"), b"old");
    assert_eq!(contents(home.path()).len(), 2);
}

#[test]
fn a_temporary_file_that_finds_no_room_ends_the_run_with_the_way_out() {
    let home = home();
    let (wires, room, out) = (home.path().join("wires.jsonl"), home.path().join("tmp"), written(&home));
    fs::create_dir(&room).expect("writable");
    let before = contents(&out);
    let mut file = io::BufWriter::new(File::create(&wires).expect("writable"));
    records().take(24_000).try_for_each(|record| file.write_all(record.as_bytes())).expect("writable");
    file.flush().expect("writable");
    let scan = ["scan", text(&wires), "--copies-only", "--memory", "64M", "--out", text(&out)];
    let output = program_after("ulimit -f 100", &scan).env("TMPDIR", &room).output().expect("starts");
    refused(&output, "temporary file: File too large");
    assert!(said(&output.stderr).contains("TMPDIR"));
    assert_eq!(contents(&room), []);
    assert!(contents(&out) == before);
}

#[test]
fn an_archive_that_finds_no_room_holds_what_it_held() {
    let home = home();
    let index = home.path().join("archive");
    let run = |args: &[&str]| said(&program(args).output().expect("the program starts").stdout);
    run(&["index", "build", text(&index), WIRES]);
    let held = run(&["index", "info", text(&index), "--format", "json"]);
    let output = program_after("ulimit -f 40", &["index", "add", text(&index), STORIES]).output().expect("starts");
    refused(&output, "File too large");
    let verified = program(&["index", "verify", text(&index)]).output().expect("the program starts");
    assert_eq!(code(&verified), 0, "{}", said(&verified.stderr));
    let pieces = |info: &str| serde_json::from_str::<serde_json::Value>(info).expect("JSON")["pieces"].clone();
    assert_eq!(pieces(&run(&["index", "info", text(&index), "--format", "json"])), pieces(&held));
}

/// Runs the program as somebody whom permissions bind, where the system allows it: root they do not bind.
fn bound_by_permissions(mut command: Command, probe: &Path) -> Option<Output> {
    let is_root = File::open(probe).is_ok();
    if is_root {
        command.uid(65_534);
    }
    // The program itself may lie where nobody else may go.
    command.output().ok()
}

fn allow(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("its owner may");
}

#[test]
fn what_one_may_not_read_is_passed_over_and_where_one_may_not_write_nothing_changes() {
    let home = home();
    let (news, out) = (home.path().join("news"), written(&home));
    let before = contents(&out);
    fs::create_dir_all(news.join("closed")).expect("writable");
    for name in ["open.txt", "locked.txt", "closed/inside.txt"] {
        fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join(ORIGINAL), news.join(name)).expect("writable");
    }
    allow(home.path(), 0o755);
    allow(&news.join("locked.txt"), 0);
    allow(&news.join("closed"), 0);
    allow(&out, 0o555);
    let run = |args: &[&str]| bound_by_permissions(program(args), &news.join("locked.txt"));
    let outputs = [
        run(&["scan", text(&news), "--format", "json"]),
        run(&["scan", text(&news.join("open.txt")), "--out", text(&out)]),
        run(&["scan", text(&news.join("open.txt")), "--out", text(&out.join("deeper"))]),
        run(&["index", "build", text(&out.join("archive")), text(&news.join("open.txt"))]),
        run(&["scan", text(&news.join("locked.txt"))]),
    ];
    allow(&news.join("closed"), 0o755);
    allow(&out, 0o755);
    let [Some(scan), Some(kept), Some(deeper), Some(archive), Some(locked)] = outputs else {
        eprintln!("skipped: the program cannot be run as somebody else here");
        return;
    };
    assert_eq!(code(&scan), 3, "{}", said(&scan.stderr));
    let report: serde_json::Value = serde_json::from_slice(&scan.stdout).expect("JSON");
    assert_eq!(report["pieces"].as_array().map(Vec::len), Some(1));
    let skipped: Vec<&str> = report["skipped"].as_array().expect("a list").iter().filter_map(|row| row["path"].as_str()).collect();
    assert_eq!(skipped, [text(&news.join("closed")), text(&news.join("locked.txt"))]);
    assert!(report["skipped"].as_array().expect("a list").iter().all(|row| row["reason"] == "no permission to read it"), "{report}");
    for output in [&kept, &deeper, &archive] {
        refused(output, "ermission denied");
    }
    refused(&locked, "no readable piece there");
    assert!(contents(&out) == before);
}

#[test]
fn a_file_in_the_way_of_a_result_is_left_alone() {
    let home = home();
    let (file, out) = (home.path().join("mine.txt"), written(&home));
    fs::write(&file, "mine").expect("writable");
    refused(&program(&["scan", WIRES, "--out", text(&file.join("out"))]).output().expect("starts"), "mine.txt");
    fs::remove_file(out.join("facts.csv")).expect("there");
    fs::create_dir(out.join("facts.csv")).expect("writable");
    let before = contents(&out);
    refused(&program(&["scan", STORIES, "--out", text(&out)]).output().expect("starts"), "a folder of this name is in the way");
    assert!(contents(&out) == before);
    assert_eq!(fs::read(&file).expect("there"), b"mine");
}
