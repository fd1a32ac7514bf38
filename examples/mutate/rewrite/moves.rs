//! The same words in another order: tags, days, clauses and owners change places.

use std::collections::HashSet;

use super::{DAYS, MONTHS, OPENERS, PRONOUNS, is, is_figure, listed, words_of};
use crate::bits::{Bit, Part};
use crate::dice::Dice;
use crate::plants::written_as;

/// "The rest of the week" is nothing that the week has.
const MEASURES: &str = "rest end part parts number most some start majority size course back middle turn amount beginning kind sort total half bulk heart side face edge wake event form name basis case fate";
const PLURALS: &str =
    "analysts officials police traders economists shares prices sources experts dealers people companies banks workers industry government";
/// What begins a part of a sentence that may stand first or last.
const JOINTS: &str = "after when because while although before until since despite following during amid unless once whereas though if";
/// What such a word belongs to, and cannot leave.
const TIED: &str = "days weeks months years hours minutes day week month year time times shortly soon just even long only and or but period moment ever as not is was be were question decide asked see know doubt of the from for to in at on by with until since";
/// Openings that say nothing.
const FLOURISHES: [&str; 8] = [
    "At the same time,",
    "As it happens,",
    "On top of that,",
    "In the event,",
    "As things stand,",
    "When all is said and done,",
    "For what it is worth,",
    "As has become clear by now,",
];

/// The words that a story writes with a capital in the middle of a sentence.
pub struct Names(HashSet<String>);

impl Names {
    pub fn of(parts: &[Part]) -> Self {
        let inner = |part: &Part| {
            let first = part.line.iter().position(Bit::is_word).unwrap_or_default();
            part.line
                .iter()
                .enumerate()
                .filter(move |(at, bit)| *at > first && bit.is_capital())
                .map(|(_, bit)| bit.text.clone())
                .collect::<Vec<_>>()
        };
        Self(parts.iter().flat_map(inner).collect())
    }

    /// An opening word as it is written in the middle; `None` where nobody can tell.
    fn inner(&self, bit: &Bit) -> Option<String> {
        if !bit.is_free() || !bit.is_word() {
            None
        } else if listed(OPENERS, &bit.low()) || listed(PLURALS, &bit.low()) {
            Some(bit.low())
        } else {
            (self.0.contains(&bit.text) || !bit.is_capital()).then(|| bit.text.clone())
        }
    }
}

/// Moves what can be moved, each by the dice.
pub fn all(line: &mut Vec<Bit>, names: &Names, dice: &mut Dice) {
    owners(line, dice);
    possessions(line, dice);
    equals(line, dice);
    speakers(line, dice);
    let before: Vec<String> = line.iter().map(|bit| bit.text.clone()).collect();
    let moved = |line: &[Bit]| line.len() != before.len() || line.iter().zip(&before).any(|(bit, text)| bit.text != *text);
    // One of the larger moves: two would make nonsense.
    for step in [fronts, clauses, days, tails, flourish] {
        if !moved(line) {
            step(line, names, dice);
        }
    }
}

/// Tells whether a noun that ends here ends its phrase.
fn ends(line: &[Bit], at: usize) -> bool {
    line.get(at).is_none_or(|bit| bit.is_free() && matches!(bit.text.as_str(), "." | ","))
        || is(line, at, " ")
            && line.get(at + 1).is_some_and(|bit| {
                bit.is_free()
                    && listed("is was are were has had have will would in on at to for from by with said that which who after", &bit.low())
            })
}

/// "The mill said the wall would fall." -> "The wall would fall, the mill said."
fn tails(line: &mut Vec<Bit>, names: &Names, dice: &mut Dice) {
    let Some(stop) = line.len().checked_sub(1).filter(|stop| is(line, *stop, ".")) else { return };
    let plain = line[..stop].iter().all(|bit| !bit.quoted && !matches!(bit.text.as_str(), "\"" | "“" | "”" | ":" | ";" | "?" | "("));
    let joins = (0..stop).any(|at| {
        line[at].text == "," && line.get(at + 2).is_some_and(|bit| listed("but and while although whereas as adding with", &bit.low()))
    });
    let Some(verb) = (2..stop.min(14)).find(|at| line[*at].is_free() && listed("said stated says states", &line[*at].text)) else { return };
    let head = &line[..verb - 1];
    let fair = head.iter().all(|bit| bit.is_free() && (bit.is_word() || matches!(bit.text.as_str(), " " | "-")))
        && !listed("But And Yet In On At For When While If As", &head[0].text);
    let Some(inner) = names.inner(&head[0]) else { return };
    let that = 2 * usize::from(is(line, verb + 2, "that"));
    let from = verb + 2 + that;
    let clause = line.get(from).is_some_and(|bit| {
        bit.is_free()
            && (bit.is_capital() || listed("the a an there this these its their it he she they some many most no such both", &bit.low()))
    });
    if !plain || joins || !fair || !clause || stop - from < 8 || !dice.chance(90) {
        return;
    }
    let mut new = line[from..stop].to_vec();
    new[0].text = written_as("Xx", &new[0].text);
    new.extend([Bit::new(","), Bit::new(" ")]);
    let mut head = head.to_vec();
    head[0].text = inner;
    new.extend(head);
    new.extend([Bit::new(" "), line[verb].clone(), Bit::new(".")]);
    *line = new;
}

/// "On top of that, the mill closed."
fn flourish(line: &mut Vec<Bit>, names: &Names, dice: &mut Dice) {
    let Some(first) = line.first().and_then(|bit| names.inner(bit)) else { return };
    if line.len() > 16
        && !listed("but and as in on at for by with from when while if after before since however yet", &line[0].low())
        && dice.chance(70)
        && let Some(own) = dice.pick(&FLOURISHES)
    {
        line[0].text = first;
        let mut new = words_of(own);
        new.push(Bit::new(" "));
        new.append(line);
        *line = new;
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
fn fronts(line: &mut Vec<Bit>, names: &Names, dice: &mut Dice) {
    let Some((comma, speaker)) = end_tag(line) else { return };
    if !dice.chance(90) {
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
    if !said.iter().any(mark)
        && first == 0
        && let Some(inner) = names.inner(&said[0])
    {
        new.push(Bit::new(" "));
        let mut said = said;
        said[0].text = inner;
        new.extend(said);
        new.extend(line[stop..].iter().cloned());
        *line = new;
    }
}

/// "... on Tuesday." -> "On Tuesday, ...": a day, a year, a month at the end.
fn days(line: &mut Vec<Bit>, names: &Names, dice: &mut Dice) {
    let Some(stop) = line.iter().rposition(|bit| bit.is(".")).filter(|stop| *stop >= 12 && *stop + 1 == line.len()) else { return };
    let free = |at: usize| line[at].is_free();
    let last = stop - 1;
    let year = line[last].text.len() == 4 && is_figure(&line[last]);
    let when = [
        (4, "on", is(line, last - 2, "on") && listed(DAYS, &line[last].text)),
        (4, "in", is(line, last - 2, "in") && (year || listed(MONTHS, &line[last].text))),
        (6, "in", is(line, last - 4, "in") && year && listed(MONTHS, &line[last - 2].text)),
        (4, "last", is(line, last - 2, "last") && listed("week month year night", &line[last].text)),
        (4, "this", is(line, last - 2, "this") && listed("week month year", &line[last].text)),
        (4, "next", is(line, last - 2, "next") && listed("week month year", &line[last].text)),
    ];
    let Some((bits, ..)) = when.into_iter().find(|(bits, _, fits)| *fits && (stop - bits..stop).all(free)) else { return };
    let tail = stop - bits;
    // With a comma in it the day may belong to a part only; "since last year" is no whole phrase.
    let simple = line[..tail].iter().all(|bit| !bit.quoted && !matches!(bit.text.as_str(), "," | "\"" | "“" | ":" | ";"));
    let whole = line[tail - 1].is_word()
        && !line[tail - 1].is_capital()
        && !is_figure(&line[tail - 1])
        && !listed("since of for from by until the and or earlier later early late than with to as between during", &line[tail - 1].low());
    let Some(inner) = names.inner(&line[0]) else { return };
    if simple && whole && is(line, tail, " ") && dice.chance(90) {
        let mut new = line[tail + 1..stop].to_vec();
        new[0].text = written_as("Xx", &new[0].text);
        new.extend([Bit::new(","), Bit::new(" ")]);
        line[0].text = inner;
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
    let begins =
        |line: &[Bit], at: usize| at == 0 || at >= 2 && is(line, at - 1, " ") && !line[at - 2].is_capital() && line[at - 2].is_word();
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
            && dice.chance(90)
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
            && dice.chance(90)
        {
            let new = words_of(&format!("{}'s {}", line[at + 6].text, line[at + 2].text));
            line.splice(at..at + 7, new);
            at += 2;
        }
        at += 1;
    }
}

/// "the company's chairman" -> "the chairman of the company", and back.
fn possessions(line: &mut Vec<Bit>, dice: &mut Dice) {
    let noun = |line: &[Bit], at: usize| {
        line.get(at).is_some_and(|bit| bit.is_free() && bit.is_word() && !bit.is_capital() && !is_figure(bit) && bit.text.len() >= 4)
            && !line[at].text.ends_with("ing")
    };
    let mut at = 0;
    while at + 4 < line.len() {
        let the = line[at].is_free() && listed("the The", &line[at].text) && is(line, at + 1, " ") && is(line, at + 3, " ");
        let owner = line[at + 2].text.strip_suffix("'s").map(str::to_owned);
        if the
            && let Some(owner) = owner
            && noun(line, at + 2)
            && noun(line, at + 4)
            && ends(line, at + 5)
            && dice.chance(90)
        {
            let new = words_of(&format!("{} {} of the {owner}", line[at].text, line[at + 4].text));
            line.splice(at..at + 5, new);
            at += 8;
        } else if the
            && noun(line, at + 2)
            && !listed(MEASURES, &line[at + 2].text)
            && is(line, at + 4, "of")
            && is(line, at + 5, " ")
            && is(line, at + 6, "the")
            && is(line, at + 7, " ")
            && noun(line, at + 8)
            && !line[at + 8].text.ends_with('s')
            && ends(line, at + 9)
            && dice.chance(90)
        {
            let new = words_of(&format!("{} {}'s {}", line[at].text, line[at + 8].text, line[at + 2].text));
            line.splice(at..at + 9, new);
            at += 4;
        }
        at += 1;
    }
}

/// "Halden and Sund" -> "Sund and Halden": two words between small words are equals.
fn equals(line: &mut [Bit], dice: &mut Dice) {
    for at in 2..line.len().saturating_sub(4) {
        let word = |at: usize| line[at].is_free() && line[at].is_word() && !is_figure(&line[at]) && line[at].text.len() >= 4;
        let joined = is(line, at + 1, " ") && is(line, at + 2, "and") && is(line, at + 3, " ");
        let alike = line[at].is_capital() == line[at + 4].is_capital();
        let begins = is(line, at - 1, " ")
            && line[at - 2].is_free()
            && listed("of in for with from by to against the its their his her about", &line[at - 2].low());
        if joined
            && word(at)
            && word(at + 4)
            && alike
            && begins
            && ends(line, at + 5)
            && !line[at + 4].text.ends_with("ing")
            && dice.chance(90)
        {
            line.swap(at, at + 4);
        }
    }
}

/// "The mill closed after the fire." -> "After the fire, the mill closed.", and back.
fn clauses(line: &mut Vec<Bit>, names: &Names, dice: &mut Dice) {
    let Some(stop) = line.len().checked_sub(1).filter(|stop| is(line, *stop, ".")) else { return };
    let plain = line[..stop].iter().all(|bit| !bit.quoted && !matches!(bit.text.as_str(), "\"" | "“" | "”" | ":" | ";" | "?"));
    let Some(inner) = names.inner(&line[0]).filter(|_| plain && dice.chance(90)) else { return };
    let words = |bits: &[Bit]| bits.iter().filter(|bit| bit.is_word()).count();
    let commas: Vec<usize> = (0..stop).filter(|at| line[*at].text == ",").collect();
    let last = commas.last().copied().unwrap_or_default();
    let free = |at: usize, list: &str| line.get(at).is_some_and(|bit| bit.is_free() && listed(list, &bit.low()));
    // "before he said", "while it was": whom a pronoun means is told first.
    let points = |at: usize| {
        [at, at + 2].iter().any(|at| line.get(*at).is_some_and(|bit| listed(PRONOUNS, &bit.low()) || listed("and or but", &bit.low())))
    };
    let tail = if last > 8 && free(last + 2, JOINTS) && !points(last + 2) && words(&line[last..stop]) >= 4 {
        Some((last, last + 2))
    } else {
        // "two days after", "shortly before", "the year when": the word belongs to what stands before it.
        let loose = |at: usize| at >= 2 && is(line, at - 1, " ") && line[at - 2].is_word() && !listed(TIED, &line[at - 2].low());
        let joint = (last + 2..stop).find(|at| free(*at, JOINTS) && loose(*at));
        joint.filter(|at| words(&line[..*at]) >= 5 && words(&line[*at..stop]) >= 3 && !points(*at)).map(|at| (at - 1, at))
    };
    if let Some((end, from)) = tail {
        let mut new = line[from..stop].to_vec();
        new[0].text = written_as("Xx", &new[0].text);
        new.extend([Bit::new(","), Bit::new(" ")]);
        line[0].text = inner;
        new.extend(line[..end].iter().cloned());
        new.push(Bit::new("."));
        *line = new;
    } else if let [comma, ..] = commas[..] {
        // A phrase that opens the sentence ends it instead.
        let (head, rest) = (&line[..comma], &line[comma + 1..stop]);
        let opens = free(0, JOINTS) || free(0, "in on at for by with under") && words(head) <= 6;
        let own = rest.get(1).is_some_and(|bit| bit.is_free() && (bit.is_capital() || listed(OPENERS, &bit.low())));
        // A tag at the end would cut in between.
        if opens
            && own
            && end_tag(line).is_none()
            && !rest.iter().any(|bit| listed("said stated says states", &bit.text))
            && commas.len() <= 2
            && words(head) >= 2
            && words(rest) >= 5
            && is(line, comma, ",")
            && is(line, comma + 1, " ")
        {
            let mut new = rest[1..].to_vec();
            new[0].text = written_as("Xx", &new[0].text);
            let mut head = head.to_vec();
            head[0].text = head[0].low();
            new.push(Bit::new(" "));
            new.extend(head);
            new.push(Bit::new("."));
            *line = new;
        }
    }
}
