//! What reading does with folders, patterns, named files and the odd things that lie in them.

#![allow(clippy::unwrap_used, reason = "a test that cannot set up its folder should stop there")]

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, Once};

use tempfile::TempDir;
use wiretrace::article::TextSource;
use wiretrace::error::Error;
use wiretrace::read::{Intake, ReadSettings, read, read_one};

const TEXT: &str = "Fire guts the old mill in Leeds, police say.\n";

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    folder
}

fn named(folder: &TempDir, name: &str) -> String {
    folder.path().join(name).to_str().unwrap().to_owned()
}

fn all(paths: &[String]) -> Intake {
    read(paths, &ReadSettings::default(), &|_, _| ()).unwrap()
}

fn ids(intake: &Intake) -> Vec<&str> {
    intake.articles.iter().map(|article| article.id.as_str()).collect()
}

fn reason<'a>(intake: &'a Intake, end: &str) -> &'a str {
    &intake.skipped.iter().find(|skipped| skipped.path.ends_with(end)).unwrap_or_else(|| panic!("{end} in {:?}", intake.skipped)).reason
}

#[test]
fn a_folder_is_read_in_path_order_without_hidden_and_other_files() {
    let folder =
        folder(&[("b.txt", TEXT), ("a/z.md", TEXT), ("a.html", "<p>Fire guts the old mill"), (".hidden.txt", TEXT), ("x.png", "x")]);
    let intake = all(&[named(&folder, "")]);
    assert_eq!(ids(&intake), ["a.html", "a/z.md", "b.txt"]);
    assert!(intake.skipped.is_empty(), "{:?}", intake.skipped);
    assert_eq!(intake.articles[2].text, TEXT);
    assert_eq!(intake.articles[2].source, TextSource::File);
    assert_eq!(intake.articles[2].path, named(&folder, "b.txt"));
}

#[test]
fn each_bad_file_is_passed_over_with_its_reason() {
    let folder =
        folder(&[("good.txt", TEXT), ("empty.txt", ""), ("blank.txt", " \n\t"), ("short.txt", "Two words"), ("bin.txt", "a\0b\0\0c d e")]);
    fs::write(folder.path().join("bad.json"), "{\"text\": ").unwrap();
    let intake = all(&[named(&folder, "")]);
    assert_eq!(ids(&intake), ["good.txt"]);
    assert_eq!(reason(&intake, "empty.txt"), "empty");
    assert_eq!(reason(&intake, "blank.txt"), "empty");
    assert_eq!(reason(&intake, "short.txt"), "only 2 words: nothing to compare");
    assert_eq!(reason(&intake, "bin.txt"), "looks binary, not text");
    assert!(reason(&intake, "bad.json").contains("not valid JSON"));
}

#[test]
fn packed_files_are_unpacked_and_bombs_are_not() {
    let folder = folder(&[("plain.txt", TEXT)]);
    let gzip = |bytes: &[u8]| {
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gz.write_all(bytes).unwrap();
        gz.finish().unwrap()
    };
    fs::write(folder.path().join("a.txt.gz"), [gzip(TEXT.as_bytes()), gzip(TEXT.as_bytes())].concat()).unwrap();
    fs::write(folder.path().join("b.txt.zst"), zstd::encode_all(TEXT.as_bytes(), 3).unwrap()).unwrap();
    fs::write(folder.path().join("bomb.txt.gz"), gzip(&vec![b' '; 4 << 20])).unwrap();
    fs::write(folder.path().join("bomb.jsonl.zst"), zstd::encode_all("{}\n".repeat(2 << 20).as_bytes(), 3).unwrap()).unwrap();
    fs::write(folder.path().join("torn.txt.zst"), &zstd::encode_all(TEXT.as_bytes(), 3).unwrap()[..20]).unwrap();
    let settings = ReadSettings { max_bytes: 1 << 20, ..ReadSettings::default() };
    let intake = read(&[named(&folder, "")], &settings, &|_, _| ()).unwrap();
    assert_eq!(ids(&intake), ["a.txt.gz", "b.txt.zst", "plain.txt"]);
    assert_eq!(intake.articles[0].text, format!("{TEXT}{TEXT}"));
    assert_eq!(intake.articles[1].source, TextSource::Decoded);
    assert!(reason(&intake, "bomb.txt.gz").contains("larger than 1 MiB"));
    assert!(reason(&intake, "bomb.jsonl.zst").contains("bomb"));
    assert!(reason(&intake, "torn.txt.zst").contains("cut short") || reason(&intake, "torn.txt.zst").contains("cannot be read"));
}

#[test]
fn a_sidecar_fills_in_what_files_do_not_say() {
    let folder = folder(&[
        ("news/a.txt", TEXT),
        ("news/b.md", "---\ntitle: Own title\n---\nFire guts the old mill again"),
        ("news/wire.jsonl", &format!("{{\"id\":\"r1\",\"text\":\"{}\"}}", TEXT.trim())),
        ("news/info.csv", "outlet,file,title\nThe Courier,a.txt,Given\nThe Herald,b.md,Given\nThe Wire,wire.jsonl,\n"),
    ]);
    let intake = all(&[named(&folder, "")]);
    assert_eq!(ids(&intake), ["news/a.txt", "news/b.md", "r1"]);
    let said: Vec<_> = intake.articles.iter().map(|article| (article.outlet.as_deref().unwrap(), article.title.as_deref())).collect();
    assert_eq!(said, [("The Courier", Some("Given")), ("The Herald", Some("Own title")), ("The Wire", None)]);
    assert!(intake.skipped.is_empty());
    assert_eq!(read_one(&named(&folder, "news/a.txt"), &ReadSettings::default()).unwrap().outlet.as_deref(), Some("The Courier"));
}

#[test]
fn ids_that_would_clash_are_told_apart_by_root_or_number() {
    let folder = folder(&[("one/a.txt", TEXT), ("two/a.txt", TEXT), ("two/b.txt", TEXT)]);
    let (one, two) = (named(&folder, "one"), named(&folder, "two"));
    assert_eq!(ids(&all(&[two.clone(), one.clone()])), [format!("{one}/a.txt"), format!("{two}/a.txt"), format!("{two}/b.txt")]);
    assert_eq!(ids(&all(&[one, named(&folder, "two/b.txt")])), ["a.txt", "b.txt"]);

    let record = |id: &str| format!("{{\"id\":\"{id}\",\"text\":\"{}\"}}\n", TEXT.trim());
    fs::write(folder.path().join("w.jsonl"), [record("x"), record("x#2"), record("x"), record("x")].concat()).unwrap();
    assert_eq!(ids(&all(&[named(&folder, "w.jsonl")])), ["x", "x#2", "x#3", "x#4"]);
}

#[test]
fn a_file_named_twice_is_read_once() {
    let folder = folder(&[("sub/a.txt", TEXT), ("b.txt", TEXT)]);
    let root = named(&folder, "");
    let mut paths = vec![root.clone(), named(&folder, "sub"), named(&folder, "sub/../sub/a.txt"), named(&folder, "b.txt")];
    assert_eq!(ids(&all(&paths)), ["b.txt", "sub/a.txt"]);
    paths.reverse();
    assert_eq!(ids(&all(&paths)), ["b.txt", "sub/a.txt"]);
}

#[test]
fn own_reports_are_not_read_as_pieces() {
    let prose = format!("id,text\n1,{}", TEXT.trim());
    let folder = folder(&[
        ("out/report.json", "{\"format\":1,\"tool\":\"wiretrace 0.1.0\",\"text\":\"Fire guts the old mill in Leeds\"}"),
        ("out/pieces.csv", &prose),
        ("out/report.html", "<p>Fire guts the old mill in Leeds"),
        ("out/story.txt", TEXT),
        ("theirs/pieces.csv", &prose),
    ]);
    let intake = all(&[named(&folder, "")]);
    assert_eq!(ids(&intake), ["out/story.txt", "1"]);
    assert!(intake.skipped.is_empty(), "{:?}", intake.skipped);
}

#[test]
fn patterns_match_files_and_say_when_they_match_none() {
    let folder = folder(&[("a1.txt", TEXT), ("a2.md", TEXT), ("sub/a3.txt", TEXT)]);
    assert_eq!(ids(&all(&[named(&folder, "a*.txt")])), ["a1.txt"]);
    assert_eq!(ids(&all(&[named(&folder, "**/*.txt")])), ["a1.txt", "a3.txt"]);
    assert_eq!(ids(&all(&[named(&folder, "{a2,none}.*")])), ["a2.md"]);
    let error = |name: &str| read(&[named(&folder, name)], &ReadSettings::default(), &|_, _| ()).unwrap_err();
    assert!(matches!(error("z*.txt"), Error::NotFound { .. }));
    assert!(matches!(error("a[.txt"), Error::Pattern { .. }));
    assert!(matches!(error("none.txt"), Error::NotFound { .. }));
}

#[test]
fn named_files_of_other_kinds_are_listed_and_nothing_at_all_is_an_error() {
    let folder = folder(&[("a.txt", TEXT), ("photo.png", "x")]);
    let intake = all(&[named(&folder, "a.txt"), named(&folder, "photo.png")]);
    assert!(reason(&intake, "photo.png").contains("not a kind"));
    let error = read(&[named(&folder, "photo.png")], &ReadSettings::default(), &|_, _| ()).unwrap_err();
    assert!(matches!(error, Error::NothingToRead { skipped: 1, .. }), "{error}");
}

#[test]
fn one_piece_is_asked_for_and_one_is_given() {
    let folder = folder(&[("a.txt", TEXT), ("two.csv", "text\nFire guts the old mill\nFire guts the old mill\n"), ("short.txt", "Fire")]);
    let one = |name: &str| read_one(&named(&folder, name), &ReadSettings::default());
    assert_eq!(one("a.txt").unwrap().text, TEXT);
    assert!(one("two.csv").unwrap_err().to_string().contains("holds 2 pieces"));
    assert!(one("short.txt").unwrap_err().to_string().contains("only 1 word"));
    assert!(one("").unwrap_err().to_string().contains("a folder"));
    assert!(matches!(one("none.txt").unwrap_err(), Error::NotFound { .. }));
}

#[test]
fn the_order_does_not_depend_on_the_threads() {
    let files: Vec<(String, String)> = (0..60).map(|n| (format!("f{n}.txt"), format!("{TEXT} {n}"))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let folder = folder(&files);
    let seen = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        format!("{:?}", pool.install(|| all(&[named(&folder, "")])))
    };
    assert_eq!(seen(1), seen(8));
}

#[test]
fn progress_hears_every_byte_while_a_large_file_is_read() {
    let record = format!("{}\n", serde_json::json!({ "text": TEXT }));
    let records = record.repeat((4 << 20) / record.len());
    let folder = folder(&[("a.txt", TEXT), ("b.txt", ""), ("c.jsonl", &records)]);
    let bytes = (TEXT.len() + records.len()) as u64;
    let heard = Mutex::new(BTreeSet::new());
    let hear = |done: u64, total: u64| {
        assert_eq!(total, bytes);
        heard.lock().unwrap().insert(done);
    };
    read(&[named(&folder, "")], &ReadSettings::default(), &hear).unwrap();
    let heard = heard.into_inner().unwrap();
    assert_eq!(heard.last(), Some(&bytes));
    assert!(heard.range(bytes / 4..bytes / 4 * 3).next().is_some(), "{heard:?}");
}

#[cfg(unix)]
#[test]
fn links_that_loop_and_pipes_never_hang_a_run() {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    let folder = folder(&[("sub/a.txt", TEXT)]);
    symlink(folder.path(), folder.path().join("sub/up")).unwrap();
    symlink(folder.path().join("sub/a.txt"), folder.path().join("0.txt")).unwrap();
    symlink("nowhere.txt", folder.path().join("gone.txt")).unwrap();
    fs::write(folder.path().join(Path::new(std::ffi::OsStr::from_bytes(b"caf\xe9.txt"))), TEXT).unwrap();
    for name in ["pipe.txt", "report.json", "info.csv"] {
        assert!(std::process::Command::new("mkfifo").arg(folder.path().join(name)).status().unwrap().success());
    }
    let intake = all(&[named(&folder, "")]);
    assert_eq!(ids(&intake), ["caf\u{fffd}.txt", "sub/a.txt"]);
    assert!(reason(&intake, "pipe.txt").contains("not a file"));
    assert_eq!(reason(&intake, "gone.txt"), "a link that points nowhere");
    let intake = all(&[named(&folder, "sub/a.txt"), named(&folder, "pipe.txt")]);
    assert!(reason(&intake, "pipe.txt").contains("not a file"));
}

/// Reads a folder on one thread, so that files come one after another, and does something once the first is read.
fn after_the_first(folder: &TempDir, meanwhile: &(dyn Fn() + Sync)) -> Intake {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let (paths, once) = ([named(folder, "")], Once::new());
    pool.install(|| read(&paths, &ReadSettings::default(), &|_, _| once.call_once(meanwhile))).unwrap()
}

#[test]
fn files_that_vanish_while_others_are_read_are_named_and_cost_no_other() {
    let folder = folder(&[("0.txt", TEXT), ("1.txt", TEXT), ("2/a.jsonl", TEXT), ("2/b.txt.gz", TEXT), ("3.txt", TEXT)]);
    let intake = after_the_first(&folder, &|| {
        fs::remove_file(folder.path().join("1.txt")).unwrap();
        fs::remove_dir_all(folder.path().join("2")).unwrap();
    });
    assert_eq!(ids(&intake), ["0.txt", "3.txt"]);
    let told: Vec<&str> = intake.skipped.iter().map(|skipped| skipped.path.as_str()).collect();
    assert_eq!(told, [named(&folder, "1.txt"), named(&folder, "2/a.jsonl"), named(&folder, "2/b.txt.gz")]);
    assert!(intake.skipped.iter().all(|skipped| skipped.reason.starts_with("cannot be read (")), "{:?}", intake.skipped);
}

#[test]
fn files_that_grow_shrink_or_change_their_kind_while_others_are_read_are_what_they_are_then() {
    let folder = folder(&[("0.txt", TEXT), ("1.txt", TEXT), ("2.txt", TEXT), ("3.txt", TEXT), ("4.txt", TEXT)]);
    let at = |name: &str| folder.path().join(name);
    let intake = after_the_first(&folder, &|| {
        fs::write(at("1.txt"), TEXT.repeat(1000)).unwrap();
        fs::write(at("2.txt"), "").unwrap();
        fs::remove_file(at("3.txt")).unwrap();
        fs::create_dir(at("3.txt")).unwrap();
    });
    assert_eq!(ids(&intake), ["0.txt", "1.txt", "4.txt"]);
    assert_eq!(intake.articles[1].text.len(), TEXT.len() * 1000);
    assert_eq!(reason(&intake, "2.txt"), "empty");
    assert!(!reason(&intake, "3.txt").is_empty());
}

#[test]
fn a_file_that_never_stops_growing_is_read_to_the_cap_and_no_further() {
    let folder = folder(&[("a.txt", TEXT)]);
    let path = folder.path().join("b.txt");
    // More than the cap is there at any time after the size was looked at.
    let settings = ReadSettings { max_bytes: 1 << 16, ..ReadSettings::default() };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    fs::write(&path, TEXT).unwrap();
    let once = Once::new();
    let grow = |_, _| once.call_once(|| fs::write(&path, TEXT.repeat(10_000)).unwrap());
    let intake = pool.install(|| read(&[named(&folder, "")], &settings, &grow)).unwrap();
    assert_eq!(ids(&intake), ["a.txt"]);
    assert!(reason(&intake, "b.txt").contains("larger than"));
}

#[cfg(unix)]
#[test]
fn devices_under_the_name_of_a_text_are_passed_over_however_they_are_named() {
    let folder = folder(&[("a.txt", TEXT)]);
    let names: Vec<String> = ["zero", "null", "random"].iter().map(|device| named(&folder, &format!("{device}.txt"))).collect();
    for name in &names {
        let device = Path::new(name).file_stem().unwrap();
        std::os::unix::fs::symlink(Path::new("/dev").join(device), name).unwrap();
        assert!(read_one(name, &ReadSettings::default()).unwrap_err().to_string().contains("not a file"));
    }
    for paths in [vec![named(&folder, "")], [&names[..], &[named(&folder, "a.txt")]].concat(), vec![named(&folder, "*.txt")]] {
        let intake = all(&paths);
        assert_eq!(ids(&intake), ["a.txt"]);
        assert!(names.iter().all(|name| reason(&intake, name).contains("not a file")), "{:?}", intake.skipped);
    }
}
