//! The credit to another outlet: planted where a story has none, then taken away or given to somebody else.

use wiretrace::clean::clean_text;

use super::{Edit, Kind, Plant};
use crate::dice::Dice;
use crate::story::Story;

const OUTLETS: [&str; 10] = [
    "Reuters",
    "the Associated Press",
    "NBC News",
    "CNN",
    "Sky News",
    "the BBC",
    "Bloomberg",
    "the New York Times",
    "the Washington Post",
    "the Guardian",
];

/// Parts of an outlet that stories credit by name; none is planted.
const PARTS: [&str; 4] = ["BBC News", "BBC Sport", "the BBC News website", "BBC Radio 4"];

/// Tells whether a sentence names an outlet: without it the credit would be lost.
pub fn names_outlet(sentence: &str) -> bool {
    OUTLETS.iter().any(|outlet| sentence.contains(outlet.trim_start_matches("the ")))
        || ["told", "report", "according", "appeared"].iter().any(|cue| sentence.contains(cue))
}

/// The outlets that a story may credit: those known here, and those that the library sees in it ("Harbour Wire").
fn outlets(text: &str) -> Vec<String> {
    let known = OUTLETS.iter().flat_map(|outlet| [*outlet, outlet.trim_start_matches("the ")]).chain(PARTS).map(str::to_owned);
    let mut names: Vec<String> = known.chain(clean_text(text).credits.list.into_iter().map(|credit| credit.outlet)).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Tells whether the story credits an outlet in words that the planter can change.
fn has_credit(text: &str) -> bool {
    outlets(text).iter().any(|outlet| cues(outlet).iter().any(|(cue, _, _)| text.contains(cue.as_str())))
}

/// Wordings of a credit: as it is, without it, and how it is called.
fn cues(outlet: &str) -> [(String, &'static str, &'static str); 6] {
    [
        (format!(" told {outlet}"), " said", "told"),
        (format!(" ({outlet}) "), " ", "dateline"),
        (format!(", according to a report by {outlet}"), "", "report by"),
        (format!(", {outlet} reported"), "", "reported"),
        (format!(" This story originally appeared on {outlet}."), "", "originally appeared"),
        (format!("first reported by {outlet}"), "first reported", "first reported by"),
    ]
}

/// The story with a credit, for both sides, where it had none: in a dateline, a tag, or a line of its own.
pub fn with_credit(text: &str, dice: &mut Dice) -> String {
    if has_credit(text) {
        return text.to_owned();
    }
    let outlet = dice.pick(&OUTLETS).copied().unwrap_or("Reuters");
    let story = Story::of(text);
    let plain = |line: &&crate::story::Line| {
        let tail = text[line.at.clone()].trim_end();
        tail.ends_with('.') && !tail.contains(['"', '“', '”', ':']) && (8..30).contains(&line.words.len()) && story.is_open(line)
    };
    let lines: Vec<_> = story.lines.iter().filter(plain).collect();
    let (Some(first), Some(last)) = (story.lines.first(), story.lines.last()) else { return text.to_owned() };
    let insert = |at: usize, what: &str| format!("{}{what}{}", &text[..at], &text[at..]);
    let after = |line: &&crate::story::Line| line.at.start + text[line.at.clone()].trim_end().len();
    let name = outlet.strip_prefix("the ").unwrap_or(outlet);
    match (dice.below(4), dice.pick(&lines)) {
        (0, _) => insert(first.at.start, &format!("LONDON ({name}) - ")),
        (1, Some(line)) => insert(after(line) - 1, &format!(", according to a report by {outlet}")),
        (2, Some(line)) if !text[line.at.clone()].contains(" said") => insert(after(line) - 1, &format!(", {outlet} reported")),
        _ => insert(after(&last), &format!(" This story originally appeared on {outlet}.")),
    }
}

/// Every mention of one outlet's credit gone, or given to another outlet.
pub fn offers(story: &Story<'_>, dice: &mut Dice) -> Vec<Plant> {
    let mut found = Vec::new();
    for outlet in outlets(story.text).iter().map(String::as_str) {
        let (mut removed, mut renamed): (Vec<Edit>, Vec<Edit>) = (Vec::new(), Vec::new());
        let other = OUTLETS.iter().filter(|other| !other.contains(outlet) && !story.text.contains(other.trim_start_matches("the ")));
        let other: Vec<&&str> = other.collect();
        let Some(new) = dice.pick(&other) else { continue };
        let mut way = None;
        for (cue, without, name) in cues(outlet) {
            for (at, _) in story.text.match_indices(&cue) {
                let end = at + cue.len();
                // "told BBC Sport": another outlet, and another offer.
                let rest = &story.text[end..];
                let longer = rest.starts_with(" website")
                    || rest.starts_with(['\'', '’'])
                    || rest.strip_prefix(' ').is_some_and(|rest| rest.starts_with(char::is_uppercase));
                if longer && name == "told" {
                    continue;
                }
                way = Some(name);
                removed.push(Edit { at: at..end, new: without.to_owned() });
                let start = at + cue.find(outlet).unwrap_or(0);
                let new = if name == "dateline" { new.trim_start_matches("the ") } else { new };
                renamed.push(Edit { at: start..start + outlet.len(), new: new.to_owned() });
            }
        }
        let Some(way) = way else { continue };
        let (gone, given) = match way {
            "told" => ("told, removed", "told, renamed"),
            "dateline" => ("dateline, removed", "dateline, renamed"),
            "report by" => ("report by, removed", "report by, renamed"),
            "reported" => ("reported, removed", "reported, renamed"),
            "originally appeared" => ("appeared on, removed", "appeared on, renamed"),
            _ => ("first reported by, removed", "first reported by, renamed"),
        };
        for edits in [&mut removed, &mut renamed] {
            edits.sort_by_key(|edit| edit.at.start);
        }
        found.push(Plant { kind: Kind::Credit, way: gone, edits: removed, quoted: false });
        found.push(Plant { kind: Kind::Credit, way: given, edits: renamed, quoted: false });
    }
    found
}
