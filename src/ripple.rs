//! A correction or kill notice, pieces -> [`Ripple`]: who still carries the old fact, who carries the new one.
//!
//! ```
//! use wiretrace::article::Article;
//! use wiretrace::clean::clean;
//! use wiretrace::ripple::{notice, ripple};
//!
//! let notice = notice("Story: Sea wall falls at Kestvik\nOld: 12 boats were crushed\nNew: 21 boats were crushed").expect("a notice");
//! let articles = [Article::plain("a.txt", "The wall at Kestvik fell and twelve vessels were crushed."), Article::plain("b.txt", "At Kestvik 21 boats were crushed.")];
//! let texts: Vec<_> = articles.iter().map(clean).collect();
//! let found = ripple(notice, &articles, &texts).expect("a fact");
//! assert_eq!(articles[found.survivors[0].piece.index()].id, "a.txt");
//! assert_eq!(articles[found.corrected[0].piece.index()].id, "b.txt");
//! ```
//!
//! A piece must tell the story (names and weighty words of the notice), and in it a sentence must say the fact: the value, with what stands
//! beside it in the notice. Sentences that say the value with other words beside it count when they answer a sentence that is known to say
//! the fact ([`crate::align`]). A value that the piece itself takes back ("an earlier version said 12") or denies is no survivor.
//! O(words) for all pieces; alignments only between pieces of the story that hold the value.

mod fact;
mod figures;
mod kill;
mod kinds;
mod notice;
mod spot;
mod story;
mod tellers;
mod wording;

use rayon::prelude::*;

pub use fact::{Core, Fact, Figure, Term};
pub use notice::{Correction, Notice, notice};
pub use spot::{How, Value};

use crate::align::{Outline, align};
use crate::article::{Article, ArticleId, Span};
use crate::clean::furniture::Role;
use crate::clean::numbers::Unit;
use crate::clean::{CleanText, clean_text};
use crate::verify::Verdict;
use spot::{Page, Spot, spots};
use tellers::{Tells, tellers, title};

/// What a notice leaves behind.
#[derive(Debug)]
pub struct Ripple {
    /// The notice as it was understood.
    pub notice: Notice,
    /// Its facts; none in a kill.
    pub facts: Vec<Fact>,
    /// Where the old fact still stands, in path order.
    pub survivors: Vec<Survivor>,
    /// The pieces that carry the new fact, or take the old one back.
    pub corrected: Vec<Corrected>,
    /// Pieces that tell the story.
    pub in_story: usize,
    /// Of these the pieces that do not say the fact.
    pub silent: Vec<ArticleId>,
    /// The notice names nothing that tells its story from another one like it.
    pub nameless: bool,
}

/// One place where an old fact still stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Survivor {
    /// The piece.
    pub piece: ArticleId,
    /// Which fact of the notice; 0 in a kill.
    pub fact: usize,
    /// How it is carried.
    pub how: Carried,
    /// Where in the piece.
    pub place: Place,
    /// The sentence; `None` in a title that is no part of the text.
    pub span: Option<Span>,
    /// The words in it that are wrong.
    pub core: Option<Span>,
    /// How sure that is.
    pub confidence: Confidence,
    /// The piece says the new fact too, or takes the old one back elsewhere.
    pub says_both: bool,
}

/// How a survivor carries what a notice takes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carried {
    /// A fact.
    Fact(How),
    /// The story itself, by its headline or opening.
    Story,
    /// A text made from it.
    Derived(Verdict),
}

/// Where in a piece a fact stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In its text.
    Text,
    /// In its headline or title, or in a heading.
    Headline,
    /// In what it quotes.
    Quotation,
    /// In what was set aside: a caption, a teaser.
    Aside,
}

impl Place {
    /// The word of the file formats.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Headline => "headline",
            Self::Quotation => "quotation",
            Self::Aside => "aside",
        }
    }
}

/// How sure it is that a sentence says the old fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// The value, and little beside it.
    Low,
    /// The value with some of what stands beside it, or a round number for it.
    Medium,
    /// The value with most of what stands beside it, in a piece that tells the story.
    High,
}

impl Confidence {
    /// The word of the file formats.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// One piece that is right.
#[derive(Debug, Clone, PartialEq)]
pub struct Corrected {
    /// The piece.
    pub piece: ArticleId,
    /// Which fact of the notice; 0 in a kill.
    pub fact: usize,
    /// What makes it right.
    pub why: Why,
    /// The sentence; `None` in a title that is no part of the text.
    pub span: Option<Span>,
}

/// What makes a piece right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It says the new fact.
    SaysNew,
    /// It takes the old one back.
    TakesBack,
    /// It says that the old one is not so.
    Denies,
    /// It says that the story is withdrawn.
    Withdraws,
}

/// So many pieces that surely say the fact are aligned with others.
const MOST_MODELS: usize = 4;
/// An answer counts from this likeness on, when so much of what stands beside the fact stands there too: in short pieces neighbours vouch
/// for each other too readily ("The weather service will share the building").
const LEAST_LIKENESS: f32 = 0.30;
const LEAST_BESIDE: f32 = 0.30;

/// Finds which pieces still carry what a notice takes back; `None` when the notice says too little to tell its story from any other.
#[must_use]
pub fn ripple(notice: Notice, articles: &[Article], texts: &[CleanText]) -> Option<Ripple> {
    let facts: Vec<Fact> = notice.corrections.iter().flat_map(fact::facts).collect();
    let story = story::story(&notice, &facts);
    let bare = |fact: &Fact| fact.near.is_empty() && !matches!(fact.core, Core::Claim(..));
    if !notice.kill && (facts.is_empty() || story.terms.is_empty() && facts.iter().any(bare)) {
        return None;
    }
    let nameless = story.names.is_empty();
    let mut found = Ripple { notice, facts, survivors: Vec::new(), corrected: Vec::new(), in_story: 0, silent: Vec::new(), nameless };
    if found.notice.kill {
        kill::kill(&story, articles, texts, &mut found);
        return Some(found);
    }
    let tells = tellers(&story, articles, texts);
    found.in_story = tells.iter().flatten().count();
    for at in 0..found.facts.len() {
        follow(at, &tells, articles, texts, &mut found);
    }
    found.survivors.sort_by_key(|survivor| (survivor.piece, survivor.fact, survivor.span));
    found.corrected.sort_by_key(|corrected| (corrected.piece, corrected.fact));
    let speaks = |piece: ArticleId| {
        found.survivors.binary_search_by_key(&piece, |survivor| survivor.piece).is_ok()
            || found.corrected.binary_search_by_key(&piece, |corrected| corrected.piece).is_ok()
    };
    found.silent = (0..texts.len()).filter(|at| tells[*at].is_some()).map(id).filter(|piece| !speaks(*piece)).collect();
    Some(found)
}

#[expect(clippy::cast_possible_truncation, reason = "pieces are counted in 32 bits throughout")]
fn id(at: usize) -> ArticleId {
    ArticleId(at as u32)
}

/// The spots of a piece: in its text, and in its title with the place of its words.
struct Marked {
    piece: usize,
    spots: Vec<Spot>,
    titled: Vec<Spot>,
}

/// Follows one fact through the pieces that tell the story.
fn follow(at: usize, tells: &[Option<Tells>], articles: &[Article], texts: &[CleanText], found: &mut Ripple) {
    let fact = &found.facts[at];
    let told: Vec<usize> = (0..texts.len()).filter(|piece| tells[*piece].is_some()).collect();
    let mut marked: Vec<Marked> = told
        .par_iter()
        .map(|piece| {
            let article = &articles[*piece];
            let titled = title(article).map(|title| spots(fact, &Page::of(title, &clean_text(title)))).unwrap_or_default();
            Marked { piece: *piece, spots: spots(fact, &Page::of(&article.text, &texts[*piece])), titled }
        })
        .collect();
    answer(&mut marked, texts);
    for marked in &marked {
        let (survivors, corrected) = weigh(at, marked, tells[marked.piece], &articles[marked.piece], &texts[marked.piece], found);
        found.survivors.extend(survivors);
        found.corrected.extend(corrected);
    }
}

/// Makes doubtful spots sure that stand in sentences which answer a sure one of another piece.
fn answer(marked: &mut [Marked], texts: &[CleanText]) {
    let sure = |spots: &[Spot]| spots.iter().filter(|spot| spot.sure).map(|spot| spot.sentence).collect::<Vec<_>>();
    let models: Vec<(usize, Outline, Vec<usize>)> = marked
        .iter()
        .filter(|marked| marked.spots.iter().any(|spot| spot.sure))
        .take(MOST_MODELS)
        .map(|marked| (marked.piece, Outline::of(&texts[marked.piece]), sure(&marked.spots)))
        .collect();
    marked.par_iter_mut().filter(|marked| marked.spots.iter().any(|spot| !spot.sure)).for_each(|marked| {
        let own = Outline::of(&texts[marked.piece]);
        let mut answers: Vec<usize> = Vec::new();
        for (_, model, sentences) in models.iter().filter(|(piece, ..)| *piece != marked.piece) {
            let links = align(&own, model).links;
            let close = links.iter().filter(|link| link.similarity >= LEAST_LIKENESS);
            let hits = close.filter(|link| sentences.contains(&model.lines[link.b].sentence));
            answers.extend(hits.map(|link| own.lines[link.a].sentence));
        }
        marked.spots.retain_mut(|spot| {
            let answers = spot.beside >= LEAST_BESIDE && answers.contains(&spot.sentence);
            let kept = spot.sure || answers || spot.rare;
            spot.sure |= answers;
            kept
        });
    });
}

/// Tells what a piece says of one fact.
fn weigh(
    fact: usize,
    marked: &Marked,
    tells: Option<Tells>,
    article: &Article,
    text: &CleanText,
    found: &Ripple,
) -> (Vec<Survivor>, Option<Corrected>) {
    let page = Page::of(&article.text, text);
    let piece = id(marked.piece);
    let right = Corrected { piece, fact, why: Why::SaysNew, span: None };
    let mut corrected: Option<Corrected> = marked.titled.iter().any(|spot| spot.sure && spot.value == Value::New).then(|| right.clone());
    for spot in marked.spots.iter().filter(|spot| spot.value == Value::New) {
        corrected.get_or_insert(Corrected { span: Some(text.sentences[spot.sentence].span), ..right });
    }
    let says_new = corrected.is_some();
    let mut survivors = Vec::new();
    for spot in marked.spots.iter().filter(|spot| spot.value == Value::Old) {
        let span = text.sentences[spot.sentence].span;
        if marked.spots.iter().any(|other| other.sure && other.value == Value::New && other.sentence == spot.sentence) {
            continue;
        }
        if let Some(why) = excuse(&found.facts[fact], &page, spot, says_new) {
            corrected.get_or_insert(Corrected { why, span: Some(span), ..right });
            continue;
        }
        let confidence = confidence(spot, tells, found.nameless);
        let (how, place) = (Carried::Fact(spot.how), place(text, spot));
        let core = Some(page.span(&spot.words));
        survivors.push(Survivor { piece, fact, how, place, span: Some(span), core, confidence, says_both: false });
    }
    if let Some(spot) = marked.titled.iter().find(|spot| spot.sure && spot.value == Value::Old)
        && !marked.titled.iter().any(|spot| spot.sure && spot.value == Value::New)
    {
        let confidence = confidence(spot, tells, found.nameless);
        let (how, place) = (Carried::Fact(spot.how), Place::Headline);
        survivors.push(Survivor { piece, fact, how, place, span: None, core: None, confidence, says_both: false });
    }
    let says_both = corrected.is_some();
    for survivor in &mut survivors {
        survivor.says_both = says_both;
    }
    let corrected = corrected.filter(|_| survivors.is_empty());
    (survivors, corrected)
}

/// Why a sentence with the old value is no survivor.
fn excuse(fact: &Fact, page: &Page<'_>, spot: &Spot, says_new: bool) -> Option<Why> {
    let sentences = &page.clean.sentences;
    let block = sentences[spot.sentence].block;
    // A notice at the foot of a piece may run over several sentences.
    let before = (0..=spot.sentence).rev().take_while(|at| sentences[*at].block == block);
    if before.into_iter().any(|at| kinds::takes_back(page.sentence(at))) {
        return Some(Why::TakesBack);
    }
    let sentence = page.sentence(spot.sentence);
    if kinds::tells_as_past(sentence) && says_new {
        return Some(Why::TakesBack);
    }
    let word = |at: usize| fact::written(page.text, &page.clean.words[at]);
    let last = spot.words.start.checked_sub(1).filter(|at| *at >= sentences[spot.sentence].words.start);
    let clause = (sentences[spot.sentence].words.start..spot.words.start).rev().take(NEGATION).take_while(|at| !page.parts(at + 1));
    let before: Vec<String> = clause.map(word).collect();
    // "Would not close on April 30", but "could not save the 12 boats" and "will not open until April 30".
    let dated = matches!(&fact.core, Core::Number(old, _) if matches!(old.unit, Unit::Day | Unit::Year))
        && before.iter().any(|word| kinds::turns_round(word))
        && !before.iter().any(|word| matches!(word.as_str(), "until" | "till" | "before" | "only"))
        && !fact.old.split_whitespace().any(|word| kinds::turns_round(&word.to_lowercase()));
    let negated = dated || last.is_some_and(|at| word(at) == "not");
    // Of a claim the verb is turned round, wherever it stands: "was not where the fire began".
    let turned = matches!(&fact.core, Core::Claim(old, _) if old.iter().all(|term| term.0 != kinds::NOT))
        && spot.words.clone().any(|at| kinds::turns_round(&word(at)));
    (negated || turned || kinds::rejects(sentence)).then_some(Why::Denies)
}

/// Words before a date that its verb stands in.
const NEGATION: usize = 5;

fn confidence(spot: &Spot, tells: Option<Tells>, nameless: bool) -> Confidence {
    const MOST: f32 = 0.5;
    if !spot.sure || spot.how == How::Rounded && spot.beside < MOST {
        return Confidence::Low;
    }
    let full = spot.beside >= MOST && spot.how != How::Rounded && tells == Some(Tells::Itself) && !nameless;
    if full { Confidence::High } else { Confidence::Medium }
}

fn place(text: &CleanText, spot: &Spot) -> Place {
    match text.sentences[spot.sentence].role {
        Role::Headline | Role::Heading => Place::Headline,
        _ if spot.words.clone().any(|at| text.quoted[at]) => Place::Quotation,
        Role::Body => Place::Text,
        _ => Place::Aside,
    }
}
