//! Many pieces in one file: JSON Lines, and JSON documents.
//!
//! `{"id": "r7", "text": "..."}` on line 7 is the piece `r7`; without an id it would be `wire.jsonl:7`.
//! Costs O(bytes); JSON Lines are streamed in blocks whose lines are parsed in parallel, so that a file of any size needs little memory
//! beyond its pieces.

use std::io::{BufRead, BufReader, Read};

use rayon::prelude::*;
use serde_json::{Map, Value};

use super::fields;
use super::piece::{Draft, admit};
use super::{Keep, Load, ReadSettings, decode, html, kind, open, part};
use crate::article::{Article, TextSource};
use crate::error::Skipped;

/// Enough lines to keep all threads busy, and little beside the pieces themselves.
const BLOCK_BYTES: usize = 4 << 20;

/// What a line takes beside its bytes until its block is done: its place, its piece or what is wrong with it. `{}` on 200,000 lines took 550
/// bytes a line, so that 4 MiB of them would take 770 MB.
const LINE_BYTES: usize = 512;

/// Records of a list that are made pieces at once: most of a list of rubbish is counted, not listed, and never held.
const BLOCK_RECORDS: usize = 4096;

/// More broken records than this in one file are counted, not listed: the file is not what its name says.
pub(super) const MOST_LISTED: usize = 100_000;

/// Where records come from: the name that goes into ids, and the name that goes into reasons.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin<'a> {
    pub id: &'a str,
    pub path: &'a str,
}

/// Reads a JSON document: one piece, a list of pieces, or an object that holds such a list.
pub(super) fn document<T: Send>(text: &str, origin: Origin, settings: &ReadSettings, keep: Keep<T>) -> Load<T> {
    match serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}')) {
        Ok(Value::Object(record)) if fields::has_body(&record, &settings.fields) => {
            let draft = draft(record, settings).and_then(|draft| admit(origin.id.to_owned(), origin.path, draft));
            Load::one(origin.path, draft, keep)
        }
        Ok(Value::Object(mut record)) => match list_inside(&mut record, settings) {
            Some(list) => list_of(list, origin, settings, keep),
            None => Load::skip(origin.path, no_text(record.keys())),
        },
        Ok(Value::Array(list)) => list_of(list, origin, settings, keep),
        Ok(_) => Load::skip(origin.path, "JSON, but neither a record nor a list of records".to_owned()),
        Err(_) if kind::holds_lines(text.trim_start_matches('\u{feff}')) => lines(std::io::Cursor::new(text), origin, settings, keep),
        Err(error) => Load::skip(origin.path, format!("not valid JSON ({error})")),
    }
}

/// Reads JSON Lines, one record a line; what follows a failure of the stream is lost, what came before it is kept.
pub(super) fn lines<T: Send>(reader: impl Read + Send, origin: Origin, settings: &ReadSettings, keep: Keep<T>) -> Load<T> {
    let mut reader = BufReader::with_capacity(1 << 16, reader);
    let mut load = Load::empty();
    let mut unlisted = 0_usize;
    let mut block = next_block(&mut reader, 0, origin, settings);
    loop {
        let Block { lines, skipped, last, end } = block;
        load.skipped.extend(skipped);
        let parse = || -> Vec<Result<(Article, T), Skipped>> {
            let one = |(number, line): (u64, Vec<u8>)| one_line(number, &line, origin, settings).map(|article| part(article, keep));
            lines.into_par_iter().map(one).collect()
        };
        // The next lines are fetched while these are parsed.
        let (read, next) = rayon::join(parse, || (!end).then(|| next_block(&mut reader, last, origin, settings)));
        unlisted += load.take_in(read);
        match next {
            Some(next) => block = next,
            None => break,
        }
    }
    load.close(origin.path, unlisted);
    load
}

/// Some lines of a file, with their numbers.
struct Block {
    lines: Vec<(u64, Vec<u8>)>,
    skipped: Vec<Skipped>,
    /// The number of the last line that was looked at.
    last: u64,
    /// Nothing follows.
    end: bool,
}

fn next_block(reader: &mut impl BufRead, before: u64, origin: Origin, settings: &ReadSettings) -> Block {
    let mut block = Block { lines: Vec::new(), skipped: Vec::new(), last: before, end: false };
    let mut bytes = 0;
    while bytes < BLOCK_BYTES && !block.end {
        let line = skip_breaks(reader).and_then(|breaks| {
            block.last += breaks + 1;
            next_line(reader, settings.cap())
        });
        match line {
            Ok(Line::Whole(line)) => {
                bytes += line.len() + LINE_BYTES;
                if !line.trim_ascii().is_empty() {
                    block.lines.push((block.last, line));
                }
            }
            Ok(Line::TooLong) => block.skipped.push(at_line(origin, block.last, open::too_large(settings.cap()))),
            Ok(Line::End) => block.end = true,
            Err(error) => {
                block.skipped.push(Skipped { path: origin.path.to_owned(), reason: open::why(&error) });
                block.end = true;
            }
        }
    }
    block
}

pub(super) fn one_line(number: u64, line: &[u8], origin: Origin, settings: &ReadSettings) -> Result<Article, Skipped> {
    let text = decode::record(line);
    let record = match serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}').trim()) {
        Ok(Value::Object(record)) => record,
        Ok(_) => return Err(at_line(origin, number, "JSON, but not a record in braces".to_owned())),
        Err(error) => {
            let error = error.to_string().replace(" at line 1 column ", " at column ");
            return Err(at_line(origin, number, format!("not valid JSON ({error})")));
        }
    };
    numbered(record, number, origin, settings)
}

fn list_of<T: Send>(list: Vec<Value>, origin: Origin, settings: &ReadSettings, keep: Keep<T>) -> Load<T> {
    if list.is_empty() {
        return Load::skip(origin.path, "empty".to_owned());
    }
    let one = |(number, value)| match value {
        Value::Object(record) => numbered(record, number, origin, settings).map(|article| part(article, keep)),
        _ => Err(at_line(origin, number, "not a record in braces".to_owned())),
    };
    let (mut load, mut unlisted, mut list) = (Load::empty(), 0, (1..).zip(list));
    loop {
        let block: Vec<(u64, Value)> = list.by_ref().take(BLOCK_RECORDS).collect();
        if block.is_empty() {
            break;
        }
        let read: Vec<Result<(Article, T), Skipped>> = block.into_par_iter().map(one).collect();
        unlisted += load.take_in(read);
    }
    load.close(origin.path, unlisted);
    load
}

fn numbered(record: Map<String, Value>, number: u64, origin: Origin, settings: &ReadSettings) -> Result<Article, Skipped> {
    let id = fields::id(&record, &settings.fields).filter(|id| !id.is_empty()).unwrap_or_else(|| format!("{}:{number}", origin.id));
    draft(record, settings).and_then(|draft| admit(id, origin.path, draft)).map_err(|reason| at_line(origin, number, reason))
}

fn draft(mut record: Map<String, Value>, settings: &ReadSettings) -> Result<Draft, String> {
    let about = fields::about(&record, &settings.fields);
    let Some(body) = fields::take_body(&mut record, &settings.fields) else { return Err(no_text(record.keys())) };
    if body.markup {
        return html::marked_up(&body.text, about);
    }
    Ok(Draft { text: body.text, source: TextSource::Record, about, prose: 0 })
}

/// Finds the list of records in an object: under its usual name, else under any.
fn list_inside(record: &mut Map<String, Value>, settings: &ReadSettings) -> Option<Vec<Value>> {
    const USUAL: [&str; 10] = ["articles", "items", "@graph", "results", "documents", "docs", "stories", "posts", "records", "data"];
    let has_text = |value: &Value| value.as_object().is_some_and(|record| fields::has_body(record, &settings.fields));
    let holds = |value: &Value| value.as_array().is_some_and(|list| list.iter().any(has_text));
    let usual = USUAL.iter().find(|name| record.get(**name).is_some_and(holds)).map(|name| (*name).to_owned());
    let key = usual.or_else(|| record.iter().find(|(_, value)| holds(value)).map(|(key, _)| key.clone()))?;
    let Some(Value::Array(mut list)) = record.remove(&key) else { return None };
    if key == "@graph" {
        // The other nodes of a graph are pages, people and organisations.
        list.retain(has_text);
    }
    Some(list)
}

/// Says that a record has no text, what it has, and the way out.
pub(super) fn no_text<'a>(columns: impl Iterator<Item = &'a String>) -> String {
    let mut columns: Vec<&str> = columns.map(String::as_str).collect();
    let more = columns.len().saturating_sub(12);
    columns.truncate(12);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("no text: it has {}{more}; call the one that holds the text \"text\"", columns.join(", "))
}

/// Names a record by its line, or its place in a list.
pub(super) fn at_line(origin: Origin, number: u64, reason: String) -> Skipped {
    Skipped { path: format!("{}:{number}", origin.path), reason }
}

enum Line {
    Whole(Vec<u8>),
    TooLong,
    End,
}

/// Reads over empty lines and counts them: 1 MB of a packed file may be hundreds of millions.
fn skip_breaks(reader: &mut impl BufRead) -> std::io::Result<u64> {
    let mut breaks = 0;
    loop {
        let bytes = reader.fill_buf()?;
        let empty = bytes.iter().take_while(|byte| **byte == b'\n').count();
        let is_all = empty == bytes.len() && empty > 0;
        reader.consume(empty);
        breaks += empty as u64;
        if !is_all {
            return Ok(breaks);
        }
    }
}

/// Reads up to the next line break; a line past the cap is read over without being kept.
fn next_line(reader: &mut impl BufRead, cap: u64) -> std::io::Result<Line> {
    let mut line = Vec::new();
    if reader.by_ref().take(cap.saturating_add(1)).read_until(b'\n', &mut line)? == 0 {
        return Ok(Line::End);
    }
    if line.len() as u64 <= cap || line.ends_with(b"\n") {
        return Ok(Line::Whole(line));
    }
    reader.skip_until(b'\n')?;
    Ok(Line::TooLong)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORIGIN: Origin = Origin { id: "wire.jsonl", path: "news/wire.jsonl" };
    const TEXT: &str = "Fire guts old mill in Leeds";

    fn read_lines(text: &str, cap: u64) -> Load<String> {
        lines(text.as_bytes(), ORIGIN, &ReadSettings { max_bytes: cap, ..ReadSettings::default() }, &|text| text)
    }

    fn ids(load: &Load<String>) -> Vec<&str> {
        load.articles.iter().map(|article| article.id.as_str()).collect()
    }

    #[test]
    fn a_broken_line_costs_only_itself() {
        let text = format!("\u{feff}{{\"id\":\"a\",\"text\":\"{TEXT}\"}}\r\n\n{{\"text\": oops}}\n[1]\n{{\"text\":\"{TEXT}\"}}");
        let load = read_lines(&text, 1 << 20);
        assert_eq!(ids(&load), ["a", "wire.jsonl:5"]);
        let skipped: Vec<_> = load.skipped.iter().map(|skipped| skipped.path.as_str()).collect();
        assert_eq!(skipped, ["news/wire.jsonl:3", "news/wire.jsonl:4"]);
        assert!(load.skipped[0].reason.contains("not valid JSON") && load.skipped[0].reason.contains("column"));
    }

    #[test]
    fn a_line_past_the_cap_is_read_over() {
        let text = format!("{{\"id\":1,\"text\":\"{}\"}}\n{{\"id\":2,\"text\":\"{TEXT}\"}}\n", "word ".repeat(100));
        let load = read_lines(&text, 100);
        assert_eq!(ids(&load), ["2"]);
        assert!(load.skipped[0].reason.contains("larger than 100 bytes"));
    }

    #[test]
    fn a_document_holds_one_piece_or_a_list_of_them() {
        let settings = ReadSettings::default();
        let one = format!(r#"{{"headline":"Fire","body_text":"{TEXT}","versioncreated":"2024-05-01"}}"#);
        let load = document(&one, ORIGIN, &settings, &|text| text);
        assert_eq!(ids(&load), ["wire.jsonl"]);
        assert_eq!(load.articles[0].date.as_deref(), Some("2024-05-01"));
        for list in [format!("[{one},{one}]"), format!("{{\"status\":\"ok\",\"articles\":[{one},{one}]}}"), format!("{one}\n{one}")] {
            assert_eq!(ids(&document(&list, ORIGIN, &settings, &|text| text)), ["wire.jsonl:1", "wire.jsonl:2"], "{list}");
        }
    }

    #[test]
    fn marked_up_text_is_extracted() {
        let load = read_lines(&format!(r#"{{"text":"<p>{TEXT}</p><p>Nobody was hurt.</p>"}}"#), 1 << 20);
        assert_eq!(load.kept[0], format!("{TEXT}\n\nNobody was hurt."));
        assert_eq!(load.articles[0].source, TextSource::Extracted);
    }

    #[test]
    fn a_record_without_text_says_what_it_has() {
        let load = document(r#"{"summary":"short","name":"x"}"#, ORIGIN, &ReadSettings::default(), &|text| text);
        assert_eq!(load.skipped[0].reason, "no text: it has name, summary; call the one that holds the text \"text\"");
    }

    #[test]
    fn a_block_of_tiny_lines_takes_no_more_than_one_of_long_lines() {
        let block = next_block(&mut "{}\n".repeat(100_000).as_bytes(), 0, ORIGIN, &ReadSettings::default());
        assert!(!block.end && (block.lines.len() - 1) * LINE_BYTES <= BLOCK_BYTES, "{} lines", block.lines.len());
        let all = read_lines(&"{}\n".repeat(MOST_LISTED + 7), 1 << 20).skipped;
        assert_eq!((all.len(), all[MOST_LISTED].reason.as_str()), (MOST_LISTED + 1, "7 more records like these, not listed"));
    }

    #[test]
    fn records_of_a_long_list_keep_their_numbers() {
        let list = format!("[{}{{\"text\":\"{TEXT}\"}}]", "1,".repeat(2 * BLOCK_RECORDS));
        let load = document(&list, ORIGIN, &ReadSettings::default(), &|text| text);
        assert_eq!(ids(&load), [format!("wire.jsonl:{}", 2 * BLOCK_RECORDS + 1)]);
        assert_eq!(load.skipped[BLOCK_RECORDS].path, format!("news/wire.jsonl:{}", BLOCK_RECORDS + 1));
    }
}
