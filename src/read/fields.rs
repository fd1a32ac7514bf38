//! What the fields of a record are called, and what they say.
//!
//! `{"Headline": "Fire", "articleBody": "...", "author": {"name": "A. Writer"}}` gives title, text and byline.
//! Names match whatever their case, spaces, dashes and underscores. Costs O(fields x aliases) short comparisons a record.

use serde_json::{Map, Value};

use super::piece::About;

/// Names the fields of records; in each list the first one that holds something wins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordFields {
    /// The record's own name.
    pub id: Vec<String>,
    /// The headline.
    pub title: Vec<String>,
    /// The publication date.
    pub date: Vec<String>,
    /// The outlet that published it.
    pub outlet: Vec<String>,
    /// The writer.
    pub byline: Vec<String>,
    /// The address on the web.
    pub url: Vec<String>,
    /// The text itself, plain or marked up.
    pub text: Vec<String>,
}

impl Default for RecordFields {
    fn default() -> Self {
        let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect();
        Self {
            id: names(&["id", "guid", "uuid", "_id", "doc_id", "document_id", "article_id", "body_id", "uri"]),
            title: names(&["title", "headline", "headlines", "heading"]),
            date: names(&[
                "date",
                "published",
                "published_at",
                "date_published",
                "published_date",
                "published_time",
                "publication_date",
                "pub_date",
                "publish_date",
                "version_created",
                "first_created",
                "created_at",
                "created",
                "timestamp",
            ]),
            outlet: names(&["outlet", "source", "publisher", "provider", "publication", "site", "site_name", "source_name", "newspaper"]),
            byline: names(&["byline", "author", "authors", "creator", "writer"]),
            url: names(&["url", "link", "canonical_url", "permalink", "source_url", "web_url", "main_entity_of_page"]),
            text: names(&[
                "text",
                "body",
                "content",
                "article",
                "article_body",
                "body_text",
                "full_text",
                "article_text",
                "main_text",
                "story",
                "maintext",
                "content_text",
                "bodies",
                "body_html",
                "body_xhtml",
                "content_html",
                "html",
                "paragraphs",
            ]),
        }
    }
}

/// A record's text, and whether it is marked up.
#[derive(Debug)]
pub(super) struct Body {
    pub text: String,
    pub markup: bool,
}

/// Tells whether two field names are the same but for case, spaces, dashes and underscores.
pub(super) fn same_name(one: &str, other: &str) -> bool {
    let letters = |name: &str| name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<Vec<_>>();
    // Most comparisons end at the first letter; only the others are worth an allocation.
    let first = |name: &str| name.chars().find(|c| c.is_alphanumeric()).map(|c| c.to_ascii_lowercase());
    first(one) == first(other) && letters(one) == letters(other)
}

/// Reads what a record says about its piece.
pub(super) fn about(record: &Map<String, Value>, fields: &RecordFields) -> About {
    let one = |names: &[String]| named(record, names).find_map(|(_, value)| words(value));
    let outlet = named(record, &fields.outlet).filter_map(|(_, value)| people(value)).find(|name| !is_address(name));
    let url = one(&fields.url).or_else(|| named(record, &fields.outlet).filter_map(|(_, v)| words(v)).find(|name| is_address(name)));
    About {
        title: one(&fields.title).map(|title| super::html::unescaped(&title)),
        date: one(&fields.date),
        outlet,
        byline: named(record, &fields.byline).find_map(|(_, value)| people(value)),
        url,
    }
}

/// Reads the record's own name, on one line.
pub(super) fn id(record: &Map<String, Value>, fields: &RecordFields) -> Option<String> {
    named(record, &fields.id).find_map(|(_, value)| words(value)).map(|id| one_line(&id))
}

/// Takes the text out of a record: moved, not copied.
pub(super) fn take_body(record: &mut Map<String, Value>, fields: &RecordFields) -> Option<Body> {
    let key = named(record, &fields.text).find(|(_, value)| has_text(value)).map(|(key, _)| key.clone())?;
    let schema_org = record.contains_key("@type") || record.contains_key("@context");
    let value = record.get_mut(&key).map(Value::take)?;
    let text = match value {
        Value::String(text) => text,
        other => paragraphs(&other)?,
    };
    // `body_html`, `content_html`, `body_xhtml`: named as markup, so a fragment need not begin with a tag.
    let named_markup = key.to_ascii_lowercase().contains("html") && text.contains("</");
    let markup = named_markup || super::kind::looks_like_page(&text) || (schema_org && super::html::has_markup(&text));
    Some(Body { text, markup })
}

/// Tells whether a record has a text.
pub(super) fn has_body(record: &Map<String, Value>, fields: &RecordFields) -> bool {
    named(record, &fields.text).any(|(_, value)| has_text(value))
}

/// Puts a value on one line, without control characters, so that it can stand in a table.
pub(super) fn one_line(value: &str) -> String {
    value.split(|c: char| c.is_whitespace() || c.is_control()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Finds the fields that go by one of the names, in the order of the names.
fn named<'a>(record: &'a Map<String, Value>, names: &'a [String]) -> impl Iterator<Item = (&'a String, &'a Value)> {
    let rank = |key: &str| names.iter().position(|name| same_name(key, name));
    let mut found: Vec<(usize, (&String, &Value))> = record.iter().filter_map(|field| Some((rank(field.0)?, field))).collect();
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, field)| field)
}

fn has_text(value: &Value) -> bool {
    match value {
        Value::String(text) => !text.trim().is_empty(),
        other => paragraphs(other).is_some(),
    }
}

/// Reads a value as one string: itself, a number, the first of a list, or the telling part of an object.
fn words(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(list) => list.iter().find_map(words),
        Value::Object(parts) => {
            // `rendered`: WordPress; `main`: New York Times; `$oid`, `$date`: MongoDB exports.
            ["name", "main", "value", "rendered", "text", "title", "@value", "@id", "$oid", "$date", "id"]
                .iter()
                .find_map(|part| parts.get(*part).and_then(words))
        }
        Value::Null | Value::Bool(_) => None,
    }
}

/// Reads a value as names of people or outlets: every one of a list.
pub(super) fn people(value: &Value) -> Option<String> {
    let Value::Array(list) = value else { return words(value).map(|name| one_line(&super::html::unescaped(&name))) };
    let mut names: Vec<String> = Vec::new();
    for name in list.iter().filter_map(people).filter(|name| !is_address(name)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Some(names.join(", ")).filter(|names| !names.is_empty())
}

/// Reads a text that is not one string: a list of paragraphs, or objects that hold them.
fn paragraphs(value: &Value) -> Option<String> {
    let part = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Object(parts) => {
            ["text", "value", "rendered", "content", "body"].iter().find_map(|p| parts.get(*p).and_then(Value::as_str)).map(str::to_owned)
        }
        _ => None,
    };
    let text = match value {
        // Titles inside: these are pieces, not the paragraphs of one.
        Value::Array(list) if list.iter().any(|item| item.get("title").is_some() || item.get("headline").is_some()) => return None,
        // ninjs lists the same story once for each format: the first one is enough.
        Value::Array(list) if list.iter().any(|item| item.get("value").is_some()) => list.iter().find_map(part)?,
        Value::Array(list) => list.iter().filter_map(part).collect::<Vec<_>>().join("\n\n"),
        other => part(other)?,
    };
    Some(text).filter(|text| !text.trim().is_empty())
}

/// Tells whether a value is an address rather than a name.
pub(super) fn is_address(value: &str) -> bool {
    value.starts_with("http://") || value.starts_with("https://") || value.starts_with("//")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(json: &str) -> Map<String, Value> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn names_match_whatever_their_case_spaces_and_dashes() {
        assert!(same_name("articleBody", "article_body"));
        assert!(same_name("Body ID", "body_id"));
        assert!(same_name("_id", "ID"));
        assert!(!same_name("text", "text2"));
    }

    #[test]
    fn the_first_name_that_holds_something_wins() {
        let mut record = record(r#"{"text": "  ", "body": "Fire guts mill", "title": null, "headline": "Fire"}"#);
        let fields = RecordFields::default();
        assert_eq!(about(&record, &fields).title.as_deref(), Some("Fire"));
        assert_eq!(take_body(&mut record, &fields).unwrap().text, "Fire guts mill");
    }

    #[test]
    fn objects_and_lists_are_read_for_what_they_name() {
        let record = record(
            r#"{"title": {"rendered": "Fire &amp; smoke"}, "author": [{"name": "A. One"}, {"name": "B. Two"}],
                "source": {"id": null, "name": "The Courier"}, "id": 17}"#,
        );
        let fields = RecordFields::default();
        let about = about(&record, &fields);
        assert_eq!(about.title.as_deref(), Some("Fire & smoke"));
        assert_eq!(about.byline.as_deref(), Some("A. One, B. Two"));
        assert_eq!(about.outlet.as_deref(), Some("The Courier"));
        assert_eq!(id(&record, &fields).as_deref(), Some("17"));
    }

    #[test]
    fn an_address_is_no_outlet() {
        let about = about(&record(r#"{"source": "https://example.org/fire"}"#), &RecordFields::default());
        assert_eq!((about.outlet, about.url.as_deref()), (None, Some("https://example.org/fire")));
    }

    #[test]
    fn a_list_of_paragraphs_is_one_text() {
        let mut record = record(r#"{"content": ["One.", "Two."]}"#);
        assert_eq!(take_body(&mut record, &RecordFields::default()).unwrap().text, "One.\n\nTwo.");
    }
}
