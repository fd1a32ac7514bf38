//! Scans, checks and traces: what the pipeline found out, as the objects that its JSON is made of.

use pyo3::prelude::*;
use pyo3::types::PyDict;
use serde::Serialize;
use wiretrace::error::Error;
use wiretrace::pipeline;
use wiretrace::read::Intake;
use wiretrace::report::{diff, json};
use wiretrace::settings::Settings;

use crate::error::{Failure, warn_of_skipped};
use crate::reading::{Paths, Piece, Pieces, reading};
use crate::run::run;

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(scan, module)?)?;
    module.add_function(wrap_pyfunction!(check, module)?)?;
    module.add_function(wrap_pyfunction!(trace, module)?)
}

/// Tells which pieces go back to which original.
#[pyfunction]
#[pyo3(signature = (
    pieces, *, original=None, outlet=None, copies_only=false, threshold=0.65, shingle=5, bands=42, rows=3, candidates=40, least_cosine=0.15,
    memory=None, threads=0, fields=None, max_bytes=None
))]
#[expect(clippy::too_many_arguments, reason = "each is a keyword in Python")]
fn scan<'py>(
    py: Python<'py>,
    pieces: Pieces,
    original: Option<Named>,
    outlet: Option<String>,
    copies_only: bool,
    threshold: f64,
    shingle: usize,
    bands: usize,
    rows: usize,
    candidates: usize,
    least_cosine: f32,
    memory: Option<u64>,
    threads: usize,
    fields: Option<Bound<'py, PyDict>>,
    max_bytes: Option<u64>,
) -> PyResult<Bound<'py, PyAny>> {
    let reading = reading(fields.as_ref(), max_bytes)?;
    let original = original.map(|named| named.0);
    let settings = Settings { shingle, bands, rows, candidates, least_cosine, threshold, copies_only, memory, original, outlet };
    let report = run(py, threads, move |stop| {
        let progress = stop.progress();
        let scan = match pieces {
            Pieces::Paths(paths) => pipeline::scan(&paths, &reading, settings, &progress)?,
            Pieces::InHand(_) if settings.copies_only || settings.memory.is_some() => {
                let words = "copies_only, memory: both are about texts that are not held yet; name paths instead of pieces in hand";
                return Err(Failure::Input(words.to_owned()));
            }
            Pieces::InHand(articles) => pipeline::sift(Intake { articles, skipped: Vec::new() }, settings, &progress)?,
        };
        written(&scan.report)
    })?;
    objects(py, &report)
}

/// Tells what an archive or folder holds that a piece was made from.
#[pyfunction]
#[pyo3(signature = (piece, against, *, threads=0, fields=None, max_bytes=None))]
fn check<'py>(
    py: Python<'py>,
    piece: Piece,
    against: Paths,
    threads: usize,
    fields: Option<Bound<'py, PyDict>>,
    max_bytes: Option<u64>,
) -> PyResult<Bound<'py, PyAny>> {
    let reading = reading(fields.as_ref(), max_bytes)?;
    let (report, skipped) = run(py, threads, move |stop| {
        let article = piece.read(&reading)?;
        let (archive, skipped) = pipeline::against(&against.0, &reading, &stop.progress())?;
        Ok((written(&pipeline::check(article, &archive.snapshot()?)?)?, skipped))
    })?;
    warn_of_skipped(py, &skipped)?;
    objects(py, &report)
}

/// Lays a piece beside its original.
#[pyfunction]
#[pyo3(signature = (original, piece, *, threshold=0.65, shingle=5, fields=None, max_bytes=None))]
fn trace<'py>(
    py: Python<'py>,
    original: Piece,
    piece: Piece,
    threshold: f64,
    shingle: usize,
    fields: Option<Bound<'py, PyDict>>,
    max_bytes: Option<u64>,
) -> PyResult<Bound<'py, PyAny>> {
    let reading = reading(fields.as_ref(), max_bytes)?;
    let settings = Settings { threshold, shingle, ..Settings::default() };
    let found = run(py, 1, move |_| {
        let path = original.path().to_owned();
        let laid = pipeline::compare(original.read(&reading)?, piece.read(&reading)?, settings)?;
        let mut out = Vec::new();
        diff::write_json(&laid.member, &path, &mut out).map_err(Error::Output)?;
        text(out)
    })?;
    objects(py, &found)
}

/// A path or an id, by which a piece among others is named.
struct Named(String);

impl<'py> FromPyObject<'_, 'py> for Named {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        match Piece::extract(value)? {
            Piece::Path(path) => Ok(Self(path)),
            Piece::InHand(article) => Ok(Self(article.id)),
        }
    }
}

/// Writes what the command would print.
fn written(value: &impl Serialize) -> Result<String, Failure> {
    let mut out = Vec::new();
    json::write_value(value, &mut out).map_err(Error::Output)?;
    text(out)
}

fn text(json: Vec<u8>) -> Result<String, Failure> {
    String::from_utf8(json).map_err(|error| Failure::Input(error.to_string()))
}

/// Reads JSON into Python's own objects.
pub fn objects<'py>(py: Python<'py>, json: &str) -> PyResult<Bound<'py, PyAny>> {
    py.import("json")?.call_method1("loads", (json,))
}
