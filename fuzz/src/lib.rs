//! What the targets ask of every answer: in bounded memory and time, with spans that lie in their texts, in pages and tables that command
//! nobody's program.

use std::time::Duration;

use cpu_time::ProcessTime;
use peak_alloc::PeakAlloc;
use wiretrace::article::Span;
use wiretrace::report::MemberRow;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// Parts two texts of one input: a byte that no text has.
pub const PARTED: u8 = 0x1e;

/// Runs every room on the thread that fuzzes: a finding is the same when it is tried again, and nothing waits.
pub fn alone() {
    rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global().expect("the first pool of the process");
}

/// Does a job that may take so many bytes and so much of the processor's time, and no more.
pub fn bounded<T>(bytes: usize, time: Duration, job: impl FnOnce() -> T) -> T {
    HEAP.reset_peak_usage();
    let (held, start) = (HEAP.current_usage(), ProcessTime::now());
    let answer = job();
    let (taken, took) = (HEAP.peak_usage().saturating_sub(held), start.elapsed());
    assert!(taken <= bytes, "took {taken} bytes, and {bytes} are allowed");
    assert!(took <= time, "took {took:?}, and {time:?} are allowed");
    answer
}

/// Gives what a writer writes.
pub fn written(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).expect("memory takes all");
    String::from_utf8(out).expect("UTF-8 in, UTF-8 out")
}

/// A span lies in its text, between whole characters.
pub fn lies_in(span: Span, text: &str) {
    let inside = span.start <= span.end && text.get(span.start as usize..span.end as usize).is_some();
    assert!(inside, "{span:?} of a text of {} bytes", text.len());
}

/// Shares are each 0 to 100 and sum to 100, or are all 0.
fn are_whole(shares: &[f64]) {
    let sum: f64 = shares.iter().sum();
    let fits = shares.iter().all(|share| (0.0..=100.0).contains(share)) && (sum == 0.0 || (sum - 100.0).abs() < 1e-6);
    assert!(fits, "{shares:?} sum to {sum}");
}

/// A piece beside its original: shares sum to 100, spans lie in their texts, links lead to sentences.
pub fn holds_together(member: &MemberRow, original: &str, piece: &str) {
    let of = member.original_shares;
    are_whole(&[of.kept, of.reworded, of.altered, of.dropped]);
    let from = member.piece_shares;
    are_whole(&[from.kept, from.reworded, from.altered, from.added, from.not_compared]);
    for fact in &member.facts {
        fact.original_span.into_iter().for_each(|span| lies_in(span, original));
        fact.piece_span.into_iter().for_each(|span| lies_in(span, piece));
    }
    let (here, there) = (&member.sentences.original, &member.sentences.piece);
    for (rows, text, others) in [(here, original, there), (there, piece, here)] {
        for row in rows {
            lies_in(row.span, text);
            row.words.iter().for_each(|(span, _)| lies_in(*span, text));
            assert!(row.with.iter().all(|at| *at < others.len()), "{:?} of {} sentences", row.with, others.len());
        }
    }
}

/// A page or a screen holds no character that commands: of the control characters only tab and line ends.
pub fn commands_nothing(shown: &str) {
    let command = shown.char_indices().find(|(_, c)| c.is_control() && !matches!(c, '\t' | '\n' | '\r'));
    assert!(command.is_none(), "{command:?} in {} bytes", shown.len());
}

/// A table parses, all rows are as long as the first, and a spreadsheet runs no cell as a formula.
pub fn runs_nothing(table: &str) {
    let rows = csv::ReaderBuilder::new().has_headers(false).from_reader(table.as_bytes()).into_records();
    for row in rows {
        let row = row.expect("a row of the table");
        for cell in &row {
            let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
            let is_number = !cell.contains(['n', 'N']) && cell.parse::<f64>().is_ok();
            assert!(!runs || is_number, "the cell {cell:?}");
        }
    }
}
