//! What was committed last: how many pieces hold a key, which, and the pieces themselves.
//!
//! Pieces that were removed are never counted, whether a merge has dropped them or not. O(holders) a key, a few microseconds for a rare one.

use std::cmp::Reverse;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use tantivy::columnar::Column;
use tantivy::postings::TermInfo;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocSet, InvertedIndexReader, Searcher, SegmentReader, TERMINATED, TantivyDocument, TantivyError};

use super::fields::{Fields, Kept, content, real, spot};
use super::keys::{first_of, last_of, told_by};
use super::tally::Tally;
use super::{Header, trouble};
use crate::article::Article;
use crate::clean::background::StemId;
use crate::clean::repeats::rank;
use crate::error::Error;
use crate::sketch::Signature;

/// An archive as it was committed.
pub struct Snapshot {
    searcher: Searcher,
    fields: Fields,
    segments: Vec<Segment>,
    header: Header,
    path: String,
    tally: OnceLock<Tally>,
}

pub(super) struct Segment {
    reader: SegmentReader,
    bands: Arc<InvertedIndexReader>,
    pub(super) lines: Arc<InvertedIndexReader>,
    pub(super) stems: Arc<InvertedIndexReader>,
    ranks: Arc<InvertedIndexReader>,
    places: Arc<InvertedIndexReader>,
    rank: Column<u64>,
    content: Column<u64>,
    length: Column<f64>,
    day: Column<i64>,
}

/// Where a piece stands: by its rank first, so that an order of them does not depend on segments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocAt {
    /// The hash of its id.
    pub rank: u64,
    segment: u32,
    doc: u32,
}

/// Which keys are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Bands,
    Lines,
}

impl Segment {
    fn open(reader: &SegmentReader, fields: Fields) -> Result<Self, TantivyError> {
        let fast = reader.fast_fields();
        let terms = |field: Field| reader.inverted_index(field);
        Ok(Self {
            bands: terms(fields.bands)?,
            lines: terms(fields.lines)?,
            stems: terms(fields.stems)?,
            ranks: terms(fields.rank)?,
            places: terms(fields.place)?,
            rank: fast.u64("rank")?,
            content: fast.u64("content")?,
            length: fast.f64("length")?,
            day: fast.i64("day")?,
            reader: reader.clone(),
        })
    }

    fn terms(&self, kind: Kind) -> &InvertedIndexReader {
        match kind {
            Kind::Bands => &self.bands,
            Kind::Lines => &self.lines,
        }
    }

    fn alive(&self, doc: u32) -> bool {
        !self.reader.is_deleted(doc)
    }

    /// Hands every living piece that holds a key to `to`.
    fn walk(&self, terms: &InvertedIndexReader, key: u64, to: impl FnMut(u32)) -> Result<(), TantivyError> {
        match terms.terms().get(key.to_be_bytes())? {
            Some(info) => self.walk_at(terms, &info, to),
            None => Ok(()),
        }
    }

    fn walk_at(&self, terms: &InvertedIndexReader, info: &TermInfo, mut to: impl FnMut(u32)) -> Result<(), TantivyError> {
        let mut postings = terms.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
        while postings.doc() != TERMINATED {
            if self.alive(postings.doc()) {
                to(postings.doc());
            }
            postings.advance();
        }
        Ok(())
    }

    /// Counts the living pieces that hold a key.
    fn count(&self, terms: &InvertedIndexReader, key: u64) -> Result<usize, TantivyError> {
        terms.terms().get(key.to_be_bytes())?.map_or(Ok(0), |info| self.count_at(terms, &info))
    }

    pub(super) fn count_at(&self, terms: &InvertedIndexReader, info: &TermInfo) -> Result<usize, TantivyError> {
        if !self.reader.has_deletes() {
            return Ok(info.doc_freq as usize);
        }
        let mut count = 0;
        self.walk_at(terms, info, |_| count += 1)?;
        Ok(count)
    }

    /// Lists the keys of a stem that is in the dictionary, with what they tell and where their pieces are.
    fn stem(&self, stem: StemId) -> Result<Vec<(bool, u8, TermInfo)>, TantivyError> {
        let range = self.stems.terms().range().ge(first_of(stem).to_be_bytes()).le(last_of(stem).to_be_bytes());
        let mut keys = range.into_stream()?;
        let mut found = Vec::new();
        while keys.advance() {
            let (unknown, times) = told_by(keys.key());
            found.push((unknown, times, keys.value().clone()));
        }
        Ok(found)
    }
}

impl Snapshot {
    pub(super) fn of(searcher: Searcher, fields: Fields, header: &Header, path: &str) -> Result<Self, Error> {
        let segments = searcher.segment_readers().iter().map(|reader| Segment::open(reader, fields)).collect::<Result<_, _>>();
        let segments = segments.map_err(|error| trouble(path, error))?;
        Ok(Self { searcher, fields, segments, header: header.clone(), path: path.to_owned(), tally: OnceLock::new() })
    }

    /// What the archive says of itself.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Counts the pieces.
    #[must_use]
    pub fn pieces(&self) -> u64 {
        self.searcher.num_docs()
    }

    fn at(&self, segment: usize, doc: u32) -> DocAt {
        let rank = self.segments[segment].rank.first(doc).unwrap_or_default();
        #[expect(clippy::cast_possible_truncation, reason = "a handful of segments")]
        let segment = segment as u32;
        DocAt { rank, segment, doc }
    }

    fn gather<T>(&self, mut of: impl FnMut(usize, &Segment) -> Result<T, TantivyError>) -> Result<Vec<T>, Error> {
        let each = self.segments.iter().enumerate().map(|(at, segment)| of(at, segment));
        each.collect::<Result<_, _>>().map_err(|error| trouble(&self.path, error))
    }

    /// Counts the pieces that hold a key.
    pub(super) fn count(&self, kind: Kind, key: u64) -> Result<usize, Error> {
        Ok(self.gather(|_, segment| segment.count(segment.terms(kind), key))?.into_iter().sum())
    }

    fn look_up_unknown(&self, stem: StemId) -> Result<usize, Error> {
        let count = |segment: &Segment| -> Result<usize, TantivyError> {
            let keys = segment.stem(stem)?;
            keys.iter().filter(|(unknown, ..)| *unknown).map(|(.., info)| segment.count_at(&segment.stems, info)).sum()
        };
        Ok(self.gather(|_, segment| count(segment))?.into_iter().sum())
    }

    /// Counts once what many checks ask for, so that each of them takes less; their answers are the same before and after. Any thread may do it
    /// while others check. O(keys).
    ///
    /// # Errors
    /// Damage.
    pub fn count_ahead(&self) -> Result<(), Error> {
        let tally = Tally::of(&self.segments).map_err(|error| trouble(&self.path, error))?;
        // Whoever counted first counted the same.
        drop(self.tally.set(tally));
        Ok(())
    }

    /// Counts the pieces that hold a sentence, and tells whether one of them may hold it twice; `is_held` where one does for certain.
    pub(super) fn count_line(&self, line: u64, is_held: bool) -> Result<(usize, bool), Error> {
        let known = self.tally.get().map(|tally| tally.line(line));
        let known = known.and_then(|pieces| pieces.or(is_held.then_some((1, true))));
        known.map_or_else(|| Ok((self.count(Kind::Lines, line)?, true)), Ok)
    }

    /// Counts the pieces that hold an unknown word of a stem; `is_held` where one does for certain.
    pub(super) fn count_unknown(&self, stem: StemId, is_held: bool) -> Result<usize, Error> {
        let known = self.tally.get().map(|tally| tally.unknown(stem));
        known.and_then(|pieces| pieces.or(is_held.then_some(1))).map_or_else(|| self.look_up_unknown(stem), Ok)
    }

    /// Gives the pieces that hold a key, those of the least rank where there are more than `most`, sorted.
    pub(super) fn holders(&self, kind: Kind, key: u64, most: usize) -> Result<Vec<DocAt>, Error> {
        let mut holders = Vec::new();
        self.gather(|at, segment| segment.walk(segment.terms(kind), key, |doc| holders.push(self.at(at, doc))))?;
        if holders.len() > most && most > 0 {
            holders.select_nth_unstable(most - 1);
            holders.truncate(most);
        }
        holders.sort_unstable();
        Ok(holders)
    }

    /// Gives the pieces in whose story a stem stands, how often it does in each, and the length of each one's vector; nothing where more than `most`
    /// hold it.
    pub(super) fn stem_holders(&self, stem: StemId, most: usize) -> Result<Vec<(DocAt, u8, f32)>, Error> {
        let keys = self.gather(|_, segment| segment.stem(stem))?;
        let counts = |(at, keys): (usize, &Vec<(bool, u8, TermInfo)>)| -> Result<usize, TantivyError> {
            let segment = &self.segments[at];
            keys.iter().map(|(.., info)| segment.count_at(&segment.stems, info)).sum()
        };
        let count: Result<usize, TantivyError> = keys.iter().enumerate().map(counts).sum();
        let mut holders = Vec::new();
        if count.map_err(|error| trouble(&self.path, error))? > most {
            return Ok(holders);
        }
        #[expect(clippy::cast_possible_truncation, reason = "it was written from this width")]
        self.gather(|at, segment| {
            keys[at].iter().filter(|(_, times, _)| *times > 0).try_for_each(|(_, times, info)| {
                segment.walk_at(&segment.stems, info, |doc| {
                    holders.push((self.at(at, doc), *times, segment.length.first(doc).unwrap_or_default() as f32));
                })
            })
        })?;
        Ok(holders)
    }

    /// Finds a piece by its id; gives also the hash of what is kept of it.
    ///
    /// # Errors
    /// Damage.
    pub fn find(&self, id: &str) -> Result<Option<(DocAt, u64)>, Error> {
        self.only(rank(id), |segment| &segment.ranks)
    }

    /// Finds the piece that lies in a spot.
    pub(super) fn find_at(&self, spot: u64) -> Result<Option<(DocAt, u64)>, Error> {
        self.only(spot, |segment| &segment.places)
    }

    fn only(&self, key: u64, terms: impl Fn(&Segment) -> &InvertedIndexReader) -> Result<Option<(DocAt, u64)>, Error> {
        let mut found = None;
        self.gather(|at, segment| {
            segment.walk(terms(segment), key, |doc| found = Some((self.at(at, doc), segment.content.first(doc).unwrap_or_default())))
        })?;
        Ok(found)
    }

    /// Finds the very piece, to the byte: in its place, else under its id.
    pub(super) fn held(&self, article: &Article) -> Result<Option<(DocAt, Kept)>, Error> {
        let there = [self.find_at(spot(&real(&article.path), 0))?, self.find(&article.id)?];
        let same = there.into_iter().flatten().find(|(_, kept)| *kept == content(article));
        same.map(|(at, _)| Ok((at, self.load(at)?.0))).transpose()
    }

    /// Reads a piece; its signature too, where its text is not kept.
    ///
    /// # Errors
    /// Damage.
    pub fn load(&self, at: DocAt) -> Result<(Kept, Option<Signature>), Error> {
        let document: TantivyDocument =
            self.searcher.doc(DocAddress::new(at.segment, at.doc)).map_err(|error| trouble(&self.path, error))?;
        self.fields.piece(&document).map_err(|reason| Error::IndexDamaged { path: self.path.clone(), reason })
    }

    /// Reads every piece, in parallel, and hands each to `to`; gives what came of them in no order that means anything.
    ///
    /// # Errors
    /// Damage.
    pub fn each<T: Send>(&self, to: impl Fn(Kept) -> T + Sync) -> Result<Vec<T>, Error> {
        self.all().into_par_iter().map(|at| self.load(at).map(|(kept, _)| to(kept))).collect()
    }

    /// Lists all pieces in the order of the store, so that reading them one after another unpacks each block once.
    #[must_use]
    pub fn all(&self) -> Vec<DocAt> {
        let each = self.segments.iter().enumerate();
        each.flat_map(|(at, segment)| segment.reader.doc_ids_alive().map(move |doc| self.at(at, doc))).collect()
    }

    fn day(&self, at: &DocAt) -> Option<i64> {
        self.segments[at.segment as usize].day.first(at.doc)
    }

    /// Lists so many pieces of the latest days, the latest first; of one day those of the least rank. O(pieces).
    #[must_use]
    pub fn recent(&self, most: usize) -> Vec<DocAt> {
        let mut all: Vec<(Reverse<Option<i64>>, DocAt)> = self.all().into_iter().map(|at| (Reverse(self.day(&at)), at)).collect();
        if (1..all.len()).contains(&most) {
            all.select_nth_unstable(most - 1);
        }
        all.truncate(most);
        all.sort_unstable();
        all.into_iter().map(|(_, at)| at).collect()
    }

    /// Lists the pieces whose day is before another.
    #[must_use]
    pub fn before(&self, day: i64) -> Vec<DocAt> {
        let is_before = |at: &DocAt| self.day(at).is_some_and(|own| own < day);
        self.all().into_iter().filter(is_before).collect()
    }
}
