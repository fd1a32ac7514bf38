//! What a page says of a piece is what the API says of it, field by field; the API says what the command says (`tests/serve.rs`).

mod desk;

use std::fs;

use desk::{STORIES, coded, of_stories, root};
use dom_query::{Document, NodeRef, Selection};
use serde_json::Value;

/// Text without white space: pages fold it.
fn bare(text: &str) -> String {
    text.split_whitespace().collect()
}

fn texts(page: &Selection, place: &str) -> Vec<String> {
    page.select(place).iter().map(|one| bare(&one.text())).collect()
}

fn values(page: &Selection, place: &str) -> Vec<String> {
    page.select(place).iter().map(|one| one.attr("value").expect("it has a value").to_string()).collect()
}

fn list<'a>(json: &'a Value, field: &str) -> Vec<&'a Value> {
    json[field].as_array().map(|all| all.iter().collect()).unwrap_or_default()
}

fn said(value: &Value) -> String {
    value.as_str().map(bare).unwrap_or_default()
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

fn is_derived(row: &Value) -> bool {
    ["copy", "close_rewrite", "heavy_rewrite"].contains(&row["verdict"].as_str().expect("a verdict"))
}

/// The ledger: kind, change and both wordings of each fact, the graver first.
fn same_ledger(page: &Selection, member: &Value, name: &str, skips_credits: bool) {
    let mut facts = list(member, "facts");
    facts.retain(|fact| !(skips_credits && fact["kind"] == "credit"));
    facts.sort_by_key(|fact| (std::cmp::Reverse(fact["severity"].as_u64()), fact["kind"] == "credit"));
    let word = |fact: &Value, field: &str| said(&fact[field]).replace('_', "");
    let kinds: Vec<String> = facts.iter().map(|fact| word(fact, "kind").to_uppercase().replace("QUOTATION", "QUOTE")).collect();
    let told = texts(page, "ol.ledger .fact b").into_iter().map(|kind| kind.replace('_', "")).collect::<Vec<_>>();
    assert_eq!(told, kinds, "{name}");
    let rows = page.select("ol.ledger .fact");
    for (row, fact) in rows.iter().zip(&facts) {
        let wording = |place: &str| row.select(place).iter().next().map(|one| bare(&one.text())).unwrap_or_default();
        let there = wording(".there");
        assert_eq!(there.strip_prefix("there:").unwrap_or(&there), said(&fact["original"]), "{name}");
        let here = wording(".here");
        assert_eq!(here.strip_prefix("here:").unwrap_or(&here), said(&fact["piece"]), "{name}");
        assert!(bare(&row.text()).contains(&word(fact, "change")), "{name}: {fact}");
        assert!(row.has_class(&format!("s{}", fact["severity"])), "{name}: {fact}");
    }
}

/// The shares of both sides; what is nothing is not named.
fn same_shares(page: &Selection, member: &Value, name: &str) {
    let sides = page.select(".shares").iter().collect::<Vec<_>>();
    for (side, field) in sides.iter().zip(["original_shares", "piece_shares"]) {
        let shares = member[field].as_object().expect("shares");
        for (fate, share) in shares {
            let told = values(side, &format!("data.{fate}"));
            let expected = if number(share) > 0.0 { vec![number(share)] } else { Vec::new() };
            let told: Vec<f64> = told.iter().map(|value| value.parse().expect("a number")).collect();
            assert_eq!(told, expected, "{name}: {field} {fate}");
        }
    }
    assert_eq!(sides.len(), 2, "{name}");
}

/// Side by side: every sentence of both texts once, under the word of its fate.
fn same_sentences(page: &Selection, member: &Value, both: [&str; 2], name: &str) {
    for (side, (field, text)) in [("original", both[0]), ("piece", both[1])].into_iter().enumerate() {
        let rows = list(&member["sentences"], field);
        let cut = |row: &&Value| {
            let end = |at: usize| usize::try_from(row["span"][at].as_u64().expect("bytes")).expect("small");
            bare(&text[end(0)..end(1)])
        };
        let cells = page.select(&format!("table.beside tbody tr td:nth-of-type({}) p", side + 1));
        let mut told: Vec<char> = cells.iter().flat_map(|cell| bare(&cell.text()).chars().collect::<Vec<_>>()).collect();
        let mut expected: Vec<char> = rows.iter().flat_map(|row| cut(row).chars().collect::<Vec<_>>()).collect();
        told.sort_unstable();
        expected.sort_unstable();
        assert!(told == expected, "{name}: the {field} side has {} letters for {}", told.len(), expected.len());
        for row in rows {
            let fate = row["fate"].as_str().expect("a fate").replace("furniture", "set_aside");
            // A sentence of the original stands with the fate of the piece's that it answers.
            let class = if side == 0 && list(row, "with").len() == 1 {
                let answer = usize::try_from(row["with"][0].as_u64().expect("an index")).expect("small");
                member["sentences"]["piece"][answer]["fate"].as_str().expect("a fate").to_owned()
            } else if side == 0 && !list(row, "with").is_empty() {
                continue;
            } else {
                fate
            };
            let cells = page.select(&format!("table.beside tr.{class} td:nth-of-type({})", side + 1));
            let sentence = cut(&row);
            assert!(cells.iter().any(|cell| bare(&cell.text()).contains(&sentence)), "{name}: {class}: {sentence}");
        }
    }
}

fn cell(row: &NodeRef, at: usize) -> String {
    row.children_it(false).filter(NodeRef::is_element).nth(at).map(|cell| bare(&cell.text())).unwrap_or_default()
}

#[test]
fn the_page_of_a_piece_says_what_the_api_says_field_by_field() {
    let (desk, _) = of_stories();
    let mut pieces = 0;
    for file in fs::read_dir(root().join(STORIES)).expect("stories") {
        let name = file.expect("a file").file_name().into_string().expect("UTF-8");
        let json = desk.get(&format!("/api/pieces/{}", coded(&name))).json();
        if json.get("piece").is_none() {
            continue;
        }
        let page = Document::from(desk.get(&format!("/pieces?id={}", coded(&name))).text().as_str());
        let answer = page.select(".answer");
        let attribute = |attribute: &str| answer.attr(attribute).expect("it is there").to_string();
        assert_eq!(attribute("data-verdict"), json["verdict"].as_str().expect("a verdict"), "{name}");
        assert_eq!(attribute("data-against"), json["against"].to_string(), "{name}");
        assert_eq!(attribute("data-held"), json["held"].to_string(), "{name}");
        let (derived, others): (Vec<&Value>, Vec<&Value>) = list(&json, "closest").into_iter().partition(|row| is_derived(row));
        for (place, rows) in [("[aria-labelledby=close-h]", derived), ("[aria-labelledby=others-h]", others)] {
            let section = answer.select(&format!("section{place}"));
            let told = section.select("tr[data-piece]");
            let ids: Vec<String> = told.iter().map(|row| row.attr("data-piece").expect("an id").to_string()).collect();
            assert_eq!(ids, rows.iter().map(|row| row["piece"].as_str().expect("an id")).collect::<Vec<_>>(), "{name}");
            let verdicts: Vec<&str> = rows.iter().map(|row| row["verdict"].as_str().expect("a verdict")).collect();
            assert_eq!(values(&section, "data.verdict"), verdicts, "{name}");
            for (class, field) in [("sure", "probability"), ("there", "told_of_piece"), ("here", "told_of_other")] {
                let told: Vec<f64> =
                    values(&section, &format!("data.{class}")).iter().map(|value| value.parse().expect("a number")).collect();
                assert_eq!(told, rows.iter().map(|row| number(&row[field])).collect::<Vec<_>>(), "{name}: {field}");
            }
            for (row, known) in told.nodes().iter().zip(&rows) {
                assert_eq!((cell(row, 5), cell(row, 6)), (said(&known["date"]), said(&known["outlet"])), "{name}");
            }
        }
        let left_out: Vec<String> = list(&json, "not_compared").into_iter().map(said).collect();
        assert_eq!(texts(&answer, ".not-compared li"), left_out, "{name}");
        if json["beside"].is_null() {
            assert!(answer.select("table.beside").is_empty(), "{name}");
            continue;
        }
        let (member, base) = (&json["beside"]["member"], json["beside"]["original"].as_str().expect("an id"));
        let is_original = json["family"]["original"]["piece"] == json["piece"]["id"];
        same_ledger(&answer, member, &name, is_original);
        same_shares(&answer, member, &name);
        let signs: Vec<String> = list(member, "looks_like").into_iter().map(|sign| format!("Lookslike:{}", said(sign))).collect();
        assert_eq!(texts(&answer, ".sign"), signs, "{name}");
        let text = |id: &str| desk.get(&format!("/api/texts/{}", coded(id))).text();
        same_sentences(&answer, member, [&text(base), &text(&name)], &name);
        pieces += 1;
    }
    assert!(pieces > 15, "{pieces}: the stories are gone");
}

#[test]
fn the_page_of_a_pair_says_what_the_api_says_of_it() {
    let (desk, _) = of_stories();
    for (original, piece) in [
        ("story01.01.original_wire_report.txt", "story01.06.heavy_rewrite_quotations_kept.txt"),
        ("story01.06.heavy_rewrite_quotations_kept.txt", "story01.07.translated_and_back.txt"),
    ] {
        let asked = format!("beside?original={}&piece={}", coded(original), coded(piece));
        let (json, page) = (desk.get(&format!("/api/{asked}")).json(), Document::from(desk.get(&format!("/{asked}")).text().as_str()));
        let answer = page.select(".answer");
        assert_eq!(answer.attr("data-verdict").expect("it is there").to_string(), json["verdict"].as_str().expect("a verdict"));
        same_ledger(&answer, &json, piece, false);
        same_shares(&answer, &json, piece);
        let text = |id: &str| desk.get(&format!("/api/texts/{}", coded(id))).text();
        same_sentences(&answer, &json, [&text(original), &text(piece)], piece);
    }
}

#[test]
fn a_piece_whose_id_is_no_path_has_its_page_by_the_link_that_leads_there() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let ids = ["a?b=1&c", "a#frag", "50%25", "../up.txt", ".", "http://ex.example/story?id=7&x=1#top", "ünï/日本"];
    let story = fs::read_to_string(root().join(STORIES).join("story01.01.original_wire_report.txt")).expect("a story");
    let lines = ids
        .iter()
        .enumerate()
        .map(|(at, id)| serde_json::json!({ "id": id, "text": format!("{story} It was the {at}th edition.") }).to_string());
    fs::write(home.path().join("odd.jsonl"), lines.collect::<Vec<_>>().join("\n")).expect("writable");
    desk::printed(home.path(), &["index", "build", "archive", "odd.jsonl"]);
    let desk = desk::serve(&home.path().join("archive").display().to_string(), &[], None);
    for id in ids {
        let page = Document::from(desk.get(&format!("/pieces?id={}", coded(id))).text().as_str());
        assert_eq!(page.select(".answer").attr("data-held").as_deref(), Some("true"), "{id}");
        let back = page.select("input[name=back]").attr("value").expect("a form").to_string();
        assert_eq!(desk.get(&back).status, 200, "{id}: {back}");
        for link in &page.select("tr[data-piece] th a") {
            let link = link.attr("href").expect("a link").to_string();
            assert_eq!(desk.get(&link).status, 200, "{id}: {link}");
        }
    }
}
