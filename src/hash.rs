//! The one hash of the program, pinned: its values are written to disk, so they never change.
//!
//! 64-bit xxh3 with its default secret and seed 0 for text; sequences of keys are hashed as their
//! little-endian bytes. Cost: O(bytes).

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use xxhash_rust::xxh3::xxh3_64;

/// A set of hashes: what is a hash already is not hashed with care again.
pub type KeySet<K = u64> = HashSet<K, BuildHasherDefault<KeyHasher>>;

/// A map from hashes.
pub type KeyMap<K, V> = HashMap<K, V, BuildHasherDefault<KeyHasher>>;

/// Hashes for tables in memory: text as [`bytes`] does, a hash by one multiplication.
#[derive(Debug, Default)]
pub struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn write(&mut self, data: &[u8]) {
        self.0 = self.0.rotate_left(23) ^ bytes(data);
    }

    fn write_u8(&mut self, byte: u8) {
        self.0 ^= u64::from(byte);
    }

    fn write_u32(&mut self, key: u32) {
        self.write_u64(u64::from(key));
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = (self.0 ^ key).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Hashes bytes.
#[must_use]
pub fn bytes(data: &[u8]) -> u64 {
    xxh3_64(data)
}

/// Hashes a word eight bytes at a time, the last ones filled up with zeros. Words hold no zeros (but addresses may), so no two share their bytes.
#[must_use]
pub fn word(bytes: &[u8]) -> u64 {
    bytes.chunks(8).fold(0, |state, chunk| eight_more(state, chunk.iter().rev().fold(0, |eight, byte| eight << 8 | u64::from(*byte))))
}

/// Takes eight more bytes, little-endian, into the hash of a word.
#[must_use]
pub fn eight_more(state: u64, eight: u64) -> u64 {
    mix(state.rotate_left(23) ^ eight)
}

/// Hashes a run of word keys to one shingle.
#[must_use]
pub fn keys(run: impl IntoIterator<Item = u64>) -> u64 {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for key in run {
        state = mix(state.rotate_left(23) ^ key);
    }
    state
}

/// Hashes a long run of word keys: a polynomial in them, scrambled once at its end.
#[must_use]
pub fn run(keys: &[u64]) -> u64 {
    mix(keys.iter().fold(0, |sum, key| sum.wrapping_mul(BASE).wrapping_add(*key)))
}

/// The base of polynomials in word keys (the golden ratio in 64 bits, odd).
pub const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

/// Scrambles 64 bits (the finaliser of `SplitMix64`, Steele, Lea and Flood 2014); a bijection.
#[must_use]
pub fn mix(mut x: u64) -> u64 {
    x ^= x >> 30;
    x = x.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x ^= x >> 27;
    x = x.wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_values_on_disk_never_change() {
        assert_eq!(bytes(b""), 0x2d06_8005_38d3_94c2);
        assert_eq!(mix(1), 0x5692_161d_100b_05e5);
        assert_eq!(keys([1, 2, 3]), 16_272_102_014_430_850_336);
        assert_ne!(keys([1, 2, 3]), keys([3, 2, 1]));
    }
}
