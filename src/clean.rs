//! Article -> [`CleanText`]: words, sentences, quotations, numbers, names and credits, each with its bytes; furniture set aside.
//!
//! Order matters: headline, byline, date and credits are harvested *before* furniture is set aside, because a page's last line often
//! holds the attribution. Nothing is deleted: furniture keeps its sentences, only marked. O(bytes).
//!
//! ```
//! use wiretrace::clean::clean_text;
//!
//! let clean = clean_text("Wall falls into the sea\n\nThe harbour wall fell on Monday, three officers told NBC News, and 12 boats were lost.\n\nShare on facebook\n");
//! assert_eq!(clean.sentences.iter().filter(|sentence| sentence.is_story()).count(), 2);
//! assert_eq!(clean.credits.list[0].outlet, "NBC News");
//! assert_eq!(clean.numbers[1].value, 12.0);
//! ```

pub mod background;
pub mod blocks;
pub mod classes;
pub mod credits;
pub mod dates;
pub mod disguise;
pub mod furniture;
pub mod keys;
pub mod language;
mod lexis;
pub mod local;
pub mod names;
pub mod numbers;
pub mod quotations;
pub mod relatives;
pub mod repeats;
pub mod spellings;
pub mod words;

use std::ops::Range;

use self::credits::Credits;
use self::disguise::Disguises;
use self::furniture::Role;
use self::numbers::Number;
use self::quotations::Quotation;
use self::words::Word;
use crate::article::{Article, Span};

/// The version of everything in this room: another version gives other keys, so it is written to every index.
pub const CLEANING_VERSION: u32 = 3;

/// One sentence, heading or scrap.
#[derive(Debug, Clone)]
pub struct Sentence {
    /// Its bytes.
    pub span: Span,
    /// Its words, as a range of the text's words.
    pub words: Range<usize>,
    /// The block that it stands in.
    pub block: usize,
    /// What that block is to its page.
    pub role: Role,
}

impl Sentence {
    /// Tells whether it belongs to the article.
    #[must_use]
    pub fn is_story(&self) -> bool {
        self.role.is_story()
    }
}

/// A piece as the later rooms see it.
#[derive(Debug, Clone, Default)]
pub struct CleanText {
    /// All words in source order, furniture included.
    pub words: Vec<Word>,
    /// All sentences in source order, furniture included.
    pub sentences: Vec<Sentence>,
    /// The quotations of the story.
    pub quotations: Vec<Quotation>,
    /// For each word: stands in a quotation.
    pub quoted: Vec<bool>,
    /// The numbers of the story.
    pub numbers: Vec<Number>,
    /// The names in the story, as ranges of words.
    pub names: Vec<Range<usize>>,
    /// Whom the piece credits, furniture included.
    pub credits: Credits,
    /// Its headline, where one was seen.
    pub headline: Option<Span>,
    /// Its byline.
    pub byline: Option<Span>,
    /// The line that dates it.
    pub stamp: Option<Span>,
    /// The words that are written so that a search misses them.
    pub disguises: Disguises,
}

impl CleanText {
    /// Walks over the words of the story.
    pub fn story_words(&self) -> impl Iterator<Item = &Word> {
        self.sentences.iter().filter(|sentence| sentence.is_story()).flat_map(|sentence| &self.words[sentence.words.clone()])
    }

    /// Counts the words of the story.
    #[must_use]
    pub fn word_count(&self) -> usize {
        self.sentences.iter().filter(|sentence| sentence.is_story()).map(|sentence| sentence.words.len()).sum()
    }

    /// Counts the words that were set aside.
    #[must_use]
    pub fn furniture_count(&self) -> usize {
        self.words.len() - self.word_count()
    }

    /// Gives the bytes of a range of words.
    #[must_use]
    pub fn span(&self, words: &Range<usize>) -> Span {
        self.words[words.start].span.cover(self.words[words.end - 1].span)
    }

    /// Walks over every span of the text.
    fn spans(&mut self) -> impl Iterator<Item = &mut Span> {
        let credits = self.credits.list.iter_mut().map(|credit| &mut credit.span).chain(&mut self.credits.cut);
        let lines = self.headline.iter_mut().chain(&mut self.byline).chain(&mut self.stamp);
        let words = self.words.iter_mut().map(|word| &mut word.span).chain(self.sentences.iter_mut().map(|sentence| &mut sentence.span));
        words.chain(self.quotations.iter_mut().map(|quotation| &mut quotation.span)).chain(credits).chain(lines)
    }

    /// Sets a sentence aside, with everything that was found in it.
    pub fn set_aside(&mut self, index: usize) {
        self.sentences[index].role = Role::Furniture;
        let gone = self.sentences[index].words.clone();
        self.quotations.retain(|quotation| !quotation.words().any(|word| gone.contains(&word)));
        self.numbers.retain(|number| !gone.contains(&number.words.start));
        self.names.retain(|name| !gone.contains(&name.start));
    }
}

/// Cleans a piece.
#[must_use]
pub fn clean(article: &Article) -> CleanText {
    let mut clean = clean_text(&article.text);
    if clean.byline.is_none()
        && clean.credits.dateline.is_none()
        && let Some(line) = article.byline.as_deref()
    {
        // "By Ada Bell, Harbour Wire" in a record's field.
        for part in line.split([',', '|', '/', '(', ')']).map(str::trim).filter(|part| credits::sounds_like_outlet(part)) {
            let outlet = credits::usual(part);
            clean.credits.list.push(credits::Credit { key: credits::key(&outlet), outlet, cue: "byline", span: Span::default() });
        }
    }
    clean
}

/// Cleans a bare text.
#[must_use]
pub fn clean_text(text: &str) -> CleanText {
    let plain = disguise::unmask(text);
    let mut clean = undisguised(&plain.text);
    clean.disguises = plain.disguises;
    if plain.is_changed() {
        clean.spans().for_each(|span| *span = plain.source(*span));
    }
    clean
}

/// Cleans a text in which every word is what it looks like.
fn undisguised(text: &str) -> CleanText {
    let words = words::words(text);
    let blocks = blocks::blocks(text, &words);
    let roles = furniture::roles(text, &words, &blocks);
    let mut clean = CleanText::default();
    for (index, block) in blocks.iter().enumerate() {
        for (span, range) in blocks::sentences(text, block, &words) {
            // What a text opens with is no picture's credit.
            let stray = roles[index] == Role::Body
                && (index > 0 || range.start > block.words.start)
                && furniture::is_stray(span.of(text), &words[range.clone()], text);
            let role = if stray { Role::Furniture } else { roles[index] };
            clean.sentences.push(Sentence { span, words: range, block: index, role });
        }
        match roles[index] {
            Role::Headline if clean.headline.is_none() => clean.headline = Some(block.span),
            Role::Label if is_stamp(block.span.of(text)) => clean.stamp = clean.stamp.or(Some(block.span)),
            Role::Label => clean.byline = clean.byline.or(Some(block.span)),
            _ => {}
        }
    }
    let said: Vec<Range<usize>> =
        clean.sentences.iter().filter(|sentence| sentence.role != Role::Furniture).map(|sentence| sentence.words.clone()).collect();
    let names = names::names(text, &words, &said);
    let top = blocks.iter().zip(&roles).find(|(_, role)| **role == Role::Body).map_or(0, |(block, _)| block.span.start as usize);
    clean.credits = credits::credits(text, &words, &names, top);
    let story = story_mask(words.len(), &clean.sentences);
    clean.names = names.into_iter().filter(|name| story[name.start]).collect();
    clean.numbers = numbers::numbers(text, &words).into_iter().filter(|number| story[number.words.start]).collect();
    let body: Vec<blocks::Block> = blocks.into_iter().zip(&roles).filter(|(_, role)| role.is_story()).map(|(block, _)| block).collect();
    clean.quotations = quotations::quotations(text, &words, &body);
    clean.quoted = quotations::quoted(words.len(), &clean.quotations);
    clean.words = words;
    // The texts of a whole folder are held at once.
    clean.words.shrink_to_fit();
    clean.sentences.shrink_to_fit();
    clean.names.shrink_to_fit();
    clean.numbers.shrink_to_fit();
    clean
}

fn is_stamp(line: &str) -> bool {
    dates::day(line).is_some() || line.chars().any(|c| c.is_ascii_digit())
}

fn story_mask(words: usize, sentences: &[Sentence]) -> Vec<bool> {
    let mut mask = vec![false; words];
    for sentence in sentences.iter().filter(|sentence| sentence.is_story()) {
        mask[sentence.words.clone()].fill(true);
    }
    mask
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credits_are_harvested_before_furniture_is_set_aside() {
        let clean = clean_text(
            "Wall falls\n\nThe harbour wall fell on Monday and the town has asked for money to build it again soon.\n\nThis story originally appeared on NBCNews.com\n\nRelated",
        );
        assert_eq!(clean.credits.list[0].outlet, "NBC News");
        assert_eq!(clean.sentences.iter().filter(|sentence| sentence.is_story()).count(), 2);
        assert_eq!(clean.word_count() + clean.furniture_count(), clean.words.len());
    }
}
