//! Pairs of texts, and what each is: what a trace of the pair says, without the fates of its words.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::{ArrayRef, Float64Array, StringArray};
use arrow_schema::{DataType, Field};
use pyo3::prelude::*;
use rayon::prelude::*;
use wiretrace::pipeline;
use wiretrace::report::PairRow;
use wiretrace::settings::Settings;

use crate::batches::{Batch, Handed};
use crate::error::Failure;
use crate::run::run;

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(verify, module)?)
}

/// Tells what the two texts of each row are to each other.
#[pyfunction]
#[pyo3(signature = (batch, *, threshold=0.65, shingle=5, threads=0))]
fn verify(py: Python<'_>, batch: Handed, threshold: f64, shingle: usize, threads: usize) -> PyResult<Batch> {
    run(py, threads, move |stop| {
        let settings = Settings { threshold, shingle, ..Settings::default() }.checked()?;
        let handed = batch.rows()?;
        let (a, b) = (handed.pieces("a", "a_")?, handed.pieces("b", "b_")?);
        let of = |row| {
            stop.heed();
            a(row).zip(b(row)).map(|(a, b)| pipeline::pair(a, b, settings.clone())).transpose()
        };
        let pairs: Vec<Option<PairRow>> = (0..handed.len()).into_par_iter().map(of).collect::<Result<_, _>>()?;
        columns(&pairs)
    })
}

/// A measure of a pair.
type Measure = fn(&PairRow) -> f64;

/// The measures of a pair, by the names of their columns.
pub const MEASURES: [(&str, Measure); 9] = [
    ("probability", |pair| pair.probability),
    ("jaccard", |pair| pair.jaccard),
    ("a_in_b", |pair| pair.a_in_b),
    ("b_in_a", |pair| pair.b_in_a),
    ("same_words", |pair| pair.same_words),
    ("same_facts", |pair| pair.same_facts),
    ("same_story", |pair| pair.same_story),
    ("reuse_a", |pair| pair.reuse_a),
    ("reuse_b", |pair| pair.reuse_b),
];

fn columns(pairs: &[Option<PairRow>]) -> Result<Batch, Failure> {
    let verdicts: StringArray = pairs.iter().map(|pair| pair.as_ref().map(|pair| pair.verdict.key())).collect();
    let mut columns: Vec<(Field, ArrayRef)> = vec![(Field::new("verdict", DataType::Utf8, true), Arc::new(verdicts))];
    for (name, measure) in MEASURES {
        let values: Float64Array = pairs.iter().map(|pair| pair.as_ref().map(measure)).collect();
        columns.push((Field::new(name, DataType::Float64, true), Arc::new(values)));
    }
    let item = Arc::new(Field::new("item", DataType::Utf8, false));
    let mut reasons = ListBuilder::new(StringBuilder::new()).with_field(item.clone());
    for pair in pairs {
        match pair {
            Some(pair) => {
                pair.reasons.iter().for_each(|reason| reasons.values().append_value(reason));
                reasons.append(true);
            }
            None => reasons.append_null(),
        }
    }
    columns.push((Field::new_list("reasons", item, true), Arc::new(reasons.finish())));
    Batch::of(columns)
}
