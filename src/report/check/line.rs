//! [`CheckReport`] -> one line, for pieces that land one after another.
//!
//! ```text
//! wires/a.txt: heavy rewrite of 002.txt, .97, 41% of it; look at: NUMBER 12 -> 21
//! ```
//!
//! The share is that of the closest piece: how much of its words stand in sentences that the new one tells too. O(1).

use serde::Serialize;

use super::{CheckReport, CloseRow};
use crate::error::Skipped;
use crate::report::fit::plain;
use crate::report::text::look;
use crate::report::{OriginalShares, PieceShares};
use crate::verify::Verdict;

/// Columns for what to look at first.
const LOOK: usize = 60;

/// What is told of a piece that landed, as one object.
#[derive(Debug, Serialize)]
pub struct LineRow<'a> {
    /// Its file.
    pub path: &'a str,
    /// Its id.
    pub piece: &'a str,
    /// The archive holds this very piece, to the byte.
    pub held: bool,
    /// The strongest verdict.
    pub verdict: Verdict,
    /// The closest piece of the archive.
    pub closest: Option<&'a str>,
    /// The probability that the two share a text, 0 to 1; `None` where only fingerprints are kept.
    pub probability: Option<f64>,
    /// Share of the words of the piece in sentences that the closest one tells too, 0 to 1; of shingles where only fingerprints are kept.
    pub told_of_piece: Option<f64>,
    /// Share of the words of the closest one in sentences that the piece tells too.
    pub told_of_closest: Option<f64>,
    /// The original or stand-in that the shares and facts are measured against.
    pub original: Option<&'a str>,
    /// What became of its words, in percent.
    pub original_shares: Option<OriginalShares>,
    /// Where the words of the piece come from, in percent.
    pub piece_shares: Option<PieceShares>,
    /// Facts whose wording changed.
    pub facts: usize,
}

impl<'a> LineRow<'a> {
    /// Cuts a report down to one object.
    #[must_use]
    pub fn of(report: &'a CheckReport) -> Self {
        let closest = report.closest.first();
        let beside = report.beside.as_ref();
        Self {
            path: &report.piece.path,
            piece: &report.piece.id,
            held: report.held,
            verdict: report.verdict,
            closest: closest.map(|row| row.piece.as_str()),
            probability: closest.and_then(|row| row.probability),
            told_of_piece: closest.map(CloseRow::there),
            told_of_closest: closest.map(CloseRow::here),
            original: beside.map(|beside| beside.original.as_str()),
            original_shares: beside.map(|beside| beside.member.original_shares),
            piece_shares: beside.map(|beside| beside.member.piece_shares),
            facts: beside.map_or(0, |beside| beside.member.facts.len()),
        }
    }
}

/// Tells a report in one line.
#[must_use]
pub fn in_a_line(report: &CheckReport) -> String {
    let name = name(&report.piece.path, &report.piece.id);
    let held = if report.held { "in the archive already; " } else { "" };
    let found = report.closest.first().map_or_else(|| "nothing found".to_owned(), found);
    format!("{name}: {held}{found}{}", to_look_at(report).unwrap_or_default())
}

/// What the closest piece is to the one that landed.
fn found(row: &CloseRow) -> String {
    let (piece, verdict) = (plain(&row.piece), row.verdict.words());
    let share = 100.0 * row.here();
    match (row.verdict, row.probability) {
        (Verdict::SameStory, _) => format!("same story as {piece}, no sign of copying"),
        (Verdict::Series, _) => format!("series with {piece}"),
        (_, Some(sure)) => format!("{verdict} of {piece}, {}, {share:.0}% of it", decimals(sure)),
        (_, None) => format!("{verdict} of {piece}, about {share:.0}% of it"),
    }
}

/// The fact to look at first, and beside which piece where that is not the closest one; nothing where the closest one has every shingle of
/// the piece and no other, for then it changed nothing itself.
fn to_look_at(report: &CheckReport) -> Option<String> {
    let beside = report.beside.as_ref()?;
    let fact = Some(look(&beside.member, LOOK)).filter(|fact| !fact.is_empty())?;
    match report.closest.first() {
        Some(row) if row.piece == beside.original => Some(format!("; look at: {fact}")),
        Some(row) if row.jaccard >= 1.0 => None,
        _ => Some(format!("; look at, beside {}: {fact}", plain(&beside.original))),
    }
}

/// Tells in one line why a file or record is no piece.
#[must_use]
pub fn unread(skipped: &Skipped) -> String {
    format!("{}: skipped: {}", plain(&skipped.path), plain(&skipped.reason))
}

/// Names a piece by its file, and by its place or own id where the file may hold others.
fn name(path: &str, id: &str) -> String {
    let file = path.rsplit('/').next().unwrap_or(path);
    match id.rsplit_once(file) {
        Some((_, place)) if place.is_empty() || place.starts_with([':', '#']) => plain(&format!("{path}{place}")),
        _ => plain(&format!("{path} {id}")),
    }
}

/// Writes a probability as `.97`.
fn decimals(probability: f64) -> String {
    format!("{probability:.2}").trim_start_matches('0').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_is_named_by_its_file_and_a_record_by_its_place_or_id_too() {
        assert_eq!(name("wires/a.txt", "a.txt"), "wires/a.txt");
        assert_eq!(name("wires/today/a.txt", "today/a.txt"), "wires/today/a.txt");
        assert_eq!(name("wires/n.jsonl", "n.jsonl:17"), "wires/n.jsonl:17");
        assert_eq!(name("wires/n.jsonl", "urn:kestvik:9"), "wires/n.jsonl urn:kestvik:9");
        assert_eq!(name("wires/\u{1b}[2Ja.txt", "\u{1b}[2Ja.txt"), "wires/[2Ja.txt");
    }

    #[test]
    fn a_probability_takes_three_columns() {
        assert_eq!([0.974, 0.05, 1.0].map(decimals), [".97", ".05", "1.00"]);
    }
}
