//! What an archive costs to build, what it takes on disk, and how fast a check answers as a whole process, warm and cold.
//!
//! ```text
//! cargo build --release && cargo run --release --example archive_speed -- [PIECES] CORPUS.jsonl...
//! ```
//!
//! The archive holds all corpora. Building is compared with `scan --copies-only` of the same files plus cleaning them (words, sentences, names,
//! credits, language), in CPU seconds. So many pieces of each corpus (100 if not told), drawn by a hash of their ids, are written to files and
//! checked one after another; before a cold check the archive's files are dropped from the page cache by `dd` (GNU). Linux only: CPU seconds of
//! children are read from `/proc`.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rayon::prelude::*;
use wiretrace::article::Article;
use wiretrace::clean::clean;
use wiretrace::clean::language::language;
use wiretrace::clean::repeats::rank;
use wiretrace::read::{ReadSettings, read};

fn main() -> Result<(), Box<dyn Error>> {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let pieces = args.first().and_then(|first| first.parse().ok());
    if pieces.is_some() {
        args.remove(0);
    }
    let pieces: usize = pieces.unwrap_or(100);
    let wiretrace = std::env::current_exe()?.parent().and_then(Path::parent).ok_or("where is this?")?.join("wiretrace");
    let folder = tempfile::tempdir()?;
    let archive = folder.path().join("archive");
    let path = archive.display().to_string();

    let corpora: Vec<Vec<Article>> = args
        .iter()
        .map(|corpus| read(std::slice::from_ref(corpus), &ReadSettings::default(), &|_, _| ()).map(|intake| intake.articles))
        .collect::<Result<_, _>>()?;
    let with_paths = |verbs: &[&str]| verbs.iter().map(|verb| (*verb).to_owned()).chain(args.iter().cloned()).collect::<Vec<_>>();
    let copies = run(&wiretrace, &with_paths(&["scan", "--copies-only", "--format", "csv"]))?.0;
    let before = cpu(0)?;
    let named: usize = corpora.par_iter().flatten().map(|article| language(&article.text, &clean(article)).map_or(0, str::len)).sum();
    let cleaning = cpu(0)? - before;
    let (build, wall) = run(&wiretrace, &with_paths(&["index", "build", &path]))?;
    let count: usize = corpora.iter().map(Vec::len).sum();
    println!(
        "{count} pieces: build {build:.1} CPU s ({:.1} s of wall), copies-only {copies:.1} + cleaning {cleaning:.1} ({named} letters of language): ratio {:.2}",
        wall.as_secs_f64(),
        build / (copies + cleaning)
    );
    let bytes: u64 = std::fs::read_dir(&archive)?.filter_map(|file| Some(file.ok()?.metadata().ok()?.len())).sum();
    let text: usize = corpora.iter().flatten().map(|article| article.text.len()).sum();
    println!("archive: {} bytes a piece, {:.2} of the text", bytes / count as u64, bytes as f64 / text as f64);

    for (corpus, articles) in args.iter().zip(&corpora) {
        let mut drawn: Vec<&Article> = articles.iter().collect();
        drawn.sort_by_key(|article| rank(&article.id));
        let files: Vec<PathBuf> =
            drawn.iter().take(pieces).enumerate().map(|(n, article)| write(folder.path(), n, article)).collect::<Result<_, _>>()?;
        let ask = |file: &PathBuf| {
            let words = ["check", &file.display().to_string(), "--against", &path].map(str::to_owned);
            run(&wiretrace, &words).map(|(_, wall)| wall)
        };
        let warm = files.iter().map(ask).collect::<Result<Vec<_>, _>>()?;
        let cold = files
            .iter()
            .take(10)
            .map(|file| {
                forget(&archive)?;
                ask(file)
            })
            .collect::<Result<Vec<_>, _>>()?;
        println!("{corpus}: warm {}; cold {}", spread(warm), spread(cold));
    }
    Ok(())
}

fn write(folder: &Path, n: usize, article: &Article) -> std::io::Result<PathBuf> {
    let file = folder.join(format!("desk{n}.txt"));
    std::fs::write(&file, &article.text)?;
    Ok(file)
}

/// The middle, the twentieth from the top of a hundred, and the top.
fn spread(mut all: Vec<Duration>) -> String {
    all.sort_unstable();
    let at = |share: usize| all.get((all.len() * share / 100).min(all.len().saturating_sub(1))).map_or(0.0, Duration::as_secs_f64) * 1e3;
    format!("p50 {:.0} ms, p95 {:.0} ms, most {:.0} ms ({} pieces)", at(50), at(95), at(100), all.len())
}

/// Drops the files of a folder from the page cache.
fn forget(folder: &Path) -> Result<(), Box<dyn Error>> {
    for file in std::fs::read_dir(folder)? {
        let input = format!("if={}", file?.path().display());
        let status = Command::new("dd").args([&input, "iflag=nocache", "count=0"]).stderr(Stdio::null()).status()?;
        if !status.success() {
            return Err("dd cannot drop the page cache".into());
        }
    }
    Ok(())
}

/// Runs the program and gives the CPU seconds and the time that it took.
fn run(program: &Path, words: &[String]) -> Result<(f64, Duration), Box<dyn Error>> {
    let (before, start) = (cpu(2)?, Instant::now());
    let status = Command::new(program).args(words).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    let wall = start.elapsed();
    // Found something, or passed over a broken record: both are answers.
    if !matches!(status.code(), Some(0 | 1 | 3)) {
        return Err(format!("{} {}: {status}", program.display(), words.join(" ")).into());
    }
    Ok((cpu(2)? - before, wall))
}

/// CPU seconds, user and system, of this process (0) or of its children that have ended (2).
fn cpu(whose: usize) -> Result<f64, Box<dyn Error>> {
    const TICKS: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let after = stat.rsplit(") ").next().unwrap_or_default();
    let fields: Vec<f64> = after.split(' ').skip(11 + whose).take(2).filter_map(|field| field.parse().ok()).collect();
    Ok(fields.iter().sum::<f64>() / TICKS)
}
