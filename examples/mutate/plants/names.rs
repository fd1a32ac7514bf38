//! Other names: for a person, a place, an office; at one mention or throughout; misspelt.

use std::ops::Range;

use super::{Edit, Kind, Plant, written_as};
use crate::dice::Dice;
use crate::story::{Line, Story, Word};

const GIVEN: &str = "James John Robert Michael William David Richard Joseph Thomas Charles Christopher Daniel Matthew Anthony Mark Donald Steven Paul Andrew Joshua Kenneth Kevin Brian George Timothy Ronald Edward Jason Jeffrey Ryan Jacob Gary Nicholas Eric Jonathan Stephen Larry Justin Scott Brandon Benjamin Samuel Gregory Alexander Frank Patrick Raymond Jack Dennis Jerry Peter Simon Martin Alan Ian Tony Gordon Colin Graham Keith Neil Stuart Roger Philip Adam Tim Jim Bill Bob Tom Dan Ben Steve Mike Dave Chris Nick Greg Jeff Andy Matt Ken Phil Rob Joe Sam Mary Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Sarah Karen Lisa Nancy Betty Margaret Sandra Ashley Kimberly Emily Donna Michelle Carol Amanda Melissa Deborah Stephanie Rebecca Laura Helen Anna Jane Ruth Julia Kate Rachel Alice Claire Anne Emma Victoria Amy Jan Hans Klaus Jean Pierre Francois Michel Jacques Jose Juan Carlos Luis Roberto Mario Marco Vladimir Boris Sergei Ivan Pavel Vaclav Jiri Petr Mohammed Ali Ahmed Hassan Omar Yasser Kofi Li Zhang Wang Chen Tung Alain Andre Andrei Viktor Oliver Rupert Jose Roy Alex Bobby Terry Barry Derek Craig Wayne Howard Douglas Leonard Harold Bernard Gerald Walter Arthur Fred Henry Albert Ralph Carl Lawrence Bruce Russell Louis Phillip Johnny";
const SURNAMES: &str = "Hallow Merrick Ashdown Pennick Trevor Calloway Brandt Lindqvist Marsden Whitlock Farrow Gresham Dunmore Kestrel Holm Varley Thorne Stroud Penrose Lockhart Winslow Barrow Colby Draper Easton Fenwick";
const TITLES: &str = "mr mrs ms sir dr lord lady dame sen rep gov prof";
const CITIES: &str = "London Paris Berlin Tokyo Beijing Shanghai Moscow Washington Chicago Boston Toronto Montreal Sydney Melbourne Madrid Rome Milan Vienna Prague Warsaw Athens Dublin Glasgow Edinburgh Manchester Birmingham Liverpool Leeds Cardiff Brussels Geneva Zurich Stockholm Helsinki Oslo Copenhagen Amsterdam Frankfurt Munich Seoul Manila Bangkok Jakarta Singapore Delhi Bombay Karachi Cairo Baghdad Tehran Jerusalem Nairobi Lagos Detroit Seattle Houston Dallas Atlanta Miami Denver Philadelphia Taipei";
const COUNTRIES: &str = "Britain France Germany Italy Spain Portugal Ireland Poland Hungary Austria Belgium Sweden Norway Denmark Finland Greece Turkey Russia Ukraine China Japan India Pakistan Indonesia Malaysia Thailand Vietnam Australia Canada Mexico Brazil Argentina Chile Egypt Israel Iraq Iran Syria Jordan Kenya Nigeria Ghana Cuba Peru Romania Bulgaria Taiwan Colombia Venezuela Scotland Wales England";
/// An office or a role, and another one.
const ROLES: [(&str, &str); 30] = [
    ("suspect", "attacker"),
    ("suspects", "attackers"),
    ("minister", "president"),
    ("president", "minister"),
    ("chairman", "treasurer"),
    ("director", "consultant"),
    ("spokesman", "lawyer"),
    ("spokeswoman", "lawyer"),
    ("analyst", "broker"),
    ("senator", "governor"),
    ("secretary", "ambassador"),
    ("chief executive", "finance director"),
    ("vice president", "president"),
    ("coach", "captain"),
    ("captain", "coach"),
    ("striker", "goalkeeper"),
    ("midfielder", "defender"),
    ("defender", "striker"),
    ("winger", "prop"),
    ("actor", "producer"),
    ("actress", "singer"),
    ("singer", "drummer"),
    ("judge", "prosecutor"),
    ("lawyer", "judge"),
    ("economist", "engineer"),
    ("professor", "student"),
    ("chancellor", "mayor"),
    ("governor", "mayor"),
    ("ambassador", "consul"),
    ("lawmaker", "lobbyist"),
];

fn has(list: &str, word: &str) -> bool {
    list.split(' ').any(|known| known == word)
}

/// A capitalised word without its "'s".
fn bare<'a>(story: &Story<'a>, word: &Word) -> &'a str {
    let text = story.of_word(word);
    text.strip_suffix("'s").or_else(|| text.strip_suffix("’s")).unwrap_or(text)
}

/// Every change of name that the story offers.
pub fn offers(story: &Story<'_>, dice: &mut Dice) -> Vec<Plant> {
    let mut found = Vec::new();
    let surnames = surnames(story);
    for surname in &surnames {
        let free = |other: &str| story.text.contains(other);
        if let Some(new) = dice.word(SURNAMES, free) {
            replaced(story, surname, &written_as(surname, new), ("surname once", "surname throughout"), &mut found);
        }
        if let Some(new) = misspelt(surname, dice) {
            replaced(story, surname, &new, ("misspelt once", "misspelt throughout"), &mut found);
        }
    }
    for list in [CITIES, COUNTRIES] {
        let free = |other: &str| story.text.contains(other);
        for place in list.split(' ').filter(|place| story.text.contains(place)) {
            if let Some(new) = dice.word(list, free) {
                replaced(story, place, new, ("place once", "place throughout"), &mut found);
            }
        }
    }
    for line in story.lines.iter().filter(|line| story.is_open(line)) {
        for (at, word) in line.words.iter().enumerate() {
            let named = line.words.get(at + 1).is_some_and(|next| surnames.iter().any(|name| *name == bare(story, next)));
            if named && has(GIVEN, story.of_word(word)) && story.gap(line, at) == " " {
                let free = |other: &str| story.text.contains(other);
                if let Some(new) = dice.word(GIVEN, free) {
                    found.push(Plant::one(Kind::Name, "given name", word.at.clone(), new, word.quoted));
                }
            }
            for (old, new) in ROLES.iter().filter(|(old, _)| story.reads(line, at, old)) {
                let end = line.words[at + old.split(' ').count() - 1].at.end;
                found.push(Plant::one(Kind::Name, "title", word.at.start..end, written_as(story.of_word(word), new), word.quoted));
            }
        }
    }
    found
}

/// Last names: what follows a title, or ends a run that begins with a given name.
fn surnames<'a>(story: &Story<'a>) -> Vec<&'a str> {
    let mut found: Vec<&str> = Vec::new();
    let plain = |word: &Word| {
        let text = bare(story, word);
        word.capital && text.len() >= 4 && text.chars().skip(1).all(|c| c.is_ascii_lowercase()) && !has(GIVEN, text)
    };
    for line in &story.lines {
        for at in 0..line.words.len().saturating_sub(1) {
            let next = &line.words[at + 1];
            let gap = story.gap(line, at);
            let titled = has(TITLES, &line.words[at].low) && matches!(gap, " " | ". ");
            let given = has(GIVEN, story.of_word(&line.words[at])) && gap == " ";
            // "John Smith Ltd" and "Tony Blair Foundation" go on with a capital.
            let goes_on = line.words.get(at + 2).is_some_and(|word| word.capital) && story.gap(line, at + 1) == " ";
            if (titled || given) && plain(next) && !goes_on {
                found.push(bare(story, next));
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found.retain(|name| !has(CITIES, name) && !has(COUNTRIES, name));
    found
}

/// Offers a name replaced in each sentence that has it, and everywhere.
fn replaced(story: &Story<'_>, old: &str, new: &str, (once, throughout): (&'static str, &'static str), found: &mut Vec<Plant>) {
    let mut all: Vec<Edit> = Vec::new();
    let mut in_lines = 0;
    let mut quoted = false;
    for line in &story.lines {
        let here: Vec<&Word> = line.words.iter().filter(|word| bare(story, word) == old && word.capital).collect();
        if here.is_empty() {
            continue;
        }
        let span = |word: &Word| -> Range<usize> { word.at.start..word.at.start + old.len() };
        let edits: Vec<Edit> = here.iter().map(|word| Edit { at: span(word), new: new.to_owned() }).collect();
        in_lines += 1;
        quoted |= here.iter().any(|word| word.quoted);
        if story.is_open(line) && is_part_of_no_firm(story, line, old) {
            let quoted = here.iter().any(|word| word.quoted);
            found.push(Plant { kind: Kind::Name, way: once, edits: edits.clone(), quoted });
        }
        all.extend(edits);
    }
    let everywhere = story.text.matches(old).count() == all.len();
    if in_lines > 1 && everywhere {
        found.push(Plant { kind: Kind::Name, way: throughout, edits: all, quoted });
    }
}

/// "the Washington Post", "Paris Saint-Germain": a place in a longer name names no place.
fn is_part_of_no_firm(story: &Story<'_>, line: &Line, old: &str) -> bool {
    line.words.iter().enumerate().filter(|(_, word)| bare(story, word) == old).all(|(at, word)| {
        let before = at > 0 && line.words[at - 1].capital && matches!(story.before(line, at), "-" | "&");
        let after = line.words.get(at + 1).is_some_and(|next| next.capital) && story.gap(line, at) == " " && story.of_word(word) == old;
        !before && !after
    })
}

/// As a hasty hand writes it: a doubled letter single, a letter left out, two letters exchanged, another vowel.
fn misspelt(name: &str, dice: &mut Dice) -> Option<String> {
    let letters: Vec<char> = name.chars().collect();
    let inner: Vec<usize> = (1..letters.len() - 1).collect();
    if letters.len() < 5 || !name.is_ascii() {
        return None;
    }
    for _ in 0..20 {
        let at = *dice.pick(&inner)?;
        let mut new = letters.clone();
        match dice.below(4) {
            0 if new[at] == new[at - 1] || new[at] == 'h' => drop(new.remove(at)),
            1 if at + 1 < new.len() - 1 => new.swap(at, at + 1),
            2 if at > 1 => new.insert(at, letters[at]),
            _ => {
                let Some((_, other)) =
                    [('a', 'e'), ('e', 'a'), ('i', 'y'), ('y', 'i'), ('o', 'u'), ('u', 'o')].iter().find(|(v, _)| *v == new[at])
                else {
                    continue;
                };
                new[at] = *other;
            }
        }
        if new != letters {
            return Some(new.into_iter().collect());
        }
    }
    None
}
