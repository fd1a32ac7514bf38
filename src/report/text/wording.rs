//! A fact of the ledger in words, cut so that what differs is what is seen.

use std::cmp::Reverse;

use crate::report::FactRow;
use crate::report::fit::{columns, end, plain};

/// Columns that two wordings need at least to tell anything; with less, only the kind of change is named.
const LEAST_WORDING: usize = 12;

/// `QUOTE "charges" -> "fees"`; where there is no room for wordings, the kind of change.
pub(super) fn in_words(fact: &FactRow, width: usize) -> String {
    let kind = kind(fact);
    let mark = if kind == "QUOTE" { "\"" } else { "" };
    let change = change(fact);
    let is_told = |wording: &str| !bare(wording).is_empty();
    if kind == "CREDIT" && change == "lost" || !is_told(&fact.original) && !is_told(&fact.piece) {
        return format!("{kind} {change}");
    }
    if !is_told(&fact.original) || !is_told(&fact.piece) || is_alike(&bare(&fact.original), &bare(&fact.piece)) {
        let room = width.saturating_sub(columns(&kind) + columns(&change) + 2);
        return format!("{kind} {} {change}", wordings(fact, mark, room).unwrap_or_default());
    }
    wordings(fact, mark, width.saturating_sub(columns(&kind) + 1))
        .map_or_else(|| format!("{kind} {change}"), |told| format!("{kind} {told}"))
}

/// The order of a ledger on a screen: what is gravest first, a lost credit after what is as grave.
pub(in crate::report) fn gravity(fact: &FactRow) -> (Reverse<u8>, bool) {
    (Reverse(fact.severity), fact.kind == "credit")
}

/// What a fact is, as it stands at the head of a line.
pub(in crate::report) fn kind(fact: &FactRow) -> String {
    let kind = plain(&fact.kind).replace('_', " ").to_uppercase();
    if kind == "QUOTATION" { "QUOTE".to_owned() } else { kind }
}

/// What happened to a fact.
pub(in crate::report) fn change(fact: &FactRow) -> String {
    plain(&fact.change).replace('_', " ")
}

fn bare(wording: &str) -> String {
    plain(wording).trim_matches(['"', '“', '”']).to_owned()
}

/// Tells wordings that an eye takes for the same: typewriter's and printer's apostrophes.
fn is_alike(one: &str, other: &str) -> bool {
    one.replace('’', "'") == other.replace('’', "'")
}

/// `"charges" -> "fees"`, or the one wording that there is; both give way alike when there is no room, and `None` says that too little
/// would be left of them.
pub(in crate::report) fn wordings(fact: &FactRow, mark: &str, room: usize) -> Option<String> {
    let (original, piece) = (bare(&fact.original), bare(&fact.piece));
    if original.is_empty() || piece.is_empty() || is_alike(&original, &piece) {
        let one = if original.is_empty() { piece } else { original };
        return Some(format!("{mark}{}{mark}", end(&one, room.saturating_sub(2 * mark.len()).max(3))));
    }
    let room = room.saturating_sub(4 + 4 * mark.len());
    let is_tight = columns(&original) + columns(&piece) > room;
    if is_tight && room < LEAST_WORDING {
        return None;
    }
    let (original, piece) = if is_tight { differing(&original, &piece, room) } else { (original, piece) };
    let left = columns(&original).min(room.saturating_sub(columns(&piece)).max(room / 2)).max(3);
    let right = room.saturating_sub(left).max(3);
    Some(format!("{mark}{}{mark} -> {mark}{}{mark}", end(&original, left), end(&piece, right)))
}

/// Leaves out the words that two wordings begin and end with, so that what differs is what is seen: `…charges` and `…fees`; as many of
/// those words as there is room for stay.
fn differing(one: &str, other: &str, room: usize) -> (String, String) {
    let (a, b): (Vec<&str>, Vec<&str>) = (one.split(' ').collect(), other.split(' ').collect());
    let shortest = a.len().min(b.len()) - 1;
    let front = a.iter().zip(&b).take(shortest).take_while(|(x, y)| x == y).count();
    let back = a.iter().rev().zip(b.iter().rev()).take(shortest - front).take_while(|(x, y)| x == y).count();
    let cut = |words: &[&str], front: usize, back: usize| {
        let dots = |count: usize| if count > 0 { "…" } else { "" };
        format!("{}{}{}", dots(front), words[front..words.len() - back].join(" "), dots(back))
    };
    let kept = |words: usize| {
        let (front, back) = (front.saturating_sub(words), back.saturating_sub(words));
        (cut(&a, front, back), cut(&b, front, back))
    };
    let fits = |(one, other): &(String, String)| columns(one) + columns(other) <= room;
    (1..=front.max(back)).map(kept).take_while(fits).last().unwrap_or_else(|| kept(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::json::sample;

    #[test]
    fn wordings_that_do_not_fit_show_where_they_differ() {
        let fact = sample::fact("quotation", "altered", 3, "We are scrambling to pay it all", "We are struggling to pay it all");
        assert_eq!(in_words(&fact, 40), "QUOTE \"…scrambling…\" -> \"…struggling…\"");
        assert_eq!(in_words(&fact, 24), "QUOTE altered");
    }

    #[test]
    fn a_fact_that_one_side_lacks_says_what_happened_to_it() {
        assert_eq!(in_words(&sample::fact("quotation", "lost", 3, "“We will appeal”", ""), 40), "QUOTE \"We will appeal\" lost");
        assert_eq!(in_words(&sample::fact("number", "added", 2, "", "40"), 40), "NUMBER 40 added");
        assert_eq!(in_words(&sample::fact("quotation", "speaker_changed", 3, "no", "no"), 40), "QUOTE \"no\" speaker changed");
    }

    #[test]
    fn the_words_around_a_difference_stay_as_far_as_there_is_room() {
        let fact = sample::fact("quotation", "altered", 3, "the fact that his whereabouts are", "the fact that their whereabouts are");
        assert_eq!(wordings(&fact, "\"", 44).as_deref(), Some("\"…his…\" -> \"…their…\""));
        assert_eq!(wordings(&fact, "\"", 66).as_deref(), Some("\"…that his whereabouts…\" -> \"…that their whereabouts…\""));
    }

    #[test]
    fn apostrophes_of_another_house_are_no_second_wording() {
        let fact = sample::fact("quotation", "new_marks", 2, "we don't know", "we don’t know");
        assert_eq!(in_words(&fact, 40), "QUOTE \"we don't know\" new marks");
    }
}
