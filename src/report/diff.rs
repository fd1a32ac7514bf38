//! One piece beside its original: as JSON, and for people.

use std::io::{self, Write};

use serde::Serialize;

use super::fit::plain;
use super::shares::whole;
use super::text::Style;
use super::{FactRow, MemberRow, PairRow, json};
use crate::article::Span;
use crate::trace::Fate;

/// Writes one member object, with the path of its original.
///
/// # Errors
/// What `out` says.
pub fn write_json(member: &MemberRow, original: &str, out: &mut impl Write) -> io::Result<()> {
    #[derive(Serialize)]
    struct Diff<'a> {
        original: &'a str,
        #[serde(flatten)]
        member: &'a MemberRow,
    }
    json::write_value(&Diff { original, member }, out)
}

/// Which of the two texts a span is cut from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// The original.
    Original,
    /// The piece.
    Piece,
}

/// Writes verdict and shares, what to look at, then every sentence with its fate: what was dropped stands where it was.
///
/// # Errors
/// What `out` says.
pub fn write_text(
    member: &MemberRow,
    pair: &PairRow,
    original: &str,
    cut: &dyn Fn(From, Span) -> String,
    style: Style,
    out: &mut impl Write,
) -> io::Result<()> {
    let said = |from, span| plain(&cut(from, span));
    let of = member.original_shares;
    let [kept, reworded, altered, dropped] = whole([of.kept, of.reworded, of.altered, of.dropped]);
    let from = member.piece_shares;
    let [own_kept, own_reworded, own_altered, added, not_compared] =
        whole([from.kept, from.reworded, from.altered, from.added, from.not_compared]);
    writeln!(
        out,
        "{} beside {}: {} (probability {:.2})",
        plain(&member.piece),
        plain(original),
        member.verdict.words(),
        member.probability
    )?;
    writeln!(out, "of the original: {kept}% kept, {reworded}% reworded, {altered}% altered, {dropped}% dropped")?;
    writeln!(
        out,
        "of the piece: {own_kept}% kept, {own_reworded}% reworded, {own_altered}% altered, {added}% added, {not_compared}% not compared"
    )?;
    for reason in &pair.reasons {
        writeln!(out, "because: {reason}")?;
    }
    for sign in &member.looks_like {
        writeln!(out, "looks like: {sign}")?;
    }
    let (alarms, record): (Vec<&FactRow>, Vec<&FactRow>) = member.facts.iter().partition(|fact| fact.severity > 1);
    for (heading, facts, colour) in [("look at", alarms, "31"), ("for the record", record, "2")] {
        if !facts.is_empty() {
            writeln!(out, "\n{heading}")?;
        }
        for fact in facts {
            writeln!(out, "  {} {}: {}", paint(&fact.kind.to_uppercase(), colour, style), fact.change, wordings(fact))?;
        }
    }
    writeln!(out, "\nsentence by sentence")?;
    let mut told = vec![false; member.sentences.original.len()];
    let mut next = 0;
    for row in &member.sentences.piece {
        // What the original said before this point and the piece does not is told here.
        if let Some(first) = row.with.first() {
            dropped_before(member, *first, &mut next, &said, style, out)?;
        }
        match row.fate {
            Fate::Furniture => {}
            Fate::Added => writeln!(out, "{} {}", sign("+ added", "32", style), said(From::Piece, row.span))?,
            Fate::NotCompared => writeln!(out, "{} {}", sign("? not compared", "33", style), said(From::Piece, row.span))?,
            fate => {
                for at in row.with.iter().filter(|at| fate != Fate::Kept && !told[**at]) {
                    writeln!(out, "{} {}", sign("< original", "2", style), said(From::Original, member.sentences.original[*at].span))?;
                }
                let (word, colour) = match fate {
                    Fate::Kept => ("= kept", "2"),
                    Fate::Altered => ("! altered", "31"),
                    _ => ("~ reworded", "36"),
                };
                writeln!(out, "{} {}", sign(word, colour, style), said(From::Piece, row.span))?;
                row.with.iter().for_each(|at| told[*at] = true);
            }
        }
    }
    dropped_before(member, member.sentences.original.len(), &mut next, &said, style, out)
}

/// Both wordings, or the one that there is.
fn wordings(fact: &FactRow) -> String {
    let (original, piece) = (plain(&fact.original), plain(&fact.piece));
    match (original.is_empty(), piece.is_empty()) {
        (false, true) => format!("{original:?}"),
        (true, false) => format!("{piece:?}"),
        _ => format!("{original:?} -> {piece:?}"),
    }
}

fn dropped_before(
    member: &MemberRow,
    end: usize,
    next: &mut usize,
    said: &dyn Fn(From, Span) -> String,
    style: Style,
    out: &mut impl Write,
) -> io::Result<()> {
    while *next < end {
        let row = &member.sentences.original[*next];
        if row.fate == Fate::Dropped {
            writeln!(out, "{} {}", sign("- dropped", "35", style), said(From::Original, row.span))?;
        }
        *next += 1;
    }
    Ok(())
}

fn sign(word: &str, colour: &str, style: Style) -> String {
    paint(&format!("{word:<14}"), colour, style)
}

fn paint(text: &str, colour: &str, style: Style) -> String {
    if style.color { format!("\u{1b}[{colour}m{text}\u{1b}[0m") } else { text.to_owned() }
}
