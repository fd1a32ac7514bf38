//! Reads the sources and fails when the house is out of order: a room that imports one below it, a library that prints or exits,
//! a file that has outgrown its verb. The plan is in `ROOMS`; when the program outgrows it, change both and say why in the commit.

use std::fs;
use std::path::{Path, PathBuf};

/// Words that every room shares; they stand above the story.
const SHARED: [&str; 4] = ["article", "error", "settings", "hash"];
/// The story, top to bottom: a room imports only rooms above it, and itself.
const ROOMS: [&str; 17] = [
    "read",
    "clean",
    "shingle",
    "sketch",
    "candidates",
    "align",
    "verify",
    "cluster",
    "copies",
    "trace",
    "lineage",
    "ripple",
    "index",
    "report",
    "pipeline",
    "shards",
    "serve",
];
/// Files that are no rooms: the list of rooms, and the binary.
const OUTSIDE: [&str; 3] = ["lib", "main", "cli"];

const LONGEST_FILE: usize = 450;
const LONGEST_MAIN: usize = 40;
const UNNAMED: [&str; 6] = ["utils", "util", "types", "common", "constants", "helpers"];
const UNFINISHED: [&str; 3] = ["todo!", "unimplemented!", "dbg!"];
const SPEAKING: [&str; 5] = ["println!", "eprintln!", "print!", "eprint!", "process::exit"];

/// A source file: its path below `src` with `/`, and its text.
struct Source {
    path: String,
    text: String,
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    /// The names of its module: `["report", "csv"]` for `report/csv.rs`; a `mod.rs` counts for its folder.
    fn module(&self) -> Vec<&str> {
        let module = self.path.trim_end_matches(".rs").trim_end_matches("/mod");
        module.split('/').collect()
    }

    fn is_binary(&self) -> bool {
        matches!(self.module()[0], "main" | "cli")
    }
}

#[test]
fn the_sources_keep_the_house_rules() {
    let sources = sources();
    assert!(sources.iter().any(|source| source.path == "lib.rs"), "the sources were not found");
    let broken: Vec<String> = sources.iter().flat_map(broken_rules).collect();
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

/// Lists every rule that a file breaks, as `path: what and why`.
fn broken_rules(source: &Source) -> Vec<String> {
    let code = without_tests(&without_words(&source.text));
    let mut broken = shape(source, &code);
    broken.extend(rooms(source, &code));
    broken.extend(use_order(&code));
    let forbidden = UNFINISHED.iter().map(|word| (word, "finish it"));
    let speaking = SPEAKING.iter().map(|word| (word, "only the binary speaks and exits")).filter(|_| !source.is_binary());
    broken.extend(forbidden.chain(speaking).filter(|(word, _)| has_word(&code, word)).map(|(word, why)| format!("{word}: {why}")));
    broken.into_iter().map(|what| format!("src/{}: {what}", source.path)).collect()
}

fn shape(source: &Source, code: &str) -> Vec<String> {
    let lines = source.text.lines().count();
    let most = if source.path == "main.rs" { LONGEST_MAIN } else { LONGEST_FILE };
    let mut broken = Vec::new();
    if lines > most {
        broken.push(format!("{lines} lines, at most {most}: look for the second verb"));
    }
    if let Some(name) = source.module().into_iter().chain(code.lines().filter_map(declared_module)).find(|name| UNNAMED.contains(name)) {
        broken.push(format!("`{name}` names no verb: a type lives in the room that makes it, a constant beside its use"));
    }
    broken
}

/// Checks that each room named here stands above this one.
fn rooms(source: &Source, code: &str) -> Vec<String> {
    let module = source.module();
    if OUTSIDE.contains(&module[0]) {
        return Vec::new();
    }
    let Some(own) = rank(module[0]) else {
        return vec![format!("`{}` is in no list of rooms: add it to ROOMS where it belongs", module[0])];
    };
    let mut broken = Vec::new();
    for name in named_from_the_root(code, module.len()) {
        match rank(&name) {
            _ if name == module[0] => {}
            None => broken.push(format!("imports `{name}` from the crate's root: take it from the room that makes it")),
            Some(0) => {}
            Some(rank) if rank < own => {}
            Some(_) => broken.push(format!("imports `{name}`, which stands below `{}` in the story", module[0])),
        }
    }
    broken.sort();
    broken.dedup();
    broken
}

/// The place of a room in the story; 0 for the shared words.
fn rank(room: &str) -> Option<usize> {
    if SHARED.contains(&room) { Some(0) } else { ROOMS.iter().position(|name| *name == room).map(|at| at + 1) }
}

/// Finds the first names after `crate::`, and after as many `super::` as lead up to the root from this depth.
fn named_from_the_root(code: &str, depth: usize) -> Vec<String> {
    let tight: String = code.split("::").map(str::trim).collect::<Vec<_>>().join("::");
    let climb = "super::".repeat(depth);
    let mut names = Vec::new();
    for root in ["crate::", climb.as_str()] {
        for (at, _) in tight.match_indices(root).filter(|(at, _)| starts_word(&tight, *at) && !tight[..*at].ends_with("::")) {
            names.extend(first_names(&tight[at + root.len()..]));
        }
    }
    names
}

/// The first name of a path, or of every path in braces: `{a::{B, C}, d}` has `a` and `d`.
fn first_names(path: &str) -> Vec<String> {
    let name = |text: &str| text.trim_start().chars().take_while(|char| char.is_alphanumeric() || *char == '_').collect::<String>();
    let Some(group) = path.strip_prefix('{') else { return vec![name(path)] };
    let mut names = vec![name(group)];
    let mut depth = 1;
    for (at, char) in group.char_indices() {
        match char {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => names.push(name(&group[at + 1..])),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// Checks the order of a file's own imports: the standard library, other crates, this crate.
fn use_order(code: &str) -> Vec<String> {
    let own_modules: Vec<&str> = code.lines().filter_map(declared_module).collect();
    let mut furthest = (0, "");
    let mut broken = Vec::new();
    for line in code.lines().filter(|line| line.starts_with("use ") || line.starts_with("pub use ")) {
        let path = line.trim_start_matches("pub ").trim_start_matches("use ");
        let first = path.trim_start_matches("::").split([':', ';', ' ', '{']).next().unwrap_or_default();
        let group = match first {
            "std" | "core" | "alloc" => 0,
            "crate" | "super" | "self" => 2,
            name if own_modules.contains(&name) && !path.starts_with("::") => 2,
            _ => 1,
        };
        if group < furthest.0 {
            broken.push(format!("`{line}` comes after `{}`: first std, then other crates, then this one", furthest.1));
        } else {
            furthest = (group, line);
        }
    }
    broken
}

fn declared_module(line: &str) -> Option<&str> {
    line.trim_start().trim_start_matches("pub ").trim_start_matches("pub(crate) ").strip_prefix("mod ")?.split([';', ' ', '{']).next()
}

fn starts_word(code: &str, at: usize) -> bool {
    !code[..at].ends_with(|char: char| char.is_alphanumeric() || char == '_')
}

fn has_word(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| starts_word(code, at))
}

/// Takes out comments, strings and characters, so that what is left is code; lines stay lines.
fn without_words(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(char) = rest.chars().next() {
        let starts_word = starts_word(&code, code.len());
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block_comment(rest)
        } else if char == '"' {
            quoted(rest, '"')
        } else if starts_word && rest.trim_start_matches('b').starts_with(['r']) && raw_string(rest).is_some() {
            raw_string(rest).unwrap_or(1)
        } else if char == '\'' && is_character(rest) {
            quoted(rest, '\'')
        } else {
            code.push(char);
            rest = &rest[char.len_utf8()..];
            continue;
        };
        code.extend(rest[..length].chars().filter(|char| *char == '\n'));
        code.push(' ');
        rest = &rest[length..];
    }
    code
}

/// The length of a block comment, nested ones included.
fn block_comment(text: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        if text[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if text[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// The length of a string or character with its quotes.
fn quoted(text: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, char) in text.char_indices().skip(1) {
        match char {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            _ if char == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The length of a raw string such as `r#"…"#`, if one starts here.
fn raw_string(text: &str) -> Option<usize> {
    let after = text.strip_prefix("br").or_else(|| text.strip_prefix('r'))?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    let body = after[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let before = text.len() - body.len();
    Some(body.find(&end).map_or(text.len(), |at| before + at + end.len()))
}

/// Tells a character (`'a'`, `'\n'`) from a lifetime (`'a`).
fn is_character(text: &str) -> bool {
    let mut chars = text.chars().skip(1);
    match chars.next() {
        Some('\\') => true,
        Some(_) => chars.next() == Some('\''),
        None => false,
    }
}

/// Takes out every item under `#[cfg(test)]`, from code that has neither comments nor strings.
fn without_tests(code: &str) -> String {
    let mut kept = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(at) = rest.find("#[cfg(test)]") {
        kept.push_str(&rest[..at]);
        rest = &rest[at..];
        let mut depth = 0;
        let mut length = rest.len();
        for (at, char) in rest.char_indices() {
            match char {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 && matches!(char, '}' | ';') {
                length = at + 1;
                break;
            }
        }
        rest = &rest[length..];
    }
    kept.push_str(rest);
    kept
}

/// Reads every Rust file below `src`, in path order.
fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut open: Vec<PathBuf> = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).expect("a folder of sources").map(|entry| entry.expect("an entry").path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(&root).expect("below src").to_string_lossy().replace('\\', "/");
            found.push(Source { path: name, text: fs::read_to_string(&path).expect("a source in UTF-8") });
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// What is broken in a snippet, joined.
fn complaints(path: &str, text: &str) -> String {
    broken_rules(&Source::new(path, text)).join("\n")
}

#[test]
fn a_room_that_imports_one_below_it_is_found() {
    assert!(complaints("trace.rs", "use crate::report::Report;").contains("src/trace.rs: imports `report`, which stands below `trace`"));
    assert!(complaints("clean/words.rs", "fn f(x: crate :: verify::Match) {}").contains("imports `verify`"));
    assert!(complaints("read.rs", "use crate::{article::{Article, Span}, clean::clean};").contains("imports `clean`"));
    assert!(complaints("trace/words.rs", "use super::super::report::Report;").contains("imports `report`"));
    assert!(complaints("hash.rs", "use crate::read::Intake;").contains("imports `read`"));
    assert!(complaints("clean.rs", "use crate::Report;").contains("imports `Report` from the crate's root"));
    assert!(complaints("cellar.rs", "").contains("`cellar` is in no list of rooms"));
}

#[test]
fn a_room_may_import_what_stands_above_it_and_its_own_parts() {
    let text = "use crate::report::shares::whole;\nuse crate::trace::Fate;\nuse crate::{article::Span, verify::Verdict};\n";
    assert_eq!(complaints("report/text.rs", text), "");
    assert_eq!(complaints("report/text.rs", "use super::super::verify::Verdict;\nuse super::shares::whole;"), "");
    assert_eq!(complaints("settings.rs", "use crate::error::Error;"), "");
}

#[test]
fn tests_comments_and_strings_are_not_code() {
    let text = "//! [`crate::report`]\n/* crate::report /* println! */ todo!() */\nconst A: &str = \"crate::report \\\" dbg!\";\n\
                const B: &str = r#\"println!(\"crate::report\")\"#;\nconst C: char = '\"';\nfn f<'a>(a: &'a str) -> &'a str { a }\n\
                #[cfg(test)]\nmod tests {\n    use crate::report::Report;\n    fn g() { println!(\"}\") }\n}\n";
    assert_eq!(complaints("trace.rs", text), "");
    assert!(complaints("trace.rs", &format!("{text}use crate::report::Report;\n")).contains("imports `report`"));
}

#[test]
fn a_library_that_prints_or_exits_is_found_and_a_binary_may() {
    assert!(complaints("read.rs", "fn f() { println!(\"x\") }").contains("println!: only the binary"));
    assert!(complaints("read/html.rs", "fn f() { std::process::exit(1) }").contains("process::exit"));
    assert_eq!(complaints("cli/scan.rs", "fn f() { eprintln!(\"x\"); std::process::exit(1) }"), "");
    assert_eq!(complaints("read.rs", "fn f() { writeln!(out, \"x\") }"), "");
}

#[test]
fn unfinished_code_is_found_even_in_the_binary() {
    for word in UNFINISHED {
        assert!(complaints("cli.rs", &format!("fn f() {{ {word}() }}")).contains(word));
    }
}

#[test]
fn files_that_are_too_long_or_named_for_nothing_are_found() {
    assert!(complaints("read.rs", &"\n".repeat(LONGEST_FILE + 1)).contains("451 lines, at most 450"));
    assert!(complaints("main.rs", &"\n".repeat(LONGEST_MAIN + 1)).contains("41 lines, at most 40"));
    assert!(complaints("read/utils.rs", "").contains("`utils` names no verb"));
    assert!(complaints("read.rs", "mod types {\n}\n").contains("`types` names no verb"));
}

#[test]
fn imports_out_of_order_are_found() {
    assert!(complaints("read.rs", "use serde::Serialize;\nuse std::io;\n").contains("`use std::io;` comes after"));
    assert!(complaints("read.rs", "mod html;\nuse html::text;\nuse serde::Serialize;\n").contains("`use serde::Serialize;` comes after"));
    assert_eq!(complaints("read.rs", "mod csv;\nuse std::io;\nuse ::csv::Reader;\nuse crate::error::Error;\npub use csv::rows;\n"), "");
}
