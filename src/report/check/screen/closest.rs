//! The closest pieces, both ways, and those that are close for another reason than a shared text.

use super::{Line, Room, other};
use crate::report::check::{CheckReport, CloseRow};
use crate::report::fit::{columns, end, middle, padded, plain};
use crate::report::text::named;
use crate::verify::Verdict;

/// Ids are cut down to so many columns, their ends and beginnings, where date and outlet want to stand beside them.
const LEAST_ID: usize = 24;
/// Columns of an id among others: three of them and what they are take two lines.
const ID_IN_LIST: usize = 28;
/// Columns of a date, the least that is worth a column.
const DAY: usize = 10;

/// A row of the table.
struct Cells {
    name: String,
    verdict: &'static str,
    there: String,
    here: String,
    about: String,
}

/// The pieces that share a text with the one that was checked.
pub(super) fn closest(report: &CheckReport, room: Room) -> Vec<Line> {
    let derived: Vec<&CloseRow> = report.closest.iter().filter(|row| row.verdict.is_derived()).collect();
    if derived.is_empty() {
        return Vec::new();
    }
    // A line that says "and 1 more" may as well name it.
    let shown = if derived.len() <= room.rows + 1 { derived.len() } else { room.rows };
    let rows = &derived[..shown];
    let more = derived.len() - rows.len();
    let head = if derived.iter().any(|row| row.told_of_piece.is_none()) {
        "closest: estimated share of the piece's wording there, of that one's here"
    } else {
        "closest: how much of the piece is told there, how much of that one here"
    };
    let mut lines = vec![Line::plain(head)];
    let cells: Vec<Cells> = rows.iter().map(|row| Cells::of(row, report)).collect();
    let widths = Widths::of(&cells, room.width);
    for (at, (cells, row)) in cells.iter().zip(rows).enumerate() {
        lines.push(Line::plain(widths.line(cells)));
        let headline = row.title.as_deref().map(plain).filter(|title| at < room.headlines && !title.is_empty() && *title != cells.name);
        lines.extend(headline.map(|title| Line::plain(format!("    {}", end(&format!("“{title}”"), room.width.saturating_sub(4))))));
    }
    if more > 0 {
        lines.push(Line::plain(format!("  and {more} more")));
    }
    lines
}

impl Cells {
    fn of(row: &CloseRow, report: &CheckReport) -> Self {
        let about = [row.date.as_deref().map(day), row.outlet.as_deref().map(plain)];
        let about: Vec<String> = about.into_iter().flatten().filter(|text| !text.is_empty()).collect();
        Self {
            name: other(&row.piece, report, usize::MAX),
            verdict: row.verdict.words(),
            there: format!("{} there", there(row)),
            here: format!("{} here", here(row)),
            about: about.join("  "),
        }
    }
}

/// The columns of the table: ids give way to dates and outlets down to [`LEAST_ID`], then those go.
struct Widths {
    name: usize,
    verdict: usize,
    there: usize,
    here: usize,
    about: usize,
}

impl Widths {
    fn of(cells: &[Cells], width: usize) -> Self {
        let widest = |text: fn(&Cells) -> &str| cells.iter().map(|cells| columns(text(cells))).max().unwrap_or_default();
        let (verdict, there, here) = (widest(|cells| cells.verdict), widest(|cells| &cells.there), widest(|cells| &cells.here));
        let (wanted, about) = (widest(|cells| &cells.name), widest(|cells| &cells.about));
        let room = width.saturating_sub(2 + 2 + verdict + 2 + there + 2 + here);
        let name = wanted.min(room.saturating_sub(2 + about).max(LEAST_ID));
        let left = room.saturating_sub(name + 2).min(about);
        if left < DAY {
            Self { name: wanted.min(room), verdict, there, here, about: 0 }
        } else {
            Self { name, verdict, there, here, about: left }
        }
    }

    fn line(&self, cells: &Cells) -> String {
        let name = padded(&middle(&cells.name, self.name), self.name);
        let Self { verdict, there, here, .. } = *self;
        let about = if self.about > 0 { end(&cells.about, self.about) } else { String::new() };
        format!("  {name}  {}  {:>there$}  {:>here$}  {about}", padded(cells.verdict, verdict), cells.there, cells.here)
    }
}

/// The share of the piece that another one has, in percent; of an estimate it says so.
pub(super) fn there(row: &CloseRow) -> String {
    share(row.told_of_piece, row.piece_in_other)
}

/// The share of another one that the piece has.
pub(super) fn here(row: &CloseRow) -> String {
    share(row.told_of_other, row.other_in_piece)
}

fn share(told: Option<f64>, estimate: f64) -> String {
    let percent = |share: f64| 100.0 * share.clamp(0.0, 1.0);
    told.map_or_else(|| format!("~{:.0}%", percent(estimate)), |told| format!("{:.0}%", percent(told)))
}

/// The day of a date as computers write it; any other date as it is written.
fn day(date: &str) -> String {
    let date = plain(date);
    let is_day = |day: &str| day.chars().enumerate().all(|(at, char)| if at == 4 || at == 7 { char == '-' } else { char.is_ascii_digit() });
    match date.get(..DAY).filter(|day| is_day(day)) {
        Some(day) => day.to_owned(),
        None => date,
    }
}

/// The pieces that are no rewrites, though they tell the same story or fill the same template; those that the piece is kin to by way of
/// others are left to their family.
pub(super) fn others(report: &CheckReport, room: Room) -> Vec<Line> {
    let kin: Vec<&str> = report.family.iter().flat_map(|family| &family.members).map(|member| member.piece.as_str()).collect();
    let strangers: Vec<&CloseRow> = report.closest.iter().filter(|row| !kin.contains(&row.piece.as_str())).collect();
    let of = |verdict: Verdict| strangers.iter().filter(move |row| row.verdict == verdict).map(|row| row.piece.as_str());
    let (template, story): (Vec<&str>, Vec<&str>) = (of(Verdict::Series).collect(), of(Verdict::SameStory).collect());
    let mut lines = Vec::new();
    if !template.is_empty() {
        lines.extend(room.told(&format!("the same template with other facts, no rewrites: {}", named(template.into_iter(), ID_IN_LIST))));
    }
    if !story.is_empty() {
        lines.extend(room.told(&format!("the same story, no sign of copying: {}", named(story.into_iter(), ID_IN_LIST))));
    }
    lines
}
