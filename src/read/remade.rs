//! Counts what a parser makes of a page beyond its tags, before the page is parsed in earnest.
//!
//! A paragraph's end closes a `<b>` in it that was not closed, and the text after it opens the `<b>` again; so the standard wants it. 800 of them
//! before 800 ends are 12 KB, and 640,000 elements: the square of the page. A dry run by the parser itself counts them, keeps none, and
//! stops at the limit. O(page), and nothing for a page with few such tags.

use std::borrow::Cow;
use std::cell::Cell;
use std::rc::Rc;

use html5ever::interface::{Attribute, ElementFlags, ExpandedName, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{LocalName, ParseOpts, QualName, local_name, ns, parse_document};

use super::tree::is_tag;

/// Elements beyond its tags that a page may ask for: an element takes some 200 bytes, and pages that people made ask for a few hundred.
const MOST_REMADE: usize = 200_000;

/// What is fed at once; the count is looked at in between.
const STEP: usize = 512;

/// Elements that are opened again where their parent ended first. Of `a` and `nobr` there is one at most: the next one closes it.
const REMADE: [&str; 12] = ["b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u"];

/// Tells whether a page makes a parser open more elements again than can be meant.
pub(super) fn remakes_too_much(html: &str) -> bool {
    let (mut tags, mut remade) = (0_usize, 0_usize);
    for (at, _) in html.match_indices('<') {
        tags += 1;
        remade += usize::from(REMADE.iter().any(|tag| is_tag(&html[at + 1..], tag)));
    }
    tags.saturating_mul(remade) > MOST_REMADE && makes_more(html, tags + MOST_REMADE)
}

/// Parses a page and keeps nothing, until more elements were made than are allowed.
fn makes_more(html: &str, most: usize) -> bool {
    let mut parser = parse_document(Counter::default(), ParseOpts::default());
    let mut rest = html;
    while !rest.is_empty() && parser.tokenizer.sink.sink.made.get() <= most {
        let (step, after) = rest.split_at(rest.ceil_char_boundary(STEP));
        parser.process(StrTendril::from_slice(step));
        rest = after;
    }
    parser.tokenizer.sink.sink.made.get() > most
}

/// Counts the elements that a parser makes.
#[derive(Default)]
struct Counter {
    made: Cell<usize>,
}

/// A node is its name, for as long as the parser holds it.
type Node = Rc<QualName>;

fn unnamed() -> Node {
    Rc::new(QualName::new(None, ns!(), LocalName::default()))
}

impl TreeSink for Counter {
    type Handle = Node;
    type Output = ();
    type ElemName<'a> = ExpandedName<'a>;

    fn create_element(&self, name: QualName, _: Vec<Attribute>, _: ElementFlags) -> Node {
        self.made.set(self.made.get() + 1);
        Rc::new(name)
    }

    fn elem_name<'a>(&'a self, node: &'a Node) -> ExpandedName<'a> {
        node.expanded()
    }

    fn same_node(&self, one: &Node, other: &Node) -> bool {
        Rc::ptr_eq(one, other)
    }

    fn get_document(&self) -> Node {
        unnamed()
    }

    fn create_comment(&self, _: StrTendril) -> Node {
        unnamed()
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Node {
        unnamed()
    }

    fn get_template_contents(&self, _: &Node) -> Node {
        Rc::new(QualName::new(None, ns!(html), local_name!("template")))
    }

    fn finish(self) {}
    fn parse_error(&self, _: Cow<'static, str>) {}
    fn append(&self, _: &Node, _: NodeOrText<Node>) {}
    fn append_based_on_parent_node(&self, _: &Node, _: &Node, _: NodeOrText<Node>) {}
    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}
    fn set_quirks_mode(&self, _: QuirksMode) {}
    fn append_before_sibling(&self, _: &Node, _: NodeOrText<Node>) {}
    fn add_attrs_if_missing(&self, _: &Node, _: Vec<Attribute>) {}
    fn remove_from_parent(&self, _: &Node) {}
    fn reparent_children(&self, _: &Node, _: &Node) {}
}

#[cfg(test)]
mod tests {
    use super::super::html::page;
    use super::*;

    const WORDS: &str = "<p>The fire at the old mill began before dawn and spread to two floors.";

    /// So many tags that are never closed, before so many paragraphs that open all of them again.
    fn remaking(open: usize, paragraphs: usize) -> String {
        let open: Vec<String> = (0..open).map(|at| format!("<b a{at}>")).collect();
        format!("<p>{}{}", open.concat(), "</p><p>x".repeat(paragraphs))
    }

    #[test]
    fn a_page_whose_elements_grow_with_its_square_is_refused_before_it_is_parsed() {
        assert!(page(&remaking(800, 800)).is_err_and(|reason| reason.contains("again")));
        // What hides from a count of tags: ends that end nothing.
        let decoys = remaking(800, 0) + "<!--" + &"</b>".repeat(800) + "--><object></b></object>" + &"</p><p>x".repeat(800);
        assert!(remakes_too_much(&decoys));
    }

    #[test]
    fn a_long_page_that_closes_its_tags_or_forgets_a_few_is_read() {
        let closed = format!("{WORDS} <b>It</b> was <i>put</i> out.</p>").repeat(2_000);
        let forgotten = format!("<p><b>{WORDS}").repeat(3) + &format!("{WORDS}</p>").repeat(20_000);
        assert!(!remakes_too_much(&closed) && !remakes_too_much(&forgotten));
        assert!(page(&format!("{}{WORDS}", remaking(20, 50))).is_ok());
    }
}
