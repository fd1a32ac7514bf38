//! What every page must keep, whatever pieces say.

use proptest::prelude::*;

use super::*;
use crate::article::{Article, Span, TextSource};
use crate::error::Skipped;
use crate::report::check::{BesideRow, CheckReport, CloseRow};
use crate::report::json::sample;
use crate::report::marks::{Judgement, Marked};
use crate::report::{CompletedRow, CreditRow, FORMAT, Level, LineageRow, MemberRow, Part, SentenceRows, WeakestRow};
use crate::trace::Fate;
use crate::verify::Verdict;

/// Five sentences of ten bytes and more, with a hostile one among them.
fn text(said: &str) -> (String, Vec<Span>) {
    let mut text = String::new();
    let spans = ["One here.", said, "Three too.", said, "Five ends."].map(|sentence| {
        let start = text.len();
        text.push_str(sentence);
        text.push(' ');
        Span::new(start, start + sentence.len())
    });
    (text, spans.to_vec())
}

fn member(id: &str, part: Part, said: &str) -> MemberRow {
    let mut member = sample::member(id, part);
    let (_, spans) = text(said);
    let row = |at: usize, fate, with: &[usize]| {
        let mut row = sample::sentence(0, fate, with);
        row.span = spans[at];
        row.words = vec![(spans[at], if fate == Fate::Altered { Fate::Altered } else { Fate::Reworded })];
        row
    };
    member.sentences = SentenceRows {
        original: vec![
            row(0, Fate::Kept, &[0]),
            row(1, Fate::Altered, &[1]),
            row(2, Fate::Reworded, &[4]),
            row(3, Fate::Dropped, &[]),
            row(4, Fate::Reworded, &[2]),
        ],
        piece: vec![
            row(0, Fate::Kept, &[0]),
            row(1, Fate::Altered, &[1]),
            row(2, Fate::Reworded, &[4]),
            row(3, Fate::Added, &[]),
            row(4, Fate::Reworded, &[2]),
        ],
    };
    let mut fact = sample::fact("quotation", "altered", 3, said, said);
    (fact.original_span, fact.piece_span) = (Some(spans[1]), Some(spans[1]));
    member.facts = vec![fact.clone(), fact.clone(), fact.clone(), fact.clone(), fact];
    member.looks_like = vec![said.to_owned()];
    member
}

/// A report with this in every field that a file can fill.
fn report(said: &str) -> Report {
    let mut report = sample::report();
    let id = |at: usize| format!("{at}{said}");
    for (at, piece) in report.pieces.iter_mut().enumerate() {
        (piece.id, piece.path) = (id(at), said.to_owned());
        (piece.title, piece.date, piece.outlet) = (Some(format!("title {said}")), Some(said.to_owned()), Some(said.to_owned()));
        piece.language = Some(said.to_owned());
        piece.credits = vec![CreditRow { outlet: said.to_owned(), cue: said.to_owned(), count: 1 }];
    }
    let parts = [Part::StandIn, Part::Rewrite, Part::Rewrite];
    let members = parts.iter().enumerate().map(|(at, part)| member(&id(at), *part, said)).collect();
    let mut family = sample::family("f1", members);
    (family.original.outlet, family.original.why) = (Some(said.to_owned()), said.to_owned());
    let row = |from: String, to, by| LineageRow { from, to, by, why: said.to_owned(), support: 0.5 };
    family.lineage = vec![
        row(said.to_owned(), id(0), Level::Credit),
        row(format!("by way of {said}"), id(1), Level::Credit),
        row(id(1), id(2), Level::CannotTell),
    ];
    family.completed = vec![CompletedRow { piece: id(1), span: Span::new(0, 4), text: said.to_owned(), told_by: vec![id(1), id(2)] }];
    family.weakest = Some(WeakestRow { a: id(1), b: id(2), probability: 0.7 });
    report.families = vec![family];
    report.skipped = vec![Skipped { path: said.to_owned(), reason: said.to_owned() }];
    for pair in &mut report.pairs {
        let number = |name: &str| ["a.txt", "b.txt", "c.txt", "d.txt", "e.txt", "g.txt"].iter().position(|id| *id == name).unwrap_or(0);
        (pair.a, pair.b) = (id(number(&pair.a)), id(number(&pair.b)));
        pair.reasons = vec![said.to_owned()];
    }
    report
}

fn marks_of(said: &str) -> Marks {
    let mut marks = Marks::default();
    let of = |at: usize| Marked::of(&format!("{at}{said}"), "another text");
    marks.set(Mark::new(vec![of(0), of(1)], Judgement::NeedsCredit, &format!("note {said}"), Some(said.to_owned())));
    marks.set(Mark::new(vec![of(1)], Judgement::Fine, &format!("note {said}"), Some(said.to_owned())));
    marks
}

fn checked(said: &str) -> CheckReport {
    let report = report(said);
    let close = |at: usize, verdict| CloseRow {
        piece: format!("{at}{said}"),
        path: said.to_owned(),
        title: Some(format!("title {said}")),
        date: Some(said.to_owned()),
        outlet: Some(said.to_owned()),
        verdict,
        probability: Some(0.97),
        jaccard: 0.1,
        piece_in_other: 0.2,
        other_in_piece: 0.3,
        told_of_piece: Some(0.4),
        told_of_other: Some(0.5),
        pair: Some(report.pairs[0].clone()),
    };
    CheckReport {
        format: FORMAT,
        tool: "wiretrace 0.0.0".into(),
        piece: report.pieces[1].clone(),
        text: text(said).0,
        against: 6,
        held: true,
        verdict: Verdict::CloseRewrite,
        closest: vec![close(0, Verdict::CloseRewrite), close(3, Verdict::SameStory)],
        beside: Some(BesideRow { original: format!("0{said}"), text: text(said).0, member: report.families[0].members[1].clone() }),
        family: Some(report.families[0].clone()),
        not_compared: vec![said.to_owned()],
    }
}

/// Every page there is, with this in every field.
fn every_page(said: &str) -> Vec<String> {
    let (report, marks_set, (body, _)) = (report(said), marks_of(said), text(said));
    let texts: Texts = report.pieces.iter().map(|piece| (piece.id.as_str(), body.as_str())).collect();
    let article = |at: usize| Article { source: TextSource::File, ..Article::plain(&format!("{at}{said}"), &body) };
    let member = &report.families[0].members[1];
    let mut alone = Vec::new();
    write(&report, &texts, &marks_set, &mut alone).expect("memory takes all");
    let mut diff = Vec::new();
    write_diff(member, &report.pairs[0], &article(0), &article(1), &mut diff).expect("memory takes all");
    let stated = Desk { archive: said.to_owned(), pieces: 6, keeps_text: false };
    vec![
        String::from_utf8(alone).expect("pages are UTF-8"),
        String::from_utf8(diff).expect("pages are UTF-8"),
        desk(&stated, Some(said)),
        answer(&checked(said), &marks_set),
        families(&report, 500),
        family(&report, &texts, &marks_set, 0, 500).expect("it is there"),
        beside(member, &report.pairs[0], &article(0), &article(1), &marks_set),
        marks(&marks_set),
        door(true),
        refusal(said, said),
    ]
}

/// The elements of a page in order, each with the names of its attributes; what an attribute or a text says does not count.
fn structure(page: &str) -> Vec<String> {
    let document = dom_query::Document::from(page);
    let nodes = document.select("*");
    let told = nodes.nodes().iter().map(|node| {
        let names: Vec<String> = node.attrs().iter().map(|attribute| attribute.name.local.to_string()).collect();
        format!("{} {}", node.node_name().unwrap_or_default(), names.join(" "))
    });
    told.collect()
}

/// What a piece may say to become markup; no white space at its ends, which pages fold.
fn hostile() -> impl Strategy<Value = String> {
    let known = proptest::sample::select(vec![
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "</script><script>alert(1)",
        "</style></title></textarea></template></svg></details>",
        "<!-- -- > --!>",
        "]]><![CDATA[",
        "&lt;b&gt; &amp; &#x3c;",
        "javascript:alert(1)",
        "{{ said }}{% raw %}",
        "<svg/onload=alert(1)>",
        "\u{202e}gpj.exe<b>",
    ]);
    prop_oneof![known.prop_map(str::to_owned), "[<>&\"'/=a-z]{1,40}"]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn nothing_that_a_piece_says_becomes_markup(said in hostile()) {
        // What is cut to fit is cut alike, so a plain text of the same length takes the same place.
        let plain: String = said.chars().map(|char| if char == '\u{202e}' { char } else { 'x' }).collect();
        for (hostile, harmless) in every_page(&said).iter().zip(every_page(&plain)) {
            prop_assert_eq!(structure(hostile), structure(&harmless));
        }
    }
}

#[test]
fn no_control_character_of_a_piece_reaches_a_page() {
    for page in every_page("red\u{1b}[31m, nul\0, \u{7f} and \u{85}") {
        assert_eq!(page.find(|c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r')), None);
    }
    assert!(every_page("red\u{1b}[31m")[3].contains("red\u{fffd}[31m"), "what was there is seen");
}

#[test]
fn what_a_piece_says_can_be_read_on_its_page_as_it_is_written() {
    let said = "<b>5 < 6 & \"seven\"</b>";
    let page = &every_page(said)[3];
    let document = dom_query::Document::from(page.as_str());
    assert!(document.select("table.beside mark").text().contains(said), "{page}");
    assert!(document.select("ol.ledger .here").text().contains(said), "{page}");
}

#[test]
fn the_same_report_gives_the_same_bytes_and_asks_nothing_of_a_network() {
    let (one, other) = (&every_page("x")[..2], &every_page("x")[..2]);
    assert_eq!(one, other);
    for page in one {
        assert!(!page.contains("http://") && !page.contains("https://") && !page.contains("src="), "{page}");
        assert!(page.contains("default-src 'none'"));
    }
}

#[test]
fn a_page_that_stands_alone_runs_its_own_script_and_style_and_no_other() {
    let page = &every_page("x")[0];
    for (element, text) in [("style", STYLE), ("script", SCRIPT)] {
        let hash = STANDARD.encode(Sha256::digest(text.as_bytes()));
        assert!(page.contains(&format!("<{element}>{text}</{element}>")) && page.contains(&format!("{element}-src 'sha256-{hash}'")));
    }
}

#[test]
fn a_mark_set_on_an_earlier_wording_says_so() {
    let page = &every_page("x")[3];
    assert!(page.contains("Marked needs credit") && page.contains("set on an earlier wording"), "{page}");
}

/// One family of rewrites of a long story, every sentence reworded, a full ledger each, every pair a pair.
#[test]
fn a_report_of_five_hundred_pieces_is_under_five_megabytes() {
    const PIECES: usize = 500;
    let sentence = "It took four days to clear the road that the wall had fallen on, he said on Monday. ";
    let body = sentence.repeat(100);
    let id = |at: usize| format!("news/2026-11-22/wire-{at:04}.txt");
    let members: Vec<MemberRow> = (0..PIECES)
        .map(|at| {
            let mut member = sample::member(&id(at), if at == 0 { Part::Original } else { Part::Rewrite });
            let rows = |step: usize| {
                let row = |row: usize| {
                    let start = row * sentence.len();
                    let mut of = sample::sentence(0, Fate::Reworded, &[row]);
                    of.span = Span::new(start, start + sentence.len() - 1);
                    of.words = (0..6).map(|word| (Span::new(start + word * step, start + word * step + 4), Fate::Reworded)).collect();
                    of
                };
                (0..100).map(row).collect()
            };
            member.sentences = SentenceRows { original: rows(12), piece: rows(11) };
            member.facts = (0..12).map(|_| sample::fact("quotation", "altered", 2, &sentence[..40], &sentence[8..48])).collect();
            member
        })
        .collect();
    let mut report = sample::report();
    report.pieces = (0..PIECES).map(|at| sample::piece(&id(at), Some("f1"))).collect();
    report.families = vec![sample::family("f1", members)];
    let pairs = (0..PIECES).flat_map(|a| (a + 1..PIECES).map(move |b| (a, b)));
    report.pairs = pairs.map(|(a, b)| sample::pair(&id(a), &id(b), Verdict::CloseRewrite, (0.5, 0.5))).collect();
    let texts: Texts = report.pieces.iter().map(|piece| (piece.id.as_str(), body.as_str())).collect();
    let mut page = Vec::new();
    write(&report, &texts, &Marks::default(), &mut page).expect("memory takes all");
    assert!(page.len() < 5_000_000, "{} bytes", page.len());
    let page = String::from_utf8(page).expect("pages are UTF-8");
    assert_eq!(page.matches("class=\"piece\"").count(), PIECES - 1);
    assert!(page.matches("Side by side with").count() > 10 && page.contains("Not laid out here"));
}
