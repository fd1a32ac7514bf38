//! Shows rows of cells in columns, and what repeated measurements come to.

use std::path::Path;

use crate::run::Usage;

/// Prints rows under the first one, the header; the first column to the left, the others to the right.
pub fn print(rows: &[Vec<String>]) {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> =
        (0..columns).map(|at| rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max().unwrap_or(0)).collect();
    for row in rows {
        let cells = row.iter().zip(&widths).enumerate();
        let line: Vec<String> =
            cells.map(|(at, (cell, width))| if at == 0 { format!("{cell:<width$}") } else { format!("{cell:>width$}") }).collect();
        println!("{}", line.join("  ").trim_end());
    }
}

pub fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

/// Says what was run on and how busy the machine is.
pub fn headline(pieces: &Path, rounds: u32) {
    let megabytes = megabytes(pieces);
    let name = pieces.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    println!(
        "{name}, {megabytes:.1} MB, {rounds} rounds, {} cores, load {}",
        std::thread::available_parallelism().map_or(1, usize::from),
        load()
    );
}

/// The load of the last minute, where the system tells it.
pub fn load() -> String {
    std::fs::read_to_string("/proc/loadavg")
        .ok()
        .and_then(|said| said.split(' ').next().map(str::to_owned))
        .unwrap_or_else(|| "unknown".to_owned())
}

pub fn megabytes(file: &Path) -> f64 {
    std::fs::metadata(file).map_or(0.0, |about| about.len() as f64 / 1e6)
}

pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => f64::NAN,
        count if count % 2 == 1 => values[count / 2],
        count => f64::midpoint(values[count / 2 - 1], values[count / 2]),
    }
}

/// The median with the least and the most: `9.6 (8.2–11.8)`.
pub fn spread(values: impl IntoIterator<Item = f64> + Clone) -> String {
    let (least, most) = values.clone().into_iter().fold((f64::MAX, f64::MIN), |(least, most), value| (least.min(value), most.max(value)));
    format!("{:.2} ({least:.2}–{most:.2})", median(values))
}

/// The median over rounds of what one costs in units of what the other costs in the same round.
pub fn ratio(one: &[Usage], other: &[Usage], cost: impl Fn(&Usage) -> f64) -> f64 {
    median(one.iter().zip(other).map(|(one, other)| cost(one) / cost(other)))
}
