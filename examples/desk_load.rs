//! What `serve` bears: so many questions a second from so many clients, and how long each takes on both sides.
//!
//! ```text
//! cargo build --release && cargo run --release --example desk_load -- PIECES.jsonl SECONDS RATE CLIENTS [checks|mix] [ARCHIVE]
//! ```
//!
//! Builds an archive of the pieces in a temporary folder (or takes one that holds them), serves it with the program itself, and asks over
//! connections that stay open. Questions are due at even times and dealt to the clients in turn; one that waits for its client counts from when it
//! was due, so that a server that stalls is not spared the questions that it delays. Every piece that is checked is an edited copy of one of the
//! archive (some words changed, a sentence gone, one added) and no two are the same, so that nothing that is kept answers them.
//!
//! `checks` asks nothing else. `mix` is what a desk does, of 50 questions: 25 pieces checked by programs and 5 pasted into the page, 10 pieces of
//! the archive looked at, 4 texts, 3 first pages, 2 pages of marks, 1 page of the families of the newest 200 pieces.
//! Times on the server's side are those that it states in `Server-Timing`. Server and clients share the machine.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use wiretrace::article::Article;
use wiretrace::clean::repeats::rank;
use wiretrace::read::{ReadSettings, read};

type Fallible<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Route {
    Check,
    Paste,
    Held,
    Text,
    First,
    Marks,
    Families,
}

/// What one question came to: whether it was answered, and milliseconds on both sides.
struct Asked {
    route: Route,
    is_answered: bool,
    server: f64,
    client: f64,
}

fn main() -> Fallible<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [pieces, seconds, rate, clients, rest @ ..] = args.as_slice() else {
        return Err("PIECES.jsonl SECONDS RATE CLIENTS [checks|mix] [ARCHIVE]".into());
    };
    let (seconds, rate, clients): (f64, f64, usize) = (seconds.parse()?, rate.parse()?, clients.parse()?);
    let is_mixed = rest.first().is_none_or(|kind| kind == "mix");
    let program = std::env::current_exe()?.parent().and_then(Path::parent).ok_or("where is this?")?.join("wiretrace");
    let folder = tempfile::tempdir()?;
    let archive = match rest.get(1) {
        Some(archive) => PathBuf::from(archive),
        None => built(&program, pieces, folder.path())?,
    };
    let mut drawn = read(std::slice::from_ref(pieces), &ReadSettings::default(), &|_, _| ())?.articles;
    drawn.sort_by_key(|article| rank(&article.id));
    drawn.truncate(4_000);
    let (mut server, address) = served(&program, &archive)?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some thousands")]
    let count = (seconds * rate) as usize;
    let begin = Instant::now();
    let asked = std::thread::scope(|scope| {
        let client = |nth: usize| {
            let (drawn, address) = (&drawn, address.as_str());
            scope.spawn(move || ask_all((nth..count).step_by(clients), begin, rate, is_mixed, drawn, address))
        };
        let all: Vec<_> = (0..clients).map(client).collect();
        all.into_iter().map(|client| client.join().unwrap_or_else(|_| Err("a client failed".into()))).collect::<Fallible<Vec<_>>>()
    });
    let took = begin.elapsed().as_secs_f64();
    let peak = memory(server.id());
    server.kill()?;
    server.wait()?;
    tell(&asked?.into_iter().flatten().collect::<Vec<_>>(), took, rate, peak);
    Ok(())
}

fn built(program: &Path, pieces: &str, folder: &Path) -> Fallible<PathBuf> {
    let archive = folder.join("archive");
    let status = Command::new(program).args(["index", "build"]).arg(&archive).arg(pieces).stdout(Stdio::null()).status()?;
    // Some broken records are no matter.
    if matches!(status.code(), Some(0 | 3)) { Ok(archive) } else { Err(format!("index build: {status}").into()) }
}

/// Starts the server and waits until it tells its address.
fn served(program: &Path, archive: &Path) -> Fallible<(Child, String)> {
    let mut server = Command::new(program).args(["serve", "--port", "0", "--index"]).arg(archive).stderr(Stdio::piped()).spawn()?;
    let mut said = String::new();
    BufReader::new(server.stderr.take().ok_or("piped")?).read_line(&mut said)?;
    let address = said.split("http://").nth(1).and_then(|rest| rest.split('/').next()).ok_or(said.clone())?.to_owned();
    Ok((server, address))
}

/// What the n-th question asks.
fn route(n: usize, is_mixed: bool) -> Route {
    // Multiplied by a number without a common factor, so that like questions do not follow one another.
    match (n * 21) % 50 {
        _ if !is_mixed => Route::Check,
        0..25 => Route::Check,
        25..30 => Route::Paste,
        30..40 => Route::Held,
        40..44 => Route::Text,
        44..47 => Route::First,
        47..49 => Route::Marks,
        _ => Route::Families,
    }
}

/// Makes an edited copy that nobody has seen: every ninth word is another, the second sentence is gone, a last one is new.
fn edited(article: &Article, n: usize) -> String {
    let mut sentences: Vec<String> = article.text.split(". ").map(str::to_owned).collect();
    if sentences.len() > 3 {
        sentences.remove(1);
    }
    let text = sentences.join(". ");
    let change =
        |(at, word): (usize, &str)| if (at + n).is_multiple_of(9) { format!("word{}", (at * 31 + n) % 997) } else { word.to_owned() };
    let paragraphs = text.split("\n\n").map(|paragraph| paragraph.split(' ').enumerate().map(change).collect::<Vec<_>>().join(" "));
    format!("{}\n\nThis is copy number {n} of the morning, the desk said.\n", paragraphs.collect::<Vec<_>>().join("\n\n"))
}

/// Asks what falls to one client, each question when it is due.
fn ask_all(
    numbers: impl Iterator<Item = usize>,
    begin: Instant,
    rate: f64,
    is_mixed: bool,
    drawn: &[Article],
    address: &str,
) -> Fallible<Vec<Asked>> {
    let mut line = BufReader::new(TcpStream::connect(address)?);
    line.get_ref().set_nodelay(true)?;
    let mut asked = Vec::new();
    for n in numbers {
        let due = begin + Duration::from_secs_f64(n as f64 / rate);
        let (route, article) = (route(n, is_mixed), &drawn[(n * 7) % drawn.len()]);
        let question = question(route, article, n, address);
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        let answer = ask(&mut line, &question);
        if answer.is_err() {
            line = BufReader::new(TcpStream::connect(address)?);
        }
        let (status, server) = answer.unwrap_or_default();
        asked.push(Asked { route, is_answered: status == 200, server, client: due.elapsed().as_secs_f64() * 1e3 });
    }
    Ok(asked)
}

fn question(route: Route, article: &Article, n: usize, address: &str) -> Vec<u8> {
    let with = |first: &str, head: &str, body: &str| {
        format!("{first} HTTP/1.1\r\nHost: {address}\r\n{head}Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
    };
    let get = |path: &str| with(&format!("GET {path}"), "", "");
    match route {
        Route::Check => with(&format!("POST /api/check?name=desk{n}.txt"), "Content-Type: text/plain\r\n", &edited(article, n)),
        Route::Paste => {
            let form = format!("--edge\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n{}\r\n--edge--\r\n", edited(article, n));
            with("POST /check", "Content-Type: multipart/form-data; boundary=edge\r\n", &form)
        }
        Route::Held => get(&format!("/pieces/{}", article.id)),
        Route::Text => get(&format!("/api/texts/{}", article.id)),
        Route::First => get("/"),
        Route::Marks => get("/marks"),
        Route::Families => get("/families?recent=200"),
    }
}

/// Asks and reads the answer to its end; gives its status and the milliseconds that the server says it took.
fn ask(line: &mut BufReader<TcpStream>, question: &[u8]) -> Fallible<(u16, f64)> {
    line.get_mut().write_all(question)?;
    let (mut status, mut length, mut took) = (0, 0, 0.0);
    loop {
        let mut head = String::new();
        if line.read_line(&mut head)? == 0 {
            return Err("closed".into());
        }
        let head = head.trim_end().to_ascii_lowercase();
        if head.is_empty() {
            break;
        }
        if let Some(rest) = head.strip_prefix("http/1.1 ") {
            status = rest.split(' ').next().unwrap_or_default().parse()?;
        } else if let Some(rest) = head.strip_prefix("content-length: ") {
            length = rest.parse()?;
        } else if let Some(rest) = head.strip_prefix("server-timing: total;dur=") {
            took = rest.parse()?;
        }
    }
    std::io::copy(&mut line.by_ref().take(length), &mut std::io::sink())?;
    Ok((status, took))
}

/// The most memory that a process has had, in MiB, where the system tells.
fn memory(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kib| kib.parse::<u64>().ok()).unwrap_or_default() >> 10
}

fn tell(asked: &[Asked], took: f64, rate: f64, peak: u64) {
    let mut routes: BTreeMap<Route, Vec<&Asked>> = BTreeMap::new();
    for one in asked {
        routes.entry(one.route).or_default().push(one);
    }
    let errors = |some: &[&Asked]| some.iter().filter(|one| !one.is_answered).count();
    println!("{:<9} {:>6} {:>6}   {:>24}   {:>24}", "", "asked", "errors", "server ms p50/p95/most", "client ms p50/p95/most");
    let row = |name: &str, some: &[&Asked]| {
        let server = spread(some.iter().map(|one| one.server).collect());
        let client = spread(some.iter().map(|one| one.client).collect());
        println!("{name:<9} {:>6} {:>6}   {server:>24}   {client:>24}", some.len(), errors(some));
    };
    for (route, some) in &routes {
        row(&format!("{route:?}"), some);
    }
    row("all", &asked.iter().collect::<Vec<_>>());
    println!("{:.1} a second of {rate:.0} asked for; the server took {peak} MiB at most", asked.len() as f64 / took);
}

/// The middle, the twentieth from the top of a hundred, and the top.
fn spread(mut all: Vec<f64>) -> String {
    all.sort_unstable_by(f64::total_cmp);
    let at = |share: usize| all.get((all.len() * share / 100).min(all.len().saturating_sub(1))).copied().unwrap_or_default();
    format!("{:.1} / {:.1} / {:.1}", at(50), at(95), at(100))
}
