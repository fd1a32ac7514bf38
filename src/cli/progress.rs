//! Progress on a terminal, none in a pipe.

use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

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
                let template = if all > 0 { "{msg} {bar:30} {human_pos}/{human_len} {per_sec} {eta}" } else { "{spinner} {msg}" };
                if let Ok(style) = ProgressStyle::with_template(template) {
                    self.bar.set_style(style);
                }
                self.bar.set_message(name);
            }
            self.bar.set_length(all.max(1));
            self.bar.set_position(done);
        }
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
