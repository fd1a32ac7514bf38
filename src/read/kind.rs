//! Tells what form a file has: by its name, or by its first bytes when it comes through standard input.
//!
//! `story.html.gz` is a page, packed with gzip; `story.png` is nothing that is read.
//! Costs O(length of the name), or O(first block).

use std::path::Path;

/// What a file holds once it is unpacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Markdown,
    Page,
    Json,
    JsonLines,
    Table,
}

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    Plain,
    Gzip,
    Zstd,
}

/// Reads kind and packing off a file's name, whatever its case.
pub(super) fn of_name(path: &Path) -> Option<(Kind, Packing)> {
    let name = path.file_name()?.to_string_lossy().to_ascii_lowercase();
    let (name, packing) = match name.rsplit_once('.')? {
        (inner, "gz") => (inner, Packing::Gzip),
        (inner, "zst") => (inner, Packing::Zstd),
        _ => (name.as_str(), Packing::Plain),
    };
    let kind = match name.rsplit_once('.')?.1 {
        "txt" | "text" => Kind::Text,
        "md" | "markdown" => Kind::Markdown,
        "html" | "htm" => Kind::Page,
        "json" => Kind::Json,
        "jsonl" | "ndjson" => Kind::JsonLines,
        "csv" => Kind::Table,
        _ => return None,
    };
    Some((kind, packing))
}

/// Reads the kind off a media type, whatever its parameters.
pub(super) fn of_media(media: &str) -> Option<Kind> {
    match media.split(';').next()?.trim().to_ascii_lowercase().as_str() {
        "text/plain" => Some(Kind::Text),
        "text/html" => Some(Kind::Page),
        "application/json" => Some(Kind::Json),
        _ => None,
    }
}

/// Guesses the kind from the first bytes; what is neither JSON nor a page is text.
///
/// A story may open with `[UPDATE]` or `<<CORRECTION>>`, so a bracket alone proves nothing.
pub(super) fn of_bytes(start: &[u8]) -> Kind {
    let text = String::from_utf8_lossy(start);
    let text = text.trim_start_matches(super::piece::is_blank);
    let after_bracket = || text[1..].trim_start();
    match text.as_bytes().first() {
        Some(b'{') if after_bracket().starts_with(['"', '}']) => {
            if holds_lines(text) {
                Kind::JsonLines
            } else {
                Kind::Json
            }
        }
        Some(b'[') if after_bracket().starts_with(['{', ']']) => Kind::Json,
        Some(b'<') if looks_like_page(text) => Kind::Page,
        _ => Kind::Text,
    }
}

/// Tells whether the first line is a whole JSON object and another one follows.
pub(super) fn holds_lines(text: &str) -> bool {
    text.split_once('\n')
        .is_some_and(|(line, rest)| rest.trim_start().starts_with('{') && serde_json::from_str::<serde::de::IgnoredAny>(line).is_ok())
}

/// Tells whether a text begins with a tag that pages are made of.
pub(super) fn looks_like_page(text: &str) -> bool {
    const TAGS: [&str; 24] = [
        "!doctype",
        "html",
        "head",
        "body",
        "?xml",
        "!--",
        "article",
        "section",
        "main",
        "div",
        "p",
        "h1",
        "h2",
        "h3",
        "span",
        "a",
        "strong",
        "b",
        "em",
        "i",
        "ul",
        "blockquote",
        "figure",
        "img",
    ];
    let Some(inside) = text.trim_start_matches(super::piece::is_blank).strip_prefix('<') else { return false };
    let name: String = inside.chars().take_while(|c| !c.is_whitespace() && !matches!(c, '>' | '/')).take(9).collect();
    let name = name.to_ascii_lowercase();
    TAGS.iter().any(|tag| name == *tag || (*tag == "!--" && name.starts_with(tag))) && inside.contains('>')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_kind_and_packing_whatever_its_case() {
        let kind = |name: &str| of_name(Path::new(name));
        assert_eq!(kind("a/story.TXT"), Some((Kind::Text, Packing::Plain)));
        assert_eq!(kind("story.html.gz"), Some((Kind::Page, Packing::Gzip)));
        assert_eq!(kind("wire.ndjson.ZST"), Some((Kind::JsonLines, Packing::Zstd)));
        assert_eq!(kind("picture.png"), None);
        assert_eq!(kind("archive.gz"), None);
        assert_eq!(kind("txt"), None);
    }

    #[test]
    fn a_media_type_tells_the_kind_whatever_its_parameters() {
        assert_eq!(of_media("Text/HTML; charset=utf-8"), Some(Kind::Page));
        assert_eq!(of_media("text/plain"), Some(Kind::Text));
        assert_eq!(of_media("application/x-www-form-urlencoded"), None);
        assert_eq!(of_media(""), None);
    }

    #[test]
    fn the_first_bytes_tell_lines_from_one_object() {
        assert_eq!(of_bytes(b"{\"text\":\"a\"}\n{\"text\":\"b\"}\n"), Kind::JsonLines);
        assert_eq!(of_bytes(b"{\n \"text\": \"a\"\n}\n"), Kind::Json);
        assert_eq!(of_bytes(b"\xef\xbb\xbf [ {\"text\":\"a\"}]"), Kind::Json);
    }

    #[test]
    fn a_bracket_in_prose_is_still_text() {
        assert_eq!(of_bytes(b"[UPDATE] Police say three were hurt"), Kind::Text);
        assert_eq!(of_bytes(b"{Adds quotes} Police say"), Kind::Text);
        assert_eq!(of_bytes(b"<<CORRECTION>> Police say"), Kind::Text);
        assert_eq!(of_bytes(b"<!DOCTYPE html><p>Police say"), Kind::Page);
        assert_eq!(of_bytes(b"<p class=x>Police say</p>"), Kind::Page);
    }
}
