//! Scraps of a page inside the story: scripts, players, picture credits and captions, calls to click, notes about the page itself.
//!
//! A caption is told by what it repeats: a line without a full stop, inside the story, that says again what a paragraph says. Where this
//! can be wrong: a paragraph that lost its full stop and has a fellow that says the same.

use std::collections::hash_map::Entry;
use std::sync::OnceLock;

use super::lexicon::{Beginnings, set};
use super::{Role, Shape};
use crate::clean::background::StemId;
use crate::clean::blocks::Block;
use crate::clean::classes::Classes;
use crate::clean::words::Word;
use crate::hash::{self, KeyMap, KeySet};

/// What a page says about itself or asks for, by how the line begins.
const CALLS: &str = "video loading|poll loading|gallery loading|share it in the comments|share your |have something to add|have your say|have you got a story|do you have a story|got a story|got a tip|sorry we are not currently accepting|comments are closed|comments have been|we are no longer accepting|on a mobile device|see all related|see full web article|view full image|view full size|view larger|view photos|view slideshow|view image|vote now|vote in our|take our poll|take our quiz|click for |click on the |click through |click below|tap for |for more stories|for more on |for more news|for the latest news|for the latest on|get the latest|get more |this story has been updated|this article has been updated|this headline and story|this story and headline|this post has been updated|this page has been updated|this piece has been updated|this is a developing story|this is a breaking news story|this breaking news story|more to come|more to follow|stay with us|check back for|refresh for|refresh this page|developing ...|developing...|sign up here|sign up to|sign up for|subscribe here|subscribe to|read more about|read more here|read the full|read full|watch more|watch next|watch this video|watch the full|watch the video|video credit|photo credit|image credit|picture credit|image source|photo source|related roundups|related articles|related stories|related video|most popular in|start download|download now|follow @|follow us|follow him on|follow her on|follow them on|like us on|tweet us|send us |email us|e-mail us|contact the reporter|contact this reporter|reach the reporter|write to us|the views expressed|the opinions expressed|views expressed in|opinions expressed in|you can sign up|you can follow|enter your email|please enable|please turn on|turn on javascript|your browser|we welcome your comments|please read our comment|comment policy|our comment policy|all comments are|comments are moderated|copyright ©|advertisement|article continues|story continues|this story continues|continue reading the|skip advert|skip to |back to top|return to |see more of|see our |join our |join the conversation|join the discussion|listen to this article|playback speed|embed this|copy this link|now playing|now watching|must watch|replay more videos|just watched|more videos|skip in|loading comments|loading video|live coverage of|follow live|as it happened|tags:|topics:|posted in|filed under|hat tip|h/t ";

/// Words of a line that asks to be clicked.
const CLICKED: &str = "here|link|app|newsletter|facebook|twitter|instagram|gallery|page|below|podcast|slideshow|video|inbox|quote|full";
/// Verbs that such a line begins with.
const ASKING: &str = "click|tap|get|see|view|watch|read|follow|subscribe|download|like|listen|visit|check|scroll|swipe|join";

/// Who owns pictures.
pub(in crate::clean) const OWNERS: &str = "reuters|getty|afp|ap|epa|alamy|shutterstock|flickr|instagram|facebook|youtube|screengrab|screenshot|handout|rex|pa|wires|wire|caters|splash|wenn|corbis|photo|photos|photograph|image|images|picture|stringer|file|istock|istockphoto|zuma|photoshot|bigstock|thinkstock|wikimedia|wikipedia|youtubecom|cen|swns|barcroft|polaris|xinhua|tass|upi|dpa|ritzau|keystone|courtesy|instagramcom|pool|newscom|mirrorpix|backgrid";

/// Tells whether a block is a scrap by its own words; what a text opens with (`first`) is no picture's credit but its headline.
pub(super) fn is_scrap(raw: &str, own: &[Word], line: &str, ended: bool, first: bool, text: &str) -> bool {
    is_script(raw)
        || is_address_alone(raw, own)
        || !first && ends_in_credit(raw, own, text)
        || !line.is_empty()
            && (is_call(line, own, ended, text) || !first && is_picture_credit(raw, own, text) || is_signature(raw) || is_count(line, own))
}

/// Tells whether a line is a sentence of a story's length, whatever it begins with: "Live coverage of the trial was banned on Friday."
pub(super) fn is_sentence(raw: &str, ended: bool, words: usize) -> bool {
    words >= 9 && (ended || raw.ends_with(['"', '”', '’', '»', '」']))
}

/// Tells whether one sentence of a paragraph is a scrap: "(Get the latest quote here.)", "HARBOUR VIEWS/Stringer".
pub(in crate::clean) fn is_stray(raw: &str, own: &[Word], text: &str) -> bool {
    if own.is_empty() || own.len() > 10 || raw.starts_with(['"', '“', '‘', '\'']) {
        return false;
    }
    is_picture_credit(raw, own, text) || raw.starts_with(['(', '[']) && is_call(&raw.to_lowercase(), own, true, text)
}

/// Tells whether a paragraph ends with the credit of a picture: it is the picture's caption.
fn ends_in_credit(raw: &str, own: &[Word], text: &str) -> bool {
    own.len() <= 60
        && raw.rsplit_once(['.', '…']).is_some_and(|(caption, last)| {
            let from = raw.len() - last.len();
            let start = own.partition_point(|word| word.span.start as usize - (own[0].span.start as usize) < from);
            caption.len() > 20 && last.contains('/') && start < own.len() && is_picture_credit(last.trim(), &own[start..], text)
        })
}

/// Code that an extractor left in; semicolons alone part a list.
fn is_script(raw: &str) -> bool {
    const SIGNS: [&str; 8] = ["function(", "function (", "<!--", "-->", "document.", "google_ad", "window.", "</"];
    let marks = raw.bytes().filter(|byte| matches!(byte, b'{' | b'}' | b';' | b'=')).count();
    if marks < 2 {
        return raw.starts_with("<!--");
    }
    let signed = SIGNS.iter().any(|sign| raw.contains(sign));
    signed || marks >= 8 && marks * 25 > raw.len() && raw.contains(['{', '}', '='])
}

fn is_address_alone(raw: &str, own: &[Word]) -> bool {
    !raw.contains(' ')
        && own.len() <= 3
        && [".com", ".org", ".net", ".co.uk", "http://", "https://", "www."].iter().any(|sign| raw.contains(sign))
}

fn is_call(line: &str, own: &[Word], ended: bool, text: &str) -> bool {
    static LISTS: OnceLock<(Beginnings, KeySet<&str>, KeySet<&str>)> = OnceLock::new();
    let (calls, clicked, asking) = LISTS.get_or_init(|| (Beginnings::of(CALLS), set(CLICKED), set(ASKING)));
    let bare = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    let helped = bare.contains("contributed to this ") || bare.contains("contributed reporting");
    if helped {
        return true;
    }
    if is_sentence(line, ended, own.len()) {
        return false;
    }
    if own.len() <= 24 && calls.like(bare).iter().any(|call| opens_with(bare, call)) {
        return true;
    }
    let word = |at: usize| own[at].span.of(text).to_lowercase();
    let quoted = bare.len() < line.len() && line.starts_with(['"', '“', '‘', '\'']);
    // "(Get the latest quote here.)", "Click here to read it".
    !quoted
        && (2..=14).contains(&own.len())
        && asking.contains(word(0).as_str())
        && (1..own.len()).any(|at| clicked.contains(word(at).as_str()))
}

/// Tells whether a line opens with a call that ends where a word does: "more to come", not "more to comedy".
fn opens_with(line: &str, call: &str) -> bool {
    line.strip_prefix(call).is_some_and(|rest| !call.ends_with(char::is_alphanumeric) || !rest.starts_with(char::is_alphanumeric))
}

/// "REUTERS/Stringer", "[Image via screengrab]", "Harbour Views/Getty".
fn is_picture_credit(raw: &str, own: &[Word], text: &str) -> bool {
    static LIST: OnceLock<KeySet<&str>> = OnceLock::new();
    let owners = LIST.get_or_init(|| set(OWNERS));
    if own.is_empty() || own.len() > 10 || raw.ends_with(['.', '!', '?']) && !raw.contains('/') {
        return false;
    }
    let is_owner = |word: &Word| word.classes.has(Classes::OWNER) && owners.contains(word.span.of(text).to_lowercase().as_str());
    if !own.iter().any(is_owner) {
        return false;
    }
    let parted = raw.contains('/') && !raw.contains("://") && own.len() <= 8;
    let framed = raw.starts_with(['[', '(']) && raw.ends_with([']', ')']);
    let names = || own.len() <= 5 && own.iter().all(|word| word.capital || is_owner(word));
    parted && own.iter().filter(|word| word.capital).count() * 2 >= own.len() || framed || names()
}

/// "— Ada Bell (@adabell) March 3, 2031": under a post that is shown.
fn is_signature(raw: &str) -> bool {
    raw.starts_with(['—', '–', '-']) && raw.contains("(@")
}

/// "20 photos", "3 comments", "1.2k shares".
fn is_count(line: &str, own: &[Word]) -> bool {
    own.len() == 2
        && own[0].numeric
        && ["photos", "comments", "shares", "images", "videos", "views", "likes", "replies", "pictures", "slides"]
            .iter()
            .any(|kind| line.ends_with(kind))
}

/// Sets aside what a caption inside the story says a second time.
pub(super) fn repeated(words: &[Word], blocks: &[Block], shapes: &[Shape], roles: &mut [Role]) {
    let mut seen: KeyMap<u64, usize> = KeyMap::default();
    for (at, block) in blocks.iter().enumerate().filter(|(_, block)| block.words.len() >= 8) {
        if !roles[at].is_story() {
            continue;
        }
        let key = hash::keys(words[block.words.clone()].iter().map(|word| word.key));
        match seen.entry(key) {
            Entry::Vacant(entry) => {
                entry.insert(at);
            }
            Entry::Occupied(mut entry) => {
                // The one without a full stop is the caption; the headline stays.
                let before = *entry.get();
                if shapes[at].ended && !shapes[before].ended && before > 2 {
                    roles[before] = Role::Furniture;
                    entry.insert(at);
                } else if !shapes[at].ended && at > 2 {
                    roles[at] = Role::Furniture;
                }
            }
        }
    }
    let Some(first) = (0..blocks.len()).find(|at| shapes[*at].good && roles[*at] == Role::Body) else { return };
    let prose = || (0..blocks.len()).filter(|at| shapes[*at].good && roles[*at] == Role::Body);
    let loose: Vec<usize> = (first + 1..blocks.len()).filter(|at| roles[*at].is_story() && shapes[*at].loose).collect();
    // Where half of the story has lost its full stops, a lost full stop tells nothing.
    if loose.is_empty() || loose.len() * 3 > prose().count().max(3) * 2 {
        return;
    }
    let stems = |block: &Block| -> Vec<StemId> {
        let mut list: Vec<StemId> = words[block.words.clone()].iter().filter(|word| word.weight >= 2.5).map(|word| word.stem).collect();
        list.sort_unstable();
        list.dedup();
        list
    };
    let prose: Vec<Vec<StemId>> = prose().map(|at| stems(&blocks[at])).collect();
    let captions: Vec<usize> = loose
        .iter()
        .copied()
        .filter(|at| {
            let own = stems(&blocks[*at]);
            let most = prose.iter().map(|other| own.iter().filter(|stem| other.binary_search(stem).is_ok()).count()).max().unwrap_or(0);
            most >= 3 && most * 2 >= own.len() || shapes[*at].labelled
        })
        .collect();
    // A piece with captions has all its pictures so.
    let all = if captions.len() >= 2 { loose } else { captions };
    for at in all {
        roles[at] = Role::Furniture;
    }
}

/// "Lonely: the dog was found …": how some papers begin their captions.
pub(super) fn is_labelled_caption(raw: &str) -> bool {
    raw.split_once(": ").is_some_and(|(label, rest)| {
        label.split(' ').count() <= 3
            && label.starts_with(char::is_uppercase)
            && label.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-'))
            && rest.split(' ').count() >= 6
            && rest.starts_with(char::is_uppercase)
    })
}

/// Lines of a row of headlines: two and more, each in Title Case, inside or under the story.
pub(super) fn headline_rows(words: &[Word], blocks: &[Block], shapes: &[Shape], roles: &mut [Role]) {
    let Some(first) = (0..blocks.len()).find(|at| shapes[*at].good && roles[*at] == Role::Body) else { return };
    let titled = |at: usize| {
        if roles[at] != Role::Heading || shapes[at].ended || !(6..=24).contains(&shapes[at].words) {
            return false;
        }
        let long: Vec<&Word> = words[blocks[at].words.clone()].iter().filter(|word| word.weight > 1.6 && !word.numeric).collect();
        long.len() >= 4 && long.iter().filter(|word| word.capital).count() * 10 >= long.len() * 9
    };
    let rows: Vec<bool> = (0..blocks.len()).map(|at| at > first && titled(at)).collect();
    for (at, is_title) in rows.iter().enumerate() {
        if *is_title && (at > 0 && rows[at - 1] || rows.get(at + 1).copied().unwrap_or(false)) {
            roles[at] = Role::Furniture;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::clean::clean_text;

    fn set_aside(text: &str) -> Vec<&str> {
        let clean = clean_text(text);
        clean.sentences.iter().filter(|sentence| !sentence.is_story()).map(|sentence| sentence.span.of(text)).collect()
    }

    const STORY: &str = "The harbour wall of Port Halden fell into the sea on Monday night, and the town has asked the ministry for money to build it again.\n\nNobody was hurt, the harbour master said, but two of the boats that lay behind the wall were lost in the storm.\n\n";

    #[test]
    fn scripts_players_and_picture_credits_are_furniture() {
        let scraps = [
            "(function(d, s) { var js = d.getElementById(s); window.x = js; })",
            "Video loading",
            "Sund Pictures/Getty",
            "[Image via screengrab]",
            "View Full Image",
            "Click here to see the full gallery",
            "This story has been updated with additional details.",
        ];
        for scrap in scraps {
            assert_eq!(set_aside(&format!("{STORY}{scrap}\n\n{STORY}")).first().copied(), Some(scrap));
        }
    }

    #[test]
    fn a_sentence_stays_whatever_it_begins_with() {
        let sentences = [
            "Sign up for the draft reached 4,000 men, the ministry said on Monday.",
            "Live coverage of the trial of Ada Bell was banned by the court on Friday.",
            "As it happened, the mayor was in the room when the wall fell.",
            "Return to work was ordered for 340 dockers at the port of Halden.",
            "Read the full list of the lost boats aloud, the harbour master told the page at his “door”",
            "More to comedy than to drama",
        ];
        for sentence in sentences {
            assert_eq!(
                set_aside(&format!(
                    "{STORY}{sentence}\n\nThe ministry will answer next week, a spokesman for the town told the council.\n"
                )),
                [""; 0],
                "{sentence}"
            );
        }
    }

    #[test]
    fn a_list_of_the_dead_is_no_script() {
        let dead = "Ada Bell, 34; Tom Reed, 28; Ida Dale, 51; Per Holm, 44; Una Fisk, 19; Ole Brand, 63; Liv Strand, 37; Jon Berg, 22; Kari Voss, 58.";
        assert_eq!(set_aside(&format!("{STORY}{dead}\n")), [""; 0]);
        let code = "a=1; b=2; c=3; d=4; e=5; f=6; g=7; h=8;";
        assert_eq!(set_aside(&format!("{STORY}{code}\n\n{STORY}")).first().copied(), Some(code));
    }

    #[test]
    fn a_text_opens_with_its_headline_not_with_a_picture_credit() {
        for headline in
            ["Facebook Courts China", "Instagram Sues Getty", "Reuters/Getty Deal Falls", "[Photo] Getty Falls.", "AP/Reuters Deal Falls."]
        {
            assert_eq!(set_aside(&format!("{headline}\n\n{STORY}")), [""; 0], "{headline}");
        }
        assert_eq!(set_aside(&format!("{STORY}Instagram Sues Getty\n\n{STORY}")).first().copied(), Some("Instagram Sues Getty"));
    }

    #[test]
    fn a_caption_that_says_again_what_the_story_says_is_furniture() {
        let caption = "Two boats that lay behind the harbour wall were lost in the storm on Monday night";
        assert_eq!(
            set_aside(&format!("{STORY}{caption}\n\nThe ministry will answer next week, a spokesman for the town told the council.\n")),
            [caption]
        );
    }

    #[test]
    fn a_line_that_leads_to_a_list_stays() {
        let text = format!("{STORY}People without a home can write to:\n\nThose with a lost boat should ask:\n\n{STORY}");
        assert!(!set_aside(&text).iter().any(|line| line.ends_with(':')));
    }

    #[test]
    fn a_scrap_at_the_end_of_a_paragraph_is_set_aside_alone() {
        let text = format!(
            "{STORY}Shares in the wall's builder fell by a third on Tuesday after the news from Halden. (Get the latest quote here.)\n\n{STORY}"
        );
        assert_eq!(set_aside(&text)[0], "(Get the latest quote here.)");
    }
}
