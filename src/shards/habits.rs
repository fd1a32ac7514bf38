//! Repeated sentences and the pieces by which they are judged -> those that are a habit of an outlet.

use serde::{Deserialize, Serialize};

use super::count::Repeat;
use super::{Place, Placed, Whole};
use crate::clean::repeats::{Story, is_habit};
use crate::hash::KeyMap;

/// What a repeated sentence has to say to a piece that holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Note {
    /// The piece.
    pub place: Place,
    /// The sentence.
    pub key: u64,
    /// How often it stands anywhere.
    pub count: u64,
    /// Where the sentence is judged, when this piece is of those by which it is.
    pub judge: Option<Place>,
}

/// A repeated sentence on its way to be judged: where the first piece of its sample is, because sentences that were copied together have
/// mostly one sample.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Of the sentence.
    pub key: u64,
    /// How often it stands anywhere.
    pub count: u64,
    /// By which pieces.
    pub sample: Vec<Place>,
}

impl Case {
    /// Names where it is judged.
    #[must_use]
    pub fn judge(&self) -> Place {
        self.sample.first().copied().unwrap_or_default()
    }
}

/// Turns a repeated sentence into what is judged, and what its holders must know.
#[must_use]
pub fn case(repeat: Repeat) -> (Case, Vec<Note>) {
    let Repeat { key, count, sample, holders } = repeat;
    let case = Case { key, count, sample };
    let judge = |place| case.sample.contains(&place).then(|| case.judge());
    let notes = holders.into_iter().map(|place| Note { place, key, count, judge: judge(place) }).collect();
    (case, notes)
}

/// A piece that is a witness: what is said of its sentences, and to whom it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Witness {
    /// The piece.
    pub place: Place,
    /// Where it is heard, sorted and unique.
    pub judges: Vec<Place>,
    /// How often its repeated sentences stand anywhere.
    pub counts: Vec<(u64, u64)>,
}

/// Gathers the notes to pieces into witnesses; pieces by which nothing is judged are left out. Takes all notes of their pieces.
#[must_use]
pub fn witnesses(mut notes: Vec<Note>) -> Vec<Witness> {
    notes.sort_unstable();
    let of = |run: &[Note]| {
        let mut judges: Vec<Place> = run.iter().filter_map(|note| note.judge).collect();
        judges.sort_unstable();
        judges.dedup();
        Witness { place: run[0].place, judges, counts: run.iter().map(|note| (note.key, note.count)).collect() }
    };
    notes.chunk_by(|one, next| one.place == next.place).map(of).filter(|witness| !witness.judges.is_empty()).collect()
}

/// Tells the story of a witness.
#[must_use]
pub fn story(piece: &Placed, witness: &Witness, whole: &Whole) -> Story {
    let text = whole.weighed(&piece.article);
    let counts: KeyMap<u64, u64> = witness.counts.iter().copied().collect();
    Story::of(&text, &|key| counts.get(&key).map_or(0, |count| usize::try_from(*count).unwrap_or(usize::MAX)))
}

/// Judges sentences by the stories of their samples; gives those that are habits.
#[must_use]
pub fn habits(cases: &[Case], stories: &[(Place, Story)]) -> Vec<u64> {
    let stories: KeyMap<Place, &Story> = stories.iter().map(|(place, story)| (*place, story)).collect();
    let judged = cases.iter().filter(|case| {
        let sample: Vec<&Story> = case.sample.iter().filter_map(|place| stories.get(place).copied()).collect();
        is_habit(case.key, usize::try_from(case.count).unwrap_or(usize::MAX), &sample)
    });
    judged.map(|case| case.key).collect()
}
