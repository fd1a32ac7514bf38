//! What the piece is, in words, and how sure that is.

use super::closest::{here, there};
use super::{ID_IN_SENTENCE, is_base, other, outlet, piece};
use crate::report::check::{CheckReport, CloseRow};
use crate::report::fit::{grouped, plain};
use crate::report::text::percent;
use crate::report::{FamilyRow, How, OriginalRow};
use crate::verify::Verdict;

/// Says what the piece is, as far as that can be told.
pub(super) fn verdict(report: &CheckReport) -> String {
    let piece = piece(report);
    let Some(first) = report.closest.first().filter(|first| first.verdict > Verdict::SameStory) else {
        let others = report.against.saturating_sub(u64::from(report.held));
        if others == 0 {
            return "Nothing to compare with: the archive holds no other piece.".to_owned();
        }
        let all = if report.held { format!("the other {}", grouped(others)) } else { grouped(others) };
        return format!("No copy or rewrite found: none of {all} pieces shares a text with {piece}.");
    };
    if first.verdict == Verdict::Series {
        return format!("No copy or rewrite found: {piece} is one of a series, a template filled in with other facts.");
    }
    let (what, one) = (first.verdict.words(), other(&first.piece, report, ID_IN_SENTENCE));
    let is_kin = |family: &&FamilyRow| family.members.iter().any(|member| member.piece == first.piece);
    let Some(family) = report.family.as_ref().filter(is_kin) else { return format!("{piece} is a {what} of {one}") };
    let OriginalRow { piece: original, how, .. } = &family.original;
    let own = Some(&report.piece.id);
    // What is read from the texts alone is no more than likely.
    let is = if *how == How::Inferred { "probably " } else { "" };
    match (original.as_ref(), outlet(&family.original)) {
        (original, _) if original == own => format!("{piece} is {is}the original; {one} is a {what} of it"),
        (Some(original), _) if *original == first.piece => format!("{piece} is a {what} of {one}, {is}the original"),
        (Some(original), _) => format!("{piece} is a {what} of {one}; both {is}go back to {}", other(original, report, ID_IN_SENTENCE)),
        (None, outlet) if is_base(report) => {
            let story = outlet.map_or_else(|| "its story".to_owned(), |outlet| format!("the {outlet} story"));
            format!("{piece} is the fullest version of {story} here; {one} is a {what} of it")
        }
        (None, Some(outlet)) => format!("{piece} is a {what} of the {outlet} story in {one} (the original is not in this archive)"),
        (None, None) => format!("{piece} is a {what} of {one}"),
    }
}

/// Says how sure it is that the piece and the closest one share a text, and what tells.
pub(super) fn confidence(first: &CloseRow) -> String {
    let Some(probability) = first.probability else {
        return "confidence: estimated from fingerprints alone, good to some percent".to_owned();
    };
    // What follows the first comma of a reason are shares that stand among the closest pieces, or advice.
    let reasons = first.pair.iter().flat_map(|pair| &pair.reasons).take(2).filter_map(|reason| reason.split(',').next());
    let reasons = reasons.map(plain).collect::<Vec<_>>().join("; ");
    let because = if reasons.is_empty() { String::new() } else { format!(": {reasons}") };
    format!("confidence: {} that the two share a text{because}", percent(probability))
}

/// From this probability on a pair that is no rewrite is named: an editor may see it otherwise.
const CLOSE_CALL: f64 = 0.5;

/// Where nothing was found: how near the nearest report of the same story comes to a rewrite.
pub(super) fn doubt(report: &CheckReport) -> Option<String> {
    if report.closest.first()?.verdict.is_derived() {
        return None;
    }
    let story = report.closest.iter().filter(|row| row.verdict == Verdict::SameStory);
    let likely = story.filter_map(|row| Some((row, row.probability?)));
    let (nearest, probability) = likely.max_by(|one, two| one.1.total_cmp(&two.1))?;
    let likely = percent(probability);
    if probability < CLOSE_CALL {
        return Some(format!("confidence: at most {likely} that one of these shares a text with it"));
    }
    let (name, there, here) = (other(&nearest.piece, report, ID_IN_SENTENCE), there(nearest), here(nearest));
    Some(format!("a close call: {name}, {likely} that the two share a text; {there} of the piece is told there, {here} of that one here"))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{close, report, rewrite};
    use super::*;

    #[test]
    fn an_original_is_not_called_a_rewrite_of_what_was_made_from_it() {
        let mut report = rewrite();
        let family = report.family.as_mut().expect("it has one");
        family.original.piece = Some("desk.txt".into());
        assert_eq!(verdict(&report), "desk.txt is the original; a.txt is a close rewrite of it");
        report.family.as_mut().expect("it has one").original.how = How::Inferred;
        assert_eq!(verdict(&report), "desk.txt is probably the original; a.txt is a close rewrite of it");
    }

    #[test]
    fn a_copy_of_one_piece_that_goes_back_to_another_names_both() {
        let mut report = rewrite();
        report.family.as_mut().expect("it has one").original.piece = Some("b.txt".into());
        assert_eq!(verdict(&report), "desk.txt is a close rewrite of a.txt; both go back to b.txt");
    }

    #[test]
    fn a_missing_original_is_named_by_its_outlet() {
        let mut report = rewrite();
        let original = &mut report.family.as_mut().expect("it has one").original;
        (original.piece, original.stand_in) = (None, Some("a.txt".into()));
        assert_eq!(verdict(&report), "desk.txt is a close rewrite of the NBC News story in a.txt (the original is not in this archive)");
        report.family.as_mut().expect("it has one").original.stand_in = Some("desk.txt".into());
        assert!(verdict(&report).starts_with("desk.txt is a close rewrite"), "the others tell more of it than it of them");
        report.closest.iter_mut().for_each(|row| row.told_of_other = Some(0.95));
        assert_eq!(verdict(&report), "desk.txt is the fullest version of the NBC News story here; a.txt is a close rewrite of it");
        report.family.as_mut().expect("it has one").members.remove(1);
        assert!(verdict(&report).starts_with("desk.txt is a close rewrite of the NBC News story in a.txt"), "of two none is the fullest");
    }

    #[test]
    fn another_text_under_the_name_of_the_piece_is_told_from_it() {
        let report = report(vec![close("desk.txt", Verdict::Copy, 1.0)]);
        assert_eq!(verdict(&report), "desk.txt is a copy of desk.txt as held here");
    }

    #[test]
    fn a_share_is_never_rounded_to_all_or_nothing() {
        assert_eq!([0.0, 0.004, 0.5, 0.9951, 1.0].map(percent), ["0%", "under 1%", "50%", "over 99%", "100%"]);
    }
}
