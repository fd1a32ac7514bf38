//! What one task sends to another.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wiretrace::candidates::grid::{Listed, Near};
use wiretrace::clean::background::StemId;
use wiretrace::clean::repeats::Story;
use wiretrace::shards::count::Line;
use wiretrace::shards::habits::{Case, Note};
use wiretrace::shards::judge::Met;
use wiretrace::shards::{Place, Placed, Whole};

use super::Desk;
use super::rows::{Ints, addressed};
use crate::batches::Batch;
use crate::error::Failure;

/// A message: always of many things of one kind.
#[derive(Debug, Serialize, Deserialize)]
pub enum Sent {
    /// How many pieces hold a word.
    Stems(Vec<(StemId, u64)>),
    /// What unknown words weigh.
    Weights(Vec<(StemId, f32)>),
    /// Sentences and who holds them.
    Lines(Vec<Line>),
    /// Repeated sentences to be judged.
    Cases(Vec<Case>),
    /// What holders of repeated sentences must know.
    Notes(Vec<Note>),
    /// Stories of witnesses.
    Stories(Vec<(Place, Story)>),
    /// Sentences that are habits.
    Habits(Vec<u64>),
    /// How many pieces hold a weighted stem.
    Terms(Vec<(StemId, u64)>),
    /// How many pieces hold a sampled shingle.
    Samples(Vec<(u64, u64)>),
    /// Frames and what fills them.
    Fillings(Vec<(u32, u32)>),
    /// Stems that too many pieces hold.
    CrowdedTerms(Vec<StemId>),
    /// Shingles that too many pieces hold.
    CrowdedSamples(Vec<u64>),
    /// Frames that are a template's.
    Stock(Vec<u32>),
    /// Bands and who has them.
    Bands(Vec<(u64, Place)>),
    /// Pieces for one side of a cell of the grid.
    Listed { cell: (u32, u32), there: bool, pieces: Vec<Listed> },
    /// Pieces and those that are most like them.
    Nearest(Vec<Near>),
    /// Candidate pairs, the lower place first; by a band or samples, or by anchors alone.
    Pairs { strong: bool, pairs: Vec<(Place, Place)> },
    /// Pieces, each of a component (0 where there is none yet).
    Pieces(Vec<(Place, Placed)>),
    /// Judged pairs, each of a component.
    Met(Vec<(Place, Met)>),
}

/// Packs a message.
pub fn packed<T: Serialize>(message: &T) -> Result<Vec<u8>, Failure> {
    postcard::to_stdvec(message).map_err(|error| Failure::Input(format!("message: {error}")))
}

/// Unpacks a message.
pub fn unpacked<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    let words = |error| format!("message: damaged, or of another version of wiretrace ({error}); take a new folder, or --fresh");
    postcard::from_bytes(bytes).map_err(|error| Failure::Input(words(error)))
}

/// Adds to what is known of all pieces.
pub fn learn(whole: &mut Whole, message: Sent) {
    match message {
        Sent::Weights(weights) => whole.weights.extend(weights),
        Sent::Habits(habits) => whole.habits.extend(habits),
        Sent::CrowdedTerms(terms) => whole.terms.extend(terms),
        Sent::CrowdedSamples(samples) => whole.samples.extend(samples),
        Sent::Stock(stock) => whole.stock.extend(stock),
        _ => {}
    }
}

/// Messages on their way: many things to each part, packed together.
pub struct Outbox<T> {
    parts: BTreeMap<usize, Vec<T>>,
}

impl<T> Default for Outbox<T> {
    fn default() -> Self {
        Self { parts: BTreeMap::new() }
    }
}

impl<T> Outbox<T> {
    /// Puts a thing in for where its key meets its like.
    pub fn put(&mut self, key: u64, thing: T, desk: &Desk) {
        self.parts.entry(desk.part(key)).or_default().push(thing);
    }

    /// Puts a thing in for a part.
    pub fn put_to(&mut self, part: usize, thing: T) {
        self.parts.entry(part).or_default().push(thing);
    }

    /// Packs all, as addresses and messages.
    pub fn packed(self, message: impl Fn(Vec<T>) -> Sent, desk: &Desk) -> Result<Vec<(i32, Vec<u8>)>, Failure> {
        let address = |part: usize| desk.addresses.get(part).copied().unwrap_or_default();
        self.parts.into_iter().map(|(part, things)| Ok((address(part), packed(&message(things))?))).collect()
    }
}

/// Rows of addresses and messages.
pub fn posted(messages: Vec<(i32, Vec<u8>)>) -> Result<Vec<Batch>, Failure> {
    let (to, blobs): (Vec<i32>, Vec<Vec<u8>>) = messages.into_iter().unzip();
    addressed(vec![("to", Ints::Narrow(to))], blobs)
}
