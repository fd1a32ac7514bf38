//! What a figure measures: length, weight, time, heat, area, volume, speed, and in which unit.
//!
//! `12 miles`, `19 km` and `19 kilometres` are one length; `50F` and `10C` one heat. Factors are the exact ones of the international
//! yard and pound agreement of 1959; months and years are mean ones. O(1) a figure.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::lists::key;
use crate::clean::numbers::{Number, Unit};
use crate::trace::{Told, sentence_at};

/// The units of each quantity, with how many of the base unit one is. `m` is no unit, since a number takes it for a million, nor is
/// `in`, which is a word before it is an inch; `ton` is either the short or the metric one.
const UNITS: [&str; 7] = [
    "mile miles mi=1609.344|kilometer kilometers km kms=1000|meter meters metre metres=1|foot feet ft=0.3048|inch inches=0.0254|yard yards yd yds=0.9144|centimeter centimeters cm=0.01|millimeter millimeters mm=0.001",
    "pound pounds lb lbs=0.45359237|kilogram kilograms kilo kilos kg kgs=1|ton tons=907.18474|tonne tonnes t=1000|ounce ounces oz=0.028349523125|gram grams g=0.001|stone=6.35029318",
    "second seconds=1|minute minutes=60|hour hours=3600|day days=86400|week weeks=604800|month months=2629746|year years=31556952|decade decades=315569520|century centuries=3155695200",
    "hectare hectares=10000|acre acres=4046.8564224",
    "mph=1609.344|kph kmh=1000|knot knots=1852",
    "pence p penny=1|cent cents c=2|dollar dollars=3|euro euros=4|crown crowns krona kronor krone kroner=5|franc francs=6|yen=7|yuan renminbi=8|rupee rupees=9|peso pesos=10|ruble rubles rouble roubles=11|lira liras=12|shekel shekels=13|rand=14|mark marks=15|dirham dirhams=16|riyal riyals=17|baht=18|ringgit=19|won=20|zloty zlotys=21|forint forints=22|real reais=23",
    "liter liters litre litres=1|gallon gallons=3.785411784|barrel barrels=158.987294928|pint pints=0.473176473",
];
const LENGTH: usize = 0;
const AREA: usize = 3;
const SPEED: usize = 4;
/// Money is told apart, never converted: a rate is in no text. Pounds are a weight in the list, and money beside money.
const MONEY: usize = 5;
const WEIGHT: usize = 1;
const POUND: f64 = 0.453_592_37;
/// Heat needs more than a factor.
const HEAT: usize = 7;
/// A share of a hundred, against points of it.
const SHARE: usize = 8;

/// What a figure measures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Measure {
    quantity: usize,
    /// The unit by its factor.
    factor: f64,
    /// The value in the base unit.
    base: f64,
    /// How far the value may be off, as written: half a unit of its last digit, in base units.
    slack: f64,
    /// The word after the unit.
    pub end: usize,
}

/// Words that make a measure beside the units.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Beside {
    Point,
    Percentage,
    Degree,
    Fahrenheit,
    Celsius,
    Square,
    PerHour,
    Per,
    Hour,
}

const BESIDE: [(&str, Beside); 9] = [
    ("point points", Beside::Point),
    ("percentage", Beside::Percentage),
    ("degree degrees", Beside::Degree),
    ("fahrenheit f", Beside::Fahrenheit),
    ("celsius centigrade c", Beside::Celsius),
    ("square sq", Beside::Square),
    ("h hr", Beside::PerHour),
    ("per an", Beside::Per),
    ("hour", Beside::Hour),
];

fn beside() -> &'static HashMap<u64, Beside> {
    static TABLE: OnceLock<HashMap<u64, Beside>> = OnceLock::new();
    TABLE.get_or_init(|| BESIDE.iter().flat_map(|(names, what)| names.split(' ').map(|name| (key(name), *what))).collect())
}

fn units() -> &'static HashMap<u64, (usize, f64)> {
    static TABLE: OnceLock<HashMap<u64, (usize, f64)>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut units = HashMap::new();
        for (quantity, list) in UNITS.iter().enumerate() {
            for (names, factor) in list.split('|').filter_map(|unit| unit.split_once('=')) {
                let factor = factor.parse().unwrap_or(1.0);
                units.extend(names.split(' ').map(|name| (key(name), (quantity, factor))));
            }
        }
        units
    })
}

/// Tells what a figure measures; `None` when no unit of the lists follows it in its sentence.
pub(super) fn of(told: Told<'_>, number: &Number) -> Option<Measure> {
    let text = told.text;
    // "He was 43. Days later" counts no days.
    let end = text.sentences.get(sentence_at(told, number.words.start)).map_or(0, |sentence| sentence.words.end);
    let word = |at: usize| text.words[..end].get(number.words.end + at).map(|word| word.key);
    let is = |at: usize, what: Beside| word(at).is_some_and(|own| beside().get(&own) == Some(&what));
    let measure = |quantity, factor: f64, base: f64, words: usize| {
        let slack = factor * last_digit(number.value) / 2.0;
        Some(Measure { quantity, factor, base, slack, end: number.words.end + words })
    };
    if number.unit == Unit::Percent {
        let points = usize::from(is(0, Beside::Point));
        return measure(SHARE, 1.0 + points as f64, number.value, points);
    }
    if is(0, Beside::Percentage) && is(1, Beside::Point) {
        return measure(SHARE, 2.0, number.value, 2);
    }
    let degrees = usize::from(is(0, Beside::Degree));
    if is(degrees, Beside::Fahrenheit) {
        return measure(HEAT, 5.0 / 9.0, (number.value - 32.0) * 5.0 / 9.0, degrees + 1);
    }
    if is(degrees, Beside::Celsius) {
        return measure(HEAT, 1.0, number.value, degrees + 1);
    }
    // "50ft", "79p", "340KM".
    let last = told.written(number.words.end - 1).to_lowercase();
    let tail = last.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
    if text.words[number.words.end - 1].numeric
        && let Some((quantity, factor)) = units().get(&key(tail)).copied()
    {
        return measure(quantity, factor, number.value * factor, 0);
    }
    if is(0, Beside::Square)
        && let Some((LENGTH, factor)) = word(1).and_then(|word| units().get(&word)).copied()
    {
        return measure(AREA, factor * factor, number.value * factor * factor, 2);
    }
    let (quantity, factor) = *units().get(&word(0)?)?;
    // "60 km/h", "60 miles per hour".
    if quantity == LENGTH && (is(1, Beside::PerHour) || is(1, Beside::Per) && is(2, Beside::Hour)) {
        return measure(SPEED, factor, number.value * factor, if is(1, Beside::PerHour) { 2 } else { 3 });
    }
    measure(quantity, factor, number.value * factor, 1)
}

/// The weight of the last digit that a value was written to: 1 for 12, 10 for 340, 0.1 for 3.5.
pub(super) fn last_digit(value: f64) -> f64 {
    let written = format!("{value}");
    match written.split_once('.') {
        Some((_, decimals)) => 0.1_f64.powi(i32::try_from(decimals.len()).unwrap_or(0)),
        None => 10_f64.powi(i32::try_from(written.len() - written.trim_end_matches('0').len()).unwrap_or(0)),
    }
}

/// Tells whether one measure is the other in another unit: within 1 %, or within what their last digits say.
pub(super) fn converts(one: Option<Measure>, other: Option<Measure>) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return false };
    let off = (one.base - other.base).abs();
    let size = one.base.abs().max(other.base.abs());
    one.quantity == other.quantity
        && differ(Some(one), Some(other))
        && ![SHARE, MONEY].contains(&one.quantity)
        && (off <= 0.01 * size || off <= one.slack.max(other.slack).min(0.05 * size))
}

/// Tells whether two figures count alike: in one unit, or both in none.
pub(super) fn same(one: Option<Measure>, other: Option<Measure>) -> bool {
    match (one, other) {
        (Some(a), Some(b)) => a.quantity == b.quantity && !differ(Some(a), Some(b)),
        (None, None) => true,
        _ => false,
    }
}

/// Tells whether two measures of one quantity are in two units.
pub(super) fn differ(one: Option<Measure>, other: Option<Measure>) -> bool {
    let (Some(a), Some(b)) = (one, other) else { return false };
    let is = |factor: f64, wanted: f64| (factor - wanted).abs() <= 1e-9 * wanted;
    let pounds = |weight: Measure, money: Measure| weight.quantity == WEIGHT && is(weight.factor, POUND) && money.quantity == MONEY;
    a.quantity == b.quantity && !is(a.factor, b.factor) || pounds(a, b) || pounds(b, a)
}

#[cfg(test)]
mod tests {
    use crate::trace::facts::Kind;
    use crate::trace::facts::tests::of;

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
