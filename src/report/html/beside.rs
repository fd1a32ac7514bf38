//! Two texts -> rows to read side by side: what was kept, reworded and altered stands beside what it answers, what was dropped where it
//! was, what was added where it is.
//!
//! The piece is read from top to bottom. A sentence of the original stands beside the first one that answers it; where that is out of its
//! turn, a chip stands in its old place and leads to the new one, and back. Which sentences are out of turn is told by the longest run
//! of those that are in turn (patience sorting, O(n log n)).

use askama::Template;

use super::ledger::Entry;
use crate::article::Span;
use crate::report::{MemberRow, SentenceRow};
use crate::trace::Fate;

/// A stretch of text and the element that marks it.
pub(super) struct Bit<'a> {
    /// `u` reworded, `mark` altered, `del` only there, `ins` only here, `br` a new paragraph; nothing where it is kept.
    pub tag: &'static str,
    pub text: &'a str,
}

/// A link to where a passage stands, or stood.
pub(super) struct Chip {
    pub row: usize,
    pub says: &'static str,
}

/// Passages of both sides that answer each other, or one that nothing answers.
#[derive(Default)]
pub(super) struct Row<'a> {
    pub fate: &'static str,
    pub left: Vec<Bit<'a>>,
    pub right: Vec<Bit<'a>>,
    /// In the cell of the original: where a passage went.
    pub went: Vec<Chip>,
    /// In the cell of the piece: where it came from.
    pub came: Vec<Chip>,
    /// Sentences in the fuller cell.
    pub passages: usize,
    /// The facts of the ledger that stand here.
    pub facts: Vec<usize>,
    /// Something leads here.
    pub is_target: bool,
    /// The sentences in both cells.
    spans: [Vec<Span>; 2],
    /// The last sentence of the original in it, and whether that is told in its turn.
    last: Option<(usize, bool)>,
}

/// Two texts side by side.
#[derive(Template)]
#[template(path = "beside.html")]
pub(super) struct Beside<'a> {
    /// What the ids of its rows begin with.
    pub at: String,
    pub names: [String; 2],
    pub languages: [Option<&'a str>; 2],
    pub rows: Vec<Row<'a>>,
    pub entries: &'a [Entry],
}

/// What a row is called and how it is marked.
fn word(fate: Fate) -> &'static str {
    match fate {
        Fate::NotCompared => "not compared",
        Fate::Furniture => "set aside",
        fate => fate.key(),
    }
}

/// One side of the page as it is built.
#[derive(Clone, Copy)]
struct Side<'a> {
    text: &'a str,
    rows: &'a [SentenceRow],
}

impl<'a> Side<'a> {
    /// Adds a sentence to a cell.
    fn put(self, at: usize, cell: &mut Vec<Bit<'a>>, spans: &mut Vec<Span>) {
        let row = &self.rows[at];
        if let Some(before) = spans.last().filter(|before| before.end <= row.span.start) {
            let breaks = Span { start: before.end, end: row.span.start }.of(self.text).contains('\n');
            cell.push(if breaks { Bit { tag: "br", text: "" } } else { Bit { tag: "", text: " " } });
        } else if !spans.is_empty() {
            cell.push(Bit { tag: "br", text: "" });
        }
        let mut put =
            |tag, start, end| cell.extend(Some(Bit { tag, text: Span { start, end }.of(self.text) }).filter(|bit| !bit.text.is_empty()));
        let mut next = row.span.start;
        let whole = matches!(row.fate, Fate::Dropped | Fate::Added | Fate::Furniture | Fate::NotCompared);
        for (span, fate) in row.words.iter().filter(|_| !whole) {
            let tag = match fate {
                Fate::Reworded => "u",
                Fate::Altered => "mark",
                Fate::Dropped => "del",
                Fate::Added => "ins",
                _ => "",
            };
            put("", next, span.start);
            put(tag, span.start, span.end);
            next = span.end;
        }
        put("", next, row.span.end);
        spans.push(row.span);
    }
}

/// Tells which sentences of the original are told in their turn: the longest run of the piece's in which they ascend, and with each of them
/// those that it was merged with and that follow it at once.
fn in_turn(member: &MemberRow) -> Vec<bool> {
    let firsts: Vec<usize> = member.sentences.piece.iter().filter_map(|row| row.with.first().copied()).collect();
    // The last sentence of the best run of each length, and before each sentence the one that it follows.
    let (mut tails, mut before): (Vec<usize>, Vec<Option<usize>>) = (Vec::new(), Vec::new());
    for (at, first) in firsts.iter().enumerate() {
        let length = tails.partition_point(|tail| firsts[*tail] < *first);
        before.push(length.checked_sub(1).map(|last| tails[last]));
        if length == tails.len() {
            tails.push(at);
        } else {
            tails[length] = at;
        }
    }
    let mut told = vec![false; member.sentences.original.len()];
    let mut merged = told.clone();
    let mut last = tails.last().copied();
    while let Some(at) = last {
        told[firsts[at]] = true;
        last = before[at];
    }
    for row in member.sentences.piece.iter().filter(|row| row.with.first().is_some_and(|first| told[*first])) {
        let follows = |one: usize, next: usize| (one + 1..next).all(|between| member.sentences.original[between].fate == Fate::Furniture);
        let run = row.with.windows(2).take_while(|pair| pair[0] < pair[1] && follows(pair[0], pair[1]));
        run.for_each(|pair| merged[pair[1]] = true);
    }
    told.iter().zip(merged).map(|(told, merged)| *told || merged).collect()
}

/// Lays out the rows of a member beside its original.
pub(super) fn rows<'a>(member: &'a MemberRow, original: &'a str, piece: &'a str) -> Vec<Row<'a>> {
    let (left, right) = (Side { text: original, rows: &member.sentences.original }, Side { text: piece, rows: &member.sentences.piece });
    let turn = in_turn(member);
    let mut rows: Vec<Row> = Vec::new();
    let mut told: Vec<Option<usize>> = vec![None; left.rows.len()];
    let mut gone: Vec<Option<usize>> = vec![None; left.rows.len()];
    let mut next = 0;
    for (at, sentence) in right.rows.iter().enumerate() {
        if let Some(first) = sentence.with.first().copied().filter(|first| turn[*first]) {
            pass_over(left, &mut next, first, &turn, &mut rows, &mut gone);
        }
        let news: Vec<usize> = sentence.with.iter().copied().filter(|other| told[*other].is_none()).collect();
        let fate = word(sentence.fate);
        let again = sentence.with.iter().find_map(|other| told[*other]);
        let follows = rows.last().is_some_and(|last| last.fate == fate && !last.spans[1].is_empty());
        let goes_on = match sentence.fate {
            Fate::Added | Fate::Furniture | Fate::NotCompared => sentence.with.is_empty(),
            // What follows on both sides, and is in turn, or out of it, like what it follows.
            Fate::Kept => match (rows.last().and_then(|last| last.last), news.as_slice()) {
                (Some((before, is_told)), [new]) => sentence.with == news && before + 1 == *new && is_told == turn[*new],
                _ => false,
            },
            _ => false,
        };
        if !(follows && goes_on) {
            rows.push(Row { fate, ..Row::default() });
        }
        let place = rows.len() - 1;
        let row = &mut rows[place];
        right.put(at, &mut row.right, &mut row.spans[1]);
        row.passages += 1;
        for new in &news {
            left.put(*new, &mut row.left, &mut row.spans[0]);
            told[*new] = Some(place);
            row.last = Some((*new, turn[*new]));
        }
        if news.is_empty() {
            row.came.extend(again.filter(|again| *again != place).map(|row| Chip { row, says: "answers the same sentence" }));
        }
        if sentence.with.first().is_some_and(|first| turn[*first]) {
            // What was merged into it and follows at once is told with it.
            while next < left.rows.len() && turn[next] && told[next].is_some() {
                next += 1;
            }
        }
    }
    pass_over(left, &mut next, left.rows.len(), &turn, &mut rows, &mut gone);
    lead(&mut rows, &told, &gone);
    rows
}

/// Adds what the piece does not tell up to a sentence of the original: what was dropped, and chips for what went elsewhere.
fn pass_over<'a>(left: Side<'a>, next: &mut usize, end: usize, turn: &[bool], rows: &mut Vec<Row<'a>>, gone: &mut [Option<usize>]) {
    while *next < end {
        let at = *next;
        *next += 1;
        let fate = left.rows[at].fate;
        if matches!(fate, Fate::Dropped | Fate::Furniture | Fate::NotCompared) {
            let follows = rows.last().is_some_and(|last| last.fate == word(fate) && last.spans[1].is_empty() && last.went.is_empty());
            if !follows {
                rows.push(Row { fate: word(fate), ..Row::default() });
            }
            if let Some(row) = rows.last_mut() {
                left.put(at, &mut row.left, &mut row.spans[0]);
                row.passages += 1;
            }
        } else if !turn[at] {
            if rows.last().is_none_or(|last| last.fate != "moved") {
                rows.push(Row { fate: "moved", ..Row::default() });
            }
            gone[at] = Some(rows.len() - 1);
        }
    }
}

/// Joins the old place of each passage that moved with its new one, both ways.
fn lead(rows: &mut Vec<Row<'_>>, told: &[Option<usize>], gone: &[Option<usize>]) {
    for (old, new) in gone.iter().zip(told).filter_map(|(old, new)| Some(((*old)?, (*new)?))) {
        let (went, came) = if old < new { ("told further down", "stood further up") } else { ("told further up", "stood further down") };
        if !rows[old].went.iter().any(|chip| chip.row == new) {
            rows[old].went.push(Chip { row: new, says: went });
            rows[new].came.push(Chip { row: old, says: came });
        }
    }
    let targets: Vec<usize> = rows.iter().flat_map(|row| row.went.iter().chain(&row.came)).map(|chip| chip.row).collect();
    for at in targets {
        rows[at].is_target = true;
    }
}

impl<'a> Beside<'a> {
    /// Ties the facts of a ledger to the rows in which they stand.
    pub(super) fn of(
        at: String,
        names: [String; 2],
        languages: [Option<&'a str>; 2],
        mut rows: Vec<Row<'a>>,
        entries: &'a mut [Entry],
    ) -> Self {
        for (number, entry) in entries.iter_mut().enumerate() {
            // What a side lacks has a place there between two words, which may be the end of one sentence and the beginning of the next.
            let place = [1, 0].into_iter().find_map(|side| {
                let span = entry.spans[side].filter(|span| !span.is_empty())?;
                rows.iter().position(|row| row.spans[side].iter().any(|sentence| sentence.contains(span)))
            });
            if let Some(place) = place {
                rows[place].is_target = true;
                rows[place].facts.push(number);
                entry.row = Some(format!("{at}-r{place}"));
            }
        }
        Self { at, names, languages, rows, entries }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::json::sample::{member, sentence};
    use crate::report::{Part, SentenceRows};

    const TEXT: &str = "Sentence0 sentence1 sentence2 sentence3\nsentence4";

    fn laid(original: Vec<SentenceRow>, piece: Vec<SentenceRow>) -> Vec<(String, String, String)> {
        let mut member = member("b.txt", Part::Rewrite);
        member.sentences = SentenceRows { original, piece };
        let said = |bits: &[Bit]| bits.iter().map(|bit| if bit.tag == "br" { "/" } else { bit.text }).collect::<String>();
        let rows = rows(&member, TEXT, TEXT);
        rows.iter().map(|row| (row.fate.to_owned(), said(&row.left), said(&row.right))).collect()
    }

    fn row(fate: &str, left: &str, right: &str) -> (String, String, String) {
        (fate.to_owned(), left.to_owned(), right.to_owned())
    }

    #[test]
    fn what_was_dropped_stands_where_it_was_and_what_was_added_where_it_is() {
        let original = vec![sentence(0, Fate::Kept, &[0]), sentence(10, Fate::Dropped, &[]), sentence(20, Fate::Reworded, &[2])];
        let piece = vec![sentence(0, Fate::Kept, &[0]), sentence(10, Fate::Added, &[]), sentence(20, Fate::Reworded, &[2])];
        let expected = [
            row("kept", "Sentence0", "Sentence0"),
            row("added", "", "sentence1"),
            row("dropped", "sentence1", ""),
            row("reworded", "sentence2", "sentence2"),
        ];
        assert_eq!(laid(original, piece), expected);
    }

    #[test]
    fn kept_sentences_in_a_row_are_one_passage_with_its_paragraphs() {
        let all = |fate| (0..5).map(|at| sentence(10 * at, fate, &[at])).collect::<Vec<_>>();
        let text = "Sentence0 sentence1 sentence2 sentence3/sentence4";
        assert_eq!(laid(all(Fate::Kept), all(Fate::Kept)), [row("kept", text, text)]);
    }

    #[test]
    fn a_passage_that_moved_leaves_a_chip_in_its_old_place() {
        let mut member = member("b.txt", Part::Rewrite);
        let order = [1, 2, 3, 0];
        member.sentences.piece = order.iter().enumerate().map(|(at, from)| sentence(10 * at, Fate::Reworded, &[*from])).collect();
        member.sentences.original = [3, 0, 1, 2].iter().enumerate().map(|(at, to)| sentence(10 * at, Fate::Reworded, &[*to])).collect();
        let rows = rows(&member, TEXT, TEXT);
        let fates: Vec<&str> = rows.iter().map(|row| row.fate).collect();
        assert_eq!(fates, ["moved", "reworded", "reworded", "reworded", "reworded"]);
        assert_eq!((rows[0].went[0].row, rows[0].went[0].says), (4, "told further down"));
        assert_eq!((rows[4].came[0].row, rows[4].came[0].says), (0, "stood further up"));
        assert!(rows[0].is_target && rows[4].is_target);
    }

    #[test]
    fn a_sentence_that_was_split_stands_once_and_its_second_half_says_so() {
        let original = vec![sentence(0, Fate::Reworded, &[0, 1])];
        let piece = vec![sentence(0, Fate::Reworded, &[0]), sentence(10, Fate::Reworded, &[0])];
        let expected = [row("reworded", "Sentence0", "Sentence0"), row("reworded", "", "sentence1")];
        assert_eq!(laid(original, piece), expected);
    }

    #[test]
    fn what_was_merged_from_afar_leaves_a_chip_behind_what_was_dropped() {
        let original = vec![
            sentence(0, Fate::Reworded, &[0]),
            sentence(10, Fate::Dropped, &[]),
            sentence(20, Fate::Reworded, &[0]),
            sentence(30, Fate::Kept, &[1]),
        ];
        let piece = vec![sentence(0, Fate::Reworded, &[0, 2]), sentence(10, Fate::Kept, &[3])];
        let expected = [
            row("reworded", "Sentence0 sentence2", "Sentence0"),
            row("dropped", "sentence1", ""),
            row("moved", "", ""),
            row("kept", "sentence3", "sentence1"),
        ];
        assert_eq!(laid(original, piece), expected);
    }

    #[test]
    fn halves_that_changed_places_are_two_passages_and_one_of_them_moved() {
        let halves = [(0, 2), (1, 3), (2, 0), (3, 1)];
        let original = halves.iter().map(|(at, to)| sentence(10 * at, Fate::Kept, &[*to])).collect();
        let piece = halves.iter().map(|(at, from)| sentence(10 * at, Fate::Kept, &[*from])).collect();
        let fates: Vec<(String, String)> = laid(original, piece).into_iter().map(|(fate, left, _)| (fate, left)).collect();
        let told = |fate: &str, left: &str| (fate.to_owned(), left.to_owned());
        let last = told("kept", "sentence2 sentence3");
        let first = told("kept", "Sentence0 sentence1");
        assert!(fates == [told("moved", ""), last.clone(), first.clone()] || fates == [last, first, told("moved", "")], "{fates:?}");
    }

    #[test]
    fn a_fact_that_the_piece_lacks_stands_where_the_original_has_it() {
        let mut member = member("b.txt", Part::Rewrite);
        member.sentences = SentenceRows {
            original: vec![sentence(0, Fate::Kept, &[0]), sentence(10, Fate::Dropped, &[]), sentence(20, Fate::Kept, &[1])],
            piece: vec![sentence(0, Fate::Kept, &[0]), sentence(10, Fate::Kept, &[2])],
        };
        let mut fact = crate::report::json::sample::fact("attribution", "lost", 2, "sentence1", "");
        (fact.original_span, fact.piece_span) = (Some(Span::new(10, 19)), Some(Span::new(10, 10)));
        let mut entries = super::super::ledger::entries([&fact].into_iter());
        let rows = rows(&member, TEXT, TEXT);
        let beside = Beside::of("x".into(), Default::default(), [None; 2], rows, &mut entries);
        let place = beside.rows.iter().position(|row| row.facts == [0]);
        assert_eq!(place.map(|at| beside.rows[at].fate), Some("dropped"));
    }
}
