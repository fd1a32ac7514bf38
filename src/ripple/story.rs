//! [`Notice`], its facts -> [`Story`]: by which words a piece is known to tell the story that a notice speaks of. O(words) of the notice.

use super::fact::{Core, Fact, Said, Term, sorted, written};
use super::kinds;
use super::notice::Notice;
use super::spot::TELLING_NAME;
use super::wording;
use crate::clean::background::StemId;
use crate::clean::words;

/// What is known of the story that a notice speaks of.
#[derive(Debug, Clone)]
pub struct Story {
    /// Stems of weight, sorted.
    pub terms: Vec<Term>,
    /// Those of them that are names, or words that no table knows.
    pub names: Vec<Term>,
    /// The headline's stems, where the notice names the story.
    pub headline: Vec<Term>,
}

/// Words that say which story it is weigh at least this: names and what few stories are about.
const LEAST_TELLING: f32 = 1.8;
/// A word that no table knows is as good as a name.
const UNKNOWN: f32 = 9.0;

/// Gathers what a notice says of its story, without the facts themselves: pieces that are right say others.
pub(super) fn story(notice: &Notice, facts: &[Fact]) -> Story {
    let mut wrong: Vec<StemId> = Vec::new();
    for fact in facts {
        match &fact.core {
            Core::Words(old, new) => wrong.extend(old.iter().chain(new).map(|term| term.0)),
            Core::Spelling(old, new) => wrong.extend(stems_of_names(&fact.old, old).chain(stems_of_names(&fact.new, new))),
            Core::Number(..) | Core::Claim(..) => {}
        }
    }
    let gather = |text: &str, headline: bool| -> (Vec<Term>, Vec<Term>) {
        let said = Said::of(text);
        let is_number = |at: usize| said.numbers.iter().any(|number| number.words.contains(&at));
        let telling = |at: &usize| {
            let word = &said.words[*at];
            word.weight >= LEAST_TELLING
                && !is_number(*at)
                && !kinds::is_month(&written(text, word))
                && !wrong.contains(&word.stem)
                && !wording::is_of_notices(word.span.of(text))
        };
        let at: Vec<usize> = (0..said.words.len()).filter(telling).collect();
        let starts = |at: usize| {
            at == 0 || text[said.words[at - 1].span.end as usize..said.words[at].span.start as usize].contains(['.', '“', '"', ':', '\n'])
        };
        // "Colombia plane crashes": a headline often opens with a name, a sentence seldom does.
        let opens = |at: usize| headline && at == 0 && said.words[at].weight >= TELLING_NAME;
        let named = |at: &&usize| {
            let word = &said.words[**at];
            word.weight >= UNKNOWN || word.capital && (!starts(**at) || opens(**at))
        };
        let term = |at: &usize| (said.words[*at].stem, said.words[*at].weight);
        (sorted(at.iter().map(term).collect()), sorted(at.iter().filter(named).map(term).collect()))
    };
    let labelled = notice.story.as_deref().is_some_and(|story| notice.about.starts_with(story));
    let (terms, names) = gather(&notice.about, labelled);
    let headline = notice.story.as_deref().map(|story| gather(story, true).0).unwrap_or_default();
    Story { terms, names, headline }
}

/// The stems of a misspelled name and of the names that stand beside it: another person may have them.
fn stems_of_names<'a>(text: &'a str, letters: &'a [String]) -> impl Iterator<Item = StemId> + 'a {
    let list = words::words(text);
    let wrong: Vec<usize> = (0..list.len()).filter(|at| letters.contains(&written(text, &list[*at]))).collect();
    let beside = move |at: usize| wrong.iter().any(|wrong| at.abs_diff(*wrong) <= 2);
    (0..list.len()).filter(|at| beside(*at) && list[*at].capital).map(|at| list[at].stem).collect::<Vec<_>>().into_iter()
}
