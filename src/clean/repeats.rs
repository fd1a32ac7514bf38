//! Sets aside what one outlet prints under every story: sentences that repeat over pieces with nothing else in common.
//!
//! Repetition inside one family is evidence and stays. A sentence of eight words or more (digits masked) that stands in three or more
//! pieces is furniture when most of those pieces share nothing else. O(sentences log sentences).

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use super::CleanText;
use super::background::StemId;
use crate::hash;

/// Shorter sentences ("He did not elaborate.") repeat by chance.
const FEWEST_WORDS: usize = 8;
/// Two pieces could be a copy; three with nothing else in common are a habit.
const FEWEST_PIECES: usize = 3;
/// How many of a sentence's pieces are compared with one another.
const SAMPLE: usize = 8;
/// Below this cosine of their rare stems two pieces are about different things: of pairs drawn from `bbc`, `c50` and `cnn_versions` 99 in
/// 100 have less than 0.1, of planted ones with invented words 0.21; of labelled reports of one event 95 in 100 have 0.24 and more.
const UNRELATED: f32 = 0.22;
/// A piece of which less than this share is its own is looked at with what it shares.
const LEAST_OWN: f32 = 0.67;
/// Below this cosine of what stands above a common foot two pieces have nothing to do with each other: of reports of one event none.
const STRANGE: f32 = 0.08;

/// Sets repeated sentences aside in all pieces and tells how many there were.
pub fn set_aside_repeats(texts: &mut [CleanText]) -> usize {
    let mut keyed: Vec<(u64, u32, u32)> = texts
        .par_iter()
        .enumerate()
        .flat_map_iter(|(piece, text)| sentence_keys(text).into_iter().map(move |(key, sentence)| (key, piece, sentence)))
        .map(|(key, piece, sentence)| (key, index(piece), index(sentence)))
        .collect();
    keyed.par_sort_unstable();
    let runs: Vec<&[(u64, u32, u32)]> = keyed.chunk_by(|one, next| one.0 == next.0).filter(|run| run.len() >= FEWEST_PIECES).collect();
    let repeated: HashMap<u64, usize> = runs.iter().map(|run| (run[0].0, run.len())).collect();
    let furniture: Vec<&[(u64, u32, u32)]> = runs.into_par_iter().filter(|run| is_habit(run, texts, &repeated)).collect();
    let mut doomed: Vec<(u32, u32)> = furniture.iter().flat_map(|run| run.iter().map(|(_, piece, sentence)| (*piece, *sentence))).collect();
    doomed.sort_unstable();
    for (piece, sentence) in &doomed {
        texts[*piece as usize].set_aside(*sentence as usize);
    }
    doomed.len()
}

#[expect(clippy::cast_possible_truncation, reason = "pieces and sentences are counted in 32 bits throughout")]
fn index(n: usize) -> u32 {
    n as u32
}

fn sentence_keys(text: &CleanText) -> Vec<(u64, usize)> {
    text.sentences
        .iter()
        .enumerate()
        .filter(|(_, sentence)| sentence.is_story() && sentence.words.len() >= FEWEST_WORDS)
        .map(|(at, _)| (sentence_key(text, at), at))
        .collect()
}

fn sentence_key(text: &CleanText, sentence: usize) -> u64 {
    hash::keys(text.words[text.sentences[sentence].words.clone()].iter().map(|word| if word.numeric { 0 } else { word.key }))
}

/// Compares a sample of the pieces that hold a sentence: a habit when most of them, or two groups of them, have nothing else in
/// common.
fn is_habit(run: &[(u64, u32, u32)], texts: &[CleanText], repeated: &HashMap<u64, usize>) -> bool {
    let mut pieces: Vec<u32> = run.iter().map(|(_, piece, _)| *piece).collect();
    pieces.dedup();
    if pieces.len() < FEWEST_PIECES {
        return false;
    }
    let step = (pieces.len() / SAMPLE).max(1);
    let sample: Vec<Rests> = pieces.iter().step_by(step).take(SAMPLE).map(|piece| rests(&texts[*piece as usize], run, repeated)).collect();
    let rest = groups(&sample, |piece| &piece.rest, UNRELATED);
    // A sentence that two pieces each of two stories print belongs to neither, and so does a foot under two stories.
    rest.apart * 10 >= rest.pairs * 8
        || groups(&sample, |piece| &piece.all, UNRELATED).second >= 2
        || sample.iter().all(|piece| piece.in_foot) && groups(&sample, |piece| &piece.above, STRANGE).second >= 1
}

/// How pieces fall into groups about one thing.
struct Groups {
    /// Pairs that are about different things.
    apart: usize,
    pairs: usize,
    /// How many pieces the second largest group holds.
    second: usize,
}

fn groups(sample: &[Rests], of: impl Fn(&Rests) -> &Rest, below: f32) -> Groups {
    let rests: Vec<&Rest> = sample.iter().map(of).collect();
    let mut group: Vec<usize> = (0..rests.len()).collect();
    let (mut apart, mut pairs) = (0, 0);
    for i in 0..rests.len() {
        for j in i + 1..rests.len() {
            pairs += 1;
            if overlap(rests[i], rests[j]) < below {
                apart += 1;
            } else {
                let (from, to) = (group[j], group[i]);
                group.iter_mut().filter(|of| **of == from).for_each(|of| *of = to);
            }
        }
    }
    let mut sizes: Vec<usize> = (0..rests.len()).map(|at| group.iter().filter(|of| **of == at).count()).collect();
    sizes.sort_unstable();
    Groups { apart, pairs, second: sizes.len().checked_sub(2).map_or(0, |at| sizes[at]) }
}

/// The rare stems of a piece, with the squares of their weights.
type Rest = BTreeMap<StemId, f32>;

/// What a piece says besides a repeated sentence: without others of its kind, with them, and above its foot of them.
struct Rests {
    rest: Rest,
    all: Rest,
    above: Rest,
    in_foot: bool,
}

/// What a piece says outside a repeated sentence and others that are repeated about as widely (where these others are much of the piece,
/// a copy among copies, they stay); and what it says above its foot of such sentences.
fn rests(text: &CleanText, run: &[(u64, u32, u32)], repeated: &HashMap<u64, usize>) -> Rests {
    let story: Vec<(usize, Option<u64>)> = (0..text.sentences.len())
        .filter(|at| text.sentences[*at].is_story())
        .map(|at| (at, (text.sentences[at].words.len() >= FEWEST_WORDS).then(|| sentence_key(text, at))))
        .collect();
    let is_repeated = |key: &Option<u64>| key.is_some_and(|key| repeated.get(&key).is_some_and(|holders| holders * 2 >= run.len()));
    let stems = |keep: &dyn Fn(usize, &Option<u64>) -> bool| -> Rest {
        story
            .iter()
            .enumerate()
            .filter(|(place, (_, key))| keep(*place, key))
            .flat_map(|(_, (at, _))| &text.words[text.sentences[*at].words.clone()])
            .filter(|word| word.weight >= 3.5 && !word.numeric)
            .map(|word| (word.stem, word.weight * word.weight))
            .collect()
    };
    let foot = story.len() - story.iter().rev().take_while(|(_, key)| is_repeated(key)).count();
    let above = stems(&|place, key| place < foot && *key != Some(run[0].0));
    let all = stems(&|_, key| *key != Some(run[0].0));
    let own = stems(&|_, key| !is_repeated(key));
    let rest = if own.values().sum::<f32>() > LEAST_OWN * all.values().sum::<f32>() { own } else { all.clone() };
    let in_foot = story[foot..].iter().any(|(_, key)| *key == Some(run[0].0));
    Rests { rest, all, above, in_foot }
}

/// The cosine of two rests: about 0.5 where one is a third of the other.
fn overlap(one: &Rest, other: &Rest) -> f32 {
    let shared: f32 = one.iter().filter(|(stem, _)| other.contains_key(stem)).map(|(_, weight)| weight).sum();
    let both = (one.values().sum::<f32>() * other.values().sum::<f32>()).sqrt();
    // Nothing else in it: no witness to a habit.
    if both == 0.0 { 1.0 } else { shared / both }
}

#[cfg(test)]
mod tests {
    use super::super::clean_text;
    use super::*;

    const FOOTER: &str = "The Halden Eye is the paper of record for the harbour towns and is printed six days a week.";

    #[test]
    fn a_footer_under_unrelated_stories_is_set_aside() {
        let stories = [
            "Firefighters rescued a stranded donkey from a flooded quarry yesterday evening.",
            "Parliament rejected a pension amendment after lengthy procedural wrangling.",
            "Striker Ottomar Quill scored twice as Lowland beat Brennick in the semifinal.",
        ];
        let mut texts: Vec<CleanText> = stories.iter().map(|story| clean_text(&format!("{story}\n\n{FOOTER}\n"))).collect();
        assert_eq!(set_aside_repeats(&mut texts), 3);
        assert!(texts.iter().all(|text| text.furniture_count() == 19));
    }

    #[test]
    fn a_footer_under_two_families_is_set_aside() {
        let story = [
            "Firefighters rescued a stranded donkey from a flooded quarry yesterday evening near Upper Thorn.",
            "Parliament rejected a pension amendment after lengthy procedural wrangling and a walkout.",
        ];
        let mut texts: Vec<CleanText> = (0..4).map(|n| clean_text(&format!("{}\n\n{FOOTER}\n", story[n % 2]))).collect();
        assert_eq!(set_aside_repeats(&mut texts), 4);
    }

    #[test]
    fn repetition_inside_one_story_is_evidence() {
        let story = "Firefighters rescued a stranded donkey from a flooded quarry yesterday evening.";
        let mut texts: Vec<CleanText> = (0..4)
            .map(|n| {
                clean_text(&format!("{story}\n\nThe quarry donkey was rescued unharmed by the firefighters, {n} people said afterwards.\n"))
            })
            .collect();
        assert_eq!(set_aside_repeats(&mut texts), 0);
    }
}
