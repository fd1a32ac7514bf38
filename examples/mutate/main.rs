//! Plants known changes in clean stories and measures how many of them the ledgers show, and how often they show what is none.
//!
//!     cargo run --release --example mutate -- CORPUS.jsonl... [--pieces 1000] [--seed 1] [--per-kind 1]
//!     cargo run --release --example mutate                                 the stories in `fixtures/`
//!
//! Each story becomes four pieces: itself; a copy with the plants; a light rewrite; a light rewrite with the plants. A planted change
//! is found when an alarm (a fact of severity 2 or 3) overlaps the changed words on either side and names a kind that shows it. An
//! alarm that overlaps no planted change is false. `--list KIND` and `--false` print what was missed and what was false, to be read.

#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts of a measuring run")]

mod bits;
mod dice;
mod judge;
mod plants;
mod rewrite;
mod story;
mod table;

use std::error::Error;
use std::process::ExitCode;

use clap::Parser;
use rayon::prelude::*;
use wiretrace::article::Article;
use wiretrace::read::{ReadSettings, read};

use crate::bits::{Planted, cut, join};
use crate::dice::Dice;
use crate::judge::{Judged, judge};
use crate::plants::{Plant, choose, with_credit};
use crate::rewrite::{Rewritten, rewrite};
use crate::story::Story;
use crate::table::{list_false, list_missed, print};

/// Shorter texts have no room for a plant of every kind; longer ones are no news stories.
const WORDS: std::ops::RangeInclusive<usize> = 120..=1500;
/// The stories of the fixtures are short.
const FEWEST_OF_FIXTURES: usize = 60;

#[derive(Parser)]
#[command(about = "Plants known changes and measures what the ledgers show of them")]
struct Args {
    /// JSON Lines with a text in each record; none: the stories in `fixtures/stories`.
    corpora: Vec<String>,
    /// How many stories, over all corpora.
    #[arg(long, default_value_t = 1000)]
    pieces: usize,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many changes of a kind in a story.
    #[arg(long, default_value_t = 1)]
    per_kind: usize,
    /// Prints the recall of each way of changing too.
    #[arg(long)]
    ways: bool,
    /// Prints so many missed changes of a kind: `--list hedge=20`.
    #[arg(long, value_name = "KIND=N")]
    list: Vec<String>,
    /// Prints so many false alarms.
    #[arg(long = "false", value_name = "N", default_value_t = 0)]
    false_alarms: usize,
    /// Prints so many stories beside their light rewrites.
    #[arg(long, value_name = "N", default_value_t = 0)]
    show: usize,
}

/// One story and its four pieces, judged.
pub(crate) struct Told {
    id: String,
    original: String,
    plants: Vec<Plant>,
    /// Itself, the copy, the light rewrite, the light rewrite without plants.
    pieces: [(Planted, Judged); 4],
    rewritten: Rewritten,
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let args = Args::parse();
    let stories = stories(&args)?;
    let told: Vec<Told> = stories.par_iter().map(|article| tell(article, &args)).collect();
    let met = print(&told, args.ways);
    for wanted in &args.list {
        let (kind, many) = wanted.split_once('=').unwrap_or((wanted, "20"));
        list_missed(&told, kind, many.parse()?);
    }
    list_false(&told, args.false_alarms);
    for one in told.iter().take(args.show) {
        println!("\n===== {}\n{}\n----- rewritten\n{}", one.id, one.original, one.pieces[2].0.text);
    }
    Ok(if met { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Chooses stories by seed, as many from each corpus.
fn stories(args: &Args) -> Result<Vec<Article>, Box<dyn Error>> {
    let fixtures = args.corpora.is_empty();
    let corpora = if fixtures { vec!["fixtures/stories".to_owned()] } else { args.corpora.clone() };
    let mut chosen = Vec::new();
    for (at, path) in corpora.iter().enumerate() {
        let share = args.pieces * (at + 1) / corpora.len() - args.pieces * at / corpora.len();
        let mut all = read(std::slice::from_ref(path), &ReadSettings::default(), &|_, _| ())?.articles;
        all.sort_by_cached_key(|article| Dice::of(args.seed, "stories", &article.id).below(usize::MAX));
        let fewest = if fixtures { FEWEST_OF_FIXTURES } else { *WORDS.start() };
        let fits = |article: &Article| {
            let story = Story::of(&article.text);
            (fewest..=*WORDS.end()).contains(&story.count()) && story.lines.len() >= 4
        };
        chosen.extend(all.into_iter().filter(fits).take(share));
    }
    Ok(chosen)
}

fn tell(article: &Article, args: &Args) -> Told {
    let dice = |purpose: &str| Dice::of(args.seed, purpose, &article.id);
    let original = with_credit(&article.text, &mut dice("credit"));
    let story = Story::of(&original);
    let plants = choose(&story, args.per_kind, &mut dice("plants"));
    let parts = cut(&story, &plants);
    let judged = |piece: Planted, plants: &[Plant]| {
        let found = judge(&original, &piece, plants);
        (piece, found)
    };
    let rewritten = rewrite(parts.clone(), &mut dice("rewrite"));
    let pieces = [
        judged(join(&cut(&story, &[]), 0), &[]),
        judged(join(&parts, plants.len()), &plants),
        judged(join(&rewritten.parts, plants.len()), &plants),
        judged(join(&rewrite(cut(&story, &[]), &mut dice("rewrite")).parts, 0), &[]),
    ];
    Told { id: article.id.clone(), original: original.clone(), plants, pieces, rewritten }
}
