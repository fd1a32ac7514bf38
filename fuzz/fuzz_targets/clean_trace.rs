//! Two texts of any characters, cleaned, verified and laid side by side. The first byte tells how the second one is made.
#![no_main]

use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use wiretrace::article::Article;
use wiretrace::clean::{CleanText, clean_text};
use wiretrace::pipeline::{Diff, compare};
use wiretrace::report::text::Style;
use wiretrace::report::{diff, html};
use wiretrace::settings::Settings;
use wiretrace::shingle::shingles;
use wiretrace::verify::{FEWEST_WORDS, Verdict};
use wiretrace_fuzz::{PARTED, alone, bounded, commands_nothing, holds_together, lies_in, written};

/// A text over and over up to here shows what grows faster than its text.
const LONG: usize = 16 << 10;
/// Two answers of three writers each; an optimised build without instruments takes a twentieth.
const TIME: Duration = Duration::from_secs(4);
const BYTES: usize = 64 << 20;

fn cleaned(text: &str) -> CleanText {
    let clean = clean_text(text);
    let words = clean.words.iter().map(|word| word.span);
    let sentences = clean.sentences.iter().map(|sentence| sentence.span);
    let quotations = clean.quotations.iter().map(|quotation| quotation.span);
    let lines = [clean.headline, clean.byline, clean.stamp].into_iter().flatten();
    let credits = clean.credits.list.iter().map(|credit| credit.span);
    words.clone().chain(sentences.clone()).chain(quotations).chain(lines).chain(credits).for_each(|span| lies_in(span, text));
    assert!(words.is_sorted_by(|one, next| one.end <= next.start) && sentences.is_sorted_by(|one, next| one.end <= next.start));
    clean.names.iter().for_each(|name| lies_in(clean.span(name), text));
    clean.numbers.iter().for_each(|number| lies_in(clean.span(&number.words), text));
    clean
}

fn laid(original: &str, piece: &str) -> Diff {
    compare(Article::plain("a", original), Article::plain("b", piece), Settings::default()).expect("the usual settings")
}

/// Writes what was found in every form.
fn told(found: &Diff) -> [String; 3] {
    let [original, piece] = [&found.articles[0], &found.articles[1]];
    let cut = |from, span: wiretrace::article::Span| {
        let article = if from == diff::From::Original { original } else { piece };
        span.of(&article.text).to_owned()
    };
    [
        written(|out| diff::write_json(&found.member, "a", out)),
        written(|out| html::write_diff(&found.member, &found.pair, original, piece, out)),
        written(|out| diff::write_text(&found.member, &found.pair, "a", &cut, Style { color: false, width: 80 }, out)),
    ]
}

fn lay_side_by_side(original: &str, piece: &str) {
    let clean = cleaned(original);
    let found = laid(original, piece);
    holds_together(&found.member, original, piece);
    let forms = told(&found);
    let [json, page, screen] = &forms;
    serde_json::from_str::<serde_json::Value>(json).expect("JSON");
    commands_nothing(page);
    commands_nothing(screen);
    assert_eq!(forms, told(&laid(original, piece)), "another answer the second time");
    if original == piece && clean.word_count() >= FEWEST_WORDS && shingles(&clean, Settings::default().shingle).len() > 0 {
        assert_eq!(found.pair.verdict, Verdict::Copy, "a text beside itself");
        let (of, from) = (found.member.original_shares, found.member.piece_shares);
        assert!((of.kept - 100.0).abs() < 1e-6 && (from.kept - 100.0).abs() < 1e-6, "a text beside itself: {of:?}, {from:?}");
    }
}

fuzz_target!(init: alone(), |data: &[u8]| {
    let Some((how, texts)) = data.split_first() else { return };
    let (one, other) = texts.iter().position(|byte| *byte == PARTED).map_or((texts, &[][..]), |at| (&texts[..at], &texts[at + 1..]));
    let (one, other) = (String::from_utf8_lossy(one), String::from_utf8_lossy(other));
    bounded(BYTES, TIME, || match how {
        b'=' => lay_side_by_side(&one, &one),
        b'*' => lay_side_by_side(&one.repeat(LONG / one.len().max(1)), &other.repeat(LONG / other.len().max(1))),
        _ => lay_side_by_side(&one, &other),
    });
});
