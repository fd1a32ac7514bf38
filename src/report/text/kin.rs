//! What the text says of a family as a whole: how much its lost original held, and who was made from whom beside what the table shows.

use super::super::fit::wrapped;
use super::{ID_IN_TEXT, Style, counted, id, plain};
use crate::report::{FamilyRow, Level, LineageRow};

/// Rows of lineage shown for a family; the rest is counted.
const MOST_ROWS: usize = 3;
/// With so few pieces what is read from their texts alone rests on little (research notes).
const FEW_PIECES: std::ops::RangeInclusive<usize> = 3..=4;
/// Columns of the head of a line.
const INDENT: usize = 2;

/// The lines under a family's table.
pub(super) fn kin(family: &FamilyRow, style: Style) -> Vec<String> {
    let mut told: Vec<String> = points(family).into_iter().collect();
    let rows: Vec<&LineageRow> = family.lineage.iter().filter(|row| is_news(row, family)).collect();
    told.extend(rows.iter().take(MOST_ROWS).map(|row| in_words(row, family)));
    if FEW_PIECES.contains(&family.members.len()) && (family.estimated_points.is_some() || rows.iter().any(|row| row.by > Level::Original))
    {
        told.push(format!("thin evidence: only {} pieces tell this story", family.members.len()));
    }
    if rows.len() > MOST_ROWS {
        let more = counted(rows.len() - MOST_ROWS, "more link", "more links");
        told.push(format!("and {more} between pieces: see lineage in report.json"));
    }
    told.iter().flat_map(|line| wrapped(&format!("  {line}"), style.width, INDENT + 2)).collect()
}

/// How much a lost original held.
pub(in crate::report) fn points(family: &FamilyRow) -> Option<String> {
    let range = family.estimated_points?;
    let shared = counted(range.shared, "point is", "points are");
    let (low, high, by) = (range.low, range.high, ["one", "two", "three", "four"][range.by.clamp(1, 4) - 1]);
    Some(format!("the original probably held {low} to {high} points; {shared} told by {by} or more pieces"))
}

/// The heading says what most pieces go back to, and the column of credits who names it: what is left is another way.
pub(in crate::report) fn is_news(row: &LineageRow, family: &FamilyRow) -> bool {
    let is_origin = family.original.outlet.as_ref() == Some(&row.from) || family.original.piece.as_ref() == Some(&row.from);
    !is_origin && row.by != Level::Original
}

/// Puts a row of the lineage in words.
pub(in crate::report) fn in_words(row: &LineageRow, family: &FamilyRow) -> String {
    let here = family.members.iter().any(|member| member.piece == row.from);
    let from = if here { id(&row.from, ID_IN_TEXT) } else { plain(&row.from) };
    let to = id(&row.to, ID_IN_TEXT);
    let why = plain(&row.why);
    match row.by {
        Level::Credit => format!("{to} goes by way of {from} ({why})"),
        Level::CannotTell => format!("{from} and {to} are kin ({why})"),
        _ => format!("{to} was made from {from} ({why})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::json::sample;
    use crate::report::{Part, RangeRow};

    fn row(from: &str, to: &str, by: Level) -> LineageRow {
        LineageRow { from: from.into(), to: to.into(), by, why: "because".into(), support: 0.9 }
    }

    fn family() -> FamilyRow {
        sample::family("f1", vec![sample::member("a.txt", Part::StandIn), sample::member("b.txt", Part::Rewrite)])
    }

    #[test]
    fn the_estimate_says_probably_and_what_two_tell() {
        let mut family = family();
        family.estimated_points = Some(RangeRow { low: 35, high: 45, shared: 33, by: 2 });
        assert_eq!(
            kin(&family, Style::default()),
            ["  the original probably held 35 to 45 points; 33 points are told by two or more pieces"]
        );
    }

    #[test]
    fn what_the_heading_says_is_not_said_again() {
        let mut family = family();
        family.lineage = vec![row("NBC News", "a.txt", Level::Credit), row("Lowland Courier", "b.txt", Level::Credit)];
        assert_eq!(kin(&family, Style::default()), ["  b.txt goes by way of Lowland Courier (because)"]);
    }

    #[test]
    fn a_link_without_a_direction_names_two_kin() {
        let mut family = family();
        family.lineage = vec![row("a.txt", "b.txt", Level::CannotTell)];
        assert_eq!(kin(&family, Style::default()), ["  a.txt and b.txt are kin (because)"]);
    }

    #[test]
    fn three_pieces_are_thin_evidence_unless_they_say_so_themselves() {
        let mut family = sample::family("f1", ["a.txt", "b.txt", "c.txt"].map(|id| sample::member(id, Part::Rewrite)).into());
        family.lineage = vec![row("a.txt", "b.txt", Level::Innovation)];
        assert_eq!(kin(&family, Style::default())[1], "  thin evidence: only 3 pieces tell this story");
        family.lineage = vec![row("Lowland Courier", "b.txt", Level::Credit)];
        assert_eq!(kin(&family, Style::default()).len(), 1);
    }

    #[test]
    fn a_family_stays_within_a_screen() {
        let mut family = family();
        family.lineage = vec![row("a.txt", "b.txt", Level::Points); 9];
        let lines = kin(&family, Style::default());
        assert_eq!(lines.len(), 4);
        assert_eq!(lines[3], "  and 6 more links between pieces: see lineage in report.json");
    }
}
