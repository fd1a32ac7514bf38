//! What the command line says -> settings; what was found out -> files and standard output. Private to the binary.

mod args;
mod check;
mod index;
mod index_args;
mod progress;
#[cfg(feature = "serve")]
mod serve;
mod signals;
mod watch;

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use clap::{CommandFactory, Parser};
use wiretrace::article::Span;
use wiretrace::error::Error;
use wiretrace::pipeline::{self, Scan};
use wiretrace::read::ReadSettings;
use wiretrace::report::marks::Marks;
use wiretrace::report::{How, Report, csv, diff, folder, html, json, ripple, text};
use wiretrace::settings::Settings;

use args::{Args, Command, DiffArgs, DiffFormat, Format, MatrixArgs, RippleArgs, RippleFormat, ScanArgs};

/// Done; done and there is something to mend; done but some files were skipped.
const DONE: u8 = 0;
const FOUND: u8 = 1;
const SOME_SKIPPED: u8 = 3;

/// Runs what the command line asks for and gives the exit code.
pub fn run() -> Result<u8, Error> {
    let command = Args::parse().command;
    signals::fail_full_files();
    if !ends_by_itself(&command) {
        signals::listen();
    }
    let outcome = match command {
        Command::Scan(args) => scan(&args),
        Command::Matrix(args) => matrix(&args),
        Command::Diff(args) => beside(&args),
        Command::Check(args) => check::run(&args),
        Command::Index(command) => index::run(&command),
        Command::Ripple(args) => survivors(&args),
        #[cfg(feature = "serve")]
        Command::Serve(args) => serve::run(args),
        Command::Completions { shell } => completions(shell),
        Command::Man { out } => manual(out.as_deref()),
    };
    match outcome {
        // Whoever reads us has seen enough (`| head`).
        Err(Error::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(DONE),
        other => other,
    }
}

/// Prints the manual page, or writes all of them to a folder: the one page names those of the commands, so packages need them too.
fn manual(out: Option<&Path>) -> Result<u8, Error> {
    let command = Args::command().disable_help_subcommand(true);
    if let Some(folder) = out {
        std::fs::create_dir_all(folder)
            .and_then(|()| clap_mangen::generate_to(command, folder))
            .map_err(|source| Error::Write { path: folder.to_owned(), source })?;
    } else {
        let mut out = io::stdout().lock();
        clap_mangen::Man::new(command).render(&mut out).and_then(|()| out.flush()).map_err(Error::Output)?;
    }
    Ok(DONE)
}

/// Prints the completions for a shell; what makes them panics where it cannot write, so it writes to memory.
fn completions(shell: clap_complete::Shell) -> Result<u8, Error> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "wiretrace", &mut script);
    let mut out = io::stdout().lock();
    out.write_all(&script).and_then(|()| out.flush()).map_err(Error::Output)?;
    Ok(DONE)
}

/// Says on standard error, in one line, what went wrong or must be known; names in it may come from anybody.
pub fn complain(what: &str) {
    // Where nobody listens the exit code says it: no run ends for that.
    let _ = writeln!(io::stderr(), "wiretrace: {}", text::plain_line(what));
}

/// Tells whether a command listens for Ctrl-C itself.
#[cfg(feature = "serve")]
fn ends_by_itself(command: &Command) -> bool {
    matches!(command, Command::Serve(_))
}

#[cfg(not(feature = "serve"))]
fn ends_by_itself(_: &Command) -> bool {
    false
}

fn scan(args: &ScanArgs) -> Result<u8, Error> {
    let settings = args.settings();
    if let Some(out) = &args.out
        && out.is_file()
    {
        return Err(Error::Unreadable { path: out.display().to_string(), reason: "is a file; --out wants a folder".to_owned() });
    }
    if args.verbose {
        curve(&settings)?;
    }
    let scan =
        in_threads(args.threads, || pipeline::scan(&args.paths, &ReadSettings::default(), settings, &progress::Shown::new().show()))?;
    if let Some(out) = &args.out {
        in_threads(args.threads, || save(&scan, out))?;
    }
    if args.verbose {
        funnel(&scan.report)?;
    }
    if let Some(name) = &args.original
        && !scan.report.families.iter().any(|family| family.original.how == How::Given)
    {
        complain(&format!("{name}: named by --original, but no other piece was made from it"));
    }
    let mut out = io::stdout().lock();
    match args.format {
        Format::Text => text::write(&scan.report, style(), &mut out),
        Format::Json => json::write(&scan.report, &mut out),
        Format::Csv => csv::pairs(&scan.report, &mut out),
    }
    .and_then(|()| out.flush())
    .map_err(Error::Output)?;
    Ok(code(&scan.report))
}

fn matrix(args: &MatrixArgs) -> Result<u8, Error> {
    let scan = in_threads(args.threads, || {
        pipeline::scan(&args.paths, &ReadSettings::default(), Settings::default(), &progress::Shown::new().show())
    })?;
    if let Some(path) = &args.output {
        let into = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        folder::write_all(into, &[(&name, &|out| csv::matrix(&scan.report, args.measure.into(), out))])?;
    } else {
        let mut out = io::stdout().lock();
        csv::matrix(&scan.report, args.measure.into(), &mut out).and_then(|()| out.flush()).map_err(Error::Output)?;
    }
    Ok(code(&scan.report))
}

fn beside(args: &DiffArgs) -> Result<u8, Error> {
    let laid = pipeline::diff(&args.original, &args.piece, &ReadSettings::default(), Settings::default())?;
    let mut out = io::stdout().lock();
    match args.format {
        DiffFormat::Html => html::write_diff(&laid.member, &laid.pair, &laid.articles[0], &laid.articles[1], &mut out),
        DiffFormat::Json => diff::write_json(&laid.member, &args.original, &mut out),
        DiffFormat::Text => {
            let cut = |from, span: Span| span.of(&laid.articles[usize::from(from == diff::From::Piece)].text).to_owned();
            diff::write_text(&laid.member, &laid.pair, &args.original, &cut, style(), &mut out)
        }
    }
    .and_then(|()| out.flush())
    .map_err(Error::Output)?;
    Ok(DONE)
}

fn survivors(args: &RippleArgs) -> Result<u8, Error> {
    if args.notice == "-" && args.against.iter().any(|path| path == "-") {
        let reason = "is the notice and the pieces at once; give one of them as a file".to_owned();
        return Err(Error::Unreadable { path: "-".to_owned(), reason });
    }
    let report = in_threads(args.threads, || {
        pipeline::ripple(&args.notice, &args.against, &ReadSettings::default(), &progress::Shown::new().show())
    })?;
    let mut out = io::stdout().lock();
    match args.format {
        RippleFormat::Text => ripple::write_text(&report, text::Style { width: width(80), ..style() }, &mut out),
        RippleFormat::Json => json::write_value(&report, &mut out),
        RippleFormat::Csv => csv::survivors(&report, &mut out),
    }
    .and_then(|()| out.flush())
    .map_err(Error::Output)?;
    // Something to mend is worth more than something unread; the report lists both.
    Ok(if !report.survivors.is_empty() {
        FOUND
    } else if report.skipped.is_empty() {
        DONE
    } else {
        SOME_SKIPPED
    })
}

/// Writes every file of the contract, all or none.
fn save(scan: &Scan, out: &Path) -> Result<(), Error> {
    let report = &scan.report;
    let texts: std::collections::HashMap<&str, &str> =
        scan.articles.iter().map(|article| (article.id.as_str(), article.text.as_str())).collect();
    // What editors said is read before anything is written: a page without it would seem to have lost it.
    let marks = if out.is_dir() { Marks::open(out)? } else { Marks::default() };
    let cut = |id: &str, span: Span| texts.get(id).map_or_else(String::new, |text| span.of(text).to_owned());
    folder::write_all(
        out,
        &[
            ("report.json", &|out| json::write(report, out)),
            ("report.html", &|out| html::write(report, &texts, &marks, out)),
            ("matrix.csv", &|out| csv::matrix(report, csv::Measure::Reuse, out)),
            ("matrix_directed.csv", &|out| csv::matrix_directed(report, out)),
            ("pieces.csv", &|out| csv::pieces(report, out)),
            ("pairs.csv", &|out| csv::pairs(report, out)),
            ("passages.csv", &|out| csv::passages(report, &cut, out)),
            ("facts.csv", &|out| csv::facts(report, out)),
        ],
    )
}

fn code(report: &Report) -> u8 {
    if report.skipped.is_empty() { DONE } else { SOME_SKIPPED }
}

fn style() -> text::Style {
    text::Style { color: io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none(), width: width(120) }
}

/// The columns that the environment allows, else so many.
fn width(usual: usize) -> usize {
    std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).filter(|width| (60..=400).contains(width)).unwrap_or(usual)
}

/// Runs a job in a pool of so many threads; 0 is as many as there are cores.
fn in_threads<T: Send>(threads: usize, job: impl FnOnce() -> Result<T, Error> + Send) -> Result<T, Error> {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(|error| Error::Threads(error.to_string()))?.install(job)
}

/// Prints the chance to find a copy as a candidate, by its Jaccard: a threshold without its curve is half a promise.
fn curve(settings: &Settings) -> Result<(), Error> {
    let mut err = io::stderr().lock();
    writeln!(
        err,
        "bands: {} of {} rows over {} values; chance that a pair of Jaccard s becomes a candidate:",
        settings.bands,
        settings.rows,
        Settings::HASHES
    )
    .map_err(Error::Output)?;
    for tenth in 1..=9 {
        let jaccard = f64::from(tenth) / 10.0;
        let chance = wiretrace::candidates::chance(jaccard, settings);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 40")]
        let bar = "#".repeat((chance * 40.0).round() as usize);
        writeln!(err, "  s = {jaccard:.1}  {chance:.4}  {bar}").map_err(Error::Output)?;
    }
    writeln!(err, "  half of them at s = {:.2}", (1.0 / settings.bands as f64).powf(1.0 / settings.rows as f64)).map_err(Error::Output)
}

/// Prints how many went through each step.
fn funnel(report: &Report) -> Result<(), Error> {
    let counts = &report.counts;
    writeln!(
        io::stderr().lock(),
        "{} pieces, {} words ({} set aside) -> {} pairs by bands, {} by samples, {} by anchors ({} keys too common) -> {} verified -> {} from same story up -> {} families",
        counts.pieces,
        counts.words,
        counts.furniture_words,
        counts.candidates.bands,
        counts.candidates.samples,
        counts.candidates.anchors,
        counts.candidates.capped,
        counts.verified,
        counts.pairs,
        counts.families
    )
    .map_err(Error::Output)
}
