//! `index`: an archive made, filled, emptied, looked at and mended.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use wiretrace::error::{Error, Skipped};
use wiretrace::index::{DocAt, Header, Index, Info, Kept, Snapshot, is_index};
use wiretrace::pipeline;
use wiretrace::read::{self, ReadSettings};
use wiretrace::report::text::{plain, plain_line};
use wiretrace::report::{check, json};
use wiretrace::settings::Settings;

use super::index_args::{AddArgs, BuildArgs, IndexCommand, InfoArgs, InfoFormat, OneArgs, PruneArgs, RemoveArgs};
use super::{DONE, SOME_SKIPPED, complain, in_threads, progress};

/// Does what is asked of an archive.
pub fn run(command: &IndexCommand) -> Result<u8, Error> {
    match command {
        IndexCommand::Build(args) => build(args),
        IndexCommand::Add(AddArgs { index, paths, threads }) => add(&Index::open(index)?, index, paths, *threads, false),
        IndexCommand::Remove(args) => remove(args),
        IndexCommand::Prune(args) => prune(args),
        IndexCommand::Info(args) => info(args),
        IndexCommand::Verify(args) => verify(args),
        IndexCommand::Compact(args) => compact(args),
    }
}

fn build(args: &BuildArgs) -> Result<u8, Error> {
    let settings = Settings { shingle: args.shingle, ..Settings::default() }.checked()?;
    if !is_index(Path::new(&args.index)) {
        // A misspelt path should leave no empty archive behind.
        read::require(&args.paths, &ReadSettings::default())?;
    }
    let index = Index::create(&args.index, &Header::new(&settings, !args.no_text, args.keep_days))?;
    // One segment is asked four times as fast as four, and to merge them takes a tenth of the time that building took.
    add(&index, &args.index, &args.paths, args.threads, true)
}

fn add(index: &Index, name: &str, paths: &[String], threads: usize, compact: bool) -> Result<u8, Error> {
    let (added, skipped, pieces) = in_threads(threads, || {
        let mut writer = index.writer()?;
        let shown = progress::Shown::new();
        let (added, skipped) = pipeline::add(paths, &mut writer, &ReadSettings::default(), today(), &shown.show())?;
        if compact {
            writer.compact()?;
        }
        let pieces = writer.seen().pieces();
        writer.finish()?;
        Ok((added, skipped, pieces))
    })?;
    list(&skipped);
    say(&format!(
        "{name}: {} new, {} replaced, {} there already, {} skipped; {} now in the archive",
        added.new,
        added.replaced,
        added.there,
        skipped.len(),
        counted(pieces, "piece")
    ))?;
    Ok(if skipped.is_empty() { DONE } else { SOME_SKIPPED })
}

fn remove(args: &RemoveArgs) -> Result<u8, Error> {
    take_out(&args.index, |snapshot| {
        let mut found = args.older_than.map_or_else(Vec::new, |days| snapshot.before(today() - i64::from(days)));
        for id in &args.id {
            let piece = snapshot.find(id)?.map(|(at, _)| at);
            if piece.is_none() {
                complain(&format!("{}: no piece has the id {id}", args.index));
            }
            found.extend(piece);
        }
        if !args.path.is_empty() {
            found.extend(below(&args.path, snapshot, &args.index)?);
        }
        Ok(found)
    })
}

fn prune(args: &PruneArgs) -> Result<u8, Error> {
    take_out(&args.index, |snapshot| {
        let days = args.keep_days.or(snapshot.header().keep_days).ok_or_else(|| {
            let reason = "was made without --keep-days, so nothing in it is ever too old; say how many days with --keep-days N";
            Error::Unreadable { path: args.index.clone(), reason: reason.to_owned() }
        })?;
        Ok(snapshot.before(today() - i64::from(days)))
    })
}

/// Removes what is picked, and tells how much that was.
fn take_out(name: &str, pick: impl FnOnce(&Snapshot) -> Result<Vec<DocAt>, Error>) -> Result<u8, Error> {
    let index = Index::open(name)?;
    let mut writer = index.writer()?;
    let mut found = pick(writer.seen())?;
    found.sort_unstable();
    found.dedup();
    writer.remove(&found)?;
    let pieces = writer.seen().pieces();
    writer.finish()?;
    say(&format!("{name}: {} removed; {} now in the archive", counted(found.len() as u64, "piece"), counted(pieces, "piece")))?;
    Ok(DONE)
}

/// Finds the pieces whose file is one of the paths or lies below one. O(archive).
fn below(paths: &[String], snapshot: &Snapshot, name: &str) -> Result<Vec<DocAt>, Error> {
    let folders: Vec<(&Path, PathBuf)> = paths.iter().map(|path| (bare(path), real(Path::new(path)))).collect();
    let holds =
        |kept: &Kept, (named, place): &(&Path, PathBuf)| bare(&kept.path).starts_with(named) || Path::new(&kept.place).starts_with(place);
    let pieces = snapshot.each(|kept| {
        let by: Vec<usize> = (0..folders.len()).filter(|at| holds(&kept, &folders[*at])).collect();
        (!by.is_empty()).then_some((kept.id, by))
    })?;
    let pieces: Vec<(String, Vec<usize>)> = pieces.into_iter().flatten().collect();
    for (at, path) in paths.iter().enumerate() {
        if !pieces.iter().any(|(_, by)| by.contains(&at)) {
            complain(&format!("{name}: no piece came from {path}"));
        }
    }
    let found = pieces.iter().map(|(id, _)| Ok(snapshot.find(id)?.map(|(at, _)| at)));
    found.filter_map(Result::transpose).collect()
}

/// A path without the `./` that says nothing.
fn bare(path: &str) -> &Path {
    let path = Path::new(path);
    path.strip_prefix(".").unwrap_or(path)
}

/// Where a path lies behind all links, as far as it is still there.
fn real(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    absolute.canonicalize().unwrap_or_else(|_| match (absolute.parent(), absolute.file_name()) {
        (Some(folder), Some(name)) => real(folder).join(name),
        _ => absolute,
    })
}

fn info(args: &InfoArgs) -> Result<u8, Error> {
    let info = Index::open(&args.index)?.info()?;
    match args.format {
        InfoFormat::Text => writeln!(io::stdout(), "{}", in_words(&info)).map_err(Error::Output),
        InfoFormat::Json => {
            let mut out = io::stdout().lock();
            json::write_value(&info, &mut out).and_then(|()| out.flush()).map_err(Error::Output)
        }
    }?;
    Ok(DONE)
}

fn in_words(info: &Info) -> String {
    let header = &info.header;
    let removed = if info.removed == 0 { String::new() } else { format!(", and {} removed but not overwritten yet", info.removed) };
    let rows = [
        ("pieces", format!("{}{removed}", info.pieces)),
        ("on disk", format!("{}, {} a piece, in {}", size(info.bytes), size(info.bytes_a_piece), counted(info.segments as u64, "segment"))),
        ("texts", if header.keeps_text { "kept, compressed" } else { "not kept, fingerprints only" }.to_owned()),
        (
            "kept for",
            header
                .keep_days
                .map_or_else(|| "ever".to_owned(), |days| format!("{}, then index prune removes it", counted(u64::from(days), "day"))),
        ),
        ("shingle", counted(header.shingle as u64, "word")),
        ("made by", format!("{}, format {}, cleaning {}", header.tool, header.format, header.cleaning)),
    ];
    let rows = rows.map(|(name, value)| format!("\n  {name:<8}  {value}"));
    format!("{}{}", plain(&info.path), rows.concat())
}

fn verify(args: &OneArgs) -> Result<u8, Error> {
    let pieces = Index::open(&args.index)?.verify()?;
    say(&format!("{}: every byte is as it was written; {}", args.index, counted(pieces, "piece")))?;
    Ok(DONE)
}

fn compact(args: &OneArgs) -> Result<u8, Error> {
    let index = Index::open(&args.index)?;
    let before = index.info()?;
    let mut writer = index.writer()?;
    writer.compact()?;
    writer.finish()?;
    let after = index.info()?;
    let told = |info: &Info| format!("{} of {}", counted(info.segments as u64, "segment"), size(info.bytes));
    let before = if before.segments == after.segments { String::new() } else { format!("{} made ", told(&before)) };
    say(&format!("{}: {before}{}; {}", args.index, told(&after), counted(after.pieces, "piece")))?;
    Ok(DONE)
}

/// Days since 1970: the one place where the program asks what day it is.
pub fn today() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs() / 86_400).unwrap_or(0)
}

/// Lists what was passed over.
pub fn list(skipped: &[Skipped]) {
    for skipped in skipped {
        complain(&check::unread(skipped));
    }
}

/// Says a line on standard output; names in it may come from anybody.
fn say(what: &str) -> Result<(), Error> {
    writeln!(io::stdout(), "{}", plain_line(what)).map_err(Error::Output)
}

fn counted(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// Bytes as people read them, in powers of 1,024 as --memory takes them.
#[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
fn size(bytes: u64) -> String {
    let (mut amount, mut unit) = (bytes as f64, "B");
    for larger in ["KiB", "MiB", "GiB", "TiB"] {
        if amount < 1000.0 {
            break;
        }
        (amount, unit) = (amount / 1024.0, larger);
    }
    if unit == "B" || amount >= 100.0 { format!("{amount:.0} {unit}") } else { format!("{amount:.1} {unit}") }
}
