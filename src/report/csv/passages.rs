//! Sentences and their links -> passages that an editor can read side by side.

use std::io::{self, Write};

use super::{ends, table, write_row};
use crate::article::Span;
use crate::report::{MemberRow, Report, SentenceRow};
use crate::trace::Fate;

/// Writes `passages.csv`: one row for each group of sentences that answer each other, and for each sentence that nothing answers.
///
/// In the original's order, then what only the piece says, in its order. Furniture is left out, and so is the original beside itself.
/// `text_of` cuts a span out of the piece of that id. Start and end are those of the first and the last sentence; where the passage
/// leaves sentences out between them (share buttons after a headline, say), its text has ` […] ` in their place.
///
/// # Errors
/// What `out` says.
pub fn passages(report: &Report, text_of: &dyn Fn(&str, Span) -> String, out: &mut impl Write) -> io::Result<()> {
    let mut table = table(out);
    write_row(
        &mut table,
        &[
            "family",
            "piece",
            "original",
            "fate",
            "original_start",
            "original_end",
            "piece_start",
            "piece_end",
            "original_text",
            "piece_text",
        ],
    )?;
    for family in &report.families {
        let original = family.base().unwrap_or_default();
        for member in family.members.iter().filter(|member| member.piece != original) {
            for passage in grouped(member) {
                let [original_start, original_end] = ends(passage.original.iter().copied().reduce(Span::cover));
                let [piece_start, piece_end] = ends(passage.piece.iter().copied().reduce(Span::cover));
                let quoted = |id: &str, runs: &[Span]| runs.iter().map(|run| text_of(id, *run)).collect::<Vec<_>>().join(" […] ");
                let row = [
                    family.id.clone(),
                    member.piece.clone(),
                    original.to_owned(),
                    passage.fate.key().to_owned(),
                    original_start,
                    original_end,
                    piece_start,
                    piece_end,
                    quoted(original, &passage.original),
                    quoted(&member.piece, &passage.piece),
                ];
                write_row(&mut table, &row)?;
            }
        }
    }
    table.flush()
}

/// Sentences of both sides that answer each other, or one that nothing answers.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Passage {
    fate: Fate,
    /// Its sentences of the original, those in a row as one span; in order.
    original: Vec<Span>,
    /// Its sentences of the piece, likewise.
    piece: Vec<Span>,
}

/// Groups a member's sentences by their links, whichever side names them. O(sentences + links).
fn grouped(member: &MemberRow) -> Vec<Passage> {
    let sides = [&member.sentences.original, &member.sentences.piece];
    let told = |side: usize, at: usize| sides[side].get(at).filter(|row| row.fate != Fate::Furniture);
    let mut links: [Vec<Vec<usize>>; 2] = sides.map(|rows| vec![Vec::new(); rows.len()]);
    for (side, rows) in sides.iter().enumerate() {
        for (at, row) in rows.iter().enumerate().filter(|(at, _)| told(side, *at).is_some()) {
            for other in row.with.iter().copied().filter(|other| told(1 - side, *other).is_some()) {
                links[side][at].push(other);
                links[1 - side][other].push(at);
            }
        }
    }
    let mut seen = sides.map(|rows| vec![false; rows.len()]);
    let mut passages = Vec::new();
    for start in sides.iter().enumerate().flat_map(|(side, rows)| (0..rows.len()).map(move |at| (side, at))) {
        let mut group: [Vec<(usize, &SentenceRow)>; 2] = [Vec::new(), Vec::new()];
        let mut open = vec![start];
        while let Some((side, at)) = open.pop() {
            let Some(row) = told(side, at) else { continue };
            if !std::mem::replace(&mut seen[side][at], true) {
                group[side].push((at, row));
                open.extend(links[side][at].iter().map(|other| (1 - side, *other)));
            }
        }
        // The piece's sentences say what became of the passage; where it has none, the original's do.
        let judged = if group[1].is_empty() { &group[0] } else { &group[1] };
        if let Some(fate) = judged.iter().map(|(_, row)| row.fate).max_by_key(|fate| gravity(*fate)) {
            let [original, piece] = group.map(runs);
            passages.push(Passage { fate, original, piece });
        }
    }
    passages.sort_by_cached_key(|passage| (passage.original.is_empty(), passage.original.clone(), passage.piece.clone()));
    passages
}

/// Ranks fates: the worst one names the passage.
fn gravity(fate: Fate) -> u8 {
    match fate {
        Fate::Altered => 3,
        Fate::Reworded => 2,
        Fate::Kept => 1,
        Fate::Dropped | Fate::Added | Fate::NotCompared | Fate::Furniture => 0,
    }
}

/// Joins sentences that stand in a row.
fn runs(mut rows: Vec<(usize, &SentenceRow)>) -> Vec<Span> {
    rows.sort_unstable_by_key(|(at, _)| *at);
    rows.chunk_by(|one, next| one.0 + 1 == next.0).filter_map(|run| run.iter().map(|(_, row)| row.span).reduce(Span::cover)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{lines, written};
    use super::*;
    use crate::report::json::sample;

    #[test]
    fn a_passage_covers_every_sentence_that_its_links_reach() {
        let report = sample::report();
        let found = grouped(&report.families[0].members[1]);
        let span = |start, end| vec![Span::new(start, end)];
        assert_eq!(
            found,
            [
                Passage { fate: Fate::Kept, original: span(0, 9), piece: span(0, 9) },
                Passage { fate: Fate::Altered, original: span(10, 19), piece: span(10, 29) },
                Passage { fate: Fate::Dropped, original: span(20, 29), piece: Vec::new() },
                Passage { fate: Fate::Added, original: Vec::new(), piece: span(30, 39) },
            ]
        );
    }

    #[test]
    fn a_passage_never_quotes_the_furniture_inside_it() {
        let mut report = sample::report();
        report.families[0].members[1].sentences.piece[2].with.clear();
        report.families[0].members[1].sentences.original[0].with = vec![0, 4];
        report.families[0].members[1].sentences.original[1].with = vec![1, 3];
        let text = written(|out| passages(&report, &|_, span| format!("{}-{}", span.start, span.end), out));
        assert_eq!(lines(&text)[1], "f1,b.txt,a.txt,kept,0,9,0,9,0-9,0-9");
        assert_eq!(lines(&text)[2], "f1,b.txt,a.txt,reworded,10,19,10,39,10-19,10-19 […] 30-39");
    }

    #[test]
    fn a_passage_row_quotes_both_sides_and_leaves_missing_ones_empty() {
        let text = written(|out| passages(&sample::report(), &|id, span| format!("{id} at {}", span.start), out));
        assert_eq!(lines(&text)[1], "f1,b.txt,a.txt,kept,0,9,0,9,a.txt at 0,b.txt at 0");
        assert_eq!(lines(&text)[3], "f1,b.txt,a.txt,dropped,20,29,,,a.txt at 20,");
        assert_eq!(lines(&text).len(), 5);
    }

    #[test]
    fn the_fates_of_csv_and_json_are_spelled_alike() {
        for fate in [Fate::Kept, Fate::Reworded, Fate::Altered, Fate::Dropped, Fate::Added, Fate::NotCompared, Fate::Furniture] {
            assert_eq!(serde_json::json!(fate), fate.key());
        }
    }
}
