//! A light rewrite: other words, another order, no other fact.

mod lists;
mod moves;

use crate::bits::{Bit, Part};
use crate::dice::Dice;
use crate::plants::{names_outlet, written_as};

const MONTHS: &str = "January February March April May June July August September October November December";
const DAYS: &str = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday";
const DIGITS: [&str; 8] = ["two", "three", "four", "five", "six", "seven", "eight", "nine"];
/// A sentence that opens with one of these may open in lower case in the middle of another.
const OPENERS: &str = "the a an in it this that these those he she they we there at on for by but and as with his her its their some many most both all after before when while since if its one two three several other such under from however";
const PRONOUNS: &str = "he she they him her his them their it its this that these those who";

pub fn listed(list: &str, word: &str) -> bool {
    list.split(' ').any(|known| known == word)
}

/// A rewritten story, and how far it was rewritten.
pub struct Rewritten {
    pub parts: Vec<Part>,
    /// Of the sentences that were put in other words: words that are other ones or stand elsewhere, and all words.
    pub touched: (usize, usize),
    /// Sentences that were put in other words, and all sentences.
    pub sentences: (usize, usize),
}

/// Rewrites the parts of a story.
pub fn rewrite(mut parts: Vec<Part>, dice: &mut Dice) -> Rewritten {
    let names = moves::Names::of(&parts);
    let (mut touched, mut sentences) = ((0, 0), (0, parts.len()));
    for part in parts.iter_mut().filter(|part| part.open) {
        let before = words_in(&part.line);
        part.line = reword(&part.line, dice);
        figures(&mut part.line, dice);
        dates(&mut part.line, dice);
        masters(&mut part.line);
        moves::all(&mut part.line, &names, dice);
        let after = words_in(&part.line);
        if before != after {
            touched.0 += before.len().max(after.len()) - in_order(&before, &after);
            touched.1 += before.len().max(after.len());
            sentences.0 += 1;
        }
    }
    split(&mut parts, dice);
    join_neighbours(&mut parts, dice);
    drop_some(&mut parts, dice);
    move_one(&mut parts, dice);
    add_one(&mut parts, dice);
    Rewritten { parts, touched, sentences }
}

fn words_in(line: &[Bit]) -> Vec<String> {
    line.iter().filter(|bit| bit.is_word()).map(Bit::low).collect()
}

/// The most words that both have in one order.
fn in_order(one: &[String], other: &[String]) -> usize {
    let mut row = vec![0; other.len() + 1];
    for word in one {
        let mut corner = 0;
        for (at, theirs) in other.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if word == theirs { corner + 1 } else { above.max(row[at]) };
            corner = above;
        }
    }
    row[other.len()]
}

/// Replaces words and phrases by others of the lists, nine times in ten.
fn reword(line: &[Bit], dice: &mut Dice) -> Vec<Bit> {
    let first = line.iter().position(Bit::is_word);
    let mut out = Vec::with_capacity(line.len());
    let mut at = 0;
    while at < line.len() {
        let place = Some(at) == first;
        if let Some((bits, new)) = lists::answer(line, at, place, dice).filter(|_| dice.chance(90)) {
            let new = if place { written_as(&line[at].text, &new) } else { new };
            article(&mut out, &new);
            out.extend(words_of(&new));
            at += bits;
        } else {
            out.push(line[at].clone());
            at += 1;
        }
    }
    out
}

/// Makes the "a" before a new word an "an", and back.
fn article(out: &mut [Bit], new: &str) {
    let [.., one, _] = out else { return };
    let vowel = new.starts_with(['a', 'e', 'i', 'o', 'u']) && !new.starts_with("use") && !new.starts_with("uni");
    let right = if vowel { "an" } else { "a" };
    if one.is_free() && matches!(one.low().as_str(), "a" | "an") {
        one.text = written_as(&one.text, right);
        if one.text.len() > 1 && one.is_capital() {
            "An".clone_into(&mut one.text);
        }
    }
}

pub fn words_of(text: &str) -> Vec<Bit> {
    let mut out = Vec::new();
    for (at, word) in text.split(' ').enumerate() {
        if at > 0 {
            out.push(Bit::new(" "));
        }
        out.push(Bit::new(word));
    }
    out
}

pub fn is(line: &[Bit], at: usize, text: &str) -> bool {
    line.get(at).is_some_and(|bit| bit.is(text))
}

pub fn is_figure(bit: &Bit) -> bool {
    bit.text.starts_with(|c: char| c.is_ascii_digit())
}

/// Small numbers in words or digits, per cent, millions.
fn figures(line: &mut Vec<Bit>, dice: &mut Dice) {
    let mut at = 0;
    while at < line.len() {
        let blank = |place: Option<usize>| place.is_some_and(|place| is(line, place, " "));
        let alone = blank(at.checked_sub(1)) && blank(Some(at + 1));
        let beside_month = |place: Option<usize>| place.and_then(|place| line.get(place)).is_some_and(|bit| listed(MONTHS, &bit.text));
        let low = line[at].low();
        let free = line[at].is_free();
        let scaled = line.get(at + 2).is_some_and(|bit| listed("million billion trillion", &bit.text));
        if free && alone && low.len() == 1 && is_figure(&line[at]) && !beside_month(at.checked_sub(2)) && !beside_month(Some(at + 2)) {
            let digit = usize::from(low.as_bytes()[0] - b'0');
            let named = at >= 2 && (line[at - 2].is_capital() || is_figure(&line[at - 2]));
            if (2..=9).contains(&digit) && !named && !scaled && dice.chance(60) {
                DIGITS[digit - 2].clone_into(&mut line[at].text);
            }
        } else if let Some(digit) = DIGITS.iter().position(|word| line[at].text == *word).filter(|_| free && alone && dice.chance(60)) {
            line[at].text = (digit + 2).to_string();
        } else if free && line[at].text == "%" && at > 0 && is_figure(&line[at - 1]) {
            let new: &[&str] = if dice.chance(50) { &["percent"] } else { &["per", "cent"] };
            let bits: Vec<Bit> = new.iter().flat_map(|word| [Bit::new(" "), Bit::new(word)]).collect();
            line.splice(at..=at, bits);
        } else if free && at > 0 && is_figure(&line[at - 1]) && (low == "bn" || low == "m" && at > 1 && is_sign(&line[at - 2])) {
            let new = if low == "bn" { "billion" } else { "million" };
            line.splice(at..=at, [Bit::new(" "), Bit::new(new)]);
            at += 1;
        }
        at += 1;
    }
}

fn is_sign(bit: &Bit) -> bool {
    matches!(bit.text.as_str(), "$" | "£" | "€")
}

/// "March 3" and "3 March".
fn dates(line: &mut Vec<Bit>, dice: &mut Dice) {
    let mut at = 0;
    while at + 2 < line.len() {
        let (one, two) = (&line[at], &line[at + 2]);
        let day = |bit: &Bit| bit.is_free() && is_figure(bit) && bit.text.len() <= 2;
        let month = |bit: &Bit| bit.is_free() && listed(MONTHS, &bit.text);
        let ends = line.get(at + 3).is_none_or(|bit| matches!(bit.text.as_str(), " " | "." | ","));
        let begins = at == 0 || line[at - 1].text == " ";
        if is(line, at + 1, " ") && begins && ends && (day(one) && month(two) || month(one) && day(two)) && dice.chance(75) {
            let american = month(one);
            line.swap(at, at + 2);
            // "March 3, 1996" -> "3 March 1996".
            if american && is(line, at + 3, ",") && line.get(at + 5).is_some_and(|bit| is_figure(bit) && bit.text.len() == 4) {
                line.remove(at + 3);
            }
            at += 2;
        }
        at += 1;
    }
}

/// "Mr Bell" -> "Bell".
fn masters(line: &mut Vec<Bit>) {
    let mut at = 0;
    while at + 2 < line.len() {
        let dot = usize::from(is(line, at + 1, "."));
        let titled = line[at].is_free() && listed("Mr Mrs Ms", &line[at].text) && is(line, at + 1 + dot, " ");
        if titled && line.get(at + 2 + dot).is_some_and(Bit::is_capital) {
            line.drain(at..at + 2 + dot);
        }
        at += 1;
    }
}

/// Cuts a sentence at ", and he" into two.
fn split(parts: &mut Vec<Part>, dice: &mut Dice) {
    let mut at = 0;
    while at < parts.len() {
        let line = &parts[at].line;
        let cut = (0..line.len().saturating_sub(6)).find(|i| {
            is(line, *i, ",")
                && is(line, i + 1, " ")
                && is(line, i + 2, "and")
                && is(line, i + 3, " ")
                && line[i + 4].is_free()
                && listed("he she it they we there", &line[i + 4].text)
        });
        let long =
            |bits: &[Bit]| bits.iter().filter(|bit| bit.is_word()).count() >= 5 && !bits.iter().any(|bit| bit.quoted || bit.text == "\"");
        if let Some(i) = cut.filter(|i| parts[at].open && long(&line[..*i]) && long(&line[i + 4..])).filter(|_| dice.chance(60)) {
            let mut rest = parts[at].line.split_off(i);
            rest.drain(..4);
            rest[0].text = written_as("Xx", &rest[0].text);
            parts[at].line.push(Bit::new("."));
            parts.insert(at + 1, Part { gap: vec![Bit::new(" ")], line: rest, open: true });
            at += 1;
        }
        at += 1;
    }
}

/// Joins two short sentences of a paragraph by "and".
fn join_neighbours(parts: &mut Vec<Part>, dice: &mut Dice) {
    let mut at = 0;
    while at + 1 < parts.len() {
        let (one, two) = (&parts[at], &parts[at + 1]);
        let plain = |part: &Part| {
            part.open
                && (4..14).contains(&part.words())
                && !part.line.iter().any(|bit| bit.quoted || matches!(bit.text.as_str(), "\"" | "“" | "”" | ":"))
        };
        let ends = one.line.last().is_some_and(|bit| bit.is("."));
        let follows = two.gap.iter().all(|bit| bit.text == " ")
            && two
                .line
                .first()
                .is_some_and(|bit| bit.is_free() && listed("the a an it this he she they there its his her their we", &bit.low()));
        if plain(one) && plain(two) && ends && follows && dice.chance(60) {
            let mut next = parts.remove(at + 1).line;
            next[0].text = next[0].low();
            let line = &mut parts[at].line;
            line.pop();
            line.extend([Bit::new(","), Bit::new(" "), Bit::new("and"), Bit::new(" ")]);
            line.extend(next);
        }
        at += 1;
    }
}

/// Tells whether a sentence can leave its place: nobody else's "he" or "it" hangs on it, and its own hang on nobody.
fn stands_alone(parts: &[Part], at: usize) -> bool {
    let points = |part: &Part| part.line.iter().filter(|bit| bit.is_word()).take(5).any(|bit| listed(PRONOUNS, &bit.low()));
    let quotes = |part: &Part| part.line.iter().any(|bit| bit.quoted || matches!(bit.text.as_str(), "\"" | "“" | "”"));
    let next = parts.get(at + 1).is_some_and(|next| points(next) || quotes(next));
    let text: String = parts[at].line.iter().map(|bit| bit.text.as_str()).collect();
    parts[at].open && !parts[at].is_planted() && !names_outlet(&text) && !points(&parts[at]) && !quotes(&parts[at]) && !next
}

/// Leaves about one sentence in six out.
fn drop_some(parts: &mut Vec<Part>, dice: &mut Dice) {
    let many = parts.len() / 6;
    for _ in 0..many {
        let free: Vec<usize> = (1..parts.len()).filter(|at| stands_alone(parts, *at)).collect();
        let Some(at) = dice.pick(&free).copied() else { return };
        take(parts, at);
    }
}

/// Takes a sentence out; the paragraph that it opened is opened by the next.
fn take(parts: &mut Vec<Part>, at: usize) -> Part {
    let gone = parts.remove(at);
    let opens = |gap: &[Bit]| gap.iter().any(|bit| bit.text == "\n");
    if let Some(next) = parts.get_mut(at).filter(|next| opens(&gone.gap) && !opens(&next.gap)) {
        next.gap.clone_from(&gone.gap);
    }
    gone
}

/// Moves one sentence.
fn move_one(parts: &mut Vec<Part>, dice: &mut Dice) {
    let free: Vec<usize> = (2..parts.len().saturating_sub(1)).filter(|at| stands_alone(parts, *at)).collect();
    let Some(from) = dice.pick(&free).copied() else { return };
    let mut part = take(parts, from);
    let homes: Vec<usize> = (2..parts.len().saturating_sub(1)).filter(|at| at.abs_diff(from) >= 2 && place_is_free(parts, *at)).collect();
    let to = dice.pick(&homes).copied().unwrap_or(from);
    // Where the next one opens a paragraph, it ends the one before.
    part.gap = vec![Bit::new(" ")];
    parts.insert(to, part);
}

/// A sentence that points back must go on standing behind the one it points to.
fn place_is_free(parts: &[Part], at: usize) -> bool {
    let next = &parts[at];
    parts[at - 1].open
        && next.open
        && !next.line.iter().filter(|bit| bit.is_word()).take(5).any(|bit| listed(PRONOUNS, &bit.low()))
        && !next.line.iter().any(|bit| bit.quoted || matches!(bit.text.as_str(), "\"" | "“" | "”"))
}

/// Adds a sentence of the rewriter's own.
fn add_one(parts: &mut Vec<Part>, dice: &mut Dice) {
    let homes: Vec<usize> = (2..parts.len()).filter(|at| place_is_free(parts, *at)).collect();
    if let (Some(at), Some(own)) = (dice.pick(&homes).copied(), dice.pick(&lists::OWN)) {
        parts.insert(at, Part { gap: vec![Bit::new(" ")], line: words_of(own), open: true });
    }
}
