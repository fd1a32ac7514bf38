//! Outlets that the original credits and the piece does not name, or names another in their place.
//!
//! One row an outlet, at its firmest credit. A piece that names the outlet anywhere has lost nothing. O(credits of both).

use super::{Change, Fact, Kind};
use crate::article::Span;
use crate::clean::credits::{self, Credit};
use crate::trace::Told;

/// Lists the outlets that lost their credit.
pub(super) fn credits(original: Told<'_>, piece: Told<'_>) -> Vec<Fact> {
    let theirs = &piece.text.credits.list;
    let has = |list: &[Credit], key: &str| list.iter().any(|credit| credit.key == key);
    let mut keys: Vec<&str> = Vec::new();
    let mut found = Vec::new();
    for credit in &original.text.credits.list {
        if keys.contains(&credit.key.as_str()) {
            continue;
        }
        keys.push(&credit.key);
        if has(theirs, &credit.key) || piece.source.contains(&credit.outlet) {
            continue;
        }
        let Some(firm) = credits::firmest(&original.text.credits.list, &credit.key) else { continue };
        // Another outlet under the same words took its place.
        let other = theirs.iter().find(|other| other.cue == firm.cue && !has(&original.text.credits.list, &other.key));
        let cut: Option<Span> = piece.text.credits.cut.first().copied();
        found.push(Fact {
            kind: Kind::Credit,
            change: if other.is_some() { Change::Renamed } else { Change::Lost },
            severity: if credits::is_strong(firm.cue) { 3 } else { 2 },
            original: Some(firm.span),
            piece: other.map(|other| other.span).or(cut),
        });
    }
    found
}
