//! Paths and pieces: what Python says -> what the first room takes, and the pieces that it gives.

use std::collections::HashSet;
use std::path::PathBuf;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};
use wiretrace::article;
use wiretrace::error::Skipped;
use wiretrace::read::{ReadSettings, RecordFields, read as read_all, read_one};

use crate::error::Failure;
use crate::run::run;

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Article>()?;
    module.add_function(wrap_pyfunction!(read, module)?)
}

/// One piece: its text untouched, and what its file or record says of it.
#[pyclass(frozen, module = "wiretrace")]
pub struct Article(article::Article);

#[pymethods]
impl Article {
    #[new]
    #[pyo3(signature = (text, *, id="text", title=None, date=None, outlet=None, byline=None, url=None))]
    fn new(
        text: &str,
        id: &str,
        title: Option<String>,
        date: Option<String>,
        outlet: Option<String>,
        byline: Option<String>,
        url: Option<String>,
    ) -> Self {
        Self(article::Article { title, date, outlet, byline, url, ..article::Article::plain(id, text) })
    }

    #[getter]
    fn id(&self) -> &str {
        &self.0.id
    }

    #[getter]
    fn path(&self) -> &str {
        &self.0.path
    }

    #[getter]
    fn text(&self) -> &str {
        &self.0.text
    }

    #[getter]
    fn title(&self) -> Option<&str> {
        self.0.title.as_deref()
    }

    #[getter]
    fn date(&self) -> Option<&str> {
        self.0.date.as_deref()
    }

    #[getter]
    fn outlet(&self) -> Option<&str> {
        self.0.outlet.as_deref()
    }

    #[getter]
    fn byline(&self) -> Option<&str> {
        self.0.byline.as_deref()
    }

    #[getter]
    fn url(&self) -> Option<&str> {
        self.0.url.as_deref()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let quoted = |text: &str| PyString::new(py, text).repr().map(|text| text.to_string());
        Ok(format!("Article(id={}, {} bytes)", quoted(&self.0.id)?, self.0.text.len()))
    }
}

/// Reads paths into pieces.
#[pyfunction]
#[pyo3(signature = (paths, *, fields=None, max_bytes=None, threads=0))]
fn read<'py>(
    py: Python<'py>,
    paths: Paths,
    fields: Option<Bound<'py, PyDict>>,
    max_bytes: Option<u64>,
    threads: usize,
) -> PyResult<Bound<'py, PyAny>> {
    let reading = reading(fields.as_ref(), max_bytes)?;
    let intake = run(py, threads, move |stop| Ok(read_all(&paths.0, &reading, &|_, _| stop.heed())?))?;
    let articles = intake.articles.into_iter().map(|article| Bound::new(py, Article(article))).collect::<PyResult<Vec<_>>>()?;
    let list = py.import("wiretrace._articles")?.getattr("Articles")?.call1((PyList::new(py, articles)?,))?;
    list.setattr("skipped", intake.skipped.iter().map(|skipped| row(py, skipped)).collect::<PyResult<Vec<_>>>()?)?;
    Ok(list)
}

fn row<'py>(py: Python<'py>, skipped: &Skipped) -> PyResult<Bound<'py, PyDict>> {
    let row = PyDict::new(py);
    row.set_item("path", &skipped.path)?;
    row.set_item("reason", &skipped.reason)?;
    Ok(row)
}

/// One path, or several.
pub struct Paths(pub Vec<String>);

impl<'py> FromPyObject<'_, 'py> for Paths {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let paths = match one_or_several(&value)? {
            None => vec![path(&value)?],
            Some(several) => several.iter().map(path).collect::<PyResult<Vec<_>>>()?,
        };
        if paths.is_empty() {
            return Err(Failure::Input("paths: none is named; name a file, a folder or a pattern".to_owned()).into());
        }
        Ok(Self(paths))
    }
}

/// Gives what stands in a list or another iterable; none where the value is a path itself.
fn one_or_several<'py>(value: &Bound<'py, PyAny>) -> PyResult<Option<Vec<Bound<'py, PyAny>>>> {
    if value.cast::<PyString>().is_ok() || value.hasattr("__fspath__")? {
        return Ok(None);
    }
    let class = value.get_type().name()?;
    let refused = |_| PyTypeError::new_err(format!("needs a path or several, and this is {class}"));
    value.try_iter().map_err(refused)?.collect::<PyResult<_>>().map(Some)
}

/// What a scan takes: paths, or pieces that were read or made already.
pub enum Pieces {
    Paths(Vec<String>),
    InHand(Vec<article::Article>),
}

impl<'py> FromPyObject<'_, 'py> for Pieces {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let several = one_or_several(&value)?.unwrap_or_default();
        if !several.iter().any(|one| one.cast::<Article>().is_ok()) {
            // What was an iterator is spent.
            let paths = if several.is_empty() { Paths::extract(value)?.0 } else { several.iter().map(path).collect::<PyResult<_>>()? };
            return Ok(Self::Paths(paths));
        }
        let article = |one: &Bound<'py, PyAny>| match one.cast::<Article>() {
            Ok(article) => Ok(article.get().0.clone()),
            Err(_) => Err(PyTypeError::new_err("needs paths or pieces, and here are both; read() makes pieces of paths")),
        };
        let pieces = several.iter().map(article).collect::<PyResult<Vec<_>>>()?;
        let mut ids = HashSet::new();
        match pieces.iter().find(|piece| !ids.insert(&piece.id)) {
            Some(piece) => Err(Failure::Input(format!("id {}: two pieces have it; give each one of its own", piece.id)).into()),
            None => Ok(Self::InHand(pieces)),
        }
    }
}

fn path(value: &Bound<'_, PyAny>) -> PyResult<String> {
    let path: PathBuf = value.extract()?;
    let refused = |path: std::ffi::OsString| Failure::Input(format!("{}: the path is not UTF-8; rename the file", path.display()));
    Ok(path.into_os_string().into_string().map_err(refused)?)
}

/// A piece by its path, or in hand. A string is always a path: a text is handed over as an [`Article`].
pub enum Piece {
    Path(String),
    InHand(article::Article),
}

impl<'py> FromPyObject<'_, 'py> for Piece {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        match value.cast::<Article>() {
            Ok(article) => Ok(Self::InHand(article.get().0.clone())),
            Err(_) => path(&value).map(Self::Path),
        }
    }
}

impl Piece {
    /// The path as it was given.
    pub fn path(&self) -> &str {
        match self {
            Self::Path(path) => path,
            Self::InHand(article) => &article.path,
        }
    }

    pub fn read(self, reading: &ReadSettings) -> Result<article::Article, Failure> {
        match self {
            Self::Path(path) => Ok(read_one(&path, reading)?),
            Self::InHand(article) => Ok(article),
        }
    }
}

/// Makes the settings of reading: of the names of fields those that are given, one or several each.
pub fn reading(fields: Option<&Bound<'_, PyDict>>, max_bytes: Option<u64>) -> PyResult<ReadSettings> {
    let mut reading = ReadSettings::default();
    reading.max_bytes = max_bytes.unwrap_or(reading.max_bytes);
    for (field, names) in fields.into_iter().flatten() {
        let RecordFields { id, title, date, outlet, byline, url, text } = &mut reading.fields;
        let known = match field.extract::<String>()?.as_str() {
            "id" => id,
            "title" => title,
            "date" => date,
            "outlet" => outlet,
            "byline" => byline,
            "url" => url,
            "text" => text,
            other => {
                let words = format!("fields = {other}: must be id, title, date, outlet, byline, url or text");
                return Err(Failure::Input(words).into());
            }
        };
        *known = if names.cast::<PyString>().is_ok() { vec![names.extract()?] } else { names.extract()? };
    }
    Ok(reading)
}
