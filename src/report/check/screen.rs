//! [`CheckReport`] -> an answer that an editor on deadline reads in a minute.
//!
//! ```text
//! desk.txt is a heavy rewrite of the NBC News story in 002.txt (the original is not in this archive)
//! confidence: over 99% that the two share a text: 62% of the words of one stand in the other in runs of three and more
//! ```
//!
//! At most 24 lines of 80 columns, whatever was found: an answer that is too long is set again with less room for each part of it. What
//! comes from files is stripped of control characters. O(closest pieces + facts).

mod closest;
mod ledger;
mod source;
mod verdict;

use std::io::{self, Write};

use super::{CheckReport, CloseRow};
use crate::report::fit::{end, plain, within};
use crate::report::kinds::disguised;
use crate::report::text::{BOLD, RED, Style, id, paint};
use crate::report::{FactRow, OriginalRow};
use verdict::{confidence, doubt, verdict};

/// Lines of the answer, the screen of a terminal as it opens.
const MOST_LINES: usize = 24;
/// Columns of the answer, for the same reason.
const MOST_COLUMNS: usize = 80;
/// Lines of the verdict: two ids, an outlet and the words between them.
const LINES_OF_VERDICT: usize = 3;
/// Columns of a piece's id in a sentence: two of them and the words between them take two lines.
const ID_IN_SENTENCE: usize = 32;
/// Columns of an outlet's name in a sentence; longer ones are cut.
const OUTLET_IN_SENTENCE: usize = 30;

/// How much of the screen each part of the answer may take.
#[derive(Debug, Clone, Copy)]
struct Room {
    /// Columns.
    width: usize,
    /// Lines of a sentence.
    sentence: usize,
    /// Rows of close pieces.
    rows: usize,
    /// Close pieces whose headline stands below them.
    headlines: usize,
    /// Blank lines between the parts.
    airy: bool,
}

/// Rooms to try in turn, from what reads best to what fits whatever was found: of the last the verdict takes three lines, what the archive
/// holds, disguises and confidence three, close pieces five, others two, facts five, shares two, source and family two, and what was not
/// compared one: 23.
const ROOMS: [Room; 8] = [
    Room { width: MOST_COLUMNS, sentence: 3, rows: 5, headlines: 5, airy: true },
    Room { width: MOST_COLUMNS, sentence: 3, rows: 5, headlines: 1, airy: true },
    Room { width: MOST_COLUMNS, sentence: 2, rows: 5, headlines: 1, airy: true },
    Room { width: MOST_COLUMNS, sentence: 2, rows: 5, headlines: 0, airy: true },
    Room { width: MOST_COLUMNS, sentence: 2, rows: 3, headlines: 0, airy: true },
    Room { width: MOST_COLUMNS, sentence: 2, rows: 5, headlines: 0, airy: false },
    Room { width: MOST_COLUMNS, sentence: 2, rows: 3, headlines: 0, airy: false },
    Room { width: MOST_COLUMNS, sentence: 1, rows: 3, headlines: 0, airy: false },
];

/// A line of the answer.
struct Line {
    text: String,
    tint: Tint,
}

/// How a line stands out, where there is colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tint {
    Plain,
    /// The verdict.
    Bold,
    /// What stands before its colon warns.
    Alarm,
}

impl Line {
    fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), tint: Tint::Plain }
    }

    fn alarm(text: impl Into<String>) -> Self {
        Self { text: text.into(), tint: Tint::Alarm }
    }

    /// Cuts and colours it: an escape takes no column, so it comes last.
    fn shown(&self, width: usize, style: Style) -> String {
        let text = end(self.text.trim_end(), width);
        match self.tint {
            Tint::Plain => text,
            Tint::Bold => paint(&text, BOLD, style),
            Tint::Alarm => {
                let (from, to) = (text.len() - text.trim_start().len(), text.find(':').unwrap_or(text.len()));
                format!("{}{}{}", &text[..from], paint(&text[from..to], RED, style), &text[to..])
            }
        }
    }
}

/// Writes the answer: the verdict in words, how sure it is, the closest pieces both ways, what to look at first, what became of the words,
/// the source, the family, and what was not compared.
///
/// # Errors
/// What `out` says.
pub fn write_text(report: &CheckReport, style: Style, out: &mut impl Write) -> io::Result<()> {
    let width = style.width.clamp(1, MOST_COLUMNS);
    let mut lines = Vec::new();
    for room in ROOMS {
        lines = answer(report, Room { width, ..room });
        if lines.len() <= MOST_LINES {
            break;
        }
    }
    lines.iter().take(MOST_LINES).try_for_each(|line| writeln!(out, "{}", line.shown(width, style)))
}

/// What an answer says in sentences, for whoever sets them otherwise.
pub(in crate::report) struct Said<'a> {
    /// What the piece is.
    pub verdict: String,
    /// How sure that is; where nothing was found, how near the nearest comes.
    pub confidence: Option<String>,
    /// What must be known to read the rest.
    pub notes: Vec<String>,
    /// Where the story comes from, and the family.
    pub source: Vec<String>,
    /// The ledger, but for whom an original need not name.
    pub facts: Vec<&'a FactRow>,
}

/// Puts an answer in sentences; none is cut, but ids in them.
pub(in crate::report) fn said(report: &CheckReport) -> Said<'_> {
    let room = Room { width: usize::MAX, sentence: usize::MAX, ..ROOMS[0] };
    let found = report.closest.first().filter(|first| first.verdict.is_derived());
    let facts = ledger::worth_a_look(report);
    Said {
        verdict: verdict(report),
        confidence: found.map(confidence).or_else(|| doubt(report)),
        notes: notes(report).into_iter().map(|(note, _)| note).collect(),
        source: found.map(|_| source::source(report, &facts, room)).unwrap_or_default().into_iter().map(|line| line.text).collect(),
        facts: ledger::told(report),
    }
}

/// Sets the answer into a room, however many lines it takes.
fn answer(report: &CheckReport, room: Room) -> Vec<Line> {
    let found = report.closest.first().filter(|first| first.verdict.is_derived());
    let facts = ledger::worth_a_look(report);
    let mut close = closest::closest(report, room);
    close.extend(closest::others(report, room));
    close.extend(doubt(report).iter().flat_map(|doubt| room.told(doubt)));
    let parts = [
        head(report, found, room),
        close,
        ledger::to_look_at(report, &facts, room),
        found.map(|_| source::source(report, &facts, room)).unwrap_or_default(),
        not_compared(report, room),
    ];
    let mut lines = Vec::new();
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        if room.airy && !lines.is_empty() {
            lines.push(Line::plain(""));
        }
        lines.extend(part);
    }
    lines
}

/// The verdict, what must be known to read the rest, and how sure it is.
fn head(report: &CheckReport, found: Option<&CloseRow>, room: Room) -> Vec<Line> {
    let verdict = within(&verdict(report), room.width, 2, LINES_OF_VERDICT).into_iter();
    let mut lines: Vec<Line> = verdict.map(|text| Line { text, tint: Tint::Bold }).collect();
    for (note, warns) in notes(report) {
        lines.extend(room.told(&note).into_iter().map(|line| if warns { Line::alarm(line.text) } else { line }));
    }
    lines.extend(found.iter().flat_map(|first| room.told(&confidence(first))));
    lines
}

/// What must be known to read the rest, and whether it warns.
fn notes(report: &CheckReport) -> Vec<(String, bool)> {
    let mut notes = Vec::new();
    if report.held {
        notes.push(("The archive holds this very piece already; it is left out of what follows.".to_owned(), false));
    }
    notes.extend(disguised(report.piece.disguises).map(|words| (format!("DISGUISED: {words}"), true)));
    notes
}

impl Room {
    /// Breaks a sentence into the lines that it may take.
    fn told(self, text: &str) -> Vec<Line> {
        within(text, self.width, 2, self.sentence).into_iter().map(Line::plain).collect()
    }
}

/// The piece that was checked, as a sentence begins.
fn piece(report: &CheckReport) -> String {
    if report.piece.id == "-" { "The piece".to_owned() } else { id(&report.piece.id, ID_IN_SENTENCE) }
}

/// A piece of the archive; one that has the name of the checked piece and another text is told from it.
fn other(name: &str, report: &CheckReport, width: usize) -> String {
    const HELD: &str = " as held here";
    if name == report.piece.id { format!("{}{HELD}", id(name, width.saturating_sub(HELD.len()))) } else { id(name, width) }
}

/// Tells whether the piece is the original, or plainly its fullest version: a family that was found by way of one piece leans towards it,
/// so no other may tell more of the piece than the piece of it, and of two pieces neither is the fullest.
fn is_base(report: &CheckReport) -> bool {
    let Some(family) = &report.family else { return false };
    let own = Some(&report.piece.id);
    let is_fuller = |row: &CloseRow| row.verdict.is_derived() && row.told_of_piece > row.told_of_other;
    let is_fullest = family.members.len() > 2 && !report.closest.iter().any(is_fuller);
    family.original.piece.as_ref() == own || family.original.stand_in.as_ref() == own && is_fullest
}

/// The outlet whose story it is, where that is known; without its article, for the sentence has one.
fn outlet(original: &OriginalRow) -> Option<String> {
    original.outlet.as_deref().map(|outlet| id(outlet.strip_prefix("The ").unwrap_or(outlet), OUTLET_IN_SENTENCE))
}

fn not_compared(report: &CheckReport, room: Room) -> Vec<Line> {
    if report.not_compared.is_empty() {
        return Vec::new();
    }
    let said: Vec<String> = report.not_compared.iter().map(|what| plain(what)).collect();
    room.told(&format!("not compared: {}", said.join("; ")))
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::option;
    use proptest::prelude::*;

    use super::*;
    use crate::clean::disguise::Disguises;
    use crate::report::check::BesideRow;
    use crate::report::fit::columns;
    use crate::report::json::sample;
    use crate::report::{Credit, CreditRow, FORMAT, FactRow, FamilyRow, How, Level, LineageRow, Part, WeakestRow};
    use crate::verify::Verdict;

    pub(super) fn close(id: &str, verdict: Verdict, told: f64) -> CloseRow {
        CloseRow {
            piece: id.into(),
            path: format!("news/{id}"),
            title: None,
            date: None,
            outlet: None,
            verdict,
            probability: Some(0.97),
            jaccard: 0.1,
            piece_in_other: told / 2.0,
            other_in_piece: told / 4.0,
            told_of_piece: Some(told),
            told_of_other: Some(told / 2.0),
            pair: None,
        }
    }

    pub(super) fn report(closest: Vec<CloseRow>) -> CheckReport {
        CheckReport {
            format: FORMAT,
            tool: "wiretrace 0.0.0".into(),
            piece: sample::piece("desk.txt", None),
            text: String::new(),
            against: 3_165,
            held: false,
            verdict: closest.first().map_or(Verdict::Unrelated, |first| first.verdict),
            closest,
            beside: None,
            family: None,
            not_compared: Vec::new(),
        }
    }

    /// A rewrite of a.txt with a ledger, in a family of three.
    pub(super) fn rewrite() -> CheckReport {
        let mut member = sample::member("desk.txt", Part::Rewrite);
        member.facts = vec![sample::fact("number", "changed", 3, "400", "40"), sample::fact("hedge", "lost", 2, "up to 400", "400")];
        let members = vec![sample::member("a.txt", Part::Original), sample::member("b.txt", Part::Rewrite), member.clone()];
        CheckReport {
            beside: Some(BesideRow { original: "a.txt".into(), text: String::new(), member }),
            family: Some(sample::family("f1", members)),
            ..report(vec![close("a.txt", Verdict::CloseRewrite, 0.8), close("b.txt", Verdict::HeavyRewrite, 0.5)])
        }
    }

    fn written(report: &CheckReport, style: Style) -> String {
        let mut out = Vec::new();
        write_text(report, style, &mut out).expect("memory takes all");
        String::from_utf8(out).expect("UTF-8 in, UTF-8 out")
    }

    const SCREEN: Style = Style { color: false, width: 80 };

    #[test]
    fn of_two_ways_to_say_that_a_credit_is_lost_one_is_enough() {
        let mut report = rewrite();
        let family = report.family.as_mut().expect("it has one");
        family.members[2].credit = Credit::Lost;
        assert_eq!(written(&report, SCREEN).matches("lost").count(), 2);
        let beside = report.beside.as_mut().expect("it has one");
        beside.member.facts.insert(0, sample::fact("credit", "lost", 3, "told NBC News", ""));
        assert_eq!(written(&report, SCREEN).matches("lost").count(), 2);
    }

    #[test]
    fn colour_is_there_only_when_asked_for_and_changes_no_word() {
        let plain = written(&rewrite(), SCREEN);
        let coloured = written(&rewrite(), Style { color: true, width: 80 });
        assert!(coloured.contains("\u{1b}[31mNUMBER changed\u{1b}[0m: 400 -> 40"), "{coloured}");
        assert!(coloured.starts_with("\u{1b}[1mdesk.txt is a close rewrite of a.txt, the original\u{1b}[0m\n"), "{coloured}");
        assert!(!plain.contains('\u{1b}'));
        let bare = ["\u{1b}[0m", "\u{1b}[1m", "\u{1b}[31m"].iter().fold(coloured, |text, code| text.replace(code, ""));
        assert_eq!(bare, plain);
    }

    #[test]
    fn an_answer_that_has_everything_fits_the_tightest_room() {
        let long = |name: &str| format!("{name}/{}", "a_very_long_name ".repeat(20));
        let mut report = rewrite();
        let of = |verdict| (0..9).map(move |at| close(&long(&format!("{verdict:?}{at}")), verdict, 0.5));
        report.closest = of(Verdict::Copy).chain(of(Verdict::Series)).chain(of(Verdict::SameStory)).collect();
        (report.held, report.piece.id) = (true, long("desk"));
        report.piece.disguises = Disguises { look_alikes: 9, invisible: 9, spaced_out: 9 };
        report.not_compared = vec![long("words")];
        let beside = report.beside.as_mut().expect("it has one");
        beside.original = long("beside");
        beside.member.facts = (0..9).map(|_| sample::fact("quotation", "altered", 3, &long("one"), &long("other"))).collect();
        let family = report.family.as_mut().expect("it has one");
        family.members[0].piece = report.closest[0].piece.clone();
        (family.original.piece, family.original.outlet) = (None, Some(long("outlet")));
        family.weakest = Some(WeakestRow { a: long("one"), b: long("other"), probability: 0.7 });
        assert_eq!(answer(&report, ROOMS[ROOMS.len() - 1]).len(), 23, "{}", written(&report, SCREEN));
    }

    /// What files may hold, and what no terminal should be told.
    fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            ".{0,200}",
            "[a-z ]{0,600}",
            "[日本語テキスト。]{0,200}",
            "[a-z]{200,300}",
            Just(String::new()),
            Just("desk.txt".to_owned()),
            Just("\u{1b}[2J\u{1b}]0;title\u{7}\u{202e}evil\u{200b}\r\n\tx".to_owned()),
        ]
    }

    fn any_verdict() -> impl Strategy<Value = Verdict> {
        use Verdict::{CloseRewrite, Copy, HeavyRewrite, NotComparable, SameStory, Series, Unrelated};
        proptest::sample::select(vec![Copy, CloseRewrite, HeavyRewrite, Series, SameStory, Unrelated, NotComparable])
    }

    fn any_close() -> impl Strategy<Value = CloseRow> {
        let about = (text(), option::of(text()), option::of(text()), option::of(text()));
        let shares = (option::of(any::<f64>()), any::<f64>(), option::of(any::<f64>()));
        (about, any_verdict(), shares, vec(text(), 0..4)).prop_map(|((piece, title, date, outlet), verdict, shares, reasons)| {
            let (probability, share, told) = shares;
            let mut pair = sample::pair("a", "b", verdict, (0.5, 0.5));
            pair.reasons = reasons;
            let row = close(&piece, verdict, share);
            CloseRow { title, date, outlet, probability, told_of_piece: told, told_of_other: told, pair: Some(pair), ..row }
        })
    }

    fn any_fact() -> impl Strategy<Value = FactRow> {
        let kind = prop_oneof![Just("quotation".to_owned()), Just("credit".to_owned()), text()];
        (kind, text(), 0_u8..5, text(), text()).prop_map(|(kind, change, severity, one, other)| FactRow {
            kind,
            change,
            severity,
            original: one,
            piece: other,
            original_span: None,
            piece_span: None,
        })
    }

    /// A member beside a piece, and the family of that.
    fn any_family() -> impl Strategy<Value = (BesideRow, FamilyRow)> {
        let member = (vec(any_fact(), 0..9), vec(text(), 0..4), vec(any::<f64>(), 9));
        let origin = (option::of(text()), option::of(text()), option::of(text()), text(), any::<bool>());
        (text(), member, origin, vec(text(), 0..5), 0_usize..3, any::<f64>()).prop_map(|(beside, member, origin, names, lines, sure)| {
            let (facts, looks_like, shares) = member;
            let mut row = sample::member("desk.txt", Part::Rewrite);
            (row.facts, row.looks_like) = (facts, looks_like);
            (row.original_shares.kept, row.piece_shares.kept, row.piece_shares.not_compared) = (shares[0], shares[4], shares[8]);
            let mut members: Vec<_> = names.iter().map(|name| sample::member(name, Part::Rewrite)).collect();
            members.push(row.clone());
            let mut family = sample::family("f1", members);
            let (piece, outlet, stand_in, why, inferred) = origin;
            family.original = OriginalRow { piece, outlet, stand_in, why, how: if inferred { How::Inferred } else { How::Missing } };
            family.independent_lines = lines;
            let link = |name: &String| LineageRow {
                from: name.clone(),
                to: "desk.txt".into(),
                by: if inferred { Level::Points } else { Level::Credit },
                why: family.original.why.clone(),
                support: sure,
            };
            family.lineage = names.iter().map(link).collect();
            family.weakest = names.first().map(|name| WeakestRow { a: name.clone(), b: "desk.txt".into(), probability: sure });
            (BesideRow { original: beside, text: String::new(), member: row }, family)
        })
    }

    fn any_report() -> impl Strategy<Value = CheckReport> {
        let piece = (text(), vec(text(), 0..5), any::<[u16; 3]>());
        let rest = (any::<u64>(), any::<bool>(), vec(text(), 0..4));
        (piece, vec(any_close(), 0..12), option::of(any_family()), rest).prop_map(|(piece, mut closest, family, rest)| {
            let (against, held, not_compared) = rest;
            closest.sort_by_key(|row| std::cmp::Reverse(row.verdict));
            let mut report = CheckReport { against, held, not_compared, ..report(closest) };
            let (id, credits, hidden) = piece;
            let [look_alikes, invisible, spaced_out] = hidden.map(u32::from);
            report.piece.credits = credits.into_iter().map(|outlet| CreditRow { outlet, cue: "told".into(), count: 1 }).collect();
            (report.piece.id, report.piece.disguises) = (id, Disguises { look_alikes, invisible, spaced_out });
            (report.beside, report.family) = family.map_or((None, None), |(beside, family)| (Some(beside), Some(family)));
            report
        })
    }

    proptest! {
        #[test]
        fn whatever_was_found_the_answer_is_a_screen_that_steers_no_terminal(report in any_report(), width in 1_usize..200) {
            let text = written(&report, Style { color: false, width });
            prop_assert!(text.lines().count() <= MOST_LINES, "{text}");
            for line in text.lines() {
                prop_assert!(columns(line) <= width.min(MOST_COLUMNS), "{line}");
                prop_assert_eq!(crate::report::fit::plain(line).len(), line.split_whitespace().collect::<Vec<_>>().join(" ").len());
            }
        }
    }
}
