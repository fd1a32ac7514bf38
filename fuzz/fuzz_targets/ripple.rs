//! A notice and pieces, parted by bytes 0x1e: what the notice takes back is found in them or not.
#![no_main]

use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use wiretrace::article::Article;
use wiretrace::clean::{CleanText, clean};
use wiretrace::report::ripple::{RippleReport, ripples, write_text};
use wiretrace::report::text::Style;
use wiretrace::report::{csv, json};
use wiretrace::ripple::{notice, ripple};
use wiretrace_fuzz::{PARTED, alone, bounded, commands_nothing, lies_in, runs_nothing, written};

const BYTES: usize = 64 << 20;
const TIME: Duration = Duration::from_secs(4);
const MOST_PIECES: usize = 4;

fn followed(said: &str, articles: &[Article]) -> Option<RippleReport> {
    let texts: Vec<CleanText> = articles.iter().map(clean).collect();
    let found = ripple(notice(said)?, articles, &texts)?;
    for fault in &found.survivors {
        let text = &articles[fault.piece.index()].text;
        fault.span.into_iter().chain(fault.core).for_each(|span| lies_in(span, text));
    }
    Some(ripples("notice", &found, articles, &texts, Vec::new()))
}

fn forms(report: &RippleReport) -> [String; 3] {
    [
        written(|out| json::write_value(report, out)),
        written(|out| csv::survivors(report, out)),
        written(|out| write_text(report, Style { color: false, width: 80 }, out)),
    ]
}

fuzz_target!(init: alone(), |data: &[u8]| {
    let mut texts = data.split(|byte| *byte == PARTED).map(String::from_utf8_lossy);
    let said = texts.next().unwrap_or_default();
    let mut articles: Vec<Article> = (0..).zip(texts.take(MOST_PIECES)).map(|(at, text)| Article::plain(&format!("{at}.txt"), &text)).collect();
    if let Some(article) = articles.first_mut() {
        article.title = article.text.lines().next().map(str::to_owned);
    }
    bounded(BYTES, TIME, || {
        let Some(report) = followed(&said, &articles) else { return };
        let [json, table, screen] = forms(&report);
        serde_json::from_str::<serde_json::Value>(&json).expect("JSON");
        runs_nothing(&table);
        commands_nothing(&screen);
        let again = followed(&said, &articles).expect("the same notice");
        assert_eq!(forms(&again), [json, table, screen], "another answer the second time");
    });
});
