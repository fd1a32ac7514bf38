//! A piece and the pieces of an archive that are like it, as a scan of all of them together would see them.
//!
//! What a folder knows and a piece does not (how many pieces hold a word, which sentences are printed under every story) is counted over the
//! archive's keys, with the piece itself counted in. One thing is not: which frames are a template's is told from the neighbours alone,
//! among which the other fillings of a template are. O(neighbours x words).

use rayon::prelude::*;

use super::fields::Kept;
use super::keys::{Keys, nth};
use super::like::like;
use super::snapshot::{DocAt, Kind, Snapshot};
use crate::article::Article;
use crate::candidates::Terms;
use crate::clean::background::{StemId, weight_of_unknown};
use crate::clean::repeats::{FEWEST_PIECES, SAMPLE, Story, is_habit, rank, sentence_keys, set_aside_habits};
use crate::clean::{CleanText, clean, local};
use crate::error::Error;
use crate::hash::{KeyMap, KeySet};
use crate::shingle::{Shingles, shingles};
use crate::sketch::Signature;

/// A piece among the pieces that are like it.
#[derive(Debug)]
pub struct Near {
    /// The piece and its neighbours, in path order; of an archive without texts the piece alone.
    pub articles: Vec<Article>,
    /// They, cleaned; what the whole archive repeats is set aside.
    pub texts: Vec<CleanText>,
    /// The place of the piece among them.
    pub piece: usize,
    /// The archive holds this very piece, to the byte.
    pub held: bool,
    /// The keys of the piece.
    pub keys: Keys,
    /// Neighbours of which only fingerprints are kept.
    pub fingerprints: Vec<(Kept, Signature)>,
    /// There are more neighbours than were looked at.
    pub full: bool,
}

/// Finds what an archive holds that is like a piece.
///
/// # Errors
/// Damage.
pub fn near(mut article: Article, snapshot: &Snapshot) -> Result<Near, Error> {
    let held = snapshot.held(&article)?;
    let mut order = (article.path.clone(), 0);
    if let Some((_, kept)) = &held {
        article.id.clone_from(&kept.id);
        order = (kept.path.clone(), kept.at);
    }
    let text = clean(&article);
    let mut crowd = Crowd::of(&article, &text, held.map(|(at, _)| at), snapshot);
    crowd.weigh([&text], crowd.held.is_some())?;
    let mut weighed = text.clone();
    crowd.apply(&mut weighed);
    let keys = Keys::asking(&weighed, snapshot.header().shingle);
    let (mut around, full) = like(&keys, snapshot)?;
    around.retain(|at| Some(*at) != crowd.held);
    let loaded = around.par_iter().map(|at| snapshot.load(*at)).collect::<Result<Vec<_>, Error>>()?;
    let held = crowd.held.is_some();
    if !snapshot.header().keeps_text {
        let fingerprints = loaded.into_iter().filter_map(|(kept, signature)| Some((kept, signature?))).collect();
        let near = Near { articles: vec![article], texts: vec![weighed], piece: 0, held, keys, fingerprints, full };
        return Ok(near);
    }
    let asked = Asked::of(&weighed, snapshot.header().shingle);
    let mut pieces: Vec<Piece> =
        around.into_par_iter().zip(loaded).map(|(at, (kept, _))| Piece::of(at, kept)).filter(|piece| asked.is_like(&piece.text)).collect();
    let own = Piece { at: None, order, article, text };
    pieces.push(own);
    crowd.prepare(&mut pieces)?;
    pieces.sort_by(|one, two| one.order.cmp(&two.order).then_with(|| one.article.id.cmp(&two.article.id)));
    let piece = pieces.iter().position(|piece| piece.at.is_none()).unwrap_or_default();
    let (articles, texts) = pieces.into_iter().map(|piece| (piece.article, piece.text)).unzip();
    Ok(Near { articles, texts, piece, held, keys, fingerprints: Vec::new(), full })
}

/// The piece that is checked, as it is held against others before anything is asked of the archive about them.
struct Asked {
    terms: Terms,
    shingles: Shingles,
    shingle: usize,
}

/// Below both of these a pair is no candidate; a scan asks for a cosine of 0.15 when all is weighed, or for a shared band.
const LEAST_COSINE: f32 = 0.13;
/// See [`LEAST_COSINE`].
const LEAST_SHARED: f64 = 0.03;

impl Asked {
    fn of(text: &CleanText, shingle: usize) -> Self {
        Self { terms: Terms::of(text), shingles: shingles(text, shingle), shingle }
    }

    fn is_like(&self, text: &CleanText) -> bool {
        if self.terms.cosine(&Terms::of(text)) >= LEAST_COSINE {
            return true;
        }
        let theirs = shingles(text, self.shingle);
        let fewer = self.shingles.len().min(theirs.len()).max(1);
        self.shingles.shared(&theirs) as f64 >= LEAST_SHARED * fewer as f64
    }
}

/// A piece on its way into the neighbourhood; `at` is `None` for the one that is checked.
struct Piece {
    at: Option<DocAt>,
    /// Path and place in the file.
    order: (String, u32),
    article: Article,
    text: CleanText,
}

impl Piece {
    fn of(at: DocAt, kept: Kept) -> Self {
        let order = (kept.path.clone(), kept.at);
        let article = kept.into_article();
        let text = clean(&article);
        Self { at: Some(at), order, article, text }
    }
}

/// What all pieces together say of words and sentences, as far as it was asked.
struct Crowd<'a> {
    snapshot: &'a Snapshot,
    /// The piece that is checked, where the archive holds it.
    held: Option<DocAt>,
    /// The rank of the piece that is checked.
    rank: u64,
    /// Its unknown stems.
    unknown: KeySet<StemId>,
    /// How often each of its sentences stands in it.
    lines: KeyMap<u64, usize>,
    /// All pieces, the one that is checked among them.
    pieces: usize,
    weights: KeyMap<StemId, Option<f32>>,
    /// How often a sentence stands in all pieces; 0 for less than [`FEWEST_PIECES`] times.
    repeated: KeyMap<u64, usize>,
}

fn counted(text: &CleanText) -> KeyMap<u64, usize> {
    let mut lines = KeyMap::default();
    for (line, _) in sentence_keys(text) {
        *lines.entry(line).or_insert(0) += 1;
    }
    lines
}

impl<'a> Crowd<'a> {
    fn of(article: &Article, text: &CleanText, held: Option<DocAt>, snapshot: &'a Snapshot) -> Self {
        let pieces = usize::try_from(snapshot.pieces()).unwrap_or(usize::MAX);
        Self {
            snapshot,
            held,
            rank: rank(&article.id),
            unknown: local::unknown(text).into_iter().collect(),
            lines: counted(text),
            pieces: pieces + usize::from(held.is_none()),
            weights: KeyMap::default(),
            repeated: KeyMap::default(),
        }
    }

    /// Learns the weights of the unknown stems of texts; `are_held` where the archive holds them all.
    fn weigh<'t>(&mut self, texts: impl IntoIterator<Item = &'t CleanText>, are_held: bool) -> Result<(), Error> {
        let unknown = texts.into_iter().flat_map(local::unknown);
        let mut stems: Vec<StemId> = unknown.filter(|stem| !self.weights.contains_key(stem)).collect();
        stems.sort_unstable();
        stems.dedup();
        let learned = stems
            .into_par_iter()
            .map(|stem| {
                let own = usize::from(self.held.is_none() && self.unknown.contains(&stem));
                let holders = self.snapshot.count_unknown(stem, are_held)? + own;
                Ok((stem, (holders >= 2).then(|| weight_of_unknown(self.pieces, holders))))
            })
            .collect::<Result<Vec<_>, Error>>()?;
        self.weights.extend(learned);
        Ok(())
    }

    fn apply(&self, text: &mut CleanText) {
        local::weigh(text, |stem| self.weights.get(&stem).copied().flatten());
    }

    /// Learns how often the sentences of pieces stand in all pieces.
    fn count(&mut self, pieces: &[Piece]) -> Result<(), Error> {
        let learned = pieces
            .par_iter()
            .map(|piece| {
                let lines = counted(&piece.text).into_iter().filter(|(line, _)| !self.repeated.contains_key(line));
                let is_held = piece.at.is_some() || self.held.is_some();
                lines.map(|(line, times)| Ok((line, self.times(line, times, is_held)?))).collect::<Result<Vec<_>, Error>>()
            })
            .collect::<Result<Vec<_>, Error>>()?;
        self.repeated.extend(learned.into_iter().flatten());
        Ok(())
    }

    /// Counts how often a sentence stands in all pieces, given how often in a piece that holds it, and whether the archive holds that piece.
    fn times(&self, line: u64, there: usize, is_held: bool) -> Result<usize, Error> {
        let own = if self.held.is_none() { self.lines.get(&line).copied().unwrap_or(0) } else { 0 };
        let (holders, may_repeat) = self.snapshot.count_line(line, is_held)?;
        let mut times = holders + own;
        if holders == 1 && own == 0 {
            times = there;
        } else if may_repeat {
            for n in 1.. {
                match self.snapshot.count(Kind::Lines, nth(line, n))? {
                    0 => break,
                    more => times += more,
                }
            }
        }
        Ok(if times >= FEWEST_PIECES { times } else { 0 })
    }

    /// Draws the pieces by which a sentence is judged: `None` is the piece that is checked.
    fn sample(&self, line: u64) -> Result<Vec<Option<DocAt>>, Error> {
        let holders = self.snapshot.holders(Kind::Lines, line, SAMPLE)?;
        let mut sample: Vec<(u64, Option<DocAt>)> =
            holders.into_iter().map(|at| (at.rank, Some(at).filter(|at| Some(*at) != self.held))).collect();
        if self.held.is_none() && self.lines.contains_key(&line) {
            sample.push((self.rank, None));
        }
        sample.sort_by_key(|(rank, _)| *rank);
        sample.truncate(SAMPLE);
        Ok(sample.into_iter().map(|(_, at)| at).collect())
    }

    /// Weighs the words of pieces and sets their repeated sentences aside, as a scan of everything would.
    fn prepare(&mut self, pieces: &mut [Piece]) -> Result<(), Error> {
        // The weights of the piece itself are known by now.
        self.weigh(pieces.iter().map(|piece| &piece.text), true)?;
        self.count(pieces)?;
        pieces.par_iter_mut().for_each(|piece| self.apply(&mut piece.text));
        let mut lines: Vec<u64> = pieces.iter().flat_map(|piece| sentence_keys(&piece.text)).map(|(line, _)| line).collect();
        lines.sort_unstable();
        lines.dedup();
        lines.retain(|line| self.repeated.get(line).is_some_and(|times| *times > 0));
        let samples = lines.par_iter().map(|line| self.sample(*line)).collect::<Result<Vec<_>, Error>>()?;
        let mut known: Vec<Option<DocAt>> = pieces.iter().map(|piece| piece.at).collect();
        known.sort_unstable();
        let mut missing: Vec<DocAt> = samples.iter().flatten().filter(|at| known.binary_search(at).is_err()).copied().flatten().collect();
        missing.sort_unstable();
        missing.dedup();
        let mut witnesses = missing
            .into_par_iter()
            .map(|at| self.snapshot.load(at).map(|(kept, _)| Piece::of(at, kept)))
            .collect::<Result<Vec<Piece>, Error>>()?;
        self.weigh(witnesses.iter().map(|piece| &piece.text), true)?;
        self.count(&witnesses)?;
        witnesses.par_iter_mut().for_each(|piece| self.apply(&mut piece.text));
        let mut drawn: Vec<Option<DocAt>> = samples.iter().flatten().copied().collect();
        drawn.sort_unstable();
        drawn.dedup();
        let repeated = |line: u64| self.repeated.get(&line).copied().unwrap_or(0);
        let all: Vec<&Piece> = pieces.iter().chain(&witnesses).filter(|piece| drawn.binary_search(&piece.at).is_ok()).collect();
        let mut stories: Vec<(Option<DocAt>, Story)> =
            all.into_par_iter().map(|piece| (piece.at, Story::of(&piece.text, &repeated))).collect();
        stories.sort_by_key(|(at, _)| *at);
        let story = |at: &Option<DocAt>| stories.binary_search_by_key(at, |(at, _)| *at).ok().map(|found| &stories[found].1);
        let habits: KeySet<u64> = (lines, samples)
            .into_par_iter()
            .filter(|(line, sample)| is_habit(*line, repeated(*line), &sample.iter().filter_map(story).collect::<Vec<_>>()))
            .map(|(line, _)| line)
            .collect();
        pieces.par_iter_mut().for_each(|piece| set_aside_habits(&mut piece.text, &habits));
        Ok(())
    }
}
