//! Five thousand files of which five hundred are hostile: the families are those of the good ones, and each bad one is named with its reason.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that cannot set up its folder should stop there")]

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use wiretrace::hash::mix;

const GOOD: u64 = 4_500;
const HOSTILE: usize = 500;

/// A word that nobody has used, from a number.
fn word(number: u64) -> String {
    const PARTS: [&str; 16] =
        ["bra", "dun", "eck", "fol", "gar", "hil", "jor", "kem", "lun", "mar", "nes", "ost", "pel", "rin", "sto", "vik"];
    (0..3).map(|at| PARTS[(mix(number) >> (4 * at)) as usize % 16]).collect()
}

/// One sentence of a story.
fn sentence(story: u64, at: u64) -> String {
    let of = |part: u64| word(story * 1_000 + at * 20 + part);
    let count = 2 + mix(story * 100 + at) % 900;
    format!(
        "The {} of {} said on Monday that {count} {} had been brought from {} to the {} near {}, where {} and {} are kept.",
        of(1),
        of(2),
        of(3),
        of(4),
        of(5),
        of(6),
        of(7),
        of(8)
    )
}

/// Every third story is told three times: whole, cut, and with other sentences between; the other pieces are strangers.
fn piece(number: u64) -> String {
    let story = number / 3;
    let told: Vec<String> = match (story % 3, number % 3) {
        (0, 0) => (0..9).map(|at| sentence(story, at)).collect(),
        (0, 1) => (0..6).map(|at| sentence(story, at)).collect(),
        (0, _) => (0..7).flat_map(|at| [sentence(story, at), sentence(900_000 + number, at)]).take(11).collect(),
        _ => (0..7).map(|at| sentence(500_000 + number, at)).collect(),
    };
    told.join("\n\n")
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(bytes).unwrap();
    gz.finish().unwrap()
}

/// What is wrong with a file, how its name ends, and what it holds.
fn contents() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let story = piece(0).into_bytes();
    let noise: Vec<u8> = (0..6_000_u64).map(|at| mix(at).to_le_bytes()[3]).collect();
    let packed = gzipped(&story);
    let mut zst = zstd::encode_all(&story[..], 1).unwrap();
    zst.truncate(zst.len() / 2);
    let of = |text: &str| text.as_bytes().to_vec();
    vec![
        ("empty", ".txt", Vec::new()),
        ("blank", ".txt", of(" \n\t\n \u{feff}\n")),
        ("nuls", ".txt", [&story[..40], &[0; 400], &story[40..]].concat()),
        ("noise", ".txt", noise.clone()),
        ("pdf", ".txt", [b"%PDF-1.7\n", &story[..]].concat()),
        ("zip", ".html", [b"PK\x03\x04", &noise[..]].concat()),
        ("cut", ".txt.gz", packed[..packed.len() - 9].to_vec()),
        ("no gzip", ".txt.gz", story.clone()),
        ("no zstd", ".jsonl.zst", story.clone()),
        ("cut zstd", ".txt.zst", zst),
        ("broken", ".json", of("{\"text\": \"The wall fell")),
        ("no text", ".json", of("{\"title\": \"The wall\", \"words\": 9}")),
        ("nested", ".json", [vec![b'['; 100_000], vec![b']'; 100_000]].concat()),
        ("numbers", ".jsonl", of("1\n2\n{\"text\": 3}\n")),
        ("no columns", ".csv", of("a,b\n1,2\n")),
        ("open quote", ".csv", of("id,text\n1,\"The wall fell")),
        ("no article", ".html", of("<html><head><title>x</title></head><body><script>var a = 1;</script></body></html>")),
        ("tags", ".html", "<b>".repeat(60_000).into_bytes()),
        ("attributes", ".html", format!("<p {}>x</p>", "a=1 ".repeat(60_000)).into_bytes()),
        ("lone marks", ".md", of("---\n---\n")),
    ]
}

/// Fills a folder with hostile things; gives how many there are.
fn hostile(folder: &Path) -> usize {
    let contents = contents();
    let mut made = 0;
    let mut at = 0;
    while made + 6 <= HOSTILE {
        for (what, end, bytes) in &contents {
            if made + 6 > HOSTILE {
                break;
            }
            // Names that break a shell, a table or a terminal.
            let name = match at % 5 {
                0 => format!("-{what} {at}{end}"),
                1 => format!("{what}\n{at}{end}"),
                2 => format!("\u{1b}[31m{what}'\"{at}{end}"),
                3 => format!("=cmd|{what} {at}{end}"),
                _ => format!("{what} {at}{end}"),
            };
            let place = if at % 7 == 3 { folder.join([b"latin\xe9 ".as_slice(), name.as_bytes()].concat().as_os()) } else { folder.join(name) };
            fs::write(place, bytes).unwrap();
            (made, at) = (made + 1, at + 1);
        }
    }
    symlink("nowhere.txt", folder.join("dangling.txt")).unwrap();
    symlink("/dev/zero", folder.join("zero.txt")).unwrap();
    symlink("turn.txt", folder.join("turn.txt")).unwrap();
    for pipe in ["pipe.txt", "report.json"] {
        assert!(Command::new("mkfifo").arg(folder.join(pipe)).status().unwrap().success());
    }
    // The socket's file stays when the listener goes.
    drop(UnixListener::bind(folder.join("socket.txt")).unwrap());
    // Folders in a circle, and one that is named like a file: nothing of theirs is lost.
    fs::create_dir(folder.join("folder.txt")).unwrap();
    symlink("..", folder.join("folder.txt/round")).unwrap();
    made + 6
}

trait AsOs {
    fn as_os(&self) -> &OsStr;
}

impl AsOs for Vec<u8> {
    fn as_os(&self) -> &OsStr {
        OsStr::from_bytes(self)
    }
}

fn scan(folders: &[&Path]) -> (Output, Value) {
    let output = Command::new(env!("CARGO_BIN_EXE_wiretrace")).arg("scan").args(folders).args(["--format", "json"]).output().unwrap();
    let report = serde_json::from_slice(&output.stdout).unwrap();
    (output, report)
}

fn families(report: &Value) -> BTreeSet<Vec<String>> {
    let members = |family: &Value| {
        let pieces = family["members"].as_array().unwrap().iter().map(|member| member["piece"].as_str().unwrap());
        pieces.map(str::to_owned).collect()
    };
    report["families"].as_array().unwrap().iter().map(members).collect()
}

#[test]
fn hostile_files_are_named_each_with_its_reason_and_change_no_family() {
    let root = tempfile::tempdir().unwrap();
    let (good, bad) = (root.path().join("good"), root.path().join("bad"));
    fs::create_dir(&good).unwrap();
    fs::create_dir(&bad).unwrap();
    for number in 0..GOOD {
        fs::write(good.join(format!("{number:04}.txt")), piece(number)).unwrap();
    }
    assert_eq!(hostile(&bad), HOSTILE);
    let (alone, clean) = scan(&[&good]);
    assert_eq!(alone.status.code(), Some(0));
    let families_of_good = families(&clean);
    assert!(families_of_good.len() >= 400, "{}", families_of_good.len());

    let (output, report) = scan(&[&good, &bad]);
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(families(&report), families_of_good);
    assert_eq!(report["pieces"].as_array().unwrap().len() as u64, GOOD);
    let skipped = report["skipped"].as_array().unwrap();
    let named: BTreeSet<&str> = skipped.iter().map(|skipped| skipped["path"].as_str().unwrap()).collect();
    // A pipe named report.json is no report, and is not asked whether it is one.
    assert_eq!(named.len(), HOSTILE, "{:?}", named.iter().take(9).collect::<Vec<_>>());
    for skipped in skipped {
        let reason = skipped["reason"].as_str().unwrap();
        assert!(reason.len() > 10 && !reason.contains('\u{1b}'), "{skipped}");
    }
}
