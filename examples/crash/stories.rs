//! Invented news in families, the same on every machine, and what is done to an archive with them, step by step.

use std::collections::BTreeMap;

use wiretrace::article::Article;
use wiretrace::error::Error;
use wiretrace::index::{Header, Index, Writer};
use wiretrace::pipeline::check;
use wiretrace::settings::Settings;

use crate::dice::Dice;

/// Decides every story, every moment and every place of damage.
pub const SEED: u64 = 6;
/// Pieces of one family: the original and what three newsrooms made of it.
const VERSIONS: usize = 4;
/// A piece in two of three steps of an update is there already, or is there in an older wording.
const OLDER: usize = 3;
/// Of so many pieces one is removed.
const REMOVED: usize = 3;

const BEGINNINGS: &str = "Bran Tol Ostra Quer Fessi Lum Sarro Pin Grath Older Velk Drum Harro Skel Morri Tess";
const ENDINGS: &str = "wick dale holm stad mere gate moor fjord burgh ley";
const FIRST: &str = "Ada Rutger Marit Ottomar Perrin Hanneke Dov Ines Tobin Selma Jorun Casimir";
const LAST: &str = "Vansell Solheim Quillan Vasko Oldroyd Lanyard Corvaleigh Ashgrove Rookwood Tamsin";
const THINGS: &str = "ferry bridge reservoir museum tramway cannery lighthouse orchard sawmill observatory aqueduct brewery";
const DEEDS: &str = "closed flooded sold searched rebuilt auctioned inspected abandoned reopened evacuated";
const COUNTED: &str = "crowns residents barrels passengers workers tonnes windows permits";
const DAYS: &str = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday";

/// Who and what a family of pieces is about.
struct Cast {
    place: String,
    people: [String; 2],
    things: [String; 2],
}

impl Cast {
    fn of(dice: &mut Dice) -> Self {
        let name = |dice: &mut Dice| format!("{} {}", word(dice, FIRST), word(dice, LAST));
        Self {
            place: format!("{}{}", word(dice, BEGINNINGS), word(dice, ENDINGS)),
            people: [name(dice), name(dice)],
            things: [word(dice, THINGS), word(dice, THINGS)].map(str::to_owned),
        }
    }

    fn sentence(&self, dice: &mut Dice) -> String {
        let (person, thing, place) = (&self.people[dice.below(2)], &self.things[dice.below(2)], &self.place);
        let (deed, counted, day, number) = (word(dice, DEEDS), word(dice, COUNTED), word(dice, DAYS), 12 + dice.below(8000));
        match dice.below(7) {
            0 => format!("The old {thing} of {place} was {deed} on {day}, and {number} {counted} were counted at its doors."),
            1 => format!("{person} said on {day} that {number} {counted} would be needed before the {thing} can be {deed} again."),
            2 => format!(
                "“Nobody in {place} asked us whether the {thing} should be {deed},” said {person}, who has lived beside it for years."
            ),
            3 => format!("More than {number} {counted} had been promised to {place} when the {thing} was {deed} for the first time."),
            4 => format!(
                "According to {person}, the council of {place} knew since {day} that {number} {counted} were missing from the {thing}."
            ),
            5 => format!("A court in {place} will decide on {day} who pays for the {thing} and for {number} {counted}."),
            _ => format!("{person} did not answer questions about the {thing}, which was {deed} while {number} {counted} waited."),
        }
    }
}

fn word<'a>(dice: &mut Dice, words: &'a str) -> &'a str {
    dice.word(words, |_| false).unwrap_or_default()
}

/// The piece of this number; `wording` 0 is how it came in first.
pub fn story(number: usize, wording: usize) -> Article {
    let (family, version) = (number / VERSIONS, number % VERSIONS);
    let id = format!("wires/{family:03}.{version}.txt");
    let mut dice = Dice::of(SEED, "story", &family.to_string());
    let cast = Cast::of(&mut dice);
    let mut lines: Vec<String> = (0..9 + dice.below(4)).map(|_| cast.sentence(&mut dice)).collect();
    let mut own = Dice::of(SEED, "version", &id);
    for _ in 0..version {
        let (at, middle) = (own.below(lines.len()), lines.len() / 2);
        match own.below(3) {
            0 => drop(lines.remove(at)),
            1 => lines[at] = cast.sentence(&mut own),
            _ => lines.swap(at, middle),
        }
    }
    let mut later = Dice::of(SEED, "wording", &id);
    lines.extend((0..wording).map(|_| cast.sentence(&mut later)));
    let paragraphs: Vec<String> = lines.chunks(2).map(|pair| pair.join(" ")).collect();
    let mut piece = Article::plain(&id, &format!("{}\n", paragraphs.join("\n\n")));
    piece.title = Some(format!("What became of the {} of {}", cast.things[0], cast.place));
    piece.date = Some(format!("2031-{:02}-{:02}", 1 + family % 12, 1 + (family * 7 + version) % 28));
    piece.outlet = Some(format!("{} Courier", word(&mut own, BEGINNINGS)));
    piece
}

/// What is done to an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// From nothing, batch by batch.
    Add,
    /// Pieces that it has, pieces that it has in an older wording, and new ones.
    Update,
    /// Every third piece.
    Remove,
    /// Into one segment, without what was removed.
    Compact,
}

/// All that can be done.
pub const DEEDS_DONE: [Deed; 4] = [Deed::Add, Deed::Update, Deed::Remove, Deed::Compact];

/// What an archive holds, by id.
pub type Texts = BTreeMap<String, String>;

/// A command: what is done, with how many pieces, how many at a time.
#[derive(Debug, Clone, Copy)]
pub struct Command {
    pub deed: Deed,
    pub pieces: usize,
    pub batch: usize,
}

impl Command {
    pub fn steps(&self) -> usize {
        if self.deed == Deed::Compact { 1 } else { self.pieces.div_ceil(self.batch) }
    }

    fn numbers(&self, step: usize) -> std::ops::Range<usize> {
        step * self.batch..self.pieces.min((step + 1) * self.batch)
    }

    /// What the archive holds before the first step.
    pub fn before(&self) -> Vec<Article> {
        match self.deed {
            Deed::Add => Vec::new(),
            Deed::Update => (0..self.pieces).filter(|n| n % OLDER != 0).map(|n| story(n, n % OLDER - 1)).collect(),
            Deed::Remove | Deed::Compact => (0..self.pieces).map(|n| story(n, 0)).collect(),
        }
    }

    /// Makes that archive: in batches, and with removed pieces in it where that is what compacting is for.
    pub fn prepare(&self, index: &Index) -> Result<(), Error> {
        let mut writer = index.writer()?;
        for some in self.before().chunks(self.batch) {
            writer.add(some, 0)?;
        }
        if self.deed == Deed::Compact {
            let changed: Vec<Article> = (0..self.pieces).step_by(OLDER).map(|n| story(n, 1)).collect();
            writer.add(&changed, 0)?;
        }
        writer.finish()
    }

    /// What the archive must hold after so many steps.
    pub fn texts(&self, steps: usize) -> Texts {
        let mut texts: Texts = self.before().into_iter().map(|piece| (piece.id, piece.text)).collect();
        if self.deed == Deed::Compact {
            texts.extend((0..self.pieces).step_by(OLDER).map(|n| story(n, 1)).map(|piece| (piece.id, piece.text)));
        }
        for step in 0..steps.min(self.steps()) {
            match self.deed {
                Deed::Add | Deed::Update => texts.extend(self.batch(step).into_iter().map(|piece| (piece.id, piece.text))),
                Deed::Remove => self.doomed(step).for_each(|id| drop(texts.remove(&id))),
                Deed::Compact => {}
            }
        }
        texts
    }

    fn batch(&self, step: usize) -> Vec<Article> {
        self.numbers(step).map(|n| story(n, usize::from(self.deed == Deed::Update))).collect()
    }

    fn doomed(&self, step: usize) -> impl Iterator<Item = String> {
        self.numbers(step).filter(|n| n % REMOVED == 0).map(|n| story(n, 0).id)
    }

    /// Does one step.
    pub fn step(&self, step: usize, writer: &mut Writer<'_>) -> Result<(), Error> {
        match self.deed {
            Deed::Add | Deed::Update => writer.add(&self.batch(step), 0).map(drop),
            Deed::Remove => {
                let mut found = Vec::new();
                for id in self.doomed(step) {
                    found.extend(writer.seen().find(&id)?.map(|(at, _)| at));
                }
                writer.remove(&found)
            }
            Deed::Compact => writer.compact(),
        }
    }

    /// Does every step, and says after each that it is done.
    pub fn run(&self, index: &Index, done: &mut dyn FnMut(usize)) -> Result<(), Error> {
        let mut writer = index.writer()?;
        for step in 0..self.steps() {
            self.step(step, &mut writer)?;
            done(step);
        }
        writer.finish()
    }
}

/// The header of all these archives.
pub fn header() -> Header {
    Header::new(&Settings::default(), true, None)
}

/// What an archive holds; an id that it holds twice is an error.
pub fn texts(index: &Index) -> Result<Texts, String> {
    let all = index.snapshot().and_then(|snapshot| snapshot.each(|kept| (kept.id, kept.text.unwrap_or_default())));
    let all = all.map_err(|error| error.to_string())?;
    let count = all.len();
    let texts: Texts = all.into_iter().collect();
    if texts.len() == count { Ok(texts) } else { Err(format!("{} pieces are there twice", count - texts.len())) }
}

/// What an archive answers: all that it keeps, and the reports of some checks.
#[derive(Debug, PartialEq, Eq)]
pub struct Answers {
    kept: Vec<String>,
    reports: Vec<String>,
}

impl Answers {
    /// Tells where two differ, shortly; `None` where they agree.
    pub fn difference(&self, other: &Self) -> Option<String> {
        let lines = |one: &Self| one.kept.iter().chain(&one.reports).cloned().collect::<Vec<_>>();
        let (ours, theirs) = (lines(self), lines(other));
        let at = (0..ours.len().max(theirs.len())).find(|at| ours.get(*at) != theirs.get(*at))?;
        let (one, two) = (ours.get(at).map_or("", String::as_str), theirs.get(at).map_or("", String::as_str));
        let byte = one.bytes().zip(two.bytes()).take_while(|(x, y)| x == y).count();
        let cut = |text: &str| {
            text.chars().skip(text.get(..byte).map_or(0, |head| head.chars().count()).saturating_sub(60)).take(120).collect::<String>()
        };
        Some(format!("line {at} of {} pieces and {} reports: …{}… and not …{}…", self.kept.len(), self.reports.len(), cut(one), cut(two)))
    }
}

/// Asks an archive about pieces that it may hold, and about rewrites that it does not.
pub fn answers(index: &Index, probes: &[Article]) -> Result<Answers, Error> {
    let snapshot = index.snapshot()?;
    let mut kept = snapshot.each(|kept| serde_json::to_string(&kept).unwrap_or_default())?;
    kept.sort();
    let reports = probes.iter().map(|piece| check(piece.clone(), &snapshot).map(|report| json(&report)));
    Ok(Answers { kept, reports: reports.collect::<Result<_, _>>()? })
}

pub fn json(report: &impl serde::Serialize) -> String {
    serde_json::to_string(report).unwrap_or_default()
}

/// Pieces to ask about: some as they came in, some as no archive has them.
pub fn probes(pieces: usize, count: usize) -> Vec<Article> {
    let mut dice = Dice::of(SEED, "probes", "");
    (0..count)
        .map(|at| {
            let number = dice.below(pieces);
            if at % 2 == 0 {
                story(number, 0)
            } else {
                Article { id: format!("desk/{at}.txt"), path: format!("desk/{at}.txt"), ..story(number, 3) }
            }
        })
        .collect()
}
