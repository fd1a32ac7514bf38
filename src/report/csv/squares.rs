//! Verified pairs -> square tables, one value a cell.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Write};

use super::{decimal, table, write_row};
use crate::report::{PairRow, Report};

/// What the cells of a matrix hold; each is symmetric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// The larger share of words in sentences that the other piece tells too.
    Reuse,
    /// Jaccard of the shingles.
    Jaccard,
    /// The larger share of one piece's shingles in the other.
    Containment,
    /// The probability that both share a text.
    Probability,
}

impl Measure {
    /// Gives its name, as the command line and the matrix's first cell spell it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Reuse => "reuse",
            Self::Jaccard => "jaccard",
            Self::Containment => "containment",
            Self::Probability => "probability",
        }
    }

    fn of(self, pair: &PairRow) -> f64 {
        match self {
            Self::Reuse => pair.reuse(),
            Self::Jaccard => pair.jaccard,
            Self::Containment => pair.a_in_b.max(pair.b_in_a),
            Self::Probability => pair.probability,
        }
    }
}

/// Pieces up to which one square holds them all: past it, 4 million cells, spreadsheets give up.
const LARGEST_SQUARE: usize = 2000;

/// Writes the symmetric matrix of a measure: ids in path order, four decimals, 1 on the diagonal, 0 for pairs that were never compared.
///
/// Past 2,000 pieces it writes one square a family, with a blank line between, and of a larger family the first 2,000, as its first cell then
/// says; `pairs.csv` has them all.
///
/// # Errors
/// What `out` says.
pub fn matrix(report: &Report, measure: Measure, out: &mut impl Write) -> io::Result<()> {
    squares(report, measure.name(), LARGEST_SQUARE, |pair| (measure.of(pair), measure.of(pair)), out)
}

/// Writes the matrix of directions: each cell is the share of the row's piece found in the column's piece, as its first cell says.
///
/// Past 2,000 pieces as [`matrix`] does.
///
/// # Errors
/// What `out` says.
pub fn matrix_directed(report: &Report, out: &mut impl Write) -> io::Result<()> {
    squares(report, "share of the row piece found in the column piece", LARGEST_SQUARE, |pair| (pair.reuse_a, pair.reuse_b), out)
}

/// Writes all pieces in one square, or a family at a time when there are more than `largest`.
fn squares(report: &Report, corner: &str, largest: usize, values: impl Fn(&PairRow) -> (f64, f64), out: &mut impl Write) -> io::Result<()> {
    let ids: Vec<&str> = report.pieces.iter().map(|piece| piece.id.as_str()).collect();
    let place: HashMap<&str, usize> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    let mut cells: Vec<(usize, usize, f64)> = Vec::with_capacity((report.pairs.len() + report.others.len()) * 2);
    for pair in report.verified() {
        if let (Some(a), Some(b)) = (place.get(pair.a.as_str()), place.get(pair.b.as_str())) {
            let (there, back) = values(pair);
            cells.extend([(*a, *b, there), (*b, *a, back)]);
        }
    }
    cells.sort_unstable_by_key(|(row, column, _)| (*row, *column));
    if ids.len() <= largest || report.families.is_empty() {
        let members: Vec<usize> = if ids.len() <= largest { (0..ids.len()).collect() } else { Vec::new() };
        return square(corner, &members, &ids, &cells, out);
    }
    for (at, family) in report.families.iter().enumerate() {
        if at > 0 {
            out.write_all(b"\r\n")?;
        }
        let mut members: Vec<usize> = family.members.iter().filter_map(|member| place.get(member.piece.as_str()).copied()).collect();
        members.sort_unstable();
        if members.len() > largest {
            let corner = format!("{corner}: the first {largest} of {} pieces of {}, pairs.csv has all", members.len(), family.id);
            members.truncate(largest);
            square(&corner, &members, &ids, &cells, out)?;
        } else {
            square(corner, &members, &ids, &cells, out)?;
        }
    }
    Ok(())
}

/// Writes one square over the members, a row at a time.
fn square(corner: &str, members: &[usize], ids: &[&str], cells: &[(usize, usize, f64)], out: &mut impl Write) -> io::Result<()> {
    let mut table = table(out);
    let header = std::iter::once(corner).chain(members.iter().map(|member| ids[*member]));
    write_row(&mut table, &header.collect::<Vec<_>>())?;
    let mut row = vec![0.0; members.len()];
    for (at, member) in members.iter().enumerate() {
        row.fill(0.0);
        let first = cells.partition_point(|cell| cell.0 < *member);
        for (_, column, value) in cells[first..].iter().take_while(|cell| cell.0 == *member) {
            if let Ok(column) = members.binary_search(column) {
                row[column] = *value;
            }
        }
        row[at] = 1.0;
        let values = row.iter().map(|value| if *value == 0.0 { Cow::Borrowed("0.0000") } else { Cow::Owned(decimal(*value)) });
        write_row(&mut table, &std::iter::once(Cow::Borrowed(ids[*member])).chain(values).collect::<Vec<_>>())?;
    }
    table.flush()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{lines, written};
    use super::*;
    use crate::report::Part;
    use crate::report::json::sample;

    #[test]
    fn a_matrix_is_square_and_symmetric_with_ones_on_its_diagonal() {
        let text = written(|out| matrix(&sample::report(), Measure::Reuse, out));
        assert_eq!(lines(&text)[0], "reuse,a.txt,b.txt,c.txt,d.txt,e.txt,g.txt");
        assert_eq!(lines(&text)[1], "a.txt,1.0000,0.8000,0.5000,0.1000,0.0000,0.0000");
        assert_eq!(lines(&text)[2], "b.txt,0.8000,1.0000,0.0000,0.0000,0.0000,0.0000");
        assert_eq!(lines(&text).len(), 7);
    }

    #[test]
    fn the_directed_matrix_says_its_direction_and_has_two() {
        let text = written(|out| matrix_directed(&sample::report(), out));
        assert!(text.starts_with("share of the row piece found in the column piece,a.txt,"));
        assert!(lines(&text)[1].starts_with("a.txt,1.0000,0.7100,0.5000"));
        assert!(lines(&text)[2].starts_with("b.txt,0.8000,1.0000"));
    }

    #[test]
    fn containment_takes_the_larger_direction() {
        let text = written(|out| matrix(&sample::report(), Measure::Containment, out));
        assert!(lines(&text)[2].starts_with("b.txt,0.5000,1.0000"));
    }

    #[test]
    fn too_many_pieces_are_written_a_family_at_a_time() {
        let mut report = sample::report();
        report.families.push(sample::family("f2", vec![sample::member("g.txt", Part::Rewrite)]));
        let text = written(|out| squares(&report, "reuse", 5, |pair| (pair.reuse(), pair.reuse()), out));
        let expected =
            ["reuse,a.txt,b.txt,c.txt", "a.txt,1.0000,0.8000,0.5000", "b.txt,0.8000,1.0000,0.0000", "c.txt,0.5000,0.0000,1.0000"];
        assert_eq!(lines(&text)[..4], expected);
        assert_eq!(lines(&text)[4..], ["", "reuse,g.txt", "g.txt,1.0000"]);
    }

    #[test]
    fn a_family_too_large_for_a_square_is_cut_and_says_so() {
        let text = written(|out| squares(&sample::report(), "reuse", 2, |pair| (pair.reuse(), pair.reuse()), out));
        assert_eq!(lines(&text)[0], "\"reuse: the first 2 of 3 pieces of f1, pairs.csv has all\",a.txt,b.txt");
        assert_eq!(lines(&text).len(), 3);
    }
}
