//! The tables of a scan: columns as in the CSV files, typed.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::{ArrayRef, BinaryArray, BooleanArray, Float64Array, Int64Array, StringArray};
use arrow_schema::{DataType, Field};
use serde::{Deserialize, Serialize};
use wiretrace::article::Article;
use wiretrace::report::csv::credits;
use wiretrace::report::{FamilyRow, MemberRow, PairRow};
use wiretrace::shards::Place;
use wiretrace::shards::judge::Met;
use wiretrace::shards::prints::Print;
use wiretrace::shards::tell::ToldFamily;

use super::sent::packed;
use crate::batches::Batch;
use crate::error::Failure;
use crate::verify::MEASURES;

type Column = (Field, ArrayRef);

fn ints(name: &str, values: impl IntoIterator<Item = i64>) -> Column {
    (Field::new(name, DataType::Int64, true), Arc::new(Int64Array::from_iter_values(values)))
}

fn places(name: &str, values: impl IntoIterator<Item = Place>) -> Column {
    ints(name, values.into_iter().map(u64::cast_signed))
}

fn texts<T: AsRef<str>>(name: &str, values: impl IntoIterator<Item = Option<T>>) -> Column {
    (Field::new(name, DataType::Utf8, true), Arc::new(values.into_iter().collect::<StringArray>()))
}

fn floats(name: &str, values: impl IntoIterator<Item = Option<f64>>) -> Column {
    (Field::new(name, DataType::Float64, true), Arc::new(values.into_iter().collect::<Float64Array>()))
}

fn flags(name: &str, values: impl IntoIterator<Item = bool>) -> Column {
    (Field::new(name, DataType::Boolean, true), Arc::new(values.into_iter().map(Some).collect::<BooleanArray>()))
}

fn blobs(name: &str, values: impl IntoIterator<Item = Vec<u8>>) -> Column {
    (Field::new(name, DataType::Binary, true), Arc::new(BinaryArray::from_iter_values(values)))
}

fn lists<'a>(name: &str, values: impl IntoIterator<Item = Option<&'a [String]>>) -> Column {
    let item = Arc::new(Field::new("element", DataType::Utf8, true));
    let mut lists = ListBuilder::new(StringBuilder::new()).with_field(item.clone());
    for list in values {
        list.into_iter().flatten().for_each(|text| lists.values().append_value(text));
        lists.append(list.is_some());
    }
    (Field::new_list(name, item, true), Arc::new(lists.finish()))
}

/// How the formats write a word: `close_rewrite`, `stand_in`.
fn word(value: &impl Serialize) -> Option<String> {
    serde_json::to_value(value).ok()?.as_str().map(str::to_owned)
}

/// A row of the table of articles: a piece, or what was passed over, where, and why.
pub type Read = (Place, Result<Article, (String, String)>);

/// Writes what was read.
pub fn articles(rows: &[Read]) -> Result<Batch, Failure> {
    let told = |of: fn(&Article) -> Option<&str>| rows.iter().map(move |(_, read)| read.as_ref().ok().and_then(of));
    let path = |read: &'_ Result<Article, (String, String)>| match read {
        Ok(article) => article.path.clone(),
        Err((path, _)) => path.clone(),
    };
    Batch::of(vec![
        places("place", rows.iter().map(|(place, _)| *place)),
        texts("id", told(|article| Some(&article.id))),
        texts("path", rows.iter().map(|(_, read)| Some(path(read)))),
        texts("text", told(|article| Some(&article.text))),
        texts("title", told(|article| article.title.as_deref())),
        texts("date", told(|article| article.date.as_deref())),
        texts("outlet", told(|article| article.outlet.as_deref())),
        texts("byline", told(|article| article.byline.as_deref())),
        texts("url", told(|article| article.url.as_deref())),
        texts("spans_in", rows.iter().map(|(_, read)| word(&read.as_ref().ok()?.source))),
        texts("reason", rows.iter().map(|(_, read)| read.as_ref().err().map(|(_, reason)| reason))),
    ])
}

/// Writes prints: what is reported of a piece, and packed what it is found by.
pub fn prints(prints: &[Print]) -> Result<Batch, Failure> {
    let packs = |of: fn(&Print) -> Result<Vec<u8>, Failure>| prints.iter().map(of).collect::<Result<Vec<_>, _>>();
    let count = |of: fn(&Print) -> usize| prints.iter().map(move |print| i64::try_from(of(print)).unwrap_or(i64::MAX));
    let said = |of: fn(&Print) -> Option<&str>| prints.iter().map(of);
    Batch::of(vec![
        places("place", prints.iter().map(|print| print.listed.place)),
        texts("id", said(|print| Some(&print.row.id))),
        texts("path", said(|print| Some(&print.row.path))),
        ints("words", count(|print| print.row.words)),
        ints("furniture_words", count(|print| print.row.furniture_words)),
        texts("language", said(|print| print.row.language.as_deref())),
        texts("title", said(|print| print.row.title.as_deref())),
        texts("date", said(|print| print.row.date.as_deref())),
        texts("outlet", said(|print| print.row.outlet.as_deref())),
        texts("credits", prints.iter().map(|print| Some(credits(&print.row.credits)))),
        blobs("bands", packs(|print| packed(&print.bands))?),
        blobs("listed", packs(|print| packed(&print.listed))?),
        blobs("fillings", packs(|print| packed(&print.fillings))?),
    ])
}

/// A pair that was judged, with its row from *same story* up.
pub type Judged = (Met, Option<PairRow>);

/// Writes judged pairs.
pub fn judged(pairs: &[Judged]) -> Result<Batch, Failure> {
    let told = |of: fn(&PairRow) -> &str| pairs.iter().map(move |(_, row)| row.as_ref().map(of));
    let mut columns = vec![
        places("a_place", pairs.iter().map(|(met, _)| met.a)),
        places("b_place", pairs.iter().map(|(met, _)| met.b)),
        flags("links", pairs.iter().map(|(met, _)| met.links())),
        texts("a", told(|row| &row.a)),
        texts("b", told(|row| &row.b)),
        texts("verdict", pairs.iter().map(|(met, _)| Some(met.verdict.key()))),
    ];
    columns.extend(MEASURES.map(|(name, measure)| floats(name, pairs.iter().map(|(_, row)| row.as_ref().map(measure)))));
    columns.extend([
        lists("reasons", pairs.iter().map(|(_, row)| row.as_ref().map(|row| row.reasons.as_slice()))),
        blobs("met", pairs.iter().map(|(met, _)| packed(met)).collect::<Result<Vec<_>, _>>()?),
    ]);
    Batch::of(columns)
}

/// What one row of the table of told components holds, packed.
#[derive(Debug, Serialize, Deserialize)]
pub enum Saying {
    /// A family, by its first piece.
    Family(Family),
    /// One of its pieces.
    Member(Member),
    /// A pair that was judged on the way.
    Pair(Box<(Met, PairRow)>),
}

/// A family as the table has it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Family {
    first: Place,
    members: i64,
    original: Option<String>,
    outlet: Option<String>,
    how: Option<String>,
    stand_in: Option<String>,
    why: String,
    estimated: Option<(i64, i64)>,
    weakest: Option<(String, String, f64)>,
}

/// A member as the table has it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Member {
    place: Place,
    first: Place,
    piece: String,
    part: Option<String>,
    verdict: Option<String>,
    probability: f64,
    original: [f64; 4],
    shares: [f64; 5],
    credit: Option<String>,
    looks_like: Vec<String>,
    facts: i64,
    confirmed: Option<f64>,
}

fn long(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// Says a family and its members.
pub fn sayings(family: ToldFamily) -> Vec<Saying> {
    let ToldFamily { members, row } = family;
    let first = members.first().copied().unwrap_or_default();
    let FamilyRow { original, estimated_points, members: rows, weakest, .. } = row;
    let said = Family {
        first,
        members: long(members.len()),
        how: word(&original.how),
        original: original.piece,
        outlet: original.outlet,
        stand_in: original.stand_in,
        why: original.why,
        estimated: estimated_points.map(|range| (long(range.low), long(range.high))),
        weakest: weakest.map(|weakest| (weakest.a, weakest.b, weakest.probability)),
    };
    let member = |(place, row): (Place, MemberRow)| {
        let (of, shares) = (row.original_shares, row.piece_shares);
        Saying::Member(Member {
            place,
            first,
            part: word(&row.part),
            verdict: word(&row.verdict),
            probability: row.probability,
            original: [of.kept, of.reworded, of.altered, of.dropped],
            shares: [shares.kept, shares.reworded, shares.altered, shares.added, shares.not_compared],
            credit: word(&row.credit),
            looks_like: row.looks_like,
            facts: long(row.facts.len()),
            confirmed: row.confirmed,
            piece: row.piece,
        })
    };
    std::iter::once(Saying::Family(said)).chain(members.into_iter().zip(rows).map(member)).collect()
}

/// Writes the families among what was told; they are numbered later.
pub fn families(told: Vec<Saying>) -> Result<Batch, Failure> {
    let rows: Vec<Family> = told.into_iter().filter_map(|said| if let Saying::Family(row) = said { Some(row) } else { None }).collect();
    let all = || rows.iter();
    let weakest = |of: fn(&(String, String, f64)) -> &str| all().map(move |row| row.weakest.as_ref().map(of));
    let estimated = |of: fn((i64, i64)) -> i64| {
        let values = all().map(move |row| row.estimated.map(of));
        Arc::new(values.collect::<Int64Array>()) as ArrayRef
    };
    let maybe = |name: &str| Field::new(name, DataType::Int64, true);
    Batch::of(vec![
        places("first", all().map(|row| row.first)),
        ints("members", all().map(|row| row.members)),
        texts("original", all().map(|row| row.original.as_ref())),
        texts("outlet", all().map(|row| row.outlet.as_ref())),
        texts("how", all().map(|row| row.how.as_ref())),
        texts("stand_in", all().map(|row| row.stand_in.as_ref())),
        texts("why", all().map(|row| Some(&row.why))),
        (maybe("estimated_low"), estimated(|(low, _)| low)),
        (maybe("estimated_high"), estimated(|(_, high)| high)),
        texts("weakest_a", weakest(|(a, ..)| a)),
        texts("weakest_b", weakest(|(_, b, _)| b)),
        floats("weakest_probability", all().map(|row| row.weakest.as_ref().map(|(.., probability)| *probability))),
    ])
}

/// Writes the members among what was told.
pub fn members(told: Vec<Saying>) -> Result<Batch, Failure> {
    let rows: Vec<Member> = told.into_iter().filter_map(|said| if let Saying::Member(row) = said { Some(row) } else { None }).collect();
    let all = || rows.iter();
    let of = |at: usize| all().map(move |row| Some(row.original[at]));
    let has = |at: usize| all().map(move |row| Some(row.shares[at]));
    Batch::of(vec![
        places("place", all().map(|row| row.place)),
        places("first", all().map(|row| row.first)),
        texts("piece", all().map(|row| Some(&row.piece))),
        texts("part", all().map(|row| row.part.as_ref())),
        texts("verdict", all().map(|row| row.verdict.as_ref())),
        floats("probability", all().map(|row| Some(row.probability))),
        floats("original_kept", of(0)),
        floats("original_reworded", of(1)),
        floats("original_altered", of(2)),
        floats("original_dropped", of(3)),
        floats("piece_kept", has(0)),
        floats("piece_reworded", has(1)),
        floats("piece_altered", has(2)),
        floats("piece_added", has(3)),
        floats("piece_not_compared", has(4)),
        texts("credit", all().map(|row| row.credit.as_ref())),
        lists("looks_like", all().map(|row| Some(row.looks_like.as_slice()))),
        ints("facts", all().map(|row| row.facts)),
        floats("confirmed", all().map(|row| row.confirmed)),
    ])
}

/// Writes the pairs among what was told.
pub fn pairs(told: Vec<Saying>) -> Result<Batch, Failure> {
    let rows: Vec<Judged> =
        told.into_iter().filter_map(|said| if let Saying::Pair(pair) = said { Some((pair.0, Some(pair.1))) } else { None }).collect();
    judged(&rows)
}
