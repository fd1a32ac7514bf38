//! What was measured, as tables; what was missed and what was false, to be read.

use std::collections::BTreeMap;
use std::ops::Range;

use wiretrace::article::Span;
use wiretrace::report::FactRow;

use crate::Told;
use crate::judge::Found;
use crate::plants::Kind;
use crate::rewrite::Rewritten;

const NAMES: [&str; 4] = ["unchanged", "copy", "light rewrite", "light rewrite, nothing planted"];
/// What the issue asks of copies and of light rewrites.
const TARGETS: [(usize, f64); 2] = [(1, 0.95), (2, 0.85)];
/// The most false alarms a piece; of a piece beside itself none.
const FALSE_ALARMS: f64 = 0.3;

#[derive(Default, Clone, Copy)]
struct Tally {
    planted: usize,
    found: usize,
    strictly: usize,
    otherwise: usize,
}

impl Tally {
    fn add(&mut self, found: Found) {
        self.planted += 1;
        self.found += usize::from(found >= Found::Loosely);
        self.strictly += usize::from(found == Found::Strictly);
        self.otherwise += usize::from(found == Found::Otherwise);
    }

    fn recall(self, part: usize) -> f64 {
        part as f64 / self.planted.max(1) as f64
    }
}

/// Prints the tables and tells whether every target is met.
pub fn print(told: &[Told], ways: bool) -> bool {
    let words: usize = told.iter().map(|one| one.original.split_whitespace().count()).sum();
    println!("{} stories, {words} words", told.len());
    let sum = |count: fn(&Rewritten) -> usize| told.iter().map(|one| count(&one.rewritten)).sum::<usize>() as f64;
    println!(
        "light rewrites: {:.2} of the sentences in other words; in these {:.2} of the words are other ones or stand elsewhere",
        sum(|one| one.sentences.0) / sum(|one| one.sentences.1).max(1.0),
        sum(|one| one.touched.0) / sum(|one| one.touched.1).max(1.0)
    );
    let mut met = !told.is_empty();
    for (which, target) in TARGETS {
        println!("\n{}: planted, found, recall (under its own name), told as something else; target {target:.2}", NAMES[which]);
        let mut kinds: BTreeMap<Kind, Tally> = BTreeMap::new();
        let mut by_way: BTreeMap<(Kind, &str), Tally> = BTreeMap::new();
        for one in told {
            for (plant, found) in one.plants.iter().zip(&one.pieces[which].1.plants) {
                kinds.entry(plant.kind).or_default().add(*found);
                by_way.entry((plant.kind, plant.way)).or_default().add(*found);
            }
        }
        for kind in Kind::ALL {
            let tally = kinds.get(&kind).copied().unwrap_or_default();
            let ok = tally.recall(tally.found) >= target;
            met &= ok;
            line(kind.word(), tally, if ok { "ok" } else { "MISS" });
            for ((_, way), tally) in by_way.range((kind, "")..).take_while(|((own, _), _)| *own == kind).filter(|_| ways) {
                line(&format!("  {way}"), *tally, "");
            }
        }
    }
    println!("\nfalse alarms a piece; target at most {FALSE_ALARMS} (0 for unchanged text)");
    for (which, name) in NAMES.iter().enumerate() {
        let all: usize = told.iter().map(|one| one.pieces[which].1.false_alarms.len()).sum();
        let a_piece = all as f64 / told.len().max(1) as f64;
        let ok = if which == 0 { all == 0 } else { a_piece <= FALSE_ALARMS };
        met &= ok;
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        for judged in told.iter().map(|one| &one.pieces[which].1) {
            judged.false_alarms.iter().for_each(|at| *kinds.entry(&judged.alarms[*at].kind).or_default() += 1);
        }
        let kinds: Vec<String> = kinds.iter().map(|(kind, n)| format!("{kind} {n}")).collect();
        println!("  {name:32} {a_piece:6.3}  {:4}  {}", if ok { "ok" } else { "MISS" }, kinds.join(", "));
    }
    met
}

fn line(name: &str, tally: Tally, verdict: &str) {
    println!(
        "  {name:32} {:5} {:5}  {:.3} ({:.3})  {:4}  {verdict}",
        tally.planted,
        tally.found,
        tally.recall(tally.found),
        tally.recall(tally.strictly),
        tally.otherwise
    );
}

/// Prints missed changes of a kind: what was planted, and both sentences.
pub fn list_missed(told: &[Told], kind: &str, many: usize) {
    for (which, _) in TARGETS {
        println!("\nmissed, {kind}, {}", NAMES[which]);
        let missed = told.iter().flat_map(|one| {
            let (piece, judged) = &one.pieces[which];
            let plants = one.plants.iter().zip(&judged.plants).zip(&piece.places);
            plants
                .filter(|((plant, found), _)| plant.kind.word().starts_with(kind) && **found < Found::Loosely)
                .map(move |found| (one, found))
        });
        for (one, ((plant, found), places)) in missed.take(many) {
            let piece = &one.pieces[which].0;
            let edit = &plant.edits[0];
            println!(
                "- {} [{}] \"{}\" -> \"{}\"{}",
                one.id,
                plant.way,
                &one.original[edit.at.clone()],
                edit.new,
                if *found == Found::Otherwise { " (told as something else)" } else { "" }
            );
            println!("    original: {}", around(&one.original, &edit.at));
            println!("    piece:    {}", places.first().map_or_else(|| "(gone)".to_owned(), |place| around(&piece.text, place)));
        }
    }
}

/// Prints false alarms, those of copies first.
pub fn list_false(told: &[Told], many: usize) {
    for which in [0, 1, 3, 2] {
        let alarms =
            told.iter().flat_map(|one| one.pieces[which].1.false_alarms.iter().map(move |at| (one, &one.pieces[which].1.alarms[*at])));
        for (at, (one, alarm)) in alarms.take(many).enumerate() {
            if at == 0 {
                println!("\nfalse alarms, {}", NAMES[which]);
            }
            let FactRow { kind, change, severity, original, piece, original_span, piece_span } = alarm;
            println!("- {} {kind} {change} ({severity}): \"{original}\" -> \"{piece}\"", one.id);
            let shown = |text: &str, span: &Option<Span>| {
                span.map_or_else(|| "(nowhere)".to_owned(), |span| around(text, &(span.start as usize..span.end as usize)))
            };
            println!("    original: {}", shown(&one.original, original_span));
            println!("    piece:    {}", shown(&one.pieces[which].0.text, piece_span));
        }
    }
}

/// A place with what stands around it, the place itself in brackets.
fn around(text: &str, at: &Range<usize>) -> String {
    let floor = |mut at: usize| {
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (from, to) = (floor(at.start.saturating_sub(110)), floor((at.end + 110).min(text.len())));
    let shown = format!("{}[{}]{}", &text[from..at.start], &text[at.clone()], &text[at.end..to]);
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}
