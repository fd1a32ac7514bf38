//! [`Report`] -> a table that a person reads in one screen.
//!
//! ```text
//! f1  NBC News story, not in this folder (missing): 5 pieces, measured against 002.txt, the best surviving version, not the original
//!   piece    verdict       kept reworded altered dropped added credit look at first
//!   000.txt  close rewrite   41       30       1      28    12 LOST   QUOTE "charges" -> "fees"
//! ```
//!
//! A block a family, a line a piece; what comes from files is stripped of control characters. O(report), and no clock or terminal is
//! asked: the caller says how wide and whether in colour.

mod beside;
mod kin;
mod wording;

use std::collections::HashMap;
use std::io::{self, Write};

use super::fit::{columns, end, middle, padded, wrapped};
pub use super::fit::{plain, plain_line};
use super::shares::whole;
use super::{Credit, FamilyRow, How, MemberRow, Part, Report};
pub(super) use beside::named;
use beside::{in_disguise, same_story, series, skipped, strangers};
use kin::kin;
pub(super) use kin::{in_words as link_in_words, is_news, points};
use wording::in_words;
pub(super) use wording::{change, gravity, kind, wordings};

/// How to write the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Bold headings and red warnings.
    pub color: bool,
    /// Columns of the terminal; 100 by default.
    pub width: usize,
}

impl Default for Style {
    fn default() -> Self {
        Self { color: false, width: 100 }
    }
}

/// Families shown in full; more do not fit a screen.
const MOST_FAMILIES: usize = 12;
/// The least severe fact worth a look.
pub(super) const LEAST_SEVERITY: u8 = 2;
/// Columns of an id inside a sentence.
pub(super) const ID_IN_TEXT: usize = 40;

/// Heads of the columns of shares, and what they shrink to where ids or wordings would have to be cut.
const LABELS: [&str; 6] = ["kept", "reworded", "altered", "dropped", "added", "not compared"];
const SHORT_LABELS: [&str; 6] = ["kept", "rew.", "alt.", "drop", "add", "n/c"];
const LEGEND: &str = "% of the original: kept, reworded, altered, dropped; % of the piece: added";
const LEGEND_UNCOMPARED: &str = ", not compared (n/c)";
const LOOK: &str = "look at first";
pub(super) const BOLD: &str = "1";
pub(super) const RED: &str = "31";

/// Writes the table.
///
/// # Errors
/// What `out` says.
pub fn write(report: &Report, style: Style, out: &mut impl Write) -> io::Result<()> {
    let families: Vec<&FamilyRow> = report.families.iter().filter(|family| family.members.len() >= 2).collect();
    let mut lines = vec![format!(
        "{}, {}, {} skipped",
        counted(report.pieces.len(), "piece", "pieces"),
        counted(families.len(), "family", "families"),
        report.skipped.len()
    )];
    if !families.is_empty() {
        let uncompared = if families.iter().any(|family| has_uncompared(family)) { LEGEND_UNCOMPARED } else { "" };
        lines.extend(wrapped(&format!("{LEGEND}{uncompared}"), style.width, 0));
    }
    let home: HashMap<&str, &str> =
        families.iter().flat_map(|family| family.members.iter().map(|member| (member.piece.as_str(), family.id.as_str()))).collect();
    for family in families.iter().take(MOST_FAMILIES) {
        lines.push(String::new());
        lines.extend(block(family, style));
        lines.extend(kin(family, style));
        lines.extend(in_disguise(report, family, style));
        lines.extend(same_story(report, family, &home, style));
    }
    let mut rest = Vec::new();
    if families.len() > MOST_FAMILIES {
        rest.push(format!("and {}: see report.json with --out", counted(families.len() - MOST_FAMILIES, "more family", "more families")));
    }
    rest.extend(strangers(report, &home, style));
    rest.extend(series(report, &home, style));
    rest.extend(skipped(report, style));
    if !rest.is_empty() {
        lines.push(String::new());
    }
    lines.extend(rest);
    lines.iter().try_for_each(|line| writeln!(out, "{}", line.trim_end()))
}

/// A family's heading, the header and a line for each of its pieces.
fn block(family: &FamilyRow, style: Style) -> Vec<String> {
    let heading = wrapped(&format!("{}  {}", family.id, heading(family)), style.width, columns(&family.id) + 2);
    let mut lines: Vec<String> = heading.iter().map(|line| paint(line, BOLD, style)).collect();
    let Columns { piece, verdict, labels, look: room } = Columns::of(family, style.width);
    lines.push(format!("  {} {} {} credit {LOOK}", padded("piece", piece), padded("verdict", verdict), labels.join(" ")));
    for member in &family.members {
        let shares = percentages(member);
        let shares: Vec<String> = shares.iter().zip(labels).map(|(share, label)| format!("{share:>width$}", width = label.len())).collect();
        let credit = match member.credit {
            Credit::Given => padded("given", 6),
            Credit::Lost => format!("{}  ", paint("LOST", RED, style)),
            Credit::None => padded("-", 6),
        };
        let id = padded(&id(&member.piece, piece), piece);
        let look = look(member, room);
        let (label, wording) = look.split_once(' ').unwrap_or((&look, ""));
        let label = paint(label, RED, style);
        lines.push(format!("  {id} {} {} {credit} {label} {wording}", padded(part(member), verdict), shares.join(" ")));
    }
    lines
}

/// The columns of a block.
struct Columns {
    piece: usize,
    verdict: usize,
    labels: &'static [&'static str],
    look: usize,
}

impl Columns {
    /// Fits the columns into the width: first the labels give way, then the ids down to two fifths of the room, then what to look at.
    fn of(family: &FamilyRow, width: usize) -> Self {
        let widest = |texts: &mut dyn Iterator<Item = usize>, least: &str| texts.fold(columns(least), usize::max);
        let members = &family.members;
        let verdict = widest(&mut members.iter().map(|member| columns(part(member))), "verdict");
        let wanted = widest(&mut members.iter().map(|member| columns(&look(member, usize::MAX))), LOOK);
        let longest = widest(&mut members.iter().map(|member| columns(&id(&member.piece, usize::MAX))), "piece");
        let shown = if has_uncompared(family) { 6 } else { 5 };
        let room = |labels: &[&str]| {
            let shares: usize = labels.iter().map(|label| 1 + label.len()).sum();
            width.saturating_sub(2 + 1 + verdict + shares + 1 + "credit".len() + 1)
        };
        let labels = if room(&LABELS[..shown]) >= longest + wanted { &LABELS[..shown] } else { &SHORT_LABELS[..shown] };
        let room = room(labels);
        let piece = longest.min(room.saturating_sub(wanted).max(room * 2 / 5)).max(8);
        Self { piece, verdict, labels, look: room.saturating_sub(piece).max(LOOK.len()) }
    }
}

fn has_uncompared(family: &FamilyRow) -> bool {
    family.members.iter().any(|member| member.piece_shares.not_compared > 0.0)
}

/// Says what a family goes back to and how that was found.
pub(super) fn heading(family: &FamilyRow) -> String {
    let original = &family.original;
    let how = match original.how {
        How::Given => "given",
        How::Credited => "credited",
        How::Dated => "dated",
        How::Inferred => "inferred",
        How::Missing => "missing",
        How::NotAsked => {
            let centre = original.stand_in.as_deref().map(|piece| id(piece, ID_IN_TEXT)).unwrap_or_default();
            return format!("copies of one text, measured against {centre}; which of them is the original was not asked");
        }
    };
    if let Some(piece) = &original.piece {
        let why = plain(&original.why);
        let why = if why.is_empty() { how.to_owned() } else { format!("{how}: {why}") };
        return format!("{} is the original ({why})", id(piece, ID_IN_TEXT));
    }
    let story = original.outlet.as_deref().map(plain).filter(|outlet| !outlet.is_empty());
    let story = story.map_or_else(|| "a story".to_owned(), |outlet| format!("{outlet} story"));
    let beside = original.stand_in.as_deref().map(|piece| id(piece, ID_IN_TEXT));
    let beside =
        beside.map(|piece| format!(", measured against {piece}, the best surviving version, not the original")).unwrap_or_default();
    let confirmed = family.members.iter().find(|member| member.part == Part::StandIn).and_then(|member| member.confirmed);
    let confirmed = confirmed.map(|share| format!("; {share:.0}% of it is confirmed by others")).unwrap_or_default();
    format!("{story}, not in this folder ({how}): {} pieces{beside}{confirmed}", family.members.len())
}

/// Says what a piece is to its family, in the column of the verdicts.
pub(super) fn part(member: &MemberRow) -> &'static str {
    match member.part {
        Part::Original => "original",
        Part::StandIn => "stand-in",
        Part::Rewrite => member.verdict.words(),
    }
}

/// Kept, reworded, altered, dropped; added, not compared. A side that was never traced shows `-`.
pub(super) fn percentages(member: &MemberRow) -> [String; 6] {
    let original = &member.original_shares;
    let piece = &member.piece_shares;
    let original = cells([original.kept, original.reworded, original.altered, original.dropped]);
    let [_, _, _, added, not_compared] = cells([piece.kept, piece.reworded, piece.altered, piece.added, piece.not_compared]);
    let [kept, reworded, altered, dropped] = original;
    [kept, reworded, altered, dropped, added, not_compared]
}

/// Shares as whole percentages without the sign; all `-` where nothing was traced.
pub(super) fn cells<const N: usize>(shares: [f64; N]) -> [String; N] {
    let rounded = whole(shares);
    let traced = rounded.iter().any(|share| *share > 0);
    std::array::from_fn(|at| match rounded[at] {
        _ if !traced => "-".to_owned(),
        0 if shares[at] > 0.0 => "<1".to_owned(),
        share => share.to_string(),
    })
}

/// A share of 0 to 1 as a percentage that is never rounded to all or nothing.
pub(super) fn percent(share: f64) -> String {
    match 100.0 * share.clamp(0.0, 1.0) {
        low if low > 0.0 && low < 1.0 => "under 1%".to_owned(),
        high if high > 99.0 && high < 100.0 => "over 99%".to_owned(),
        share => format!("{share:.0}%"),
    }
}

/// Puts the most severe fact in words; a lost credit, which has a column of its own, comes after the facts that must be looked at
/// first.
pub(super) fn look(member: &MemberRow, width: usize) -> String {
    let fact = member.facts.iter().find(|fact| fact.kind != "credit").filter(|fact| fact.severity >= LEAST_SEVERITY);
    if member.credit == Credit::Lost && fact.is_none_or(|fact| fact.severity == LEAST_SEVERITY) {
        return "CREDIT lost".to_owned();
    }
    fact.map(|fact| end(&in_words(fact, width), width)).unwrap_or_default()
}

/// Makes an id fit to show; one of control characters alone becomes `?`.
pub(super) fn id(text: &str, width: usize) -> String {
    let text = plain(text);
    if text.is_empty() { "?".to_owned() } else { middle(&text, width) }
}

pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

pub(super) fn paint(text: &str, code: &str, style: Style) -> String {
    if style.color && !text.is_empty() { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::super::json::sample;
    use super::*;
    use crate::error::Skipped;
    use crate::report::{OriginalShares, PieceShares};

    fn written(report: &Report, style: Style) -> String {
        let mut out = Vec::new();
        write(report, style, &mut out).expect("memory takes all");
        String::from_utf8(out).expect("UTF-8 in, UTF-8 out")
    }

    const WIDE: Style = Style { color: false, width: 120 };

    #[test]
    fn the_table_of_a_small_folder_is_this() {
        let expected = r#"6 pieces, 1 family, 1 skipped
% of the original: kept, reworded, altered, dropped; % of the piece: added

f1  a.txt is the original (credited: 2 pieces credit NBC News)
  piece    verdict       kept reworded altered dropped added credit look at first
  a.txt    original       100        0       0       0     0 -
  b.txt    close rewrite   41       30      <1      29    20 given  QUOTE "charges" -> "fees"
  c.txt    close rewrite   41       30      <1      29    20 LOST   CREDIT lost
  also the same story, no sign of copying: d.txt

series: 2 pieces of one template, not rewrites: e.txt, g.txt
skipped bad.txt: empty
"#;
        assert_eq!(written(&sample::report(), Style::default()), expected);
    }

    #[test]
    fn a_missing_original_is_named_with_its_stand_in() {
        let mut stand_in = sample::member("b.txt", Part::StandIn);
        stand_in.confirmed = Some(81.6);
        let mut family = sample::family("f1", vec![sample::member("a.txt", Part::Rewrite), stand_in]);
        assert_eq!(
            heading(&family),
            "NBC News story, not in this folder (missing): 2 pieces, measured against b.txt, the best surviving version, not the \
             original; 82% of it is confirmed by others"
        );
        family.original.outlet = None;
        assert!(heading(&family).starts_with("a story, not in this folder (missing): 2 pieces"));
    }

    #[test]
    fn nothing_from_a_file_can_command_the_terminal() {
        let mut report = sample::report();
        report.families[0].members[1].piece = "b\u{1b}[2J.txt".into();
        report.families[0].original.why = "\u{1b}]0;x\u{7}why".into();
        report.families[0].members[1].facts[0].piece = "\u{1b}[31m\nfees".into();
        report.skipped[0] = Skipped { path: "bad\u{1b}.txt".into(), reason: "no\rway".into() };
        assert!(written(&report, Style::default()).chars().all(|char| char == '\n' || !char.is_control()));
    }

    #[test]
    fn colour_is_there_only_when_asked_for() {
        let text = written(&sample::report(), Style { color: true, width: 100 });
        assert!(text.contains("\u{1b}[31mLOST\u{1b}[0m   \u{1b}[31mCREDIT\u{1b}[0m lost"));
        assert!(text.contains("\u{1b}[1mf1  a.txt is the original"));
        assert!(!written(&sample::report(), Style::default()).contains('\u{1b}'));
    }

    #[test]
    fn lines_fit_the_width_and_end_without_blanks() {
        let mut report = sample::report();
        let member = &mut report.families[0].members[1];
        member.piece = "a_very_long_folder/with_a_very_long_name/story01.02.rewrite_quotation_altered.txt".into();
        member.facts[0].original = "the immigration charges that nobody had foreseen in the whole of the county".into();
        member.facts[0].piece = "the immigration fees that no one foresaw anywhere in that region at all".into();
        for width in [80, 100, 120] {
            for line in written(&report, Style { color: false, width }).lines() {
                assert!(columns(line) <= width, "{line}");
                assert_eq!(line, line.trim_end());
            }
        }
    }

    #[test]
    fn what_was_not_compared_gets_a_column_only_where_there_is_some() {
        let mut report = sample::report();
        assert!(!written(&report, WIDE).contains("not compared credit"));
        report.families[0].members[1].piece_shares = PieceShares { kept: 50.0, added: 20.0, not_compared: 30.0, ..PieceShares::default() };
        let text = written(&report, WIDE);
        assert!(text.contains("added not compared credit") && text.contains("added, not compared (n/c)\n"), "{text}");
        assert!(text.contains("   20           30 given"), "{text}");
    }

    #[test]
    fn a_piece_that_was_never_traced_shows_no_shares() {
        let mut member = sample::member("a.txt", Part::Rewrite);
        member.original_shares = OriginalShares::default();
        member.piece_shares = PieceShares::default();
        assert_eq!(percentages(&member), ["-"; 6]);
    }

    #[test]
    fn a_severe_fact_comes_before_a_lost_credit_and_a_mild_one_after_it() {
        let mut member = sample::member("a.txt", Part::Rewrite);
        member.credit = Credit::Lost;
        member.facts = vec![sample::fact("number", "changed", 3, "400", "40")];
        assert_eq!(look(&member, 40), "NUMBER 400 -> 40");
        member.facts[0].severity = 2;
        assert_eq!(look(&member, 40), "CREDIT lost");
        member.credit = Credit::Given;
        member.facts[0].severity = 1;
        assert_eq!(look(&member, 40), "");
    }

    #[test]
    fn past_a_dozen_families_and_five_skipped_files_the_rest_are_counted() {
        let mut report = sample::report();
        report.families = vec![report.families[0].clone(); 14];
        report.skipped = vec![report.skipped[0].clone(); 7];
        let text = written(&report, WIDE);
        assert_eq!(text.matches("is the original").count(), 12);
        assert!(text.contains("\nand 2 more families: see report.json with --out\n"));
        assert_eq!(text.matches("\nskipped ").count(), 5);
        assert!(text.ends_with("and 2 more skipped\n"));
    }
}
