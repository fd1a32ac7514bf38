//! Figures that face each other: other values, rounded ones, other units, a hedge that only one side has.
//!
//! Two figures are one fact where they stand in the same gap or among the same words and count alike. `12 miles` for `19 kilometres` is
//! converted, `nearly 2,000` for `1,987` rounded, `340 miles` for `340 km` changed. Where this can be wrong: a unit that no list
//! holds, or a sum of two figures. O(figures of a group x those of the other side, and of the pieces).

use std::ops::Range;

use super::lists;
use super::measure::{self, Measure};
use super::{Change, Faced, Kind};
use crate::clean::numbers::{Hedge, Number, Unit};
use crate::trace::group::{Gap, Group, Half};

/// Farther off, a figure is another one, however round (DESIGN.md's 5 %); with a hedge it may be farther.
const ROUNDED: f64 = 0.05;
const FAR_ROUNDED: f64 = 0.10;

/// Sentences with so many words in common tell the same of the same.
const ALIKE: f64 = 0.4;

/// A figure of a group.
#[derive(Clone, Copy)]
struct Figure<'a> {
    /// Where it starts in its half.
    at: usize,
    number: &'a Number,
    measure: Option<Measure>,
}

/// Lists the figures that say something else, or that only one side has.
pub(super) fn figures(group: &Group<'_>, gaps: &[Gap], found: &mut Vec<Faced>) {
    let (all_one, all_two) = (own(&group.one), own(&group.two));
    let mut right = unlike(&all_two, &group.two, &all_one, &group.one);
    let mut lone: Vec<(Figure<'_>, bool)> = Vec::new();
    for (figure, moved) in unlike(&all_one, &group.one, &all_two, &group.two) {
        let converts = |other: &Figure<'_>| measure::converts(figure.measure, other.measure);
        let faces = |(other, too): &(Figure<'_>, bool)| face(group, &figure, other, moved || *too);
        // Of several the one that counts the same.
        let alike = |other: &Figure<'_>| measure::same(figure.measure, other.measure);
        let facing = right
            .iter()
            .position(|(other, _)| converts(other))
            .or_else(|| right.iter().position(|other| alike(&other.0) && faces(other)))
            .or_else(|| right.iter().position(faces));
        let Some(at) = facing else {
            lone.push((figure, moved));
            continue;
        };
        let (other, _) = right.remove(at);
        found.push(changed(group, &figure, &other));
    }
    same_values(group, &all_one, &all_two, found);
    if !lone.is_empty() {
        only(group, gaps, &lone, false, found);
    }
    if !right.is_empty() {
        let turned = group.turned();
        only(&turned, &turned.gaps(), &right, true, found);
    }
}

/// The figures of a half that the other one does not have, and whether the other piece has them.
fn unlike<'a>(own: &[Figure<'a>], half: &Half<'_>, others: &[Figure<'_>], other: &Half<'_>) -> Vec<(Figure<'a>, bool)> {
    let unlike = own.iter().filter(|figure| !has(others, figure.number));
    unlike.map(|figure| (*figure, told(half, figure.number, other))).collect()
}

/// Lists figures that only the first half has. Told elsewhere one may only have moved, unless equal words hold its place.
fn only(group: &Group<'_>, gaps: &[Gap], figures: &[(Figure<'_>, bool)], turned: bool, found: &mut Vec<Faced>) {
    let held = |at: usize| {
        let gap = gaps.get(gaps.partition_point(|gap| gap.one.end <= at));
        group.partner(at).is_none() && gap.is_some_and(|gap| gap.one.contains(&at) && gap.is_held() && gap.one.len() <= 4)
    };
    let gone = figures.iter().filter(|(figure, moved)| !moved || held(figure.at));
    found.extend(gone.map(|(figure, _)| alone(group, figure, turned)));
}

fn own<'a>(half: &Half<'a>) -> Vec<Figure<'a>> {
    let numbers = &half.told.text.numbers;
    let Some(last) = half.len().checked_sub(1) else { return Vec::new() };
    let from = numbers.partition_point(|number| number.words.start < half.place(0));
    numbers[from..]
        .iter()
        .take_while(|number| number.words.start <= half.place(last))
        .filter_map(|number| half.find(number.words.start).map(|at| Figure { at, number, measure: measure::of(half.told, number) }))
        .collect()
}

fn has(list: &[Figure<'_>], number: &Number) -> bool {
    list.iter().any(|other| same_value(number, other.number))
}

/// Tells whether the other piece tells a figure of the first as often as the first does, so that it may only have moved.
fn told(own: &Half<'_>, number: &Number, other: &Half<'_>) -> bool {
    // Wider than what counts as the same, so that nothing is missed by rounding.
    let slack = 4.0 * f64::EPSILON * number.value.abs().max(1.0);
    let near = number.value - slack..=number.value + slack;
    let times = |half: &Half<'_>| half.whole.numbers(near.clone()).filter(|other| same_value(number, other)).count();
    times(other) >= times(own)
}

/// Tells whether two figures stand for one fact; `moved` tells whether one of them is elsewhere in the other piece, too.
fn face(group: &Group<'_>, figure: &Figure<'_>, facing: &Figure<'_>, moved: bool) -> bool {
    let (one, two) = (&group.one, &group.two);
    let (i, number, j, other) = (figure.at, figure.number, facing.at, facing.number);
    let here = group.path.partition_point(|(x, _)| *x < i) == group.path.partition_point(|(_, y)| *y < j);
    let beside = neighbours(one, i, number.words.len(), two, j, other.words.len());
    // A number that the other piece has elsewhere may only have moved: then its neighbours must be the same, or the sentences alike and both
    // count the same.
    let alike = || group.closeness >= ALIKE && measure::same(figure.measure, facing.measure);
    // Days and years stand among the same words without being the same date: one neighbour must be the same.
    let calendar = matches!(number.unit, Unit::Day | Unit::Year);
    class(other.unit) == class(number.unit)
        && !(is_metres(one, number, other) || is_metres(two, other, number))
        && match (moved, calendar) {
            (true, _) => here && (beside == (true, true) || (beside.0 || beside.1) && alike()),
            (false, true) => here && (beside.0 || beside.1),
            (false, false) => here || super::context(one, i, two, j) >= 2,
        }
}

/// Names what happened to a figure that faces another.
fn changed(group: &Group<'_>, figure: &Figure<'_>, facing: &Figure<'_>) -> Faced {
    let (number, other, one, two) = (figure.number, facing.number, figure.measure, facing.measure);
    let (kind, change, severity) = match number.unit {
        Unit::Day | Unit::Year => (Kind::Date, Change::Changed, 2),
        _ if measure::converts(one, two) => (Kind::Number, Change::Converted, 1),
        _ if is_rounded(number, other) => (Kind::Number, Change::Rounded, 1),
        // Another currency: only a rate that nobody wrote down could tell.
        Unit::Money(sign) if matches!(other.unit, Unit::Money(theirs) if theirs != sign) => (Kind::Number, Change::Unchecked, 2),
        _ => (Kind::Number, Change::Changed, 3),
    };
    // A hedge or a unit that both have did not change.
    let counted = |half: &Half<'_>, figure: &Number, measure: Option<Measure>| {
        let words = if number.hedge == other.hedge { figure.words.clone() } else { hedged(half, figure) };
        words.start..measure.filter(|_| measure::differ(one, two)).map_or(words.end, |measure| measure.end)
    };
    Faced { kind, change, severity, original: counted(&group.one, number, one), piece: counted(&group.two, other, two) }
}

/// A figure that only the first half has, for the record.
fn alone(group: &Group<'_>, figure: &Figure<'_>, turned: bool) -> Faced {
    let (there, original) = (super::answer(group, figure.at), hedged(&group.one, figure.number));
    Faced { kind: Kind::Number, change: Change::Lost, severity: 1, original, piece: there..there }.turn(turned)
}

/// The same value in another unit, or with a hedge that only one side has.
fn same_values(group: &Group<'_>, left: &[Figure<'_>], right: &[Figure<'_>], found: &mut Vec<Faced>) {
    let close = group.closeness >= ALIKE;
    for Figure { at: i, number, measure: one } in left.iter().filter(|one| !matches!(one.number.unit, Unit::Day | Unit::Year | Unit::Rank))
    {
        let same = |other: &&Figure<'_>| (other.number.value - number.value).abs() < 1e-9 * number.value.abs().max(1.0);
        let lone = |list: &[Figure<'_>]| list.iter().filter(same).count() == 1;
        // Of several equal figures each answers the one that it is matched with.
        let matched = group.partner(*i).and_then(|j| right.iter().find(|other| other.at == j)).filter(same);
        let beside = |other: &&Figure<'_>| {
            let beside = neighbours(&group.one, *i, number.words.len(), &group.two, other.at, other.number.words.len());
            close || beside.0 || beside.1
        };
        let alone = || right.iter().find(same).filter(|_| lone(left) && lone(right)).filter(beside);
        let Some(Figure { number: other, measure: two, .. }) = matched.or_else(alone) else { continue };
        let (one, two) = (*one, *two);
        let counts = |words: &Range<usize>, measure: Option<Measure>| words.start..measure.map_or(words.end, |measure| measure.end);
        let (original, piece) = (counts(&number.words, one), counts(&other.words, two));
        let percent = group.partner(*i).is_some() && loses_percent(&group.one, number, &group.two, other);
        if measure::differ(one, two) || signs_differ(number, other) || percent {
            found.push(Faced { kind: Kind::Number, change: Change::Changed, severity: 3, original, piece });
        } else if number.hedge != other.hedge
            && !is_clock(&group.one, number)
            && !is_clock(&group.two, other)
            && (number.value > 2.0 || number.unit != Unit::Plain)
        {
            let (original, piece) = (hedged(&group.one, number), hedged(&group.two, other));
            let change = match (number.hedge, other.hedge) {
                (_, Hedge::None) => Change::Lost,
                (Hedge::None, _) => Change::Added,
                _ => Change::Changed,
            };
            found.push(Faced { kind: Kind::Hedge, change, severity: 2, original, piece });
        }
    }
}

/// Pounds are not dollars, though both are money.
fn signs_differ(one: &Number, other: &Number) -> bool {
    match (one.unit, other.unit) {
        (Unit::Money(a), Unit::Money(b)) => a != b,
        (Unit::Percent, Unit::Money(_)) | (Unit::Money(_), Unit::Percent) => true,
        _ => false,
    }
}

/// "6:15": an hour, or the minutes of one.
fn is_clock(half: &Half<'_>, number: &Number) -> bool {
    let span = half.told.text.span(&number.words);
    half.told.source[span.end as usize..].starts_with(':') || half.told.source[..span.start as usize].ends_with(':')
}

/// "Four percent" and "four degrees"; "5" in "5 to 10 percent" has lost nothing.
fn loses_percent(one: &Half<'_>, number: &Number, two: &Half<'_>, other: &Number) -> bool {
    let bare = |half: &Half<'_>, figure: &Number| {
        let next = half.told.text.numbers.iter().find(|next| next.words.start >= figure.words.end);
        figure.unit == Unit::Plain && next.is_none_or(|next| next.words.start - figure.words.end > 2)
    };
    number.unit == Unit::Percent && bare(two, other) || other.unit == Unit::Percent && bare(one, number)
}

/// A figure with the words that hedge it.
fn hedged(half: &Half<'_>, number: &Number) -> Range<usize> {
    let key = |back: usize| number.words.start.checked_sub(back).map(|at| half.told.text.words[at].key);
    let two_words = key(2).zip(key(1)).is_some_and(|(first, second)| lists::is_two_word_hedge(first, second));
    let before = match number.hedge {
        Hedge::None => 0,
        // "No fewer than 50".
        _ if two_words && key(3) == Some(lists::key("no")) => 3,
        _ if two_words => 2,
        _ => 1,
    };
    number.words.start.saturating_sub(before)..number.words.end
}

/// Tells whether "340 m", read as millions, is another piece's 340 (metres).
fn is_metres(half: &Half<'_>, number: &Number, other: &Number) -> bool {
    let last = &half.told.text.words[number.words.end - 1];
    let short = last.span.len() == 1 || last.numeric && last.span.len() <= 6;
    short && (number.value - other.value * 1e6).abs() < 1.0
}

/// Tells whether the words right before, and right after, two numbers are the same.
fn neighbours(one: &Half<'_>, i: usize, words_one: usize, two: &Half<'_>, j: usize, words_two: usize) -> (bool, bool) {
    let same = |x: Option<usize>, y: Option<usize>| match (x, y) {
        (Some(x), Some(y)) => x < one.len() && y < two.len() && one.word(x).stem == two.word(y).stem,
        _ => false,
    };
    (
        one.opens(i) && two.opens(j) || same(i.checked_sub(1), j.checked_sub(1)),
        one.len() == i + words_one && two.len() == j + words_two || same(Some(i + words_one), Some(j + words_two)),
    )
}

fn same_value(one: &Number, other: &Number) -> bool {
    (one.value - other.value).abs() <= f64::EPSILON * one.value.abs().max(1.0) && class(one.unit) == class(other.unit)
}

/// Units within which numbers may face each other.
fn class(unit: Unit) -> u8 {
    match unit {
        Unit::Plain | Unit::Rank => 0,
        Unit::Percent => 1,
        Unit::Money(_) => 2,
        Unit::Day => 3,
        Unit::Year => 4,
    }
}

/// "1,987" and "nearly 2,000", "6.87" and "6.9": one is the other, rounded to its own last digit; down after "more than", up after "nearly".
fn is_rounded(one: &Number, other: &Number) -> bool {
    let rounds = |exact: &Number, round: &Number| {
        let digit = measure::last_digit(round.value);
        let steps = exact.value / digit;
        let is = |steps: f64| (round.value - steps * digit).abs() < digit * 1e-6;
        let hedged = round.hedge != Hedge::None;
        let near = (exact.value - round.value).abs() <= if hedged { FAR_ROUNDED } else { ROUNDED } * exact.value.abs();
        let reached = match round.hedge {
            Hedge::Over => is(steps.floor()),
            Hedge::Under => is(steps.ceil()),
            Hedge::About | Hedge::None => is(steps.round()),
        };
        near && digit > measure::last_digit(exact.value) * 1.5 && reached
    };
    rounds(one, other) || rounds(other, one)
}
