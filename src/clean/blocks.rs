//! Cuts a text into blocks (paragraphs, headings, single lines) and blocks into sentences.
//!
//! A line break ends a block, unless the text is hard-wrapped: then only a blank line does. Sentences end at `. ! ? …` or `。！？`
//! and what closes a quotation, but not after "U.S.", "Mr." or an initial; a switch between Chinese or Japanese and another script
//! ends one too. O(bytes).

use std::ops::Range;

use super::words::{Word, is_cjk};
use crate::article::Span;

/// A paragraph, a heading or a line that stands alone.
#[derive(Debug, Clone)]
pub struct Block {
    /// Its bytes, white space trimmed.
    pub span: Span,
    /// Its words, as a range of the text's words.
    pub words: Range<usize>,
}

/// Cuts a text into blocks that hold at least one visible character each.
#[must_use]
pub fn blocks(text: &str, words: &[Word]) -> Vec<Block> {
    let lines = lines(text);
    let wrapped = is_wrapped(text, &lines);
    let mut spans: Vec<Range<usize>> = Vec::new();
    let mut blank = true;
    for line in lines {
        if line.is_empty() {
            blank = true;
            continue;
        }
        match spans.last_mut() {
            Some(last) if wrapped && !blank => last.end = line.end,
            _ => spans.push(line),
        }
        blank = false;
    }
    let mut next = 0;
    spans
        .into_iter()
        .map(|span| {
            let first = next;
            while next < words.len() && (words[next].span.start as usize) < span.end {
                next += 1;
            }
            Block { span: Span::new(span.start, span.end), words: first..next }
        })
        .collect()
}

/// Gives each line's bytes without the white space around it; a blank line is an empty range.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut from = 0;
    let may_break = |byte: &u8| matches!(byte, b'\n' | b'\r' | b'\x0c' | 0xe2);
    while let Some(at) = text.as_bytes()[from..].iter().position(may_break).map(|at| from + at) {
        let Some(c) = text[at..].chars().next() else { break };
        from = at + c.len_utf8();
        if c.is_ascii() || matches!(c, '\u{2028}' | '\u{2029}') {
            lines.push(trimmed(text, start, at));
            start = from;
        }
    }
    lines.push(trimmed(text, start, text.len()));
    lines
}

/// Narrows a stretch of text by the white space at both of its ends.
fn trimmed(text: &str, start: usize, end: usize) -> Range<usize> {
    let line = &text[start..end];
    let start = start + (line.len() - line.trim_start().len());
    start..start + line.trim().len()
}

/// Tells whether lines are broken at a fixed width: of the breaks inside blocks, a third or more fall before a small letter.
fn is_wrapped(text: &str, lines: &[Range<usize>]) -> bool {
    let (mut breaks, mut inside) = (0, 0);
    for pair in lines.windows(2) {
        let (one, next) = (&text[pair[0].clone()], &text[pair[1].clone()]);
        if one.is_empty() || next.is_empty() {
            continue;
        }
        breaks += 1;
        inside +=
            usize::from((25..=120).contains(&one.len()) && next.starts_with(char::is_lowercase) && !one.ends_with(['.', '!', '?', ':']));
    }
    breaks >= 3 && inside * 3 >= breaks
}

/// Cuts a block into sentences, each with its bytes and words.
#[must_use]
pub fn sentences(text: &str, block: &Block, words: &[Word]) -> Vec<(Span, Range<usize>)> {
    let mut cuts = Vec::new();
    let mut start = block.span.start as usize;
    let end = block.span.end as usize;
    let mut next = block.words.start;
    let cjk = words[block.words.clone()].iter().any(|word| word.cjk);
    let cuts_at: Vec<usize> = ends(&text[start..end], cjk).into_iter().map(|cut| start + cut).chain([end]).collect();
    for cut in cuts_at {
        // A sentence never ends inside a word: an address may hold any mark.
        let inside =
            words[next..block.words.end].iter().find(|word| (word.span.end as usize) > cut).filter(|word| (word.span.start as usize) < cut);
        let cut = inside.map_or(cut, |word| word.span.end as usize).max(start);
        let inner = &text[start..cut];
        let from = start + (inner.len() - inner.trim_start().len());
        let span = Span::new(from.min(cut), (start + inner.trim_end().len()).max(from.min(cut)));
        let first = next;
        while next < block.words.end && (words[next].span.start as usize) < cut {
            next += 1;
        }
        start = cut;
        if first == next
            && let Some((last, _)) = cuts.last_mut()
        {
            // Marks without words (a closing quotation mark, a bullet) belong to what stands before them.
            *last = Span::cover(*last, span);
        } else if !span.is_empty() {
            cuts.push((span, first..next));
        }
    }
    cuts
}

/// Finds where sentences end inside a block: offsets after the mark and what closes with it. Only where Chinese or Japanese stands is
/// each character looked at; elsewhere the walk goes from mark to mark.
fn ends(block: &str, cjk: bool) -> Vec<usize> {
    let mut found = Vec::new();
    let mut at = 0;
    // The first bytes of `.!?`, `…`, `。` and `！？`.
    let may_end = |byte: &u8| cjk || matches!(byte, b'.' | b'!' | b'?' | 0xe2 | 0xe3 | 0xef);
    while let Some(mark) = block.as_bytes()[at..].iter().position(may_end).map(|skipped| at + skipped) {
        let Some(c) = block[mark..].chars().next() else { break };
        at = mark + c.len_utf8();
        match c {
            '。' | '！' | '？' => {
                at = block.len() - block[at..].trim_start_matches(is_closing).len();
                found.push(at);
            }
            '.' | '!' | '?' | '…' => {
                let rest = block[at..].trim_start_matches(|c| is_closing(c) || matches!(c, '.' | '!' | '?' | '…'));
                let more = block.len() - rest.len() > at;
                at = block.len() - rest.len();
                let next = rest.trim_start();
                let follows = next.chars().next();
                let glued = more && follows.is_some_and(char::is_uppercase);
                if (next.len() < rest.len() || glued)
                    && starts_sentence(next)
                    && !(c == '.' && is_abbreviation(&block[..mark], follows, next))
                {
                    found.push(at);
                }
            }
            _ if cjk && mark > 0 && switches_script(block, mark) => found.push(mark),
            _ => {}
        }
    }
    found.dedup();
    found
}

fn is_closing(c: char) -> bool {
    matches!(c, '"' | '”' | '’' | '\'' | '»' | '›' | ')' | ']' | '」' | '』' | '）')
}

fn starts_sentence(rest: &str) -> bool {
    let Some(next) = rest.chars().next() else { return false };
    if next.is_uppercase() || next.is_numeric() || is_cjk(next) {
        return true;
    }
    if matches!(
        next,
        '"' | '“' | '‘' | '\'' | '«' | '„' | '(' | '[' | '「' | '『' | '—' | '–' | '-' | '•' | '*' | '@' | '#' | '$' | '£' | '€'
    ) {
        return rest.chars().skip(1).find(|c| c.is_alphanumeric()).is_some_and(|c| c.is_uppercase() || c.is_numeric());
    }
    !next.is_lowercase() && next.is_alphabetic()
}

/// Words that end in a dot without ending a sentence. After the second kind a sentence may end all the same.
const TITLES: [&str; 41] = [
    "mr", "mrs", "ms", "dr", "prof", "rev", "hon", "gen", "lt", "col", "maj", "sgt", "cpl", "capt", "cmdr", "adm", "sen", "rep", "reps",
    "sens", "gov", "pres", "st", "mt", "ft", "vs", "v", "no", "nos", "vol", "fig", "op", "cf", "al", "messrs", "mme", "mlle", "supt",
    "insp", "det", "atty",
];
const SHORT_FORMS: [&str; 34] = [
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec", "inc", "corp", "co", "ltd", "plc", "jr", "sr",
    "ave", "blvd", "dept", "est", "approx", "etc", "bros", "ph.d", "e.g", "i.e", "calif", "tenn", "conn", "mass", "ariz",
];

/// Letters of the longest of both.
const LONGEST: usize = 6;

/// Words that open a sentence far more often than they go on after "U.S.".
const OPENERS: [&str; 30] = [
    "The",
    "A",
    "An",
    "But",
    "And",
    "He",
    "She",
    "It",
    "They",
    "We",
    "In",
    "On",
    "At",
    "This",
    "That",
    "These",
    "Those",
    "There",
    "However",
    "Meanwhile",
    "After",
    "Since",
    "When",
    "While",
    "As",
    "For",
    "His",
    "Her",
    "Its",
    "Their",
];

fn is_abbreviation(before: &str, follows: Option<char>, rest: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '"' | '“' | '‘' | '—')).next().unwrap_or("");
    if word.is_empty() {
        return false;
    }
    if word.len() <= LONGEST {
        let lower = word.to_lowercase();
        if TITLES.contains(&lower.as_str()) {
            // "No. 3" is an abbreviation, "He said no. Then" is not.
            return !matches!(lower.as_str(), "no" | "v" | "op" | "al" | "fig") || follows.is_some_and(char::is_numeric);
        }
        if SHORT_FORMS.contains(&lower.as_str()) {
            return word.starts_with(char::is_uppercase) && follows.is_some_and(|c| c.is_numeric() || c.is_lowercase())
                || matches!(lower.as_str(), "e.g" | "i.e");
        }
    }
    let mut letters = word.chars();
    if let (Some(first), None) = (letters.next(), letters.next()) {
        // An initial: "John F. Kennedy"; "vitamin C. Then" is rarer in news.
        return first.is_uppercase() && first != 'I';
    }
    // "U.S. Senator" goes on, "in the U.S. The minister" does not, nor "3 a.m. Firemen came".
    is_dotted(word)
        && !(matches!(word, "a.m" | "p.m") && follows.is_some_and(char::is_uppercase) && !goes_on_in_time(rest))
        && !rest.split(|c: char| !c.is_alphanumeric()).next().is_some_and(|next| OPENERS.contains(&next))
}

/// "6:35 p.m. ET", "3 p.m. Friday": a zone or a day belongs to the hour.
fn goes_on_in_time(rest: &str) -> bool {
    let next = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    (2..=4).contains(&next.len()) && next.chars().all(char::is_uppercase)
        || ["Eastern", "Pacific", "Central", "Greenwich"].contains(&next)
        || next.ends_with("day") && super::furniture::is_calendar_word(&next.to_lowercase())
}

fn is_dotted(word: &str) -> bool {
    word.contains('.') && word.split('.').all(|part| part.chars().count() == 1 && part.chars().all(char::is_alphabetic))
}

/// Tells whether a run of four or more Chinese or Japanese characters meets three or more words of another script here.
fn switches_script(block: &str, at: usize) -> bool {
    let (head, tail) = block.split_at(at);
    let (Some(before), Some(here)) = (head.chars().next_back(), tail.chars().next()) else { return false };
    if !here.is_alphanumeric()
        || (before.is_alphanumeric() && is_cjk(before) == is_cjk(here))
        || !(before.is_whitespace() || is_cjk(before) || is_cjk(here))
    {
        return false;
    }
    let Some(last) = head.chars().rev().find(|c| c.is_alphanumeric()) else { return false };
    if is_cjk(last) == is_cjk(here) {
        return false;
    }
    let run = |part: &mut dyn Iterator<Item = char>, cjk: bool| {
        let (mut letters, mut gaps, mut in_gap) = (0, 0, false);
        for c in part {
            if !c.is_alphanumeric() {
                in_gap = true;
            } else if is_cjk(c) == cjk || c.is_numeric() {
                gaps += usize::from(in_gap && letters > 0);
                in_gap = false;
                letters += usize::from(!c.is_numeric());
            } else {
                break;
            }
        }
        if cjk { letters >= 4 } else { gaps >= 2 && letters >= 6 }
    };
    run(&mut head.chars().rev(), is_cjk(last)) && run(&mut tail.chars(), is_cjk(here))
}

#[cfg(test)]
mod tests {
    use super::super::words::words;
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        let found = words(text);
        blocks(text, &found).iter().flat_map(|block| sentences(text, block, &found)).map(|(span, _)| span.of(text)).collect()
    }

    #[test]
    fn abbreviations_decimals_and_initials_do_not_end_a_sentence() {
        assert_eq!(cut("They live in the U.S. The rest left."), ["They live in the U.S.", "The rest left."]);
        let one = ["Mr. Oram met U.S. Senator J. F. Dale at 3.5 p.m. on Jan. 4.", "It rained."];
        assert_eq!(cut(&one.join(" ")), one);
        assert_eq!(cut("He said no. Then he left."), ["He said no.", "Then he left."]);
        assert_eq!(cut("It shuts at 6 p.m. GMT on Monday. It opens at 9 a.m. Sunday.").len(), 2);
        assert_eq!(cut("It shut at 6 p.m. Firemen came.").len(), 2);
        assert_eq!(cut("They fear ABC-K. In May it rained."), ["They fear ABC-K.", "In May it rained."]);
        assert_eq!(cut("Route No. 3 is shut."), ["Route No. 3 is shut."]);
    }

    #[test]
    fn a_closing_quotation_mark_stays_with_its_sentence() {
        assert_eq!(cut("“We left.” “Nobody stayed,” she said."), ["“We left.”", "“Nobody stayed,” she said."]);
        assert_eq!(cut("“Why?” he asked."), ["“Why?” he asked."]);
        assert_eq!(cut("the connection being made.” ”"), ["the connection being made.” ”"]);
    }

    #[test]
    fn a_line_break_ends_a_block_unless_the_text_is_wrapped() {
        assert_eq!(cut("Headline here\nFirst paragraph.\nSecond paragraph."), ["Headline here", "First paragraph.", "Second paragraph."]);
        let wrapped = "The council of the town met on Monday to talk about the\nharbour wall that fell into the sea during the storm\nof last week, and about the money that is needed to\nbuild it again.";
        assert_eq!(cut(wrapped).len(), 1);
    }

    #[test]
    fn a_switch_of_script_ends_a_sentence_but_a_foreign_name_does_not() {
        assert_eq!(
            cut("三百人乘ABC号出海 二十人失去联系 300 people put to sea on the ABC"),
            ["三百人乘ABC号出海 二十人失去联系", "300 people put to sea on the ABC"]
        );
        assert_eq!(cut("港口大桥倒塌。三人受伤。"), ["港口大桥倒塌。", "三人受伤。"]);
    }

    #[test]
    fn the_walk_from_mark_to_mark_finds_what_the_slow_one_finds() {
        let text =
            "“Why?” he asked… Mr. Oram paid £3.50 – twice!” He’d left (at 6 p.m.). Über! Café.Then… “yes”。 No？ Ja！ e.g. this.\u{a0}End.";
        assert_eq!(ends(text, false), ends(text, true));
        assert!(ends(text, false).len() > 5);
    }

    #[test]
    fn sentences_cover_every_word_once() {
        let text = "A b c. D e f! G?\n\n• • •\n\nH i.";
        let found = words(text);
        let covered: usize =
            blocks(text, &found).iter().flat_map(|block| sentences(text, block, &found)).map(|(_, words)| words.len()).sum();
        assert_eq!(covered, found.len());
    }
}
