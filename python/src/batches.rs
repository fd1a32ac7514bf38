//! Columns of Arrow in and out, over its C data interface: whoever speaks it (pyarrow, polars, pandas) hands over pointers, and
//! no bytes.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchReader, StructArray};
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Schema, SchemaRef};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};
use pyo3_arrow::ffi::{ArrayIterator, to_array_pycapsules, to_schema_pycapsule, to_stream_pycapsule};
use pyo3_arrow::input::AnyRecordBatch;
use wiretrace::article::Article;

use crate::error::Failure;

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Batch>()
}

/// What a call gives back: columns that any library which speaks Arrow takes without a copy.
#[pyclass(frozen, module = "wiretrace", name = "RecordBatch")]
pub struct Batch(pub RecordBatch);

impl Batch {
    /// Makes a batch of columns that are of one length.
    pub fn of(columns: Vec<(Field, ArrayRef)>) -> Result<Self, Failure> {
        let (fields, columns): (Vec<Field>, Vec<ArrayRef>) = columns.into_iter().unzip();
        Ok(Self(RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)?))
    }

    fn field(&self) -> FieldRef {
        Arc::new(Field::new_struct("", self.0.schema().fields().clone(), false))
    }
}

#[pymethods]
impl Batch {
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_array__<'py>(&self, py: Python<'py>, requested_schema: Option<Bound<'py, PyCapsule>>) -> PyResult<Bound<'py, PyTuple>> {
        let array = StructArray::from(self.0.clone());
        Ok(to_array_pycapsules(py, self.field(), &array, requested_schema)?)
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(&self, py: Python<'py>, requested_schema: Option<Bound<'py, PyCapsule>>) -> PyResult<Bound<'py, PyCapsule>> {
        let array: ArrayRef = Arc::new(StructArray::from(self.0.clone()));
        Ok(to_stream_pycapsule(py, Box::new(ArrayIterator::new([Ok(array)], self.field())), requested_schema)?)
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        Ok(to_schema_pycapsule(py, self.0.schema().as_ref())?)
    }

    #[getter]
    fn num_rows(&self) -> usize {
        self.0.num_rows()
    }

    #[getter]
    fn column_names(&self) -> Vec<String> {
        self.0.schema().fields().iter().map(|field| field.name().clone()).collect()
    }

    fn __len__(&self) -> usize {
        self.0.num_rows()
    }

    fn __repr__(&self) -> String {
        format!("RecordBatch({} rows: {})", self.0.num_rows(), self.column_names().join(", "))
    }
}

/// Batches that somebody hands over: one, or a stream of them.
pub struct Handed(Box<dyn RecordBatchReader + Send>);

impl<'py> FromPyObject<'_, 'py> for Handed {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if !value.hasattr("__arrow_c_array__")? && !value.hasattr("__arrow_c_stream__")? {
            let class = value.get_type().name()?;
            let words = format!("batch: needs columns of Arrow, such as pyarrow's, polars' or pandas' own tables; this is a {class}");
            return Err(PyTypeError::new_err(words));
        }
        let refused = |error: PyErr| {
            if error.is_instance_of::<PyValueError>(value.py()) {
                return Failure::Input(format!("batch: cannot be read as columns ({})", error.value(value.py()))).into();
            }
            error
        };
        AnyRecordBatch::extract(value).and_then(AnyRecordBatch::into_reader).map(Self).map_err(refused)
    }
}

impl Handed {
    /// Takes all batches. A stream may ask for Python while it is read, so whoever calls this must not hold it.
    pub fn rows(self) -> Result<Rows, Failure> {
        let schema = self.0.schema();
        let batches = self.0.collect::<Result<Vec<_>, ArrowError>>()?;
        Ok(Rows { schema, batches })
    }
}

/// Batches of one schema.
pub struct Rows {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

/// The texts of a column where they lie; none where it is null.
pub type Texts<'a> = Vec<Option<&'a str>>;

impl Rows {
    /// Tells whether there is a column of this name.
    pub fn has(&self, name: &str) -> bool {
        self.place(name).is_some()
    }

    /// Counts the rows of all batches.
    pub fn len(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// Gives a column in one piece, as it is.
    pub fn column(&self, name: &str) -> Result<(Field, ArrayRef), Failure> {
        let place = self.place(name).ok_or_else(|| self.missing(name))?;
        let field = self.schema.field(place).clone();
        let array = match self.batches.as_slice() {
            [] => arrow_array::new_empty_array(field.data_type()),
            [only] => only.column(place).clone(),
            several => arrow_select::concat::concat(&several.iter().map(|batch| batch.column(place).as_ref()).collect::<Vec<_>>())?,
        };
        Ok((field, array))
    }

    /// Gives the texts of a column.
    pub fn texts(&self, name: &str) -> Result<Texts<'_>, Failure> {
        self.place(name).map_or_else(|| Err(self.missing(name)), |place| self.at(place))
    }

    /// Gives the texts of a column that need not be there.
    fn told(&self, name: &str) -> Result<Texts<'_>, Failure> {
        self.place(name).map_or_else(|| Ok(vec![None; self.len()]), |place| self.at(place))
    }

    /// Gives the pieces whose texts stand in one column, and what is known of them in others, whose names begin with `prefix`.
    pub fn pieces<'a>(&'a self, text: &str, prefix: &str) -> Result<impl Fn(usize) -> Option<Article> + Sync + use<'a>, Failure> {
        let texts = self.texts(text)?;
        let [title, date, outlet, byline, url] =
            ["title", "date", "outlet", "byline", "url"].map(|name| self.told(&format!("{prefix}{name}")));
        let (title, date, outlet, byline, url) = (title?, date?, outlet?, byline?, url?);
        let id = text.to_owned();
        Ok(move |row: usize| {
            let said = |column: &Texts<'_>| column[row].map(str::to_owned);
            Some(Article {
                title: said(&title),
                date: said(&date),
                outlet: said(&outlet),
                byline: said(&byline),
                url: said(&url),
                ..Article::plain(&id, texts[row]?)
            })
        })
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.schema.column_with_name(name).map(|(place, _)| place)
    }

    fn missing(&self, name: &str) -> Failure {
        let names: Vec<&str> = self.schema.fields().iter().map(|field| field.name().as_str()).collect();
        Failure::Input(format!("column {name}: not among the batch's columns ({}); name one so", names.join(", ")))
    }

    fn at(&self, place: usize) -> Result<Texts<'_>, Failure> {
        let field = self.schema.field(place);
        let (name, kind) = (field.name(), field.data_type());
        if !matches!(kind, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null) {
            let words = format!("column {name}: holds {kind}, and texts are needed (string, large_string or string_view)");
            return Err(Failure::Input(words));
        }
        let mut texts = Vec::with_capacity(self.len());
        // An empty slice of a longer column comes without its bytes, though its offsets point into them.
        for array in self.batches.iter().filter(|batch| batch.num_rows() > 0).map(|batch| batch.column(place)) {
            // What another program says is UTF-8 is looked at before it is read as that.
            array.to_data().validate_full().map_err(|error| Failure::Input(format!("column {name}: damaged ({error})")))?;
            match kind {
                DataType::Utf8 => texts.extend(array.as_string::<i32>().iter()),
                DataType::LargeUtf8 => texts.extend(array.as_string::<i64>().iter()),
                DataType::Utf8View => texts.extend(array.as_string_view().iter()),
                _ => texts.extend((0..array.len()).map(|_| None)),
            }
        }
        Ok(texts)
    }
}
