//! What a number counts: the same value in another unit, or with a hedge that only one side has.
//!
//! `340 km` and `340 kilometres` are one, `340 miles` another. Where this can be wrong: a unit that no list holds. O(numbers of a group).

use std::collections::HashMap;
use std::sync::OnceLock;

use super::key;
use crate::clean::numbers::{Hedge, Number, Unit};
use crate::hash;
use crate::trace::words::{Faced, Half, Kind};

/// The units of each quantity; what stands between two bars is one unit. `m` is no unit, since a number takes it for a million, nor is
/// `in`, which is a word before it is an inch.
const UNITS: [&str; 5] = [
    "mile miles mi|kilometer kilometers km kms|meter meters metre metres|foot feet ft|inch inches|yard yards yd yds|centimeter centimeters cm|millimeter millimeters mm",
    "pound pounds lb lbs|kilogram kilograms kilo kilos kg kgs|ton tons|tonne tonnes t|ounce ounces oz|gram grams g",
    "second seconds|minute minutes|hour hours|day days|week weeks|month months|year years|decade decades|century centuries",
    "hectare hectares|acre acres",
    "mph|kph kmh",
];
/// Lengths and speeds in the list; miles and kilometres open both.
const SPEEDS: (usize, usize) = (0, 4);

/// Gives the quantity and the unit that a word names, by its key.
fn units() -> &'static HashMap<u64, (usize, usize)> {
    static TABLE: OnceLock<HashMap<u64, (usize, usize)>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut units = HashMap::new();
        for (quantity, names) in UNITS.iter().enumerate() {
            for (unit, names) in names.split('|').enumerate() {
                units.extend(names.split(' ').map(|name| (key(name), (quantity, unit))));
            }
        }
        units
    })
}

/// The same value in another unit, or with a hedge that only one side has.
pub(super) fn measures(one: &Half<'_>, two: &Half<'_>, found: &mut Vec<Faced>) {
    let own = |half: &Half<'_>| -> Vec<Number> {
        half.told.text.numbers.iter().filter(|number| half.find(number.words.start).is_some()).cloned().collect()
    };
    let (left, right) = (own(one), own(two));
    let hourly = ["h", "hr", "hour"].map(|word| hash::bytes(word.as_bytes()));
    let measure = |half: &Half<'_>, number: &Number| -> Option<(usize, usize)> {
        let words = &half.told.text.words;
        let (quantity, unit) = *units().get(&words.get(number.words.end)?.key)?;
        // "60 km/h", "60 miles per hour": a speed, and the units of speed stand in the same order.
        let is_speed =
            quantity == SPEEDS.0 && unit < 2 && words[number.words.end + 1..].iter().take(2).any(|word| hourly.contains(&word.key));
        Some(if is_speed { (SPEEDS.1, unit) } else { (quantity, unit) })
    };
    for number in left.iter().filter(|number| !matches!(number.unit, Unit::Day | Unit::Year | Unit::Rank)) {
        let same = |other: &&Number| other.unit == number.unit && (other.value - number.value).abs() < 1e-9 * number.value.abs().max(1.0);
        let (mut theirs, ours) = (right.iter().filter(same), left.iter().filter(same).count());
        let (Some(other), None) = (theirs.next(), theirs.next()) else { continue };
        if ours != 1 {
            continue;
        }
        let changed = match (measure(one, number), measure(two, other)) {
            (Some(a), Some(b)) => a.0 == b.0 && a.1 != b.1,
            _ => false,
        };
        if changed {
            found.push(Faced {
                kind: Kind::Number,
                original: number.words.start..number.words.end + 1,
                piece: other.words.start..other.words.end + 1,
            });
        } else if bounds(number.hedge) != bounds(other.hedge) && number.value > 2.0 {
            found.push(Faced { kind: Kind::Hedge, original: number.words.clone(), piece: other.words.clone() });
        }
    }
}

/// "More than 400" and "up to 400" bound a number; "about 400" only rounds it.
fn bounds(hedge: Hedge) -> bool {
    matches!(hedge, Hedge::Over | Hedge::Under)
}

#[cfg(test)]
mod tests {
    use super::super::tests::of;
    use crate::trace::words::Kind;

    #[test]
    fn another_unit_is_altered_and_a_house_spelling_is_not() {
        let a = "The crew was found alive 48 hours later on a rock four metres above the harbour of Halden.";
        assert_eq!(of(a, &a.replace("hours", "minutes")), [Kind::Number]);
        assert_eq!(of(a, &a.replace("metres", "meters").replace("harbour", "harbor")), []);
    }

    #[test]
    fn a_unit_abbreviated_is_no_change_and_another_unit_is() {
        for (long, short, other) in [
            ("kilometres", "km", "miles"),
            ("kilometers", "km", "mi"),
            ("kilograms", "kg", "lb"),
            ("kilos", "kg", "g"),
            ("feet", "ft", "metres"),
            ("foot", "ft", "mm"),
            ("pounds", "lbs", "kg"),
            ("tonnes", "t", "oz"),
            ("miles per hour", "mph", "kph"),
            ("km/h", "kph", "mph"),
        ] {
            let a = format!("The fishing boat of Halden was pulled 340 {long} along the harbour wall by the storm, the master said.");
            assert_eq!(of(&a, &a.replace(long, short)), [], "{long}, {short}");
            assert_eq!(of(&a, &a.replace(long, other)), [Kind::Number], "{long}, {other}");
        }
    }

    #[test]
    fn the_percent_of_two_spaces_is_a_number_too() {
        let a = "The price of fuel oil in the harbour of Halden rose by 5 per  cent on Monday.";
        assert_eq!(of(a, &a.replace("5 per  cent", "6 per cent")), [Kind::Number]);
    }

    #[test]
    fn metres_cut_to_an_m_are_no_millions() {
        let a = "The fishing boat of Halden was pulled 340 metres along the harbour wall by the storm, the master said.";
        for short in ["340 m", "340m"] {
            assert_eq!(of(a, &a.replace("340 metres", short)), [], "{short}");
            assert_eq!(of(&a.replace("340 metres", short), a), [], "{short}");
        }
        assert_eq!(of(a, &a.replace("340 metres", "350 metres")), [Kind::Number]);
    }
}
