//! Word runs that two pieces share: greedy tiling of one by the other.
//!
//! From left to right, at each word the longest run that the other piece holds too and that is not used yet (Wise's greedy string tiling
//! in one pass). Runs have three words or more, one of them not a function word. O(words) but for runs that repeat.

use super::Outline;
use crate::hash;

/// A run of words in both pieces, in words of the story.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Run {
    /// Its first word in the first piece.
    pub a: usize,
    /// Its first word in the second piece.
    pub b: usize,
    /// How many words.
    pub words: usize,
    /// The sum of their weights.
    pub weight: f32,
}

impl Run {
    /// Lists the pairs of lines that it ties: where most of it stands on both sides.
    #[must_use]
    pub fn lines(&self, a: &Outline, b: &Outline) -> Vec<(usize, usize)> {
        let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
        for offset in 0..self.words {
            let pair = (a.line_of[self.a + offset] as usize, b.line_of[self.b + offset] as usize);
            match pairs.last_mut() {
                Some(last) if (last.0, last.1) == pair => last.2 += 1,
                _ => pairs.push((pair.0, pair.1, 1)),
            }
        }
        pairs.into_iter().filter(|(_, _, words)| *words >= 5).map(|(a, b, _)| (a, b)).collect()
    }
}

const SEED: usize = 3;
/// A run's least weight: "of the United" and "he said that" are everybody's.
const LEAST_WEIGHT: f32 = 2.5;
/// Of a seed that repeats, this many places are tried.
const MOST_PLACES: usize = 24;

/// Finds the runs of words that two pieces share, in the order of the first one; no word is in two of them.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "words are counted in 32 bits throughout")]
pub fn runs(a: &Outline, b: &Outline) -> Vec<Run> {
    let seed = |keys: &[u64]| hash::mix(keys[0].wrapping_mul(3) ^ keys[1].rotate_left(17) ^ keys[2].rotate_left(41));
    let mut places: Vec<(u64, u32)> = b.keys.windows(SEED).enumerate().map(|(at, keys)| (seed(keys), at as u32)).collect();
    places.sort_unstable();
    let mut used = vec![false; b.keys.len()];
    let mut found = Vec::new();
    let mut at = 0;
    while at + SEED <= a.keys.len() {
        let wanted = seed(&a.keys[at..at + SEED]);
        let from = places.partition_point(|(key, _)| *key < wanted);
        let best = places[from..]
            .iter()
            .take_while(|(key, _)| *key == wanted)
            .take(MOST_PLACES)
            .map(|(_, place)| *place as usize)
            .map(|place| (extend(a, b, &used, at, place), place))
            .max_by(|one, two| one.0.cmp(&two.0).then(two.1.cmp(&one.1)));
        match best {
            Some((words, place)) if words >= SEED => {
                let weight = a.weights[at..at + words].iter().sum();
                if weight >= LEAST_WEIGHT {
                    used[place..place + words].fill(true);
                    found.push(Run { a: at, b: place, words, weight });
                }
                at += words;
            }
            _ => at += 1,
        }
    }
    found
}

fn extend(a: &Outline, b: &Outline, used: &[bool], at: usize, place: usize) -> usize {
    a.keys[at..].iter().zip(&b.keys[place..]).zip(&used[place..]).take_while(|((one, two), used)| one == two && !**used).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::clean_text;

    fn of(a: &str, b: &str) -> Vec<(usize, usize, usize)> {
        runs(&Outline::of(&clean_text(a)), &Outline::of(&clean_text(b))).iter().map(|run| (run.a, run.b, run.words)).collect()
    }

    #[test]
    fn the_longest_run_wins_and_no_word_is_used_twice() {
        assert_eq!(of("the old harbour wall fell down at night", "the old harbour was shut. the old harbour wall fell"), [(0, 5, 5)]);
        assert_eq!(of("harbour wall fell. harbour wall fell.", "harbour wall fell."), [(0, 0, 3)]);
    }

    #[test]
    fn function_words_alone_make_no_run() {
        assert_eq!(of("and it was in the", "and it was in the"), []);
    }
}
