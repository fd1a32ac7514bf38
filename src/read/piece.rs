//! What makes a piece: enough words, a size that spans can count, and what is known about it.
//!
//! `"Only four words here"` is passed over, `"Fire guts old mill in Leeds"` is a piece.
//! Costs O(1) words for a piece that is long enough, O(n) for a short one.

use crate::article::{Article, TextSource};

/// A piece of fewer words has nothing that could be compared: one shingle is five words.
const FEWEST_WORDS: usize = 5;

/// Spans count bytes in 32 bits; four times less leaves room for every offset that is made from them.
pub(super) const LARGEST_PIECE: u64 = (1 << 30) - 1;

/// What a file, a record or a sidecar says about a piece.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct About {
    pub title: Option<String>,
    pub date: Option<String>,
    pub outlet: Option<String>,
    pub byline: Option<String>,
    pub url: Option<String>,
}

impl About {
    /// Fills the gaps from another source; what is already known wins.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            title: self.title.or(other.title),
            date: self.date.or(other.date),
            outlet: self.outlet.or(other.outlet),
            byline: self.byline.or(other.byline),
            url: self.url.or(other.url),
        }
    }
}

/// A text that may become a piece.
#[derive(Debug)]
pub(super) struct Draft {
    pub text: String,
    pub source: TextSource,
    pub about: About,
    /// Where the prose begins: past the front matter, which is no reason to call a file a piece.
    pub prose: usize,
}

/// Makes a draft a piece, or says why it is none.
pub(super) fn admit(id: String, path: &str, draft: Draft) -> Result<Article, String> {
    let Draft { text, source, about, prose } = draft;
    if text.len() as u64 > LARGEST_PIECE {
        return Err("larger than 1 GiB, the most that a piece may hold; split it".to_owned());
    }
    let body = text.get(prose..).unwrap_or_default();
    match words_up_to(body, FEWEST_WORDS) {
        0 => Err("empty".to_owned()),
        1 => Err("only 1 word: nothing to compare".to_owned()),
        n if n < FEWEST_WORDS => Err(format!("only {n} words: nothing to compare")),
        _ => {
            let About { title, date, outlet, byline, url } = about;
            Ok(Article { id, path: path.to_owned(), text, source, title, date, outlet, byline, url })
        }
    }
}

/// Counts words between white space, each Chinese, Japanese or Thai character as one; stops at `enough`.
pub(super) fn words_up_to(text: &str, enough: usize) -> usize {
    let mut count = 0;
    let mut inside = false;
    for c in text.chars() {
        if count >= enough {
            break;
        }
        if is_blank(c) {
            inside = false;
        } else if stands_alone(c) {
            count += 1;
            inside = false;
        } else if !inside {
            count += 1;
            inside = true;
        }
    }
    count
}

/// Tells whether a character shows nothing: white space, a byte order mark, a zero-width character.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{ad}')
}

/// Tells whether a script writes its words without spaces, so that each character counts.
fn stands_alone(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}'          // Thai, Lao
        | '\u{1000}'..='\u{109f}'      // Burmese
        | '\u{1780}'..='\u{17ff}'      // Khmer
        | '\u{3040}'..='\u{30ff}'      // kana
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(text: &str) -> Result<Article, String> {
        let draft = Draft { text: text.to_owned(), source: TextSource::File, about: About::default(), prose: 0 };
        admit("a".to_owned(), "a", draft)
    }

    #[test]
    fn five_words_are_a_piece_and_four_are_not() {
        assert!(verdict("Fire guts mill in Leeds").is_ok());
        assert_eq!(verdict("Fire guts old mill").unwrap_err(), "only 4 words: nothing to compare");
        assert_eq!(verdict(" Fire ").unwrap_err(), "only 1 word: nothing to compare");
    }

    #[test]
    fn a_text_that_shows_nothing_is_empty() {
        assert_eq!(verdict("").unwrap_err(), "empty");
        assert_eq!(verdict("\u{feff} \n\u{200b}\u{a0}").unwrap_err(), "empty");
    }

    #[test]
    fn chinese_characters_count_as_words_without_spaces() {
        assert!(verdict("英格兰矿工").is_ok());
        assert_eq!(verdict("英格兰").unwrap_err(), "only 3 words: nothing to compare");
        assert_eq!(words_up_to("国 two国two", 9), 4);
    }

    #[test]
    fn what_is_known_wins_over_what_is_filled_in() {
        let own = About { title: Some("own".to_owned()), ..About::default() };
        let other = About { title: Some("other".to_owned()), date: Some("2024".to_owned()), ..About::default() };
        let both = own.or(other);
        assert_eq!((both.title.as_deref(), both.date.as_deref()), (Some("own"), Some("2024")));
    }
}
