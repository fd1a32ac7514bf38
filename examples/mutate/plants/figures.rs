//! Other numbers and other units.

use super::{Kind, Plant, Spot, written_as};
use crate::dice::Dice;

const MONTHS: &str = "january february march april may june july august september october november december";
const WORDS: [&str; 19] = [
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "fifteen", "twenty", "thirty", "forty",
    "fifty", "sixty", "eighty", "ninety",
];
/// Written after a figure, and what a hasty hand makes of it.
const SCALES: [(&str, &str); 8] = [
    ("million", "billion"),
    ("billion", "million"),
    ("thousand", "million"),
    ("trillion", "billion"),
    ("bn", "m"),
    ("m", "bn"),
    ("hundred", "thousand"),
    ("dozen", "hundred"),
];

/// Other values for figures, years, days of months, number words, and for millions.
pub fn numbers(spot: Spot<'_>, dice: &mut Dice, found: &mut Vec<Plant>) {
    for at in spot.places() {
        let word = &spot.line.words[at];
        let mut plant = |way, new: String| found.push(Plant::one(Kind::Number, way, word.at.clone(), new, word.quoted));
        let after = spot.gap(at);
        if word.figure {
            let unit = spot.low(at + 1);
            let glued = after.is_empty() && !matches!(unit, "bn" | "m" | "tn" | "k" | "km" | "kg" | "p" | "pc" | "mph");
            let before = spot.before(at);
            // An ordinal, a road, a model, half of a name: no plain value.
            if glued || before.ends_with(['.', '/', '\'', '#', '&', ':']) || after.starts_with(['/', '\'', ':']) && after.len() == 1 {
                continue;
            }
            // "Ocean's 12", "Terminal 4": part of a name.
            let named = at > 1 && before == " " && spot.line.words[at - 1].capital;
            let month = |place: usize| MONTHS.split(' ').any(|month| month == spot.low(place));
            let of_month = at > 0 && month(at - 1) || after == " " && month(at + 1);
            if named && !of_month {
                continue;
            }
            let Some(new) = other_value(spot.text(at), of_month, dice) else { continue };
            if spot.line.words.iter().any(|other| other.low == new) {
                continue;
            }
            let way = match (is_year(spot.text(at)), of_month) {
                (true, _) => "year",
                (_, true) => "day of month",
                _ if new.contains('.') => "decimal",
                _ => "figure",
            };
            plant(way, new);
        } else if let Some(place) = WORDS.iter().position(|known| *known == word.low) {
            let own = &WORDS[if place < 9 { 0..9 } else { 9..19 }];
            let free: Vec<&&str> = own.iter().filter(|other| !spot.line.words.iter().any(|word| word.low == ***other)).collect();
            if let Some(new) = dice.pick(&free) {
                plant("number word", written_as(spot.text(at), new));
            }
        } else if at > 0
            && let Some((_, new)) = SCALES.iter().find(|(scale, _)| *scale == word.low)
            && (spot.line.words[at - 1].figure || WORDS.contains(&spot.low(at - 1)))
            && spot.before(at).trim().is_empty()
        {
            plant("scale", (*new).to_owned());
        }
    }
}

pub fn is_year(figure: &str) -> bool {
    figure.len() == 4 && figure.parse::<u32>().is_ok_and(|year| (1900..=2035).contains(&year))
}

/// Another value written the same way: digits exchanged, or one digit another. Never nearer than a tenth, so that nobody takes it for rounding.
fn other_value(figure: &str, of_month: bool, dice: &mut Dice) -> Option<String> {
    let value = |text: &str| text.replace(',', "").parse::<f64>().ok();
    let own = value(figure)?;
    if of_month && own <= 31.0 {
        let day = 1 + dice.below(28);
        return ((day as f64 - own).abs() >= 1.0).then(|| day.to_string());
    }
    let places: Vec<usize> = figure.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_digit()).map(|(at, _)| at).collect();
    for _ in 0..20 {
        let mut new: Vec<u8> = figure.bytes().collect();
        if is_year(figure) {
            let digit = b'0' + u8::try_from(dice.below(10)).ok()?;
            new[3] = digit;
        } else if places.len() > 1 && dice.chance(50) {
            let first = dice.below(places.len() - 1);
            new.swap(places[first], places[first + 1]);
        } else {
            // A leading digit, or the next one: "1,500" -> "1,800", "12" -> "17".
            let place = places[dice.below(places.len().min(2))];
            new[place] = b'1' + u8::try_from(dice.below(9)).ok()?;
        }
        let new = String::from_utf8(new).ok()?;
        let other = value(&new)?;
        let far = (other - own).abs() >= own.max(other) * 0.1 || is_year(figure) && is_year(&new) && new != figure;
        let leads = new.starts_with('0') && !figure.starts_with('0');
        if far && !leads && other > 0.0 {
            return Some(new);
        }
    }
    None
}

/// Behind a figure (and behind "million"): a unit, and another one.
const UNITS: [(&str, &str); 46] = [
    ("kilometres", "miles"),
    ("kilometers", "miles"),
    ("km", "miles"),
    ("miles", "kilometres"),
    ("metres", "feet"),
    ("meters", "feet"),
    ("feet", "metres"),
    ("mph", "km/h"),
    ("tonnes", "kilos"),
    ("tons", "kilos"),
    ("kilos", "pounds"),
    ("kg", "lb"),
    ("pounds", "euros"),
    ("dollars", "euros"),
    ("euros", "dollars"),
    ("francs", "dollars"),
    ("marks", "dollars"),
    ("yen", "dollars"),
    ("yuan", "dollars"),
    ("crowns", "dollars"),
    ("cents", "pence"),
    ("pence", "cents"),
    ("p", "c"),
    ("barrels", "gallons"),
    ("ounces", "pounds"),
    ("bushels", "tonnes"),
    ("acres", "hectares"),
    ("hectares", "acres"),
    ("litres", "gallons"),
    ("seconds", "minutes"),
    ("minutes", "hours"),
    ("hours", "days"),
    ("days", "weeks"),
    ("weeks", "months"),
    ("months", "years"),
    ("years", "months"),
    ("day", "week"),
    ("week", "month"),
    ("month", "year"),
    ("year", "month"),
    ("hour", "day"),
    ("percent", "percentage points"),
    ("celsius", "Fahrenheit"),
    ("megabytes", "gigabytes"),
    ("points", "percent"),
    ("degrees", "percent"),
];
const SCALE_WORDS: &str = "million billion trillion thousand hundred m bn tn metric";

/// Other units behind a figure, other signs before or after one.
pub fn units(spot: Spot<'_>, found: &mut Vec<Plant>) {
    let text = spot.story.text;
    for at in spot.places() {
        let word = &spot.line.words[at];
        let counted = |place: usize| spot.line.words[place].figure || WORDS.contains(&spot.low(place));
        if word.figure {
            let before = spot.before(at);
            for (sign, new) in [("$", "£"), ("£", "$"), ("€", "$")] {
                let letter = before.trim_end_matches(sign).is_empty() && at > 0;
                if before.ends_with(sign) && !letter {
                    let start = word.at.start - sign.len();
                    found.push(Plant::one(Kind::Unit, "currency sign", start..word.at.start, new, word.quoted));
                }
            }
            // "90% of them" can be no points.
            if spot.gap(at).starts_with('%') && spot.low(at + 1) != "of" {
                found.push(Plant::one(Kind::Unit, "percent", word.at.end..word.at.end + 1, " percentage points", word.quoted));
            }
            if spot.reads(at + 1, "per cent") && spot.gap(at) == " " && spot.low(at + 3) != "of" {
                found.push(Plant::one(Kind::Unit, "percent", spot.span(at + 1..at + 3), "percentage points", word.quoted));
            }
        }
        let Some((_, new)) = UNITS.iter().find(|(unit, _)| *unit == word.low) else { continue };
        let near = at > 0 && matches!(spot.before(at), " " | "-" | "") && (word.low != "p" || spot.before(at).is_empty());
        let scaled = at > 1 && SCALE_WORDS.split(' ').any(|scale| scale == spot.low(at - 1)) && counted(at - 2);
        let many = spot.line.words[at].low.ends_with('s');
        let singular = spot.before(at) == "-";
        let calendar = matches!(word.low.as_str(), "day" | "week" | "month" | "year" | "hour");
        if near && (counted(at - 1) || scaled) && (many || !calendar || singular) && !text[word.at.end..].starts_with('/') {
            let way = match word.low.trim_end_matches('s') {
                "second" | "minute" | "hour" | "day" | "week" | "month" | "year" => "time",
                "percent" | "point" | "degree" => "percent",
                _ if "pounds dollars euros francs marks yen yuan crowns cents pence p".split(' ').any(|money| money == word.low) => "money",
                _ => "measure",
            };
            found.push(Plant::one(Kind::Unit, way, word.at.clone(), *new, word.quoted));
        }
    }
}
