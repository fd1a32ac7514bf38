//! Tells the article from what stands around it on a page: share lists, teasers, appeals, paywall prompts, pagers.
//!
//! Nothing is deleted: each block gets a [`Role`], and those that are not story are set aside and counted. Rules, in order: front
//! matter and labels of a page's parts; headers of link sections, which close the article unless its story goes on; appeals to the
//! reader; headlines of other stories; what stands between two pieces of furniture. Where this can be wrong: a story *about*
//! newsletters that speaks to "you" looks like an appeal. O(bytes). Ideas: jusText (Pomikálek 2011) without its HTML features.

mod lexicon;
mod scraps;

use std::sync::OnceLock;

use lexicon::{is_header, is_part, set};

pub(super) use self::scraps::{OWNERS, is_stray};
use super::background::StemId;
use super::blocks::Block;
use super::classes::Classes;
use super::words::Word;
use crate::hash::KeySet;

/// What a block is to its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The headline of the piece.
    Headline,
    /// A heading inside the piece, or a line of it.
    Heading,
    /// A paragraph of the piece.
    Body,
    /// Who wrote it, when it was published: harvested, then set aside.
    Label,
    /// Where it came from ("This story first appeared in"): harvested, then set aside.
    Credit,
    /// Everything else.
    Furniture,
}

impl Role {
    /// Tells whether the block is part of the article.
    #[must_use]
    pub fn is_story(self) -> bool {
        matches!(self, Self::Headline | Self::Heading | Self::Body)
    }
}

/// Gives each block its role.
#[must_use]
pub fn roles(text: &str, words: &[Word], blocks: &[Block]) -> Vec<Role> {
    let shapes: Vec<Shape> = blocks.iter().enumerate().map(|(at, block)| Shape::of(text, words, block, at == 0)).collect();
    let mut roles: Vec<Role> = shapes.iter().map(first_guess).collect();
    front_matter(text, blocks, &mut roles);
    close_sections(words, blocks, &shapes, &mut roles);
    other_headlines(words, blocks, &shapes, &mut roles);
    scraps::headline_rows(words, blocks, &shapes, &mut roles);
    scraps::repeated(words, blocks, &shapes, &mut roles);
    tail(&shapes, &mut roles);
    between_furniture(&shapes, &mut roles);
    headline(&shapes, &mut roles);
    if !roles.iter().any(|role| role.is_story()) {
        // A page of nothing but fragments: better all of it than none.
        roles.fill(Role::Body);
    }
    roles
}

/// What the rules look at.
#[expect(clippy::struct_excessive_bools, reason = "independent signs, weighed together")]
struct Shape {
    words: usize,
    /// Ends as a sentence does.
    ended: bool,
    /// A paragraph of prose: long enough, with common words, ended.
    good: bool,
    /// Lower case, for short blocks only; else empty.
    line: String,
    label: bool,
    credit: bool,
    furniture: bool,
    header: bool,
    /// Begins as a caption does: "Lonely: The dog …".
    labelled: bool,
    /// Eight words and more that no full stop ends, nor a colon, and that quote nobody.
    loose: bool,
    /// Ends in a colon.
    leads: bool,
}

impl Shape {
    fn of(text: &str, words: &[Word], block: &Block, first: bool) -> Self {
        let raw = block.span.of(text);
        let own = &words[block.words.clone()];
        let count = own.len();
        let ended = raw.trim_end_matches(['"', '”', '’', '\'', ')', ']', '»', '」', ' ']).ends_with(['.', '!', '?', '。', '！', '？', '…'])
            && !raw.ends_with("...")
            && !raw.ends_with('…');
        let common = own.iter().filter(|word| word.weight < 1.6).count();
        let prose = own.iter().filter(|word| word.cjk).count() * 2 > count || common * 10 >= count * 3;
        let good = ended && prose && count >= 12;
        let line = if count <= 30 { simplify(raw) } else { String::new() };
        let label = count <= 14 && (is_byline(raw, own) || is_stamp(&line, own));
        let credit = is_credit(&line);
        let header = count <= 6 && is_header(&line);
        let furniture = header
            || count == 0
            || (count <= 16 && is_part(&line, ended, scraps::is_sentence(raw, ended, count)))
            || is_caption(raw, count)
            || is_pager(own)
            || is_legal(&line)
            || scraps::is_scrap(raw, own, &line, ended, first, text)
            || appeals(raw, own, text);
        let labelled = !ended && count <= 45 && scraps::is_labelled_caption(raw);
        let loose = !ended && (8..=45).contains(&count) && (labelled || !speaks(raw));
        Self { words: count, ended, good, line, label, credit, furniture, header, labelled, loose, leads: raw.ends_with(':') }
    }
}

/// Tells whether a line quotes somebody, or leads to what follows.
fn speaks(raw: &str) -> bool {
    raw.ends_with(':') || raw.contains(['"', '“', '”', '@', '#']) || raw.contains(". ") || raw.contains(" said")
}

fn first_guess(shape: &Shape) -> Role {
    if shape.credit {
        Role::Credit
    } else if shape.label {
        Role::Label
    } else if shape.furniture {
        Role::Furniture
    } else if shape.ended || shape.words > 20 {
        Role::Body
    } else {
        Role::Heading
    }
}

/// Lower case, curly to straight, without the marks around it.
fn simplify(raw: &str) -> String {
    let is_mark = |c: char| {
        c.is_whitespace()
            || matches!(c, '*' | '#' | '|' | '>' | '»' | '›' | '-' | '–' | '—' | '•' | '·' | '[' | ']' | '_' | '=' | '…' | '→' | '←')
    };
    let lower = raw.trim_matches(is_mark).to_lowercase();
    if !lower.is_ascii() && lower.contains(['’', '‘']) { lower.replace(['’', '‘'], "'") } else { lower }
}

fn is_legal(line: &str) -> bool {
    ["©", "(c) ", "copyright "].iter().any(|mark| line.starts_with(mark))
        || line.contains("all rights reserved")
        || (line.contains("may not be published") && line.contains("redistributed"))
}

fn is_credit(line: &str) -> bool {
    const CUES: [&str; 14] = [
        "originally appeared",
        "first appeared",
        "originally published",
        "first published by",
        "first published in",
        "first published on",
        "originally posted",
        "contributed to this report",
        "contributed reporting",
        "reporting by ",
        "additional reporting by",
        "was produced by",
        "was republished",
        "read the original",
    ];
    let about_itself = line.starts_with("this ")
        || line.starts_with("the post ")
        || line.starts_with('(')
        || line.starts_with("source: ")
        || line.starts_with("via ")
        || line.starts_with("by ")
        || line.starts_with("originally ")
        || line.starts_with("first ")
        || line.starts_with("reporting ")
        || line.starts_with("additional reporting ");
    (about_itself && CUES.iter().any(|cue| line.contains(cue)))
        || line.contains("contributed to this report")
        || line.starts_with("source: ")
        || line.starts_with("sources: ")
}

/// "By Ada Bell and Tom Reed", "Written by …": short, names only.
fn is_byline(raw: &str, own: &[Word]) -> bool {
    const OPENINGS: [&str; 6] = ["by ", "by: ", "written by ", "words by ", "author: ", "from our "];
    let line = raw.trim_start_matches(['*', '_', '—', '-', ' ']);
    let opens = |opening: &&&str| line.get(..opening.len()).is_some_and(|first| first.eq_ignore_ascii_case(opening));
    let Some(opening) = OPENINGS.iter().find(opens) else { return false };
    let after = opening.split_whitespace().count();
    let names = own.iter().skip(after).filter(|word| word.capital || word.weight < 2.5 || word.numeric).count();
    own.len() > after
        && own.len() <= 14
        && own[after..].iter().any(|word| word.capital)
        && names + after == own.len()
        && !raw.ends_with('.')
}

/// "Published 3 March 2031", "4 min read", "Updated 10:32 GMT": a line of dates and times.
fn is_stamp(line: &str, own: &[Word]) -> bool {
    const OPENINGS: [&str; 9] =
        ["published", "updated", "posted", "last updated", "last modified", "first published", "date:", "created", "modified"];
    if line.is_empty() {
        return false;
    }
    let digits = own.iter().any(|word| word.numeric);
    let is_dated = || {
        let parts = line.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
        let calendar = parts.filter(|part| is_calendar_word(part)).count();
        calendar * 10 >= own.len() * 8 && calendar >= 2 && own.len() >= 2
    };
    line.ends_with("min read")
        || line.ends_with("minute read")
        || (digits && own.len() <= 12 && (OPENINGS.iter().any(|opening| line.starts_with(opening)) || is_dated()))
}

/// Tells whether a lower-case word belongs to dates and times.
#[must_use]
pub fn is_calendar_word(part: &str) -> bool {
    const CALENDAR: &str = "january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|am|pm|a|p|m|at|on|of|gmt|utc|bst|cet|est|edt|pst|pdt|et|ist|ago|hours|hour|minutes|min|mins|days|st|nd|rd|th";
    static WORDS: OnceLock<KeySet<&str>> = OnceLock::new();
    WORDS.get_or_init(|| set(CALENDAR)).contains(part) || part.starts_with(|c: char| c.is_ascii_digit())
}

/// "(Harbour Office)" alone on a line: whose picture stood there.
fn is_caption(raw: &str, count: usize) -> bool {
    count <= 6 && raw.starts_with('(') && raw.ends_with(')')
}

/// "1 2 3 … 5,768"
fn is_pager(own: &[Word]) -> bool {
    !own.is_empty() && own.len() <= 12 && own.iter().all(|word| word.numeric)
}

/// Words by which an appeal is told.
pub(super) const ASKS: &str = "support|donate|donation|donations|subscribe|subscriber|subscribers|subscription|member|members|membership|journalism|journalists|readers|reader|newsletter|newsletters|inbox|sign|free|independent|fearless|publishing|contribute|contribution|app|download|cookies|billionaire|shareholders|follow|facebook|twitter|instagram|whatsapp|telegram|email|emails|privacy|terms|click|log|login|unsubscribe|advertisement|adblock|browser|javascript|reporting|newsroom|paywall|unlimited|access|account|register|updates|alerts|breaking";
/// Words that speak to the reader.
pub(super) const READER: &str = "you|your|our|us|we|here";

/// Asks the reader for money, a subscription or an address: grammatical, so only its words give it away.
fn appeals(raw: &str, own: &[Word], text: &str) -> bool {
    if own.len() < 4 || own.len() > 120 {
        return false;
    }
    let asks: Vec<u64> = own.iter().filter(|word| word.classes.has(Classes::APPEAL)).map(|word| word.key).collect();
    let several = || asks.iter().any(|key| *key != asks[0]);
    let speaks =
        |word: &Word| word.classes.has(Classes::READER) && !word.span.of(text).starts_with("US") && !word.span.of(text).starts_with("U.");
    asks.len() * 100 >= own.len() * 12 && several() && own.iter().any(speaks) && !raw.contains(['“', '"'])
}

/// Sets aside what a Markdown file says about itself between two lines of dashes.
fn front_matter(text: &str, blocks: &[Block], roles: &mut [Role]) {
    let dashes = |block: &Block| block.span.of(text) == "---";
    if blocks.first().is_some_and(dashes)
        && let Some(end) = blocks.iter().skip(1).take(40).position(dashes)
    {
        roles[..end + 2].fill(Role::Label);
    }
}

/// Closes the article at the header of a link section, unless two paragraphs of its own story follow soon.
fn close_sections(words: &[Word], blocks: &[Block], shapes: &[Shape], roles: &mut [Role]) {
    const WITHIN: usize = 14;
    let all: usize = shapes.iter().filter(|shape| shape.good).map(|shape| shape.words).sum();
    let mut before = 0;
    for at in 0..shapes.len() {
        if shapes[at].good {
            before += shapes[at].words;
        }
        if !shapes[at].header || before * 10 < all * 3 || before == 0 {
            continue;
        }
        let topic = topic(words, &blocks[..at], &roles[..at]);
        let goes_on: Vec<usize> = (at + 1..shapes.len())
            .filter(|i| shapes[*i].good && roles[*i] == Role::Body && shapes[*i].words >= 15 && on_topic(words, &blocks[*i], &topic))
            .collect();
        let resumes = goes_on.windows(2).find(|pair| pair[1] - pair[0] <= 4 && pair[0] <= at + WITHIN).map(|pair| pair[0]);
        let end = resumes.unwrap_or(shapes.len());
        for role in &mut roles[at..end] {
            if *role != Role::Credit {
                *role = Role::Furniture;
            }
        }
    }
}

/// The weighty stems of the story so far.
fn topic(words: &[Word], blocks: &[Block], roles: &[Role]) -> KeySet<StemId> {
    blocks
        .iter()
        .zip(roles)
        .filter(|(_, role)| role.is_story())
        .flat_map(|(block, _)| &words[block.words.clone()])
        .filter(|word| word.weight >= 4.0)
        .map(|word| word.stem)
        .collect()
}

fn on_topic(words: &[Word], block: &Block, topic: &KeySet<StemId>) -> bool {
    let own: Vec<StemId> = words[block.words.clone()].iter().filter(|word| word.weight >= 4.0).map(|word| word.stem).collect();
    own.iter().filter(|stem| topic.contains(stem)).count() * 4 >= own.len().max(1)
}

/// Sets aside runs of two or more short lines that share no weighty word with the prose: headlines of other stories.
fn other_headlines(words: &[Word], blocks: &[Block], shapes: &[Shape], roles: &mut [Role]) {
    let mut stray: Vec<bool> = (0..blocks.len())
        .map(|i| roles[i] == Role::Heading && (4..=16).contains(&shapes[i].words) && !shapes[i].ended && !shapes[i].leads)
        .collect();
    if !stray.windows(2).any(|pair| pair[0] && pair[1]) {
        return;
    }
    let prose: KeySet<StemId> = (0..blocks.len())
        .filter(|i| shapes[*i].good && roles[*i] == Role::Body)
        .flat_map(|i| &words[blocks[i].words.clone()])
        .filter(|word| word.weight >= 3.0)
        .map(|word| word.stem)
        .collect();
    if prose.len() < 20 {
        return;
    }
    for (stray, block) in stray.iter_mut().zip(blocks) {
        *stray &= !words[block.words.clone()].iter().any(|word| word.weight >= 3.0 && prose.contains(&word.stem));
    }
    let mut start = 0;
    while start < stray.len() {
        let end = (start..stray.len()).find(|i| !stray[*i]).unwrap_or(stray.len());
        if end - start >= 2 {
            roles[start..end].fill(Role::Furniture);
        }
        start = end.max(start) + 1;
    }
}

/// Sets aside the unfinished scraps after the last paragraph.
fn tail(shapes: &[Shape], roles: &mut [Role]) {
    let Some(last) = (0..shapes.len()).rev().find(|i| roles[*i] == Role::Body && (shapes[*i].good || shapes[*i].words > 20)) else {
        return;
    };
    let after = last + 1..shapes.len();
    let set_aside = after.clone().filter(|i| !roles[*i].is_story()).count();
    for i in after {
        let scrap = !shapes[i].ended && shapes[i].words <= 12;
        if roles[i] == Role::Heading && scrap && set_aside > 0 {
            roles[i] = Role::Furniture;
        }
    }
}

/// A short block between two pieces of furniture is furniture, unless it stands at the top, where headlines are, or is prose with prose
/// to come.
fn between_furniture(shapes: &[Shape], roles: &mut [Role]) {
    let Some(first_good) = shapes.iter().position(|shape| shape.good) else { return };
    let last_good = (0..shapes.len()).rev().find(|i| shapes[*i].good && roles[*i] == Role::Body).unwrap_or(0);
    for i in first_good.max(1)..shapes.len().saturating_sub(1) {
        let prose = shapes[i].good && i < last_good;
        let alone = roles[i - 1] == Role::Furniture && roles[i + 1] == Role::Furniture;
        if alone && roles[i].is_story() && !prose && !shapes[i].leads && shapes[i].words <= 24 && i > first_good {
            roles[i] = Role::Furniture;
        }
    }
}

/// A site's name above its menu has few words.
const NAME_WORDS: usize = 4;

/// Finds the headline: a short first block of the story with more story below it. A heading above the page's menu names the site.
fn headline(shapes: &[Shape], roles: &mut [Role]) {
    let prose = (0..shapes.len()).find(|i| roles[*i] == Role::Body).unwrap_or(shapes.len());
    let headings: Vec<usize> = (0..prose).filter(|i| roles[*i] == Role::Heading).collect();
    if let [first, second, ..] = headings.as_slice()
        && shapes[*first].words <= NAME_WORDS
        && (first + 1..*second).any(|i| roles[i] == Role::Furniture)
    {
        roles[*first] = Role::Furniture;
    }
    let mut story = (0..shapes.len()).filter(|i| roles[*i].is_story());
    if let (Some(first), Some(_)) = (story.next(), story.next())
        && !shapes[first].ended
        && shapes[first].words <= 40
        && !shapes[first].line.ends_with(':')
    {
        roles[first] = Role::Headline;
    }
}

#[cfg(test)]
mod tests {
    use super::super::{blocks::blocks, words::words};
    use super::*;

    fn set_aside(text: &str) -> Vec<&str> {
        let found = words(text);
        let cut = blocks(text, &found);
        let roles = roles(text, &found, &cut);
        cut.iter().zip(&roles).filter(|(_, role)| !role.is_story()).map(|(block, _)| block.span.of(text)).collect()
    }

    const STORY: &str = "The harbour wall of Port Halden fell into the sea on Monday night, and the town has asked the ministry for money to build it again.\n\nNobody was hurt, the harbour master said, but two of the boats that lay behind the wall were lost in the storm.\n\n";

    #[test]
    fn share_lists_and_pagers_are_furniture() {
        let text =
            format!("News\n\nHarbour wall falls into the sea\n\nShare on facebook\nShare on twitter\n\n{STORY}1 2 3 5,768\n\nDon't Miss");
        assert_eq!(set_aside(&text), ["News", "Share on facebook", "Share on twitter", "1 2 3 5,768", "Don't Miss"]);
    }

    #[test]
    fn an_appeal_to_readers_is_furniture_and_a_quoted_one_is_news() {
        let text = format!(
            "{STORY}We are not owned by anybody – our readers support us. Donate today and help our journalism stay free.\n\n{STORY}"
        );
        assert_eq!(set_aside(&text).len(), 1);
        let quoted = format!(
            "{STORY}“Support our journalism, donate to us and subscribe today,” the editor of the paper wrote to readers.\n\n{STORY}"
        );
        assert!(set_aside(&quoted).is_empty());
    }

    #[test]
    fn teasers_after_a_section_header_are_furniture_up_to_the_end() {
        let text = format!(
            "{STORY}Latest articles\n\nPhone maker shows a phone\n\nThe minister of justice said that thousands will go home early. He warned that without urgent...\n\nRelated articles"
        );
        assert_eq!(set_aside(&text).len(), 4);
    }

    #[test]
    fn a_story_that_goes_on_after_a_related_box_is_kept() {
        let text = format!("{STORY}Related\n\nOther town builds a pool\n\n{STORY}");
        assert_eq!(set_aside(&text), ["Related", "Other town builds a pool"]);
    }

    #[test]
    fn headings_of_a_summary_are_story() {
        let text = format!("What happened at the harbour\n\n{STORY}The money\n\n{STORY}");
        assert!(set_aside(&text).is_empty());
    }
}
