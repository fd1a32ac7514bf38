//! The archive and the spot-check as a user meets them: what the commands say, their exit codes, what they refuse.

mod program;

use std::fs;
use std::io::{BufRead as _, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use program::{PROGRAM, code, refused, said, wiretrace};
use serde_json::Value;
use tempfile::TempDir;
use wiretrace::index::Index;

const STORIES: &str = "fixtures/stories";
const ORIGINAL: &str = "fixtures/stories/story01.01.original_wire_report.txt";
const REWRITE: &str = "fixtures/stories/story01.06.heavy_rewrite_quotations_kept.txt";
const STRANGER: &str = "fixtures/stories/story08.02.unrelated_chess_open.txt";
/// Long enough for the slowest machine; nothing waits for it that goes right.
const PATIENCE: Duration = Duration::from_mins(1);

fn home() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

/// A run that ends with this code; gives its standard output and standard error.
fn ends(expected: i32, args: &[&str]) -> (String, String) {
    let output = wiretrace(args);
    assert_eq!(code(&output), expected, "{args:?}: {}", said(&output.stderr));
    (said(&output.stdout), said(&output.stderr))
}

/// A run that ends well and says nothing on standard error; gives its standard output.
fn done(args: &[&str]) -> String {
    let (told, complaint) = ends(0, args);
    assert_eq!(complaint, "", "{args:?}");
    told
}

fn json(told: &str) -> Value {
    serde_json::from_str(told).unwrap_or_else(|error| panic!("{error}: {told}"))
}

/// An archive of these paths.
fn archive(paths: &[&str], options: &[&str]) -> (TempDir, String) {
    let home = home();
    let index = text(&home.path().join("archive")).to_owned();
    done(&[&["index", "build", &index], paths, options].concat());
    (home, index)
}

fn pieces(index: &str) -> u64 {
    json(&done(&["index", "info", index, "--format", "json"]))["pieces"].as_u64().expect("a number")
}

/// A folder with three files, one of them below another folder.
fn news() -> (TempDir, PathBuf) {
    let home = home();
    let news = home.path().join("news");
    fs::create_dir_all(news.join("today")).expect("writable");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (from, to) in [(ORIGINAL, "original.txt"), (REWRITE, "today/rewrite.txt"), (STRANGER, "stranger.txt")] {
        fs::copy(root.join(from), news.join(to)).expect("writable");
    }
    (home, news)
}

#[test]
fn the_same_command_again_finds_everything_there() {
    let (home, news) = news();
    let index = home.path().join("archive");
    let build = ["index", "build", text(&index), text(&news)];
    assert!(done(&build).ends_with("archive: 3 new, 0 replaced, 0 there already, 0 skipped; 3 pieces now in the archive\n"));
    assert!(done(&build).ends_with("archive: 0 new, 0 replaced, 3 there already, 0 skipped; 3 pieces now in the archive\n"));
    fs::write(news.join("stranger.txt"), "The chess open at Halden was moved to the town hall after rain came through the roof.")
        .expect("writable");
    fs::write(news.join("new.txt"), "A comet was seen from the observatory above Kestvik on four nights in a row.").expect("writable");
    let told = done(&["index", "add", text(&index), text(&news)]);
    assert!(told.ends_with("archive: 1 new, 1 replaced, 2 there already, 0 skipped; 4 pieces now in the archive\n"), "{told}");
}

#[test]
fn bad_files_are_named_with_their_reasons_and_end_with_3() {
    let home = home();
    let index = home.path().join("archive");
    let (told, complaint) = ends(3, &["index", "build", text(&index), "fixtures/broken"]);
    assert!(complaint.contains("wiretrace: fixtures/broken/empty.txt: skipped: empty\n"), "{complaint}");
    assert!(told.contains(&format!("{} skipped; ", complaint.lines().count())), "{told}");
}

#[test]
fn what_cannot_be_done_is_refused_with_the_way_out() {
    let (home, news) = news();
    let (index, news) = (home.path().join("archive"), text(&news));
    assert!(refused(&["index", "build", text(&index), "no_such_folder"]).contains("no_such_folder: no such file or folder"));
    assert!(!index.exists(), "a misspelt path must not leave an empty archive");
    assert!(refused(&["index", "add", news, STORIES]).contains("not an archive of wiretrace; make one with: wiretrace index build"));
    assert!(refused(&["index", "info", text(&index)]).contains("no such file or folder"));
    assert!(refused(&["index", "build", news, STORIES]).contains("holds other files"));
    assert!(refused(&["index", "build", text(&index), STORIES, "--shingle", "1"]).contains("--shingle = 1: must be 2 to 16"));
    done(&["index", "build", text(&index), STRANGER]);
    for other in [&["--shingle", "4"][..], &["--no-text"], &["--keep-days", "30"]] {
        let complaint = refused(&[&["index", "build", text(&index), STRANGER], other].concat());
        assert!(complaint.contains(&format!("was made with {} ", other[0])) && complaint.contains("build another archive"), "{complaint}");
    }
    assert!(refused(&["index", "prune", text(&index)]).contains("say how many days with --keep-days"));
    assert!(refused(&["index", "remove", text(&index)]).contains("--older-than"));
    assert!(refused(&["scan", text(&index)]).contains("an archive of wiretrace, not articles"));
    assert!(refused(&["index", "add", text(&index), text(&index)]).contains("an archive of wiretrace, not articles"));
}

#[test]
fn a_second_writer_is_told_to_wait_and_readers_go_on() {
    let (_home, index) = archive(&[STRANGER], &[]);
    let held = Index::open(&index).expect("an archive");
    let writer = held.writer().expect("nobody else writes");
    for args in [&["index", "add", &index, STORIES][..], &["index", "remove", &index, "--id", "x"], &["index", "compact", &index]] {
        assert!(refused(args).contains("another wiretrace is writing to it; wait"), "{args:?}");
    }
    done(&["index", "info", &index]);
    done(&["index", "verify", &index]);
    done(&["check", ORIGINAL, "--against", &index]);
    writer.finish().expect("nothing to write");
}

#[test]
fn a_folder_that_holds_an_archive_is_scanned_without_it() {
    let (_home, news) = news();
    let index = news.join("archive");
    done(&["index", "build", text(&index), text(&news)]);
    assert!(index.join("meta.json").is_file(), "a file that could be read as a piece");
    for args in [&["scan", text(&news)][..], &["matrix", text(&news)]] {
        assert!(!done(args).contains("archive"), "{args:?}");
    }
    let everything = format!("{}/**/*.json", text(&news));
    assert!(refused(&["scan", &everything]).contains("no such file or folder"));
    let told = done(&["index", "add", text(&index), text(&news)]);
    assert!(told.contains("0 new, 0 replaced, 3 there already, 0 skipped"), "{told}");
}

#[test]
fn pieces_go_by_id_by_path_and_by_folder_whether_the_files_are_still_there_or_not() {
    let (home, news) = news();
    let index = text(&home.path().join("archive")).to_owned();
    done(&["index", "build", &index, text(&news)]);
    let told = done(&["index", "remove", &index, "--id", "stranger.txt", "--path", text(&news.join("stranger.txt"))]);
    assert!(told.ends_with("archive: 1 piece removed; 2 pieces now in the archive\n"), "{told}");
    fs::remove_dir_all(news.join("today")).expect("writable");
    // Where it lay, as seen from another folder.
    let output = Command::new(PROGRAM).args(["index", "remove", &index, "--path", "news/today"]).current_dir(home.path()).output();
    let output = output.expect("the program starts");
    assert_eq!((code(&output), said(&output.stderr).as_str()), (0, ""));
    assert_eq!(pieces(&index), 1);
    let (told, complaint) = ends(0, &["index", "remove", &index, "--id", "nobody", "--path", "nowhere", "--path", text(&news)]);
    assert!(complaint.contains("no piece has the id nobody\n") && complaint.contains("no piece came from nowhere\n"), "{complaint}");
    assert!(told.ends_with("archive: 1 piece removed; 0 pieces now in the archive\n"), "{told}");
    assert!(!complaint.contains(text(&news)), "{complaint}");
}

#[test]
fn old_pieces_go_by_the_date_that_they_state_and_undated_ones_are_of_today() {
    let home = home();
    let records = home.path().join("wires.jsonl");
    let record = |id: &str, date: &str| {
        format!(
            "{{\"id\": \"{id}\", {date}\"text\": \"The mayor of {id} opened the new bridge over the sound on a cold and windy day.\"}}\n"
        )
    };
    let dated = record("Halden", "\"date\": \"1999-01-31\", ") + &record("Kestvik", "\"date\": \"2999-01-31\", ") + &record("Sund", "");
    fs::write(&records, dated).expect("writable");
    let (_kept, index) = archive(&[text(&records)], &["--keep-days", "30"]);
    let told = done(&["index", "prune", &index, "--keep-days", "40000"]);
    assert!(told.ends_with("archive: 0 pieces removed; 3 pieces now in the archive\n"), "{told}");
    let told = done(&["index", "prune", &index]);
    assert!(told.ends_with("archive: 1 piece removed; 2 pieces now in the archive\n"), "{told}");
    done(&["index", "build", &index, text(&records), "--keep-days", "30"]);
    let told = done(&["index", "remove", &index, "--older-than", "1", "--id", "Sund"]);
    assert!(told.ends_with("archive: 2 pieces removed; 1 piece now in the archive\n"), "{told}");
    assert!(done(&["index", "info", &index]).contains("\n  kept for  30 days, then index prune removes it\n"));
}

#[test]
fn what_an_archive_says_of_itself_is_true() {
    let (_home, index) = archive(&[STORIES], &["--no-text", "--shingle", "4"]);
    let told = done(&["index", "info", &index]);
    assert!(told.contains("\n  pieces    51\n") && told.contains("not kept") && told.contains("\n  shingle   4 words\n"), "{told}");
    let info = json(&done(&["index", "info", &index, "--format", "json"]));
    assert_eq!((&info["pieces"], &info["header"]["keeps_text"], &info["header"]["shingle"]), (&51.into(), &false.into(), &4.into()));
    assert!(done(&["index", "verify", &index]).ends_with("archive: every byte is as it was written; 51 pieces\n"));
    done(&["index", "add", &index, REWRITE, "fixtures/ripple/pieces"]);
    assert!(done(&["index", "compact", &index]).contains("2 segments of "));
    let info = json(&done(&["index", "info", &index, "--format", "json"]));
    assert_eq!((&info["segments"], &info["removed"]), (&1.into(), &0.into()));
}

#[test]
fn a_flipped_byte_is_told_with_the_way_out() {
    let (_home, index) = archive(&[STORIES], &[]);
    let files = fs::read_dir(&index).expect("there").map(|file| file.expect("readable").path());
    let store = files.into_iter().find(|path| path.extension().is_some_and(|extension| extension == "store")).expect("texts");
    let mut bytes = fs::read(&store).expect("readable");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 4;
    fs::write(&store, bytes).expect("writable");
    let complaint = refused(&["index", "verify", &index]);
    assert!(complaint.contains("damaged") && complaint.contains("index build again"), "{complaint}");
}

#[test]
fn a_check_ends_with_what_it_found() {
    let (home, index) = archive(&[ORIGINAL, "fixtures/stories/story08.*"], &[]);
    let (told, complaint) = ends(1, &["check", REWRITE, "--against", &index]);
    assert!(told.contains("heavy rewrite") && complaint.is_empty(), "{told}{complaint}");
    assert!(told.lines().count() <= 24 && told.lines().all(|line| line.chars().count() <= 80), "{told}");
    done(&["check", "fixtures/stories/story05.01.bond_template_kestrel_bank.txt", "--against", &index]);
    let broken = home.path().join("broken");
    fs::create_dir(&broken).expect("writable");
    fs::write(broken.join("empty.txt"), "").expect("writable");
    let (_, complaint) = ends(3, &["check", REWRITE, "--against", STRANGER, text(&broken)]);
    assert!(complaint.contains("empty.txt: skipped: empty"), "{complaint}");
    ends(1, &["check", REWRITE, "--against", ORIGINAL, text(&broken)]);
    assert!(refused(&["check", "no_such_piece.txt", "--against", &index]).contains("no_such_piece.txt: no such file"));
    assert!(refused(&["check", REWRITE, "--against", "no_such_archive"]).contains("no_such_archive: no such file"));
    assert!(refused(&["check", STORIES, "--against", &index]).contains("a folder, and one piece is needed"));
}

#[test]
fn a_check_must_be_told_one_thing_to_check() {
    let (_home, index) = archive(&[STRANGER], &[]);
    assert!(refused(&["check", "--against", &index]).contains("<PIECE|--watch <DIR>>"));
    assert!(refused(&["check", REWRITE, "--watch", STORIES, "--against", &index]).contains("cannot be used with"));
    assert!(refused(&["check", REWRITE]).contains("--against"));
    assert!(refused(&["check", "-", "--against", "-"]).contains("the piece and what it is held against at once"));
    assert!(refused(&["check", REWRITE, "--against", &index, STORIES]).contains("one archive alone, or files and folders"));
    assert!(refused(&["check", "--watch", REWRITE, "--against", &index]).contains("is no folder"));
    assert!(refused(&["check", "--watch", "no_such_folder", "--against", &index]).contains("no such file or folder"));
    assert!(refused(&["check", "--watch", &index, "--against", &index]).contains("is an archive; name the folder"));
}

#[test]
fn an_archive_and_the_folder_that_it_was_made_of_give_one_answer() {
    let (_home, index) = archive(&[STORIES], &[]);
    for piece in ["story01.05.light_rewrite_one_silent_number.txt", "story02.03.by_way_of_second_outlet_breaks_off.txt"] {
        let piece = format!("{STORIES}/{piece}");
        let answer = |against: &str| ends(1, &["check", &piece, "--against", against, "--format", "json"]).0;
        let told = answer(&index);
        assert_eq!(told, answer(STORIES));
        assert_eq!((&json(&told)["held"], &json(&told)["against"]), (&true.into(), &51.into()));
    }
}

#[test]
fn a_piece_is_not_compared_with_itself_however_deep_it_lies() {
    let (_home, news) = news();
    let piece = text(&news.join("today/rewrite.txt")).to_owned();
    let report = json(&ends(1, &["check", &piece, "--against", text(&news), "--format", "json"]).0);
    assert_eq!((&report["held"], &report["piece"]["id"]), (&true.into(), &"today/rewrite.txt".into()));
    let closest: Vec<&Value> = report["closest"].as_array().expect("a list").iter().map(|row| &row["piece"]).collect();
    assert_eq!(closest, ["original.txt"]);
}

#[test]
fn a_piece_may_come_through_standard_input() {
    let (_home, index) = archive(&[ORIGINAL], &[]);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let input = fs::File::open(root.join(REWRITE)).expect("a story");
    let output = Command::new(PROGRAM).args(["check", "-", "--against", &index, "--format", "json"]).stdin(input).output();
    let output = output.expect("the program starts");
    assert_eq!(code(&output), 1, "{}", said(&output.stderr));
    assert_eq!(json(&said(&output.stdout))["verdict"], "heavy_rewrite");
}

#[test]
fn an_archive_of_fingerprints_finds_copies_and_says_what_it_cannot_show() {
    let (_home, index) = archive(&[ORIGINAL], &["--no-text"]);
    let copy = "fixtures/stories/story01.02.copy_in_other_outlets_furniture.txt";
    let report = json(&ends(1, &["check", copy, "--against", &index, "--format", "json"]).0);
    assert_eq!(report["verdict"], "copy");
    assert!(report["not_compared"].to_string().contains("keeps no texts"), "{report}");
    let notice = "fixtures/ripple/notices/n1_number.txt";
    assert!(refused(&["ripple", notice, "--against", &index]).contains("keeps no texts"));
}

#[test]
fn a_correction_is_followed_through_an_archive_as_through_its_folder() {
    let (_home, index) = archive(&["fixtures/ripple/pieces"], &[]);
    let answer = |against: &str| ends(1, &["ripple", "fixtures/ripple/notices/n1_number.txt", "--against", against, "--format", "json"]).0;
    assert_eq!(answer(&index), answer("fixtures/ripple/pieces"));
}

#[test]
fn ctrl_c_leaves_what_was_committed_and_the_same_command_completes_it() {
    let home = home();
    let (index, records) = (home.path().join("archive"), home.path().join("wires.jsonl"));
    let record = |n: usize| {
        let words: Vec<String> = (0..120).map(|at| format!("w{}", (n * 7919 + at * at * 31) % 9973)).collect();
        format!("{{\"id\": \"piece {n}\", \"text\": \"{}.\"}}\n", words.join(" "))
    };
    fs::write(&records, (0..4000).map(record).collect::<String>()).expect("writable");
    let build = ["index", "build", text(&index), text(&records)];
    let mut child = Command::new(PROGRAM).args(build).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
    wait_for(|| index.join("wiretrace.archive").exists());
    interrupt(&child);
    // Too late is no failure of the program.
    assert!(matches!(child.wait().expect("it ends").code(), Some(130 | 0)));
    let told = done(&build);
    assert!(told.ends_with("4000 pieces now in the archive\n"), "{told}");
    assert!(done(&["index", "verify", text(&index)]).ends_with("4000 pieces\n"));
}

fn wait_for(happens: impl Fn() -> bool) {
    let until = Instant::now() + PATIENCE;
    while !happens() {
        assert!(Instant::now() < until, "it never happened");
        thread::sleep(Duration::from_millis(5));
    }
}

fn interrupt(child: &Child) {
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill is there");
    assert!(sent.success());
}

/// A `check --watch` that runs, and the lines it has said.
struct Watch {
    child: Child,
    lines: Receiver<String>,
    _home: TempDir,
    folder: PathBuf,
    aside: PathBuf,
}

impl Watch {
    fn start(index: &str, options: &[&str]) -> Self {
        let home = home();
        let (folder, aside) = (home.path().join("wires"), home.path().join("aside"));
        fs::create_dir_all(folder.join("desk")).expect("writable");
        fs::create_dir(&aside).expect("writable");
        fs::write(folder.join("old.txt"), "This lay here before anybody watched the folder.").expect("writable");
        let mut child = Command::new(PROGRAM)
            .args(["check", "--watch", "wires", "--against", index])
            .args(options)
            .current_dir(home.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let ready = lines(child.stderr.take().expect("a pipe"));
        assert_eq!(ready.recv_timeout(PATIENCE).expect("it begins"), "wiretrace: watching wires; Ctrl-C ends");
        let lines = lines(child.stdout.take().expect("a pipe"));
        Self { child, lines, _home: home, folder, aside }
    }

    /// Copies a fixture to a name below the folder.
    fn copy(&self, from: &str, name: &str) {
        fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join(from), self.folder.join(name)).expect("writable");
    }

    fn next(&self) -> String {
        self.lines.recv_timeout(PATIENCE).expect("a line")
    }

    /// Interrupts it; gives the lines that nobody asked for.
    fn end(mut self) -> Vec<String> {
        interrupt(&self.child);
        assert_eq!(self.child.wait().expect("it ends").code(), Some(130));
        self.lines.iter().collect()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // Ended already is as good.
        let _ = self.child.kill();
    }
}

/// Reads lines on a thread, so that waiting for one can be bounded.
fn lines(from: impl Read + Send + 'static) -> Receiver<String> {
    let (say, lines) = mpsc::channel();
    thread::spawn(move || BufReader::new(from).lines().map_while(Result::ok).try_for_each(|line| say.send(line)));
    lines
}

#[test]
fn each_piece_that_lands_gets_one_line() {
    let (_home, index) = archive(&[ORIGINAL, "fixtures/stories/story08.*"], &[]);
    let watch = Watch::start(&index, &[]);
    watch.copy("fixtures/stories/story01.05.light_rewrite_one_silent_number.txt", "a.txt");
    let line = watch.next();
    let share = line.strip_prefix("wires/a.txt: close rewrite of story01.01.original_wire_report.txt, 1.00, ").expect(&line);
    assert!(share.ends_with("% of it; look at: NUMBER 2.3 million crowns -> 3.2 million crowns"), "{line}");
    // Renamed into place, from a name that is passed over.
    watch.copy(STRANGER, "desk/.b.txt.part");
    fs::rename(watch.folder.join("desk/.b.txt.part"), watch.folder.join("desk/b.txt")).expect("writable");
    assert_eq!(watch.next(), "wires/desk/b.txt: copy of story08.02.unrelated_chess_open.txt, 1.00, 100% of it");
    fs::write(watch.folder.join("bad.txt"), "").expect("writable");
    assert_eq!(watch.next(), "wires/bad.txt: skipped: empty");
    // Written again.
    watch.copy("fixtures/stories/story05.01.bond_template_kestrel_bank.txt", "bad.txt");
    assert_eq!(watch.next(), "wires/bad.txt: nothing found");
    // A folder that comes in whole.
    fs::write(watch.aside.join("c.txt"), "The ferry to Sund was late again on Thursday, and nobody at the pier could say why.")
        .expect("writable");
    fs::rename(&watch.aside, watch.folder.join("later")).expect("writable");
    assert_eq!(watch.next(), "wires/later/c.txt: nothing found");
    // What somebody adds meanwhile counts from then on.
    done(&["index", "add", &index, "fixtures/stories/story05.01.bond_template_kestrel_bank.txt"]);
    watch.copy("fixtures/stories/story05.01.bond_template_kestrel_bank.txt", "d.txt");
    assert_eq!(watch.next(), "wires/d.txt: copy of story05.01.bond_template_kestrel_bank.txt, 1.00, 100% of it");
    assert_eq!(watch.end(), Vec::<String>::new());
}

#[test]
fn a_copy_with_one_figure_changed_is_never_called_a_copy_alone() {
    let (_home, index) = archive(&["fixtures/stories/story02.*"], &[]);
    let watch = Watch::start(&index, &[]);
    let credited = "fixtures/stories/story02.02.credit_cut_to_news.txt";
    let same = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(credited)).expect("a story");
    fs::write(watch.folder.join("same.txt"), &same).expect("writable");
    let line = watch.next();
    assert!(line.starts_with("wires/same.txt: copy of story02.02.credit_cut_to_news.txt, 1.00, 100% of it"), "{line}");
    assert!(!line.contains("NUMBER"), "{line}");
    fs::write(watch.folder.join("slip.txt"), same.replace("9,500 crowns", "5,900 crowns")).expect("writable");
    let line = watch.next();
    assert!(line.starts_with("wires/slip.txt: copy of story02.02.credit_cut_to_news.txt, 1.00, ") && line.contains("; look at"), "{line}");
    assert!(line.contains("NUMBER") && line.contains("5,900"), "{line}");
    assert_eq!(watch.end(), Vec::<String>::new());
}

#[test]
fn a_file_of_records_gets_a_line_each_and_json_lines_are_objects() {
    let (_home, index) = archive(&[ORIGINAL], &[]);
    let watch = Watch::start(&index, &["--format", "json"]);
    let original = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(ORIGINAL)).expect("a story");
    let record = |id: &str, text: &str| serde_json::json!({ "id": id, "text": text }).to_string();
    let other =
        record("urn:kestvik:2", "The observatory above Kestvik will open its doors to visitors on the first Sunday of every month.");
    let records = [record("urn:kestvik:1", &original), other, "{broken".to_owned()].join("\n");
    fs::write(watch.folder.join("wires.jsonl"), records).expect("writable");
    let (first, second, third) = (json(&watch.next()), json(&watch.next()), json(&watch.next()));
    assert_eq!((&first["path"], &first["piece"]), (&"wires/wires.jsonl".into(), &"urn:kestvik:1".into()));
    assert_eq!((&first["verdict"], &first["closest"]), (&"copy".into(), &"story01.01.original_wire_report.txt".into()));
    assert!(first["told_of_closest"].as_f64().expect("a share") > 0.99 && first["facts"] == 0, "{first}");
    assert_eq!((&second["piece"], &second["verdict"], &second["closest"]), (&"urn:kestvik:2".into(), &"unrelated".into(), &Value::Null));
    assert_eq!(third["path"], "wires/wires.jsonl:3");
    assert!(third["error"].as_str().expect("a reason").contains("not valid JSON"), "{third}");
    assert_eq!(watch.end(), Vec::<String>::new());
}

#[test]
fn a_watched_folder_that_goes_away_ends_the_watch() {
    let (_home, index) = archive(&[STRANGER], &[]);
    let mut watch = Watch::start(&index, &[]);
    fs::remove_dir_all(&watch.folder).expect("writable");
    assert_eq!(watch.child.wait().expect("it ends").code(), Some(2));
}

#[test]
fn the_version_names_the_archives_and_reports_that_this_program_writes() {
    let (_home, index) = archive(&["fixtures/stories/story01.01.original_wire_report.txt"], &[]);
    let header = &json(&done(&["index", "info", &index, "--format", "json"]))["header"];
    let report = json(&done(&["scan", "fixtures/stories/story01.01.original_wire_report.txt", "--format", "json"]));
    let told = done(&["--version"]);
    let lines = [
        header["tool"].as_str().expect("a name").to_owned(),
        format!("archives: reads and writes format {} with cleaning {}", header["format"], header["cleaning"]),
        format!("reports: writes format {}", report["format"]),
    ];
    assert_eq!(told.lines().collect::<Vec<_>>(), lines);
    assert_eq!(done(&["-V"]).trim_end(), lines[0]);
    assert_eq!(done(&["scan", "--version"]), told.replacen("wiretrace", "wiretrace-scan", 1));
}
