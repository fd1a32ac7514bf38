//! Closed lists: what a number can count, which words say no, which lines take something back.
//!
//! `vessels` for `boats` is the same count, `people` is another one. A list is short on purpose: what it does not hold is judged by the
//! rest of the sentence. O(1) a word, O(letters) a line.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::clean::background::StemId;
use crate::clean::numbers::Unit;
use crate::clean::words::words;

/// The stem that stands for every word that says no.
pub(super) const NOT: StemId = 0;

/// People; none of them is what befalls them.
const PEOPLE: &str = "people person persons man men woman women resident residents passenger passengers worker workers employee employees villager villagers fisherman fishermen sailor sailors soldier soldiers troops migrant migrants refugee refugees student students pupil pupils patient patients victim victims tourist tourists protester protesters child children";
/// Who loses work loses a job: "340 people lost their work" counts jobs.
const JOBS: &str = "job jobs post posts position positions work employment";
/// What befalls those who are counted; nine who were saved are not the nine who were killed.
const BEFALLS: [&str; 7] = [
    "killed toll casualties perished drowned",
    "injured",
    "rescued survivors",
    "missing unaccounted",
    "arrested charged",
    "evacuated displaced homeless",
    "stranded trapped",
];
/// Things that numbers count; the words of a group count the same.
const COUNTED: [&str; 23] = [
    PEOPLE,
    JOBS,
    "boat boats vessel vessels ship ships craft trawler trawlers yacht yachts ferry ferries",
    "car cars vehicle vehicles lorry lorries truck trucks bus buses van vans automobile automobiles",
    "house houses home homes building buildings dwelling dwellings flat flats apartment apartments property properties",
    "second seconds",
    "minute minutes",
    "hour hours",
    "day days",
    "week weeks fortnight",
    "month months",
    "year years",
    "kilometre kilometres km",
    "mile miles",
    "metre metres",
    "foot feet ft",
    "tonne tonnes ton tons",
    "kilogram kilograms kilo kilos kg",
    "acre acres hectare hectares",
    "dollar dollars cent cents",
    "euro euros",
    "crown crowns krone kroner",
    "aircraft plane planes jet jets airliner helicopter helicopters",
];

/// Names the group of things that a stem belongs to.
pub(super) fn counted(stem: StemId) -> Option<u8> {
    static TABLE: OnceLock<HashMap<StemId, u8>> = OnceLock::new();
    TABLE.get_or_init(|| table(&COUNTED)).get(&stem).copied()
}

/// Names the group of what befalls people that a stem belongs to.
pub(super) fn befalls(stem: StemId) -> Option<u8> {
    static TABLE: OnceLock<HashMap<StemId, u8>> = OnceLock::new();
    TABLE.get_or_init(|| table(&BEFALLS)).get(&stem).copied()
}

/// The stem of the dead.
pub(super) fn killed() -> StemId {
    static KILLED: OnceLock<StemId> = OnceLock::new();
    *KILLED.get_or_init(|| words("killed")[0].stem)
}

fn table(groups: &[&str]) -> HashMap<StemId, u8> {
    let stems = |group: &str| words(group).iter().map(|word| word.stem).collect::<Vec<_>>();
    let mut table = HashMap::new();
    for (at, group) in (0_u8..).zip(groups) {
        for stem in stems(group) {
            // The first group that names a stem has it.
            table.entry(stem).or_insert(at);
        }
    }
    table
}

/// Tells whether things of one group are counted where things of the other are asked for: people, for jobs, where work is spoken of.
pub(super) fn counts_as(group: u8, wanted: u8, beside: &[u8]) -> bool {
    const FOLK: u8 = 0;
    const WORK: u8 = 1;
    group == wanted || wanted == WORK && group == FOLK && beside.contains(&WORK)
}

/// Tells whether a word says no, given in small letters.
pub(super) fn denies(word: &str) -> bool {
    matches!(word, "not" | "no" | "never" | "none" | "nobody" | "nothing" | "neither" | "nor" | "without" | "cannot" | "untrue" | "false")
        || word.ends_with("n't")
        || word.ends_with("n’t")
}

/// Tells whether a word turns its verb round, given in small letters.
pub(super) fn turns_round(word: &str) -> bool {
    matches!(word, "not" | "never" | "cannot") || word.ends_with("n't") || word.ends_with("n’t")
}

/// Tells whether a word is a month, given in small letters; `may` alone is none.
pub(super) fn is_month(word: &str) -> bool {
    const MONTHS: [&str; 12] =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
    MONTHS.iter().any(|month| *month == word || word.len() >= 3 && word.len() <= 4 && month.starts_with(word))
}

/// Tells whether two numbers can be one: a sum of money is also told by the name of its coin, and a year by four digits.
pub(super) fn same_unit(one: Unit, other: Unit) -> bool {
    let loose = |unit| matches!(unit, Unit::Plain | Unit::Money(_));
    one == other
        || matches!((one, other), (Unit::Plain, Unit::Money(_)) | (Unit::Money(_), Unit::Plain))
        || loose(one) && other == Unit::Year
        || loose(other) && one == Unit::Year
}

/// Counts the letters that must be put in, taken out or changed to make one word of another.
pub(super) fn edits(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let changed = corner + usize::from(a != b);
            corner = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(corner + 1);
        }
    }
    row[other.len()]
}

/// A line that takes something back of what the piece said before.
pub(super) fn takes_back(sentence: &str) -> bool {
    const CUES: [&str; 9] = [
        "earlier version",
        "previous version",
        "original version",
        "earlier report",
        "earlier headline",
        "earlier story",
        "previously reported",
        "previously stated",
        "previously said",
    ];
    // A pilot too does things incorrectly: these need a text that they are said of.
    const SLIPS: [&str; 8] =
        ["incorrectly", "mistakenly", "erroneously", "wrongly", "misstated", "misspelled", "misspelt", "misidentified"];
    const TEXTS: [&str; 5] = ["story", "article", "report", "headline", "version"];
    const HEADS: [&str; 5] = ["correction:", "corrections:", "clarification:", "corrected:", "editor's note:"];
    let lower = sentence.to_lowercase().replace('’', "'");
    let head = lower.trim_start_matches(|c: char| !c.is_alphanumeric());
    let holds = |cues: &[&str]| cues.iter().any(|cue| lower.contains(cue));
    holds(&CUES) || holds(&SLIPS) && holds(&TEXTS) || HEADS.iter().any(|cue| head.starts_with(cue))
}

/// A sentence that tells a figure as what was first thought.
pub(super) fn tells_as_past(sentence: &str) -> bool {
    const CUES: [&str; 8] = [
        "initially",
        "at first",
        "first reported",
        "first thought",
        "earlier estimate",
        "originally reported",
        "earlier count",
        "had earlier",
    ];
    let lower = sentence.to_lowercase();
    CUES.iter().any(|cue| lower.contains(cue))
}

/// A sentence that says a claim is not so: "it is not true that", "denied on Friday that"; who "denied wrongdoing" speaks of something else.
pub(super) fn rejects(sentence: &str) -> bool {
    const CUES: [&str; 5] = ["not true that", "is not true", "untrue that", "false that", "no truth"];
    const DENIALS: [&str; 6] = ["denied", "denies", "denying", "deny", "dismissed", "rejected"];
    const CLAIMS: [&str; 6] = ["that", "claims", "reports", "having", "allegations", "suggestions"];
    /// "Denied on Friday evening that".
    const BETWEEN: usize = 4;
    let lower = sentence.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let claimed = |at: usize| words[at + 1..].iter().take(BETWEEN).any(|word| CLAIMS.contains(word));
    CUES.iter().any(|cue| lower.contains(cue)) || (0..words.len()).any(|at| DENIALS.contains(&words[at]) && claimed(at))
}

/// A sentence that says that a story is withdrawn.
pub(super) fn withdraws(sentence: &str) -> bool {
    const CUES: [&str; 8] = ["withdrawn", "withdraws", "withdrew", "retracted", "retracts", "retraction", "taken down", "removed this"];
    let lower = sentence.to_lowercase();
    ["story", "article", "report", "piece"].iter().any(|what| lower.contains(what)) && CUES.iter().any(|cue| lower.contains(cue))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(word: &str) -> Option<u8> {
        counted(words(word)[0].stem)
    }

    #[test]
    fn what_counts_the_same_is_one_group() {
        assert_eq!(group("vessels"), group("boats"));
        assert!(group("boats").is_some());
        assert_ne!(group("boats"), group("passengers"));
        assert_eq!(group("sonnets"), None);
    }

    #[test]
    fn who_loses_work_loses_a_job_and_the_saved_are_not_the_dead() {
        let stem = |word: &str| words(word)[0].stem;
        let (people, jobs) = (group("people").expect("a group"), group("jobs").expect("a group"));
        assert!(counts_as(people, jobs, &[people, group("work").expect("a group")]));
        assert!(!counts_as(people, jobs, &[people]) && !counts_as(jobs, people, &[jobs]));
        assert_eq!(befalls(stem("died")), befalls(killed()));
        assert_ne!(befalls(stem("rescued")), befalls(killed()));
    }

    #[test]
    fn letters_are_counted_as_they_change() {
        assert_eq!([edits("grafstrom", "grafström"), edits("", "ab"), edits("kitten", "sitting")], [1, 2, 3]);
    }

    #[test]
    fn a_prison_is_no_correction() {
        assert!(takes_back("Correction: It was 21."));
        assert!(takes_back("An earlier version of this story said 12."));
        assert!(!takes_back("The Correctional Center holds 12 men."));
    }
}
