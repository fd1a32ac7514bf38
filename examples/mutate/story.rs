//! A story as the planter sees it: lines of words with their bytes, and what stands in quotation marks.
//!
//! Which sentences are story is asked of the library; words, quotations, names and numbers are found here by other rules than the
//! library's, so that what it overlooks is planted too.

use std::ops::Range;

use wiretrace::clean::clean_text;

/// A word or a figure.
#[derive(Debug, Clone)]
pub struct Word {
    pub at: Range<usize>,
    /// In lower case, with a straight apostrophe.
    pub low: String,
    /// Begins with a capital.
    pub capital: bool,
    /// Begins with a digit.
    pub figure: bool,
    /// Stands in quotation marks that were opened and closed.
    pub quoted: bool,
}

/// A sentence of the story.
#[derive(Debug, Clone)]
pub struct Line {
    pub at: Range<usize>,
    pub words: Vec<Word>,
}

/// The lines of a story that may be changed.
#[derive(Debug, Clone)]
pub struct Story<'a> {
    pub text: &'a str,
    pub lines: Vec<Line>,
    /// What stands in quotation marks, marks excluded.
    pub quotations: Vec<Range<usize>>,
    /// From a mark that is never closed to the end of its paragraph.
    pub unclosed: Vec<Range<usize>>,
}

impl<'a> Story<'a> {
    pub fn of(text: &'a str) -> Self {
        let clean = clean_text(text);
        let (quotations, unclosed) = quotations(text);
        let spans = clean.sentences.iter().filter(|sentence| sentence.is_story()).map(|cut| cut.span.start as usize..cut.span.end as usize);
        let lines = spans.map(|at| Line { words: words(text, at.clone(), &quotations), at }).collect();
        Self { text, lines, quotations, unclosed }
    }

    pub fn count(&self) -> usize {
        self.lines.iter().map(|line| line.words.len()).sum()
    }

    /// What stands between a word and the next.
    pub fn gap(&self, line: &Line, at: usize) -> &'a str {
        let end = line.words.get(at + 1).map_or(line.at.end, |word| word.at.start);
        &self.text[line.words[at].at.end..end]
    }

    /// What stands before a word, since the one before it.
    pub fn before(&self, line: &Line, at: usize) -> &'a str {
        let start = if at == 0 { line.at.start } else { line.words[at - 1].at.end };
        &self.text[start..line.words[at].at.start]
    }

    pub fn of_word(&self, word: &Word) -> &'a str {
        &self.text[word.at.clone()]
    }

    /// Tells whether the words from a place on are these, one blank between them.
    pub fn reads(&self, line: &Line, at: usize, phrase: &str) -> bool {
        let mut wanted = phrase.split(' ').enumerate();
        wanted.all(|(i, word)| line.words.get(at + i).is_some_and(|own| own.low == word) && (i == 0 || self.gap(line, at + i - 1) == " "))
    }

    /// Tells whether a line can be planted: a sentence, all of whose quotations are closed.
    pub fn is_open(&self, line: &Line) -> bool {
        line.words.len() >= 6
            // Two single marks for a double one: nobody can tell where such a quotation ends.
            && !self.text[line.at.clone()].contains("''")
            && self.text[line.at.clone()].trim_end().ends_with(['.', '"', '”', '!', '?'])
            && !self.unclosed.iter().any(|gap| gap.start < line.at.end && line.at.start < gap.end)
    }
}

/// Whether a byte stands in one of the ranges.
pub fn inside(ranges: &[Range<usize>], at: usize) -> bool {
    ranges.iter().any(|range| range.contains(&at))
}

/// Pairs the double marks of each paragraph; what opens without closing before the end of the paragraph stays open.
///
/// A straight mark opens behind a blank and closes before one; an opening one inside a quotation goes on with it, as at the head of each
/// of its paragraphs.
fn quotations(text: &str) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
    let (mut closed, mut unclosed) = (Vec::new(), Vec::new());
    let mut open: Option<usize> = None;
    for (at, mark) in text.char_indices() {
        let behind_blank = || text[..at].chars().next_back().is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '-' | '—'));
        let opens = mark == '“' || mark == '"' && behind_blank();
        match (mark, open) {
            ('"' | '“', None) if opens => open = Some(at + mark.len_utf8()),
            ('"' | '“', Some(start)) if opens => {
                closed.push(start..at);
                open = Some(at + mark.len_utf8());
            }
            ('"' | '”', Some(start)) => {
                closed.push(start..at);
                open = None;
            }
            // Closes what nobody opened: the paragraph cannot be read.
            ('"' | '”', None) => {
                let start = text[..at].rfind('\n').map_or(0, |line| line + 1);
                unclosed.push(start..at + mark.len_utf8());
            }
            ('\n', Some(start)) => {
                unclosed.push(start..at);
                open = None;
            }
            _ => {}
        }
    }
    unclosed.extend(open.map(|start| start..text.len()));
    (closed, unclosed)
}

/// Cuts a stretch into words: letters with inner apostrophes, or digits with inner commas and points.
pub fn words(text: &str, at: Range<usize>, quotations: &[Range<usize>]) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    let mut rest = at.start;
    while rest < at.end {
        let tail = &text[rest..at.end];
        let Some(begin) = tail.find(char::is_alphanumeric) else { break };
        let start = rest + begin;
        let figure = text[start..].starts_with(|c: char| c.is_ascii_digit());
        let chars: Vec<(usize, char)> = text[start..at.end].char_indices().collect();
        let inner = |i: usize| {
            let next = chars.get(i + 1).map(|pair| pair.1);
            match chars[i].1 {
                ',' | '.' if figure => next.is_some_and(|c| c.is_ascii_digit()),
                '\'' | '’' if !figure => next.is_some_and(char::is_alphabetic),
                c if figure => c.is_ascii_digit(),
                c => c.is_alphanumeric(),
            }
        };
        let length = (0..chars.len()).find(|i| !inner(*i)).map_or(at.end - start, |i| chars[i].0);
        let word = &text[start..start + length];
        found.push(Word {
            at: start..start + length,
            low: word.to_lowercase().replace('’', "'"),
            capital: word.starts_with(char::is_uppercase),
            figure,
            quoted: inside(quotations, start),
        });
        rest = start + length;
    }
    found
}
