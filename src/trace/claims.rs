//! What two sentences that answer each other claim differently without a number or a name changing: a hedge or a negation that only
//! one has, another time, another unit, a source that is gone.
//!
//! Each is told by small closed lists, beside a word that both sentences have: `allegedly took` against `took`. Where this can be
//! wrong: the claim stands in the next sentence, or in words that no list holds ("a court has yet to say so"). O(words of a group).

mod units;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use super::words::{Faced, Half, Kind, context};
use crate::clean::spellings;
use crate::hash;

/// What a listed word does in a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Makes a claim somebody's, or unsure.
    Doubt,
    /// Turns it round.
    Not,
    /// Tells the time loosely.
    Time,
    Weekday,
    Month,
    Speech,
    /// Who may be the subject of speech without a name.
    Source,
}

const PARTS: [(&str, Part); 7] = [
    ("allegedly alleged reportedly purportedly purported supposedly suspected presumed unconfirmed may might", Part::Doubt),
    (
        "not never no nobody none neither nor cannot can't won't don't didn't doesn't isn't wasn't aren't weren't wouldn't couldn't shouldn't haven't hasn't hadn't without",
        Part::Not,
    ),
    (
        "year years month months week weeks day days hour hours minute minutes decade decades century morning afternoon evening night noon midnight today tonight yesterday tomorrow shortly immediately",
        Part::Time,
    ),
    ("monday tuesday wednesday thursday friday saturday sunday", Part::Weekday),
    ("january february april june july august september october november december", Part::Month),
    (
        "say says said saying tell tells told telling add adds added according claim claims claimed report reports reported reporting state states stated announce announced explain explained warn warned insist insisted note noted confirm confirms confirmed reveal revealed write writes wrote tweet tweeted describe described argue argued suggest suggested recall recalled admit admitted acknowledge acknowledged deny denied maintain maintained testify testified read reads think believe believes believed cite cites cited citing quote quoted quoting",
        Part::Speech,
    ),
    (
        "officials official witnesses witness police authorities sources source spokesman spokeswoman spokesperson prosecutors prosecutor",
        Part::Source,
    ),
];
/// With one of these in the sentence, a lost doubt was put another way.
const SOFT: &str = "allege alleges claim claims claimed accused accuses accuse suspect suspects believed believe believes could would should can if potential potentially possible likely unlikely appears appear appeared seems seem seemed suggests suggested fears feared according unclear maybe";
/// With one of these within [`CLOSE`] words too: it says whose claim it is, and of a whole sentence it says nothing.
const NEAR: &str = "said say says saying told thought think";
const CLOSE: usize = 6;
/// With one of these near, a lost negation was put another way.
const NEGATIVE: &str = "yet fail failed fails unable decline declined declines lack lacks lacked lacking refuse refused refuses deny denied denies denying few little hardly barely rarely less rather instead unlikely impossible unknown unclear false ruled reject rejected avoid avoided stop stopped prevent prevented only despite far against";

struct Lists {
    parts: HashMap<u64, Vec<Part>>,
    soft: Vec<u64>,
    near: Vec<u64>,
    negative: Vec<u64>,
}

fn lists() -> &'static Lists {
    static LISTS: OnceLock<Lists> = OnceLock::new();
    LISTS.get_or_init(|| {
        let mut parts: HashMap<u64, Vec<Part>> = HashMap::new();
        for (words, part) in PARTS {
            words.split(' ').for_each(|word| parts.entry(key(word)).or_default().push(part));
        }
        let list = |words: &str| words.split(' ').map(key).collect();
        Lists { parts, soft: list(SOFT), near: list(NEAR), negative: list(NEGATIVE) }
    })
}

/// The key that a listed word has in a text.
fn key(word: &str) -> u64 {
    let mut word = word.to_owned();
    spellings::fold(&mut word);
    hash::bytes(word.as_bytes())
}

fn is(key: u64, part: Part) -> bool {
    lists().parts.get(&key).is_some_and(|parts| parts.contains(&part))
}

/// Two halves of a group as one of them sees it: `pairs` are the matched words, own place first.
struct View<'a, 'b> {
    own: &'b Half<'a>,
    other: &'b Half<'a>,
    pairs: Vec<(usize, usize)>,
}

impl View<'_, '_> {
    fn is_matched(&self, at: usize) -> bool {
        self.pairs.binary_search_by_key(&at, |pair| pair.0).is_ok()
    }

    /// The matched words before and after a place.
    fn around(&self, at: usize) -> [Option<(usize, usize)>; 2] {
        let next = self.pairs.partition_point(|pair| pair.0 < at);
        [next.checked_sub(1).map(|i| self.pairs[i]), self.pairs.get(next).copied()]
    }

    /// The nearest weighty matched word within some words.
    fn anchor(&self, at: usize, within: usize) -> Option<(usize, usize)> {
        let near = |pair: &&(usize, usize)| pair.0.abs_diff(at) <= within && self.own.word(pair.0).weight >= 1.6;
        self.pairs.iter().filter(near).min_by_key(|pair| pair.0.abs_diff(at)).copied()
    }

    fn other_has(&self, mut wanted: impl FnMut(u64) -> bool) -> bool {
        (0..self.other.at.len()).any(|at| wanted(self.other.word(at).key))
    }

    /// The words from a place to its anchor, where they follow one another.
    fn stretch(&self, at: usize, anchor: usize) -> Range<usize> {
        let (from, to) = (self.own.place(at.min(anchor)), self.own.place(at.max(anchor)));
        if to - from <= 4 { from..to + 1 } else { self.own.place(at)..self.own.place(at) + 1 }
    }
}

/// A fact whose first range is the original's, unless the halves are turned.
fn fact(kind: Kind, own: Range<usize>, other: Range<usize>, turned: bool) -> Faced {
    if turned { Faced { kind, original: other, piece: own } } else { Faced { kind, original: own, piece: other } }
}

/// Lists what the two halves of a group claim differently.
pub(super) fn claims(one: &Half<'_>, two: &Half<'_>, path: &[(usize, usize)]) -> Vec<Faced> {
    let weighty = |half: &Half<'_>| (0..half.at.len()).filter(|at| half.word(*at).weight >= 1.6).count();
    let shared = path.iter().filter(|(i, _)| one.word(*i).weight >= 1.6).count();
    let mut found = Vec::new();
    if shared < 3 || shared * 4 < weighty(one).min(weighty(two)) {
        return found;
    }
    let views = [
        (View { own: one, other: two, pairs: path.to_vec() }, false),
        (View { own: two, other: one, pairs: path.iter().map(|(i, j)| (*j, *i)).collect() }, true),
    ];
    for (view, turned) in &views {
        flips(view, *turned, &mut found);
        sources(view, *turned, &mut found);
    }
    times(&views[0].0, &mut found);
    units::measures(one, two, &mut found);
    slips(one, two, &mut found);
    found
}

/// Doubts and negations that only one side has.
fn flips(view: &View<'_, '_>, turned: bool, found: &mut Vec<Faced>) {
    let lists = lists();
    for at in 0..view.own.at.len() {
        let key = view.own.word(at).key;
        if view.is_matched(at) || view.own.is_quoted(at) {
            continue;
        }
        let (kind, part, eased) = if is(key, Part::Doubt) {
            (Kind::Hedge, Part::Doubt, &lists.soft)
        } else if is(key, Part::Not) {
            (Kind::Negation, Part::Not, &lists.negative)
        } else {
            continue;
        };
        // "may" opens a month's name too; "not only" adds and takes nothing back.
        if view.own.word(at).capital || part == Part::Not && is_before(view.own, at, "only") {
            continue;
        }
        let [before, after] = view.around(at);
        let beside = before.is_some_and(|pair| at - pair.0 <= 2) && after.is_some_and(|pair| pair.0 - at <= 2);
        let Some(anchor) = view.anchor(at, if beside { 3 } else { 2 }) else { continue };
        let near = |place: usize| place.abs_diff(anchor.1) <= if part == Part::Not { 7 } else { 40 };
        let said = (0..view.other.at.len())
            .filter(|place| near(*place))
            .any(|place| is(view.other.word(place).key, part) || eased.contains(&view.other.word(place).key));
        let tagged = part == Part::Doubt
            && (0..view.other.at.len()).any(|place| place.abs_diff(anchor.1) <= CLOSE && lists.near.contains(&view.other.word(place).key));
        if !said && !tagged && (part == Part::Doubt || beside) {
            let other = view.other.place(anchor.1);
            found.push(fact(kind, view.stretch(at, anchor.0), other..other + 1, turned));
        }
    }
}

/// Tells whether a word stands right before another in the text.
fn is_before(half: &Half<'_>, at: usize, next: &str) -> bool {
    half.told.text.words.get(half.place(at) + 1).is_some_and(|word| word.key == hash::bytes(next.as_bytes()))
}

/// Sources that only one side names.
fn sources(view: &View<'_, '_>, turned: bool, found: &mut Vec<Faced>) {
    let speaks = |half: &Half<'_>, at: usize| is(half.word(at).key, Part::Speech) && !half.is_quoted(at);
    let told = ["told", "telling", "to"].map(|word| hash::bytes(word.as_bytes()));
    let names = &view.own.told.text.names;
    let silent = !(0..view.other.at.len()).any(|at| speaks(view.other, at) || view.other.is_quoted(at));
    for at in (0..view.own.at.len()).filter(|at| speaks(view.own, *at)) {
        let Some(anchor) = view.anchor(at, 12) else { continue };
        let answer = (0..view.other.at.len())
            .filter(|place| speaks(view.other, *place))
            .min_by_key(|place| place.abs_diff(anchor.1))
            .unwrap_or(anchor.1);
        let answer = view.other.place(answer);
        let place = view.own.place(at);
        let name = names.iter().find(|name| {
            let verb = view.own.word(at).key;
            name.start == place + 1 && verb != told[2] && (verb == told[0] || verb == told[1])
                || name.start == place + 2 && view.own.told.text.words[place + 1].key == told[2]
                || name.end == place && is_report(verb) && name.len() <= 4
        });
        let gone = |name: &Range<usize>| {
            name.clone().all(|word| {
                let stem = view.own.told.text.words[word].stem;
                !view.other.told.text.words.iter().any(|other| other.stem == stem && other.capital)
            })
        };
        let by_source = || (at.saturating_sub(3)..(at + 4).min(view.own.at.len())).any(|near| is(view.own.word(near).key, Part::Source));
        let answered = (0..view.other.at.len()).any(|place| speaks(view.other, place));
        if let Some(name) = name.filter(|name| answered && gone(name)) {
            found.push(fact(Kind::Source, place.min(name.start)..name.end.max(place + 1), answer..answer + 1, turned));
            return;
        }
        if silent && by_source() && !view.is_matched(at) {
            found.push(fact(Kind::Source, place..place + 1, answer..answer + 1, turned));
            return;
        }
    }
}

/// "Halden Eye reported": papers report, people say.
fn is_report(key: u64) -> bool {
    ["reported", "reports", "report"].iter().any(|word| hash::bytes(word.as_bytes()) == key)
}

/// Another weekday, month or time of day in the same place.
fn times(view: &View<'_, '_>, found: &mut Vec<Faced>) {
    let (one, two) = (view.own, view.other);
    let free_two: Vec<usize> = {
        let matched: Vec<usize> = view.pairs.iter().map(|pair| pair.1).collect();
        (0..two.at.len()).filter(|at| matched.binary_search(at).is_err()).collect()
    };
    let gap_two = |at: usize| view.pairs.partition_point(|pair| pair.1 < at);
    for at in (0..one.at.len()).filter(|at| !view.is_matched(*at)) {
        let key = one.word(at).key;
        for part in [Part::Weekday, Part::Month, Part::Time] {
            if !is(key, part) || view.other_has(|other| other == key) {
                continue;
            }
            let gap = view.pairs.partition_point(|pair| pair.0 < at);
            // In the first gap nothing stands before: then what follows must follow at once.
            let leads = view.pairs.get(gap).is_some_and(|next| next.0 - at <= 2);
            // Far from what both have, two days belong to two events.
            let near = |place: usize| {
                let before =
                    gap.checked_sub(1).and_then(|last| view.pairs.get(last)).is_some_and(|last| at - last.0 <= 5 && place - last.1 <= 5);
                before || view.pairs.get(gap).is_some_and(|next| next.0 - at <= 5 && next.1 - place <= 5)
            };
            // "48 hours": what a number counts is a measure.
            let counted = |half: &Half<'_>, place: usize| half.told.text.numbers.iter().any(|number| number.words.end == half.place(place));
            let facing = free_two.iter().copied().find(|place| {
                let other = two.word(*place);
                is(other.key, part)
                    && other.stem != one.word(at).stem
                    && !(part == Part::Time && counted(one, at) && counted(two, *place))
                    && !(0..one.at.len()).any(|own| one.word(own).key == other.key)
                    && (gap_two(*place) == gap && near(*place) && (gap > 0 || leads)
                        || part != Part::Time && context(one, at, two, *place) >= 2)
            });
            if let Some(place) = facing {
                let (own, other) = (one.place(at), two.place(place));
                found.push(fact(Kind::Date, own..own + 1, other..other + 1, false));
            }
        }
    }
}

/// Two names of as many words that differ in one of them, which the other piece does not have: "Ada Bell", "Ida Bell".
fn slips(one: &Half<'_>, two: &Half<'_>, found: &mut Vec<Faced>) {
    const RARE: f32 = 4.5;
    let own = |half: &Half<'_>| -> Vec<Range<usize>> {
        half.told.text.names.iter().filter(|name| name.len() >= 2 && half.find(name.start).is_some()).cloned().collect()
    };
    let lacks = |half: &Half<'_>, stem: u32| !half.told.text.words.iter().any(|word| word.stem == stem && word.capital);
    let theirs = own(two);
    for name in own(one) {
        for other in theirs.iter().filter(|other| other.len() == name.len()) {
            let mut differing = name.clone().zip(other.clone()).filter(|(x, y)| one.told.text.words[*x].key != two.told.text.words[*y].key);
            let (Some((x, y)), None) = (differing.next(), differing.next()) else { continue };
            let (a, b) = (&one.told.text.words[x], &two.told.text.words[y]);
            if a.weight.min(b.weight) >= RARE && a.stem != b.stem && !a.numeric && !b.numeric && lacks(two, a.stem) && lacks(one, b.stem) {
                found.push(Faced { kind: Kind::Name, original: x..x + 1, piece: y..y + 1 });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::align::Outline;
    use crate::clean::clean_text;
    use crate::trace::words::Kind;
    use crate::trace::{Fate, Told, trace};

    pub(super) fn of(a: &str, b: &str) -> Vec<Kind> {
        let (a, b) = (clean_text(a), clean_text(b));
        let (one, two) = (Outline::of(&a), Outline::of(&b));
        let found = trace(Told { text: &a, outline: &one }, Told { text: &b, outline: &two });
        let altered = found.original.sentences.iter().chain(&found.piece.sentences).any(|(fate, _)| *fate == Fate::Altered);
        assert_eq!(altered, !found.faced.is_empty());
        found.faced.iter().map(|fact| fact.kind).collect()
    }

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
    fn today_for_yesterday_is_altered() {
        let a = "The harbour wall of Halden fell into the sea yesterday and ruined the fishing fleet.";
        assert_eq!(of(a, &a.replace("yesterday", "today")), [Kind::Date]);
        assert_eq!(of(a, &a.replace("yesterday", "tomorrow")), [Kind::Date]);
    }

    #[test]
    fn a_flipped_negation_is_altered() {
        let a = "The ministry did not know that the harbour wall of Halden was weak, the report said.";
        assert_eq!(of(a, &a.replace("did not know", "did know")), [Kind::Negation]);
        assert_eq!(of(a, &a.replace("did not know", "didn't know")), []);
        assert_eq!(of(a, &a.replace("did not know", "failed to know")), []);
    }

    #[test]
    fn another_weekday_or_time_is_altered() {
        assert_eq!(of(A, &A.replace("Monday", "Tuesday")), [Kind::Date]);
        let a = "The harbour wall fell into the sea a year before the storm that ruined the fishing fleet.";
        assert_eq!(of(a, &a.replace("a year before", "shortly before")), [Kind::Date]);
    }

    #[test]
    fn a_slip_in_a_name_is_altered_wherever_it_stands() {
        let a = "The wall of the harbour fell at night, and a fisherman called Harpal Quillon saw it fall.";
        let b = "Harper Quillon saw the wall of the harbour fall at night.";
        assert_eq!(of(a, b), [Kind::Name]);
    }

    #[test]
    fn a_source_that_is_gone_is_altered_and_another_tag_is_not() {
        let a = "“The wall had been weak for many years,” harbour master Ada Bell told Coastline Daily.";
        assert_eq!(of(a, &a.replace("told Coastline Daily", "told reporters")), [Kind::Source]);
        assert_eq!(of(a, &a.replace("harbour master Ada Bell told Coastline Daily", "she said")), [Kind::Source]);
        let plain = a.replace("told Coastline Daily", "said");
        assert_eq!(of(&plain, &plain.replace("harbour master Ada Bell said", "she said")), []);
    }
}
