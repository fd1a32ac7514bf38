//! `check`: one piece, or each that lands in a folder, against an archive or a folder.

use std::io::{self, Write};

use wiretrace::error::{Error, Skipped};
use wiretrace::index::Index;
use wiretrace::pipeline;
use wiretrace::read::{self, ReadSettings};
use wiretrace::report::{check as answer, json, text};

use super::args::{CheckArgs, CheckFormat};
use super::{DONE, FOUND, SOME_SKIPPED, in_threads, index, progress, style, watch, width};

/// Checks what is asked for and gives the exit code.
pub fn run(args: &CheckArgs) -> Result<u8, Error> {
    match (&args.piece, &args.watch) {
        (_, Some(folder)) => in_threads(args.threads, || {
            let (archive, skipped) = opened(&args.against)?;
            index::list(&skipped);
            watch::watch(folder, &archive, args.format)
        }),
        (Some(piece), None) => one(piece, args),
        (None, None) => Ok(DONE),
    }
}

fn one(piece: &str, args: &CheckArgs) -> Result<u8, Error> {
    if piece == "-" && args.against.iter().any(|path| path == "-") {
        let reason = "is the piece and what it is held against at once; give one of them as a file".to_owned();
        return Err(Error::Unreadable { path: "-".to_owned(), reason });
    }
    let (report, skipped) = in_threads(args.threads, || {
        let article = read::read_one(piece, &ReadSettings::default())?;
        let (archive, skipped) = opened(&args.against)?;
        Ok((pipeline::check(article, &archive.snapshot()?)?, skipped))
    })?;
    index::list(&skipped);
    let mut out = io::stdout().lock();
    match args.format {
        CheckFormat::Text => answer::write_text(&report, text::Style { width: width(80), ..style() }, &mut out),
        CheckFormat::Json => json::write_value(&report, &mut out),
    }
    .and_then(|()| out.flush())
    .map_err(Error::Output)?;
    // What was found is worth more than what could not be read.
    Ok(if report.found() {
        FOUND
    } else if skipped.is_empty() {
        DONE
    } else {
        SOME_SKIPPED
    })
}

/// Opens the archive, or makes one in memory of files and folders.
fn opened(against: &[String]) -> Result<(Index, Vec<Skipped>), Error> {
    pipeline::against(against, &ReadSettings::default(), &progress::Shown::new().show())
}
