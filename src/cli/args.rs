//! The command line.

use std::path::PathBuf;
use std::sync::LazyLock;

use clap::{ArgGroup, Parser, Subcommand, ValueEnum};
use wiretrace::report::csv::Measure;
use wiretrace::settings::Settings;
use wiretrace::{clean, index, report};

use super::index_args::IndexCommand;

/// What `--version` says: whoever changes the program must know whether it still reads the archive.
static LONG_VERSION: LazyLock<String> = LazyLock::new(|| {
    format!(
        "{}\narchives: reads and writes format {} with cleaning {}\nreports: writes format {}",
        env!("CARGO_PKG_VERSION"),
        index::FORMAT,
        clean::CLEANING_VERSION,
        report::FORMAT
    )
});

/// Tells which articles are rewrites of which original, and what each changed.
#[derive(Debug, Parser)]
#[command(version, long_version = LONG_VERSION.as_str(), about, propagate_version = true, arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Find the families of rewrites in files and folders
    Scan(ScanArgs),
    /// Lay one piece beside its original
    Diff(DiffArgs),
    /// Write the similarity matrix as CSV
    Matrix(MatrixArgs),
    /// Tell what an archive or folder holds that one piece was made from
    Check(CheckArgs),
    /// Make and keep an archive that pieces are checked against
    #[command(subcommand)]
    Index(IndexCommand),
    /// Find the pieces that still carry what a correction or kill notice takes back
    Ripple(RippleArgs),
    /// Show an archive to a desk: a local web page, and answers in JSON for programs
    #[cfg(feature = "serve")]
    Serve(ServeArgs),
    /// Print shell completions
    Completions {
        /// The shell to complete for
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man {
        /// Write it to this folder instead, and a page for each command beside it
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
}

#[derive(Debug, clap::Args)]
pub struct ScanArgs {
    /// Files, folders or quoted patterns; - for standard input
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<String>,
    /// The piece that is the original of its family
    #[arg(long, value_name = "FILE")]
    pub original: Option<String>,
    /// The outlet whose story it is, where the pieces do not say
    #[arg(long, value_name = "NAME")]
    pub outlet: Option<String>,
    /// Write report.json and the tables to this folder
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Find copies only, by their shingles: many times faster, and blind to rewrites, series and changed facts
    #[arg(long)]
    pub copies_only: bool,
    /// About the most memory to take, such as 1.5G: with --copies-only the rest goes to a temporary file in TMPDIR, but for some 1.5 KB of each
    /// piece; else more is refused
    #[arg(long, value_name = "SIZE", value_parser = bytes)]
    pub memory: Option<u64>,
    /// Threads; 0 for as many as there are cores
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub threads: usize,
    /// Words in a shingle
    #[arg(long, value_name = "K", default_value_t = 5)]
    pub shingle: usize,
    /// Least probability of a shared text for a family
    #[arg(long, value_name = "P", default_value_t = Settings::default().threshold, conflicts_with = "copies_only")]
    pub threshold: f64,
    /// Tell on standard error what each step did
    #[arg(long, short)]
    pub verbose: bool,
}

/// Reads a size such as `800M`, `1.5G`, `2GiB` or `4096`; letters count in powers of 1,024.
fn bytes(size: &str) -> Result<u64, String> {
    let size = size.trim();
    let digits = size.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(size.len());
    let power = match size[digits..].trim().to_ascii_uppercase().as_str() {
        "" | "B" => 0,
        "K" | "KB" | "KIB" => 1,
        "M" | "MB" | "MIB" => 2,
        "G" | "GB" | "GIB" => 3,
        "T" | "TB" | "TIB" => 4,
        _ => return Err("a number and K, M, G or T, such as 1.5G".to_owned()),
    };
    let number: f64 = size[..digits].parse().map_err(|_| "a number and K, M, G or T, such as 1.5G".to_owned())?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "digits give no negative number, and the cast saturates")]
    let bytes = (number * 1024_f64.powi(power)) as u64;
    Ok(bytes)
}

impl ScanArgs {
    pub fn settings(&self) -> Settings {
        Settings {
            shingle: self.shingle,
            threshold: self.threshold,
            copies_only: self.copies_only,
            memory: self.memory,
            original: self.original.clone(),
            outlet: self.outlet.clone(),
            ..Settings::default()
        }
    }
}

#[derive(Debug, clap::Args)]
pub struct DiffArgs {
    /// The original
    #[arg(value_name = "ORIGINAL")]
    pub original: String,
    /// The piece to lay beside it; - for standard input
    #[arg(value_name = "PIECE")]
    pub piece: String,
    /// What to print
    #[arg(long, value_enum, default_value_t = DiffFormat::Text)]
    pub format: DiffFormat,
}

#[derive(Debug, clap::Args)]
pub struct MatrixArgs {
    /// Files, folders or quoted patterns; - for standard input
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<String>,
    /// What to measure
    #[arg(long, value_enum, default_value_t = MeasureArg::Reuse)]
    pub measure: MeasureArg,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Threads; 0 for as many as there are cores
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub threads: usize,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "A notice is prose as desks write it, or lines such as \"Old: 12 boats were crushed\" and \"New: 21 boats were crushed\" \
under a line \"Story: a headline\"; the same names are fields of a .json notice. \
Ends with 0 when no piece carries the old fact, 1 when some do, 2 when it could not run, 3 when none do but some files were skipped."
)]
pub struct RippleArgs {
    /// The correction or kill notice; - for standard input
    #[arg(value_name = "NOTICE")]
    pub notice: String,
    /// Files, folders or quoted patterns with the pieces, as for scan; several may follow. Or one archive
    #[arg(long, required = true, num_args = 1.., value_name = "PATH")]
    pub against: Vec<String>,
    /// What to print
    #[arg(long, value_enum, default_value_t = RippleFormat::Text)]
    pub format: RippleFormat,
    /// Threads; 0 for as many as there are cores
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub threads: usize,
}

#[derive(Debug, clap::Args)]
#[command(
    group = ArgGroup::new("what").required(true).args(["piece", "watch"]),
    override_usage = "wiretrace check [OPTIONS] PIECE --against <PATH|INDEX>...\n       wiretrace check [OPTIONS] --watch <DIR> --against <PATH|INDEX>...",
    after_help = "The piece may itself lie in the archive or folder: it is not compared with itself. \
Ends with 0 when nothing was found, 1 when a copy or a rewrite was, 2 when it could not run, 3 when nothing was found but some files were skipped.\n\n\
--watch tells a line for each piece, once its file has not grown for a moment: a file that is written, renamed into the folder or written again. \
Files that lie there already are not told; hidden and temporary names and other kinds of file are passed over, as scan does; \
a file that cannot be read gets a line with the reason. What somebody adds to the archive meanwhile counts from the next piece on. \
With --format json each line is an object: path, piece, held, verdict, closest, probability, told_of_piece, told_of_closest, original, \
original_shares, piece_shares, facts (how many); or path and error. Ctrl-C ends it (130), and SIGTERM (143)."
)]
pub struct CheckArgs {
    /// The piece, named before --against; - for standard input
    #[arg(value_name = "PIECE")]
    pub piece: Option<String>,
    /// Check each piece as it lands in this folder, or below it
    #[arg(long, value_name = "DIR")]
    pub watch: Option<String>,
    /// One archive; or files, folders or quoted patterns, as for scan; several may follow
    #[arg(long, required = true, num_args = 1.., value_name = "PATH|INDEX")]
    pub against: Vec<String>,
    /// What to print
    #[arg(long, value_enum, default_value_t = CheckFormat::Text)]
    pub format: CheckFormat,
    /// Threads; 0 for as many as there are cores
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub threads: usize,
}

#[cfg(feature = "serve")]
#[derive(Debug, clap::Args)]
#[command(after_help = "Only this machine may ask, unless a token is given: 16 characters or more, in the environment variable \
WIRETRACE_TOKEN (others on this machine see the arguments of a process). A browser asks for it once; programs send it as \
Authorization: Bearer TOKEN. The line is not encrypted: put a server that does TLS in front where others may listen. \
What is committed to the archive meanwhile counts from the next question on. /openapi.json tells programs what to ask. \
Ctrl-C or SIGTERM ends it when what runs is answered, after ten seconds at most (0; 130 at a second Ctrl-C, at once).")]
pub struct ServeArgs {
    /// The archive
    #[arg(long, value_name = "INDEX")]
    pub index: String,
    /// The port; 0 for any that is free
    #[arg(long, value_name = "N", default_value_t = 8484)]
    pub port: u16,
    /// The address to listen at; another than this machine's own needs a token
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1")]
    pub bind: std::net::IpAddr,
    /// What a client has to show; better told in the environment, see below
    #[arg(long, value_name = "TOKEN")]
    pub token: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum CheckFormat {
    /// One screen for people; with --watch one line
    Text,
    /// Everything that was found; with --watch one object a line
    Json,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum RippleFormat {
    /// One block a survivor, for people
    Text,
    /// Everything that was found
    Json,
    /// One row a survivor
    Csv,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Format {
    /// A table for people
    Text,
    /// The whole report
    Json,
    /// The table of pairs
    Csv,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum DiffFormat {
    /// For people
    Text,
    /// One member object, as in report.json
    Json,
    /// One page that needs nothing beside it
    Html,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum MeasureArg {
    /// Share of words in sentences that the other tells too, the larger of both directions
    Reuse,
    /// Shared shingles over all shingles
    Jaccard,
    /// Share of shingles that the other has, the larger of both directions
    Containment,
    /// Probability that the two share a text
    Probability,
}

impl From<MeasureArg> for Measure {
    fn from(measure: MeasureArg) -> Self {
        match measure {
            MeasureArg::Reuse => Self::Reuse,
            MeasureArg::Jaccard => Self::Jaccard,
            MeasureArg::Containment => Self::Containment,
            MeasureArg::Probability => Self::Probability,
        }
    }
}
