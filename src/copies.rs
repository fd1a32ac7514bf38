//! Prints of texts -> [`Copies`]: which pieces are copies of one another, by their shingles alone.
//!
//! The short way of the story, for many pieces and nothing but copies: no text is held, no sentence is cut, no anchor is asked. Of each text
//! a [`Print`] is kept, its shingles in 32 bits; lines that outlets print under every story are set aside; bands of signatures and samples of
//! shingles bring forward pairs; each pair is verified exactly on the sorted sets; families are stars around the fullest evidence.
//!
//! Two different shingles have the same 32 bits once in 4 billion pairs of them: two pieces of 500 words that share nothing show one shared
//! shingle once in 17,000 times, and no verdict hangs on fewer than three, so that pieces of under seven words are never called copies. Cost:
//! O(words) for the prints, O(n log n) for n pieces after that. Memory: 4 bytes a word and about 1.5 KB a piece, its row in the report counted.
//!
//! ```
//! use wiretrace::copies::{Spool, copies, print};
//! use wiretrace::settings::Settings;
//!
//! let settings = Settings::default();
//! let wall = "The harbour wall of Halden fell into the sea on Monday and two boats were crushed.";
//! let comet = "A night watchman saw a comet over the observatory while he was warming his soup.";
//! let spool = Spool::new(None);
//! let prints = [wall, comet, wall].map(|text| print(text, settings.shingle, &spool)).into();
//! assert_eq!(copies(prints, spool, &settings)?.families[0].members.len(), 2);
//! # Ok::<(), std::io::Error>(())
//! ```

mod bands;
mod families;
mod habits;
mod print;
mod radix;
mod samples;
mod sets;
mod spool;

use std::io;

use rayon::prelude::*;

use crate::settings::Settings;
use crate::shingle::shared;
use crate::verify::CLOSE;
pub use families::{Family, Member};
pub use print::{Print, print};
use sets::{Rooms, Set, Sets};
pub use spool::{KeptText, Spool};

/// Two pieces that share shingles enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// The earlier piece, by its number.
    pub a: u32,
    /// The later one.
    pub b: u32,
    /// Shingles that both have, exactly.
    pub shared: u32,
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Copies {
    /// Families of two or more, largest first.
    pub families: Vec<Family>,
    /// The verified pairs, sorted.
    pub links: Vec<Link>,
    /// How much there is of each piece.
    pub extents: Vec<Extent>,
    /// What happened on the way.
    pub counts: Counts,
}

/// How much there is of a piece.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Extent {
    /// Words that were compared.
    pub words: u32,
    /// Words in lines that were set aside.
    pub furniture: u32,
    /// Different shingles of the words that were compared.
    pub shingles: u32,
}

impl Link {
    /// Gives the share of the first piece's shingles that the second has, and the other way round.
    #[must_use]
    pub fn containment(&self, extents: &[Extent]) -> (f64, f64) {
        let of = |piece: u32| f64::from(self.shared) / f64::from(extents[piece as usize].shingles.max(1));
        (of(self.a), of(self.b))
    }
}

/// What was counted on the way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Lines set aside because unrelated pieces print them.
    pub habits: usize,
    /// Pairs that share a band.
    pub bands: usize,
    /// Pairs that share sampled shingles.
    pub samples: usize,
    /// Keys that too many pieces share for all their pairs: these go by one representative.
    pub full: usize,
    /// Pairs verified.
    pub verified: usize,
}

/// Two pieces with so many figures each, of which less than this share are the same, are of one template about different things; unless the
/// figures stand side by side, as in two footers, where they cost few shingles.
const FIGURES: usize = 3;
const LEAST_FIGURES: f64 = 0.34;
/// Fewer shared shingles than this are a phrase, but where a piece has no more than these; fewer than the second number are chance.
const LEAST_SHARED: u32 = 8;
const FEWEST: u32 = 3;

/// Finds the copies among pieces, by number; the prints are those that were made with this spool.
///
/// # Errors
/// What the spool's temporary file says: no room, or no folder for such files. The settings are to be [`Settings::checked`].
pub fn copies(prints: Vec<Print>, spool: Spool, settings: &Settings) -> io::Result<Copies> {
    let k = settings.shingle.max(1);
    // What could not be written is gone: better told now than after all the work.
    let spool = spool.checked()?;
    let habits = habits::habits(&prints, k, &spool);
    let (sets, lines) = Sets::of(prints, &habits, k, spool);
    let budget = settings.memory.map(|most| most / SHARE_OF_MEMORY);
    let ((mut pairs, full_bands), (more, full_samples)) = rayon::join(|| bands::pairs(&sets, settings), || samples::pairs(&sets, budget));
    let mut counts = Counts { habits: lines, bands: pairs.len(), samples: more.len(), full: full_bands + full_samples, verified: 0 };
    pairs.extend(more);
    pairs.par_sort_unstable();
    pairs.dedup();
    counts.verified = pairs.len();
    let links: Vec<Link> = pairs.par_iter().map_init(Rooms::default, |rooms, pair| verify(*pair, &sets, k, rooms)).flatten_iter().collect();
    let families = families::families(&links, &sets);
    Ok(Copies { families, links, extents: sets.close()?, counts })
}

/// Shingles, and the keys that are sorted to find pairs, may each take this part of the memory that is allowed; the rest is for pieces, links
/// and the report.
pub const SHARE_OF_MEMORY: u64 = 4;

/// Two numbers of pieces in one word, the smaller one first: they sort as pairs do.
fn pair(one: u32, other: u32) -> u64 {
    u64::from(one.min(other)) << 32 | u64::from(one.max(other))
}

/// Takes a pair apart.
#[expect(clippy::cast_possible_truncation, reason = "each half is 32 bits")]
fn parts(pair: u64) -> (u32, u32) {
    ((pair >> 32) as u32, pair as u32)
}

/// Tells whether two pieces say the same about other figures.
#[expect(clippy::cast_precision_loss, reason = "counts of figures")]
fn is_series(one: &Set, other: &Set, lost: u32, k: usize) -> bool {
    let fewer = one.figures.len().min(other.figures.len());
    let same = shared(&one.figures, &other.figures);
    fewer >= FIGURES && (same as f64) < LEAST_FIGURES * fewer as f64 && lost as usize >= (fewer - same) * (k - 1)
}

fn verify(pair: u64, sets: &Sets, k: usize, rooms: &mut Rooms) -> Option<Link> {
    let (a, b) = parts(pair);
    let (one, other) = (sets.get(a), sets.get(b));
    let shared = sets.shared(a, b, rooms);
    let least = one.shingled.min(other.shingled);
    let enough = shared >= LEAST_SHARED.min(least).max(FEWEST) && f64::from(shared) >= CLOSE * f64::from(least);
    (enough && !is_series(one, other, least - shared, k)).then_some(Link { a, b, shared })
}
