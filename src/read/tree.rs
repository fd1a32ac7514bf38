//! A page parsed into its tree, unless it is built to break what works on trees.
//!
//! A page of 50,000 `<div>` inside each other is refused before the extractor recurses into it. Costs O(page) for the pages that are let
//! through: what grows faster (depth, one endless run of text) is bounded here.

use dom_smoothie::{Config, Readability, TextMode};

use super::remade::remakes_too_much;

/// Past this a page is data, not an article (an estimate: live blogs are the longest pages, and have tens of thousands).
const MOST_ELEMENTS: usize = 100_000;

/// The extractor recurses, so depth must end somewhere: 400 levels run in the stack of a test thread without optimisation (see the test),
/// and no newsroom's page is known to come near.
const DEEPEST: usize = 400;

/// The rules write a page out again, in time that grows with the square of one run of text: `&amp;` 400,000 times in one paragraph took
/// 1.9 s, 2,000,000 times 55 s. Past this there are no paragraphs to find anyway.
const LONGEST_RUN: usize = 256 << 10;

/// Each element that is opened looks at all that stand open: 19,000 open `<div>` took 1.6 s, and ten times
/// as many would take a hundred times that.
const MOST_OPEN: usize = 20_000;

/// Each attribute is compared with all before it in its tag: 20,000 take 0.2 s, 100,000 take 5.5 s, 400,000 minutes.
const MOST_ATTRIBUTES: usize = 20_000;

/// Parses a page, or says why it will not.
pub(super) fn parsed(html: &str) -> Result<Tree, String> {
    if most_attributes(html) > MOST_ATTRIBUTES {
        return Err("a tag of the page has too many attributes; save its text as .txt".to_owned());
    }
    let too_deep = || Err("the page nests its elements too deeply; save its text as .txt".to_owned());
    if most_open(html) > MOST_OPEN {
        return too_deep();
    }
    if remakes_too_much(html) {
        return Err("the page leaves so many tags open that each paragraph opens them all again; save its text as .txt".to_owned());
    }
    let config =
        Config { max_elements_to_parse: MOST_ELEMENTS, disable_json_ld: true, text_mode: TextMode::Formatted, ..Config::default() };
    let reader = Readability::new(html, None, Some(config))
        .map_err(|error| format!("the page cannot be parsed ({error}); save its text as .txt"))?;
    let (depth, longest) = shape(&reader);
    if depth > DEEPEST { too_deep() } else { Ok(Tree { reader, plain: longest > LONGEST_RUN }) }
}

/// A parsed page, and whether it is too plain for the rules.
pub(super) struct Tree {
    pub reader: Readability,
    pub plain: bool,
}

/// Measures a tree, without recursion: how deep it nests, and the bytes of the longest text right inside one element.
fn shape(reader: &Readability) -> (usize, usize) {
    let (mut deepest, mut longest) = (0, 0);
    let mut open = vec![(reader.doc.html_root(), 0)];
    while let Some((node, depth)) = open.pop() {
        deepest = deepest.max(depth);
        let children = node.element_children();
        if !(node.has_name("script") || node.has_name("style")) {
            longest = longest.max(node.immediate_text().len());
        }
        open.extend(children.into_iter().map(|child| (child, depth + 1)));
    }
    (deepest, longest)
}

/// Counts the attributes of the tag that has most, before anything is parsed. O(page).
fn most_attributes(html: &str) -> usize {
    let (mut most, mut count, mut is_tag, mut is_gap) = (0, 0, false, false);
    let mut bytes = html.bytes().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'<' if !is_tag => (is_tag, count, is_gap) = (bytes.peek().is_some_and(u8::is_ascii_alphabetic), 0, false),
            _ if !is_tag => {}
            b'>' => is_tag = false,
            b'/' => is_gap = true,
            _ if byte.is_ascii_whitespace() => is_gap = true,
            b'=' => {
                is_gap = false;
                while bytes.next_if(u8::is_ascii_whitespace).is_some() {}
                if let Some(quote) = bytes.next_if(|byte| matches!(byte, b'"' | b'\'')) {
                    is_gap = bytes.by_ref().any(|byte| byte == quote);
                }
            }
            _ if is_gap => (is_gap, count) = (false, count + 1),
            _ => {}
        }
        most = most.max(count);
    }
    most
}

/// Counts how many elements can stand open at once, before anything is parsed: an upper bound.
fn most_open(html: &str) -> usize {
    let (mut open, mut most) = (0_usize, 0_usize);
    for (at, _) in html.match_indices('<') {
        match html.as_bytes().get(at + 1) {
            Some(b'/') => open = open.saturating_sub(1),
            Some(letter) if letter.is_ascii_alphabetic() => {
                let name = &html[at + 1..];
                open += usize::from(!CLOSES_ITSELF.iter().any(|tag| is_tag(name, tag)));
                most = most.max(open);
            }
            _ => {}
        }
    }
    most
}

/// Elements that a page opens and need not close.
const CLOSES_ITSELF: [&str; 16] =
    ["br", "img", "meta", "link", "input", "hr", "p", "li", "td", "tr", "th", "option", "dt", "dd", "source", "path"];

pub(super) fn is_tag(rest: &str, tag: &str) -> bool {
    rest.get(..tag.len()).is_some_and(|name| name.eq_ignore_ascii_case(tag))
        && !rest[tag.len()..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::super::html::page;
    use super::{DEEPEST, most_attributes, parsed};

    const WORDS: &str = "The fire at the old mill began before dawn and spread to two floors, the brigade said.";

    #[test]
    fn a_page_built_to_break_the_parser_is_refused_not_fatal() {
        for tag in ["div", "ins", "b", "font", "blockquote", "table", "a", "span"] {
            assert!(page(&format!("<{tag}>").repeat(50_000)).is_err(), "{tag}");
            let deep = format!("{}{WORDS}", format!("<{tag}>").repeat(DEEPEST - 10));
            assert!(page(&deep).is_ok_and(|draft| draft.text.contains("old mill")), "{tag}");
        }
    }

    #[test]
    fn attributes_are_counted_by_the_tag_whatever_stands_in_their_values() {
        assert_eq!(most_attributes("<p>1 < 2 a b c</p><a href=x title='a b > c' data-y = \"<b c d>\" z>text a b c d e f</a>"), 4);
        assert_eq!(most_attributes("<a b=\"1\"c='2'd=3 e/f>"), 5);
        assert_eq!(most_attributes("<a b=\"never closed c d e"), 1);
    }

    #[test]
    fn a_tag_of_a_hundred_thousand_attributes_is_refused_before_it_is_parsed() {
        let attributes = (0..100_000).map(|at| format!(" a{at}")).collect::<Vec<_>>().concat();
        let refused = parsed(&format!("<html><body{attributes}><p>A story of some words.</p></body></html>"));
        assert!(refused.is_err_and(|reason| reason.contains("attributes")));
    }
}
