//! The verbs in order, and nothing else.

use std::collections::HashSet;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use crate::article::{Article, ArticleId, Pair};
use crate::candidates::{Terms, candidates};
use crate::clean::local::weigh_by_folder;
use crate::clean::repeats::set_aside_repeats;
use crate::clean::{CleanText, clean};
use crate::cluster::{among_kin, clusters};
use crate::copies::{SHARE_OF_MEMORY, Spool, copies, print};
use crate::error::{Error, Skipped};
use crate::index::{Added, Header, Index, Kept, Snapshot, Writer, is_index, near};
use crate::lineage::{Archive, is_named, tell};
use crate::read::{Intake, ReadSettings, read, read_each, read_one, read_text};
use crate::report::check::{About, CheckReport, by_fingerprint, by_text};
use crate::report::ripple::{RippleReport, ripples};
use crate::report::{self, MemberRow, PairRow, Report, rows};
use crate::ripple::{notice, ripple as follow};
use crate::settings::Settings;
use crate::shingle::{Shingles, shingles};
use crate::sketch::{Signature, sketch};
use crate::verify::frame::mark_templates;
use crate::verify::{Match, Profile, judge, verify};

/// How far a step is: its name, what is done, what there is to do (0 where that is not known). [`READING`] counts bytes, the other steps count
/// pieces, pairs or families.
pub type Progress<'a> = &'a (dyn Fn(&'static str, u64, u64) + Sync);

/// The step that counts bytes.
pub const READING: &str = "reading";

/// A finished scan.
#[derive(Debug)]
pub struct Scan {
    /// What it found out.
    pub report: Report,
    /// The pieces, in path order, for whoever shows their text.
    pub articles: Vec<Article>,
}

/// Reads the paths and tells which pieces go back to which original.
///
/// Input: files, folders, globs, `-`. Output: the report, the same bytes for any number of threads and any order of paths. Cost: near
/// linear in the words read, plus a fraction of a millisecond for each candidate pair. Threads: those of the current rayon pool.
///
/// # Errors
/// A named path that is not there, no readable piece at all, an original that is not among the pieces, a setting out of range.
pub fn scan(paths: &[String], reading: &ReadSettings, settings: Settings, progress: Progress<'_>) -> Result<Scan, Error> {
    let settings = settings.checked()?;
    if settings.copies_only {
        return scan_for_copies(paths, reading, &settings, progress);
    }
    sift(read_within(settings.memory, paths, reading, progress)?, settings, progress)
}

/// Tells which of the pieces that were read go back to which original: what a scan does after reading.
///
/// # Errors
/// An original that is not among the pieces, a setting out of range.
pub fn sift(intake: Intake, settings: Settings, progress: Progress<'_>) -> Result<Scan, Error> {
    let settings = settings.checked()?;
    require_original(&intake.articles, &settings)?;
    let mut texts = each_told(&intake.articles, clean, "cleaning", progress);
    weigh_by_folder(&mut texts);
    let repeated = set_aside_repeats(&mut texts, &intake.articles);
    let sets = each_told(&texts, |text| shingles(text, settings.shingle), "shingling", progress);
    let signatures = each_told(&sets, sketch, "sketching", progress);
    let terms = each_told(&texts, Terms::of, "weighing words", progress);
    progress("finding candidates", 0, 0);
    let (pairs, sources) = candidates(&signatures, &sets, &terms, &settings);
    drop(signatures);
    progress("profiling", 0, 0);
    let mut profiles = profiles(&intake.articles, &texts, sets, terms);
    let judged = |pair: &Pair| judge(*pair, &profiles[pair.a().index()], &profiles[pair.b().index()], &settings);
    let mut matches = each_told(&pairs, judged, "verifying", progress);
    progress("clustering", 0, 0);
    let (families, more) = clusters(&matches, &profiles, &settings);
    matches.extend(more);
    matches.sort_unstable_by_key(|found| found.pair);
    let told: HashSet<ArticleId> = families.iter().flat_map(|family| &family.members).copied().collect();
    for (profile, at) in profiles.iter_mut().zip(0..) {
        profile.judged(told.contains(&ArticleId(at)));
    }
    let archive = Archive { articles: &intake.articles, texts: &texts, profiles: &profiles, matches: &matches };
    let stories = each_told(&families, |family| tell(family, archive, &settings), "tracing", progress);
    let funnel = rows::Funnel { repeated, sources, verified: matches.len() };
    let report = rows::report(archive, &families, &stories, intake.skipped, funnel, &settings);
    Ok(Scan { report, articles: intake.articles })
}

/// Reads the paths and tells which pieces are copies of one another: no text is held, and nothing but shingles is compared.
fn scan_for_copies(paths: &[String], reading: &ReadSettings, settings: &Settings, progress: Progress<'_>) -> Result<Scan, Error> {
    let spool = Spool::new(settings.memory.map(|most| most / SHARE_OF_MEMORY));
    let keep = |text: String| print(&text, settings.shingle, &spool);
    let (intake, prints) = read_each(paths, reading, &keep, &|done, all| progress(READING, done, all))?;
    require_original(&intake.articles, settings)?;
    progress("finding copies", 0, 0);
    let found = copies(prints, spool, settings).map_err(Error::Spool)?;
    let report = report::copies::report(&intake.articles, &found, intake.skipped, settings);
    Ok(Scan { report, articles: intake.articles })
}

/// Lays one piece beside another.
///
/// # Errors
/// A path that is not there or holds no piece, or several.
pub fn diff(original: &str, piece: &str, reading: &ReadSettings, settings: Settings) -> Result<Diff, Error> {
    compare(read_one(original, reading)?, read_one(piece, reading)?, settings)
}

/// Lays a piece that was read already beside its original.
///
/// # Errors
/// A setting out of range.
pub fn compare(original: Article, piece: Article, settings: Settings) -> Result<Diff, Error> {
    let articles = vec![original, piece];
    let (member, pair) = judged(&articles, settings, |found, archive| rows::beside(ArticleId(0), ArticleId(1), found, archive))?;
    Ok(Diff { member, pair, articles })
}

/// Tells what two pieces that were read already are to each other: the pair that [`compare`] gives, without any word's fate.
///
/// # Errors
/// A setting out of range.
pub fn pair(one: Article, other: Article, settings: Settings) -> Result<PairRow, Error> {
    judged(&[one, other], settings, rows::reasoned)
}

/// Judges two pieces by themselves and tells what was found.
fn judged<T>(articles: &[Article], settings: Settings, tell: impl FnOnce(&Match, Archive<'_>) -> T) -> Result<T, Error> {
    let settings = settings.checked()?;
    let mut texts = each(articles, clean);
    weigh_by_folder(&mut texts);
    let sets = each(&texts, |text| shingles(text, settings.shingle));
    let terms = each(&texts, Terms::of);
    let profiles = profiles(articles, &texts, sets, terms);
    let pairs: Vec<Pair> = Pair::new(ArticleId(0), ArticleId(1)).into_iter().collect();
    let matches = verify(&pairs, &profiles, &settings);
    Ok(tell(&matches[0], Archive { articles, texts: &texts, profiles: &profiles, matches: &matches }))
}

/// Two pieces laid side by side.
#[derive(Debug)]
pub struct Diff {
    /// The piece beside its original.
    pub member: MemberRow,
    /// What the two are to each other.
    pub pair: PairRow,
    /// Original and piece.
    pub articles: Vec<Article>,
}

/// Tells what an archive holds that one piece goes back to, or that goes back to it: what a scan of all of them would say of the piece.
///
/// Cost: the keys of the piece, and a verification for each of its neighbours, some four hundred at most; not the size of the archive.
///
/// # Errors
/// Damage.
pub fn check(article: Article, snapshot: &Snapshot) -> Result<CheckReport, Error> {
    let settings = Settings { shingle: snapshot.header().shingle, ..Settings::default() }.checked()?;
    let near = near(article, snapshot)?;
    let about = About { held: near.held, full: near.full, against: snapshot.pieces() };
    let sets = each(&near.texts, |text| shingles(text, settings.shingle));
    let terms = each(&near.texts, Terms::of);
    let profiles = profiles(&near.articles, &near.texts, sets, terms);
    if !snapshot.header().keeps_text {
        let archive = Archive { articles: &near.articles, texts: &near.texts, profiles: &profiles, matches: &[] };
        return Ok(by_fingerprint(archive, &near.keys, &near.fingerprints, about));
    }
    let ids = || (0..).map(ArticleId).take(near.articles.len());
    let piece = ids().nth(near.piece).unwrap_or(ArticleId(0));
    let pairs: Vec<Pair> = ids().filter_map(|other| Pair::new(piece, other)).collect();
    let mut matches = verify(&pairs, &profiles, &settings);
    matches.extend(verify(&among_kin(piece, &matches), &profiles, &settings));
    matches.sort_unstable_by_key(|found| found.pair);
    let (families, more) = clusters(&matches, &profiles, &settings);
    matches.extend(more);
    matches.sort_unstable_by_key(|found| found.pair);
    let archive = Archive { articles: &near.articles, texts: &near.texts, profiles: &profiles, matches: &matches };
    let family = families.iter().find(|family| family.members.contains(&piece));
    let story = family.map(|family| tell(family, archive, &settings));
    Ok(by_text(archive, piece, about, family.zip(story.as_ref())))
}

/// Bytes of text that are committed at once: what a kill or a full disk may undo is some ten seconds of work.
const BATCH: usize = 64 << 20;
/// Bytes of text that are held until they are added; what more is read goes to a temporary file.
const HELD: u64 = 256 << 20;

/// Reads the paths and adds the pieces to an archive, a batch at a time; `today` is the day of pieces that state none. Memory: some hundred MiB, and
/// some hundred bytes a piece for what is not its text.
///
/// # Errors
/// Those of [`read()`] and of [`Writer::add`], and what the temporary file says; the batches before stay.
pub fn add(
    paths: &[String],
    writer: &mut Writer<'_>,
    reading: &ReadSettings,
    today: i64,
    progress: Progress<'_>,
) -> Result<(Added, Vec<Skipped>), Error> {
    let spool = Spool::new(Some(HELD));
    let (intake, texts) = read_each(paths, reading, &|text| spool.keep_text(text), &|done, all| progress(READING, done, all))?;
    let spool = spool.checked().map_err(Error::Spool)?;
    let mut added = Added::default();
    let all = intake.articles.len() as u64;
    let mut rest = intake.articles.into_iter().zip(texts).peekable();
    while rest.peek().is_some() {
        progress("adding", all - rest.len() as u64, all);
        let (mut some, mut bytes) = (Vec::new(), 0);
        while let Some((article, text)) = rest.next_if(|(_, text)| some.is_empty() || bytes + text.len() <= BATCH) {
            bytes += text.len();
            some.push(Article { text: spool.text(text).map_err(Error::Spool)?, ..article });
        }
        added += writer.add(&some, today)?;
    }
    Ok((added, intake.skipped))
}

/// Gives the pieces of an archive by their files' paths and their places in them, as if they were read.
fn kept(path: &str) -> Result<Intake, Error> {
    let index = Index::open(path)?;
    if !index.header().keeps_text {
        let reason = "this archive keeps no texts, and a fact is looked for in texts; name the articles instead".to_owned();
        return Err(Error::Unreadable { path: path.to_owned(), reason });
    }
    Ok(as_read(index.snapshot()?.each(|kept| kept)?))
}

/// Gives the pieces of an archive's latest days, so many at most, as if they were read: what [`sift`] takes. The archive keeps texts.
///
/// # Errors
/// Damage.
pub fn recent(snapshot: &Snapshot, most: usize) -> Result<Intake, Error> {
    let load = |at| Ok(snapshot.load(at)?.0);
    Ok(as_read(snapshot.recent(most).into_par_iter().map(load).collect::<Result<_, Error>>()?))
}

fn as_read(mut kept: Vec<Kept>) -> Intake {
    kept.sort_by(|one, two| (&one.path, one.at, &one.id).cmp(&(&two.path, two.at, &two.id)));
    Intake { articles: kept.into_iter().map(Kept::into_article).collect(), skipped: Vec::new() }
}

/// Opens what a piece is checked against: one archive, or an archive in memory that is made of files and folders.
///
/// # Errors
/// An archive that is not alone; those of [`Index::open`] and of [`archive_of`].
pub fn against(paths: &[String], reading: &ReadSettings, progress: Progress<'_>) -> Result<(Index, Vec<Skipped>), Error> {
    let mut archives = paths.iter().filter(|path| is_index(Path::new(path)));
    match (archives.next(), paths) {
        (Some(_), [archive]) => Ok((Index::open(archive)?, Vec::new())),
        (Some(archive), _) => {
            let reason = "is an archive, and --against takes one archive alone, or files and folders; check them one after another";
            Err(Error::Unreadable { path: archive.clone(), reason: reason.to_owned() })
        }
        (None, paths) => archive_of(paths, reading, progress),
    }
}

/// Checks a piece against files and folders: they become an archive in memory.
///
/// # Errors
/// Those of [`read()`] and of [`check`].
pub fn archive_of(paths: &[String], reading: &ReadSettings, progress: Progress<'_>) -> Result<(Index, Vec<Skipped>), Error> {
    let intake = read(paths, reading, &|done, all| progress(READING, done, all))?;
    progress("indexing", 0, 0);
    let index = Index::in_memory(&Header::new(&Settings::default(), true, None))?;
    let mut writer = index.writer()?;
    writer.add(&intake.articles, 0)?;
    writer.finish()?;
    Ok((index, intake.skipped))
}

/// Finds the pieces that still carry what a correction or kill notice takes back.
///
/// Nothing is set aside as repeated: a wrong paragraph that every piece copied is what is looked for. One archive may stand for the paths.
///
/// # Errors
/// What [`scan`] refuses, and a notice whose old fact cannot be made out.
pub fn ripple(path: &str, against: &[String], reading: &ReadSettings, progress: Progress<'_>) -> Result<RippleReport, Error> {
    let unclear = || Error::NoFact { path: path.to_owned() };
    let text = read_text(path, reading)?;
    let said = notice(&text).ok_or_else(unclear)?;
    let mut intake = match against {
        [archive] if is_index(Path::new(archive)) => kept(archive)?,
        _ => read(against, reading, &|done, all| progress(READING, done, all))?,
    };
    // The notice may lie in the folder that it is held against.
    intake.articles.retain(|article| article.text.trim() != text.trim());
    let mut texts = each_told(&intake.articles, clean, "cleaning", progress);
    weigh_by_folder(&mut texts);
    progress("following", 0, 0);
    let found = follow(said, &intake.articles, &texts).ok_or_else(unclear)?;
    Ok(ripples(path, &found, &intake.articles, &texts, intake.skipped))
}

fn each<T: Sync, U: Send>(all: &[T], verb: impl Fn(&T) -> U + Sync + Send) -> Vec<U> {
    all.par_iter().map(verb).collect()
}

/// Does the same and says how far it is.
fn each_told<T: Sync, U: Send>(all: &[T], verb: impl Fn(&T) -> U + Sync + Send, step: &'static str, progress: Progress<'_>) -> Vec<U> {
    let done = AtomicU64::new(0);
    let count = all.len() as u64;
    progress(step, 0, count);
    let told = |one: &T| {
        let made = verb(one);
        progress(step, done.fetch_add(1, Ordering::Relaxed) + 1, count);
        made
    };
    all.par_iter().map(told).collect()
}

/// Prepares every piece for verification, and marks what the folder's templates say.
#[must_use]
pub fn profiles(articles: &[Article], texts: &[CleanText], sets: Vec<Shingles>, terms: Vec<Terms>) -> Vec<Profile> {
    let mut profiles: Vec<Profile> = articles
        .par_iter()
        .zip(texts)
        .zip(sets)
        .zip(terms)
        .map(|(((article, text), set), terms)| Profile::of(article, text, set, terms))
        .collect();
    mark_templates(&mut profiles);
    profiles
}

/// The signatures of texts, for whoever measures candidates by themselves.
#[must_use]
pub fn signatures(sets: &[Shingles]) -> Vec<Option<Signature>> {
    each(sets, sketch)
}

/// Bytes that a full scan takes for each byte of text, at its peak: 15.8 on 99.5 MB of six corpora of news and newsgroups.
const BYTES_FOR_A_BYTE: u64 = 16;

/// Reads for a full scan; texts for which there is no memory are counted and not held.
fn read_within(memory: Option<u64>, paths: &[String], reading: &ReadSettings, progress: Progress<'_>) -> Result<Intake, Error> {
    let allowed = memory.unwrap_or(u64::MAX);
    let bytes = AtomicU64::new(0);
    let needed = || bytes.load(Ordering::Relaxed).saturating_mul(BYTES_FOR_A_BYTE);
    let keep = |text: String| {
        bytes.fetch_add(text.len() as u64, Ordering::Relaxed);
        if needed() > allowed { String::new() } else { text }
    };
    let (mut intake, texts) = read_each(paths, reading, &keep, &|done, all| progress(READING, done, all))?;
    if needed() > allowed {
        return Err(Error::Memory { needed: needed() >> 20, allowed: allowed >> 20 });
    }
    intake.put_back(texts);
    Ok(intake)
}

fn require_original(articles: &[Article], settings: &Settings) -> Result<(), Error> {
    match &settings.original {
        Some(name) if !articles.iter().any(|article| is_named(name, article)) => Err(Error::OriginalMissing { path: name.clone() }),
        _ => Ok(()),
    }
}
