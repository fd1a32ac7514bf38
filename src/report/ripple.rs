//! What a correction leaves behind, as rows that every writer reads, and for people.
//!
//! One row a place where the old fact still stands; in the text one block a piece, the surest first. O(rows).

use std::io::{self, Write};

use serde::Serialize;

use super::fit::{columns, middle, padded, plain, wrapped};
use super::text::{Style, counted, paint};
use super::{FORMAT, TOOL};
use crate::article::{Article, Span};
use crate::clean::CleanText;
use crate::error::Skipped;
use crate::ripple::{Carried, Confidence, Core, Corrected, Fact, How, Place, Ripple, Survivor, Why};

/// What a run found out about a notice.
#[derive(Debug, Clone, Serialize)]
pub struct RippleReport {
    /// [`FORMAT`].
    pub format: u32,
    /// The program and its version.
    pub tool: String,
    /// The notice as it was understood.
    pub notice: NoticeRow,
    /// How many pieces went where.
    pub counts: RippleCounts,
    /// Every place where the old fact still stands, in path order.
    pub survivors: Vec<SurvivorRow>,
    /// The pieces that are right, in path order.
    pub corrected: Vec<CorrectedRow>,
    /// The pieces that tell the story without the fact, in path order.
    pub silent: Vec<String>,
    /// What a reader must know to judge the rest.
    pub notes: Vec<String>,
    /// Every file or record that was passed over.
    pub skipped: Vec<Skipped>,
}

/// A notice.
#[derive(Debug, Clone, Serialize)]
pub struct NoticeRow {
    /// Its path as given.
    pub path: String,
    /// `correction` or `kill`.
    pub kind: &'static str,
    /// The headline or slug that it names.
    pub story: Option<String>,
    /// What it takes back; empty in a kill.
    pub facts: Vec<NoticeFactRow>,
}

/// One fact of a notice.
#[derive(Debug, Clone, Serialize)]
pub struct NoticeFactRow {
    /// Its number, from 1.
    pub id: usize,
    /// `number`, `spelling`, `words` or `claim`.
    pub kind: &'static str,
    /// The wrong wording.
    pub old: String,
    /// The right one; empty when the old one is only taken back.
    pub new: String,
}

/// How many pieces went where.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RippleCounts {
    /// Pieces read.
    pub pieces: usize,
    /// Pieces that tell the story.
    pub in_story: usize,
    /// Pieces that still carry the old fact.
    pub survivors: usize,
    /// Pieces that are right.
    pub corrected: usize,
    /// Pieces that tell the story without the fact.
    pub silent: usize,
    /// Files or records passed over.
    pub skipped: usize,
}

/// One place where the old fact still stands.
#[derive(Debug, Clone, Serialize)]
pub struct SurvivorRow {
    /// The piece.
    pub piece: String,
    /// Its path.
    pub path: String,
    /// Which fact, from 1; `null` in a kill.
    pub fact: Option<usize>,
    /// `word_for_word`, `reworded`, `rounded`; in a kill `story` or a verdict.
    pub how: &'static str,
    /// `text`, `headline`, `quotation`, `aside`.
    pub r#where: Place,
    /// The sentence as it stands.
    pub text: String,
    /// Its bytes; `null` for a title that is no part of the text.
    pub span: Option<Span>,
    /// The words in it that are wrong.
    pub wrong: Option<String>,
    /// Their bytes.
    pub wrong_span: Option<Span>,
    /// `high`, `medium`, `low`.
    pub confidence: Confidence,
    /// The piece carries the new fact too, or takes the old one back elsewhere.
    pub says_both: bool,
}

/// One piece that is right.
#[derive(Debug, Clone, Serialize)]
pub struct CorrectedRow {
    /// The piece.
    pub piece: String,
    /// Its path.
    pub path: String,
    /// Which fact, from 1; `null` in a kill.
    pub fact: Option<usize>,
    /// `says_new`, `takes_back`, `denies`, `withdraws`.
    pub why: Why,
    /// The sentence that says so.
    pub text: String,
    /// Its bytes; `null` for a title that is no part of the text.
    pub span: Option<Span>,
}

const NAMELESS: &str = "the notice names no person or place: pieces about another event in the same words cannot be told apart; \
                        add a line \"Story: \" with the headline";

/// Makes the rows.
#[must_use]
pub fn ripples(path: &str, found: &Ripple, articles: &[Article], texts: &[CleanText], skipped: Vec<Skipped>) -> RippleReport {
    let kill = found.notice.kill;
    let number = |fact: usize| (!kill).then_some(fact + 1);
    let title = |article: &Article| article.title.clone().unwrap_or_default();
    let text = |article: &Article, span: Option<Span>| span.map_or_else(|| title(article), |span| span.of(&article.text).to_owned());
    let survivor = |survivor: &Survivor| {
        let article = &articles[survivor.piece.index()];
        SurvivorRow {
            piece: article.id.clone(),
            path: article.path.clone(),
            fact: number(survivor.fact),
            how: how(survivor.how),
            r#where: survivor.place,
            text: text(article, survivor.span),
            span: survivor.span,
            wrong: survivor.core.map(|span| span.of(&article.text).to_owned()),
            wrong_span: survivor.core,
            confidence: survivor.confidence,
            says_both: survivor.says_both,
        }
    };
    let corrected = |corrected: &Corrected| {
        let article = &articles[corrected.piece.index()];
        CorrectedRow {
            piece: article.id.clone(),
            path: article.path.clone(),
            fact: number(corrected.fact),
            why: corrected.why,
            text: text(article, corrected.span),
            span: corrected.span,
        }
    };
    let survivors: Vec<SurvivorRow> = found.survivors.iter().map(survivor).collect();
    let corrected: Vec<CorrectedRow> = found.corrected.iter().map(corrected).collect();
    let wrong = pieces(survivors.iter().map(|row| row.piece.as_str()));
    let right: Vec<&str> = pieces(corrected.iter().map(|row| row.piece.as_str()));
    let counts = RippleCounts {
        pieces: texts.len(),
        in_story: found.in_story,
        survivors: wrong.len(),
        corrected: right.iter().filter(|piece| !wrong.contains(piece)).count(),
        silent: found.silent.len(),
        skipped: skipped.len(),
    };
    let facts = found.facts.iter().enumerate().map(|(at, fact)| fact_row(at, fact)).collect();
    let kind = if kill { "kill" } else { "correction" };
    let notice = NoticeRow { path: path.to_owned(), kind, story: found.notice.story.clone(), facts };
    let silent = found.silent.iter().map(|piece| articles[piece.index()].id.clone()).collect();
    let notes = if found.nameless { vec![NAMELESS.to_owned()] } else { Vec::new() };
    let tool = TOOL.to_owned();
    RippleReport { format: FORMAT, tool, notice, counts, survivors, corrected, silent, notes, skipped }
}

fn fact_row(at: usize, fact: &Fact) -> NoticeFactRow {
    let kind = match fact.core {
        Core::Number(..) => "number",
        Core::Spelling(..) => "spelling",
        Core::Words(..) => "words",
        Core::Claim(..) => "claim",
    };
    NoticeFactRow { id: at + 1, kind, old: fact.old.clone(), new: fact.new.clone() }
}

fn how(carried: Carried) -> &'static str {
    match carried {
        Carried::Fact(How::WordForWord) => "word_for_word",
        Carried::Fact(How::Reworded) => "reworded",
        Carried::Fact(How::Rounded) => "rounded",
        Carried::Story => "story",
        Carried::Derived(verdict) => verdict.key(),
    }
}

/// Lists each piece once, in the order of the rows, which is that of the paths.
fn pieces<'a>(rows: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut pieces: Vec<&str> = rows.collect();
    pieces.dedup();
    pieces
}

/// Pieces shown in full; more do not fit a desk's patience.
const MOST_SHOWN: usize = 60;
/// Files named that were passed over.
const MOST_SKIPPED: usize = 8;

/// Writes one block a piece that still carries the old fact, then who is right.
///
/// # Errors
/// What `out` says.
pub fn write_text(report: &RippleReport, style: Style, out: &mut impl Write) -> io::Result<()> {
    let mut lines = heading(report, style);
    let mut blocks: Vec<Vec<&SurvivorRow>> = Vec::new();
    for row in &report.survivors {
        match blocks.last_mut() {
            Some(block) if block[0].piece == row.piece => block.push(row),
            _ => blocks.push(vec![row]),
        }
    }
    let surest = |block: &[&SurvivorRow]| block.iter().map(|row| row.confidence).max();
    // The surest first; between equals the order of the paths.
    blocks.sort_by_key(|block| std::cmp::Reverse(surest(block)));
    for block in blocks.iter().take(MOST_SHOWN) {
        lines.push(String::new());
        lines.push(paint(&middle(&plain(&block[0].piece), style.width), "1", style));
        for row in block {
            lines.extend(told(row, report.notice.facts.len() > 1, style));
        }
        if block[0].says_both {
            lines.extend(hung("also says the new fact, or takes the old one back elsewhere", style));
        }
    }
    if blocks.len() > MOST_SHOWN {
        lines.push(String::new());
        lines.push(format!("and {}: see --format json", counted(blocks.len() - MOST_SHOWN, "more piece", "more pieces")));
    }
    lines.extend(rest(report, style));
    lines.iter().try_for_each(|line| writeln!(out, "{}", line.trim_end()))
}

fn heading(report: &RippleReport, style: Style) -> Vec<String> {
    let mut lines = Vec::new();
    let notice = &report.notice;
    if notice.kind == "kill" {
        let story = notice.story.as_deref().map_or_else(String::new, |story| format!(": “{}”", plain(story)));
        lines.extend(wrapped(&format!("kill{story}"), style.width, 2));
    }
    for fact in &notice.facts {
        let number = if notice.facts.len() > 1 { format!("{} ", fact.id) } else { String::new() };
        let new = if fact.new.is_empty() { "(nothing)".to_owned() } else { format!("“{}”", plain(&fact.new)) };
        lines.extend(wrapped(&format!("{number}{}: “{}” -> {new}", fact.kind, plain(&fact.old)), style.width, 2));
    }
    let counts = &report.counts;
    let line = format!(
        "{} of {} in the story still {} it; {} corrected, {} without the fact; {} read, {} skipped",
        counts.survivors,
        counts.in_story,
        if counts.survivors == 1 { "carries" } else { "carry" },
        counts.corrected,
        counts.silent,
        counted(counts.pieces, "piece", "pieces"),
        counts.skipped
    );
    lines.extend(wrapped(&line, style.width, 2));
    for note in &report.notes {
        lines.extend(wrapped(&format!("note: {note}"), style.width, 2));
    }
    lines
}

/// How a place carries the fact, its wording, and where that is.
fn told(row: &SurvivorRow, several: bool, style: Style) -> Vec<String> {
    let place = match row.r#where {
        Place::Text => "",
        Place::Headline => ", in the headline",
        Place::Quotation => ", in a quotation",
        Place::Aside => ", in what was set aside",
    };
    let number = row.fact.filter(|_| several).map_or_else(String::new, |fact| format!("fact {fact} "));
    let sure = match row.confidence {
        Confidence::High => "sure",
        Confidence::Medium => "likely",
        Confidence::Low => "perhaps",
    };
    let wrong = row.wrong.as_deref().filter(|wrong| wrong.len() < 40).map_or_else(String::new, |wrong| format!(": “{}”", plain(wrong)));
    let bytes = row.span.map_or_else(|| "title of the record".to_owned(), |span| format!("bytes {}-{}", span.start, span.end));
    let head = format!("{sure}, {number}{}{place}{wrong} ({bytes})", row.how.replace('_', " "));
    let mut lines: Vec<String> = hung(&head, style);
    if let Some(first) = lines.first_mut() {
        *first = first.replacen(sure, &paint(sure, if row.confidence == Confidence::High { "31" } else { "33" }, style), 1);
    }
    lines.extend(wrapped(&plain(&row.text), style.width.saturating_sub(4), 0).into_iter().map(|line| format!("    {line}")));
    lines
}

fn hung(text: &str, style: Style) -> Vec<String> {
    wrapped(text, style.width.saturating_sub(2), 2).into_iter().map(|line| format!("  {line}")).collect()
}

fn rest(report: &RippleReport, style: Style) -> Vec<String> {
    let mut lines = Vec::new();
    if !report.corrected.is_empty() {
        lines.extend([String::new(), "corrected".to_owned()]);
        let ids: Vec<String> = report.corrected.iter().map(|row| middle(&plain(&row.piece), style.width / 2)).collect();
        let widest = ids.iter().take(MOST_SHOWN).map(|id| columns(id)).max().unwrap_or_default();
        for (row, id) in report.corrected.iter().zip(&ids).take(MOST_SHOWN) {
            let why = match row.why {
                Why::SaysNew => "says the new fact",
                Why::TakesBack => "takes the old one back",
                Why::Denies => "says it is not so",
                Why::Withdraws => "says it is withdrawn",
            };
            lines.push(format!("  {}  {why}", padded(id, widest)));
        }
        if ids.len() > MOST_SHOWN {
            lines.push(format!("  and {} more", ids.len() - MOST_SHOWN));
        }
    }
    if !report.skipped.is_empty() {
        lines.push(String::new());
    }
    for skipped in report.skipped.iter().take(MOST_SKIPPED) {
        lines.extend(wrapped(&format!("skipped {}: {}", plain(&skipped.path), plain(&skipped.reason)), style.width, 2));
    }
    if report.skipped.len() > MOST_SKIPPED {
        lines.push(format!("and {} more skipped", report.skipped.len() - MOST_SKIPPED));
    }
    lines
}
