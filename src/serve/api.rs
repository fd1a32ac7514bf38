//! What programs ask: the handlers that answer in JSON, with the bytes that the commands print.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use hyper::StatusCode;
use hyper::header::{CONTENT_TYPE, HeaderMap};
use serde::{Deserialize, Serialize};

use super::desk::{Desk, Sent};
use super::pages::{Two, Which, named, two, wanted};
use super::refusal::Refusal;
use crate::pipeline::Diff;
use crate::report::{diff, json};

/// What there is to ask.
const DESCRIPTION: &str = include_str!("../../assets/openapi.json");

/// What a browser's form or `curl -d` sends: names and line ends are gone, or boundaries stand in it.
const FORMS: [&str; 2] = ["multipart/", "application/x-www-form-urlencoded"];

/// JSON, written.
pub(super) struct Json(Vec<u8>);

impl Json {
    pub(super) fn of(value: &impl Serialize) -> Result<Self, Refusal> {
        Self::written(|out| json::write_value(value, out))
    }

    fn written(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> Result<Self, Refusal> {
        let mut bytes = Vec::new();
        write(&mut bytes).map_err(|_| Refusal::broken())?;
        Ok(Self(bytes))
    }
}

impl IntoResponse for Json {
    fn into_response(self) -> Response {
        ([(CONTENT_TYPE, "application/json")], self.0).into_response()
    }
}

/// Says what there is to ask.
pub(super) async fn description() -> Response {
    ([(CONTENT_TYPE, "application/json")], DESCRIPTION).into_response()
}

/// What a piece is called.
#[derive(Debug, Deserialize)]
pub(super) struct Named {
    #[serde(default)]
    name: String,
}

/// Checks a piece: `check --format json`.
pub(super) async fn check(
    State(desk): State<Arc<Desk>>,
    named: Result<Query<Named>, QueryRejection>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Json, Refusal> {
    let Query(named) = named.map_err(|error| Refusal::unclear(error.body_text()))?;
    let media = headers.get(CONTENT_TYPE).and_then(|media| media.to_str().ok()).unwrap_or_default();
    if FORMS.iter().any(|form| media.to_ascii_lowercase().starts_with(form)) {
        let reason = "this is a form, and the body should be the piece itself, as text/plain, text/html or application/json: curl --data-binary @piece.txt -H 'Content-Type: text/plain'";
        return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, reason));
    }
    desk.check(Sent::new(&named.name, media, bytes.into()), Json::of).await
}

/// Checks a piece that the archive holds.
pub(super) async fn piece(State(desk): State<Arc<Desk>>, id: Result<Path<String>, PathRejection>) -> Result<Json, Refusal> {
    desk.check_held(&named(id)?, Json::of).await
}

/// The text of a piece that the archive holds: what spans are cut from.
pub(super) async fn text(State(desk): State<Arc<Desk>>, id: Result<Path<String>, PathRejection>) -> Result<String, Refusal> {
    Ok(desk.held()?.piece(&named(id)?)?.text)
}

/// The newest pieces and their families: `report.json` of a scan of these pieces.
pub(super) async fn families(State(desk): State<Arc<Desk>>, which: Result<Query<Which>, QueryRejection>) -> Result<Json, Refusal> {
    desk.report(wanted(which)?, |scan| Json::of(&scan.report)).await
}

/// One piece beside another: `diff --format json`.
pub(super) async fn beside(State(desk): State<Arc<Desk>>, which: Result<Query<Two>, QueryRejection>) -> Result<Json, Refusal> {
    let which = two(which)?;
    let tell = |diff: &Diff| Json::written(|out| diff::write_json(&diff.member, &diff.articles[0].path, out));
    desk.compare(&which.original, &which.piece, tell).await
}

/// The archive: `index info --format json`.
pub(super) async fn info(State(desk): State<Arc<Desk>>) -> Result<Json, Refusal> {
    Json::of(&desk.info()?)
}
