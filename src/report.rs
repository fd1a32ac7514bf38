//! [`Report`]: everything that a run found out, the one type that every writer reads.
//!
//! Same input, same bytes: no clock, no machine names, lists in path order. Shares are percentages that sum to 100; spans are bytes of
//! the piece's text as read (for plain UTF-8 files: bytes of the file).

pub mod check;
pub mod copies;
pub mod csv;
pub mod diff;
mod fit;
pub mod folder;
pub mod html;
pub mod json;
mod kinds;
pub mod marks;
pub mod ripple;
pub mod rows;
pub mod shares;
pub mod text;

use serde::{Deserialize, Serialize};

use crate::article::{Span, TextSource};
use crate::candidates::Sources;
use crate::clean::disguise::Disguises;
use crate::error::Skipped;
pub use crate::lineage::{Credit, How, Level};
use crate::settings::Settings;
use crate::verify::Verdict;

/// The version of the report's format.
pub const FORMAT: u32 = 1;
/// The program and its version.
const TOOL: &str = concat!("wiretrace ", env!("CARGO_PKG_VERSION"));

/// The name of the n-th family, from 0.
fn family_name(at: usize) -> String {
    format!("f{}", at + 1)
}

/// Six decimals: more than the measures hold.
fn round(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

/// What a run found out.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// [`FORMAT`].
    pub format: u32,
    /// The program and its version.
    pub tool: String,
    /// What the run was told.
    pub settings: Settings,
    /// How many went through each step.
    pub counts: Counts,
    /// Every piece, in path order.
    pub pieces: Vec<PieceRow>,
    /// Every file or record that was passed over.
    pub skipped: Vec<Skipped>,
    /// Every pair from *same story* up, in order.
    pub pairs: Vec<PairRow>,
    /// Every family, largest first.
    pub families: Vec<FamilyRow>,
    /// Every other pair that was verified, without reasons.
    #[serde(skip)]
    pub others: Vec<PairRow>,
}

impl Report {
    /// Walks over every pair that was verified, whatever came out: what the matrices are made of.
    pub fn verified(&self) -> impl Iterator<Item = &PairRow> {
        self.pairs.iter().chain(&self.others)
    }
}

/// The funnel.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Counts {
    /// Pieces read.
    pub pieces: usize,
    /// Files or records passed over.
    pub skipped: usize,
    /// Words of story in all pieces.
    pub words: usize,
    /// Words set aside as furniture.
    pub furniture_words: usize,
    /// Sentences set aside because they repeat over unrelated pieces.
    pub repeated_sentences: usize,
    /// Candidate pairs by source.
    pub candidates: Sources,
    /// Pairs verified.
    pub verified: usize,
    /// Pairs from *same story* up.
    pub pairs: usize,
    /// Families.
    pub families: usize,
}

/// One piece.
#[derive(Debug, Clone, Serialize)]
pub struct PieceRow {
    /// Its id: the path below the scanned folder, or the record's own.
    pub id: String,
    /// Its file, as the user named it.
    pub path: String,
    /// Words of story.
    pub words: usize,
    /// Words set aside.
    pub furniture_words: usize,
    /// Short code of its language.
    pub language: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// Its date as written.
    pub date: Option<String>,
    /// Its outlet.
    pub outlet: Option<String>,
    /// The outlets that it credits.
    pub credits: Vec<CreditRow>,
    /// What its spans count bytes of.
    pub spans_in: TextSource,
    /// Words that are written so that a search misses them and a reader does not.
    pub disguises: Disguises,
    /// The family that it belongs to.
    pub family: Option<String>,
}

/// An outlet that a piece credits.
#[derive(Debug, Clone, Serialize)]
pub struct CreditRow {
    /// Its usual name.
    pub outlet: String,
    /// The words that make it a credit.
    pub cue: String,
    /// How often.
    pub count: usize,
}

/// Two pieces and what they are to each other.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PairRow {
    /// The id of the earlier piece in path order.
    pub a: String,
    /// The id of the later one.
    pub b: String,
    /// What they are to each other.
    pub verdict: Verdict,
    /// The probability that they share a text, 0 to 1.
    pub probability: f64,
    /// Exact Jaccard of their shingles, 0 to 1.
    pub jaccard: f64,
    /// Share of the shingles of `a` that `b` has, 0 to 1.
    pub a_in_b: f64,
    /// Share of the shingles of `b` that `a` has, 0 to 1.
    pub b_in_a: f64,
    /// The three meters, 0 to 1.
    pub same_words: f64,
    /// See `same_words`.
    pub same_facts: f64,
    /// See `same_words`.
    pub same_story: f64,
    /// Share of the words of `a` in sentences that `b` tells too, 0 to 1.
    pub reuse_a: f64,
    /// Share of the words of `b` in sentences that `a` tells too, 0 to 1.
    pub reuse_b: f64,
    /// Up to three reasons in words, weightiest first.
    pub reasons: Vec<String>,
}

impl PairRow {
    /// The symmetric measure of the matrix: the larger of both directions.
    #[must_use]
    pub fn reuse(&self) -> f64 {
        self.reuse_a.max(self.reuse_b)
    }
}

/// Pieces that go back to one original.
#[derive(Debug, Clone, Serialize)]
pub struct FamilyRow {
    /// `f1`, `f2`, …
    pub id: String,
    /// What they go back to.
    pub original: OriginalRow,
    /// How many points the lost original held; `None` where that cannot be told.
    pub estimated_points: Option<RangeRow>,
    /// Lines of reporting: a family is one, however many pieces it has, for all go back to one original; each further report of the same
    /// story that is not in it counts as one more.
    pub independent_lines: usize,
    /// Every piece of the family, in path order; the original or stand-in among them.
    pub members: Vec<MemberRow>,
    /// Who was made from whom, as far as that can be told.
    pub lineage: Vec<LineageRow>,
    /// Points that two or more other pieces share and the stand-in lacks.
    pub completed: Vec<CompletedRow>,
    /// The pair that holds the family together least.
    pub weakest: Option<WeakestRow>,
}

impl FamilyRow {
    /// Gives the piece that the members are measured against: the original, else its stand-in.
    #[must_use]
    pub fn base(&self) -> Option<&str> {
        self.original.piece.as_deref().or(self.original.stand_in.as_deref())
    }
}

/// What a family goes back to.
#[derive(Debug, Clone, Serialize)]
pub struct OriginalRow {
    /// The original, where it is in the folder.
    pub piece: Option<String>,
    /// The outlet whose story it is.
    pub outlet: Option<String>,
    /// How it was found.
    pub how: How,
    /// The best surviving version of a missing original.
    pub stand_in: Option<String>,
    /// Why, in words.
    pub why: String,
}

/// How many points a lost original held, probably.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct RangeRow {
    /// At least.
    pub low: usize,
    /// At most.
    pub high: usize,
    /// Points that so many lines of the family tell, or more, that they were the original's.
    pub shared: usize,
    /// That many: two of up to five lines, three of up to 13, four of more.
    pub by: usize,
}

/// What a member is to its family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The original itself.
    Original,
    /// The best surviving version of a missing original.
    StandIn,
    /// A rewrite.
    Rewrite,
}

/// One piece beside its original or stand-in.
#[derive(Debug, Clone, Serialize)]
pub struct MemberRow {
    /// The piece's id.
    pub piece: String,
    /// What it is to its family.
    pub part: Part,
    /// What it is to the original or stand-in; for a stand-in: its strongest verdict beside another member.
    pub verdict: Verdict,
    /// The probability behind the verdict, 0 to 1.
    pub probability: f64,
    /// What became of the original's words, in percent; the sum is 100.
    pub original_shares: OriginalShares,
    /// Where the piece's words come from, in percent; the sum is 100.
    pub piece_shares: PieceShares,
    /// Whether it credits the original's outlet.
    pub credit: Credit,
    /// How it was rewritten, with the sign that tells.
    pub looks_like: Vec<String>,
    /// The facts whose wording changed, most severe first.
    pub facts: Vec<FactRow>,
    /// Each sentence's fate on both sides.
    pub sentences: SentenceRows,
    /// For a stand-in: share of its words that other members confirm, in percent; the rest is seen only there.
    pub confirmed: Option<f64>,
    /// Which of the family's completed points it tells, as indexes into `completed`.
    pub completed: Vec<usize>,
}

/// Shares of the original's words, in percent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct OriginalShares {
    /// Word for word.
    pub kept: f64,
    /// In other words.
    pub reworded: f64,
    /// A fact that faces another fact.
    pub altered: f64,
    /// Gone.
    pub dropped: f64,
}

/// Shares of the piece's words, in percent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct PieceShares {
    /// Word for word.
    pub kept: f64,
    /// In other words.
    pub reworded: f64,
    /// A fact that faces another fact.
    pub altered: f64,
    /// Not in the original.
    pub added: f64,
    /// In another language than the original.
    pub not_compared: f64,
}

/// A fact whose wording changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FactRow {
    /// `quotation`, `number`, `name`, `date`, `credit`, …
    pub kind: String,
    /// `altered`, `changed`, `lost`, `trimmed`, `rounded`, `added`, …
    pub change: String,
    /// 3: look at this first; 2: look; 1: for the record.
    pub severity: u8,
    /// The original's wording.
    pub original: String,
    /// The piece's wording.
    pub piece: String,
    /// Where it stands in the original.
    pub original_span: Option<Span>,
    /// Where it stands in the piece.
    pub piece_span: Option<Span>,
}

/// The sentences of both sides, furniture included.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SentenceRows {
    /// Of the original.
    pub original: Vec<SentenceRow>,
    /// Of the piece.
    pub piece: Vec<SentenceRow>,
}

/// What became of a sentence.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SentenceRow {
    /// Its bytes.
    pub span: Span,
    /// kept, reworded, altered, dropped, added, `not_compared` or furniture.
    pub fate: crate::trace::Fate,
    /// The sentences that answer it, as indexes into the other side's list.
    pub with: Vec<usize>,
    /// Its words that were not kept, in stretches of one fate; for whoever shows the text.
    #[serde(skip)]
    pub words: Vec<(Span, crate::trace::Fate)>,
}

/// Who was made from whom.
#[derive(Debug, Clone, Serialize)]
pub struct LineageRow {
    /// A piece's id, or the name of an outlet whose piece is not here.
    pub from: String,
    /// A piece's id.
    pub to: String,
    /// By what that is known.
    pub by: Level,
    /// Why, in words.
    pub why: String,
    /// How sure, 0 to 1, half at most where it may be the other way round; what a piece says of itself counts as 1.
    pub support: f64,
}

/// A point of the lost original that the stand-in lacks.
#[derive(Debug, Clone, Serialize)]
pub struct CompletedRow {
    /// The piece whose wording stands for it.
    pub piece: String,
    /// Where it stands there.
    pub span: Span,
    /// Its words.
    pub text: String,
    /// All the pieces that tell it.
    pub told_by: Vec<String>,
}

/// The pair that holds a family together least.
#[derive(Debug, Clone, Serialize)]
pub struct WeakestRow {
    /// One id.
    pub a: String,
    /// The other.
    pub b: String,
    /// The probability that they share a text.
    pub probability: f64,
}
