//! Outlets that the original credits and the piece does not name, or names another in their place.
//!
//! One row an outlet, at its firmest credit. A piece that names the outlet anywhere has lost nothing. O(credits of both).

use super::{Change, Fact, Kind, RECORD};
use crate::article::Span;
use crate::clean::credits::{self, Credit};
use crate::clean::words::is_cjk;
use crate::trace::{Told, Trace};

/// Cues that name the source of the whole story, wherever they stand.
const STORY: [&str; 3] = ["appeared", "published", "dateline"];

/// Tells whether the sentence of a credit has a partner: what was dropped whole took its source along.
fn is_answered(original: Told<'_>, trace: &Trace, credit: &Credit) -> bool {
    let sentences = original.text.sentences.iter().zip(&trace.original.sentences);
    sentences
        .filter(|(sentence, _)| sentence.span.start < credit.span.end && credit.span.start < sentence.span.end)
        .any(|(_, (_, with))| !with.is_empty())
}

/// Tells whether a text names an outlet as a word of its own: "RT" is not in "REPORT".
fn names(text: &str, outlet: &str) -> bool {
    // What is written without spaces may touch a name.
    let joins = |c: char| c.is_alphanumeric() && !is_cjk(c);
    text.match_indices(outlet).any(|(at, name)| !text[..at].ends_with(joins) && !text[at + name.len()..].starts_with(joins))
}

/// Lists the outlets that lost their credit.
pub(super) fn credits(original: Told<'_>, piece: Told<'_>, trace: &Trace) -> Vec<Fact> {
    let theirs = &piece.text.credits.list;
    let has = |list: &[Credit], key: &str| list.iter().any(|credit| credit.key == key);
    let mut keys: Vec<&str> = Vec::new();
    let mut found = Vec::new();
    for credit in &original.text.credits.list {
        if keys.contains(&credit.key.as_str()) {
            continue;
        }
        keys.push(&credit.key);
        if has(theirs, &credit.key) || names(piece.source, &credit.outlet) {
            continue;
        }
        let Some(firm) = credits::firmest(&original.text.credits.list, &credit.key) else { continue };
        // Another outlet under the same words took its place.
        let other = theirs.iter().find(|other| other.cue == firm.cue && !has(&original.text.credits.list, &other.key));
        let cut: Option<Span> = piece.text.credits.cut.first().copied();
        found.push(Fact {
            kind: Kind::Credit,
            change: if other.is_some() { Change::Renamed } else { Change::Lost },
            severity: match () {
                () if STORY.iter().any(|cue| firm.cue.contains(cue)) => 3,
                () if !is_answered(original, trace, firm) => RECORD,
                () if credits::is_strong(firm.cue) => 3,
                () => 2,
            },
            original: Some(firm.span),
            piece: other.map(|other| other.span).or(cut),
        });
    }
    found
}
