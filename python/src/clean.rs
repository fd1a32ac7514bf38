//! A text as the later rooms see it.

use std::ops::Range;

use pyo3::prelude::*;
use serde::Serialize;
use wiretrace::align::Outline;
use wiretrace::article::Span;
use wiretrace::clean::furniture::Role;
use wiretrace::clean::language::language;
use wiretrace::clean::numbers::{Hedge, Unit};
use wiretrace::clean::{CleanText, clean_text};
use wiretrace::trace::Told;
use wiretrace::trace::facts::speaker;

use crate::told::objects;

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(clean, module)?)
}

/// Cuts a text into words and sentences, and sets its furniture aside.
#[pyfunction]
fn clean<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    let json = py.detach(|| serde_json::to_string(&rows(text, &clean_text(text))));
    objects(py, &json.map_err(|error| pyo3::exceptions::PyRuntimeError::new_err(error.to_string()))?)
}

/// A range of the text's words: the first, and one past the last.
type Words = [usize; 2];

#[derive(Serialize)]
struct Rows<'a> {
    words: Vec<Span>,
    sentences: Vec<SentenceRow>,
    names: Vec<NameRow>,
    numbers: Vec<NumberRow>,
    quotations: Vec<QuotationRow>,
    credits: Vec<CreditRow<'a>>,
    headline: Option<Span>,
    byline: Option<Span>,
    stamp: Option<Span>,
    language: Option<&'static str>,
    story_words: usize,
    furniture_words: usize,
    disguises: wiretrace::clean::disguise::Disguises,
}

#[derive(Serialize)]
struct SentenceRow {
    span: Span,
    words: Words,
    role: &'static str,
    is_story: bool,
}

#[derive(Serialize)]
struct NameRow {
    span: Span,
    words: Words,
}

#[derive(Serialize)]
struct NumberRow {
    span: Span,
    words: Words,
    value: f64,
    unit: &'static str,
    sign: Option<char>,
    hedge: Option<&'static str>,
}

#[derive(Serialize)]
struct QuotationRow {
    span: Span,
    parts: Vec<Words>,
    speaker: Option<Span>,
}

#[derive(Serialize)]
struct CreditRow<'a> {
    outlet: &'a str,
    cue: &'static str,
    span: Span,
}

fn rows<'a>(source: &str, text: &'a CleanText) -> Rows<'a> {
    let told = Told { source, text, outline: &Outline::of(text), day: None };
    let ends = |words: &Range<usize>| [words.start, words.end];
    Rows {
        words: text.words.iter().map(|word| word.span).collect(),
        sentences: text
            .sentences
            .iter()
            .map(|sentence| SentenceRow {
                span: sentence.span,
                words: ends(&sentence.words),
                role: role(sentence.role),
                is_story: sentence.is_story(),
            })
            .collect(),
        names: text.names.iter().map(|name| NameRow { span: text.span(name), words: ends(name) }).collect(),
        numbers: text
            .numbers
            .iter()
            .map(|number| {
                let (unit, sign) = unit(number.unit);
                NumberRow {
                    span: text.span(&number.words),
                    words: ends(&number.words),
                    value: number.value,
                    unit,
                    sign,
                    hedge: hedge(number.hedge),
                }
            })
            .collect(),
        quotations: text
            .quotations
            .iter()
            .map(|quotation| QuotationRow {
                span: quotation.span,
                parts: quotation.parts.iter().map(ends).collect(),
                speaker: speaker(told, &quotation.words().collect::<Vec<_>>()).map(|name| text.span(&name)),
            })
            .collect(),
        credits: text.credits.list.iter().map(|credit| CreditRow { outlet: &credit.outlet, cue: credit.cue, span: credit.span }).collect(),
        headline: text.headline,
        byline: text.byline,
        stamp: text.stamp,
        language: language(source, text),
        story_words: text.word_count(),
        furniture_words: text.furniture_count(),
        disguises: text.disguises,
    }
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Headline => "headline",
        Role::Heading => "heading",
        Role::Body => "body",
        Role::Label => "label",
        Role::Credit => "credit",
        Role::Furniture => "furniture",
    }
}

fn unit(unit: Unit) -> (&'static str, Option<char>) {
    match unit {
        Unit::Plain => ("plain", None),
        Unit::Percent => ("percent", None),
        Unit::Money(sign) => ("money", Some(sign)),
        Unit::Day => ("day", None),
        Unit::Year => ("year", None),
        Unit::Rank => ("rank", None),
    }
}

fn hedge(hedge: Hedge) -> Option<&'static str> {
    match hedge {
        Hedge::None => None,
        Hedge::Over => Some("over"),
        Hedge::Under => Some("under"),
        Hedge::About => Some("about"),
    }
}
