//! A family -> a picture of who was made from whom: a tree with the original on top, or the one that is lost.
//!
//! Every piece hangs from the one source that it names besides the original, else from the piece that its text tells, else from the original;
//! a dashed line says that nothing but the text tells. O(members).

use std::collections::HashMap;

use askama::Template;

use super::Html;
use crate::report::fit::{columns, plain};
use crate::report::text::{ID_IN_TEXT, id, link_in_words};
use crate::report::{Credit, FamilyRow, Level, LineageRow, Part};

/// Nodes drawn; a tree of more is read in the table.
const MOST_NODES: usize = 60;
/// Pixels: of a node, of a step to the right, of a letter of 15 px.
const HEIGHT: usize = 52;
const STEP: usize = 34;
const LETTER: usize = 8;

/// A piece, or a source that is not here.
struct Node {
    x: usize,
    y: usize,
    /// The line from the node above: its corner.
    from: Option<[usize; 2]>,
    name: String,
    says: String,
    href: Option<String>,
    is_here: bool,
    is_told: bool,
}

#[derive(Template)]
#[template(path = "lineage.html")]
struct Lineage {
    nodes: Vec<Node>,
    width: usize,
    height: usize,
    more: usize,
    kin: Vec<String>,
}

/// Draws the tree; nothing for a family of two, of which the heading says all.
pub(super) fn lineage(family: &FamilyRow, href: impl Fn(usize) -> String) -> Option<Html> {
    if family.members.len() < 3 {
        return None;
    }
    let root = root(family);
    let place: HashMap<&str, usize> = family.members.iter().enumerate().map(|(at, member)| (member.piece.as_str(), at)).collect();
    let mut links: Vec<Option<&LineageRow>> = family.members.iter().map(|member| parent(family, &member.piece, &root, &place)).collect();
    for at in 0..links.len() {
        let mut above = links[at].and_then(|row| place.get(row.from.as_str()));
        let mut steps = 0;
        while let Some(next) = above.filter(|next| **next != at && steps <= links.len()) {
            (above, steps) = (links[*next].and_then(|row| place.get(row.from.as_str())), steps + 1);
        }
        // Kin in a ring: one of them hangs from the original.
        if above.is_some() {
            links[at] = None;
        }
    }
    let tree = Tree { family, root: &root, links: &links, place: &place, href: &href };
    let mut nodes = Vec::new();
    tree.draw(&root, 0, None, &mut nodes);
    let more = nodes.len().saturating_sub(MOST_NODES);
    nodes.truncate(MOST_NODES);
    let width =
        nodes.iter().map(|node| node.x + 24 + LETTER * columns(&node.name).max(columns(&node.says) * 9 / 10)).max().unwrap_or_default();
    let kin = family.lineage.iter().filter(|row| row.by == Level::CannotTell).map(|row| link_in_words(row, family)).collect();
    Some(Html::of(&Lineage { height: 12 + HEIGHT * nodes.len(), nodes, width, more, kin }))
}

/// The name under which the original stands in the rows.
fn root(family: &FamilyRow) -> String {
    let original = &family.original;
    original.piece.clone().or_else(|| original.outlet.clone()).unwrap_or_default()
}

/// The row that says whom a piece was made from, beside the original.
fn parent<'a>(family: &'a FamilyRow, piece: &str, root: &str, place: &HashMap<&str, usize>) -> Option<&'a LineageRow> {
    let rows = || family.lineage.iter().filter(|row| row.to == piece && row.by != Level::CannotTell && row.from != row.to);
    let is_other = |row: &&LineageRow| row.from != root && (row.by == Level::Credit || place.contains_key(row.from.as_str()));
    rows().find(is_other).or_else(|| rows().next())
}

struct Tree<'a> {
    family: &'a FamilyRow,
    root: &'a str,
    links: &'a [Option<&'a LineageRow>],
    place: &'a HashMap<&'a str, usize>,
    href: &'a dyn Fn(usize) -> String,
}

impl Tree<'_> {
    /// Draws what hangs from a source, and all that hangs from that.
    fn draw(&self, source: &str, depth: usize, from: Option<([usize; 2], bool)>, nodes: &mut Vec<Node>) {
        let (x, y) = (18 + STEP * depth, 22 + HEIGHT * nodes.len());
        let at = self.place.get(source).copied();
        let (name, says) = self.words(source, at);
        let (corner, is_told) = from.map_or((None, true), |(corner, told)| (Some(corner), told));
        nodes.push(Node { x, y, from: corner, name, says, href: at.map(|at| (self.href)(at)), is_here: at.is_some(), is_told });
        // Far deeper than any chain of credits; a longer one is cut rather than drawn off the page.
        if depth > 12 {
            return;
        }
        for (below, is_told) in self.below(source) {
            self.draw(&below, depth + 1, Some(([x, y], is_told)), nodes);
        }
    }

    /// Whom a source was the source of: pieces, and outlets that only pieces name; whether somebody says so.
    fn below(&self, source: &str) -> Vec<(String, bool)> {
        let mut below: Vec<(String, bool)> = Vec::new();
        for (member, link) in self.family.members.iter().zip(self.links) {
            if member.piece == self.root {
                continue;
            }
            let is_told = link.is_some_and(|row| matches!(row.by, Level::Credit | Level::Original));
            let from = link.map_or(self.root, |row| row.from.as_str());
            let outlet = Some(from).filter(|from| *from != self.root && !self.place.contains_key(from));
            let next = match outlet {
                Some(outlet) if source == self.root => (outlet.to_owned(), true),
                _ if from == source => (member.piece.clone(), is_told),
                _ => continue,
            };
            if !below.iter().any(|(name, _)| *name == next.0) {
                below.push(next);
            }
        }
        below
    }

    fn words(&self, source: &str, at: Option<usize>) -> (String, String) {
        let Some(at) = at else {
            let name = if source.is_empty() { "The original".to_owned() } else { plain(source) };
            let says =
                if source == self.root { "the original, not among these pieces" } else { "named as a source, not among these pieces" };
            return (name, says.to_owned());
        };
        let member = &self.family.members[at];
        let credit = match member.credit {
            Credit::Lost => ", credit lost",
            Credit::Given | Credit::None => "",
        };
        let what = match member.part {
            Part::Original => "the original".to_owned(),
            Part::StandIn => format!("the best surviving version{credit}"),
            Part::Rewrite => format!("{}{credit}", member.verdict.words()),
        };
        let why = self.links[at].map(|row| format!(" · {}", plain(&row.why)));
        let why = why.or_else(|| (member.part == Part::Rewrite).then(|| " · its text tells".to_owned())).unwrap_or_default();
        (id(&member.piece, ID_IN_TEXT), format!("{what}{why}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::json::sample;

    fn row(from: &str, to: &str, by: Level) -> LineageRow {
        LineageRow { from: from.into(), to: to.into(), by, why: "says so".into(), support: 1.0 }
    }

    fn family(lineage: Vec<LineageRow>) -> FamilyRow {
        let members =
            vec![sample::member("a.txt", Part::Rewrite), sample::member("b.txt", Part::StandIn), sample::member("c.txt", Part::Rewrite)];
        FamilyRow { lineage, ..sample::family("f1", members) }
    }

    fn drawn(family: &FamilyRow) -> String {
        lineage(family, |at| format!("#m{at}")).expect("a family of three is drawn").to_string()
    }

    #[test]
    fn a_lost_original_is_a_node_and_a_source_between_is_another() {
        let page = drawn(&family(vec![
            row("NBC News", "a.txt", Level::Credit),
            row("Lowland Courier", "a.txt", Level::Credit),
            row("NBC News", "b.txt", Level::Credit),
        ]));
        let order: Vec<usize> =
            ["NBC News", "Lowland Courier", "a.txt", "b.txt", "c.txt"].iter().map(|name| page.find(name).expect("it is drawn")).collect();
        assert!(order.is_sorted(), "{order:?}");
        assert_eq!(page.matches("class=\"gone\"").count(), 2);
        assert!(page.contains("its text tells"));
    }

    #[test]
    fn kin_in_a_ring_are_each_drawn_once() {
        let page = drawn(&family(vec![row("a.txt", "c.txt", Level::Points), row("c.txt", "a.txt", Level::Innovation)]));
        for name in ["a.txt", "b.txt", "c.txt"] {
            assert_eq!(page.matches(&format!(">{name}</text>")).count(), 1, "{page}");
        }
    }

    #[test]
    fn a_pair_without_a_direction_is_told_in_words() {
        let page = drawn(&family(vec![row("a.txt", "c.txt", Level::CannotTell)]));
        assert!(page.contains("a.txt and c.txt are kin"), "{page}");
    }
}
