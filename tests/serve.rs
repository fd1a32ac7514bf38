//! The page on the desk and its answers for programs: what the server says is what the commands say, and who may ask it.

mod desk;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use desk::{Desk, PROGRAM, STORIES, archive, coded, of_stories, printed, root, serve};
use serde_json::Value;

const ORIGINAL: &str = "story01.01.original_wire_report.txt";
const REWRITE: &str = "story01.06.heavy_rewrite_quotations_kept.txt";
const TOKEN: &str = "sixteen letters!";

fn stories() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(root().join(STORIES))
        .expect("stories")
        .map(|file| file.expect("a file").file_name().into_string().expect("UTF-8"))
        .collect();
    names.sort();
    names
}

fn story(name: &str) -> Vec<u8> {
    fs::read(root().join(STORIES).join(name)).expect("a story")
}

/// What `check` prints of a file, told in its folder, and of the archive, told by its whole path.
fn command_says(folder: &Path, name: &str, index: &str) -> Vec<u8> {
    printed(folder, &["check", name, "--against", index, "--format", "json"])
}

#[test]
fn the_api_says_of_a_piece_what_the_command_says_to_the_byte() {
    let (desk, index) = of_stories();
    let mut kinds = BTreeSet::new();
    for name in stories().iter().filter(|name| name.starts_with("story01") || name.starts_with("story03")) {
        let said = desk.post(&format!("/api/check?name={}", coded(name)), &story(name));
        assert_eq!((said.status, said.header("content-type")), (200, Some("application/json")), "{name}: {}", said.text());
        assert!(said.body == command_says(&root().join(STORIES), name, &index), "{name}");
        kinds.insert(name.rsplit('.').next().expect("an ending").to_owned());
    }
    assert!(kinds.len() >= 4, "{kinds:?}: text, page, JSON and Markdown were there");
}

#[test]
fn a_new_piece_and_one_without_a_name_are_told_as_the_command_tells_them() {
    let (desk, index) = of_stories();
    let home = tempfile::tempdir().expect("a temporary folder");
    let text = format!("{}\n\nThe harbour office added nothing to this.\n", String::from_utf8(story(REWRITE)).expect("UTF-8"));
    fs::write(home.path().join("new.txt"), &text).expect("writable");
    let expected = command_says(home.path(), "new.txt", &index);
    assert!(desk.post("/api/check?name=new.txt", text.as_bytes()).body == expected);
    // A path is reduced to its last part, as a file is that is named by itself.
    assert!(desk.post("/api/check?name=..%2F..%2Fetc%5Cnew.txt", text.as_bytes()).body == expected);
    let nameless = desk.post("/api/check", text.as_bytes()).json();
    assert_eq!((nameless["piece"]["id"].as_str(), nameless["piece"]["path"].as_str()), (Some("-"), Some("-")));
    let (named, known): (Value, _) = (serde_json::from_slice(&expected).expect("JSON"), &nameless["closest"]);
    assert_eq!(known[0]["piece"], named["closest"][0]["piece"]);
}

#[test]
fn a_media_type_tells_the_kind_only_where_the_name_does_not() {
    let (desk, _) = of_stories();
    let page = story("story03.02.copy_in_html_page.html");
    let words = |path: &str, media: &str| desk.ask("POST", path, &[("Content-Type", media)], &page).json()["piece"]["spans_in"].clone();
    assert_eq!(words("/api/check?name=draft", "text/html; charset=utf-8"), "extracted");
    assert_eq!(words("/api/check?name=draft", "text/plain"), "file");
    assert_eq!(words("/api/check?name=draft.html", "text/plain"), "extracted");
    assert_eq!(words("/api/check", "text/plain"), "extracted");
}

#[test]
fn what_cannot_be_read_is_refused_with_the_words_of_the_command() {
    let (desk, index) = of_stories();
    let folder = root().join("fixtures/broken");
    for name in ["empty.txt", "one_word.txt", "truncated.json", "wrong_shape.json", "records.jsonl", "not_csv.csv", "binary.txt"] {
        let output =
            std::process::Command::new(PROGRAM).args(["check", name, "--against", &index]).current_dir(&folder).output().expect("it runs");
        let said = desk.post(&format!("/api/check?name={name}"), &fs::read(folder.join(name)).expect("a file"));
        let expected = String::from_utf8_lossy(&output.stderr).trim().trim_start_matches("wiretrace: ").to_owned();
        assert_eq!((said.status, said.json()["error"].as_str()), (400, Some(expected.as_str())), "{name}");
    }
}

#[test]
fn held_pieces_families_and_pairs_are_told_as_the_commands_tell_them() {
    let (desk, index) = of_stories();
    let path = |name: &str| format!("{STORIES}/{name}");
    for name in stories().iter().step_by(6) {
        let said = desk.get(&format!("/api/pieces/{name}"));
        assert!(said.body == command_says(root(), &path(name), &index), "{name}: {}", said.text());
        assert!(desk.get(&format!("/pieces/{name}")).text().contains(name.as_str()));
    }
    assert!(desk.get("/api/families").body == printed(root(), &["scan", STORIES, "--format", "json"]));
    let strict = desk.get("/api/families?recent=2000&threshold=0.9").body;
    assert!(strict == printed(root(), &["scan", STORIES, "--threshold", "0.9", "--format", "json"]));
    let beside = desk.get(&format!("/api/beside?original={ORIGINAL}&piece={REWRITE}")).body;
    assert!(beside == printed(root(), &["diff", &path(ORIGINAL), &path(REWRITE), "--format", "json"]));
    assert_eq!(desk.get(&format!("/api/texts/{ORIGINAL}")).body, story(ORIGINAL));
    assert!(desk.get("/api/info").body == printed(root(), &["index", "info", &index, "--format", "json"]));
}

#[test]
fn the_newest_pieces_are_those_of_the_latest_days() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let index = home.path().join("archive").display().to_string();
    let wall = "The harbour wall of Halden fell into the sea on Monday night, and twelve boats were crushed by it.";
    let line = |n: usize| format!("{{\"id\":\"p{n}\",\"date\":\"2031-03-{:02}\",\"text\":\"{wall} Report number {n}.\"}}\n", 28 - n);
    fs::write(home.path().join("wire.jsonl"), (1..=9).map(line).collect::<String>()).expect("writable");
    printed(home.path(), &["index", "build", &index, "wire.jsonl"]);
    let desk = serve(&index, &[], None);
    let report = desk.get("/api/families?recent=3").json();
    let ids: Vec<&str> = report["pieces"].as_array().expect("pieces").iter().filter_map(|piece| piece["id"].as_str()).collect();
    assert_eq!(ids, ["p1", "p2", "p3"]);
    for wrong in ["recent=0", "recent=2001", "recent=x", "threshold=2", "threshold=NaN", "recent=-1"] {
        assert_eq!(desk.get(&format!("/api/families?{wrong}")).status, 400, "{wrong}");
    }
    assert_eq!(desk.get("/families?recent=&threshold=").status, 200, "a form leaves fields empty");
}

#[test]
fn a_piece_is_pasted_or_dropped_and_what_is_wrong_is_said_on_the_page() {
    let (desk, _) = of_stories();
    let text = String::from_utf8(story(REWRITE)).expect("UTF-8");
    let pasted = desk.paste(&text.replace('\n', "\r\n"), "", b"");
    assert_eq!(pasted.status, 200);
    assert!(pasted.text().contains(ORIGINAL), "the closest piece is told");
    let dropped = desk.paste("not this", "C:\\desk\\dropped.txt", text.as_bytes());
    assert!(dropped.status == 200 && dropped.text().contains("dropped.txt") && !dropped.text().contains("C:\\desk"));
    for (text, file) in [("", ""), ("one", ""), ("", "one.csv")] {
        let wrong = desk.paste(text, file, if file.is_empty() { b"" } else { b"a,b\n1,2\n" });
        assert!(wrong.status == 400 && wrong.header("content-type") == Some("text/html; charset=utf-8"), "{text} {file}");
    }
    assert_eq!(desk.post("/check", b"no form").status, 400);
    let again = desk.get("/check");
    assert_eq!((again.status, again.header("location")), (303, Some("/")));
}

#[test]
fn every_answer_has_its_headers_and_tells_how_long_it_took() {
    let (desk, _) = of_stories();
    for path in ["/", "/marks", "/style.css", "/openapi.json", "/api/info", "/nothing", "/api/pieces/nothing", "/enter"] {
        let said = desk.get(path);
        let policy = said.header("content-security-policy").expect(path);
        assert!(policy.starts_with("default-src 'none'; style-src 'self'; script-src 'self';") && !policy.contains("unsafe"), "{path}");
        assert_eq!(said.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(said.header("referrer-policy"), Some("same-origin"), "{path}");
        assert_eq!(said.header("cross-origin-opener-policy"), Some("same-origin"), "{path}");
        assert!(said.header("server-timing").is_some_and(|time| time.starts_with("total;dur=")), "{path}");
        let kept = if path == "/style.css" { "no-cache" } else { "no-store" };
        assert_eq!(said.header("cache-control"), Some(kept), "{path}");
    }
    let tag = desk.get("/style.css").header("etag").expect("a tag").to_owned();
    assert_eq!(desk.ask("GET", "/style.css", &[("If-None-Match", &tag)], b"").status, 304);
    let wrong = desk.ask("DELETE", "/api/info", &[], b"");
    assert!(wrong.status == 405 && wrong.header("allow").is_some() && wrong.json()["error"].is_string());
}

#[test]
fn who_comes_from_elsewhere_is_not_let_in() {
    let (desk, _) = of_stories();
    assert_eq!(desk.ask("GET", "/", &[("Host", "evil.example")], b"").status, 403);
    assert_eq!(desk.ask("GET", "/", &[("Host", "localhost")], b"").status, 200);
    assert_eq!(desk.ask("POST", "/api/check", &[("Origin", "http://evil.example")], &story(ORIGINAL)).status, 403);
    assert_eq!(desk.ask("POST", "/api/check", &[("Sec-Fetch-Site", "cross-site")], &story(ORIGINAL)).status, 403);
    let own = format!("http://{}", desk.address);
    assert_eq!(desk.ask("POST", "/api/check", &[("Origin", &own)], &story(ORIGINAL)).status, 200);
}

#[test]
fn a_token_is_asked_for_and_a_cookie_stands_for_it() {
    let (_home, index) = archive(&[]);
    let desk = serve(&index, &[], Some(TOKEN));
    assert!(desk.said.contains("token") && !desk.said.contains(TOKEN), "{}", desk.said);
    let api = desk.get("/api/info");
    assert_eq!((api.status, api.header("www-authenticate")), (401, Some("Bearer")));
    assert!(api.json()["error"].as_str().is_some_and(|error| error.contains("Authorization")));
    assert_eq!(desk.get("/").status, 401);
    assert_eq!(desk.get("/enter").status, 200);
    assert_eq!(desk.ask("GET", "/api/info", &[("Authorization", &format!("Bearer {TOKEN}"))], b"").status, 200);
    assert_eq!(desk.ask("GET", "/api/info", &[("Authorization", "Bearer sixteen letters?")], b"").status, 401);
    assert_eq!(desk.send("/enter", &[("token", "wrong")]).status, 401);
    let entered = desk.send("/enter", &[("token", TOKEN)]);
    assert_eq!((entered.status, entered.header("location")), (303, Some("/")));
    let cookie = entered.header("set-cookie").and_then(|cookie| cookie.split(';').next()).expect("a cookie").to_owned();
    assert_eq!(desk.ask("GET", "/", &[("Cookie", &cookie)], b"").status, 200);
    // A token lets in by whatever name the server is reached.
    assert_eq!(desk.ask("GET", "/", &[("Cookie", &cookie), ("Host", "desk.example")], b"").status, 200);
}

#[test]
fn an_address_that_others_reach_needs_a_token_and_a_short_one_is_refused() {
    let (_home, index) = archive(&[]);
    let refused = |options: &[&str]| {
        let args = [&["serve", "--index", &index, "--port", "0"], options].concat();
        let output = std::process::Command::new(PROGRAM).args(args).env_remove("WIRETRACE_TOKEN").output().expect("it runs");
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let open = refused(&["--bind", "0.0.0.0"]);
    assert!(open.contains("--bind = 0.0.0.0") && open.contains("WIRETRACE_TOKEN"), "{open}");
    let short = refused(&["--token", "hunter2"]);
    assert!(short.contains("16 characters") && !short.contains("hunter2"), "{short}");
    let desk = serve(&index, &[], None);
    let port = desk.address.rsplit(':').next().expect("a port");
    let taken = refused(&["--port", port].map(|word| word));
    assert!(taken.contains("--port"), "{taken}");
}

fn mark(desk: &Desk, name: &str, more: &[(&str, &str)]) -> desk::Answer {
    let hash = "9c06bcd2a3d0a4e1";
    desk.send("/marks", &[&[("piece", ORIGINAL), ("piece_text", hash), ("mark", name)], more].concat())
}

#[test]
fn marks_are_set_exported_and_taken_back_and_a_broken_file_is_left_alone() {
    let (desk, index) = of_stories();
    let file = Path::new(&index).join("marks.json");
    let back = [("note", "ask <the> desk"), ("back", "/pieces?id=a%3Fb%3D1%23c")];
    let set = mark(&desk, "needs_credit", &back);
    assert_eq!((set.status, set.header("location")), (303, Some("/pieces?id=a%3Fb%3D1%23c")), "{}", set.text());
    let pair = [("other", REWRITE), ("other_text", "0000000000000000")];
    assert_eq!(mark(&desk, "fine", &pair).status, 303);
    let marks = desk.get("/api/marks");
    assert!(marks.body == fs::read(&file).expect("a file"));
    let marks = marks.json();
    assert_eq!(marks["marks"].as_array().map(Vec::len), Some(2));
    let when = marks["marks"][0]["when"].as_str().expect("a day");
    assert!(when.len() == 10 && when.starts_with("20"), "{when}");
    let table = desk.get("/marks.csv");
    assert!(table.header("content-disposition").is_some() && table.text().contains("needs_credit,ask <the> desk,20"), "{}", table.text());
    for elsewhere in ["//evil.example", "/\\evil.example", "http://evil.example", "/a\r\nSet-Cookie: b", "", "é"] {
        assert_eq!(mark(&desk, "fine", &[("back", elsewhere)]).header("location"), Some("/marks"), "{elsewhere}");
    }
    for wrong in [("mark", "good"), ("piece_text", "9C06"), ("piece", ""), ("other", "x"), ("other_text", "9c06bcd2a3d0a4e1")] {
        let fields = [("piece", ORIGINAL), ("piece_text", "9c06bcd2a3d0a4e1"), ("mark", "fine")];
        let mut fields: BTreeMap<&str, &str> = fields.into_iter().collect();
        fields.insert(wrong.0, wrong.1);
        assert_eq!(desk.send("/marks", &fields.into_iter().collect::<Vec<_>>()).status, 400, "{wrong:?}");
    }
    assert_eq!(mark(&desk, "clear", &[]).status, 303);
    assert_eq!(desk.get("/api/marks").json()["marks"].as_array().map(Vec::len), Some(1));

    fs::write(&file, "{ broken").expect("writable");
    let refused = mark(&desk, "fine", &[]);
    assert!(refused.status == 500 && refused.text().contains("marks.json"), "{}", refused.text());
    assert_eq!(fs::read_to_string(&file).expect("there"), "{ broken");
    assert_eq!(desk.get("/api/marks").status, 500);
    assert_eq!(desk.get(&format!("/pieces/{ORIGINAL}")).status, 200, "a piece is worth seeing without its marks");
}

#[test]
fn what_is_committed_while_it_serves_counts_from_the_next_question_on() {
    let (desk, index) = of_stories();
    let home = tempfile::tempdir().expect("a temporary folder");
    let text = String::from_utf8(story("story08.02.unrelated_chess_open.txt")).expect("UTF-8").replace("chess", "draughts");
    fs::write(home.path().join("new.txt"), &text).expect("writable");
    assert_eq!(desk.get("/api/pieces/new.txt").status, 404);
    let before = desk.post("/api/check?name=asked.txt", text.as_bytes()).json();
    printed(home.path(), &["index", "add", &index, "new.txt"]);
    assert_eq!(desk.get("/api/pieces/new.txt").json()["held"], true);
    let after = desk.post("/api/check?name=asked.txt", text.as_bytes()).json();
    assert_eq!(after["closest"][0]["piece"], "new.txt");
    assert_ne!(before["against"], after["against"]);
    printed(home.path(), &["index", "remove", &index, "--id", "new.txt"]);
    assert_eq!(desk.get("/api/texts/new.txt").status, 404);
    fs::rename(&index, format!("{index}.gone")).expect("movable");
    let gone = desk.get("/api/info");
    assert!(gone.status == 500 && gone.json()["error"].as_str().is_some_and(|error| error.contains(&index)), "{}", gone.text());
}

#[test]
fn an_archive_without_texts_is_checked_against_and_the_rest_says_why_not() {
    let (_home, index) = archive(&["--no-text"]);
    let desk = serve(&index, &[], None);
    let said = desk.post(&format!("/api/check?name={ORIGINAL}"), &story(ORIGINAL));
    assert!(said.body == command_says(&root().join(STORIES), ORIGINAL, &index));
    let beside = format!("/api/beside?original={ORIGINAL}&piece={REWRITE}");
    for path in ["/api/families", &beside, &format!("/api/texts/{ORIGINAL}"), &format!("/api/pieces/{ORIGINAL}")] {
        let refused = desk.get(path);
        assert!(refused.status == 404 && refused.json()["error"].as_str().is_some_and(|error| error.contains("no texts")), "{path}");
    }
    assert_eq!(desk.get("/").status, 200);
}

/// Walks an answer beside its schema: the keys of every object are the properties of its schema, and the kinds of values are those that it names.
fn agrees(value: &Value, schema: &Value, document: &Value, at: &str, met: &mut BTreeSet<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        met.insert(name.to_owned());
        let target = document.pointer(name.trim_start_matches('#')).unwrap_or_else(|| panic!("{at}: {name}"));
        return agrees(value, target, document, at, met);
    }
    if let Some(any) = schema["allOf"].as_array().and_then(|all| all.first()) {
        return agrees(value, any, document, at, met);
    }
    if let Some(first) = schema["oneOf"].as_array().and_then(|all| all.first()) {
        if !value.is_null() {
            agrees(value, first, document, at, met);
        }
        return;
    }
    let kinds: Vec<&str> =
        schema["type"].as_str().into_iter().chain(schema["type"].as_array().into_iter().flatten().filter_map(Value::as_str)).collect();
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_u64() && kinds.contains(&"integer") => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    assert!(kinds.contains(&kind), "{at} is {kind}, not {kinds:?}");
    if let (Some(word), Some(words)) = (value.as_str(), schema["enum"].as_array()) {
        assert!(words.iter().any(|known| known == word), "{at} = {word}");
    }
    for (n, item) in value.as_array().into_iter().flatten().enumerate() {
        agrees(item, &schema["items"], document, &format!("{at}[{n}]"), met);
    }
    if let Some(object) = value.as_object() {
        let needed = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
        needed.for_each(|key| assert!(object.contains_key(key), "{at} lacks {key}"));
        for (key, inner) in object {
            let property = &schema["properties"][key];
            assert!(property.is_object(), "{at}: {key} is not described");
            agrees(inner, property, document, &format!("{at}.{key}"), met);
        }
    }
}

#[test]
fn the_description_names_what_there_is_and_nothing_else() {
    let (desk, _) = of_stories();
    assert_eq!(mark(&desk, "fine", &[("note", "seen")]).status, 303);
    let document = desk.get("/openapi.json").json();
    let mut met = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, asked) in methods.as_object().expect("methods") {
            let schema = &asked["responses"]["200"]["content"]["application/json"]["schema"];
            let query: Vec<String> = asked["parameters"]
                .as_array()
                .into_iter()
                .flatten()
                .filter(|of| of["in"] == "query")
                .map(|of| {
                    let value = match of["name"].as_str().expect("a name") {
                        "original" => ORIGINAL.to_owned(),
                        "piece" | "name" => REWRITE.to_owned(),
                        name => of["schema"]["default"].as_f64().unwrap_or_else(|| panic!("{name} has a default")).to_string(),
                    };
                    format!("{}={value}", of["name"].as_str().expect("a name"))
                })
                .collect();
            let asks = |id: &str| format!("{}?{}", path.replace("{id}", id), query.join("&"));
            let body = if method == "post" { story(REWRITE) } else { Vec::new() };
            let said = desk.ask(&method.to_uppercase(), &asks(REWRITE), &[], &body);
            assert_eq!(said.status, 200, "{method} {path}: {}", said.text());
            if schema.is_object() {
                agrees(&said.json(), schema, &document, path, &mut met);
            }
            if path.contains("{id}") {
                let refused = desk.get(&asks("nothing"));
                assert_eq!(refused.status, 404);
                let error = &document["components"]["responses"]["Refused"]["content"]["application/json"]["schema"];
                agrees(&refused.json(), error, &document, path, &mut met);
            }
        }
    }
    let all: BTreeSet<String> =
        document["components"]["schemas"].as_object().expect("schemas").keys().map(|name| format!("#/components/schemas/{name}")).collect();
    // The stories were read without a bad file.
    let unmet: Vec<&String> = all.difference(&met).collect();
    assert_eq!(unmet, ["#/components/schemas/Skipped"]);
}
