//! Known changes, planted: what each kind can change in a story, and a choice among it by seed.

mod claims;
mod credits;
mod figures;
mod names;
mod quoted;
mod sources;

use std::ops::Range;

use crate::dice::Dice;
use crate::story::{Line, Story};

pub use credits::{names_outlet, with_credit};

/// What is planted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Number,
    Unit,
    Name,
    Quoted,
    Negation,
    Hedge,
    Attribution,
    Credit,
}

impl Kind {
    /// As the check lists them.
    pub const ALL: [Self; 8] =
        [Self::Number, Self::Unit, Self::Name, Self::Quoted, Self::Negation, Self::Hedge, Self::Attribution, Self::Credit];

    pub fn word(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Unit => "unit",
            Self::Name => "name",
            Self::Quoted => "quoted word",
            Self::Negation => "negation",
            Self::Hedge => "hedge",
            Self::Attribution => "attribution",
            Self::Credit => "credit",
        }
    }

    /// The kinds of alarm that name it by its own name.
    pub fn strictly(self) -> &'static [&'static str] {
        match self {
            Self::Number => &["number", "date"],
            Self::Unit => &["unit", "number"],
            Self::Name => &["name"],
            Self::Quoted => &["quotation"],
            Self::Negation => &["negation"],
            Self::Hedge => &["hedge"],
            Self::Attribution => &["attribution"],
            Self::Credit => &["credit"],
        }
    }

    /// Other kinds of alarm that show an editor the same change; `quotation` is one only for what stands in quotation marks, or is
    /// the tag of one.
    pub fn loosely(self) -> &'static [&'static str] {
        match self {
            Self::Number => &["unit"],
            Self::Unit => &["date"],
            Self::Quoted => &["negation", "hedge", "number", "name"],
            Self::Negation => &["hedge"],
            Self::Hedge => &["number", "negation", "attribution"],
            Self::Attribution => &["name", "quotation", "credit", "hedge"],
            // Another name beside "said" is another speaker, with both names.
            Self::Name => &["attribution", "quotation"],
            // An outlet is a name too.
            Self::Credit => &["attribution", "name"],
        }
    }
}

/// Another wording for a stretch of the original; both may be empty, not both at once.
#[derive(Debug, Clone)]
pub struct Edit {
    pub at: Range<usize>,
    pub new: String,
}

/// One known change: at one place, or at every mention of one thing.
#[derive(Debug, Clone)]
pub struct Plant {
    pub kind: Kind,
    /// How it was changed, for the table of ways.
    pub way: &'static str,
    pub edits: Vec<Edit>,
    /// Stands in quotation marks.
    pub quoted: bool,
}

impl Plant {
    fn one(kind: Kind, way: &'static str, at: Range<usize>, new: impl Into<String>, quoted: bool) -> Self {
        Self { kind, way, edits: vec![Edit { at, new: new.into() }], quoted }
    }
}

/// A line that is offered to the planters.
#[derive(Clone, Copy)]
struct Spot<'a> {
    story: &'a Story<'a>,
    line: &'a Line,
}

impl<'a> Spot<'a> {
    fn low(&self, at: usize) -> &'a str {
        self.line.words.get(at).map_or("", |word| word.low.as_str())
    }

    fn reads(&self, at: usize, phrase: &str) -> bool {
        self.story.reads(self.line, at, phrase)
    }

    fn gap(&self, at: usize) -> &'a str {
        self.story.gap(self.line, at)
    }

    fn before(&self, at: usize) -> &'a str {
        self.story.before(self.line, at)
    }

    fn text(&self, at: usize) -> &'a str {
        self.story.of_word(&self.line.words[at])
    }

    /// The bytes of some words of the line.
    fn span(&self, words: Range<usize>) -> Range<usize> {
        self.line.words[words.start].at.start..self.line.words[words.end - 1].at.end
    }

    /// A phrase with a trailing blank, so that nothing is left of it when it goes.
    fn with_blank(&self, words: Range<usize>) -> Range<usize> {
        self.line.words[words.start].at.start..self.line.words[words.end].at.start
    }

    fn quoted(&self, at: usize) -> bool {
        self.line.words[at].quoted
    }

    fn has_quotation(&self) -> bool {
        self.story.text[self.line.at.clone()].contains(['"', '“', '”'])
    }

    fn places(&self) -> Range<usize> {
        0..self.line.words.len()
    }
}

/// Writes a word as another is written: `Police` -> `Residents`, `POLICE` -> `RESIDENTS`.
pub fn written_as(model: &str, word: &str) -> String {
    let upper = |c: char| c.is_uppercase();
    if model.chars().count() > 1 && model.chars().filter(|c| c.is_alphabetic()).all(upper) {
        return word.to_uppercase();
    }
    if model.starts_with(upper) {
        let mut chars = word.chars();
        return chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect());
    }
    word.to_owned()
}

/// Chooses some changes of every kind, none over another and at most one in a sentence (a name changed throughout aside).
pub fn choose(story: &Story<'_>, each: usize, dice: &mut Dice) -> Vec<Plant> {
    let mut chosen: Vec<Plant> = Vec::new();
    let mut taken: Vec<Range<usize>> = Vec::new();
    // What few sentences offer chooses first.
    for kind in [Kind::Credit, Kind::Unit, Kind::Hedge, Kind::Attribution, Kind::Negation, Kind::Quoted, Kind::Name, Kind::Number] {
        let mut offered = offers(kind, story, dice);
        dice.shuffle(&mut offered);
        let mut planted: Vec<&str> = Vec::new();
        for _ in 0..each {
            offered.retain(|plant| is_free(plant, story, &chosen, &taken));
            let mut ways: Vec<&str> = offered.iter().map(|plant| plant.way).collect();
            ways.sort_unstable();
            ways.dedup();
            // Another way each time, as long as there is one.
            let fresh: Vec<&str> = ways.iter().filter(|way| !planted.contains(way)).copied().collect();
            let Some(way) = dice.pick(if fresh.is_empty() { &ways } else { &fresh }).copied() else { break };
            let Some(place) = offered.iter().position(|plant| plant.way == way) else { break };
            let plant = offered.swap_remove(place);
            planted.push(way);
            if plant.edits.len() == 1 || plant.kind == Kind::Credit {
                taken.extend(plant.edits.iter().filter_map(|edit| line_of(story, edit)).map(|line| line.at.clone()));
            }
            chosen.push(plant);
        }
    }
    chosen.sort_by_key(|plant| plant.edits[0].at.start);
    chosen
}

fn line_of<'a>(story: &'a Story<'_>, edit: &Edit) -> Option<&'a Line> {
    story.lines.iter().find(|line| line.at.start <= edit.at.start && edit.at.end <= line.at.end)
}

fn is_free(plant: &Plant, story: &Story<'_>, chosen: &[Plant], taken: &[Range<usize>]) -> bool {
    let alone = plant.edits.len() == 1;
    plant.edits.iter().all(|edit| {
        let touches = |other: &Edit| edit.at.start <= other.at.end && other.at.start <= edit.at.end;
        let line = line_of(story, edit);
        let crowded = alone && line.is_some_and(|line| taken.contains(&line.at));
        !crowded && (line.is_some() || plant.kind == Kind::Credit) && !chosen.iter().flat_map(|plant| &plant.edits).any(touches)
    })
}

/// Everything that a kind could change.
fn offers(kind: Kind, story: &Story<'_>, dice: &mut Dice) -> Vec<Plant> {
    match kind {
        Kind::Name => return names::offers(story, dice),
        Kind::Credit => return credits::offers(story, dice),
        Kind::Quoted => return quoted::offers(story, dice),
        _ => {}
    }
    let said_twice = |line: &Line| {
        let text = &story.text[line.at.clone()];
        story.lines.iter().filter(|other| &story.text[other.at.clone()] == text).count() > 1
    };
    let mut found = Vec::new();
    for line in story.lines.iter().filter(|line| story.is_open(line) && !said_twice(line)) {
        let spot = Spot { story, line };
        match kind {
            Kind::Number => figures::numbers(spot, dice, &mut found),
            Kind::Unit => figures::units(spot, &mut found),
            Kind::Negation => claims::negations(spot, dice, &mut found),
            Kind::Hedge => claims::hedges(spot, dice, &mut found),
            _ => sources::attributions(spot, dice, &mut found),
        }
    }
    found
}
