//! Cuts a text into the keys of its words, line by line, and nothing else: all that finding copies needs.
//!
//! `"The U.S. harbour\nfell"` becomes the keys of `the us harbour` and of `fell`. Words are cut and normalised as in [`words`], but as they
//! are spelt: no house spelling is folded, so that "colour" and "color" differ. One pass over the bytes: a run of ASCII letters and digits is
//! hashed eight bytes at a time where it stands; only what such a run cannot settle (an accent, a curly apostrophe, `3.5`, `U.S.`, an address)
//! takes the way of the full cutter, and a test holds the two ways against each other. O(bytes), no allocation
//! beside the result.

use super::disguise::unmask;
use super::words::{self, is_cjk, is_invisible};
use crate::hash;

/// The keys of a text's words and where its lines end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keys {
    /// One for each word, in source order.
    pub words: Vec<u64>,
    /// The places of those that hold a digit, in source order.
    pub figures: Vec<u32>,
    /// For each line that holds words: one past its last word.
    pub lines: Vec<u32>,
}

/// What a byte is to a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// A letter or digit.
    Inside,
    /// Parts words.
    Between,
    Newline,
    /// A dot, comma or apostrophe: parts words unless the next byte goes on with one.
    Joint,
    /// The start of a character that is not ASCII.
    Wide,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Between; 256];
    let mut byte = 0;
    while byte < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "below 256")]
        let class = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => Class::Inside,
            b'\n' => Class::Newline,
            b'.' | b',' | b'\'' => Class::Joint,
            0x80..=0xff => Class::Wide,
            _ => Class::Between,
        };
        classes[byte] = class;
        byte += 1;
    }
    classes
};

/// Cuts a text into the keys of its words.
#[must_use]
pub fn keys(text: &str) -> Keys {
    cut(&unmask(text).text, true)
}

fn cut(text: &str, fast: bool) -> Keys {
    let bytes = text.as_bytes();
    let mut found = Keys { words: Vec::with_capacity(bytes.len() / 5), ..Keys::default() };
    let mut buffer = String::new();
    let mut at = 0;
    while at < bytes.len() {
        match CLASSES[usize::from(bytes[at])] {
            Class::Inside => {
                let (key, run, is_figure) = plain_word(&bytes[at..]);
                let before_blank = bytes.get(at + run) == Some(&b' ');
                if fast && (before_blank || is_whole(text, &bytes[at..], run)) {
                    push(key, is_figure, &mut found);
                    at += run + usize::from(before_blank);
                } else {
                    at = wide_word(text, at, &mut buffer, &mut found);
                }
            }
            Class::Wide => at = wide(text, at, &mut buffer, &mut found),
            Class::Newline => {
                end_line(&mut found);
                at += 1;
            }
            Class::Between | Class::Joint => at += 1,
        }
    }
    end_line(&mut found);
    found
}

/// Hashes the ASCII letters and digits that a text begins with, in lower case, counts them and tells whether a digit is among them: eight
/// bytes at a time, as [`hash::word`].
fn plain_word(bytes: &[u8]) -> (u64, usize, bool) {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    const ONES: u64 = 0x0101_0101_0101_0101;
    // Sets the high bit of each byte (below 0x80) from `low` to `high`.
    let within = |bytes: u64, low: u8, high: u8| (bytes + ONES * u64::from(0x80 - low)) & !(bytes + ONES * u64::from(0x7f - high));
    let (mut key, mut run, mut all_digits) = (0, 0, 0);
    loop {
        let eight = eight(&bytes[run..]);
        let ascii = eight & !HIGH;
        let letters = within(ascii | (ONES * 0x20), b'a', b'z') & !eight & HIGH;
        let digits = within(ascii, b'0', b'9') & !eight & HIGH;
        let inside = letters | digits;
        let count = ((!inside & HIGH).trailing_zeros() / 8) as usize;
        if count > 0 {
            let kept = if count == 8 { u64::MAX } else { (1 << (8 * count)) - 1 };
            key = hash::eight_more(key, (eight | letters >> 2) & kept);
            all_digits |= digits & kept;
            run += count;
        }
        if count < 8 {
            return (key, run, all_digits != 0);
        }
    }
}

/// Gives the first eight bytes, or fewer and zeros.
fn eight(bytes: &[u8]) -> u64 {
    bytes
        .first_chunk()
        .map_or_else(|| bytes.iter().rev().fold(0, |eight, byte| eight << 8 | u64::from(*byte)), |chunk| u64::from_le_bytes(*chunk))
}

fn push(key: u64, is_figure: bool, found: &mut Keys) {
    if is_figure {
        found.figures.push(u32::try_from(found.words.len()).unwrap_or(u32::MAX));
    }
    found.words.push(key);
}

fn end_line(found: &mut Keys) {
    let words = u32::try_from(found.words.len()).unwrap_or(u32::MAX);
    if words > found.lines.last().copied().unwrap_or(0) {
        found.lines.push(words);
    }
}

/// Tells whether a run of ASCII letters and digits is a word by itself: nothing behind it may belong to it.
fn is_whole(text: &str, rest: &[u8], run: usize) -> bool {
    let after = |offset: usize| rest.get(run + offset).map_or(Class::Between, |byte| CLASSES[usize::from(*byte)]);
    match after(0) {
        Class::Joint if rest[..run].eq_ignore_ascii_case(b"www") => false,
        Class::Joint => !matches!(after(1), Class::Inside | Class::Wide),
        Class::Wide => {
            let start = text.len() - rest.len() + run;
            text[start..].chars().next().is_none_or(|c| is_cjk(c) || !words::goes_on(c))
        }
        // An address goes on past its colon.
        _ => rest.get(run) != Some(&b':') || !rest[..4.min(run)].eq_ignore_ascii_case(b"http"),
    }
}

/// Takes a character that is not ASCII: a word of its own, the start of one, or nothing.
fn wide(text: &str, at: usize, buffer: &mut String, found: &mut Keys) -> usize {
    let Some(first) = text[at..].chars().next() else { return text.len() };
    let end = at + first.len_utf8();
    if is_cjk(first) {
        found.words.push(words::bigram(text, at, first));
    } else if !is_invisible(first) && first.is_alphanumeric() {
        return wide_word(text, at, buffer, found);
    }
    end
}

/// Takes a word by the way of the full cutter.
fn wide_word(text: &str, at: usize, buffer: &mut String, found: &mut Keys) -> usize {
    let end = words::word_end(text, at);
    words::normalise(&text[at..end], buffer);
    if !buffer.is_empty() {
        let key = hash::word(buffer.as_bytes());
        push(key, buffer.bytes().any(|byte| byte.is_ascii_digit()), found);
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_word_has_one_key_in_any_case_and_lines_end_where_they_end() {
        let found = keys("The U.S. harbour\n\nFELL, 3.5 metres\n");
        assert_eq!(found.words, keys("the us harbour fell 3.5 metres").words);
        assert_eq!(found.lines, [3, 6]);
        assert_eq!(found.figures, [4]);
    }

    #[test]
    fn words_are_cut_as_the_full_cutter_cuts_them() {
        let text = "O’Leary's 1,500 boats (U.S.) at https://x.y/z?q rose 3.5 at 9 a.m. 人口走私, co\u{ad}operate Grafström end.";
        assert_eq!(keys(text).words.len(), words::words(text).len());
    }

    proptest! {
        #[test]
        fn the_short_way_gives_what_the_long_way_gives(text in "([a-zA-Z0-9.,:/' \n’éж人\u{ad}\u{301}-]|http://|www\\.|U\\.S\\.){0,60}") {
            prop_assert_eq!(cut(&text, true), cut(&text, false));
        }

        #[test]
        fn any_text_gives_the_same_both_ways(text in any::<String>()) {
            prop_assert_eq!(cut(&text, true), cut(&text, false));
        }
    }
}
