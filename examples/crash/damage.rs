//! A byte that is not what was written, or a file that is cut: refused or answered rightly, and never believed by a verification.

use std::path::{Path, PathBuf};

use wiretrace::article::Article;
use wiretrace::error::Error;
use wiretrace::index::Index;
use wiretrace::pipeline::check;

use crate::dice::Dice;
use crate::disk::{Disk, Fault};
use crate::faults::{in_time, panics};
use crate::stories::{Command, Deed, SEED, header, json, probes, story};

/// An archive, and what it says where nothing is wrong with it.
pub struct Sound {
    disk: Disk,
    probes: Vec<Article>,
    right: Vec<String>,
}

/// One damage.
#[derive(Debug, Clone)]
pub struct Damage {
    pub file: PathBuf,
    at: usize,
    /// What is laid over the byte; `None` cuts the file there.
    flip: Option<u8>,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// The archive was refused, or the question.
    Refused,
    /// The answer was the right one: it does not touch what is damaged.
    Answered,
}

fn asked(disk: Disk, probes: &[Article]) -> Result<Vec<String>, Error> {
    let snapshot = Index::in_directory(Box::new(disk), "archive", None)?.snapshot()?;
    probes.iter().map(|piece| check(piece.clone(), &snapshot).map(|report| json(&report))).collect()
}

fn verified(disk: Disk) -> Result<u64, Error> {
    Index::in_directory(Box::new(disk), "archive", None)?.verify()
}

impl Sound {
    /// An archive of several segments, some with removed pieces, and nothing in its folder that it does not need.
    pub fn of(pieces: usize, questions: usize) -> Result<Self, Error> {
        let disk = Disk::empty(Fault::None);
        let index = Index::in_directory(Box::new(disk.clone()), "archive", Some(&header()))?;
        Command { deed: Deed::Add, pieces, batch: pieces.div_ceil(4) }.run(&index, &mut |_| ())?;
        let mut writer = index.writer()?;
        // Another wording of some: what they replace stays in its segment, marked as removed.
        writer.add(&(0..pieces).step_by(9).map(|n| story(n, 1)).collect::<Vec<_>>(), 0)?;
        writer.finish()?;
        let probes = probes(pieces, questions);
        let right = asked(disk.clone(), &probes)?;
        Ok(Self { disk, probes, right })
    }

    /// The bytes of its files.
    pub fn files(&self) -> Vec<(PathBuf, usize)> {
        self.disk.files().into_iter().filter(|(_, length)| *length > 0).collect()
    }

    /// Draws a damage: every second one at any byte of all, the others in any file of all, so that small files are hit as well.
    pub fn draw(&self, number: usize) -> Damage {
        let mut dice = Dice::of(SEED, "damage", &number.to_string());
        let files = self.files();
        let (file, at) = if number.is_multiple_of(2) {
            let mut at = dice.below(files.iter().map(|(_, length)| length).sum());
            let place = files.iter().position(|(_, length)| {
                let here = at < *length;
                at -= if here { 0 } else { *length };
                here
            });
            (&files[place.unwrap_or_default()].0, at)
        } else {
            let (file, length) = &files[dice.below(files.len())];
            (file, dice.below(*length))
        };
        let flip = u8::try_from(1 + dice.below(255)).ok().filter(|_| !dice.chance(25));
        Damage { file: file.clone(), at, flip }
    }

    fn damaged(&self, damage: &Damage) -> Disk {
        let disk = self.disk.image(Fault::None);
        disk.set(&damage.file, |mut bytes| {
            match damage.flip {
                Some(flip) => bytes[damage.at] ^= flip,
                None => bytes.truncate(damage.at),
            }
            Some(bytes)
        });
        disk
    }

    /// Asks and verifies a damaged archive; tells what is wrong with what it says, where something is.
    pub fn try_on(&self, damage: &Damage) -> Result<Outcome, String> {
        let (one, other) = (self.damaged(damage), self.damaged(damage));
        let probes = self.probes.clone();
        let (said, verified) = in_time(move || (asked(one, &probes), verified(other)))?;
        let outcome = match said {
            Ok(answer) if answer == self.right => Outcome::Answered,
            Ok(_) => return Err("gives another answer".to_owned()),
            Err(error) if is_refusal(&error) => Outcome::Refused,
            Err(error) => return Err(format!("calls it by another name: {error}")),
        };
        match verified {
            Ok(_) => return Err("passes its verification".to_owned()),
            Err(error) if is_refusal(&error) => {}
            Err(error) => return Err(format!("verification calls it by another name: {error}")),
        }
        match panics().as_slice() {
            [] => Ok(outcome),
            panics => Err(format!("panics: {}", panics.join("; "))),
        }
    }
}

fn is_refusal(error: &Error) -> bool {
    matches!(error, Error::IndexDamaged { .. } | Error::IndexVersion { .. } | Error::NotAnIndex { .. })
}

/// What kind of file it is: the parts of a segment by their endings, the others by their names.
pub fn kind(file: &Path) -> String {
    let name = file.to_string_lossy();
    let ending = name.rsplit('.').next().unwrap_or_default();
    match ending {
        "json" | "archive" => name.into_owned(),
        _ => format!("*.{ending}"),
    }
}
