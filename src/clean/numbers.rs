//! Reads the numbers of a text: value, unit, hedge.
//!
//! `more than four hundred` and `400` are both 400, the first hedged; `$2`, `2 percent`, `2%` and `2 km` differ in unit. O(words).

use std::borrow::Cow;
use std::ops::Range;

use super::classes::Classes;
use super::words::{PERCENT, Word};
use crate::hash;

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Anything, or nothing.
    Plain,
    /// Parts of a hundred.
    Percent,
    /// Money, by the first letter of its sign.
    Money(char),
    /// A day of a month.
    Day,
    /// A year of our time.
    Year,
    /// First, second, 24th.
    Rank,
}

/// One number in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    /// The words that say it.
    pub words: Range<usize>,
    /// Its value.
    pub value: f64,
    /// What it counts.
    pub unit: Unit,
    /// The hedge before it: "more than", "about", "up to"; empty when there is none.
    pub hedge: Hedge,
}

/// How exact a number claims to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hedge {
    /// Said flatly.
    None,
    /// More than, over, at least.
    Over,
    /// Less than, under, up to, nearly.
    Under,
    /// About, around, some.
    About,
}

/// Finds the numbers of a text in order.
#[must_use]
pub fn numbers(text: &str, words: &[Word]) -> Vec<Number> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match read(text, words, at) {
            Some(number) => {
                at = number.words.end;
                found.push(number);
            }
            None => at += 1,
        }
    }
    found
}

/// Every word that [`small`], [`scale`] or [`dozen`] reads.
pub(super) const NUMERALS: &str = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand thousands million millions m mn mln billion billions bn bln trillion trillions trn lakh crore dozen";

fn lower<'a>(text: &'a str, word: &Word) -> Cow<'a, str> {
    let raw = word.span.of(text);
    if raw.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) { raw.into() } else { raw.to_lowercase().into() }
}

fn read(text: &str, words: &[Word], start: usize) -> Option<Number> {
    let first = &words[start];
    if first.cjk || !first.numeric && (first.weight < 0.5 || !first.classes.has(Classes::NUMERAL)) {
        return None;
    }
    if let Some(dozen) = dozen(text, words, start) {
        return Some(dozen);
    }
    let (mut value, mut unit, mut end) =
        if words[start].numeric { digits(&lower(text, &words[start]))? } else { spelled(text, words, start)? }.start_at(start);
    while let Some(word) = words.get(end).filter(|word| !word.numeric && adjacent(text, words, end)) {
        let Some(scale) = scale(&lower(text, word)) else { break };
        value *= scale;
        end += 1;
    }
    // Hundreds of digits in a row are no figure: as infinity it would not even equal itself.
    if !value.is_finite() {
        return None;
    }
    let before = text[..words[start].span.start as usize].trim_end_matches(' ').chars().next_back();
    if let Some(sign) = before.filter(|c| matches!(c, '$' | '£' | '€' | '¥' | '₹')) {
        unit = Unit::Money(sign);
    } else if text[words[end - 1].span.end as usize..].starts_with('%') {
        unit = Unit::Percent;
    } else if let Some(next) = words.get(end).filter(|_| adjacent(text, words, end)) {
        match &*lower(text, next) {
            name if name == "pct" || next.key == hash::bytes(PERCENT.as_bytes()) => {
                unit = Unit::Percent;
                end += 1;
            }
            "dollars" | "dollar" => unit = Unit::Money('$'),
            "pounds" if value >= 1000.0 => unit = Unit::Money('£'),
            "euros" | "euro" => unit = Unit::Money('€'),
            name if unit == Unit::Plain && is_month(name) && value <= 31.0 => unit = Unit::Day,
            _ => {}
        }
    }
    if start > 0 && value <= 31.0 && matches!(unit, Unit::Plain | Unit::Rank) && is_month(&lower(text, &words[start - 1])) {
        unit = Unit::Day;
    }
    if unit == Unit::Plain && words[start].span.len() == 4 && words[start].numeric && end == start + 1 && (1900.0..2100.0).contains(&value)
    {
        unit = Unit::Year;
    }
    Some(Number { words: start..end, value, unit, hedge: hedge(text, words, start) })
}

/// "A dozen", "half a dozen"; "dozens" count nothing.
fn dozen(text: &str, words: &[Word], start: usize) -> Option<Number> {
    let is = |back: usize, word: &str| start.checked_sub(back).is_some_and(|at| lower(text, &words[at]) == word);
    (is(0, "dozen") && is(1, "a")).then(|| {
        let (value, first) = if is(2, "half") { (6.0, start - 2) } else { (12.0, start - 1) };
        Number { words: first..start + 1, value, unit: Unit::Plain, hedge: hedge(text, words, first) }
    })
}

/// A number as far as it is read: value, unit and how many words it took.
struct Taken(f64, Unit, usize);

impl Taken {
    fn start_at(self, start: usize) -> (f64, Unit, usize) {
        (self.0, self.1, start + self.2)
    }
}

/// Tells whether only spaces or a hyphen part a word from the one before it.
fn adjacent(text: &str, words: &[Word], at: usize) -> bool {
    let gap = &text[words[at - 1].span.end as usize..words[at].span.start as usize];
    gap.chars().all(|c| c == ' ' || c == '-' || c == '\u{a0}' || c == '‑')
}

/// "1,500", "0.014", "24th", "10bn", "50ft".
fn digits(word: &str) -> Option<Taken> {
    // "3,5": no thousands follow a comma with one or two digits, so it is a decimal one.
    let decimal = word.rsplit_once(',').is_some_and(|(whole, rest)| {
        rest.len() < 3 && !rest.is_empty() && !whole.contains([',', '.']) && rest.bytes().all(|byte| byte.is_ascii_digit())
    });
    let word: String = if decimal { word.replace(',', ".") } else { word.chars().filter(|c| *c != ',').collect() };
    let cut = word.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(word.len());
    let value: f64 = word[..cut].trim_end_matches('.').parse().ok()?;
    let (factor, unit) = match &word[cut..] {
        "st" | "nd" | "rd" | "th" => (1.0, Unit::Rank),
        "k" => (1e3, Unit::Plain),
        "m" | "mn" => (1e6, Unit::Plain),
        "bn" | "b" => (1e9, Unit::Plain),
        "tn" | "trn" => (1e12, Unit::Plain),
        tail if tail.chars().any(|c| c.is_ascii_digit()) => return None,
        _ => (1.0, Unit::Plain),
    };
    Some(Taken(value * factor, unit, 1))
}

fn scale(word: &str) -> Option<f64> {
    Some(match word {
        "hundred" => 1e2,
        "thousand" | "thousands" | "千" => 1e3,
        "million" | "millions" | "m" | "mn" | "mln" => 1e6,
        "billion" | "billions" | "bn" | "bln" => 1e9,
        "trillion" | "trillions" | "trn" => 1e12,
        "lakh" => 1e5,
        "crore" => 1e7,
        "万" | "萬" => 1e4,
        "亿" | "億" => 1e8,
        "dozen" => 12.0,
        _ => return None,
    })
}

fn small(word: &str) -> Option<f64> {
    const UNITS: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    #[expect(clippy::cast_precision_loss, reason = "numbers below a hundred")]
    UNITS
        .iter()
        .position(|unit| *unit == word)
        .map(|n| n as f64)
        .or_else(|| TENS.iter().position(|ten| *ten == word).map(|n| (n as f64 + 2.0) * 10.0))
}

/// "four hundred", "twenty-one thousand"; a lone "one" or "a" is no number.
fn spelled(text: &str, words: &[Word], start: usize) -> Option<Taken> {
    let first = lower(text, &words[start]);
    let mut total = small(&first)?;
    let mut end = start + 1;
    let (mut done, mut scaled) = (0.0, false);
    while end < words.len() && adjacent(text, words, end) {
        let word = lower(text, &words[end]);
        if let Some(value) = small(&word) {
            if !(scaled || (20.0..100.0).contains(&total) && value < 10.0 && value > 0.0) {
                break;
            }
            total += value;
            scaled = false;
        } else if word == "hundred" {
            total *= 100.0;
            scaled = true;
        } else if let Some(factor) = scale(&word) {
            done += total * factor;
            total = 0.0;
            scaled = true;
        } else if word == "and" && scaled && words.get(end + 1).is_some_and(|next| small(&lower(text, next)).is_some()) {
        } else {
            break;
        }
        end += 1;
    }
    if first == "one" && end == start + 1 {
        return None;
    }
    Some(Taken(done + total, Unit::Plain, end - start))
}

fn is_month(word: &str) -> bool {
    const MONTHS: [&str; 23] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sept",
        "oct",
        "nov",
        "dec",
    ];
    MONTHS.contains(&word)
}

fn hedge(text: &str, words: &[Word], start: usize) -> Hedge {
    let at = |back: usize| start.checked_sub(back).map(|i| lower(text, &words[i])).unwrap_or_default();
    match (&*at(2), &*at(1)) {
        ("less" | "fewer", "than") if at(3) == "no" => Hedge::Over,
        ("more", "than") if at(3) == "no" => Hedge::Under,
        ("more", "than") | (_, "least" | "over" | "exceeding") => Hedge::Over,
        ("less" | "fewer", "than") | ("up", "to") | ("at", "most") | (_, "under" | "nearly" | "almost" | "below") => Hedge::Under,
        (_, "about" | "around" | "some" | "approximately" | "roughly" | "estimated") => Hedge::About,
        _ => Hedge::None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::words::words;
    use super::*;

    fn of(text: &str) -> Vec<(f64, Unit, Hedge)> {
        numbers(text, &words(text)).into_iter().map(|number| (number.value, number.unit, number.hedge)).collect()
    }

    #[test]
    fn words_and_digits_say_the_same_number() {
        assert_eq!(of("over four hundred"), of("over 400"));
        assert_eq!(of("twenty-one thousand five hundred"), of("21,500"));
        assert_eq!(of("1.5 million"), of("1.5m"));
        assert_eq!(of("two hundred and six"), of("206"));
        assert_eq!(of("one of them"), []);
        assert_eq!(of("under a dozen"), of("under 12"));
        assert_eq!(of("half a dozen"), of("6"));
    }

    #[test]
    fn units_part_numbers_that_look_alike() {
        assert_eq!(
            of("$2 and 2% and 2 per cent and March 2 and 2 March"),
            [
                (2.0, Unit::Money('$'), Hedge::None),
                (2.0, Unit::Percent, Hedge::None),
                (2.0, Unit::Percent, Hedge::None),
                (2.0, Unit::Day, Hedge::None),
                (2.0, Unit::Day, Hedge::None)
            ]
        );
        assert_eq!(of("in 2024")[0].1, Unit::Year);
        assert_eq!(of("2,024 people")[0].1, Unit::Plain);
    }

    #[test]
    fn per_cent_is_the_unit_whatever_spaces_are_inside() {
        for said in ["5 per cent", "5 per  cent", "5 per\u{a0}\u{a0}cent", "5  Per Cent", "5 percent", "5 pct"] {
            assert_eq!(of(said), [(5.0, Unit::Percent, Hedge::None)], "{said:?}");
        }
        assert_eq!(of("5 per\ncent")[0].1, Unit::Plain);
    }

    #[test]
    fn other_ways_to_write_numbers_are_read_too() {
        assert_eq!(of("3,5 Prozent")[0].0.to_bits(), 3.5_f64.to_bits());
        assert_eq!(of("1,500 and 12,345,678"), of("1500 and 12345678"));
        assert_eq!(of("超过40万人"), of("超过400000人"));
        assert_eq!(of("3亿"), of("300000000"));
        assert_eq!(of("2 lakh and 3 crore"), of("200,000 and 30 million"));
    }

    #[test]
    fn hedges_stand_before_their_number() {
        assert_eq!(
            of("more than 50, about 20, up to 9, 7").iter().map(|n| n.2).collect::<Vec<_>>(),
            [Hedge::Over, Hedge::About, Hedge::Under, Hedge::None]
        );
        assert_eq!(of("no fewer than 50")[0].2, Hedge::Over);
        assert_eq!(of("no more than 50")[0].2, Hedge::Under);
    }

    #[test]
    fn more_digits_than_a_number_holds_are_no_number() {
        assert_eq!(of(&"9".repeat(400)), []);
    }
}
