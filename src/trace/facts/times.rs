//! Another weekday, month, time of day or rank in the same place.
//!
//! Figures that date something are told with the other figures. Where this can be wrong: "today" printed a day later is "yesterday".
//! O(words of a group).

use super::lists::{self, Part};
use super::{Change, Faced, Kind, RECORD};
use crate::trace::group::{Group, Half};

/// Words that stand so far from what both sentences have belong to two events.
const NEAR: usize = 5;

/// Less alike, two sentences tell two events.
const ALIKE: f64 = 0.25;

/// Lists the times that face others.
pub(super) fn times(group: &Group<'_>, found: &mut Vec<Faced>) {
    let (one, two) = (&group.one, &group.two);
    let taken: Vec<usize> = group.path.iter().map(|pair| pair.1).collect();
    let free_two: Vec<usize> = (0..two.len()).filter(|at| taken.binary_search(at).is_err()).collect();
    // In sentences that hardly share a word, two days are two events.
    let alike = group.closeness >= ALIKE;
    let gap_two = |at: usize| group.path.partition_point(|pair| pair.1 < at);
    for at in (0..one.len()).filter(|at| group.partner(*at).is_none()) {
        let key = one.word(at).key;
        for part in [Part::Weekday, Part::Month, Part::Rank].into_iter().chain(lists::TIMES) {
            let is_time = lists::TIMES.contains(&part);
            let is_part = |half: &Half<'_>, at: usize| {
                if part == Part::Month { lists::is_month(half.word(at)) && !half.opens(at) } else { lists::is(half.word(at).key, part) }
            };
            if !is_part(one, at) {
                continue;
            }
            let gap = group.path.partition_point(|pair| pair.0 < at);
            // In the first gap nothing stands before: then what follows must follow at once.
            let leads = group.path.get(gap).is_some_and(|next| next.0 - at <= 2);
            let near = |place: usize| {
                let before = gap
                    .checked_sub(1)
                    .and_then(|last| group.path.get(last))
                    .is_some_and(|last| at - last.0 <= NEAR && place - last.1 <= NEAR);
                before || group.path.get(gap).is_some_and(|next| next.0 - at <= NEAR && next.1 - place <= NEAR)
            };
            // Right between the same words, nothing else can be meant.
            let held = |place: usize| {
                let beside = |i: Option<usize>, j: Option<usize>| i.is_some_and(|i| j.is_some() && group.partner(i) == j);
                beside(at.checked_sub(1), place.checked_sub(1))
                    && (beside(Some(at + 1), Some(place + 1)) || at + 1 == one.len() && place + 1 == two.len())
            };
            // "48 hours": what a number counts is a measure.
            let counted = |half: &Half<'_>, place: usize| super::is_counted(half.told, half.place(place));
            let has = |half: &Half<'_>, key: u64| (0..half.len()).any(|at| half.word(at).key == key);
            let facing = free_two.iter().copied().find(|place| {
                let other = two.word(*place);
                // "A year before", "shortly before": before the same word any time faces another.
                let leads_on =
                    || is_time && lists::is_any(other.key, &lists::TIMES) && at + 1 < one.len() && group.partner(at + 1) == Some(place + 1);
                (is_part(two, *place) || leads_on())
                    && other.stem != one.word(at).stem
                    && !(is_time && counted(one, at) && counted(two, *place))
                    && (held(*place)
                        || !has(two, key)
                            && !has(one, other.key)
                            && part != Part::Rank
                            && alike
                            && (gap_two(*place) == gap && near(*place) && (gap > 0 || leads)
                                || !is_time && super::context(one, at, two, *place) >= 2))
            });
            if let Some(place) = facing {
                let kind = if part == Part::Rank { Kind::Number } else { Kind::Date };
                // "Yesterday" in a piece of the day after is the same day.
                let moved = matches!((one.told.day, two.told.day), (Some(own), Some(theirs)) if own != theirs);
                let severity = match part {
                    Part::Rank => 3,
                    Part::Today if moved => RECORD,
                    _ => 2,
                };
                let (original, piece) = (one.places(&(at..at + 1)), two.places(&(place..place + 1)));
                found.push(Faced { kind, change: Change::Changed, severity, original, piece });
            }
        }
    }
}

/// Lists the times that both sentences name and put elsewhere: "last week", "next week".
pub(super) fn orders(group: &Group<'_>, found: &mut Vec<Faced>) {
    let dated = |half: &Half<'_>, at: usize| {
        let key = half.word(at).key;
        lists::is_any(key, &lists::TIMES) || lists::is(key, Part::Weekday)
    };
    let before = |half: &Half<'_>, at: usize| {
        (at.saturating_sub(2)..at).find(|at| lists::is(half.word(*at).key, Part::Order) && !half.is_quoted(*at))
    };
    for (i, j) in group.path.iter().copied().filter(|(i, j)| dated(&group.one, *i) && dated(&group.two, *j)) {
        let (Some(own), Some(theirs)) = (before(&group.one, i), before(&group.two, j)) else { continue };
        if !lists::same_order(group.one.word(own).key, group.two.word(theirs).key) && group.partner(own).is_none() {
            let (original, piece) = (group.one.places(&(own..i + 1)), group.two.places(&(theirs..j + 1)));
            found.push(Faced { kind: Kind::Date, change: Change::Changed, severity: 2, original, piece });
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::trace::facts::Kind;
    use crate::trace::facts::tests::of;

    const A: &str = "The harbour master allegedly sold 400 barrels of fuel oil to a fishing company in Halden on Monday.";

    #[test]
    fn today_for_yesterday_is_altered() {
        let a = "The harbour wall of Halden fell into the sea yesterday and ruined the fishing fleet.";
        assert_eq!(of(a, &a.replace("yesterday", "today")), [Kind::Date]);
        assert_eq!(of(a, &a.replace("yesterday", "tomorrow")), [Kind::Date]);
    }

    #[test]
    fn another_weekday_or_time_is_altered() {
        assert_eq!(of(A, &A.replace("Monday", "Tuesday")), [Kind::Date]);
        let a = "The harbour wall fell into the sea a year before the storm that ruined the fishing fleet.";
        assert_eq!(of(a, &a.replace("a year before", "shortly before")), [Kind::Date]);
    }
}
