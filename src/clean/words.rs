//! Cuts a text into words that know their bytes.
//!
//! `"ISIS-linked, 1,500 of O’Leary's"` becomes `isis linked 1500 of o'leary`. Chinese and Japanese become one word a character, keyed
//! by the character and its successor (bigrams). Normalised for matching only: NFKC, lower case, curly to straight apostrophes,
//! possessive endings off, invisible characters out. One pass, O(bytes).

use unicode_normalization::UnicodeNormalization;

use super::background::{self, Known, StemId};
use super::classes::Classes;
use super::lexis::{self, Letters};
use crate::article::Span;
use crate::hash;

/// One word: where it stands and what it matches.
#[expect(clippy::struct_excessive_bools, reason = "independent marks of a word, not states of it")]
#[derive(Debug, Clone, Copy)]
pub struct Word {
    /// Its bytes in the source.
    pub span: Span,
    /// Hash of its normalised form.
    pub key: u64,
    /// Its stem.
    pub stem: StemId,
    /// How rare it is: 0 (in every document) to 10.
    pub weight: f32,
    /// Its first letter is a capital.
    pub capital: bool,
    /// All its letters are capitals, two or more.
    pub shouted: bool,
    /// It holds a digit.
    pub numeric: bool,
    /// It is a Chinese or Japanese character.
    pub cjk: bool,
    /// The closed lists that it stands in.
    pub classes: Classes,
}

/// Cuts a text into words.
#[must_use]
pub fn words(text: &str) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::with_capacity(text.len() / 5);
    let bytes = text.as_bytes();
    let mut buffer = String::with_capacity(64);
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        if byte.is_ascii_alphanumeric() {
            let plain = Plain::at(bytes, at).filter(|word| word.letters != CENT);
            at = match plain {
                Some(word) => {
                    found.push(word.read(at));
                    at + word.len
                }
                None => push_word(text, at, &mut buffer, &mut found),
            };
            continue;
        }
        if byte.is_ascii() {
            at += 1;
            continue;
        }
        let Some(first) = text[at..].chars().next() else { break };
        let mut end = at + first.len_utf8();
        if is_cjk(first) {
            found.push(cjk_word(text, at, first));
        } else if !is_invisible(first) && first.is_alphanumeric() {
            end = push_word(text, at, &mut buffer, &mut found);
        }
        at = end;
    }
    found
}

/// A short word of ASCII letters and digits alone, as most are: what [`push_word`] does for any word takes one loop for these.
#[derive(Default)]
struct Plain {
    letters: Letters,
    len: usize,
    capital: bool,
    /// All of them, the first letter's too.
    capitals: usize,
    digits: usize,
}

impl Plain {
    /// Reads the word that starts at a byte; `None` where it is long or what follows may belong to it.
    fn at(bytes: &[u8], start: usize) -> Option<Self> {
        let mut word = Self { capital: bytes[start].is_ascii_uppercase(), ..Self::default() };
        for (letter, byte) in word.letters.iter_mut().zip(&bytes[start..]).take_while(|(_, byte)| byte.is_ascii_alphanumeric()) {
            // Small letters and digits have this bit.
            *letter = byte | 0x20;
            word.len += 1;
            word.capitals += usize::from(byte.is_ascii_uppercase());
            word.digits += usize::from(byte.is_ascii_digit());
        }
        let end = start + word.len;
        let (last, next) = (bytes[end - 1], bytes.get(end + 1).copied().unwrap_or(b' '));
        let ends = match bytes.get(end) {
            Some(b'\'') => !next.is_ascii_alphabetic() && next.is_ascii(),
            Some(b'.') => !next.is_ascii_alphanumeric() || !last.is_ascii_digit() && word.len > 1,
            Some(b',') => !next.is_ascii_digit(),
            Some(byte) => byte.is_ascii() && !byte.is_ascii_alphanumeric(),
            None => true,
        };
        (ends && !is_address(&bytes[start..])).then_some(word)
    }

    fn read(&self, start: usize) -> Word {
        let (key, Known { stem, weight, classes }) = lexis::known_letters(self.letters);
        Word {
            span: Span::new(start, start + self.len),
            key,
            stem,
            weight,
            capital: self.capital,
            shouted: self.capitals >= 2 && self.capitals + self.digits == self.len,
            numeric: self.digits > 0,
            cjk: false,
            classes,
        }
    }
}

/// Finds the end of the word that starts at a byte.
pub(super) fn word_end(text: &str, start: usize) -> usize {
    let rest = &text[start..];
    if is_address(rest.as_bytes()) {
        return start
            + rest
                .find(|c: char| c.is_whitespace() || is_cjk(c) || matches!(c, '"' | '<' | '>' | '”' | ')' | '。' | '，' | '！' | '？'))
                .unwrap_or(rest.len());
    }
    let mut end = start;
    let mut previous = '\0';
    let mut chars = rest.char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        let next = chars.peek().map_or('\0', |(_, next)| *next);
        let joins = if c.is_alphanumeric() {
            !is_cjk(c)
        } else if is_apostrophe(c) {
            previous.is_alphanumeric() && next.is_alphabetic()
        } else if c == '.' {
            previous.is_ascii_digit() && next.is_ascii_digit() || is_initialism(rest, offset)
        } else if c == ',' {
            previous.is_ascii_digit() && next.is_ascii_digit()
        } else {
            is_invisible(c) || is_mark(c)
        };
        if !joins {
            break;
        }
        end = start + offset + c.len_utf8();
        if !is_invisible(c) {
            previous = c;
        }
    }
    end.max(start + rest.chars().next().map_or(0, char::len_utf8))
}

/// Tells whether the dot at an offset belongs to an initialism such as `U.S.` or `a.m.`: single letters, each followed by a dot.
fn is_initialism(rest: &str, dot: usize) -> bool {
    let head = &rest.as_bytes()[..dot];
    let tail = &rest.as_bytes()[dot + 1..];
    let letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphabetic);
    let alone_before = letter(head.last()) && (head.len() == 1 || head[head.len() - 2] == b'.');
    let alone_after = letter(tail.first()) && tail.get(1) == Some(&b'.');
    alone_before && (alone_after || head.len() >= 3)
}

fn is_address(rest: &[u8]) -> bool {
    match rest[0] {
        b'h' => rest.starts_with(b"http://") || rest.starts_with(b"https://"),
        b'w' => rest.starts_with(b"www."),
        _ => false,
    }
}

/// Reads the word that starts at a byte, whatever it is made of, and gives its end.
fn push_word(text: &str, start: usize, buffer: &mut String, found: &mut Vec<Word>) -> usize {
    let end = word_end(text, start);
    let raw = &text[start..end];
    let marks = normalise(raw, buffer);
    if buffer.is_empty() || buffer == "cent" && join_per_cent(text, start, end, found) {
        return end;
    }
    let (key, Known { stem, weight, classes }) = lexis::known(buffer);
    let capital = raw.chars().next().is_some_and(char::is_uppercase);
    let shouted = marks.capitals >= 2 && marks.capitals == marks.letters;
    found.push(Word { span: Span::new(start, end), key, stem, weight, capital, shouted, numeric: marks.numeric, cjk: false, classes });
    end
}

/// Writes the form by which a word is matched: lower case, without points, marks and invisible characters, its possessive ending off.
pub(super) fn normalise(raw: &str, form: &mut String) -> Marks {
    form.clear();
    let marks = if raw.is_ascii() { fold_ascii(raw, form) } else { fold_unicode(raw, form) };
    if form.ends_with("'s") && form.len() > 2 {
        form.truncate(form.len() - 2);
    }
    marks
}

/// What was seen in a word while it was normalised.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    letters: u32,
    capitals: u32,
    numeric: bool,
}

/// Normalises a word of ASCII alone.
fn fold_ascii(raw: &str, form: &mut String) -> Marks {
    let mut marks = Marks::default();
    for byte in raw.bytes() {
        marks.numeric |= byte.is_ascii_digit();
        marks.letters += u32::from(byte.is_ascii_alphabetic());
        marks.capitals += u32::from(byte.is_ascii_uppercase());
        if byte != b',' && (byte != b'.' || marks.numeric) {
            form.push(byte.to_ascii_lowercase() as char);
        }
    }
    marks
}

/// Normalises a word of any letters; what [`fold_ascii`] does for ASCII.
fn fold_unicode(raw: &str, form: &mut String) -> Marks {
    let mut marks = Marks::default();
    let latin = raw.chars().any(|c| c.is_ascii_alphabetic());
    // "Grafström" and "Grafstrom": desks keep or drop the marks on Latin letters.
    let plain = raw.nfkd().filter(|c| !(latin && matches!(c, '\u{300}'..='\u{36f}')));
    for c in plain.nfkc() {
        if is_invisible(c) {
            continue;
        }
        marks.numeric |= c.is_ascii_digit();
        marks.letters += u32::from(c.is_alphabetic());
        marks.capitals += u32::from(c.is_uppercase());
        match c {
            _ if is_apostrophe(c) => form.push('\''),
            ',' => {}
            '.' if !marks.numeric => {}
            _ => form.extend(c.to_lowercase()),
        }
    }
    marks
}

/// What may be half of "per cent".
const CENT: Letters = *b"cent\0\0\0\0\0\0\0\0\0\0\0\0";

/// What the parts of a hundred are called, by whatever spelling.
pub(super) const PERCENT: &str = "percent";

/// "per cent" is one word, as "percent" is, when only spaces part it: a word crosses no line, sentence or block.
fn join_per_cent(text: &str, start: usize, end: usize, found: &mut [Word]) -> bool {
    let Some(last) = found.last_mut().filter(|last| last.span.of(text).eq_ignore_ascii_case("per")) else { return false };
    if !text[last.span.end as usize..start].chars().all(|c| matches!(c, ' ' | '\u{a0}')) {
        return false;
    }
    last.span = Span::new(last.span.start as usize, end);
    last.key = hash::bytes(PERCENT.as_bytes());
    Known { stem: last.stem, weight: last.weight, classes: last.classes } = background::shared().look_up(PERCENT, last.key);
    true
}

/// Gives the key of a Chinese or Japanese character: that of itself and the next one, where another follows.
pub(super) fn bigram(text: &str, at: usize, first: char) -> u64 {
    hash::bytes(&text.as_bytes()[at..end_of_bigram(text, at, first)])
}

fn end_of_bigram(text: &str, at: usize, first: char) -> usize {
    let end = at + first.len_utf8();
    end + text[end..].chars().next().filter(|c| is_cjk(*c)).map_or(0, char::len_utf8)
}

fn cjk_word(text: &str, at: usize, first: char) -> Word {
    let end = at + first.len_utf8();
    let key = bigram(text, at, first);
    Word {
        span: Span::new(at, end),
        key,
        stem: (key >> 32) as StemId,
        weight: if end_of_bigram(text, at, first) > end { 5.0 } else { 1.0 },
        capital: false,
        shouted: false,
        numeric: false,
        cjk: true,
        classes: Classes::default(),
    }
}

/// Tells whether a character is written without spaces between words: Han and kana.
#[must_use]
pub fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}')
}

/// Tells whether a character is an apostrophe when it stands inside a word.
#[must_use]
pub fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '＇' | '‘')
}

/// Tells whether a character shows nothing: soft hyphen, zero-width, direction marks, variation selectors.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0100}'..='\u{e01ef}')
}

/// Tells whether a character that is not ASCII may go on with a word.
pub(super) fn goes_on(c: char) -> bool {
    c.is_alphanumeric() || is_apostrophe(c) || is_invisible(c) || is_mark(c)
}

pub(super) fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{591}'..='\u{5bd}' | '\u{64b}'..='\u{65f}' | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}' | '\u{1ab0}'..='\u{1aff}' | '\u{20d0}'..='\u{20ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        words(text).iter().map(|word| word.span.of(text)).collect()
    }

    fn key(text: &str) -> u64 {
        words(text)[0].key
    }

    #[test]
    fn words_keep_their_bytes() {
        assert_eq!(
            cut("ISIS-linked, 1,500 of O’Leary's; 0.014% (U.S.) a.m. https://x.y/z?q end."),
            ["ISIS", "linked", "1,500", "of", "O’Leary's", "0.014", "U.S.", "a.m.", "https://x.y/z?q", "end"]
        );
    }

    #[test]
    fn one_form_matches_all_its_spellings() {
        assert_eq!(key("O’Leary's"), key("o'leary"));
        assert_eq!(key("U.S."), key("US"));
        assert_eq!(key("1,500"), key("1500"));
        assert_eq!(key("co\u{ad}operate"), key("cooperate"));
        assert_eq!(key("ｆｕｌｌ"), key("full"));
        assert_eq!(key("Grafström"), key("Grafstrom"));
        assert_eq!(key("colour"), key("color"));
    }

    #[test]
    fn decimals_stay_numbers_and_sentence_ends_stay_outside() {
        assert_eq!(cut("It fell 3.5. Then it rose."), ["It", "fell", "3.5", "Then", "it", "rose"]);
        assert_ne!(key("3.5"), key("35"));
    }

    #[test]
    fn per_cent_is_one_word_and_crosses_no_line_or_sentence() {
        assert_eq!(cut("nine per cent, nine per  cent, nine Per\u{a0}cent").len(), 6);
        assert_eq!(key("per \u{a0}cent"), key("percent"));
        for apart in ["ten boats per\ncent", "ten boats per. Cent", "ten boats per\n\ncent", "ten boats per\r\ncent"] {
            assert_eq!(cut(apart).len(), 4, "{apart:?}");
        }
    }

    #[test]
    fn chinese_is_cut_into_characters_keyed_by_bigrams() {
        let found = words("人口走私 2024");
        assert_eq!(found.len(), 5);
        assert!(found[..4].iter().all(|word| word.cjk));
        assert_eq!(words("人口")[0].key, found[0].key);
    }
}
