//! A piece with its facts masked: what is left is the frame, and what was masked is how the piece fills it.
//!
//! ```text
//! Kestrel Bank issues a 12 billion yen bond    ->  _ issues a _ yen bond    filled with  Kestrel Bank | 12 billion
//! Bank Norden issues a 40 billion yen bond     ->  _ issues a _ yen bond    filled with  Bank Norden | 40 billion
//! ```
//!
//! Two versions of one story share frames *and* what fills them; two pieces of one template share frames alone. A frame that many
//! pieces of a folder fill in their own way is a template's ([`mark_templates`]). O(words log words).

use rayon::prelude::*;

use super::Profile;
use super::features::in_both;
use crate::align::Outline;
use crate::clean::CleanText;
use crate::clean::background::StemId;
use crate::clean::words::Word;
use crate::hash;

/// Frames are windows of this many words, a masked run of facts counting as one word.
const WINDOW: usize = 5;
/// A window with more masked runs than this is all facts and no frame.
const MOST_MASKED: usize = 3;
/// A frame that so many pieces of a folder fill each in its own way is a template's: a toll that is raised twice makes three.
const FEWEST_FILLINGS: usize = 4;

/// One window of a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Window {
    frame: u32,
    filling: u32,
}

/// A piece as a template and what fills it.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    /// Windows with a fact in them, sorted and unique.
    windows: Vec<Window>,
    /// For each of them: its frame is a template's.
    stock: Vec<bool>,
    /// The masked runs, sorted and unique.
    facts: Vec<u32>,
    /// The name that the piece begins with: the stem of its first weighty word.
    subject: Option<StemId>,
    /// The words that follow that name.
    said: Option<u32>,
}

/// How the frames of two pieces are filled.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Filled {
    /// Frames with a fact that both have.
    pub shared: usize,
    /// They as a share of the frames of the piece with fewer.
    pub cover: f64,
    /// Those of them that both fill alike.
    pub alike: usize,
    /// Those of the shared ones that are a template's.
    pub stock: usize,
    /// Those of them that both fill alike.
    pub stock_alike: usize,
    /// The share of the facts of the piece with fewer that both have, each run of names and numbers as one fact.
    pub kept: f64,
    /// Both begin with a name and then say the same of it.
    pub same_said: bool,
}

impl Frame {
    /// Masks a piece; `is_name` tells which words of the story belong to a name or a number.
    #[must_use]
    pub fn of(text: &CleanText, outline: &Outline, is_name: &[bool]) -> Self {
        const MASK: u64 = 0;
        let mut tokens: Vec<(u64, u64)> = Vec::with_capacity(is_name.len());
        let mut subject = None;
        for line in &outline.lines {
            let words = &text.words[text.sentences[line.sentence].words.clone()];
            let is_name = &is_name[line.words.clone()];
            let is_fact = |at: usize| is_name[at] || words[at].numeric;
            let mut at = 0;
            while at < words.len() {
                let start = at;
                while at < words.len() && is_fact(at) {
                    at += 1;
                }
                if at > start {
                    if tokens.len() <= LATEST_SUBJECT && subject.is_none() {
                        subject = named(&words[start..at]).map(|stem| (tokens.len(), stem));
                    }
                    tokens.push((MASK, hash::keys(words[start..at].iter().map(|word| word.key))));
                } else {
                    tokens.push((words[at].key, MASK));
                    at += 1;
                }
            }
        }
        let mut windows: Vec<Window> = tokens
            .windows(WINDOW)
            .filter(|window| (1..=MOST_MASKED).contains(&window.iter().filter(|(word, _)| *word == MASK).count()))
            .map(|window| Window {
                frame: short(hash::keys(window.iter().map(|(word, _)| *word))),
                filling: short(hash::keys(window.iter().map(|(_, fact)| *fact))),
            })
            .collect();
        windows.sort_unstable();
        windows.dedup();
        let mut facts: Vec<u32> = tokens.iter().filter(|(word, _)| *word == MASK).map(|(_, fact)| short(*fact)).collect();
        facts.sort_unstable();
        facts.dedup();
        windows.shrink_to_fit();
        facts.shrink_to_fit();
        let said = subject
            .and_then(|(token, _)| tokens.get(token + 1..token + 4))
            .filter(|said| said.iter().all(|(word, _)| *word != MASK))
            .map(|said| short(hash::keys(said.iter().map(|(word, _)| *word))));
        Self { stock: vec![false; windows.len()], windows, facts, subject: subject.map(|(_, stem)| stem), said }
    }

    /// Compares how two pieces fill the frames that both have; the same from both sides. O(windows).
    #[must_use]
    pub fn filled(&self, other: &Self) -> Filled {
        let mut filled = Filled::default();
        let (mut i, mut j) = (0, 0);
        while i < self.windows.len() && j < other.windows.len() {
            let (one, two) = (self.windows[i].frame, other.windows[j].frame);
            if one != two {
                i += usize::from(one < two);
                j += usize::from(two < one);
                continue;
            }
            let (ours, theirs) = (same_frame(&self.windows[i..]), same_frame(&other.windows[j..]));
            let alike = ours.iter().any(|window| theirs.binary_search(window).is_ok());
            let stock = self.stock[i] && other.stock[j];
            filled.shared += 1;
            filled.alike += usize::from(alike);
            filled.stock += usize::from(stock);
            filled.stock_alike += usize::from(stock && alike);
            i += ours.len();
            j += theirs.len();
        }
        let both = in_both(&self.facts, &other.facts);
        let fewer = self.facts.len().min(other.facts.len());
        filled.kept = if fewer == 0 { 1.0 } else { both as f64 / fewer as f64 };
        let frames = |piece: &Self| piece.windows.chunk_by(|one, next| one.frame == next.frame).count();
        filled.cover = filled.shared as f64 / frames(self).min(frames(other)).max(1) as f64;
        filled.same_said = self.said.is_some() && self.said == other.said;
        filled
    }

    /// Walks over its frames, each once, with the first of what fills it: a table repeats a frame in one piece.
    pub fn fillings(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.windows.chunk_by(|one, next| one.frame == next.frame).map(|run| (run[0].frame, run[0].filling))
    }

    /// Marks the frames that belong to a template; `stock` is sorted.
    pub fn mark(&mut self, stock: &[u32]) {
        self.windows.iter().zip(&mut self.stock).for_each(|(window, mark)| *mark = stock.binary_search(&window.frame).is_ok());
    }

    /// Names what the piece is about, where it begins with a name: the stem of the name's first weighty word.
    #[must_use]
    pub fn subject(&self) -> Option<StemId> {
        self.subject
    }
}

/// Names somebody by the first weighty word of a run: of two words and more, for one alone may be a label ("Record", "Net"), and not
/// shouted, as headings are.
fn named(run: &[Word]) -> Option<StemId> {
    let words = || run.iter().filter(|word| !word.numeric);
    if words().count() < 2 || words().all(|word| word.shouted) {
        return None;
    }
    words().find(|word| word.weight >= LEAST_SUBJECT).map(|word| word.stem)
}

/// The first windows of a sorted list that have one frame.
fn same_frame(windows: &[Window]) -> &[Window] {
    let end = windows.iter().take_while(|window| window.frame == windows[0].frame).count();
    &windows[..end]
}

fn short(hash: u64) -> u32 {
    (hash >> 32) as u32
}

/// A subject stands behind no more words than these: "The", "On the".
const LATEST_SUBJECT: usize = 2;
/// Weight from which a word names somebody.
const LEAST_SUBJECT: f32 = 2.0;

/// Marks in every piece the frames that belong to a template of the folder. O(windows log windows), for any order of pieces the same.
pub fn mark_templates(profiles: &mut [Profile]) {
    let stock = stock(profiles.par_iter().flat_map_iter(|profile| profile.frame.fillings()).collect());
    profiles.par_iter_mut().for_each(|profile| profile.frame.mark(&stock));
}

/// Names the frames that pieces fill in so many ways that they are a template's, sorted; takes each piece's [`Frame::fillings`].
#[must_use]
pub fn stock(mut fillings: Vec<(u32, u32)>) -> Vec<u32> {
    fillings.par_sort_unstable();
    fillings.dedup();
    fillings.chunk_by(|one, next| one.0 == next.0).filter(|run| run.len() >= FEWEST_FILLINGS).map(|run| run[0].0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::candidates::Terms;
    use crate::clean::clean_text;
    use crate::shingle::shingles;

    fn profile(text: &str) -> Profile {
        let clean = clean_text(text);
        Profile::of(&Article::plain("x", text), &clean, shingles(&clean, 5), Terms::of(&clean))
    }

    fn bond(bank: &str, amount: u32) -> Profile {
        profile(&format!("{bank} is issuing a {amount} billion yen bond, the lead manager said, and it will be listed in a week."))
    }

    #[test]
    fn one_form_filled_twice_shares_its_frames_and_not_what_fills_them() {
        let filled = bond("Kestrel Bank", 12).frame.filled(&bond("Norden Trust", 40).frame);
        assert!(filled.shared >= 5 && filled.alike == 0 && filled.same_said, "{filled:?}");
        assert!(filled.kept.abs() < f64::EPSILON);
    }

    #[test]
    fn one_text_fills_its_own_frames_alike() {
        let filled = bond("Kestrel Bank", 12).frame.filled(&bond("Kestrel Bank", 12).frame);
        assert_eq!((filled.shared, filled.kept), (filled.alike, 1.0));
    }

    #[test]
    fn three_fillings_are_versions_and_four_are_a_template() {
        let banks = ["Kestrel Bank", "Norden Trust", "Sund Credit", "Harbour Fund"];
        for (pieces, is_template) in [(3, false), (4, true)] {
            let mut profiles: Vec<Profile> = (12..).zip(banks).take(pieces).map(|(amount, bank)| bond(bank, amount)).collect();
            mark_templates(&mut profiles);
            assert_eq!(profiles[0].frame.filled(&profiles[1].frame).stock > 0, is_template, "{pieces} pieces");
        }
    }

    #[test]
    fn a_piece_sent_many_times_is_no_template() {
        let mut profiles: Vec<Profile> = (0..9).map(|_| bond("Kestrel Bank", 12)).collect();
        mark_templates(&mut profiles);
        assert_eq!(profiles[0].frame.filled(&profiles[1].frame).stock, 0);
    }

    #[test]
    fn a_label_and_a_heading_are_no_subject() {
        assert!(bond("Kestrel Bank", 12).frame.subject().is_some());
        assert_eq!(profile("Net 4.1 million crowns against 3.9 million crowns a year before, the company said.").frame.subject(), None);
        assert_eq!(profile("NOON PRICES for copper were 4 crowns a kilo and for tin were 9 crowns.").frame.subject(), None);
    }
}
