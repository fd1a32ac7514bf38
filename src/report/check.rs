//! What an archive holds that one piece goes back to, or that goes back to it: the answer of `check`.
//!
//! The rows are those of a report: the same pair, the same member, the same family, so that a check cannot say other than a scan.

mod line;
mod screen;

use serde::Serialize;

use super::{FORMAT, FamilyRow, MemberRow, PairRow, PieceRow, TOOL, round, rows};
use crate::article::{Article, ArticleId};
use crate::cluster::Family;
use crate::index::{Kept, Keys};
use crate::lineage::{Archive, Story};
use crate::sketch::Signature;
use crate::verify::{CLOSE, COPY, FEWEST_WORDS, Match, Verdict};
pub use line::{LineRow, in_a_line, unread};
pub(super) use screen::said;
pub use screen::write_text;

/// What a check found out.
#[derive(Debug, Clone, Serialize)]
pub struct CheckReport {
    /// [`FORMAT`].
    pub format: u32,
    /// The program and its version.
    pub tool: String,
    /// The piece.
    pub piece: PieceRow,
    /// Its text, for whoever cuts wordings from it.
    #[serde(skip)]
    pub text: String,
    /// How many pieces it was checked against.
    pub against: u64,
    /// The archive holds this very piece, to the byte; it is not compared with itself.
    pub held: bool,
    /// The strongest verdict: *unrelated* where nothing was found.
    pub verdict: Verdict,
    /// Every piece from *same story* up that was looked at (see `not_compared`), the strongest verdict first, of equals the closest.
    pub closest: Vec<CloseRow>,
    /// The piece beside the original or stand-in of its family, else beside the closest piece; `None` where no text was made from another.
    pub beside: Option<BesideRow>,
    /// The family that the piece and the closest ones form.
    pub family: Option<FamilyRow>,
    /// What could not be compared, in words.
    pub not_compared: Vec<String>,
}

impl CheckReport {
    /// Tells whether a copy or a rewrite was found.
    #[must_use]
    pub fn found(&self) -> bool {
        self.verdict.is_derived()
    }
}

/// What is known of a check besides what it found.
#[derive(Debug, Clone, Copy)]
pub struct About {
    /// The archive holds this very piece.
    pub held: bool,
    /// More pieces are like it than were looked at.
    pub full: bool,
    /// Pieces of the archive.
    pub against: u64,
}

/// A piece of the archive and what it is to the one that was checked.
#[derive(Debug, Clone, Serialize)]
pub struct CloseRow {
    /// Its id.
    pub piece: String,
    /// Its file, as it was named when it came in.
    pub path: String,
    /// Its headline.
    pub title: Option<String>,
    /// Its date as written.
    pub date: Option<String>,
    /// Its outlet.
    pub outlet: Option<String>,
    /// What the two are to each other.
    pub verdict: Verdict,
    /// The probability that they share a text, 0 to 1; `None` where only fingerprints are kept.
    pub probability: Option<f64>,
    /// Shared shingles over all shingles, 0 to 1; estimated where only fingerprints are kept.
    pub jaccard: f64,
    /// Share of the shingles of the checked piece that this one has, 0 to 1.
    pub piece_in_other: f64,
    /// Share of the shingles of this one that the checked piece has, 0 to 1.
    pub other_in_piece: f64,
    /// Share of the words of the checked piece in sentences that this one tells too, 0 to 1.
    pub told_of_piece: Option<f64>,
    /// Share of the words of this one in sentences that the checked piece tells too, 0 to 1.
    pub told_of_other: Option<f64>,
    /// The pair as in a scan's report; `None` where only fingerprints are kept.
    pub pair: Option<PairRow>,
}

/// The piece beside another one.
#[derive(Debug, Clone, Serialize)]
pub struct BesideRow {
    /// The id of the other one.
    pub original: String,
    /// The other one's text, for whoever cuts wordings from it.
    #[serde(skip)]
    pub text: String,
    /// Fates, shares and ledger of the piece.
    pub member: MemberRow,
}

/// Makes the report of a check: the piece among its neighbours, their matches, and its family with its story where it has one.
#[must_use]
pub fn by_text(archive: Archive<'_>, piece: ArticleId, about: About, family: Option<(&Family, &Story)>) -> CheckReport {
    let mut found: Vec<(ArticleId, &Match)> = archive
        .matches
        .iter()
        .filter(|found| found.verdict >= Verdict::SameStory)
        .filter_map(|found| Some((found.pair.other(piece)?, found)))
        .collect();
    found.sort_by(|(_, one), (_, two)| {
        two.verdict.cmp(&one.verdict).then(two.closeness().total_cmp(&one.closeness())).then(one.pair.cmp(&two.pair))
    });
    let family_row = family.map(|(family, story)| rows::family_row(0, family, story, 1, archive));
    let base = family.map(|(_, story)| story.base).filter(|base| *base != piece);
    let nearest = found.iter().find(|(_, found)| found.verdict.is_derived());
    // By its place: the archive may hold another piece of the same id.
    let place = family.and_then(|(_, story)| story.members.iter().position(|member| member.piece == piece));
    let member = place.zip(family_row.as_ref()).map(|(at, row)| &row.members[at]);
    // What a copy of one piece changed in another, which only stands for a lost original, is what that one piece changed.
    let is_plain_copy = nearest.is_some_and(|(_, found)| found.verdict == Verdict::Copy)
        && family.is_some_and(|(_, story)| story.origin.piece.is_none())
        && member.is_some_and(|member| member.verdict < Verdict::Copy);
    let beside = match (base, member) {
        (Some(base), Some(member)) if !is_plain_copy => Some(BesideRow::of(base, member.clone(), archive)),
        _ => nearest.map(|(other, found)| BesideRow::of(*other, rows::beside(*other, piece, found, archive).0, archive)),
    };
    let row = rows::piece(piece.index(), family.map(|_| 0), archive);
    let mut not_compared = not_compared(&row, about);
    if let Some(beside) = beside.as_ref().filter(|beside| beside.member.piece_shares.not_compared > 0.0) {
        let share = beside.member.piece_shares.not_compared;
        not_compared.push(format!("{share:.0}% of the piece, which is in another language than {}", beside.original));
    }
    CheckReport {
        format: FORMAT,
        tool: TOOL.to_owned(),
        piece: row,
        text: archive.articles[piece.index()].text.clone(),
        against: about.against,
        held: about.held,
        verdict: found.first().map_or(Verdict::Unrelated, |(_, found)| found.verdict),
        closest: found.iter().map(|(other, found)| CloseRow::of(*other, found, archive)).collect(),
        beside,
        family: family_row,
        not_compared,
    }
}

fn not_compared(row: &PieceRow, about: About) -> Vec<String> {
    let mut said = Vec::new();
    if about.full {
        said.push("more pieces that are like it: only the closest few hundred are looked at".to_owned());
    }
    if row.words < FEWEST_WORDS {
        said.push(format!("{} words of story: too few for any verdict but a copy's", row.words));
    }
    if row.furniture_words > 0 {
        said.push(format!("{} words that are not the story's: share lists, appeals, what stands under every story", row.furniture_words));
    }
    said
}

impl BesideRow {
    fn of(original: ArticleId, member: MemberRow, archive: Archive<'_>) -> Self {
        let Article { id, text, .. } = &archive.articles[original.index()];
        Self { original: id.clone(), text: text.clone(), member }
    }
}

impl CloseRow {
    /// The share of the checked piece that this one has, 0 to 1: of its words, else, where only fingerprints are kept, of its shingles.
    pub(super) fn there(&self) -> f64 {
        self.told_of_piece.unwrap_or(self.piece_in_other)
    }

    /// The share of this one that the checked piece has.
    pub(super) fn here(&self) -> f64 {
        self.told_of_other.unwrap_or(self.other_in_piece)
    }

    fn of(other: ArticleId, found: &Match, archive: Archive<'_>) -> Self {
        let Article { id, path, title, date, outlet, .. } = archive.articles[other.index()].clone();
        let pair = rows::reasoned(found, archive);
        let turn = |(a, b): (f64, f64)| if found.pair.b() == other { (a, b) } else { (b, a) };
        let (piece_in_other, other_in_piece) = turn((pair.a_in_b, pair.b_in_a));
        let (told_of_piece, told_of_other) = turn((pair.reuse_a, pair.reuse_b));
        Self {
            piece: id,
            path,
            title,
            date,
            outlet,
            verdict: pair.verdict,
            probability: Some(pair.probability),
            jaccard: pair.jaccard,
            piece_in_other,
            other_in_piece,
            told_of_piece: Some(told_of_piece),
            told_of_other: Some(told_of_other),
            pair: Some(pair),
        }
    }

    /// Estimates both shares from a Jaccard and two counts of shingles: what both have is J / (1 + J) of all.
    fn estimated(kept: &Kept, theirs: &Signature, keys: &Keys, shingles: usize) -> Option<Self> {
        let jaccard = keys.signature.as_ref()?.similarity(theirs);
        #[expect(clippy::cast_precision_loss, reason = "counts of shingles")]
        let (ours, other) = (shingles as f64, kept.shingles? as f64);
        let both = jaccard / (1.0 + jaccard) * (ours + other);
        let of = |all: f64| round((both / all).min(1.0));
        let (piece_in_other, other_in_piece) = (of(ours), of(other));
        let verdict = match piece_in_other.max(other_in_piece) {
            share if share >= COPY => Verdict::Copy,
            share if share >= CLOSE => Verdict::CloseRewrite,
            _ => return None,
        };
        let Kept { id, path, title, date, outlet, .. } = kept.clone();
        Some(Self {
            piece: id,
            path,
            title,
            date,
            outlet,
            verdict,
            probability: None,
            jaccard: round(jaccard),
            piece_in_other,
            other_in_piece,
            told_of_piece: None,
            told_of_other: None,
            pair: None,
        })
    }
}

/// Makes the report of a check against fingerprints: shares are estimates within some hundredths, and of facts nothing can be said.
#[must_use]
pub fn by_fingerprint(archive: Archive<'_>, keys: &Keys, neighbours: &[(Kept, Signature)], about: About) -> CheckReport {
    let shingles = archive.profiles[0].shingles.len();
    let estimated = |(kept, theirs): &(Kept, Signature)| CloseRow::estimated(kept, theirs, keys, shingles);
    let mut closest: Vec<CloseRow> = neighbours.iter().filter_map(estimated).collect();
    closest.sort_by(|one, two| two.verdict.cmp(&one.verdict).then(two.jaccard.total_cmp(&one.jaccard)).then(one.piece.cmp(&two.piece)));
    let row = rows::piece(0, None, archive);
    let mut not_compared = not_compared(&row, about);
    not_compared.push(
        "sentences, facts and quotations: this archive keeps no texts; nor are rewrites in other words found, or series told from copies"
            .to_owned(),
    );
    CheckReport {
        format: FORMAT,
        tool: TOOL.to_owned(),
        piece: row,
        text: archive.articles[0].text.clone(),
        against: about.against,
        held: about.held,
        verdict: closest.first().map_or(Verdict::Unrelated, |row| row.verdict),
        closest,
        beside: None,
        family: None,
        not_compared,
    }
}
