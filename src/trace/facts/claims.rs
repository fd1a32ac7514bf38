//! Doubts and negations that only one of two sentences has, by which a claim became a fact, or its opposite.
//!
//! Told by closed lists, beside a word that both sentences have: `allegedly took` against `took`. What only the other sentence has may
//! say the same another way (`is accused of taking`, `failed to take`) and eases the difference; what both have does not. Where this can
//! be wrong: the claim stands in the next sentence, or in words that no list holds ("a court has yet to say so"). O(words of a group).

use std::ops::Range;

use super::lists::{self, Part};
use super::{Change, Faced, Kind, WEIGHTY};
use crate::trace::group::{Gap, Group, Half};

/// A tag ("police said") within so many words says whose claim it is.
const CLOSE: usize = 6;
/// So far away, another way to say it still belongs to the same claim.
const REACH: (usize, usize) = (40, 7);

/// Lists the doubts and negations that only the first half has.
pub(super) fn claims(group: &Group<'_>, gaps: &[Gap], turned: bool, found: &mut Vec<Faced>) {
    let (one, two) = (&group.one, &group.two);
    let free: Vec<usize> = gaps.iter().flat_map(|gap| gap.two.clone()).collect();
    for gap in gaps {
        for at in gap.one.clone().filter(|at| !one.is_quoted(*at)) {
            let key = one.word(at).key;
            let (kind, loose) = if lists::is(key, Part::Doubt) {
                (Kind::Hedge, false)
            } else if lists::is(key, Part::Loose) {
                (Kind::Hedge, true)
            } else if lists::is(key, Part::Not) {
                (Kind::Negation, false)
            } else if lists::is(key, Part::Against) && gap.is_held() && !gap.two.is_empty() {
                (Kind::Negation, true)
            } else {
                continue;
            };
            // "May" is a month, "not only" adds and takes nothing back, and "no fewer than" bounds a figure.
            let is_month = one.word(at).capital && !one.opens(at);
            if is_month || kind == Kind::Negation && (is_before(one, at, "only") || is_bound(one, at)) || loose && !is_modal_change(gap) {
                continue;
            }
            let Some(anchor) = anchor(group, gap, at, kind) else { continue };
            let elsewhere = || kind == Kind::Negation && is_denied_elsewhere(group, at);
            if !is_eased(two, &free, gap, anchor.1, kind) && !elsewhere() {
                let severity = if kind == Kind::Negation || lists::is_legal(key) { 3 } else { 2 };
                let answer = if gap.two.is_empty() { anchor.1..anchor.1 + 1 } else { gap.two.clone() };
                found.push(
                    Faced {
                        kind,
                        change: Change::Lost,
                        severity,
                        original: stretch(one, at, anchor.0),
                        piece: if answer.len() <= 4 { two.places(&answer) } else { two.places(&(anchor.1..anchor.1 + 1)) },
                    }
                    .turn(turned),
                );
            }
        }
    }
}

/// "Could fall", "will fall": where nothing faces it, a word such as "could" came with a clause of its own, unless it stands alone.
fn is_modal_change(gap: &Gap) -> bool {
    gap.is_held() && (gap.one.len() <= 2 || !gap.two.is_empty())
}

/// Lists words that face their opposites ("able", "unable"), and bounds that only one side puts before what is no figure ("more than half").
pub(super) fn turns(group: &Group<'_>, gaps: &[Gap], found: &mut Vec<Faced>) {
    let (one, two) = (&group.one, &group.two);
    for gap in gaps.iter().filter(|gap| gap.is_held() && gap.one.len() <= 2 && gap.two.len() <= 2) {
        let plain = gap.one.clone().all(|at| !one.is_quoted(at)) && gap.two.clone().all(|at| !two.is_quoted(at));
        let opposed = gap.one.clone().any(|i| gap.two.clone().any(|j| lists::are_opposites(&one.written(i), &two.written(j))));
        let key = |half: &Half<'_>, at: usize| half.word(at).key;
        let bound = |half: &Half<'_>, range: &Range<usize>| match range.len() {
            1 => lists::is(key(half, range.start), Part::Bound),
            2 => lists::is_two_word_hedge(key(half, range.start), key(half, range.start + 1)),
            _ => false,
        };
        let (original, piece) = (one.places(&gap.one), two.places(&gap.two));
        if plain && opposed {
            found.push(Faced { kind: Kind::Negation, change: Change::Changed, severity: 3, original, piece });
        } else if plain && gap.two.is_empty() && bound(one, &gap.one) {
            found.push(Faced { kind: Kind::Hedge, change: Change::Lost, severity: 2, original, piece });
        } else if plain && gap.one.is_empty() && bound(two, &gap.two) {
            found.push(Faced { kind: Kind::Hedge, change: Change::Added, severity: 2, original, piece });
        }
    }
}

/// The matched word beside which a claim stands on both sides: right beside it where equal words hold the gap, else a weighty one near.
fn anchor(group: &Group<'_>, gap: &Gap, at: usize, kind: Kind) -> Option<(usize, usize)> {
    let near = |within: usize, weighty: bool| {
        let fits = |pair: &&(usize, usize)| pair.0.abs_diff(at) <= within && (!weighty || group.one.word(pair.0).weight >= WEIGHTY);
        // What is doubted or denied mostly stands behind: "allegedly took", "may have been crushed".
        group.path.iter().filter(fits).min_by_key(|pair| if pair.0 > at { pair.0 - at } else { at - pair.0 + 3 }).copied()
    };
    let next = group.path.partition_point(|pair| pair.0 < at);
    let beside =
        next.checked_sub(1).is_some_and(|last| at - group.path[last].0 <= 2) && group.path.get(next).is_some_and(|pair| pair.0 - at <= 2);
    if gap.is_held() && gap.one.len() <= 4 && gap.two.len() <= 4 {
        return near(4, true).or_else(|| near(4, false));
    }
    if kind == Kind::Negation && !beside { None } else { near(if beside { 3 } else { 2 }, true) }
}

/// Tells whether words that only the other half has say the doubt or the negation another way.
fn is_eased(two: &Half<'_>, free: &[usize], gap: &Gap, anchor: usize, kind: Kind) -> bool {
    let reach = if kind == Kind::Negation { REACH.1 } else { REACH.0 };
    free.iter().any(|place| {
        let key = two.word(*place).key;
        let distance = place.abs_diff(anchor);
        let says = if kind == Kind::Negation {
            lists::is(key, Part::Not) || lists::is_negative(key)
        } else {
            let loose = || lists::is(key, Part::Loose) || lists::is_modal(key) || lists::is_tag(key);
            lists::is(key, Part::Doubt) || lists::is_soft(key) || distance <= CLOSE && loose()
        };
        says && (distance <= reach || gap.two.contains(place))
    }) || !gap.is_held() && kind == Kind::Hedge && (0..two.len()).any(|place| place.abs_diff(anchor) <= CLOSE && is_doubtful(two, place))
}

/// Tells whether the other piece denies the same in another sentence: "she was not arrested", "… . But she was not arrested".
fn is_denied_elsewhere(group: &Group<'_>, at: usize) -> bool {
    let Some(denied) = (at + 1..(at + 4).min(group.one.len())).find(|next| group.one.word(*next).weight >= WEIGHTY) else { return false };
    let words = &group.two.told.text.words;
    let outside = |word: &usize| group.two.find(*word).is_none();
    let there = group.two.whole.with(group.one.word(denied).stem);
    there.filter(outside).any(|word| words[word.saturating_sub(3)..word].iter().any(|before| lists::is(before.key, Part::Not)))
}

fn is_doubtful(half: &Half<'_>, at: usize) -> bool {
    let key = half.word(at).key;
    lists::is(key, Part::Doubt) || lists::is_soft(key) || lists::is_modal(key) || lists::is_tag(key)
}

/// Tells whether a word stands right before another in the text.
fn is_before(half: &Half<'_>, at: usize, next: &str) -> bool {
    half.told.text.words.get(half.place(at) + 1).is_some_and(|word| word.key == lists::key(next))
}

/// Tells whether a word opens a bound such as "no fewer than".
fn is_bound(half: &Half<'_>, at: usize) -> bool {
    let key = |ahead: usize| half.told.text.words.get(half.place(at) + ahead).map(|word| word.key);
    key(0) == Some(lists::key("no")) && key(1).zip(key(2)).is_some_and(|(first, second)| lists::is_two_word_hedge(first, second))
}

/// The words from a place to its anchor, where they follow one another.
fn stretch(half: &Half<'_>, at: usize, anchor: usize) -> Range<usize> {
    let (from, to) = (half.place(at.min(anchor)), half.place(at.max(anchor)));
    if to - from <= 4 { from..to + 1 } else { half.place(at)..half.place(at) + 1 }
}

#[cfg(test)]
mod tests {
    use crate::trace::facts::Kind;
    use crate::trace::facts::tests::of;

    const A: &str = "The harbour master allegedly sold 400 barrels of fuel oil to a fishing company in Halden on Monday.";

    #[test]
    fn a_lost_hedge_is_altered() {
        assert_eq!(of(A, &A.replace("allegedly ", "")), [Kind::Hedge]);
        assert_eq!(of(A, &A.replace("allegedly sold", "is accused of having sold")), []);
        assert_eq!(of(&A.replace("400", "more than 400"), A), [Kind::Hedge]);
        assert_eq!(of(&A.replace("400", "more than 400"), &A.replace("400", "over 400")), []);
    }

    #[test]
    fn a_lost_hedge_is_eased_by_an_attribution_beside_it_only() {
        let a = "The alleged smuggler sold 400 barrels of fuel oil to a fishing company in the harbour of Halden on Monday, police said.";
        assert_eq!(of(a, &a.replace("alleged ", "")), [Kind::Hedge]);
        assert_eq!(of(a, &a.replace("alleged smuggler", "smuggler, police said,").replace(", police said.", ".")), []);
    }

    #[test]
    fn not_only_is_no_negation_and_against_is_one() {
        let a = "The storm did not only break the harbour wall of Halden but drowned the fishing fleet.";
        assert_eq!(of(a, "The storm did break the harbour wall of Halden and drowned the fishing fleet."), []);
        let b = "The council of Halden did not vote for the new harbour wall on Monday.";
        assert_eq!(of(b, "The council of Halden voted against the new harbour wall on Monday."), []);
        assert_eq!(of(b, "The council of Halden did vote for the new harbour wall on Monday."), [Kind::Negation]);
    }

    #[test]
    fn a_flipped_negation_is_altered() {
        let a = "The ministry did not know that the harbour wall of Halden was weak, the report said.";
        assert_eq!(of(a, &a.replace("did not know", "did know")), [Kind::Negation]);
        assert_eq!(of(a, &a.replace("did not know", "didn't know")), []);
        assert_eq!(of(a, &a.replace("did not know", "failed to know")), []);
    }
}
