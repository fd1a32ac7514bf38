//! Other words inside quotation marks.

use std::ops::Range;

use super::{Kind, Plant, Spot, written_as};
use crate::dice::Dice;
use crate::story::Story;

/// Content words and another of the same part of speech that says something else.
const CONTENT: &str = "good bad|great poor|strong weak|big small|large small|better worse|best worst|higher lower|high low|more less|happy worried|easy difficult|important dangerous|right wrong|first last|early late|new old|young old|positive negative|open closed|possible impossible|certain doubtful|clear unclear|public private|local foreign|serious minor|fair unfair|true false|safe dangerous|increase decrease|increased reduced|win lose|won lost|support oppose|supported opposed|accept reject|help hurt|rise fall|growth debt|market government|company union|people families|players fans|country region|money time|problem success|problems successes|future past|profit loss|profits losses|demand supply|chance duty|question answer|decision mistake|agreement dispute|interest doubt|hope fear|confident concerned|pleased shocked|disappointed delighted|proud ashamed|ready unwilling|able unable|work rest|game season|team referee|play watch|played watched|buy sell|buying selling|start stop|started stopped|continue stop|believe doubt|love hate|respect pity|gain lose|come go|coming going|came went|think know|know guess|want refuse|need deserve|government opposition|president minister|police army|war peace|law custom|court parliament|evidence rumour|industry state|customers workers|investors managers|music dancing|film book|software hardware|technology training|business charity|price quality|prices wages|tax pension|rates prices|economy weather|year month|years months|today yesterday|always rarely|never often|still hardly|really barely|quickly slowly|long short|full empty|real fake|hard soft|free costly";
const GRAMMAR: &str = "we they|they we|i we|our their|their our|may must|must may|might must|can should|should could|could must|will might|would could|all some|many few|every some|always sometimes|he she|my our|us them";
const FLIPS: &str = "don't do|doesn't does|didn't did|isn't is|aren't are|wasn't was|won't will|can't can|couldn't could|haven't have|hasn't has|wouldn't would";
/// Ends of words by which two have the same shape.
const SHAPES: [&str; 8] = ["ing", "ed", "tion", "ly", "ment", "ness", "ity", "s"];
const STOP: &str = "this that these those there their they them then than when where which while with within without would could should because about after again against being before between during other another under until through thing things something anything nothing everything says this always perhaps yes does goes was has his its us is as across plus less unless also besides towards";

fn pair<'a>(list: &'a str, word: &str) -> Option<&'a str> {
    list.split('|').filter_map(|pair| pair.split_once(' ')).find(|(old, _)| *old == word).map(|(_, new)| new)
}

/// Changed words in every quotation that says something.
pub fn offers(story: &Story<'_>, dice: &mut Dice) -> Vec<Plant> {
    let long = |at: usize| {
        story.quotations.iter().any(|quotation| quotation.contains(&at) && story.text[quotation.clone()].split_whitespace().count() >= 6)
    };
    let shaped: Vec<(&str, usize)> = story
        .lines
        .iter()
        .flat_map(|line| &line.words)
        .filter(|word| {
            !word.capital
                && !word.figure
                && word.low.len() >= 6
                && !word.low.contains('\'')
                && !STOP.split(' ').any(|stop| stop == word.low)
        })
        .filter_map(|word| shape(&word.low).map(|shape| (word.low.as_str(), shape)))
        .collect();
    let mut found = Vec::new();
    for line in story.lines.iter().filter(|line| story.is_open(line)) {
        let spot = Spot { story, line };
        for at in spot.places().filter(|at| spot.quoted(*at) && long(line.words[*at].at.start)) {
            let word = &line.words[at];
            let text = spot.text(at);
            let mut plant_at = |way, at: Range<usize>, new: String| found.push(Plant::one(Kind::Quoted, way, at, new, true));
            let mut plant = |way, new: String| plant_at(way, word.at.clone(), new);
            // "Good Morning America" is a name, "may" a month there.
            let named = word.capital && at > 0 && spot.before(at) == " ";
            if named && word.low != "i" {
                continue;
            }
            if let Some(new) = pair(CONTENT, &word.low) {
                plant("content word", written_as(text, new));
            }
            if let Some(new) = pair(GRAMMAR, &word.low) {
                plant("pronoun or modal", if text == "I" { "we".to_owned() } else { written_as(text, new) });
            }
            if let Some(new) = pair(FLIPS, &word.low) {
                plant("negation removed", written_as(text, new));
            }
            if spot.reads(at + 1, "not") && spot.gap(at) == " " {
                let end = line.words[at + 1].at.end;
                plant_at("negation removed", word.at.end..end, String::new());
            } else if matches!(word.low.as_str(), "is" | "was" | "are" | "will" | "would" | "should" | "have" | "has")
                && spot.gap(at) == " "
                && dice.chance(30)
            {
                plant_at("negation added", word.at.end..word.at.end, " not".to_owned());
            }
            let Some(own) = shape(&word.low).filter(|_| word.low.len() >= 6 && !word.capital && dice.chance(30)) else { continue };
            if STOP.split(' ').any(|stop| stop == word.low) {
                continue;
            }
            let alike: Vec<&str> = shaped
                .iter()
                .filter(|(other, shape)| {
                    *shape == own && other[..3] != word.low[..3.min(word.low.len())] && !line.words.iter().any(|word| word.low == *other)
                })
                .map(|(other, _)| *other)
                .collect();
            if word.low.is_ascii()
                && let Some(new) = dice.pick(&alike)
            {
                plant_at("word of another sentence", word.at.clone(), (*new).to_owned());
            }
        }
    }
    found
}

fn shape(word: &str) -> Option<usize> {
    SHAPES.iter().position(|end| word.ends_with(end)).filter(|_| word.is_ascii())
}
