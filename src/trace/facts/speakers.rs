//! Who says a quotation: another name, or nobody any more.
//!
//! The speaker is the name beside a word of saying in the quotation's own sentence: `Ada Bell, the harbour master, said`, `said harbour master
//! Ada Bell`. A pronoun names nobody, so it is never another speaker. O(words of the sentence).

use std::collections::HashSet;
use std::ops::Range;

use super::lists::{self, Part};
use super::quotes::{around, sentence, whole};
use super::{Change, Fact, Kind};
use crate::trace::Told;

/// A name so many words before the word of saying is its subject ("Ada Bell, the harbour master of Halden, said").
const BEFORE: usize = 9;
/// A name so many words after it is ("said the harbour master, Ada Bell").
const AFTER: usize = 4;

/// Tells whether one quotation has another speaker in each piece, or has lost the one that it had.
/// `named` are the stems that the other piece writes with a capital.
pub(super) fn compare(a: Told<'_>, one: &[usize], b: Told<'_>, other: &[usize], named: &HashSet<u32>) -> Option<Fact> {
    let own = speaker(a, one)?;
    let stems = |told: Told<'_>, name: &Range<usize>| -> Vec<u32> { name.clone().map(|at| told.text.words[at].stem).collect() };
    let fact = |change, severity, piece| Fact { kind: Kind::Quotation, change, severity, original: Some(a.text.span(&own)), piece };
    match speaker(b, other) {
        Some(theirs) => {
            let mine = stems(a, &own);
            let same = stems(b, &theirs).iter().any(|stem| mine.contains(stem));
            // A name that the other piece puts elsewhere in the sentence is whom the speaker spoke of, or to.
            let puts = |told: Told<'_>, words: &[usize], stems: &[u32]| {
                around(told, words[0]).any(|at| told.text.words[at].capital && stems.contains(&told.text.words[at].stem))
            };
            let short = is_initials(a, &own, b, &theirs) || is_initials(b, &theirs, a, &own);
            let apart = !same && !short && !puts(b, other, &mine) && !puts(a, one, &stems(b, &theirs));
            apart.then(|| fact(Change::Speaker, 3, Some(b.text.span(&theirs))))
        }
        None if is_unspoken(b, other) => Some(fact(Change::Unspoken, 2, whole(b, other))),
        None => {
            let known = stems(a, &own).iter().any(|stem| named.contains(stem));
            nobody(b, other).filter(|_| !known).map(|source| fact(Change::Anonymous, 2, Some(b.text.span(&source))))
        }
    }
}

/// "DHS" for "Department of Homeland Security".
fn is_initials(a: Told<'_>, short: &Range<usize>, b: Told<'_>, long: &Range<usize>) -> bool {
    let mut initials = long.clone().filter(|at| b.text.words[*at].capital).filter_map(|at| b.written(at).chars().next());
    let begins = b.written(long.start).starts_with(&*a.written(short.start));
    short.len() == 1
        && (begins || long.len() > 1 && a.written(short.start).chars().filter(|c| *c != '.').all(|c| initials.next() == Some(c)))
}

/// Finds the name of who says a quotation, given by its words, in its first or last sentence; words of the clean text.
#[must_use]
pub fn speaker(told: Told<'_>, quotation: &[usize]) -> Option<Range<usize>> {
    [*quotation.last()?, *quotation.first()?].into_iter().find_map(|word| {
        let words = around(told, word);
        let verbs = words.clone().filter(|word| !told.text.quoted[*word] && lists::is(told.text.words[*word].key, Part::Speech));
        verbs.into_iter().find_map(|verb| subject(told, &words, verb))
    })
}

/// Who says a quotation without a name: "a police officer".
fn nobody(told: Told<'_>, quotation: &[usize]) -> Option<Range<usize>> {
    let is = |at: usize, part: Part| lists::is(told.text.words[at].key, part);
    let plain = |at: &usize| !told.text.quoted[*at];
    [quotation.last()?, quotation.first()?].into_iter().find_map(|word| {
        let words = around(told, *word);
        let verb = words.clone().filter(plain).find(|at| is(*at, Part::Speech))?;
        let near = verb.saturating_sub(AFTER).max(words.start)..(verb + 1 + AFTER).min(words.end);
        let source = near.filter(plain).find(|at| lists::is_any(told.text.words[*at].key, &[Part::Source, Part::Nameless, Part::Role]))?;
        Some(source..source + 1)
    })
}

/// The name that does the saying: the nearest before the verb, else the nearest right after it.
fn subject(told: Told<'_>, sentence: &Range<usize>, verb: usize) -> Option<Range<usize>> {
    let key = |at: usize| told.text.words[at].key;
    let plain = |name: &&Range<usize>| !told.text.quoted[name.start] && !lists::is_dated(key(name.start));
    let is_pronoun = |at: usize| lists::is(key(at), Part::Pronoun);
    if verb > sentence.start && is_pronoun(verb - 1) || sentence.contains(&(verb + 1)) && is_pronoun(verb + 1) {
        return None;
    }
    let names = &told.text.names;
    let here = names.partition_point(|name| name.start < sentence.start)..names.partition_point(|name| name.start < sentence.end);
    let names = names[here].iter().filter(plain);
    let before = names.clone().rfind(|name| name.end <= verb && verb - name.end <= BEFORE);
    // Whom somebody told is not who told it.
    let to = ["told", "tells", "telling"].iter().any(|word| lists::key(word) == key(verb));
    let after = || names.clone().find(|name| name.start > verb && name.start - verb <= AFTER && !to);
    before.or_else(after).cloned()
}

/// Tells whether neither a quotation's sentence nor one beside it says who speaks.
fn is_unspoken(told: Told<'_>, quotation: &[usize]) -> bool {
    let (first, last) = (sentence(told, quotation[0]), sentence(told, quotation[quotation.len() - 1]));
    let says = |at: usize| {
        told.text.sentences.get(at).is_some_and(|sentence| {
            sentence.words.clone().any(|word| !told.text.quoted[word] && lists::is(told.text.words[word].key, Part::Speech))
        })
    };
    !(first.saturating_sub(1)..=last + 1).any(says)
}
