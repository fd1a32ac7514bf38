//! Outlets that the original credits and the piece does not name, or names another in their place.
//!
//! One row an outlet, at its firmest credit. A piece that names the outlet anywhere has lost nothing. O(credits of both), and for each
//! that is lost one walk over the piece.

use std::collections::{HashMap, HashSet};

use super::{Change, Fact, Kind, RECORD};
use crate::article::Span;
use crate::clean::credits::{self, Credit};
use crate::clean::words::is_cjk;
use crate::trace::{Told, Trace};

/// Cues that name the source of the whole story, wherever they stand.
const STORY: [&str; 3] = ["appeared", "published", "dateline"];

/// Tells whether the sentence of a credit has a partner: what was dropped whole took its source along.
fn is_answered(original: Told<'_>, trace: &Trace, credit: &Credit) -> bool {
    let sentences = &original.text.sentences;
    let from = sentences.partition_point(|sentence| sentence.span.end <= credit.span.start);
    let meeting = sentences[from..].iter().take_while(|sentence| sentence.span.start < credit.span.end);
    meeting.zip(&trace.original.sentences[from..]).any(|(_, (_, with))| !with.is_empty())
}

/// Tells whether a text names an outlet as a word of its own: "RT" is not in "REPORT".
fn names(text: &str, outlet: &str) -> bool {
    // What is written without spaces may touch a name.
    let joins = |c: char| c.is_alphanumeric() && !is_cjk(c);
    text.match_indices(outlet).any(|(at, name)| !text[..at].ends_with(joins) && !text[at + name.len()..].starts_with(joins))
}

/// Lists the outlets that lost their credit.
pub(super) fn credits(original: Told<'_>, piece: Told<'_>, trace: &Trace) -> Vec<Fact> {
    let (ours, theirs) = (&original.text.credits.list, &piece.text.credits.list);
    let keys = |list: &'_ [Credit]| -> HashSet<String> { list.iter().map(|credit| credit.key.clone()).collect() };
    let (our_keys, their_keys) = (keys(ours), keys(theirs));
    // Another outlet under the same words took its place: the first of each cue.
    let mut others: HashMap<&str, &Credit> = HashMap::new();
    for other in theirs.iter().filter(|other| !our_keys.contains(&other.key)) {
        others.entry(other.cue).or_insert(other);
    }
    let mut firmest: HashMap<&str, &Credit> = HashMap::new();
    for credit in ours {
        let firm = firmest.entry(&credit.key).or_insert(credit);
        if credits::strength(credit.cue) > credits::strength(firm.cue) {
            *firm = credit;
        }
    }
    let mut asked: HashSet<&str> = HashSet::new();
    let mut found = Vec::new();
    for credit in ours {
        if !asked.insert(&credit.key) || their_keys.contains(&credit.key) || names(piece.source, &credit.outlet) {
            continue;
        }
        let Some(firm) = firmest.get(credit.key.as_str()).copied() else { continue };
        let other = others.get(firm.cue).copied();
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
