//! A handful of pieces as a whole scan, written in every form.
//!
//! Pieces stand between bytes 0x1e: a line with id, title, date, outlet, byline and address between tabs, then the text. Byte 0x1f and a number repeat a line
//! of the first piece, so that pieces have something in common. The first byte tells in which other order they are scanned.
#![no_main]

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::Path;
use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use serde_json::json;
use wiretrace::article::Span;
use wiretrace::pipeline::{self, Scan};
use wiretrace::read::ReadSettings;
use wiretrace::report::csv::Measure;
use wiretrace::report::marks::Marks;
use wiretrace::report::text::Style;
use wiretrace::report::{csv, html, json as report_json, text};
use wiretrace::settings::Settings;
use wiretrace_fuzz::{PARTED, alone, bounded, commands_nothing, holds_together, lies_in, runs_nothing, written};

const MOST_PIECES: usize = 8;
const FIELDS: [&str; 6] = ["id", "title", "date", "source", "byline", "url"];
/// Takes the place of a line of the first piece.
const REPEATED: u8 = 0x1f;
const BYTES: usize = 128 << 20;
const TIME: Duration = Duration::from_secs(4);

/// Makes the records.
fn records(data: &[u8]) -> Vec<String> {
    let first: Vec<&[u8]> = data.split(|byte| *byte == PARTED).next().unwrap_or_default().split(|byte| *byte == b'\n').skip(1).collect();
    let record = |piece: &[u8]| {
        let mut full = Vec::new();
        let mut bytes = piece.iter();
        while let Some(byte) = bytes.next() {
            match (byte, first.len()) {
                (&REPEATED, 1..) => full.extend(first[bytes.next().map_or(0, |at| usize::from(*at)) % first.len()]),
                (byte, _) => full.push(*byte),
            }
        }
        let all = String::from_utf8_lossy(&full);
        let (head, text) = all.split_once('\n').unwrap_or(("", &all));
        let mut record = json!({ "text": text });
        for (name, value) in FIELDS.iter().zip(head.split('\t')).filter(|(_, value)| !value.is_empty()) {
            record[*name] = value.into();
        }
        record.to_string()
    };
    data.split(|byte| *byte == PARTED).take(MOST_PIECES).map(record).collect()
}

/// Writes the records into files, in the order of the numbers, and scans them as they are named.
fn scanned<'a>(folder: &Path, files: impl Iterator<Item = (usize, &'a String)>) -> Option<Scan> {
    let place = |(at, record): (usize, &String)| {
        let path = folder.join(format!("{at}.json"));
        fs::write(&path, record).expect("a file");
        path.display().to_string()
    };
    let paths: Vec<String> = files.map(place).collect();
    // Where nothing is a piece there is nothing to scan.
    pipeline::scan(&paths, &ReadSettings::default(), Settings::default(), &|_, _, _| ()).ok()
}

/// Every file that a scan leaves, by its name.
fn outputs(scan: &Scan) -> Vec<(&'static str, String)> {
    let report = &scan.report;
    let texts: HashMap<&str, &str> = scan.articles.iter().map(|article| (article.id.as_str(), article.text.as_str())).collect();
    let cut = |id: &str, span: Span| texts.get(id).map_or_else(String::new, |text| span.of(text).to_owned());
    let screen = Style { color: false, width: 80 };
    vec![
        ("report.json", written(|out| report_json::write(report, out))),
        ("report.html", written(|out| html::write(report, &texts, &Marks::default(), out))),
        ("screen", written(|out| text::write(report, screen, out))),
        ("matrix.csv", written(|out| csv::matrix(report, Measure::Reuse, out))),
        ("matrix_directed.csv", written(|out| csv::matrix_directed(report, out))),
        ("pieces.csv", written(|out| csv::pieces(report, out))),
        ("pairs.csv", written(|out| csv::pairs(report, out))),
        ("passages.csv", written(|out| csv::passages(report, &cut, out))),
        ("facts.csv", written(|out| csv::facts(report, out))),
    ]
}

fn check(scan: &Scan, outputs: &[(&str, String)]) {
    for (name, text) in outputs {
        match *name {
            "report.json" => drop(serde_json::from_str::<serde_json::Value>(text).expect("JSON")),
            "report.html" | "screen" => commands_nothing(text),
            _ => runs_nothing(text),
        }
    }
    let texts: HashMap<&str, &str> = scan.articles.iter().map(|article| (article.id.as_str(), article.text.as_str())).collect();
    let mut told = BTreeSet::new();
    for family in &scan.report.families {
        let original = family.base().map_or("", |id| texts[id]);
        for member in &family.members {
            assert!(told.insert(member.piece.clone()), "{} is in two families", member.piece);
            holds_together(member, original, texts[member.piece.as_str()]);
        }
        family.completed.iter().for_each(|point| lies_in(point.span, texts[point.piece.as_str()]));
    }
}

/// What a scan says of pairs, whatever its files are called.
fn verdicts(scan: &Scan) -> BTreeSet<String> {
    let said = |pair: &wiretrace::report::PairRow| {
        let (one, other) = if pair.a < pair.b { (&pair.a, &pair.b) } else { (&pair.b, &pair.a) };
        format!("{one} {other} {:?} {:.3}", pair.verdict, pair.probability)
    };
    scan.report.verified().map(said).collect()
}

fuzz_target!(init: alone(), |data: &[u8]| {
    let Some((how, pieces)) = data.split_first() else { return };
    let records = records(pieces);
    let folder = tempfile::tempdir().expect("a folder");
    bounded(BYTES, TIME, || {
        let numbered = || records.iter().enumerate();
        let Some(scan) = scanned(folder.path(), numbered()) else { return };
        let forms = outputs(&scan);
        check(&scan, &forms);
        if how % 2 == 0 {
            let turned = scanned(folder.path(), numbered().rev()).expect("the same pieces");
            assert!(forms == outputs(&turned), "the order of the arguments shows");
        } else {
            // Names told apart by #2 follow the order of files.
            let ids = |scan: &Scan| scan.articles.iter().map(|article| article.id.clone()).collect::<BTreeSet<_>>();
            let renamed = scanned(folder.path(), (0..records.len()).zip(records.iter().rev())).expect("the same pieces");
            if ids(&scan) == ids(&renamed) && ids(&scan).iter().all(|id| !id.contains(['#', '.'])) {
                assert_eq!(verdicts(&scan), verdicts(&renamed), "the names of the files show");
            }
        }
    });
});
