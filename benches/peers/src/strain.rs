//! Runs wiretrace alone: as the input grows, as threads are added, on hostile input, and beside a bare pass over the bytes.

use std::error::Error;
use std::fs::File;
use std::hint::black_box;
use std::io::{self, Read};
use std::path::Path;
use std::process::Command;

use memchr::memchr_iter;

use crate::corpus::{Corpus, plant};
use crate::hostile;
use crate::run::{Bench, COPIES_ONLY, Tool, Usage};
use crate::score;
use crate::table::{self, headline, load, median, megabytes, ratio, row, spread};

/// Shows what a piece costs in corpora of several sizes, each run under a memory cap too if one is given.
pub fn growth(bench: &Bench, sizes: &[usize], memory: Option<&str>, seed: u64, rounds: u32) -> Result<(), Box<dyn Error>> {
    let corpora = sizes.iter().map(|size| plant(&bench.work, *size, seed)).collect::<io::Result<Vec<_>>>()?;
    let mut rows = vec![row(["pieces", "MB", "CPU s", "CPU us/piece", "x first", "wall s", "peak MiB", "CPU/uncapped", "wall/uncapped"])];
    let mut first = None;
    for (size, corpus) in sizes.iter().zip(&corpora) {
        let capped = memory.map(|size| [COPIES_ONLY, &["--memory", size]].concat());
        let (mut runs, mut capped_runs) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            runs.push(bench.run(Tool::Wiretrace, &corpus.pieces, COPIES_ONLY)?);
            eprintln!("{size} pieces: {:.2} s CPU", runs[runs.len() - 1].cpu);
            if let Some(flags) = &capped {
                capped_runs.push(bench.run(Tool::Wiretrace, &corpus.pieces, flags)?);
            }
        }
        for (name, usages) in [(size.to_string(), &runs), (format!("{size} --memory {}", memory.unwrap_or_default()), &capped_runs)] {
            if usages.is_empty() {
                continue;
            }
            let each = median(usages.iter().map(|usage| usage.cpu)) * 1e6 / *size as f64;
            rows.push(vec![
                name,
                format!("{:.0}", megabytes(&corpus.pieces)),
                spread(usages.iter().map(|usage| usage.cpu)),
                format!("{each:.1}"),
                format!("{:.2}", each / *first.get_or_insert(each)),
                spread(usages.iter().map(|usage| usage.wall)),
                format!("{:.0}", median(usages.iter().map(|usage| usage.peak))),
                format!("{:.2}", ratio(usages, &runs, |usage| usage.cpu)),
                format!("{:.2}", ratio(usages, &runs, |usage| usage.wall)),
            ]);
        }
    }
    println!("wiretrace scan --copies-only on planted corpora, {rounds} rounds, load {}", load());
    table::print(&rows);
    Ok(())
}

/// Shows how much of its wall time wiretrace keeps with a second thread.
pub fn threads(bench: &Bench, corpus: &Corpus, rounds: u32) -> Result<(), Box<dyn Error>> {
    headline(&corpus.pieces, rounds);
    let (mut one, mut two) = (Vec::new(), Vec::new());
    for round in 1..=rounds {
        for (threads, usages) in [("1", &mut one), ("2", &mut two)] {
            usages.push(bench.run(Tool::Wiretrace, &corpus.pieces, &[COPIES_ONLY, &["--threads", threads]].concat())?);
        }
        eprintln!("round {round}: load {}", load());
    }
    let mut rows = vec![row(["threads", "CPU s", "wall s", "peak MiB", "wall/one thread"])];
    for (threads, usages) in [("1", &one), ("2", &two)] {
        rows.push(vec![
            threads.to_owned(),
            spread(usages.iter().map(|usage| usage.cpu)),
            spread(usages.iter().map(|usage| usage.wall)),
            format!("{:.0}", median(usages.iter().map(|usage| usage.peak))),
            format!("{:.2}", ratio(usages, &one, |usage| usage.wall)),
        ]);
    }
    table::print(&rows);
    Ok(())
}

/// Shows whether time grows with the bytes on hostile input: a growth of 1 is linear, one of 2 the square.
pub fn hostile(bench: &Bench, flags: &[&str], rounds: u32) -> Result<(), Box<dyn Error>> {
    let mut rows = vec![row(["input", "MB", "CPU s", "wall s", "peak MiB", "growth", "families", "largest"])];
    let mut failures = Vec::new();
    for hostile::Hostile { name, sizes } in hostile::make(&bench.work)? {
        let mut before: Option<(f64, f64)> = None;
        for pieces in sizes {
            let megabytes = megabytes(&pieces);
            let run = (0..rounds).map(|_| bench.run(Tool::Wiretrace, &pieces, flags)).collect::<Result<Vec<Usage>, _>>();
            let usages = match run {
                Ok(usages) => usages,
                Err(error) => {
                    let failure = format!("{name}, {megabytes:.0} MB: {}", error.to_string().trim());
                    eprintln!("{failure}");
                    failures.push(failure);
                    rows.push(vec![name.to_owned(), format!("{megabytes:.0}"), "failed".to_owned()]);
                    continue;
                }
            };
            let cpu = median(usages.iter().map(|usage| usage.cpu));
            eprintln!("{name}, {megabytes:.0} MB: {cpu:.2} s CPU");
            let (families, largest) = score::sizes(&bench.clusters(Tool::Wiretrace))?;
            rows.push(vec![
                name.to_owned(),
                format!("{megabytes:.0}"),
                spread(usages.iter().map(|usage| usage.cpu)),
                spread(usages.iter().map(|usage| usage.wall)),
                format!("{:.0}", median(usages.iter().map(|usage| usage.peak))),
                before.map_or_else(String::new, |(bytes, time)| format!("{:.2}", (cpu / time) / (megabytes / bytes))),
                families.to_string(),
                largest.to_string(),
            ]);
            before = Some((megabytes, cpu));
        }
    }
    println!("wiretrace scan {}, {rounds} rounds, load {}; growth: times the time over times the bytes", flags.join(" "), load());
    table::print(&rows);
    if failures.is_empty() { Ok(()) } else { Err(failures.join("\n").into()) }
}

/// Shows wiretrace on one thread beside a bare pass over the same bytes.
pub fn limit(bench: &Bench, corpus: &Corpus, rounds: u32) -> Result<(), Box<dyn Error>> {
    headline(&corpus.pieces, rounds);
    let own = std::env::current_exe()?;
    let pass = |flags: &[&str]| bench.measure(Command::new(&own).arg("pass").args(flags).arg(&corpus.pieces));
    // Once for nothing, so that the file is in the system's cache for all of them.
    pass(&[])?;
    let mut runs = [Vec::new(), Vec::new(), Vec::new()];
    for _ in 0..rounds {
        runs[0].push(pass(&[])?);
        runs[1].push(pass(&["--lower"])?);
        runs[2].push(bench.run(Tool::Wiretrace, &corpus.pieces, &[COPIES_ONLY, &["--threads", "1"]].concat())?);
    }
    let mut rows = vec![row(["one thread", "CPU s", "MB/CPU s", "x read", "x lower-cased"])];
    for (name, usages) in ["read, find lines", "read, find lines, lower-case", "wiretrace scan --copies-only"].iter().zip(&runs) {
        rows.push(vec![
            (*name).to_owned(),
            spread(usages.iter().map(|usage| usage.cpu)),
            format!("{:.1}", megabytes(&corpus.pieces) / median(usages.iter().map(|usage| usage.cpu))),
            format!("{:.1}", ratio(usages, &runs[0], |usage| usage.cpu)),
            format!("{:.1}", ratio(usages, &runs[1], |usage| usage.cpu)),
        ]);
    }
    table::print(&rows);
    Ok(())
}

/// Reads a file in blocks and finds its lines; lower-cases it too if asked.
pub fn pass(file: &Path, lower: bool) -> io::Result<()> {
    let mut file = File::open(file)?;
    let mut block = vec![0; 1 << 18];
    let mut lines = 0;
    loop {
        let read = file.read(&mut block)?;
        if read == 0 {
            println!("{lines}");
            return Ok(());
        }
        lines += memchr_iter(b'\n', &block[..read]).count();
        if lower {
            block[..read].make_ascii_lowercase();
            black_box(&block);
        }
    }
}
