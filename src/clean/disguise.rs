//! Takes the disguise off words that are written so that a search misses them and a reader does not.
//!
//! `"p o l i c e"`, `"рolice"` with a Cyrillic letter, `"po\u{200b}lice"` and `"𝗽𝗼𝗹𝗶𝗰𝗲"` become `police`; every later room reads the plain text, and what it
//! finds is put back to the bytes of the source. Letters of another script are touched only where they stand among Latin ones: in a Latin word,
//! or as whole words in a text of which hardly any other word is of that script. O(bytes); a text without such letters is not copied.

use std::borrow::Cow;

use serde::Serialize;
use unicode_normalization::UnicodeNormalization;

use super::words::{is_invisible, is_mark};
use crate::article::Span;

/// How many words of a text are in disguise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Disguises {
    /// Hold letters of another script, or of mathematics, that look like their own.
    pub look_alikes: u32,
    /// Hold characters that show nothing between their letters: zero-width, direction marks. Soft hyphens are not counted: layout puts them there.
    pub invisible: u32,
    /// Have a space behind each letter.
    pub spaced_out: u32,
}

impl Disguises {
    /// Counts all of them.
    #[must_use]
    pub fn words(self) -> u32 {
        self.look_alikes + self.invisible + self.spaced_out
    }
}

/// A text without disguise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plain<'a> {
    /// The text as its reader sees it.
    pub text: Cow<'a, str>,
    /// What was taken off.
    pub disguises: Disguises,
    /// What was changed, in order; between the changes all is as it was.
    changes: Vec<Change>,
}

/// A stretch of the source that is written in another way in the plain text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Change {
    source: Span,
    plain: Span,
}

impl Plain<'_> {
    /// Tells whether anything was taken off.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        !self.changes.is_empty()
    }

    /// Finds the bytes of the source under a span of the plain text.
    #[must_use]
    pub fn source(&self, span: Span) -> Span {
        Span { start: self.before(span.start, |change| change.source.start), end: self.before(span.end, |change| change.source.end) }
    }

    /// Moves an end of a span by what the changes before it took away; an end inside a change goes to an end of it.
    fn before(&self, at: u32, inside: impl Fn(&Change) -> u32) -> u32 {
        let change = self.changes.partition_point(|change| change.plain.start < at).checked_sub(1).map(|last| &self.changes[last]);
        match change {
            Some(change) if at < change.plain.end => inside(change),
            Some(change) => at - change.plain.end + change.source.end,
            None => at,
        }
    }
}

/// Takes the disguise off a text.
#[must_use]
pub fn unmask(text: &str) -> Plain<'_> {
    let mut mask = Mask { text, ..Mask::default() };
    let mut at = 0;
    while let Some(start) = mask.next(at) {
        at = mask.word(start);
    }
    mask.off()
}

/// Fewer single letters in a row are initials, or a list.
const FEWEST_SPACED: usize = 4;
/// Of a text of which more than one word in so many is of another script, such words are its own.
const MOST_FOREIGN: usize = 10;

/// What is found on the way through a text.
#[derive(Debug, Default)]
struct Mask<'a> {
    text: &'a str,
    disguises: Disguises,
    /// Stretches of the source, and what stands there.
    changes: Vec<(Span, String)>,
    /// Words wholly of letters that look Latin and are not.
    foreign: Vec<Span>,
    /// Words without a Latin letter.
    strange: usize,
}

impl<'a> Mask<'a> {
    /// Finds the next byte from one on where a word may be in disguise: the start of a word with a character beyond ASCII, or of single letters.
    fn next(&self, from: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let at = (from..bytes.len()).find(|at| !bytes[*at].is_ascii() || is_spaced(self.text, *at))?;
        let begins = |at: usize| at == from || !bytes[at - 1].is_ascii_alphanumeric();
        (from..=at).rev().find(|at| begins(*at))
    }

    /// Looks at the word that starts at a byte; gives its end.
    fn word(&mut self, start: usize) -> usize {
        if is_spaced(self.text, start) {
            let end = start + 1 + 2 * pairs(self.text, start);
            self.disguises.spaced_out += 1;
            self.changes.push((Span::new(start, end), self.text[start..end].split(' ').collect()));
            return end;
        }
        let rest = &self.text[start..];
        let inside = |c: char| c.is_alphanumeric() || is_invisible(c) || is_mark(c);
        let end = start + rest.find(|c| !inside(c)).unwrap_or(rest.len());
        if end == start {
            return start + rest.chars().next().map_or(1, char::len_utf8);
        }
        self.letters(start, &self.text[start..end]);
        end
    }

    /// Looks at the letters of a word.
    fn letters(&mut self, start: usize, word: &str) {
        let latin = word.bytes().any(|byte| byte.is_ascii_alphabetic()) || word.chars().any(|c| styled(c).is_some());
        if !latin {
            let letters = || word.chars().filter(|c| !is_invisible(*c));
            self.strange += usize::from(letters().next().is_some_and(char::is_alphabetic));
            if letters().next().is_some() && letters().all(|c| look_alike(c).is_some()) {
                self.foreign.push(Span::new(start, start + word.len()));
            }
            return;
        }
        // TNFα, HIF1α.
        let formula = |at: usize, c: char| is_greek(c) && word[..at].bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        let last = word.char_indices().rev().find(|(_, c)| !is_invisible(*c)).map_or(0, |(at, _)| at);
        let (mut folded, mut hidden, mut begun) = (false, false, false);
        for (at, c) in word.char_indices() {
            let shown = if is_invisible(c) {
                // What shows nothing before or behind a word parts it from nothing.
                if !begun || at > last {
                    continue;
                }
                hidden |= !is_layout(c);
                String::new()
            } else {
                begun = true;
                let Some(letter) = look_alike(c).filter(|_| !formula(at, c)).or_else(|| styled(c)) else { continue };
                folded |= !is_wide(c);
                letter.to_string()
            };
            self.changes.push((Span::new(start + at, start + at + c.len_utf8()), shown));
        }
        self.disguises.look_alikes += u32::from(folded);
        self.disguises.invisible += u32::from(hidden && !folded);
    }

    /// Writes the plain text.
    fn off(mut self) -> Plain<'a> {
        let text = self.text;
        let words = || text.split_ascii_whitespace().count();
        if !self.foreign.is_empty() && self.strange * MOST_FOREIGN <= words() {
            self.disguises.look_alikes += u32::try_from(self.foreign.len()).unwrap_or(u32::MAX);
            let shown = |span: &Span| span.of(text).chars().map(|c| look_alike(c).unwrap_or(c)).collect();
            self.changes.extend(self.foreign.iter().map(|span| (*span, shown(span))));
            self.changes.sort_unstable_by_key(|(span, _)| span.start);
        }
        if self.changes.is_empty() {
            return Plain { text: Cow::Borrowed(text), disguises: self.disguises, changes: Vec::new() };
        }
        let (mut plain, mut at) = (String::with_capacity(text.len()), 0);
        let changes = self.changes.into_iter().map(|(source, shown)| {
            plain.push_str(&text[at..source.start as usize]);
            at = source.end as usize;
            let start = plain.len();
            plain.push_str(&shown);
            Change { source, plain: Span::new(start, plain.len()) }
        });
        let changes = changes.collect();
        plain.push_str(&text[at..]);
        Plain { text: Cow::Owned(plain), disguises: self.disguises, changes }
    }
}

/// Tells whether a word begins at a byte that has a space behind each of its letters.
fn is_spaced(text: &str, at: usize) -> bool {
    text.as_bytes().get(at + 1) == Some(&b' ') && is_single(text, at) && pairs(text, at) + 1 >= FEWEST_SPACED
}

/// Tells whether a byte is a letter with none beside it, nor the dot of an initial.
fn is_single(text: &str, at: usize) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '.');
    text.as_bytes().get(at).is_some_and(u8::is_ascii_alphabetic) && !text[at + 1..].starts_with(is_word) && !text[..at].ends_with(is_word)
}

/// Counts the letters behind the first one, each behind one space; two spaces end the word.
fn pairs(text: &str, first: usize) -> usize {
    let bytes = text.as_bytes();
    (first + 1..).step_by(2).take_while(|space| bytes.get(*space) == Some(&b' ') && is_single(text, space + 1)).count()
}

/// Tells whether an invisible character is put into words by layout: a soft hyphen, a variation selector.
fn is_layout(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

fn is_greek(c: char) -> bool {
    matches!(c, '\u{370}'..='\u{3ff}')
}

/// Tells whether a letter or digit has the width of a Chinese character, as they have between such.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{ff10}'..='\u{ff5a}')
}

/// Gives the letter or digit that a wide, circled or mathematical one is.
fn styled(c: char) -> Option<char> {
    let is_styled = is_wide(c) || matches!(c, '\u{24b6}'..='\u{24e9}' | '\u{1d400}'..='\u{1d7ff}');
    is_styled.then(|| c.nfkc().next()).flatten().filter(char::is_ascii_alphanumeric)
}

/// Gives the Latin letter that a Cyrillic or Greek letter looks like.
fn look_alike(c: char) -> Option<char> {
    Some(match c {
        'а' | 'α' => 'a',
        'А' | 'Α' => 'A',
        'В' | 'Β' => 'B',
        'с' => 'c',
        'С' => 'C',
        'е' | 'ε' => 'e',
        'Е' | 'Ε' => 'E',
        'Н' | 'Η' => 'H',
        'і' | 'ι' => 'i',
        'І' | 'Ι' => 'I',
        'ј' => 'j',
        'К' | 'Κ' => 'K',
        'κ' => 'k',
        'М' | 'Μ' => 'M',
        'Ν' => 'N',
        'о' | 'ο' => 'o',
        'О' | 'Ο' => 'O',
        'р' | 'ρ' => 'p',
        'Р' | 'Ρ' => 'P',
        'ѕ' => 's',
        'Т' | 'Τ' => 'T',
        'у' => 'y',
        'У' | 'Υ' => 'Y',
        'х' => 'x',
        'Х' | 'Χ' => 'X',
        'Ζ' => 'Z',
        'ν' => 'v',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a reader sees, and how many words were of each kind.
    fn seen(text: &str) -> (String, [u32; 3]) {
        let Plain { text, disguises: Disguises { look_alikes, invisible, spaced_out }, .. } = unmask(text);
        (text.into_owned(), [look_alikes, invisible, spaced_out])
    }

    #[test]
    fn a_word_in_disguise_is_read_and_counted() {
        const PLAIN: &str = "Halden police told AP the harbour wall fell on Monday";
        let cases = [
            ("Halden p o l i c e told AP the harbour w a l l fell on Monday", [0, 0, 2]),
            ("H\u{430}lden \u{440}olice told AP the harbour wall fell on Monday", [2, 0, 0]),
            ("Halden police told \u{410}\u{420} the harbour wall fell on Monday", [1, 0, 0]),
            ("Halden 𝗽𝗼𝗹𝗶𝗰𝗲 told AP the ｈａｒｂｏｕｒ wall fell on Monday", [1, 0, 0]),
            ("Hal\u{200b}den po\u{200d}li\u{2060}ce told AP the har\u{ad}bour wall fell on Monday", [0, 2, 0]),
        ];
        for (text, counts) in cases {
            assert_eq!(seen(text), (PLAIN.to_owned(), counts), "{text:?}");
        }
        assert_eq!(seen(PLAIN).1, [0; 3]);
    }

    #[test]
    fn initials_lists_formulas_and_other_scripts_are_no_disguise() {
        for text in [
            "J R R Tolkien",
            "J. R. R. T. Olkien",
            "plan a b c",
            "I, a, b and c d e",
            "Он сам нес сор; оно росло, и тест рос",
            "TNF\u{3b1} and IL1\u{3b1}",
            "a\u{301} la carte, \u{feff}mark",
            "人口走私 2024年",
        ] {
            assert_eq!(unmask(text), Plain { text: text.into(), disguises: Disguises::default(), changes: Vec::new() }, "{text:?}");
        }
    }

    #[test]
    fn spans_of_the_plain_text_are_found_in_the_source() {
        let source = "“The w a l l” f\u{200b}ell, \u{440}olice said.";
        let plain = unmask(source);
        assert_eq!(plain.text, "“The wall” fell, police said.");
        for (word, wanted) in [("The", "The"), ("wall", "w a l l"), ("fell", "f\u{200b}ell"), ("police", "\u{440}olice"), ("said", "said")]
        {
            let start = plain.text.find(word).unwrap();
            assert_eq!(plain.source(Span::new(start, start + word.len())).of(source), wanted);
        }
    }
}
