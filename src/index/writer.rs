//! Pieces in and out, a batch at a time: what was committed stays whole whatever happens to the next batch.
//!
//! A batch is prepared in parallel, handed to the store and committed at once, so that a kill, a full disk or a lost machine leaves the
//! archive as it was after the batch before; the same command again skips what is there and goes on. O(words).

use std::collections::{HashMap, HashSet};
use std::path::Path;

use rayon::prelude::*;
use tantivy::index::SegmentId;
use tantivy::merge_policy::NoMergePolicy;
use tantivy::{IndexWriter, SegmentMeta, TantivyDocument, Term};

use super::fields::{Kept, content, real, spot};
use super::keys::Keys;
use super::pages::TEMPORARY;
use super::snapshot::{DocAt, Snapshot};
use super::{Index, trouble};
use crate::article::Article;
use crate::clean::repeats::rank;
use crate::clean::{CleanText, clean, dates};
use crate::error::Error;
use crate::shingle::shingles;

/// Bytes of keys that the store holds before it writes a segment.
const BUDGET: usize = 256 << 20;

/// Whoever writes to an archive.
pub struct Writer<'a> {
    index: &'a Index,
    store: IndexWriter,
    /// As committed last.
    seen: Snapshot,
    /// A write failed: the store has lost its workers then, and would take pieces and keep none.
    failed: bool,
    /// The file of the piece that was added last, and which of its pieces that was: a file may be parted over two batches.
    last: (String, u32),
}

/// What became of the pieces that were to be added.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Added {
    /// Pieces that the archive did not have.
    pub new: usize,
    /// Pieces that it had in another wording.
    pub replaced: usize,
    /// Pieces that were there already, to the byte.
    pub there: usize,
}

impl std::ops::AddAssign for Added {
    fn add_assign(&mut self, more: Self) {
        self.new += more.new;
        self.replaced += more.replaced;
        self.there += more.there;
    }
}

/// What to do with a piece.
enum Fate {
    There,
    New(String),
    Replaced(String),
}

impl<'a> Writer<'a> {
    pub(super) fn of(index: &'a Index) -> Result<Self, Error> {
        let at = |error| trouble(&index.path, error);
        let store: IndexWriter = index.store.writer_with_num_threads(1, BUDGET).map_err(at)?;
        // The store counts on from the number of its last commit, and a merge takes a removal of that very number for committed: it forgets it
        // in some of its segments, and a piece that was replaced is there twice. This takes the number for nothing.
        store.run([]).map_err(at)?;
        // Merges that begin by themselves would take segments from under the ones that are asked for.
        store.set_merge_policy(Box::new(NoMergePolicy));
        index.folder.iter().for_each(|folder| clear_away(folder));
        // What a writer that was killed left behind: texts that were removed, and files whose names this one will need.
        store.garbage_collect_files().wait().map_err(at)?;
        Ok(Self { index, store, seen: index.snapshot()?, failed: false, last: (String::new(), 0) })
    }

    /// Adds a batch and commits it: skips what is there, replaces what changed. `today` is the day of pieces that state none, in days since 1970.
    ///
    /// A record's own id means one piece wherever it comes from. A file's name means one piece in its place: another folder's file of the same
    /// name is another piece, `name#2`.
    ///
    /// # Errors
    /// What the store says; of this batch all or nothing is there then, and this writer does nothing more.
    pub fn add(&mut self, articles: &[Article], today: i64) -> Result<Added, Error> {
        self.whole(|writer| writer.take(articles, today))
    }

    /// Does something, unless something failed before.
    fn whole<T>(&mut self, does: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        if self.failed {
            return Err(Error::Index { path: self.index.path.clone(), reason: "a write to it failed before".to_owned() });
        }
        let done = does(self);
        self.failed = done.is_err();
        done
    }

    fn take(&mut self, articles: &[Article], today: i64) -> Result<Added, Error> {
        let places = places(articles);
        let mut added = Added::default();
        let mut taken: HashSet<String> = HashSet::new();
        let mut work = Vec::new();
        let numbers = numbered(articles, &mut self.last);
        for ((at, article), place) in numbers.into_iter().zip(articles).zip(&places) {
            let content = content(article);
            let id = match self.fate(article, spot(place, at), content, &taken)? {
                Fate::There => {
                    added.there += 1;
                    continue;
                }
                Fate::New(id) => {
                    added.new += 1;
                    id
                }
                Fate::Replaced(id) => {
                    added.replaced += 1;
                    self.store.delete_term(self.by(rank(&id)));
                    id
                }
            };
            taken.insert(id.clone());
            work.push((id, at, article, place, content));
        }
        let (header, fields) = (&self.index.header, self.index.fields);
        // A thousand at a time: what is prepared waits in memory for the store.
        for some in work.chunks(1000) {
            let documents: Vec<TantivyDocument> = some
                .par_iter()
                .map(|(id, at, article, place, content)| {
                    let text = clean(article);
                    let keys = Keys::of(&text, header.shingle);
                    let mut kept = Kept { id: id.clone(), ..Kept::of(article, place, *at) };
                    if !header.keeps_text {
                        (kept.text, kept.shingles) = (None, Some(shingles(&text, header.shingle).len()));
                    }
                    fields.document(&kept, &keys, *content, day(article, &text).unwrap_or(today))
                })
                .collect();
            for document in documents {
                self.store.add_document(document).map_err(|error| trouble(&self.index.path, error))?;
            }
        }
        if !work.is_empty() {
            self.commit()?;
        }
        Ok(added)
    }

    fn fate(&self, article: &Article, spot: u64, content: u64, taken: &HashSet<String>) -> Result<Fate, Error> {
        let is_of_file = is_of_file(article);
        if is_of_file
            && article.path != "-"
            && let Some((at, there)) = self.seen.find_at(spot)?
        {
            return Ok(if there == content { Fate::There } else { Fate::Replaced(self.seen.load(at)?.0.id) });
        }
        for n in 1_u32.. {
            let id = if n == 1 { article.id.clone() } else { format!("{}#{n}", article.id) };
            if taken.contains(&id) {
                continue;
            }
            match self.seen.find(&id)? {
                None => return Ok(Fate::New(id)),
                Some((_, there)) if there == content => return Ok(Fate::There),
                Some(_) if !is_of_file => return Ok(Fate::Replaced(id)),
                Some(_) => {}
            }
        }
        Ok(Fate::There)
    }

    fn by(&self, rank: u64) -> Term {
        Term::from_field_u64(self.index.fields.rank, rank)
    }

    /// Removes pieces and commits; their texts are gone from the disk when this returns, and those of earlier removals that were cut short.
    ///
    /// # Errors
    /// What the store says; either nothing is removed then, or the pieces are and their texts wait for the next removal.
    pub fn remove(&mut self, pieces: &[DocAt]) -> Result<(), Error> {
        self.whole(|writer| {
            if !pieces.is_empty() {
                for piece in pieces {
                    writer.store.delete_term(writer.by(piece.rank));
                }
                writer.commit()?;
            }
            writer.rewrite()
        })
    }

    /// Merges all segments into one, without what was removed.
    ///
    /// # Errors
    /// What the store says; the archive is as it was then.
    pub fn compact(&mut self) -> Result<(), Error> {
        self.whole(|writer| {
            let metas = writer.metas()?;
            let ids: Vec<_> = metas.iter().map(SegmentMeta::id).collect();
            let is_compact = metas.len() < 2 && !metas.iter().any(SegmentMeta::has_deletes);
            // Whoever holds a segment's description keeps its files.
            drop(metas);
            if is_compact { Ok(()) } else { writer.merge(&ids) }
        })
    }

    /// Writes anew the segments that hold removed pieces, each by itself.
    fn rewrite(&mut self) -> Result<(), Error> {
        let ids: Vec<_> = self.metas()?.iter().filter(|meta| meta.has_deletes()).map(SegmentMeta::id).collect();
        ids.into_iter().try_for_each(|id| self.merge(&[id]))
    }

    fn metas(&self) -> Result<Vec<SegmentMeta>, Error> {
        self.index.store.searchable_segment_metas().map_err(|error| trouble(&self.index.path, error))
    }

    fn merge(&mut self, ids: &[SegmentId]) -> Result<(), Error> {
        let at = |error| trouble(&self.index.path, error);
        self.store.merge(ids).wait().map_err(at)?;
        // Files that a snapshot still reads are not deleted.
        self.seen = self.index.snapshot()?;
        self.store.garbage_collect_files().wait().map_err(at)?;
        Ok(())
    }

    /// What the writer sees: all that was committed.
    #[must_use]
    pub fn seen(&self) -> &Snapshot {
        &self.seen
    }

    fn commit(&mut self) -> Result<(), Error> {
        self.store.commit().map_err(|error| trouble(&self.index.path, error))?;
        self.seen = self.index.snapshot()?;
        Ok(())
    }

    /// Merges the smallest segments where there are many, and lets others write.
    ///
    /// # Errors
    /// What the store says; every batch that was added is there all the same.
    pub fn finish(mut self) -> Result<(), Error> {
        self.whole(Self::settle)?;
        let path = &self.index.path;
        self.store.wait_merging_threads().map_err(|error| trouble(path, error))
    }

    /// Merges the smallest segments of more than [`MOST_SEGMENTS`] so that half as many are left: a piece is written again as often as the
    /// archive doubles, about.
    fn settle(&mut self) -> Result<(), Error> {
        let mut metas = self.metas()?;
        if metas.len() <= MOST_SEGMENTS {
            return Ok(());
        }
        metas.sort_by_key(|meta| (meta.num_docs(), meta.id()));
        metas.truncate(metas.len() + 1 - MOST_SEGMENTS / 2);
        let ids: Vec<SegmentId> = metas.iter().map(SegmentMeta::id).collect();
        drop(metas);
        self.merge(&ids)
    }
}

/// Segments that an archive may have: each is asked for every key.
const MOST_SEGMENTS: usize = 8;

/// Deletes what was written beside its place when a writer was killed; nobody else writes now.
fn clear_away(folder: &Path) {
    for file in std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
        if file.file_name().to_string_lossy().starts_with(TEMPORARY) {
            // What cannot be deleted is in nobody's way.
            drop(std::fs::remove_file(file.path()));
        }
    }
}

/// Finds where each piece's file really lies; each file is asked for once.
fn places(articles: &[Article]) -> Vec<String> {
    let mut known: HashMap<&str, String> = HashMap::new();
    articles.iter().map(|article| known.entry(&article.path).or_insert_with(|| real(&article.path)).clone()).collect()
}

/// Numbers the pieces of each file from 0, and goes on where the batch before ended in a file.
fn numbered(articles: &[Article], last: &mut (String, u32)) -> Vec<u32> {
    let next = |article: &Article| {
        *last = if last.0 == article.path { (std::mem::take(&mut last.0), last.1 + 1) } else { (article.path.clone(), 0) };
        last.1
    };
    articles.iter().map(next).collect()
}

/// Tells whether a piece is named after its file: by its path, or by its place in it (`news.jsonl:17`).
fn is_of_file(article: &Article) -> bool {
    let name = article.id.rsplit_once('#').map_or(article.id.as_str(), |(name, _)| name);
    let file = name.rsplit_once(':').filter(|(_, line)| line.bytes().all(|byte| byte.is_ascii_digit())).map_or(name, |(file, _)| file);
    let path = article.path.replace('\\', "/");
    article.path == "-" || [article.id.as_str(), name, file].iter().any(|name| path.ends_with(name))
}

/// The day that a piece states, in its record or in the line that dates it, in days since 1970.
fn day(article: &Article, text: &CleanText) -> Option<i64> {
    let stated = article.date.as_deref().or_else(|| text.stamp.map(|stamp| stamp.of(&article.text)))?;
    let (year, month, day, _) = dates::day(stated)?;
    Some(dates::since_1970((year, month, day)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_parted_over_two_batches_numbers_its_pieces_through() {
        let of = |path: &str| Article { path: path.to_owned(), ..Article::plain("id", "text") };
        let mut last = (String::new(), 0);
        assert_eq!(numbered(&[of("a"), of("b"), of("b")], &mut last), [0, 0, 1]);
        assert_eq!(numbered(&[of("b"), of("b"), of("c")], &mut last), [2, 3, 0]);
    }
}
