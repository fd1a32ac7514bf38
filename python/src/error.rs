//! What goes wrong, as Python's exceptions: the words are those that the command prints.

use arrow_schema::ArrowError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyType;
use wiretrace::error::Error;

/// What ends a call.
#[derive(Debug)]
pub enum Failure {
    /// A room says so.
    Room(Error),
    /// An argument that no room sees is not what it should be.
    Input(String),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Room(error)
    }
}

impl From<ArrowError> for Failure {
    fn from(error: ArrowError) -> Self {
        Self::Input(error.to_string())
    }
}

impl From<Failure> for PyErr {
    fn from(failure: Failure) -> Self {
        let (class, words) = match failure {
            Failure::Room(error @ Error::NotFound { .. }) => ("NotFoundError", error.to_string()),
            Failure::Room(error @ (Error::Setting { .. } | Error::Pattern { .. })) => ("InputError", error.to_string()),
            Failure::Room(error) => ("WiretraceError", error.to_string()),
            Failure::Input(words) => ("InputError", words),
        };
        Python::attach(|py| match errors(py).and_then(|module| module.getattr(class)?.cast_into::<PyType>().map_err(PyErr::from)) {
            Ok(class) => Self::from_type(class, words),
            Err(error) => error,
        })
    }
}

/// Warns of what was passed over, as the command does on standard error.
pub fn warn_of_skipped(py: Python<'_>, skipped: &[wiretrace::error::Skipped]) -> PyResult<()> {
    if skipped.is_empty() {
        return Ok(());
    }
    let (category, warn) = (errors(py)?.getattr("SkippedWarning")?, py.import("warnings")?.getattr("warn")?);
    skipped.iter().try_for_each(|skipped| warn.call1((format!("{}: {}", skipped.path, skipped.reason), &category)).map(drop))
}

/// The module that has the classes: an exception with two bases is a class statement in Python, and unsafe code elsewhere.
fn errors(py: Python<'_>) -> PyResult<Bound<'_, PyModule>> {
    static ERRORS: PyOnceLock<Py<PyModule>> = PyOnceLock::new();
    ERRORS.get_or_try_init(py, || Ok(py.import("wiretrace._errors")?.unbind())).map(|module| module.bind(py).clone())
}
