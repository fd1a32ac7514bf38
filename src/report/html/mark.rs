//! What an editor said of a piece or a pair, and the form to say it.

use askama::Template;

use super::Html;
use crate::report::marks::{LONGEST_NOTE, Mark, Marked, Marks};

/// Where a form goes when it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// In the archive, by the server.
    Archive,
    /// In a file beside the report, by the page's script.
    Beside,
}

#[derive(Template)]
#[template(path = "mark.html")]
struct Form<'a> {
    kept: Kept,
    piece: &'a Marked,
    other: Option<&'a Marked>,
    /// What stands already, of the piece and of the pair.
    said: Vec<Said<'a>>,
    back: &'a str,
    longest: usize,
}

/// A mark that stands, and whether it was set on these texts.
pub(super) struct Said<'a> {
    pub mark: &'a Mark,
    pub holds: bool,
    pub of_pair: bool,
}

/// Names a piece that is not held for a mark: many a piece is called draft.txt, and one that was pasted has no name, so its text tells it apart.
pub(super) fn passing(id: &str, text: &str) -> Marked {
    let marked = Marked::of(id, text);
    let name = if id == "-" { "pasted" } else { id };
    Marked { id: format!("{name} {}", marked.text), ..marked }
}

/// Tells whether a mark is of a piece that was not held.
pub(super) fn is_passing(marked: &Marked) -> bool {
    marked.id.ends_with(&marked.text)
}

/// Gives what was said of a piece, alone and beside another.
pub(super) fn said<'a>(marks: &'a Marks, piece: &Marked, other: Option<&Marked>) -> Vec<Said<'a>> {
    let alone = marks.of(&[&piece.id]).map(|mark| Said { mark, holds: mark.holds(std::slice::from_ref(piece)), of_pair: false });
    let pair = other.and_then(|other| {
        let mark = marks.of(&[&piece.id, &other.id])?;
        Some(Said { mark, holds: mark.holds(&[piece.clone(), other.clone()]), of_pair: true })
    });
    pair.into_iter().chain(alone).collect()
}

/// The form of a piece, or of a pair where there is another one; `back` is the page to come back to.
pub(super) fn form(kept: Kept, marks: &Marks, piece: &Marked, other: Option<&Marked>, back: &str) -> Html {
    let said = said(marks, piece, other);
    Html::of(&Form { kept, piece, other, said, back, longest: LONGEST_NOTE })
}
