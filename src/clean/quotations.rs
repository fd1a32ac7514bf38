//! Finds what a piece quotes: “ ”, " ", « », „ “, ‘ ’, ' ', 「 」, over several paragraphs too.
//!
//! `“We left,” she said, “at noon.”` is one quotation in two parts. Apostrophes are told from single quotes by what stands around
//! them. O(bytes).

use std::ops::Range;

use super::blocks::Block;
use super::words::Word;
use crate::article::Span;

/// One quotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation {
    /// Its parts, as ranges of the text's words; what stands between them is the reporter's.
    pub parts: Vec<Range<usize>>,
    /// From the first part's first byte to the last one's last, marks left out.
    pub span: Span,
}

impl Quotation {
    /// Walks over the quoted words.
    pub fn words(&self) -> impl Iterator<Item = usize> + '_ {
        self.parts.iter().flat_map(Clone::clone)
    }

    /// Counts the quoted words.
    #[must_use]
    pub fn len(&self) -> usize {
        self.parts.iter().map(ExactSizeIterator::len).sum()
    }

    /// Tells whether nothing is quoted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Parts that follow one another within this many of the reporter's words belong together ("… care,” said an official of
/// the ministry, “and …").
const WORDS_BETWEEN: usize = 16;

/// Finds the quotations of a text in order.
#[must_use]
pub fn quotations(text: &str, words: &[Word], blocks: &[Block]) -> Vec<Quotation> {
    let mut found: Vec<Quotation> = Vec::new();
    for block in blocks {
        let mut last_in_block: Option<usize> = None;
        for span in marked(text, block.span) {
            let first = words.partition_point(|word| word.span.start < span.start);
            let end = words.partition_point(|word| word.span.start < span.end);
            if first == end {
                continue;
            }
            let goes_on = last_in_block.and_then(|at| {
                let last = found[at].parts.last()?;
                let pause = text[..found[at].span.end as usize].ends_with([',', '-', '—', '–', '…', '.', '!', '?']);
                (pause && last.len() >= 3 && first - last.end <= WORDS_BETWEEN).then_some(at)
            });
            if let Some(at) = goes_on {
                found[at].parts.push(first..end);
                found[at].span = found[at].span.cover(span);
            } else {
                last_in_block = Some(found.len());
                found.push(Quotation { parts: vec![Range { start: first, end }], span });
            }
        }
    }
    found
}

/// Finds the marked stretches inside a block; an opening mark without its partner runs to the block's end.
fn marked(text: &str, block: Span) -> Vec<Span> {
    let base = block.start as usize;
    let raw = block.of(text);
    let mut found = Vec::new();
    let mut open: Option<(usize, char)> = None;
    let mut from = 0;
    // Every mark is one of these two or begins with a byte beyond ASCII.
    let may_mark = |byte: &u8| matches!(byte, b'"' | b'\'' | 0x80..);
    while let Some(at) = raw.as_bytes()[from..].iter().position(may_mark).map(|skipped| from + skipped) {
        let (head, rest) = raw.split_at(at);
        let Some(c) = rest.chars().next() else { break };
        from = at + c.len_utf8();
        let previous = head.chars().next_back().unwrap_or(' ');
        let next = raw[from..].chars().next().unwrap_or(' ');
        match open {
            None => open = partner(c, previous, next).map(|partner| (from, partner)),
            Some((start, partner)) => {
                let reopened = at > start && c == '“' && partner == '”';
                if (closes(c, partner) && (partner != '’' && partner != '\'' || !next.is_alphanumeric() && previous != ' ')) || reopened {
                    found.push(Span::new(base + start, base + at));
                    open = reopened.then_some((from, '”'));
                }
            }
        }
    }
    if let Some((start, _)) = open.filter(|(_, partner)| !matches!(partner, '’' | '\'')) {
        found.push(Span::new(base + start, base + raw.len()));
    }
    found
}

/// Gives the mark that closes what this one opens here; `None` when it opens nothing.
fn partner(c: char, previous: char, next: char) -> Option<char> {
    let outside = !previous.is_alphanumeric();
    let inside = next.is_alphanumeric() || matches!(next, '[' | '(' | '\'' | '‘' | '“' | '$' | '£' | '€' | '…' | '.' | '@' | '#');
    match c {
        '“' => Some('”'),
        '„' => Some('“'),
        '«' => Some('»'),
        '「' => Some('」'),
        '『' => Some('』'),
        '"' if outside && inside => Some('"'),
        '‘' if outside && inside => Some('’'),
        '\'' if outside && inside => Some('\''),
        _ => None,
    }
}

fn closes(c: char, partner: char) -> bool {
    c == partner || (partner == '”' && c == '"') || (partner == '“' && c == '”') || (partner == '"' && c == '”')
}

/// Marks each word that stands in a quotation.
#[must_use]
pub fn quoted(words: usize, quotations: &[Quotation]) -> Vec<bool> {
    let mut marks = vec![false; words];
    for word in quotations.iter().flat_map(Quotation::words) {
        marks[word] = true;
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::super::{blocks::blocks, words::words};
    use super::*;

    fn of(text: &str) -> Vec<Vec<&str>> {
        let found = words(text);
        let cut = blocks(text, &found);
        quotations(text, &found, &cut)
            .iter()
            .map(|quotation| {
                quotation
                    .parts
                    .iter()
                    .map(|part| &text[found[part.start].span.start as usize..found[part.end - 1].span.end as usize])
                    .collect()
            })
            .collect()
    }

    #[test]
    fn a_broken_quotation_is_one_in_parts() {
        assert_eq!(of("“We left the town,” she said, “at noon.” Then “nothing”."), [vec!["We left the town", "at noon"], vec!["nothing"]]);
        assert_eq!(of("\"We left the town,\" she said, \"at noon.\""), [["We left the town", "at noon"]]);
    }

    #[test]
    fn apostrophes_are_not_quotation_marks() {
        assert_eq!(of("The town's wall and the boys' boats weren't lost."), Vec::<Vec<&str>>::new());
        assert_eq!(of("The mayor said: 'It wasn't our wall.' He left."), [["It wasn't our wall"]]);
        assert_eq!(of("‘It’s the end of the town’s wall,’ he said."), [["It’s the end of the town’s wall"]]);
    }

    #[test]
    fn a_quotation_over_paragraphs_is_quoted_throughout() {
        assert_eq!(of("“We left.\n\n“We came back,” she said.").len(), 2);
    }

    #[test]
    fn other_marks_quote_too() {
        assert_eq!(of("«Nous partons», „wir gehen“, 「我们走」"), [["Nous partons"], ["wir gehen"], ["我们走"]]);
    }

    #[test]
    fn a_bracket_inside_a_quotation_does_not_end_it() {
        assert_eq!(of("“I believe that [the town] is lost,” he said."), [["I believe that [the town] is lost"]]);
    }
}
