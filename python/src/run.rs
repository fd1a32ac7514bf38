//! Runs a job while Python goes on, and lets go of it on Ctrl-C.
//!
//! Each call has threads of its own: a pool for all calls would be gone in a process that was forked, and the first call there would wait
//! for ever. Starting them takes some 50 microseconds.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use wiretrace::error::Error;

use crate::error::Failure;

/// How long Ctrl-C may wait: below what a person notices, above what asking costs.
const PATIENCE: Duration = Duration::from_millis(50);

/// Tells a job that nobody waits for it any more.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Ends the job here where nobody waits for it. The rooms cannot be told to stop, so the stack is unwound, without a word.
    pub fn heed(&self) {
        if self.0.load(Ordering::Relaxed) {
            resume_unwind(Box::new("nobody waits for this"));
        }
    }

    /// Gives what the pipeline calls at each file read and at each step.
    pub fn progress(&self) -> impl Fn(&'static str, u64, u64) + Sync {
        |_, _, _| self.heed()
    }
}

/// Runs a job on so many threads (0: as many as there are cores) without holding Python.
///
/// On Ctrl-C this returns at once with `KeyboardInterrupt`; the job itself ends at the next file, row or step.
pub fn run<T: Send + 'static>(
    py: Python<'_>,
    threads: usize,
    job: impl FnOnce(&Stop) -> Result<T, Failure> + Send + 'static,
) -> PyResult<T> {
    let pool =
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(|error| Failure::Room(Error::Threads(error.to_string())))?;
    let stop = Stop::default();
    let heeded = stop.clone();
    let (tell, told) = sync_channel(1);
    pool.spawn(move || {
        let outcome = catch_unwind(AssertUnwindSafe(|| job(&heeded)));
        // Nobody listens after Ctrl-C.
        let _ = tell.send(outcome);
    });
    let outcome = py.detach(move || {
        loop {
            match told.recv_timeout(PATIENCE) {
                Ok(outcome) => return Ok(outcome),
                Err(RecvTimeoutError::Timeout) => {
                    #[expect(clippy::redundant_closure_for_method_calls, reason = "the method is of one lifetime, and attach asks for any")]
                    let heard = Python::attach(|py| py.check_signals());
                    heard.inspect_err(|_| stop.0.store(true, Ordering::Relaxed))?;
                }
                Err(RecvTimeoutError::Disconnected) => return Err(PyRuntimeError::new_err("a thread ended without an answer")),
            }
        }
    })?;
    // A panic is a bug of ours; PyO3 shows it as one.
    outcome.unwrap_or_else(|panic| resume_unwind(panic)).map_err(PyErr::from)
}
