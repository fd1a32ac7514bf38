//! Sets aside what one outlet prints under every story: sentences that repeat over pieces with nothing else in common.
//!
//! Repetition inside one family is evidence and stays. A sentence of eight words or more (digits masked) that stands in three or more
//! pieces is furniture when most of those pieces share nothing else. O(sentences log sentences).

use rayon::prelude::*;

use super::CleanText;
use super::background::StemId;
use crate::article::Article;
use crate::hash::{self, KeyMap, KeySet};

/// Shorter sentences ("He did not elaborate.") repeat by chance.
const FEWEST_WORDS: usize = 8;
/// Two pieces could be a copy; three with nothing else in common are a habit.
pub const FEWEST_PIECES: usize = 3;
/// How many of a sentence's pieces are compared with one another: those of the least rank.
pub const SAMPLE: usize = 8;
/// Below this cosine of their rare stems two pieces are about different things: of pairs drawn from `bbc`, `c50` and `cnn_versions` 99 in
/// 100 have less than 0.1, of planted ones with invented words 0.21; of labelled reports of one event 95 in 100 have 0.24 and more.
const UNRELATED: f32 = 0.22;
/// A piece of which less than this share is its own is looked at with what it shares.
const LEAST_OWN: f32 = 0.67;
/// Below this cosine of what stands above a common foot two pieces have nothing to do with each other: of reports of one event none.
const STRANGE: f32 = 0.08;

/// A sentence's key, the piece that holds it and its place there.
type Keyed = (u64, u32, u32);

/// Ranks a piece by its name, so that samples of pieces are drawn alike from a folder and from an archive, in any order.
#[must_use]
pub fn rank(id: &str) -> u64 {
    hash::bytes(id.as_bytes())
}

/// Sets repeated sentences aside in all pieces and tells how many there were.
pub fn set_aside_repeats(texts: &mut [CleanText], articles: &[Article]) -> usize {
    let ranks: Vec<u64> = articles.iter().map(|article| rank(&article.id)).collect();
    let mut keyed: Vec<Keyed> = texts
        .par_iter()
        .enumerate()
        .flat_map_iter(|(piece, text)| sentence_keys(text).map(move |(key, sentence)| (key, index(piece), index(sentence))))
        .collect();
    keyed.par_sort_unstable();
    let mut runs: Vec<&[Keyed]> = keyed.chunk_by(|one, next| one.0 == next.0).filter(|run| run.len() >= FEWEST_PIECES).collect();
    let repeated: KeyMap<u64, usize> = runs.iter().map(|run| (run[0].0, run.len())).collect();
    // The sentences that a piece is the first to hold are mostly held by the same others: these are read once for all of them.
    runs.sort_by_key(|run| run[0].1);
    let habits = runs.par_chunk_by(|one, next| one[0].1 == next[0].1).flat_map_iter(|runs| {
        let mut read = KeyMap::default();
        let counted = |key| repeated.get(&key).copied().unwrap_or(0);
        let mut is_repeated = |run: &[Keyed]| {
            let sample = sample(run, &ranks);
            for piece in &sample {
                read.entry(*piece).or_insert_with(|| Story::of(&texts[*piece as usize], &counted));
            }
            let stories: Vec<&Story> = sample.iter().filter_map(|piece| read.get(piece)).collect();
            is_habit(run[0].0, run.len(), &stories)
        };
        runs.iter().filter(|run| is_repeated(run)).flat_map(|run| run.iter()).collect::<Vec<_>>()
    });
    let mut doomed: Vec<(u32, u32)> = habits.map(|(_, piece, sentence)| (*piece, *sentence)).collect();
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

/// Gives the key of every sentence of the story that is long enough to be a habit, and its place.
pub fn sentence_keys(text: &CleanText) -> impl Iterator<Item = (u64, usize)> {
    let long = |at: &usize| text.sentences[*at].is_story() && text.sentences[*at].words.len() >= FEWEST_WORDS;
    (0..text.sentences.len()).filter(long).map(|at| (sentence_key(text, at), at))
}

/// Sets aside the sentences of a piece that are habits.
pub(crate) fn set_aside_habits(text: &mut CleanText, habits: &KeySet<u64>) {
    let doomed: Vec<usize> = sentence_keys(text).filter(|(key, _)| habits.contains(key)).map(|(_, at)| at).collect();
    for sentence in doomed {
        text.set_aside(sentence);
    }
}

fn sentence_key(text: &CleanText, sentence: usize) -> u64 {
    hash::keys(text.words[text.sentences[sentence].words.clone()].iter().map(|word| if word.numeric { 0 } else { word.key }))
}

/// Draws the pieces by which a sentence is judged.
fn sample(run: &[Keyed], ranks: &[u64]) -> Vec<u32> {
    let mut pieces: Vec<u32> = run.iter().map(|(_, piece, _)| *piece).collect();
    pieces.dedup();
    pieces.sort_by_key(|piece| ranks[*piece as usize]);
    pieces.truncate(SAMPLE);
    pieces
}

/// Compares a sample of the pieces that hold a sentence, which stands in all pieces so many times: a habit when most of them, or two groups
/// of them, have nothing else in common.
#[must_use]
pub fn is_habit(key: u64, count: usize, sample: &[&Story]) -> bool {
    if sample.len() < FEWEST_PIECES {
        return false;
    }
    let sample: Vec<Rests> = sample.iter().map(|story| story.rests(key, count)).collect();
    let rest = groups(&sample.iter().map(Rests::rest).collect::<Vec<_>>(), UNRELATED);
    let all = || groups(&sample.iter().map(|piece| &piece.all).collect::<Vec<_>>(), UNRELATED);
    let copies = sample.iter().all(|piece| piece.own.is_none());
    let above: Option<Vec<&Rest>> = sample.iter().map(|piece| piece.above.as_ref()).collect();
    // A sentence that two pieces each of two stories print belongs to neither, and so does a foot under two stories.
    rest.apart * 10 >= rest.pairs * 8
        || if copies { rest.second } else { all().second } >= 2
        || above.is_some_and(|above| groups(&above, STRANGE).second >= 1)
}

/// How pieces fall into groups about one thing.
struct Groups {
    /// Pairs that are about different things.
    apart: usize,
    pairs: usize,
    /// How many pieces the second largest group holds.
    second: usize,
}

fn groups(rests: &[&Rest], below: f32) -> Groups {
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

/// The rare stems of some sentences in order, each once, with the squares of their weights.
#[derive(Default)]
struct Rest {
    stems: Vec<(StemId, f32)>,
    /// All the squares.
    sum: f32,
}

/// What a piece says besides a repeated sentence: without others of its kind, with them, and above its foot of them.
struct Rests {
    /// None where too little of the piece is its own.
    own: Option<Rest>,
    all: Rest,
    /// None where it stands above the foot itself.
    above: Option<Rest>,
}

impl Rests {
    fn rest(&self) -> &Rest {
        self.own.as_ref().unwrap_or(&self.all)
    }
}

/// A piece as the sentences that it repeats are judged by.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Story {
    /// For each sentence: its key, when it is long enough to have one, and how often that sentence stands anywhere.
    sentences: Vec<(Option<u64>, usize)>,
    /// Every rare word by its stem, with the square of its weight and its sentence.
    stems: Vec<(StemId, f32, usize)>,
}

impl Story {
    /// Prepares a piece; `repeated` tells how often a sentence stands anywhere, 0 for what stands there less than [`FEWEST_PIECES`] times.
    #[must_use]
    pub fn of(text: &CleanText, repeated: &impl Fn(u64) -> usize) -> Self {
        let mut story = Self { sentences: Vec::new(), stems: Vec::new() };
        for at in (0..text.sentences.len()).filter(|at| text.sentences[*at].is_story()) {
            let words = text.sentences[at].words.clone();
            let key = (words.len() >= FEWEST_WORDS).then(|| sentence_key(text, at));
            let rare = text.words[words].iter().filter(|word| word.weight >= 3.5 && !word.numeric);
            story.stems.extend(rare.map(|word| (word.stem, word.weight * word.weight, story.sentences.len())));
            story.sentences.push((key, key.map_or(0, repeated)));
        }
        story.stems.sort_by_key(|(stem, ..)| *stem);
        story
    }

    /// Gives what the piece says outside a repeated sentence and others that are repeated about as widely (where these others are much
    /// of the piece, a copy among copies, they stay); and what it says above its foot of such sentences.
    fn rests(&self, key: u64, count: usize) -> Rests {
        let is_it = |at: usize| self.sentences[at].0 == Some(key);
        let is_repeated = |at: usize| self.sentences[at].1 * 2 >= count;
        let foot = (0..self.sentences.len()).rev().find(|at| !is_repeated(*at)).map_or(0, |at| at + 1);
        let all = self.rest(|at| !is_it(at));
        let own = Some(self.rest(|at| !is_repeated(at))).filter(|own| own.sum > LEAST_OWN * all.sum);
        let above = (foot..self.sentences.len()).any(is_it).then(|| self.rest(|at| at < foot && !is_it(at)));
        Rests { own, all, above }
    }

    /// Collects the stems of the sentences to keep; where words of one stem differ in weight the last one's counts.
    fn rest(&self, keep: impl Fn(usize) -> bool) -> Rest {
        let mut rest = Rest::default();
        for (stem, square, _) in self.stems.iter().filter(|(.., sentence)| keep(*sentence)) {
            match rest.stems.last_mut() {
                Some(last) if last.0 == *stem => last.1 = *square,
                _ => rest.stems.push((*stem, *square)),
            }
        }
        rest.sum = rest.stems.iter().map(|(_, square)| square).sum();
        rest
    }
}

/// The cosine of two rests: about 0.5 where one is a third of the other.
fn overlap(one: &Rest, other: &Rest) -> f32 {
    let (mut i, mut j, mut shared) = (0, 0, 0.0);
    while i < one.stems.len() && j < other.stems.len() {
        let ((stem, square), (like, _)) = (one.stems[i], other.stems[j]);
        shared += if stem == like { square } else { 0.0 };
        i += usize::from(stem <= like);
        j += usize::from(like <= stem);
    }
    let both = (one.sum * other.sum).sqrt();
    // Nothing else in it: no witness to a habit.
    if both == 0.0 { 1.0 } else { shared / both }
}

#[cfg(test)]
mod tests {
    use super::super::clean_text;
    use super::*;

    fn repeats(texts: &mut [CleanText]) -> usize {
        let articles: Vec<Article> = (0..texts.len()).map(|n| Article::plain(&n.to_string(), "")).collect();
        set_aside_repeats(texts, &articles)
    }

    const FOOTER: &str = "The Halden Eye is the paper of record for the harbour towns and is printed six days a week.";

    #[test]
    fn a_footer_under_unrelated_stories_is_set_aside() {
        let stories = [
            "Firefighters rescued a stranded donkey from a flooded quarry yesterday evening.",
            "Parliament rejected a pension amendment after lengthy procedural wrangling.",
            "Striker Ottomar Quill scored twice as Lowland beat Brennick in the semifinal.",
        ];
        let mut texts: Vec<CleanText> = stories.iter().map(|story| clean_text(&format!("{story}\n\n{FOOTER}\n"))).collect();
        assert_eq!(repeats(&mut texts), 3);
        assert!(texts.iter().all(|text| text.furniture_count() == 19));
    }

    #[test]
    fn a_footer_under_two_families_is_set_aside() {
        let story = [
            "Firefighters rescued a stranded donkey from a flooded quarry yesterday evening near Upper Thorn.",
            "Parliament rejected a pension amendment after lengthy procedural wrangling and a walkout.",
        ];
        let mut texts: Vec<CleanText> = (0..4).map(|n| clean_text(&format!("{}\n\n{FOOTER}\n", story[n % 2]))).collect();
        assert_eq!(repeats(&mut texts), 4);
    }

    #[test]
    fn repetition_inside_one_story_is_evidence() {
        let story = "Firefighters rescued a stranded donkey from a flooded quarry yesterday evening.";
        let mut texts: Vec<CleanText> = (0..4)
            .map(|n| {
                clean_text(&format!("{story}\n\nThe quarry donkey was rescued unharmed by the firefighters, {n} people said afterwards.\n"))
            })
            .collect();
        assert_eq!(repeats(&mut texts), 0);
    }
}
