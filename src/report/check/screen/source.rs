//! Where the story comes from, and the family that the closest pieces form.

use super::{ID_IN_SENTENCE, Line, OUTLET_IN_SENTENCE, Room, ledger, other, outlet};
use crate::report::check::CheckReport;
use crate::report::fit::plain;
use crate::report::text::{counted, id, is_news, link_in_words, percent};
use crate::report::{Credit, FactRow, FamilyRow, Level, LineageRow, OriginalRow};

/// Outlets that are named where a piece credits many.
const MOST_CREDITS: usize = 3;

/// Source and family, a sentence each.
pub(super) fn source(report: &CheckReport, facts: &[&FactRow], room: Room) -> Vec<Line> {
    let Some(family) = &report.family else { return room.told(&credits(report)) };
    let mut lines = room.told(&origin(family, report, facts));
    lines.extend(kin(family, report).iter().flat_map(|kin| room.told(kin)));
    let touches = |row: &&LineageRow| row.from == report.piece.id || row.to == report.piece.id;
    let link = family.lineage.iter().filter(touches).find(|row| row.by > Level::Original && is_news(row, family));
    lines.extend(link.filter(|_| room.sentence > 1).map(|row| room.told(&link_in_words(row, family))).unwrap_or_default());
    lines
}

/// Whom the piece itself names, where there is no family to tell more.
fn credits(report: &CheckReport) -> String {
    let named: Vec<String> = report.piece.credits.iter().take(MOST_CREDITS).map(|credit| id(&credit.outlet, OUTLET_IN_SENTENCE)).collect();
    let named = if named.is_empty() { "no outlet".to_owned() } else { named.join(", ") };
    format!("source: cannot be told; the piece itself credits {named}")
}

/// What the family goes back to and how that was found, by which way the story came here, and whether the piece says so.
fn origin(family: &FamilyRow, report: &CheckReport, facts: &[&FactRow]) -> String {
    let original = &family.original;
    let way = way(family, &report.piece.id);
    if let (None, None, Some(way)) = (&original.piece, &original.outlet, &way) {
        return format!("source: {way}, as the piece itself says");
    }
    let mut told = vec![format!("source: {}", found(original, report))];
    told.extend(way.map(|way| format!("by way of {way}")));
    let is_shown = ledger::shown(facts).iter().any(|fact| fact.kind == "credit" && fact.change == "lost");
    let own = family.members.iter().find(|member| member.piece == report.piece.id);
    match own.map(|member| member.credit) {
        Some(Credit::Given) => told.push("credit given".to_owned()),
        Some(Credit::Lost) if !is_shown => told.push("credit lost".to_owned()),
        _ => {}
    }
    told.join("; ")
}

/// The original or the outlet whose story it is, with the reason, which often names the outlet.
fn found(original: &OriginalRow, report: &CheckReport) -> String {
    let why = plain(&original.why);
    let outlet = outlet(original);
    let unnamed = outlet.as_ref().filter(|outlet| !why.contains(*outlet));
    let named = |piece: &String| {
        let itself = *piece == report.piece.id;
        if itself { "the piece itself".to_owned() } else { other(piece, report, ID_IN_SENTENCE) }
    };
    let what = match (original.piece.as_ref().map(named), unnamed) {
        (Some(piece), Some(outlet)) => format!("{piece} of {outlet}"),
        (Some(piece), None) => piece,
        (None, Some(outlet)) => outlet.clone(),
        (None, None) if outlet.is_some() => return why,
        (None, None) => "cannot be told".to_owned(),
    };
    if why.is_empty() { what } else { format!("{what} ({why})") }
}

/// The source that the piece names beside the one that all go back to.
fn way(family: &FamilyRow, piece: &str) -> Option<String> {
    let original = &family.original;
    let is_origin = |name: &String| original.outlet.as_ref() == Some(name) || original.piece.as_ref() == Some(name);
    let row = family.lineage.iter().find(|row| row.to == piece && row.by == Level::Credit && !is_origin(&row.from));
    row.map(|row| id(&row.from, ID_IN_SENTENCE))
}

/// From this probability on a link is as sure as the others.
const SURE: f64 = 0.9;

/// How many pieces the family has, and what holds it together least; none where the closest piece is all there is of it.
fn kin(family: &FamilyRow, report: &CheckReport) -> Option<String> {
    let weakest = family.weakest.as_ref().filter(|weakest| weakest.probability < SURE).map(|weakest| {
        let name = |piece: &str| if piece == report.piece.id { "the piece".to_owned() } else { id(piece, ID_IN_SENTENCE) };
        format!("; least sure: {} and {} ({})", name(&weakest.a), name(&weakest.b), percent(weakest.probability))
    });
    let lines = match family.independent_lines {
        0 | 1 => String::new(),
        lines => format!(", one of {lines} lines of reporting"),
    };
    let pieces = counted(family.members.len(), "piece", "pieces");
    (family.members.len() > 2).then(|| format!("family: {pieces} with this one{lines}{}", weakest.unwrap_or_default()))
}
