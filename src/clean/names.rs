//! Finds runs of capitalised words that name somebody or something.
//!
//! A capital after a full stop proves nothing: such a word counts only beside another capital, or when the piece writes it with a
//! capital elsewhere too. Headlines in Title Case name nothing. O(words).

use std::ops::Range;

use super::words::Word;
use crate::hash::KeySet;

/// Words that join two halves of a name: "Department of Homeland Security", "Ministry of the Interior".
const JOINTS: [&str; 9] = ["of", "the", "de", "del", "von", "van", "al", "bin", "for"];

/// Finds the names inside sentences, as ranges of the text's words; `story` tells which sentences count.
#[must_use]
pub fn names(text: &str, words: &[Word], sentences: &[Range<usize>]) -> Vec<Range<usize>> {
    let titled: Vec<bool> = sentences.iter().map(|sentence| title_case(text, &words[sentence.clone()])).collect();
    let mut inside = KeySet::default();
    for (sentence, _) in sentences.iter().zip(&titled).filter(|(_, titled)| !**titled) {
        for word in words[sentence.clone()].iter().skip(1).filter(|word| word.capital && !word.numeric) {
            inside.insert(word.key);
        }
    }
    let mut found = Vec::new();
    for (sentence, titled) in sentences.iter().zip(titled) {
        if titled {
            // Only what the prose writes with a capital too.
            runs(text, words, sentence, &mut found, |at, _| words[at].capital && inside.contains(&words[at].key));
        } else {
            runs(text, words, sentence, &mut found, |at, first| {
                let word = &words[at];
                let beside_capital = || at + 1 < sentence.end && words[at + 1].capital && joined(text, words, at + 1);
                let proven = || word.shouted || word.weight > 1.6 && (inside.contains(&word.key) || beside_capital());
                word.capital && !word.cjk && (!first || proven())
            });
        }
    }
    found
}

fn title_case(text: &str, words: &[Word]) -> bool {
    if words.last().is_none_or(|last| text[last.span.end as usize..].starts_with(['.', '!', '?', ',', '”', '"'])) {
        return false;
    }
    let long = words.iter().filter(|word| word.weight > 1.6 && !word.numeric);
    let (capitals, all) = long.fold((0, 0), |(capitals, all), word| (capitals + usize::from(word.capital), all + 1));
    all >= 4 && capitals * 10 >= all * 8
}

/// Collects the runs of names in a sentence; `is_name` is told a word, and whether nothing stands before it.
fn runs(text: &str, words: &[Word], sentence: &Range<usize>, found: &mut Vec<Range<usize>>, is_name: impl Fn(usize, bool) -> bool) {
    let mut at = sentence.start;
    while at < sentence.end {
        if !is_name(at, at == sentence.start) || is_pronoun(text, &words[at]) {
            at += 1;
            continue;
        }
        let start = at;
        at += 1;
        while at < sentence.end && joined(text, words, at) {
            if is_name(at, false) || (words[at].numeric && words[at].span.len() <= 3) {
                at += 1;
            } else if let Some(after) = (at + 1..(at + 3).min(sentence.end)).find(|i| is_name(*i, false))
                && (at..after).all(|i| JOINTS.contains(&words[i].span.of(text)) && joined(text, words, i + 1))
            {
                at = after + 1;
            } else {
                break;
            }
        }
        found.push(start..at);
    }
}

/// Tells whether only spaces, a hyphen, an ampersand or an initial's dot part a word from the one before it.
fn joined(text: &str, words: &[Word], at: usize) -> bool {
    let gap = &text[words[at - 1].span.end as usize..words[at].span.start as usize];
    let initial = words[at - 1].span.len() <= 3;
    gap.len() <= 3 && gap.chars().all(|c| c == ' ' || c == '-' || c == '&' || c == '\u{a0}' || (c == '.' && initial))
}

fn is_pronoun(text: &str, word: &Word) -> bool {
    matches!(word.span.of(text), "I" | "I’m" | "I'm" | "I’ve" | "I've" | "I’ll" | "I'll" | "I'd" | "I’d")
}

#[cfg(test)]
mod tests {
    use super::super::{blocks, words::words};
    use super::*;

    fn of(text: &str) -> Vec<&str> {
        let found = words(text);
        let sentences: Vec<Range<usize>> =
            blocks::blocks(text, &found).iter().flat_map(|block| blocks::sentences(text, block, &found)).map(|(_, words)| words).collect();
        names(text, &found, &sentences)
            .iter()
            .map(|run| &text[found[run.start].span.start as usize..found[run.end - 1].span.end as usize])
            .collect()
    }

    #[test]
    fn names_run_over_joints_and_initials() {
        assert_eq!(
            of("It was the Department of Homeland Security that told J. F. Dale of Port Halden."),
            ["Department of Homeland Security", "J. F. Dale of Port Halden"]
        );
    }

    #[test]
    fn a_capital_after_a_full_stop_needs_proof() {
        assert_eq!(of("Firemen came. Dale left, and then Dale came back. Nobody saw Dale."), ["Dale", "Dale", "Dale"]);
    }
}
