//! Progress on a terminal, none in a pipe.

use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use wiretrace::pipeline::READING;

/// A line on standard error that says how far a run is; hidden where standard error is no terminal.
pub struct Shown {
    bar: ProgressBar,
    step: Mutex<&'static str>,
}

impl Shown {
    pub fn new() -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
        Self { bar, step: Mutex::new("") }
    }

    /// Gives what the pipeline calls.
    pub fn show(&self) -> impl Fn(&'static str, u64, u64) + Sync + '_ {
        move |name, done, all| {
            if let Ok(mut step) = self.step.lock()
                && *step != name
            {
                *step = name;
                self.begin(name, all);
            }
            self.bar.set_position(done);
        }
    }

    /// Rate and time left are those of the step.
    fn begin(&self, name: &'static str, all: u64) {
        let template = match (name == READING, all) {
            (true, 0) => "{spinner} {msg} {binary_bytes} {binary_bytes_per_sec}",
            (true, _) => "{msg} {bar:30} {binary_bytes}/{binary_total_bytes} {binary_bytes_per_sec}, {eta} left",
            (false, 0) => "{spinner} {msg}",
            (false, _) => "{msg} {bar:30} {human_pos}/{human_len} {per_sec}, {eta} left",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style);
        }
        match all {
            0 => self.bar.unset_length(),
            all => self.bar.set_length(all),
        }
        self.bar.reset();
        self.bar.set_message(name);
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
