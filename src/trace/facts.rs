//! The ledger of a trace: quotations, figures, names, dates, attributions, hedges and negations whose wording changed, with both wordings.
//!
//! Inside a group of sentences that answer each other a fact can have changed only in a gap between matched words; quotations are compared
//! over the whole piece. House spelling, rounding, conversion, abbreviations and trimmed quotations that say the same are for the record,
//! not alarms. O(words of a group) for most; a name or a negation that differs is looked up by its stem in the whole piece, a figure among
//! the piece's figures (O(figures) each), and the quotations are O(quotations of one piece x the other's). Thresholds without another source were set by planted changes
//! (`examples/mutate`) and by reading versions of one address beside the ledger (`examples/ledger`).

mod answers;
mod claims;
mod credits;
mod details;
mod figures;
mod lists;
mod measure;
mod names;
mod quotes;
mod sources;
mod speakers;
mod times;

use std::ops::Range;

use super::group::{Gap, Group, Half};
use super::{Fate, Side, Told, Trace, sentence_at};
use crate::article::{Span, Stretches};
pub use speakers::speaker;

/// What a fact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Words between quotation marks, and whose they are.
    Quotation,
    /// A figure with what it counts.
    Number,
    /// A day, a month, a year, a time.
    Date,
    /// A person, place or outlet, or what somebody is in the story.
    Name,
    /// A doubt, or a bound on a figure.
    Hedge,
    /// A negation.
    Negation,
    /// Who says so.
    Attribution,
    /// An outlet whose story it is.
    Credit,
    /// Any other thing.
    Detail,
}

impl Kind {
    /// Names it as the report does.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Quotation => "quotation",
            Self::Number => "number",
            Self::Date => "date",
            Self::Name => "name",
            Self::Hedge => "hedge",
            Self::Negation => "negation",
            Self::Attribution => "attribution",
            Self::Credit => "credit",
            Self::Detail => "detail",
        }
    }
}

/// What happened to a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// Other words inside a quotation.
    Altered,
    /// Another value, name, date or source.
    Changed,
    /// In the original only.
    Lost,
    /// In the piece only.
    Added,
    /// The same value with fewer digits.
    Rounded,
    /// The same value in another unit.
    Converted,
    /// Another currency: only a rate of exchange could tell.
    Unchecked,
    /// The same name in other letters.
    Respelled,
    /// Another part in the story.
    Role,
    /// Another outlet in its place.
    Renamed,
    /// A source with a name became one without.
    Anonymous,
    /// A bystander became an authority.
    Upgraded,
    /// A quotation of which a part is gone.
    Trimmed,
    /// A quotation told without marks.
    Indirect,
    /// The reporter's own words, put between marks.
    Marked,
    /// A quotation that somebody else says now.
    Speaker,
    /// A quotation that nobody says any more.
    Unspoken,
    /// A quotation that is gone.
    Dropped,
}

impl Change {
    /// Names it as the report does.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Altered => "altered",
            Self::Changed => "changed",
            Self::Lost => "lost",
            Self::Added => "added",
            Self::Rounded => "rounded",
            Self::Converted => "converted",
            Self::Unchecked => "currency differs, not checked",
            Self::Respelled => "other spelling",
            Self::Role => "other role",
            Self::Renamed => "renamed",
            Self::Anonymous => "made anonymous",
            Self::Upgraded => "upgraded",
            Self::Trimmed => "trimmed",
            Self::Indirect => "made indirect",
            Self::Marked => "new marks",
            Self::Speaker => "speaker changed",
            Self::Unspoken => "speaker lost",
            Self::Dropped => "dropped",
        }
    }

    const fn swapped(self) -> Self {
        match self {
            Self::Lost => Self::Added,
            Self::Added => Self::Lost,
            other => other,
        }
    }
}

/// A fact of the original that faces another one in the piece, in words of both clean texts; an empty range stands where nothing does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faced {
    /// What it is.
    pub kind: Kind,
    /// What happened to it.
    pub change: Change,
    /// See [`Fact`].
    pub severity: u8,
    /// Words of the original's clean text.
    pub original: Range<usize>,
    /// Words of the piece's clean text.
    pub piece: Range<usize>,
}

impl Faced {
    pub(super) fn swapped(self) -> Self {
        Self { change: self.change.swapped(), original: self.piece, piece: self.original, ..self }
    }

    fn overlaps(&self, other: &Self) -> bool {
        let meet = |x: &Range<usize>, y: &Range<usize>| x.start < y.end && y.start < x.end;
        meet(&self.original, &other.original) || meet(&self.piece, &other.piece)
    }

    fn turn(self, turned: bool) -> Self {
        if turned { self.swapped() } else { self }
    }

    /// Tells whether it makes a sentence altered. What is for the record only does not, nor does a source that is gone: its words are
    /// dropped, and what it said stands.
    pub(super) fn alters(&self) -> bool {
        let comes_or_goes = matches!(self.change, Change::Lost | Change::Added);
        self.severity > RECORD && !(self.kind == Kind::Attribution && comes_or_goes)
    }
}

/// A fact whose wording changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What it is.
    pub kind: Kind,
    /// What happened to it.
    pub change: Change,
    /// 3: look at this first; 2: look; 1: for the record.
    pub severity: u8,
    /// Where it stands in the original; empty where it would stand.
    pub original: Option<Span>,
    /// Where it stands in the piece; empty where it would stand.
    pub piece: Option<Span>,
}

/// The severity of what no editor need look at.
const RECORD: u8 = 1;
/// Sentences with so many words in common, of the longer, are one sentence with a change in it.
const CLOSE_SENTENCES: f64 = 0.7;
/// Weight from which a stem tells what sentences are about.
const WEIGHTY: f32 = 1.6;

/// Lists what two groups of sentences tell differently, in the order of the original.
pub(super) fn in_group(group: &Group<'_>, gaps: &[Gap]) -> Vec<Faced> {
    let mut found = Vec::new();
    if group.is_endless() {
        return found;
    }
    // Equal words may still count other money: a sign is no word.
    figures::figures(group, gaps, &mut found);
    if group.is_equal() {
        return found;
    }
    let turned = group.turned();
    let turned_gaps = turned.gaps();
    if is_one_story(group) {
        claims::claims(group, gaps, false, &mut found);
        claims::claims(&turned, &turned_gaps, true, &mut found);
        claims::turns(group, gaps, &mut found);
        sources::changed(group, gaps, &mut found);
        sources::lost(group, gaps, false, &mut found);
        sources::lost(&turned, &turned_gaps, true, &mut found);
    }
    times::times(group, &mut found);
    times::orders(group, &mut found);
    names::names(group, gaps, &mut found);
    details::details(group, gaps, &mut found);
    first_only(found)
}

/// Adds what is told over the whole pieces; in a sentence that has a partner its words are altered.
pub(super) fn over_groups(a: Told<'_>, b: Told<'_>, found: &mut Vec<Faced>, sides: [&mut Side; 2]) {
    let slips: Vec<Faced> = names::slips(a, b).into_iter().filter(|fact| !found.iter().any(|known| known.overlaps(fact))).collect();
    let [one, two] = sides;
    for fact in &slips {
        for (told, words, side) in [(a, &fact.original, &mut *one), (b, &fact.piece, &mut *two)] {
            let sentence = sentence_at(told, words.start);
            if !side.sentences[sentence].1.is_empty() {
                words.clone().filter_map(|word| told.story_word(word)).for_each(|at| side.words[at] = Fate::Altered);
            }
        }
    }
    found.extend(slips);
}

/// Tells whether two groups have enough in common for what only one says to mean something.
fn is_one_story(group: &Group<'_>) -> bool {
    let weighty = |half: &Half<'_>| (0..half.len()).filter(|at| half.word(*at).weight >= WEIGHTY).count();
    let shared = group.path.iter().filter(|(i, _)| group.one.word(*i).weight >= WEIGHTY).count();
    shared >= 3 && shared * 4 >= weighty(&group.one).min(weighty(&group.two))
}

/// One change may be found in several ways: the first stays.
fn first_only(found: Vec<Faced>) -> Vec<Faced> {
    let mut kept: Vec<Faced> = Vec::new();
    for fact in found {
        if !kept.iter().any(|known| known.overlaps(&fact)) {
            kept.push(fact);
        }
    }
    kept
}

/// The word of the second half's clean text before which a place of the first would stand.
fn answer(group: &Group<'_>, at: usize) -> usize {
    let next = group.path.partition_point(|pair| pair.0 < at);
    match (group.path.get(next), next.checked_sub(1).map(|last| group.path[last])) {
        (_, Some((_, j))) => group.two.place(j) + 1,
        (Some((_, j)), None) => group.two.place(*j),
        (None, None) => group.two.places(&(0..0)).start,
    }
}

/// Counts the weighty stems that stand within six words of both places; names do not tell what a number counts.
fn context(one: &Half<'_>, i: usize, two: &Half<'_>, j: usize) -> usize {
    let around = |half: &Half<'_>, at: usize| -> Vec<u32> {
        let mut stems: Vec<u32> = (at.saturating_sub(6)..(at + 7).min(half.len()))
            .filter(|k| *k != at && half.word(*k).weight >= 2.5 && !half.word(*k).numeric && !half.word(*k).capital)
            .map(|k| half.word(k).stem)
            .collect();
        stems.sort_unstable();
        stems.dedup();
        stems
    };
    let (own, others) = (around(one, i), around(two, j));
    own.iter().filter(|stem| others.binary_search(stem).is_ok()).count()
}

/// Lists the facts whose wording changed, most severe first, then in the order of the original; the reworded words of a quotation that
/// changed become altered in the trace.
#[must_use]
pub fn facts(original: Told<'_>, piece: Told<'_>, trace: &mut Trace) -> Vec<Fact> {
    let mut found = quotes::quotes(original, piece, trace);
    for fact in found.iter().filter(|fact| fact.severity > RECORD && fact.change == Change::Altered) {
        mark(&mut trace.original, original, fact.original);
        mark(&mut trace.piece, piece, fact.piece);
    }
    // A changed quotation says it already, of the original's words and, where those are none, of the piece's.
    let altered = || found.iter().filter(|fact| fact.change == Change::Altered);
    let of_original = Stretches::of(altered().filter_map(|fact| fact.original));
    let of_piece = Stretches::of(altered().filter_map(|fact| fact.piece));
    let in_quotation = |fact: &Fact| match fact.original {
        Some(span) if !span.is_empty() => of_original.hold(span),
        _ => fact.piece.is_some_and(|span| of_piece.hold(span)),
    };
    let faced: Vec<Fact> = trace
        .faced
        .iter()
        .map(|faced| Fact {
            kind: faced.kind,
            change: if (faced.kind, faced.change) == (Kind::Attribution, Change::Changed) {
                sources::refine(original, piece, faced)
            } else {
                faced.change
            },
            severity: match (faced.kind, faced.change) {
                // A source more is what an editor likes to see, and a doubt more accuses nobody.
                (Kind::Attribution, Change::Added) => RECORD,
                (Kind::Hedge, Change::Added) => 2,
                _ => faced.severity,
            },
            original: Some(with_unit(original, &faced.original)),
            piece: Some(with_unit(piece, &faced.piece)),
        })
        .filter(|fact| !in_quotation(fact))
        .collect();
    let credits = credits::credits(original, piece, trace);
    // "Told Mashable", "said": a credit, or another speaker, says it already.
    let speakers = found.iter().filter(|fact| matches!(fact.change, Change::Speaker | Change::Anonymous));
    let said = Stretches::of(credits.iter().chain(speakers).filter_map(|fact| fact.original));
    let again = |fact: &Fact| matches!(fact.kind, Kind::Attribution | Kind::Name) && fact.original.is_some_and(|span| said.meet(span));
    found.extend(faced.into_iter().filter(|fact| !again(fact)));
    found.extend(credits);
    found.sort_by_key(|fact| {
        (std::cmp::Reverse(fact.severity), fact.original.map(|span| span.start), fact.piece.map(|span| span.start), fact.kind, fact.change)
    });
    found
}

/// Marks the words of a changed quotation, and its sentence.
fn mark(side: &mut Side, told: Told<'_>, span: Option<Span>) {
    let Some(span) = span else { return };
    let lines = &told.outline.lines;
    let from = lines.partition_point(|line| told.text.sentences[line.sentence].span.end <= span.start);
    for line in &lines[from..] {
        let sentence = &told.text.sentences[line.sentence];
        if span.end <= sentence.span.start {
            break;
        }
        let mut changed = false;
        for (at, word) in line.words.clone().zip(sentence.words.clone()) {
            let inside = span.contains(told.text.words[word].span);
            changed |= inside && side.words[at] != Fate::Kept;
            if inside && side.words[at] == Fate::Reworded {
                side.words[at] = Fate::Altered;
            }
        }
        let fate = &mut side.sentences[line.sentence].0;
        // A quotation may run over sentences that stayed as they were.
        if changed && matches!(fate, Fate::Kept | Fate::Reworded) {
            *fate = Fate::Altered;
        }
    }
}

/// Tells whether a number ends right before a word of the clean text.
fn is_counted(told: Told<'_>, word: usize) -> bool {
    told.text.numbers.binary_search_by_key(&word, |number| number.words.end).is_ok()
}

/// A number reads better with the word it counts.
fn with_unit(told: Told<'_>, words: &Range<usize>) -> Span {
    if words.is_empty() {
        let at =
            told.text.words.get(words.start).map_or_else(|| told.text.words.last().map_or(0, |word| word.span.end), |word| word.span.start);
        return Span { start: at, end: at };
    }
    let mut end = words.end;
    if is_counted(told, end)
        && told.text.words.get(end).is_some_and(|next| next.weight >= WEIGHTY && next.span.start - told.text.words[end - 1].span.end <= 1)
    {
        end += 1;
    }
    // With its sign: "£4m", "5%".
    let mut span = told.text.span(&(words.start..end));
    let before = told.source[..span.start as usize].chars().next_back().filter(|c| matches!(c, '$' | '£' | '€' | '¥' | '₹'));
    span.start -= before.map_or(0, |sign| u32::try_from(sign.len_utf8()).unwrap_or(0));
    span.end += u32::from(told.source[span.end as usize..].starts_with('%'));
    span
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::Outline;
    use crate::clean::clean_text;
    use crate::trace::{Fate, trace};

    /// The kinds of alarms that two texts raise outside quotations.
    pub(super) fn of(a: &str, b: &str) -> Vec<Kind> {
        let (x, y) = (clean_text(a), clean_text(b));
        let (one, two) = (Outline::of(&x), Outline::of(&y));
        let found = trace(Told { source: a, text: &x, outline: &one, day: None }, Told { source: b, text: &y, outline: &two, day: None });
        let altered = found.original.sentences.iter().chain(&found.piece.sentences).any(|(fate, _)| *fate == Fate::Altered);
        let alarms: Vec<Kind> = found.faced.iter().filter(|fact| fact.severity > 1).map(|fact| fact.kind).collect();
        assert_eq!(altered, found.faced.iter().any(Faced::alters));
        alarms
    }
}
