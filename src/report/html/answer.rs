//! What a check found out, or two pieces laid side by side -> a page: the verdict, what to look at first, the closest pieces, the texts.

use std::io::{self, Write};

use askama::Template;

use super::ledger::{Ledger, entries};
use super::mark::{self, Kept};
use super::member::{laid, shares};
use super::{Html, Shell, encoded, page_of};
use crate::article::Article;
use crate::report::check::{CheckReport, CloseRow, said};
use crate::report::fit::plain;
use crate::report::marks::{Marked, Marks};
use crate::report::text::{LEAST_SEVERITY, percent};
use crate::report::{MemberRow, PairRow};

/// Close pieces in the first table; the rest opens below.
const MOST_CLOSE: usize = 5;

/// A close piece as the page lists it.
struct Close<'a> {
    row: &'a CloseRow,
    name: String,
    title: Option<String>,
    /// The share of the piece that is told there, and of that one here.
    told: (f64, f64),
    there: String,
    here: String,
    sure: String,
}

#[derive(Template)]
#[template(path = "answer.html")]
struct Answer<'a> {
    shell: Shell,
    report: &'a CheckReport,
    name: String,
    title: Option<String>,
    verdict: String,
    confidence: Option<String>,
    notes: Vec<String>,
    source: Vec<String>,
    alarms: usize,
    base: String,
    ledger: Option<Html>,
    shares: Option<[Html; 2]>,
    close: Vec<Close<'a>>,
    shown: usize,
    others: Vec<Close<'a>>,
    beside: Option<Html>,
    marks: Html,
}

impl<'a> Close<'a> {
    fn of(row: &'a CloseRow) -> Self {
        let told = (row.there(), row.here());
        Self {
            row,
            told,
            name: plain(&row.piece),
            title: row.title.as_deref().map(plain).filter(|title| *title != row.piece),
            there: percent(told.0),
            here: percent(told.1),
            sure: row.probability.map_or_else(|| "–".to_owned(), percent),
        }
    }
}

/// What a check found out.
#[must_use]
pub fn answer(report: &CheckReport, marks: &Marks) -> String {
    let told = said(report);
    let mut entries = entries(told.facts.iter().copied());
    let names = |base: &str| [plain(base), "this piece".to_owned()];
    let languages = [None, report.piece.language.as_deref()];
    let beside = report.beside.as_ref().map(|beside| {
        let texts = [beside.text.as_str(), report.text.as_str()];
        laid("side".to_owned(), names(&beside.original), languages, &beside.member, texts, &mut entries)
    });
    let name = if report.held { Marked::of } else { mark::passing };
    let piece = name(&report.piece.id, &report.text);
    let base = report.beside.as_ref().map(|beside| Marked::of(&beside.original, &beside.text));
    let back = if report.held { page_of(&report.piece.id) } else { "/marks".to_owned() };
    let (close, others): (Vec<&CloseRow>, Vec<&CloseRow>) = report.closest.iter().partition(|row| row.verdict.is_derived());
    let page = Answer {
        shell: Shell::SERVED,
        report,
        name: plain(&report.piece.id),
        title: report.piece.title.as_deref().map(plain),
        verdict: told.verdict,
        confidence: told.confidence,
        notes: told.notes,
        source: told.source,
        alarms: entries.iter().filter(|entry| entry.severity >= LEAST_SEVERITY).count(),
        base: report.beside.as_ref().map(|beside| plain(&beside.original)).unwrap_or_default(),
        ledger: report.beside.as_ref().map(|_| Html::of(&Ledger::of(&entries))),
        shares: report.beside.as_ref().map(|beside| shares(&beside.member, "Of that one")),
        shown: if close.len() <= MOST_CLOSE + 1 { close.len() } else { MOST_CLOSE },
        close: close.into_iter().map(Close::of).collect(),
        others: others.into_iter().map(Close::of).collect(),
        beside,
        marks: mark::form(Kept::Archive, marks, &piece, base.as_ref(), &back),
    };
    Html::of(&page).0
}

#[derive(Template)]
#[template(path = "pair.html")]
struct Pair<'a> {
    shell: Shell,
    names: [String; 2],
    member: &'a MemberRow,
    found: &'a PairRow,
    sure: String,
    ledger: Html,
    shares: [Html; 2],
    marks: Option<Html>,
    beside: Html,
}

fn pair(shell: Shell, member: &MemberRow, pair: &PairRow, articles: [&Article; 2], marks: Option<&Marks>) -> Html {
    let [original, piece] = articles;
    let mut entries = entries(member.facts.iter());
    let names = articles.map(|article| plain(&article.id));
    let beside = laid("side".to_owned(), names.clone(), [None; 2], member, [&original.text, &piece.text], &mut entries);
    let marks = marks.map(|marks| {
        let back = format!("/beside?original={}&piece={}", encoded(&original.id), encoded(&piece.id));
        let [other, marked] = articles.map(|article| Marked::of(&article.id, &article.text));
        mark::form(Kept::Archive, marks, &marked, Some(&other), &back)
    });
    Html::of(&Pair {
        shell,
        names,
        member,
        found: pair,
        sure: percent(member.probability),
        ledger: Html::of(&Ledger::of(&entries)),
        shares: shares(member, "Of that one"),
        marks,
        beside,
    })
}

/// Two pieces of an archive side by side.
#[must_use]
pub fn beside(member: &MemberRow, found: &PairRow, original: &Article, piece: &Article, marks: &Marks) -> String {
    pair(Shell::SERVED, member, found, [original, piece], Some(marks)).0
}

/// Writes two pieces side by side as one page that needs nothing beside it.
///
/// # Errors
/// What `out` says.
pub fn write_diff(member: &MemberRow, found: &PairRow, original: &Article, piece: &Article, out: &mut impl Write) -> io::Result<()> {
    out.write_all(pair(Shell::alone(), member, found, [original, piece], None).0.as_bytes())
}
