//! A family -> its table, its picture, and each of its pieces beside what it is measured against.

use askama::Template;

use super::beside::{Beside, rows};
use super::ledger::{Entry, Ledger, entries};
use super::lineage::lineage;
use super::mark::{self, Kept, Said};
use super::{Html, Pieces, Texts};
use crate::report::fit::plain;
use crate::report::marks::{Marked, Marks};
use crate::report::text::{cells, heading, look, part, percent, percentages, points};
use crate::report::{Credit, FamilyRow, MemberRow, Part, PieceRow};
use crate::trace::Fate;

/// Shares of one side as a bar and in words.
#[derive(Template)]
#[template(path = "shares.html")]
pub(super) struct Shares {
    of: &'static str,
    parts: Vec<Share>,
}

/// A share: where it begins and how much it is, in percent.
struct Share {
    name: &'static str,
    from: f64,
    width: f64,
    cell: String,
}

/// The shares of the words of what a piece is measured against, named as the page names it, and of the piece's.
pub(super) fn shares(member: &MemberRow, base: &'static str) -> [Html; 2] {
    let (of, from) = (&member.original_shares, &member.piece_shares);
    let bar = |label, names: &[&'static str], shares: &[f64], cells: &[String]| {
        let mut from = 0.0;
        let parts = names.iter().zip(shares).zip(cells).map(|((name, share), cell)| {
            from += share;
            Share { name, from: from - share, width: *share, cell: cell.clone() }
        });
        Html::of(&Shares { of: label, parts: parts.filter(|part| part.width > 0.0).collect() })
    };
    let original = [of.kept, of.reworded, of.altered, of.dropped];
    let piece = [from.kept, from.reworded, from.altered, from.added, from.not_compared];
    [
        bar(base, &["kept", "reworded", "altered", "dropped"], &original, &cells(original)),
        bar("Of this piece", &["kept", "reworded", "altered", "added", "not compared"], &piece, &cells(piece)),
    ]
}

/// A piece in the table of its family.
struct Line<'a> {
    /// Where it is laid out; the line itself where it is not.
    href: String,
    has_section: bool,
    row: &'a MemberRow,
    name: String,
    title: Option<String>,
    what: &'static str,
    look: String,
    shares: [String; 5],
    said: Vec<Said<'a>>,
}

/// One piece beside another: the ledger, the shares, the texts.
#[derive(Template)]
#[template(path = "member.html")]
struct Member<'a> {
    at: String,
    row: &'a MemberRow,
    name: String,
    title: Option<String>,
    base: String,
    base_id: &'a str,
    is_served: bool,
    what: &'static str,
    ledger: Html,
    shares: [Html; 2],
    marks: Html,
    beside: Option<Html>,
    is_open: bool,
}

#[derive(Template)]
#[template(path = "family.html")]
struct Family<'a> {
    row: &'a FamilyRow,
    headline: Option<String>,
    heading: String,
    told: Vec<String>,
    lines: Vec<Line<'a>>,
    picture: Option<Html>,
    pieces: Vec<Html>,
}

/// What the pages of families know besides the family.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    pub pieces: &'a Pieces<'a>,
    pub texts: &'a Texts<'a>,
    pub marks: &'a Marks,
    pub kept: Kept,
    /// The page that a mark comes back to.
    pub back: &'a str,
    /// Whether the texts stand open.
    pub is_open: bool,
}

/// The names of two texts and what they are written in; English is the page's own.
pub(super) fn language(code: Option<&str>) -> Option<&str> {
    code.filter(|code| *code != "en")
}

/// Lays two texts side by side under a name for links, and ties the ledger to their rows.
pub(super) fn laid(
    at: String,
    names: [String; 2],
    languages: [Option<&str>; 2],
    member: &MemberRow,
    texts: [&str; 2],
    entries: &mut [Entry],
) -> Html {
    let rows = rows(member, texts[0], texts[1]);
    Html::of(&Beside::of(at, names, languages.map(language), rows, entries))
}

/// The id of a family's section in a page, or of a member's.
pub(super) fn anchor(family: &str, member: Option<usize>) -> String {
    member.map_or_else(|| family.to_owned(), |at| format!("{family}-{}", at + 1))
}

/// Draws a family with all its pieces; `room` is how many bytes texts side by side may still take, and is used up.
pub(super) fn family<'a>(family: &'a FamilyRow, around: Around<'a>, room: &mut usize) -> Html {
    let piece = |id: &str| around.pieces.get(id).copied();
    let centre = family.base();
    let base = if family.original.piece.is_some() { "Of the original" } else { "Of the stand-in" };
    let has_section = |row: &MemberRow| Some(row.piece.as_str()) != centre && is_traced(row);
    let marked = |id: &str| Marked::of(id, around.texts.get(id).copied().unwrap_or_default());
    let lines = family.members.iter().enumerate().map(|(at, row)| {
        let [shares @ .., _] = percentages(row);
        let other = centre.filter(|id| *id != row.piece).map(&marked);
        Line {
            href: format!("#{}", anchor(&family.id, Some(at))),
            has_section: has_section(row),
            row,
            name: plain(&row.piece),
            title: piece(&row.piece).and_then(title),
            what: part(row),
            look: if row.part == Part::Rewrite { look(row, usize::MAX) } else { String::new() },
            shares,
            said: mark::said(around.marks, &marked(&row.piece), other.as_ref()),
        }
    });
    let lines = lines.collect();
    let pieces = family.members.iter().enumerate().filter(|(_, row)| has_section(row)).map(|(at, row)| {
        let both = [centre.unwrap_or_default(), row.piece.as_str()];
        let texts = both.map(|id| around.texts.get(id).copied());
        member(anchor(&family.id, Some(at)), row, both.map(piece), texts, base, around, room)
    });
    let pieces = pieces.collect();
    let weakest = family.weakest.as_ref().map(|weakest| {
        format!("least sure: {} and {}, {} that the two share a text", plain(&weakest.a), plain(&weakest.b), percent(weakest.probability))
    });
    let told = points(family).into_iter().chain(weakest).collect();
    let picture = lineage(family, |at| format!("#{}", anchor(&family.id, Some(at))));
    Html::of(&Family { row: family, headline: headline(family, piece), heading: heading(family), told, lines, picture, pieces })
}

/// The headline under which editors know a story: that of its original or stand-in, else of the first piece that has one.
pub(super) fn headline<'a>(family: &FamilyRow, piece: impl Fn(&str) -> Option<&'a PieceRow>) -> Option<String> {
    let centre = family.base();
    let members = family.members.iter().map(|member| member.piece.as_str());
    centre.into_iter().chain(members).find_map(|id| piece(id).and_then(title))
}

/// The headline of a piece, where it is another than its name.
fn title(piece: &PieceRow) -> Option<String> {
    piece.title.as_deref().map(plain).filter(|title| !title.is_empty() && *title != piece.id)
}

/// Tells whether a piece was laid beside another at all: a scan for copies does not.
fn is_traced(row: &MemberRow) -> bool {
    row.sentences.piece.iter().any(|row| row.fate != Fate::Furniture)
}

/// A member's section.
fn member(
    at: String,
    row: &MemberRow,
    rows: [Option<&PieceRow>; 2],
    texts: [Option<&str>; 2],
    shares_of: &'static str,
    around: Around<'_>,
    room: &mut usize,
) -> Html {
    let mut entries = entries(row.facts.iter());
    let names = rows.map(|row| row.map(|row| plain(&row.id)).unwrap_or_default());
    let languages = rows.map(|row| row.and_then(|row| row.language.as_deref()));
    let both = texts[0].zip(texts[1]).filter(|(one, other)| one.len() + other.len() <= *room);
    let beside = both.and_then(|(one, other)| {
        let mut tied = entries.clone();
        let beside = laid(at.clone(), names.clone(), languages, row, [one, other], &mut tied);
        *room = room.checked_sub(beside.bytes())?;
        entries = tied;
        Some(beside)
    });
    let [base, name] = names;
    let of = |id: &str, text: Option<&str>| Marked::of(id, text.unwrap_or_default());
    let (piece, other): (Marked, Marked) = (of(&row.piece, texts[1]), of(rows[0].map_or("", |row| &row.id), texts[0]));
    let marks = mark::form(around.kept, around.marks, &piece, rows[0].map(|_| &other), around.back);
    Html::of(&Member {
        at,
        row,
        name,
        title: rows[1].and_then(title),
        base,
        base_id: rows[0].map_or("", |row| &row.id),
        is_served: around.kept == Kept::Archive,
        what: part(row),
        ledger: Html::of(&Ledger::of(&entries)),
        shares: shares(row, shares_of),
        marks,
        beside,
        is_open: around.is_open,
    })
}
