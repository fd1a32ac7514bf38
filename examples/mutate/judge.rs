//! Which planted changes a ledger shows, and which of its alarms show nothing that was planted.

use std::ops::Range;

use wiretrace::article::{Article, Span};
use wiretrace::pipeline::compare;
use wiretrace::report::FactRow;
use wiretrace::settings::Settings;

use crate::bits::Planted;
use crate::plants::Plant;

/// A removal or an insertion is a point on one side: an alarm within so many bytes of it, three words or so, shows it.
const NEAR: usize = 20;
/// Facts of less severity are for the record.
const ALARM: u8 = 2;

/// What became of a plant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Found {
    Missed,
    /// An alarm is there, and says that something else changed.
    Otherwise,
    /// Under another name that shows an editor the same.
    Loosely,
    Strictly,
}

/// The verdict on one piece.
pub struct Judged {
    pub plants: Vec<Found>,
    pub alarms: Vec<FactRow>,
    /// Alarms that show nothing that was planted.
    pub false_alarms: Vec<usize>,
}

/// Lays a piece beside the original that it was made from, and judges the ledger by what was planted.
pub fn judge(original: &str, piece: &Planted, plants: &[Plant]) -> Judged {
    // The default settings are in range.
    let alarms: Vec<FactRow> = compare(Article::plain("original", original), Article::plain("piece", &piece.text), Settings::default())
        .map(|found| found.member.facts)
        .unwrap_or_default()
        .into_iter()
        .filter(|fact| fact.severity >= ALARM)
        .collect();
    let mut shows = vec![false; alarms.len()];
    let found = plants
        .iter()
        .zip(&piece.places)
        .map(|(plant, places)| {
            let mut best = Found::Missed;
            for (alarm, shows) in alarms.iter().zip(&mut shows).filter(|(alarm, _)| touches(alarm, plant, places)) {
                *shows = true;
                let kind = alarm.kind.as_str();
                let one = if plant.kind.strictly().contains(&kind) {
                    Found::Strictly
                } else if plant.kind.loosely().contains(&kind) || plant.quoted && kind == "quotation" {
                    Found::Loosely
                } else {
                    Found::Otherwise
                };
                best = best.max(one);
            }
            best
        })
        .collect();
    let false_alarms = (0..alarms.len()).filter(|at| !shows[*at]).collect();
    Judged { plants: found, alarms, false_alarms }
}

/// An alarm touches a plant when it stands where the plant changed the original, or where the change stands in the piece.
fn touches(alarm: &FactRow, plant: &Plant, places: &[Range<usize>]) -> bool {
    let at = |span: Option<Span>, place: &Range<usize>| {
        let Some(span) = span else { return false };
        let (start, end) = (span.start as usize, span.end as usize);
        let slack = if place.is_empty() { NEAR } else { 0 };
        start < place.end + slack && place.start < end + slack
    };
    plant.edits.iter().any(|edit| at(alarm.original_span, &edit.at))
        || places.iter().any(|place| at(alarm.piece_span, place))
        || alarm.kind == "credit" && alarm.original_span.is_none() && plant.kind == crate::plants::Kind::Credit
}
