//! All that a server knows while it runs: the archive as it was committed last, the marks, and answers that were given.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::bench::{Bench, Lane};
use super::body::LARGEST;
use super::guard::Guard;
use super::refusal::Refusal;
use super::shelf::Shelf;
use super::watched::Watched;
use crate::article::Article;
use crate::clean::dates;
use crate::error::Error;
use crate::index::{Index, Info, Snapshot};
use crate::pipeline::{self, Diff, Scan};
use crate::read::{ReadSettings, read_sent};
use crate::report::check::CheckReport;
use crate::report::html;
use crate::report::marks::{self, Marks};
use crate::settings::Settings;

/// The file of an archive that every commit replaces.
const COMMIT: &str = "meta.json";
/// Bytes of a piece past which it goes to the lane of large ones: some 11,000 words, which take 0.1 s as a rule and 0.35 s at worst (numbers
/// in a row, no two the same).
const LARGE: usize = 64 << 10;
/// Bytes of the longest text: some 180,000 words, which take 1.4 s as a rule and 6 s at worst; four times as many take 15 and 37.
const LONGEST: usize = 1 << 20;
/// Checks that are kept, of some hundred kilobytes each.
const CHECKS: usize = 128;
/// Reports that are kept: of 2,000 pieces each takes some tens of megabytes.
const REPORTS: usize = 4;

/// What a server knows.
pub(super) struct Desk {
    /// The archive, as it was named.
    path: String,
    archive: Watched<Held>,
    marks: Watched<Marks>,
    /// Held by whoever changes marks.
    marking: Mutex<()>,
    bench: Bench,
    pub(super) guard: Guard,
    today: fn() -> i64,
}

/// The archive as it was committed last, and what was asked of it since.
pub(super) struct Held {
    index: Index,
    pub(super) snapshot: Arc<Snapshot>,
    checks: Shelf<[u8; 32], CheckReport>,
    reports: Shelf<(usize, u64), Scan>,
}

impl Held {
    fn open(path: &str) -> Result<Self, Error> {
        let index = Index::open(path)?;
        let snapshot = Arc::new(index.snapshot()?);
        let counted = Arc::clone(&snapshot);
        // Until this is done checks take longer and say the same; damage that it meets, they meet too.
        drop(std::thread::Builder::new().spawn(move || counted.count_ahead()));
        Ok(Self { snapshot, index, checks: Shelf::new(CHECKS), reports: Shelf::new(REPORTS) })
    }

    /// Finds a piece by its id.
    pub(super) fn piece(&self, id: &str) -> Result<Article, Refusal> {
        let missing = || Refusal::missing("the archive holds no piece of this id; it may have been removed");
        let (at, _) = self.snapshot.find(id)?.ok_or_else(missing)?;
        let (kept, _) = self.snapshot.load(at)?;
        if kept.id != id {
            return Err(missing());
        }
        self.require_texts()?;
        Ok(kept.into_article())
    }

    /// Checks a piece, or finds it checked; what came of large ones is not kept.
    fn checked(&self, lane: Lane, key: [u8; 32], piece: impl FnOnce() -> Result<Article, Refusal>) -> Result<Arc<CheckReport>, Refusal> {
        let check = || Ok(pipeline::check(short(piece()?)?, &self.snapshot)?);
        if lane == Lane::Large { Ok(Arc::new(check()?)) } else { self.checks.find_or(key, check) }
    }

    fn report(&self, wanted: Wanted) -> Result<Scan, Refusal> {
        let settings = Settings { shingle: self.snapshot.header().shingle, threshold: wanted.threshold, ..Settings::default() };
        Ok(pipeline::sift(pipeline::recent(&self.snapshot, wanted.recent)?, settings, &|_, _, _| ())?)
    }

    /// Refuses what only texts can answer.
    pub(super) fn require_texts(&self) -> Result<(), Refusal> {
        if self.snapshot.header().keeps_text {
            return Ok(());
        }
        Err(Refusal::missing(
            "this archive keeps fingerprints and no texts, so a piece can be checked against it, and nothing be shown of its own",
        ))
    }
}

/// A piece that was sent.
pub(super) struct Sent {
    /// The last part of its file's name; `-` where it has none.
    pub(super) name: String,
    /// Its media type, which tells its kind where the name does not.
    pub(super) media: String,
    pub(super) bytes: Vec<u8>,
}

impl Sent {
    /// Names a piece by the last part of a path, as a file is named that is given by itself.
    pub(super) fn new(path: &str, media: &str, bytes: Vec<u8>) -> Self {
        let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
        match name {
            "" | "." | ".." | "-" => Self { name: "-".to_owned(), media: String::new(), bytes },
            _ => Self { name: name.to_owned(), media: media.to_owned(), bytes },
        }
    }

    fn lane(&self) -> Lane {
        // What is packed may be large.
        let is_packed = [".gz", ".zst"].iter().any(|ending| self.name.to_ascii_lowercase().ends_with(ending));
        if is_packed { Lane::Large } else { lane(self.bytes.len()) }
    }

    fn read(self) -> Result<Article, Refusal> {
        let settings = ReadSettings { max_bytes: LARGEST as u64, ..ReadSettings::default() };
        read_sent(&self.name, &self.media, self.bytes, &settings).map_err(|error| Refusal::unclear(error.to_string()))
    }
}

/// Names an answer by all that it depends on besides the archive; nobody can make two questions that share a name.
fn key(parts: [&[u8]; 3]) -> [u8; 32] {
    let mut key = Sha256::new();
    for part in parts {
        key.update((part.len() as u64).to_le_bytes());
        key.update(part);
    }
    key.finalize().into()
}

/// Refuses a piece whose text is no article's any more.
fn short(piece: Article) -> Result<Article, Refusal> {
    if piece.text.len() <= LONGEST {
        return Ok(piece);
    }
    Err(Refusal::too_large(format!("{}: its text is longer than 1 MiB, the most that is compared here", piece.path)))
}

fn lane(bytes: usize) -> Lane {
    if bytes > LARGE { Lane::Large } else { Lane::Quick }
}

/// Which report is meant.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    /// So many of the newest pieces.
    pub(super) recent: usize,
    /// See [`Settings::threshold`].
    pub(super) threshold: f64,
}

impl Desk {
    pub(super) fn open(path: &str, today: fn() -> i64, guard: Guard) -> Result<Self, Error> {
        let folder = Path::new(path);
        let desk = Self {
            path: path.to_owned(),
            archive: Watched::new(folder.join(COMMIT)),
            marks: Watched::new(folder.join(marks::FILE)),
            marking: Mutex::new(()),
            bench: Bench::new().map_err(|error| Error::Threads(error.to_string()))?,
            guard,
            today,
        };
        desk.archive.now(|| Held::open(path))?;
        Ok(desk)
    }

    /// Gives the archive as it is now.
    pub(super) fn held(&self) -> Result<Arc<Held>, Refusal> {
        Ok(self.archive.now(|| Held::open(&self.path))?)
    }

    /// What pages say of the archive.
    pub(super) fn about(&self) -> Result<html::Desk, Refusal> {
        let held = self.held()?;
        let keeps_text = held.snapshot.header().keeps_text;
        Ok(html::Desk { archive: self.path.clone(), pieces: held.snapshot.pieces(), keeps_text })
    }

    /// What `index info` says of the archive.
    pub(super) fn info(&self) -> Result<Info, Refusal> {
        Ok(self.held()?.index.info()?)
    }

    /// Gives the marks as they are now.
    pub(super) fn marks(&self) -> Result<Arc<Marks>, Refusal> {
        Ok(self.marks.now(|| Marks::open(Path::new(&self.path)))?)
    }

    /// Gives the marks for a page about something else, which is worth seeing where they cannot be read; the page of marks says why.
    pub(super) fn marks_or_none(&self) -> Arc<Marks> {
        self.marks().unwrap_or_default()
    }

    /// Changes the marks: reads them anew, so that what another program wrote is not lost, and a file that is broken is left alone.
    pub(super) fn mark(&self, change: impl FnOnce(&mut Marks, String)) -> Result<(), Refusal> {
        let (year, month, day) = dates::civil((self.today)());
        let _alone = self.marking.lock().unwrap_or_else(PoisonError::into_inner);
        let mut marks = Marks::open(Path::new(&self.path))?;
        change(&mut marks, format!("{year:04}-{month:02}-{day:02}"));
        Ok(marks.save(Path::new(&self.path))?)
    }

    /// Does what takes some milliseconds.
    pub(super) async fn run<T: Send + 'static>(&self, job: impl FnOnce() -> Result<T, Refusal> + Send + 'static) -> Result<T, Refusal> {
        self.bench.run(Lane::Quick, job).await
    }

    /// Checks a piece that was sent, and tells of it.
    pub(super) async fn check<T: Send + 'static>(
        &self,
        sent: Sent,
        tell: impl FnOnce(&CheckReport) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let (held, lane) = (self.held()?, sent.lane());
        let key = key([sent.name.as_bytes(), sent.media.as_bytes(), &sent.bytes]);
        self.bench.run(lane, move || tell(&*held.checked(lane, key, || sent.read())?)).await
    }

    /// Checks a piece that the archive holds, and tells of it.
    pub(super) async fn check_held<T: Send + 'static>(
        &self,
        id: &str,
        tell: impl FnOnce(&CheckReport) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let held = self.held()?;
        // A block of texts is unpacked: less than a millisecond.
        let article = held.piece(id)?;
        let (key, lane) = (key([b"held", id.as_bytes(), b""]), lane(article.text.len()));
        self.bench.run(lane, move || tell(&*held.checked(lane, key, || Ok(article))?)).await
    }

    /// Lays two pieces of the archive side by side, and tells of them.
    pub(super) async fn compare<T: Send + 'static>(
        &self,
        original: &str,
        piece: &str,
        tell: impl FnOnce(&Diff) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let held = self.held()?;
        let (original, piece) = (short(held.piece(original)?)?, short(held.piece(piece)?)?);
        let lane = lane(original.text.len().max(piece.text.len()));
        self.bench.run(lane, move || tell(&pipeline::compare(original, piece, Settings::default())?)).await
    }

    /// Makes the report of the newest pieces, or finds it made, and tells of it.
    pub(super) async fn report<T: Send + 'static>(
        &self,
        wanted: Wanted,
        tell: impl FnOnce(&Scan) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let held = self.held()?;
        held.require_texts()?;
        let key = (wanted.recent, wanted.threshold.to_bits());
        if let Some(made) = held.reports.find(&key) {
            return self.run(move || tell(&made)).await;
        }
        // One at a time: who asks for the same meanwhile finds it made.
        self.bench.run(Lane::Report, move || tell(&*held.reports.find_or(key, || held.report(wanted))?)).await
    }
}
