//! The front matter of a Markdown file: `key: value` lines between two lines of `---`.
//!
//! `---\ntitle: Fire\nauthors:\n  - A. One\n---\nThe mill ...` states a title and a writer. The text itself is left as it is.
//! Costs O(front matter).

use serde_json::{Map, Value};

use super::fields::{self, RecordFields};
use super::piece::About;

/// A front matter longer than this many lines is prose between two rules.
const MOST_LINES: usize = 200;

/// Reads what the front matter says, and where the prose begins.
pub(super) fn read(text: &str, fields: &RecordFields) -> (About, usize) {
    match parse(text) {
        Some((record, prose)) => (fields::about(&record, fields), prose),
        None => (About::default(), 0),
    }
}

fn parse(text: &str) -> Option<(Map<String, Value>, usize)> {
    let mut at = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut lines = text[at..].split_inclusive('\n');
    let first = lines.next()?;
    if first.trim_end() != "---" {
        return None;
    }
    at += first.len();
    let mut record: Map<String, Value> = Map::new();
    let mut last_key = String::new();
    for line in lines.take(MOST_LINES) {
        at += line.len();
        let content = line.trim();
        if content == "---" || content == "..." {
            return Some((record, at));
        }
        if let Some(item) = content.strip_prefix("- ") {
            // An item of the list that the last key opened.
            if let Some(Value::Array(list)) = record.get_mut(&last_key) {
                list.push(unquoted(item));
            }
        } else if let Some((key, value)) = content.split_once(':').filter(|_| !content.starts_with('#')) {
            // Nested keys would shadow the piece's own (`image:\n  title: ...`).
            if !line.starts_with([' ', '\t']) {
                key.trim().clone_into(&mut last_key);
                record.insert(last_key.clone(), value_of(value.trim()));
            }
        }
    }
    None
}

fn value_of(value: &str) -> Value {
    if value.is_empty() {
        return Value::Array(Vec::new());
    }
    match value.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')) {
        Some(inner) => Value::Array(inner.split(',').map(|item| unquoted(item.trim())).collect()),
        None => unquoted(value),
    }
}

fn unquoted(value: &str) -> Value {
    let inner = ['"', '\''].iter().find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote));
    Value::String(inner.unwrap_or(value).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_states_title_date_and_writers() {
        let text = "\u{feff}---\r\ntitle: \"Fire: mill lost\"\r\ndate: 2024-05-01\r\nauthors:\r\n  - A. One\r\n  - B. Two\r\nimage:\r\n  title: no\r\nsource: The Courier\r\n---\r\nThe mill";
        let (about, prose) = read(text, &RecordFields::default());
        assert_eq!(about.title.as_deref(), Some("Fire: mill lost"));
        assert_eq!(about.date.as_deref(), Some("2024-05-01"));
        assert_eq!(about.byline.as_deref(), Some("A. One, B. Two"));
        assert_eq!(about.outlet.as_deref(), Some("The Courier"));
        assert_eq!(&text[prose..], "The mill");
    }

    #[test]
    fn a_rule_at_the_top_of_prose_is_no_front_matter() {
        for text in ["---\nJust prose that never ends", "The mill\n---\ntitle: x\n---\n", "---- \na: b\n---\n", ""] {
            assert_eq!(read(text, &RecordFields::default()), (About::default(), 0), "{text}");
        }
    }
}
