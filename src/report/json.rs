//! [`Report`] -> `report.json`: every field, two spaces, one newline at the end. O(report), written as it goes.

use std::io::{self, BufWriter, Write};

use serde::Serialize;

use super::Report;

/// Bytes that are handed on at once.
const BUFFER: usize = 1 << 16;

/// Writes the whole report.
///
/// # Errors
/// What `out` says.
pub fn write(report: &Report, out: &mut impl Write) -> io::Result<()> {
    write_value(report, out)
}

/// Writes one part of a report in the same shape, such as the one member that `diff` prints.
///
/// # Errors
/// What `out` says.
pub fn write_value(value: &impl Serialize, out: &mut impl Write) -> io::Result<()> {
    // Standard output is flushed at every newline, and nearly every number here has a line of its own.
    let mut out = BufWriter::with_capacity(BUFFER, out);
    serde_json::to_writer_pretty(&mut out, value)?;
    out.write_all(b"\n")?;
    out.flush()
}

/// A small report for the tests of every writer: an original, two rewrites, an independent report, a series and a bad file.
#[cfg(test)]
pub(crate) mod sample {
    use crate::article::{Span, TextSource};
    use crate::error::Skipped;
    use crate::report::{
        Counts, Credit, CreditRow, FORMAT, FactRow, FamilyRow, How, MemberRow, OriginalRow, OriginalShares, PairRow, Part, PieceRow,
        PieceShares, Report, SentenceRow, SentenceRows,
    };
    use crate::settings::Settings;
    use crate::trace::Fate;
    use crate::verify::Verdict;

    pub(crate) fn piece(id: &str, family: Option<&str>) -> PieceRow {
        PieceRow {
            id: id.into(),
            path: format!("news/{id}"),
            words: 120,
            furniture_words: 8,
            language: Some("en".into()),
            title: None,
            date: None,
            outlet: None,
            credits: Vec::new(),
            spans_in: TextSource::File,
            disguises: crate::clean::disguise::Disguises::default(),
            family: family.map(Into::into),
        }
    }

    pub(crate) fn pair(a: &str, b: &str, verdict: Verdict, reuse: (f64, f64)) -> PairRow {
        PairRow {
            a: a.into(),
            b: b.into(),
            verdict,
            probability: 0.9,
            jaccard: 0.25,
            a_in_b: 0.5,
            b_in_a: 0.4,
            same_words: 0.6,
            same_facts: 0.7,
            same_story: 0.8,
            reuse_a: reuse.0,
            reuse_b: reuse.1,
            reasons: vec!["shared runs".into(), "the same order".into()],
        }
    }

    pub(crate) fn sentence(start: usize, fate: Fate, with: &[usize]) -> SentenceRow {
        SentenceRow { span: Span::new(start, start + 9), fate, with: with.to_vec(), words: Vec::new() }
    }

    pub(crate) fn fact(kind: &str, change: &str, severity: u8, original: &str, piece: &str) -> FactRow {
        let span = |wording: &str| (!wording.is_empty()).then(|| Span::new(20, 29));
        FactRow {
            kind: kind.into(),
            change: change.into(),
            severity,
            original: original.into(),
            piece: piece.into(),
            original_span: span(original),
            piece_span: span(piece),
        }
    }

    pub(crate) fn member(id: &str, part: Part) -> MemberRow {
        MemberRow {
            piece: id.into(),
            part,
            verdict: Verdict::CloseRewrite,
            probability: 0.97,
            original_shares: OriginalShares { kept: 40.5, reworded: 30.25, altered: 0.25, dropped: 29.0 },
            piece_shares: PieceShares { kept: 50.0, reworded: 30.0, altered: 0.3, added: 19.7, not_compared: 0.0 },
            credit: Credit::Given,
            looks_like: Vec::new(),
            facts: Vec::new(),
            sentences: SentenceRows::default(),
            confirmed: None,
            completed: Vec::new(),
        }
    }

    pub(crate) fn family(id: &str, members: Vec<MemberRow>) -> FamilyRow {
        let piece = members.iter().find(|member| member.part == Part::Original).map(|member| member.piece.clone());
        let stand_in = members.iter().find(|member| member.part == Part::StandIn).map(|member| member.piece.clone());
        let how = if piece.is_some() { How::Credited } else { How::Missing };
        FamilyRow {
            id: id.into(),
            original: OriginalRow { piece, outlet: Some("NBC News".into()), how, stand_in, why: "2 pieces credit NBC News".into() },
            estimated_points: None,
            independent_lines: 1,
            members,
            lineage: Vec::new(),
            completed: Vec::new(),
            weakest: None,
        }
    }

    pub(crate) fn report() -> Report {
        let mut original = member("a.txt", Part::Original);
        original.original_shares = OriginalShares { kept: 100.0, ..OriginalShares::default() };
        original.piece_shares = PieceShares { kept: 100.0, ..PieceShares::default() };
        original.credit = Credit::None;
        let mut rewrite = member("b.txt", Part::Rewrite);
        rewrite.facts = vec![fact("quotation", "altered", 3, "charges", "fees"), fact("number", "added", 2, "", "=40")];
        rewrite.sentences = SentenceRows {
            original: vec![
                sentence(0, Fate::Kept, &[0]),
                sentence(10, Fate::Altered, &[1, 2]),
                sentence(20, Fate::Dropped, &[]),
                sentence(30, Fate::Furniture, &[]),
            ],
            piece: vec![
                sentence(0, Fate::Kept, &[0]),
                sentence(10, Fate::Reworded, &[1]),
                sentence(20, Fate::Altered, &[1]),
                sentence(30, Fate::Added, &[]),
                sentence(40, Fate::Furniture, &[]),
            ],
        };
        let mut other = member("c.txt", Part::Rewrite);
        other.credit = Credit::Lost;
        let mut pieces: Vec<PieceRow> = ["a.txt", "b.txt", "c.txt"].iter().map(|id| piece(id, Some("f1"))).collect();
        pieces.extend(["d.txt", "e.txt", "g.txt"].iter().map(|id| piece(id, None)));
        pieces[0].title = Some("=HYPERLINK(\"x\")".into());
        pieces[1].credits = vec![
            CreditRow { outlet: "NBC News".into(), cue: "told".into(), count: 4 },
            CreditRow { outlet: "CNN".into(), cue: "reported".into(), count: 1 },
        ];
        let pairs = vec![
            pair("a.txt", "b.txt", Verdict::CloseRewrite, (0.71, 0.8)),
            pair("a.txt", "c.txt", Verdict::HeavyRewrite, (0.5, 0.25)),
            pair("a.txt", "d.txt", Verdict::SameStory, (0.1, 0.05)),
            pair("e.txt", "g.txt", Verdict::Series, (0.6, 0.6)),
        ];
        Report {
            format: FORMAT,
            tool: "wiretrace 0.0.0".into(),
            settings: Settings::default(),
            counts: Counts::default(),
            pieces,
            skipped: vec![Skipped { path: "bad.txt".into(), reason: "empty".into() }],
            others: Vec::new(),
            pairs,
            families: vec![family("f1", vec![original, rewrite, other])],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written() -> String {
        let mut out = Vec::new();
        write(&sample::report(), &mut out).expect("memory takes all");
        String::from_utf8(out).expect("JSON is UTF-8")
    }

    #[test]
    fn a_report_is_indented_by_two_and_ends_with_one_newline() {
        let text = written();
        assert!(text.starts_with("{\n  \"format\": 1,\n"));
        assert!(text.ends_with("\n}\n"));
    }

    #[test]
    fn shares_are_numbers_and_spans_are_pairs_of_bytes() {
        let json: serde_json::Value = serde_json::from_str(&written()).expect("it is JSON");
        let member = &json["families"][0]["members"][1];
        assert_eq!(member["original_shares"]["kept"], 40.5);
        assert_eq!(member["facts"][0]["original_span"], serde_json::json!([20, 29]));
        assert_eq!(member["facts"][1]["original_span"], serde_json::Value::Null);
    }

    #[test]
    fn pairs_below_the_same_story_stay_out_of_the_json() {
        assert!(!written().contains("\"others\""));
    }

    #[test]
    fn the_same_report_gives_the_same_bytes() {
        assert_eq!(written(), written());
    }
}
