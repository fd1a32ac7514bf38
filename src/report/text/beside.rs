//! What is told beside the families: the same story without copying, series, skipped files; a few by name, the rest counted.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{ID_IN_TEXT, Style, counted, id};
use crate::report::fit::{plain, wrapped};
use crate::report::kinds::disguised;
use crate::report::{FamilyRow, Report};
use crate::verify::Verdict;

/// Skipped files shown.
const MOST_SKIPPED: usize = 5;
/// Pieces, pairs or series named before the rest is counted.
const MOST_NAMED: usize = 3;

/// Names the pieces of a family that hold words in disguise.
pub fn in_disguise(report: &Report, family: &FamilyRow, style: Style) -> Vec<String> {
    let of_family = report.pieces.iter().filter(|piece| piece.family.as_ref() == Some(&family.id));
    let told: Vec<String> = of_family
        .filter_map(|piece| Some(format!("  DISGUISED in {}: {}", id(&piece.id, ID_IN_TEXT), disguised(piece.disguises)?)))
        .collect();
    told.iter().flat_map(|line| wrapped(line, style.width, 4)).collect()
}

/// Names the pieces outside a family that tell the same story with no sign of copying.
pub fn same_story(report: &Report, family: &FamilyRow, home: &HashMap<&str, &str>, style: Style) -> Vec<String> {
    let within = |id: &str| home.get(id) == Some(&family.id.as_str());
    let mut others = BTreeSet::new();
    for pair in report.pairs.iter().filter(|pair| pair.verdict == Verdict::SameStory) {
        match (within(&pair.a), within(&pair.b)) {
            (true, false) => others.insert(pair.b.as_str()),
            (false, true) => others.insert(pair.a.as_str()),
            _ => false,
        };
    }
    if others.is_empty() {
        return Vec::new();
    }
    wrapped(&format!("  also the same story, no sign of copying: {}", named(others.into_iter(), ID_IN_TEXT)), style.width, 4)
}

/// Names the pairs of one story that belong to no family at all.
pub fn strangers(report: &Report, home: &HashMap<&str, &str>, style: Style) -> Vec<String> {
    let outside = |id: &String| !home.contains_key(id.as_str());
    let pairs = report.pairs.iter().filter(|pair| pair.verdict == Verdict::SameStory && outside(&pair.a) && outside(&pair.b));
    let pairs: Vec<_> = pairs.collect();
    let mut lines: Vec<String> = pairs
        .iter()
        .take(MOST_NAMED)
        .flat_map(|pair| {
            let line = format!("the same story, no sign of copying: {} and {}", id(&pair.a, ID_IN_TEXT), id(&pair.b, ID_IN_TEXT));
            wrapped(&line, style.width, 4)
        })
        .collect();
    if pairs.len() > MOST_NAMED {
        lines.push(format!("and {}", counted(pairs.len() - MOST_NAMED, "more such pair", "more such pairs")));
    }
    lines
}

/// Names the series, a line each: pieces that pairs of one template connect; those inside one family are left to their family.
pub fn series(report: &Report, home: &HashMap<&str, &str>, style: Style) -> Vec<String> {
    let mut beside: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for pair in report.pairs.iter().filter(|pair| pair.verdict == Verdict::Series) {
        let (a, b) = (pair.a.as_str(), pair.b.as_str());
        if home.get(a).is_none_or(|family| home.get(b) != Some(family)) {
            beside.entry(a).or_default().push(b);
            beside.entry(b).or_default().push(a);
        }
    }
    let mut seen = BTreeSet::new();
    let mut templates = Vec::new();
    for start in beside.keys() {
        let mut members = BTreeSet::new();
        let mut open = vec![*start];
        while let Some(id) = open.pop() {
            if seen.insert(id) {
                members.insert(id);
                open.extend(&beside[id]);
            }
        }
        if !members.is_empty() {
            templates.push(members);
        }
    }
    let mut lines: Vec<String> = templates
        .iter()
        .take(MOST_NAMED)
        .flat_map(|members| {
            let line =
                format!("series: {} pieces of one template, not rewrites: {}", members.len(), named(members.iter().copied(), ID_IN_TEXT));
            wrapped(&line, style.width, 4)
        })
        .collect();
    if templates.len() > MOST_NAMED {
        lines.push(format!("and {} more series", templates.len() - MOST_NAMED));
    }
    lines
}

/// Names the files that were passed over, with their reasons.
pub fn skipped(report: &Report, style: Style) -> Vec<String> {
    let told = report.skipped.iter().take(MOST_SKIPPED);
    let told = told.map(|skipped| format!("skipped {}: {}", id(&skipped.path, ID_IN_TEXT), plain(&skipped.reason)));
    let mut lines: Vec<String> = told.flat_map(|line| wrapped(&line, style.width, 4)).collect();
    if report.skipped.len() > MOST_SKIPPED {
        lines.push(format!("and {} more skipped", report.skipped.len() - MOST_SKIPPED));
    }
    lines
}

/// Names the first few, each in at most so many columns, and counts the rest.
pub(in crate::report) fn named<'a>(ids: impl ExactSizeIterator<Item = &'a str>, width: usize) -> String {
    let more = ids.len().saturating_sub(MOST_NAMED);
    let first: Vec<String> = ids.take(MOST_NAMED).map(|piece| id(piece, width)).collect();
    if more > 0 { format!("{} and {more} more", first.join(", ")) } else { first.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::json::sample;

    const WIDE: Style = Style { color: false, width: 200 };

    fn report(pairs: &[(&str, &str)], verdict: Verdict) -> Report {
        let pairs = pairs.iter().map(|(a, b)| sample::pair(a, b, verdict, (0.0, 0.0))).collect();
        Report { pairs, ..sample::report() }
    }

    #[test]
    fn a_piece_of_the_same_story_is_named_once_however_many_members_it_meets() {
        let report = report(&[("a.txt", "d.txt"), ("b.txt", "d.txt"), ("a.txt", "b.txt")], Verdict::SameStory);
        let home = HashMap::from([("a.txt", "f1"), ("b.txt", "f1")]);
        assert_eq!(same_story(&report, &report.families[0], &home, WIDE), ["  also the same story, no sign of copying: d.txt"]);
    }

    #[test]
    fn past_three_names_the_rest_are_counted() {
        let report = report(&[("a.txt", "p"), ("a.txt", "q"), ("a.txt", "r"), ("a.txt", "s"), ("a.txt", "t")], Verdict::SameStory);
        let home = HashMap::from([("a.txt", "f1")]);
        let line = "  also the same story, no sign of copying: p, q, r and 2 more";
        assert_eq!(same_story(&report, &report.families[0], &home, WIDE), [line]);
    }

    #[test]
    fn two_reports_of_one_story_without_a_family_are_told_all_the_same() {
        let report = report(&[("d.txt", "e.txt")], Verdict::SameStory);
        assert_eq!(strangers(&report, &HashMap::new(), WIDE), ["the same story, no sign of copying: d.txt and e.txt"]);
        assert!(strangers(&report, &HashMap::from([("d.txt", "f1")]), WIDE).is_empty());
    }

    #[test]
    fn pieces_of_one_template_are_one_line_and_those_of_another_are_a_second() {
        let report = report(&[("p", "q"), ("q", "r"), ("x", "y"), ("a.txt", "b.txt")], Verdict::Series);
        let home = HashMap::from([("a.txt", "f1"), ("b.txt", "f1")]);
        let lines = series(&report, &home, WIDE);
        let expected = ["series: 3 pieces of one template, not rewrites: p, q, r", "series: 2 pieces of one template, not rewrites: x, y"];
        assert_eq!(lines, expected);
    }
}
