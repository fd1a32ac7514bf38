//! Prose of a notice -> the old wording and the new one.
//!
//! Desks write corrections in few ways, and each pattern here is one of them: `There were 21, not 12`; `should have read “…” instead of
//! “…”`; `for “…” read “…”`; `from 12 to 21`; `incorrectly said that X. In fact, Y`; `misspelled her name as Z`. A sentence that only names
//! the topic of the error (`misstated the number of boats`) tells no old fact: it is what the next sentence is about. O(bytes).

mod cues;
mod cut;

use super::notice::{Correction, unquoted};
use crate::clean::numbers::numbers;
use crate::clean::words::{Word, words};
use cues::{BLAMES, MANNERS, NOTICE_WORDS, NOTICES, OPENINGS, REFLECTS, SAYS, TOPICS};
use cut::{clip, find, first_quoted, part, sentences};

/// Finds the corrections that a prose notice makes.
pub(super) fn corrections(text: &str) -> Vec<Correction> {
    let sentences = sentences(text);
    let blamed = |sentence: &str| BLAMES.iter().any(|cue| find(sentence, cue).is_some());
    if !BLAMES.iter().chain(&NOTICES).any(|cue| find(text, cue).is_some()) && find(text, "for “").is_none() {
        return Vec::new();
    }
    let spelling = ["misspel", "spelling", "spelled"].iter().any(|cue| find(text, cue).is_some());
    let mut found: Vec<Correction> = Vec::new();
    let mut about = String::new();
    let mut at = 0;
    while at < sentences.len() {
        let sentence = sentences[at].as_str();
        let next = sentences.get(at + 1).map(String::as_str).filter(|next| !has_manners(next));
        let pair = swapped(sentence)
            .or_else(|| not(told(sentence).unwrap_or(sentence)))
            .map(|(old, new)| (old, new, 1))
            .or_else(|| spelled(sentence).map(|(old, new)| (old, new, 1)))
            .or_else(|| if blamed(sentence) { blames(sentence, next) } else { None });
        if let Some((old, new, taken)) = pair {
            let both = [about.as_str(), topic(sentence).unwrap_or_default()].join(" ");
            found.push(Correction { old: clip(&old), new: clip(&new), about: both.trim().to_owned(), spelling });
            at += taken;
        } else {
            if let Some(topic) = topic(sentence) {
                topic.clone_into(&mut about);
            }
            at += 1;
        }
    }
    found.retain(|pair| pair.old != pair.new && words(&pair.old).iter().any(|word| word.numeric || word.span.len() > 1));
    // Names of the same topic twice (a notice repeated at the foot of a page) are one correction.
    found.dedup();
    found
}

/// Gives what a notice says of its story, without the words of every notice.
pub(super) fn about(text: &str) -> String {
    let kept = |sentence: &String| !has_manners(sentence);
    sentences(text).into_iter().filter(kept).collect::<Vec<_>>().join(". ")
}

/// Tells whether a word is one of every notice.
pub(super) fn is_of_notices(word: &str) -> bool {
    let lower = word.to_lowercase();
    NOTICE_WORDS.split(' ').any(|known| known == lower)
}

/// Finds the headline that a notice quotes: `headlined “…”`, `under the headline “…”`, `titled “…”`.
pub(super) fn named_story(text: &str) -> Option<String> {
    let at = ["headlined ", "headline ", "titled ", "slugged "].iter().find_map(|cue| find(text, cue).map(|at| at + cue.len()))?;
    let rest = text[at..].trim_start_matches([',', ' ']);
    first_quoted(rest).filter(|(before, ..)| before.len() <= 4).map(|(_, quoted, _)| quoted.to_owned())
}

fn has_manners(sentence: &str) -> bool {
    let lower = sentence.to_lowercase();
    MANNERS.iter().any(|cue| lower.contains(cue)) && !REFLECTS.iter().any(|cue| lower.contains(cue)) && !lower.contains(" not ")
}

/// Patterns with both wordings in one sentence: old, then new.
fn swapped(sentence: &str) -> Option<(String, String)> {
    let own = |text: &str| {
        first_quoted(text).filter(|(before, ..)| before.len() <= 3).map_or_else(|| unquoted(text), |(_, inner, _)| inner).to_owned()
    };
    // “We locked every door,” not “We left every door open.”
    if let Some((_, new, rest)) = first_quoted(sentence)
        && let Some((before, old, _)) = first_quoted(rest)
        && matches!(before.trim_matches([',', ' ']), "not" | "and not" | "rather than" | "instead of")
    {
        return Some((old.to_owned(), new.trim_end_matches(',').to_owned()));
    }
    if let Some((_, rest)) = part(sentence, &["should have read ", "should have said ", "should have been ", "should read ", "should say "])
        && let Some((new, old)) = part(rest, &[" instead of ", " rather than ", ", not ", " and not ", " not "])
    {
        return Some((own(old), own(new)));
    }
    if let Some((_, rest)) = part(sentence, &["for “", "for \""])
        && let Some((old, new)) = part(rest, &["” read ", "\" read ", "”, read ", "\", read "])
    {
        return Some((old.to_owned(), own(new)));
    }
    if let Some((_, rest)) = part(sentence, &[" corrected from ", " changed from ", " amended from ", " revised from "])
        && let Some((old, new)) = part(rest, &[" to "])
    {
        return Some((own(old), own(new)));
    }
    if let Some((head, old)) = part(sentence, &[" instead of ", " rather than "])
        && let Some((_, new)) = part(head, &["should be ", "is ", "was "])
    {
        return Some((own(old), own(new)));
    }
    None
}

/// `There were 21, not 12, boats`: the old sentence has the second in the place of the first.
fn not(sentence: &str) -> Option<(String, String)> {
    let (head, tail) = part(sentence, &[", not ", " and not ", " not "])?;
    let head = head.trim_end_matches(',');
    let end = tail.find([',', ';', '.', '—']).filter(|at| !tail[at + 1..].starts_with(|c: char| c.is_ascii_digit())).unwrap_or(tail.len());
    let (old, rest) = (unquoted(tail[..end].trim()), tail[end..].trim_start_matches(','));
    let old = old.strip_prefix("as previously ").unwrap_or(old);
    let old_words = words(old);
    let head_words = words(head);
    if old_words.is_empty() || old_words.len() > 8 || head_words.is_empty() {
        return None;
    }
    let (from, to) = stand_in(head, &head_words, old, &old_words)?;
    // A sign of money belongs to its number.
    let from = if old.starts_with(|c: char| !c.is_alphanumeric()) {
        head[..from].trim_end_matches(['$', '£', '€', '¥', '₹']).len()
    } else {
        from
    };
    let with = |said: &str| format!("{}{said}{}{}", &head[..from], &head[to..], if rest.is_empty() { "" } else { rest });
    Some((with(old), with(&head[from..to])))
}

/// Finds the bytes before `, not Y` that Y would stand in for: the last of its kind (a number, a name), else as many words.
fn stand_in(head: &str, words: &[Word], said: &str, old: &[Word]) -> Option<(usize, usize)> {
    let bytes = |from: usize, to: usize| (words[from].span.start as usize, words[to].span.end as usize);
    let is_number = old.iter().any(|word| word.numeric) || !numbers(said, old).is_empty();
    if is_number {
        // With its unit where the old one has one: `1.5 million`, `21 boats`.
        let numbers = numbers(head, words);
        let number = numbers.last()?;
        let length = old.len().max(number.words.len());
        let end = if words.len() - number.words.start <= length { words.len() - 1 } else { number.words.end - 1 };
        return Some(bytes(number.words.start, end));
    }
    if old.iter().any(|word| word.capital) {
        let last = (0..words.len()).rev().find(|at| words[*at].capital)?;
        let mut first = last;
        while first > 0 && words[first - 1].capital && last - first + 1 < old.len() {
            first -= 1;
        }
        return (words.len() - last <= 3).then(|| bytes(first, last));
    }
    (words.len() > old.len()).then(|| bytes(words.len() - old.len(), words.len() - 1))
}

/// `misspelled Lena Grafström's name as Grafstrom`.
fn spelled(sentence: &str) -> Option<(String, String)> {
    let (_, rest) = part(sentence, &["misspelled ", "misspelt "])?;
    let (topic, old) = part(rest, &[" as "])?;
    let old = unquoted(old.trim_end_matches('.')).to_owned();
    let new = part(topic, &["’s name", "'s name", "’s surname", "'s surname"]).map_or(topic, |(name, _)| name);
    let new = new.rsplit_once(" of ").map_or(new, |(_, name)| name);
    let count = words(&old).len();
    let named: Vec<&str> = new.split_whitespace().filter(|word| word.starts_with(char::is_uppercase)).collect();
    let tail = named[named.len().saturating_sub(count)..].join(" ");
    (!tail.is_empty()).then_some((old, tail))
}

/// `… incorrectly said that X. In fact, Y`; gives how many sentences it took.
fn blames(sentence: &str, next: Option<&str>) -> Option<(String, String, usize)> {
    let (head, claim) = part(sentence, &SAYS)?;
    let cue = sentence[head.len()..sentence.len() - claim.len()].trim();
    let claim = claim.strip_prefix("that ").unwrap_or(claim);
    let (claim, own) = part(claim, &["; in fact, ", "; in fact ", ", when in fact ", " when in fact ", "; it was ", ", when it "])
        .map_or((claim, None), |(claim, new)| (claim, Some(new)));
    let new = own.or(next).map(opened).unwrap_or_default();
    let taken = 1 + usize::from(own.is_none() && next.is_some());
    let lower = claim.to_lowercase();
    if TOPICS.iter().any(|topic| lower.starts_with(topic)) {
        // "put the number of boats at 12", "gave the number of boats as 12".
        let (topic, old) = part(claim, &[" as ", " at "])?;
        return Some((format!("{} {topic}", unquoted(old).trim_end_matches('.')), new.to_owned(), taken));
    }
    // "Misidentified the firm as a bank" tells what was wrong, "misidentified the firm" does not.
    let joints: &[&str] = match cue {
        "gave" | "put" | "listed" | "named" | "described" | "identified" | "misidentified" | "referred to" => &[" as ", " at "],
        "attributed" => &[" to "],
        _ => &[],
    };
    if !joints.is_empty() && part(claim, joints).is_none() {
        return None;
    }
    // What was said is the same in both: only who said it differs.
    if cue == "attributed"
        && let Some((what, whom)) = claim.rsplit_once(" to ")
    {
        let what = first_quoted(what).map_or(what, |(_, inner, _)| inner);
        let who = part(new, &[" by ", " from ", " to "]).map_or(new, |(_, who)| who);
        return Some((format!("{what} said {whom}"), format!("{what} said {who}"), taken));
    }
    Some((unquoted(claim).to_owned(), new.to_owned(), taken))
}

/// Takes off what a sentence with the right fact opens with.
fn opened(sentence: &str) -> &str {
    let lower = sentence.to_lowercase();
    let opening = OPENINGS.iter().find(|opening| lower.starts_with(**opening) && sentence.is_char_boundary(opening.len()));
    unquoted(opening.map_or(sentence, |opening| sentence[opening.len()..].trim()))
}

/// What a sentence is about after its blame: `misstated the number of boats crushed`.
fn topic(sentence: &str) -> Option<&str> {
    const AFTER: [&str; 12] = [
        "misstated ",
        "misspelled ",
        "misspelt ",
        "misreported ",
        "incorrectly stated ",
        "incorrectly said ",
        "incorrectly gave ",
        "incorrectly described ",
        "gave the wrong ",
        "misquoted ",
        "incorrectly identified ",
        "correction on ",
    ];
    let (_, rest) = part(sentence, &AFTER)?;
    Some(part(rest, &[": ", " should have ", " should read "]).map_or(rest, |(topic, _)| topic))
}

/// `has been updated to reflect that …`: the part that tells.
fn told(sentence: &str) -> Option<&str> {
    part(sentence, &REFLECTS).map(|(_, rest)| rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<(String, String)> {
        corrections(text).into_iter().map(|pair| (pair.old, pair.new)).collect()
    }

    fn one(text: &str, old: &str, new: &str) {
        assert_eq!(of(text), [(old.to_owned(), new.to_owned())], "{text}");
    }

    #[test]
    fn what_was_said_and_what_it_was_are_told_in_two_sentences() {
        one("An earlier version of this story said 12 boats were crushed. It was 21.", "12 boats were crushed", "It was 21");
        one(
            "The story incorrectly said that the dam is old. In fact, the dam is new. We regret the error.",
            "the dam is old",
            "the dam is new",
        );
    }

    #[test]
    fn the_wrong_one_after_not_takes_the_place_of_the_right_one() {
        one("CORRECTION: A story misstated the number of boats crushed. There were 21, not 12.", "There were 12", "There were 21");
        assert_eq!(
            corrections("A story misstated the number of boats crushed. There were 21, not 12.")[0].about,
            "the number of boats crushed."
        );
        one("Our story misspelled a name. It is Lena Grafström, not Lena Grafstrom.", "It is Lena Grafstrom", "It is Lena Grafström");
        one(
            "This story has been updated to reflect that the river froze in 2023, not 2024.",
            "the river froze in 2024",
            "the river froze in 2023",
        );
    }

    #[test]
    fn what_should_have_been_read_stands_before_what_was() {
        one("The text should have read “we never left” instead of “we soon left”.", "we soon left", "we never left");
        one("For “12 boats” read “21 boats”.", "12 boats", "21 boats");
        one("The figure was corrected from 12 boats to 21 boats.", "12 boats", "21 boats");
    }

    #[test]
    fn one_quotation_is_put_for_another() {
        one("The story misquoted Ms. Vaal. She said “We locked it,” not “We left it open.”", "We left it open", "We locked it");
    }

    #[test]
    fn who_said_it_differs_and_what_was_said_does_not() {
        one(
            "The story wrongly attributed the words “I quit” to Arne Sund. They were said by Tove Brandal.",
            "I quit said Arne Sund",
            "I quit said Tove Brandal",
        );
    }

    #[test]
    fn a_number_in_words_stands_for_a_number_in_words() {
        one(
            "Correction: Three hundred and forty jobs, not two hundred and forty, will go.",
            "two hundred and forty jobs will go",
            "Three hundred and forty jobs will go",
        );
    }

    #[test]
    fn a_misspelling_is_told_after_as() {
        one("An earlier version misspelled Lena Grafström's name as Grafstrom.", "Grafstrom", "Grafström");
    }

    #[test]
    fn a_topic_is_no_fact() {
        assert_eq!(of("An earlier version of this story misstated the number of boats. There were 21."), []);
        assert_eq!(of("Correction: An earlier version gave the wrong day for the launch. It was April 13."), []);
    }
}
