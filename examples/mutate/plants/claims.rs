//! Negations and hedges, taken away or put in.

use super::{Kind, Plant, Spot, written_as};
use crate::dice::Dice;

/// A negated wording and the same without its negation.
const NOT: [(&str, &str, &str); 40] = [
    ("did not", "did", "not removed"),
    ("does not", "does", "not removed"),
    ("do not", "do", "not removed"),
    ("is not", "is", "not removed"),
    ("are not", "are", "not removed"),
    ("was not", "was", "not removed"),
    ("were not", "were", "not removed"),
    ("will not", "will", "not removed"),
    ("would not", "would", "not removed"),
    ("could not", "could", "not removed"),
    ("should not", "should", "not removed"),
    ("has not", "has", "not removed"),
    ("have not", "have", "not removed"),
    ("had not", "had", "not removed"),
    ("may not", "may", "not removed"),
    ("cannot", "can", "not removed"),
    ("can not", "can", "not removed"),
    ("didn't", "did", "contraction removed"),
    ("doesn't", "does", "contraction removed"),
    ("isn't", "is", "contraction removed"),
    ("aren't", "are", "contraction removed"),
    ("wasn't", "was", "contraction removed"),
    ("weren't", "were", "contraction removed"),
    ("won't", "will", "contraction removed"),
    ("can't", "can", "contraction removed"),
    ("couldn't", "could", "contraction removed"),
    ("hasn't", "has", "contraction removed"),
    ("haven't", "have", "contraction removed"),
    ("has never", "has", "never"),
    ("had never", "had", "never"),
    ("have never", "have", "never"),
    ("was never", "was", "never"),
    ("no longer", "still", "no longer"),
    ("no evidence", "evidence", "no removed"),
    ("no plans", "plans", "no removed"),
    ("no reason", "reason", "no removed"),
    ("no sign", "a sign", "no removed"),
    ("no immediate", "an immediate", "no removed"),
    ("no change", "a change", "no removed"),
    ("without", "with", "without"),
];
const TURNED: [(&str, &str); 10] = [
    ("denied", "confirmed"),
    ("denies", "admits"),
    ("rejected", "accepted"),
    ("rejects", "accepts"),
    ("refused to", "agreed to"),
    ("declined to", "agreed to"),
    ("failed to", "managed to"),
    ("unlikely", "likely"),
    ("unable", "able"),
    ("unchanged", "changed"),
];
const AUXILIARIES: &str = "is are was were will would has had should could";
/// Whatever stands after an auxiliary here is not negated once more.
const NEGATED: &str = "not never no neither nor none hardly without nothing nobody cannot only n't";

pub fn negations(spot: Spot<'_>, dice: &mut Dice, found: &mut Vec<Plant>) {
    let negated = spot.line.words.iter().any(|word| NEGATED.split(' ').any(|known| known == word.low) || word.low.ends_with("n't"));
    for at in spot.places() {
        let quoted = spot.quoted(at);
        for (old, new, way) in NOT {
            if spot.reads(at, old) && !spot.reads(at, "did not only") {
                let many = old.split(' ').count();
                found.push(Plant::one(Kind::Negation, way, spot.span(at..at + many), written_as(spot.text(at), new), quoted));
            }
        }
        for (old, new) in TURNED {
            if spot.reads(at, old) {
                let many = old.split(' ').count();
                found.push(Plant::one(Kind::Negation, "turned", spot.span(at..at + many), written_as(spot.text(at), new), quoted));
            }
        }
        // One in four, or additions would drown the rest.
        let auxiliary = AUXILIARIES.split(' ').any(|known| known == spot.low(at));
        if auxiliary && !negated && at > 0 && spot.gap(at) == " " && dice.chance(25) {
            let end = spot.line.words[at].at.end;
            let (way, new) = if dice.chance(70) { ("not added", " not") } else { ("never added", " never") };
            found.push(Plant::one(Kind::Negation, way, end..end, new, quoted));
        }
    }
}

/// Doubt before a number, which goes without a trace.
const BEFORE_NUMBERS: [&str; 12] = [
    "about",
    "around",
    "up to",
    "more than",
    "at least",
    "almost",
    "nearly",
    "roughly",
    "approximately",
    "an estimated",
    "less than",
    "as many as",
];
const ADVERBS: &str = "allegedly reportedly apparently possibly probably perhaps presumably suspected alleged supposedly potentially";
const MODALS: [(&str, &str); 12] = [
    ("may have", "had"),
    ("might have", "had"),
    ("could have", "had"),
    ("may be", "will be"),
    ("might be", "will be"),
    ("could be", "will be"),
    ("may", "will"),
    ("might", "will"),
    ("could", "will"),
    ("is expected to", "will"),
    ("are expected to", "will"),
    ("is likely to", "will"),
];
const PARTICIPLES: &str = "arrested killed injured forced told sold bought made paid taken given found hit involved asked planned charged offered agreed held used caused struck attacked lost stolen beaten fired forced dismissed jailed accused detained";

const ABILITIES: &str = "remember see use afford do say find get hear feel imagine make manage tell think read speak walk maintain";

/// Doubts removed, or put in where there was none.
pub fn hedges(spot: Spot<'_>, dice: &mut Dice, found: &mut Vec<Plant>) {
    let text = spot.story.text;
    for at in spot.places().filter(|at| !spot.quoted(*at)) {
        let numeral = |place: usize| {
            spot.line.words.get(place).is_some_and(|word| word.figure)
                || "two three four five six seven eight nine ten twenty half".split(' ').any(|known| known == spot.low(place))
        };
        let signs = |place: usize| matches!(spot.before(place), " " | " $" | " £" | " €");
        for phrase in BEFORE_NUMBERS {
            let many = phrase.split(' ').count();
            let place = at + many;
            // "Edged up to 519 million" is no doubt.
            let moved = at > 0
                && "edged climbed jumped pushed moved inched rose went ticked soared surged bounced raised add adds"
                    .split(' ')
                    .any(|verb| verb == spot.low(at - 1));
            let reads = !moved && spot.reads(at, phrase) && numeral(place) && signs(place) && at > 0;
            if reads && !super::figures::is_year(spot.text(place)) {
                let start = spot.line.words[at].at.start;
                let end = start + text[start..spot.line.words[place].at.start].trim_end_matches(['$', '£', '€']).len();
                found.push(Plant::one(Kind::Hedge, "before a number, removed", start..end, "", false));
            }
        }
        if ADVERBS.split(' ').any(|known| known == spot.low(at)) && at > 0 && at + 1 < spot.line.words.len() && spot.gap(at) == " " {
            found.push(Plant::one(Kind::Hedge, "adverb removed", spot.with_blank(at..at + 1), "", false));
        }
        for (old, new) in MODALS {
            let many = old.split(' ').count();
            let bare = !spot.line.words[at].capital && spot.reads(at, old) && spot.gap(at + many - 1) == " ";
            let next = spot.low(at + many);
            // "The most that he could remember": no doubt, an ability.
            let ability = old == "could" && ABILITIES.split(' ').any(|verb| verb == next);
            if bare && !ability && !matches!(next, "not" | "have" | "be" | "never" | "only") && !matches!(spot.low(at + many), "") {
                // "could have gone" -> "had gone"; "may have a say" would lose its verb.
                let done = !old.ends_with(" have") || next.ends_with("ed") || next == "been";
                if done && (many > 1 || !MODALS.iter().any(|(longer, _)| longer.contains(' ') && spot.reads(at, longer))) {
                    found.push(Plant::one(Kind::Hedge, "modal firmed", spot.span(at..at + many), new, false));
                }
            }
        }
        // Insertions: one in four.
        if dice.chance(25) {
            let hedged = at > 0
                && "about around to than least almost nearly some over under roughly approximately estimated many only"
                    .split(' ')
                    .any(|known| known == spot.low(at - 1));
            let preposition = at > 0
                && "of for by from cost with killed employs has had lost worth reached".split(' ').any(|known| known == spot.low(at - 1));
            if numeral(at) && preposition && !hedged && signs(at) && spot.line.words[at].figure && !super::figures::is_year(spot.text(at)) {
                let word = spot.line.words[at].at.start;
                let start = word - (text[..word].len() - text[..word].trim_end_matches(['$', '£', '€']).len());
                let new = dice.pick(&["about ", "up to ", "more than ", "at least ", "almost "]).copied().unwrap_or("about ");
                found.push(Plant::one(Kind::Hedge, "before a number, added", start..start, new, false));
            }
            let done = "was were been".split(' ').any(|known| known == spot.low(at));
            if done && PARTICIPLES.split(' ').any(|known| known == spot.low(at + 1)) && spot.gap(at) == " " {
                let start = spot.line.words[at + 1].at.start;
                let new = if dice.chance(50) { "allegedly " } else { "reportedly " };
                found.push(Plant::one(Kind::Hedge, "adverb added", start..start, new, false));
            }
            if spot.low(at) == "will" && !spot.line.words[at].capital && at > 0 && spot.low(at + 1) != "not" {
                let new = if dice.chance(50) { "may" } else { "might" };
                found.push(Plant::one(Kind::Hedge, "modal softened", spot.span(at..at + 1), new, false));
            }
        }
    }
}
