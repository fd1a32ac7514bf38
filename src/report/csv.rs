//! [`Report`] -> tables for spreadsheets: matrices, pieces, pairs, passages, facts.
//!
//! RFC 4180: commas, CRLF, quotes where needed, a header row. A cell that a spreadsheet would run as a formula (`=HYPERLINK(…)`) gets a
//! leading apostrophe; a number such as `-3.5` is left. Tables cost O(rows); a square of n pieces costs n² cells of output and
//! O(n + pairs) of memory.

mod passages;
mod squares;
mod survivors;

use std::borrow::Cow;
use std::io::{self, Write};

use ::csv::{Terminator, Writer, WriterBuilder};

use super::marks::Marks;
use super::{CreditRow, Report};
use crate::article::Span;
pub use passages::passages;
pub use squares::{Measure, matrix, matrix_directed};
pub use survivors::survivors;

/// Writes `pieces.csv`: one row a piece.
///
/// # Errors
/// What `out` says.
pub fn pieces(report: &Report, out: &mut impl Write) -> io::Result<()> {
    let mut table = table(out);
    write_row(&mut table, &["id", "path", "family", "words", "furniture_words", "language", "title", "date", "outlet", "credits"])?;
    for piece in &report.pieces {
        let said = |field: &Option<String>| field.clone().unwrap_or_default();
        let row = [
            piece.id.clone(),
            piece.path.clone(),
            said(&piece.family),
            piece.words.to_string(),
            piece.furniture_words.to_string(),
            said(&piece.language),
            said(&piece.title),
            said(&piece.date),
            said(&piece.outlet),
            credits(&piece.credits),
        ];
        write_row(&mut table, &row)?;
    }
    table.flush()
}

/// Writes the credits of a piece into one cell.
#[must_use]
pub fn credits(rows: &[CreditRow]) -> String {
    let said: Vec<String> = rows.iter().map(|credit| format!("{} ({}) x{}", credit.outlet, credit.cue, credit.count)).collect();
    said.join("; ")
}

/// Writes `pairs.csv`: one row a pair from *same story* up.
///
/// # Errors
/// What `out` says.
pub fn pairs(report: &Report, out: &mut impl Write) -> io::Result<()> {
    let mut table = table(out);
    write_row(
        &mut table,
        &[
            "a",
            "b",
            "verdict",
            "probability",
            "jaccard",
            "a_in_b",
            "b_in_a",
            "same_words",
            "same_facts",
            "same_story",
            "reuse_a",
            "reuse_b",
            "reasons",
        ],
    )?;
    for pair in &report.pairs {
        let row = [
            pair.a.clone(),
            pair.b.clone(),
            pair.verdict.key().to_owned(),
            decimal(pair.probability),
            decimal(pair.jaccard),
            decimal(pair.a_in_b),
            decimal(pair.b_in_a),
            decimal(pair.same_words),
            decimal(pair.same_facts),
            decimal(pair.same_story),
            decimal(pair.reuse_a),
            decimal(pair.reuse_b),
            pair.reasons.join("; "),
        ];
        write_row(&mut table, &row)?;
    }
    table.flush()
}

/// Writes `facts.csv`: one row for each fact whose wording changed.
///
/// # Errors
/// What `out` says.
pub fn facts(report: &Report, out: &mut impl Write) -> io::Result<()> {
    let mut table = table(out);
    write_row(
        &mut table,
        &[
            "family",
            "piece",
            "original",
            "kind",
            "change",
            "severity",
            "original_wording",
            "piece_wording",
            "original_start",
            "original_end",
            "piece_start",
            "piece_end",
        ],
    )?;
    for family in &report.families {
        for member in &family.members {
            for fact in &member.facts {
                let [original_start, original_end] = ends(fact.original_span);
                let [piece_start, piece_end] = ends(fact.piece_span);
                let row = [
                    family.id.clone(),
                    member.piece.clone(),
                    family.base().unwrap_or_default().to_owned(),
                    fact.kind.clone(),
                    fact.change.clone(),
                    fact.severity.to_string(),
                    fact.original.clone(),
                    fact.piece.clone(),
                    original_start,
                    original_end,
                    piece_start,
                    piece_end,
                ];
                write_row(&mut table, &row)?;
            }
        }
    }
    table.flush()
}

/// Writes marks: one row a piece or pair that an editor judged.
///
/// # Errors
/// What `out` says.
pub fn marks(marks: &Marks, out: &mut impl Write) -> io::Result<()> {
    let mut table = table(out);
    write_row(&mut table, &["piece", "other", "mark", "note", "when"])?;
    for mark in marks.iter() {
        let id = |at: usize| mark.pieces.get(at).map(|piece| piece.id.clone()).unwrap_or_default();
        write_row(&mut table, &[id(0), id(1), mark.mark.name().to_owned(), mark.note.clone(), mark.when.clone().unwrap_or_default()])?;
    }
    table.flush()
}

fn ends(span: Option<Span>) -> [String; 2] {
    span.map_or_else(Default::default, |span| [span.start.to_string(), span.end.to_string()])
}

/// Writes four decimals, as `{:.4}` does: by whole numbers, which is many times faster, but where that could round the other way.
fn decimal(value: f64) -> String {
    let scaled = value * 1e4;
    if !(0.0..1e9).contains(&scaled) || (scaled.fract() - 0.5).abs() < 1e-3 {
        return format!("{value:.4}");
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to a thousand million")]
    let whole = scaled.round() as u64;
    format!("{}.{:04}", whole / 10_000, whole % 10_000)
}

fn table<W: Write>(out: &mut W) -> Writer<&mut W> {
    WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out)
}

/// Writes a row, each cell defused.
fn write_row<W: Write>(table: &mut Writer<W>, row: &[impl AsRef<str>]) -> io::Result<()> {
    table.write_record(row.iter().map(|cell| defused(cell.as_ref()).into_owned())).map_err(system)
}

/// Gives back what the system said: a broken pipe must stay one, so that the program can end quietly.
fn system(error: ::csv::Error) -> io::Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => error,
        kind => io::Error::other(format!("{kind:?}")),
    }
}

/// Puts an apostrophe before a cell that a spreadsheet would run, unless it is a number.
fn defused(cell: &str) -> Cow<'_, str> {
    // `-inf` parses as a number here, and is a formula to a spreadsheet.
    let is_number = || cell.parse::<f64>().is_ok() && !cell.contains(['n', 'N']);
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number() { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

#[cfg(test)]
mod tests {
    use super::super::json::sample;
    use super::*;

    pub(super) fn written(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&mut out).expect("memory takes all");
        String::from_utf8(out).expect("UTF-8 in, UTF-8 out")
    }

    pub(super) fn lines(text: &str) -> Vec<&str> {
        text.split_terminator("\r\n").collect()
    }

    #[test]
    fn pieces_list_their_credits_and_defuse_their_titles() {
        let text = written(|out| pieces(&sample::report(), out));
        assert_eq!(lines(&text)[1], "a.txt,news/a.txt,f1,120,8,en,\"'=HYPERLINK(\"\"x\"\")\",,,");
        assert!(lines(&text)[2].ends_with(",NBC News (told) x4; CNN (reported) x1"));
    }

    #[test]
    fn pairs_carry_four_decimals_and_their_reasons() {
        let text = written(|out| pairs(&sample::report(), out));
        assert_eq!(
            lines(&text)[1],
            "a.txt,b.txt,close_rewrite,0.9000,0.2500,0.5000,0.4000,0.6000,0.7000,0.8000,0.7100,0.8000,shared runs; the same order"
        );
    }

    #[test]
    fn facts_name_both_wordings_and_where_they_stand() {
        let text = written(|out| facts(&sample::report(), out));
        assert_eq!(lines(&text)[1], "f1,b.txt,a.txt,quotation,altered,3,charges,fees,20,29,20,29");
        assert_eq!(lines(&text)[2], "f1,b.txt,a.txt,number,added,2,,'=40,,,20,29");
    }

    #[test]
    fn formulas_are_defused_and_numbers_are_not() {
        for cell in ["=1+1", "+a", "-a", "@x", "\tx", "\rx", "-inf", "+NaN", "-", "-1-1"] {
            assert_eq!(defused(cell), format!("'{cell}"));
        }
        for cell in ["-3.5", "+4", "-1e5", "plain", "", "a=b"] {
            assert_eq!(defused(cell), cell);
        }
    }

    #[test]
    fn decimals_are_those_of_the_standard_library() {
        for n in 0..200_000 {
            let value = f64::from(n) / 100_000.0;
            assert_eq!(decimal(value), format!("{value:.4}"));
        }
        for value in [-0.5, 1e12, f64::NAN, 0.00005, 0.99995, 12.34565] {
            assert_eq!(decimal(value), format!("{value:.4}"));
        }
    }

    #[test]
    fn a_broken_pipe_stays_a_broken_pipe() {
        struct Closed;
        impl Write for Closed {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut report = sample::report();
        report.pieces = vec![report.pieces[0].clone(); 1000];
        for result in [pieces(&report, &mut Closed), matrix(&report, Measure::Reuse, &mut Closed), facts(&report, &mut Closed)] {
            assert_eq!(result.map_err(|error| error.kind()), Err(io::ErrorKind::BrokenPipe));
        }
    }
}
