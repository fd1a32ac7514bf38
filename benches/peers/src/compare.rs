//! Runs tools in turn on one corpus and shows what each costs and finds.

use std::error::Error;

use crate::corpus::Corpus;
use crate::run::{Bench, Tool, Usage};
use crate::score::score;
use crate::table::{self, headline, median, ratio, row, spread};

/// Compares the tools; `flags` are wiretrace's, ratios are to `base`.
pub fn compare(bench: &Bench, corpus: &Corpus, tools: &[Tool], base: Tool, flags: &[&str], rounds: u32) -> Result<(), Box<dyn Error>> {
    headline(&corpus.pieces, rounds);
    let mut runs: Vec<(Tool, Vec<Usage>)> = tools.iter().map(|tool| (*tool, Vec::new())).collect();
    for round in 1..=rounds {
        for (tool, usages) in &mut runs {
            let usage = bench.run(*tool, &corpus.pieces, flags)?;
            eprintln!("round {round}: {tool} {:.2} s CPU, {:.2} s wall, {:.0} MiB", usage.cpu, usage.wall, usage.peak);
            usages.push(usage);
        }
    }
    let peer = runs.iter().find(|(tool, _)| *tool == base).map(|(_, usages)| usages.clone());
    let mut rows = vec![row(["tool", "CPU s", "wall s", "peak MiB", "MB/CPU s"])];
    rows[0].extend(corpus.truth.iter().flat_map(|_| row(["recall", "precision"])));
    rows[0].extend(peer.iter().flat_map(|_| ["CPU", "wall", "peak"].map(|cost| format!("{cost}/{base}"))));
    for (tool, usages) in &runs {
        let cpu = usages.iter().map(|usage| usage.cpu);
        let name = if *tool == Tool::Wiretrace { format!("{tool} scan {}", flags.join(" ")) } else { tool.to_string() };
        let mut cells = vec![
            name.trim_end().to_owned(),
            spread(cpu.clone()),
            spread(usages.iter().map(|usage| usage.wall)),
            format!("{:.0}", median(usages.iter().map(|usage| usage.peak))),
            format!("{:.1}", table::megabytes(&corpus.pieces) / median(cpu)),
        ];
        // Only now that nothing more is measured may this process grow.
        if let Some(truth) = &corpus.truth {
            let score = score(truth, &bench.clusters(*tool))?;
            cells.extend([format!("{:.4}", score.recall), format!("{:.5}", score.precision)]);
        }
        if let Some(peer) = &peer {
            let costs: [fn(&Usage) -> f64; 3] = [|usage| usage.cpu, |usage| usage.wall, |usage| usage.peak];
            cells.extend(costs.map(|cost| format!("{:.2}", ratio(usages, peer, cost))));
        }
        rows.push(cells);
    }
    table::print(&rows);
    Ok(())
}
