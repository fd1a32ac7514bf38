//! Seeded choices: one stream of numbers for each piece and purpose, the same on every machine.

use wiretrace::hash;

/// The step of `SplitMix64` (Steele, Lea and Flood 2014); `hash::mix` scatters what it counts.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// A stream of numbers that a seed and a name decide.
pub struct Dice(u64);

impl Dice {
    /// Begins the stream of a purpose ("plants", "rewrite") for a piece.
    pub fn of(seed: u64, purpose: &str, id: &str) -> Self {
        Self(hash::keys([seed, hash::bytes(purpose.as_bytes()), hash::bytes(id.as_bytes())]))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        hash::mix(self.0)
    }

    /// A number below `n`; 0 when there is none.
    pub fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n.max(1) as u64).unwrap_or(0)
    }

    /// True so many times in a hundred.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of a list.
    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        list.get(self.below(list.len()))
    }

    /// One word of a list of words between blanks that is none of the forbidden.
    pub fn word<'a>(&mut self, words: &'a str, but: impl Fn(&str) -> bool) -> Option<&'a str> {
        let free: Vec<&str> = words.split(' ').filter(|word| !but(word)).collect();
        self.pick(&free).copied()
    }

    /// Puts a list into another order.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(last + 1));
        }
    }
}
