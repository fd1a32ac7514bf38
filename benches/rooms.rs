//! What each room costs on invented news, by itself: `cargo bench --bench rooms`, or one of them: `cargo bench --bench rooms -- verify`.
//!
//! Rooms that take text are counted in bytes, the others in what they are handed. One thread unless the room takes all at once (`read`,
//! `bands`, `anchors`, `verify`): those use the pool, which `RAYON_NUM_THREADS=1` narrows.

#![allow(missing_docs, clippy::cast_possible_truncation, reason = "a bench of small numbers")]

use std::fmt::Write as _;
use std::fs;
use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use tempfile::TempDir;
use wiretrace::article::{Article, ArticleId, Pair};
use wiretrace::candidates::{Terms, candidates};
use wiretrace::clean::{CleanText, clean};
use wiretrace::hash::mix;
use wiretrace::pipeline::{profiles, signatures};
use wiretrace::read::{ReadSettings, read};
use wiretrace::settings::Settings;
use wiretrace::shingle::{Shingles, shingles};
use wiretrace::sketch::{Signature, sketch};
use wiretrace::trace::{Told, trace};
use wiretrace::verify::{Profile, verify};

/// Pieces in the folder; every fourth is an original, and three rewrites of it follow.
const PIECES: usize = 1_000;
const VERSIONS: usize = 4;
/// Sentences of an original: with about 14 words each, a news piece of some 400 words.
const SENTENCES: usize = 28;
/// One word in so many is another in each rewrite.
const EDITED: usize = 12;

fn main() {
    // Ten samples of a second and less each; `--sample-count` says otherwise.
    divan::Divan::default().sample_count(10).config_with_args().main();
}

/// The folder after each room.
struct Folder {
    articles: Vec<Article>,
    texts: Vec<CleanText>,
    sets: Vec<Shingles>,
    signatures: Vec<Option<Signature>>,
    terms: Vec<Terms>,
    profiles: Vec<Profile>,
}

impl Folder {
    fn bytes(&self) -> BytesCount {
        BytesCount::new(self.articles.iter().map(|article| article.text.len()).sum::<usize>())
    }

    fn told(&self, at: usize) -> Told<'_> {
        Told { source: &self.articles[at].text, text: &self.texts[at], outline: &self.profiles[at].outline, day: self.profiles[at].day }
    }
}

/// Made when a bench first asks for it, which is before its clock starts.
static FOLDER: LazyLock<Folder> = LazyLock::new(|| {
    let articles: Vec<Article> =
        (0..PIECES).map(|at| Article::plain(&format!("piece{at:05}"), &story(at / VERSIONS, at % VERSIONS))).collect();
    let texts: Vec<CleanText> = articles.iter().map(clean).collect();
    let sets: Vec<Shingles> = texts.iter().map(|text| shingles(text, Settings::default().shingle)).collect();
    let terms: Vec<Terms> = texts.iter().map(Terms::of).collect();
    let signatures = signatures(&sets);
    let profiles = profiles(&articles, &texts, sets.clone(), terms.clone());
    Folder { articles, texts, sets, signatures, terms, profiles }
});

/// Every pair of one story.
fn pairs() -> Vec<Pair> {
    let id = |at: usize| ArticleId(at as u32);
    let of_story = |first: usize| (first..first + VERSIONS).flat_map(move |a| (a + 1..first + VERSIONS).map(move |b| (a, b)));
    (0..PIECES).step_by(VERSIONS).flat_map(of_story).filter_map(|(a, b)| Pair::new(id(a), id(b))).collect()
}

#[divan::bench]
fn read_json_lines(bencher: Bencher) {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path().join("pieces.jsonl");
    let mut lines = String::new();
    for article in &FOLDER.articles {
        writeln!(lines, "{}", serde_json::json!({ "id": article.id, "text": article.text })).expect("a string takes all");
    }
    fs::write(&path, &lines).expect("a file");
    let paths = [path.to_string_lossy().into_owned()];
    bencher.counter(BytesCount::of_str(&lines)).bench(|| read(&paths, &ReadSettings::default(), &|_, _| ()));
}

#[divan::bench]
fn clean_text(bencher: Bencher) {
    let folder = &*FOLDER;
    bencher.counter(folder.bytes()).bench(|| folder.articles.iter().map(clean).collect::<Vec<_>>());
}

#[divan::bench]
fn shingle(bencher: Bencher) {
    let folder = &*FOLDER;
    let k = Settings::default().shingle;
    bencher.counter(folder.bytes()).bench(|| folder.texts.iter().map(|text| shingles(text, k)).collect::<Vec<_>>());
}

#[divan::bench]
fn sketch_shingles(bencher: Bencher) {
    let folder = &*FOLDER;
    bencher.counter(ItemsCount::new(PIECES)).bench(|| folder.sets.iter().map(sketch).collect::<Vec<_>>());
}

/// Bands and samples: what `--copies-only` looks for.
#[divan::bench]
fn bands(bencher: Bencher) {
    let folder = &*FOLDER;
    let settings = Settings { copies_only: true, ..Settings::default() };
    bencher.counter(ItemsCount::new(PIECES)).bench(|| candidates(&folder.signatures, &folder.sets, &folder.terms, &settings));
}

/// Pieces without signatures and shingles have candidates by their anchors only.
#[divan::bench]
fn anchors(bencher: Bencher) {
    let folder = &*FOLDER;
    let (signatures, sets) = (vec![None; PIECES], vec![Shingles::default(); PIECES]);
    bencher.counter(ItemsCount::new(PIECES)).bench(|| candidates(&signatures, &sets, &folder.terms, &Settings::default()));
}

#[divan::bench]
fn prepare(bencher: Bencher) {
    let folder = &*FOLDER;
    let handed = || (folder.sets.clone(), folder.terms.clone());
    bencher
        .counter(ItemsCount::new(PIECES))
        .with_inputs(handed)
        .bench_values(|(sets, terms)| profiles(&folder.articles, &folder.texts, sets, terms));
}

#[divan::bench]
fn verify_pairs(bencher: Bencher) {
    let folder = &*FOLDER;
    let (pairs, settings) = (pairs(), Settings::default());
    bencher.counter(ItemsCount::new(pairs.len())).bench(|| verify(&pairs, &folder.profiles, &settings));
}

#[divan::bench]
fn trace_pairs(bencher: Bencher) {
    let folder = &*FOLDER;
    let pairs = pairs();
    let laid = |pair: &Pair| trace(folder.told(pair.a().index()), folder.told(pair.b().index()));
    bencher.counter(ItemsCount::new(pairs.len())).bench(|| pairs.iter().map(laid).collect::<Vec<_>>());
}

/// Tells a story of invented places and people; each version after the first has other words here and there, and other figures.
fn story(number: usize, version: usize) -> String {
    let mut text = format!("{} {} (Harbour Wire) - ", PLACES[number % PLACES.len()].to_uppercase(), 1 + number % 28);
    for sentence in 0..SENTENCES {
        let seed = mix((number * SENTENCES + sentence) as u64 + 1);
        let changed = mix(seed ^ version as u64);
        let pick = |list: &[&'static str], salt: u64| {
            let salt = mix(seed ^ salt) ^ if version > 0 && mix(changed ^ salt).is_multiple_of(EDITED as u64) { changed } else { 0 };
            list[(mix(salt) % list.len() as u64) as usize]
        };
        let figure = 2 + (mix(seed ^ 0b1001) % 900) + u64::from(version > 0 && changed.is_multiple_of(40));
        let (place, name, thing, deed) = (pick(&PLACES, 1), pick(&NAMES, 2), pick(&THINGS, 3), pick(&DEEDS, 4));
        let (other, where_, when, how) = (pick(&THINGS, 5), pick(&WHERE, 6), pick(&WHEN, 7), pick(&HOW, 8));
        // Without rare words unrelated stories would share more runs of five than news does.
        let [odd, rare, strange] = [10, 11, 12].map(|salt| rare_word(mix(seed ^ salt)));
        let _ = match seed % 4 {
            0 => write!(text, "{name} of {place} said the {odd} {thing} {deed} {figure} {rare} {other}s {where_} {strange} {when}. "),
            1 => write!(
                text,
                "“The {odd} {thing} {deed} the {rare} {other} {where_},” {name} told the {strange} council of {place} {when}. "
            ),
            2 => write!(
                text,
                "At least {figure} {odd} people in {place} {how} saw how the {rare} {thing} {deed} the {strange} {other} {when}. "
            ),
            _ => write!(
                text,
                "{when} the {odd} {other} {where_} {deed} a {rare} {thing}, and {name} {how} called it {strange} for {figure} days. "
            ),
        };
        if sentence % 3 == 2 {
            text.push_str("\n\n");
        }
    }
    text
}

/// One of some 59,000 invented words of three syllables.
fn rare_word(seed: u64) -> String {
    (0..3).map(|syllable| SYLLABLES[(seed >> (8 * syllable)) as usize % SYLLABLES.len()]).collect()
}

const SYLLABLES: [&str; 39] = [
    "ba", "bel", "bri", "cor", "da", "den", "dro", "el", "fa", "fen", "gal", "gri", "hal", "ho", "is", "ka", "kel", "lam", "lo", "mar",
    "mi", "nor", "o", "pal", "pen", "ra", "ren", "sal", "sti", "su", "tal", "ti", "tor", "ul", "va", "ver", "wen", "yar", "zo",
];

const PLACES: [&str; 12] = [
    "Kestvik",
    "Port Halden",
    "Marl Heath",
    "Orsa Bay",
    "Tindmark",
    "Lowmere",
    "Brackholm",
    "Vessel Ness",
    "Upper Daly",
    "Sandry",
    "Corrick",
    "Elmswater",
];
const NAMES: [&str; 12] = [
    "Ingrid Solli",
    "Tomas Rake",
    "Ana Verrill",
    "Jon Maddock",
    "Petra Lunde",
    "Owen Carrow",
    "Mira Haldane",
    "Karl Otterby",
    "Lise Brandt",
    "Edwin Fell",
    "Noor Tanning",
    "Greta Holm",
];
const THINGS: [&str; 24] = [
    "sea wall",
    "ferry",
    "harbour crane",
    "school roof",
    "grain store",
    "bridge",
    "water main",
    "lighthouse",
    "tram",
    "market hall",
    "quarry",
    "dam",
    "orchard",
    "signal box",
    "fish plant",
    "clinic",
    "theatre",
    "pipeline",
    "reservoir",
    "mill",
    "chapel",
    "warehouse",
    "weather station",
    "canal lock",
];
const DEEDS: [&str; 16] = [
    "damaged", "replaced", "closed", "flooded", "cost", "delayed", "supplied", "rebuilt", "blocked", "moved", "saved", "emptied", "opened",
    "lost", "repaired", "covered",
];
const WHERE: [&str; 10] = [
    "beside the old pier",
    "near the northern gate",
    "in the lower town",
    "along the coast road",
    "behind the station",
    "under the cliffs",
    "on the island",
    "across the river",
    "at the edge of the marsh",
    "above the valley",
];
const WHEN: [&str; 10] = [
    "on Monday",
    "late on Tuesday",
    "in the early hours",
    "last week",
    "before the storm",
    "after the vote",
    "in March",
    "on 14 June",
    "this winter",
    "at noon",
];
const HOW: [&str; 8] = [
    "allegedly",
    "without warning",
    "in plain view",
    "for the first time",
    "with relief",
    "against advice",
    "by lantern light",
    "in heavy rain",
];
