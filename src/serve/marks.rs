//! What editors say of pieces and pairs: shown, set, taken back, exported.

use std::sync::Arc;

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::response::{Html, Redirect, Response};
use serde::Deserialize;

use super::api::Json;
use super::desk::Desk;
use super::pages::{Page, saved_as};
use super::refusal::Refusal;
use crate::report::marks::{Judgement, Mark, Marked};
use crate::report::{csv, html};

/// Bytes of an id: paths end at 4,096.
const LONGEST_ID: usize = 4_096;

/// All marks.
pub(super) async fn page(State(desk): State<Arc<Desk>>) -> Page {
    Ok(Html(html::marks(&*desk.marks()?)))
}

/// All marks, as they are kept.
pub(super) async fn list(State(desk): State<Arc<Desk>>) -> Result<Json, Refusal> {
    Json::of(&*desk.marks()?)
}

/// All marks, as a table.
pub(super) async fn table(State(desk): State<Arc<Desk>>) -> Result<Response, Refusal> {
    let mut bytes = Vec::new();
    csv::marks(&*desk.marks()?, &mut bytes).map_err(|_| Refusal::broken())?;
    Ok(saved_as("attachment; filename=\"marks.csv\"", "text/csv; charset=utf-8", bytes))
}

/// What an editor says.
#[derive(Debug, Deserialize)]
pub(super) struct Said {
    piece: String,
    piece_text: String,
    #[serde(default)]
    other: String,
    #[serde(default)]
    other_text: String,
    mark: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    back: String,
}

/// Sets a mark or takes it back, and goes on where the editor was.
pub(super) async fn set(State(desk): State<Arc<Desk>>, form: Result<Form<Said>, FormRejection>) -> Result<Redirect, Refusal> {
    let Form(said) = form.map_err(|error| Refusal::unclear(error.body_text()))?;
    let pieces = said.pieces()?;
    let judgement = match said.mark.as_str() {
        "clear" => None,
        name => Some(judgement(name)?),
    };
    let back = Redirect::to(said.back());
    let keeper = Arc::clone(&desk);
    let change = move || {
        keeper.mark(|marks, today| match judgement {
            Some(judgement) => marks.set(Mark::new(pieces, judgement, &said.note, Some(today))),
            None => drop(marks.clear(&pieces.iter().map(|piece| piece.id.as_str()).collect::<Vec<_>>())),
        })
    };
    desk.run(change).await.map(|()| back)
}

fn judgement(name: &str) -> Result<Judgement, Refusal> {
    let known = Judgement::ALL.into_iter().find(|judgement| judgement.name() == name);
    known.ok_or_else(|| Refusal::unclear(format!("mark = {name}: must be fine, needs_credit, wrong_verdict or clear")))
}

impl Said {
    /// The one or two pieces that are meant.
    fn pieces(&self) -> Result<Vec<Marked>, Refusal> {
        let one = marked(&self.piece, &self.piece_text)?;
        if self.other.is_empty() && self.other_text.is_empty() {
            return Ok(vec![one]);
        }
        let other = marked(&self.other, &self.other_text)?;
        if one.id == other.id {
            Err(Refusal::unclear("a pair is of two pieces; leave other empty to mark the one"))
        } else {
            Ok(vec![one, other])
        }
    }

    /// Where the editor was, where that is a place here: `//host` and `/\host` are elsewhere.
    fn back(&self) -> &str {
        let is_here = self.back.starts_with('/') && !self.back.starts_with("//") && !self.back.starts_with("/\\");
        if is_here && self.back.is_ascii() && !self.back.chars().any(|c| c.is_ascii_control()) { &self.back } else { "/marks" }
    }
}

fn marked(id: &str, text: &str) -> Result<Marked, Refusal> {
    let is_hash = text.len() == 16 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if id.is_empty() || id.len() > LONGEST_ID || !is_hash {
        return Err(Refusal::unclear(
            "a mark names a piece by its id and by the hash of its text, 16 hexadecimal digits; mark it on its page",
        ));
    }
    Ok(Marked { id: id.to_owned(), text: text.to_owned() })
}
