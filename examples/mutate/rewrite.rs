//! A light rewrite: other words, another order, no other fact.

mod lists;

use crate::bits::{Bit, Part};
use crate::dice::Dice;
use crate::plants::{names_outlet, written_as};

const MONTHS: &str = "January February March April May June July August September October November December";
const DAYS: &str = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday";
const DIGITS: [&str; 8] = ["two", "three", "four", "five", "six", "seven", "eight", "nine"];
/// A sentence that opens with one of these may open in lower case in the middle of another.
const OPENERS: &str = "the a an in it this that these those he she they we there at on for by but and as with his her its their some many most both all after before when while since if its one two three several other such under from however";
const PRONOUNS: &str = "he she they him her his them their it its this that these those who";

fn listed(list: &str, word: &str) -> bool {
    list.split(' ').any(|known| known == word)
}

/// Rewrites the parts of a story.
pub fn rewrite(mut parts: Vec<Part>, dice: &mut Dice) -> Vec<Part> {
    for part in parts.iter_mut().filter(|part| part.open) {
        part.line = reword(&part.line, dice);
        figures(&mut part.line, dice);
        dates(&mut part.line, dice);
        masters(&mut part.line);
        speakers(&mut part.line, dice);
        fronts(&mut part.line, dice);
        days(&mut part.line, dice);
        owners(&mut part.line, dice);
        clauses(&mut part.line, dice);
    }
    split(&mut parts, dice);
    join_neighbours(&mut parts, dice);
    drop_some(&mut parts, dice);
    move_one(&mut parts, dice);
    add_one(&mut parts, dice);
    parts
}

/// Replaces words and phrases by others of the lists, three times in four.
fn reword(line: &[Bit], dice: &mut Dice) -> Vec<Bit> {
    let first = line.iter().position(Bit::is_word);
    let mut out = Vec::with_capacity(line.len());
    let mut at = 0;
    while at < line.len() {
        let place = Some(at) == first;
        match lists::answer(line, at, place, dice).filter(|_| dice.chance(75)) {
            Some((bits, new)) => {
                let new = if place { written_as(&line[at].text, &new) } else { new };
                article(&mut out, &new);
                out.extend(words_of(&new));
                at += bits;
            }
            None => {
                out.push(line[at].clone());
                at += 1;
            }
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

fn words_of(text: &str) -> Vec<Bit> {
    let mut out = Vec::new();
    for (at, word) in text.split(' ').enumerate() {
        if at > 0 {
            out.push(Bit::new(" "));
        }
        out.push(Bit::new(word));
    }
    out
}

fn is(line: &[Bit], at: usize, text: &str) -> bool {
    line.get(at).is_some_and(|bit| bit.is(text))
}

fn is_figure(bit: &Bit) -> bool {
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

/// The bits of a tag at the end of a sentence, from its comma on: `, the ministry said.`
fn end_tag(line: &[Bit]) -> Option<(usize, Vec<Bit>)> {
    let stop = line.iter().rposition(|bit| bit.is("."))?;
    let verb = stop.checked_sub(1).filter(|at| line[*at].is_free() && listed("said says added stated", &line[*at].text))?;
    let comma = (0..verb).rev().take(12).take_while(|at| line[*at].is_free()).find(|at| line[*at].text == ",")?;
    let speaker: Vec<Bit> = line.get(comma + 2..verb.checked_sub(1)?)?.to_vec();
    let fair =
        !speaker.is_empty() && speaker.iter().all(|bit| bit.is_free() && (bit.is_word() || matches!(bit.text.as_str(), " " | "-" | ".")));
    (fair && is(line, comma + 1, " ") && is(line, verb - 1, " ")).then_some((comma, speaker))
}

/// ", Bell said." and ", said Bell."
fn speakers(line: &mut Vec<Bit>, dice: &mut Dice) {
    let Some((comma, speaker)) = end_tag(line) else { return };
    let pronoun = speaker.len() == 1 && listed(PRONOUNS, &speaker[0].low());
    if pronoun || !dice.chance(30) {
        return;
    }
    let Some(stop) = line.iter().rposition(|bit| bit.is(".")) else { return };
    let verb = line[stop - 1].clone();
    let mut new = vec![Bit::new(" "), verb, Bit::new(" ")];
    new.extend(speaker);
    line.splice(comma + 1..stop, new);
}

/// "..., he said." -> "He said ..."; `"...," he said.` -> `He said: "..."`.
fn fronts(line: &mut Vec<Bit>, dice: &mut Dice) {
    let Some((comma, speaker)) = end_tag(line) else { return };
    if !dice.chance(60) {
        return;
    }
    let Some(stop) = line.iter().rposition(|bit| bit.is(".")) else { return };
    let mark = |bit: &Bit| matches!(bit.text.as_str(), "\"" | "“" | "”");
    let Some(first) = line.iter().position(Bit::is_word) else { return };
    let said = line[..comma].to_vec();
    let mut new = speaker;
    if let Some(word) = new.first_mut() {
        word.text = written_as("Xx", &word.text);
    }
    new.extend([Bit::new(" "), line[stop - 1].clone()]);
    if !said.iter().any(mark) && first == 0 && listed(OPENERS, &said[0].low()) && said[0].is_free() {
        new.push(Bit::new(" "));
        let mut said = said;
        said[0].text = said[0].low();
        new.extend(said);
        new.extend(line[stop..].iter().cloned());
        *line = new;
    }
}

/// "... on Tuesday." -> "On Tuesday, ...".
fn days(line: &mut Vec<Bit>, dice: &mut Dice) {
    let Some(stop) = line.iter().rposition(|bit| bit.is(".")).filter(|stop| *stop >= 8 && *stop + 1 == line.len()) else { return };
    let tail = stop - 4;
    let ends = is(line, tail, " ")
        && is(line, tail + 1, "on")
        && is(line, tail + 2, " ")
        && listed(DAYS, &line[tail + 3].text)
        && line[tail + 3].is_free();
    // With a comma in it the day may belong to a part only.
    let simple = line[..tail].iter().all(|bit| bit.is_free() && !matches!(bit.text.as_str(), "," | "\"" | "“" | ":" | ";"));
    if ends && simple && line[0].is_free() && listed(OPENERS, &line[0].low()) && dice.chance(60) {
        let mut new = vec![Bit::new("On"), Bit::new(" "), line[tail + 3].clone(), Bit::new(","), Bit::new(" ")];
        line[0].text = line[0].low();
        new.extend(line.drain(..tail));
        new.push(Bit::new("."));
        *line = new;
    }
}

/// "Halden's harbour" -> "the harbour of Halden", and "the chairman of Halden" -> "Halden's chairman".
fn owners(line: &mut Vec<Bit>, dice: &mut Dice) {
    let lower = |line: &[Bit], at: usize| {
        line.get(at).is_some_and(|bit| bit.is_free() && bit.is_word() && !bit.is_capital() && !is_figure(bit) && bit.text.len() >= 4)
    };
    let ends = |line: &[Bit], at: usize| {
        line.get(at).is_none_or(|bit| matches!(bit.text.as_str(), "." | ","))
            || is(line, at, " ") && line.get(at + 1).is_some_and(|bit| bit.is_free() && listed("is was has had will would in on at to for from by with said and", &bit.low()))
    };
    let begins = |line: &[Bit], at: usize| at == 0 || at >= 2 && is(line, at - 1, " ") && !line[at - 2].is_capital() && line[at - 2].is_word();
    let mut at = 0;
    while at + 2 < line.len() {
        let owner = line[at].text.strip_suffix("'s").map(str::to_owned);
        if let Some(owner) = owner.filter(|owner| owner.len() >= 4)
            && line[at].is_free()
            && line[at].is_capital()
            && !listed(OPENERS, &owner.to_lowercase())
            && begins(line, at)
            && is(line, at + 1, " ")
            && lower(line, at + 2)
            && ends(line, at + 3)
            && dice.chance(70)
        {
            let thing = line[at + 2].text.clone();
            let the = if at == 0 { "The" } else { "the" };
            let new = words_of(&format!("{the} {thing} of {owner}"));
            line.splice(at..at + 3, new);
            at += 6;
        } else if at + 6 < line.len()
            && listed("the The", &line[at].text)
            && line[at].is_free()
            && is(line, at + 1, " ")
            && lower(line, at + 2)
            && is(line, at + 3, " ")
            && is(line, at + 4, "of")
            && is(line, at + 5, " ")
            && line[at + 6].is_free()
            && line[at + 6].is_capital()
            && line[at + 6].text.len() >= 4
            && !line[at + 6].text.contains(['\'', '’'])
            && !listed(MONTHS, &line[at + 6].text)
            && ends(line, at + 7)
            && dice.chance(70)
        {
            let new = words_of(&format!("{}'s {}", line[at + 6].text, line[at + 2].text));
            line.splice(at..at + 7, new);
            at += 2;
        }
        at += 1;
    }
}

/// "The mill closed after the fire." -> "After the fire, the mill closed.", and back.
fn clauses(line: &mut Vec<Bit>, dice: &mut Dice) {
    let Some(stop) = line.len().checked_sub(1).filter(|stop| is(line, *stop, ".")) else { return };
    let plain = line[..stop].iter().all(|bit| !bit.quoted && !matches!(bit.text.as_str(), "\"" | "“" | "”" | ":" | ";" | "(" | ")" | "." | "?"));
    if !plain || !line[0].is_free() || !dice.chance(70) {
        return;
    }
    let words = |bits: &[Bit]| bits.iter().filter(|bit| bit.is_word()).count();
    let commas: Vec<usize> = (0..stop).filter(|at| line[*at].text == ",").collect();
    let opens = listed("after when because while although if before until since despite following during", &line[0].low());
    let place = listed("in on at for by with under", &line[0].low());
    if let [comma] = commas[..] {
        // A phrase that opens the sentence ends it instead.
        let (head, tail) = (&line[..comma], &line[comma + 1..stop]);
        let own = tail.get(1).is_some_and(|bit| bit.is_free() && (bit.is_capital() || listed(OPENERS, &bit.low())));
        if (opens || place && words(head) <= 6) && words(head) >= 2 && words(tail) >= 5 && own && is(line, comma, ",") && is(line, comma + 1, " ") {
            let mut new = tail[1..].to_vec();
            new[0].text = written_as("Xx", &new[0].text);
            let mut head = head.to_vec();
            head[0].text = head[0].low();
            new.push(Bit::new(" "));
            new.extend(head);
            new.push(Bit::new("."));
            *line = new;
        }
    } else if commas.is_empty() && listed(OPENERS, &line[0].low()) {
        let joint = (2..stop).find(|at| line[*at].is_free() && listed("after when because while although before until", &line[*at].low()));
        // "before he said", "while it was": whom a pronoun means is told first.
        let points = |at: usize| line.get(at + 2).is_some_and(|bit| listed(PRONOUNS, &bit.low()));
        let Some(joint) = joint.filter(|at| words(&line[..*at]) >= 5 && words(&line[*at..stop]) >= 4 && !points(*at)) else { return };
        // "two days after", "shortly before", "the year when": the word belongs to what stands before it.
        let loose = line[joint - 2].is_word()
            && !listed("days weeks months years hours minutes day week month year time times shortly soon just even long only and or but period moment", &line[joint - 2].low())
            && is(line, joint - 1, " ");
        if loose {
            let mut new = line[joint..stop].to_vec();
            new[0].text = written_as("Xx", &new[0].text);
            new.extend([Bit::new(","), Bit::new(" ")]);
            let mut head = line[..joint - 1].to_vec();
            head[0].text = head[0].low();
            new.extend(head);
            new.push(Bit::new("."));
            *line = new;
        }
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
