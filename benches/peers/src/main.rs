//! Runs wiretrace and its fastest peers on the same job and prints what each costs and finds.
//!
//! The job: read JSON Lines, lower-case, word 5-grams, 128 hashes, pairs of a Jaccard of 0.5 and more, clusters to a file. CPU seconds
//! (user and system) are what to compare by: wall seconds mean little on a busy machine. Tools run in turn, round after round, and each
//! ratio is the median over rounds of what the two cost in the same round.

mod compare;
mod corpus;
mod dice;
mod hostile;
mod language;
mod run;
mod score;
mod strain;
mod strange;
mod table;

use std::error::Error;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, Subcommand};

use corpus::Corpus;
use run::{Bench, Tool};

#[derive(Parser)]
#[command(version, about)]
struct Args {
    #[command(subcommand)]
    mode: Option<Mode>,
    /// Pieces of the planted corpus
    #[arg(long, global = true, default_value_t = 50_000, value_name = "N")]
    pieces: usize,
    /// Seed of the planted corpus
    #[arg(long, global = true, default_value_t = 1, value_name = "N")]
    seed: u64,
    /// A corpus to use instead; its truth is NAME.truth.tsv beside NAME.jsonl, if that is there
    #[arg(long, global = true, value_name = "FILE.jsonl")]
    corpus: Option<PathBuf>,
    /// How often each tool runs, in turn with the others
    #[arg(long, global = true, default_value_t = 5, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// The tools to run
    #[arg(long, global = true, value_delimiter = ',', default_values_t = Tool::ALL)]
    only: Vec<Tool>,
    /// The tool that all ratios are to
    #[arg(long, global = true, default_value_t = Tool::Gaoya, value_name = "TOOL")]
    base: Tool,
    /// The wiretrace binary; built from this repository if not told
    #[arg(long, global = true, value_name = "PATH")]
    wiretrace: Option<PathBuf>,
    /// A Python that has what requirements.txt lists; a virtual environment is made if not told
    #[arg(long, global = true, value_name = "PATH")]
    python: Option<PathBuf>,
    /// Where corpora and results go; wiretrace-peers in the system's temporary folder if not told
    #[arg(long, global = true, value_name = "DIR")]
    work: Option<PathBuf>,
    /// Seconds after which a run is given up
    #[arg(long, global = true, default_value_t = 3600, value_name = "SECONDS")]
    limit: u64,
}

#[derive(Subcommand)]
enum Mode {
    /// All tools on the same job, with recall and precision of pairs (the default)
    Compare,
    /// The full scan of wiretrace beside gaoya finding copies only
    Full,
    /// What a piece costs wiretrace as the corpus grows
    Growth {
        /// Pieces of each corpus
        #[arg(long, value_delimiter = ',', default_values_t = [50_000, 200_000, 1_000_000])]
        sizes: Vec<usize>,
        /// Runs each corpus under this cap too
        #[arg(long, value_name = "SIZE")]
        memory: Option<String>,
    },
    /// Wall time of wiretrace with one thread and with two
    Threads,
    /// Inputs that invite more than linear time
    Hostile {
        /// The full scan instead of copies only
        #[arg(long)]
        full: bool,
    },
    /// How far from only reading the bytes wiretrace is
    Limit,
    /// Reads a file, finds its lines and lower-cases it; what `limit` measures
    #[command(hide = true)]
    Pass {
        file: PathBuf,
        #[arg(long)]
        lower: bool,
    },
}

fn main() -> Result<(), Box<dyn Error>> {
    let args = Args::parse();
    if let Some(Mode::Pass { file, lower }) = &args.mode {
        return Ok(strain::pass(file, *lower)?);
    }
    let work = args.work.clone().unwrap_or_else(|| std::env::temp_dir().join("wiretrace-peers"));
    std::fs::create_dir_all(&work)?;
    let needs = match &args.mode {
        None | Some(Mode::Compare) => args.only.clone(),
        Some(Mode::Full) => vec![Tool::Wiretrace, args.base],
        Some(_) => vec![Tool::Wiretrace],
    };
    let limit = Duration::from_secs(args.limit);
    let bench = Bench::prepare(&work, &needs, args.wiretrace.as_deref(), args.python.as_deref(), limit)?;
    let corpus = || -> std::io::Result<Corpus> {
        args.corpus.as_deref().map_or_else(|| corpus::plant(&work, args.pieces, args.seed), |pieces| Ok(corpus::given(pieces)))
    };
    match &args.mode {
        None | Some(Mode::Compare) => compare::compare(&bench, &corpus()?, &needs, args.base, run::COPIES_ONLY, args.rounds),
        Some(Mode::Full) => compare::compare(&bench, &corpus()?, &needs, args.base, run::FULL, args.rounds),
        Some(Mode::Growth { sizes, memory }) => strain::growth(&bench, sizes, memory.as_deref(), args.seed, args.rounds),
        Some(Mode::Threads) => strain::threads(&bench, &corpus()?, args.rounds),
        Some(Mode::Hostile { full }) => strain::hostile(&bench, if *full { run::FULL } else { run::COPIES_ONLY }, args.rounds),
        Some(Mode::Limit) => strain::limit(&bench, &corpus()?, args.rounds),
        Some(Mode::Pass { .. }) => Ok(()),
    }
}
