//! Makes planted corpora: invented articles among which copies of known kinds are hidden, in any size, from a seed.
//!
//! Mimics the statistics and the table of kinds of `planted.py`, the generator that the project's survey of peers was measured with, in
//! words of its own. Every piece is a function of (seed, story, member) alone, so that pieces are made in shuffled order on all cores and
//! streamed to the file: a million of them need no more memory than their order.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::dice::Dice;
use crate::language::{Language, Paragraphs};

/// A file of pieces and, where it is known, the file that says which story each is of.
pub struct Corpus {
    pub pieces: PathBuf,
    pub truth: Option<PathBuf>,
}

/// What a copy does to its original.
#[derive(Clone, Copy)]
enum Change {
    Exact,
    /// All in capitals, with other white space.
    Capitals,
    Edited,
    Cut,
    Extended,
    Shuffled,
    CutExtendedEdited,
}

/// Each kind of copy is as likely as any other: what it is called in the truth, and at what rate it changes words or length.
const KINDS: [(Change, &str, f64); 16] = [
    (Change::Exact, "exact", 0.0),
    (Change::Capitals, "case_ws", 0.0),
    (Change::Edited, "edit", 0.01),
    (Change::Edited, "edit", 0.02),
    (Change::Edited, "edit", 0.05),
    (Change::Edited, "edit", 0.10),
    (Change::Edited, "edit", 0.15),
    (Change::Edited, "rewrite", 0.30),
    (Change::Cut, "cut", 0.3),
    (Change::Cut, "cut", 0.5),
    (Change::Cut, "cut", 0.7),
    (Change::Extended, "add", 0.3),
    (Change::Extended, "add", 0.5),
    (Change::Extended, "add", 1.0),
    (Change::Shuffled, "shuffle", 0.02),
    (Change::CutExtendedEdited, "cut_add_edit", 0.05),
];

/// Share of stories that others print too.
const SYNDICATED: f64 = 0.18;
/// Share of pieces that end in their outlet's footer.
const FOOTED: f64 = 0.5;
/// Pieces made at a time.
const BATCH: usize = 4096;

/// Makes a planted corpus in a folder, or takes the one that is there.
pub fn plant(folder: &Path, pieces: usize, seed: u64) -> io::Result<Corpus> {
    let prefix = folder.join(format!("planted-{pieces}-{seed}"));
    let corpus = Corpus { pieces: prefix.with_extension("jsonl"), truth: Some(prefix.with_extension("truth.tsv")) };
    if corpus.pieces.exists() && corpus.truth.as_ref().is_some_and(|truth| truth.exists()) {
        return Ok(corpus);
    }
    eprintln!("making {}", corpus.pieces.display());
    let roll = roll(pieces, seed);
    write_truth(&prefix.with_extension("truth.tsv"), &roll, seed)?;
    // Under another name until it is whole: what an interrupted run leaves is not taken for a corpus.
    let part = prefix.with_extension("part");
    write_pieces(&part, &roll, seed)?;
    fs::rename(part, &corpus.pieces)?;
    Ok(corpus)
}

/// A file that was named, with the truth beside it if there is one: `NAME.jsonl` and `NAME.truth.tsv`.
pub fn given(pieces: &Path) -> Corpus {
    let truth = pieces.with_extension("truth.tsv");
    Corpus { pieces: pieces.to_owned(), truth: truth.exists().then_some(truth) }
}

/// A piece's story and its place in it; 0 is the original.
#[derive(Clone, Copy)]
struct Member {
    story: u32,
    member: u32,
}

/// Lists all pieces in the order of their stories; the number of a piece is its place here.
fn roll(pieces: usize, seed: u64) -> Vec<Member> {
    let stories = (0..).flat_map(|story| (0..=copies(seed, story)).map(move |member| Member { story, member }));
    stories.take(pieces).collect()
}

fn copies(seed: u64, story: u32) -> u32 {
    let mut dice = Dice::of([seed, u64::from(story), u64::MAX]);
    if !dice.chance(SYNDICATED) {
        return 0;
    }
    let mut copies = 2;
    while copies < 40 && !dice.chance(0.30) {
        copies += 1;
    }
    copies
}

fn kind(dice: &mut Dice) -> (Change, &'static str, f64) {
    KINDS[dice.below(KINDS.len())]
}

fn member_dice(seed: u64, of: Member) -> Dice {
    Dice::of([seed, u64::from(of.story), u64::from(of.member)])
}

fn write_truth(path: &Path, roll: &[Member], seed: u64) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(out, "id\tcluster\tparent\tkind\trate")?;
    for (number, of) in roll.iter().enumerate() {
        if of.member == 0 {
            writeln!(out, "{}\t{}\t-\torig\t0", id(number), of.story)?;
        } else {
            let (_, kind, rate) = kind(&mut member_dice(seed, *of));
            writeln!(out, "{}\t{}\t{}\t{kind}\t{rate}", id(number), of.story, id(number - of.member as usize))?;
        }
    }
    out.flush()
}

fn id(number: usize) -> String {
    format!("d{number:07}")
}

#[derive(serde::Serialize)]
struct Line<'a> {
    id: String,
    text: &'a str,
}

fn write_pieces(path: &Path, roll: &[Member], seed: u64) -> io::Result<()> {
    let language = Language::invented();
    let mut order: Vec<usize> = (0..roll.len()).collect();
    // Shuffled, so that copies are not adjacent.
    Dice::of([seed, u64::MAX, u64::MAX]).shuffle(&mut order);
    let mut out = BufWriter::new(File::create(path)?);
    for batch in order.chunks(BATCH) {
        let lines: Vec<String> = batch
            .par_iter()
            .map(|number| {
                let line = Line { id: id(*number), text: &piece(&language, seed, roll[*number]) };
                serde_json::to_string(&line).expect("strings are JSON")
            })
            .collect();
        for line in lines {
            writeln!(out, "{line}")?;
        }
    }
    out.flush()
}

/// Writes one piece: its story's text, changed in the way that its kind says.
fn piece(language: &Language, seed: u64, of: Member) -> String {
    let mut dice = Dice::of([seed, u64::from(of.story), 0]);
    let length = dice.log_normal(370.0, 0.42).clamp(60.0, 1800.0) as usize;
    let topic = language.topic(&mut dice);
    let story = language.article(length, topic, &mut dice);
    let footer = footer(language, &mut dice);
    if of.member == 0 {
        return language.write(&story, footer, "\n\n");
    }
    let dice = &mut member_dice(seed, of);
    let (change, _, rate) = kind(dice);
    let addition = |share: f64, dice: &mut Dice| language.article(((length as f64 * share) as usize).max(30), topic, dice);
    let head = |share: f64| &story[..((story.len() as f64 * share).round() as usize).max(1)];
    let changed: Paragraphs = match change {
        Change::Exact => return language.write(&story, footer, "\n\n"),
        Change::Capitals => return format!("  {}", language.write(&story, footer, "\n \n").to_uppercase()),
        Change::Edited => language.edit(&story, rate, dice),
        Change::Cut => head(1.0 - rate).to_vec(),
        Change::Extended => {
            let addition = addition(rate, dice);
            let (before, after) = addition.split_at((addition.len() / 2).max(1));
            [before, &story, after].concat()
        }
        Change::Shuffled => {
            let mut edited = language.edit(&story, rate, dice);
            dice.shuffle(&mut edited);
            edited
        }
        Change::CutExtendedEdited => {
            let addition = addition(0.3, dice);
            [&addition[..1], &language.edit(head(0.6), rate, dice), &addition[1..]].concat()
        }
    };
    language.write(&changed, self::footer(language, dice), "\n\n")
}

fn footer<'a>(language: &'a Language, dice: &mut Dice) -> Option<&'a [u16]> {
    dice.chance(FOOTED).then(|| language.footer(dice))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_is_the_same_however_many_are_made() {
        let language = Language::invented();
        let (few, many) = (roll(100, 5), roll(1_000, 5));
        assert!(few.iter().zip(&many).all(|(one, other)| (one.story, one.member) == (other.story, other.member)));
        assert!(few.iter().any(|of| of.member > 0), "no copies among a hundred pieces");
        let texts = |roll: &[Member]| roll[..100].iter().map(|of| piece(&language, 5, *of)).collect::<Vec<_>>();
        assert_eq!(texts(&few), texts(&many));
    }

    #[test]
    fn exact_copies_are_exact_and_capitals_differ_in_nothing_else() {
        let language = Language::invented();
        let mut seen = 0;
        for of in roll(2_000, 5).into_iter().filter(|of| of.member > 0) {
            let words = |of| piece(&language, 5, of).to_uppercase().split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            let (_, kind, _) = kind(&mut member_dice(5, of));
            if matches!(kind, "exact" | "case_ws") {
                assert_eq!(words(of), words(Member { member: 0, ..of }));
                seen += 1;
            }
        }
        assert!(seen > 50, "only {seen} of 2,000");
    }
}
