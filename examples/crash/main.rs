//! Disturbs an archive in every way that a newsroom's machine knows, and fails where one committed piece is lost or one answer is wrong.
//!
//!     cargo run --release --example crash -- kills [200]       the program is killed at random moments of adding, replacing, removing and
//!                                                              compacting, and run again
//!     cargo run --release --example crash -- faults            the disk is full, writes short, or fails, at every stage
//!     cargo run --release --example crash -- damage [10000]    bytes are flipped and files are cut
//!     cargo run --release --example crash -- disk              a real disk that is full, where the system lets us make one
//!     cargo run --release --example crash                      all of these
//!
//! What is killed lies in the folder for temporary files: `TMPDIR=/dev/shm` spares the disk, which has no part in it.
//!
//! Everything is drawn from one seed; only where a kill falls depends on the machine, and the table says where that was.

mod damage;
#[allow(dead_code, reason = "not every choice is needed here")]
#[path = "../mutate/dice.rs"]
mod dice;
mod disk;
mod faults;
mod full;
mod kills;
mod stories;

use std::collections::BTreeMap;

use damage::{Outcome, Sound, kind};
use faults::{Ending, count_panics};
use kills::Phase;
use stories::{Command, DEEDS_DONE};

/// Whatever ends a measuring run.
pub type Failure = Box<dyn std::error::Error>;

/// Of so many kills these fall upon each deed, in the order of [`DEEDS_DONE`].
const SHARES: [usize; 4] = [30, 25, 25, 20];

fn main() -> Result<(), Failure> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let violations = match words.as_slice() {
        // How the program calls itself.
        [verb @ ("worker" | "look"), deed, pieces, batch, folder] => {
            let deed = kills::deed(deed).ok_or("no such deed")?;
            let command = Command { deed, pieces: pieces.parse()?, batch: batch.parse()? };
            return if *verb == "worker" { kills::work(command, folder) } else { full::look(command, folder) };
        }
        ["kills"] => kill(200)?,
        ["kills", count] => kill(count.parse()?)?,
        ["faults"] => break_disks()?,
        ["damage"] => damage(10_000)?,
        ["damage", count] => damage(count.parse()?)?,
        ["disk"] => full::fill(),
        [] => kill(200)? + break_disks()? + full::fill() + damage(10_000)?,
        _ => return Err("usage: crash [kills [N] | faults | damage [N] | disk]".into()),
    };
    match violations {
        0 => Ok(()),
        count => Err(format!("{count} times an archive was not what it should be").into()),
    }
}

fn say(what: &str, wrong: &str) {
    println!("  WRONG  {what}: {wrong}");
}

fn kill(count: usize) -> Result<usize, Failure> {
    println!("killed                     seconds  kills  before first  between  in a merge  after end  files left  wrong");
    let mut all = 0;
    for (deed, share) in DEEDS_DONE.into_iter().zip(SHARES) {
        let (count, mut wrong, mut left) = (count * share / 100, 0, 0);
        let case = kills::Case::of(Command { deed, pieces: 240, batch: 8 })?;
        let mut phases: BTreeMap<Phase, usize> = BTreeMap::new();
        for number in 0..count {
            match case.kill(number, count) {
                Ok(killed) => {
                    *phases.entry(killed.phase).or_default() += 1;
                    left += killed.left;
                }
                Err(error) => {
                    wrong += 1;
                    say(&format!("kill {number} of {deed:?}"), &error.to_string());
                }
            }
        }
        let at = |phase| phases.get(&phase).copied().unwrap_or_default();
        println!(
            "  {:<22} {:>9.2} {count:>6} {:>13} {:>8} {:>11} {:>10} {left:>11} {wrong:>6}",
            format!("{deed:?}"),
            case.takes.as_secs_f64(),
            at(Phase::BeforeTheFirstCommit),
            at(Phase::BetweenCommits),
            at(Phase::DuringAMerge),
            at(Phase::AfterTheEnd)
        );
        all += wrong;
    }
    Ok(all)
}

fn break_disks() -> Result<usize, Failure> {
    count_panics();
    println!("bad disk                   faults  untouched  done all the same  refused first  refused later  wrong");
    let mut all = 0;
    for deed in DEEDS_DONE {
        let case = faults::Case::of(Command { deed, pieces: 54, batch: 6 })?;
        let faults = case.faults(60, 3);
        let (mut endings, mut wrong): (BTreeMap<Ending, usize>, _) = (BTreeMap::new(), 0);
        for (number, fault) in faults.iter().enumerate() {
            match case.try_on(*fault, number % 2 == 1) {
                Ok(ending) => *endings.entry(ending).or_default() += 1,
                Err(error) => {
                    wrong += 1;
                    say(&format!("{deed:?} with {fault:?}"), &error);
                }
            }
        }
        let at = |ending| endings.get(&ending).copied().unwrap_or_default();
        println!(
            "  {:<22} {:>8} {:>10} {:>18} {:>14} {:>14} {wrong:>6}",
            format!("{deed:?}"),
            faults.len(),
            at(Ending::Untouched),
            at(Ending::DoneAllTheSame),
            at(Ending::RefusedFirst),
            at(Ending::RefusedLater)
        );
        all += wrong;
    }
    Ok(all)
}

fn damage(count: usize) -> Result<usize, Failure> {
    count_panics();
    let sound = Sound::of(4000, 2)?;
    let mut table: BTreeMap<String, [usize; 3]> = sound.files().iter().map(|(file, _)| (kind(file), [0; 3])).collect();
    for number in 0..count {
        let damage = sound.draw(number);
        let row = table.entry(kind(&damage.file)).or_default();
        match sound.try_on(&damage) {
            Ok(Outcome::Refused) => row[0] += 1,
            Ok(Outcome::Answered) => row[1] += 1,
            Err(error) => {
                row[2] += 1;
                say(&format!("{damage:?}"), &error);
            }
        }
    }
    println!("damaged                    times  refused  answered rightly  wrong     (verification refuses every one of them)");
    for (kind, [refused, answered, wrong]) in &table {
        println!("  {kind:<22} {:>7} {refused:>8} {answered:>17} {wrong:>6}", refused + answered + wrong);
    }
    let [refused, answered, wrong] = table.values().fold([0; 3], |sum, row| [0, 1, 2].map(|at| sum[at] + row[at]));
    println!("  {:<22} {count:>7} {refused:>8} {answered:>17} {wrong:>6}", "all");
    Ok(wrong)
}
