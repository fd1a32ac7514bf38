//! Who said it: taken away, changed, made anonymous, raised.

use std::ops::Range;

use super::{Kind, Plant, Spot, written_as};
use crate::dice::Dice;

const SAID: &str = "said says added adds reported reports claimed claims announced insisted argued explained noted warned";
/// A speaker, and one who is somebody else of the same standing.
const OTHERS: &str = "police residents|officers neighbours|officials campaigners|analysts traders|traders analysts|economists shopkeepers|experts amateurs|company union|firm union|government opposition|ministry union|department union|doctors patients|scientists activists|researchers campaigners|lawyers relatives|witnesses soldiers|prosecutors relatives|authorities protesters|union company|bank regulator|agency union|club fans|dealers farmers|brokers shareholders|executives workers|critics supporters";
const RAISED: &str = "witnesses police|witness policeman|sources officials|source minister|neighbours police|residents police|critics experts|rumours reports|traders economists|activists scientists|observers officials|analysts regulators";

fn pair<'a>(list: &'a str, word: &str) -> Option<&'a str> {
    list.split('|').filter_map(|pair| pair.split_once(' ')).find(|(old, _)| *old == word).map(|(_, new)| new)
}

pub fn attributions(spot: Spot<'_>, dice: &mut Dice, found: &mut Vec<Plant>) {
    let last = spot.line.words.len() - 1;
    for at in spot.places().filter(|at| !spot.quoted(*at)) {
        let says = SAID.split(' ').any(|verb| verb == spot.low(at));
        if says && !spot.has_quotation() {
            removals(spot, at, found);
        }
        let accords = spot.reads(at, "according to");
        if accords && !spot.has_quotation() {
            accordings(spot, at, found);
        }
        // The one who speaks: right before the verb, or right after it.
        let speaker = if says && at > 0 && !spot.quoted(at - 1) && spot.before(at) == " " {
            Some(at - 1)
        } else if says && at < last && spot.gap(at) == " " && (spot.low(at + 1) != "the" && spot.low(at + 1) != "a") {
            Some(at + 1)
        } else if says && at + 2 <= last && spot.gap(at) == " " || accords && at + 3 <= last && matches!(spot.low(at + 2), "the" | "a") {
            Some(if accords { at + 3 } else { at + 2 })
        } else if accords && at + 2 <= last {
            Some(at + 2)
        } else {
            None
        };
        let Some(who) = speaker.filter(|who| *who <= last && !spot.quoted(*who)) else { continue };
        if let Some(new) = pair(OTHERS, spot.low(who)) {
            found.push(Plant::one(Kind::Attribution, "another source", spot.span(who..who + 1), written_as(spot.text(who), new), false));
        }
        if let Some(new) = pair(RAISED, spot.low(who)) {
            found.push(Plant::one(Kind::Attribution, "raised", spot.span(who..who + 1), written_as(spot.text(who), new), false));
        }
        if let Some(name) = named(spot, who, at) {
            let new = dice.pick(&["officials", "sources", "experts", "insiders"]).copied().unwrap_or("officials");
            let new = if name.start == 0 { written_as("Xx", new) } else { new.to_owned() };
            found.push(Plant::one(Kind::Attribution, "made anonymous", spot.span(name), new, false));
        }
    }
}

/// A run of two to four capitalised words right before the verb or right after it: "Richard Parsons said", "said Mr Parsons".
fn named(spot: Spot<'_>, who: usize, verb: usize) -> Option<Range<usize>> {
    let capital = |at: usize| spot.line.words[at].capital && spot.text(at).len() > 1;
    if !capital(who) || spot.line.words[verb].capital {
        return None;
    }
    let joins = |left: usize| matches!(spot.gap(left), " " | ". ");
    let (mut start, mut end) = (who, who + 1);
    if who < verb {
        while start > 0 && capital(start - 1) && joins(start - 1) {
            start -= 1;
        }
    } else {
        while end < spot.line.words.len() && capital(end) && joins(end - 1) {
            end += 1;
        }
    }
    if matches!(spot.low(start), "but" | "and" | "however" | "yet" | "the" | "in" | "on" | "as" | "while" | "when" | "still") {
        return None;
    }
    // "Analyst Ada Bell said" would become "analyst insiders said".
    let parts = start > 0 && spot.before(start).contains([',', '"', '”']) && !spot.before(start).contains('\'');
    let opens = start == 0
        || start == verb + 1
        || parts
        || matches!(spot.low(start - 1), "but" | "and" | "as" | "that" | "while" | "when" | "however");
    // "said Harbour Networks' Ada Bell" names her by her house.
    let opens = opens && !spot.gap(end - 1).starts_with(['\'', '’', '-']);
    (opens && (2..=4).contains(&(end - start))).then_some(start..end)
}

/// ", police said." at the end, ", analysts said," in the middle, "The firm said (that) ..." at the front.
fn removals(spot: Spot<'_>, verb: usize, found: &mut Vec<Plant>) {
    let text = spot.story.text;
    let last = spot.line.words.len() - 1;
    let before = (0..verb).rev().take(7).find(|at| spot.gap(*at).starts_with(','));
    let stop = spot.gap(verb);
    let when = verb + 2 == last && spot.low(verb + 1) == "on" || verb + 1 == last && spot.low(last).ends_with("day");
    if let Some(comma) = before
        && (verb == last || when || stop.starts_with(','))
        && comma >= 3
        && verb - comma >= 2
    {
        let start = spot.line.words[comma].at.end;
        let (end, way) = if stop.starts_with(',') && verb != last {
            (spot.line.words[verb].at.end + 1, "removed in the middle")
        } else {
            (spot.line.words[last].at.end, "removed at the end")
        };
        found.push(Plant::one(Kind::Attribution, way, start..end, "", false));
    }
    // At the front only what a short subject says, and what goes on as a sentence.
    let that = usize::from(spot.low(verb + 1) == "that");
    let opens = verb + 1 + that;
    // "Halden announced a deal" is news, not a tag.
    let tag = that == 1 || matches!(spot.low(verb), "said" | "says");
    let clause = "the a an there this these its his her their most some many all no such both".split(' ');
    if tag && (1..=4).contains(&verb) && stop == " " && last >= opens + 4 && clause.clone().any(|word| word == spot.low(opens)) {
        let subject = !(0..verb).any(|at| spot.gap(at).contains(','));
        if subject && spot.line.at.start == spot.line.words[0].at.start {
            let first = &spot.line.words[opens];
            let new = written_as("Xx", &text[first.at.clone()]);
            found.push(Plant::one(Kind::Attribution, "removed at the front", spot.line.at.start..first.at.end, new, false));
        }
    }
}

/// "According to the ministry, ..." and "..., according to the ministry."
fn accordings(spot: Spot<'_>, at: usize, found: &mut Vec<Plant>) {
    let text = spot.story.text;
    let last = spot.line.words.len() - 1;
    if at == 0 {
        if let Some(comma) = (2..last.min(10)).find(|place| spot.gap(*place) == ", ") {
            let first = &spot.line.words[comma + 1];
            let new = written_as("Xx", &text[first.at.clone()]);
            found.push(Plant::one(Kind::Attribution, "according to removed", spot.line.at.start..first.at.end, new, false));
        }
    } else if last - at <= 9 && !(at..last).any(|place| spot.gap(place).contains(',')) {
        let start = spot.line.words[at - 1].at.end;
        found.push(Plant::one(Kind::Attribution, "according to removed", start..spot.line.words[last].at.end, "", false));
    }
}
