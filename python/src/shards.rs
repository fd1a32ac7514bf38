//! The tasks of a scan on an engine: batches of Arrow in, batches of Arrow out, and in between the crate's room of the same name.
//!
//! A [`Task`] works on one partition: it is fed batch by batch, and finished. What goes to another task is a row of where it goes (an address
//! that the engine partitions by) and of a packed message ([`sent::Sent`]): an engine carries few rows with much in each at little cost.

mod rows;
mod sent;
mod steps;
mod tables;

use pyo3::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use serde::Deserialize;
use wiretrace::error::Error;
use wiretrace::settings::Settings;
use wiretrace::shards::Whole;

use crate::batches::{Batch, Handed};
use crate::error::Failure;
use steps::{Step, step};

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Task>()?;
    module.add_function(wrap_pyfunction!(whole, module)?)
}

/// What a task is told.
#[derive(Debug, Deserialize)]
struct Order {
    step: String,
    settings: Knobs,
    /// Where each part of an exchange is: the engine brings equal addresses together.
    #[serde(default)]
    addresses: Vec<i32>,
    /// Where each cell of the grid is.
    #[serde(default)]
    cells: Vec<i32>,
    #[serde(default)]
    groups: u32,
}

/// What a user may set.
#[derive(Debug, Deserialize)]
struct Knobs {
    shingle: usize,
    bands: usize,
    rows: usize,
    candidates: usize,
    least_cosine: f32,
    threshold: f64,
}

/// What a step knows beside its rows.
struct Desk {
    settings: Settings,
    whole: Whole,
    addresses: Vec<i32>,
    cells: Vec<i32>,
    groups: u32,
}

impl Desk {
    fn of(order: Order, whole: Whole) -> Result<Self, Failure> {
        let Knobs { shingle, bands, rows, candidates, least_cosine, threshold } = order.settings;
        let settings = Settings { shingle, bands, rows, candidates, least_cosine, threshold, ..Settings::default() }.checked()?;
        Ok(Self { settings, whole, addresses: order.addresses, cells: order.cells, groups: order.groups })
    }

    /// Names the part where a key meets its like, and the part's address.
    fn part(&self, key: u64) -> usize {
        let parts = self.addresses.len().max(1) as u64;
        usize::try_from(wiretrace::hash::mix(key) % parts).unwrap_or_default()
    }
}

/// One task of a scan, on one partition.
#[pyclass(module = "wiretrace._wiretrace")]
struct Task {
    desk: Desk,
    step: Box<dyn Step>,
    pool: ThreadPool,
}

#[pymethods]
impl Task {
    #[new]
    #[pyo3(signature = (order, whole, threads=1))]
    fn new(order: &str, whole: &[u8], threads: usize) -> PyResult<Self> {
        let order: Order = serde_json::from_str(order).map_err(|error| Failure::Input(format!("order: {error}")))?;
        let step = step(&order.step).ok_or_else(|| Failure::Input(format!("order: no step is called {}", order.step)))?;
        let pool = ThreadPoolBuilder::new().num_threads(threads).build();
        let pool = pool.map_err(|error| Failure::Room(Error::Threads(error.to_string())))?;
        let whole = if whole.is_empty() { Whole::default() } else { sent::unpacked(whole)? };
        Ok(Self { desk: Desk::of(order, whole)?, step, pool })
    }

    /// Takes in a batch; gives what can be said at once.
    fn feed(&mut self, py: Python<'_>, batch: Handed) -> PyResult<Vec<Batch>> {
        let Self { desk, step, pool } = self;
        Ok(py.detach(|| pool.install(|| step.feed(&batch.rows()?, desk)))?)
    }

    /// Gives what can be said when all is known.
    fn finish(&mut self, py: Python<'_>) -> PyResult<Vec<Batch>> {
        let Self { desk, step, pool } = self;
        Ok(py.detach(|| pool.install(|| step.finish(desk)))?)
    }
}

/// Puts together what tasks found out of the whole: its number of pieces, and messages as they were sent.
#[pyfunction]
fn whole(py: Python<'_>, pieces: u64, before: &[u8], messages: Vec<Vec<u8>>) -> PyResult<Vec<u8>> {
    Ok(py.detach(|| {
        let mut whole: Whole = if before.is_empty() { Whole::default() } else { sent::unpacked(before)? };
        whole.pieces = pieces;
        for message in messages {
            sent::learn(&mut whole, sent::unpacked(&message)?);
        }
        whole.stock.sort_unstable();
        sent::packed(&whole)
    })?)
}
