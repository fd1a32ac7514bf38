//! Finds the numbers of a piece that say a fact: [`Figure`], page -> [`Spot`]s.
//!
//! A number belongs to the words beside it, up to the next number or comma; a date to its clause. Rounder numbers count where they are
//! right for the old value and wrong for the new one. O(words of the piece).

use std::ops::Range;

use super::fact::{Fact, Figure, LEAST_WEIGHT, mark, month_beside};
use super::kinds;
use super::spot::{How, Page, Spot, Value, run_with};
use crate::clean::background::StemId;
use crate::clean::numbers::{Hedge, Number, Unit, numbers};
use crate::clean::words::Word;

/// A number of a page.
#[derive(Debug)]
pub(super) struct Seen {
    pub number: Number,
    month: Option<StemId>,
    /// "A dozen", "a hundred".
    loose: bool,
    /// "At least 400" is the count itself, as far as it is known; "more than 400" is a round number for another.
    least: bool,
}

/// Share of the words beside a number that must stand beside it here: `boats` of `boats crushed`.
const BESIDE_NUMBER: f32 = 0.35;
/// The same where the whole sentence counts as beside it.
const IN_SENTENCE: f32 = 0.5;
/// The same for a day or a year of our time.
const OF_DATED: f32 = 0.6;
/// So many words of the notice in a row, the number among them, are its own wording.
const LONG_RUN: usize = 4;
/// Words after and before a number that it can belong to.
const AFTER: usize = 6;
const BEFORE: usize = 5;
/// Rounding moves a number by a tenth at most, and by half of that where nothing says that it is rounded.
const ROUNDING: f64 = 0.1;
const SILENT_ROUNDING: f64 = 0.05;

/// Reads all numbers of a page, "a hundred" and "half a million" too.
pub(super) fn seen(text: &str, words: &[Word]) -> Vec<Seen> {
    let mut seen: Vec<Seen> = numbers(text, words)
        .into_iter()
        .map(|mut number| {
            // "A dozen boats" may be 13, and no other figure opens so.
            let loose = ["a", "half"].iter().any(|first| words[number.words.start].span.of(text).eq_ignore_ascii_case(first));
            if loose && number.hedge == Hedge::None {
                number.hedge = Hedge::About;
            }
            let before = number.words.start.checked_sub(1).map(|at| words[at].span.of(text));
            let least = before.is_some_and(|word| word.eq_ignore_ascii_case("least"));
            Seen { month: month_beside(text, words, &number), number, loose, least }
        })
        .collect();
    for (at, word) in words.iter().enumerate() {
        let value = match word.span.of(text).to_ascii_lowercase().as_str() {
            "hundred" => 100.0,
            "thousand" => 1000.0,
            _ => continue,
        };
        let place = seen.partition_point(|known| known.number.words.end <= at);
        if seen.get(place).is_some_and(|known| known.number.words.start <= at) {
            continue;
        }
        let back = |steps: usize| at.checked_sub(steps).map(|at| words[at].span.of(text).to_lowercase()).unwrap_or_default();
        let half = back(1) == "a" && back(2) == "half" || back(1) == "half";
        let number = Number { words: at..at + 1, value: if half { value / 2.0 } else { value }, unit: Unit::Plain, hedge: Hedge::About };
        seen.insert(place, Seen { number, month: None, loose: true, least: false });
    }
    seen
}

/// Finds every number of the page that says a fact, or may say it.
pub(super) fn number_spots(fact: &Fact, page: &Page<'_>, old: &Figure, new: Option<&Figure>) -> Vec<Spot> {
    let mut found = Vec::new();
    let mut sentence = 0;
    for (place, seen) in page.seen.iter().enumerate() {
        let how = |figure: &Figure, other: Option<&Figure>| fits(seen, figure, other);
        let Some((value, how)) = how(old, new)
            .map(|how| (Value::Old, how))
            .or_else(|| new.and_then(|new| how(new, Some(old))).filter(|how| *how != How::Rounded).map(|how| (Value::New, how)))
        else {
            continue;
        };
        let words = seen.number.words.clone();
        let sentences = &page.clean.sentences;
        while sentence + 1 < sentences.len() && sentences[sentence].words.end <= words.start {
            sentence += 1;
        }
        let inside = sentences[sentence].words.clone();
        if !inside.contains(&words.start) {
            continue;
        }
        let (before, after) = around(page, place, &inside);
        let group = |at: usize| kinds::counted(page.clean.words[at].stem);
        let groups: Vec<u8> = fact.near.iter().filter_map(|term| kinds::counted(term.0)).collect();
        let counted: Vec<u8> = after.clone().filter_map(group).collect();
        let counts_another = !groups.is_empty()
            && seen.number.unit != Unit::Year
            && counted.first().is_some_and(|group| !groups.iter().any(|wanted| kinds::counts_as(*group, *wanted, &counted)));
        let wanted: Vec<u8> = fact.near.iter().filter_map(|term| kinds::befalls(term.0)).collect();
        let befalls = |at: usize| kinds::befalls(mark(page.text, &page.clean.words[at]).0);
        // "Fourteen of those on board lost their lives": the verb may stand far off in its clause.
        let next = page.seen.get(place + 1).map_or(inside.end, |next| next.number.words.start.min(inside.end));
        let clause = (after.end..next).take_while(|at| !page.parts(*at));
        let befell: Vec<u8> = after.clone().chain(before.clone()).chain(clause).filter_map(befalls).collect();
        let same_fate = befell.iter().any(|fate| wanted.contains(fate));
        let other_fate = !wanted.is_empty() && !befell.is_empty() && !same_fate;
        if counts_another || other_fate {
            continue;
        }
        let same = |other: &&Seen| inside.contains(&other.number.words.start) && other.number.unit == seen.number.unit;
        let alone = page.seen.iter().filter(same).count() == 1;
        let close = page.share(&fact.near, after.clone().chain(before.clone()));
        let wide = page.share(&fact.near, inside.clone());
        // Dates stand in every other sentence: they need more beside them.
        let date = is_date(page, place);
        let dated = date && !is_rare(seen);
        // "The museum, from which the crown was stolen, was built in 1678": the clause of a date has words of its own, and none of the fact's.
        let apart = date && close <= 0.0 && before.chain(after.clone()).any(|at| page.clean.words[at].weight >= LEAST_WEIGHT);
        let wide_enough = if dated { wide >= OF_DATED } else { alone && wide >= IN_SENTENCE };
        let settled = (!dated && close >= BESIDE_NUMBER || same_fate || wide_enough) && !apart && !dates_another(fact, page, place);
        let sure = fact.near.is_empty() || settled && !page.names_others(fact, &inside);
        let figure = if value == Value::Old { Some(old) } else { new };
        let how = match how {
            How::Rounded => How::Rounded,
            _ if figure.is_some_and(|figure| figure.written == page.span(&words).of(page.text).to_lowercase())
                && (repeats(fact, page, after.clone()) || run_with(fact, page, &inside, &words) >= LONG_RUN) =>
            {
                How::WordForWord
            }
            _ => How::Reworded,
        };
        found.push(Spot {
            value,
            sentence,
            words,
            how,
            beside: if apart { close } else { close.max(wide) },
            sure,
            rare: how != How::Rounded && !apart && is_rare(seen),
        });
    }
    found
}

/// Tells whether a number is a day or a year, of old too: "built in 1678".
fn is_date(page: &Page<'_>, place: usize) -> bool {
    let number = &page.seen[place].number;
    let four = number.unit == Unit::Plain && (1000.0..1900.0).contains(&number.value) && page.span(&number.words).len() == 4;
    four || matches!(number.unit, Unit::Day | Unit::Year)
}

/// Tells whether a date stands right after a number that the notice does not know: "rose from 3,556 in 2024" dates that number.
fn dates_another(fact: &Fact, page: &Page<'_>, place: usize) -> bool {
    let Some(last) = place.checked_sub(1).map(|last| &page.seen[last].number.words) else { return false };
    let number = &page.seen[place].number;
    let light = |at: usize| page.clean.words[at].weight < LEAST_WEIGHT && !page.parts(at);
    is_date(page, place)
        && number.unit != Unit::Day
        && !is_date(page, place - 1)
        && !page.parts(number.words.start)
        && (last.end..number.words.start).all(light)
        && !fact.known.contains(&page.clean.words[last.start].key)
}

/// The words that belong to a number: before it and after it, up to the next number or clause.
fn around(page: &Page<'_>, place: usize, inside: &Range<usize>) -> (Range<usize>, Range<usize>) {
    let words = &page.seen[place].number.words;
    let last = place.checked_sub(1).map_or(0, |last| page.seen[last].number.words.end).max(inside.start);
    let start_of = |place: usize| page.seen.get(place).map_or(usize::MAX, |next| next.number.words.start).min(inside.end);
    // Eight of the nine skiers are eight skiers.
    let share =
        (words.end..start_of(place + 1)).all(|at| matches!(page.clean.words[at].span.of(page.text), "of" | "the" | "those" | "its"));
    let next = if share && start_of(place + 1) > words.end { start_of(place + 2) } else { start_of(place + 1) };
    let end = (words.end..next.min(words.end + AFTER)).find(|at| page.parts(*at)).unwrap_or(next.min(words.end + AFTER));
    let first = last.max(words.start.saturating_sub(BEFORE));
    let start = (first + 1..=words.start).rev().find(|at| page.parts(*at)).unwrap_or(first);
    // What stands between two numbers is the first one's: "14 people were killed and 12 injured".
    // Unless it is a date, which stands after its verb.
    let start = if last > inside.start && end > words.end && !is_date(page, place) { words.start } else { start };
    (start..words.start, words.end.min(end)..end)
}

/// Tells whether a number says a figure and not the other one.
fn fits(seen: &Seen, figure: &Figure, other: Option<&Figure>) -> Option<How> {
    let (number, value) = (&seen.number, figure.value);
    if !kinds::same_unit(number.unit, figure.unit) || figure.month.is_some() && figure.month != seen.month {
        return None;
    }
    let off = |from: f64| (number.value - from).abs() / from.abs().max(f64::MIN_POSITIVE);
    if off(value) < 1e-9 && !seen.loose {
        // "More than 400" is right for 408, unless the notice too takes back "more than 400".
        let holds = |right: f64| match number.hedge {
            Hedge::Over => right >= value && !seen.least,
            Hedge::Under => right <= value,
            Hedge::About => true,
            Hedge::None => false,
        };
        let round = value % 10.0 == 0.0 && digits(value) <= 2;
        let right = |other: &Figure| round && off(other.value) <= ROUNDING && holds(other.value);
        return (number.hedge == figure.hedge || !other.is_some_and(right)).then_some(How::Reworded);
    }
    // "More than 300" for 340 is cut down to its first digit, and wrong for 240.
    let cut = |value: f64| {
        let leading = 10_f64.powf(value.abs().max(1.0).log10().floor());
        let fits = |edge: f64| (edge * leading - number.value).abs() < 1e-9 * value.abs();
        match number.hedge {
            Hedge::Over => fits((value / leading).floor()) && other.is_none_or(|other| other.value < number.value),
            Hedge::Under => fits((value / leading).ceil()) && other.is_none_or(|other| other.value > number.value),
            Hedge::About | Hedge::None => false,
        }
    };
    let whole = matches!(number.unit, Unit::Plain | Unit::Money(_) | Unit::Percent) && value >= 10.0;
    let near = match number.hedge {
        Hedge::Over => number.value <= value,
        Hedge::Under => number.value >= value,
        Hedge::About | Hedge::None => true,
    };
    let near = near && (seen.loose || digits(number.value) <= 2 && (number.hedge != Hedge::None || is_round(number.value, value)));
    // "About a dozen" is right for 13 too.
    let clear = other.is_none_or(|other| off(other.value) > ROUNDING);
    let most = if number.hedge == Hedge::None { SILENT_ROUNDING } else { ROUNDING };
    (whole && (near && clear && off(value) <= most || value >= 100.0 && cut(value))).then_some(How::Rounded)
}

/// Tells whether a number is another one rounded to one digit or two.
fn is_round(round: f64, value: f64) -> bool {
    let digits = value.abs().log10().floor();
    [digits, digits - 1.0].iter().any(|place| {
        let step = 10_f64.powf(*place);
        step >= 10.0 && ((value / step).round() * step - round).abs() < 1e-9 * value.abs()
    })
}

/// Counts the digits of a number without the noughts at its end; one with a fraction has many.
fn digits(value: f64) -> usize {
    if value.fract() == 0.0 { format!("{value:.0}").trim_end_matches('0').len() } else { usize::from(value >= 10.0) + 2 }
}

/// Three digits and more that are not round, or a year of old: in one story they are seldom two facts.
fn is_rare(seen: &Seen) -> bool {
    match seen.number.unit {
        Unit::Year => seen.number.value < 1990.0,
        Unit::Day | Unit::Rank => false,
        _ => digits(seen.number.value) >= 3,
    }
}

/// Tells whether the next words of weight after a number are the notice's own.
fn repeats(fact: &Fact, page: &Page<'_>, after: Range<usize>) -> bool {
    let heavy: Vec<u64> =
        after.map(|at| &page.clean.words[at]).filter(|word| word.weight >= LEAST_WEIGHT).take(3).map(|word| word.key).collect();
    !heavy.is_empty() && heavy.iter().all(|key| fact.known.binary_search(key).is_ok())
}

#[cfg(test)]
mod tests {
    use super::super::fact::{Core, facts};
    use super::super::notice::Correction;
    use super::*;
    use crate::clean::clean_text;

    /// The sure old values that a text says, for "old" put right as "new".
    fn old(pair: (&str, &str), text: &str) -> Vec<How> {
        let correction = Correction { old: pair.0.to_owned(), new: pair.1.to_owned(), ..Correction::default() };
        let fact = &facts(&correction)[0];
        let Core::Number(wrong, right) = &fact.core else { panic!("no number") };
        let clean = clean_text(text);
        let found = number_spots(fact, &Page::of(text, &clean), wrong, right.as_ref());
        found.into_iter().filter(|spot| spot.sure && spot.value == Value::Old).map(|spot| spot.how).collect()
    }

    #[test]
    fn nine_who_were_saved_are_not_the_nine_who_were_killed() {
        let pair = ("nine skiers were killed", "eight skiers were killed");
        assert_eq!(old(pair, "Nine of those on the slope above the lake lost their lives."), [How::Reworded]);
        assert_eq!(old(pair, "Nine skiers were not rescued before nightfall."), []);
        assert_eq!(old(pair, "Nine skiers were killed and nine were hurt."), [How::WordForWord]);
    }

    #[test]
    fn a_cut_number_is_the_old_one_where_it_is_wrong_for_the_new_one() {
        assert_eq!(old(("340 jobs were lost", "240 jobs were lost"), "More than 300 jobs were lost."), [How::Rounded]);
        assert_eq!(old(("340 jobs were lost", "360 jobs were lost"), "More than 300 jobs were lost."), []);
    }

    #[test]
    fn a_year_dates_what_stands_in_its_clause() {
        let record = ("the record of incidents was set in 2024", "the record of incidents was set in 2023");
        assert_eq!(old(record, "The record of incidents was set in 2024."), [How::WordForWord]);
        assert_eq!(old(record, "Incidents on record rose from 3,556 in 2024 to a new set of 4,000."), []);
        let crown = ("the crown was made in 1678", "the crown was made in 1687");
        assert_eq!(old(crown, "The museum, from which the crown was stolen, was built in 1678 as an arsenal."), []);
    }
}
