//! What a long run holds in memory as it goes on (Linux).
//!
//! ```text
//! cargo build --release && cargo run --release --example soak -- run scan --copies-only --memory 1536M PIECES.jsonl
//! cargo build --release && cargo run --release --example soak -- watch ARCHIVE PIECES.jsonl 20000
//! ```
//!
//! `run` starts the program with the words that follow and looks at its memory each second; what it prints is dropped. `watch` starts
//! `check --watch` on an empty folder, drops so many files into it in waves of a twentieth (copies of the pieces, each with a line of its
//! own at the end), waits for the answers to each wave, and ends with 1 where one is missing or given twice, or where the last half of the waves took
//! more memory than the first by a fifth. Of an archive pages of its files count as resident, too: `anonymous` is what the program itself holds.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use wiretrace::article::Article;
use wiretrace::read::{ReadSettings, read};

type Fallible<T> = Result<T, Box<dyn Error>>;

/// Memory at a time: seconds since the start, MiB resident, and how much of it is no file's.
struct Moment {
    after: f64,
    resident: u64,
    anonymous: u64,
}

/// An answer that has not come by then is missing.
const PATIENCE: Duration = Duration::from_mins(2);
const MOST_ROWS: usize = 20;
const WAVES: usize = 20;
const MOST_GROWTH: f64 = 1.2;

fn main() -> Fallible<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let program = std::env::current_exe()?.parent().and_then(Path::parent).ok_or("where is this?")?.join("wiretrace");
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["run", words @ ..] if !words.is_empty() => run(&program, words),
        ["watch", archive, pieces, count] => watch(&program, archive, pieces, count.parse()?),
        _ => Err("run WORDS..., or watch ARCHIVE PIECES.jsonl COUNT".into()),
    }
}

/// A program that does not outlive its user.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        // One that has ended already is as good.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn moment(child: &Child, begin: Instant) -> Option<Moment> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let mebibytes = |name: &str| -> Option<u64> {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.split_whitespace().next()?.parse::<u64>().ok().map(|kibibytes| kibibytes >> 10)
    };
    Some(Moment { after: begin.elapsed().as_secs_f64(), resident: mebibytes("VmRSS:")?, anonymous: mebibytes("RssAnon:")? })
}

fn print(moments: &[Moment]) {
    println!("{:>9} {:>12} {:>13}", "seconds", "resident MiB", "anonymous MiB");
    for moment in moments.iter().step_by(moments.len().div_ceil(MOST_ROWS).max(1)) {
        println!("{:>9.0} {:>12} {:>13}", moment.after, moment.resident, moment.anonymous);
    }
    let most = |of: fn(&Moment) -> u64| moments.iter().map(of).max().unwrap_or(0);
    println!("{:>9} {:>12} {:>13}", "most", most(|moment| moment.resident), most(|moment| moment.anonymous));
}

fn run(program: &Path, words: &[&str]) -> Fallible<()> {
    let begin = Instant::now();
    let mut child = Command::new(program).args(words).stdout(Stdio::null()).spawn()?;
    let mut moments = Vec::new();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        moments.extend(moment(&child, begin));
        std::thread::sleep(Duration::from_secs(1));
    };
    print(&moments);
    // Some broken records are no matter.
    if matches!(status.code(), Some(0 | 3)) { Ok(()) } else { Err(status.to_string().into()) }
}

fn watch(program: &Path, archive: &str, pieces: &str, count: usize) -> Fallible<()> {
    let pieces = read(&[pieces.to_owned()], &ReadSettings::default(), &|_, _| ())?.articles;
    let home = tempfile::tempdir()?;
    let (aside, folder) = (home.path().join("aside"), home.path().join("drops"));
    fs::create_dir(&aside)?;
    fs::create_dir(&folder)?;
    let begin = Instant::now();
    let mut command = Command::new(program);
    command.args(["check", "--format", "json", "--watch"]).arg(&folder).args(["--against", archive]);
    let mut child = Ended(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?);
    let mut ready = String::new();
    BufReader::new(child.0.stderr.take().ok_or("piped")?).read_line(&mut ready)?;
    let lines = BufReader::new(child.0.stdout.take().ok_or("piped")?).lines();
    let (tell, answers) = channel();
    // Ends with the program, whose output ends then.
    std::thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| tell.send(line)));
    let mut moments = Vec::new();
    let each = count.div_ceil(WAVES);
    for wave in 0..WAVES {
        let numbers = wave * each..count.min((wave + 1) * each);
        let mut open: BTreeSet<PathBuf> = numbers.clone().map(|n| dropped(&pieces, n, &aside, &folder)).collect::<Fallible<_>>()?;
        for _ in numbers {
            let answer: serde_json::Value = serde_json::from_str(&answers.recv_timeout(PATIENCE)?)?;
            let path = PathBuf::from(answer["path"].as_str().unwrap_or_default());
            if !open.remove(&path) {
                return Err(format!("an answer to nothing that was dropped: {answer}").into());
            }
            fs::remove_file(path)?;
        }
        moments.extend(moment(&child.0, begin));
    }
    if let Ok(answer) = answers.recv_timeout(Duration::from_secs(5)) {
        return Err(format!("an answer more: {answer}").into());
    }
    print(&moments);
    let (first, last) = moments.split_at(moments.len() / 2);
    let most = |moments: &[Moment]| moments.iter().map(|moment| moment.anonymous).max().unwrap_or(0) as f64;
    if most(last) > most(first) * MOST_GROWTH { Err(format!("{} MiB became {}", most(first), most(last)).into()) } else { Ok(()) }
}

/// Writes a file beside the folder and moves it in.
fn dropped(pieces: &[Article], n: usize, aside: &Path, folder: &Path) -> Fallible<PathBuf> {
    let name = format!("drop{n:06}.txt");
    let text = format!("{}\n\nThis is copy number {n} of the morning, the desk said.\n", pieces[(n * 7) % pieces.len()].text);
    fs::write(aside.join(&name), text)?;
    fs::rename(aside.join(&name), folder.join(&name))?;
    Ok(folder.join(name))
}
