//! Ctrl-C and its like: what is half written goes away, and one line says so.
//!
//! A run that is told to end ends with 128 and the number of the signal, as shells count: 130 for Ctrl-C, 143 for SIGTERM.

use std::io::{self, IsTerminal, Write};
#[cfg(unix)]
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use wiretrace::report::folder;

/// The exit code of a run that Ctrl-C ended.
pub const INTERRUPTED: i32 = 130;
/// The exit code of a run that SIGTERM ended.
#[cfg(feature = "serve")]
pub const TERMINATED: i32 = 143;
/// The exit code of a run that ended with its terminal.
#[cfg(feature = "serve")]
pub const HUNG_UP: i32 = 129;

/// Ends the run before its time: the files that stand stay whole.
pub fn end(code: i32) -> ! {
    folder::forget_unfinished();
    let how = if code == INTERRUPTED { "interrupted" } else { "told to stop" };
    // What shows the progress leaves its line open.
    let line = if io::stderr().is_terminal() { "\n" } else { "" };
    // Where nobody listens the code says it.
    let _ = writeln!(io::stderr(), "{line}wiretrace: {how}; no file was left half written");
    std::process::exit(code)
}

/// Makes of a file that may grow no longer a write that fails, with its reason, and no sudden death.
pub fn fail_full_files() {
    // A signal with a handler of its own ends nothing.
    #[cfg(unix)]
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, std::sync::Arc::default());
}

/// Listens for the signals that end a run.
#[cfg(unix)]
pub fn listen() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let ends = [SIGINT, SIGTERM, SIGHUP].into_iter().filter(|signal| *signal != SIGHUP || !is_ignored(SIGHUP));
    // Who tells it twice waits for nothing: not for a file, nor for whoever reads standard error.
    let again = Arc::new(AtomicBool::new(false));
    for signal in ends.clone() {
        let _ = signal_hook::flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(&again));
    }
    // Where a signal cannot be listened for, the system's own way of ending a process is left.
    let Ok(mut signals) = signal_hook::iterator::Signals::new(ends) else { return };
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            again.store(true, Ordering::SeqCst);
            end(128 + signal);
        }
    });
}

/// Listens for Ctrl-C, Ctrl-Break and the closing of the window.
#[cfg(not(unix))]
pub fn listen() {
    // Where it cannot be listened for, the system's own way of ending a process is left.
    let _ = ctrlc::set_handler(|| end(INTERRUPTED));
}

/// Tells whether whoever started the program said that it should go on through a signal, as `nohup` does; Linux tells, others do not.
#[cfg(unix)]
pub fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:")).and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_some_and(|mask| mask >> (signal - 1) & 1 == 1)
}
