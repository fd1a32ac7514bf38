//! Columns of numbers, texts and packed messages, as engines hand them over: some narrow, some wide, some as views.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, BinaryArray, Int32Array, Int64Array};
use arrow_schema::{DataType, Field};
use wiretrace::article::Article;
use wiretrace::article::TextSource;
use wiretrace::shards::{Place, Placed};

use crate::batches::{Batch, Rows};
use crate::error::Failure;

/// Whole numbers to be written.
pub enum Ints {
    Narrow(Vec<i32>),
    Wide(Vec<i64>),
}

/// A batch holds at most so many bytes of messages: engines copy batches whole.
const BATCH: usize = 32 << 20;

/// Makes batches of columns of numbers and one of messages, `blob`.
pub fn addressed(numbers: Vec<(&str, Ints)>, blobs: Vec<Vec<u8>>) -> Result<Vec<Batch>, Failure> {
    let mut batches = Vec::new();
    let mut from = 0;
    while from < blobs.len() {
        let mut bytes = 0;
        let fits = |blob: &&Vec<u8>| {
            bytes += blob.len();
            bytes <= BATCH
        };
        let to = from + blobs[from..].iter().take_while(fits).count().max(1);
        let mut columns: Vec<(Field, ArrayRef)> = Vec::new();
        for (name, values) in &numbers {
            let (kind, array): (DataType, ArrayRef) = match values {
                Ints::Narrow(values) => (DataType::Int32, Arc::new(Int32Array::from(values[from..to].to_vec()))),
                Ints::Wide(values) => (DataType::Int64, Arc::new(Int64Array::from(values[from..to].to_vec()))),
            };
            columns.push((Field::new(*name, kind, true), array));
        }
        let messages = BinaryArray::from_iter_values(&blobs[from..to]);
        columns.push((Field::new("blob", DataType::Binary, true), Arc::new(messages)));
        batches.push(Batch::of(columns)?);
        from = to;
    }
    Ok(batches)
}

fn refused(name: &str, kind: &DataType, needed: &str) -> Failure {
    Failure::Input(format!("column {name}: holds {kind}, and {needed} are needed"))
}

/// Reads a column of whole numbers.
pub fn numbers(rows: &Rows, name: &str) -> Result<Vec<i64>, Failure> {
    let (_, array) = rows.column(name)?;
    match array.data_type() {
        DataType::Int64 => Ok(array.as_primitive::<Int64Type>().iter().map(Option::unwrap_or_default).collect()),
        DataType::Int32 => Ok(array.as_primitive::<Int32Type>().iter().map(|value| value.unwrap_or_default().into()).collect()),
        other => Err(refused(name, other, "whole numbers")),
    }
}

/// Reads a column of places.
pub fn places(rows: &Rows, name: &str) -> Result<Vec<Place>, Failure> {
    Ok(numbers(rows, name)?.into_iter().map(i64::cast_unsigned).collect())
}

/// Reads a column of bytes; a null is none.
pub fn bytes(rows: &Rows, name: &str) -> Result<Vec<Option<Vec<u8>>>, Failure> {
    let (_, array) = rows.column(name)?;
    let owned = |bytes: Option<&[u8]>| bytes.map(<[u8]>::to_vec);
    match array.data_type() {
        DataType::Binary => Ok(array.as_binary::<i32>().iter().map(owned).collect()),
        DataType::LargeBinary => Ok(array.as_binary::<i64>().iter().map(owned).collect()),
        DataType::BinaryView => Ok(array.as_binary_view().iter().map(owned).collect()),
        other => Err(refused(name, other, "bytes")),
    }
}

/// Gives the messages of a batch.
pub fn messages(rows: &Rows) -> Result<Vec<Vec<u8>>, Failure> {
    Ok(bytes(rows, "blob")?.into_iter().flatten().collect())
}

/// Gives the pieces of a batch of the table of articles.
pub fn pieces(rows: &Rows) -> Result<Vec<Placed>, Failure> {
    let places = places(rows, "place")?;
    let columns = ["id", "path", "text", "title", "date", "outlet", "byline", "url", "spans_in"].map(|name| rows.texts(name));
    let [id, path, text, title, date, outlet, byline, url, spans_in] = columns;
    let (id, path, text, title, date) = (id?, path?, text?, title?, date?);
    let (outlet, byline, url, spans_in) = (outlet?, byline?, url?, spans_in?);
    let said = |value: Option<&str>| value.map(str::to_owned);
    let of = |(row, place): (usize, Place)| {
        let article = Article {
            id: said(id[row]).unwrap_or_default(),
            path: said(path[row]).unwrap_or_default(),
            text: said(text[row]).unwrap_or_default(),
            source: source(spans_in[row]),
            title: said(title[row]),
            date: said(date[row]),
            outlet: said(outlet[row]),
            byline: said(byline[row]),
            url: said(url[row]),
        };
        Placed { place, article }
    };
    Ok(places.into_iter().enumerate().map(of).collect())
}

/// What a text's spans count bytes of, as the table of articles says it.
fn source(said: Option<&str>) -> TextSource {
    said.and_then(|said| serde_json::from_value(said.into()).ok()).unwrap_or(TextSource::Record)
}
