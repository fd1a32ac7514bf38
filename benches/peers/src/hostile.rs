//! Makes inputs on which a careless program takes time that grows with the square.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::dice::Dice;
use crate::language::Language;
use crate::strange;

/// Words of the template that all pieces share, and of those that each has for itself.
const TEMPLATE: usize = 400;
const OWN: usize = 5;
/// Bytes of a word with the space or stop after it, about.
const WORD_BYTES: usize = 6;

/// A kind of input, in two sizes of which the second is twice the first.
pub struct Hostile {
    pub name: &'static str,
    pub sizes: [PathBuf; 2],
}

/// Bytes of a strange article.
const STRANGE: [usize; 2] = [500_000, 1_000_000];

/// Makes all of them in a folder, or takes those that are there.
pub fn make(folder: &Path) -> io::Result<Vec<Hostile>> {
    let language = Language::invented();
    let text = |words: usize, dice: &mut Dice| language.write(&language.article(words, 0, dice), None, "\n\n");
    let same = |count: usize, dice: &mut Dice| vec![text(TEMPLATE, dice); count];
    let template = |count: usize, dice: &mut Dice| {
        let text = text(TEMPLATE, dice);
        (0..count).map(|_| fill(&text, dice)).collect()
    };
    let long = |bytes: usize, dice: &mut Dice| vec![text(bytes / WORD_BYTES, dice)];
    let mut all = vec![
        Hostile { name: "one text again and again", sizes: both(folder, "same", [20_000, 40_000], &same)? },
        Hostile { name: "one template, other numbers", sizes: both(folder, "template", [20_000, 40_000], &template)? },
        Hostile { name: "one long article", sizes: both(folder, "long", [25_000_000, 50_000_000], &long)? },
    ];
    for kind in strange::KINDS {
        let pair = |bytes: usize, _: &mut Dice| kind.pair(&language, bytes);
        all.push(Hostile { name: kind.name, sizes: both(folder, &kind.name.replace(|c: char| !c.is_ascii_alphanumeric(), "-"), STRANGE, &pair)? });
    }
    Ok(all)
}

fn both(folder: &Path, name: &str, sizes: [usize; 2], texts: &dyn Fn(usize, &mut Dice) -> Vec<String>) -> io::Result<[PathBuf; 2]> {
    let paths = sizes.map(|size| folder.join(format!("hostile-{name}-{size}.jsonl")));
    for (path, size) in paths.iter().zip(sizes).filter(|(path, _)| !path.exists()) {
        eprintln!("making {}", path.display());
        let part = path.with_extension("part");
        let mut out = BufWriter::new(File::create(&part)?);
        for (at, text) in texts(size, &mut Dice::of([0, 0, 1])).iter().enumerate() {
            writeln!(out, "{}", serde_json::json!({ "id": format!("h{at:07}"), "text": text }))?;
        }
        out.flush()?;
        fs::rename(part, path)?;
    }
    Ok(paths)
}

/// Puts numbers of its own into a template, evenly over its length.
fn fill(template: &str, dice: &mut Dice) -> String {
    let mut filled = Vec::with_capacity(TEMPLATE + OWN);
    for (at, word) in template.split(' ').enumerate() {
        if at % (TEMPLATE / OWN) == TEMPLATE / OWN / 2 {
            filled.push((10 + dice.below(100_000)).to_string());
        }
        filled.push(word.to_owned());
    }
    filled.join(" ")
}
