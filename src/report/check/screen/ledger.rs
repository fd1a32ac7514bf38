//! What to look at first, and what became of the words.

use super::{ID_IN_SENTENCE, Line, Room, is_base, other};
use crate::report::FactRow;
use crate::report::check::{BesideRow, CheckReport};
use crate::report::fit::{columns, plain};
use crate::report::text::{LEAST_SEVERITY, cells, change, counted, gravity, kind, wordings};

/// Things to look at; more are in the ledger.
const MOST_FACTS: usize = 4;
/// The severity of what must be looked at.
const ALARM: u8 = 3;

/// The facts that are worth a look, most severe first.
pub(super) fn worth_a_look(report: &CheckReport) -> Vec<&FactRow> {
    let mut facts: Vec<&FactRow> = told(report).into_iter().filter(|fact| fact.severity >= LEAST_SEVERITY).collect();
    facts.sort_by_key(|fact| gravity(fact));
    facts
}

/// The whole ledger; whom the pieces that were made from it name, an original need not.
pub(super) fn told(report: &CheckReport) -> Vec<&FactRow> {
    let is_original = report.family.as_ref().is_some_and(|family| family.original.piece.as_ref() == Some(&report.piece.id));
    let facts = report.beside.iter().flat_map(|beside| &beside.member.facts);
    facts.filter(|fact| !(is_original && fact.kind == "credit")).collect()
}

/// The facts that stand on the screen.
pub(super) fn shown<'a>(facts: &[&'a FactRow]) -> Vec<&'a FactRow> {
    facts.iter().take(MOST_FACTS).copied().collect()
}

/// The facts, each on a line, then the shares of both sides.
pub(super) fn to_look_at(report: &CheckReport, facts: &[&FactRow], room: Room) -> Vec<Line> {
    let Some(beside) = &report.beside else { return Vec::new() };
    let original = other(&beside.original, report, ID_IN_SENTENCE);
    let is_closest = report.closest.first().is_some_and(|first| first.piece == beside.original);
    let role = match report.family.as_ref().filter(|_| !is_closest).map(|family| &family.original.piece) {
        Some(Some(piece)) if *piece == beside.original => ", the original",
        Some(None) => ", the fullest version here",
        _ => "",
    };
    let mut lines = Vec::new();
    if facts.is_empty() {
        let changes = match beside.member.facts.len() {
            0 => "no fact has changed".to_owned(),
            small => counted(small, "small change", "small changes"),
        };
        lines.extend(room.told(&format!("look at first: nothing; {changes} beside {original}{role}")));
    } else {
        let shown = shown(facts);
        let of = if facts.len() > shown.len() { format!(", {} of {}", shown.len(), facts.len()) } else { String::new() };
        lines.extend(room.told(&format!("look at first{of}, beside {original}{role} (there -> here)")));
        for fact in shown {
            let line = format!("  {}", in_words(fact, room.width.saturating_sub(2)));
            lines.push(if fact.severity >= ALARM { Line::alarm(line) } else { Line::plain(line) });
        }
    }
    lines.extend(shares(beside, report, room));
    lines
}

/// `QUOTE altered: "charges" -> "fees"`; what a quotation's speaker became are names, not words that were said.
fn in_words(fact: &FactRow, width: usize) -> String {
    let (kind, change) = (kind(fact), change(fact));
    let names = ["speaker", "anonymous"].iter().any(|word| change.contains(word));
    let mark = if kind == "QUOTE" && !names { "\"" } else { "" };
    let head = format!("{kind} {change}");
    let nothing = plain(&fact.original).is_empty() && plain(&fact.piece).is_empty();
    let told = if nothing { None } else { wordings(fact, mark, width.saturating_sub(columns(&head) + 2)) };
    told.map_or_else(|| head.clone(), |told| format!("{head}: {told}"))
}

fn shares(beside: &BesideRow, report: &CheckReport, room: Room) -> Vec<Line> {
    let (of, from) = (beside.member.original_shares, beside.member.piece_shares);
    let [kept, reworded, altered, dropped] = cells([of.kept, of.reworded, of.altered, of.dropped]);
    let [own_kept, own_reworded, own_altered, added, apart] =
        cells([from.kept, from.reworded, from.altered, from.added, from.not_compared]);
    let mut lines = Vec::new();
    if kept != "-" {
        lines.extend(room.told(&format!("of that one {kept}% kept, {reworded}% reworded, {altered}% altered, {dropped}% dropped")));
    }
    if own_kept != "-" {
        let apart = if from.not_compared > 0.0 { format!(", {apart}% not compared") } else { String::new() };
        let like = looks_like(beside, report);
        let line = format!("of the piece {own_kept}% kept, {own_reworded}% reworded, {own_altered}% altered, {added}% added{apart}{like}");
        lines.extend(room.told(&line));
    }
    lines
}

/// How the piece was rewritten, without the shares that stand beside it; not of a piece that others were made from.
fn looks_like(beside: &BesideRow, report: &CheckReport) -> String {
    let signs = beside.member.looks_like.iter().filter_map(|sign| sign.split(':').next()).map(plain);
    let signs: Vec<String> = signs.filter(|_| !is_base(report)).collect();
    if signs.is_empty() { String::new() } else { format!("; looks like: {}", signs.join(", ")) }
}
