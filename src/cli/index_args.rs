//! The command line of `index`.

use clap::{ArgGroup, Args, Subcommand, ValueEnum};

#[derive(Debug, Subcommand)]
pub enum IndexCommand {
    /// Make an archive of files and folders, or complete one whose making was cut short
    Build(BuildArgs),
    /// Add what is new or has changed
    Add(AddArgs),
    /// Remove pieces, and their texts from the disk
    Remove(RemoveArgs),
    /// Remove the pieces that are too old to be kept
    Prune(PruneArgs),
    /// Tell what an archive holds and by which rules it was made
    Info(InfoArgs),
    /// Read every byte and check it
    Verify(OneArgs),
    /// Make one segment of all, without what was removed
    Compact(OneArgs),
}

#[derive(Debug, Args)]
#[command(
    after_help = "An archive that is there already and was made with the same settings is gone on with: after Ctrl-C, a kill or a full disk \
the same command completes it. Everything is committed a batch at a time. \
Ends with 0, with 2 when it could not run, with 3 when it was done but some files were skipped."
)]
pub struct BuildArgs {
    /// The archive's folder: new, empty, or an archive
    #[arg(value_name = "INDEX")]
    pub index: String,
    /// Files, folders or quoted patterns; - for standard input
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<String>,
    /// Keep fingerprints only, no texts: a check then finds copies and close rewrites, and cannot show what was changed
    #[arg(long)]
    pub no_text: bool,
    /// Days after which index prune removes a piece, counted from the date that it states, else from the day on which it was added
    #[arg(long, value_name = "N")]
    pub keep_days: Option<u32>,
    /// Words in a shingle
    #[arg(long, value_name = "K", default_value_t = 5)]
    pub shingle: usize,
    /// Threads; 0 for as many as there are cores
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub threads: usize,
}

#[derive(Debug, Args)]
#[command(after_help = "A piece that is there already (the same id, the same bytes) is passed over, one that has changed is replaced. \
Others may check meanwhile; only one may write. Everything is committed a batch at a time: after Ctrl-C, a kill or a full disk the same \
command completes it. Ends with 0, with 2 when it could not run, with 3 when it was done but some files were skipped.")]
pub struct AddArgs {
    /// The archive
    #[arg(value_name = "INDEX")]
    pub index: String,
    /// Files, folders or quoted patterns; - for standard input
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<String>,
    /// Threads; 0 for as many as there are cores
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub threads: usize,
}

#[derive(Debug, Args)]
#[command(
    group = ArgGroup::new("which").required(true).multiple(true).args(["id", "path", "older_than"]),
    after_help = "A piece goes when any of the options names it. An id or path that names none is told on standard error and is no failure: \
what should be gone is gone, and the same command may be run again."
)]
pub struct RemoveArgs {
    /// The archive
    #[arg(value_name = "INDEX")]
    pub index: String,
    /// The id of a piece; may be given several times
    #[arg(long, value_name = "ID")]
    pub id: Vec<String>,
    /// A file, as it was named or where it lies, or a folder above it; may be given several times, and need not be there any more
    #[arg(long, value_name = "PATH")]
    pub path: Vec<String>,
    /// Pieces of more than so many days: of the date that they state, else of the day on which they were added
    #[arg(long, value_name = "DAYS")]
    pub older_than: Option<u32>,
}

#[derive(Debug, Args)]
#[command(after_help = "A piece's day is the date that it states, else the day on which it was added.")]
pub struct PruneArgs {
    /// The archive
    #[arg(value_name = "INDEX")]
    pub index: String,
    /// Keep pieces of up to so many days; without it, what the archive was made with
    #[arg(long, value_name = "N")]
    pub keep_days: Option<u32>,
}

#[derive(Debug, Args)]
pub struct InfoArgs {
    /// The archive
    #[arg(value_name = "INDEX")]
    pub index: String,
    /// What to print
    #[arg(long, value_enum, default_value_t = InfoFormat::Text)]
    pub format: InfoFormat,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum InfoFormat {
    /// For people
    Text,
    /// One object
    Json,
}

#[derive(Debug, Args)]
pub struct OneArgs {
    /// The archive
    #[arg(value_name = "INDEX")]
    pub index: String,
}
