//! How a piece was rewritten, with the sign that tells: "cut from the bottom", "summary", "translated and back".
//!
//! Says what a piece *looks like* and why; never who or what wrote it.

use super::text::counted;
use crate::clean::disguise::Disguises;
use crate::trace::{Fate, Told, Trace};

/// Lists what a piece looks like beside its original; empty when nothing is typical.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts of words")]
pub(super) fn looks_like(trace: &Trace, original: Told<'_>, piece: Told<'_>) -> Vec<String> {
    let (all, own) = (trace.original.words.len().max(1) as f64, trace.piece.words.len().max(1) as f64);
    let kept = trace.piece.count(Fate::Kept) as f64 / own;
    let told = trace.piece.shared() as f64 / own;
    let dropped = trace.original.count(Fate::Dropped) as f64 / all;
    let mut found = Vec::new();
    let last_third = trace.original.words.len() * 2 / 3;
    let low = trace.original.words[last_third..].iter().filter(|fate| **fate == Fate::Dropped).count() as f64;
    if kept >= 0.6 && dropped >= 0.15 && low >= 0.7 * trace.original.count(Fate::Dropped) as f64 {
        found.push(format!(
            "cut from the bottom: {:.0}% of what it dropped stood in the last third",
            100.0 * low / trace.original.count(Fate::Dropped).max(1) as f64
        ));
    }
    if (0.6..0.995).contains(&kept) && told - kept <= 0.25 && found.is_empty() && dropped < 0.35 {
        found.push(format!("light edit: {:.0}% of it is word for word", 100.0 * kept));
    }
    if kept < 0.5 && told >= 0.4 && own * 2.0 <= all {
        found.push(format!("summary: {own:.0} words for {all:.0}"));
    }
    let quotations =
        piece.text.quotations.iter().flat_map(crate::clean::quotations::Quotation::words).filter_map(|word| piece.story_word(word));
    let (mut changed, mut quoted) = (0, 0);
    for at in quotations {
        quoted += usize::from(matches!(trace.piece.words[at], Fate::Kept | Fate::Reworded | Fate::Altered));
        changed += usize::from(matches!(trace.piece.words[at], Fate::Reworded | Fate::Altered));
    }
    if quoted >= 15 && changed * 10 >= quoted * 3 && kept < 0.6 && original.text.quotations.len() > 1 {
        found.push(format!("translated and back: {changed} of {quoted} quoted words are other words"));
    }
    let added = trace.piece.count(Fate::Added) as f64 / own;
    if kept >= 0.15 && added >= 0.5 && trace.piece.words.len() >= 100 {
        found.push(format!("excerpt with text of its own: {:.0}% is not in the original", 100.0 * added));
    }
    found.extend(disguised(piece.text.disguises).map(|words| format!("disguised, {words}")));
    found
}

/// Says in words how words of a piece are written so that a search misses them; nothing of a piece that hides none.
pub(super) fn disguised(found: Disguises) -> Option<String> {
    let ways = [
        (found.look_alikes, "with letters of another script that look like their own"),
        (found.invisible, "with invisible characters inside"),
        (found.spaced_out, "with a space behind each letter"),
    ];
    let told: Vec<String> = ways.iter().filter(|(words, _)| *words > 0).map(|(words, way)| format!("{words} {way}")).collect();
    (!told.is_empty()).then(|| format!("{}: {}", counted(found.words() as usize, "word", "words"), told.join(", ")))
}
