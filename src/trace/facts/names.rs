//! Names and roles that face others: another person, place or outlet, another spelling, another part in the story.
//!
//! Two names face each other in one gap, or differ in one word of two ("Ada Bell", "Ida Bell"). A name that the other piece has elsewhere
//! was moved or swapped for a description, unless the sentences are otherwise the same. Where this can be wrong: two names of one thing
//! ("Washington", "the White House"). O(words of a group).

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::lists::{self, Part};
use super::{CLOSE_SENTENCES, Change, Faced, Kind};
use crate::trace::group::{Gap, Group, Half};
use crate::trace::{Told, sentence_at};

/// More words in one place are no name.
const LONGEST: usize = 4;
/// A word that opens a sentence with a capital is a name from this weight on.
const RARE: f32 = 4.5;
/// "After" and "other" end so too, and weigh less.
const NOUN: f32 = 2.5;
/// So many letters are a slip of the pen; "Lebanon" and "Lebanese" differ in more.
const SLIP: usize = 2;
/// Endings of one name in other forms.
const FORMS: [&str; 12] = ["s", "'s", "’s", "'", "’", "n", "ns", "an", "ian", "ians", "ese", "i"];
/// How words end that say what somebody is.
const AGENTS: [&str; 9] = ["er", "or", "ist", "man", "woman", "ian", "ant", "ess", "ent"];
/// From this Jaro-Winkler similarity on, two names are one that is spelt in two ways (Winkler 1990; "Jonson", "Johnson": 0.97).
const ONE_SPELLING: f64 = 0.88;

/// Lists the names and roles that face others.
pub(super) fn names(group: &Group<'_>, gaps: &[Gap], found: &mut Vec<Faced>) {
    let close = group.closeness >= CLOSE_SENTENCES;
    respelled(group, found);
    for gap in gaps.iter().filter(|gap| gap.before > 0 && gap.after > 0) {
        let both = !gap.one.is_empty() && !gap.two.is_empty();
        if let Some(fact) = both.then(|| facing(group, gap, close)).flatten() {
            found.push(fact);
        } else if let Some(fact) = roles(group, gap) {
            found.push(fact);
        }
    }
}

/// A name that is matched by its stem and written in other letters: "Bell", "Belle".
fn respelled(group: &Group<'_>, found: &mut Vec<Faced>) {
    let (one, two) = (&group.one, &group.two);
    let named = |half: &Half<'_>, at: usize| half.word(at).capital && !half.opens(at) && half.is_name(at) && !half.word(at).numeric;
    let other = |pair: &(usize, usize)| !group.is_same(*pair) && named(one, pair.0) && named(two, pair.1);
    for (i, j) in group.path.iter().copied().filter(other) {
        let (a, b) = (one.written(i).to_lowercase(), two.written(j).to_lowercase());
        // "Syria", "Syrian"; "Bell", "Bells": a form of the word, not another spelling.
        let formed = |short: &str, long: &str| long.strip_prefix(short).is_some_and(|ending| FORMS.contains(&ending));
        if strsim::levenshtein(&a, &b) <= SLIP && !formed(&a, &b) && !formed(&b, &a) {
            let (original, piece) = (one.places(&(i..i + 1)), two.places(&(j..j + 1)));
            found.push(Faced { kind: Kind::Name, change: Change::Respelled, severity: 2, original, piece });
        }
    }
}

/// Two names in the same place that are not the same: every word on both sides is part of a name.
fn facing(group: &Group<'_>, gap: &Gap, close: bool) -> Option<Faced> {
    let (one, two) = (&group.one, &group.two);
    let named = |half: &Half<'_>, range: &Range<usize>| range.len() <= LONGEST && range.clone().all(|at| is_named(half, at));
    if !named(one, &gap.one) || !named(two, &gap.two) {
        return None;
    }
    let elsewhere =
        |half: &Half<'_>, at: usize, there: &Half<'_>| there.whole.with(half.word(at).stem).any(|word| there.told.text.words[word].capital);
    let moved = || gap.one.clone().any(|at| elsewhere(one, at, two)) || gap.two.clone().any(|at| elsewhere(two, at, one));
    if is_short_for(one, &gap.one, two, &gap.two) || are_one_name(group, gap) || !(close && gap.is_held()) && moved() {
        return None;
    }
    let change = if is_respelled(one, &gap.one, two, &gap.two) { Change::Respelled } else { Change::Changed };
    Some(Faced {
        kind: Kind::Name,
        change,
        severity: if close && change == Change::Changed { 3 } else { 2 },
        original: one.places(&gap.one),
        piece: two.places(&gap.two),
    })
}

fn is_named(half: &Half<'_>, at: usize) -> bool {
    let word = half.word(at);
    let listed = lists::is_dated(word.key);
    let inside = || {
        let text = half.told.text;
        let opens = |at: usize| text.sentences.get(sentence_at(half.told, at)).is_some_and(|sentence| sentence.words.start == at);
        half.whole.with(word.stem).any(|at| text.words[at].key == word.key && text.words[at].capital && !opens(at))
    };
    // Any word has a capital where a sentence opens.
    !word.numeric && !listed && word.capital && (!half.opens(at) || word.weight >= RARE || inside()) || half.is_name(at) && !half.opens(at)
}

/// Tells whether one of the pieces puts both names into one: "Celeste", "Rivas" and "Celeste Rivas".
fn are_one_name(group: &Group<'_>, gap: &Gap) -> bool {
    let (x, y) = (group.one.word(gap.one.start).stem, group.two.word(gap.two.end - 1).stem);
    [&group.one, &group.two].iter().any(|half| {
        let text = half.told.text;
        let name = |at: usize| text.names[..text.names.partition_point(|name| name.start <= at)].last().filter(|name| name.contains(&at));
        half.whole.with(x).filter_map(name).any(|name| text.words[name.clone()].iter().any(|word| word.stem == y))
    })
}

/// "DHS" for "Department of Homeland Security": the initials of capitalised words, one way or the other.
pub(super) fn is_short_for(one: &Half<'_>, x: &Range<usize>, two: &Half<'_>, y: &Range<usize>) -> bool {
    let short = |a: &Half<'_>, x: &Range<usize>, b: &Half<'_>, y: &Range<usize>| {
        let first = a.written(x.start);
        let initials = first.split(['\'', '’']).next().unwrap_or("");
        let letters = initials.len();
        x.len() == 1
            && letters >= 2
            && initials.chars().all(|c| c.is_uppercase() || c == '.')
            && y.len() >= 2
            && (y.len() <= letters || y.clone().filter(|at| b.word(*at).capital).count() >= letters)
    };
    // "Fed" for "Federal Reserve".
    let begins = |a: &Half<'_>, x: &Range<usize>, b: &Half<'_>, y: &Range<usize>| {
        let (start, whole) = (a.written(x.start), b.written(y.start));
        x.len() == 1 && start.len() >= 3 && whole.len() > start.len() && whole.starts_with(&*start)
    };
    short(one, x, two, y) || short(two, y, one, x) || begins(one, x, two, y) || begins(two, y, one, x)
}

/// Tells whether two names are one but for some letters.
fn is_respelled(one: &Half<'_>, x: &Range<usize>, two: &Half<'_>, y: &Range<usize>) -> bool {
    x.len() == y.len() && x.clone().zip(y.clone()).all(|(i, j)| similar(&one.written(i), &two.written(j)))
}

fn similar(a: &str, b: &str) -> bool {
    strsim::jaro_winkler(&a.to_lowercase(), &b.to_lowercase()) >= ONE_SPELLING
}

/// Another part in the story: "suspect" for "attacker"; "striker" for "goalkeeper" before a name; "president" for "vice president".
fn roles(group: &Group<'_>, gap: &Gap) -> Option<Faced> {
    let (one, two) = (&group.one, &group.two);
    if gap.one.len() > LONGEST || gap.two.len() > LONGEST || !gap.is_held() {
        return None;
    }
    let fact = |severity, i: Range<usize>, j: Range<usize>| Faced {
        kind: Kind::Name,
        change: Change::Role,
        severity,
        original: one.places(&i),
        piece: two.places(&j),
    };
    let is = |half: &Half<'_>, at: usize, part: Part| lists::is(half.word(at).key, part);
    let role = |half: &Half<'_>, range: &Range<usize>| range.clone().find(|at| is(half, *at, Part::Role));
    if let (Some(i), Some(j)) = (role(one, &gap.one), role(two, &gap.two)) {
        let suspect = |half: &Half<'_>, at: usize| ["suspect", "suspects", "defendant"].map(lists::key).contains(&half.word(at).key);
        let severity = if suspect(one, i) == suspect(two, j) { 2 } else { 3 };
        return (one.word(i).stem != two.word(j).stem).then(|| fact(severity, i..i + 1, j..j + 1));
    }
    // What stands in one place right before one name is what its bearer is.
    let agent = |half: &Half<'_>, range: &Range<usize>| {
        let written = || half.written(range.start);
        let named = range.end < half.len() && half.is_name(range.end) && half.word(range.end).capital;
        range.len() == 1
            && named
            && half.word(range.start).weight >= NOUN
            && written().starts_with(char::is_lowercase)
            && AGENTS.iter().any(|ending| written().ends_with(ending))
    };
    if agent(one, &gap.one) && agent(two, &gap.two) {
        return Some(fact(2, gap.one.clone(), gap.two.clone()));
    }
    let below = |half: &Half<'_>, range: &Range<usize>| {
        range.len() == 1 && is(half, range.start, Part::Below) && range.end < half.len() && is(half, range.end, Part::Role)
    };
    let with_office = |range: &Range<usize>| range.start..range.end + 1;
    (gap.two.is_empty() && below(one, &gap.one) || gap.one.is_empty() && below(two, &gap.two))
        .then(|| fact(2, with_office(&gap.one), with_office(&gap.two)))
}

/// A name of more words is a headline in capitals, or a text (an estimate; long names of offices have nine): each of its words has a frame as long
/// as the name, so that 8,000 capitals in a row took 500 MB.
const LONGEST_NAME: usize = 12;
/// So many names of the other piece may answer one: they are its "Ada Bell", "Ada Cole". Without an end, 2,000 Adas here and there are 4,000,000 slips.
const MOST_ANSWERS: usize = 8;

/// Two names of as many words that differ in one of them, which the other piece does not have: "Ada Bell", "Ida Bell". Wherever they stand:
/// the first of each counts.
pub(super) fn slips(one: Told<'_>, two: Told<'_>) -> Vec<Faced> {
    let long = |told: Told<'_>| -> Vec<Range<usize>> {
        let mut names: Vec<Range<usize>> =
            told.text.names.iter().filter(|name| (2..=LONGEST_NAME).contains(&name.len())).cloned().collect();
        let keys = |name: &Range<usize>| -> Vec<u64> { name.clone().map(|at| told.text.words[at].key).collect() };
        let mut known = HashSet::new();
        names.retain(|name| known.insert(keys(name)));
        names
    };
    let (ours, theirs) = (long(one), long(two));
    if ours.is_empty() || theirs.is_empty() {
        return Vec::new();
    }
    let capitals = |told: Told<'_>| -> HashSet<u32> { told.text.words.iter().filter(|word| word.capital).map(|word| word.stem).collect() };
    let (of_one, of_two) = (capitals(one), capitals(two));
    // Names that are one but for the word at a place have one frame.
    let framed = |told: Told<'_>, name: &Range<usize>| -> Vec<(Vec<u64>, usize)> {
        let key = |at: usize, but: usize| if at == but { 0 } else { told.text.words[at].key };
        name.clone().map(|but| (name.clone().map(|at| key(at, but)).collect(), but)).collect()
    };
    let mut frames: HashMap<(Vec<u64>, usize), Vec<usize>> = HashMap::new();
    for name in &theirs {
        for (frame, y) in framed(two, name) {
            let answers = frames.entry((frame, y - name.start)).or_default();
            if answers.len() < MOST_ANSWERS {
                answers.push(y);
            }
        }
    }
    let mut found = Vec::new();
    for name in &ours {
        for (frame, x) in framed(one, name) {
            for y in frames.get(&(frame, x - name.start)).into_iter().flatten().copied() {
                let (a, b) = (&one.text.words[x], &two.text.words[y]);
                if a.weight.min(b.weight) >= RARE
                    && a.stem != b.stem
                    && !a.numeric
                    && !b.numeric
                    && !of_two.contains(&a.stem)
                    && !of_one.contains(&b.stem)
                {
                    let change = if similar(&one.written(x), &two.written(y)) { Change::Respelled } else { Change::Changed };
                    found.push(Faced { kind: Kind::Name, change, severity: 2, original: x..x + 1, piece: y..y + 1 });
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::Outline;
    use crate::clean::clean_text;
    use crate::trace::facts::tests::of;

    fn slipped(original: &str, piece: &str) -> usize {
        let texts = [original, piece].map(clean_text);
        let outlines = texts.each_ref().map(Outline::of);
        let told = |at: usize| Told { source: [original, piece][at], text: &texts[at], outline: &outlines[at], day: None };
        slips(told(0), told(1)).len()
    }

    #[test]
    fn a_slip_in_a_name_is_altered_wherever_it_stands() {
        let a = "The wall of the harbour fell at night, and a fisherman called Harpal Quillon saw it fall.";
        let b = "Harper Quillon saw the wall of the harbour fall at night.";
        assert_eq!(of(a, b), [Kind::Name]);
    }

    #[test]
    fn a_run_of_capitals_longer_than_any_name_has_no_slips() {
        let text = |last: &str, words: usize| format!("The wall fell, and they sang {} {last} all night.", ["Nemi"; 20][..words].join(" "));
        assert_eq!(slipped(&text("Harpal", 11), &text("Harper", 11)), 1);
        assert_eq!(slipped(&text("Harpal", 12), &text("Harper", 12)), 0);
    }

    #[test]
    fn names_that_begin_alike_are_set_against_a_few_others_not_all() {
        let list = |end: &str| {
            (0..40_u8)
                .map(|at| format!("Adele Q{}{}{end} sang. ", char::from(b'a' + at / 8), char::from(b'a' + at % 8)))
                .collect::<Vec<_>>()
                .concat()
        };
        assert_eq!(slipped(&list("rund"), &list("olsk")), 40 * MOST_ANSWERS);
    }
}
