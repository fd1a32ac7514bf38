//! Word runs that two pieces share: greedy tiling of one by the other.
//!
//! From left to right, at each word the longest run that the other piece holds too and that is not used yet (Wise's greedy string tiling
//! in one pass). Runs have three words or more, one of them not a function word. O(words) but for runs that repeat.

use super::Outline;

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
        let mut pairs = Vec::new();
        let mut at = 0;
        while at < self.words {
            let (x, y) = (a.line_at(self.a + at), b.line_at(self.b + at));
            let left = (a.lines[x].words.end - self.a).min(b.lines[y].words.end - self.b).min(self.words);
            if left - at >= 5 {
                pairs.push((x, y));
            }
            at = left;
        }
        pairs
    }
}

const SEED: usize = 3;
/// A run's least weight: "of the United" and "he said that" are everybody's.
const LEAST_WEIGHT: f32 = 2.5;
/// Of a seed that repeats, this many places are tried.
const MOST_PLACES: usize = 24;

/// Finds the runs of words that two pieces share, in the order of the first one; no word is in two of them.
#[must_use]
pub fn runs(a: &Outline, b: &Outline) -> Vec<Run> {
    let seeds = Seeds::of(&b.keys);
    let mut used = vec![false; b.keys.len()];
    let mut found = Vec::new();
    let mut at = 0;
    while at + SEED <= a.keys.len() {
        let best = seeds
            .places(seed(&a.keys, at))
            .take(MOST_PLACES)
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

/// Three words in a row.
fn seed(keys: &[u32], at: usize) -> [u32; SEED] {
    [keys[at], keys[at + 1], keys[at + 2]]
}

/// Where each three words in a row stand: an open hash table of first places, chained to the later ones.
struct Seeds<'a> {
    keys: &'a [u32],
    first: Vec<u32>,
    next: Vec<u32>,
}

/// No place.
const NONE: u32 = u32::MAX;
/// So many slots for each place: most seeds are not in the other piece, and their first slot is mostly free.
const SLOTS: usize = 4;

impl<'a> Seeds<'a> {
    #[expect(clippy::cast_possible_truncation, reason = "words are counted in 32 bits throughout")]
    fn of(keys: &'a [u32]) -> Self {
        let count = (keys.len() + 1).saturating_sub(SEED);
        let mut seeds = Self { keys, first: vec![NONE; (SLOTS * count).next_power_of_two()], next: vec![NONE; count] };
        // From the last on, so that a chain begins with the earliest.
        for place in (0..count).rev() {
            let slot = seeds.slot(seed(keys, place));
            seeds.next[place] = std::mem::replace(&mut seeds.first[slot], place as u32);
        }
        seeds
    }

    /// The slot of a seed: where it is, or where it would be; as slots are always left, the search has an end.
    fn slot(&self, wanted: [u32; SEED]) -> usize {
        let mask = self.first.len() - 1;
        // The keys are hashes themselves.
        let mut slot = (wanted[0] ^ wanted[1].rotate_left(11) ^ wanted[2].rotate_left(22)) as usize & mask;
        while self.first[slot] != NONE && seed(self.keys, self.first[slot] as usize) != wanted {
            slot = (slot + 1) & mask;
        }
        slot
    }

    /// Walks over the places of a seed, earliest first.
    fn places(&self, wanted: [u32; SEED]) -> impl Iterator<Item = usize> + '_ {
        let found = |place: u32| (place != NONE).then_some(place as usize);
        std::iter::successors(found(self.first[self.slot(wanted)]), move |place| found(self.next[*place]))
    }
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
