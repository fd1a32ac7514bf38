//! What was found out -> pages that an editor looks at: the report of a scan, and the desk's answers from the same parts.
//!
//! Templates (`templates/`, compiled in) escape whatever they are given; only what one of them made is set as it is (`Html`), so no text of
//! a piece reaches a page as markup. A report is one file that asks nothing of any network: style and script stand in it, and its policy lets
//! nothing else run. Same input, same bytes. O(bytes of the texts that are laid side by side).

mod answer;
mod beside;
mod heat;
mod ledger;
mod lineage;
mod mark;
mod member;
#[cfg(test)]
mod tests;

use std::borrow::Borrow;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::io::{self, Write};

use askama::filters::HtmlSafe;
use askama::{FastWritable, Template, Values};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::fit::{grouped, plain};
use super::marks::{Mark, Marked, Marks};
use super::text::{counted, heading, percent};
use super::{FamilyRow, PairRow, PieceRow, Report};
pub use answer::{answer, beside, write_diff};
use mark::Kept;
use member::{Around, anchor, family as section, headline};

/// The look of every page.
pub const STYLE: &str = include_str!("../../assets/page.css");
/// What makes pages handier where scripts run; reading needs none of it.
pub const SCRIPT: &str = include_str!("../../assets/page.js");

/// The texts of pieces by id.
pub type Texts<'a> = HashMap<&'a str, &'a str>;

/// The rows of pieces by id.
type Pieces<'a> = HashMap<&'a str, &'a PieceRow>;

/// Markup that a template made; a control character of a text is shown as one that cannot be.
struct Html(String);

/// Tells characters that HTML has no place for, not even escaped.
fn is_command(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r')
}

impl Html {
    fn of(page: &impl Template) -> Self {
        let mut text = String::with_capacity(4096);
        // Text in memory takes all, and no template here can fail.
        let _ = page.render_into(&mut text);
        Self(if text.contains(is_command) { text.replace(is_command, "\u{fffd}") } else { text })
    }

    fn bytes(&self) -> usize {
        self.0.len()
    }

    /// Data for a script, in which nothing ends the element that holds it.
    fn json(data: &impl Serialize) -> Self {
        let text = serde_json::to_string(data).unwrap_or_default();
        Self(text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026"))
    }
}

impl fmt::Display for Html {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.0)
    }
}

impl FastWritable for Html {
    fn write_into(&self, to: &mut dyn fmt::Write, _: &dyn Values) -> askama::Result<()> {
        Ok(to.write_str(&self.0)?)
    }
}

impl HtmlSafe for Html {}

/// Counts for a template, which hands on references to some numbers.
fn count(number: impl Borrow<usize>, one: &str, many: &str) -> String {
    counted(*number.borrow(), one, many)
}

/// A share for a template.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hand on references")]
fn share(share: &f64) -> String {
    percent(*share)
}

/// An id as a part of an address.
fn encoded(id: &str) -> String {
    askama::filters::urlencode_strict(id).map_or_else(|never| match never {}, |id| id.to_string())
}

/// The page of a piece of the archive: its id is a query, for a browser folds `..` in a path.
fn page_of(id: impl AsRef<str>) -> String {
    format!("/pieces?id={}", encoded(id.as_ref()))
}

/// The name of a class: a fate may be two words.
fn class(fate: &str) -> String {
    fate.replace(' ', "_")
}

/// What stands around every page.
struct Shell {
    /// Style, script and policy of a page that stands alone; a served page asks its server.
    alone: Option<[Html; 3]>,
}

impl Shell {
    fn alone() -> Self {
        let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())));
        let policy = format!("default-src 'none'; img-src data:; style-src {}; script-src {}", hash(STYLE), hash(SCRIPT));
        Self { alone: Some([Html(STYLE.to_owned()), Html(SCRIPT.to_owned()), Html(policy)]) }
    }

    const SERVED: Self = Self { alone: None };
}

/// Bytes that a page may take for each piece, and in all: one of 500 pieces stays under 5 MB, and past the most a browser is slow. What
/// gives way are texts side by side, the last families' first.
const BYTES_A_PIECE: usize = 9_500;
const LEAST_PAGE: usize = 4_750_000;
const MOST_PAGE: usize = 8_000_000;
/// Families that a report lays out; the table of all others is in its files.
const MOST_FAMILIES: usize = 400;
/// Pairs that are no rewrites and are listed all the same.
const MOST_PAIRS: usize = 200;
/// Pieces that can be marked by their names; of more, those that are like others.
const MOST_MARKED: usize = 5_000;
/// Skipped files listed.
const MOST_SKIPPED: usize = 200;
/// Members of all families up to which texts stand open.
const FEW: usize = 12;

/// A family in the list of all.
struct Entry<'a> {
    href: String,
    row: &'a FamilyRow,
    headline: Option<String>,
    heading: String,
    /// Members whose credit is lost.
    lost: usize,
    /// Facts that must be looked at first.
    alarms: usize,
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    shell: Shell,
    title: String,
    words: String,
    report: &'a Report,
    entries: Vec<Entry<'a>>,
    heat: Option<Html>,
    sections: Vec<Html>,
    more: usize,
    pairs: Vec<&'a PairRow>,
    more_pairs: usize,
    skipped: usize,
    marks: Option<Html>,
    /// How many recent pieces an archive's page is about.
    recent: Option<usize>,
}

/// What the script of a report needs to take marks: those that stand, and every piece with the hash of its text.
#[derive(Serialize)]
struct Judged<'a> {
    #[serde(flatten)]
    marks: &'a Marks,
    pieces: Vec<Marked>,
}

fn pieces(report: &Report) -> Pieces<'_> {
    report.pieces.iter().map(|row| (row.id.as_str(), row)).collect()
}

fn entries<'a>(report: &'a Report, pieces: &Pieces<'_>, href: impl Fn(usize) -> String) -> Vec<Entry<'a>> {
    let entry = |(at, row): (usize, &'a FamilyRow)| Entry {
        href: href(at),
        row,
        headline: headline(row, |id| pieces.get(id).copied()),
        heading: heading(row),
        lost: row.members.iter().filter(|member| member.credit == super::Credit::Lost).count(),
        alarms: row.members.iter().flat_map(|member| &member.facts).filter(|fact| fact.severity >= 3).count(),
    };
    report.families.iter().enumerate().take(MOST_FAMILIES).map(entry).collect()
}

/// The pairs that tell one story or fill one template and are no rewrites, the likeliest first.
fn strangers(report: &Report) -> Vec<&PairRow> {
    let home: HashMap<&str, &str> = report.pieces.iter().filter_map(|piece| Some((piece.id.as_str(), piece.family.as_deref()?))).collect();
    let apart = |pair: &&PairRow| home.get(pair.a.as_str()).is_none_or(|family| home.get(pair.b.as_str()) != Some(family));
    let mut pairs: Vec<&PairRow> = report.pairs.iter().filter(|pair| !pair.verdict.is_derived()).filter(apart).collect();
    pairs.sort_by(|one, two| two.probability.total_cmp(&one.probability));
    pairs
}

fn page<'a>(
    report: &'a Report,
    pieces: &Pieces<'_>,
    shell: Shell,
    recent: Option<usize>,
    href: &dyn Fn(usize, Option<usize>) -> String,
    beside: &str,
) -> Page<'a> {
    let mut pairs = strangers(report);
    let more_pairs = pairs.len().saturating_sub(MOST_PAIRS);
    pairs.truncate(MOST_PAIRS);
    Page {
        shell,
        title: format!("{}, {}", counted(report.pieces.len(), "piece", "pieces"), counted(report.families.len(), "family", "families")),
        words: grouped(report.counts.words as u64),
        report,
        entries: entries(report, pieces, |at| href(at, None)),
        heat: heat::heat(report, href, beside),
        sections: Vec::new(),
        more: report.families.len().saturating_sub(MOST_FAMILIES),
        pairs,
        more_pairs,
        skipped: report.skipped.len().min(MOST_SKIPPED),
        marks: None,
        recent,
    }
}

/// Writes the report of a scan as one page that needs nothing beside it.
///
/// # Errors
/// What `out` says.
pub fn write(report: &Report, texts: &Texts<'_>, marks: &Marks, out: &mut impl Write) -> io::Result<()> {
    let names: Vec<String> = report.families.iter().map(|family| family.id.clone()).collect();
    let href = |at: usize, member: Option<usize>| format!("#{}", anchor(&names[at], member));
    let pieces = pieces(report);
    let mut page = page(report, &pieces, Shell::alone(), None, &href, "");
    let members: usize = report.families.iter().map(|family| family.members.len()).sum();
    let around = Around { pieces: &pieces, texts, marks, kept: Kept::Beside, back: "", is_open: members <= FEW };
    let sections = |mut room| report.families.iter().take(MOST_FAMILIES).map(|family| section(family, around, &mut room)).collect();
    let paired: HashSet<&str> = report.pairs.iter().flat_map(|pair| [pair.a.as_str(), pair.b.as_str()]).collect();
    let told = report.pieces.iter().filter(|piece| report.pieces.len() <= MOST_MARKED || paired.contains(piece.id.as_str()));
    let named = |piece: &PieceRow| Some(Marked::of(&piece.id, texts.get(piece.id.as_str())?));
    page.marks = Some(Html::json(&Judged { marks, pieces: told.take(MOST_MARKED).filter_map(named).collect() }));
    page.sections = sections(0);
    let bare = Html::of(&page).bytes();
    page.sections = sections((report.pieces.len() * BYTES_A_PIECE).clamp(LEAST_PAGE, MOST_PAGE).saturating_sub(bare));
    out.write_all(Html::of(&page).0.as_bytes())
}

/// The families of an archive's recent pieces; `recent` is how many were asked for.
#[must_use]
pub fn families(report: &Report, recent: usize) -> String {
    let names: Vec<String> = report.families.iter().map(|family| family.id.clone()).collect();
    let asked = asked(report, recent);
    let href = |at: usize, member: Option<usize>| format!("/families/{}{asked}#{}", names[at], anchor(&names[at], member));
    Html::of(&page(report, &pieces(report), Shell::SERVED, Some(recent), &href, "/beside")).0
}

/// What a page of families was asked for.
fn asked(report: &Report, recent: usize) -> String {
    format!("?recent={recent}&threshold={}", report.settings.threshold)
}

#[derive(Template)]
#[template(path = "one_family.html")]
struct OneFamily {
    shell: Shell,
    title: String,
    back: String,
    section: Html,
}

/// One family of them, `at` from 0; `None` where there is none.
#[must_use]
pub fn family(report: &Report, texts: &Texts<'_>, marks: &Marks, at: usize, recent: usize) -> Option<String> {
    let row = report.families.get(at)?;
    let asked = asked(report, recent);
    let back = format!("/families/{}{asked}", row.id);
    let pieces = pieces(report);
    let around = Around { pieces: &pieces, texts, marks, kept: Kept::Archive, back: &back, is_open: row.members.len() <= FEW };
    let mut room = MOST_PAGE;
    let section = section(row, around, &mut room);
    Some(
        Html::of(&OneFamily {
            shell: Shell::SERVED,
            title: headline(row, |id| around.pieces.get(id).copied()).unwrap_or_else(|| heading(row)),
            back: format!("/families{asked}"),
            section,
        })
        .0,
    )
}

/// What the desk's pages say of the archive.
#[derive(Debug, Clone)]
pub struct Desk {
    /// The archive as it was named.
    pub archive: String,
    /// Its pieces.
    pub pieces: u64,
    /// Whether it keeps texts.
    pub keeps_text: bool,
}

#[derive(Template)]
#[template(path = "desk.html")]
struct DeskPage<'a> {
    shell: Shell,
    desk: &'a Desk,
    pieces: String,
    said: Option<&'a str>,
}

/// The first page: where a piece is pasted or dropped; `said` is why the last one could not be read.
#[must_use]
pub fn desk(desk: &Desk, said: Option<&str>) -> String {
    Html::of(&DeskPage { shell: Shell::SERVED, desk, pieces: grouped(desk.pieces), said }).0
}

#[derive(Template)]
#[template(path = "marks.html")]
struct MarksPage<'a> {
    shell: Shell,
    marks: Vec<&'a Mark>,
}

/// All marks.
#[must_use]
pub fn marks(marks: &Marks) -> String {
    Html::of(&MarksPage { shell: Shell::SERVED, marks: marks.iter().collect() }).0
}

#[derive(Template)]
#[template(path = "door.html")]
struct Door {
    shell: Shell,
    wrong: bool,
}

/// Where a token is asked for; `wrong` when the last one was.
#[must_use]
pub fn door(wrong: bool) -> String {
    Html::of(&Door { shell: Shell::SERVED, wrong }).0
}

#[derive(Template)]
#[template(path = "refusal.html")]
struct Refusal<'a> {
    shell: Shell,
    title: &'a str,
    reason: &'a str,
}

/// What could not be done, why, and the way out.
#[must_use]
pub fn refusal(title: &str, reason: &str) -> String {
    Html::of(&Refusal { shell: Shell::SERVED, title, reason }).0
}
