//! The steps of a scan, by name: what each takes in, and what it gives.

use std::collections::{BTreeMap, BTreeSet};

use wiretrace::article::Article;
use wiretrace::candidates::grid::{self, Listed, Near};
use wiretrace::candidates::{MOST_SAMPLED, in_buckets, most_holders};
use wiretrace::clean::background::StemId;
use wiretrace::clean::repeats::Story;
use wiretrace::hash::KeyMap;
use wiretrace::read::{ReadSettings, read_record, read_sent};
use wiretrace::shards::count::{Count, Line, crowded, repeats, weights};
use wiretrace::shards::habits::{Case, Witness, case, habits, story, witnesses};
use wiretrace::shards::judge::{Met, judged};
use wiretrace::shards::prints::{Print, pair, print, uncrowded};
use wiretrace::shards::tell::told;
use wiretrace::shards::{Place, Placed};
use wiretrace::verify::frame::stock;

use super::Desk;
use super::rows::{Ints, addressed, bytes, messages, numbers, pieces, places};
use super::sent::{Outbox, Sent, packed, posted, unpacked};
use super::tables;
use crate::batches::{Batch, Rows};
use crate::error::Failure;

type Batches = Result<Vec<Batch>, Failure>;

/// What a task does with the batches of its partition.
pub trait Step: Send + Sync {
    /// Takes a batch in.
    fn feed(&mut self, rows: &Rows, desk: &Desk) -> Batches;
    /// Says what can be said when all is in.
    fn finish(&mut self, desk: &Desk) -> Batches;
}

/// Finds a step by its name.
pub fn step(name: &str) -> Option<Box<dyn Step>> {
    Some(match name {
        "read" => Box::new(Each(read)),
        "count" => Box::new(Counting::default()),
        "gather" => Box::new(All(Vec::new(), gather)),
        "hear" => Box::new(All(Vec::new(), hear)),
        "story" => Box::new(Each(stories)),
        "habits" => Box::new(All(Vec::new(), judge_habits)),
        "print" => Box::new(Each(prints)),
        "tally" => Box::new(Tally::default()),
        "crowds" => Box::new(All(Vec::new(), crowds)),
        "bands" => Box::new(Each(bands)),
        "buckets" => Box::new(All(Vec::new(), buckets)),
        "list" => Box::new(Each(list)),
        "cell" => Box::new(All(Vec::new(), cell)),
        "best" => Box::new(All(Vec::new(), best)),
        "lead" => Box::new(All(Vec::new(), lead)),
        "send" => Box::new(Each(send)),
        "judge" => Box::new(All(Vec::new(), judge)),
        "tie" => Box::new(Each(tie)),
        "tell" => Box::new(All(Vec::new(), tell)),
        "families" => Box::new(Each(|rows: &Rows, _: &Desk| sayings(rows, tables::families))),
        "members" => Box::new(Each(|rows: &Rows, _: &Desk| sayings(rows, tables::members))),
        "pairs" => Box::new(Each(|rows: &Rows, _: &Desk| sayings(rows, tables::pairs))),
        _ => return None,
    })
}

/// A step that looks at one batch at a time.
struct Each<F>(F);

impl<F: Fn(&Rows, &Desk) -> Batches + Send + Sync> Step for Each<F> {
    fn feed(&mut self, rows: &Rows, desk: &Desk) -> Batches {
        self.0(rows, desk)
    }

    fn finish(&mut self, _: &Desk) -> Batches {
        Ok(Vec::new())
    }
}

/// A step that looks at all messages to a part at once.
struct All<F>(Vec<Sent>, F);

impl<F: Fn(Vec<Sent>, &Desk) -> Batches + Send + Sync> Step for All<F> {
    fn feed(&mut self, rows: &Rows, _: &Desk) -> Batches {
        for message in messages(rows)? {
            self.0.push(unpacked(&message)?);
        }
        Ok(Vec::new())
    }

    fn finish(&mut self, desk: &Desk) -> Batches {
        self.1(std::mem::take(&mut self.0), desk)
    }
}

/// Takes the things of one kind out of messages.
macro_rules! things {
    ($messages:expr, $kind:path) => {
        $messages.into_iter().filter_map(|message| if let $kind(things) = message { Some(things) } else { None }).flatten()
    };
}

/// Rows of records or files -> articles.
fn read(rows: &Rows, _: &Desk) -> Batches {
    let settings = ReadSettings::default();
    let (all, ids, paths) = (places(rows, "place")?, rows.texts("id")?, rows.texts("path")?);
    let of = |row: usize| (ids[row].unwrap_or_default(), paths[row].unwrap_or_default());
    // A record's number is what is left of its place without the number of its file.
    let number = |place: Place| 1 + (place & ((1 << 44) - 1));
    let mut read: Vec<tables::Read> = Vec::with_capacity(all.len());
    if rows.has("record") {
        let records = rows.texts("record")?;
        for (row, place) in all.into_iter().enumerate() {
            let Some(record) = records[row].filter(|record| !record.trim().is_empty()) else { continue };
            let article = read_record(record.as_bytes(), number(place), of(row), &settings);
            read.push((place, article.map_err(|skipped| (skipped.path, skipped.reason))));
        }
    } else {
        for ((row, place), content) in all.into_iter().enumerate().zip(bytes(rows, "content")?) {
            let (id, path) = of(row);
            let article = read_sent(path, "", content.unwrap_or_default(), &settings);
            let named = article.map(|article| Article { id: id.to_owned(), ..article }).map_err(|error| {
                let words = error.to_string();
                (path.to_owned(), words.strip_prefix(&format!("{path}: ")).map(str::to_owned).unwrap_or(words))
            });
            read.push((place, named));
        }
    }
    Ok(vec![tables::articles(&read)?])
}

/// Articles -> words and sentences, each to where its like is.
#[derive(Default)]
struct Counting(Count);

impl Step for Counting {
    fn feed(&mut self, rows: &Rows, _: &Desk) -> Batches {
        pieces(rows)?.iter().for_each(|piece| self.0.add(piece));
        Ok(Vec::new())
    }

    fn finish(&mut self, desk: &Desk) -> Batches {
        let Count { stems, lines } = std::mem::take(&mut self.0);
        let mut words = Outbox::default();
        for (stem, count) in stems {
            words.put(stem.into(), (stem, count), desk);
        }
        let mut sentences = Outbox::default();
        for line in lines {
            sentences.put(line.key, line, desk);
        }
        let mut messages = words.packed(Sent::Stems, desk)?;
        messages.extend(sentences.packed(Sent::Lines, desk)?);
        posted(messages)
    }
}

/// Rows of a kind, an address and a message: what is of the driver has kind 0.
fn sorted(rows: Vec<(i32, i32, Vec<u8>)>) -> Batches {
    let kinds = rows.iter().map(|(kind, ..)| *kind).collect();
    let to = rows.iter().map(|(_, to, _)| *to).collect();
    addressed(vec![("kind", Ints::Narrow(kinds)), ("to", Ints::Narrow(to))], rows.into_iter().map(|(.., blob)| blob).collect())
}

/// Words and sentences of a part -> weights (kind 0), sentences to be judged (1), and notes to those that hold them (2).
fn gather(messages: Vec<Sent>, desk: &Desk) -> Batches {
    let mut stems: Vec<(StemId, u64)> = Vec::new();
    let mut lines: Vec<Line> = Vec::new();
    for message in messages {
        match message {
            Sent::Stems(more) => stems.extend(more),
            Sent::Lines(more) => lines.extend(more),
            _ => {}
        }
    }
    let mut rows = vec![(0, 0, packed(&Sent::Weights(weights(stems, desk.whole.pieces())))?)];
    let (mut cases, mut notes) = (Outbox::default(), Outbox::default());
    for (case, said) in repeats(lines).into_iter().map(case) {
        cases.put(case.judge(), case, desk);
        for note in said {
            notes.put(note.place, note, desk);
        }
    }
    rows.extend(cases.packed(Sent::Cases, desk)?.into_iter().map(|(to, blob)| (1, to, blob)));
    rows.extend(notes.packed(Sent::Notes, desk)?.into_iter().map(|(to, blob)| (2, to, blob)));
    sorted(rows)
}

/// Notes of a part -> witnesses by their places.
fn hear(messages: Vec<Sent>, _: &Desk) -> Batches {
    let witnesses = witnesses(things!(messages, Sent::Notes).collect());
    let blobs = witnesses.iter().map(packed).collect::<Result<_, _>>()?;
    let places = witnesses.iter().map(|witness| witness.place.cast_signed()).collect();
    addressed(vec![("place", Ints::Wide(places))], blobs)
}

/// Articles that are witnesses -> their stories, to the judges.
fn stories(rows: &Rows, desk: &Desk) -> Batches {
    let mut outbox = Outbox::default();
    for (piece, blob) in pieces(rows)?.iter().zip(messages(rows)?) {
        let witness: Witness = unpacked(&blob)?;
        let told = story(piece, &witness, &desk.whole);
        let parts: BTreeSet<usize> = witness.judges.iter().map(|judge| desk.part(*judge)).collect();
        for part in parts {
            outbox.put_to(part, (piece.place, told.clone()));
        }
    }
    posted(outbox.packed(Sent::Stories, desk)?)
}

/// Sentences and stories of a part -> habits.
fn judge_habits(messages: Vec<Sent>, _: &Desk) -> Batches {
    let mut cases: Vec<Case> = Vec::new();
    let mut stories: Vec<(Place, Story)> = Vec::new();
    for message in messages {
        match message {
            Sent::Cases(more) => cases.extend(more),
            Sent::Stories(more) => stories.extend(more),
            _ => {}
        }
    }
    sorted(vec![(0, 0, packed(&Sent::Habits(habits(&cases, &stories)))?)])
}

/// Articles -> prints.
fn prints(rows: &Rows, desk: &Desk) -> Batches {
    let prints: Vec<Print> = pieces(rows)?.iter().map(|piece| print(piece, &desk.whole, &desk.settings)).collect();
    Ok(vec![tables::prints(&prints)?])
}

/// Prints -> how many pieces hold each key, to where its like is.
#[derive(Default)]
struct Tally {
    terms: KeyMap<StemId, u64>,
    samples: KeyMap<u64, u64>,
    fillings: Vec<(u32, u32)>,
}

impl Step for Tally {
    fn feed(&mut self, rows: &Rows, _: &Desk) -> Batches {
        for blob in bytes(rows, "listed")?.into_iter().flatten() {
            let listed: Listed = unpacked(&blob)?;
            for (stem, _) in &listed.terms {
                *self.terms.entry(*stem).or_insert(0) += 1;
            }
            for shingle in &listed.sample {
                *self.samples.entry(*shingle).or_insert(0) += 1;
            }
        }
        for blob in bytes(rows, "fillings")?.into_iter().flatten() {
            self.fillings.extend(unpacked::<Vec<(u32, u32)>>(&blob)?);
        }
        Ok(Vec::new())
    }

    fn finish(&mut self, desk: &Desk) -> Batches {
        let Self { terms, samples, mut fillings } = std::mem::take(self);
        fillings.sort_unstable();
        fillings.dedup();
        let (mut of_terms, mut of_samples, mut of_frames) = (Outbox::default(), Outbox::default(), Outbox::default());
        for (stem, count) in terms {
            of_terms.put(stem.into(), (stem, count), desk);
        }
        for (shingle, count) in samples {
            of_samples.put(shingle, (shingle, count), desk);
        }
        for (frame, filling) in fillings {
            of_frames.put(frame.into(), (frame, filling), desk);
        }
        let mut messages = of_terms.packed(Sent::Terms, desk)?;
        messages.extend(of_samples.packed(Sent::Samples, desk)?);
        messages.extend(of_frames.packed(Sent::Fillings, desk)?);
        posted(messages)
    }
}

/// Counts of a part -> keys of too many pieces, and frames of templates.
fn crowds(messages: Vec<Sent>, desk: &Desk) -> Batches {
    let (mut terms, mut samples, mut fillings) = (Vec::new(), Vec::new(), Vec::new());
    for message in messages {
        match message {
            Sent::Terms(more) => terms.extend(more),
            Sent::Samples(more) => samples.extend(more),
            Sent::Fillings(more) => fillings.extend(more),
            _ => {}
        }
    }
    let found = [
        Sent::CrowdedTerms(crowded(terms, most_holders(desk.whole.pieces()))),
        Sent::CrowdedSamples(crowded(samples, MOST_SAMPLED)),
        Sent::Stock(stock(fillings)),
    ];
    sorted(found.iter().map(|message| Ok((0, 0, packed(message)?))).collect::<Result<_, Failure>>()?)
}

/// Prints -> their bands, each to where its like is.
fn bands(rows: &Rows, desk: &Desk) -> Batches {
    let mut outbox = Outbox::default();
    for (place, blob) in places(rows, "place")?.into_iter().zip(bytes(rows, "bands")?) {
        let bands: Vec<u64> = unpacked(&blob.unwrap_or_default())?;
        for band in bands {
            outbox.put(band, (band, place), desk);
        }
    }
    posted(outbox.packed(Sent::Bands, desk)?)
}

/// Pairs, each to where all pairs of its later piece are.
fn paired(pairs: impl IntoIterator<Item = (Place, Place)>, strong: bool, desk: &Desk) -> Batches {
    let mut all: Vec<(Place, Place)> = pairs.into_iter().filter_map(|(one, other)| pair(one, other)).collect();
    all.sort_unstable();
    all.dedup();
    let mut outbox = Outbox::default();
    for (a, b) in all {
        outbox.put(b, (a, b), desk);
    }
    posted(outbox.packed(|pairs| Sent::Pairs { strong, pairs }, desk)?)
}

/// Bands of a part -> pairs.
fn buckets(messages: Vec<Sent>, desk: &Desk) -> Batches {
    let mut keyed: Vec<(u64, Place)> = things!(messages, Sent::Bands).collect();
    paired(in_buckets(&mut keyed).0, true, desk)
}

/// Prints -> what the cells of the grid join.
fn list(rows: &Rows, desk: &Desk) -> Batches {
    let mut cells: BTreeMap<((u32, u32), bool), Vec<Listed>> = BTreeMap::new();
    for blob in bytes(rows, "listed")?.into_iter().flatten() {
        let listed = uncrowded(unpacked(&blob)?, &desk.whole);
        let group = grid::group(listed.place, desk.groups);
        for cell in grid::cells(group, desk.groups) {
            cells.entry((cell, group != cell.0)).or_default().push(listed.clone());
        }
    }
    let address = |(one, other): (u32, u32)| desk.cells.get((one * desk.groups + other) as usize).copied().unwrap_or_default();
    let pack = |((cell, there), pieces)| Ok((address(cell), packed(&Sent::Listed { cell, there, pieces })?));
    posted(cells.into_iter().map(pack).collect::<Result<_, Failure>>()?)
}

/// Pieces of some cells -> what is near each in its cell, to where the piece is.
fn cell(messages: Vec<Sent>, desk: &Desk) -> Batches {
    let mut cells: BTreeMap<(u32, u32), [Vec<Listed>; 2]> = BTreeMap::new();
    for message in messages {
        if let Sent::Listed { cell, there, pieces } = message {
            cells.entry(cell).or_default()[usize::from(there)].extend(pieces);
        }
    }
    let mut outbox = Outbox::default();
    for ((one, other), [here, there]) in cells {
        let near = grid::cell(&here, (one != other).then_some(&there[..]), &desk.settings);
        for near in near {
            outbox.put(near.piece, near, desk);
        }
    }
    posted(outbox.packed(Sent::Nearest, desk)?)
}

/// What is near the pieces of a part -> pairs.
fn best(messages: Vec<Sent>, desk: &Desk) -> Batches {
    let best = grid::best(things!(messages, Sent::Nearest).collect(), &desk.settings);
    let (anchors, samples): (Vec<Near>, Vec<Near>) = best.into_iter().partition(|near| near.by == grid::By::Anchors);
    let pairs = |near: Vec<Near>| near.into_iter().map(|near| (near.piece, near.other));
    let mut batches = paired(pairs(samples), true, desk)?;
    batches.extend(paired(pairs(anchors), false, desk)?);
    Ok(batches)
}

/// Pairs of a part -> pairs, to where they are judged (kind 1), and which pieces are needed there (kind 2, by place).
///
/// A piece's pairs are judged where those of the earliest piece are that is found by more than anchors, so that most pieces of a family are
/// sent to one part.
fn lead(messages: Vec<Sent>, desk: &Desk) -> Batches {
    let mut pairs: Vec<(Place, bool, Place)> = Vec::new();
    for message in messages {
        if let Sent::Pairs { strong, pairs: more } = message {
            pairs.extend(more.into_iter().map(|(a, b)| (b, !strong, a)));
        }
    }
    pairs.sort_unstable();
    let mut sent: BTreeMap<usize, Vec<(Place, Place)>> = BTreeMap::new();
    for run in pairs.chunk_by(|one, next| one.0 == next.0) {
        let mut of: Vec<(Place, Place)> = run.iter().map(|(b, _, a)| (*a, *b)).collect();
        let leader = of[0].0;
        of.sort_unstable();
        of.dedup();
        sent.entry(desk.part(leader)).or_default().extend(of);
    }
    let mut rows: Vec<(i32, i64, i32, Vec<u8>)> = Vec::new();
    for (part, pairs) in sent {
        let to = desk.addresses.get(part).copied().unwrap_or_default();
        let mut needed: Vec<Place> = pairs.iter().flat_map(|(a, b)| [*a, *b]).collect();
        needed.sort_unstable();
        needed.dedup();
        rows.push((1, 0, to, packed(&Sent::Pairs { strong: true, pairs })?));
        rows.extend(needed.into_iter().map(|place| (2, place.cast_signed(), to, Vec::new())));
    }
    let kinds = rows.iter().map(|(kind, ..)| *kind).collect();
    let places = rows.iter().map(|(_, place, ..)| *place).collect();
    let to = rows.iter().map(|(_, _, to, _)| *to).collect();
    let columns = vec![("kind", Ints::Narrow(kinds)), ("place", Ints::Wide(places)), ("to", Ints::Narrow(to))];
    addressed(columns, rows.into_iter().map(|(.., blob)| blob).collect())
}

/// Articles that are needed somewhere -> to there. Where they are of a component, it decides.
fn send(rows: &Rows, desk: &Desk) -> Batches {
    let component = if rows.has("component") { Some(places(rows, "component")?) } else { None };
    let to = if component.is_none() { numbers(rows, "to")? } else { Vec::new() };
    let mut outbox: BTreeMap<i32, Vec<(Place, Placed)>> = BTreeMap::new();
    for (row, piece) in pieces(rows)?.into_iter().enumerate() {
        let of = component.as_ref().map_or(0, |component| component[row]);
        let address = match &component {
            Some(_) => desk.addresses.get(desk.part(of)).copied().unwrap_or_default(),
            None => i32::try_from(to[row]).unwrap_or_default(),
        };
        outbox.entry(address).or_default().push((of, piece));
    }
    posted(outbox.into_iter().map(|(to, pieces)| Ok((to, packed(&Sent::Pieces(pieces))?))).collect::<Result<_, Failure>>()?)
}

/// Pairs and pieces of a part -> judged pairs.
fn judge(messages: Vec<Sent>, desk: &Desk) -> Batches {
    let (mut pairs, mut pieces): (Vec<(Place, Place)>, Vec<Placed>) = (Vec::new(), Vec::new());
    for message in messages {
        match message {
            Sent::Pairs { pairs: more, .. } => pairs.extend(more),
            Sent::Pieces(more) => pieces.extend(more.into_iter().map(|(_, piece)| piece)),
            _ => {}
        }
    }
    let judged = judged(pairs, pieces, &desk.whole, &desk.settings);
    judged.chunks(ROWS).map(tables::judged).collect()
}

/// Rows of a batch that is written.
const ROWS: usize = 10_000;

/// Judged pairs inside a component -> to where it is told.
fn tie(rows: &Rows, desk: &Desk) -> Batches {
    let mut outbox = Outbox::default();
    for (component, blob) in places(rows, "component")?.into_iter().zip(bytes(rows, "met")?) {
        let met: Met = unpacked(&blob.unwrap_or_default())?;
        outbox.put(component, (component, met), desk);
    }
    posted(outbox.packed(Sent::Met, desk)?)
}

/// Components of a part -> their families, their members, and the pairs that were judged on the way.
fn tell(messages: Vec<Sent>, desk: &Desk) -> Batches {
    let mut components: BTreeMap<Place, (Vec<Placed>, Vec<Met>)> = BTreeMap::new();
    for message in messages {
        match message {
            Sent::Pieces(pieces) => pieces.into_iter().for_each(|(of, piece)| components.entry(of).or_default().0.push(piece)),
            Sent::Met(met) => met.into_iter().for_each(|(of, met)| components.entry(of).or_default().1.push(met)),
            _ => {}
        }
    }
    let mut rows: Vec<(i32, i32, Vec<u8>)> = Vec::new();
    for (pieces, met) in components.into_values() {
        let told = told(pieces, &met, &desk.whole, &desk.settings);
        let pairs = told.pairs.into_iter().map(|pair| tables::Saying::Pair(Box::new(pair)));
        for said in told.families.into_iter().flat_map(tables::sayings).chain(pairs) {
            let kind = match said {
                tables::Saying::Family(_) => 1,
                tables::Saying::Member(_) => 2,
                tables::Saying::Pair(_) => 3,
            };
            rows.push((kind, 0, packed(&said)?));
        }
    }
    sorted(rows)
}

fn sayings(rows: &Rows, table: impl Fn(Vec<tables::Saying>) -> Result<Batch, Failure>) -> Batches {
    let told = messages(rows)?.iter().map(|blob| unpacked(blob)).collect::<Result<_, _>>()?;
    Ok(vec![table(told)?])
}
