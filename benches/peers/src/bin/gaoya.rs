//! The job of the comparison done with gaoya: `gaoya PIECES.jsonl CLUSTERS.tsv [--plain]`.
//!
//! Lower-cased words, runs of five, 128 hashes in 32 bands of 4 rows, pairs of an estimated Jaccard of 0.5 and more, clusters by
//! union-find. As a careful user would write it: shingles are slices of one buffer, buckets are the small vectors that its documentation
//! advises, and lines are read in batches, signed on all cores and dropped, so that the index is all that stays in memory.
//! `--plain` is what one writes first, by its examples: the file is held whole, every shingle is a string of its own, the index is the
//! default one.

use std::borrow::Cow;
use std::env;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};

use gaoya::minhash::{HashSetContainer, IdContainer, MinHashIndex, MinHasher, MinHasher32, SmallVecContainer};
use gaoya::text::{shingle_tokens, whitespace_split};
use rayon::prelude::*;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const SHINGLE: usize = 5;
const BANDS: usize = 32;
const ROWS: usize = 4;
const THRESHOLD: f64 = 0.5;
/// Lines in memory at a time.
const BATCH: usize = 4096;

#[derive(serde::Deserialize)]
struct Piece<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    text: Cow<'a, str>,
}

/// Signs a lower-cased text; one shorter than a shingle has no signature, because all of those would look alike.
type Sign<'a> = &'a (dyn Fn(&str) -> Option<Vec<u32>> + Sync);

fn main() -> io::Result<()> {
    let args: Vec<String> = env::args().skip(1).collect();
    let hasher = MinHasher32::new(BANDS * ROWS);
    let slices = |text: &str| {
        let (words, spans) = spaced(text);
        let shingles = spans.windows(SHINGLE).map(|run| &words[run[0].0..run[SHINGLE - 1].1]);
        (spans.len() >= SHINGLE).then(|| hasher.create_signature(shingles))
    };
    let strings = |text: &str| {
        let words: Vec<&str> = whitespace_split(text).collect();
        (words.len() >= SHINGLE).then(|| hasher.create_signature(shingle_tokens(&words, SHINGLE)))
    };
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [from, to] => cluster::<SmallVecContainer<u32, 2>>(from, to, BATCH, &slices),
        [from, to, "--plain"] => cluster::<HashSetContainer<u32>>(from, to, usize::MAX, &strings),
        _ => Err(io::Error::other("usage: gaoya PIECES.jsonl CLUSTERS.tsv [--plain]")),
    }
}

fn cluster<Bucket: IdContainer<u32>>(from: &str, to: &str, at_a_time: usize, sign: Sign<'_>) -> io::Result<()> {
    let mut index = MinHashIndex::<u32, u32, Bucket>::new_index(BANDS, ROWS, THRESHOLD);
    let mut names = Vec::new();
    let mut lines = BufReader::with_capacity(1 << 20, File::open(from)?).lines();
    loop {
        let batch = lines.by_ref().take(at_a_time).collect::<io::Result<Vec<_>>>()?;
        if batch.is_empty() {
            break;
        }
        let signed: Vec<(String, Option<Vec<u32>>)> = batch.par_iter().map(|line| read(line, sign)).collect();
        let (mut ids, mut signatures) = (Vec::with_capacity(signed.len()), Vec::with_capacity(signed.len()));
        for (name, signature) in signed {
            if let Some(signature) = signature {
                ids.push(u32::try_from(names.len()).expect("fewer than 2^32 pieces"));
                signatures.push(signature);
            }
            names.push(name);
        }
        index.par_bulk_insert(ids, signatures);
    }
    let clusters = join(&index, names.len());
    let mut out = BufWriter::new(File::create(to)?);
    writeln!(out, "id\tcluster")?;
    for (name, cluster) in names.iter().zip(clusters) {
        writeln!(out, "{name}\t{cluster}")?;
    }
    out.flush()
}

fn read(line: &str, sign: Sign<'_>) -> (String, Option<Vec<u32>>) {
    let piece: Piece = serde_json::from_str(line).expect("a record with id and text");
    (piece.id.into_owned(), sign(&piece.text.to_lowercase()))
}

/// Puts one space between words and tells where each is.
fn spaced(text: &str) -> (String, Vec<(usize, usize)>) {
    let mut words = String::with_capacity(text.len());
    let mut spans = Vec::with_capacity(text.len() / 4);
    for word in whitespace_split(text) {
        let start = words.len();
        words.push_str(word);
        spans.push((start, words.len()));
        words.push(' ');
    }
    (words, spans)
}

/// Joins every piece with what a query for it finds.
fn join<Bucket: IdContainer<u32>>(index: &MinHashIndex<u32, u32, Bucket>, pieces: usize) -> Vec<usize> {
    let later = |id: u32| {
        let found = index.query_by_id(&id).into_iter().copied();
        found.filter(move |other| *other > id).map(move |other| (id as usize, other as usize)).collect::<Vec<_>>()
    };
    let ids = 0..u32::try_from(pieces).expect("fewer than 2^32 pieces");
    let found: Vec<(usize, usize)> = ids.into_par_iter().flat_map_iter(later).collect();
    let mut parents: Vec<usize> = (0..pieces).collect();
    for (one, other) in found {
        let (one, other) = (root(&mut parents, one), root(&mut parents, other));
        parents[one.max(other)] = one.min(other);
    }
    (0..pieces).map(|id| root(&mut parents, id)).collect()
}

fn root(parents: &mut [usize], mut id: usize) -> usize {
    while parents[id] != id {
        parents[id] = parents[parents[id]];
        id = parents[id];
    }
    id
}
