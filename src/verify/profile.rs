//! What verification needs of a piece, made once: a [`Profile`]. O(words log words).

use super::frame::Frame;
use crate::align::Outline;
use crate::article::{Article, Stretches};
use crate::candidates::Terms;
use crate::clean::background::StemId;
use crate::clean::{CleanText, credits, dates, words::words};
use crate::shingle::Shingles;

/// What verification needs of a piece, made once.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    /// Its shingles.
    pub shingles: Shingles,
    /// Its weighted stems.
    pub terms: Terms,
    /// Its sentences.
    pub outline: Outline,
    /// For each story word: part of a name or a number.
    pub is_name: Vec<bool>,
    /// Its words with the facts masked.
    pub frame: Frame,
    /// The weighty stems of the headline that its record states, sorted and unique.
    pub title: Vec<StemId>,
    /// The day that its record states.
    pub day: Option<(u16, u8, u8)>,
    /// Its name words, sorted and unique.
    pub names: Vec<u64>,
    /// Its numbers, sorted and unique.
    pub numbers: Vec<u64>,
    /// The figures of a table that was set aside, sorted and unique; empty where what was set aside is words.
    pub table: Vec<u64>,
    /// The outlets that it credits, by key.
    pub credits: Vec<Credited>,
    /// Its own outlet, as a key.
    pub outlet: Option<String>,
    /// Who printed it: its outlet, else the host of its address.
    pub house: Option<String>,
    /// Most of it is written in Chinese or Japanese characters.
    pub cjk: bool,
}

/// An outlet that a piece credits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credited {
    /// Its letters.
    pub key: String,
    /// Its usual name.
    pub name: String,
    /// Credited twice, or as the source of the story.
    pub firm: bool,
}

fn credited(text: &CleanText) -> Vec<Credited> {
    let mut mentions: Vec<(&str, bool, &str)> =
        text.credits.list.iter().map(|credit| (credit.key.as_str(), credits::is_strong(credit.cue), credit.outlet.as_str())).collect();
    mentions.sort_unstable();
    let of =
        |run: &[(&str, bool, &str)]| Credited { key: run[0].0.to_owned(), name: run[0].2.to_owned(), firm: run.len() >= 2 || run[0].1 };
    mentions.chunk_by(|x, y| x.0 == y.0).map(of).collect()
}

/// Gives the figures of what was set aside, where a third of its words are figures.
fn table(text: &CleanText) -> Vec<u64> {
    let aside = || text.sentences.iter().filter(|sentence| !sentence.is_story()).flat_map(|sentence| &text.words[sentence.words.clone()]);
    let mut figures: Vec<u64> = aside().filter(|word| word.numeric).map(|word| word.key).collect();
    if figures.len() * 3 < aside().count() {
        return Vec::new();
    }
    figures.sort_unstable();
    figures.dedup();
    figures
}

impl Profile {
    /// Prepares a piece.
    #[must_use]
    pub fn of(article: &Article, text: &CleanText, shingles: Shingles, terms: Terms) -> Self {
        let outline = Outline::of(text);
        let mut named = vec![false; text.words.len()];
        let mut numeric = named.clone();
        text.names.iter().for_each(|name| named[name.clone()].fill(true));
        text.numbers.iter().for_each(|number| numeric[number.words.clone()].fill(true));
        let mut title: Vec<StemId> = words(article.title.as_deref().unwrap_or_default())
            .iter()
            .filter(|word| word.weight >= 2.0 && !word.numeric)
            .map(|word| word.stem)
            .collect();
        title.sort_unstable();
        title.dedup();
        let day = article.date.as_deref().and_then(dates::day).map(|(year, month, day, _)| (year, month, day));
        let credits = Stretches::of(text.credits.list.iter().map(|credit| credit.span));
        let mut names: Vec<u64> = text
            .names
            .iter()
            .flat_map(Clone::clone)
            .filter(|at| text.words[*at].weight >= 2.0 && !text.words[*at].numeric)
            // Whom both credit says nothing of what they are about.
            .filter(|at| !credits.hold(text.words[*at].span))
            .map(|at| u64::from(text.words[at].stem))
            .collect();
        names.sort_unstable();
        names.dedup();
        let mut numbers: Vec<u64> = text.numbers.iter().map(|number| number.value.to_bits()).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let credited = credited(text);
        let outlet = article
            .outlet
            .as_deref()
            .map(|outlet| credits::key(&credits::usual(outlet)))
            .or_else(|| text.credits.dateline.as_deref().map(credits::key));
        let house =
            article.outlet.as_deref().map(credits::key).filter(|key| key != "newsapi").or_else(|| article.url.as_deref().and_then(host));
        let mut is_name: Vec<bool> = Vec::with_capacity(outline.words());
        is_name.extend(outline.places(text).map(|word| named[word] || numeric[word]));
        let frame = Frame::of(text, &outline, &is_name);
        let cjk = outline.places(text).filter(|word| text.words[*word].cjk).count() * 2 > outline.words();
        Self {
            shingles,
            terms,
            outline,
            is_name,
            frame,
            title,
            day,
            names,
            numbers,
            table: table(text),
            credits: credited,
            outlet,
            house,
            cjk,
        }
    }

    /// Tells whether it credits an outlet.
    #[must_use]
    pub fn credits(&self, outlet: &str) -> bool {
        self.credits.iter().any(|known| known.key == outlet)
    }

    /// Walks over the outlets that both credit, and how many of the two do so firmly; not over their own, where that is one.
    pub fn shared_credits<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = (&'a str, u8)> + 'a {
        let own = self.outlet.as_deref().filter(|_| self.outlet == other.outlet);
        self.credits.iter().filter(move |ours| own != Some(&ours.key)).filter_map(|ours| {
            let theirs = other.credits.iter().find(|theirs| theirs.key == ours.key)?;
            Some((ours.name.as_str(), u8::from(ours.firm) + u8::from(theirs.firm)))
        })
    }

    /// Lets go of what only judging a pair asks for, and of the sentences too where the piece is not told on.
    pub fn judged(&mut self, is_told: bool) {
        (self.shingles, self.terms, self.frame) = Default::default();
        if !is_told {
            (self.outline, self.is_name) = Default::default();
        }
    }

    /// Counts the words of the story.
    #[must_use]
    pub fn words(&self) -> usize {
        self.outline.words()
    }
}

/// The host of a web address, without its `www`; none of an address without one, or of a house that only passes on what others print.
fn host(url: &str) -> Option<String> {
    const PASSES_ON: [&str; 8] = ["archive.", "news.google.", "msn.", "news.yahoo.", "yahoo.", "apple.news", "webcache.", "newsapi."];
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or(rest).to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let own = host.contains('.') && !PASSES_ON.iter().any(|name| host.starts_with(name) || host.contains(&format!(".{name}")));
    own.then(|| host.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_house_is_a_host_that_prints_its_own() {
        assert_eq!(host("https://www.Halden-Eye.example/news/1?x=2"), Some("halden-eye.example".to_owned()));
        assert_eq!(host("/news/1"), None);
        assert_eq!(host("https://web.archive.org/web/2031/https://halden-eye.example/"), None);
        assert_eq!(host("https://news.google.com/articles/x"), None);
    }
}
