//! Measures the lineage on invented families of which the truth is known: who was made from whom, how many points the original held.
//!
//!     cargo run --release --example lineage [-- FAMILIES [SEED]]      500 families of each kind and size, seed 11, unless told otherwise
//!
//! A lost original of 25 to 60 points; 4 to 30 pieces take a share of them, popular points oftener; each adds 3 to 12 of its own; a piece
//! made from another keeps half to 85 in 100 of its points. One telling in ten is missed by the collation and stands alone, one in a
//! hundred is put to a wrong point. Kinds: a star; a star with one copy in it; a star with a chain of up to five in it; a tree in which two
//! in five are made from another; one chain and nothing else. Exits with 1 when a target is missed. The constants of the library were
//! set on seeds 1 to 7; figures are quoted on others.

use std::process::ExitCode;

use wiretrace::lineage::estimate::estimate;
use wiretrace::lineage::links::kinship;
use wiretrace::lineage::units::Units;

const SIZES: [usize; 8] = [4, 5, 6, 8, 10, 15, 20, 30];
const KINDS: [&str; 5] = ["star", "one copy", "chain of up to five", "tree", "one chain"];
const STAR: usize = 0;

/// Shares: of one telling to be missed, and to be put to a wrong point.
const MISSED: f64 = 0.10;
const MISPLACED: f64 = 0.01;

/// The targets.
const MOST_WRONG: f64 = 0.01;
const MOST_FALSE: f64 = 0.02;
const LEAST_FOUND: f64 = 0.40;
const LEAST_HELD: f64 = 0.80;
const STRICT_FROM: usize = 5;
const FOUND_FROM: usize = 8;

fn main() -> ExitCode {
    let numbers: Vec<u64> = std::env::args().skip(1).filter_map(|arg| arg.parse().ok()).collect();
    let (families, seed) = (numbers.first().copied().unwrap_or(500), numbers.get(1).copied().unwrap_or(11));
    println!("{families} families of each kind and size, seed {seed}; shares in %\n");
    println!(
        "{:>6}  {:20} {:>6} {:>6} {:>7} {:>6} {:>9} {:>8} {:>6} {:>8}",
        "pieces", "kind", "false", "found", "right", "wrong", "undecided", "estimate", "holds", "high/low"
    );
    let mut missed = Vec::new();
    for size in SIZES {
        let tallies: Vec<Tally> = (0..KINDS.len()).map(|kind| tally(kind, size, families, seed)).collect();
        for (kind, tally) in KINDS.iter().zip(&tallies) {
            println!("{size:>6}  {kind:20} {}", tally.row());
        }
        missed.extend(misses(size, &tallies));
    }
    println!(
        "\nfalse: of star families those with a link, else of the links drawn; found: of a family's links, on the mean; right, wrong,"
    );
    println!(
        "undecided: arrows of the true links found; estimate: families that get one; holds: of these those whose range holds the truth;"
    );
    println!("high/low: of the range, the median.");
    if missed.is_empty() {
        println!("all targets are met");
        return ExitCode::SUCCESS;
    }
    for miss in missed {
        println!("MISSED {miss}");
    }
    ExitCode::FAILURE
}

/// Compares the families of a size, all kinds together, with the targets.
fn misses(size: usize, tallies: &[Tally]) -> Vec<String> {
    let with_links = &tallies[STAR + 1..];
    let sum = |of: fn(&Tally) -> u64| with_links.iter().map(of).sum::<u64>();
    let drawn = sum(|tally| tally.found + tally.wrong_pairs);
    let found = with_links.iter().map(Tally::share_found).sum::<f64>() / with_links.len() as f64;
    let ranges: u64 = tallies.iter().map(|tally| tally.ranges).sum();
    let held: u64 = tallies.iter().map(|tally| tally.held).sum();
    let checks = [
        (
            "star families with a false link",
            share(tallies[STAR].families_with_false, tallies[STAR].families),
            MOST_FALSE,
            size >= STRICT_FROM,
            false,
        ),
        ("false links of those drawn", share(sum(|tally| tally.wrong_pairs), drawn), MOST_FALSE, size >= STRICT_FROM, false),
        ("wrong arrows", share(sum(|tally| tally.wrong), sum(|tally| tally.found)), MOST_WRONG, true, false),
        ("links found", found, LEAST_FOUND, size >= FOUND_FROM, true),
        ("ranges that hold the truth", share(held, ranges), LEAST_HELD, true, true),
    ];
    let mut missed = Vec::new();
    for (what, value, target, applies, at_least) in checks.into_iter().filter(|check| check.3) {
        let sign = if at_least { ">=" } else { "<=" };
        let line = format!("{size:>6}  all: {what} {:.2} ({sign} {:.0})", 100.0 * value, 100.0 * target);
        println!("{line}");
        if applies && (value < target) == at_least && (value - target).abs() > f64::EPSILON {
            missed.push(line.trim().to_owned());
        }
    }
    println!();
    missed
}

/// The middle one; of an even number the upper; 0 of none.
fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

fn share(part: u64, all: u64) -> f64 {
    if all == 0 { 0.0 } else { part as f64 / all as f64 }
}

/// What came out for the families of one kind and size.
#[derive(Default)]
struct Tally {
    families: u64,
    families_with_false: u64,
    /// Sums of the share of links found, and how many families have links.
    shares_found: f64,
    linked: u64,
    found: u64,
    wrong_pairs: u64,
    right: u64,
    wrong: u64,
    ranges: u64,
    held: u64,
    /// How many times its low the high of each range is.
    widths: Vec<f64>,
}

impl Tally {
    fn share_found(&self) -> f64 {
        if self.linked == 0 { 0.0 } else { self.shares_found / self.linked as f64 }
    }

    fn row(&self) -> String {
        let of_drawn = if self.linked == 0 {
            share(self.families_with_false, self.families)
        } else {
            share(self.wrong_pairs, self.wrong_pairs + self.found)
        };
        let arrows = |part| 100.0 * share(part, self.found);
        format!(
            "{:6.2} {:6.1} {:7.1} {:6.2} {:9.1} {:8.1} {:6.1} {:8.2}",
            100.0 * of_drawn,
            100.0 * self.share_found(),
            arrows(self.right),
            arrows(self.wrong),
            arrows(self.found - self.right - self.wrong),
            100.0 * share(self.ranges, self.families),
            100.0 * share(self.held, self.ranges),
            median(&self.widths)
        )
    }

    fn add(&mut self, family: &Family) {
        let kin = kinship(&family.units, &[], |_, _| false);
        let sources = &family.sources;
        let (mut found, mut wrong_pairs) = (0, 0);
        for link in &kin.links {
            let truth = [(link.one, link.other), (link.other, link.one)].into_iter().find(|(from, to)| sources[*to] == Some(*from));
            match (truth, link.from) {
                (None, _) => wrong_pairs += 1,
                (Some(_), None) => found += 1,
                (Some((from, _)), Some(said)) => {
                    found += 1;
                    self.right += u64::from(from == said);
                    self.wrong += u64::from(from != said);
                }
            }
        }
        self.families += 1;
        self.families_with_false += u64::from(wrong_pairs > 0);
        self.found += found;
        self.wrong_pairs += wrong_pairs;
        let links = sources.iter().flatten().count() as u64;
        if links > 0 {
            self.linked += 1;
            self.shares_found += share(found, links);
        }
        if let Some(range) = estimate(&family.units.merged(&kin.branch)) {
            self.ranges += 1;
            self.held += u64::from((range.low..=range.high).contains(&family.points));
            self.widths.push(range.high as f64 / range.low as f64);
        }
    }
}

fn tally(kind: usize, size: usize, families: u64, seed: u64) -> Tally {
    let mut random = Random(seed.wrapping_mul(1_000_003) + size as u64 * 97 + kind as u64);
    let mut tally = Tally::default();
    for _ in 0..families {
        tally.add(&Family::invented(kind, size, &mut random));
    }
    tally
}

/// An invented family.
struct Family {
    /// For each piece the piece that it was made from; none for those made from the original.
    sources: Vec<Option<usize>>,
    /// Points of the original.
    points: usize,
    /// Who tells what, as the collation would see it.
    units: Units,
}

impl Family {
    fn invented(kind: usize, size: usize, random: &mut Random) -> Self {
        let in_chain = (size / 2).clamp(2, 5);
        let sources: Vec<Option<usize>> = (0..size)
            .map(|piece| match kind {
                1 => (piece == 1).then_some(0),
                2 => (1..in_chain).contains(&piece).then(|| piece - 1),
                3 => (piece > 0 && random.share() < 0.4).then(|| random.between(0, piece - 1)),
                4 => piece.checked_sub(1),
                _ => None,
            })
            .collect();
        let points = random.between(25, 60);
        let popular: Vec<f64> = (0..points).map(|_| random.normal()).collect();
        let mut all = points;
        let mut told: Vec<Vec<usize>> = Vec::new();
        for source in &sources {
            let mut own: Vec<usize> = match source {
                None => {
                    let kept = random.within(0.35, 0.85);
                    let odds = (kept / (1.0 - kept)).ln();
                    (0..points).filter(|point| random.share() < 1.0 / (1.0 + (-odds - popular[*point]).exp())).collect()
                }
                Some(source) => {
                    let kept = random.within(0.5, 0.85);
                    told[*source].iter().copied().filter(|_| random.share() < kept).collect()
                }
            };
            let added = random.between(3, 12);
            own.extend(all..all + added);
            all += added;
            told.push(own);
        }
        Self { sources, points, units: misaligned(&told, all, random) }
    }
}

/// The table as a collation with faults sees it.
fn misaligned(told: &[Vec<usize>], all: usize, random: &mut Random) -> Units {
    let mut tellers: Vec<Vec<usize>> = vec![Vec::new(); all];
    for (piece, points) in told.iter().enumerate() {
        for point in points {
            let luck = random.share();
            if luck < MISSED {
                tellers.push(vec![piece]);
            } else if luck < MISSED + MISPLACED {
                tellers[random.between(0, all - 1)].push(piece);
            } else {
                tellers[*point].push(piece);
            }
        }
    }
    for point in &mut tellers {
        point.sort_unstable();
        point.dedup();
    }
    tellers.retain(|point| !point.is_empty());
    Units { pieces: told.len(), told_by: tellers }
}

/// `SplitMix64` (Steele, Lea and Flood 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        wiretrace::hash::mix(self.0)
    }

    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn within(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.share()
    }

    fn between(&mut self, low: usize, high: usize) -> usize {
        low + usize::try_from(self.next() % (high - low + 1) as u64).unwrap_or(0)
    }

    /// The sum of twelve shares less six is nearly normal.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.share()).sum::<f64>() - 6.0
    }
}
