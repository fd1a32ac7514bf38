//! What can go wrong, where, and the way out.

use std::path::PathBuf;

/// A failure that ends a run. A bad file never does: it becomes a [`Skipped`].
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A path that the user named is not there.
    #[error("{path}: no such file or folder; check the spelling, or quote a pattern such as 'news/*.txt'")]
    NotFound {
        /// The path as given.
        path: String,
    },
    /// Nothing in the paths could be read as a piece.
    #[error(
        "{path}: no readable piece there ({skipped} skipped); wiretrace reads .txt .md .html .json .jsonl .csv, each also as .gz or .zst"
    )]
    NothingToRead {
        /// The paths as given.
        path: String,
        /// How many files were skipped on the way.
        skipped: usize,
    },
    /// The piece named as the original is not among the pieces.
    #[error("{path}: named by --original but not among the pieces read; add it to the paths")]
    OriginalMissing {
        /// The path as given.
        path: String,
    },
    /// A setting is out of its range.
    #[error("{name} = {value}: must be {range}")]
    Setting {
        /// The option.
        name: &'static str,
        /// What was given.
        value: String,
        /// What it may be.
        range: &'static str,
    },
    /// A pattern cannot be understood.
    #[error("{path}: not a pattern ({reason}); quote it, and escape a literal bracket as [[]")]
    Pattern {
        /// The pattern as given.
        path: String,
        /// What the parser says.
        reason: String,
    },
    /// A file could not be read at all where one was asked for.
    #[error("{path}: {reason}")]
    Unreadable {
        /// The path as given.
        path: String,
        /// Why, and the way out.
        reason: String,
    },
    /// A full scan would take more memory than it may.
    #[error(
        "a full scan of these pieces takes about {needed} MiB, and --memory allows {allowed}; allow more, scan fewer at once, or take --copies-only"
    )]
    Memory {
        /// Mebibytes, about.
        needed: u64,
        /// Mebibytes.
        allowed: u64,
    },
    /// The temporary file that takes what memory may not hold failed.
    #[error("temporary file: {0}; name a folder with room in TMPDIR (on Windows TMP) (a scan may also be allowed more with --memory)")]
    Spool(#[source] std::io::Error),
    /// A notice does not say what it takes back.
    #[error(
        "{path}: cannot make out which fact this notice takes back; write it as lines of their own: Story: (a headline), Old: (the wrong wording), New: (the right one)"
    )]
    NoFact {
        /// The notice as given.
        path: String,
    },
    /// A path that was named as an archive is none.
    #[error("{path}: not an archive of wiretrace; make one with: wiretrace index build {path} PATH...")]
    NotAnIndex {
        /// The path as given.
        path: String,
    },
    /// An archive was written by other rules.
    #[error(
        "{path}: written by {tool} in {what} {theirs}, and this program reads {what} {ours}; read it with that version, or make it anew from the articles with: wiretrace index build NEW PATH..."
    )]
    IndexVersion {
        /// The archive.
        path: String,
        /// What differs.
        what: String,
        /// The program that wrote it.
        tool: String,
        /// What it was written in.
        theirs: String,
        /// What is read.
        ours: String,
    },
    /// An archive was made with other settings than were asked for.
    #[error("{path}: was made with {name} {theirs}, and {asked} is asked for; leave the option as it was, or build another archive")]
    IndexSettings {
        /// The archive.
        path: String,
        /// The option.
        name: &'static str,
        /// What it was made with.
        theirs: String,
        /// What is asked for.
        asked: String,
    },
    /// Bytes of an archive are not those that were written.
    #[error("{path}: damaged ({reason}); restore it from a copy, or move it away and run index build again")]
    IndexDamaged {
        /// The archive.
        path: String,
        /// Which file, and where.
        reason: String,
    },
    /// Somebody else writes to the archive.
    #[error("{path}: another wiretrace is writing to it; wait until it has ended, and run this again")]
    IndexLocked {
        /// The archive.
        path: String,
    },
    /// An archive could not be read or written.
    #[error("{path}: {reason}; what was committed before is whole: mend the cause and run this again")]
    Index {
        /// The archive.
        path: String,
        /// What the system or the store said.
        reason: String,
    },
    /// A result could not be written.
    #[error("{path}: cannot write ({source}); check the folder's permission and the free space, or name another with --out", path = path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Standard output could not be written.
    #[error("standard output: {0}")]
    Output(std::io::Error),
    /// Threads could not be started.
    #[error("--threads: cannot start the threads ({0}); try a smaller number")]
    Threads(String),
}

/// A file or record that was passed over, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Skipped {
    /// The file, with the line or record where there is one (`news.jsonl:17`).
    pub path: String,
    /// Why, in words.
    pub reason: String,
}
