//! Progress on a terminal, none in a pipe.

use std::fmt::Write;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{HumanFloatCount, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use wiretrace::pipeline::READING;

/// A line on standard error that says how far a run is, how fast and for how long yet; hidden where standard error is no terminal.
pub struct Shown(Mutex<(&'static str, ProgressBar)>);

impl Shown {
    pub fn new() -> Self {
        Self(Mutex::new(("", ProgressBar::hidden())))
    }

    /// Gives what the pipeline calls.
    pub fn show(&self) -> impl Fn(&'static str, u64, u64) + Sync + '_ {
        move |name, done, all| {
            let mut step = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if step.0 != name {
                step.1.finish_and_clear();
                *step = (name, begun(name, all));
            }
            step.1.set_position(done);
        }
    }
}

/// Begins the line of a step: rate and time left are those of the step.
fn begun(name: &'static str, all: u64) -> ProgressBar {
    let template = match (name == READING, all) {
        (true, 0) => "{spinner} {msg} {binary_bytes} {binary_bytes_per_sec}",
        (true, _) => "{msg} {bar:30} {binary_bytes}/{binary_total_bytes} {binary_bytes_per_sec}, {eta} left",
        (false, 0) => "{spinner} {msg} {elapsed}",
        (false, _) => "{msg} {bar:30} {human_pos}/{human_len} {rate}/s, {eta} left",
    };
    let bar = ProgressBar::with_draw_target((all > 0).then_some(all), ProgressDrawTarget::stderr_with_hz(10)).with_message(name);
    // What counts nothing is seen to be alive.
    if all == 0 {
        bar.enable_steady_tick(Duration::from_millis(100));
    }
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style.with_key("rate", rate)),
        Err(_) => bar,
    }
}

/// Whole pieces, pairs or families a second.
fn rate(state: &ProgressState, out: &mut dyn Write) {
    // What cannot be written is not shown.
    let _ = write!(out, "{:#}", HumanFloatCount(state.per_sec().round()));
}

impl Drop for Shown {
    fn drop(&mut self) {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner).1.finish_and_clear();
    }
}
