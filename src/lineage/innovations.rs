//! A [`Collation`] -> [`Innovation`]s: slips, figures and odd wordings that a few pieces share and all others that tell the point lack.
//!
//! Agreement in what the original said proves nothing; a shared innovation proves kinship (the common-errors method of stemmatology). What
//! the original said is known where it is here; else three others must agree on it, for two against two may be either way round. A slip
//! gives itself away: a word that no background knows, where another piece has a known one with nearly the same letters. Quotations do not
//! count (both may quote one source), nor does what only the sharers tell. O(words of the points told by three or more).

use std::ops::Range;

use super::Archive;
use super::collation::Collation;
use crate::article::Span;
use crate::clean::background::StemId;
use crate::clean::numbers::{Hedge, Unit};
use crate::clean::words::Word;

/// Something that a few pieces share and that the original did not say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Innovation {
    /// The places of those that share it, two or more.
    pub sharers: Vec<usize>,
    /// What it is, in words.
    pub what: String,
}

/// Others that must agree where the original is not among them.
const FEWEST_OTHERS: usize = 3;
/// A word as rare as this is in fewer than 7 of the 62,110 documents of the background.
const UNKNOWN: f32 = 9.0;
/// Shorter words are near too many others.
const LEAST_LETTERS: usize = 5;
/// Words of an odd wording between two pairs that everybody has: with the pairs a run of seven at least, two of them content words.
const LEAST_BETWEEN: usize = 3;
const MOST_BETWEEN: usize = 8;
/// A content word weighs this at least.
const CONTENT: f32 = 2.5;
/// Figures nearer than this are one figure, rounded.
const ROUNDED: f64 = 0.05;

/// What a figure counts is the word after it, if that is no function word.
const COUNTED: f32 = 1.5;

/// What a figure is of: its unit, and the stem of what it counts.
type Kind = (Unit, StemId);

/// One piece's telling of a point.
struct Telling<'a> {
    piece: usize,
    text: &'a str,
    /// The words outside quotations, as indexes into the clean text.
    plain: Vec<usize>,
    words: &'a [Word],
    /// Value, what it counts, where it stands.
    figures: Vec<(u64, Kind, Span)>,
}

impl Telling<'_> {
    fn cut(&self, at: usize) -> &str {
        self.words[at].span.of(self.text)
    }

    fn has(&self, key: u64) -> bool {
        self.plain.iter().any(|at| self.words[*at].key == key)
    }

    /// Finds the words that stand in it between two pairs of words, as a range of its plain words.
    fn between(&self, before: [u64; 2], after: [u64; 2]) -> Option<Range<usize>> {
        let pair = |at: usize| [self.words[self.plain[at]].key, self.words[self.plain[at + 1]].key];
        let pairs = self.plain.len().saturating_sub(1);
        let start = (0..pairs).find(|at| pair(*at) == before)? + 2;
        let end = (start..pairs.min(start + MOST_BETWEEN + 1)).find(|at| pair(*at) == after)?;
        Some(start..end)
    }

    fn keys(&self, range: Range<usize>) -> impl Iterator<Item = u64> + '_ {
        self.plain[range].iter().map(|at| self.words[*at].key)
    }
}

/// Finds what pieces share by innovation; `original` is the place of the original, if it is here.
pub(super) fn find(collation: &Collation, original: Option<usize>, archive: Archive<'_>) -> Vec<Innovation> {
    let mut found: Vec<Innovation> = Vec::new();
    for point in &collation.points {
        let tellings = tellings(point, collation, archive);
        if tellings.len() < 3 {
            continue;
        }
        let kinds = [figure(&tellings, original, collation, archive), slip(&tellings), wording(&tellings, original)];
        for innovation in kinds.into_iter().flatten().filter(|new| original.is_none_or(|at| !new.sharers.contains(&at))) {
            if !found.contains(&innovation) {
                found.push(innovation);
            }
        }
    }
    found
}

fn tellings<'a>(point: &[(usize, usize)], collation: &Collation, archive: Archive<'a>) -> Vec<Telling<'a>> {
    point
        .chunk_by(|one, next| one.0 == next.0)
        .map(|lines| {
            let id = collation.pieces[lines[0].0];
            let (text, outline) = (&archive.texts[id.index()], &archive.profiles[id.index()].outline);
            let told = |word: usize| {
                lines.iter().any(|(_, line)| text.sentences[outline.lines[*line].sentence].words.contains(&word)) && !text.quoted[word]
            };
            let plain = lines.iter().flat_map(|(_, line)| text.sentences[outline.lines[*line].sentence].words.clone());
            let flat = text.numbers.iter().filter(|number| told(number.words.start) && number.hedge == Hedge::None);
            let figures = flat.filter_map(|number| {
                let next = text.words.get(number.words.end).filter(|word| word.weight >= COUNTED);
                let counted = match number.unit {
                    Unit::Plain | Unit::Rank => next?.stem,
                    _ => 0,
                };
                Some((number.value.to_bits(), (number.unit, counted), text.span(&number.words)))
            });
            Telling {
                piece: lines[0].0,
                text: &archive.articles[id.index()].text,
                plain: plain.filter(|word| !text.quoted[*word]).collect(),
                words: &text.words,
                figures: figures.collect(),
            }
        })
        .collect()
}

/// Tells whether what the others say is what the original said.
fn is_original(others: &[usize], sharers: usize, original: Option<usize>) -> bool {
    original.map_or(others.len() >= FEWEST_OTHERS && others.len() > sharers, |at| others.contains(&at))
}

/// Two or more have one figure where all others have another of the same kind.
fn figure(tellings: &[Telling<'_>], original: Option<usize>, collation: &Collation, archive: Archive<'_>) -> Option<Innovation> {
    let mut kinds: Vec<Kind> = tellings.iter().flat_map(|telling| telling.figures.iter().map(|(_, kind, _)| *kind)).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds.into_iter().find_map(|kind| {
        // Who gives two figures of a kind cannot be read here.
        let readings: Vec<(u64, &Telling<'_>, Span)> = tellings
            .iter()
            .filter_map(|telling| {
                let mut own = telling.figures.iter().filter(|figure| figure.1 == kind);
                own.next().filter(|_| own.next().is_none()).map(|figure| (figure.0, telling, figure.2))
            })
            .collect();
        let is_ambiguous = tellings.iter().any(|telling| telling.figures.iter().filter(|figure| figure.1 == kind).count() > 1);
        let mut values: Vec<u64> = readings.iter().map(|(value, ..)| *value).collect();
        values.sort_unstable();
        values.dedup();
        let [one, other] = values[..] else { return None };
        let (low, high) = (f64::from_bits(one).min(f64::from_bits(other)), f64::from_bits(one).max(f64::from_bits(other)));
        if is_ambiguous || high - low <= ROUNDED * high {
            return None;
        }
        [(one, other), (other, one)].into_iter().find_map(|(new, old)| {
            let with = |wanted: u64| readings.iter().filter(move |(value, ..)| *value == wanted);
            let (sharers, others): (Vec<usize>, Vec<usize>) =
                (with(new).map(|(_, telling, _)| telling.piece).collect(), with(old).map(|(_, telling, _)| telling.piece).collect());
            let says = |wanted: u64| with(wanted).next().map(|(_, telling, span)| span.of(telling.text).to_owned());
            // "1million" is 1 million, whatever value was read.
            let letters = |text: String| text.to_lowercase().replace(|char: char| !char.is_alphanumeric(), "");
            if says(new).map(letters) == says(old).map(letters) {
                return None;
            }
            let sound =
                sharers.len() >= 2 && is_original(&others, sharers.len(), original) && !is_update(&sharers, &others, collation, archive);
            if sound { innovation(sharers, &format!("the figure \"{}\"", says(new)?), &says(old)?) } else { None }
        })
    })
}

/// A figure that only later pieces have is news, not a slip.
fn is_update(sharers: &[usize], others: &[usize], collation: &Collation, archive: Archive<'_>) -> bool {
    let day = |piece: &usize| super::origin::day(collation.pieces[*piece], archive);
    let first = sharers.iter().map(day).collect::<Option<Vec<_>>>().and_then(|days| days.into_iter().min());
    let last = others.iter().map(day).collect::<Option<Vec<_>>>().and_then(|days| days.into_iter().max());
    matches!((first, last), (Some(first), Some(last)) if first > last)
}

/// Two or more have a word that nobody knows where another has a known one with nearly the same letters. Names are left out: houses spell
/// them each in their own way.
fn slip(tellings: &[Telling<'_>]) -> Option<Innovation> {
    let is_odd = |word: &Word, text: &str| {
        let letters = text.chars().count();
        word.weight >= UNKNOWN && !word.capital && !word.shouted && !word.numeric && !word.cjk && letters >= LEAST_LETTERS
    };
    tellings.iter().enumerate().find_map(|(at, first)| {
        first.plain.iter().filter(|word| is_odd(&first.words[**word], first.cut(**word))).find_map(|word| {
            let odd = &first.words[*word];
            let sharers: Vec<&Telling<'_>> = tellings[at..].iter().filter(|telling| telling.has(odd.key)).collect();
            if sharers.len() < 2 || tellings[..at].iter().any(|telling| telling.has(odd.key)) {
                return None;
            }
            let others = tellings.iter().filter(|telling| !telling.has(odd.key));
            let known = |telling: &Telling<'_>, other: usize| {
                let candidate = &telling.words[other];
                candidate.weight < UNKNOWN
                    && candidate.stem != odd.stem
                    && is_near(first.cut(*word), telling.cut(other))
                    && !sharers.iter().any(|sharer| sharer.has(candidate.key))
            };
            let right = others.into_iter().find_map(|telling| {
                telling.plain.iter().find(|other| known(telling, **other)).map(|other| telling.cut(*other).to_owned())
            })?;
            let sharers = sharers.iter().map(|telling| telling.piece).collect();
            innovation(sharers, &format!("the slip \"{}\"", first.cut(*word)), &right)
        })
    })
}

/// Two or more have words of their own between two pairs of words where the others, between the same pairs, agree on other words.
fn wording(tellings: &[Telling<'_>], original: Option<usize>) -> Option<Innovation> {
    tellings.iter().find_map(|first| {
        let pair = |at: usize| [first.words[first.plain[at]].key, first.words[first.plain[at + 1]].key];
        let pairs = first.plain.len().saturating_sub(1);
        (2..pairs).find_map(|start| {
            let ends = start + LEAST_BETWEEN..pairs.min(start + MOST_BETWEEN + 1);
            ends.into_iter().find_map(|end| other_wording(first, start..end, pair(start - 2), pair(end), tellings, original))
        })
    })
}

fn other_wording(
    first: &Telling<'_>,
    own: Range<usize>,
    before: [u64; 2],
    after: [u64; 2],
    tellings: &[Telling<'_>],
    original: Option<usize>,
) -> Option<Innovation> {
    let odd = |at: &usize| first.words[*at].weight >= CONTENT && !first.words[*at].capital && !first.words[*at].numeric;
    if first.plain[own.clone()].iter().filter(|at| odd(at)).count() < 2 {
        return None;
    }
    let readings: Vec<(&Telling<'_>, Range<usize>)> =
        tellings.iter().filter_map(|telling| Some((telling, telling.between(before, after)?))).collect();
    let says_so = |(telling, range): &&(&Telling<'_>, Range<usize>)| telling.keys(range.clone()).eq(first.keys(own.clone()));
    let (sharers, rest): (Vec<_>, Vec<_>) = readings.iter().partition(|reading| says_so(reading));
    let (theirs, range) = rest.first()?;
    let agree = rest.iter().all(|(telling, other)| telling.keys(other.clone()).eq(theirs.keys(range.clone())));
    let foreign = theirs.keys(range.clone()).all(|key| !first.keys(own.clone()).any(|mine| mine == key));
    let places: Vec<usize> = rest.iter().map(|(telling, _)| telling.piece).collect();
    let sound = sharers.len() >= 2 && agree && foreign && !range.is_empty() && is_original(&places, sharers.len(), original);
    let sharers = sharers.iter().map(|(telling, _)| telling.piece).collect();
    if sound { innovation(sharers, &format!("the words \"{}\"", cut(first, own)), &cut(theirs, range.clone())) } else { None }
}

/// Cuts a range of plain words out of the source, on one line.
fn cut(telling: &Telling<'_>, range: Range<usize>) -> String {
    let span = telling.words[telling.plain[range.start]].span.cover(telling.words[telling.plain[range.end - 1]].span);
    span.of(telling.text).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn innovation(mut sharers: Vec<usize>, what: &str, right: &str) -> Option<Innovation> {
    sharers.sort_unstable();
    sharers.dedup();
    (sharers.len() >= 2).then(|| Innovation { sharers, what: format!("{what} where the others have \"{right}\"") })
}

/// Tells whether two words differ by one or two letters, the first being the same (a slip of the finger, not another word).
fn is_near(one: &str, other: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (one.to_lowercase().chars().collect(), other.to_lowercase().chars().collect());
    if a.first() != b.first() || a.len().abs_diff(b.len()) > 1 || a == b {
        return false;
    }
    let front = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let back = a.iter().rev().zip(b.iter().rev()).take(a.len().min(b.len()) - front).take_while(|(x, y)| x == y).count();
    let (rest_a, rest_b) = (&a[front..a.len() - back], &b[front..b.len() - back]);
    let swapped = rest_a.len() == 2 && rest_b.len() == 2 && rest_a[0] == rest_b[1] && rest_a[1] == rest_b[0];
    swapped || rest_a.len() <= 1 && rest_b.len() <= 1
}
