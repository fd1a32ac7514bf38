//! Files of strangers: hundreds of broken ones among thousands of good ones, and names and texts that would command whoever shows them.

#[allow(dead_code, reason = "the example needs the rest")]
#[path = "../examples/mutate/dice.rs"]
mod dice;
mod program;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

use dice::Dice;
use program::{code, said, wiretrace};
use serde_json::Value;

/// Stories that are told three times, and stories that are told once.
const FAMILIES: usize = 900;
const LONERS: usize = 1800;
/// Files that give no piece.
const HOSTILE: usize = 500;
/// What a file may hold at most, as the program has it.
const CAP: u64 = 256 << 20;

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

fn list<'a>(report: &'a Value, field: &str) -> &'a [Value] {
    report[field].as_array().expect("a list")
}

/// A sentence in an invented tongue between real function words.
fn sentence(dice: &mut Dice) -> String {
    const SYLLABLES: &str =
        "bran cor del fes gat hal jor kel lum mor nav ost pir quer ril sar tol ulm vek wex yar zim bel dri gro plo ske tam";
    const LINKS: &str = "of the|and a|in the|with its|for the|after a|near the|to its|from the|before a";
    let mut word = || {
        let syllables: Vec<&str> = SYLLABLES.split(' ').collect();
        (0..3).map(|_| *dice.pick(&syllables).expect("some")).collect::<String>()
    };
    let words: Vec<String> = (0..6).map(|_| word()).collect();
    let links: Vec<&str> = LINKS.split('|').collect();
    let mut link = || *dice.pick(&links).expect("some");
    format!("The {} {} {} {} {} {} {} {} {}.", words[0], words[1], link(), words[2], words[3], link(), words[4], link(), words[5])
}

/// The good pieces, by name: stories with a copy and an edited copy each, and stories that nobody copied.
fn good() -> Vec<(String, String)> {
    let mut files = Vec::new();
    for number in 0..FAMILIES + LONERS {
        let dice = &mut Dice::of(9, "story", &number.to_string());
        let told: Vec<String> = (0..6).map(|_| sentence(dice)).collect();
        let mut add = |name: &str, told: &[String]| files.push((format!("{number:04}.{name}.txt"), told.join(" ")));
        add("first", &told);
        if number < FAMILIES {
            add("second", &[&told[..], &[sentence(dice)]].concat());
            add("third", &told[..5]);
        }
    }
    files
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).expect("memory");
    packed.finish().expect("memory")
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ::zstd::encode_all(bytes, 1).expect("memory")
}

/// Packed parts in a row that unpack to more than a file may hold, in long lines of one character.
fn bomb(pack: fn(&[u8]) -> Vec<u8>, of: char) -> Vec<u8> {
    const LINES: usize = 64;
    let part = format!("{}\n", of.to_string().repeat((1 << 16) - 1)).repeat(LINES);
    pack(part.as_bytes()).repeat(usize::try_from(CAP).expect("small") / part.len() + 1)
}

fn noise(purpose: &str, number: usize, length: usize) -> Vec<u8> {
    let dice = &mut Dice::of(9, purpose, &number.to_string());
    (0..length).map(|_| u8::try_from(dice.below(256)).expect("a byte")).collect()
}

/// UTF-16 that breaks off in the middle of a letter.
fn half_a_letter(number: usize) -> Vec<u8> {
    let mut wide: Vec<u8> = format!("\u{feff}Feuersbrunst {number} Brandwachtmeister").encode_utf16().flat_map(u16::to_le_bytes).collect();
    wide.pop();
    wide
}

/// A way to spoil a file: how its name ends, what it holds, what stands behind its path in the list, and a word of the reason.
struct Kind(&'static str, fn(usize) -> Vec<u8>, &'static str, &'static str);

const KINDS: &[Kind] = &[
    Kind("nul.txt", |n| format!("A fire in mill {n}\0 was put out by noon.").into(), "", "binary"),
    Kind("noise.txt", |n| noise("text", n, 3000), "", "binary"),
    Kind("noise.md", |n| noise("markdown", n, 300), "", "binary"),
    Kind("noise.html", |n| noise("page", n, 3000), "", "binary"),
    Kind("noise.json", |n| noise("json", n, 300), "", "binary"),
    Kind("picture.html", |n| [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), noise("picture", n, 500)].concat(), "", "binary"),
    Kind("paper.txt", |n| format!("%PDF-1.7 {n} a paper of many words").into(), "", "PDF"),
    Kind("paper.md", |n| format!("PK\x03\x04 {n} a paper of many words").into(), "", "Word"),
    Kind("rich.txt", |n| format!("{{\\rtf1 {n} a paper of many words}}").into(), "", "RTF"),
    Kind("packed.txt", |n| gzip(format!("Fire {n} guts the old mill at night.").as_bytes()), "", "gzip"),
    Kind("twice.txt.gz", |n| gzip(&gzip(format!("Fire {n} guts the old mill at night.").as_bytes())), "", "gzip"),
    Kind("unpacked.txt.gz", |n| format!("Fire {n} guts the old mill at night.").into(), "", "cannot be read"),
    Kind("unpacked.html.zst", |n| format!("<p>Fire {n} guts the old mill at night.").into(), "", "cannot be read"),
    Kind("noise.json.gz", |n| [b"\x1f\x8b\x08\0".to_vec(), noise("gzip", n, 500)].concat(), "", "cannot be read"),
    Kind("noise.txt.zst", |n| [b"\x28\xb5\x2f\xfd".to_vec(), noise("zstd", n, 500)].concat(), "", "cannot be read"),
    Kind("cut.txt.gz", |n| cut(gzip(&noise("cut", n, 900))), "", "cut short"),
    Kind("cut.txt.zst", |n| cut(zstd(&noise("cut", n, 900))), "", "cut short"),
    Kind("nothing.txt.gz", |_| gzip(b""), "", "empty"),
    Kind("nothing.csv.zst", |_| zstd(b""), "", "empty"),
    Kind("cut.json", |n| format!("{{\"id\": {n}, \"text\": \"Fire guts the old mi").into(), "", "not valid JSON"),
    Kind("comma.json", |n| format!("[{{\"text\": \"Fire {n} guts the old mill\"}},]").into(), "", "not valid JSON"),
    Kind("deep.json", |n| ["[".repeat(100_000), n.to_string(), "]".repeat(100_000)].concat().into(), "", "not valid JSON"),
    Kind("deeper.json", |n| format!("{}{n}", "{\"text\":".repeat(100_000)).into(), "", "not valid JSON"),
    Kind("number.json", |n| n.to_string().into(), "", "neither a record nor a list"),
    Kind("word.json", |n| format!("\"Fire {n} guts the old mill at night\"").into(), "", "neither a record nor a list"),
    Kind("shape.json", |n| format!("{{\"name\": {n}, \"score\": [1, 2]}}").into(), "", "no text: it has name, score"),
    Kind("lists.json", |n| format!("[[{n}]]").into(), ":1", "not a record"),
    Kind("none.json", |n| format!("{}[]", " ".repeat(n)).into(), "", "empty"),
    Kind("short.json", |n| format!("{{\"text\": \"Fire {n}\"}}").into(), "", "only 2 words"),
    Kind("cut.jsonl", |n| format!("{{\"id\": {n}, \"text\": \"Fire guts the old mi").into(), ":1", "not valid JSON"),
    Kind("list.jsonl", |n| format!("\n\n[{n}]\n").into(), ":3", "not a record"),
    Kind("deep.jsonl", |n| format!("{{\"text\": {}{n}", "[".repeat(100_000)).into(), ":1", "not valid JSON"),
    Kind("noise.jsonl", |n| noise("lines", n, 200).into_iter().map(|byte| byte | 128).collect(), ":1", "not valid JSON"),
    Kind("columns.csv", |n| format!("name,score\nx,{n}\n").into(), "", "no text: it has name, score"),
    Kind("header.csv", |n| format!("id{n},text\n").into(), "", "a header and no rows"),
    Kind("hollow.csv", |n| format!("id,text\n{n},\n").into(), "", "empty in all rows"),
    Kind("quote.csv", |n| format!("id,text\n{n},\"never closed").into(), ":2", "only 2 words"),
    Kind("quotes.csv", |n| format!("id,\"text\n{n},\"Fire\"\" guts\" the \"old mill\n").into(), "", "no text: it has"),
    Kind("nul.csv", |n| format!("\0\0\0,{n}\0\n\0,\0\n").into(), "", "no text: it has"),
    Kind("deep.html", |n| format!("{}Fire {n} guts the old mill", "<div>".repeat(100_000)).into(), "", "too deeply"),
    Kind("nested.html", |n| format!("{}Fire {n} guts the old mill", "<div>".repeat(600)).into(), "", "too deeply"),
    Kind("attributes.html", |n| format!("<p{}>Fire {n} guts the mill", " a".repeat(30_000)).into(), "", "attributes"),
    Kind("hidden.html", |n| format!("<script>let fire = '{n} guts the old mill';</script>").into(), "", "no article text"),
    Kind("bare.html", |n| format!("<html><body>{}</body>", "<hr>".repeat(n + 1)).into(), "", "no article text"),
    Kind("empty.txt", |_| Vec::new(), "", "empty"),
    Kind("empty.html", |_| Vec::new(), "", "empty"),
    Kind("empty.json", |_| Vec::new(), "", "empty"),
    Kind("empty.jsonl", |_| Vec::new(), "", "empty"),
    Kind("empty.csv", |_| Vec::new(), "", "empty"),
    Kind("blank.txt", |n| " \t\r\n\u{a0}\u{2003}".repeat(n + 1).into(), "", "empty"),
    Kind("unseen.txt", |n| "\u{feff}\u{200b}\u{200f}\u{2060}\u{ad}".repeat(n + 1).into(), "", "empty"),
    Kind("control.txt", |n| "\x01\x02\x1b[2J\x07".repeat(n + 1).into(), "", "binary"),
    Kind("matter.md", |n| format!("---\ntitle: Fire {n} guts the old mill\n---\n").into(), "", "empty"),
    Kind("word.txt", |n| format!("Fire{n}").into(), "", "only 1 word"),
    Kind("words.md", |n| format!("# Fire\n\nguts mill{n}").into(), "", "only 4 words"),
    Kind("signs.txt", |_| "火事だ".into(), "", "only 3 words"),
    Kind("half.txt", half_a_letter, "", "only 3 words"),
    Kind("wide.txt", |n| "\u{feff}Fire".chars().flat_map(|c| u32::from(c).to_le_bytes()).chain([0; 4].repeat(n)).collect(), "", "binary"),
];

fn cut(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.truncate(bytes.len() / 2);
    bytes
}

/// A file that gives no piece: its name, its path as it is told, and a word of the reason.
struct Spoilt {
    told: String,
    reason: &'static str,
}

/// Spoils some hundred files of every kind among the good ones.
fn spoil(root: &Path) -> Vec<Spoilt> {
    let mut spoilt = too_large(root);
    #[cfg(target_os = "linux")]
    spoilt.extend(odd(root).into_iter().chain(odd_names(root)));
    let left = HOSTILE - spoilt.len();
    let each = (0..).flat_map(|number| KINDS.iter().map(move |kind| (number, kind)));
    spoilt.extend(each.take(left).map(|(number, Kind(name, bytes, at, reason))| {
        // Before, among and after the good ones.
        let path = root.join(format!("{}{number:02}.{name}", ["", "04", "zz"][number % 3]));
        fs::write(&path, bytes(number)).expect("writable");
        Spoilt { told: format!("{}{at}", path.display()), reason }
    }));
    spoilt
}

/// Files that hold more than a file may, most of it only once they are unpacked.
fn too_large(root: &Path) -> Vec<Spoilt> {
    let add = |name: &str, bytes: Vec<u8>, reason| {
        fs::write(root.join(name), bytes).expect("writable");
        Spoilt { told: root.join(name).display().to_string(), reason }
    };
    let sparse = |name: &str| {
        File::create(root.join(name)).and_then(|file| file.set_len(CAP + 1)).expect("no byte of it is written");
        Spoilt { told: root.join(name).display().to_string(), reason: "larger than 256 MiB" }
    };
    vec![
        add("bomb.txt.gz", bomb(gzip, ' '), "larger than 256 MiB"),
        add("bomb.json.zst", bomb(zstd, '['), "larger than 256 MiB"),
        add("bomb.jsonl.gz", bomb(gzip, ' '), "looks like a bomb"),
        add("bomb.jsonl.zst", bomb(zstd, ' '), "looks like a bomb"),
        sparse("huge.txt"),
        sparse("huge.html"),
    ]
}

/// What has the name of a file and is none.
#[cfg(target_os = "linux")]
fn odd(root: &Path) -> Vec<Spoilt> {
    use std::os::unix::fs::symlink;
    let mut spoilt = Vec::new();
    for number in 0..5 {
        let mut add = |kind: &str, make: &dyn Fn(&Path), reason| {
            let path = root.join(format!("{number}.{kind}"));
            make(&path);
            spoilt.push(Spoilt { told: path.display().to_string(), reason });
        };
        let pipe = |path: &Path| assert!(std::process::Command::new("mkfifo").arg(path).status().expect("mkfifo is there").success());
        add("pipe.txt", &pipe, "a pipe, socket or device");
        add("pipe.json.gz", &pipe, "a pipe, socket or device");
        add("socket.txt", &|path| drop(std::os::unix::net::UnixListener::bind(path).expect("a socket")), "a pipe, socket or device");
        add("zero.txt", &|path| symlink("/dev/zero", path).expect("a link"), "a pipe, socket or device");
        add("null.html", &|path| symlink("/dev/null", path).expect("a link"), "a pipe, socket or device");
        add("gone.txt", &|path| symlink("nowhere.txt", path).expect("a link"), "a link that points nowhere");
        add("itself.txt", &|path| symlink(path, path).expect("a link"), "cannot be read");
    }
    spoilt
}

/// Empty files whose names would be something else to whoever takes them as they are.
#[cfg(target_os = "linux")]
fn odd_names(root: &Path) -> Vec<Spoilt> {
    use std::os::unix::ffi::OsStrExt as _;
    let long = "n".repeat(251);
    let names: [&[u8]; 30] = [
        b"two\nlines",
        b"re\rturned",
        b"tab\tbed",
        b" ",
        b"\"quoted\"",
        b"it's",
        b"-rf",
        b"--out",
        b"-",
        b"$(reboot)",
        b"`reboot`",
        b"; reboot",
        b"*",
        b"[a-z]?",
        b"{a,b}",
        b"back\\slash",
        b"=1+1",
        b"@sum",
        b"<script>alert(1)<",
        b"&amp;",
        b"\x1b[2J\x1b]0;owned\x07",
        b"\x7f",
        "\u{9b}31m".as_bytes(),
        "\u{202e}txt.exe".as_bytes(),
        b"\xff\xfe",
        b"caf\xe9",
        b"a:1",
        b"%00",
        b"~",
        long.as_bytes(),
    ];
    let add = |name: &&[u8]| {
        let path = root.join(std::ffi::OsStr::from_bytes(&[name, &b".txt"[..]].concat()));
        fs::write(&path, "").expect("writable");
        Spoilt { told: path.to_string_lossy().into_owned(), reason: "empty" }
    };
    names.iter().map(add).collect()
}

/// A scan as JSON that ends with this code.
fn scan(expected: i32, root: &Path) -> Value {
    let output = wiretrace(&["scan", text(root), "--format", "json"]);
    assert_eq!((code(&output), said(&output.stderr).as_str()), (expected, ""));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn five_hundred_hostile_files_are_named_and_change_nothing_for_the_good_ones() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let good = good();
    assert_eq!(good.len(), 4500);
    for (name, told) in &good {
        fs::write(home.path().join(name), told).expect("writable");
    }
    let clean = scan(0, home.path());
    assert_eq!((list(&clean, "pieces").len(), list(&clean, "families").len()), (good.len(), FAMILIES));
    assert!(list(&clean, "families").iter().all(|family| list(family, "members").len() == 3));

    let spoilt = spoil(home.path());
    assert_eq!(spoilt.len(), HOSTILE);
    let mixed = scan(3, home.path());
    for part in ["pieces", "pairs", "families"] {
        assert!(mixed[part] == clean[part], "{part} differ");
    }
    let word = |row: &Value, field: &str| row[field].as_str().expect("a word").to_owned();
    let told: Vec<(String, String)> = list(&mixed, "skipped").iter().map(|row| (word(row, "path"), word(row, "reason"))).collect();
    let reasons: BTreeMap<&str, &str> = told.iter().map(|(path, reason)| (path.as_str(), reason.as_str())).collect();
    let is_told = |spoilt: &&Spoilt| reasons.get(spoilt.told.as_str()).is_some_and(|why| why.contains(spoilt.reason));
    let untold = spoilt.iter().filter(|spoilt| !is_told(spoilt));
    let untold: Vec<_> = untold.map(|Spoilt { told, reason }| (told, reason, reasons.get(told.as_str()))).collect();
    assert!(untold.is_empty(), "{} are not named with a reason that fits: {untold:#?}", untold.len());
    let known: BTreeSet<&str> = spoilt.iter().map(|spoilt| spoilt.told.as_str()).collect();
    let more: Vec<_> = told.iter().filter(|(path, _)| !known.contains(path.as_str())).collect();
    assert!(more.is_empty() && told.len() == HOSTILE, "{} are named, of them for nothing: {more:?}", told.len());
}

/// What takes over a terminal: sets its title, wipes it, colours it by a single character, turns the direction of reading.
#[cfg(unix)]
const COMMANDS: &str = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\u{202e}";

/// A folder of pieces whose names, ids, credits and quotations command whoever shows them, and a notice that does too.
#[cfg(unix)]
fn commanding(home: &Path) -> (String, String, String) {
    let news = home.join(format!("news{COMMANDS}"));
    fs::create_dir(&news).expect("writable");
    let story = |boats: &str, years: &str| {
        format!(
            "The harbour wall of Halden fell into the sea on Monday night and {boats} boats were crushed{COMMANDS}, the town said. \
             \"We {COMMANDS}saw it coming for {years} and nobody paid,\" said harbour master Ada{COMMANDS} Bell. Nobody was hurt when the \
             wall fell, {COMMANDS}Harbour Wire reported, and the ferries to the islands will sail again on Thursday from the old quay."
        )
    };
    let record = serde_json::json!({
        "id": format!("../../{COMMANDS}wire"), "title": format!("Wall {COMMANDS}falls"), "outlet": format!("Harbour{COMMANDS} Wire"),
        "byline": format!("Ada{COMMANDS} Bell"), "date": format!("2024-05-01{COMMANDS}"), "text": story("12", "years"),
    });
    fs::write(news.join(format!("{COMMANDS}wire.json")), serde_json::json!([record]).to_string()).expect("writable");
    fs::write(news.join(format!("{COMMANDS}copy.txt")), story("21", "months")).expect("writable");
    fs::write(news.join("=two\nlines\t<b>.txt"), story("12", "years")).expect("writable");
    fs::write(news.join(format!("{COMMANDS}empty.txt")), "").expect("writable");
    let notice = home.join(format!("notice{COMMANDS}.txt"));
    let taken_back = format!(
        "Story: Harbour wall of Halden{COMMANDS} falls into the sea on Monday night\nOld: 12 boats were crushed, the town said\n\
         New: 21 boats were crushed, the town said\n"
    );
    fs::write(&notice, taken_back).expect("writable");
    let [first, second] = [format!("{COMMANDS}wire.json"), format!("{COMMANDS}copy.txt")].map(|name| news.join(name));
    (text(&first).to_owned(), text(&second).to_owned(), text(&notice).to_owned())
}

#[cfg(unix)]
#[test]
fn names_and_texts_of_strangers_reach_no_terminal_as_commands() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let (first, second, notice) = commanding(home.path());
    let news = text(Path::new(&first).parent().expect("its folder"));
    let index = text(&home.path().join(format!("archive{COMMANDS}"))).to_owned();
    let (id, none) = (format!("{COMMANDS}copy.txt"), format!("none{COMMANDS}.txt"));
    let runs: [(i32, &[&str]); 21] = [
        (3, &["scan", news]),
        (3, &["scan", news, "--verbose", "--outlet", COMMANDS]),
        (3, &["scan", news, "--copies-only"]),
        (3, &["scan", news, "--original", &id]),
        (2, &["scan", news, "--original", &none]),
        (2, &["scan", news, "--out", &first]),
        (2, &["scan", &none]),
        (2, &["scan", "--", &format!("[{COMMANDS}*.txt")]),
        (0, &["diff", &first, &second]),
        (2, &["diff", &first, &none]),
        (1, &["check", &second, "--against", news]),
        (2, &["check", &none, "--against", news]),
        (1, &["ripple", &notice, "--against", news]),
        (2, &["ripple", &second, "--against", news]),
        (3, &["index", "build", &index, news]),
        (3, &["index", "add", &index, news]),
        (1, &["check", &second, "--against", &index]),
        (0, &["index", "info", &index]),
        (0, &["index", "verify", &index]),
        (0, &["index", "remove", &index, "--id", &none, "--path", &first]),
        (0, &["index", "compact", &index]),
    ];
    for (expected, args) in runs {
        let output = wiretrace(args);
        let (told, complaint) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(code(&output), expected, "{args:?}: {complaint:?}");
        let commands = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
        assert!(!told.contains(commands) && !complaint.contains(commands), "{args:?}: {told:?} {complaint:?}");
        // What cannot be done is told in one line, whatever stands in a name.
        assert!(expected != 2 || complaint.lines().count() == 1, "{args:?}: {complaint:?}");
    }
}

#[cfg(unix)]
#[test]
fn ids_that_climb_and_cells_that_count_stay_in_the_folder_of_results() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let (first, ..) = commanding(home.path());
    let news = Path::new(&first).parent().expect("its folder");
    let out = home.path().join("deep/er/out");
    assert_eq!(code(&wiretrace(&["scan", text(news), "--out", text(&out)])), 3);
    assert_eq!(fs::read_dir(home.path().join("deep")).expect("there").count(), 1);
    assert_eq!(fs::read_dir(home.path().join("deep/er")).expect("there").count(), 1);
    let mut met = 0;
    for entry in fs::read_dir(&out).expect("there").map(|entry| entry.expect("an entry").path()) {
        if entry.extension().is_some_and(|extension| extension == "csv") {
            let mut table = csv::ReaderBuilder::new().has_headers(false).from_path(&entry).expect("written");
            for cell in table.records().flat_map(|row| row.expect("a row").iter().map(str::to_owned).collect::<Vec<_>>()) {
                assert!(
                    cell.parse::<f64>().is_ok() || !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                    "{}: {cell:?}",
                    entry.display()
                );
                met += usize::from(cell.contains("=two\nlines"));
            }
        }
    }
    assert!(met > 3, "the name is in {met} cells");
    let page = fs::read_to_string(out.join("report.html")).expect("written");
    assert!(page.contains("&lt;b&gt;") || page.contains("&#60;b&#62;"));
    assert!(!page.contains("lines <b>") && !page.contains('\u{1b}') && !page.contains('\u{9b}'));
}

#[cfg(target_os = "linux")]
#[test]
fn a_good_piece_is_read_whatever_its_name() {
    use std::os::unix::ffi::OsStrExt as _;
    let home = tempfile::tempdir().expect("a temporary folder");
    let names: [&[u8]; 12] = [
        b"-rf.txt",
        b"--out.txt",
        b"two\nlines.txt",
        b"\"it's\".txt",
        b"*.txt",
        b"[a].txt",
        b"{b}.txt",
        b"caf\xe9.txt",
        b"\xff.txt",
        b" .txt",
        b"\x1b[2J.txt",
        b"a\\b.txt",
    ];
    for (number, name) in names.iter().enumerate() {
        let told: Vec<String> = (0..3).map(|_| sentence(&mut Dice::of(9, "name", &number.to_string()))).collect();
        fs::write(home.path().join(std::ffi::OsStr::from_bytes(name)), told.join(" ")).expect("writable");
    }
    let report = scan(0, home.path());
    let ids: BTreeSet<&str> = list(&report, "pieces").iter().filter_map(|piece| piece["id"].as_str()).collect();
    assert_eq!(
        ids,
        names.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect::<Vec<_>>().iter().map(String::as_str).collect()
    );
    // Named one by one, as a shell expands `*`: a name in UTF-8 is read, whatever a pattern or an option would make of it.
    let named: Vec<&str> = names.iter().filter_map(|name| std::str::from_utf8(name).ok()).collect();
    let args = [&["scan", "--format", "json", "--"], &named[..]].concat();
    let output = std::process::Command::new(program::PROGRAM).args(args).current_dir(home.path()).output().expect("the program starts");
    assert_eq!(code(&output), 0, "{}", said(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(list(&report, "pieces").len(), named.len());
    // One that is not is refused before anything is read.
    let raw = std::ffi::OsStr::from_bytes(names[7]);
    let output = std::process::Command::new(program::PROGRAM).arg("scan").arg(raw).current_dir(home.path()).output().expect("starts");
    assert_eq!(code(&output), 2);
    assert!(said(&output.stderr).contains("UTF-8"));
}
