//! Cuts prose: into sentences, at patterns, at quotation marks. O(bytes) a pattern.

use std::cmp::Reverse;

use crate::clean::blocks;
use crate::clean::words::words;

/// Cuts a notice into sentences, labels such as `CORRECTION:` and dashes before them taken off.
pub(super) fn sentences(text: &str) -> Vec<String> {
    let words = words(text);
    let cut = blocks::blocks(text, &words);
    let all = cut.iter().flat_map(|block| blocks::sentences(text, block, &words));
    all.map(|(span, _)| {
        let sentence = span.of(text).trim();
        let bare = sentence.split_once(':').filter(|(head, rest)| head.len() <= 24 && !rest.trim().is_empty() && is_label(head));
        bare.map_or(sentence, |(_, rest)| rest.trim()).to_owned()
    })
    .filter(|sentence| !sentence.is_empty())
    .collect()
}

pub(super) fn is_label(head: &str) -> bool {
    let lower = head.to_lowercase();
    ["correction", "clarification", "editor", "amendment", "update", "note", "story", "headline", "slug"]
        .iter()
        .any(|cue| lower.contains(cue))
}

/// Finds an ASCII pattern without regard to case; the place is one of the text's own bytes.
pub(super) fn find(text: &str, pattern: &str) -> Option<usize> {
    let wanted = pattern.as_bytes();
    text.char_indices()
        .map(|(at, _)| at)
        .find(|at| text.as_bytes()[*at..].get(..wanted.len()).is_some_and(|cut| cut.eq_ignore_ascii_case(wanted)))
}

/// Parts a text at the first of some patterns, the longest of those that stand there.
pub(super) fn part<'a>(text: &'a str, patterns: &[&str]) -> Option<(&'a str, &'a str)> {
    patterns
        .iter()
        .filter_map(|pattern| find(text, pattern).map(|at| (at, Reverse(pattern.len()))))
        .min()
        .map(|(at, Reverse(length))| (&text[..at], &text[at + length..]))
}

/// Finds the first quotation: what stands before it, what is in it, what stands after it.
pub(super) fn first_quoted(text: &str) -> Option<(&str, &str, &str)> {
    let (start, open) = text.char_indices().find(|(_, c)| matches!(c, '“' | '"' | '«' | '‘'))?;
    let close = match open {
        '“' => '”',
        '«' => '»',
        '‘' => '’',
        _ => '"',
    };
    let inner = &text[start + open.len_utf8()..];
    let end = inner.char_indices().find(|(at, c)| *c == close && !inner[at + c.len_utf8()..].starts_with(char::is_alphanumeric))?.0;
    Some((&text[..start], &inner[..end], &inner[end + close.len_utf8()..]))
}

pub(super) fn clip(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches('.').to_owned()
}
