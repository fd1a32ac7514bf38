//! The ledger of a trace: quotations, numbers and names whose wording changed, with both wordings.

mod quotes;

use super::{Fate, Side, Told, Trace, words::Kind};
use crate::article::Span;

/// A fact whose wording changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// `quotation`, `number`, `date`, `name`, `hedge`, `negation`, `attribution`.
    pub kind: &'static str,
    /// `altered`, `changed`, `rounded`, `trimmed`.
    pub change: &'static str,
    /// 3: look at this first; 2: look; 1: for the record.
    pub severity: u8,
    /// Where it stands in the original.
    pub original: Option<Span>,
    /// Where it stands in the piece.
    pub piece: Option<Span>,
}

/// Lists the facts whose wording changed, most severe first, then in the order of the original; the reworded words of a quotation that
/// changed become altered in the trace.
#[must_use]
pub fn facts(original: Told<'_>, piece: Told<'_>, trace: &mut Trace) -> Vec<Fact> {
    let mut found = quotes::altered(original, piece, trace);
    for fact in &found {
        mark(&mut trace.original, original, fact.original);
        mark(&mut trace.piece, piece, fact.piece);
    }
    let in_quotation = |span: Span| found.iter().any(|fact| fact.original.is_some_and(|quoted| quoted.contains(span)));
    let faced: Vec<Fact> = trace
        .faced
        .iter()
        .map(|faced| {
            let (kind, change, severity) = match faced.kind {
                Kind::Number => ("number", "changed", 3),
                Kind::Rounded => ("number", "rounded", 1),
                Kind::Date => ("date", "changed", 2),
                Kind::Name => ("name", "changed", 2),
                Kind::Hedge => ("hedge", "changed", 2),
                Kind::Negation => ("negation", "changed", 3),
                Kind::Source => ("attribution", "changed", 2),
            };
            Fact {
                kind,
                change,
                severity,
                original: Some(with_unit(original, &faced.original)),
                piece: Some(with_unit(piece, &faced.piece)),
            }
        })
        .filter(|fact| !fact.original.is_some_and(in_quotation))
        .collect();
    found.extend(faced);
    found.sort_by_key(|fact| {
        (std::cmp::Reverse(fact.severity), fact.original.map(|span| span.start), fact.piece.map(|span| span.start), fact.kind)
    });
    found
}

/// Marks the words of a changed quotation, and its sentence.
fn mark(side: &mut Side, told: Told<'_>, span: Option<Span>) {
    let Some(span) = span else { return };
    for line in &told.outline.lines {
        let sentence = &told.text.sentences[line.sentence];
        if sentence.span.end <= span.start || span.end <= sentence.span.start {
            continue;
        }
        let mut changed = false;
        for at in line.words.clone() {
            let inside = span.contains(told.text.words[told.outline.words[at] as usize].span);
            changed |= inside && side.words[at] != Fate::Kept;
            if inside && side.words[at] == Fate::Reworded {
                side.words[at] = Fate::Altered;
            }
        }
        let fate = &mut side.sentences[line.sentence].0;
        // A quotation may run over sentences that stayed as they were.
        if changed && matches!(fate, Fate::Kept | Fate::Reworded) {
            *fate = Fate::Altered;
        }
    }
}

/// A number reads better with the word it counts.
fn with_unit(told: Told<'_>, words: &std::ops::Range<usize>) -> Span {
    let mut end = words.end;
    if told.text.words[words.start].numeric
        && told.text.words.get(end).is_some_and(|next| next.weight >= 1.6 && next.span.start - told.text.words[end - 1].span.end <= 1)
    {
        end += 1;
    }
    told.text.span(&(words.start..end))
}
