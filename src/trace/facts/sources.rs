//! Attributions that are gone, and sources that became others.
//!
//! A cue is a word of saying outside quotations with who says it: `police said`, `said Ada Bell`, `according to the ministry`. A cue that
//! only one sentence has is lost where equal words hold the place, or where neither the other sentence nor one beside it says who speaks.
//! Where this can be wrong: two sentences away. O(words of a group).

use std::ops::Range;

use super::lists::{self, Part};
use super::{CLOSE_SENTENCES, Change, Faced, Kind, WEIGHTY, names};
use crate::trace::Told;
use crate::trace::group::{Gap, Group, Half};

/// Who speaks stands within so many words of the word of saying.
const REACH: usize = 6;
/// A tag is no longer ("according to three people who saw it").
const LONGEST_TAG: usize = 12;

/// Pronouns, articles and the verbs that stand beside a word of saying weigh less.
const NOUN: f32 = 0.7;

/// Lists the sources that only the first half names.
pub(super) fn lost(group: &Group<'_>, gaps: &[Gap], turned: bool, found: &mut Vec<Faced>) {
    let (one, two) = (&group.one, &group.two);
    let cues = |half: &Half<'_>, range: &Range<usize>| range.clone().filter(|at| speaks(half, *at)).count();
    // A cue in another gap is one that moved: it stands for one of those that are missing, and a doubt for all.
    let moved: usize = gaps.iter().map(|gap| cues(two, &gap.two).saturating_sub(cues(one, &gap.one))).sum();
    let missing: usize = gaps.iter().map(|gap| cues(one, &gap.one).saturating_sub(cues(two, &gap.two))).sum();
    let doubted = gaps.iter().flat_map(|gap| gap.two.clone()).any(|at| is_doubtful(two, at));
    let silent = !(0..two.len()).any(|at| speaks(two, at) || two.is_quoted(at)) && !is_spoken_beside(two);
    for gap in gaps {
        for verb in gap.one.clone().filter(|at| speaks(one, *at)) {
            let source = source(one, verb);
            let explicit = source.clone().any(|at| one.is_name(at) || lists::is(one.word(at).key, Part::Source));
            let held = gap.is_held() && gap.one.len() <= LONGEST_TAG && gap.two.len() <= 2;
            if still_said(group, verb)
                || doubted
                || moved >= missing
                || cues(two, &gap.two) > 0
                || !(held || silent && explicit && group.path.len() * 3 >= one.len())
            {
                continue;
            }
            let tag = source.start.min(verb)..source.end.max(verb + 1);
            let there = super::answer(group, verb);
            found.push(
                Faced { kind: Kind::Attribution, change: Change::Lost, severity: 2, original: one.places(&tag), piece: there..there }
                    .turn(turned),
            );
            return;
        }
    }
    outlets(group, turned, found);
}

/// Tells whether who says it still speaks in the sentences that answer: one tag may do for two clauses.
fn still_said(group: &Group<'_>, verb: usize) -> bool {
    let Some(stem) = head(&group.one, verb).map(|head| group.one.word(head).stem) else { return false };
    let heads = (0..group.two.len()).filter(|at| speaks(&group.two, *at)).filter_map(|at| head(&group.two, at));
    heads.into_iter().any(|head| group.two.word(head).stem == stem)
}

/// Lists the words of saying that both halves have with another source.
pub(super) fn changed(group: &Group<'_>, gaps: &[Gap], found: &mut Vec<Faced>) {
    let (one, two) = (&group.one, &group.two);
    let close = group.closeness >= CLOSE_SENTENCES;
    // "Said" and "stated" in one gap are one saying too.
    let facing = gaps.iter().filter_map(|gap| {
        let verb = |half: &Half<'_>, range: &Range<usize>| range.clone().find(|at| speaks(half, *at));
        Some((verb(one, &gap.one)?, verb(two, &gap.two)?))
    });
    let matched = group.path.iter().copied().filter(|(i, j)| speaks(one, *i) && speaks(two, *j));
    for (i, j) in matched.chain(facing) {
        let (Some(own), Some(theirs)) = (head(one, i), head(two, j)) else { continue };
        let elsewhere = |half: &Half<'_>, stem: u32| (0..half.len()).any(|at| half.word(at).stem == stem);
        let new = group.partner(own).is_none() && !elsewhere(two, one.word(own).stem) && !elsewhere(one, two.word(theirs).stem);
        let (a, b) = (Who::of(one, own), Who::of(two, theirs));
        // In other words, a name for "the harbour master" may be the same person; a name for "insiders" is nobody any more.
        let apart = match (a, b) {
            (Who::Other, Who::Other) => false,
            (Who::Named, Who::Nameless) | (Who::Nameless, Who::Named) => true,
            (Who::Named | Who::Other, _) | (_, Who::Named | Who::Other) => close,
            _ => true,
        };
        let run = |half: &Half<'_>, at: usize| {
            let from = (0..=at).rev().take_while(|at| half.is_name(*at)).last().unwrap_or(at);
            from..(at..half.len()).take_while(|at| half.is_name(*at)).last().unwrap_or(at) + 1
        };
        if new && apart && !names::is_short_for(one, &run(one, own), two, &run(two, theirs)) {
            let whole = |half: &Half<'_>, verb: usize, head: usize| half.places(&(verb.min(head)..verb.max(head) + 1));
            let (original, piece) = (whole(one, i, own), whole(two, j, theirs));
            found.push(Faced { kind: Kind::Attribution, change: Change::Changed, severity: 2, original, piece });
        }
    }
}

/// What a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Named,
    Nameless,
    /// An office, a body, a group of people.
    Listed,
    Other,
}

impl Who {
    fn of(half: &Half<'_>, at: usize) -> Self {
        let is = |part: Part| lists::is(half.word(at).key, part);
        match () {
            () if half.is_name(at) || half.word(at).capital && !half.opens(at) => Self::Named,
            () if is(Part::Nameless) => Self::Nameless,
            () if lists::is_any(half.word(at).key, &[Part::Source, Part::Role]) => Self::Listed,
            () => Self::Other,
        }
    }
}

/// The noun nearest to a word of saying: who says it.
fn head(half: &Half<'_>, verb: usize) -> Option<usize> {
    let source = source(half, verb);
    let noun = |at: &usize| {
        let word = half.word(*at);
        let other = lists::is_dated(word.key)
            || lists::is_any(word.key, &lists::TIMES)
            || lists::is_any(word.key, &[Part::Pronoun, Part::Relative]);
        word.weight >= NOUN && !word.numeric && !other
    };
    if source.end <= verb { source.rev().find(noun) } else { source.clone().find(noun) }
}

/// Who is told: "told Coastline Daily" against "told reporters", where the other piece nowhere names that outlet.
fn outlets(group: &Group<'_>, turned: bool, found: &mut Vec<Faced>) {
    let (one, two) = (&group.one, &group.two);
    let text = one.told.text;
    let (told, to, reports) = (["told", "telling"].map(lists::key), lists::key("to"), ["reported", "reports", "report"].map(lists::key));
    for verb in (0..one.len()).filter(|at| speaks(one, *at)) {
        let (place, key) = (one.place(verb), one.word(verb).key);
        let mut near = text.names[text.names.partition_point(|name| name.end < place)..].iter().take_while(|name| name.start <= place + 2);
        let name = near.find(|name| {
            name.start == place + 1 && told.contains(&key)
                || name.start == place + 2 && text.words[place + 1].key == to
                || name.end == place && reports.contains(&key) && name.len() <= 4
        });
        let Some(name) = name else { continue };
        let has = |stem: u32| two.whole.with(stem).any(|other| two.told.text.words[other].capital);
        let gone = name.clone().all(|word| !has(text.words[word].stem));
        let answer = (0..two.len()).filter(|at| speaks(two, *at)).min_by_key(|at| at.abs_diff(group.partner(verb).unwrap_or(verb)));
        if let Some(answer) = answer.filter(|_| gone) {
            let original = place.min(name.start)..name.end.max(place + 1);
            let piece = two.places(&(answer..answer + 1));
            found.push(Faced { kind: Kind::Attribution, change: Change::Changed, severity: 2, original, piece }.turn(turned));
            return;
        }
    }
}

/// Tells whether a word says that somebody says something.
pub(super) fn speaks(half: &Half<'_>, at: usize) -> bool {
    // Most words end here.
    if !lists::is(half.word(at).key, Part::Speech) || half.is_quoted(at) {
        return false;
    }
    let is_name = half.word(at).capital && !half.opens(at);
    // "Other Gulf states" say nothing.
    let is_land = ["state", "states"].iter().any(|word| lists::key(word) == half.word(at).key) && (at == 0 || !half.is_name(at - 1));
    // "The claim", "was reported missing".
    let follows = |part: Part| at > 0 && lists::is(half.word(at - 1).key, part);
    let is_noun = follows(Part::Determiner);
    let is_passive = follows(Part::Being) && lists::is(half.word(at).key, Part::Passive);
    !is_name && !is_land && !is_noun && !is_passive
}

fn is_doubtful(half: &Half<'_>, at: usize) -> bool {
    lists::is(half.word(at).key, Part::Doubt) && half.word(at).weight >= WEIGHTY
}

/// Tells whether the sentence before or after a half says who speaks, or quotes.
fn is_spoken_beside(half: &Half<'_>) -> bool {
    let (Some(first), Some(last)) = (half.at.first(), half.at.last()) else { return false };
    let outline = half.told.outline;
    let (from, to) = (outline.line_at(*first), outline.line_at(*last));
    let says = |line: usize| {
        outline.lines.get(line).is_some_and(|line| {
            let text = half.told.text;
            text.sentences[line.sentence].words.clone().any(|word| text.quoted[word] || lists::is(text.words[word].key, Part::Speech))
        })
    };
    from.checked_sub(1).is_some_and(says) || says(to + 1)
}

/// Finds who says it: before the word of saying up to a comma, else after it.
fn source(half: &Half<'_>, verb: usize) -> Range<usize> {
    let parted = |left: usize, right: usize| {
        let words = &half.told.text.words;
        let (a, b) = (half.place(left), half.place(right));
        a + 1 != b || words[b].span.start - words[a].span.end > 1 || half.is_quoted(left) != half.is_quoted(right)
    };
    let before = (verb.saturating_sub(REACH)..verb).rev().take_while(|at| !parted(*at, at + 1)).last().unwrap_or(verb);
    let after = (verb + 1..(verb + 1 + REACH).min(half.len())).take_while(|at| !parted(at - 1, *at)).last().unwrap_or(verb) + 1;
    let according = half.word(verb).key == lists::key("according");
    let says = |range: Range<usize>| range.clone().any(|at| half.word(at).weight >= 1.2 || half.is_name(at));
    if !according && says(before..verb) || after == verb + 1 { before..verb } else { verb + 1..after }
}

/// Says more of a source that became another one, by what the original and the piece are: a name that is gone, a bystander who became an
/// authority.
pub(super) fn refine(original: Told<'_>, piece: Told<'_>, fact: &Faced) -> Change {
    let named = |told: Told<'_>, words: &Range<usize>| told.text.names.iter().any(|name| name.start < words.end && words.start < name.end);
    let has = |told: Told<'_>, words: &Range<usize>, part: Part| words.clone().any(|at| lists::is(told.text.words[at].key, part));
    if named(original, &fact.original) && !named(piece, &fact.piece) && has(piece, &fact.piece, Part::Nameless) {
        Change::Anonymous
    } else if has(original, &fact.original, Part::Bystander) && has(piece, &fact.piece, Part::Authority) {
        Change::Upgraded
    } else {
        fact.change
    }
}

#[cfg(test)]
mod tests {
    use crate::trace::facts::Kind;
    use crate::trace::facts::tests::of;

    #[test]
    fn a_source_that_is_gone_is_altered_and_another_tag_is_not() {
        let a = "“The wall had been weak for many years,” harbour master Ada Bell told Coastline Daily.";
        assert_eq!(of(a, &a.replace("told Coastline Daily", "told reporters")), [Kind::Attribution]);
        assert_eq!(of(a, &a.replace("harbour master Ada Bell told Coastline Daily", "she said")), [Kind::Attribution]);
        let plain = a.replace("told Coastline Daily", "said");
        assert_eq!(of(&plain, &plain.replace("harbour master Ada Bell said", "she said")), []);
    }
}
