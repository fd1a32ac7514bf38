//! A scan in tasks says what a scan says: the tasks are run in memory, on pieces that are dealt out to any number of parts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use wiretrace::candidates::grid::{self, Near};
use wiretrace::candidates::{MOST_SAMPLED, in_buckets, most_holders};
use wiretrace::pipeline;
use wiretrace::read::{Intake, ReadSettings, read};
use wiretrace::report::{FamilyRow, PairRow};
use wiretrace::settings::Settings;
use wiretrace::shards::count::{Count, crowded, repeats, weights};
use wiretrace::shards::habits::{Case, case, habits, story, witnesses};
use wiretrace::shards::judge::{Met, judged};
use wiretrace::shards::prints::{pair, print, uncrowded};
use wiretrace::shards::tell::{ToldFamily, told};
use wiretrace::shards::{Place, Placed, Whole};
use wiretrace::verify::frame::stock;

/// Deals things out by a number of theirs, as an engine does by a key.
fn dealt<T>(all: impl IntoIterator<Item = T>, key: impl Fn(&T) -> u64, parts: u64) -> Vec<Vec<T>> {
    let mut dealt: BTreeMap<u64, Vec<T>> = BTreeMap::new();
    for one in all {
        dealt.entry(wiretrace::hash::mix(key(&one)) % parts).or_default().push(one);
    }
    // What reaches a task comes in no order.
    dealt.into_values().map(|part| part.into_iter().rev().collect()).collect()
}

/// Pairs and families of a scan in so many parts.
fn in_tasks(pieces: &[Placed], parts: u64, settings: &Settings) -> (Vec<PairRow>, Vec<ToldFamily>) {
    let mut whole = Whole { pieces: pieces.len() as u64, ..Whole::default() };
    let by_place: BTreeMap<Place, &Placed> = pieces.iter().map(|piece| (piece.place, piece)).collect();
    let sent = |places: &BTreeSet<Place>| places.iter().map(|place| by_place[place].clone()).collect::<Vec<_>>();

    let counts = dealt(pieces, |piece| piece.place, parts).into_iter().map(|part| {
        let mut count = Count::default();
        for piece in part {
            count.add(piece);
        }
        count
    });
    let (stems, lines): (Vec<_>, Vec<_>) = counts.map(|count| (count.stems, count.lines)).unzip();
    let stems = dealt(stems.into_iter().flatten(), |(stem, _)| u64::from(*stem), parts);
    whole.weights = stems.into_iter().flat_map(|part| weights(part, pieces.len())).collect();
    let lines = dealt(lines.into_iter().flatten(), |line| line.key, parts);
    let (cases, notes): (Vec<_>, Vec<_>) = lines.into_iter().flat_map(repeats).map(case).unzip();
    let heard = dealt(notes.into_iter().flatten(), |note| note.place, parts).into_iter().flat_map(witnesses);
    let heard: Vec<_> =
        heard.map(|witness| (witness.judges.clone(), (witness.place, story(by_place[&witness.place], &witness, &whole)))).collect();
    for part in dealt(cases, Case::judge, parts) {
        let judges: BTreeSet<Place> = part.iter().map(Case::judge).collect();
        let here = heard.iter().filter(|(wanted, _)| wanted.iter().any(|judge| judges.contains(judge)));
        let stories: Vec<_> = here.map(|(_, (place, story))| (*place, story.clone())).collect();
        whole.habits.extend(habits(&part, &stories));
    }

    let prints: Vec<_> = pieces.iter().map(|piece| print(piece, &whole, settings)).collect();
    let terms = dealt(prints.iter().flat_map(|print| &print.listed.terms), |(stem, _)| u64::from(*stem), parts);
    let samples = dealt(prints.iter().flat_map(|print| &print.listed.sample), |shingle| **shingle, parts);
    let fillings = dealt(prints.iter().flat_map(|print| print.fillings.iter().copied()), |(frame, _)| u64::from(*frame), parts);
    let most = most_holders(pieces.len());
    whole.terms = terms.into_iter().flat_map(|part| crowded(part.into_iter().map(|(stem, _)| (*stem, 1)), most)).collect();
    whole.samples = samples.into_iter().flat_map(|part| crowded(part.into_iter().map(|shingle| (*shingle, 1)), MOST_SAMPLED)).collect();
    whole.stock = fillings.into_iter().flat_map(stock).collect();
    whole.stock.sort_unstable();

    let bands = prints.iter().flat_map(|print| print.bands.iter().map(|band| (*band, print.listed.place)));
    let mut pairs: Vec<(Place, Place)> =
        dealt(bands, |(band, _)| *band, parts).into_iter().flat_map(|mut part| in_buckets(&mut part).0).collect();
    let groups = u32::try_from(parts).unwrap();
    let mut cells: BTreeMap<(u32, u32), [Vec<_>; 2]> = BTreeMap::new();
    for listed in prints.into_iter().map(|print| uncrowded(print.listed, &whole)) {
        let group = grid::group(listed.place, groups);
        for cell in grid::cells(group, groups) {
            cells.entry(cell).or_default()[usize::from(group != cell.0)].push(listed.clone());
        }
    }
    let near =
        cells.into_iter().flat_map(|((one, other), [here, there])| grid::cell(&here, (one != other).then_some(&there[..]), settings));
    let near = dealt(near, |near: &Near| near.piece, parts).into_iter().flat_map(|part| grid::best(part, settings));
    pairs.extend(near.filter_map(|near| pair(near.piece, near.other)));

    let met: Vec<(Met, Option<PairRow>)> = dealt(pairs, |(a, _)| *a, parts)
        .into_iter()
        .flat_map(|part| {
            let places = part.iter().flat_map(|(a, b)| [*a, *b]).collect();
            judged(part, sent(&places), &whole, settings)
        })
        .collect();
    let mut rows: BTreeMap<(Place, Place), PairRow> = BTreeMap::new();
    let mut families = Vec::new();
    for component in components(met.iter().map(|(met, _)| met).filter(|met| met.links())) {
        let inside: Vec<Met> =
            met.iter().map(|(met, _)| *met).filter(|met| component.contains(&met.a) && component.contains(&met.b)).collect();
        let told = told(sent(&component), &inside, &whole, settings);
        families.extend(told.families);
        rows.extend(told.pairs.into_iter().map(|(met, row)| ((met.a, met.b), row)));
    }
    rows.extend(met.into_iter().filter_map(|(met, row)| Some(((met.a, met.b), row?))));
    families.sort_by(|one, two| two.members.len().cmp(&one.members.len()).then(one.members.cmp(&two.members)));
    (rows.into_values().collect(), families)
}

/// Connected components, by the plainest means.
fn components<'a>(links: impl Iterator<Item = &'a Met>) -> Vec<BTreeSet<Place>> {
    let mut components: Vec<BTreeSet<Place>> = Vec::new();
    for link in links {
        let (mut with, without): (Vec<_>, Vec<_>) =
            components.into_iter().partition(|component| component.contains(&link.a) || component.contains(&link.b));
        with.push(BTreeSet::from([link.a, link.b]));
        components = without;
        components.push(with.into_iter().flatten().collect());
    }
    components
}

/// What a report says of a family, but for its number and its further lines of reporting, which are known when all families are.
fn said(family: &FamilyRow) -> serde_json::Value {
    let mut said = serde_json::to_value(family).unwrap();
    said.as_object_mut().unwrap().retain(|key, _| key != "id" && key != "independent_lines");
    said
}

/// Compares both ways of scanning some paths; gives how many pairs and families there were.
fn compared(paths: &[String], parts: u64, settings: &Settings) -> (usize, usize) {
    let Intake { articles, .. } = read(paths, &ReadSettings::default(), &|_, _| {}).unwrap();
    let pieces: Vec<Placed> = (0..).zip(&articles).map(|(at, article)| Placed { place: 7 + 3 * at, article: article.clone() }).collect();
    let scan = pipeline::sift(Intake { articles, skipped: Vec::new() }, settings.clone(), &|_, _, _| {}).unwrap();
    let (pairs, families) = in_tasks(&pieces, parts, settings);
    let json = |pairs: &[PairRow]| pairs.iter().map(|pair| serde_json::to_string(pair).unwrap()).collect::<Vec<_>>();
    assert_eq!(json(&pairs), json(&scan.report.pairs));
    assert_eq!(
        families.iter().map(|family| said(&family.row)).collect::<Vec<_>>(),
        scan.report.families.iter().map(said).collect::<Vec<_>>()
    );
    (pairs.len(), families.len())
}

#[test]
fn a_scan_in_tasks_says_what_a_scan_says() {
    let fixtures = format!("{}/fixtures", env!("CARGO_MANIFEST_DIR"));
    let narrow = Settings { shingle: 3, bands: 9, candidates: 2, least_cosine: 0.3, threshold: 0.9, ..Settings::default() };
    for (parts, settings) in [(1, Settings::default()), (5, Settings::default()), (4, narrow)] {
        let (pairs, families) = compared(std::slice::from_ref(&fixtures), parts, &settings);
        assert!(pairs >= 20 && families >= 5, "{pairs} pairs, {families} families");
    }
}

#[test]
fn the_founding_pieces_are_one_family_in_tasks_too() {
    let founding = format!("{}/../shared/articles", env!("CARGO_MANIFEST_DIR"));
    if !Path::new(&founding).exists() {
        eprintln!("skipped: the founding pieces are not beside this repository");
        return;
    }
    assert_eq!(compared(&[founding], 3, &Settings::default()).1, 1);
}
