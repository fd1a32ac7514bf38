//! The keys of texts, by which pieces that may be made from one another meet: each row's of its own text alone.

use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::builder::{FixedSizeBinaryBuilder, Float32Builder, ListBuilder, StructBuilder, UInt32Builder, UInt64Builder};
use arrow_schema::{DataType, Field, Fields};
use pyo3::prelude::*;
use rayon::prelude::*;
use wiretrace::article::Article;
use wiretrace::candidates::Terms;
use wiretrace::clean::clean;
use wiretrace::settings::Settings;
use wiretrace::shingle::{Shingles, shingles};
use wiretrace::sketch::{Signature, sketch};

use crate::batches::{Batch, Handed};
use crate::error::Failure;
use crate::run::run;

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(keys, module)?)
}

/// Bytes of a signature.
#[expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "512")]
const SIGNATURE: i32 = (Settings::HASHES * size_of::<u32>()) as i32;

/// Makes the keys of each text of a batch.
#[pyfunction]
#[pyo3(signature = (batch, *, shingle=5, bands=42, rows=3, threads=0))]
fn keys(py: Python<'_>, batch: Handed, shingle: usize, bands: usize, rows: usize, threads: usize) -> PyResult<Batch> {
    run(py, threads, move |stop| {
        let settings = Settings { shingle, bands, rows, ..Settings::default() }.checked()?;
        let handed = batch.rows()?;
        let id = handed.column("id")?;
        let piece = handed.pieces("text", "")?;
        let of = |row| {
            stop.heed();
            piece(row).map(|article| Keys::of(&article, &settings))
        };
        let all: Vec<Option<Keys>> = (0..handed.len()).into_par_iter().map(of).collect();
        columns(id, &all, &settings)
    })
}

/// The keys of a text.
struct Keys {
    terms: Terms,
    shingles: Shingles,
    signature: Option<Signature>,
}

impl Keys {
    fn of(article: &Article, settings: &Settings) -> Self {
        let text = clean(article);
        let shingles = shingles(&text, settings.shingle);
        Self { terms: Terms::of(&text), signature: sketch(&shingles), shingles }
    }
}

fn columns(id: (Field, ArrayRef), all: &[Option<Keys>], settings: &Settings) -> Result<Batch, Failure> {
    let anchor = Fields::from(vec![Field::new("stem", DataType::UInt32, false), Field::new("weight", DataType::Float32, false)]);
    let item = |kind: DataType| Arc::new(Field::new("item", kind, false));
    let hashes = || ListBuilder::new(UInt64Builder::new()).with_field(item(DataType::UInt64));
    let (mut bands, mut shingles) = (hashes(), hashes());
    let mut anchors = ListBuilder::new(StructBuilder::from_fields(anchor.clone(), 0)).with_field(item(DataType::Struct(anchor.clone())));
    let mut signatures = FixedSizeBinaryBuilder::new(SIGNATURE);
    for keys in all {
        let Some(Keys { terms, shingles: set, signature }) = keys else {
            bands.append_null();
            anchors.append_null();
            shingles.append_null();
            signatures.append_null();
            continue;
        };
        let of_bands = signature.iter().flat_map(|signature| (0..settings.bands).map(|band| signature.band(band, settings.rows)));
        of_bands.for_each(|key| bands.values().append_value(key));
        bands.append(true);
        shingles.values().append_slice(set.as_slice());
        shingles.append(true);
        for (stem, weight) in terms.as_slice() {
            let row = anchors.values();
            if let Some(stems) = row.field_builder::<UInt32Builder>(0) {
                stems.append_value(*stem);
            }
            if let Some(weights) = row.field_builder::<Float32Builder>(1) {
                weights.append_value(*weight);
            }
            row.append(true);
        }
        anchors.append(true);
        match signature {
            Some(signature) => signatures.append_value(signature.to_bytes())?,
            None => signatures.append_null(),
        }
    }
    let list = |name: &str, kind: DataType| Field::new_list(name, item(kind), true);
    Batch::of(vec![
        id,
        (list("bands", DataType::UInt64), Arc::new(bands.finish())),
        (list("anchors", DataType::Struct(anchor)), Arc::new(anchors.finish())),
        (list("shingles", DataType::UInt64), Arc::new(shingles.finish())),
        (Field::new("signature", DataType::FixedSizeBinary(SIGNATURE), true), Arc::new(signatures.finish())),
    ])
}
